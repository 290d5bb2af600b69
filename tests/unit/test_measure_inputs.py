"""Figures may come as lists, as arrays or as columns of a frame, with Python's truth values or those of numpy.

A statistician hands over a column as it is: its labels are not places, and its NaN is not True.
"""

from __future__ import annotations

import dataclasses
import importlib
import math
from pkgutil import iter_modules

import numpy as np
import pandas as pd
import pytest

from plan_metrics import measure
from plan_metrics.measure import (
    accumulation,
    assess,
    comparability,
    composite,
    contribution,
    convergence,
    disclosure,
    disparity,
    projection,
    rollup,
    target_kinds,
    trend,
)
from plan_metrics.measure.methods import statcan
from plan_metrics.measure.number import known
from plan_metrics.measure.status import StatusThresholds

PERIODS = ["2019", "2020", "2021", "2022", "2023"]
VALUES = [3.0, None, 4.0, 6.0, 5.0]
OTHERS = [2.0, 5.0, 1.0, 7.0, 4.0]
WEIGHTS = [1.0, 3.0, 2.0, 1.0, 2.0]
GROUPS = ["E", "W", "E", "W", "E"]
FLAGS = ["A", "A", "B", "A", "P"]
LIMITS = StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0)
NODES = [composite.Node("plan", None, 1), composite.Node("a", "plan", 3), composite.Node("b", "plan", 1)]

# Each takes what turns a list into the kind of column that is tried.
USES = {
    "assess": lambda c: assess.assess(
        assess.Series(c(PERIODS), c(VALUES), c(FLAGS)), "increase", "stock", "A", "2019", "2023", (), LIMITS
    ),
    "comparable": lambda c: comparability.comparable(c(PERIODS), c(VALUES), c(FLAGS), "flow", "A"),
    "disparity": lambda c: disparity.disparity(c(VALUES), c(WEIGHTS), 10),
    "theil_split": lambda c: disparity.theil_split(c(VALUES), c(GROUPS), c(WEIGHTS)),
    "sigma": lambda c: convergence.sigma(c(PERIODS), [c(VALUES), c(OTHERS)] * 2 + [c(WEIGHTS)], c(WEIGHTS)),
    "beta": lambda c: convergence.beta(c(VALUES), c(OTHERS), 5),
    "total": lambda c: rollup.total(c(VALUES)),
    "ratio_of_sums": lambda c: rollup.ratio_of_sums(c(VALUES), c(OTHERS)),
    "last": lambda c: rollup.last(c(PERIODS), c(VALUES)),
    "contributions": lambda c: contribution.contributions(c(PERIODS), c(VALUES), c(OTHERS)),
    "needed": lambda c: contribution.needed(c(PERIODS), c(VALUES), c(OTHERS), 5, "increase", c(WEIGHTS)),
    "allotted": lambda c: contribution.allotted(7, c(VALUES)),
    "cumulative": lambda c: accumulation.cumulative(c(VALUES), c(OTHERS)),
    "dominance": lambda c: disclosure.dominance(c(VALUES)),
    "mean_score": lambda c: statcan.mean_score(c([1.0, -2.0, math.nan])),
    "endpoints": lambda c: statcan.endpoints(c(PERIODS), c(VALUES)),
    "binary": lambda c: statcan.binary(c([True, False, True])),
    "milestone_share": lambda c: target_kinds.milestone_share(c([True, False, True]), c([1.0, 2.0, 3.0])),
    "mann_kendall": lambda c: trend.mann_kendall(c(PERIODS), c(VALUES)),
    "sen_slope": lambda c: trend.sen_slope(c(PERIODS), c(VALUES)),
    "spearman": lambda c: trend.spearman(c(PERIODS), c(VALUES)),
    "fit": lambda c: projection.fit(c(PERIODS), c(VALUES)),
    "backtest": lambda c: projection.backtest(c(PERIODS), c(OTHERS), "log", leave_out=2),
    "aggregate": lambda c: composite.aggregate(c(VALUES), c(WEIGHTS)).tolist(),
}


def as_array(column: list) -> np.ndarray:
    """Missing numbers become NaN, as in an array of floats."""
    return np.array([math.nan if value is None else value for value in column])


def as_frame_column(column: list) -> pd.Series:
    """With labels that are whole numbers in another order than the places."""
    return pd.Series(as_array(column), index=range(len(column))[::-1])


@pytest.mark.parametrize("kind", [as_array, as_frame_column])
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_an_array_or_a_column_of_a_frame_gives_what_a_list_gives(use, kind):
    """The same record to the last digit: places count, labels do not, and NaN is missing."""
    assert use(kind) == use(list)


@pytest.mark.parametrize("unknown", [None, math.nan, np.float64("nan")])
def test_an_unknown_condition_is_neither_met_nor_failed(unknown):
    """NaN is what a frame makes of None, and Python takes it for true: nothing is achieved by it."""
    assert statcan.binary([True, unknown]) == "not_available"
    assert statcan.binary([unknown, False]) == "target_not_achieved"
    assert statcan.indicator_progress([5, 5], [True, unknown])[1] == "substantial_progress"
    assert target_kinds.milestone_share([True, unknown]) == 0.5
    steps = [target_kinds.Step(True, due="2021"), target_kinds.Step(unknown, due="2022")]
    found = target_kinds.milestones(steps, "2021", LIMITS)
    assert (found.status, found.reason, found.unknown) == ("not_assessable", "unknown_step", 1)
    score = composite.composite(NODES, {"a": 0.5, "b": 0.2}, {"a": unknown, "b": True})["plan"]
    assert (score.on_track, score.assessed) == (1.0, 0.25)


def test_truth_values_of_numpy_are_truth_values():
    """`numpy.False_` is not Python's False, and a condition that is not met must not pass for one that is."""
    no, yes = np.False_, np.True_
    assert statcan.binary([yes, no]) == "target_not_achieved"
    assert statcan.binary([yes, yes]) == "target_achieved"
    assert statcan.indicator_progress([5, 5], [yes, no])[1] == "substantial_progress"
    assert target_kinds.milestone_share([yes, no]) == 0.5
    assert target_kinds.milestones([target_kinds.Step(no, due="2021")], "2022", LIMITS).status == "missed"
    assert composite.composite(NODES, {"a": 0.5, "b": 0.2}, {"a": no, "b": yes})["plan"].on_track == 0.25


def test_a_whole_number_too_large_for_a_float_is_missing():
    """As infinity is: no error, and nothing is made of it."""
    assert known(10**400) is None
    assert known(-(10**400)) is None
    assert rollup.total([1, 10**400])[0] == 1.0


def test_two_values_of_one_year_are_refused_even_where_they_are_equal():
    """A year given twice is a fault of the table, whatever its values."""
    same = 1.5
    for values in ([1, 2], [1, 1], [same, same]):
        with pytest.raises(ValueError, match="two values for 2015"):
            statcan.endpoints([2015, 2015], values)


def test_every_record_is_frozen():
    """No caller can change a result that another one holds."""
    modules = [importlib.import_module(f"{measure.__name__}.{found.name}") for found in iter_modules(measure.__path__)]
    records = {thing for module in modules for thing in vars(module).values() if dataclasses.is_dataclass(thing)}
    assert len(records) > 20
    assert [record.__name__ for record in records if not record.__dataclass_params__.frozen] == []
