"""`plan-metrics init`: a project in an empty folder, from a checkout and from an installed wheel."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from bilingual import LANGUAGES

from plan_metrics import paths, views
from plan_metrics.cli import main
from plan_metrics.context import read_context
from plan_metrics.creation import create
from plan_metrics.creation.create import create_project
from plan_metrics.edition.read import check_edition
from plan_metrics.errors import FaultError
from plan_metrics.plan.models import Action, Indicator, Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.keys import named_parts
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import jobs
from plan_metrics.report.pages import filled_templates
from plan_metrics.report.toc import toc

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A project, made once."""
    return create_project(tmp_path_factory.mktemp("new") / "project")


def test_what_is_created_passes_the_check(made):
    """A plan of one action, and an edition without a figure, of which nothing warns."""
    plan = read_plan(paths.plan_folder(made))
    assert [action.id for action in plan.actions] == ["A01"]
    folder = paths.edition_folder(made, plan.head.default_edition)
    assert check_edition(folder, plan, None) == []
    assert (made / ".gitignore").read_text("utf-8").startswith("/build/")
    assert "plan-metrics check --strict" in (made / ".github" / "workflows" / "report.yml").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_created_can_be_reported(made, language):
    """A plan without figures, pilot breakdowns and numbers of inhabitants: each page gets what its notebook shows, no
    part of the book is empty, and the written pages can be filled in."""
    context = read_context("2025-12", language, made)
    planned = [job for job in jobs(context.plan, "2025-12") if job.language == language]
    assert "breakdown" not in {job.notebook for job in planned}
    parts = {job: slice_of(in_language(context, language), job) for job in planned}
    assert all(named_parts(part) for part in parts.values())
    assert views.region.peers(next(part for job, part in parts.items() if job.page == "XX-01"), "XX-01").text
    assert all(pages for _, pages in toc(context))
    assert {"method", "take-along"} <= set(filled_templates(made / "book" / "pages", context))


def test_what_is_created_makes_a_site(tmp_path, monkeypatch):
    """The two commands of its README, in an empty folder: every page is made, and no link of the site is broken."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "project"]) == 0
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(tmp_path / "project"))
    assert main(["report"]) == 0
    sites = tmp_path / "project" / "build" / "site"
    assert (sites / "2025-12" / "en" / "A01.html").is_file()
    assert (sites / "latest" / "zh" / "index.html").is_file()


def test_every_field_is_on_the_cards_and_explained(made):
    """No field of the plan and none of an action is left out, and those with a choice say which."""
    folder = paths.plan_folder(made)
    text = (folder / "plan.toml").read_text("utf-8")
    further = text.split("# Tables that not every plan has")[1].split("\n\n")[0].splitlines()[2:]
    head = tomllib.loads(text) | tomllib.loads("\n".join(line.removeprefix("# ") for line in further))
    assert set(head) == set(Plan.model_fields["head"].annotation.model_fields)
    text = (folder / "actions" / "A01.toml").read_text("utf-8")
    instead = re.findall(r"^# (\w+) = ", text.split("[[commitments]]")[0], re.MULTILINE)
    assert {*tomllib.loads(text), *instead} == set(Action.model_fields)
    cards = tomllib.loads(
        "\n".join(line.removeprefix("# ") for line in text.split("\n# Keys that")[1].splitlines()[1:])
    )
    used = tomllib.loads(text)["indicators"][0]
    assert set(used) | set(cards) == set(Indicator.model_fields)
    assert all(word in text for word in ("increase, decrease or none", "flow (over a period)", "A yearly"))


def test_notebooks_come_without_outputs(made):
    """All of them, so that the outputs of another plan are not taken for one's own."""
    files = sorted((made / "notebooks").glob("*.ipynb"))
    ours = {file.name for file in (ROOT / "notebooks").glob("*.ipynb")}
    assert {file.name for file in files} == ours - {"tutorial.ipynb"}  # which is about figures of our plan
    cells = [cell for file in files for cell in json.loads(file.read_text("utf-8"))["cells"]]
    assert [cell for cell in cells if cell.get("outputs")] == []


def test_notebooks_open_with_the_new_project(made):
    """What stands in their parameters is of its plan and its edition, so that a reader can run them at once."""
    plan, found = read_plan(paths.plan_folder(made)), {}
    for file in (made / "notebooks").glob("*.ipynb"):
        cells = json.loads(file.read_text("utf-8"))["cells"]
        for cell in (cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])):
            found |= tomllib.loads("".join(cell["source"]))
    assert found["edition"] == plan.head.default_edition
    assert (found["action"], found["indicator"], found["region"]) == ("A01", "things_counted", "XX-01")
    assert found["breakdown"] in {breakdown.code for breakdown in plan.breakdowns}


def test_a_folder_with_something_in_it_is_refused(tmp_path, capsys):
    """Nothing of it is touched; an empty one will do."""
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    assert main(["--language", "en", "init", str(tmp_path)]) == 2
    assert "something lies already" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    assert main(["--language", "zh", "init", str(tmp_path / "empty")]) == 0
    assert "empty" in capsys.readouterr().out


def test_the_current_folder_can_be_filled(tmp_path, monkeypatch):
    """Whoever stands in an empty folder stands in the project afterwards."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "."]) == 0
    assert Path("data/plan/plan.toml").is_file()
    assert main(["check"]) == 0


def test_nothing_is_left_where_it_cannot_be_finished(tmp_path, monkeypatch):
    """A full disk in the middle leaves no folder, and the next try succeeds."""

    def full(*_):
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(create, "create_edition", full)
        with pytest.raises(OSError, match="no space left"):
            create_project(tmp_path / "project")
    assert list(tmp_path.iterdir()) == []
    assert create_project(tmp_path / "project").is_dir()
    with pytest.raises(FaultError):
        create_project(tmp_path / "project")


def test_an_installed_wheel_lays_out_the_same_project(made, tmp_path):
    """In an empty folder, with nothing of this repository beside it: the same files with the same bytes."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    command = [sys.executable, "-P", "-m", "plan_metrics.cli", "init", "project"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert _files(tmp_path / "project") == _files(made)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
