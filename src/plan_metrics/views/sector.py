"""The page of a sector: every figure that the sources give for it or for a part of it."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.rows import ScoreboardRow, observation_rows, register_rows, scoreboard_rows
from plan_metrics.views import area, blocks, documents, language, parts
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column
from plan_metrics.views.words import say


def opening(context: Context, sector: str) -> Block:
    """How much is published for the sector, and for which parts of it."""
    rows = _rows(context, sector)
    title = parts.sector_words(context, sector)
    if not rows:
        text = say(context, N_("No published figure could be found for {sector}."), sector=title)
        return parts.opening(context, [text, _searched(context)])
    observed = observation_rows(context.observations, sector=list(context.plan.within(sector)))
    latest = periods.latest(row["period"] for row in observed)
    any_two = blocks.link(
        f"compare-sectors.html?a={sector}", say(context, N_("Compare {sector} with another sector"), sector=title)
    )
    text = say(
        context,
        N_(
            "{n} series of {actions} actions have a published figure for {sector} or a part of it; the newest is for {latest}."
        ),
        n=len(rows),
        actions=len({row["action"] for row in rows}),
        sector=title,
        latest=parts.period_words(context, latest),
    )
    return parts.opening(
        context,
        [
            text,
            say(context, N_("Parts of a sector are shown as the sources word them; they do not add up to it.")),
            any_two,
        ],
    )


def figures(context: Context, sector: str) -> Block:
    """The latest figure of each series of the sector."""
    caption = say(context, N_("Figures for {sector}"), sector=parts.sector_words(context, sector))
    return area.figures(context, f"figures-{sector}", caption, _rows(context, sector), place=_place(context, sector))


def series(context: Context, sector: str) -> Block:
    """Each series of the sector with its chart and table."""
    return area.series(context, _rows(context, sector), place=_place(context, sector))


def wordings(context: Context, sector: str) -> Block:
    """Which wordings of the sources were taken to belong to the sector, and why."""
    within = context.plan.within(sector)
    rows = [
        [
            blocks.foreign(row.wording),
            parts.sector_words(context, row.sector),
            row.reason[context.language],
        ]
        for row in context.plan.mapping
        if row.sector in within
    ]
    columns = [
        Column(say(context, N_("Wording of the source"))),
        Column(say(context, N_("Counted under"))),
        Column(say(context, N_("Reason"))),
    ]
    return blocks.table(f"wordings-{sector}", say(context, N_("How the sources' wordings were matched")), columns, rows)


def missing(context: Context, sector: str) -> Block:
    """What was looked for, action by action, and the sector's printed figures that could not be used."""
    caption = say(context, N_("What was looked for, action by action"))
    looked_for = area.missing(context, f"missing-{sector}", caption, _rows(context, sector))
    within = context.plan.within(sector)
    meant = [row.wording for row in context.plan.mapping if row.sector in within]
    set_aside = register_rows(context.edition.rejected, sector=meant)
    return looked_for + documents.rejected_table(context, f"rejected-{sector}", set_aside)


def sources(context: Context, sector: str) -> Block:
    """The documents cited on this page."""
    rows = observation_rows(context.observations, sector=list(context.plan.within(sector)))
    return documents.source_list(context, documents.used_sources(rows), anchors=False)


def _rows(context: Context, sector: str) -> list[ScoreboardRow]:
    rows = scoreboard_rows(context.scoreboard, sector=list(context.plan.within(sector)))
    return [row for row in rows if row["reason"] != "no_figure"]


def _place(context: Context, sector: str) -> area.Words:
    def words_of(row: ScoreboardRow) -> str:
        region = (
            ""
            if row["region"] == context.plan.head.whole
            else context.plan.region(row["region"]).short[context.language]
        )
        part = "" if row["sector"] == sector else parts.sector_words(context, row["sector"])
        return say(context, N_(", ")).join(text for text in (region, part) if text)

    return words_of


def _searched(context: Context) -> str:
    return say(
        context,
        N_(
            "All {n} observations of this edition and its register of unused figures were searched for the sector's name and for the fields, industries and products that belong to it."
        ),
        n=language.decimal(len(context.edition.observations), context.language),
    )
