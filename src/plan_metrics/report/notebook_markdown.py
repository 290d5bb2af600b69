"""Executed notebooks as Markdown: texts as they are, code folded, and what the cells show as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

ANCHOR = "<!-- place: {} -->"  # names the place of the heading below it
TOLD = "<!-- told: {} -->"  # what a page tells of itself, as JSON
BLANK_LINES = re.compile(r"\n((?:[ \t]*\n)+)")
CELL = """<div class="cell">
<details class="admonition hide">
<summary><span class="collapsed admonition-title">{show}</span>
<span class="expanded admonition-title">{hide}</span></summary>
<div class="cell_input">
{code}</div>
</details>
<div class="cell_output">
{outputs}
</div>
</div>"""
SHOWN = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain")


def page_of(notebook: Mapping[str, Any], show: str, hide: str) -> str:
    """The page of a notebook; `show` and `hide` are the words on the fold over its code.

    A block of HTML ends at the first blank line, so that there is none in a cell.

    >>> page_of({"cells": [{"cell_type": "markdown", "source": ["# a"]}]}, "", "")
    '# a\\n'
    """
    parts = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            anchor = cell.get("metadata", {}).get("anchor")
            parts += [ANCHOR.format(anchor), "".join(cell["source"])] if anchor else ["".join(cell["source"])]
        elif cell["cell_type"] == "code" and "remove-cell" not in cell["metadata"].get("tags", ()):
            outputs = without_blank_lines("\n".join(map(shown_as_html, cell["outputs"])))
            code = coloured("".join(cell["source"]))
            parts.append(CELL.format(show=escape(show), hide=escape(hide), code=code, outputs=outputs))
    return "\n\n".join(parts) + "\n"


@cache
def coloured(source: str) -> str:
    """Code of Python as HTML."""
    return without_blank_lines(highlight(source, PythonLexer(), HtmlFormatter()))


def shown_as_html(output: Mapping[str, Any]) -> str:
    """What a cell gave, in the richest form that a page can show."""
    data = {kind: "".join(value) for kind, value in output.get("data", {}).items() if kind in SHOWN}
    if drawn := data.get("text/html", data.get("image/svg+xml")):
        return f'<div class="output text_html">{drawn}</div>'
    said = escape(data.get("text/plain", "".join(output.get("text", output.get("evalue", "")))))
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            picture = data[kind].replace("\n", "")
            return f'<div class="output"><img src="data:{kind};base64,{picture}" alt="{said}"></div>'
    return f'<div class="output"><pre>{said}</pre></div>' if said.strip() else ""


def without_blank_lines(html: str) -> str:
    """HTML that looks the same and has no blank line: within `pre` it is written as a reference.

    >>> without_blank_lines("<p>a</p>\\n\\n<pre>b\\n\\nc</pre>")
    '<p>a</p>\\n<pre>b\\n&#10;c</pre>'
    """
    parts = html.split("<pre")
    inside = [part.partition("</pre>") for part in parts[1:]]
    kept = [BLANK_LINES.sub(lambda lines: "\n" + "&#10;" * lines[1].count("\n"), text) for text, *_ in inside]
    rest = [BLANK_LINES.sub("\n", end + after) for _, end, after in inside]
    return BLANK_LINES.sub("\n", parts[0]) + "".join(f"<pre{one}{two}" for one, two in zip(kept, rest, strict=True))
