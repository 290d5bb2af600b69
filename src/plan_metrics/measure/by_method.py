"""The verdict of one published method on a series, where a plan follows it: its category, or which need is not met.

The method decides how many figures it needs. What holds of every verdict holds here too: figures that may not be
compared are left out before; a bound, for which no published method has a rule, is passed over; the category must be
the same for every end of what the two figures may stand for; a figure that is too old says nothing, and months say
nothing of growth a year, which the methods form of yearly figures. What became of a target that has passed is told
elsewhere (`outcome`): from then on growth alone is judged. So is whether a level to be held is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from plan_metrics.measure.method import Evidence
from plan_metrics.measure.methods import judged
from plan_metrics.measure.number import at_least, same
from plan_metrics.measure.panel import evidence_between
from plan_metrics.measure.periods import end_month, years_between
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.spans import Span
from plan_metrics.measure.status import StatusThresholds
from plan_metrics.measure.target_kinds import AnyTarget, HoldTarget, RangeTarget, laid
from plan_metrics.measure.targets import Point, Target, baseline_point, judge
from plan_metrics.measure.verdicts import IMPROVING, NONE, STABLE, WORSENING, Figure, Verdict, without_bounds

# Which way a status of a method points: too little progress counts as little, as no method calls it a step back.
DIRECTIONS = {
    "achieved": IMPROVING,
    "on_track": IMPROVING,
    "behind": IMPROVING,
    "far_behind": STABLE,
    "moving_away": WORSENING,
}
REASONS = (
    "states",  # between states there are no distances, and nothing grows
    "one_view",  # the latest change: a published method looks at one span only
    "one_point",  # a single figure since the baseline
    "no_growth",  # no compound growth: a zero, a change of sign, or values below zero
    "under_a_year",  # less than a year between the two figures
    "target_period_kind",  # a flow or rate whose target is for another kind of period
    "target_before_baseline",  # the target ends before the baseline, or with it
    "met_at_baseline",  # the baseline met the target, and the method has no rule for that
    "level_to_hold",  # the target is a level to be kept, and the methods judge the way to one: `outcome` tells
    "direction_contradicts_target",  # the target's own baseline is on its desired side
)  # beside those of `verdicts` that hold here too; a category has the reason `ratio` or `met`


@dataclass(frozen=True)
class ByMethod:
    """The verdict in the words of all verdicts (its direction), and what the method itself says.

    `category`: of its bands. `number`: what it holds against its limits. `target` and `target_years` (from the
    earlier figure): what it was held against; None where growth alone was judged.
    """

    verdict: Verdict
    category: str | None = None
    number: float | None = None
    target: float | None = None
    target_years: float | None = None


def by_method(
    method: str,
    figures: Sequence[Figure],
    target: AnyTarget | None,
    *,
    baseline_period: str,
    direction: Direction | None,
    accumulation: str,
    as_of: str,
    thresholds: StatusThresholds,
    percent: bool = False,
) -> ByMethod:
    """What a method says of the comparable figures of a series, in the order of time.

    Args:
        method: of `methods.WITH_CATEGORIES`.
        figures: those before the baseline too.
        target: the one in force; without one, and when its time has passed, the method judges growth alone.
        baseline_period: the period from which progress is counted.
        direction: the desired one; None for none, and then nothing is judged.
        accumulation: of the series, as in `comparable`.
        as_of: the period at whose end it is judged.
        thresholds: `stale_after_years` of the last figure; the limits are the method's own.
        percent: whether values are per cent.

    Returns:
        A `ByMethod`, whose verdict has the two figures that it rests on.

    >>> from plan_metrics.measure.spans import Span
    >>> series = [Figure(year, n, Span(n, n)) for year, n in (("2004", 8.5), ("2016", 17.0))]
    >>> limits = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> found = by_method("eurostat", series, Target("2020", 20), baseline_period="2004", direction="increase",
    ...     accumulation="rate", as_of="2016", thresholds=limits, percent=True)
    >>> found.verdict.word, found.category, round(found.number, 4)
    ('improving', 'significant_progress', 1.0824)
    """
    if target is not None and end_month(target.period) < end_month(as_of):
        target = None
    wanted = target.direction or direction if isinstance(target, Target | HoldTarget) else direction
    exact = without_bounds(figures)
    if wanted is None:
        return _silent("no_direction")
    if not exact:
        return _silent("bounds" if figures else "no_figure")
    shell = Evidence(wanted, thresholds, (), (), percent=percent)

    def seen(points: Sequence[Point]) -> tuple[Evidence | str, Point | None, Point | None]:
        return _seen(points, target, shell, baseline_period=baseline_period, accumulation=accumulation, as_of=as_of)

    evidence, base, compared = seen([Point(each.period, each.value) for each in exact])
    at = {each.period: each for each in exact}
    if base and base.period not in at:  # as the document of the target states it
        at[base.period] = Figure(base.period, base.value, Span(base.value, base.value))
    earlier, later = (at[point.period] if point else None for point in (base, compared))
    if isinstance(evidence, str):
        alone = evidence in ("one_point", "only_before_baseline") and len(exact) < len(figures)
        reason = "bounds" if alone else evidence
        return _silent(reason, earlier, later)
    if years_between(exact[-1].period, as_of) > thresholds.stale_after_years:
        return _silent("outdated", earlier, later)
    if not at_least(evidence.years, 1.0):
        return _silent("under_a_year", earlier, later)
    said = judged(method, evidence)
    for ends in product(*(each.span if each else (None,) for each in (earlier, later))):
        moved = dict(zip((base and base.period, compared and compared.period), ends, strict=True))
        points = [Point(each.period, known if (known := moved.get(each.period)) is not None else each.value)
                  for each in exact]  # fmt: skip
        other, *_ = seen(points)
        if isinstance(other, str) or judged(method, other).category != said.category:
            return _silent("rounding", earlier, later)
    if said.category is None:
        no_way = evidence.target is not None and same(evidence.baseline, evidence.target)
        reason = "met_at_baseline" if no_way and said.reason == "no_growth" else said.reason
        return _silent(reason, earlier, later)
    verdict = Verdict(DIRECTIONS[said.status], said.reason, earlier, later)
    return ByMethod(verdict, said.category, said.number, evidence.target, evidence.target_years)


def _silent(reason: str, earlier: Figure | None = None, later: Figure | None = None) -> ByMethod:
    return ByMethod(Verdict(NONE, reason, earlier, later))


def _seen(
    points: Sequence[Point],
    target: AnyTarget | None,
    shell: Evidence,
    *,
    baseline_period: str,
    accumulation: str,
    as_of: str,
) -> tuple[Evidence | str, Point | None, Point | None]:
    """What the method is given, or why there is nothing to give; the baseline and the value judged, as far as known."""
    if isinstance(target, RangeTarget):
        points, target = laid(points, target)
        shell = replace(shell, direction="decrease", percent=False)
    if target is None or isinstance(target, HoldTarget):
        base, compared = baseline_point(points, baseline_period, accumulation), points[-1]
    else:
        found = judge(
            points,
            target,
            baseline_period=baseline_period,
            direction=shell.direction,
            accumulation=accumulation,
            as_of=as_of,
            outdated=False,
            thresholds=shell.thresholds,
        )
        base, compared = found.baseline, found.compared or points[-1]
        if found.reason in ("target_period_kind", "target_before_baseline", "direction_contradicts_target"):
            return found.reason, base, compared
    if base is None or end_month(compared.period) < end_month(base.period):
        return "only_before_baseline", base, compared
    if end_month(compared.period) == end_month(base.period):
        return "one_point", base, compared
    if isinstance(target, HoldTarget):
        return "level_to_hold", base, compared
    evidence = evidence_between(points, base, compared, shell)
    if target is not None:
        years = years_between(base.period, target.period)
        evidence = replace(evidence, target=float(target.value), target_years=years)
    return evidence, base, compared
