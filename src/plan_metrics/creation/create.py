"""Creates a project in an empty folder: a plan of one action with every field explained, notebooks, book, CI file."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from plan_metrics import paths
from plan_metrics.adopt.own_package import Returned
from plan_metrics.adopt.project import Adopted
from plan_metrics.adopt.write import Writer
from plan_metrics.creation.words import check_languages, speak
from plan_metrics.edition.scaffold import create_edition
from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.languages import SOURCE
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

HIDDEN = {"gitignore": ".gitignore", "github": ".github"}
OF_OUR_PLAN = "tutorial.ipynb"  # it names figures that another plan does not have
OWN_PAGES = ("own-plan", "walk")  # of this book: how another plan is begun, how a figure here is checked
UNFINISHED = ".unfinished"
ASSIGNED = re.compile(r'^(?P<name>\w+) = "(?P<value>[^"]*)"')


def create_project(folder: Path, languages: Sequence[str] = (), adopted: Adopted | Returned | None = None) -> Path:
    """Make a project that `check` passes and `report` can build; returns the folder.

    Its plan is in these languages; in those of the starter without any. It has not a single figure, unless a data set
    of others is `adopted`, or a project of ours that comes back, whose plan, languages and figures it gets.

    Raises `FaultError` if something lies in the folder already. All of it is made beside the folder and moved there at
    the end, so that nothing half-written is left; a folder that is there, as the current one may be, stays the same.
    """
    folder = folder.absolute()
    unfinished = folder.with_name(f".{folder.name}{UNFINISHED}")
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise FaultError([_half_made(folder) if unfinished.is_dir() else _taken(folder)])
    shutil.rmtree(unfinished, ignore_errors=True)  # of a command that was killed
    try:
        shutil.copytree(paths.STARTER, unfinished, ignore=shutil.ignore_patterns("__pycache__", "notebooks", "book"))
        for name, hidden in HIDDEN.items():
            (unfinished / name).rename(unfinished / hidden)
        shutil.copytree(paths.shipped("book"), unfinished / "book", ignore=shutil.ignore_patterns("*.png", *OWN_PAGES))
        (unfinished / "notebooks").mkdir()
        writer = Writer(adopted) if isinstance(adopted, Adopted) else adopted
        languages = languages if adopted is None else adopted.languages
        if languages:
            check_languages(languages)
            speak(unfinished, languages)
        if writer is not None:
            writer.write_plan(paths.plan_folder(unfinished))
        plan = read_plan(paths.plan_folder(unfinished))
        parameters = _parameters(plan) | ({"language": plan.spoken(SOURCE)} if languages else {})
        shipped = paths.shipped("notebooks")
        for notebook in sorted({*shipped.glob("*.ipynb")} - {shipped / OF_OUR_PLAN}):
            laid_out = _laid_out(notebook, parameters)
            (unfinished / "notebooks" / notebook.name).write_text(laid_out, "utf-8", newline="\n")
        shutil.copyfile(shipped / "conftest.py", unfinished / "notebooks" / "conftest.py")
        edition = create_edition(unfinished, plan.head.default_edition)
        if writer is not None:
            writer.write_edition(edition)
            writer.write_tables(unfinished / "data")
        shutil.rmtree(paths.build_folder(unfinished), ignore_errors=True)
        if folder.exists():
            for each in sorted(unfinished.iterdir()):
                each.rename(folder / each.name)
            unfinished.rmdir()
        else:
            unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def _parameters(plan: Plan) -> dict[str, str]:
    """What the notebooks are opened with: the edition of the new project, and the first of each that its plan has."""
    every = {
        "action": [action.id for action in plan.actions],
        "indicator": [indicator.id for _, indicator in plan.indicators()],
        "region": [region.region for region in plan.areas],
        "breakdown": [breakdown.code for breakdown in (*plan.paged_breakdowns, *plan.breakdowns)],
    }
    return {"edition": plan.head.default_edition} | {name: codes[0] for name, codes in every.items() if codes}


def _laid_out(notebook: Path, parameters: Mapping[str, str]) -> str:
    """A notebook without outputs, whose cell of parameters has these in the place of its own."""
    whole = json.loads(notebook.read_text("utf-8"))
    for cell in whole["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = [
                ASSIGNED.sub(lambda said: f'{said["name"]} = "{parameters.get(said["name"], said["value"])}"', line)
                for line in cell["source"]
            ]
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _half_made(folder: Path) -> Fault:
    found = N_("a part of a project: the command that made it was ended before the last file was in its place")
    fix = N_("Empty the folder, and run the same command again.")
    return fault_at("folder_half_made", folder.name, found, N_("a folder that is empty, or not there yet"), fix)


def _taken(folder: Path) -> Fault:
    found = N_("a folder in which something lies already") if folder.is_dir() else N_("something that is no folder")
    expected = N_("a folder that is empty, or not there yet")
    return fault_at("folder_taken", folder.name, found, expected, N_("Give the name of another folder."))
