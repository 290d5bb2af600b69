"""What each kind of page may read, declared once. A run gets this and nothing else, and its key is made of it.

To let a page read more, add it to the function of its notebook below. What is left out is not blank but absent:
a card without a field raises AttributeError, a whole part raises `HiddenReadError`; a row too few is found by
`tests/test_engine_slices.py`, which compares each page made from its slice with the one made from everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from plan_metrics.comparison import nearest, of_regions, of_sectors
from plan_metrics.context import Context
from plan_metrics.guard import NotInSlice
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.report.engine.cut import (
    CARD,
    HEAD,
    NAMED,
    REGION_NAMED,
    action_of,
    headline_of,
    ids_of,
    only,
    part_of,
    plan_of,
    rows_of,
)
from plan_metrics.report.jobs import Job

SCORED = (*NAMED, "weight")
COMPARED = (*NAMED, "counts", "basis", "accumulation", "aggregation")
STATUS_COLUMNS = ("action", "indicator", "region", "sector", "headline", "status", "latest", "value", "reason")
SCORE_COLUMNS = (*STATUS_COLUMNS, "target", "progress", "trend", "outdated", "baseline", "years")
COUNT_COLUMNS = ("action", "indicator", "region", "sector", "period", "value")
SERIES = ["indicator", "region", "sector"]
WHY_COLUMNS = [*SERIES, "period", "flag"]  # of the rows that say why there is no value
SIZE = ("product", "product_period", "source")
FIGURE_COLUMNS = (*COUNT_COLUMNS, "unit", "flag", "qualifier", "source")


def slice_of(whole: Context, job: Job) -> Context:
    """The part of a context that the page of a job may read; `whole` has the words of its language only."""
    return SLICES[job.notebook](whole, job.parameters.get(job.notebook, ""))


def _overview(whole: Context, _: str) -> Context:
    """Every action by name, the status of every series, how many figures there are, what changed for the whole."""
    actions = [action_of(action, named=ids_of(action)) for action in whole.plan.actions]
    part = part_of(
        whole,
        plan=plan_of(
            whole.plan,
            actions,
            head=(*HEAD, "title", "issuer", "issued"),
            regions=tuple(only(each, (*REGION_NAMED, "tile")) for each in whole.plan.regions),
        ),
        observations=whole.observations[list(COUNT_COLUMNS)],
        scoreboard=whole.scoreboard[list(STATUS_COLUMNS)],
        previous=whole.previous and _counted_before(whole.previous),
    )
    return replace(part, found_changes=tuple(change for change in whole.changes if change.headline))


def _changes(whole: Context, _: str) -> Context:
    """Every change with its causes, the indicators by name with their targets, the documents of the figures."""
    fields = (*NAMED, "targets")
    actions = [action_of(action, named=ids_of(action), fields=fields) for action in whole.plan.actions]
    cited = {name for change in whole.changes for stage in change.stages for name in (stage.source or "").split()}
    cited |= {target.source for _, indicator in whole.plan.indicators() for target in indicator.targets}
    known = {**whole.plan.sources, **whole.edition.sources}
    part = part_of(
        whole,
        plan=plan_of(whole.plan, actions),
        observations=whole.observations[list(COUNT_COLUMNS)],
        missing=whole.edition.missing[WHY_COLUMNS],
        sources={name: known[name] for name in sorted(cited) if name in known},
        previous=whole.previous and _counted_before(whole.previous, whole.previous.edition.missing[WHY_COLUMNS]),
    )
    return replace(part, found_changes=whole.changes)


def _counted_before(previous: Context, missing: pd.DataFrame | None = None) -> Context:
    """Of the edition before: its date and limits, the targets with their documents, and which figures it had."""
    fields = ("id", "sector", "targets")
    targets = [action_of(action, named=ids_of(action), fields=fields) for action in previous.plan.actions]
    return part_of(
        previous,
        plan=plan_of(previous.plan, targets),
        card=CARD,
        observations=previous.observations[list(COUNT_COLUMNS)],
        missing=missing,
    )


def _action_page(whole: Context, action: str) -> Context:
    """The action in full with every figure of its indicators, of what is printed as a share of them, and the people."""
    card = whole.plan.action(action)
    shares = {each.id for _, each in whole.plan.indicators() if each.share_of in ids_of(card)}
    others = [each for each in whole.plan.actions if each is not card and ids_of(each) & shares]
    actions = [card, *(action_of(each, named=shares, fields=(*NAMED, "share_of")) for each in others)]
    observations = rows_of(whole.observations, indicator=ids_of(card) | shares)
    provincial = {*observations["region"]} & {region.region for region in whole.plan.provinces}
    people = whole.plan.population if provincial else ()
    return part_of(
        whole,
        plan=plan_of(whole.plan, actions, head=(*HEAD, "methods"), population=people),
        observations=observations,
        scoreboard=rows_of(whole.scoreboard, action=[action]),
        rejected=rows_of(whole.edition.rejected, indicator=ids_of(card)),
        missing=rows_of(whole.edition.missing, indicator=ids_of(card)),
    )


def _sector_page(whole: Context, sector: str) -> Context:
    """The figures of the sector and its parts, the cards they belong to, the sources' wordings of it."""
    within = whole.plan.within(sector)
    mapping = tuple(row for row in whole.plan.mapping if row.sector in within)
    observations = rows_of(whole.observations, sector=within)
    rejected = rows_of(whole.edition.rejected, sector=[row.wording for row in mapping])
    shown = {*observations["indicator"], *rejected["indicator"]}
    actions = [action_of(action, named=shown) for action in whole.plan.actions]
    nothing = NotInSlice("the edition's observations as a whole")
    return part_of(
        whole,
        plan=plan_of(whole.plan, actions, mapping=mapping, sectors=within),
        observations=observations,
        scoreboard=rows_of(whole.scoreboard, sector=within),
        rejected=rejected,
        missing=rows_of(whole.edition.missing, sector=within),
        # A sector without a figure says how many observations were searched for it.
        searched=whole.edition.observations[["indicator"]] if observations.empty else nothing,
    )


def _region_page(whole: Context, region: str) -> Context:
    """The figures of the region, the newest of the regions nearest to it in size, and the cards they belong to."""
    observations = rows_of(whole.observations, region=[region])
    card = whole.plan.region(region)
    alike = [region, *(like.region for like in nearest(whole.plan, region))]
    shared = of_regions(whole.plan, whole.scoreboard, alike).drop(columns="place")
    series = {tuple(row) for row in shared.loc[shared["region"].isin(alike), SERIES].itertuples(index=False)}
    board = whole.scoreboard
    kept = [row[1] == region or row in series for row in board[SERIES].itertuples(index=False, name=None)]
    missing = whole.edition.missing
    beside = missing["region"].isin(alike) & missing["indicator"].isin(shared["indicator"])
    named = {card.parent, whole.plan.head.whole}
    shown = {*observations["indicator"], *shared["indicator"]}
    plan = plan_of(
        whole.plan,
        [
            action_of(action, named=shown, fields=(*NAMED, "accumulation", "aggregation"))
            for action in whole.plan.actions
        ],
        regions=tuple(
            each if each is card else only(each, (*REGION_NAMED, *(SIZE if each.region in alike else ())))
            for each in whole.plan.regions
            if each.region in {*named, *alike}
        ),
        sectors=(*observations["sector"], *shared["sector"], TOTAL),
        population=tuple(row for row in whole.plan.population if row.region in alike),
    )
    return part_of(
        whole,
        plan=plan,
        observations=observations,
        scoreboard=board[kept].reset_index(drop=True),
        missing=missing[beside | (missing["region"] == region)].reset_index(drop=True),
    )


def _compare(whole: Context, places: str) -> Context:
    """Every figure that two provinces or two pilot sectors have, its card, and the sizes of all provinces."""
    plan, by_region = whole.plan, places == "regions"
    provinces = [region.region for region in plan.provinces]
    found = of_regions(plan, whole.scoreboard, provinces) if by_region else of_sectors(plan, whole.scoreboard)
    series = found[SERIES]
    actions = [action_of(action, named=set(series["indicator"]), fields=COMPARED) for action in plan.actions]
    regions = tuple(only(each, (*REGION_NAMED, *SIZE)) for each in plan.regions) if by_region else None
    return part_of(
        whole,
        plan=plan_of(plan, actions, regions=regions, population=plan.population if by_region else ()),
        observations=whole.observations.merge(series, how="inner"),
        scoreboard=found.drop(columns="place"),
        missing=rows_of(whole.edition.missing, indicator=set(series["indicator"])) if by_region else None,
    )


def _evaluation(whole: Context, _: str) -> Context:
    """Every indicator by name with its weight and where it stands for the whole, now and in the edition before."""
    actions = [action_of(action, named=ids_of(action), fields=SCORED) for action in whole.plan.actions]
    previous = whole.previous
    before = previous and part_of(
        previous,
        plan=NotInSlice("the plan in the previous edition"),
        card=CARD,
        scoreboard=headline_of(previous.scoreboard)[list(SCORE_COLUMNS)],
    )
    return part_of(
        whole,
        plan=plan_of(whole.plan, actions, head=(*HEAD, "evaluation")),
        scoreboard=headline_of(whole.scoreboard)[list(SCORE_COLUMNS)],
        previous=before,
    )


def _data_page(whole: Context, _: str) -> Context:
    """Every figure without its notes, every document, every figure that was not used, the titles of indicators."""
    actions = [action_of(action, named=ids_of(action)) for action in whole.plan.actions]
    return part_of(
        whole,
        plan=plan_of(whole.plan, actions),
        card=(*CARD, "title", "about"),
        observations=whole.observations[list(FIGURE_COLUMNS)],
        rejected=whole.edition.rejected,
        searched=whole.edition.observations[["indicator"]],
        sources={**whole.plan.sources, **whole.edition.sources},
    )


SLICES: dict[str, Callable[[Context, str], Context]] = {
    "overview": _overview,
    "changes": _changes,
    "action": _action_page,
    "sector": _sector_page,
    "region": _region_page,
    "compare": _compare,
    "evaluation": _evaluation,
    "data": _data_page,
}
