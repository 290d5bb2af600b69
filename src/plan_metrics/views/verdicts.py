"""A status in words: one sentence that says how it came about, with the figures it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.views import language, words
from plan_metrics.views.words import say

NOT_ASSESSABLE = {
    "no_figure": N_("No figure was published."),
    "one_point": N_(
        "Only one comparable figure since the baseline was published ({latest}), so no change can be judged."
    ),
    "only_before_baseline": N_("All figures are older than the baseline ({baseline_wanted})."),
    "not_comparable": N_("The published figures cannot be compared with each other."),
    "outdated": N_(
        "The last figure is for {latest}, more than {years} years before this edition: too old to say where it stands."
    ),
    "direction_contradicts_target": N_(
        "The official target ({target} by {target_period}) lies the other way than the plan wants; it is not judged."
    ),
    "target_before_baseline": N_("The target's period ({target_period}) is not after its baseline; it is not judged."),
    "target_period_kind": N_("The target is for another kind of period than the figures; it is not judged."),
    "no_value_at_target": N_(
        "The target of {target} was for {target_period}, and no figure for the end of that period or later was published; the last one is {compared} for {compared_period}."
    ),
    "undefined": N_("The figures are too far apart to be computed with."),
}

AGAINST_TARGET = {
    "achieved": N_("The target of {target} for {target_period} was met: {compared} in {compared_period}."),
    "missed": N_("The target of {target} for {target_period} was missed: {compared} in {compared_period}."),
    "on_track": N_("{share} of the way to {target} in {target_period}, with {elapsed} of the time gone."),
    "behind": N_("Only {share} of the way to {target} in {target_period}, with {elapsed} of the time gone."),
    "far_behind": N_("Only {share} of the way to {target} in {target_period}, with {elapsed} of the time gone."),
    "moving_away": N_(
        "Away from the target of {target} for {target_period}: {compared} in {compared_period}, "
        "from {target_baseline} in {target_since}."
    ),
    "too_early": N_("{elapsed} of the time to {target_period} is gone: too early to judge the target of {target}."),
}

HELD = {
    "achieved": N_("The level of {target} to be held until {target_period} is held: {compared} in {compared_period}."),
    "behind": N_(
        "The level of {target} to be held until {target_period} is not held: {compared} in {compared_period}."
    ),
    "missed": N_(
        "The level of {target} to be held until {target_period} was not held: {compared} in {compared_period}."
    ),
}

TREND = {
    "increase": {
        "improving": N_("Up from {baseline} in {since} to {value} in {latest}, as the plan wants."),
        "stable": N_("Hardly changed: {baseline} in {since}, {value} in {latest}; the plan wants an increase."),
        "worsening": N_("Down from {baseline} in {since} to {value} in {latest}; the plan wants an increase."),
    },
    "decrease": {
        "improving": N_("Down from {baseline} in {since} to {value} in {latest}, as the plan wants."),
        "stable": N_("Hardly changed: {baseline} in {since}, {value} in {latest}; the plan wants a decrease."),
        "worsening": N_("Up from {baseline} in {since} to {value} in {latest}; the plan wants a decrease."),
    },
}


def verdict(context: Context, indicator: Indicator, row: Mapping[str, object]) -> str:
    """The sentence for a row of the scoreboard. Every status has one; a missing figure is said as such."""
    status = str(row["status"])
    if row["reason"] == "no_figure" and (elsewhere := _elsewhere(context, indicator)):
        return say(
            context,
            N_("No figure for the whole was published; there are figures for: {places}."),
            places=elsewhere,
        )
    if status == "not_assessable":
        return say(context, NOT_ASSESSABLE[str(row["reason"])], **said_values(context, row))
    if row["reason"] in ("maintenance", "met_at_baseline"):
        return say(context, HELD[status], **said_values(context, row))
    if status in AGAINST_TARGET:
        return say(context, AGAINST_TARGET[status], **said_values(context, row))
    return say(context, TREND[indicator.direction][status], **said_values(context, row))


def said_values(context: Context, row: Mapping[str, object]) -> dict[str, str]:
    """What the sentences may name; a part that is not known is a dash, and no sentence that needs it is chosen."""
    code = context.language

    def number(name: str, qualifier: object = "exact") -> str:
        return (
            "–" if row[name] is None else words.value(context, row[name], str(row["unit"]), str(qualifier or "exact"))
        )

    def period(name: str) -> str:
        return "–" if row[name] is None else language.period(str(row[name]), code)

    def ratio(name: str) -> str:
        return "–" if row[name] is None else language.percent(row[name], code, 0)

    head = context.plan.head
    return {
        "value": number("value", row["qualifier"]),
        "baseline": number("baseline", row["baseline_qualifier"]),
        "baseline_wanted": language.period(head.baseline_period, code),
        "since": period("baseline_period"),
        "latest": period("latest"),
        "target": number("target"),
        "target_period": period("target_period"),
        "target_baseline": number("target_baseline"),
        "target_since": period("target_baseline_period"),
        "compared": number("compared", row["compared_qualifier"]),
        "compared_period": period("compared_period"),
        "share": ratio("progress"),
        "elapsed": ratio("elapsed"),
        "years": language.decimal(head.thresholds.stale_after_years, code),
    }


def _elsewhere(context: Context, indicator: Indicator) -> str:
    """The regions and sectors that have a figure of an indicator without one for the whole."""
    rows = context.observations[context.observations["indicator"] == indicator.id]
    places = [
        context.plan.region(region).short(context.language)
        if sector == indicator.sector
        else context.plan.sector(sector).title(context.language)
        for region, sector in dict.fromkeys(zip(rows["region"], rows["sector"], strict=True))
    ]
    return say(context, N_(", ")).join(dict.fromkeys(places))
