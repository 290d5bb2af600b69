"""Reads the tables of a stranger's data set: CSV with any mark between cells, each row as wide as the header."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace

from plan_metrics.adopt.foreign_files import csv_rows, no_data
from plan_metrics.adopt.told import Told
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.reading.decimal_marks import marks_of
from plan_metrics.reading.encodings import decoded

MARKS = {",": "“,”", ";": "“;”", "\t": "TAB", "|": "“|”"}
Row = tuple[int, tuple[str, ...]]  # the line that it begins in, and its cells
NO_NUMBERS = re.compile(r"indicator|series|goal|target|code|year|period|time|date", re.IGNORECASE)  # names of columns


EITHER = {
    True: N_("“{cell}”, in which the comma may stand before decimals or between thousands: no other number tells"),
    False: N_("“{cell}”, in which the point may stand before decimals or between thousands: no other number tells"),
}


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in its file: header, and rows of its width with the line that each begins in.

    `own` are the names of the columns in the file, where the header has others.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    own: tuple[str, ...] = ()

    def cells(self, column: str) -> set[str]:
        """What stands in a column; nothing where there is none of this name."""
        at = self.header.index(column) if column in self.header else None
        return set() if at is None else {cells[at] for _, cells in self.rows}


def sheet_of(text: str, name: str, told: Told, delimiter: str = "") -> Sheet | None:
    """The table of a text in CSV; None, which is told, where there is none."""
    try:
        return table_of(text, name, told, delimiter)
    except FaultError as error:
        told.unread(error, name)
    return None


def table_of(text: str, name: str, told: Told, delimiter: str = "") -> Sheet:
    """The table of a text in CSV, without its empty rows and those of another width, which are told.

    Without a `delimiter` it is the mark that the header has most of, and numbers may have decimal commas where that is
    no comma, and points between thousands; all is told. Raises `FaultError` for a text that is no table, and for
    numbers that may be two.
    """
    mark = delimiter or _mark(text, name, told)
    rows: list[Row] = []
    try:
        for line, cells in csv_rows(text, mark):
            rows.append((line, tuple(" ".join(cell.split()) for cell in cells)))
    except csv.Error as error:
        raise no_data(name, N_("no table: {problem}"), error, rows[-1][0] + 1 if rows else 1) from None
    if not rows or not any(rows[0][1]):
        raise no_data(name, N_("no header in the first line"), line=1)
    header, kept = rows[0][1], []
    for line, cells in rows[1:]:
        if any(cells):
            told.note(name, "read", N_("rows of the table"))
        if len(cells) >= len(header) and not any(cells[len(header) :]):
            kept += [(line, cells[: len(header)])] if any(cells) else []
        elif any(cells):
            reason = N_("a row of {cells} cells; the header has {width}")
            told.note(name, "refused", reason, line=line, cells=len(cells), width=len(header))
    sheet = Sheet(name, header, tuple(kept))
    return sheet if delimiter or mark == "," else _with_points(sheet, told)


def text_in(raw: bytes, name: str, encoding: str = "") -> str:
    """The text of a file, in this `encoding` where it is in none that tells itself; `FaultError` for one in an encoding
    that nobody named, and for a zip file."""
    if raw.startswith(b"PK") and name.casefold().endswith(".zip"):
        found, expected = N_("a zip file"), N_("a text table or a message that is unpacked")
        fix = N_("Unpack it, and give the file that lies in it.")
        raise FaultError([Fault(rule="no_data_set", file=name, found=found, expected=expected, fix=fix)])
    return decoded(raw, name, encoding)


def _mark(text: str, name: str, told: Told) -> str:
    header = next((line for line in text.split("\n", 100) if line.strip()), "")
    mark = max(MARKS, key=header.count)
    if mark != ",":
        told.note(name, "assumed", N_("cells are separated by {mark}"), mark=MARKS[mark])
    return mark


def _with_points(sheet: Sheet, told: Told) -> Sheet:
    """The same with a point before decimals and no mark between thousands, where its numbers have others there."""
    numbers = [at for at, name in enumerate(sheet.header) if not NO_NUMBERS.search(name)]
    cells = {(n, at): cell for n, (_, row) in enumerate(sheet.rows) for at, cell in enumerate(row)}
    found = marks_of(cells, numbers)
    if found.unclear:
        place = min(found.unclear)
        raise no_data(sheet.file, EITHER["," in cells[place]], line=sheet.rows[place[0]][0], cell=cells[place])
    if found.commas:
        told.note(sheet.file, "changed", N_("commas before decimals became points"), count=len(found.commas))
    if found.grouped:
        told.note(sheet.file, "changed", N_("points between thousands were left out"), count=len(found.grouped))
    read = {**found.commas, **found.grouped}
    rows = (
        (line, tuple(read.get((n, at), cell) for at, cell in enumerate(row)))
        for n, (line, row) in enumerate(sheet.rows)
    )
    return replace(sheet, rows=tuple(rows)) if read else sheet
