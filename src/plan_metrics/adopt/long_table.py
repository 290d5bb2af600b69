"""Reads a table of many indicators, long or wide, as the same that a repository of one table each would be.

Long: a row for each figure, with columns for indicator, period and value, as SDMX-CSV has them. Wide: a column for each
period. Every further column is a place, a dimension or an attribute, as in the tables of the Open SDG form.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plan_metrics.adopt.columns import NAMES, VALUE, YEAR
from plan_metrics.adopt.open_sdg import Repository, Sheet, Topic, read_sheet
from plan_metrics.adopt.told import Told, because
from plan_metrics.adopt.words import Vocabulary
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.languages import SOURCE
from plan_metrics.measure.periods import is_period

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
    whole = read_sheet(file, file.parent, told)
    if whole is None:
        raise FaultError([_no_table(file, N_("a file that cannot be read as a table"))])
    header = [OTHERWISE.get(name.casefold(), name) for name in whole.header]
    known = [name.casefold() for name in header]
    of = next((known.index(name) for name in INDICATOR if name in known), None)
    titled = next((known.index(name) for name in TITLE if name in known), None)
    roles = [NAMES.get(name) for name in known]
    periods = [at for at, name in enumerate(header) if is_period(name)]
    if of is None or not (roles.count(YEAR) == roles.count(VALUE) == 1 or periods):
        raise FaultError([_no_table(file, N_("a table without a column of indicators, of periods or of values"))])
    if not languages:
        reason = because(N_("no languages are named; taken: {languages}"), languages=SOURCE)
        told.note(whole.file, "assumed", reason)
    kept = [at for at in range(len(header)) if at not in (of, titled, *periods)]
    names = tuple(header[at] for at in kept)
    sheets: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    titles: dict[str, str] = {}
    for line, cells in whole.rows:
        if len(cells) < len(header) or any(cells[len(header) :]) or not cells[of]:
            told.note(whole.file, "refused", because(N_("a row of another width than the header")), line=line)
            continue
        own = tuple(cells[at] for at in kept)
        rows = sheets.setdefault(cells[of], [])
        rows += [(line, (*own, header[at], cells[at])) for at in periods] or [(line, own)]
        if titled is not None and cells[titled]:
            titles.setdefault(cells[of], cells[titled])
    if not sheets:
        raise FaultError([_no_table(file, N_("a table without a row of its width"))])
    names = (*names, "Year", "Value") if periods else names
    topics = tuple(
        Topic(
            id, {"indicator_number": id, "indicator_name": titles.get(id, id)}, {}, {"indicator_name": whole.file},
            Sheet(whole.file, names, tuple(rows)),
        )
        for id, rows in sheets.items()
    )  # fmt: skip
    words = Vocabulary(file.parent, languages or (SOURCE,), told)
    return Repository(file.parent, file.stem, {}, words, topics, told)


def _no_table(file: Path, found: str) -> Fault:
    return Fault(
        rule="no_long_table",
        file=file.name,
        found=found,
        expected=N_("columns for indicator, period and value, or a column for each period"),
        fix=N_("Give the columns these names, or save the table as CSV first."),
    )
