"""Shares of the way, pace, gap and growth, in numbers that can be checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plan_metrics.measure.growth import (
    annual_change,
    annual_growth,
    growth_pace,
    required_change,
    required_growth,
    trend_rate,
)
from plan_metrics.measure.number import at_least, known, same
from plan_metrics.measure.progress import (
    change,
    elapsed,
    expected_value,
    gap,
    is_met,
    pace,
    relative_change,
    share,
    sign,
)
from plan_metrics.measure.status import trend_status


@pytest.mark.parametrize(
    ("about", "value", "baseline", "target", "expected"),
    [
        ("half way up", 60, 40, 80, 0.5),
        ("half way down", 30, 40, 20, 0.5),
        ("not moved", 40, 40, 80, 0.0),
        ("there", 80, 40, 80, 1.0),
        ("past the target", 90, 40, 80, 1.25),
        ("moving away", 30, 40, 80, -0.25),
        ("from zero", 25, 0, 100, 0.25),
        ("to zero", 12, 20, 0, 0.4),
        ("below zero", -2, -4, -1, 2 / 3),
        ("through zero", 2, -4, 3, 6 / 7),
        ("target is the baseline", 60, 50, 50, None),
        ("target is the baseline but for noise", 60, 57, 0.57 * 100, None),
        ("value missing", None, 40, 80, None),
        ("value not a number", math.nan, 40, 80, None),
        ("baseline missing", 60, None, 80, None),
        ("target missing", 60, 40, None, None),
        ("too large for a float", 1e308, -1e308, 1.0, None),
    ],
)
def test_share_of_the_way(about, value, baseline, target, expected):
    """Raw shares: for zeros, negatives, both directions and overshoot alike; None where there is no way."""
    found = share(value, baseline, target)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12)), about


@pytest.mark.parametrize(
    ("at", "start", "end", "expected"),
    [
        (2020, 2017, 2025, 0.375),
        (2017, 2017, 2025, 0.0),
        (2025, 2017, 2025, 1.0),
        (2027, 2017, 2025, 1.0),
        (2015, 2017, 2025, -0.25),
        (2020, 2017, 2017, None),
        (2020, 2017, 2015, None),
        (None, 2017, 2025, None),
    ],
)
def test_elapsed_share_of_the_time(at, start, end, expected):
    """1 after the end, negative before the start, None for a path that ends before it begins."""
    assert elapsed(at, start, end) == expected


def test_pace_is_way_over_time():
    """Half the way in half the time is pace 1; without time there is no pace."""
    assert pace(0.5, 0.5) == 1.0
    assert pace(0.3, 0.5) == pytest.approx(0.6)
    assert pace(-0.1, 0.5) == pytest.approx(-0.2)
    assert pace(0.5, 0.0) is None
    assert pace(0.5, -0.1) is None
    assert pace(None, 0.5) is None
    assert pace(0.5, None) is None


def test_expected_value_lies_on_the_straight_path():
    """40 to 80 over the whole time is 50 after a quarter of it; a fall likewise."""
    assert expected_value(40, 80, 0.25) == 50
    assert expected_value(40, 20, 0.25) == 35
    assert expected_value(40, 40, 0.25) == 40
    assert expected_value(40, 80, None) is None


def test_gap_counts_in_the_wanted_direction_and_ends_at_the_target():
    """What is missing is never negative; past the target nothing is missing."""
    assert gap(52, 80, "increase") == 28
    assert gap(90, 80, "increase") == 0
    assert gap(52, 40, "decrease") == 12
    assert gap(30, 40, "decrease") == 0
    assert gap(-5, 0, "increase") == 5
    assert gap(None, 80, "increase") is None


def test_a_target_is_met_on_the_limit_whatever_the_unit():
    """0.57 x 100 is 56.99999999999999 in a computer, and meets a target of 57."""
    assert is_met(0.57 * 100, 57, "increase")
    assert gap(0.57 * 100, 57, "increase") == 0
    assert not is_met(56.9, 57, "increase")
    assert is_met(57, 0.57 * 100, "decrease")
    assert is_met(None, 57, "increase") is None


def test_a_direction_is_declared_and_never_guessed():
    """Two words; anything else is refused, also where the value is missing."""
    for word in ("", "up", "Increase", None, 1):
        with pytest.raises(ValueError, match="expected 'increase' or 'decrease'"):
            sign(word)
        with pytest.raises(ValueError, match="direction is"):
            is_met(None, None, word)


def test_change_and_relative_change():
    """A share of the baseline needs a baseline above zero."""
    assert change(52, 40) == 12
    assert change(40, None) is None
    assert relative_change(52, 40) == pytest.approx(0.3)
    assert relative_change(5, 0) is None
    assert relative_change(5, -10) is None


@pytest.mark.parametrize(
    ("about", "value", "baseline", "years", "expected"),
    [
        ("10 % twice", 121, 100, 2, 0.10),
        ("half in one year", 50, 100, 1, -0.5),
        ("unchanged", 100, 100, 7, 0.0),
        ("half a year counts as half a year", 110, 100, 0.5, 0.21),
        ("stays zero", 0, 0, 5, 0.0),
        ("from zero", 5, 0, 2, None),
        ("to zero", 0, 5, 2, None),
        ("below zero", -5, -4, 2, None),
        ("through zero", 5, -4, 2, None),
        ("no time", 121, 100, 0, None),
        ("time backwards", 121, 100, -2, None),
        ("missing", None, 100, 2, None),
        ("too large for a float", 1e300, 1e-300, 1e-3, None),
        ("ratio too large for a float", 1e308, 1e-308, 1, None),
    ],
)
def test_annual_growth_is_compound_or_none(about, value, baseline, years, expected):
    """Defined above zero only; None elsewhere and never an error."""
    found = annual_growth(value, baseline, years)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12)), about


def test_annual_change_and_what_is_required():
    """12 in 8 years is 1.5 a year; 28 in 7 years needs 4 a year; 100 to 121 in 2 years needs 10 %."""
    assert annual_change(52, 40, 8) == 1.5
    assert annual_change(52, 40, 0) is None
    assert required_change(52, 80, 7) == 4
    assert required_growth(100, 121, 2) == pytest.approx(0.10)
    assert required_growth(0, 121, 2) is None


def test_growth_pace_has_the_sign_of_the_wanted_direction():
    """A fall is progress where a fall is desired; no required growth, no pace."""
    assert growth_pace(-0.02, -0.04, "decrease") == 0.5
    assert growth_pace(-0.02, 0.04, "increase") == -0.5
    assert growth_pace(0.02, 0, "increase") is None
    assert growth_pace(None, 0.04, "increase") is None


@pytest.mark.parametrize(
    ("value", "baseline", "years", "expected"),
    [
        (121, 100, 2, 0.10),
        (-121, -100, 2, -0.10),
        (-100, -121, 2, 1 - 1 / 1.1),
        (10, 0, 4, 0.25),
        (0, 10, 4, -0.25),
        (5, -5, 4, 0.5),
        (0, 0, 4, 0.0),
        (10, 5, 0, None),
        (None, 5, 4, None),
    ],
)
def test_trend_rate_is_defined_for_every_sign(value, baseline, years, expected):
    """Compound on one side of zero, linear over the larger magnitude across it."""
    found = trend_rate(value, baseline, years)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_a_missing_number_is_none_nan_or_infinite():
    """Three ways to be missing, one way out; numpy numbers are numbers."""
    assert [known(x) for x in (None, math.nan, math.inf, -math.inf)] == [None] * 4
    assert known(np.float64(2.5)) == 2.5
    assert type(known(np.int64(2))) is float
    assert share(np.float64(1), np.float64(0), np.float64(0)) is None


def test_same_is_about_floating_point_noise_only():
    """One in 10^12 is noise; one certificate in 10^9 is not; nothing is as small as zero."""
    assert same(0.1 + 0.2, 0.3)
    assert not same(1e9, 1e9 + 1)
    assert not same(0.0, 1e-300)
    assert at_least(0.57 / 0.6, 0.95)


@pytest.mark.parametrize(
    ("value", "baseline", "how"),
    [
        (12, 10, "compound"), (-12, -10, "compound"), (0, 0, "compound"), (10, 0, "linear"), (0, 10, "linear"),
        (-10, 0, "linear"), (0, -10, "linear"), (10, -10, "linear"), (-10, 10, "linear"),
    ],
)  # fmt: skip
def test_how_a_trend_was_found_depends_on_the_side_of_zero(value, baseline, how):
    """Compound on one side of zero; a zero or a change of sign has no compound growth."""
    assert trend_status(value, baseline, 4, "increase", 0.005)[1] == how
