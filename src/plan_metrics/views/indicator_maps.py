"""The maps of one indicator, with their tables: of the latest figures, and of the change between two dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from plan_metrics.analysis.judgement import COUNT
from plan_metrics.analysis.map_figures import Change, common_changes, least_regions, within
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.spans import Span, difference, relative
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import area_dots, blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.drawing import Hint
from plan_metrics.views.map_section import CHANGE, VALUE, Map, area_cells, area_columns, map_name, section, short
from plan_metrics.views.moves import moved_words
from plan_metrics.views.nodes import Column
from plan_metrics.views.series_chart import figure_words
from plan_metrics.views.words import say, say_n

SIGNS = {"exact": "", "over": ">", "nearly": "<", "under": "<", "about": "≈"}  # before the number of a tile


def of_values(context: Context, indicator: Indicator) -> Block:
    """The map of the latest figures, whatever their dates, with those of about the same date in classes."""
    rows = latest(context, indicator)
    years = context.plan.head.verdicts.stale_after_years
    recent = within({row["region"]: str(row["shown_period"]) for row in rows}, years)
    own = area_dots.apart(context, indicator, rows)
    classed = {row["region"]: float(row["shown"] or 0) for row in rows if row["region"] in recent - own}
    one_date = len({row["shown_period"] for row in rows}) == 1
    tiles = {
        row["region"]: (
            SIGNS[str(row["shown_qualifier"])] + words.figure(context, row["shown"], indicator.unit),
            "" if one_date else str(row["shown_period"])[:4],
            figure_words(context, indicator, figure),
        )
        for row, figure in zip(rows, area_dots.shown_figures(context, indicator, rows), strict=True)
    }
    said = area_dots.order_sentence(context, indicator, rows)
    marks = [say(context, N_("Unit: {unit}."), unit=words.table_unit(context, indicator.unit))]
    apart = {row["region"] for row in rows} - classed.keys()
    if classed and (apart or one_date):  # the sentence has said the dates of all
        marks.append(_dates(context, [row for row in rows if row["region"] in classed]))
    if apart:
        marks.append(
            say_n(
                context,
                "Not coloured: {n} figure more than {years} years older than the newest, or of another definition.",
                "Not coloured: {n} figures more than {years} years older than the newest, or of another definition.",
                len(apart),
                years=words.plain(context, years),
            )
        )
    if indicator.aggregation.region == "sum":
        marks.append(say(context, N_("A count, not divided by population: a large {area} has more.")))
    table = _value_table(context, indicator, rows, own, recent)
    sources = tuple(str(row["shown_source"]) for row in rows)
    write = partial(words.figure, context, unit=indicator.unit)
    name = map_name(context, indicator, VALUE)
    return section(context, Map(name, indicator, VALUE, said, tuple(marks), tiles, classed, write, table, sources))


def _dates(context: Context, rows: Sequence[ScoreboardRow]) -> str:
    first, last = area_dots.ends(context, rows)
    if first == last:
        return say(context, N_("Coloured: figures of {period}."), period=first)
    return say(context, N_("Coloured: figures from {first} to {last}."), first=first, last=last)


def _value_table(
    context: Context, indicator: Indicator, rows: Sequence[ScoreboardRow], own: set[str], recent: set[str]
) -> Block:
    body: list[list[object]] = []
    for row in rows:
        number = float(row["shown"] or 0)
        figure = words.figure(context, number, indicator.unit, str(row["shown_qualifier"]))
        remarks = [say(context, N_("definition differs"))] if row["region"] in own else []
        remarks += [] if row["region"] in recent else [say(context, N_("older figure"))]
        body.append(
            [
                *area_cells(context, row["region"]),
                parts.number_cell(
                    context, number, indicator.unit, links.receipt_of(context, row, row["shown_period"], figure)
                ),
                parts.period_cell(context, row["shown_period"]),
                say(context, N_("; ")).join(remarks),
            ]
        )
    columns = [
        *area_columns(context),
        Column(words.table_unit(context, indicator.unit), numeric=True),
        *words.columns(context, N_("Period"), N_("Remarks")),
    ]
    caption = say(context, N_("{title}: latest figure of each {area}"), title=indicator.title[context.language])
    name = f"{map_name(context, indicator, VALUE)}-table"
    return blocks.table(name, caption, *blocks.needed(columns, body), controls=words.controls(context))


def of_changes(context: Context, indicator: Indicator, changes: Mapping[str, Change]) -> Block:
    """The map of the change between two dates that the same areas share."""
    in_ratios = context.plan.units[indicator.unit].scale == COUNT and all(row["low"] > 0 for row, _ in changes.values())
    moved: dict[str, float] = {}
    told: dict[str, str] = {}
    for region, (before, after) in changes.items():
        spans = Span(before["low"], before["high"]), Span(after["low"], after["high"])
        ratios = relative(*spans) if in_ratios else None
        step = difference(*spans) or Span(0.0, 0.0)  # both figures are known, and so is their difference
        moved[region] = after["value"] / before["value"] - 1 if ratios else after["value"] - before["value"]
        told[region] = moved_words(context, step, ratios, indicator.unit, exact=True)
    pair = next(iter(changes.values()))
    before, after = (language.period(row["period"], context.language) for row in pair)
    order = sorted(changes, key=lambda region: -moved[region])
    high, low = order[0], order[-1]
    said = say(
        context,
        N_(
            "{title}: change from {before} to {after} in {n} of {all} {areas}; lowest: {low}, {least}; highest: {high}, {most}."
        ),
        title=indicator.title[context.language],
        before=before,
        after=after,
        n=len(changes),
        all=len(context.compared),
        low=short(context, low),
        least=told[low],
        high=short(context, high),
        most=told[high],
    )
    tiles = {
        region: (
            _brief(context, indicator, in_ratios, moved[region]),
            "",
            Hint(told[region], links.receipt_id(after, after["period"])),
        )
        for region, (_, after) in changes.items()
    }
    body = [
        [
            *area_cells(context, region),
            *(parts.with_receipt(context, {**row, "qualifier": "exact"}, indicator.unit) for row in changes[region]),
            blocks.datum(f"{moved[region]:.6g}", told[region]),
        ]
        for region in order
    ]
    unit = words.table_unit(context, indicator.unit)
    columns = [
        *area_columns(context),
        Column(words.bracketed(context, before, unit), numeric=True),
        Column(words.bracketed(context, after, unit), numeric=True),
        Column(say(context, N_("Change")), numeric=True),
    ]
    caption = say(
        context,
        N_("{title}: change from {before} to {after}"),
        title=indicator.title[context.language],
        before=before,
        after=after,
    )
    name = map_name(context, indicator, CHANGE)
    table = blocks.table(f"{name}-table", caption, columns, body, controls=words.controls(context))
    marks = (say(context, N_("Only {areas} with an exact figure of both dates, without a break between them.")),)
    sources = tuple(each["source"] for pair in changes.values() for each in pair)
    write = partial(_brief, context, indicator, in_ratios)
    return section(context, Map(name, indicator, CHANGE, said, marks, tiles, moved, write, table, sources))


def _brief(context: Context, indicator: Indicator, in_ratios: bool, moved: float) -> str:
    """A change as a tile and the key say it: per cent, or in the unit of the figures."""
    if in_ratios:
        return language.signed(language.percent(moved, context.language), round(moved, 3))
    return language.signed(words.figure(context, moved, indicator.unit), moved)


def latest(context: Context, indicator: Indicator) -> list[ScoreboardRow]:
    """Where each area with a figure of the indicator itself stands, the largest figure first."""
    known = [region.region for region in context.compared]
    rows = scoreboard_rows(context.scoreboard, indicator=indicator.id, region=known, breakdown=indicator.breakdown)
    return sorted((row for row in rows if row["shown"] is not None), key=lambda row: -float(row["shown"] or 0))


def shared_changes(context: Context, indicator: Indicator) -> dict[str, Change]:
    """The changes of areas between the two dates that most of them share; empty where too few do."""
    known = [region.region for region in context.compared]
    rows: list[ObservationRow] = observation_rows(
        context.observations, indicator=indicator.id, region=known, breakdown=indicator.breakdown
    )
    least = least_regions(len(known))
    return common_changes(rows, indicator.accumulation, least, context.plan.head.verdicts.years)
