"""The shape of a sheet that people made: where its heading ends, which columns name rows, which hold figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plan_metrics.intake.sheets import Cell, Sheet
from plan_metrics.intake.words import without_marks
from plan_metrics.plan.contradictions import YEARS
from plan_metrics.plan.printed import read_printed
from plan_metrics.typed import plain

UNIT_AFTER = re.compile(r"(?:单位|計量單位|计量单位|units?)\s*[:：]\s*([^\s,，;；]+)", re.I)
LONGEST = 20  # characters of a text that is a figure


@dataclass(frozen=True)
class Shape:
    """The heading begins at `top`, the figures at `body`; `stub`: the columns that name rows, `figures`: the others."""

    top: int
    body: int
    left: int
    right: int
    stub: tuple[int, ...]
    figures: tuple[int, ...]


def shape_of(sheet: Sheet) -> Shape:
    """The shape of a sheet: columns of which most cells are figures, the rows above the first figure that name them."""
    rows, columns = range(1, sheet.last_row + 1), range(1, sheet.last_column + 1)
    amounts = {place for place, cell in sheet.cells.items() if is_amount(cell) and not _is_year(cell)}
    years = {place for place, cell in sheet.cells.items() if _is_year(cell)}
    stub_of_years = {
        column
        for column in columns
        if sum((row, column) in years for row in rows) > 1
        and not any((row, column) in amounts for row in rows)
        and any(right > column for _, right in amounts)
    }
    figures = [
        column
        for column in columns
        if column not in stub_of_years
        and any((row, column) in amounts for row in rows)
        and 2 * sum((row, column) in amounts for row in rows)
        >= sum(bool(sheet.at(row, column).text) for row in rows if any((row, other) in amounts for other in columns))
    ]
    figures = figures or sorted({column for _, column in amounts}) or [sheet.last_column or 1]
    body = next((row for row in rows if any((row, column) in amounts for column in figures)), sheet.last_row or 1)
    stub = [
        column
        for column in columns
        if column not in figures and any(sheet.at(row, column).text for row in rows if row >= body)
    ]
    used = sorted({*stub, *figures})
    top = body
    while top > 1 and _is_heading(sheet, top - 1, figures, used):
        top -= 1
    return Shape(top, body, used[0], used[-1], tuple(stub), tuple(figures))


def _is_heading(sheet: Sheet, row: int, figures: list[int], used: list[int]) -> bool:
    """Whether a row above the figures names columns: not a title across all of them, nor a line about the unit."""
    filled = [column for column in used if sheet.at(row, column).text]
    across = [span for span in sheet.merged if span[0] <= row <= span[2] and span[1] <= used[0] and span[3] >= used[-1]]
    if not filled or across:
        return False
    if any(UNIT_AFTER.search(sheet.at(row, column).text) for column in filled) and len(filled) == 1:
        return False
    spanned = [span for span in sheet.merged if span[0] <= row <= span[2] and span[3] >= figures[0]]
    return len(filled) > 1 or bool(spanned) or (len(used) <= 2 and filled[0] in figures)


def is_amount(cell: Cell) -> bool:
    """Whether a cell holds a number, or a text that is one figure; also one that may not be read."""
    if cell.odd or cell.number is not None:
        return True
    text = without_marks(cell.text)[0]
    return (
        len(text) <= LONGEST
        and any(sign.isdigit() for sign in text)
        and read_printed(text) is not None
        and "年" not in text
    )


def _is_year(cell: Cell) -> bool:
    """Whether a cell may be a year: four digits of this age, with or without its word, or a day."""
    if cell.odd:
        return False
    text = plain(cell.text)
    if re.fullmatch(r"[12][0-9]{3}", text):
        return int(text) in YEARS
    return re.fullmatch(r"[12][0-9]{3}[-/][0-9]{1,2}([-/][0-9]{1,2})?", text) is not None
