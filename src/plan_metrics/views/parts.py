"""Blocks that several pages share: the mark of invented data, the card of an indicator, tables of series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from plan_metrics.analysis.change_causes import NO_FIGURE
from plan_metrics.context import Context
from plan_metrics.edition.models import KEY, WITHDRAWN_FILE
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.measure.disclosure import is_suppressed
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, text_in
from plan_metrics.views import blocks, language, links, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element, Node, el
from plan_metrics.views.target_words import aim_words
from plan_metrics.views.verdicts import badges, outlook, why_not
from plan_metrics.views.words import say


def opening(context: Context, texts: Iterable[object]) -> Block:
    """The first block of a page; a page made from invented figures says so before anything else."""
    lead = blocks.paragraphs(texts, "pm-lead")
    if not context.edition.card.invented:
        return lead
    warning = say(context, words.INVENTED)
    return blocks.paragraphs([el("strong", warning)], "pm-invented") + lead


def observation_counts(context: Context) -> Element:
    """How many figures are new, have another value or only another mark, and are gone, since the edition before.

    Counted are the figures of documents, as `plan-metrics diff` counts them.
    """
    before, since = context.before, context.figures_since
    said = N_(
        "Compared with the edition {edition} ({as_of}), new figures: {new}; with another value: {revised}; with only another flag or qualifier: {restated}; no longer used: {gone}."
    )
    withdrawn = sum(each.file == WITHDRAWN_FILE for each in since.gone)
    if withdrawn:
        said = N_(
            "Compared with the edition {edition} ({as_of}), new figures: {new}; with another value: {revised}; with only another flag or qualifier: {restated}; no longer used: {gone}, of which withdrawn: {withdrawn}."
        )
    counts = links.counted(
        context,
        said,
        {name: (f"figures_{name}", len(getattr(since, name))) for name in ("new", "revised", "restated", "gone")},
        edition=before.edition.card.id,
        as_of=language.date(before.edition.card.as_of, context.language),
        withdrawn=withdrawn,
    )
    base = N_("Only figures taken from documents are counted, not those computed from them.")
    return blocks.filled(say(context, N_("{one} {other}")), one=counts, other=say(context, base))


def period_words(context: Context, period: object) -> str:
    """A period in words, or a dash."""
    return language.period(str(period), context.language) if period else "–"


def period_cell(context: Context, period: object) -> Node:
    """A period in a column of periods: in words, as a program reads it, and put in order by when it ends."""
    return blocks.datum(period, period_words(context, period), periods.end_month(str(period))) if period else "–"


def plain_period(context: Context, row: ObservationRow) -> Element:
    """The period of a figure: in words, and as a program reads it."""
    return blocks.datum(row["period"], period_words(context, row["period"]))


def target_cell(context: Context, row: ScoreboardRow) -> object:
    """The official target in force or the last one, over what became of it; a dash for none."""
    if row["target"] is None:
        return "–"
    by = period_words(context, row["target_period"])
    text = say(context, N_("{value} by {period}"), value=aim_words(context, row), period=by)
    if row["result"] is None:
        return text
    result = str(row["result"])
    said = outlook(context, row) if result == "ahead" else say(context, words.RESULT[result])
    return blocks.two_lines(text, said)


def row_badge(context: Context, row: ScoreboardRow) -> Element:
    """The verdicts of a row of the scoreboard as badges; a figure suppressed, or none published, is said as such."""
    return badge_of_none(context, row) or badges(context, row)


def badge_with_reason(context: Context, row: ScoreboardRow) -> Element:
    """The same, with the reason in few words where there is no long-term assessment."""
    if none := badge_of_none(context, row):
        return none
    why = why_not(context, row)
    return blocks.joined([badges(context, row), *([blocks.muted(why)] if why else [])])


def badge_of_none(context: Context, row: ScoreboardRow) -> Element | None:
    """The badge of a series without any figure, for the whole and elsewhere; None for any other."""
    if row["reason"] == NO_FIGURE:
        why = why_none(context, str(row["indicator"]), str(row["region"]), str(row["breakdown"]))
        if why != NO_FIGURE or not observation_rows(context.observations, indicator=row["indicator"]):
            return words.status_badge(context, why)
    return None


def why_none(context: Context, indicator: str, region: str, breakdown: str) -> str:
    """Why a series has no figure: suppressed, if that is the last that a document says of it, or none is published."""
    said = without_value(context, indicator, region, breakdown)
    last = max(said, key=lambda row: periods.end_month(str(row["period"])), default=None)
    return "suppressed" if last and is_suppressed(str(last["flag"])) else NO_FIGURE


def without_value(context: Context, indicator: str, region: str, breakdown: str) -> list[ObservationRow]:
    """The rows of a series that say with a flag why there is no value: suppressed, not collected."""
    return observation_rows(context.edition.missing, indicator=indicator, region=region, breakdown=breakdown)


def series_table(
    context: Context,
    name: str,
    caption: str,
    rows: Sequence[ObservationRow],
    unit: str,
    like: float | None = None,
) -> Block:
    """The rows of one series in the order of time, each with everything behind it: the words that were printed or the
    arithmetic, the document, the edition in which it came, flag and note. `like`: see `words.table_scale`.
    """
    body = [
        [anchored(row, plain_period(context, row)), *figure_cells(context, row, unit, like)]
        for row in sorted(rows, key=lambda row: periods.decimal_year(row["period"]))
    ]
    columns = [*words.columns(context, N_("Period")), *figure_columns(context, unit, like)]
    return blocks.table(name, caption, columns, body, stacked=True)


def anchored(row: ObservationRow, text: object) -> Element:
    """A cell that a figure leads to."""
    place = links.place_of(*(str(row[name]) for name in ("indicator", "region", "breakdown", "period")))
    return el("span", text, id=place)


def document_cell(context: Context, row: ObservationRow) -> Element:
    """The documents of an observation: code, publisher and date, and whether they were read in a copy."""
    lines = []
    for name in str(row["source"]).split():
        source = context.source(name)
        link = blocks.link(f"data.html#{name}", name, words.citation(context, source))
        publisher, date = source.publisher[context.language], words.dated(context, source)
        issued = say(context, N_("{publisher}, {date}"), publisher=publisher, date=date)
        copy = say(context, N_("read in a copy")) if source.read_in == "copy" and not source.url else ""
        lines.append(blocks.joined(part for part in (link, issued, blocks.muted(copy) if copy else "") if part))
    return blocks.lines(lines)


def key_words(context: Context, region: str, breakdown: str) -> str:
    """Where a series belongs: the region, and the breakdown unless it is the total."""
    place = context.plan.region(region).short[context.language]
    if breakdown == TOTAL:
        return place
    return say(context, N_("{region}, {part}"), region=place, part=breakdown_name(context, breakdown))


def place_words(context: Context, indicator: Indicator, region: str, breakdown: str) -> str:
    """The same beside the name of an indicator, whose own breakdown is not said."""
    return key_words(context, region, breakdown if breakdown != indicator.breakdown else TOTAL)


def breakdown_name(context: Context, breakdown: str) -> str:
    """The name of a breakdown."""
    return context.plan.breakdown(breakdown).title[context.language]


def part_name(context: Context, row: ScoreboardRow) -> str:
    """The same beside the name of an indicator: "" for its own breakdown."""
    same = row["breakdown"] == context.plan.indicator(row["indicator"]).breakdown
    return "" if same else breakdown_name(context, row["breakdown"])


def value_cell(context: Context, row: ObservationRow, unit: str, like: float | None = None) -> Node:
    """The value of an observation in a column of figures: as it is said, and as a program reads it."""
    if pd.isna(row["value"]):
        return say(context, words.STATUS["suppressed"]) if is_suppressed(row["flag"]) else "–"
    return number_cell(context, row["value"], unit, words.figure(context, row["value"], unit, row["qualifier"], like))


def number_cell(context: Context, number: float, unit: str, shown: Node) -> Element:
    """A number in a column of figures: as it is shown there, and as a program reads it, whatever is beside it."""
    return blocks.datum(f"{number / words.table_scale(context, unit):.15g}", shown)


def latest_cell(context: Context, row: ScoreboardRow) -> Element:
    """The latest figure of a series that has one, in a column of figures in its unit, leading to its row."""
    figure = words.figure(context, row["shown"], row["unit"], str(row["shown_qualifier"]))
    opened = links.opened(context, figure, row, str(row["shown_period"]))
    return number_cell(context, float(row["shown"] or 0), row["unit"], opened)


def with_receipt(context: Context, row: ObservationRow, unit: str, like: float | None = None) -> Node:
    """The same, leading to its receipt; what has no value has nothing to show there either."""
    shown = value_cell(context, row, unit, like)
    return shown if pd.isna(row["value"]) else links.receipt_of(context, row, row["period"], shown)


def as_printed(context: Context, row: ObservationRow) -> Node:
    """The figure in the words of its source; of a computed one, the arithmetic; a dash where they were not recorded."""
    if pd.isna(row["value"]):
        return "–"
    indicator = context.plan.indicator(str(row["indicator"]))
    if indicator.computed:
        return arithmetic_words(context, indicator, row)
    return printed_words(str(row["printed"])) if row["printed"] else "–"


def printed_words(text: str) -> Element:
    """Words as they were printed, which the mark of a document in the same row shows too."""
    return el("span", blocks.foreign(text), css="pm-printed")


def arithmetic_words(context: Context, indicator: Indicator, row: ObservationRow) -> Element:
    """The two figures that a computed one comes from, as a division."""
    key = {name: row[name] for name in ("region", "breakdown", "period")}
    said = {}
    for side in ("numerator", "denominator"):
        (part,) = observation_rows(context.observations, indicator=getattr(indicator, side), **key)
        number = words.value(context, part["value"], part["unit"], part["qualifier"])
        said[side] = blocks.foreign(part["printed"] or number)
    return blocks.filled(say(context, N_("{numerator} / {denominator}")), **said)


def remarks(context: Context, row: ObservationRow) -> str:
    """What a reader must know of an observation: that it was withdrawn later, its flag in words, and its note."""
    note = text_in(row, "note", context.language)
    size = row.get("sample_size")
    known = size is not None and not pd.isna(size)
    sample = say(context, N_("sample of {n}"), n=language.decimal(size, context.language)) if known else ""
    said = (withdrawn_words(context, row), words.flag_words(context, row["flag"], note), sample, note)
    return say(context, N_("; ")).join(part for part in said if part)


def withdrawn_words(context: Context, row: Mapping[str, object]) -> str:
    """That a later edition withdraws a figure, since when and why; empty for any other."""
    if not context.withdrawals:
        return ""
    found = context.withdrawals.get(tuple(str(row[name]) for name in KEY))
    if found is None:
        return ""
    return say(
        context,
        N_("withdrawn in edition {edition} on {when}: {reason}"),
        edition=found.edition,
        when=language.date(found.when, context.language),
        reason=found.reason[context.language],
    )


def parts_table(context: Context, name: str, caption: str, rows: Sequence[ObservationRow], unit: str) -> Block:
    """Observations of parts of the whole (groups of regions, breakdowns): part, period, value, remarks, source."""
    body = [
        [
            anchored(row, key_words(context, row["region"], row["breakdown"])),
            plain_period(context, row),
            *figure_cells(context, row, unit),
        ]
        for row in rows
    ]
    columns = [*words.columns(context, N_("Part"), N_("Period")), *figure_columns(context, unit)]
    return blocks.table(name, caption, columns, body, stacked=True)


def figure_cells(context: Context, row: ObservationRow, unit: str, like: float | None = None) -> list[object]:
    """A figure with everything behind it, under `figure_columns`."""
    return [
        with_receipt(context, row, unit, like),
        as_printed(context, row),
        document_cell(context, row),
        row.get("edition") or "–",
        remarks(context, row),
    ]


def figure_columns(context: Context, unit: str, like: float | None = None) -> list[Column]:
    """The heads of `figure_cells`."""
    behind = words.columns(context, N_("As printed"), N_("Document"), N_("Edition"), N_("Remarks"))
    return [Column(words.table_unit(context, unit, like), numeric=True), *behind]
