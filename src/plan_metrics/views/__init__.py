"""Scoreboard -> tables, charts and sentences, in Chinese and English. The only room that formats."""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = [
    "action",
    "board",
    "changes",
    "compare",
    "data",
    "evaluation",
    "heatmap",
    "overview",
    "region",
    "sector",
    "take_along",
]


def __getattr__(name: str) -> ModuleType:
    # A page is loaded when first asked for: its charts take longer to load than a message to say.
    if name in __all__:
        return importlib.import_module(f"plan_metrics.views.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
