"""Takes out of a page what weighs much and says nothing: space between tags, digits no eye sees, a hint said before."""

from __future__ import annotations

import re

TITLE = re.compile(r'(<a href="[^"]*") title="[^"]*"')
SPACE = re.compile(r">[ \t]*\n\s*<")
PLACES = re.compile(r' (?:d|x|y|cx|cy|r|width|height|points|transform)="[^"]*"')
PREFORMATTED = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)
DIGITS = re.compile(r"(\d\.\d\d)\d+")


def lightened(html: str) -> str:
    """The text of a page with the same look, lighter.

    Lines between tags become one line break; places in a drawing keep two decimals of a pixel; where a page
    links to a document again and again, the first link keeps its hint (the list of sources says it too).

    >>> lightened('<ul>\\n\\n  <li>a</li>\\n</ul>')
    '<ul>\\n<li>a</li>\\n</ul>'
    >>> lightened('<svg aria-label="to 1.2345"><path d="M 1.23456 -7.5 "/></svg>')
    '<svg aria-label="to 1.2345"><path d="M 1.23 -7.5 "/></svg>'
    >>> lightened('<a href="d.html#S1" title="Yearbook">S1</a> <a href="d.html#S1" title="Yearbook">S1</a>')
    '<a href="d.html#S1" title="Yearbook">S1</a> <a href="d.html#S1">S1</a>'
    """
    said: set[str] = set()

    def once(match: re.Match[str]) -> str:
        if match[0] in said:
            return match[1]
        said.add(match[0])
        return match[0]

    html = PLACES.sub(lambda places: DIGITS.sub(r"\1", places[0]), html)
    html = TITLE.sub(once, html)
    parts = PREFORMATTED.split(html)  # text, whole element, its name, text, ...
    parts[::3] = [SPACE.sub(">\n<", part) for part in parts[::3]]
    return "".join(part for place, part in enumerate(parts) if place % 3 < 2)
