"""The page "your own plan in an hour": Markdown whose blocks of files and commands a test runs in their order.

A block between fences says in its first line what it is: `toml data/plan/plan.toml change` is a file (a kind, a path,
and what is done with it), `console` what is typed behind `$` and what is told; a line `…` stands for lines left out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.report.notebook_markdown import without_blank_lines
from plan_metrics.views.words import say

PAGE = "own-plan"
FENCED = re.compile(r"^```(?P<kind>\w+)(?: (?P<path>\S+))?(?: (?P<way>\w+))?\n(?P<text>.*?)^```\n", re.M | re.S)
PICTURE = re.compile(r"^!\[(?P<says>[^\]]*)\]\((?P<file>[\w.-]+)\)$", re.M)
WAYS = {
    "": N_("the whole file"),
    "change": N_("lines to change"),
    "append": N_("lines to add at the end"),
    "sheet": N_("cells of a workbook"),
}
KINDS = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Step:
    """A block of the page: a file with what is done with it, or a console without a path."""

    path: str
    way: str
    text: str


def steps(source: str) -> Iterator[Step]:
    """The blocks of the page in their order.

    >>> list(steps("```csv a.csv append\\nx,1\\n```\\n"))
    [Step(path='a.csv', way='append', text='x,1\\n')]
    """
    for found in FENCED.finditer(source):
        yield Step(found["path"] or "", found["way"] or "", found["text"])


def own_plan_pages(book: Path, context: Context) -> dict[str, str]:
    """The page in the reader's language, by name; none where the project or the language has none."""
    file = book / PAGE / f"{context.language}.md"
    return {PAGE: _page(context, file)} if file.is_file() else {}


def _page(context: Context, file: Path) -> str:
    def block(found: re.Match[str]) -> str:
        way = say(context, WAYS[found["way"] or ""])
        head = f"<p><code>{escape(found['path'])}</code>: {escape(way)}</p>\n" if found["path"] else ""
        kind = "pm-file" if found["path"] else "pm-console"
        return without_blank_lines(f'<div class="{kind}">\n{head}<pre>{escape(found["text"])}</pre>\n</div>') + "\n"

    def picture(found: re.Match[str]) -> str:
        shown = file.parent / found["file"]
        data = base64.b64encode(shown.read_bytes()).decode()
        return f'<p><img src="data:{KINDS[shown.suffix]};base64,{data}" alt="{escape(found["says"])}"></p>'

    return PICTURE.sub(picture, FENCED.sub(block, file.read_text("utf-8")))
