"""The process that makes the PDF files of one language: reads the pages, has Typst set them, packs the files."""

from __future__ import annotations

import copy
import io
import json
import os
import re
import shutil
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pikepdf
import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

from plan_metrics.files import hashed, zipped
from plan_metrics.report.engine.process import short_lived
from plan_metrics.report.pdf import bound, jump_links
from plan_metrics.report.pdf.document import Links, document_parts, links_of, target, wanted_places
from plan_metrics.report.pdf.looks import looks
from plan_metrics.report.pdf.tree import Node, for_pdf, one_line, read_notebook, sheet_of, texts
from plan_metrics.report.pdf.written import article_of, read_html

MODULE = "plan_metrics.report.pdf.typeset"  # which runs as a program
BOOK_SIZE = 9.5  # points of running text
BRIEF_SIZES = (9.5, 9.0, 8.5, 8.25)
BRIEF_PAGES = 4
BRIEF_WIDTH = 176.0  # of the text, in millimetres: A4 with margins of 17
SHEET_SIZES = (9.0, 8.5, 8.0, 7.75, 7.5, 7.25, 7.0)
SHEET_CHARTS = 3  # where more have no room
SHEET_WIDTH = 182.0  # of the text, in millimetres: A4 with margins of 14
SHEET_SMALLEST = 6.2  # points, below which a table on a sheet saves no height by smaller letters
MOST_ROWS = 600  # in the tables of a page, from which on the book leaves out what is folded there
TOGETHER = 20  # pages that one process sets
BATCHES = "batches"  # the folder of what such processes need while they run
KEPT = re.compile(r"\.(links|piece|pdf)(\.key)?$")  # behind the name of a page, which may have points itself
STANDARD = "ua-1"  # PDF/UA-1: Typst refuses what a screen reader could not follow
Form: TypeAlias = Callable[[], dict[str, Any]]  # a document, made where it is needed


def main(job: Mapping[str, Any]) -> None:
    """Write the book, the brief and the sheets of a job (see `write_pdfs`)."""
    keep, book = Path(job["keep"]), Path(job["book"])
    form = (Path(job["template"]) / "document.typ").read_bytes()
    known = pieces(job, keep, form)
    set_apart(job, keep, known, form)
    (book / job["texts"]["book"][0]).write_bytes(whole_book(job, keep, form, known).read_bytes())
    said = list(briefs(job))
    forms = [partial(dict, each) for each in said]
    made = kept(keep / "brief.pdf", key_of(form, said), lambda: first_that_fits(keep, form, forms, BRIEF_PAGES))
    (book / job["texts"]["brief"][0]).write_bytes(made.read_bytes())
    files = {name: file.read_bytes() for name, file in sheets(job, keep, form)}
    for name, raw in files.items():
        (book / name).write_bytes(raw)
    if files:
        (book / job["texts"]["bundle"]).write_bytes(zipped(files))


def set_apart(job: Mapping[str, Any], keep: Path, known: Pieces, form: bytes) -> None:
    """Set what is not kept, some pages in each of many processes: Typst sets a page ever slower, the more it has set
    before, and holds more and more of them (decisions/0067).
    """
    lacking = [piece.name for piece in known.pieces if not is_kept(piece.file, piece.key)]
    sheet_names = [name for name in job["texts"]["sheets"] if not is_kept(*_sheet(job, keep, form, name))]
    if len(lacking) + len(sheet_names) <= TOGETHER:
        return
    own = keep / BATCHES
    shutil.rmtree(own, ignore_errors=True)  # of a build that was killed
    own.mkdir()
    (own / "pieces.json").write_text(json.dumps(known, ensure_ascii=False, default=str), "utf-8")
    batches = [
        (kind, names[begin : begin + TOGETHER])
        for kind, names in (("pieces", lacking), ("sheets", sheet_names))
        for begin in range(0, len(names), TOGETHER)
    ]
    with ThreadPoolExecutor(job["jobs"]) as pool:
        for done in pool.map(partial(_run, keep), range(len(batches)), batches):
            if done.returncode:
                sys.exit(done.stderr)
    shutil.rmtree(own)


def _run(keep: Path, number: int, batch: tuple[str, Sequence[str]]) -> subprocess.CompletedProcess[str]:
    """Set a batch in a process of its own, in a folder of its own."""
    command = [sys.executable, "-m", MODULE, str(keep / "job.json"), str(number)]
    return subprocess.run(command, input=json.dumps(batch), capture_output=True, text=True, encoding="utf-8")


def batch_of(job: Mapping[str, Any], number: str, kind: str, names: Sequence[str]) -> None:
    """Set some pieces of the book, or some sheets; what `main` does in the processes that it starts."""
    keep = Path(job["keep"])
    form, work = (Path(job["template"]) / "document.typ").read_bytes(), keep / BATCHES / number
    work.mkdir()
    if kind == "sheets":
        for name in names:
            sheet(job, keep, form, name, work)
    else:
        pieces, links, wanted = json.loads((keep / BATCHES / "pieces.json").read_bytes())
        links = {name: Links(*values) for name, values in links.items()}
        known = Pieces([Piece(Path(file), *values) for file, *values in pieces], links, wanted)
        for piece in known.pieces:
            if piece.name in names:
                set_piece(job, form, known, piece, work)


def is_kept(file: Path, key: str) -> bool:
    """Whether a file was last made of what this key says."""
    note = file.with_name(f"{file.name}.key")
    return file.is_file() and note.is_file() and note.read_text("utf-8") == key


def kept(file: Path, key: str, make: Callable[[], bytes]) -> Path:
    """A file that is made only if it was last made of other things than this key says."""
    if not is_kept(file, key):
        note = file.with_name(f"{file.name}.key")
        note.unlink(missing_ok=True)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(make())
        note.write_text(key, "utf-8")
    return file


class Piece(NamedTuple):
    """A page of the book that is set by itself: its file and key, its name, its part, and whether it opens that."""

    file: Path
    key: str
    name: str
    caption: str
    opens: bool


class Pieces(NamedTuple):
    """The pieces of a book in order, what they say of each other, and the places that links lead to."""

    pieces: list[Piece]
    links: dict[str, Links]
    wanted: list[str]


def pieces(job: Mapping[str, Any], keep: Path, form: bytes) -> Pieces:
    """The pages of the book, each with the key of all that it is set of: itself, and what it says of others."""
    head, names = heading(job, "pages", BOOK_SIZE), [name for _, names in job["parts"] for name in names]
    digests = {name: hashed(source_of(job, name)) for name in names}
    links = {}
    for name in names:
        key = key_of(form, [digests[name], job["texts"]["left_out"]])
        noted = kept(keep / "pages" / f"{name}.links", key, lambda name=name: _links(job, name))
        links[name] = Links(*json.loads(noted.read_bytes()))
    wanted, found = sorted(wanted_places(links)), []
    places: dict[str, list[str]] = {}
    for place in wanted:
        places.setdefault(place.partition("#")[0], []).append(place)
    said = job["texts"]["left_out"]
    for caption, own in job["parts"]:
        for index, name in enumerate(own):
            there = [target(name, address, links) for address in links[name].leads]
            key = key_of(form, [head, caption, index == 0, digests[name], there, places.get(name, []), said])
            found.append(Piece(keep / "pages" / f"{name}.piece", key, name, caption, bool(caption) and index == 0))
    return Pieces(found, links, wanted)


def set_piece(job: Mapping[str, Any], form: bytes, known: Pieces, piece: Piece, work: Path) -> Path:
    """A page of the book by itself; set only if it or what it says of others has changed."""

    def make() -> bytes:
        nodes = {piece.name: printed(job, piece.name)}
        (part,) = document_parts([(piece.caption, [piece.name])], nodes, BOOK_SIZE, known.links, {*known.wanted})
        part["pages"][0]["opens"], deeper = piece.opens, int(bool(piece.caption) and not piece.opens)
        document = {**heading(job, "pages", BOOK_SIZE), "parts": [part], "deeper": deeper}
        return bound.piece(*set_by_typst(work, form, document), piece.name, deeper)

    return kept(piece.file, piece.key, make)


def whole_book(job: Mapping[str, Any], keep: Path, form: bytes, known: Pieces) -> Path:
    """The book, bound of its pages."""
    pages = []
    for piece in known.pieces:
        level, title = (2 if piece.caption else 1), known.links[piece.name].title
        heads = [*([[1, piece.caption]] if piece.opens else []), [level, title]]
        pages.append((set_piece(job, form, known, piece, keep), heads))
    for file in (keep / "pages").iterdir():
        if KEPT.sub("", file.name) not in known.links:
            file.unlink()

    def bind() -> bytes:
        head, counts = heading(job, "pages", BOOK_SIZE), bound.sheets([file for file, _ in pages])
        leaves = [{"sheets": count, "headings": heads} for count, (_, heads) in zip(counts, pages, strict=True)]
        said = {**head, "kind": "front", "leaves": leaves}  # the same where no page has gained a sheet
        front = kept(keep / "front.pdf", key_of(form, said), lambda: set_by_typst(keep, form, said)[0])
        return bound.book(front.read_bytes(), pages, head["to_page"])

    return kept(keep / "book.pdf", key_of(form, [piece.key for piece in known.pieces]), bind)


def _links(job: Mapping[str, Any], name: str) -> bytes:
    return json.dumps(links_of(printed(job, name)), ensure_ascii=False).encode()


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


def printed(job: Mapping[str, Any], name: str) -> list[Node]:
    """A page for the book: one with very many figures without what is behind its handles, as it says there."""
    nodes = nodes_of(job, name)
    if rows_of(nodes) <= MOST_ROWS:
        return nodes
    return [_unfolded(job, node) for node in nodes]


def rows_of(nodes: Sequence[Node]) -> int:
    """How many rows all tables have."""
    known = [node for node in nodes if not isinstance(node, str)]
    return sum(len(node[1]["body"]) if node[0] == "table" else rows_of(node[2:]) for node in known)


def _unfolded(job: Mapping[str, Any], node: Node) -> Node:
    if isinstance(node, str) or node[0] == "table":
        return node
    if node[0] == "details":
        handle = [each for each in node[2:] if not isinstance(each, str) and each[0] == "summary"]
        return _left_out(job, handle)
    return [*node[:2], *(_unfolded(job, child) for child in node[2:])]


def sheets(job: Mapping[str, Any], keep: Path, form: bytes) -> Iterator[tuple[str, Path]]:
    """The sheets of a job, each with the name of its file: one page of paper made of the page of the book."""
    for name, file in job["texts"]["sheets"].items():
        yield file, sheet(job, keep, form, name, keep)
    known = set(job["texts"]["sheets"])
    for old in (keep / "sheets").glob("*"):
        if KEPT.sub("", old.name) not in known:
            old.unlink()


def sheet(job: Mapping[str, Any], keep: Path, form: bytes, name: str, work: Path) -> Path:
    """A page of the book as a sheet; set only if it has changed."""

    def make() -> bytes:
        return first_that_fits(work, form, sheet_forms(job, sheet_of(nodes_of(job, name)), _address(job, name)), 1)

    return kept(*_sheet(job, keep, form, name), make)


def _sheet(job: Mapping[str, Any], keep: Path, form: bytes, name: str) -> tuple[Path, str]:
    """The file of a sheet and the key of what it is made of."""
    digest = hashed(source_of(job, name))
    key = key_of(form, [heading(job, "sheet", 0), _address(job, name), digest])
    return keep / "sheets" / f"{name}.pdf", key


def _address(job: Mapping[str, Any], name: str) -> str:
    folder = job["texts"]["address"]
    return f"{folder}/{name}.html" if folder else ""


def sheet_forms(job: Mapping[str, Any], nodes: list[Node], address: str = "") -> list[Form]:
    """A sheet in its forms: smaller and smaller letters; then with three charts alone, since the table has
    the figures of all; then without its last sections, which it says. The `address` of its page stands at the foot,
    and, where it begins with that of a site, as a code in the margin.
    """
    code = code_of(address) if "://" in address else ""
    shorter = [_with_cards(node, SHEET_CHARTS) for node in nodes]
    starts = [place for place, node in enumerate(shorter) if node[0] == "h2"][-1:0:-1]
    cut = [[*shorter[:start], _left_out(job, shorter[start:])] for start in starts]
    forms = [*((size, nodes) for size in SHEET_SIZES), *((size, shorter) for size in SHEET_SIZES[-2:])]
    forms += [(SHEET_SIZES[-1], form) for form in cut]

    def document(size: float, form: list[Node]) -> dict[str, Any]:
        page = {"sheet": copy.deepcopy(form)}
        parts = document_parts([("", ["sheet"])], page, size, width=SHEET_WIDTH, smallest=SHEET_SMALLEST)
        said = heading(job, "sheet", size)
        title = f"{parts[0]['pages'][0]['title']} · {said['title']}"
        return {**said, "title": title, "parts": parts, "address": address, "code": code}

    return [partial(document, *form) for form in forms]


def code_of(address: str) -> str:
    """A QR code of an address as SVG, without the quiet zone, which the margin of the paper is."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", border=0, omitsize=True, xmldecl=False)
    return stream.getvalue().decode()


def _left_out(job: Mapping[str, Any], nodes: Sequence[Node]) -> Node:
    names = "; ".join("".join(texts(node[2:])) for node in nodes if node[0] in ("h2", "summary"))
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
        name: one_line(job["texts"][name])
        for name in ("title", "short", "edition", "notice", "contents", "to_page", "receipts")
    }
    said["front"] = [one_line(line) for line in job["texts"]["front"]]
    if kind == "brief":
        said["title"] = one_line(job["texts"]["brief_title"])
    spoken = {"lang": job["language"], "dir": job["direction"], "fonts": job["fonts"]}
    return {**said, **spoken, "kind": kind, "size": size, "looks": looks(css)}


def key_of(template: bytes, documents: Any) -> str:
    """The digest of everything that a PDF file is made of."""
    text = json.dumps([_programs(), documents], ensure_ascii=False, sort_keys=True)
    return hashed(template + text.encode())


@cache
def _programs() -> list[str]:
    packages = [version(name) for name in ("typst", "pikepdf", "pylopdf-fonts-zh-cn", "segno")]
    return packages + [hashed(file.read_bytes()) for file in sorted(Path(__file__).parent.glob("*.py"))]


def first_that_fits(keep: Path, template: bytes, documents: Sequence[Form], pages: int) -> bytes:
    """The first of the documents as PDF that has so many pages at most, or the last one; 0 is any number.

    Each is shorter than those before it, so that half of them are left after each try.
    """

    def fits(number: int) -> bool:
        document = documents[number]()
        made[number] = (document["to_page"], *set_by_typst(keep, template, document))
        with pikepdf.open(io.BytesIO(made[number][1])) as pdf:
            return not pages or len(pdf.pages) <= pages

    made: dict[int, tuple[str, bytes, dict[str, jump_links.Place]]] = {}
    number = bisect_left(range(len(documents) - 1), True, key=fits)
    if number not in made:
        fits(number)
    to_page, raw, places = made[number]
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        jump_links.lead(pdf, places, to_page)
        return packed(pdf)


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
    short_lived()
    job_file, *own = sys.argv[1:]
    try:
        said = json.loads(Path(job_file).read_text("utf-8"))
        batch_of(said, *own, *json.load(sys.stdin)) if own else main(said)
    except typst.TypstError as error:
        folder = f"{Path(job_file).parent}{os.sep}"
        sys.exit(f"TypstError: {error.message} {' '.join(error.hints)} {error.diagnostic}".replace(folder, ""))
