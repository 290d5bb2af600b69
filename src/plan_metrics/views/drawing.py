"""How every chart looks, and its SVG: elements as those of a page, places in points, and text that stays text.

Decision 0027 says why no library for charts is between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

from plan_metrics.languages import FORMS, SOURCE, html_of
from plan_metrics.reading.printable import advances
from plan_metrics.views.nodes import Drawing, Element, el

FAMILY = "Noto Sans SC"
INK, LINE, TARGET, GRID, MUTED, PDFS = "#1f2933", "#0b5c8a", "#a33b00", "#d9dee3", "#52606d", "#ffffff"
FAN = ("#dbe8f1", "#b3cfe1")  # 95 % and 80 %
BAND = "#f7e6dc"  # the range of a target

SIZE = 10  # of letters, unless said otherwise
EDGE = 3  # that stays free around a drawing
MARK = 3.5  # how far the marks of an axis stand out
STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # between the marks of an axis, times a power of ten

Point = tuple[float, float]


def drawing(said: str, width: float, height: float, *parts: object) -> Drawing:
    """A drawing so wide and so high; `said` is its alternative text."""
    ground = el("rect", width="100%", height="100%", fill=PDFS)
    svg = el(
        "svg", ground, *parts, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {short(width)} {short(height)}",
        font_family=FAMILY, font_size=SIZE, fill=INK, stroke_linejoin="round", role="img", aria_label=said,
    )  # fmt: skip
    return Drawing(str(svg), said)


def short(place: float) -> str:
    """A place to a tenth of a point, which is less than a pixel.

    >>> short(12.04), short(-0.01), short(7)
    ('12', '0', '7')
    """
    return f"{round(place, 1) + 0.0:g}"


def lines(each: Iterable[Iterable[Point]], colour: str, width: float = 0.8, **look: Any) -> Element:
    """Lines of one look, each through its points."""
    return el("path", d="".join(map(_path, each)), fill="none", stroke=colour, stroke_width=width, **look)


def area(points: Iterable[Point], colour: str) -> Element:
    """What lies within points, in one colour."""
    return el("path", d=f"{_path(points)}Z", fill=colour)


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)


def dots(
    points: Iterable[Point], hollow: Iterable[bool], radius: float, colour: str = LINE, hints: Sequence[str] = ()
) -> Element:
    """Round marks; the hollow ones are a little larger, so that they look as large. A hint shows at each that has one."""
    marks = [
        el("circle", hinted(hint) if hint else None, cx=short(x), cy=short(y), r=f"{radius + 0.5 * empty:g}",
           fill=PDFS if empty else None)
        for (x, y), empty, hint in zip(points, hollow, hints or repeat(""), strict=False)
    ]  # fmt: skip
    return el("g", *marks, fill=colour, stroke=colour)


def crosses(points: Iterable[Point], crossed: Iterable[bool], half: float = 3.6) -> list[Element]:
    """A cross over each point that is crossed out; nothing where none is."""
    strokes = [
        ((x - half, y - half * way), (x + half, y + half * way))
        for (x, y), out in zip(points, crossed, strict=False)
        if out
        for way in (1, -1)
    ]
    return [lines(strokes, INK, 1.3)] if strokes else []


class Hint(str):
    """What a mark says of a figure, which knows the id of its receipt."""

    receipt: str

    def __new__(cls, words: str, receipt: str) -> Hint:
        """The words with the id."""
        made = super().__new__(cls, words)
        made.receipt = receipt
        return made


def hinted(words: str) -> Element:
    """What a mark says to the mouse, and by `points.js` to the keyboard too, which leads to the receipt of a `Hint`."""
    tag = html_of(words)
    spoken = None if tag == FORMS[SOURCE].html else tag  # letters that any language may have
    return el("title", words, lang=spoken, data_receipt=getattr(words, "receipt", None))


def bound(point: Point, up: bool) -> list[Point]:
    """The way from a mark to where the figure may lie as well, with a head: a line of five points."""
    x, y = point
    away = -1 if up else 1
    tip = y + 11 * away
    return [(x, y + 3 * away), (x, tip), (x - 2.5, tip - 3 * away), (x, tip), (x + 2.5, tip - 3 * away)]


def text(
    x: float, y: float, words: str, size: float = SIZE, anchor: str = "start", room: float = 0, **look: Any
) -> Element:
    """Words on a line at the height `y`; smaller ones where they would be wider than `room`, if that is given.

    `anchor` says which end of them is at `x`: start, middle or end.
    """
    if room and (needed := width_of(words, size)) > room:
        size *= room / needed
    return el(
        "text", words, x=short(x), y=short(y), font_size=None if size == SIZE else round(size, 2),
        text_anchor=None if anchor == "start" else anchor, **look,
    )  # fmt: skip


def width_of(words: str, size: float = SIZE) -> float:
    """How wide words are; a letter that the font has not is taken to be as wide as high."""
    known = advances()
    return sum(known.get(ord(letter), 1.0) for letter in words) * size


def widest(words: Iterable[str], size: float = SIZE) -> float:
    """The width of the widest of these words, 0 for none."""
    return max((width_of(each, size) for each in words), default=0.0)


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From values to places: the lowest at `start`, the highest at `end`.

    >>> scale(0, 10, 100, 200)(5)
    150.0
    """
    return lambda value: start + (value - low) / (high - low) * (end - start)


def padded(values: Sequence[float], share: float) -> tuple[float, float]:
    """The ends of an axis for these values: lowest and highest, and a share of what is between on either side."""
    low, high = min(values), max(values)
    if high - low <= 1e-12 * max(abs(low), abs(high)):  # one value: so much of itself on either side
        low, high = low - (abs(low) or 1.0) / 20, high + (abs(high) or 1.0) / 20
    return low - share * (high - low), high + share * (high - low)


def ticks(low: float, high: float, most: int, whole: bool = False) -> list[float]:
    """Round numbers at equal steps between two values, at most one more than `most`, only `whole` ones where asked.

    >>> ticks(0.2, 9.7, 4), ticks(0, 2.2, 9, whole=True), ticks(97.1, 98.9, 4)
    ([2.5, 5.0, 7.5], [0.0, 1.0, 2.0], [97.5, 98.0, 98.5])
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    steps = [step * power for step in STEPS if not whole or step * power == int(step * power)]
    step = next((step for step in steps if step * most >= (high - low) * (1 - 1e-9)), 1.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]
