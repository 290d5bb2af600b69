"""Whether regions converge over time: their spread (sigma), and whether the low ones grow faster (beta).

The two can disagree: low regions may grow faster while shocks keep the spread wide, so both are given, each with the
number of points behind it. Regions missing at any of the periods are left out of all of them: a region that
joins must not look like convergence. Source: Barro and Sala-i-Martin (1992).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.disparity import Figures, cv, disparity
from plan_metrics.measure.number import all_known, known
from plan_metrics.measure.trend import mann_kendall, sen_slope

DISPERSIONS = (
    "cv",  # Williamson's
    "sd_log",  # standard deviation of the logarithms
    "sd",  # in the unit: for percentages, in points
)
VERDICTS = (
    "converging",
    "diverging",
    "unclear",  # no direction that chance would not give as well
    "too_few",  # fewer than LEAST_POINTS
    "undefined",  # no dispersion at one of the periods, no time between, or nothing that differs at the start
)
LEAST_POINTS = 5  # periods (sigma) or regions (beta) for a verdict
ALPHA = 0.05  # p above it is unclear
NOISE = 1e-12  # what differs by less is the same


@dataclass(frozen=True)
class Sigma:
    """Dispersion at each period, its slope a year (Sen), and how likely chance alone is (Mann-Kendall's p).

    `n` is the number of periods, `regions` that of regions known at all of them.
    """

    n: int
    regions: int
    dispersions: tuple[float | None, ...]
    slope: float | None
    p: float | None
    verdict: str
    coverage: Coverage


def sigma(periods: Sequence[str], rows: Sequence[Figures], weights: Figures | None = None, by: str = "cv") -> Sigma:
    """Whether the spread of regions falls over the periods; `by` is a code of DISPERSIONS.

    `rows`: one sequence a period, with a figure for each region in the same order. ValueError for another `by`,
    unequal lengths or what is not a period.

    >>> rows = [[10, 20, 30], [11, 20, 29], [12, 20, 28], [13, 20, 27], [14, 20, 26]]
    >>> found = sigma(["2020", "2021", "2022", "2023", "2024"], rows)
    >>> found.verdict, found.regions, round(found.slope, 4)
    ('converging', 3, -0.0408)
    """
    if by not in DISPERSIONS:
        raise ValueError(f"by is {by!r}; expected one of {', '.join(DISPERSIONS)}")
    if len(periods) != len(rows):
        raise ValueError(f"{len(periods)} periods and {len(rows)} rows; expected one row a period")
    rows = [list(row) for row in rows]
    columns = list(zip(*rows, strict=True))
    usable = [i for i, column in enumerate(columns) if all(_usable(value, by == "sd_log") for value in column)]
    population = [1.0] * len(columns) if weights is None else list(weights)
    if len(population) != len(columns) and rows:
        raise ValueError(f"{len(population)} weights for {len(columns)} regions; expected one for each")
    usable = [i for i in usable if (known(population[i]) or 0) > 0]
    spread = _spread(by)
    found = [spread([row[i] for i in usable], [population[i] for i in usable]) for row in rows]
    cover, there = coverage(usable, range(len(columns))), all_known(found)
    if there is None or len(usable) < 2:
        verdict = "too_few" if len(usable) < 2 or not found else "undefined"
        return Sigma(len(rows), len(usable), tuple(found), None, None, verdict, cover)
    # Rounded where only noise is left, or the noise of equal spreads would be given a direction.
    size = max(there) if by == "sd" else 1.0
    levels = [round(one / size, 12) if size else 0.0 for one in there]
    test = mann_kendall(periods, levels, ALPHA)
    words = {"falling": "converging", "rising": "diverging", "none": "unclear", None: "undefined"}
    verdict = "too_few" if len(rows) < LEAST_POINTS else words[test.trend]
    return Sigma(len(rows), len(usable), tuple(found), sen_slope(periods, found).slope, test.p, verdict, cover)


@dataclass(frozen=True)
class Beta:
    """Growth a year against the level at the start, over `n` regions: slope, its standard error and p (t).

    `speed`: the share of the gap closed a year that the slope implies, `half_life` the years to close half of
    it; None unless the slope is below 0 and the regions do not overtake one another.
    """

    n: int
    slope: float | None
    stderr: float | None
    p: float | None
    speed: float | None
    half_life: float | None
    verdict: str
    coverage: Coverage


def beta(before: Figures, after: Figures, years: float | None, scale: str = "log") -> Beta:
    """Whether regions that were low grew faster: ordinary least squares, each region once.

    Two sequences of one length, in the same order of regions. `scale` is log (compound growth; only values
    above 0) or identity (change in the unit a year; for percentages). ValueError for another scale or length.

    >>> found = beta([10, 20, 40, 80, 160], [20, 35, 60, 100, 180], 10)
    >>> found.verdict, found.n, round(found.slope, 4)
    ('converging', 5, -0.0215)
    """
    if scale not in ("log", "identity"):
        raise ValueError(f"scale is {scale!r}; expected log or identity")
    logs = scale == "log"
    pairs = enumerate(zip(before, after, strict=True))
    there = {i: both for i, pair in pairs if (both := all_known(pair)) and (min(both) > 0 or not logs)}
    n, cover, years = len(there), coverage(there, range(len(before))), known(years)
    start, end = (np.array(column) for column in (zip(*there.values(), strict=True) if there else ((), ())))
    nothing = (None,) * 5
    if n < 3:
        return Beta(n, *nothing, "too_few", cover)
    if logs:
        start, end = np.log(start), np.log(end)
    size = max(np.abs(start).max(), np.abs(end).max())
    if years is None or years <= 0 or not size or np.ptp(start / size) <= NOISE:
        return Beta(n, *nothing, "undefined", cover)
    start, moved = start / size, end / size - start / size
    if np.ptp(moved) <= NOISE:  # all grew alike, and what is left is noise
        return Beta(n, 0.0, 0.0, 1.0, None, None, "too_few" if n < LEAST_POINTS else "unclear", cover)
    fit = scipy.stats.linregress(start, moved)
    raw = float(fit.slope)  # over the whole time
    speed = -math.log1p(raw) / years if -1 < raw < -NOISE else None
    slope, stderr, p = known(raw / years), known(float(fit.stderr) / years), known(float(fit.pvalue))
    half_life = known(math.log(2) / speed) if speed else None
    if n < LEAST_POINTS:
        verdict = "too_few"
    elif p is None or p > ALPHA:
        verdict = "unclear"
    else:
        verdict = "converging" if raw < 0 else "diverging"
    return Beta(n, slope, stderr, p, known(speed), half_life, verdict, cover)


def _usable(value: float | None, logs: bool) -> bool:
    number = known(value)
    return number is not None and (number > 0 or not logs)


def _spread(by: str) -> Callable[[Figures, Figures], float | None]:
    if by == "cv":
        return cv
    if by == "sd":
        return lambda values, weights: disparity(values, weights).sd
    return lambda values, weights: disparity([math.log(value) for value in values if value], weights).sd
