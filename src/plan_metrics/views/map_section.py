"""One map of the page of maps: its heading, the tiles with their key, and its table behind a handle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plan_metrics.analysis.map_figures import class_of, classes
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.code_lists import Region
from plan_metrics.plan.models import Indicator
from plan_metrics.views import blocks, chart_frame, links, parts, shape_map, tile_map, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.drawing import Hint
from plan_metrics.views.nodes import Column, Drawing, Figure, el
from plan_metrics.views.tile_map import APART, NONE, Tile
from plan_metrics.views.words import say

VALUE, CHANGE = "value", "change"


@dataclass(frozen=True)
class Map:
    """What a map shows of an indicator: latest figures or changes (`by`), and its sentences; `name` is that of its files.

    `tiles` hold for each region its number and date as a tile has them, and both in full; `classed` the values that
    are put in classes, which `write` says in the key; `table` has the id `name`-table.
    """

    name: str
    indicator: Indicator
    by: str
    said: str
    marks: tuple[str, ...]
    tiles: Mapping[str, tuple[str, str, str]]
    classed: Mapping[str, float]
    write: Callable[[float], str]
    table: Block
    sources: tuple[str, ...]


def map_name(context: Context, indicator: Indicator, by: str) -> str:
    """The name of the files of a map among the areas of the context."""
    name = f"map-{links.dashed(indicator.id)}{links.at_level(context)}"
    return f"{name}-change" if by == CHANGE else name


def section(context: Context, shown: Map) -> Block:
    """The map with its heading and key, and behind a handle its table and who has no figure."""
    form = N_("{title}: change") if shown.by == CHANGE else N_("{title}: latest figure")
    title = blocks.filled(say(context, form), title=links.indicator_link(context, shown.indicator))
    heading = blocks.heading(f"{shown.name}-title", title)
    silent = [_silent(context, shown, each.region) for each in context.compared if each.region not in shown.tiles]
    lacking = (
        N_("{Areas} without a figure of both dates: {places}.")
        if shown.by == CHANGE
        else N_("{Areas} without a figure: {places}.")
    )
    none = say(context, lacking, places=say(context, N_(", ")).join(silent)) if silent else ""
    handle = say(context, N_("Figures of the map: {n}"), n=len(shown.tiles))
    folded = blocks.fold(handle, shown.table + blocks.paragraphs([none] if none else []))
    drawn = figure(context, shown) if placed(context) else el("p", shown.said)
    inside = [*heading.nodes, drawn, *folded.nodes]
    made = el("section", *inside, css="pm-map-one", data_indicator=shown.indicator.id, data_by=shown.by)
    return blocks.block(made, text="\n".join([heading.text, shown.said, folded.text]))


def figure(context: Context, shown: Map) -> Figure:
    """The tiles over their key, in the frame of a chart."""
    groups = classes(list(shown.classed.values()), len(tile_map.GROUNDS))
    found = {region: class_of(value, groups) for region, value in shown.classed.items()}
    counts = [list(found.values()).count(place) for place in range(len(groups))]
    entries = [
        words.bracketed(context, _ends(context, shown.write(low), shown.write(high)), str(n))
        for (low, high), n in zip(groups, counts, strict=True)
    ]
    others = {}
    if apart := len(shown.tiles.keys() - found.keys()):
        others[APART] = say(context, N_("older, or of another definition ({n})"), n=apart)
    if nothing := len(context.compared) - len(shown.tiles):
        lacking = N_("no figure of both dates ({n})") if shown.by == CHANGE else N_("no figure ({n})")
        others[NONE] = say(context, lacking, n=nothing)
    tiles = [_tile(context, shown, each, found) for each in placed(context)]
    shapes, form = context.plan.head.map, N_("Shapes of the areas, simplified; licence: {licence}.")
    source, licence = [], []
    if _shaped(context) and shapes:
        source, licence = [shapes.source], [say(context, form, licence=shapes.licence[context.language])]
    absent = []
    if n := len(context.compared) - len(tiles):
        absent = [say(context, N_("Not on the map, but in its classes and table ({areas}): {n}."), n=n)]
    drawn = _drawn(context, shown, tiles, entries, others)
    return chart_frame.framed(
        context,
        shown.name,
        drawn,
        table=f"{shown.name}-table",
        source=chart_frame.documents(context, [*shown.sources, *source]),
        marks=words.sentences(context, [*shown.marks, *absent, *licence]),
    )


def placed(context: Context) -> list[Region]:
    """The areas that have a place on the map: a shape where the plan has shapes of the level, else a tile."""
    shapes = context.plan.shapes
    return [each for each in context.compared if shapes.get(each.region)] or [
        each for each in context.compared if each.tile
    ]


def _shaped(context: Context) -> bool:
    return any(context.plan.shapes.get(each.region) for each in context.compared)


def _drawn(
    context: Context, shown: Map, tiles: Sequence[Tile], entries: Sequence[str], others: dict[int, str]
) -> Drawing:
    if not _shaped(context):
        return tile_map.tile_map(shown.name, shown.said, tiles, entries, others)
    grounds = {
        each.region: (tile.ground, each.short[context.language], tile.hint)
        for each, tile in zip(placed(context), tiles, strict=True)
    }
    return shape_map.shape_map(shown.name, shown.said, context.plan.shapes, grounds, entries, others)


def area_columns(context: Context) -> list[Column]:
    """The columns that `area_cells` fills."""
    code = [Column(say(context, N_("Code")))] if _coded(context) else []
    return [Column(say(context, N_("{Area}"))), *code]


def area_cells(context: Context, region: str) -> list[object]:
    """A area in a table, with the code that stands for it on the map where its name has no room."""
    name = short(context, region)
    return [blocks.link(f"{region}.html", name), *([_code(name, region)] if _coded(context) else [])]


def short(context: Context, region: str) -> str:
    """The short name of a region."""
    return context.plan.region(region).short[context.language]


def _ends(context: Context, low: str, high: str) -> str:
    return low if low == high else say(context, N_("{low} to {high}"), low=low, high=high)


def _silent(context: Context, shown: Map, region: str) -> str:
    """A area without a figure of this kind; one that was suppressed is said to be."""
    suppressed = say(context, words.STATUS["suppressed"])
    name = short(context, region)
    return words.bracketed(context, name, suppressed) if _why_none(context, shown, region) == suppressed else name


def _why_none(context: Context, shown: Map, region: str) -> str:
    if shown.by == CHANGE:
        return say(context, N_("no figure of both dates"))
    why = parts.why_none(context, shown.indicator.id, region, shown.indicator.breakdown)
    return words.status(context, why)


def _tile(context: Context, shown: Map, region: Region, found: Mapping[str, int]) -> Tile:
    row, column = (int(part) for part in region.tile.split()) if not _shaped(context) else (0, 0)
    name, own = region.short[context.language], shown.tiles.get(region.region)
    number, date, hint = own or ("", "", _why_none(context, shown, region.region))
    ground = found.get(region.region, APART if own else NONE)
    told = say(context, N_("{title}: {said}"), title=name, said=hint)
    if isinstance(hint, Hint):
        told = Hint(told, hint.receipt)
    return Tile((row, column), _code(name, region.region) or name, number, date, ground, told)


def _coded(context: Context) -> bool:
    return any(_code(short(context, each.region), each.region) for each in placed(context))


def _code(name: str, region: str) -> str:
    """What stands for a name that has no room in a tile: the end of the code of the region; "" for a Chinese name."""
    return "" if blocks.HAN.search(name) else region.rpartition("-")[2]
