"""What holds for every number: no error, no infinity, and the fixed points of shares, gaps and growth."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plan_metrics.measure import growth, progress, rollup
from plan_metrics.measure.periods import decimal_year, last_day, start_month, years_between

often = settings(max_examples=60, deadline=None, derandomize=True)

any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.one_of(
    st.integers(-(10**9), 10**9).map(float), st.floats(0.001, 1e12), st.floats(-1e12, -0.001), st.just(0.0)
)
directions = st.sampled_from(["increase", "decrease"])
years = st.integers(2014, 2028)
periods = years.map(str) | st.builds("{}-{:02d}".format, years, st.integers(1, 12))


@often
@given(a=any_finite, b=any_finite, c=any_finite, direction=directions)
def test_no_function_fails_or_invents_an_infinity(a, b, c, direction):
    """Finite numbers in, finite numbers or None out, for every function of three numbers or fewer."""
    found = [
        progress.change(a, b),
        progress.relative_change(a, b),
        progress.share(a, b, c),
        progress.elapsed(a, b, c),
        progress.pace(a, b),
        progress.expected_value(a, b, c),
        progress.gap(a, b, direction),
        growth.annual_growth(a, b, c),
        growth.annual_change(a, b, c),
        growth.required_growth(a, b, c),
        growth.required_change(a, b, c),
        growth.growth_pace(a, b, direction),
        growth.trend_rate(a, b, c),
        rollup.total([a, b, c])[0],
        rollup.ratio_of_sums([a, b], [b, c])[0],
    ]
    assert all(x is None or math.isfinite(x) for x in found)


@often
@given(baseline=plain, target=plain)
def test_share_is_0_at_the_baseline_and_1_at_the_target(baseline, target):
    """The two fixed points of every path."""
    share = progress.share(baseline, baseline, target)
    assume(share is not None)
    assert share == 0
    assert progress.share(target, baseline, target) == 1


@often
@given(value=plain, baseline=plain, target=plain, factor=st.floats(1e-6, 1e6))
def test_share_does_not_depend_on_the_unit(value, baseline, target, factor):
    """Certificates or 10,000 certificates: the same progress."""
    assume(abs(target - baseline) > 1e-6 * max(abs(target), abs(baseline)))
    found = progress.share(value * factor, baseline * factor, target * factor)
    assert found == pytest.approx(progress.share(value, baseline, target), rel=1e-6, abs=1e-6)


@often
@given(value=plain, baseline=plain, target=plain)
def test_share_is_the_same_in_the_mirror(value, baseline, target):
    """A desired decrease is a desired increase of the negated values."""
    assert progress.share(-value, -baseline, -target) == progress.share(value, baseline, target)


@often
@given(low=plain, high=plain, baseline=plain, target=plain)
def test_share_rises_with_the_value_towards_the_target(low, high, baseline, target):
    """More of what is desired is never less progress."""
    low, high = sorted((low, high))
    assume(progress.share(low, baseline, target) is not None)
    shares = progress.share(low, baseline, target), progress.share(high, baseline, target)
    assert shares == tuple(sorted(shares, reverse=target < baseline))


@often
@given(value=plain, target=plain, direction=directions)
def test_gap_is_zero_exactly_when_the_target_is_met(value, target, direction):
    """Two ways to ask the same question."""
    gap = progress.gap(value, target, direction)
    assert gap >= 0
    assert (gap == 0) == progress.is_met(value, target, direction)


@often
@given(baseline=plain, target=plain, time=st.floats(0.01, 1.0))
def test_the_expected_value_has_pace_1(baseline, target, time):
    """Who is where the linear trajectory is, is exactly on pace."""
    assume(abs(target - baseline) > 1e-6 * max(abs(target), abs(baseline)))
    expected = progress.expected_value(baseline, target, time)
    assert progress.pace(progress.share(expected, baseline, target), time) == pytest.approx(1, abs=1e-6)


@often
@given(value=st.floats(1, 1e5), baseline=st.floats(1, 1e5), time=st.floats(1, 50))
def test_growth_compounds_back_to_the_value(value, baseline, time):
    """Baseline x (1 + growth) ^ years is the value again; what is required is what was done."""
    rate = growth.annual_growth(value, baseline, time)
    assert baseline * (1 + rate) ** time == pytest.approx(value, rel=1e-6)
    assert growth.required_growth(baseline, value, time) == rate
    assert baseline + growth.annual_change(value, baseline, time) * time == pytest.approx(value, abs=1e-3)


@often
@given(value=plain, baseline=plain, time=st.floats(0.1, 50))
def test_trend_rate_turns_its_sign_in_the_mirror(value, baseline, time):
    """Defined on both sides of zero, and opposite there."""
    rate = growth.trend_rate(value, baseline, time)
    assert rate is not None
    assert growth.trend_rate(-value, -baseline, time) == -rate


@often
@given(a=periods, b=periods)
def test_periods_stand_in_one_order(a, b):
    """Ends, last days and years between agree on what comes first."""
    assert (decimal_year(a) < decimal_year(b)) == (last_day(a) < last_day(b)) == (years_between(a, b) > 0)
    assert years_between(a, b) == -years_between(b, a)
    assert start_month(a) / 12 < decimal_year(a)
