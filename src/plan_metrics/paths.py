"""Where things lie in a project folder. Imports nothing of ours."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).parent
LOCALE = PACKAGE / "locale"
MANUAL = PACKAGE / "manual"
STARTER = PACKAGE / "starter"
NEWEST = "latest/index.html"  # of a published site: leads to its newest edition
BEGUN = ".changing"  # in `data`: files that a command which was ended has still to put in place

# Variables of the environment: the project folder; in the run of a page, the file with the part of a context that it
# may read; whether cells show their text alone, which is what nbval compares; in a lab, the address of the built sites.
PROJECT = "PLAN_METRICS_ROOT"
SLICE = "PLAN_METRICS_SLICE"
TEXT = "PLAN_METRICS_TEXT"
SITE = "PLAN_METRICS_SITE"


def root() -> Path:
    """The project folder: PLAN_METRICS_ROOT, or the nearest folder upwards that holds data/plan/plan.toml.

    Falls back to the current folder, so that a missing plan is reported as a missing file there.
    """
    named = os.environ.get(PROJECT)
    if named:
        return Path(named).resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "plan" / "plan.toml").is_file():
            return folder
    return here


def plan_folder(base: Path, edition: str | None = None) -> Path:
    """The plan as data; of an edition that is frozen, the plan as it was then."""
    own = frozen_plan(edition_folder(base, edition)) if edition else None
    return own or base / "data" / "plan"


def frozen_folder(edition: Path) -> Path:
    """What is kept beside the tables of a frozen edition: its plan, its numbers and the digests of all its files."""
    return edition / "frozen"


def frozen_plan(edition: Path) -> Path | None:
    """The plan of the edition in a folder as it was when it was frozen; None of one that is not frozen."""
    folder = frozen_folder(edition)
    return folder / "plan" if (folder / "manifest.json").is_file() else None


def edition_folder(base: Path, edition: str) -> Path:
    """An edition; the one invented edition is called `sample` and lies beside the real ones."""
    return base / "data" / "sample" if edition == "sample" else base / "data" / "editions" / edition


def build_folder(base: Path) -> Path:
    """Everything made; nothing in it is ever edited or committed."""
    return base / "build"


def shipped(name: str) -> Path:
    """The notebooks or the book of the program: beside the starter when installed, at the top of a checkout."""
    return STARTER / name if (STARTER / name).is_dir() else PACKAGE.parents[1] / name
