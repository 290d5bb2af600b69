"""What targets say of each other, of their indicators and of the levels of areas makes sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from plan_metrics.errors import N_, Fault
from plan_metrics.measure.periods import end_month, last_day
from plan_metrics.plan.contradictions import CORRECT_CODE, wrong_cell
from plan_metrics.plan.official_targets import IN_STATES, OWN_UNIT, Target

if TYPE_CHECKING:
    from plan_metrics.plan.models import Indicator, Plan

CORRECT = N_("Correct the cell, or the kind.")


def wrong_targets(plan: Plan, lines: Sequence[int]) -> Iterator[Fault]:
    """Every target that contradicts its indicator, another target or the levels; `lines` are those of the rows."""
    known = {indicator.id: indicator for _, indicator in plan.indicators()}
    for target, line in zip(plan.targets, lines, strict=True):
        if indicator := known.get(target.indicator):
            yield from _amounts(plan, indicator, target, line)
            yield from _directions(indicator, target, line)
            yield from _states(plan, indicator, target, line)
        if target.baseline_period and last_day(target.baseline_period) >= last_day(target.period):
            expected = N_("a period before {period}, for which the target is set")
            yield _cell(line, "baseline_period", target.baseline_period, expected, period=target.period)
        if target.kind == "share" and plan.head is not None and target.level:
            yield from _levels(plan, target, line)
        if target.interim == "yes" and not any(_leads_to(target, other) for other in plan.targets):
            expected = N_("no, or a later target of the same indicator, area and breakdown that the way leads to")
            yield _cell(line, "interim", "yes", expected)
    yield from _revisions(plan, lines)


def _amounts(plan: Plan, indicator: Indicator, target: Target, line: int) -> Iterator[Fault]:
    own = () if target.kind in OWN_UNIT else ("value", "value_to")
    unit = plan.units.get(indicator.unit)
    for column in (*own, "bar", "baseline"):
        amount = getattr(target, column)
        if amount is None:
            continue
        said = f"{amount:.15g}"
        if amount < 0 and indicator.accumulation not in ("rate", "unknown"):
            expected = N_("0 or more: {indicator} is a count or an amount")
            yield _cell(line, column, said, expected, indicator=indicator.id)
        elif indicator.share_of and indicator.unit == "percent" and amount > 100:
            yield _cell(line, column, said, N_("100 or less: {indicator} is a share"), indicator=indicator.id)
        elif unit is not None and unit.counts == "yes" and amount != int(amount):
            yield _cell(line, column, said, N_("a whole number: {indicator} is counted"), indicator=indicator.id)


def _directions(indicator: Indicator, target: Target, line: int) -> Iterator[Fault]:
    """A kind that wants another direction than the card of the indicator, or that needs one there."""
    values = {"indicator": indicator.id, "direction": indicator.direction}
    if target.direction and indicator.direction not in (target.direction, "none"):
        column, said = ("value", f"{target.value:.15g}") if target.kind == "relative" else ("kind", target.kind)
        expected = N_("what goes with the direction of {indicator}, which is {direction}")
        yield _cell(line, column, said, expected, **values)
    if target.kind in ("keep", "share") and indicator.direction == "none":
        expected = N_("a kind that needs no direction: the card of {indicator} says that none is wanted")
        yield _cell(line, "kind", target.kind, expected, **values)


def _states(plan: Plan, indicator: Indicator, target: Target, line: int) -> Iterator[Fault]:
    """Of an indicator in states a target is one of them; a milestone of any other is 1, done."""
    unit = plan.units.get(indicator.unit)
    if unit is None or target.value is None:
        return
    names = unit.states_in(plan.head.languages[0]) if plan.head is not None else ()
    if bool(names) != (target.kind in IN_STATES) and (names or target.kind == "state"):
        expected = N_("a kind that goes with the unit {unit}: milestone or state with one that names states")
        yield _cell(line, "kind", target.kind, expected, unit=unit.unit)
    elif names and target.value not in range(len(names)):
        known = "; ".join(f"{place} {name}" for place, name in enumerate(names))
        yield _cell(line, "value", f"{target.value:.15g}", N_("one of the states: {known}"), known=known)
    elif target.kind == "milestone" and not names and target.value != 1:
        yield _cell(line, "value", f"{target.value:.15g}", N_("1, done, where the unit names no states"))


def _levels(plan: Plan, target: Target, line: int) -> Iterator[Fault]:
    levels = [level.id for level in plan.head.levels]
    if target.level not in levels:
        yield _cell(line, "level", target.level, N_("one of: {known}"), known=", ".join(levels))
        return
    area = plan.tree.area.get(target.region)
    if area is not None and area.level in levels and levels.index(area.level) >= levels.index(target.level):
        expected = N_("a level below that of {region}")
        yield _cell(line, "level", target.level, expected, region=target.region)


def _revisions(plan: Plan, lines: Sequence[int]) -> Iterator[Fault]:
    """Of two targets for one thing and period it must be clear which was set later."""
    first: dict[object, list[Target]] = {}
    for target, line in zip(plan.targets, lines, strict=True):
        if not target.indicator:
            continue
        for other in first.setdefault(target.about, []):
            one, two = target.since, other.since
            if one != two and (one.startswith(two) or two.startswith(one)):
                expected = N_("a date that is clearly before or after {other}, when the target that it revises was set")
                yield _cell(line, "since", one, expected, other=two)
        first[target.about].append(target)


def _leads_to(interim: Target, other: Target) -> bool:
    same = (interim.indicator, interim.region, interim.breakdown) == (other.indicator, other.region, other.breakdown)
    later = end_month(other.period) > end_month(interim.period)
    return bool(interim.indicator) and same and later and other.interim != "yes" and other.kind not in IN_STATES


def _cell(line: int, column: str, said: str, expected: str, **values: Any) -> Fault:
    fix = CORRECT if column in ("kind", "value", "level", "interim") else CORRECT_CODE
    return wrong_cell("targets.csv", line, column, said, expected, fix, **values)
