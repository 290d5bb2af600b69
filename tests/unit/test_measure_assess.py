"""Whole assessments: the table in manual/cases/assess.toml comes out as written there."""

from __future__ import annotations

import dataclasses
import tomllib

import pytest

from plan_metrics import paths
from plan_metrics.measure.assess import REASONS, STATUSES, Series, StatusThresholds, Target, assess
from plan_metrics.measure.status import pace_status, trend_status
from plan_metrics.measure.targets import judge

TABLE = tomllib.loads((paths.MANUAL / "cases" / "assess.toml").read_text("utf-8"))["case"]
THRESHOLDS = StatusThresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)


def assessed(points, *, targets=(), thresholds=THRESHOLDS, **given):
    """The assessment of rows (period, value, flag), with what the head of the table says is left out."""
    periods, values, flags = ([row[i] for row in points] for i in range(3))
    settings = {
        "direction": "increase",
        "accumulation": "stock",
        "frequency": "A",
        "baseline_period": "2017",
        "as_of": "2025",
    }
    targets = tuple(Target(**target) for target in targets)
    return assess(Series(periods, values, flags), **settings | given, targets=targets, thresholds=thresholds)


@pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
def test_case(case):
    """Every field that the case names is as it says."""
    given = {name: value for name, value in case.items() if name not in ("name", "expect")}
    found = dataclasses.asdict(assessed(**given))
    found["excluded"] = [[given["points"][i][0], why] for i, why in found["excluded"]]
    for name, value in case["expect"].items():
        expected = None if value == "none" else value
        if isinstance(expected, float | int) and not isinstance(expected, bool):
            expected = pytest.approx(expected, abs=1e-8)
        assert found[name] == expected, name


def test_the_table_shows_every_status_and_every_reason():
    """No code exists that the table does not show; `undefined` needs numbers no table would hold."""
    found = [assessed(**{k: v for k, v in case.items() if k not in ("name", "expect")}) for case in TABLE]
    assert {one.status for one in found} == set(STATUSES)
    assert {one.reason for one in found} | {one.trend_reason for one in found} | {"undefined"} == set(REASONS)


def test_undefined_is_what_a_float_cannot_hold():
    """A way longer than the largest float: not assessable, and no infinity anywhere."""
    found = assessed([["2017", -1.5e308, "A"], ["2024", 0.0, "A"]], targets=[{"period": "2030", "value": 1e308}])
    assert (found.status, found.reason) == ("not_assessable", "undefined")
    assert (found.progress, found.pace) == (None, None)


def test_case_names_say_different_things():
    """A name is the sentence that a failing test prints."""
    names = [case["name"] for case in TABLE]
    assert len(set(names)) == len(names)


def test_thresholds_have_no_defaults():
    """Every one of them changes results, so each must be given."""
    fields = dataclasses.fields(StatusThresholds)
    assert all(f.default is f.default_factory is dataclasses.MISSING for f in fields)
    with pytest.raises(TypeError):
        StatusThresholds(on_track=0.95)


def test_thresholds_decide_the_status():
    """The same series under stricter thresholds is another status."""
    points, targets = [["2017", 40, "A"], ["2023", 60, "A"]], [{"period": "2029", "value": 80}]
    strict = dataclasses.replace(THRESHOLDS, on_track=1.1)
    assert assessed(points, targets=targets).status == "on_track"
    assert assessed(points, targets=targets, thresholds=strict).status == "behind"
    assert assessed(points, thresholds=dataclasses.replace(THRESHOLDS, trend=0.5)).status == "stable"


def test_no_change_is_stable_even_with_a_threshold_of_zero():
    """A standstill never is a trend."""
    assert trend_status(5, 5, 3, "increase", 0.0) == ("stable", "compound")
    assert trend_status(6, 5, 3, "increase", 0.0) == ("improving", "compound")
    assert trend_status(None, 5, 3, "increase", 0.0) == (None, "undefined")
    assert trend_status(6, 5, 0, "increase", 0.0) == (None, "undefined")


def test_a_pace_on_a_limit_counts_as_the_better_status():
    """Also where the float is a hair below: 0.57 / 0.6 is 0.95."""
    assert pace_status(0.57 / 0.6, THRESHOLDS) == "on_track"
    assert pace_status(0.0, THRESHOLDS) == "far_behind"
    assert pace_status(-1e-9, THRESHOLDS) == "moving_away"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"direction": "up"}, "direction is 'up'"),
        ({"accumulation": "level"}, "accumulation is 'level'"),
        ({"frequency": "D"}, "frequency is 'D'"),
        ({"baseline_period": "2017-06-09"}, "'2017-06-09' is not a period"),
        ({"as_of": "today", "targets": [{"period": "2030", "value": 9}]}, "'today' is not a period"),
        ({"targets": [{"period": "soon", "value": 9}]}, "'soon' is not a period"),
    ],
)
def test_unknown_words_are_refused(given, message):
    """A wrong card is told at once, with the word that was found."""
    with pytest.raises(ValueError, match=message):
        assessed([["2017", 40, "A"], ["2023", 60, "A"]], **given)


def test_a_verdict_needs_a_point():
    """`judge` is for series with a value; `assess` tells the others apart."""
    with pytest.raises(ValueError, match="expected at least one"):
        judge(
            (), Target("2030", 9), baseline_period="2017", direction="increase", accumulation="stock",
            as_of="2025", outdated=False, thresholds=THRESHOLDS,
        )  # fmt: skip


def test_records_are_frozen_and_compare_by_content():
    """The same input gives the same record."""
    points = [["2017", 40, "A"], ["2023", 60, "A"]]
    assert assessed(points) == assessed(points)
    with pytest.raises(dataclasses.FrozenInstanceError):
        assessed(points).status = "achieved"


def test_the_order_of_rows_does_not_matter():
    """Only the indices of what was left out move with the rows."""
    points = [["2017", 40, "A"], ["2019", 41, "A"], ["2023", 60, "A"]]
    assert assessed(points) == assessed(points[::-1])
