"""What a rule may look at: one row of the observations, and everything around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Any

from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, is_note
from plan_metrics.edition.near import name_list
from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.measure.periods import last_day
from plan_metrics.measure.spans import Span, last_digit, span
from plan_metrics.plan.contradictions import YEARS
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.printed import Printed, read_printed
from plan_metrics.plan.units import Unit
from plan_metrics.reading.typed import number, plain, whole

ANY = "*"  # stands in the key of several rows for what differs
LIMITS = {"identity": (-inf, inf), "log": (0.0, inf), "logit": (0.0, 100.0)}  # of the values of a unit, by its scale


@dataclass(frozen=True)
class Row:
    """A line of a table of an edition; full-width letters and digits are ordinary in all cells but words."""

    line: int
    cells: Mapping[str, str]
    file: str = OBSERVATIONS_FILE

    @classmethod
    def of(cls, line: int, cells: Mapping[str, str]) -> Row:
        """The row in a line of a table."""
        return cls(line, {k: cell if is_note(k) or k == "printed" else plain(cell) for k, cell in cells.items()})

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def key(self) -> tuple[str, ...]:
        """Indicator, region, breakdown and period."""
        return tuple(self.cells[column] for column in KEY)

    @property
    def records_print(self) -> bool:
        """Whether its table has the columns for the words that were printed and for the sample."""
        return {"printed", "sample_size"} <= self.cells.keys()

    @property
    def printed(self) -> Printed | None:
        """The figure that the printed words say; None where they say none or several, or are not recorded."""
        return read_printed(self.cells.get("printed", ""))

    def span(self, unit: Unit) -> Span:
        """Which values the figure may stand for: one where a count was printed in full, and of a state its own number.

        None lies outside `LIMITS`.
        """
        value, qualifier, printed = self.amount("value"), self["qualifier"], self.printed
        assert value is not None  # of a row that holds a figure
        if unit.states:
            return span(value, qualifier, 0.0)
        if printed is None:
            return span(value, qualifier, 0.0 if qualifier == "exact" else last_digit(value))
        in_full = qualifier == "exact" and printed.step <= 1 and unit.scale == "log"
        found = span(value, qualifier, 0.0 if in_full else printed.step)
        least, most = LIMITS[unit.scale]
        return Span(max(found.low, min(least, value)), min(found.high, max(most, value)))

    def amount(self, column: str) -> float | None:
        """The finite number in a cell; None if there is none."""
        return number(self[column])

    def whole(self, column: str) -> int | None:
        """The whole number in a cell; None if there is none."""
        return whole(self[column])

    def fault(self, rule: str, column: str | None, found: str, expected: str, fix: str, **values: Any) -> Fault:
        """A fault in a cell of this row, or (without a column) in all of it; templates may name the cell as {cell}."""
        severity, cause = values.pop("severity", "fault"), values.pop("cause", "")
        cell = self.cells.get(column or "")
        found = N_("an empty cell") if cell == "" else found
        values = {"cell": cell or "", **values}
        fault = fault_at(rule, self.file, found, expected, fix, row=self.line, column=column, **values)
        return replace(fault, severity=severity, cause=cause)


@dataclass(frozen=True)
class Known:
    """The plan, the day of the edition and its sources by code; None where these could not be read."""

    plan: Plan
    day: dt.date | None = None
    sources: Mapping[str, object] | None = None

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators of the plan by id."""
        return {indicator.id: indicator for _, indicator in self.plan.indicators()}

    @cached_property
    def regions(self) -> dict[str, tuple[str, ...]]:
        """The names of each region by code: short and full, and its further codes."""
        names = {r.region: (*r.short.values(), *r.title.values()) for r in self.plan.regions}
        return {r.region: (*names[r.region], *filter(None, r.codes.values())) for r in self.plan.regions}

    @cached_property
    def breakdowns(self) -> dict[str, tuple[str, ...]]:
        """The names of each breakdown by code, and the sources' wordings of it."""
        names = {s.code: tuple(s.title.values()) for s in self.plan.breakdowns}
        for row in self.plan.mapping:
            if row.breakdown:
                names[row.breakdown] = (*names[row.breakdown], row.wording)
        return names

    @cached_property
    def lists(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """For each column that holds codes: the names of every code."""
        units = {u.unit: tuple(u.title.values()) for u in self.plan.units.values()}
        titles = {i.id: tuple(i.title.values()) for i in self.indicators.values()}
        lists = {"indicator": titles, "region": self.regions, "breakdown": self.breakdowns, "unit": units}
        return {column: self._with_further_names(column, names) for column, names in lists.items()}

    def _with_further_names(self, column: str, names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        further = [row for row in self.plan.names if row.list == column]
        return {code: (*own, *(row.name for row in further if row.code == code)) for code, own in names.items()}

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """For each column that holds codes: every code and name, and the code it stands for."""
        return {column: name_list(known.items()) for column, known in self.lists.items()}

    def label(self, column: str, code: str) -> str:
        """A code with its names, for a message: XX-AA (甲省, Area A)."""
        if column in ("indicator", "unit"):
            names = (self.indicators if column == "indicator" else self.plan.units)[code].title.values()
        else:
            names = (self.regions if column == "region" else self.breakdowns)[code][: len(self.plan.languages)]
        return f"{code} ({', '.join(names)})"


Rule = Callable[[Row, Known], Iterator[Fault]]


def period_end(period: str) -> dt.date | None:
    """The last day of a period; None if it is no period, or one of another age."""
    try:
        end = last_day(period)
    except ValueError:
        return None
    return end if end.year in YEARS else None


def common_key(keys: Iterable[tuple[str, ...]]) -> str:
    """Indicator, region, breakdown, period as an answer names them; a star for what differs.

    >>> common_key([("staff", "CN-ZJ", "TOTAL", "2023"), ("staff", "CN-AH", "TOTAL", "2023")])
    'staff, *, TOTAL, 2023'
    """
    return ", ".join(cells[0] if len(set(cells)) == 1 else ANY for cells in zip(*keys, strict=True))


def shown(amount: float) -> str:
    """A number as it stands in a message.

    >>> shown(4158266.0), shown(94.5)
    ('4,158,266', '94.5')
    """
    return f"{amount:,.15g}"


def quality_warning(
    rule: str,
    found: str,
    expected: str,
    fix: str,
    row: int | None = None,
    column: str | None = None,
    file: str = OBSERVATIONS_FILE,
    *,
    rows: tuple[int, ...] = (),
    key: str = "",
    figures: str = "",
    **values: Any,
) -> Fault:
    """A data-quality warning, about a row that exists or (without one) about what does not."""
    return Fault(
        rule=rule,
        file=file,
        row=row,
        column=column,
        found=found,
        expected=expected,
        fix=fix,
        values=values,
        severity="warning",
        rows=rows,
        key=key,
        figures=figures,
    )
