"""The United Nations' SDG Progress Chart: projection to the target (2023), ratio of growths (2022).

Growth as a ratio a year, in values above zero; times in years. Sources: technical note of 2023 as restated with
its formulas by Eustat; thresholds of 2022 as in a public implementation (unsd_global_database), which takes the
magnitude of the growth and so calls a fall progress: here growth keeps its sign.
"""

from __future__ import annotations

from plan_metrics.measure import progress
from plan_metrics.measure.categories import category
from plan_metrics.measure.growth import annual_growth
from plan_metrics.measure.method import Band, Evidence, MethodVerdict, bands, common, method
from plan_metrics.measure.methods import eurostat
from plan_metrics.measure.number import at_least, known
from plan_metrics.measure.progress import Direction

PROJECTION_LIMITS = (0.95, 0.10)  # scores 3 and 2; below it 1
TREND_LIMITS = (0.02, 0.005)  # growth a year, where there is no target
SCORES = ("score_1", "score_2", "score_3")
TREND_SCORES = ("growth_score_1", "growth_score_2", "growth_score_3")  # whose words name no target
NEAR = 1.0  # points from a target of 0 or 100 per cent that count as met
LIMITS_2022 = (0.95, 0.5, -0.1)
TREND_LIMITS_2022 = (0.01, 0.005, -0.01)
STATUSES_2022 = ("substantial_progress", "fair_progress", "limited_progress", "deterioration")

growth_ratio = eurostat.growth_ratio  # what the note of 2022 calls CR
wanted_growth = eurostat.wanted_growth


def projected(
    value: float | None, baseline: float | None, years: float | None, target_years: float | None
) -> float | None:
    """The value at the target's time if compound growth since the baseline goes on; both times count from it.

    >>> round(projected(52, 40, 7, 15), 2)
    70.18
    """
    value, years, target_years = known(value), known(years), known(target_years)
    growth = annual_growth(value, baseline, years)
    if value is None or years is None or growth is None or target_years is None:
        return None
    try:
        return known(value * (1 + growth) ** (target_years - years))
    except (OverflowError, ZeroDivisionError):  # growth so low that 1 + growth is 0
        return None


def projection_ratio(
    value: float | None,
    baseline: float | None,
    target: float | None,
    years: float | None,
    target_years: float | None,
) -> float | None:
    """The progress towards the target that will be made by the target's time, at today's growth.

    >>> round(projection_ratio(10.4, 14.5, 7.25, 8, 15), 4)
    0.9275
    """
    return progress.share(projected(value, baseline, years, target_years), baseline, target)


def counts_as_met(value: float | None, target: float | None, direction: Direction, percent: bool) -> bool | None:
    """Whether the target is met; of values in per cent also within one point of a target of 0 or 100.

    >>> counts_as_met(99.2, 100, "increase", True), counts_as_met(99.2, 100, "increase", False)
    (True, False)
    """
    met, value, target = progress.is_met(value, target, direction), known(value), known(target)
    if met or not percent or value is None or target is None or target not in (0.0, 100.0):
        return met
    return at_least(NEAR, abs(value - target))


def projection_score(ratio: float | None) -> int | None:
    """3 met or on track, 2 progress that has to be faster, 1 standstill or regression.

    >>> projection_score(0.95), projection_score(0.1), projection_score(-2)
    (3, 2, 1)
    """
    return _score(ratio, PROJECTION_LIMITS)


def trend_score(growth: float | None) -> int | None:
    """The same of a growth in the desired direction, where there is no target.

    >>> trend_score(0.02), trend_score(0.005), trend_score(0.004)
    (3, 2, 1)
    """
    return _score(growth, TREND_LIMITS)


def status_2022(ratio: float | None) -> str | None:
    """The category of a ratio of growths by the note of 2022.

    >>> status_2022(0.9), status_2022(-0.1), status_2022(-0.2)
    ('fair_progress', 'limited_progress', 'deterioration')
    """
    return category(ratio, LIMITS_2022, STATUSES_2022)


def trend_status_2022(growth: float | None) -> str | None:
    """The category of a growth in the desired direction by the note of 2022; a fall is never progress.

    >>> trend_status_2022(0.02), trend_status_2022(-0.03)
    ('substantial_progress', 'deterioration')
    """
    return category(growth, TREND_LIMITS_2022, STATUSES_2022)


def _score(number: float | None, limits: tuple[float, float]) -> int | None:
    number = known(number)
    return None if number is None else 1 + sum(at_least(number, limit) for limit in limits)


def _scored(limits: tuple[float, float], scores: tuple[str, str, str]) -> tuple[Band, ...]:
    """The scores as categories; the lowest is split at 0 (see `judged_2023`)."""
    best, middle, lowest = reversed(scores)
    return bands((*limits, 0.0), (best, middle, lowest, lowest))


_MET = Band(SCORES[-1], None, "achieved")


@method(
    "un2023",
    "UN Progress Chart 2023",
    looks_at="growth",
    source="United Nations, SDG Progress Chart 2023, technical note",
    needs_target=False,
    bands={True: (_MET, *_scored(PROJECTION_LIMITS, SCORES)), False: _scored(TREND_LIMITS, TREND_SCORES)},
)
def judged_2023(e: Evidence) -> MethodVerdict:
    """Its lowest score is split at 0, so that a standstill and a step back stay apart.

    A way that leads back from a baseline beyond the target would make every fall progress.
    """
    if e.target is None:
        number, limits = wanted_growth(e.value, e.baseline, e.years, e.direction), TREND_LIMITS
        own, scores = trend_score(number), TREND_SCORES
    else:
        number = projection_ratio(e.value, e.baseline, e.target, e.years, e.target_years)
        own, limits, scores = projection_score(number), PROJECTION_LIMITS, SCORES
        if counts_as_met(e.value, e.target, e.direction, e.percent):
            return MethodVerdict("un2023", "achieved", "met", number, limits, 3, SCORES[-1])
        if progress.is_met(e.baseline, e.target, e.direction):
            return MethodVerdict("un2023", "not_assessable", "met_at_baseline")
    if own is None or number is None:
        return MethodVerdict("un2023", "not_assessable", "no_growth")
    status = {3: "on_track", 2: "behind"}.get(own, "far_behind" if number >= 0 else "moving_away")
    return MethodVerdict("un2023", status, "ratio", number, limits, own, scores[own - 1])


@method(
    "un2022",
    "UN Progress Chart 2022",
    looks_at="growth",
    source="United Nations, SDG Progress Chart 2022; thresholds as in a public program of UNSD",
    needs_target=False,
    bands={True: bands(LIMITS_2022, STATUSES_2022), False: bands(TREND_LIMITS_2022, STATUSES_2022)},
)
def judged_2022(e: Evidence) -> MethodVerdict:
    """Growth over required growth; without a target growth alone."""
    if e.target is None:
        number, limits = wanted_growth(e.value, e.baseline, e.years, e.direction), TREND_LIMITS_2022
        own = trend_status_2022(number)
    else:
        number = growth_ratio(e.value, e.baseline, e.target, e.years, e.target_years, e.direction)
        own, limits = status_2022(number), LIMITS_2022
    if own is None:
        return MethodVerdict("un2022", "not_assessable", "no_growth")
    return MethodVerdict("un2022", common(own, STATUSES_2022), "ratio", number, limits, own, own)
