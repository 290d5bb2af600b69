"""Builds the invented plan in a process of its own, in surroundings as different as a machine allows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from invented import PROJECT, SECOND

REPOSITORY = Path(__file__).parents[1]
AHEAD = """
import datetime
import time_machine
ahead = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=400, hours=5)
time_machine.travel(ahead, tick=True).start()
"""
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "USER": "one"}
THERE = {
    "TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "4711", "USER": "another",
     "COLUMNS": "40",
}  # fmt: skip


def project(folder: Path) -> Path:
    """The invented plan with the notebooks and the book of this repository."""
    shutil.copytree(PROJECT, folder)
    for name in ("notebooks", "book"):
        shutil.copytree(REPOSITORY / name, folder / name)
    return folder


def build(
    base: Path, surroundings: dict[str, str], *, mask: int = 0o022, cores: int | None = None, ahead: bool = False
):
    """Build the report of a project as a program of its own; the site's files with their bytes."""
    environment = {**os.environ, **surroundings, "PLAN_METRICS_ROOT": str(base), "HOME": str(base.parent)}
    if ahead:
        environment |= another_clock(base.with_name(f"{base.name} clock"))

    def start() -> None:
        os.umask(mask)
        if cores and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])

    command = [sys.executable, "-m", "plan_metrics.cli", "--language", "en", "report"]
    done = subprocess.run(command, env=environment, cwd=base, capture_output=True, check=False, preexec_fn=start)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace") or done.stdout.decode(errors="replace"))
    return files(base / "build" / "site" / SECOND)


def another_clock(folder: Path) -> dict[str, str]:
    """What makes the clock of every Python process run more than a year ahead; `folder` is to hold a file for that."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(AHEAD, "utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
