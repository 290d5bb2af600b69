"""Fiscal and school years in a table of others: read where somebody said in which month they begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plan_metrics.adopt.tables import Sheet
from plan_metrics.adopt.told import Reason, because
from plan_metrics.edition.dates import SplitYear, named_year, near_period, split_year, year_from
from plan_metrics.errors import N_


def written_out(year: SplitYear) -> str:
    """A year whose first month nobody said, as it is never taken for a month."""
    return f"{year.first}/{year.first + 1}"


def years_in(texts: Iterable[str]) -> dict[str, SplitYear]:
    """The years that lie in two calendar years among texts, by the first; also what may be a month beside those that
    are none, as 2011/12 beside 2012/13."""
    found = {text: split for text in dict.fromkeys(texts) if (split := split_year(text))}
    are_years = any(not split.may_be_a_month for split in found.values())
    return found if are_years or len(found) > 1 else {}


def with_years(sheet: Sheet, columns: Sequence[str], month: int | None) -> Sheet:
    """A table whose fiscal years, as names of columns and in these columns, are periods; where the first month is not
    known, those that may be months are written out."""
    header = _periods(sheet.header, month)
    at = [n for n, name in enumerate(sheet.header) if name in columns]
    cells = _periods({cells[n] for _, cells in sheet.rows for n in at}, month)
    rows = (
        (line, tuple(cells.get(cell, cell) if n in at else cell for n, cell in enumerate(row)))
        for line, row in sheet.rows
    )
    names = tuple(header.get(name, name) for name in sheet.header)
    return replace(sheet, header=names, rows=tuple(rows), own=sheet.own or sheet.header)


def _periods(texts: Iterable[str], month: int | None) -> dict[str, str]:
    texts = [*texts]
    split = years_in(texts)
    found = {text: written_out(year) for text, year in split.items() if year.may_be_a_month}
    if month is not None and month > 1:
        found = {text: year_from(year.first, month) or text for text, year in split.items()}
    if month == 1:
        found |= {text: str(year) for text in texts if (year := named_year(text))}
    return found


def not_known(text: str, month: int | None) -> Reason | None:
    """Why a text is no period although it names a fiscal or school year; None for any other text."""
    if named_year(text) and month != 1:
        reason = N_("“{cell}” may begin or end in that year: write both of its calendar years, such as 2023/24")
        return because(reason, cell=text[:40])
    if split_year(text) and near_period(text) is None and month in (None, 1):
        reason = N_("“{cell}” lies in two calendar years: say in which month it begins, such as --year-starts 4")
        if month == 1:
            reason = N_("“{cell}” lies in two calendar years, although years begin with month 1")
        return because(reason, cell=text[:40])
    return None
