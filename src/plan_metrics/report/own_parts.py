"""What of a project the program would run or fill in: its notebooks and its book, against those that come with it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from plan_metrics import paths
from plan_metrics.errors import N_, FaultError, check_faults, fault_at
from plan_metrics.files import hashes_of
from plan_metrics.report.engine.slices import KINDS

PARTS = ("book", "notebooks")
CONFIG = "_config.yml"
MOST_BYTES = 2_000_000  # of a notebook or of the settings
FILLED_IN = ("pages/", "_templates/", "_pdf/")  # of the book: templates that can ask for more than words
ASSIGNED = re.compile(r'^(?P<name>\w+) = "[^"]*"')


def check_own_parts(base: Path) -> None:
    """Raise `FaultError` with every notebook and template of a project that is not the one of the program.

    Folders of them that the project lacks are told once, and not by what should lie in them.
    """
    expected = N_("the notebooks and the book of the program: those of others are not run")
    if absent := [f"{name}/" for name in PARTS if not (base / name).is_dir()]:
        fix = N_("Run the command in a project that has them; plan-metrics init makes one.")
        raise FaultError([fault_at("missing_file", ", ".join(absent), N_("no such folder"), expected, fix)])
    found = N_("a notebook or a template that is not the one of this program")
    fix = N_("Read it. If you trust who wrote it with this machine, add --run-their-notebooks.")
    check_faults(fault_at("foreign_notebook", name, found, expected, fix) for name in foreign_parts(base))


def foreign_parts(base: Path) -> list[str]:
    """The notebooks and files of the book of a project that are not those of the program, sorted by their path.

    What a notebook is opened with and what it shows may differ, and so may what the book says on its pages in a
    language (`plan_metrics` in its settings), its styles and its scripts, which only browsers run. Nothing is run here.
    """
    mine, theirs = paths.shipped("notebooks"), base / "notebooks"
    notebooks = [f"{kind}.ipynb" for kind in KINDS]
    found = [f"notebooks/{name}" for name in notebooks if _cells(theirs / name) != _cells(mine / name)]
    own, given = (_of_book(folder) for folder in (paths.shipped("book"), base / "book"))
    return sorted([*found, *(f"book/{name}" for name in own.keys() | given.keys() if own.get(name) != given.get(name))])


def _cells(notebook: Path) -> list[Any] | None:
    """Kind, tags and source of each cell; None for what is no notebook."""
    try:
        return [_cell(cell) for cell in json.loads(_text(notebook))["cells"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _cell(cell: Any) -> list[Any]:
    tags, source = cell.get("metadata", {}).get("tags", []), "".join(cell["source"])
    if "parameters" in tags:
        source = "\n".join(ASSIGNED.sub(r'\g<name> = ""', line) for line in source.split("\n"))
    return [cell["cell_type"], tags, source]


def _text(file: Path) -> str:
    """What a file says; ValueError for one that is much larger than ours, which is not looked into."""
    with file.open("rb") as stream:
        raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError("too large")
    return raw.decode("utf-8")


def _of_book(folder: Path) -> dict[str, Any]:
    parts: dict[str, Any] = {name: digest for name, digest in hashes_of(folder).items() if name.startswith(FILLED_IN)}
    try:
        text = _text(folder / CONFIG)
        if not any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):  # which can stand for any length
            settings = yaml.safe_load(text)
            parts[CONFIG] = {name: settings[name] for name in settings if name != "plan_metrics"}
    except (OSError, ValueError, TypeError, RecursionError, yaml.YAMLError):
        parts[CONFIG] = None
    return parts
