"""Who is left behind: how far the part of a dimension that stands furthest from what is wanted lies from the whole and
from the part that stands best, and how that distance changed.

Only published, comparable figures are held against one another, and a part is named only where every value that the
printed figures may stand for names it; of samples where chance alone would not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pandas as pd

from plan_metrics.analysis.judgement import COUNT
from plan_metrics.measure import verdicts
from plan_metrics.measure.number import known
from plan_metrics.measure.periods import decimal_year
from plan_metrics.measure.spans import Span, difference
from plan_metrics.measure.verdicts import FULL, IMPROVING, NONE, POINTS, RELATIVE, WITHIN_ERROR, Figure, Rules
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.dimensions import joined
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.rows import ObservationRow, comparable_rows, observation_rows, scoreboard_rows

WIDER, NARROWER, SAME, UNCLEAR = "wider", "narrower", "same", "unclear"

Courses = Mapping[str, Sequence[ObservationRow]]


@dataclass(frozen=True)
class Behind:
    """How far one figure lies behind another: `by` is what it would have to gain, `since` and `before` the same at the
    first common period (None without an earlier one), `moved` which way the distance went (WIDER …; "" without one).
    """

    period: str
    figure: Figure
    other: Figure
    by: Span
    since: str | None = None
    before: Span | None = None
    moved: str = ""
    exact_before: bool = True

    @property
    def exact(self) -> bool:
        """Whether both figures were printed as they are."""
        return self.figure.qualifier == self.other.qualifier == "exact"


@dataclass(frozen=True)
class BreakdownGap:
    """The parts with a figure for `period`, the latest one that two of them have, from the least to the most wanted.

    `word`: IMPROVING where the first is behind the last for sure; else STABLE (little between them), WITHIN_ERROR, or
    NONE with the `reason` of `measure.verdicts`. Only then `to_best`, and `to_whole` where it is behind that for sure.
    `whole`: the figure of the total for that period.
    """

    period: str
    parts: tuple[str, ...]
    word: str
    reason: str
    to_best: Behind | None = None
    to_whole: Behind | None = None
    whole: Figure | None = None


def parts_of(plan: Plan, card: Indicator, dimension: str) -> tuple[str, ...]:
    """The breakdowns that a dimension divides that of a card into, in the order of its list; none where it is one."""
    base = plan.breakdown(card.breakdown)
    if dimension in base.codes:
        return ()
    order = {each.id: base.codes.get(each.id, TOTAL) for each in plan.head.dimensions}
    own = (each.code for each in plan.breakdowns if {*each.codes} == {dimension})
    return tuple(joined({**order, dimension: code}) for code in own)


def is_part_of_a_sum(plan: Plan, card: Indicator) -> bool:
    """Whether a part is smaller than the whole, whoever is left behind: counts, what adds up, shares of a whole."""
    counted = plan.units[card.unit].counts == "yes"
    return counted or card.share_of is not None or card.aggregation.breakdown == "sum"


def courses(
    plan: Plan, observations: pd.DataFrame, scoreboard: pd.DataFrame, card: Indicator, dimension: str
) -> Courses:
    """The comparable figures for the whole area by part of a dimension, in the order of its list and of time; those of
    the total first, under the breakdown of the card. Parts without a figure are left out.
    """
    found = {}
    for code in (card.breakdown, *parts_of(plan, card, dimension)):
        key = {"indicator": card.id, "region": plan.head.whole, "breakdown": code}
        rows = observation_rows(observations, **key)
        for row in scoreboard_rows(scoreboard, **key):  # one, or none
            rows = comparable_rows(row, rows)
        if rows:
            found[code] = sorted(rows, key=lambda row: decimal_year(row["period"]))
    return found


def breakdown_gap(plan: Plan, card: Indicator, found: Courses) -> BreakdownGap | None:
    """The gap of an indicator within a dimension, from its `courses`; None where it has none.

    None too for what is wanted in no direction, and what `is_part_of_a_sum`.
    """
    unit = plan.units[card.unit]
    if card.direction == "none" or is_part_of_a_sum(plan, card):
        return None
    figures = {code: {row["period"]: _figure(row) for row in rows} for code, rows in found.items()}
    whole = figures.pop(card.breakdown, {})
    shared = {period for each in figures.values() for period in each}
    shared = {period for period in shared if sum(period in each for each in figures.values()) > 1}
    if not shared:
        return None
    period = max(shared, key=lambda text: (decimal_year(text), text))
    sign = 1.0 if card.direction == "increase" else -1.0
    known_parts = {code: each for code, each in figures.items() if period in each}
    parts = sorted(known_parts, key=lambda code: sign * known_parts[code][period].value)
    worst, best = known_parts[parts[0]], known_parts[parts[-1]]
    test = _Test(card, POINTS if unit.scale != COUNT else RELATIVE, plan.head.verdicts.of_series)
    # The two are picked for lying apart: of samples any of their pairs might have by chance.
    said = test.compare(worst[period], best[period], math.comb(len(parts), 2))
    gap = BreakdownGap(period, tuple(parts), said.word, said.reason, whole=whole.get(period))
    if said.word != IMPROVING:
        return gap
    if any(_may_be_behind(known_parts[code][period], worst[period], sign) for code in parts[1:]):
        return replace(gap, word=NONE, reason="rounding")
    to_best = _behind(worst, best, period, sign, test, within=False)
    to_whole = None
    if period in whole and test.behind(worst[period], whole[period], len(parts)):
        to_whole = _behind(worst, whole, period, sign, test, within=True)
    return replace(gap, to_best=to_best, to_whole=to_whole)


@dataclass(frozen=True)
class _Test:
    card: Indicator
    scale: str
    rules: Rules

    @property
    def sample(self) -> bool:
        return self.card.collection == "sample"

    def compare(self, figure: Figure, other: Figure, times: int = 1) -> verdicts.Verdict:
        """The word for going from one figure to another, at a level shared out among so many tests."""
        rules = replace(self.rules, alpha=self.rules.alpha / times)
        return verdicts.compare(
            figure, other, direction=self.card.direction, scale=self.scale, sample=self.sample, rules=rules
        )

    def behind(self, part: Figure, whole: Figure, times: int) -> bool:
        """Whether a part is behind the whole; of samples, whether it is behind the rest, for it lies in the whole."""
        other = rest(part, whole) if self.sample else whole
        return other is not None and self.compare(part, other, times).word == IMPROVING


def rest(part: Figure, whole: Figure) -> Figure | None:
    """The share in the sample of the whole without that of a part; None where the sizes do not give one.

    >>> one, every = (Figure("2025", v, Span(v, v), size=n) for v, n in ((40.0, 100), (50.0, 500)))
    >>> rest(one, every).value, rest(one, every).size
    (52.5, 400)
    """
    if not part.size or not whole.size or part.size >= whole.size:
        return None
    size = whole.size - part.size
    value, low, high = (
        (whole.size * a - part.size * b) / size
        for a, b in zip((whole.value, *whole.span), (part.value, part.span.high, part.span.low), strict=True)
    )
    return Figure(whole.period, value, Span(low, high), size=size) if 0 <= value <= FULL else None


def _behind(
    part: Mapping[str, Figure], other: Mapping[str, Figure], period: str, sign: float, test: _Test, *, within: bool
) -> Behind:
    """How far a part is behind, now and at the first period that both have; `within`: behind that which it lies in."""
    now = cast("Span", _distance(part[period], other[period], sign))
    found = Behind(period, part[period], other[period], now)
    earlier = [each for each in part if each in other and decimal_year(each) < decimal_year(period)]
    if not earlier:
        return found
    since = min(earlier, key=decimal_year)
    before = _distance(part[since], other[since], sign)
    moved = before and difference(before, now)
    if before is None or moved is None:
        return found
    if test.sample:
        others = [rest(part[at], other[at]) if within else other[at] for at in (since, period)]
        chance = others[0] and others[1] and chance_of_change(part[since], others[0], part[period], others[1])
        word = UNCLEAR if chance is None else WITHIN_ERROR if chance > test.rules.alpha else ""
    else:
        word = ""
    word = word or (WIDER if moved.low > 0 else NARROWER if moved.high < 0 else SAME if moved.exact else UNCLEAR)
    exact = part[since].qualifier == other[since].qualifier == "exact"
    return replace(found, since=since, before=before, moved=word, exact_before=exact)


def chance_of_change(one: Figure, other: Figure, later: Figure, other_later: Figure) -> float | None:
    """The p-value, two-sided, of a change in the distance between two shares of separate samples, each drawn twice.

    The normal approximation: the change over the root of the sum of p(1 - p)/n. None without sizes or spread.

    >>> a, b, c, d = (Figure("", v, Span(v, v), size=1000) for v in (40.0, 50.0, 40.0, 45.0))
    >>> round(chance_of_change(a, b, c, d), 3)
    0.11
    """
    spread = 0.0
    for each in (one, other, later, other_later):
        if not each.size or not 0 <= each.value <= FULL:
            return None
        spread += each.value * (FULL - each.value) / each.size
    change = (other_later.value - later.value) - (other.value - one.value)
    return math.erfc(abs(change) / math.sqrt(2 * spread)) if spread else None


def _figure(row: ObservationRow) -> Figure:
    size = known(row["sample_size"])
    span = Span(float(row["low"]), float(row["high"]))
    return Figure(
        str(row["period"]), float(row["value"]), span, str(row["qualifier"]), None if size is None else int(size)
    )


def _distance(part: Figure, other: Figure, sign: float) -> Span | None:
    return difference(part.span, other.span) if sign > 0 else difference(other.span, part.span)


def _may_be_behind(other: Figure, worst: Figure, sign: float) -> bool:
    """Whether another part may stand further from what is wanted than the one that seems to."""
    found = _distance(worst, other, sign)
    return found is None or found.low <= 0
