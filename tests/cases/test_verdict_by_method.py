"""Where a plan follows a published method, its verdicts are those that the method's own publications and hands give."""

from __future__ import annotations

import pytest
from method_cases import case as case_of
from method_cases import near

from plan_metrics.manual.read import read_cases
from plan_metrics.measure.by_method import DIRECTIONS, REASONS, by_method
from plan_metrics.measure.methods import METHODS, WITH_CATEGORIES
from plan_metrics.measure.spans import Span
from plan_metrics.measure.status import StatusThresholds
from plan_metrics.measure.target_kinds import HoldTarget, RangeTarget
from plan_metrics.measure.targets import Target
from plan_metrics.measure.verdicts import REASONS as OF_VERDICTS
from plan_metrics.measure.verdicts import Figure
from plan_metrics.views.words import CATEGORY

LIMITS = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
CANADA = ["CIF-earlier-16-6-1", "CIF-earlier-3-3-1", "CIF-1-4-1", "CIF-10-1-1"]
CANADA += [
    name
    for name, each in read_cases().items()
    if each.method == "cagr_ratio_to_target" and name.startswith("CIF") and name != "CIF-3-2-1"
]  # without natural limits, which a plan does not declare
GROWTH = [*CANADA, "EUROSTAT-renewables"]
PROJECTED = [f"UN2023-{n}" for n in range(4)]


def figure(period: object, value: float, *, low: float | None = None, high: float | None = None, **other) -> Figure:
    """A figure that may stand for its value alone, unless other ends are given."""
    ends = (value if low is None else low, value if high is None else high)
    return Figure(str(period), float(value), Span(*map(float, ends)), **other)


def said(method, figures, target=None, *, direction="increase", as_of=None, accumulation="rate", percent=False):
    """What a method says of figures that are compared from the first on, at the end of the last one."""
    return by_method(
        method,
        figures,
        target,
        baseline_period=figures[0].period,
        direction=direction,
        accumulation=accumulation,
        as_of=as_of or figures[-1].period,
        thresholds=LIMITS,
        percent=percent,
    )


def of_case(method: str, name: str):
    """A case of the method reference as two figures of a series, and what the method says of it."""
    known = case_of(name).inputs
    series = [figure(int(known[f"{at}_year"]), known[f"{at}_value"]) for at in ("base", "current")]
    way = known.get("direction") or (1 if known["target"] > known["base_value"] else -1)
    target = None if known["target"] is None else Target(str(int(known["target_year"])), known["target"])
    return said(method, series, target, direction="increase" if way > 0 else "decrease")


@pytest.mark.parametrize("name", GROWTH)
def test_published_categories_are_the_verdicts(name):
    """Of Canada's indicators and of Eurostat's example: the published category, its number, and the way it points."""
    case = case_of(name)
    found = of_case("eurostat" if name.startswith("EUROSTAT") else "statcan", name)
    number = case.expected.get("progress_value", case.expected.get("ratio"))
    assert (found.category, found.number) == (case.expected["status"], near(case, number))
    worse = case.expected["status"] == "deterioration"
    little = case.expected["status"] == "limited_progress"
    assert found.verdict.word == ("worsening" if worse else "stable" if little else "improving")


@pytest.mark.parametrize("name", PROJECTED)
def test_the_projection_of_the_united_nations_is_the_verdict(name):
    """Its score with the ratio; the lowest points backwards only where the figures do."""
    case, found = case_of(name), of_case("un2023", name)
    assert (found.category, found.number) == (f"score_{case.expected['score']}", near(case, case.expected["ratio"]))
    assert found.verdict.word == ("stable" if case.expected["score"] == 1 else "improving")


def test_one_series_gets_the_words_of_each_method():
    """Canada's poverty rate, 14.5 in 2015 and 10.4 in 2023, 7.25 by 2030: growth -4.07 % over -4.52 % needed, 0.90."""
    words = {method: of_case(method, "UN2023-0").category for method in WITH_CATEGORIES}
    assert words == {
        "eurostat": "moderate_progress",
        "statcan": "moderate_progress",
        "un2022": "fair_progress",
        "un2023": "score_2",
    }


def test_growth_alone_is_judged_without_a_target_and_after_its_time():
    """100 to 101.5 in a year: 1.5 %, whatever was to be reached by 2022; a fall of 0.5 % points backwards."""
    rise, target = [figure(2022, 100), figure(2023, 101.5)], Target("2022", 500)
    for found in (said("eurostat", rise), said("eurostat", rise, target)):
        assert (found.category, found.number, found.target) == ("significant_progress", pytest.approx(0.015), None)
    down = said("eurostat", [figure(2022, 100), figure(2023, 99.5)])
    assert (down.category, down.verdict.word) == ("moderate_movement_away", "worsening")


@pytest.mark.parametrize(("value", "score"), [(102, 3), (101, 2), (100, 1), (99, 1)])
def test_a_score_without_a_target_has_words_that_name_none(value, score):
    """The United Nations' scores of 2023 of growth alone: by 2 % a year, by 1 %, not at all, backwards."""
    found = said("un2023", [figure(2022, 100), figure(2023, value)])
    assert found.category == f"growth_score_{score}"
    assert "target" not in CATEGORY[found.category]


def test_a_category_must_hold_for_all_that_the_words_may_stand_for():
    """Of 3.42 % a year that are needed 111 makes 62 %, 110 makes 56 %: neither is said. A bound is passed over."""
    series = [figure(2020, 100), figure(2025, 111, low=110, high=112)]
    assert said("eurostat", series, Target("2030", 140)).verdict.reason == "rounding"
    over = figure(2026, 130, high=float("inf"), qualifier="over")
    exact = [figure(2020, 100), figure(2025, 130)]
    found = said("eurostat", [*exact, over], Target("2030", 140))
    assert (found.verdict.later.period, found.category) == ("2025", "significant_progress")
    assert said("eurostat", [exact[0], over]).verdict.reason == "bounds"


def test_a_range_is_judged_by_the_distance_to_it():
    """From 1 to 1.5 where 2 to 4 is wanted: 5 falls to 4.5 of 4, by 2.09 % a year where 2.21 % is needed."""
    found = said("eurostat", [figure(2020, 1), figure(2025, 1.5)], RangeTarget("2030", 2, 4))
    made, needed = (4.5 / 5) ** (1 / 5) - 1, (4 / 5) ** (1 / 10) - 1
    assert (found.number, found.category) == (pytest.approx(made / needed), "moderate_progress")


SILENT = {
    "no_direction": ("eurostat", [figure(2020, 1), figure(2021, 2)], None, {"direction": None}),
    "one_point": ("eurostat", [figure(2020, 1)], None, {}),
    "under_a_year": ("eurostat", [figure("2020-01", 1), figure("2020-07", 2)], None, {"accumulation": "stock"}),
    "outdated": ("eurostat", [figure(2020, 1), figure(2021, 2)], None, {"as_of": "2025"}),
    "no_growth": ("eurostat", [figure(2020, 0), figure(2022, 2)], None, {}),
    "level_to_hold": ("statcan", [figure(2020, 9), figure(2022, 4)], HoldTarget("2030", 5), {}),
    "met_at_baseline": ("un2023", [figure(2020, 9), figure(2022, 4)], Target("2030", 5), {}),
    "target_period_kind": ("eurostat", [figure(2020, 1), figure(2022, 2)], Target("2030-06", 5), {}),
}


@pytest.mark.parametrize("reason", SILENT)
def test_a_need_that_is_not_met_is_the_reason(reason):
    """Not assessable, and no category beside it."""
    method, figures, target, how = SILENT[reason]
    found = said(method, figures, target, **how)
    assert (found.verdict.word, found.verdict.reason) == ("not_assessable", reason)
    assert (found.category, found.number, found.target) == (None, None, None)
    assert reason in {*REASONS, *OF_VERDICTS}


@pytest.mark.parametrize("method", ["eurostat", "un2022"])
def test_growth_is_not_called_impossible_where_there_is_no_way_to_go(method):
    """A target that is the baseline itself, and a range in which the baseline lies."""
    for target in (Target("2030", 100), RangeTarget("2030", 90, 110)):
        found = said(method, [figure(2020, 100), figure(2022, 120)], target)
        assert (found.category, found.verdict.reason) == (None, "met_at_baseline")


@pytest.mark.parametrize("method", WITH_CATEGORIES)
def test_no_method_judges_a_level_to_be_held(method):
    """Neither one that is kept nor one that is not, with the two figures; a single figure is the reason before that."""
    level = HoldTarget("2030", 80, "increase")
    for last in (78, 96):
        found = said(method, [figure(2026, 85), figure(2029, last)], level)
        assert (found.category, found.verdict.reason) == (None, "level_to_hold")
        assert (found.verdict.earlier.period, found.verdict.later.period) == ("2026", "2029")
        alone = said(method, [figure(2029, last)], level)
        assert (alone.category, alone.verdict.reason) == (None, "one_point")


def test_each_category_has_its_words_and_its_way():
    """Of every method that a plan may follow, with a target and without."""
    bands = [band for name in WITH_CATEGORIES for each in METHODS[name].bands.values() for band in each]
    assert {band.category for band in bands} == set(CATEGORY)
    assert {band.status for band in bands} == set(DIRECTIONS)
