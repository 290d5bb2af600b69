"""Reads the registers of an edition, tables of a few lines: a row without a fault is kept, the others are told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from plan_metrics.edition.known import Row
from plan_metrics.edition.models import table_columns
from plan_metrics.errors import Fault
from plan_metrics.reading.csv_tables import Table, sound_rows
from plan_metrics.reading.printable import unprintable_in_row
from plan_metrics.reading.typed import plain

Sound = Callable[[Path, tuple[str, ...]], tuple[Table | None, list[Fault]]]


def register_rows(
    folder: Path,
    name: str,
    languages: Sequence[str],
    faults: list[Fault],
    raw: Callable[[str], bool],
    read: Sound = sound_rows,
) -> list[Row]:
    """The rows of a register of the edition in a folder; none where it has no such file, which it need not have.

    Columns that are `raw`, such as words, stay as they are; the others are read as codes. What cannot be read is added
    to `faults`.
    """
    file = folder / name
    if not os.path.lexists(file):  # a link that leads nowhere is told
        return []
    table, unread = read(file, table_columns(name, languages))
    faults.extend(unread)
    return rows_of(table, name, raw) if table else []


def rows_of(table: Table, name: str, raw: Callable[[str], bool]) -> list[Row]:
    """The rows of a table that was read."""
    return [Row(line, {k: c if raw(k) else plain(c) for k, c in cells.items()}, name) for line, cells in table.rows]


def sound(rows: Iterable[Row], wrong: Callable[[Row], Iterable[Fault]], faults: list[Fault]) -> Iterator[Row]:
    """The rows of which nothing is `wrong`; what is, and letters that cannot be printed, is added to `faults`."""
    for row in rows:
        told = list(wrong(row))
        faults += [*told, *unprintable_in_row(row.file, row.line, row.cells, {fault.column for fault in told})]
        if not told:
            yield row
