"""At a glance: actions by province and by sector, and the provinces as a map of tiles. Every cell is also a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import IMPROVING, STABLE, WITHIN_ERROR, WORSENING
from plan_metrics.states import CONTEXT
from plan_metrics.views import blocks, parts
from plan_metrics.views.blocks import Block
from plan_metrics.views.words import say

NONE = "none"
LEAST = 2  # series with a verdict that a coloured cell rests on
MARKS = {"good": "▲", "neutral": "=", "bad": "▼", "open": "○", NONE: "·"}
MEANING = {
    "good": N_("most improving"),
    "neutral": N_("little or no change, or no majority"),
    "bad": N_("most deteriorating"),
    "open": N_("figures, but none assessable or on fewer than two series"),
    NONE: N_("no published figure"),
}
SHADES = 5  # of the map of tiles


@dataclass(frozen=True)
class Cell:
    """What the series of one action in one place add up to: the look, and how many there are and can be judged."""

    look: str
    series: int
    judged: int


def cell(statuses: Iterable[str]) -> Cell:
    """The look of a cell: a group needs more than half of the series with a verdict, else it is neutral.

    One series alone colours nothing: it would look like a verdict on the action.

    >>> cell(["improving", "worsening", "improving"]), cell(["worsening"]).look, cell([]).look
    (Cell(look='good', series=3, judged=3), 'open', 'none')
    """
    known = list(statuses)
    groups = {IMPROVING: "good", STABLE: "neutral", WITHIN_ERROR: "neutral", WORSENING: "bad"}
    counts = Counter(groups[status] for status in known if status in groups)
    judged = sum(counts.values())
    if judged < LEAST:
        return Cell("open" if known else NONE, len(known), judged)
    look, most = counts.most_common(1)[0]
    return Cell(look if 2 * most > judged else "neutral", len(known), judged)


def by_region(context: Context) -> Block:
    """Actions by province: one cell each, leading to the page of the province."""
    places = {region.region: region.short[context.language] for region in context.plan.provinces}
    rows = parts.rows_of(context.scoreboard, region=list(places))
    caption = say(context, N_("The actions in each province"))
    return _map(context, "actions-by-region", caption, say(context, N_("Province")), places, rows, "{}.html", "region")


def by_sector(context: Context) -> Block:
    """Actions by pilot sector, with the parts of each: one cell each, leading to the page of the sector."""
    places = {sector.sector: sector.title[context.language] for sector in context.plan.pilot_sectors}
    inside = {part: sector for sector in places for part in context.plan.within(sector)}
    rows = [
        {**row, "sector": inside[str(row["sector"])]}
        for row in parts.rows_of(context.scoreboard, sector=list(inside))
        if row["reason"] != "no_figure"
    ]
    caption = say(context, N_("The actions in each sector"))
    title = say(context, N_("Sector"))
    return _map(context, "actions-by-sector", caption, title, places, rows, "sector-{}.html", "sector")


def tiles(context: Context) -> Block:
    """The provinces as tiles of one size, roughly where they lie: how many series are published for each.

    Nothing where the plan gives no tiles.
    """
    placed = [region for region in context.plan.provinces if region.tile]
    if not placed:
        return Block("", "")
    counts = Counter(str(row["region"]) for row in parts.rows_of(context.scoreboard) if row["reason"] != "no_figure")
    most = max((counts[region.region] for region in placed), default=0)
    cards = [
        {
            "row": region.tile.split()[0],
            "column": region.tile.split()[1],
            "href": f"{region.region}.html",
            "name": region.short[context.language],
            "code": "" if blocks.HAN.search(region.short[context.language]) else region.region.rpartition("-")[2],
            "count": counts[region.region],
            "shade": -(-counts[region.region] * SHADES // most) if most else 0,
        }
        for region in placed
    ]
    caption = say(
        context,
        N_("Published series by province: a tile for each of {n}, roughly where it lies; a dotted tile has none"),
        n=len(placed),
    )
    html = blocks.render("tiles.html.j2", caption=caption, tiles=cards, nothing=say(context, MEANING[NONE]))
    lines = [f"{card['name']}: {card['count'] or say(context, MEANING[NONE])}" for card in cards]
    return Block(str(html), "\n".join([caption, *lines]))


def _map(
    context: Context,
    name: str,
    caption: str,
    heading: str,
    places: Mapping[str, str],
    rows: Sequence[parts.Row],
    href: str,
    dimension: str,
) -> Block:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        counts = context.plan.indicator(str(row["indicator"])).fit != CONTEXT  # context is shown, never counted
        word = str(row["status"]) if counts else NONE
        found.setdefault((str(row[dimension]), str(row["action"])), []).append(word)
    columns = [
        {"id": str(int(action.id[1:])), "title": action.title[context.language], "href": f"{action.id}.html"}
        for action in context.plan.actions
    ]
    body, lines = [], []
    for place, title in places.items():
        cells = [cell(found.get((place, action.id), [])) for action in context.plan.actions]
        body.append(
            {
                "title": title,
                "href": href.format(place),
                "cells": [{"look": c.look, "text": _text(c), "said": _said(context, c)} for c in cells],
            }
        )
        lines.append(" | ".join([title, *(_text(c) for c in cells)]))
    legend = [(look, MARKS[look], say(context, text)) for look, text in MEANING.items()]
    html = blocks.render(
        "heatmap.html.j2", name=name, caption=caption, heading=heading, columns=columns, rows=body, legend=legend
    )
    head = " | ".join([heading, *(column["id"] for column in columns)])
    return Block(str(html), "\n".join([caption, head, *lines]))


def _text(found: Cell) -> str:
    """The mark of a cell, and how many of its series have a verdict."""
    return MARKS[found.look] if found.look == NONE else f"{MARKS[found.look]}{found.judged}/{found.series}"


def _said(context: Context, found: Cell) -> Markup | str:
    if found.look == NONE:
        return say(context, MEANING[NONE])
    form = N_("{series} series, {judged} assessed: {meaning}")
    return say(context, form, series=found.series, judged=found.judged, meaning=say(context, MEANING[found.look]))
