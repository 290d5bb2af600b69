"""The brief: what an official with five minutes must know, from the same views as the pages of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from plan_metrics.changes import NO_FIGURE
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.status import BAD
from plan_metrics.views import blocks, changes, documents, heatmap, language, lead, overview, parts, words
from plan_metrics.views.action import state_badge
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.states import action_state, without_figures
from plan_metrics.views.words import say


def briefs(context: Context) -> tuple[Block, Block]:
    """The brief with every sentence on each action, and a shorter one with only its firmest finding."""
    said = {action.id: lead.lead_sentences(context, action.id) for action in context.plan.actions}
    aim = say(context, N_("The aim of the plan: {aim}"), aim=context.plan.head.aim[context.language])
    opening = _heading("h1", say(context, N_("Where does the plan stand?"))) + overview.opening(context)
    opening += blocks.paragraphs([aim]) + _section(context, N_("The plan in one table"), _actions(context))
    rest = _section(context, N_("By province and by sector"), heatmap.tiles(context) + heatmap.by_sector(context))
    rest += _section(context, N_("What changed since the last edition"), _changed(context))
    rest += _section(context, N_("What is not known"), _unknown(context))
    rest += _section(context, N_("How a status is found"), blocks.paragraphs(_rules(context)))
    rest += _section(context, N_("Documents"), _documents(context))
    title = N_("Action by action")
    every, firmest = (
        _section(context, title, _sentences(context, {action: sentences[part] for action, sentences in said.items()}))
        for part in (slice(None), slice(1, 2))
    )
    return opening + every + rest, opening + firmest + rest


def _section(context: Context, title: str, block: Block) -> Block:
    return _heading("h2", say(context, title)) + block


def _heading(tag: str, text: str) -> Block:
    return Block(str(Markup("<{0}>{1}</{0}>").format(Markup(tag), text)), text)


def _title(context: Context, action: str) -> str:
    return f"{int(action[1:])}. {context.plan.action(action).title[context.language]}"


def _actions(context: Context) -> Block:
    """State, direction and coverage of every action, and how many of its indicators have another status now."""
    moved = Counter(change.action for change in context.changes if change.headline and change.moves)
    rows = []
    for action in context.plan.actions:
        state = action_state(context, action.id)
        row: list[object] = [_title(context, action.id), state_badge(context, state.state), *state.groups]
        row.append(f"{state.judged_commitments}/{state.commitments}")
        rows.append([*row, moved[action.id]] if context.previous else row)
    columns = [
        Column(say(context, N_("Action"))),
        Column(say(context, N_("State"))),
        Column(say(context, N_("wanted way or met")), numeric=True),
        Column(say(context, N_("little change or behind")), numeric=True),
        Column(say(context, N_("other way or missed")), numeric=True),
        Column(say(context, N_("cannot be judged")), numeric=True),
        Column(say(context, N_("Commitments that can be judged")), numeric=True),
    ]
    if context.previous:
        columns.append(Column(say(context, N_("Other status than in the last edition")), numeric=True))
    return blocks.table("brief-actions", say(context, N_("The actions and their indicators")), columns, rows)


def _sentences(context: Context, said: Mapping[str, Iterable[str]]) -> Block:
    """Each action with its state and sentences."""
    texts = []
    for action, sentences in said.items():
        state = state_badge(context, action_state(context, action).state)
        told = words.sentences(context, sentences)
        texts.append(Markup("<strong>{}</strong> {} {}").format(_title(context, action), state, told))
    return blocks.paragraphs(texts)


def _changed(context: Context) -> Block:
    """How much is new, and which indicators now have a status of another kind."""
    if context.previous is None:
        return blocks.paragraphs([say(context, changes.FIRST)])
    moved = [change for change in context.changes if change.headline and change.moves]
    first = N_("Of {n} indicators with another status, {new} had no published figure for the whole before.")
    count = say(context, first, n=len(moved), new=sum(change.before.status == NO_FIGURE for change in moved))
    return blocks.paragraphs([parts.observation_counts(context), count]) + parts.moved_lists(context, "brief-changes")


def _unknown(context: Context) -> Block:
    """The commitments, sectors and provinces without a published figure, and why indicators cannot be judged."""
    code = context.language
    seen, sectors = set(context.observations["region"]), set(context.observations["sector"])
    silent = [
        f"{commitment.id[1:].lstrip('0')} {commitment.title[code]}"
        for action in context.plan.actions
        for commitment in without_figures(context, action)
    ]
    rows = [
        (N_("Commitments"), silent),
        (
            N_("Sectors"),
            [s.title(code) for s in context.plan.pilot_sectors if not sectors & set(context.plan.within(s.sector))],
        ),
        (N_("Provinces"), [r.short(code) for r in context.plan.provinces if r.region not in seen]),
    ]
    board = parts.rows_of(context.scoreboard, headline=True)
    reasons = Counter(str(row["reason"]) for row in board if row["status"] not in parts.JUDGED)
    told = [
        say(context, N_("{n} of them {why}"), n=n, why=say(context, lead.WHY[reason]))
        for reason, n in reasons.most_common()
        if reason in lead.WHY
    ]
    first = say(
        context,
        N_("{n} of {all} indicators cannot be judged: {reasons}."),
        n=sum(reasons.values()),
        all=len(board),
        reasons=say(context, N_("; ")).join(told) or "–",
    )
    return blocks.paragraphs([first]) + parts.named_lists(
        context, "brief-unknown", N_("Without any published figure"), N_("What"), rows
    )


def _rules(context: Context) -> list[str]:
    """How an indicator and an action come to their status, in two sentences."""
    limits = context.plan.head.thresholds
    return [
        say(
            context,
            N_(
                "An indicator with an official target is judged by the share of the way it has gone, held against the share of the time that has gone; one without a target is improving or worsening when it moves by at least {trend} a year the wanted or the other way."
            ),
            trend=words.share(context, limits.trend),
        ),
        say(
            context,
            N_(
                "An action is advancing or slipping when at least {majority} of its judged indicators go the wanted or the other way, and it cannot be assessed when fewer than {coverage} of its commitments have an indicator that can be judged."
            ),
            majority=words.share(context, limits.action_majority),
            coverage=words.share(context, limits.action_coverage),
        ),
    ]


def _documents(context: Context) -> Block:
    """The documents of the figures that the sentences on the actions name, and how many stand behind the book."""
    used: set[str] = set()
    for action in context.plan.actions:
        found = lead.findings(context, action.id)
        for finding in [*found[:1], *(f for f in found[1:] if f.row["status"] in BAD)]:
            row = finding.row
            periods = [row[name] for name in ("baseline_period", "compared_period", "shown_period") if row[name]]
            same = {name: row[name] for name in ("indicator", "region", "sector")}
            used |= documents.used_sources(parts.rows_of(context.observations, **same, period=periods))
    lines = [
        Markup("<strong>{}</strong> {}").format(name, words.citation(context, context.source(name)))
        for name in sorted(used)
    ]
    first = say(
        context,
        N_("Every figure stands in the book with its document; {n} documents are cited there. These are named above:"),
        n=language.decimal(len(context.edition.sources), context.language),
    )
    listed = Markup('<ul class="pm-sources">{}</ul>').format(
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    )
    text = "\n".join(line.striptags() for line in lines)
    return blocks.paragraphs([first]) + (Block(str(listed), text) if lines else Block("", ""))
