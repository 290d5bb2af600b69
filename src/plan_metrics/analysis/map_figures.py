"""What a map of areas may put beside each other: figures of about the same date, and changes between two dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from plan_metrics.measure.comparability import POINTS_IN_TIME
from plan_metrics.measure.periods import end_month, period_kind, years_between
from plan_metrics.rows import ObservationRow

OWN_SCOPE, BREAK = "D", "B"  # flags


class Change(NamedTuple):
    """A figure of a region at two periods."""

    before: ObservationRow
    after: ObservationRow


def least_regions(regions: int) -> int:
    """How many regions of so many must have a figure for a map: one in four, and two at least.

    >>> least_regions(31), least_regions(2)
    (8, 2)
    """
    return max(2, -(-regions // 4))


def within(periods: Mapping[str, str], years: float) -> set[str]:
    """The regions whose figure is no more than so many years older than the newest one.

    >>> sorted(within({"a": "2024", "b": "2021-12", "c": "2019"}, 3.0))
    ['a', 'b']
    """
    newest = max(periods.values(), key=end_month, default="")
    return {region for region, period in periods.items() if years_between(period, newest) <= years}


def classes(values: Sequence[float], most: int) -> list[tuple[float, float]]:
    """The least and the largest value of each class, from low to high, with about as many values in each.

    At least two values a class where there are as many, and equal values in one class.

    >>> classes([1, 2, 3, 4, 5, 6, 6], 3), classes([7], 5), classes([], 5)
    ([(1, 3), (4, 5), (6, 6)], [(7, 7)], [])
    """
    ordered = sorted(values)
    number = max(1, min(most, len(ordered) // 2)) if ordered else 0
    found: dict[int, list[float]] = defaultdict(list)
    for value in ordered:
        found[ordered.index(value) * number // len(ordered)].append(value)
    return [(min(each), max(each)) for _, each in sorted(found.items())]


def class_of(value: float, found: Sequence[tuple[float, float]]) -> int:
    """The place of the class that holds a value.

    >>> class_of(4, [(1, 2), (3, 4), (5, 6)])
    1
    """
    return next(place for place, (_, high) in enumerate(found) if value <= high)


def common_changes(rows: Iterable[ObservationRow], accumulation: str, least: int, years: float) -> dict[str, Change]:
    """The changes of regions between the same two periods; empty where fewer than `least` regions have them.

    Of all pairs of periods that lie `years` apart at least, the one with the most region-years; of a flow or a rate
    both are of one kind. Left out are figures that were printed as approximate, that have a scope of their own, or
    between which the series breaks.
    """
    series: dict[str, list[ObservationRow]] = defaultdict(list)
    for row in rows:
        if row["flag"] != OWN_SCOPE:
            series[row["region"]].append(row)
    found: dict[tuple[str, str], dict[str, Change]] = defaultdict(dict)
    for region, each in series.items():
        ordered = sorted(each, key=lambda row: end_month(row["period"]))
        for one, other in combinations(range(len(ordered)), 2):
            before, after = ordered[one], ordered[other]
            broken = any(row["flag"] == BREAK for row in ordered[one + 1 : other + 1])
            exact = before["qualifier"] == after["qualifier"] == "exact"
            kinds = {period_kind(row["period"]) for row in (before, after)}
            if exact and not broken and (len(kinds) == 1 or accumulation in POINTS_IN_TIME):
                found[before["period"], after["period"]][region] = Change(before, after)
    known = {
        pair: changes for pair, changes in found.items() if len(changes) >= least and years_between(*pair) >= years
    }
    best = max(
        known, key=lambda pair: (len(known[pair]) * years_between(*pair), end_month(pair[1]), pair), default=None
    )
    return known[best] if best else {}
