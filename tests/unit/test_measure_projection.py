"""Where a series will be: certified arithmetic, honest intervals, and what holds for every series."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import OLS

from plan_metrics.measure import projection as module
from plan_metrics.measure.comparability import comparable
from plan_metrics.measure.projection import Fit, Projection, backtest, fan, fit, projection

# NIST, Statistical Reference Datasets, linear regression, Norris.dat (calibration of ozone monitors); certified values.
NORRIS_X = [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
    0.6, 775.5, 666.9, 338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
    0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
]  # fmt: skip
NORRIS_Y = [
    0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
    0.1, 778.1, 668.8, 339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
    0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
]  # fmt: skip
NORRIS = {
    "intercept": -0.262323073774029,
    "slope": 1.00211681802045,
    "se_intercept": 0.232818234301152,
    "se_slope": 0.429796848199937e-03,
    "sigma": 0.884796396144373,
}

YEARS, FALLING = list(range(2015, 2025)), [14.5, 13.2, 12.9, 12.5, 12, 11.8, 10.9, 10.4, 10.6, 10.2]

often = settings(max_examples=25, deadline=None, derandomize=True)
series = st.lists(st.integers(1, 99), min_size=5, max_size=10)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
scales = st.sampled_from(["identity", "log", "logit"])


# ---------------------------------------------------------------- certified arithmetic


def exact_line(times, values, at) -> dict[str, float]:
    """The closed-form sums of least squares in exact fractions, rounded once at the end."""
    x, y, n = [Fraction(time) for time in times], [Fraction(value) for value in values], len(times)
    mean_x, mean_y = sum(x) / n, sum(y) / n
    sxx = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sxx
    variance = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True)) / (n - 2)
    ahead = Fraction(at) - mean_x
    return {
        "origin": float(mean_x),
        "level": float(mean_y),
        "slope": float(slope),
        "intercept": float(mean_y - slope * mean_x),
        "sigma": math.sqrt(variance),
        "se_level": math.sqrt(variance / n),
        "se_slope": math.sqrt(variance / sxx),
        "se_intercept": math.sqrt(variance * (Fraction(1, n) + mean_x**2 / sxx)),
        "central": float(mean_y + slope * ahead),
        "spread": math.sqrt(variance * (1 + Fraction(1, n) + ahead**2 / sxx)),
    }


def my_line(times, values, at) -> dict[str, float]:
    """The same names from the functions under test."""
    model = fit(times, values, method="ols")
    found = projection(model, at, levels=[0.5])
    ((_, low, high),) = found.intervals
    names = ("origin", "level", "slope", "sigma", "se_level", "se_slope")
    return {name: getattr(model, name) for name in names} | {
        "intercept": model.level - model.slope * model.origin,
        "se_intercept": math.hypot(model.se_level, model.se_slope * model.origin),
        "central": found.central,
        "spread": (high - low) / 2 / stats.t.ppf(0.75, len(times) - 2),
    }


@pytest.mark.parametrize(
    ("times", "values", "at"),
    [
        pytest.param(NORRIS_X, NORRIS_Y, 1200, id="Norris"),
        pytest.param(YEARS, FALLING, 2030, id="ten years"),
        pytest.param([2015.25, 2016, 2018.5, 2023, 2023.75], [1e9, 1.5e9, 1.2e9, 2e9, 1.9e9], 2030, id="large"),
        pytest.param([-3, -1, 0, 4, 9, 9], [1e-7, 3e-7, 2e-7, 5e-7, 4e-7, 6e-7], 20.5, id="small"),
    ],
)
def test_the_fit_is_that_of_the_closed_form_sums_to_eleven_digits(times, values, at):
    """Against exact fractions; the intercept, far outside the years, only to what cancellation leaves."""
    exact, mine = exact_line(times, values, at), my_line(times, values, at)
    assert mine.pop("intercept") == pytest.approx(exact.pop("intercept"), rel=1e-11)
    assert mine == pytest.approx(exact, rel=1e-11, abs=0)


def test_norris_comes_out_as_certified():
    """NIST certifies fifteen digits; eleven are asked for."""
    mine = my_line(NORRIS_X, NORRIS_Y, 0)
    assert {name: mine[name] for name in NORRIS} == pytest.approx(NORRIS, rel=1e-11, abs=0)


def test_the_interval_is_that_of_statsmodels():
    """The formula for a new observation against `get_prediction`."""
    theirs = OLS(FALLING, np.column_stack([np.ones(10), np.array(YEARS) - 2020])).fit()
    frame = theirs.get_prediction([[1, 10]]).summary_frame(alpha=0.2)
    ((_, low, high),) = projection(fit(YEARS, FALLING), 2030, levels=[0.8]).intervals
    assert (low, high) == pytest.approx((frame["obs_ci_lower"][0], frame["obs_ci_upper"][0]), rel=1e-10)


# ---------------------------------------------------------------- tables to check by hand


def test_a_line_by_hand():
    """Years -2..2, values 1 2 4 5 6: level 3.6, slope 13/10, squares left 0.3, so s^2 = 0.3/3."""
    model = fit([-2, -1, 0, 1, 2], [1, 2, 4, 5, 6])
    assert (model.method, model.scale, model.n, model.df, model.growth) == ("ols", "identity", 5, 3, None)
    found = (model.origin, model.level, model.slope, model.sigma**2, model.se_level**2, model.se_slope**2)
    assert found == pytest.approx((0, 3.6, 1.3, 0.1, 0.02, 0.01))
    assert model.reasons == ()


def test_a_random_walk_by_hand():
    """10, 13, 14, 18: drift 8/3; steps off it by 1/3, -5/3, 4/3: s^2 = 42/9/2; h = 3 after 3 years: h + h^2/3 = 6."""
    model = fit([2020, 2021, 2022, 2023], [10, 13, 14, 18])
    assert (model.method, model.n, model.df, model.se_level) == ("random_walk_drift", 4, 2, 0.0)
    assert (model.origin, model.level, model.slope) == pytest.approx((2023, 18, 8 / 3))
    assert model.sigma**2 == pytest.approx(42 / 18)
    found = projection(model, 2026, levels=[0.8])
    half = stats.t.ppf(0.9, 2) * math.sqrt(6 * 42 / 18)
    assert found.central == pytest.approx(26)
    assert found.intervals[0] == pytest.approx((0.8, 26 - half, 26 + half))
    assert found.reasons == model.reasons == ("too_few_points", "low_evidence")


def test_a_random_walk_weighs_a_step_by_the_time_it_took():
    """0, then 1 after 1 year, then 7 after 4 more: drift 7/5; squares off it 0.16/1 + 0.16/4 = 0.2 on one degree."""
    model = fit([2015, 2016, 2020], [0, 1, 7])
    assert (model.slope, model.sigma**2, model.df) == (pytest.approx(1.4), pytest.approx(0.2), 1)
    assert model.se_slope**2 == pytest.approx(0.2 / 5)


@pytest.mark.parametrize(
    ("n", "method", "reasons"),
    [
        (0, None, ("too_few_points",)),
        (1, None, ("too_few_points",)),
        (2, None, ("too_few_points",)),
        (3, "random_walk_drift", ("too_few_points", "low_evidence")),
        (4, "random_walk_drift", ("too_few_points", "low_evidence")),
        (5, "ols", ()),
        (6, "ols", ()),
    ],
)
def test_the_number_of_points_decides(n, method, reasons):
    """None below three, a random walk below five, a line from five on; fewer than five always say so."""
    model = fit(YEARS[:n], FALLING[:n])
    found = projection(model, 2030, 7, "decrease")
    assert (model.method, model.n, model.reasons, found.reasons) == (method, n, reasons, reasons)
    assert (found.central is None) == (found.probability is None) == (not found.intervals) == (n < 3)


def test_a_named_method_is_taken_from_three_points_on():
    """Least squares of three or four points is possible, and called weak all the same."""
    assert fit(YEARS[:4], FALLING[:4], method="ols").method == "ols"
    assert fit(YEARS[:3], FALLING[:3], method="ols").reasons == ("too_few_points", "low_evidence")
    assert fit(YEARS[:2], FALLING[:2], method="ols").method is None
    assert fit(YEARS, FALLING, method="random_walk_drift").reasons == ()


def test_the_probability_comes_from_the_same_t():
    """Half at the central value; at an end of the 80 % interval one tenth is left beyond it."""
    model = fit(YEARS, FALLING)
    found = projection(model, 2030)
    (_, low, high), _ = found.intervals
    for target, falling in ((found.central, 0.5), (low, 0.1), (high, 0.9)):
        assert projection(model, 2030, target, "decrease").probability == pytest.approx(falling)
        assert projection(model, 2030, target, "increase").probability == pytest.approx(1 - falling)
    assert found.probability is None


def test_the_probability_on_a_curved_scale_is_held_against_the_target_on_that_scale():
    """The same fixed points on log and logit."""
    for scale in ("log", "logit"):
        model = fit(YEARS, FALLING, scale)
        (_, low, high), _ = projection(model, 2030).intervals
        assert projection(model, 2030, low, "decrease").probability == pytest.approx(0.1)
        assert projection(model, 2030, high, "increase").probability == pytest.approx(0.1)


def test_growth_is_that_of_an_even_growth():
    """5 % a year with a little noise; only the log scale has a growth."""
    values = [100 * 1.05**i * (1.01 if i % 2 else 0.99) for i in range(10)]
    assert fit(YEARS, values, "log").growth == pytest.approx(0.05, abs=0.002)
    assert fit(YEARS, values).growth is None


def test_a_break_starts_the_fit_anew():
    """What `comparable` leaves out never reaches the fit: the level before the break does not matter."""
    periods = [str(year) for year in range(2012, 2024)]
    flags = ["A"] * 5 + ["B"] + ["A"] * 6
    after = [3, 5, 6, 9, 10, 13, 14]
    found = []
    for before in ([90, 80, 70, 60, 50], [1, 1, 1, 1, 1]):
        values = before + after
        used = comparable(periods, values, flags, "stock", "A").used
        found.append(fit([periods[i] for i in used], [values[i] for i in used]))
    assert found[0] == found[1] == fit(range(2018, 2025), after)
    assert found[0].n == 7


def test_periods_stand_where_they_end():
    """The value of 2030 is that of the end of 2030."""
    by_period = fit([str(year) for year in YEARS], FALLING)
    by_number = fit([year + 1 for year in YEARS], FALLING)
    assert by_period == by_number
    assert projection(by_period, "2030") == projection(by_number, 2031)


def test_the_normal_curve_changes_nothing_but_the_interval():
    """The same random walk; `df` None stands for the normal curve."""
    walk, normal = (fit(YEARS[:4], FALLING[:4], distribution=name) for name in ("t", "normal"))
    assert (walk.df, normal) == (2, replace(walk, df=None))


def test_missing_pairs_are_left_out():
    """None, NaN and infinity, among times and values."""
    gaps = fit([*YEARS, None, 2026, 2027], [*FALLING, 5, math.nan, math.inf])
    assert gaps == fit(YEARS, FALLING)


# ---------------------------------------------------------------- percentages


def test_a_percentage_without_limits_is_not_shifted():
    """The plain logit: log(v / (100 - v))."""
    model = fit(range(5), [20, 30, 45, 50, 70], "logit")
    plain = fit(range(5), [math.log(v / (100 - v)) for v in (20, 30, 45, 50, 70)])
    assert model.reasons == ()
    assert (model.level, model.slope, model.sigma) == pytest.approx((plain.level, plain.slope, plain.sigma))


@pytest.mark.parametrize("values", [[0, 30, 45, 50, 70], [20, 30, 45, 50, 100], [0, 100, 50, 60, 80]])
def test_zero_and_one_hundred_shift_every_value(values):
    """log((v + 0.5) / (100.5 - v)), for all of them, so that their order is kept; and back again."""
    model = fit(range(5), values, "logit")
    plain = fit(range(5), [math.log((v + 0.5) / (100.5 - v)) for v in values])
    assert model.reasons == ("shifted",)
    assert (model.level, model.slope, model.sigma) == pytest.approx((plain.level, plain.slope, plain.sigma))
    found, z = projection(model, 4.5).central, plain.level + plain.slope * 2.5
    assert found == pytest.approx(min(101 / (1 + math.exp(-z)) - 0.5, 100))


def test_rounding_above_one_hundred_is_one_hundred():
    """100.00000000000001 is no error of the data; 100.1 is."""
    over = math.nextafter(100, 101)
    assert fit(range(5), [20, 30, 45, 50, over], "logit") == fit(range(5), [20, 30, 45, 50, 100], "logit")
    assert fit(range(5), [20, 30, 45, 50, 100.1], "logit").reasons == ("outside_percent",)


def test_a_target_that_the_scale_cannot_hold_has_no_probability():
    """100 % is out of reach of an unshifted logit, and 0 of a logarithm, whatever the figures."""
    percent, shifted = fit(range(5), [20, 30, 45, 50, 70], "logit"), fit(range(5), [20, 30, 45, 50, 100], "logit")
    growing = fit(range(5), [20, 30, 45, 50, 70], "log")
    for model, target in ((percent, 100), (percent, 0), (percent, 101), (shifted, 101), (growing, 0), (growing, -1)):
        found = projection(model, 6, target, "increase")
        assert (found.probability, found.reasons[-1]) == (None, "target_off_scale")
        assert len(found.intervals) == 2
    assert 0 < projection(shifted, 6, 100, "increase").probability < 1


# ---------------------------------------------------------------- special cases


@pytest.mark.parametrize(
    ("values", "scale", "central"),
    [
        ([5, 5, 5, 5, 5], "identity", 5),
        ([0, 0, 0, 0, 0], "identity", 0),
        ([1, 2, 3, 4, 5], "identity", 7),
        ([0.1, 0.2, 0.3, 0.4, 0.5], "identity", 0.7),  # rounding is no scatter
        ([1, 2, 4, 8, 16], "log", 64),
        ([1, 1, 1, 1, 1], "log", 1),
        ([50, 50, 50, 50, 50], "logit", 50),
        ([100, 100, 100, 100, 100], "logit", 100),
        ([1, 2, 3], "identity", 5),
        ([7, 7, 7, 7], "identity", 7),
        ([0.1, 0.2, 0.3], "identity", 0.5),
    ],
)
def test_points_on_a_line_have_no_interval_and_no_probability(values, scale, central):
    """An interval of no width would be a lie; the central value stands, with the reason."""
    model = fit(range(len(values)), values, scale)
    found = projection(model, len(values) + 1, 3, "increase")
    assert found.central == pytest.approx(central, abs=1e-12)
    assert (found.intervals, found.probability) == ((), None)
    assert "no_scatter" in found.reasons
    assert fan(model, [6, 7]).shape == (0, 5)


def test_the_least_scatter_is_scatter():
    """One part in a billion off the line is more than rounding."""
    assert fit(range(5), [1, 2, 3, 4, 5 + 1e-9]).reasons == ()
    assert fit(range(5), [1e9, 2e9, 3e9, 4e9, 5e9 + 1]).reasons == ()


def test_points_at_one_moment_have_no_line():
    """Repeated moments are no matter to a line, unless there is no other; a random walk has one value at a time."""
    assert fit([2020] * 5, [1, 2, 3, 4, 5]).reasons == ("one_date",)
    assert fit([2020, 2020, 2021, 2022, 2023], [1, 2, 3, 4, 4]).reasons == ()
    walk = fit([2020, 2020, 2021], [1, 2, 3])
    assert (walk.method, walk.reasons) == (None, ("too_few_points", "low_evidence", "repeated_dates"))


@pytest.mark.parametrize(
    ("scale", "values", "reason"),
    [
        ("log", [1, 2, 0, 4, 5], "not_positive"),
        ("log", [1, 2, -3, 4, 5], "not_positive"),
        ("logit", [1, 2, -3, 4, 5], "outside_percent"),
        ("logit", [1, 2, 3, 4, 105], "outside_percent"),
    ],
)
def test_values_that_the_scale_cannot_hold_are_named(scale, values, reason):
    """No silent 0.001, no clipping."""
    model = fit(range(5), values, scale)
    assert (model.method, model.slope, model.reasons) == (None, None, (reason,))
    assert projection(model, 6) == Projection(6.0, None, (), None, (reason,))


def test_the_date_must_be_there_and_for_a_random_walk_ahead():
    """A line can be read off at any moment; a random walk starts at its last point."""
    line, walk = fit(YEARS, FALLING), fit(YEARS, FALLING, method="random_walk_drift")
    assert projection(line, None) == Projection(None, None, (), None, ("no_date",))
    assert projection(line, 2015).central == pytest.approx(line.level - 4.5 * line.slope)
    for at in (2024, 2020):
        assert projection(walk, at) == Projection(float(at), None, (), None, ("date_not_ahead",))
    assert projection(walk, 2024.25).central is not None


def test_results_too_large_for_a_float_are_named():
    """Growth that leaves the range of floats; slopes between the ends of it."""
    far = projection(fit(range(5), [1, 10, 90, 1100, 9000], "log"), 1000)
    assert (far.central, far.intervals, far.reasons) == (None, (), ("undefined",))
    steep = fit([0, 1e-200, 2e-200, 3e-200, 4e-200], [0, 1e200, 3e200, 3e200, 5e200])
    assert (steep.method, steep.reasons) == (None, ("undefined",))
    assert fit(range(5), [-1e308, -5e307, 0, 6e307, 1e308]).slope == pytest.approx(5.1e307)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ({"scale": "sqrt"}, "scale is 'sqrt'; expected one of identity, log, logit"),
        ({"method": "holt"}, "method is 'holt'; expected one of by_number, ols, random_walk_drift"),
        ({"distribution": "z"}, "distribution is 'z'; expected one of t, normal"),
    ],
)
def test_unknown_words_are_refused(word, message):
    """The message says what was found and what was expected, whatever the points."""
    with pytest.raises(ValueError, match=message):
        fit([], [], **word)


def test_levels_quantiles_directions_and_lengths_are_checked():
    """Found and expected, once more."""
    model = fit(YEARS, FALLING)
    with pytest.raises(ValueError, match="level is 95; expected a number between 0 and 1"):
        projection(model, 2030, levels=[0.8, 95])
    with pytest.raises(ValueError, match="quantile is 0; expected a number between 0 and 1"):
        fan(model, [2030], [0, 0.5])
    with pytest.raises(ValueError, match="direction is 'up'; expected 'increase' or 'decrease'"):
        projection(model, 2030, 7, "up")
    with pytest.raises(ValueError, match="direction is None; expected"):
        projection(model, 2030, 7)
    with pytest.raises(ValueError, match="3 times and 2 values"):
        fit([1, 2, 3], [1, 2])


def test_every_reason_is_a_code_of_its_own():
    """The codes that other rooms put into words."""
    assert len(set(module.REASONS)) == len(module.REASONS) == 13


# ---------------------------------------------------------------- fan and back-test


@pytest.mark.parametrize("scale", ["identity", "log", "logit"])
def test_the_fan_is_made_of_the_projections(scale):
    """Rows are dates, columns quantiles: the ends of the intervals and the middle."""
    model, dates = fit(YEARS, FALLING, scale), [2025, "2025", 2030]
    found = fan(model, dates)
    assert found.shape == (3, 5)
    for row, at in zip(found, dates, strict=True):
        one = projection(model, at)
        (_, low80, high80), (_, low95, high95) = one.intervals
        assert row == pytest.approx([low95, low80, one.central, high80, high95])


def test_a_fan_is_whole_or_empty():
    """No point, no date, no width or no float: no rows, and never NaN."""
    walk = fit(YEARS, FALLING, method="random_walk_drift")
    assert fan(fit([], []), [2030]).shape == (0, 5)
    assert fan(walk, [2030, None], [0.1, 0.9]).shape == (0, 2)
    assert fan(walk, [2023, 2030]).shape == (0, 5)
    assert fan(walk, []).shape == (0, 5)
    assert fan(walk, [2024, 2025])[0].tolist() == [10.2] * 5  # it opens at the last point
    assert fan(fit(range(5), [1, 10, 90, 1100, 9000], "log"), [10, 1000]).shape == (0, 5)


def test_the_back_test_by_hand():
    """Eight points, three left out: origins of 5, 6 and 7 points, 3 + 2 + 1 trials."""
    times, values = list(range(2010, 2018)), [1.0, 2.1, 2.9, 4.2, 5.0, 6.1, 20.0, 8.0]
    found = backtest(times, values)
    assert (found.trials, found.levels, found.reasons) == (6, (0.80, 0.95), ())
    held = [0, 0]
    for origin in (5, 6, 7):
        model = fit(times[:origin], values[:origin])
        for at, actual in zip(times[origin:], values[origin:], strict=True):
            for i, (_, low, high) in enumerate(projection(model, at).intervals):
                held[i] += low <= actual <= high
    assert list(found.inside) == held
    assert found.shares == (held[0] / 6, held[1] / 6)
    assert held[0] < 6  # 20 was not foreseen


@pytest.mark.parametrize(("leave_out", "trials"), [(0, 0), (1, 1), (2, 3), (3, 6), (5, 15), (6, 15), (99, 15)])
def test_the_back_test_leaves_out_the_last_points_but_keeps_five(leave_out, trials):
    """One origin for each point left out, as long as five remain to fit."""
    found = backtest(YEARS, FALLING, leave_out=leave_out)
    assert found.trials == trials
    assert found.reasons == (() if trials else ("no_trial",))
    assert found.shares == (tuple(count / trials for count in found.inside) if trials else (None, None))


@pytest.mark.parametrize(
    ("n", "trials", "reasons"),
    [
        (2, 0, ("too_few_points", "no_trial")),
        (3, 0, ("too_few_points", "low_evidence", "no_trial")),
        (4, 1, ("too_few_points", "low_evidence")),
        (5, 0, ("no_trial",)),
        (6, 1, ()),
    ],
)
def test_a_back_test_of_few_points_says_so(n, trials, reasons):
    """The method is that of the whole series: of five points no line of five is left to test."""
    found = backtest(YEARS[:n], FALLING[:n])
    assert (found.trials, found.reasons) == (trials, reasons)


def test_a_back_test_without_intervals_makes_no_trial():
    """A line without scatter up to the origin foretells nothing that could be held against it."""
    assert backtest(range(8), [1, 2, 3, 4, 5, 6, 7, 9], levels=[0.9]).trials == 0
    assert backtest(range(8), [1, 2, 3, 4, 6, 6, 7, 9], levels=[0.9]).trials == 6
    assert backtest(range(8), [0, 2, 3, 4, 6, 6, 7, 9], "log").reasons == ("not_positive", "no_trial")


# ---------------------------------------------------------------- intervals as wide as they say

RUNS = 300


@pytest.mark.parametrize(
    ("scale", "make"),
    [
        pytest.param("identity", lambda z: z, id="identity"),
        pytest.param("log", np.exp, id="log"),
        pytest.param("logit", lambda z: 100 / (1 + np.exp(-z)), id="logit"),
    ],
)
def test_intervals_of_a_line_hold_as_often_as_they_say(scale, make):
    """Invented series of eight points on irregular dates, foretold five years ahead.

    The probability of reaching what then came about is as often in any fifth as in any other: that
    is what the t promises for a new value, whatever the line and its scatter were.
    """
    chance, times = np.random.default_rng(20250101), np.array([0, 1, 2, 4, 5, 6.5, 7, 9])
    held, probabilities = np.zeros(2), []
    for _ in range(RUNS):
        z = 0.5 + 0.1 * np.append(times, 14) + 0.3 * chance.standard_normal(9)
        *values, actual = make(z)
        found = projection(fit(times, values, scale), 14, actual, "increase")
        held += [low <= actual <= high for _, low, high in found.intervals]
        probabilities.append(found.probability)
    assert held / RUNS == pytest.approx(np.array([0.80, 0.95]), abs=0.05)
    assert np.histogram(probabilities, 5, (0, 1))[0] / RUNS == pytest.approx(np.full(5, 0.2), abs=0.06)


@pytest.mark.parametrize("times", [[0, 1, 2], [0, 1, 2, 3], [0, 0.5, 3, 4]])
def test_intervals_of_a_random_walk_hold_as_often_as_they_say(times):
    """Three or four points: very wide, and rightly so; the normal curve would hold too seldom."""
    chance, steps = np.random.default_rng(11), np.diff([*times, times[-1] + 3])
    held = {"t": np.zeros(2), "normal": np.zeros(2)}
    for _ in range(RUNS):
        walk = np.cumsum(0.4 * steps + np.sqrt(steps) * chance.standard_normal(len(steps)))
        values, actual = [0.0, *walk[:-1]], walk[-1]
        model = fit(times, values)
        for distribution, one in (("t", model), ("normal", replace(model, df=None))):
            found = projection(one, times[-1] + 3)
            held[distribution] += [low <= actual <= high for _, low, high in found.intervals]
    assert held["t"] / RUNS == pytest.approx(np.array([0.80, 0.95]), abs=0.05)
    assert (held["normal"] / RUNS < [0.75, 0.90]).all()


# ---------------------------------------------------------------- what holds for every series


def scattered(times, values, scale="identity", method="by_number") -> Fit:
    """A fit that has an interval; other examples are left out."""
    model = fit(times, values, scale, method)
    assume(model.method and "no_scatter" not in model.reasons)
    return model


@often
@given(values=series, scale=scales, target=st.integers(1, 99), method=st.sampled_from(["ols", "random_walk_drift"]))
def test_intervals_lie_within_each_other_around_the_central_value(values, scale, target, method):
    """95 % around 80 % around the middle, never beyond the limits of the scale; the probability is one."""
    model = scattered(range(len(values)), values, scale, method)
    found = projection(model, len(values) + 2, target, "increase")
    (_, low80, high80), (_, low95, high95) = found.intervals
    assert low95 <= low80 <= found.central <= high80 <= high95
    assert scale == "identity" or low95 >= 0
    assert scale != "logit" or high95 <= 100
    assert 0 <= found.probability <= 1


@often
@given(values=series, scale=scales, low=st.integers(1, 99), high=st.integers(1, 99))
def test_a_harder_target_is_never_likelier(values, scale, low, high):
    """Monotone in the target, and the two directions share the whole."""
    low, high = sorted((low, high))
    model = scattered(range(len(values)), values, scale)
    easy, hard = (projection(model, 12, target, "increase").probability for target in (low, high))
    assert easy >= hard
    assert projection(model, 12, low, "decrease").probability == pytest.approx(1 - easy)


@often
@given(values=series, target=st.integers(-99, 99), method=st.sampled_from(["ols", "random_walk_drift"]))
def test_the_mirror_turns_the_values_and_keeps_the_probability(values, target, method):
    """A desired decrease is a desired increase of the negated values."""
    model = scattered(range(len(values)), values, "identity", method)
    here = projection(model, 12, target, "increase")
    mirrored = fit(range(len(values)), [-value for value in values], "identity", method)
    there = projection(mirrored, 12, -target, "decrease")
    assert there.central == pytest.approx(-here.central)
    assert there.probability == pytest.approx(here.probability)
    for (_, low, high), (_, other_low, other_high) in zip(here.intervals, there.intervals, strict=True):
        assert (other_low, other_high) == pytest.approx((-high, -low))


@often
@given(values=st.lists(st.integers(0, 100), min_size=5, max_size=10), target=st.integers(1, 99))
def test_a_percentage_and_its_complement_tell_one_story(values, target):
    """The logit of the share without is the mirror of the share with, limits and shift included."""
    model = scattered(range(len(values)), values, "logit")
    here = projection(model, 12, target, "increase")
    other = fit(range(len(values)), [100 - value for value in values], "logit")
    there = projection(other, 12, 100 - target, "decrease")
    assert there.central == pytest.approx(100 - here.central, abs=1e-9)
    assert there.probability == pytest.approx(here.probability, abs=1e-9)


@often
@given(
    values=series, target=st.integers(1, 99), factor=st.sampled_from([1e-6, 0.3, 7.0, 1e12]), shift=st.integers(-9, 9)
)
def test_neither_unit_nor_calendar_changes_the_projection(values, target, factor, shift):
    """On identity and log: the same probability, values in the new unit."""
    for scale in ("identity", "log"):
        model = scattered(range(len(values)), values, scale)
        moved = fit([i + shift for i in range(len(values))], [value * factor for value in values], scale)
        here = projection(model, 12, target, "increase")
        there = projection(moved, 12 + shift, target * factor, "increase")
        assert there.central == pytest.approx(here.central * factor, rel=1e-9, abs=1e-9 * factor)
        assert there.probability == pytest.approx(here.probability, rel=1e-6, abs=1e-9)


@often
@given(values=series, scale=scales, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(values, scale, seed):
    """Bit for bit."""
    points = list(enumerate(values))
    seed.shuffle(points)
    shuffled = [time for time, _ in points], [value for _, value in points]
    assert fit(*shuffled, scale) == fit(range(len(values)), values, scale)
    assert backtest(*shuffled, scale) == backtest(range(len(values)), values, scale)


@often
@given(values=series, scale=scales)
def test_the_fan_widens_with_the_distance(values, scale):
    """On the scale itself, further ahead is never surer; on every scale, quantiles rise from left to right."""
    model = scattered(range(len(values)), values, scale)
    found = fan(model, [len(values), len(values) + 5, len(values) + 20])
    assert (np.diff(found, axis=1) >= 0).all()
    if scale == "identity":
        width = found[:, -1] - found[:, 0]
        assert (np.diff(width) >= 0).all()


@often
@given(
    points=st.lists(st.tuples(st.none() | any_finite, st.none() | any_finite), max_size=8),
    scale=scales,
    method=st.sampled_from(["by_number", "ols", "random_walk_drift"]),
    at=any_finite,
    target=any_finite,
)
def test_finite_numbers_never_raise_and_never_give_nan_or_infinity(points, scale, method, at, target):
    """The whole range of floats, with gaps; what is missing has a reason, and every reason is a known code."""
    times, values = [time for time, _ in points], [value for _, value in points]
    model = fit(times, values, scale, method)
    found = projection(model, at, target, "increase")
    numbers = [part for part in (*vars(model).values(), *vars(found).values()) if isinstance(part, (int, float))]
    assert all(math.isfinite(number) for number in (*numbers, *sum(found.intervals, ())))
    assert set(model.reasons) | set(found.reasons) <= set(module.REASONS)
    assert found.reasons or None not in (found.central, found.probability)
    assert np.isfinite(fan(model, [at, at])).all()
    assert set(backtest(times, values, scale, method).reasons) <= set(module.REASONS)


def test_a_back_test_is_that_of_the_method_named():
    """A random walk foretells from its last point: its intervals hold or fail as one by one they do."""
    years, values = list(range(2014, 2024)), [1, 2, 3, 5, 5, 6, 8, 20, 20, 21]
    found = backtest(years, values, method="random_walk_drift", levels=(0.5,))
    held = []
    for origin in (7, 8, 9):
        model = fit(years[:origin], values[:origin], method="random_walk_drift")
        for at in range(origin, 10):
            ((_, low, high),) = projection(model, years[at], levels=(0.5,)).intervals
            held.append(low <= values[at] <= high)
    assert (found.trials, found.inside) == (6, (sum(held),))
    assert found != backtest(years, values, levels=(0.5,))


@pytest.mark.parametrize(
    ("times", "values", "scale", "method"),
    [
        ([1, 2], [3, 4], "log", "ols"),
        ([1] * 6, range(6), "identity", "ols"),
        ([1, 1, 2], [3, 4, 5], "identity", "random_walk_drift"),
        ([1, 2, 3], [3, 0, 5], "log", "by_number"),
        ([1, 2, 3], [3, 101, 5], "logit", "by_number"),
        ([0, 5e-324, 1e-323, 1.5e-323, 2e-323], [1, 1e300, 2, -1e300, 3], "identity", "ols"),
    ],
)
def test_what_could_not_be_fitted_says_what_it_was_asked(times, values, scale, method):
    """The scale and the number of points stay, and the projection keeps the moment it was asked for."""
    found = fit(times, values, scale, method)
    assert (found.method, found.scale, found.n) == (None, scale, len(times))
    assert projection(found, 2030).at == 2030


@pytest.mark.parametrize("factor", [1e-15, 1.0, 1e15])
def test_scatter_is_scatter_in_every_unit(factor):
    """Small figures are not noise; what is noise of the logarithm near 1 is no scatter."""
    values = [value * factor for value in (1, 2, 4, 5, 6, 9)]
    for scale in ("identity", "log"):
        assert fit(range(6), values, scale).reasons == ()
        line = [factor * (math.exp(1e-7 * i) if scale == "log" else 1 + i) for i in range(6)]
        assert fit(range(6), line, scale).reasons == ("no_scatter",)


def test_a_scatter_too_small_for_a_float_gives_no_interval():
    """One of ten is the smallest number above 0: a standard deviation of 0 would claim to be sure."""
    found = fit(range(10), [0.0] * 9 + [5e-324])
    assert found.reasons == ("no_scatter",)
    assert projection(found, 12, 1, "increase").intervals == ()


def test_a_slope_too_small_for_a_float_leaves_the_scatter():
    """Values of 1e-300 over 1e30 years: the slope is 0 to a float, and the intervals are as wide as the scatter."""
    found = fit([i * 1e30 for i in range(6)], [value * 1e-300 for value in (3, 1, 4, 1, 5, 2)])
    assert (found.slope, found.reasons) == (0.0, ())
    assert [high > low for _, low, high in projection(found, 6e30).intervals] == [True, True]
