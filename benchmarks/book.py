"""Times the printing of generated books of 100, 400 and 3,000 pages."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from time import perf_counter

import nbformat

from plan_metrics.report.book import build_site

BASE = Path(__file__).parents[1]
MIX = ("region", "region", "region", "sector", "action")  # what most pages of a report are
LINK = re.compile(r'href="(?!https?:)[^"#]*(?:#[^"]*)?"')


def page(notebook, number):
    made = nbformat.read(BASE / "notebooks" / f"{notebook}.ipynb", as_version=4)
    made.cells[0].source = f"# {notebook.title()} {number:04}"
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.metadata["tags"] = ["hide-input"]
            for output in cell.outputs:
                if "text/html" in output.get("data", {}):
                    output.data["text/html"] = LINK.sub('href="index.html"', output.data["text/html"])
    return made


def write_pages(folder, number):
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("# Front\n", "utf-8")
    names = []
    for i in range(number - 1):
        name = f"p{i:04}"
        nbformat.write(page(MIX[i % len(MIX)], i), folder / f"{name}.ipynb")
        names.append(name)
    third = len(names) // 10
    return [("Few", names[:third]), ("More", names[third:3*third]), ("Most", names[3*third:])]


if __name__ == "__main__":
    work, n, langs = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
    toc = {}
    for l in langs:
        toc[l] = write_pages(work / "pages" / l, n)
    start = perf_counter()
    build_site(toc, {l: work / "pages" / l for l in langs}, BASE / "book" / "_config.yml", work / "site")
    print(n, perf_counter() - start, (perf_counter() - start) / n)
