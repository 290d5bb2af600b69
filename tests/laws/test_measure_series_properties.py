"""What holds for every series: no error, the same verdict in every unit, order and in the mirror."""

from __future__ import annotations

import dataclasses
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure import progress
from plan_metrics.measure.assess import REASONS, STATUSES, Series, StatusThresholds, Target, assess
from plan_metrics.measure.comparability import ACCUMULATIONS, EXCLUSIONS, FLAGS, FREQUENCIES, comparable
from plan_metrics.measure.periods import (
    end_month,
    period_kind,
    start_month,
)

THRESHOLDS = StatusThresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)
often = settings(max_examples=60, deadline=None, derandomize=True)
FLIP = {"increase": "decrease", "decrease": "increase"}

any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.one_of(
    st.integers(-(10**9), 10**9).map(float), st.floats(0.001, 1e12), st.floats(-1e12, -0.001), st.just(0.0)
)
directions = st.sampled_from(["increase", "decrease"])
flags = st.sampled_from(FLAGS + ("A",) * 40)
years = st.integers(2014, 2028)
periods = st.one_of(
    years.map(str),
    st.builds("{}-H{}".format, years, st.integers(1, 2)),
    st.builds("{}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{}-{:02d}".format, years, st.integers(1, 12)),
)


def series(values, flags=flags):
    """Up to eight rows (period, value, flag) with every period once."""
    return st.lists(st.tuples(periods, values, flags), unique_by=lambda row: row[0], max_size=8)


def targets(values):
    """Up to three targets, mostly for later years and without a baseline of their own."""
    mostly_none = [st.none()] * 4
    when = st.integers(2019, 2030).map(str) | periods
    stated = st.one_of(*mostly_none, periods), st.one_of(*mostly_none, values)
    return st.lists(st.builds(Target, when, values, *stated), max_size=3)


def assessed(rows, direction, targets, accumulation="stock", frequency="A", baseline="2017", as_of="2025"):
    columns = [[row[i] for row in rows] for i in range(3)]
    return assess(Series(*columns), direction, accumulation, frequency, baseline, as_of, targets, THRESHOLDS)


def numbers(record):
    return [v for v in dataclasses.asdict(record).values() if isinstance(v, float)]


@often
@given(
    rows=series(st.none() | any_finite),
    direction=directions,
    wanted=targets(any_finite),
    accumulation=st.sampled_from(ACCUMULATIONS),
    frequency=st.sampled_from(FREQUENCIES),
    baseline=periods,
    as_of=periods,
)
def test_every_series_gets_a_verdict_and_a_reason(rows, direction, wanted, accumulation, frequency, baseline, as_of):
    """Whatever the values, flags, periods and targets: known codes, finite numbers, no error."""
    found = assessed(rows, direction, wanted, accumulation, frequency, baseline, as_of)
    assert found.status in STATUSES
    assert found.reason in REASONS
    assert found.trend_reason in REASONS
    assert all(math.isfinite(x) for x in numbers(found))
    assert found.n_points + len(found.excluded) == len(rows)
    assert (found.target is None) == (not wanted)
    if found.baseline_period is not None:
        assert end_month(found.baseline_period) > start_month(baseline)
    if found.status in ("improving", "stable", "worsening"):
        assert (found.trend, found.reason) == (found.status, "no_target")


@often
@given(rows=series(plain), direction=directions, wanted=targets(plain))
def test_the_mirror_image_gets_the_same_verdict(rows, direction, wanted):
    """All values negated and the other direction desired: the same status, reason, progress and trend."""
    mirrored = [(period, -value, flag) for period, value, flag in rows]
    turned = [
        Target(t.period, -t.value, t.baseline_period, None if t.baseline_value is None else -t.baseline_value)
        for t in wanted
    ]
    one, other = assessed(rows, direction, wanted), assessed(mirrored, FLIP[direction], turned)
    kept = ("status", "reason", "trend", "trend_reason", "progress", "elapsed", "pace", "gap", "excluded")
    assert [getattr(one, name) for name in kept] == [getattr(other, name) for name in kept]
    assert other.change == (None if one.change is None else -one.change)


@often
@given(rows=series(plain), direction=directions, wanted=targets(plain), power=st.integers(-30, 30))
def test_the_unit_never_changes_the_verdict(rows, direction, wanted, power):
    """All values times one factor (a power of two, so that floats stay exact): the same codes and ratios."""
    factor = 2.0**power
    scaled = [(period, value * factor, flag) for period, value, flag in rows]
    turned = [
        Target(
            t.period,
            t.value * factor,
            t.baseline_period,
            None if t.baseline_value is None else t.baseline_value * factor,
        )
        for t in wanted
    ]
    one, other = assessed(rows, direction, wanted), assessed(scaled, direction, turned)
    kept = (
        "status",
        "reason",
        "trend",
        "growth",
        "relative_change",
        "progress",
        "elapsed",
        "pace",
        "excluded",
    )
    assert [getattr(one, name) for name in kept] == [getattr(other, name) for name in kept]


@often
@given(rows=series(plain), direction=directions, wanted=targets(plain), data=st.data())
def test_the_order_of_rows_never_changes_the_verdict(rows, direction, wanted, data):
    """Only the indices of what was left out move."""
    shuffled = data.draw(st.permutations(rows))
    one, other = assessed(rows, direction, wanted), assessed(shuffled, direction, wanted)
    assert dataclasses.replace(one, excluded=()) == dataclasses.replace(other, excluded=())


@often
@given(rows=series(plain, flags=st.sampled_from("AP")), direction=directions, wanted=targets(plain))
def test_gaps_and_forecasts_never_change_the_verdict(rows, direction, wanted):
    """A row without an observation is as good as no row."""
    more = [*rows, ("2009", None, "A"), ("2031", 7.0, "F"), ("2009-05", math.nan, "A"), ("2029", 7.0, "Q")]
    one, other = assessed(rows, direction, wanted), assessed(more, direction, wanted)
    assert dataclasses.replace(one, excluded=()) == dataclasses.replace(other, excluded=())
    assert len(other.excluded) == len(one.excluded) + 4


@often
@given(
    low=st.integers(-500, 500),
    more=st.integers(0, 500),
    latest=st.sampled_from(["2018", "2020", "2023"]),
    direction=directions,
)
def test_a_better_value_never_gets_a_worse_status(low, more, latest, direction):
    """From 100 to 200 by 2030: the statuses are in order."""
    rank = ["moving_away", "far_behind", "behind", "on_track", "achieved"]
    way = progress.sign(direction)

    def status(value):
        rows = [("2017", 100.0 * way, "A"), (latest, value * way, "A")]
        return assessed(rows, direction, [Target("2030", 200.0 * way)], as_of=latest).status

    found = [status(low), status(low + more)]
    if "too_early" in found:
        assert set(found) <= {"too_early", "achieved"}
        assert found != ["achieved", "too_early"]
    else:
        assert found == sorted(found, key=rank.index)


@often
@given(rows=series(plain), accumulation=st.sampled_from(ACCUMULATIONS), frequency=st.sampled_from(FREQUENCIES))
def test_every_row_is_used_or_left_out_with_a_reason(rows, accumulation, frequency):
    """Nothing is lost or counted twice; what is used stands in the order of time, one point a moment."""
    columns = [[row[i] for row in rows] for i in range(3)]
    found = comparable(*columns, accumulation, frequency)
    assert sorted([*found.used, *(i for i, _ in found.excluded)]) == list(range(len(rows)))
    assert {why for _, why in found.excluded} <= set(EXCLUSIONS)
    moments = [end_month(columns[0][i]) for i in found.used]
    assert moments == sorted(set(moments))
    if accumulation in ("flow", "rate"):
        assert len({period_kind(columns[0][i]) for i in found.used}) <= 1
