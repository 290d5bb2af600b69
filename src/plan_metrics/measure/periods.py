"""Periods: `2024`, `2024-H1`, `2024-Q3`, `2024-09`, and spans of whole months such as `2024-01/2024-09`.

A period stands in time where it ends. A span says what a calendar has no word for: a year to date, a fiscal or school
year (`2024-04/2025-03`), the field work of a survey, the mean of several years (`2020-01/2022-12`). What has a shorter
name is written by it: `2024-01/2024-12` is no period.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Longest first: where two kinds end at the same instant, the longer one is preferred throughout `measure`.
KINDS = ("A", "S", "Q", "M")
MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}
_ONCE = lru_cache(maxsize=4096)  # a plan has some dozen periods and asks for each a million times
_MONTH = r"([0-9]{4})-(0[1-9]|1[0-2])"
_PATTERN = re.compile(r"([0-9]{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")
_SPAN = re.compile(f"{_MONTH}/{_MONTH}")


@_ONCE
def _parts(period: str) -> tuple[str, int, int]:
    """Kind, the number of months from year 0 to the end of the period, and how many it has."""
    if isinstance(period, str):
        if (found := _PATTERN.fullmatch(period)) and found[1] != "0000":
            year, half, quarter, month = found.groups()
            kind, places = ("S", half) if half else ("Q", quarter) if quarter else ("M", month) if month else ("A", "1")
            return kind, int(year) * 12 + int(places) * MONTHS[kind], MONTHS[kind]
        if (found := _SPAN.fullmatch(period)) and found[1] != "0000":
            first, end = int(found[1]) * 12 + int(found[2]) - 1, int(found[3]) * 12 + int(found[4])
            if end > first and not any(end - first == n and end % n == 0 for n in MONTHS.values()):
                return f"P{end - first}M-{found[4]}", end, end - first
    raise ValueError(
        f"{period!r} is not a period; expected a year (2024), a half-year (2024-H1), a quarter (2024-Q3), "
        "a month (2024-09) or other months (2024-01/2024-09)"
    )


def is_period(text: str) -> bool:
    """Whether a text is a period: a year, a half-year, a quarter, a month or another span of months.

    >>> is_period("2024-H1"), is_period("2024-01/2024-09"), is_period("2023-01/2023-06")
    (True, True, False)
    """
    try:
        return bool(_parts(text))
    except ValueError:
        return False


def period_kind(period: str) -> str:
    """The kind of a period: as in SDMX CL_FREQ A year, S half-year, Q quarter, M month; a span is one of its own.

    Spans are of one kind where they are as long and end in the same month: January to September is compared with that
    of another year, and with nothing else. ValueError for anything else (a day, month 13), saying what was expected.

    >>> period_kind("2024-09"), period_kind("2024-H1"), period_kind("2024-01/2024-09")
    ('M', 'S', 'P9M-09')
    """
    return _parts(period)[0]


def months(period: str) -> int:
    """How many months a period has.

    >>> months("2024-Q3"), months("2024-01/2024-09")
    (3, 9)
    """
    return _parts(period)[2]


@_ONCE
def end_month(period: str) -> int:
    """Whole months from year 0 to the end of the period: exact, so that instants can be compared.

    >>> end_month("2024") == end_month("2024-Q4") == end_month("2024-12")
    True
    """
    return _parts(period)[1]


def start_month(period: str) -> int:
    """Whole months from year 0 to the beginning of the period.

    >>> start_month("2024") == end_month("2023")
    True
    """
    _, end, length = _parts(period)
    return end - length


def parts_of(period: str, kind: str) -> tuple[str, ...]:
    """The periods of a kind that make up a longer one, in order; none where these do not.

    >>> parts_of("2024-H2", "Q"), parts_of("2024-01/2024-09", "Q"), parts_of("2024-Q3", "S")
    (('2024-Q3', '2024-Q4'), ('2024-Q1', '2024-Q2', '2024-Q3'), ())
    """
    step, start, end = MONTHS[kind], start_month(period), end_month(period)
    if step >= end - start or start % step or end % step:
        return ()
    return tuple(_named(each, kind) for each in range(start + step, end + 1, step))


def _named(end: int, kind: str) -> str:
    """The period of a kind that ends so many whole months after year 0."""
    year, before = divmod(end - 1, 12)
    place = before // MONTHS[kind] + 1
    return f"{year:04d}" + {"A": "", "S": f"-H{place}", "Q": f"-Q{place}", "M": f"-{place:02d}"}[kind]


def period_between(start: int, end: int) -> str:
    """The period from one to another number of whole months from year 0, under its shortest name.

    >>> period_between(24288, 24300), period_between(24288, 24297)
    ('2024', '2024-01/2024-09')
    """
    kind = next((kind for kind in KINDS if MONTHS[kind] == end - start and end % MONTHS[kind] == 0), None)
    first, last = (_named(month, "M") for month in (start + 1, end))
    return f"{first}/{last}" if kind is None else _named(end, kind)


def decimal_year(period: str) -> float:
    """The END of the period in years: all of 2024 has passed at 2025.0.

    >>> decimal_year("2024"), decimal_year("2024-09"), decimal_year("2024-H1")
    (2025.0, 2024.75, 2024.5)
    """
    return end_month(period) / 12


def years_between(a: str, b: str) -> float:
    """Years from the end of period `a` to the end of period `b`; negative when `b` ends first.

    >>> years_between("2017", "2024-06")
    6.5
    """
    return (end_month(b) - end_month(a)) / 12


def spread(periods: Sequence[str], least: float) -> list[int]:
    """The places of the periods that lie at least `least` years apart: the first, the last, and what fits between.

    `periods` are in the order of time. Of periods that lie closer together the later one is taken.

    >>> spread(["2020", "2022-01", "2022-02", "2023"], 0.5)
    [0, 2, 3]
    """
    return list(_spread(tuple(periods), least))


@_ONCE  # many series have the same periods
def _spread(periods: tuple[str, ...], least: float) -> tuple[int, ...]:
    kept = [len(periods) - 1] if periods else []
    for place in reversed(range(len(periods) - 1)):
        far = years_between(periods[place], periods[kept[-1]]) >= least
        if far and (place == 0 or years_between(periods[0], periods[place]) >= least):
            kept.append(place)
    return tuple(reversed(kept))


def last_day(period: str) -> datetime.date:
    """The last day of the period.

    >>> last_day("2024-02").isoformat(), last_day("2024-Q3").isoformat()
    ('2024-02-29', '2024-09-30')
    """
    year, month = divmod(end_month(period) - 1, 12)
    return datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def latest(periods: Iterable[str]) -> str | None:
    """The period that ends last; the longer one where two end together; None for no periods.

    >>> latest(["2023", "2024-12", "2024"])
    '2024'
    """
    return max(periods, key=lambda period: (end_month(period), months(period)), default=None)
