"""The JSON schema of the cards, generated from the models so that it cannot drift."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic.json_schema import models_json_schema

from plan_metrics.plan.head import PlanHead
from plan_metrics.plan.models import Action

FILE = "schema.json"


def schema() -> str:
    """The schema of `plan.toml` and of an action's card, as JSON text."""
    _, definitions = models_json_schema([(PlanHead, "validation"), (Action, "validation")], title="Cards of a plan")
    return json.dumps(definitions, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schema(folder: Path) -> Path:
    """Write the schema beside the cards and return its path."""
    file = folder / FILE
    file.write_text(schema(), encoding="utf-8", newline="\n")
    return file
