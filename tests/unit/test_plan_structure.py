"""Cards have ranges, order and structure: what passes the check can be reported, and means what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from invented import PROJECT, SECOND, change, line_of, rows_of, said, write_rows
from pydantic import ValidationError

from plan_metrics import paths
from plan_metrics.context import read_context
from plan_metrics.edition.known import Known
from plan_metrics.errors import Fault, FaultError
from plan_metrics.plan.consistency import PAGES, wrong_structure
from plan_metrics.plan.messages import card_faults
from plan_metrics.plan.models import Action
from plan_metrics.plan.read import ROWS, read_plan
from plan_metrics.plan.units import Unit
from plan_metrics.reading.lines import LANGUAGES
from plan_metrics.reading.lines import line_of as line_of_key
from plan_metrics.report.beside_editions import ALL
from plan_metrics.report.book_sidebar import ALL_PAGES
from plan_metrics.report.toc import toc
from plan_metrics.views import action, coverage, overview
from plan_metrics.views.brief import briefs
from plan_metrics.views.language import form_beside

RATE = 'numerator = "bicycles_stolen"'


def faults_of(base: Path) -> tuple[Fault, ...]:
    """The faults for which the plan of a project folder is refused; empty if it is not."""
    try:
        read_plan(paths.plan_folder(base))
    except FaultError as refused:
        return refused.faults
    return ()


def swap(base: Path, name: str, old: str, new: str) -> int:
    """A card with one place changed; the line of it."""
    file = paths.plan_folder(base) / name
    text = file.read_text("utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_invented_plan_is_sound(invented_base):
    """Nothing is told of a plan that makes sense."""
    assert faults_of(invented_base) == ()


# a number of a card that is out of its range or order: text, what stands there instead, key, a part of what is expected
NUMBERS = {
    "on track is nan": ("on_track = 0.95", "on_track = nan", "thresholds.on_track", "a number"),
    "on track is infinite": ("on_track = 0.95", "on_track = inf", "thresholds.on_track", "2 or less"),
    "too early is nan": ("too_early = 0.10", "too_early = nan", "thresholds.too_early", "a number"),
    "a trend without an end": ("trend = 0.005", "trend = inf", "thresholds.trend", "1 or less"),
    "behind above on track": ("behind = 0.6", "behind = 0.99", "thresholds.behind", "less than 0.95"),
    "behind as large as on track": ("behind = 0.6", "behind = 0.95", "thresholds.behind", "less than 0.95"),
    "a stale age of a thousand years": ("stale_after_years = 3", "stale_after_years = 1000", "", "100 or less"),
    "a million million runs": ("runs = 1000", "runs = 1000000000000", "evaluation.runs", "100000 or less"),
    "a seed below zero": ("seed = 2", "seed = -2", "evaluation.seed", "0 or more"),
    "a weight below zero": ("A01 = ", "A01 = -", "evaluation.weights.A01", "0.001 or more"),
    "a weight that is nan": ("weights = { A01 = 1", "weights = { A01 = nan", "evaluation.weights.A01", "a number"),
    "a weight beyond all others": ("weights = { A01 = 1", "weights = { A01 = 1e308", "evaluation.weights.A01", "1000"),
    "a horizon before the plan": ('horizon = "20', 'horizon = "19', "methods.horizon", "after the baseline period"),
    "a year of the Romans": ('issued = "20', 'issued = "00', "issued", "a date that exists"),
    "issued after the horizon": ('issued = "20', 'issued = "21', "issued", "before the end of the horizon"),
    "an edition that is a path": (
        'default_edition = "',
        'default_edition = "../',
        "default_edition",
        "an edition such as",
    ),
}


@pytest.mark.parametrize(("old", "new", "key", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_of_the_plan_has_a_range_and_an_order(invented_base, old, new, key, expected):
    """The message names the line and the key of plan.toml, and what may stand there."""
    line = swap(invented_base, "plan.toml", old, new)
    fault, *more = faults_of(invented_base)
    assert more == []
    assert (fault.file, fault.row) == ("plan.toml", line)
    assert fault.column.endswith(key)
    assert expected in said(fault)[1]


# cells that make no sense together: file, line by its first cell, cells, column, a part of what is expected
CELLS = {
    "regions in a circle": ("regions.csv", "XX-AA", {"parent": "XX-AA"}, "parent", "no part of XX-AA"),
    "the whole with a parent": ("regions.csv", "XX", {"parent": "XX-AA"}, "parent", "the whole has no parent"),
    "a whole beside the whole": ("regions.csv", "XX-AA", {"level": "nation"}, "level", "nation for XX alone"),
    "the whole as a province": ("regions.csv", "XX", {"level": "province"}, "level", "nation for XX alone"),
    "a province below a province": ("regions.csv", "XX-AA", {"parent": "XX-BB"}, "parent", "a level above province"),
    "a province with members": ("regions.csv", "XX-AA", {"members": "XX-BB"}, "members", "only a group has members"),
    "a tile for the whole": ("regions.csv", "XX", {"tile": "1 1"}, "tile", "neither the whole nor a group"),
    "a code that is a path": ("regions.csv", "XX-AA", {"region": "../AA"}, "region", "letters, digits and -"),
    "a product that is nan": ("regions.csv", "XX-AA", {"product": "NaN"}, "product", "a number"),
    "a product beyond a float": ("regions.csv", "XX-AA", {"product": "1e400"}, "product", "a number"),
    "a product below zero": ("regions.csv", "XX-AA", {"product": "-5"}, "product", "above 0"),
    "a product of no period": ("regions.csv", "XX-AA", {"product_period": "abc"}, "product_period", "a year (2024)"),
    "underscores in a number": ("population.csv", "XX-AA", {"population": "1_000"}, "population", "a whole number"),
    "a product above the whole's": (
        "regions.csv",
        "XX-AA",
        {"product": "90000000001"},
        "product",
        "at most 90000000000",
    ),
    "more people than a float": ("population.csv", "XX-AA", {"population": "9" * 30}, "population", "a whole number"),
    "all breakdowns with a parent": (
        "dimensions/sector.csv",
        "TOTAL",
        {"parent": "stations"},
        "parent",
        "TOTAL has no parent",
    ),
    "all sectors with a page": ("dimensions/sector.csv", "TOTAL", {"page": "yes"}, "page", "all of them"),
    "a target set after its time": ("targets.csv", "A01", {"since": "2099-01-01"}, "since", "before the end of 20"),
    "breakdowns in a circle": (
        "dimensions/sector.csv",
        "stations",
        {"parent": "stations"},
        "parent",
        "no part of stations",
    ),
    "a unit twice itself": ("units.csv", "stands", {"factor": "2"}, "factor", "its own base"),
    "a target below zero": ("targets.csv", "A01", {"value": "-60000", "printed": "-60000"}, "value", "0 or more"),
    "half a stand": ("targets.csv", "A01", {"value": "60000.5", "printed": "60000.5"}, "value", "a whole number"),
    "a target that is nan": ("targets.csv", "A01", {"value": "NaN"}, "value", "a number"),
}


@pytest.mark.parametrize(("file", "code", "cells", "column", "expected"), CELLS.values(), ids=CELLS)
def test_the_lists_make_sense_together(invented_base, file, code, cells, column, expected):
    """The message names the line and the column of the code list, and what may stand there."""
    table = paths.plan_folder(invented_base) / file
    first = table.read_text("utf-8").split(",", 1)[0].lstrip("\ufeff")
    line = line_of(table, **{first: code})
    change(table, line, **cells)
    found = [
        fault
        for fault in faults_of(invented_base)
        if (fault.file, fault.row, fault.column) == (Path(file).name, line, column)
    ]
    assert [expected in said(fault)[1] for fault in found] == [True]


def test_no_region_has_the_name_of_another_page(invented_plan):
    """A region's page has its code as its name: the code of every other page in the contents of the book is refused.

    And no other: a name that is no page any more leaves the list, which cannot ask the registry of pages.
    """
    context = read_context("2030-06", "en", PROJECT)
    regions = {region.region for region in invented_plan.regions}
    pages = [page for _, part in toc(context, ["own-plan", "walk"]) for page in part if page not in regions]
    assert len(pages) > 15
    assert {*PAGES} - {*pages} == {"index", "search", "genindex", ALL_PAGES, ALL}
    for page in ["index", "search", *pages]:
        first, *others = invented_plan.regions
        plan = invented_plan.model_copy(update={"regions": (first, others[0].model_copy(update={"region": page}))})
        lines = {name: range(len(getattr(plan, name.removesuffix(".csv"), ()))) for name in ROWS}
        found = [fault for fault in wrong_structure(plan, lines) if fault.file == "regions.csv"]
        assert [(fault.column, said(fault)[0]) for fault in found] == [("region", f"“{page}”")], page


def test_no_action_has_the_name_of_another_page(invented_base):
    """Its page would be written over the other one."""
    folder = paths.plan_folder(invented_base) / "actions"
    text = (folder / "A03.toml").read_text("utf-8").replace('id = "A03"', 'id = "Data"')
    (folder / "Data.toml").write_text(text, "utf-8")
    found = [fault for fault in faults_of(invented_base) if fault.rule == "wrong_structure"]
    assert [(fault.file, fault.column, said(fault)[0]) for fault in found] == [("Data.toml", "id", "“Data”")]


def test_two_regions_have_two_tiles(invented_base):
    """A tile that another region has is told with that region."""
    table = paths.plan_folder(invented_base) / "regions.csv"
    for code in ("XX-AA", "XX-BB"):
        change(table, line_of(table, region=code), tile="2 2")
    (fault,) = faults_of(invented_base)
    assert (fault.row, fault.column) == (line_of(table, region="XX-BB"), "tile")
    assert said(fault)[1] == "a tile of its own: XX-AA has this one"


def test_no_region_has_more_people_than_the_whole(invented_base):
    """In the same year; where the whole has no number, or one of another year, there is nothing to compare with."""
    table = paths.plan_folder(invented_base) / "population.csv"
    text = table.read_text("utf-8")
    table.write_text(f"{text}XX,2028,2000000,P02\nXX,2027,5,P02\n", "utf-8")
    assert faults_of(invented_base) == ()
    line = line_of(table, region="XX-AA", period="2028")
    change(table, line, population="2000001")
    (fault,) = faults_of(invented_base)
    assert (fault.file, fault.row, fault.column) == ("population.csv", line, "population")
    assert said(fault)[1] == "at most 2000000, that of the whole in 2028"


# keys of an action's card that make no sense together: text, what stands there instead, key, a part of what is expected
KEYS = {
    "a rate of itself": (RATE, 'numerator = "bicycles_parked"', "theft_rate.denominator", "than the numerator"),
    "a share of itself": (RATE, 'share_of = "theft_rate"\n' + RATE, "theft_rate.share_of", "than itself"),
    "a rate in bicycles": ('unit = "percent"', 'unit = "bicycles"', "theft_rate.unit", "a unit that counts nothing"),
    "a computed share of another": (
        RATE,
        'share_of = "bicycles_parked"\n' + RATE,
        "theft_rate.share_of",
        "computed from two others",
    ),
    "an update in the year 0": (
        'next_update = "2031-02"',
        'next_update = "0000-01"',
        "1.next_update",
        "a year (2024)",
    ),
    "a share of a share": (
        RATE,
        'share_of = "satisfied_users"\n' + RATE,
        "theft_rate.share_of",
        "a count or an amount",
    ),
    "a rate that is added over time": (
        'region = "ratio", breakdown = "none", time = "ratio"',
        'region = "ratio", breakdown = "none", time = "sum"',
        "theft_rate.aggregation",
        "only a flow adds up",
    ),
    "a rate that is added over regions": (
        'region = "ratio", breakdown = "none", time = "ratio"',
        'region = "sum", breakdown = "none", time = "ratio"',
        "theft_rate.aggregation",
        "rates do not add up",
    ),
    "a count that is computed": ('accumulation = "rate"', 'accumulation = "flow"', "theft_rate.accumulation", "rate"),
}


@pytest.mark.parametrize(("old", "new", "key", "expected"), KEYS.values(), ids=KEYS)
def test_indicators_make_sense_together(invented_base, old, new, key, expected):
    """The message names the line and the key of the card, and what may stand there."""
    swap(invented_base, "actions/A02.toml", old, new)
    text = (paths.plan_folder(invented_base) / "actions" / "A02.toml").read_text("utf-8")
    found = [fault for fault in faults_of(invented_base) if fault.column == f"indicators.{key}"]
    assert [(fault.file, expected in said(fault)[1]) for fault in found] == [("A02.toml", True)]
    lines = text.split("\n")
    assert lines[found[0].row - 1].startswith(key.rpartition(".")[2])


def test_indicators_do_not_repeat_each_other_in_a_circle(invented_plan):
    """Of two that repeat each other, none would be the first."""
    repeats = {"bicycle_stands": "keepers_trained", "keepers_trained": "bicycle_stands"}

    def repeating(action: Action) -> Action:
        indicators = (i.model_copy(update={"repeats": repeats.get(i.id)}) for i in action.indicators)
        return action.model_copy(update={"indicators": tuple(indicators)})

    plan = invented_plan.model_copy(update={"actions": tuple(map(repeating, invented_plan.actions))})
    rows = {
        "regions.csv": plan.regions,
        "units.csv": plan.units,
        "targets.csv": plan.targets,
        "population.csv": plan.population,
    }
    lines = {name: range(len(rows.get(name, ()))) for name in ROWS}
    assert [(fault.file, fault.column) for fault in wrong_structure(plan, lines)] == [
        ("A01.toml", "indicators.bicycle_stands.repeats"),
        ("A03.toml", "indicators.keepers_trained.repeats"),
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("actions/._A01.toml", "plan/actions/._A01.toml"),
        ("actions/A01 (copy).toml", "plan/actions/A01 (copy).toml"),
        ("actions/A01.toml~", "plan/actions/A01.toml~"),
        ("regions (1).csv", "data/plan/regions (1).csv"),
        ("targets.xlsx", "data/plan/targets.xlsx"),
        ("regions.csv~", "data/plan/regions.csv~"),
        ("plan.toml.orig", "data/plan/plan.toml.orig"),
    ],
)
def test_a_stray_file_beside_the_cards_is_named(invented_base, name, told):
    """Neither read nor passed over: who copied a card must say which one counts."""
    folder = paths.plan_folder(invented_base)
    shutil.copyfile(folder / "actions" / "A01.toml", folder / name)
    (fault,) = faults_of(invented_base)
    assert (fault.rule, fault.file) == ("stray_file", told)


def test_what_a_file_manager_leaves_is_no_stray_file(invented_base):
    """Every folder has such a file on some systems."""
    for name in (".DS_Store", "actions/.DS_Store", "actions/Thumbs.db", "notes.txt", ".~lock.targets.csv#"):
        (paths.plan_folder(invented_base) / name).write_bytes(b"x")
    assert faults_of(invented_base) == ()


def test_two_cards_of_one_action_are_told(invented_base):
    """A card has the id of its name, so that no action has two; its indicators would come twice."""
    folder = paths.plan_folder(invented_base) / "actions"
    shutil.copyfile(folder / "A01.toml", folder / "A09.toml")
    found = {(fault.file, fault.column) for fault in faults_of(invented_base)}
    twice = ["id", *(f"commitments.{n}.id" for n in (1, 2, 3)), *(f"indicators.{n}.id" for n in (1, 2))]
    assert found == {("A09.toml", "id"), *(("A01.toml", column) for column in twice)}


def test_a_wrong_card_hides_nothing_that_is_wrong_elsewhere(invented_base):
    """References of the other files are looked at too, and none is told of a list that could not be read."""
    swap(invented_base, "actions/A03.toml", 'unit = "keepers"', 'unit = "rods"')
    swap(invented_base, "plan.toml", "runs = 1000", "runs = 0")
    table = paths.plan_folder(invented_base) / "population.csv"
    change(table, 2, region="YY")
    change(table, 3, population="many")
    found = [(fault.file, fault.column) for fault in faults_of(invented_base)]
    assert found == [
        ("A03.toml", "indicators.keepers_trained.unit"),
        ("plan.toml", "evaluation.runs"),
        ("population.csv", "region"),
        ("population.csv", "population"),
    ]
    (paths.plan_folder(invented_base) / "units.csv").unlink()
    assert [fault.file for fault in faults_of(invented_base)] == [
        "plan.toml", "population.csv", "population.csv", "units.csv",
    ]  # fmt: skip


CARD = '''id = "A01"  # the action
about = """
unit = "in a text"
"""

[[commitments]]
id = "A01.1"

[[indicators]]
id = "one"
unit = "stands"
fits = [
  { commitment = "A01.1" },
  { commitment = "A01.2" },
]

[[indicators]]
id = "two"
unit = "keepers"
'''


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ("id", 1),
        ("commitments.1.id", 7),
        ("indicators.1.unit", 11),
        ("indicators.two.unit", 19),
        ("indicators.2.unit", 19),
        ("indicators.1.fits.2.commitment", 14),
        ("indicators.one.fits.1.fit", 13),
        ("indicators.2.direction", 17),
        ("colour", None),
        (None, None),
    ],
)
def test_the_line_of_a_key_is_found(column, line):
    """The deepest part of a key that stands on the card; text in several lines is no key."""
    assert line_of_key(CARD, column) == line


def test_further_names_of_a_plan_lead_to_its_codes(invented_base):
    """A name in names.csv is known to every command; an unknown list or code, and a name of another code, are told."""
    table = paths.plan_folder(invented_base) / "names.csv"
    table.write_text("list,code,name\nregion,XX-AA,Alfa\nunit,stands,个\n", "utf-8")
    assert Known(read_plan(table.parent)).names["region"]["alfa"] == "XX-AA"
    wrong = "place,XX-AA,A\nregion,YY,B\nregion,XX-AA,贝 塔\nregion,XX-AA,Alfa\nregion,XX-BB,ALFA\nregion,XX-BB,\n"
    table.write_text(f"list,code,name\n{wrong}", "utf-8")
    assert [(fault.rule, fault.file, fault.row, fault.column) for fault in faults_of(invented_base)] == [
        ("wrong_card", "names.csv", 2, "list"),
        ("loose_end", "names.csv", 3, "code"),
        ("wrong_name", "names.csv", 4, "name"),
        ("wrong_name", "names.csv", 6, "name"),
        ("wrong_card", "names.csv", 7, "name"),
    ]


# ---------------------------------------------------------------- words beside numbers


def wells(**words: str) -> Unit:
    """A row of `units.csv` in Russian."""
    row = {"unit": "wells", "base": "wells", "factor": "1", "scale": "log", "counts": "yes", "title_ru": "колодцы"}
    return Unit.model_validate(row | words, context={LANGUAGES: ("ru",)})


def test_a_unit_is_said_in_the_form_that_the_language_has_beside_a_number():
    """One well, three, five, twenty-one, and one and a half; a unit without such words is its title beside any."""
    unit = wells(one_ru="колодец", few_ru="колодца", many_ru="колодцев", other_ru="колодца")
    said = [unit.beside("ru", form_beside(n, "ru")) for n in (1, 3, 5, 21, 1.5)]
    assert said == ["колодец", "колодца", "колодцев", "колодец", "колодца"]
    assert {wells().beside("ru", form_beside(n, "ru")) for n in (1, 3, 5)} == {"колодцы"}


def test_a_form_that_whole_numbers_take_and_a_counted_unit_lacks_is_named():
    """With a word for one, Russian needs those of 2 and of 0; that of 1.5 may be the title."""
    with pytest.raises(ValidationError) as refused:
        wells(one_ru="колодец")
    faults = card_faults(refused.value, Unit, "units.csv", ("ru",), 2)
    assert [(fault.column, said(fault)[1][:18]) for fault in faults] == [
        ("many_ru", "the word beside 0,"), ("few_ru", "the word beside 2,"),
    ]  # fmt: skip


def test_a_column_of_a_form_in_one_language_asks_for_none_in_another(invented_base):
    """English may have its word for one where Chinese, which has no such form, has no column at all."""
    file = paths.plan_folder(invented_base) / "units.csv"
    rows = [{k: v for k, v in row.items() if k[:4] != "one_"} | {"one_en": ""} for row in rows_of(file)]
    rows[0]["one_en"] = "a single one"
    write_rows(file, rows)
    unit = read_plan(file.parent).units[rows[0]["unit"]]
    assert unit.beside("en", "one") == "a single one"
    assert unit.beside("zh", "one") == unit.title["zh"]


# ---------------------------------------------------------------- two levels


SEARCHED = 'searched = { zh = "查找过年度统计。", en = "Looked for in the yearly statistics." }\n'
MEASURES = """
[structure.action]
one = { zh = "措施", en = "measure" }
other = { zh = "措施", en = "measures" }

[thresholds]"""


def without_commitments(base: Path) -> None:
    """The invented plan with nothing between its measures and their indicators."""
    for file in (paths.plan_folder(base) / "actions").glob("*.toml"):
        text = re.sub(r"\[\[commitments\]\].*?(?=\[\[)", "", file.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r'commitment = "(A0\d)\.\d"', r'commitment = "\1"', text)
        file.write_text(re.sub(r"( +\{ commitment = .*\n)\1+", r"\1", text), "utf-8")
    swap(base, "plan.toml", 'commitment = "A01.1"', 'commitment = "A01"')
    swap(base, "plan.toml", "\n[thresholds]", MEASURES)


def test_a_plan_may_do_without_commitments(invented_base):
    """The fits name the measures; each is in the state that its indicators are in; no page speaks of a commitment."""
    without_commitments(invented_base)
    context = read_context(SECOND, "en", invented_base)
    state = context.state("A02")
    assert [each.commitment for each in state.commitments] == ["A02"]
    assert state.state == state.commitments[0].state
    blocks = [make(context, "A02") for make in (action.opening, action.commitments)]
    blocks += [overview.opening(context), overview.actions(context), *briefs(context)]
    blocks += [make(context) for make in (coverage.opening, coverage.states_table, coverage.unpublished)]
    assert not [block.text for block in blocks if "commitment" in block.text.lower()]
    assert "Measured directly; evidence" in blocks[0].text
    assert action.commitments(context, "A02").text.startswith("Measure 2 and its indicators")
    swap(invented_base, "plan.toml", "runs = 1000", "runs = 0")  # what it says of the cards is not known then
    assert [(fault.file, fault.column) for fault in faults_of(invented_base)] == [("plan.toml", "evaluation.runs")]


def test_commitments_stand_in_every_action_or_in_none(invented_base):
    """What `structure` says holds for each card, and what was looked for stands where it belongs."""
    without_commitments(invented_base)
    listed = "".join(f'[[commitments]]\nid = "{id}"\ntitle = {{ zh = "一", en = "{id}" }}\n' for id in ("A01", "A01.2"))
    swap(invented_base, "actions/A01.toml", "\n[[indicators]]", f"\n{listed}\n[[indicators]]")
    swap(invented_base, "actions/A02.toml", 'id = "A02"\n', f'id = "A02"\n{SEARCHED}')
    found = {(fault.file, fault.column): said(fault)[:2] for fault in faults_of(invented_base)}
    assert found["A01.toml", "commitments"] == ("a list", "no commitments, as “structure” in plan.toml calls none")
    assert found["A02.toml", "searched"][0] == "the key “searched”, although A02 has a direct or proxy indicator"
    swap(invented_base, "plan.toml", MEASURES, "\n[thresholds]")
    found = {(fault.file, fault.column): said(fault)[1] for fault in faults_of(invented_base)}
    assert found["A03.toml", "commitments"] == "at least one commitment"
    assert ("A01.toml", "commitments") not in found  # where there are commitments, one may be called as its action
    swap(invented_base, "actions/A01.toml", 'id = "A01"\n', f'id = "A01"\n{SEARCHED}')
    found = {(fault.file, fault.column): said(fault)[0] for fault in faults_of(invented_base)}
    assert found["A01.toml", "searched"] == "the key “searched” beside commitments"
