"""The page of an action: what it promised, where that stands, and its figures at a glance.

Details live on the pages of the indicators. A commentary (why, and what next) has its place after `figures`.
"""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.analysis.states import MIXED, OPEN, ActionState, CommitmentState
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import FITS
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.views import area_strip, blocks, documents, figure_tiles, lead, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.lead import lead_sentences
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.verdicts import strength_words
from plan_metrics.views.words import say


def opening(context: Context, action: str) -> Block:
    """The figure that speaks for it, the state and what it rests on, the best supported finding, what went down, the aim."""
    aim = say(context, N_("What the plan says: {aim}"), aim=context.plan.action(action).aim[context.language])
    first, *others = lead_sentences(context, action)
    badge = state_link(context, context.state(action))
    spoken = lead.speaking(context, action)
    figure = figure_tiles.leading(context, spoken.indicator) if spoken else blocks.NOTHING
    stop = el("span", words.sentence(context, ""), css="pm-hidden")  # where the look of the badge is lost
    state = blocks.filled(words.sentences(context, ["{badge}{stop}", "{first}"]), badge=badge, stop=stop, first=first)
    rest = blocks.paragraphs([*others, blocks.muted(aim)], "pm-lead")
    opened = parts.opening(context, [state])
    return opened + figure + rest if figure.nodes else opened + rest


def state_badge(context: Context, state: str, of: Mapping[str, str] | None = None) -> Element:
    """The state of an action as a badge, in the look of the assessment it resembles; `of` are other words for it."""
    look = {"advancing": "improving", "mixed": "stable", "slipping": "worsening"}.get(state, state)
    return blocks.badge(look, say(context, (of or words.ACTION_STATE)[state]))


def state_link(context: Context, found: ActionState) -> Element:
    """The state of an action as a badge that leads to its receipt."""
    return links.count(context, "state", state_badge(context, found.state), found.action)


def commitments(context: Context, action: str) -> Block:
    """What the action commits to, the verdict on each commitment, and each of its indicators in a line.

    The row of a commitment has a place of its own; the line where an indicator comes first bears the anchor of its
    former section.
    """
    card, state, used = context.plan.action(action), context.state(action), context.plan.used_by(action)
    of = [each.id for each in used]
    board = {row["indicator"]: row for row in scoreboard_rows(context.scoreboard, indicator=of, headline=True)}
    named: set[str] = set()
    rows = []
    for commitment, found in zip(card.commitments, state.commitments, strict=True):
        lines: list[object] = []
        for fit in FITS:
            parts_of = [
                _measure(context, board[indicator.id], named, short=fit == "context")
                for indicator in used
                if indicator.fit_for(commitment.id) == fit
            ]
            badge = words.fit_badge(context, fit)
            if fit == "context" and parts_of:
                parts_of = [blocks.joined(parts_of, say(context, N_("; ")))]
            lines += [el("div", badge, " ", part, css="pm-measure") for part in parts_of]
        if commitment.needed and commitment.searched:
            looked = say(context, N_("Search: {said}"), said=commitment.searched[context.language])
            needed = say(context, N_("What would measure it: {said}"), said=commitment.needed[context.language])
            lines = [el("p", looked), el("p", needed), *lines]
        name = el("span", lead.commitment_words(context, action, commitment.id), id=links.commitment(commitment.id))
        apart = [] if context.plan.head.two_levels else [name, _commitment_badge(context, action, found)]
        rows.append([*apart, el("", *lines)])
    titles = [N_("Indicators and their relation to it")]
    caption = N_("{Goal} {action} and its indicators")
    if not context.plan.head.two_levels:
        titles = [N_("{Promise}"), N_("Verdict"), *titles]
        caption = N_("{Promises} of {goal} {action} and what measures them")
    columns, caption = words.columns(context, *titles), say(context, caption, action=number_of(action))
    return blocks.table(f"commitments-{action}", caption, columns, rows, stacked=True)


def _commitment_badge(context: Context, action: str, found: CommitmentState) -> Element:
    """The verdict on a commitment, whether by a direct indicator or a proxy, the evidence, why there is no direction."""
    badge = state_badge(context, found.state, words.COMMITMENT_STATE)
    badge = links.receipt(context, action, f"{action}/{found.commitment}/state", badge)
    by = lead.measured_by(context, found)
    if found.state == OPEN:
        return blocks.two_lines(badge, by)
    strength = strength_words(context, str(found.strength))
    measured = blocks.joined([by, strength], say(context, N_("; ")))
    why = lead.undecided(context, found) if found.state == MIXED else []
    return blocks.two_lines(badge, blocks.lines([measured, *why]))


def _measure(context: Context, row: ScoreboardRow, named: set[str], *, short: bool) -> Element:
    """An indicator beside a commitment with its verdicts; where `short` in a word, and by name alone if `named` before."""
    indicator = context.plan.indicator(row["indicator"])
    link = links.indicator_link(context, indicator)
    if (again := indicator.id in named) and short:
        return link
    named.add(indicator.id)
    place = link if again else el("span", link, id=links.anchor(indicator.id))
    if not short:
        return blocks.joined([place, parts.badge_with_reason(context, row)])
    if row["status"] not in JUDGED:
        return place
    said = words.verdict(context, row)
    if row["latest_change"] in JUDGED and row["latest_change"] != row["status"]:
        latest = say(context, N_("latest: {word}"), word=words.status(context, row["latest_change"]))
        said = say(context, N_("; ")).join((said, latest))
    return blocks.joined([place, blocks.muted(words.bracketed(context, "", said).strip())])


def figures(context: Context, action: str) -> Block:
    """Every indicator with figures for the whole as a small chart over the same years; the others by name."""
    return figure_tiles.tiles(context, context.plan.used_by(action))


def regions(context: Context, action: str) -> Block:
    """Which areas have figures, and how each of them moves; where they stand is on the pages of the indicators."""
    return area_strip.strip(context, action)


def sources(context: Context, action: str) -> Block:
    """The documents cited on this page, behind a fold: each figure leads to its own."""
    cited, receipts = documents.of_action(context, action), links.receipts(context, action)
    return receipts + documents.cited(context, cited) if cited else receipts
