"""Invented plans with several editions, for attacks: trees of places, mixed periods, small figures that come later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd
from invented import PROJECT

from plan_metrics.edition.disclosure import released
from plan_metrics.edition.models import COLUMNS, KEY, REJECTED_COLUMNS, SPAN, Disclosure, Edition, EditionCard
from plan_metrics.edition.protection import Past
from plan_metrics.measure.periods import KINDS, MONTHS, end_month, parts_of, start_month
from plan_metrics.plan.code_lists import Region, Sector
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

Cell = tuple[str, str, str, str]
SHARE = "share_of_stands"
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
    """The plan of a seed with two or three editions; the newest withholds."""
    rng = random.Random(seed)
    plan = _plan(rng)
    names = rng.sample(sorted(INDICATORS), rng.choice((1, 1, 2)))
    kinds = {name: rng.sample(KINDS, rng.randint(1, 3)) for name in names}
    leaves = {kind: _leaves(rng, plan, kind, kinds[kind]) for kind in names}
    truth, editions, words = [], [], []
    n = rng.choice((2, 2, 3))
    for place in range(n):
        table: dict[Cell, int] = {}
        for kind in names:
            if place:
                _revise(rng, leaves[kind])
            table |= _table(plan, kind, kinds[kind], leaves[kind])
        there = _entered(rng, table, editions[-1] if editions else None, last=place == n - 1)
        rule = _rule(rng, last=place == n - 1)
        edition, about = _edition(rng, plan, place, rule, {cell: table[cell] for cell in table if cell in there}, table)
        truth.append(table)
        editions.append(edition)
        words.append(about)
    return Scene(plan, truth, editions, shown_of(plan, editions), words)


def shown_of(plan: Plan, editions: list[Edition]) -> list[Edition]:
    """The editions as they are released one after the other."""
    past: list[Past] = []
    for edition in editions:
        past = [Past(edition, released(edition, plan, past)[0]), *past]
    return [each.released for each in reversed(past)]


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
    sectors = [plan.sectors[0], *(_sector(plan.sectors[1], code, parent) for code, parent in parts)]
    actions = []
    for action in plan.actions:
        indicators = list(action.indicators)
        for stands in [each for each in indicators if each.id == INDICATORS["stock"]]:
            values = {"id": SHARE, "share_of": stands.id, "unit": "percent", "accumulation": "rate"}
            none = stands.aggregation.model_copy(update=dict.fromkeys(("region", "sector", "time"), "none"))
            indicators.append(stands.model_copy(update={**values, "aggregation": none}))
        actions.append(action.model_copy(update={"indicators": tuple(indicators)}))
    return plan.model_copy(
        update={"regions": tuple(regions), "sectors": tuple(sectors), "actions": tuple(actions), "targets": ()}
    )


def _named(region: Region, code: str, members: str) -> Region:
    names = {f"{form}_{language}": f"{code} {language}" for form in ("title", "short") for language in ("zh", "en")}
    kind = "group" if members else "province"
    return region.model_copy(update={"region": code, "kind": kind, "members": members, **names})


def _sector(sector: Sector, code: str, parent: str) -> Sector:
    return sector.model_copy(update={"sector": code, "parent": parent, "title_zh": code, "title_en": code})


def _leaf_sectors(plan: Plan, kind: str) -> list[str]:
    parents = {sector.parent for sector in plan.sectors}
    return ["TOTAL"] if kind != "stock" else [each.sector for each in plan.sectors if each.sector not in parents]


def _leaves(rng: random.Random, plan: Plan, kind: str, kinds: list[str]) -> dict[Cell, int]:
    """A count for each province, sector and shortest period: of a running total, what came in that period."""
    finest = min(kinds, key=MONTHS.__getitem__)
    years = YEARS[: rng.choice((1, 1, 2))]
    periods = [period for year in years for period in (parts_of(year, finest) or (year,))]
    return {
        (INDICATORS[kind], province.region, sector, period): _count(rng)
        for province in plan.provinces
        for sector in _leaf_sectors(plan, kind)
        for period in periods
    }


def _count(rng: random.Random) -> int:
    return rng.choice((0, 1, 1, 2, 2, 3, 4, 7)) if rng.random() < 0.2 else rng.randint(5, 90)


def _revise(rng: random.Random, leaves: dict[Cell, int]) -> None:
    for cell in rng.sample(sorted(leaves), min(len(leaves), rng.randint(0, 3))):
        leaves[cell] = rng.choice((1, 2, 4)) if rng.random() < 0.5 else _count(rng)


def _table(plan: Plan, kind: str, kinds: list[str], leaves: dict[Cell, int]) -> dict[Cell, int]:
    """Every cell: for all regions, sectors and kinds of period, made of the leaves."""
    name = INDICATORS[kind]
    periods = sorted({cell[3] for cell in leaves})
    years = sorted({period[:4] for period in periods})
    wanted = [period for each in kinds for year in years for period in (parts_of(year, each) or (year,))]
    members = {each.region: each.members.split() for each in plan.regions if each.members}
    members |= {each.region: [each.region] for each in plan.provinces}
    members[plan.head.whole] = [each.region for each in plan.provinces]
    below = {each: _below(plan, each, set(_leaf_sectors(plan, kind))) for each in _sectors_of(plan, kind)}
    found = {}
    for region, provinces in members.items():
        for sector, parts in below.items():
            for period in wanted:
                within = [each for each in periods if _counts_in(kind, each, period)]
                cells = [(name, p, s, t) for p in provinces for s in parts for t in within]
                found[name, region, sector, period] = sum(leaves[cell] for cell in cells)
    return found


def _sectors_of(plan: Plan, kind: str) -> list[str]:
    return ["TOTAL"] if kind != "stock" else [each.sector for each in plan.sectors]


def _below(plan: Plan, sector: str, leaves: set[str]) -> list[str]:
    if sector in leaves:
        return [sector]
    return [leaf for each in plan.sectors if each.parent == sector for leaf in _below(plan, each.sector, leaves)]


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
    return Disclosure(withheld_under=under, low_reliability_under=20, zeros_withheld=rng.random() < 0.3)


def _edition(
    rng: random.Random, plan: Plan, place: int, rule: Disclosure | None, cells: dict[Cell, int], table: dict[Cell, int]
) -> tuple[Edition, list[Cell]]:
    rows = [_row(plan, cell, value, value, value) for cell, value in cells.items()]
    rows += list(_shares(rng, plan, table))
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
    for (name, region, sector, period), value in table.items():
        whole = table.get((name, plan.head.whole, sector, period))
        if name == INDICATORS["stock"] and whole and region != plan.head.whole and rng.random() < 0.3:
            share = round(100 * value / whole, 1)
            yield _row(plan, (SHARE, region, sector, period), share, share - 0.05, share + 0.05)


def _rejected(rng: random.Random, plan: Plan, cells: dict[Cell, int]) -> tuple[pd.DataFrame, list[Cell]]:
    """Figures of another source, whose distance from the one that was kept the reason says."""
    chosen = rng.sample(sorted(cells), min(len(cells), rng.randint(0, 8)))
    rows = []
    for name, region, sector, period in chosen:
        more = rng.choice((0, 1, 5))
        value = cells[name, region, sector, period]
        words = rng.choice(WORDS).format(region=region, title=plan.region(region).title_zh)
        rows.append(
            {
                "indicator": name if rng.random() < 0.8 else "", "region": words, "sector": sector,
                "period": rng.choice((period, f"{period}年")), "value": float(value + more),
                "unit": plan.indicator(name).unit, "source": "S001", "reason_zh": SAID.format(more),
                "reason_en": SAID.format(more), "kept_value": float(value) if rng.random() < 0.5 else float("nan"),
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(REJECTED_COLUMNS))
    return frame.astype({"value": "float64", "kept_value": "float64"}), chosen
