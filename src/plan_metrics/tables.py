"""Reads CSV as people save it, and proves it: one encoding, quotes that end, a line a row, a cell a column."""

from __future__ import annotations

import csv
import errno
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_metrics.encodings import decoded, garbled, meant
from plan_metrics.errors import N_, Fault, FaultError, unread_file
from plan_metrics.typed import named, plain

MOST_LINES = 50  # that a cell with line breaks is followed over
NO_ROW = N_("Remove the line if it is a heading, a total or a note; what a note says goes where its figure stands.")
NAMED = 3  # columns that a message names
# Of a formula, or of a number that is too wide for its column.
NOT_SHOWN = re.compile(r"[#＃]{2,}|#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
SEPARATORS = ";\t|，；"


@dataclass(frozen=True)
class Table:
    """A CSV file: its name, its columns, and (line, cells) for each row, counted as an editor counts lines."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(file: Path, columns: tuple[str, ...]) -> Table:
    """The table in a CSV file that has exactly these columns, in any order.

    Cells are stripped of surrounding space; lines without any cell are left out; nothing else is changed. Raises
    `FaultError` with everything that is wrong, as `sound_rows` tells it.
    """
    table, faults = sound_rows(file, columns)
    if faults:
        raise FaultError(faults)
    assert table is not None
    return table


def sound_rows(
    file: Path, columns: tuple[str, ...], needed: tuple[str, ...] | None = None
) -> tuple[Table | None, list[Fault]]:
    """The rows of a CSV file that can be read, and what is wrong with the others and with the header.

    The table is None where nothing can be read: no file, no one encoding, no header, or not the columns `needed` (all
    of them, unless said). A row is left out, with a fault, where a cell does not end in its line, and where it has more
    or fewer cells than the header, or one that a spreadsheet could not show.
    """
    try:
        lines = text_of(file).split("\n")
    except FaultError as error:
        return None, list(error.faults)
    faults: list[Fault] = []
    rows = list(_rows(lines, file.name, faults))
    if not rows:
        return None, [*faults, _header_fault(file, "no_header", None, None, N_("an empty file"), columns)]
    (first, typed), body = rows[0], rows[1:]
    header = [plain(name) for name in typed]
    if len(typed) == 1 and (mark := next((mark for mark in SEPARATORS if mark in typed[0]), None)):
        return None, [*faults, _separator(file.name, first, mark)]
    faults += _header_faults(file, first, header, columns)
    if not set(columns if needed is None else needed) <= set(header) or len(set(header)) < len(header):
        return None, faults
    sound = []
    for line, cells in body:
        if cells == typed:
            faults.append(_header_again(file.name, line))
            continue
        if len([cell for cell in cells if cell]) == 1 < len(header) // 2:
            faults.append(_no_row(file.name, line, "".join(cells)))
            continue
        wrong = list(_cell_faults(file.name, line, cells, header))
        faults += wrong
        if not {fault.rule for fault in wrong} & {"cells", "not_shown"}:
            sound.append((line, dict(zip(header, cells, strict=True))))
    return Table(file.name, tuple(header), tuple(sound)), faults


def text_of(file: Path) -> str:
    """The text of a file, as `decoded` gives it. Raises `FaultError` for what is no file or cannot be read."""
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise OSError(errno.ENODEV, "", str(file))  # a pipe or a device would be waited for
        raw = file.read_bytes()
    except OSError as error:
        if error.errno is None:  # not of the system: a page asked for more than it was given
            raise
        raise FaultError([unread_file(error, file.name, "/".join(file.parts[-3:]))]) from None
    return decoded(raw, file.name)


def _rows(lines: Sequence[str], file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each line that has a cell, with its number. A cell that goes on in the next line is a fault, told once."""
    at, width = 0, None
    while at < len(lines):
        cells, taken = _cells(lines[at]), 1
        if cells is None:
            taken = _lines_of_the_cell(lines, at, width)
            faults.append(_open_cell(file, at + 1, taken, lines[at]))
        elif any(cells):
            width = width or len(cells)
            yield at + 1, cells
        at += taken


def _cells(text: str) -> list[str] | None:
    """The cells of a row; None where a quote does not end, or something stands behind its end."""
    if '"' not in text:
        return [cell.strip() for cell in text.split(",")]
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        return None
    return [cell.strip() for cell in rows[0]]


def _lines_of_the_cell(lines: Sequence[str], at: int, width: int | None) -> int:
    """How many lines a row takes that has a line break in a cell; 1 where its quote is never closed well."""
    for taken in range(2, MOST_LINES + 1):
        if at + taken > len(lines):
            break
        try:
            rows = list(csv.reader([line + "\n" for line in lines[at : at + taken]], strict=True))
        except csv.Error:
            continue
        if len(rows) == 1 and len(rows[0]) == width:
            return taken
    return 1


def _open_cell(file: str, line: int, taken: int, text: str) -> Fault:
    begins = text[text.find('"') :]
    shown = begins if len(begins) <= 40 else f"{begins[:40]}…"
    if taken > 1:
        found = N_("a cell in double quotes that goes on for {lines} lines: {shown}")
    else:
        found = N_("a double quote that is not closed well in this line: {shown}")
    return Fault(
        rule="open_cell",
        file=file,
        row=line,
        found=found,
        expected=N_("a second double quote at the end of a cell that begins with one, in the same line"),
        fix=N_("Close or remove the double quote; double one that belongs to the text; put a space for a line break."),
        values={"lines": taken, "shown": shown},
    )


def _separator(file: str, line: int, mark: str) -> Fault:
    return Fault(
        rule="separator",
        file=file,
        row=line,
        found=N_("one column, in which the mark {mark} stands between the names"),
        expected=N_("columns with commas between them"),
        fix=N_("Save the file again as “CSV UTF-8”, with the comma as separator."),
        values={"mark": named(mark)},
    )


def _header_faults(file: Path, line: int, header: Sequence[str], columns: tuple[str, ...]) -> Iterator[Fault]:
    counted, known = Counter(header), set(columns)
    missing = [name for name in columns if name not in counted]
    for name in missing if len(missing) <= NAMED else []:
        yield _header_fault(file, "missing_column", line, name, N_("no such column"), columns)
    if len(missing) > NAMED:
        found = N_("no columns of these names: {missing}; the first line is: {first}")
        values = {"missing": ", ".join(missing), "first": ", ".join(header)[:200]}
        yield _header_fault(file, "missing_column", line, None, found, columns, **values)
        return
    unknown = [name for name in counted if name not in known]
    for name in unknown if len(unknown) <= NAMED else []:
        found = N_("“{cell}”") if name else N_("a column without a name")
        yield _header_fault(file, "unknown_column", line, name, found, columns, cell=name)
    if len(unknown) > NAMED:
        first = ", ".join(name[:40] for name in unknown[:NAMED])
        found = N_("{count} columns that are not known: {first} …")
        yield _header_fault(file, "unknown_column", line, None, found, columns, count=len(unknown), first=first)
    for name in sorted(name for name, times in counted.items() if times > 1 and name):
        yield _header_fault(file, "repeated_column", line, name, N_("the column twice"), columns)


def _header_again(file: str, line: int) -> Fault:
    return Fault(
        rule="header_again",
        file=file,
        row=line,
        found=N_("the header again"),
        expected=N_("one header, in the first line"),
        fix=N_("Remove this line; look whether the lines under it stand in the file already."),
    )


def _no_row(file: str, line: int, cell: str) -> Fault:
    return Fault(
        rule="no_row",
        file=file,
        row=line,
        found=N_("one cell only: {cell}"),
        expected=N_("a row of the table in each line"),
        fix=NO_ROW,
        values={"cell": cell[:80]},
    )


def _cell_faults(file: str, line: int, cells: Sequence[str], header: Sequence[str]) -> Iterator[Fault]:
    if len(cells) != len(header):
        yield Fault(
            rule="cells",
            file=file,
            row=line,
            found=N_("{cells} cells"),
            expected=N_("{columns} cells, as many as the header has"),
            fix=N_("Look for a comma too many or too few; put cells that hold a comma in double quotes."),
            values={"cells": len(cells), "columns": len(header)},
        )
        return
    for name, cell in zip(header, cells, strict=True):
        if NOT_SHOWN.fullmatch(cell):
            found, expected = (
                N_("“{cell}”, as a spreadsheet shows what it cannot"),
                N_("what stands there in the source"),
            )
            fix, values = N_("Mend the cell in the spreadsheet."), {"cell": cell}
            yield Fault(
                rule="not_shown",
                file=file,
                row=line,
                column=name,
                found=found,
                expected=expected,
                fix=fix,
                values=values,
            )
        elif (read := meant(cell)) is not None:
            yield garbled(file, line, name, cell, read)


def _header_fault(
    file: Path, rule: str, row: int | None, column: str | None, found: str, columns: Sequence[str], **values: object
) -> Fault:
    return Fault(
        rule=rule,
        file=file.name,
        row=row,
        column=column,
        found=found,
        expected=N_("the columns {columns}"),
        fix=N_("Correct the header line; every column is needed, even where its cells are empty."),
        values={"columns": ", ".join(columns), **values},
    )
