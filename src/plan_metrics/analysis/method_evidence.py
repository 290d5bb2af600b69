"""What stands behind a verdict: its strength, several methods side by side, the test of the trend, the projection.

All of it rests on the figures that the status rests on: those that may be compared, from the baseline on. A break
in the series therefore restarts every fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from plan_metrics.analysis.aims import Aim, aims
from plan_metrics.analysis.judgement import COUNT, comparable_figures, held_often, judgement, reasons_for
from plan_metrics.analysis.scoreboard import PERCENT, assessed, series_of
from plan_metrics.edition.models import Edition
from plan_metrics.measure import panel, projection, trend
from plan_metrics.measure.assess import Assessment
from plan_metrics.measure.before_after import BeforeAfter, before_after
from plan_metrics.measure.comparability import POINTS_IN_TIME, of_one_kind
from plan_metrics.measure.method import MethodVerdict
from plan_metrics.measure.periods import end_month, start_month
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.strength import Criterion, tested
from plan_metrics.measure.target_kinds import AnyTarget
from plan_metrics.measure.targets import Point, target_in_force
from plan_metrics.measure.targets import Target as MeasuredTarget
from plan_metrics.measure.verdicts import Figure, without_bounds
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import IN_STATES, ON_THE_WAY, Target
from plan_metrics.rows import SeriesColumns

# Without a target the methods speak of growth: their words as the words of a trend.
TREND_WORDS = {"on_track": "improving", "behind": "improving", "far_behind": "stable", "moving_away": "worsening"}
A_YEAR = 12  # months between the dates of a fan


@dataclass(frozen=True)
class Evidence:
    """What stands behind the verdict of one series; None where there is nothing to say.

    `reasons`: what the strength of the evidence rests on. `methods`: what each declared method says, in the words of
    `STATUSES`; `agreement` of `panel.AGREEMENTS`.
    `fan`: dates in decimal years x `projection.QUANTILES`; no rows where nothing can be drawn. Its dates are a
    year apart; the first is that of the last figure where this is a bound, from which no line can begin.
    `at` and `ahead`: the period projected to, and the target to be reached then, if one is still ahead. `trial` is the
    back-test.
    """

    points: tuple[Point, ...]
    reasons: tuple[Criterion, ...]
    methods: tuple[MethodVerdict, ...]
    agreement: str
    order: trend.MannKendall
    slope: trend.SenSlope
    at: str | None
    ahead: float | None
    fit: projection.Fit
    projected: projection.Projection | None
    trial: projection.Backtest | None
    held: bool  # tried on its own past, the projection held often enough to be shown
    fan_dates: tuple[float, ...]
    fan: np.ndarray

    @property
    def sides(self) -> dict[str, tuple[str, ...]]:
        """The methods behind each status, the status of most methods first."""
        said = [verdict for verdict in self.methods if verdict.status not in panel.UNJUDGED]
        counts = Counter(verdict.status for verdict in said)
        return {status: tuple(v.method for v in said if v.status == status) for status, _ in counts.most_common()}


def evidence(
    plan: Plan, edition: Edition, indicator: Indicator, rows: SeriesColumns, targets: Sequence[Target]
) -> Evidence:
    """The evidence behind the verdict of one series; `rows` are its observations by column, or no rows at all."""
    found = assessed(plan, edition, indicator, rows, targets)
    said = judgement(plan, edition, indicator, rows, found, targets)
    every = without_bounds(comparable_figures(rows, found, since_baseline=False))
    figures = comparable_figures(rows, found)
    aim = target_in_force(aims(plan, indicator, rows, targets, edition.card.day), edition.card.as_of[:7])
    methods, agreement = _panel(plan, edition, indicator, every, found, aim)
    since = [Point(each.period, each.value) for each in figures]
    exact, in_order = without_bounds(figures), tested(figures, plan.head.verdicts.latest_least)
    times, values = [each.period for each in exact], [each.value for each in exact]
    order_times, order_values = [each.period for each in in_order], [each.value for each in in_order]
    at, ahead = _horizon(plan, found, indicator.unit)
    direction: Direction | None = None if indicator.direction == "none" else indicator.direction
    if direction is None or (aim and aim.target.kind not in ON_THE_WAY):  # no way leads to a single value
        ahead = None
    if ahead is not None and not (at and times and of_one_kind(times[-1], at, indicator.accumulation)):
        ahead = None
    scale = plan.units[indicator.unit].scale
    fit = projection.fit(times, values, scale)
    drawn = at is not None and fit.method is not None
    trial = projection.backtest(times, values, scale) if drawn else None
    held = trial is not None and held_often(plan, trial)
    dates: tuple[float, ...] = ()
    if held and found.latest is not None and at is not None and "low_evidence" not in fit.reasons:
        dates = _dates(found.latest, at, figures[-1].bounded)
    return Evidence(
        points=tuple(since),
        reasons=reasons_for(plan, edition, indicator, rows, figures, said["status"]) if said["strength"] else (),
        methods=methods,
        agreement=agreement,
        order=trend.mann_kendall(order_times, order_values, plan.head.methods.alpha),
        slope=trend.sen_slope(order_times, order_values),
        at=at,
        ahead=ahead,
        fit=fit,
        projected=projection.projection(fit, at, ahead, direction) if drawn else None,
        trial=trial,
        held=held,
        fan_dates=dates,
        fan=projection.fan(fit, dates),
    )


def _dates(latest: str, at: str, bounded: bool) -> tuple[float, ...]:
    """A year after the latest figure, another year on, and so forth to `at`; also that of the figure if it is a bound.

    A fan that began at once would leap from the last figure to the fitted line, which need not pass through it.
    """
    start, end = end_month(latest), end_month(at)
    return tuple(month / 12 for month in (*[start] * bounded, *range(start + A_YEAR, end, A_YEAR), end))


def around(plan: Plan, edition: Edition, indicator: Indicator, observations: pd.DataFrame) -> BeforeAfter:
    """How fast the exact comparable figures for the whole moved before the month of the plan, and from then on."""
    rows = series_of(observations, indicator.id, plan.head.whole, indicator.breakdown)
    found = assessed(plan, edition, indicator, rows, [])
    figures = [each for each in comparable_figures(rows, found, since_baseline=False) if each.qualifier == "exact"]
    lasting = indicator.accumulation not in POINTS_IN_TIME  # a figure of a period that the plan lies within is neither
    return before_after(
        [each.period for each in figures],
        [each.value for each in figures],
        start_month(plan.head.issued[:7]) / 12,
        starts=[start_month(each.period) / 12 if lasting else each.period for each in figures],
        relative=plan.units[indicator.unit].scale == COUNT,
    )


def _panel(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    figures: Sequence[Figure],
    found: Assessment,
    aim: Aim | None,
) -> tuple[tuple[MethodVerdict, ...], str]:
    if indicator.direction == "none":
        return (), "none"
    target: AnyTarget | None = None
    interim: Sequence[Point] = ()
    if aim is not None and isinstance(aim.measured, MeasuredTarget) and aim.target.kind not in IN_STATES:
        target = MeasuredTarget(aim.period, aim.measured.value, found.target_baseline_period)
        interim = aim.measured.interim
    elif aim is not None and not isinstance(aim.measured, MeasuredTarget):
        target = aim.measured
    said = panel.panel(
        [Point(each.period, each.value) for each in figures],
        target,
        methods=plan.head.methods.panel,
        baseline_period=plan.head.baseline_period,
        direction="decrease" if indicator.direction == "decrease" else "increase",
        accumulation=indicator.accumulation,
        as_of=edition.card.as_of[:7],
        outdated=found.outdated,
        thresholds=plan.head.thresholds.as_measured(),
        interim=interim,
        percent=indicator.unit == PERCENT,
    )
    if target is not None:
        return said.methods, said.agreement
    able = [verdict for verdict in said.methods if verdict.reason != "no_target"]
    methods = tuple(replace(v, status=TREND_WORDS.get(v.status, v.status)) for v in able)
    return methods, panel.agreement(methods)


def _horizon(plan: Plan, found: Assessment, unit: str) -> tuple[str | None, float | None]:
    """The period to project to and the target then: that of a target ahead of the latest figure, else the plan's.

    None where there is none, and in a unit of states.
    """
    if found.latest is None or found.outdated or plan.units[unit].states:
        return None, None
    if found.target_period and end_month(found.target_period) > end_month(found.latest):
        return found.target_period, found.target
    horizon = plan.head.methods.horizon
    return (horizon, None) if end_month(horizon) > end_month(found.latest) else (None, None)
