"""Every kind of page, declared once in `KINDS`, and what it may read: a run gets this and nothing else.

A new kind of page is a module of `views`, a notebook of the same name, an entry of `KINDS`, and its words.
To let a page read more, add it to the function of its kind. Observations keep `indicator`, by which `why` names them.
What is left out is not blank but absent: a card without a field raises AttributeError, a whole part raises
`UndeclaredReadError`; a row too few is found by `tests/build/test_engine_slices.py`, which compares each page made from
its slice with the one made from everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from plan_metrics.analysis.area_share import share_series
from plan_metrics.analysis.peers import of_breakdowns, of_regions
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.guard import NotInSlice
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import Plan
from plan_metrics.report.engine.cut import (
    CARD,
    HEAD,
    NAMED,
    NOTHING,
    REGION_NAMED,
    RULED,
    action_of,
    changed,
    every_action,
    headline_of,
    ids_of,
    marked,
    only,
    part_of,
    plan_of,
    rows_of,
    taken,
)
from plan_metrics.report.page_kind import ANNEX, BEHIND, FRONT, PageKind
from plan_metrics.views import comparison, mapped, portions
from plan_metrics.views.board import targets_ahead
from plan_metrics.views.charts import LEAST
from plan_metrics.views.lead import spoken
from plan_metrics.views.links import among, page_of
from plan_metrics.views.words import say

if TYPE_CHECKING:
    from plan_metrics.report.jobs import Job

MEASURED = (*NAMED, "frequency", "collection", "aggregation")
COMPARED = (*NAMED, "counts", "basis", "aggregation")
STATUS_COLUMNS = (
    "action", "indicator", "region", "breakdown", "headline", "status", "reason", "strength", "latest_change",
    "reversal", "fell_after_gap", "result", "missed", "shown", "n_points",
)  # fmt: skip
COUNT_COLUMNS = ("action", "indicator", "region", "breakdown", "period", "value")
SERIES = ["indicator", "region", "breakdown"]
WHY_COLUMNS = [*SERIES, "period", "flag"]  # of the rows that say why there is no value
SIZE = ("product", "product_period", "source")
ACROSS = N_("Targets and map")  # the part of pages across actions
LINE_COLUMNS = (*COUNT_COLUMNS, "flag", "qualifier")  # of figures that are only a line in a chart
FIGURE_COLUMNS = (*COUNT_COLUMNS, "unit", "flag", "qualifier", "source")
DRAWN_COLUMNS = (*FIGURE_COLUMNS, "low", "high", "sample_size", "printed")


def slice_of(whole: Context, job: Job) -> Context:
    """The part of a context that the page of a job may read; `whole` has the words of its language only."""
    return KINDS[job.notebook].reads(whole, job.parameters.get(job.notebook, ""))


def _overview(whole: Context, _: str) -> Context:
    """Every indicator where it stands for the whole, the figures that speak for the actions and of targets ahead."""
    plan, place = whole.plan, whole.plan.head.whole
    wanted = {(each.indicator.id, place, each.indicator.breakdown) for each in spoken(whole)}
    ahead = targets_ahead(whole)
    wanted |= {(target.indicator, target.region, target.breakdown) for target in ahead} | share_series(plan, ahead)
    part = part_of(
        whole,
        plan=plan_of(
            plan,
            every_action(plan, MEASURED),
            head=(*HEAD, "thresholds", "title", "issuer", "issued"),
            targets=plan.targets,
        ),
        observations=_of_series(whole.observations, wanted),
        scoreboard=headline_of(whole.scoreboard),
    )
    return replace(part, found_changes=tuple(change for change in whole.changes if change.headline))


def _targets(whole: Context, _: str) -> Context:
    """Every official target with its document, the figures of their series, and which of them is in force."""
    plan = whole.plan
    wanted = {(target.indicator, target.region, target.breakdown) for target in plan.targets}
    wanted |= share_series(plan, plan.targets)
    return part_of(
        whole,
        plan=plan_of(plan, every_action(plan, MEASURED), head=RULED, targets=plan.targets),
        observations=_of_series(whole.observations, wanted),
        scoreboard=_of_series(whole.scoreboard, wanted)[[*SERIES, "reason", "target", "target_period"]],
    )


def _of_series(seen: pd.DataFrame, wanted: Collection[tuple[str, ...]], names: list[str] = SERIES) -> pd.DataFrame:
    """The rows of a frame whose cells in the columns `names` are among the wanted ones."""
    rows = seen[names].itertuples(index=False, name=None)
    return taken(seen, [place for place, row in enumerate(rows) if row in wanted])


def _map(whole: Context, subject: str) -> Context:
    """Where every series of an area stands, and its figures, in a portion those of its indicators; every indicator by
    name, the places of the tiles.
    """
    plan, areas = whole.plan, [region.region for region in whole.plan.areas]
    frames = {name: whole.in_regions(name, areas) for name in ("observations", "scoreboard", "missing")}
    if portions.is_portion(subject):
        wanted = {each.id for each in mapped.indicators(whole, subject)}
        frames = {name: rows_of(frame, indicator=wanted) for name, frame in frames.items()}
    return part_of(
        whole,
        plan=plan_of(
            plan,
            every_action(plan, (*NAMED, "aggregation")),
            head=(*HEAD, "map"),
            regions=tuple(only(each, (*REGION_NAMED, "tile")) for each in plan.regions),
            shapes=plan.shapes,
        ),
        observations=frames["observations"][[*FIGURE_COLUMNS, "low", "high", "printed"]],
        scoreboard=frames["scoreboard"],
        missing=frames["missing"],
    )


def _coverage(whole: Context, _: str) -> Context:
    """Every action by name, the status of every series, every figure without its notes, every figure not used."""
    regions = tuple(only(each, (*REGION_NAMED, "tile")) for each in whole.plan.regions)
    board = whole.scoreboard[[name for name in STATUS_COLUMNS if name != "n_points"]]
    return part_of(
        whole,
        plan=plan_of(whole.plan, every_action(whole.plan), regions=regions),
        observations=whole.observations[list(FIGURE_COLUMNS)],
        rejected=whole.edition.rejected,
        scoreboard=board.assign(shown=board["shown"].where(board["headline"].astype(bool))),
    )


def _changes(whole: Context, _: str) -> Context:
    """Every change with its causes, which figures are new, changed and gone, the words about the edition, the
    indicators by name, the targets, the documents.
    """
    cited = {name for change in whole.changes for stage in change.stages for name in (stage.source or "").split()}
    cited |= {target.source for target in whole.plan.targets}
    cited |= {each.source.source for each in whole.edition.withdrawn if each.source}
    known = {**whole.plan.sources, **whole.edition.sources}
    part = part_of(
        whole,
        plan=plan_of(whole.plan, every_action(whole.plan), targets=whole.plan.targets),
        card=(*CARD, "about"),
        missing=whole.edition.missing[WHY_COLUMNS],
        sources={name: known[name] for name in cited if name in known},
        previous=whole.previous and _before(whole.previous),
        withdrawn=whole.edition.withdrawn,
        errata=whole.edition.errata,
    )
    figures = whole.figures_since if whole.previous else None
    return replace(part, found_changes=whole.changes, found_moves=whole.action_moves, found_figures=figures)


def _before(previous: Context) -> Context:
    """Of the edition before: its date and rules, the targets with their documents, and why it has no value."""
    actions = every_action(previous.plan, ("id", "breakdown", "title"))
    return part_of(
        previous,
        plan=plan_of(previous.plan, actions, targets=previous.plan.targets),
        missing=previous.edition.missing[WHY_COLUMNS],
    )


def _action_page(whole: Context, action: str) -> Context:
    """The action with its indicators by name, their figures for the whole, where every series stands, what is next."""
    used = {each.id for each in whole.plan.used_by(action)}
    targets = tuple(target for target in whole.plan.targets if target.indicator in used or target.action == action)
    actions = []
    for card in whole.plan.actions:
        kept = tuple(only(each, MEASURED) for each in card.indicators if each.id in used)
        if card.id == action:
            actions.append(card.model_copy(update={"indicators": kept}))
        elif kept:
            actions.append(changed(only(card, ["id"]), indicators=kept))
    part = part_of(
        whole,
        plan=plan_of(whole.plan, actions, head=RULED, targets=targets),
        observations=rows_of(whole.observations, indicator=used)[list(DRAWN_COLUMNS)],
        scoreboard=rows_of(whole.scoreboard, indicator=used),
        missing=rows_of(whole.edition.missing, indicator=used),
        commentary={action: whole.commentary[action]} if action in whole.commentary else None,
    )
    return marked(part, whole)


def _breakdown_page(whole: Context, breakdown: str) -> Context:
    """The figures of the breakdown and its parts, the cards they belong to, the sources' wordings of it."""
    within = whole.plan.within(breakdown)
    mapping = tuple(row for row in whole.plan.mapping if row.breakdown in within)
    observations = rows_of(whole.observations, breakdown=within)
    rejected = rows_of(whole.edition.rejected, breakdown=[row.wording for row in mapping])
    shown = {*observations["indicator"], *rejected["indicator"]}
    actions = [action_of(action, named=shown) for action in whole.plan.actions]
    targets = tuple(target for target in whole.plan.targets if target.indicator in shown)
    nothing: Any = NotInSlice("the edition's observations as a whole")
    part = part_of(
        whole,
        plan=plan_of(whole.plan, actions, mapping=mapping, breakdowns=within, targets=targets),
        observations=observations,
        scoreboard=rows_of(whole.scoreboard, breakdown=within),
        rejected=rejected,
        missing=rows_of(whole.edition.missing, breakdown=within),
        # A breakdown without a figure says how many observations were searched for it.
        searched=whole.edition.observations[["indicator"]] if observations.empty else nothing,
    )
    national = whole.changes_in.get(whole.plan.head.whole, ())
    return marked(
        replace(part, found_changes=tuple(change for change in national if change.breakdown in within)), whole
    )


def _region_page(whole: Context, region: str) -> Context:
    """The figures of the region, the newest of the whole and of the regions nearest to it in size, their course where
    that of the region is drawn, the cards they belong to, and what changed.
    """
    observations = whole.in_regions("observations", [region])
    card = whole.regions[region][1]
    peers = [region, *(peer.region for peer in whole.peers.get(region, ()))]
    board = whole.in_regions("scoreboard", [*peers, whole.plan.head.whole])
    shared = of_regions(whole.plan, board, peers).drop(columns="place")
    series = {tuple(row) for row in shared.loc[shared["region"].isin(peers), SERIES].itertuples(index=False)}
    own = {row for row in board[SERIES].itertuples(index=False, name=None) if row[1] == region}
    series |= own | {(name, whole.plan.head.whole, breakdown) for name, _, breakdown in own}
    missing = whole.in_regions("missing", peers)
    beside = missing["indicator"].isin(shared["indicator"])
    changes = [each for each in whole.plan.concordance if region in (each.before, each.after)]
    near = [region, *(each.region for each in whole.plan.tree.children.get(region, ()))]
    named = {*peers, *(code for each in near for code in _upwards(whole, each))}
    named |= {code for each in changes for code in (each.before, each.after)}
    merged = [each.before for each in changes if each.after == region and each.before != region]
    before = whole.in_regions("observations", merged)[list(FIGURE_COLUMNS)]
    targets = tuple(target for target in whole.plan.targets if target.region == region)
    below = share_series(whole.plan, targets)
    named |= {above for _, place, _ in below for above in _upwards(whole, place)}
    cards = sorted((whole.regions[name] for name in named), key=itemgetter(0))
    shown = {
        *observations["indicator"],
        *before["indicator"],
        *shared["indicator"],
        *(target.indicator for target in targets),
    }
    plan = plan_of(
        whole.plan,
        [action_of(action, named=shown, fields=MEASURED) for action in whole.plan.actions],
        head=RULED if targets else HEAD,
        targets=targets,
        regions=tuple(
            each if each is card else only(each, (*REGION_NAMED, *(SIZE if each.region in peers else ())))
            for _, each in cards
        ),
        breakdowns=(
            *observations["breakdown"],
            *before["breakdown"],
            *shared["breakdown"],
            *(target.breakdown for target in targets),
            TOTAL,
        ),
        population=tuple(row for name in peers for row in whole.population.get(name, ())),
    )
    drawn = [_drawn_beside(whole, observations, peers), *([before] if merged else [])]
    if below:  # first, as they have all columns
        drawn = [_of_series(whole.observations, below), *drawn]
    seen = pd.concat([observations, *drawn], ignore_index=True)
    seen = seen.drop_duplicates([*SERIES, "period"], ignore_index=True) if below else seen
    part = part_of(
        whole,
        plan=plan,
        observations=seen,
        scoreboard=_of_series(board, series),
        missing=missing[beside | (missing["region"] == region)].reset_index(drop=True),
    )
    return marked(replace(part, found_changes=tuple(whole.changes_in.get(region, ()))), whole)


def _upwards(whole: Context, region: str) -> list[str]:
    """The area and all that it lies in, or lay in, groups too, with the whole."""
    within = [each.region for each in whole.plan.tree.path(region)]
    found = [region]
    while (above := whole.regions[found[-1]][1].parent) in whole.regions and above not in found:
        found.append(above)
    return [*found, *within, whole.plan.head.whole]


def _drawn_beside(whole: Context, observations: pd.DataFrame, peers: list[str]) -> pd.DataFrame:
    """Of the whole and of peers the figures of the series of a region that has enough of its own for a chart."""
    _, *others = peers
    counts = observations.groupby(["indicator", "breakdown"], sort=False).size()
    drawn = set(counts[counts >= LEAST].index)
    there = whole.in_regions("observations", [*others, whole.plan.head.whole])
    return _of_series(there[list(LINE_COLUMNS)], drawn, ["indicator", "breakdown"])


def _compare(whole: Context, places: str) -> Context:
    """Every figure that two areas, or two breakdowns of a dimension, have, its card, and the sizes of all areas."""
    plan, by_region = whole.plan, places.partition("/")[0] not in whole.plan.paged_dimensions
    areas = [region.region for region in plan.areas]
    found = of_regions(plan, whole.scoreboard, areas) if by_region else of_breakdowns(plan, whole.scoreboard, places)
    found = comparison.rows_of(whole, places) if portions.is_portion(places) else found
    series = found[SERIES]
    actions = [action_of(action, named=set(series["indicator"]), fields=COMPARED) for action in plan.actions]
    regions = tuple(only(each, (*REGION_NAMED, *SIZE)) for each in plan.regions) if by_region else None
    part = part_of(
        whole,
        plan=plan_of(plan, actions, regions=regions, population=plan.population if by_region else None),
        observations=whole.observations.merge(series, how="inner"),
        scoreboard=found.drop(columns="place"),
        missing=rows_of(whole.edition.missing, indicator=set(series["indicator"])) if by_region else NOTHING,
    )
    return marked(part, whole)


def _indicator_page(whole: Context, indicator: str) -> Context:
    """The indicator in full with every figure of it, of what it is computed from, of printed shares of it, and the
    population.
    """
    plan, card = whole.plan, whole.plan.indicator(indicator)
    shares = {each.id for _, each in plan.indicators() if each.share_of == indicator}
    computed = {name for name in (card.numerator, card.denominator) if name}
    named = shares | computed | ({card.repeats} if card.repeats else set())
    actions = []
    for action in plan.actions:
        own = indicator in ids_of(action)
        if own or ids_of(action) & named or card.fit_for(*action.promised):
            part = action_of(action, named=named, fields=(*NAMED, "share_of"))
            kept = tuple(
                card if each.id == indicator else other
                for each, other in zip(action.indicators, part.indicators, strict=True)
                if each.id in {indicator, *named}
            )
            actions.append(changed(part, indicators=kept))
    observations = rows_of(whole.observations, indicator={indicator, *shares, *computed})
    own = observations["indicator"].isin([indicator, *shares])
    of_areas = {*observations["region"][own]} & {region.region for region in plan.areas}
    targets = tuple(target for target in plan.targets if target.indicator == indicator)
    part = part_of(
        whole,
        plan=plan_of(
            plan,
            actions,
            head=(*RULED, "issued", "short_title"),
            population=plan.population if of_areas else None,
            targets=targets,
        ),
        observations=observations,
        scoreboard=rows_of(whole.scoreboard, indicator=[indicator]),
        rejected=rows_of(whole.edition.rejected, indicator=[indicator]),
        missing=rows_of(whole.edition.missing, indicator=[indicator]),
        withdrawn=tuple(each for each in whole.edition.withdrawn if each.indicator == indicator),
        errata=tuple(each for each in whole.edition.errata if each.indicator == indicator),
    )
    return marked(part, whole)


def _evaluation(whole: Context, _: str) -> Context:
    """Every indicator where it stands for the whole, and the official targets, which it counts."""
    plan = whole.plan
    return part_of(
        whole,
        plan=plan_of(plan, every_action(plan, MEASURED), head=(*RULED, "evaluation"), targets=plan.targets),
        scoreboard=headline_of(whole.scoreboard),
    )


def _data_page(whole: Context, _: str) -> Context:
    """Every figure without its notes, every document, every figure that was not used, the states of the actions."""
    return part_of(
        whole,
        plan=plan_of(whole.plan, every_action(whole.plan), targets=whole.plan.targets),
        scoreboard=headline_of(whole.scoreboard)[list(STATUS_COLUMNS)],
        card=(*CARD, "title", "about"),
        observations=whole.observations[list(FIGURE_COLUMNS)],
        rejected=whole.edition.rejected,
        searched=whole.edition.observations[["indicator"]],
        sources={**whole.plan.sources, **whole.edition.sources},
    )


def _fixed(heading: str) -> Callable[[Context, str], str]:
    """The title of a kind that has one page."""
    return lambda context, _: say(context, heading)


def _action_title(context: Context, action: str) -> str:
    return f"{number_of(action)}. {context.plan.action(action).title[context.language]}"


def _compare_title(context: Context, places: str) -> str:
    by_breakdown = places.partition("/")[0] in context.plan.paged_dimensions
    said = say(among(context, places, "regions"), N_("Compare {breakdowns}") if by_breakdown else N_("Compare {areas}"))
    return _with_portion(context, places, said)


def _compared(plan: Plan) -> list[str]:
    """What has a page of comparisons: the areas of each level that has pages and areas, and dimensions."""
    levels = [level.id for level in plan.page_levels if plan.of_level(level.id)]
    names = [f"regions-{level}" if level != plan.page_levels[0].id else "regions" for level in levels]
    return [*names, *plan.paged_dimensions]


def _map_title(context: Context, subject: str) -> str:
    return _with_portion(context, subject, say(among(context, subject, "map"), N_("Map of {areas}")))


def _with_portion(context: Context, subject: str, title: str) -> str:
    if not portions.is_portion(subject):
        return title
    return say(context, N_("{title}: {said}"), title=title, said=portions.portion_words(context, subject))


def _mapped(plan: Plan) -> list[str]:
    """The pages of maps: one of each level with pages whose areas have places; where none has, one with tables."""
    names = {level.id: f"map-{level.id}" if place else "map" for place, level in enumerate(plan.page_levels)}
    placed = {each.level for each in plan.areas if each.tile or plan.shapes.get(each.region)}
    return [name for level, name in names.items() if level in placed] or (["map"] if plan.areas else [])


KINDS: dict[str, PageKind] = {
    kind.notebook: kind
    for kind in (
        PageKind("overview", "index", FRONT, _fixed(N_("Where does the plan stand?")), _overview),
        PageKind("targets", "targets", ACROSS, _fixed(N_("Official targets")), _targets),
        PageKind(
            "area_map",
            "{subject}",
            ACROSS,
            _map_title,
            _map,
            _mapped,
            lambda _, subject: portions.page_of(subject),
            mapped.portions_of,
        ),
        PageKind(
            "action",
            "{subject}",
            N_("{Goals}"),
            _action_title,
            _action_page,
            lambda plan: [action.id for action in plan.actions],
        ),
        PageKind(
            "breakdown",
            "{subject}",
            N_("{Breakdowns}"),
            lambda context, breakdown: context.plan.breakdown(breakdown).title[context.language],
            _breakdown_page,
            lambda plan: [breakdown.code for breakdown in plan.paged_breakdowns],
            lambda plan, breakdown: plan.breakdown(breakdown).address,
        ),
        PageKind(
            "region",
            "{subject}",
            N_("{Areas}"),
            lambda context, region: context.plan.region(region).title[context.language],
            _region_page,
            lambda plan: [region.region for region in plan.areas],
        ),
        PageKind(
            "compare",
            "compare-{subject}",
            N_("Compare"),
            _compare_title,
            _compare,
            _compared,
            lambda _, subject: portions.page_of(subject),
            comparison.portions_of,
        ),
        PageKind("changes", "changes", BEHIND, _fixed(N_("What changed")), _changes),
        PageKind("coverage", "coverage", BEHIND, _fixed(N_("What is published and what is not")), _coverage),
        PageKind("evaluation", "evaluation", BEHIND, _fixed(N_("Evaluation-indicator system")), _evaluation),
        PageKind("data", "data", BEHIND, _fixed(N_("Data and sources")), _data_page),
        PageKind(
            "indicator",
            page_of("{subject}"),
            ANNEX,
            lambda context, indicator: context.plan.indicator(indicator).title[context.language],
            _indicator_page,
            lambda plan: [indicator.id for _, indicator in plan.indicators()],
        ),
    )
}
