"""Areas that merge, split and are renamed: what makes up what in a period, and that this tells nothing suppressed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import FIRST, SECOND, add, copy_of_project, edition_of, rows_of, said, write_rows
from pages import all_pages, page_blocks

from plan_metrics import paths
from plan_metrics.context import read_context
from plan_metrics.edition.models import KEY
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.relations import relations_among
from plan_metrics.errors import FaultError
from plan_metrics.measure.recovery import recovered
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.reading.typed import plain
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.views.area_tree import place
from plan_metrics.views.nodes import text_of

RULE = "\n[disclosure]\nsuppressed_under = 3\nlow_reliability_under = 3\nzeros_suppressed = false\n"
ENDS = {"from": "", "to": "2028-06-30"}
BEGINS = {"from": "2028-07-01", "to": ""}


def with_areas(base: Path, areas: dict[str, dict[str, str]], *changes: str) -> Plan:
    """The invented plan with these provinces, each with the days of its life, and rows of the concordance."""
    folder = paths.plan_folder(base)
    known = rows_of(folder / "regions.csv")
    write_rows(folder / "regions.csv", [row | areas.get(row["region"], {}) for row in known])
    for code in [each for each in areas if all(row["region"] != each for row in known)]:
        add(
            folder / "regions.csv", region=code, product="", product_period="", source="",
            **{f"{name}_{language}": f"{code} {language}" for name in ("title", "short") for language in ("zh", "en")},
            **{"level": "province", **areas[code]},
        )  # fmt: skip
    (folder / "concordance.csv").write_text("\n".join(["date,kind,from,to,share,source", *changes, ""]), "utf-8")
    return read_plan(folder)


def gone_of(base: Path, plan: Plan, indicator: str, **figures: dict[str, int]) -> set[tuple[str, str]]:
    """The area and the period of each figure that an edition with these alone suppresses."""
    shutil.rmtree(edition_of(base, FIRST))
    file = edition_of(base) / "observations.csv"
    first = next(row for row in rows_of(file) if row["indicator"] == indicator)
    own = [
        {**first, "region": region.replace("_", "-"), "period": period, "value": str(value), "printed": str(value)}
        | {"flag": "B" if (region, period[:4]) == ("XX_BB", "2028") else "A"}
        for region, values in figures.items()
        for period, value in values.items()
    ]
    write_rows(file, own)
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8").replace('"2030-01"', '""') + RULE, "utf-8")
    register = edition_of(base) / "rejected.csv"
    register.write_text(register.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    missing = read_edition(edition_of(base), plan).missing
    keys = missing[missing["flag"] == "Q"][list(KEY)].itertuples(index=False, name=None)
    return {(key[1], key[3]) for key in keys if key[0] == indicator}


def kept_code(base: Path) -> Plan:
    """Three provinces of which XX-CC became a part of XX-BB in the middle of 2028; XX-BB kept its code."""
    return with_areas(base, {"XX-CC": ENDS}, "2028-07-01,merged,XX-CC,XX-BB,,P02", "2028-07-01,merged,XX-BB,XX-BB,,P02")


@pytest.mark.parametrize(
    ("year", "values"),
    [
        ("2027", {"XX": 70, "XX-AA": 48, "XX-BB": 20, "XX-CC": 2}),
        ("2028", {"XX": 70, "XX-AA": 48, "XX-BB": 20, "XX-CC": 2}),
        ("2028", {"XX": 60, "XX-AA": 58, "XX-BB": 2}),
        ("2029", {"XX": 60, "XX-AA": 58, "XX-BB": 2}),
    ],
    ids=["before", "in its year, of all three", "in its year, of two", "after"],
)
@pytest.mark.parametrize("indicator", ["bicycle_stands", "bicycles_parked"])
def test_a_merger_gives_no_suppressed_part_away(tmp_path, indicator, year, values):
    """One of the parts that there were is small; what the whole leaves for it is open, of stocks and of flows."""
    base = copy_of_project(tmp_path)
    gone = gone_of(base, kept_code(base), indicator, **{r.replace("-", "_"): {year: v} for r, v in values.items()})
    (small,) = (region for region, value in values.items() if value == 2)
    assert (small, year) in gone
    sums = ((("XX",), tuple((region,) for region in values if region != "XX")),)
    assert recovered({(region,): value for region, value in values.items()}, sums, [(r,) for r, _ in gone]) == ()


@pytest.mark.parametrize(
    "values",
    [
        {"XX": 70, "XX-AA": 48, "XX-BB": 20, "XX-CC": 2},
        {"XX": 60, "XX-AA": 58, "XX-NN": 2},
        {"XX": 70, "XX-AA": 2, "XX-BB": 30, "XX-CC": 38, "XX-NN": 68},
    ],
    ids=["by the old areas", "by the new areas", "by both"],
)
def test_a_merger_under_a_new_code_gives_no_suppressed_part_away(tmp_path, values):
    """A year that holds the merger may be told by the areas of its first day, of its last, or by both at once."""
    base = copy_of_project(tmp_path)
    plan = with_areas(
        base,
        {"XX-BB": ENDS, "XX-CC": ENDS, "XX-NN": BEGINS},
        "2028-07-01,merged,XX-CC,XX-NN,,P02",
        "2028-07-01,merged,XX-BB,XX-NN,,P02",
    )
    gone = gone_of(base, plan, "bicycle_stands", **{r.replace("-", "_"): {"2028": v} for r, v in values.items()})
    (small,) = (region for region, value in values.items() if value == 2)
    assert (small, "2028") in gone
    first, last = ("XX-AA", "XX-BB", "XX-CC"), ("XX-AA", "XX-NN")
    for parts in (first, last):
        if set(parts) <= set(values):
            sums = ((("XX",), tuple((region,) for region in parts)),)
            cells = {(region,): values[region] for region in ("XX", *parts)}
            assert recovered(cells, sums, [(r,) for r, _ in gone if (r,) in cells]) == ()


def test_an_area_that_ended_has_nothing_in_the_rest_of_its_year(tmp_path):
    """Its year is its first two quarters: the year less one of them would tell the other."""
    base = copy_of_project(tmp_path)
    gone = gone_of(base, kept_code(base), "bicycles_parked", XX_CC={"2028": 42, "2028-Q1": 40, "2028-Q2": 2})
    assert ("XX-CC", "2028-Q2") in gone
    assert len(gone) > 1


def test_the_parts_of_a_whole_are_those_that_there_were(tmp_path):
    """Before the merger three, after it two; in its year by the days that are asked for."""
    tree = kept_code(copy_of_project(tmp_path)).tree
    three, two = ("XX-AA", "XX-BB", "XX-CC"), ("XX-AA", "XX-BB")
    assert tree.parts("XX", "2027") == tree.parts("XX", "2028-Q2") == three
    assert tree.parts("XX", "2028-Q3") == tree.parts("XX", "2029") == two
    assert [tree.parts("XX", "2028", moment) for moment in ("first", "last", "any")] == [three, two, three]
    assert [tree.changes_in(period) for period in ("2027", "2028", "2028-Q2", "2028-Q3")] == [False, True, False, False]


DISTRICTS = """[[levels]]
id = "district"
one = { zh = "区", en = "district" }
other = { zh = "区", en = "districts" }
page = false
adds_up = true

"""


def with_districts(base: Path, parents: dict[str, str], days: dict[str, dict[str, str]], *changes: str) -> Plan:
    """The invented plan with a third level: districts that lie in these provinces, which have these days."""
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8").replace("[[dimensions]]", f"{DISTRICTS}[[dimensions]]", 1), "utf-8")
    below = {code: {"level": "district", "parent": parent} for code, parent in parents.items()}
    return with_areas(base, days | below, *changes)


def test_districts_go_with_their_province_into_what_it_became(tmp_path):
    """A district names the province that it lay in; after a merger, a split or a new code the concordance leads on."""
    plan = with_districts(
        copy_of_project(tmp_path),
        {"D-A": "XX-AA", "D-B": "XX-BB", "D-C": "XX-CC", "D-F": "XX-FF", "D-G": "XX-GG", "D-R": "XX-RR"},
        {"XX-CC": ENDS, "XX-EE": ENDS, "XX-FF": BEGINS, "XX-GG": BEGINS, "XX-RR": ENDS, "XX-SS": BEGINS},
        "2028-07-01,merged,XX-CC,XX-BB,,P02",
        "2028-07-01,merged,XX-BB,XX-BB,,P02",
        "2028-07-01,split,XX-EE,XX-FF,0.25,P02",
        "2028-07-01,split,XX-EE,XX-GG,0.75,P02",
        "2028-07-01,renamed,XX-RR,XX-SS,,P02",
    )
    tree = plan.tree
    assert dict(tree.sums("2027")) == {
        "XX": ("XX-AA", "XX-BB", "XX-CC", "XX-EE", "XX-RR"),
        "XX-AA": ("D-A",), "XX-BB": ("D-B",), "XX-CC": ("D-C",), "XX-EE": ("D-F", "D-G"), "XX-RR": ("D-R",),
    }  # fmt: skip
    assert dict(tree.sums("2029")) == {
        "XX": ("XX-AA", "XX-BB", "XX-FF", "XX-GG", "XX-SS"),
        "XX-AA": ("D-A",), "XX-BB": ("D-B", "D-C"), "XX-FF": ("D-F",), "XX-GG": ("D-G",), "XX-SS": ("D-R",),
    }  # fmt: skip
    assert [each.region for each in tree.path("D-C")] == ["XX", "XX-BB"]
    assert [each.region for each in tree.children["XX-CC"]] == ["D-C"]


@pytest.mark.parametrize(
    ("parent", "changes", "expected"),
    [
        ("XX-NN", ["merged,XX-CC,XX-NN", "merged,XX-RR,XX-NN"], "from the first day of D-C on"),
        ("XX-CC", [], "is there on 2028-07-01 as D-C is"),
    ],
    ids=["of two that merged", "of none"],
)
def test_an_area_whose_parent_is_not_there_and_became_nothing_is_a_fault(tmp_path, parent, changes, expected):
    """Of which of two provinces a district was before they merged, no one could say: it names the older one."""
    with pytest.raises(FaultError) as told:
        with_districts(
            copy_of_project(tmp_path),
            {"D-C": parent},
            {"XX-CC": ENDS, "XX-NN": BEGINS, "XX-RR": ENDS},
            *(f"2028-07-01,{change},,P02" for change in changes),
        )
    (fault,) = told.value.faults
    assert (fault.file, fault.column, fault.values["value"]) == ("regions.csv", "parent", parent)
    assert expected in said(fault)[1]


def test_a_group_is_what_its_members_became(tmp_path):
    """A group of the old areas goes on as one of the new ones; those of today stand for the old ones before."""
    base = copy_of_project(tmp_path)
    add(
        paths.plan_folder(base) / "regions.csv", region="XX-G1", level="group", members="XX-AA XX-CC", product="",
        product_period="", source="", title_zh="甲组", title_en="Group", short_zh="甲组", short_en="Group",
    )  # fmt: skip
    tree = kept_code(base).tree
    assert tree.parts("XX-G1", "2027") == ("XX-AA", "XX-CC")
    assert tree.parts("XX-G1", "2029") == ("XX-AA", "XX-BB")


def test_parts_that_fall_short_of_their_whole_are_told_after_a_merger_too(tmp_path):
    """Of two provinces that make up all there is, a sum of half the whole is doubted, though a third once was."""
    base = copy_of_project(tmp_path)
    plan = kept_code(base)
    gone_of(base, plan, "bicycle_stands", XX={"2029": 6000}, XX_AA={"2029": 1000}, XX_BB={"2029": 2000})
    told = [fault.rule for fault in check_edition(edition_of(base), plan, None)]
    assert "parts_below_whole" in told


def test_the_sums_that_protect_after_a_merger_name_no_area_that_is_gone(tmp_path):
    """An unknown third part would seem to leave the others open, where an older edition printed the whole and one."""
    plan = kept_code(copy_of_project(tmp_path))
    cells = [("bicycle_stands", region, "TOTAL", "2029") for region in ("XX", "XX-AA", "XX-BB")]
    ties = relations_among(plan, "bicycle_stands", cells)
    assert [tuple(part[1] for part in parts) for _, parts in ties] == [("XX-AA", "XX-BB")]


CASES = {
    "shares that make no whole": (["split,XX-EE,XX-FF,0.25", "split,XX-EE,XX-GG,0.5"], "share", "they make 0.75"),
    "a split without a share": (["split,XX-EE,XX-FF,"], "share", "a share of what was split"),
    "a merger with a share": (["merged,XX-CC,XX-BB,0.5", "merged,XX-BB,XX-BB,"], "share", "a share of what was split"),
    "what goes on to be there": (["renamed,XX-AA,XX-FF,"], "from", "ends in regions.csv by 2028-07-01"),
    "a new code that was there": (["renamed,XX-CC,XX-BB,"], "to", "begins in regions.csv on 2028-07-01"),
    "a code that is in no list": (["renamed,XX-CC,XX-ZZ,"], "to", "the code of a region of the plan"),
    "a kind that is none": (["moved,XX-CC,XX-BB,"], "kind", "merged, split, renamed"),
}


@pytest.mark.parametrize(("changes", "column", "expected"), CASES.values(), ids=CASES)
def test_a_change_of_areas_that_does_not_hold_is_a_fault(tmp_path, changes, column, expected):
    """Each row of the concordance is held against the days of its areas, and the parts of a split against one."""
    areas = {"XX-CC": ENDS, "XX-EE": ENDS, "XX-FF": BEGINS, "XX-GG": BEGINS}
    with pytest.raises(FaultError) as told:
        with_areas(copy_of_project(tmp_path), areas, *(f"2028-07-01,{change},P02" for change in changes))
    assert {(fault.file, fault.column) for fault in told.value.faults} == {("concordance.csv", column)}
    assert all(expected in said(fault)[1] for fault in told.value.faults)


def test_the_page_of_an_area_tells_its_split_and_its_new_code(tmp_path):
    """Which share it got of what it came out of, and under which code it went on."""
    context = read_context("2025-06", "fr", Path(__file__).parents[1] / "plans" / "four_levels")
    told = {
        region: [plain(text_of(each)) for each in place(context, region)] for region in ("YY-E13", "YY-E11", "YY-N19")
    }
    assert "1 avril 2021, transfert partiel : Chêne → Pin, part transférée : 40 % (P03)." in told["YY-E13"]
    assert "1 avril 2021, transfert partiel : Chêne → Cyprès, part transférée : 60 % (P03)." in told["YY-E11"]
    assert "1 avril 2023, changement de code : Palmier → Olivier (P03)." in told["YY-N19"]


SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def feature(code: str, kind: str = "Polygon", coordinates: object = SQUARE) -> dict[str, object]:
    """A shape of a map."""
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


MAPS = {
    "no JSON": ("shapes", "a file that is not of this form"),
    "a list": ([feature("XX-AA")], "a file that is not of this form"),
    "a point": ({"features": [feature("XX-AA", "Point", [0, 0])]}, "a file that is not of this form"),
    "an area that is none": ({"features": [feature("XX-ZZ"), feature("XX-AA")]}, "shape 1, which names no region"),
    "an area twice": ({"features": [feature("XX-AA"), feature("XX-AA")]}, "XX-AA for the second time"),
    "metres": (
        {"features": [feature("XX-AA", "Polygon", [[[500000, 0], [500001, 0], [500001, 9], [500000, 0]]])]},
        "shape 1, with a point outside the globe",
    ),
}


@pytest.mark.parametrize(("shapes", "found"), MAPS.values(), ids=MAPS)
def test_shapes_that_cannot_be_drawn_are_a_fault(tmp_path, shapes, found):
    """No GeoJSON, no polygons, no area of the plan, one twice, no degrees: each is told, and nothing is left out."""
    base = copy_of_project(tmp_path)
    folder = paths.plan_folder(base)
    head = folder / "plan.toml"
    cited = '[map]\nsource = "P02"\nlicence = { zh = "虚构", en = "invented" }\n\n[thresholds]'
    head.write_text(head.read_text("utf-8").replace("[thresholds]", cited, 1), "utf-8")
    (folder / "map.geojson").write_text(shapes if isinstance(shapes, str) else json.dumps(shapes), "utf-8")
    with pytest.raises(FaultError) as told:
        read_plan(folder)
    (fault,) = told.value.faults
    assert (fault.file, said(fault)[0]) == ("map.geojson", found)


def test_shapes_of_no_named_document_are_a_fault(tmp_path):
    """A map is cited like a figure."""
    folder = paths.plan_folder(copy_of_project(tmp_path))
    (folder / "map.geojson").write_text(json.dumps({"features": [feature("XX-AA")]}), "utf-8")
    with pytest.raises(FaultError) as told:
        read_plan(folder)
    assert [(fault.rule, fault.column) for fault in told.value.faults] == [("uncited_shapes", "map.source")]


def test_a_plan_of_the_whole_alone_has_no_page_of_areas(tmp_path):
    """One level and one region: no comparison, map or area; every other page is made of what there is."""
    base = copy_of_project(tmp_path)
    folder = paths.plan_folder(base)
    head = folder / "plan.toml"
    text = head.read_text("utf-8")
    level = text.index('[[levels]]\nid = "province"')
    head.write_text(text[:level] + text[text.index("[[dimensions]]") :], "utf-8")
    for file in ("regions.csv", "population.csv", "targets.csv"):
        rows = rows_of(folder / file)
        write_rows(
            folder / file,
            [row for row in rows if row["region"] == "XX" and row.get("kind") != "share"]
            or [{**rows[0], "region": "XX"}],
        )
    for edition in (FIRST, SECOND):
        table = edition_of(base, edition) / "observations.csv"
        write_rows(table, [row for row in rows_of(table) if row["region"] == "XX"])
        register = edition_of(base, edition) / "rejected.csv"
        register.write_text(register.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    context = read_context(SECOND, "en", base)
    pages = {page for kind in KINDS.values() for page in kind.pages(context.plan)}
    assert {"index", "A01", "coverage", "compare-sector"} <= pages
    assert not [page for page in pages if page.startswith(("map", "compare-regions", "XX"))]
    for page, subject in all_pages(context):
        assert page_blocks(context, page, subject)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=10))
def test_no_part_can_be_worked_out_in_any_year_around_a_merger(tmp_path_factory, counts):
    """Whatever the counts: an integer solver that knows the sums of each year, by the old or new areas, finds none."""
    base = copy_of_project(tmp_path_factory.mktemp("areas"))
    areas = {"2027": ("AA", "BB", "CC"), "2028": ("AA", "BB", "CC"), "2029": ("AA", "BB"), "2028-Q3": ("AA", "BB")}
    figures: dict[str, dict[str, int]] = {"XX": {}}
    left = iter(counts)
    for period, own in areas.items():
        for name in own:
            figures.setdefault(f"XX_{name}", {})[period] = next(left)
        figures["XX"][period] = sum(values.get(period, 0) for region, values in figures.items() if region != "XX")
    gone = gone_of(base, kept_code(base), "stands_built", **figures)
    for period, own in areas.items():
        cells = {(f"XX-{name}",): float(figures[f"XX_{name}"][period]) for name in own}
        sums = ((("XX",), tuple(cells)),)
        hidden = [(region,) for region, at in gone if at == period]
        assert {cell for cell, value in cells.items() if 0 < value < 3} <= {*hidden}
        assert recovered({**cells, ("XX",): float(figures["XX"][period])}, sums, hidden) == ()
