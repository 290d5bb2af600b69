"""A table of figures as an analyst's mistakes see it (`mistakes.py`): its rows by place, its columns and its series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from plan_metrics.edition.known import Row
from plan_metrics.measure.periods import end_month, period_kind
from plan_metrics.plan.models import Plan

BLOCK = 5  # so many regions of one period are a column that can be pasted in the wrong place


@dataclass(frozen=True)
class Mistake:
    """Other values by the place of the row, and rows that were added: (place of the row copied, its period)."""

    values: Mapping[int, float] = field(default_factory=dict)
    added: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """The rows of an edition that have a value, with their values; `eligible` are those that may be mistyped."""

    plan: Plan
    rows: Sequence[Row]
    eligible: frozenset[int]

    @cached_property
    def values(self) -> list[float]:
        """The values by place."""
        return [row.amount("value") for row in self.rows]

    @cached_property
    def place(self) -> dict[tuple[str, ...], int]:
        """The places by key."""
        return {row.key: at for at, row in enumerate(self.rows)}

    def sets(self, *columns: str, any_row: bool = False) -> list[list[int]]:
        """Places that share these columns, two or more that may all be mistyped, in the order of the file."""
        found = defaultdict(list)
        for at, row in enumerate(self.rows):
            if any_row or at in self.eligible:
                found[tuple(row[column] for column in columns)].append(at)
        return [places for places in found.values() if len(places) > 1]

    def blocks(self) -> list[list[int]]:
        """The regions of an indicator, breakdown and period: columns of `BLOCK` or more."""
        found = ([at for at in places if self.is_part(at)] for places in self.sets("indicator", "breakdown", "period"))
        return [places for places in found if len(places) >= BLOCK]

    def series(self) -> list[list[int]]:
        """The periods of an indicator, region and breakdown, of one kind for a flow, in order: of any row."""
        found = []
        for places in self.sets("indicator", "region", "breakdown", any_row=True):
            flow = self.indicator(places[0]).accumulation == "flow"
            kinds = defaultdict(list)
            for at in places:
                kinds[period_kind(self.rows[at]["period"]) if flow else ""].append(at)
            found += [sorted(own, key=self.when) for own in kinds.values() if len(own) > 1]
        return found

    def after(self) -> list[tuple[list[int], int]]:
        """Each series with the place in it of a figure that may be mistyped and has one before it."""
        return [(series, k) for series in self.series() for k in range(1, len(series)) if series[k] in self.eligible]

    def indicator(self, at: int):
        """The card of a row's indicator."""
        return self.cards[self.rows[at]["indicator"]]

    @cached_property
    def cards(self) -> dict:
        """The indicators by id."""
        return {card.id: card for _, card in self.plan.indicators()}

    @cached_property
    def parts(self) -> set[str]:
        """The provinces."""
        return {region.region for region in self.plan.areas}

    @cached_property
    def whole(self) -> str:
        """The nation."""
        return self.plan.head.whole

    def is_part(self, at: int) -> bool:
        """Whether a row is of a province."""
        return self.rows[at]["region"] in self.parts

    def when(self, at: int) -> tuple[int, str]:
        """Where a row stands in time."""
        return end_month(self.rows[at]["period"]), self.rows[at]["period"]

    def counts(self, at: int) -> bool:
        """Whether a row counts or adds up something: no rate, no index."""
        return self.plan.units[self.rows[at]["unit"]].scale == "log"
