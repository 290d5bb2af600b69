"""The front page: where does the plan stand?"""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.views import bars, blocks, chart_frame, language, parts, words
from plan_metrics.views.action import state_badge
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.states import ActionState, action_state, without_figures
from plan_metrics.views.words import say


def opening(context: Context) -> Block:
    """The answer in three sentences: states of the actions, what they rest on, what is not published."""
    states = _states(context)
    plan = context.plan
    number = {name: sum(s.state == name for s in states) for name in words.ACTION_STATE}
    answer = say(
        context,
        N_(
            "The {actions} actions: {advancing} advancing, {mixed} with a mixed picture, {slipping} slipping, and {open} that cannot be assessed from what is published."
        ),
        actions=len(states),
        advancing=number["advancing"],
        mixed=number["mixed"],
        slipping=number["slipping"],
        open=number["not_assessable"],
    )
    basis = say(
        context,
        N_(
            "This rests on {indicators} indicators. {assessed} can be judged: wanted way or target met: {good}; hardly any change, or behind: {neutral}; other way or target missed: {bad}."
        ),
        indicators=sum(s.indicators for s in states),
        assessed=sum(s.assessed for s in states),
        good=sum(s.good for s in states),
        neutral=sum(s.neutral for s in states),
        bad=sum(s.bad for s in states),
    )
    edition = context.edition.card
    known = say(
        context,
        N_("{plan}, issued by {issuer} on {issued}. Figures published up to {as_of}."),
        plan=words.title_marked(context, plan.head.title[context.language]),
        issuer=plan.head.issuer[context.language],
        issued=language.date(plan.head.issued, context.language),
        as_of=language.date(edition.as_of, context.language),
    )
    return parts.opening(context, [Markup("<strong>{}</strong>").format(answer), basis, blocks.muted(known)])


def actions(context: Context) -> Block:
    """The actions as cards: state, counts, what changed since the last edition, what is not published."""
    changed = _changed_by_action(context)
    cards, lines = [], []
    for state in _states(context):
        action = context.plan.action(state.action)
        unmeasured = len(without_figures(context, action))
        texts = [
            say(
                context,
                N_("{good} of {assessed} judged indicators move the wanted way or met their target"),
                good=state.good,
                assessed=state.assessed,
            )
            if state.assessed
            else say(context, N_("no indicator can be judged")),
            say(context, _judged(state), judged=state.judged_commitments, all=state.commitments),
        ]
        if unmeasured:
            texts.append(
                say(
                    context,
                    N_("{n} of {all} commitments without a published figure"),
                    n=unmeasured,
                    all=len(action.commitments),
                )
            )
        if context.previous:
            texts.append(say(context, N_("changed since the last edition: {n}"), n=changed[action.id]))
        title = action.title[context.language]
        said = say(context, words.ACTION_STATE[state.state])
        cards.append(
            {
                "href": f"{action.id}.html",
                "id": str(int(action.id[1:])),
                "title": title,
                "state": state_badge(context, state.state),
                "lines": texts,
            }
        )
        lines.append(f"{action.id} {title}: {said}; " + "; ".join(texts))
    return Block(str(blocks.render("cards.html.j2", cards=cards)), "\n".join(lines))


def _judged(state: ActionState) -> str:
    if state.assessed and state.state == "not_assessable":
        return N_("{judged} of {all} commitments can be judged, too few for a status")
    return N_("{judged} of {all} commitments can be judged")


def states_table(context: Context) -> Block:
    """The counts behind the states, one row an action."""
    rows = [
        [
            blocks.link(f"{s.action}.html", f"{s.action} {context.plan.action(s.action).title[context.language]}"),
            state_badge(context, s.state),
            s.indicators,
            s.with_figures,
            *s.groups,
        ]
        for s in _states(context)
    ]
    columns = [
        Column(say(context, N_("Action"))),
        Column(say(context, N_("State"))),
        Column(say(context, N_("Indicators")), numeric=True),
        Column(say(context, N_("With figures")), numeric=True),
        *(Column(title, numeric=True) for title in _groups(context)),
    ]
    caption = say(context, N_("Indicators of each action by status"))
    return blocks.fold(caption, blocks.table("states", caption, columns, rows))


def states_chart(context: Context) -> Block:
    """The same counts drawn as bars."""
    states = _states(context)
    totals = [sum(column) for column in zip(*(s.groups for s in states), strict=True)]
    said = say(
        context,
        N_(
            "Indicators of the {n} actions by status: wanted way or target met {good}, hardly any change or behind {neutral}, other way or target missed {bad}, not judged {open}."
        ),
        n=len(states),
        **dict(zip(("good", "neutral", "bad", "open"), totals, strict=True)),
    )
    drawing = bars.status_bars("states-chart", said, [(s.action, s.groups) for s in states], _groups(context))
    source = chart_frame.computed(context)
    return Block(str(chart_frame.framed(context, "states-chart", drawing, said, table="states", source=source)), said)


def unpublished(context: Context) -> Block:
    """What is not published: commitments without a figure, sectors and regions with none."""
    rows: list[list[object]] = []
    for action in context.plan.actions:
        for commitment in without_figures(context, action):
            searched = commitment.searched
            nothing = say(context, N_("No figure for any of its indicators."))
            number = commitment.id[1:].lstrip("0")
            title = f"{number} {commitment.title[context.language]}"
            rows.append([blocks.link(f"{action.id}.html", title), searched[context.language] if searched else nothing])
    seen = set(context.observations["region"])
    seen_sectors = set(context.observations["sector"])
    for sector in context.plan.pilot_sectors:
        if not seen_sectors & set(context.plan.within(sector.sector)):
            text = say(context, N_("No figure for this sector in any indicator."))
            rows.append([blocks.link(f"sector-{sector.sector}.html", sector.title(context.language)), text])
    for region in context.plan.provinces:
        if region.region not in seen:
            text = say(context, N_("No figure for this province in any indicator."))
            rows.append([blocks.link(f"{region.region}.html", region.short(context.language)), text])
    columns = [
        Column(say(context, N_("Commitment, sector or province"))),
        Column(say(context, N_("What was looked for"))),
    ]
    caption = say(context, N_("No published figure: {n} commitments, sectors and provinces"), n=len(rows))
    return blocks.table("unpublished", caption, columns, rows)


def _states(context: Context) -> list[ActionState]:
    return [action_state(context, action.id) for action in context.plan.actions]


def _groups(context: Context) -> list[str]:
    return [
        say(context, text)
        for text in (
            N_("wanted way or met"),
            N_("little change or behind"),
            N_("other way or missed"),
            N_("cannot be judged"),
        )
    ]


def _changed_by_action(context: Context) -> Counter[str]:
    return Counter(change.action for change in context.changes if change.headline)
