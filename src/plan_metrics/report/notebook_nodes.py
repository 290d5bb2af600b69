"""What the cells of an executed notebook show, as data: the nodes that a block carries beside its HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plan_metrics.views.blocks import STRUCTURE

Node = Any  # a text; [name, attributes, child, ...]; or an object with its kind: drawing, figure, table


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


def of_kind(nodes: Iterable[Node], kind: str) -> Iterator[dict[str, Any]]:
    """The tables, figures or drawings among nodes and in their elements, in order; a drawing in its figure is none."""
    for node in nodes:
        if isinstance(node, list):
            yield from of_kind(node[2:], kind)
        elif isinstance(node, dict) and node["kind"] == kind:
            yield node


def words_of(nodes: Iterable[Node]) -> str:
    """The words of nodes and of their elements, as they stand.

    >>> words_of(["a ", ["b", {}, "b"], {"kind": "drawing"}])
    'a b'
    """
    known = (node for node in nodes if not isinstance(node, dict))
    return "".join(node if isinstance(node, str) else words_of(node[2:]) for node in known)


def hrefs_in(node: Node) -> Iterator[str]:
    """The addresses that a node and its elements lead to, in order.

    >>> list(hrefs_in(["p", {}, "a ", ["a", {"href": "data.html#S1"}, "S1"]]))
    ['data.html#S1']
    """
    if isinstance(node, list):
        if "href" in node[1]:
            yield node[1]["href"]
        for child in node[2:]:
            yield from hrefs_in(child)


def written(notebook: Mapping[str, Any]) -> bytes:
    """The file of a notebook, in one line: only programs read it."""
    return (json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n").encode()
