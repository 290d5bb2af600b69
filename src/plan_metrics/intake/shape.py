"""The shape of a sheet that people made: where its heading ends, which columns name rows, which hold figures."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from plan_metrics.edition.numbers import SIGNS
from plan_metrics.intake.sheets import Cell, Sheet
from plan_metrics.intake.titles import UNIT_AFTER
from plan_metrics.intake.words import folded, without_marks
from plan_metrics.plan.contradictions import YEARS
from plan_metrics.plan.printed import read_printed
from plan_metrics.reading.typed import plain

LONGEST = 20  # characters of a text that is a figure
PERIOD_WORDS = re.compile(r"[年季旬]|(?<!个)月|[QqHh][1-4]\b")  # of a heading: 1月, 2024Q3; 3个月 is an amount
_MONTH = re.compile(r"[12][0-9]{3}\.(?:0?[1-9]|1[0-2])")  # also what Excel makes of 2024.10
_SERIAL = re.compile("[2-7][0-9]{4}")  # a day as spreadsheets count it
Places = Collection[tuple[int, int]]


@dataclass(frozen=True)
class Shape:
    """The heading begins at `top`, the figures at `body` and end at `last`, None where nothing stands below them.

    `stub`: the columns that name rows, `figures`: the others.
    """

    top: int
    body: int
    last: int | None
    left: int
    right: int
    stub: tuple[int, ...]
    figures: tuple[int, ...]


def shape_of(sheet: Sheet) -> Shape:
    """The shape of a sheet: columns of which most cells are figures, the rows above the first figure that name them.

    Of several tables on a sheet it is that of the first: a heading further down, or further right, begins another one.
    """
    years = _years(sheet)
    amounts = {place for place, cell in sheet.cells.items() if place not in years and is_amount(cell)}
    right, last = sheet.last_column, None
    columns = _columns_of_figures(sheet, amounts, years, right)
    body = _body(sheet, amounts, columns)
    if (end := _end(sheet, amounts, columns, body)) is not None:
        last = end
        amounts = {place for place in amounts if place[0] <= end}
        columns = _columns_of_figures(sheet, amounts, {place for place in years if place[0] <= end}, right)
    if (panel := _second_panel(sheet, columns, body)) is not None:
        right = panel - 1
        columns = [column for column in columns if column <= right]
    rows = range(body, (last or sheet.last_row) + 1)
    stub = [c for c in range(1, right + 1) if c not in columns and any(sheet.at(row, c).text for row in rows)]
    used = sorted({*stub, *columns})
    top = body
    while top > 1 and _is_heading(sheet, top - 1, columns, used):
        top -= 1
    return Shape(top, body, last, used[0], used[-1], tuple(stub), tuple(columns))


def _years(sheet: Sheet) -> set[tuple[int, int]]:
    """The cells that may be years, months or days; serials among days of the same row too."""
    found = {place for place, cell in sheet.cells.items() if _is_year(cell)}
    for row in {row for row, column in found if "-" in sheet.at(row, column).text}:
        cells = {place: cell for place, cell in sheet.cells.items() if place[0] == row and cell.number is not None}
        others = {place for place, cell in cells.items() if place not in found and _SERIAL.fullmatch(cell.text)}
        if len(others) == len(cells.keys() - found):
            found |= others
    return found | _months(sheet)


def _months(sheet: Sheet) -> set[tuple[int, int]]:
    """The cells of rows in which all numbers are months such as 2024.9; one of them may as well be an amount."""
    found = set()
    for row in {row for (row, _), cell in sheet.cells.items() if _MONTH.fullmatch(plain(cell.text))}:
        numbers = {place: cell for place, cell in sheet.cells.items() if place[0] == row and is_amount(cell)}
        if len(numbers) > 1 and all(_MONTH.fullmatch(plain(cell.text)) for cell in numbers.values()):
            found |= {place for place, cell in numbers.items() if int(cell.text[:4]) in YEARS}
    return found


def _columns_of_figures(sheet: Sheet, amounts: Places, years: Places, right: int) -> list[int]:
    rows = sorted({row for row, _ in amounts})
    named = {
        column
        for column in range(1, right + 1)
        if sum(other == column for _, other in years) > 1
        and not any(other == column for _, other in amounts)
        and any(other > column for _, other in amounts)
    }
    figures = []
    for column in range(1, right + 1):
        filled = sum((row, column) in amounts or (row, column) in years for row in rows)
        texts = [sheet.at(row, column) for row in rows if sheet.at(row, column).text or sheet.at(row, column).odd]
        has_figures = any(other == column for _, other in amounts) and 2 * filled >= len(texts)
        has_none = column > 1 and bool(texts) and all(map(_is_none, texts))
        has_amounts = column not in named and has_figures and not _is_numbering(sheet, column, amounts)
        if has_none or has_amounts:
            figures.append(column)
    return figures or sorted({column for _, column in amounts}) or [sheet.last_column or 1]


def _is_none(cell: Cell) -> bool:
    """Whether a cell shows a sign for no figure, or what may not be read."""
    return bool(cell.odd) or plain(without_marks(cell.text)[0]).casefold() in SIGNS


def _is_numbering(sheet: Sheet, column: int, amounts: Places) -> bool:
    """Whether the first column counts the rows, 1, 2, 3 …, and names none of them."""
    rows = sorted(row for row, other in amounts if other == column)
    is_first = not any(sheet.at(row, other).text for row in rows for other in range(1, column))
    return (
        is_first
        and len(rows) > 1
        and [sheet.at(row, column).text for row in rows] == [*map(str, range(1, len(rows) + 1))]
    )


def _body(sheet: Sheet, amounts: Places, columns: Collection[int]) -> int:
    """The first row below the heading: that of the first figure, or of the sections above it."""
    first = min((row for row, column in amounts if column in columns), default=sheet.last_row or 1)
    while _is_of_figures(sheet, first - 1, columns):
        first -= 1
    above = first
    while above > 1 and not any(sheet.at(above - 1, column).text for column in columns):
        above -= 1
    used = sorted({column for _, column in sheet.cells if column <= max(columns)})
    between = any(sheet.at(row, column).text for row in range(above, first) for column in used)
    return above if between and above > 1 and _is_heading(sheet, above - 1, list(columns), used) else first


def _is_of_figures(sheet: Sheet, row: int, columns: Collection[int]) -> bool:
    """Whether a row of numbers that may be years is none of the heading: it is named as the row above it is."""
    cells = [sheet.at(row, column) for column in columns if sheet.at(row, column).text]
    names = [sheet.at(number, column).text for column in range(1, min(columns)) for number in (row, row - 1)]
    headed = sum(bool(sheet.at(row - 1, column).text) for column in columns)
    are_years = bool(cells) and all(re.fullmatch("[0-9]{4}", cell.text) for cell in cells)
    return are_years and bool(names) and all(names) and 2 * headed >= len(columns)


def _end(sheet: Sheet, amounts: Places, columns: Collection[int], body: int) -> int | None:
    """The last row of the first of several tables, one below the other; None for one table.

    Another one begins where a heading stands again: words or years over most columns of figures, below a row of none.
    """
    filled = {row for row, column in sheet.cells if column in columns and sheet.at(row, column).text}
    with_figures = {row for row, column in amounts if column in columns}
    for row in sorted(filled - with_figures):
        texts = [sheet.at(row, column) for column in columns if sheet.at(row, column).text]
        before = max((other for other in with_figures if other < row), default=0)
        is_apart = before >= body and any(other not in filled for other in range(before + 1, row))
        if is_apart and 2 * len(texts) >= len(columns) and max(with_figures) > row and all(map(_is_word, texts)):
            return before
    return None


def _is_word(cell: Cell) -> bool:
    """Whether a cell may name a column: a year, or a word that is no sign for a missing figure."""
    text = plain(without_marks(cell.text)[0]).casefold()
    return _is_year(cell) or (len(text) > 1 and text not in SIGNS and any(map(str.isalpha, text)))


def _second_panel(sheet: Sheet, columns: Collection[int], body: int) -> int | None:
    """The first column of a second half of a table that stands beside the first: its heading says the same again."""
    first = min(columns)
    for row in range(1, body):
        names = [folded(sheet.at(row, column).text) for column in range(1, first)]
        for column in range(first + 1, sheet.last_column + 1):
            text = folded(sheet.at(row, column).text)
            if text and text in names and column not in columns and any(other > column for other in columns):
                return column
    return None


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
        and not PERIOD_WORDS.search(text)
    )


def _is_year(cell: Cell) -> bool:
    """Whether a cell may be a year: four digits of this age, with or without its word, or a day."""
    if cell.odd:
        return False
    text = plain(cell.text)
    if re.fullmatch(r"[12][0-9]{3}", text):
        return int(text) in YEARS
    return re.fullmatch(r"[12][0-9]{3}[-/][0-9]{1,2}([-/][0-9]{1,2})?", text) is not None
