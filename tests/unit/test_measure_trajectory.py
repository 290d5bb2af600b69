"""The path to a target: straight, or through dated interim targets, in numbers that can be checked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure import progress
from plan_metrics.measure.periods import decimal_year, end_month
from plan_metrics.measure.targets import Point
from plan_metrics.measure.trajectory import cumulated, due_at, elapsed_at, expected_at, trajectory

often = settings(max_examples=60, deadline=None, derandomize=True)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.one_of(st.integers(-(10**6), 10**6).map(float), st.floats(0.001, 1e9))
within = st.builds("{}-{:02d}".format, st.integers(2021, 2029), st.integers(1, 12))
interims = st.lists(st.builds(Point, within, plain), max_size=4, unique_by=lambda point: point.period)

STRAIGHT = trajectory(Point("2020", 40.0), Point("2030", 80.0))
LATE = trajectory(Point("2020", 40.0), Point("2030", 80.0), [Point("2028", 60.0), Point("2025", 50.0)])


@pytest.mark.parametrize(
    ("about", "path", "period", "expected", "elapsed", "due"),
    [
        ("at the baseline", STRAIGHT, "2020", 40, 0, 0),
        ("half way", STRAIGHT, "2025", 60, 0.5, 0.5),
        ("a quarter counts as a quarter of a year", STRAIGHT, "2021-Q1", 41, 0.025, 0.025),
        ("at the target", STRAIGHT, "2030", 80, 1, 1),
        ("after the target", STRAIGHT, "2033", 80, 1, 1),
        ("before the baseline", STRAIGHT, "2019", None, -0.1, None),
        ("at an interim target", LATE, "2025", 50, 0.5, 0.25),
        ("before it", LATE, "2022-06", 43, 0.15, 0.075),
        ("between two", LATE, "2027", 50 + 20 / 3, 0.7, (10 + 20 / 3) / 40),
        ("on the last stretch", LATE, "2029", 70, 0.9, 0.75),
        ("at the target all the same", LATE, "2030", 80, 1, 1),
    ],
)
def test_what_the_path_asks_for(about, path, period, expected, elapsed, due):
    """The value expected, the time elapsed and the progress due; 40 in 2020 to 80 in 2030."""
    assert expected_at(path, period) == (None if expected is None else pytest.approx(expected, abs=1e-9)), about
    assert elapsed_at(path, period) == pytest.approx(elapsed, abs=1e-9)
    assert due_at(path, period) == (None if due is None else pytest.approx(due, abs=1e-9))


def test_a_path_may_ask_for_nothing_at_first_or_allow_a_step_back():
    """The share due is 0, then below 0."""
    flat = trajectory(Point("2020", 40.0), Point("2030", 80.0), [Point("2023", 40.0)])
    assert due_at(flat, "2022") == 0
    down = trajectory(Point("2020", 40.0), Point("2030", 80.0), [Point("2022", 30.0)])
    assert due_at(down, "2021") == -0.125


def test_interim_targets_outside_the_path_are_left_out():
    """Where the baseline is later than planned the path begins there; what has no value is no target."""
    more = [
        Point("2019", 1.0),
        Point("2020-12", 2.0),
        Point("2030-12", 3.0),
        Point("2031", 4.0),
        Point("2024", math.nan),
    ]
    assert trajectory(Point("2020", 40.0), Point("2030", 80.0), more) == STRAIGHT


def test_a_path_goes_forward_with_one_value_at_a_time():
    """The target is after the baseline, and one moment has one interim target."""
    with pytest.raises(ValueError, match="expected a period after the baseline 2030"):
        trajectory(Point("2030", 1.0), Point("2030-12", 2.0))
    with pytest.raises(ValueError, match="expected one for each moment"):
        trajectory(Point("2020", 1.0), Point("2030", 2.0), [Point("2025", 1.5), Point("2025-12", 1.6)])
    with pytest.raises(ValueError, match="is not a period"):
        trajectory(Point("soon", 1.0), Point("2030", 2.0))


def test_a_path_without_a_baseline_asks_for_nothing():
    """Missing in, None out; a level to be held has a value but no way."""
    empty = trajectory(Point("2020", math.nan), Point("2030", 80.0))
    assert empty == ()
    assert expected_at(empty, "2025") is elapsed_at(empty, "2025") is due_at(empty, "2025") is None
    assert trajectory(Point("2020", 1.0), Point("2030", None)) == ()
    held = trajectory(Point("2020", 5.0), Point("2030", 5.0))
    assert (expected_at(held, "2024"), due_at(held, "2024")) == (5.0, None)


def test_yearly_targets_add_up_to_a_path():
    """100 a year for four years: after three, 300 are due; 310 done are a pace of 31 over 30."""
    path = cumulated("2020", [Point(str(year), 100.0) for year in (2022, 2021, 2024, 2023)])
    assert expected_at(path, "2023") == 300
    assert expected_at(path, "2022-06") == 150
    assert due_at(path, "2023") == 0.75
    assert progress.pace(progress.share(310, 0, 400), due_at(path, "2023")) == pytest.approx(31 / 30)


def test_amounts_that_do_not_add_up_to_a_path():
    """A missing amount leaves the whole unknown; amounts follow the start, one at a time."""
    assert cumulated("2020", []) == ()
    assert cumulated("2020", [Point("2021", 1.0), Point("2022", None)]) == ()
    assert cumulated("2020", [Point("2021", 1e308), Point("2022", 1e308)]) == ()
    for wrong in (["2020"], ["2019"], ["2021", "2021-12"]):
        with pytest.raises(ValueError, match="expected a later period"):
            cumulated("2020", [Point(period, 1.0) for period in wrong])


@often
@given(start=plain, end=plain, period=within)
def test_without_interim_targets_the_path_is_the_straight_one(start, end, period):
    """The value expected and the share due are those of the linear pace."""
    path = trajectory(Point("2020", start), Point("2030", end))
    time = progress.elapsed(decimal_year(period), decimal_year("2020"), decimal_year("2030"))
    assert expected_at(path, period) == progress.expected_value(start, end, time)
    assert elapsed_at(path, period) == time
    if start != end and abs(end - start) > 1e-6 * max(abs(start), abs(end)):
        assert due_at(path, period) == pytest.approx(time, abs=1e-9)


@often
@given(start=plain, end=plain, interim=interims, data=st.data())
def test_the_path_goes_through_every_interim_target_in_any_order(start, end, interim, data):
    """And never leaves the band between the two points around a moment."""
    path = trajectory(Point("2020", start), Point("2030", end), interim)
    assert path == trajectory(Point("2020", start), Point("2030", end), data.draw(st.permutations(interim)))
    for point in path:
        assert expected_at(path, point.period) == pytest.approx(point.value, rel=1e-12, abs=1e-9)
    period = data.draw(within)
    before = max((p for p in path if end_month(p.period) <= end_month(period)), key=lambda p: end_month(p.period))
    after = min((p for p in path if end_month(p.period) >= end_month(period)), key=lambda p: end_month(p.period))
    low, high = sorted((before.value, after.value))
    assert low - 1e-6 <= expected_at(path, period) <= high + 1e-6


@often
@given(start=any_finite, end=any_finite, value=any_finite, period=within, at=within)
def test_no_path_invents_an_infinity(start, end, value, period, at):
    """Finite numbers in, finite numbers or None out."""
    path = trajectory(Point("2020", start), Point("2030", end), [Point(period, value)])
    found = [expected_at(path, at), due_at(path, at), elapsed_at(path, at)]
    assert all(x is None or math.isfinite(x) for x in found)


@often
@given(start=plain, end=plain, interim=interims, period=within, power=st.integers(-20, 20))
def test_the_unit_never_changes_the_share_due(start, end, interim, period, power):
    """All values times a power of two, and the mirror image."""
    one = due_at(trajectory(Point("2020", start), Point("2030", end), interim), period)
    for factor in (2.0**power, -1.0):
        turned = [Point(p.period, p.value * factor) for p in interim]
        path = trajectory(Point("2020", start * factor), Point("2030", end * factor), turned)
        assert due_at(path, period) == one


def test_amounts_are_put_in_order_by_when_they_are():
    """Their names sort otherwise: a quarter comes before the months after it."""
    amounts = [Point("2021-04", 4.0), Point("2021-Q1", 1.0), Point("2021-05", 5.0)]
    assert [point.value for point in cumulated("2020", amounts)] == [0, 1, 5, 10]
    for start, wrong in (("2021", "2021"), ("2021", "2020"), ("2021", "2021-11")):
        with pytest.raises(ValueError, match="expected a later period"):
            cumulated(start, [Point(wrong, 1.0)])


def test_interim_targets_are_put_in_order_by_when_they_are():
    """A quarter before the months after it, though its name sorts behind theirs."""
    interim = [Point("2025-04", 4.0), Point("2025-Q1", 1.0)]
    path = trajectory(Point("2020", 0.0), Point("2030", 9.0), interim)
    assert [point.value for point in path] == [0, 1, 4, 9]
