"""The tables of the downloads: the same figures as on the pages, tidy, with codes and in every language.

Every format is made from these, so that a number is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import pandas as pd

from plan_metrics.analysis.aims import known_by, revised_by
from plan_metrics.analysis.area_share import area_share
from plan_metrics.analysis.scoreboard import KEY, series_of, series_status, targets_of
from plan_metrics.analysis.states import OPEN, STATES
from plan_metrics.context import Context
from plan_metrics.edition.flags import FLAGS, QUALIFIERS
from plan_metrics.export.about import in_every
from plan_metrics.export.code_words import codes_of
from plan_metrics.export.spreadsheet_cells import Cell
from plan_metrics.export.table_columns import BY_METHOD, INDICATORS_STABLE, KEYS, TOO_LITTLE, Column, columns_in
from plan_metrics.languages import columns_of, own_words
from plan_metrics.measure.periods import decimal_year
from plan_metrics.plan.code_lists import CODE, TOTAL, Source, Text
from plan_metrics.plan.dimensions import Breakdown
from plan_metrics.plan.models import FITS
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, register_rows, scoreboard_rows
from plan_metrics.views.links import receipt_id
from plan_metrics.views.words import by_method

Raw: TypeAlias = Mapping[str, object]
Row: TypeAlias = Mapping[str, Cell]
NO_FIGURE = "O"  # SDMX: missing value
GROUPS = ("indicators_improving", "indicators_stable", "indicators_worsening", "indicators_not_assessable")
AREAS = ("areas", "areas_reaching", "areas_unknown")
OUTCOME = ("result", "result_period", "result_value", "result_qualifier", "prospect", "probability")


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, the columns that name a row, and rows with a cell for each column."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(context: Context) -> dict[str, Table]:
    """Every table by its name, in an order in which what is referred to comes first."""
    plan, head = context.plan, context.plan.head
    rows: dict[str, Iterable[Raw]] = {
        "units": [unit.cells() for unit in plan.units.values()],
        "regions": [{**each.cells(), "valid_from": each.begins, "valid_to": each.ends} for each in plan.regions],
        "breakdowns": [_breakdown(context, each) for each in plan.breakdowns],
        "sources": [
            {**each.cells(), "url": each.url if each.address_class != "none" else None} for each in documents(context)
        ],
        "codes": list(_codes(context)),
        "actions": [_action(context, action.id) for action in plan.actions],
        "commitments": list(_commitments(context)),
        "indicators": list(_indicators(context)),
        "fits": list(_fits(context)),
        "targets": list(_targets(context)),
        "observations": [{**row, "receipt": receipt_id(row, row["period"])} for row in observations(context)],
        "observation_sources": list(_links(context)),
        "scoreboard": scoreboard(context),
        "rejected": [{"row": index, **row} for index, row in enumerate(register_rows(context.edition.rejected), 1)],
    }
    columns = {name: columns_in(name, plan.languages) for name in rows}
    columns["regions"] += tuple(_own_column(context, f"{CODE}{each.id}", each.title) for each in head.code_schemes)
    columns["breakdowns"] += tuple(_own_column(context, each.id, each.title, required=True) for each in head.dimensions)
    if by_method(context):
        columns["scoreboard"] += BY_METHOD
        stable = replace(INDICATORS_STABLE, title=TOO_LITTLE)
        columns["actions"] = tuple(stable if each == INDICATORS_STABLE else each for each in columns["actions"])
    return {
        name: Table(
            name,
            columns[name],
            KEYS[name],
            tuple({column.name: _cell(row[column.name]) for column in columns[name]} for row in rows[name]),
        )
        for name in rows
    }


def _own_column(context: Context, name: str, title: Text, *, required: bool = False) -> Column:
    """A column that the plan declares; what looks like a place in its words is none."""
    said = title[context.language].replace("{", "{{").replace("}", "}}")
    return Column(name, "string", said, required=required)


def documents(context: Context) -> list[Source]:
    """Every document that the edition or the plan cites, by its id."""
    known = {**context.plan.sources, **context.edition.sources}
    return [known[name] for name in sorted(known)]


def observations(context: Context) -> list[ObservationRow]:
    """The edition's observations, computed ones too, and the rows that say with a flag that there is no value."""
    actions = {indicator.id: action.id for action, indicator in context.plan.indicators()}
    missing = context.edition.missing
    missing = missing.assign(action=missing["indicator"].map(actions))
    parts = [part for part in (context.observations, missing) if len(part)]
    rows = observation_rows(pd.concat(parts, ignore_index=True)) if parts else []
    order = {indicator: index for index, indicator in enumerate(actions)}
    return sorted(
        rows, key=lambda row: (order[row["indicator"]], *_place(row)[1:], decimal_year(row["period"]), row["period"])
    )


def scoreboard(context: Context) -> list[Raw]:
    """The scoreboard with the newest figure of each series, its period, status and source as `value`, `period`, `flag`.

    A headline without any figure has no value, and the flag of the row that says so, or O (missing value).
    """
    flags: dict[tuple[str, ...], str] = {(*_place(row), row["period"]): row["flag"] for row in observations(context)}
    said = {key[:3]: flag for key, flag in flags.items()}  # of the last period
    rows: list[Raw] = []
    for row in scoreboard_rows(context.scoreboard):
        key = _place(row)
        shown = {
            "value": row["shown"],
            "period": row["shown_period"],
            "qualifier": row["shown_qualifier"],
            "source": row["shown_source"],
            "flag": flags[(*key, row["shown_period"])] if row["shown_period"] else said.get(key, NO_FIGURE),
        }
        rows.append({**row, **shown, "receipt": receipt_id(row, "status")})
    return rows


def _place(row: ObservationRow | ScoreboardRow) -> tuple[str, str, str]:
    return row["indicator"], row["region"], row["breakdown"]


def _cell(cell: object) -> Cell:
    if cell is None or cell == "" or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, bool | int | float | str):
        return cell
    raise TypeError(f"{cell!r} is no cell of a table")


def _breakdown(context: Context, each: Breakdown) -> Raw:
    codes = {of.id: each.codes.get(of.id, TOTAL) for of in context.plan.head.dimensions}
    return {"breakdown": each.code, "parent": each.parent, "page": each.page, **each.title.cells("title"), **codes}


def _codes(context: Context) -> Iterator[Raw]:
    for flag, about in FLAGS.items():
        yield {"list": "flag", "code": flag, **_own("title", context, about.title)}
    for qualifier, title in QUALIFIERS.items():
        yield {"list": "qualifier", "code": qualifier, **_own("title", context, title)}
    for name, codes in codes_of(context.plan).items():
        for code, text in codes.items():
            yield {"list": name, "code": code, **in_every(context.plan.languages, text).cells("title")}


def _action(context: Context, action: str) -> Raw:
    card, state = context.plan.action(action), context.state(action)
    return {
        "action": action,
        **card.title.cells("title"),
        **card.aim.cells("aim"),
        "state": state.state,
        "strength": None if state.state == OPEN else state.strength,
        "commitments": len(state.commitments),
        **{f"commitments_{name}": state.of(name) for name in STATES},
        **{f"commitments_{fit}": state.by(fit) for fit in FITS[:2]},
        "indicators": state.indicators,
        "indicators_with_figures": state.with_figures,
        "indicators_counting": state.counting,
        **dict(zip(GROUPS, state.groups, strict=True)),
        "reversals": " ".join(state.reversals),
        "receipt": f"{action}/state",
    }


def _commitments(context: Context) -> Iterator[Raw]:
    for action in context.plan.actions:
        for card, found in zip(action.commitments, context.state(action.id).commitments, strict=True):
            yield {
                **vars(found),
                "action": action.id,
                "counted": " ".join(found.counted),
                "deteriorating": " ".join(found.deteriorating),
                **card.title.cells("title"),
                **_said("searched", context, card.searched),
                **_said("needed", context, card.needed),
                "receipt": f"{action.id}/{card.id}/state",
            }


def _indicators(context: Context) -> Iterator[Raw]:
    for action, card in context.plan.indicators():
        texts = ("title", "counts", "why", "basis", "caveat")
        yield {
            **card.model_dump(exclude={"aggregation", "fits", *texts}),
            **{name: said for text in texts for name, said in _said(text, context, getattr(card, text)).items()},
            "indicator": card.id,
            "action": action.id,
            "commitments": " ".join(card.commitments),
            "fit": card.fit,
            **{f"adds_up_over_{name}": value for name, value in card.aggregation.model_dump().items()},
        }


def _fits(context: Context) -> Iterator[Raw]:
    for _, card in context.plan.indicators():
        for each in card.fits:
            said = each.reason.cells("reason")
            yield {"indicator": card.id, "commitment": each.commitment, "fit": each.fit, **said}


def _targets(context: Context) -> Iterator[Raw]:
    """The targets known by the edition's day, each with what became of it where an indicator measures just that.

    Their number is that of their row in the plan's list, so that it is the same in every edition of a plan.
    """
    for row, target in enumerate(context.plan.targets, 1):
        if known_by(context.plan, target, context.edition.card.day):
            yield {"row": row, **target.cells(), **_outcome(context, target), "receipt": _in_force(context, target)}


def _outcome(context: Context, target: Target) -> Raw:
    """What became of a target; of one that is not judged only that it was revised."""
    plan, edition = context.plan, context.edition
    later = revised_by(plan, target, edition.card.day)
    found = {**dict.fromkeys((*OUTCOME, *AREAS, "comes_to")), "revised": later.since if later else None}
    if not target.indicator or target.condition or later:
        return found
    if target.kind == "share":
        areas = area_share(plan, edition, context.observations, target)
        counts = dict(zip(AREAS, (areas.areas, len(areas.reach), len(areas.unknown)), strict=True))
        return found | counts | {"result": areas.result}
    rows = series_of(context.observations, target.indicator, target.region, target.breakdown)
    row = series_status(plan, edition, plan.indicator(target.indicator), rows, [target])
    found |= {name: cell for name, cell in row.items() if name in OUTCOME}
    return found | ({"comes_to": row["target"]} if target.kind == "relative" else {})


def _in_force(context: Context, target: Target) -> str | None:
    """The receipt of a target; only the one that the scoreboard follows has one."""
    series = {"indicator": target.indicator, "region": target.region, "breakdown": target.breakdown}
    for row in scoreboard_rows(context.scoreboard, **series):
        known = targets_of(context.plan, context.edition, context.plan.indicator(target.indicator), *_place(row)[1:])
        if next((each for each in known if each.period == row["target_period"]), None) == target:
            return receipt_id(row, "target")
    return None


def _said(name: str, context: Context, text: Text | None) -> Raw:
    return text.cells(name) if text else dict.fromkeys(columns_of(name, context.plan.languages))


def _own(name: str, context: Context, text: Mapping[str, str]) -> Raw:
    """What the program itself says, in each language of the plan."""
    return {f"{name}_{code}": own_words(text, code) for code in context.plan.languages}


def _links(context: Context) -> Iterator[Raw]:
    for row in observations(context):
        for source in row["source"].split():
            yield {**dict(zip(KEY, _place(row), strict=True)), "period": row["period"], "source": source}
