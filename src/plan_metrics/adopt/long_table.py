"""Reads a table of many indicators, long or wide, as the same that a repository of one table each would be.

Long: a row for each figure, with columns for indicator, period and value, as SDMX-CSV has them. Wide: a column for each
period. Every further column is a place, a dimension or an attribute, as in the tables of the Open SDG form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from plan_metrics.adopt.columns import NAMES, VALUE, YEAR
from plan_metrics.adopt.foreign_files import read_file
from plan_metrics.adopt.open_sdg import Repository, Sheet, Topic, sheet_of
from plan_metrics.adopt.told import Told, because
from plan_metrics.adopt.words import Said, Vocabulary
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.languages import SOURCE
from plan_metrics.measure.periods import is_period
from plan_metrics.reading.encodings import decoded

INDICATOR = ("indicator", "indicator_id", "indicator_code", "series", "series_code")
TITLE = ("indicator_name", "indicator_title", "series_description", "series_name")
# How tables call what the form calls otherwise; compared without case.
OTHERWISE = {
    "period": "Year", "time": "Year", "unit": "Units", "region": "REF_AREA", "area": "REF_AREA", "geo": "REF_AREA",
    "location": "REF_AREA", "flag": "OBS_STATUS", "note": "COMMENT_OBS", "figure": "Value",
}  # fmt: skip


def read_long_table(file: Path, languages: Sequence[str] = ()) -> Repository:
    """The indicators of a table in CSV, whose words are in these languages.

    Raises `FaultError` for a table that has no column of indicators, or none of periods and values.
    """
    told = Told()
    if not file.is_file():
        raise FaultError([_no_table(file, N_("no such file"))])
    whole = sheet_of(decoded(read_file(file, file.name), file.name), file.name, told)
    if whole is None:
        raise FaultError([_no_table(file, N_("a file that cannot be read as a table"))])
    if indicator_column(whole) is None or not has_figures(whole):
        raise FaultError([_no_table(file, N_("a table without a column of indicators, of periods or of values"))])
    taken = languages_or_source(languages, whole.file, told)
    topics = tuple(topics_of(whole, told))
    if not topics:
        raise FaultError([_no_table(file, N_("a table without a row of its width"))])
    return Repository(file.parent, file.stem, {}, Vocabulary(taken, told), topics, told)


def languages_or_source(languages: Sequence[str], file: str, told: Told) -> Sequence[str]:
    """These languages; where there are none that of the messages, which is told."""
    if not languages:
        told.note(file, "assumed", because(N_("no languages are named; taken: {languages}"), languages=SOURCE))
    return languages or (SOURCE,)


def usual(column: str) -> str:
    """The name that the form has for a column."""
    return OTHERWISE.get(column.casefold(), column)


def indicator_column(sheet: Sheet) -> int | None:
    """The place of the column that names the indicator of a row; None where there is none."""
    known = [name.casefold() for name in sheet.header]
    return next((known.index(name) for name in INDICATOR if name in known), None)


def has_figures(sheet: Sheet) -> bool:
    """Whether a table has one column of periods and one of values, or a column for each period."""
    roles = [NAMES.get(usual(name).casefold()) for name in sheet.header]
    return roles.count(YEAR) == roles.count(VALUE) == 1 or any(map(is_period, sheet.header))


def topics_of(
    whole: Sheet, told: Told, alone: str = "", keys: Mapping[str, Mapping[str, Said]] | None = None
) -> Iterator[Topic]:
    """An indicator for each that the column of indicators names; `alone` is what a table without that column is about.

    `keys` are texts by indicator and key of the form, each by language.
    """
    of = indicator_column(whole)
    known = [name.casefold() for name in whole.header]
    titled = next((known.index(name) for name in TITLE if name in known), None)
    periods = [at for at, name in enumerate(whole.header) if is_period(name)]
    kept = [at for at in range(len(whole.header)) if at not in (of, titled, *periods)]
    names = tuple(usual(whole.header[at]) for at in kept)
    sheets: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    titles: dict[str, str] = {}
    for line, cells in whole.rows:
        id = alone if of is None or len(cells) <= of else cells[of]
        if len(cells) < len(whole.header) or any(cells[len(whole.header) :]) or not id:
            told.note(whole.file, "refused", because(N_("a row of another width than the header")), line=line)
            continue
        own = tuple(cells[at] for at in kept)
        rows = sheets.setdefault(id, [])
        rows += [(line, (*own, whole.header[at], cells[at])) for at in periods] or [(line, own)]
        if titled is not None and cells[titled]:
            titles.setdefault(id, cells[titled])
    names = (*names, "Year", "Value") if periods else names
    for id, listed in sheets.items():
        texts = (keys or {}).get(id, {})
        first = {key: next(iter(said.values())) for key, said in texts.items()}
        own_keys = {"indicator_number": id, "indicator_name": titles.get(id, id)} | first
        spoken = {code: {key: said[code] for key, said in texts.items() if code in said} for code in _languages(texts)}
        yield Topic(id, own_keys, spoken, dict.fromkeys(own_keys, whole.file), Sheet(whole.file, names, tuple(listed)))


def each_once(topics: Iterable[Topic], told: Told) -> tuple[Topic, ...]:
    """The indicators of several tables: those of the first table that has them; others are told."""
    found: dict[str, Topic] = {}
    for topic in topics:
        other = found.setdefault(topic.id, topic)
        if other is topic or topic.sheet is None or other.sheet is None:
            continue
        reason = because(N_("figures of {id}, which the table {other} has too"), id=topic.id, other=other.sheet.file)
        told.note(topic.sheet.file, "unread", reason, n=len(topic.sheet.rows))
    return tuple(found.values())


def _languages(texts: Mapping[str, Said]) -> list[str]:
    return list(dict.fromkeys(code for said in texts.values() for code in said))


def _no_table(file: Path, found: str) -> Fault:
    return Fault(
        rule="no_long_table",
        file=file.name,
        found=found,
        expected=N_("columns for indicator, period and value, or a column for each period"),
        fix=N_("Give the columns these names, or save the table as CSV first."),
    )
