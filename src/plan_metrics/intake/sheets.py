"""Opens a table as people save it (xlsx, xls, ods, csv, tsv) and gives its cells as a person sees them.

A figure is what a cell shows, not what it stores: the digits, the percent sign and the words of its number format. What
could be misread is not passed on as a figure but marked: a formula without a result, a struck-through figure, a number
in a format that is not read.
"""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from plan_metrics.errors import N_, Fault, FaultError, fault_at, unread_file
from plan_metrics.intake.packed import MOST_BYTES, MOST_CELLS, check_packed, large_file
from plan_metrics.reading.csv_tables import text_of
from plan_metrics.reading.decimal_marks import Marks, marks_of
from plan_metrics.reading.typed import UNSEEN as WITHOUT_WIDTH

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
KINDS = (*WORKBOOKS, ".csv", ".tsv", ".txt")
UNSEEN = frozenset(WITHOUT_WIDTH)
LONG = 100_000  # letters of a line that its delimiter is looked for in
DELIMITERS = ",\t;|，；"
COMMAS = ",，"
OF_DECIMAL_COMMAS = ";；"  # which programs write in languages with a comma before decimals

NO_RESULT = N_("a formula without a stored result")
ERROR = N_("an error of the spreadsheet")
STRUCK = N_("a figure that is struck through")
FORMAT = N_("a number in a form that is not read: {format}")
EITHER = N_("a comma or point that may stand before decimals or between thousands: no other number tells")
SIGN = N_("a number below 0 that is shown without a minus sign")


@dataclass(frozen=True)
class Cell:
    """A cell as it is shown; `marks` are letters raised or lowered beside it; `odd` says why it may not be read.

    `number` is what a spreadsheet stores, None for a text; `is_day`: it is shown as a date.
    """

    text: str
    number: float | None = None
    marks: str = ""
    odd: str = ""
    format: str = ""
    is_day: bool = False


EMPTY = Cell("")


@dataclass(frozen=True)
class Part:
    """A part of a text in one font: raised or lowered letters are marks of notes and no digits."""

    text: str
    raised: bool
    struck: bool


def cell_of_parts(parts: Iterable[Part], number: float | None = None, *, is_day: bool = False) -> Cell | None:
    """The cell of a text in several fonts; None for one without letters. Where any of it is struck, it is not read."""
    parts = list(parts)
    kept, marks = ("".join(part.text for part in parts if part.raised is raised).strip() for raised in (False, True))
    odd = STRUCK if any(part.struck for part in parts) else ""
    return Cell(kept, number, marks, odd, is_day=is_day) if kept or marks else None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by (row, column) from 1, blank ones left out; `merged` as (first row, first column, last row,
    last column). Rows and columns that are hidden are read like others, and named."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)
    hidden: bool = False

    @cached_property
    def last_row(self) -> int:
        """The last row with a cell; 0 for none."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def last_column(self) -> int:
        """The last column with a cell; 0 for none."""
        return max((column for _, column in self.cells), default=0)

    @cached_property
    def covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Of each merged cell, the first one, which holds what it shows."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    def at(self, row: int, column: int) -> Cell:
        """A cell; an empty one where nothing stands."""
        return self.cells.get((row, column), EMPTY)

    def shown_at(self, row: int, column: int) -> Cell:
        """The cell that is seen in a place: of merged ones, the first."""
        return self.at(*self.covered.get((row, column), (row, column)))

    def above(self, row: int) -> list[str]:
        """The texts above a row, in order."""
        return [cell.text for (at, _), cell in sorted(self.cells.items()) if at < row]


def read_sheets(file: Path, encoding: str = "") -> list[Sheet]:
    """The sheets of a file, in order, hidden ones too; a text table may be in this `encoding`. Raises `FaultError` for
    a file that cannot be read as its name says, is encrypted, or has more in it than `intake.packed` lets through.
    """
    kind = file.suffix.casefold()
    try:
        if not file.is_file():
            raise FaultError([_not_a_table(file) if file.exists() else _missing(file)])
        with file.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise FaultError([unread_file(error, file.name, file.name)]) from None
    if not head:
        raise FaultError([_empty(file)])
    reader = _reader(kind, head)
    if reader is None:
        raise FaultError([_not_a_table(file)])
    if reader is _delimited:
        reader = partial(_delimited, encoding=encoding)
    elif encoding:
        raise FaultError([_own_encoding(file, encoding)])
    try:
        if zipfile.is_zipfile(file):
            check_packed(file)
        return [_seen(sheet) for sheet in reader(file)]
    except (FaultError, MemoryError):
        raise
    except Exception as error:  # of a library, about a damaged file: each raises its own
        raise FaultError([_unreadable(file, error)]) from None


def _seen(sheet: Sheet) -> Sheet:
    """A sheet without signs of no width, which nobody sees and no number has."""
    unseen = {place: cell for place, cell in sheet.cells.items() if not UNSEEN.isdisjoint(cell.text)}
    if not unseen:
        return sheet
    without = {
        place: replace(cell, text="".join(sign for sign in cell.text if sign not in UNSEEN).strip())
        for place, cell in unseen.items()
    }
    return replace(sheet, cells={**sheet.cells, **without})


def address(row: int, column: int) -> str:
    """The name of a cell.

    >>> address(7, 28)
    'AB7'
    """
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """The name of a column.

    >>> letters(1), letters(26), letters(27), letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def column_number(name: str) -> int:
    """The number of a column from 1.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in name.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _reader(kind: str, head: bytes) -> Callable[[Path], list[Sheet]] | None:
    """By what the file is, not by what its name says: a table that was only renamed opens as well."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        from plan_metrics.intake import xls

        return xls.read
    if not head.startswith(b"PK\x03\x04"):
        return _delimited if kind in KINDS else None
    if kind == ".ods":
        from plan_metrics.intake import ods

        return ods.read
    from plan_metrics.intake import xlsx

    return xlsx.read


def _delimited(file: Path, encoding: str = "") -> list[Sheet]:
    """A text table: the mark between its cells is the one that most lines have equally often.

    Where that is no comma, its numbers may have a comma before decimals.
    """
    if file.stat().st_size > MOST_BYTES:
        raise large_file(file, N_("{size} bytes"), N_("at most {most} bytes"), size=f"{file.stat().st_size:,}")
    try:
        text = text_of(file, encoding)
    except FaultError:
        if file.suffix.casefold() in WORKBOOKS:
            raise FaultError([_no_workbook(file)]) from None
        raise
    if text.lstrip()[:1] == "<":
        raise FaultError([_not_a_table(file)])  # a page of the web that was saved with the name of a workbook
    cells: dict[tuple[int, int], str] = {}
    mark = _delimiter(text)
    for row, line in enumerate(csv.reader(io.StringIO(text), delimiter=mark, strict=False), 1):
        if len(cells) + len(line) > MOST_CELLS:
            raise ValueError(f"more than {MOST_CELLS:,} cells")
        cells |= {(row, column): cell.strip() for column, cell in enumerate(line, 1) if cell.strip()}
    marks = marks_of(cells, {column for _, column in cells}) if mark not in COMMAS else Marks({}, {}, ())
    read = {**cells, **marks.commas, **marks.grouped}
    unclear = frozenset(marks.unclear if mark in OF_DECIMAL_COMMAS else ())
    return [Sheet(file.stem, {at: Cell(cell, odd=EITHER if at in unclear else "") for at, cell in read.items()})]


def _delimiter(text: str) -> str:
    lines = [line[:LONG] for line in itertools.islice(io.StringIO(text), 200) if line.strip()]

    def alike(mark: str) -> int:
        counts = [len(next(csv.reader([line], delimiter=mark))) for line in lines]
        usual = max(set(counts), key=counts.count, default=1)
        return counts.count(usual) * (usual > 1)

    return max(DELIMITERS, key=lambda mark: (alike(mark), -DELIMITERS.index(mark)))


def _own_encoding(file: Path, encoding: str) -> Fault:
    fix = N_("Leave the option out, and “encoding” in the recipe.")
    found, expected = (
        N_("the encoding {encoding}, beside a workbook"),
        N_("nothing: a workbook says its encoding itself"),
    )
    values = {"encoding": encoding}
    return Fault(rule="own_encoding", file=file.name, found=found, expected=expected, fix=fix, values=values)


def _empty(file: Path) -> Fault:
    fix = N_("Fetch it again from its source; a download may have broken off.")
    found, expected = N_("an empty file, of 0 bytes"), N_("a table that can be read")
    return fault_at("empty_file", file.name, found, expected, fix)


def _missing(file: Path) -> Fault:
    fix = N_("Look at its name, and at the folder that the command is run in.")
    found, expected = N_("no such file"), N_("a table that can be read")
    return fault_at("missing_file", file.name, found, expected, fix)


def _not_a_table(file: Path) -> Fault:
    expected = N_("a workbook (xlsx, xls, ods) or a text table (csv, tsv)")
    fix = N_("Open it in a spreadsheet and save it as xlsx or as CSV UTF-8.")
    return fault_at("not_a_table", file.name, N_("a file that is no table"), expected, fix)


def _no_workbook(file: Path) -> Fault:
    found = N_("a file that has the name of a workbook and is none, and no text either")
    fix = N_("Fetch it again from its source; if a spreadsheet opens it, save it there as xlsx.")
    return fault_at("no_workbook", file.name, found, N_("a workbook (xlsx, xls, ods) or a text table (csv, tsv)"), fix)


def _unreadable(file: Path, error: Exception) -> Fault:
    words = " ".join(str(error).split())[:200] or type(error).__name__
    found = N_("a file that cannot be opened: {words}")
    expected = N_("a whole workbook without a password")
    fix = N_("Open it in a spreadsheet, take the password away if it has one, and save it again.")
    return fault_at("unreadable_workbook", file.name, found, expected, fix, words=words)
