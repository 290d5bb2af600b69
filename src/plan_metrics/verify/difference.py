"""What differs between something published and what is computed again, and where a person can see it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plan_metrics.errors import N_

CHANGED, MISSING, EXTRA = "changed", "missing", "extra"
MOST = 20  # differences that are told of one file
HEAVY = 4_000_000  # pairs of parts that are looked through for what was taken out or put in
LONG = 80  # letters of a cell that is not shown whole
NEAR = 24  # letters before and behind a difference
WORD = re.compile(r"[0-9A-Za-z.,%+−-]")  # a number is shown whole
# Places that are in no file of a single kind.
LINE, BYTE = N_("line {line}, at “{around}”"), N_("from byte {byte} on")


@dataclass(frozen=True)
class Difference:
    """A published value that is not the computed one.

    `file` is its address below the site; `place` a template of the catalogue that `values` fill, empty where the file
    as a whole is meant. `kind` is `CHANGED`, `MISSING` (computed, not published) or `EXTRA` (published, not computed).
    """

    file: str
    kind: str = CHANGED
    place: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    published: str = ""
    computed: str = ""


def pairs(published: Sequence[Any], computed: Sequence[Any]) -> Iterator[tuple[int | None, int | None]]:
    """The places of two sequences that differ, side by side; None on the side that lacks what the other has.

    >>> list(pairs("abcd", "abxd")), list(pairs("ad", "abd"))
    ([(2, 2)], [(None, 1)])
    """
    start, end = _alike(published, computed)
    one, other = published[start : len(published) - end], computed[start : len(computed) - end]
    blocks = [("replace", 0, len(one), 0, len(other))]
    if len(one) != len(other) and len(one) * len(other) <= HEAVY:
        blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for tag, a, b, c, d in blocks:
        for step in range(max(b - a, d - c) if tag != "equal" else 0):
            here, there = a + step if a + step < b else None, c + step if c + step < d else None
            if here is None or there is None or one[here] != other[there]:
                yield (None if here is None else start + here, None if there is None else start + there)


def narrowed(published: str, computed: str) -> tuple[str, str, int]:
    """The parts of two texts that differ, widened to whole numbers and words, and where they begin.

    >>> narrowed("to 3,949 firms", "to 3,849 firms")
    ('3,949', '3,849', 3)
    """
    start, end = _alike(published, computed)
    while start and WORD.match(published[start - 1]):
        start -= 1
    while end and WORD.match(published[-end]):
        end -= 1
    return published[start : len(published) - end], computed[start : len(computed) - end], start


def parted(published: str, computed: str) -> tuple[str, str]:
    """Two cells that differ; of long ones the parts that differ, and some words about them."""
    if max(len(published), len(computed)) <= LONG:
        return published, computed
    told, expected, start = narrowed(published, computed)
    before = max(0, start - NEAR)
    return published[before : start + len(told) + NEAR], computed[before : start + len(expected) + NEAR]


def text_differences(file: str, published: str, computed: str) -> Iterator[Difference]:
    """Lines of two texts that differ."""
    one, other = published.split("\n"), computed.split("\n")
    for here, there in pairs(one, other):
        mine, theirs = "" if here is None else one[here], "" if there is None else other[there]
        told, expected, start = narrowed(mine, theirs)
        line = mine if here is not None else theirs
        number = (there or 0 if here is None else here) + 1
        yield Difference(file, CHANGED, LINE, {"line": number, "around": around(line, start)}, told, expected)


def around(text: str, place: int) -> str:
    """Some words of a text about a place."""
    return " ".join(text[max(0, place - NEAR) : place + NEAR].split())


def byte_difference(file: str, published: bytes, computed: bytes) -> Difference:
    """The first byte that differs: of a picture, a font, or what cannot be read as what it should be."""
    place, _ = _alike(published, computed)
    told, expected = (f"{len(raw):,} B" for raw in (published, computed))
    return Difference(file, CHANGED, BYTE, {"byte": place + 1}, told, expected)


def _alike(one: Sequence[object], other: Sequence[object]) -> tuple[int, int]:
    """How much is the same at the beginning and, behind that, at the end."""
    shorter = min(len(one), len(other))
    start = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    return start, next((i for i in range(shorter - start) if one[-1 - i] != other[-1 - i]), shorter - start)
