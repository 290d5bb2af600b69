"""What is said of a CSV file that cannot be read as a table, or of a line or a cell of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from plan_metrics.errors import N_, Fault
from plan_metrics.reading.encodings import garbled, meant
from plan_metrics.reading.typed import named

NO_ROW = N_("Remove the line if it is a heading, a total or a note; what a note says goes where its figure stands.")
NAMED = 3  # columns that a message names
# Of a formula, or of a number that is too wide for its column.
NOT_SHOWN = re.compile(r"[#＃]{2,}|#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")


def open_cell(file: str, line: int, taken: int, text: str) -> Fault:
    """Rule `open_cell`: a cell whose quotes do not end in its line."""
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


def separator(file: str, line: int, mark: str) -> Fault:
    """Rule `separator`: a table with another mark than the comma between its cells."""
    return Fault(
        rule="separator",
        file=file,
        row=line,
        found=N_("one column, in which the mark {mark} stands between the names"),
        expected=N_("columns with commas between them"),
        fix=N_("Save the file again as “CSV UTF-8”, with the comma as separator."),
        values={"mark": named(mark)},
    )


def header_faults(file: Path, line: int, header: Sequence[str], columns: tuple[str, ...]) -> Iterator[Fault]:
    """Rules `missing_column`, `unknown_column`, `repeated_column`."""
    counted, known = Counter(header), set(columns)
    missing = [name for name in columns if name not in counted]
    for name in missing if len(missing) <= NAMED else []:
        yield header_fault(file, "missing_column", line, name, N_("no such column"), columns)
    if len(missing) > NAMED:
        found = N_("no columns of these names: {missing}; the first line is: {first}")
        values = {"missing": ", ".join(missing), "first": ", ".join(header)[:200]}
        yield header_fault(file, "missing_column", line, None, found, columns, **values)
        return
    unknown = [name for name in counted if name not in known]
    for name in unknown if len(unknown) <= NAMED else []:
        found = N_("“{cell}”") if name else N_("a column without a name")
        yield header_fault(file, "unknown_column", line, name, found, columns, cell=name)
    if len(unknown) > NAMED:
        first = ", ".join(name[:40] for name in unknown[:NAMED])
        found = N_("{count} columns that are not known: {first} …")
        yield header_fault(file, "unknown_column", line, None, found, columns, count=len(unknown), first=first)
    for name in sorted(name for name, times in counted.items() if times > 1 and name):
        yield header_fault(file, "repeated_column", line, name, N_("the column twice"), columns)


def header_again(file: str, line: int) -> Fault:
    """Rule `header_again`: the header stands in a later line too."""
    return Fault(
        rule="header_again",
        file=file,
        row=line,
        found=N_("the header again"),
        expected=N_("one header, in the first line"),
        fix=N_("Remove this line; look whether the lines under it stand in the file already."),
    )


def no_row(file: str, line: int, cell: str) -> Fault:
    """Rule `no_row`: a line with one cell, such as a heading or a note."""
    return Fault(
        rule="no_row",
        file=file,
        row=line,
        found=N_("one cell only: {cell}"),
        expected=N_("a row of the table in each line"),
        fix=NO_ROW,
        values={"cell": cell[:80]},
    )


def cell_faults(file: str, line: int, cells: Sequence[str], header: Sequence[str]) -> Iterator[Fault]:
    """Rules `cells`, `not_shown`, `garbled`: as many cells as columns, each of which can be read."""
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
            fix, values = N_("Fix the cell in the spreadsheet."), {"cell": cell}
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


def header_fault(
    file: Path, rule: str, row: int | None, column: str | None, found: str, columns: Sequence[str], **values: object
) -> Fault:
    """A fault of the header line, or of one of its columns."""
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
