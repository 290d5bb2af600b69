"""Adding up over regions, breakdowns or time, without hiding what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.number import all_known, known
from plan_metrics.measure.periods import latest


def total(values: Sequence[float | None]) -> tuple[float | None, Coverage]:
    """The sum of the known values, and the coverage that tells how many they are.

    Missing values are not zeros: they are left out, and `coverage.missing` holds their positions. All
    missing (or none given): None.

    >>> total([3, None, 4])
    (7.0, Coverage(present=2, expected=3, share=0.6666666666666666, missing=(1,)))
    """
    there = {i: number for i, value in enumerate(values) if (number := known(value)) is not None}
    return _sum(there.values()), coverage(there, range(len(values)))


def ratio_of_sums(
    numerators: Sequence[float | None], denominators: Sequence[float | None]
) -> tuple[float | None, Coverage]:
    """The sum of the numerators over the sum of the denominators, and the coverage of the pairs.

    Only pairs where both are known count, in both sums. None where no pair is known or the denominators
    add up to 0. ValueError for unequal lengths.

    >>> ratio_of_sums([1, 2, None], [10, 20, 5])
    (0.1, Coverage(present=2, expected=3, share=0.6666666666666666, missing=(2,)))
    """
    pairs = (all_known(pair) for pair in zip(numerators, denominators, strict=True))
    there = {i: pair for i, pair in enumerate(pairs) if pair is not None}
    above, below = _sum(n for n, _ in there.values()), _sum(d for _, d in there.values())
    value = None if above is None or not below else known(above / below)
    return value, coverage(there, range(len(numerators)))


def last(periods: Sequence[str], values: Sequence[float | None]) -> tuple[str, float] | None:
    """The period that ends last among those with a known value, and that value; None when all are missing.

    Where two end together the longer period counts, then the one given first. ValueError for unequal lengths.

    >>> last(["2022", "2024", "2023"], [1, None, 3])
    ('2023', 3.0)
    """
    there = [(p, number) for p, v in zip(periods, values, strict=True) if (number := known(v)) is not None]
    newest = latest(period for period, _ in there)
    return next(((period, value) for period, value in there if period == newest), None)


def _sum(values: Iterable[float]) -> float | None:
    """The exactly rounded sum, so that the order of rows never changes a published total."""
    numbers = list(values)
    try:
        return math.fsum(numbers) if numbers else None
    except OverflowError:
        return None
