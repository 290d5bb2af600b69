"""One page or one file of an edition, made again from the figures of the project, and what is published of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from plan_metrics import paths
from plan_metrics.context import Context
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.export import write_exports
from plan_metrics.report.book_source import own_settings, read_config
from plan_metrics.report.chart_files import FOLDER as CHARTS
from plan_metrics.report.chart_files import write_chart_files
from plan_metrics.report.citing import reference
from plan_metrics.report.explain import page_named
from plan_metrics.report.minify import minify_html
from plan_metrics.report.notebook_markdown import page_of
from plan_metrics.report.notebook_nodes import written
from plan_metrics.report.own_parts import check_own_parts
from plan_metrics.report.runs import Run
from plan_metrics.report.site import page_now, prepare
from plan_metrics.verify.difference import MISSING, Difference
from plan_metrics.verify.files import file_differences
from plan_metrics.verify.markup import token_differences, tokens_of
from plan_metrics.verify.receipt import address_of, receipt_differences, receipt_page_differences
from plan_metrics.views import downloads

ARTICLE = re.compile(r"<h1>.*(?=</section>)", re.DOTALL)
# What the book adds to a page: places of headings, an empty list of chapters, links to the PDF files; no number.
AROUND = re.compile(
    r'</?section\b[^>]*>|<a class="headerlink"[^>]*>#</a>|<div class="toctree-wrapper compound">\s*</div>'
    r'|<p class="pm-papers">(?:\s*<a href="[^"<>]*">[^<0-9]*</a>)*\s*</p>'
)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
PLACE = re.compile(r"^<!-- place: .*? -->\n", re.MULTILINE)


@dataclass(frozen=True)
class Verified:
    """What was looked at, by its addresses below the folder of the edition, and what differs there."""

    looked_at: list[str]
    differences: list[Difference]


def verify_one(
    base: Path, asked: str, edition: str | None, folder: Path | None = None, *, run_theirs: bool = False
) -> Verified:
    """A page by its name, in every language unless it says one; a file of downloads or of a chart; a receipt by its id.

    `folder` is the published site or edition, without one that in the build folder. Raises `FaultError` for what cannot
    be made by itself, for a run that fails and, unless `run_theirs`, for notebooks that are not those of the program.
    """
    if not run_theirs:
        check_own_parts(base)
    contexts, runs = prepare(base, edition)
    edition = runs[0].job.parameters["edition"]
    site = folder or paths.build_folder(base) / "site"
    site = site / edition if (site / edition).is_dir() or not folder else site
    if not site.is_dir():
        raise FaultError([_not_published(base, site)])
    name = _address(asked, site)
    first, _, rest = name.partition("/")
    if rest and not (site / name).is_file():
        of_receipt = receipt_differences(next(iter(contexts.values())), name, site)
        if of_receipt is not None:
            pages = receipt_page_differences(contexts, name, site)
            told = [*of_receipt, *(each for differences in pages.values() for each in differences)]
            return Verified([f"{name} ({address_of(name)})", *pages], told)
    if first == downloads.FOLDER and rest:
        return Verified([name], _of_download(contexts, site, name))
    language, rest = (first, rest) if first in contexts and rest else ("", name)
    if language and rest.startswith(f"{CHARTS}/"):
        return Verified([name], _of_chart(base, contexts[language], runs, site, name))
    pages = dict.fromkeys(run.job.page for run in runs)
    page = rest.removesuffix(".html")
    if page not in pages and ((site / name).is_file() or (site / next(iter(contexts)) / f"{page}.html").is_file()):
        raise FaultError([_not_alone(name)])
    page = page_named(page, next(iter(contexts.values())).plan, pages)
    own = [each for each in runs if each.job.page == page and language in ("", each.job.language)]
    names = [f"{each.job.language}/{page}.html" for each in own]
    found = [_of_page(base, contexts[each.job.language], each, site, at) for each, at in zip(own, names, strict=True)]
    return Verified(names, [each for differences in found for each in differences])


def _address(asked: str, site: Path) -> str:
    """What was asked for as an address below the edition; it may be the path of a file of that."""
    path = Path(asked)
    if path.is_file() and path.resolve().is_relative_to(site.resolve()):
        return path.resolve().relative_to(site.resolve()).as_posix()
    return asked.removeprefix(f"{site.name}/")


def _of_page(base: Path, context: Context, own: Run, site: Path, name: str) -> list[Difference]:
    if not (site / name).is_file():
        return [Difference(name, MISSING)]
    return page_differences(base, page_now(base, context, own), context.language, name, _text(site / name))


def page_differences(base: Path, page: Mapping[str, Any], language: str, name: str, published: str) -> list[Difference]:
    """Where the published page of a run differs from what its notebook shows: all words and numbers below its title."""
    labels = own_settings(read_config(base / "book" / "_config.yml"), language)
    found = ARTICLE.search(published)
    computed = _tokens(page, labels["show_code"], labels["hide_code"])
    return list(token_differences(name, _kept(found[0] if found else ""), computed))


def _tokens(page: Mapping[str, Any], show: str, hide: str) -> list[str]:
    text = HEADING.sub(_as_html, PLACE.sub("", page_of(page, show, hide)))
    return _kept(minify_html(text))


def _as_html(heading: re.Match[str]) -> str:
    level, words = len(heading[1]), escape(unescape(heading[2]), quote=False)
    return f"<h{level}>{words}</h{level}>"


def _kept(html: str) -> list[str]:
    return [token.strip() for token in tokens_of(AROUND.sub("", html)) if token.strip()]


def _of_download(contexts: Mapping[str, Context], site: Path, name: str) -> list[Difference]:
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as folder:
        write_exports(contexts, Path(folder, downloads.FOLDER))
        return _compared(site, Path(folder), name)


def _of_chart(base: Path, context: Context, runs: list[Run], site: Path, name: str) -> list[Difference]:
    """Of the pages that lead to the files of a chart the first is made again, and its charts from that."""
    own = [each for each in runs if each.job.language == context.language]
    address = f"{CHARTS}/{Path(name).stem}."
    showing = [each for each in own if address in _text(site / context.language / f"{each.job.page}.html")]
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as folder:
        book, pages = Path(folder, context.language), Path(folder, "pages")
        for place in (book, pages):
            place.mkdir()
        for each in showing[:1]:
            (pages / f"{each.job.page}.ipynb").write_bytes(written(page_now(base, context, each)))
        write_chart_files(pages, book, context.language, reference(context))
        return _compared(site, Path(folder), name)


def _text(file: Path) -> str:
    return file.read_text("utf-8", errors="replace") if file.is_file() else ""


def _compared(site: Path, made: Path, name: str) -> list[Difference]:
    if not (made / name).is_file():
        raise FaultError([_not_alone(name)])
    if not (site / name).is_file():
        return [Difference(name, MISSING)]
    return file_differences(name, (site / name).read_bytes(), (made / name).read_bytes())


def _not_published(base: Path, site: Path) -> Fault:
    return Fault(
        rule="not_published",
        file=site.relative_to(base).as_posix() if site.is_relative_to(base) else site.name,
        found=N_("no published edition"),
        expected=N_("a folder that `plan-metrics report` has published"),
        fix=N_("Build the report, or name the folder of the edition with --site."),
    )


def _not_alone(name: str) -> Fault:
    return Fault(
        rule="not_alone",
        file=name,
        found=N_("a file that cannot be made by itself"),
        expected=N_("a page, a file of the downloads (data/...) or of a chart (charts/...)"),
        fix=N_("Compare the whole site: plan-metrics verify --all SITE ARCHIVE."),
    )
