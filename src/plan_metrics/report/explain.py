"""Why a page would be made again: its build inputs of today against those of its last good result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.choice import check_choice
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import changed, sentence
from plan_metrics.report.site import prepare
from plan_metrics.views.language import catalogue


@dataclass(frozen=True)
class Explained:
    """A page in a language of the report: what it is made of that has changed, and the sentence that says so."""

    page: str
    language: str
    changed: list[str]
    sentence: str


def explain(base: Path, page: str, edition: str | None, language: str) -> list[Explained]:
    """Why a page is made again, for each language of the report. Raises `FaultError` for one that is not planned."""
    store = Store(paths.build_folder(base) / "cache")
    _, runs = prepare(base, edition)
    check_choice("page", page, list(dict.fromkeys(run.job.page for run in runs)))
    found = []
    for run in (run for run in runs if run.job.page == page):
        changes = changed(store, run.job, run.inputs)
        said = sentence(catalogue(language), run.job, changes, store.record(run.job))
        found.append(Explained(page, run.job.language, changes, said))
    return found
