"""Sheets of an OpenDocument workbook, whose cells carry the text that they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from odf import teletype
from odf.opendocument import load
from odf.style import Style
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P, Span

from plan_metrics.intake.packed import MOST_CELLS
from plan_metrics.intake.sheets import ERROR, Cell, Part, Sheet, cell_of_parts

NUMBERS = ("float", "percentage", "currency")
FAR = 10_000  # rows or columns that are repeated beyond the table, to the end of the sheet
LAST = 1_048_576  # row of any spreadsheet; it has fewer columns
MANY = f"more than {MOST_CELLS:,} cells, with those that are repeated or merged"


def read(file: Path) -> list[Sheet]:
    """All sheets with cells."""
    document = load(str(file))
    styles = {style.getAttribute("name"): style for style in document.getElementsByType(Style)}
    return [_sheet(table, styles) for table in document.spreadsheet.getElementsByType(Table)]


def _sheet(table: Any, styles: dict[str, Any]) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    row = 0
    for line in table.getElementsByType(TableRow):
        times = _times(line, "numberrowsrepeated")
        found = _row(line, styles)
        if line.getAttribute("visibility") in ("collapse", "filter"):
            hidden_rows.update(range(row + 1, min(row + min(times, FAR), LAST) + 1))
        if len(cells) + len(found) * (times if times < FAR else 1) > MOST_CELLS:
            raise ValueError(MANY)
        for number in range(row + 1, row + (times if found and times < FAR else min(times, 1)) + 1):
            for column, cell, down, across in found:
                if cell is not None:
                    cells[number, column] = cell
                if down > 1 or across > 1:
                    merged.append((number, column, number + down - 1, column + across - 1))
        row += times
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > MOST_CELLS:
        raise ValueError(MANY)
    hidden = _hidden_columns(table)
    return Sheet(table.getAttribute("name"), cells, tuple(sorted(merged)), frozenset(hidden_rows), hidden)


def _row(line: Any, styles: dict[str, Any]) -> list[tuple[int, Cell | None, int, int]]:
    found: list[tuple[int, Cell | None, int, int]] = []
    column = 0
    for cell in line.childNodes:
        if cell.qname not in (TableCell().qname, CoveredTableCell().qname):
            continue
        times = _times(cell, "numbercolumnsrepeated")
        read = _cell(cell, styles) if cell.qname == TableCell().qname else None
        down = int(cell.getAttribute("numberrowsspanned") or 1) if read is not None else 1
        across = int(cell.getAttribute("numbercolumnsspanned") or 1) if read is not None else 1
        if read is not None and times < FAR:
            if len(found) + times > MOST_CELLS:
                raise ValueError(MANY)
            found += [(number, read, down, across) for number in range(column + 1, column + times + 1)]
        column += times
    return found


def _cell(cell: Any, styles: dict[str, Any]) -> Cell | None:
    kind, stored = cell.getAttribute("valuetype"), cell.getAttribute("value")
    number = float(stored) if kind in NUMBERS and stored else None
    _, struck = _look(styles.get(cell.getAttribute("stylename")))
    found = cell_of_parts(_parts(cell, styles, struck), number, is_day=kind == "date")
    if found and found.text.startswith(("#", "Err:")) and cell.getAttribute("formula"):
        return replace(found, odd=ERROR)
    return found


def _parts(cell: Any, styles: dict[str, Any], struck: bool) -> Iterator[Part]:
    for number, paragraph in enumerate(cell.getElementsByType(P)):
        if number:
            yield Part("\n", raised=False, struck=False)
        for part in paragraph.childNodes:
            text = str(part) if part.nodeType == part.TEXT_NODE else teletype.extractText(part)
            look = styles.get(part.getAttribute("stylename")) if getattr(part, "qname", None) == Span().qname else None
            raised, own = _look(look)
            yield Part(text, raised, struck or own)


def _look(style: Any) -> tuple[bool, bool]:
    """Whether letters in a style are raised or lowered, and whether they are struck through."""
    raised = struck = False
    for properties in style.childNodes if style is not None else ():
        for (_, name), value in (properties.attributes or {}).items():
            raised |= name == "text-position" and not str(value).startswith("0%")
            struck |= name == "text-line-through-style" and value != "none"
    return raised, struck


def _hidden_columns(table: Any) -> frozenset[int]:
    hidden: set[int] = set()
    column = 0
    for part in table.getElementsByType(TableColumn):
        times = _times(part, "numbercolumnsrepeated")
        if part.getAttribute("visibility") in ("collapse", "filter"):
            hidden.update(range(column + 1, min(column + min(times, FAR), LAST) + 1))
        column += times
    return frozenset(hidden)


def _times(element: Any, name: str) -> int:
    return int(element.getAttribute(name) or 1)
