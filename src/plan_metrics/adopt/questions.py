"""What a data set does not say and a plan needs: a table to fill in, `data/questions.csv`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plan_metrics.adopt.figures import Series, is_of_the_whole
from plan_metrics.adopt.indicators import Made
from plan_metrics.adopt.project import Adopted
from plan_metrics.adopt.words import Said
from plan_metrics.edition.write import FOR_SPREADSHEETS, write_table
from plan_metrics.export.spreadsheet_cells import harmless
from plan_metrics.measure.periods import is_period
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.dimensions import joined

QUESTIONS_FILE = "questions.csv"
COLUMNS = ("list", "code", "key", "choices", "now", "answer", "title")
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
# One key after another, so that a column of answers can be filled downwards: first what every verdict waits for.
ORDER = (
    *("direction", "issued", "baseline_period", "breakdown", "fit"),
    *("scale", "counts", "accumulation", "collection", "frequency", "adds_up"),
)
FEW = 2  # figures of the whole without which an indicator gets no verdict, whatever its direction
DATE = "YYYY-MM-DD"  # a choice that stands for any day, month or year
PERIOD = "YYYY / YYYY-MM / YYYY-Q1"  # and for any period


def questions_of(
    made: Adopted, scales: Mapping[str, str], levels: Mapping[object, str], units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows of the table, those of one key together; first the directions of indicators that they get a verdict by.

    What the data set says itself is no question; what it says in a place of ours is an answer. `scales` are those that
    the units got, `levels` the ids of the levels, `units` the names of the units in the plan.
    """
    seen = Counter(each.of for each in made.figures if each.reason is None and each.value and is_of_the_whole(each))
    judged = {id for of, id in made.ids.items() if seen[of] >= FEW}

    def order(row: Mapping[str, Any]) -> tuple[int, bool]:
        return ORDER.index(row["key"]), row["key"] == "direction" and row["code"] not in judged

    return sorted(_questions(made, scales, levels, units), key=order)


def _questions(
    made: Adopted, scales: Mapping[str, str], levels: Mapping[object, str], units: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    language = made.languages[0]

    def row(of: str, code: str, named: str, key: str, choices: str, now: str, title: Said) -> dict[str, Any]:
        said = made.data.answers.get((of, named, key), "")
        answer = said if is_a_choice(said, choices) else ""
        keys = {"list": of, "code": code, "key": key, "choices": choices, "now": now, "answer": answer}
        return keys | {"title": harmless(title[language])}

    for key, choices, now in (("issued", DATE, ""), ("baseline_period", PERIOD, str(made.base_year))):
        yield row("plan", "", "", key, choices, now, made.title)
    for part in made.areas.levels:
        yield row("level", levels[part], str(part), "adds_up", ADDS_UP, "false", made.areas.levels[part][1])
    for each in made.dimensions:
        yield row("dimension", each.id, each.column, "adds_up", ADDS_UP, "false", each.title)
    for unit, title in made.units.plain.items():
        for key, (choices, now) in OF_UNITS.items():
            yield row("unit", units[unit], unit, key, choices, now or scales[unit], title)
    parts = _parts(made)
    for goal in made.goals:
        for one in goal.made:
            for key, (choices, now) in OF_INDICATORS.items():
                if not _is_said(made, one, key):
                    yield row("indicator", one.id, one.topic.id, key, choices, now, one.title)
            if TOTAL not in parts.get(one.of, {TOTAL}):
                choices = " ".join([TOTAL, *parts[one.of]])
                yield row("indicator", one.id, one.topic.id, "breakdown", choices, TOTAL, one.title)


def _is_said(made: Adopted, one: Made, key: str) -> bool:
    """Whether the data set says this of an indicator: its direction, that it is a proxy, how often its figures come."""
    if key == "frequency":
        return one.of in made.frequencies
    return one.direction != "none" and (key == "direction" or (key == "fit" and one.proxy))


def _parts(made: Adopted) -> dict[Series, dict[str, None]]:
    """The breakdowns that each series has figures for, in the order of its figures."""
    found: dict[Series, dict[str, None]] = {}
    for figure in made.figures:
        if figure.reason is None:
            cells = {each.id: figure.codes.get(each.column) for each in made.dimensions}
            of = {each.id: each.codes for each in made.dimensions}
            breakdown = joined({id: TOTAL if cell is None else of[id][cell] for id, cell in cells.items()})
            found.setdefault(figure.of, {}).setdefault(breakdown)
    return found


def is_a_choice(answer: str, choices: str) -> bool:
    """Whether an answer is one of the choices of its question.

    >>> is_a_choice("stock", "stock flow"), is_a_choice("2024-13", DATE), is_a_choice("2024-Q3", PERIOD)
    (True, True, True)
    """
    if choices == PERIOD:
        return is_period(answer)
    if choices == DATE:
        return re.fullmatch(r"\d{4}(-\d{2}){0,2}", answer) is not None
    return answer in choices.split()


def write_questions(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the table into a folder."""
    write_table(folder / QUESTIONS_FILE, COLUMNS, rows, FOR_SPREADSHEETS)
