"""Disparity between regions is what others publish; splits are exact; what has no meaning is None and says why."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import linregress

from plan_metrics.measure import convergence, disparity
from plan_metrics.measure.convergence import beta, sigma
from plan_metrics.measure.disparity import atkinson, cv, gini, max_min, mld, p90_p10, theil, theil_split

often = settings(max_examples=60, deadline=None, derandomize=True)
amounts = st.floats(0, 1e9).map(lambda number: round(number, 3))
positive = st.floats(0.01, 1e6)
tables = st.lists(st.tuples(positive, st.integers(1, 9), st.sampled_from("NSW")), min_size=1, max_size=12)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
RELATIVE = {
    "cv": cv,
    "theil": theil,
    "mld": mld,
    "gini": gini,
    "atkinson_05": lambda values, weights=None: atkinson(values, 0.5, weights),
    "atkinson_1": lambda values, weights=None: atkinson(values, 1, weights),
    "atkinson_2": lambda values, weights=None: atkinson(values, 2, weights),
}
relative = pytest.mark.parametrize("measure", RELATIVE.values(), ids=RELATIVE)


# ---------------------------------------------------------------- small tables worked by hand


def test_two_regions_by_hand():
    """10 and 30 with as many people: mean 20, deviation 10, a quarter of the sum to the one, three to the other."""
    assert cv([10, 30]) == 0.5
    assert gini([10, 30]) == 0.25
    assert theil([10, 30]) == pytest.approx(0.25 * math.log(0.5) + 0.75 * math.log(1.5))
    assert mld([10, 30]) == pytest.approx(-0.5 * math.log(0.5) - 0.5 * math.log(1.5))
    assert atkinson([10, 30], 1) == pytest.approx(1 - math.sqrt(300) / 20)
    assert atkinson([10, 30], 2) == pytest.approx(1 - 15 / 20)  # the harmonic mean is 15
    assert atkinson([10, 30], 0) == 0
    assert max_min([10, 30]) == 20
    assert p90_p10([10, 30]) == pytest.approx(16)  # 28 less 12


def test_one_region_that_has_all_is_the_most_unequal():
    """Theil is ln(n), Gini 1 - 1/n: the population form, which n/(n-1) would turn into 1."""
    assert theil([0, 0, 0, 8]) == pytest.approx(math.log(4))
    assert gini([0, 0, 0, 8]) == 0.75


def test_weighted_gini_is_that_of_the_people():
    """Three people with nothing and seven with 1: 3/10 x 7/10 / 0.7 = 0.3, the population share of the poor.
    A corrected or row-wise Gini (0.5 for two rows) is the trap."""
    assert gini([0, 1], [3, 7]) == pytest.approx(0.3, abs=1e-15)
    assert gini([0, 1], [3, 7]) == pytest.approx(gini([0] * 3 + [1] * 7), abs=1e-15)


@relative
@pytest.mark.parametrize("values", [[7], [5, 5, 5], [0.3, 0.1 * 3]], ids=["one region", "equal", "equal but for noise"])
def test_equal_regions_are_not_unequal(measure, values):
    """One region, or several that are the same."""
    assert measure(values) == pytest.approx(0, abs=1e-12)
    assert measure(values, range(1, len(values) + 1)) == pytest.approx(0, abs=1e-12)


def test_zeros_add_nothing_to_theil_and_make_the_logarithm_infinite():
    """T and Gini stand, the mean logarithmic deviation is None, Atkinson is at its end from epsilon 1 on."""
    assert theil([0, 20]) == pytest.approx(math.log(2))
    assert mld([0, 20]) is None
    assert (atkinson([0, 20], 1), atkinson([0, 20], 2)) == (1, 1)
    assert atkinson([0, 20], 0.5) == pytest.approx(0.5)


def test_negative_values_leave_only_the_coefficient_of_variation_and_the_gaps():
    """Relative inequality of debts has no meaning; the reasons say so."""
    found = disparity.disparity([-10, 20, 50])
    assert (found.cv, found.max_min) == (pytest.approx(math.sqrt(600) / 20), 60)
    assert found.sd == pytest.approx(math.sqrt(600))
    names = ("theil", "mld", "gini", "atkinson_05", "atkinson_1")
    assert found.undefined == tuple((name, "negative_value") for name in names)


@relative
def test_nothing_is_relative_to_a_mean_of_zero(measure):
    """All zero: no mean to compare with; the absolute gap is still 0."""
    assert measure([0, 0]) is None
    assert max_min([0, 0]) == p90_p10([0, 0]) == 0
    assert dict(disparity.disparity([0, 0]).undefined)["theil"] == "mean_not_above_zero"
    assert dict(disparity.disparity([-1, 1]).undefined)["cv"] == "mean_not_above_zero"


def test_missing_regions_are_left_out_and_counted():
    """None, NaN and infinite values, and populations that are missing, 0 or negative."""
    found = disparity.disparity([10, None, 30, math.nan, 50, 70, math.inf], [1, 1, 1, 1, 0, -2, 1])
    assert (found.n, found.mean, found.cv, found.max_min) == (2, 20, 0.5, 20)
    assert (found.coverage.present, found.coverage.missing) == (2, (1, 3, 4, 5, 6))
    assert disparity.disparity([10, 30], [None, 2]).n == 1


def test_no_region_says_nothing():
    """All None, with the reason."""
    found = disparity.disparity([None])
    assert found.n == 0
    assert set(dict(found.undefined).values()) == {"no_value"}
    assert theil_split([None], ["N"]) is None
    assert max_min([]) is p90_p10([]) is None


def test_a_figure_too_large_for_a_float_says_so():
    """No infinity comes out of finite values."""
    found = disparity.disparity([-1.7e308, 1.7e308, 1.7e308])
    assert ("max_min", "too_large") in found.undefined
    assert ("theil", "negative_value") in found.undefined


def test_percentages_differ_from_their_complement_but_the_gap_does_not():
    """90 % and 96 % are alike, 10 % and 4 % are not: 6 points in both."""
    found = disparity.disparity([90, 96], upper=100)
    assert found.cv == pytest.approx(3 / 93)
    assert found.cv_of_complement == pytest.approx(3 / 7)
    assert found.max_min == max_min([10, 4]) == 6
    assert disparity.disparity([90, 96]).cv_of_complement is None


def test_percentiles_are_those_of_the_regions():
    """Eleven regions: the second and the tenth; population does not enter."""
    values = list(range(0, 110, 10))
    assert p90_p10(values) == 80
    assert disparity.disparity(values, range(1, 12)).p90_p10 == 80


@pytest.mark.parametrize("epsilon", [-1, math.nan, math.inf])
def test_atkinson_refuses_an_aversion_that_is_none(epsilon):
    """Below 0, or no number."""
    with pytest.raises(ValueError, match="expected a number of 0 or more"):
        atkinson([1, 2], epsilon)


def test_atkinson_is_smooth_in_epsilon_up_to_its_limits():
    """Around 1 the formulas meet; for a huge aversion only the poorest counts."""
    values = [10, 20, 70]
    assert atkinson(values, 1 + 1e-7) == pytest.approx(atkinson(values, 1), abs=1e-7)
    assert atkinson(values, 1 - 1e-7) == pytest.approx(atkinson(values, 1), abs=1e-7)
    assert atkinson(values, 1e6) == pytest.approx(1 - 10 * 3 / 100, abs=1e-5)
    assert atkinson(values, 1e308) == pytest.approx(0.7)


def test_a_split_by_hand():
    """North (10, 30) with mean 20, south (60) alone: between from 20, 20, 60; within from the north only."""
    found = theil_split([10, 60, 30], ["N", "S", "N"])
    north, south = found.groups
    assert (north.name, north.population_share, north.mean) == ("N", pytest.approx(2 / 3), 20)
    assert (south.theil, south.within, south.value_share) == (0, 0, pytest.approx(0.6))
    assert found.between == pytest.approx(theil([20, 20, 60]))
    assert found.within == pytest.approx(0.4 * theil([10, 30]))
    assert north.between < 0 < south.between


def test_a_group_of_zeros_takes_no_part():
    """Its share of the sum is 0, in both parts."""
    found = theil_split([0, 0, 10, 30], ["Z", "Z", "N", "N"])
    assert (found.groups[0].theil, found.groups[0].between, found.groups[0].within) == (0, 0, 0)
    assert found.total == pytest.approx(theil([0, 0, 10, 30]))


def test_a_split_refuses_groups_that_do_not_match():
    """A shifted column must not pass."""
    with pytest.raises(ValueError, match="2 values and 1 groups"):
        theil_split([1, 2], ["N"])
    with pytest.raises(ValueError, match="argument"):
        theil([1, 2], [1])


# ---------------------------------------------------------------- what holds for every table


@often
@given(tables)
def test_a_split_is_exact_and_agrees_with_the_whole(rows):
    """Total = between + within to the last bit, and is the T of the undivided table."""
    values, weights, groups = zip(*rows, strict=True)
    found = theil_split(values, groups, weights)
    assert found.total == found.between + found.within
    assert found.total == pytest.approx(theil(values, weights), abs=1e-12)
    assert found.within >= 0
    assert sum(group.population_share for group in found.groups) == pytest.approx(1)
    assert sum(group.value_share for group in found.groups) == pytest.approx(1)
    one, own = theil_split(values, [0] * len(rows), weights), theil_split(values, range(len(rows)), weights)
    assert one.between == pytest.approx(0, abs=1e-12)
    assert own.within == 0


@often
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_regions_never_matters(rows, chance: random.Random):
    """To the last bit."""
    other = list(rows)
    chance.shuffle(other)
    (a, u, _), (b, v, _) = zip(*rows, strict=True), zip(*other, strict=True)
    assert [f(a, u) for f in RELATIVE.values()] == [f(b, v) for f in RELATIVE.values()]
    assert (max_min(a), p90_p10(a)) == (max_min(b), p90_p10(b))


@often
@given(tables, st.floats(1e-6, 1e6), st.floats(0.01, 100))
def test_neither_the_unit_nor_the_size_of_the_population_matters(rows, factor, population):
    """Relative measures do not change; absolute gaps change with the unit."""
    values, weights, _ = zip(*rows, strict=True)
    scaled, crowd = [value * factor for value in values], [weight * population for weight in weights]
    for measure in RELATIVE.values():
        assert measure(scaled, crowd) == pytest.approx(measure(values, weights), rel=1e-6, abs=1e-9)
    assert max_min(scaled) == pytest.approx(max_min(values) * factor)
    assert p90_p10(scaled) == pytest.approx(p90_p10(values) * factor, abs=1e-9 * factor)


@often
@given(tables)
def test_a_population_of_three_is_three_regions_of_one(rows):
    """Weights are people: the property that peers with a wrong weighted Gini or Atkinson break."""
    values, weights, _ = zip(*rows, strict=True)
    population = [value for value, weight in zip(values, weights, strict=True) for _ in range(weight)]
    for measure in RELATIVE.values():
        assert measure(values, weights) == pytest.approx(measure(population), abs=1e-9)


@often
@given(tables, st.floats(0.01, 0.99))
def test_giving_from_above_to_below_never_raises_inequality(rows, share):
    """Pigou and Dalton: every value moved towards the mean."""
    values, weights, _ = zip(*rows, strict=True)
    mean = sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
    nearer = [value + share * (mean - value) for value in values]
    for measure in RELATIVE.values():
        assert measure(nearer, weights) <= measure(values, weights) + 1e-9


@often
@given(st.lists(st.tuples(st.none() | any_finite, st.none() | any_finite), max_size=6))
def test_nothing_infinite_comes_out_of_finite_figures(rows):
    """No NaN, no infinity, no error and no warning, for any values and weights; bounds hold."""
    values, weights = [row[0] for row in rows], [row[1] for row in rows]
    found = disparity.disparity(values, weights, upper=100)
    figures = [getattr(found, name) for name in (*RELATIVE, "mean", "sd", "max_min", "p90_p10") if name != "atkinson_2"]
    assert all(figure is None or math.isfinite(figure) for figure in figures)
    assert all(0 <= getattr(found, name) <= 1 for name in ("gini", "atkinson_05") if getattr(found, name) is not None)
    assert {why for _, why in found.undefined} <= set(disparity.UNDEFINED)
    split = theil_split(values, ["N"] * len(rows), weights)
    assert (split is None) == (found.theil is None)


@often
@given(st.lists(amounts, min_size=2, max_size=8))
def test_every_undefined_measure_has_a_reason_and_every_other_none(values):
    """A figure or a reason, never both."""
    found = disparity.disparity(values)
    without = {name for name, _ in found.undefined}
    names = ("mean", "sd", "cv", "theil", "mld", "gini", "atkinson_05", "atkinson_1", "max_min", "p90_p10")
    assert without == {name for name in names if getattr(found, name) is None}


# ---------------------------------------------------------------- convergence

YEARS = ["2020", "2021", "2022", "2023", "2024", "2025"]


def towards(share: float) -> list[list[float]]:
    """Four regions, each year nearer to their mean of 25 by a share of the distance (or farther)."""
    return [[25 + (start - 25) * (1 - share) ** year for start in (10, 20, 30, 40)] for year in range(6)]


@pytest.mark.parametrize("by", convergence.DISPERSIONS)
@pytest.mark.parametrize(("share", "verdict"), [(0.1, "converging"), (-0.05, "diverging")])
def test_spread_that_falls_every_year_is_convergence(by, share, verdict):
    """Six years, four regions, by every dispersion; the other way is divergence."""
    found = sigma(YEARS, towards(share), by=by)
    assert (found.verdict, found.n, found.regions) == (verdict, 6, 4)
    assert found.p == pytest.approx(2 / math.factorial(6))
    assert (found.slope < 0) == (verdict == "converging")


def test_spread_in_points_by_hand():
    """10 and 20, then 12 and 18: from 5 points to 3, at 15 on average."""
    found = sigma(["2020", "2024"], [[10, 20], [12, 18]], by="sd")
    assert (found.dispersions, found.slope, found.verdict) == ((5, 3), -0.5, "too_few")
    assert sigma(["2020", "2024"], [[10, 20], [12, 18]]).dispersions == (pytest.approx(1 / 3), pytest.approx(0.2))


def test_growth_that_is_the_same_everywhere_is_no_convergence():
    """Doubling every year leaves the spread; the noise of floats must not be read as a trend."""
    rows = [[value * 1.1**year for value in (0.1, 0.7, 2.3)] for year in range(6)]
    for by in ("cv", "sd_log"):
        found = sigma(YEARS, rows, by=by)
        assert (found.verdict, found.p) == ("unclear", 1)


def test_a_region_that_joins_is_no_convergence():
    """Only regions known at all periods count, and the others are named."""
    rows = towards(0.1)
    rows[0][3] = None
    found = sigma(YEARS, rows)
    assert (found.regions, found.coverage.missing) == (3, (3,))
    weighted = sigma(YEARS, towards(0.1), weights=[1, 1, None, 0])
    assert weighted.coverage.missing == (2, 3)


def test_what_has_no_spread_has_no_verdict():
    """One region; a mean of zero; zeros under a logarithm; no period; a period given twice."""
    assert sigma(YEARS, [[year] for year in range(1, 7)]).verdict == "too_few"
    assert sigma(YEARS, [[-1, 1]] * 6).verdict == "undefined"
    assert sigma(YEARS, [[0, 0], *[[1, 2]] * 5]).verdict == "undefined"
    assert sigma(YEARS, [[0, 1, 2]] * 6, by="sd_log").regions == 2
    assert sigma([], []).verdict == "too_few"
    assert sigma(["2020"] * 6, towards(0.1)).verdict == "undefined"


def test_wrong_words_and_lengths_are_refused():
    """Each with what was expected."""
    with pytest.raises(ValueError, match="by is 'gini'; expected one of cv"):
        sigma(YEARS, towards(0), by="gini")
    with pytest.raises(ValueError, match="6 periods and 1 rows"):
        sigma(YEARS, [[1]])
    with pytest.raises(ValueError, match="1 weights for 4 regions"):
        sigma(YEARS, towards(0), weights=[1])
    with pytest.raises(ValueError, match="is not a period"):
        sigma(["x"] * 6, towards(0))
    with pytest.raises(ValueError, match="scale is 'logit'"):
        beta([1], [2], 5, "logit")
    with pytest.raises(ValueError, match="argument"):
        beta([1], [2, 3], 5)


def test_low_regions_that_close_half_the_gap_in_ten_years():
    """Each region halves its distance to 100: slope -0.05 a year in points, half-life ten years."""
    before = [10, 30, 50, 70, 90, 95]
    found = beta(before, [100 - (100 - value) / 2 for value in before], 10, "identity")
    assert (found.n, found.verdict) == (6, "converging")
    assert found.slope == pytest.approx(-0.05)
    assert found.speed == pytest.approx(math.log(2) / 10)
    assert found.half_life == pytest.approx(10)
    assert found.p == pytest.approx(0, abs=1e-12)


def test_high_regions_that_grow_faster_diverge():
    """On the scale of logarithms; no speed and no half-life towards anything."""
    found = beta([1, 2, 4, 8, 16], [1, 2.2, 5, 12, 30], 5)
    assert found.verdict == "diverging"
    assert found.slope > 0
    assert found.speed is found.half_life is None


def test_growth_alike_everywhere_is_unclear():
    """Slope 0 and p 1, not the sign of floating-point noise."""
    found = beta([0.1, 0.7, 2.3, 5.1, 9.9], [value * 1.1 for value in (0.1, 0.7, 2.3, 5.1, 9.9)], 5)
    assert (found.slope, found.p, found.verdict) == (0, 1, "unclear")


def test_beta_says_when_it_cannot_say():
    """Too few regions, no time between, the same start everywhere; zeros have no logarithm."""
    assert beta([1, 2], [2, 3], 5) == convergence.Beta(2, *[None] * 5, "too_few", beta([1, 2], [2, 3], 5).coverage)
    assert beta([1, 2, 3, 4], [2, 3, 4, 4], 5).verdict == "too_few"
    assert beta([1, 2, 3, 4], [2, 3, 4, 4], 5).slope is not None
    assert beta([1, 2, 3, 4, 5], [2, 3, 4, 4, 5], 0).verdict == "undefined"
    assert beta([1, 2, 3, 4, 5], [2, 3, 4, 4, 5], None).verdict == "undefined"
    assert beta([3] * 5, [1, 2, 3, 4, 5], 5).verdict == "undefined"
    found = beta([0, None, 3, 4, 5, 6, 7], [2, 3, 4, 4, 5, 5, 5], 5)
    assert (found.n, found.coverage.missing) == (5, (0, 1))


def test_unclear_when_chance_would_do_it():
    """Growth without relation to the start."""
    assert beta([10, 20, 30, 40, 50, 60], [12, 20, 35, 41, 60, 60], 5).verdict == "unclear"


@often
@given(st.lists(st.tuples(positive, positive), min_size=5, max_size=10), st.floats(1e-3, 1e3), st.floats(1, 20))
def test_beta_does_not_depend_on_the_unit(rows, factor, years):
    """The same slope, p and verdict in thousands or in ones."""
    before, after = zip(*rows, strict=True)
    found = beta(before, after, years)
    assume(found.p is not None and abs(found.p - convergence.ALPHA) > 1e-6)
    assume(max(before) / min(before) > 1.01)
    scaled = beta([value * factor for value in before], [value * factor for value in after], years)
    assert (scaled.slope, scaled.p) == pytest.approx((found.slope, found.p), rel=1e-5, abs=1e-7)
    assert scaled.verdict == found.verdict


@often
@given(st.lists(st.tuples(any_finite, any_finite), max_size=7), any_finite, st.sampled_from(["log", "identity"]))
def test_nothing_infinite_comes_out_of_convergence(rows, years, scale):
    """Any finite figures: finite results or None, and a verdict of the list."""
    before, after = ([row[i] for row in rows] for i in (0, 1))
    found = beta(before, after, years, scale)
    figures = [found.slope, found.stderr, found.p, found.speed, found.half_life]
    for by in convergence.DISPERSIONS:
        spread = sigma(["2020", "2024"], [before, after], by=by)
        figures += [*spread.dispersions, spread.slope, spread.p]
        assert spread.verdict in convergence.VERDICTS
    assert all(figure is None or math.isfinite(figure) for figure in figures)
    assert found.verdict in convergence.VERDICTS


@often
@given(tables.filter(lambda rows: len(rows) > 1))
def test_the_record_holds_what_each_measure_gives(rows):
    """All weighted measures with their weights, the two of regions without; the complement as well."""
    values, weights, _ = (list(column) for column in zip(*rows, strict=True))
    found = disparity.disparity(values, weights, upper=2e6)
    for measure in (cv, theil, mld, gini):
        assert getattr(found, measure.__name__) == measure(values, weights)
    assert (found.atkinson_05, found.atkinson_1) == tuple(atkinson(values, each, weights) for each in (0.5, 1))
    assert (found.max_min, found.p90_p10) == (max_min(values), p90_p10(values))
    assert found.cv_of_complement == cv([2e6 - value for value in values], weights)
    assert found.undefined == ()


def test_each_measure_says_why_it_is_not_there():
    """A zero has no logarithm, and no other measure minds; a mean of zero has no measure relative to it."""
    assert disparity.disparity([0, 10, 20]).undefined == (("mld", "zero_value"),)
    assert dict(disparity.disparity([-5, 5]).undefined)["cv"] == "mean_not_above_zero"
    assert dict(disparity.disparity([-5, 15]).undefined)["theil"] == "negative_value"
    assert disparity.disparity([-5, 15]).cv is not None
    uneven = disparity.disparity([-1, 1], [3, 1])
    assert (uneven.cv, dict(uneven.undefined)["mld"]) == (pytest.approx(3**0.5), "negative_value")
    weighted_to_zero = disparity.disparity([-1, 3], [3, 1])
    assert (weighted_to_zero.cv, dict(weighted_to_zero.undefined)["cv"]) == (None, "mean_not_above_zero")


@often
@given(st.lists(amounts, min_size=1, max_size=6).filter(any), st.floats(0, 3), st.floats(0, 3))
def test_more_aversion_to_inequality_never_finds_less_of_it(values, one, other):
    """From nothing without aversion up to the share that the lowest lacks."""
    less, more = (atkinson(values, epsilon) for epsilon in sorted((one, other)))
    assert atkinson(values, 0) == pytest.approx(0, abs=1e-12)
    assert less <= more + 1e-7
    assert more <= 1 - min(values) / (sum(values) / len(values)) + 1e-12


@pytest.mark.parametrize("by", ["sd", "sd_log"])
def test_spread_is_that_of_the_people(by):
    """Each period's dispersion with the weights, in points or of the logarithms."""
    rows, weights = [[10, 20, 60], [12, 20, 50]], [1, 5, 2]
    change = math.log if by == "sd_log" else float
    expected = [disparity.disparity([change(value) for value in row], weights).sd for row in rows]
    found = sigma(["2020", "2021"], rows, weights, by)
    assert found.dispersions == tuple(expected)
    assert (found.n, found.regions, found.verdict) == (2, 3, "too_few")


def test_convergence_counts_what_it_looked_at():
    """Periods, regions and coverage are told with every verdict; five periods are enough for one."""
    periods = YEARS[:5]
    found = sigma(periods, [[0, 10 - i, None] for i in range(5)], by="sd")
    assert (found.n, found.regions, found.verdict) == (5, 2, "converging")
    assert found.coverage.missing == (2,)
    blank = sigma(periods, [[0, 0, None]] * 5)
    assert (blank.n, blank.regions, blank.verdict, blank.coverage.missing) == (5, 2, "undefined", (2,))


def test_spread_that_differs_by_noise_has_no_direction():
    """0.1 + 0.2 against 0.3, in ones and in millions: flat, not rising."""
    for unit in (1, 1e9):
        rows = [[0, 0.3 * unit], [0, (0.1 + 0.2) * unit], [0, 0.3 * unit * (1 + 3e-16)]] * 2
        assert sigma(YEARS, rows, by="sd").verdict == "unclear"


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
def test_spread_in_points_has_one_verdict_in_every_unit(factor):
    """Per cent or per billion: it falls by a tenth every year."""
    rows = [[0, factor * 0.9**i] for i in range(6)]
    assert sigma(YEARS, rows, by="sd").verdict == "converging"


def test_beta_with_few_regions_says_what_it_can():
    """Two: nothing; three: a slope and no verdict; alike growth of three: no verdict either, but the numbers."""
    two = beta([1, 2], [2, 3], 5)
    assert (two.n, two.slope, two.verdict, two.coverage.expected) == (2, None, "too_few", 2)
    three = beta([1, 2, 5, None], [2, 3, 6, 1], 5)
    assert (three.n, three.verdict, three.coverage.missing) == (3, "too_few", (3,))
    assert three.slope < 0
    alike = beta([1, 2, 4], [2, 4, 8], 5)
    assert (alike.n, alike.slope, alike.stderr, alike.p, alike.verdict) == (3, 0.0, 0.0, 1.0, "too_few")
    flat = beta([2, 2, 2, None], [2, 3, 4, 5], 5)
    assert (flat.n, flat.verdict, flat.coverage.missing) == (3, "undefined", (3,))
    assert beta([1, 2, 4, 8, None], [2, 4, 8, 16, 1], 5).coverage.missing == (4,)


def test_beta_is_a_slope_a_year_with_its_error():
    """Half a year counts as such; slope and error are those of the regression over the years between."""
    before, after = [10, 20, 40, 80, 160], [20, 35, 60, 100, 300]
    start, end = np.log(before), np.log(after)
    expected = linregress(start, end - start)
    for years in (0.5, 1, 10):
        found = beta(before, after, years)
        assert (found.slope, found.stderr) == pytest.approx((expected.slope / years, expected.stderr / years))
        assert found.p == pytest.approx(expected.pvalue)


def test_convergence_refuses_periods_with_different_numbers_of_regions():
    """A figure too few would shift all that come after it."""
    with pytest.raises(ValueError, match="zip"):
        sigma(["2020", "2021"], [[1, 2, 3], [1, 2]])
