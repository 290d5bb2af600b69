"""Whether a series rises or falls: tables to check by hand, and what holds for every series."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.datasets import nile

from plan_metrics.measure import trend
from plan_metrics.measure.trend import mann_kendall, moment, paired, sen_slope, spearman

often = settings(max_examples=40, deadline=None, derandomize=True)
whole = st.lists(st.integers(-4, 4), min_size=3, max_size=7)  # many ties
long = st.lists(st.integers(-50, 50), min_size=11, max_size=16)
any_finite = st.floats(allow_nan=False, allow_infinity=False)


# ---------------------------------------------------------------- tables to check by hand


@pytest.mark.parametrize(
    ("values", "s", "p"),
    [
        ([1, 2, 3], 3, 2 / 6),  # of the 6 orders of three values, two are perfect
        ([1, 3, 2], 1, 1.0),  # S is odd, so |S| is never less than 1
        ([1, 2, 3, 4], 6, 2 / 24),
        ([4, 3, 2, 1], -6, 2 / 24),
        ([1, 2, 4, 3], 4, 8 / 24),  # S of 6, 4, 2, 0: 1, 3, 5, 6 orders of 24
        ([1, 1, 2], 2, 2 / 3),  # three orders: S = 2, 0, -2
        ([1, 2, 1], 0, 1.0),
        ([1, 1, 2, 2], 4, 2 / 6),  # six orders: S = 4, 2, 0, 0, -2, -4
        ([1, 2, 1, 2], 2, 4 / 6),
    ],
)
def test_exact_p_by_hand(values, s, p):
    """Count the orders of the values, ties included, whose |S| is as large."""
    found = mann_kendall(range(len(values)), values)
    assert (found.s, found.p, found.p_exact) == (s, pytest.approx(p, abs=1e-15), pytest.approx(p, abs=1e-15))


def test_variance_of_s_by_hand():
    """Without ties n(n-1)(2n+5)/18; each run of t ties takes t(t-1)(2t+5)/18."""
    assert mann_kendall(range(4), [1, 2, 3, 4]).var_s == 4 * 3 * 13 / 18
    assert mann_kendall(range(4), [1, 1, 1, 4]).var_s == (4 * 3 * 13 - 3 * 2 * 11) / 18
    assert mann_kendall(range(4), [1, 1, 4, 4]).var_s == (4 * 3 * 13 - 2 * 2 * 1 * 9) / 18


def test_tau_is_the_share_of_pairs():
    """Five points, ten pairs, one of them discordant."""
    assert mann_kendall(range(5), [1, 2, 3, 5, 4]).tau == 0.8
    assert mann_kendall(range(5), [1, 1, 1, 1, 2]).tau == 0.4


def test_the_limit_between_exact_and_normal_lies_at_ten_points():
    """Ten points: exact; eleven: normal, and no exact p is claimed."""
    ten, eleven = ([test(range(n), range(n)) for test in (mann_kendall, spearman)] for n in (10, 11))
    for found in ten:
        assert found.p == found.p_exact == pytest.approx(2 / math.factorial(10), rel=1e-12)
    assert [found.p_exact for found in eleven] == [None, None]
    assert eleven[0].p == eleven[0].p_normal
    assert eleven[1].p == eleven[1].p_t


def test_a_trend_is_called_one_at_the_level_asked_for():
    """p = 1/12: a trend at 10 %, none at 5 %; on the limit it is one."""
    rising, falling = [1, 2, 3, 5, 4], [5, 4, 3, 1, 2]
    assert mann_kendall(range(5), rising).trend == "none"
    assert mann_kendall(range(5), rising, alpha=0.1).trend == "rising"
    assert mann_kendall(range(5), falling, alpha=0.1).trend == "falling"
    assert mann_kendall(range(5), rising, alpha=mann_kendall(range(5), rising).p).trend == "rising"


def test_slopes_count_the_years_between():
    """Slopes by pair: 2/1, 3/4, 1/3: the median is 3/4, where positions would give 3/2."""
    found = sen_slope([2015, 2016, 2019], [10, 12, 13])
    assert found.slope == 0.75
    assert (found.low, found.high) == (pytest.approx(1 / 3), 2.0)
    assert found.intercept == pytest.approx(12 - 0.75 * 2016)


def test_periods_stand_where_they_end():
    """All of 2024 has passed at 2025.0; numbers are taken as they are."""
    assert [moment(at) for at in ("2024", "2024-Q3", "2024-09", 2024, 2024.75, None, math.nan)] == [
        2025.0, 2024.75, 2024.75, 2024.0, 2024.75, None, None,
    ]  # fmt: skip
    by_period = sen_slope(["2020", "2021-06", "2023"], [1, 4, 7])
    assert by_period == sen_slope([2021.0, 2021.5, 2024.0], [1, 4, 7])


def test_missing_pairs_are_left_out_and_the_rest_is_put_in_order():
    """A missing value or a missing moment takes its pair along."""
    assert paired([2022, None, 2020, 2021, 2019], [1, 2, math.nan, 3, math.inf]) == ([2021, 2022], [3, 1])
    times, values = [2024, 2020, 2022, 2023, 2021], [9, 1, None, 4, 3]
    for test in (mann_kendall, sen_slope, spearman):
        assert test(times, values) == test([2020, 2021, 2023, 2024], [1, 3, 4, 9])


def test_numbers_that_differ_by_rounding_are_tied():
    """0.57 x 100 is 57."""
    noisy, clean = [1.0, 57.0, 0.57 * 100, 80.0], [1, 57, 57, 80]
    assert mann_kendall(range(4), noisy) == mann_kendall(range(4), clean)
    assert spearman(range(4), noisy) == spearman(range(4), clean)


def test_the_nile_fell():
    """The yearly flow of the Nile, 1871 to 1970: p of 4 in 100,000 if the years were independent."""
    data = nile.load_pandas().data
    years, flow = data["year"].tolist(), data["volume"].tolist()
    found = mann_kendall(years, flow)
    assert (found.n, found.trend) == (100, "falling")
    assert found.p == pytest.approx(4e-5, abs=0.5e-5)
    tau = stats.kendalltau(years, flow)
    assert found.s == round(tau.statistic * math.sqrt(4950 * (4950 - tied_pairs(flow))))
    assert sen_slope(years, flow).slope == stats.theilslopes(flow, years).slope


def tied_pairs(values: list[float]) -> int:
    return sum(a == b for a, b in itertools.combinations(values, 2))


# ---------------------------------------------------------------- special cases


@pytest.mark.parametrize("n", range(3))
def test_fewer_points_than_needed_give_a_reason(n):
    """None, one and two points: no test, and no slope below two."""
    times, values = list(range(n)), list(range(n))
    for test in (mann_kendall, spearman):
        found = test(times, values)
        assert (found.n, found.p, found.reasons) == (n, None, ("too_few_points",))
    slope = sen_slope(times, values)
    assert (slope.n, slope.slope, slope.intercept) == ((n, 1.0, 0.0) if n == 2 else (n, None, None))
    assert (slope.low, slope.high, slope.reasons) == (None, None, ("too_few_points",))


@pytest.mark.parametrize("n", [3, 10, 11, 40])
def test_a_flat_series_has_no_trend(n):
    """S = 0 and p = 1 for Mann-Kendall, slope 0, and no correlation with something that does not move."""
    found, slope, rank = (test(range(n), [5.5] * n) for test in (mann_kendall, sen_slope, spearman))
    assert (found.s, found.var_s, found.tau, found.z, found.p, found.p_normal) == (0, 0.0, 0.0, 0.0, 1.0, 1.0)
    assert (found.trend, found.reasons) == ("none", ("flat",))
    assert (slope.slope, slope.low, slope.high, slope.intercept, slope.reasons) == (0.0, 0.0, 0.0, 5.5, ("flat",))
    assert (rank.rho, rank.p, rank.p_t, rank.reasons) == (None, None, None, ("flat",))


def test_two_values_for_one_moment_have_no_order():
    """Mann-Kendall refuses them; Sen leaves out their pair; Spearman gives them one rank."""
    times, values = [2020, 2021, 2021, 2022], [1, 2, 4, 5]
    found = mann_kendall(times, values)
    assert (found.n, found.s, found.p, found.trend, found.reasons) == (4, None, None, None, ("repeated_dates",))
    assert sen_slope(times, values).slope == 2.0  # of 1, 3, 2, 3, 1
    assert spearman(times, values).rho == pytest.approx(stats.spearmanr(times, values).statistic)


def test_points_at_one_moment_only_have_no_slope():
    """Nothing to say, and a reason for it."""
    assert sen_slope([2020] * 3, [1, 2, 3]).reasons == ("one_date",)
    assert spearman([2020] * 3, [1, 2, 3]).reasons == ("one_date",)
    assert mann_kendall([2020] * 3, [1, 2, 3]).reasons == ("repeated_dates",)


def test_so_few_points_that_nothing_could_be_shown_are_named():
    """Four points reach 2/24 at best, five 2/120; ties make it worse."""
    assert mann_kendall(range(4), [1, 2, 3, 4]).reasons == ("short_of_level",)
    assert mann_kendall(range(4), [1, 2, 3, 4], alpha=0.1).reasons == ()
    assert mann_kendall(range(5), [1, 2, 3, 4, 5]).reasons == ()
    assert mann_kendall(range(5), [1, 1, 2, 2, 3]).reasons == ("short_of_level",)  # 2 of 30 orders
    assert sen_slope(range(4), [1, 2, 3, 4.5]).reasons == ("short_of_level",)
    assert sen_slope(range(4), [1, 2, 3, 4.5], level=0.9).reasons == ()
    assert sen_slope(range(5), [1, 2, 3, 4.5, 5]).reasons == ()


def test_results_too_large_for_a_float_are_named():
    """A slope beyond the largest float is not said to be infinite."""
    found = sen_slope([0, 1e-200, 2e-200], [0, 1e200, 3e200])
    assert (found.slope, found.low, found.high, found.reasons) == (None, None, None, ("short_of_level", "undefined"))
    assert sen_slope([0, 1, 2], [-1e308, 0, 1e308]).slope == 1e308


@pytest.mark.parametrize("test", [mann_kendall, sen_slope, spearman])
def test_sequences_of_unequal_length_are_refused(test):
    """The message counts both."""
    with pytest.raises(ValueError, match="3 times and 2 values; expected as many of each"):
        test([1, 2, 3], [1, 2])


def test_what_is_no_period_and_no_level_is_refused():
    """A text that is no period; a level that is none, or that scipy would turn round."""
    with pytest.raises(ValueError, match="'soon' is not a period"):
        mann_kendall(["2020", "2021", "soon"], [1, 2, 3])
    for alpha in (0, 1, -0.1, math.nan, None):
        with pytest.raises(ValueError, match=r"alpha is .*; expected a number between 0 and 1"):
            mann_kendall(range(3), range(3), alpha=alpha)
    for level in (0.5, 0.05, 1):
        with pytest.raises(ValueError, match=r"level is .*; expected a number between 0\.5 and 1"):
            sen_slope(range(3), range(3), level=level)


def test_every_reason_given_is_a_known_code():
    """The codes that other rooms put into words."""
    assert len(set(trend.REASONS)) == len(trend.REASONS) == 6


# ---------------------------------------------------------------- what holds for every series


def brute_force(values: list[int], statistic) -> float:
    """The share of all orders in which the statistic is as far from zero, each order tried out."""
    found = [abs(statistic(order)) for order in itertools.permutations(values)]
    return sum(one >= found[0] - 1e-9 for one in found) / len(found)


def s_of(values) -> int:
    return sum((b > a) - (b < a) for a, b in itertools.combinations(values, 2))


@often
@given(values=st.lists(st.integers(0, 3), min_size=3, max_size=6))
def test_exact_p_is_the_share_of_orders_tried_one_by_one(values):
    """Ties or not, for S and for rank correlation."""
    n = len(values)
    found = mann_kendall(range(n), values)
    assert found.s == s_of(values)
    assert found.p == pytest.approx(brute_force(values, s_of), abs=1e-12)
    rank = spearman(range(n), values)
    if rank.p is not None:
        ranks = stats.rankdata(values)
        by_hand = brute_force(ranks, lambda order: sum(i * r for i, r in enumerate(order)) - ranks.sum() * (n - 1) / 2)
        assert rank.p == pytest.approx(by_hand, abs=1e-12)


@often
@given(dates=st.lists(st.integers(0, 2), min_size=3, max_size=6), data=st.data())
def test_exact_rank_correlation_with_tied_dates(dates, data):
    """Ties among the dates count as well."""
    values = data.draw(st.lists(st.integers(0, 3), min_size=len(dates), max_size=len(dates)))
    assume(len(set(dates)) > 1 and len(set(values)) > 1)
    x, y = stats.rankdata(dates), stats.rankdata(values)
    by_hand = brute_force(y.tolist(), lambda order: float((x - x.mean()) @ np.asarray(order)))
    assert spearman(dates, values).p == pytest.approx(by_hand, abs=1e-12)


@often
@given(values=st.permutations(range(9)), n=st.integers(3, 9))
def test_exact_p_without_ties_is_that_of_scipy(values, n):
    """Kendall's tau with time has the p of S."""
    found = mann_kendall(range(n), values[:n])
    assert found.p == pytest.approx(stats.kendalltau(range(n), values[:n], method="exact").pvalue, abs=1e-12)


@often
@given(values=long)
def test_normal_p_follows_its_definition(values):
    """Above ten points p is the normal one, z moves S by one towards zero, and the variance loses the ties."""
    n, found = len(values), mann_kendall(range(len(values)), values)
    ties = [values.count(value) for value in set(values)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    assert (found.s, found.var_s) == (s_of(values), pytest.approx(variance))
    z = (abs(found.s) - 1) / math.sqrt(variance) if found.s else 0.0
    assert abs(found.z) == pytest.approx(z)
    assert found.p == found.p_normal == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert found.z * found.s >= 0


@often
@given(values=whole | long, factor=st.sampled_from([1e-6, 0.5, 3.0, 1e9]), shift=st.integers(-9, 9))
def test_neither_unit_nor_calendar_changes_the_evidence(values, factor, shift):
    """Evidence stays; the slope is in the new unit."""
    times = [2000.0 + 2 * i for i in range(len(values))]
    other = [value * factor for value in values]
    moved = [time + shift for time in times]
    assert mann_kendall(moved, other) == mann_kendall(times, values)
    assert spearman(moved, other) == spearman(times, values)
    a, b = sen_slope(times, values), sen_slope(moved, other)
    assert (b.slope, b.low, b.high) == pytest.approx((a.slope * factor, a.low * factor, a.high * factor), rel=1e-9)
    assert a.reasons == b.reasons


@often
@given(values=whole | long)
def test_the_mirror_turns_the_sign_and_nothing_else(values):
    """A fall is the rise of the negated values, and of the same values read backwards."""
    n = len(values)
    there = mann_kendall(range(n), values)
    for found in (mann_kendall(range(n), [-v for v in values]), mann_kendall(range(n), values[::-1])):
        assert (found.s, found.z, found.tau) == (-there.s, -there.z, -there.tau)
        assert (found.p, found.p_normal, found.reasons) == (there.p, there.p_normal, there.reasons)
        turned = {"rising": "falling", "falling": "rising", "none": "none"}
        assert found.trend == turned[there.trend]
    slope, mirrored = sen_slope(range(n), values), sen_slope(range(n), [-v for v in values])
    assert (mirrored.slope, mirrored.low, mirrored.high) == pytest.approx((-slope.slope, -slope.high, -slope.low))


@often
@given(values=whole | long, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(values, seed):
    """Bit for bit."""
    points = list(enumerate(values))
    seed.shuffle(points)
    times, shuffled = [time for time, _ in points], [value for _, value in points]
    for test in (mann_kendall, sen_slope, spearman):
        assert test(times, shuffled) == test(range(len(values)), values)


@often
@given(values=whole | long)
def test_the_interval_holds_the_slope_and_a_wider_level_holds_a_narrower(values):
    """Low, slope, high in this order; 95 % around 80 %."""
    wide, narrow = (sen_slope(range(len(values)), values, level) for level in (0.95, 0.8))
    assert wide.low <= narrow.low <= wide.slope <= narrow.high <= wide.high


@often
@given(values=long, rise=st.integers(1, 5))
def test_adding_a_rise_never_lowers_s_or_the_slope(values, rise):
    """Monotone in the trend itself; the slope grows by just that much."""
    times, steeper = range(len(values)), [value + rise * i for i, value in enumerate(values)]
    assert mann_kendall(times, steeper).s >= mann_kendall(times, values).s
    assert sen_slope(times, steeper).slope == pytest.approx(sen_slope(times, values).slope + rise)


@often
@given(points=st.lists(st.tuples(st.none() | any_finite, st.none() | any_finite), max_size=7))
def test_finite_numbers_never_raise_and_never_give_nan_or_infinity(points):
    """The whole range of floats, with gaps; every part is finite or missing, and every reason is a known code."""
    times, values = [time for time, _ in points], [value for _, value in points]
    for test in (mann_kendall, sen_slope, spearman):
        found = test(times, values)
        numbers = [part for part in vars(found).values() if isinstance(part, (int, float))]
        assert all(math.isfinite(number) for number in numbers)
        assert set(found.reasons) <= set(trend.REASONS)
        assert found.reasons or None not in [part for name, part in vars(found).items() if name != "p_exact"]
        assert all(0 <= part <= 1 for name, part in vars(found).items() if name.startswith("p") and part is not None)


def test_the_interval_of_sen_holds_the_true_slope_as_often_as_it_says():
    """400 invented series of ten points with a known slope."""
    chance = np.random.default_rng(20250101)
    times = np.array([0, 1, 2, 4, 5, 6, 8, 9, 11, 12])
    for level in (0.8, 0.95):
        held = 0
        for _ in range(400):
            found = sen_slope(times, 0.3 * times + chance.standard_normal(10), level)
            held += found.low <= 0.3 <= found.high
        assert held / 400 == pytest.approx(level, abs=0.06)


def test_the_exact_test_finds_no_more_trends_in_chance_than_it_says():
    """2,000 invented series without a trend: at most 5 % are called one."""
    chance = np.random.default_rng(7)
    found = [mann_kendall(range(8), chance.standard_normal(8)).trend != "none" for _ in range(2000)]
    assert 0.02 < np.mean(found) <= 0.06


def test_a_long_series_is_described_as_fully_as_a_short_one():
    """Eleven points: their number and rho, with the p of t; nothing exact."""
    found = spearman(range(11), [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 9])
    assert (found.n, found.rho, found.p_exact) == (11, pytest.approx(1 - 6 * 2 / 1320), None)
    assert found.p == found.p_t


def test_a_p_on_the_level_is_enough():
    """Three points in perfect order have p = 1/3: at that level a trend, and the level was within reach."""
    found = mann_kendall([1, 2, 3], [4, 5, 6], alpha=1 / 3)
    assert (found.p, found.trend, found.reasons) == (1 / 3, "rising", ())
    assert mann_kendall([1, 2, 3], [4, 5, 6], alpha=0.33).reasons == ("short_of_level",)


@often
@given(whole, st.sampled_from([0.05, 0.5, 0.95]))
def test_a_trend_has_the_direction_of_most_pairs(values, alpha):
    """Rising with more pairs that rise, falling with more that fall; none where neither, or p is above alpha."""
    found = mann_kendall(range(len(values)), values, alpha)
    assert found.trend == ("none" if found.p > alpha else "rising" if found.s > 0 else "falling")
    assert found.s != 0 or found.trend == "none"
    assert mann_kendall(range(len(values)), [-v for v in values], alpha).s == -found.s


def test_two_points_have_a_slope_unless_they_stand_together():
    """A line between them, without interval; at one moment there is no line, and that is why."""
    assert sen_slope([2019, 2021], [1, 5]) == trend.SenSlope(2, 2.0, None, None, -4037.0, ("too_few_points",))
    assert sen_slope([2019, 2019], [1, 5]).reasons == ("one_date",)
    assert sen_slope([2019], [1]).reasons == ("too_few_points",)
