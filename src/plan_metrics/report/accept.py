"""Runs the committed notebooks with their own defaults and keeps the outputs: what CI compares with."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import papermill

from plan_metrics import paths
from plan_metrics.context import read_context
from plan_metrics.errors import check_faults, missing_file
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.keys import notebook_of
from plan_metrics.report.engine.run import ENGINE
from plan_metrics.report.engine.slices import KINDS

DESK = ("enter", "tutorial")  # notebooks of a desk, which make no page; a project need not have them


def accept(base: Path) -> list[Path]:
    """Execute every notebook in place; nothing that differs between two runs is kept. Returns the files.

    Kept are the texts of what cells show: what changes in them can be read in a diff.

    Raises `FaultError` before anything runs if a notebook is not there, or plan or edition are not sound.
    """
    files = [base / "notebooks" / f"{name}.ipynb" for name in KINDS]
    files += [file for name in DESK if (file := base / "notebooks" / f"{name}.ipynb").is_file()]
    check_faults(missing_file(file.name, f"{file.parent.name}/{file.name}") for file in files if not file.is_file())
    plan = read_plan(paths.plan_folder(base))
    read_context(plan.head.default_edition, plan.original, base)
    os.environ |= {paths.PROJECT: str(base), paths.TEXT: "1"}
    for file in files:
        notebook = papermill.execute_notebook(
            nbformat.read(file, as_version=4), None, engine_name=ENGINE, progress_bar=False, record_timing=False,
            resources={"metadata": {"path": file.parent}},
        )  # fmt: skip
        notebook.metadata = nbformat.from_dict(notebook_of([])["metadata"])
        for cell in notebook.cells:
            cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags" and v})
            for output in cell.get("outputs", []):  # a picture is no text: nbval leaves it out as well
                output.get("data", {}).pop("image/png", None)
                output.metadata = nbformat.from_dict({})
        nbformat.write(notebook, file)
    return files
