"""Periods and days as people and spreadsheets write them, so that a message can say how they must be written."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from plan_metrics.errors import N_
from plan_metrics.plan.contradictions import YEARS, a_date
from plan_metrics.reading.typed import plain

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = {sign: str(n) for n, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_SPELLED = re.compile("([一二三四五六七八九]?)十([一二三四五六七八九]?)|[〇零一二两三四五六七八九]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣─", "-"))
_MIDNIGHT = re.compile(r"[t ]?0{1,2}:00(:00(\.0+)?)?$")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.0+)?")  # a day from 1954 on as spreadsheets count them
_TO = r"(?:[-~至到/]+|to)"
_YEAR = r"(?:(\d{4})[-年./]?)?"
_TWO_YEARS = re.compile(rf"(\d{{4}})年?{_TO}(\d{{4}})年?")
_SPLIT_YEAR = re.compile(r"(fy|ay|sy)?(\d{4})年?[-/](\d{2}|\d{4})(年度?|财年|学年)?")
_NAMED_YEAR = re.compile(r"(?:fy|ay|sy)(\d{4})|(\d{4})(?:财年|学年)")
_NAME = "|".join(MONTHS)
_LONG = "january|february|march|april|may|june|july|august|september|october|november|december"
_HALF, _QUARTER = {(1, 6): "H1", (7, 12): "H2"}, {(n * 3 - 2, n * 3): f"Q{n}" for n in range(1, 5)}


class Span(NamedTuple):
    """The first and the last month of a span, each as (year, month); the years are None where none is named."""

    first: tuple[int | None, int]
    last: tuple[int | None, int]

    @property
    def text(self) -> str:
        """As SDMX writes a range, such as 2024-01/2024-09; without years where none is named, such as 01/09."""
        return "/".join(f"{month:02d}" if year is None else f"{year}-{month:02d}" for year, month in self)

    @property
    def period(self) -> str | None:
        """The period that it is: a year, half-year, quarter or month where it has such a name; None without years."""
        (year, first), (other, last) = self
        if year is None or other is None:
            return None
        if (year, first) == (other, last):
            return f"{year}-{first:02d}"
        part = "" if (first, last) == (1, 12) else (_HALF | _QUARTER).get((first, last)) if year == other else None
        return self.text if part is None or year != other else f"{year}-{part}".rstrip("-")


def day_of(text: str) -> dt.date | None:
    """The day that a text names, written as ISO 8601 has it; None for every other text.

    >>> day_of("2026-11-29"), day_of("2026-11"), day_of("2026-02-30")
    (datetime.date(2026, 11, 29), None, None)
    """
    try:
        return dt.date.fromisoformat(a_date(text)) if len(text) == len("2026-11-29") else None
    except ValueError:
        return None


def near_period(text: str, year_starts: int = 1) -> str | None:
    """The period that a cell such as 2024年9月, 2024/9/1, Sep-24, 2024Q3 or 2024年1-9月 stands for, if any.

    Where years start in another month than January (`year_starts`), 2024/25 is such a year; 2011/12 might be a month
    and stands for none. Two years without months, as 2020-2024, are no period: each, their sum or mean may be meant.

    >>> near_period("2024年9月"), near_period("2024年前三季度"), near_period("2024/25", 4), near_period("2020-2024")
    ('2024-09', '2024-01/2024-09', '2024-04/2025-03', None)
    """
    if year_starts > 1 and (split := split_year(text)):
        return None if split.may_be_a_month else year_from(split.first, year_starts)
    cell = re.sub("(^|[-年/.])([1-4])([hq])", r"\1\3\2", _cell(text).replace(" ", ""))  # 3Q2024 as Q32024
    forms = (
        (r"(?:截[至止]到?)?(\d{4})(?:年?(?:全年|年?度?[末底]?)|\.0+|-a1)", lambda year: year),
        (r"(\d{4})[-年/.]?h([12])", "{}-H{}".format),
        (r"h([12])[-/.]?(\d{4})", "{1}-H{0}".format),
        (r"(\d{4})[-年/.]?q0?([1-4])", "{}-Q{}".format),
        (r"q([1-4])[-/.]?(\d{4})", "{1}-Q{0}".format),
        (r"(\d{4})年?([上下])半年", lambda year, half: f"{year}-H{'上下'.index(half) + 1}"),
        (r"(\d{4})年?第?([1-4])季度?", "{}-Q{}".format),
        (r"(?:截[至止]到?)?(\d{4})(?:[-年/]?m|[-年/]|\.(?!1$))(\d{1,2})月?份?[末底]?", _month),
        (r"(\d{1,2})[-/.](\d{4})", lambda month, year: _month(year, month)),
        (r"(\d{4})(\d{2})", _month),
        (rf"(?=(?:{_NAME}|sept|{_LONG})[-./\d])({_NAME})[a-z]*[-./]?(\d{{2}}|\d{{4}})", _named_month),
        (rf"(\d{{4}})[-./]?(?=(?:{_NAME}|sept|{_LONG})$)({_NAME})[a-z]*", lambda year, name: _named_month(name, year)),
    )
    for pattern, made in forms:
        found = re.fullmatch(pattern, cell)
        period = made(*found.groups()) if found else None
        if period and int(period[:4]) in YEARS:
            return period
    days = [day for day in near_date(text) if len(day) == 10 and int(day[:4]) in YEARS]
    if _SERIAL.fullmatch(cell):
        days = [day for day in days if day.endswith("-01")]  # which a spreadsheet makes of 2024-09
    months = {day[:7] for day in days}
    if len(months) == 1:
        return months.pop()
    span = None if _TWO_YEARS.fullmatch(cell) else span_of(text)
    return span.period if span else None


class SplitYear(NamedTuple):
    """A year that lies in two calendar years, by the first of them; 2011/12 may be a month as well."""

    first: int
    may_be_a_month: bool


def split_year(text: str) -> SplitYear | None:
    """The fiscal or school year that a text such as 2023/24, 2023-24, FY2023/24 or AY 2023/2024 names, if any.

    >>> split_year("AY 2023/24"), split_year("2011/12"), split_year("2020-2024"), split_year("2024")
    (SplitYear(first=2023, may_be_a_month=False), SplitYear(first=2011, may_be_a_month=True), None, None)
    """
    found = _SPLIT_YEAR.fullmatch(_cell(text).replace(" ", ""))
    if not found or int(found[3]) not in ((int(found[2]) + 1) % 100, int(found[2]) + 1):
        return None
    is_named = found[1] or (found[4] or "年") != "年"
    return SplitYear(int(found[2]), not is_named and len(found[3]) == 2 and 1 <= int(found[3]) <= 12)


def named_year(text: str) -> int | None:
    """The calendar year that a fiscal or school year such as FY2024 is called by: the one that it begins or ends in.

    >>> named_year("FY2024"), named_year("SY 2024"), named_year("2024")
    (2024, 2024, None)
    """
    found = _NAMED_YEAR.fullmatch(_cell(text).replace(" ", ""))
    return int(found[1] or found[2]) if found else None


def year_from(first: int, month: int) -> str | None:
    """The period of the twelve months from a month of a year on.

    >>> year_from(2023, 4), year_from(2023, 1)
    ('2023-04/2024-03', '2023')
    """
    last = (first, 12) if month == 1 else (first + 1, month - 1)
    return Span((first, month), last).period


def span_of(text: str) -> Span | None:
    """The span of months that a cell names, such as 2025-01/2025-11, 2025年1-11月 or 前三季度; None if it names none.

    >>> span_of("2024年前三季度").text, span_of("2024年1—9月").text, span_of("一至三季度").text, span_of("2025-11")
    ('2024-01/2024-09', '2024-01/2024-09', '01/09', None)
    """
    cell = _cell(text).replace(" ", "")
    if found := _TWO_YEARS.fullmatch(cell):
        return _span(found[1], 1, found[2], 12)
    if found := re.fullmatch(rf"(\d{{4}})[-年./]?(\d{{1,2}})月?份?{_TO}(\d{{4}})[-年./]?(\d{{1,2}})月?份?", cell):
        return _span(found[1], int(found[2]), found[3], int(found[4]))
    if found := re.fullmatch(rf"{_YEAR}(\d{{1,2}})月?份?{_TO}(\d{{1,2}})月份?", cell):
        return _span(found[1], int(found[2]), found[1], int(found[3]))
    if found := re.fullmatch(rf"{_YEAR}前(\d{{1,2}})个?月", cell):
        return _span(found[1], 1, found[1], int(found[2]))
    if found := re.fullmatch(rf"{_YEAR}前([2-4])个?季度?", cell):
        return _span(found[1], 1, found[1], 3 * int(found[2]))
    if found := re.fullmatch(rf"{_YEAR}第?([1-4])季?度?{_TO}第?([1-4])季度?", cell):
        return _span(found[1], 3 * int(found[2]) - 2, found[1], 3 * int(found[3]))
    if found := re.fullmatch(rf"{_YEAR}q([1-4]){_TO}(?:\d{{4}}[-./]?)?q([1-4])", cell):
        return _span(found[1], 3 * int(found[2]) - 2, found[1], 3 * int(found[3]))
    return None


def near_date(text: str) -> tuple[str, ...]:
    """What a cell may mean that is no date: one day, month or year if it can mean only that, else each that it can.

    >>> near_date("2026/1/10"), near_date("2026年1月"), near_date("13/1/2026"), near_date("10/1/2026")
    (('2026-01-10',), ('2026-01',), ('2026-01-13',), ('2026-01-10', '2026-10-01'))
    """
    cell = _cell(text).rstrip("日号").replace(",", " ")
    if found := _SERIAL.fullmatch(cell):
        return ((dt.date(1899, 12, 30) + dt.timedelta(days=int(found[1]))).isoformat(),)
    if found := re.fullmatch(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})|(\d{4})(\d{2})(\d{2})", cell):
        return _days([tuple(part for part in found.groups() if part)])
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", cell):
        return _days([(found[3], found[2], found[1]), (found[3], found[1], found[2])])
    if found := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)?[- .]*({_NAME})[a-z]*[- .]*(\d{{4}})", cell):
        return _days([(found[3], _number_of(found[2]), found[1])])
    if found := re.fullmatch(rf"({_NAME})[a-z]*[. ]*(\d{{1,2}})(?:st|nd|rd|th)?[ ]+(\d{{4}})", cell):
        return _days([(found[3], _number_of(found[1]), found[2])])
    if found := re.fullmatch(rf"({_NAME})[a-z]*[-. ]*(\d{{4}})|(\d{{4}})\s*(?:[-年/]|\.(?!1$))\s*(\d{{1,2}})月?", cell):
        month = _month(found[2] or found[3], _number_of(found[1]) if found[1] else found[4])
        return (month,) if month else ()
    if found := re.fullmatch(rf"({_NAME})-(\d{{2}})", cell):  # as a spreadsheet shows 2022-09
        return tuple(filter(None, [_named_month(found[1], found[2])]))
    if found := re.fullmatch(r"(\d{4})(?:年|\.0+)", cell):
        return (found[1],)
    return ()


def date_hint(text: str, otherwise: str, *, day: bool = False) -> tuple[str, str]:
    """What to do about a cell that is no date, with the place {meant}, and what fills it: each date that it may mean.

    `otherwise` where it means none; with `day`, months and years are none.

    >>> date_hint("2026/1/30", "Write a day.")[1], date_hint("soon", "Write a day.")
    ('2026-01-30', ('Write a day.', ''))
    """
    meant = [date for date in near_date(text) if len(date) == 10 or not day]
    if not meant:
        return otherwise, ""
    once = N_("Write {meant}. Make the column a text column, so that the spreadsheet does not change it.")
    several = N_("Look at the document which of these is meant, and write it so: {meant}.")
    return once if len(meant) == 1 else several, ", ".join(meant)


def _cell(text: str) -> str:
    """A cell with small letters, one dash, figures for numbers in words, and without a time of 0:00 or a leading '."""
    cell = _SPELLED.sub(_in_figures, plain(text).casefold().translate(_DASHES))
    return _MIDNIGHT.sub("", cell).strip("'‘’ ")


def _in_figures(spelled: re.Match[str]) -> str:
    if "十" in spelled[0]:
        return str(10 * int(_DIGITS.get(spelled[1], "1")) + int(_DIGITS.get(spelled[2], "0")))
    return "".join(_DIGITS[sign] for sign in spelled[0])


def _days(candidates: list[tuple[str, ...]]) -> tuple[str, ...]:
    found = []
    for year, month, day in candidates:
        try:
            found.append(dt.date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _span(year: str | None, first: int, other: str | None, last: int) -> Span | None:
    found = Span((int(year) if year else None, first), (int(other) if other else None, last))
    return found if 1 <= first <= 12 and 1 <= last <= 12 and _order(found.first) <= _order(found.last) else None


def _order(month: tuple[int | None, int]) -> tuple[int, int]:
    return (month[0] or 0, month[1])


def _month(year: str, month: str) -> str | None:
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def _named_month(name: str, year: str) -> str | None:
    """A year of two digits is one that spreadsheets show so: 2001 to 2029; 00 is what they show for an empty cell."""
    year = year if len(year) == 4 else f"20{year}" if 1 <= int(year) < 30 else ""
    return _month(year, _number_of(name)) if year else None


def _number_of(name: str) -> str:
    return str(MONTHS.index(name) + 1)
