"""Times the import of a workbook of 31 provinces by 10 years, as a whole command, beside merely reading it.

    python benchmarks/imports.py [--rounds 5]

The command is a dry run on a copy of the plan and its editions, with a recipe that is there: what an analyst waits for
each time. *Reading* is a process that imports pandas and opens the same workbook with it. Both run in turns, each in a
process of its own. What is found is written to `benchmarks/imports.md`.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from workbooks import provinces_by_years  # noqa: E402 - of the tests, which are no package

REPORT = ROOT / "benchmarks" / "imports.md"
EDITION, TARGET = "2026-11", 2.0  # seconds on the clock
READING = "import sys, pandas; pandas.read_excel(sys.argv[1], engine='openpyxl')"


def took(command: list[str], base: Path) -> tuple[float, float]:
    """Seconds on the clock and of the processor that a process took. Raises where it did not end with 0."""
    environment = {**os.environ, "PLAN_METRICS_ROOT": str(base), "PYTHONPYCACHEPREFIX": str(base / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as for whoever has the program
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(rounds: int) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The command and the reading, in turns."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        shutil.copytree(ROOT / "data", base / "data")
        file = str(provinces_by_years(base).file)
        document = (base / "data" / "editions" / EDITION / "sources.csv").read_text("utf-8").splitlines()[1]
        command = [sys.executable, "-m", "plan_metrics", "import", file, EDITION]
        command += ["--document", document.partition(",")[0]]
        reading = [sys.executable, "-c", READING, file]
        took(command, base), took(reading, base)  # the first writes the recipe
        found = [(took(command, base), took(reading, base)) for _ in range(rounds)]
    return [one for one, _ in found], [other for _, other in found]


def report(ours: list[tuple[float, float]], bare: list[tuple[float, float]]) -> str:
    """The note."""
    lines = [
        "# Imports",
        "",
        "Written by `python benchmarks/imports.py`: a dry run of `plan-metrics import` of a workbook of 31 provinces",
        "by 10 years into an edition of the plan, as a whole command, beside a process that imports pandas and reads",
        "the workbook with it. Medians of the rounds; the ratio is that of processor time, since the clock also shows",
        f"what else the machine did: {os.getloadavg()[0]:.0f} processes wanted one of its {os.cpu_count()} cores.",
        "",
        "Command | On the clock, s | Of the processor, s | Rounds",
        "--- | --- | --- | ---",
    ]
    for name, runs in (("plan-metrics import", ours), ("reading with pandas", bare)):
        clock, processor = (statistics.median(column) for column in zip(*runs, strict=True))
        lines.append(f"{name} | {clock:.2f} | {processor:.2f} | {len(runs)}")
    ratio = statistics.median(one / other for (_, one), (_, other) in zip(ours, bare, strict=True))
    return "\n".join([*lines, "", f"Ratio: {ratio:.2f}. Target: {TARGET:.0f} s on a machine without other work.", ""])


def main() -> int:
    """Measure, write the note, and end with 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    ours, bare = measured(parser.parse_args().rounds)
    REPORT.write_text(report(ours, bare), "utf-8")
    print(REPORT.read_text("utf-8"))
    return 1 if statistics.median(seconds for _, seconds in ours) > TARGET else 0


if __name__ == "__main__":
    sys.exit(main())
