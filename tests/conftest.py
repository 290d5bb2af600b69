"""Fixtures that more than one test file uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented import PROJECT, copy_of_project

from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan


@pytest.fixture(scope="session")
def invented_plan() -> Plan:
    """The invented plan, read once."""
    return read_plan(PROJECT / "data" / "plan")


@pytest.fixture
def invented_base(tmp_path: Path) -> Path:
    """A project folder with the invented plan, to be changed at will."""
    return copy_of_project(tmp_path)
