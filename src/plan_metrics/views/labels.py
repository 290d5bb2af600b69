"""Words beside points of a chart: each where it hides no other words and as little of the lines as it can."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from plan_metrics.views.drawing import INK, PDFS, Point, text, width_of
from plan_metrics.views.nodes import Element, el

SIZE = 9
CLOSE = 4  # points of a line are so close to each other that no word slips between them

Box = tuple[float, float, float, float]  # left, top, right, bottom
# A place beside a point: from it to the middle of the words, in halves of their width and in points.
Side = tuple[float, float, float]
ABOVE, BELOW, FAR_BELOW = (0, 0, -10), (0, 0, 10.5), (0, 0, 21)
ABOVE_LEFT, BELOW_LEFT, ABOVE_RIGHT, BELOW_RIGHT = (-1, -5, -9), (-1, -5, 10), (1, 5, -9), (1, 5, 10)
BESIDE = tuple((side, 2 * side, down) for down in (0, 11, 22) for side in (1, -1))


class Label(NamedTuple):
    """Words for a point, and the sides on which they can stand: the first of the equally good ones is taken."""

    point: Point
    words: str
    sides: Sequence[Side]
    colour: str = INK


def placed(labels: Sequence[Label], lines: Sequence[Sequence[Point]], within: Box) -> Element:
    """The labels, one after the other, `within` a part of the drawing; `lines` are what they should not hide."""
    ink = [point for line in lines for point in _along(line)]
    taken: list[Box] = []
    words: list[Element] = []
    left, top, right, bottom = within
    for label in labels:
        size = min(SIZE, SIZE * (right - left) / (width_of(label.words, SIZE) or 1.0))
        half, high = width_of(label.words, size) / 2, size / 2
        boxes = []
        for halves, across, down in label.sides:
            x = max(left + half, min(label.point[0] + halves * half + across, right - half))
            y = max(top + high, min(label.point[1] + down, bottom - high))
            boxes.append((x - half, y - high, x + half, y + high))
        best = min(boxes, key=lambda box: _hidden(box, taken, ink))
        taken.append(best)
        words.append(text(best[0] + half, best[3] - 0.15 * size, label.words, size, "middle", fill=label.colour))
    return el("g", *words, stroke=PDFS, stroke_width=2.5, paint_order="stroke")


def _along(line: Sequence[Point]) -> Iterator[Point]:
    for (x, y), (other_x, other_y) in pairwise(line):
        steps = 1 + int(math.hypot(other_x - x, other_y - y) / CLOSE)
        yield from ((x + (other_x - x) * i / steps, y + (other_y - y) * i / steps) for i in range(steps + 1))


def _hidden(box: Box, taken: Sequence[Box], ink: Sequence[Point]) -> tuple[int, int]:
    left, top, right, bottom = box
    words = sum(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken)
    return words, sum(left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1 for x, y in ink)
