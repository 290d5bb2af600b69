"""Which figures of an edition are withheld, so that no small count can be worked out: alone, and beside older ones.

Two readers are held off. The one who has this edition alone can work out nothing that it withholds. The one who has
every older edition too knows what these released, and which figures have been revised since: the strongest reader,
for whoever knows less has more tables to choose from. Each value of a cell is therefore a number of its own, the
same in every edition that has it, and the sums of each edition hold for the values of that edition. What was public
before cannot be protected; it is named. See decisions/0021.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, isclose

from plan_metrics.edition.models import KEY, Edition
from plan_metrics.edition.not_used import cells_told
from plan_metrics.edition.relations import Cell, in_time, relations_among
from plan_metrics.measure.disclosure import CountRule, unsafe_cells
from plan_metrics.measure.recovery import Key, Relation
from plan_metrics.measure.suppression import protect
from plan_metrics.plan.models import Plan

GROWTH = "growth"  # what a running total gained between two periods: a number of nobody's table, never below 0


@dataclass(frozen=True)
class Past:
    """An older edition: with all its figures, and as it was released."""

    whole: Edition
    released: Edition


@dataclass(frozen=True)
class Protection:
    """What an edition withholds, in the order of its table, and what withholding cannot mend.

    `shares` are rows of per cent that would give a count away. `exposed`: small counts that this edition tells by
    itself, whatever it withholds. `shown`: small counts that an older edition prints, with its id; `worked_out`: that
    follow from what older ones print. All of these are withheld too.
    """

    withheld: tuple[Cell, ...]
    shares: tuple[Cell, ...]
    exposed: tuple[Cell, ...]
    shown: Mapping[Cell, str]
    worked_out: tuple[Cell, ...]


def protected(edition: Edition, plan: Plan, rule: CountRule, past: Sequence[Past] = ()) -> Protection:
    """What the edition must withhold by a rule; `past` are the editions before, the newest first.

    Small counts that an older edition withheld, and that this one revises, stay protected too.
    """
    counts = counts_of(edition, plan)
    tables = [counts, *(counts_of(each.whole, plan) for each in past)]
    public = _public(plan, past)
    told = _told_by_shares(plan, past, counts)
    unsafe = set(unsafe_cells(counts, rule))
    shown, beside, worked_out = {}, set(), set()
    for cell in unsafe:
        if editions := public.get((*cell, counts[cell]), told.get(cell)):
            shown[cell] = editions
    names = {cell[0] for table in tables for cell in unsafe_cells(table, rule)} if past else set()
    for name in sorted(names):
        of_name = [{cell: value for cell, value in table.items() if cell[0] == name} for table in tables]
        system = _System(plan, name, of_name, {*public, *((*cell, counts[cell]) for cell in told if cell in counts)})
        gone, exposed = system.against_all(rule)
        beside |= gone
        worked_out |= (exposed & unsafe) - shown.keys()
    withheld, exposed = set(), set()
    for name in sorted({cell[0] for cell in unsafe | beside}):
        table = {cell: value for cell, value in counts.items() if cell[0] == name}
        system = _System(plan, name, [table], set())
        gone, open_cells = system.protect({cell for cell in unsafe | beside if cell[0] == name}, set())
        withheld, exposed = withheld | gone, exposed | open_cells
    order = [cell for cell in counts if cell in withheld]
    return Protection(
        withheld=tuple(order),
        shares=tuple(_telling_shares(plan, edition, counts, withheld)),
        exposed=tuple(cell for cell in order if cell in exposed),
        shown={cell: shown[cell] for cell in order if cell in shown},
        worked_out=tuple(cell for cell in order if cell in worked_out - exposed),
    )


def counts_of(edition: Edition, plan: Plan) -> dict[Cell, float]:
    """The counts of an edition by cell, in the order of its table."""
    frame = edition.observations
    keys = zip(*(frame[name] for name in KEY), strict=True)
    rows = zip(keys, frame["value"], frame["unit"], strict=True)
    return {key: value for key, value, unit in rows if plan.units[unit].counts == "yes"}


class _System:
    """The counts of one indicator in one or more editions, the newest first, as one table of numbers and sums.

    A number is a cell with its value: (indicator, region, sector, period, value). A cell that an edition does not
    have is the one that the nearest edition has, where the sums of that edition bear it out; else nobody knows it.
    """

    def __init__(self, plan: Plan, name: str, tables: Sequence[Mapping[Cell, float]], public: set[Key]):
        self.tables = tables
        self.own = {(*cell, value): cell for cell, value in tables[0].items()}
        self.numbers: dict[Key, float] = {(*cell, value): value for table in tables for cell, value in table.items()}
        self.public = public & self.numbers.keys()
        self.relations: dict[Relation, None] = {}
        for place, table in enumerate(tables):
            others = [*reversed(tables[:place]), *tables[place + 1 :]]
            for total, parts in relations_among(plan, name, table):
                self.relations[self._filled(table, others, total, parts)] = None
        if plan.indicator(name).accumulation == "cumulative":
            for table in tables:
                self._grow(table)
        self.unpublished = self.numbers.keys() - self.own.keys() - self.public

    def against_all(self, rule: CountRule) -> tuple[set[Cell], set[Cell]]:
        """What to withhold, and what nothing protects, against a reader of all editions."""
        numbers = {key: value for key, value in self.numbers.items() if key[0] != GROWTH}
        small = set(unsafe_cells(numbers, rule)) - self.public
        gone, exposed = self._protect(small, self.public)
        return gone, exposed

    def protect(self, cells: Iterable[Cell], public: set[Key]) -> tuple[set[Cell], set[Cell]]:
        """The same for cells of the newest edition."""
        return self._protect({(*cell, self.tables[0][cell]) for cell in cells}, public)

    def _protect(self, unsafe: set[Key], public: set[Key]) -> tuple[set[Cell], set[Cell]]:
        gone, exposed = set(), set()
        for numbers, relations in _pieces(self.numbers, self.relations, unsafe):
            here = set(numbers)
            found = protect(
                numbers, relations, unsafe & here, public=public & here, unpublished=self.unpublished & here
            )
            gone |= {self.own[key] for key in found.withheld}
            exposed |= {self.own[key] for key in found.exposed if key in self.own}
        return gone, exposed

    def _filled(
        self, table: Mapping[Cell, float], others: Sequence[Mapping[Cell, float]], total: Cell, parts: Sequence[Cell]
    ) -> Relation:
        plain = [(*cell, table.get(cell)) for cell in (total, *parts)]
        near = [
            (*cell, table[cell] if cell in table else next((each[cell] for each in others if cell in each), None))
            for cell in (total, *parts)
        ]
        whole, *values = (key[-1] for key in near)
        known = sum(value for value in values if value is not None)
        adds_up = isclose(known, whole, rel_tol=1e-9, abs_tol=1e-9) if whole is not None else True
        below = None in values and (whole is None or known <= whole)
        chosen = near if adds_up or below else plain
        return chosen[0], tuple(chosen[1:])

    def _grow(self, table: Mapping[Cell, float]) -> None:
        for earlier, later in in_time(table):
            gain = table[later] - table[earlier]
            if gain >= 0:
                growth = (GROWTH, (*earlier, table[earlier]), (*later, table[later]))
                self.numbers[growth] = gain
                self.relations[(*later, table[later]), ((*earlier, table[earlier]), growth)] = None


def _pieces(
    numbers: Mapping[Key, float], relations: Iterable[Relation], unsafe: set[Key]
) -> Iterator[tuple[dict[Key, float], list[Relation]]]:
    """The parts of a table that no sum ties to each other, as far as they hold a number of `unsafe`."""
    root: dict[Key, Key] = {}

    def find(key: Key) -> Key:
        path = []
        while root.setdefault(key, key) != key:
            path.append(key)
            key = root[key]
        root.update(dict.fromkeys(path, key))
        return key

    relations = list(relations)
    for total, parts in relations:
        for part in parts:
            root[find(part)] = find(total)
    wanted = dict.fromkeys(find(key) for key in numbers if key in unsafe)
    within: dict[Key, tuple[dict[Key, float], list[Relation]]] = {name: ({}, []) for name in wanted}
    for key, value in numbers.items():
        if (name := find(key)) in within:
            within[name][0][key] = value
    for total, parts in relations:
        if (name := find(total)) in within:
            within[name][1].append((total, parts))
    return iter(within.values())


def _public(plan: Plan, past: Sequence[Past]) -> dict[Key, str]:
    """Every number that an older edition released, used or not, with the id of the newest that did."""
    found: dict[Key, str] = {}
    for each in past:
        for cell, value in counts_of(each.released, plan).items():
            found.setdefault((*cell, value), each.released.card.id)
        for cell, value in cells_told(each.released.rejected, plan):
            found.setdefault((*cell, value), each.released.card.id)
    return found


def _told_by_shares(plan: Plan, past: Sequence[Past], counts: Mapping[Cell, float]) -> dict[Cell, str]:
    """Counts of today that an older edition told by a share of a whole: with the whole, one whole number is left."""
    found: dict[Cell, str] = {}
    shares = {each.id: each.share_of for _, each in plan.indicators() if each.share_of}
    for each in past:
        frame = each.released.observations
        wholes = {**counts, **counts_of(each.released, plan)}
        for row in frame[frame["indicator"].isin(shares)].itertuples(index=False):
            cell = (shares[row.indicator], row.region, row.sector, row.period)
            whole = wholes.get((cell[0], plan.head.whole, *cell[2:]))
            if cell in counts and whole is not None:
                low, high = row.low * whole / 100, row.high * whole / 100
                if ceil(low - 1e-9) == floor(high + 1e-9) == counts[cell]:
                    found.setdefault(cell, each.released.card.id)
    return found


def _telling_shares(plan: Plan, edition: Edition, counts: Mapping[Cell, float], withheld: set[Cell]) -> Iterator[Cell]:
    """Shares of a whole of which a count of the same year is withheld, unless count and whole are printed beside it."""
    touched = {(cell[0], cell[3][:4]) for cell in withheld}
    shares = {each.id: each.share_of for _, each in plan.indicators() if each.share_of}
    frame = edition.observations
    for key in zip(*(frame[name] for name in KEY), strict=True):
        if (shares.get(key[0]), key[3][:4]) in touched:
            own, whole = ((shares[key[0]], region, *key[2:]) for region in (key[1], plan.head.whole))
            if not all(cell in counts and cell not in withheld for cell in (own, whole)):
                yield key
