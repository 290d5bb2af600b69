"""ESCAP's Current Status Index: 0 at the baseline, 10 at the target; raw, so below 0 and above 10 are kept.

Values in one unit. Source: UN ESCAP, Asia-Pacific SDG progress report; formula as in the public implementation
of UNICEF MENARO. The Anticipated Progress Index is left out: its weights are not published.
"""

from __future__ import annotations

from plan_metrics.measure import progress
from plan_metrics.measure.method import Evidence, MethodVerdict, by_pace, method
from plan_metrics.measure.number import known, same
from plan_metrics.measure.progress import Direction, change, sign


def current_status(
    value: float | None, baseline: float | None, target: float | None, direction: Direction
) -> float | None:
    """Ten times the way made in the desired direction over the whole way. None where the target is the baseline.

    >>> current_status(55, 40, 80, "increase"), current_status(30, 40, 20, "decrease")
    (3.75, 5.0)
    """
    direction_sign, done, whole = sign(direction), change(value, baseline), change(target, baseline)
    if done is None or whole is None or same(baseline, target):
        return None
    return known(10 * (direction_sign * (done / abs(whole))))


def parity_status(value: float | None, baseline: float | None, target: float | None) -> float | None:
    """The same for a target that is best met exactly: ten less ten times what is left of the distance.

    >>> round(parity_status(0.9, 0.8, 1), 9), round(parity_status(1.3, 0.8, 1), 9)
    (5.0, -5.0)
    """
    left, whole = change(value, target), change(baseline, target)
    if left is None or whole is None or same(baseline, target):
        return None
    return known(10 - 10 * (abs(left) / abs(whole)))


def expected_status(elapsed: float | None) -> float | None:
    """The index on a linear trajectory after a share of the time: what the index has to reach today.

    >>> expected_status(0.6)
    6.0
    """
    elapsed = known(elapsed)
    return None if elapsed is None else known(10 * elapsed)


@method(
    "escap",
    "ESCAP index",
    looks_at="share",
    source="UN ESCAP, Asia and the Pacific SDG progress report; formula as in a public program of UNICEF MENARO",
)
def judged(e: Evidence) -> MethodVerdict:
    """ESCAP publishes no classes: the plan's thresholds, on the index over the index due on a linear trajectory."""
    index = current_status(e.value, e.baseline, e.target, e.direction)
    due = expected_status(progress.elapsed(e.years, 0.0, e.target_years))
    return by_pace("escap", progress.pace(index, due), e, own=index)
