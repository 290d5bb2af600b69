"""What a block of a page shows in a lab: its own look beside it, and links that lead to the built report."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from plan_metrics import paths
from plan_metrics.languages import FORMS
from plan_metrics.views.blocks import Block

SHEETS = ("book.css", "plan-metrics.css")
PLACE = "pm-lab"  # the class around a block: its rules hold nowhere else in the window
NOT_HERE = ("@font-face", "@page", "@media print", "@charset", "@import")  # of a whole page, or of paper
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
ROOT = re.compile(r"^(:root|html|body)(?=[:\s,{]|$)")
LINK = re.compile(r'<a href="(?![#/]|[a-z][a-z0-9+.-]*:)')
FLAT = "dt,dd{float:none;width:auto}"  # which JupyterLab sets side by side
LOOK = "&{padding:.75rem 1rem;color-scheme:light}"


def html_in_lab(block: Block, base: Path, edition: str, language: str) -> str:
    """A block as HTML with those rules of the book's style sheets that it uses, and whole links."""
    if not block.nodes:
        return ""
    site = os.environ.get(paths.SITE, "../site")  # where the lab serves it, else in the folder beside the copy
    html = LINK.sub(f'<a target="_blank" rel="noopener" href="{site}/{edition}/{language}/', block.html)
    rules = "".join(used(_rules(base), html))
    # Named twice, so that they outweigh the rules of the window for tables and links.
    sheet = f"<style>.{PLACE}.{PLACE}{{{FLAT}{rules}{LOOK}}}</style>"
    lang = FORMS[language].html if language in FORMS else language.replace("_", "-")
    return f'{sheet}<div class="{PLACE}" lang="{lang}"><div class="bd-article">{html}</div></div>'


def as_shown(base: Path, names: Mapping[str, object]) -> Callable[[Block], dict[str, object]]:
    """What IPython shows of a block; `names` are the variables of the notebook, with its edition and language."""

    def shown(block: Block) -> dict[str, Any]:
        return {
            "text/plain": block.text,
            "text/html": html_in_lab(block, base, str(names["edition"]), str(names["language"])),
        }

    return shown


def used(rules: tuple[tuple[str, str], ...], html: str) -> Iterator[str]:
    """The rules that may concern a piece of HTML: those that name one of its classes, or no class.

    >>> list(used((("a", "color:red"), (".x > b", "margin:0"), (".y", "top:0")), '<b class="y">'))
    ['a{color:red}', '.y{top:0}']
    """
    for selector, body in rules:
        if selector.startswith("@"):
            inner = "".join(used(tuple(split_rules(body)), html))
            if inner:
                yield f"{selector}{{{inner}}}"
        elif not (names := CLASS.findall(selector)) or any(name in html for name in names):
            yield f"{selector}{{{body}}}"


def split_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet: what stands before the braces, and within.

    >>> list(split_rules("a { b: c } @media x { d { e: f } }"))
    [('a', 'b: c'), ('@media x', 'd { e: f }')]
    """
    depth, start, head = 0, 0, ""
    for index, sign in enumerate(sheet):
        if sign == "{":
            if not depth:
                head, start = sheet[start:index].strip(), index + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                yield head, sheet[start:index].strip()
                start = index + 1


@cache
def _rules(base: Path) -> tuple[tuple[str, str], ...]:
    sheets = [base / "book" / "_static" / name for name in SHEETS]
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.is_file())
    found = split_rules(COMMENT.sub("", text))
    return tuple((ROOT.sub("&", head), body) for head, body in found if not head.startswith(NOT_HERE))
