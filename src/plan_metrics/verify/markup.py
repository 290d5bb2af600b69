"""Pages, drawings and feeds: which words and numbers differ, below which heading, with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import takewhile

from plan_metrics.errors import N_
from plan_metrics.verify.difference import CHANGED, NEAR, Difference, narrowed, pairs

TOKEN = re.compile(r"""<!--.*?-->|</?[A-Za-z!?](?:[^<>"']|"[^"]*"|'[^']*')*+>|[^<]+|<""", re.DOTALL)
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
HEADING, TITLE = re.compile(r"<h[1-6]\b"), re.compile(r"<title\b")
ENDS = re.compile(r"</h[1-6]\b|</title\b|<a class=.headerlink")
IN_TEXT = N_("“{section}”, at “{around}”")
IN_TAG = N_("“{section}”, {attribute} of <{tag}>, at “{around}”")


def tokens_of(text: str) -> list[str]:
    """The tags and the texts of markup, in order; together they are the text."""
    return TOKEN.findall(text)


def markup_differences(file: str, published: str, computed: str) -> Iterator[Difference]:
    """Where two pages, drawings or feeds differ."""
    yield from token_differences(file, tokens_of(published), tokens_of(computed))


def token_differences(file: str, published: Sequence[str], computed: Sequence[str]) -> Iterator[Difference]:
    """Where the tags and texts of two pages differ; tags alone only where no text differs."""
    found = list(_of_tokens(file, published, computed))
    yield from [each for each in found if not (each.published + each.computed).startswith("<")] or found


def _of_tokens(file: str, published: Sequence[str], computed: Sequence[str]) -> Iterator[Difference]:
    for here, there in pairs(published, computed):
        side, place = (computed, there or 0) if here is None else (published, here)
        mine, theirs = "" if here is None else published[here], "" if there is None else computed[there]
        section = section_of(side, place)
        if mine.startswith("<") and theirs.startswith("<"):
            yield from _of_tags(file, section, mine, theirs, words_at(side, place))
            continue
        told, expected, start = narrowed(mine, theirs)
        near = words_at(side, place, start)
        yield Difference(file, CHANGED, IN_TEXT, {"section": section, "around": near}, _plain(told), _plain(expected))


def section_of(tokens: Sequence[str], place: int) -> str:
    """The last heading before a place; without one the title of the whole."""
    before = range(min(place, len(tokens) - 1), -1, -1)
    start = next((at for at in before if HEADING.match(tokens[at])), None)
    if start is None:
        start = next((at for at, token in enumerate(tokens) if TITLE.match(token)), len(tokens))
    inside = takewhile(lambda token: not ENDS.match(token), tokens[start + 1 :])
    return _plain("".join(token for token in inside if not token.startswith("<")))


def words_at(tokens: Sequence[str], place: int, start: int = 0) -> str:
    """Some words about a place within a text, or about a tag."""
    own = "" if tokens[place].startswith("<") else tokens[place]
    before, after = own[:start], own[start:]
    for step in range(1, 40):
        if len(before) < NEAR and place >= step:
            before = f"{_text(tokens[place - step])} {before}"
        if len(after) < NEAR and place + step < len(tokens):
            after = f"{after} {_text(tokens[place + step])}"
    return _plain(before[-NEAR:] + after[:NEAR])


def _text(token: str) -> str:
    return "" if token.startswith("<") or token == "#" else token  # which stands behind each heading


def _of_tags(file: str, section: str, published: str, computed: str, near: str) -> Iterator[Difference]:
    mine, theirs = _attributes(published), _attributes(computed)
    names = [name for name in {**theirs, **mine} if mine.get(name) != theirs.get(name)]
    tag = re.sub(r"^</?|[\s/>].*", "", published, flags=re.DOTALL)
    for name in names:
        told, expected, _ = narrowed(mine.get(name, ""), theirs.get(name, ""))
        values = {"section": section, "attribute": name, "tag": tag, "around": near}
        yield Difference(file, CHANGED, IN_TAG, values, told, expected)
    if not names:
        yield Difference(file, CHANGED, IN_TEXT, {"section": section, "around": near}, published, computed)


def _attributes(tag: str) -> dict[str, str]:
    return {match[1]: unescape(match[2] or match[3] or match[4] or "") for match in ATTRIBUTE.finditer(tag)}


def _plain(text: str) -> str:
    return " ".join(unescape(text).split())
