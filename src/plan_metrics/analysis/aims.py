"""What the targets of a series ask of its figures, in numbers: each kind by itself, and which of them are in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plan_metrics.measure.comparability import POINTS_IN_TIME, comparable
from plan_metrics.measure.number import known
from plan_metrics.measure.outcome import Goal, goal, keep_result, milestone_result, target_result
from plan_metrics.measure.periods import end_month, last_day, start_month
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.spans import Span
from plan_metrics.measure.target_kinds import AnyTarget, HoldTarget, RangeTarget
from plan_metrics.measure.targets import Point, point_at
from plan_metrics.measure.targets import Target as ValueTarget
from plan_metrics.measure.verdicts import Figure
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import ON_THE_WAY, Target
from plan_metrics.rows import SeriesColumns

WHOLE = 100.0  # per cent


@dataclass(frozen=True)
class Aim:
    """A target with what arithmetic makes of it; `goals` are several where the words of its base leave them open."""

    target: Target
    measured: AnyTarget
    goals: tuple[Goal, ...]

    @property
    def period(self) -> str:
        """The period that it is for."""
        return self.target.period


def known_by(plan: Plan, target: Target, day: datetime.date) -> bool:
    """Whether a target was known on a day: its document had certainly been published, not only the target set."""
    return max(_at_the_latest(target.since), _at_the_latest(plan.sources[target.source].date)) <= day


def revised_by(plan: Plan, target: Target, day: datetime.date) -> Target | None:
    """The target that was set later for the same thing and period, the last one known by a day; None for none."""
    others = [each for each in plan.targets_of(target.indicator) if target.indicator and each.period == target.period]
    same = (each for each in others if each.about == target.about) if len(others) > 1 else ()
    later = [each for each in same if _at_the_latest(each.since) > _at_the_latest(target.since)]
    later = [each for each in later if known_by(plan, each, day)]
    return max(later, key=lambda each: _at_the_latest(each.since), default=None)


def judged_by_series(plan: Plan, indicator: str, day: datetime.date) -> list[Target]:
    """The targets of an indicator that were known by a day and that figures of their own series are held against.

    Not those that were revised by then, that hang on a condition, or that are a share of areas.
    """
    return [
        each
        for each in plan.targets_of(indicator)
        if each.kind != "share"
        and not each.condition
        and known_by(plan, each, day)
        and revised_by(plan, each, day) is None
    ]


def aims(
    plan: Plan, indicator: Indicator, rows: SeriesColumns, targets: Iterable[Target], day: datetime.date
) -> list[Aim]:
    """What these targets of one series ask for; none of a target whose base has no figure.

    `rows` are the observations of the series by column; interim targets that were known by the `day` bend the way of
    a later one, whether they are among the `targets` or not.
    """
    return [found for each in targets if (found := _aim(plan, indicator, rows, each, day))]


def base_figure(indicator: Indicator, rows: SeriesColumns, target: Target) -> Figure | None:
    """The figure that a relative target starts from: as its document prints it, else that of the series.

    One that is not above 0, or that may not be compared with later ones, is none.
    """
    period = target.baseline_period or ""
    if target.baseline is not None:
        found = Figure(period, target.baseline, Span(target.baseline, target.baseline))
    else:
        usable = comparable(rows["period"], rows["value"], rows["flag"], indicator.accumulation, indicator.frequency)
        points = [Point(rows["period"][at], rows["value"][at]) for at in usable.used]
        if (point := point_at(points, period, indicator.accumulation)) is None:
            return None
        at = usable.used[points.index(point)]
        qualifier = rows["qualifier"][at] if "qualifier" in rows else "exact"  # a series of a reader's own has none
        ends = (rows["value"][at],) * 2 if qualifier == "exact" else (rows["low"][at], rows["high"][at])
        found = Figure(point.period, float(point.value), Span(*map(float, ends)), qualifier)
    return found if found.span.low > 0 else None


def result_of(indicator: Indicator, aim: Aim, figures: Sequence[Figure], as_of: str) -> tuple[str, Figure | None]:
    """What became of a target, by all comparable figures of its series; see `measure.outcome`."""
    period, goals = aim.period, aim.goals
    usable = [each for each in figures if not _part_of_period(indicator, each, aim.target)]
    if aim.target.kind == "keep":
        counting = [each for each in usable if _counts(indicator, each, aim.target)]
        return keep_result(counting, period=period, goals=goals, as_of=as_of)
    if aim.target.kind == "milestone":
        return milestone_result(usable, period=period, goals=goals, as_of=as_of)
    kept = indicator.accumulation == "cumulative"
    return target_result(usable, period=period, goals=goals, kept_once_reached=kept, as_of=as_of)


def _aim(plan: Plan, indicator: Indicator, rows: SeriesColumns, target: Target, day: datetime.date) -> Aim | None:
    value, period = target.value, target.period
    if value is None or target.condition or target.kind == "share":
        return None
    wanted: Direction | None = target.direction
    if wanted is None and indicator.direction != "none":
        wanted = indicator.direction
    if target.kind == "range":
        assert target.value_to is not None  # the plan refuses a range without
        measured = RangeTarget(period, value, target.value_to, target.baseline_period, target.baseline)
        return Aim(target, measured, (Goal(value, target.value_to),))
    if target.kind == "keep":
        return Aim(target, HoldTarget(period, value, wanted), (goal(value, wanted),)) if wanted else None
    base, values = target.baseline, [value]
    if target.kind == "relative":
        if (start := base_figure(indicator, rows, target)) is None:
            return None
        base, value, *values = start.value, *(_level(each, value) for each in (start.value, *start.span))
    way: tuple[Point, ...] = ()
    if target.kind in ON_THE_WAY and target.interim != "yes":
        way = tuple(_interim(plan, indicator, rows, target, day))
    goals = tuple(dict.fromkeys(goal(each, wanted) for each in values)) if wanted else ()
    return Aim(target, ValueTarget(period, value, target.baseline_period, base, wanted, way), goals)


def _interim(
    plan: Plan, indicator: Indicator, rows: SeriesColumns, target: Target, day: datetime.date
) -> Iterable[Point]:
    if not any(each.interim == "yes" for each in plan.targets_of(indicator.id)):
        return
    for each in judged_by_series(plan, indicator.id, day):
        if each.interim != "yes" or (each.region, each.breakdown) != (target.region, target.breakdown):
            continue
        found = _aim(plan, indicator, rows, each, day)
        if found is not None and isinstance(found.measured, ValueTarget):
            yield Point(each.period, found.measured.value)


def _level(base: float, change: float) -> float:
    """What a change in per cent of a base comes to."""
    level = known(base * (WHOLE + change) / WHOLE)
    assert level is not None  # both are below 10^18
    return level


def _counts(indicator: Indicator, figure: Figure, target: Target) -> bool:
    """Whether a figure lies in the time in which a level is to be kept.

    That begins with the baseline period of the target, else with the month after it was set.
    """
    if end_month(figure.period) == end_month(target.period):
        return True
    if target.baseline_period:
        begin, after = start_month(target.baseline_period), 1
    else:
        begin, after = end_month(target.since[:7]), 0
    if indicator.accumulation in POINTS_IN_TIME:
        return end_month(figure.period) >= begin + after
    return start_month(figure.period) >= begin


def _part_of_period(indicator: Indicator, figure: Figure, target: Target) -> bool:
    """Whether a figure of a flow or a rate covers only the end of the target's period: half a year is no year."""
    same_end = end_month(figure.period) == end_month(target.period)
    return indicator.accumulation not in POINTS_IN_TIME and same_end and figure.period != target.period


def _at_the_latest(date: str) -> datetime.date:
    return datetime.date.fromisoformat(date) if len(date) == 10 else last_day(date)
