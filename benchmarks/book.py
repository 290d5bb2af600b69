"""Times the printing of generated books: does a page cost the same in a big book, and what does a changed page cost?

Run it with `python benchmarks/book.py`, or with other sizes: `python benchmarks/book.py 100 400`. The pages are the
notebooks as they run for their own parameters, under new titles: tables, charts and links as in a real report.
Seconds are of the processor, start-up included, because the clock tells more of what else the machine does; one
language, one process.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
import papermill

from plan_metrics.report.book import build_site
from plan_metrics.report.book_source import Volume

BASE = Path(__file__).parents[1]
CONFIG = BASE / "book" / "_config.yml"
SIZES = (100, 400, 3000)
MIX = ("region", "region", "region", "breakdown", "action")  # what most pages of a report are
PARTS = (0.1, 0.3, 1.0)  # a short part, a longer one, and the rest
WANTED = 1.2
LINK = re.compile(r'href="(?!https?:|#)[^"]*"')


@cache
def page(notebook: str, title: str) -> nbformat.NotebookNode:
    """A notebook run for its own parameters; links to other pages lead to the front page."""
    source = BASE / "notebooks" / f"{notebook}.ipynb"
    made = papermill.execute_notebook(source, None, kernel_name="python3", progress_bar=False, cwd=source.parent)
    made.cells[0].source = f"# {title}"
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.metadata["tags"] = ["hide-input"]
            for output in cell.outputs:
                output.data["text/html"] = LINK.sub('href="index.html"', output.data["text/html"])
    return made


def write_pages(folder: Path, count: int) -> list[tuple[str, list[str]]]:
    """Write the front page and all others; return the table of contents."""
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("# Front\n", "utf-8")
    names = [f"p{number:04}" for number in range(count - 1)]
    kinds = {notebook: nbformat.writes(page(notebook, "TITLE")) for notebook in dict.fromkeys(MIX)}
    for number, name in enumerate(names):
        notebook = MIX[number % len(MIX)]
        (folder / f"{name}.ipynb").write_text(kinds[notebook].replace("TITLE", f"{notebook} {name}"), "utf-8")
    ends = [0, *(round(len(names) * part) for part in PARTS)]
    return [(f"Part {end}", names[begin:end]) for begin, end in pairwise(ends)]


def seconds(toc: list[tuple[str, list[str]]], work: Path) -> float:
    """Print the site; the seconds of the processor that this took, of all processes."""
    before = os.times()
    build_site({"en": Volume(toc, work / "pages")}, CONFIG, work / "site", keep=work / "keep")
    return sum(after - then for after, then in zip(os.times()[:4], before[:4], strict=True))


def times(size: int) -> tuple[float, float]:
    """The seconds for a new book, and for the same book with one page changed."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        toc = write_pages(work / "pages", size)
        whole = seconds(toc, work)
        page = work / "pages" / "p0000.ipynb"
        page.write_text(page.read_text("utf-8").replace("<th", "<th title='new'", 1), "utf-8")
        return whole, seconds(toc, work)


def main(sizes: list[int]) -> None:
    """Print a table; end with an error if a page of the biggest book costs too much."""
    print(f"{'pages':>6}{'seconds':>10}{'ms a page':>11}{'ratio':>7}{'ms a further page':>19}{'one page changed':>18}")
    smallest, least = sizes[0], 0.0
    for size in sizes:
        whole, one_page = times(size)
        least = least or whole
        ratio = (whole / size) / (least / smallest)
        further = f"{(whole - least) / (size - smallest) * 1000:.1f}" if size > smallest else ""
        print(f"{size:>6}{whole:>10.1f}{whole / size * 1000:>11.1f}{ratio:>7.2f}{further:>19}{one_page / whole:>18.0%}")
    if ratio > WANTED:
        raise SystemExit(f"a page of the biggest book costs {ratio:.2f} times a page of the smallest")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
