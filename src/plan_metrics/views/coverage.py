"""What is published, and what is not: commitments by verdict, areas and breakdowns, what nobody measures."""

from __future__ import annotations

from collections import Counter

from plan_metrics.analysis.states import ADVANCING, MIXED, OPEN, SLIPPING, ActionState
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import FITS, fit_of
from plan_metrics.rows import observation_rows, scoreboard_rows
from plan_metrics.views import bars, blocks, chart_frame, links, parts, words
from plan_metrics.views.action import state_link
from plan_metrics.views.blocks import Block
from plan_metrics.views.lead import commitment_words, strength_cell
from plan_metrics.views.nodes import el
from plan_metrics.views.words import say, say_n

STATES = (ADVANCING, MIXED, SLIPPING, OPEN)
GROUPS = ("indicators_improving", "indicators_stable", "indicators_worsening", "indicators_not_assessable")


def opening(context: Context) -> Block:
    """How many indicators have figures and verdicts, what the commitments rest on, and what this edition is."""
    plan = context.plan
    commitments = [(name, plan.used_by(action.id)) for action in plan.actions for name in action.promised]
    fits = Counter(fit_of(used, name) for name, used in commitments)
    judged = [each for state in _states(context) for each in state.judged]
    rows = list(scoreboard_rows(context.scoreboard, headline=True))
    shown = sum(row["shown"] is not None for row in rows)
    answer = links.counted_n(
        context,
        "Of {all} {indicators}, {n} has {overall} figures and {judged} of these a long-term assessment.",
        "Of {all} {indicators}, {n} have {overall} figures and {judged} of these a long-term assessment.",
        shown,
        {
            "all": ("indicators", len(rows)),
            "n": ("indicators_shown", shown),
            "judged": ("indicators_judged", sum(row["status"] in JUDGED for row in rows)),
        },
    )
    form = N_(
        "Of {all} {promises}, {direct} have a direct indicator, {proxy} only a proxy, {none} neither; {judged} can be assessed, {by} of them by proxy."
    )
    basis = links.counted(
        context,
        form,
        {
            "all": ("commitments", len(commitments)),
            "direct": ("commitments_direct", fits["direct"]),
            "proxy": ("commitments_proxy", fits["proxy"]),
            "none": ("commitments_none", fits[None]),
            "judged": ("judged", len(judged)),
            "by": ("judged_proxy", sum(each.fit == "proxy" for each in judged)),
        },
    )
    return parts.opening(context, [el("strong", answer), basis])


def states_table(context: Context) -> Block:
    """The counts behind the states, one row an action: commitments by verdict and fit, indicators that count."""
    two_levels = context.plan.head.two_levels
    by_verdict = [] if two_levels else [N_("{Promises}"), *(words.COMMITMENT_STATE[name] for name in STATES)]
    rows = [
        [
            blocks.link(f"{s.action}.html", f"{s.action} {context.plan.action(s.action).title[context.language]}"),
            state_link(context, s),
            strength_cell(context, s),
            *(links.count(context, name, n, s.action) for name, n in _counted(s, two_levels).items()),
        ]
        for s in _states(context)
    ]
    columns = [
        *words.columns(context, N_("{Goal}"), N_("State"), N_("Evidence")),
        *words.columns(context, *by_verdict, numeric=True),
        *words.columns(context, N_("assessed by a direct indicator"), N_("assessed by a proxy"), numeric=True),
        *words.columns(context, *_groups(context), numeric=True),
    ]
    caption = N_("{Promises} of each {goal} by verdict, and the indicators that count")
    caption = say(context, N_("{Goals} by state, and the indicators that count") if two_levels else caption)
    return blocks.fold(caption, blocks.table("states", caption, columns, rows))


def _counted(state: ActionState, two_levels: bool) -> dict[str, int]:
    """The counts of an action by the names of their receipts, in the order of the columns."""
    by_verdict = {f"commitments_{name}": state.of(name) for name in STATES}
    return {
        **({} if two_levels else {"commitments": len(state.commitments), **by_verdict}),
        **{f"judged_{fit}": state.by(fit) for fit in FITS[:2]},
        **dict(zip(GROUPS, state.groups, strict=True)),
    }


def states_chart(context: Context) -> Block:
    """The commitments by verdict drawn as bars; nothing where actions have none."""
    if context.plan.head.two_levels:
        return blocks.NOTHING
    states = _states(context)
    titles = [f"{number_of(s.action)} {context.plan.action(s.action).title[context.language]}" for s in states]
    counts = [tuple(s.of(name) for name in STATES) for s in states]
    totals = [sum(column) for column in zip(*counts, strict=True)]
    legend = [say(context, words.COMMITMENT_STATE[name]) for name in STATES]
    said = say(
        context,
        N_(
            "{Promises} of the {n} {goals} by verdict: advancing {advancing}, no clear direction {mixed}, slipping {slipping}, not assessable {open}."
        ),
        n=len(states),
        **dict(zip(("advancing", "mixed", "slipping", "open"), totals, strict=True)),
    )
    drawing = bars.status_bars("states-chart", said, list(zip(titles, counts, strict=True)), legend)
    return chart_frame.computed(context, "states-chart", drawing, table="states")


def unpublished(context: Context) -> Block:
    """What is not published: commitments without a figure, breakdowns and regions with none."""
    rows: list[list[object]] = []
    for action in context.plan.actions:
        for commitment, found in zip(action.commitments, context.state(action.id).commitments, strict=True):
            if found.with_figures and not commitment.needed:
                continue
            used = context.plan.used_by(action.id)
            indicators = [each.id for each in used if each.fit_for(commitment.id) in ("direct", "proxy")]
            if commitment.needed:
                told = commitment.needed[context.language]
            elif observation_rows(context.observations, indicator=indicators):
                told = say(context, N_("No {overall} figure for any of its indicators; there are figures of {areas}."))
            else:
                told = say(context, N_("No figure for any of its indicators."))
            title = commitment_words(context, action.id, commitment.id)
            rows.append([blocks.link(f"{action.id}.html", title), told])
    seen = set(context.observations["region"])
    seen_breakdowns = set(context.observations["breakdown"])
    for breakdown in context.plan.paged_breakdowns:
        if not seen_breakdowns & set(context.plan.within(breakdown.code)):
            text = say(context, N_("No figure for this {breakdown} in any indicator."))
            rows.append([blocks.link(f"{breakdown.address}.html", breakdown.title[context.language]), text])
    for region in context.plan.areas:
        if region.region not in seen:
            text = say(context, N_("No figure for this {area} in any indicator."))
            rows.append([blocks.link(f"{region.region}.html", region.short[context.language]), text])
    columns = words.columns(
        context, N_("{Promise}, {breakdown} or {area}"), N_("What would measure it, or what is missing")
    )
    caption = say_n(
        context,
        "Not measured: {n} {promise}, {breakdown} or {area}",
        "Not measured: {n} {promises}, {breakdowns} and {areas}",
        len(rows),
    )
    return blocks.table("unpublished", caption, columns, rows)


def _states(context: Context) -> list[ActionState]:
    return [context.state(action.id) for action in context.plan.actions]


def _groups(context: Context) -> list[str]:
    stable = N_("indicators with little or no change")
    if words.by_method(context):
        stable = N_("indicators with little or too little progress")
    return [N_("indicators improving"), stable, N_("indicators deteriorating"), N_("indicators not assessable")]
