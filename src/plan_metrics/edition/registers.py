"""Reads the two registers of an edition: the documents it cites, and the figures it did not use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plan_metrics.edition.dates import date_hint
from plan_metrics.edition.known import Row, shown
from plan_metrics.edition.models import (
    KEY,
    REJECTED_FILE,
    SOURCES_FILE,
    is_reason,
    table_columns,
)
from plan_metrics.edition.numbers import NUMBER, OF_OBSERVATIONS, SIGNS, what_is_wrong
from plan_metrics.edition.observation_columns import Columns
from plan_metrics.edition.register_rows import rows_of
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import Source
from plan_metrics.plan.concordance import first_day
from plan_metrics.plan.models import Plan
from plan_metrics.reading.csv_tables import sound_rows
from plan_metrics.reading.lines import LANGUAGES
from plan_metrics.reading.printable import unprintable_in_row
from plan_metrics.reading.typed import has_words

CODED = ("source", "date", "date_basis", "read_in", "address_class")
CODED_REJECTED = ("indicator", "value", "source", "kept_value")
CELL = N_("“{cell}”")
EXPECTED = {
    "source": N_("a code of one or two capital letters and two to four digits, such as S001"),
    "date": N_("the date of the document: 2024, 2024-09 or 2024-09-30"),
    "date_basis": N_("printed (on the document), inferred (from its content) or unknown (and was there by the date)"),
    "read_in": N_("original or copy"),
    "address_class": N_("official, media, trade or none"),
    "url": N_("an address that begins with http:// or https://, and only for official, media or trade"),
}
CORRECT = N_("Correct this cell.")
NO_FIGURE = {
    "value": N_(
        "Write the number that was printed; where none was printed, there is nothing to reject: remove the line."
    ),
    "kept_value": N_("Leave the cell empty where no figure was kept."),
}
NOT_EMPTY = N_("words; this cell is needed in every language")


def read_sources(
    folder: Path, day: dt.date | None, languages: tuple[str, ...], faults: list[Fault]
) -> dict[str, tuple[int, Source | None]] | None:
    """The documents by code, each with its line; None if `sources.csv` cannot be read at all.

    A document that does not hold together is None: its code is known, so that the rows that cite it are
    not blamed as well. What is wrong is added to `faults`.
    """
    table, unread = sound_rows(folder / SOURCES_FILE, table_columns(SOURCES_FILE, languages))
    faults.extend(unread)
    if table is None:
        return None
    sources: dict[str, tuple[int, Source | None]] = {}
    for row in rows_of(table, SOURCES_FILE, lambda column: column not in CODED):
        source, wrong = None, []
        try:
            source = Source.model_validate(row.cells, context={LANGUAGES: languages})
        except ValidationError as error:
            wrong = [_source_fault(problem, row) for problem in error.errors()]
        blamed = {fault.column for fault in wrong}
        faults += [*wrong, *unprintable_in_row(SOURCES_FILE, row.line, row.cells, blamed)]
        if source and day is not None and first_day(source.date) > day:
            expected = N_("a document that was issued by {day}, the day of this edition")
            fix = N_("Correct the date, or keep the document and its figures for a later edition.")
            faults.append(row.fault("source_after_as_of", "date", CELL, expected, fix, day=day.isoformat()))
            source = None
        code = row["source"]
        if code in sources:
            found = N_("“{cell}”, which stands in line {first} already")
            expected, fix = N_("each code once"), N_("Remove one of the two lines, or correct its code.")
            values = {"first": sources[code][0], "cause": "same"}
            faults.append(row.fault("repeated_source", "source", found, expected, fix, **values))
        else:
            sources[code] = (row.line, source)
    return None if unread else sources  # a document of a line that cannot be read is not missing


def never_cited(sources: Mapping[str, tuple[int, object]], cited: Iterable[str]) -> Iterator[Fault]:
    """Rule `never_cited` (a warning): documents that no row names."""
    cited = set(cited)
    for code, (line, source) in sources.items():
        if code not in cited and source is not None:
            expected = N_("a document that a line of observations.csv or rejected.csv names")
            fix = N_("Remove the line, or enter the figures of this document.")
            row = Row(line, {"source": code}, SOURCES_FILE)
            yield row.fault(
                "never_cited", "source", N_("“{cell}”, which no figure names"), expected, fix, severity="warning"
            )


def read_rejected(
    folder: Path,
    plan: Plan,
    sources: Iterable[str] | None,
    used: Columns,
    faults: list[Fault],
) -> tuple[pd.DataFrame, set[str]]:
    """The figures that were printed but not used, and the documents they name.

    Region, breakdown, period and unit are kept as the source words them: a figure is often rejected just
    because they do not fit. Indicator (where there is one), value, source and reasons are checked, and the value
    that the observations `used` have in its place.
    """
    columns = table_columns(REJECTED_FILE, plan.languages)
    table, unread = plan.layout.sound(folder / REJECTED_FILE, columns)
    faults.extend(unread)
    rows = rows_of(table, REJECTED_FILE, lambda column: column not in CODED_REJECTED) if table else []
    indicators = {indicator.id for _, indicator in plan.indicators()}
    known = set(sources) if sources is not None else None
    first: dict[tuple[str, ...], int] = {}
    values = used.values_of(row.key for row in rows)
    for row in rows:
        wrong = [*_rejected_faults(row, indicators, known), *_wrong_kept(row, values)]
        blamed = {fault.column for fault in wrong}
        faults += [*wrong, *unprintable_in_row(REJECTED_FILE, row.line, row.cells, blamed)]
        said = tuple(row.cells.values())
        if said in first:
            found, expected = N_("the same as line {first}"), N_("each figure once")
            fix = N_("Remove one of the two lines, or say what tells them apart.")
            faults.append(row.fault("repeated_row", None, found, expected, fix, first=first[said], cause="same"))
        first.setdefault(said, row.line)
    frame = pd.DataFrame([dict(row.cells) for row in rows], columns=list(columns)).astype("str")
    frame["value"] = pd.Series([row.amount("value") for row in rows], dtype="float64")
    frame["kept_value"] = pd.Series([row.amount("kept_value") for row in rows], dtype="float64")
    frame = frame.sort_values([*KEY, "source", "value"], kind="stable", ignore_index=True)
    return frame, {row["source"] for row in rows}


def _rejected_faults(row: Row, indicators: set[str], sources: set[str] | None) -> Iterator[Fault]:
    if row["indicator"] and row["indicator"] not in indicators:
        expected = N_("the id of an indicator of the plan, or an empty cell")
        fix = N_("Correct the id; leave it empty where no indicator fits.")
        yield row.fault("unknown_indicator", "indicator", CELL, expected, fix)
    for column in ("value", "kept_value"):
        if row.amount(column) is None and (row[column] or column == "value"):
            found, fix, values = what_is_wrong(row[column])
            if fix in SIGNS.values() or not row[column]:
                fix = NO_FIGURE[column]  # this register has no flags
            elif fix in OF_OBSERVATIONS:
                fix = N_("Write digits only; words go into the reason.")
            yield row.fault("not_a_number", column, found, NUMBER, fix, **values)
    if sources is not None and row["source"] not in sources:
        fix = N_("Correct the code, or add the document to sources.csv first.")
        yield row.fault("unknown_source", "source", CELL, N_("the code of a document in sources.csv"), fix)
    for column in filter(is_reason, row.cells):
        if not has_words(row[column]):
            fix = N_("Say in a few words why the figure is not used.")
            yield row.fault("no_reason", column, CELL, N_("a reason in every language"), fix)


def _wrong_kept(row: Row, used: Mapping[tuple[str, ...], float]) -> Iterator[Fault]:
    """Rule `wrong_kept`: the value used in the place of a figure is that of the observations."""
    kept, value = row.amount("kept_value"), used.get(row.key)
    if kept is not None and value is not None and kept != value:
        expected, fix = (
            N_("{value}, which observations.csv has"),
            N_("One of the two is wrong: compare both with the document, and correct that one."),
        )
        yield row.fault("wrong_kept", "kept_value", CELL, expected, fix, value=shown(value))


def _source_fault(problem: ErrorDetails, row: Row) -> Fault:
    column = "_".join(map(str, problem["loc"])) or "url"
    fix, meant = date_hint(row[column], CORRECT) if column == "date" else (CORRECT, "")
    values = {"meant": meant, "cause": "written"} if meant else {}
    return row.fault("wrong_source", column, CELL, EXPECTED.get(column, NOT_EMPTY), fix, **values)
