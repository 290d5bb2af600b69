"""How sure a verdict is: several methods side by side, the test of the trend, and where a series is heading.

All of it rests on the figures that the status rests on: those that may be compared, from the baseline on. A break
in the series therefore starts every fit anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from plan_metrics.edition.models import Edition
from plan_metrics.measure import panel, projection, trend
from plan_metrics.measure.assess import Assessment
from plan_metrics.measure.growth import annual_growth
from plan_metrics.measure.number import at_least, known
from plan_metrics.measure.panel_methods import MethodVerdict
from plan_metrics.measure.periods import decimal_year, end_month, years_between
from plan_metrics.measure.sdsn import RECENT_YEARS
from plan_metrics.measure.status import trend_status
from plan_metrics.measure.targets import Point, Target
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.models import Target as CardTarget
from plan_metrics.scoreboard import PERCENT, assessed

RECENT = "recent"
OWN = "own"  # the report's own trend since the baseline, beside the published methods
# Without a target the methods speak of growth: their words as the words of a trend.
TREND_WORDS = {"on_track": "improving", "behind": "improving", "far_behind": "stable", "moving_away": "worsening"}
STEPS = 12  # dates at which a fan is drawn


@dataclass(frozen=True)
class Evidence:
    """What stands behind the status of one series; None where there is nothing to say.

    `methods`: what each declared method says, in the words of `STATUSES`; `agreement` of `panel.AGREEMENTS`.
    `fan`: dates in decimal years x `projection.QUANTILES`; no rows where nothing can be drawn. `at` and `ahead`: the
    period projected to, and the target to be reached then, if one is still ahead. `trial` is the back-test.
    """

    points: tuple[Point, ...]
    methods: tuple[MethodVerdict, ...]
    agreement: str
    order: trend.MannKendall
    slope: trend.SenSlope
    at: str | None
    ahead: float | None
    fit: projection.Fit
    projected: projection.Projection | None
    trial: projection.Backtest | None
    failed: bool  # tried on its own past, the projection did not hold often enough to be relied on
    fan_dates: tuple[float, ...]
    fan: np.ndarray

    @property
    def sides(self) -> dict[str, tuple[str, ...]]:
        """The methods behind each status, the status of most methods first."""
        said = [verdict for verdict in self.methods if verdict.status not in panel.UNJUDGED]
        counts = Counter(verdict.status for verdict in said)
        return {status: tuple(v.method for v in said if v.status == status) for status, _ in counts.most_common()}


def evidence(
    plan: Plan, edition: Edition, indicator: Indicator, rows: pd.DataFrame | None, targets: Sequence[CardTarget]
) -> Evidence:
    """The evidence behind the status of one series; `rows` are its observations, None or empty where there are none."""
    found = assessed(plan, edition, indicator, rows, targets)
    points = _points(rows, found)
    methods, agreement = _panel(plan, edition, indicator, points, found)
    since = [p for p in points if found.baseline_period and end_month(p.period) >= end_month(found.baseline_period)]
    times, values = [p.period for p in since], [p.value for p in since]
    at, ahead = _horizon(plan, found)
    scale = plan.units[indicator.unit].scale
    fit = projection.fit(times, values, scale)
    drawn = at is not None and fit.method is not None
    trial = projection.backtest(times, values, scale) if drawn else None
    failed = bool(trial and trial.trials and not at_least(trial.shares[-1], plan.head.methods.least_coverage))
    dates: tuple[float, ...] = ()
    if drawn and not failed and "low_evidence" not in fit.reasons:
        dates = tuple(np.linspace(decimal_year(found.latest), decimal_year(at), STEPS + 1)[1:].tolist())
    return Evidence(
        points=tuple(since),
        methods=methods,
        agreement=agreement,
        order=trend.mann_kendall(times, values, plan.head.methods.alpha),
        slope=trend.sen_slope(times, values),
        at=at,
        ahead=ahead,
        fit=fit,
        projected=projection.projection(fit, at, ahead, indicator.direction) if drawn else None,
        trial=trial,
        failed=failed,
        fan_dates=dates,
        fan=projection.fan(fit, dates),
    )


def _points(rows: pd.DataFrame | None, found: Assessment) -> list[Point]:
    """The figures that may be compared with one another, in the order of time."""
    if rows is None or rows.empty:
        return []
    apart = {place for place, _ in found.excluded}
    kept = [row for place, row in enumerate(rows.itertuples()) if place not in apart]
    points = [Point(row.period, value) for row in kept if (value := known(row.value)) is not None]
    return sorted(points, key=lambda point: end_month(point.period))


def _panel(
    plan: Plan, edition: Edition, indicator: Indicator, points: Sequence[Point], found: Assessment
) -> tuple[tuple[MethodVerdict, ...], str]:
    target = None
    if found.target is not None:
        card = next(t for t in indicator.targets if (t.period, t.value) == (found.target_period, found.target))
        target = Target(found.target_period, found.target, card.baseline_period, None)
    said = panel.panel(
        points,
        target,
        methods=plan.head.methods.panel,
        baseline_period=plan.head.baseline_period,
        direction=indicator.direction,
        accumulation=indicator.accumulation,
        as_of=edition.card.as_of[:7],
        outdated=found.outdated,
        thresholds=plan.head.thresholds.as_measured(),
        percent=indicator.unit == PERCENT,
    )
    if target is not None:
        return said.methods, said.agreement
    able = [verdict for verdict in said.methods if verdict.reason != "no_target"]
    own = MethodVerdict(OWN, found.status, found.reason, found.growth, (plan.head.thresholds.trend,))
    recent = _recent(plan, indicator, points) if found.status in TREND_WORDS.values() else replace(own, method=RECENT)
    methods = (own, recent, *(replace(v, status=TREND_WORDS.get(v.status, v.status)) for v in able))
    return methods, panel.agreement(methods)


def _recent(plan: Plan, indicator: Indicator, points: Sequence[Point]) -> MethodVerdict:
    """The report's own rule over the last five years alone: what a series did lately can differ from its whole way."""
    latest, limit = points[-1], plan.head.thresholds.trend
    start = next(point for point in points if years_between(point.period, latest.period) <= RECENT_YEARS)
    years = years_between(start.period, latest.period)
    status, reason = trend_status(latest.value, start.value, years, indicator.direction, limit)
    if status is None:
        return MethodVerdict(RECENT, "not_assessable", "one_recent_point")
    return MethodVerdict(RECENT, status, reason, annual_growth(latest.value, start.value, years), (limit,))


def _horizon(plan: Plan, found: Assessment) -> tuple[str | None, float | None]:
    """The period to project to and the target then: that of a target ahead of the latest figure, else the plan's."""
    if found.latest is None or found.outdated:
        return None, None
    if found.target_period and end_month(found.target_period) > end_month(found.latest):
        return found.target_period, found.target
    horizon = plan.head.methods.horizon
    return (horizon, None) if end_month(horizon) > end_month(found.latest) else (None, None)
