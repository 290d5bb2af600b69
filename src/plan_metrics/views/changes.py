"""What changed since the last edition, and why: on the front page in short, on its own page in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from markupsafe import Markup

from plan_metrics.changes import NO_FIGURE, STEPS, Change, Stage
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.scoreboard import targets_of
from plan_metrics.views import blocks, language, parts, words
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.words import say

CAUSE = {
    "new": N_("new data"),
    "revised": N_("revised figures"),
    "plan": N_("changed plan"),
    "method": N_("changed method"),
    "time": N_("time passed"),
}
FIRST = N_("This is the first edition: there is nothing to compare it with.")


def compared(block: Callable[[Context], Block]) -> Callable[[Context], Block]:
    """A block that compares with the edition before; for a first edition it says that there is none."""

    @wraps(block)
    def made(context: Context) -> Block:
        return block(context) if context.previous else blocks.paragraphs([say(context, FIRST)])

    return made


def opening(context: Context) -> Block:
    """What is compared with what, and how many figures are new, revised and no longer used."""
    if context.previous is None:
        return parts.opening(context, [say(context, FIRST)])
    how = N_(
        "Each change is split by its cause. The causes are applied one after the other to the edition before, and every status is found anew after each: first the method (the limits of a status), then the plan (targets published in between), then revised figures, then new data, last the time that passed. A change belongs to the cause at which it appears; the parts add up to the whole."
    )
    return parts.opening(
        context, [Markup("<strong>{}</strong>").format(parts.observation_counts(context)), say(context, how)]
    )


@compared
def front(context: Context) -> Block:
    """The front page's part: the counts, how many statuses moved by which cause, and the indicators that moved."""
    found = [change for change in context.changes if change.headline]
    newer = say(
        context,
        N_("{newer} indicators have a newer figure for the whole; {n} of all indicators have another status now."),
        newer=sum(change.after.period != change.before.period for change in found),
        n=sum(bool(change.moves) for change in found),
    )
    more = blocks.link("changes.html", say(context, N_("All changes, split by their causes")))
    return (
        blocks.paragraphs([parts.observation_counts(context), newer])
        + parts.moved_lists(context, "changes")
        + blocks.paragraphs([more])
    )


@compared
def causes(context: Context) -> Block:
    """How many statuses and figures changed by each cause, for the whole and for regions and sectors: a full count."""
    found = context.changes
    groups = [
        [change for change in found if change.headline is headline and kind(change)]
        for headline in (True, False)
        for kind in (_status_causes, _value_causes)
    ]
    kinds = (_status_causes, _value_causes) * 2
    rows: list[list[object]] = [
        [
            say(context, title),
            *(sum(kind(c) == (cause,) for c in group) for kind, group in zip(kinds, groups, strict=True)),
        ]
        for cause, title in CAUSE.items()
    ]
    several = [sum(len(kind(c)) > 1 for c in group) for kind, group in zip(kinds, groups, strict=True)]
    rows.append([say(context, N_("more than one cause")), *several])
    rows.append([say(context, N_("all together")), *(len(group) for group in groups)])
    columns = [
        Column(say(context, N_("Cause"))),
        *(
            Column(say(context, title), numeric=True)
            for title in (
                N_("Whole: other status"),
                N_("Whole: other figure"),
                N_("Regions and sectors: other status"),
                N_("Regions and sectors: other figure"),
            )
        ),
    ]
    return blocks.table("causes", say(context, N_("Series that changed, by cause")), columns, rows)


@compared
def statuses(context: Context) -> Block:
    """The indicators whose status for the whole is another now, with the cause of it."""
    found = [change for change in context.changes if change.headline and change.moves]
    caption = say(context, N_("Indicators with another status than in the last edition: {n}"), n=len(found))
    return _status_table(context, "changes-statuses", caption, found)


@compared
def statuses_of_parts(context: Context) -> Block:
    """The series of regions and sectors whose status is another now; those that had no figure then are counted."""
    moved = [change for change in context.changes if not change.headline and change.moves]
    found = [change for change in moved if change.before.status != NO_FIGURE]
    caption = say(context, N_("Regions and sectors with another status than in the last edition: {n}"), n=len(found))
    first = say(
        context,
        N_("{n} more series of regions and sectors had no figure then and have one now."),
        n=len(moved) - len(found),
    )
    return _status_table(context, "changes-parts", caption, found) + blocks.paragraphs([first])


@compared
def values(context: Context) -> Block:
    """The newest figures for the whole that are others now: the change, and how much of it each cause made."""
    found = [change for change in context.changes if change.headline and change.total]
    rows = [
        [
            _series_link(context, change),
            _figure(context, change, change.before),
            _figure(context, change, change.after),
            *(_difference(context, change, part) for part in (change.total, *_shares(change))),
        ]
        for change in found
    ]
    columns = [
        Column(say(context, N_("Indicator"))),
        *(
            Column(say(context, title), numeric=True, ordered=False)
            for title in (
                N_("Figure then"),
                N_("Figure now"),
                N_("Change"),
                N_("of it new data"),
                N_("of it revised figures"),
                N_("of it plan, method or time"),
            )
        ),
    ]
    caption = say(context, N_("Newest figures for the whole that are others now: {n}"), n=len(found))
    return blocks.table("changes-values", caption, columns, rows, stacked=True, controls=words.controls(context))


@compared
def plan_and_method(context: Context) -> Block:
    """What changed in the rules: limits of a status, and targets that were published between the editions."""
    before = context.previous
    old, new = (c.plan.head.thresholds.limits.model_dump() for c in (before, context))
    moved = [name for name in new if old[name] != new[name]]
    method = (
        say(context, N_("Both editions were measured with the same limits: no change comes from the method."))
        if not moved
        else say(
            context,
            N_("Limits that changed: {limits}."),
            limits=say(context, N_("; ")).join(f"{name} {old[name]:g} → {new[name]:g}" for name in moved),
        )
    )
    rows = [
        [
            words.indicator_link(context, action.id, indicator),
            context.plan.region(target.region).short(context.language),
            words.value(context, target.value, indicator.unit),
            parts.period_words(context, target.period),
            words.source_links(context, target.source),
        ]
        for action, indicator in context.plan.indicators()
        for region in dict.fromkeys(target.region for target in indicator.targets)
        for known in [targets_of(before.plan, before.edition, indicator, region, indicator.sector)]
        for target in targets_of(context.plan, context.edition, indicator, region, indicator.sector)
        if target not in known
    ]
    columns = [
        Column(say(context, title))
        for title in (N_("Indicator"), N_("Region"), N_("Target"), N_("Target period"), N_("Source"))
    ]
    caption = say(context, N_("Official targets published between the two editions: {n}"), n=len(rows))
    return blocks.paragraphs([method]) + blocks.table("changes-targets", caption, columns, rows)


def _status_causes(change: Change) -> tuple[str, ...]:
    return tuple(step for step, _, _ in change.moves)


def _value_causes(change: Change) -> tuple[str, ...]:
    """The causes of another newest figure; where there was none, or is none, those at which it came or went."""
    if change.before.value == change.after.value:
        return ()
    if change.total is not None:
        return tuple(step for step, part in change.parts.items() if part)
    pairs = zip(STEPS, change.stages[:-1], change.stages[1:], strict=True)
    return tuple(step for step, one, other in pairs if one.value != other.value)


def _badge(context: Context, change: Change, stage: Stage) -> Markup:
    none = stage.status == NO_FIGURE
    why = parts.why_none(context, change.indicator, change.region, change.sector) if none else stage.status
    return words.status_badge(context, why)


def _status_table(context: Context, name: str, caption: str, found: Iterable[Change]) -> Block:
    rows = [
        [
            _series_link(context, change),
            _badge(context.previous, change, change.before),
            _badge(context, change, change.after),
            _because(context, change),
            parts.period_cell(context, change.before.period),
            parts.period_cell(context, change.after.period),
        ]
        for change in found
    ]
    columns = [
        Column(say(context, title))
        for title in (
            N_("Indicator"),
            N_("Status then"),
            N_("Status now"),
            N_("Because of"),
            N_("Latest figure then"),
            N_("Latest figure now"),
        )
    ]
    return blocks.table(name, caption, columns, rows, stacked=True, controls=words.controls(context))


def _because(context: Context, change: Change) -> Markup | str:
    """The cause of another status; where there are several, each with what it led to."""
    moves = change.moves
    if len(moves) == 1:
        return say(context, CAUSE[moves[0][0]])
    led = [
        say(context, N_("{cause}: {status}"), cause=say(context, CAUSE[step]), status=say(context, words.STATUS[to]))
        for step, _, to in moves
    ]
    return blocks.joined(led, Markup("<br>"))


def _series_link(context: Context, change: Change) -> Markup:
    indicator = context.plan.indicator(change.indicator)
    link = words.indicator_link(context, change.action, indicator)
    if change.headline:
        return link
    sector = change.sector if change.sector != indicator.sector else TOTAL
    return blocks.two_lines(link, parts.key_words(context, change.region, sector))


def _figure(context: Context, change: Change, stage: Stage) -> Markup:
    """A figure that leads to its document, if the newer edition still cites it, over its period."""
    known = {*context.edition.sources, *context.plan.sources}
    sources = stage.source if set((stage.source or "").split()) <= known else None
    value = words.traced(context, words.value(context, stage.value, change.unit), sources)
    return blocks.two_lines(value, parts.period_words(context, stage.period))


def _shares(change: Change) -> tuple:
    split = change.parts
    return split["new"], split["revised"], split["plan"] + split["method"] + split["time"]


def _difference(context: Context, change: Change, part) -> str:
    number = float(part)
    if change.unit == "percent":
        points = language.signed(language.decimal(number, context.language), number)
        return say(context, N_("{points} percentage points"), points=points)
    text = words.value(context, number, change.unit) if number else language.decimal(0, context.language)
    return language.signed(text, number)
