"""Finds what was probably meant by a code that is not known, or by a period that a spreadsheet changed."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping

from plan_metrics.tables import plain

NEAR = 0.6  # difflib's own limit for “close”
MOST = 3

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HALVES = {"上": "1", "下": "2"}
QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def name_list(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Every code and name, without case, and the code it stands for; the first one wins.

    >>> name_list([("XX-AA", ["甲省", "Province A"])])
    {'xx-aa': 'XX-AA', '甲省': 'XX-AA', 'province a': 'XX-AA'}
    """
    names: dict[str, str] = {}
    for code, others in entries:
        for name in (code, *others):
            if name:
                names.setdefault(name.casefold(), code)
    return names


def near(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that a text may stand for: one if it is the name of one, else up to three that are close.

    >>> near("Provinz A", name_list([("XX-AA", ["甲省", "Province A"])]))
    ('XX-AA',)
    """
    folded = plain(text).casefold()
    if folded in names:
        return (names[folded],)
    close = difflib.get_close_matches(folded, names, n=2 * MOST, cutoff=NEAR)
    return tuple(dict.fromkeys(names[name] for name in close))[:MOST]


def near_period(text: str) -> str | None:
    """The period that a cell such as 2024年9月, 2024/9/1, Sep-24, 2024Q3 or 2024上半年 stands for, if any.

    >>> near_period("2024年9月"), near_period("Sep-24"), near_period("2024第三季度"), near_period("long ago")
    ('2024-09', '2024-09', '2024-Q3', None)
    """
    cell = plain(text).casefold().replace(" ", "")
    forms = (
        (r"(\d{4})年?末?底?", lambda year: year),
        (r"(\d{4})[-年/.]?h([12])", "{}-H{}".format),
        (r"(\d{4})[-年/.]?q([1-4])", "{}-Q{}".format),
        (r"(\d{4})年?([上下])半年", lambda year, half: f"{year}-H{HALVES[half]}"),
        (r"(\d{4})年?第?([一二三四])季度?", lambda year, quarter: f"{year}-Q{QUARTERS[quarter]}"),
        (r"(\d{4})年?第?([1-4])季度?", "{}-Q{}".format),
        (r"(\d{4})[-年/.](\d{1,2})(?:月末?底?|[-月/.]\d{1,2}日?)?", _month),
        (r"(\d{4})(\d{2})", _month),
        (r"([a-z]{3})-(\d{2})", lambda name, year: _month(f"20{year}", _number_of(name))),
    )
    for pattern, made in forms:
        found = re.fullmatch(pattern, cell)
        period = made(*found.groups()) if found else None
        if period:
            return period
    return None


def is_span(text: str) -> bool:
    """Whether a cell names a span from one month to another, such as 2025-01/2025-11 or 2025年1-11月."""
    cell = plain(text).replace(" ", "")
    return bool(re.search(r"\d{4}.*?[/~—–至到-]+\d{4}|\d{4}年\d{1,2}月?[-~—–至到]\d{1,2}月", cell))


def first_possible_day(date: str) -> dt.date:
    """The earliest day that a date such as 2024, 2024-09 or 2024-09-30 may be; ValueError if it is none."""
    year, month, day = ([int(part) for part in date.split("-")] + [1, 1])[:3]
    return dt.date(year, month, day)


def _month(year: str, month: str) -> str | None:
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def _number_of(name: str) -> str:
    return str(MONTHS.index(name) + 1) if name in MONTHS else "0"
