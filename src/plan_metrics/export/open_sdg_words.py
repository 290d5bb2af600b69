"""The words of a folder in the Open SDG form: texts of each indicator, and what codes are called, by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plan_metrics.context import Context
from plan_metrics.export.about import in_every, in_words, notices, title
from plan_metrics.export.forms import FOLLOW, in_open_sdg
from plan_metrics.export.spreadsheet_cells import Cell
from plan_metrics.export.table_columns import Column
from plan_metrics.export.tables import Row, Table
from plan_metrics.plan.code_lists import Source
from plan_metrics.plan.models import Indicator
from plan_metrics.views.target_words import target_words
from plan_metrics.views.words import citation

COLUMNS = in_open_sdg()
AREA, UNIT = COLUMNS["region"], COLUMNS["unit"]
WORDED = {name: of for of, name in COLUMNS.items() if of not in ("period", "value")}
# Beside each value: what a chart of the form does not break down by, and says in a note of the value.
ATTRIBUTES = [name for name, of in WORDED.items() if of not in ("region", "unit", *FOLLOW)]
TEXTS = {
    "counts": "computation_definitions",
    "why": "rationale",
    "basis": "computation_calculations",
    "caveat": "comments_limitations",
}
# Keys of the metadata that the form does not know, by the column of the scoreboard.
VERDICTS = {
    "status": "verdict",
    "reason": "verdict_reason",
    "category": "verdict_category",  # of a plan that follows a published method
    "strength": "evidence",
    "latest_change": "latest_change",
    "latest_reason": "latest_change_reason",
}
TARGETS = "target_outcomes"


@dataclass(frozen=True)
class Made:
    """What the files are made of: names of files by id, columns by dimension, words by list and code, rows."""

    context: Context
    names: Mapping[str, str]
    goals: Mapping[str, str]
    columns: Mapping[str, str]
    codes: Mapping[tuple[str, str], Row]
    known: Mapping[str, Column]
    tables: Mapping[str, Table]


def texts(
    made: Made, card: Indicator, standing: Row, cited: Sequence[Source], targets: Sequence[Row], code: str
) -> dict[str, Any]:
    """The texts in one language: definition, verdict, what became of the targets, documents."""
    found: dict[str, Any] = {key: text[code] for of, key in TEXTS.items() if (text := getattr(card, of))}
    for of, key in VERDICTS.items():
        if standing.get(of):
            found[key] = made.codes[made.known[of].codes, str(standing[of])][f"title_{code}"]
    if targets:
        found[TARGETS] = "\n".join(f"- {_outcome(made, row, code)}" for row in targets)
    for n, source in enumerate(cited, 1):
        found |= {f"source_organisation_{n}": source.publisher[code], f"source_url_text_{n}": source.title[code]}
    return found


def _outcome(made: Made, row: Row, code: str) -> str:
    """A target and what became of it, with dots between, as titles have them."""
    plan = made.context.plan
    place, breakdown = plan.region(str(row["region"])), plan.breakdown(str(row["breakdown"]))
    asked = target_words(replace(made.context, language=code), plan.targets[int(str(row["row"])) - 1])
    parts: list[Cell] = [row[f"title_{code}"], place.title[code], breakdown.title[code] if breakdown.codes else None]
    parts += [row["period"], asked]
    parts += [made.codes[name, str(row[name])][f"title_{code}"] for name in ("result", "prospect") if row[name]]
    if row["revised"]:
        column = next(column for column in made.tables["targets"].columns if column.name == "revised")
        parts.append(f"{in_words([code], column)[code]} {row['revised']}")
    return " · ".join(str(part) for part in parts if part)


def translations(made: Made, code: str) -> dict[str, dict[str, Any]]:
    """The words of a language by group: what the codes of each column are called, titles, labels of metadata."""
    context, plan = replace(made.context, language=code), made.context.plan
    promised = {each.id: each.title for action in plan.actions for each in action.commitments}
    goals = {action.id: action.title for action in plan.actions}
    heading = {
        name.removesuffix(f"_{column.language}"): in_every([code], column.title)[code]
        for name, column in made.known.items()
    }
    groups: dict[str, dict[str, Any]] = {name: {name: heading[of]} for name, of in WORDED.items()}
    groups[AREA] |= {each.region: each.title[code] for each in plan.regions}
    groups[UNIT] |= {each.base: plan.units[each.base].title[code] for each in plan.units.values()}
    groups[COLUMNS["source"]] |= {str(row["source"]): citation(context, context.source(str(row["source"])))
                         for row in made.tables["sources"].rows}  # fmt: skip
    for (name, each), row in made.codes.items():
        if name in ("flag", "qualifier"):
            groups[COLUMNS[name]][each] = row[f"title_{code}"]
    for dimension in plan.head.dimensions:
        single = {each.codes[dimension.id]: each for each in plan.breakdowns if [*each.codes] == [dimension.id]}
        column = made.columns[dimension.id]
        groups[column] = {column: dimension.title[code]} | {each: of.title[code] for each, of in single.items()}
    return groups | {
        "custom": {"site_title": title(context)[code], "notice": " ".join(each[code] for each in notices(context))},
        "global_goals": {f"{id}-title": said[code] for id, said in goals.items()},
        "global_targets": {f"{made.goals[id]}-title": said[code] for id, said in (goals | promised).items()},
        "global_indicators": {f"{made.names[card.id]}-title": card.title[code] for _, card in plan.indicators()},
        "metadata_fields": {key: heading[of] for of, key in VERDICTS.items() if of in heading}
        | {TARGETS: heading["result"]},
    }
