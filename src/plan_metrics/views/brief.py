"""The brief: what an official with five minutes must know, from the same views as the pages of the book."""

from __future__ import annotations

from collections import Counter

from plan_metrics.analysis.states import OPEN
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.head import number_of
from plan_metrics.rows import observation_rows, scoreboard_rows
from plan_metrics.views import (
    blocks,
    changes,
    documents,
    heatmap,
    language,
    lead,
    overview,
    parts,
    target_tables,
    verdict_model,
    words,
)
from plan_metrics.views.action import state_badge
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.verdicts import SHORT_WHY, WHY_NOT_BY_METHOD, badges, fact
from plan_metrics.views.words import say, say_n

TARGETS = 12  # that are shown one by one


def briefs(context: Context) -> tuple[Block, Block]:
    """The brief with the best supported finding on each action, and a shorter one with only what its state rests on."""
    aim = say(context, N_("What the plan says: {aim}"), aim=context.plan.head.aim[context.language])
    opening = _heading("h1", say(context, N_("Where does the plan stand?"))) + overview.opening(context, alone=True)
    opening += blocks.paragraphs([aim]) + _section(context, N_("The {goals}"), overview.actions(context))
    turned = overview.turned(context, alone=True) + overview.downward(context)
    heading = N_("What deteriorates") if words.by_method(context) else N_("What turned, and what deteriorates")
    opening += _section(context, heading, turned)
    opening += _section(context, N_("Official targets"), _targets(context))
    opening += _section(context, N_("What changed since the last edition"), _changed(context))
    places = heatmap.assessed_tiles(context) + heatmap.by_breakdown(context)
    rest = _section(context, N_("By {area} and by {breakdown}"), places)
    rest += _section(context, N_("What is not known"), _unknown(context))
    rest += _section(
        context, N_("How a status is found"), blocks.paragraphs([words.sentences(context, _rules(context))])
    )
    rest += _section(context, N_("Documents"), _documents(context))
    title = N_("{Goal} by {goal}")
    every, first = (_section(context, title, _actions(context, best)) for best in (True, False))
    return opening + every + rest, opening + first + rest


def _section(context: Context, title: str, block: Block) -> Block:
    return _heading("h2", say(context, title)) + block


def _heading(tag: str, text: str) -> Block:
    return blocks.block(el(tag, text), text=text)


def _actions(context: Context, best: bool) -> Block:
    """Each action with its state and what that rests on, the best supported finding, and what has no verdict."""
    rows, width = [], 1 if not best else 2 if context.plan.head.two_levels else 3
    for action in context.plan.actions:
        state = context.state(action.id)
        rests = lead.rests_on(context, state)
        silent = [
            lead.commitment_words(context, action.id, each.commitment)
            for each in state.commitments
            if each.state == OPEN
        ]
        name = el("strong", f"{number_of(action.id)}. {action.title[context.language]}")
        known = blocks.lines([name, state_badge(context, state.state), blocks.muted(rests)])
        unknown = say(context, N_("; ")).join(silent) or "–"
        rows.append([known, _best(context, action.id), unknown][:width])
    titles = [N_("{Goal}, its state, and what that rests on"), N_("Best supported finding")]
    titles = [*titles, N_("{Promises} not assessable")][:width]
    caption = say(context, N_("The {goals}: what is known and what is not"))
    return blocks.table("brief-actions", caption, words.columns(context, *titles), rows)


def _best(context: Context, action: str) -> object:
    found = lead.best_of(lead.findings(context, action))
    if found is None:
        return say(context, N_("None: no indicator that counts can be assessed."))
    told = blocks.muted(fact(context, found.indicator, found.row))
    return blocks.lines([found.indicator.title[context.language], told, badges(context, found.row)])


def _targets(context: Context) -> Block:
    """What became of all official targets, and those of which a figure says something."""
    return blocks.paragraphs(target_tables.answers(context)) + target_tables.foremost(context, TARGETS)


@changes.compared
def _changed(context: Context) -> Block:
    """How much is new, and which indicators now have a status of another kind."""
    return blocks.paragraphs([parts.observation_counts(context)]) + overview.changed_most(context, short=True)


def _unknown(context: Context) -> Block:
    """Why indicators cannot be judged, and the breakdowns and areas without a published figure."""
    code = context.language
    seen, breakdowns = set(context.observations["region"]), set(context.observations["breakdown"])
    silent = [s.title[code] for s in context.plan.paged_breakdowns if not breakdowns & set(context.plan.within(s.code))]
    silent += [r.short[code] for r in context.plan.areas if r.region not in seen]
    board = scoreboard_rows(context.scoreboard, headline=True)
    reasons = Counter(str(row["reason"]) for row in board if row["status"] not in JUDGED)
    told = [
        say(context, N_("{why} ({n})"), n=n, why=say(context, short_why(reason))) for reason, n in reasons.most_common()
    ]
    separator = say(context, N_("; "))
    first = say_n(
        context,
        "{n} of {all} {indicators} has no long-term assessment. Reasons: {reasons}.",
        "{n} of {all} {indicators} have no long-term assessment. Reasons: {reasons}.",
        sum(reasons.values()),
        all=len(board),
        reasons=separator.join(told) or "–",
    )
    form = N_("{Breakdowns} and {areas} without any published figure: {places}.")
    return blocks.paragraphs([first, say(context, form, places=separator.join(silent)) if silent else ""])


def short_why(reason: str) -> str:
    """Why a verdict is not given, in few words, for counts of reasons."""
    return SHORT_WHY.get(reason) or WHY_NOT_BY_METHOD[reason]


def _rules(context: Context) -> list[str]:
    """How an indicator and an action come to their verdict, in three sentences."""
    rules = context.plan.head.verdicts
    by_method = N_(
        "The long-term assessment of an indicator is the category of {model}, from the baseline to the latest figure, with the limits and the needs of this method; the method chapter says them and where they come from."
    )
    return [
        say(context, by_method, model=verdict_model.name(context))
        if words.by_method(context)
        else say(
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
                "A {promise} is measured by direct indicators; where none of them has a verdict, by proxies, which is said. Weak evidence counts as “no clear direction” at most."
            ),
        ),
        say(
            context,
            N_(
                "{Goals} are never advancing while an indicator that counts deteriorates; proxies carry no more than “no clear direction”."
            ),
        )
        if context.plan.head.two_levels
        else say(
            context,
            N_(
                "{Goals} are assessed where at least {judged} of their {promises} have a verdict; they are advancing or slipping where {majority} of these agree, never advancing while an indicator that counts deteriorates, and a single proxy carries no more than “no clear direction”."
            ),
            judged=words.fraction(context, rules.state.judged),
            majority=words.fraction(context, rules.state.majority),
        ),
    ]


def _documents(context: Context) -> Block:
    """The documents of the figures of findings and of what turned, and how many stand behind the book."""
    best = (lead.best_of(lead.findings(context, action.id)) for action in context.plan.actions)
    rows = [each.row for each in best if each]
    named = [(row, [row["baseline_period"], row["shown_period"]]) for row in rows]
    for row in (each.row for each in lead.downward(context)):
        named.append((row, [row["baseline_period"], row["shown_period"], row["latest_from"], row["latest_to"]]))
    used: set[str] = set()
    for row, periods in named:
        key = {"indicator": row["indicator"], "region": row["region"], "breakdown": row["breakdown"]}
        known = [period for period in periods if period]
        used |= documents.used_sources(observation_rows(context.observations, **key, period=known))
    by_body: dict[str, list[Element]] = {}
    for source in map(context.source, sorted(used)):
        title, date = words.title_marked(context, source.title[context.language]), words.dated(context, source)
        said = say(context, N_("{title}, {date}"), title=title, date=date)
        by_body.setdefault(source.publisher[context.language], []).append(
            blocks.joined([el("strong", source.source), said])
        )
    form, between = say(context, N_("{title}: {said}"), title="{title}", said="{said}"), say(context, N_("; "))
    lines = [blocks.filled(form, title=body, said=blocks.joined(each, between)) for body, each in by_body.items()]
    first = say(
        context,
        N_(
            "The book cites the document of every figure, {n} in all. Those behind the findings and the reversals above:"
        ),
        n=language.decimal(len(context.edition.sources), context.language),
    )
    return blocks.paragraphs([first]) + (blocks.bullets(lines, "pm-sources") if lines else blocks.NOTHING)
