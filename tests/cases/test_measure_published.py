"""The arithmetic agrees with what others published, case by case; where it does not, it says why."""

from __future__ import annotations

import pytest
from method_cases import case, cases

from plan_metrics.measure.comparability import comparable
from plan_metrics.measure.growth import annual_growth, growth_pace, required_growth, trend_rate
from plan_metrics.measure.progress import is_met, share, sign
from plan_metrics.measure.rollup import total
from plan_metrics.measure.status import StatusThresholds, pace_status, trend_status

THRESHOLDS = StatusThresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)
WORDS = {
    "target_achieved": "achieved",
    "substantial_progress": "on_track",
    "significant_progress": "on_track",
    "moderate_progress": "behind",
    "fair_progress": "behind",
    "limited_progress": "far_behind",
    "insufficient_progress": "far_behind",
    "deterioration": "moving_away",
    "movement_away": "moving_away",
    "not_available": None,
}
# Where a compound rate is asked of us that we hold to be undefined, and the linear share that is defined.
REFUSED = {
    "SDGB-EDGE-target0": 0.4,  # 20 -> 12 of 20 -> 0: the peer puts 0.001 for 0, and so depends on the unit
    "SDGB-EDGE-bothneg": 2 / 3,  # -4 -> -2 of -4 -> -1: no compound growth below zero
    "SDGB-EDGE-signchange": 6 / 7,  # -4 -> 2 of -4 -> 3: the peer has no answer either
    "SDGB-BASE-EQ-TARGET-2.4": None,  # 50 -> 60 of 50 -> 50: no way to go; the peer divides by zero
}


def near(expected: float | None):
    """The tolerance of the cases: one part in 10^9, absolute."""
    return None if expected is None else pytest.approx(expected, abs=1e-9, rel=0)


def years(inputs: dict) -> float:
    return inputs["current_year"] - inputs["base_year"]


def direction(inputs: dict) -> str:
    return "increase" if inputs["direction"] == 1 else "decrease"


def growth_progress(inputs: dict) -> float | None:
    """Growth a year in the desired direction, over the growth that the target requires where there is one."""
    base, value, target = inputs["base_value"], inputs["current_value"], inputs["target"]
    if target is None:
        rate = trend_rate(value, base, years(inputs))
        return None if rate is None else sign(direction(inputs)) * rate
    actual = annual_growth(value, base, years(inputs))
    required = required_growth(base, target, inputs["target_year"] - inputs["base_year"])
    return growth_pace(actual, required, direction(inputs))


def test_compound_growth_and_required_growth_of_eurostats_renewables_case():
    """8.5 % in 2004 to 17 % in 2016, of 20 % in 2020: 5.95 % a year done, 5.49 % required."""
    expected = case("EUROSTAT-renewables").expected
    assert annual_growth(17.0, 8.5, 12) == near(expected["cagr_actual"])
    assert required_growth(8.5, 20, 16) == near(expected["cagr_required"])


@pytest.mark.parametrize(
    "case", cases("cagr_ratio_to_target", "cagr_direction_limit", "cagr_direction", "cagr_ratio_edge")
)
def test_growth_in_the_wanted_direction_is_what_statistics_canada_publishes(case):
    """Compound growth over real years, with and without a target, to one part in 10^9."""
    inputs, expected = case.inputs, case.expected
    found = growth_progress(inputs)
    if case.id in REFUSED:
        assert found is None
        linear = share(inputs["current_value"], inputs["base_value"], inputs["target"])
        assert linear == near(REFUSED[case.id])
    elif "status_not" in expected:
        assert found < 0
    else:
        assert found == near(expected["ratio"] if "ratio" in expected else expected["progress_value"])


@pytest.mark.parametrize("case", cases("cagr_ratio_to_target"))
def test_pace_of_growth_gives_the_published_status(case):
    """The thresholds 0.95, 0.60 and 0 sort the published series as they were sorted there."""
    inputs, found = case.inputs, growth_progress(case.inputs)
    if found is None:
        status = None
    elif is_met(inputs["current_value"], inputs["target"], direction(inputs)):
        status = "achieved"
    else:
        status = pace_status(found, THRESHOLDS)
    assert status == WORDS[case.expected["status"]]


@pytest.mark.parametrize("case", cases("cagr_direction", "cagr_direction_limit"))
def test_a_trend_the_wrong_way_is_never_called_an_improvement(case):
    """Deterioration is never improving; the peer that drops the sign of growth is the trap."""
    inputs = case.inputs
    trend, reason = trend_status(
        inputs["current_value"], inputs["base_value"], years(inputs), direction(inputs), THRESHOLDS.trend
    )
    published = case.expected.get("progress_value", -1.0)
    expected = "stable" if abs(published) < 0.005 else "improving" if published > 0 else "worsening"
    assert (trend, reason) == (expected, "compound")


@pytest.mark.parametrize("case", cases("eurostat_threshold_with_target"))
def test_limits_between_statuses_lie_where_eurostat_puts_them(case):
    """A pace on a limit belongs to the better side; below zero is movement away."""
    assert pace_status(case.inputs["ratio"], THRESHOLDS) == WORDS[case.expected["status"]]


@pytest.mark.parametrize("case", cases("un_progress_chart_projection_ratio"))
def test_share_of_the_value_expected_at_the_target_is_the_united_nations_ratio(case):
    """Going on at the same compound growth: the progress that will be made by the target year."""
    inputs = case.inputs
    growth = annual_growth(inputs["current_value"], inputs["base_value"], years(inputs))
    projected = inputs["current_value"] * (1 + growth) ** (inputs["target_year"] - inputs["current_year"])
    found = share(projected, inputs["base_value"], inputs["target"])
    assert found == near(case.expected["ratio"])


@pytest.mark.parametrize("case", cases("un_progress_chart_cr"))
def test_ratio_of_growth_rates_is_the_united_nations_ratio_of_2022(case):
    """Actual over required compound growth."""
    found = growth_progress(case.inputs | {"direction": -1})
    assert found == near(case.expected["cr"])
    assert pace_status(found, THRESHOLDS) == WORDS[case.expected["status"]]


@pytest.mark.parametrize(
    "case", [one for one in cases("linear_progress_csi_0_10") if "parity" not in one.values[0].inputs]
)
def test_share_of_the_way_is_a_tenth_of_the_current_status_index(case):
    """Both directions, overshoot kept, and no ratio where the target is the baseline."""
    inputs, expected = case.inputs, case.expected["csi"]
    found = share(inputs["current"], inputs["base"], inputs["target"])
    assert found == (None if expected is None else pytest.approx(expected / 10, abs=1e-12))


@pytest.mark.parametrize("case", cases("cagr_gap"))
def test_zero_that_stays_zero_did_not_grow(case):
    """The one zero with a defined growth."""
    inputs = case.inputs
    first, last = inputs["years"]
    assert annual_growth(inputs["values"][1], inputs["values"][0], last - first) == case.expected["cagr"]


@pytest.mark.parametrize("case", cases("accumulation_type"))
def test_accumulation_types_are_shares_of_the_way(case):
    """Cumulated and yearly flows are shares of the way from nothing; levels are shares from the baseline."""
    inputs = case.inputs
    if inputs["kind"] == "acumulado":
        found = share(total(inputs["annual_results"])[0], 0, total(inputs["annual_targets"])[0])
    else:
        found = share(inputs["result"], inputs.get("baseline", 0), inputs["target"])
    assert found == pytest.approx(case.expected["progress"], abs=1e-12)


def test_observation_status_decides_what_is_compared():
    """A break restarts the comparison, a suppressed value is missing, a forecast is never an observation."""
    rows, expected = case("SDMX-use").inputs["series"], case("SDMX-use").expected
    found = comparable(
        [str(row["year"]) for row in rows],
        [row["value"] for row in rows],
        [row["status"] for row in rows],
        "stock",
        "A",
    )
    assert [rows[i]["year"] for i in found.used] == expected["used_in_progress"]
    assert {rows[i]["year"]: why for i, why in found.excluded} == {
        2019: "before_break",
        2021: "missing",
        2030: "forecast",
    }


def test_w_is_a_value_and_not_a_suppressed_one():
    """W includes data from another category; Q is the code for suppressed."""
    found = comparable(["2023", "2024"], [1, 2], ["W", "Q"], "stock", "A")
    assert found.used == (0,)
    assert found.excluded == ((1, "missing"),)
