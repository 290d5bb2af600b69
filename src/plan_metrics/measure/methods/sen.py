"""Progress towards the target by the median slope of all pairs of points (Sen), over the progress that is due."""

from __future__ import annotations

import numpy as np
import scipy

from plan_metrics.measure import progress
from plan_metrics.measure.method import Evidence, MethodVerdict, against_due, method
from plan_metrics.measure.number import known

SEN_POINTS = 3  # with two points the Sen slope is the line between them


@method(
    "sen",
    "median slope (Sen)",
    looks_at="median",
    source="Sen (1968), Estimates of the regression coefficient based on Kendall's tau; thresholds of the plan",
)
def judged(e: Evidence) -> MethodVerdict:
    """Progress towards the target by the median slope of all pairs of points, on real dates."""
    if len(e.values) < SEN_POINTS:
        return MethodVerdict("sen", "not_assessable", "too_few_points")
    with np.errstate(all="ignore"):
        slope = known(scipy.stats.theilslopes(e.values, e.times).slope)
    made = None if slope is None else known(slope * e.years)
    whole = progress.change(e.target, e.baseline)
    return against_due("sen", known(made / whole) if made is not None and whole else None, e)
