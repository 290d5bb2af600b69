"""One command from figures to a site: is there anything to do, who else is at work, what if the disk is full.

Imports nothing heavy: where nothing has changed, the command is over before pandas would be loaded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from plan_metrics import paths
from plan_metrics.errors import N_, Fault, FaultError, check_faults
from plan_metrics.files import hashes_of, os_errors_as_faults
from plan_metrics.plan.declared import default_edition
from plan_metrics.report.beside_editions import is_whole
from plan_metrics.report.engine.build_progress import Tell, progress
from plan_metrics.report.engine.keys import digest_of, environment, lock_of
from plan_metrics.report.engine.publish import entries, only_build
from plan_metrics.report.engine.run import SECONDS
from plan_metrics.report.engine.store import Store
from plan_metrics.views.language import catalogue

FAILED = 1
NO_FORK = N_(
    "This system cannot fork processes safely: each notebook starts a kernel of its own, which takes longer "
    "and gives the same pages."
)


def build_report(
    base: Path,
    edition: str | None,
    language: str,
    *,
    as_json: bool = False,
    scheduler: str | None = None,
    seconds: float = SECONDS,
    kernel: bool = False,
    quiet: bool = False,
) -> int:
    """Build the site of an edition into `build/site/<edition>`; 0, or 1 where a page failed.

    Only what has changed is made again. Nothing runs before plan, edition and parameters are found sound, and
    the site that was there stays until the new one is complete. With `kernel` each notebook has an ordinary kernel;
    `quiet`, only what failed is told. Raises `FaultError` for bad input, for a disk
    that cannot be written to and for a scheduler that does not answer.
    """
    build = paths.build_folder(base)
    with progress(as_json, catalogue(language).gettext, quiet=quiet) as tell, os_errors_as_faults(build):
        store = Store(build / "cache")
        edition = default_edition(paths.plan_folder(base)) if edition is None else edition
        inputs = inputs_of(base)
        if edition and _is_as_built(store, build, edition, inputs):
            return _nothing_to_do(store, build, edition, tell)
        if not scheduler and not kernel:
            _start_fork_server(language)
        from plan_metrics.report.site import make_site, prepare  # while that imports what runs need

        contexts, runs = prepare(base, edition)
        edition = runs[0].job.parameters["edition"]
        with only_build(build, lambda: tell("waiting")):
            if _is_as_built(store, build, edition, inputs):  # by the build that was waited for
                return _nothing_to_do(store, build, edition, tell)
            store.prepare()
            failed = make_site(base, contexts, runs, language, tell, store, inputs, scheduler, seconds, kernel)
            return FAILED if failed else 0


def build_all(base: Path, language: str, **chosen: Any) -> int:
    """Build the site of every edition of the project, from the first to the latest, each as `build_report` does.

    An edition with bad input does not keep the others from being built. Raises one `FaultError` with the faults of
    all, each with the folder of its edition.
    """
    from plan_metrics.edition.choice import of_edition
    from plan_metrics.edition.read import editions

    worst, faults = 0, list[Fault]()
    known: list[str | None] = [*editions(base)]
    for edition in known or [None]:  # without any, as a report says it
        try:
            worst = max(worst, build_report(base, edition, language, **chosen))
        except FaultError as error:
            found = of_edition(edition, error.faults) if edition else error.faults
            faults += [fault for fault in found if fault not in faults]  # one of the plan is every edition's
    check_faults(faults)
    return worst


def _start_fork_server(language: str) -> None:
    from plan_metrics.report.engine import fork_server

    if fork_server.forks():
        fork_server.start()
    else:
        print(catalogue(language).gettext(NO_FORK), file=sys.stderr)


def inputs_of(base: Path) -> str:
    """The digest of everything that a report is made of: data, notebooks, book, program and packages."""
    folders = [*(base / name for name in ("data", "notebooks", "book")), paths.PACKAGE]
    return digest_of([*(hashes_of(folder) for folder in folders), environment(), lock_of(base)])


def _is_as_built(store: Store, build: Path, edition: str, inputs: str) -> bool:
    """Whether the site is still as it was published, and everything that it was made of as it was then."""
    known = store.note(f"sites/{edition}") or {}
    same = known.get("inputs") == inputs and known.get("entries") == entries(build / "site" / edition)
    return same and is_whole(build / "site", known["languages"])


def _nothing_to_do(store: Store, build: Path, edition: str, tell: Tell) -> int:
    warnings = store.note(f"sites/{edition}")["warnings"]
    tell("unchanged")
    if warnings:
        tell("warnings", n=warnings, edition=edition)
    tell("ready", path=str(build / "site" / edition / "index.html"))
    return 0
