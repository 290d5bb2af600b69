"""What the columns of the SDMX-CSV files hold, as an SDMX-JSON 2.0 structure message: concepts, code lists, flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.export.about import in_every, notices
from plan_metrics.export.plan_record import plan_record
from plan_metrics.export.sdmx import (
    AGENCY,
    AREAS,
    FLOWS,
    LISTS,
    UNITS,
    VERSION,
    Component,
    code,
    code_ids,
    components_of,
    dimensions_of,
    flow_id,
    list_of,
)
from plan_metrics.export.sdmx_notes import FLOW, Keys, annotated, notes_of
from plan_metrics.export.table_columns import TITLES
from plan_metrics.export.tables import Table
from plan_metrics.languages import SOURCE, lead
from plan_metrics.plan.code_lists import GROUP, Text
from plan_metrics.plan.dimensions import DIMENSIONS
from plan_metrics.plan.models import Plan

PACKAGES = {
    "Codelist": "codelist",
    "ConceptScheme": "conceptscheme",
    "Concept": "conceptscheme",
    "DataStructure": "datastructure",
    "Dataflow": "datastructure",
}
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/v2.0.0/"
    "structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
)
CONCEPTS = "CS_PLAN_METRICS"
# The English names of codes that are SDMX's, as its cross-domain code lists have them: CL_OBS_STATUS 2.3, CL_FREQ 2.1
# (https://registry.sdmx.org). The Chinese names are ours. Codes that this project has no use for are left out.
OFFICIAL = {
    "CL_OBS_STATUS": {
        "A": "Normal value",
        "B": "Time series break",
        "D": "Definition differs",
        "E": "Estimated value",
        "F": "Forecast value",
        "G": "Experimental value",
        "H": "Missing value; holiday or weekend",
        "I": "Imputed value (CCSA definition)",
        "J": "Derogation",
        "K": "Data included in another category",
        "L": "Missing value; data exist but were not collected",
        "M": "Missing value; data cannot exist",
        "N": "Not significant",
        "O": "Missing value",
        "P": "Provisional value",
        "Q": "Missing value; suppressed",
        "S": "Strike and other special events",
        "U": "Low reliability",
        "V": "Unvalidated value",
        "W": "Includes data from another category",
    },
    "CL_FREQ": {
        "A": "Annual",
        "S": "Half-yearly, semester",
        "Q": "Quarterly",
        "M": "Monthly",
        "I": "Irregular",
    },
}
GROUPS = {"dimension": "dimensions", "measure": "measures", "attribute": "attributes"}
LIST_IDS = {"dimension": "DimensionDescriptor", "measure": "MeasureDescriptor", "attribute": "AttributeDescriptor"}


def structure(context: Context, tables: Mapping[str, Table]) -> dict[str, Any]:
    """The structure message of both files; its code lists hold every code of the plan, in every language."""
    languages, notes = context.plan.languages, _notes(context, tables)
    parents, ids = _parents(context.plan), code_ids(context.plan)
    flows = {name: components_of(context.plan, name) for name in FLOWS}
    components = {component.id: component for parts in flows.values() for component in parts}
    used = {component.codes for component in components.values()}
    return {
        "meta": {  # first, because readers look there for the schema
            "schema": SCHEMA,
            "id": f"{AGENCY}_{code(context.plan.head.id)}_{code(context.edition.card.id)}".upper(),
            "test": context.edition.card.invented,
            "prepared": f"{context.edition.card.as_of}T00:00:00Z",  # of the edition, so that two runs agree
            "contentLanguages": [*languages],
            "sender": {"id": AGENCY},
        },
        "data": {
            "codelists": [
                _list(languages, name, codes, ids.get(name, {}), parents.get(name, {}), notes.get(name, {}))
                for name, codes in sorted({**_code_lists(languages, tables), **_dimension_lists(context.plan)}.items())
                if name in used
            ],
            "conceptSchemes": [
                {
                    **_named(CONCEPTS, in_every(languages, N_("Concepts"))),
                    "concepts": [
                        {"id": c.id, **_names(_said(languages, c.title))} for _, c in sorted(components.items())
                    ],
                }
            ],
            "dataStructures": [
                _data_structure(languages, name, parts, notes[DIMENSIONS]) for name, parts in flows.items()
            ],
            "dataflows": [
                {
                    **_named(flow_id(name), in_every(languages, TITLES[name])),
                    **_described(notices(context)),
                    **(annotated(notes[""][""], languages) if flow_id(name) == FLOW else {}),
                    "structure": _urn("DataStructure", f"DSD_{name.upper()}"),
                }
                for name in FLOWS
            ],
        },
    }


def _code_lists(languages: Sequence[str], tables: Mapping[str, Table]) -> dict[str, list[tuple[str, Text]]]:
    found = {
        list_id: [(str(row[tables[table].key[0]]), _title(languages, row)) for row in tables[table].rows]
        for table, list_id in LISTS.items()
    }
    for row in tables["codes"].rows:
        list_id = list_of(str(row["list"]))
        official = OFFICIAL.get(list_id, {}).get(str(row["code"]))
        found.setdefault(list_id, []).append((str(row["code"]), _title(languages, row, official)))
    # A unit as printed (10k m2, %) is no unit of a value; only plain units are codes.
    plain = {row["unit"] for row in tables["units"].rows if row["unit"] == row["base"]}
    found[UNITS] = [(unit, title) for unit, title in found[UNITS] if unit in plain]
    return found


def _dimension_lists(plan: Plan) -> dict[str, list[tuple[str, Text]]]:
    return {
        component.codes: [(each.code, each.title) for each in plan.codes.get(dimension.id, ())]
        for component, dimension in dimensions_of(plan)
    }


def _parents(plan: Plan) -> dict[str, dict[str, str]]:
    """In what each code lies, by list."""
    lists = {
        component.codes: {each.code: each.parent for each in plan.codes.get(dimension.id, ()) if each.parent}
        for component, dimension in dimensions_of(plan)
    }
    areas = {each.region: each.parent or plan.head.whole for each in plan.regions if each.level != GROUP}
    return lists | {AREAS: {region: parent for region, parent in areas.items() if region != parent}}


def _notes(context: Context, tables: Mapping[str, Table]) -> dict[str, dict[str, Keys]]:
    """What SDMX has no place for, as `notes_of`; figures that were not used are in none of these files."""
    record = plan_record(context, {"rejected.csv": len(tables["rejected"].rows)})
    return notes_of(context.plan, record, {of.id: each.id for each, of in dimensions_of(context.plan)})


def _said(languages: Sequence[str], title: str | Text) -> Text:
    return in_every(languages, title) if isinstance(title, str) else title


def _title(languages: Sequence[str], row: Mapping[str, Any], official: str | None = None) -> Text:
    """The title of a row of a table; `official` takes the place of ours in the language of the messages."""
    said = {code: row[f"title_{code}"] for code in languages}
    return Text(**(said | ({SOURCE: official} if official and SOURCE in said else {})))


def _list(
    languages: Sequence[str],
    name: str,
    codes: Iterable[tuple[str, Text]],
    ids: Mapping[str, str],
    parents: Mapping[str, str],
    notes: Mapping[str, Keys],
) -> dict[str, Any]:
    title = Text(**dict.fromkeys(languages, name))
    listed = [
        {
            "id": ids.get(text) or code(text),
            **_names(said),
            **({"parent": ids.get(parents[text]) or code(parents[text])} if text in parents else {}),
            **annotated(notes.get(text, {}), languages),
        }
        for text, said in codes
    ]
    return {**_named(name, title), "codes": listed}


def _data_structure(
    languages: Sequence[str],
    name: str,
    components: tuple[Component, ...],
    notes: Mapping[str, Keys],
) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for role, key in GROUPS.items():
        there = [component for component in components if component.role == role]
        parts = [_component(component) | annotated(notes.get(component.id, {}), languages) for component in there]
        groups[f"{role}List"] = {"id": LIST_IDS[role], key: [part for part in parts if part["id"] != "TIME_PERIOD"]}
        if time := [part for part in parts if part["id"] == "TIME_PERIOD"]:
            groups[f"{role}List"]["timeDimension"] = time[0]
    return {**_named(f"DSD_{name.upper()}", in_every(languages, TITLES[name])), "dataStructureComponents": groups}


def _component(component: Component) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": component.id,
        "conceptIdentity": f"{_urn('Concept', CONCEPTS)}.{component.id}",
        "localRepresentation": {"enumeration": _urn("Codelist", component.codes)}
        if component.codes
        else {"format": {"dataType": component.type}},
    }
    if component.role == "attribute":
        return {**said, "attributeRelationship": {"observation": {}}, "usage": "optional"}
    return said | ({"usage": "optional"} if component.role == "measure" else {})


def _urn(kind: str, name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{PACKAGES[kind]}.{kind}={AGENCY}:{name}({VERSION})"


def _named(name: str, title: Text) -> dict[str, Any]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, **_names(title)}


def _names(title: Text) -> dict[str, Any]:
    return {"name": title[lead(title.languages)], "names": title.model_dump()}


def _described(texts: Iterable[Text]) -> dict[str, Any]:
    texts = list(texts)
    said = {code: " ".join(text[code] for text in texts) for code in texts[0].languages}
    return {"description": said[lead([*said])], "descriptions": said}
