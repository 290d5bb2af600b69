"""Minifies a page: takes out space between tags, hints that were given before, the ends of cells, rows and items."""

from __future__ import annotations

import re

TITLE = re.compile(r'(<a href="[^"]*") title="[^"]*"')
SPACE = re.compile(r">[ \t]*\n\s*<")
LONG = re.compile(r'<table class="pm[ "].*?</table>|<ul class="pm-sources">.*?</ul>', re.DOTALL)  # many of a kind
ENDS = re.compile(r"(?:</(?:t[dhr]|li)>\n?)+(?=<(?:t[dhr]|li|/thead|/tbody|/ul)\b)|(?<=>)\n(?=<(?:t[dhr]|tbody)\b)")
PREFORMATTED = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)


def minify_html(html: str) -> str:
    """The HTML of a page that looks the same, minified.

    Lines between tags become one line break; in tables and lists of sources there is none, and no tag that ends what
    the next one ends too. Where a page links to a document again and again, the first link keeps its hint (the list of
    sources says it too).

    >>> minify_html('<ul>\\n\\n  <li>a</li>\\n</ul>')
    '<ul>\\n<li>a</li>\\n</ul>'
    >>> minify_html('<a href="d.html#S1" title="Yearbook">S1</a> <a href="d.html#S1" title="Yearbook">S1</a>')
    '<a href="d.html#S1" title="Yearbook">S1</a> <a href="d.html#S1">S1</a>'
    >>> minify_html('<table class="pm"><tr>\\n<th>a</th>\\n<td>b</td>\\n</tr><tr><td>c</td></tr></table>')
    '<table class="pm"><tr><th>a<td>b<tr><td>c</td></tr></table>'
    """
    said: set[str] = set()

    def once(match: re.Match[str]) -> str:
        if match[0] in said:
            return match[1]
        said.add(match[0])
        return match[0]

    parts = PREFORMATTED.split(TITLE.sub(once, html))  # text, whole element, its name, text, ...
    parts[::3] = [LONG.sub(lambda long: ENDS.sub("", long[0]), SPACE.sub(">\n<", part)) for part in parts[::3]]
    return "".join(part for index, part in enumerate(parts) if index % 3 < 2)
