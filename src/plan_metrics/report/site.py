"""Makes the site of an edition from what it is made of: run what changed, write the pages, print, publish."""

from __future__ import annotations

import datetime
import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat

from plan_metrics import paths
from plan_metrics.context import Context, read_context
from plan_metrics.edition.choice import known_editions
from plan_metrics.edition.read import check_edition
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.export.freezing import number_faults
from plan_metrics.plan.read import read_plan
from plan_metrics.report.editions import write_shared
from plan_metrics.report.engine import fork_server
from plan_metrics.report.engine.build_progress import Tell
from plan_metrics.report.engine.cut import for_reader, in_language
from plan_metrics.report.engine.keys import build_inputs, stripped
from plan_metrics.report.engine.pool import run_all
from plan_metrics.report.engine.publish import withdraw
from plan_metrics.report.engine.run import SECONDS, Outcome, Task, stamp_of
from plan_metrics.report.engine.run import run as run_task
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.engine.store import Store
from plan_metrics.report.engine.why import changed, names
from plan_metrics.report.failed import problem_words
from plan_metrics.report.jobs import Job, check_parameters, jobs
from plan_metrics.report.pages import localised, page_title
from plan_metrics.report.publication import publish_book
from plan_metrics.report.runs import Run, write_run_report
from plan_metrics.views.language import catalogue


def make_site(
    base: Path,
    contexts: dict[str, Context],
    runs: list[Run],
    language: str,
    tell: Tell,
    store: Store,
    inputs: str,
    scheduler: str | None,
    seconds: float,
    kernel: bool = False,
) -> int:
    """Make and publish the site of an edition; how many pages failed. `inputs` is noted if none did."""
    first = next(iter(contexts.values()))
    edition = first.edition.card.id
    changes = {run.job: changed(store, run.job, run.inputs) for run in runs}
    outcomes = _make(base, runs, changes, language, tell, store, scheduler, seconds, kernel)
    failures = {job: outcome.problem for job, outcome in outcomes.items() if outcome.problem}
    store.forget(edition, [run.job for run in runs])

    refused = bool(failures) and not first.plan.head.publish_with_failures
    build = paths.build_folder(base)
    target = build / ("preview" if refused else "site") / edition
    publish_book(base, target, contexts, runs, failures, tell, store)
    folder, before = paths.edition_folder(base, edition), first.previous
    warnings = len(check_edition(folder, first.plan, before.edition if before else None))
    write_run_report(build / "runs", contexts[first.plan.spoken(language)], runs, changes, outcomes, store)
    if not failures:  # noted last: from then on the next call does nothing, so whatever is to be done is done
        withdraw(build / "preview" / edition)
        write_shared(build / "preview", base / "book" / "_templates")
        known = {"inputs": inputs, "warnings": warnings, "languages": [*contexts]}
        store.write_note(f"sites/{edition}", {**store.note(f"sites/{edition}"), **known})
    if warnings:
        tell("warnings", n=warnings, edition=edition)
    for job, problem in failures.items():
        told = problem_words(contexts[first.plan.spoken(language)], problem)
        tell("failed", page=job.page, language=job.language, problem=told)
    if failures:
        tell("failures", n=len(failures))
    tell("preview" if refused else "incomplete" if failures else "ready", path=str(target / "index.html"))
    return len(failures)


def prepare(base: Path, edition: str | None) -> tuple[dict[str, Context], list[Run]]:
    """The context of each language, read and measured once, and every run of the report. Nothing is written.

    Raises `FaultError` if plan, edition or parameters are not sound.
    """
    name = read_plan(paths.plan_folder(base)).head.default_edition if edition is None else edition
    plan = read_plan(paths.plan_folder(base, name))
    whole = read_context(name, plan.original, base)
    check_faults(number_faults(base, whole))
    whole = replace(whole, found_changes=whole.changes, found_moves=whole.action_moves)  # once, for all languages
    contexts = {code: for_reader(whole, code) for code in plan.languages}
    planned, editions = jobs(whole.plan, whole.edition.card.id, whole), known_editions(base)
    for job in jobs(whole.plan, whole.edition.card.id):
        check_parameters(base / "notebooks", job, whole.plan, editions)
    worded = {code: in_language(context, code) for code, context in contexts.items()}
    runs = []
    for job in planned:
        part = slice_of(worded[job.language], job)
        inputs = build_inputs(job, base / "notebooks" / f"{job.notebook}.ipynb", part)
        runs.append(Run(job, inputs, part))
    return contexts, runs


def task_of(base: Path, run: Run, seconds: float, kernel: bool = False) -> Task:
    """What a worker needs to make a page in so many seconds."""
    job = run.job
    return Task(
        notebook=stripped(base / "notebooks" / f"{job.notebook}.ipynb"),
        parameters=job.parameters,
        slice=pickle.dumps(run.part),
        seconds=seconds,
        stamp=stamp_of(job.language),
        project=str(base),
        kernel=kernel,
    )


def page_now(base: Path, context: Context, made: Run) -> nbformat.NotebookNode:
    """The page of a run, which is run here and now, whatever the store has; `FaultError` where it fails."""
    if fork_server.forks():
        fork_server.start()
    outcome = run_task(task_of(base, made, SECONDS))
    if outcome.raw is None:
        assert outcome.problem is not None
        raise FaultError([_failed(made.job, problem_words(context, outcome.problem))])
    notebook = nbformat.from_dict(json.loads(outcome.raw))
    return localised(notebook, context, page_title(context, made.job))


def _failed(job: Job, problem: str) -> Fault:
    found, expected = N_("no page: {problem}"), N_("a notebook that runs to its end")
    fix = N_("Look at the notebook and at its figures: plan-metrics check.")
    return fault_at("page_failed", f"{job.language}/{job.page}", found, expected, fix, problem=problem)


def _make(
    base: Path,
    runs: list[Run],
    changes: dict[Job, list[str]],
    language: str,
    tell: Tell,
    store: Store,
    scheduler: str | None,
    seconds: float,
    kernel: bool = False,
) -> dict[Job, Outcome]:
    """Make the pages that are not in the store; the outcome of each that was made, in the order of the book."""
    translations = catalogue(language)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    # A page of which nothing has changed was found in the store, or that it is gone is what has changed.
    missing = {run.job: run for run in runs if changes[run.job] and store.run(run.inputs.key) is None}
    for run in runs:
        if run.job not in missing and changes[run.job]:
            store.remember(run.job, run.inputs, changes[run.job])
    tell("planned", edition=runs[0].job.parameters["edition"], pages=len(runs), to_make=len(missing))
    tell("stage", name="notebooks", total=len(missing))
    outcomes: dict[Job, Outcome] = {}

    def done(job: Job, outcome: Outcome) -> None:
        run = missing[job]
        if outcome.raw is not None:
            store.keep(run.inputs.key, outcome.raw, today, outcome.seconds)
            store.remember(job, run.inputs, changes[job])
        outcomes[job] = outcome
        tell("page", page=job.page, language=job.language, seconds=outcome.seconds,
             status="failed" if outcome.problem else "made", why=names(translations, changes[job]))  # fmt: skip

    tasks = {job: task_of(base, run, seconds, kernel) for job, run in missing.items()}
    scratch = paths.build_folder(base) / "work" / "runs"
    shutil.rmtree(scratch, ignore_errors=True)  # of a build that was killed
    scratch.mkdir(parents=True)
    run_all(tasks, scheduler, scratch, done)
    return {run.job: outcomes[run.job] for run in runs if run.job in outcomes}
