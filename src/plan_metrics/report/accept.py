"""Runs the committed notebooks with their own defaults and keeps the outputs: what CI compares with."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from plan_metrics.report.jobs import NOTEBOOKS


def accept(base: Path) -> list[Path]:
    """Execute every notebook in place; nothing that differs between two runs is kept. Returns the files."""
    os.environ["PLAN_METRICS_ROOT"] = str(base)
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    files = [base / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS]
    for file in files:
        notebook = nbformat.read(file, as_version=4)
        NotebookClient(
            notebook,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": file.parent}},
        ).execute()
        notebook.metadata = nbformat.from_dict(
            {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        )
        for cell in notebook.cells:
            cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
        nbformat.write(notebook, file)
    return files
