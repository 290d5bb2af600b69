"""Targets that are not one value to be reached: a range, a level to be held, a list of milestones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plan_metrics.measure import progress
from plan_metrics.measure.number import all_known, at_least, known
from plan_metrics.measure.periods import end_month
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.status import StatusThresholds, pace_status
from plan_metrics.measure.targets import Point, Target, Verdict, judge
from plan_metrics.measure.trajectory import due_at, expected_at, trajectory


@dataclass(frozen=True)
class RangeTarget:
    """Met from `low` to `high`, both included; low and high alike mean parity. Baseline as in `Target`."""

    period: str
    low: float
    high: float
    baseline_period: str | None = None
    baseline_value: float | None = None


@dataclass(frozen=True)
class HoldTarget:
    """A level to be held at least (`increase` wanted) or at most (`decrease`), wherever the baseline lies."""

    period: str
    value: float
    direction: Direction | None = None  # that of the series where it says none itself


AnyTarget = Target | RangeTarget | HoldTarget


@dataclass(frozen=True)
class Step:
    """One milestone: done or not, or None where it is not known; its weight; the period by whose end it is due."""

    done: bool | None
    weight: float = 1.0
    due: str | None = None


@dataclass(frozen=True)
class MilestoneVerdict:
    """`progress` and `due` are shares of the weight; `unknown` counts the steps of which nothing is known."""

    status: str
    reason: str  # target_met, value_at_target, pace, nothing_due, undated_steps, unknown_step
    progress: float | None
    due: float | None
    pace: float | None
    unknown: int


def range_distance(value: float | None, low: float | None, high: float | None) -> float | None:
    """How far a value lies from a range, in its unit: 0 inside, else to the nearer edge.

    ValueError where low is above high.

    >>> range_distance(3, 2, 4), range_distance(1, 2, 4), range_distance(7, 2, 4)
    (0.0, 1.0, 3.0)
    """
    value, low, high = known(value), known(low), known(high)
    if value is None or low is None or high is None:
        return None
    if low > high:
        raise ValueError(f"a range from {low} to {high}; expected the lower edge first")
    if at_least(value, low) and at_least(high, value):
        return 0.0
    return known(max(low - value, value - high))


def range_share(value: float | None, baseline: float | None, low: float | None, high: float | None) -> float | None:
    """The share of the distance to a range that is behind us; None where the baseline lies inside it.

    >>> range_share(6, 8, 2, 4), range_share(1, 8, 2, 4)
    (0.5, 0.75)
    """
    return progress.share(range_distance(value, low, high), range_distance(baseline, low, high), 0.0)


def folded(value: float | None, low: float | None, high: float | None) -> float | None:
    """The value laid above the range at its distance, so that a decrease to `high` is wanted from either side.

    With low = high it is Statistics Canada's difference for targets that are best met exactly.

    >>> folded(37, 50, 50), folded(3, 2, 4)
    (63.0, 4.0)
    """
    distance, high = range_distance(value, low, high), known(high)
    return None if distance is None or high is None else known(high + distance)


def laid(points: Sequence[Point], target: RangeTarget) -> tuple[list[Point], Target]:
    """The points and the target of a range as a decrease to its upper edge; see `folded`.

    >>> laid([Point("2024", 1.0)], RangeTarget("2030", 2, 4))[0]
    [Point(period='2024', value=5.0)]
    """
    low, high = target.low, target.high
    found = [Point(p.period, value) for p in points if (value := folded(p.value, low, high)) is not None]
    return found, Target(target.period, high, target.baseline_period, folded(target.baseline_value, low, high))


def judge_kind(
    points: Sequence[Point],
    target: AnyTarget,
    *,
    baseline_period: str,
    direction: Direction,
    accumulation: str,
    as_of: str,
    outdated: bool,
    thresholds: StatusThresholds,
) -> Verdict:
    """As `judge`, for a target of any kind; all numbers in the unit of the series.

    Towards a range the way is that to its nearer edge. A level to be held has no baseline, no way, and no share of the
    time on it. Interim targets bend the way: the pace is the progress over what is due by then. `direction` is that of
    the series, which gives way to the target's own. ValueError without a point.

    >>> limits = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> found = judge_kind([Point("2017", 8.0), Point("2023", 6.0)], RangeTarget("2027", 2, 4), baseline_period="2017",
    ...     direction="increase", accumulation="stock", as_of="2024", outdated=False, thresholds=limits)
    >>> found.progress, found.gap, found.expected
    (0.5, 2.0, 5.6)
    """
    plain, sought = points, target if isinstance(target, Target) else Target(target.period, 0.0)
    wanted: Direction = direction
    if isinstance(target, RangeTarget):
        (plain, sought), wanted = laid(points, target), "decrease"
    elif isinstance(target, HoldTarget):
        # To hold is what `judge` asks where the baseline lay at the target. No figure says so: it goes no further.
        sought = Target(target.period, target.value, baseline_value=target.value)
    if not isinstance(target, RangeTarget):
        wanted = target.direction or direction
    found = judge(
        plain,
        sought,
        baseline_period=baseline_period,
        direction=wanted,
        accumulation=accumulation,
        as_of=as_of,
        outdated=outdated,
        thresholds=thresholds,
    )
    if isinstance(target, HoldTarget):
        return replace(found, target=Target(target.period, target.value), baseline=None, elapsed=None)
    if isinstance(target, RangeTarget):
        return _unfolded(found, points, target)
    return _through(found, target, thresholds) if target.interim else found


def _unfolded(found: Verdict, points: Sequence[Point], target: RangeTarget) -> Verdict:
    """The verdict with the values of the series in the place of those laid above the range."""
    own = {point.period: point for point in points}
    base = found.baseline
    if base is not None and target.baseline_value is not None:
        base = Point(base.period, target.baseline_value)
    elif base is not None:
        base = own[base.period]
    expected = found.expected
    if base is not None and expected is not None and base.value < target.low:
        expected = known(target.low + target.high - expected)
    compared = own[found.compared.period] if found.compared is not None else None
    return replace(found, baseline=base, compared=compared, expected=expected)


def _through(found: Verdict, target: Target, thresholds: StatusThresholds) -> Verdict:
    """The verdict on a way through interim targets: what is due and expected by then is on them."""
    if found.baseline is None or found.compared is None or found.progress is None:
        return found
    path = trajectory(found.baseline, Point(target.period, target.value), target.interim)
    due = due_at(path, found.compared.period)
    found = replace(found, pace=progress.pace(found.progress, due), expected=expected_at(path, found.compared.period))
    if found.reason != "pace":
        return found
    if found.pace is None:  # nothing is due yet
        return replace(found, status="too_early", reason="elapsed")
    return replace(found, status=pace_status(found.pace, thresholds))


def milestone_share(done: Sequence[bool | None], weights: Sequence[float] | None = None) -> float | None:
    """The share of the weight of all steps that is done; equal weights if none are given.

    A step of which nothing is known is not counted as done. None without steps. ValueError for unequal lengths
    and unless the weights are finite, none below zero, some above.

    >>> milestone_share([True, True, False, False]), milestone_share([True, False], [3, 1])
    (0.5, 0.75)
    """
    made = [known(each) for each in done]
    if not made:
        return None
    weights = [1.0] * len(made) if weights is None else list(weights)
    numbers = all_known(weights)
    if numbers is None or len(numbers) != len(made) or min(numbers) < 0 or not any(numbers):
        raise ValueError(f"weights {weights} for {len(made)} steps; expected one each, none below 0, some above")
    largest = max(numbers)
    shares = [number / largest for number in numbers]
    return math.fsum(s for s, d in zip(shares, made, strict=True) if d) / math.fsum(shares)


def milestones(steps: Sequence[Step], as_of: str, thresholds: StatusThresholds) -> MilestoneVerdict:
    """The verdict on a list of milestones at the end of the period `as_of`.

    Achieved only if all are done, missed if one is not when the last is overdue; in between the share done over
    the share due is the pace. Steps of which nothing is known leave it open, unless they change nothing. ValueError
    for no steps and for weights as in `milestone_share`.

    >>> limits = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> steps = [Step(True, due="2022"), Step(False, due="2023"), Step(False, due="2025")]
    >>> milestones(steps, "2023", limits).status
    'far_behind'
    """
    if not steps:
        raise ValueError("there are no steps; expected at least one")
    steps = [replace(step, done=None if known(step.done) is None else step.done) for step in steps]  # NaN: unknown
    unknown = sum(step.done is None for step in steps)
    least, most = (_milestones(steps, as_of, thresholds, unknown, open_as) for open_as in (False, True))
    if least.status == most.status:
        return least
    return MilestoneVerdict("not_assessable", "unknown_step", least.progress, least.due, None, unknown)


def _milestones(
    steps: Sequence[Step], as_of: str, thresholds: StatusThresholds, unknown: int, open_as: bool
) -> MilestoneVerdict:
    weights, done = [step.weight for step in steps], [open_as if step.done is None else step.done for step in steps]
    way, now = milestone_share(done, weights), end_month(as_of)
    ends = [end_month(step.due) for step in steps if step.due is not None]
    dated = len(ends) == len(steps)
    due = milestone_share([end <= now for end in ends], weights) if dated else None
    pace = progress.pace(way, due)
    if all(done):
        status, reason = "achieved", "target_met"
    elif not dated:
        status, reason = "not_assessable", "undated_steps"
    elif max(ends) < now:
        status, reason = "missed", "value_at_target"
    elif pace is None:
        status, reason = ("on_track" if way else "too_early"), "nothing_due"
    else:
        status, reason = pace_status(pace, thresholds), "pace"
    return MilestoneVerdict(status, reason, way, due, pace, unknown)
