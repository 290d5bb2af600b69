"""The page of a region: a sheet of what is published for it beside others, and below it every figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from plan_metrics.analysis.states import CONTEXT
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import JUDGED, STRENGTHS
from plan_metrics.plan.head import number_of
from plan_metrics.rows import ScoreboardRow, observation_rows, published_rows
from plan_metrics.views import (
    area,
    area_sheet,
    area_tree,
    beside,
    blocks,
    board,
    documents,
    downloads,
    links,
    overview,
    parts,
    words,
)
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.peer_table import is_compared, peer_table, size_sources
from plan_metrics.views.verdicts import fact, latest_sentence, long_sentence
from plan_metrics.views.words import say, say_n


def opening(context: Context, region: str) -> Block:
    """How the region stands and what is due, what is published for it and what is not, its size, and it as a file."""
    context = context.among(context.plan.region(region).level)
    card, rows = context.plan.region(region), _rows(context, region)
    name, actions = card.short[context.language], context.plan.actions
    known = area.actions_of(context, rows)
    texts: list[object] = []
    if rows:
        texts.append(el("strong", _finding(context, rows)))
        texts += _due(context, region)
        form = N_("{region} has published figures for {n} series in {actions} of the {all} {goals}.")
        said = [say(context, form, region=name, n=len(rows), actions=len(known), all=len(actions))]
        said += area.assessed_words(context, rows)
        if silent := [number_of(action.id) for action in actions if action.id not in known]:
            numbers = say(context, N_(", ")).join(silent)
            found = say_n(
                context,
                "No figure was found for {goal} {numbers}; that does not mean that nothing was done.",
                "No figure was found for {goals} {numbers}; that does not mean that nothing was done.",
                len(silent),
                numbers=numbers,
            )
            said.append(found)
        texts.append(words.sentences(context, said))
    else:
        n = sum(len(action.indicators) for action in actions)
        form = N_("No published figure was found for {region} in any of {n} {indicators}.")
        texts.append(el("strong", say(context, form, region=name, n=n)))
    texts.append(area_sheet.size_words(context, region))
    texts += area_tree.place(context, region)
    sheet = blocks.link(downloads.sheet(context, region), say(context, N_("PDF of this page")))
    any_other = say(context, N_("Compare {region} with any other {area}"), region=name)
    other = blocks.link(f"{links.compare_page(context, region)}?a={region}", any_other)
    others = [" ", other] if is_compared(context, region) and links.has_pages(context, "compare") else []
    texts.append(el("span", sheet, *others, css="pm-take"))
    return parts.opening(context, texts)


def _finding(context: Context, rows: Sequence[ScoreboardRow]) -> Node:
    """The best supported of the series that can be assessed, those that count before context; or that none can be."""
    judged = [row for row in area.in_order(rows) if row["status"] in JUDGED]
    if not judged:
        return say(context, N_("No series can be assessed in the long term."))
    cards = {row["indicator"]: context.plan.indicator(row["indicator"]) for row in judged}

    def order(row: ScoreboardRow) -> tuple[bool, int, int]:
        aside = cards[row["indicator"]].fit == CONTEXT
        return aside, STRENGTHS.index(str(row["strength"])), -int(row["n_points"])

    best = min(judged, key=order)
    indicator = cards[best["indicator"]]
    title = indicator.title[context.language]
    if indicator.fit == CONTEXT:
        title = words.bracketed(context, title, say(context, words.FIT[CONTEXT]))
    told = [fact(context, indicator, best), long_sentence(context, best)]
    if best["reversal"]:
        told.append(latest_sentence(context, best))
    said = links.led(context, best, words.sentences(context, told))
    return blocks.filled(say(context, N_("{title}: {said}")), title=title, said=said)


def _due(context: Context, region: str) -> list[Element]:
    """The official target of the region that is due next, if one is."""
    ahead = [target for target in board.targets_ahead(context) if target.region == region]
    form = say(context, N_("Official target due next: {said}"))
    return [blocks.filled(form, said=overview.due_line(context, target, region)) for target in ahead[:1]]


def figures(context: Context, region: str) -> Block:
    """The course of each series with enough figures beside others, and the latest figure of all."""
    context = context.among(context.plan.region(region).level)
    rows = area.in_order(_rows(context, region))
    near = [context.plan.head.whole, *(peer.region for peer in context.peers.get(region, ()))]
    place = partial(parts.part_name, context)
    charts = beside.charts_beside(context, beside.courses(context, rows, near), place=place)
    shown = area_sheet.latest(context, region, rows[: area_sheet.MOST], place=place)
    if rest := len(rows[area_sheet.MOST :]):
        shown += blocks.paragraphs([say(context, N_("Series not listed here: {n}."), n=rest)])
    return charts + shown + area_tree.sums(context, region)


def targets(context: Context, region: str) -> Block:
    """The official targets of the region: by date, and behind a handle as printed."""
    context = context.among(context.plan.region(region).level)
    shown = area_sheet.targets(context, region)
    if not shown.nodes:
        return shown
    handle = say(context, N_("These targets as published"))
    return shown + blocks.fold(handle, area_sheet.printed(context, region), aside=True)


def changed(context: Context, region: str) -> Block:
    """What changed since the last edition."""
    context = context.among(context.plan.region(region).level)
    if not _rows(context, region):
        return blocks.NOTHING
    return area_sheet.changed(context, lambda each: each.region == region)


def sources(context: Context, region: str) -> Block:
    """The documents of the sheet in short, and all that the page cites behind a handle."""
    cited = documents.used_sources(observation_rows(context.observations, region=region))
    cited |= {target.source for target in context.plan.targets if target.region == region}
    cited |= size_sources(context, [region])
    near = [peer.region for peer in context.peers.get(region, ())]
    every = documents.source_list(context, cited | size_sources(context, near), anchors=False)
    handle = say(context, N_("These documents with their titles"))
    return area_sheet.documents(context, cited) + (blocks.fold(handle, every, aside=True) if cited else blocks.NOTHING)


def peers(context: Context, region: str) -> Block:
    """The regions of like size, side by side with this one, behind a handle."""
    context = context.among(context.plan.region(region).level)
    if not is_compared(context, region) or region in context.long_areas:
        return blocks.NOTHING
    handle = say(context, N_("Beside the {areas} nearest in size, figure by figure"))
    return blocks.fold(handle, peer_table(context, region), aside=True)


def series(context: Context, region: str) -> Block:
    """Each series of the region with its chart and table, behind a handle; of very many, where they stand."""
    context = context.among(context.plan.region(region).level)
    if region in context.long_areas:
        return _elsewhere(context, len(_rows(context, region)))
    return area.series(context, _rows(context, region), place=partial(parts.part_name, context))


def _elsewhere(context: Context, n: int) -> Block:
    """Where every figure of a region stands that has too many for its page."""
    form = N_(
        "Every figure of {n} series, too many for this page: behind each above its receipt, with words as published and document; on the page of an indicator its figures by {area}; all of them in one table: {csv}."
    )
    table = blocks.link(
        downloads.address(context, downloads.TABLE.format(name="observations.csv")),
        say(context, N_("Observations (CSV)")),
    )
    return blocks.block(el("p", shown := blocks.filled(say(context, form, n=n), csv=table)), text=shown.text)


def _rows(context: Context, region: str) -> list[ScoreboardRow]:
    return published_rows(context.scoreboard, region=region)
