"""What must be withheld beside unsafe cells, so that nobody can work them out from all that is published.

Tables and relations: see `recovery`, whose `recovered` checks the result. All withheld cells must carry the same
flag (Q): whoever sees which of them were unsafe, and which were withheld for their sake, knows more than is
counted with here. Nor is what one respondent can work out because it knows its own figure.

Source: cell suppression, as in Fischetti and Salazar (2001) and Hundepool et al. (2012).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import hstack

from plan_metrics.measure.number import known
from plan_metrics.measure.recovery import Key, Relation, System

_ZERO_COSTS = 10.0  # a published zero is often known to be one, and hides little
_TOP_COSTS = 1000.0  # a total that is part of nothing, as the national figure, is the last to go
_FREE = 1e-3  # what is withheld already, or was never published, costs next to nothing
_GAP = 0.1  # by which part a choice of whole numbers may cost more than the cheapest, which can take hours to prove
_STILL = 1e-7  # moves below it are floating-point noise


@dataclass(frozen=True)
class Protected:
    """What is withheld: unsafe cells, the complementary ones, and the rates of both.

    `exposed` are unsafe cells that nothing can protect, because they or too many of their neighbours are public
    already. `withheld` holds all cells that are not to be shown, in the order of the table.
    """

    withheld: tuple[Key, ...]
    complementary: tuple[Key, ...]
    rates: tuple[Key, ...]
    exposed: tuple[Key, ...]

    def published(self, cells: Mapping[Key, float | None]) -> dict[Key, float | None]:
        """The table with None in place of what is withheld."""
        return {key: None if key in self.withheld else value for key, value in cells.items()}


def protect(
    cells: Mapping[Key, float | None],
    relations: Sequence[Relation],
    unsafe: Iterable[Key],
    rates: Mapping[Key, tuple[Key, Key]] | None = None,
    public: Iterable[Key] = (),
    unpublished: Iterable[Key] = (),
    known_within: Mapping[Key, tuple[float, float]] | None = None,
    settled: Iterable[Key] = (),
    width: float | None = None,
) -> Protected:
    """Withhold the unsafe cells, and what little else it takes that none of them can be worked out.

    For each withheld cell a second table is found that agrees with all that is published, and in which the cell
    differs by `width` or more (default: 1 for whole numbers, else 10 % of its value). Cells in which the two
    tables differ are withheld as well, at the least cost (few, small, not zero). A rate (key: numerator,
    denominator) goes with either of its two. `public` cells have been released and cannot be withheld. `unpublished`
    cells are known here and to nobody else: they hide others at no cost, and are not among `withheld`.
    `known_within`: the least and the largest value that is known of a cell, as by a printed share.
    `settled` cells are withheld, and known to be safe without another look.

    >>> from plan_metrics.measure.recovery import with_margins
    >>> cells, relations = with_margins([[1, 30, 40], [50, 60, 70], [80, 90, 99]])
    >>> protect(cells, relations, [(0, 0)]).complementary
    ((0, 1), (1, 0), (1, 1))
    """
    known_cells = [key for key, value in cells.items() if known(value) is not None]
    public, unsafe, free = set(public), set(unsafe), set(unpublished)
    system = System(cells, relations, [key for key in known_cells if key not in public])
    safe = set(settled)
    withheld = {key for key in known_cells if key in unsafe | safe}
    queue, exposed = [key for key in known_cells if key in withheld], withheld & public
    limits = _limits(system, known_within or {})
    for key in queue:  # which grows while it is read
        if key in safe or key in exposed:
            continue
        moves = _other_table(system, key, withheld | free, limits, width)
        if moves is None:
            exposed.add(key)
            continue
        queue += [other for other in moves if other not in withheld | free]
        withheld |= moves.keys() - free
        safe |= {other for other, move in moves.items() if abs(move) >= system.width(other, width) * (1 - 1e-6)}
    withheld -= public | free
    gone = tuple(key for key, halves in (rates or {}).items() if withheld & set(halves))
    order = [key for key in known_cells if key in withheld]
    extra = tuple(key for key in order if key not in unsafe)
    return Protected(tuple(order), extra, gone, tuple(key for key in known_cells if key in exposed))


def _other_table(
    system: System, key: Key, withheld: set[Key], limits: np.ndarray, width: float | None
) -> dict[Key, float] | None:
    """The cheapest moves to another table in which a cell differs by its width; None where there are none."""
    n, at, need = len(system.keys), system.place[key], system.width(key, width) / system.size
    costs = [_FREE if one in withheld or one not in system.values else _cost(system, one) for one in system.keys]
    found = []
    for way in (0, 1):  # up, down
        low, high = np.zeros((2, n)), limits.copy()
        low[way, at], high[1 - way, at] = need, 0.0
        if low[way, at] <= high[way, at]:
            edges = np.column_stack([low.ravel(), high.ravel()])
            found.append(system.solve(np.tile(costs, 2), hstack([system.matrix, -system.matrix]), edges, gap=_GAP))
    found = [one for one in found if one is not None]
    if not found:
        return None
    best, _ = min(found, key=lambda one: one[1])
    moves = np.round(best[:n] - best[n:]) if system.whole else best[:n] - best[n:]
    cells = zip(system.keys, moves.tolist(), strict=True)
    return {one: move * system.size for one, move in cells if abs(move) > _STILL and one in system.values}


def _limits(system: System, known_within: Mapping[Key, tuple[float, float]]) -> np.ndarray:
    """How far up and how far down each cell can move."""
    found = np.array([np.full(len(system.keys), system.cap), -system.lowest])
    for key, ends in known_within.items():
        if key in system.place and key in system.values:
            away = sorted(end - system.values[key] for end in ends)
            step = [max(0.0, away[1]), max(0.0, -away[0])]
            step = (
                [math.floor(each + _STILL) for each in step] if system.whole else [each / system.size for each in step]
            )
            found[:, system.place[key]] = np.minimum(found[:, system.place[key]], step)
    return found


def _cost(system: System, key: Key) -> float:
    size = abs(system.values[key]) / system.mean
    return _TOP_COSTS if key in system.tops else 1 + math.log1p(size) if size else _ZERO_COSTS
