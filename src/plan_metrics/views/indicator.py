"""The page of an indicator: where it stands, in one sentence and a chart, and everything that is known behind that."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import decimal_year
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, register_rows, scoreboard_rows
from plan_metrics.views import (
    area_dots,
    before_after,
    blocks,
    documents,
    downloads,
    evidence,
    indicator_card,
    links,
    parts,
    verdict_model,
    words,
)
from plan_metrics.views.blocks import Block
from plan_metrics.views.by_dimension import by_dimension, latest_of_parts
from plan_metrics.views.gap import gap_blocks
from plan_metrics.views.headline import headline
from plan_metrics.views.multiples import area_charts
from plan_metrics.views.nodes import Column, Element, el
from plan_metrics.views.series_chart import series_chart
from plan_metrics.views.verdicts import from_to, strength_words, verdict, why
from plan_metrics.views.vouching import errata_of
from plan_metrics.views.withdrawals import withdrawn_later, withdrawn_now
from plan_metrics.views.words import say, say_n

WIDE = "pm-card pm-evidence"  # terms that have the page for themselves
LATEST = 5  # figures that the short table shows; with as many or fewer the full table is short enough


def opening(context: Context, indicator: str) -> Block:
    """The way back to the action, one sentence, the verdicts with their evidence, and the chart beside what to mind."""
    card, row = context.plan.indicator(indicator), _headline_row(context, indicator)
    said = links.led(context, row, headline(context, card, row))
    texts: list[object] = [_trail(context, card), el("strong", said), _verdicts(context, row)]
    lines = parts.opening(context, [*texts, *withdrawn_later(context, card), *errata_of(context, card)])
    name, title = f"c-{links.dashed(card.id)}", card.title[context.language]
    rows, known = _national(context, card), context.evidence(card)
    chart = series_chart(context, name, f"t-{card.id}", title, card, rows, row, known)
    aside = indicator_card.terms(indicator_card.at_a_glance(context, card))
    figure = el("div", chart, css="pm-figure") if chart else None
    body = el("div", figure, *aside.nodes, css="pm-indicator-body pm-first")
    return lines + blocks.block(body, text=aside.text)


def _headline_row(context: Context, indicator: str) -> ScoreboardRow:
    """The row of the scoreboard for the whole."""
    return scoreboard_rows(context.scoreboard, indicator=indicator, headline=True)[0]


def _published(context: Context, indicator: Indicator) -> bool:
    """Whether any figure of an indicator was published, or suppressed, for whatever place."""
    known = (context.observations, context.edition.missing)
    return any(observation_rows(frame, indicator=indicator.id) for frame in known)


def _trail(context: Context, indicator: Indicator) -> Element:
    form = N_("{Goal} {number}: {title}")
    ways = [
        blocks.link(
            f"{action.id}.html#{links.anchor(indicator.id)}",
            say(context, form, number=number_of(action.id), title=action.title[context.language]),
        )
        for action in links.actions_of(context, indicator)
    ]
    return el("span", blocks.joined(ways, say(context, N_("; "))), css="pm-trail")


def _verdicts(context: Context, row: ScoreboardRow) -> Element:
    """Long-term and latest verdict, the evidence, and how the indicator stands to what the plan says."""
    indicator = context.plan.indicator(row["indicator"])
    badge = parts.badge_of_none(context, row) or words.verdict_badge(context, row)
    badge = links.receipt_of(context, row, "status", badge)
    marks: list[object] = [badge]
    since, latest = row["from_period"], row["to_period"]
    if row["status"] in JUDGED and since and latest:
        marks.append(blocks.muted(from_to(context, row, since, latest)))
    elif row["n_points"]:
        marks.append(blocks.muted(why(context, row, "reason")))
    named = say(context, N_("By {model}:"), model=verdict_model.name(context)) if words.by_method(context) else ""
    marks = [named or say(context, N_("Long-term:")), *marks]
    if row["latest_change"] in JUDGED and row["latest_from"] and row["latest_to"]:
        latest_badge = words.status_badge(context, row["latest_change"])
        marks += [say(context, N_("Latest:")), links.receipt_of(context, row, "latest_change", latest_badge)]
        marks.append(blocks.muted(from_to(context, row, row["latest_from"], row["latest_to"])))
    if row["strength"]:
        marks.append(links.receipt_of(context, row, "strength", strength_words(context, row["strength"])))
    fits = dict.fromkeys(fit.fit for fit in indicator.fits)
    if row["shown"] is None:
        marks = [words.status_badge(context, parts.why_none(context, indicator.id, row["region"], row["breakdown"]))]
    return el("span", blocks.joined([*marks, *(words.fit_badge(context, fit) for fit in fits)]), css="pm-verdicts")


def _national(context: Context, indicator: Indicator) -> list[ObservationRow]:
    whole = context.plan.head.whole
    return observation_rows(context.observations, indicator=indicator.id, region=whole, breakdown=indicator.breakdown)


def figures(context: Context, indicator: str) -> Block:
    """The latest figures for the whole, all of them with words and documents, and those of breakdowns and groups."""
    card = context.plan.indicator(indicator)
    title, whole = card.title[context.language], context.plan.head.whole
    rows = [*_national(context, card), *parts.without_value(context, card.id, whole, card.breakdown)]
    shown = blocks.NOTHING
    if rows:
        caption = say(context, N_("{title}: published figures"), title=title)
        like = _headline_row(context, card.id)["shown"]
        every = parts.series_table(context, f"t-{card.id}", caption, rows, card.unit, like)
        if len(rows) > LATEST:
            handle = say(context, N_("All {n} figures, with their words, documents and remarks"), n=len(rows))
            every = _latest(context, card, rows, like) + blocks.fold(handle, every)
        shown += every
    shown += by_dimension(context, card)
    told = [row for chosen in latest_of_parts(context, card).values() for row in chosen.values()]
    groups = {region.region for region in context.plan.regions} - {
        context.plan.head.whole,
        *(area.region for each in context.by_level for area in each.compared),
    }
    of_all = observation_rows(context.observations, indicator=card.id)
    others = [row for row in of_all if row["region"] == whole and row["breakdown"] != card.breakdown]
    others += [row for row in of_all if row["region"] in groups]
    above = {(row["region"], row["breakdown"], row["period"]) for row in told}
    others = [row for row in others if (row["region"], row["breakdown"], row["period"]) not in above]
    if others:
        form = N_("{title}: further figures of parts") if above else N_("{title}: parts of the whole")
        caption = say(context, form, title=title)
        table = parts.parts_table(context, f"p-{card.id}", caption, others, card.unit)
        if len(others) > 2 * LATEST:
            handle = (
                say(context, N_("Further figures by {breakdown} and group of {areas}: {n}"), n=len(others))
                if above
                else say_n(
                    context,
                    "By {breakdown} and group of {areas}: {n} figure",
                    "By {breakdown} and group of {areas}: {n} figures",
                    len(others),
                )
            )
            table = blocks.fold(handle, table)
        shown += table
    gone = withdrawn_now(context, card)
    return shown + blocks.paragraphs(gone) if gone else shown


def _latest(context: Context, indicator: Indicator, rows: list[ObservationRow], like: float | None) -> Block:
    last = sorted(rows, key=lambda row: decimal_year(row["period"]))[-LATEST:]
    body = [
        [
            parts.plain_period(context, row),
            parts.with_receipt(context, row, indicator.unit, like),
            parts.remarks(context, row),
        ]
        for row in reversed(last)
    ]
    unit = words.table_unit(context, indicator.unit, like)
    columns = [Column(say(context, N_("Period"))), Column(unit, numeric=True), Column(say(context, N_("Remarks")))]
    caption = say(context, N_("{title}: latest figures"), title=indicator.title[context.language])
    return blocks.table(f"l-{indicator.id}", caption, *blocks.needed(columns, body))


def regions(context: Context, indicator: str) -> Block:
    """Where each area stands and how it moved, its course, and where a change of the whole comes from."""
    card = context.plan.indicator(indicator)
    first, *further = context.by_level
    shown = area_dots.areas(first, card) + area_charts(first, (card,)) + gap_blocks(context, (card,))
    for each in further:
        rows = scoreboard_rows(each.scoreboard, indicator=card.id, region=[area.region for area in each.compared])
        if n := sum(row["shown"] is not None for row in rows):
            handle = say(each, N_("Figures of {areas}: {n}"), n=n)
            shown += blocks.fold(handle, area_dots.areas(each, card) + area_charts(each, (card,)))
    if targets := indicator_card.targets_elsewhere(context, card):
        handle = say(context, N_("Official targets of {areas} and {breakdowns}: {n}"), n=len(targets))
        shown += blocks.fold(handle, indicator_card.terms(targets, WIDE))
    return shown


def grounds(context: Context, indicator: str) -> Block:
    """What the verdict says and rests on, what methods and tests say, and how the series moved before and after."""
    card, row = context.plan.indicator(indicator), _headline_row(context, indicator)
    if not row["n_points"]:
        return blocks.NOTHING
    known = context.evidence(card)
    rows = evidence.evidence_rows(context, card, known)
    rows += before_after.rows(context, card)
    fold = evidence.methods_fold(context, f"m-{card.id}", known)
    if not rows and row["result"] is None:  # the opening has said it
        return blocks.NOTHING
    without_target = verdict(context, card, {**row, "result": None})  # the card beside the chart tells it
    said = links.led(context, row, without_target)
    return blocks.paragraphs([said]) + indicator_card.terms(rows, WIDE) + fold


def meaning(context: Context, indicator: str) -> Block:
    """What is counted, on which basis, and how it stands to the plan."""
    card = context.plan.indicator(indicator)
    return indicator_card.terms(indicator_card.meaning(context, card), WIDE)


def data(context: Context, indicator: str) -> Block:
    """The figures as files, printed figures that were not used, and the documents."""
    card = context.plan.indicator(indicator)
    refused = register_rows(context.edition.rejected, indicator=indicator)
    shown = blocks.NOTHING
    if _published(context, card):
        shown = blocks.paragraphs([_files(context, card)]) + links.receipts(context, links.page_of(indicator))
    if refused:
        table = documents.rejected_table(context, f"conflicts-{indicator}", refused, of_one=True)
        handle = say(context, N_("Printed figures that were not used, with the reasons: {n}"), n=len(refused))
        shown += blocks.fold(handle, table) if len(refused) > LATEST else table
    rows = observation_rows(context.observations, indicator=indicator)
    cited = documents.used_sources(rows) | {target.source for target in context.plan.targets_of(indicator)}
    if not cited:
        return shown
    folded = len(cited) > LATEST
    return shown + (documents.cited(context, cited) if folded else documents.source_list(context, cited, anchors=False))


def _files(context: Context, indicator: Indicator) -> Element:
    name = f"indicators/{indicator.id}.json"
    every = downloads.address(context, downloads.API.format(name=name))
    table = downloads.address(context, downloads.INDICATOR.format(name=indicator.id))
    about = downloads.address(context, downloads.METADATA.format(name=indicator.id))
    form = say(
        context,
        N_("Data of this page: {csv} (every figure with its document; {metadata}), {json} (with card and targets)."),
    )
    said = blocks.link(about, say(context, N_("what its columns mean, licence and citation")))
    return blocks.filled(
        form,
        csv=el("a", "CSV", href=table, download=True),
        metadata=said,
        json=blocks.link(every, "JSON"),
    )
