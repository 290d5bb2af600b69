"""Other tables that agree with a published one, as moves away from it: what its sums and printed rates leave open.

Keys, relations and missing cells: see `recovery`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import scipy

from plan_metrics.measure.disclosure import P_PERCENT
from plan_metrics.measure.number import known

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Key: TypeAlias = tuple[Any, ...]  # what names a cell: its row and column; its indicator, region, breakdown and period
Relation: TypeAlias = tuple[Key, tuple[Key, ...]]
Found: TypeAlias = tuple[np.ndarray, float]
RateBounds: TypeAlias = "tuple[csr_array | None, np.ndarray | None]"
_NOISE = 1e-9
_RESOLVED = 1e-5
_WHOLE = 1e-7  # how far a number may be from a whole one
_NODES = 500  # after so many steps a search for whole numbers ends with what it has; by steps, not by the clock
_SMALL = 1e-6  # of two guesses the smaller one


class Undecided(Exception):
    """A search has neither found any numbers nor shown that there are none: at its last step, or the solver failed."""


@dataclass(frozen=True)
class Rate:
    """A rate that is published: its two keys, its value, and half of its last printed digit (0.005 for 0.12)."""

    numerator: Key
    denominator: Key
    value: float
    half_step: float = 0.0


def numbers_of(cells: Mapping[Key, float | None]) -> dict[Key, float]:
    """The cells that have a number; None and NaN are missing."""
    return {key: number for key, value in cells.items() if (number := known(value)) is not None}


class System:
    """All tables that agree with the published one, as moves away from it: relations x moves = 0.

    Moves rather than values, so that totals that do not add up (rounding, unallocated) need no special case.
    """

    def __init__(
        self,
        cells: Mapping[Key, float | None],
        relations: Sequence[Relation],
        moving: Iterable[Key],
        rates: Sequence[Rate] = (),
        open_zeros: bool = False,
    ):
        """`rates` bind cells that are published nowhere too. `open_zeros`: see `_unpublished`."""
        self.values = numbers_of(cells)
        numbers = self.values.values()
        self.whole = all(number.is_integer() for number in numbers)
        self.floor = min(numbers, default=0.0) >= 0
        self.size = 1.0 if self.whole else max(map(abs, numbers), default=1.0) or 1.0
        self.mean = sum(map(abs, numbers)) / max(1, len(self.values)) or 1.0
        self.tops = {total for total, _ in relations} - {part for _, parts in relations for part in parts}
        self.cap = 2 * sum(abs(number) / self.size for number in numbers) + 1000
        edges = (rate.value + rate.half_step for rate in rates)  # of 0.0 %, one is at least 2,000
        self.cap = max(self.cap, *(10 / edge for edge in edges if edge > 0), 0.0)
        nowhere = self._unpublished(relations, open_zeros)
        rated = (key for rate in rates for key in (rate.numerator, rate.denominator) if key not in self.values)
        nowhere = [*dict.fromkeys([*nowhere, *rated])]
        self.keys = [*nowhere, *moving]
        self.place = {key: i for i, key in enumerate(self.keys)}
        marks = [
            (row, self.place[key], sign)
            for row, (total, parts) in enumerate(relations)
            for key, sign in [(total, -1.0), *((part, 1.0) for part in parts)]
            if key in self.place
        ]
        rows, columns, signs = zip(*marks, strict=True) if marks else ((), (), ())
        self.matrix = scipy.sparse.coo_array((signs, (rows, columns)), shape=(len(relations), len(self.keys))).tocsr()
        self.guessed = dict(zip(nowhere, self._guess(relations, rates, len(nowhere)), strict=True))
        base = [
            *self.guessed.values(),
            *(self.values[key] / self.size for key in self.keys[len(nowhere) :]),
        ]
        self.lowest = np.maximum(-np.array(base) if self.floor else np.full(len(base), -np.inf), -self.cap)

    def width(self, key: Key, asked: float | None) -> float:
        """How far apart the bounds of a cell must lie: as asked, else 1 (whole numbers) or 10 % of its value.

        For amounts at least 1/100,000 of the largest: less is not told apart from floating-point noise.
        """
        if self.whole:
            return 1.0 if asked is None else asked
        return max(P_PERCENT * abs(self.values[key]) if asked is None else asked, _RESOLVED * self.size)

    def rate_limits(self, rates: Iterable[Rate]) -> RateBounds:
        """What published rates add: (value -/+ half a step) x denominator encloses the numerator."""
        marks: list[tuple[int, int, float]] = []
        limits: list[float] = []
        for rate in rates:
            top, bottom = (
                self.values.get(key, self.guessed.get(key, np.nan) * self.size)
                for key in (rate.numerator, rate.denominator)
            )
            for sign in (1, -1) if top == top and bottom == bottom else ():
                edge = rate.value + sign * rate.half_step
                for key, factor in ((rate.numerator, sign), (rate.denominator, -sign * edge)):
                    if key in self.place:
                        marks.append((len(limits), self.place[key], factor))
                limits.append(max(0.0, sign * (edge * bottom - top) / self.size) + _NOISE)
        if not marks:
            return None, None
        rows, columns, factors = zip(*marks, strict=True)
        return scipy.sparse.coo_array(
            (factors, (rows, columns)), shape=(len(limits), len(self.keys))
        ).tocsr(), np.array(limits)

    def extreme(self, key: Key, side: int, limits: RateBounds) -> float | None:
        """The lowest (side 1) or highest (-1) value of a cell; None where there is no limit. Undecided as `solve`."""
        aim = np.zeros(len(self.keys))
        aim[self.place[key]] = side
        found = self.solve(aim, self.matrix, np.column_stack([self.lowest, np.full(len(aim), self.cap)]), limits)
        if found is None:  # although the published table is one
            raise Undecided
        move = side * found[1]
        if abs(move) >= self.cap * (1 - _NOISE):
            return None
        return self.values[key] + (round(move) if self.whole else move * self.size)

    def solve(
        self,
        costs: np.ndarray,
        equal: csr_array,
        edges: np.ndarray,
        limits: RateBounds = (None, None),
        gap: float = 0.0,
    ) -> Found | None:
        """The cheapest moves within their edges, and their cost; None where there are none.

        `gap`: by which part the cost of whole numbers may be above the least, which takes long to prove. Undecided
        where the last step of the search for whole numbers has found nothing.
        """
        found = self.relaxed(costs, equal, edges, limits)
        # Sums of regions, breakdowns and periods mostly have a best table of whole numbers, which is found much faster.
        if found is None or self.is_whole(found[0]):
            return found
        return _whole(costs, _given(equal, edges, limits), gap)

    def relaxed(
        self, costs: np.ndarray, equal: csr_array, edges: np.ndarray, limits: RateBounds = (None, None)
    ) -> Found | None:
        """The same, of any numbers, whole or not."""
        found = scipy.optimize.milp(costs, **_given(equal, edges, limits))
        if found.status == 2:
            return None
        if found.x is None:
            raise Undecided(f"milp: {found.message}; expected a table of numbers of similar size")
        return found.x, float(found.fun)

    def is_whole(self, moves: np.ndarray) -> bool:
        """Whether moves are whole numbers, or need not be."""
        return not self.whole or np.abs(moves - np.round(moves)).max(initial=0.0) <= _WHOLE

    def any_whole(self, edges: np.ndarray, limits: RateBounds) -> np.ndarray | None:
        """Any moves of whole numbers within their edges; None where there are none. Undecided as `solve`.

        Much faster than the cheapest where rates bind them: none has to be shown to be the best.
        """
        found = _whole(np.zeros(len(edges)), _given(self.matrix, edges, limits))
        return None if found is None else np.round(found[0])

    def _unpublished(self, relations: Sequence[Relation], open_zeros: bool) -> list[Key]:
        """The cells that are published nowhere and may be anything that the others leave for them.

        A part for which its total and the other parts leave nothing is not among them: it is 0 or was never counted.
        But where `open_zeros`, for the reader does not know all of these others.
        """
        sums = dict(self.values)
        open_totals = [(total, parts) for total, parts in relations if total not in self.values]
        for _ in relations:  # totals of totals: as many rounds as there can be levels
            before = len(sums), {total: sums.get(total) for total, _ in open_totals}
            for total, parts in open_totals:
                there = [sums[part] for part in parts if part in sums]
                if there:
                    sums[total] = max(sum(there), sums.get(total, -np.inf))
            if before == (len(sums), {total: sums.get(total) for total, _ in open_totals}):
                break
        found, fixed = dict.fromkeys(total for total, _ in open_totals), set()
        for total, parts in relations:
            left = self.values.get(total, np.inf) - sum(sums.get(part, 0.0) for part in parts)
            alone = [part for part in parts if part not in sums]
            found |= dict.fromkeys(alone)
            fixed |= set(alone) if not open_zeros and left <= _NOISE * self.size and len(alone) < len(parts) else set()
        return [key for key in found if key not in fixed]

    def _guess(self, relations: Sequence[Relation], rates: Sequence[Rate], n: int) -> list[float]:
        """Values for the first `n` cells, which are published nowhere: those that make the fewest sums and rates wrong.

        Whichever are taken, the tables that can be reached from them are the same.
        """
        if not n:
            return []
        known_parts = [
            self.values.get(total, 0.0) - sum(self.values.get(part, 0.0) for part in parts)
            for total, parts in relations
        ]
        unknown, some = self.matrix[:, :n], self.matrix[:, :n].count_nonzero(axis=1) > 0
        unknown, rows = unknown[some], int(some.sum())
        above, limits = self._rates_of_unknown(rates, n)
        off, over = scipy.sparse.eye_array(rows), scipy.sparse.eye_array(len(limits))
        empty = scipy.sparse.csr_array((rows, len(limits))), scipy.sparse.csr_array((len(limits), 2 * rows))
        costs = np.concatenate([np.full(n, _SMALL), np.ones(2 * rows + len(limits))])
        ends = [
            scipy.optimize.LinearConstraint(
                scipy.sparse.hstack([unknown, off, -off, empty[0]]), *[np.array(known_parts)[some] / self.size] * 2
            )
        ]
        if len(limits):
            ends.append(scipy.optimize.LinearConstraint(scipy.sparse.hstack([above, empty[1], -over]), -np.inf, limits))
        given = {"constraints": ends, "bounds": scipy.optimize.Bounds(0, self.cap * 10)}
        whole = np.concatenate([np.full(n, int(self.whole)), np.zeros(2 * rows + len(limits))])
        found = scipy.optimize.milp(costs, **given, integrality=whole, options={"node_limit": _NODES})
        if found.x is None:
            found = scipy.optimize.milp(costs, **given)
        if found.x is None:  # the solver failed
            return [0.0] * n
        return list(np.round(found.x[:n]) if self.whole else found.x[:n])

    def _rates_of_unknown(self, rates: Sequence[Rate], n: int) -> tuple[csr_array, np.ndarray]:
        """What rates of the first `n` cells say of them: rows of factors, and what they must not go above."""
        marks: list[tuple[int, int, float]] = []
        limits: list[float] = []
        for rate in rates:
            if any(self.place.get(key, n) < n for key in (rate.numerator, rate.denominator)):
                for sign in (1, -1):
                    edge, rest = rate.value + sign * rate.half_step, 0.0
                    for key, factor in ((rate.numerator, sign), (rate.denominator, -sign * edge)):
                        if self.place.get(key, n) < n:
                            marks.append((len(limits), self.place[key], factor))
                        else:
                            rest += factor * self.values[key] / self.size
                    limits.append(-rest)
        rows, columns, factors = zip(*marks, strict=True) if marks else ((), (), ())
        return scipy.sparse.coo_array((factors, (rows, columns)), shape=(len(limits), n)).tocsr(), np.array(limits)


def _given(equal: csr_array, edges: np.ndarray, limits: RateBounds) -> dict[str, Any]:
    ends = [scipy.optimize.LinearConstraint(equal, 0, 0)] if equal.shape[0] else []
    ends += [scipy.optimize.LinearConstraint(limits[0], -np.inf, limits[1])] if limits[0] is not None else []
    return {"constraints": ends, "bounds": scipy.optimize.Bounds(edges[:, 0], edges[:, 1])}


def _whole(costs: np.ndarray, given: Mapping[str, object], gap: float = 0.0) -> Found | None:
    options = {"mip_rel_gap": gap, "node_limit": _NODES}
    found = scipy.optimize.milp(costs, **given, integrality=np.ones(len(costs)), options=options)
    if found.x is None and found.status != 2:
        raise Undecided
    return None if found.x is None else (found.x, float(found.fun))
