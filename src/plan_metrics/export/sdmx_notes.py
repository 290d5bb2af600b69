"""What SDMX has no place for and a verdict rests on, as annotations of a structure message.

With them it makes the same project again.

What is said of a code stands at the code: the card of an indicator or an action, the row of an area, a unit or a part
of a dimension, the targets of an indicator. What is said of the whole stands at the flow of the observations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from plan_metrics.export.sdmx import ACTIONS, AGENCY, AREAS, INDICATORS, UNITS, flow_id
from plan_metrics.plan.dimensions import DIMENSIONS
from plan_metrics.plan.models import Plan

Keys = dict[str, Any]

NOTE, IN_JSON = AGENCY, f"{AGENCY}_JSON"  # types of annotations: a text, and a number, a list or an object
FLOW = flow_id("observations")  # which has the notes on the whole
OF_LISTS = {"regions.csv": (AREAS, "region"), "units.csv": (UNITS, "unit")}  # with the column of the code
BESIDE_THE_PLAN = ("form", "edition", "tables", "fonts", "left_out")  # keys of a record, at the flow as those of a plan
TARGETS, ROW = "targets", "row"  # at an indicator, else at an action, with the number of the row in their list


def notes_of(plan: Plan, record: Keys, dimensions: Mapping[str, str]) -> dict[str, dict[str, Keys]]:
    """The notes of each code, by list; under `DIMENSIONS` those of components, and under "" those of the flow.

    `record` is that of the plan, `dimensions` the component of each. Titles are left out: they are names in SDMX.
    """
    actions = {each["id"]: _beside_titles(each, "indicators") for each in record["actions"]}
    indicators = {
        one["id"]: _beside_titles(one) | {"action": each["id"]}
        for each in record["actions"]
        for one in each["indicators"]
    }
    tables = dict(record["tables"])
    for number, target in enumerate(tables.pop("targets.csv"), 1):
        of = indicators.get(target["indicator"]) or actions[target["action"]]
        of.setdefault(TARGETS, []).append({ROW: number, **target})
    found = {INDICATORS: indicators, ACTIONS: actions}
    lists = OF_LISTS | {f"{DIMENSIONS}/{id}.csv": (f"CL_{of}", "code") for id, of in dimensions.items()}
    for name, (listed, key) in lists.items():
        rows = tables.pop(name)
        others = [row for row in rows if listed == UNITS and row["unit"] != row["base"]]  # as printed: no codes
        found[listed] = {row[key]: _filled(_beside_titles(row)) for row in rows if row not in others}
        tables |= {name: others} if others else {}
    head = dict(record["plan"])
    own = {each["id"]: each for each in head.pop("dimensions")}
    found[DIMENSIONS] = {of: own[id] for id, of in dimensions.items()}
    found[""] = {"": head | {key: record[key] for key in BESIDE_THE_PLAN if key in record} | {"tables": tables}}
    return found


def _beside_titles(keys: Mapping[str, Any], *others: str) -> Keys:
    return {key: value for key, value in keys.items() if key not in others and key.partition("_")[0] != "title"}


def _filled(row: Mapping[str, Any]) -> Keys:
    return {key: cell for key, cell in row.items() if cell not in ("", None)}


def annotated(notes: Mapping[str, Any], languages: Sequence[str]) -> Keys:
    """Notes as an artefact has them: a text of several languages as such, what is no text in JSON."""
    said = [{"id": key, **_value(value, languages)} for key, value in notes.items()]
    return {"annotations": said} if said else {}


def _value(value: Any, languages: Sequence[str]) -> Keys:
    if isinstance(value, str):
        return {"type": NOTE, "value": value}
    if isinstance(value, Mapping) and {*value} == {*languages}:
        return {"type": NOTE, "text": value[languages[0]], "texts": dict(value)}
    return {"type": IN_JSON, "value": json.dumps(value, ensure_ascii=False)}
