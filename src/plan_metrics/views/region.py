"""The page of a region: a sheet of what is published for it beside others, and below it every figure."""

from __future__ import annotations

from plan_metrics.analysis.peers import nearest
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.rows import ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import area, beside, blocks, board, documents, downloads, parts, province_sheet, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import el
from plan_metrics.views.peer_table import peer_table, size_sources
from plan_metrics.views.words import say


def opening(context: Context, region: str) -> Block:
    """What is published for the region and how it stands, what is not, how large the region is, and it as a file."""
    card, rows = context.plan.region(region), _rows(context, region)
    name, actions = card.short[context.language], context.plan.actions
    known = {row["action"] for row in rows}
    texts: list[object] = []
    if rows:
        form = N_("{region} has published figures for {n} series in {actions} of the {all} actions.")
        texts.append(el("strong", say(context, form, region=name, n=len(rows), actions=len(known), all=len(actions))))
        said = area.assessed_words(context, rows)
        if silent := [str(int(action.id[1:])) for action in actions if action.id not in known]:
            numbers = say(context, N_(", ")).join(silent)
            form = N_("No figure was found for actions {numbers}; that does not mean that nothing was done.")
            said.append(say(context, form, numbers=numbers))
        texts.append(words.sentences(context, said))
    else:
        n = sum(len(action.indicators) for action in actions)
        form = N_("No published figure was found for {region} in any of {n} indicators.")
        texts.append(el("strong", say(context, form, region=name, n=n)))
    texts.append(province_sheet.size_words(context, region))
    sheet = blocks.link(downloads.sheet(context, region), say(context, N_("PDF of this page")))
    other = blocks.link(
        f"compare-regions.html?a={region}", say(context, N_("Compare {region} with any other province"), region=name)
    )
    texts.append(el("span", sheet, " ", other, css="pm-take"))
    return parts.opening(context, texts)


def figures(context: Context, region: str) -> Block:
    """The course of each series with enough figures beside others, and the latest figure of all."""
    rows = area.in_order(_rows(context, region))
    near = [context.plan.head.whole, *(peer.region for peer in nearest(context.plan, region))]
    place = _place(context)
    charts = beside.charts_beside(context, beside.courses(context, rows, near), place=place)
    return charts + province_sheet.latest(context, region, rows, place=place)


def targets(context: Context, region: str) -> Block:
    """The official targets of the region: by date, and behind a handle as printed."""
    shown = province_sheet.targets(context, region)
    if not shown.nodes:
        return shown
    return shown + blocks.fold(say(context, N_("These targets as published")), board.targets(context, region))


def changed(context: Context, region: str) -> Block:
    """What changed since the last edition."""
    if not _rows(context, region):
        return blocks.NOTHING
    return province_sheet.changed(context, lambda each: each.region == region)


def sources(context: Context, region: str) -> Block:
    """The documents of the sheet in short, and all that the page cites behind a handle."""
    cited = documents.used_sources(observation_rows(context.observations, region=region))
    cited |= {target.source for target in context.plan.targets if target.region == region}
    cited |= size_sources(context, [region])
    near = [peer.region for peer in nearest(context.plan, region)]
    every = documents.source_list(context, cited | size_sources(context, near), anchors=False)
    handle = say(context, N_("These documents with their titles"))
    return province_sheet.documents(context, cited) + (blocks.fold(handle, every) if cited else blocks.NOTHING)


def peers(context: Context, region: str) -> Block:
    """The regions of like size, side by side with this one, behind a handle."""
    handle = say(context, N_("Beside the provinces nearest in size, figure by figure"))
    return blocks.fold(handle, peer_table(context, region))


def series(context: Context, region: str) -> Block:
    """Each series of the region with its chart and table, behind a handle."""
    return area.series(context, _rows(context, region), place=_place(context))


def _rows(context: Context, region: str) -> list[ScoreboardRow]:
    return [row for row in scoreboard_rows(context.scoreboard, region=region) if row["reason"] != "no_figure"]


def _place(context: Context) -> area.Words:
    def words_of(row: ScoreboardRow) -> str:
        same = row["sector"] == context.plan.indicator(row["indicator"]).sector
        return "" if same else parts.sector_words(context, row["sector"])

    return words_of
