"""Figures that were withdrawn: as the edition says that withdraws them, and as pages of editions before it say."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import observation_rows
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column
from plan_metrics.views.words import say


def withdrawn_table(context: Context) -> Block:
    """The figures of the edition before that this one withdraws: what it was, since when, why and by which document.

    Nothing for none.
    """
    if not context.edition.withdrawn:
        return blocks.NOTHING
    gone = {each.key: each for each in context.figures_since.gone}
    rows: list[list[object]] = []
    for each in context.edition.withdrawn:
        indicator = context.plan.indicator(each.indicator)
        known = gone.get(each.key)  # none where it was suppressed
        then = words.value(context, known.value, indicator.unit, known.qualifier) if known else "–"
        place = parts.place_words(context, indicator, each.region, each.breakdown)
        rows.append(
            [
                blocks.two_lines(links.indicator_link(context, indicator), place),
                parts.period_cell(context, each.period),
                then,
                language.date(each.when, context.language),
                each.reason[context.language],
                links.source_links(context, each.source.source) if each.source else "–",
            ]
        )
    columns = [
        *words.columns(context, N_("Indicator"), N_("Period")),
        Column(say(context, N_("Figure then")), numeric=True, ordered=False),
        *words.columns(context, N_("Withdrawn on"), N_("Reason"), N_("Document")),
    ]
    caption = say(context, N_("Figures of the edition before that are withdrawn: {n}"), n=len(rows))
    return blocks.table("changes-withdrawn", caption, columns, rows, stacked=True, controls=words.controls(context))


def withdrawn_later(context: Context, indicator: Indicator) -> list[str]:
    """The figures of an indicator for the whole that later editions withdraw, a sentence for each."""
    said = N_("The figure for {period} was {withdrawn}")
    whole = context.plan.head.whole
    rows = observation_rows(context.observations, indicator=indicator.id, region=whole, breakdown=indicator.breakdown)
    found = [(row["period"], parts.withdrawn_words(context, row)) for row in rows]
    return [
        say(context, said, period=parts.period_words(context, period), withdrawn=withdrawn)
        for period, withdrawn in found
        if withdrawn
    ]


def withdrawn_now(context: Context, indicator: Indicator) -> list[str]:
    """The figures of an indicator that this edition withdraws, a sentence for each."""
    said = N_("Withdrawn in this edition on {when}: the figure for {place}, {period}. Reason: {reason}")
    return [
        say(
            context,
            said,
            when=language.date(each.when, context.language),
            place=parts.place_words(context, indicator, each.region, each.breakdown),
            period=parts.period_words(context, each.period),
            reason=each.reason[context.language],
        )
        for each in context.edition.withdrawn
        if each.indicator == indicator.id
    ]
