"""The board of official targets: every one that a document sets, with what became of it."""

from __future__ import annotations

from plan_metrics.analysis.aims import known_by
from plan_metrics.analysis.scoreboard import series_of, series_status
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import SeriesStatusRow
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element
from plan_metrics.views.verdicts import outlook
from plan_metrics.views.words import say

TARGET = (
    N_("What is to be reached"),
    N_("Reference area"),
    N_("By"),
    N_("Target"),
    N_("As printed"),
    N_("Document"),
)
AS_THEY_STAND = ("Target", "As printed", "Figure that says so")  # columns in several units, which have no order
NO_INDICATOR = N_("no indicator counts just this")
NO_FIGURE = N_("no figure found")
NO_DIRECTION = N_("not judged")


def targets(context: Context, region: str) -> Block:
    """The official targets of a region known by the edition's day: what, when, how much, and the result.

    Nothing where there is none.
    """
    found = [target for target in known_targets(context) if target.region == region]
    if not found:
        return blocks.NOTHING
    rows = [_row(context, target) for target in sorted(found, key=lambda each: (each.action, each.period))]
    *first, document = TARGET
    columns = [
        Column(say(context, title), ordered=title not in AS_THEY_STAND)
        for title in (*first, N_("Result"), N_("Figure that says so"), document)
    ]
    caption = say(context, N_("Official targets: {n}"), n=len(rows))
    return blocks.table(f"targets-{region}", caption, columns, rows, stacked=True, controls=words.controls(context))


def known_targets(context: Context) -> list[Target]:
    """The official targets known by the edition's day, in the order of the plan."""
    day = context.edition.card.day
    return [target for target in context.plan.targets if known_by(context.plan, target, day)]


def targets_ahead(context: Context) -> list[Target]:
    """The official targets that are due after the day of the edition, the next first, national ones before others."""
    card, whole = context.edition.card, context.plan.head.whole
    known = [each for each in context.plan.targets if known_by(context.plan, each, card.day)]
    ahead = [each for each in known if end_month(each.period) > end_month(card.as_of[:7])]
    return sorted(
        ahead, key=lambda each: (end_month(each.period), not each.indicator, each.region != whole, each.action)
    )


def target_cells(context: Context, target: Target) -> list[object]:
    """What is to be reached, where, by when, how much and in which words: the cells of `TARGET`."""
    what: object = target.title[context.language]
    if target.indicator:
        what = links.indicator_link(context, context.plan.indicator(target.indicator))
    value = say(context, N_("no number"))
    if target.value is not None:
        value = words.target_value(context, target)
    return [
        blocks.two_lines(what, str(int(target.action[1:]))),
        parts.key_words(context, target.region, target.sector),
        parts.period_cell(context, target.period),
        value,
        parts.printed_words(target.printed),
        blocks.two_lines(links.source_links(context, target.source), language.date(target.since, context.language)),
    ]


def _row(context: Context, target: Target) -> list[object]:
    *cells, document = target_cells(context, target)
    result, said, period = outcome(context, target)
    return [*cells, result, blocks.two_lines(said, period) if said else "–", document]


def settled(context: Context, target: Target) -> tuple[str, SeriesStatusRow | None]:
    """What became of a target: a result of `measure.verdicts`, or why it has none; and where its series stands."""
    if not target.indicator:
        return NO_INDICATOR, None
    rows = series_of(context.observations, target.indicator, target.region, target.sector)
    if not rows["period"]:
        return NO_FIGURE, None
    row = series_status(context.plan, context.edition, context.plan.indicator(target.indicator), rows, [target])
    return str(row["result"] or NO_DIRECTION), row


def outcome(context: Context, target: Target) -> tuple[object, Element | None, str]:
    """What became of a target, the figure that says so, if one does, and its period in words."""
    result, row = settled(context, target)
    if row is None or row["result"] is None:
        return say(context, result), None, ""
    said = say(context, words.RESULT[result])
    if result == "ahead":
        said = say(context, N_("ahead; {prospect}"), prospect=outlook(context, row))
    if row["result_value"] is None:
        return said, None, ""
    return said, figure(context, target, row), parts.period_words(context, row["result_period"])


def figure(context: Context, target: Target, row: SeriesStatusRow) -> Element:
    """The figure that says what became of a target, leading to its row."""
    key = {"indicator": target.indicator, "region": target.region, "sector": target.sector}
    value = words.value(context, row["result_value"], row["unit"], str(row["result_qualifier"]))
    return links.opened(context, value, key, str(row["result_period"]))
