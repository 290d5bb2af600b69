"""One command from figures to a site: check, run every notebook, print the book."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from plan_metrics import paths
from plan_metrics.context import Context, known_editions, read_context
from plan_metrics.edition.read import check_edition
from plan_metrics.errors import N_
from plan_metrics.export import write_exports
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.plan.read import read_plan
from plan_metrics.report.book import build_site, write_editions
from plan_metrics.report.jobs import Job, check_parameters, jobs
from plan_metrics.report.pages import write_methods, write_run, write_templates
from plan_metrics.report.run import executed_path, run_jobs
from plan_metrics.report.toc import toc
from plan_metrics.views import take_along
from plan_metrics.views.language import catalogue
from plan_metrics.views.words import INVENTED, say

FAILED = 1


def build_report(base: Path, edition: str, language: str) -> int:
    """Build the site of an edition into `build/site/<edition>`; 0, or 1 where a page failed.

    Nothing runs before plan, edition and parameters are found sound (`FaultError` otherwise); a site that
    was there before stays until the new one is complete. Progress goes to the terminal as bars, elsewhere
    as plain lines.
    """
    _ = catalogue(language).gettext
    plan = read_plan(paths.plan_folder(base))
    contexts = {code: read_context(edition, code, base) for code in LANGUAGES}
    planned = jobs(plan, edition)
    for job in planned:
        check_parameters(base / "notebooks", job, plan, known_editions(base))
    print(_("Edition {edition}: {n} pages to make.").format(edition=edition, n=len(planned)), flush=True)

    work = paths.build_folder(base) / "work" / edition
    if work.exists():
        shutil.rmtree(work)
    failures = _run(base, work / "runs", planned, _(N_("notebooks")))
    if failures:
        for failure in failures:
            line = _("Failed: {page} ({language}): {problem}")
            job = failure.job
            print(line.format(page=job.page, language=job.language, problem=failure.problem), file=sys.stderr)
        return FAILED

    sources = {}
    for code, context in contexts.items():
        sources[code] = work / "pages" / code
        sources[code].mkdir(parents=True)
        for job in planned:
            if job.language == code:
                write_run(executed_path(work / "runs", job), sources[code], context, job)
        write_templates(base / "book" / "pages", sources[code], context)
        write_methods(sources[code], context)
    write_exports(contexts, work / take_along.FOLDER)
    print(_("Printing the book in {n} languages.").format(n=len(sources)), flush=True)
    site = paths.build_folder(base) / "site" / edition
    site.parent.mkdir(parents=True, exist_ok=True)
    build_site(
        {code: toc(context) for code, context in contexts.items()},
        sources,
        base / "book" / "_config.yml",
        site,
        titles={code: _title(context) for code, context in contexts.items()},
        notices={code: say(c, INVENTED) for code, c in contexts.items() if c.edition.card.invented},
        keep=paths.build_folder(base) / "printed" / edition,
        files={take_along.FOLDER: work / take_along.FOLDER},
    )
    write_editions(site.parent, base / "book" / "_templates")
    previous = contexts[LANGUAGES[0]].previous
    folder = paths.edition_folder(base, edition)
    warnings = len(check_edition(folder, plan, previous.edition if previous else None))
    if warnings:
        print(_("{n} warnings about the figures; see them with: plan-metrics check {edition}").format(
            n=warnings, edition=edition))  # fmt: skip
    print(_("The report is ready. Open {path}").format(path=site / "index.html"))
    return 0


def _run(base: Path, folder: Path, planned: list[Job], title: str):
    console = Console()
    if not console.is_terminal:
        return _run_in_plain_lines(base, folder, planned, title)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=len(planned))
        return run_jobs(base, base / "notebooks", folder, planned, lambda job: progress.advance(task))


def _run_in_plain_lines(base: Path, folder: Path, planned: list[Job], title: str):
    made = 0

    def done(job: Job) -> None:
        nonlocal made
        made += 1
        if made % 10 == 0 or made == len(planned):
            print(f"{title} {made}/{len(planned)}", flush=True)

    return run_jobs(base, base / "notebooks", folder, planned, done)


def _title(context: Context) -> str:
    title = context.plan.head.short_title[context.language]
    return say(context, N_("{title} (invented data)"), title=title) if context.edition.card.invented else title
