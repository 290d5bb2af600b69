"""One page of the book, printed again from what its notebook shows, and what is published of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from plan_metrics.context import Context
from plan_metrics.report import feeds
from plan_metrics.report.book_source import FRONT, Volume, book_config, read_config
from plan_metrics.report.labels import folds
from plan_metrics.report.notebook_markdown import page_of
from plan_metrics.report.page_frame import frame_of, framed
from plan_metrics.report.publication import Contents, contents_of, volume_of
from plan_metrics.report.runs import Run
from plan_metrics.report.sharing import told_by
from plan_metrics.verify.difference import Difference
from plan_metrics.verify.markup import token_differences, tokens_of
from plan_metrics.views.minify import minify_html

# What only Sphinx adds to a page, no number: places of headings, an empty list of chapters; styles and scripts of ours.
ADDED = re.compile(
    r'</?section\b[^>]*>|<a class="headerlink"[^>]*>#</a>|<div class="toctree-wrapper compound">\s*</div>'
    r'|<link rel="stylesheet" type="text/css" href="_static/[\w.-]+(?:\?v=\w+)?"(?: media="[^"]*")? />'
    r'|<script defer src="(?:_static/[\w.-]+(?:\?v=\w+)?|\.\./\.\./editions\.js)"></script>'
)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
PLACE = re.compile(r"^<!-- place: (.*?) -->\n", re.MULTILINE)
SECTION = re.compile(r"^<!-- place: (.*?) -->\n\s*## (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Books:
    """The books of all languages as they would be printed now, but for their pages."""

    base: Path
    contexts: Mapping[str, Context]
    contents: Mapping[str, Contents]
    volumes: Mapping[str, Volume]


def books_of(base: Path, contexts: Mapping[str, Context], runs: Sequence[Run]) -> Books:
    """The books of a project; no notebook is run."""
    contents = {code: contents_of(base, context, runs, {}) for code, context in contexts.items()}
    volumes = {code: volume_of(context, contents[code], base) for code, context in contexts.items()}
    return Books(base, contexts, contents, volumes)


def page_differences(name: str, published: str, computed: str) -> list[Difference]:
    """Where a published page differs from the one of `printed_again`: in its head, its text, or around that.

    `name` is the address of the page, with which it is told.
    """
    return list(token_differences(name, _kept(published), _kept(computed)))


def printed_again(books: Books, language: str, name: str, page: Mapping[str, Any]) -> str:
    """The page of a run with this name, of what its notebook shows, but for what only Sphinx adds."""
    settings = read_config(books.base / "book" / "_config.yml")
    config = book_config(settings, books.volumes, language)
    named = json.loads(feeds.named(books.contexts[language]))
    frame = frame_of({**config["sphinx"]["config"]["plan_metrics"], "title": config["title"]}, FRONT, named)
    text = page_of(page, *folds(language))
    body = minify_html(HEADING.sub(_as_html, PLACE.sub("", text)))
    headings = [(place, unescape(words)) for place, words in SECTION.findall(text)]
    titles, told = books.contents[language].names, told_by(name, page)
    return framed(books.base / "book" / "_templates", frame, titles, name, body, told, headings)


def _as_html(heading: re.Match[str]) -> str:
    level, words = len(heading[1]), escape(unescape(heading[2]), quote=False)
    return f"<h{level}>{words}</h{level}>"


def _kept(html: str) -> list[str]:
    tokens = [token.strip() for token in tokens_of(ADDED.sub("", html))]
    return [token if token.startswith("<") else escape(unescape(token), quote=False) for token in tokens if token]
