"""What the cells of an executed notebook show, as data: the nodes that a block carries beside its HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from plan_metrics.views.blocks import STRUCTURE


class DrawingNode(TypedDict):
    """A drawing, as `views.nodes.structure_of` gives it, and so are those below."""

    kind: Literal["drawing"]
    svg: str
    said: str


class FigureNode(TypedDict):
    """A chart in its frame: its `table` is the id of that which it draws."""

    kind: Literal["figure"]
    name: str
    said: str
    marks: str
    source: list[Node]
    table: str
    place: str
    drawing: DrawingNode


class ColumnNode(TypedDict):
    """A column of a table."""

    text: str
    title: list[Node]
    numeric: bool
    ordered: bool


class CellNode(TypedDict, total=False):
    """A cell: its words, what it shows where that is more, the value that a program reads if any, its look."""

    text: Required[str]
    content: list[Node]
    value: str
    look: str


class TableNode(TypedDict):
    """A table; each row has a cell for each column."""

    kind: Literal["table"]
    id: str
    caption: list[Node]
    look: str
    columns: list[ColumnNode]
    rows: list[list[CellNode]]


Described: TypeAlias = DrawingNode | FigureNode | TableNode
Node: TypeAlias = str | list[Any] | Described  # a list is an element: [name, attributes, child, ...]


def shown(notebook: Mapping[str, Any]) -> Iterator[Node]:
    """The nodes that the cells of a notebook show, in order.

    >>> list(shown({"cells": [{"outputs": [{"data": {STRUCTURE: [["p", {}, "a"]]}}]}]}))
    [['p', {}, 'a']]
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            yield from output.get("data", {}).get(STRUCTURE, ())


def has_nodes(notebook: Mapping[str, Any]) -> bool:
    """Whether every cell that shows HTML carries its nodes: one that an older program has run does not."""
    outputs = [output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return all(STRUCTURE in data for data in outputs if "text/html" in data)


def described(nodes: Iterable[Node]) -> Iterator[Described]:
    """The tables, figures and drawings among nodes and in their elements, in order; a drawing in its figure is none."""
    for node in nodes:
        if isinstance(node, list):
            yield from described(node[2:])
        elif isinstance(node, dict):
            yield node


def tables(nodes: Iterable[Node]) -> list[TableNode]:
    """The tables among nodes and in their elements, in order."""
    return [node for node in described(nodes) if node["kind"] == "table"]


def figures(nodes: Iterable[Node]) -> list[FigureNode]:
    """The charts among nodes and in their elements, in order."""
    return [node for node in described(nodes) if node["kind"] == "figure"]


def drawings(nodes: Iterable[Node]) -> list[DrawingNode]:
    """The drawings without a frame, in order."""
    return [node for node in described(nodes) if node["kind"] == "drawing"]


def words_of(nodes: Iterable[Node]) -> str:
    """The words of nodes and of their elements, as they stand.

    >>> words_of(["a ", ["b", {}, "b"], {"kind": "drawing"}])
    'a b'
    """
    known = (node for node in nodes if not isinstance(node, dict))
    return "".join(node if isinstance(node, str) else words_of(node[2:]) for node in known)


def elements(nodes: Iterable[Node]) -> Iterator[list[Any]]:
    """Every element among nodes and in them, also in tables and below figures, in order."""
    for node in nodes:
        if isinstance(node, list):
            yield node
            yield from elements(node[2:])
        elif isinstance(node, dict):
            yield from elements(_held(node))


def _held(node: Described) -> Iterator[Node]:
    if node["kind"] == "figure":
        yield from node["source"]
    elif node["kind"] == "table":
        yield from node["caption"]
        for column in node["columns"]:
            yield from column["title"]
        for cell in (cell for row in node["rows"] for cell in row):
            yield from cell.get("content", ())


def hrefs_in(nodes: Iterable[Node]) -> list[str]:
    """The addresses that nodes and their elements lead to, in order.

    >>> hrefs_in([["p", {}, "a ", ["a", {"href": "data.html#S1"}, "S1"]]])
    ['data.html#S1']
    """
    return [node[1]["href"] for node in elements(nodes) if "href" in node[1]]


def places_in(nodes: Sequence[Node]) -> set[str]:
    """The places that links can lead to in nodes.

    >>> sorted(places_in([["p", {"id": "a"}], {"kind": "figure", "name": "b", "source": []}]))
    ['a', 'f-b']
    """
    own = {node[1]["id"] for node in elements(nodes) if "id" in node[1]}
    own |= {f"f-{figure['name']}" for figure in figures(nodes)}
    return own | {place for table in tables(nodes) for place in (table["id"], f"{table['id']}-caption")}


def lead_of(nodes: Sequence[Node]) -> str:
    """What a page says first, in its words: its answer, else its first paragraph; "" where it has none.

    >>> lead_of([["p", {}, "a"], ["div", {"class": "pm-text pm-lead"}, ["p", {}, ["strong", {}, "b"], "c"]]])
    'b'
    """
    every = list(elements(nodes))
    lead = next((node for node in every if "pm-lead" in node[1].get("class", "").split()), None)
    every = list(elements([lead])) if lead else every
    answers = [node for node in every if lead and node[0] == "strong"]
    found = [*answers, *(node for node in every if node[:2] == ["p", {}])][:1]
    return " ".join(words_of(found).split())


def written(notebook: Mapping[str, Any]) -> bytes:
    """The file of a notebook, in one line: only programs read it."""
    return (json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n").encode()
