"""Pages that a project writes itself: a folder of its book with a Markdown file in each language, and their pictures.

A block of a file has its path and what is done with it in the line above; one of the kind `console` has what is typed
behind `$`, and below it what is told, where a line `…` stands for lines left out.
"""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path

from plan_metrics.context import Context
from plan_metrics.report.notebook_markdown import without_blank_lines

BLOCK = re.compile(
    r"^(?:`(?P<path>[^`\n]+)` ?[（(](?P<way>[^）)\n]+)[）)]\n\n)?```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
PICTURE = re.compile(r"^!\[(?P<says>[^\]]*)\]\((?P<file>[\w-]+\.png)\)$", re.MULTILINE)


def own_pages(book: Path, context: Context) -> dict[str, str]:
    """The pages in the reader's language, by name in order; none where the project or the language has none."""
    return {file.parent.name: _page(file) for file in sorted(book.glob(f"*/{context.language}.md"))}


def _page(file: Path) -> str:
    """The page as Markdown in which blocks and pictures are HTML, as in every page of a book (decisions/0022)."""

    def block(found: re.Match[str]) -> str:
        head = ""
        if found["path"]:
            head = f'<p><code>{escape(found["path"])}</code> <span class="pm-muted">{escape(found["way"])}</span></p>'
        return without_blank_lines(f'<div class="pm-typed">{head}<pre>{escape(found["text"])}</pre></div>')

    def picture(found: re.Match[str]) -> str:
        data = base64.b64encode((file.parent / found["file"]).read_bytes()).decode()
        return f'<p><img src="data:image/png;base64,{data}" alt="{escape(found["says"])}"></p>'

    return PICTURE.sub(picture, BLOCK.sub(block, file.read_text("utf-8")))
