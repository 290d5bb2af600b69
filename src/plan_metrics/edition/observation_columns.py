"""The lines of `observations.csv` by column, so that a rule looks at each distinct cell instead of each line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from plan_metrics.edition.flags import MISSING, QUALIFIERS
from plan_metrics.edition.known import Row
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, SPAN, is_note, table_columns
from plan_metrics.plan.models import Plan
from plan_metrics.plan.printed import LONGEST, read_printed
from plan_metrics.reading.csv_tables import Table, changed, first_of_each, together
from plan_metrics.reading.typed import number, plain

QUALIFIED = {name: code for code, name in enumerate(QUALIFIERS)}


class Columns(Mapping[int, Row]):
    """The rows of a table by column; as a mapping, the `Row` in each line.

    `lines` (rows,) in order; of each column `codes` (rows,), places among its distinct `cells`, which are read as in
    `Row.of`. Arrays of what cells say are (rows,) too, with NaN for what is no number.
    """

    def __init__(self, table: Table):
        self.lines, self.columns = table.lines, table.columns
        read = {name: (table.codes[name], table.cells[name]) for name in table.columns}
        read |= {name: changed(*read[name], plain) for name in table.columns if not is_note(name) and name != "printed"}
        self.codes = {name: codes for name, (codes, _) in read.items()}
        self.cells = {name: cells for name, (_, cells) in read.items()}

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[int]:
        return iter(self.lines.tolist())

    def __contains__(self, line: object) -> bool:
        at = int(np.searchsorted(self.lines, line)) if isinstance(line, int) else len(self)
        return at < len(self) and self.lines[at] == line

    def __getitem__(self, line: int) -> Row:
        if line not in self:
            raise KeyError(line)
        return self.row(int(np.searchsorted(self.lines, line)))

    def row(self, at: int) -> Row:
        """The row at a place."""
        return Row(int(self.lines[at]), {name: self.cells[name][self.codes[name][at]] for name in self.columns})

    def each(self, column: str, found: Callable[[str], Any], dtype: Any = bool) -> np.ndarray:
        """What a function says of the cell of each row; it is asked once for each distinct one."""
        distinct: np.ndarray = np.array([found(cell) for cell in self.cells[column]], dtype=dtype)
        return distinct.take(self.codes[column])

    def together(self, columns: Iterable[str]) -> np.ndarray:
        """A number for each row, from 0 in the order of rows, that is the same where all these cells are."""
        return together([(self.codes[column], len(self.cells[column])) for column in columns], len(self))

    @property
    def records_print(self) -> bool:
        """As in `Row`."""
        return {"printed", "sample_size"} <= set(self.columns)

    @cached_property
    def value(self) -> np.ndarray:
        """The number in each cell of the column."""
        return self.each("value", number, float)

    @cached_property
    def is_missing(self) -> np.ndarray:
        """Whether the flag says that there is no value."""
        return self.each("flag", MISSING.__contains__)

    @cached_property
    def printed(self) -> np.ndarray:
        """Value, qualifier (a place in `QUALIFIERS`, -1 for none) and step of the printed words: (3, rows)."""
        if not self.records_print:
            return np.tile([[np.nan], [-1], [np.nan]], len(self))
        read = map(read_printed, self.cells["printed"])
        numbers = ((p.value, QUALIFIED[p.qualifier], p.step) if p else (np.nan, -1, np.nan) for p in read)
        return np.fromiter(chain.from_iterable(numbers), dtype=float).reshape(-1, 3).T[:, self.codes["printed"]]

    @cached_property
    def qualifier(self) -> np.ndarray:
        """The place of each qualifier in `QUALIFIERS`; -1 for one that is not known."""
        return self.each("qualifier", lambda name: QUALIFIED.get(name, -1), int)

    @property
    def agrees(self) -> np.ndarray:
        """Whether value and qualifier are just those of the printed words."""
        value, qualifier, _ = self.printed
        short = self.each("printed", lambda words: len(words) <= LONGEST)
        same: np.ndarray = short & (value == self.value) & (qualifier == self.qualifier)
        return same

    def key_order(self, places: np.ndarray) -> np.ndarray:
        """These places in the order of the keys of their rows, those of one key in the order of lines."""
        ranks = []
        for column in KEY:
            rank = np.empty(len(self.cells[column]), dtype=np.int32)
            rank[sorted(range(len(rank)), key=self.cells[column].__getitem__)] = np.arange(len(rank))
            ranks.append(rank[self.codes[column][places]])
        return places[np.lexsort(ranks[::-1])]

    def distinct(self, column: str) -> list[str]:
        """Each cell that stands in the column, once."""
        return [self.cells[column][code] for code in np.unique(self.codes[column]).tolist()]

    def values_of(self, keys: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], float]:
        """The values of the rows that have one of these keys and a number; none where the words are not recorded.

        Editions before 2026-11 kept rejected values in the unit that was printed, which cannot be compared.
        """
        return self.figures_of(keys) if self.records_print else {}

    def figures_of(self, keys: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], float]:
        """The values of the rows that have one of these keys and a number, in the unit of the row."""
        wanted = set(keys)
        own = ~np.isnan(self.value)
        for index, column in enumerate(KEY):
            own &= self.each(column, {key[index] for key in wanted}.__contains__)
        found = {self.row(at).key: float(self.value[at]) for at in np.flatnonzero(own).tolist()}
        return {key: value for key, value in found.items() if key in wanted}

    def frame(self, places: np.ndarray, plan: Plan) -> pd.DataFrame:
        """The rows at these places as a frame, each with the values that its figure may stand for."""
        size = self.each("sample_size", number, float)[places] if self.records_print else np.nan
        low, high = self._spans(places, plan)
        made: dict[str, Any] = {"value": self.value[places], "sample_size": size, "low": low, "high": high}
        columns = table_columns(OBSERVATIONS_FILE, plan.languages)
        for column in columns:
            if column not in made:
                cells = self.cells.get(column, [""])
                codes = self.codes[column][places] if column in self.codes else np.zeros(len(places), dtype=np.int32)
                made[column] = pd.array(cells, dtype="str").take(codes)
        return pd.DataFrame({column: made[column] for column in (*columns, *SPAN)})

    def _spans(self, places: np.ndarray, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
        """The ends of `Row.span`: the value itself for what is printed in full, else one look at each combination."""
        value = self.value[places]
        low, high = value.copy(), value.copy()
        _, said, step = self.printed[:, places]
        counts = self.each("unit", lambda unit: unit in plan.units and plan.units[unit].scale == "log")[places]
        in_full = (self.qualifier[places] == QUALIFIED["exact"]) & ((said == -1) | (counts & (step <= 1)))
        asked = np.flatnonzero(~(in_full | np.isnan(value)))
        reads = [column for column in ("value", "qualifier", "printed", "unit") if column in self.codes]
        kinds = pd.factorize(self.together(reads)[places[asked]])[0]
        rows = [self.row(at) for at in places[asked[first_of_each(kinds)]].tolist()]
        ends = np.array([row.span(plan.units[row["unit"]]) for row in rows], dtype=float).reshape(-1, 2)
        low[asked], high[asked] = ends[kinds].T
        return low, high
