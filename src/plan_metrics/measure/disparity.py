"""How unequal regions are. Whether they converge over time: see `convergence`.

Values are one figure a region, in one unit; weights are its population (None: every region counts the same). A
region whose value is missing, or whose weight is missing, 0 or below, is left out. All measures are those of a
population, not of a sample, and weights count population: a region of weight 3 is three of weight 1.

Relative measures (CV, Theil, MLD, Gini, Atkinson) compare with the mean and say nothing of level or of the desired
direction. Those of a percentage differ from those of its complement: read the gap in points beside them.
Sources: Williamson (1965); Theil (1967); Atkinson (1970).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.number import all_known, known

Figures = Sequence[float | None]
UNDEFINED = (
    "no_value",  # no region is known
    "mean_not_above_zero",
    "negative_value",  # CV and the absolute gaps remain
    "zero_value",  # its logarithm is needed
    "too_large",
)


def cv(values: Figures, weights: Figures | None = None) -> float | None:
    """The weighted coefficient of variation (Williamson): standard deviation over the size of the mean (0: None).

    >>> round(cv([10, 20, 40, 15, 30], [5, 3, 2, 4, 6]), 6), round(mld([10, 20, 40, 15, 30], [5, 3, 2, 4, 6]), 6)
    (0.459854, 0.11219)
    """
    y, s, _ = _population(values, weights)
    mean, spread = _mean_sd(y, s)
    return known(spread / abs(mean)) if mean and spread is not None else None


def theil(values: Figures, weights: Figures | None = None) -> float | None:
    """Theil's T: 0 where all are equal, ln(n) where one region has all. A zero adds nothing; negatives: None.

    >>> round(theil([10, 20, 30, 40, 50]), 6)
    0.119688
    """
    r, s, why = _ratios(values, weights)
    return None if why else max(0.0, math.fsum(s * scipy.special.xlogy(r, r)))


def mld(values: Figures, weights: Figures | None = None) -> float | None:
    """The mean logarithmic deviation (Theil's L); None with zeros (it would be infinite) and negatives."""
    r, s, why = _ratios(values, weights)
    return None if why or not r.all() else max(0.0, -math.fsum(s * np.log(r)))


def gini(values: Figures, weights: Figures | None = None) -> float | None:
    """Gini: half the mean difference of two people over the mean, not corrected by n/(n-1); negatives: None.

    >>> round(gini([10, 20, 30, 40, 50]), 6), round(gini([0, 1], [3, 7]), 6)
    (0.266667, 0.3)
    """
    r, s, why = _ratios(values, weights)
    return None if why else max(0.0, math.fsum(s * r * (2 * np.cumsum(s) - s - 1)))


def atkinson(values: Figures, epsilon: float, weights: Figures | None = None) -> float | None:
    """Atkinson's index: the share of the mean that could go if the rest were spread evenly; negatives: None.

    `epsilon` is the aversion to inequality, 0 or more (ValueError). 1 where a value is 0 and epsilon 1 or more.

    >>> round(atkinson([10, 20, 30, 40, 50], 0.5), 6), atkinson([0, 1], 1)
    (0.063153, 1.0)
    """
    if known(epsilon) is None or epsilon < 0:
        raise ValueError(f"epsilon is {epsilon!r}; expected a number of 0 or more")
    r, s, why = _ratios(values, weights)
    if why:
        return None
    if epsilon >= 1 and not r.all():
        return 1.0
    power = 1 - epsilon
    with np.errstate(divide="ignore", over="ignore"):
        logs = np.log(r)
        if abs(power) < 1e-8:  # the limit; closer to it the formula below loses all digits
            even = math.exp(math.fsum(s * logs))
        else:
            log_even = known(scipy.special.logsumexp(power * logs, b=s) / power)
            even = math.exp(logs[0] if log_even is None else log_even)  # so averse that only the lowest counts
    return min(1.0, max(0.0, 1 - even))


def max_min(values: Figures) -> float | None:
    """The highest less the lowest, in the unit of the values; None for no region."""
    y, _, _ = _population(values, None)
    return known(float(y[-1]) - float(y[0])) if y.size else None


def p90_p10(values: Figures) -> float | None:
    """The ninth decile of the regions less the first, each region once, interpolated (R's type 7, as in numpy)."""
    y, _, _ = _population(values, None)
    if not y.size:
        return None
    low, high = np.quantile(y / _scale(y), [0.1, 0.9])
    return known(float(high - low) * _scale(y))


@dataclass(frozen=True)
class Disparity:
    """All measures of one table of regions. `undefined` pairs each that is None with a code of UNDEFINED.

    `n` regions; `mean` and `sd` weighted; `atkinson` for epsilon 0.5 and 1. `cv_of_complement` for values with
    an upper bound (100 for percentages): the CV of what is missing to it.
    """

    n: int
    mean: float | None
    sd: float | None
    cv: float | None
    theil: float | None
    mld: float | None
    gini: float | None
    atkinson_05: float | None
    atkinson_1: float | None
    max_min: float | None
    p90_p10: float | None
    cv_of_complement: float | None
    undefined: tuple[tuple[str, str], ...]
    coverage: Coverage


def disparity(values: Figures, weights: Figures | None = None, upper: float | None = None) -> Disparity:
    """Every measure of a table of regions at once, and why those that are None are so.

    >>> found = disparity([0, 10, 20])
    >>> found.max_min, found.mld, found.undefined
    (20.0, None, (('mld', 'zero_value'),))
    """
    values = list(values)
    y, s, there = _population(values, weights)
    mean, spread = _mean_sd(y, s)
    left = [None if value is None or upper is None else upper - value for value in map(known, values)]
    kept, why = [values[i] for i in there], _ratios(values, weights)[2]
    relative = {
        "cv": cv(values, weights),
        "theil": theil(values, weights),
        "mld": mld(values, weights),
        "gini": gini(values, weights),
        "atkinson_05": atkinson(values, 0.5, weights),
        "atkinson_1": atkinson(values, 1, weights),
    }
    found = {"mean": mean, "sd": spread, "max_min": max_min(kept), "p90_p10": p90_p10(kept)} | relative
    reasons = dict.fromkeys(relative, why) | {"mld": why or "zero_value"}
    reasons |= {"cv": "mean_not_above_zero"} if mean == 0 else {}
    none = [name for name, figure in found.items() if figure is None]
    undefined = tuple((name, reasons.get(name) or "too_large") if there else (name, "no_value") for name in none)
    found |= {"cv_of_complement": cv(left, weights)}
    cover = coverage(there, range(len(values)))
    return Disparity(n=len(there), undefined=undefined, coverage=cover, **found)


@dataclass(frozen=True)
class Group:
    """One group: shares of the people and of the sum of values, mean, own T, and what it adds to the two parts."""

    name: Hashable
    population_share: float
    value_share: float
    mean: float
    theil: float
    between: float  # may be below 0: a group poorer than the mean
    within: float


@dataclass(frozen=True)
class Split:
    """Theil's T = between + within, exactly; the groups in the order of their first region."""

    total: float
    between: float
    within: float
    groups: tuple[Group, ...]


def theil_split(values: Figures, groups: Sequence[Hashable], weights: Figures | None = None) -> Split | None:
    """Theil's T between groups of regions and within them; None where T is. ValueError for unequal lengths.

    >>> found = theil_split([10, 20, 30, 40, 50, 60], [0, 0, 0, 1, 1, 1])
    >>> round(found.between, 6), round(found.within, 6), found.total == found.between + found.within
    (0.094878, 0.034505, True)
    """
    if len(groups) != len(values):
        raise ValueError(f"{len(values)} values and {len(groups)} groups; expected as many of each")
    values, groups = list(values), list(groups)
    y, s, there = _population(values, weights)
    mean, share, found = _mean_sd(y, s)[0], dict(zip(there, s.tolist(), strict=True)), []
    if mean is None or theil(values, weights) is None:
        return None
    for name in dict.fromkeys(groups[i] for i in sorted(there)):
        members = [i for i in there if groups[i] == name]
        table = [values[i] for i in members], [share[i] for i in members]
        own, part = _mean_sd(*_population(*table)[:2])[0], math.fsum(table[1])
        assert own is not None  # every group has a region that counts
        inner, income = theil(*table) or 0.0, part * (own / mean)
        found.append(
            Group(name, part, income, own, inner, float(scipy.special.xlogy(income, own / mean)), income * inner)
        )
    between = max(0.0, math.fsum(group.between for group in found))
    within = math.fsum(group.within for group in found)
    return Split(between + within, between, within, tuple(found))


def _population(values: Figures, weights: Figures | None) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """The known values in rising order, so that the order of rows never matters; their shares; their places."""
    pairs = zip(values, [1.0] * len(values) if weights is None else weights, strict=True)
    rows = sorted((*both, i) for i, pair in enumerate(pairs) if (both := all_known(pair)) and both[1] > 0)
    y, w = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    if rows:
        w = w / w.max()
        w = w / math.fsum(w)
    return y, w, [int(row[2]) for row in rows]


def _scale(y: np.ndarray) -> float:
    """A power of two as large as the values: over it they can be squared and added up, and keep all digits."""
    return 2.0 ** (math.frexp(np.abs(y).max())[1] - 1)


def _mean_sd(y: np.ndarray, s: np.ndarray) -> tuple[float | None, float | None]:
    if not y.size or y[0] == y[-1]:
        return (float(y[0]), 0.0) if y.size else (None, None)
    scale = _scale(y)
    mean = math.fsum(s * (y / scale))
    return mean * scale, known(math.sqrt(math.fsum(s * (y / scale - mean) ** 2)) * scale)


def _ratios(values: Figures, weights: Figures | None) -> tuple[np.ndarray, np.ndarray, str]:
    """Values over their mean and shares of the population; or the code that says why there are none."""
    y, s, _ = _population(values, weights)
    mean = _mean_sd(y, s)[0]
    if mean is None:
        return y, s, "no_value"
    if y[0] < 0:
        return y, s, "negative_value"
    if mean <= 0:
        return y, s, "mean_not_above_zero"
    with np.errstate(over="ignore"):
        r = y / mean
    return r, s, "" if np.isfinite(r).all() else "too_large"
