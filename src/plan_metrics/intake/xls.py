"""Sheets of an xls workbook, as Excel wrote them until 2003."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlrd
from xlrd import XL_CELL_BLANK, XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, XL_CELL_NUMBER

from plan_metrics.intake.number_formats import cell_of_number, date_shown
from plan_metrics.intake.sheets import ERROR, STRUCK, Cell, Sheet

RAISED = (1, 2)  # escapement of a font: raised, lowered


def read(file: Path) -> list[Sheet]:
    """All sheets with cells."""
    unheard = io.StringIO()  # what xlrd thinks of a file: what matters is an error or a cell
    with xlrd.open_workbook(file_contents=file.read_bytes(), formatting_info=True, logfile=unheard) as book:
        return [_sheet(book, sheet) for sheet in book.sheets()]


def _sheet(book: Any, sheet: Any) -> Sheet:
    cells = {
        (row + 1, column + 1): found
        for row in range(sheet.nrows)
        for column in range(sheet.ncols)
        if (found := _cell(book, sheet, row, column)) is not None
    }
    return Sheet(
        name=sheet.name,
        cells=cells,
        merged=tuple(sorted((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)),
        hidden_rows=frozenset(row + 1 for row, how in sheet.rowinfo_map.items() if how.hidden),
        hidden_columns=frozenset(column + 1 for column, how in sheet.colinfo_map.items() if how.hidden),
        hidden=sheet.visibility != 0,
    )


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell | None:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (XL_CELL_EMPTY, XL_CELL_BLANK):
        return None
    if kind == XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(value, "#?"), odd=ERROR)
    form = book.xf_list[sheet.cell_xf_index(row, column)]
    font = book.font_list[form.font_index]
    odd = STRUCK if font.struck_out else ""
    number_format = book.format_map[form.format_key].format_str
    if kind == XL_CELL_BOOLEAN:
        return Cell(str(bool(value)).upper())
    if kind == XL_CELL_DATE:
        day = xlrd.xldate_as_datetime(value, book.datemode).date()
        return Cell(date_shown(day, number_format), value, is_day=True)
    if kind == XL_CELL_NUMBER:
        return cell_of_number(value, number_format, odd)
    return _text(book, sheet, row, column, str(value), odd, font.escapement in RAISED)


def _text(book: Any, sheet: Any, row: int, column: int, text: str, odd: str, raised: bool) -> Cell | None:
    """A text; its raised and lowered letters are marks of notes."""
    kept, marks, start, is_mark = "", "", 0, raised
    for place, font in [*sheet.rich_text_runlist_map.get((row, column), ()), (len(text), None)]:
        part = text[start:place]
        kept, marks = (kept, marks + part) if is_mark else (kept + part, marks)
        if font is not None:
            start, is_mark = place, book.font_list[font].escapement in RAISED
            odd = odd or (STRUCK if book.font_list[font].struck_out else "")
    if not kept.strip() and not marks.strip():
        return None
    return Cell(kept.strip(), marks=marks.strip(), odd=odd)
