"""Bringing indicators onto one scale: the step before they can be weighed against each other.

Values are one column (n units) or a table (n units x k indicators); every form works down each column and
returns an array of the same shape. Missing (None, NaN, infinite) stays NaN and counts for nothing. `direction`
is the desired one; with "decrease" the smallest value gets the highest score. ValueError for wrong words and for
positions that are not there. A result too large for a float is NaN.

A column without spread (all known values the same, or only one) has no score: `min_max`, `z_score`, `distance_to_max`
and `distance_to_reference` give NaN for it and warn (`NoSpreadWarning`), so that an indicator does not drop out of a
composite unseen. Ranks, goalposts and a target beyond the column have an answer there and do not warn.

Forms fed by the sample (all but `goalposts` and `scaled`) change past scores when new units arrive.
Source: the forms of the R package COINr 1.1.14 (MIT), after the OECD/JRC Handbook on Constructing Composite
Indicators (2008), step 5.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike

from plan_metrics.measure.number import SAME_WITHIN
from plan_metrics.measure.progress import Direction, sign

# One number, a column or a table; a list may have None in it, which numpy takes for NaN.
Figures: TypeAlias = ArrayLike | Sequence[float | None] | Sequence[Sequence[float | None]] | None
TIES = ("average", "min", "max", "dense", "ordinal")


class NoSpreadWarning(UserWarning):
    """All known values of a column are the same: a form that divides by their spread gives none of them a score."""


def table(values: Figures) -> np.ndarray:
    """The values as an array of floats of the same shape (a copy), NaN where one is missing.

    >>> table([1, None, float("inf")]).tolist()
    [1.0, nan, nan]
    """
    found = np.array(values, dtype=float)
    found[~np.isfinite(found)] = np.nan
    return found


def min_max(values: Figures, low: float = 0.0, high: float = 1.0, direction: Direction = "increase") -> np.ndarray:
    """The sample's worst value becomes `low`, its best `high`: low + (high - low) (x - min) / (max - min).

    NaN and a `NoSpreadWarning` for a column of one and the same value.

    >>> min_max([2, 4, None, 10], 0, 100).tolist()
    [0.0, 25.0, nan, 100.0]
    """
    x = _oriented(values, direction)
    return _finite(low + (high - low) * _stretched(x, *_spread(x)))


def z_score(values: Figures, mean: float = 0.0, sd: float = 1.0, direction: Direction = "increase") -> np.ndarray:
    """Standard deviations from the mean (sample form, n - 1), moved to a wanted `mean` and `sd`.

    NaN and a `NoSpreadWarning` for a column of one and the same value.

    >>> z_score([1, 2, None, 3], mean=10, sd=2).tolist()
    [8.0, 10.0, nan, 12.0]
    """
    x = _oriented(values, direction)
    count, ends = np.sum(~np.isnan(x), axis=0), _spread(x)
    with np.errstate(all="ignore"):
        off = x - np.nansum(x, axis=0) / count
        spread = np.sqrt(np.nansum(off**2, axis=0) / (count - 1))
        z = np.where(_constant(*ends), np.nan, off / spread)
    return _finite(mean + sd * z)


def scaled(
    values: Figures,
    low: ArrayLike = 0.0,
    high: ArrayLike = 100.0,
    factor: float = 100.0,
    direction: Direction = "increase",
) -> np.ndarray:
    """A fixed line through `low` (0) and `high` (`factor`), going on beyond both: `goalposts` without truncation.

    >>> scaled([2, None, 12], 0, 10).tolist()
    [20.0, nan, 120.0]
    """
    return goalposts(values, low, high, factor, direction, truncate=False)


def goalposts(
    values: Figures,
    low: ArrayLike,
    high: ArrayLike,
    scale: float = 1.0,
    direction: Direction = "increase",
    truncate: bool = True,
) -> np.ndarray:
    """The position between two fixed posts, times `scale`; kept within 0 and `scale` by default.

    Posts are in the unit of the values, one for all or one a column; with "decrease" the way leads from `high`
    down to `low`. With baseline and target as posts (and "increase") this is `progress.share`, whichever of the
    two is larger. NaN where a post is missing or both are the same. Also takes a single number.

    >>> goalposts([2, 4, None, 10], 3, 9).round(3).tolist(), goalposts([2, 10], 3, 9, direction="decrease").tolist()
    ([0.0, 0.167, nan, 1.0], [1.0, 0.0])
    """
    start, end = (table(low), table(high)) if sign(direction) == 1 else (table(high), table(low))
    y = _stretched(table(values), start, end)
    return _finite(scale * (np.clip(y, 0.0, 1.0) if truncate else y))


def distance_to_max(values: Figures, direction: Direction = "increase") -> np.ndarray:
    """1 - (max - x) / (max - min): 1 for the sample's best value, 0 for its worst.

    NaN and a `NoSpreadWarning` for a column of one and the same value.

    >>> distance_to_max([2, 4, None, 10]).tolist()
    [0.0, 0.25, nan, 1.0]
    """
    return min_max(values, 0.0, 1.0, direction)


def distance_to_reference(values: Figures, at: int, cap: bool = False, direction: Direction = "increase") -> np.ndarray:
    """1 - (ref - x) / (ref - min): 1 for the unit at position `at` (the first is 0), 0 for the sample's worst.

    Above 1 for units that are better, unless `cap`. NaN throughout where the reference is missing or is itself
    the worst, with a `NoSpreadWarning` where all are. ValueError for a position that is not there.

    >>> distance_to_reference([2, 4, 7, None, 10], at=2, cap=True).tolist()
    [0.0, 0.4, 1.0, nan, 1.0]
    """
    x = _oriented(values, direction)
    if not 0 <= at < len(x):
        raise ValueError(f"the reference is at {at!r}; expected a position from 0 to {len(x) - 1}")
    y = _stretched(x, _spread(x)[0], x[at])
    return np.minimum(y, 1.0) if cap else y


def distance_to_target(
    values: Figures, target: ArrayLike, cap: bool = False, direction: Direction = "increase"
) -> np.ndarray:
    """From the sample's worst value (0) to the target (1): (x - min) / (target - min), mirrored for "decrease".

    Above 1 beyond the target, unless `cap`. The target is one for all or one a column. NaN where it is missing or
    does not lie beyond the worst value: all units have met it, and a scale from worst to target would run
    backwards (COINr warns and returns it); `goalposts` has an answer there.

    >>> distance_to_target([2, 4, None, 10], 3, direction="decrease").round(3).tolist()
    [1.143, 0.857, nan, 0.0]
    """
    x, end = _oriented(values, direction), sign(direction) * table(target)
    start = _extremes(x)[0]
    y = np.where(end > start, _stretched(x, start, end), np.nan)
    return np.minimum(y, 1.0) if cap else y


def fraction_of_max(values: Figures) -> np.ndarray:
    """x / max. NaN where the maximum is not above zero. Has no mirror, and so no direction.

    >>> fraction_of_max([2, 4, None, 10]).tolist()
    [0.2, 0.4, nan, 1.0]
    """
    x = _oriented(values, "increase")
    high = _extremes(x)[1]
    with np.errstate(all="ignore"):
        return _finite(np.where(high > 0, x / high, np.nan))


def rank(values: Figures, direction: Direction = "increase", ties: str = "min") -> np.ndarray:
    """The place among the known values, the worst first: 1 for the worst, the highest for the best.

    `ties` as in scipy.stats.rankdata: "min" (COINr's default), "average", "max", "dense", "ordinal". A column
    without spread is one tie.

    >>> rank([2, 4, 4, None, 10]).tolist()
    [1.0, 2.0, 2.0, nan, 4.0]
    """
    if ties not in TIES:
        raise ValueError(f"ties is {ties!r}; expected one of {', '.join(TIES)}")
    x = _oriented(values, direction)
    unknown = np.isnan(x)
    return np.where(unknown, np.nan, scipy.stats.rankdata(np.where(unknown, np.inf, x), method=ties, axis=0))


def borda(values: Figures, direction: Direction = "increase", ties: str = "min") -> np.ndarray:
    """How many units are worse: rank - 1.

    >>> borda([2, 4, 4, None, 10]).tolist()
    [0.0, 1.0, 1.0, nan, 3.0]
    """
    return rank(values, direction, ties) - 1


def percentile_rank(values: Figures, direction: Direction = "increase", ties: str = "min") -> np.ndarray:
    """The share of the other known units that are worse: (rank - 1) / (n - 1). NaN where there is no other.

    >>> percentile_rank([2, 4, 4, None, 7, 10]).tolist()
    [0.0, 0.25, 0.25, nan, 0.75, 1.0]
    """
    places = borda(values, direction, ties)
    others = np.sum(~np.isnan(places), axis=0) - 1
    with np.errstate(all="ignore"):
        return _finite(places / others)


FORMS: dict[str, Callable[..., np.ndarray]] = {
    form.__name__: form
    for form in (
        min_max, z_score, scaled, goalposts, distance_to_max, distance_to_reference, distance_to_target,
        fraction_of_max, rank, borda, percentile_rank,
    )
}  # fmt: skip


def normalise(values: Figures, form: str, **parameters: object) -> np.ndarray:
    """The form of this name with its own parameters; for a form that is named in data. ValueError if unknown.

    >>> normalise([2, 4, 10], "min_max", high=100).tolist()
    [0.0, 25.0, 100.0]
    """
    if form not in FORMS:
        raise ValueError(f"form is {form!r}; expected one of {', '.join(FORMS)}")
    return FORMS[form](values, **parameters)


def _oriented(values: Figures, direction: Direction) -> np.ndarray:
    """The column or table, turned so that more is better."""
    x = table(values)
    if x.ndim == 0:
        raise ValueError(f"values are the single number {x}; expected one a unit")
    return sign(direction) * x


def _extremes(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest known value of each column; infinite where none is known."""
    there = ~np.isnan(x)
    return np.min(x, axis=0, where=there, initial=np.inf), np.max(x, axis=0, where=there, initial=-np.inf)


def _spread(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest known value of each column, with a warning for columns where they are the same."""
    low, high = _extremes(x)
    with np.errstate(all="ignore"):
        flat = np.flatnonzero(np.any(~np.isnan(x), axis=0) & _constant(low, high))
    if len(flat):
        where = f" {', '.join(map(str, flat))} (the first is 0)" if x.ndim > 1 else ""
        message = f"no spread in column{where}: all known values are the same, and their scores are NaN"
        warnings.warn(message, NoSpreadWarning, stacklevel=3)
    return low, high


def _constant(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Where two numbers differ by nothing but noise, as in `number.same`."""
    constant: np.ndarray = np.abs(high / 2 - low / 2) <= SAME_WITHIN * np.maximum(np.abs(low), np.abs(high)) / 2
    return constant


def _stretched(x: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The straight line that is 0 at `low` and 1 at `high`; NaN where the two are the same."""
    with np.errstate(all="ignore"):
        return _finite(np.where(_constant(low, high), np.nan, (x - low) / (high - low)))


def _finite(y: np.ndarray) -> np.ndarray:
    """NaN for what is too large for a float, and 0 for the zero below zero."""
    return np.where(np.isfinite(y), y, np.nan) + 0.0
