"""What a scoreboard needs to know of one series: where it stands, which way it goes, how far it has to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plan_metrics.measure import growth, progress
from plan_metrics.measure.comparability import comparable
from plan_metrics.measure.number import maker
from plan_metrics.measure.periods import end_month, start_month, years_between
from plan_metrics.measure.status import REASONS, STATUSES, StatusThresholds, trend_status
from plan_metrics.measure.target_kinds import AnyTarget, RangeTarget, judge_kind
from plan_metrics.measure.targets import Point, Target, baseline_point, target_in_force

__all__ = ["REASONS", "STATUSES", "Assessment", "Series", "StatusThresholds", "Target", "assess"]

_NO_VALUE = ("missing", "forecast", "imputed")
_POINT = maker(Point)


@dataclass(frozen=True)
class Series:
    """Observations of one indicator in one region and breakdown: three sequences of one length, any order.

    `flags` are SDMX observation status codes; values are in one unit, None or NaN where missing.
    """

    periods: Sequence[str]
    values: Sequence[float | None]
    flags: Sequence[str]


@dataclass(frozen=True)
class Assessment:
    """Everything known of one series; None where there is nothing to say. Ratios are never per cent."""

    n_points: int  # observations that may be compared with one another
    first: str | None  # period of the first of them
    latest: str | None  # period of the last of them
    value: float | None  # the value then
    flag: str | None  # and its flag
    outdated: bool  # the latest value is older than stale_after_years
    baseline_period: str | None  # where the comparison begins: later than asked for, or the same
    baseline: float | None
    years: float | None  # from baseline to latest; this and the next four are None for one single point
    change: float | None
    relative_change: float | None
    annual_change: float | None
    growth: float | None  # compound, a year
    trend: str | None  # improving, stable, worsening
    trend_reason: str  # code of REASONS: how the trend was found, or why there is none
    target_period: str | None  # the target in force
    target: float | None  # its value, or the lower edge of its range
    target_to: float | None  # the upper edge
    target_baseline_period: str | None  # the target's own baseline, if it states one, else the baseline above
    target_baseline: float | None
    compared_period: str | None  # of the value held against the target; see `judge`
    compared: float | None
    progress: float | None  # progress towards the target, raw
    elapsed: float | None  # time elapsed, as a share
    pace: float | None
    expected: float | None  # value on the linear trajectory at compared_period
    gap: float | None  # distance to the target; 0 when met
    status: str  # code of STATUSES
    reason: str  # code of REASONS
    excluded: tuple[tuple[int, str], ...]  # (index in the series, code of EXCLUSIONS)


def assess(
    series: Series,
    direction: progress.Direction,
    accumulation: str,
    frequency: str,
    baseline_period: str,
    as_of: str,
    targets: Sequence[AnyTarget],
    thresholds: StatusThresholds,
) -> Assessment:
    """Level, trend, progress and status of one series, as known at the end of the period `as_of`.

    Hand over only what was known then: later observations are not cut off here. Missing values, breaks and
    mixed periods: see `comparable`. Baseline: see `baseline_point`. Target: `judge_kind`. Trend: `trend_status`.

    Args:
        series: its periods, values and flags, in any order.
        direction: the desired direction, increase or decrease.
        accumulation: stock, flow, cumulative or rate; it says which periods may be compared.
        frequency: of the series, as in `comparable`.
        baseline_period: the period from which progress is counted.
        as_of: the period at whose end the series is assessed.
        targets: those that were known then.
        thresholds: the limits of the statuses.

    Returns:
        An `Assessment`; what cannot be said is None, with the reason.

    Raises:
        ValueError: for an unknown direction, accumulation, frequency or flag, and for what is not a period; never for
            any finite values.

    >>> limits = StatusThresholds(on_track=0.95, behind=0.6, too_early=0.1, trend=0.005, stale_after_years=3.0)
    >>> series = Series(periods=["2017", "2024"], values=[40, 54], flags=["A", "P"])
    >>> found = assess(series, "increase", "stock", "A", "2017", "2024", (), limits)
    >>> found.status, found.annual_change
    ('improving', 2.0)
    """
    progress.sign(direction)
    series = Series(tuple(series.periods), tuple(series.values), tuple(series.flags))  # by place, not by label
    usable = comparable(series.periods, series.values, series.flags, accumulation, frequency)
    places = [(series.periods[i], float(series.values[i])) for i in usable.used]  # type: ignore[arg-type]  # of those that have a value
    points = tuple(map(_POINT, places))
    latest = points[-1] if points else None
    base = baseline_point(points, baseline_period, accumulation)
    years = years_between(base.period, latest.period) if base and latest else None
    outdated = latest is not None and years_between(latest.period, as_of) > thresholds.stale_after_years

    lone = _reason_for_one(series, usable.excluded, baseline_period)
    trend, trend_reason = None, lone
    if latest is None:
        valued = any(why not in _NO_VALUE for _, why in usable.excluded)
        trend_reason = "not_comparable" if valued else "no_figure"
    elif base is None:
        trend_reason = "only_before_baseline"
    elif years:
        trend, trend_reason = trend_status(latest.value, base.value, years, direction, thresholds.trend)

    target = target_in_force(targets, as_of)
    verdict = None
    if target and points:
        verdict = judge_kind(
            points,
            target,
            baseline_period=baseline_period,
            direction=direction,
            accumulation=accumulation,
            as_of=as_of,
            outdated=outdated,
            thresholds=thresholds,
        )
        status, reason = verdict.status, lone if verdict.reason == "one_point" else verdict.reason
    elif trend is None:
        status, reason = "not_assessable", trend_reason
    elif outdated:
        status, reason = "not_assessable", "outdated"
    else:
        status, reason = trend, "no_target"

    value, start = (latest.value, base.value) if latest and base and years else (None, None)
    held = verdict.baseline if verdict else None
    compared = verdict.compared if verdict else None
    return Assessment(
        n_points=len(points),
        first=points[0].period if points else None,
        latest=latest.period if latest else None,
        value=latest.value if latest else None,
        flag=series.flags[usable.used[-1]] if points else None,
        outdated=outdated,
        baseline_period=base.period if base else None,
        baseline=base.value if base else None,
        years=years or None,
        change=progress.change(value, start),
        relative_change=progress.relative_change(value, start),
        annual_change=growth.annual_change(value, start, years),
        growth=growth.annual_growth(value, start, years),
        trend=trend,
        trend_reason=trend_reason,
        target_period=target.period if target else None,
        target=(target.low if isinstance(target, RangeTarget) else target.value) if target else None,
        target_to=target.high if isinstance(target, RangeTarget) else None,
        target_baseline_period=held.period if held else None,
        target_baseline=held.value if held else None,
        compared_period=compared.period if compared else None,
        compared=compared.value if compared else None,
        progress=verdict.progress if verdict else None,
        elapsed=verdict.elapsed if verdict else None,
        pace=verdict.pace if verdict else None,
        expected=verdict.expected if verdict else None,
        gap=verdict.gap if verdict else None,
        status=status,
        reason=reason,
        excluded=usable.excluded,
    )


def _reason_for_one(series: Series, excluded: Sequence[tuple[int, str]], baseline_period: str) -> str:
    """Why a single point stays alone: others since the baseline may not be compared, or there are none."""
    start = start_month(baseline_period)
    others = (i for i, why in excluded if why not in (*_NO_VALUE, "same_instant"))
    return "not_comparable" if any(end_month(series.periods[i]) > start for i in others) else "one_point"
