"""At a glance: actions by area and by breakdown, and the areas as a map of tiles. Every cell is also a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plan_metrics.analysis.states import CONTEXT
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.verdicts import IMPROVING, JUDGED, STABLE, WITHIN_ERROR, WORSENING
from plan_metrics.plan.code_lists import Region
from plan_metrics.plan.head import number_of
from plan_metrics.rows import ScoreboardRow, published_rows, scoreboard_rows
from plan_metrics.views import blocks, links, nodes, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element, el
from plan_metrics.views.words import say

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
    """Actions by area: one cell each, leading to its first series on the page of the area."""
    context = context.by_level[0]
    places = {region.region: region.short[context.language] for region in context.compared}
    rows = [(row["region"], row) for row in scoreboard_rows(context.scoreboard, region=list(places))]
    pages = {region: f"{region}.html" for region in places}
    caption = say(context, N_("The {goals} in each {area}"))

    def at(found: Sequence[ScoreboardRow], place: str) -> str:
        """A page with very many series has no section for each."""
        return "" if place in context.long_areas else _series(found, place)

    return _map(context, "actions-by-region", caption, say(context, N_("{Area}")), places, rows, pages, at)


def by_breakdown(context: Context) -> Block:
    """For each dimension, actions by breakdown, with the parts of each: a cell leads to its first series there."""
    shown = [_by_breakdown(context, dimension) for dimension in context.plan.paged_dimensions]
    return sum(shown[1:], shown[0]) if shown else blocks.NOTHING


def _by_breakdown(context: Context, dimension: str) -> Block:
    context, paged = context.by(dimension), context.plan.paged_of(dimension)
    places = {breakdown.code: breakdown.title[context.language] for breakdown in paged}
    pages = {breakdown.code: f"{breakdown.address}.html" for breakdown in paged}
    inside = {part: breakdown for breakdown in places for part in context.plan.within(breakdown)}
    rows = [(inside[row["breakdown"]], row) for row in published_rows(context.scoreboard, breakdown=list(inside))]
    caption, heading = say(context, N_("The {goals} in each {breakdown}")), say(context, N_("{Breakdown}"))

    def at(found: Sequence[ScoreboardRow], place: str) -> str:
        """The page has a section for each national series; those of areas stand in a table."""
        national = [row for row in found if row["region"] == context.plan.head.whole]
        return _series(national, place) if national else f"{links.area_ids(context)[1]}-{place}"

    return _map(context, f"actions-by-{dimension}", caption, heading, places, rows, pages, at)


def _series(found: Sequence[ScoreboardRow], _: str) -> str:
    """The place of the first of these series on the page of its region or breakdown."""
    return links.section(found[0])


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


def _map(
    context: Context,
    name: str,
    caption: str,
    heading: str,
    places: Mapping[str, str],
    rows: Iterable[tuple[str, ScoreboardRow]],
    pages: Mapping[str, str],
    at: Callable[[Sequence[ScoreboardRow], str], str],
) -> Block:
    """`at` names the place of the series of a cell on the page that its row leads to. Nothing where no place is."""
    if not places:
        return blocks.NOTHING
    found: dict[str, list[ScoreboardRow]] = {}
    for place, row in rows:
        found.setdefault(place, []).append(row)
    fits = {
        action.id: {each.id: each.fit_for(*action.promised) for each in context.plan.used_by(action.id)}
        for action in context.plan.actions
    }
    form = N_("{caption}: series assessed and counting, without context / all series; no colour below a third")
    caption = say(context, form, caption=caption)
    actions = {action.id: number_of(action.id) for action in context.plan.actions}
    columns = [Column(_number(context, action, number)) for action, number in actions.items()]
    body, lines = [], []
    for place, title in places.items():
        page, cells, shown = pages[place], [], []
        for action, number in actions.items():
            fit = fits[action]
            series = [row for row in found.get(place, ()) if row["indicator"] in fit]
            counted = [row["status"] if fit[row["indicator"]] != CONTEXT else NONE for row in series]
            cells.append(cell(counted))
            address = f"{page}#{at(series, place)}".removesuffix("#") if series else None
            where = say(context, N_("{place}, {goal} {number}"), place=title, number=number)
            aside = sum(row["status"] in JUDGED and word == NONE for row, word in zip(series, counted, strict=True))
            shown.append(_cell(context, cells[-1], aside, address, where))
        body.append([blocks.link(page, title), *shown])
        lines.append(" | ".join([title, *(_text(c) for c in cells)]))
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


def _cell(context: Context, found: Cell, aside: int, address: str | None, where: str) -> nodes.Cell:
    """The mark of a cell, leading to its series; whoever hears the page hears where it is and what it means.

    `aside` of its series are assessed as context and do not count.
    """
    said = _said(context, found, aside)
    mark = el("span", _text(found), aria_hidden="true")
    if address is None:
        return nodes.Cell(blocks.joined([mark, el("span", said, css="pm-hidden")], ""), f"pm-cell {found.ground}", said)
    heard = say(context, N_("{where}: {said}"), where=where, said=said)
    link = blocks.link(address, blocks.joined([mark, el("span", heard, css="pm-hidden")], ""))
    return nodes.Cell(link, f"pm-cell {found.ground}", said)


def _text(found: Cell) -> str:
    """The mark of a cell, and how many of its series have a verdict and count."""
    return MARKS[found.look] if found.look == NONE else f"{MARKS[found.look]}{found.judged}/{found.series}"


def _meaning(context: Context, look: str) -> str:
    neutral = N_("little or too little progress, or no majority")
    return say(context, neutral if look == "neutral" and words.by_method(context) else MEANING[look])


def _said(context: Context, found: Cell, aside: int) -> str:
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
