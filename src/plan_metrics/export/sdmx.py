"""SDMX-CSV 2.0 of observations and scoreboard, and the structure (SDMX-JSON 2.0) that says what their columns hold.

The specification: https://github.com/sdmx-twg/sdmx-csv (data message, version 2.0.0).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.export.about import LICENCE, in_words
from plan_metrics.export.forms import in_sdmx, kept_apart
from plan_metrics.export.spreadsheet_cells import Cell, csv_bytes
from plan_metrics.export.table_columns import BY_METHOD, KEYS, Column, columns_in
from plan_metrics.export.tables import Row, Table
from plan_metrics.measure.periods import MONTHS, months, period_kind
from plan_metrics.plan.code_lists import TOTAL, Text
from plan_metrics.plan.dimensions import COLUMN, Dimension
from plan_metrics.plan.models import Plan
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.views.words import citation

AGENCY = "PLAN_METRICS"
VERSION = "2.1.0"  # of the structure: its first number moves where a component is lost
FLOWS = ("observations", "scoreboard")
INDICATORS, AREAS, UNITS, ACTIONS = "CL_INDICATOR", "CL_AREA", "CL_UNIT", "CL_PLAN_ACTION"
LISTS = {"indicators": INDICATORS, "regions": AREAS, "units": UNITS, "actions": ACTIONS}  # of the codes of a table
OF_SDMX = {"flag": "CL_OBS_STATUS", "frequency": "CL_FREQ"}  # lists of codes that are its own
TYPES = {"string": "String", "number": "Double", "integer": "Integer", "boolean": "Boolean"}
PERIOD = "ObservationalTimePeriod"
ROLES = ("dimension", "measure", "attribute")
NOT_IN_A_CODE = re.compile(r"[^A-Za-z0-9_@$-]")
Ids = Mapping[str, Mapping[str, str]]  # of each code, by list


@dataclass(frozen=True)
class Component:
    """A column of an SDMX table: its id, its role, its title, the code list or type of its values, and our column."""

    id: str
    role: str  # dimension, measure or attribute
    title: str | Text
    codes: str = ""
    type: str = "String"
    column: str = ""


_DOCUMENTS = (
    Component("SOURCE_DOCUMENT", "attribute", N_("Source: issuing body, title, date")),
    Component("SOURCE_ADDRESS", "attribute", N_("Address of the source, where it may be given")),
)
_WHOLE = (
    Component("PLAN", "attribute", N_("Plan")),
    Component("LICENCE", "attribute", N_("Licence")),
    Component("INVENTED", "attribute", N_("Invented data"), type="Boolean"),
)
_EDITION = N_("Edition")
# Before and behind the components that are columns of the table.
BESIDE: dict[str, tuple[Sequence[Component], Sequence[Component]]] = {
    "observations": (
        [Component("FREQ", "dimension", N_("Frequency"), OF_SDMX["frequency"])],
        [*_DOCUMENTS, Component("EDITION", "attribute", _EDITION), *_WHOLE],
    ),
    "scoreboard": ([Component("EDITION", "dimension", _EDITION)], [*_DOCUMENTS, *_WHOLE]),
}


def components_of(plan: Plan, table: str) -> tuple[Component, ...]:
    """The components of a table: those of its columns, with those of the dimensions of the plan, by role."""
    before, behind = BESIDE[table]
    columns = columns_in(table, plan.languages)
    if table == "scoreboard" and plan.head.verdicts.model != TWO_VIEWS:
        columns += BY_METHOD
    own = (
        part
        for each in columns
        for part in ([of for of, _ in dimensions_of(plan)] if each.name == COLUMN else [_component(plan, table, each)])
    )
    return tuple(sorted([*before, *own, *behind], key=lambda each: ROLES.index(each.role)))


def _component(plan: Plan, table: str, column: Column) -> Component:
    role = "dimension" if column.name in KEYS[table] else "measure" if column.type == "number" else "attribute"
    title = in_words(plan.languages, column) if column.language else column.title
    kind = PERIOD if column.name.endswith("period") or column.name in ("latest_from", "latest_to") else ""
    listed = list_of(column.codes) if column.codes else LISTS.get(column.refers, "")
    return Component(_id(plan, table, column.name), role, title, listed, kind or TYPES[column.type], column.name)


def _id(plan: Plan, table: str, name: str) -> str:
    if (table, name) == ("scoreboard", "period"):  # of the newest figure: the table itself has no time
        return "VALUE_PERIOD"
    return in_sdmx(plan.languages).get(name, name.upper())


def list_of(codes: str) -> str:
    """The id of a list of the table of codes."""
    return OF_SDMX.get(codes, f"CL_{codes.upper()}")


def dimensions_of(plan: Plan) -> list[tuple[Component, Dimension]]:
    """The dimensions that the plan declares, each behind its component, which has the id of no other column."""
    taken = {part.id for parts in BESIDE.values() for each in parts for part in each}
    taken |= {_id(plan, name, each.name) for name in FLOWS for each in (*columns_in(name, plan.languages), *BY_METHOD)}
    found = []
    for each in plan.head.dimensions:
        name = code(each.id.upper())
        name = f"{name}_DIMENSION" if name in taken else name
        found.append((Component(name, "dimension", each.title, f"CL_{name}"), each))
    return found


def code_ids(plan: Plan) -> Ids:
    """The SDMX id of each code of a plan that may not be one itself, by list: no two have the same."""
    listed = {
        INDICATORS: [card.id for _, card in plan.indicators()],
        AREAS: [each.region for each in plan.regions],
        UNITS: [each.base for each in plan.units.values()],
        ACTIONS: [each.id for each in plan.actions],
    }
    return {name: kept_apart(sorted(ids, key=lambda id: code(id) != id), code, str) for name, ids in listed.items()}


def sdmx_csv(context: Context, table: Table) -> bytes:
    """Observations or scoreboard as SDMX-CSV 2.0: ids only, action I (information).

    A figure that was suppressed or not published leaves OBS_VALUE empty beside its OBS_STATUS. Half-years are
    written as SDMX has them (2024-S1 for 2024-H1); what no SDMX id may hold becomes a low line.
    """
    components, known = components_of(context.plan, table.name), code_ids(context.plan)
    dimensions = dimensions_of(context.plan)
    parted = {
        each.code: {part.id: each.codes.get(of.id, TOTAL) for part, of in dimensions}
        for each in context.plan.breakdowns
    }
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.id for component in components)]
    rows: list[list[Cell]] = []
    for row in table.rows:
        given = {**row, **_beside(context, row), **parted[str(row[COLUMN])]}
        cells = (_cell(component, given[component.column or component.id], known) for component in components)
        rows.append(["dataflow", f"{AGENCY}:{flow_id(table.name)}({VERSION})", "I", *cells])
    return csv_bytes(header, rows)


def flow_id(table: str) -> str:
    """The id of the dataflow of a table."""
    return f"DF_{table.upper()}"


def code(text: str) -> str:
    """A code as an SDMX id.

    >>> code("kinds of product")
    'kinds_of_product'
    """
    return NOT_IN_A_CODE.sub("_", text)


def time_period(period: str) -> str:
    """A period as SDMX writes it.

    >>> time_period("2024-H1"), time_period("2024-09"), time_period("2024-01/2024-09")
    ('2024-S1', '2024-09', '2024-01-01/P9M')
    """
    first, _, last = period.partition("/")
    return f"{first}-01/P{months(period)}M" if last else period.replace("-H", "-S")


def _frequency(period: str) -> str:
    """The code of SDMX for a period: a span of a year is annual, another one comes as it comes."""
    kind = period_kind(period)
    return kind if len(kind) == 1 else "A" if months(period) == MONTHS["A"] else "I"


def _cell(component: Component, cell: Cell, known: Ids) -> Cell:
    if isinstance(cell, str) and component.type == PERIOD:
        return time_period(cell)
    if isinstance(cell, str) and component.codes:
        return known.get(component.codes, {}).get(cell) or code(cell)
    return cell


def _beside(context: Context, row: Row) -> dict[str, Cell]:
    """The cells of the components that are no columns of the table."""
    sources = [context.source(name) for name in str(row["source"] or "").split()]
    return {
        "FREQ": _frequency(str(row["period"])) if row["period"] else None,
        "SOURCE_DOCUMENT": "; ".join(citation(context, source) for source in sources) or None,
        "SOURCE_ADDRESS": " ".join(source.url for source in sources if source.url) or None,
        "EDITION": context.edition.card.id,
        "PLAN": context.plan.head.id,
        "LICENCE": LICENCE,
        "INVENTED": context.edition.card.invented,
    }
