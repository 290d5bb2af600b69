"""Reads data messages of SDMX in XML as tables: generic and structure-specific ones of SDMX-ML 2.0, 2.1 and 3.0."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from plan_metrics.adopt.foreign_files import MOST_CELLS, no_data
from plan_metrics.adopt.sdmx_messages import STARTS, TIME, Data, is_deleted, period_of
from plan_metrics.adopt.sdmx_structures import VALUE, item_of, reference
from plan_metrics.adopt.tables import Row, Sheet
from plan_metrics.adopt.told import Told
from plan_metrics.errors import N_, Fault, FaultError, fault_at

USES = ("Structure", "StructureUsage", "ProvisionAgreement", "ProvisionAgrement")  # as SDMX-ML 2.1 spells it
OTHER_FORMS = ("CrossSectionalData", "UtilityData")
KIND = "type"  # of a group, which is no column
Cells = dict[str, str]


def of_xml(root: Element, name: str, told: Told) -> Iterator[Data]:
    """The figures of a message in XML, data set by data set; `FaultError` for XML that is no data message."""
    sets = root.findall("DataSet")
    if not sets:
        raise no_data(name, N_("XML that is neither a structure message nor a data message of SDMX"))
    heads = root.findall("Header/Structure")
    flows = {head.get("structureID", ""): _flow(head) for head in heads}
    across = {head.get("structureID", ""): head.get("dimensionAtObservation", TIME) for head in heads}
    if root.tag in OTHER_FORMS:
        raise FaultError([_other_form(root, name)])
    action = (root.findtext("Header/DataSetAction") or "").strip()
    for each in sets:
        if is_deleted(each.get("action") or action, name, told):
            continue
        of = each.get("structureRef") or next(iter(flows), "")
        yield _data_set(each, flows.get(of) or _of_old(each), across.get(of, TIME), name)


def _data_set(data: Element, flow: str, at: str, name: str) -> Data:
    attributes: set[str] = set()
    fixed = {column: cell for column, cell in _cells(data, at, attributes).items() if column.isupper()}
    grouped = [group for group in data if group.tag.endswith("Group")]
    groups = [_cells(group, at, set()) for group in data if group in grouped or group.tag == "Atts"]
    groups = [{column: cell for column, cell in cells.items() if column != KIND} for cells in groups]
    header: dict[str, None] = {}
    found: list[Cells] = []
    # SDMX-ML 2.0 has the series of a group within it.
    series = [one for part in (data, *grouped) for one in part.findall("Series")]
    series += [data] if data.find("Obs") is not None else []
    for each in series:
        own = {} if each is data else _cells(each, at, attributes)
        for observation in each.findall("Obs"):
            cells = fixed | own | _cells(observation, at, attributes)
            for group in groups:  # what it says of a figure whose dimensions it shares
                if all(cells.get(column, cell) == cell for column, cell in group.items()):
                    cells |= group
            cells[TIME] = period_of(cells.get(TIME, ""), cells.get(STARTS, ""))
            found.append(cells)
            header |= dict.fromkeys(cells)
            if len(found) * len(header) > MOST_CELLS:
                raise no_data(name, N_("a table of more than {most} cells"), most=MOST_CELLS)
    rows: list[Row] = [(n, tuple(cells.get(column, "") for column in header)) for n, cells in enumerate(found, 1)]
    return Data(flow, Sheet(name, (*header,), tuple(rows)), {}, frozenset(attributes))


def _cells(of: Element, at: str, attributes: set[str]) -> Cells:
    """A cell for each dimension, measure and attribute that an element has itself; the latter are added where told."""
    found = {column: cell for column, cell in of.attrib.items() if cell}
    for each in of:
        match each.tag:
            case "ObsDimension":
                found[each.get("id", at)] = each.get("value", "")
            case "Time":
                found[TIME] = (each.text or "").strip()
            case "ObsValue":
                found[VALUE] = each.get("value", "")
            case "Comp":  # several values of one
                found[each.get("id", "")] = "; ".join((value.text or "").strip() for value in each.findall("Value"))
            case "Attributes" | "SeriesKey" | "ObsKey" | "GroupKey":
                said: Cells = {o.get("id") or o.get("concept") or "": o.get("value") or "" for o in each}
                found |= said
                attributes |= {*said} if each.tag == "Attributes" else set()
    return {column: " ".join(cell.split()) for column, cell in found.items() if column}


def _other_form(root: Element, name: str) -> Fault:
    found = N_("a message {message} of SDMX-ML 2.0, which has no series")
    expected = N_("data by series or observation: generic, compact or structure-specific, or SDMX-CSV or SDMX-JSON")
    fix = N_("Get the data in one of these from where they are published, SDMX-CSV if it is offered.")
    return fault_at("other_form", name, found, expected, fix, message=root.tag)


def _flow(head: Element) -> str:
    """The id of the flow or the structure that a header names."""
    named = next((text for tag in USES if (text := reference(head, tag))), "")
    return item_of(named)[0] or _of_old(head)


def _of_old(of: Element) -> str:
    return (of.findtext("KeyFamilyRef") or "").strip()
