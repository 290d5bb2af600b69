"""Minifies a page: takes out space between tags, and a hint that was given before."""

from __future__ import annotations

import re

TITLE = re.compile(r'(<a href="[^"]*") title="[^"]*"')
SPACE = re.compile(r">[ \t]*\n\s*<")
PREFORMATTED = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)


def minify_html(html: str) -> str:
    """The HTML of a page that looks the same, minified.

    Lines between tags become one line break; where a page links to a document again and again, the first link keeps
    its hint (the list of sources says it too).

    >>> minify_html('<ul>\\n\\n  <li>a</li>\\n</ul>')
    '<ul>\\n<li>a</li>\\n</ul>'
    >>> minify_html('<a href="d.html#S1" title="Yearbook">S1</a> <a href="d.html#S1" title="Yearbook">S1</a>')
    '<a href="d.html#S1" title="Yearbook">S1</a> <a href="d.html#S1">S1</a>'
    """
    said: set[str] = set()

    def once(match: re.Match[str]) -> str:
        if match[0] in said:
            return match[1]
        said.add(match[0])
        return match[0]

    parts = PREFORMATTED.split(TITLE.sub(once, html))  # text, whole element, its name, text, ...
    parts[::3] = [SPACE.sub(">\n<", part) for part in parts[::3]]
    return "".join(part for index, part in enumerate(parts) if index % 3 < 2)
