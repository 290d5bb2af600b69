"""Whether a series rises or falls, and how fast: Mann-Kendall, the slope of Sen, Spearman's rank correlation.

Everywhere: two sequences of one length, in any order. `times` are real moments, in decimal years or as periods
(which stand where they end), so that a gap of three years counts as three years; `values` are in one unit. A pair
of which either is missing (None, NaN, infinite) is left out. Values that differ by floating-point noise are tied
(see `same`). What cannot be said is None, and `reasons` says why; finite numbers never raise. ValueError for
unequal lengths, for a text that is no period, and for a level that is not between 0 and 1.

All three suppose independent observations: a series that leans on its own past looks more certain than it is.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import scipy

from plan_metrics.measure.number import known, same
from plan_metrics.measure.periods import decimal_year

Moment: TypeAlias = float | str | None
Times: TypeAlias = Sequence[Moment]
Values: TypeAlias = Sequence[float | None]
EXACT_UP_TO = 10  # points; so few that the normal curve and Student's t are visibly wrong
LEAST_FOR_ORDER, LEAST_FOR_SLOPE = 3, 2  # points; an interval needs as many as a statement about order
REASONS = (
    "too_few_points",
    "one_date",  # all points at one moment: no slope
    "repeated_dates",  # two values for one moment have no order in time
    "flat",  # all values the same: no order to speak of
    "short_of_level",  # so few different values that not even a perfect order would reach the level
    "undefined",  # the result is too large for a float
)


@dataclass(frozen=True)
class MannKendall:
    """`trend` is rising or falling where `p` is at most alpha, else none; `p` is two-sided."""

    n: int
    s: int | None = None  # pairs that rise minus pairs that fall
    var_s: float | None = None  # of S where there is no trend, corrected for ties
    tau: float | None = None  # S over the number of pairs
    z: float | None = None  # with continuity correction
    p: float | None = None  # the exact one up to ten points, else the normal one
    p_exact: float | None = None  # None above ten points
    p_normal: float | None = None
    trend: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class SenSlope:
    """The median of all pairwise slopes, in the unit of the values per year; `intercept` is the level at year 0."""

    n: int
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    intercept: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spearman:
    """Rank correlation of values with time; `p` is two-sided."""

    n: int
    rho: float | None = None
    p: float | None = None  # the exact one up to ten points, else that of t
    p_exact: float | None = None  # None above ten points
    p_t: float | None = None  # what most programs print; 0 for a perfect order, which no number of points supports
    reasons: tuple[str, ...] = ()


def moment(at: Moment) -> float | None:
    """A moment in decimal years: a number is one, a period stands where it ends; None where missing.

    >>> moment("2024-06"), moment(2024.5)
    (2024.5, 2024.5)
    """
    return decimal_year(at) if isinstance(at, str) else known(at)


def paired(times: Times, values: Values) -> tuple[list[float], list[float]]:
    """The known pairs of moment and value, in the order of time (and of value where two stand at one moment).

    >>> paired(["2021", "2019", "2020"], [5, 3, None])
    ([2020.0, 2022.0], [3.0, 5.0])
    """
    if len(times) != len(values):
        raise ValueError(f"{len(times)} times and {len(values)} values; expected as many of each")
    moments = _moments(tuple(times))
    points = sorted(
        [
            (time, number)
            for time, number in zip(moments, map(known, values), strict=True)
            if time is not None and number is not None
        ]
    )
    return [time for time, _ in points], [number for _, number in points]


@lru_cache(maxsize=4096)  # many series have the same periods
def _moments(times: tuple[Moment, ...]) -> tuple[float | None, ...]:
    return tuple(map(moment, times))


def mann_kendall(times: Times, values: Values, alpha: float = 0.05) -> MannKendall:
    """The test of Mann and Kendall for a monotone trend; only the order of the moments counts.

    `p` is exact up to ten points, ties included: the share of the orders of these values in which |S| is as
    large. Above, and always as `p_normal`: the normal curve, with the variance corrected for ties and S moved
    by one towards zero. A flat series has S = 0 and p = 1. Source: Mann (1945), Kendall (1975).

    >>> found = mann_kendall([2019, 2020, 2021, 2022, 2023], [1, 2, 3, 5, 4])
    >>> found.s, round(found.p, 4), round(found.p_normal, 4)
    (8, 0.0833, 0.0864)
    """
    alpha = between(0, alpha, "alpha")
    dates, numbers = paired(times, values)
    n = len(numbers)
    reason = "too_few_points" if n < LEAST_FOR_ORDER else "repeated_dates" if _repeated(tuple(dates)) else ""
    if reason:
        return MannKendall(n, reasons=(reason,))

    levels = _levels(numbers)
    ties, s, before = tuple(Counter(levels).values()), 0, list[int]()
    for level in levels:  # of those before: the lower ones minus the higher ones
        s += bisect_left(before, level) + bisect_right(before, level) - len(before)
        insort(before, level)
    var_s = _variance(ties)
    z = (s - math.copysign(1, s)) / math.sqrt(var_s) if s else 0.0
    p_normal = math.erfc(abs(z) / math.sqrt(2))
    p_exact = _exact_p_of(s, tuple(sorted(ties))) if n <= EXACT_UP_TO else None
    p = p_normal if p_exact is None else p_exact
    trend = "none" if p > alpha else "rising" if s > 0 else "falling"
    return MannKendall(n, s, var_s, s / math.comb(n, 2), z, p, p_exact, p_normal, trend, _weakness(ties, alpha))


@lru_cache(maxsize=4096)
def _repeated(dates: tuple[float, ...]) -> bool:
    return any(map(same, dates, dates[1:]))


@lru_cache(maxsize=4096)
def _variance(ties: tuple[int, ...]) -> float:
    """Of S where there is no trend, for values of which so many are the same."""
    n = sum(ties)
    return (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18


def sen_slope(times: Times, values: Values, level: float = 0.95) -> SenSlope:
    """The slope of Theil and Sen a year, with its confidence interval at `level` from three points on.

    Moments may repeat; their pairs have no slope. The interval is one of ranks: equal slopes give it no width,
    and below five points (at 95 %) it spans all slopes and still falls `short_of_level`. Source: Sen (1968), as
    in scipy.stats.theilslopes.

    >>> sen_slope([2015, 2017, 2018, 2021], [10, 12, None, 16]).slope
    1.0
    """
    level = between(0.5, level, "level")  # scipy takes 0.3 for 0.7
    dates, numbers = paired(times, values)
    n = len(numbers)
    if n < LEAST_FOR_SLOPE or _different(dates) < 2:
        reason = "too_few_points" if n < LEAST_FOR_SLOPE else "one_date"
        return SenSlope(n, reasons=(reason,))

    # In units of powers of two, which are exact, so that no difference of two values overflows.
    (time, per_time), (value, per_value) = in_unit(dates), in_unit(numbers)
    with np.errstate(all="ignore"):
        found = scipy.stats.theilslopes(value, time, alpha=level)
        slopes = np.ldexp([found.slope, found.low_slope, found.high_slope], per_value - per_time)
        slope, low, high, intercept = map(known, [*slopes, np.ldexp(found.intercept, per_value)])
    if n < LEAST_FOR_ORDER:
        return SenSlope(n, slope, None, None, intercept, ("too_few_points",))
    reasons = _weakness(tuple(Counter(_levels(numbers)).values()), 1 - level)
    if None in (slope, low, high, intercept):
        reasons = (*reasons, "undefined")
    return SenSlope(n, slope, low, high, intercept, reasons)


def spearman(times: Times, values: Values) -> Spearman:
    """Spearman's rank correlation of the values with time; ties share their mean rank.

    `p` is exact up to ten points, ties included: the share of the orders of these values in which |rho| is as
    large. Above, and always as `p_t`: Student's t with n - 2 degrees of freedom, as in scipy.stats.spearmanr.

    >>> found = spearman([2019, 2020, 2021, 2022, 2023], [1, 2, 3, 5, 4])
    >>> round(found.rho, 3), round(found.p, 4), round(found.p_t, 4)
    (0.9, 0.0833, 0.0374)
    """
    dates, numbers = paired(times, values)
    n, flat = len(numbers), _different(numbers) < 2
    if n < LEAST_FOR_ORDER or flat or _different(dates) < 2:
        reason = "too_few_points" if n < LEAST_FOR_ORDER else "flat" if flat else "one_date"
        return Spearman(n, reasons=(reason,))
    ranks = [scipy.stats.rankdata(_levels(one)) for one in (numbers, dates)]
    rho, p_t = map(float, scipy.stats.spearmanr(*ranks))
    if n > EXACT_UP_TO:
        return Spearman(n, rho, p_t, None, p_t)
    y, x = ((2 * rank).astype(int) - n - 1 for rank in ranks)  # whole numbers that sum to zero
    p_exact = _exact_p(int(x @ y), _over_orders(tuple(sorted(y.tolist())), tuple(sorted(x.tolist()))))
    return Spearman(n, rho, p_exact, p_exact, p_t)


def between(low: float, level: float, name: str) -> float:
    """The level as a float; ValueError, naming it, unless it lies between `low` and 1.

    >>> between(0, 0.8, "level")
    0.8
    """
    number = known(level)
    if number is None or not low < number < 1:
        raise ValueError(f"{name} is {level!r}; expected a number between {low} and 1, both excluded")
    return number


def in_unit(numbers: Sequence[float] | np.ndarray) -> tuple[np.ndarray, int]:
    """The numbers over a power of two that brings the largest magnitude below 1, and its exponent.

    >>> in_unit([4, -3])
    (array([ 0.5  , -0.375]), 3)
    """
    exponent = math.frexp(max(map(abs, numbers)))[1]
    return np.ldexp(np.asarray(numbers, dtype=float), -exponent), exponent


def _levels(numbers: Sequence[float]) -> list[int]:
    """0 for the least number, 1 for the next different one, and so on."""
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    levels = [0] * len(numbers)
    for before, here in pairwise(order):
        levels[here] = levels[before] + (not same(numbers[before], numbers[here]))
    return levels


def _different(numbers: Sequence[float]) -> int:
    return len(set(_levels(numbers)))


@lru_cache(maxsize=4096)
def _weakness(ties: tuple[int, ...], alpha: float) -> tuple[str, ...]:
    if len(ties) == 1:
        return ("flat",)
    perfect = 2 * math.prod(map(math.factorial, ties)) / math.factorial(sum(ties))  # p of a perfect order
    return ("short_of_level",) if perfect > alpha else ()


@lru_cache(maxsize=4096)
def _exact_p_of(s: int, ties: tuple[int, ...]) -> float:
    like = np.repeat(range(len(ties)), ties).tolist()  # S knows only how many are tied, not which
    return _exact_p(s, _over_orders(tuple(like)))


def _exact_p(found: int, counts: np.ndarray) -> float:
    """The share of all orders in which the statistic is at least as far from zero as the one found."""
    reach = len(counts) // 2
    return float(counts[abs(np.arange(-reach, reach + 1)) >= abs(found)].sum() / counts.sum())


@cache
def _over_orders(y: tuple[int, ...], x: tuple[int, ...] = ()) -> np.ndarray:
    """In how many orders of y the sum of x y, or without x the S of Mann and Kendall, is -reach, ..., reach."""
    # Built up over the subsets of y already placed: what the next one adds does not depend on their order.
    n, signs = len(y), np.sign(np.subtract.outer(y, y))
    reach = math.isqrt(sum(a * a for a in x) * sum(b * b for b in y)) + 1 if x else math.comb(n, 2)
    counts = np.zeros((2**n, 2 * reach + 1), dtype=np.int64)
    counts[0, reach] = 1
    for placed in range(2**n - 1):
        there = [i for i in range(n) if placed >> i & 1]
        for j in set(range(n)) - set(there):
            step = x[len(there)] * y[j] if x else int(signs[j, there].sum())
            up, down = max(step, 0), max(-step, 0)  # no part of a sum is beyond reach
            counts[placed | 1 << j, up : 2 * reach + 1 - down] += counts[placed, down : 2 * reach + 1 - up]
    last: np.ndarray = counts[-1].copy()  # a view would keep the whole table in the cache
    return last
