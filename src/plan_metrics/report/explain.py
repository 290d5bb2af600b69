"""Why a page would be made again: its build inputs of today against those of its last good result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.called import code_of
from plan_metrics.edition.known import Known
from plan_metrics.plan.models import Plan
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import changed, sentence
from plan_metrics.report.site import prepare
from plan_metrics.views.language import catalogue
from plan_metrics.views.links import page_of


@dataclass(frozen=True)
class Explained:
    """A page in a language of the report: what it is made of that has changed, and the sentence that says so."""

    page: str
    language: str
    changed: list[str]
    sentence: str


def explain(base: Path, page: str, edition: str | None, language: str) -> list[Explained]:
    """Why a page is made again, for each language of the report; it may be named by what it is about.

    Raises `FaultError` for one that is not planned.
    """
    store = Store(paths.build_folder(base) / "cache")
    contexts, runs = prepare(base, edition)
    page = page_named(page, next(iter(contexts.values())).plan, dict.fromkeys(run.job.page for run in runs))
    found = []
    for run in (run for run in runs if run.job.page == page):
        changes = changed(store, run.job, run.inputs)
        said = sentence(catalogue(language), run.job, changes, store.record(run.job))
        found.append(Explained(page, run.job.language, changes, said))
    return found


def page_named(asked: str, plan: Plan, pages: Iterable[str]) -> str:
    """The page that is asked for by its name or by what it is about; `FaultError` with the nearest for any other."""
    known = Known(plan)
    names = {
        **known.regions,
        **{action.id: tuple(action.title.values()) for action in plan.actions},
        **{plan.breakdown(code).address: (*others, code) for code, others in known.breakdowns.items()},
        **{page_of(code): (*card.title.values(), code) for code, card in known.indicators.items()},
    }

    def named(page: str) -> str:
        return f"{page} ({', '.join(names[page][: len(plan.languages)])})" if names.get(page) else page

    return code_of("page", asked, {page: names.get(page, ()) for page in pages}, named)
