"""An edition is read by column: nothing that a rule refuses gets past its screen, and no number differs."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from bilingual import COLUMNS
from hypothesis import given
from hypothesis import strategies as st
from invented import PROJECT, edition_of
from mutations import KINDS

from plan_metrics.edition.known import Known, Row
from plan_metrics.edition.observation_columns import Columns
from plan_metrics.edition.rules import RULES
from plan_metrics.edition.screens import CONDITIONS, READS, row_faults
from plan_metrics.errors import FaultError
from plan_metrics.measure.spans import last_digit, last_digits
from plan_metrics.paths import plan_folder
from plan_metrics.plan.printed import read_printed
from plan_metrics.plan.read import read_plan
from plan_metrics.reading.csv_tables import Table, read_table, sound_rows

TOGETHER = {"misplaced_cells", "no_observation"}  # said of a row in the place of its faults
OF_TABLES = {"unprintable", "repeated_key", "repeated_row"}
SEEDS = range(2 * len(KINDS))


@pytest.fixture(scope="module")
def damaged(tmp_path_factory) -> list[Table]:
    """The invented observations, damaged in each way twice, as far as they can be read."""
    raw = (edition_of(PROJECT) / "observations.csv").read_bytes()
    found = []
    for seed in SEEDS:
        file = tmp_path_factory.mktemp("damaged") / "observations.csv"
        file.write_bytes(list(KINDS.values())[seed % len(KINDS)](random.Random(seed), raw) or raw)
        found.append(read_plan(plan_folder(PROJECT)).layout.sound(file, COLUMNS)[0])
    return [table for table in found if table is not None]


def test_each_rule_has_one_screen():
    """A rule without one would never be asked."""
    assert [*READS, *CONDITIONS] == list(dict.fromkeys([*READS, *CONDITIONS]))
    assert {*READS, *CONDITIONS} == {*RULES}


def test_rules_asked_by_column_say_what_they_say_of_each_row(damaged, invented_plan):
    """Whatever the damage: the same rows, and of each the same faults in the same words."""
    known = Known(invented_plan, date(2030, 6, 30), {"S1": None, "S2": None})
    told = 0
    for table in damaged:
        by_row = {
            line: [fault for rule in RULES.values() for fault in rule(Row.of(line, cells), known)]
            for line, cells in table.rows
        }
        by_column = defaultdict(list)
        for fault in row_faults(Columns(table), known):
            if fault.rule not in OF_TABLES:
                by_column[fault.row].append(fault)
        assert {line for line, faults in by_row.items() if faults} == set(by_column)
        for line, faults in by_column.items():
            assert faults == by_row[line] or {fault.rule for fault in faults} <= TOGETHER
        told += len(by_column)
    assert told > len(damaged)


def test_a_frame_holds_the_numbers_of_its_rows(damaged, invented_plan):
    """Value, sample size and both ends of what a figure may stand for, as each row has them."""
    for table in damaged:
        columns = Columns(table)
        units = columns.each("unit", invented_plan.units.__contains__)
        known = units & ~np.isnan(columns.value) & (columns.qualifier >= 0)
        places = columns.key_order(np.flatnonzero(known))
        rows = [columns.row(at) for at in places.tolist()]
        assert [row.key for row in rows] == sorted(row.key for row in rows)
        frame = columns.frame(places, invented_plan)
        assert frame["value"].tolist() == [row.amount("value") for row in rows]
        spans = [row.span(invented_plan.units[row["unit"]]) for row in rows]
        assert list(zip(frame["low"], frame["high"], strict=True)) == spans


def test_lines_with_quotes_stand_in_their_place(tmp_path):
    """They are read in another way than plain lines; the order of the file is kept, and each character of it."""
    file = tmp_path / "t.csv"
    file.write_text('a,b\n\ufeff1,x\n"2","y, z"\n3, w \n', "utf-8")
    rows = [(2, {"a": "\ufeff1", "b": "x"}), (3, {"a": "2", "b": "y, z"}), (4, {"a": "3", "b": "w"})]
    assert list(read_table(file, ("a", "b")).rows) == rows


def test_lines_within_an_open_cell_are_not_read_as_rows(tmp_path):
    """A cell that goes on over lines takes them with it, however plain they look."""
    file = tmp_path / "t.csv"
    file.write_text('a,b\n1,"x\n2,y\n3,z"\n4,w\n', "utf-8")
    table, faults = sound_rows(file, ("a", "b"))
    assert ([line for line, _ in table.rows], [fault.row for fault in faults]) == ([5], [2])
    with pytest.raises(FaultError):
        read_table(file, ("a", "b"))


@given(st.lists(st.floats(-1e17, 1e17) | st.integers(-(10**15), 10**15).map(float)))
def test_last_digits_are_those_of_each_value(values):
    """Dividing whole numbers by ten finds what their digits say."""
    assert last_digits(np.array(values)).tolist() == [last_digit(value) for value in values]


@given(st.from_regex(r"[0-9]{1,15}(\.[0-9]{1,9})?", fullmatch=True))
def test_plain_digits_are_read_as_with_words_around_them(text):
    """The short way for a number alone gives what the long way gives."""
    assert read_printed(text) == read_printed(f"{text}家")
