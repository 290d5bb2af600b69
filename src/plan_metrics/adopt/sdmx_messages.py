"""Reads data messages of SDMX as tables with a column for each dimension, measure and attribute.

SDMX-CSV 1.0 and 2.0, SDMX-JSON 1.0 and 2.0 (https://sdmx.org/standards).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plan_metrics.adopt.code_names import CodeNames
from plan_metrics.adopt.foreign_files import MOST_CELLS, Keys, keys, no_data
from plan_metrics.adopt.sdmx_structures import VALUE, item_of, said
from plan_metrics.adopt.tables import Row, Sheet, table_of
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.yaml_files import entries
from plan_metrics.errors import N_
from plan_metrics.measure.periods import period_between

FLOW, FLOWS = "DATAFLOW", "STRUCTURE_ID"  # the columns of SDMX-CSV 1.0 and 2.0 with the flow of a row
OF_THE_MESSAGE = ("DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION")
TIME, STARTS = "TIME_PERIOD", "REPORTING_YEAR_START_DAY"
LABELLED = ": "  # between the id and the name of a code, where a message has both
DELETED = ("D", "Delete")


@dataclass(frozen=True)
class Data:
    """The figures of a flow in one message, what the message says of its codes, and its `attributes` where it says."""

    flow: str
    sheet: Sheet
    columns: Mapping[str, CodeNames]
    attributes: frozenset[str]


def of_csv(text: str, name: str, told: Told) -> Iterator[Data]:
    """The figures of a message in SDMX-CSV, flow by flow; `FaultError` for another table."""
    sheet = table_of(text, name, told)
    header = [cell.partition(LABELLED) for cell in sheet.header]
    ids = [id for id, _, _ in header]
    of = next((ids.index(column) for column in (FLOWS, FLOW) if column in ids), None)
    if of is None:
        raise no_data(name, N_("no table of SDMX-CSV, which has a column DATAFLOW or STRUCTURE"), line=1)
    action = ids.index("ACTION") if "ACTION" in ids else None
    starts = ids.index(STARTS) if STARTS in ids else None
    kept = [at for at, id in enumerate(ids) if id not in OF_THE_MESSAGE]
    labels = {id: label for id, mark, label in header if mark}
    names: dict[str, dict[str, dict[str, str]]] = {id: {} for id in labels}
    rows: dict[str, list[Row]] = {}
    for line, cells in sheet.rows:
        if action is not None and cells[action] in DELETED:
            told.note(name, "refused", N_("a row that takes a figure out of another data set"), line=line)
        else:
            own = []
            for at in kept:
                code, mark, label = cells[at].partition(LABELLED) if ids[at] in labels else (cells[at], "", "")
                if mark:
                    names[ids[at]][code] = {"": label}
                own.append(period_of(code, cells[starts] if starts is not None else "") if ids[at] == TIME else code)
            flow = cells[of].partition(LABELLED)[0]
            rows.setdefault(item_of(f"={flow}")[0] or flow, []).append((line, tuple(own)))
    columns = {id: CodeNames({"": label}, names[id]) for id, label in labels.items()}
    for flow, listed in rows.items():
        yield Data(flow, Sheet(name, tuple(ids[at] for at in kept), tuple(listed)), columns, frozenset())


def period_of(text: str, starts: str = "") -> str:
    """A period of SDMX as this program writes it; another text as it is.

    `starts` is the day that reporting years begin with, such as --04-01: 2024-A1 and its parts are counted from it.

    >>> [period_of(text) for text in ("2024-A1", "2024-S1", "2024-M9", "2024-04-01/P9M", "2024-W05")]
    ['2024', '2024-H1', '2024-09', '2024-04/2024-12', '2024-W05']
    >>> [period_of(text, "--04-01") for text in ("2024-A1", "2024-Q2", "2024")]
    ['2024-04/2025-03', '2024-Q3', '2024']
    """
    if found := re.fullmatch(r"(\d{4})-?([ASTQM])(\d{1,2})", text):
        first = re.fullmatch(r"--(0[1-9]|1[0-2])-01Z?", starts or "--01-01")
        length = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}[found[2]]
        if first is None or not 1 <= int(found[3]) <= 12 // length or found[1] == "0000":
            return f"{text} ({starts})" if starts else text  # which is no period
        start = 12 * int(found[1]) + int(first[1]) - 1 + length * (int(found[3]) - 1)
        return period_between(start, start + length)
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-01)?(?:T[0:]+)?/P(\d{1,2})([MY])", text)
    if not found:
        return text
    year, month, length = int(found[1]), int(found[2]), int(found[3]) * (12 if found[4] == "Y" else 1)
    last = 12 * year + month - 2 + length
    if month == 1 and length == 12:
        return str(year)
    return f"{year}-{month:02d}/{last // 12}-{last % 12 + 1:02d}"


def is_deleted(action: object, name: str, told: Told) -> bool:
    """Whether a data set, by its action, takes figures out of another one; that is told."""
    if action in DELETED:
        told.note(name, "refused", N_("a data set that takes figures out of another one"))
    return action in DELETED


def of_json(message: Keys, name: str, told: Told) -> Iterator[Data]:
    """The figures of a message in SDMX-JSON, data set by data set; `FaultError` where keys and values do not fit."""
    data = keys(message.get("data")) or message
    structures = entries(data.get("structures") or data.get("structure"))
    for number, each in enumerate(entries(data.get("dataSets")), 1):
        if is_deleted(each.get("action"), name, told):
            continue
        at = [f"dataSets[{number}]"]
        try:
            yield _data_set(each, _at(structures, int(each.get("structure", 0))), name, at)
        except (LookupError, TypeError, ValueError, AttributeError):
            found = N_("a data message whose keys and values do not fit together, at {at}")
            raise no_data(name, found, at=" ".join(at)[:200]) from None


def _data_set(data: Keys, structure: Keys, name: str, place: list[str]) -> Data:
    """The figures of a data set; `place` says which of its series and observations is being read."""
    dimensions = {
        level: entries(structure["dimensions"].get(level, [])) for level in ("dataSet", "series", "observation")
    }
    given = keys(structure.get("attributes"))
    levels = ("dataSet", "dimensionGroup", "series", "observation")
    attributes = {level: entries(given.get(level, [])) for level in levels}
    measures = entries(keys(structure.get("measures")).get("observation") or {"id": VALUE})
    ids = [str(each["id"]) for each in measures]
    ids = [VALUE] if len(ids) == 1 else ids
    every = [part for parts in (*dimensions.values(), *attributes.values()) for part in parts]
    header = tuple(dict.fromkeys([*(str(each["id"]) for each in every), *ids]))
    fixed = _cells(attributes["dataSet"], data.get("attributes", []))
    fixed |= _cells(dimensions["dataSet"], [0] * len(dimensions["dataSet"]))
    groups = _groups(data, dimensions, attributes["dimensionGroup"])
    rows: list[Row] = []
    outer = [*place]
    for key, series in keys(data.get("series") or {"": data}).items():
        place[:] = [*outer, *([f"series {key}"] if key else [])]
        own = _cells(dimensions["series"], _places(key)) if data.get("series") else {}
        own |= _cells(attributes["series"], series.get("attributes", [])) if data.get("series") else {}
        inner = [*place]
        for at, values in series["observations"].items():
            place[:] = [*inner, f"observations {at}"]
            cells = fixed | own | _cells(dimensions["observation"], _places(at))
            for wanted, said_of in groups:
                if wanted.items() <= cells.items():
                    cells |= said_of
            cells |= dict(zip(ids, map(_text, values[: len(ids)]), strict=False))
            cells |= _cells(attributes["observation"], values[len(ids) :])
            cells[TIME] = period_of(cells.get(TIME, ""), cells.get(STARTS, ""))
            rows.append((len(rows) + 1, tuple(cells.get(id, "") for id in header)))
            if len(rows) * len(header) > MOST_CELLS:
                raise no_data(name, N_("a table of more than {most} cells"), most=MOST_CELLS)
    urns = [str(link.get("urn")) for link in entries(structure.get("links", []))]
    flow = next((id for urn in urns if (id := item_of(urn)[0])), "")
    columns = {str(each["id"]): _names(each) for each in every}
    others = frozenset(str(each["id"]) for parts in attributes.values() for each in parts) | ({*ids} - {VALUE})
    return Data(flow, Sheet(name, header, tuple(rows)), columns, others)


def _groups(
    data: Keys, dimensions: Mapping[str, Sequence[Keys]], attributes: Sequence[Keys]
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Attributes of a group of figures: the dimensions that it is of, and what the attributes say."""
    every = [part for parts in dimensions.values() for part in parts]
    order = sorted(every, key=lambda part: int(part.get("keyPosition", every.index(part))))
    found = []
    for key, places in keys(data.get("dimensionGroupAttributes")).items():
        wanted = [(part, place) for part, place in zip(order, key.split(":"), strict=False) if place]
        cells = {id: cell for part, place in wanted for id, cell in _cells([part], [int(place)]).items()}
        found.append((cells, _cells(attributes, places)))
    return found


def _places(key: str) -> list[int]:
    return [int(place) for place in key.split(":")]


def _at(listed: Sequence[Keys], place: int) -> Keys:
    """The entry at a place, from 0 on; IndexError for a place that none has."""
    if place < 0:
        raise IndexError(place)
    return listed[place]


def _cells(parts: Sequence[Keys], places: Sequence[Any]) -> dict[str, str]:
    """The code of each part at its place among the values that the message lists; where it lists none, the value."""
    found = {}
    for part, place in zip(parts, places, strict=False):
        values = entries(part.get("values", []))
        if place is None:
            continue
        listed = isinstance(place, int) and not isinstance(place, bool) and values
        value = _at(values, place) if listed else {"value": place}
        said_as = [value.get(key) for key in ("id", "value", "name", "start") if value.get(key) is not None]
        found[str(part["id"])] = " ".join(_text(said_as[0]).split()) if said_as else ""
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _names(part: Keys) -> CodeNames:
    return CodeNames(
        said(part), {str(each["id"]): said(each) for each in entries(part.get("values", [])) if "id" in each}
    )
