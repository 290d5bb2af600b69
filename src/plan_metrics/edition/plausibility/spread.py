"""Centre and spread of numbers among which some are wrong.

Hidiroglou and Berthelot (1986), Statistical edits and imputation for periodic business surveys, Survey Methodology 12:
the distances of the quartiles from the median, each side for itself, bound what is usual. Here they are given as the
standard deviation of a normal distribution with that quartile, as the median absolute deviation is by convention.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from plan_metrics.edition.plausibility.limits import FLOOR, PRIOR_WEIGHT

QUARTILE = 0.6745  # of the standard normal distribution
QUARTILES = (0.25, 0.5, 0.75)


class Spread(NamedTuple):
    """The median, and how far numbers lie below and above it."""

    centre: float
    down: float
    up: float


def spread(numbers: np.ndarray, prior: tuple[float, float] | None = None, floor: float = FLOOR) -> Spread:
    """Median and quartile distances; with a prior (down, up) the variances are weighed by `PRIOR_WEIGHT` figures.

    >>> spread(np.array([1.0, 2.0, 3.0, 4.0, 50.0])).centre
    3.0
    """
    last = len(numbers) - 1
    beside = {place for at in QUARTILES for place in (int(last * at), min(int(last * at) + 1, last))}
    ordered = np.partition(numbers, sorted(beside))
    low, centre, high = (_quantile(ordered, share) for share in QUARTILES)
    down, up = (centre - low) / QUARTILE, (high - centre) / QUARTILE
    if prior is not None:
        own, all_ = len(numbers), len(numbers) + PRIOR_WEIGHT
        down, up = (np.sqrt((own * s**2 + PRIOR_WEIGHT * p**2) / all_) for s, p in ((down, prior[0]), (up, prior[1])))
    return Spread(float(centre), max(float(down), floor), max(float(up), floor))


def _quantile(ordered: np.ndarray, share: float) -> float:
    """Between the two nearest numbers; `numpy.quantile` takes thirty times as long for the few numbers here."""
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low]))
