"""Progress by type of accumulation: what a result is held against depends on how its figures add up.

Results, targets and baselines in one unit; shares as ratios, raw. A missing argument gives None, and so does no way
to go. Source: DNP Colombia, guide to indicators: the types as named there, the formulas not re-read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from plan_metrics.measure.number import all_known, known
from plan_metrics.measure.progress import share


def stock(result: float | None, target: float | None) -> float | None:
    """A level that is to be held: the level over the desired level. No baseline is subtracted.

    >>> stock(48, 50)
    0.96
    """
    return share(result, 0.0, target)


def flow(result: float | None, target: float | None) -> float | None:
    """A result of one period over the target of that period; each period stands alone, without a baseline.

    >>> flow(90, 100)
    0.9
    """
    return share(result, 0.0, target)


def cumulative(results: Sequence[float | None], targets: Sequence[float | None]) -> float | None:
    """All results so far over all targets of the plan; periods to come have no result yet.

    Results that are missing are not made up: the share counts what is known. None where a target is missing, or
    no result is known. ValueError for more results than targets.

    >>> cumulative([100, 120, 90], [100, 100, 100, 100])
    0.775
    """
    if len(results) > len(targets):
        raise ValueError(f"{len(results)} results for {len(targets)} targets; expected at most as many")
    there = [number for result in results if (number := known(result)) is not None]
    whole = all_known(targets)
    if not there or whole is None:
        return None
    try:
        return share(math.fsum(there), 0.0, math.fsum(whole))
    except OverflowError:
        return None


def capacity(result: float | None, baseline: float | None, target: float | None) -> float | None:
    """A level that is to be raised from a baseline: what was added over what is to be added.

    >>> capacity(52, 40, 80)
    0.3
    """
    return share(result, baseline, target)


def reduction(result: float | None, baseline: float | None, target: float | None) -> float | None:
    """A level that is to be lowered from a baseline: what was taken off over what is to be taken off.

    >>> reduction(12, 20, 10)
    0.8
    """
    return share(result, baseline, target)


def annual_reduction(result: float | None, previous: float | None, target: float | None) -> float | None:
    """A level that is to be lowered every year: from the level of the year before to the target of this one.

    >>> annual_reduction(18, 20, 16)
    0.5
    """
    return share(result, previous, target)
