"""The tables of an edition as they were last committed to the repository that holds the project."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.models import TABLES, table_columns
from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.reading.encodings import decoded


def committed_texts(base: Path, edition: str, languages: Sequence[str]) -> dict[str, str]:
    """The text of each table of an edition in the last commit; one that was not there yet has its header alone.

    Raises `FaultError` where git is not there, the folder is in no repository, or the edition is in no commit yet.
    """
    folder = paths.edition_folder(base, edition).relative_to(base)
    listed = _git(base, "ls-tree", "--name-only", "HEAD", f"{folder.as_posix()}/")
    names = [Path(line).name for line in listed.decode().splitlines()]
    if not names:
        raise _refused(N_("no such edition in the last commit"), edition)
    return {
        name: decoded(_git(base, "show", f"HEAD:./{(folder / name).as_posix()}"), name)
        if name in names
        else ",".join(table_columns(name, languages)) + "\n"
        for name in TABLES
        if name in names or (base / folder / name).exists()
    }


def _git(base: Path, *words: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(base), *words], capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise _refused(N_("no program “{word}”"), "git") from None
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise _refused(N_("git: {word}"), "".join(last)) from None


def _refused(found: str, word: str) -> FaultError:
    fix = N_("Compare with an edition instead: plan-metrics diff A B.")
    expected = N_("a project in a git repository, whose last commit has the edition")
    return FaultError([fault_at("not_committed", "git", found, expected, fix, word=word)])
