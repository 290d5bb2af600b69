"""Fixtures that more than one test file uses."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from invented import PROJECT, copy_of_project

from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.process import short_lived

short_lived()  # plans, contexts and pages stay to the end: to look through them again and again took an eighth of a run


def pytest_collection_finish() -> None:
    """What is there when the tests begin is not looked through again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def invented_plan() -> Plan:
    """The invented plan, read once."""
    return read_plan(PROJECT / "data" / "plan")


@pytest.fixture(scope="session")
def exported(tmp_path_factory) -> Callable[[str], Path]:
    """Gives the folder of the files to take along of an edition of the plan that ships, to be read and not changed.

    They are written once for all workers of a run.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder_of(edition: str) -> Path:
        from bilingual import LANGUAGES
        from pages import real, sample

        from plan_metrics.export import write_exports

        folder = shared / f"exported-{edition}"
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                unfinished = folder.with_name(f"{folder.name}-unfinished")
                read = sample if edition == "sample" else real
                write_exports({code: read(code) for code in LANGUAGES}, unfinished)
                unfinished.rename(folder)
        return folder

    return folder_of


@pytest.fixture
def invented_base(tmp_path: Path) -> Path:
    """A project folder with the invented plan, to be changed at will."""
    return copy_of_project(tmp_path)
