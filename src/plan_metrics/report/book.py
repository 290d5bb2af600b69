"""Prints executed notebooks and Markdown pages as a book in each language, and the books as one site.

The only module that knows Jupyter Book. Nothing is executed here and nothing is fetched.
"""

from __future__ import annotations

import html
import shutil
import string
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from plan_metrics.errors import Fault, FaultError, check_faults
from plan_metrics.report.book_check import check_site
from plan_metrics.report.book_fonts import write_font
from plan_metrics.report.book_search import FILE, script
from plan_metrics.report.book_source import FRONT, Toc, book_config, read_config, stage_sources
from plan_metrics.report.chart_files import write_chart_files
from plan_metrics.report.citing import Reference
from plan_metrics.report.editions import LINK
from plan_metrics.report.engine.pool import cores
from plan_metrics.report.jupyter_book import render_pages
from plan_metrics.report.pdf import PdfTexts, write_pdfs
from plan_metrics.report.pictures import Around, page_pictures, write_pictures
from plan_metrics.report.sharing import settings as settings_of

# What a reader has no use for: build records, sources, styles and pictures that no page shows.
UNPUBLISHED = (
    ".buildinfo",
    "_sources",
    "_static/mystnb.*.css",
    "_static/**/*.map",
)


def build_book(
    toc: Toc,
    source_dir: Path,
    config: Path,
    output_dir: Path,
    language: str,
    *,
    title: str | None = None,
    notice: str | None = None,
    keep: Path | None = None,
    jobs: int = 1,
    pdfs: Sequence[tuple[str, str]] = (),
    search: str | None = None,
    reference: Reference | None = None,
) -> Path:
    """Print the book of one language into `output_dir / language` and return that folder.

    `toc` holds every language of the site, because each page links to itself in the others. `source_dir`
    holds the pages of this language, already executed: `index` and each page of the toc as .ipynb or .md,
    and any pictures or files they link to. `config` is `book/_config.yml`, with `_static` and `_templates`
    beside it; `title` and `notice` replace its own; `pdfs` are files that the front page links to, each with
    its name; `search` is the script of what the search finds (`book_search.script_of`), nothing without it;
    `reference` is how pages are cited and what previews say, see `citing`. The Chinese font is the site's, see
    `build_site`.
    What is kept in `keep` saves the next call from printing pages that did not change; `jobs` is how many
    processes may print. Neither changes a byte. Raises `FaultError` if a page is missing or Jupyter Book
    warns of anything; what was there before then stays.
    """
    settings = read_config(config)
    with beside(output_dir / language) as made:
        kept = (keep or made.parent / "kept") / language
        own = settings["plan_metrics"]["languages"][language]
        stage_sources(toc[language], source_dir, config.parent, kept / "source", (own["show_code"], own["hide_code"]))
        told = settings_of(reference, page_pictures(source_dir))
        rendered = render_pages(kept, book_config(settings, toc, language, title, notice, pdfs, told), language, jobs)
        shutil.copytree(rendered, made)
        shutil.rmtree(kept / "source")  # staged again each time
        for path in [path for pattern in UNPUBLISHED for path in made.glob(pattern) if path.exists()]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        (made / FILE).write_text(search or script({}, []), "utf-8", newline="\n")
        write_chart_files(source_dir, made, language)
        around = reference.around if reference else Around(title or own["title"], "")
        write_pictures(source_dir, made, language, around, config.parent / "_pdf", kept / "pictures")
    return output_dir / language


def build_site(
    toc: Toc,
    sources: Mapping[str, Path],
    config: Path,
    site: Path,
    *,
    titles: Mapping[str, str] | None = None,
    notices: Mapping[str, str] | None = None,
    keep: Path | None = None,
    files: Mapping[str, Path] | None = None,
    pdfs: Mapping[str, PdfTexts] | None = None,
    searches: Mapping[str, str] | None = None,
    references: Mapping[str, Reference] | None = None,
) -> Path:
    """Print the books of all languages side by side, with a page to choose, one font for all; return `site`.

    `sources` holds the folder of pages of each language of `toc`. The books are rendered at the same time and
    share the cores; `keep` is a folder that makes the next call quick, see `build_book`. `files` are folders
    put beside the books, by the name they get; pages may link into them. With `pdfs`, each language also gets
    its book and its brief as PDF; `searches` are the scripts of what is found in each, `references` how they are
    cited. Raises `FaultError` as
    `build_book` does, or if the finished site would ask another host for anything or has a broken link; the site
    that was there before then stays.
    """
    titles, notices, pdfs, searches = titles or {}, notices or {}, pdfs or {}, searches or {}
    references = references or {}
    with beside(site) as made:

        def build(language: str) -> list[Fault]:
            try:
                build_book(
                    toc,
                    sources[language],
                    config,
                    made,
                    language,
                    title=titles.get(language),
                    notice=notices.get(language),
                    keep=keep,
                    jobs=max(1, cores() // len(toc)),
                    pdfs=(pdfs[language].brief, pdfs[language].book) if language in pdfs else (),
                    search=searches.get(language),
                    reference=references.get(language),
                )
            except FaultError as error:
                return list(error.faults)
            return []

        def write_pdf(language: str) -> list[Fault]:
            kept, form = (keep or made.parent / "kept") / language / "pdf", config.parent / "_pdf"
            own = made / language, sources[language], toc[language], pdfs[language]
            return write_pdfs(*own, language, form, kept)

        made.mkdir()
        with ThreadPoolExecutor(len(toc)) as pool:
            check_faults(fault for faults in pool.map(build, sorted(toc)) for fault in faults)
            printing = pool.map(write_pdf, sorted(pdfs))  # while the rest of the site is made
            write_chooser(made, config.parent / "_templates", read_config(config), sorted(toc, reverse=True), titles)
            write_font(made, keep)
            for name, folder in (files or {}).items():
                shutil.copytree(folder, made / name)
            check_faults(fault for faults in printing for fault in faults)
        check_faults(check_site(made))
    return site


def write_chooser(
    site: Path,
    templates: Path,
    settings: Mapping[str, Any],
    languages: Sequence[str],
    titles: Mapping[str, str],
) -> Path:
    """Write `index.html`: one link to each language, no script."""
    known = settings["plan_metrics"]["languages"]
    heads = {language: titles.get(language) or known[language]["title"] for language in languages}
    links = "\n".join(
        f"<li>{LINK}</li>".format(
            href=f"{language}/{FRONT}.html",
            lang=known[language]["html_lang"],
            head=html.escape(heads[language]),
            name=html.escape(known[language]["name"]),
        )
        for language in languages
    )
    template = string.Template((templates / "chooser.html").read_text("utf-8"))
    page = template.substitute(
        html_lang=known[languages[0]]["html_lang"],
        hidden=' class="hidden"',  # the links say the same
        title=html.escape(" · ".join(dict.fromkeys(heads.values()))),
        heading=" · ".join(
            f'<span lang="{known[language]["html_lang"]}">{html.escape(head)}</span>'
            for language, head in heads.items()
        ),
        links=links,
    )
    target = site / "index.html"
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
