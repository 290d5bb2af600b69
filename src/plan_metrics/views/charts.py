"""Series over time as inline SVG: a large one, how a verdict comes about, and the small line of a tile."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, repeat

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


def line_chart(
    said: str,
    periods: Sequence[str],
    values: Sequence[float],
    *,
    ticks: Sequence[str],
    breaks: Sequence[bool],
    rounded: Sequence[bool],
    break_word: str,
    unit: str,
    language: str,
    over_periods: bool = False,
    target: tuple[str, float, str] | None = None,
    others: Sequence[tuple[str, float, str]] = (),
    ranges: Sequence[tuple[str, float, float, str]] = (),
    path: Sequence[tuple[str, float]] = (),
    fan: tuple[Sequence[float], Sequence[Sequence[float]]] | None = None,
    bounds_of: Sequence[int] = (),
    hints: Sequence[str] = (),
    ends: tuple[str, str] = ("", ""),
    crossed: Sequence[bool] = (),
) -> Drawing:
    """A series over real dates: a line with a mark at each figure, interrupted at a break in the series.

    `said` is the alternative text. `periods`, `values`, `ticks` (the periods in words), `breaks` and `rounded` have the
    same length, one or more; the mark of a rounded figure is hollow, and a break bears `break_word`. `language` is that
    of the numbers; a figure `over_periods` stands in the middle of its period, any other at the end, and so do `target`
    (its period, value and words), `others` (targets that are not in force), `ranges` (targets from one value to another,
    each a band), `path` (periods and values through which the path leads to the target) and `fan`, a projection: ends of periods in decimal years, and for each of them
    the ends of the wide and the narrow interval with the centre between (dates x 5). One that begins after the last
    figure is joined to it, one at its date is not. `bounds_of` says which figures are limits: 1 where the figure may be larger, -1 where
    it may be smaller, else 0. `hints` are what each figure says by itself, `ends` the words at the first and the last, `crossed` which are crossed out.
    """
    years = [date_of(period, over_periods) for period in periods]
    course = list(zip(years, values, strict=True))
    way: list[Point] = []
    if target:
        end = date_of(target[0], over_periods)
        way = [(date_of(period, over_periods), value) for period, value in path or [(periods[0], target[1])]]
        way = [*(each for each in way if each[0] < end), (end, target[1])]  # no way from a baseline after its target
    aims = [(date_of(period, over_periods), value) for period, value, _ in others]
    bands = [(date_of(period, over_periods), low, high) for period, low, high, _ in ranges]
    edges = [(date, value) for date, *both in bands for value in both]
    # From the last figure, where it is known, to the intervals of the dates ahead.
    ahead = [date - decimal_year(periods[-1]) + years[-1] for date in fan[0]] if fan else []
    known = course[-1:] if ahead and ahead[0] > years[-1] + 1e-9 else []
    bounds = [[*known, *zip(ahead, bound, strict=True)] for bound in zip(*fan[1], strict=True)] if fan else []
    named = [*years, *(date for date, _ in [*way[-1:], *aims, *edges, *(point for bound in bounds for point in bound)])]
    shown = [*course, *way, *aims, *edges, *(point for bound in bounds for point in bound)]
    room = plane(shown, named, (0.08, SPARE), {years[0]: ticks[0], years[-1]: ticks[-1]}, unit, language)

    starts = [index for index, broken in enumerate(breaks) if broken and index]
    points = room.places(course)
    lines = [points[start:end] for start, end in pairwise([0, *starts, len(points)])]
    under, words, parts = [], [], course_lines(lines, years, starts)
    for start in starts:
        ((x, _),) = room.places([(years[start] - 0.2, values[start])])
        lines.append([(x, TOP), (x, BOTTOM)])
        parts.append(drawing.lines(lines[-1:], MUTED, 0.8, stroke_dasharray="1 2"))
        words.append(Label((x, TOP + 5), break_word, labels.BESIDE, MUTED))
    for (date, bottom, top), (*_, told) in zip(bands, ranges, strict=True):
        sides = [room.places([(years[0], value), (date, value)]) for value in (bottom, top)]
        under.append(drawing.area([*sides[0], *sides[1][::-1]], BAND))
        under.append(drawing.lines(sides, TARGET, 0.6, stroke_dasharray="4 1.6"))
        parts += [diamond(side[1], 3.4) for side in sides]
        lines += sides
        words.append(Label(sides[1][1], told, (ABOVE_LEFT, ABOVE, ABOVE_RIGHT, BELOW_LEFT, BELOW), TARGET))
    if bounds:
        low, lower, centre, higher, high = map(room.places, bounds)
        under += [drawing.area([*low, *high[::-1]], FAN[0]), drawing.area([*lower, *higher[::-1]], FAN[1])]
        under.append(drawing.lines([low, lower, higher, high], LINE, 0.4))  # light bands have edges that can be seen
        parts.append(drawing.lines([centre], LINE, 1.2, stroke_dasharray="5 2.5"))
        lines += [low, centre, high, *_filled(low, high)]
    arrows = _arrows(points, bounds_of)
    parts += [drawing.lines(arrows, LINE, 0.9)] if arrows else []
    parts.append(drawing.dots(points, rounded, 2, hints=hints))
    parts += drawing.crosses(points, crossed)
    if len(way) > 1:
        lines.append(room.places(way))
        parts.append(drawing.lines([lines[-1]], TARGET, 1, stroke_dasharray="4 1.6"))
    aimed = [*zip(way[-1:], target[2:] if target else (), strict=True)]
    for aim, fault_parts in [*aimed, *zip(aims, (each[2] for each in others), strict=True)]:
        (place,) = room.places([aim])
        parts.append(diamond(place, 4.2))
        lines.append([place, place])
        words.append(
            Label(place, fault_parts, (ABOVE_LEFT, BELOW_LEFT, ABOVE, BELOW, ABOVE_RIGHT, BELOW_RIGHT), TARGET)
        )
    lines += [[(x, y - 3), (x, y + 3)] for x, y in points]  # as high as their marks
    anywhere = (ABOVE, BELOW, ABOVE_LEFT, BELOW_RIGHT, BELOW_LEFT, ABOVE_RIGHT, *LEFT)
    for end in sorted({0, len(points) - 1}):  # the last figure stands left of the fan that begins at it
        sides = LEFT if bounds and end else anywhere
        words.append(Label(points[end], ends[end > 0] or label(values[end], language), sides))
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
    said: str,
    periods: Sequence[str],
    values: Sequence[float],
    rounded: Sequence[bool],
    breaks: Sequence[bool],
    *,
    ends: tuple[float, float],
    over_periods: bool,
    target: tuple[str, float] | None,
    named: tuple[str, str],
    to: float | None = None,
    bounds_of: Sequence[int] = (),
    hints: Sequence[str] = (),
    crossed: Sequence[bool] = (),
    size: Point = TILE,
) -> Drawing:
    """A small line between two dates (decimal years) that charts beside it share, with words at its ends.

    `periods` are in the order of time; the line is interrupted at a break, the mark of a rounded figure is hollow, a
    target (period and value) is a diamond where its date lies between the two, and two of them where it reaches up `to` another value. `named` are the words at the first and
    the last figure, `bounds_of` says which figures are limits (as in `line_chart`), `hints` what each mark says by itself,
    `crossed` which are crossed out, `said` is the alternative text. Letters are as large in every `size`, so a drawing is shown in its own.
    """
    width, height = size
    first, last = math.floor(ends[0] - 1e-9), math.ceil(ends[1] - 1e-9)
    across = drawing.scale(first, max(last, first + 1), 6, width - 6)
    ends_of = [value for value in ((target[1], to) if target else ()) if value is not None]
    known = [*values, *ends_of]
    low, high = drawing.padded(known, 0.0)
    up = drawing.scale(low, high, height - 28, 20)
    points = [(across(date_of(period, over_periods)), up(value)) for period, value in zip(periods, values, strict=True)]
    starts = [index for index, broken in enumerate(breaks) if broken and index]
    lines = [points[start:end] for start, end in pairwise([0, *starts, len(points)])]
    bottom = height - 16
    frame: list[Sequence[Point]] = [((6, bottom), (width - 6, bottom))]
    frame += [((across(year), bottom), (across(year), bottom + 2.5)) for year in range(first, last + 1)]
    years = [date_of(period, over_periods) for period in periods]
    parts = [drawing.lines(frame, GRID, 0.8), *course_lines(lines, years, starts)]
    arrows = _arrows(points, bounds_of)
    parts += [drawing.lines(arrows, LINE, 0.8)] if arrows else []
    parts.append(drawing.dots(points, rounded, 1.8, hints=hints))
    parts += drawing.crosses(points, crossed, 3.2)
    if target and first <= (date := date_of(target[0], over_periods)) <= last:
        aims = [(across(date), up(value)) for value in ends_of]
        parts += [drawing.lines([aims], TARGET, 1)] if len(aims) > 1 else []
        parts += [diamond(aim, 3.6) for aim in aims]
        lines.append([aims[0], aims[-1]])
    for year, anchor in ((first, "start"), (last - 1, "end")):
        at = 6 if anchor == "start" else width - 6
        parts.append(drawing.text(at, height - 4, str(year), 9, anchor, fill=MUTED))
    words = [
        Label(
            points[end],
            named[end > 0],
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


def _arrows(points: Sequence[Point], bounds_of: Sequence[int]) -> list[list[Point]]:
    return [drawing.bound(point, way > 0) for point, way in zip(points, bounds_of or repeat(0), strict=False) if way]


def date_of(period: str, middle: bool) -> float:
    """Where a period stands in time, in decimal years: its end, or its middle."""
    return decimal_year(period) - (months(period) / 24 if middle else 0.0)


def _arrow(start: Point, tip: Point) -> tuple[Element, Element]:
    long = math.dist(start, tip) or 1.0
    right, down = (tip[0] - start[0]) / long, (tip[1] - start[1]) / long
    head = [(tip[0] - 6 * right - side * down, tip[1] - 6 * down + side * right) for side in (-2.5, 2.5)]
    shaft = drawing.lines([[start, (tip[0] - 5 * right, tip[1] - 5 * down)]], LINE, 1.6)
    return shaft, drawing.area([tip, *head], LINE)


def course_lines(lines: Sequence[Sequence[Point]], years: Sequence[float], starts: Sequence[int]) -> list[Element]:
    """Lines through figures: thin and dashed over years without one, and none at all through two figures only."""
    if len(years) < LEAST:
        return []
    solid: list[Sequence[Point]] = []
    gaps: list[Sequence[Point]] = []
    for begin, line in zip([0, *starts], lines, strict=True):
        cuts = [i for i in range(1, len(line)) if years[begin + i] - years[begin + i - 1] > GAP]
        solid += [line[start:end] for start, end in pairwise([0, *cuts, len(line)]) if end - start > 1]
        gaps += [line[cut - 1 : cut + 1] for cut in cuts]
    drawn = [drawing.lines(solid, LINE, 1.6)] if solid else []
    return [*drawn, drawing.lines(gaps, MUTED, 0.9, stroke_dasharray="3 2")] if gaps else drawn
