"""The pages of a rendered book -> one document for the PDF: in order, with links that lead somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from plan_metrics.report.pdf.column_widths import WIDTH, columns, lines
from plan_metrics.report.pdf.tree import Node, texts

Part = tuple[str, Sequence[str]]  # caption, names of its pages
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
SHORT = 16  # lines of a table that is not broken over two pages
ELSEWHERE = ("http://", "https://", "mailto:")


def document_parts(
    parts: Sequence[Part],
    pages: Mapping[str, list[Node]],
    size: float,
    links: Mapping[str, Links] | None = None,
    wanted: Collection[str] | None = None,
    width: float = WIDTH,
    smallest: float = 0.0,
) -> list[dict[str, Any]]:
    """The parts of a document with their pages; `pages` are trees by name (`for_pdf`), in which links are resolved
    and headings are counted from that of the part.

    A link to a place on one of the pages leads there, one to another site goes to its address; of any other only
    the words stay. Places that no link leads to are forgotten. `links` are those of a whole book (`links_of`), of which
    these are some pages, or else all; `wanted` are then its places that links lead to. `width` is that of the text, in
    millimetres, `smallest` the size of letters, in points, below which no table saves height.
    """
    links = links or {page: links_of(nodes) for page, nodes in pages.items()}
    wanted = wanted_places(links) if wanted is None else wanted
    for page, nodes in pages.items():
        for _, attributes, _ in _walk(nodes):
            attributes |= target(page, attributes.pop("to"), links) if "to" in attributes else {}
        _keep(page, nodes, wanted)
    titles = {page: links[page].title for page in pages}
    for caption, names in parts:
        for name in names:
            _fit(pages[name], 1 if caption else 0, size, (width, smallest))
    return [
        {
            "caption": caption,
            "pages": [
                {
                    "place": name if name in wanted else None,
                    "title": titles[name],
                    "body": pages[name],
                    "opens": bool(caption) and not index,
                }
                for index, name in enumerate(names)
            ],
        }
        for caption, names in parts
        if names
    ]


class Links(NamedTuple):
    """The title of a page, the places on it, and the addresses that it leads to."""

    title: str
    places: Sequence[str]
    leads: Sequence[str]


def links_of(nodes: Sequence[Node]) -> Links:
    """What other pages need to know of a page."""
    known = [attributes for _, attributes, _ in _walk(nodes)]
    leads = sorted({attributes["to"] for attributes in known if "to" in attributes})
    title = next(("".join(texts(children)) for node, _, children in _walk(nodes) if node[0] == "h1"), "")
    return Links(title, sorted({place for attributes in known for place in attributes.get("at", ())}), leads)


def target(page: str, address: str, links: Mapping[str, Links]) -> dict[str, str]:
    """Where a link of a page leads in the PDF: `to` a page or a place on one, to an `url`, or nowhere."""
    file, _, place = address.partition("#")
    name = file.removesuffix(".html") if file else page
    if address.startswith(ELSEWHERE):
        return {"url": address}
    if name in links and (not file or file.endswith(".html")):
        return {"to": f"{name}#{place}" if place in links[name].places else name}
    return {}


def wanted_places(links: Mapping[str, Links]) -> set[str]:
    """The pages, and places on them, that links lead to."""
    found = (target(page, address, links) for page, known in links.items() for address in known.leads)
    return {each["to"] for each in found if "to" in each}


def _fit(nodes: Sequence[Node], depth: int, size: float, room: tuple[float, float]) -> None:
    """Count headings from that of the part, none more than one level below the last, since a screen reader would jump;
    and give tables the widths of their columns."""
    level = depth
    for node, attributes, _ in _walk(nodes):
        if node[0] in HEADINGS:
            level = min(int(node[0][1]) + depth, level + 1)
            node[0], attributes["level"] = "h", level
        elif node[0] == "table":
            attributes["columns"], attributes["scale"] = columns(attributes, size, *room)
            attributes["whole"] = lines(attributes, attributes["columns"]) <= SHORT


def _walk(nodes: Sequence[Node]) -> Iterator[tuple[list[Any], dict[str, Any], list[Any]]]:
    """Every node that is no text, with its attributes and children, depth first."""
    for node in nodes:
        if isinstance(node, str):
            continue
        name, attributes, *children = node
        yield node, attributes, children
        if name == "table":
            yield from _walk(attributes["caption"])
            for row in (*attributes["head"], *attributes["body"]):
                for cell in row:
                    yield from _walk([["cell", *cell]])
        yield from _walk(children)


def _keep(page: str, nodes: Sequence[Node], wanted: Collection[str]) -> None:
    for _, attributes, _ in _walk(nodes):
        kept = [f"{page}#{place}" for place in attributes.pop("at", ()) if f"{page}#{place}" in wanted]
        if kept:
            attributes["at"] = kept
