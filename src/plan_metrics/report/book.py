"""Prints executed notebooks and Markdown pages as a book in each language, and the books as one site.

The only module that knows Jupyter Book. Nothing is executed here and nothing is fetched.
"""

from __future__ import annotations

import html
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from plan_metrics.errors import Fault, FaultError, check_faults
from plan_metrics.languages import forms_of
from plan_metrics.report.book_check import check_site
from plan_metrics.report.book_fonts import write_font
from plan_metrics.report.book_search import FILE, script
from plan_metrics.report.book_source import FRONT, Volume, book_config, read_config, stage_sources
from plan_metrics.report.chart_files import write_chart_files
from plan_metrics.report.editions import LINK, chooser
from plan_metrics.report.engine.pool import cores
from plan_metrics.report.jupyter_book import render_pages
from plan_metrics.report.labels import folds
from plan_metrics.report.labels import title as untitled
from plan_metrics.report.pdf import write_pdfs
from plan_metrics.report.pictures import Around, write_pictures


def build_book(
    volumes: Mapping[str, Volume],
    language: str,
    config: Path,
    output_dir: Path,
    *,
    keep: Path | None = None,
    jobs: int = 1,
) -> Path:
    """Print the book of one language into `output_dir / language` and return that folder.

    `volumes` holds every language of the site, because each page links to itself in the others. `config` is
    `book/_config.yml`, with `_static` and `_templates` beside it. The Chinese font is the site's, and its PDF files are
    written there, see `build_site`.
    What is kept in `keep` saves the next call from printing pages that did not change; `jobs` is how many
    processes may print. Neither changes a byte. Raises `FaultError` if a page is missing or Jupyter Book
    warns of anything; what was there before then stays.
    """
    settings, volume = read_config(config), volumes[language]
    source, reference = volume.source, volume.reference
    with beside(output_dir / language) as made:
        kept = (keep or made.parent / "kept") / language
        stage_sources(volume.toc, source, config.parent, kept / "source", folds(language))
        rendered = render_pages(kept, book_config(settings, volumes, language), language, jobs)
        shutil.copytree(rendered, made)
        shutil.rmtree(kept / "source")  # staged again each time
        (made / ".buildinfo").unlink()  # a record of Sphinx's
        (made / FILE).write_text(volume.search or script({}, []), "utf-8", newline="\n")
        write_chart_files(source, made, language, reference)
        around = reference.around if reference else Around(volume.title or untitled(language), "")
        write_pictures(source, made, language, around, config.parent / "_pdf", kept / "pictures")
    return output_dir / language


def build_site(
    volumes: Mapping[str, Volume],
    config: Path,
    site: Path,
    *,
    keep: Path | None = None,
    write_files: Callable[[Path], object] = lambda site: None,
) -> Path:
    """Print the books of all languages side by side, with a page to choose, one font for all; return `site`.

    The books are rendered at the same time and share the cores; `keep` is a folder that makes the next call quick, see
    `build_book`. `write_files` writes others beside the books while these are set on paper; pages may link to them.
    Raises `FaultError` as `build_book` does, or if the finished site would ask another host for anything or has a
    broken link; the site that was there before then stays.
    """
    with beside(site) as made:
        jobs = max(1, cores() // len(volumes))

        def build(language: str) -> list[Fault]:
            try:
                build_book(volumes, language, config, made, keep=keep, jobs=jobs)
            except FaultError as error:
                return list(error.faults)
            return []

        def write_pdf(language: str) -> list[Fault]:
            kept, form = (keep or made.parent / "kept") / language / "pdf", config.parent / "_pdf"
            own = volumes[language]
            if not own.pdfs:
                return []
            return write_pdfs(made / language, own.source, own.toc, own.pdfs, language, form, kept, jobs)

        made.mkdir()
        with ThreadPoolExecutor(len(volumes)) as pool:
            check_faults(fault for faults in pool.map(build, sorted(volumes)) for fault in faults)
            printing = pool.map(write_pdf, sorted(volumes))  # while the rest of the site is made
            titles = {language: volumes[language].title for language in sorted(volumes, reverse=True)}
            notices = {language: volumes[language].notice for language in titles}
            write_chooser(made, config.parent / "_templates", titles, notices)
            write_files(made)
            write_font(made, keep)  # with the letters of pages among these
            check_faults(fault for faults in printing for fault in faults)
        check_faults(check_site(made))
    return site


def write_chooser(site: Path, templates: Path, titles: Mapping[str, str], notices: Mapping[str, str]) -> Path:
    """Write `index.html`: one link to each language of `titles`, in their order, with its notice if any, no script."""
    said = {language: f" <small>{html.escape(notice)}</small>" for language, notice in notices.items() if notice}
    heads = {language: title or untitled(language) for language, title in titles.items()}
    links = [
        f"<li>{LINK}</li>".format(
            href=f"{language}/{FRONT}.html",
            lang=forms_of(language).html,
            head=html.escape(head) + said.get(language, ""),
            name=html.escape(forms_of(language).name),
        )
        for language, head in heads.items()
    ]
    tagged = {forms_of(language).html: head for language, head in heads.items()}
    target = site / "index.html"
    page = chooser(templates, tagged, links, " · ", hidden=' class="hidden"')  # the links say the same
    target.write_text(page, "utf-8", newline="\n")
    return target


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A place beside `target` to make it in; moved there at the end, and only if nothing was raised."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield work / target.name
        if target.exists():
            target.rename(work / "replaced")
        (work / target.name).rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
