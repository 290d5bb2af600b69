"""Ways to run the notebooks of a report: this engine, four others, and the least that it can take.

`python -m benchmarks` times them on the default edition of this project.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import papermill
import psutil
from dateutil.parser import isoparse

from plan_metrics import paths, views
from plan_metrics.report.build import SECONDS
from plan_metrics.report.engine.pool import cores, run_all
from plan_metrics.report.engine.run import ENGINE, Outcome
from plan_metrics.report.jobs import Job
from plan_metrics.report.runs import Run
from plan_metrics.report.site import task_of

ROOT = Path(__file__).parents[1]
PROVINCE = "CN-ZJ"
BIN = Path(sys.executable).parent
PYTASK = """
from pathlib import Path
from typing import Annotated
import papermill
from pytask import Product, task

for name, notebook, parameters in {pages!r}:
    @task(id=name)
    def task_page(
        made: Annotated[Path, Product] = Path({folder!r}, name + ".ipynb"), notebook=notebook, parameters=parameters
    ):
        papermill.execute_notebook(
            notebook, made, parameters, kernel_name="python3", progress_bar=False, cwd={notebooks!r}
        )
"""


@contextmanager
def project() -> Iterator[Path]:
    """A copy of the project in which nothing has been built yet."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name in ("data", "notebooks", "book"):
            shutil.copytree(ROOT / name, Path(folder, name))
        os.environ[paths.PROJECT] = folder
        yield Path(folder)


def computing() -> float:
    """The seconds that processors have spent on this program and on all that it started, ended or not."""
    own = psutil.Process()
    return sum(sum(process.cpu_times()[:4]) for process in [own, *own.children(recursive=True)])


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long something takes, and how many seconds of processors; the second varies less on a busy machine."""
    start, before = perf_counter(), computing()
    work()
    return perf_counter() - start, computing() - before


def call(*command: str, folder: Path) -> None:
    """Run a program to its end; a failure ends the benchmark, with what the program said."""
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


# ---------------------------------------------------------------- other ways: each makes some pages in a folder


def command_in_a_loop(base: Path, pages: Sequence[Job], out: Path) -> None:
    """The `papermill` command, one page after the other."""
    for index, job in enumerate(pages):
        given = [part for pair in job.parameters.items() for part in ("-p", *pair)]
        files = [str(base / "notebooks" / f"{job.notebook}.ipynb"), str(out / f"{index}.ipynb")]
        call("papermill", *files, *given, "-k", "python3", "--no-progress-bar", folder=base / "notebooks")


def call_in_a_loop(base: Path, pages: Sequence[Job], out: Path) -> None:
    """Papermill's Python call, one page after the other."""
    for index, job in enumerate(pages):
        papermill.execute_notebook(
            base / "notebooks" / f"{job.notebook}.ipynb", out / f"{index}.ipynb", dict(job.parameters),
            kernel_name="python3", progress_bar=False, cwd=base / "notebooks",
        )  # fmt: skip


def nbconvert_in_a_loop(base: Path, pages: Sequence[Job], out: Path) -> None:
    """`jupyter nbconvert --execute`, which has no parameters: they are written into the notebooks before."""
    for index, job in enumerate(pages):
        file = base / "notebooks" / f"given-{index}.ipynb"
        source = base / "notebooks" / f"{job.notebook}.ipynb"
        papermill.execute_notebook(source, file, dict(job.parameters), kernel_name="python3", prepare_only=True)
        options = ("--to", "notebook", "--execute", "--output-dir", str(out))
        call("jupyter", "nbconvert", *options, str(file), folder=file.parent)


def pytask_in_parallel(base: Path, pages: Sequence[Job], out: Path) -> None:
    """pytask, each page a task that calls Papermill, with a loky worker for each core."""
    listed = [
        (str(index), str(base / "notebooks" / f"{job.notebook}.ipynb"), dict(job.parameters))
        for index, job in enumerate(pages)
    ]
    text = PYTASK.format(pages=listed, folder=str(out), notebooks=str(base / "notebooks"))
    (out / "task_pages.py").write_text(text, "utf-8")
    call("pytask", "-n", str(cores()), "--parallel-backend", "loky", str(out), folder=out)


OTHERS = {
    "`papermill` command in a loop": command_in_a_loop,
    "Papermill's Python call in a loop": call_in_a_loop,
    "`jupyter nbconvert --execute` in a loop": nbconvert_in_a_loop,
    "pytask with loky workers": pytask_in_parallel,
}


# ---------------------------------------------------------------- this engine, and the least there can be


def make(base: Path, runs: Sequence[Run]) -> None:
    """Make pages as `plan-metrics report` does, without the book."""
    made: dict[Job, Outcome] = {}
    with tempfile.TemporaryDirectory() as scratch:
        tasks = {run.job: task_of(base, run, SECONDS) for run in runs}
        run_all(tasks, None, Path(scratch), made.__setitem__)
    if failed := [outcome.problem for outcome in made.values() if outcome.problem]:
        raise SystemExit(f"{len(failed)} pages failed; the first: {failed[0]}")


def report(base: Path) -> tuple[int, float, float]:
    """The whole command, the book included: pages made, seconds until they were made, seconds in all."""
    start, made, last = perf_counter(), 0, 0.0
    command = [str(BIN / "plan-metrics"), "report", "--json"]
    with subprocess.Popen(command, cwd=base, stdout=subprocess.PIPE, text=True) as program:
        for line in program.stdout:
            if json.loads(line)["event"] == "page":
                made, last = made + 1, perf_counter() - start
    if program.returncode:
        raise SystemExit("plan-metrics report failed")
    return made, last, perf_counter() - start


def change_a_province(base: Path, edition: str) -> None:
    """Change the last digit of one figure of one province."""
    file = paths.edition_folder(base, edition) / "observations.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    place = next(
        place for place, row in enumerate(rows) if row["region"] == PROVINCE and row["value"] in row["printed"]
    )
    figure, row = rows[place]["value"], rows[place]
    row["value"] = str(int(figure) ^ 1)
    row["printed"] = row["printed"].replace(figure, row["value"])
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(row), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def cells_alone(base: Path, runs: Sequence[Run]) -> float:
    """The seconds that the cells of all pages take, one after the other, as their own processes tell them."""
    whole = 0.0
    for run in runs:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "slice.pickle")
            data.write_bytes(pickle.dumps(run.part))
            made = papermill.execute_notebook(
                base / "notebooks" / f"{run.job.notebook}.ipynb", None, dict(run.job.parameters), engine_name=ENGINE,
                progress_bar=False, env={**os.environ, paths.SLICE: str(data)},
                resources={"metadata": {"path": folder}},
            )  # fmt: skip
            for cell in made.cells:
                if told := cell.metadata.get("execution"):
                    start, end = (isoparse(told[f"iopub.status.{state}"]) for state in ("busy", "idle"))
                    whole += (end - start).total_seconds()
    return whole


def compute(base: Path, runs: Sequence[Run]) -> tuple[float, float]:
    """The seconds that pages take in one process that has imported everything: to read the slice and run the cells."""
    cells = {}
    for name in {run.job.notebook for run in runs}:
        text = (base / "notebooks" / f"{name}.ipynb").read_text("utf-8")
        sources = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        cells[name] = [shown(source) for source in sources[2:]]  # after the parameters and the reading

    def page(run: Run) -> None:
        names = {**run.job.parameters, "views": views, "context": pickle.loads(pickle.dumps(run.part))}
        for before, last in cells[run.job.notebook]:
            exec(before, names)
            value = eval(last, names) if last else None
            if hasattr(value, "_repr_mimebundle_"):
                value._repr_mimebundle_()

    def pages() -> None:
        for run in runs:
            page(run)

    page(runs[0])  # imports, fonts and the catalogue
    return seconds(pages)


def shown(source: str) -> tuple[object, object]:
    """A cell as code: what is only done, and the expression at its end whose value is shown."""
    tree, last = ast.parse(source), None
    if isinstance(tree.body[-1], ast.Expr):
        last = compile(ast.Expression(tree.body.pop().value), "cell", "eval")
    return compile(tree, "cell", "exec"), last
