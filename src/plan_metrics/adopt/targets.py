"""The targets that the form has: target lines of charts, and those that progress is measured against."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from plan_metrics.adopt.areas import WHOLE, Areas
from plan_metrics.adopt.indicators import Goal, Made, is_about, progress_of
from plan_metrics.adopt.open_sdg import Repository
from plan_metrics.adopt.totals import is_total
from plan_metrics.adopt.words import Said, Vocabulary
from plan_metrics.adopt.yaml_files import entries, text_of
from plan_metrics.errors import N_
from plan_metrics.plan.contradictions import YEARS
from plan_metrics.plan.printed import read_printed
from plan_metrics.reading.typed import number

# What the form itself takes where a repository names no year (open-sdg.readthedocs.io, progress_calculation_options).
BASE_YEAR, TARGET_YEAR = 2015, 2030
LINES = ("graph_target_lines", "graph_annotations", "targets")


def targets_of(
    data: Repository, goals: list[Goal], areas: Areas, codes: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """The rows of `targets.csv`, each once; `codes` are those of the dimensions, by column and cell.

    Their keys are those of the table, with the `title` by language and the breakdown by column in `codes`.
    """
    data.used.update({*LINES, "progress_calculation_options"})
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for goal in goals:
        for target, indicators in goal.indicators.items():
            for made in indicators:
                for row in _of_an_indicator(data, made, goal.targets[target], areas, codes):
                    key = tuple(str(row[name]) for name in ("indicator", "region", "codes", "period"))
                    other = found.setdefault(key, row | {"action": goal.id})
                    value, origin = row["printed"], row["from"]
                    if number(other["printed"]) != number(value):
                        reason = N_("another target for the same year: {value}")
                        data.told.note(made.topic.file(origin), "refused", reason, origin, value=value)
    return list(found.values())


def _of_an_indicator(
    data: Repository, made: Made, title: Said, areas: Areas, codes: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    keys = made.topic.keys
    listed = [(each, "progress_calculation_options") for each in progress_of(made.topic)]
    listed += [(each, key) for key in LINES for each in entries(keys.get(key))]
    for each, key in listed:
        value = text_of(each.get("target")) or text_of(each.get("value"))
        preset = text_of(each.get("preset"))
        if not value or not is_about(each, made.of) or (key == "graph_annotations" and preset != "target_line"):
            continue
        file = made.topic.file(key)
        year, base = _year(each, "target_year", TARGET_YEAR), _year(each, "base_year", BASE_YEAR)
        read = read_printed(value)
        place = _place(data.words, each, areas, codes)
        if read is None or read.value != number(value):
            data.told.note(file, "refused", N_("“{cell}” is no number"), key, cell=value[:40])
        elif place is None or year is None or base is None or base >= year:
            data.told.note(file, "refused", N_("a target whose place, breakdown or years are not known"), key)
        else:
            label = data.words.says(each.get("label_content") or "", file)
            region, broken = place
            yield {
                "indicator": made.id, "region": region, "codes": broken, "period": str(year), "value": value,
                "unit": made.unit, "qualifier": read.qualifier, 
                "baseline_period": str(base) if each.get("base_year") else "",
                "baseline": "", "printed": value, "since": str(base), "title": label or title, "from": key,
            }  # fmt: skip


def _year(entry: Mapping[str, Any], key: str, usual: int) -> int | None:
    said = text_of(entry.get(key)) or text_of(entry.get("year")) * (key == "target_year")
    if not said and key == "target_year" and (named := re.search(r"\b(20\d\d)\b", text_of(entry.get("label_content")))):
        said = named[1]
    if not said:
        return usual
    return int(said) if said.isdecimal() and int(said) in YEARS else None


def _place(
    words: Vocabulary, entry: Mapping[str, Any], areas: Areas, codes: Mapping[str, Mapping[str, str]]
) -> tuple[str, dict[str, str]] | None:
    """The area and the codes that a target is limited to; None where one of them is not known."""
    region, broken = WHOLE, {}
    by_cell = {place[-1]: code for place, code in areas.of.items() if place}
    for each in entries(entry.get("disaggregation")):
        column, cell = text_of(each.get("field")), text_of(each.get("value"))
        if (column, cell) in by_cell:
            region = by_cell[column, cell]
        elif cell in codes.get(column, {}):
            broken[column] = codes[column][cell]
        elif cell and not is_total(words, column, cell):
            return None
    return region, broken


def most_usual_base(goals: list[Goal]) -> int:
    """The year that most progress is measured from; that of the form where none is named."""
    named = (entry for goal in goals for made in goal.made for entry in progress_of(made.topic))
    said = Counter(year for entry in named if (year := _year(entry, "base_year", BASE_YEAR)))
    return max(said, key=lambda year: (said[year], -year), default=BASE_YEAR)
