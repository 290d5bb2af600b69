"""Builds the editions of a site again, from the archive of the project alone, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from plan_metrics import paths
from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.report.beside_editions import edition_folders
from plan_metrics.report.own_parts import check_own_parts
from plan_metrics.verify.archive import unpacked


@contextmanager
def built_again(
    site: Path, archive: Path, language: str, tell: Callable[[str], None], *, run_theirs: bool
) -> Iterator[Path]:
    """The project of an archive, with every edition of a site built, each of which is told before; it goes at the end.

    Raises `FaultError` where the site has no edition, the archive is not sound, or has notebooks or a book that are not
    those of this program, unless `run_theirs`; and where an edition cannot be built, which says so by itself.
    """
    if not edition_folders(site) and edition_folders(archive):
        raise FaultError([_swapped(site, archive)])
    editions = check_site_folder(site)
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as folder:
        base = unpacked(archive, Path(folder, "project"))
        if not run_theirs:
            check_own_parts(base)
        for edition in editions:
            tell(edition)
            if build(base, edition, language) or not (base / "build" / "site" / edition).is_dir():
                raise FaultError([_not_built(archive, edition)])
        yield base


def check_site_folder(site: Path) -> list[str]:
    """The editions in the folder of a site; `FaultError` if there is none."""
    editions = [folder.name for folder in edition_folders(site)]
    if not editions:
        raise FaultError([no_site(site)])
    return editions


def build(base: Path, edition: str, language: str) -> int:
    """Build an edition in a process of its own, which takes no module from the archive; its exit code.

    What it says goes to standard error: standard output is for what differs.
    """
    command = [sys.executable, "-m", "plan_metrics", "--language", language, "--quiet", "report", edition]
    environment = {**os.environ, paths.PROJECT: str(base), "PYTHONSAFEPATH": "1"}
    sys.stderr.flush()
    return subprocess.run(command, cwd=base, env=environment, stdin=subprocess.DEVNULL, stdout=2).returncode


def no_site(site: Path) -> Fault:
    """What is said of a folder that no site is in."""
    found = N_("a folder without a published edition") if site.is_dir() else N_("no such folder")
    expected = N_("the folder of a site, with a folder for each edition, such as 2026-11")
    fix = N_("Give the folder that is published, such as build/site.")
    return fault_at("no_site", site.as_posix(), found, expected, fix)


def _swapped(site: Path, archive: Path) -> Fault:
    found = N_("no published edition, which {archive} has")
    expected = N_("SITE first, the folder that is published, and then ARCHIVE, the project that it was made from")
    fix = N_("Change their order: plan-metrics verify --all {archive} {site}")
    return fault_at("no_site", site.as_posix(), found, expected, fix, site=site.as_posix(), archive=archive.as_posix())


def _not_built(archive: Path, edition: str) -> Fault:
    found = N_("no pages of the edition {edition}: building it failed")
    expected = N_("an archive from which each edition of the site can be built")
    fix = N_("Look at what was said before; the archive may be of another time than the site.")
    return fault_at("not_built", archive.as_posix(), found, expected, fix, edition=edition)
