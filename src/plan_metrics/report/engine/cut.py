"""The tools that slices are cut with: parts of plans, editions and frames, and the documents that these cite."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import pandas as pd
from pydantic import BaseModel

from plan_metrics.context import Context
from plan_metrics.edition.commentary import Commentary
from plan_metrics.edition.models import KEY, Edition, Erratum, Withdrawal
from plan_metrics.guard import NotInSlice
from plan_metrics.plan.code_lists import Source, Spoken
from plan_metrics.plan.dimensions import Breakdown
from plan_metrics.plan.models import Action, Plan
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.shapes import Shapes
from plan_metrics.rows import places_of

Record = TypeVar("Record", bound=BaseModel)
# Fields of cards: of an indicator that is only counted, of one that is named; of a region by name; of the plan's head
# and the edition's card, as every page has them.
COUNTED = ("id", "fits", "repeats")
NAMED = (*COUNTED, "title", "unit", "direction", "breakdown", "accumulation", "numerator", "denominator")
REGION_NAMED = ("region", "level", "parent", "members", "begins", "ends", "title", "short")
HEAD = (
    "languages", "whole", "money", "structure", "levels", "dimensions", "code_schemes", "baseline_period", "verdicts",
    "pages",
)  # fmt: skip
RULED = (*HEAD, "thresholds", "methods")
CARD = ("id", "as_of", "invented", "thresholds", "verdicts")
# In the place of what a slice has not: to read it raises.
NOTHING: Any = NotInSlice("this part of the edition")
NO_OBSERVATIONS: Any = NotInSlice("the observations")
NO_SCOREBOARD: Any = NotInSlice("the scoreboard")
NO_PREVIOUS: Any = NotInSlice("the previous edition")
NO_CHANGES: Any = NotInSlice("what changed since the previous edition")


def part_of(
    whole: Context,
    *,
    plan: Plan | NotInSlice,
    observations: pd.DataFrame = NO_OBSERVATIONS,
    scoreboard: pd.DataFrame = NO_SCOREBOARD,
    rejected: pd.DataFrame = NOTHING,
    missing: pd.DataFrame = NOTHING,
    searched: pd.DataFrame = NOTHING,
    sources: dict[str, Source] | None = None,
    card: tuple[str, ...] = CARD,
    previous: Context | None = None,
    commentary: Mapping[str, Commentary] | None = None,
    withdrawn: tuple[Withdrawal, ...] = (),
    errata: tuple[Erratum, ...] = (),
) -> Context:
    """A context of these parts; documents are those that they cite, unless they are given."""
    if sources is None:
        cited = _cited(plan, observations, scoreboard, rejected, missing)
        cited |= {name for each in (commentary or {}).values() for name in each.card.basis}
        known = {**whole.plan.sources, **whole.edition.sources}
        sources = {name: known[name] for name in cited if name in known}
    edition = Edition(
        card=only(whole.edition.card, card),
        observations=searched,
        sources={name: source for name, source in sorted(sources.items()) if name in whole.edition.sources},
        rejected=rejected,
        missing=missing,
        lines=NOTHING,
        withdrawn=withdrawn,
        errata=errata,
    )
    if isinstance(plan, Plan):
        own = {name: source for name, source in sorted(sources.items()) if name in whole.plan.sources}
        plan = changed(plan, sources=own)
    kept: Any = plan
    return replace(
        whole,
        plan=kept,
        edition=edition,
        observations=observations,
        scoreboard=scoreboard,
        previous=previous if previous or whole.previous is None else NO_PREVIOUS,
        found_changes=NO_CHANGES,
        found_moves=NO_CHANGES,
        found_figures=NO_CHANGES,
        found_long=whole.long_areas,
        withdrawn_later=(),
        commentary=commentary or {},
        plan_digest="",
        row_digests={},
    )


def marked(part: Context, whole: Context) -> Context:
    """A slice that also knows which of its figures later editions withdraw."""
    seen = part.observations
    shown = set(zip(*(seen[name] for name in KEY), strict=True))
    return replace(part, withdrawn_later=tuple(each for each in whole.withdrawn_later if each.key in shown))


def plan_of(
    plan: Plan,
    actions: list[Action],
    *,
    head: tuple[str, ...] = HEAD,
    regions: tuple[BaseModel, ...] | None = None,
    breakdowns: Collection[str] | None = None,
    mapping: tuple[BaseModel, ...] | None = None,
    population: tuple[BaseModel, ...] | None = None,
    targets: tuple[Target, ...] = (),
    shapes: Shapes | None = None,
) -> Plan:
    """A plan of these actions; every region by name, every breakdown of `breakdowns` (all if None) by name."""
    ruled = ("verdicts", "thresholds", "methods")
    limits = {name: without(getattr(plan.head, name), ["source"]) for name in ruled if name in head}
    known = {each.code for each in plan.breakdowns} if breakdowns is None else set(breakdowns)
    values = {
        "head": changed(only(plan.head, head), **limits),
        "actions": tuple(actions),
        "regions": regions or tuple(only(each, REGION_NAMED) for each in plan.regions),
        "breakdowns": tuple(each if each.code in known else without(each, ["title"]) for each in plan.breakdowns),
        "units": plan.units,
        "words": plan.words,
        "targets": targets,
        "concordance": plan.concordance,
        "shapes": shapes or {},
        **({"mapping": mapping} if mapping is not None else {}),
        **({"population": population} if population is not None else {}),
    }
    return changed(only(plan, values), **values)


def action_of(action: Action, named: Collection[str], fields: tuple[str, ...] = NAMED) -> Action:
    """An action with its title and commitments; the indicators in `named` with these fields, the others counted."""
    indicators = tuple(only(each, fields if each.id in named else COUNTED) for each in action.indicators)
    return changed(without(action, ["aim"]), indicators=indicators)


def every_action(plan: Plan, fields: tuple[str, ...] = NAMED) -> list[Action]:
    """All actions of a plan, with all their indicators by these fields."""
    return [action_of(action, named=ids_of(action), fields=fields) for action in plan.actions]


def only(record: Record, fields: Collection[str]) -> Record:
    """A record with no other fields than these."""
    return without(record, vars(record).keys() - set(fields))


def without(record: Record, fields: Iterable[str]) -> Record:
    """A copy of a record that lacks these fields: reading one of them raises AttributeError."""
    cut = copy.copy(record)
    held = vars(cut)
    for name in fields:
        held.pop(name, None)
    return cut


def changed(record: Record, **values: Any) -> Record:
    """A copy of a record with other values; nothing is checked, and what it lacks it lacks again."""
    new = copy.copy(record)
    vars(new).update(values)
    return new


def ids_of(action: Action) -> set[str]:
    """The ids of the indicators of an action."""
    return {indicator.id for indicator in action.indicators}


def rows_of(frame: pd.DataFrame, **wanted: Iterable[str]) -> pd.DataFrame:
    """The rows of a frame whose column holds one of the wanted values."""
    return taken(frame, places_of(frame, **{column: list(values) for column, values in wanted.items()}))


def taken(frame: pd.DataFrame, places: Sequence[int]) -> pd.DataFrame:
    """The rows of a frame at these places, counted from 0."""
    found = frame.take(places)
    found.index = pd.RangeIndex(len(found))  # `reset_index` would copy all again
    return found


def headline_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a scoreboard for the whole, one an indicator."""
    return frame[frame["headline"].astype(bool)].reset_index(drop=True)


def _cited(plan: Plan | NotInSlice, *frames: object) -> set[str]:
    """The ids of the documents that the parts of a slice name."""
    columns = ("source", "shown_source")
    known = [frame for frame in frames if isinstance(frame, pd.DataFrame)]
    cells = [cell for frame in known for column in columns if column in frame for cell in frame[column]]
    if isinstance(plan, Plan):
        cells += [target.source for target in plan.targets]
        cells += [region.__dict__.get("source", "") for region in plan.regions]
        cells += [row.source for row in plan.__dict__.get("population", ())]
        cells += [change.source for change in plan.__dict__.get("concordance", ())]
        cells += [plan.head.map.source] if plan.__dict__.get("shapes") and plan.head.map else []
    return {name for cell in cells if isinstance(cell, str) for name in cell.split()}


def for_reader(context: Context, language: str) -> Context:
    """A context whose readers, and those of the edition before, have this language."""
    previous = context.previous and replace(context.previous, language=language)
    return replace(context, language=language, previous=previous)


def in_language(context: Context, language: str) -> Context:
    """A context for readers of a language, without the words of the others.

    A document keeps its own title, which every page shows, and its issuing body, by which documents are told apart; a
    breakdown its title in the language of documents, by which it is found in the words of figures that were set aside.
    """
    others = tuple(f"_{code}" for code in context.plan.languages if code != language)
    words = _Words(language, context.plan.original, others)
    worded: Context = _worded(for_reader(context, language), words)
    return worded


class _Words(NamedTuple):
    """What is kept: a language, beside it that of documents, and no columns that end in these."""

    language: str
    original: str
    others: tuple[str, ...]


def _worded(value: Any, words: _Words, also: str = "") -> Any:
    if isinstance(value, Spoken):
        kept: Any = {code: value[code] for code in value.languages if code in (words.language, also)}
        return type(value).model_construct(**kept)
    if isinstance(value, BaseModel):
        own = words.original if isinstance(value, (Breakdown, Source)) else ""
        return changed(value, **{name: _worded(each, words, own) for name, each in vars(value).items()})
    if isinstance(value, pd.DataFrame):
        return value[[name for name in value if not str(name).endswith(words.others)]]
    if isinstance(value, (Context, Edition, Commentary)):
        return replace(value, **{each.name: _worded(getattr(value, each.name), words) for each in fields_of(value)})
    if isinstance(value, (list, tuple)):
        return type(value)(_worded(each, words) for each in value)
    if isinstance(value, dict):
        return {name: _worded(each, words) for name, each in value.items()}
    return value
