"""The plane of a chart of a series: where figures stand in it, its axes with their words, and where they begin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from plan_metrics.views import drawing, labels
from plan_metrics.views.drawing import EDGE, GRID, MARK, MUTED, Point
from plan_metrics.views.language import compact
from plan_metrics.views.nodes import Element, el

WIDTH, HEIGHT = 280, 180
RIGHT, TOP, BOTTOM = WIDTH - EDGE, 22, HEIGHT - 22  # of the plane in which the figures stand
NAMED_YEARS = 6
SPARE = 0.25  # of the span of the values of a line, that stays free above and below it


def reach(values: Sequence[float], margin: float = SPARE) -> tuple[float, float]:
    """Where the axis of a line through these values begins and ends; of what cannot be negative not below zero.

    >>> reach([10, 20]), reach([1, 9])
    ((7.5, 22.5), (0.0, 11.0))
    """
    low, high = drawing.padded(values, margin)
    return (max(low, 0.0) if min(values) >= 0 else low), high


def cut_off(values: Sequence[float]) -> bool:
    """Whether the axis for all that a chart draws begins above zero, which two strokes at its foot then show.

    >>> cut_off([36_327, 53_057]), cut_off([12, 551])
    (True, False)
    """
    return reach(values, SPARE)[0] > 0


def named_years(first: int, last: int) -> list[int]:
    """The years whose names stand below an axis: both ends of it, and at equal steps back from the last.

    >>> named_years(2013, 2024), named_years(2022, 2024)
    ([2013, 2016, 2018, 2020, 2022, 2024], [2022, 2023, 2024])
    """
    step = -(-(last - first + 1) // NAMED_YEARS)
    return [first, *sorted(range(last, first + step - 1, -step))]


class Plane(NamedTuple):
    """Where figures stand in a chart: across and up as places, what frames them, and the room of words in it."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    axes: list[Element]
    box: labels.Box

    def places(self, figures: Sequence[Point]) -> list[Point]:
        """Where figures (date, value) stand."""
        return [(self.x(date), self.y(value)) for date, value in figures]


def plane(
    figures: Sequence[Point],
    named: Sequence[float],
    margins: tuple[float, float],
    only: Mapping[float, str],
    unit: str,
    language: str,
) -> Plane:
    """The plane for figures (date, value), with such a share of their span left free beside and above them.

    The years of the dates `named` stand below it; where they are one year alone, the dates and words of `only`. Where
    all values are whole, the axis has whole numbers.
    """
    dates, values = zip(*figures, strict=True)
    low, high = reach(values, margins[1])
    marks = drawing.ticks(low, high, 4, whole=all(math.isclose(value, round(value)) for value in values))
    numbers = [compact(mark, language) for mark in marks]
    left = EDGE + drawing.widest(numbers) + MARK + 4
    start, end = drawing.padded(dates, margins[0])
    first, last = (int(pick(named) - 1e-9) for pick in (min, max))
    turns: Sequence[float] = range(first, last + 2)
    if last > first:  # each 1 January has a mark, and the name of a year stands in its middle
        start, end = min(start, turns[0]), max(end, turns[-1])
        names = {year + 0.5: str(year) for year in named_years(first, last)}
    else:
        turns, names = list(only), dict(only)
    x, y = drawing.scale(start, end, left, RIGHT), drawing.scale(low, high, BOTTOM, TOP)
    levels = [y(mark) for mark in marks]
    words = [
        drawing.text(left, TOP - 7, unit, labels.SIZE, room=RIGHT - left),
        *(
            drawing.text(left - MARK - 3, at + 3.6, each, anchor="end")
            for at, each in zip(levels, numbers, strict=True)
        ),
    ]
    for date, name in names.items():
        half = drawing.width_of(name) / 2
        words.append(drawing.text(max(EDGE + half, min(x(date), RIGHT - half)), BOTTOM + 14, name, anchor="middle"))
    frame = [
        ((left, TOP), (left, BOTTOM)),
        ((left, BOTTOM), (RIGHT, BOTTOM)),
        *(((left - MARK, level), (left, level)) for level in levels),
        *(((x(turn), BOTTOM), (x(turn), BOTTOM + MARK)) for turn in turns),
    ]
    if low > 0:  # two strokes across the foot of the axis
        frame += [((left - 3, BOTTOM - at), (left + 3, BOTTOM - at - 3)) for at in (3, 6)]
    grid = drawing.lines([((left, level), (RIGHT, level)) for level in levels], GRID, 0.7)
    return Plane(x, y, [grid, drawing.lines(frame, MUTED), el("g", *words, fill=MUTED)], (left + 6, TOP, RIGHT, BOTTOM))
