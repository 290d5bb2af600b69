"""Kinds of targets in the table: what contradicts a kind is refused, and what a table does without means the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented import SECOND, add, change, copy_of_project, edition_of, line_of, rows_of, said, write_rows

from plan_metrics import views
from plan_metrics.context import read_context
from plan_metrics.errors import FaultError
from plan_metrics.plan.read import read_plan
from plan_metrics.views import board

STANDS = {"indicator": "bicycle_stands", "region": "XX", "period": "2032"}
STOLEN = {"indicator": "bicycles_stolen", "region": "XX"}
RANGE = {"kind": "range", "value_to": "70000"}
SHARE = {"kind": "share", "unit": "percent", "value": "80", "printed": "80%", "bar": "20000", "level": "province"}
STATES = {"unit": "stage", "base": "stage", "factor": "1", "scale": "identity", "counts": "no",
          "title_zh": "阶段", "title_en": "stage"}  # fmt: skip
NAMES = {"states_zh": "起草; 已发布；已施行", "states_en": "drafted; published; in force"}


@pytest.fixture
def base(tmp_path) -> Path:
    """A copy of the invented plan."""
    return copy_of_project(tmp_path)


def faults(base: Path) -> list:
    """What is wrong with the plan."""
    with pytest.raises(FaultError) as refused:
        read_plan(base / "data" / "plan")
    return list(refused.value.faults)


# What is shown: the row that is changed, its cells; the column that is blamed, what was found, and what is expected.
WRONG = [
    ("a kind that is none", STANDS, {"kind": "more"}, "kind", "“more”", "one of"),
    ("a range without its end", STANDS, {"kind": "range"}, "value_to", "empty", "that the kind range needs"),
    ("a range upside down", STANDS, {**RANGE, "value_to": "50000"}, "value_to", "50000", "not below 60000"),
    ("an end of what is no range", STANDS, {"value_to": "70000"}, "value_to", "70000", "only range"),
    ("half a stand at its end", STANDS, {**RANGE, "value_to": "70000.5"}, "value_to", "70000.5", "a whole number"),
    ("none left of what is to grow", STANDS, {"kind": "zero", "value": "0", "printed": "0"},
     "kind", "zero", "which is increase"),
    ("none left, and yet one", STOLEN, {"kind": "zero", "value": "1", "printed": "1"}, "value", "1", "0, as the kind"),
    ("at most of what is to grow", STANDS, {"kind": "at_most"}, "kind", "at_most", "which is increase"),
    ("at least of what is to fall", STOLEN, {"kind": "at_least"}, "kind", "at_least", "which is decrease"),
    ("a way to what is to be kept", STANDS, {"kind": "keep", "interim": "yes"}, "interim", "yes", "no way leads"),
    ("an interim target of nothing later", STANDS, {"interim": "yes"}, "interim", "yes", "a later target"),
    ("a change without its base", STOLEN,
     {"kind": "relative", "value": "-30", "unit": "percent", "printed": "30%", "baseline_period": ""},
     "baseline_period", "empty", "that the kind relative needs"),
    ("a change in bicycles", STOLEN, {"kind": "relative", "value": "-30", "printed": "30"}, "unit", "bicycles",
     "percent"),
    ("less than nothing", STOLEN, {"kind": "relative", "value": "-130", "unit": "percent", "printed": "130%"},
     "value", "-130", "not below -100"),
    ("a rise of what is to fall", STOLEN, {"kind": "relative", "value": "30", "unit": "percent", "printed": "30%"},
     "value", "30", "which is decrease"),
    ("another change than printed", STOLEN, {"kind": "relative", "value": "-30", "unit": "percent", "printed": "20%"},
     "value", "30", "20, as the words"),
    ("a share without its bar", STANDS, {**SHARE, "bar": ""}, "bar", "empty", "that the kind share needs"),
    ("a share of no level", STANDS, {**SHARE, "level": "town"}, "level", "town", "nation, province"),
    ("a share of areas that are no part", STANDS, {**SHARE, "level": "nation"}, "level", "nation", "below that of XX"),
    ("more than all areas", STANDS, {**SHARE, "value": "120", "printed": "120%"}, "value", "120", "at most 100"),
    ("a state of what has none", STANDS, {"kind": "state"}, "kind", "state", "names states"),
    ("a milestone done 60,000 times", STANDS, {"kind": "milestone"}, "value", "60000", "1, done"),
    ("a condition in one language", STANDS, {"condition_zh": "有拨款"}, "condition_en", "empty", "every language"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "row", "cells", "column", "found", "expected"), WRONG, ids=[w[0] for w in WRONG])
def test_what_contradicts_a_kind_is_told(base, says, row, cells, column, found, expected):
    """The cell, what stands there, and what should: of each contradiction once."""
    file = base / "data" / "plan" / "targets.csv"
    line = line_of(file, **row)
    change(file, line, **cells)
    told = [(fault.file, fault.row, fault.column, *said(fault)) for fault in faults(base)]
    at = [each for each in told if each[:3] == ("targets.csv", line, column)]
    assert len(at) == 1, told
    assert found in at[0][3]
    assert expected in at[0][4]
    assert at[0][5]


def test_two_rows_for_one_thing_must_be_set_one_after_the_other(base):
    """March 2027 may be before or after the first day of March 2027."""
    file = base / "data" / "plan" / "targets.csv"
    line = add(file, value="50000", printed="50,000", since="2027-03")
    (fault,) = faults(base)
    assert (fault.row, fault.column) == (line, "since")
    assert "clearly before or after 2027-03-01" in said(fault)[1]


def test_a_table_without_the_columns_means_what_it_did(base):
    """The same results with every optional column left out as with all of them empty."""
    file = base / "data" / "plan" / "targets.csv"
    rows = [row for row in rows_of(file) if not row["kind"] and not row["condition_zh"] and row["value"] != "88"]
    write_rows(file, [{name: cell for name, cell in row.items() if name != "interim"} for row in rows])
    with_empty = views.targets.results(read_context(SECOND, "en", base)).text
    first = {name: None for name in list(rows[0])[:15]}
    write_rows(file, [{name: row[name] for name in first} for row in rows])
    assert views.targets.results(read_context(SECOND, "en", base)).text == with_empty
    header = file.read_text("utf-8").splitlines()[0]
    file.write_text(file.read_text("utf-8").replace(header, header + ",condition_zh"), "utf-8")
    assert any(fault.column == "condition_en" for fault in faults(base))


# ---------------------------------------------------------------- states


def with_states(base: Path, **names: str) -> Path:
    """The plan with a unit of states, in which the bicycle stands are said."""
    units = base / "data" / "plan" / "units.csv"
    write_rows(units, [{**row, "states_zh": "", "states_en": ""} for row in rows_of(units)])
    add(units, **STATES, **(names or NAMES))
    card = base / "data" / "plan" / "actions" / "A01.toml"
    text = card.read_text("utf-8")
    begin = text.index('id = "bicycle_stands"')
    card.write_text(text[:begin] + text[begin:].replace('unit = "stands"', 'unit = "stage"', 1), "utf-8")
    targets = base / "data" / "plan" / "targets.csv"
    others = [row for row in rows_of(targets) if row["indicator"] != "bicycle_stands"]
    write_rows(targets, others)
    for file in (base / "data" / "editions").glob("*/*.csv"):
        kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("bicycle_stands,")]
        file.write_text("\n".join(kept) + "\n", "utf-8")
    return base


def stage(base: Path, period: str, value: str, printed: str, **cells: str) -> int:
    """A figure: how far the stands are."""
    key = {"indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL", "unit": "stage", "flag": "A"}
    return add(
        edition_of(base) / "observations.csv",
        **{**key, "period": period, "value": value, "printed": printed, "qualifier": "exact", **cells},
    )


def wanted(base: Path, kind: str, value: str, period: str) -> None:
    """A target in states."""
    add(
        base / "data" / "plan" / "targets.csv",
        action="A01", indicator="bicycle_stands", region="XX", sector="TOTAL", period=period, value=value,
        unit="stage", qualifier="exact", baseline_period="", baseline="", printed="发布", kind=kind,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "period", "word", "when"),
    [
        # Drafted (0) at the end of 2027, published (1) at the end of 2028, published still at the end of 2029.
        ("state", "1", "2029", "met", "2029"),
        ("state", "2", "2029", "missed", "2029"),
        ("state", "2", "2032", "ahead", "2029"),
        ("milestone", "1", "2029", "met", "2028"),  # done in 2028
        ("milestone", "1", "2032", "met", "2028"),  # and so before its date
        ("milestone", "2", "2028", "missed", "2028"),
        ("milestone", "1", "2027", "missed", "2027"),
    ],
)
def test_states_and_milestones_are_judged_by_their_order(base, kind, value, period, word, when):
    """At the state wanted or beyond it; once done, done. The pages say the names, and draw nothing."""
    with_states(base)
    for year, place, name in (("2027", "0", "drafted"), ("2028", "1", "已发布"), ("2029", "1", "1")):
        stage(base, year, place, name)
    wanted(base, kind, value, period)
    context = read_context(SECOND, "en", base)
    (target,) = (each for each in context.plan.targets if each.kind == kind)
    result, row = board.settled(context, target)
    assert (result, row["result_period"], row["prospect"]) == (word, when, None)
    text = views.target_tables.with_figure(context).text
    names = ("drafted", "published", "in force")
    said_so = f"{names[int(value)]} or beyond" if kind == "state" else names[int(value)]
    assert f"| {said_so} / " in text
    blocks = (views.indicator.opening, views.indicator.figures, views.indicator.grounds)
    page = "".join(block(context, "bicycle_stands").html for block in blocks)
    assert "published" in page
    assert "pm-chart" not in page


@pytest.mark.parametrize(
    ("value", "printed", "cells", "column", "expected"),
    [
        ("3", "in force", {}, "value", "0 起草"),
        ("0.5", "drafted", {}, "value", "0 起草"),
        ("1", "in force", {}, "printed", "the state that the value says"),
        ("1", "2", {}, "printed", "the state that the value says"),
        ("1", "published", {"qualifier": "about"}, "qualifier", "exact"),
    ],
)
def test_a_figure_that_is_no_state_is_refused(base, value, printed, cells, column, expected):
    """Its place is one of the list, and its words are the name of that one."""
    with_states(base)
    line = stage(base, "2029", value, printed, **cells)
    with pytest.raises(FaultError) as refused:
        read_context(SECOND, "en", base)
    told = [fault for fault in refused.value.faults if (fault.row, fault.column) == (line, column)]
    assert any(expected in said(fault)[1] for fault in told), [said(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("names", "column"),
    [
        ({"states_zh": "起草; 已发布", "states_en": "drafted; published; in force"}, "states_zh"),
        ({"states_zh": "起草", "states_en": "drafted"}, "states_zh"),
        ({"states_zh": "起草;; 已发布", "states_en": "drafted; published; in force"}, "states_zh"),
    ],
)
def test_states_have_as_many_names_in_every_language(base, names, column):
    """At least two, none of them empty."""
    with_states(base, **names)
    assert any((fault.file, fault.column) == ("units.csv", column) for fault in faults(base))


def test_a_target_in_states_is_one_of_them(base):
    """And no other kind has a value there."""
    with_states(base)
    wanted(base, "state", "7", "2032")
    wanted(base, "at_least", "1", "2031")
    told = [(fault.column, said(fault)[1]) for fault in faults(base)]
    assert [column for column, _ in told] == ["value", "kind"]
    assert "2 " in told[0][1]
