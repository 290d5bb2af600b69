"""The JSON schema of the cards, generated from the models so that it cannot drift."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from plan_metrics.plan.code_lists import Words
from plan_metrics.plan.declared import meant_languages
from plan_metrics.plan.head import PlanHead
from plan_metrics.plan.models import Action

FILE = "schema.json"


def schema(languages: Sequence[str]) -> str:
    """The schema of `plan.toml` and of an action's card, whose texts are in these languages, as JSON text."""
    _, definitions = models_json_schema([(PlanHead, "validation"), (Action, "validation")], title="Cards of a plan")
    words = definitions["$defs"]["Text"]
    each: dict[str, Any] = TypeAdapter(Words).json_schema()
    words["properties"] = {code: {"title": code.capitalize(), **each} for code in languages}
    words |= {"additionalProperties": False, "required": [*languages]}
    return json.dumps(definitions, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schema(folder: Path) -> Path:
    """Write the schema beside the cards, for the languages that the plan names, and return its path."""
    file = folder / FILE
    file.write_text(schema(meant_languages(folder)), encoding="utf-8", newline="\n")
    return file
