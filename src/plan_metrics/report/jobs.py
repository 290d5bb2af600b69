"""Which notebook runs make a report: one per page and language, with parameters that are checked first."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from plan_metrics.context import Context
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.plan.models import Plan
from plan_metrics.report.engine.slices import KINDS


@dataclass(frozen=True)
class Job:
    """One run: a notebook, its parameters, and the name of the page it makes."""

    notebook: str
    page: str
    language: str
    parameters: Mapping[str, str] = field(hash=False)


def jobs(plan: Plan, edition: str, whole: Context | None = None) -> list[Job]:
    """Every run of a report, in the order of the book, in every language; with those that the figures of `whole` ask
    for besides.
    """
    return [
        Job(
            kind.notebook,
            page,
            str(language),
            {**({kind.notebook: subject} if subject else {}), "edition": edition, "language": str(language)},
        )
        for language in plan.languages
        for kind in KINDS.values()
        for page, subject in (kind.pages_in(whole) if whole else kind.pages(plan)).items()
    ]


def check_parameters(folder: Path, job: Job, plan: Plan, editions: list[str]) -> None:
    """Raise `FaultError` for parameters that the notebook does not have, or values that do not exist.

    The names are read from the notebook's own `parameters` cell; a run that would leave one of them at
    its default is refused as well, because a page must say what it is about.
    """
    file = folder / f"{job.notebook}.ipynb"
    if not file.is_file():
        pages = sorted(path.stem for path in folder.glob("*.ipynb") if path.stem in KINDS)
        check_faults([_fault(job, None, job.notebook, pages) if pages else _no_notebooks(folder)])
    names = parameters_of(file.read_text("utf-8"))
    choices = {
        "edition": editions,
        "language": list(plan.languages),
        job.notebook: list(KINDS[job.notebook].pages(plan).values()),
    }
    faults = [_fault(job, None, name, names) for name in job.parameters if name not in names]
    lacking = (N_("no value"), N_("a value for each parameter: {known}"), N_("Give the parameter a value."))
    faults += [
        fault_at("missing_parameter", file.name, *lacking, column=name, known=", ".join(names))
        for name in names
        if name not in job.parameters
    ]
    faults += [
        _fault(job, name, value, choices[name])
        for name, value in job.parameters.items()
        if name in names and name in choices and value not in choices[name]
    ]
    check_faults(faults)


@cache
def parameters_of(notebook: str) -> list[str]:
    """The names that the `parameters` cell of a notebook assigns, in order; none without such a cell."""
    cells = [cell for cell in json.loads(notebook)["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    lines = ast.parse("".join(cells[0]["source"])).body if cells else []
    assigned = [line.targets[0] for line in lines if isinstance(line, ast.Assign)]
    return [name.id for name in assigned if isinstance(name, ast.Name)]


def _no_notebooks(folder: Path) -> Fault:
    found, expected = N_("no notebook"), N_("the notebooks that the pages of a report are made by")
    fix = N_("Run the command in a project that has them; plan-metrics init makes one.")
    return fault_at("no_notebooks", f"{folder.name}/", found, expected, fix)


def _fault(job: Job, column: str | None, value: str, known: list[str]) -> Fault:
    rule, file = "unknown_parameter" if column is None else "unknown_value", f"{job.notebook}.ipynb"
    texts = (N_("“{value}”"), N_("one of: {known}"), N_("Choose one of these, written in the same way."))
    return fault_at(rule, file, *texts, column=column or value, value=value, known=", ".join(known))
