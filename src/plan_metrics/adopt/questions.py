"""What a data set does not say and a plan needs: a table to fill in, `data/questions.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plan_metrics.adopt.project import Adopted

QUESTIONS_FILE = "questions.csv"
COLUMNS = ("list", "code", "key", "choices", "now", "answer")
# Of each indicator, unit, dimension and level: what may be answered, and what stands there until it is.
OF_INDICATORS = {
    "direction": ("increase decrease none", "none"),
    "fit": ("direct proxy context", "context"),
    "accumulation": ("stock flow cumulative rate", "unknown"),
    "collection": ("census register sample survey", "unknown"),
    "frequency": ("A S Q M I", "I"),
}
OF_UNITS = {"scale": ("identity log logit", ""), "counts": ("yes no", "no")}
ADDS_UP = "true false"
DATE = "YYYY-MM-DD"  # a choice that stands for any day, month or year


def questions_of(
    made: Adopted, scales: Mapping[str, str], levels: Mapping[object, str], units: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The rows of the table. What the form says itself is no question.

    `scales` are those that the units got, `levels` the ids of the levels, `units` the names of the units in the plan.
    """
    language = made.languages[0]
    yield _row("plan", "", "issued", DATE, "", made.title[language])
    for part in made.areas.levels:
        yield _row("level", levels[part], "adds_up", ADDS_UP, "false", made.areas.levels[part][1][language])
    for dimension in made.dimensions:
        yield _row("dimension", dimension.id, "adds_up", ADDS_UP, "false", dimension.title[language])
    for unit, title in made.units.titles.items():
        for key, (choices, now) in OF_UNITS.items():
            yield _row("unit", units[unit], key, choices, now or scales[unit], title[language])
    for goal in made.goals:
        for each in (one for listed in goal.indicators.values() for one in listed):
            for key, (choices, now) in OF_INDICATORS.items():
                said = {"direction": each.direction != "none", "fit": each.proxy and each.direction != "none"}
                if not said.get(key):
                    yield _row("indicator", each.id, key, choices, now, each.title[language])


def _row(of: str, code: str, key: str, choices: str, now: str, title: str) -> dict[str, Any]:
    return {"list": of, "code": code, "key": key, "choices": choices, "now": now, "answer": "", "title": title}
