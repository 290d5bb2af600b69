"""The table of one figure with every place that has it: what the comparison of two places takes its rows from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.disclosure import is_suppressed
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, comparable_rows, observation_rows
from plan_metrics.views import area_dots, blocks, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.chart_marks import is_rounded
from plan_metrics.views.nodes import Column, Element, Node, el
from plan_metrics.views.peer_table import per_head_cell, per_head_unit
from plan_metrics.views.verdicts import change_since
from plan_metrics.views.words import say

COMPARED = "pm-compared"  # the look of a table that the choice of two places takes rows from


def section(
    context: Context, names: Mapping[str, str], rows: Sequence[ScoreboardRow], dimension: str | None, *, earlier: bool
) -> Block:
    """One figure: what is counted, how many places have it, and under a fold the table of them.

    `names` are all places by code, in the order of the table; `rows` are of the scoreboard, with their `place`. Places
    are the breakdowns of a dimension, or areas where it is None; `earlier` figures are beside the newest.
    """
    first, by_region = rows[0], dimension is None
    indicator = context.plan.indicator(str(first["indicator"]))
    title = indicator.title[context.language]
    if by_region and first["breakdown"] != indicator.breakdown:
        title = words.bracketed(context, title, parts.breakdown_name(context, str(first["breakdown"])))
    name = f"compare-{links.dashed(indicator.id)}-{first['breakdown'] if by_region else dimension}"
    about = [indicator.counts[context.language], indicator.basis[context.language]]
    said = blocks.paragraphs([words.sentences(context, about)])
    basis = el("div", *said.nodes, css="pm-basis", id=f"{name}-basis")
    heading = blocks.heading(f"h-{name}", links.indicator_link(context, indicator))
    table = _table(context, names, name, title, indicator, rows, dimension, earlier)
    fold = blocks.fold(_extent(context, names, rows, dimension), table)
    return blocks.block(heading, basis, fold, text=f"{title}\n{' '.join(about)}\n{table.text}")


def _extent(context: Context, names: Mapping[str, str], rows: Sequence[ScoreboardRow], dimension: str | None) -> str:
    """How many places have a figure, and between which dates their newest ones are."""
    whole = context.plan.head.whole
    placed = [row for row in rows if row["place"] != whole]
    first, last = area_dots.ends(context, placed)
    between = N_("{first} to {last}")
    return say(
        context,
        N_("{n} of {all} {areas}; newest figures: {dates}")
        if dimension is None
        else N_("{n} of {all} {breakdowns}; newest figures: {dates}"),
        n=len({row["place"] for row in placed}),
        all=len({*names} - {whole}),
        dates=first if first == last else say(context, between, first=first, last=last),
    )


def _table(
    context: Context,
    names: Mapping[str, str],
    name: str,
    title: str,
    indicator: Indicator,
    rows: Sequence[ScoreboardRow],
    dimension: str | None,
    earlier: bool,
) -> Block:
    places, by_region, first = list(names), dimension is None, rows[0]
    body: list[list[object]] = []
    for row in sorted(rows, key=lambda row: places.index(str(row["place"]))):
        series = observation_rows(
            context.observations, indicator=indicator.id, region=row["region"], breakdown=row["breakdown"]
        )
        newest = next(each for each in series if each["period"] == row["shown_period"])
        body.append(
            [
                _place(context, names, indicator, row, by_region),
                parts.value_cell(context, newest, indicator.unit),
                parts.period_cell(context, newest["period"]),
                per_head_cell(context, indicator, row) if by_region else "–",
                blocks.two_lines(parts.row_badge(context, row), _since(context, row)),
                _earlier(context, indicator, row, series, newest) if earlier else "",
                _remarks(context, newest),
                links.source_links(context, newest["source"]),
            ]
        )
    if by_region:
        body += _suppressed(context, names, indicator, rows)
    columns = [
        *words.columns(context, N_("{Area}") if by_region else N_("{Breakdown}")),
        Column(_to_receipts(context, indicator, first, by_region), numeric=True),
        *words.columns(context, N_("Period")),
        Column(per_head_unit(context, indicator), numeric=True),
        *words.columns(context, N_("Assessment")),
        *words.columns(context, N_("Earlier figures"), ordered=False),
        *words.columns(context, N_("Remarks"), N_("Source")),
    ]
    shown = blocks.needed(columns, body)
    return blocks.table(name, title, *shown, stacked=True, controls=words.controls(context), look=COMPARED)


def _to_receipts(context: Context, indicator: Indicator, of: ScoreboardRow, by_region: bool) -> Element:
    """The unit over the figures, which leads to the receipts of the indicator; `compare.js` leads each figure to its
    own, whose id begins so with the place of its row for the star (a link in each cell would be 100 kB).
    """
    series = (indicator.id, "*", of["breakdown"]) if by_region else (indicator.id, of["region"], "*")
    unit = el("span", words.table_unit(context, indicator.unit), data_receipt="/".join(series))
    return links.receipt(context, links.page_of(indicator.id), "", unit)


def _place(
    context: Context, names: Mapping[str, str], indicator: Indicator, row: ScoreboardRow, by_region: bool
) -> Element:
    place = str(row["place"])
    if by_region:
        page = links.page_of(indicator.id) if place == context.plan.head.whole else place
        return place_cell(place, blocks.link(f"{page}.html", names[place]))
    part = "" if row["breakdown"] == place else parts.breakdown_name(context, str(row["breakdown"]))
    link = blocks.link(f"{context.plan.breakdown(place).address}.html", names[place])
    return place_cell(place, blocks.two_lines(link, part), str(row["breakdown"]) if part else None)


def _suppressed(
    context: Context, names: Mapping[str, str], indicator: Indicator, rows: Sequence[ScoreboardRow]
) -> list[list[object]]:
    """Rows for the places of which a document only says why there is no figure: suppressed, not collected."""
    known = {row["place"] for row in rows}
    told = observation_rows(context.edition.missing, indicator=indicator.id, breakdown=rows[0]["breakdown"])
    newest = {str(row["region"]): row for row in sorted(told, key=lambda row: end_month(str(row["period"])))}
    return [
        [
            place_cell(place, blocks.link(f"{place}.html", names[place])),
            parts.value_cell(context, newest[place], indicator.unit),
            parts.period_cell(context, newest[place]["period"]),
            "–",
            words.status_badge(context, "suppressed" if is_suppressed(str(newest[place]["flag"])) else "no_figure"),
            "",
            _remarks(context, newest[place]),
            links.source_links(context, newest[place]["source"]),
        ]
        for place in names
        if place in newest and place not in known
    ]


def _since(context: Context, row: ScoreboardRow) -> str:
    return change_since(context, row, parts.period_words(context, row["baseline_period"])) if row["years"] else ""


def _course(row: ScoreboardRow, series: Sequence[ObservationRow]) -> str:
    """The comparable figures of a series for the script to draw: month of the end, value, 1 where rounded in print."""
    kept = comparable_rows(row, series)
    points = [[end_month(str(each["period"])), each["value"], int(is_rounded(each))] for each in kept]
    return json.dumps(sorted(points), separators=(",", ":"))


def _earlier(
    context: Context, indicator: Indicator, of: ScoreboardRow, rows: Sequence[ObservationRow], newest: ObservationRow
) -> Node:
    """The other figures of a series, the newest first, each with its date and what sets it apart."""
    series = [each for each in rows if each is not newest]
    if not series:
        return ""
    said = []
    for row in sorted(series, key=lambda row: end_month(str(row["period"])), reverse=True):
        value = parts.value_cell(context, row, indicator.unit)
        flag = words.flag_name(context, str(row["flag"])) if row["flag"] in ("B", "D") else ""
        figure = blocks.filled(say(context, N_("{head} ({detail})")), head=value, detail=flag) if flag else value
        form = say(context, N_("{period}: {value}"))
        dated = blocks.filled(form, period=parts.period_cell(context, row["period"]), value=figure)
        said.append(el("span", dated))
    return el("span", blocks.lines(said), css="pm-earlier", data_course=_course(of, rows))


def _remarks(context: Context, row: ObservationRow) -> Node:
    said = parts.remarks(context, row)
    return el("span", said, css="pm-remark") if said else ""


def place_cell(place: str, name: object, part: str | None = None) -> Element:
    """The heading of a row: the place by name, and by code for the script, with the part of it that the row is of."""
    return el("span", name, data_place=place, data_part=part)
