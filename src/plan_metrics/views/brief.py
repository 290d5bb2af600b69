"""The brief: what an official with five minutes must know, from the same views as the pages of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from plan_metrics.analysis.change_causes import NO_FIGURE
from plan_metrics.analysis.states import OPEN
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.rows import observation_rows, scoreboard_rows
from plan_metrics.views import blocks, changes, documents, heatmap, language, lead, overview, parts, words
from plan_metrics.views.action import state_badge
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import el
from plan_metrics.views.words import say

SHORT_WHY = {
    "no_figure": N_("no national figure"),
    "few_figures": N_("too few comparable figures"),
    "short_span": N_("too short a span"),
    "too_close": N_("figures too close together"),
    "outdated": N_("latest figure too old"),
    "bounds": N_("published as a bound"),
    "rounding": N_("rounded too far"),
    "no_sample_size": N_("size of the sample not published"),
    "no_direction": N_("no desired direction"),
    "only_before_baseline": N_("figures older than the baseline"),
    "not_comparable": N_("figures not comparable"),
}


def briefs(context: Context) -> tuple[Block, Block]:
    """The brief with every sentence on each action, and a shorter one with only what its state rests on."""
    said = {action.id: lead.lead_sentences(context, action.id) for action in context.plan.actions}
    aim = say(context, N_("What the plan says: {aim}"), aim=context.plan.head.aim[context.language])
    opening = _heading("h1", say(context, N_("Where does the plan stand?"))) + overview.opening(context)
    opening += blocks.paragraphs([aim]) + _section(context, N_("The actions"), overview.actions(context))
    rest = _section(context, N_("By province and by sector"), heatmap.tiles(context) + heatmap.by_sector(context))
    rest += _section(context, N_("What changed since the last edition"), _changed(context))
    rest += _section(context, N_("What is not known"), _unknown(context))
    rest += _section(context, N_("How a status is found"), blocks.paragraphs(_rules(context)))
    rest += _section(context, N_("Documents"), _documents(context))
    opening += _section(context, N_("From long-term to latest assessment"), overview.turned(context, alone=True))
    opening += _section(context, N_("Targets due next"), overview.due(context))
    title = N_("Action by action")
    every, first = (
        _section(context, title, _sentences(context, {action: sentences[part] for action, sentences in said.items()}))
        for part in (slice(None), slice(0, 1))
    )
    return opening + every + rest, opening + first + rest


def _section(context: Context, title: str, block: Block) -> Block:
    return _heading("h2", say(context, title)) + block


def _heading(tag: str, text: str) -> Block:
    return blocks.block(el(tag, text), text=text)


def _title(context: Context, action: str) -> str:
    return f"{int(action[1:])}. {context.plan.action(action).title[context.language]}"


def _sentences(context: Context, said: Mapping[str, Iterable[str]]) -> Block:
    """Each action with its state and sentences."""
    texts = []
    for action, sentences in said.items():
        state = state_badge(context, context.state(action).state)
        told = words.sentences(context, sentences)
        texts.append(blocks.joined([el("strong", _title(context, action)), state, told]))
    return blocks.paragraphs(texts)


def _changed(context: Context) -> Block:
    """How much is new, and which indicators now have a status of another kind."""
    if context.previous is None:
        return blocks.paragraphs([say(context, changes.FIRST)])
    moved = [change for change in context.changes if change.headline and change.moves]
    first = N_("Of {n} indicators with another assessment, {new} had no published national figure before.")
    count = say(context, first, n=len(moved), new=sum(change.before.status == NO_FIGURE for change in moved))
    return blocks.paragraphs([parts.observation_counts(context), count]) + parts.moved_lists(context, "brief-changes")


def _unknown(context: Context) -> Block:
    """The commitments, sectors and provinces without a published figure, and why indicators cannot be judged."""
    code = context.language
    seen, sectors = set(context.observations["region"]), set(context.observations["sector"])
    silent = [
        lead.commitment_words(context, action.id, found.commitment)
        for action in context.plan.actions
        for found in context.state(action.id).commitments
        if found.state == OPEN
    ]
    rows = [
        (N_("Commitments"), silent),
        (
            N_("Sectors"),
            [s.title[code] for s in context.plan.pilot_sectors if not sectors & set(context.plan.within(s.sector))],
        ),
        (N_("Provinces"), [r.short[code] for r in context.plan.provinces if r.region not in seen]),
    ]
    board = scoreboard_rows(context.scoreboard, headline=True)
    reasons = Counter(str(row["reason"]) for row in board if row["status"] not in JUDGED)
    told = [
        say(context, N_("{n}: {why}"), n=n, why=say(context, SHORT_WHY[reason])) for reason, n in reasons.most_common()
    ]
    first = say(
        context,
        N_("{n} of {all} indicators are not assessable. Reasons: {reasons}."),
        n=sum(reasons.values()),
        all=len(board),
        reasons=say(context, N_("; ")).join(told) or "–",
    )
    return blocks.paragraphs([first]) + parts.named_lists(
        context,
        "brief-unknown",
        N_("Commitments without a verdict, sectors and provinces without a figure"),
        N_("What"),
        rows,
    )


def _rules(context: Context) -> list[str]:
    """How an indicator and an action come to their verdict, in three sentences."""
    rules = context.plan.head.verdicts
    return [
        say(
            context,
            N_(
                "A long-term assessment needs {figures} comparable figures over {years} years; a change of less than {little} (for shares and indices, in points: {points}) is little or no change. Two figures are stated as a fact only."
            ),
            figures=rules.figures,
            years=words.plain(context, rules.years),
            little=words.share(context, rules.little),
            points=words.plain(context, rules.little_points),
        ),
        say(
            context,
            N_(
                "A commitment is measured by direct indicators; where none of them has a verdict, by proxies, which is said. Weak evidence counts for mixed at most."
            ),
        ),
        say(
            context,
            N_(
                "An action is assessed where at least {judged} of its commitments have a verdict; it is advancing or slipping where {majority} of these agree, never advancing while an indicator that counts deteriorates, and a single proxy carries no more than mixed."
            ),
            judged=words.fraction(context, rules.state.judged),
            majority=words.fraction(context, rules.state.majority),
        ),
    ]


def _documents(context: Context) -> Block:
    """The documents of the figures that the openings of the actions name, and how many stand behind the book."""
    used: set[str] = set()
    for action in context.plan.actions:
        for finding, periods in lead.cited(context, action.id):
            same = {name: finding.row[name] for name in ("indicator", "region", "sector")}
            used |= documents.used_sources(observation_rows(context.observations, **same, period=periods))
    lines = [
        blocks.joined([el("strong", name), words.citation(context, context.source(name))]) for name in sorted(used)
    ]
    first = say(
        context,
        N_(
            "Every figure stands in the book with its document; {n} documents are cited there. Behind the figures that open the pages of the actions stand:"
        ),
        n=language.decimal(len(context.edition.sources), context.language),
    )
    listed = el("ul", *(el("li", line) for line in lines), css="pm-sources")
    text = "\n".join(line.text for line in lines)
    return blocks.paragraphs([first]) + (blocks.block(listed, text=text) if lines else blocks.NOTHING)
