"""How the tables of a plan are laid out: the languages of their texts, and a column for each of its dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from plan_metrics.errors import Fault
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.dimensions import COLUMN, JOINT, edge_columns, inside, joined, of_columns
from plan_metrics.reading.csv_tables import Table, read_table, sound_rows


@dataclass(frozen=True)
class Layout:
    """What the columns of a plan's tables depend on; `owners` has the dimension of each code.

    A table inside the program has the one key column; a file has a column for each dimension in its place.
    """

    languages: tuple[str, ...]
    dimensions: tuple[str, ...]
    owners: Mapping[str, str]

    def in_file(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """The columns of a file that holds a table with these columns."""
        return edge_columns(columns, self.dimensions)

    def read(self, file: Path, columns: tuple[str, ...]) -> Table:
        """The table with these columns that a file holds, as `read_table` gives it and with its faults."""
        return self.inside(read_table(file, self.in_file(columns)), columns)

    def sound(
        self, file: Path, columns: tuple[str, ...], needed: tuple[str, ...] | None = None
    ) -> tuple[Table | None, list[Fault]]:
        """The rows of a file that can be read, and what is wrong with the others: `sound_rows`."""
        table, faults = sound_rows(file, self.in_file(columns), None if needed is None else self.in_file(needed))
        return (None if table is None else self.inside(table, columns)), faults

    def inside(self, table: Table, columns: tuple[str, ...]) -> Table:
        """What a file holds, with the key column in the place of those of the dimensions."""
        return of_columns(inside(table, self.dimensions), columns) if COLUMN in columns else table

    def row(self, cells: Mapping[str, str]) -> dict[str, str]:
        """A row of a file with the key column in the place of those of the dimensions."""
        if not self.dimensions or not set(self.dimensions) <= cells.keys():
            return {**cells, COLUMN: TOTAL} if "region" in cells else dict(cells)
        others = {name: cell for name, cell in cells.items() if name not in self.dimensions}
        return {**others, COLUMN: joined({of: cells[of] for of in self.dimensions})}

    def cells(self, row: Mapping[str, object], there: Mapping[str, str] | None = None) -> dict[str, object]:
        """The cells of a row of a file; `there` are those of the line that it takes the place of.

        A register may have words of a source in the place of a code. Which dimension such words belong to is known
        where they stood in a file already or the plan has one dimension; else they stand in the first column.
        """
        if COLUMN not in row:
            return dict(row)
        breakdown, cells = str(row[COLUMN]), {name: cell for name, cell in row.items() if name != COLUMN}
        if there is not None and joined({of: there[of] for of in self.dimensions}) == breakdown:
            return {**cells, **{of: there[of] for of in self.dimensions}}
        parted = dict.fromkeys(self.dimensions, TOTAL if breakdown else "")
        codes = breakdown.split(JOINT)
        if all(code in self.owners for code in codes):
            parted |= {self.owners[code]: code for code in codes}
        elif breakdown not in ("", TOTAL):
            parted[self.dimensions[0]] = breakdown
        return {**cells, **parted}

    def told(self, fault: Fault) -> Fault:
        """A fault of the key column, told of the columns that the file has."""
        names = (fault.column or "").split(", ")
        if COLUMN not in names:
            return fault
        return replace(fault, column=", ".join(edge_columns(names, self.dimensions)) or None)
