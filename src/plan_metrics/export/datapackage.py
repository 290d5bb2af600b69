"""A Frictionless Data Package: each table as CSV, described by `datapackage.json`; the same as one zip file.

Beside the tables lies `plan.json`, the record of the plan (`plan_record`): with it the package makes the same project.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plan_metrics.context import Context
from plan_metrics.edition.flags import FLAGS, QUALIFIERS
from plan_metrics.errors import N_
from plan_metrics.export.about import LICENCE, in_every, in_words, notices, title
from plan_metrics.export.code_words import codes_of
from plan_metrics.export.plan_record import FORM, RECORD, plan_record
from plan_metrics.export.spreadsheet_cells import csv_bytes
from plan_metrics.export.table_columns import KEYS, TITLES, Column
from plan_metrics.export.tables import Table, documents
from plan_metrics.files import hashed
from plan_metrics.plan.code_lists import Text
from plan_metrics.plan.models import Plan
from plan_metrics.views.words import citation

DESCRIPTOR = "datapackage.json"
ENUMS = {"flag": tuple(FLAGS), "qualifier": tuple(QUALIFIERS)}  # beside those of `codes_of`


def package_files(context: Context, tables: Mapping[str, Table]) -> dict[str, bytes]:
    """The files of the package by their names: `datapackage.json`, one CSV file a table, and the record of the plan."""
    files = {f"{name}.csv": _csv(table) for name, table in tables.items()}
    resources = [_resource(context.plan, table, files[f"{name}.csv"]) for name, table in tables.items()]
    if "form" in (record := plan_record(context)):
        files[RECORD] = json_bytes(record, sort_keys=False)
        resources.append(_record(context.plan.languages, files[RECORD]))
    return {DESCRIPTOR: json_bytes(_descriptor(context, resources)), **files}


def json_bytes(content: object, *, sort_keys: bool = True) -> bytes:
    """JSON with Chinese as it is, one space a level; NaN is refused. Keys are sorted, or stand as they were given."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=sort_keys, allow_nan=False)
    return f"{text}\n".encode()


def _csv(table: Table) -> bytes:
    names = [column.name for column in table.columns]
    return csv_bytes(names, ([row[name] for name in names] for row in table.rows))


def _descriptor(context: Context, resources: list[dict[str, object]]) -> dict[str, object]:
    plan, card = context.plan.head, context.edition.card
    said = title(context)
    return {
        "profile": "data-package",  # all but the record of the plan are tables
        "name": f"{plan.id}-{card.id}",
        "id": f"plan-metrics/{plan.id}/{card.id}",
        "title": two(said),
        "description": "\n\n".join(two(notice) for notice in notices(context)),
        "version": card.id,
        "edition": {"id": card.id, "title": card.title.model_dump(), "as_of": card.as_of, "previous": card.previous},
        "plan": {
            "id": plan.id,
            "title": plan.title.model_dump(),
            "issuer": plan.issuer.model_dump(),
            **({"issued": plan.issued} if plan.issued else {}),
        },
        "invented": card.invented,
        "licenses": [{"name": LICENCE, "title": "MIT License"}],
        "sources": [
            {"title": citation(context, source), **({"path": source.url} if source.url else {})}
            for source in documents(context)
        ],
        "resources": resources,
    }


def _resource(plan: Plan, table: Table, content: bytes) -> dict[str, object]:
    languages, lists = plan.languages, {**ENUMS, **codes_of(plan)}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": two(in_every(languages, TITLES[table.name])),
        **_file(f"{table.name}.csv", "text/csv", content),
        "schema": {
            "fields": [_field(languages, column, lists) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": _foreign_keys(table),
        },
    }


def _record(languages: Sequence[str], content: bytes) -> dict[str, object]:
    said = in_every(languages, N_("The plan, its rules and targets, to make the same project again"))
    return {
        "profile": "data-resource",
        "name": "plan",
        "title": two(said),
        "form": FORM,
        **_file(RECORD, "application/json", content),
    }


def _file(path: str, mediatype: str, content: bytes) -> dict[str, object]:
    return {
        "path": path,
        "format": path.rpartition(".")[2],
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashed(content)}",
    }


def _field(languages: Sequence[str], column: Column, lists: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    wanted: dict[str, Any] = {"required": True} if column.required else {}
    field = {"name": column.name, "type": column.type, "title": two(in_words(languages, column))}
    if column.codes:
        wanted["enum"] = list(lists[column.codes])
        field["codes"] = column.codes  # the list of the table `codes` that says what they mean
    return {**field, "constraints": wanted} if wanted else field


def _foreign_keys(table: Table) -> list[dict[str, Any]]:
    keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.refers == table.name else column.refers,
                "fields": list(KEYS[column.refers]),
            },
        }
        for column in table.columns
        if column.refers
    ]
    if table.name == "observation_sources":
        key = list(KEYS["observations"])
        keys.append({"fields": key, "reference": {"resource": "observations", "fields": key}})
    return keys


def two(text: Text) -> str:
    """A text in every language, for a place that takes only one."""
    return " / ".join(text.values())
