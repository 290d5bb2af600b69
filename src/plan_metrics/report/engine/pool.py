"""Where runs are made: on this machine, as many at once as it has cores, or in a Dask cluster, by the same tasks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.report.engine.fork_server import kill_all
from plan_metrics.report.engine.run import Outcome, Problem, Task, run

Name = TypeVar("Name")

CONNECT_SECONDS = 10


def cores() -> int:
    """The cores this process may use, which can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(
    tasks: Mapping[Name, Task], scheduler: str | None, scratch: Path, done: Callable[[Name, Outcome], None]
) -> None:
    """Run every task; `done` is called in this thread after each one, as it ends.

    Runs on this machine have their own folders in `scratch`, those elsewhere where temporary files lie. Raises
    OSError if a run cannot write, and `FaultError` if there is no scheduler at the address.
    """
    if not tasks:
        return
    # The longest first, so that no core waits for the last page at the end; a longer slice takes longer.
    longest = sorted(tasks.items(), key=lambda item: -len(item[1].slice))
    make = run if scheduler else partial(run, scratch=scratch)
    with cluster(scheduler) if scheduler else ThreadPoolExecutor(min(len(tasks), cores())) as pool:
        names = {pool.submit(make, task): name for name, task in longest}
        try:
            for future in as_completed(names):
                done(names[future], _outcome(future))
        except BaseException:
            for future in names:
                future.cancel()
            while not scheduler and wait(names, timeout=0.1).not_done:  # one may be just starting its process
                kill_all()
            raise


def _outcome(future: Future[Outcome]) -> Outcome:
    """What a run gave; a problem where the workers that had it were lost again and again."""
    try:
        return future.result()
    except CancelledError:
        pass
    except Exception as error:
        if type(error).__name__ != "KilledWorker":  # of `distributed`, which need not be installed
            raise
    return Outcome(None, Problem("lost"), 0.0)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The Dask cluster of the scheduler at this address; a lost worker's runs go to another by themselves."""
    try:
        from distributed import Client
    except ImportError:
        raise FaultError([_no_cluster(address, N_("the package `distributed` is not installed"))]) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise FaultError([_no_cluster(address, N_("no scheduler answers there"))]) from None
    with client:
        yield client.get_executor(pure=False)


def _no_cluster(address: str, found: str) -> Fault:
    expected = N_("a Dask scheduler, with an address such as tcp://host:8786")
    fix = N_("Install the extra `dask` and start the scheduler, or leave --scheduler out to run on this machine.")
    return fault_at("no_scheduler", address, found, expected, fix)
