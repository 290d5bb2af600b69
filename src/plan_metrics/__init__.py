"""Turns a government plan and its published figures into an auditable progress report.

As a library: `read_project(".").scoreboard().nlargest(3, "relative_change")`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from plan_metrics.errors import Fault, FaultError

if TYPE_CHECKING:
    from plan_metrics.context import read_context
    from plan_metrics.project import Progress, Project, progress, read_project

__all__ = [
    "Fault",
    "FaultError",
    "Progress",
    "Project",
    "measure",
    "progress",
    "read_context",
    "read_project",
    "views",
]
# Loaded when first asked for: a command that finds nothing to do must not wait for pandas.
LATER = {
    "Progress": "project",
    "Project": "project",
    "progress": "project",
    "read_project": "project",
    "read_context": "context",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("plan-metrics")
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
    if name == "measure":
        return importlib.import_module(f"{__name__}.measure")
    if name == "views":
        views = importlib.import_module(f"{__name__}.views")
        for page in views.__all__:  # all of it now: once a run has its slice, nothing may look for fonts
            importlib.import_module(f"{__name__}.views.{page}")
        return views
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
