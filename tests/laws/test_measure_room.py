"""The room of pure arithmetic stays pure: a rule about code, kept as a test."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import plan_metrics.measure

MODULES = sorted(Path(plan_metrics.measure.__file__).parent.rglob("*.py"))
ALLOWED = sys.stdlib_module_names | {"numpy", "scipy"}
CLOSED = {"os", "io", "pathlib", "locale", "gettext", "logging", "random", "time"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_measure_knows_only_numbers(module):
    """Standard library, numpy, scipy and itself; no file, no language, no clock, no chance."""
    found = ast.parse(module.read_text("utf-8"))
    names = {alias.name for node in ast.walk(found) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in ast.walk(found) if isinstance(node, ast.ImportFrom)}
    foreign = {name for name in names if not name.startswith("plan_metrics.measure")}
    assert {name.split(".")[0] for name in foreign} <= ALLOWED - CLOSED
    assert not any(isinstance(node, ast.Name) and node.id in ("open", "print") for node in ast.walk(found))
