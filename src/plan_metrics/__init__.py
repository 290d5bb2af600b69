"""Turns a government plan and its published figures into an auditable progress report.

As a library: `read_project(".").scoreboard().nlargest(3, "relative_change")`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from plan_metrics.errors import Fault, FaultError

if TYPE_CHECKING:
    from plan_metrics.context import read_context
    from plan_metrics.desk.choose import choose
    from plan_metrics.desk.form import entry_form
    from plan_metrics.library.own_series import Progress, assess, plot, progress
    from plan_metrics.library.project import Project, read_project
    from plan_metrics.views.faults import fault_parts, fault_text

__all__ = [
    "Fault",
    "FaultError",
    "Progress",
    "Project",
    "assess",
    "choose",
    "entry_form",
    "fault_parts",
    "fault_text",
    "measure",
    "plot",
    "progress",
    "read_context",
    "read_project",
    "views",
]
# Loaded when first asked for: a command that finds nothing to do must not wait for pandas.
LATER = {
    "Progress": "library.own_series",
    "assess": "library.own_series",
    "plot": "library.own_series",
    "progress": "library.own_series",
    "Project": "library.project",
    "read_project": "library.project",
    "read_context": "context",
    "fault_parts": "views.faults",
    "fault_text": "views.faults",
    "choose": "desk.choose",
    "entry_form": "desk.form",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("plan-metrics")
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
    if name in ("measure", "views"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
