"""Areas in their shapes, as inline SVG: grounds of classes over their key, hatched without a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plan_metrics.plan.shapes import Ring
from plan_metrics.views import drawing
from plan_metrics.views.drawing import EDGE, MUTED, PDFS
from plan_metrics.views.nodes import Drawing, Element, el
from plan_metrics.views.tile_map import APART, GROUNDS, STEPS, hatch, key_of

LETTERS = 13  # the size of a name
SCALE = 0.9  # points for a step of the grid of the shapes


def shape_map(
    name: str,
    said: str,
    shapes: Mapping[str, tuple[Ring, ...]],
    grounds: Mapping[str, tuple[int, str, str]],
    classes: Sequence[str],
    others: dict[int, str],
) -> Drawing:
    """The areas over their key; `grounds` holds for each its class as a tile has it, its name, which is written where
    there is room for it, and the whole in words.
    """
    points = [point for region in grounds for ring in shapes[region] for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    above, below = min(y for _, y in points), max(y for _, y in points)
    width, height = (right - left) * SCALE + 2 * EDGE, (below - above) * SCALE + 2 * EDGE
    drawn = [
        _area(name, shapes[region], (left, above), ground, hint, len(classes))
        for region, (ground, _, hint) in grounds.items()
    ]
    drawn += [
        label
        for region, (ground, written, _) in grounds.items()
        if (label := _label(shapes[region], (left, above), ground, written, len(classes)))
    ]
    key, end = key_of(name, classes, others, width, height + 12)
    return drawing.drawing(said, width, end, hatch(name), el("g", *drawn, stroke_width=0.7), *key)


def _label(
    rings: Sequence[Ring], corner: tuple[float, float], ground: int, written: str, classes: int
) -> Element | None:
    """The name in the middle of the largest part of an area; None where it is wider or higher than that."""
    sides = [[[point[axis] for point in ring] for axis in (0, 1)] for ring in rings]
    sizes = [tuple((max(side) - min(side)) * SCALE for side in both) for both in sides]
    place = max(range(len(rings)), key=lambda at: sizes[at][0] * sizes[at][1])
    if drawing.width_of(written, LETTERS) > sizes[place][0] - 6 or sizes[place][1] < 2 * LETTERS:
        return None
    x, y = (
        ((max(side) + min(side)) / 2 - edge) * SCALE + EDGE for side, edge in zip(sides[place], corner, strict=True)
    )
    ink = GROUNDS[STEPS[classes][ground]][1] if ground >= 0 else MUTED
    return drawing.text(x, y + LETTERS / 3, written, LETTERS, anchor="middle", fill=ink, stroke="none")


def _area(
    name: str, rings: Sequence[Ring], corner: tuple[float, float], ground: int, hint: str, classes: int
) -> Element:
    fill = PDFS if ground == APART else GROUNDS[STEPS[classes][ground]][0] if ground >= 0 else f"url(#{name}-none)"
    places = (
        "L".join(
            f"{drawing.short((x - corner[0]) * SCALE + EDGE)} {drawing.short((y - corner[1]) * SCALE + EDGE)}"
            for x, y in ring
        )
        for ring in rings
    )
    path = el("path", d="".join(f"M{each}Z" for each in places), fill=fill, fill_rule="evenodd", stroke=MUTED)
    return el("g", drawing.hinted(hint), path)
