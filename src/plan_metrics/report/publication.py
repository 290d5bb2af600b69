"""From runs to a published site: write the pages of each language, print them, put them in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat

from plan_metrics import paths
from plan_metrics.context import Context
from plan_metrics.errors import N_, check_faults
from plan_metrics.export import write_exports
from plan_metrics.export.datapackage import json_bytes
from plan_metrics.files import hashed, hashes_of
from plan_metrics.languages import lead
from plan_metrics.report import beside_editions, feeds
from plan_metrics.report.book import build_site
from plan_metrics.report.book_check import BUDGET, over_budget
from plan_metrics.report.book_search import addresses, plain, script_of
from plan_metrics.report.book_source import FRONT, Volume
from plan_metrics.report.citing import reference
from plan_metrics.report.editions import write_record, write_shared
from plan_metrics.report.engine.build_progress import Tell
from plan_metrics.report.engine.keys import digest_of, digest_of_data, environment, lock_of
from plan_metrics.report.engine.publish import entries, publish, recover
from plan_metrics.report.engine.run import Problem
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.engine.store import Store
from plan_metrics.report.failed import failed_page, places_wanted
from plan_metrics.report.jobs import Job
from plan_metrics.report.manifest import write_beside, write_manifest
from plan_metrics.report.moved import read_moved, write_moved
from plan_metrics.report.notebook_nodes import written
from plan_metrics.report.own_pages import own_pages
from plan_metrics.report.page_receipts import FILE as PAGES
from plan_metrics.report.page_receipts import page_receipt, page_receipts
from plan_metrics.report.pages import filled_templates, localised, method_pages, page_title, same_places
from plan_metrics.report.pdf import PdfTexts
from plan_metrics.report.runs import Run, runs_page
from plan_metrics.report.toc import toc
from plan_metrics.views import citing, downloads, words
from plan_metrics.views.brief import briefs
from plan_metrics.views.vouching import mark
from plan_metrics.views.words import say

Last = tuple[bytes, str] | None  # the executed notebook of a last good result, and its day


@dataclass(frozen=True)
class Contents:
    """What the book of one language holds beside its runs: its contents, titles, notice and written pages."""

    title: str
    notice: str
    toc: list[tuple[str, list[str]]]
    titles: dict[str, str]
    texts: dict[str, str]

    @property
    def names(self) -> dict[str, str]:
        """The title of each page, as text; a written page is named by its first line."""
        written = {name: plain(text.partition("\n")[0].removeprefix("# ")) for name, text in self.texts.items()}
        return {**self.titles, **written}


def publish_book(
    base: Path,
    target: Path,
    contexts: Mapping[str, Context],
    runs: Sequence[Run],
    failures: Mapping[Job, Problem],
    tell: Tell,
    store: Store,
) -> None:
    """Print the book and put it at `target`; nothing is done if what is there has been made of the same things."""
    books = {code: contents_of(base, context, runs, failures) for code, context in contexts.items()}
    source = books[lead([*books])].texts
    for code, contents in books.items():
        texts = {name: same_places(text, source.get(name, text)) for name, text in contents.texts.items()}
        books[code] = replace(contents, texts=texts)
    last = {job: store.last_good(job) for job in failures}
    moved = read_moved(base)
    key = _key(base, contexts, books, runs, failures, last, moved)
    note = f"{target.parent.name}s/{target.name}"
    recover(target)
    known = store.note(note) or {}
    if known.get("key") == key and known.get("entries") == entries(target):
        tell("printed_before")
        _write_beside(base, target.parent, contexts)
        return
    work, searches = paths.build_folder(base) / "work" / target.name, searches_of(contexts, books)
    receipts: dict[str, Any] = {}
    for code, context in contexts.items():
        receipts |= _write_pages(
            work / "pages" / code, context, books[code], runs, failures, last, store, addresses(searches[code])
        )

    def write_files(site: Path) -> None:
        write_exports(contexts, site / downloads.FOLDER)
        told = page_receipts(contexts[lead([*contexts])], receipts)
        (site / downloads.FOLDER / PAGES).write_bytes(json_bytes(told))

    tell("printing", languages=len(contexts))
    tell("stage", name="book", total=1)
    for leftover in (*work.glob(".*"), work / "site"):
        shutil.rmtree(leftover, ignore_errors=True)
    volumes = {
        code: volume_of(context, books[code], work / "pages" / code, searches[code])
        for code, context in contexts.items()
    }
    made = build_site(
        volumes,
        base / "book" / "_config.yml",
        work / "site",
        keep=paths.build_folder(base) / "rendered" / target.name,
        write_files=write_files,
    )
    write_moved(made, contexts, moved)
    named = sorted(path.stem for path in (made / next(iter(contexts))).glob("*.html"))
    write_record(made, contexts, named)
    if pages := over_budget(made):
        heavy = ", ".join(f"{page} ({weight // 1000} KB)" for page, weight in pages.items())
        tell("heavy", limit=BUDGET // 1000, pages=heavy)
    feeds.write_entries(made, contexts)
    write_manifest(made, base, contexts[lead([*contexts])])
    target.parent.mkdir(parents=True, exist_ok=True)
    publish(made, target)
    _write_beside(base, target.parent, contexts)
    store.write_note(note, {"key": key, "entries": entries(target)})
    shutil.rmtree(work, ignore_errors=True)  # the store has the runs, and `printed` what the next print saves
    tell("step")


def _write_beside(base: Path, sites: Path, contexts: Mapping[str, Context]) -> None:
    """Write what lies beside the editions; raises `FaultError` for an edition that is damaged, after all the rest."""
    faults = [*write_shared(sites, base / "book" / "_templates"), *feeds.write_feeds(sites, contexts)]
    write_beside(sites)
    check_faults(faults)


def contents_of(base: Path, context: Context, runs: Sequence[Run], failures: Mapping[Job, Problem]) -> Contents:
    """What the book of a language holds; the runs of other languages do not count."""
    own = [run for run in runs if run.job.language == context.language]
    titles = {run.job.page: page_title(context, run.job) for run in own}
    invented = context.edition.card.invented
    title = context.plan.head.short_title[context.language]
    written_here = own_pages(base / "book", context)
    written = {**filled_templates(base / "book" / "pages", context), **method_pages(context), **written_here}
    return Contents(
        title=say(context, N_("{title} (invented data)"), title=title) if invented else title,
        notice=mark(context),
        toc=toc(context, written_here),
        titles=titles,
        texts={**written, "runs": runs_page(context, own, titles, failures)},
    )


def volume_of(context: Context, contents: Contents, pages: Path, search: str = "") -> Volume:
    """The book of a language, with its executed pages in a folder."""
    return Volume(
        toc=contents.toc,
        source=pages,
        title=contents.title,
        notice=contents.notice,
        search=search,
        pdfs=_pdf_texts(context, contents),
        reference=reference(context),
    )


def searches_of(contexts: Mapping[str, Context], books: Mapping[str, Contents]) -> dict[str, str]:
    """What the search of each language finds, as its script."""
    pages = {code: contents.names for code, contents in books.items()}
    glossaries = {code: contents.texts["glossary"] for code, contents in books.items()}
    return {code: script_of(context, pages, glossaries) for code, context in contexts.items()}


def _pdf_texts(context: Context, contents: Contents) -> PdfTexts:
    """What the PDF files of a language say beside the rendered pages."""
    head, code = context.plan.head, context.language
    plan = words.title_marked(context, head.title[code])
    edition = citing.edition(context)
    front = words.plan_cited(context)
    same = say(
        context, N_("The pages of the report for paper: the same figures. Files, search and program are on its site.")
    )
    place = f"{citing.folder(context)}/{FRONT}.html"
    receipts = downloads.RECEIPT_PAGE.format(page=FRONT, language=code)
    where = f"{citing.folder(context).removesuffix(code)}{downloads.FOLDER}/{receipts}"
    rests = say(context, N_("Receipts: {title}"), title=where)
    sheets = {page: downloads.sheet(context, page) for page in KINDS["region"].pages(context.plan)}
    brief, book = ((name.format(language=code), say(context, title)) for name, title in downloads.PDFS.items())
    return PdfTexts(
        title=say(context, N_("{plan}: progress report"), plan=plan),
        short=head.short_title[code],
        edition=edition,
        notice=contents.notice,
        front=(
            edition,
            front,
            same,
            say(context, N_("To cite: {cited}"), cited=citing.cited(context, "", place)),
            rests,
        ),
        receipts=rests,
        contents=say(context, N_("Contents")),
        to_page=say(context, N_("page {page}"), page="{page}"),
        brief_title=say(context, N_("{plan}: progress brief"), plan=plan),
        briefs=tuple(block.structure for block in briefs(context)),
        brief=brief,
        book=book,
        sheets=sheets,
        left_out=say(context, N_("On the page of the report alone: {sections}."), sections="{sections}"),
        bundle=downloads.SHEETS.format(language=code),
        address=citing.folder(context),
    )


def _key(
    base: Path,
    contexts: Mapping[str, Context],
    books: Mapping[str, Contents],
    runs: Sequence[Run],
    failures: Mapping[Job, Problem],
    last: Mapping[Job, Last],
    moved: Mapping[str, str],
) -> str:
    """The digest of everything that a site is made of."""
    good = [[run.job.page, run.job.language, run.inputs.key] for run in runs if run.job not in failures]
    failed = [
        [job.page, job.language, asdict(problem), (old := last[job]) and [hashed(old[0]), old[1]]]
        for job, problem in failures.items()
    ]
    written = {code: asdict(contents) for code, contents in books.items()}
    figures = digest_of_data(next(iter(contexts.values())))  # of which the downloads are made
    folders = hashes_of(base / "book"), hashes_of(paths.PACKAGE)
    return digest_of([figures, written, good, failed, *folders, environment(), lock_of(base), moved])


def _write_pages(
    folder: Path,
    context: Context,
    contents: Contents,
    runs: Sequence[Run],
    failures: Mapping[Job, Problem],
    last: Mapping[Job, Last],
    store: Store,
    found: Sequence[str],
) -> dict[str, Any]:
    """Write the pages of one language into a new folder; returns the receipts of those that were made.

    `found` are addresses that the search leads to.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = [run for run in runs if run.job.language == context.language]
    good = [run for run in own if run.job not in failures]
    for name, text in contents.texts.items():
        (folder / f"{name}.md").write_bytes(text.encode())
    receipts = {}
    wanted = places_wanted((_made(store, run) for run in good), found) if len(good) < len(own) else {}
    for run in own:  # one at a time: a large plan has pages of many megabytes
        job, title = run.job, contents.titles[run.job.page]
        if job in failures:
            page = failed_page(context, title, failures[job], last[job], wanted.get(job.page, ()))
        else:
            made = json.loads(_made(store, run))
            record = store.record(job)  # has the parts of the same slice already
            parts = record.data if record and record.key == run.inputs.key else run.inputs.data
            receipts[f"{job.language}/{job.page}"] = page_receipt(run, parts, made)
            cells = [nbformat.NotebookNode(cell) for cell in made["cells"]]  # what they show stays as it is
            page = localised(nbformat.NotebookNode(made | {"cells": cells}), context, title)
        (folder / f"{job.page}.ipynb").write_bytes(written(page))
    (folder / beside_editions.FILE).write_bytes(feeds.named(context))
    return receipts


def _made(store: Store, run: Run) -> bytes:
    raw = store.run(run.inputs.key)
    assert raw is not None  # a run that has not failed is in the store
    return raw
