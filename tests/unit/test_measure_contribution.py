"""Contributions add up to the national change to the last digit, of sums and of ratios; so does what is needed."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure.contribution import (
    REST,
    Needed,
    adding_up,
    allotted,
    as_float,
    as_printed,
    contributions,
    needed,
    ratio_contributions,
)

often = settings(max_examples=100, deadline=None, derandomize=True)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
figures = st.one_of(
    st.integers(-(10**9), 10**9).map(float), st.floats(-1e9, 1e9).map(lambda x: round(x, 2)), st.floats(0, 1e-3)
)
missing = st.none() | st.just(math.nan)
sizes = st.integers(0, 10**9).map(float) | st.floats(0, 1e6).map(lambda x: round(x, 3))  # a tinier one overflows


# ---------------------------------------------------------------- numbers that add up


def test_a_figure_is_the_number_it_is_printed_as():
    """One tenth is one tenth; missing stays missing."""
    assert as_printed(0.1) == Fraction(1, 10)
    assert as_printed(1e22) == 10**22
    assert as_printed(None) is as_printed(math.nan) is as_printed(-math.inf) is None
    assert as_float(Fraction(10) ** 400) is None


@often
@given(st.lists(st.fractions(), max_size=12), st.randoms(use_true_random=False))
def test_parts_add_up_in_any_order(parts, chance):
    """Plain sums, in any order, of any parts of them; each off by less than a grain of the whole."""
    found = adding_up(parts)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert sum(found) == sum(shuffled) == math.fsum(found)
    size = sum(map(abs, parts))
    assert all(abs(Fraction(one) - part) <= size / 2**50 for one, part in zip(found, parts, strict=True))
    assert abs(Fraction(sum(found)) - sum(parts)) <= size / 2**50


def test_whole_numbers_and_zeros_stay_what_they_are():
    """No dust on counts."""
    assert adding_up([Fraction(10), Fraction(0), Fraction(-3)]) == [10, 0, -3]
    assert adding_up([]) == []
    assert adding_up([Fraction(10) ** 400]) is None


# ---------------------------------------------------------------- sums


def test_contributions_by_hand():
    """East +10, west +20 of +32; two belong to no region. On 160: 6.25, 12.5 and 1.25 points of 20 per cent."""
    found = contributions(["E", "W"], [100, 50], [110, 70], 160, 192)
    east, west = found.parts
    assert (found.change, found.level, found.composition) == (32, None, None)
    assert (east.change, west.change, found.rest.change) == (10, 20, 2)
    assert (east.share, west.share, found.rest.share) == (0.3125, 0.625, 0.0625)
    assert (east.points, west.points, found.rest.points) == pytest.approx((0.0625, 0.125, 0.0125))
    assert found.rest.name == REST


def test_without_a_national_figure_the_parts_are_the_whole():
    """The rest is nothing, not unknown."""
    found = contributions(["E", "W"], [100, 50], [110, 45])
    assert (found.change, found.rest.change) == (5, 0)
    assert [part.share for part in found.parts] == pytest.approx([2, -1])
    assert contributions(["E"], [1], [2], 5, None).change == 1


def test_a_part_with_a_missing_figure_is_in_the_rest():
    """It has no contribution of its own, and the coverage names it."""
    found = contributions(["E", "W", "N"], [100, None, 5], [110, 70, math.nan], 160, 192)
    assert [part.change for part in found.parts] == [10, None, None]
    assert found.rest.change == 22
    assert found.coverage.missing == ("W", "N")


def test_no_share_of_no_change_and_no_points_of_nothing():
    """The national figure stood still, or began at 0 or below."""
    still = contributions(["E", "W"], [10, 20], [15, 15])
    assert (still.change, still.parts[0].change, still.parts[0].share) == (0, 5, None)
    assert contributions(["E"], [0], [5]).parts[0].points is None
    assert contributions(["E"], [-4], [5]).parts[0].points is None
    assert contributions(["E"], [0.5], [0.75]).parts[0].points == 0.5


def test_nothing_known_is_no_change_of_zero():
    """No part and no national figure: None; a national figure alone is all rest."""
    assert contributions(["E"], [None], [2]).change is None
    assert contributions([], [], []).change is None
    assert contributions([], [], [], 1, 3).rest.change == 2
    assert contributions([], [], [], 0, 0).rest.change == 0


def test_a_part_given_twice_is_refused():
    """It would count double; so would a shifted column."""
    with pytest.raises(ValueError, match="3 names, 2 of them different"):
        contributions(["E", "W", "E"], [1, 2, 3], [1, 2, 3])
    with pytest.raises(ValueError, match="argument"):
        contributions(["E", "W"], [1], [1, 2])


@often
@given(
    st.lists(st.tuples(figures | missing, figures | missing), max_size=10),
    st.none() | st.tuples(figures, figures),
)
def test_contributions_add_up_exactly(rows, national):
    """Changes, shares and points: the parts and the rest are the whole, by plain addition."""
    before, after = ([row[i] for row in rows] for i in (0, 1))
    found = contributions(range(len(rows)), before, after, *(national or ()))
    lines = [part for part in found.parts if part.change is not None] + [found.rest]
    if found.change is None:
        assert not found.coverage.present
        assert national is None
        return
    assert sum(line.change for line in lines) == sum(line.change for line in reversed(lines)) == found.change
    if national:
        assert found.change == pytest.approx(national[1] - national[0], abs=1e-4)
    if found.rest.share is not None:
        assert sum(line.share for line in lines) == pytest.approx(
            1, abs=1e-12 * sum(abs(x.share) for x in lines) + 1e-12
        )
    for line, (a, b) in zip(found.parts, rows, strict=True):
        assert (line.change is None) == (a is None or b is None or math.isnan(a) or math.isnan(b))


@often
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=8))
def test_counts_contribute_what_is_subtracted_by_hand(rows):
    """Whole numbers stay whole; shares add up to 1."""
    before, after = zip(*rows, strict=True)
    found = contributions(range(len(rows)), before, after)
    assert [part.change for part in found.parts] == [b - a for a, b in rows]
    if found.change:
        assert sum(part.share for part in found.parts) + found.rest.share == pytest.approx(1, abs=1e-15 * 2**20)


# ---------------------------------------------------------------- ratios


def test_level_and_composition_by_hand():
    """East 50/100 to 60/100, west 10/100 to 15/150. The west does no better but grows: 0.30 to 0.30 nationally.

    Level: east 0.1 x mean weight (0.5 + 0.4)/2. Composition: weights move by -0.1 and +0.1, at ratios of 0.55 and
    0.10 against 0.30.
    """
    found = ratio_contributions(["E", "W"], [50, 10], [100, 100], [60, 15], [100, 150])
    east, west = found.parts
    assert (east.level, west.level) == (pytest.approx(0.045), pytest.approx(0, abs=1e-15))
    assert (east.composition, west.composition) == (pytest.approx(-0.025), pytest.approx(-0.02))
    assert found.change == pytest.approx(0, abs=1e-15)
    assert (found.level, found.composition) == (pytest.approx(0.045), pytest.approx(-0.045))


def test_a_ratio_moves_by_composition_alone():
    """No region's rate changed, and the national one rose: Simpson's trap, told apart."""
    found = ratio_contributions(["E", "W"], [50, 10], [100, 100], [100, 10], [200, 100])
    assert found.level == pytest.approx(0, abs=1e-15)
    assert found.change == found.composition == pytest.approx(110 / 300 - 60 / 200)
    assert sum(part.share for part in found.parts) == pytest.approx(1)


def test_a_part_that_comes_or_goes_has_no_level_effect():
    """Nothing of it can have moved."""
    found = ratio_contributions(["E", "W"], [50, 0], [100, 0], [50, 30], [100, 50])
    assert found.parts[1].level == 0
    assert found.parts[1].composition == found.parts[1].change > 0
    left = ratio_contributions(["E", "W"], [50, 30], [100, 50], [50, 0], [100, 0])
    assert left.parts[1].level == 0
    empty = ratio_contributions(["E", "W"], [50, 0], [100, 0], [60, 0], [100, 0])
    assert empty.parts[1].change == 0


def test_what_no_region_reports_is_in_the_rest():
    """The national ratio, less the known parts, is a part like any other."""
    found = ratio_contributions(["E", "W"], [50, 10], [100, 100], [60, None], [100, 150], (70, 210), (85, 260))
    assert found.change == pytest.approx(85 / 260 - 70 / 210)
    assert found.parts[1].change is None
    assert found.parts[0].change + found.rest.change == found.change
    assert found.rest.level == pytest.approx((25 / 160 - 20 / 110) * (110 / 210 + 160 / 260) / 2)


def test_a_ratio_without_denominator_has_no_change():
    """None throughout, and no error."""
    found = ratio_contributions(["E"], [1], [0], [1], [10])
    assert (found.change, found.parts[0].change, found.rest.change) == (None, None, None)
    assert ratio_contributions([], [], [], [], []).change is None


@often
@given(
    st.lists(st.tuples(figures, sizes, figures, sizes), min_size=1, max_size=8),
    st.booleans(),
)
def test_level_and_composition_add_up_exactly(rows, national):
    """By part, by effect and in all: plain addition, no residual."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    whole = ((sum(columns[0]) + 3, sum(columns[1]) + 7), (sum(columns[2]) + 4, sum(columns[3]) + 8)) if national else ()
    found = ratio_contributions(range(len(rows)), *columns, *whole)
    if found.change is None:
        assert not sum(columns[1]) or not sum(columns[3])
        return
    lines = [*found.parts, found.rest]
    assert all(line.change == line.level + line.composition for line in lines)
    assert sum(line.level for line in lines) == found.level
    assert sum(line.composition for line in lines) == found.composition
    assert sum(line.change for line in lines) == found.change == found.level + found.composition
    n0, d0, n1, d1 = (math.fsum(column) for column in columns) if not national else (*whole[0], *whole[1])
    size = sum(abs(line.level) + abs(line.composition) for line in lines)
    exact = Fraction(n1) / Fraction(d1) - Fraction(n0) / Fraction(d0)
    assert found.change == pytest.approx(float(exact), abs=1e-9 * (1 + size + abs(float(exact))))


@often
@given(st.lists(st.tuples(figures, sizes, figures, sizes), min_size=2, max_size=6))
def test_going_back_in_time_turns_every_sign(rows):
    """The split treats both moments alike: mirror symmetry."""
    a, b, c, d = (list(column) for column in zip(*rows, strict=True))
    there, back = ratio_contributions(range(len(rows)), a, b, c, d), ratio_contributions(range(len(rows)), c, d, a, b)
    if there.change is not None:
        size = sum(abs(part.level) + abs(part.composition) for part in there.parts)
        for one, other in zip(there.parts, back.parts, strict=True):
            assert one.level == pytest.approx(-other.level, abs=1e-12 * size)
            assert one.composition == pytest.approx(-other.composition, abs=1e-12 * size)


@often
@given(st.lists(st.tuples(*[any_finite] * 4), min_size=1, max_size=4), any_finite, any_finite)
def test_no_infinity_out_of_finite_figures(rows, one, other):
    """Too large is None, for every line."""
    columns = list(zip(*rows, strict=True))
    names = range(len(rows))
    for found in (contributions(names, *columns[:2], one, other), ratio_contributions(names, *columns)):
        for line in (*found.parts, found.rest):
            kept = (line.change, line.share, line.points, line.level, line.composition)
            assert all(figure is None or math.isfinite(figure) for figure in kept)
    pace = needed(names, columns[0], columns[1], one, "decrease", columns[2])
    cells = [x for line in pace for x in (line.gap, line.annual_change, line.growth, line.speed_up)]
    assert all(x is None or math.isfinite(x) for x in (*cells, *allotted(one, columns[0])))


# ---------------------------------------------------------------- what each needs


def test_pace_needed_by_hand():
    """West: 20 in five years, 4 a year, twice the recent 2; east is there; the north goes in the adverse direction."""
    west, east, north = needed(["W", "E", "N"], [40, 60, 30], [60, 60, 60], 5, "increase", [2, 1, -1])
    assert west == Needed("W", 20, 4, pytest.approx(1.5**0.2 - 1), 2)
    assert east == Needed("E", 0, 0, 0, 0)
    assert (north.annual_change, north.speed_up) == (6, None)


def test_pace_needed_downwards():
    """A decrease is desired: changes are negative, the speed-up is not."""
    (line,) = needed(["W"], [8], [4], 4, "decrease", [-0.5])
    assert (line.gap, line.annual_change, line.speed_up) == (4, -1, 2)
    assert needed(["W"], [3], [4], 4, "decrease", [0.5])[0].speed_up is None


def test_no_pace_without_time_or_figures():
    """No time left, nothing known: None; no recent change: no speed-up."""
    assert needed(["W"], [40], [60], 0, "increase")[0] == Needed("W", 20, None, None, None)
    assert needed(["W"], [None], [60], 5, "increase")[0] == Needed("W", None, None, None, None)
    assert needed(["W"], [40], [60], 5, "increase")[0].speed_up is None
    with pytest.raises(ValueError, match="direction is 'up'"):
        needed(["W"], [40], [60], 5, "up")
    with pytest.raises(ValueError, match="argument"):
        needed(["W"], [40, 1], [60], 5, "increase")


@often
@given(figures, figures, st.floats(0.1, 50))
def test_what_is_needed_reaches_the_target(value, target, years):
    """Value + change a year x years is the target, and the mirror image needs the opposite."""
    (line,) = needed(["W"], [value], [target], years, "increase")
    reached = value + line.annual_change * years
    assert reached == pytest.approx(max(value, target), rel=1e-9, abs=1e-6)
    (mirror,) = needed(["W"], [-value], [-target], years, "decrease")
    assert mirror.annual_change == -line.annual_change


def test_a_gap_is_shared_out_by_weight():
    """To those with a weight; a weight of 0 gets nothing, a missing or negative one None."""
    assert allotted(100, [1, 3, 0, None, -2]) == (25, 75, 0, None, None)
    assert allotted(None, [1]) == allotted(5, [0]) == allotted(5, [None]) == (None,)
    assert allotted(-10, [1, 1]) == (-5, -5)


@often
@given(figures, st.lists(sizes | missing, max_size=8))
def test_shares_of_a_gap_add_up_to_it(gap, weights):
    """Exactly, as all contributions do."""
    found = [part for part in allotted(gap, weights) if part is not None]
    if found:
        assert sum(found) == sum(reversed(found)) == pytest.approx(gap, rel=1e-14, abs=1e-300)


def test_each_line_bears_the_name_of_its_part():
    """In the order given, known or not; what belongs to none is the rest."""
    found = contributions(["E", "W", "N"], [1, 2, None], [2, 4, 5])
    assert [part.name for part in found.parts] == ["E", "W", "N"]
    assert found.rest.name == REST
    ratio = ratio_contributions(["E", "W"], [1, None], [2, 4], [2, 4], [4, 5])
    assert [part.name for part in ratio.parts] == ["E", "W"]


def test_where_the_target_is_met_nothing_is_needed():
    """Neither a change nor a growth, not even back down to the target."""
    (found,) = needed(["E"], [80], [60], 5, "increase", [2])
    assert found == Needed("E", 0.0, 0.0, 0.0, 0.0)
