"""What the pages of a sector and of a region share: figures by action, charts, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.rows import ScoreboardRow, observation_rows
from plan_metrics.views import blocks, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element, Node, el
from plan_metrics.views.series_chart import series_chart
from plan_metrics.views.verdicts import verdict
from plan_metrics.views.words import say

Words: TypeAlias = Callable[[ScoreboardRow], str]  # what a row is about beyond its place


def figures(context: Context, name: str, caption: str, rows: Sequence[ScoreboardRow], *, place: Words) -> Block:
    """The latest figure of each series of a place, by action; `place` says what a row is about beyond it."""
    if not rows:
        return blocks.paragraphs([blocks.joined([words.status_badge(context, "no_figure"), _nothing(context)])])
    body = []
    for row in rows:
        indicator = context.plan.indicator(row["indicator"])
        detail = place(row)
        title = links.indicator_link(context, indicator)
        body.append([blocks.two_lines(title, detail), *parts.status_cells(context, row), row["n_points"]])
    columns = [
        Column(say(context, N_("Indicator"))),
        *parts.status_columns(context),
        Column(say(context, N_("Comparable periods"))),
    ]
    return blocks.table(name, caption, columns, body, stacked=True, controls=words.controls(context))


def series(context: Context, rows: Sequence[ScoreboardRow], *, place: Words) -> Block:
    """A section for each series of a place with its verdict, its chart (two figures or more) and its table."""
    sections = []
    for row in rows:
        indicator = context.plan.indicator(row["indicator"])
        observed = observation_rows(
            context.observations, indicator=row["indicator"], region=row["region"], sector=row["sector"]
        )
        title = indicator.title[context.language]
        detail = place(row)
        heading = words.bracketed(context, title, detail) if detail else title
        key = "-".join((row["indicator"].replace("_", "-"), row["region"], row["sector"]))
        silent = parts.without_value(context, row["indicator"], row["region"], row["sector"])
        table = parts.series_table(context, f"t-{key}", heading, [*observed, *silent], indicator.unit)
        said = verdict(context, indicator, row)
        body = _section(
            f"i-{key}",
            heading,
            parts.row_badge(context, row),
            said,
            table,
            series_chart(
                context,
                f"c-{key}",
                f"t-{key}",
                say(
                    context,
                    N_("{head} ({detail})"),
                    head=title,
                    detail=parts.key_words(context, row["region"], row["sector"]),
                ),
                indicator,
                observed,
                row,
            ),
        )
        sections.append(blocks.block(body, text=f"{heading}: {said}\n{table.text}"))
    if not sections:
        return blocks.paragraphs([_nothing(context)])
    return blocks.one_by_one(sections)


def _section(anchor: str, title: Node, badge: Node, verdict: str, table: Block, chart: Node) -> Element:
    """The section of a series: what it says, its chart, its table."""
    figure = el("div", el("div", chart, css="pm-figure"), css="pm-indicator-body") if chart else None
    return el(
        "section", el("h3", title), el("p", badge, " ", verdict), figure, *table.nodes, css="pm-indicator", id=anchor
    )


def missing(context: Context, name: str, caption: str, rows: Sequence[ScoreboardRow]) -> Block:
    """Action by action, how many of its indicators have a figure for the place; what is missing stays visible."""
    found = {row["indicator"] for row in rows}
    body = []
    for action in context.plan.actions:
        known = [i for i in action.indicators if i.id in found]
        body.append(
            [
                blocks.link(f"{action.id}.html", f"{action.id} {action.title[context.language]}"),
                f"{len(known)}/{len(action.indicators)}",
                say(context, words.STATUS["no_figure"])
                if not known
                else blocks.joined((i.title[context.language] for i in known), say(context, N_("; "))),
            ]
        )
    columns = [
        Column(say(context, N_("Action"))),
        Column(say(context, N_("Indicators with a figure")), numeric=True),
        Column(say(context, N_("Which"))),
    ]
    return blocks.table(name, caption, columns, body)


def _nothing(context: Context) -> str:
    return say(
        context,
        N_(
            "No published figure was found here. Nothing was estimated or filled in; the table below says what was looked for."
        ),
    )
