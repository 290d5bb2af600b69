"""Pages that were set by themselves -> one PDF: their sheets in order, one structure, one list of bookmarks.

The first of the files, the front, has the title and the list of contents, and for each sheet of the others one that
holds its foot, which is laid over that.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from plan_metrics.report.pdf import jump_links

PLACES = "/PlanMetricsPlaces"
HEADING = re.compile(r"/H(\d)")


def piece(raw: bytes, places: Mapping[str, jump_links.Place], name: str, deeper: int) -> bytes:
    """A page that was set by itself, ready to be bound: cells of tables are named apart, headings are so many levels
    deeper, and it knows its places."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and thing.get("/Type") == Name.StructElem:
                if deeper and (level := HEADING.fullmatch(str(thing.S))):
                    thing.S = Name(f"/H{int(level[1]) + deeper}")
                if "/ID" in thing:
                    thing.ID = String(f"{name} {thing.ID}")
                for known in thing.get("/A", ()):
                    if "/Headers" in known:
                        known.Headers = Array([String(f"{name} {each}") for each in known.Headers])
        pdf.docinfo[PLACES] = String(json.dumps(places, ensure_ascii=False))
        target = io.BytesIO()
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return target.getvalue()


def sheets(files: Sequence[Path]) -> list[int]:
    """How many sheets each of the pages has."""
    found = []
    for file in files:
        with pikepdf.open(file) as pdf:
            found.append(len(pdf.pages))
    return found


def book(front: bytes, pages: Sequence[tuple[Path, Sequence[Any]]], to_page: str) -> pikepdf.Pdf:
    """The whole; each of `pages` is the file of a piece and the headings that it opens with, as `[level, words]`.

    `to_page` is what a screen reader says of a link within, with the number as {page}.
    """
    pdf = pikepdf.open(io.BytesIO(front))
    root, number, marks = pdf.Root.StructTreeRoot, 0, []
    whole, known = root.K[0], {}
    while whole.K[number].S != Name.TOC:
        number += 1
    whole.K = Array(list(whole.K)[: number + 1])  # of the sheets that hold feet, nothing is read aloud
    pieces = [pikepdf.open(file) for file, _ in pages]
    first = len(pdf.pages) - sum(len(each.pages) for each in pieces)
    feet = list(pdf.pages)[first:]
    parents = [(int(key), value) for key, value in _pairs(root.ParentTree.Nums)]
    gone = {int(sheet.obj.StructParents) for sheet in feet if "/StructParents" in sheet.obj}
    parents = [(key, value) for key, value in parents if key not in gone]
    names: list[Any] = []
    offset = int(root.ParentTreeNextKey)
    for piece in pieces:
        begin = len(pdf.pages)
        pdf.pages.extend(piece.pages)
        own = pdf.copy_foreign(piece.Root.StructTreeRoot)
        for role, standard in own.get("/RoleMap", {}).items():
            root.RoleMap[role] = standard
        for element in own.K[0].K:
            element.P = whole
            whole.K.append(element)
        parents += [(int(key) + offset, value) for key, value in _pairs(own.ParentTree.Nums)]
        names += _pairs(own.IDTree.Names) if "/IDTree" in own else []
        for sheet in list(pdf.pages)[begin:]:
            for thing in (sheet.obj, *sheet.obj.get("/Annots", ())):
                for key in ("/StructParents", "/StructParent"):
                    if key in thing:
                        thing[key] = int(thing[key]) + offset
        offset += int(own.ParentTreeNextKey)
        for name, (at, x, y) in json.loads(str(piece.docinfo[PLACES])).items():
            known[name] = jump_links.Place(begin - len(feet) + at, x, y)
        marks.append((begin - len(feet), piece))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([each for pair in parents for each in pair])))
    root.ParentTreeNextKey = offset
    if names:
        names = [each for pair in sorted(names, key=lambda pair: bytes(pair[0])) for each in pair]
        root.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))
    body = list(pdf.pages)[first + len(feet) :]
    for number, (sheet, foot) in enumerate(zip(body, feet, strict=True)):
        name = sheet.add_resource(foot.as_form_xobject(), Name.XObject, Name(f"/Foot{number}"))
        sheet.contents_add(b"q", prepend=True)
        sheet.contents_add(f"Q {name} Do".encode())
    moved = {foot.obj.objgen: sheet.obj for foot, sheet in zip(feet, body, strict=True)}
    for sheet in list(pdf.pages)[:first]:
        for link in sheet.obj.get("/Annots", ()):
            place = link.Dest if "/Dest" in link else link.A.D
            if place[0].objgen in moved:  # a title of two lines has two links, which may share their place
                place[0] = moved[place[0].objgen]
    del pdf.pages[first : first + len(feet)]
    with pdf.open_outline() as outline:
        outline.root.clear()
        for (begin, piece), (_, headings) in zip(marks, pages, strict=True):
            items = list(_marks(piece, begin, pdf))
            (outline.root if headings[0][0] == 1 else outline.root[-1].children).extend(items)
    jump_links.lead(pdf, known, to_page)
    return pdf


def _pairs(flat: Any) -> Iterator[tuple[Any, Any]]:
    each = iter(flat)
    return zip(each, each, strict=True)


def _marks(piece: pikepdf.Pdf, begin: int, pdf: pikepdf.Pdf) -> Iterator[OutlineItem]:
    """The bookmarks of a piece, whose first sheet lies at `begin` in the book."""
    place = {sheet.obj.objgen: begin + number for number, sheet in enumerate(piece.pages)}

    def copied(item: OutlineItem) -> OutlineItem:
        target: Any = item.destination
        sheet, _, left, top, _ = target
        new = OutlineItem(item.title, place[sheet.objgen], "XYZ", left=float(left), top=float(top))
        new.is_closed = item.is_closed
        new.children.extend(map(copied, item.children))
        return new

    with piece.open_outline() as outline:
        yield from map(copied, outline.root)
