"""Where runs are made: in processes of this machine, or in a Dask cluster. Both take the same tasks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TypeVar

from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.report.engine.run import Outcome, Problem, Task, run
from plan_metrics.report.kernels.provisioner import forks

Name = TypeVar("Name")

LIVES = 3  # how often the workers may be lost before the runs they had are given up
CONNECT_SECONDS = 10
# Ours first: what our package leaves out of the imports of others is left out here, too.
PRELOAD = ["plan_metrics.report.kernels", "plan_metrics.report.engine.pool", "papermill"]


def cores() -> int:
    """The cores this process may use, which can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(
    tasks: Mapping[Name, Task], scheduler: str | None, scratch: Path, done: Callable[[Name, Outcome], None]
) -> None:
    """Run every task; `done` is called in this process after each one, as it ends.

    Runs on this machine have their own folders in `scratch`, those elsewhere where temporary files lie.
    A worker that is lost takes nothing with it but the runs it had, and these are made again. Raises OSError
    if a worker cannot write, and `FaultError` if there is no scheduler at the address.
    """
    if not tasks:
        return
    # The longest first, so that no core waits for the last page at the end; a longer slice takes longer.
    waiting = dict(sorted(tasks.items(), key=lambda item: -len(item[1].slice)))
    make = run if scheduler else partial(run, scratch=scratch)
    for life in range(1, LIVES + 1):
        with suppress(_WorkerLost), cluster(scheduler) if scheduler else processes(len(waiting)) as pool:
            futures: dict[Future[Outcome], Name] = {}
            with suppress(BrokenExecutor):  # lost before all were handed over: the others are for the next pool
                futures.update((pool.submit(make, task), name) for name, task in waiting.items())
            for future in as_completed(futures):
                outcome = _outcome(future)
                if outcome is None and life < LIVES:
                    continue
                name = futures[future]
                del waiting[name]
                done(name, outcome or Outcome(None, Problem("lost"), 0.0))
            if waiting:
                raise _WorkerLost
        if not waiting:
            return
    for name in waiting:
        done(name, Outcome(None, Problem("lost"), 0.0))


class _WorkerLost(Exception):
    """Leaves a pool that is of no more use."""


def _outcome(future: Future[Outcome]) -> Outcome | None:
    """What a run gave; None where its worker was lost."""
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # of `distributed`, which need not be installed
            return None
        raise


@contextmanager
def processes(tasks: int) -> Iterator[Executor]:
    """A process for each core. When this is left by an error, the processes end at once."""
    others = set(multiprocessing.active_children())
    count = max(1, min(tasks, cores()))
    pool = ProcessPoolExecutor(count, mp_context=ready(), initializer=_begin, initargs=(dict(os.environ),))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.kill()
        raise
    pool.shutdown()


def ready() -> BaseContext:
    """How workers are started: forked from one process that has imported what they need, where this is safe.

    That process is started by the first call and imports while the caller goes on; it ends with its owner.
    """
    if not forks():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    forkserver.ensure_running()
    return context


def _begin(environment: Mapping[str, str]) -> None:
    # The process that a worker is forked from was started earlier, perhaps with another environment.
    os.environ.clear()
    os.environ.update(environment)
    # A worker whose parent was killed would wait for work for ever. An interrupt is for the parent to act on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


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
    return Fault(
        rule="no_scheduler",
        file=address,
        found=found,
        expected=N_("a Dask scheduler, with an address such as tcp://host:8786"),
        fix=N_("Install the extra `dask` and start the scheduler, or leave --scheduler out to run on this machine."),
    )
