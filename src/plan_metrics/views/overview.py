"""The front page: where does the plan stand, action by action, what turned, what is due, what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from plan_metrics.analysis.change_causes import NO_FIGURE
from plan_metrics.analysis.states import ADVANCING, CONTEXT, MIXED, OPEN, SLIPPING
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED, WORSENING
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.head import number_of
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.views import (
    blocks,
    board,
    chart_frame,
    charts,
    figure_tiles,
    flow,
    language,
    links,
    parts,
    verdict_model,
    words,
)
from plan_metrics.views.action import state_link
from plan_metrics.views.blocks import Block
from plan_metrics.views.change_sentences import change_told, foremost
from plan_metrics.views.changes import compared
from plan_metrics.views.headline import headline
from plan_metrics.views.lead import Finding, findings, in_short, speaking
from plan_metrics.views.lead import downward as findings_down
from plan_metrics.views.nodes import Column, Element, Node, el
from plan_metrics.views.target_cases import AHEAD
from plan_metrics.views.target_words import target_words
from plan_metrics.views.verdicts import fact, latest_figures, latest_sentence, outlook, strength_words, why_not
from plan_metrics.views.words import say

SHOWN, AT_ONCE = 5, 3  # targets, and how many of them stand in sight
STATES = {
    ADVANCING: N_("{n} advancing where assessed"),
    MIXED: N_("{n} with no clear direction"),
    SLIPPING: N_("{n} slipping where assessed"),
}
ALL_SAME = {
    ADVANCING: N_("all advancing where assessed"),
    MIXED: N_("all with no clear direction"),
    SLIPPING: N_("all slipping where assessed"),
}


def opening(context: Context, alone: bool = False) -> Block:
    """The answer in one sentence, what is not known in another, and what this edition is; `alone` leads nowhere."""
    states = [context.state(action.id) for action in context.plan.actions]
    counts = Counter(each.state for each in states)
    n = len(states)
    found = [name for name in STATES if counts[name]]
    if len(found) == 1 and counts[found[0]] > 1:
        listed = [say(context, ALL_SAME[found[0]])]
    else:
        listed = [links.counted(context, STATES[name], {"n": (f"actions_{name}", counts[name])}) for name in found]
    named = blocks.joined(listed, say(context, N_(", ")))
    known = {"all": ("actions", n), "open": (f"actions_{OPEN}", counts[OPEN])}
    if counts[OPEN] == n:
        answer = links.counted_n(
            context,
            "From published figures, the {all} {goal} cannot be assessed.",
            "From published figures, none of the {all} {goals} can be assessed.",
            n,
            known,
        )
    elif counts[OPEN]:
        form = N_(
            "From published figures, {n} of the {all} {goals} can be assessed: {states}. The other {open} cannot."
        )
        answer = links.counted(context, form, {**known, "n": ("actions_known", n - counts[OPEN])}, states=named)
    else:
        answer = links.counted_n(
            context,
            "From published figures, the {all} {goal} is: {states}.",
            "From published figures, the {all} {goals} are: {states}.",
            n,
            known,
            states=named,
        )
    as_of = language.date(context.edition.card.as_of, context.language)
    up_to = say(context, N_("Figures published up to {as_of}."), as_of=as_of)
    edition = words.sentences(context, [words.plan_cited(context), up_to])
    return parts.opening(context, [el("strong", answer), _unknown(context, alone), blocks.muted(edition)])


def _unknown(context: Context, alone: bool) -> Element:
    """What is not known, in one line."""
    rows = list(scoreboard_rows(context.scoreboard, headline=True))
    states = [context.state(action.id) for action in context.plan.actions]
    form = N_(
        "Without a long-term assessment: {unknown} of {all} {indicators}, {silent} of them without any {overall} figure; {open} of {commitments} {promises} cannot be assessed."
    )
    said = links.counted(
        context,
        form,
        {
            "unknown": ("indicators_unjudged", sum(row["status"] not in JUDGED for row in rows)),
            "all": ("indicators", len(rows)),
            "silent": ("indicators_silent", sum(row["shown"] is None for row in rows)),
            "open": (f"commitments_{OPEN}", sum(state.of(OPEN) for state in states)),
            "commitments": ("commitments", sum(len(state.commitments) for state in states)),
        },
    )
    more = blocks.link("coverage.html", say(context, N_("What is published and what is not")))
    return blocks.joined([said, more] if not alone and links.has_pages(context, "coverage") else [said])


def actions(context: Context) -> Block:
    """A row for each action: state, the figure that speaks for it with its course, long-term and latest verdict."""
    rows = [_action(context, action.id, speaking(context, action.id)) for action in context.plan.actions]
    rule = say(
        context,
        N_(
            "Each {goal} is shown by one indicator: a direct one before a proxy, then the one with the stronger evidence and the longer series; where none can be assessed, the one with the newest figure. Each line has its own years and its own height; a diamond is an official target, an open mark an approximate figure, an arrow a bound."
        ),
    )
    if not context.plan.head.two_levels:
        rule = words.sentences(context, [rule, say(context, N_("The state is that of all {promises} of the {goal}."))])
    texts: list[object] = [rule]
    if words.by_method(context):
        by = N_("Verdicts on indicators are the categories of {model}; {method}.")
        page = blocks.link("method.html", say(context, N_("their rule and where it comes from")))
        texts.insert(0, blocks.filled(say(context, by), model=verdict_model.name(context), method=page))
    chosen = say(context, N_("How to read these rows"))
    return _listed(rows) + blocks.fold(chosen, blocks.paragraphs(texts))


def _listed(rows: Sequence[Element]) -> Block:
    return blocks.block(el("ol", *rows, css="pm-rows"), text="\n".join(row.text for row in rows))


def _action(context: Context, action: str, finding: Finding | None) -> Element:
    card, state = context.plan.action(action), context.state(action)
    number = el("span", number_of(action), css="pm-number")
    title = el("h3", blocks.link(f"{action}.html", blocks.joined([number, card.title[context.language]])))
    found: list[object] = [state_link(context, context.state(action))]
    about = [in_short(context, state)]
    if state.state != OPEN:
        strength = say(context, words.STRENGTH[str(state.strength)])
        about.append(say(context, N_("evidence {strength}"), strength=strength))
    if worse := [one.fit for one in findings(context, action) if one.row["status"] == WORSENING]:
        aside, form = worse.count(CONTEXT), N_("deteriorating in the long term: {n}")  # context counts for no state
        if aside:
            form = N_("deteriorating in the long term: {n}, of them only context: {aside}")
        if aside == len(worse):
            form = N_("deteriorating in the long term: {n}, only context")
        about.append(say(context, form, n=len(worse), aside=aside))
    found.append(blocks.muted(say(context, N_("; ")).join(about)))
    head = el("div", title, el("p", blocks.joined(found)), css="pm-row-head")
    if finding is None:
        return el("li", head, el("p", say(context, N_("No {overall} figure was found.")), css="pm-row-figure"))
    title = links.indicator_link(context, finding.indicator)
    return _row(
        context,
        head,
        [title, links.led(context, finding.row, headline(context, finding.indicator, finding.row))],
        finding,
    )


def _row(context: Context, head: Element, said: Sequence[object], finding: Finding) -> Element:
    """A row of figures: its head, sentences on an indicator, its course and both verdicts."""
    indicator, row = finding.indicator, finding.row
    told = el("div", *(el("p", each) for each in said if each), css="pm-row-figure")
    course = figure_tiles.course(context, indicator)
    drawn = []
    if len(course) >= charts.LEAST:  # before the sentences, which run around it where the page is narrow
        drawn.append(figure_tiles.spark_of(context, indicator, row, course, size=charts.ROW))
    return el("li", head, *drawn, told, _verdicts(context, row))


def downward(context: Context) -> Block:
    """A row for each national series that deteriorates in either view: its figures, its course, both verdicts."""
    found = findings_down(context)
    if not found:
        rows = scoreboard_rows(context.scoreboard, headline=True)
        judged = sum(row["status"] in JUDGED or row["latest_change"] in JUDGED for row in rows)
        form = N_(
            "Indicators with {overall} assessments: {n}; deteriorating in the long term or in the latest change: {worse}."
        )
        if words.by_method(context):
            form = N_("Indicators with {overall} assessments: {n}; deteriorating: {worse}.")
        return blocks.paragraphs([say(context, form, n=judged, worse=0)])
    return _listed([_down(context, each) for each in found])


def _down(context: Context, finding: Finding) -> Element:
    indicator, row = finding.indicator, finding.row
    number = say(context, N_("{Goal} {n}"), n=number_of(links.action_of(context, indicator.id)))
    about = [blocks.muted(number), words.fit_badge(context, indicator.fit)]
    if row["strength"]:
        about.append(strength_words(context, str(row["strength"])))
    title = el("h3", links.indicator_link(context, indicator))
    head = el("div", title, el("p", blocks.joined(about)), css="pm-row-head")
    return _row(context, head, [links.led(context, row, fact(context, indicator, row)), _last(context, row)], finding)


def _last(context: Context, row: ScoreboardRow) -> str:
    """The two figures of the latest change, whose verdict stands beside them; or why there is none."""
    if words.by_method(context):
        return ""
    if row["latest_change"] not in JUDGED:
        return latest_sentence(context, row)
    form = N_("Latest change: {before} in {since}, {value} in {latest}.")
    return say(context, form, **latest_figures(context, row))


def _verdicts(context: Context, row: ScoreboardRow) -> Element:
    """Both verdicts of an indicator with the names that they go by, or that it has none."""
    if row["status"] not in JUDGED and row["latest_change"] not in JUDGED:
        none, why = words.status_badge(context, "not_assessable"), why_not(context, row)
        return el("p", none, *((" ", blocks.muted(why)) if why else ()), css="pm-row-verdicts")
    badge = links.receipt_of(context, row, "status", words.verdict_badge(context, row))
    last: Node = words.status_badge(context, row["latest_change"])
    if row["latest_change"] in JUDGED:
        last = links.receipt_of(context, row, "latest_change", last)
    pairs = [(say(context, N_("Long term")), badge), (say(context, N_("Latest")), last)]
    if words.by_method(context):
        pairs = [(verdict_model.name(context), badge)]
    said = [part for title, badge in pairs for part in (el("dt", title), el("dd", badge))]
    return el("dl", *said, css="pm-row-verdicts")


def turned(context: Context, alone: bool = False) -> Block:
    """From long-term to latest verdicts: how many indicators went on, and how many turned; `alone` is the sentence.

    A published method that the plan follows has one view, from which nothing turns.
    """
    if words.by_method(context):
        return blocks.NOTHING
    found: Counter[tuple[str, str]] = Counter()
    for row in scoreboard_rows(context.scoreboard, headline=True):
        found[str(row["status"]), str(row["latest_change"])] += 1
    none = found.pop(("not_assessable", "not_assessable"), 0)
    if not found:
        return blocks.paragraphs([say(context, N_("No indicator has an assessment."))])
    known = [status for status in (*JUDGED, "not_assessable") if any(status in pair for pair in found)]
    title = {status: words.status(context, status) for status in known}
    worse = sum(n for (long, last), n in found.items() if long != WORSENING and last == WORSENING)
    numbers = {
        "all": ("indicators", sum(found.values()) + none),
        "n": ("indicators_either", sum(found.values())),
        "long": ("indicators_judged", sum(n for (long, _), n in found.items() if long in JUDGED)),
        "last": ("indicators_latest", sum(n for (_, last), n in found.items() if last in JUDGED)),
        "worse": ("indicators_turned", worse),
    }
    counted = links.counted_n(
        context,
        "Of {all} {indicators}, {n} has {overall} assessments: {long} in the long term, {last} of the latest change. Deteriorating in the latest change, but not in the long term: {worse}.",
        "Of {all} {indicators}, {n} have {overall} assessments: {long} in the long term, {last} of the latest change. Deteriorating in the latest change, but not in the long term: {worse}.",
        sum(found.values()),
        numbers,
    )
    said = counted.text
    ends = (say(context, N_("Long term")), say(context, N_("Latest change")))
    if alone:
        return blocks.paragraphs([counted])
    drawing = flow.flow(said, found, [(status, title[status]) for status in known], ends)
    columns = [Column(ends[0]), *words.columns(context, *(words.STATUS[each] for each in known), numeric=True)]
    rows = [[title[long], *(_pair(context, long, last, found[long, last]) for last in known)] for long in known]
    caption = say(context, N_("Indicators by long-term assessment (rows) and latest change (columns)"))
    figure = chart_frame.computed(context, "turned-chart", drawing, table="turned")
    return figure + blocks.fold(say(context, N_("Table")), blocks.table("turned", caption, columns, rows))


def _pair(context: Context, long: str, last: str, n: int) -> object:
    return links.count(context, f"indicators_{long}_{last}", n) if n else n


@compared
def changed(context: Context) -> Block:
    """The changes since the edition before that matter most, one sentence each, in which order, and where all are."""
    more = blocks.link("changes.html", say(context, N_("All changes, split by their causes")))
    order = N_(
        "Order: newer figures; then figures revised, withdrawn or added; last a change of rules or targets alone."
    )
    return changed_most(context) + blocks.paragraphs([blocks.joined([blocks.muted(say(context, order)), more])])


def changed_most(context: Context, *, short: bool = False) -> Block:
    """How many indicators have a newer figure or another assessment, and a sentence on each of the foremost.

    A `short` sentence leaves out the cause of another assessment.
    """
    found = [change for change in context.changes if change.headline]
    moved = [change for change in found if change.moves]
    numbers = {
        "n": ("indicators_newer", sum(change.newer for change in found)),
        "moved": ("indicators_moved", len(moved)),
        "new": ("indicators_moved_first", sum(change.before.status == NO_FIGURE for change in moved)),
    }
    newer = links.counted_n(
        context,
        "{n} indicator has a newer or first {overall} figure; assessments that changed: {moved}, of which {new} had no figure before.",
        "{n} indicators have a newer or first {overall} figure; assessments that changed: {moved}, of which {new} had no figure before.",
        numbers["n"][1],
        numbers,
    )
    told = (change_told(context, change, short=short) for change in foremost(context))
    return blocks.paragraphs([newer]) + blocks.bullets(told)


def due(context: Context) -> Block:
    """The official targets that are due next, with the value now and the prospect, one sentence each."""
    known = board.known_targets(context)
    ahead = board.targets_ahead(context)
    more = blocks.link("targets.html", say(context, N_("All official targets: {n}"), n=len(known)))
    form = N_("Targets whose date has passed: {n}; ahead: {ahead}.")
    numbers = {"n": ("targets_passed", len(known) - len(ahead)), "ahead": ("targets_ahead", len(ahead))}
    counts = links.counted(context, form, numbers)
    lines = [due_line(context, each) for each in ahead[:SHOWN]]
    listed = blocks.bullets(lines[:AT_ONCE]) if lines else blocks.NOTHING
    if rest := lines[AT_ONCE:]:
        listed += blocks.fold(say(context, N_("Also due next: {n}"), n=len(rest)), blocks.bullets(rest))
    said = [counts, more] if links.has_pages(context, "targets") else [counts]
    return listed + blocks.paragraphs([blocks.joined(said)])


def due_line(context: Context, target: Target, here: str = "") -> Element:
    """An official target that is due later: its date, the value now and what is to be expected; of an area unless `here`."""
    row = board.settled(context, target)[1]
    told, figure, period = board.outcome(context, target)
    if row is not None and row["result"] == AHEAD:
        told = outlook(context, row)  # that it is not due yet goes without saying
    by = language.period(target.period, context.language)
    what = _placed(context, target, here or context.plan.head.whole)
    values = {"by": by, "what": what, "value": target_words(context, target, row), "result": told}
    if figure is None:
        return blocks.filled(say(context, N_("{by}: {what}, target {value}; {result}.")), **values)
    form = N_("{by}: {what}, target {value}; latest: {figure} ({period}); {result}.")
    return blocks.filled(say(context, form), figure=figure, period=period, **values)


def _placed(context: Context, target: Target, here: str) -> Element:
    """What is to be reached, and where: `here` goes without saying, and so does the indicator's own breakdown."""
    what = board.subject(context, target)
    own = context.plan.indicator(target.indicator).breakdown if target.indicator else TOTAL
    part = TOTAL if target.breakdown == own else target.breakdown
    if target.region != here:
        place = parts.key_words(context, target.region, part)
    elif part != TOTAL:
        place = parts.breakdown_name(context, part)
    else:
        return blocks.joined([what])
    return blocks.filled(say(context, N_("{what} ({place})")), what=what, place=place)
