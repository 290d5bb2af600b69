"""One sentence for one indicator: the last figure, how it moved since the baseline, how far it is from its best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from plan_metrics.analysis.judgement import COUNT, comparable_figures
from plan_metrics.analysis.scoreboard import assessed, series_of, targets_of
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.spans import Span, difference, relative
from plan_metrics.measure.verdicts import WITHIN_ERROR, Figure
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, observation_rows
from plan_metrics.views import language, words
from plan_metrics.views.moves import distance, few, kind_of, moved_since
from plan_metrics.views.verdicts import WITHIN, fact
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
    figures = [] if words.has_states(context, indicator.unit) else since_baseline(context, indicator)
    beside = [row["target"], row["target_to"], *(each.value for each in figures[:1])]
    said = _dated(context, indicator, row["shown"], str(row["shown_qualifier"]), str(row["shown_period"]), beside)
    if len(figures) > 1 and figures[-1].period == row["shown_period"]:
        first = figures[0]
        if row["status"] == WITHIN_ERROR:
            before = _dated(context, indicator, first.value, first.qualifier, first.period, beside)
            form = N_("{earlier}, {value}; {within}")
            said = say(context, form, value=said, earlier=before, within=say(context, WITHIN))
        else:
            parts = [said, _since(context, indicator, first, figures[-1]), *_from_best(context, indicator, figures)]
            said = reduce(
                lambda one, other: say(context, N_("{one}, {other}"), one=one, other=other), filter(None, parts)
            )
    return words.sentence(context, words.directed(context, said, indicator.direction))


def _dated(
    context: Context, indicator: Indicator, number: float, qualifier: str, period: str, beside: Sequence[float | None]
) -> str:
    value = words.value(context, number, indicator.unit, qualifier, beside)
    return say(context, N_("{value} in {period}"), value=value, period=language.period(period, context.language))


def since_baseline(context: Context, indicator: Indicator) -> list[Figure]:
    """The figures for the whole that may be compared, from the baseline on, in the order of time."""
    whole = context.plan.head.whole
    rows = series_of(context.observations, indicator.id, whole, indicator.breakdown)
    targets = targets_of(context.plan, context.edition, indicator, whole, indicator.breakdown)
    return comparable_figures(rows, assessed(context.plan, context.edition, indicator, rows, targets))


def _moved(
    context: Context, earlier: Figure, later: Figure, indicator: Indicator
) -> tuple[Span, Span | None, bool] | None:
    """A change, its ratios where it is said in per cent, and whether both figures are exact; None where unknown.

    A score is judged in points and so told in them, like shares and indices.
    """
    moved = difference(earlier.span, later.span)
    plain = context.plan.units[indicator.unit].scale != COUNT or few(earlier.value, later.value)
    exact = {earlier.qualifier, later.qualifier} == {"exact"}
    return moved and (moved, None if plain else relative(earlier.span, later.span), exact)


def _since(context: Context, indicator: Indicator, earlier: Figure, later: Figure) -> str:
    found = _moved(context, earlier, later, indicator)
    if found is None:
        return ""
    moved, ratios, exact = found
    return moved_since(
        context, moved, ratios, indicator.unit, language.period(earlier.period, context.language), exact=exact
    )


def _from_best(context: Context, indicator: Indicator, figures: Sequence[Figure]) -> list[str]:
    if indicator.direction == "none" or len(figures) < 3:
        return []
    falls = indicator.direction == "increase"  # a fall from the highest is what counts, else a rise from the lowest
    best = (max if falls else min)(figures[1:-1], key=lambda each: each.value)
    first, last = figures[0], figures[-1]
    if (best.span.low <= first.span.high) if falls else (best.span.high >= first.span.low):
        return []  # the baseline may be the best, and how far it is from that is said already
    found = _moved(context, best, last, indicator)
    if found is None:
        return []
    moved, ratios, exact = found
    said, way = distance(context, moved, ratios, indicator.unit, exact=exact)
    if way != (-1 if falls else 1):
        return []
    value = words.value(context, best.value, indicator.unit, best.qualifier, [last.value])
    period = language.period(best.period, context.language)
    form = (BELOW if falls else ABOVE)[kind_of(ratios, indicator.unit) == "points"]
    return [say(context, form, change=said, best=value, period=period)]
