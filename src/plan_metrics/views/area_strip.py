"""The areas of an action in a strip: how many figures each has, and how they move."""

from __future__ import annotations

from collections import Counter

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.views import blocks, links, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.words import say, say_n

SIGNS = {"improving": "▲", "stable": "=", "worsening": "▼", "within_error": "≈"}  # those of the badges


def strip(context: Context, action: str) -> Block:
    """A place for each area with a figure of the action; the others, and the indicators with figures, in a line."""
    areas = context.plan.compared
    rows = [
        row
        for row in scoreboard_rows(context.scoreboard, action=action, region=[each.region for each in areas])
        if row["shown"] is not None
    ]
    if not rows:
        return blocks.paragraphs([say(context, N_("No figure of {areas} was published for this action."))])
    of: dict[str, list[ScoreboardRow]] = {}
    for row in rows:
        of.setdefault(row["region"], []).append(row)
    separator = say(context, N_("; "))
    without = [each.short[context.language] for each in areas if each.region not in of]
    lines: list[object] = [
        say_n(
            context,
            "{n} of {all} {areas} has figures of this action. The number is that of series, the marks are those with a long-term assessment.",
            "{n} of {all} {areas} have figures of this action. The number is that of series, the marks are those with a long-term assessment.",
            len(of),
            all=len(areas),
        )
    ]
    places = [_place(context, each.region, of[each.region]) for each in areas if each.region in of]
    shown = blocks.block(el("ul", *places, css="pm-legend pm-strip"), text=separator.join(each.text for each in places))
    counts = Counter(row["indicator"] for row in {(row["indicator"], row["region"]): row for row in rows}.values())
    titles = [
        links.indicator_count(context, indicator, counts[indicator.id])
        for indicator in context.plan.action(action).indicators
        if counts[indicator.id]
    ]
    handle = say(context, N_("Indicators with figures of {areas}: {n}"), n=len(titles))
    of_indicators = blocks.fold(handle, blocks.paragraphs([blocks.joined(titles, separator)]))
    if without:
        lines.append(say(context, N_("No figure for: {places}."), places=say(context, N_(", ")).join(without)))
    return blocks.paragraphs(lines) + shown + of_indicators


def _place(context: Context, region: str, rows: list[ScoreboardRow]) -> Element:
    """A area with the number of its series and how many of them have which assessment."""
    counts = Counter(row["status"] for row in rows if row["status"] in JUDGED)
    marks = [
        el("span", SIGNS[status], counts[status], el("span", f" {say(context, words.STATUS[status])}", css="pm-hidden"))
        for status in JUDGED
        if counts[status]
    ]
    name = context.plan.region(region).short[context.language]
    return el("li", blocks.joined([blocks.link(f"{region}.html", name), len(rows), *marks]))
