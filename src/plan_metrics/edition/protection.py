"""Which figures of an edition are suppressed, so that no small count can be worked out: alone, and beside older ones.

Two readers are held off. The one who has this edition alone can work out nothing that it suppresses. The one who has
every older edition too knows what these released, and which figures have been revised since: the strongest reader,
for whoever knows less has more tables to choose from. Each value of a cell is therefore a number of its own, the
same in every edition that has it, and the sums of each edition hold for the values of that edition. What was public
before cannot be protected; it is named. See decisions/0021.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from plan_metrics.edition.models import KEY, Edition
from plan_metrics.edition.not_used import cells_told, same_facts
from plan_metrics.edition.relations import EXCESS, Cell, Share, editions_as_numbers, in_time, readings, relations_among
from plan_metrics.measure.disclosure import CountRule, unsafe_cells
from plan_metrics.measure.moves import Key, Rate, Relation
from plan_metrics.measure.spans import Span
from plan_metrics.measure.suppression import protect
from plan_metrics.plan.concordance import Moment
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.rows import observation_rows


@dataclass(frozen=True)
class Past:
    """An older edition: with all its figures, and as it was released."""

    whole: Edition
    released: Edition


@dataclass(frozen=True)
class Protection:
    """What an edition suppresses, in the order of its table, and what suppression cannot fix.

    `shares` are rows of other indicators that would give a count away: its share, or the same fact in another form.
    `exposed`: small counts that this edition tells by itself, whatever it suppresses. `shown`: small counts that an
    older edition prints, with its id; `worked_out`: that follow from what older ones print. All are suppressed too.
    """

    suppressed: tuple[Cell, ...]
    shares: tuple[Cell, ...]
    exposed: tuple[Cell, ...]
    shown: Mapping[Cell, str]
    worked_out: tuple[Cell, ...]


def protected(edition: Edition, plan: Plan, rule: CountRule, past: Sequence[Past] = ()) -> Protection:
    """What the edition must suppress by a rule; `past` are the editions before, the newest first.

    Small counts that an older edition suppressed, and that this one revises, stay protected too. Where a search ends
    before it knows whether a count can be hidden, everything goes that stands in sums or shares with it and is not
    public: this edition then adds nothing to older ones, and does not call the count worked out.
    """
    counts = counts_of(edition, plan)
    tables = [counts, *(counts_of(each.whole, plan) for each in past)]
    public = _public(plan, past)
    printed = [[], *(list(_printed_shares(plan, each.released)) for each in past)]
    unsafe = set(unsafe_cells(counts, rule))
    kept = {cell for table in tables for cell in unsafe_cells(table, rule)}
    shown = {cell: public[number] for cell in unsafe if (number := (*cell, counts[cell])) in public}
    beside, worked_out, suppressed, exposed = set(), set(), set(), set()
    families = _families(plan)
    for names in sorted({families[cell[0]] for cell in kept} if past else ()):
        shares = [[each for each in table if each[0][0] in names] for table in printed]
        own = [_of(names, table) for table in tables]
        for reading in readings(plan, chain(*own)):
            gone, known = _System(plan, names, own, public, shares, reading).against_all(rule)
            beside |= gone - known
            worked_out |= (known & unsafe) - shown.keys()
    for names in sorted({families[cell[0]] for cell in unsafe | beside}):
        own = [_of(names, counts)]
        for reading in readings(plan, own[0]):
            gone, known = _System(plan, names, own, reading=reading).alone(unsafe, beside)
            suppressed |= gone
            exposed |= known
    order = [cell for cell in counts if cell in suppressed]
    return Protection(
        suppressed=tuple(order),
        shares=tuple(_telling_shares(plan, edition, counts, suppressed, kept)),
        exposed=tuple(cell for cell in order if cell in exposed),
        shown={cell: shown[cell] for cell in order if cell in shown},
        worked_out=tuple(cell for cell in order if cell in worked_out - exposed),
    )


def _of(names: Collection[str], table: Mapping[Cell, float]) -> dict[Cell, float]:
    return {cell: value for cell, value in table.items() if cell[0] in names}


def _families(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The indicators, and for each those whose counts bind its own, itself included: parts and wholes."""
    found: dict[str, tuple[str, ...]] = {each.id: (each.id,) for _, each in plan.indicators()}
    for both in _parts_and_wholes(plan):
        together = tuple(sorted({name for one in both for name in found[one]}))
        found |= dict.fromkeys(together, together)
    return found


def _parts_and_wholes(plan: Plan) -> list[tuple[str, str]]:
    """Pairs of indicators of which the report shows the first in per cent of the second: a part, never above it."""
    cards = (each for _, each in plan.indicators() if each.unit == "percent")
    return [(each.numerator, each.denominator) for each in cards if each.numerator and each.denominator]


def counts_of(edition: Edition, plan: Plan) -> dict[Cell, float]:
    """The counts of an edition by cell, in the order of its table."""
    frame = edition.observations
    keys = zip(*(frame[name] for name in KEY), strict=True)
    rows = zip(keys, frame["value"], frame["unit"], strict=True)
    return {key: value for key, value, unit in rows if plan.units[unit].counts == "yes"}


def _parts_below(plan: Plan, table: Mapping[Cell, float], relations: Iterable[Relation]) -> Iterator[tuple[Cell, Cell]]:
    """The cells of parts and wholes, as far as the table has them or its sums name them."""
    named = dict.fromkeys([*table, *(cell for total, parts in relations for cell in (total, *parts))])
    for part, whole in _parts_and_wholes(plan):
        pairs = ((cell, (whole, *cell[1:])) for cell in named if cell[0] == part)
        yield from (both for both in pairs if both[1] in named)


class _System:
    """The counts of one indicator, or of parts and wholes, in one or more editions as one table of numbers and sums.

    `tables` are those of the editions, the newest first. A number is a cell with its value: (indicator, region,
    breakdown, period, value), the same in every edition that has it. See `editions_as_numbers` for cells that an
    edition does not have. `printed` are the shares of a whole that each edition printed; `reading` as in `readings`.
    """

    def __init__(
        self,
        plan: Plan,
        names: Collection[str],
        tables: Sequence[Mapping[Cell, float]],
        public: Collection[Key] = (),
        printed: Sequence[Sequence[Share]] = (),
        reading: Moment = "any",
    ):
        self.own = {(*cell, value): cell for cell, value in tables[0].items()}
        self.counted = {(*cell, value): value for table in tables for cell, value in table.items()}
        self.numbers: dict[Key, float] = dict(self.counted)
        self.public = {key for key in self.counted if key in public}
        cells = [
            {*table, *(cell for *both, _ in printed[index] for cell in both)} if printed else table
            for index, table in enumerate(tables)
        ]
        own = [[tie for name in names for tie in relations_among(plan, name, sorted(each), reading)] for each in cells]
        growing = [name for name in names if plan.indicator(name).accumulation == "cumulative"]
        orders = [
            [*in_time(_of(growing, table)), *_parts_below(plan, table, ties)]
            for table, ties in zip(tables, own, strict=True)
        ]
        sums, self.rates = editions_as_numbers(tables, own, printed, orders)
        self.relations = dict.fromkeys(sums)
        for high, (low, *others) in sums:
            if others and others[0][0] == EXCESS and low in self.counted and high in self.counted:
                self.numbers[others[0]] = self.counted[high] - self.counted[low]
        self.unpublished = self.numbers.keys() - self.own.keys() - self.public

    def against_all(self, rule: CountRule) -> tuple[set[Cell], set[Cell]]:
        """What to suppress, and what nothing protects, against a reader of all editions."""
        return self._protect(set(unsafe_cells(self.counted, rule)) - self.public, self.public)

    def alone(self, cells: Collection[Cell], settled: Collection[Cell]) -> tuple[set[Cell], set[Cell]]:
        """The same for cells of the newest edition, against a reader who has nothing else.

        `settled` are suppressed too, and hold against a reader who knows more.
        """
        unsafe, safe = ({key for key, cell in self.own.items() if cell in each} for each in (cells, settled))
        return self._protect(unsafe | safe, set(), safe)

    def _protect(
        self, unsafe: set[Key], public: set[Key], settled: Collection[Key] = ()
    ) -> tuple[set[Cell], set[Cell]]:
        gone, exposed = set(), set()
        for numbers, relations, rates in _pieces(self.numbers, self.relations, self.rates, unsafe):
            here = set(numbers)
            found = protect(
                numbers,
                relations,
                unsafe & here,
                public=public & here,
                unpublished=self.unpublished & here,
                printed=rates,
                settled=here & set(settled),
            )
            gone |= {self.own[key] for key in found.suppressed}
            exposed |= {self.own[key] for key in found.exposed if key in self.own}
        return gone, exposed


def _pieces(
    numbers: Mapping[Key, float], relations: Iterable[Relation], rates: Iterable[Rate], unsafe: set[Key]
) -> Iterator[tuple[dict[Key, float], list[Relation], list[Rate]]]:
    """The parts of a table that no sum or rate ties to each other, as far as they hold a number of `unsafe`."""
    root: dict[Key, Key] = {}

    def find(key: Key) -> Key:
        path = []
        while root.setdefault(key, key) != key:
            path.append(key)
            key = root[key]
        root.update(dict.fromkeys(path, key))
        return key

    relations, rates = list(relations), list(rates)
    for one, others in (*relations, *((rate.numerator, (rate.denominator,)) for rate in rates)):
        for other in others:
            root[find(other)] = find(one)
    wanted = dict.fromkeys(find(key) for key in numbers if key in unsafe)
    within: dict[Key, tuple[dict[Key, float], list[Relation], list[Rate]]] = {name: ({}, [], []) for name in wanted}
    for key, value in numbers.items():
        if (name := find(key)) in within:
            within[name][0][key] = value
    for relation in relations:
        if (name := find(relation[0])) in within:
            within[name][1].append(relation)
    for rate in rates:
        if (name := find(rate.numerator)) in within:
            within[name][2].append(rate)
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


def _printed_shares(plan: Plan, released: Edition) -> Iterator[Share]:
    """Shares of a whole that an edition printed: the cells of the count and of the whole, and the share."""
    shares = {each.id: each.share_of for _, each in plan.indicators() if each.share_of}
    frame = released.observations
    for row in observation_rows(frame[frame["indicator"].isin(shares)]):
        region, rest = row["region"], (row["breakdown"], row["period"])
        if region != plan.head.whole:
            of = shares[row["indicator"]]
            yield (of, region, *rest), (of, plan.head.whole, *rest), Span(row["low"], row["high"])


def _telling_shares(
    plan: Plan, edition: Edition, counts: Mapping[Cell, float], suppressed: set[Cell], kept: set[Cell]
) -> Iterator[Cell]:
    """Shares of a whole that may give away a count, unless count and whole are printed beside it; and, unless the
    count is, figures that are no counts and state the same fact.

    That is where a count of the same year (of running totals, of any year) is suppressed, or is small in an older one.
    """
    cards = {each.id: each for _, each in plan.indicators()}
    touched = {(cell[0], _year(cards[cell[0]], cell)) for cell in suppressed | kept}
    facts = same_facts(plan)
    frame = edition.observations
    for key in zip(*(frame[name] for name in KEY), strict=True):
        of = cards[key[0]].share_of
        wanted: list[tuple[Cell, ...]] = [((name, *key[1:]),) for name in facts[key[0]]]
        wanted += [((of, *key[1:]), (of, plan.head.whole, *key[2:]))] if of else []
        for cells in wanted:
            open_still = not all(cell in counts and cell not in suppressed for cell in cells)
            if open_still and (cells[0][0], _year(cards[cells[0][0]], cells[0])) in touched:
                yield key
                break


def _year(card: Indicator, cell: Cell) -> str:
    return "" if card.accumulation == "cumulative" else cell[3][:4]
