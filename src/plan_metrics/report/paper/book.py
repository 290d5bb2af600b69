"""The pages of a printed book -> one document for paper: in order, with links that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plan_metrics.report.paper.columns import WIDTH, columns, lines
from plan_metrics.report.paper.tree import Node, texts

Part = tuple[str, Sequence[str]]  # caption, names of its pages
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
SHORT = 16  # lines of a table that is not broken over two pages
ELSEWHERE = ("http://", "https://", "mailto:")


def laid_out(parts: Sequence[Part], pages: Mapping[str, list[Node]], size: float) -> list[dict[str, Any]]:
    """The parts of a document with their pages; `pages` are trees by name (`read_article`), in which links are
    resolved and headings are counted from that of the part.

    A link to a place on one of the pages leads there, one to another site goes to its address; of any other only
    the words stay. Places that no link leads to are forgotten.
    """
    places = {page: set(_places(nodes)) for page, nodes in pages.items()}
    wanted: set[str] = set()
    for page, nodes in pages.items():
        _resolve(page, nodes, places, wanted)
    for page, nodes in pages.items():
        _keep(page, nodes, wanted)
    titles = {page: _title(nodes) for page, nodes in pages.items()}
    level = 0
    for caption, names in parts:
        depth = 1 if caption else 0
        level = depth or level
        for name in names:
            level = _fit(pages[name], depth, level, size)
    return [
        {
            "caption": caption,
            "pages": [
                {"place": name if name in wanted else None, "title": titles[name], "body": pages[name]}
                for name in names
            ],
        }
        for caption, names in parts
        if names
    ]


def _title(nodes: Sequence[Node]) -> str:
    return next(("".join(texts(children)) for node, _, children in _walk(nodes) if node[0] == "h1"), "")


def _fit(nodes: Sequence[Node], depth: int, level: int, size: float) -> int:
    """Count headings from that of the part, none more than one level below the last (`level`), whose level is
    returned, since a listener would miss one; and give tables the widths of their columns."""
    for node, attributes, _ in _walk(nodes):
        if node[0] in HEADINGS:
            level = min(int(node[0][1]) + depth, level + 1)
            node[0], attributes["level"] = "h", level
        elif node[0] == "table":
            attributes["columns"], attributes["scale"] = columns(attributes, size, WIDTH)
            attributes["whole"] = lines(attributes, attributes["columns"]) <= SHORT
    return level


def _places(nodes: Sequence[Node]) -> list[str]:
    return [place for _, attributes, _ in _walk(nodes) for place in attributes.get("at", ())]


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


def _resolve(page: str, nodes: Sequence[Node], places: Mapping[str, set[str]], wanted: set[str]) -> None:
    """Links to where they lead on paper."""
    for _, attributes, _ in _walk(nodes):
        if "to" not in attributes:
            continue
        address = attributes.pop("to")
        file, _, place = address.partition("#")
        target = page if not file else file.removesuffix(".html")
        if address.startswith(ELSEWHERE):
            attributes["url"] = address
        elif target in places and (not file or file.endswith(".html")):
            attributes["to"] = f"{target}#{place}" if place in places[target] else target
            wanted.add(attributes["to"])


def _keep(page: str, nodes: Sequence[Node], wanted: set[str]) -> None:
    for _, attributes, _ in _walk(nodes):
        kept = [f"{page}#{place}" for place in attributes.pop("at", ()) if f"{page}#{place}" in wanted]
        if kept:
            attributes["at"] = kept
