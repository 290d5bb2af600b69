"""Times the runs of a report against other ways to run the same notebooks, on the default edition of this project.

Run it with `make bench`. The other ways are measured on a sample of the pages, evenly spaced, and everything in
one go, because ratios say more than seconds, which depend on the machine and on what else it does. pytask is
in the extra `bench`; without it its row says so. Writes benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import (
    OTHERS,
    ROOT,
    call,
    cells_alone,
    change_a_province,
    compute,
    make,
    project,
    pytask_in_parallel,
    report,
    seconds,
)
from plan_metrics.report.engine.fork_server import start
from plan_metrics.report.engine.pool import cores
from plan_metrics.report.site import prepare

RESULTS = Path(__file__).with_name("results.md")
SAMPLE = 10  # pages for each of the slow ways


@dataclass(frozen=True)
class Row:
    """A way to run pages: how many it ran, and the seconds by the clock and of all processors, as for all pages."""

    name: str
    pages: int
    spent: tuple[float, float] | None


def main() -> None:
    """Measure everything and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, help="make every page of this project, as the row “cold” does")
    base = parser.parse_args().runs
    if base:
        start()
        make(base, prepare(base, None)[1])
        return
    with project() as base:
        runs = prepare(base, None)[1]
        rows = []
        sample = [run.job for run in runs][:: len(runs) // SAMPLE]
        for name, way in OTHERS.items():
            with tempfile.TemporaryDirectory() as out:
                if way is pytask_in_parallel and not importlib.util.find_spec("pytask"):
                    rows.append(Row(f"{name} (not installed)", 0, None))
                    continue
                spent = seconds(lambda way=way, out=out: way(base, sample, Path(out)))
            rows.append(Row(name, len(sample), tuple(part / len(sample) * len(runs) for part in spent)))
        spent = seconds(lambda: call("python", "-m", "benchmarks", "--runs", str(base), folder=ROOT))
        rows.append(Row("plan-metrics, cold: a new program", len(runs), spent))
        make(base, runs)
        floor = cells_alone(base, runs)  # beside what it is compared with: a machine is not as fast all the time
        rows.append(Row("plan-metrics, warm", len(runs), seconds(lambda: make(base, runs))))
        commands = [("nothing was there", *report(base))]
        change_a_province(base, runs[0].job.parameters["edition"])
        keys = {run.inputs.key for run in runs}
        changed = [run for run in prepare(base, None)[1] if run.inputs.key not in keys]
        again = seconds(lambda: make(base, changed))
        bare, least = compute(base, runs)[0], compute(base, changed)[0]
        commands.append(("one figure of one province changed", *report(base)))
        commands.append(("nothing changed", *report(base)))
    RESULTS.write_text(written(floor, bare, rows, (len(changed), *again, least), commands, len(runs)), "utf-8")
    print(RESULTS.read_text("utf-8"))


def written(
    cells: float,
    bare: float,
    rows: list[Row],
    again: tuple[int, float, float, float],
    commands: list[tuple],
    pages: int,
) -> str:
    """The results as a page.

    `bare` are the seconds of all pages in one process; `again` are the pages of the province: how many, their two
    kinds of seconds, and those in one process.
    """
    slowest, floor, (full, full_computing) = rows[0].spent, cells / cores(), rows[-1].spent
    changed, clock, computing, least = again
    lines = [
        "# How long the runs of a report take", "",
        f"{pages} pages of the default edition in two languages; {cores()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}. Written by `make bench`.",
        "Where fewer pages were run, the seconds are scaled to all. Computing is the time of all processors together.",
        f"The floor is {floor:.1f} seconds: what the cells take in their own processes ({cells:.1f} seconds, one page",
        f"after the other), shared by the cores. In one process, without kernels, the same code takes {bare:.1f} s.",
        "", "| way | pages run | seconds | of the floor | faster than the command | computing |",
        "|---|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for row in rows:
        told = "– | – | – | –"
        if row.spent:
            one, other = row.spent
            told = f"{one:.1f} | {one / floor:.2f} × | {slowest[0] / one:.1f} × | {other:.1f}"
        lines.append(f"| {row.name} | {row.pages} | {told} |")
    lines += [
        "", f"When one figure of one province has changed, {changed} pages show it. The warm engine makes them in "
        f"{clock:.1f} seconds,", f"{clock / full:.0%} of what it takes for all ({computing:.1f} seconds of computing, "
        f"{computing / full_computing:.0%}).",
        f"In one process, without kernels, it is {least / bare:.0%} ({least:.1f} s).",
        "", "The whole command `plan-metrics report`: figures checked and measured, pages made, then books printed in",
        "two languages on screen and paper. A share is that of a first build.",
        "", "| what has changed | pages made | share | seconds until they are made | seconds in all | share |",
        "|---|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    first, _, longest = commands[0][1:]
    for name, made, until, whole in commands:
        lines.append(f"| {name} | {made} | {made / first:.0%} | {until:.1f} | {whole:.1f} | {whole / longest:.0%} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
