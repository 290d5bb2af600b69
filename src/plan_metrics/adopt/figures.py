"""The figures of a data set: which series, place, breakdown and period each is about, and which are refused and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from plan_metrics.adopt.areas import WHOLE, Areas, place_columns, place_of
from plan_metrics.adopt.columns import Cells
from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.told import Reason, because
from plan_metrics.adopt.totals import is_total
from plan_metrics.adopt.units import Units, power_of_ten
from plan_metrics.adopt.years import not_known
from plan_metrics.edition.dates import near_period
from plan_metrics.edition.flags import FLAGS, FORECAST, MISSING
from plan_metrics.errors import N_
from plan_metrics.measure.comparability import FREQUENCIES
from plan_metrics.measure.periods import end_month, is_period, last_day, period_kind, start_month
from plan_metrics.plan.contradictions import YEARS
from plan_metrics.plan.printed import LONGEST, read_printed
from plan_metrics.reading.typed import number

# What the builder of the form takes for a blank cell, as pandas does.
NOTHING = {
    *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA"),
    *("NULL", "NaN", "None", "n/a", "nan", "null"),
}
FREE = ("", "F")  # codes of CONF_STATUS under which a figure may be published
SUPPRESSED = "Q"
ENOUGH = 3  # periods that follow each other: how often the figures come
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_EXPONENT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d{1,2}")


@dataclass(frozen=True)
class Series:
    """What becomes an indicator: one of the data set, of one series of it, in one unit of `Units`.

    `named`: how the unit stands in the table; the same unit may stand there in several ways.
    """

    topic: str
    series: str
    unit: str
    named: str = field(default="", compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure that was read: `codes` are cells by dimension, the total left out; `value` is as it stands in the file.

    `printed` are the words that it was printed in, and `size` that of its sample, where the data set has them.
    `reason` says why it is not used; None for one that is.
    """

    of: Series
    file: str
    line: int
    region: str
    codes: Mapping[str, str]
    period: str
    value: str
    flag: str
    note: str
    reason: Reason | None = None
    printed: str = ""
    size: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What no two figures share."""
        return self.of, self.region, tuple(sorted(self.codes.items())), self.period


def is_of_the_whole(figure: Figure) -> bool:
    """Whether a figure is about the whole area, and broken down by nothing."""
    return figure.region == WHOLE and not figure.codes


def frequencies_of(figures: Iterable[Figure]) -> dict[Series, str]:
    """How often the figures of a series come: of those whose periods of one kind follow each other without a gap."""
    periods: dict[Series, set[str]] = {}
    for figure in figures:
        if figure.reason is None:
            periods.setdefault(figure.of, set()).add(figure.period)
    return {of: kind for of, each in periods.items() if (kind := frequency_in(each))}


def frequency_in(periods: Iterable[str]) -> str:
    """The kind of periods, where three or more of one kind follow each other without a gap; else the empty text.

    >>> frequency_in(["2023", "2021", "2022"]), frequency_in(["2021", "2023", "2024"]), frequency_in(["2021", "2022"])
    ('A', '', '')
    """
    found = sorted(periods, key=start_month)
    kinds = {period_kind(period) for period in found}
    follow = all(end_month(before) == start_month(after) for before, after in pairwise(found))
    return kinds.pop() if len(found) >= ENOUGH and len(kinds) == 1 and follow and kinds <= {*FREQUENCIES} else ""


def figures_of(
    data: Repository, rows: Mapping[str, list[Cells]], areas: Areas, units: Units, today: dt.date
) -> list[Figure]:
    """Every figure of the tables (rows by indicator); those that are refused have their reason."""
    columns = place_columns([row for each in rows.values() for row in each])
    found: list[Figure] = []
    for topic in data.topics:
        if topic.sheet is not None:
            own = [
                _figure(data, topic, row, areas.of[place_of(row, columns)], _series(topic, row, units), today)
                for row in rows.get(topic.id, ())
            ]
            found += _each_once(data, own)
    return found


def _series(topic: Topic, row: Cells, units: Units) -> Series:
    named = row.unit or units.default[topic.id]
    return Series(topic.id, row.series, units.of[named, power_of_ten(row)], named)


def _figure(data: Repository, topic: Topic, row: Cells, region: str, of: Series, today: dt.date) -> Figure:
    codes = {column: cell for column, cell in row.dimensions.items() if not is_total(data.words, column, cell)}
    period = _period(row.year)
    value = _value(row.value, row.decimals)
    status, file, note = row.status, topic.sheet.file if topic.sheet else topic.id, row.note
    if row.secret not in FREE:
        data.told.note(file, "not used", N_("a confidential figure ({code})"), line=row.line, code=row.secret)
        value, status = "", SUPPRESSED
    flag = _flag(status, value)
    if flag is None:  # its words stand beside the figure
        reason = N_("“{cell}” is no status of SDMX; it stands in the note")
        data.told.note(file, "changed", reason, line=row.line, cell=status[:40])
        flag, note = "A" if value else "O", " ".join(filter(None, [note, status]))
    reason = _refused(data, row, period, value, flag, today)
    read = read_printed(row.printed) if value and len(row.printed) <= LONGEST else None
    printed = row.printed if read and value and read.value == number(value) else ""
    size = row.size if row.size.isdecimal() and value else ""
    return Figure(of, file, row.line, region, codes, period or row.year, value or "", flag, note, reason, printed, size)


def _refused(
    data: Repository, row: Cells, period: str | None, value: str | None, flag: str, today: dt.date
) -> Reason | None:
    if period is None:
        return not_known(row.year, data.year_starts) or because(N_("“{cell}” is no period"), cell=row.year[:40])
    if last_day(period) > today:
        return because(N_("the period {period} is not over"), period=period)
    if flag == FORECAST:
        return because(N_("a forecast, which is no observation"))
    if value is None:
        return because(N_("“{cell}” is no number"), cell=row.value[:40])
    if flag in MISSING and value:
        return because(N_("a value, although its status {flag} says that there is none"), flag=flag)
    return None


def _period(text: str) -> str | None:
    year = _YEAR.fullmatch(text)
    period = year[1] if year else text if is_period(text) else near_period(text)
    if period is None or not is_period(period):
        return None
    return period if last_day(period).year in YEARS else None


def _value(text: str, decimals: str) -> str | None:
    """The number as a page may quote it, with all the `decimals` that it is said to have; empty for no value, None for
    what is no number, or one that is too long to quote.
    """
    if text in NOTHING:
        return ""
    if _EXPONENT.fullmatch(text):
        try:
            text = f"{Decimal(text):f}"
        except InvalidOperation:
            return None
    read = number(text)
    if read is None:
        return None
    if len(text) > LONGEST or (printed := read_printed(text)) is None or printed.value != read:
        text = f"{Decimal(repr(read)):f}"
        if len(text) > LONGEST:
            return None
    lacking = int(decimals) - len(text.partition(".")[2]) if re.fullmatch("1?[0-9]", decimals) else 0
    if lacking > 0 and re.fullmatch(r"-?\d+(\.\d+)?", text):
        text = f"{text}{'.' * ('.' not in text)}{'0' * lacking}"
    return text


def _flag(status: str, value: str | None) -> str | None:
    """The flag of a row: its status where it has one of SDMX, missing where it has no value; None for another one."""
    if status in FLAGS:
        return status if value != "" or status in MISSING else "O"
    if status:
        named = [code for code, flag in FLAGS.items() if status.casefold() in map(str.casefold, flag.title.values())]
        return named[0] if named else None
    return "A" if value != "" else "O"


def _each_once(data: Repository, figures: list[Figure]) -> list[Figure]:
    """The figures with every one refused whose key has another value too; of the same ones the first is kept."""
    by_key: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        if figure.reason is None:
            by_key.setdefault(figure.key, []).append(figure)
    found = [figure for figure in figures if figure.reason is not None]
    for same in by_key.values():
        valued = [figure for figure in same if figure.value] or same[:1]
        values = {number(figure.value) for figure in valued}
        if len(values) > 1:
            lines = ", ".join(str(figure.line) for figure in valued)
            text = N_("another value for the same key, in lines {lines}")
            if valued[0].file in data.told.of_observations:
                text = N_("another value for the same key, in the observations {lines}")
            reason = because(text, lines=lines)
            found += [replace(figure, reason=reason) for figure in valued]
        else:
            found.append(valued[0])
        for figure in same:
            if figure is not valued[0] and (len(values) == 1 or figure not in valued):
                data.told.note(figure.file, "repeated", N_("the same figure again"), line=figure.line)
    return sorted(found, key=lambda figure: figure.line)
