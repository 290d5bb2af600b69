"""What `adopt` makes of units and tables of others, without a project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plan_metrics.adopt.datapackage import DESCRIPTOR, read_package
from plan_metrics.adopt.indicators import above
from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.sdmx_messages import of_json
from plan_metrics.adopt.tables import sheet_of, table_of
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.totals import is_total, may_be_total
from plan_metrics.adopt.units import per_cent
from plan_metrics.adopt.words import Vocabulary
from plan_metrics.errors import FaultError


@pytest.mark.parametrize(
    ("language", "unit", "share"),
    [
        ("en", "%", "whole"), ("en", "Percent", "whole"), ("en", "PER CENT", "whole"),
        ("en", "Percentage (%)", "whole"), ("de", "Prozent", "whole"),
        ("en", "PT", "whole"), ("en", "P1", "whole"), ("zh", "％", "whole"), ("zh", "百分比", "whole"),
        ("ru", "Процент", "whole"), ("ru", "в процентах", "whole"), ("kk", "пайыз", "whole"),
        ("fr", "pour cent", "whole"), ("nl", "procent", "whole"), ("ar", "بالمائة", "whole"), ("ar", "٪", "whole"),
        ("en", "% of GDP", "part"), ("en", "PT_B1GQ", "part"), ("zh", "占人口百分比", "part"),
        ("en", "Percentage points", ""), ("en", "Percentile", ""), ("en", "Index (2015 = 100 %)", ""), ("en", "pc", ""),
        ("de", "Prozentpunkte", ""), ("fr", "points de pourcentage", ""), ("zh", "个百分点", ""), ("en", "", ""),
    ],
)  # fmt: skip
def test_per_cent_is_known_by_its_names_and_codes(language, unit, share):
    """As CLDR has them in the languages of the data set; a part of a name keeps its words; points are no per cent."""
    assert per_cent([language], unit, {language: unit}) == share


def test_a_code_that_the_data_set_words_otherwise_is_what_it_says():
    """PC may be a computer."""
    assert per_cent(["en"], "PC", {"en": "computers"}) == ""
    assert per_cent(["en"], "X1", {"en": "Percent"}) == "whole"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,\"2,5\"\n", [("1", "2,5")]),  # between commas a number with one is left as it is
        ("a;b\n1;2,5\n1.234,5;x\n", [("1", "2.5"), ("1234.5", "x")]),
        ("a;b\n1;1,234.5\n1;2,000\n", [("1", "1,234.5"), ("1", "2,000")]),
        ("a\tb\n1\t2\n", [("1", "2")]),
        ("a;b\n1;1.200\n1;5,5\n", [("1", "1200"), ("1", "5.5")]),  # points stand between thousands beside a comma
        ("a;b\n1;1.200\n1;1.234.567\n", [("1", "1200"), ("1", "1234567")]),
        ("a;b\n1;1.200\n1;0.500\n", [("1", "1.200"), ("1", "0.500")]),  # no thousands begin with 0
        ("a;b\n1.2;1.200\n1;x\n", [("1.2", "1.200"), ("1", "x")]),
        ("Indicator;b\n1.200;2,5\n", [("1.200", "2.5")]),  # a code is no number
        ("a,b\n1\n1,2,3\n1,2,\n,\n", [("1", "2")]),
    ],
)  # fmt: skip
def test_a_table_is_read_whatever_stands_between_its_cells(text, rows):
    """Decimal commas become points where others cannot be meant; rows of another width are left out and told."""
    told = Told()
    assert [cells for _, cells in table_of(text, "t.csv", told).rows] == rows
    refused = {line for key, lines in told.lines.items() if key[1] == "refused" for line in lines}
    assert refused == ({2, 3} if text.count("\n") == 5 else set())


@pytest.mark.parametrize("text", ["a;b\n1;1,234\n", "a;b\n1;1.234\n2;12.500\n", "Code;b\n1.2;1.234\n"])
def test_a_number_that_may_be_two_is_not_guessed(text):
    """1,234 or 1.234 between semicolons, where none tells; where a project needs no such table, it is told."""
    told = Told()
    with pytest.raises(FaultError) as error:
        table_of(text, "t.csv", Told())
    assert error.value.faults[0].row == 2
    assert sheet_of(text, "t.csv", told) is None
    assert [key[1] for key in told.lines] == ["unread"]


@pytest.mark.parametrize("marks", [{"groupChar": "."}, {"decimalChar": ""}, {"groupChar": ",", "decimalChar": ","}])
def test_a_package_with_one_mark_for_both_is_not_read(tmp_path, marks):
    """1.5 would be read as 15 where the point stands between thousands and nobody says what stands before decimals."""
    fields = [{"name": "indicator"}, {"name": "Year"}, {"name": "Value", **marks}]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields}}
    (tmp_path / DESCRIPTOR).write_text(json.dumps({"resources": [resource]}), "utf-8")
    (tmp_path / "t.csv").write_text("indicator,Year,Value\nA,2020,1.5\n", "utf-8")
    with pytest.raises(FaultError) as error:
        read_package(tmp_path)
    assert [(fault.file, fault.values["field"]) for fault in error.value.faults] == [(DESCRIPTOR, "Value")]


@pytest.mark.parametrize(("structure", "key", "at"), [(-1, "0", "0"), (0, "-1", "0"), (0, "0", "-1")])
def test_a_place_below_the_first_is_none_of_a_message(structure, key, at):
    """Not counted from the end: such a key fits no list."""
    parts = {"series": [{"id": "A", "values": [{"id": "x"}]}], "observation": [{"id": "T", "values": [{"id": "2020"}]}]}
    series = {key: {"observations": {at: [1]}}}
    message = {"dataSets": [{"structure": structure, "series": series}], "structures": [{"dimensions": parts}]}
    with pytest.raises(FaultError):
        list(of_json({"data": message}, "m.json", Told()))


def test_observations_of_a_message_are_not_told_as_lines():
    """A message in XML or JSON has no lines that an editor could show."""
    told = Told({}, {}, {"m.xml"})
    told.note("m.xml", "refused", "wrong", line=7)
    assert next(told.rows(str))["lines"] == "observations 7"


@pytest.mark.parametrize(
    ("id", "in_goals", "stands_under"),
    [
        ("1.2.1", False, ("1", "1.2")), ("17.b.1", False, ("17", "17.b")), ("A1.2", False, ("A1", "A1.2")),
        ("Share of GDP - women", False, ("Share-of-GDP-women",) * 2), ("energy.use", False, ("energy.use",) * 2),
        ("15-24 employed", False, ("15-24-employed",) * 2), ("CO2-emissions", False, ("CO2-emissions",) * 2),
        ("5-year survival", True, ("5-year-survival",) * 2), ("8-1-1", True, ("8", "8.1")),
        ("8-1-1", False, ("8-1-1",) * 2), ("1.2.1 (b)", True, ("1", "1.2")), ("Poverty", True, ("Poverty", "Poverty")),
    ],
)  # fmt: skip
def test_an_id_is_cut_into_goal_and_target_only_where_it_is_a_number(id, in_goals, stands_under):
    """A hyphen stands between the words of a name; between numbers only where the form has it there."""
    told = Told()
    data = Repository(Path(), "", {}, Vocabulary(["en"], told), (), told, goals=in_goals)
    assert above(data, Topic(id, {"indicator_number": id})) == stands_under


def test_goals_in_words_of_any_letters_stay_apart():
    """Words whose letters no id has, or that are longer than one, name a goal of their own; a page's name does, too."""
    told = Told()
    data = Repository(Path(), "", {}, Vocabulary(["ru"], told), (), told, goals=True)
    texts = [
        "Здоровье",
        "Образование",
        "Цель А",
        "Цель Б",
        "Цель 1",
        "Задача 1",
        f"{'a' * 70}b",
        f"{'a' * 70}c",
        "index",
    ]
    goals = [above(data, Topic("1", {"indicator_number": "1.2.1", "sdg_goal": text}))[0] for text in texts]
    assert len({*goals}) == len(texts)
    assert max(map(len, goals)) <= 60
    assert not {"index", "1", ""} & {*goals}
    assert above(data, Topic("1", {"indicator_number": "1.2.1", "sdg_goal": "7", "target_id": "7.b"})) == ("7", "7.b")


@pytest.mark.parametrize(
    ("cell", "is_one", "may_be_one"),
    [("_T", True, False), ("SEX._T", True, False), ("T", True, False), ("Ensemble", True, False), ("A", False, True),
     ("All", False, True), ("F", False, False), ("Totally", False, False)],
)  # fmt: skip
def test_a_total_is_known_by_its_code_or_by_what_the_data_set_calls_it(cell, is_one, may_be_one):
    """T is one where its name is Total; All may be one, and is asked for."""
    names = {"T": "Total", "A": "Overall", "F": "Female"}
    words = Vocabulary(["en"], Told(), {"en": {"SEX": names}})
    assert (is_total(words, "SEX", cell), may_be_total(words, "SEX", cell)) == (is_one, may_be_one)
