"""In which sums the counts of an indicator stand, by its card and the code lists: regions, breakdowns and periods."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from math import inf

import numpy as np
import scipy

from plan_metrics.measure.moves import Key, Rate, Relation
from plan_metrics.measure.periods import (
    KINDS,
    end_month,
    months,
    parts_of,
    period_between,
    period_kind,
    start_month,
)
from plan_metrics.measure.recovery import relations_of
from plan_metrics.measure.spans import Span
from plan_metrics.plan.concordance import Moment
from plan_metrics.plan.dimensions import divisions
from plan_metrics.plan.models import Indicator, Plan

Cell = tuple[str, str, str, str]
EXCESS = "EXCESS"  # of a number above one that cannot be larger: in no table, never below 0
Tree = list[tuple[str, tuple[str, ...]]]
_NOISE = 1e-9
_TOTAL_COSTS = 1e-3  # a revised total, beside 1 for a revised part
_LIKELY_COSTS = 0.99  # a revised figure beside one that cannot be above or below it and was revised as well
_NODES = 500  # the steps of a search for the fewest revisions


def readings(plan: Plan, cells: Iterable[Cell]) -> tuple[Moment, ...]:
    """Whose areas figures of a year with a merger may be: of its first day, its last or any; readers try all."""
    changing = any(map(plan.tree.changes_in, {cell[3] for cell in cells}))
    return ("last", "first", "any") if changing else ("any",)


def relations_among(plan: Plan, name: str, cells: Iterable[Cell], reading: Moment = "any") -> tuple[Relation, ...]:
    """The sums in which cells of an indicator stand, as far as its card says that they add up.

    Regions: an area is those that make it up, a group its members, of the areas there in the period by one of its
    `readings`. Breakdowns: a breakdown is those that have it as parent. Periods: a flow that adds up over time is the
    sum of all shorter periods of one kind within the longer one; a stock or a running total at the end of a period is
    that at the end of the last shorter period within it. An area that is not there has nothing.
    """
    indicator = plan.indicator(name)
    keys = [key[1:] for key in cells if key[0] == name]
    adds_up = indicator.aggregation.region == "sum"
    tree, made_up = plan.tree, {period: plan.tree.sums(period, reading) for period in sorted({key[2] for key in keys})}
    trees = [
        list(dict.fromkeys(each for own in made_up.values() for each in own.items())) if adds_up else [],
        _breakdowns(plan) if indicator.aggregation.breakdown == "sum" else [],
        _periods(indicator, {key[2] for key in keys}),
    ]

    def of_the_time(relation: Relation) -> bool:
        (total, *_, period), parts = relation
        if all(part[0] == total for part in parts):
            return True
        own = made_up[period] if period in made_up else tree.sums(str(period), reading)
        return own.get(str(total)) == tuple(part[0] for part in parts)

    found = []
    for total, parts in relations_of(keys, trees, of_the_time):
        lasting = [part for part in parts if tree.there(part[0], part[2])]
        found += [((name, *total), tuple((name, *part) for part in lasting))] if lasting else []
    return tuple(found)


def _breakdowns(plan: Plan) -> Tree:
    return [(whole, parts) for _, whole, parts in divisions(plan.breakdowns)]


def _periods(indicator: Indicator, there: set[str]) -> Tree:
    """Every longer period with the shorter ones that make it up, for the kinds of period that there are.

    A longer kind that has no figure ties nothing that the others do not tie already, but for the year. Where there are
    spans of months, each period is made of what lies between the ends of all: nine months less two quarters tell the
    third.
    """
    if any(period_kind(period) not in KINDS for period in there):
        return _added(indicator, _cut(there))
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
    return _added(indicator, made_of)


def _cut(there: set[str]) -> Tree:
    """The periods, and the years that they lie in, each with the parts that the ends of all others make of it."""
    every = [(start_month(period), end_month(period)) for period in there]
    years = range(min(every)[0] // 12 * 12, max(end for _, end in every), 12)
    every = sorted({*every, *((year, year + 12) for year in years)})
    cuts = sorted({end for pair in every for end in pair})
    made_of = []
    for start, end in every:
        ends = [cut for cut in cuts if start <= cut <= end]
        parts = tuple(period_between(*pair) for pair in pairwise(ends))
        made_of += [(period_between(start, end), parts)] if len(parts) > 1 else []
    return made_of


def _added(indicator: Indicator, made_of: Tree) -> Tree:
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
    for cell in sorted(cells, key=lambda cell: months(cell[3])):
        series.setdefault(cell[:3], {})[end_month(cell[3])] = cell
    pairs: list[tuple[Cell, Cell]] = []
    for ends in series.values():
        line = [ends[end] for end in sorted(ends)]
        pairs += pairwise(line)
    return pairs


Share = tuple[Cell, Cell, Span]  # a printed share: the cells of the count and of the whole, and what it may be


def editions_as_numbers(
    tables: Sequence[Mapping[Cell, float]],
    relations: Sequence[Sequence[Relation]],
    shares: Sequence[Sequence[Share]] = (),
    orders: Sequence[Sequence[tuple[Cell, Cell]]] = (),
) -> tuple[list[Relation], list[Rate]]:
    """The sums of each edition (a table and its relations, the newest first) between numbers: cells with a value.

    The same number in two editions is one. A cell that an edition does not have gets the value that the sums of that
    edition leave for it, else the one that the nearest edition has, where no sum and no printed share of that edition
    denies it. What is open then is one unknown number for all editions whose sums leave the same for it. With the
    sums go the shares that each edition printed, between the same numbers, and `orders`: pairs of cells of which the
    first cannot be above the second, as a sum of the first and what the second has in excess.
    """
    sums, rates = [], []
    for index, (table, own) in enumerate(zip(tables, relations, strict=True)):
        values = _left_over(dict(table), own)
        printed = shares[index] if shares else ()
        if len(tables) > 1:
            others = [*reversed(tables[:index]), *tables[index + 1 :]]  # newer ones, then older ones
            values = _left_over(
                values | _from_others(values, others, own, printed, orders[index] if orders else ()), own
            )
        marks: dict[Cell, list[tuple[Cell, tuple[Cell, ...], float]]] = {}
        for total, parts in own:
            unknown = tuple(cell for cell in (total, *parts) if cell not in values)
            rest = values.get(total, 0.0) - sum(values.get(part, 0.0) for part in parts)
            for cell in unknown:
                marks.setdefault(cell, []).append((total, unknown, round(rest, 6)))
        for total, parts in own:
            sums.append((_number(total, values, marks), tuple(_number(part, values, marks) for part in parts)))
        for low, high in orders[index] if orders else ():
            if values.get(low, 0.0) <= values.get(high, inf):
                both = _number(low, values, marks), _number(high, values, marks)
                sums.append((both[1], (both[0], (EXCESS, *both))))
        for count, whole, share in printed:
            top, bottom = (_number(cell, values, marks) for cell in (count, whole))
            rates.append(Rate(top, bottom, (share.low + share.high) / 200, (share.high - share.low) / 200))
    return list(dict.fromkeys(sums)), list(dict.fromkeys(rates))


def _number(cell: Cell, values: Mapping[Cell, float], marks: Mapping[Cell, Sequence[object]]) -> Key:
    return (*cell, values[cell]) if cell in values else (*cell, tuple(marks.get(cell, ())))


def _left_over(values: dict[Cell, float], relations: Sequence[Relation]) -> dict[Cell, float]:
    """The values with those that follow from them, where a sum has one number that is not known."""
    waiting = list(relations)
    while True:
        still = []
        for total, parts in waiting:
            unknown = [cell for cell in (total, *parts) if cell not in values]
            if len(unknown) == 1:
                below = sum(values.get(part, 0.0) for part in parts)
                values[unknown[0]] = below if unknown[0] == total else values[total] - below
            elif unknown:
                still.append((total, parts))
        if len(still) == len(waiting):
            return values
        waiting = still


def _from_others(
    values: Mapping[Cell, float],
    others: Sequence[Mapping[Cell, float]],
    relations: Sequence[Relation],
    shares: Sequence[Share],
    orders: Sequence[tuple[Cell, Cell]],
) -> dict[Cell, float]:
    """For cells that are not known, the values of the nearest edition, where no sum and no share denies them.

    Where one does, the fewest parts are taken as revised; if these are not found in time, whatever stands in it.
    """
    cells = [cell for total, parts in relations for cell in (total, *parts)]
    cells += [cell for *both, _ in shares for cell in both]
    cells = dict.fromkeys(cell for cell in cells if cell not in values)
    found = {cell: each for cell in cells if (each := next((t[cell] for t in others if cell in t), None)) is not None}
    known = {**values, **found}
    denied = {cell for tie in relations if _denied(tie, known) for cell in (tie[0], *tie[1]) if cell in found}
    kept = {cell: value for cell, value in found.items() if cell not in denied}
    if not denied and all(_holds(share, known.get(count), known.get(whole)) for count, whole, share in shares):
        then = _left_over(dict(known), relations)  # sums may deny it together that do not alone
        if not any(_denied(tie, then) for tie in relations if not _denied(tie, values)):
            return kept
    nearest = {cell: value for table in reversed(others) for cell, value in table.items()}
    beside = [(one, other) for pair in orders for one, other in (pair, pair[::-1]) if other in values]
    likely = {one for one, other in beside if nearest.get(other, values[other]) != values[other]}
    revised = _revised(values, found, relations, shares, likely)
    return kept if revised is None else {cell: value for cell, value in found.items() if cell not in revised}


def _denied(relation: Relation, known: Mapping[Cell, float]) -> bool:
    total, parts = relation
    if total not in known:
        return False
    rest = known[total] - sum(known.get(part, 0.0) for part in parts)
    return rest < -_NOISE or (rest > _NOISE and all(part in known for part in parts))


def _holds(share: Span, count: float | None, whole: float | None) -> bool:
    if count is None or whole is None:
        return True
    return share.low * whole - _NOISE <= 100 * count <= share.high * whole + _NOISE


def _revised(
    values: Mapping[Cell, float],
    others: Mapping[Cell, float],
    relations: Sequence[Relation],
    shares: Sequence[Share],
    likely: Collection[Cell],
) -> set[Cell] | None:
    """The fewest cells whose value must differ from that of another edition, for all sums and shares to hold.

    None where a search that is limited by steps does not find them. Source: fewest errors, as Fellegi and Holt (1976).
    """
    cells = dict.fromkeys(cell for total, parts in relations for cell in (total, *parts) if cell not in values)
    cells |= dict.fromkeys(cell for *both, _ in shares for cell in both if cell not in values)
    place = {cell: i for i, cell in enumerate(cells)}
    rows: list[tuple[dict[int, float], float, float]] = []

    def add(terms: Iterable[tuple[Cell, float]], low: float, high: float) -> None:
        row: dict[int, float] = {}
        for cell, factor in terms:
            if cell in place:
                row[place[cell]] = row.get(place[cell], 0.0) + factor
            else:
                low, high = low - factor * values[cell], high - factor * values[cell]
        if row:
            rows.append((row, low, high))

    for total, parts in relations:
        add([(total, -1.0), *((part, 1.0) for part in parts)], 0.0, 0.0)
    for count, whole, share in shares:
        add([(count, 1.0), (whole, -share.low / 100)], 0.0, inf)
        add([(count, 1.0), (whole, -share.high / 100)], -inf, 0.0)
    n, most = len(cells), 4 * max(map(abs, (*values.values(), *others.values())), default=0.0) + 100
    carried = [cell for cell in cells if cell in others]
    for i, cell in enumerate(carried, n):
        rows.append(({place[cell]: 1.0, i: -most}, -inf, others[cell]))
        rows.append(({place[cell]: 1.0, i: most}, others[cell], inf))
    marks = [(at, to, factor) for at, (row, _, _) in enumerate(rows) for to, factor in row.items()]
    at, to, factors = zip(*marks, strict=True)
    totals = {total for total, _ in relations}  # which are revised with their parts
    prices = [_TOTAL_COSTS if cell in totals else _LIKELY_COSTS if cell in likely else 1.0 for cell in carried]
    costs = np.concatenate([np.zeros(n), prices])
    matrix = scipy.sparse.coo_array((factors, (at, to)), shape=(len(rows), len(costs))).tocsr()
    found = scipy.optimize.milp(
        costs,
        constraints=scipy.optimize.LinearConstraint(matrix, [low for _, low, _ in rows], [high for *_, high in rows]),
        bounds=scipy.optimize.Bounds(0, np.where(costs > 0, 1.0, most)),
        integrality=np.ceil(costs),
        options={"node_limit": _NODES},
    )
    if found.x is None:
        return None
    return {cell for cell, other in zip(carried, found.x[n:], strict=True) if other > 0.5}
