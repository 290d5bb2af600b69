"""Totals, ratios and coverage say how much is behind them; missing is never zero."""

from __future__ import annotations

import math

import pytest

from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.rollup import last, ratio_of_sums, total


def test_coverage_counts_what_is_expected_once():
    """Extra things and repeats do not raise it; the missing are named in the order expected."""
    assert coverage(["b", "b", "x"], ["a", "b", "c", "a"]) == Coverage(1, 3, 1 / 3, ("a", "c"))
    assert coverage(["a"], ["a"]) == Coverage(1, 1, 1.0, ())
    assert coverage([], ["a"]) == Coverage(0, 1, 0.0, ("a",))


def test_coverage_of_nothing_expected_is_unknown():
    """Not 0 and not 1."""
    assert coverage(["a"], []) == Coverage(0, 0, None, ())


def test_total_leaves_out_what_is_missing_and_says_so():
    """None and NaN are gaps, zero is a value."""
    assert total([1, 2, 3]) == (6.0, Coverage(3, 3, 1.0, ()))
    assert total([1, None, math.nan, 0]) == (1.0, Coverage(2, 4, 0.5, (1, 2)))


def test_total_of_nothing_is_none_and_not_zero():
    """All missing, or none at all."""
    assert total([None, math.nan]) == (None, Coverage(0, 2, 0.0, (0, 1)))
    assert total([]) == (None, Coverage(0, 0, None, ()))


def test_total_does_not_depend_on_the_order_of_rows():
    """The sum is rounded once, at the end; one too large for a float is None."""
    assert total([0.1] * 10)[0] == 1.0
    assert total([1e16, 1.0, -1e16])[0] == total([1e16, -1e16, 1.0])[0] == 1.0
    assert total([1e308, 1e308])[0] is None


def test_ratio_of_sums_is_not_the_mean_of_ratios():
    """1 of 10 and 50 of 100 is 51 of 110."""
    assert ratio_of_sums([1, 50], [10, 100])[0] == pytest.approx(51 / 110)


def test_ratio_of_sums_uses_whole_pairs_only():
    """Where one half is missing, the other does not count either."""
    value, cover = ratio_of_sums([1, 50, None, 7], [10, 100, 5, None])
    assert value == pytest.approx(51 / 110)
    assert cover == Coverage(2, 4, 0.5, (2, 3))


def test_ratio_of_sums_without_denominator_is_none():
    """No division by zero, no pair, no value."""
    assert ratio_of_sums([1, 2], [0, 0]) == (None, Coverage(2, 2, 1.0, ()))
    assert ratio_of_sums([1, 2], [3, -3])[0] is None
    assert ratio_of_sums([None], [3])[0] is None
    assert ratio_of_sums([], []) == (None, Coverage(0, 0, None, ()))


def test_sequences_of_unequal_length_are_refused():
    """A shifted column must not pass."""
    with pytest.raises(ValueError, match=r"shorter|longer"):
        ratio_of_sums([1], [1, 2])
    with pytest.raises(ValueError, match=r"shorter|longer"):
        last(["2024"], [1, 2])


def test_last_is_the_latest_known_value_with_its_period():
    """A gap at the end gives the period before, and says which; the year counts before its last month."""
    assert last(["2024", "2022", "2023"], [None, 1, 3]) == ("2023", 3.0)
    assert last(["2024-12", "2024"], [1, 2]) == ("2024", 2.0)
    assert last(["2024", "2024"], [1, 2]) == ("2024", 1.0)
    assert last(["2024"], [math.nan]) is None
    assert last([], []) is None
