"""Words beside points of a chart: each where it hides no other words and as little of the lines as it can."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from plan_metrics.views.drawing import INK, PDFS, Point, text, width_of
from plan_metrics.views.nodes import Element, el

SIZE = 9
APART = 3  # between words on one line
CLOSE = 2  # points of a line are so close to each other that no word slips between them

Box = tuple[float, float, float, float]  # left, top, right, bottom
# A place beside a point: from it to the middle of the words, in halves of their width and in points.
Side = tuple[float, float, float]
ABOVE, BELOW = (0, 0, -10), (0, 0, 10.5)
ABOVE_LEFT, BELOW_LEFT, ABOVE_RIGHT, BELOW_RIGHT = (-1, -5, -9), (-1, -5, 10), (1, 5, -9), (1, 5, 10)
LEFT = tuple((-1, -5, down) for down in (-9, 10, 0, 20, -20, 30, -30))  # of a point with something to the right of it
BESIDE = tuple((side, 2 * side, down) for down in (0, 11, 22) for side in (1, -1))


class Label(NamedTuple):
    """Words for a point, and the sides on which they can stand, the better ones first: a little more of a line may be
    hidden there.
    """

    point: Point
    words: str
    sides: Sequence[Side]
    colour: str = INK


def placed(
    labels: Sequence[Label], lines: Sequence[Sequence[Point]], within: Box, barred: Sequence[Sequence[Point]] = ()
) -> Element:
    """The labels, one after the other, `within` a part of the drawing; `lines` are what they should not hide, and of
    these rather those than the lines of small signs that are `barred`.
    """
    signs = [point for line in barred for point in _along(line)]
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
        costs = [_hidden(box, taken, signs, ink) for box in boxes]
        best = boxes[min(range(len(boxes)), key=lambda i: (*costs[i][:2], costs[i][2] + i))]
        taken.append(best)
        words.append(text(best[0] + half, best[3] - 0.15 * size, label.words, size, "middle", fill=label.colour))
    return el("g", *words, stroke=PDFS, stroke_width=2.5, paint_order="stroke")


def _along(line: Sequence[Point]) -> Iterator[Point]:
    for (x, y), (other_x, other_y) in pairwise(line):
        steps = 1 + int(math.hypot(other_x - x, other_y - y) / CLOSE)
        yield from ((x + (other_x - x) * i / steps, y + (other_y - y) * i / steps) for i in range(steps + 1))


def _hidden(box: Box, taken: Sequence[Box], *inks: Sequence[Point]) -> tuple[int, ...]:
    left, top, right, bottom = box
    words = sum(
        left - APART < other[2] and other[0] - APART < right and top < other[3] and other[1] < bottom for other in taken
    )
    return words, *(sum(left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1 for x, y in ink) for ink in inks)
