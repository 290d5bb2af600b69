"""What must be suppressed beside unsafe cells, so that no reader can work them out from all that is published.

Tables and relations: see `recovery`, whose `recovered` checks the result. All suppressed cells must carry the same
flag (Q): whoever sees which of them were unsafe, and which were suppressed for their sake, knows more than is
counted with here. Nor is what one respondent can work out because it knows its own figure.

Source: cell suppression, as in Fischetti and Salazar (2001) and Hundepool et al. (2012).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy

from plan_metrics.measure.moves import Found, Key, Rate, Relation, System, Undecided
from plan_metrics.measure.number import known

_ZERO_COSTS = 10.0  # a published zero is often known to be one, and hides little
_TOP_COSTS = 1000.0  # a total that is part of nothing, as the national figure, is the last to go
_FREE = 1e-3  # what is suppressed already, or was never published, costs next to nothing
_GAP = 0.1  # by which part a choice of whole numbers may cost more than the cheapest, which can take hours to prove
_STILL = 1e-7  # moves below it are floating-point noise


@dataclass(frozen=True)
class Protected:
    """What is suppressed: unsafe cells, the complementary ones, and the rates of both.

    `exposed` are unsafe cells that nothing can protect, because they or too many of their neighbours are public
    already. `undecided`: those for which the search ended before it knew; then everything is suppressed that is not
    public. `suppressed` holds all cells that are not to be shown, in the order of the table.
    """

    suppressed: tuple[Key, ...]
    complementary: tuple[Key, ...]
    rates: tuple[Key, ...]
    exposed: tuple[Key, ...]
    undecided: tuple[Key, ...]

    def published(self, cells: Mapping[Key, float | None]) -> dict[Key, float | None]:
        """The table with None in place of what is suppressed."""
        return {key: None if key in self.suppressed else value for key, value in cells.items()}


def protect(
    cells: Mapping[Key, float | None],
    relations: Sequence[Relation],
    unsafe: Iterable[Key],
    rates: Mapping[Key, tuple[Key, Key]] | None = None,
    public: Iterable[Key] = (),
    unpublished: Iterable[Key] = (),
    printed: Sequence[Rate] = (),
    settled: Iterable[Key] = (),
    width: float | None = None,
) -> Protected:
    """Suppress the unsafe cells, and what little else it takes that none of them can be worked out.

    For each suppressed cell a second table is found that agrees with all that is published, and in which the cell
    differs by `width` or more (default: 1 for whole numbers, else 10 % of its value). Cells in which the two
    tables differ are suppressed as well, at the least cost (few, small, not zero). A rate (key: numerator,
    denominator) goes with either of its two. `public` cells have been released and cannot be suppressed. `unpublished`
    cells are known here only: they hide others at no cost, and are not among `suppressed`.
    `printed`: rates that have been released and hold in every table; they may bind cells that are published nowhere.
    `settled` cells are suppressed, and known to be safe without another look. The search for whole numbers is limited
    by steps; where it ends without an answer, all cells that are not public are suppressed, which tells nothing.

    >>> from plan_metrics.measure.recovery import with_margins
    >>> cells, relations = with_margins([[1, 30, 40], [50, 60, 70], [80, 90, 99]])
    >>> protect(cells, relations, [(0, 0)]).complementary
    ((0, 1), (1, 0), (1, 1))
    """
    known_cells = [key for key, value in cells.items() if known(value) is not None]
    public, unsafe, free = set(public), set(unsafe), set(unpublished)
    search = _Search(cells, relations, [key for key in known_cells if key not in public], printed)
    safe = set(settled)
    suppressed = {key for key in known_cells if key in unsafe | safe}
    queue, exposed, undecided = [key for key in known_cells if key in suppressed], suppressed & public, set()
    for key in queue:  # which grows while it is read
        if key in safe or key in exposed:
            continue
        try:
            moves = search.other_table(key, suppressed | free, width)
        except Undecided:
            undecided.add(key)
            suppressed |= set(known_cells) - public - free
            continue
        if moves is None:
            exposed.add(key)
            continue
        queue += [other for other in moves if other not in suppressed | free]
        suppressed |= moves.keys() - free
        safe |= {o for o, move in moves.items() if abs(move) >= search.width(o, width) * (1 - 1e-6)}
    suppressed -= public | free
    gone = tuple(key for key, halves in (rates or {}).items() if suppressed & set(halves))
    order = [key for key in known_cells if key in suppressed]
    extra = tuple(key for key in order if key not in unsafe)
    left = (tuple(key for key in known_cells if key in each) for each in (exposed, undecided - safe))
    return Protected(tuple(order), extra, gone, *left)


class _Search:
    """Other tables that agree with what is published."""

    def __init__(
        self,
        cells: Mapping[Key, float | None],
        relations: Sequence[Relation],
        moving: Sequence[Key],
        rates: Sequence[Rate],
    ):
        self._given = cells, relations, moving, rates
        self._rates = rates
        self._strict = System(cells, relations, moving, rates)
        self.width = self._strict.width

    @cached_property
    def _lenient(self) -> System:
        return System(*self._given, open_zeros=True)

    def other_table(self, key: Key, suppressed: set[Key], width: float | None) -> dict[Key, float] | None:
        """The cheapest moves to another table in which a cell differs by its width; None where there are none.

        Parts that nothing is left for are taken as 0, as readers will; where that allows of no other table, they
        need not be. Undecided where a search ended without an answer.
        """
        moves = self._moves(self._strict, key, suppressed, width)
        if moves is None and self._lenient.keys != self._strict.keys:
            moves = self._moves(self._lenient, key, suppressed, width)
        return moves

    def _moves(self, system: System, key: Key, suppressed: set[Key], width: float | None) -> dict[Key, float] | None:
        n, at, need = len(system.keys), system.place[key], system.width(key, width) / system.size
        costs = [_FREE if one in suppressed or one not in system.values else _cost(system, one) for one in system.keys]
        found: list[Found] = []
        open_ways = 0
        for way in (0, 1):  # up, down
            low, high = np.zeros((2, n)), np.array([np.full(n, system.cap), -system.lowest])
            low[way, at], high[1 - way, at] = need, 0.0
            if low[way, at] <= high[way, at]:
                try:
                    found += filter(None, [self._cheapest(system, np.tile(costs, 2), low, high)])
                except Undecided:
                    open_ways += 1
        if not found and open_ways:
            raise Undecided
        if not found:
            return None
        best, _ = min(found, key=lambda one: one[1])
        moves = np.round(best[:n] - best[n:]) if system.whole else best[:n] - best[n:]
        cells = zip(system.keys, moves.tolist(), strict=True)
        return {one: move * system.size for one, move in cells if abs(move) > _STILL and one in system.values}

    def _cheapest(self, system: System, costs: np.ndarray, low: np.ndarray, high: np.ndarray) -> Found | None:
        """As `System.solve`, which takes too long where printed rates bind whole numbers. There any table will do
        that changes only what is suppressed already and what the cheapest table of any numbers changes; else any."""
        equal, limits = scipy.sparse.hstack([system.matrix, -system.matrix]), system.rate_limits(self._rates)
        edges = np.column_stack([low.ravel(), high.ravel()])
        if limits[0] is None:
            return system.solve(costs, equal, edges, gap=_GAP)
        found = system.relaxed(costs, equal, edges, (scipy.sparse.hstack([limits[0], -limits[0]]), limits[1]))
        if found is None or system.is_whole(found[0]):
            return found
        up, down = np.split(found[0], 2)
        some = (np.split(costs, 2)[0] <= _FREE) | (np.abs(up - down) > _STILL)
        within = np.column_stack([low[0] - high[1], high[0] - low[1]])
        try:
            moves = system.any_whole(np.where(some[:, None], within, 0.0), limits)
        except Undecided:
            moves = None
        if moves is None:
            moves = system.any_whole(within, limits)
        if moves is None:
            return None
        moves = np.concatenate([np.maximum(moves, 0.0), np.maximum(-moves, 0.0)])
        return moves, float(costs @ (moves > 0))


def _cost(system: System, key: Key) -> float:
    size = abs(system.values[key]) / system.mean
    return _TOP_COSTS if key in system.tops else 1 + math.log1p(size) if size else _ZERO_COSTS
