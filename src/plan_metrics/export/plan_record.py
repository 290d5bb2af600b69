"""The plan and the edition as one JSON file of the Data Package, so that the package makes the same project again.

The tables of the package say what was found; this file says what a verdict rests on beside figures: cards, rules,
levels, units with factors and scales, targets as they stand in their list. Figures stand in the tables alone, as
they were released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

from plan_metrics.context import Context
from plan_metrics.languages import FORMS
from plan_metrics.plan.code_lists import Row
from plan_metrics.plan.combinations import COMBINATIONS
from plan_metrics.plan.concordance import CONCORDANCE
from plan_metrics.plan.dimensions import DIMENSIONS
from plan_metrics.plan.further_names import NAMES_FILE
from plan_metrics.plan.models import Plan
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.plan.shapes import SHAPES_FILE

FORM = "plan-metrics/1"  # of the record: another number where a reader of this one would go wrong
RECORD = "plan.json"


def plan_record(context: Context) -> dict[str, Any] | None:
    """The plan and the card of the edition; None for an edition whose figures were kept without their printed words.

    `plan` and `actions` are the cards, `tables` the rows of each list by its file, `edition` its card and documents.
    `left_out` counts by name what the package does not carry.
    """
    plan, edition = context.plan, context.edition
    if edition.card.thresholds is not None:
        return None
    # Figures are released already: the limits would hide more of them a second time.
    card = edition.card.model_dump(exclude_none=True, exclude={"disclosure"}) | {"previous": ""}
    return {
        "form": FORM,
        "plan": plan.head.model_dump(exclude_none=True),
        "actions": [each.model_dump(exclude_none=True) for each in plan.actions],
        "tables": _tables(plan),
        "edition": {"card": card, "sources": _rows(plan, edition.sources.values())},
        "fonts": {each: list(each.forms.fonts) for each in plan.words if each not in FORMS and each.forms.fonts},
        "left_out": {name: n for name, n in _left_out(context).items() if n},
    }


def _tables(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The rows of each list of the plan, by the name of its file; lists that need not be there only where they are."""
    found = {
        "regions.csv": _rows(plan, plan.regions),
        "population.csv": _rows(plan, plan.population),
        "units.csv": _rows(plan, plan.units.values()),
        "wordings.csv": _rows(plan, plan.mapping),
        "targets.csv": _rows(plan, plan.targets),
        "sources.csv": _rows(plan, plan.sources.values()),
        **{f"{DIMENSIONS}/{of}.csv": _rows(plan, codes) for of, codes in plan.codes.items()},
    }
    further: dict[str, Sequence[Row]] = {NAMES_FILE: plan.names, CONCORDANCE: plan.concordance}
    found |= {name: _rows(plan, rows) for name, rows in further.items() if rows}
    if plan.codes and len(plan.breakdowns) < prod(map(len, plan.codes.values())):
        several = [{"breakdown": each.code} for each in plan.breakdowns if len(each.codes) > 1]
        found[COMBINATIONS] = [plan.layout.cells(row) for row in several]
    return found


def _rows(plan: Plan, rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [plan.layout.cells(each.cells()) for each in rows]


def _left_out(context: Context) -> dict[str, int]:
    plan, edition = context.plan, context.edition
    return {
        f"data/plan/{SHAPES_FILE}": len(plan.shapes),
        f"data/plan/{LOCALE}": sum(each not in FORMS for each in plan.words),
        "previous": bool(edition.card.previous),
        "disclosure": edition.card.disclosure is not None,
        "commentary": len(edition.commentary),
        "withdrawn.csv": len(edition.withdrawn),
    }
