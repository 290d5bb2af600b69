"""What the first recipe of a table leaves open, the answers of an analyst, and what was read and refused by them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbooks import Found, Key

from plan_metrics.intake.guess import OPEN
from plan_metrics.intake.reading import Reading
from plan_metrics.intake.recipe import UNDECIDED, Recipe

CELL = re.compile(r"[A-Z]{1,3}[0-9]+")


def asked(recipe: Recipe, reading: Reading) -> set[str]:
    """The questions of a recipe, such as `at.unit` or `words.region.合计`; not what its document is."""
    found = {"skip" for fault in reading.faults if fault.rule == "outside"}
    found |= {f"at.{name}" for name, places in recipe.at.items() if OPEN in places}
    found |= {
        f"words.{name}.{word}"
        for name, words in recipe.words.items()
        for word, code in words.items()
        if code == UNDECIDED
    }
    found |= {f"signs.{sign}" for sign, flag in recipe.signs.items() if flag == UNDECIDED}
    return found | {f"notes.{mark}" for mark, note in recipe.notes.items() if note.flag == UNDECIDED}


def answered(recipe: Recipe, answers: Mapping[str, Any]) -> Recipe:
    """The recipe with these answers."""
    made = recipe
    for question, answer in answers.items():
        table, _, key = question.partition(".")
        if not key:
            new: Any = answer
        elif table == "words":
            dimension, _, word = key.partition(".")
            new = {**made.words, dimension: {**made.words.get(dimension, {}), word: answer}}  # type: ignore[call-overload]
        else:
            new = {**getattr(made, table), key: answer}
        made = made.model_copy(update={table: new})
    return Recipe.model_validate(made.model_dump(exclude_none=True))


def figures_of(reading: Reading) -> dict[Key, Found]:
    """The figures of a sheet as a test states them."""
    found = {}
    for figure in reading.figures:
        value = figure.row["value"]
        value = round(value, 6) if isinstance(value, float) else value
        found[figure.key] = (value, str(figure.row["flag"]), str(figure.row["qualifier"]))
    return found


def refused_of(reading: Reading) -> dict[str, str]:
    """Each refused cell and the rule that it breaks."""
    return {
        cell: fault.rule
        for fault in reading.faults
        if fault.severity == "fault"
        for cell in CELL.findall((fault.column or "").rpartition("!")[2])
    }
