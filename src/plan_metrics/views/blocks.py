"""What a notebook cell returns: a block of a page, the same on every run, and the small parts that views make it of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from plan_metrics import languages, paths
from plan_metrics.views.nodes import Column, Element, Node, el, html_of, nodes_of, structure_of, table_of, text_of

PLACE = re.compile(r"(\{\w+\})")  # in a sentence that is filled in
HAN = re.compile(r"[\u3400-\u9fff]")
MANY = 15  # rows, from which on a table or list can be filtered and put in another order
STRUCTURE = "application/vnd.plan-metrics+json"  # the type under which a cell gives what it shows as data


@dataclass(frozen=True)
class Block:
    """A piece of a page: its nodes, and `text` for terminals and for reading a diff.

    A run of the report also keeps the nodes as JSON, from which the files of charts and the PDF are made. In a notebook
    that a person runs they would only be the same once more, and no one reads them in a diff.
    """

    nodes: tuple[Node, ...]
    text: str

    @property
    def html(self) -> str:
        """The block for browsers."""
        return "".join(map(html_of, self.nodes))

    @property
    def structure(self) -> list[object]:
        """The block for programs (`nodes.structure_of`)."""
        return [structure_of(node) for node in self.nodes]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        shown = {"text/plain": self.text}
        if paths.TEXT not in os.environ:
            shown["text/html"] = self.html
        return {**shown, STRUCTURE: self.structure} if paths.SLICE in os.environ else shown

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Block) -> Block:
        return Block(self.nodes + other.nodes, f"{self.text}\n{other.text}")


NOTHING = Block((), "")


def block(*nodes: object, text: str) -> Block:
    """A block of nodes and of other blocks, with the text of the whole."""
    parts = (node.nodes if isinstance(node, Block) else nodes_of([node]) for node in nodes)
    return Block(tuple(each for part in parts for each in part), text)


def one_by_one(sections: Iterable[Block]) -> Block:
    """Blocks one after the other, with an empty line between their texts."""
    known = list(sections)
    return block(*known, text="\n\n".join(section.text for section in known))


def table(
    name: str,
    caption: Node,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    stacked: bool = False,
    controls: str = "",
    look: str = "",
) -> Block:
    """A table with a fixed id, a caption, and one heading cell a row (the first).

    Cells are texts, numbers or nodes; None and "" are shown as an empty cell. The text form has the same cells.
    A `stacked` table becomes a list of cards where the page is narrow; others scroll sideways in place.
    With `controls` (`words.controls`) a table of many rows can be filtered and put in another order.
    """
    body = list(rows)
    controls = controls if len(body) >= MANY else ""
    made = table_of(name, caption, columns, body, stacked=stacked, controls=controls, look=look)
    lines = [text_of(caption), " | ".join(text_of(column.title) for column in columns)]
    lines += [" | ".join(text_of(cell.content) for cell in row) for row in made.rows]
    return Block((made,), "\n".join(lines))


def needed(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> tuple[list[Column], list[list[object]]]:
    """The columns in which a row has anything but a dash, and the rows with the cells of these.

    >>> needed([Column("Year"), Column("Remarks")], [["2024", ""], ["2025", "–"]])[1]
    [['2024'], ['2025']]
    """
    body = [list(row) for row in rows]
    kept = [at for at in range(len(columns)) if any(text_of(row[at]) not in ("", "–") for row in body)]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in body]


def bullets(items: Iterable[object], css: str = "pm-few") -> Block:
    """Texts or nodes as a list, each a line of the text form."""
    lines = [el("li", item) for item in items]
    return Block((el("ul", *lines, css=css),), "\n".join(line.text for line in lines))


def paragraphs(texts: Iterable[object], css: str = "") -> Block:
    """Paragraphs of texts or nodes, in one division."""
    kept = [text for text in texts if text]
    body = el("div", *(el("p", text) for text in kept), css=f"pm-text {css}".strip())
    return Block((body,), "\n".join(map(text_of, kept)))


def fold(handle: str, inside: Block, *, aside: bool = False) -> Block:
    """A block behind a handle: shut on a screen, open on paper and to whoever follows a link into it.

    One `aside` says again what stands on its page, with more behind it: it is printed only if it was opened.
    """
    css = "pm-fold pm-aside" if aside else "pm-fold"
    return Block((el("details", el("summary", handle), *inside.nodes, css=css),), f"{handle}\n{inside.text}")


def heading(anchor: str, text: object) -> Block:
    """A heading within a section, with a fixed place to link to."""
    return Block((el("h3", text, id=anchor),), text_of(text))


def choice(place: str, name: str, label: str, options: Iterable[Node]) -> Element:
    """A field of a form, with its label, in which one of these options is chosen; `place` is its id on the page."""
    return el("div", el("label", label, **{"for": place}), el("select", *options, id=place, name=name))


def link(href: str, text: object, title: str = "") -> Element:
    """A link inside the book, or to a source's own address."""
    return el("a", text, href=href, title=title or None)


def two_lines(first: object, second: object) -> Element:
    """A cell with a line of second rank below the first."""
    return el("", first, el("br"), muted(second)) if second else el("", first)


def foreign(text: str) -> Node:
    """Words as the sources have them, marked as the language of their letters, so that they are read aloud rightly."""
    tag = languages.html_of(text)
    return text if tag == languages.FORMS[languages.SOURCE].html else el("span", text, lang=tag)


def datum(value: object, text: object, order: object = None) -> Element:
    """Words of a cell with what a program reads in their place: a period as `2024-09`, a number without grouping.

    `order` is the number that puts it in order where the value is none.
    """
    return el("data", text, value=value, data_order=order)


def badge(status: str, words: object) -> Element:
    """A status as a badge: its sign, colour and words all say the same."""
    return el("span", words, css=f"pm-status {status}")


def muted(text: object) -> Element:
    """Text of second rank."""
    return el("span", text, css="pm-muted")


def joined(parts: Iterable[object], separator: object = " ") -> Element:
    """Parts put one after the other."""
    return el("", *(each for index, part in enumerate(parts) for each in ((separator, part) if index else (part,))))


def lines(parts: Iterable[object]) -> Element:
    """Parts each on a line of its own."""
    return joined(parts, el("br"))


def filled(form: str, **values: object) -> Element:
    """A sentence with nodes in its places; what else stands in braces, as words of a plan may, stays as it is.

    >>> str(filled("Source: {page}.", page=link("data.html", "data")))
    'Source: <a href="data.html">data</a>.'
    """
    return el("", *(values.get(part[1:-1], part) if PLACE.fullmatch(part) else part for part in PLACE.split(form)))
