"""One run: bytes in, bytes out; what goes wrong in it is told and stays in it, wherever it is made."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from invented import PROJECT, SECOND

from plan_metrics.context import read_context
from plan_metrics.errors import FaultError
from plan_metrics.report.engine import pool
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.keys import stripped
from plan_metrics.report.engine.pool import run_all
from plan_metrics.report.engine.run import Outcome, Problem, Task, run, stamp_of
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import Job

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
REGION = {"region": "XX-AA", "edition": SECOND, "language": "en"}


def notebook(*sources: str) -> str:
    """A notebook with a cell of parameters and these cells of code."""
    cells = [("name = ''\nlanguage = ''", ["parameters"]), *((source, []) for source in sources)]
    made = [
        {"cell_type": "code", "id": f"cell-{index}", "source": source, "metadata": {"tags": tags} if tags else {},
         "outputs": [], "execution_count": None}
        for index, (source, tags) in enumerate(cells)
    ]  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def task(*sources: str, name: str = "x", seconds: float = 60, **other: object) -> Task:
    """A task of such a notebook, which reads no slice unless another is given."""
    given = {
        "notebook": notebook(*sources),
        "parameters": {"name": name, "language": "en"},
        "slice": b"",
        "seconds": seconds,
        "stamp": stamp_of("en"),
        "project": "",
    }
    return Task(**{**given, **other})


@pytest.fixture(scope="module")
def page() -> Task:
    """A task of a page that ships."""
    job = Job("region", "XX-AA", "en", REGION)
    part = slice_of(in_language(read_context(SECOND, "en", PROJECT), "en"), job)
    return task(notebook=stripped(NOTEBOOKS / "region.ipynb"), parameters=REGION, slice=pickle.dumps(part), seconds=300)


def test_two_runs_give_the_same_bytes(page, tmp_path):
    """Nothing of the moment, the place or the process is in an executed notebook, and nothing stays behind."""
    environment, folder = dict(os.environ), Path.cwd()
    one, two = run(page, tmp_path), run(page)
    assert one.problem is None
    assert one.raw == two.raw
    text = one.raw.decode()
    assert "Alpha" in text
    assert "papermill" not in text
    assert str(tmp_path) not in text
    assert list(tmp_path.iterdir()) == []
    assert (dict(os.environ), Path.cwd()) == (environment, folder)


PROBLEMS = {
    "a path": (
        ["import os; open(os.getcwd() + '/nothing.csv')"],
        Problem(
            "raised",
            {"cell": 3, "name": "FileNotFoundError", "text": "[Errno 2] No such file or directory: 'nothing.csv'"},
        ),
    ),
    "raised": (
        ["1", "raise ValueError('a stand {without} a number')"],
        Problem("raised", {"cell": 4, "name": "ValueError", "text": "a stand {without} a number"}),
    ),
    "late": (["import threading; threading.Event().wait()"], Problem("late", {"seconds": "2"})),
    "died": (["import os; os._exit(1)"], Problem("died")),
}


@pytest.mark.parametrize(("sources", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_goes_wrong_in_a_run_is_its_outcome(tmp_path, sources, problem):
    """An error, a page that takes too long and a kernel that dies end with their run, and leave no process."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    outcome = run(task(*sources, seconds=2 if problem.kind == "late" else 60), tmp_path)
    assert (outcome.raw, outcome.problem) == (None, problem)
    assert list(tmp_path.iterdir()) == []
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in before]
    _, alive = psutil.wait_procs(left, timeout=30)
    assert [child.name() for child in alive if "ipykernel" in " ".join(child.cmdline())] == []


def test_a_page_that_reads_beyond_its_slice_fails_with_the_name_of_it(page):
    """The message says what was read; the folder of this machine is not in it."""
    cells = json.loads(page.notebook)
    cells["cells"][3]["source"] += "\nopen('plan.toml')"
    spoilt = Task(**{**vars(page), "notebook": json.dumps(cells)})
    assert run(spoilt).problem == Problem("hidden", {"text": "plan.toml"})


def test_a_worker_with_another_program_refuses(page):
    """A machine of a cluster with other code or packages makes no page that could differ."""
    assert run(Task(**{**vars(page), "stamp": "another"})).problem == Problem("differs")


# ---------------------------------------------------------------- many runs

WHO = "print(name)"


def three() -> dict[str, Task]:
    """Three short tasks."""
    return {name: task(WHO, name=name) for name in "abc"}


def all_of(tasks: Mapping[str, Task], scheduler: str | None, scratch: Path, after=lambda name: None) -> dict:
    """The outcome of every task; `after` is called with the name of each that has ended."""
    outcomes: dict[str, Outcome] = {}

    def done(name: str, outcome: Outcome) -> None:
        assert name not in outcomes
        outcomes[name] = outcome
        after(name)

    run_all(tasks, scheduler, scratch, done)
    return outcomes


def test_no_task_starts_no_worker(tmp_path):
    """Where nothing has changed, no process is started and no scheduler is looked for."""
    assert all_of({}, "tcp://127.0.0.1:1", tmp_path) == {}


# ---------------------------------------------------------------- a cluster


@contextmanager
def cluster(folder: Path, count: int) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and workers as separate processes; gives its address and the workers."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    module = [sys.executable, "-m", "distributed.cli."]

    def start(name: str, *options: str) -> subprocess.Popen:
        command = [*module[:2], f"{module[2]}{name}", "--scheduler-file", str(file), "--no-dashboard", *options]
        return subprocess.Popen(command, cwd=folder, **quiet)

    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    started = [start("dask_worker", "--no-nanny", "--nthreads", "1", "--name", str(n)) for n in range(count)]
    try:
        from distributed import Client

        with Client(scheduler_file=str(file), set_as_default=False, timeout=120) as client:
            client.wait_for_workers(count, timeout=120)
            address = client.scheduler.address
        yield address, started
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.wait()


@pytest.mark.filterwarnings("ignore")  # of distributed, about its own shutdown
def test_a_cluster_gives_the_same_bytes_and_survives_a_lost_worker(page, tmp_path):
    """With a scheduler and two workers, one killed half-way, every page has the bytes it has on this machine."""
    tasks = {**three(), "page": page}
    here = {name: run(each).raw for name, each in tasks.items()}
    with cluster(tmp_path, 2) as (address, started):
        killed: list[str] = []

        def kill_one(name: str) -> None:
            if not killed:
                killed.append(name)
                started[0].kill()

        outcomes = all_of(tasks, address, tmp_path, kill_one)
    assert killed
    assert {name: outcome.raw for name, outcome in outcomes.items()} == here
    assert all(outcome.problem is None for outcome in outcomes.values())


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_told(tmp_path, monkeypatch):
    """A wrong address is a message in three parts, not a traceback."""
    monkeypatch.setattr(pool, "CONNECT_SECONDS", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense"):
        with pytest.raises(FaultError) as raised:
            all_of(three(), address, tmp_path)
        assert [(fault.rule, fault.file) for fault in raised.value.faults] == [("no_scheduler", address)]
