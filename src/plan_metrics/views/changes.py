"""What changed since the last edition, and why: on the front page in short, on its own page in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from plan_metrics.analysis.change_causes import NO_FIGURE, STEPS, Change, Stage
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.rows import grouped
from plan_metrics.views import blocks, board, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.change_sentences import CAUSE, action_words
from plan_metrics.views.differences import difference_cells, figure_cell
from plan_metrics.views.gone import gone_table
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.vouching import errata_table
from plan_metrics.views.withdrawals import withdrawn_table
from plan_metrics.views.words import say, say_n

About = ParamSpec("About")
FIRST = N_("This is the first edition: there is nothing to compare it with.")


def compared(block: Callable[Concatenate[Context, About], Block]) -> Callable[Concatenate[Context, About], Block]:
    """A block that compares with the edition before; for a first edition it says that there is none."""

    @wraps(block)
    def made(context: Context, /, *about: About.args, **options: About.kwargs) -> Block:
        if context.previous is None:
            return blocks.paragraphs([say(context, FIRST)])
        return block(context, *about, **options)

    return made


def opening(context: Context) -> Block:
    """How many actions moved; how many figures are new, revised and no longer used; how changes are split by cause."""
    if context.previous is None:
        return parts.opening(context, [say(context, FIRST)])
    how = N_(
        "Each change is split by its cause. The causes are applied one after the other to the edition before, and every assessment is made anew after each: first the method (the rules of verdicts and the cards of the plan, which no edition keeps), then the targets, then withdrawn figures, then revised figures, then new data, last the time that passed. A change belongs to the cause at which it appears; the parts add up to the whole."
    )
    moved = len(context.action_moves)
    answer = say(context, N_("Judged by today’s rules, no {goal} has changed state since the last edition."))
    if moved:
        answer = say_n(
            context,
            "Judged by today’s rules, {n} of the {all} {goals} has changed state since the last edition.",
            "Judged by today’s rules, {n} of the {all} {goals} have changed state since the last edition.",
            moved,
            all=len(context.plan.actions),
        )
    about = context.edition.card.about[context.language]
    return parts.opening(context, [el("strong", answer), parts.observation_counts(context), about]) + blocks.fold(
        say(context, N_("How a change is split by its cause")), blocks.paragraphs([say(context, how)])
    )


@compared
def actions(context: Context) -> Block:
    """The actions whose state is another now, each with the causes of it and its indicators that moved by them.

    Nothing where there is none, as the opening says.
    """
    if not context.action_moves:
        return blocks.NOTHING
    listed = blocks.bullets(action_words(context, move) for move in context.action_moves)
    another = N_(
        "The edition before was published with another model of states: both sides here are by the model of today."
    )
    return listed + blocks.paragraphs([say(context, another)] if context.before.edition.card.thresholds else [])


@compared
def causes(context: Context) -> Block:
    """How many statuses and figures changed by each cause, for the whole and for regions and breakdowns: a full count."""
    found = [
        [by for change in context.changes if change.headline is headline and (by := causes_of(change))]
        for headline in (True, False)
        for causes_of in (lambda change: tuple(step for step, _, _ in change.moves), _value_causes)
    ]
    rows: list[list[object]] = [
        [say(context, title), *(column.count((cause,)) for column in found)] for cause, title in CAUSE.items()
    ]
    several = [sum(len(by) > 1 for by in column) for column in found]
    rows.append([say(context, N_("more than one cause")), *several])
    rows.append([say(context, N_("total")), *map(len, found)])
    counted = words.columns(
        context,
        N_("{Overall}: other assessment"),
        N_("{Overall}: other figure"),
        N_("{Areas} and {breakdowns}: other assessment"),
        N_("{Areas} and {breakdowns}: other figure"),
        numeric=True,
    )
    caption = say(context, N_("Series that changed, by cause; first figures, and figures that are gone, included"))
    columns = [*words.columns(context, N_("Cause")), *counted]
    return blocks.table("causes", caption, columns, rows, stacked=True)


@compared
def statuses(context: Context) -> Block:
    """The indicators whose status for the whole is another now, with the cause of it."""
    found = [change for change in context.changes if change.headline and change.moves]
    caption = say(
        context, N_("Indicators with another {overall} assessment than in the last edition: {n}"), n=len(found)
    )
    said = N_("Of {n} {indicators} with another assessment, {new} had no published {overall} figure before.")
    numbers = {
        "n": ("indicators_moved", len(found)),
        "new": ("indicators_moved_first", sum(change.before.status == NO_FIGURE for change in found)),
    }
    first = links.counted(context, said, numbers)
    table = _by_action(context, "changes-statuses", caption, found, _status_table)
    return blocks.paragraphs([first]) + table if found else table


@compared
def statuses_of_parts(context: Context) -> Block:
    """The series of regions and breakdowns whose status is another now; those that had no figure then are counted."""
    moved = [change for change in context.changes if not change.headline and change.moves]
    found = [change for change in moved if change.before.status != NO_FIGURE]
    caption = say(
        context,
        N_("Series of {areas} and {breakdowns} with figures in the last edition and another assessment now: {n}"),
        n=len(found),
    )
    first = say_n(
        context,
        "{n} more series of a {area} or {breakdown} had no figure then and has one now.",
        "{n} more series of {areas} and {breakdowns} had no figure then and have one now.",
        len(moved) - len(found),
    )
    return _by_action(context, "changes-parts", caption, found, _status_table) + blocks.paragraphs([first])


@compared
def values(context: Context) -> Block:
    """The newest figures for the whole that are others now: the change, and how much of it each cause made."""
    found = [change for change in context.changes if change.headline and change.total]
    caption = say_n(
        context,
        "{Overall} figures in both editions, with another value now: {n} indicator",
        "{Overall} figures in both editions, with another value now: {n} indicators",
        len(found),
    )
    return _by_action(context, "changes-values", caption, found, _value_table)


def _value_table(context: Context, name: str, caption: str, found: Sequence[Change]) -> Block:
    rows = [
        [
            _series_link(context, change),
            figure_cell(context, change, change.before),
            figure_cell(context, change, change.after),
            *difference_cells(context, change),
        ]
        for change in found
    ]
    figures = words.columns(
        context,
        N_("Figure then"),
        N_("Figure now"),
        N_("Change"),
        N_("of which new data"),
        N_("of which figures revised, withdrawn or no longer used"),
        N_("of which plan, method or time"),
        numeric=True,
        ordered=False,
    )
    columns = [*words.columns(context, N_("Indicator")), *figures]
    return blocks.table(name, caption, columns, rows, stacked=True, controls=words.controls(context))


def withdrawn(context: Context) -> Block:
    """What was corrected in this edition since, and the figures of the edition before that it withdraws or uses no more,
    with the reasons.
    """
    found = [errata_table(context)] if context.edition.errata else []
    if context.previous is not None:
        found += [withdrawn_table(context), gone_table(context)]
    return blocks.one_by_one(each for each in found if each != blocks.NOTHING)


@compared
def plan_and_method(context: Context) -> Block:
    """What changed in the rules: limits of a status, and targets that were published between the editions."""
    before = context.before
    if before.edition.card.thresholds:
        method = say(
            context,
            N_(
                "The last edition was published under other rules of assessment. “Then” gives the words it was published with; what follows from the new rules, or from the cards as they are now, counts as a changed method or cards. Its figures are unchanged."
            ),
        )
    else:
        old, new = (c.plan.head.verdicts.numbers.model_dump() for c in (before, context))
        old, new = ({"model": TWO_VIEWS, **each} for each in (old, new))
        moved = [f"{name} {old[name]} → {new[name]}" for name in new if old[name] != new[name]]
        method = say(context, N_("Both editions were measured with the same rules: no change comes from the method."))
        if moved:
            method = say(context, N_("Rules that changed: {limits}."), limits=say(context, N_("; ")).join(moved))
    rows = [board.target_cells(context, target) for target in context.new_targets]
    columns = words.columns(context, *board.TARGET)
    caption = say(context, N_("Official targets published between the two editions: {n}"), n=len(rows))
    texts = [method, *_indicators(context)]
    return blocks.paragraphs(texts) + blocks.table("changes-targets", caption, columns, rows, stacked=True)


def _indicators(context: Context) -> list[str]:
    """Which indicators the plan has since the edition before, and which it has no more."""
    now, then = (
        {each.id: each.title[context.language] for _, each in plan.indicators()}
        for plan in (context.plan, context.before.plan)
    )
    said = []
    for form, one, other in (
        (N_("Indicators that are new in the plan: {titles}."), now, then),
        (N_("Indicators that the plan has no more: {titles}."), then, now),
    ):
        if apart := [title for name, title in one.items() if name not in other]:
            said.append(say(context, form, titles=say(context, N_("; ")).join(apart)))
    return said


def _value_causes(change: Change) -> tuple[str, ...]:
    """The causes of another newest figure; where there was none, or is none, those at which it came or went."""
    if change.before.value == change.after.value:
        return ()
    if change.total is not None:
        return tuple(step for step, part in change.parts.items() if part)
    pairs = zip(STEPS, change.stages[:-1], change.stages[1:], strict=True)
    return tuple(step for step, one, other in pairs if one.value != other.value)


def _badge(context: Context, change: Change, stage: Stage) -> Element:
    none = stage.status == NO_FIGURE
    if stage is change.after and not none:
        return links.receipt_of(context, change.series, "status", words.status_badge(context, stage.status))
    why = parts.why_none(context, change.indicator, change.region, change.breakdown) if none else stage.status
    return words.status_badge(context, why)


def _by_action(
    context: Context,
    name: str,
    caption: str,
    found: Sequence[Change],
    table: Callable[[Context, str, str, Sequence[Change]], Block],
) -> Block:
    """A table of changes; one of many rows as a table for each action, each behind a handle that says how many."""
    if len(found) < blocks.MANY:
        return table(context, name, caption, found)
    groups = grouped(found, lambda change: links.action_of(context, change.indicator))
    folds = []
    for action in context.plan.actions:
        if own := groups.get(action.id):
            title = f"{number_of(action.id)}. {action.title[context.language]}"
            handle = say(context, N_("{title}: {n}"), title=title, n=len(own))
            folds.append(blocks.fold(handle, table(context, f"{name}-{action.id}", handle, own)))
    head = el("p", el("strong", caption), id=name)
    return blocks.block(head, *folds, text="\n".join([caption, *(each.text for each in folds)]))


def _status_table(context: Context, name: str, caption: str, found: Sequence[Change]) -> Block:
    rows = [
        [
            _series_link(context, change),
            _badge(context.before, change, change.before),
            _badge(context, change, change.after),
            _because(context, change),
            parts.period_cell(context, change.before.period),
            parts.period_cell(context, change.after.period),
        ]
        for change in found
    ]
    columns = words.columns(
        context,
        N_("Indicator"),
        N_("Assessment then"),
        N_("Assessment now"),
        N_("Cause of the change"),
        N_("Latest figure then"),
        N_("Latest figure now"),
    )
    return blocks.table(name, caption, columns, rows, stacked=True, controls=words.controls(context))


def _because(context: Context, change: Change) -> Node:
    """The cause of another status; where there are several, each with what it led to."""
    moves = change.moves
    if len(moves) == 1:
        return say(context, CAUSE[moves[0][0]])
    led = [
        say(context, N_("{cause}: {status}"), cause=say(context, CAUSE[step]), status=words.status(context, to))
        for step, _, to in moves
    ]
    return blocks.lines(led)


def _series_link(context: Context, change: Change) -> Element:
    indicator = context.plan.indicator(change.indicator)
    link = links.indicator_link(context, indicator)
    if change.headline:
        return link
    return blocks.two_lines(link, parts.place_words(context, indicator, change.region, change.breakdown))
