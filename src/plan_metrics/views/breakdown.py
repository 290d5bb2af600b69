"""The page of a breakdown: what the sources give for it or for a part of it, and below it every figure for the whole."""

from __future__ import annotations

from functools import partial

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.rows import ScoreboardRow, observation_rows, published_rows, register_rows
from plan_metrics.views import area, area_sheet, beside, blocks, documents, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import el
from plan_metrics.views.words import say, say_n


def opening(context: Context, breakdown: str) -> Block:
    """How much is published for the breakdown and for which parts of it, and how it stands; or once that nothing is."""
    rows, title = _rows(context, breakdown), parts.breakdown_name(context, breakdown)
    if not rows:
        n = sum(len(action.indicators) for action in context.plan.actions)
        form = N_("No published figure was found for {name} in any of {n} {indicators}.")
        nothing = el("strong", say(context, form, name=title, n=n))
        return parts.opening(context, [nothing, _searched(context, title)])
    observed = observation_rows(context.observations, breakdown=list(context.plan.within(breakdown)))
    latest = periods.latest(row["period"] for row in observed)
    of = next(iter(context.plan.breakdown(breakdown).codes))
    any_two = blocks.link(
        f"compare-{of}.html?a={breakdown}",
        say(context.by(of), N_("Compare {name} with another {breakdown}"), name=title),
    )
    text = say_n(
        context,
        "{name}: published figures for {series} series in {n} {goal}, for it or a part of it; the newest is for {latest}.",
        "{name}: published figures for {series} series in {n} {goals}, for it or a part of it; the newest is for {latest}.",
        len(area.actions_of(context, rows)),
        series=len(rows),
        name=title,
        latest=parts.period_words(context, latest),
    )
    apart = N_("Parts of a {breakdown} are shown as the sources word them; they do not add up to it.")
    adds_up = next(each.adds_up for each in context.plan.head.dimensions if each.id == of)
    said = [*area.assessed_words(context, rows), *([] if adds_up else [say(context.by(of), apart)])]
    more = [el("span", any_two, css="pm-take")] if links.has_pages(context, "compare") else []
    return parts.opening(context, [el("strong", text), words.sentences(context, said), *more])


def figures(context: Context, breakdown: str) -> Block:
    """The course of each national series with enough figures, the latest figures, those of areas behind a handle."""
    rows, place = area.in_order(_rows(context, breakdown)), _place(context, breakdown)
    whole = [row for row in rows if row["region"] == context.plan.head.whole]
    others = [row for row in rows if row["region"] != context.plan.head.whole]
    name = parts.breakdown_name(context, breakdown)
    shown = beside.charts_beside(context, beside.courses(context, whole), place=place)
    caption = partial(_counted, context, N_("{name}: latest {overall} figures: {n}"), name)
    shown += area.latest(context, f"figures-{breakdown}", caption, whole, place=place)
    if others:
        caption = partial(_counted, context, N_("{name}: latest figures of {areas} and groups: {n}"), name)
        place_id = f"{links.area_ids(context)[1]}-{breakdown}"
        shown += blocks.fold(caption(len(others)), area.latest(context, place_id, caption, others, place=place))
    return shown


def _counted(context: Context, form: str, name: str, n: int) -> str:
    return say(context, form, name=name, n=n)


def changed(context: Context, breakdown: str) -> Block:
    """What changed for the whole since the last edition."""
    if not _rows(context, breakdown):
        return blocks.NOTHING
    within, whole = context.plan.within(breakdown), context.plan.head.whole
    return area_sheet.changed(context, lambda each: each.breakdown in within and each.region == whole)


def series(context: Context, breakdown: str) -> Block:
    """Each national series with its chart and table, behind a handle; where those of areas and groups stand."""
    rows = _rows(context, breakdown)
    whole = [row for row in rows if row["region"] == context.plan.head.whole]
    shown = area.series(context, whole, place=_place(context, breakdown))
    if others := len(rows) - len(whole):
        said = say_n(
            context,
            "{n} other series is of a {area} or a group of them: its latest figure above leads to the page where it stands, with words as published, documents and remarks.",
            "{n} other series are of {areas} and groups of them: each latest figure above leads to the page where its series stands, with words as published, documents and remarks.",
            others,
        )
        shown += blocks.paragraphs([said])
    return shown


def wordings(context: Context, breakdown: str) -> Block:
    """Which wordings of the sources were taken to belong to the breakdown, and why; nothing where none was."""
    within = context.plan.within(breakdown)
    rows = [
        [
            blocks.foreign(row.wording),
            parts.breakdown_name(context, row.breakdown),
            row.reason[context.language],
        ]
        for row in context.plan.mapping
        if row.breakdown in within
    ]
    if not rows:
        return blocks.NOTHING
    columns = words.columns(context, N_("Wording of the source"), N_("Counted under"), N_("Reason"))
    caption = say(context, N_("How the sources’ wordings were matched"))
    return blocks.fold(caption, blocks.table(f"wordings-{breakdown}", caption, columns, rows))


def unused(context: Context, breakdown: str) -> Block:
    """The breakdown's printed figures that could not be used, behind a handle."""
    within = context.plan.within(breakdown)
    meant = [row.wording for row in context.plan.mapping if row.breakdown in within]
    set_aside = register_rows(context.edition.rejected, breakdown=meant)
    if not set_aside:
        return blocks.NOTHING
    handle = say(context, N_("Printed figures that were not used, with the reasons: {n}"), n=len(set_aside))
    return blocks.fold(handle, documents.rejected_table(context, f"rejected-{breakdown}", set_aside, within=within))


def sources(context: Context, breakdown: str) -> Block:
    """The documents of the figures of this page, behind a handle."""
    rows = observation_rows(context.observations, breakdown=list(context.plan.within(breakdown)))
    return documents.cited(context, documents.used_sources(rows))


def _rows(context: Context, breakdown: str) -> list[ScoreboardRow]:
    return published_rows(context.scoreboard, breakdown=list(context.plan.within(breakdown)))


def _place(context: Context, breakdown: str) -> area.Words:
    def words_of(row: ScoreboardRow) -> str:
        national = row["region"] == context.plan.head.whole
        region = "" if national else context.plan.region(row["region"]).short[context.language]
        part = "" if row["breakdown"] == breakdown else parts.breakdown_name(context, row["breakdown"])
        return say(context, N_(", ")).join(text for text in (region, part) if text)

    return words_of


def _searched(context: Context, name: str) -> str:
    return say(
        context,
        N_(
            "All {n} observations of this edition and its register of unused figures were searched for the name of {name} and for the wordings that belong to it."
        ),
        n=language.decimal(len(context.edition.observations), context.language),
        name=name,
    )
