"""Lays out what Jupyter Book reads for one language: pages, settings, table of contents."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rcssmin import cssmin

from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.languages import forms_of
from plan_metrics.report.book_sidebar import Parts, is_cut
from plan_metrics.report.labels import labels, title
from plan_metrics.report.notebook_markdown import TOLD, page_of
from plan_metrics.report.pdf import PdfTexts
from plan_metrics.report.sharing import settings as sharing_of
from plan_metrics.report.sharing import told_by

if TYPE_CHECKING:  # the processes that print books need no figures
    from plan_metrics.report.citing import Reference

FRONT = "index"
# Texts that know more of themselves (a language, a string without words) are written as texts.
yaml.SafeDumper.add_multi_representer(str, yaml.SafeDumper.represent_str)

ENDINGS = (".ipynb", ".md")
TO_NOTEBOOK = re.compile(r"\]\(([\w-]+)\.ipynb(?=[#)])")  # a link of a hand-written page


@dataclass(frozen=True)
class Volume:
    """The contents of a book, the folder of its pages, and what it says of itself.

    `source` holds the pages, already executed: `index` and each page of `toc` as .ipynb or .md, and any files they
    link to. `title` and `notice` go before those of the settings. `search` is the script of what the search finds
    (`book_search.script_of`); without it nothing is found. With `pdfs` the book is also made as PDF. `reference` is how
    pages are cited and what previews say, see `citing`.
    """

    toc: Parts
    source: Path
    title: str = ""
    notice: str = ""
    search: str = ""
    pdfs: PdfTexts | None = None
    reference: Reference | None = None


def read_config(config: Path) -> dict[str, object]:
    """The settings of the books; `plan_metrics` in them is ours, all else is Jupyter Book's."""
    settings: dict[str, object] = yaml.safe_load(config.read_text("utf-8"))
    return settings


def book_config(settings: Mapping[str, Any], volumes: Mapping[str, Volume], language: str) -> dict[str, Any]:
    """The settings of one language as Jupyter Book reads them; a notice stands at the head of every page."""
    volume, tocs = volumes[language], {code: each.toc for code, each in volumes.items()}
    forms = forms_of(language)
    own = {
        "html_lang": forms.html,
        "direction": forms.direction,
        "labels": labels(language),
        "footer": settings.get("plan_metrics", {}).get("footer", {}).get(language, ""),
        "notice": volume.notice,
        "pdfs": [list(each) for each in (volume.pdfs.brief, volume.pdfs.book)] if volume.pdfs else [],
        "sharing": sharing_of(volume.reference),
        "parts": [[caption, list(pages)] for caption, pages in volume.toc],
        "all_pages": any(map(is_cut, tocs.values())),
        "others": [
            {
                "folder": str(other),
                "name": forms_of(other).name,
                "html_lang": forms_of(other).html,
                "pages": [page for _, pages in tocs[other] for page in pages],
            }
            for other in sorted(tocs)
            if other != language
        ],
    }
    sphinx = {**settings["sphinx"]["config"], "plan_metrics": own}
    kept = {key: value for key, value in settings.items() if key not in {"plan_metrics", "sphinx"}}
    return {**kept, "title": volume.title or title(language), "sphinx": {**settings["sphinx"], "config": sphinx}}


def stage_sources(parts: Parts, source_dir: Path, book: Path, target: Path, folds: tuple[str, str]) -> None:
    """Copy the pages of the toc, their pictures and files, our style and templates; write `_toc.yml`.

    Notebooks become Markdown, with `folds` on their code, below a line of what they tell of themselves. What was in
    `target` goes. No file keeps its time, because what changed is told by content. Raises `FaultError` if a page of the
    toc is not there, is there twice, or comes twice in the toc.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    faults: list[Fault] = []
    seen: set[str] = set()
    for page in (FRONT, *(page for _, pages in parts for page in pages)):
        found = [source_dir / (page + ending) for ending in ENDINGS if (source_dir / (page + ending)).is_file()]
        if len(found) == 1 and page not in seen:
            text = found[0].read_text("utf-8")
            if found[0].suffix == ".ipynb":
                notebook = json.loads(text)
                told = json.dumps(told_by(page, notebook)).replace(">", "\\u003e")
                text = f"{TOLD.format(told)}\n\n{page_of(notebook, *folds)}"
            (target / f"{page}.md").write_text(TO_NOTEBOOK.sub(r"](\1.md", text), "utf-8")
        else:
            faults.append(page_fault(source_dir, page, len(found)))
        seen.add(page)
    check_faults(faults)
    for path in sorted(source_dir.iterdir()):
        if path.suffix not in ENDINGS and not path.name.startswith((".", "_")):
            copy = shutil.copytree if path.is_dir() else shutil.copyfile
            copy(path, target / path.name)
    for name in ("_static", "_templates"):
        shutil.copytree(book / name, target / name)
    for sheet in (target / "_static").glob("*.css"):
        sheet.write_text(cssmin(sheet.read_text("utf-8")), "utf-8")
    chapters = [{"caption": caption, "chapters": [{"file": page} for page in pages]} for caption, pages in parts]
    contents = {"format": "jb-book", "root": FRONT, "parts": chapters}
    (target / "_toc.yml").write_text(yaml.safe_dump(contents, allow_unicode=True), "utf-8")
    for path in target.rglob("*"):
        os.utime(path, (0, 0))


def page_fault(source_dir: Path, page: str, found: int) -> Fault:
    """A page of the toc that cannot be printed; `found` is how many files have its name."""
    said = N_("{count} files for the page {page}, or the page comes twice in the table of contents")
    expected = N_("one file {page}.ipynb or {page}.md, named once")
    fix = N_("run the notebook of this page first, or take it out of the table of contents")
    return fault_at("book-page", str(source_dir), said, expected, fix, page=page, count=found)
