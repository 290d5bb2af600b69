"""Three sentences about an action that can be read aloud: where it stands, the firmest finding, what is not known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.evidence import Evidence
from plan_metrics.measure.periods import decimal_year
from plan_metrics.measure.status import BAD, GOOD, NEUTRAL
from plan_metrics.plan.models import Indicator
from plan_metrics.views import parts, words
from plan_metrics.views.states import ActionState, action_state, without_figures
from plan_metrics.views.verdicts import said_values
from plan_metrics.views.words import say

FIRMNESS = ("robust", "depends", "one_method", "none")  # of `Evidence.agreement`, the firmest first
FEW = 3  # with fewer figures nothing is robust, whatever methods agree on

MET = {
    "achieved": N_(
        "{title} stood at {compared} in {compared_period} and met the target of {target} for {target_period}"
    ),
    "missed": N_(
        "{title} stood at {compared} in {compared_period} and missed the target of {target} for {target_period}"
    ),
    "on_track": N_(
        "{title} stood at {compared} in {compared_period}, {share} of the way to {target} by {target_period} with {elapsed} of the time gone"
    ),
    "behind": N_(
        "{title} stood at {compared} in {compared_period}, only {share} of the way to {target} by {target_period} with {elapsed} of the time gone"
    ),
    "moving_away": N_(
        "{title} stood at {compared} in {compared_period}, further from the target of {target} for {target_period} than in {target_since}"
    ),
}
MET["far_behind"] = MET["behind"]

HELD = {
    "achieved": N_("{title} stood at {compared} in {compared_period}, and the level of {target} is held"),
    "behind": N_("{title} stood at {compared} in {compared_period}, and the level of {target} is not held"),
    "missed": N_("{title} stood at {compared} in {compared_period}, and the level of {target} was not held"),
}

MOVED = {
    ("increase", "improving"): N_("{title} rose from {baseline} in {since} to {value} in {latest}"),
    ("decrease", "improving"): N_(
        "{title} fell from {baseline} in {since} to {value} in {latest}, and a decrease is what the plan wants"
    ),
    ("increase", "worsening"): N_(
        "{title} fell from {baseline} in {since} to {value} in {latest}, while the plan wants an increase"
    ),
    ("decrease", "worsening"): N_(
        "{title} rose from {baseline} in {since} to {value} in {latest}, while the plan wants a decrease"
    ),
    ("increase", "stable"): N_(
        "{title} hardly changed, from {baseline} in {since} to {value} in {latest}, while the plan wants an increase"
    ),
    ("decrease", "stable"): N_(
        "{title} hardly changed, from {baseline} in {since} to {value} in {latest}, while the plan wants a decrease"
    ),
}

# Why most of the indicators that cannot be judged cannot be.
WHY = {
    "one_point": N_("because only one comparable figure was published"),
    "no_figure": N_("because no figure for the whole was published"),
    "outdated": N_("because the last figure is too old"),
    "only_before_baseline": N_("because all figures are older than the baseline"),
    "not_comparable": N_("because the published figures cannot be compared with each other"),
    "no_value_at_target": N_("because no figure for the period of the target was published"),
}


@dataclass(frozen=True)
class Finding:
    """An indicator of an action that can be judged: its row of the scoreboard, and how sure that is."""

    indicator: Indicator
    row: parts.Row
    evidence: Evidence

    @property
    def agreeing(self) -> int:
        """How many methods say what most of them say."""
        return max(map(len, self.evidence.sides.values()), default=0)

    @property
    def judging(self) -> int:
        """How many methods can judge the series at all."""
        return sum(map(len, self.evidence.sides.values()))


def findings(context: Context, action: str) -> list[Finding]:
    """The indicators of an action that can be judged, the firmest first.

    Firm is what methods agree on; among equals an official target comes before a trend, then the longer
    series, then the order of the card. What is good and what is bad is ranked alike.
    """
    found = []
    for row in parts.rows_of(context.scoreboard, action=action, headline=True):
        if row["status"] in (*GOOD, *NEUTRAL, *BAD):
            indicator = context.plan.indicator(row["indicator"])
            found.append(Finding(indicator, row, context.evidence(indicator)))
    return sorted(found, key=_firmness)


def lead_sentences(context: Context, action: str) -> tuple[str, str, str]:
    """What the action wants and where it stands; the firmest finding; what goes the wrong way or is not known."""
    state, found = action_state(context, action), findings(context, action)
    return (
        _where_it_stands(context, action, state),
        _firmest(context, action, found),
        _in_doubt(context, action, state, found),
    )


def clause(context: Context, finding: Finding) -> str:
    """What became of an indicator, with its figures and periods, as part of a sentence."""
    row = finding.row
    status = str(row["status"])
    if row["reason"] in ("maintenance", "met_at_baseline"):
        form = HELD[status]
    else:
        form = MET[status] if status in MET else MOVED[finding.indicator.direction, status]
    return say(context, form, title=finding.indicator.title[context.language], **said_values(context, row))


def _firmness(finding: Finding) -> tuple[int, bool, bool, int]:
    known = finding.evidence
    points = len(known.points)
    return (FIRMNESS.index(known.agreement), points < FEW, finding.row["target"] is None, -points)


def _where_it_stands(context: Context, action: str, state: ActionState) -> str:
    aim = context.plan.action(action).aim[context.language].rstrip(".。")
    if aim.startswith("To "):  # within a sentence
        aim = f"t{aim[1:]}"
    counts = {"aim": aim, "assessed": state.assessed, "indicators": state.indicators}
    ways = [(n, each, all_of_them) for n, each, all_of_them in _ways(state) if n]
    if not ways:
        return say(context, N_("The aim: {aim}; none of the {indicators} indicators can be judged."), **counts)
    if len(ways) == 1 and state.assessed > 1:
        ((_, _, form),) = ways
        return say(context, form, **counts)
    said = say(context, N_(", ")).join(say(context, each, n=n) for n, each, _ in ways)
    form = N_("The aim: {aim}; {assessed} of the {indicators} indicators can be judged, with {ways}.")
    return say(context, form, ways=said, **counts)


def _ways(state: ActionState) -> tuple[tuple[int, str, str], ...]:
    return (
        (
            state.good,
            N_("{n} going the wanted way"),
            N_("The aim: {aim}; {assessed} of the {indicators} indicators can be judged, all going the wanted way."),
        ),
        (
            state.neutral,
            N_("{n} hardly moving or behind"),
            N_("The aim: {aim}; {assessed} of the {indicators} indicators can be judged, all hardly moving or behind."),
        ),
        (
            state.bad,
            N_("{n} going the other way"),
            N_("The aim: {aim}; {assessed} of the {indicators} indicators can be judged, all going the other way."),
        ),
    )


def _firmest(context: Context, action: str, found: list[Finding]) -> str:
    if found:
        form = N_("The firmest finding: {finding}; {sure}.")
        return say(context, form, finding=clause(context, found[0]), sure=_sure(context, found[0]))
    shown = [row for row in parts.rows_of(context.scoreboard, action=action, headline=True) if row["shown"] is not None]
    if not shown:
        return say(context, N_("No figure for the whole was published, so there is no finding."))
    newest = max(shown, key=lambda row: decimal_year(str(row["shown_period"])))
    indicator = context.plan.indicator(newest["indicator"])
    return say(
        context,
        N_("There is no firm finding; the newest figure is {value} in {period} ({title})."),
        value=words.value(context, newest["shown"], newest["unit"], newest["shown_qualifier"]),
        period=parts.period_words(context, newest["shown_period"]),
        title=indicator.title[context.language],
    )


def _sure(context: Context, finding: Finding) -> str:
    """What a finding hangs on: how many methods can judge it, how many agree, on how many figures."""
    points = len(finding.evidence.points)
    if finding.evidence.agreement == "robust" and points < FEW:
        form = N_("all {judging} methods that can judge it agree, but on no more than {points} figures")
        return say(context, form, judging=finding.judging, points=points)
    form = {
        "robust": N_("all {judging} methods that can judge the {points} figures agree, so it is robust"),
        "depends": N_(
            "{agreeing} of the {judging} methods that can judge the {points} figures agree, so it depends on the method"
        ),
    }.get(finding.evidence.agreement, N_("it rests on {points} figures, and no second method can confirm it"))
    return say(context, form, judging=finding.judging, agreeing=finding.agreeing, points=points)


def _in_doubt(context: Context, action: str, state: ActionState, found: list[Finding]) -> str:
    wrong = [finding for finding in found if finding.row["status"] in BAD]
    told, rest = found[:1], [finding for finding in wrong if finding is not found[0]]
    slow = [finding for finding in found[1:] if finding.row["status"] in NEUTRAL]
    if rest:
        form = N_("Also the wrong way: {finding}") if told[0] in wrong else N_("The wrong way: {finding}")
        first = say(context, form, finding=clause(context, rest[0]))
        if len(rest) > 1:
            first = say(context, N_("{said}, and {n} more"), said=first, n=len(rest) - 1)
    elif slow and not wrong:
        first = say(context, N_("Without progress: {finding}"), finding=clause(context, slow[0]))
    elif wrong:
        first = say(context, N_("Nothing else is known to go the wrong way"))
    elif found:
        first = say(context, N_("Nothing is known to go the wrong way"))
    else:
        first = say(context, N_("Whether anything goes the wrong way is not known"))
    return say(context, N_("{first}; {unknown}."), first=first, unknown=_unknown(context, action, state))


def _unknown(context: Context, action: str, state: ActionState) -> str:
    card = context.plan.action(action)
    silent = len(without_figures(context, card))
    commitments = (
        say(
            context, N_("for {n} of the {all} commitments no figure was published"), n=silent, all=len(card.commitments)
        )
        if silent
        else say(context, N_("for each commitment there is a figure"))
    )
    unjudged = state.indicators - state.assessed
    if not unjudged:
        form = N_("{commitments}, and every indicator can be judged")
        return say(context, form, commitments=commitments)
    reasons = Counter(
        str(row["reason"])
        for row in parts.rows_of(context.scoreboard, action=action, headline=True)
        if row["status"] not in (*GOOD, *NEUTRAL, *BAD)
    )
    ((reason, times),) = reasons.most_common(1)
    form = N_("{commitments}, but {n} of the {indicators} indicators cannot be judged")
    if silent:
        form = N_("{commitments}, and {n} of the {indicators} indicators cannot be judged")
    if unjudged == state.indicators:
        form = N_("{commitments}, but none of the {indicators} indicators can be judged")
    said = say(context, form, commitments=commitments, n=unjudged, indicators=state.indicators)
    if reason not in WHY:
        return said
    why = say(context, WHY[reason])
    if times == unjudged:
        return say(context, N_("{said} {why}"), said=said, why=why)
    return say(context, N_("{said}, mostly {why}"), said=said, why=why)
