"""Series over time as inline SVG: a large one, how a verdict comes about, and the small line of a tile."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

from plan_metrics.measure.periods import decimal_year, months
from plan_metrics.views import drawing, labels
from plan_metrics.views.drawing import BAND, FAN, GRID, LINE, MUTED, TARGET, Point
from plan_metrics.views.labels import ABOVE, ABOVE_LEFT, ABOVE_RIGHT, BELOW, BELOW_LEFT, BELOW_RIGHT, LEFT, Label
from plan_metrics.views.language import label
from plan_metrics.views.nodes import Drawing, Element
from plan_metrics.views.plane import BOTTOM, HEIGHT, SPARE, TOP, WIDTH, plane

LEAST = 3  # figures, below which there is no line
GAP = 1.5  # years between two figures, above which the line between them is no course that was seen
TILE, ROW = (220.0, 84.0), (160.0, 70.0)  # how large the small line of a tile is, and that of a row


class Figures(NamedTuple):
    """The figures of a series as a chart draws them, in the order of time, one or more.

    `periods`, `values`, `breaks` (before which figures the series breaks) and `rounded` (whose marks are hollow) have the
    same length. `ends` are the words at the first and the last. `over_periods`: a figure stands in the middle of its
    period, else at its end. `bounds` says which are limits: 1 where the figure may be larger, -1 where it may be
    smaller, else 0. `hints` are what each says by itself, `crossed` which are crossed out.
    """

    periods: Sequence[str]
    values: Sequence[float]
    breaks: Sequence[bool]
    rounded: Sequence[bool]
    ends: tuple[str, str]
    over_periods: bool = False
    bounds: Sequence[int] = ()
    hints: Sequence[str] = ()
    crossed: Sequence[bool] = ()

    def date(self, period: str) -> float:
        """Where a period stands in time, in decimal years."""
        return date_of(period, self.over_periods)

    @property
    def course(self) -> list[Point]:
        """The figures as dates and values."""
        return [(self.date(period), value) for period, value in zip(self.periods, self.values, strict=True)]


class Aim(NamedTuple):
    """The mark of an official target: its period and value, or both ends of its range, and the words at it."""

    period: str
    low: float
    high: float | None = None
    words: str = ""

    @property
    def ends(self) -> list[float]:
        """The value, or the two of a range."""
        return [self.low] if self.high is None else [self.low, self.high]


def line_chart(
    said: str,
    figures: Figures,
    *,
    ticks: tuple[str, str],
    break_word: str,
    unit: str,
    language: str,
    aims: Sequence[Aim] = (),
    way: Sequence[tuple[str, float]] = (),
    fan: tuple[Sequence[float], Sequence[Sequence[float]]] | None = None,
) -> Drawing:
    """A series over real dates: a line with a mark at each figure, interrupted at a break in the series.

    `said` is the alternative text, `ticks` are the first and the last period in words, a break bears `break_word`, and
    `language` is that of the numbers. Targets stand where figures of their periods do, a range as a band; `way` are the
    periods and values through which the path leads to the one in force, which is its last. `fan` is a projection: ends
    of periods in decimal years, and for each of them the ends of the wide and the narrow interval with the centre
    between (dates x 5). One that begins after the last figure is joined to it, one at its date is not.
    """
    values, course = figures.values, figures.course
    years = [date for date, _ in course]
    dated = [(figures.date(period), value) for period, value in way]
    # No way from a baseline after its target.
    path = [*(each for each in dated[:-1] if each[0] < dated[-1][0]), *dated[-1:]]
    aimed = [(figures.date(aim.period), aim) for aim in aims]
    edges = [(date, value) for date, aim in aimed for value in aim.ends]
    # From the last figure, where it is known, to the intervals of the dates ahead.
    ahead = [date - decimal_year(figures.periods[-1]) + years[-1] for date in fan[0]] if fan else []
    known = course[-1:] if ahead and ahead[0] > years[-1] + 1e-9 else []
    bounds = [[*known, *zip(ahead, bound, strict=True)] for bound in zip(*fan[1], strict=True)] if fan else []
    projected = [point for bound in bounds for point in bound]
    named = [*years, *(date for date, _ in [*edges, *projected])]
    shown = [*course, *path, *edges, *projected]
    room = plane(shown, named, (0.08, SPARE), {years[0]: ticks[0], years[-1]: ticks[1]}, unit, language)

    points = room.places(course)
    lines = [points[begin:end] for begin, end in _between_breaks(figures.breaks, len(points))]
    under, words, parts = [], [], course_lines(points, years, figures.breaks)
    for date, value in (each for each, broken in zip(course[1:], figures.breaks[1:], strict=True) if broken):
        ((x, _),) = room.places([(date - 0.2, value)])
        lines.append([(x, TOP), (x, BOTTOM)])
        parts.append(drawing.lines(lines[-1:], MUTED, 0.8, stroke_dasharray="1 2"))
        words.append(Label((x, TOP + 5), break_word, labels.BESIDE, MUTED))
    for date, aim in aimed:
        if aim.high is None:
            continue
        sides = [room.places([(years[0], value), (date, value)]) for value in aim.ends]
        under.append(drawing.area([*sides[0], *sides[1][::-1]], BAND))
        under.append(drawing.lines(sides, TARGET, 0.6, stroke_dasharray="4 1.6"))
        parts += [diamond(side[1], 3.4) for side in sides]
        lines += sides
        words.append(Label(sides[1][1], aim.words, (ABOVE_LEFT, ABOVE, ABOVE_RIGHT, BELOW_LEFT, BELOW), TARGET))
    if bounds:
        low, lower, centre, higher, high = map(room.places, bounds)
        under += [drawing.area([*low, *high[::-1]], FAN[0]), drawing.area([*lower, *higher[::-1]], FAN[1])]
        under.append(drawing.lines([low, lower, higher, high], LINE, 0.4))  # light bands have edges that can be seen
        parts.append(drawing.lines([centre], LINE, 1.2, stroke_dasharray="5 2.5"))
        lines += [low, centre, high, *_filled(low, high)]
    arrows = _arrows(points, figures.bounds)
    parts += [drawing.lines(arrows, LINE, 0.9)] if arrows else []
    parts.append(drawing.dots(points, figures.rounded, 2, hints=figures.hints))
    parts += drawing.crosses(points, figures.crossed)
    if len(path) > 1:
        lines.append(room.places(path))
        parts.append(drawing.lines([lines[-1]], TARGET, 1, stroke_dasharray="4 1.6"))
    for date, aim in aimed:
        if aim.high is None:
            (place,) = room.places([(date, aim.low)])
            parts.append(diamond(place, 4.2))
            lines.append([place, place])
            sides_of = (ABOVE_LEFT, BELOW_LEFT, ABOVE, BELOW, ABOVE_RIGHT, BELOW_RIGHT)
            words.append(Label(place, aim.words, sides_of, TARGET))
    lines += [[(x, y - 3), (x, y + 3)] for x, y in points]  # as high as their marks
    anywhere = (ABOVE, BELOW, ABOVE_LEFT, BELOW_RIGHT, BELOW_LEFT, ABOVE_RIGHT, *LEFT)
    for end in sorted({0, len(points) - 1}):  # the last figure stands left of the fan that begins at it
        free = LEFT if bounds and end else anywhere
        words.append(Label(points[end], figures.ends[end > 0] or label(values[end], language), free))
    return drawing.drawing(
        said, WIDTH, HEIGHT, *under, *room.axes, *parts, labels.placed(words, lines, room.box, arrows)
    )


def verdict_chart(
    said: str,
    periods: Sequence[str],
    values: Sequence[float],
    *,
    ends: tuple[int, int],
    little: float,
    named: tuple[str, str],
    unit: str,
    language: str,
    over_periods: bool,
) -> Drawing:
    """How a verdict comes about: a series in grey, the band of "little or no change" about one figure, an arrow to another.

    `said` is the alternative text. `ends` are the places of the two figures and `named` their names, `little` is half
    the height of the band.
    """
    years = [date_of(period, over_periods) for period in periods]
    course = list(zip(years, values, strict=True))
    (since, before), (until, after) = (course[end] for end in ends)
    last = max(years[-1], until)
    band = [(since, before - little), (last, before - little), (last, before + little), (since, before + little)]
    room = plane([*course, *band], years, (0.12, 0.3), {years[0]: periods[0], years[-1]: periods[-1]}, unit, language)
    points = room.places(course)
    arrow = [points[end] for end in ends]
    sides = ((BELOW, ABOVE), (ABOVE, BELOW)) if after >= before else ((ABOVE, BELOW), (BELOW, ABOVE))
    words = labels.placed([Label(*each) for each in zip(arrow, named, sides, strict=True)], [points, arrow], room.box)
    course_line = (drawing.lines([points], MUTED, 1), drawing.dots(points, [False] * len(points), 1, MUTED))
    under = drawing.area(room.places(band), FAN[0])
    return drawing.drawing(said, WIDTH, HEIGHT, under, *room.axes, *course_line, *_arrow(*arrow), words)


def spark(
    said: str, figures: Figures, *, ends: tuple[float, float], aim: Aim | None = None, size: Point = TILE
) -> Drawing:
    """A small line between two dates (decimal years) that charts beside it share, with words at its ends.

    `said` is the alternative text. A target is a diamond where its date lies between the two, and two of them where it is
    a range. Letters are as large in every `size`, so a drawing is shown in its own.
    """
    width, height = size
    first, last = math.floor(ends[0] - 1e-9), math.ceil(ends[1] - 1e-9)
    across = drawing.scale(first, max(last, first + 1), 6, width - 6)
    low, high = drawing.padded([*figures.values, *(aim.ends if aim else ())], 0.0)
    up = drawing.scale(low, high, height - 28, 20)
    points = [(across(date), up(value)) for date, value in figures.course]
    lines = [points[begin:end] for begin, end in _between_breaks(figures.breaks, len(points))]
    bottom = height - 16
    frame: list[Sequence[Point]] = [((6, bottom), (width - 6, bottom))]
    frame += [((across(year), bottom), (across(year), bottom + 2.5)) for year in range(first, last + 1)]
    years = [date for date, _ in figures.course]
    parts = [drawing.lines(frame, GRID, 0.8), *course_lines(points, years, figures.breaks)]
    arrows = _arrows(points, figures.bounds)
    parts += [drawing.lines(arrows, LINE, 0.8)] if arrows else []
    parts.append(drawing.dots(points, figures.rounded, 1.8, hints=figures.hints))
    parts += drawing.crosses(points, figures.crossed, 3.2)
    if aim and first <= (date := figures.date(aim.period)) <= last:
        aims = [(across(date), up(value)) for value in aim.ends]
        parts += [drawing.lines([aims], TARGET, 1)] if len(aims) > 1 else []
        parts += [diamond(each, 3.6) for each in aims]
        lines.append([aims[0], aims[-1]])
    for year, anchor in ((first, "start"), (last - 1, "end")):
        at = 6 if anchor == "start" else width - 6
        parts.append(drawing.text(at, height - 4, str(year), 9, anchor, fill=MUTED))
    words = [
        Label(
            points[end],
            figures.ends[end > 0],
            (ABOVE, BELOW, ABOVE_RIGHT, BELOW_RIGHT, ABOVE_LEFT, BELOW_LEFT, *LEFT),
        )
        for end in sorted({0, len(points) - 1})
    ]
    placed = labels.placed(words, lines, (2, 2, width - 2, bottom - 1), arrows)
    return drawing.drawing(said, width, height, *parts, placed)


def diamond(place: Point, half: float) -> Element:
    """The mark of an official target, so high and wide on either side."""
    x, y = place
    return drawing.area([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], TARGET)


def _filled(low: Sequence[Point], high: Sequence[Point]) -> list[list[Point]]:
    """Upright lines so close to each other that words between two courses over the same dates hide some."""
    found = []
    for (one, other), (begin, end) in zip(pairwise(low), pairwise(high), strict=True):
        steps = 1 + int((other[0] - one[0]) / labels.CLOSE)
        for n in range(steps + 1):
            x, foot, top = (
                a + (b - a) * n / steps for a, b in ((one[0], other[0]), (one[1], other[1]), (begin[1], end[1]))
            )
            found.append([(x, foot), (x, top)])
    return found


def _arrows(points: Sequence[Point], bounds: Sequence[int]) -> list[list[Point]]:
    return [drawing.bound(point, way > 0) for point, way in zip(points, bounds or repeat(0), strict=False) if way]


def date_of(period: str, middle: bool) -> float:
    """Where a period stands in time, in decimal years: its end, or its middle."""
    return decimal_year(period) - (months(period) / 24 if middle else 0.0)


def _arrow(start: Point, tip: Point) -> tuple[Element, Element]:
    long = math.dist(start, tip) or 1.0
    right, down = (tip[0] - start[0]) / long, (tip[1] - start[1]) / long
    head = [(tip[0] - 6 * right - side * down, tip[1] - 6 * down + side * right) for side in (-2.5, 2.5)]
    shaft = drawing.lines([[start, (tip[0] - 5 * right, tip[1] - 5 * down)]], LINE, 1.6)
    return shaft, drawing.area([tip, *head], LINE)


def _between_breaks(breaks: Sequence[bool], count: int) -> list[tuple[int, int]]:
    """Where the pieces of a course of so many figures begin and end."""
    starts = [index for index, broken in enumerate(breaks) if broken and index]
    return list(pairwise([0, *starts, count]))


def course_lines(
    points: Sequence[Point],
    years: Sequence[float],
    breaks: Sequence[bool] = (),
    *,
    width: float = 1.6,
    gap_colour: str = MUTED,
) -> list[Element]:
    """Lines through figures up to each break: thin and dashed over years without one, none at all through two only."""
    if len(points) < LEAST:
        return []
    solid: list[Sequence[Point]] = []
    gaps: list[Sequence[Point]] = []
    for begin, end in _between_breaks(breaks, len(points)):
        cuts = [index for index in range(begin + 1, end) if years[index] - years[index - 1] > GAP]
        solid += [points[one:other] for one, other in pairwise([begin, *cuts, end]) if other - one > 1]
        gaps += [points[cut - 1 : cut + 1] for cut in cuts]
    drawn = [drawing.lines(solid, LINE, width)] if solid else []
    return [*drawn, drawing.lines(gaps, gap_colour, 0.9, stroke_dasharray="3 2")] if gaps else drawn
