"""Areas that merged, were split or took another code: `concordance.csv`, and when an area was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from plan_metrics.errors import N_, Fault
from plan_metrics.measure.periods import end_month, last_day, start_month
from plan_metrics.plan.code_lists import Date, Region, Row, Words
from plan_metrics.plan.contradictions import CORRECT_CELL, a_number, or_none, wrong, wrong_cell

CONCORDANCE = "concordance.csv"
Moment = Literal["any", "first", "last"]  # of a period: any day of it, or one
CLOSE = 1e-6  # how far the shares of a split may be from 1 together


class Succession(Row):
    """A row of `concordance.csv`: from `date` on, the area `after` has what `before` had, or a `share` of it.

    Areas that merge have a row each, and so have the parts of one that is split. An area that keeps its code in a
    change has a row from itself to itself.
    """

    KEY: ClassVar[tuple[str, ...]] = ("date", "from", "to")

    date: Date
    kind: Literal["merged", "split", "renamed"]
    before: Words = Field(alias="from")
    after: Words = Field(alias="to")
    share: Annotated[float | None, Field(gt=0, le=1), BeforeValidator(or_none(a_number))]
    source: str

    model_config = ConfigDict(populate_by_name=True)

    def _contradictions(self) -> Iterator[Fault]:
        if (self.share is None) == (self.kind == "split"):
            expected = N_("a share of what was split, above 0 and at most 1; an empty cell where nothing was")
            found = N_("an empty cell") if self.share is None else N_("“{value}”")
            yield wrong("share", found, expected, CORRECT_CELL, value=self.share)


def first_day(date: str) -> dt.date:
    """The first day of a date of the form 2024, 2024-09 or 2024-09-30."""
    year, month, day = ([int(part) for part in date.split("-")] + [1, 1])[:3]
    return dt.date(year, month, day)


def days_of(region: Region) -> tuple[dt.date, dt.date]:
    """The first and the last day of an area; those of the calendar where it was always there, or still is."""
    begins = first_day(region.begins) if region.begins else dt.date.min
    ends = first_day(region.ends) if len(region.ends) == 10 else last_day(region.ends) if region.ends else dt.date.max
    return begins, ends


def moment_of(period: str, moment: Moment = "any") -> tuple[dt.date, dt.date]:
    """The first and the last day of a period, or one of them twice.

    >>> moment_of("2024-Q1", "last")
    (datetime.date(2024, 3, 31), datetime.date(2024, 3, 31))
    """
    month, last = start_month(period), last_day(period)
    first = dt.date(month // 12, month % 12 + 1, 1)
    return last if moment == "last" else first, first if moment == "first" else last


def breaks(successions: Sequence[Succession]) -> dict[str, list[dt.date]]:
    """The days from which on an area that keeps its code is another area than before, in order."""
    found: dict[str, set[dt.date]] = {}
    for each in successions:
        if each.before == each.after and each.kind != "renamed":
            found.setdefault(each.after, set()).add(first_day(each.date))
    return {region: sorted(days) for region, days in found.items()}


def before(period: str, day: dt.date) -> bool:
    """Whether a period is over before a day."""
    return last_day(period) < day


def unmarked(keys: Sequence[tuple[str, str, str, str]], days: Mapping[str, Sequence[dt.date]]) -> Iterator[int]:
    """The places of the figures that are the first of their series after a break; keys as in an edition.

    Of an area that is in `days`, and only where there is a figure before the break as well.
    """
    series: dict[tuple[str, str, str], list[int]] = {}
    for at, (indicator, region, part, _) in enumerate(keys):
        if region in days:
            series.setdefault((indicator, region, part), []).append(at)
    for (_, region, _), places in series.items():
        places.sort(key=lambda at: end_month(keys[at][3]))
        for day in days[region]:
            later = [at for at in places if not before(keys[at][3], day)]
            if later and len(later) < len(places):
                yield later[0]


def wrong_successions(
    successions: Sequence[Succession], lines: Sequence[int], regions: Sequence[Region], sources: Collection[str]
) -> Iterator[Fault]:
    """Codes that are in no list, an area without the day on which it began or ended, shares that make no whole."""
    area = {region.region: region for region in regions}
    kept = {(each.date, each.before) for each in successions if each.before == each.after}
    shares: dict[tuple[str, str], float] = {}
    for each in successions:
        if each.kind == "split":
            shares[each.date, each.before] = shares.get((each.date, each.before), 0.0) + (each.share or 0.0)
    for each, line in zip(successions, lines, strict=True):
        for column, code in (("from", each.before), ("to", each.after)):
            if code not in area:
                yield _fault(line, column, code, N_("the code of a region of the plan"))
        for name in each.source.split():
            if name not in sources:
                yield _fault(line, "source", name, N_("a code of sources.csv"))
        if each.before in area and each.before != each.after and (each.date, each.before) not in kept:
            ends = area[each.before].ends
            if not ends or first_day(ends) > first_day(each.date):
                expected = N_("an area that ends in regions.csv by {date}, or a row from {code} to itself")
                yield _fault(line, "from", each.before, expected, date=each.date, code=each.before)
        if each.after in area and each.before != each.after and (each.date, each.after) not in kept:
            begins = area[each.after].begins
            if each.kind != "split" and (not begins or first_day(begins) != first_day(each.date)):
                expected = N_("an area that begins in regions.csv on {date}, or a row from {code} to itself")
                yield _fault(line, "to", each.after, expected, date=each.date, code=each.after)
        if each.kind == "split" and abs(shares[each.date, each.before] - 1) > CLOSE:
            expected = N_("shares of {code} that make 1 together; they make {sum}")
            values = {"code": each.before, "sum": f"{shares[each.date, each.before]:.6g}"}
            yield _fault(line, "share", f"{each.share:.15g}", expected, **values)


def _fault(line: int, column: str, value: str, expected: str, **values: Any) -> Fault:
    return wrong_cell(CONCORDANCE, line, column, value, expected, CORRECT_CELL, **values)
