"""The process that makes the PDF files of one language: reads the pages, has Typst set them, packs the files."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics.report.pdf import bound, jump_links
from plan_metrics.report.pdf.document import Links, document_parts, links_of, target, wanted_places
from plan_metrics.report.pdf.looks import looks
from plan_metrics.report.pdf.tree import Node, for_pdf, one_line, read_notebook, sheet_of, texts
from plan_metrics.report.pdf.written import article_of, read_html
from plan_metrics.zip_file import zipped

BOOK_SIZE = 9.5  # points of running text
BRIEF_SIZES = (9.5, 9.0, 8.5)
BRIEF_PAGES = 4
BRIEF_WIDTH = 176.0  # of the text, in millimetres: A4 with margins of 17
SHEET_SIZES = (9.0, 8.5, 8.0, 7.75, 7.5, 7.25, 7.0)
SHEET_CHARTS = 3  # where more have no room
SHEET_WIDTH = 182.0  # of the text, in millimetres: A4 with margins of 14
SHEET_SMALLEST = 6.2  # points, below which a table on a sheet saves no height by smaller letters
KEPT = re.compile(r"\.(links|piece|pdf)(\.key)?$")  # behind the name of a page, which may have points itself
STANDARD = "ua-1"  # PDF/UA-1: Typst refuses what a screen reader could not follow


def main(job: Mapping[str, Any]) -> None:
    """Write the book, the brief and the sheets of a job (see `write_pdfs`)."""
    keep, book = Path(job["keep"]), Path(job["book"])
    form = (Path(job["template"]) / "document.typ").read_bytes()
    (book / job["texts"]["book"][0]).write_bytes(whole_book(job, keep, form).read_bytes())
    said = list(briefs(job))
    made = kept(keep / "brief.pdf", key_of(form, said), lambda: first_that_fits(keep, form, said, BRIEF_PAGES))
    (book / job["texts"]["brief"][0]).write_bytes(made.read_bytes())
    files = {name: file.read_bytes() for name, file in sheets(job, keep, form)}
    for name, raw in files.items():
        (book / name).write_bytes(raw)
    if files:
        (book / job["texts"]["bundle"]).write_bytes(zipped(files))


def kept(file: Path, key: str, make: Callable[[], bytes]) -> Path:
    """A file that is made only if it was last made of other things than this key says."""
    note = file.with_name(f"{file.name}.key")
    if not (file.is_file() and note.is_file() and note.read_text("utf-8") == key):
        note.unlink(missing_ok=True)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(make())
        note.write_text(key, "utf-8")
    return file


def whole_book(job: Mapping[str, Any], keep: Path, form: bytes) -> Path:
    """The book, bound of its pages; each is set by itself, and only if it or what it says of others has changed."""
    head, names = heading(job, "pages", BOOK_SIZE), [name for _, names in job["parts"] for name in names]
    digests = {name: hashlib.sha256(source_of(job, name)).hexdigest() for name in names}
    links = {}
    for name in names:
        noted = kept(keep / "pages" / f"{name}.links", key_of(form, digests[name]), lambda name=name: _links(job, name))
        links[name] = Links(*json.loads(noted.read_bytes()))
    wanted, pages, keys = wanted_places(links), [], []
    places: dict[str, list[str]] = {}
    for place in sorted(wanted):
        places.setdefault(place.partition("#")[0], []).append(place)
    for caption, own in job["parts"]:
        for index, name in enumerate(own):
            there = [target(name, address, links) for address in links[name].leads]
            keys.append(key_of(form, [head, caption, index == 0, digests[name], there, places.get(name, [])]))

            opens = bool(caption) and index == 0
            heads = ([[1, caption]] if opens else []) + [[2 if caption else 1, links[name].title]]

            def make(name: str = name, caption: str = caption, opens: bool = opens) -> bytes:
                (part,) = document_parts([(caption, [name])], {name: nodes_of(job, name)}, BOOK_SIZE, links, wanted)
                part["pages"][0]["opens"], deeper = opens, int(bool(caption) and not opens)
                return bound.piece(*set_by_typst(keep, form, {**head, "parts": [part], "deeper": deeper}), name, deeper)

            pages.append((kept(keep / "pages" / f"{name}.piece", keys[-1], make), heads))
    for file in (keep / "pages").iterdir():
        if KEPT.sub("", file.name) not in digests:
            file.unlink()

    def bind() -> bytes:
        sheets = bound.sheets([file for file, _ in pages])
        leaves = [{"sheets": count, "headings": heads} for count, (_, heads) in zip(sheets, pages, strict=True)]
        front, _ = set_by_typst(keep, form, {**head, "kind": "front", "leaves": leaves})
        return bound.book(front, pages, head["to_page"])

    return kept(keep / "book.pdf", key_of(form, keys), bind)


def _links(job: Mapping[str, Any], name: str) -> bytes:
    return json.dumps(links_of(nodes_of(job, name)), ensure_ascii=False).encode()


def source_of(job: Mapping[str, Any], name: str) -> bytes:
    """What a page is read from: an executed notebook, or a hand-written page as it was rendered."""
    notebook = Path(job["pages"]) / f"{name}.ipynb"
    if notebook.is_file():
        return notebook.read_bytes()
    return article_of((Path(job["book"]) / f"{name}.html").read_text("utf-8")).encode()


def nodes_of(job: Mapping[str, Any], name: str) -> list[Node]:
    """A page for the PDF: an executed notebook by what it carries, a hand-written one as it was rendered."""
    raw = source_of(job, name)
    if (Path(job["pages"]) / f"{name}.ipynb").is_file():
        return read_notebook(json.loads(raw))
    return for_pdf(read_html(raw.decode()))


def sheets(job: Mapping[str, Any], keep: Path, form: bytes) -> Iterator[tuple[str, Path]]:
    """The sheets of a job, each with the name of its file: one page of paper made of the page of the book."""
    for name, file in job["texts"]["sheets"].items():
        folder = job["texts"]["address"]
        address = f"{folder}/{name}.html" if folder else ""
        digest = hashlib.sha256(source_of(job, name)).hexdigest()
        key = key_of(form, [heading(job, "sheet", 0), address, digest])

        def make(name: str = name, address: str = address) -> bytes:
            nodes = sheet_of(nodes_of(job, name))
            return first_that_fits(keep, form, list(sheet_forms(job, nodes, address)), 1)

        yield file, kept(keep / "sheets" / f"{name}.pdf", key, make)
    known = set(job["texts"]["sheets"])
    for old in (keep / "sheets").glob("*"):
        if KEPT.sub("", old.name) not in known:
            old.unlink()


def sheet_forms(job: Mapping[str, Any], nodes: list[Node], address: str = "") -> Iterator[dict[str, Any]]:
    """A sheet in its forms: smaller and smaller letters; then with three charts alone, since the table has
    the figures of all; then without its last sections, which it says. Where its page has an `address`, that stands at
    the foot and as a code in the margin.
    """
    code = code_of(address) if address else ""
    shorter = [_with_cards(node, SHEET_CHARTS) for node in nodes]
    starts = [place for place, node in enumerate(shorter) if node[0] == "h2"][-1:0:-1]
    cut = [[*shorter[:start], _left_out(job, shorter[start:])] for start in starts]
    forms = [*((size, nodes) for size in SHEET_SIZES), *((size, shorter) for size in SHEET_SIZES[-2:])]
    for size, form in (*forms, *((SHEET_SIZES[-1], form) for form in cut)):
        page = {"sheet": copy.deepcopy(form)}
        parts = document_parts([("", ["sheet"])], page, size, width=SHEET_WIDTH, smallest=SHEET_SMALLEST)
        said = heading(job, "sheet", size)
        yield {
            **said,
            "title": f"{parts[0]['pages'][0]['title']} · {said['title']}",
            "parts": parts,
            "address": address,
            "code": code,
        }


def code_of(address: str) -> str:
    """A QR code of an address as SVG, without the quiet zone, which the margin of the paper is."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", border=0, omitsize=True, xmldecl=False)
    return stream.getvalue().decode()


def _left_out(job: Mapping[str, Any], nodes: Sequence[Node]) -> Node:
    names = "; ".join("".join(texts(node[2:])) for node in nodes if node[0] == "h2")
    return ["p", {"class": ["pm-muted"]}, job["texts"]["left_out"].replace("{sections}", names)]


def _with_cards(node: Node, most: int) -> Node:
    name, attributes, *children = node
    return [name, attributes, *children[:most]] if "pm-cards" in attributes.get("class", ()) else node


def briefs(job: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The brief in its forms, from the fullest and largest to the shortest and smallest."""
    for nodes in job["texts"]["briefs"]:
        for size in BRIEF_SIZES:
            parts = document_parts([("", ["brief"])], {"brief": for_pdf(nodes)}, size, width=BRIEF_WIDTH)
            yield {**heading(job, "brief", size), "parts": parts}


def heading(job: Mapping[str, Any], kind: str, size: float) -> dict[str, Any]:
    """What a document says beside its pages."""
    css = (Path(job["template"]).parent / "_static" / "plan-metrics.css").read_text("utf-8")
    said = {
        name: one_line(job["texts"][name]) for name in ("title", "short", "edition", "notice", "contents", "to_page")
    }
    said["front"] = [one_line(line) for line in job["texts"]["front"]]
    if kind == "brief":
        said["title"] = one_line(job["texts"]["brief_title"])
    spoken = {"lang": job["language"], "dir": job["direction"], "fonts": job["fonts"]}
    return {**said, **spoken, "kind": kind, "size": size, "looks": looks(css)}


def key_of(template: bytes, documents: Any) -> str:
    """The digest of everything that a PDF file is made of."""
    text = json.dumps([_programs(), documents], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(template + text.encode()).hexdigest()


@cache
def _programs() -> list[str]:
    packages = [version(name) for name in ("typst", "pikepdf", "pylopdf-fonts-zh-cn", "segno")]
    return packages + [
        hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(Path(__file__).parent.glob("*.py"))
    ]


def first_that_fits(keep: Path, template: bytes, documents: list[dict[str, Any]], pages: int) -> bytes:
    """The first of the documents as PDF that has so many pages at most, or the last one; 0 is any number."""
    for index, document in enumerate(documents, 1):
        raw, places = set_by_typst(keep, template, document)
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            if not pages or len(pdf.pages) <= pages or index == len(documents):
                jump_links.lead(pdf, places, document["to_page"])
                return packed(pdf)
    raise ValueError("no document")


def set_by_typst(keep: Path, template: bytes, document: dict[str, Any]) -> tuple[bytes, dict[str, jump_links.Place]]:
    """A document as PDF: tagged, with its fonts cut down, without a date; and where the places are that links lead to.

    The same document gives the same bytes.
    """
    (keep / "document.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    (keep / "document.typ").write_bytes(template)
    compiler = _compiler(keep, tuple(document.get("fonts", ())))
    raw, warnings = compiler.compile_with_warnings(pdf_standards=[STANDARD], timestamp=0)
    if warnings:
        raise ValueError("; ".join(warning.message for warning in warnings))
    return raw, jump_links.places(compiler)


@cache
def _compiler(keep: Path, others: tuple[str, ...]) -> typst.Compiler:
    fonts = [Path(sans_path()).parent, *map(Path, others)]
    return typst.Compiler(keep / "document.typ", root=keep, font_paths=fonts, ignore_system_fonts=True)


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
