"""Text that people write in Markdown, as the HTML that it became -> nodes as the views make them (`views.nodes`).

What notebooks show carries its nodes as data; a glossary or a chapter of methods has no other form than its page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from typing import Any

ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
SAID = re.compile(r'\baria-label="([^"]*)"')
ENDS = {"td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}, "li": {"li"}}  # what a tag ends by its begin
VOID = {"br", "img", "input", "hr", "wbr"}


def article_of(page: str) -> str:
    """The HTML of the article of a page.

    >>> article_of('<main><article class="a"><p>a</p></article></main>')
    '<p>a</p>'
    """
    inside = ARTICLE.search(page)
    return inside[1] if inside else ""


def read_html(html: str) -> list[Any]:
    """The nodes of a piece of HTML, in which the ends of cells, rows and items may be left out.

    >>> read_html("<ul><li>a<li>b</ul>")
    [['ul', {}, ['li', {}, 'a'], ['li', {}, 'b']]]
    """
    drawings: list[dict[str, str]] = []

    def set_aside(match: re.Match[str]) -> str:
        said = SAID.search(match[0])
        drawings.append({"kind": "drawing", "svg": match[0], "said": unescape(said[1]) if said else ""})
        return f'<drawing place="{len(drawings) - 1}">'

    reader = _Reader(drawings)
    reader.feed(DRAWING.sub(set_aside, html))
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self, drawings: Sequence[dict[str, str]]) -> None:
        super().__init__(convert_charrefs=True)
        self.drawings = drawings
        self.root: list[Any] = []
        self.open = [self.root]

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attributes}
        if tag == "drawing":
            self.open[-1].append(self.drawings[int(known["place"])])
            return
        while len(self.open) > 1 and self.open[-1][0] in ENDS.get(tag, ()):
            self.open.pop()
        self.open[-1].append([tag, known])
        if tag not in VOID:
            self.open.append(self.open[-1][-1])

    def handle_endtag(self, tag: str) -> None:
        begun = [place for place, node in enumerate(self.open) if place and node[0] == tag]
        if begun:
            del self.open[begun[-1] :]

    def handle_data(self, data: str) -> None:
        self.open[-1].append(data)
