"""Words of a site that are in a language of none of its plan's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNSEEN = ("script", "style", "code", "pre", "kbd", "samp")  # programs and their words are in no language
SAID = ("alt", "title", "aria-label", "placeholder")
ENGLISH = re.compile(r"\b(the|of|and|with|are|which|from|this|that|not|by)\b", re.IGNORECASE)
SCRIPTS = re.compile("[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff]")  # Cyrillic, Japanese and Chinese letters


class _Texts(HTMLParser):
    """What a reader sees or hears of a page, each text with the language that its nearest element says."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _, language, hidden = self.open[-1] if self.open else ("", "", False)
        of = dict(attrs)
        language, hidden = of.get("lang") or language, hidden or tag in UNSEEN
        self.found += [(language, of[name] or "") for name in SAID if name in of and not hidden]
        if tag not in VOID:
            self.open.append((tag, language, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not self.open[-1][2]:
            self.found.append((self.open[-1][1], data))


def foreign_words(site: Path, languages: Collection[str]) -> Iterator[str]:
    """Page and text of what is in none of the languages: marked so, in other letters, or with little English words."""
    for file in sorted(site.rglob("*.html")):
        page = _Texts()
        page.feed(file.read_text("utf-8"))
        for tag, text in page.found:
            if not re.search(r"[^\W\d_]", text):
                continue
            marked = tag.partition("-")[0] not in languages
            english = "en" not in languages and ENGLISH.search(text)
            if marked or english or SCRIPTS.search(text):
                yield f"{file.relative_to(site).as_posix()} [{tag}]: {' '.join(text.split())}"
