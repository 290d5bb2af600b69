"""The peers of a region: its published size, figures per inhabitant, and the regions nearest in size."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from operator import itemgetter

from plan_metrics.analysis.peers import of_regions, per_head
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, grouped, scoreboard_rows
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element, Node, text_of
from plan_metrics.views.words import say

MILLION = 1_000_000


def peer_table(context: Context, region: str) -> Block:
    """The regions nearest in size to one, with the figures that two of them or more have, beside its own."""
    plan, code = context.plan, context.language
    own = plan.region(region).short[code]
    form = N_("Compare {region} with any other {area}")
    page = links.compare_page(context, region)
    on_page = is_compared(context, region) and links.has_pages(context, "compare")
    any_two = blocks.link(f"{page}?a={region}", say(context, form, region=own)) if on_page else ""
    near = [peer.region for peer in context.peers.get(region, ())]
    if not near:
        text = N_("The size of {region} is not published, so no {area} is said to be like it.")
        return blocks.paragraphs([say(context, text, region=own), any_two])
    places = [region, *near]
    body = [
        [say(context, N_("Population")), *(population_cell(context, place) for place in places)],
        [say(context, N_("Gross regional product")), *(product_cell(context, place) for place in places)],
    ]
    shared = scoreboard_rows(of_regions(plan, context.scoreboard, places), place=places)
    for rows in grouped(shared, itemgetter("indicator", "breakdown")).values():
        indicator = plan.indicator(str(rows[0]["indicator"]))
        cells = {row["place"]: _figure_cell(context, indicator, row) for row in rows}
        title = links.indicator_link(context, indicator)
        why = partial(parts.why_none, context, indicator.id, breakdown=str(rows[0]["breakdown"]))
        cells |= {place: words.status_badge(context, why(region=place)) for place in places if place not in cells}
        body.append([blocks.two_lines(title, parts.part_name(context, rows[0])), *(cells[place] for place in places)])
    if on_page:
        names = ((place, plan.region(place).short[code]) for place in near)
        pairs = [
            blocks.link(f"{page}?a={region}&b={place}", say(context, N_("with {region}"), region=name))
            for place, name in names
        ]
        body.append([say(context, N_("All figures of both")), "–", *pairs])
    columns = [
        Column(say(context, N_("Figure"))),
        Column(own),
        *(Column(plan.region(place).short[code]) for place in near),
    ]
    caption = say(context, N_("{region} and the {areas} nearest to it in size"), region=own)
    table = blocks.table(f"alike-{region}", caption, columns, body, stacked=True)
    dates = say(context, N_("The newest figure of each {area}: dates can differ, and each stands below its figure."))
    return table + blocks.paragraphs([dates, peer_words(context), any_two])


def is_compared(context: Context, region: str) -> bool:
    """Whether an area is among those of its level that are put beside each other: one that has ended is not."""
    of_its_level = context.among(context.plan.region(region).level)
    return any(each.region == region for each in of_its_level.compared)


def population_cell(context: Context, region: str) -> Element | None:
    """The newest inhabitants of a region over their date; None where they are not published."""
    heads = context.plan.inhabitants(region)
    if heads is None:
        return None
    shown = links.traced(context, language.compact(float(heads.population), context.language), heads.source)
    shown = blocks.datum(heads.population, shown)
    form = N_("end of {period}")
    return blocks.two_lines(shown, say(context, form, period=language.period(heads.period, context.language)))


def product_cell(context: Context, region: str) -> Element | None:
    """The regional product over its date; None where it is not published."""
    card = context.plan.region(region)
    if not card.product:
        return None
    shown = links.traced(context, words.value(context, card.product, context.plan.head.money), card.source)
    shown = blocks.datum(f"{card.product:.15g}", shown)
    return blocks.two_lines(shown, language.period(card.product_period, context.language))


def size_sources(context: Context, regions: Iterable[str]) -> set[str]:
    """The documents of the sizes of these regions: of the product, and of all their inhabitants."""
    known = set(regions)
    cards = {name for region in known for name in context.plan.region(region).source.split()}
    return cards | {row.source for row in context.plan.population if row.region in known}


def per_head_cell(context: Context, indicator: Indicator, row: ScoreboardRow) -> Node:
    """The newest figure of a row of the scoreboard over the inhabitants, with the word before it: per million, money per inhabitant."""
    if row["shown"] is None:
        return "–"
    head = per_head(context.plan, indicator, row["region"], str(row["shown_period"]), row["shown"])
    if head is None:
        return "–"
    number = words.three_digits(head if words.is_money(context, indicator.unit) else head * MILLION)
    said = language.decimal(number, context.language)
    said = say(context, language.QUALIFIERS[str(row["shown_qualifier"])], value=said)
    return blocks.datum(f"{number:.15g}", said)


def per_head_unit(context: Context, indicator: Indicator) -> str:
    """What `per_head_cell` counts in."""
    if words.is_money(context, indicator.unit):
        return say(context, N_("{unit} per person"), unit=words.unit_of(context, indicator.unit))
    return say(context, N_("per million population"))


def peer_words(context: Context) -> str:
    """What it means to be a peer, for the reader."""
    return say(
        context,
        N_(
            "Nearest in size: by population and gross regional product with equal weight; twice the size and half of it are equally far. This says nothing of how alike {areas} are otherwise. A {area} without one of the two figures is left out."
        ),
    )


def _figure_cell(context: Context, indicator: Indicator, row: ScoreboardRow) -> Element:
    """The newest figure of a place: value, date, per inhabitant, and whether its definition is another."""
    shown = words.value(context, row["shown"], row["unit"], str(row["shown_qualifier"]))
    details = [parts.period_words(context, row["shown_period"])]
    head = per_head_cell(context, indicator, row)
    if head != "–":
        if words.is_money(context, indicator.unit):
            unit = words.unit_of(context, indicator.unit)
            details.append(say(context, N_("{unit} {number} per person"), number=text_of(head), unit=unit))
        else:
            details.append(say(context, N_("{number} per million population"), number=text_of(head)))
    if row["latest"] != row["shown_period"] and "definition_differs" in [reason for _, reason in row["excluded"]]:
        details.append(words.flag_meaning(context, "D"))
    lines = blocks.lines(details)
    return blocks.two_lines(links.opened(context, shown, row, str(row["shown_period"])), lines)
