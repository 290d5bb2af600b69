"""Tables in many habits go in by a recipe: every figure right, or refused with its cell."""

from __future__ import annotations

import pytest
from workbook_answers import answered, asked, figures_of, refused_of
from workbooks import FEW, HABITS, INSTITUTIONS, PASSED, PLAN, SHORT, save

from plan_metrics.intake.guess import choose_sheet, guess
from plan_metrics.intake.reading import read_figures
from plan_metrics.intake.recipe import read_recipe, written
from plan_metrics.intake.shares import unclear_shares
from plan_metrics.intake.sheets import read_sheets
from plan_metrics.plan.read import read_plan


@pytest.fixture(scope="module")
def plan():
    """The plan of this repository, read once."""
    return read_plan(PLAN)


@pytest.mark.parametrize("make", HABITS.values(), ids=HABITS)
def test_every_figure_is_right_or_refused_with_its_cell(tmp_path, plan, make):
    """The first recipe asks for what the table does not say and nothing else; none of its figures is wrong before it is
    answered, each is read afterwards as it was written."""
    table = make(tmp_path)
    sheets = read_sheets(table.file)
    sheet = choose_sheet(table.file.name, sheets, table.sheet)
    recipe = guess(table.file.name, sheet, len(sheets), plan)
    first = read_figures(table.file.name, sheet, recipe, plan)
    assert asked(recipe, first) == set(table.answers)
    assert figures_of(first).items() <= dict(table.figures).items()
    file = tmp_path / "recipe.toml"
    file.write_text(written(answered(recipe, table.answers)), "utf-8")
    read = read_figures(table.file.name, sheet, read_recipe(file, plan.languages), plan)
    assert figures_of(read) == table.figures
    assert refused_of(read) == table.refused


PARTS = [
    ["2024年各地区检验检测情况"],
    ["地区", "类别", "检验检测机构数（家）", None, "检验检测从业人员数（人）"],
    [None, None, "合计", "其中：国家级", "其中：女性"],
    ["北京", "合计", 11, 12, 13],
    ["河北", "国家级", 21, 22, 23],
    ["省级机构"],
    ["浙江", "合计", 31, 32, 33],
]


def test_a_part_is_never_read_as_the_whole(tmp_path, plan):
    """A second row of heading, a column of kinds and a row above figures that the recipe does not read refuse them;
    read with them, and with what merged cells have lost, the whole alone goes in."""
    (sheet,) = read_sheets(save(tmp_path / "parts.xlsx", PARTS))
    recipe = guess("parts.xlsx", sheet, 1, plan)
    first = read_figures("parts.xlsx", sheet, recipe, plan)
    assert figures_of(first) == {(INSTITUTIONS, "CN-BJ", "TOTAL", "2024"): (11.0, "A", "exact")}
    refused = refused_of(first)
    assert {refused.get(cell) for cell in ("E3", "B5", "A6")} == {"unread_words"}
    said = recipe.model_copy(update={"words": {}, "skip": ()})
    heads = {"合计": INSTITUTIONS, "其中：国家级": ""}
    answers = {
        "at.indicator": ("header 1 filled", "header 2"),
        "at.unit": ("header 1 filled",),
        "at.breakdown": ("section", "column B"),
        **{f"words.indicator.检验检测机构数（家） {head}": code for head, code in heads.items()},
        "words.indicator.检验检测从业人员数（人） 其中：女性": "",
        "words.breakdown.合计": "TOTAL",
        **{f"words.breakdown.{word}": "" for word in ("国家级", "省级机构 合计")},
    }
    read = read_figures("parts.xlsx", sheet, answered(said, answers), plan)
    assert figures_of(read) == figures_of(first)
    assert refused_of(read) == {}


SHARES = {
    "shares, where the edition has per cent": ((0.95, 0.9134, 0.88), [93.5, 96], None, True),
    "shares, where nothing tells": ((0.95, 0.9134, 0.88), [], None, True),
    "small per cent, as the edition has them": ((0.4, 0.75, 1), [0.6, 1.2], None, False),
    "one that is larger": ((0.4, 0.75, 1.2), [], None, False),
    "signs of their own": (("0.4%", "0.75%", "1%"), [93.5, 96], None, False),
    "none at all": ((0, 0, 0), [93.5], None, False),
    "per cent, as the recipe says": ((0.95, 0.9134, 0.88), [93.5], "percent", False),
    "shares, as the recipe says": ((0.95, 0.9134, 0.88), [93.5], "share", False),
}


@pytest.mark.parametrize(("cells", "known", "meant", "is_asked"), SHARES.values(), ids=SHARES)
def test_shares_under_per_cent_are_asked_for_where_other_figures_do_not_tell(
    tmp_path, plan, cells, known, meant, is_asked
):
    """0.95 under （%） is not read as 0.95 per cent where the indicator is near 95, nor where nothing tells; the recipe
    says in one word which it is."""
    rows = [["2024年各地区产品质量国家监督抽查合格率（%）"], ["地区", "合格率（%）"]]
    rows += [[SHORT[r], cell] for r, cell in zip(FEW, cells, strict=False)]
    (sheet,) = read_sheets(save(tmp_path / "shares.xlsx", rows))
    recipe = guess("shares.xlsx", sheet, 1, plan).model_copy(update={"words": {}})
    answers = {"at.indicator": (f"= {PASSED}",), **({"words.unit.%": meant} if meant else {})}
    recipe = answered(recipe, answers)
    read = read_figures("shares.xlsx", sheet, recipe, plan)
    assert read.faults == []
    told = unclear_shares("shares.xlsx", read, recipe, plan.model_copy(update={"targets": ()}), lambda _: known)
    assert [(fault.rule, fault.column) for fault in told] == (
        [("share_or_percent", "Sheet1!B3, B4, B5")] if is_asked else []
    )
    if meant:
        times = 100 if meant == "share" else 1
        assert [figure.row["value"] for figure in read.figures] == [times * cell for cell in cells]


def test_what_is_no_share_is_not_read_as_one(tmp_path, plan):
    """A figure above 1 beside shares is refused with its cell; a share is printed as a spreadsheet shows it."""
    rows = [["地区", "产品质量国家监督抽查合格率（%）"], ["北京", 0.954], ["河北", 93.1]]
    (sheet,) = read_sheets(save(tmp_path / "shares.xlsx", rows))
    answers = {"at.period": ("= 2024",), "words.unit.%": "share"}
    read = read_figures("shares.xlsx", sheet, answered(guess("shares.xlsx", sheet, 1, plan), answers), plan)
    assert [(figure.row["printed"], figure.row["value"]) for figure in read.figures] == [("95.4%", 95.4)]
    assert refused_of(read) == {"B3": "no_share"}


@pytest.mark.parametrize(
    ("cells", "values", "refused"),
    [
        (("95,4", "9,125", "88"), [95.4, 9.125, 88.0], {}),
        (("1.234,5", "1.200", "88"), [1234.5, 1200.0, 88.0], {}),
        (("1\u202f234,5", "1\u2009200", "88"), [1234.5, 1200.0, 88.0], {}),
        (("9,125", "1,234", "88"), [88.0], {"B3": "odd_cell", "B4": "odd_cell"}),
    ],
)
def test_decimal_commas_of_a_text_table_are_read_or_asked_for(tmp_path, plan, cells, values, refused):
    """Between semicolons 1,234 may be either where no other number tells; spaces and points stand between thousands."""
    file = tmp_path / "table.csv"
    rows = ["2024年各地区检验检测机构数（家）", "region;2024"]
    rows += [f"{SHORT[r]};{cell}" for r, cell in zip(FEW, cells, strict=False)]
    file.write_text("\n".join(rows), "utf-16")
    (sheet,) = read_sheets(file)
    recipe = answered(guess("table.csv", sheet, 1, plan), {"at.unit": ("= 家",)})
    read = read_figures("table.csv", sheet, recipe, plan)
    assert [figure.row["value"] for figure in read.figures] == values
    assert all(str(figure.row["printed"]).isprintable() for figure in read.figures)  # no space that no font has
    assert refused_of(read) == refused


YEAR = ["各地区检验检测机构数（2024年）"], ["单位：家"], ["地区", "2023年", "2024年"]
NEXT = {
    "the same": ([], {}),
    "the next year, another order of columns": ([("heads", ["地区", "2025年", "2024年"])], {}),
    "more rows": ([("row", ["广东", 11, 12])], {}),
    "a new column": ([("heads", ["地区", "2023年", "2024年", "2025年"])], {"D4": "outside", "D5": "outside"}),
    "a new region": ([("row", ["雄安新区", 11, 12])], {"A9": "unknown_region"}),
    "another heading": ([("heads", ["地区", "2023年", "比上年增减"])], {"C3": "unknown_period"}),
    "another unit": ([("unit", ["单位：人"])], {"B4": "unknown_unit", "C4": "unknown_unit"}),
    "ten thousands": ([("unit", ["单位：万家"])], {}),
    "another title": ([("title", ["各地区认证机构数（2025年）"])], {"": "wrong_title"}),
}


@pytest.mark.parametrize(("changes", "told"), NEXT.values(), ids=NEXT)
def test_a_table_of_the_next_year_goes_in_by_the_same_recipe(tmp_path, plan, changes, told):
    """Other years, more rows and a moved column are read; what no longer fits is told, with its cells."""
    recipe = _recipe_of(tmp_path, plan)
    said = dict(changes)
    heads = said.get("heads", YEAR[2])
    rows = [said.get("title", ["各地区检验检测机构数（2025年）"]), said.get("unit", YEAR[1]), heads]
    rows += [[SHORT[r], *range(10 * n + 1, 10 * n + len(heads))] for n, r in enumerate(FEW)]
    rows += [said["row"]] if "row" in said else []
    (sheet,) = read_sheets(save(tmp_path / "next.xlsx", rows))
    read = read_figures("next.xlsx", sheet, recipe, plan)
    refused = refused_of(read) | {
        cell: fault.rule
        for fault in read.faults
        for cell in str(fault.values.get("named", "")).split(", ") + ([""] if fault.rule == "wrong_title" else [])
        if cell or fault.rule == "wrong_title"
    }
    assert told.items() <= refused.items()
    assert bool(told) == bool(refused)
    times = 10_000 if said.get("unit") == ["单位：万家"] else 1
    for place, value in figures_of(read).items():
        if place[1] in FEW:
            column = [head[:4] for head in heads].index(place[3])
            assert (place[0], value[0]) == (INSTITUTIONS, times * (10 * FEW.index(place[1]) + column))


def _recipe_of(folder, plan):
    """The recipe that was made of a table, which leaves nothing open."""
    rows = [*YEAR, *([SHORT[r], 5, 6] for r in FEW)]
    (sheet,) = read_sheets(save(folder / "first.xlsx", rows))
    recipe = guess("first.xlsx", sheet, 1, plan)
    assert asked(recipe, read_figures("first.xlsx", sheet, recipe, plan)) == set()
    return recipe
