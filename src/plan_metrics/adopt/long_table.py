"""Reads a table of many indicators, long or wide, as the same that a repository of one table each would be.

Long: a row for each figure, with columns for indicator, period and value, as SDMX-CSV has them. Wide: a column for each
period. Every further column is a place, a dimension or an attribute, as in the tables of the Open SDG form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from plan_metrics.adopt.columns import AREA, NAMES, VALUE, YEAR, column_key
from plan_metrics.adopt.foreign_files import no_data, read_file
from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.tables import Row, Sheet, table_of, text_in
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.words import Groups, Said, Vocabulary
from plan_metrics.adopt.years import not_known, with_years, written_out, years_in
from plan_metrics.edition.dates import near_period
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.languages import SOURCE
from plan_metrics.measure.periods import is_period

# Names of columns as `column_key` makes them, those that count first.
INDICATOR = ("indicator", "indicatorid", "indicatorcode", "series", "seriescode")
TITLE = ("indicatorname", "indicatortitle", "seriesdescription", "seriesname")
AREA_NAME = ("areaname", "regionname", "geoareaname", "countryname")
ABOVE = {"goal": "sdg_goal", "target": "target_id"}  # which stand beside each other in tables of the UN
# How tables call what the form calls otherwise.
OTHERWISE = {
    "period": "Year", "time": "Year", "unit": "Units", "flag": "OBS_STATUS", "note": "COMMENT_OBS", "figure": "Value",
    **dict.fromkeys(("region", "area", "geo", "location", "geoareacode", "countrycode", "regioncode"), AREA),
}  # fmt: skip


def read_long_table(
    file: Path, languages: Sequence[str] = (), encoding: str = "", year_starts: int | None = None
) -> Repository:
    """The indicators of a table in CSV, whose words are in these languages, and which may be in this `encoding`.

    `year_starts` is the month that fiscal or school years begin with, which a table with any has to be read by.

    Raises `FaultError` for a file that is no table, and one that has no column of indicators, or none of periods and
    values.
    """
    told = Told()
    whole = table_of(text_in(read_file(file, file.name), file.name, encoding), file.name, told)
    check_faults(_years_not_known(whole, year_starts))
    whole = with_years(whole, _of_role(whole, YEAR), year_starts)
    check_faults(_lacking(whole))
    taken = languages_or_source(languages, whole.file, told)
    topics = tuple(topics_of(whole, told))
    if not topics:
        raise no_data(whole.file, N_("no row below the header that can be read; refused: {n}"), n=told.total("refused"))
    goals = any("sdg_goal" in topic.keys for topic in topics)
    words = Vocabulary(taken, told, _area_names(whole, taken))
    return Repository(
        file.parent, file.stem, {}, words, topics, told, year_starts=year_starts, goals=goals, guessed=True
    )


def languages_or_source(languages: Sequence[str], file: str, told: Told) -> Sequence[str]:
    """These languages; where there are none that of the messages, which is told."""
    if not languages:
        told.note(file, "assumed", N_("no languages are named; taken: {languages}"), languages=SOURCE)
    return languages or (SOURCE,)


def usual(column: str) -> str:
    """The name that the form has for a column."""
    return OTHERWISE.get(column_key(column), column)


def period_in(column: str) -> str:
    """The period that the figures of a column are for; "" where its name says none.

    >>> [period_in(name) for name in ("2024", "2024-Q1", "1990 [YR1990]", "Q1 2021", "Remark")]
    ['2024', '2024-Q1', '1990', '2021-Q1', '']
    """
    text = re.sub(r"^(\d{4}) \[YR\1\]$", r"\1", column)
    return text if is_period(text) else near_period(text) or ""


def indicator_column(sheet: Sheet) -> int | None:
    """The place of the column that names the indicator of a row; None where there is none."""
    return _column(sheet, INDICATOR)


def _column(sheet: Sheet, names: Sequence[str]) -> int | None:
    known = [column_key(name) for name in sheet.header]
    return next((known.index(name) for name in names if name in known), None)


def has_figures(sheet: Sheet) -> bool:
    """Whether a table has one column of periods and one of values, or a column for each period."""
    return len(_of_role(sheet, YEAR)) == len(_of_role(sheet, VALUE)) == 1 or any(map(period_in, sheet.header))


def _of_role(sheet: Sheet, role: str) -> list[str]:
    return [name for name in sheet.header if NAMES.get(column_key(usual(name))) == role]


def _years_not_known(sheet: Sheet, month: int | None) -> Iterator[Fault]:
    """A fault for the first fiscal year among the names of the columns, and the first in the column of periods."""
    named = [(1, name, name) for name in sheet.header]
    at = [n for n, name in enumerate(sheet.header) if name in _of_role(sheet, YEAR)]
    cells = [(line, row[n], sheet.header[n]) for n in at[:1] for line, row in sheet.rows]
    for texts in (named, cells):
        split = years_in(text for _, text, _ in texts) if month is None else {}
        for line, text, column in texts:
            if reason := not_known(written_out(split[text]) if text in split else text, month):
                expected = N_("years whose first month is known")
                fix = N_("Say the month with --year-starts, or write each as a period, such as 2023-04/2024-03.")
                values = {**dict(reason.values), "cell": text}
                yield fault_at("which_year", sheet.file, reason.text, expected, fix, row=line, column=column, **values)
                break


def _lacking(sheet: Sheet) -> Iterator[Fault]:
    """A fault for each column that a table lacks, or has several of."""
    wide = any(map(period_in, sheet.header))
    of = indicator_column(sheet)
    wanted: list[tuple[Sequence[str], list[str]]] = [(INDICATOR, [] if of is None else [sheet.header[of]])]
    for role in () if wide else (YEAR, VALUE):
        known = [name for name in (*OTHERWISE, *NAMES) if NAMES.get(column_key(usual(name))) == role]
        wanted.append((known, _of_role(sheet, role)))
    values = {"columns": ", ".join(f"“{name}”" for name in sheet.header if name)[:300]}
    none, several = N_("the columns {columns}"), N_("the columns {columns}, of which several are meant: {several}")
    period = N_("one of: {known}; or, in the place of periods and values, a column for each period")
    fix = N_("Give the column that is meant this name in the first line, and another name to any other.")
    for names, found in wanted:
        if len(found) != 1:
            said, column = (several, found[1]) if found else (none, None)
            expected = N_("one of: {known}") if names is INDICATOR else period
            named = values | {"known": ", ".join(names), "several": ", ".join(found)}
            yield fault_at("no_long_table", sheet.file, said, expected, fix, row=1, column=column, **named)


def _area_names(sheet: Sheet, languages: Sequence[str]) -> Groups:
    """What areas are called, where a column of names stands beside that of their codes."""
    name, code = _column(sheet, AREA_NAME), next((at for at, n in enumerate(sheet.header) if usual(n) == AREA), None)
    if name is None or code is None:
        return {}
    said = {cells[code]: cells[name] for _, cells in sheet.rows if cells[name]}
    return {language: {AREA: said} for language in languages}


def topics_of(
    whole: Sheet, told: Told, alone: str = "", keys: Mapping[str, Mapping[str, Said]] | None = None
) -> Iterator[Topic]:
    """An indicator for each that the column of indicators names; `alone` is what a table without that column is about.

    `keys` are texts by indicator and key of the form, each by language.
    """
    of, titled = indicator_column(whole), _column(whole, TITLE)
    above = {key: _column(whole, (name,)) for name, key in ABOVE.items()}
    above = above if None not in above.values() else {}
    named = _column(whole, AREA_NAME) if AREA in map(usual, whole.header) else None
    periods = {at: period for at, name in enumerate(whole.header) if (period := period_in(name))}
    kept = [at for at in range(len(whole.header)) if at not in (of, titled, named, *above.values(), *periods)]
    names = tuple(usual(whole.header[at]) for at in kept)
    sheets: dict[str, list[Row]] = {}
    first_of: dict[str, dict[str, str]] = {}
    for line, cells in whole.rows:
        id = alone if of is None else cells[of]
        if not id:
            told.note(whole.file, "refused", N_("a row without an indicator"), line=line)
            continue
        own = tuple(cells[at] for at in kept)
        rows = sheets.setdefault(id, [])
        rows += [(line, (*own, period, cells[at])) for at, period in periods.items()] or [(line, own)]
        said = {"indicator_name": titled, **above}
        texts = {key: cells[at] for key, at in said.items() if at is not None and cells[at]}
        first_of[id] = texts | first_of.get(id, {})
    own_names = (*(whole.header[at] for at in kept), *(("Year", "Value") if periods else ()))
    names = (*names, "Year", "Value") if periods else names
    for id, listed in sheets.items():
        texts_of = (keys or {}).get(id, {})
        first = {key: next(iter(said.values())) for key, said in texts_of.items()}
        own_keys = {"indicator_number": id, "indicator_name": id} | first_of[id] | first
        spoken = {
            code: {key: said[code] for key, said in texts_of.items() if code in said} for code in _languages(texts_of)
        }
        sheet = Sheet(whole.file, names, tuple(listed), own_names)
        yield Topic(id, own_keys, spoken, dict.fromkeys(own_keys, whole.file), sheet)


def each_once(topics: Iterable[Topic], told: Told) -> tuple[Topic, ...]:
    """The indicators of several tables: those of the first table that has them; others are told."""
    found: dict[str, Topic] = {}
    for topic in topics:
        other = found.setdefault(topic.id, topic)
        if other is topic or topic.sheet is None or other.sheet is None:
            continue
        reason = N_("figures of {id}, which the table {other} has too")
        told.note(topic.sheet.file, "unread", reason, count=len(topic.sheet.rows), id=topic.id, other=other.sheet.file)
    return tuple(found.values())


def _languages(texts: Mapping[str, Said]) -> list[str]:
    return list(dict.fromkeys(code for said in texts.values() for code in said))
