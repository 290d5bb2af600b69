"""A reader who wants to know what editions suppress, and solves whole-number programs with all that they released.

It uses nothing of the protection but what is published: its own list of sums is written down here once more. It is
told more than any reader is: which figures were revised between two editions, and by how much sums do not add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from random_plans import MEASURE, PART, SAME, SHARE, WHOLE, Cell, Scene
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from plan_metrics.edition.confidentiality import rule_of
from plan_metrics.edition.models import KEY, Edition
from plan_metrics.edition.protection import Past, protected
from plan_metrics.plan.models import Plan

Number = tuple[Cell, int]  # a cell with a value: what was not revised is the same number in all editions
SHORTER = {"A": ("H", "Q", "M"), "H": ("Q", "M"), "Q": ("M",)}


class Attacker:
    """All that some editions of a scene released, as a system of equations and limits."""

    def __init__(self, scene: Scene, shown: list[Edition]):
        self.scene, self.truth = scene, scene.truth
        self.known: dict[Number, int] = {}
        self.rows: dict[tuple[tuple[Number, float], ...], tuple[float, float]] = {}
        for table, edition, about in zip(scene.truth, shown, scene.words, strict=True):
            self._read(table, edition, about)
            for total, parts in sums(scene.plan, table):
                cells = [(cell, table[cell]) for cell in (total, *parts)]
                gap = sum(value for _, value in cells[1:]) - cells[0][1]
                self._add(zip(cells, [-1.0, *[1.0] * len(parts)], strict=True), gap, gap)
            for earlier, later in (*_growing(scene.plan, table), *_parts(table)):
                self._add((((later, table[later]), 1.0), ((earlier, table[earlier]), -1.0)), 0, np.inf)
        names = sorted({number for row in self.rows for number, _ in row} | self.known.keys())
        self.place = {number: i for i, number in enumerate(names)}
        marks = [(i, self.place[number], sign) for i, row in enumerate(self.rows) for number, sign in row]
        at, to, signs = zip(*marks, strict=True) if marks else ((), (), ())
        self.matrix = coo_array((signs, (at, to)), shape=(len(self.rows), len(names))).tocsr()
        self.ends = np.array(list(self.rows.values()) or np.empty((0, 2)), dtype=float)
        self.true = np.array([number[1] for number in names], dtype=float)
        self.most = 20 * self.true.max(initial=1.0)  # far above all counts, so that the solver has an end
        assert (self.matrix @ self.true >= self.ends[:, 0]).all(), "the truth is ruled out"
        assert (self.matrix @ self.true <= self.ends[:, 1]).all(), "the truth is ruled out"
        self.hidden = np.flatnonzero([number not in self.known for number in names])
        ties = abs(self.matrix[:, self.hidden])
        self.piece = connected_components(ties.T @ ties)[1]  # the parts that no row ties to each other

    def certain(self, number: Number) -> bool:
        """Whether a number can be nothing but what it is."""
        if number in self.known or number not in self.place:
            return number in self.known
        return not self._can_be(number, 0, number[1] - 1) and not self._can_be(number, number[1] + 1, self.most)

    def _can_be(self, number: Number, least: float, most: float) -> bool:
        """Whether whole numbers within these limits agree with all that is known; any numbers are tried first."""
        if least > most:
            return False
        at = self.place[number]
        tied = self.hidden[self.piece == self.piece[np.searchsorted(self.hidden, at)]]
        own = self.matrix[:, tied]
        some = np.flatnonzero(abs(own).sum(axis=1))
        rest = self.matrix[some] @ self.true - own[some] @ self.true[tied]  # of numbers that are known
        limits = LinearConstraint(own[some], *(self.ends[some] - rest[:, None]).T) if len(some) else ()
        low, high = np.where(tied == at, least, 0.0), np.where(tied == at, most, self.most)
        for whole in (0, 1):
            found = milp(
                np.zeros(len(tied)),
                constraints=limits,
                bounds=Bounds(low, high),
                integrality=np.full(len(tied), whole),
            )
            if found.status == 2:
                return False
            assert found.status == 0, found.message
            if np.abs(found.x - np.round(found.x)).max() < 1e-7:
                return True
        raise AssertionError("no whole numbers")

    def _read(self, table: dict[Cell, int], edition: Edition, about: list[Cell]) -> None:
        """Every register of an edition."""
        for row in edition.observations.itertuples(index=False):
            cell = tuple(getattr(row, name) for name in KEY)
            if row.indicator == SHARE:
                self._read_share(table, row)
            elif row.indicator == SAME:
                same = (PART, *cell[1:])
                assert table[same] * MEASURE == row.value
                self.known[same, table[same]] = table[same]
            else:
                assert table[cell] == row.value
                self.known[cell, table[cell]] = table[cell]
        for row in edition.rejected.itertuples(index=False):
            # Under any wording, the reader knows which cell is meant, and takes its reason at its word.
            for cell in about:
                same = row.region.startswith(cell[1]) and row.breakdown == cell[2] and row.period.startswith(cell[3])
                kept = row.kept_value == table[cell] or row.value - int(row.reason_en.split()[0]) == table[cell]
                if same and row.indicator in ("", cell[0]) and kept:
                    self.known[cell, table[cell]] = table[cell]

    def _read_share(self, table: dict[Cell, int], row: object) -> None:
        own = ("bicycle_stands", row.region, row.breakdown, row.period)
        whole = ("bicycle_stands", self.scene.plan.head.whole, row.breakdown, row.period)
        if own in table and whole in table:
            numbers = (own, table[own]), (whole, table[whole])
            self._add(zip(numbers, (100.0, -row.low), strict=True), -1e-6, np.inf)
            self._add(zip(numbers, (100.0, -row.high), strict=True), -np.inf, 1e-6)

    def _add(self, terms, low: float, high: float) -> None:
        row: dict[Number, float] = {}
        for number, sign in terms:
            row[number] = row.get(number, 0.0) + sign
        self.rows[tuple(row.items())] = (low, high)


def sums(plan: Plan, table: dict[Cell, int]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Every cell that is a sum of others or equal to another, as the cards say."""
    groups = {each.region: each.members.split() for each in plan.regions if each.members}
    groups[plan.head.whole] = [each.region for each in plan.areas]
    for cell in table:
        name, region, breakdown, period = cell
        card = plan.indicator(name)
        if region in groups and card.aggregation.region == "sum":
            yield cell, [(name, part, breakdown, period) for part in groups[region]]
        parts = [each.code for each in plan.breakdowns if each.parent == breakdown]
        if parts and card.aggregation.breakdown == "sum":
            yield cell, [(name, region, part, period) for part in parts]
        for shorter in SHORTER.get(_kind(period), ()):
            within = [(name, region, breakdown, each) for each in _within(period, shorter)]
            if within[0] in table:
                yield cell, within if card.accumulation == "flow" else within[-1:]


def _kind(period: str) -> str:
    return "A" if len(period) == 4 else period[5] if period[5] in "HQ" else "M"


def _within(period: str, shorter: str) -> list[str]:
    months = {"A": range(1, 13), "H": range(1, 7), "Q": range(1, 4)}[_kind(period)]
    place = 0 if len(period) == 4 else int(period[6]) - 1
    first = place * len(months)
    size = {"H": 6, "Q": 3, "M": 1}[shorter]
    ends = [(first + month) // size for month in months if (first + month) % size == 0]
    return [f"{period[:4]}-{end:02d}" if shorter == "M" else f"{period[:4]}-{shorter}{end}" for end in ends]


def _growing(plan: Plan, table: dict[Cell, int]) -> Iterator[tuple[Cell, Cell]]:
    """Running totals of a series, and those of the next end of a period: they do not fall."""
    ends: dict[tuple[str, ...], dict[tuple[str, int], list[Cell]]] = {}
    for cell in table:
        if plan.indicator(cell[0]).accumulation == "cumulative":
            kind, last = _kind(cell[3]), cell[3][5:].lstrip("HQ")
            month = 12 if kind == "A" else int(last) * {"H": 6, "Q": 3, "M": 1}[kind]
            ends.setdefault(cell[:3], {}).setdefault((cell[3][:4], month), []).append(cell)
    for line in ends.values():
        for one, next_one in pairwise(sorted(line)):
            yield from ((earlier, later) for earlier in line[one] for later in line[next_one])


def _parts(table: dict[Cell, int]) -> Iterator[tuple[Cell, Cell]]:
    """What the report shows as a percentage of another count, and that: it cannot be larger."""
    return (((PART, *cell[1:]), cell) for cell in table if cell[0] == WHOLE)


@dataclass(frozen=True)
class Attack:
    """What came of an attack: numbers, and small counts by the place of their edition and their cell.

    `small` counts are suppressed, with others `suppressed` rows in all. `named`: `check` says that they are public
    already. `found`: only one whole number is left, though no edition prints it and `check` does not say so. `in_vain`:
    the newest edition names them, although the older ones alone do not tell them.
    """

    small: int
    suppressed: int
    named: list[tuple[int, Cell]]
    found: list[tuple[int, Cell]]
    in_vain: list[tuple[int, Cell]]


def attacked(scene: Scene) -> Attack:
    """Attack every small count that the editions of a scene suppress."""
    attacker, rules = Attacker(scene, scene.shown), [each.card.disclosure for each in scene.editions]
    said = [_said(scene, index) if rule else set() for index, rule in enumerate(rules)]
    small, found, named = 0, [], []
    for index, (edition, shown) in enumerate(zip(scene.editions, scene.shown, strict=True)):
        if rules[index] is None:
            continue
        left = set(shown.observations[list(KEY)].itertuples(index=False, name=None))
        for row in edition.observations[[*KEY, "value"]].itertuples(index=False, name=None):
            cell, value = tuple(row[:4]), int(row[4])
            # What a later edition with no rule, or with a lower limit, no longer keeps, is not counted.
            kept = all(
                each and value < each.suppressed_under and (value or each.zeros_suppressed) for each in rules[index:]
            )
            if cell[0] in (SHARE, SAME) or not kept:
                continue
            assert cell not in left, f"{cell} is printed"
            small += 1
            if cell in said[index]:
                named.append((index, cell))
            elif attacker.certain((cell, value)):
                found.append((index, cell))
    suppressed = sum(len(each.missing) for each in scene.shown)
    return Attack(small, suppressed, named, found, _in_vain(scene, said[-1]))


def _in_vain(scene: Scene, said: set[Cell]) -> list[tuple[int, Cell]]:
    last, newest = len(scene.shown) - 1, scene.shown[-1]
    silent = Edition(newest.card, newest.observations.iloc[:0], {}, newest.rejected.iloc[:0], newest.missing, ())
    attacker = Attacker(scene, [*scene.shown[:-1], silent])
    return [(last, cell) for cell in sorted(said) if not attacker.certain((cell, scene.truth[-1][cell]))]


def _said(scene: Scene, place: int) -> set[Cell]:
    past = [Past(*both) for both in reversed(list(zip(scene.editions[:place], scene.shown[:place], strict=True)))]
    edition = scene.editions[place]
    found = protected(edition, scene.plan, rule_of(edition.card.disclosure), past)
    return {*found.shown, *found.worked_out, *found.exposed}
