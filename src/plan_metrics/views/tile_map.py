"""Areas as tiles of one size, roughly where they lie, as inline SVG: grounds of classes, hatched without a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plan_metrics.views import drawing
from plan_metrics.views.drawing import EDGE, INK, MUTED, PDFS
from plan_metrics.views.nodes import Drawing, Element, el

# From light to dark without a hue: a large number is not a good one. And the ink that can be read on each.
GROUNDS = (("#eceff2", INK), ("#ccd4db", INK), ("#9fadb9", INK), ("#5d7082", PDFS), ("#2f4152", PDFS))
STEPS = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}  # the grounds of so many classes
NONE, APART = -1, -2  # no figure; a figure that belongs to no class
WIDTH, HEIGHT, GAP = 58, 52, 3
ENTRY = 20  # the height of a line of the key


@dataclass(frozen=True)
class Tile:
    """A tile: its row and column from 1 on, its name, a number and a date (or ""), its class, and the whole in words."""

    place: tuple[int, int]
    name: str
    number: str
    date: str
    ground: int
    hint: str


def tile_map(name: str, said: str, tiles: Sequence[Tile], classes: Sequence[str], others: dict[int, str]) -> Drawing:
    """The tiles over their key: what each of the `classes` holds, and what tiles of `others` (`NONE`, `APART`) are.

    `name` makes the ids of the drawing unique on its page, `said` is its alternative text.
    """
    rows, columns = ([tile.place[side] for tile in tiles] for side in (0, 1))
    width = (max(columns) - min(columns) + 1) * (WIDTH + GAP) - GAP + 2 * EDGE
    drawn: dict[bool, list[Element]] = {True: [], False: []}  # with a figure first, as the keyboard goes
    for tile in tiles:
        x = EDGE + (tile.place[1] - min(columns)) * (WIDTH + GAP)
        y = EDGE + (tile.place[0] - min(rows)) * (HEIGHT + GAP)
        drawn[tile.ground != NONE].append(_tile(name, tile, x, y, len(classes)))
    top = EDGE + (max(rows) - min(rows) + 1) * (HEIGHT + GAP) + 12
    key, end = key_of(name, classes, others, width, top)
    without = el("g", *drawn[False], fill=f"url(#{name}-none)", stroke=MUTED, stroke_dasharray="3 2")
    both = el("g", *drawn[True], without, text_anchor="middle", stroke_width=0.7)
    return drawing.drawing(said, width, end, hatch(name), both, *key)


def key_of(
    name: str, classes: Sequence[str], others: dict[int, str], width: float, top: float
) -> tuple[list[Element], float]:
    """The key below a map that is so wide, from so far down on, and where it ends."""
    parts, entries = [], [*enumerate(classes), *others.items()]
    for index, (ground, words) in enumerate(entries):
        x, y = EDGE + width / 2 * (index % 2), top + ENTRY * (index // 2)
        parts.append(_ground(name, ground, len(classes), x, y - 6, 18, 13))
        parts.append(drawing.text(x + 24, y + 4.5, words, 13, room=width / 2 - 30))
    return parts, top + ENTRY * -(-len(entries) // 2)


def _tile(name: str, tile: Tile, x: float, y: float, classes: int) -> Element:
    colour = GROUNDS[STEPS[classes][tile.ground]][1] if tile.ground >= 0 else INK
    middle, room = x + WIDTH / 2, WIDTH - 5
    first = y + (16 if tile.date else 23 if tile.number else 31)
    if tile.ground == NONE:  # within the group that has its look
        said = drawing.text(middle, first, tile.name, 15, room=room, fill=MUTED, stroke="none")
        ground = el("rect", x=drawing.short(x), y=drawing.short(y), width=WIDTH, height=HEIGHT, rx=3)
        return el("g", drawing.hinted(tile.hint), ground, said)
    lines = [drawing.text(middle, first, tile.name, 15, room=room)]
    if tile.number:
        lines.append(drawing.text(middle, first + 15.5, tile.number, 13.5, room=room, font_weight="bold"))
    if tile.date:
        lines.append(drawing.text(middle, first + 29.5, tile.date, 12, room=room))
    ground = _ground(name, tile.ground, classes, x, y, WIDTH, HEIGHT)
    return el("g", drawing.hinted(tile.hint), ground, *([el("g", *lines, fill=colour)] if colour != INK else lines))


def _ground(name: str, ground: int, classes: int, x: float, y: float, width: float, height: float) -> Element:
    fill = PDFS if ground == APART else f"url(#{name}-none)"
    if ground >= 0:
        fill = GROUNDS[STEPS[classes][ground]][0]
    return el(
        "rect", x=drawing.short(x), y=drawing.short(y), width=drawing.short(width), height=drawing.short(height),
        fill=fill, stroke=MUTED, rx=3, stroke_dasharray=None if ground >= 0 else "3 2",
    )  # fmt: skip


def hatch(name: str) -> Element:
    """What fills a ground without a figure."""
    stroke = el("path", d="M-1 1l2 -2M0 8l8 -8M7 9l2 -2", stroke="#c7ccd1", stroke_width=1)
    ground = el("rect", width=8, height=8, fill=PDFS)
    return el("pattern", ground, stroke, id=f"{name}-none", width=8, height=8, patternUnits="userSpaceOnUse")
