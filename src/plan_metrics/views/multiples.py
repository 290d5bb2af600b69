"""Areas beside each other: a small line for each that has enough comparable figures, and their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import decimal_year
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, scoreboard_rows
from plan_metrics.views import blocks, chart_frame, links, parts, words
from plan_metrics.views.beside import comparable
from plan_metrics.views.blocks import Block
from plan_metrics.views.chart_marks import crossed_words, hollow_words
from plan_metrics.views.nodes import Column, Node
from plan_metrics.views.panels import Panel, one_scale, small_multiples
from plan_metrics.views.series_chart import figures_of
from plan_metrics.views.words import say

ENOUGH = 3  # comparable figures, below which there is no course to show


def courses(context: Context, indicator: Indicator) -> dict[str, list[ObservationRow]]:
    """The comparable figures of each area with enough of them, in the order of time; areas in the plan's order.

    Comparable is what the status of the area rests on: figures that the scoreboard sets apart are left out.
    """
    board = {
        row["region"]: row
        for row in scoreboard_rows(context.scoreboard, indicator=indicator.id, breakdown=indicator.breakdown)
    }
    found = {}
    for area in context.compared:
        if area.region in board and len(course := comparable(context, board[area.region])) >= ENOUGH:
            found[area.region] = course
    return found


def area_charts(context: Context, indicators: tuple[Indicator, ...]) -> Block:
    """For each indicator with two such areas or more: small lines side by side over the table of their figures."""
    sections = [
        _section(context, indicator, found) for indicator in indicators if len(found := courses(context, indicator)) > 1
    ]
    return blocks.one_by_one(sections)


def multiples_sentence(context: Context, indicator: Indicator, found: dict[str, list[ObservationRow]]) -> str:
    """How many areas are drawn, over which dates, and how many of them ended higher or lower than they began."""
    form = N_(
        "{title} in {n} {areas} with {enough} comparable figures or more, between {since} and {latest}: higher at the end than at the beginning in {up}, lower in {down}."
    )
    return say(context, form, title=indicator.title[context.language], **counted(context, found))


def counted(context: Context, found: Mapping[str, Sequence[ObservationRow]]) -> dict[str, object]:
    """Of courses how many there are, over which dates, and how many ended higher or lower, for a sentence."""
    periods = [row["period"] for course in found.values() for row in course]
    return {
        "n": len(found),
        "enough": ENOUGH,
        "since": parts.period_words(context, min(periods, key=decimal_year)),
        "latest": parts.period_words(context, max(periods, key=decimal_year)),
        "up": sum(course[-1]["value"] > course[0]["value"] for course in found.values()),
        "down": sum(course[-1]["value"] < course[0]["value"] for course in found.values()),
    }


def _section(context: Context, indicator: Indicator, found: dict[str, list[ObservationRow]]) -> Block:
    level = links.at_level(context)
    names = Names(
        f"r-{links.dashed(indicator.id)}{level}",
        f"r-{indicator.id}{level}-table",
        say(context, N_("{Area} by {area}: {indicator}"), indicator=indicator.title[context.language]),
        say(context, N_("{Area}")),
        say(context, N_("The figures of these {areas}")),
    )
    titles = {region: context.plan.region(region).short[context.language] for region in found}
    cells = {region: blocks.link(f"{region}.html", title) for region, title in titles.items()}
    said = multiples_sentence(context, indicator, found)
    return blocks.heading(f"h-{names.chart}", names.title) + lines_beside(
        context, indicator, names, said, found, titles, cells
    )


class Names(NamedTuple):
    """Of small lines and their table: their places on the page, what is shown, the head of its parts, the handle."""

    chart: str
    table: str
    title: str
    head: str
    handle: str


def lines_beside(
    context: Context,
    indicator: Indicator,
    names: Names,
    said: str,
    found: Mapping[str, Sequence[ObservationRow]],
    titles: Mapping[str, str],
    cells: Mapping[str, Node],
    *,
    shared: bool = False,
) -> Block:
    """A small line for each course over the table of their figures; `titles` of the panels, `cells` in the table.

    `shared`: on one scale, however flat a course becomes by it.
    """
    drawn = [
        Panel(f"{titles[part]} {_years(course)}", figures_of(context, indicator, course, titles[part]))
        for part, course in found.items()
    ]
    rows = [row for course in found.values() for row in course]
    drawing = small_multiples(said, drawn, language=context.language, shared=shared)
    marks = [
        say(
            context,
            N_("The same years across and the same height in every panel, which need not begin at zero.")
            if shared or one_scale(drawn)
            else N_("The same years across in every panel; each has a height of its own."),
        ),
        say(context, N_("Unit: {unit}."), unit=words.table_unit(context, indicator.unit)),
    ]
    marks += [*hollow_words(context, rows), *crossed_words(context, rows)]
    chart = chart_frame.framed(
        context,
        names.chart,
        drawing,
        table=names.table,
        source=chart_frame.documents(context, [row["source"] for row in rows]),
        marks=words.sentences(context, marks),
    )
    figures = _table(context, names, indicator, found, cells)
    return blocks.block(chart, blocks.fold(names.handle, figures), text=f"{said}\n{figures.text}")


def _years(course: Sequence[ObservationRow]) -> str:
    return "–".join(dict.fromkeys(str(row["period"])[:4] for row in (course[0], course[-1])))


def figure(context: Context, indicator: Indicator, row: ObservationRow) -> Node:
    """A figure in a column, leading to its row."""
    return links.opened(context, parts.value_cell(context, row, indicator.unit), row, row["period"])


def _table(
    context: Context,
    names: Names,
    indicator: Indicator,
    found: Mapping[str, Sequence[ObservationRow]],
    cells: Mapping[str, Node],
) -> Block:
    periods = sorted({row["period"] for course in found.values() for row in course}, key=lambda p: (decimal_year(p), p))
    body = []
    for part, course in found.items():
        at = {row["period"]: figure(context, indicator, row) for row in course}
        body.append([cells[part], *(at.get(period, "–") for period in periods)])
    columns = [
        Column(names.head),
        *(Column(parts.period_words(context, period), numeric=True) for period in periods),
    ]
    caption = words.bracketed(context, names.title, words.table_unit(context, indicator.unit))
    return blocks.table(names.table, caption, columns, body)
