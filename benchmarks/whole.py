"""Measures a whole report, from nothing to a published site with its PDF files: seconds, processor, memory, sizes.

Run it with `python benchmarks/whole.py FOLDER`, the folder of a project, such as one that `plan-metrics init FOLDER
--from open-sdg DATASET` has made; or with `python benchmarks/whole.py 300`, which grows the shipped project to so many
more regions (`benchmarks.grown`). What was built in the folder before is removed. Seconds are by the clock and, because
other programs use the machine too, of the processor; memory is that of all processes, shared pages counted once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
from plan_metrics.plan.read import read_plan
from plan_metrics.report.book_check import page_sizes

EVERY = 2.0  # seconds between two looks at the processes
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


def measure(folder: Path) -> bool:
    """Print what the report of a project costs; whether the build folder is small enough beside the site."""
    plan = read_plan(paths.plan_folder(folder))
    shutil.rmtree(paths.build_folder(folder), ignore_errors=True)
    (check,) = steps(folder, "check", "--json")
    made = steps(folder, "report", "--json")
    site = (paths.build_folder(folder) / "site" / plan.head.default_edition).resolve()
    weights, build = page_sizes(site), paths.build_folder(folder)
    indicators = len(list(plan.indicators()))
    print(f"{indicators} indicators, {len(plan.areas)} areas, {len(plan.languages)} languages, {len(weights)} pages")
    print(f"{'step':24}{'clock s':>9}{'processor s':>13}{'a page ms':>11}{'peak MB':>9}")
    whole = Step(
        "whole report", *(sum(each[k] for each in map(_seconds, made)) for k in (0, 1)), max(e.memory for e in made)
    )
    for each in (Step("check", *_seconds(check), check.memory), *made, whole):
        a_page = each.processor / len(weights) * 1000
        print(f"{each.name:24}{each.clock:>9.0f}{each.processor:>13.0f}{a_page:>11.0f}{each.memory / 1e6:>9.0f}")
    for name in sorted(weights, key=lambda page: -weights[page])[:5]:
        print(f"heaviest: {name}, {weights[name] / 1000:.0f} kB")
    for file in sorted(site.glob("*/*.pdf"), key=lambda file: -file.stat().st_size)[: 2 * len(plan.languages)]:
        with pikepdf.open(file) as pdf:
            print(f"{file.relative_to(site)}: {len(pdf.pages):,} sheets, {file.stat().st_size / 1e6:.1f} MB")
    ratio = size(build) / size(site)
    print(f"site {size(site) / 1e6:,.0f} MB, build folder {size(build) / 1e6:,.0f} MB: {ratio:.1f} times the site")
    return ratio < TIMES


def _seconds(step: Step) -> tuple[float, float]:
    return step.clock, step.processor


def main(wanted: str) -> int:
    """Measure the project in a folder, or the shipped one with more regions; 1 if the build folder is too big."""
    if not wanted.isdigit():
        return 0 if measure(Path(wanted).resolve()) else 1
    with tempfile.TemporaryDirectory(prefix="whole-") as folder:
        grown_project(paths.root(), Path(folder), int(wanted))
        return 0 if measure(Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
