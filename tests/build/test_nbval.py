"""The promise of CI: no figure and no formula changes without a stored output of a notebook that says so.

Each run is one of those that CI makes, `pytest --nbval`, on one notebook in a copy of the project.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from invented import change, rows_of

import plan_metrics
from plan_metrics.context import read_context
from plan_metrics.edition.models import KEY
from plan_metrics.edition.read import check_edition
from plan_metrics.plan.models import Plan
from plan_metrics.plan.printed import read_printed
from plan_metrics.plan.read import read_plan
from plan_metrics.report import accept as accept_module
from plan_metrics.rows import observation_rows
from plan_metrics.views import data

ROOT = Path(__file__).parents[2]
PACKAGE = Path(plan_metrics.__file__).parent
NOTEBOOKS = sorted(file for file in (ROOT / "notebooks").glob("*.ipynb") if file.stem not in accept_module.DESK)
SEED = 20170609  # the day on which the plan was issued: the row is any row, and the same one on every run
RAISED = "Cell execution caused an exception"


def stored(file: Path) -> list[dict[str, str]]:
    """What the cells of a notebook have stored, by its type: what nbval compares."""
    cells = nbformat.read(file, as_version=4).cells
    return [out.data for cell in cells for out in cell.get("outputs", [])]


def project(folder: Path, notebook: str, monkeypatch) -> Path:
    """A copy of the project: data, notebooks and the settings of the tests; with outputs if ours have none yet."""
    base = folder / "project"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, base / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copyfile(ROOT / "pyproject.toml", base / "pyproject.toml")
    if not stored(base / "notebooks" / f"{notebook}.ipynb"):
        for name in ("PLAN_METRICS_ROOT", "PLAN_METRICS_TEXT"):
            monkeypatch.setenv(name, "")  # put back at the end of the test: `accept` sets it
        monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        monkeypatch.setattr(accept_module, "KINDS", (notebook,))
        accept_module.accept(base)
    return base


def compared(base: Path, notebook: str, package: Path = PACKAGE) -> subprocess.CompletedProcess[str]:
    """What `pytest --nbval` says of a notebook, with the package in this folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PLAN_METRICS_ROOT": str(base), "PYTHONPATH": str(package.parent), "COLUMNS": "200"}
    where = subprocess.run(
        [sys.executable, "-c", "import plan_metrics; print(plan_metrics.__file__)"],
        env=environment, cwd=base, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).parent == package
    command = [sys.executable, "-m", "pytest", "--nbval", f"notebooks/{notebook}.ipynb", "-p", "no:cacheprovider"]
    return subprocess.run(command, env=environment, cwd=base, capture_output=True, text=True, check=False)


def last_digit_changed(text: str) -> str:
    """A number as printed, with another last digit.

    >>> last_digit_changed("41000"), last_digit_changed("62.9")
    ('41001', '62.8')
    """
    last = int(text[-1])
    return text[:-1] + str(last + 1 if last < 9 else 8)


def with_another_last_digit(row: dict[str, str]) -> dict[str, str]:
    """The words of an observation with another last digit, and the value that they say then."""
    digits = [index for index, sign in enumerate(row["printed"]) if sign.isdecimal()]
    end = digits[-1] + 1
    printed = last_digit_changed(row["printed"][:end]) + row["printed"][end:]
    return {"printed": printed, "value": f"{read_printed(printed).value:.15g}"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan of this project."""
    return read_plan(ROOT / "data" / "plan")


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_has_outputs_to_compare_with(file):
    """Every cell that ends with a view has stored its text, and nothing else, and no two cells the same."""
    cells = [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    shown = [cell for cell in cells if cell.source.splitlines()[-1].startswith("views.")]
    assert len(shown) >= 4
    kept = stored(file)
    assert [list(each) for each in kept] == [["text/plain"]] * len(shown)
    assert len({each["text/plain"] for each in kept}) == len(shown)
    assert all(re.search(r"\w", each["text/plain"]) for each in kept)
    assert not any("NBVAL_" in cell.source or "nbval" in str(cell.metadata) for cell in cells)


def test_one_digit_of_one_figure_fails_the_comparison(tmp_path, monkeypatch, plan):
    """Any row of the default edition, its last digit changed so that the data contract holds: CI says so."""
    base = project(tmp_path, "coverage", monkeypatch)
    folder = base / "data" / "editions" / plan.head.default_edition
    table = folder / "observations.csv"
    rows = rows_of(table)
    in_digits = [pair for pair in enumerate(rows, 2) if re.search(r"\d", pair[1]["printed"])]
    line, row = random.Random(SEED).choice(in_digits)
    change(table, line, **with_another_last_digit(row))
    changed = [index for index, (old, new) in enumerate(zip(rows, rows_of(table), strict=True), 2) if old != new]
    assert changed == [line]
    assert [fault for fault in check_edition(folder, plan, None) if fault.severity == "fault"] == []
    done = compared(base, "coverage")
    assert done.returncode == 1, done.stdout
    assert RAISED not in done.stdout
    assert "views.data.coverage(context)" in done.stdout
    assert "mismatch 'text/plain'" in done.stdout


def test_any_figure_of_the_edition_would_fail_it(plan):
    """Each row in turn, its last digit changed, changes the fingerprint of its indicator on the data page."""
    context = read_context(plan.head.default_edition, "zh", ROOT)
    page = data.coverage(context)
    seen, unseen = set(), []
    for _, indicator in plan.indicators():
        rows = observation_rows(context.observations, indicator=indicator.id)
        shown = data.fingerprint(rows)
        assert shown in page.text
        for index, row in enumerate(rows):
            key = tuple(row[column] for column in KEY)
            other = {**row, "value": float(last_digit_changed(f"{row['value']:.15g}"))}
            seen.add(key)
            unseen += [key] if data.fingerprint([*rows[:index], other, *rows[index + 1 :]]) == shown else []
    given = set(context.edition.observations[list(KEY)].itertuples(index=False, name=None))
    assert len(given) > 1000
    assert given <= seen
    assert unseen == []


@pytest.mark.parametrize("altered", [False, True], ids=["as it is", "altered"])
def test_one_formula_fails_the_comparison(tmp_path, monkeypatch, altered):
    """A copy of the package passes; with changes as a share of the later figure, it fails and shows where."""
    base = project(tmp_path, "action", monkeypatch)
    package = Path(shutil.copytree(PACKAGE, tmp_path / "src" / "plan_metrics"))
    formula = package / "measure" / "spans.py"
    text = formula.read_text("utf-8")
    right, wrong = "(end - start) / abs(start)", "(end - start) / abs(end)"
    assert text.count(right) == 1
    if altered:
        formula.write_text(text.replace(right, wrong), "utf-8")
    done = compared(base, "action", package)
    assert done.returncode == (1 if altered else 0), done.stdout
    assert RAISED not in done.stdout
    assert ("mismatch 'text/plain'" in done.stdout) is altered
    assert ("views.action.figures(context, action)" in done.stdout) is altered
