"""The runs of a report, for readers: a page of the book that is the same on every build, and a report of this build."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.files import write_whole
from plan_metrics.guard import NotInSlice
from plan_metrics.report.engine.keys import BuildInputs
from plan_metrics.report.engine.run import Outcome
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import names
from plan_metrics.report.failed import problem_words
from plan_metrics.report.jobs import Job
from plan_metrics.report.markdown import Markdown, html_block
from plan_metrics.views import blocks, language, words
from plan_metrics.views.language import catalogue
from plan_metrics.views.nodes import Column
from plan_metrics.views.words import say

PAGE = (
    '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>'
    "body{{font:15px/1.5 system-ui,sans-serif;margin:2rem}}table{{border-collapse:collapse}}"
    "th,td{{border:1px solid #ccc;padding:.2rem .6rem;text-align:left;font-weight:400}}.num{{text-align:right}}"
    "</style></head><body><h1>{title}</h1>{table}</body></html>\n"
)
STATUS = {
    "made": N_("made"),
    "cache": N_("kept from an earlier build"),
    "failed": N_("failed"),
}


@dataclass(frozen=True)
class Run:
    """A page to be made: its build inputs and its slice."""

    job: Job
    inputs: BuildInputs
    part: Context

    @property
    def observations(self) -> int:
        """How many observations are in the slice."""
        return 0 if isinstance(self.part.observations, NotInSlice) else len(self.part.observations)


def runs_page(context: Context, runs: Sequence[Run], titles: Mapping[str, str], failures: Collection[Job]) -> str:
    """The page about the runs of one language, in Markdown: what each page was made from, and whether it failed.

    Holds nothing that differs between two builds of the same figures: neither times nor what was kept.
    """
    rows = [
        [
            blocks.link(f"{run.job.page}.html", titles[run.job.page]),
            f"{run.job.notebook}.ipynb",
            say(context, STATUS["failed"] if run.job in failures else N_("complete")),
            blocks.datum(run.observations, language.decimal(run.observations, context.language)),
            run.inputs.slice[:12],
        ]
        for run in runs
    ]
    columns = [
        *words.columns(context, N_("Page"), N_("Notebook"), N_("Result")),
        Column(say(context, N_("Observations read")), numeric=True),
        *words.columns(context, N_("Fingerprint of the data")),
    ]
    caption = say(context, N_("Runs of this edition: {n}"), n=len(rows))
    table = blocks.table("every-run", caption, columns, rows, controls=words.controls(context))
    text = say(
        context,
        N_(
            "Every page is one run of a notebook on its own slice of the data and can read nothing else. "
            "Two pages with the same fingerprint were made from the same data."
        ),
    )
    title = say(context, N_("Runs"))
    return str(Markdown("# %s\n\n%s\n\n%s") % (title, text, html_block(table.html)))


def write_run_report(
    folder: Path,
    context: Context,
    runs: Sequence[Run],
    changes: Mapping[Job, Sequence[str]],
    outcomes: Mapping[Job, Outcome],
    store: Store,
) -> None:
    """Write what this build did, as `<edition>.json` and `<edition>.html`: result, seconds, and why, of each page.

    It differs from build to build and so is no part of the site.
    """
    translations = catalogue(context.language)
    told: list[dict[str, Any]] = []
    for run in runs:
        outcome = outcomes.get(run.job)
        status = "cache" if outcome is None else "failed" if outcome.problem else "made"
        note = store.note(f"runs/{run.inputs.key}") or {}
        told.append(
            {
                "page": run.job.page,
                "language": run.job.language,
                "status": status,
                "seconds": outcome.seconds if outcome else note.get("seconds"),
                "why": names(translations, changes[run.job]),
                "problem": problem_words(context, outcome.problem) if outcome and outcome.problem else "",
                "key": run.inputs.key,
            }
        )
    edition = context.edition.card.id
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{edition}.json", (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    columns = [
        *words.columns(context, N_("Page"), N_("Language"), N_("Result")),
        Column(say(context, N_("Seconds")), numeric=True),
        *words.columns(context, N_("Why it was made"), N_("Problem")),
    ]
    rows = [
        [run["page"], run["language"], say(context, STATUS[run["status"]]), run["seconds"], run["why"], run["problem"]]
        for run in told
    ]
    title = say(context, N_("Runs of the last build of edition {edition}"), edition=edition)
    table = blocks.table("runs", title, columns, rows)
    write_whole(
        folder / f"{edition}.html", PAGE.format(lang=context.language, title=title, table=table.html).encode("utf-8")
    )
