"""What a notebook cell returns: a block of HTML whose text is the same on every run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

HAN = re.compile(r"[\u3400-\u9fff]")
MANY = 15  # rows, from which on a table or list can be filtered and put in another order


@dataclass(frozen=True)
class Block:
    """A piece of a page: `html` for people and books, `text` for terminals and for reading a diff."""

    html: str
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Block) -> Block:
        return Block(self.html + other.html, f"{self.text}\n{other.text}")


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, whether its cells are numbers (set to the right), and whether rows can be put
    in their order; figures in several units have none."""

    title: str
    numeric: bool = False
    ordered: bool = True


@lru_cache
def templates() -> Environment:
    """The templates of this room."""
    return Environment(
        loader=PackageLoader("plan_metrics.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: object) -> Markup:
    """A template of `views/templates` filled in; every value is escaped unless it is markup already."""
    return Markup(templates().get_template(template).render(**values))


def table(
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    stacked: bool = False,
    controls: str = "",
) -> Block:
    """A table with a fixed id, a caption, and one heading cell a row (the first).

    Cells are text or markup; None and "" are shown as an empty cell. The text form has the same cells.
    A `stacked` table becomes a list of cards where the page is narrow; others scroll sideways in place.
    With `controls` (`words.controls`) a table of many rows can be filtered and put in another order.
    """
    body = [["" if cell is None else cell for cell in row] for row in rows]
    html = render(
        "table.html.j2",
        name=name,
        caption=caption,
        columns=columns,
        rows=body,
        stacked=stacked,
        controls=controls if len(body) >= MANY else "",
    )
    lines = [caption, " | ".join(column.title for column in columns)]
    lines += [" | ".join(_plain(cell) for cell in row) for row in body]
    return Block(str(html), "\n".join(lines))


def paragraphs(texts: Iterable[object], css: str = "") -> Block:
    """Paragraphs of text or markup, in one division."""
    kept = [text for text in texts if text]
    html = render("paragraphs.html.j2", texts=kept, css=css)
    return Block(str(html), "\n".join(_plain(text) for text in kept))


def fold(handle: str, block: Block) -> Block:
    """A block behind a handle: shut on a screen, open on paper and to whoever follows a link into it."""
    html = Markup('<details class="pm-fold"><summary>{}</summary>{}</details>').format(handle, Markup(block.html))
    return Block(str(html), f"{handle}\n{block.text}")


def heading(anchor: str, text: object) -> Block:
    """A heading within a section, with a fixed place to link to."""
    return Block(str(Markup('<h3 id="{}">{}</h3>').format(anchor, text)), str(text))


def link(href: str, text: object, title: str = "") -> Markup:
    """A link inside the book, or to a source's own address."""
    hint = Markup(' title="{}"').format(title) if title else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(href, hint, text)


def two_lines(first: object, second: object) -> Markup:
    """A cell with a line of second rank below the first."""
    if not second:
        return joined([first])
    return Markup('{}<br><span class="pm-muted">{}</span>').format(first, second)


def foreign(text: str) -> Markup:
    """Words as the sources have them, marked as Chinese where they are, so that they are read aloud rightly."""
    return Markup('<span lang="zh-CN">{}</span>').format(text) if HAN.search(text) else Markup(escape(text))


def datum(value: object, text: object, order: object = None) -> Markup:
    """Words of a cell with what a program reads in their place: a period as `2024-09`, a number without grouping.

    `order` is the number that puts it in order where the value is none.
    """
    place = "" if order is None else Markup(' data-order="{}"').format(order)
    return Markup('<data value="{}"{}>{}</data>').format(value, place, text)


def badge(status: str, words: str) -> Markup:
    """A status as a badge: its sign, colour and words all say the same."""
    return Markup('<span class="pm-status {}">{}</span>').format(status, words)


def muted(text: object) -> Markup:
    """Text of second rank."""
    return Markup('<span class="pm-muted">{}</span>').format(text)


def joined(parts: Iterable[object], separator: object = " ") -> Markup:
    """Parts put one after the other; each is escaped unless it is markup already."""
    return Markup(separator if isinstance(separator, Markup) else escape(separator)).join(
        escape(part) for part in parts
    )


def _plain(cell: object) -> str:
    text = Markup(cell.replace("<br>", " / ")).striptags() if isinstance(cell, Markup) else str(cell)
    return " ".join(text.split())
