"""Growth per year, compound and absolute, over real years: gaps between observations count in full.

A missing argument gives None. Source: compound annual growth as used for sustainable development indicators
by Eurostat and Statistics Canada. Unlike Statistics Canada, zero is never replaced by 0.001: the result would
depend on the unit.
"""

from __future__ import annotations

from plan_metrics.measure.number import known
from plan_metrics.measure.progress import Direction, change, sign


def annual_growth(value: float | None, baseline: float | None, years: float | None) -> float | None:
    """Compound growth per year from baseline to value, as a ratio (0.02 is 2 % a year).

    None where it is not defined: a zero, a negative number, no time between the two, or a result beyond
    floating point. Zero that stays zero did not grow: 0.

    >>> annual_growth(121, 100, 2), annual_growth(5, 0, 2)
    (0.10000000000000009, None)
    """
    value, baseline, years = known(value), known(baseline), known(years)
    if value is None or baseline is None or years is None or years <= 0:
        return None
    if value == baseline == 0:
        return 0.0
    if value <= 0 or baseline <= 0:
        return None
    try:
        return known((value / baseline) ** (1 / years) - 1)
    except OverflowError:
        return None


def annual_change(value: float | None, baseline: float | None, years: float | None) -> float | None:
    """Absolute change per year, in the unit of the values; None when no time lies between.

    >>> annual_change(52, 40, 8)
    1.5
    """
    moved, years = change(value, baseline), known(years)
    return None if moved is None or years is None or years <= 0 else known(moved / years)


def required_growth(value: float | None, target: float | None, years: float | None) -> float | None:
    """Compound growth per year that leads from the value to the target in the years left.

    >>> required_growth(100, 121, 2)
    0.10000000000000009
    """
    return annual_growth(target, value, years)


def required_change(value: float | None, target: float | None, years: float | None) -> float | None:
    """Absolute change per year that leads from the value to the target in the years left.

    >>> required_change(52, 80, 7)
    4.0
    """
    return annual_change(target, value, years)


def growth_pace(growth: float | None, required: float | None, direction: Direction) -> float | None:
    """Growth in the desired direction over the growth that was required: the compound counterpart of `pace`.

    Both are ratios a year, counted from the same baseline. None where the required growth is zero.

    >>> growth_pace(0.03, 0.04, "increase"), growth_pace(-0.02, 0.04, "increase")
    (0.75, -0.5)
    """
    direction_sign, growth, required = sign(direction), known(growth), known(required)
    if growth is None or required is None or required == 0:
        return None
    return known(direction_sign * growth / abs(required))


def trend_rate(value: float | None, baseline: float | None, years: float | None) -> float | None:
    """Change per year as a ratio that is defined for every sign: what a trend is judged by.

    Both above zero: compound growth. Both below zero: the same of the magnitudes with the sign turned, so
    that a series and its mirror image are judged alike. One zero, or a change of sign: the change per year
    over the larger of the two magnitudes (from 0 to 10 in 4 years: 0.25). None when no time lies between.

    >>> trend_rate(10, 0, 4), trend_rate(-121, -100, 2), trend_rate(0, 0, 2)
    (0.25, -0.10000000000000009, 0.0)
    """
    value, baseline, years = known(value), known(baseline), known(years)
    if value is None or baseline is None or years is None or years <= 0:
        return None
    turn = -1 if value < 0 else 1
    growth = annual_growth(turn * value, turn * baseline, years)
    if growth is not None:
        return turn * growth
    largest = max(abs(value), abs(baseline))
    return known((value / largest - baseline / largest) / years)
