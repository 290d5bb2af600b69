"""How far an indicator has come: shares of the way, pace and gap.

Everywhere: values in one unit, moments in decimal years, shares as ratios (0.4 is 40 % of the way). A missing
argument gives None. Source: linear share and pace as in the ESCAP Current Status Index (which is 10 x share).
"""

from __future__ import annotations

from typing import Literal

from plan_metrics.measure.number import at_least, known, same

Direction = Literal["increase", "decrease"]
_SIGNS = {"increase": 1, "decrease": -1}


def sign(direction: Direction | None) -> int:
    """+1 where an increase is desired, -1 where a decrease is desired; ValueError for anything else.

    >>> sign("increase"), sign("decrease")
    (1, -1)
    """
    if direction not in _SIGNS:
        raise ValueError(f"direction is {direction!r}; expected 'increase' or 'decrease'")
    return _SIGNS[direction]


def change(value: float | None, baseline: float | None) -> float | None:
    """What was added since the baseline, in the unit of the values.

    >>> change(52, 40)
    12.0
    """
    value, baseline = known(value), known(baseline)
    return None if value is None or baseline is None else known(value - baseline)


def relative_change(value: float | None, baseline: float | None) -> float | None:
    """The change as a share of the baseline; None unless the baseline is above zero.

    >>> relative_change(52, 40), relative_change(5, 0)
    (0.3, None)
    """
    moved, baseline = change(value, baseline), known(baseline)
    return None if moved is None or baseline is None or baseline <= 0 else known(moved / baseline)


def share(value: float | None, baseline: float | None, target: float | None) -> float | None:
    """Progress towards the target: the change since the baseline as a share of the change that the target asks for.

    0 at the baseline, 1 at the target; kept raw: below 0 when moving away, above 1 past the target. Holds for zero,
    negative and sign-changing values and for both directions. None when baseline and target are the same.

    >>> share(55, 40, 80), share(30, 40, 20), share(90, 40, 80)
    (0.375, 0.5, 1.25)
    """
    done, whole = change(value, baseline), change(target, baseline)
    return None if done is None or whole is None or same(baseline, target) else known(done / whole)


def elapsed(at: float | None, start: float | None, end: float | None) -> float | None:
    """Time elapsed at a moment, as a share of the time from start to end, all three in decimal years.

    1 after the end (the path has ended), below 0 before the start; None unless the end is after the start.

    >>> elapsed(2022, 2015, 2029), elapsed(2031, 2015, 2029)
    (0.5, 1.0)
    """
    passed, whole = change(at, start), change(end, start)
    if passed is None or whole is None or whole <= 0:
        return None
    return known(min(passed / whole, 1.0))


def pace(share: float | None, elapsed: float | None) -> float | None:
    """Progress towards the target over time elapsed (pace): 1 is exactly on a linear trajectory to the target.

    None unless some time has passed.

    >>> pace(0.375, 0.5)
    0.75
    """
    share, elapsed = known(share), known(elapsed)
    if share is None or elapsed is None or elapsed <= 0:
        return None
    return known(share / elapsed)


def expected_value(baseline: float | None, target: float | None, elapsed: float | None) -> float | None:
    """The value on the linear trajectory from baseline to target after a share of the time.

    >>> expected_value(40, 80, 0.5)
    60.0
    """
    baseline, whole, elapsed = known(baseline), change(target, baseline), known(elapsed)
    if baseline is None or whole is None or elapsed is None:
        return None
    return known(baseline + whole * elapsed)


def is_met(value: float | None, target: float | None, direction: Direction) -> bool | None:
    """Whether the value is at the target or on its desired side; None when either is missing.

    >>> is_met(52, 50, "increase"), is_met(52, 50, "decrease")
    (True, False)
    """
    direction_sign, value, target = sign(direction), known(value), known(target)
    return None if value is None or target is None else at_least(direction_sign * value, direction_sign * target)


def gap(value: float | None, target: float | None, direction: Direction) -> float | None:
    """The gap to the target in the desired direction, in the unit of the values; 0 when it is met.

    >>> gap(52, 80, "increase"), gap(52, 50, "increase"), gap(52, 50, "decrease")
    (28.0, 0.0, 2.0)
    """
    met, missing = is_met(value, target, direction), change(target, value)
    if met:
        return 0.0
    return None if missing is None else abs(missing)
