"""Measures a whole report, from nothing to a published site with its PDF files: seconds, processor, memory, sizes.

Run it with `python benchmarks/whole.py FOLDER`, the folder of a project, such as one that `plan-metrics init FOLDER
--from open-sdg DATASET` has made; or with `python benchmarks/whole.py 300`, which grows the shipped project to so many
more regions (`benchmarks.grown`). A second word is a file that the tables are written to, such as `benchmarks/kz.md`:
of a project that `init --from` has made it says too what was read, what was refused and why, and how much is judged.
What was built in the folder before is removed. Seconds are by the clock and, because
other programs use the machine too, of the processor; memory is that of all processes, shared pages counted once.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import pikepdf
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.grown import grown_project
from plan_metrics import paths
from plan_metrics.adopt.told import ADOPTED_FILE
from plan_metrics.context import read_context
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.report.book_check import page_sizes

EVERY = 2.0  # seconds between two looks at the processes
HEAVIEST = 5  # pages that are named
TIMES = 4  # the build folder is under so many times the site
BEGIN = {"planned": "notebooks", "printing": "pages and PDF"}  # what begins when a report tells of this


@dataclass(frozen=True)
class Step:
    """A part of a command: its seconds by the clock and of processors, the most memory of all processes in bytes."""

    name: str
    clock: float
    processor: float
    memory: float


def steps(folder: Path, *command: str) -> list[Step]:
    """Run a command in a project to its end; a failure ends the benchmark."""
    process = psutil.Popen([sys.executable, "-m", "plan_metrics", *command], cwd=folder, stdout=subprocess.PIPE)
    events = "report" in command  # only its lines are each an event
    spent, most, ended = [0.0], [0.0], Event()

    def look() -> None:
        while not ended.wait(EVERY):
            seconds = held = 0.0
            with suppress(psutil.Error):
                for each in (process, *process.children(recursive=True)):
                    with suppress(psutil.Error):
                        seconds += sum(each.cpu_times()[:4])
                        held += each.memory_full_info().pss
            spent[0], most[0] = max(spent[0], seconds), max(most[0], held)

    def marks() -> Iterator[tuple[str, float, float, float]]:
        yield "read, check and cut", perf_counter(), 0.0, 0.0
        for line in process.stdout:
            if events and line.startswith(b"{") and (event := json.loads(line)["event"]) in BEGIN:
                yield BEGIN[event], perf_counter(), spent[0], most[0]
                most[0] = 0.0
        code = process.wait()
        ended.set()
        if code:
            raise SystemExit(f"{' '.join(command)} ended with {code}")
        yield "", perf_counter(), spent[0], most[0]

    watch = Thread(target=look)
    watch.start()
    found = list(marks())
    watch.join()
    return [
        Step(name, end - start, after - before, memory)
        for (name, start, before, _), (_, end, after, memory) in pairwise(found)
    ]


def size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def measure(folder: Path, file: Path | None = None) -> bool:
    """Say what the report of a project costs, in a file too if one is named; whether the build folder is small enough
    beside the site.
    """
    plan = read_plan(paths.plan_folder(folder))
    shutil.rmtree(paths.build_folder(folder), ignore_errors=True)
    (check,) = steps(folder, "check", "--json")
    made = steps(folder, "report", "--json")
    build = paths.build_folder(folder)
    site = (build / "site" / plan.head.default_edition).resolve()
    sums = (sum(each.clock for each in made), sum(each.processor for each in made))
    whole = Step("whole report", *sums, max(each.memory for each in made))
    ratio = size(build) / size(site)
    weights = page_sizes(site)
    heaviest = sorted(weights, key=lambda page: -weights[page])[:HEAVIEST]
    lines = [*(f"{name}: {weights[name] / 1000:,.0f} kB" for name in heaviest), *_sheets(site, 2 * len(plan.languages))]
    lines.append(
        f"site {size(site) / 1e6:,.0f} MB, build folder {size(build) / 1e6:,.0f} MB: {ratio:.1f} times the site"
    )
    text = told(folder, [check, *made, whole], len(weights), lines)
    print(text, end="")
    if file:
        file.write_text(text, "utf-8")
    return ratio < TIMES


def _sheets(site: Path, most: int) -> Iterator[str]:
    for file in sorted(site.glob("*/*.pdf"), key=lambda file: -file.stat().st_size)[:most]:
        with pikepdf.open(file) as pdf:
            yield f"{file.relative_to(site)}: {len(pdf.pages):,} sheets, {file.stat().st_size / 1e6:.1f} MB"


def told(folder: Path, made: Sequence[Step], pages: int, further: Sequence[str]) -> str:
    """What was measured as Markdown: what was taken over of a data set of others, the steps, `further` lines."""
    plan = read_plan(paths.plan_folder(folder))
    rows = []
    for each in made:
        numbers = each.clock, each.processor, each.processor / pages * 1000, each.memory / 1e6
        rows.append(" | ".join([each.name, *(f"{number:,.0f}" for number in numbers)]))
    lines = [
        f"# The report of {plan.head.short_title[plan.original]}",
        "",
        "Written by `python benchmarks/whole.py FOLDER FILE`. Memory is that of all processes at once.",
        "",
        f"{len(list(plan.indicators())):,} indicators, {len(plan.areas):,} areas, {len(plan.languages)} languages, "
        f"{pages:,} pages.",
        "",
        *(_adopted(folder, plan) if (folder / "data" / ADOPTED_FILE).is_file() else ()),
        "Step | Clock, s | Processor, s | A page, ms | Peak, MB",
        "--- | ---: | ---: | ---: | ---:",
        *rows,
        "",
        *(f"- {line}" for line in further),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _adopted(folder: Path, plan: Plan) -> Iterator[str]:
    """What was read of the data set and what was refused, with the reasons, most first; how much of it is judged."""
    with (folder / "data" / ADOPTED_FILE).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    counts: dict[str, Counter[str]] = {"read": Counter(), "refused": Counter()}
    for row in rows:
        if row["kind"] in counts:
            counts[row["kind"]][re.sub(r",? in lines? [\d, …]+", "", row["what"])] += int(row["count"])
    board = read_context(plan.head.default_edition, plan.original, folder).scoreboard
    judged = board[board["status"].isin(JUDGED)]
    headline = judged[judged["headline"].astype(bool)]
    yield "What | Number"
    yield "--- | ---:"
    yield f"indicators read | {board['indicator'].nunique():,}"
    yield f"indicators judged for the whole | {headline['indicator'].nunique():,}"
    yield f"series, of indicators, areas and parts | {len(board):,}"
    yield f"series judged | {len(judged):,}"
    for kind, of in counts.items():
        for reason, n in of.most_common():
            yield f"{kind}: {reason} | {n:,}"
    yield ""


def main(wanted: str, file: str = "") -> int:
    """Measure the project in a folder, or the shipped one with more regions; 1 if the build folder is too big."""
    into = Path(file).resolve() if file else None
    if not wanted.isdigit():
        return 0 if measure(Path(wanted).resolve(), into) else 1
    with tempfile.TemporaryDirectory(prefix="whole-") as folder:
        grown_project(paths.root(), Path(folder), int(wanted))
        return 0 if measure(Path(folder), into) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
