"""How fast a series moved before and after a date: the mean yearly change on either side, with its interval.

A comparison in time and no more: that a series moved faster after a date does not show that anything begun on that
date moved it. Missing values (None, NaN, infinite) are left out. What cannot be said is None, and `reasons` says why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from plan_metrics.measure.number import known
from plan_metrics.measure.trend import Moment, Times, Values, between, moment, paired

LEVEL = 0.95  # of the intervals, unless another is asked for
LEAST = 4  # figures on either side: with three, the interval rests on a single degree of freedom
REASONS = ("too_few_points", "one_date", "not_positive", "undefined")


@dataclass(frozen=True)
class YearlyChange:
    """The mean change a year with the ends of its interval: in the unit of the values, or a ratio if `relative`."""

    n: int
    change: float | None = None
    low: float | None = None
    high: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class BeforeAfter:
    """The mean yearly change on either side of a date."""

    before: YearlyChange
    after: YearlyChange

    @property
    def comparable(self) -> bool:
        """Whether both sides have a change."""
        return self.before.change is not None and self.after.change is not None

    @property
    def overlap(self) -> bool | None:
        """Whether the two intervals share a value, so that the sides may be the same; None where one is not known."""
        one, other = self.before, self.after
        if one.low is None or one.high is None or other.low is None or other.high is None:
            return None
        return one.low <= other.high and other.low <= one.high


def yearly_change(
    times: Times, values: Values, *, relative: bool = False, level: float = LEVEL, least: int = LEAST
) -> YearlyChange:
    """The slope of the least-squares line through the values, in years, with Student's interval (n - 2 degrees).

    With `relative`, of their logarithms, given back as a ratio a year (0.02 is 2 %). The interval supposes independent
    deviations of one size: a series that leans on its own past looks more certain than it is. Source: Draper & Smith,
    Applied Regression Analysis, 3rd ed. (1998), section 1.4, eq. 1.4.8.

    >>> found = yearly_change([2018, 2019, 2020, 2021], [10, 12, 13, 15])
    >>> found.change, round(found.low, 2), round(found.high, 2)
    (1.6, 0.99, 2.21)
    """
    level = between(0, level, "level")
    dates, numbers = paired(times, values)
    n = len(numbers)
    if n < least:
        return YearlyChange(n, reasons=("too_few_points",))
    if dates[0] == dates[-1]:
        return YearlyChange(n, reasons=("one_date",))
    if relative and min(numbers) <= 0:
        return YearlyChange(n, reasons=("not_positive",))
    with np.errstate(all="ignore"):
        x = np.subtract(dates, np.mean(dates))
        y = np.log(numbers) if relative else np.asarray(numbers, dtype=float)
        y = y - y.mean()
        spread = x @ x
        slope = x @ y / spread
        rest = y - slope * x
        reach = scipy.stats.t.ppf((1 + level) / 2, n - 2) * np.sqrt(rest @ rest / (n - 2) / spread)
        ends = np.array([slope, slope - reach, slope + reach])
        change, low, high = map(known, np.expm1(ends) if relative else ends)
    if change is None or low is None or high is None:
        return YearlyChange(n, reasons=("undefined",))
    return YearlyChange(n, change, low, high)


def before_after(
    times: Times,
    values: Values,
    at: float,
    *,
    starts: Times | None = None,
    relative: bool = False,
    level: float = LEVEL,
    least: int = LEAST,
) -> BeforeAfter:
    """The mean yearly change of the values that end by the moment `at`, and of those that begin after it.

    A figure whose period has the moment within belongs to neither side. Source: the two slopes of an interrupted time
    series, without its model of both at once, as in Bernal, Cummins & Gasparrini, Int. J. Epidemiology 46 (2017) 348.

    Args:
        times: where the values stand, in decimal years or as periods.
        values: in one unit.
        at: the moment, in decimal years.
        starts: where the periods of the values begin; `times` where not given.
        relative: whether the change is a ratio a year, see `yearly_change`.
        level: of the intervals.
        least: how many values a side needs.

    Returns:
        The change of either side; None, with the reason, where it has too few values.

    >>> found = before_after(range(2010, 2018), [1, 2, 3, 4, 8, 10, 12, 14], 2013.5)
    >>> found.before.change, found.after.change, found.overlap
    (1.0, 2.0, False)
    """
    before: list[tuple[Moment, float | None]] = []
    after: list[tuple[Moment, float | None]] = []
    for time, start, value in zip(times, times if starts is None else starts, values, strict=True):
        end, begin = moment(time), moment(start)
        if end is not None and end <= at:
            before.append((end, value))
        elif end is not None and begin is not None and begin >= at:
            after.append((end, value))
    one, other = (
        yearly_change(
            [time for time, _ in side], [value for _, value in side], relative=relative, level=level, least=least
        )
        for side in (before, after)
    )
    return BeforeAfter(one, other)
