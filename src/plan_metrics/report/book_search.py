"""The search of a book: words of either language, each page read once, the index made once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.search import IndexBuilder
from sphinx.search.en import SearchEnglish

from plan_metrics.languages import FORMS, SOURCE

# Where Sphinx 7 collects an index: by page, and by word the pages that have it.
BY_PAGE = ("_titles", "_filenames", "_all_titles", "_index_entries")
BY_WORD = ("_mapping", "_title_mapping")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
RUNS = re.compile(f"[{HAN}]+|[^\\W{HAN}]+")
FIRST_HAN = re.compile(f"[{HAN}]")
UNSEEN = re.compile(r"<(style|script).*?</\1>|<[^<]+?>", re.IGNORECASE | re.DOTALL)
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
        for place, letter in enumerate(run):
            found.append(letter)
            found.extend([run[place : place + 2]] if place + 1 < len(run) else [])
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


def searchable(page: nodes.document) -> nodes.Element:
    """What the index needs of a page: its titles, its keywords, and each of its words once.

    A word stands hundreds of times in the tables of a page, and Sphinx would stem each of them. In HTML,
    a tag ends a word, so that `<td>浙江</td><td>Zhejiang</td>` are two.
    """
    small = nodes.container()
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
            small.append(nodes.section("", nodes.title("", node.astext()), ids=node.parent["ids"]))
        elif isinstance(node, (addnodes.index, nodes.meta)):
            small.append(node.copy())
        for child in node.children:
            collect(child)

    collect(page)
    small.append(nodes.paragraph("", " ".join(sorted({word for part in found for word in words(part)}))))
    return small


def empty_index(index: IndexBuilder) -> None:
    """Forget what was collected."""
    for name in BY_PAGE + BY_WORD:
        setattr(index, name, {})


def part_of_index(index: IndexBuilder) -> dict[str, Any]:
    """What was collected since the index was empty, of one page: to be kept, and added to a whole index later."""
    return {name: getattr(index, name) for name in BY_PAGE} | {name: list(getattr(index, name)) for name in BY_WORD}


def add_to_index(index: IndexBuilder, part: dict[str, Any], page: str) -> None:
    """Add one page; a word that is known is not cut, stemmed and looked up again."""
    for name in BY_PAGE:
        getattr(index, name).update(part[name])
    for name in BY_WORD:
        whole = getattr(index, name)
        for word in part[name]:
            whole.setdefault(word, set()).add(page)


def leave_out_common(index: IndexBuilder) -> None:
    """Leave out Chinese characters that stand alone on most pages: they find nothing in particular and weigh much.

    A word of two characters or more is still found, by its pairs.
    """
    most = len(index._titles) / 2
    for word in [word for word in index._mapping if len(word) == 1 and FIRST_HAN.match(word)]:
        if len(index._mapping[word]) > most:
            del index._mapping[word]
