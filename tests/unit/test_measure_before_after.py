"""Mean yearly changes on either side of a date: cases to check by hand, and what holds for every series."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure.before_after import before_after, yearly_change

often = settings(max_examples=40, deadline=None, derandomize=True)
values = st.lists(st.integers(1, 1000), min_size=4, max_size=9)


def test_the_slope_and_its_interval_by_hand():
    """Of 10, 12, 13, 15: the sum of squares of the years is 5, of the products 8, of the residuals 0.2; t is 4.303."""
    found = yearly_change([2018, 2019, 2020, 2021], [10, 12, 13, 15])
    reach = 4.302653 * math.sqrt(0.2 / 2 / 5)
    assert (found.n, found.change) == (4, pytest.approx(8 / 5))
    assert (found.low, found.high) == (pytest.approx(1.6 - reach, abs=1e-6), pytest.approx(1.6 + reach, abs=1e-6))


def test_growth_by_the_same_share_a_year_is_that_share():
    """100, 110, 121, 133.1 lie on one line of logarithms: 10 % a year, with an interval of no width."""
    found = yearly_change([2018, 2019, 2020, 2021], [100, 110, 121, 133.1], relative=True)
    assert [found.change, found.low, found.high] == pytest.approx([0.1] * 3, abs=1e-6)


@pytest.mark.parametrize(
    ("times", "numbers", "relative", "reason"),
    [
        ([2018, 2019, 2020], [1, 2, 3], False, "too_few_points"),
        ([2018, 2019, 2020, 2021], [1, 2, None, 4], False, "too_few_points"),
        ([2018, 2018, 2018, 2018], [1, 2, 3, 4], False, "one_date"),
        ([2018, 2019, 2020, 2021], [0, 2, 3, 4], True, "not_positive"),
        ([2018, 2019, 2020, 2021], [1e308, -1e308, 1e308, -1e308], False, "undefined"),
    ],
)
def test_what_cannot_be_said_is_none_with_its_reason(times, numbers, relative, reason):
    """No number stands in the place of one that is not there."""
    found = yearly_change(times, numbers, relative=relative)
    assert (found.change, found.low, found.high, found.reasons) == (None, None, None, (reason,))


def test_a_figure_of_a_year_with_the_date_within_belongs_to_neither_side():
    """The flow of 2017 began before June 2017 and ended after it; the stock at its end is one of afterwards."""
    periods, numbers = [str(year) for year in range(2013, 2022)], list(range(9))
    begun = [float(year) for year in range(2013, 2022)]
    flows = before_after(periods, numbers, 2017.4, starts=begun)
    stocks = before_after(periods, numbers, 2017.4)
    assert (flows.before.n, flows.after.n) == (4, 4)
    assert (stocks.before.n, stocks.after.n) == (4, 5)


def test_intervals_that_share_a_value_overlap():
    """One value a year before, two after: apart, since both lie on a line; with noise they are not."""
    straight = before_after(range(2010, 2018), [1, 2, 3, 4, 8, 10, 12, 14], 2013.5)
    noisy = before_after(range(2010, 2018), [1, 4, 2, 5, 8, 12, 9, 13], 2013.5)
    assert (straight.comparable, straight.overlap) == (True, False)
    assert (noisy.comparable, noisy.overlap) == (True, True)
    assert before_after([2010], [1], 2013.5).overlap is None


@often
@given(values, st.integers(-50, 50))
def test_another_level_moves_nothing(numbers, more):
    """A constant on every value changes neither the slope nor its interval."""
    years = range(2000, 2000 + len(numbers))
    one, other = (yearly_change(years, [number + extra for number in numbers]) for extra in (0, more))
    ends = [one.change, one.low, one.high]
    assert [other.change, other.low, other.high] == pytest.approx(ends, rel=1e-6, abs=1e-6)
    assert one.low <= one.change <= one.high
