"""Messages of SDMX that this program exported, as the project that they were made of: the way back of `sdmx_notes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from plan_metrics.adopt.foreign_files import Keys, keys
from plan_metrics.adopt.own_package import (
    ORIGIN,
    REPEATED,
    Origin,
    Returned,
    check_columns,
    figures,
    is_ours,
    returned,
)
from plan_metrics.adopt.sdmx_messages import Data
from plan_metrics.adopt.sdmx_structures import Structures, components_of, enumerated, notes_on, said
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.yaml_files import entries
from plan_metrics.edition.models import OBSERVATIONS_FILE
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.export.forms import in_sdmx, read_back
from plan_metrics.export.sdmx import ACTIONS, AREAS, INDICATORS, UNITS
from plan_metrics.export.sdmx_notes import BESIDE_THE_PLAN, FLOW, ROW, TARGETS
from plan_metrics.plan.code_lists import CODE, Region
from plan_metrics.plan.dimensions import DIMENSIONS, Code
from plan_metrics.plan.units import Unit

Cells = dict[str, Any]

IDS = {INDICATORS: "id", AREAS: "region", UNITS: "unit"}  # the notes with the codes of a plan, which SDMX may not have


def is_own(structures: Structures) -> bool:
    """Whether the structure of the observations has the record of a plan in its annotations."""
    return is_ours(notes_on(structures.flows.get(FLOW, {})).get("form"), structures.file_of("dataflows", FLOW))


def own_project(structures: Structures, data: Sequence[Data], told: Told) -> Returned:
    """The project of messages of which `is_own` holds; raises `FaultError` with all that is wrong with the record."""
    name = structures.file_of("dataflows", FLOW)
    check_faults(_without_lists(structures, name))
    rows = [row for each in data if each.flow == FLOW for row in _figures(structures, each, told)]
    for each in data:
        if each.flow != FLOW:
            told.note(each.sheet.file, "not used", REPEATED, record=name)
    return returned(_record(structures), {OBSERVATIONS_FILE: rows}, name, told)


def _without_lists(structures: Structures, name: str) -> Iterator[Fault]:
    """A fault for each list of codes that the record of the plan is in, and that no file has."""
    found, expected = N_("no such code list"), N_("the structure as it was exported, with the code list {listed}")
    fix = N_("Get the structure with its code lists (references=all), or give the file that has them beside this one.")
    for listed in (INDICATORS, AREAS, UNITS, ACTIONS, *filter(None, map(enumerated, _dimensions(structures)))):
        if listed not in structures.lists:
            yield fault_at("no_code_list", name, found, expected, fix, column=listed, listed=listed)


def _record(structures: Structures) -> Cells:
    """The record of the plan, put together from the notes of the flow, of dimensions and of codes."""
    head = notes_on(structures.flows[FLOW])
    record = {key: head.pop(key) for key in BESIDE_THE_PLAN if key in head}
    dimensions = [(notes_on(part), enumerated(part)) for part in _dimensions(structures)]
    targets: list[Any] = []
    actions: dict[str, Cells] = {}
    for card in _cards(structures, ACTIONS):
        targets += _listed(card.pop(TARGETS, []))
        actions[str(card.get("id"))] = card | {"indicators": []}
    for card in _cards(structures, INDICATORS):
        targets += _listed(card.pop(TARGETS, []))
        actions.setdefault(of := str(card.pop("action", "")), {"id": of, "indicators": []})["indicators"].append(card)
    languages = [code for code in _listed(head.get("languages", [])) if isinstance(code, str)]
    schemes = [f"{CODE}{keys(each).get('id')}" for each in _listed(head.get("code_schemes", []))]
    tables = dict(keys(record.get("tables")))
    lists = [
        ("regions.csv", AREAS, [*Region.columns(languages), *schemes]),
        ("units.csv", UNITS, Unit.columns(languages)),
    ]
    lists += [(f"{DIMENSIONS}/{card.get('id')}.csv", of, Code.columns(languages)) for card, of in dimensions]
    for name, listed, columns in lists:
        rows = [dict.fromkeys(columns, "") | row for row in _rows(structures, listed)]
        tables[name] = rows + _listed(tables.get(name, []))
    tables["targets.csv"] = [_without_row(row) for row in sorted(targets, key=_number)]
    plan = head | {"dimensions": [card for card, _ in dimensions]}
    return record | {"plan": plan, "actions": [*actions.values()], "tables": tables}


def _listed(value: object) -> list[Any]:
    """A list as it is; anything else as the one entry of a list, which is checked as those are."""
    return value if isinstance(value, list) else [value]


def _number(target: object) -> int:
    row = keys(target).get(ROW)
    return row if isinstance(row, int) else 0


def _without_row(target: object) -> object:
    return {key: cell for key, cell in target.items() if key != ROW} if isinstance(target, dict) else target


def _dimensions(structures: Structures) -> list[Keys]:
    """The components of the dimensions of the plan; one that has lost its notes is told where its card is checked."""
    parts = components_of(structures.of_flow(FLOW))
    others = {"FREQ", *in_sdmx(()).values()}
    return [part for role, part in parts if role == "dimensionList" and part.get("id") not in others]


def _codes(structures: Structures, listed: str) -> Iterator[tuple[str, Cells, dict[str, str]]]:
    """Each code of a list, with its notes and its names."""
    for each in entries(structures.lists.get(listed, {}).get("codes")):
        yield str(each.get("id")), notes_on(each), said(each)


def _cards(structures: Structures, listed: str) -> Iterator[Cells]:
    return ({**own, "title": title} for _, own, title in _codes(structures, listed))


def _rows(structures: Structures, listed: str) -> Iterator[Cells]:
    for _, own, title in _codes(structures, listed):
        yield {**own, **{f"title_{code}": text for code, text in title.items()}}


def _figures(structures: Structures, data: Data, told: Told) -> Iterator[Cells]:
    """The figures of a message as rows of a table of the plan, with its codes.

    Raises `FaultError` where it lacks a dimension. An attribute that it lacks is told: others may leave out empty ones.
    """
    languages = _listed(notes_on(structures.flows[FLOW]).get("languages", []))
    names = read_back(in_sdmx([code for code in languages if isinstance(code, str)]))
    parts = {str(part.get("id")): enumerated(part) for part in _dimensions(structures)}
    coded = {names[of]: listed for of, listed in (("indicator", INDICATORS), ("region", AREAS), ("unit", UNITS))}
    meant = {
        column: {id: str(own.get(IDS.get(of, "code"), id)) for id, own, _ in _codes(structures, of)}
        for column, of in (coded | parts).items()
    }
    file, header = data.sheet.file, data.sheet.header
    check_columns(file, header, [names["indicator"], names["region"], *parts], None)
    for name in {*names.values()} - {*header}:
        told.note(file, "unread", N_("no such column"), name)
    rows = ({**dict(zip(header, cells, strict=True)), ORIGIN: Origin(file, line)} for line, cells in data.sheet.rows)
    return figures(rows, names, [*parts], meant)
