"""The search of a book: words of either language, each page read once, the index made once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from docutils import nodes
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

from plan_metrics.languages import FORMS, SOURCE

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
RUNS = re.compile(f"[{HAN}]+|[^\\W{HAN}]+")
FIRST_HAN = re.compile(f"[{HAN}]")
# Not looked into: documents that a page cites, which the page of all documents lists.
UNSEEN = re.compile(
    r'<(style|script).*?</\1>|<ul class="pm-sources pm-again".*?</ul>|<[^<]+?>', re.IGNORECASE | re.DOTALL
)
SPLIT_QUERY = r"""
const HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}";
var splitQuery = (query) => {
  const runs = query.match(new RegExp(`[${HAN}]+|[\\p{L}\\p{N}_]+`, "gu")) || [];
  return runs.flatMap((run) => run.match(new RegExp(`[${HAN}]+|[^${HAN}]+`, "gu"))).flatMap((run) => {
    const letters = Array.from(run);
    if (letters.length < 2 || !new RegExp(`[${HAN}]`, "u").test(run)) return [run];
    return letters.slice(1).map((letter, i) => letters[i] + letter);
  });
};
"""


def words(text: str) -> list[str]:
    """The words of a text that the search knows: runs of letters; Chinese characters, single and in pairs.

    Pairs need no dictionary, so that a word is found whatever stands around it; the browser cuts a query
    the same way (`SPLIT_QUERY`). Numbers are left out because Sphinx never looks for them.

    >>> words("A07 检验检测")
    ['A07', '检', '检验', '验', '验检', '检', '检测', '测']
    """
    found: list[str] = []
    for run in RUNS.findall(text):
        if not FIRST_HAN.match(run):
            if not run.isdigit():
                found.append(run)
            continue
        for index, letter in enumerate(run):
            found.append(letter)
            found.extend([run[index : index + 2]] if index + 1 < len(run) else [])
    return found


class OurSearch(SearchEnglish):
    """English words by their stem, Chinese names in an English page by pairs of characters."""

    js_splitter_code = SPLIT_QUERY

    def init(self, options: dict[str, str]) -> None:
        """Called by Sphinx, which remembers stems within one page only."""
        super().init(options)
        self.stem = cache(self.stem)

    def split(self, input: str) -> list[str]:
        """The words of a text, see `words`."""
        return words(input)


def searches() -> list[type[OurSearch]]:
    """The same for the pages of each language; English words in them are still found by their stem."""
    names = FORMS[SOURCE].languages
    return [type("Search", (OurSearch,), {"lang": code, "language_name": names.get(code, code)}) for code in FORMS]


def searched(page: nodes.document, title: str, language: SearchLanguage) -> dict[str, Any]:
    """What the search finds a page by: its titles with their anchors, and stems of the words of titles and text.

    In HTML, a tag ends a word, so that `<td>浙江</td><td>Zhejiang</td>` are two. A word stands hundreds of times in the
    tables of a page and is stemmed once.
    """
    titles: list[tuple[str, str | None]] = []
    found: set[str] = set()  # between white space, cut into words at the end

    def collect(node: nodes.Node) -> None:
        if isinstance(node, nodes.comment):
            return
        if isinstance(node, nodes.raw):
            if "html" in node.get("format", "").split():
                found.update(UNSEEN.sub(" ", node.astext()).split())
            return
        if isinstance(node, nodes.Text):
            found.update(node.astext().split())
        elif isinstance(node, nodes.title):
            titles.append((node.astext(), node.parent["ids"][0] if titles and node.parent["ids"] else None))
        for child in node.children:
            collect(child)

    def stems(texts: Iterable[str]) -> set[str]:
        words = {word for text in texts for word in language.split(text)}
        kept = ((language.stem(word).lower(), word) for word in words)
        return {next((each for each in pair if language.word_filter(each)), "") for pair in kept} - {""}

    collect(page)
    in_titles = stems(text for text, _ in titles)
    words = stems(found) - in_titles
    return {"title": title, "titles": titles, "title_words": sorted(in_titles), "words": sorted(words)}


def index_of(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The index that Sphinx's script reads, of what `searched` says of each page, with its file.

    Chinese characters that stand alone on most pages are left out: they find nothing in particular and weigh much. A
    word of two characters or more is still found, by its pairs.
    """
    titles: dict[str, list[tuple[int, str | None]]] = {}
    for index, page in enumerate(pages.values()):
        for text, anchor in page["titles"]:
            titles.setdefault(escape(text), []).append((index, anchor))  # the script shows them as HTML

    def terms(kind: str) -> dict[str, list[int]]:
        known: dict[str, list[int]] = {}
        for index, page in enumerate(pages.values()):
            for word in page[kind]:
                known.setdefault(word, []).append(index)
        return known

    def single(places: list[int]) -> list[int] | int:
        return places if len(places) > 1 else places[0]

    def common(word: str, places: list[int]) -> bool:
        return len(word) == 1 and len(places) > len(pages) / 2 and FIRST_HAN.match(word) is not None

    return {
        "docnames": list(pages),
        "filenames": [page["file"] for page in pages.values()],
        "titles": [page["title"] for page in pages.values()],
        "terms": {word: single(places) for word, places in terms("words").items() if not common(word, places)},
        "titleterms": {word: single(places) for word, places in terms("title_words").items()},
        "alltitles": titles,
        **{name: {} for name in ("objects", "objtypes", "objnames", "indexentries")},  # which our pages have none of
    }
