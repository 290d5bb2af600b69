"""One series as a terminal and a program get it: every figure with its words and document, and the verdicts on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import decimal_year
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import documents, parts, words
from plan_metrics.views.nodes import text_of
from plan_metrics.views.verdicts import verdict_sentences
from plan_metrics.views.words import say

Key = Mapping[str, str]  # indicator, region and breakdown
VERDICTS = {
    "long_term": ("status", "reason", "from_period", "to_period", "strength"),
    "latest_change": ("latest_change", "latest_reason", "latest_from", "latest_to"),
    "target": (
        *("result", "target", "target_to", "target_kind", "target_qualifier", "target_period", "prospect", "gap"),
    ),
}


def series_text(context: Context, key: Key) -> str:
    """Title, figures in the order of time, verdicts with their reasons, documents; in the language of the context."""
    card, rows = context.plan.indicator(key["indicator"]), _figures(context, key)
    head = [
        N_("Period"), words.table_unit(context, card.unit), N_("As printed"), N_("Document"), N_("Edition"),
        N_("Remarks"),
    ]  # fmt: skip
    lines = [
        [
            parts.period_words(context, row["period"]),
            text_of(parts.value_cell(context, row, card.unit)),
            text_of(parts.as_printed(context, row)),
            row["source"],
            row.get("edition") or "–",
            parts.remarks(context, row),
        ]
        for row in rows
    ]
    blocks = [_title(context, card, key)]
    if rows:
        blocks.append(aligned([[say(context, title) for title in head], *lines]))
    blocks.append("\n".join(_sentences(context, card, key)))
    if rows:
        blocks.append(documents.source_list(context, documents.used_sources(rows), anchors=False).text)
    return "\n\n".join(blocks)


def series_facts(context: Context, key: Key) -> dict[str, object]:
    """The same as data: numbers in the plain unit, None where there is none; verdicts by their codes and in words."""
    card, rows = context.plan.indicator(key["indicator"]), _figures(context, key)
    row = _row(context, key)
    return {
        "edition": context.edition.card.id,
        **key,
        "title": card.title[context.language],
        "unit": card.unit,
        "figures": [
            {
                "period": each["period"],
                "value": None if pd.isna(each["value"]) else each["value"],
                "printed": each["printed"],
                "qualifier": each["qualifier"],
                "flag": each["flag"],
                "documents": each["source"].split(),
                "edition": each.get("edition"),
                "remarks": parts.remarks(context, each),
            }
            for each in rows
        ],
        "verdicts": {name: {column: row.get(column) for column in columns} for name, columns in _verdicts(row)}
        if row
        else None,
        "sentences": _sentences(context, card, key),
        "documents": {
            name: {
                "title": context.source(name).title[context.language],
                "publisher": context.source(name).publisher[context.language],
                "date": None if context.source(name).date_basis == "unknown" else context.source(name).date,
                "url": context.source(name).url or None,
            }
            for name in sorted(documents.used_sources(rows))
        },
    }


def _verdicts(row: ScoreboardRow) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The columns of each verdict; with those of a published method where it has a category."""
    own = {"method": ("category", "category_number", "category_target")} if row["category"] else {}
    return {**VERDICTS, **own}.items()


def _title(context: Context, card: Indicator, key: Key) -> str:
    return say(
        context,
        N_("{title} ({code}), {place}, edition {edition}"),
        title=card.title[context.language],
        code=card.id,
        place=parts.place_words(context, card, key["region"], key["breakdown"]),
        edition=context.edition.card.id,
    )


def _figures(context: Context, key: Key) -> list[ObservationRow]:
    """The figures of a series and the rows that say why there is none, in the order of time."""
    rows = [*observation_rows(context.observations, **key), *parts.without_value(context, *key.values())]
    return sorted(rows, key=lambda row: decimal_year(row["period"]))


def _row(context: Context, key: Key) -> ScoreboardRow | None:
    return next(iter(scoreboard_rows(context.scoreboard, **key)), None)


def _sentences(context: Context, card: Indicator, key: Key) -> list[str]:
    """What the page of the indicator says of the series; of one without a figure, where there are some."""
    row = _row(context, key)
    if row is not None and (row["n_points"] or row["headline"]):
        return verdict_sentences(context, card, row)
    others = observation_rows(context.observations, indicator=card.id)
    places = dict.fromkeys(parts.place_words(context, card, each["region"], each["breakdown"]) for each in others)
    said = [say(context, N_("No figure was found."))]
    if places:
        listed = say(context, N_(", ")).join(places)
        said.append(say(context, N_("There are figures for: {places}."), places=listed))
    return said


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of as many cells each, as lines of a terminal, where Chinese letters are twice as wide.

    >>> print(aligned([["2025", "1214家", "S305"], ["2024", "1230", "S249"]]))
    2025  1214家  S305
    2024  1230    S249
    """
    widths = [max(map(_width, column), default=0) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
