"""From one verdict to another: bands between two columns, as thick as there are indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plan_metrics.views import drawing
from plan_metrics.views.drawing import EDGE, GRID, INK, LINE, MUTED, PDFS, TARGET
from plan_metrics.views.nodes import Drawing, Element, el

WIDTH, UNIT, GAP, BAR = 420, 1.9, 12, 9
COLOURS = {"improving": LINE, "worsening": TARGET, "not_assessable": PDFS}


def flow(
    said: str, counts: Mapping[tuple[str, str], int], groups: Sequence[tuple[str, str]], ends: tuple[str, str]
) -> Drawing:
    """Bands from the groups at the left to those at the right; `groups` are codes with their words, in order.

    `counts` say how many went from one to the other, `ends` are the names of the two columns, `said` is the
    alternative text.
    """
    sums = [{code: sum(n for pair, n in counts.items() if pair[side] == code) for code, _ in groups} for side in (0, 1)]
    tall = max(UNIT * sum(each.values()) + GAP * sum(n > 0 for n in each.values()) for each in sums)
    names = dict(groups)
    room = min(drawing.widest([f"{words} 000" for words in names.values()]) + 8, WIDTH / 2.6)
    columns = (EDGE + room, WIDTH - EDGE - room - BAR)
    top = 22.0
    tops = [_tops(each, groups, top) for each in sums]
    parts: list[Element] = []
    place = [dict(each) for each in tops]
    for one, _ in groups:
        for other, _ in groups:
            if n := counts.get((one, other), 0):
                left, right = place[0][one], place[1][other]
                parts.append(_band(columns[0] + BAR, left, columns[1], right, UNIT * n, _colour(other)))
                place[0][one], place[1][other] = left + UNIT * n, right + UNIT * n
    for side, (x, found) in enumerate(zip(columns, sums, strict=True)):
        parts.append(drawing.text(x if side else x + BAR, 10, ends[side], 10, "start" if side else "end", fill=MUTED))
        for code, words in groups:
            if not found[code]:
                continue
            y, height = tops[side][code], UNIT * found[code]
            parts.append(
                el("rect", x=drawing.short(x), y=drawing.short(y), width=BAR, height=drawing.short(height),
                   fill=_colour(code), stroke=INK, stroke_width=0.6)
            )  # fmt: skip
            at, anchor = (x + BAR + 5, "start") if side else (x - 5, "end")
            parts.append(drawing.text(at, y + height / 2 + 3.5, f"{words} {found[code]}", 10, anchor, room=room - 6))
    return drawing.drawing(said, WIDTH, top + tall + EDGE, *parts)


def _tops(found: Mapping[str, int], groups: Sequence[tuple[str, str]], top: float) -> dict[str, float]:
    places = {}
    for code, _ in groups:
        places[code] = top
        top += UNIT * found[code] + (GAP if found[code] else 0)
    return places


def _colour(code: str) -> str:
    return COLOURS.get(code, GRID)


def _band(x: float, y: float, to_x: float, to_y: float, height: float, colour: str) -> Element:
    middle = (x + to_x) / 2
    s = drawing.short
    there = f"M{s(x)} {s(y)}C{s(middle)} {s(y)} {s(middle)} {s(to_y)} {s(to_x)} {s(to_y)}"
    back = f"V{s(to_y + height)}C{s(middle)} {s(to_y + height)} {s(middle)} {s(y + height)} {s(x)} {s(y + height)}Z"
    return el("path", d=there + back, fill=colour, fill_opacity=0.35, stroke=MUTED, stroke_width=0.4)
