"""What a page is made of, as frozen descriptions: elements, tables, drawings and figures.

Each is rendered at the edge: `html_of` for browsers, `text_of` for terminals and files, `structure_of` for programs
(JSON: what the CSV files of charts and the PDF are made from). A node is one of these or a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from plan_metrics.languages import SOURCE, forms_of

VOID = {"br"}
ONLY_TEXT = {"desc", "option", "text", "title", "tspan"}  # elements that can hold no other
ONLY_IN_BROWSERS = ("aria-", "data-", "rel", "title")  # how attributes begin that no program reads
# 1.4万家: a browser may break a line on either side of a Chinese character, within a number as well.
UNBROKEN = re.compile(r"\d[\d.,]*[万亿]+[\u4e00-\u9fff]?")
# A line for each child that is no text, so that a difference between two pages can be read.
ON_LINES = {"div", "dl", "figcaption", "figure", "g", "ol", "section", "select", "svg", "ul"}


class Untranslated(str):
    """A string for which the reader's language has no words: said in the language of the messages, and marked so."""


class Rendered:
    """What shows itself as HTML where a page is written, and refuses to become a text by accident."""

    def __html__(self) -> str:
        return html_of(self)

    def __str__(self) -> str:
        return html_of(self)

    def __format__(self, form: str) -> str:
        raise TypeError("a node is no text: fill it into a sentence with `blocks.filled`, or take its `text`")

    @property
    def text(self) -> str:
        """The words alone, on one line."""
        return text_of(self)


@dataclass(frozen=True)
class Element(Rendered):
    """An element by its name in HTML, with its attributes and children; without a name only its children count.

    An attribute that is True has no value.
    """

    name: str
    attributes: tuple[tuple[str, str | bool], ...]
    children: tuple[Node, ...]

    def __bool__(self) -> bool:
        return bool(self.name or self.children)


@dataclass(frozen=True)
class Drawing(Rendered):
    """A chart as inline SVG, and its alternative text."""

    svg: str
    said: str


@dataclass(frozen=True)
class Figure(Rendered):
    """A chart in its frame: the name of its files, the id of the table on its page that holds what is drawn, what it
    says in one sentence, how its marks are read, its documents, the words of the links to table and files, and the
    place that all of it is for, if it is one."""

    name: str
    drawing: Drawing
    said: str
    table: str
    marks: str
    source: Node
    words: tuple[str, str]
    place: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, whether its cells are numbers (set to the right), and whether rows can be put
    in their order; figures in several units have none."""

    title: Node
    numeric: bool = False
    ordered: bool = True


@dataclass(frozen=True)
class Cell:
    """A cell that has a look of its own, with a hint for the mouse."""

    content: Node
    look: str
    hint: str


@dataclass(frozen=True)
class Table(Rendered):
    """A table: id, caption, columns, rows of cells of which the first is the heading of its row.

    `look` are classes of the style sheet; a `stacked` one becomes a list of cards where the page is narrow; `controls`
    are the words of its filter and order, as JSON, or "".
    """

    name: str
    caption: Node
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    look: str = ""
    stacked: bool = False
    controls: str = ""

    @property
    def labels(self) -> str:
        """The headings of the columns as variables of a style sheet, once for all cells of a table of cards.

        >>> Table("t", "", (Column("Place"), Column('a "b"')), ()).labels
        '--c2:"a \\\\"b\\\\""'
        """
        quoted = (text_of(column.title).replace("\\", "\\\\").replace('"', '\\"') for column in self.columns)
        return ";".join(f'--c{number}:"{text}"' for number, text in enumerate(quoted, 1) if number > 1)


Node: TypeAlias = str | Element | Drawing | Figure | Table
NODES = (str, Element, Drawing, Figure, Table)


def el(name: str, /, *children: object, css: str = "", **attributes: object) -> Element:
    """An element; `css` is its class, `data_x` the attribute data-x, one that is None or False is left out.

    >>> str(el("p", "a < b ", el("data", 0, value=0), css="c"))
    '<p class="c">a &lt; b <data value="0">0</data></p>'
    """
    known = {"class": css or None, **{key.replace("_", "-"): value for key, value in attributes.items()}}
    given = ((key, value) for key, value in known.items() if value is not None and value is not False)
    kept = tuple((key, value if value is True else str(value)) for key, value in given)
    return Element(name, kept, tuple(nodes_of(children)))


def nodes_of(children: Iterable[object]) -> Iterator[Node]:
    """Children as nodes: what is none becomes a text, what has no name gives its own children."""
    for child in children:
        if isinstance(child, Element) and not child.name:
            yield from child.children
        elif isinstance(child, NODES):
            if child != "":
                yield child
        elif child is not None:
            yield str(child)


@lru_cache
def templates() -> Environment:
    """The templates of this room."""
    made = Environment(
        loader=PackageLoader("plan_metrics.views"),
        autoescape=True,
        auto_reload=False,  # else the file of a template is asked for at each of thousands of tables
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["html"] = lambda node: Markup(html_of(node))
    return made


def untranslated(node: Node) -> Element:
    """What is said in the language of the messages for want of words in the reader's, marked so."""
    said = forms_of(SOURCE)
    return el("span", node, lang=said.html, dir=said.direction)


def html_of(node: Node | Rendered) -> str:
    """A node as HTML; every text in it is escaped."""
    match node:
        case Untranslated():
            return html_of(untranslated(str(node)))
        case str():
            return UNBROKEN.sub(r'<span class="pm-unbroken">\g<0></span>', str(escape(node)))
        case Element():
            return _element(node)
        case Drawing():
            return f'<div class="pm-chart">{node.svg}</div>'
        case Figure():
            return templates().get_template("chart.html.j2").render(figure=node)
        case Table():
            return templates().get_template("table.html.j2").render(table=node)
    raise TypeError(f"{node!r} is no node")


def _element(node: Element) -> str:
    children, attributes = node.children, node.attributes
    if node.name in ONLY_TEXT and any(isinstance(child, Untranslated) for child in children):
        children = tuple(str(child) if isinstance(child, Untranslated) else child for child in children)
        attributes = tuple(dict([("lang", forms_of(SOURCE).html), *attributes]).items())
    inside = [str(escape(child)) if node.name in ONLY_TEXT else html_of(child) for child in children]
    if not node.name:
        return "".join(inside)
    kept = "".join(f" {key}" if value is True else f' {key}="{escape(value)}"' for key, value in attributes)
    if node.name in VOID:
        return f"<{node.name}{kept}>"
    if node.name in ON_LINES and not any(isinstance(child, str) for child in node.children):
        inside = ["\n", *(f"{each}\n" for each in inside)]
    return f"<{node.name}{kept}>{''.join(inside)}</{node.name}>"


def text_of(node: object) -> str:
    """The words of a node on one line, with a stroke where a line ends; "" for None.

    >>> text_of(el("p", "a", el("br"), el("b", "b  c")))
    'a / b c'
    """
    return " ".join("".join(_texts(node)).split())


def _texts(node: object) -> Iterator[str]:
    match node:
        case None:
            return
        case Element(name="br"):
            yield " / "
        case Element(children=children):
            for child in children:
                yield from _texts(child)
        case Drawing(said=said) | Figure(said=said):
            yield said
        case Table(caption=caption):
            yield from _texts(caption)
        case _:
            yield str(node)


def structure_of(node: Node) -> object:
    """A node as JSON: a text; `[name, attributes, child, ...]`; or an object with its `kind`.

    What only a browser needs (hints for the mouse, data of scripts) is left out.

    >>> structure_of(el("p", "a ", el("data", "1,000", value=1000)))
    ['p', {}, 'a ', ['data', {'value': '1000'}, '1,000']]
    """
    match node:
        case Element():
            kept = {key: value for key, value in node.attributes if not key.startswith(ONLY_IN_BROWSERS)}
            return [node.name, kept, *map(structure_of, node.children)]
        case Drawing():
            return {"kind": "drawing", "svg": node.svg, "said": node.said}
        case Figure():
            return {
                "kind": "figure",
                "name": node.name,
                "said": node.said,
                "marks": node.marks,
                "source": inline(node.source),
                "table": node.table,
                "place": node.place,
                "drawing": structure_of(node.drawing),
            }
        case Table():
            return {
                "kind": "table",
                "id": node.name,
                "caption": inline(node.caption),
                "look": node.look,
                "columns": [
                    {
                        "text": text_of(each.title),
                        "title": inline(each.title),
                        "numeric": each.numeric,
                        "ordered": each.ordered,
                    }
                    for each in node.columns
                ],
                "rows": [[_cell(cell) for cell in row] for row in node.rows],
            }
    return node


def inline(node: Node) -> list[object]:
    """A node as the list of what it holds, as JSON."""
    return [structure_of(each) for each in nodes_of([node])]


def _cell(cell: Cell) -> dict[str, object]:
    """A cell as JSON: its words on one line; what it shows, where that is more; the value that a program reads, if any."""
    text, content, value = text_of(cell.content), inline(cell.content), value_of(cell.content)
    known = {"content": None if content in ([text], []) else content, "value": value, "look": cell.look or None}
    return {"text": text} | {name: each for name, each in known.items() if each is not None}


def value_of(node: Node) -> str | None:
    """The value that a program reads in the place of these words: the last one in them, or None."""
    if not isinstance(node, Element):
        return None
    found = str(dict(node.attributes)["value"]) if node.name == "data" else None
    inside = [value for child in node.children if (value := value_of(child)) is not None]
    return inside[-1] if inside else found


def table_of(
    name: str, caption: Node, columns: Sequence[Column], rows: Iterable[Sequence[object]], **look: Any
) -> Table:
    """A table of cells of any kind: nodes, texts, numbers; None is an empty one."""
    body = tuple(tuple(cell if isinstance(cell, Cell) else Cell(_node(cell), "", "") for cell in row) for row in rows)
    return Table(name, caption, tuple(columns), body, **look)


def _node(cell: object) -> Node:
    return cell if isinstance(cell, NODES) else "" if cell is None else str(cell)
