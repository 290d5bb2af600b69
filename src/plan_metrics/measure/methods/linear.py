"""Progress from the first figure towards the target, over the progress that is due."""

from __future__ import annotations

from plan_metrics.measure import progress
from plan_metrics.measure.method import Evidence, MethodVerdict, against_due, method


@method("linear", "linear progress", looks_at="share", source="own; thresholds of the plan")
def judged(e: Evidence) -> MethodVerdict:
    """Against the path through the interim targets."""
    return against_due("linear", progress.share(e.value, e.baseline, e.target), e)
