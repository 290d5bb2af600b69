"""Which observations of a series may be compared with one another, and why the others may not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plan_metrics.measure.number import known
from plan_metrics.measure.periods import KINDS, end_month, months, period_kind, start_month

ACCUMULATIONS = ("stock", "flow", "cumulative", "rate", "unknown")
POINTS_IN_TIME = ("stock", "cumulative")
FREQUENCIES = (*KINDS, "I")
FLAGS = tuple("ABDEFGHIJKLMNOPQSUVW")  # SDMX CL_OBS_STATUS
# W ("includes data from another category") is a value like any other; it does not mean suppressed.
_LEFT_OUT = dict.fromkeys("HKLMOQ", "missing") | {"F": "forecast", "I": "imputed", "D": "definition_differs"}

EXCLUSIONS = (
    "missing",  # no value, or a flag that says so (H K L M O Q)
    "forecast",  # flag F: never an observation
    "imputed",  # flag I: for charts only
    "definition_differs",  # flag D
    "before_break",  # a new series begins later (flag B)
    "other_period_kind",  # a flow or rate of another kind of period than the one compared
    "same_instant",  # a second figure for the same moment
    "overlaps",  # a flow or rate over months that a later one compared has as well
)


@dataclass(frozen=True)
class Comparable:
    """`used`: indices in the order of time. `excluded`: (index, code of EXCLUSIONS) in the order given."""

    used: tuple[int, ...]
    excluded: tuple[tuple[int, str], ...]


def comparable(
    periods: Sequence[str],
    values: Sequence[float | None],
    flags: Sequence[str],
    accumulation: str,
    frequency: str,
) -> Comparable:
    """The observations of a series that may be compared, in the order of time.

    Three sequences of one length. A missing value (None, NaN) is left out, as are forecasts, imputed values
    and values of another definition. Points before the last break (flag B) are left out, even where the
    value at the break is missing. A flow or rate compares periods of one kind: the kind of `frequency` if
    any point has it, else the most frequent, else the longer. Spans of months are of one kind where they are as
    long and end in the same month; of those that overlap the later counts. A stock or cumulative mixes kinds, as
    points in time. Of two figures for one moment the longer period counts (2024 before 2024-12: the year-end figure
    is the reconciled one), then the one given first. ValueError for unknown codes and unequal lengths.

    >>> comparable(["2019", "2021", "2020"], [8, 12, 10], ["A", "A", "B"], "stock", "A")
    Comparable(used=(2, 1), excluded=((0, 'before_break'),))
    """
    try:
        has_value = tuple(map(math.isfinite, values))  # type: ignore[arg-type]  # told of what has no value
    except (TypeError, OverflowError):
        has_value = tuple([known(value) is not None for value in values])
    return _comparable(tuple(periods), has_value, tuple(flags), accumulation, frequency)


@lru_cache(
    maxsize=4096
)  # many series have the same periods and flags, and no value counts for more than that it is there
def _comparable(
    periods: tuple[str, ...], has_value: tuple[bool, ...], flags: tuple[str, ...], accumulation: str, frequency: str
) -> Comparable:
    _check_codes(periods, has_value, flags, accumulation, frequency)
    excluded = {
        i: _LEFT_OUT.get(flag, "missing")
        for i, (is_there, flag) in enumerate(zip(has_value, flags, strict=True))
        if flag in _LEFT_OUT or not is_there
    }

    # A stock stands at the end of its period. A flow fills it, and one that began before the break is mixed.
    place = end_month if accumulation in POINTS_IN_TIME else start_month
    breaks = [place(period) for period, flag in zip(periods, flags, strict=True) if flag == "B"]
    left = [i for i in range(len(periods)) if i not in excluded]
    if breaks:
        excluded |= {i: "before_break" for i in left if place(periods[i]) < max(breaks)}

    left = [i for i in left if i not in excluded]
    if accumulation not in POINTS_IN_TIME and left:
        kind = _kind_compared([periods[i] for i in left], frequency)
        excluded |= {i: "other_period_kind" for i in left if period_kind(periods[i]) != kind}

    used: dict[int, int] = {}
    for i in sorted((i for i in left if i not in excluded), key=lambda i: _order(periods[i])):
        if used.setdefault(end_month(periods[i]), i) != i:
            excluded[i] = "same_instant"
    if accumulation not in POINTS_IN_TIME:  # means of 2020-22 and 2021-23 are no two figures
        begun = None
        for end, i in sorted(used.items(), reverse=True):
            if begun is not None and end > begun:
                excluded[used.pop(end)] = "overlaps"
            else:
                begun = start_month(periods[i])
    return Comparable(tuple(used.values()), tuple(sorted(excluded.items())))


def of_one_kind(period: str, other: str, accumulation: str) -> bool:
    """Whether figures of two periods may be held against each other: a flow or rate, if the periods are of one kind.

    >>> of_one_kind("2024-Q4", "2024", "flow"), of_one_kind("2024-12", "2024", "stock")
    (False, True)
    """
    return accumulation in POINTS_IN_TIME or period_kind(period) == period_kind(other)


def _order(period: str) -> tuple[int, int]:
    return end_month(period), -months(period)


def _kind_compared(periods: Sequence[str], frequency: str) -> str:
    lengths = {period_kind(period): months(period) for period in periods}
    if frequency in lengths:
        return frequency
    counts = Counter(map(period_kind, periods))
    return max(sorted(counts), key=lambda kind: (counts[kind], lengths[kind]))


def _check_codes(
    periods: Sequence[str],
    values: Sequence[bool],
    flags: Sequence[str],
    accumulation: str,
    frequency: str,
) -> None:
    if not len(periods) == len(values) == len(flags):
        raise ValueError(
            f"{len(periods)} periods, {len(values)} values and {len(flags)} flags; expected as many of each"
        )
    for word, found, allowed in (
        ("accumulation", {accumulation}, ACCUMULATIONS),
        ("frequency", {frequency}, FREQUENCIES),
        ("flag", set(flags), FLAGS),
    ):
        unknown = sorted(map(str, found - set(allowed)))
        if unknown:
            raise ValueError(f"{word} is {unknown[0]!r}; expected one of {', '.join(allowed)}")
