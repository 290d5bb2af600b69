"""Which combinations of codes a plan has breakdowns for: `breakdowns.csv`, where not every one is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from plan_metrics.errors import Fault
from plan_metrics.plan.dimensions import DIMENSIONS, Code
from plan_metrics.plan.references import need
from plan_metrics.reading.csv_tables import sound_rows

COMBINATIONS = "breakdowns.csv"  # a column for each dimension, a row for each combination


def read_combinations(
    file: Path, lists: Mapping[str, Sequence[Code]], faults: list[Fault]
) -> list[dict[str, str]] | None:
    """The code of each dimension, row by row; None where the plan does not have the file, and all combinations count.

    A cell that is no code of the list of its dimension is added to `faults`, and its row is left out.
    """
    if not file.is_file() or not lists:
        return None
    table, unread = sound_rows(file, tuple(lists))
    faults.extend(unread)
    known = {of: {each.code for each in codes} for of, codes in lists.items()}
    found = []
    for line, cells in table.rows if table else ():
        wrong = [
            fault for of in lists for fault in need(cells[of], known[of], f"{DIMENSIONS}/{of}.csv", file.name, of, line)
        ]
        faults += wrong
        found += [] if wrong else [cells]
    return found
