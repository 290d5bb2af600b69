"""Pure arithmetic: numbers and periods in, numbers and codes out. Knows no file, no language and no plan."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    # Loaded when first asked for: the heaviest of the modules load all of scipy.
    if not name.startswith("_") and find_spec(f"{__name__}.{name}"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
