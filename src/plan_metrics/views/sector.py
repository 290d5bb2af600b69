"""The page of a sector: what the sources give for it or for a part of it, and below it every national figure."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.rows import ScoreboardRow, observation_rows, register_rows, scoreboard_rows
from plan_metrics.views import area, area_sheet, beside, blocks, documents, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, el
from plan_metrics.views.words import say, say_n


def opening(context: Context, sector: str) -> Block:
    """How much is published for the sector and for which parts of it, and how it stands; or once that nothing is."""
    rows, title = _rows(context, sector), parts.sector_words(context, sector)
    if not rows:
        n = sum(len(action.indicators) for action in context.plan.actions)
        form = N_("No published figure was found for the sector {sector} in any of {n} indicators.")
        nothing = el("strong", say(context, form, sector=title, n=n))
        return parts.opening(context, [nothing, _searched(context)])
    observed = observation_rows(context.observations, sector=list(context.plan.within(sector)))
    latest = periods.latest(row["period"] for row in observed)
    any_two = blocks.link(
        f"compare-sectors.html?a={sector}", say(context, N_("Compare {sector} with another sector"), sector=title)
    )
    text = say_n(
        context,
        "{sector}: published figures for {series} series in {n} action, for it or a part of it; the newest is for {latest}.",
        "{sector}: published figures for {series} series in {n} actions, for it or a part of it; the newest is for {latest}.",
        len({row["action"] for row in rows}),
        series=len(rows),
        sector=title,
        latest=parts.period_words(context, latest),
    )
    apart = say(context, N_("Parts of a sector are shown as the sources word them; they do not add up to it."))
    said = words.sentences(context, [*area.assessed_words(context, rows), apart])
    return parts.opening(context, [el("strong", text), said, el("span", any_two, css="pm-take")])


def figures(context: Context, sector: str) -> Block:
    """The course of each national series with enough figures, the latest figures, those of areas behind a handle."""
    rows, place = area.in_order(_rows(context, sector)), _place(context, sector)
    whole = [row for row in rows if row["region"] == context.plan.head.whole]
    others = [row for row in rows if row["region"] != context.plan.head.whole]
    name = parts.sector_words(context, sector)
    shown = beside.charts_beside(context, beside.courses(context, whole), place=place)
    caption = say(context, N_("{sector}: latest national figures: {n}"), sector=name, n=len(whole))
    shown += area.latest(context, f"figures-{sector}", caption, whole, place=place)
    if others:
        caption = say(context, N_("{sector}: latest figures of {areas} and groups: {n}"), sector=name, n=len(others))
        name = f"{links.area_ids(context)[1]}-{sector}"
        shown += blocks.fold(caption, area.latest(context, name, caption, others, place=place))
    return shown


def changed(context: Context, sector: str) -> Block:
    """What changed for the whole since the last edition."""
    if not _rows(context, sector):
        return blocks.NOTHING
    within, whole = context.plan.within(sector), context.plan.head.whole
    return area_sheet.changed(context, lambda each: each.sector in within and each.region == whole)


def series(context: Context, sector: str) -> Block:
    """Each national series with its chart and table, behind a handle; where those of areas and groups stand."""
    rows = _rows(context, sector)
    whole = [row for row in rows if row["region"] == context.plan.head.whole]
    shown = area.series(context, whole, place=_place(context, sector))
    if others := len(rows) - len(whole):
        said = say_n(
            context,
            "{n} other series is of a {area} or a group of them: its latest figure above leads to the page where it stands, with words as published, documents and remarks.",
            "{n} other series are of {areas} and groups of them: each latest figure above leads to the page where its series stands, with words as published, documents and remarks.",
            others,
        )
        shown += blocks.paragraphs([said])
    return shown


def wordings(context: Context, sector: str) -> Block:
    """Which wordings of the sources were taken to belong to the sector, and why; nothing where none was."""
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
    if not rows:
        return blocks.NOTHING
    columns = [
        Column(say(context, N_("Wording of the source"))),
        Column(say(context, N_("Counted under"))),
        Column(say(context, N_("Reason"))),
    ]
    caption = say(context, N_("How the sources' wordings were matched"))
    return blocks.fold(caption, blocks.table(f"wordings-{sector}", caption, columns, rows))


def unused(context: Context, sector: str) -> Block:
    """The sector's printed figures that could not be used, behind a handle."""
    within = context.plan.within(sector)
    meant = [row.wording for row in context.plan.mapping if row.sector in within]
    set_aside = register_rows(context.edition.rejected, sector=meant)
    if not set_aside:
        return blocks.NOTHING
    handle = say(context, N_("Printed figures that were not used, with the reasons: {n}"), n=len(set_aside))
    return blocks.fold(handle, documents.rejected_table(context, f"rejected-{sector}", set_aside))


def sources(context: Context, sector: str) -> Block:
    """The documents of the figures of this page, behind a handle."""
    cited = documents.used_sources(observation_rows(context.observations, sector=list(context.plan.within(sector))))
    if not cited:
        return blocks.NOTHING
    handle = say(context, N_("Documents behind the figures of this page: {n}"), n=len(cited))
    return blocks.fold(handle, documents.source_list(context, cited, anchors=False))


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
