"""What is said of a CSV file that cannot be read as a table, or of a line or a cell of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.reading.encodings import garbled, meant
from plan_metrics.reading.typed import named

NO_ROW = N_("Remove the line if it is a heading, a total or a note; what a note says goes where its figure stands.")
NAMED = 3  # columns that a message names
LONG = 200  # letters of a header that a fault shows
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
    expected = N_("a second double quote at the end of a cell that begins with one, in the same line")
    fix = N_("Close or remove the double quote; double one that belongs to the text; put a space for a line break.")
    return fault_at("open_cell", file, found, expected, fix, row=line, lines=taken, shown=shown)


def separator(file: str, line: int, mark: str) -> Fault:
    """Rule `separator`: a table with another mark than the comma between its cells."""
    found = N_("one column, in which the mark {mark} stands between the names")
    fix = N_("Save the file again as “CSV UTF-8”, with the comma as separator.")
    return fault_at("separator", file, found, N_("columns with commas between them"), fix, row=line, mark=named(mark))


def header_faults(file: Path, line: int, header: Sequence[str], columns: tuple[str, ...]) -> Iterator[Fault]:
    """Rules `missing_column`, `unknown_column`, `repeated_column`.

    A column that is missing and one that is not known have one cause, such as another form of the table: told once.
    """
    counted, known = Counter(header), set(columns)
    missing = [name for name in columns if name not in counted]
    unknown = [name for name in counted if name not in known]
    if len(missing) == 1 and not unknown:
        yield header_fault(file, "missing_column", line, missing[0], N_("no such column"), columns)
    elif missing:
        named = ", ".join(missing) if len(missing) <= NAMED else None
        found = N_("no columns of these names: {missing}; the first line is: {first}")
        first = ", ".join(header)
        if len(first) > LONG:  # what is not known is not cut off with it
            first = ", ".join(["...", *unknown])[:LONG]
        values = {"missing": ", ".join(missing), "first": first}
        yield header_fault(file, "missing_column", line, named, found, columns, **values)
    elif len(unknown) > NAMED:
        first = ", ".join(name[:40] for name in unknown[:NAMED])
        found = N_("{count} columns that are not known: {first} …")
        yield header_fault(file, "unknown_column", line, None, found, columns, count=len(unknown), first=first)
    else:
        for name in unknown:
            found = N_("“{cell}”") if name else N_("a column without a name")
            yield header_fault(file, "unknown_column", line, name, found, columns, cell=name)
    for name in sorted(name for name, times in counted.items() if times > 1 and name):
        yield header_fault(file, "repeated_column", line, name, N_("the column twice"), columns)


def header_again(file: str, line: int) -> Fault:
    """Rule `header_again`: the header stands in a later line too."""
    fix = N_("Remove this line; look whether the lines under it stand in the file already.")
    return fault_at("header_again", file, N_("the header again"), N_("one header, in the first line"), fix, row=line)


def no_row(file: str, line: int, cell: str) -> Fault:
    """Rule `no_row`: a line with one cell, such as a heading or a note."""
    expected = N_("a row of the table in each line")
    return fault_at("no_row", file, N_("one cell only: {cell}"), expected, NO_ROW, row=line, cell=cell[:80])


def cell_faults(file: str, line: int, cells: Sequence[str], header: Sequence[str]) -> Iterator[Fault]:
    """Rules `cells`, `not_shown`, `garbled`: as many cells as columns, each of which can be read."""
    if len(cells) != len(header):
        expected = N_("{columns} cells, as many as the header has")
        fix = N_("Look for a comma too many or too few; put cells that hold a comma in double quotes.")
        found, width = N_("{cells} cells"), len(header)
        yield fault_at("cells", file, found, expected, fix, row=line, cells=len(cells), columns=width)
        return
    for name, cell in zip(header, cells, strict=True):
        if NOT_SHOWN.fullmatch(cell):
            found = N_("“{cell}”, as a spreadsheet shows what it cannot")
            expected, fix = N_("what stands there in the source"), N_("Fix the cell in the spreadsheet.")
            yield fault_at("not_shown", file, found, expected, fix, row=line, column=name, cell=cell)
        elif (read := meant(cell)) is not None:
            yield garbled(file, line, name, cell, read)


def header_fault(
    file: Path, rule: str, row: int | None, column: str | None, found: str, columns: Sequence[str], **values: object
) -> Fault:
    """A fault of the header line, or of one of its columns."""
    expected = N_("the columns {columns}")
    fix = N_("Correct the header line; every column is needed, even where its cells are empty.")
    return fault_at(rule, file.name, found, expected, fix, row=row, column=column, columns=", ".join(columns), **values)
