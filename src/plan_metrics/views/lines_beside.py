"""A few lines beside each other in one small chart: a place, and what it is compared with, each named at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from plan_metrics.views import drawing
from plan_metrics.views.charts import course_lines
from plan_metrics.views.drawing import EDGE, GRID, INK, LINE, MUTED, Point
from plan_metrics.views.language import compact
from plan_metrics.views.nodes import Drawing, Element, el

WIDTH, HEIGHT = 260, 122
TOP, BOTTOM = 9, HEIGHT - 19
NAMES = 102  # of the width, for the names at the ends
LETTERS = 11
APART = 12  # between the feet of two names
NEAR = 30  # from the end of a line to its name: a leader over years without a figure would look like a flat course
OWN, WHOLE, PEER = "own", "whole", "peer"
# How a line of each kind looks: its colour and how wide it is, and the ink of its name.
LOOKS = {OWN: (LINE, 1.8, LINE), WHOLE: (MUTED, 1.6, MUTED), PEER: ("#8a95a1", 0.7, MUTED)}


class Line(NamedTuple):
    """One line: its kind (`LOOKS`), the words at its end, its figures (date, value) in the order of time, which of them
    are rounded, what the mouse shows at them, and which are crossed out.
    """

    kind: str
    words: str
    figures: Sequence[Point]
    rounded: Sequence[bool]
    hints: Sequence[str]
    crossed: Sequence[bool] = ()


def lines_beside(
    said: str,
    lines: Sequence[Line],
    *,
    dates: tuple[float, float],
    values: tuple[float, float],
    language: str,
    level: float | None = None,
) -> Drawing:
    """The lines between two dates (decimal years) and two values, which charts beside it can share.

    `said` is the alternative text, `level` a value with a line of its own (an index begins at it), `language` that of
    the numbers. Fewer than three figures are dots without a line.
    """
    first, last = math.floor(dates[0] + 1e-9), math.ceil(dates[1] - 1e-9)
    low, high = drawing.padded(values, 0.06)
    up = drawing.scale(low, high, BOTTOM, TOP)
    marks = drawing.ticks(low, high, 3)
    if level is not None:
        marks = [level, *(mark for mark in marks if abs(up(mark) - up(level)) > LETTERS)]
    numbers = [compact(mark, language) for mark in marks]
    left, right = EDGE + drawing.widest(numbers, LETTERS) + 5, WIDTH - NAMES
    across = drawing.scale(first, max(last, first + 1), left, right)
    grid = drawing.lines([((left, up(mark)), (right, up(mark))) for mark in marks], GRID, 0.7)
    years = drawing.lines([((across(y), BOTTOM), (across(y), BOTTOM + 2.5)) for y in range(first, last + 1)], GRID, 0.8)
    words = [
        drawing.text(left - 4, up(mark) + 3.8, number, LETTERS, "end", fill=MUTED)
        for mark, number in zip(marks, numbers, strict=True)
    ]
    for year, anchor in ((first, "start"), (last - 1, "end")):
        if anchor == "start" or year > first:
            at = left if anchor == "start" else right
            words.append(drawing.text(at, BOTTOM + 14, str(year), LETTERS, anchor, fill=MUTED))
    parts: list[Element] = [grid, years]
    if level is not None:
        parts.append(drawing.lines([((left, up(level)), (right, up(level)))], INK, 0.8))
    for line in sorted(lines, key=lambda each: each.kind == OWN):  # the own line lies above the others
        parts += _drawn(line, [(across(date), up(value)) for date, value in line.figures])
    ends = [(across(line.figures[-1][0]), up(line.figures[-1][1])) for line in lines]
    return drawing.drawing(said, WIDTH, HEIGHT, *parts, el("g", *words), *_names(lines, ends, right))


def _drawn(line: Line, points: Sequence[Point]) -> list[Element]:
    colour, width, _ = LOOKS[line.kind]
    if line.kind != OWN:
        return [drawing.lines([points], colour, width)]
    parts = course_lines(points, [date for date, _ in line.figures], width=width, gap_colour=colour)
    dots = drawing.dots(points, line.rounded, 1.8, hints=line.hints)
    return [*parts, dots, *drawing.crosses(points, line.crossed, 3.2)]


def _names(lines: Sequence[Line], ends: Sequence[Point], right: float) -> list[Element]:
    """The words of each line beside the chart, at the height where it ends or as near to it as there is room; with a
    leader from a line that ends near them.
    """
    order = sorted(range(len(lines)), key=lambda index: (ends[index][1], index))
    heights: list[float] = []
    for index in order:
        heights.append(max(ends[index][1], heights[-1] + APART if heights else TOP))
    below = BOTTOM
    for place in reversed(range(len(heights))):  # pushed up again where the last ones lie too deep
        heights[place] = min(heights[place], below)
        below = heights[place] - APART
    leaders, names = [], []
    for index, height in zip(order, heights, strict=True):
        x, y = ends[index]
        if right - x < NEAR:
            leaders.append([(x + 2.5, y), (right + 5, height)])
        room = WIDTH - right - 8 - EDGE
        words, ink = lines[index].words, LOOKS[lines[index].kind][2]
        names.append(drawing.text(right + 8, height + 3.8, words, LETTERS, room=room, fill=ink))
    led = [drawing.lines(leaders, "#8a95a1", 0.5, stroke_dasharray="1 1.6")] if leaders else []
    return [*led, el("g", *names)]
