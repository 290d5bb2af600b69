"""Reads CSV as people save it, and proves it: one encoding, quotes that end, a line a row, a cell a column."""

from __future__ import annotations

import csv
import errno
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plan_metrics.errors import N_, Fault, FaultError, unread_file
from plan_metrics.reading.encodings import decoded, meant
from plan_metrics.reading.table_faults import (
    NOT_SHOWN,
    cell_faults,
    header_again,
    header_fault,
    header_faults,
    no_row,
    open_cell,
    separator,
)
from plan_metrics.reading.typed import plain

MOST_LINES = 50  # that a cell with line breaks is followed over
LARGEST_PART = 2**30  # bytes of a table that Arrow takes at once
WIDEST = 1000  # columns; of a wider table only the header is looked at, which is no edition's
SEPARATORS = ";\t|，；"
SUSPECT = re.compile("[#?\x80-\U0010ffff]")  # no cell without these is garbled, or not shown by a spreadsheet
LARGEST_CODE = 2**63


@dataclass(frozen=True)
class Table:
    """A CSV file by column: the distinct cells of each, and for each row which of them it has.

    `lines` (rows,) are counted as an editor counts them, in order; `codes` (rows,) are places in `cells`, by column.
    """

    file: str
    columns: tuple[str, ...]
    lines: np.ndarray
    codes: Mapping[str, np.ndarray]
    cells: Mapping[str, list[str]]

    @property
    def rows(self) -> tuple[tuple[int, dict[str, str]], ...]:
        """(line, cells) for each row."""
        columns = [[self.cells[name][code] for code in self.codes[name].tolist()] for name in self.columns]
        found = zip(self.lines.tolist(), zip(*columns, strict=True), strict=True)
        return tuple((line, dict(zip(self.columns, cells, strict=True))) for line, cells in found)


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
        raw = f"{text_of(file)}\n".encode()
    except FaultError as error:
        return None, list(error.faults)
    faults: list[Fault] = []
    lines = _Lines(raw)
    inside = np.zeros(len(lines), dtype=bool)
    first, typed = next(_rows(lines, range(len(lines)), None, inside, file.name, faults), (0, []))
    if not typed:
        return None, [*faults, header_fault(file, "no_header", None, None, N_("an empty file"), columns)]
    of_commas = lines.with_commas(len(typed) - 1)
    places = (np.flatnonzero(~of_commas[first:]) + first).tolist()
    others = list(_rows(lines, places, len(typed), inside, file.name, faults))
    header = [plain(name) for name in typed]
    if len(typed) == 1 and (mark := next((mark for mark in SEPARATORS if mark in typed[0]), None)):
        return None, [*faults, separator(file.name, first, mark)]
    faults += header_faults(file, first, header, columns)
    missing = set(columns if needed is None else needed) - set(header)
    if missing or len(set(header)) < len(header) or len(header) > WIDEST:
        return None, faults
    of_commas[:first] = False
    wide = [row for row in others if len(row[1]) == len(typed)]
    numbers, read = _columns(lines, of_commas & ~inside, wide, len(typed))
    others = [row for row in others if len(row[1]) != len(typed)]
    return _sound(numbers, read, header, typed, others, file.name, faults), faults


def no_rows(file: str, columns: tuple[str, ...]) -> Table:
    """A table with these columns and nothing in them."""
    none = np.zeros(0, dtype=np.int64)
    return Table(file, columns, none, dict.fromkeys(columns, none), {name: [] for name in columns})


def text_of(file: Path, encoding: str | None = None) -> str:
    """The text of a file, as `decoded` gives it. Raises `FaultError` for what is no file or cannot be read."""
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise OSError(errno.ENODEV, "", str(file))  # a pipe or a device would be waited for
        raw = file.read_bytes()
    except OSError as error:
        if error.errno is None:  # not of the system: a page asked for more than it was given
            raise
        raise FaultError([unread_file(error, file.name, "/".join(file.parts[-3:]))]) from None
    return decoded(raw, file.name, encoding)


class _Lines(Sequence[str]):
    """The lines of a text, each made when it is asked for."""

    def __init__(self, raw: bytes):
        self.marks = np.frombuffer(raw, dtype=np.uint8)
        self.raw, self.ends = raw, np.flatnonzero(self.marks == ord("\n"))
        self.starts = np.concatenate([[0], self.ends[:-1] + 1])

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[index] for index in range(*at.indices(len(self)))]
        return self.raw[self.starts[at] : self.ends[at]].decode()

    def of(self, some: np.ndarray) -> bytes:
        """The text of some lines, with their ends."""
        places = np.flatnonzero(some)
        if len(places) and places[-1] - places[0] + 1 == len(places):  # as in nearly every table
            return self.raw[self.starts[places[0]] : self.ends[places[-1]] + 1]
        kept: np.ndarray = self.marks[np.repeat(some, np.diff(self.ends, prepend=-1))]
        return kept.tobytes()

    def with_commas(self, commas: int) -> np.ndarray:
        """Which lines have so many commas and no quotes: their cells are what stands between commas."""
        plain: np.ndarray = (self._count(",") == commas) & (self._count('"') == 0)
        return plain

    def _count(self, mark: str) -> np.ndarray:
        """How often each line has a mark."""
        if mark.encode() not in self.raw:
            return np.zeros(len(self), dtype=np.int64)
        return np.diff(np.searchsorted(np.flatnonzero(self.marks == ord(mark)), self.ends), prepend=0)


def _rows(
    lines: Sequence[str], places: Iterable[int], width: int | None, inside: np.ndarray, file: str, faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """Of the lines at these places, each that has a cell, with its number.

    A cell that goes on in the next line is a fault, told once; `inside` marks the lines that it takes.
    """
    for at in places:
        if inside[at]:
            continue
        cells = _cells(lines[at])
        if cells is None:
            taken = _lines_of_the_cell(lines, at, width)
            inside[at : at + taken] = True
            faults.append(open_cell(file, at + 1, taken, lines[at]))
        elif any(cells):
            yield at + 1, cells


def _columns(
    lines: _Lines, plain_lines: np.ndarray, others: Sequence[tuple[int, list[str]]], width: int
) -> tuple[np.ndarray, list[tuple[np.ndarray, list[str]]]]:
    """The number of each line and its columns, as codes and distinct cells: plain lines and others of that width."""
    numbers = np.concatenate([np.flatnonzero(plain_lines) + 1, np.array([line for line, _ in others], dtype=np.int64)])
    order = np.argsort(numbers, kind="stable") if others else slice(None)
    columns = []
    for place, (codes, distinct) in enumerate(_split(lines, plain_lines, width)):
        known = {cell: code for code, cell in enumerate(distinct)}
        more = [known.setdefault(cells[place], len(known)) for _, cells in others]
        codes = np.concatenate([codes, np.array(more, dtype=np.int32)], dtype=np.int32)
        columns.append(changed(codes[order], list(known), str.strip))
    return numbers[order], columns


def _split(lines: _Lines, plain_lines: np.ndarray, width: int) -> Iterator[tuple[np.ndarray, list[str]]]:
    """The columns of plain lines, as Arrow reads them: with a dictionary of the distinct cells of each."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [str(place) for place in range(width)]
    # A first row without cells: a byte-order mark there would be taken for none of the text.
    text = b"," * (width - 1) + b"\n" + lines.of(plain_lines)
    table = arrow.read_csv(
        pa.BufferReader(text),
        read_options=arrow.ReadOptions(column_names=names, use_threads=False, block_size=min(len(text), LARGEST_PART)),
        parse_options=arrow.ParseOptions(quote_char=False, ignore_empty_lines=False),
        convert_options=arrow.ConvertOptions(
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())), null_values=[], check_utf8=False
        ),
    )
    for column in table.unify_dictionaries().columns:
        codes = np.concatenate([part.indices.to_numpy() for part in column.chunks])
        yield codes[1:], column.chunk(0).dictionary.to_pylist()


def changed(codes: np.ndarray, cells: list[str], change: Callable[[str], str]) -> tuple[np.ndarray, list[str]]:
    """A column with each cell changed by a function, which is asked once for each distinct one."""
    new = [change(cell) for cell in cells]
    if new == cells:
        return codes, cells
    places, distinct = pd.factorize(np.array(new, dtype=object))
    return places.astype(np.int32)[codes], list(distinct)


def together(columns: Iterable[tuple[np.ndarray, int]], rows: int, *, ordered: bool = False) -> np.ndarray:
    """A number for each row, from 0 in the order of rows, or of the codes, that is the same where all these codes are.

    `columns` have the codes of each row, (rows,), and a number above all of them.
    """
    found, most = np.zeros(rows, dtype=np.int64), 1
    for codes, above in columns:
        if most * above >= LARGEST_CODE:
            found, distinct = pd.factorize(found, sort=ordered)
            most = len(distinct)
        found, most = found * above + codes, most * above
    return pd.factorize(found, sort=ordered)[0]


def first_of_each(numbers: np.ndarray) -> np.ndarray:
    """The first place of each number that `together` gives, in order."""
    return np.flatnonzero(np.diff(np.maximum.accumulate(numbers), prepend=-1))


def _sound(
    numbers: np.ndarray,
    columns: Sequence[tuple[np.ndarray, list[str]]],
    header: Sequence[str],
    typed: list[str],
    others: Iterable[tuple[int, list[str]]],
    file: str,
    faults: list[Fault],
) -> Table:
    """The rows that can be read; what is wrong with others, and with those that are as wide as the header, is told."""

    def each(column: tuple[np.ndarray, list[str]], found: Callable[[str], bool]) -> np.ndarray:
        return np.array([found(cell) for cell in column[1]], dtype=bool).take(column[0])

    filled = np.sum([each(column, bool) for column in columns], axis=0)
    again = np.logical_and.reduce([each(column, name.__eq__) for column, name in zip(columns, typed, strict=True)])
    odd = again | (filled == 1)
    for column in columns:
        if SUSPECT.search("".join(column[1])):
            odd |= each(column, lambda cell: NOT_SHOWN.fullmatch(cell) is not None or meant(cell) is not None)
    suspect = [(int(numbers[at]), [cells[codes[at]] for codes, cells in columns]) for at in np.flatnonzero(odd)]
    refused = set()
    for line, cells in sorted([*suspect, *others]):
        if cells == typed:
            wrong = [header_again(file, line)]
        elif len([cell for cell in cells if cell]) == 1 < len(header) // 2:
            wrong = [no_row(file, line, "".join(cells))]
        else:
            wrong = list(cell_faults(file, line, cells, header))
        faults += wrong
        if {fault.rule for fault in wrong} & {"cells", "not_shown", "header_again", "no_row"}:
            refused.add(line)
    kept = (filled > 0) & ~np.isin(numbers, list(refused))
    named_columns = dict(zip(header, columns, strict=True))
    return Table(
        file=file,
        columns=tuple(header),
        lines=numbers[kept],
        codes={name: codes[kept] for name, (codes, _) in named_columns.items()},
        cells={name: cells for name, (_, cells) in named_columns.items()},
    )


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
