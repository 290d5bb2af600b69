"""Eurostat's trend assessment: compound growth over the growth required, or compound growth alone.

Growth as a ratio a year, in values above zero; times in years. Source: monitoring report on progress towards the
SDGs in an EU context; the thresholds with a target as restated by Statistics Canada, those without not re-read.
"""

from __future__ import annotations

from plan_metrics.measure.categories import category
from plan_metrics.measure.growth import annual_growth, growth_pace
from plan_metrics.measure.method import WORDS, Evidence, MethodVerdict, bands, common, method
from plan_metrics.measure.progress import Direction, sign

TARGET_LIMITS = (0.95, 0.60, 0.0)
TREND_LIMITS = (0.01, 0.0, -0.01)
TARGET_STATUSES = ("significant_progress", "moderate_progress", "insufficient_progress", "movement_away")
TREND_STATUSES = ("significant_progress", "moderate_progress", "moderate_movement_away", "significant_movement_away")
TREND_WORDS = ("on_track", "behind", "moving_away", "moving_away")


def growth_ratio(
    value: float | None,
    baseline: float | None,
    target: float | None,
    years: float | None,
    target_years: float | None,
    direction: Direction,
) -> float | None:
    """Growth in the desired direction over the growth that leads from the baseline to the target.

    Args:
        value: the latest one.
        baseline: the value from which growth is counted.
        target: in the same unit.
        years: between baseline and value.
        target_years: between baseline and target.
        direction: the desired direction.

    Returns:
        The ratio of the two growth rates, 1 for growth exactly as needed; None for a missing argument, for anything but
        values above zero, and where the target is the baseline.

    >>> round(growth_ratio(17.0, 8.5, 20, 12, 16, "increase"), 4)
    1.0824
    """
    required = annual_growth(target, baseline, target_years)
    return growth_pace(annual_growth(value, baseline, years), required, direction)


def wanted_growth(
    value: float | None, baseline: float | None, years: float | None, direction: Direction
) -> float | None:
    """Compound growth a year, above zero where it is in the desired direction.

    >>> round(wanted_growth(81, 100, 2, "decrease"), 4)
    0.1
    """
    direction_sign, growth = sign(direction), annual_growth(value, baseline, years)
    return None if growth is None else direction_sign * growth


def status_with_target(ratio: float | None) -> str | None:
    """The category of a ratio of growths; on a threshold the better one counts.

    >>> status_with_target(0.6), status_with_target(-0.0001)
    ('moderate_progress', 'movement_away')
    """
    return category(ratio, TARGET_LIMITS, TARGET_STATUSES)


def status_without_target(growth: float | None) -> str | None:
    """The category of a growth in the desired direction.

    >>> status_without_target(0.01), status_without_target(0.0), status_without_target(-0.02)
    ('significant_progress', 'moderate_progress', 'significant_movement_away')
    """
    return category(growth, TREND_LIMITS, TREND_STATUSES)


@method(
    "eurostat",
    "Eurostat",
    looks_at="growth",
    source="Eurostat, monitoring report on progress towards the SDGs in an EU context",
    needs_target=False,
    cited=(False,),
    bands={
        True: bands(TARGET_LIMITS, TARGET_STATUSES),
        False: bands(TREND_LIMITS, TREND_STATUSES, TREND_WORDS),
    },
)
def judged(e: Evidence) -> MethodVerdict:
    """Growth over required growth; without a target growth alone."""
    if e.target is None:
        number = wanted_growth(e.value, e.baseline, e.years, e.direction)
        own, limits, names = status_without_target(number), TREND_LIMITS, TREND_STATUSES
        words = TREND_WORDS
    else:
        number = growth_ratio(e.value, e.baseline, e.target, e.years, e.target_years, e.direction)
        own, limits, names = status_with_target(number), TARGET_LIMITS, TARGET_STATUSES
        words = WORDS
    if own is None:
        return MethodVerdict("eurostat", "not_assessable", "no_growth")
    return MethodVerdict("eurostat", common(own, names, words), "ratio", number, limits, own, own)
