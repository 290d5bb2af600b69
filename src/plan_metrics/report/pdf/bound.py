"""Pages that were set by themselves -> one PDF: their sheets in order, one structure, one list of bookmarks.

The first of the files, the front, has the title and the list of contents, and for each sheet of the others one that
holds its foot, which is laid over that.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from plan_metrics.report.pdf import jump_links
from plan_metrics.report.pdf.objects import Numbered, file_of, reached, renumbered

HEADING = re.compile(r"/H(\d)")
TREES = 3  # a piece has a node in the tree of sheets, in that of parents, and in that of names


class Part(NamedTuple):
    """A piece, and where it comes to lie: its first number, first key of the tree of parents, first sheet from 1."""

    file: Path
    head: dict[str, Any]
    start: int
    key: int
    sheet: int

    @property
    def known(self) -> int:
        """How many of its numbers are those of the book's own objects."""
        return 2 + len(self.head["sheets"])

    def number(self, own: int) -> int:
        """The number in the book of an object that it brings."""
        return self.start + TREES + own - self.known


def piece(raw: bytes, places: Mapping[str, jump_links.Place], name: str, deeper: int) -> bytes:
    """A page that was set by itself, ready to be bound: cells of tables are named apart, headings are so many levels
    deeper, and each sheet is drawn with a foot that it does not yet have.

    It is compressed: a line of JSON, a line for each object, the data of its streams. Number 0 is the element of the
    whole structure, 1 the node of its sheets; then come the feet, and after them the objects that it brings.
    """
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        root, ids = pdf.Root.StructTreeRoot, {}
        whole, parents = root.K[0], list(root.ParentTree.Nums)
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and thing.get("/Type") == Name.StructElem:
                if deeper and (level := HEADING.fullmatch(str(thing.S))):
                    thing.S = Name(f"/H{int(level[1]) + deeper}")
                if "/ID" in thing:
                    thing.ID = String(f"{name} {thing.ID}")
                    ids[str(thing.ID)] = _number(thing)
                for known in thing.get("/A", ()):
                    if "/Headers" in known:
                        known.Headers = Array([String(f"{name} {each}") for each in known.Headers])
        sheets = [sheet.obj for sheet in pdf.pages]
        said: dict[str, Any] = {"keys": list(map(int, parents[::2])), "next": int(root.ParentTreeNextKey)}
        said["places"] = {to: (at.page, *jump_links.point(at, sheets[at.page - 1])) for to, at in places.items()}
        said["roles"] = {role: str(standard) for role, standard in root.get("/RoleMap", {}).items()}
        with pdf.open_outline() as outline:
            said["marks"] = _marks(outline.root, {_number(sheet): index for index, sheet in enumerate(sheets)})
        links = {_number(link): to for sheet in sheets for link, to in jump_links.within(sheet)}
        feet = [pdf.make_indirect(Dictionary()) for _ in sheets]
        before, after = pdf.make_stream(b"q"), pdf.make_stream(b"Q /Foot Do")
        for sheet, foot in zip(sheets, feet, strict=True):
            sheet.Contents = Array([before, sheet.Contents, after])
            drawn = Dictionary({**sheet.Resources.get("/XObject", {}), "/Foot": foot})
            sheet.Resources = Dictionary({**sheet.Resources, "/XObject": drawn})
            sheet.Parent = pdf.Root.Pages
        numbers = {_number(each): index for index, each in enumerate((whole, pdf.Root.Pages, *feet))}
        begin: dict[str, Any] = {"sheets": sheets, "kids": whole.K, "parents": parents[1::2]}
        roots = {kind: list(map(_number, things)) for kind, things in begin.items()}
        lines, streams = reached(pdf, [number for each in roots.values() for number in each], numbers)
    numbers |= {number: index for index, number in enumerate(lines, len(numbers))}
    said |= {kind: [numbers[each] for each in found] for kind, found in roots.items()}
    said["ids"] = {each: numbers[number] for each, number in sorted(ids.items())}
    said["links"] = {numbers[each]: to for each, to in links.items()}
    said["streams"] = {numbers[each]: len(data) for each, data in streams.items()}
    text = renumbered(b"\n".join(lines.values()), numbers)
    said |= {"count": len(lines), "text": len(text)}
    return gzip.compress(b"".join([json.dumps(said).encode(), b"\n", text, *streams.values()]), 3, mtime=0)


def sheets(files: Sequence[Path]) -> list[int]:
    """How many sheets each of the pages has."""
    return [len(_head(file)["sheets"]) for file in files]


def book(front: bytes, pages: Sequence[tuple[Path, Sequence[Any]]], to_page: str) -> bytes:
    """The whole; each of `pages` is the file of a piece and the headings that it opens with, as `[level, words]`.

    `to_page` is what a screen reader says of a link within, with the number as {page}. One piece is in memory at a
    time; in the front, objects stand in for those of the pieces.
    """
    with pikepdf.open(io.BytesIO(front)) as pdf:
        every = [sheet.obj for sheet in pdf.pages]
        heads = [_head(file) for file, _ in pages]
        own = every[: len(every) - sum(len(head["sheets"]) for head in heads)]
        feet, parts = every[len(own) :], []
        place = 1, int(pdf.Root.StructTreeRoot.ParentTreeNextKey), len(own) + 1
        for (file, _), head in zip(pages, heads, strict=True):
            parts.append(part := Part(file, head, *place))
            place = part.number(part.known) + head["count"], part.key + head["next"], part.sheet + len(head["sheets"])
        bodies = [part.number(sheet) for part in parts for sheet in part.head["sheets"]]
        numbers = {_number(foot): body for foot, body in zip(feet, bodies, strict=True)}

        def stand_in(number: int) -> Any:
            thing = pdf.make_indirect(Dictionary())
            numbers[_number(thing)] = number
            return thing

        with pdf.open_outline() as outline:
            outline.root.clear()
            for part, (_, headings) in zip(parts, pages, strict=True):
                items = _items(part.head["marks"], feet[part.sheet - len(own) - 1 :])
                (outline.root if headings[0][0] == 1 else outline.root[-1].children).extend(items)
        _joined(pdf, own, feet, parts, stand_in)
        forms = [_form(foot) for foot in feet]
        tops = list(map(_number, (pdf.Root, pdf.docinfo, pdf.Root.StructTreeRoot.K[0], pdf.Root.Pages)))
        lines, streams = reached(pdf, [*tops, *forms], numbers)
    numbers |= {number: index for index, number in enumerate(lines, place[0])}
    catalog, info, whole, node = (numbers[top] for top in tops)
    drawn = iter([numbers[form] for form in forms])
    places = {
        name: (part.number(part.head["sheets"][at - 1]), part.sheet + at - 1, x, y)
        for part in parts
        for name, (at, x, y) in part.head["places"].items()
    }

    def objects() -> Iterator[Numbered]:
        for number, line in lines.items():
            yield numbers[number], renumbered(line, numbers), streams.get(number)
        for part in parts:
            known = [whole, part.start, *islice(drawn, len(part.head["sheets"]))]
            yield from _objects(part, known, node, places, to_page)

    target = io.BytesIO()
    target.writelines(file_of(objects(), place[0] + len(lines) - 1, catalog, info))
    return target.getvalue()


def _joined(
    pdf: pikepdf.Pdf, own: Sequence[Any], feet: Sequence[Any], parts: Sequence[Part], stand_in: Callable[[int], Any]
) -> None:
    """Hang what the pieces bring on the trees of the front, in place of the sheets that hold feet."""
    root, node = pdf.Root.StructTreeRoot, pdf.Root.Pages
    for sheet in own:
        sheet.Parent = node
    node.Kids, node.Count = Array([*own, *(stand_in(part.start) for part in parts)]), len(own) + len(feet)
    gone = {int(foot.StructParents) for foot in feet if "/StructParents" in foot}
    flat = iter(root.ParentTree.Nums)
    pairs = [each for key, value in zip(flat, flat, strict=True) if int(key) not in gone for each in (key, value)]
    leaf = pdf.make_indirect(Dictionary(Limits=Array([pairs[0], pairs[-2]]), Nums=Array(pairs)))
    root.ParentTree = Dictionary(Kids=Array([leaf, *(stand_in(part.start + 1) for part in parts if part.head["keys"])]))
    root.ParentTreeNextKey = max(part.key + part.head["next"] for part in parts)
    named = sorted((part for part in parts if part.head["ids"]), key=lambda part: min(part.head["ids"]))
    if named:
        root.IDTree = Dictionary(Kids=Array([stand_in(part.start + 2) for part in named]))
    for role, standard in (role for part in parts for role in part.head["roles"].items()):
        root.RoleMap[role] = Name(standard)
    kids = list(root.K[0].K)
    kids = kids[: [kid.S for kid in kids].index(Name.TOC) + 1]  # of the sheets that hold feet, nothing is read aloud
    root.K[0].K = Array([*kids, *(stand_in(part.number(kid)) for part in parts for kid in part.head["kids"])])


def _form(foot: Any) -> int:
    """What is drawn on a sheet, as a form that others can hold."""
    form = foot.Contents
    form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, foot.MediaBox, foot.Resources
    return _number(form)


def _objects(
    part: Part, known: Sequence[int], node: int, places: Mapping[str, tuple[int, int, float, float]], to_page: str
) -> Iterator[Numbered]:
    """The objects of a piece: its nodes in the trees of the book, and those that it brings."""
    head = part.head
    with gzip.open(part.file) as stored:
        stored.readline()
        text, data = stored.read(head["text"]), io.BytesIO(stored.read())
    numbers = [*known, *range(part.number(part.known), part.number(part.known) + head["count"])]
    kids = "".join(f"{numbers[sheet]} 0 R " for sheet in head["sheets"])
    nodes = [f"/Type /Pages /Parent {node} 0 R /Count {len(head['sheets'])} /Kids [ {kids}]"]
    for kind, keys, values in (
        ("Nums", [str(part.key + key) for key in head["keys"]], head["parents"]),
        ("Names", [String(name).unparse().decode("ascii") for name in head["ids"]], head["ids"].values()),
    ):
        pairs = "".join(f"{key} {numbers[value]} 0 R " for key, value in zip(keys, values, strict=True))
        nodes.append(f"/Limits [ {keys[0]} {keys[-1]} ] /{kind} [ {pairs}]" if keys else "")
    for number, entries in enumerate(nodes, part.start):
        yield number, f"<< {entries} >>".encode(), None
    for own, line in enumerate(renumbered(text, numbers, part.key).split(b"\n"), part.known):
        size = head["streams"].get(str(own))
        if to := head["links"].get(str(own)):
            sheet, page, x, y = places[to]
            said = String(to_page.format(page=page)).unparse().decode("ascii")
            line = line.removesuffix(b">>") + f"/Contents {said} /Dest [ {sheet} 0 R /XYZ {x} {y} 0 ] >>".encode()
        yield numbers[own], line, None if size is None else data.read(size)


def _head(file: Path) -> dict[str, Any]:
    """What a piece says of itself."""
    with gzip.open(file) as stored:
        said: dict[str, Any] = json.loads(stored.readline())
    return said


def _number(thing: Any) -> int:
    number: int = thing.objgen[0]
    return number


def _marks(items: Sequence[OutlineItem], sheets: Mapping[int, int]) -> list[Any]:
    """Bookmarks: title, sheet of the piece from 0, place on it, whether it is closed, and those below it."""
    found = []
    for item in items:
        target: Any = item.destination
        sheet, _, left, top, _ = target
        at = sheets[_number(sheet)], float(left), float(top)
        found.append((item.title, at, item.is_closed, _marks(item.children, sheets)))
    return found


def _items(marks: Sequence[Any], sheets: Sequence[Any]) -> Iterator[OutlineItem]:
    """The same bookmarks, for these sheets."""
    for title, (sheet, left, top), closed, below in marks:
        item = OutlineItem(title, Array([sheets[sheet], Name.XYZ, left, top, 0]))
        item.is_closed = closed
        item.children.extend(_items(below, sheets))
        yield item
