"""Invented plans with several editions, for attacks: trees of places, mixed periods, small figures that come later."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd
from bilingual import COLUMNS, REJECTED_COLUMNS
from invented import PROJECT

from plan_metrics.edition.confidentiality import released
from plan_metrics.edition.models import KEY, SPAN, Disclosure, Edition, EditionCard
from plan_metrics.edition.protection import Past
from plan_metrics.measure.periods import KINDS, MONTHS, end_month, parts_of, start_month
from plan_metrics.plan.code_lists import Region, Text
from plan_metrics.plan.dimensions import Breakdown
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

Cell = tuple[str, str, str, str]
SHARE = "share_of_stands"
SAME = "thefts_by_another_measure"  # an index that states the same fact as the count of thefts: `MEASURE` times it
MEASURE = 7
PART, WHOLE = "bicycles_stolen", "bicycles_parked"  # the report divides one by the other
YEARS = ("2027", "2028")
INDICATORS = {"stock": "bicycle_stands", "flow": "keepers_trained", "cumulative": "stands_built"}
WORDS = ("{region}", "{region} ", "{title}", "{region}:Harbour")  # how a source may word a region
SAID = "{} more than the yearbook"


@dataclass(frozen=True)
class Scene:
    """A plan, the true counts of each edition (the oldest first), and the editions: with all figures, and as released.

    `truth` has every cell of every edition, `editions` those that were entered. `words`: the cell that the rows of
    the register of figures not used are about, by place in the edition.
    """

    plan: Plan
    truth: list[dict[Cell, int]]
    editions: list[Edition]
    shown: list[Edition]
    words: list[list[Cell]]


def scene(seed: int) -> Scene:
    """The plan of a seed with two or three editions; the newest suppresses."""
    rng = random.Random(seed)
    plan = _plan(rng)
    names = rng.sample(sorted(INDICATORS), rng.choice((1, 1, 2)))
    kinds = {name: rng.sample(KINDS, rng.randint(1, 3)) for name in names}
    leaves = {kind: _leaves(rng, plan, kind, kinds[kind]) for kind in names}
    truth, editions, words = [], [], []
    n = rng.choice((2, 2, 3))
    ratio = _Ratio(random.Random(f"ratio of {seed}"), plan)
    for index in range(n):
        table: dict[Cell, int] = {}
        for kind in names:
            if index:
                _revise(rng, leaves[kind])
            table |= _table(plan, kind, kinds[kind], leaves[kind])
        before = editions[-1] if editions else None
        there = _entered(rng, table, before, last=index == n - 1)
        rule = _rule(rng, last=index == n - 1)
        counts, more = ratio.next(before, last=index == n - 1)
        edition, about = _edition(
            rng, plan, index, rule, {cell: table[cell] for cell in table if cell in there}, table, more
        )
        truth.append(table | counts)
        editions.append(edition)
        words.append(about)
    return Scene(plan, truth, editions, shown_of(plan, editions), words)


def shown_of(plan: Plan, editions: list[Edition]) -> list[Edition]:
    """The editions as they are released one after the other."""
    past: list[Past] = []
    for edition in editions:
        past = [Past(edition, released(edition, plan, past)[0]), *past]
    return [each.released for each in reversed(past)]


class _Ratio:
    """In every second plan two counts of which the report makes a rate, edition after edition, often close together.

    They have random numbers of their own, so that the rest of a plan is the same without them.
    """

    def __init__(self, rng: random.Random, plan: Plan):
        self.rng, self.plan, self.kinds, self.leaves = rng, plan, rng.sample(("A", "S"), rng.randint(1, 2)), {}
        if rng.random() < 0.5:
            years = YEARS[: rng.choice((1, 1, 2))]
            periods = [period for year in years for period in (parts_of(year, "S") if "S" in self.kinds else (year,))]
            places = [province.region for province in plan.areas]
            self.leaves = {(place, "TOTAL", period): (0, 0) for place in places for period in periods}
            self._draw(self.leaves, 0.6)

    def next(self, before: Edition | None, *, last: bool) -> tuple[dict[Cell, int], list[dict[str, object]]]:
        """The counts of the next edition, and the rows that were entered."""
        if before is not None:
            self._draw(self.rng.sample(sorted(self.leaves), min(len(self.leaves), self.rng.randint(0, 3))), 0.5)
        table: dict[Cell, int] = {}
        for place, name in enumerate((PART, WHOLE)) if self.leaves else ():
            leaves = {(name, *cell): both[place] for cell, both in self.leaves.items()}
            table |= _table(self.plan, "flow", self.kinds, leaves)
        there = _entered(self.rng, table, before, last=last) if table else set()
        rows = [_row(self.plan, cell, value, value, value) for cell, value in table.items() if cell in there]
        for cell, value in table.items():
            # An older edition that prints it without its count tells that; nothing on a card says what it is.
            if cell[0] == PART and (last or cell in there) and self.rng.random() < 0.3:
                rows.append(_row(self.plan, (SAME, *cell[1:]), *[float(MEASURE * value)] * 3))
        return table, rows

    def _draw(self, cells: Iterable[tuple[str, str, str]], as_large: float) -> None:
        for cell in cells:
            whole = _count(self.rng)
            part = whole if self.rng.random() < as_large else min(whole, _count(self.rng))
            self.leaves[cell] = part, whole


@cache
def _invented() -> Plan:
    return read_plan(PROJECT / "data" / "plan")


def _plan(rng: random.Random) -> Plan:
    plan = _invented()
    whole, province, _ = plan.regions
    codes = [f"XX-{letter}{letter}" for letter in "ABCDEFG"[: rng.randint(2, 7)]]
    regions = [whole, *(_named(province, code, "") for code in codes)]
    for i in range(rng.randint(0, 3)):
        members = sorted(rng.sample(codes, rng.randint(1, len(codes))))
        regions.append(_named(province, f"XX-G{i}", " ".join(members)))
    parts = [("one", "TOTAL"), ("two", "TOTAL"), ("two-a", "two"), ("two-b", "two")][: rng.choice((0, 2, 4))]
    breakdowns = [plan.breakdowns[0], *(_breakdown(code, parent) for code, parent in parts)]
    actions = []
    for action in plan.actions:
        indicators = list(action.indicators)
        for stands in [each for each in indicators if each.id == INDICATORS["stock"]]:
            values = {"id": SHARE, "share_of": stands.id, "unit": "percent", "accumulation": "rate"}
            none = stands.aggregation.model_copy(update=dict.fromkeys(("region", "breakdown", "time"), "none"))
            indicators.append(stands.model_copy(update={**values, "aggregation": none}))
        for thefts in [each for each in indicators if each.id == PART]:
            values = {"id": SAME, "repeats": PART, "unit": "percent", "accumulation": "rate"}
            none = thefts.aggregation.model_copy(update=dict.fromkeys(("region", "breakdown", "time"), "none"))
            indicators.append(thefts.model_copy(update={**values, "aggregation": none}))
        actions.append(action.model_copy(update={"indicators": tuple(indicators)}))
    return plan.model_copy(
        update={"regions": tuple(regions), "breakdowns": tuple(breakdowns), "actions": tuple(actions), "targets": ()}
    )


def _named(region: Region, code: str, members: str) -> Region:
    names = dict.fromkeys(("title", "short"), Text(zh=f"{code} zh", en=f"{code} en"))
    level = "group" if members else "province"
    return region.model_copy(update={"region": code, "level": level, "members": members, **names})


def _breakdown(code: str, parent: str) -> Breakdown:
    title, codes = Text(zh=code, en=code), {"sector": code}
    return Breakdown(code=code, above={"sector": parent}, page="yes", title=title, codes=codes)


def _leaf_breakdowns(plan: Plan, kind: str) -> list[str]:
    parents = {breakdown.parent for breakdown in plan.breakdowns}
    return ["TOTAL"] if kind != "stock" else [each.code for each in plan.breakdowns if each.code not in parents]


def _leaves(rng: random.Random, plan: Plan, kind: str, kinds: list[str]) -> dict[Cell, int]:
    """A count for each province, breakdown and shortest period: of a running total, what came in that period."""
    finest = min(kinds, key=MONTHS.__getitem__)
    years = YEARS[: rng.choice((1, 1, 2))]
    periods = [period for year in years for period in (parts_of(year, finest) or (year,))]
    return {
        (INDICATORS[kind], province.region, breakdown, period): _count(rng)
        for province in plan.areas
        for breakdown in _leaf_breakdowns(plan, kind)
        for period in periods
    }


def _count(rng: random.Random) -> int:
    return rng.choice((0, 1, 1, 2, 2, 3, 4, 7)) if rng.random() < 0.2 else rng.randint(5, 90)


def _revise(rng: random.Random, leaves: dict[Cell, int]) -> None:
    for cell in rng.sample(sorted(leaves), min(len(leaves), rng.randint(0, 3))):
        leaves[cell] = rng.choice((1, 2, 4)) if rng.random() < 0.5 else _count(rng)


def _table(plan: Plan, kind: str, kinds: list[str], leaves: dict[Cell, int]) -> dict[Cell, int]:
    """Every cell: for all regions, breakdowns and kinds of period, made of the leaves."""
    name = next(iter(leaves))[0]
    periods = sorted({cell[3] for cell in leaves})
    years = sorted({period[:4] for period in periods})
    wanted = [period for each in kinds for year in years for period in (parts_of(year, each) or (year,))]
    members = {each.region: each.members.split() for each in plan.regions if each.members}
    members |= {each.region: [each.region] for each in plan.areas}
    members[plan.head.whole] = [each.region for each in plan.areas]
    below = {each: _below(plan, each, set(_leaf_breakdowns(plan, kind))) for each in _breakdowns_of(plan, kind)}
    found = {}
    for region, provinces in members.items():
        for breakdown, parts in below.items():
            for period in wanted:
                within = [each for each in periods if _counts_in(kind, each, period)]
                cells = [(name, p, s, t) for p in provinces for s in parts for t in within]
                found[name, region, breakdown, period] = sum(leaves[cell] for cell in cells)
    return found


def _breakdowns_of(plan: Plan, kind: str) -> list[str]:
    return ["TOTAL"] if kind != "stock" else [each.code for each in plan.breakdowns]


def _below(plan: Plan, breakdown: str, leaves: set[str]) -> list[str]:
    if breakdown in leaves:
        return [breakdown]
    return [leaf for each in plan.breakdowns if each.parent == breakdown for leaf in _below(plan, each.code, leaves)]


@cache
def _counts_in(kind: str, leaf: str, period: str) -> bool:
    if kind == "stock":
        return end_month(leaf) == end_month(period)
    begins = start_month(period) if kind == "flow" else 0
    return begins <= start_month(leaf) and end_month(leaf) <= end_month(period)


def _entered(rng: random.Random, table: dict[Cell, int], before: Edition | None, *, last: bool) -> set[Cell]:
    """Most cells; nearly all of those that the edition before has, and of the others those that came later."""
    had = set(before.observations[list(KEY)].itertuples(index=False, name=None)) if before else set()
    late = rng.choice((0.0, 0.1, 0.3)) if before is None else 0.1
    ends = sorted({end_month(cell[3]) for cell in table})
    until = ends[-1] if last or rng.random() < 0.4 else ends[rng.randrange(len(ends))]
    return {
        cell
        for cell in sorted(table)
        if rng.random() > (0.02 if cell in had else late) and (cell in had or end_month(cell[3]) <= until)
    }


def _rule(rng: random.Random, *, last: bool) -> Disclosure | None:
    if not last and rng.random() < 0.2:
        return None
    under = rng.choice((3, 3, 3, 5, 10) if last else (2, 3, 3, 5))
    return Disclosure(suppressed_under=under, low_reliability_under=20, zeros_suppressed=rng.random() < 0.3)


def _edition(
    rng: random.Random,
    plan: Plan,
    place: int,
    rule: Disclosure | None,
    cells: dict[Cell, int],
    table: dict[Cell, int],
    more: list[dict[str, object]],
) -> tuple[Edition, list[Cell]]:
    rows = [_row(plan, cell, value, value, value) for cell, value in cells.items()]
    rows += [*_shares(rng, plan, table), *more]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *SPAN]).sort_values(list(KEY), ignore_index=True)
    rejected, about = _rejected(rng, plan, cells)
    words = {"zh": "试", "en": "Trial"}
    card = EditionCard(
        id=f"20{30 + place}-01", title=words, as_of=f"20{30 + place}-01-31", about=words, invented=True,
        previous=f"20{29 + place}-01" if place else "", disclosure=rule,
    )  # fmt: skip
    return Edition(card, frame, {}, rejected, frame.iloc[:0], tuple(range(2, len(frame) + 2))), about


def _row(plan: Plan, cell: Cell, value: float, low: float, high: float) -> dict[str, object]:
    unit = plan.indicator(cell[0]).unit
    rest = {"unit": unit, "flag": "A", "qualifier": "exact", "printed": str(value), "sample_size": float("nan")}
    texts = {"source": "S001", "note_zh": "", "note_en": "", "low": float(low), "high": float(high)}
    return {**dict(zip(KEY, cell, strict=True)), "value": float(value), **rest, **texts}


def _shares(rng: random.Random, plan: Plan, table: dict[Cell, int]) -> Iterator[dict[str, object]]:
    if rng.random() < 0.5:
        return
    for (name, region, breakdown, period), value in table.items():
        whole = table.get((name, plan.head.whole, breakdown, period))
        if name == INDICATORS["stock"] and whole and region != plan.head.whole and rng.random() < 0.3:
            share = round(100 * value / whole, 1)
            yield _row(plan, (SHARE, region, breakdown, period), share, share - 0.05, share + 0.05)


def _rejected(rng: random.Random, plan: Plan, cells: dict[Cell, int]) -> tuple[pd.DataFrame, list[Cell]]:
    """Figures of another source, whose distance from the one that was kept the reason says."""
    chosen = rng.sample(sorted(cells), min(len(cells), rng.randint(0, 8)))
    rows = []
    for name, region, breakdown, period in chosen:
        more = rng.choice((0, 1, 5))
        value = cells[name, region, breakdown, period]
        words = rng.choice(WORDS).format(region=region, title=plan.region(region).title["zh"])
        rows.append(
            {
                "indicator": name if rng.random() < 0.8 else "", "region": words, "breakdown": breakdown,
                "period": rng.choice((period, f"{period}年")), "value": float(value + more),
                "unit": plan.indicator(name).unit, "source": "S001", "reason_zh": SAID.format(more),
                "reason_en": SAID.format(more), "kept_value": float(value) if rng.random() < 0.5 else float("nan"),
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(REJECTED_COLUMNS))
    return frame.astype({"value": "float64", "kept_value": "float64"}), chosen
