"""A change in one sentence, and which changes matter most: for the front page and the feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from plan_metrics.analysis.change_causes import ActionMove, Change
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.head import number_of
from plan_metrics.views import blocks, language, links, words
from plan_metrics.views.nodes import Element
from plan_metrics.views.words import say

SHOWN = 5  # changes of a front page
CAUSE = {
    "new": N_("new data"),
    "revised": N_("figures revised or no longer used"),
    "withdrawn": N_("withdrawn figures"),
    "plan": N_("changed targets"),
    "method": N_("changed method or cards"),
    "time": N_("time passed"),
}


def foremost(context: Context) -> list[Change]:
    """The changes for the whole that matter most, `SHOWN` at most."""
    found = [change for change in context.changes if change.headline]
    return sorted(found, key=lambda each: _weight(context, each))[:SHOWN]


def _weight(context: Context, change: Change) -> tuple[bool, int, int, bool, float]:
    """What matters first: a newer figure; then what is known otherwise; then other targets, rules and time alone.

    Among these: a verdict that became another, one that was gained or lost, a figure that shifted most; indicators that
    count for a commitment before context. What had no figure in the edition before comes last of all.
    """
    before, after = change.before.status in JUDGED, change.after.status in JUDGED
    context_only = context.plan.indicator(change.indicator).fit == "context"
    rank = 2 if not change.moves else 0 if before and after else 1
    shift = abs(float(change.total or 0) / change.before.value) if change.before.value and change.comparable else 0.0
    return change.before.value is None, _cause(change), rank, context_only, -shift


def _cause(change: Change) -> int:
    """0 where a newer figure makes the change, 1 where figures do otherwise, 2 where the world has no part in it."""
    steps = {step for step, _, _ in change.moves}
    if change.before.period is not None and change.newer and (not steps or "new" in steps):
        return 0
    return 1 if not steps or steps & {"new", "revised", "withdrawn"} else 2


# Sentences of what was withdrawn, by whether the verdict is another and whether there is a figure now.
_WITHDRAWN = {
    (True, True): N_(
        "{title}: now {after}, in the last edition {before}; its figure, {earlier} in {earlier_period}, is withdrawn."
    ),
    (True, False): N_("{title}: now {after}, in the last edition {before}; its only figure is withdrawn."),
    (False, True): N_(
        "{title}: {value} in {value_period}; the figure of the last edition, {earlier} in {earlier_period}, is withdrawn."
    ),
    (False, False): N_("{title}: the figure of the last edition, {earlier} in {earlier_period}, is withdrawn."),
}


def change_told(context: Context, change: Change, *, short: bool = False) -> Element:
    """What a series was and is, as a sentence that leads to its indicator; a `short` one names no cause."""
    indicator = context.plan.indicator(change.indicator)
    title = links.indicator_link(context, indicator)
    values: dict[str, object] = {"title": title}
    for name, stage in (("value", change.after), ("earlier", change.before)):
        known = stage.value is not None
        ends = [change.before.value, change.after.value]
        number: object = words.value(context, stage.value, indicator.unit, str(stage.qualifier), ends) if known else ""
        if known and name == "value":
            number = links.receipt_of(context, change.series, stage.period, number)
        values |= {
            name: number,
            f"{name}_period": language.period(str(stage.period), context.language) if known else "",
        }
    values |= {
        "after": words.status(context, change.after.status),
        "before": words.status(context, change.before.status),
    }
    values["causes"] = say(context, N_("; ")).join(say(context, CAUSE[step]) for step, _, _ in change.moves)
    if change.withdrawn:
        form = _WITHDRAWN[bool(change.moves), bool(values["value"])]
    elif short and change.moves and values["value"]:
        form = N_("{title}: now {after}, in the last edition {before}; {value} in {value_period}.")
    elif short and change.moves:
        form = N_("{title}: now {after}, in the last edition {before}.")
    elif change.moves and values["value"]:
        form = N_("{title}: now {after}, in the last edition {before} (cause: {causes}); {value} in {value_period}.")
    elif change.moves:
        form = N_("{title}: now {after}, in the last edition {before} (cause: {causes}).")
    elif values["earlier"] and values["value"]:
        form = N_("{title}: {value} in {value_period}; in the last edition {earlier} in {earlier_period}.")
    elif values["value"]:
        form = N_("{title}: first figure, {value} in {value_period}.")
    else:
        form = N_("{title}: the figure of the last edition, {earlier} in {earlier_period}, is no longer used.")
    return blocks.filled(say(context, form), **values)


def moves_told(context: Context, moves: Iterable[tuple[str, str, str]], said: Callable[[str], str]) -> str:
    """What a verdict was and is, cause by cause; `said` gives the words of its codes."""
    form = N_("{before} → {after} by {cause}")
    return say(context, N_("; ")).join(
        say(
            context,
            form,
            before=said(one),
            after=said(other),
            cause=say(context, CAUSE[by]),
        )
        for by, one, other in moves
    )


def action_words(context: Context, move: ActionMove) -> Element:
    """What an action was and is, cause by cause, and which of its indicators had another assessment by these causes."""
    card = context.plan.action(move.action)
    causes = {step for step, _, _ in move.moves}
    moved = [
        links.indicator_link(context, context.plan.indicator(change.indicator))
        for change in context.changes
        if change.headline and change.action == move.action and causes & {step for step, _, _ in change.moves}
    ]
    number = f"{number_of(move.action)} {card.title[context.language]}"
    form = N_("{action}: {steps}. Indicators with another assessment for the same reason: {moved}.")
    return blocks.filled(
        say(context, form if moved else N_("{action}: {steps}.")),
        action=blocks.link(f"{move.action}.html", number),
        steps=moves_told(context, move.moves, lambda state: say(context, words.ACTION_STATE[state])),
        **({"moved": blocks.joined(moved, say(context, N_("; ")))} if moved else {}),
    )
