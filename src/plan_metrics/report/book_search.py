"""The search of a book: what it finds, as a script that a page loads from the file system too.

The words are looked for in the browser, by `book/_static/search.js` (decisions/0036).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from plan_metrics.context import Context
from plan_metrics.views.search_entries import KIND, Entry, entries
from plan_metrics.views.words import say

FILE = "search-entries.js"  # beside the pages, so that an address in it is one of theirs
BEGIN, END = "globalThis.searchEntries = ", ";\n"
TERM = re.compile(r'^\| <span id="([\w-]+)"></span>([^|]+) \| ([^|]+) \|([^|]*)\|$', re.MULTILINE)
MARKDOWN = re.compile(r"[`*]|\]\([^)]*\)|\[")


def script(kinds: Mapping[str, tuple[str, float]], found: Iterable[Entry]) -> str:
    """The script that names the entries: for each kind its name, its weight, and its entries without their empty ends.

    Words that several entries say about themselves stand once, and are named by their place.

    >>> script({"page": ("Page", 1.5)}, [Entry("page", "Glossary", "glossary.html")])
    'globalThis.searchEntries = {"shared":[],"kinds":[["Page",1.5,[["Glossary","glossary.html"]]]]};\\n'
    """
    known = list(found)
    times = Counter(entry.about for entry in known if entry.about)
    places = {text: place for place, text in enumerate(text for text, n in times.items() if n > 1)}
    rows: dict[str, list[list[object]]] = {kind: [] for kind in kinds}
    for entry in known:
        row: list[object] = [
            entry.title,
            entry.address,
            entry.words,
            entry.excerpt,
            places.get(entry.about, entry.about),
        ]
        rows[entry.kind].append(row[: max(place for place, word in enumerate(row, 1) if word != "")])
    data = {"shared": list(places), "kinds": [[*kinds[kind], entries] for kind, entries in rows.items() if entries]}
    return BEGIN + json.dumps(data, ensure_ascii=False, separators=(",", ":")) + END


def addresses(text: str) -> list[str]:
    """The addresses that a script of `script` leads to."""
    kinds = json.loads(text.removeprefix(BEGIN).removesuffix(END))["kinds"]
    return [address for _, _, entries in kinds for _, address, *_ in entries]


def script_of(context: Context, pages: Mapping[str, Mapping[str, str]], glossaries: Mapping[str, str]) -> str:
    """The script of a report: the things of its plan and edition, the terms of its glossary, its other pages.

    `pages`: the titles of all pages by language and name of the page; `glossaries`: the page of terms as Markdown, by
    language.
    """
    things = entries(context)
    own = {entry.address for entry in things}
    others = [entry for entry in page_entries(pages, context.language) if entry.address not in own]
    kinds = {kind: (say(context, name), weight) for kind, (name, weight) in KIND.items()}
    return script(kinds, [*things, *others, *term_entries(glossaries, context.language)])


def page_entries(pages: Mapping[str, Mapping[str, str]], language: str) -> Iterator[Entry]:
    """Each page by its title in the reader's language and in the others, in the order of their names."""
    for name, title in sorted(pages[language].items()):
        words = " ".join(
            dict.fromkeys(titles[name] for code, titles in pages.items() if code != language and name in titles)
        )
        yield Entry("page", title, f"{name}.html", "" if words == title else words)


def term_entries(glossaries: Mapping[str, str], language: str) -> Iterator[Entry]:
    """Each term of the glossary with its meaning: a row of its table that begins with a place."""
    terms = {code: {place: cells for place, *cells in TERM.findall(text)} for code, text in glossaries.items()}
    for place, (word, meaning, code) in terms[language].items():
        others = [terms[other][place][0] for other in terms if other != language]
        words = plain(" ".join([*others, code]))
        yield Entry("term", plain(word), f"glossary.html#{place}", words, plain(meaning))


def plain(text: str) -> str:
    """A line of Markdown of ours as text.

    >>> plain("# of `value` and [a &#42; b](page.md)").removeprefix("# ")
    'of value and a * b'
    """
    return " ".join(unescape(MARKDOWN.sub("", text)).split())
