"""Reads an edition's workbook back: the tables that the edition would have; what a spreadsheet changed is told."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from defusedxml.ElementTree import fromstring

from plan_metrics.edition.amend import ORDERED_BY, with_rows
from plan_metrics.edition.dates import near_date, near_period
from plan_metrics.edition.models import KEY, TABLES, table_columns
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.intake.edition_workbook import AMOUNTS, MARK, digest_of, table_in
from plan_metrics.intake.refusals import Place, Refusals, refused
from plan_metrics.intake.sheets import Sheet, read_sheets
from plan_metrics.measure.periods import is_period
from plan_metrics.paths import edition_folder
from plan_metrics.plan.layout import Layout
from plan_metrics.reading.csv_tables import Table
from plan_metrics.reading.typed import number

PERIODS, DAYS = ("period",), ("date", "when")
DATE = r"[0-9]{4}(-[0-9]{2}){0,2}"
MOST_OF_A_MARK = 100_000  # bytes of the custom properties of a workbook
SHOWN = 5  # cells whose reading is told


@dataclass(frozen=True)
class Edited:
    """The new texts of the tables of an edition, and what was read although a spreadsheet had changed it."""

    tables: Mapping[str, str]
    warnings: tuple[Fault, ...]


def edition_of(file: Path) -> str | None:
    """The edition that a workbook was written of; None for any other file."""
    said = _mark(file)
    return said["edition"] if said else None


def read_edited(base: Path, layout: Layout, edition: str, file: Path) -> Edited:
    """The tables of an edition as they stand in its workbook.

    Raises `FaultError` where the edition was changed since the workbook was written, for a sheet or a column that is
    missing, and for cells that are no text and no number as they are typed.
    """
    folder, said = edition_folder(base, edition), _mark(file)
    if not said or said["edition"] != edition:
        expected, fix = N_("the workbook of the edition {edition}"), N_("Name the edition that the workbook is of.")
        found, other = N_("the workbook of {other}"), (said or {}).get("edition", "–")
        raise FaultError([fault_at("another_edition", file.name, found, expected, fix, edition=edition, other=other)])
    if said["tables"] != digest_of(folder):
        expected = N_("the edition as it was when the workbook was written")
        fix = N_("Write the workbook again with edit, and carry your changes over: otherwise those would be undone.")
        found = N_("an edition that was changed since")
        raise FaultError([fault_at("changed_since", file.name, found, expected, fix)])
    sheets = {sheet.name: sheet for sheet in read_sheets(file)}
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name in TABLES:
        sheet = sheets.get(name.removesuffix(".csv"))
        if sheet is None:
            found, expected = N_("no sheet {sheet}"), N_("a sheet for each table")
            fix, missing = N_("Write the workbook again with edit."), name.removesuffix(".csv")
            faults.append(fault_at("no_sheet", file.name, found, expected, fix, sheet=missing))
            continue
        refusals = Refusals(file.name, sheet.name)
        rows = list(_rows(sheet, name, layout, table_in(folder / name, layout), refusals))
        faults += refusals.faults
        if not any(fault.severity == "fault" for fault in refusals.faults):
            text = _text(folder / name, layout, rows)
            if text is not None:
                texts[name] = text
    check_faults(faults)
    return Edited(texts, tuple(fault for fault in faults if fault.severity != "fault"))


def _mark(file: Path) -> dict[str, str] | None:
    """The custom property of a workbook that `edit` wrote; without opening its sheets."""
    try:
        with zipfile.ZipFile(file) as packed, packed.open("docProps/custom.xml") as part:
            properties = fromstring(part.read(MOST_OF_A_MARK), forbid_dtd=True)
        found = next((each for each in properties if each.get("name") == MARK), None)
        said = None if found is None else json.loads("".join(found.itertext()))
    except Exception:  # no such workbook, or a damaged one: `read_sheets` says how
        return None
    return said if isinstance(said, dict) and {"edition", "tables"} <= said.keys() else None


def _rows(sheet: Sheet, name: str, layout: Layout, there: Table, refusals: Refusals) -> Iterator[dict[str, str]]:
    """The rows of a sheet; cells without a use are refused, dates that a spreadsheet made are read and told."""
    columns = layout.in_file(table_columns(name, layout.languages))
    key = layout.in_file(ORDERED_BY.get(name, KEY))
    heads = {sheet.at(1, place).text: place for place in range(1, sheet.last_column + 1)}
    for column in columns:
        if column not in heads:
            expected, fix = N_("the column {column} in row 1"), N_("Write the workbook again with edit.")
            refusals.add(*refused("no_column", None, N_("no such column"), expected, fix, column=column))
    if not set(columns) <= heads.keys():
        return
    read: list[tuple[Place, str]] = []
    for line in range(2, sheet.last_row + 1):
        cells = {column: sheet.at(line, heads[column]) for column in columns}
        if not any(cell.text or cell.odd for cell in cells.values()):
            continue
        for column, cell in cells.items():
            at = (line, heads[column])
            if cell.odd:
                fix = N_("Write the figure or the words themselves into the cell.")
                values = {"format": cell.format}
                refusals.add(
                    *refused("odd_cell", at, cell.odd, N_("a text or a number"), fix, cell=cell.text, **values)
                )
        row = {column: cell.text for column, cell in cells.items()}
        for column in (*PERIODS, *DAYS):
            meant = _meant(column, row.get(column, ""))
            if meant is None and column in DAYS and column in cells and cells[column].is_day:
                meant = _said_before(row, column, there, key)
            if meant is not None:
                read.append(((line, heads[column]), f"“{row[column]}” → {meant}"))
                row[column] = meant
        yield row
    if read:
        examples = ", ".join(words for _, words in read[:SHOWN]) + (" …" if len(read) > SHOWN else "")
        expected, fix = N_("periods and days as they are written in the tables"), N_("Compare them with the source.")
        found = N_("dates that a spreadsheet made, read as what alone they can mean: {examples}")
        for at, _ in read:
            refusals.add(*refused("read_as", at, found, expected, fix, severity="warning", examples=examples))


def _meant(column: str, text: str) -> str | None:
    """The one period or day that a cell can mean which is written in another way; None if it is none, or needs none."""
    if not text or (is_period(text) if column in PERIODS else re.fullmatch(DATE, text)):
        return None
    if column in PERIODS:
        return near_period(text)
    days = near_date(text)
    return days[0] if len(days) == 1 else None


def _said_before(row: Mapping[str, str], column: str, there: Table, key: Iterable[str]) -> str | None:
    """The month or year of the same row in the edition, of which a spreadsheet has made its first day; that day where
    the row is new and may mean either; None for another day, and for the one that stood there."""
    same = [cells for _, cells in there.rows if all(cells[name] == row[name] for name in key if name != column)]
    before = {cells[column] for cells in same}
    if row[column] in before or not row[column].endswith("-01"):
        return None
    return next((said for said in before if f"{said}-01-01"[:10] == row[column]), row[column])


def _text(file: Path, layout: Layout, rows: list[dict[str, str]]) -> str | None:
    """The new text of a table; None where each row is there already. Rows with the same key take each other's place."""
    columns = layout.in_file(table_columns(file.name, layout.languages))
    there = {line: cells for line, cells in table_in(file, layout).rows}
    wanted = Counter(_said(row, columns) for row in rows)
    gone: list[int] = []
    for line, cells in there.items():
        if wanted[_said(cells, columns)]:
            wanted[_said(cells, columns)] -= 1
        else:
            gone.append(line)
    new = []
    for row in rows:
        if wanted[_said(row, columns)]:
            wanted[_said(row, columns)] -= 1
            new.append(row)
    if not gone and not new:
        return None
    key = layout.in_file(ORDERED_BY.get(file.name, KEY))
    free: dict[tuple[str, ...], list[int]] = {}  # the lines of rows that are gone, in order: a key may have several
    for line in gone:
        free.setdefault(tuple(there[line][name] for name in key), []).append(line)
    replaced, added = {}, []
    for row in new:
        lines = free.get(tuple(row[name] for name in key))
        if lines:
            replaced[lines.pop(0)] = layout.row(row)
        else:
            added.append(layout.row(row))
    return with_rows(file, layout, add=added, replace=replaced, remove=set(gone) - set(replaced))


def _said(row: Mapping[str, str], columns: tuple[str, ...]) -> tuple[object, ...]:
    """What a row says: numbers by their value, since a workbook writes them in its own way."""
    return tuple(
        number(row[name]) if name in AMOUNTS and number(row[name]) is not None else row[name] for name in columns
    )
