"""The verdict on a target: which one is in force, which value it is held against, and the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar

from plan_metrics.measure import progress
from plan_metrics.measure.comparability import POINTS_IN_TIME, of_one_kind
from plan_metrics.measure.number import at_least, known, same
from plan_metrics.measure.periods import decimal_year, end_month, start_month
from plan_metrics.measure.status import StatusThresholds, pace_status


class Point(NamedTuple):
    """A value at a period."""

    period: str
    value: float


@dataclass(frozen=True)
class Target:
    """A target value for a period. Its own baseline, if stated, goes before that of the series.

    `direction`: the one that it wants itself, whatever that of its series. `interim`: what the way leads through.
    """

    period: str
    value: float
    baseline_period: str | None = None
    baseline_value: float | None = None
    direction: progress.Direction | None = None
    interim: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What comes of holding a value (`compared`) against a target; None where it has no meaning."""

    target: Target
    status: str
    reason: str
    baseline: Point | None = None
    compared: Point | None = None
    progress: float | None = None
    elapsed: float | None = None
    pace: float | None = None
    expected: float | None = None
    gap: float | None = None


class ForAPeriod(Protocol):
    """Whatever is set for a period."""

    @property
    def period(self) -> str:
        """The period."""


AnyTarget = TypeVar("AnyTarget", bound=ForAPeriod)


def target_in_force(targets: Sequence[AnyTarget], as_of: str) -> AnyTarget | None:
    """The earliest target that has not ended before `as_of` (a period); if all have, the last; else None.

    >>> target_in_force([Target("2030", 9), Target("2020", 5), Target("2025", 7)], "2025-12").period
    '2025'
    """
    in_order = sorted(targets, key=lambda target: end_month(target.period))
    ahead = [target for target in in_order if end_month(target.period) >= end_month(as_of)]
    return ahead[0] if ahead else in_order[-1] if in_order else None


def point_at(points: Sequence[Point], period: str, accumulation: str) -> Point | None:
    """The point of exactly this period; for a stock or cumulative also one that ends at the same moment.

    >>> point_at([Point("2020-12", 7.0)], "2020", "stock"), point_at([Point("2020-12", 7.0)], "2020", "flow")
    (Point(period='2020-12', value=7.0), None)
    """
    exact = [point for point in points if point.period == period]
    if not exact and accumulation in POINTS_IN_TIME:
        exact = [point for point in points if end_month(point.period) == end_month(period)]
    return exact[0] if exact else None


def baseline_point(points: Sequence[Point], period: str, accumulation: str) -> Point | None:
    """The point that serves as baseline: at the period, else the first that ends after the period began.

    Never an earlier one: 2017-07 may stand for 2017, the end of 2016 may not. `points` in the order of time.

    >>> baseline_point([Point("2016", 1.0), Point("2017-07", 2.0)], "2017", "stock")
    Point(period='2017-07', value=2.0)
    """
    within = (point for point in points if end_month(point.period) > start_month(period))
    return point_at(points, period, accumulation) or next(within, None)


def judge(
    points: Sequence[Point],
    target: Target,
    *,
    baseline_period: str,
    direction: progress.Direction,
    accumulation: str,
    as_of: str,
    outdated: bool,
    thresholds: StatusThresholds,
) -> Verdict:
    """The verdict on one target from the comparable points of a series, in the order of time.

    A target ahead is held against the latest value; one that has passed, against the value of its own
    period, else the first after it, else the last before it.

    Args:
        points: at least one.
        target: the value, its period and, if it has its own, its baseline.
        baseline_period: the period from which progress is counted where the target does not say.
        direction: the desired direction, increase or decrease.
        accumulation: of the series, as in `comparable`.
        as_of: the period at whose end the series is judged.
        outdated: whether the latest value is too old to judge a target ahead by.
        thresholds: the limits of the statuses.

    Returns:
        A `Verdict`; numbers that have no meaning are None.

    Raises:
        ValueError: without a point.

    >>> limits = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> points = [Point("2017", 40.0), Point("2023", 55.0)]
    >>> judge(points, Target("2027", 80), baseline_period="2017", direction="increase",
    ...       accumulation="stock", as_of="2024", outdated=False, thresholds=limits).pace
    0.625
    """
    if not points:
        raise ValueError("there is no point to hold against the target; expected at least one")
    past = end_month(target.period) < end_month(as_of)
    compared, place = _value_for(points, target, accumulation) if past else (points[-1], "")
    verdict = Verdict(target, "not_assessable", "undefined", compared=compared)
    if not of_one_kind(compared.period, target.period, accumulation):
        return replace(verdict, reason="target_period_kind")
    if end_month(target.period) <= end_month(target.baseline_period or baseline_period):
        return replace(verdict, reason="target_before_baseline")

    base = _baseline(points, target, baseline_period, accumulation)
    at_base = base is not None and same(base.value, target.value)
    ahead = base is not None and bool(progress.is_met(base.value, target.value, direction))
    if base and ahead and target.baseline_period and end_month(base.period) > end_month(target.baseline_period):
        # The path began where no figure is known, and the first one known is already at its end.
        base, at_base, ahead = None, False, False
    if ahead and not at_base and (target.baseline_period or target.baseline_value is not None):
        # A document that states where its path begins means a path; this one would lead in the adverse direction.
        return replace(verdict, baseline=base, reason="direction_contradicts_target")
    verdict = _measured(verdict, compared, base, ahead, direction)

    met = bool(progress.is_met(compared.value, target.value, direction))
    held = ("maintenance" if at_base else "met_at_baseline") if ahead else ""
    start = None if base is None else end_month(base.period)
    before = start is None or end_month(compared.period) < start
    status, reason = "not_assessable", "undefined"
    if past and place == "value_before_target":
        # That a level was held earlier does not show that it was held at the end.
        status, reason = (status, "no_value_at_target") if before or held or not met else ("achieved", place)
    elif past:
        status, reason = ("achieved" if met else "missed"), held or place
    elif before:
        reason = "only_before_baseline"
    elif met and not held:
        status, reason = "achieved", "target_met"
    elif not held and end_month(compared.period) == start:
        reason = "one_point"
    elif outdated:
        reason = "outdated"
    elif held:
        status, reason = ("achieved" if met else "behind"), held
    elif verdict.elapsed is not None and not at_least(verdict.elapsed, thresholds.too_early):
        status, reason = "too_early", "elapsed"
    elif verdict.pace is not None:
        status, reason = pace_status(verdict.pace, thresholds), "pace"
    return replace(verdict, status=status, reason=reason)


def _value_for(points: Sequence[Point], target: Target, accumulation: str) -> tuple[Point, str]:
    at = point_at(points, target.period, accumulation)
    if at:
        return at, "value_at_target"
    after = [point for point in points if end_month(point.period) > end_month(target.period)]
    return (after[0], "value_after_target") if after else (points[-1], "value_before_target")


def _baseline(points: Sequence[Point], target: Target, period: str, accumulation: str) -> Point | None:
    period = target.baseline_period or period
    own = known(target.baseline_value)
    if own is not None:
        return Point(period, own)
    return baseline_point(points, period, accumulation)


def _measured(
    verdict: Verdict, compared: Point, base: Point | None, ahead: bool, direction: progress.Direction
) -> Verdict:
    """The numbers of the verdict; no progress where the target is already behind us."""
    target = verdict.target
    verdict = replace(verdict, baseline=base, gap=progress.gap(compared.value, target.value, direction))
    if base is None or end_month(compared.period) <= end_month(base.period):
        return verdict
    moments = (decimal_year(period) for period in (compared.period, base.period, target.period))
    time = progress.elapsed(*moments)
    if ahead:
        return replace(verdict, elapsed=time)
    way = progress.share(compared.value, base.value, target.value)
    return replace(
        verdict,
        progress=way,
        elapsed=time,
        pace=progress.pace(way, time),
        expected=progress.expected_value(base.value, target.value, time),
    )
