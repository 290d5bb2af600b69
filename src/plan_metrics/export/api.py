"""A static JSON interface, version 3: files that a program reads by their fixed names, with the schema beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from plan_metrics.context import Context
from plan_metrics.export.about import LICENCE, in_every, notices
from plan_metrics.export.api_models import VERSION, AnyFile
from plan_metrics.export.api_records import LISTS, Action, Commitment, Fit, Indicator
from plan_metrics.export.spreadsheet_cells import number
from plan_metrics.export.table_columns import TITLES
from plan_metrics.export.tables import Row, Table
from plan_metrics.receipts import Receipt, copies_of, methods_of
from plan_metrics.receipts import made as made_of
from plan_metrics.views import downloads

SCHEMA = "schema.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
CITING = ("targets", "standings", "observations")  # the parts of a file that name documents
_FILE = TypeAdapter(AnyFile)


def api_files(
    context: Context, tables: Mapping[str, Table], receipts: Mapping[str, Sequence[Receipt]]
) -> dict[str, object]:
    """The content of every file by its name, such as `indicators/certificates.json`; `schema.json` describes all.

    `receipts` are those of each page. Each file was checked against the models that the schema is made from.
    """
    rows = {
        name: [_record(context.plan.languages, row, LISTS.get(name, {})) for row in table.rows]
        for name, table in tables.items()
    }
    about = _about(context)
    made = {
        name: _whole({**content, "about": about}, name, rows["sources"]) for name, content in _contents(context, rows)
    }
    for page, found in receipts.items():
        name = downloads.RECEIPTS.format(page=page)
        content: dict[str, object] = {"kind": "receipts", "page": page, "about": about, "receipts": found}
        content |= {"made": made_of(context), "methods": methods_of(found), "copies": copies_of(context, found)}
        made[name] = _whole(content, name, rows["sources"])
    made["index.json"] = _whole({"kind": "index", "about": about, "files": _links(context, made)}, "index.json", [])
    return {**{name: _checked(content) for name, content in made.items()}, SCHEMA: schema()}


def schema() -> dict[str, object]:
    """The JSON schema of every file of the interface; `kind` says which of its parts holds."""
    return {"$schema": DRAFT, "title": f"plan-metrics, version {VERSION}", **_FILE.json_schema(by_alias=True)}


def _contents(context: Context, rows: Mapping[str, list[dict[str, Any]]]) -> Iterable[tuple[str, dict[str, Any]]]:
    board, seen, targets = rows["scoreboard"], rows["observations"], rows["targets"]
    units = {row["unit"]: row["title"] for row in rows["units"]}
    cards = [
        {
            **{key: row[key] for key in Indicator.model_fields if key in row},
            "unit_title": units[row["unit"]],
            "fits": [
                {key: fit[key] for key in Fit.model_fields} for fit in _where(rows["fits"], indicator=row["indicator"])
            ],
        }
        for row in rows["indicators"]
    ]
    actions = [{key: row[key] for key in Action.model_fields} for row in rows["actions"]]
    promises = [{key: row[key] for key in Commitment.model_fields} for row in rows["commitments"]]
    regions = {row["region"]: _place(row, "region") for row in rows["regions"]}
    codes = {each.code: dict(each.codes) for each in context.plan.breakdowns}
    breakdowns = {
        row["breakdown"]: {**_place(row, "breakdown"), "codes": codes[row["breakdown"]]} for row in rows["breakdowns"]
    }

    def about(**own: Any) -> dict[str, list[dict[str, Any]]]:
        return {
            "targets": _where(targets, **own),
            "standings": _where(board, **own),
            "observations": _where(seen, **own),
        }

    yield "plan.json", {
        "kind": "plan", "actions": actions, "commitments": promises, "indicators": cards,
        "regions": list(regions.values()), "breakdowns": list(breakdowns.values()), "codes": rows["codes"],
    }  # fmt: skip
    for row in actions:
        own = {"action": row["action"]}
        used = {"indicator": tuple(each.id for each in context.plan.used_by(row["action"]))}
        yield f"actions/{row['action']}.json", {
            "kind": "action", "action": row, "commitments": _where(promises, **own), "targets": _where(targets, **own),
            "indicators": _where(cards, **used), "standings": _where(board, **used, headline=True),
        }  # fmt: skip
    for row in cards:
        own = about(indicator=row["indicator"])
        yield f"indicators/{row['indicator']}.json", {"kind": "indicator", "indicator": row, **own}
    for region in context.plan.areas:
        own = about(region=region.region)
        yield f"regions/{region.region}.json", {"kind": "region", "region": regions[region.region], **own}
    for breakdown in context.plan.paged_breakdowns:
        own = about(breakdown=context.plan.within(breakdown.code))
        yield f"breakdowns/{breakdown.code}.json", {"kind": "breakdown", "breakdown": breakdowns[breakdown.code], **own}
    yield "observations.json", {"kind": "observations", "observations": seen}
    yield "scoreboard.json", {"kind": "scoreboard", "standings": board}
    yield "targets.json", {"kind": "targets", "targets": targets}
    yield "sources.json", {"kind": "sources", "sources": rows["sources"]}


def _record(languages: Sequence[str], row: Row, lists: Mapping[str, str]) -> dict[str, Any]:
    """A row of a table as JSON has it: all languages under one key, ids in a list, whole numbers whole."""
    made: dict[str, Any] = {}
    for name, cell in row.items():
        if code := next((code for code in languages if name.endswith(f"_{code}")), None):
            made.setdefault(name.removesuffix(f"_{code}"), {})[code] = cell
        elif name in lists:
            made[lists[name]] = str(cell or "").split()
        else:
            made[name] = number(cell) if isinstance(cell, float) else cell
    # A text that stands in one language only is said in that one.
    texts = {name: text for name, text in made.items() if isinstance(text, dict)}
    return made | {name: _text(text) for name, text in texts.items()}


def _text(text: dict[str, str | None]) -> dict[str, str] | None:
    said = next((words for words in text.values() if words), None)
    return {code: words or said for code, words in text.items()} if said else None


def _place(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {"id": row[name], "parent": row["parent"], "title": row["title"]}


def _where(rows: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    for key, value in wanted.items():
        values = value if isinstance(value, tuple) else (value,)
        rows = [row for row in rows if row[key] in values]
    return rows


def _whole(content: dict[str, Any], name: str, sources: list[dict[str, Any]]) -> dict[str, Any]:
    cited = {source for part in CITING for row in content.get(part, ()) for source in row["sources"]}
    cited |= {source for receipt in content.get("receipts", ()) for source in receipt.documents}
    documents = [row for row in sources if row["source"] in cited]
    return {"$schema": "../" * name.count("/") + SCHEMA, "sources": documents, **content}


def _checked(content: dict[str, object]) -> dict[str, object]:
    checked: dict[str, object] = _FILE.dump_python(_FILE.validate_python(content), mode="json", by_alias=True)
    return checked


def _links(context: Context, made: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    titles = {
        kind: in_every(context.plan.languages, text).model_dump()
        for kind, text in {**TITLES, "receipts": downloads.RECEIPTS_TITLE}.items()
    } | {"plan": context.plan.head.title.model_dump()}
    links = []
    for name, content in made.items():
        kind = content["kind"]
        if kind in titles:
            about = {"id": content.get("page"), "title": titles[kind]}  # receipts alone are those of a page
        else:
            about = {"id": content[kind].get("id", content[kind].get(kind)), "title": content[kind]["title"]}
        links.append({"href": name, "kind": kind, **about})
    return links


def _about(context: Context) -> dict[str, object]:
    plan, card = context.plan.head, context.edition.card
    return {
        "version": VERSION,
        "plan": plan.id,
        "plan_title": plan.title.model_dump(),
        "edition": card.id,
        "edition_title": card.title.model_dump(),
        "as_of": card.as_of,
        "invented": card.invented,
        "licence": LICENCE,
        "notices": [notice.model_dump() for notice in notices(context)],
    }
