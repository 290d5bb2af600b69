"""The book, the brief and the sheets as PDF: the pages and the brief's own, set by Typst (decisions/0016)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.languages import fonts_of, forms_of
from plan_metrics.report.engine.process import cause_of, run_module
from plan_metrics.report.sharing import ABOUT_ITSELF


@dataclass(frozen=True)
class PdfTexts:
    """What the PDFs of one language say beside the pages of its book.

    `short` is the title at the head of a page; `notice` stands on every page, `edition` at its foot; `front` are the
    lines of the title page, `contents` the heading of the list of contents, `to_page` what a link within says to a
    screen reader, with {page}. `briefs` are the same brief as JSON (`Block.structure`), the
    fullest first: the first that fits on four pages is taken, or the last. `brief` and `book` are the names of the
    files and what links call them. `sheets` are the pages of the book that also get a sheet of paper each, by the name
    of its file; `bundle` is the zip file of all of them, and `left_out` what a sheet says
    of its {sections} that have no room; `address` is that of the folder of the pages: whole, or within the site.
    `receipts` says at the foot of brief and sheets where those of all numbers stand.
    """

    title: str
    short: str
    edition: str
    notice: str
    front: tuple[str, ...]
    contents: str
    to_page: str
    brief_title: str
    briefs: tuple[list[Any], ...]
    brief: tuple[str, str]
    book: tuple[str, str]
    sheets: dict[str, str] = field(default_factory=dict)
    bundle: str = "sheets.zip"
    left_out: str = "{sections}"
    address: str = ""
    receipts: str = ""


def write_pdfs(
    book: Path,
    pages: Path,
    parts: Sequence[tuple[str, Sequence[str]]],
    texts: PdfTexts,
    language: str,
    template: Path,
    keep: Path,
    jobs: int = 1,
) -> list[Fault]:
    """Write the PDF files of a rendered book into its folder; the faults if that cannot be done.

    `pages` holds the executed notebooks that the book was rendered from; the other pages are read as printed.

    Processes of its own do it, `jobs` at a time, which give their memory back when they end. What is kept in `keep` is
    taken again where nothing that a file is made of has changed; the bytes are the same either way.
    """
    keep.mkdir(parents=True, exist_ok=True)
    told = [("", ["index"]), *parts]
    job = {
        "book": str(book),
        "pages": str(pages),
        "parts": [[caption, [name for name in names if name not in ABOUT_ITSELF]] for caption, names in told],
        "texts": asdict(texts),
        **spoken(language),
        "template": str(template),
        "keep": str(keep),
        "jobs": jobs,
    }
    file = keep / "job.json"
    file.write_text(json.dumps(job, ensure_ascii=False), "utf-8")
    done = run_module("plan_metrics.report.pdf.typeset", str(file))
    if done.returncode == 0:
        return []
    return [pdf_fault(texts.book[0], cause_of(done.stderr) or f"exit status {done.returncode}")]


def spoken(language: str) -> dict[str, Any]:
    """What a PDF must know of its language: for hyphens and readers aloud, its direction, the folders of its fonts."""
    fonts = [str(file.parent) for file in fonts_of(language)]
    return {"language": language.partition("_")[0], "direction": forms_of(language).direction, "fonts": fonts}


def pdf_fault(file: str, text: str) -> Fault:
    """A PDF that could not be made, and what its maker says."""
    found, expected = N_("the PDF cannot be made: {text}"), N_("pages that can be set on paper")
    fix = N_("correct the page that is named, or its form in book/_pdf; the site that was there before stays")
    return fault_at("pdf", file, found, expected, fix, text=text)
