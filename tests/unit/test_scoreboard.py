"""What the scoreboard may know of a target, and when; and what it makes of an edition of the first model."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from invented import FIRST, PROJECT, SECOND, add, change, edition_of, first_form

from plan_metrics.analysis.scoreboard import observations, scoreboard, targets_of
from plan_metrics.edition.models import Edition
from plan_metrics.edition.read import read_edition
from plan_metrics.languages import columns_of
from plan_metrics.paths import edition_folder, plan_folder
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.rows import ObservationRow, RegisterRow, ScoreboardRow, observation_rows

REPOSITORY = Path(__file__).parents[2]


@cache
def _both(base: Path, edition: str) -> tuple[Plan, Edition]:
    plan = read_plan(plan_folder(base))
    return plan, read_edition(edition_folder(base, edition), plan)


def _known(edition: str) -> list[str]:
    plan, found = _both(REPOSITORY, edition)
    return [t.period for t in targets_of(plan, found, plan.indicator("manufacturing_pass_rate"), "CN", "TOTAL")]


def headline(plan: Plan, edition: Edition, indicator: str, **options: bool) -> dict[str, object]:
    """The row of an indicator for the whole."""
    board = scoreboard(plan, edition, **options)
    (row,) = board[(board["indicator"] == indicator) & board["headline"].astype(bool)].to_dict("records")
    return row


def test_the_types_of_rows_name_the_columns_of_the_frames():
    """So that what a type checker says of a row holds for the frame that it comes from."""
    plan, edition = _both(REPOSITORY, "2026-02")
    notes = set(columns_of("note", plan.languages))
    assert set(scoreboard(plan, edition)) == set(ScoreboardRow.__annotations__) - {"place"}
    assert set(observations(plan, edition)) == set(ObservationRow.__annotations__) - {"edition"} | notes
    assert set(edition.missing) | {"action"} == set(ObservationRow.__annotations__) - {"edition"} | notes
    assert set(edition.rejected) == set(RegisterRow.__annotations__) | set(columns_of("reason", plan.languages))


def test_a_target_counts_only_once_its_document_is_out():
    """The target for 2025 was set in February 2023, but the document that gives it is of 2024."""
    assert _known("2023-03") == ["2020"]
    assert _known("2026-02") == ["2020", "2025"]


@pytest.mark.parametrize(
    ("since", "date", "first_day"),
    [
        ("2027-03-01", "2027-03-01", "2027-03-01"),
        ("2027-03-01", "2028-05", "2028-05-31"),
        ("2028-09", "2027-03-01", "2028-09-30"),
        ("2027-03-01", "2028", "2028-12-31"),
    ],
)
def test_a_target_is_known_from_the_last_day_that_its_dates_allow(invented_base, since, date, first_day):
    """The later of the day since when it holds and the day of its document; of a month or a year, the last day."""
    change(plan_folder(invented_base) / "targets.csv", 2, since=since)
    change(plan_folder(invented_base) / "sources.csv", 2, date=date)
    plan = read_plan(plan_folder(invented_base))
    edition = read_edition(edition_of(invented_base), plan)
    day = datetime.date.fromisoformat(first_day)
    stands = (plan, edition, plan.indicator("bicycle_stands"), "XX", "TOTAL")
    assert targets_of(*stands, day - datetime.timedelta(days=1)) == []
    assert [target.value for target in targets_of(*stands, day)] == [60000]


def test_a_target_belongs_to_its_region_and_breakdown(invented_base):
    """One for the stations is held against their stands, not against those of the whole."""
    file = plan_folder(invented_base) / "targets.csv"
    add(file, sector="stations", value="40000", printed="4万")
    plan = read_plan(file.parent)
    board = scoreboard(plan, read_edition(edition_of(invented_base), plan))
    stands = board[board["indicator"] == "bicycle_stands"].set_index(["region", "breakdown"])["target"]
    assert stands.to_dict() == {
        ("XX", "TOTAL"): 60000,
        ("XX", "stations"): 40000,
        ("XX", "schools"): None,
        ("XX-AA", "TOTAL"): 34000,
        ("XX-BB", "TOTAL"): 26000,
    }


def test_the_baseline_that_a_document_states_goes_before_that_of_the_series(invented_base):
    """From 20,000 as the document has it, not from the 30,000 that the statistics had for that year."""
    file = plan_folder(invented_base) / "targets.csv"
    change(file, 2, baseline="20,000")
    plan = read_plan(file.parent)
    row = headline(plan, read_edition(edition_of(invented_base), plan), "bicycle_stands")
    assert (row["target_baseline"], row["baseline"]) == (20000, 30000)
    assert row["progress"] == (47500 - 20000) / (60000 - 20000)


def test_a_target_without_a_number_or_an_indicator_is_on_no_scoreboard(invented_base):
    """It stands on the board of targets alone."""
    file = plan_folder(invented_base) / "targets.csv"
    before = scoreboard(*_both(PROJECT, SECOND))
    add(file, indicator="", value="", unit="", qualifier="", printed="全面完成")
    add(file, indicator="", value="9", unit="bicycles", printed="9")
    plan = read_plan(file.parent)
    pd.testing.assert_frame_equal(scoreboard(plan, read_edition(edition_of(invented_base), plan)), before)


def test_an_edition_of_the_first_model_is_measured_by_the_rules_of_today_unless_asked_otherwise(invented_base):
    """Its own statuses by the limits on its card; everything else is the same in both."""
    plan = read_plan(plan_folder(invented_base))
    today = headline(plan, read_edition(edition_of(invented_base, FIRST), plan), "bicycle_stands")
    first_form(edition_of(invented_base, FIRST), on_track=1.5)
    edition = read_edition(edition_of(invented_base, FIRST), plan)
    now = headline(plan, edition, "bicycle_stands")
    then = headline(plan, edition, "bicycle_stands", as_published=True)
    assert (today["status"], now["status"], then["status"]) == ("improving", "improving", "behind")
    assert then["reason"] == "pace"
    differ = {name for name in now if now[name] != then[name]}
    assert differ == {"status", "reason"}


def test_asking_for_what_was_published_changes_nothing_of_an_edition_of_today():
    """An edition without the limits of the first model has no other statuses."""
    plan, edition = _both(PROJECT, SECOND)
    pd.testing.assert_frame_equal(scoreboard(plan, edition, as_published=True), scoreboard(plan, edition))


def test_a_computed_figure_may_stand_for_every_quotient_of_its_parts():
    """2,916 stolen of 162万 parked, which is any number from 1,615,000 to 1,625,000."""
    frame = observations(*_both(PROJECT, SECOND))
    row = frame[(frame["indicator"] == "theft_rate") & (frame["region"] == "XX") & (frame["period"] == "2029")].iloc[0]
    assert (row["value"], row["printed"], row["qualifier"]) == (pytest.approx(0.18), "", "exact")
    assert (row["low"], row["high"]) == (pytest.approx(291600 / 1625000), pytest.approx(291600 / 1615000))


def test_rows_that_are_asked_for_by_values_come_in_the_order_of_the_frame():
    """By one value, by several in whatever order, by two columns; none where it is not there, all for nothing."""
    frame = observations(*_both(PROJECT, SECOND))
    names = [*dict.fromkeys(frame["indicator"])][:3]
    wanted = frame["indicator"].isin(names)
    for asked, kept in (
        ({"indicator": names[0]}, frame["indicator"] == names[0]),
        ({"indicator": names[::-1]}, wanted),
        ({"indicator": names, "region": "XX"}, wanted & (frame["region"] == "XX")),
        ({"indicator": "none"}, wanted & False),
        ({}, wanted | True),
    ):
        found = [(row["indicator"], row["region"], row["period"]) for row in observation_rows(frame, **asked)]
        assert found == [*frame[kept][["indicator", "region", "period"]].itertuples(index=False, name=None)]
