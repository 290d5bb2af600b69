"""What a person does with a series of their own, by periods, dates or years: how far it has come, and how it looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from plan_metrics.measure import assess as arithmetic_of
from plan_metrics.measure import progress as arithmetic
from plan_metrics.measure.assess import Assessment, StatusThresholds
from plan_metrics.measure.periods import decimal_year, end_month, period_kind
from plan_metrics.measure.progress import Direction

# Pace against a target: Eurostat and Statistics Canada; trend: the latter, for indicators without a target.
LIMITS = StatusThresholds(on_track=0.95, behind=0.6, too_early=0.1, trend=0.005, stale_after_years=3.0)
HALF = "a target needs its date, and a date its target: give both or neither"
TICKS = 8  # periods that are named below a chart, at most

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Progress:
    """How far a series has come towards a target: ratios, and values in the unit of the series; None if unknown.

    `share`: the change since the baseline as a share of the change that the target asks for. `elapsed`: the time that
    has elapsed since the baseline, as a share of the time to the target. `pace`: `share` over `elapsed`. `expected`:
    the value on the linear path to the target at the period of the latest value. `gap`: the distance to the target.
    """

    share: float | None
    elapsed: float | None
    pace: float | None
    expected: float | None
    gap: float | None


def progress(
    series: pd.Series, target: float, by: Hashable | None = None, direction: Direction = "increase"
) -> Progress:
    """How far a series has come from its first known value, the baseline, to a target. Formulas: `measure.progress`.

    Args:
        series: values in one unit by years, texts such as 2024-Q3, dates or pandas Periods, in any order; missing
            values are left out.
        target: the value to be reached, in the unit of the series.
        by: the period, date or year for which the target is set; None where it has no date.
        direction: the desired direction, increase or decrease.

    Returns:
        A `Progress`. All of it is None for a series without a value; `elapsed`, `pace` and `expected`, which need
        the time of the target, are None without `by`.

    Raises:
        ValueError: for a label that is no period, and for another direction.

    >>> progress(pd.Series([40.0, 54.0], index=[2017, 2024]), target=60.0, by=2027)
    Progress(share=0.7, elapsed=0.7, pace=1.0, expected=54.0, gap=6.0)
    >>> progress(pd.Series([40.0, 54.0], index=[2017.0, 2024.0]), target=60.0)
    Progress(share=0.7, elapsed=None, pace=None, expected=None, gap=6.0)
    """
    arithmetic.sign(direction)
    end = None if by is None else decimal_year(periods_of([by])[0])
    points = [(decimal_year(period), value) for period, value in _points(series)]
    if not points:
        return Progress(None, None, None, None, None)
    (start, baseline), (at, value) = points[0], points[-1]
    share = arithmetic.share(value, baseline, target)
    elapsed = arithmetic.elapsed(at, start, end)
    return Progress(
        share=share,
        elapsed=elapsed,
        pace=arithmetic.pace(share, elapsed),
        expected=arithmetic.expected_value(baseline, target, elapsed),
        gap=arithmetic.gap(value, target, direction),
    )


def assess(
    series: pd.Series,
    target: float | None = None,
    by: Hashable | None = None,
    direction: Direction = "increase",
    limits: StatusThresholds = LIMITS,
) -> Assessment:
    """Level, change, trend and, with a target `by` a period, a date or a year, progress and status of a series.

    It is judged as known at the period of its last value, from its first one on; values are ordinary ones of a number
    counted at a date, missing ones are left out. Formulas: `measure.assess`.

    Args:
        series: values by years, periods or dates.
        target: the value to be reached, in the unit of the series.
        by: the period, date or year of the target.
        direction: increase or decrease, whichever is wanted.
        limits: where one status ends and the next begins.

    Returns:
        An `Assessment`; ratios are never per cent, and None stands where there is nothing to say.

    Raises:
        ValueError: for labels that are no periods, for another direction, and for half a target.

    >>> series = pd.Series([40.0, 47.0, 54.0], index=[2017, 2020, 2024])
    >>> assess(series).status, assess(series, target=60.0, by=2027).status
    ('improving', 'on_track')
    """
    if (target is None) != (by is None):
        raise ValueError(HALF)
    periods = periods_of(series.index)
    values = [None if pd.isna(value) else float(value) for value in series]
    points = _points(series)
    first, last = (points[0][0], points[-1][0]) if points else ("0001", "0001")  # nothing is judged without a value
    return arithmetic_of.assess(
        arithmetic_of.Series(periods, values, ["A"] * len(periods)),
        direction=direction,
        accumulation="stock",
        frequency="I",
        baseline_period=first,
        as_of=last,
        targets=() if target is None else (arithmetic_of.Target(periods_of([by])[0], target),),
        thresholds=limits,
    )


def periods_of(labels: Iterable[Hashable]) -> list[str]:
    """Labels of a pandas index as periods: years, texts such as 2024-Q3, dates (their month) and pandas Periods.

    A year may be a float without decimals, as pandas makes of a column of years with a gap. ValueError for any other
    float and for all that is no period.

    >>> periods_of([2024, 2024.0, "2024-H1", pd.Period("2024Q3"), dt.date(2024, 9, 30)])
    ['2024', '2024', '2024-H1', '2024-Q3', '2024-09']
    """
    found = [_period(label) for label in labels]
    for period in found:
        period_kind(period)
    return found


def _period(label: Hashable) -> str:
    if isinstance(label, pd.Period):
        kind = label.freqstr[0]
        parts = {"Y": f"{label.year}", "A": f"{label.year}", "Q": f"{label.year}-Q{label.quarter}"}
        return parts.get(kind, f"{label.year}-{label.month:02d}")
    if isinstance(label, (dt.date, np.datetime64)):
        return f"{pd.Timestamp(label):%Y-%m}"
    if isinstance(label, (float, np.floating)) and label.is_integer():
        return f"{label:.0f}"
    return str(label)


def _points(series: pd.Series) -> list[tuple[str, float]]:
    """The known values in the order of time, each with its period."""
    found = sorted(zip(periods_of(series.index), series, strict=True), key=lambda point: end_month(point[0]))
    return [(period, float(value)) for period, value in found if not pd.isna(value)]


def plot(series: pd.Series, target: float | None = None, by: Hashable | None = None) -> Figure:
    """A chart of a series, and of the linear path from its first value to a target.

    Args:
        series: values by periods, as in `progress`; each stands at the end of its period, missing ones are left out.
            Its name is the title, `series.attrs["unit"]` the label of the values.
        target: the value to be reached, in the unit of the series; None for a chart without a target.
        by: the period, date or year for which the target is set; given with `target` only.

    Returns:
        A figure of matplotlib, which a notebook shows as the value of its cell.

    Raises:
        ValueError: for a label that is no period, a target without its date, or a date without a target.

    >>> plot(pd.Series([40.0, 54.0], index=[2017, 2024], name="share"), target=60.0, by=2027).axes[0].get_title("left")
    'share'
    """
    from matplotlib import font_manager, pyplot, rc_context
    from pylopdf_fonts_zh_cn import __file__ as fonts

    if (target is None) != (by is None):
        raise ValueError(HALF)
    font = Path(fonts).with_name("NotoSansSC-Regular.otf")
    font_manager.fontManager.addfont(font)
    points = _points(series)
    marked = [*points, *([(periods_of([by])[0], target)] if points and target is not None else [])]
    at = [decimal_year(period) for period, _ in marked]
    values = [value for _, value in marked]
    with rc_context({"font.family": font_manager.FontProperties(fname=font).get_name(), "text.parse_math": False}):
        figure, axes = pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")
        pyplot.close(figure)  # a notebook shows it as the value of its cell, and not once more after that
        axes.plot(at[: len(points)], values[: len(points)], marker="o", color="#0b5c8a")
        if len(marked) > len(points):
            axes.plot([at[0], at[-1]], [values[0], values[-1]], linestyle="--", color="#a33b00")
            axes.plot(at[-1], values[-1], marker="D", linestyle="none", color="#a33b00")
        step = max(1, -(-len(marked) // TICKS))
        axes.set_xticks(at[::-step], [period for period, _ in marked[::-step]])
        axes.set_title(str(series.name or ""), loc="left")
        axes.set_ylabel(str(series.attrs.get("unit", "")))
        axes.spines[["top", "right"]].set_visible(False)
    return figure
