"""Runs notebooks through Papermill, several at a time; one that fails does not stop the others."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import papermill
from papermill.exceptions import PapermillExecutionError

from plan_metrics.report.jobs import Job
from plan_metrics.report.kernels import OPTIONS

SECONDS_A_CELL = 300


@dataclass(frozen=True)
class Failure:
    """A run that did not end well: the job, and what went wrong in a line or two."""

    job: Job
    problem: str


def cores() -> int:
    """The cores this process may use, which can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def executed_path(folder: Path, job: Job) -> Path:
    """Where the executed notebook of a job lies."""
    return folder / job.language / f"{job.page}.ipynb"


def run_jobs(
    base: Path, notebooks: Path, folder: Path, jobs: Sequence[Job], done: Callable[[Job], None]
) -> list[Failure]:
    """Run every job into `folder`; `done` is called after each one. Returns the failures, in job order."""
    for job in jobs:
        executed_path(folder, job).parent.mkdir(parents=True, exist_ok=True)
    failures: dict[int, Failure] = {}
    workers = max(1, min(len(jobs), cores()))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_run, base, notebooks, folder, job): i for i, job in enumerate(jobs)}
        for future in as_completed(waiting):
            place = waiting[future]
            problem = future.result()
            if problem:
                failures[place] = Failure(jobs[place], problem)
            done(jobs[place])
    return [failures[place] for place in sorted(failures)]


def _run(base: Path, notebooks: Path, folder: Path, job: Job) -> str:
    os.environ["PLAN_METRICS_ROOT"] = str(base)
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of papermill and jupyter_client; the notebook's own are in its outputs
            papermill.execute_notebook(
                str(notebooks / f"{job.notebook}.ipynb"),
                str(executed_path(folder, job)),
                parameters=dict(job.parameters),
                progress_bar=False,
                record_timing=False,
                execution_timeout=SECONDS_A_CELL,
                cwd=str(notebooks),
                request_save_on_cell_execute=False,
                **OPTIONS,
            )
    except PapermillExecutionError as error:
        return f"{error.ename}: {error.evalue}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
