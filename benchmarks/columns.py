"""Times how an edition of up to a million rows is checked and measured: seconds, memory, and the cost of a row.

Run it with `python benchmarks/columns.py`, or with other sizes: `python benchmarks/columns.py 300x9 3000x18` (regions
and years, of 19 indicators). The figures are invented and hold together: totals of the whole are sums. Seconds are of
the processor, of one process, since the clock tells more of what else the machine does. Writes `benchmarks/columns.md`.
"""

from __future__ import annotations

import csv
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time

from plan_metrics import paths
from plan_metrics.analysis.scoreboard import scoreboard
from plan_metrics.edition.models import table_columns
from plan_metrics.edition.read import examine, read_edition
from plan_metrics.edition.write import write_table
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.process import short_lived

NOTES = Path(__file__).with_suffix(".md")
EDITION, LAST, LIKE = "2026-11", 2025, "CN-ZJ"
SIZES = ((300, 9), (300, 18), (3000, 18))
BASE_SIZE = (300, 18)  # that a row's cost is compared with
COUNTS, SHARES = 15, 4  # of the indicators
WANTED = {"seconds": 12, "memory": 2, "ratio": 1.1}


def write_project(base: Path, regions: int, years: int) -> None:
    """A project with the shipped cards, so many invented provinces more, and an edition of invented figures."""
    shipped = paths.root() / "data"
    shutil.copytree(shipped / "plan", base / "data" / "plan")
    codes = [f"CN-Z{number:04d}" for number in range(regions)]
    for name in ("regions", "population"):
        file = base / "data" / "plan" / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        own = [row for row in rows if row["region"] == LIKE]
        rows += [{**row, **_named(row, code)} for code in codes for row in own]
        write_table(file, rows[0], rows)
    plan = read_plan(base / "data" / "plan")
    folder = base / "data" / "editions" / EDITION
    folder.mkdir(parents=True)
    card = (shipped / "editions" / EDITION / "edition.toml").read_text("utf-8")
    lines = ['previous = ""' if line.startswith("previous") else line for line in card.splitlines()]
    (folder / "edition.toml").write_text("\n".join(lines), "utf-8")
    about = {"publisher_zh": "虚构", "publisher_en": "invented", "title_zh": "虚构", "title_en": "invented"}
    source = {"source": "S001", "date": "2026-10", "date_basis": "printed", "read_in": "original", **about}
    tables: dict[str, Iterable[dict[str, str]]] = {
        "sources.csv": [{**source, "address_class": "none", "url": ""}],
        "rejected.csv": [],
        "observations.csv": _rows(plan, codes, range(LAST - years + 1, LAST + 1)),
    }
    for name, own in tables.items():
        write_table(
            folder / name, plan.layout.in_file(table_columns(name, plan.languages)), map(plan.layout.cells, own)
        )


def _named(row: dict[str, str], code: str) -> dict[str, str]:
    number = code[-4:]
    new = {"region": code, "code_gbt2260": "", "tile": "", "title_zh": f"试验地区{number}", "short_zh": f"试{number}"}
    new |= {"title_en": f"Trial region {number}", "short_en": f"Trial {number}"}
    return {name: cell for name, cell in new.items() if name in row}


def grown(plan: Plan) -> list[Indicator]:
    """The indicators that have figures: counts and amounts, then shares."""
    cards = [card for _, card in plan.indicators() if not card.computed and card.collection != "sample"]
    counts = [card for card in cards if plan.units[card.unit].scale == "log" and card.accumulation != "rate"]
    return [*counts[:COUNTS], *[card for card in cards if plan.units[card.unit].scale == "logit"][:SHARES]]


def _rows(plan: Plan, codes: list[str], years: range) -> Iterator[dict[str, str]]:
    rng = random.Random(7)
    for card in grown(plan):
        share, totals = plan.units[card.unit].scale == "logit", dict.fromkeys(years, 0)
        columns = table_columns("observations.csv", plan.languages)
        cells = {
            **dict.fromkeys(columns, ""),
            "indicator": card.id,
            "unit": card.unit,
            "flag": "A",
            "breakdown": "TOTAL",
        }
        cells |= {"qualifier": "exact", "source": "S001"}
        mean = rng.uniform(5, 10)
        for code in codes:
            x = rng.gauss(1.5, 0.4) if share else rng.gauss(mean, 0.8)
            for year in years:
                x += rng.gauss(0, 0.1) if share else rng.gauss(0.08, 0.02)
                value = f"{100 / (1 + math.exp(-x)):.2f}" if share else str(round(math.exp(x)))
                totals[year] += 0 if share else int(value)
                yield {**cells, "region": code, "period": str(year), "value": value, "printed": value}
        for year, total in totals.items() if card.aggregation.region == "sum" else ():
            yield {**cells, "region": "CN", "period": str(year), "value": str(total), "printed": str(total)}


def measure(base: Path) -> None:
    """Print what it takes to check the edition and to make its scoreboard: rows, series, seconds and GiB."""
    short_lived()  # as the commands do
    plan, folder = read_plan(base / "data" / "plan"), base / "data" / "editions" / EDITION
    start = process_time()
    faults = [fault for fault in examine(folder, plan, None).open if fault.severity == "fault"]
    checked = process_time() - start
    edition = read_edition(folder, plan)
    start = process_time()
    board = scoreboard(plan, edition)
    measured = process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(len(edition.observations), len(board), checked, measured, memory, len(faults))


def command(base: Path) -> float:
    """The seconds of `plan-metrics check` as a program of its own."""
    before = os.times()
    run = [sys.executable, "-m", "plan_metrics.cli", "check"]
    subprocess.run(run, env={**os.environ, "PLAN_METRICS_ROOT": str(base)}, stdout=subprocess.DEVNULL, check=False)
    return sum(after - then for after, then in zip(os.times()[2:4], before[2:4], strict=True))


def table(sizes: list[tuple[int, int]]) -> Iterator[str]:
    """The lines of the table."""
    yield "| regions | rows | series | check | scoreboard | together | peak, GiB | a row | command `check` |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    costs: dict[tuple[int, int], float] = {}
    for size in sorted(sizes, key=lambda size: (size != BASE_SIZE, size)):
        with tempfile.TemporaryDirectory() as folder:
            base = Path(folder)
            write_project(base, *size)
            run = [sys.executable, __file__, "--measure", folder]
            told = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
            rows, series, *_, wrong = (int(number) for number in (*told[:2], told[5]))
            if wrong:
                raise SystemExit(f"{wrong} faults in invented figures")
            checked, measured, memory = map(float, told[2:5])
            costs[size] = (checked + measured) / rows
            ratio = costs[size] / costs.get(BASE_SIZE, costs[size])
            yield (
                f"| {size[0]:,} | {rows:,} | {series:,} | {checked:.1f} | {measured:.1f} | {checked + measured:.1f} | "
                f"{memory:.2f} | {ratio:.2f} × | {command(base):.1f} |"
            )


def main(arguments: list[str]) -> None:
    """Measure all sizes, or those given, and write the table down."""
    if arguments[:1] == ["--measure"]:
        measure(Path(arguments[1]))
        return
    sizes = [tuple(map(int, size.split("x"))) for size in arguments] or list(SIZES)
    lines = [
        "# An edition of up to a million rows",
        "",
        "Written by `make bench` (`benchmarks/columns.py`). Invented figures of 19 indicators: 15 counts and amounts,",
        "4 shares. Seconds are of the processor, `command` with all that a new program loads. A row costs so",
        f"many times what it costs with {BASE_SIZE[0]} regions. To reach with a million rows:",
        f"{WANTED['seconds']} s together, {WANTED['memory']} GiB, {WANTED['ratio']} times the cost of a row.",
        "",
    ]
    for line in table(sizes):
        print(line)
        lines.append(line)
    if not arguments:
        NOTES.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
