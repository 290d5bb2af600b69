"""At a glance: actions by area and by breakdown, and the areas as a map of tiles. Every cell is also a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from plan_metrics.analysis.states import CONTEXT
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import IMPROVING, JUDGED, STABLE, WITHIN_ERROR, WORSENING
from plan_metrics.plan.code_lists import Region
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import Action
from plan_metrics.rows import ScoreboardRow, grouped, published_rows, scoreboard_rows
from plan_metrics.views import blocks, links, nodes, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element, el
from plan_metrics.views.words import say

Series = Mapping[str, Sequence[ScoreboardRow]]  # by the name of the page that they stand on
NONE = "none"
LEAST = 2  # series with a verdict that a coloured cell rests on
MARKS = {"good": "▲", "neutral": "=", "bad": "▼", "open": "○", NONE: "·"}
GROUPS = {IMPROVING: "good", STABLE: "neutral", WITHIN_ERROR: "neutral", WORSENING: "bad"}
MEANING = {
    "good": N_("most improving"),
    "neutral": N_("little or no change, or no majority"),
    "bad": N_("most deteriorating"),
    "open": N_("fewer than two series assessed and counting"),
    NONE: N_("no figure found"),
}
UNANIMOUS = {"good": N_("all improving"), "bad": N_("all deteriorating")}
SHADES = 5  # of the map of tiles


@dataclass(frozen=True)
class Cell:
    """What the series of one action in one place add up to: the look, how many there are, how many of these are judged
    and count, and how many of these are of the most frequent group.
    """

    look: str
    series: int
    judged: int
    most: int = 0

    @property
    def ground(self) -> str:
        """The look of its ground: no colour where less than a third of the series is judged and counts."""
        return "open" if self.look in GROUPS.values() and 3 * self.judged < self.series else self.look


def cell(statuses: Iterable[str]) -> Cell:
    """The look of a cell: a group needs more than half of the series with a verdict, else it is neutral.

    One series alone colours nothing: it would look like a verdict on the action.

    >>> cell(["improving", "worsening", "improving"]), cell(["worsening"]).look, cell([]).look
    (Cell(look='good', series=3, judged=3, most=2), 'open', 'none')
    >>> cell(["improving"] * 3 + ["not_assessable"] * 7).ground
    'open'
    """
    known = list(statuses)
    counts = Counter(GROUPS[status] for status in known if status in GROUPS)
    judged = sum(counts.values())
    if judged < LEAST:
        return Cell("open" if known else NONE, len(known), judged)
    look, most = counts.most_common(1)[0]
    return Cell(look if 2 * most > judged else "neutral", len(known), judged, most)


def by_region(context: Context) -> Block:
    """Actions by area: one cell each, leading to the receipt that names its series."""
    context = context.by_level[0]
    places = {region.region: region.short[context.language] for region in context.compared}
    caption = say(context, N_("The {goals} in each {area}"))
    return _map(context, "actions-by-region", caption, say(context, N_("{Area}")), places, _of_areas(context))


def by_breakdown(context: Context) -> Block:
    """For each dimension, actions by breakdown, with the parts of each, in the same way."""
    shown = [_by_breakdown(context, dimension) for dimension in context.plan.paged_dimensions]
    return sum(shown[1:], shown[0]) if shown else blocks.NOTHING


def _by_breakdown(context: Context, dimension: str) -> Block:
    context = context.by(dimension)
    places = {each.address: each.title[context.language] for each in context.plan.paged_of(dimension)}
    caption, heading = say(context, N_("The {goals} in each {breakdown}")), say(context, N_("{Breakdown}"))
    return _map(context, f"actions-by-{dimension}", caption, heading, places, _of_breakdowns(context, dimension))


def series_by_page(context: Context) -> Series:
    """The series that the cells of each area and of each breakdown stand for, by the name of its page."""
    found = dict(_of_areas(context))
    for dimension in context.plan.paged_dimensions:
        found |= _of_breakdowns(context, dimension)
    return found


def _of_areas(context: Context) -> Series:
    areas = [region.region for region in context.by_level[0].compared]
    return grouped(scoreboard_rows(context.scoreboard, region=areas), itemgetter("region"))


def _of_breakdowns(context: Context, dimension: str) -> Series:
    paged = context.plan.paged_of(dimension)
    inside = {part: each.address for each in paged for part in context.plan.within(each.code)}
    rows = published_rows(context.scoreboard, breakdown=list(inside))
    return grouped(rows, lambda row: inside[row["breakdown"]])


def series_of(context: Context, action: Action, rows: Sequence[ScoreboardRow]) -> tuple[list[ScoreboardRow], Cell, int]:
    """Of the series of a page those of an action, what they add up to, and how many are assessed as context."""
    fits = {each.id: each.fit_for(*action.promised) for each in context.plan.used_by(action.id)}
    series = [row for row in rows if row["indicator"] in fits]
    counted = [row["status"] if fits[row["indicator"]] != CONTEXT else NONE for row in series]
    aside = sum(row["status"] in JUDGED and word == NONE for row, word in zip(series, counted, strict=True))
    return series, cell(counted), aside


def tiles(context: Context) -> Block:
    """The areas as tiles of one size, roughly where they lie: how many series are published for each.

    Nothing where the plan gives no tiles.
    """
    context = context.by_level[0]
    placed = [region for region in context.compared if region.tile]
    counts = Counter(row["region"] for row in published_rows(context.scoreboard))
    most = max((counts[region.region] for region in placed), default=0)
    form = N_("Published series by {area}: a tile for each of {n}, roughly where it lies; a dotted tile has none")
    cards: list[tuple[Element, object]] = []
    for region in placed:
        n = counts[region.region]
        shade = -(-n * SHADES // most) if most else 0
        cards.append((_tile(context, region, n, shade), n or say(context, MEANING[NONE])))
    return _tile_map(context, say(context, form, n=len(placed)), placed, cards)


def assessed_tiles(context: Context) -> Block:
    """The areas as tiles, each with the long-term verdicts of its series; how many series there are colours none.

    Nothing where the plan gives no tiles.
    """
    context = context.by_level[0]
    placed = [region for region in context.compared if region.tile]
    rows = [row for row in scoreboard_rows(context.scoreboard, region=[each.region for each in placed])
            if row["status"] in JUDGED]  # fmt: skip
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row["region"], Counter())[GROUPS[row["status"]]] += 1
    every = Counter(GROUPS[row["status"]] for row in rows)
    cards: list[tuple[Element, object]] = []
    for region in placed:
        own = found.get(region.region, Counter())
        marks = " ".join(f"{MARKS[group]}{own[group]}" for group in ("good", "neutral", "bad") if own[group])
        cards.append((_tile(context, region, marks, 2 if marks else 0), marks or "–"))
    form = N_(
        "Assessed in the long term: {n} series in {places} of {all} {areas}; {good} improving (▲), {neutral} with little or no change (=), {bad} deteriorating (▼). Only context, which counts for no {promise}: {aside}. A dotted tile has no series that can be assessed."
    )
    if words.by_method(context):
        form = N_(
            "Assessed in the long term: {n} series in {places} of {all} {areas}; {good} with progress (▲), {neutral} with little or too little progress (=), {bad} moving away (▼). Only context, which counts for no {promise}: {aside}. A dotted tile has no series that can be assessed."
        )
    said = say(
        context,
        form,
        n=len(rows),
        places=len(found),
        all=len(placed),
        good=every["good"],
        neutral=every["neutral"],
        bad=every["bad"],
        aside=sum(context.plan.indicator(row["indicator"]).fit == CONTEXT for row in rows),
    )
    return _tile_map(context, said, placed, cards)


def _tile_map(context: Context, said: str, placed: Sequence[Region], cards: Sequence[tuple[Element, object]]) -> Block:
    """Tiles where they lie, each with what its line of the text says; nothing where there are none."""
    if not cards:
        return blocks.NOTHING
    lines = [f"{region.short[context.language]}: {told}" for region, (_, told) in zip(placed, cards, strict=True)]
    tiles = el("ul", *(card for card, _ in cards), css="pm-tiles")
    map_of = el("figure", el("figcaption", said), tiles, css="pm-map")
    return blocks.block(map_of, text="\n".join([said, *lines]))


def _tile(context: Context, region: Region, count: object, shade: int) -> Element:
    name = region.short[context.language]
    code = None if blocks.HAN.search(name) else region.region.rpartition("-")[2]
    nothing = el("span", say(context, MEANING[NONE]), css="pm-hidden"), el("b", "·", aria_hidden="true")
    said = [el("span", name, data_code=code or None), " ", *([el("b", count)] if count else nothing)]
    tile = el("a", *said, css=f"pm-tile shade-{shade}", href=f"{region.region}.html")
    return el("li", tile, style="grid-area: {} / {}".format(*region.tile.split()))


def _map(context: Context, name: str, caption: str, heading: str, places: Mapping[str, str], series: Series) -> Block:
    """`places` are titles by the names of pages. Nothing where there is none."""
    if not places:
        return blocks.NOTHING
    form = N_("{caption}: series assessed and counting, without context / all series; no colour below a third")
    caption = say(context, form, caption=caption)
    actions = {action.id: number_of(action.id) for action in context.plan.actions}
    columns = [Column(_number(context, action, number)) for action, number in actions.items()]
    body, lines = [], []
    for page, title in places.items():
        found = {action.id: series_of(context, action, series.get(page, ())) for action in context.plan.actions}
        shown = [
            _cell(context, each, aside, receipt_name(action, page), title) for action, (_, each, aside) in found.items()
        ]
        body.append([blocks.link(f"{page}.html", title), *shown])
        lines.append(" | ".join([title, *(_text(each) for _, each, _ in found.values())]))
    legend = [
        el("li", el("span", MARKS[look], css=f"pm-cell {look}", aria_hidden="true"), " ", _meaning(context, look))
        for look in MEANING
    ]
    made = blocks.table(name, caption, [Column(heading), *columns], body, look="pm-heat")
    text = "\n".join([caption, " | ".join([heading, *actions.values()]), *lines])
    return blocks.block(*made.nodes, el("ul", *legend, css="pm-legend"), text=text)


def _number(context: Context, action: str, number: str) -> Element:
    title = context.plan.action(action).title[context.language]
    return blocks.link(f"{action}.html", blocks.joined([number, el("span", f" {title}", css="pm-hidden")], ""), title)


def receipt_name(action: str, page: str) -> str:
    """The id of the receipt of a cell.

    >>> receipt_name("A07", "sector-food")
    'A07/sector-food/series'
    """
    return f"{action}/{page}/series"


def _cell(context: Context, found: Cell, aside: int, receipt: str, place: str) -> nodes.Cell:
    """The mark of a cell, leading to its receipt; whoever hears the page hears where it is and what it means.

    `aside` of its series are assessed as context and do not count.
    """
    said = cell_words(context, found, aside)
    mark = el("span", _text(found), aria_hidden="true")
    if found.look == NONE:
        return nodes.Cell(blocks.joined([mark, el("span", said, css="pm-hidden")], ""), f"pm-cell {found.ground}", said)
    action = receipt.partition("/")[0]
    where = say(context, N_("{place}, {goal} {number}"), place=place, number=number_of(action))
    heard = say(context, N_("{where}: {said}"), where=where, said=said)
    link = links.receipt(context, action, receipt, blocks.joined([mark, el("span", heard, css="pm-hidden")], ""))
    return nodes.Cell(link, f"pm-cell {found.ground}", said)


def _text(found: Cell) -> str:
    """The mark of a cell, and how many of its series have a verdict and count."""
    return MARKS[found.look] if found.look == NONE else f"{MARKS[found.look]}{found.judged}/{found.series}"


def _meaning(context: Context, look: str) -> str:
    neutral = N_("little or too little progress, or no majority")
    return say(context, neutral if look == "neutral" and words.by_method(context) else MEANING[look])


def cell_words(context: Context, found: Cell, aside: int) -> str:
    """What a cell means; `aside` of its series are assessed as context and do not count."""
    if found.look == NONE:
        return say(context, MEANING[NONE])
    unanimous = UNANIMOUS.get(found.look) if found.most == found.judged else None
    meaning = say(context, unanimous) if unanimous else _meaning(context, found.look)
    form = N_("{judged} of {series} series assessed and counting for a {promise}: {meaning}")
    if aside:
        form = N_(
            "{judged} of {series} series assessed and counting for a {promise}: {meaning}; {aside} more assessed as context"
        )
    return say(context, form, series=found.series, judged=found.judged, aside=aside, meaning=meaning)
