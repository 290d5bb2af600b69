"""Compound growth over the growth required to reach the target."""

from __future__ import annotations

from plan_metrics.measure import growth, progress
from plan_metrics.measure.method import Evidence, MethodVerdict, by_pace, method


@method("growth", "growth over required growth", looks_at="growth", source="own; thresholds of the plan")
def judged(e: Evidence) -> MethodVerdict:
    """Compound growth over required growth; below zero of the magnitudes, so that a mirror image is judged alike."""
    turn = -1 if e.baseline < 0 else 1
    direction_sign = turn * progress.sign(e.direction)
    value, base, target = turn * e.value, turn * e.baseline, None if e.target is None else turn * e.target
    ratio = growth.growth_pace(
        growth.annual_growth(value, base, e.years),
        growth.required_growth(base, target, e.target_years),
        "increase" if direction_sign > 0 else "decrease",
    )
    return by_pace("growth", ratio, e, own=growth.annual_growth(value, base, e.years), why="no_growth")
