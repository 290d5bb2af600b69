"""The one expression that counts a register, the same for every engine; nothing leaves the engine but sums.

A table of a register has the columns `COLUMNS`: `certificate`, `holder` (texts or whole numbers), `region`, `breakdown`
(the register's words), `valid_from`, `valid_to` (days), `recorded` (a day or a moment), and `amount` (a whole number)
where that is summed. The rules are those of
decisions/0050: rows recorded after the day of the edition do not count; of several rows with one certificate number the
one recorded last counts; the same row twice is one; rows that differ and were recorded last together are `tied`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from plan_metrics.measure.periods import last_day

COLUMNS = ("certificate", "holder", "region", "breakdown", "valid_from", "valid_to", "recorded")
SAID = COLUMNS[1:-1]  # what a row says of its certificate, beside its amount
AMOUNT = "amount"
ELSEWHERE = ""  # the region of words that are none of the plan's


def recorded_by(table: ir.Table, day: dt.date, *columns: str) -> ir.Table:
    """The rows that were recorded until the end of a day, with some columns.

    Whoever reads them takes what it needs alone. So they are several expressions and not one that stands in a query
    several times, which DuckDB would keep whole in memory, where reading it again costs little.
    """
    return table.select(*columns, moment="recorded").filter(_.moment.cast("date") <= _day(day))


def one_each(table: ir.Table, day: dt.date) -> ir.Table:
    """One row for each certificate number: the one recorded last, and `tied`, whether another differs from it.

    Only numbers that stand in several rows are ordered, since they are few: all others go through as they are.
    """
    said = [*SAID, *([AMOUNT] if AMOUNT in table.columns else [])]
    numbers = recorded_by(table, day, "certificate").group_by("certificate").aggregate(times=_.count())
    often = numbers.filter(_.times > 1).select("certificate")
    same_number = ibis.window(group_by="certificate")
    in_order = ibis.window(group_by="certificate", order_by=said)
    last = (
        recorded_by(table, day, "certificate", *said)
        .filter(_.certificate.isin(often.certificate))  # not a join: engines then find them once for both
        .mutate(last=_.moment.max().over(same_number))
        .filter(_.moment == _.last)
        .select("certificate", *said)
        .distinct()
        .mutate(alike=_.count().over(same_number), place=ibis.row_number().over(in_order))
        .filter(_.place == 0)
        .select(*said, tied=_.alike > 1)
    )
    once = (
        recorded_by(table.rename(number="certificate"), day, "number", *said)
        .anti_join(often, [("number", "certificate")])
        .select(*said, tied=ibis.literal(False))
    )
    return once.union(last, distinct=False)


def counted(
    table: ir.Table,
    day: dt.date,
    regions: ir.Table,
    breakdowns: ir.Table,
    periods: Sequence[str],
    *,
    whole: str,
    last_day_counts: bool,
    elsewhere_counts: bool,
) -> ir.Table:
    """Certificates that are valid on the last day of each period, their distinct holders, and the sum of their amount.

    `regions` and `breakdowns` have the columns `word` and `code`; a word of several breakdowns counts in each, one of
    none in none. A row for each region and breakdown that occur: `region`, `breakdown`, `tied` (certificates), and for
    the period number n `certificates_n`, `holders_n` and, of a table with amounts, `amount_n`. The rows of `whole`
    count each holder once; `elsewhere_counts`: whether they hold what lies in no region of the plan, which has the
    region `ELSEWHERE`.
    """
    valid = {f"n_{n}": _valid(last_day(period), last_day_counts) for n, period in enumerate(periods)}
    sums = {f"a_{n}": valid[f"n_{n}"] for n in range(len(periods)) if AMOUNT in table.columns}
    named = regions.select(word_of_region="word", region_code="code")
    holders = (
        one_each(table, day)
        .left_join(named, [("region", "word_of_region")])
        .inner_join(
            breakdowns.select(word_of_breakdown="word", breakdown_code="code"), [("breakdown", "word_of_breakdown")]
        )
        .mutate(place=_.region_code.fill_null(ELSEWHERE))
        .group_by(["place", "breakdown_code", "holder"])
        .aggregate(
            tied=_.count(where=_.tied),
            **{name: _.count(where=condition) for name, condition in valid.items()},
            **{name: _[AMOUNT].sum(where=condition).fill_null(0) for name, condition in sums.items()},
        )
    )
    places = _of_places(holders, len(periods))
    within = [each if elsewhere_counts else each.filter(_.place != ELSEWHERE) for each in (holders, places)]
    of_whole = _of_the_whole(within[0], within[1], [*valid]).mutate(place=ibis.literal(whole))
    both = places.union(of_whole.select(*places.columns), distinct=False)
    return both.rename(region="place", breakdown="breakdown_code")


def cells_of(
    rows: Sequence[Mapping[str, object]], periods: Sequence[str]
) -> dict[tuple[str, str, str], dict[str, int]]:
    """Certificates, holders and amount by region, breakdown and period, of the rows that `counted` gives."""
    return {
        (str(row["region"]), str(row["breakdown"]), period): {
            what: int(str(row[f"{what}_{n}"])) for what in ("certificates", "holders", AMOUNT) if f"{what}_{n}" in row
        }
        for row in rows
        for n, period in enumerate(periods)
    }


def _of_places(holders: ir.Table, periods: int) -> ir.Table:
    return holders.group_by(["place", "breakdown_code"]).aggregate(
        tied=_.tied.sum().cast("int64"),
        **{f"certificates_{n}": _[f"n_{n}"].sum().cast("int64") for n in range(periods)},
        **{f"holders_{n}": _.count(where=_[f"n_{n}"] > 0).cast("int64") for n in range(periods)},
        **{f"amount_{n}": _[f"a_{n}"].sum().cast("int64") for n in range(periods) if f"a_{n}" in holders.columns},
    )


def _of_the_whole(holders: ir.Table, places: ir.Table, valid: list[str]) -> ir.Table:
    """The whole by breakdown: the sums of its places, but each holder once, of which nothing is kept but a yes or no.

    The sums of each holder would take ten times the memory, which costs most where it goes on with the disk.
    """
    once = holders.group_by(["breakdown_code", "holder"]).aggregate(**{name: (_[name] > 0).any() for name in valid})
    distinct = {f"holders_{n}": _.count(where=_[name]).cast("int64") for n, name in enumerate(valid)}
    added = [name for name in places.columns if name not in ("place", "breakdown_code", *distinct)]
    sums = places.group_by("breakdown_code").aggregate(**{name: _[name].sum().cast("int64") for name in added})
    return sums.join(once.group_by("breakdown_code").aggregate(**distinct), "breakdown_code")


def _valid(day: dt.date, last_day_counts: bool) -> ir.BooleanValue:
    ends = _.valid_to >= _day(day) if last_day_counts else _.valid_to > _day(day)
    return (_.valid_from <= _day(day)) & ends


def _day(day: dt.date) -> ir.DateScalar:
    return ibis.date(day.isoformat())
