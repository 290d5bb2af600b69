"""Bars and spans as inline SVG: counts by status, scores with what they leave open, who moved the whole."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.views import drawing
from plan_metrics.views.drawing import EDGE, FAN, GRID, INK, LINE, MARK, MUTED, PAPER, TARGET
from plan_metrics.views.nodes import Drawing, Element, el

# One colour and one hatch a group of statuses, so that the bars can be told apart without colour; and that of digits.
GROUPS = (
    ("good", "#1b6e4b", "", PAPER),
    ("neutral", "#c7ccd1", "M0 2h5", INK),
    ("bad", "#b3470b", "M-1 1l2 -2M0 5l5 -5M4 6l2 -2", PAPER),
    ("open", PAPER, "", INK),
)
WIDTH = 316
ENTRY = 15  # the height of an entry of a legend


def status_bars(name: str, said: str, rows: Sequence[tuple[str, Sequence[int]]], legend: Sequence[str]) -> Drawing:
    """One horizontal bar a row, cut into the four groups of `GROUPS` (counts of indicators).

    `name` makes the ids of the drawing unique on its page, `said` is its alternative text.
    """
    pitch, top = 23, 2 * ENTRY + 8
    bottom = top + pitch * len(rows)
    left, titles = _titles([title for title, _ in rows], top, pitch)
    longest = max((sum(counts) for _, counts in rows), default=0) or 1
    x = drawing.scale(0, longest * 1.05, left, WIDTH - EDGE - 6)
    hatches = [_hatch(f"{name}-{group}", colour, hatch) for group, colour, hatch, _ in GROUPS if hatch]
    fills = [f"url(#{name}-{group})" if hatch else colour for group, colour, hatch, _ in GROUPS]
    parts: list[Element] = []
    for place, (_, counts) in enumerate(rows):
        y, begin = top + pitch * place + pitch / 2, 0
        for count, fill, (_, colour, _, digits) in zip(counts, fills, GROUPS, strict=True):
            if count:
                parts.append(_bar(x(begin), x(begin + count), y, 14, fill))
                look = {"fill": digits, "stroke": colour, "stroke_width": 5, "paint_order": "stroke"}
                parts.append(drawing.text(x(begin + count / 2), y + 3.2, str(count), 9, "middle", **look))
            begin += count
    column = min(16 + drawing.widest(legend[:2], 9) + ENTRY, (WIDTH - left) / 2)
    for number, (words, fill) in enumerate(zip(legend, fills, strict=True)):
        at, y = left + column * (number // 2), 8 + ENTRY * (number % 2)
        parts.append(_bar(at, at + 11, y, 7, fill))
        parts.append(drawing.text(at + 16, y + 3.2, words, 9, room=(WIDTH - EDGE - at if number > 1 else column) - 16))
    axis = _axis([(x(mark), f"{mark:g}") for mark in drawing.ticks(0, longest * 1.05, 9, whole=True)], bottom)
    frame = drawing.strokes([((left, top), (left, bottom)), ((left, bottom), (WIDTH - EDGE, bottom))], MUTED)
    return drawing.drawing(said, WIDTH, bottom + 20, *hatches, titles, *parts, frame, axis)


def spans(
    said: str,
    rows: Sequence[tuple[str, float | None, tuple[float, float], tuple[float, float] | None]],
    legend: tuple[str, str, str],
) -> Drawing:
    """One line a row: a score from 0 to 100 (a mark), the span of other choices (thick) and of what is missing (thin).

    `said` is the alternative text.
    """
    scored, chosen = any(row[1] is not None for row in rows), any(row[3] for row in rows)
    shown = [part for part, there in enumerate((scored, chosen, bool(rows))) if there]
    pitch, top = 21.6, ENTRY * len(shown) + 8
    bottom = top + pitch * len(rows)
    left, titles = _titles([title for title, *_ in rows], top, pitch)
    x = drawing.scale(-2, 102, left, WIDTH - EDGE - 4)
    marks = drawing.ticks(0, 100, 5)
    bounds, choices, scores = [], [], []
    for place, (_, score, bound, interval) in enumerate(rows):
        y = top + pitch * place + pitch / 2
        bounds.append(((x(bound[0]), y), (x(bound[1]), y)))
        if interval:
            choices.append(((x(interval[0]), y), (x(interval[1]), y)))
        if score is not None:
            scores.append((x(score), y))
    words = []
    for place, part in enumerate(shown):
        y = 8 + ENTRY * place
        (scores, choices, bounds)[part].append((left + 10, y) if part == 0 else ((left, y), (left + 20, y)))
        words.append(drawing.text(left + 26, y + 3.2, legend[part], 9, room=WIDTH - left - 26 - EDGE))
    ends = [((at, y - MARK), (at, y + MARK)) for pair in bounds for at, y in pair]
    parts = [
        drawing.strokes([((x(mark), top), (x(mark), bottom)) for mark in marks], GRID, 0.7),
        drawing.strokes(choices, FAN[1], 7),
        drawing.strokes([*bounds, *ends], MUTED, 1),
        drawing.dots(scores, [False] * len(scores), 3.5),
        drawing.strokes([((left, top), (left, bottom)), ((left, bottom), (WIDTH - EDGE, bottom))], MUTED),
        _axis([(x(mark), f"{mark:g}") for mark in marks], bottom),
    ]
    return drawing.drawing(said, WIDTH, bottom + 20, titles, *parts, *words)


def contributions(
    name: str, said: str, rows: Sequence[tuple[str, float, str]], rest: tuple[str, float, str]
) -> Drawing:
    """One bar a row from nothing to the right or the left: a title, a signed number and its words; `rest` last.

    A decrease is hatched and red, the rest is hollow. `name` makes the ids of the drawing unique on its page, `said` is
    its alternative text.
    """
    drawn, pitch = [*rows, rest], 19.5
    height = pitch * len(drawn)
    left, titles = _titles([title for title, *_ in drawn], EDGE, pitch)
    room = {
        up: drawing.widest((words for _, value, words in drawn if (value >= 0) == up), 8.5) + 4 for up in (True, False)
    }
    low, high = (pick(0.0, *(value for _, value, _ in drawn)) for pick in (min, max))
    x = drawing.scale(low, high if high > low else low + 1, left + (low < 0) * room[False], WIDTH - EDGE - room[True])
    hatched = {PAPER if place == len(rows) else TARGET for place, (_, value, _) in enumerate(drawn) if value < 0}
    hatches = {colour: _hatch(f"{name}-{place}", colour, GROUPS[2][2]) for place, colour in enumerate(sorted(hatched))}
    parts: list[Element] = []
    for place, (_, value, words) in enumerate(drawn):
        y = EDGE + pitch * place + pitch / 2
        colour = PAPER if place == len(rows) else LINE if value >= 0 else TARGET
        fill = colour if value >= 0 else f"url(#{dict(hatches[colour].attributes)['id']})"
        parts.append(_bar(x(min(value, 0)), x(max(value, 0)), y, 13, fill))
        at, anchor = (x(value) + 4, "start") if value >= 0 else (x(value) - 4, "end")
        parts.append(drawing.text(at, y + 3.2, words, 8.5, anchor))
    zero = drawing.strokes([((x(0), EDGE), (x(0), EDGE + height))], MUTED)
    return drawing.drawing(said, WIDTH, height + 2 * EDGE, *hatches.values(), titles, *parts, zero)


def _titles(titles: Sequence[str], top: float, pitch: float) -> tuple[float, Element]:
    """The titles of rows, and where what they stand before begins: after the widest, at most in the middle."""
    left = min(EDGE + drawing.widest(titles) + 6, WIDTH / 2)
    middles = (top + pitch * place + pitch / 2 for place in range(len(titles)))
    words = [
        drawing.text(left - 6, y + 3.6, title, anchor="end", room=left - 6 - EDGE)
        for y, title in zip(middles, titles, strict=True)
    ]
    return left, el("g", *words)


def _bar(start: float, end: float, y: float, height: float, fill: str) -> Element:
    return el(
        "rect", x=drawing.short(start), y=drawing.short(y - height / 2), width=drawing.short(end - start), height=height,
        fill=fill, stroke=INK, stroke_width=0.6,
    )  # fmt: skip


def _hatch(name: str, colour: str, lines: str) -> Element:
    ground = el("rect", width=5, height=5, fill=colour)
    hatch = el("path", d=lines, stroke=INK, stroke_width=0.6)
    return el("pattern", ground, hatch, id=name, width=5, height=5, patternUnits="userSpaceOnUse")


def _axis(marks: Sequence[tuple[float, str]], bottom: float) -> Element:
    lines = drawing.strokes([((x, bottom), (x, bottom + MARK)) for x, _ in marks], MUTED)
    return el("g", lines, *(drawing.text(x, bottom + 14, words, anchor="middle") for x, words in marks), fill=MUTED)
