"""The published method whose categories a plan takes as its verdicts: its name, its source, its rule as a table."""

from __future__ import annotations

from collections.abc import Iterator

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.manual.read import pages_in, read_card
from plan_metrics.measure.by_method import DIRECTIONS
from plan_metrics.measure.method import Band
from plan_metrics.measure.methods import METHODS
from plan_metrics.views import blocks, language, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.words import say

PROJECTED = "un2023"  # it holds the way that will be made against its limits, every other one the growth
AGAINST = {
    True: N_("Against a target: growth a year over the growth that the target needs"),
    False: N_("Without a target: growth a year in the desired direction"),
}
WAY = N_("Against a target: progress that will be made by its time at the growth so far")


def name(context: Context) -> str:
    """The published method that the plan follows."""
    return say(context, METHODS[context.plan.head.verdicts.model].label)


def card_of(method: str, *, target: bool) -> str:
    """The card of the manual on a method with categories of its own, with a target or without."""
    return f"{method}-{'target' if target else 'trend'}" if method == "statcan" else method


def source(context: Context) -> str:
    """Where the method comes from."""
    return read_card(card_of(context.plan.head.verdicts.model, target=True)).source.text[context.language]


def page(context: Context) -> str:
    """The page of the method chapter on published methods, in whatever language the chapter is; "" for none."""
    card = card_of(context.plan.head.verdicts.model, target=True)
    return next((each.name for each in pages_in(context.language) if card in each.cards), "")


def rule(context: Context) -> Block:
    """The categories of the method with a target and without, where each begins, and which way it points."""
    method = METHODS[context.plan.head.verdicts.model]
    shown = blocks.NOTHING
    for target, bands in method.bands.items():
        form = WAY if target and method.name == PROJECTED else AGAINST[target]
        title = say(context, form)
        columns = words.columns(context, N_("Category"), N_("Rule"), N_("Counted as"))
        rows = [[say(context, words.CATEGORY[band.category]), rule, words.status(context, DIRECTIONS[band.status])]
                for band, rule in _rules(context, bands, target=target)]  # fmt: skip
        shown += blocks.table(f"model-{'target' if target else 'growth'}", title, columns, rows)
        if target in method.cited:
            shown += blocks.paragraphs(
                [say(context, N_("These limits are cited; they were not re-read in the source."))]
            )
    if method.name == "statcan":
        shown += blocks.paragraphs([say(context, N_("No natural limit of an indicator is taken into account."))])
    return shown


def _rules(context: Context, bands: tuple[Band, ...], *, target: bool) -> Iterator[tuple[Band, str]]:
    for band in bands:
        if band.status == "achieved":
            yield band, say(context, N_("the figure meets the target"))
        elif band.least is None:
            yield band, say(context, N_("less"))
        else:
            limit = language.percent(band.least, context.language, digits=0 if target else 1)
            yield band, say(context, N_("{limit} or more"), limit=limit)
