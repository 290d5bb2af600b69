"""What can be worked out about the suppressed cells of a table from all that is published of it.

A table is a mapping of keys to counts or amounts, and relations between keys: a total and its parts. Margins, region
trees, breakdown trees and the quarters of a year are all relations, and a cell may stand in any number of them. A
missing cell (None, NaN, or named in a relation only) is published nowhere and not known.

Source: bounds on suppressed cells by linear programming, as in Hundepool et al., Statistical Disclosure Control (2012).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from plan_metrics.measure.moves import Key, Rate, Relation, System, numbers_of
from plan_metrics.measure.number import known

TOTAL = "TOTAL"
Tree: TypeAlias = Iterable[tuple[object, Sequence[object]]]  # totals and their parts


def relations_of(
    keys: Iterable[Key], trees: Sequence[Tree], holds: Callable[[Relation], bool] | None = None
) -> tuple[Relation, ...]:
    """The relations of a table whose keys are tuples (region, breakdown, ...), given a tree for each place of the key.

    A tree is pairs of a total and its parts, a pair for each branching; a total may be divided in several ways.
    Totals and parts that the table does not have are named all the same, where they tie cells that it has: they are
    unknown to everybody. An empty tree for a place where nothing adds up. `holds`: whether a relation is one at all,
    where that depends on more than one place of the key; without it, all are.

    >>> relations_of([("CN", "TOTAL"), ("E", "TOTAL"), ("W", "TOTAL")], [[("CN", ["E", "W"])], []])
    ((('CN', 'TOTAL'), (('E', 'TOTAL'), ('W', 'TOTAL'))),)
    """
    there: dict[Key, int] = {}
    at: list[dict[object, list[Key]]] = [{} for _ in trees]  # for each place of the key, the keys by what is there

    def add(key: Key) -> None:
        if key not in there:
            there[key] = len(there)
            for place, known_keys in enumerate(at):
                known_keys.setdefault(key[place], []).append(key)

    def relation(key: Key, place: int, total: object, parts: Sequence[object]) -> Relation:
        whole = (*key[:place], total, *key[place + 1 :])
        return whole, tuple((*key[:place], part, *key[place + 1 :]) for part in parts)

    for key in keys:
        add(key)
    found: dict[Relation, None] = {}
    looked_at: set[tuple[int, int, Key]] = set()  # the parts of a total all lead to one relation
    before = -1
    while len(there) > before:  # until no total of totals is left to be named
        before = len(there)
        for place, tree in enumerate(trees):
            for number, (total, parts) in enumerate(tree):
                below = [key for part in dict.fromkeys(parts) for key in at[place].get(part, ())]
                for key in sorted(below, key=there.__getitem__):
                    once = place, number, (*key[:place], *key[place + 1 :])
                    if once in looked_at:
                        continue
                    looked_at.add(once)
                    tie = relation(key, place, total, parts)
                    if holds is None or holds(tie):
                        found[tie] = None
                        add(tie[0])
    # Totals without any part: they tie cells where two of them have a part in common, or one that is tied already.
    bare = dict.fromkeys(
        tie
        for place, tree in enumerate(trees)
        for total, parts in tree
        for key in at[place].get(total, ())
        if (tie := relation(key, place, total, parts)) not in found and (holds is None or holds(tie))
    )
    named = Counter(part for _, parts in (*found, *bare) for part in parts)
    return (*found, *(tie for tie in bare if any(named[part] > 1 for part in tie[1])))


def with_margins(table: Sequence[Sequence[float | None]]) -> tuple[dict[Key, float | None], tuple[Relation, ...]]:
    """A plain table (rows by columns) as cells (row, column) with its margins under TOTAL, and their relations.

    >>> cells, relations = with_margins([[1, 2], [3, 4]])
    >>> cells[0, TOTAL], cells[TOTAL, TOTAL], len(relations)
    (3.0, 10.0, 6)
    """
    inner = np.array([[np.nan if known(one) is None else one for one in row] for row in table], dtype=float)
    cells: dict[Key, float | None] = {place: known(number) for place, number in np.ndenumerate(inner)}
    cells |= {(i, TOTAL): float(np.nansum(row)) for i, row in enumerate(inner)}
    cells |= {(TOTAL, j): float(np.nansum(column)) for j, column in enumerate(inner.T)}
    cells[TOTAL, TOTAL] = float(np.nansum(inner))
    trees = [[(TOTAL, tuple(range(size)))] for size in inner.shape]
    return cells, relations_of(cells, trees)


def bounds(
    cells: Mapping[Key, float | None],
    relations: Sequence[Relation],
    suppressed: Iterable[Key],
    rates: Iterable[Rate] = (),
) -> dict[Key, tuple[float | None, float | None]]:
    """The lowest and highest value that each suppressed cell can have, given everything that is published.

    Known to the reader: all other cells, the relations, whole numbers where all are, nothing below 0 where
    nothing is, and the published `rates`. None where there is no limit. Independent of how cells were chosen.

    >>> cells, relations = with_margins([[1, 9], [5, 5]])
    >>> bounds(cells, relations, [(0, 0), (0, 1)])[0, 0], bounds(cells, relations, [(0, 0), (0, TOTAL)])[0, 0]
    ((1.0, 1.0), (1.0, 1.0))
    """
    known_cells = numbers_of(cells)
    hidden = [key for key in dict.fromkeys(suppressed) if key in known_cells]
    system = System(cells, relations, hidden)
    limits = system.rate_limits(rates)
    return {key: (system.extreme(key, 1, limits), system.extreme(key, -1, limits)) for key in hidden}


def recovered(
    cells: Mapping[Key, float | None],
    relations: Sequence[Relation],
    suppressed: Iterable[Key],
    rates: Iterable[Rate] = (),
    width: float | None = None,
) -> tuple[Key, ...]:
    """The suppressed cells that can be worked out after all: their bounds lie closer together than `width`.

    >>> cells, relations = with_margins([[1, 9], [5, 5]])
    >>> recovered(cells, relations, [(0, 0)])
    ((0, 0),)
    """
    system = System(cells, relations, [])
    found = bounds(cells, relations, suppressed, rates)
    return tuple(
        key
        for key, (low, high) in found.items()
        if low is not None and high is not None and high - low < system.width(key, width) * (1 - 1e-6)
    )
