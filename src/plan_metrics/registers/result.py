"""The figures of a register for an edition, and what is said of how they came about."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
from ibis import _

from plan_metrics.edition.relations import Cell, relations_among
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.measure.periods import last_day
from plan_metrics.plan.models import Plan
from plan_metrics.registers.card import WHOLE, Counted, Register
from plan_metrics.registers.counting import cells_of, counted, one_each
from plan_metrics.registers.engines import Opened, fault
from plan_metrics.registers.rows import ASK, Profile, breakdowns_of, profile, regions_of, with_our_names
from plan_metrics.waiting import part

FIX_CARD = N_("Correct the card of the register.")


@dataclass(frozen=True)
class Result:
    """The figures by indicator, region, breakdown and period, in this order; where they come from.

    `elsewhere` are the words of regions that are none of the plan's, with their rows. `query` is what the engine ran.
    """

    figures: Mapping[Cell, int]
    profile: Profile
    elsewhere: Mapping[str, int]
    query: str


def result_of(found: Opened, card: Register, plan: Plan, day: dt.date) -> Result:
    """Count a register as it was on a day.

    Raises `FaultError` for columns, rows and words that cannot be counted, for certificates that were recorded last in
    two ways, and for figures that do not add up as the card of their indicator says.
    """
    table = with_our_names(found, card)
    with part(0, 0.1):
        about = profile(found, card, table, day)
    regions, breakdowns = Counter[str](), Counter[str]()
    for (region, breakdown), count in about.words.items():
        regions[region] += count
        breakdowns[breakdown] += count
    named, unknown = regions_of(regions, plan)
    wanted = sorted({breakdown for each in card.indicators for breakdown in each.breakdowns})
    periods = sorted({period for each in card.indicators for period in periods_of(each, day)})
    late = [n for n, each in enumerate(card.indicators, 1) if not periods_of(each, day)]
    if late:
        expected = N_("a period that ends by {day}, the day of the edition")
        raise FaultError(
            fault(card, f"indicators.{n}.since", N_("“{value}”"), expected, FIX_CARD, day=day.isoformat(), value=value)
            for n in late
            if (value := card.indicators[n - 1].since)
        )
    query = found.sql(
        counted(
            table,
            day,
            found.words(named),
            found.words(breakdowns_of(card, breakdowns, plan, wanted)),
            periods,
            whole=plan.head.whole,
            last_day_counts=card.valid_to_counts,
            elsewhere_counts=card.elsewhere == "in_the_whole",
        )
    )
    with part(0.1, 1):
        rows = found.rows(query, card)
    if any(row["tied"] for row in rows):
        raise FaultError([_tied(found, card, table, day)])
    cells = cells_of(rows, periods)
    figures = dict(sorted(_figures(card, plan, day, cells)))
    if faults := list(_sums_that_do_not_hold(card, plan, figures)):
        raise FaultError(faults)
    return Result(figures, about, {word: regions[word] for word in unknown}, query)


def periods_of(counted: Counted, day: dt.date) -> list[str]:
    """The years or months from the first one of a card on that end by a day, in order."""
    first = int(counted.since[:4])
    years = [str(year) for year in range(first, day.year + 1)]
    if counted.periods == "months":
        years = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    return [period for period in years if period >= counted.since and last_day(period) <= day]


def _figures(
    card: Register, plan: Plan, day: dt.date, cells: Mapping[tuple[str, str, str], Mapping[str, int]]
) -> Iterator[tuple[Cell, int]]:
    """Every figure that the card asks for: 0 where the register has no certificate."""
    for each in card.indicators:
        regions = [plan.head.whole] if WHOLE in each.regions else []
        regions += [region.region for level in each.regions if level != WHOLE for region in plan.of_level(level)]
        for region in regions:
            for breakdown in each.breakdowns:
                for period in periods_of(each, day):
                    if not plan.tree.there(region, period):
                        continue
                    found = cells.get((region, breakdown, period), {})
                    yield (each.id, region, breakdown, period), found.get(each.counts, 0)


def _tied(found: Opened, card: Register, table: ir.Table, day: dt.date) -> Fault:
    (count,) = found.rows(found.sql(one_each(table, day).filter(_.tied).aggregate(tied=_.count())), card)
    said = N_("{count} certificate numbers of which several rows were recorded last, at one moment, and differ")
    expected = N_("one row that was recorded last, or several that are the same")
    return fault(card, "columns.recorded", said, expected, ASK, count=count["tied"])


def _sums_that_do_not_hold(card: Register, plan: Plan, figures: Mapping[Cell, int]) -> Iterable[Fault]:
    """Figures that the plan takes as a total and its parts, and that are not: nothing could be suppressed safely."""
    for number, each in enumerate(card.indicators, 1):
        ties = relations_among(plan, each.id, figures)
        wrong = [
            total
            for total, parts in ties
            if {total, *parts} <= figures.keys() and figures[total] != sum(figures[part] for part in parts)
        ]
        if wrong:
            yield fault(
                card,
                f"indicators.{number}.regions",
                N_("{count} totals that are not the sum of their parts, the first for {region}, {breakdown}, {period}"),
                N_("sums that hold, since the card of {indicator} says that its figures add up"),
                N_("Count the whole or its parts, leave out what lies elsewhere, or correct the indicator’s card."),
                count=len(wrong),
                indicator=each.id,
                region=wrong[0][1],
                breakdown=wrong[0][2],
                period=wrong[0][3],
            )
