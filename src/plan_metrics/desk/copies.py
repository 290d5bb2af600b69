"""Lays copies of the notebooks where an analyst may change them; those that CI compares stay as they are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from plan_metrics.errors import check_faults, missing_file
from plan_metrics.files import write_whole
from plan_metrics.paths import build_folder, plan_folder
from plan_metrics.plan.declared import default_edition
from plan_metrics.views.language import catalogue

RECORD = ".laid.json"  # what was laid: a digest of the cells of each copy
CHOOSER = "from plan_metrics import choose\n\nchoose(globals())"
PARAMETERS = "parameters"  # the tag of the cell that Papermill sets
PARAMETER = r'^({} = )"[^"\n]*"$'


def lab_folder(base: Path) -> Path:
    """Where the copies lie."""
    return build_folder(base) / "lab"


def lay_copies(base: Path, language: str) -> list[str]:
    """Lay a copy of each notebook into `build/lab`, in the reader's language; the names of those that were kept.

    A copy whose cells an analyst changed is kept as it is; one that was only run is left with its outputs while its
    notebook is the same, and replaced once that is another. Raises `FaultError` if there is no notebook.
    """
    notebooks = sorted((base / "notebooks").glob("*.ipynb"))
    check_faults([] if notebooks else [missing_file("notebooks", "notebooks/*.ipynb")])
    folder = lab_folder(base)
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / RECORD
    laid: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    edition = default_edition(plan_folder(base))
    kept = []
    for file in notebooks:
        made = copy_of(json.loads(file.read_text(encoding="utf-8")), language, edition)
        copy = folder / file.name
        now, wanted = _digest_of(copy), _digest(made)
        if now is not None and now not in (wanted, laid.get(file.name)):
            kept.append(file.name)
            continue
        if now != wanted:
            text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
            write_whole(copy, text.encode())
        laid[file.name] = wanted
    write_whole(record, (json.dumps(laid, indent=1) + "\n").encode())
    return kept


def copy_of(notebook: Mapping[str, Any], language: str, edition: str | None = None) -> dict[str, Any]:
    """A notebook to work with: without outputs, its texts in a language, with a chooser below its parameters.

    Its parameters name that language, and the edition that the plan names, if its card can be read.
    """
    translate = catalogue(language).gettext
    given = {"language": language, **({"edition": edition} if edition else {})}
    cells = []
    for index, cell in enumerate(notebook["cells"]):
        source = "".join(cell["source"])
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code":
            lines = source.splitlines()
            cells.append({**cell, "source": "\n".join(_translated(line, translate) for line in lines if index or line)})
            continue
        if PARAMETERS in tags:
            for name, value in given.items():
                source = re.sub(PARAMETER.format(name), rf'\g<1>"{value}"', source, flags=re.MULTILINE)
        cells.append({**cell, "source": source, "outputs": [], "execution_count": None})
        if PARAMETERS in tags:
            chooser = {"cell_type": "code", "id": "chooser", "metadata": {}, "source": CHOOSER}
            cells.append({**chooser, "outputs": [], "execution_count": None})
    return {**notebook, "cells": cells}


def _translated(line: str, translate: Callable[[str], str]) -> str:
    marks, space, text = line.partition(" ") if line.startswith("#") else ("", "", line)
    return f"{marks}{space}{translate(text)}" if text else line


def _digest_of(copy: Path) -> str | None:
    """The digest of the cells of a copy; None if there is none, "" for what is no notebook any more."""
    try:
        return _digest(json.loads(copy.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return ""


def _digest(notebook: Mapping[str, Any]) -> str:
    """Of what the cells hold, not of what they gave."""
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()
