"""Why a page would be made again: its build inputs of today against those of its last good result."""

from __future__ import annotations

from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.choice import check_choice
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import changed, sentence
from plan_metrics.report.site import prepare
from plan_metrics.views.language import catalogue


def explain(base: Path, page: str, edition: str | None, language: str) -> list[str]:
    """A sentence for the page in each language of the report. Raises `FaultError` for a page that is not planned."""
    store = Store(paths.build_folder(base) / "cache")
    _, runs = prepare(base, edition)
    check_choice("page", page, list(dict.fromkeys(run.job.page for run in runs)))
    return [
        sentence(catalogue(language), run.job, changed(store, run.job, run.inputs), store.record(run.job))
        for run in runs
        if run.job.page == page
    ]
