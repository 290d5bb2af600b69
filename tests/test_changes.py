"""What changed between two editions: each cause is found where it is the only one; the parts add up to the whole."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import FIRST, PROJECT, SECOND

from plan_metrics.changes import PERIOD_KEY, STEPS, Change, changes
from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import Edition
from plan_metrics.edition.read import read_edition
from plan_metrics.paths import edition_folder, plan_folder
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.scoreboard import KEY, scoreboard

REPOSITORY = Path(__file__).parents[1]


@cache
def _plan() -> Plan:
    return read_plan(plan_folder(PROJECT))


@cache
def _edition(name: str) -> Edition:
    return read_edition(edition_folder(PROJECT, name), _plan())


@cache
def _real() -> Context:
    """The two real editions, 2023-03 and 2026-02."""
    return read_context("2026-02", "en", REPOSITORY)


def with_rows(edition: Edition, rows: pd.DataFrame) -> Edition:
    """The same edition with other observations."""
    return replace(edition, observations=rows.sort_values(PERIOD_KEY, ignore_index=True))


def as_of(edition: Edition, day: str) -> Edition:
    """The same edition made on another day."""
    return replace(edition, card=edition.card.model_copy(update={"as_of": day}))


def with_limits(plan: Plan, **limits: float) -> Plan:
    """The same plan with other limits."""
    return plan.measured_with(plan.head.thresholds.limits.model_copy(update=limits))


def causes(found: list[Change]) -> set[str]:
    """The causes of every status and figure that changed."""
    statuses = {step for change in found for step, _, _ in change.moves}
    return statuses | {step for change in found for step, part in change.parts.items() if part}


def standing(plan: Plan, edition: Edition) -> dict[tuple[str, ...], tuple[str, float | None]]:
    """Status and newest figure of each series, straight from the scoreboard."""
    rows = scoreboard(plan, edition).to_dict("records")
    return {
        tuple(row[part] for part in KEY): (
            "no_figure" if row["reason"] == "no_figure" else row["status"],
            row["shown"],
        )
        for row in rows
    }


def check_sums(plan_before: Plan, before: Edition, plan_after: Plan, after: Edition) -> list[Change]:
    """The changes, each held against two scoreboards that were made without them."""
    found = changes(plan_before, before, plan_after, after)
    old, new = standing(plan_before, before), standing(plan_after, after)
    nothing = ("no_figure", None)
    by_key = {(change.indicator, change.region, change.sector): change for change in found}
    assert len(by_key) == len(found)
    for key in {*old, *new}:
        then, now = old.get(key, nothing), new.get(key, nothing)
        if key not in by_key:
            assert then == now, key
            continue
        change = by_key[key]
        assert (change.before.status, change.before.value) == then
        assert (change.after.status, change.after.value) == now
        if then[1] is not None and now[1] is not None:
            assert sum(change.parts.values()) == Fraction(repr(now[1])) - Fraction(repr(then[1])) == change.total
            assert list(change.parts) == list(STEPS)
        else:
            assert change.parts == {}
        status = then[0]
        for _, before_it, after_it in change.moves:
            assert before_it == status
            assert after_it != status
            status = after_it
        assert status == now[0]
        steps = [step for step, _, _ in change.moves]
        assert steps == sorted(steps, key=STEPS.index)
    return found


# ---------------------------------------------------------------- the two real editions


def test_the_parts_add_up_for_every_series_of_the_two_real_editions():
    """Each difference between the scoreboards of 2023-03 and 2026-02 is told, and its parts make the whole."""
    context = _real()
    before = context.previous
    found = check_sums(before.plan, before.edition, context.plan, context.edition)
    assert causes(found) == {"plan", "revised", "new", "time"}
    assert tuple(found) == context.changes


def test_a_case_that_can_be_followed_by_hand():
    """Pass rate of manufactured products: the target of 94 for 2025, published after 2023, changes what is asked;
    the figures to 2024 are on the way; by February 2026 its time has passed without a figure for 2025."""
    context = _real()
    (change,) = [c for c in context.changes if c.headline and c.indicator == "manufacturing_pass_rate"]
    assert change.moves == [
        ("plan", "missed", "not_assessable"),
        ("new", "not_assessable", "on_track"),
        ("time", "on_track", "not_assessable"),
    ]


def test_a_revision_and_new_figures_are_kept_apart():
    """Enterprises with organic certification: 15 000 for 2022 became 16 000, and the figure of 2025 is 19 000."""
    context = _real()
    (change,) = [c for c in context.changes if c.headline and c.indicator == "organic_enterprises"]
    assert {step: int(part) for step, part in change.parts.items() if part} == {"revised": 1000, "new": 3000}


# ---------------------------------------------------------------- one cause at a time


def test_nothing_changed():
    """An edition compared with itself, and a first edition, have no change."""
    assert changes(_plan(), _edition(SECOND), _plan(), _edition(SECOND)) == []
    assert read_context(FIRST, "en", PROJECT).changes == ()


def test_other_limits_are_the_method():
    """With a limit of the trend that no growth reaches, statuses move, and figures do not."""
    strict = with_limits(_plan(), trend=9.0, on_track=5.0)
    found = check_sums(_plan(), _edition(SECOND), strict, _edition(SECOND))
    assert causes(found) == {"method"}


def test_a_target_that_was_published_in_between_is_the_plan():
    """Without its targets, the plan of the older edition judges by the trend."""
    bare = _plan().model_copy(
        update={
            "actions": tuple(
                action.model_copy(
                    update={"indicators": tuple(i.model_copy(update={"targets": ()}) for i in action.indicators)}
                )
                for action in _plan().actions
            )
        }
    )
    found = check_sums(bare, _edition(SECOND), _plan(), _edition(SECOND))
    assert causes(found) == {"plan"}


def test_a_target_counts_as_the_plan_only_once_its_document_is_out():
    """The same cards, but the older edition was made before the target's document was published."""
    early = as_of(_edition(FIRST), "2027-01-31")
    later = as_of(_edition(FIRST), "2027-12-31")
    found = check_sums(_plan(), early, _plan(), later)
    assert "plan" in causes(found)
    assert causes(found) <= {"plan", "time"}


def test_another_value_for_the_same_period_is_a_revision():
    """Every value a tenth lower: nothing is new."""
    edition = _edition(SECOND)
    other = with_rows(edition, edition.observations.assign(value=edition.observations["value"] * 0.9))
    assert causes(check_sums(_plan(), edition, _plan(), other)) == {"revised"}


def test_figures_that_are_used_no_longer_are_a_revision():
    """Without the last year, older figures stand in the place of the newest; that is no new data."""
    edition = _edition(SECOND)
    fewer = with_rows(edition, edition.observations[~edition.observations["period"].str.startswith("2029")])
    assert causes(check_sums(_plan(), edition, _plan(), fewer)) == {"revised"}


def test_figures_for_later_periods_are_new_data():
    """The same, the other way round."""
    edition = _edition(SECOND)
    fewer = with_rows(edition, edition.observations[~edition.observations["period"].str.startswith("2029")])
    assert causes(check_sums(_plan(), fewer, _plan(), edition)) == {"new"}


def test_time_alone_makes_figures_too_old():
    """Ten years later with the same figures: statuses are lost, figures stay."""
    found = check_sums(_plan(), _edition(SECOND), _plan(), as_of(_edition(SECOND), "2040-06-30"))
    assert causes(found) == {"time"}
    assert {change.after.status for change in found} & {"not_assessable", "missed", "achieved"}


# ---------------------------------------------------------------- any two editions

DAYS = st.sampled_from(["2027-01-31", "2029-06-30", "2030-06-30", "2032-12-31", "2041-01-31"])
VALUES = st.one_of(st.just(0.0), st.floats(-1e9, 1e9, allow_nan=False), st.floats(0.001, 200))


@st.composite
def editions(draw) -> tuple[Plan, Edition]:
    """The invented plan with some limits, and an edition with some of its rows, each with some value and flag."""
    rows = _edition(SECOND).observations
    rows = rows[rows["indicator"].isin(["bicycle_stands", "bicycles_parked", "bicycles_stolen", "keepers_trained"])]
    kept = draw(st.lists(st.sampled_from(range(len(rows))), unique=True, max_size=14))
    chosen = rows.iloc[sorted(kept)].copy()
    chosen["value"] = [draw(VALUES) if draw(st.booleans()) else value for value in chosen["value"]]
    chosen["flag"] = [draw(st.sampled_from("AAABD")) for _ in range(len(chosen))]
    limits = {"trend": draw(st.sampled_from([0.005, 0.1])), "on_track": draw(st.sampled_from([0.95, 0.7]))}
    edition = as_of(with_rows(_edition(SECOND), chosen), draw(DAYS))
    return with_limits(_plan(), **limits), edition


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(editions(), editions())
def test_the_parts_add_up_for_any_two_editions(before, after):
    """Whatever is added, revised, withdrawn, whatever limits and days: the parts make the whole, exactly."""
    check_sums(*before, *after)


# ---------------------------------------------------------------- the method an edition was made with


def test_an_edition_keeps_the_limits_it_records(invented_base):
    """A later change of the plan's limits changes the editions that record none, and not the others; the newer
    edition's statuses then differ from the older one's by the method."""
    plan_file = plan_folder(invented_base) / "plan.toml"
    card = edition_folder(invented_base, FIRST) / "edition.toml"
    before = read_context(FIRST, "en", invented_base)
    limits = before.plan.head.thresholds.limits.model_dump()
    said = ", ".join(f"{name} = {value}" for name, value in limits.items())
    card.write_text(f"{card.read_text('utf-8')}thresholds = {{ {said} }}\n", "utf-8")
    plan_file.write_text(plan_file.read_text("utf-8").replace("trend = 0.005", "trend = 9.0"), "utf-8")
    again = read_context(FIRST, "en", invented_base)
    assert again.scoreboard.equals(before.scoreboard)
    newer = read_context(SECOND, "en", invented_base)
    assert newer.plan.head.thresholds.trend == 9.0
    assert newer.previous.plan.head.thresholds.trend == 0.005
    assert "method" in causes(newer.changes)


@pytest.mark.parametrize("name", ["2023-03", "2026-02"])
def test_the_published_editions_record_their_limits(name):
    """So that what they say stays what they said."""
    plan = read_plan(plan_folder(REPOSITORY))
    edition = read_edition(edition_folder(REPOSITORY, name), plan)
    assert edition.card.thresholds == plan.head.thresholds.limits
