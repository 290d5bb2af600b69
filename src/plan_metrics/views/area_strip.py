"""The areas of an action in a strip: how many figures each has, and how they move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import reduce
from operator import add, itemgetter

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.rows import ScoreboardRow, grouped, scoreboard_rows
from plan_metrics.views import blocks, links, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.heatmap import receipt_name
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.words import say, say_n

MANY = 40  # areas without a figure, of which more are not named
SIGNS = {"improving": "▲", "stable": "=", "worsening": "▼", "within_error": "≈"}  # those of the badges


def strip(context: Context, action: str) -> Block:
    """A place for each area with a figure of the action; the others, and the indicators with figures, in a line.

    Areas of further levels that have pages stand behind a handle, those that lie in one area together.
    """
    first, *further = context.by_level
    shown = _of_level(first, action, _rows(first, action))
    for each in further:
        if rows := _rows(each, action):
            shown += blocks.fold(say(each, N_("Figures of {areas}: {n}"), n=len(rows)), _of_level(each, action, rows))
    return shown


def _rows(context: Context, action: str) -> list[ScoreboardRow]:
    areas = [each.region for each in context.compared]
    used = [each.id for each in context.plan.used_by(action)]
    rows = scoreboard_rows(context.scoreboard, indicator=used, region=areas)
    return [row for row in rows if row["shown"] is not None]


def _of_level(context: Context, action: str, rows: list[ScoreboardRow]) -> Block:
    areas = context.compared
    if not rows:
        return blocks.paragraphs([say(context, N_("No figure of {areas} was published for this {goal}."))])
    of = grouped(rows, itemgetter("region"))
    separator = say(context, N_("; "))
    without = [each.short[context.language] for each in areas if each.region not in of]
    lines: list[object] = [
        say_n(
            context,
            "{n} of {all} {areas} has figures for this {goal}. The number counts the series, the mark those with a long-term assessment.",
            "{n} of {all} {areas} have figures for this {goal}. The number counts the series, the mark those with a long-term assessment.",
            len(of),
            all=len(areas),
        )
    ]
    shown = _places(context, action, of)
    counts = Counter(row["indicator"] for row in {(row["indicator"], row["region"]): row for row in rows}.values())
    titles = [
        links.indicator_count(context, indicator, counts[indicator.id])
        for indicator in context.plan.used_by(action)
        if counts[indicator.id]
    ]
    handle = say(context, N_("Indicators with figures of {areas}: {n}"), n=len(titles))
    of_indicators = blocks.fold(handle, blocks.paragraphs([blocks.joined(titles, separator)]))
    if 0 < len(without) <= MANY:
        lines.append(
            say(context, N_("{Areas} without a figure: {places}."), places=say(context, N_(", ")).join(without))
        )
    return blocks.paragraphs(lines) + shown + of_indicators


def _places(context: Context, action: str, of: Mapping[str, list[ScoreboardRow]]) -> Block:
    """The areas side by side; those of a further level by the area that they lie in."""
    tree, shown = context.plan.tree, list[Block]()
    known = [each.region for each in context.compared if each.region in of]
    for above, regions in grouped(known, lambda each: tree.parent[each] if links.at_level(context) else "").items():
        places = [_place(context, action, region, of[region]) for region in regions]
        shown += [blocks.paragraphs([tree.area[above].short[context.language]])] if above else []
        listed = el("ul", *places, css="pm-legend pm-strip")
        shown.append(blocks.block(listed, text=say(context, N_("; ")).join(each.text for each in places)))
    return reduce(add, shown)


def _place(context: Context, action: str, region: str, rows: list[ScoreboardRow]) -> Element:
    """A area with the number of its series, which leads to their receipt, and how many have which assessment.

    Areas of further levels have no such receipt.
    """
    counts = Counter(row["status"] for row in rows if row["status"] in JUDGED)
    marks = [
        el("span", SIGNS[status], counts[status], el("span", f" {words.status(context, status)}", css="pm-hidden"))
        for status in JUDGED
        if counts[status]
    ]
    name, n = context.plan.region(region).short[context.language], el("", len(rows))
    if not links.at_level(context):
        n = links.receipt(context, action, receipt_name(action, region), n)
    return el("li", blocks.joined([blocks.link(f"{region}.html", name), n, *marks]))
