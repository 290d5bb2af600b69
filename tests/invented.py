"""The invented plan of `tests/invented_plan/`, and ways to spoil a copy of it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from plan_metrics.errors import Fault

PROJECT = Path(__file__).parent / "invented_plan"
FIRST, SECOND = "2030-01", "2030-06"


def copy_of_project(folder: Path) -> Path:
    """A whole project folder with the invented plan and its two editions, to be changed at will."""
    return Path(shutil.copytree(PROJECT, folder / "project"))


def edition_of(base: Path, edition: str = SECOND) -> Path:
    """The folder of an edition."""
    return base / "data" / "editions" / edition


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table as they stand in the file."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(file: Path, rows: list[dict[str, str]]) -> None:
    """The table again, with these rows."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def line_of(file: Path, **cells: str) -> int:
    """The line, as a spreadsheet counts, of the first row that has these cells."""
    for line, row in enumerate(rows_of(file), 2):
        if cells.items() <= row.items():
            return line
    raise LookupError(cells)


def change(file: Path, line: int, **cells: str) -> None:
    """Other cells in a line of a table."""
    rows = rows_of(file)
    rows[line - 2].update(cells)
    write_rows(file, rows)


def add(file: Path, **cells: str) -> int:
    """One more line at the end: a copy of the first one with other cells. Gives its line."""
    rows = rows_of(file)
    write_rows(file, [*rows, {**rows[0], **cells}])
    return len(rows) + 2


def remove(file: Path, **cells: str) -> int:
    """The table without the rows that have these cells. Gives how many they were."""
    rows = rows_of(file)
    kept = [row for row in rows if not cells.items() <= row.items()]
    write_rows(file, kept)
    return len(rows) - len(kept)


def said(fault: Fault) -> tuple[str, str, str]:
    """The three parts of a message: found, expected, what to do."""
    return tuple(part.format(**fault.values) for part in (fault.found, fault.expected, fault.fix))
