"""A newest figure that is another now: then and now, and how much of the difference each cause made."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from plan_metrics.analysis.change_causes import STEPS, Change, Stage
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import period_kind
from plan_metrics.measure.spans import Span, difference, last_digit, span
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.moves import amount_words
from plan_metrics.views.nodes import Element
from plan_metrics.views.words import say

EXACT = "exact"
ROUNDED = 1000.0  # a number that ends in so many ones or more was rounded, for all that is known
NOTHING = Span(0.0, 0.0)


def figure_cell(context: Context, change: Change, stage: Stage) -> Element:
    """A figure over its period: of this edition, leading to its receipt; of the one before, to its document if this
    edition still cites it.
    """
    known = {*context.edition.sources, *context.plan.sources}
    sources = stage.source if set((stage.source or "").split()) <= known else None
    ends = [change.before.value, change.after.value]
    said = words.value(context, stage.value, change.unit, str(stage.qualifier), ends)
    now = stage is change.after
    led = links.receipt_of(context, change.series, stage.period, said) if now else links.traced(context, said, sources)
    return blocks.two_lines(led, parts.period_words(context, stage.period))


def difference_cells(context: Context, change: Change) -> list[str]:
    """The whole difference, and the parts of new data, of figures revised or withdrawn, of plan, method and time together.

    None of figures before and after a break, or of what was counted over a half-year and then over a year.
    """
    if apart := _apart(context, change):
        return [say(context, apart), "–", "–", "–"]
    moved = _by_cause(change)
    whole = difference(span_of(change.before), span_of(change.after))
    corrected = _together([moved["withdrawn"], moved["revised"]])
    others = [moved[step] for step in STEPS if step not in ("new", "withdrawn", "revised")]
    return [_said(context, change, each) for each in (whole, moved["new"], corrected, _together(others))]


def _apart(context: Context, change: Change) -> str:
    if not change.comparable:
        return N_("not comparable: break in the series")
    kinds = {period_kind(str(stage.period)) for stage in (change.before, change.after)}
    over_time = context.plan.indicator(change.indicator).accumulation in ("flow", "rate")
    return N_("not comparable: another kind of period") if over_time and len(kinds) > 1 else ""


def span_of(stage: Stage) -> Span:
    """What the figure of a stage may stand for, as far as its number and the word before it tell.

    >>> span_of(Stage("improving", 53000.0, qualifier="over")), span_of(Stage("improving", 53057.0, qualifier="exact"))
    (Span(low=53000.0, high=54000.0), Span(low=53057.0, high=53057.0))
    """
    assert stage.value is not None  # both editions have a figure
    step = last_digit(stage.value)
    if stage.qualifier == EXACT and step < ROUNDED:
        return Span(stage.value, stage.value)
    return span(stage.value, str(stage.qualifier), step)


def _by_cause(change: Change) -> dict[str, Span | None]:
    found: dict[str, Span | None] = {}
    last = change.before
    for step, stage in zip(STEPS, change.stages[1:], strict=True):
        now = last if stage.value is None else stage
        same = (now.value, now.qualifier) == (last.value, last.qualifier)
        found[step] = NOTHING if same else difference(span_of(last), span_of(now))
        last = now
    return found


def _together(moved: Iterable[Span | None]) -> Span | None:
    return reduce(lambda one, other: one and other and Span(one.low + other.low, one.high + other.high), moved)


def _said(context: Context, change: Change, moved: Span | None) -> str:
    if moved is None:
        return "–"
    if moved == NOTHING:
        return language.decimal(0, context.language)
    return amount_words(context, moved, change.unit, exact=change.exact)
