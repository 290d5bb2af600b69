"""SDMX-CSV 2.0 of observations and scoreboard, and the structure (SDMX-JSON 2.0) that says what their columns hold.

The specification: https://github.com/sdmx-twg/sdmx-csv (data message, version 2.0.0).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.export.about import LICENCE, in_words
from plan_metrics.export.spreadsheet_cells import Cell, csv_bytes
from plan_metrics.export.table_columns import BY_METHOD, COLUMNS, columns_in
from plan_metrics.export.tables import Row, Table
from plan_metrics.measure.periods import MONTHS, months, period_kind
from plan_metrics.plan.code_lists import TOTAL, Text
from plan_metrics.plan.models import Plan
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.views.words import citation

AGENCY = "PLAN_METRICS"
VERSION = "2.1.0"  # of the structure: its first number moves where a component is lost
BROKEN_DOWN = "BREAKDOWN"  # in its place stands a component for each dimension of the plan
NOT_IN_A_CODE = re.compile(r"[^A-Za-z0-9_@$-]")


@dataclass(frozen=True)
class Component:
    """A column of an SDMX table: its id, its role, its title, and the code list or type of its values."""

    id: str
    role: str  # dimension, measure or attribute
    title: str | Text
    codes: str = ""
    type: str = "String"


def _of(table: str, name: str, id: str, role: str, codes: str = "", type: str = "String") -> Component:
    return Component(id, role, next(each.title for each in COLUMNS[table] if each.name == name), codes, type)


_SERIES = (
    _of("observations", "indicator", "INDICATOR", "dimension", "CL_INDICATOR"),
    _of("observations", "region", "REF_AREA", "dimension", "CL_AREA"),
    _of("observations", "breakdown", BROKEN_DOWN, "dimension"),
)
_MEANS = (
    _of("observations", "unit", "UNIT_MEASURE", "attribute", "CL_UNIT"),
    _of("observations", "flag", "OBS_STATUS", "attribute", "CL_OBS_STATUS"),
    _of("observations", "qualifier", "QUALIFIER", "attribute", "CL_QUALIFIER"),
    _of("observations", "source", "SOURCE", "attribute"),
    Component("SOURCE_DOCUMENT", "attribute", N_("Source: issuing body, title, date")),
    Component("SOURCE_ADDRESS", "attribute", N_("Address of the source, where it may be given")),
    _of("observations", "action", "PLAN_ACTION", "attribute", "CL_PLAN_ACTION"),
    _of("observations", "receipt", "RECEIPT", "attribute"),
)
_WHOLE = (
    Component("PLAN", "attribute", N_("Plan")),
    Component("LICENCE", "attribute", N_("Licence")),
    Component("INVENTED", "attribute", N_("Invented data"), type="Boolean"),
)
_EDITION = N_("Edition")

FLOWS: dict[str, tuple[Component, ...]] = {
    "observations": (
        Component("FREQ", "dimension", N_("Frequency"), "CL_FREQ"),
        *_SERIES,
        _of("observations", "period", "TIME_PERIOD", "dimension", type="ObservationalTimePeriod"),
        _of("observations", "value", "OBS_VALUE", "measure", type="Double"),
        _of("observations", "low", "LOW", "measure", type="Double"),
        _of("observations", "high", "HIGH", "measure", type="Double"),
        *_MEANS,
        _of("observations", "printed", "PRINTED", "attribute"),
        _of("observations", "sample_size", "SAMPLE_SIZE", "attribute", type="Integer"),
        _of("observations", "edition", "FIRST_EDITION", "attribute"),
        Component("EDITION", "attribute", _EDITION),
        *_WHOLE,
    ),
    "scoreboard": (
        Component("EDITION", "dimension", _EDITION),
        *_SERIES,
        _of("scoreboard", "value", "OBS_VALUE", "measure", type="Double"),
        *(
            _of("scoreboard", name, name.upper(), "measure", type="Double")
            for name in (
                "baseline", "change_low", "change_high", "relative_low", "relative_high", "p", "latest_from_value",
                "latest_to_value", "latest_p", "target", "target_to", "target_change", "target_baseline",
                "compared", "progress", "elapsed",
                "expected", "gap", "result_value", "probability",
            )
        ),
        *(
            _of("scoreboard", name, name.upper(), "attribute", codes)
            for name, codes in (
                ("status", "CL_STATUS"), ("reason", "CL_REASON"), ("strength", "CL_STRENGTH"),
                ("latest_change", "CL_STATUS"), ("latest_reason", "CL_REASON"), ("result", "CL_RESULT"),
                ("prospect", "CL_PROSPECT"), ("target_kind", "CL_TARGET_KIND"), ("baseline_qualifier", "CL_QUALIFIER"),
                ("result_qualifier", "CL_QUALIFIER"),
            )
        ),
        _of("scoreboard", "period", "VALUE_PERIOD", "attribute", type="ObservationalTimePeriod"),
        *(
            _of("scoreboard", name, name.upper(), "attribute", type="ObservationalTimePeriod")
            for name in (
                "from_period", "to_period", "latest_from", "latest_to", "baseline_period", "target_period",
                "target_baseline_period", "compared_period", "result_period",
            )
        ),
        _of("scoreboard", "n_points", "N_POINTS", "attribute", type="Integer"),
        _of("scoreboard", "reversal", "REVERSAL", "attribute", type="Boolean"),
        _of("scoreboard", "headline", "HEADLINE", "attribute", type="Boolean"),
        *_MEANS,
        *_WHOLE,
    ),
}  # fmt: skip


CATEGORY = Component("CATEGORY", "attribute", BY_METHOD[0].title, "CL_CATEGORY")
NOTE = "COMMENT_OBS_{language}"  # as SDMX calls what is said of a figure, in each language of the plan


def components_of(plan: Plan, table: str) -> tuple[Component, ...]:
    """The components of a table: also those of the dimensions of the plan, notes in its languages, its method."""
    taken = {each.id for parts in FLOWS.values() for each in parts} | {CATEGORY.id}
    own = []
    for each in plan.head.dimensions:
        name = code(each.id.upper())
        name = f"{name}_DIMENSION" if name in taken else name
        own.append(Component(name, "dimension", each.title, f"CL_{name}"))
    found = tuple(part for each in FLOWS[table] for part in (own if each.id == BROKEN_DOWN else [each]))
    if table == "observations":
        notes = (each for each in columns_in(table, plan.languages) if each.language)
        said = ((note_of(each.language), in_words(plan.languages, each)) for each in notes)
        return (*found, *(Component(id, "attribute", title) for id, title in said))
    return found if plan.head.verdicts.model == TWO_VIEWS else (*found, CATEGORY)


def note_of(language: str) -> str:
    """The column of notes in a language."""
    return NOTE.format(language=language.upper())


def dimensions_of(plan: Plan) -> list[Component]:
    """The components of the dimensions that the plan declares, in their order."""
    known = {each.id for each in FLOWS["observations"]}
    return [each for each in components_of(plan, "observations") if each.role == "dimension" and each.id not in known]


def sdmx_csv(context: Context, table: Table) -> bytes:
    """Observations or scoreboard as SDMX-CSV 2.0: ids only, action I (information).

    A figure that was suppressed or not published leaves OBS_VALUE empty beside its OBS_STATUS. Half-years are
    written as SDMX has them (2024-S1 for 2024-H1); what no SDMX id may hold becomes a low line.
    """
    components = components_of(context.plan, table.name)
    parted = {
        each.code: [each.codes.get(of.id, TOTAL) for of in context.plan.head.dimensions]
        for each in context.plan.breakdowns
    }
    ids = [each.id for each in dimensions_of(context.plan)]
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.id for component in components)]
    rows: list[list[Cell]] = []
    for row in table.rows:
        given = {**_given(context, row), **dict(zip(ids, parted[str(row["breakdown"])], strict=True))}
        cells = (_cell(component, given[component.id]) for component in components)
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


def _cell(component: Component, cell: Cell) -> Cell:
    if isinstance(cell, str) and component.type == "ObservationalTimePeriod":
        return time_period(cell)
    return code(cell) if isinstance(cell, str) and component.codes else cell


def _given(context: Context, row: Row) -> Mapping[str, Cell]:
    sources = [context.source(name) for name in str(row["source"] or "").split()]
    return {
        **{name.upper(): cell for name, cell in row.items()},
        **{note_of(code): row.get(f"note_{code}") for code in context.plan.languages},
        "REF_AREA": row["region"],
        "TIME_PERIOD": row["period"],
        "VALUE_PERIOD": row["period"],
        "FREQ": _frequency(str(row["period"])) if row["period"] else None,
        "OBS_VALUE": row["value"],
        "UNIT_MEASURE": row["unit"],
        "OBS_STATUS": row["flag"],
        "SOURCE_DOCUMENT": "; ".join(citation(context, source) for source in sources) or None,
        "SOURCE_ADDRESS": " ".join(source.url for source in sources if source.url) or None,
        "PLAN_ACTION": row["action"],
        "FIRST_EDITION": row.get("edition"),
        "EDITION": context.edition.card.id,
        "PLAN": context.plan.head.id,
        "LICENCE": LICENCE,
        "INVENTED": context.edition.card.invented,
    }
