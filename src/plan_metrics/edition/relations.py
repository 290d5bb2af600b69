"""In which sums the counts of an indicator stand, by its card and the code lists: regions, sectors and periods."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from plan_metrics.measure.periods import KINDS, MONTHS, end_month, parts_of, period_kind
from plan_metrics.measure.recovery import Relation, relations_of
from plan_metrics.plan.models import Indicator, Plan

Cell = tuple[str, str, str, str]
Tree = list[tuple[str, tuple[str, ...]]]


def relations_among(plan: Plan, name: str, cells: Iterable[Cell]) -> tuple[Relation, ...]:
    """The sums in which cells of an indicator stand, as far as its card says that they add up.

    Regions: the whole is its provinces, a group is its members. Sectors: a sector is those that have it as parent.
    Periods: a flow that adds up over time is the sum of all shorter periods of one kind within the longer one; a
    stock or a running total at the end of a period is that at the end of the last shorter period within it.
    """
    indicator = plan.indicator(name)
    keys = [key[1:] for key in cells if key[0] == name]
    trees = [
        _regions(plan) if indicator.aggregation.region == "sum" else [],
        _sectors(plan) if indicator.aggregation.sector == "sum" else [],
        _periods(indicator, {key[2] for key in keys}),
    ]
    found = relations_of(keys, trees)
    return tuple(((name, *total), tuple((name, *part) for part in parts)) for total, parts in found)


def _regions(plan: Plan) -> Tree:
    groups = [(region.region, tuple(region.members.split())) for region in plan.regions if region.members]
    return [(plan.head.whole, tuple(province.region for province in plan.provinces)), *groups]


def _sectors(plan: Plan) -> Tree:
    parents = dict.fromkeys(sector.parent for sector in plan.sectors if sector.parent)
    return [(parent, tuple(s.sector for s in plan.sectors if s.parent == parent)) for parent in parents]


def _periods(indicator: Indicator, there: set[str]) -> Tree:
    """Every longer period with the shorter ones that make it up, for the kinds of period that there are.

    A longer kind that has no figure ties nothing that the others do not tie already, but for the year.
    """
    kinds = {period_kind(period) for period in there}
    years = sorted({period[:4] for period in there})
    longer = [
        period
        for kind in KINDS
        if kind in kinds or kind == "A"
        for year in years
        for period in ((year,) if kind == "A" else parts_of(year, kind))
    ]
    made_of = [
        (period, parts) for period in longer for kind in KINDS if kind in kinds and (parts := parts_of(period, kind))
    ]
    if indicator.aggregation.time == "sum":
        return made_of
    if indicator.accumulation in ("stock", "cumulative"):
        return [(period, parts[-1:]) for period, parts in made_of]
    return []


def in_time(cells: Iterable[Cell]) -> list[tuple[Cell, Cell]]:
    """Cells of the same series that follow on each other in time, the earlier and the later one.

    Of those that end together the longest period stands for all.
    """
    series: dict[tuple[str, str, str], dict[int, Cell]] = {}
    for cell in sorted(cells, key=lambda cell: MONTHS[period_kind(cell[3])]):
        series.setdefault(cell[:3], {})[end_month(cell[3])] = cell
    pairs = []
    for ends in series.values():
        line = [ends[end] for end in sorted(ends)]
        pairs += pairwise(line)
    return pairs
