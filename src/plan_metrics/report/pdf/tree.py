"""What a page shows -> what of it belongs in the PDF, as a tree of lists and texts that `book/_pdf/document.typ` sets.

A node is a text, or `[name, {attribute: value}, child, ...]`. Names are those of HTML, but for `drawing` (an SVG) and
`formula`. Attributes are `class`, `at` (the anchors that stand here), `lang`, and those that a name needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt

from plan_metrics.report.pdf.formula import formula, formula_words
from plan_metrics.report.pdf.written import read_html
from plan_metrics.views.blocks import STRUCTURE

Node = Any  # str, or [name, attributes, *children]

SPACE = re.compile(r"[ \t\r\n\f]+")  # what HTML makes one space of; wider ones stay
# On a screen only: code, marks of a heading, links to files, words for screen readers (the mark beside them is
# shown), lists of pages, and what needs a keyboard.
ONLY_ON_SCREEN = {"headerlink", "hide", "pm-take", "pm-hidden", "pm-papers", "toctree-wrapper"}
NOT_ON_PAPER = {"script", "style", "button", "form", "noscript", "input", "img"}
TRANSPARENT = {"section", "div", "span", "data", "tbody", "thead", "figcaption", "abbr"}  # unless their class says more
SHOWN = {  # classes that document.typ knows
    "pm-status", "pm-agreement", "pm-fit", "pm-muted", "pm-number", "pm-line", "pm-cell", "pm-tile", "pm-lead",
    "pm-invented", "pm-failed", "pm-note", "pm-indicator", "pm-indicator-body", "pm-figure", "pm-card", "pm-cards",
    "pm-action",
    "pm-rows", "pm-row-head", "pm-row-figure", "pm-row-verdicts",
    "pm-tiles", "pm-legend", "pm-sources", "pm-heat", "pm-map",
}  # fmt: skip
INLINE = {
    "a",
    "b",
    "strong",
    "em",
    "i",
    "code",
    "var",
    "sub",
    "sup",
    "span",
    "br",
    "cite",
    "kbd",
}  # all else are blocks


def read_notebook(notebook: Mapping[str, Any]) -> list[Node]:
    """What an executed notebook shows: its texts, and the nodes that its cells carry; of others what they print.

    >>> title, shown = {"cell_type": "markdown", "source": "# 1&#46; *T*"}, {STRUCTURE: [["p", {}, "a"]]}
    >>> read_notebook({"cells": [title, {"outputs": [{"data": shown}]}]})
    [['h1', {}, '1. ', ['em', {}, 'T']], ['p', {}, 'a']]
    """
    found: list[Any] = []
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "markdown":
            found += read_html(MarkdownIt().render("".join(cell["source"])))
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            printed = "".join(data.get("text/plain", output.get("text", "")))
            found += data.get(STRUCTURE, [["pre", {}, printed]] if printed else [])
    return for_pdf(found)


def sheet_of(nodes: Iterable[Node]) -> list[Node]:
    """A page as a sheet: without what is behind a handle, and without the headings over nothing else.

    >>> sheet_of([["h2", {}, "A"], ["p", {}, "a"], ["h2", {}, "B"], ["details", {}, "b"]])
    [['h2', {}, 'A'], ['p', {}, 'a']]
    """
    kept = [node for node in nodes if node[0] != "details"]
    after = [*(node[0] for node in kept[1:]), "h2"]
    return [node for node, other in zip(kept, after, strict=True) if (node[0], other) != ("h2", "h2")]


def one_line(text: str) -> str:
    """A text that is set as it is: a line break of the data is a space, as it is on a page."""
    return SPACE.sub(" ", text).strip(" ")


def for_pdf(nodes: Iterable[Any]) -> list[Node]:
    """Nodes of a page (`views.nodes`) without what only works on a screen, as `document.typ` knows them.

    >>> link, file = ["a", {"href": "b.html"}, "b"], ["span", {"class": "pm-take"}, "CSV"]
    >>> for_pdf([["div", {}, ["p", {"id": "x"}, "a ", link, file]]])
    [['p', {'at': ['x']}, 'a ', ['a', {'to': 'b.html'}, 'b']]]
    """
    return _tidy(_for_pdf(nodes))


def _for_pdf(nodes: Iterable[Any]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            yield KINDS[node["kind"]](node)
        else:
            name, known, *children = node
            classes = known.get("class", "").split()
            if name not in NOT_ON_PAPER and ONLY_ON_SCREEN.isdisjoint(classes):
                yield [name, _kept(name, known, classes), *_for_pdf(children)]


def _drawing(node: Mapping[str, str]) -> Node:
    return ["drawing", {"svg": node["svg"], "alt": node["said"]}]


def _figure(node: Mapping[str, Any]) -> Node:
    quiet = {"class": ["pm-muted"]}
    lines = [["p", {}, node["said"]], ["p", quiet, node["marks"]], ["p", quiet, *for_pdf(node["source"])]]
    return [
        "figure",
        {"at": [f"f-{node['name']}"]},
        _drawing(node["drawing"]),
        *(line for line in lines if any(line[2:])),
    ]


def _tabular(node: Mapping[str, Any]) -> Node:
    columns = node["columns"]
    head = [[{"head": True} | _number(each), *_unlinked(for_pdf(each["title"]))] for each in columns]
    body = [
        [
            [_number(column) | _look(cell) | {"head": not index}, *for_pdf(cell.get("content", [cell["text"]]))]
            for index, (column, cell) in enumerate(zip(columns, row, strict=True))
        ]
        for row in node["rows"]
    ]
    for first, *_ in body:
        first[0].pop("num", None)  # a heading of a row
    return [
        "table",
        {**_look(node), "at": [node["id"]], "caption": for_pdf(node["caption"]), "head": [head], "body": body},
    ]


KINDS = {"drawing": _drawing, "figure": _figure, "table": _tabular}


def _number(column: Mapping[str, Any]) -> dict[str, Any]:
    return {"num": True} if column["numeric"] else {}


def _look(node: Mapping[str, Any]) -> dict[str, Any]:
    classes = node.get("look", "").split()
    return {} if SHOWN.isdisjoint(classes) else {"class": classes}


def _kept(name: str, known: Mapping[str, str], classes: Sequence[str]) -> dict[str, Any]:
    """The attributes of an element that matter in the PDF."""
    kept: dict[str, Any] = {} if SHOWN.isdisjoint(classes) else {"class": list(classes)}
    if name in ("td", "th") and "num" in classes:
        kept["num"] = True
    if "lang" in known:
        kept["lang"] = known["lang"]
    if "id" in known:
        kept["at"] = [known["id"]]
    if name == "a" and "href" in known:
        kept["to"] = known["href"]
    if name == "li" and "grid-area" in known.get("style", ""):
        row, _, column = known["style"].partition(":")[2].partition("/")
        kept["place"] = [int(row), int(column)]
    if name in ("mspace", "mi"):
        kept |= {key: known[key] for key in ("width", "mathvariant") if key in known}
    return kept


def _tidy(nodes: Iterable[Node]) -> list[Node]:
    """Without what only holds others together, and without space between blocks; anchors go to what follows them."""
    found: list[Node] = []
    waiting: list[str] = []  # anchors of elements that hold nothing else
    for node in nodes:
        if isinstance(node, str):
            if text := SPACE.sub(" ", node):
                found.append(text)
            continue
        name, attributes, *children = node
        anchors = waiting + attributes.pop("at", [])
        new: list[Any]
        if name == "math":
            new = [["formula", {"set": formula(node), "alt": formula_words(node)}]]
        elif name == "pre":
            new = [["pre", attributes, "".join(texts(children))]]
        elif name == "table" and children:
            new = [_table(attributes, children)]
        elif name in TRANSPARENT and not attributes:
            new = _tidy(children)
        else:
            new = [[name, attributes, *_tidy(children)]]
        whole = next((other for other in new if not isinstance(other, str)), None)
        waiting = [] if whole else anchors
        if anchors and whole:
            whole[1]["at"] = [*anchors, *whole[1].get("at", [])]
        found += new
    return _spaced([*found, ["span", {"at": waiting}]] if waiting else found)


def _spaced(nodes: list[Node]) -> list[Node]:
    """Without texts of nothing but space beside a block or at an end."""
    kept: list[Node] = []
    for index, node in enumerate(nodes):
        beside = (nodes[index - 1 : index] or [["p"]])[0], (nodes[index + 1 : index + 2] or [["p"]])[0]
        if node == " " and any(not isinstance(other, str) and other[0] not in INLINE for other in beside):
            continue
        if isinstance(node, str) and kept and isinstance(kept[-1], str):
            kept[-1] = SPACE.sub(" ", kept[-1] + node)
        else:
            kept.append(node)
    return kept


def _table(attributes: dict[str, Any], children: Sequence[Node]) -> Node:
    """A table with its parts named: caption, rows of head and body; a cell is `[attributes, child, ...]`."""
    parts: dict[str, list[Node]] = {"caption": [], "head": [], "body": []}
    for child in children:
        if isinstance(child, str):
            continue
        if child[0] == "caption":
            parts["caption"] = _tidy(child[2:])
            continue
        rows = [child] if child[0] == "tr" else [row for row in child[2:] if not isinstance(row, str)]
        for row in rows:
            cells = [
                [{**cell[1], "head": cell[0] == "th"}, *_tidy(cell[2:])]
                for cell in row[2:]
                if not isinstance(cell, str)
            ]
            if child[0] == "thead":  # it comes again on every page, where it may hold no link
                cells = [[attributes, *_unlinked(content)] for attributes, *content in cells]
            parts["head" if child[0] == "thead" else "body"].append(cells)
    return ["table", {**attributes, **parts}]


def _unlinked(nodes: Iterable[Node]) -> list[Node]:
    return [node if isinstance(node, str) or node[0] != "a" else ["span", {}, *node[2:]] for node in nodes]


def texts(nodes: Iterable[Node]) -> Iterator[str]:
    """The texts in nodes, in order."""
    for node in nodes:
        yield from [node] if isinstance(node, str) else texts(node[2:])
