"""One sentence for one indicator: the last figure, how it moved since the baseline, how far it is from its best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from plan_metrics.analysis.judgement import comparable_figures
from plan_metrics.analysis.scoreboard import assessed, series_of, targets_of
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.spans import Span, difference, relative
from plan_metrics.measure.verdicts import WITHIN_ERROR, Figure
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, observation_rows
from plan_metrics.views import language, words
from plan_metrics.views.verdicts import POINTS, fact, moved_words
from plan_metrics.views.words import say

FEW = 4  # places with figures, up to which they are named
# A change of a count is said in per cent, or in so many times; one of a share or an index in points.
UP = {False: N_("up {change} since {since}"), True: N_("up by {change} since {since}")}
DOWN = {False: N_("down {change} since {since}"), True: N_("down by {change} since {since}")}
BELOW = {
    False: N_("{change} below the highest, {best} in {period}"),
    True: N_("{change} lower than the highest, {best} in {period}"),
}
ABOVE = {
    False: N_("{change} above the lowest, {best} in {period}"),
    True: N_("{change} higher than the lowest, {best} in {period}"),
}


def headline(context: Context, indicator: Indicator, row: ScoreboardRow) -> str:
    """The sentence that opens the page of an indicator; each number no more exact than the figures behind it.

    `row` is that of the scoreboard for the whole. How far the last figure is from the best one is said where that lies
    between the baseline and the last, and only if the printed figures leave no doubt which is the better.
    """
    if row["shown"] is None:
        provinces = {each.region for each in context.plan.provinces}
        there = provinces & {each["region"] for each in observation_rows(context.observations, indicator=indicator.id)}
        if len(there) <= FEW:
            return fact(context, indicator, row)
        form = N_("No national figure was found; {n} of {all} provinces have figures.")
        return say(context, form, n=len(there), all=len(provinces))
    parts = [
        say(
            context,
            N_("{value} in {period}"),
            value=words.value(context, row["shown"], indicator.unit, str(row["shown_qualifier"])),
            period=language.period(str(row["shown_period"]), context.language),
        )
    ]
    figures = since_baseline(context, indicator)
    if len(figures) > 1 and figures[-1].period == row["shown_period"]:
        parts.append(_since(context, indicator, figures[0], figures[-1]))
        parts += _from_best(context, indicator, figures)
    said = reduce(lambda one, other: say(context, N_("{one}, {other}"), one=one, other=other), filter(None, parts))
    said = say(context, N_("{said}."), said=said)
    if row["status"] != WITHIN_ERROR:
        return said
    return words.sentences(
        context, [said, say(context, N_("That may be chance: the change lies within sampling error."))]
    )


def since_baseline(context: Context, indicator: Indicator) -> list[Figure]:
    """The figures for the whole that may be compared, from the baseline on, in the order of time."""
    whole = context.plan.head.whole
    rows = series_of(context.observations, indicator.id, whole, indicator.sector)
    targets = targets_of(context.plan, context.edition, indicator, whole, indicator.sector)
    return comparable_figures(rows, assessed(context.plan, context.edition, indicator, rows, targets))


def _moved(context: Context, indicator: Indicator, earlier: Figure, later: Figure) -> tuple[str, int]:
    """A change in words without a sign, and whether it is a rise (1), a fall (-1) or cannot be told (0)."""
    exact = {earlier.qualifier, later.qualifier} == {"exact"}
    moved = difference(earlier.span, later.span)
    if moved is None:
        return "", 0
    ratios = None if indicator.unit in POINTS else relative(earlier.span, later.span)
    way = 1 if moved.low >= 0 and moved.high > 0 else -1 if moved.high <= 0 and moved.low < 0 else 0
    if way < 0:
        moved, ratios = Span(-moved.high, -moved.low), ratios and Span(-ratios.high, -ratios.low)
    return moved_words(context, moved, ratios, indicator.unit, exact=exact).replace("+", "", abs(way)), way


def _since(context: Context, indicator: Indicator, earlier: Figure, later: Figure) -> str:
    said, way = _moved(context, indicator, earlier, later)
    since, points = language.period(earlier.period, context.language), indicator.unit in POINTS
    if way > 0 and not points and "%" not in said:  # so many times as many
        return say(context, N_("{times} as in {since}"), times=said, since=since)
    if way:
        return say(context, (UP if way > 0 else DOWN)[points], change=said, since=since)
    return say(context, N_("change since {since}: {change}"), change=said, since=since) if said else ""


def _from_best(context: Context, indicator: Indicator, figures: Sequence[Figure]) -> list[str]:
    if indicator.direction == "none" or len(figures) < 3:
        return []
    falls = indicator.direction == "increase"  # a fall from the highest is what counts, else a rise from the lowest
    best = (max if falls else min)(figures[1:-1], key=lambda each: each.value)
    first, last = figures[0], figures[-1]
    if (best.span.low <= first.span.high) if falls else (best.span.high >= first.span.low):
        return []  # the baseline may be the best, and how far it is from that is said already
    said, way = _moved(context, indicator, best, last)
    if way != (-1 if falls else 1):
        return []
    value = words.value(context, best.value, indicator.unit, best.qualifier)
    period = language.period(best.period, context.language)
    form = (BELOW if falls else ABOVE)[indicator.unit in POINTS]
    return [say(context, form, change=said, best=value, period=period)]
