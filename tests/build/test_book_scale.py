"""A book of any size: the same work for each page, only the changed pages again, always the same bytes."""

from __future__ import annotations

import os
import pstats
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
import pytest
import yaml
from test_book import CONFIG, digests, notebook

from plan_metrics.errors import FaultError
from plan_metrics.report import jupyter_book
from plan_metrics.report.book import build_book, build_site
from plan_metrics.report.book_check import check_site
from plan_metrics.report.book_sidebar import ALL_PAGES, NEAR, SHORT_PART, WHOLE_BOOK, is_cut, places, sidebar
from plan_metrics.report.book_source import Volume, book_config, read_config, stage_sources

NAMES = [f"p{number}" for number in range(8)]


def books(pages: Path) -> dict[str, Volume]:
    """The small book, of these pages."""
    return {"en": Volume([("Pages", NAMES)], pages)}


def write_pages(folder: Path) -> Path:
    """A front page that shows the titles of two others, pages of text with a picture, and two notebooks."""
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("# Front\n\n[](p0.md) and [a heading](p1.md#old-heading)\n", "utf-8")
    for name in NAMES[:6]:
        text = f"# Page {name}\n\nText of {name}.\n\n![](dot.png)\n\n## Old heading\n\nMore.\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    for name in NAMES[6:]:
        nbformat.write(notebook("en", f"Notebook {name}"), folder / f"{name}.ipynb")
    for name in ("dot", "other"):
        matplotlib.image.imsave(folder / f"{name}.png", np.zeros((2, 2, 3)), metadata={"Software": None})
    return folder


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the small book, not to be changed."""
    return write_pages(tmp_path_factory.mktemp("small") / "pages")


@pytest.fixture(scope="session")
def first(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small book, printed by one process, and what it keeps for the next time."""
    folder = tmp_path_factory.mktemp("first")
    build_book(books(pages), "en", CONFIG, folder / "site", keep=folder / "keep")
    return folder


@pytest.fixture
def again(pages: Path, first: Path, tmp_path: Path) -> Iterator[Path]:
    """The same, with its pages, to be changed at will; put back afterwards, because Sphinx knows its folder."""
    shutil.copytree(first, tmp_path / "saved")
    shutil.copytree(pages, first / "pages")
    yield first
    shutil.rmtree(first)
    shutil.copytree(tmp_path / "saved", first)


def printed(folder: Path) -> dict[str, int]:
    """When each page of the kept book was written."""
    return {path.stem: path.stat().st_mtime_ns for path in (folder / "keep/en/book/html").glob("*.html")}


def printed_since(before: dict[str, int], folder: Path) -> set[str]:
    """The pages of the kept book that were written after that."""
    return {page for page, time in printed(folder).items() if time != before.get(page)}


def test_one_process_or_many_give_the_same_bytes(pages: Path, first: Path, tmp_path: Path) -> None:
    """Reading and writing in parallel changes nothing, and no extension forbids it (that would be a warning)."""
    many = build_book(books(pages), "en", CONFIG, tmp_path / "site", jobs=3)
    assert digests(many) == digests(first / "site" / "en")


def test_nothing_is_printed_when_nothing_changed(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter Book is not even started; the site is there all the same, whatever the times of the files."""
    before = digests(again / "site")
    shutil.rmtree(again / "site")
    for path in (again / "pages").iterdir():
        path.touch()
    monkeypatch.setattr(jupyter_book, "run_jupyter_book", lambda *_: pytest.fail("started"))
    build_book(books(again / "pages"), "en", CONFIG, again / "site", keep=again / "keep")
    assert digests(again / "site") == before


def test_only_changed_pages_are_printed_again_and_the_bytes_are_those_of_a_new_book(again: Path) -> None:
    """A changed text: its page, the front page and the search. A changed title or heading: every page that may show
    it. Words, pictures and headings that are gone leave no trace."""

    def build_both() -> set[str]:
        before = printed(again)
        for keep, out in ((again / "keep", again / "site"), (None, again / "new")):
            build_book(books(again / "pages"), "en", CONFIG, out, keep=keep)
        assert digests(again / "site") == digests(again / "new")
        return printed_since(before, again)

    page, text = again / "pages" / "p2.md", (again / "pages" / "p2.md").read_text("utf-8")
    text = text.replace("Text of p2", "An orchard").replace("dot.png", "other.png")
    page.write_text(text, "utf-8")
    os.utime(page, (0, 0))  # older than what was printed
    assert build_both() == {"p2", "index", "search"}
    assert "orchard" in (again / "site/en/p2.html").read_text("utf-8")

    page.write_text(text.replace("An orchard", "A meadow").replace("other.png", "dot.png"), "utf-8")
    (again / "pages" / "p0.md").write_text("# New title\n", "utf-8")
    assert build_both() == {"index", "search", *NAMES}
    assert "New title" in (again / "site/en/index.html").read_text("utf-8")
    assert "orchard" not in "".join(path.read_text("utf-8") for path in (again / "site/en").glob("*.html"))
    assert not (again / "site/en/_images/other.png").exists()


def test_a_broken_link_is_told_although_its_page_did_not_change(again: Path) -> None:
    """The front page links to a heading that another page loses; and a failure is told again the next time."""
    (again / "pages" / "p1.md").write_text("# Page p1\n\nNo heading.\n", "utf-8")
    for _ in range(2):
        with pytest.raises(FaultError) as caught:
            build_book(books(again / "pages"), "en", CONFIG, again / "site", keep=again / "keep")
        assert [fault.file for fault in caught.value.faults] == ["en/index.md"]


@pytest.mark.parametrize("parts", [1, 4, 300])
@pytest.mark.parametrize("count", [WHOLE_BOOK + 1, 1_000, 10_000])
def test_a_sidebar_stays_small_and_shows_the_readers_place(count: int, parts: int) -> None:
    """However many pages and parts there are, and wherever the reader is."""
    names = [f"p{number}" for number in range(count)]
    book = [(f"part {part}", names[part::parts]) for part in range(parts)]
    where = places(book)
    for page in ("index", names[0], names[count // 2], names[-1]):
        shown = sidebar(book, where, page)
        assert len(shown) <= SHORT_PART
        listed = [name for part in shown for name in part["pages"]]
        assert len(listed) <= SHORT_PART * SHORT_PART
        assert page in [*listed, "index"]
        assert all(part["open"] for part in shown if page in part["pages"])
        assert all(part["cut"] or len(part["pages"]) == part["count"] for part in shown)


def test_a_sidebar_of_a_book_like_ours_lists_every_page() -> None:
    """Up to a hundred pages, a long part is folded, not cut."""
    book = [("few", ["a", "b"]), ("many", [f"p{number}" for number in range(WHOLE_BOOK - 2)])]
    assert not is_cut(book)
    assert [part["pages"] for part in sidebar(book, places(book), "a")] == [pages for _, pages in book]
    assert [part["open"] for part in sidebar(book, places(book), "a")] == [True, False]
    assert is_cut([*book, ("more", ["one"])])


def test_every_page_of_a_big_book_is_found_from_every_page(tmp_path: Path) -> None:
    """The sidebar leads to a page that lists all, in each language and from one language to the other."""
    names = [f"p{number:03}" for number in range(WHOLE_BOOK + 1)]
    toc = {language: [("First", names[:20]), ("Rest", names[20:])] for language in ("zh", "en")}
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("index", *names):
        (pages / f"{name}.md").write_text(f"# Title of {name}\n", "utf-8")
    site = build_site({code: Volume(parts, pages) for code, parts in toc.items()}, CONFIG, tmp_path / "site")
    assert check_site(site) == []
    for language, title, other in (("zh", "全部页面", "en"), ("en", "All pages", "zh")):
        whole = (site / language / f"{ALL_PAGES}.html").read_text("utf-8")
        listed = whole[whole.index("<h1>") :]
        assert re.findall(r'<li><a href="(p\d+)\.html">Title of \1</a>', listed) == names
        assert f"<h1>{title}</h1>" in whole
        assert f'href="../{other}/{ALL_PAGES}.html"' in whole
        page = (site / language / "p050.html").read_text("utf-8")
        nav = re.search(r'<nav class="[^"]*pm-nav".*?</nav>', page, re.DOTALL)[0]
        assert f'href="{ALL_PAGES}.html"' in nav
        assert len(re.findall(r'href="p\d+\.html"', nav)) == 20 + 2 * NEAR  # the place itself is "#"


def calls(folder: Path, count: int) -> Counter[tuple[str, str]]:
    """How often each function is called, by file and name, while Jupyter Book prints a book of so many pages, all but
    a few in the last of so many parts that its sidebar does not list every page."""
    names = [f"p{number:03}" for number in range(count)]
    toc = [*((name, [name]) for name in names[:SHORT_PART]), ("Rest", names[SHORT_PART:])]
    assert is_cut(toc)
    pages = folder / "pages"
    pages.mkdir(parents=True)
    for name in ("index", *names):
        text = f"# Title of {name}\n\n[](index.md)\n\n<table><td>{name} orchard</td></table>\n\n```python\nx = 1\n```\n"
        (pages / f"{name}.md").write_text(text, "utf-8")
    source = folder / "source"
    stage_sources(toc, pages, CONFIG.parent, source, ("Show", "Hide"))
    settings = book_config(read_config(CONFIG), {"en": Volume(toc, pages)}, "en")
    settings["sphinx"]["config"]["plan_metrics"] |= {"changed": names, "jobs": 1}
    (source / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    command = ["-m", "cProfile", "-o", folder / "calls", "-m", jupyter_book.__name__, source, folder / "book"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    subprocess.run([sys.executable, *map(str, command)], check=True, env=environment, capture_output=True)
    found: Counter[tuple[str, str]] = Counter()
    for (file, _, function), (_, times, *_) in pstats.Stats(str(folder / "calls")).stats.items():
        found[Path(file).name, re.sub(" at 0x[0-9a-f]+", "", function)] += times
    return found


def test_a_page_costs_the_same_in_a_big_book(tmp_path: Path) -> None:
    """Thirty more pages call every function as often as the thirty before: nothing grows with the square of the
    number of pages, and no tree of all pages is resolved for a page. One thing grows: for each page it reads, Sphinx
    takes its name out of one set per page, which is half a second for 3,000 pages."""
    known = {("~", "<method 'discard' of 'set' objects>")}
    small, middle, big = (calls(tmp_path / str(count), count) for count in (25, 55, 85))
    first_thirty, next_thirty = middle - small, big - middle
    assert next_thirty.total() <= 1.01 * first_thirty.total()
    assert {key for key, times in next_thirty.items() if times > 1.05 * first_thirty[key] + 60} <= known
    assert next_thirty["toctree.py", "_resolve_toctree"] == 0
    assert next_thirty["sphinx_extension.py", "add_context"] == 30
