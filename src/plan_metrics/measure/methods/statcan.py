"""Progress as Statistics Canada publishes it: growth over required growth, natural limit, scores from -5 to 5.

Values in one unit, growth as a ratio a year, times in years. Source: Open SDG 2.4, `docs/progress-methodology.md`
and the code it describes (sdg-build, `ProgressMeasure.py`), whose results are the Canadian Indicator Framework's.
Two defects are not repeated: no infinite ratio where the target is the baseline, no complex number where the
target lies across zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plan_metrics.measure.categories import category
from plan_metrics.measure.method import Evidence, MethodVerdict, bands, common, method
from plan_metrics.measure.number import at_least, known, same
from plan_metrics.measure.progress import Direction, is_met, sign

ACHIEVED = "target_achieved"
STATUSES = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")  # best first
TARGET_LIMITS = (0.95, 0.60, 0.0)  # growth over required growth
TREND_LIMITS = (0.015, 0.005, 0.0)  # growth a year, where there is no target
SCORE_LIMITS = (2.5, 0.0, -2.5)  # mean score of several series
EXPONENT = 4.44  # of the natural limit
ZERO = 0.001  # stands for a baseline or target of 0, and so makes the result depend on the unit
PARITY = (0.97, 1.03)  # a ratio in this band counts as 1
BASE_YEAR, TARGET_YEAR = 2015, 2030

Nested = Sequence["float | bool | Nested | None"]


@dataclass(frozen=True)
class SeriesProgress:
    """What is published of one series; `value` is a ratio of growths, or a growth where there is no target."""

    value: float | None
    status: str  # of STATUSES, or `target_achieved`, or `not_available`
    score: float | None  # -5 to 5
    factor: float  # what the natural limit leaves of the thresholds: 1 far from it, 0 at it


def limit_factor(baseline: float | None, limit: float | None) -> float:
    """The share of the thresholds that is left when the baseline is near its natural limit; 1 without a limit.

    A maximum above the baseline, or a minimum below it: only a limit in the desired direction may be given.

    >>> round(limit_factor(55, 100), 4), limit_factor(100, 100), limit_factor(40, 20)
    (0.9297, 0.0, 1.0)
    """
    baseline, limit = known(baseline), known(limit)
    if baseline is None or limit is None or abs(baseline) / 2 >= abs(limit):
        return 1.0
    near = abs(baseline) / abs(limit)
    return max(0.0, 1.0 - math.pow(near if near <= 1 else max(0.0, 2.0 - near), EXPONENT))


def series_progress(
    value: float | None,
    baseline: float | None,
    years: float | None,
    direction: Direction,
    *,
    target: float | None = None,
    target_years: float | None = None,
    limit: float | None = None,
    zero: float | None = ZERO,
) -> SeriesProgress:
    """The published result for a value `years` after its baseline, of a target `target_years` after it.

    Without a target the growth itself is judged, and the limit counts. `not_available` for a missing value, less
    than a year, or a change of sign; a target that is met counts even so. `zero` stands for a baseline or target
    of 0; None refuses them. ValueError for an unknown direction.

    >>> found = series_progress(13.7, 10.1, 8, "increase", target=30, target_years=15)
    >>> found.status, round(found.value, 4), round(found.score, 4)
    ('limited_progress', 0.516, -0.35)
    """
    direction_sign, value, baseline, years, wish = (
        sign(direction),
        known(value),
        known(baseline),
        known(years),
        known(target),
    )
    if value is None or baseline is None:
        return SeriesProgress(None, "not_available", None, 1.0)
    has_target, turn = wish is not None, -1 if baseline < 0 else 1  # growth below zero is growth of the magnitude
    factor = 1.0 if has_target else limit_factor(baseline, limit)
    base, aim = baseline or known(zero), wish or known(zero)
    usable = base is not None and (aim is not None or not has_target) and turn * value >= 0
    usable = usable and years is not None and years >= 1

    found = _growth(value, base, years) if usable else None
    if usable and has_target:
        found = _ratio(found, _growth(aim, base, target_years))
    found = None if found is None else known(direction_sign * turn * found)
    if has_target and is_met(value, wish if aim is None else aim, direction):
        return SeriesProgress(found, ACHIEVED, 5.0, factor)
    if usable and has_target and same(base, aim):
        return SeriesProgress(None, "deterioration", -5.0, factor)  # worse than the level to be held
    return SeriesProgress(found, status(found, has_target, factor), score(found, has_target, factor), factor)


def status(progress: float | None, has_target: bool, factor: float = 1.0) -> str:
    """The category of a ratio of growths, or of a growth; on a threshold the better one counts.

    >>> status(0.6, True), status(0.005, False), status(None, True)
    ('moderate_progress', 'moderate_progress', 'not_available')
    """
    limits = TARGET_LIMITS if has_target else tuple(limit * factor for limit in TREND_LIMITS)
    return category(progress, limits, STATUSES) or "not_available"


def score(progress: float | None, has_target: bool, factor: float = 1.0) -> float | None:
    """The score from -5 to 5 of a ratio of growths, or of a growth (5 at 130 %, or 2 % a year).

    >>> score(0.0, True), score(0.01, False), score(-1, False), score(0.0, False, factor=0.0)
    (-2.5, 1.25, -5.0, 5.0)
    """
    found = known(progress)
    if found is None:
        return None
    if has_target:
        raw = 7.1429 * found - 4.2857 if at_least(found, TARGET_LIMITS[1]) else 4.1667 * found - 2.5
    elif found < 0:
        raw = 125 * found - 2.5
    elif factor == 0:
        raw = 5.0
    else:
        high, middle = (limit * factor for limit in TREND_LIMITS[:2])
        slope, shift = (500, -5) if at_least(found, high) else (250, -1.25) if at_least(found, middle) else (500, -2.5)
        raw = slope * found / factor + shift
    return min(max(raw, -5.0), 5.0)


def mean_score(scores: Nested) -> float | None:
    """The mean of the known scores; each nested group is averaged first and counts as one.

    >>> mean_score([5, None, [1, 3]]), mean_score([None])
    (3.5, None)
    """
    means = [mean_score(each) if isinstance(each, Sequence) else known(each) for each in scores]
    there = [mean for mean in means if mean is not None]
    if any(abs(mean) > 5 for mean in there):
        raise ValueError(f"a score is {max(there, key=abs)}; expected -5 to 5")
    return sum(there) / len(there) if there else None


def indicator_progress(scores: Nested, achieved: Nested) -> tuple[float | None, str]:
    """The score and category of an indicator of several series; `achieved` is nested like `scores`.

    `target_achieved` only where every series with a score achieves its target.

    >>> indicator_progress([5, 1, None], [True, False, True])
    (3.0, 'substantial_progress')
    """
    pairs = zip(_flat(scores), _flat(achieved), strict=True)
    met = [known(flag) for each, flag in pairs if known(each) is not None]
    mean = mean_score(scores)
    if met and all(met):
        return mean, "target_achieved"
    return mean, category(mean, SCORE_LIMITS, STATUSES) or "not_available"


def binary(conditions: Sequence[bool | None]) -> str:
    """`target_achieved` if every condition is met, `target_not_achieved` if one is not, else `not_available`.

    >>> binary([True, True]), binary([True, None, False]), binary([True, None])
    ('target_achieved', 'target_not_achieved', 'not_available')
    """
    there = [known(met) for met in conditions]
    if 0.0 in there:
        return "target_not_achieved"
    return "target_achieved" if there and None not in there else "not_available"


def goldilocks(value: float | None, target: float | None, kind: str) -> float | None:
    """A value that is best AT its target, turned into one that is to fall: by `difference` to the target, by
    `ratio` to 1. Ratios from 0.97 to 1.03 are parity, and need value and target above zero.

    >>> goldilocks(37, 50, "difference"), goldilocks(0.8, 1, "ratio"), goldilocks(1.02, 1, "ratio")
    (63.0, 1.25, 1.0)
    """
    if kind not in ("difference", "ratio"):
        raise ValueError(f"kind is {kind!r}; expected 'difference' or 'ratio'")
    value, target = known(value), known(target)
    if value is None or target is None:
        return None
    if kind == "difference":
        return known(target + abs(value - target))
    part = known(value / target) if value > 0 and target > 0 else None
    if not part:
        return None
    return 1.0 if at_least(part, PARITY[0]) and at_least(PARITY[1], part) else known(max(part, 1 / part))


def endpoints(
    years: Sequence[int | str], values: Sequence[float | None], base_year: int = BASE_YEAR
) -> tuple[tuple[int, float], tuple[int, float]] | None:
    """(year, value) of the baseline and of the latest value: the base year, else the next one with a value.

    Never an earlier one: None where there is none. Of several years (`2015-16`) the first counts. ValueError for
    two values of one year.

    >>> endpoints([2014, "2016/17", 2020], [1, 2, 3])
    ((2016, 2.0), (2020, 3.0))
    """
    series: dict[int, float] = {}
    for year, value in zip(years, values, strict=True):
        found, number = re.match(r"[0-9]{4}(?![0-9])", str(year)), known(value)
        if not found:
            raise ValueError(f"{year!r} is not a year; expected four digits, or a span that begins with them")
        if number is None:
            continue
        if int(found[0]) in series:
            raise ValueError(f"two values for {found[0]}; expected one")
        series[int(found[0])] = number
    later = [year for year in series if year >= base_year]
    return ((min(later), series[min(later)]), (max(later), series[max(later)])) if later else None


def _growth(value: float | None, base: float | None, years: float | None) -> float | None:
    part, years = None if value is None or base is None else known(value / base), known(years)
    if part is None or part < 0 or years is None or years <= 0:
        return None
    try:
        return known(part ** (1 / years) - 1)
    except OverflowError:
        return None


def _ratio(growth: float | None, required: float | None) -> float | None:
    return growth / abs(required) if growth is not None and required else None


def _flat(nested: Nested) -> Iterator[float | bool | None]:
    for each in nested:
        yield from _flat(each) if isinstance(each, Sequence) else (each,)


@method(
    "statcan",
    "Statistics Canada",
    looks_at="growth",
    source="Open SDG 2.4, docs/progress-methodology.md",
    needs_target=False,
    bands={True: bands(TARGET_LIMITS, STATUSES, met=ACHIEVED), False: bands(TREND_LIMITS, STATUSES)},
)
def judged(e: Evidence) -> MethodVerdict:
    """As published, but without a stand-in for 0, which would make the verdict depend on the unit."""
    found = series_progress(
        e.value, e.baseline, e.years, e.direction,
        target=e.target, target_years=e.target_years, limit=e.limit, zero=None,
    )  # fmt: skip
    limits = TREND_LIMITS if e.target is None else TARGET_LIMITS
    if found.status == ACHIEVED:
        return MethodVerdict("statcan", "achieved", "met", found.value, limits, found.score, ACHIEVED)
    if found.value is None:
        return MethodVerdict("statcan", "not_assessable", "under_a_year" if e.years < 1 else "no_growth")
    said, limits = common(found.status, STATUSES), tuple(limit * found.factor for limit in limits)
    return MethodVerdict("statcan", said, "ratio", found.value, limits, found.score, found.status)
