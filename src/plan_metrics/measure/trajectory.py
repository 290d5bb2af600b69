"""The path to a target: a straight line, or one through dated interim targets, on real dates.

A path is a tuple of `Point`s in the order of time, from the baseline to the target; every point stands at the
end of its period. An empty path means that the baseline or the target is missing, and gives None everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from plan_metrics.measure import progress
from plan_metrics.measure.number import all_known, known
from plan_metrics.measure.periods import decimal_year, end_month
from plan_metrics.measure.targets import Point

Path = tuple[Point, ...]


def trajectory(baseline: Point, target: Point, interim: Sequence[Point] = ()) -> Path:
    """The path from the baseline to the target through the interim targets, given in any order.

    Interim targets without a value are left out, and so are those not between baseline and target: where the
    baseline is later than planned, the path begins there. ValueError unless the target is after the baseline,
    and for two interim targets of one moment.

    >>> trajectory(Point("2020", 40.0), Point("2030", 80.0), [Point("2025", 50.0)])[1]
    Point(period='2025', value=50.0)
    """
    start, end = end_month(baseline.period), end_month(target.period)
    if end <= start:
        raise ValueError(f"the target is for {target.period}; expected a period after the baseline {baseline.period}")
    between = sorted(
        (p for p in interim if known(p.value) is not None and start < end_month(p.period) < end),
        key=lambda point: end_month(point.period),
    )
    for one, other in pairwise(between):
        if end_month(one.period) == end_month(other.period):
            raise ValueError(f"interim targets for {one.period} and {other.period}; expected one for each moment")
    path = (baseline, *between, target)
    return () if known(baseline.value) is None or known(target.value) is None else path


def cumulated(start: str, amounts: Sequence[Point]) -> Path:
    """The path of a total that grows by the amount planned for each period, from 0 at the end of `start`.

    Empty without amounts or where one is missing. ValueError for an amount not after `start` and for two of
    one moment.

    >>> [point.value for point in cumulated("2020", [Point("2021", 100.0), Point("2022", 50.0)])]
    [0.0, 100.0, 150.0]
    """
    in_order = sorted(amounts, key=lambda point: end_month(point.period))
    for one, other in pairwise([Point(start, 0.0), *in_order]):
        if end_month(other.period) <= end_month(one.period):
            raise ValueError(f"an amount for {other.period} follows {one.period}; expected a later period")
    numbers = all_known(point.value for point in in_order)
    sums = all_known(accumulate(numbers)) if numbers else None
    if sums is None:
        return ()
    later = (Point(point.period, total) for point, total in zip(in_order, sums, strict=True))
    return (Point(start, 0.0), *later)


def expected_at(path: Path, period: str) -> float | None:
    """The value on the path at the end of a period: straight between two points, held after the last.

    In the unit of the values. None before the path begins.

    >>> path = trajectory(Point("2020", 40.0), Point("2030", 80.0), [Point("2025", 50.0)])
    >>> expected_at(path, "2023"), expected_at(path, "2028"), expected_at(path, "2031")
    (46.0, 68.0, 80.0)
    """
    if not path or end_month(period) < end_month(path[0].period):
        return None
    passed = sum(end_month(point.period) <= end_month(period) for point in path)
    one = path[passed - 1]
    if passed == len(path) or end_month(one.period) == end_month(period):
        return known(one.value)
    moments = (decimal_year(each) for each in (period, one.period, path[passed].period))
    return progress.expected_value(one.value, path[passed].value, progress.elapsed(*moments))


def elapsed_at(path: Path, period: str) -> float | None:
    """Time elapsed from the first point to the last, as a share; 1 after the end, below 0 before.

    >>> elapsed_at(trajectory(Point("2020", 40.0), Point("2030", 80.0)), "2024-06")
    0.35
    """
    return progress.elapsed(*(decimal_year(p) for p in (period, path[0].period, path[-1].period))) if path else None


def due_at(path: Path, period: str) -> float | None:
    """The progress that is due by the end of a period: the time elapsed, if the trajectory is linear.

    0 where the interim targets ask for nothing yet, below 0 where they allow a step back. None before the path
    begins and where the target is the baseline.

    >>> path = trajectory(Point("2020", 40.0), Point("2030", 80.0), [Point("2025", 50.0)])
    >>> due_at(path, "2025"), elapsed_at(path, "2025")
    (0.25, 0.5)
    """
    return progress.share(expected_at(path, period), path[0].value, path[-1].value) if path else None
