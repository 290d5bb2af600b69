"""One indicator as a CSV file that still says what it is once it lies in somebody's folder, with a file that says more.

The second file is CSV on the Web metadata (W3C, 2015), which programs look for under this name beside the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.export.about import LICENCE, in_words, notices, title
from plan_metrics.export.spreadsheet_cells import Cell, csv_bytes
from plan_metrics.export.table_columns import KEYS, Column
from plan_metrics.export.tables import Table
from plan_metrics.plan.code_lists import Text
from plan_metrics.views import citing, downloads, links
from plan_metrics.views.words import citation

CSVW = "http://www.w3.org/ns/csvw"
LICENCE_TEXT = "https://opensource.org/licenses/MIT"
UNIT_MEASURE = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
ABOUT = (  # of the report, in every row
    Column("plan", "string", N_("Plan"), required=True),
    Column("report_edition", "string", N_("Edition of the report"), required=True),
    Column("report_standing", "string", N_("Draft, reviewed, published or invented"), required=True),
    Column("licence", "string", N_("Licence"), required=True),
    Column("citation", "string", N_("Documents in words")),
)


def indicator_files(context: Context, tables: Mapping[str, Table]) -> dict[str, bytes]:
    """The rows of observations of each indicator that has any, by its id.

    Each row also has the plan and the edition that it was taken from, how far that is vouched for, the licence, and
    its documents in words.
    """
    columns = _columns(tables)
    about: dict[str, Cell] = {
        "plan": context.plan.head.id,
        "report_edition": context.edition.card.id,
        "report_standing": "invented" if context.edition.card.invented else context.edition.standing,
        "licence": LICENCE,
    }
    rows: dict[str, list[list[Cell]]] = {}
    for row in tables["observations"].rows:
        cited = "; ".join(citation(context, context.source(name)) for name in _documents(row))
        known = {**row, **about, "citation": cited}
        rows.setdefault(str(row["indicator"]), []).append([known[column.name] for column in columns])
    return {name: csv_bytes([column.name for column in columns], each) for name, each in rows.items()}


def indicator_metadata(context: Context, tables: Mapping[str, Table]) -> dict[str, dict[str, Any]]:
    """What each of these files is: columns and unit in words, definition, documents, licence, edition, citation."""
    languages = [replace(context, language=code) for code in context.plan.languages]
    cited: dict[str, dict[str, None]] = {}
    for row in tables["observations"].rows:
        cited.setdefault(str(row["indicator"]), {}).update(dict.fromkeys(_documents(row)))
    found = {}
    for name, documents in cited.items():
        card, head = context.plan.indicator(name), context.plan.head
        unit = context.plan.units[card.unit]
        pages = {each.language: f"{citing.folder(each)}/{links.page_of(name)}.html" for each in languages}
        found[name] = {
            "@context": CSVW,
            "url": downloads.INDICATOR.format(name=name).rpartition("/")[2],
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
            "dc:identifier": f"plan-metrics/{head.id}/{context.edition.card.id}/{name}",
            "dc:title": _said(card.title),
            "dc:description": _said(card.counts),
            "dc:isPartOf": _said(title(context)),
            "dc:hasVersion": context.edition.card.id,
            "dc:modified": {"@value": context.edition.card.as_of, "@type": "xsd:date"},
            "dc:license": {"@id": LICENCE_TEXT},
            "dc:rights": [said for notice in notices(context) for said in _said(notice)],
            "dc:bibliographicCitation": _said(
                Text(**{e.language: citing.cited(e, card.title[e.language], pages[e.language]) for e in languages})
            ),
            "dc:source": [_source(context, document) for document in sorted(documents)],
            "skos:scopeNote": [said for text in (card.basis, card.caveat) if text for said in _said(text)],
            **({"dc:relation": [{"@id": page} for page in pages.values()]} if head.site else {}),
            "tableSchema": {
                "columns": [_column(column, unit.title) for column in _columns(tables)],
                "primaryKey": list(KEYS["observations"]),
            },
        }
    return found


def _columns(tables: Mapping[str, Table]) -> tuple[Column, ...]:
    return (*tables["observations"].columns, *ABOUT)


def _documents(row: Mapping[str, Cell]) -> list[str]:
    return str(row["source"] or "").split()


def _said(text: Text) -> list[dict[str, str]]:
    return [{"@value": text[code], "@language": code} for code in text.languages]


def _source(context: Context, name: str) -> dict[str, Any]:
    source = context.source(name)
    said = Text(**{code: citation(replace(context, language=code), source) for code in context.plan.languages})
    address = {"schema:url": source.url} if source.url else {}
    return {"dc:identifier": name, "dc:bibliographicCitation": _said(said), **address}


def _column(column: Column, unit: Text) -> dict[str, object]:
    """A column: the name it has in the first line of the file, and what it is called in words."""
    known: dict[str, object] = {
        "name": column.name,
        "titles": column.name,
        "dc:title": _said(in_words(unit.languages, column)),
        "datatype": column.type,
    }
    if column.required:
        known["required"] = True
    if column.name == "unit":
        known[UNIT_MEASURE] = _said(unit)
    return known
