"""One page or one file of an edition, made again from the figures of the project, and what is published of it."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
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
from plan_metrics.verify.again import no_site
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
    if not any((site / code).is_dir() for code in contexts):
        raise FaultError([no_site(site)])
    planned = frozenset(run.job.page for run in runs)
    found = _Asked(base, contexts, runs, site, planned, _address(asked, site, contexts, planned))
    return next(verified for kind in KINDS if (verified := kind(found)))


@dataclass(frozen=True)
class _Asked:
    """What was asked for by its `name`, an address below the edition `site` or the id of a receipt."""

    base: Path
    contexts: Mapping[str, Context]
    runs: list[Run]
    site: Path
    planned: Collection[str]
    name: str

    @property
    def context(self) -> Context:
        return next(iter(self.contexts.values()))

    @property
    def language(self) -> str:
        first, _, rest = self.name.partition("/")
        return first if first in self.contexts and rest else ""

    @property
    def page(self) -> str:
        return self.name.removeprefix(f"{self.language}/").removesuffix(".html")


def _receipt(asked: _Asked) -> Verified | None:
    """A receipt by its id, and the pages that it is read on. `FaultError` for an id that is nearly one."""
    name, first = asked.name, asked.name.partition("/")[0]
    if "/" not in name or (asked.site / name).is_file():
        return None
    of_receipt = receipt_differences(asked.context, name, asked.site)
    if of_receipt is not None:
        pages = receipt_page_differences(asked.contexts, name, asked.site)
        told = [*of_receipt, *(each for differences in pages.values() for each in differences)]
        return Verified([f"{name} ({address_of(name)})", *pages], told)
    if first not in (*asked.contexts, downloads.FOLDER, FEEDS):
        check_receipt_id(asked.context, name)
    return None


def _feed(asked: _Asked) -> Verified | None:
    """A feed beside the editions."""
    if not asked.name.startswith(f"{FEEDS}/"):
        return None
    return Verified([asked.name], _of_feed(asked.contexts, asked.site, asked.name))


def _file(asked: _Asked) -> Verified | None:
    """A file that is no page. `FaultError` for one that cannot be made by itself, and for the name of none."""
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as made:
        if _write_alone(asked.base, asked.contexts, asked.runs, asked.site, asked.name, Path(made)):
            return Verified([asked.name], _compared(asked.site, Path(made), asked.name))
    is_page = asked.page in asked.planned
    is_file = (asked.site / asked.name).is_file() and not (asked.language and is_page)
    if is_file or (not is_page and (asked.site / asked.context.language / f"{asked.page}.html").is_file()):
        raise FaultError([_not_alone(asked.name)])
    if not is_page and (meant := _of_this_name(asked.site, asked.name)):
        raise FaultError([_no_file(asked.name, meant)])
    return None


def _page(asked: _Asked) -> Verified:
    """A page, in every language unless its address says one."""
    page = page_named(asked.page, asked.context.plan, asked.planned)
    own = [each for each in asked.runs if each.job.page == page and asked.language in ("", each.job.language)]
    names = [f"{each.job.language}/{page}.html" for each in own]
    books = books_of(asked.base, asked.contexts, asked.runs)
    found = [_of_page(books, each, asked.site, at) for each, at in zip(own, names, strict=True)]
    return Verified(names, [each for differences in found for each in differences])


KINDS: tuple[Callable[[_Asked], Verified | None], ...] = (_receipt, _feed, _file, _page)


def _address(asked: str, site: Path, contexts: Mapping[str, Context], planned: Collection[str]) -> str:
    """What was asked for as an address below the edition, or of a feed beside it, or as the id of a receipt.

    It may be the path of a file, or what stands in the address of a browser. Raises `FaultError` for a file of another
    edition, and for what names no page, file or receipt at all.
    """
    name = asked.strip()
    check_faults([_names_nothing(asked)] if not name or UNSAID.search(name) else [])
    there = _file_there(name, site)
    before, _, place = ("", "", "") if there else name.partition("#")
    parts = there or _file_there(before, site) or _parts(before.partition("?")[0])
    if NAMED.fullmatch(parts[0]) and parts[0] != site.name and parts[1:]:
        raise FaultError([_of_another(asked, parts[0])])
    if "/" in place:  # of a page of receipts
        return place
    parts = parts[parts[0] in (site.name, LATEST) :]
    name, rest = "/".join(parts), "/".join(parts[1:])
    if rest and parts[0] in contexts and receipt(next(iter(contexts.values())), rest):
        return rest
    folder = not name or NAMED.fullmatch(name) or ((site / name).is_dir() and name not in planned)
    check_faults([_names_nothing(asked)] if folder else [])
    return name


def _file_there(name: str, site: Path) -> list[str]:
    """The path of a file from its edition on, or from what lies beside the editions; empty for none of these."""
    path, sites = Path(os.path.abspath(name)), Path(os.path.abspath(site.parent))
    if not path.is_file():
        return []
    if path.resolve().is_relative_to(site.resolve()):
        return [site.name, *path.resolve().relative_to(site.resolve()).parts]
    return list(path.relative_to(sites).parts) if path.is_relative_to(sites) else []


def _parts(name: str) -> list[str]:
    """The parts of an address; of one of a browser those from the edition on, or from what lies beside them."""
    if "://" not in name:
        return name.rstrip("/").split("/")
    parts = unquote(_path_of(name)).strip("/").split("/")
    at = next((n for n, part in enumerate(parts) if NAMED.fullmatch(part) or part in (LATEST, FEEDS)), 0)
    return parts[at:]


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
