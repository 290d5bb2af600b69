"""Sheets of an xls workbook, as Excel wrote them until 2003."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import xlrd
from xlrd import XL_CELL_BLANK, XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, XL_CELL_NUMBER

from plan_metrics.intake.number_formats import cell_of_number, date_shown
from plan_metrics.intake.sheets import ERROR, STRUCK, Cell, Part, Sheet, cell_of_parts

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
    runs = [(0, form.font_index), *sheet.rich_text_runlist_map.get((row, column), ()), (len(str(value)), 0)]
    fonts = [(str(value)[start:end], book.font_list[index]) for (start, index), (end, _) in pairwise(runs)]
    return cell_of_parts(Part(text, font.escapement in RAISED, bool(odd or font.struck_out)) for text, font in fonts)
