"""Sheets of an xlsx workbook."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from plan_metrics.intake.number_formats import cell_of_number, date_shown
from plan_metrics.intake.sheets import ERROR, NO_RESULT, STRUCK, Cell, Part, Sheet, cell_of_parts

LAST_COLUMN = 16_384  # of any spreadsheet
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# What programs write that compute nothing: each formula has a 0 beside it until a spreadsheet opens the file.
_UNCOMPUTED = re.compile(rb"""calcPr\b[^>]*\bfullCalcOnLoad\s*=\s*["'](?:1|true)""")


def read(file: Path) -> list[Sheet]:
    """All sheets with cells. One with formulas is opened twice: for these, and for what they gave when it was saved."""
    raw = io.BytesIO(file.read_bytes())  # openpyxl leaves a damaged file open
    has_formulas, is_computed = _formulas(raw)
    formulas = _places(raw) if has_formulas else {}
    results = load_workbook(raw, data_only=True, rich_text=True)
    sheets = []
    for sheet in results.worksheets:
        written = formulas.get(sheet.title, frozenset())
        cells = {}
        for place, cell in sorted(sheet._cells.items()):  # never `iter_rows`, which makes all that lie between
            is_formula = place in written
            read = _cell(cell, is_formula) if is_computed or not is_formula else Cell("", odd=NO_RESULT)
            if read is not None:
                cells[place] = read
        sheets.append(
            Sheet(
                name=sheet.title,
                cells=cells,
                merged=tuple(sorted((r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges)),
                hidden_rows=frozenset(row for row, how in sheet.row_dimensions.items() if how.hidden),
                hidden_columns=frozenset(
                    column
                    for how in sheet.column_dimensions.values()
                    if how.hidden
                    for column in range(how.min, min(how.max, LAST_COLUMN) + 1)
                ),
                hidden=sheet.sheet_state != "visible",
            )
        )
    return sheets


def _places(file: io.BytesIO) -> dict[str, frozenset[tuple[int, int]]]:
    """The places of the formulas of each sheet."""
    book = load_workbook(file, data_only=False)
    return {
        sheet.title: frozenset(place for place, cell in sheet._cells.items() if cell.data_type == "f")
        for sheet in book.worksheets
    }


def _formulas(file: io.BytesIO) -> tuple[bool, bool]:
    """Whether a workbook may have formulas, and whether what stands beside them is their result: not where it asks to
    be computed when it is opened."""
    with zipfile.ZipFile(file) as packed:
        has_formulas = asks = False
        for name in packed.namelist():
            if name.endswith(".xml"):
                part = packed.read(name)
                of_two_bytes = part[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
                has_formulas = has_formulas or of_two_bytes or _FORMULA.search(part) is not None
                asks = asks or (name.endswith("workbook.xml") and _UNCOMPUTED.search(part) is not None)
    return has_formulas, not asks


def _cell(cell: Any, is_formula: bool) -> Cell | None:
    value = cell.value
    if value is None:
        return Cell("", odd=NO_RESULT) if is_formula else None
    if cell.data_type == "e":
        return Cell(str(value), odd=ERROR)
    struck = bool(cell.font and cell.font.strike)
    if isinstance(value, CellRichText):
        return cell_of_parts(_parts(value, struck))
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return Cell(date_shown(day, cell.number_format), is_day=True)
    if isinstance(value, (int, float)):
        return cell_of_number(float(value), cell.number_format, STRUCK if struck else "")
    text = str(value).strip()
    raised = bool(cell.font and cell.font.vertAlign)
    return Cell(text, odd=STRUCK if struck else "", marks=text if raised else "") if text else None


def _parts(texts: CellRichText, struck: bool) -> Iterator[Part]:
    for text in texts:
        if isinstance(text, TextBlock) and text.font:
            raised = text.font.vertAlign in ("superscript", "subscript")
            yield Part(str(text.text), raised, struck or bool(text.font.strike))
        else:
            yield Part(str(text), raised=False, struck=struck)
