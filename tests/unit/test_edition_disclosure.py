"""Small counts: suppressed where the edition says so, with whatever would give them away, in every output."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from bilingual import NOTES
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import SECOND, SECTOR, copy_of_project, edition_of, rows_of, write_rows

from plan_metrics import paths, views
from plan_metrics.context import read_context
from plan_metrics.edition.models import KEY, NUMBERS, SPAN, Edition
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.relations import relations_among
from plan_metrics.measure.recovery import recovered
from plan_metrics.plan.dimensions import edge_columns
from plan_metrics.plan.read import read_plan

REPOSITORY = Path(__file__).parents[2]
RULE = "\n[disclosure]\nsuppressed_under = 3\nlow_reliability_under = 20\nzeros_suppressed = false\n"


@cache
def sample() -> Edition:
    """The invented edition, whose card has a rule."""
    return read_edition(paths.edition_folder(REPOSITORY, "sample"), read_plan(paths.plan_folder(REPOSITORY)))


def test_a_small_count_is_suppressed_and_leaves_no_number_or_note_behind():
    """Rows under three have flag Q, no value or span, no printed words and no note; no small count is left in view."""
    edition, plan = sample(), read_plan(paths.plan_folder(REPOSITORY))
    gone = edition.missing[edition.missing["flag"] == "Q"]
    assert len(gone) >= 15
    assert gone[[*NUMBERS, *SPAN]].isna().all(axis=None)
    assert (gone["printed"] == "").all()
    rows = rows_of(paths.edition_folder(REPOSITORY, "sample") / "observations.csv")
    published = {tuple(row[name] for name in edge_columns(KEY, [SECTOR])) for row in rows if row["value"]}
    ours = gone[[key in published for key in gone[list(KEY)].itertuples(index=False, name=None)]]
    assert len(ours) >= 15
    assert (ours[list(NOTES)] == "").all(axis=None)
    counts = edition.observations[[plan.units[unit].counts == "yes" for unit in edition.observations["unit"]]]
    assert not counts["value"].between(1, 2).any()
    assert len(edition.lines) == len(edition.observations)


def test_counts_from_three_to_nineteen_are_marked_and_a_break_stays_a_break():
    """They keep their value and get the flag U, unless a flag that decides what may be compared was there."""
    edition, plan = sample(), read_plan(paths.plan_folder(REPOSITORY))
    counts = edition.observations[[plan.units[unit].counts == "yes" for unit in edition.observations["unit"]]]
    low = counts[counts["value"].between(3, 19)]
    assert len(low) > 10
    assert set(low["flag"]) <= {"U", "B", "D", "I", "F"}


def test_an_edition_without_a_rule_keeps_every_figure():
    """The real editions have no such section: nothing is suppressed there."""
    plan = read_plan(paths.plan_folder(REPOSITORY))
    edition = read_edition(paths.edition_folder(REPOSITORY, "2026-02"), plan)
    assert edition.card.disclosure is None
    assert (edition.missing["flag"] != "Q").all()


def with_stands(base: Path, **values: float) -> Path:
    """The invented project with a rule, and its provincial stands of 2029 set to these values."""
    file = edition_of(base) / "observations.csv"
    rows = rows_of(file)
    for row in rows:
        if row["indicator"] == "bicycle_stands" and row["period"] == "2029":
            name = row["region"].replace("-", "_") + "_" + row["sector"]
            if name in values:
                row["value"] = row["printed"] = str(values[name])
    write_rows(file, rows)
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8") + RULE, "utf-8")
    return base


def test_a_second_province_goes_with_the_first_where_the_total_would_give_it_away(tmp_path):
    """Of two provinces and their total, one small one is no secret alone: another cell is suppressed as well."""
    base = with_stands(copy_of_project(tmp_path), XX_TOTAL=60, XX_AA_TOTAL=58, XX_BB_TOTAL=2)
    plan = read_plan(paths.plan_folder(base))
    edition = read_edition(edition_of(base), plan)
    gone = {tuple(row) for row in edition.missing[edition.missing["flag"] == "Q"][list(KEY)].itertuples(index=False)}
    assert ("bicycle_stands", "XX-BB", "TOTAL", "2029") in gone
    assert len({key for key in gone if key[0] == "bicycle_stands" and key[2:] == ("TOTAL", "2029")}) >= 2


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(0, 40), st.integers(0, 40))
def test_no_suppressed_cell_can_be_worked_out_from_what_is_shown(tmp_path_factory, one, other):
    """Whatever the counts of the provinces, an integer solver that knows all sums cannot find a suppressed one."""
    base = with_stands(
        copy_of_project(tmp_path_factory.mktemp("base")), XX_TOTAL=one + other, XX_AA_TOTAL=one, XX_BB_TOTAL=other
    )
    plan = read_plan(paths.plan_folder(base))
    edition = read_edition(edition_of(base), plan)
    rows = [row for row in rows_of(edition_of(base) / "observations.csv") if row["indicator"] == "bicycle_stands"]
    truth = {
        tuple(row[name] for name in edge_columns(KEY, [SECTOR])): float(row["value"]) for row in rows if row["value"]
    }
    gone = [tuple(row) for row in edition.missing[edition.missing["flag"] == "Q"][list(KEY)].itertuples(index=False)]
    gone = [key for key in gone if key in truth]
    small = {key for key, value in truth.items() if 0 < value < 3}
    assert small <= set(gone)
    assert recovered(truth, tuple(relations_among(plan, "bicycle_stands", truth)), gone) == ()


def test_a_year_to_date_less_its_quarters_tells_the_one_that_is_suppressed():
    """The sums that protection knows hold spans of months too, or 37 less 10 and 20 would give the 7 away."""
    plan = read_plan(paths.plan_folder(REPOSITORY))
    name = next(card.id for _, card in plan.indicators() if card.aggregation.time == "sum" and not card.computed)
    values = {"2024-Q1": 10, "2024-Q2": 20, "2024-Q3": 7, "2024-01/2024-09": 37, "2023-10/2024-09": 50}
    truth = {(name, plan.head.whole, "TOTAL", period): float(value) for period, value in values.items()}
    third = (name, plan.head.whole, "TOTAL", "2024-Q3")
    assert recovered(truth, tuple(relations_among(plan, name, truth)), [third]) == (third,)
    assert recovered(truth, tuple(relations_among(plan, name, truth)), list(truth)[1:4]) == ()


def test_the_page_says_suppressed_and_not_that_nothing_was_published():
    """In the table of provinces and in the series the reader sees the word, and never the number."""
    context = read_context("sample", "en")
    shown = [views.indicator.regions(context, indicator.id).text for indicator in context.plan.action("A07").indicators]
    assert any("suppressed | 2024" in text for text in shown)
    assert "Q: " in views.region.series(context, "CN-FJ").text


@pytest.mark.parametrize(
    ("given_rule", "column"),
    [
        ("[disclosure]\nsuppressed_under = 3\n", "disclosure.low_reliability_under"),
        ("[disclosure]\nunder = 3\n", "disclosure.under"),
    ],
)
def test_a_rule_that_is_not_whole_is_a_fault_of_the_card(tmp_path, given_rule, column):
    """A missing or unknown key of the section is told with the card's name, before anything is read further."""
    base = copy_of_project(tmp_path)
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8") + "\n" + given_rule, "utf-8")
    faults = check_edition(edition_of(base, SECOND), read_plan(paths.plan_folder(base)), None)
    assert ("edition.toml", column) in {(fault.file, fault.column) for fault in faults}
