"""Dimensions beside region: code lists, the breakdowns that they make, and tables with a column for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from invented import rows_of

from plan_metrics.edition.scaffold import create_edition
from plan_metrics.plan.combinations import read_combinations
from plan_metrics.plan.dimension_faults import wrong_lists
from plan_metrics.plan.dimensions import Code, breakdowns_of, divisions, edge_columns, inside
from plan_metrics.reading.csv_tables import read_table

OF = ("sex", "age", "area")
NAMES = {
    "sex": [("TOTAL", "", "Both sexes"), ("F", "TOTAL", "Female"), ("M", "TOTAL", "Male")],
    "age": [("TOTAL", "", "All ages"), ("Y15T24", "TOTAL", "15 to 24"), ("Y15T19", "Y15T24", "15 to 19")],
    "area": [("TOTAL", "", "All areas"), ("urban", "TOTAL", "Urban"), ("rural", "TOTAL", "Rural")],
}


def _code(code: str, parent: str, title: str, page: str = "no") -> Code:
    return Code.model_validate({"code": code, "parent": parent, "page": page, "title_en": title})


LISTS = {of: [_code(*row) for row in rows] for of, rows in NAMES.items()}
MADE = {each.code: each for each in breakdowns_of(LISTS, ["en"])}


def test_codes_of_all_dimensions_make_breakdowns():
    """Every combination is there once, the total first, with its title and what it is a part of."""
    assert len(MADE) == 27
    assert list(MADE)[:4] == ["TOTAL", "urban", "rural", "Y15T24"]
    young = MADE["F.Y15T24"]
    assert (young.title["en"], young.codes) == ("Female, 15 to 24", {"sex": "F", "age": "Y15T24"})
    assert set(young.parents) == {"F", "Y15T24"}
    assert set(MADE["F.Y15T19"].parents) == {"F.Y15T24", "Y15T19"}
    assert (MADE["TOTAL"].title["en"], MADE["TOTAL"].parents) == ("Both sexes, All ages, All areas", ())
    assert (MADE["F"].address, MADE["F"].parent) == ("sex-F", "TOTAL")


def test_each_dimension_divides_what_it_has_parts_of():
    """Parts by sex, by age and by area stand apart, so that none is summed across two dimensions."""
    found = {(of, whole): parts for of, whole, parts in divisions(MADE.values())}
    assert found["sex", "TOTAL"] == ("F", "M")
    assert found["age", "TOTAL"] == ("Y15T24",)
    assert found["age", "F.urban"] == ("F.Y15T24.urban",)
    assert found["sex", "Y15T24"] == ("F.Y15T24", "M.Y15T24")


def test_a_plan_without_dimensions_has_the_total_alone():
    """There is one breakdown, no column for it at the edge, and each row inside is about the whole."""
    (only,) = breakdowns_of({}, ["en"])
    assert (only.code, only.parents, only.page) == ("TOTAL", (), "no")
    assert edge_columns(("indicator", "breakdown", "period"), ()) == ("indicator", "period")


@pytest.mark.parametrize(
    ("dimensions", "header", "cells", "key"),
    [
        (OF, "indicator,sex,age,area", ["a,F,Y15T24,TOTAL", "a,TOTAL,TOTAL,TOTAL"], ["F.Y15T24", "TOTAL"]),
        (("sector", "sex"), "indicator,sector,sex", ["a,food,F", "a,TOTAL,M"], ["food.F", "M"]),
        ((), "indicator,period", ["a,2024"], ["TOTAL"]),
        (OF, "indicator,sex,age,area", [], []),
    ],
)
def test_a_table_has_a_column_for_each_dimension_and_one_key_inside(tmp_path, dimensions, header, cells, key):
    """What is read joins the codes that are not the total, in the declared order."""
    file = tmp_path / "table.csv"
    file.write_text("\n".join([header, *cells, ""]), "utf-8")
    table = inside(read_table(file, tuple(header.split(","))), dimensions)
    assert [row["breakdown"] for _, row in table.rows] == key


def test_lists_that_contradict_each_other_are_told_at_once():
    """A code of two dimensions, a page of the total, a parent that is lost, and no total: each with file and column."""
    lists = {
        "sex": [(2, _code("TOTAL", "", "Both", "yes")), (3, _code("U", "TOTAL", "Unknown"))],
        "age": [(2, _code("U", "old", "Unknown"))],
    }
    assert {(fault.file, fault.row, fault.column) for fault in wrong_lists(lists, ())} == {
        ("sex.csv", 2, "page"),
        ("age.csv", 2, "code"),
        ("age.csv", 2, "parent"),
        ("age.csv", None, "code"),
    }


def test_listed_combinations_bring_what_they_are_a_part_of():
    """A plan that lists combinations has these, each code by itself, and everything above; no other combination."""
    listed = [{"sex": "F", "age": "Y15T19", "area": "TOTAL"}]
    made = {each.code: each for each in breakdowns_of(LISTS, ["en"], listed)}
    assert set(made) == {"TOTAL", "F", "M", "Y15T24", "Y15T19", "urban", "rural", "F.Y15T24", "F.Y15T19"}
    assert set(made["F.Y15T19"].parents) == {"F.Y15T24", "Y15T19"}
    assert all(parent in made for each in made.values() for parent in each.parents)


def test_a_code_that_no_list_has_is_refused_in_a_combination(tmp_path):
    """The row is named with its column, and the others are read."""
    file, faults = tmp_path / "breakdowns.csv", []
    file.write_text("sex,age,area\nF,Y15T24,TOTAL\nX,TOTAL,urban\n", "utf-8")
    assert read_combinations(file, LISTS, faults) == [{"sex": "F", "age": "Y15T24", "area": "TOTAL"}]
    (fault,) = faults
    assert (fault.file, fault.row, fault.column, fault.values["value"]) == ("breakdowns.csv", 3, "sex", "X")
    assert read_combinations(tmp_path / "none.csv", LISTS, faults) is None


def test_the_total_of_a_list_has_its_own_title_in_each_list(tmp_path):
    """An edition's codes and SDMX say “Both sexes” for the total of the sexes, not the totals of all lists."""
    base = Path(shutil.copytree(Path(__file__).parents[1] / "plans" / "survey", tmp_path / "survey"))
    folder = create_edition(base, "2027-06")
    totals = {name: rows_of(folder / "codes" / f"{name}.csv")[0]["title_en"] for name in ("sex", "age")}
    assert totals == {"sex": "Both sexes", "age": "All ages"}
