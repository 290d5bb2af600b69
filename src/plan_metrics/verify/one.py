"""One page or one file of an edition, made again from the figures of the project, and what is published of it."""

from __future__ import annotations

import glob
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plan_metrics import paths
from plan_metrics.context import Context
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.export import write_exports
from plan_metrics.receipts import receipt
from plan_metrics.report import feeds
from plan_metrics.report.beside_editions import FILE as FEED
from plan_metrics.report.beside_editions import FOLDER as FEEDS
from plan_metrics.report.beside_editions import LATEST, NAMED, edition_folders
from plan_metrics.report.book_search import FILE as SEARCHED
from plan_metrics.report.chart_files import write_chart_files
from plan_metrics.report.citing import reference
from plan_metrics.report.explain import page_named
from plan_metrics.report.notebook_nodes import written
from plan_metrics.report.own_parts import check_own_parts
from plan_metrics.report.pictures import write_pictures
from plan_metrics.report.publication import searches_of
from plan_metrics.report.runs import Run
from plan_metrics.report.sharing import FOLDER as CHARTS
from plan_metrics.report.sharing import GENERAL
from plan_metrics.report.site import page_now, prepare
from plan_metrics.verify.difference import MISSING, Difference
from plan_metrics.verify.files import file_differences
from plan_metrics.verify.page import Books, books_of, page_differences, printed_again
from plan_metrics.verify.receipt import address_of, check_receipt_id, receipt_differences, receipt_page_differences
from plan_metrics.verify.words import UNSAID
from plan_metrics.views import downloads


@dataclass(frozen=True)
class Verified:
    """What was looked at, by its addresses below the folder of the edition, and what differs there."""

    looked_at: list[str]
    differences: list[Difference]


def verify_one(
    base: Path, asked: str, edition: str | None, folder: Path | None = None, *, run_theirs: bool = False
) -> Verified:
    """A page by its name, in every language unless it says one; a receipt by its id; or a file.

    A file is one of the downloads, of a chart, a preview, a feed, or what the search finds. One that is there under
    what was asked for is that very file, also where a page has the same name.

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
    planned = dict.fromkeys(run.job.page for run in runs)
    name = _address(asked, site, contexts, planned)
    first, _, rest = name.partition("/")
    if rest and not (site / name).is_file():
        of_receipt = receipt_differences(next(iter(contexts.values())), name, site)
        if of_receipt is not None:
            pages = receipt_page_differences(contexts, name, site)
            told = [*of_receipt, *(each for differences in pages.values() for each in differences)]
            return Verified([f"{name} ({address_of(name)})", *pages], told)
        if first not in (*contexts, downloads.FOLDER, FEEDS):
            check_receipt_id(next(iter(contexts.values())), name)
    if first == FEEDS and rest:
        return Verified([name], _of_feed(contexts, site, name))
    language, rest = (first, rest) if first in contexts and rest else ("", name)
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as made:
        if _write_alone(base, contexts, runs, site, name, Path(made)):
            return Verified([name], _compared(site, Path(made), name))
    page = rest.removesuffix(".html")
    is_file = (site / name).is_file() and not (language and page in planned)
    if is_file or (page not in planned and (site / next(iter(contexts)) / f"{page}.html").is_file()):
        raise FaultError([_not_alone(name)])
    if page not in planned and (meant := _of_this_name(site, name)):
        raise FaultError([_no_file(name, meant)])
    page = page_named(page, next(iter(contexts.values())).plan, planned)
    own = [each for each in runs if each.job.page == page and language in ("", each.job.language)]
    names = [f"{each.job.language}/{page}.html" for each in own]
    books = books_of(base, contexts, runs)
    found = [_of_page(books, each, site, at) for each, at in zip(own, names, strict=True)]
    return Verified(names, [each for differences in found for each in differences])


def _address(asked: str, site: Path, contexts: Mapping[str, Context], planned: Collection[str]) -> str:
    """What was asked for as an address below the edition, or of a feed beside it, or as the id of a receipt.

    It may be the path of a file, or what stands in the address of a browser. Raises `FaultError` for the path of a file
    of the site that is neither, and for what names no page, file or receipt at all.
    """
    name = asked.strip()
    check_faults([_names_nothing(asked)] if not name or UNSAID.search(name) else [])
    path, whole = Path(name).resolve(), site.parent.resolve()
    if path.is_file() and path.is_relative_to(whole):
        if path.is_relative_to(site.resolve()):
            return path.relative_to(site.resolve()).as_posix()
        name = path.relative_to(whole).as_posix()
        if name.partition("/")[0] == FEEDS:
            return name
        other = name.partition("/")[0]
        raise FaultError([_of_another(asked, other) if whole / other in edition_folders(whole) else _not_alone(asked)])
    name, _, place = name.partition("#")
    if "/" in place:  # of a page of receipts
        return place
    if "://" in name:
        parts = _path_of(name).split("/")
        there = [number for number, part in enumerate(parts) if NAMED.fullmatch(part) or part == LATEST]
        other = parts[there[0]] if there else site.name
        check_faults([_of_another(asked, other)] if other not in (site.name, LATEST) else [])
        name = unquote("/".join(parts[there[0] + 1 if there else 0 :]))
    name = name.partition("?")[0].removeprefix(f"{LATEST}/").removeprefix(f"{site.name}/").rstrip("/")
    first, _, rest = name.partition("/")
    if first in contexts and receipt(next(iter(contexts.values())), rest):
        return rest
    folder = not name or NAMED.fullmatch(name) or ((site / name).is_dir() and name not in planned)
    check_faults([_names_nothing(asked)] if folder else [])
    return name


def _path_of(address: str) -> str:
    """The path in an address of a browser; "" for what is none."""
    try:
        return urlsplit(address).path
    except ValueError:  # brackets or letters that no host has
        return ""


def _of_this_name(site: Path, name: str) -> list[str]:
    """The files of an edition that end with a name of a file, by their addresses; at most three."""
    if not Path(name).suffix or Path(name).suffix == ".html":
        return []
    found = sorted(file.relative_to(site).as_posix() for file in site.rglob(glob.escape(Path(name).name)))
    return [each for each in found if f"/{each}".endswith(f"/{name}")][:3]


def _of_page(books: Books, own: Run, site: Path, name: str) -> list[Difference]:
    if not (site / name).is_file():
        return [Difference(name, MISSING)]
    language = own.job.language
    page = page_now(books.base, books.contexts[language], own)
    return page_differences(name, _text(site / name), printed_again(books, language, own.job.page, page))


def _of_feed(contexts: Mapping[str, Context], site: Path, name: str) -> list[Difference]:
    """A feed beside the editions: what this edition tells is found again, of the others it is what they carry."""
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as folder:
        for edition in {site, *edition_folders(site.parent)}:
            for code in contexts:
                target = Path(folder) / edition.name / code
                target.mkdir(parents=True)
                if (edition / code / FEED).is_file():
                    shutil.copyfile(edition / code / FEED, target / FEED)
        feeds.write_entries(Path(folder, site.name), contexts)
        feeds.write_feeds(Path(folder), contexts)
        return _compared(site.parent, Path(folder), name)


def _write_alone(
    base: Path, contexts: Mapping[str, Context], runs: list[Run], site: Path, name: str, made: Path
) -> bool:
    """Write a file that is no page into a folder like that of the edition; whether it is of a kind that can be."""
    first, _, rest = name.partition("/")
    if first == downloads.FOLDER and rest:
        write_exports(contexts, made / downloads.FOLDER)
    elif first in contexts and rest == FEED:
        (made / first).mkdir()
        feeds.write_entries(made, {first: contexts[first]})
    elif first in contexts and rest == SEARCHED:
        (made / first).mkdir()
        (made / name).write_bytes(searches_of(contexts, books_of(base, contexts, runs).contents)[first].encode())
    elif first in contexts and (rest.startswith(f"{CHARTS}/") or rest == GENERAL):
        _write_charts(base, contexts[first], runs, site, rest, made)
    else:
        return False
    return True


def _write_charts(base: Path, context: Context, runs: list[Run], site: Path, name: str, made: Path) -> None:
    """Make one of the pages again that show the chart of a file, and the files of its charts from that."""
    code, stem = context.language, Path(name).stem
    own = sorted((each for each in runs if each.job.language == code), key=lambda each: f"{each.job.page}.ipynb")
    showing = [each for each in own if f"{CHARTS}/{stem}." in _text(site / code / f"{each.job.page}.html")]
    showing = [each for each in own if f"page-{each.job.page}" == stem] or showing
    pages = made / "pages"
    for place in (made / code, pages):
        place.mkdir()
    is_picture = name.endswith(".png")
    for each in showing[-1:] if is_picture else showing[:1]:  # which is the one that the book takes
        (pages / f"{each.job.page}.ipynb").write_bytes(written(page_now(base, context, each)))
    named = reference(context)
    if is_picture:
        write_pictures(pages, made / code, code, named.around, base / "book" / "_pdf", made / "kept")
    else:
        write_chart_files(pages, made / code, code, named)


def _text(file: Path) -> str:
    return file.read_text("utf-8", errors="replace") if file.is_file() else ""


def _compared(site: Path, made: Path, name: str) -> list[Difference]:
    if not (made / name).is_file():
        raise FaultError([_not_alone(name) if (site / name).is_file() else _no_such_file(name, made)])
    if not (site / name).is_file():
        return [Difference(name, MISSING)]
    return file_differences(name, (site / name).read_bytes(), (made / name).read_bytes())


def _names_nothing(asked: str) -> Fault:
    found = N_("“{value}”") if asked.strip() else N_("nothing")
    expected = N_("a page by its name, a file of the edition by its address, or a receipt by its id")
    fix = N_("Copy the address of the page from the browser, or the id that stands under “Verify” among the receipts.")
    return fault_at("unknown_name", "parameters", found, expected, fix, column="page", value=asked)


def _no_such_file(name: str, made: Path) -> Fault:
    """A file of the downloads or of the charts that an edition does not have; with those of nearly its name."""
    there = [file.relative_to(made).as_posix() for file in sorted(made.rglob("*")) if file.is_file()]
    return _no_file(name, get_close_matches(name, there, 3))


def _not_published(base: Path, site: Path) -> Fault:
    found = N_("no published edition")
    expected = N_("a folder that `plan-metrics report` has published")
    fix = N_("Build the report, or name the folder of the edition with --site.")
    file = site.relative_to(base).as_posix() if site.is_relative_to(base) else site.name
    return fault_at("not_published", file, found, expected, fix)


def _no_file(name: str, meant: list[str]) -> Fault:
    """No file of this address; those that may be meant are named."""
    expected = N_("the address of a file below the folder of the edition")
    fix = N_("Perhaps this is meant: {meant}.") if meant else N_("Copy the address of the file from the browser.")
    found, said = N_("“{value}”"), ", ".join(meant)
    return fault_at("unknown_name", "parameters", found, expected, fix, column="page", value=name, meant=said)


def _of_another(asked: str, edition: str) -> Fault:
    expected = N_("a file of the edition that is compared")
    fix = N_("Name the edition of the file behind it: plan-metrics verify FILE {edition}.")
    return fault_at("not_published", asked, N_("a file of the edition {edition}"), expected, fix, edition=edition)


def _not_alone(name: str) -> Fault:
    expected = N_(
        "a page, a receipt, a file of the downloads (data/...) or of a chart (charts/...), a feed, the search"
    )
    fix = N_("Compare the whole site: plan-metrics verify --all SITE ARCHIVE.")
    return fault_at("not_alone", name, N_("a file that cannot be made by itself"), expected, fix)
