"""What each kind of page may read, declared once. A run gets this and nothing else, and its key is made of it.

To let a page read more, add it to the function of its notebook below. What is left out is not blank but absent:
a card without a field raises AttributeError, a whole part raises `HiddenReadError`; a row too few is found by
`tests/test_engine_slices.py`, which compares each page made from its slice with the one made from everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from pydantic import BaseModel

from plan_metrics.canonical import bare, without
from plan_metrics.context import Context
from plan_metrics.edition.models import Edition
from plan_metrics.guard import NotInSlice
from plan_metrics.plan.code_lists import LANGUAGES, TOTAL, Source
from plan_metrics.plan.models import Action, Indicator, Plan, Text
from plan_metrics.report.jobs import Job

# Fields of cards, from the least to the most. A page that only counts, one that names, one that shows in full.
COUNTED = ("id", "commitments")
NAMED = (*COUNTED, "title", "unit", "direction", "sector", "numerator", "denominator")
FULL = tuple(Indicator.model_fields)
SCORED = (*NAMED, "weight")
REGION_NAMED = ("region", "kind", "parent", "members", "title_zh", "title_en", "short_zh", "short_en")
HEAD = ("whole", "baseline_period", "thresholds")
CARD = ("id", "as_of", "invented")

STATUS_COLUMNS = ("action", "indicator", "region", "sector", "headline", "status", "latest", "value", "reason")
SCORE_COLUMNS = (*STATUS_COLUMNS, "target", "progress", "trend", "outdated", "baseline", "years")
COUNT_COLUMNS = ("action", "indicator", "region", "sector", "period", "value")
FIGURE_COLUMNS = (*COUNT_COLUMNS, "unit", "flag", "qualifier", "source")


def slice_of(whole: Context, job: Job) -> Context:
    """The part of a context that the page of a job may read, in the language of the job."""
    part = SLICES[job.notebook](whole, job.parameters.get(job.notebook, ""))
    return _in_language(part, job.language)


def _overview(whole: Context, _: str) -> Context:
    """Every action by name, the status of every series, how many figures there are, what changed for the whole."""
    actions = [_action(action, named=_ids(action)) for action in whole.plan.actions]
    part = _part(
        whole,
        plan=_plan(whole.plan, actions, head=(*HEAD, "title", "issuer", "issued"), tiles=True),
        observations=whole.observations[list(COUNT_COLUMNS)],
        scoreboard=whole.scoreboard[list(STATUS_COLUMNS)],
        previous=whole.previous and _counted_before(whole.previous),
    )
    return replace(part, found_changes=tuple(change for change in whole.changes if change.headline))


def _changes(whole: Context, _: str) -> Context:
    """Every change with its causes, the indicators by name with their targets, the documents of the figures."""
    fields = (*NAMED, "targets")
    actions = [_action(action, named=_ids(action), fields=fields) for action in whole.plan.actions]
    cited = {name for change in whole.changes for stage in change.stages for name in (stage.source or "").split()}
    cited |= {target.source for _, indicator in whole.plan.indicators() for target in indicator.targets}
    known = {**whole.plan.sources, **whole.edition.sources}
    part = _part(
        whole,
        plan=_plan(whole.plan, actions),
        observations=whole.observations[list(COUNT_COLUMNS)],
        sources={name: known[name] for name in sorted(cited) if name in known},
        previous=whole.previous and _counted_before(whole.previous),
    )
    return replace(part, found_changes=whole.changes)


def _counted_before(previous: Context) -> Context:
    """Of the edition before: its date, its limits and the dates of the targets' documents, and which figures it had."""
    targets = [
        _action(action, named=_ids(action), fields=("id", "sector", "targets")) for action in previous.plan.actions
    ]
    return _part(
        previous,
        plan=_plan(previous.plan, targets),
        card=CARD,
        observations=previous.observations[list(COUNT_COLUMNS)],
        scoreboard=_headline(previous.scoreboard)[list(STATUS_COLUMNS)],
    )


def _action_page(whole: Context, action: str) -> Context:
    """The action in full with every figure of its indicators, of what is printed as a share of them, and the people."""
    card = whole.plan.action(action)
    shares = {each.id for _, each in whole.plan.indicators() if each.share_of in _ids(card)}
    others = [each for each in whole.plan.actions if each is not card and _ids(each) & shares]
    actions = [card, *(_action(each, named=shares, fields=(*NAMED, "share_of")) for each in others)]
    observations = _rows(whole.observations, indicator=_ids(card) | shares)
    provincial = {*observations["region"]} & {region.region for region in whole.plan.provinces}
    people = whole.plan.population if provincial else ()
    return _part(
        whole,
        plan=_plan(whole.plan, actions, head=(*HEAD, "methods"), population=people),
        observations=observations,
        scoreboard=_rows(whole.scoreboard, action=[action]),
        rejected=_rows(whole.edition.rejected, indicator=_ids(card)),
        missing=_rows(whole.edition.missing, indicator=_ids(card)),
    )


def _sector_page(whole: Context, sector: str) -> Context:
    """The figures of the sector and its parts, the cards they belong to, the sources' wordings of it."""
    within = whole.plan.within(sector)
    mapping = tuple(row for row in whole.plan.mapping if row.sector in within)
    observations = _rows(whole.observations, sector=within)
    rejected = _rows(whole.edition.rejected, sector=[row.wording for row in mapping])
    shown = {*observations["indicator"], *rejected["indicator"]}
    actions = [_action(action, named=shown) for action in whole.plan.actions]
    nothing = NotInSlice("the edition's observations as a whole")
    return _part(
        whole,
        plan=_plan(whole.plan, actions, mapping=mapping, sectors=within),
        observations=observations,
        scoreboard=_rows(whole.scoreboard, sector=within),
        rejected=rejected,
        missing=_rows(whole.edition.missing, sector=within),
        # A sector without a figure says how many observations were searched for it.
        searched=whole.edition.observations[["indicator"]] if observations.empty else nothing,
    )


def _region_page(whole: Context, region: str) -> Context:
    """The figures of the region and the cards they belong to."""
    observations = _rows(whole.observations, region=[region])
    card = whole.plan.region(region)
    near = {card.parent, whole.plan.head.whole, region}
    shown = set(observations["indicator"])
    plan = _plan(
        whole.plan,
        [_action(action, named=shown) for action in whole.plan.actions],
        regions=tuple(
            each if each is card else _only(each, REGION_NAMED) for each in whole.plan.regions if each.region in near
        ),
        sectors=(*observations["sector"], TOTAL),
        population=tuple(row for row in whole.plan.population if row.region == region),
    )
    return _part(
        whole,
        plan=plan,
        observations=observations,
        scoreboard=_rows(whole.scoreboard, region=[region]),
        missing=_rows(whole.edition.missing, region=[region]),
    )


def _evaluation(whole: Context, _: str) -> Context:
    """Every indicator by name with its weight and where it stands for the whole, now and in the edition before."""
    actions = [_action(action, named=_ids(action), fields=SCORED) for action in whole.plan.actions]
    previous = whole.previous
    before = previous and _part(
        previous,
        plan=NotInSlice("the plan in the previous edition"),
        card=CARD,
        scoreboard=_headline(previous.scoreboard)[list(SCORE_COLUMNS)],
    )
    return _part(
        whole,
        plan=_plan(whole.plan, actions, head=(*HEAD, "evaluation")),
        scoreboard=_headline(whole.scoreboard)[list(SCORE_COLUMNS)],
        previous=before,
    )


def _data_page(whole: Context, _: str) -> Context:
    """Every figure without its notes, every document, every figure that was not used, the titles of indicators."""
    actions = [_action(action, named=_ids(action)) for action in whole.plan.actions]
    return _part(
        whole,
        plan=_plan(whole.plan, actions),
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
    "evaluation": _evaluation,
    "data": _data_page,
}


def _part(
    whole: Context,
    *,
    plan: Plan | NotInSlice,
    observations: pd.DataFrame | None = None,
    scoreboard: pd.DataFrame | None = None,
    rejected: pd.DataFrame | None = None,
    missing: pd.DataFrame | None = None,
    searched: pd.DataFrame | NotInSlice | None = None,
    sources: dict[str, Source] | None = None,
    card: tuple[str, ...] = CARD,
    previous: Context | None = None,
) -> Context:
    """A context of these parts; documents are those that they cite, unless they are given."""
    nothing = NotInSlice("this part of the edition")
    if sources is None:
        cited = _cited(plan, observations, scoreboard, rejected, missing)
        known = {**whole.plan.sources, **whole.edition.sources}
        sources = {name: known[name] for name in sorted(cited) if name in known}
    edition = Edition(
        card=_only(whole.edition.card, card),
        observations=nothing if searched is None else searched,
        sources={name: source for name, source in sources.items() if name in whole.edition.sources},
        rejected=nothing if rejected is None else rejected,
        missing=nothing if missing is None else missing,
        lines=nothing,
    )
    if isinstance(plan, Plan):
        own = {name: source for name, source in sources.items() if name in whole.plan.sources}
        plan = bare(Plan, {**plan.__dict__, "sources": own})
    return replace(
        whole,
        plan=plan,
        edition=edition,
        observations=NotInSlice("the observations") if observations is None else observations,
        scoreboard=NotInSlice("the scoreboard") if scoreboard is None else scoreboard,
        previous=previous if previous or whole.previous is None else NotInSlice("the previous edition"),
    )


def _plan(
    plan: Plan,
    actions: list[Action],
    *,
    head: tuple[str, ...] = HEAD,
    regions: tuple[BaseModel, ...] | None = None,
    sectors: Collection[str] | None = None,
    mapping: tuple[BaseModel, ...] = (),
    population: tuple[BaseModel, ...] = (),
    tiles: bool = False,
) -> Plan:
    """A plan of these actions; every region by name, every sector of `sectors` (all if None) by name."""
    limits = {"thresholds": without(plan.head.thresholds, ["source"])}
    if "methods" in head:
        limits["methods"] = without(plan.head.methods, ["source"])
    known = {each.sector for each in plan.sectors} if sectors is None else set(sectors)
    values = {
        "head": bare(type(plan.head), {**_only(plan.head, head).__dict__, **limits}),
        "actions": tuple(actions),
        "regions": regions or tuple(_only(each, (*REGION_NAMED, *["tile"] * tiles)) for each in plan.regions),
        "sectors": tuple(
            each if each.sector in known else without(each, ["title_zh", "title_en"]) for each in plan.sectors
        ),
        "units": plan.units,
        **({"mapping": mapping} if mapping else {}),
        **({"population": population} if population else {}),
    }
    return bare(Plan, values)


def _action(action: Action, named: Collection[str], fields: tuple[str, ...] = NAMED) -> Action:
    """An action with its title and commitments; the indicators in `named` with these fields, the others counted."""
    indicators = tuple(_only(each, fields if each.id in named else COUNTED) for each in action.indicators)
    return bare(Action, {**without(action, ["aim"]).__dict__, "indicators": indicators})


def _only(record: BaseModel, fields: Collection[str]) -> BaseModel:
    return without(record, set(type(record).model_fields) - set(fields))


def _ids(action: Action) -> set[str]:
    return {indicator.id for indicator in action.indicators}


def _rows(frame: pd.DataFrame, **wanted: Iterable[str]) -> pd.DataFrame:
    """The rows of a frame whose column holds one of the wanted values."""
    ((column, values),) = wanted.items()
    return frame[frame[column].isin(list(values))].reset_index(drop=True)


def _headline(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["headline"].astype(bool)].reset_index(drop=True)


def _cited(plan: Plan | NotInSlice, *frames: Any) -> set[str]:
    """The ids of the documents that the parts of a slice name."""
    columns = ("source", "shown_source")
    known = [frame for frame in frames if isinstance(frame, pd.DataFrame)]
    cells = [cell for frame in known for column in columns if column in frame for cell in frame[column]]
    if isinstance(plan, Plan):
        cells += [
            target.source
            for action in plan.actions
            for indicator in action.indicators
            for target in indicator.__dict__.get("targets", ())
        ]
        cells += [region.__dict__.get("source", "") for region in plan.regions]
        cells += [row.source for row in plan.__dict__.get("population", ())]
    return {name for cell in cells if isinstance(cell, str) for name in cell.split()}


def _in_language(value: Any, language: str) -> Any:
    """The same without the words of the other languages; a document keeps its Chinese title, which every page shows."""
    others = tuple(f"_{code}" for code in LANGUAGES if code != language)
    if isinstance(value, Text):
        return bare(Text, {language: value[language]})
    if isinstance(value, BaseModel):
        kept = {
            name: _in_language(each, language)
            for name, each in value.__dict__.items()
            if not name.endswith(others) or (isinstance(value, Source) and name == "title_zh")
        }
        return bare(type(value), kept)
    if isinstance(value, pd.DataFrame):
        return value[[name for name in value if not name.endswith(others)]]
    if isinstance(value, (Context, Edition)):
        return replace(value, **{name: _in_language(each, language) for name, each in vars(value).items()})
    if isinstance(value, (list, tuple)):
        return type(value)(_in_language(each, language) for each in value)
    if isinstance(value, dict):
        return {name: _in_language(each, language) for name, each in value.items()}
    return value
