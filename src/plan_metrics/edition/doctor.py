"""The data doctor: looks for odd things that the contract allows. Everything it says is a warning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from plan_metrics.edition.changes import lost, revised
from plan_metrics.edition.disclosure import weaker_rule
from plan_metrics.edition.flags import BREAK
from plan_metrics.edition.known import odd_thing, shown
from plan_metrics.edition.models import CARD_FILE, KEY, Edition
from plan_metrics.edition.rules import PERCENT
from plan_metrics.errors import N_, Fault
from plan_metrics.measure.periods import last_day, period_kind
from plan_metrics.plan.code_lists import Card
from plan_metrics.plan.models import Plan

# A value this many times its neighbour (or this part of it) looks like a slip of the unit: a digit too
# many or too few, a share for a percentage, 万 (ten thousand) or 亿 (a hundred million) counted twice
# or forgotten. The second number says how far from it still counts as “about”: real series grow tenfold,
# but not ten thousandfold, so that the large slips may hide behind more growth.
SLIPS = {10: 1.5, 100: 1.5, 10_000: 5.0, 100_000_000: 5.0}
REPEATS_FROM = 10.0  # smaller counts stand still from one period to the next without anything being odd
FULL_SHARE = 100.0  # neither is a share that cannot rise any more


@dataclass(frozen=True)
class Point:
    """An observation within its own series."""

    line: int
    period: str
    value: float
    flag: str
    source: str


def odd_things(edition: Edition, plan: Plan, previous: Edition | None, *, whole: bool = True) -> list[Fault]:
    """Warnings about the values themselves, the next updates, and the changes since the previous edition.

    `whole` says that no row was left out because of a fault; what was lost is only told then.
    """
    warnings = [
        *odd_values(edition, plan),
        *early_sources(edition),
        *overdue(edition, plan),
        *other_limits(edition, plan),
    ]
    if previous is not None:
        warnings += [*weaker_rule(edition, previous), *revised(edition, previous)]
        warnings += lost(edition, previous) if whole else []
    return warnings


def odd_values(edition: Edition, plan: Plan) -> Iterator[Fault]:
    """Rules `unit_slip` and `carried_over`: values against their neighbours in the same series.

    Flows are compared with periods of the same length only; stocks, totals since a start and rates with
    the point before, whatever its period. A break that is flagged (B) is not compared with the past.
    """
    for indicator, points in _series(edition, plan):
        yield from _slips(points)
        for before, point in pairwise(points):
            still = indicator.unit == PERCENT and point.value == FULL_SHARE
            if point.value == before.value and abs(point.value) >= REPEATS_FROM and not still:
                yield odd_thing(
                    "carried_over",
                    N_("{value}, the same as in {other} (line {line})"),
                    N_("another value than in the period before"),
                    N_("Compare with the source: was the old figure carried over? If it is right, leave it."),
                    row=point.line,
                    column="value",
                    value=shown(point.value),
                    other=before.period,
                    line=before.line,
                )


def other_limits(edition: Edition, plan: Plan) -> Iterator[Fault]:
    """Rule `other_limits`: a rule of verdicts that the edition records, where the plan has another one by now."""
    if edition.card.verdicts is None:
        return
    now = dict(_rules(plan.head.verdicts.numbers))
    for name, limit in _rules(edition.card.verdicts):
        if limit != now[name]:
            yield replace(
                odd_thing(
                    "other_limits",
                    N_("{limit}, which this edition is measured with"),
                    N_("{now}, the rule in plan.toml"),
                    N_("An edition keeps its method. Make a new edition to measure with the plan's rules."),
                    column=f"verdicts.{name}",
                    limit=limit,
                    now=now[name],
                ),
                file=CARD_FILE,
            )


def _rules(card: Card, before: str = "") -> Iterator[tuple[str, str]]:
    """Each rule by its name, with what it says: `strong.figures` is one."""
    for name in type(card).model_fields:
        rule = getattr(card, name)
        if isinstance(rule, Card):
            yield from _rules(rule, f"{before}{name}.")
        else:
            parts = rule if isinstance(rule, tuple) else (rule,)
            yield before + name, ", ".join(shown(part) for part in parts)


def early_sources(edition: Edition) -> Iterator[Fault]:
    """Rule `early_source`: documents issued before the last month of the period that they report on.

    Told once for a document and a period, at the first of its lines. In the last month itself a document
    may well report where things stand, and so may one of which only the year is known.
    """
    lines: dict[tuple[str, str], list[int]] = {}
    frame = edition.observations
    for code, period, line in zip(frame["source"], frame["period"], edition.lines, strict=True):
        source = edition.sources.get(code)
        if source is not None and last_day(source.date[:7]) < last_day(period):
            lines.setdefault((code, period), []).append(line)
    for (code, period), at in lines.items():
        yield odd_thing(
            "early_source",
            N_("{period}, from the document {source} dated {date} (lines {lines})"),
            N_("a document issued when the period was over or nearly so"),
            N_("Look whether the figure is a forecast, is about a shorter period, or has another date."),
            row=at[0],
            column="period",
            period=period,
            source=code,
            date=edition.sources[code].date,
            lines=", ".join(str(line) for line in at),
        )


def overdue(edition: Edition, plan: Plan) -> Iterator[Fault]:
    """Rule `overdue`: an indicator whose next figure was due before the day of the edition."""
    for action, indicator in plan.indicators():
        due = indicator.next_update
        if not indicator.computed and due != "none" and last_day(due) < edition.card.day:
            yield odd_thing(
                "overdue",
                N_("{due} for the next figure of {indicator}, which is past on {day}"),
                N_("a month that is still to come on the day of the edition, or none"),
                N_("Look for the new figure; then write the month of the next one on the action's card."),
                file=f"{action.id}.toml",
                column=f"indicators.{indicator.id}.next_update",
                due=due,
                indicator=indicator.id,
                day=edition.card.as_of,
            )


def _slips(points: list[Point]) -> Iterator[Fault]:
    """Of two neighbours that differ by a slip, the odd one out: the one that its other neighbour denies."""
    steps = [_slip(before, after) for before, after in pairwise(points)]
    told = set()
    for k, step in enumerate(steps):
        if step is None or k in told:
            continue
        first_is_odd = k == 0 and len(steps) > 1 and steps[1] is None
        odd, other = (points[0], points[1]) if first_is_odd else (points[k + 1], points[k])
        if k + 1 < len(steps) and steps[k + 1] == (step[0], not step[1]):
            told.add(k + 1)
        grown = step[1] != first_is_odd
        yield odd_thing(
            "unit_slip",
            N_("{value}, about {times} times the value of {other} (line {line}: {beside})")
            if grown
            else N_("{value}, about a {times}th of the value of {other} (line {line}: {beside})"),
            N_("a value of the same size as its neighbours in the series"),
            N_("Compare with the source: a digit too many or too few; 万 or 亿 counted twice or forgotten?"),
            row=odd.line,
            column="value",
            value=shown(odd.value),
            times=shown(step[0]),
            other=other.period,
            line=other.line,
            beside=shown(other.value),
        )


def _slip(before: Point, after: Point) -> tuple[int, bool] | None:
    """The slip between two neighbours and whether it goes up; None if there is none."""
    if after.flag == BREAK or before.value * after.value <= 0:
        return None
    up = abs(after.value) > abs(before.value)
    ratio = after.value / before.value if up else before.value / after.value
    near = [slip for slip, about in SLIPS.items() if slip / about <= ratio <= slip * about]
    return (near[0], up) if near else None


def _series(edition: Edition, plan: Plan) -> Iterator[tuple[Any, list[Point]]]:
    """The points of each series in the order of time; those of a flow apart by the length of the period."""
    frame = edition.observations.assign(line=list(edition.lines))
    for (name, _, _), rows in frame.groupby(list(KEY[:3]), sort=True):
        indicator = plan.indicator(name)
        points = [Point(r.line, r.period, r.value, r.flag, r.source) for r in rows.itertuples()]
        points.sort(key=lambda point: (last_day(point.period), point.period))
        kinds = [period_kind(p.period) if indicator.accumulation == "flow" else "" for p in points]
        for kind in sorted(set(kinds)):
            yield indicator, [p for p, own in zip(points, kinds, strict=True) if own == kind]
