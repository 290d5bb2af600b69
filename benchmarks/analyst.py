"""Walks the path of ANALYSTS.md, from a workbook to the changed pages, and says what the machine takes for it.

    python benchmarks/analyst.py

The commands and the answers of the recipe are those that stand in ANALYSTS.md, on a copy of the invented plan whose
report is built already. What a person takes to read and to answer is no part of it. The note: `benchmarks/analyst.md`.
"""

from __future__ import annotations

import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from plan_metrics.intake.recipe import Recipe, written

ROOT = Path(__file__).parents[1]
GUIDE, REPORT = ROOT / "ANALYSTS.md", ROOT / "benchmarks" / "analyst.md"


def commands(guide: str) -> list[list[str]]:
    """The commands of a guide, in order, without the name of the program."""
    return [shlex.split(line)[1:] for line in re.findall(r"^\$ (plan-metrics .+)$", guide, re.MULTILINE)]


def answer(recipe: Path, guide: str) -> None:
    """Give a recipe the answers that a guide shows."""
    (shown,) = re.findall(r"```toml\n(.+?)```", guide, re.DOTALL)
    said, answers = tomllib.loads(recipe.read_text("utf-8")), tomllib.loads(shown)
    for table in ("at", "words", "signs", "notes", "document"):
        said[table] |= answers[table]
    recipe.write_text(written(Recipe.model_validate(said)), "utf-8")


def took(base: Path, words: list[str], code: int) -> tuple[float, float]:
    """Seconds on the clock and of the processor that a command took. Raises where it ends with another code."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PLAN_METRICS_ROOT": str(base), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "plan_metrics", *words], capture_output=True, text=True, cwd=base, env=environment
    )
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode != code:
        raise SystemExit(f"{shlex.join(words)} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def walked(guide: str) -> list[tuple[str, float, float]]:
    """Each command of the path with its seconds on the clock and of the processor."""
    first, apply, report = commands(guide)[:3]
    rows = []
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "project"
        shutil.copytree(ROOT / "tests" / "invented_plan", base)
        for folder in ("notebooks", "book"):
            shutil.copytree(ROOT / folder, base / folder)
        took(base, report, 0)
        rows.append((shlex.join(first), *took(base, first, 2)))  # the recipe asks
        (recipe,) = (base / "data" / "recipes").glob("*.toml")
        answer(recipe, guide)
        for words in (first, apply, report):
            rows.append((shlex.join(words), *took(base, words, 0)))
    return rows


def main() -> int:
    """Walk, and write the note."""
    rows = walked(GUIDE.read_text("utf-8"))
    clock, processor = (sum(column) for column in list(zip(*rows, strict=True))[1:])
    lines = [
        "# The path of an analyst",
        "",
        "Written by `python benchmarks/analyst.py`: the commands of ANALYSTS.md on a copy of the invented plan, whose",
        "report was built before. The first command is that of a table of a new form; next year's has the other three.",
        f"{os.getloadavg()[0]:.0f} processes wanted one of the {os.cpu_count()} cores, which the clock shows.",
        "",
        "Command | On the clock, s | Of the processor, s",
        "--- | --- | ---",
        *(f"`{words}` | {each:.1f} | {own:.1f}" for words, each, own in rows),
        "",
        f"Together: {clock:.0f} s on the clock, {processor:.0f} s of the processor.",
        "",
    ]
    REPORT.write_text("\n".join(lines), "utf-8")
    print(REPORT.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
