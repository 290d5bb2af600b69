"""Which edition a command is about that names none, without reading the plan: nothing heavy is loaded for it."""

from __future__ import annotations

import tomllib
from pathlib import Path


def default_edition(plan_folder: Path) -> str | None:
    """The edition that a plan names; None where its head cannot be read, which is told in full when it is."""
    try:
        edition: str = tomllib.loads((plan_folder / "plan.toml").read_text("utf-8-sig"))["default_edition"]
        return edition
    except (OSError, ValueError, KeyError, RecursionError):
        return None
