"""Reads CSV as people save it: any usual encoding and line ending, full-width digits, thousands marks."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from plan_metrics.errors import N_, Fault, FaultError, missing_file

ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Table:
    """A CSV file: its name, its columns, and (line, cells) for each row, counted as a spreadsheet does."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(file: Path, columns: tuple[str, ...]) -> Table:
    """The table in a CSV file that has exactly these columns, in any order.

    Cells are stripped of surrounding space; lines without any cell are left out; nothing else is
    changed. Raises `FaultError` for a file that is missing or cannot be read, for missing, unknown or
    repeated columns, and for lines with another number of cells than the header.
    """
    lines = list(_lines(file))
    if not lines:
        raise FaultError([_fault(file, "no_header", None, None, N_("an empty file"), columns=columns)])
    (_, header), body = lines[0], lines[1:]
    faults = [
        _fault(file, "missing_column", 1, name, N_("no such column"), columns=columns)
        for name in columns
        if name not in header
    ]
    faults += [
        _fault(file, "unknown_column", 1, name, N_("a column that is not known"), columns=columns)
        for name in header
        if name not in columns
    ]
    faults += [
        _fault(file, "repeated_column", 1, name, N_("the column twice"), columns=columns)
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    faults += [
        Fault(
            rule="cells",
            file=file.name,
            row=line,
            found=N_("{cells} cells"),
            expected=N_("{columns} cells, as many as the header has"),
            fix=N_("Look for a comma too many or too few; put cells that hold a comma in double quotes."),
            values={"cells": len(cells), "columns": len(header)},
        )
        for line, cells in body
        if len(cells) != len(header)
    ]
    if faults:
        raise FaultError(faults)
    rows = tuple((line, dict(zip(header, cells, strict=True))) for line, cells in body)
    return Table(file.name, tuple(header), rows)


def plain(text: str) -> str:
    """Text with full-width letters, digits and marks made ordinary, for codes and numbers.

    >>> plain("２０２４-０９")
    '2024-09'
    """
    return unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> float | None:
    """The number that a cell holds; None if it holds none. Thousands marks must stand where they belong.

    >>> number("１,２３４.５"), number("1，234"), number("12,34"), number("1.234,5"), number("n/a")
    (1234.5, 1234.0, None, None, None)
    """
    cell = plain(text).replace("−", "-").replace(" ", "")
    if "," in cell:
        integer, _, decimals = cell.lstrip("+-").partition(".")
        whole = integer.split(",")
        if "," in decimals or not (1 <= len(whole[0]) <= 3 and all(len(group) == 3 for group in whole[1:])):
            return None
        cell = cell.replace(",", "")
    if not cell or not set(cell) <= set("0123456789+-.eE"):
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def _lines(file: Path):
    try:
        raw = file.read_bytes()
    except OSError:
        raise FaultError([missing_file(file.name, "/".join(file.parts[-3:]))]) from None
    text = _decoded(raw)
    if text is None:
        raise FaultError(
            [
                Fault(
                    rule="encoding",
                    file=file.name,
                    found=N_("an encoding that cannot be read"),
                    expected=N_("UTF-8 (with or without a byte-order mark) or GB18030"),
                    fix=N_("Save the file again as “CSV UTF-8”."),
                )
            ]
        )
    line = 0
    try:
        for line, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
    except csv.Error:
        raise FaultError(
            [
                Fault(
                    rule="cells",
                    file=file.name,
                    row=line + 1,
                    found=N_("a cell that does not end"),
                    expected=N_("a second double quote at the end of a cell that begins with one"),
                    fix=N_("Close or remove the double quote in this line."),
                )
            ]
        ) from None


def _decoded(raw: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")
    return None


def _fault(file: Path, rule: str, row: int | None, column: str | None, found: str, *, columns) -> Fault:
    return Fault(
        rule=rule,
        file=file.name,
        row=row,
        column=column,
        found=found,
        expected=N_("the columns {columns}"),
        fix=N_("Correct the header line; every column is needed, even where its cells are empty."),
        values={"columns": ", ".join(columns)},
    )
