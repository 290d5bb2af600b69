"""The trend arrows of the SDG Index: recent growth in a straight line over the growth needed to the target.

Values in one unit, times in years. Source: methods summary of the Sustainable Development Report;
its thresholds 1 and 0 were not re-read.
"""

from __future__ import annotations

from plan_metrics.measure.categories import category
from plan_metrics.measure.growth import annual_change
from plan_metrics.measure.method import Evidence, MethodVerdict, common, method
from plan_metrics.measure.number import known, same

LIMITS = (1.0, 0.5, 0.0)
ARROWS = ("on_track", "moderately_improving", "stagnating", "decreasing")
RECENT_YEARS = 5.0  # how far back recent growth is looked for


def trend_ratio(
    value: float | None,
    recent: float | None,
    recent_years: float | None,
    baseline: float | None,
    target: float | None,
    target_years: float | None,
) -> float | None:
    """Change a year since a recent value, over the change a year needed from the baseline to the target.

    With the baseline as the recent value it is the linear pace.

    Args:
        value: the latest one.
        recent: the value from which the change is counted.
        recent_years: between the recent value and the latest.
        baseline: of the target.
        target: in the same unit.
        target_years: between baseline and target.

    Returns:
        The ratio; None for a missing argument and where the target is the baseline.

    >>> trend_ratio(52, 48, 4, 40, 80, 20)
    0.5
    """
    moved, needed = annual_change(value, recent, recent_years), annual_change(target, baseline, target_years)
    if moved is None or not needed or same(baseline, target):
        return None
    return known(moved / needed)


def arrow(ratio: float | None, met: bool = False) -> str | None:
    """The arrow of a ratio of changes; a target that is met is `on_track`, or maintaining.

    >>> arrow(0.5), arrow(0.49), arrow(-0.1, met=True)
    ('moderately_improving', 'stagnating', 'on_track')
    """
    return ARROWS[0] if met else category(ratio, LIMITS, ARROWS)


@method(
    "sdsn",
    "SDSN arrows",
    looks_at="recent",
    source="SDSN, methods summary of the Sustainable Development Report",
    cited=(True, False),
)
def judged(e: Evidence) -> MethodVerdict:
    """Recent growth: from the first point of the last five years, else from the point before the latest."""
    earlier = range(len(e.times) - 1)
    recent = next((i for i in earlier if e.times[-1] - e.times[i] <= RECENT_YEARS), len(e.times) - 2)
    ratio = trend_ratio(e.value, e.values[recent], e.times[-1] - e.times[recent], e.baseline, e.target, e.target_years)
    own = arrow(ratio)
    if own is None:
        return MethodVerdict("sdsn", "not_assessable", "undefined")
    return MethodVerdict("sdsn", common(own, ARROWS), "ratio", ratio, LIMITS, own)
