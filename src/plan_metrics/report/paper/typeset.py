"""The process that makes the PDF files of one language: reads the pages, has Typst set them, packs the file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
import typst
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics.report.paper import links
from plan_metrics.report.paper.book import laid_out
from plan_metrics.report.paper.looks import looks
from plan_metrics.report.paper.tree import Node, for_paper, one_line, read_notebook
from plan_metrics.report.paper.written import read_article

BOOK_SIZE = 9.5  # points of running text
BRIEF_SIZES = (9.5, 9.0, 8.5)
BRIEF_PAGES = 4
STANDARD = "ua-1"  # PDF/UA-1: Typst refuses what a listener could not follow


def main(job: Mapping[str, Any]) -> None:
    """Write the book and the brief of a job (see `write_papers`)."""
    keep, book = Path(job["keep"]), Path(job["book"])
    raw = (Path(job["template"]) / "paper.typ").read_bytes()
    for kind, documents in (("book", [whole_book(job)]), ("brief", list(briefs(job)))):
        key = key_of(raw, documents)
        made, note = keep / f"{kind}.pdf", keep / f"{kind}.key"
        if not (made.is_file() and note.is_file() and note.read_text("utf-8") == key):
            note.unlink(missing_ok=True)
            made.write_bytes(first_that_fits(keep, raw, documents, BRIEF_PAGES if kind == "brief" else 0))
            note.write_text(key, "utf-8")
        (book / job["paper"][kind][0]).write_bytes(made.read_bytes())


def whole_book(job: Mapping[str, Any]) -> dict[str, Any]:
    """The pages as the document that `paper.typ` sets."""
    pages = {name: nodes_of(job, name) for _, names in job["parts"] for name in names}
    return {**heading(job, "book", BOOK_SIZE), "parts": laid_out(job["parts"], pages, BOOK_SIZE)}


def nodes_of(job: Mapping[str, Any], name: str) -> list[Node]:
    """A page for paper: an executed notebook by what it carries, a hand-written one as it was printed."""
    notebook = Path(job["pages"]) / f"{name}.ipynb"
    if notebook.is_file():
        return read_notebook(json.loads(notebook.read_bytes()))
    return for_paper(read_article((Path(job["book"]) / f"{name}.html").read_text("utf-8")))


def briefs(job: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The brief in its forms, from the fullest and largest to the shortest and smallest."""
    for nodes in job["paper"]["briefs"]:
        for size in BRIEF_SIZES:
            parts = laid_out([("", ["brief"])], {"brief": for_paper(nodes)}, size)
            yield {**heading(job, "brief", size), "parts": parts}


def heading(job: Mapping[str, Any], kind: str, size: float) -> dict[str, Any]:
    """What a document says beside its pages."""
    css = (Path(job["template"]).parent / "_static" / "plan-metrics.css").read_text("utf-8")
    said = {
        name: one_line(job["paper"][name]) for name in ("title", "short", "edition", "notice", "contents", "to_page")
    }
    said["front"] = [one_line(line) for line in job["paper"]["front"]]
    if kind == "brief":
        said["title"] = one_line(job["paper"]["brief_title"])
    return {**said, "kind": kind, "lang": job["language"], "size": size, "looks": looks(css)}


def key_of(template: bytes, documents: list[dict[str, Any]]) -> str:
    """The digest of everything that a PDF file is made of."""
    programs = [version(name) for name in ("typst", "pikepdf", "pylopdf-fonts-zh-cn")]
    text = json.dumps([programs, documents], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(template + text.encode()).hexdigest()


def first_that_fits(keep: Path, template: bytes, documents: list[dict[str, Any]], pages: int) -> bytes:
    """The first of the documents as PDF that has so many pages at most, or the last one; 0 is any number."""
    for place, document in enumerate(documents, 1):
        raw, places = set_by_typst(keep, template, document)
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            if not pages or len(pdf.pages) <= pages or place == len(documents):
                links.lead(pdf, places, document["to_page"])
                return packed(pdf)
    raise ValueError("no document")


def set_by_typst(keep: Path, template: bytes, document: dict[str, Any]) -> tuple[bytes, dict[str, links.Place]]:
    """A document as PDF: tagged, with its fonts cut down, without a date; and where the places are that links lead to.

    The same document gives the same bytes.
    """
    (keep / "paper.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    (keep / "paper.typ").write_bytes(template)
    fonts = [Path(sans_path()).parent]
    compiler = typst.Compiler(keep / "paper.typ", root=keep, font_paths=fonts, ignore_system_fonts=True)
    raw, warnings = compiler.compile_with_warnings(pdf_standards=[STANDARD], timestamp=0)
    if warnings:
        raise ValueError("; ".join(warning.message for warning in warnings))
    return raw, links.places(compiler)


def packed(pdf: pikepdf.Pdf) -> bytes:
    """The same file in a third of the space: Typst writes each mark of the structure as an object by itself."""
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return target.getvalue()


if __name__ == "__main__":
    try:
        main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    except typst.TypstError as error:
        folder = f"{Path(sys.argv[1]).parent}{os.sep}"
        sys.exit(f"TypstError: {error.message} {' '.join(error.hints)} {error.diagnostic}".replace(folder, ""))
