"""Turns a government plan into a progress report that people can believe."""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["read_context", "views"]


def __getattr__(name: str) -> Any:
    # Loaded when first asked for: a command that finds nothing to do must not wait for pandas and matplotlib.
    if name == "read_context":
        return importlib.import_module("plan_metrics.context").read_context
    if name == "views":
        views = importlib.import_module("plan_metrics.views")
        for page in views.__all__:  # all of it now: once a run has its slice, nothing may look for fonts
            importlib.import_module(f"plan_metrics.views.{page}")
        return views
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
