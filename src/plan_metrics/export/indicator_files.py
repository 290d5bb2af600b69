"""The figures of one indicator as a CSV file that still says what it is once it lies in somebody's folder."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.context import Context
from plan_metrics.export.about import LICENCE
from plan_metrics.export.spreadsheet_cells import Cell, csv_bytes
from plan_metrics.export.tables import Table
from plan_metrics.views.words import citation


def indicator_files(context: Context, tables: Mapping[str, Table]) -> dict[str, bytes]:
    """The rows of observations of each indicator that has any, by its id.

    Each row also has the plan and the edition that it was taken from, the licence, and its documents in words.
    """
    seen = tables["observations"]
    names = [column.name for column in seen.columns]
    about: dict[str, Cell] = {
        "plan": context.plan.head.id,
        "report_edition": context.edition.card.id,
        "licence": LICENCE,
    }
    rows: dict[str, list[list[Cell]]] = {}
    for row in seen.rows:
        cited = "; ".join(citation(context, context.source(name)) for name in str(row["source"] or "").split())
        rows.setdefault(str(row["indicator"]), []).append([*(row[name] for name in names), *about.values(), cited])
    return {name: csv_bytes([*names, *about, "citation"], each) for name, each in rows.items()}
