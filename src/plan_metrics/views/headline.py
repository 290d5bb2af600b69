"""One sentence for one indicator: the last figure, how it moved since the baseline, how far it is from its best."""

from __future__ import annotations

from typing import Literal

from plan_metrics.analysis.judgement import COUNT, comparable_figures
from plan_metrics.analysis.scoreboard import assessed, series_of, targets_of
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.spans import difference, relative
from plan_metrics.measure.verdicts import WITHIN_ERROR, Figure
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, observation_rows
from plan_metrics.views import language, words
from plan_metrics.views.moves import distance, few, kind_of
from plan_metrics.views.verdicts import WITHIN, change_since, fact
from plan_metrics.views.words import say, say_n

FEW = 4  # places with figures, up to which they are named
BELOW = {
    False: N_("{change} below the highest since then, {best} in {period}"),
    True: N_("{change} lower than the highest since then, {best} in {period}"),
}
ABOVE = {
    False: N_("{change} above the lowest since then, {best} in {period}"),
    True: N_("{change} higher than the lowest since then, {best} in {period}"),
}


def headline(context: Context, indicator: Indicator, row: ScoreboardRow) -> str:
    """The sentence that opens the page of an indicator; each number no more exact than the figures behind it.

    `row` is that of the scoreboard for the whole. How far the last figure is from the best one is said where that lies
    between the baseline and the last, and only if the printed figures leave no doubt which is the better.
    """
    if row["shown"] is None:
        areas = {each.region for each in context.plan.areas}
        there = areas & {each["region"] for each in observation_rows(context.observations, indicator=indicator.id)}
        if len(there) <= FEW:
            return fact(context, indicator, row)
        return say_n(
            context,
            "No {overall} figure was found; {n} of {all} {areas} has figures.",
            "No {overall} figure was found; {n} of {all} {areas} have figures.",
            len(there),
            all=len(areas),
        )
    said = _dated(context, row, "shown", "shown_period")
    since = language.period(str(row["baseline_period"]), context.language)
    change = change_since(context, row, since) if row["latest"] == row["shown_period"] else ""
    if change and row["status"] == WITHIN_ERROR:
        before = _dated(context, row, "baseline", "baseline_period")
        form = N_("{earlier}, {value}; {within}")
        said = say(context, form, value=said, earlier=before, within=say(context, WITHIN))
    elif change:
        for part in (change, *_from_best(context, indicator)):
            said = say(context, N_("{one}, {other}"), one=said, other=part)
    return words.sentence(context, words.directed(context, said, indicator.direction))


def _dated(context: Context, row: ScoreboardRow, name: str, period: Literal["shown_period", "baseline_period"]) -> str:
    said = language.period(str(row[period]), context.language)
    return say(context, N_("{value} in {period}"), value=words.of_row(context, row, name), period=said)


def since_baseline(context: Context, indicator: Indicator) -> list[Figure]:
    """The figures for the whole that may be compared, from the baseline on, in the order of time."""
    whole = context.plan.head.whole
    rows = series_of(context.observations, indicator.id, whole, indicator.breakdown)
    targets = targets_of(context.plan, context.edition, indicator, whole, indicator.breakdown)
    return comparable_figures(rows, assessed(context.plan, context.edition, indicator, rows, targets))


def _from_best(context: Context, indicator: Indicator) -> list[str]:
    figures, unit = since_baseline(context, indicator), indicator.unit
    if indicator.direction == "none" or len(figures) < 3:
        return []
    falls = indicator.direction == "increase"  # a fall from the highest is what counts, else a rise from the lowest
    best = (max if falls else min)(figures[1:-1], key=lambda each: each.value)
    first, last = figures[0], figures[-1]
    if (best.span.low <= first.span.high) if falls else (best.span.high >= first.span.low):
        return []  # the baseline may be the best, and how far it is from that is said already
    moved = difference(best.span, last.span)
    if moved is None:
        return []
    plain = context.plan.units[unit].scale != COUNT or few(best.value, last.value)
    ratios = None if plain else relative(best.span, last.span)
    exact = {best.qualifier, last.qualifier} == {"exact"}
    said, way = distance(context, moved, ratios, unit, exact=exact)
    if way != (-1 if falls else 1):
        return []
    value = words.value(context, best.value, unit, best.qualifier, [last.value])
    period = language.period(best.period, context.language)
    form = (BELOW if falls else ABOVE)[kind_of(ratios, unit) == "points"]
    return [say(context, form, change=said, best=value, period=period)]
