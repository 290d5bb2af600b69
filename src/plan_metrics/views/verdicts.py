"""A verdict in words: first the fact, then what may be judged of it, each no more exact than the figures it rests on."""

from __future__ import annotations

from typing import Literal

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.comparability import POINTS_IN_TIME
from plan_metrics.measure.periods import period_kind, years_between
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import JUDGED, WITHIN_ERROR
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, SeriesStatusRow
from plan_metrics.views import blocks, language, verdict_model, words
from plan_metrics.views.moves import few, moved_since, moved_words
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.target_words import aim_words
from plan_metrics.views.words import say

# Why a verdict is not given; the period and the numbers are those of the series.
WHY = {
    "no_figure": N_("no figure was published"),
    "few_figures": N_("comparable figures since the baseline: {n}; needed: {needed}"),
    "short_span": N_("the comparable figures span less than {years} years"),
    "too_close": N_(
        "counting comparable figures less than {months} months apart as one, there are {counted}; needed: {needed}"
    ),
    "far_apart": N_("no comparable figure lies between {least} and {apart} years before the last one"),
    "outdated": N_("the latest comparable figure is for {latest}, more than {stale} years before this edition"),
    "bounds": N_("published as a bound, so the change may be of either kind"),
    "rounding": N_("published so rounded that the change may be of either kind"),
    "no_sample_size": N_("a share found in samples whose sizes were not all published"),
    "no_direction": N_("neither a rise nor a fall is better by itself"),
    "only_before_baseline": N_("the figures are older than the baseline ({baseline_wanted})"),
    "not_comparable": N_("the published figures cannot be compared with each other"),
}

# The same in few words, in lists and beside a badge.
SHORT_WHY = {
    "no_figure": N_("no {overall} figure"),
    "few_figures": N_("too few comparable figures"),
    "short_span": N_("too short a span"),
    "too_close": N_("too few comparable figures once close ones count as one"),
    "outdated": N_("latest figure too old"),
    "bounds": N_("published as a bound"),
    "rounding": N_("rounded too far"),
    "no_sample_size": N_("sizes of samples not all published"),
    "no_direction": N_("no desired direction"),
    "only_before_baseline": N_("figures older than the baseline"),
    "not_comparable": N_("figures not comparable"),
}

# The same where the plan follows a published method.
WHY_NOT_BY_METHOD = {
    "one_view": N_("the method looks at one span of time only"),
    "one_point": N_("a single figure since the baseline"),
    "no_growth": N_("growth cannot be formed with a zero, a change of sign or figures below zero"),
    "under_a_year": N_("less than a year lies between the two figures"),
    "states": N_("between states nothing grows"),
    "target_period_kind": N_("the target is for another kind of period than the figures"),
    "target_before_baseline": N_("the target ends before the baseline"),
    "met_at_baseline": N_("the baseline had met the target already, so there is no way to go"),
    "level_to_hold": N_("the method judges the way to a target, not whether a level is kept"),
    "direction_contradicts_target": N_("the target leads away from the desired direction"),
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
    "ahead": N_("Official target: {target} by {target_period}; {prospect}."),
    "held": N_("Official target: {target} to {target_period}; held so far, {value} in {period}."),
    "breached": N_("Official target: {target} to {target_period}; not kept: {value} in {period}."),
}
WITHIN = N_("the difference lies within sampling error and is called neither a rise nor a fall")
NO_FIGURE_AT_ALL = N_("The official target is {target} for {target_period}; no figure was published.")


def verdict(context: Context, indicator: Indicator, row: ScoreboardRow) -> str:
    """The sentences for a row of the scoreboard, one after the other."""
    return words.sentences(context, verdict_sentences(context, indicator, row))


def verdict_sentences(context: Context, indicator: Indicator, row: ScoreboardRow) -> list[str]:
    """Fact, long-term assessment, latest change and target of a row of the scoreboard, as far as there are any."""
    said = [fact(context, indicator, row)]
    if row["n_points"]:
        said.append(long_sentence(context, row))
        if not words.by_method(context) and (row["status"] in JUDGED or row["latest_change"] in JUDGED):
            said.append(latest_sentence(context, row))
    if row["result"] is not None:
        said.append(result_sentence(context, row))
    return said


def fact(context: Context, indicator: Indicator, row: ScoreboardRow) -> str:
    """What was published last, and how it differs from the baseline; no judgement."""
    if row["shown"] is None:
        elsewhere = _elsewhere(context, indicator) if row["headline"] else ""
        if elsewhere:
            return say(context, N_("No {overall} figure was found; there are figures for: {places}."), places=elsewhere)
        return say(context, N_("No figure was found."))
    value = words.of_row(context, row, "shown")
    period = language.period(str(row["shown_period"]), context.language)
    if not change_words(context, row):
        said = say(context, N_("{value} in {period}"), value=value, period=period)
        return words.sentence(context, words.directed(context, said, indicator.direction))
    change = change_since(context, row, say(context, N_("the baseline period")))
    if row["status"] == WITHIN_ERROR:
        change = say(context, WITHIN)
    said = say(
        context,
        N_("{value} in {period}; {baseline} in {since}; {change}"),
        value=value,
        period=period,
        baseline=words.of_row(context, row, "baseline"),
        since=language.period(str(row["baseline_period"]), context.language),
        change=change,
    )
    return words.sentence(context, words.directed(context, said, indicator.direction))


def long_sentence(context: Context, row: ScoreboardRow) -> str:
    """The long-term assessment with its strength, or why there is none."""
    word = words.verdict(context, row)
    if words.by_method(context):
        return _by_method(context, row, word)
    if row["status"] not in JUDGED:
        return say(context, N_("Long-term assessment: {word} – {why}."), word=word, why=why(context, row, "reason"))
    return say(
        context,
        N_("Long-term assessment ({span}): {word}; evidence {strength}."),
        span=from_to(context, row, str(row["from_period"]), str(row["to_period"])),
        word=word,
        strength=say(context, words.STRENGTH[str(row["strength"])]),
    )


def _by_method(context: Context, row: ScoreboardRow, word: str) -> str:
    """The assessment by the method that the plan follows: against the target or by growth alone."""
    model = verdict_model.name(context)
    if row["status"] not in JUDGED:
        form = N_("Long-term assessment by {model}: {word} – {why}.")
        return say(context, form, model=model, word=word, why=why(context, row, "reason"))
    basis = N_("by growth alone") if row["category_target"] is None else N_("against the target")
    return say(
        context,
        N_("Long-term assessment by {model} ({span}, {basis}): {word}; evidence {strength}."),
        model=model,
        span=from_to(context, row, str(row["from_period"]), str(row["to_period"])),
        basis=say(context, basis),
        word=word,
        strength=say(context, words.STRENGTH[str(row["strength"])]),
    )


def from_to(context: Context, row: ScoreboardRow, since: str, latest: str) -> str:
    """The periods of the two figures of a verdict; of what is counted at a date, their ends where they are of two kinds:
    January 2025 to 2025 would read as no time at all.
    """
    ends = [language.period(period, context.language) for period in (since, latest)]
    at_a_date = context.plan.indicator(row["indicator"]).accumulation in POINTS_IN_TIME
    if at_a_date and period_kind(since) != period_kind(latest):
        ends = [say(context, N_("end of {period}"), period=end) for end in ends]
    return say(context, N_("{first} to {last}"), first=ends[0], last=ends[1])


def latest_sentence(context: Context, row: ScoreboardRow) -> str:
    """The latest change with the two figures that it rests on, or why there is none; a reversal is said as such."""
    word = words.status(context, str(row["latest_change"]))
    if row["latest_change"] not in JUDGED:
        return say(context, N_("Latest change: {word} – {why}."), word=word, why=why(context, row, "latest_reason"))
    form = N_("Latest change: {word}, from {before} in {since} to {value} in {latest}.")
    if row["reversal"]:
        form = N_("Latest change, the other way: {word}, from {before} in {since} to {value} in {latest}.")
    return say(context, form, word=word, **latest_figures(context, row))


def latest_figures(context: Context, row: ScoreboardRow) -> dict[str, str]:
    """The two figures of a latest change: `before` in `since`, `value` in `latest`."""
    return {
        "before": words.of_row(context, row, "latest_from_value"),
        "since": language.period(str(row["latest_from"]), context.language),
        "value": words.of_row(context, row, "latest_to_value"),
        "latest": language.period(str(row["latest_to"]), context.language),
    }


def result_sentence(context: Context, row: SeriesStatusRow) -> str:
    """What became of the official target, or its prospect."""
    values = {
        "target": aim_words(context, row),
        "target_period": language.period(str(row["target_period"]), context.language),
        "prospect": outlook(context, row),
    }
    if row["result_value"] is None:
        return say(context, NO_FIGURE_AT_ALL, **values)
    return say(
        context,
        RESULT[str(row["result"])],
        value=words.of_row(context, row, "result_value"),
        period=language.period(str(row["result_period"]), context.language),
        **values,
    )


def out_of_date(context: Context, row: SeriesStatusRow) -> bool:
    """Whether the figure held against a target is older than one of an assessment may be, at the edition's day."""
    period, rules = row["result_period"], context.plan.head.verdicts
    return bool(period) and years_between(str(period), context.edition.card.as_of[:7]) > rules.stale_after_years


def prospect_words(context: Context, row: SeriesStatusRow) -> str:
    """The step of a prospect, that the target was reached before its date, or that no figure is of these years, for a list
    of steps; "" for a target not ahead."""
    if row["result"] in ("held", "breached"):
        return say(context, words.RESULT[row["result"]])
    if row["result"] != "ahead":
        return ""
    if out_of_date(context, row):
        return say(context, N_("no current figure"))
    step = row["prospect"] or "unclear"  # of a state, and of a level to be kept, there is none
    if row["gap"] != 0 or row["outdated"]:
        return say(context, words.PROSPECT[step])
    if step == "unclear":
        return say(context, N_("reached before its date, but whether it lasts is unclear"))
    return say(
        context,
        N_("reached before its date, but whether it lasts is {prospect}"),
        prospect=say(context, words.PROSPECT[step]),
    )


def outlook(context: Context, row: SeriesStatusRow) -> str:
    """The same as part of a sentence."""
    said = prospect_words(context, row)
    if not said or out_of_date(context, row) or (row["gap"] == 0 and not row["outdated"]):
        return said
    if row["prospect"] == "unclear":
        return say(context, N_("prospect unclear"))
    return say(context, N_("prospect: {prospect}"), prospect=said)


def why(context: Context, row: ScoreboardRow, column: Literal["reason", "latest_reason"]) -> str:
    """Why a verdict is not given, as part of a sentence; `column` is `reason` or `latest_reason`."""
    rules = context.plan.head.verdicts
    plain = {
        name: language.decimal(number, context.language)
        for name, number in (
            ("n", row["comparable"]),
            ("counted", row["counted_apart"]),
            ("needed", max(rules.figures, 2)),
            ("years", rules.years),
            ("least", rules.latest_least),
            ("months", 12 * rules.latest_least),
            ("apart", rules.latest_years),
            ("stale", rules.stale_after_years),
        )
    }
    latest = language.period(str(row["latest"]), context.language) if row["latest"] else "–"
    wanted = language.period(context.plan.head.baseline_period, context.language)
    form = {**WHY, **WHY_NOT_BY_METHOD}[str(row[column])]
    return say(context, form, latest=latest, baseline_wanted=wanted, **plain)


def badges(context: Context, row: ScoreboardRow) -> Element:
    """The long-term assessment as a badge; behind it the latest change where there is one, and the evidence."""
    parts = [words.verdict_badge(context, row)]
    if row["latest_change"] in JUDGED:
        latest = say(context, N_("latest: {word}"), word=words.status(context, str(row["latest_change"])))
        parts.append(blocks.badge(f"{row['latest_change']} pm-latest", latest))
    if row["strength"]:
        parts.append(strength_words(context, str(row["strength"])))
    return blocks.joined(parts)


def why_not(context: Context, row: ScoreboardRow) -> str:
    """Why a series has no long-term assessment, in few words; "" where it has one."""
    known = row["status"] not in JUDGED and row["reason"] in SHORT_WHY
    return say(context, SHORT_WHY[str(row["reason"])]) if known else ""


def strength_words(context: Context, strength: str) -> Element:
    """How strong the evidence is, as a word beside a badge."""
    said = say(context, N_("evidence {strength}"), strength=say(context, words.STRENGTH[strength]))
    return el("span", said, css=f"pm-agreement {strength}")


def change_words(context: Context, row: ScoreboardRow) -> str:
    """The change since the baseline, as exact as its two figures: a number, about, at least; "" where it is none.

    Points for shares and indices, per cent for counts, or the difference of small ones; never both.
    """
    if row["change_low"] is None or row["change_high"] is None or row["latest"] == row["baseline_period"]:
        return ""
    if context.plan.units[str(row["unit"])].states:  # between states there are no distances
        return ""
    moved, ratios, exact = _change(row)
    return moved_words(context, moved, ratios, str(row["unit"]), exact=exact)


def change_since(context: Context, row: ScoreboardRow, since: str) -> str:
    """The same as a rise or a fall in a sentence, from a baseline in words; "" where it is none."""
    if not change_words(context, row):
        return ""
    moved, ratios, exact = _change(row)
    return moved_since(context, moved, ratios, str(row["unit"]), since, exact=exact)


def _change(row: ScoreboardRow) -> tuple[Span, Span | None, bool]:
    """The change of a row that has one, as a difference, as a ratio where that is said, and whether it is exact."""
    exact = {row["baseline_qualifier"], row["qualifier"]} == {"exact"}
    least, most, low, high = row["change_low"], row["change_high"], row["relative_low"], row["relative_high"]
    assert least is not None
    assert most is not None
    ratios = None if low is None or high is None or few(row["baseline"], row["value"]) else Span(low, high)
    return Span(least, most), ratios, exact


def _elsewhere(context: Context, indicator: Indicator) -> str:
    """The regions and breakdowns that have a figure of an indicator without one for the whole."""
    rows = context.observations[context.observations["indicator"] == indicator.id]
    places = [
        context.plan.region(region).short[context.language]
        if breakdown == indicator.breakdown
        else context.plan.breakdown(breakdown).title[context.language]
        for region, breakdown in dict.fromkeys(zip(rows["region"], rows["breakdown"], strict=True))
    ]
    return say(context, N_(", ")).join(dict.fromkeys(places))
