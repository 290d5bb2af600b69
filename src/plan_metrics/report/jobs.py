"""Which notebook runs make a report: one per page and language, with parameters that are checked first."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from plan_metrics.errors import N_, Fault, check_faults
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.plan.models import Plan

NOTEBOOKS = ("overview", "action", "sector", "region", "compare", "changes", "evaluation", "data")


@dataclass(frozen=True)
class Job:
    """One run: a notebook, its parameters, and the name of the page it makes."""

    notebook: str
    page: str
    language: str
    parameters: Mapping[str, str] = field(hash=False)


def subjects(plan: Plan, notebook: str) -> list[str]:
    """What a notebook is run for: actions, sectors, provinces, kinds of places; one that stands alone, for no name."""
    found: dict[str, Callable[[], list[str]]] = {
        "action": lambda: [action.id for action in plan.actions],
        "sector": lambda: [sector.sector for sector in plan.pilot_sectors],
        "region": lambda: [region.region for region in plan.provinces],
        "compare": lambda: ["regions", "sectors"],
    }
    return found[notebook]() if notebook in found else [""]


def page_name(notebook: str, subject: str = "") -> str:
    """The name of the page that a run makes; pages lie flat in the folder of their language.

    >>> page_name("overview"), page_name("sector", "food"), page_name("region", "CN-ZJ"), page_name("data")
    ('index', 'sector-food', 'CN-ZJ', 'data')
    """
    if notebook == "overview":
        return "index"
    return f"{notebook}-{subject}" if notebook in ("sector", "compare") else subject or notebook


def jobs(plan: Plan, edition: str) -> list[Job]:
    """Every run of a report, in the order of the book, both languages."""
    return [
        Job(
            notebook,
            page_name(notebook, subject),
            language,
            {**({notebook: subject} if subject else {}), "edition": edition, "language": language},
        )
        for language in LANGUAGES
        for notebook in NOTEBOOKS
        for subject in subjects(plan, notebook)
    ]


def check_parameters(folder: Path, job: Job, plan: Plan, editions: list[str]) -> None:
    """Raise `FaultError` for parameters that the notebook does not have, or values that do not exist.

    The names are read from the notebook's own `parameters` cell; a run that would leave one of them at
    its default is refused as well, because a page must say what it is about.
    """
    file = folder / f"{job.notebook}.ipynb"
    if not file.is_file():
        check_faults([_fault(job, None, job.notebook, sorted(path.stem for path in folder.glob("*.ipynb")))])
    names = parameters_of(file.read_text("utf-8"))
    choices = {
        "edition": editions,
        "language": list(LANGUAGES),
        job.notebook: subjects(plan, job.notebook),
    }
    faults = [_fault(job, None, name, names) for name in job.parameters if name not in names]
    faults += [
        Fault(
            rule="missing_parameter",
            file=f"{job.notebook}.ipynb",
            column=name,
            found=N_("no value"),
            expected=N_("a value for each parameter: {known}"),
            fix=N_("Give the parameter a value."),
            values={"known": ", ".join(names)},
        )
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
    return [line.targets[0].id for line in lines if isinstance(line, ast.Assign)]


def _fault(job: Job, column: str | None, value: str, known: list[str]) -> Fault:
    return Fault(
        rule="unknown_parameter" if column is None else "unknown_value",
        file=f"{job.notebook}.ipynb",
        column=column or value,
        found=N_("“{value}”"),
        expected=N_("one of: {known}"),
        fix=N_("Choose one of these, written in the same way."),
        values={"value": value, "known": ", ".join(known)},
    )
