"""What opens the page of an action: its state and what it rests on, the best supported finding, what went down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plan_metrics.analysis.states import (
    ADVANCING,
    AGREE,
    APART,
    ENOUGH,
    HELD_BACK,
    MIXED,
    ONE_PROXY,
    OPEN,
    PROXY,
    SLIPPING,
    TOO_FEW,
    ActionState,
    CommitmentState,
    fell_last,
)
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import end_month
from plan_metrics.measure.verdicts import JUDGED, STRENGTHS, WORSENING, Figure
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import FITS, Indicator
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.views import language, words
from plan_metrics.views.headline import since_baseline
from plan_metrics.views.verdicts import fact, long_sentence
from plan_metrics.views.words import say

ON = {
    ADVANCING: N_("{n} advancing"),
    MIXED: N_("{n} with no clear direction"),
    SLIPPING: N_("{n} slipping"),
    OPEN: N_("{n} not assessable"),
}

# Why the state of an action is that one, by the step of the rule that decided.
BY_RULE = {
    TOO_FEW: N_("Fewer than {least} of the {promises} are assessed: too few for a state."),
    ONE_PROXY: N_("A single proxy carries no more than “{mixed}”."),
    HELD_BACK: N_(
        "Of the {promises} assessed, at least {majority} are advancing, but a {promise} or an indicator that counts deteriorates: no more than “{mixed}”."
    ),
    AGREE: N_("Of the {promises} assessed, at least {majority} agree."),
    APART: N_("Of the {promises} assessed, neither those advancing nor those slipping are at least {majority}."),
}

# From the highest or the lowest figure since the baseline, which a latest change need not begin at.
REVERSAL = {
    "increase": N_(
        "Reversal: {title} – {baseline} in {start}, its highest since then {best} in {turned}, {value} in {latest}: above the baseline, but below that highest."
    ),
    "decrease": N_(
        "Reversal: {title} – {baseline} in {start}, its lowest since then {best} in {turned}, {value} in {latest}: below the baseline, but above that lowest."
    ),
}


@dataclass(frozen=True)
class Finding:
    """An indicator of an action, its row of the scoreboard, and how it stands to the action, direct, proxy or context."""

    indicator: Indicator
    row: ScoreboardRow
    fit: str


def findings(context: Context, action: str) -> list[Finding]:
    """The indicators of an action with a verdict, the best supported first; what is good and what is bad alike.

    Those that count for a commitment come before context, then the stronger evidence, the longer series, the order of
    the card.
    """
    found = [each for each in _all(context, action) if each.row["status"] in JUDGED]

    def order(finding: Finding) -> tuple[bool, int, int]:
        strength = STRENGTHS.index(str(finding.row["strength"]))
        return finding.fit == "context", strength, -int(finding.row["n_points"])

    return sorted(found, key=order)


def speaking(context: Context, action: str) -> Finding | None:
    """The indicator that speaks for an action where there is room for one; None without a national figure.

    What counts for a commitment comes before context, direct before proxy, then the stronger evidence and the longer
    series; where none of these has a verdict, the newest figure. Whether the news is good plays no part.
    """
    found = [each for each in _all(context, action) if each.row["shown"] is not None]

    def order(finding: Finding) -> tuple[object, ...]:
        row, fit = finding.row, FITS.index(finding.fit)
        if row["status"] in JUDGED and fit < 2:
            return 0, fit, STRENGTHS.index(str(row["strength"])), -int(row["n_points"])
        return 1, fit == 2, -end_month(str(row["shown_period"])), fit

    return min(found, key=order, default=None)


def spoken(context: Context) -> list[Finding]:
    """The indicators that speak for the actions."""
    return [each for action in context.plan.actions if (each := speaking(context, action.id))]


def downward(context: Context) -> list[Finding]:
    """The national series that deteriorate in either view: reversals, then in the long run, then others only last."""
    rows = scoreboard_rows(context.scoreboard, headline=True)
    cards = {card.id: card for _, card in context.plan.indicators()}
    found = [Finding(card := cards[row["indicator"]], row, card.fit) for row in rows]

    def group(finding: Finding) -> int:
        seen = bool(finding.row["reversal"]), finding.row["status"] == WORSENING, fell_last(finding.row)
        return seen.index(True) if any(seen) else len(seen)

    return sorted((each for each in found if group(each) < 3), key=group)


def _all(context: Context, action: str) -> list[Finding]:
    used, promised = context.plan.used_by(action), context.plan.action(action).promised
    found = scoreboard_rows(context.scoreboard, indicator=[each.id for each in used], headline=True)
    rows = {row["indicator"]: row for row in found}
    return [Finding(each, rows[each.id], each.fit_for(*promised) or each.fit) for each in used]


def lead_sentences(context: Context, action: str) -> list[str]:
    """What the state rests on; the best supported finding; reversals; what deteriorates; commitments without verdict."""
    state, found = context.state(action), findings(context, action)
    said = [rests_on(context, state)]
    if best := best_of(found):
        form, title = N_("Best supported: {title}. {fact} {assessment}"), best.indicator.title[context.language]
        told, assessment = fact(context, best.indicator, best.row), long_sentence(context, best.row)
        said.append(say(context, form, title=title, fact=told, assessment=assessment))
    said += [reversal_sentence(context, each) for each in found if each.row["reversal"]]
    said += falling_sentences(context, _all(context, action))
    without = [each.commitment for each in state.commitments if each.state == OPEN]
    if without and not context.plan.head.two_levels:
        titles = say(context, N_("; ")).join(commitment_words(context, action, each) for each in without)
        said.append(say(context, N_("{Promises} not assessable: {commitments}."), commitments=titles))
    return said


def best_of(found: Sequence[Finding]) -> Finding | None:
    """The best supported finding on what the action commits to: what is only context is none."""
    return found[0] if found and found[0].fit != "context" else None


def rests_on(context: Context, state: ActionState) -> str:
    """What the state of an action rests on, and which rule made it that one where the counts alone do not show it."""
    return words.sentences(
        context, filter(None, [words.sentence(context, counted(context, state)), _why(context, state)])
    )


def counted(context: Context, state: ActionState) -> str:
    """The commitments of an action by state, how many by proxy, the evidence; part of a sentence.

    Where there is no state, there is no evidence for it either. Without commitments it is by what the action is measured.
    """
    if context.plan.head.two_levels:
        text = measured_by(context, state.commitments[0])
    elif not state.judged:
        n = len(state.commitments)
        form = N_("none of the {all} {promises} can be assessed") if n > 1 else N_("no verdict on its one {promise}")
        text = say(context, form, all=n)
    else:
        said = say(context, N_(", ")).join(_on(context, state, name) for name in ON if state.of(name))
        text = say(context, N_("of {all} {promises}: {counts}"), counts=said, all=len(state.commitments))
    if state.state != OPEN:
        strength = say(context, words.STRENGTH[str(state.strength)])
        text = say(context, N_("{said}; evidence {strength}"), said=text, strength=strength)
    return text


def in_short(context: Context, state: ActionState) -> str:
    """Why an action has its state, in the fewest words; part of a sentence."""
    if context.plan.head.two_levels:
        return counted(context, state)
    judged, all_, slipping = len(state.judged), len(state.commitments), state.of(SLIPPING)
    if not judged:
        return say(context, N_("none of {all} assessed"), all=all_)
    if state.why == TOO_FEW:
        return say(context, N_("{n} of {all} assessed"), n=judged, all=all_)
    if state.why == ONE_PROXY:
        return say(context, N_("by a single proxy"))
    form = N_("{n} of {judged} assessed advancing")
    if slipping:
        form = N_("{n} of {judged} assessed advancing, {slipping} slipping")
    return say(context, form, n=state.of(ADVANCING), judged=judged, slipping=slipping)


def _why(context: Context, state: ActionState) -> str:
    """Which rule made a state that one; "" where the counts show it: all with a verdict have the same, or none has one."""
    alike = len({each.state for each in state.judged}) < 2
    if state.why not in BY_RULE or (alike and state.why in (AGREE, APART)):
        return ""
    rule = context.plan.head.verdicts.state
    return say(
        context,
        BY_RULE[state.why],
        least=words.fraction(context, rule.judged),
        majority=words.fraction(context, rule.majority),
        mixed=say(context, words.ACTION_STATE[MIXED]),
    )


def measured_by(context: Context, found: CommitmentState) -> str:
    """Whether a commitment is measured directly or by a proxy; why it has no verdict, where it has none."""
    if found.state == OPEN:
        return say(
            context, N_("no direct or proxy indicator") if found.fit is None else N_("no indicator can be assessed")
        )
    return say(context, N_("by a proxy") if found.fit == PROXY else N_("measured directly"))


def undecided(context: Context, found: CommitmentState) -> list[str]:
    """Why a commitment has no better verdict: what deteriorates, a missed target, weak evidence; [] for none of them."""
    board = scoreboard_rows(context.scoreboard, indicator=found.counted, headline=True)
    missed = [row["indicator"] for row in board if row["missed"]]
    falling = N_("Deteriorating in the long term, or worse in the latest figure than before: {titles}.")
    said = [
        _of_indicators(context, falling, found.deteriorating),
        _of_indicators(context, N_("Last official target missed: {titles}."), missed),
        ""
        if found.strength in ENOUGH
        else say(context, N_("Weak evidence carries no more than “no clear direction”.")),
    ]
    return [each for each in said if each]


def _of_indicators(context: Context, form: str, names: Sequence[str]) -> str:
    titles = [context.plan.indicator(name).title[context.language] for name in names]
    return say(context, form, titles=say(context, N_("; ")).join(titles)) if titles else ""


def _on(context: Context, state: ActionState, name: str) -> str:
    """How many commitments are in a state, and how many of them by proxy."""
    n = state.of(name)
    said = say(context, ON[name], n=n)
    proxies = sum(each.state == name and each.fit == PROXY for each in state.judged)
    if not proxies:
        return said
    form = N_("{said} (by proxy)") if proxies == n else N_("{said} ({n} of them by proxy)")
    return say(context, form, said=said, n=proxies)


def strength_cell(context: Context, state: ActionState) -> str:
    """The evidence for the state of an action, or a dash where it has none."""
    return "–" if state.state == OPEN else say(context, words.STRENGTH[str(state.strength)])


def reversal_sentence(context: Context, finding: Finding) -> str:
    """A series that improved in the long run and deteriorated last: its baseline, its best figure, its latest."""
    row, best = finding.row, turning(context, finding)
    return say(
        context,
        REVERSAL[finding.indicator.direction],
        title=finding.indicator.title[context.language],
        baseline=words.of_row(context, row, "baseline"),
        start=language.period(str(row["baseline_period"]), context.language),
        best=words.value(context, best.value, row["unit"], best.qualifier, [row["baseline"], row["latest_to_value"]]),
        turned=language.period(best.period, context.language),
        value=words.of_row(context, row, "latest_to_value"),
        latest=language.period(str(row["latest_to"]), context.language),
    )


def turning(context: Context, finding: Finding) -> Figure:
    """The best figure of a reversal, the later of equal ones: where the series turned."""
    figures = since_baseline(context, finding.indicator)
    last = [each.period for each in figures].index(str(finding.row["latest_to"]))
    best = max if finding.indicator.direction == "increase" else min
    return best(reversed(figures[:last]), key=lambda each: each.value)


def falling_sentences(context: Context, found: Sequence[Finding]) -> list[str]:
    """The indicators that deteriorate in the long run, and the others that did so last but for reversals."""
    long = [each for each in found if each.row["status"] == WORSENING]
    last = [each for each in found if fell_last(each.row) and each not in long and not each.row["reversal"]]
    forms = (
        (long, N_("Deteriorating in the long term: {titles}.")),
        (last, N_("Worse in the latest figure than before: {titles}.")),
    )
    separator = say(context, N_("; "))
    return [
        say(context, form, titles=separator.join(each.indicator.title[context.language] for each in group))
        for group, form in forms
        if group
    ]


def commitment_words(context: Context, action: str, commitment: str) -> str:
    """A commitment by number and title."""
    card = next(each for each in context.plan.action(action).commitments if each.id == commitment)
    return f"{number_of(commitment)} {card.title[context.language]}"
