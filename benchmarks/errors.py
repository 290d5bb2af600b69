"""How many typical mistakes `check` finds: `python benchmarks/errors.py [SEEDS [CASE]]`, as Markdown tables.

Seeded mistakes (`mistakes.py`) in the shipped edition and in an invented plan of 300 regions (`grown.py`). One is
found where a fault or an unanswered warning names a row that was changed, and the clean edition does not have it. All
warnings of the clean edition count as answered. "alone": without the previous edition and the answers, by what the
edition itself says. "new rows": mistakes in rows that the previous edition does not have.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.grown import grown_card, grown_edition, grown_plan, grown_rows
from benchmarks.mistaken import Mistake, Table
from benchmarks.mistakes import APART, HELD_OUT, KINDS, mistakes
from plan_metrics import paths
from plan_metrics.edition.card import read_card
from plan_metrics.edition.data_quality import quality_warnings
from plan_metrics.edition.flags import MISSING
from plan_metrics.edition.known import Known, Row
from plan_metrics.edition.models import KEY, NUMBERS, OBSERVATIONS_FILE, SPAN, Edition, table_columns
from plan_metrics.edition.read import read_edition
from plan_metrics.edition.rules import RULES, repeated_keys
from plan_metrics.errors import Fault
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

BEFORE = {"over": "超过", "nearly": "近", "about": "约", "under": "不足"}
LARGE = 0.1  # a change of more than a tenth
SEEDS = 50
ALL = {**KINDS, **HELD_OUT, **APART}


@dataclass(frozen=True)
class Case:
    """An edition in memory: its rows with a value, and what it goes on from."""

    plan: Plan
    rows: tuple[Row, ...]
    edition: Edition
    previous: Edition | None

    @cached_property
    def old(self) -> set[tuple[str, ...]]:
        """The keys that the previous edition has."""
        return set() if self.previous is None else set(_keys(self.previous.observations))


@dataclass(frozen=True)
class Tried:
    """What became of a mistake: its largest relative change, whether its rows are new, and who found it."""

    change: float | None
    new: bool
    found: bool
    alone: bool


@cache
def shipped() -> Case:
    """The default edition with the one before it."""
    base = paths.root()
    plan = read_plan(paths.plan_folder(base))
    folder = paths.edition_folder(base, plan.head.default_edition)
    edition = read_edition(folder, plan)
    table = plan.layout.read(folder / OBSERVATIONS_FILE, edition.card.columns)
    rows = [Row.of(line, cells) for line, cells in table.rows]
    rows = tuple(sorted((row for row in rows if row["flag"] not in MISSING), key=lambda row: row.key))
    card = read_card(folder, plan.languages, [])
    return Case(plan, rows, edition, read_edition(paths.edition_folder(base, card.previous), plan))


@cache
def grown(regions: int = 300) -> Case:
    """The invented plan: the previous edition lacks the last year."""
    plan = grown_plan(read_plan(paths.plan_folder(paths.root())), regions)
    rows = tuple(grown_rows(plan))
    before = tuple(row for row in rows if row["period"] < "2025")
    old = grown_edition(grown_card(dt.date(2025, 6, 30), ""), *_table_of(before, plan))
    new = grown_edition(grown_card(dt.date(2026, 6, 30), "2025-06"), *_table_of(rows, plan))
    return Case(plan, rows, new, old)


CASES = {"shipped": shipped, "grown": grown}


def typed(row: Row, value: float, period: str | None = None) -> Row:
    """The row as it would be with another value: the printed words say the same."""
    words = BEFORE.get(row["qualifier"], "") + _written(value)
    cells = {**row.cells, "value": _written(value), "printed": words, "period": period or row["period"]}
    return Row(row.line, cells)


def warned(case: Case, mistake: Mistake, *, alone: bool) -> tuple[list[Fault], set[int]]:
    """Faults and warnings of the edition with a mistake, and the lines that it changed."""
    rows = list(case.rows)
    for at, value in mistake.values.items():
        counted = case.plan.units[rows[at]["unit"]].counts == "yes"  # a fraction of one would be found by that alone
        rows[at] = typed(rows[at], float(round(value)) if counted else value)
    added = [
        Row(10**6 + k, typed(rows[at], rows[at].amount("value"), period).cells)
        for k, (at, period) in enumerate(mistake.added)
    ]
    changed = [*(rows[at] for at in mistake.values), *added]
    known = Known(case.plan)
    faults = [fault for row in changed for rule in RULES.values() for fault in rule(row, known)]
    faults += repeated_keys([*rows, *added])
    refused = {fault.row for fault in faults if fault.severity == "fault"}
    places = list(mistake.values)
    other, other_lines = _table_of(changed, case.plan)
    lines = pd.Series(case.edition.lines)
    frame = pd.concat([case.edition.observations.drop(index=places), other], ignore_index=True)
    frame = frame.assign(line=[*lines.drop(index=places), *other_lines])
    frame = frame[~frame["line"].isin(refused)].sort_values(list(KEY), kind="stable", ignore_index=True)
    frame, lines = frame.drop(columns="line"), tuple(frame["line"])
    edition = Edition(
        case.edition.card, frame, case.edition.sources, case.edition.rejected, case.edition.missing, lines
    )
    faults += quality_warnings(edition, case.plan, None if alone else case.previous)
    return faults, {row.line for row in changed}


def tried(case: Case, mistake: Mistake, clean: dict[bool, set]) -> Tried:
    """Try a mistake on a case, given what its clean edition is warned of."""
    keys = case.old
    fresh = not any(case.rows[at].key in keys for at in [*mistake.values, *(at for at, _ in mistake.added)])
    found: dict[bool, bool] = {}
    for alone in (False, True):
        if alone and fresh:  # nothing of the previous edition was of use
            found[alone] = found[False]
            continue
        faults, lines = warned(case, mistake, alone=alone)
        new = (fault for fault in faults if name_of(fault, alone) not in clean[alone])
        found[alone] = any(lines & set(lines_of(fault)) for fault in new)
    before = {at: case.rows[at].amount("value") for at in mistake.values}
    change = [abs(value - before[at]) / max(abs(before[at]), 1e-12) for at, value in mistake.values.items()]
    return Tried(max(change, default=None), fresh, found[False], found[True])


def lines_of(fault: Fault) -> Iterable[int]:
    """The lines that a fault or warning is about."""
    return getattr(fault, "rows", ()) or ([fault.row] if fault.row else [])


def name_of(fault: Fault, alone: bool) -> tuple:
    """What makes a warning one of the clean edition: its rule and lines, and the figures where answers count."""
    name = fault.rule, fault.file, fault.column, tuple(lines_of(fault))
    return name if alone else (*name, fault.found.format(**fault.values))


def clean_of(case: Case) -> dict[bool, set]:
    """The warnings of the clean edition, with and without what it goes on from."""
    nothing = Mistake()
    return {
        alone: {name_of(fault, alone) for fault in warned(case, nothing, alone=alone)[0]} for alone in (False, True)
    }


def run(case_name: str, kind_name: str, seeds: int, only_new: bool) -> list[Tried]:
    """All mistakes of a kind."""
    case = CASES[case_name]()
    kind = ALL[kind_name]
    old = case.old
    eligible = (at for at, row in enumerate(case.rows) if not only_new or row.key not in old)
    table = Table(case.plan, case.rows, frozenset(eligible))
    clean = _clean(case_name)
    return [tried(case, made, clean) for _, made in mistakes(kind, table, seeds) if made is not None]


@cache
def _clean(case_name: str) -> dict[bool, set]:
    return clean_of(CASES[case_name]())


def _table_of(rows: Sequence[Row], plan: Plan) -> tuple[pd.DataFrame, tuple[int, ...]]:
    records = []
    for row in rows:
        low, high = row.span(plan.units[row["unit"]])
        records.append(
            {
                **row.cells,
                "value": row.amount("value"),
                "sample_size": row.amount("sample_size"),
                "low": low,
                "high": high,
            }
        )
    frame = pd.DataFrame(records, columns=[*table_columns(OBSERVATIONS_FILE, plan.languages), *SPAN])
    numbers = (*NUMBERS, *SPAN)
    frame = frame.astype({column: "float64" if column in numbers else "str" for column in frame})
    return frame, tuple(row.line for row in rows)


def _keys(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(frame[list(KEY)].itertuples(index=False, name=None))


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.12g}" if 1e-4 < abs(value) < 1e12 else f"{value:.15f}"


def share(results: Sequence[bool]) -> str:
    """Of how many, and how many percent."""
    return f"{sum(results)}/{len(results)}" if results else "–"


def report(case_name: str, seeds: int, pool: ProcessPoolExecutor) -> None:
    """A table of all kinds on one case; on the invented plan for new rows only, where the old ones are all revised."""
    case, clean = CASES[case_name](), _clean(case_name)
    fresh = sum(row.key not in case.old for row in case.rows)
    print(f"\n## {case_name}: {len(case.rows)} rows, {fresh} of them new\n")
    for alone, warnings in clean.items():
        words = "alone" if alone else "with the previous edition"
        print(f"Clean, {words}: {len(warnings)} warnings ({len(warnings) / len(case.rows):.1%} of the rows)\n")
    ways = {"new rows": True} if case_name == "grown" else {"any row": False, "new rows": True}
    names = list(ALL)
    jobs = {way: pool.map(partial(run, case_name, seeds=seeds, only_new=new), names) for way, new in ways.items()}
    heads = [f"{way}: {part}" for way in ways for part in ("found", "over 10 %", "over 10 %, alone")]
    print("| kind |", " | ".join(heads), "|\n|---" + "|---" * len(heads) + "|")
    everything: dict[tuple[str, str], list[Tried]] = defaultdict(list)
    for name, *found in zip(names, *jobs.values(), strict=True):
        cells = []
        for way, some in zip(ways, found, strict=True):
            large = [t for t in some if t.change is None or t.change > LARGE]
            cells += [[t.found for t in some], [t.found for t in large], [t.alone for t in large]]
            everything[way, group_of(name)] += [t for t in large if t.change is not None]
        label = f"{name} ({group_of(name)})" if name not in KINDS else name
        print("|", " | ".join([label, *map(share, cells)]), "|", flush=True)
    for (way, group), some in everything.items():
        found, alone = (sum(getattr(t, by) for t in some) / max(1, len(some)) for by in ("found", "alone"))
        print(f"\nOver 10 %, {way}, {group} kinds: {found:.1%} of {len(some)} found, {alone:.1%} alone")
    none, some = unseen(case_name, 2 * seeds)
    print(f"\nNew cells that nothing can weigh (neither a thousandfold nor a thousandth is told): {none} of {some}")


def group_of(kind: str) -> str:
    """Who thought up a kind: with the checks in view or not."""
    return "held-out" if kind in HELD_OUT else "thought up apart" if kind in APART else "first"


def unseen(case_name: str, cells: int) -> tuple[int, int]:
    """How many of some new cells nothing can weigh: a thousandfold and a thousandth are not told; and of how many."""
    case, clean = CASES[case_name](), _clean(case_name)[True]
    fresh = [at for at, row in enumerate(case.rows) if row.key not in case.old and row.amount("value")]
    chosen = random.Random(cells).sample(fresh, min(cells, len(fresh)))
    told = 0
    for at in chosen:
        for factor in (1000, 0.001):
            faults, lines = warned(case, Mistake({at: case.rows[at].amount("value") * factor}), alone=True)
            if any(lines & set(lines_of(fault)) for fault in faults if name_of(fault, True) not in clean):
                told += 1
                break
    return len(chosen) - told, len(chosen)


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as workers:
        for name in sys.argv[2:] or CASES:
            report(name, int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS, workers)
