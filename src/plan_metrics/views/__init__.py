"""Scoreboard -> tables, charts and sentences, in Chinese and English. The only room that formats."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    # A page is loaded when first asked for: its libraries take longer to load than a message to say.
    if not name.startswith("_") and find_spec(f"{__name__}.{name}"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
