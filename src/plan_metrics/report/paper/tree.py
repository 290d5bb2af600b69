"""A printed page -> what of it belongs on paper, as a tree of lists and texts that `book/_paper/paper.typ` sets.

A node is a text, or `[name, {attribute: value}, child, ...]`. Names are those of HTML, but for `drawing` (an SVG) and
`formula`. Attributes are `class`, `at` (the anchors that stand here), `lang`, and those that a name needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from typing import Any

from plan_metrics.report.paper.formula import formula, formula_words

Node = Any  # str, or [name, attributes, *children]

ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
SAID = re.compile(r'\baria-label="([^"]*)"')
SPACE = re.compile(r"[ \t\r\n\f]+")  # what HTML makes one space of; wider ones stay
VOID = {"br", "img", "input", "hr", "wbr"}
# On a screen only: code, marks of a heading, links to files, words for readers who listen (the mark beside them is
# shown), lists of pages, and what needs a keyboard.
ONLY_ON_SCREEN = {"headerlink", "hide", "pm-take", "pm-hidden", "pm-papers", "toctree-wrapper"}
NOT_ON_PAPER = {"script", "style", "button", "form", "noscript", "input", "img"}
TRANSPARENT = {"section", "div", "span", "data", "tbody", "thead", "figcaption", "abbr"}  # unless their class says more
SHOWN = {  # classes that paper.typ knows
    "pm-status", "pm-agreement", "pm-fit", "pm-muted", "pm-number", "pm-line", "pm-cell", "pm-tile", "pm-lead",
    "pm-invented", "pm-failed", "pm-note", "pm-indicator", "pm-indicator-body", "pm-figure", "pm-card", "pm-cards",
    "pm-action",
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


def read_article(page: str) -> list[Node]:
    """The nodes of the article of a page, links and anchors as they stand there.

    >>> read_article('<article><p>a <b>b</b></p><div class="toctree-wrapper">c</div></article>')
    [['p', {}, 'a ', ['b', {}, 'b']]]
    """
    inside = ARTICLE.search(page)
    return read_html(inside[1] if inside else "")


def one_line(text: str) -> str:
    """A text that is set as it is: a line break of the data is a space, as it is on a page."""
    return SPACE.sub(" ", text).strip(" ")


def read_html(html: str) -> list[Node]:
    """The nodes of a piece of HTML."""
    drawings: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        drawings.append(match[0])
        return f'<drawing place="{len(drawings) - 1}"></drawing>'

    reader = _Reader(drawings)
    reader.feed(DRAWING.sub(set_aside, html))
    reader.close()
    return _tidy(reader.root)


class _Reader(HTMLParser):
    def __init__(self, drawings: Sequence[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.drawings = drawings
        self.root: list[Node] = []
        self.open: list[tuple[str, list[Node]]] = [("", self.root)]
        self.left_out = 0  # how deep within what is not for paper

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attributes}
        classes = known.get("class", "").split()
        if self.left_out or tag in NOT_ON_PAPER or not ONLY_ON_SCREEN.isdisjoint(classes):
            self.left_out += tag not in VOID
            return
        node = [tag, self._kept(tag, known, classes)]
        self.open[-1][1].append(node)
        if tag not in VOID:
            self.open.append((tag, node))

    def handle_startendtag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.left_out:
            self.left_out -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.open[-1][1].append(data)

    def _kept(self, tag: str, known: dict[str, str], classes: list[str]) -> dict[str, Any]:
        kept: dict[str, Any] = {"class": classes} if not SHOWN.isdisjoint(classes) else {}
        if tag in ("td", "th"):
            kept |= {"num": True} if "num" in classes else {}
        if "lang" in known:
            kept["lang"] = known["lang"]
        if "id" in known:
            kept["at"] = [known["id"]]
        if tag == "a" and "href" in known:
            kept["to"] = known["href"]
        if tag == "li" and "grid-area" in known.get("style", ""):
            row, _, column = known["style"].partition(":")[2].partition("/")
            kept["place"] = [int(row), int(column)]
        if tag == "drawing":
            svg = self.drawings[int(known["place"])]
            said = SAID.search(svg)
            kept |= {"svg": svg, "alt": unescape(said[1]) if said else ""}
        if tag in ("mspace", "mi"):
            kept |= {name: known[name] for name in ("width", "mathvariant") if name in known}
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
        if name == "math":
            new = [["formula", {"set": formula(node), "alt": formula_words(node)}]]
        elif name == "pre":
            new = [["pre", attributes, "".join(texts(children))]]
        elif name == "table":
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
    for place, node in enumerate(nodes):
        beside = (nodes[place - 1 : place] or [["p"]])[0], (nodes[place + 1 : place + 2] or [["p"]])[0]
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
