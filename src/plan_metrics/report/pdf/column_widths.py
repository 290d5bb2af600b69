"""How wide the columns of a table are in the PDF, in ems of its text, and how large that text is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil
from typing import Any

from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

WIDTH = 170.0  # of the text, in millimetres: A4 with margins of 20
SCALES = (0.84, 0.78, 0.72, 0.66)  # of the size of running text; the largest at which no word is cut
SAVED = 0.75  # of the height of a table: smaller text is taken where it leaves no more than this
PADDING = 0.9  # ems of a cell that are not text
BADGES = {"pm-status", "pm-agreement", "pm-fit"}
BADGE, LETTERS = 2.3, 0.9  # ems of the mark and the edge of a status, and the size of its letters
HEADING = 5.5  # ems of a line of a heading over numbers
SHORT = 8.0  # ems of words that are not broken where there is room
NUMBER = 10.0  # ems of a number with its unit that are not broken
BESIDE = 0.25  # ems of the space that setting puts between Chinese and others
BREAKABLE = re.compile(r"\s+|(?<=[/;,，；、-])|(?<=[\u2e80-\u9fff\uff00-\uffef])(?=[\u2e80-\u9fff])")


@cache
def advances() -> dict[int, float]:
    """How wide the font says each letter is, in ems."""
    with TTFont(sans_path(), lazy=True) as font:
        widths, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {letter: widths[glyph][0] / units for letter, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=50_000)
def wide(text: str) -> float:
    """How many ems a text takes on one line.

    >>> round(wide("ab 浙"), 2)
    2.66
    """
    known = advances()
    full = [letter > "\u2e7f" for letter in text]
    seams = sum(one != other for one, other in pairwise(full))
    return sum(known.get(ord(letter), 1.0) for letter in text) + BESIDE * seams


def lines(table: dict[str, Any], widths: Sequence[float]) -> int:
    """About how many lines a table takes with columns of these widths."""
    return sum(
        max(
            (
                sum(max(1, ceil(sum(max(each) for each in words) / (width - PADDING))) for words in _lines(content))
                for (_, *content), width in zip(row, widths, strict=False)
            ),
            default=1,
        )
        for row in (*table["head"], *table["body"])
    )


def columns(table: dict[str, Any], size: float, width: float, smallest: float = 0.0) -> tuple[list[float], float]:
    """Widths of the columns and the scale of the text; `size` of running text in points, `width` in millimetres.

    As browsers do it: every column has room for its longest word, what is left is shared by what the cells hold.
    A table that fits on one line a row is no wider than it needs. Smaller text, but none below `smallest` points, is
    taken where it saves much height.
    """
    least, fair, most = _needs(table)

    def room(scale: float) -> float:
        return width * 72 / 25.4 / (size * scale) - PADDING * len(most)

    tried = ((fair, SCALES[0]), (fair, SCALES[1]), *((least, scale) for scale in SCALES[1:]))
    floor, scale = next((each for each in tried if sum(each[0]) <= room(each[1])), tried[-1])
    found = _shared(floor, most, room(scale))
    height = lines(table, found) * scale
    for smaller in (each for each in SCALES[:3] if each < scale and size * each >= smallest):
        if sum(fair) <= room(smaller):
            other = _shared(fair, most, room(smaller))
            if lines(table, other) * smaller < SAVED * height:
                return other, smaller
    return found, scale


def _shared(floor: list[float], most: list[float], room: float) -> list[float]:
    """Widths from those that each column needs to those that it would fill, as far as there is room."""
    if sum(most) <= room:
        return [each + PADDING for each in most]
    if sum(floor) >= room:
        return [each * room / sum(floor) + PADDING for each in floor]
    more = (room - sum(floor)) / (sum(most) - sum(floor))
    return [low + (high - low) * more + PADDING for low, high in zip(floor, most, strict=True)]


def _needs(table: dict[str, Any]) -> tuple[list[float], list[float], list[float]]:
    """Of each column the width of its longest word, that of what is better not broken, and that of a whole line."""
    rows = [*table["head"], *table["body"]]
    number = max((len(row) for row in rows), default=0)
    least, fair, most = [0.0] * number, [0.0] * number, [0.0] * number
    for row in rows:
        for index, (attributes, *content) in enumerate(row):
            for words in _lines(content):
                longest = max((each for _, each in words), default=0.0)
                whole = sum(max(each) for each in words)
                if attributes.get("num") and not attributes["head"]:
                    longest = max(longest, min(whole, NUMBER))
                if (
                    attributes.get("num") and attributes["head"]
                ):  # numbers are narrow; their heading may take some lines
                    whole = max(longest, min(whole, HEADING))
                    longest = whole if whole <= HEADING / 2 else longest
                least[index] = max(least[index], longest, 1.0)
                fair[index] = max(fair[index], whole if whole <= SHORT and not attributes.get("num") else longest, 1.0)
                most[index] = max(most[index], whole, 1.0)
    return least, fair, most


def _lines(nodes: Sequence[Any]) -> Iterator[list[tuple[float, float]]]:
    """The lines of a cell; of each of its texts the width as a whole and of its longest word. A badge is one word."""
    line: list[tuple[float, float]] = []
    for text, unbroken in _texts(nodes):
        if text == "\n":
            yield line
            line = []
        else:
            longest = wide(text) * LETTERS + BADGE if unbroken else max(map(wide, BREAKABLE.split(text)))
            line.append((wide(text), longest))
    yield line


def _texts(nodes: Sequence[Any]) -> Iterator[tuple[str, bool]]:
    for node in nodes:
        if isinstance(node, str):
            yield node, False
        elif node[0] in ("br", "p", "li"):
            yield "\n", False
            yield from _texts(node[2:])
        elif not BADGES.isdisjoint(node[1].get("class", ())):
            yield "".join(text for text, _ in _texts(node[2:])), True
        else:
            yield from _texts(node[2:])
