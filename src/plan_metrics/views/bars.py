"""Bars and spans as inline SVG: counts by status, scores with what they leave open, who moved the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plan_metrics.views import drawing
from plan_metrics.views.drawing import EDGE, FAN, GRID, INK, LINE, MARK, MUTED, PDFS, TARGET
from plan_metrics.views.language import compact
from plan_metrics.views.nodes import Drawing, Element, el

# One colour and one hatch a group of statuses, so that the bars can be told apart without colour; and that of digits.
GROUPS = (
    ("good", "#1b6e4b", "", PDFS),
    ("neutral", "#c7ccd1", "M0 2h5", INK),
    ("bad", "#b3470b", "M-1 1l2 -2M0 5l5 -5M4 6l2 -2", PDFS),
    ("open", PDFS, "", INK),
)
WIDTH = 316
RIGHT = WIDTH - EDGE
ENTRY = 15  # the height of an entry of a legend
SWATCH = 7  # of a number that stands after its bar
OVER = 12  # the height of a title that stands over its bar


def status_bars(name: str, said: str, rows: Sequence[tuple[str, Sequence[int]]], legend: Sequence[str]) -> Drawing:
    """One horizontal bar a row, cut into the four groups of `GROUPS` (counts of indicators).

    The number of a part that is too narrow for it stands after the bar, behind the look of that part. Where a title
    would take more than half of the width, all stand over their bars. `name` makes the ids of the drawing unique on
    its page, `said` is its alternative text.
    """
    named = [title for title, _ in rows]
    over = OVER if EDGE + drawing.widest(named) + 6 > WIDTH / 2 else 0
    pitch, top = 23 + over, 2 * ENTRY + 8
    left, titles = _titles_over(named, top, pitch) if over else _titles(named, top, pitch)
    longest, beside = _fitted([counts for _, counts in rows], RIGHT - 6 - left)
    x = drawing.scale(0, longest, left, RIGHT - 6)
    parts = [_hatch(f"{name}-{group}", hatch) for group, _, hatch, _ in GROUPS if hatch]
    looks = [(colour, f"{name}-{group}" if hatch else "") for group, colour, hatch, _ in GROUPS]
    for index, (_, counts) in enumerate(rows):
        y, begin = top + pitch * index + (pitch + over) / 2, 0
        after = x(sum(counts)) + 5
        for count, fill, narrow, (_, colour, _, digits) in zip(counts, looks, beside[index], GROUPS, strict=True):
            if count:
                parts += _bar(x(begin), x(begin + count), y, 14, *fill)
            if narrow:
                parts += _bar(after, after + SWATCH, y, SWATCH, *fill)
                parts.append(drawing.text(after + SWATCH + 2, y + 3.2, str(count), 9))
                after += _entry(count)
            elif count:
                look: dict[str, Any] = {"fill": digits, "stroke": colour, "stroke_width": 5, "paint_order": "stroke"}
                parts.append(drawing.text(x(begin + count / 2), y + 3.2, str(count), 9, "middle", **look))
            begin += count
    column = min(16 + drawing.widest(legend[:2], 9) + ENTRY, (WIDTH - left) / 2)
    for number, (words, fill) in enumerate(zip(legend, looks, strict=True)):
        at, y = left + column * (number // 2), 8 + ENTRY * (number % 2)
        parts += _bar(at, at + 11, y, 7, *fill)
        parts.append(drawing.text(at + 16, y + 3.2, words, 9, room=(RIGHT - at if number > 1 else column) - 16))
    bottom = top + pitch * len(rows)
    parts.append(_axes(left, top, bottom, [(x(mark), mark) for mark in drawing.ticks(0, longest, 9, whole=True)]))
    return drawing.drawing(said, WIDTH, bottom + 20, *parts, titles)


def _fitted(rows: Sequence[Sequence[int]], room: float) -> tuple[float, list[list[bool]]]:
    """The count at the end of an axis so long, and which parts of each bar have their number after the bar."""
    step = room / (1.05 * (max(map(sum, rows), default=0) or 1))
    while True:
        narrow = [[0 < count * step < drawing.width_of(str(count), 9) + 4 for count in counts] for counts in rows]
        needed = [
            sum(_entry(count) for count, out in zip(*each, strict=True) if out)
            for each in zip(rows, narrow, strict=True)
        ]
        fits = [(room - 5 - need) / sum(counts) for counts, need in zip(rows, needed, strict=True) if need]
        if min([step, *fits]) == step:
            return room / step, narrow
        step = min(fits)


def _entry(count: int) -> float:
    """How wide a number with the look of its part is, and the space after it."""
    return SWATCH + 2 + drawing.width_of(str(count), 9) + 6


def spans(
    said: str,
    rows: Sequence[tuple[str, float | None, tuple[float, float], tuple[float, float] | None]],
    legend: tuple[str, str, str],
) -> Drawing:
    """One line a row: a score from 0 to 100 (a mark), the span of other choices (thick) and of what is missing (thin).

    `said` is the alternative text.
    """
    there = (any(row[1] is not None for row in rows), any(row[3] for row in rows), True)
    shown = [part for part in range(len(legend)) if there[part]]
    pitch, top = 21.6, ENTRY * len(shown) + 8
    bottom = top + pitch * len(rows)
    left, titles = _titles([title for title, *_ in rows], top, pitch)
    x = drawing.scale(-2, 102, left, RIGHT - 4)
    bounds, choices, scores = [], [], []
    for index, (_, score, bound, interval) in enumerate(rows):
        y = top + pitch * index + pitch / 2
        bounds.append(tuple((x(end), y) for end in bound))
        choices += [tuple((x(end), y) for end in interval)] if interval else []
        scores += [(x(score), y)] if score is not None else []
    words = []
    for index, part in enumerate(shown):
        y = 8 + ENTRY * index
        if part == 0:
            scores.append((left + 10, y))
        else:
            (bounds if part == 2 else choices).append(((left, y), (left + 20, y)))
        words.append(drawing.text(left + 26, y + 3.2, legend[part], 9, room=RIGHT - left - 26))
    ends = [((at, y - MARK), (at, y + MARK)) for pair in bounds for at, y in pair]
    marks = [(x(mark), mark) for mark in drawing.ticks(0, 100, 5)]
    parts = [
        drawing.lines([((at, top), (at, bottom)) for at, _ in marks], GRID, 0.7),
        *([drawing.lines(choices, FAN[1], 7)] if choices else []),
        drawing.lines([*bounds, *ends], MUTED, 1),
        drawing.dots(scores, [False] * len(scores), 3.5),
        _axes(left, top, bottom, marks),
    ]
    return drawing.drawing(said, WIDTH, bottom + 20, *parts, titles, *words)


def contributions(
    name: str, said: str, rows: Sequence[tuple[str, float, str]], rest: tuple[str, float, str]
) -> Drawing:
    """One bar a row from nothing to the right or the left: a title, a signed number and its words; `rest` last.

    A decrease is hatched and red, the rest is hollow. `name` makes the ids of the drawing unique on its page, `said` is
    its alternative text.
    """
    drawn, pitch = [*rows, rest], 19.5
    bottom = EDGE + pitch * len(drawn)
    left, titles = _titles([title for title, *_ in drawn], EDGE, pitch)
    low, high = (pick(0.0, *(value for _, value, _ in drawn)) for pick in (min, max))
    less, more = (drawing.widest((row[2] for row in drawn if (row[1] < 0) == down), 8.5) + 4 for down in (True, False))
    x = drawing.scale(low, high if high > low else 1.0, left + (less if low < 0 else 0), RIGHT - more)
    parts = [_hatch(name, GROUPS[2][2])] if low < 0 else []
    for index, (_, value, words) in enumerate(drawn):
        y, fill = EDGE + pitch * index + pitch / 2, PDFS if index == len(rows) else LINE if value >= 0 else TARGET
        at, anchor = (x(value) + 4, "start") if value >= 0 else (x(value) - 4, "end")
        parts += _bar(x(min(value, 0)), x(max(value, 0)), y, 13, fill, name if value < 0 else "")
        parts.append(drawing.text(at, y + 3.2, words, 8.5, anchor))
    zero = drawing.lines([((x(0), EDGE), (x(0), bottom))], MUTED)
    return drawing.drawing(said, WIDTH, bottom + EDGE, *parts, titles, zero)


def dots_in_order(
    said: str,
    rows: Sequence[tuple[str, float, float | None, bool, str]],
    *,
    language: str,
    hints: Sequence[str] = (),
    crossed: Sequence[bool] = (),
) -> Drawing:
    """One dot a row, and a stroke where the row stood before: title, value, earlier value, hollow or not, words.

    All rows have one scale; the words stand at the right. `said` is the alternative text, `language` that of the axis,
    `hints` are what each dot says by itself, `crossed` which are crossed out.
    """
    pitch, top = 15.0, EDGE
    bottom = top + pitch * len(rows)
    left, titles = _titles([title for title, *_ in rows], top, pitch)
    right = RIGHT - drawing.widest((row[4] for row in rows), 8.5) - 8
    right = max(right, left + (RIGHT - left) / 3)
    values = [each for _, value, before, *_ in rows for each in (value, before) if each is not None]
    low, high = min(values), max(values)
    ends = drawing.padded([0.0, high] if 0 <= low < high / 2 else values, 0.05)
    x = drawing.scale(*ends, left, right)
    heights = [top + pitch * (index + 0.5) for index in range(len(rows))]
    moves, strokes, dots, words = [], [], [], []
    for y, (_, value, before, _, text) in zip(heights, rows, strict=True):
        if before is not None:
            moves.append(((x(before), y), (x(value), y)))
            strokes.append(((x(before), y - 3.5), (x(before), y + 3.5)))
        dots.append((x(value), y))
        words.append(drawing.text(RIGHT, y + 3.2, text, 8.5, "end", room=RIGHT - right - 6, fill=MUTED))
    marks = [(x(mark), mark) for mark in drawing.ticks(*ends, 3)]
    frame = [((left, bottom), (right, bottom)), *(((at, bottom), (at, bottom + MARK)) for at, _ in marks)]
    numbers = [drawing.text(at, bottom + 14, compact(mark, language), 9, "middle", fill=MUTED) for at, mark in marks]
    parts = [
        drawing.lines([((left, y), (right, y)) for y in heights], GRID, 0.7),
        *([drawing.lines(moves, LINE, 1.4)] if moves else []),
        *([drawing.lines(strokes, LINE, 1.4)] if strokes else []),
        drawing.dots(dots, [hollow for *_, hollow, _ in rows], 2.6, hints=hints),
        *drawing.crosses(dots, crossed),
        drawing.lines(frame, MUTED),
    ]
    return drawing.drawing(said, WIDTH, bottom + 20, *parts, *numbers, titles, *words)


def _titles(titles: Sequence[str], top: float, pitch: float) -> tuple[float, Element]:
    """The titles of rows, and where what they stand before begins: after the widest, at most in the middle."""
    left = min(EDGE + drawing.widest(titles) + 6, WIDTH / 2)
    look: dict[str, Any] = {"anchor": "end", "room": left - 6 - EDGE}
    heights = (top + pitch * (index + 0.5) + 3.6 for index in range(len(titles)))
    return left, el("g", *(drawing.text(left - 6, y, title, **look) for y, title in zip(heights, titles, strict=True)))


def _titles_over(titles: Sequence[str], top: float, pitch: float) -> tuple[float, Element]:
    """The titles of rows over them, and where the rows begin."""
    heights = (top + pitch * index + 11 for index in range(len(titles)))
    texts = (drawing.text(EDGE + 4, y, title, room=RIGHT - EDGE - 4) for y, title in zip(heights, titles, strict=True))
    return EDGE, el("g", *texts)


def _bar(start: float, end: float, y: float, height: float, fill: str, hatch: str = "") -> list[Element]:
    # The hatch lies upon the colour: tiles that have one themselves show their edges in print.
    width, top = drawing.short(end - start), drawing.short(y - height / 2)
    box: dict[str, Any] = {"x": drawing.short(start), "y": top, "width": width, "height": height}
    over = [el("rect", **box, fill=f"url(#{hatch}-hatch)")] if hatch else []
    return [el("rect", **box, fill=fill, stroke=INK, stroke_width=0.6), *over]


def _hatch(name: str, lines: str) -> Element:
    hatch = el("path", d=lines, stroke=INK, stroke_width=0.6)
    return el("pattern", hatch, id=f"{name}-hatch", width=5, height=5, patternUnits="userSpaceOnUse")


def _axes(left: float, top: float, bottom: float, marks: Sequence[tuple[float, float]]) -> Element:
    frame = [((left, top), (left, bottom)), ((left, bottom), (RIGHT, bottom))]
    frame += [((x, bottom), (x, bottom + MARK)) for x, _ in marks]
    numbers = (drawing.text(x, bottom + 14, f"{mark:g}", anchor="middle") for x, mark in marks)
    return el("g", drawing.lines(frame, MUTED), *numbers, fill=MUTED)
