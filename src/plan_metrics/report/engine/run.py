"""Makes one page: a notebook with its parameters and its slice, in a folder of its own, on whatever machine.

Bytes go in and bytes come out, so that it is the same here, in another process and in a cluster.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plan_metrics import paths
from plan_metrics.errors import N_, number_of
from plan_metrics.files import OF_THE_DISK
from plan_metrics.guard import REFUSED, UndeclaredReadError
from plan_metrics.report.engine.keys import code_of, digest_of, environment, notebook_of

ENGINE = "plan-metrics"  # the name of our engine for Papermill, an entry point
SECONDS = 300.0  # a run may take, unless the command says otherwise

# What went wrong, in plain words; the details come from the error itself.
PROBLEMS = {
    "raised": N_("The notebook stopped with an error in its cell {cell}: {name}: {text}"),
    "hidden": N_("The notebook asked for something that its page does not declare in engine/slices.py: {text}"),
    "late": N_("The notebook was stopped because it took longer than {seconds} seconds."),
    "died": N_("The process that ran the notebook ended too early, for lack of memory or because it was killed."),
    "lost": N_("The worker that ran the notebook was lost several times."),
    "other": N_("The notebook could not be run: {name}: {text}"),
    "differs": N_("The worker has another program or other packages than this machine; its page might differ."),
}


@dataclass(frozen=True)
class Task:
    """All that a run needs: the notebook as text, its parameters, the file of its slice, and the seconds it may take.

    `stamp` is the digest of code and environment that the result is meant for; `project` is the project folder,
    for messages only. With `kernel` the cells are run in an ordinary kernel, which takes longer and gives the same
    page.
    """

    notebook: str
    parameters: Mapping[str, str]
    slice: bytes
    seconds: float
    stamp: str
    project: str
    kernel: bool = False


@dataclass(frozen=True)
class Problem:
    """Why there is no page: a key of `PROBLEMS`, and what fills it."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The executed notebook as canonical bytes, or the problem; and how long it took."""

    raw: bytes | None
    problem: Problem | None
    seconds: float


def stamp_of(language: str) -> str:
    """The digest of what a page in this language is made by on this machine."""
    return digest_of([code_of(language), environment()])


def run(task: Task, scratch: Path | None = None) -> Outcome:
    """Execute a notebook; what goes wrong in it is a `Problem`. Raises OSError if this machine cannot be written to.

    The run has a folder of its own in `scratch`, or where the machine keeps temporary files.
    """
    start = time.monotonic()

    def ended(raw: bytes | None, problem: Problem | None = None) -> Outcome:
        return Outcome(raw, problem, round(time.monotonic() - start, 3))

    if stamp_of(task.parameters["language"]) != task.stamp:
        return ended(None, Problem("differs"))
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="plan-metrics-run-", dir=scratch) as folder:

        def words(text: str) -> str:  # they may stand on a page: without the folders of this run and this machine
            for place in filter(None, (str(folder), task.project)):
                text = text.replace(f"{place}{os.sep}", "")
            return text

        try:
            return ended(canonical(_executed(task, start + task.seconds, folder)))
        except PapermillExecutionError as error:
            if error.ename == UndeclaredReadError.__name__:
                return ended(None, Problem("hidden", {"text": words(error.evalue).removesuffix(REFUSED)}))
            values = {"cell": error.exec_count, "name": error.ename, "text": words(error.evalue)}
            return ended(None, Problem("raised", values))
        except CellTimeoutError:
            return ended(None, Problem("late", {"seconds": f"{task.seconds:g}"}))
        except DeadKernelError:
            return ended(None, Problem("died"))
        except Exception as error:
            if isinstance(error, OSError) and number_of(error) in OF_THE_DISK:
                raise
            return ended(None, Problem("other", {"name": type(error).__name__, "text": words(str(error))}))


def canonical(notebook: Mapping[str, Any]) -> bytes:
    """An executed notebook without anything that differs between two runs: times, ids, paths, versions."""
    cells = []
    for index, cell in enumerate(notebook["cells"]):
        tags = cell["metadata"].get("tags")
        kept = {"id": f"cell-{index}", "metadata": {"tags": tags} if tags else {}}
        names = ("cell_type", "source", "outputs", "execution_count")
        cells.append({**kept, **{name: cell[name] for name in names if name in cell}})
    return (json.dumps(notebook_of(cells), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _executed(task: Task, deadline: float, folder: str) -> Mapping[str, object]:
    import papermill
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors

    for name in ("traitlets", "papermill"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    given, data = (Path(folder, name) for name in ("notebook.ipynb", "slice.pickle"))
    given.write_text(task.notebook, "utf-8")
    data.write_bytes(task.slice)
    # Neither is set for the whole process, in which several pages are run at once.
    own = {paths.SLICE: str(data), paths.PROJECT: task.project}
    parameters = dict(task.parameters)
    prepared = papermill.execute_notebook(str(given), None, parameters, engine_name=ENGINE, prepare_only=True)
    # Papermill's whole call would also write what was executed as text, for nobody: a fifth of the work on this side.
    notebook: Mapping[str, object] = papermill_engines.execute_notebook_with_engine(
        ENGINE,
        prepared,
        papermill_engines.nb_kernel_name(ENGINE, prepared),
        progress_bar=False,
        record_timing=False,
        timeout_func=lambda cell: max(0.001, deadline - time.monotonic()),
        kernel=task.kernel,
        env={**os.environ, **own},
        resources={"metadata": {"path": folder}},
    )
    raise_for_execution_errors(notebook, None)
    return notebook
