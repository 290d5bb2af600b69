"""Blocks that several pages share: the mark of invented data, the card of an indicator, tables of series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from markupsafe import Markup

from plan_metrics.changes import NO_FIGURE, counted
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.measure.disclosure import is_withheld
from plan_metrics.measure.status import BAD, GOOD, NEUTRAL
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.views import blocks, documents, language, words
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.documents import Row, rows_of
from plan_metrics.views.words import say

JUDGED = (*GOOD, *NEUTRAL, *BAD)  # the statuses that say something


def opening(context: Context, texts: Iterable[object]) -> Block:
    """The first block of a page; a page made from invented figures says so before anything else."""
    lead = blocks.paragraphs(texts, "pm-lead")
    if not context.edition.card.invented:
        return lead
    warning = say(context, words.INVENTED)
    return blocks.paragraphs([Markup("<strong>{}</strong>").format(warning)], "pm-invented") + lead


def moved_lists(context: Context, name: str) -> Block:
    """Which indicators have a status of another kind for the whole than in the edition before, by the kind it is now."""
    moved = [change for change in context.changes if change.headline and change.moves]
    rows = [
        (title, [change for change in moved if change.after.status in kind])
        for title, kind in (
            (N_("wanted way or met"), GOOD),
            (N_("little change or behind"), NEUTRAL),
            (N_("other way or missed"), BAD),
        )
    ]
    lost = [change for change in moved if change.before.status in JUDGED and change.after.status not in JUDGED]
    named = [
        (title, [words.indicator_link(context, c.action, context.plan.indicator(c.indicator)) for c in found])
        for title, found in [*rows, (N_("can no longer be judged"), lost)]
    ]
    return named_lists(context, name, N_("Indicators with another status"), N_("Status now"), named)


def named_lists(
    context: Context, name: str, caption: str, head: str, rows: Iterable[tuple[str, Sequence[object]]]
) -> Block:
    """A table of lists: what they hold, how many there are, their names."""
    between = say(context, N_("; "))
    body = [[say(context, title), len(names), blocks.joined(names, between) if names else "–"] for title, names in rows]
    columns = [
        Column(say(context, head)),
        Column(say(context, N_("How many")), numeric=True),
        Column(say(context, N_("Names"))),
    ]
    return blocks.table(name, say(context, caption), columns, body)


def change_words(context: Context, row: Row) -> str:
    """The change since the baseline: in percent, or in points where the unit is a percentage or an index."""
    if row["change"] is None:
        return "–"
    if row["unit"] in ("percent", "index"):
        points = language.signed(language.decimal(row["change"], context.language), row["change"])
        form = N_("{points} percentage points") if row["unit"] == "percent" else N_("{points} points")
        return say(context, form, points=points)
    if row["relative_change"] is None:
        return language.signed(words.figure(context, row["change"], row["unit"]), row["change"])
    return language.signed(language.percent(row["relative_change"], context.language), row["change"])


def growth_words(context: Context, row: Row) -> str:
    """The growth a year over real years, or a dash where it is not defined."""
    if row["growth"] is None:
        return "–"
    return language.signed(language.percent(row["growth"], context.language), row["growth"])


def observation_counts(context: Context) -> str:
    """How many observations are new, revised and no longer used, compared with the edition before."""
    before = context.previous
    count = counted(before.observations, context.observations)
    return say(
        context,
        N_(
            "Compared with the edition {edition} ({as_of}), new observations: {new}; revised: {revised}; no longer used: {lost}."
        ),
        edition=before.edition.card.id,
        as_of=language.date(before.edition.card.as_of, context.language),
        new=count.new,
        revised=count.revised,
        lost=count.lost,
    )


def period_words(context: Context, period: object) -> str:
    """A period in words, or a dash."""
    return language.period(str(period), context.language) if period else "–"


def period_cell(context: Context, period: object) -> str:
    """A period in a column of periods: in words, as a program reads it, and put in order by when it ends."""
    return blocks.datum(period, period_words(context, period), periods.end_month(str(period))) if period else "–"


def target_cell(context: Context, row: Row) -> object:
    """The official target in force over the share of the way to it, or that there is none."""
    if row["target"] is None:
        return say(context, N_("none"))
    text = say(
        context,
        N_("{value} by {period}"),
        value=words.value(context, row["target"], row["unit"]),
        period=period_words(context, row["target_period"]),
    )
    if row["progress"] is None:
        return text
    share = language.percent(row["progress"], context.language, 0)
    return blocks.two_lines(text, say(context, N_("{share} of the way"), share=share))


def row_badge(context: Context, row: Row) -> Markup:
    """The status of a row of the scoreboard as a badge; a figure withheld, or none published at all, is said as such."""
    status = str(row["status"])
    if row["reason"] == NO_FIGURE:
        why = why_none(context, str(row["indicator"]), str(row["region"]), str(row["sector"]))
        if why != NO_FIGURE or not rows_of(context.observations, indicator=row["indicator"]):
            status = why
    return words.status_badge(context, status)


def why_none(context: Context, indicator: str, region: str, sector: str) -> str:
    """Why a series has no figure: withheld, if that is the last that a document says of it, or none is published."""
    said = without_value(context, indicator, region, sector)
    last = max(said, key=lambda row: periods.end_month(str(row["period"])), default=None)
    return "withheld" if last and is_withheld(str(last["flag"])) else NO_FIGURE


def standing_columns(context: Context) -> list[Column]:
    """The columns that `standing_cells` fills."""
    return [
        Column(say(context, N_("Status"))),
        Column(say(context, N_("Latest figure")), ordered=False),
        Column(say(context, N_("Change")), ordered=False),
        Column(say(context, N_("Official target")), ordered=False),
        Column(say(context, N_("Source"))),
    ]


def standing_cells(context: Context, row: Row) -> list[object]:
    """Where a series stands: status, latest figure and its period, change and its span, target, source."""
    latest = (
        blocks.two_lines(
            words.value(context, row["shown"], row["unit"], row["shown_qualifier"]),
            period_words(context, row["shown_period"]),
        )
        if row["shown"] is not None
        else "–"
    )
    span = ""
    if row["years"]:
        since = period_words(context, row["baseline_period"])
        span = (
            say(context, N_("since {since}"), since=since)
            if row["growth"] is None
            else say(context, N_("since {since}; {growth} a year"), since=since, growth=growth_words(context, row))
        )
    return [
        row_badge(context, row),
        latest,
        blocks.two_lines(change_words(context, row), span),
        target_cell(context, row),
        words.source_links(context, row["shown_source"]) or "–",
    ]


def without_value(context: Context, indicator: str, region: str, sector: str) -> list[Row]:
    """The rows of a series that say with a flag why there is no value: withheld, not collected."""
    return rows_of(context.edition.missing, indicator=indicator, region=region, sector=sector)


def series_table(context: Context, name: str, caption: str, rows: Sequence[Row], unit: str) -> Block:
    """The rows of one series in the order of time: period, value, source, how it was printed, flag and note."""
    rows = sorted(rows, key=lambda row: periods.decimal_year(row["period"]))
    body = [
        [
            blocks.datum(row["period"], period_words(context, row["period"])),
            value_cell(context, row, unit),
            words.source_links(context, row["source"]),
            _as_printed(context, row),
            remarks(context, row),
        ]
        for row in rows
    ]
    columns = [
        Column(say(context, N_("Period"))),
        Column(words.table_unit(context, unit), numeric=True),
        Column(say(context, N_("Source"))),
        Column(say(context, N_("As printed")), numeric=True),
        Column(say(context, N_("Remarks"))),
    ]
    return blocks.table(name, caption, columns, body)


def key_words(context: Context, region: str, sector: str) -> str:
    """Where a series belongs: the region, and the sector unless it is the total."""
    place = context.plan.region(region).short(context.language)
    if sector == TOTAL:
        return place
    return say(context, N_("{region}, {sector}"), region=place, sector=sector_words(context, sector))


def sector_words(context: Context, sector: str) -> str:
    """The name of a sector."""
    return context.plan.sector(sector).title(context.language)


def value_cell(context: Context, row: Row, unit: str) -> str:
    """The value of an observation in a column of figures: as it is said, and as a program reads it."""
    if pd.isna(row["value"]):
        return say(context, words.STATUS["withheld"]) if is_withheld(row["flag"]) else "–"
    shown = words.figure(context, row["value"], unit, row["qualifier"])
    return blocks.datum(f"{row['value'] / words.table_scale(context, unit):.15g}", shown)


def _as_printed(context: Context, row: Row) -> str:
    if pd.isna(row["value"]):
        return "–"
    if not row["published_unit"]:
        return say(context, N_("computed"))
    if row["published_unit"] == row["unit"] and words.table_scale(context, row["unit"]) == 1:
        return language.exact(row["published_value"], context.language)  # its unit heads the column of values
    return documents.printed_words(context, row["published_value"], row["published_unit"])


def remarks(context: Context, row: Row) -> str:
    """What a reader must know of an observation: its flag in words, and its note."""
    note = row["note_zh"] if context.language == "zh" else row["note_en"]
    return say(context, N_("; ")).join(part for part in (words.flag_words(context, row["flag"]), note) if part)


def parts_table(context: Context, name: str, caption: str, rows: Sequence[Row], unit: str) -> Block:
    """Observations of parts of the whole (groups of regions, sectors): part, period, value, remarks, source."""
    body = [
        [
            key_words(context, row["region"], row["sector"]),
            blocks.datum(row["period"], period_words(context, row["period"])),
            value_cell(context, row, unit),
            remarks(context, row),
            words.source_links(context, row["source"]),
        ]
        for row in rows
    ]
    columns = [
        Column(say(context, N_("Part"))),
        Column(say(context, N_("Period"))),
        Column(words.table_unit(context, unit), numeric=True),
        Column(say(context, N_("Remarks"))),
        Column(say(context, N_("Source"))),
    ]
    return blocks.table(name, caption, columns, body)
