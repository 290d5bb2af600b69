"""A verdict in words: first the fact, then what may be judged of it, each no more exact than the figures it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Literal

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, SeriesStatusRow
from plan_metrics.views import blocks, language, words
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.words import say

MANY_TIMES = 2.0  # growth above which a count is said to be so many times as large
COUNT_DIGITS = 3  # of a difference between rounded figures
POINTS = {"percent": N_("{points} percentage points"), "index": N_("{points} points")}

# Why a verdict is not given; the period and the numbers are those of the series.
WHY = {
    "no_figure": N_("no figure was published"),
    "few_figures": N_("comparable figures since the baseline: {n}; needed: {needed}"),
    "short_span": N_("the comparable figures span less than {years} years"),
    "too_close": N_("the comparable figures lie less than {least} years apart"),
    "far_apart": N_("no comparable figure lies between {least} and {apart} years before the last one"),
    "outdated": N_("the latest comparable figure is for {latest}, more than {stale} years before this edition"),
    "bounds": N_("published as a bound, so the change may be of either kind"),
    "rounding": N_("published so rounded that the change may be of either kind"),
    "no_sample_size": N_("a share found in a sample whose size was not published"),
    "no_direction": N_("neither a rise nor a fall is better by itself"),
    "only_before_baseline": N_("the figures are older than the baseline ({baseline_wanted})"),
    "not_comparable": N_("the published figures cannot be compared with each other"),
}

RESULT = {
    "met": N_("The official target of {target} for {target_period} was met: {value} in {period}."),
    "missed": N_("The official target of {target} for {target_period} was missed: {value} in {period}."),
    "no_figure_for_date": N_(
        "The official target was {target} for {target_period}; no figure was published for that date. The nearest is {value} in {period}."
    ),
    "bound_at_date": N_(
        "The official target was {target} for {target_period}; {value} was published for that date, which settles nothing."
    ),
    "ahead": N_("Official target: {target} by {target_period}. Prospect: {prospect}."),
}
NO_FIGURE_AT_ALL = N_("The official target is {target} for {target_period}; no figure was published.")


def verdict(context: Context, indicator: Indicator, row: ScoreboardRow) -> str:
    """The sentences for a row of the scoreboard: fact, long-term assessment, latest change, target."""
    said = [fact(context, indicator, row)]
    if row["n_points"]:
        said.append(long_sentence(context, row))
        if row["status"] in JUDGED or row["latest_change"] in JUDGED:
            said.append(latest_sentence(context, row))
    if row["result"] is not None:
        said.append(result_sentence(context, row))
    return words.sentences(context, said)


def fact(context: Context, indicator: Indicator, row: ScoreboardRow) -> str:
    """What was published last, and how it differs from the baseline; no judgement."""
    if row["shown"] is None:
        elsewhere = _elsewhere(context, indicator) if row["headline"] else ""
        if elsewhere:
            return say(context, N_("No national figure was found; there are figures for: {places}."), places=elsewhere)
        return say(context, N_("No figure was found."))
    value = words.value(context, row["shown"], str(row["unit"]), str(row["shown_qualifier"]))
    period = language.period(str(row["shown_period"]), context.language)
    change = change_words(context, row)
    if not change:
        return say(context, N_("{value} in {period}."), value=value, period=period)
    return say(
        context,
        N_("{value} in {period}; {baseline} in {since}; change: {change}."),
        value=value,
        period=period,
        baseline=words.value(context, row["baseline"], str(row["unit"]), str(row["baseline_qualifier"])),
        since=language.period(str(row["baseline_period"]), context.language),
        change=change,
    )


def long_sentence(context: Context, row: ScoreboardRow) -> str:
    """The long-term assessment with its strength, or why there is none."""
    word = say(context, words.STATUS[str(row["status"])])
    if row["status"] not in JUDGED:
        return say(context, N_("Long-term assessment: {word} – {why}."), word=word, why=why(context, row, "reason"))
    return say(
        context,
        N_("Long-term assessment ({since} to {latest}): {word}; evidence {strength}."),
        since=language.period(str(row["from_period"]), context.language),
        latest=language.period(str(row["to_period"]), context.language),
        word=word,
        strength=say(context, words.STRENGTH[str(row["strength"])]),
    )


def latest_sentence(context: Context, row: ScoreboardRow) -> str:
    """The latest change with the two figures that it rests on, or why there is none; a reversal is said as such."""
    word = say(context, words.STATUS[str(row["latest_change"])])
    if row["latest_change"] not in JUDGED:
        return say(context, N_("Latest change: {word} – {why}."), word=word, why=why(context, row, "latest_reason"))
    form = N_("Latest change: {word}, from {before} in {since} to {value} in {latest}.")
    if row["reversal"]:
        form = N_("Latest change, the other way: {word}, from {before} in {since} to {value} in {latest}.")
    return say(
        context,
        form,
        word=word,
        before=words.value(context, row["latest_from_value"], str(row["unit"]), str(row["latest_from_qualifier"])),
        since=language.period(str(row["latest_from"]), context.language),
        value=words.value(context, row["latest_to_value"], str(row["unit"]), str(row["latest_to_qualifier"])),
        latest=language.period(str(row["latest_to"]), context.language),
    )


def result_sentence(context: Context, row: SeriesStatusRow) -> str:
    """What became of the official target, or its prospect."""
    values = {
        "target": words.target_number(context, row["target"], str(row["unit"]), str(row["target_qualifier"])),
        "target_period": language.period(str(row["target_period"]), context.language),
        "prospect": prospect_words(context, row),
    }
    if row["result_value"] is None:
        return say(context, NO_FIGURE_AT_ALL, **values)
    return say(
        context,
        RESULT[str(row["result"])],
        value=words.value(context, row["result_value"], str(row["unit"]), str(row["result_qualifier"])),
        period=language.period(str(row["result_period"]), context.language),
        **values,
    )


def prospect_words(context: Context, row: SeriesStatusRow) -> str:
    """The step of a prospect, or that it was reached before its date."""
    if row["result"] != "ahead":
        return ""
    said = say(context, words.PROSPECT[str(row["prospect"])])
    if row["gap"] == 0 and not row["outdated"]:
        return say(context, N_("reached before its date; whether it lasts is {prospect}"), prospect=said)
    return said


def why(context: Context, row: ScoreboardRow, column: Literal["reason", "latest_reason"]) -> str:
    """Why a verdict is not given, as part of a sentence; `column` is `reason` or `latest_reason`."""
    rules = context.plan.head.verdicts
    plain = {
        name: language.decimal(number, context.language)
        for name, number in (
            ("n", row["comparable"]),
            ("needed", rules.figures),
            ("years", rules.years),
            ("least", rules.latest_least),
            ("apart", rules.latest_years),
            ("stale", rules.stale_after_years),
        )
    }
    latest = language.period(str(row["latest"]), context.language) if row["latest"] else "–"
    wanted = language.period(context.plan.head.baseline_period, context.language)
    return say(context, WHY[str(row[column])], latest=latest, baseline_wanted=wanted, **plain)


def badges(context: Context, row: ScoreboardRow) -> Element:
    """The long-term assessment as a badge; behind it the latest change where there is one, and the evidence."""
    parts = [words.status_badge(context, str(row["status"]))]
    if row["latest_change"] in JUDGED:
        latest = say(context, N_("latest: {word}"), word=say(context, words.STATUS[str(row["latest_change"])]))
        parts.append(blocks.badge(f"{row['latest_change']} pm-latest", latest))
    if row["strength"]:
        parts.append(strength_words(context, str(row["strength"])))
    return blocks.joined(parts)


def strength_words(context: Context, strength: str) -> Element:
    """How strong the evidence is, as a word beside a badge."""
    said = say(context, N_("evidence {strength}"), strength=say(context, words.STRENGTH[strength]))
    return el("span", said, css=f"pm-agreement {strength}")


def change_words(context: Context, row: ScoreboardRow) -> str:
    """The change since the baseline, as exact as its two figures: a number, about, at least; "" where it is none.

    Points for shares and indices, per cent for counts, never both.
    """
    if row["change_low"] is None or row["change_high"] is None or row["latest"] == row["baseline_period"]:
        return ""
    exact = {row["baseline_qualifier"], row["qualifier"]} == {"exact"}
    low, high = row["relative_low"], row["relative_high"]
    ratios = None if low is None or high is None else Span(low, high)
    return moved_words(context, Span(row["change_low"], row["change_high"]), ratios, str(row["unit"]), exact=exact)


def moved_words(context: Context, moved: Span, ratios: Span | None, unit: str, *, exact: bool) -> str:
    """A change from one figure to another, in per cent where it has `ratios` and is none in points."""
    if unit in POINTS or ratios is None:
        return amount_words(context, moved, unit, exact=exact)
    return _within(context, ratios, exact, partial(_ratio, context), _ratio_step)


def amount_words(context: Context, moved: Span, unit: str, *, exact: bool) -> str:
    """A change in points or in the unit of the figures, as exact as they are; `exact`: neither was printed otherwise."""
    if unit in POINTS:
        return _within(context, moved, exact, partial(_points, context, unit), lambda number: 0.01)
    digits = None if moved.exact else COUNT_DIGITS
    return _within(context, moved, exact, partial(_count, context, unit, digits), _count_step)


def _within(
    context: Context, moved: Span, exact: bool, write: Callable[[float], str], step: Callable[[float], float]
) -> str:
    """A change that lies between two ends: one number where both read the same, a bound, or what cannot be told.

    `write` says a number, of which `step` is the worth of the last digit: a bound is never rounded beyond itself.
    """
    if moved.exact or write(moved.low) == write(moved.high):
        said = write(moved.low)
        return said if exact else say(context, N_("about {change}"), change=said)
    if moved.low < 0 < moved.high:
        return say(context, N_("cannot be told from rounded or bounded figures"))
    middle, width = (moved.low + moved.high) / 2, moved.high - moved.low
    if width < abs(middle) / 5:
        place = 10.0 ** math.floor(math.log10(width))
        return say(context, N_("about {change}"), change=write(round(middle / place) * place))
    near, far = sorted((abs(moved.low), abs(moved.high)))
    down, up = (_cut(end, step(end), to) for end, to in ((near, math.floor), (far, math.ceil)))
    fall = moved.low < 0
    if not down:
        form = N_("a fall of at most {change}") if fall else N_("at most {change}")
    else:
        form = N_("a fall of at least {change}") if fall else N_("at least {change}")
    said = write(down or up)
    return say(context, form, change=said.removeprefix("+") if fall else said)


def _cut(number: float, step: float, to: Callable[[float], int]) -> float:
    """A number with no digit beyond a step, up or down; what floating point adds to it aside."""
    return to(round(number / step, 6)) * step


def _points(context: Context, unit: str, number: float) -> str:
    points = language.signed(language.decimal(number, context.language), number)
    return say(context, POINTS[unit], points=points)


def _ratio(context: Context, ratio: float) -> str:
    if ratio > MANY_TIMES:
        times = language.trimmed(ratio + 1, context.language, 0 if ratio >= 9 else 1)
        return say(context, N_("{times} times as many"), times=times)
    percent = f"{language.trimmed(ratio * 100, context.language, 1)}%"
    return language.signed(percent, round(ratio, 3))


def _ratio_step(ratio: float) -> float:
    return 0.001 if ratio <= MANY_TIMES else 0.1 if ratio < 9 else 1.0


def _count(context: Context, unit: str, digits: int | None, number: float) -> str:
    rounded = number if digits is None else float(f"{number:.{digits}g}")
    return language.signed(words.value(context, rounded, unit), number)


def _count_step(number: float) -> float:
    return 10.0 ** (math.floor(math.log10(number)) + 1 - COUNT_DIGITS) if number else 1.0


def _elsewhere(context: Context, indicator: Indicator) -> str:
    """The regions and sectors that have a figure of an indicator without one for the whole."""
    rows = context.observations[context.observations["indicator"] == indicator.id]
    places = [
        context.plan.region(region).short[context.language]
        if sector == indicator.sector
        else context.plan.sector(sector).title[context.language]
        for region, sector in dict.fromkeys(zip(rows["region"], rows["sector"], strict=True))
    ]
    return say(context, N_(", ")).join(dict.fromkeys(places))
