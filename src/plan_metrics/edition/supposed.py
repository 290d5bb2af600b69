"""An edition with figures that somebody supposes: what would follow from them, without a table being touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from plan_metrics.edition.known import Known, Row
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, SPAN, Edition, is_note, table_columns
from plan_metrics.edition.rules import RULES
from plan_metrics.edition.write import written
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.plan.models import Plan
from plan_metrics.plan.printed import read_printed

FRAME = "frame"  # the place of a fault in what was supposed
OF_DOCUMENTS = ("unknown_source", "note_in_one_language", "wrong_print")  # rules that no supposed figure can keep
Key = tuple[str, ...]


def supposed(plan: Plan, edition: Edition, frame: pd.DataFrame) -> Edition:
    """An edition with the rows of a frame in the place of its own of the same key, and beside them where it has none.

    The frame needs the columns `KEY` and `value`; a missing value takes a figure out. Other cells of an observation
    count where they are there; without them they are as the edition has them, or ordinary: the unit of the indicator,
    flag A, exact. Words that do not say the value are left out, and so are rows of computed indicators, which follow.
    Raises `FaultError` with every row that is no observation of this edition, by its place in the frame from 1.
    """
    check_faults(_missing_columns(frame))
    own = {tuple(row[name] for name in KEY): row for row in _records(edition.observations)}
    given = Known(plan, edition.card.day, edition.sources)
    computed = {card.id for card in given.indicators.values() if card.computed}
    found, faults = dict[Key, dict[str, Any] | None](), list[Fault]()
    for place, all_cells in enumerate(_records(frame), 1):
        cells = {name: cell for name, cell in all_cells.items() if name == "value" or not pd.isna(cell)}
        key = tuple(str(cells.get(name, "")) for name in KEY)
        if key[0] in computed or _same(own.get(key), cells):
            continue
        if pd.isna(cells["value"]):
            found[key] = None
            continue
        row = _row(plan, place, key, own.get(key, {}), cells)
        wrong = [*_twice(row, found), *_faults(row, given)]
        faults += wrong
        found[key] = None if wrong else _figure(plan, row)
    check_faults(faults)
    kept = [row for key, row in own.items() if key not in found] + [row for row in found.values() if row]
    observed = pd.DataFrame(kept, columns=list(edition.observations.columns))
    observed = observed.astype(edition.observations.dtypes.to_dict()).sort_values(list(KEY), ignore_index=True)
    return replace(edition, observations=observed, lines=(0,) * len(observed))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _missing_columns(frame: pd.DataFrame) -> Iterator[Fault]:
    for name in (*KEY, "value"):
        if name not in frame:
            fix = N_("Add the column; the others may be left out.")
            found, expected, columns = N_("no such column"), N_("the columns {columns}"), ", ".join((*KEY, "value"))
            yield fault_at("no_column", FRAME, found, expected, fix, column=name, columns=columns)


def _same(own: Mapping[str, Any] | None, cells: Mapping[str, Any]) -> bool:
    """Whether a row is one of the edition, as far as it says anything of it."""
    names = [name for name in own or () if name in cells and name not in SPAN and not is_note(name)]
    return own is not None and all(own[n] == cells[n] or (pd.isna(own[n]) and pd.isna(cells[n])) for n in names)


def _row(plan: Plan, place: int, key: Key, own: Mapping[str, Any], cells: Mapping[str, Any]) -> Row:
    cards = {card.id: card for _, card in plan.indicators()}
    unit = cards[key[0]].unit if key[0] in cards else ""
    columns = table_columns(OBSERVATIONS_FILE, plan.languages)
    usual = {"unit": unit, "flag": "A", "source": "", "sample_size": "", **dict.fromkeys(filter(is_note, columns), "")}
    made = {**usual, **own, "qualifier": "exact", "printed": "", **cells, **dict(zip(KEY, key, strict=True))}
    texts = {name: "" if pd.isna(made[name]) else written(_plain(made[name])) for name in columns}
    printed = read_printed(texts["printed"])
    if printed is None or printed.value != float(made["value"]):
        texts["printed"] = ""
    return Row.of(place, texts)


def _plain(cell: Any) -> Any:
    return float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


def _faults(row: Row, given: Known) -> Iterator[Fault]:
    for name, rule in RULES.items():
        if name not in OF_DOCUMENTS:
            yield from (replace(each, file=FRAME) for each in rule(row, given) if each.severity == "fault")


def _twice(row: Row, found: Mapping[Key, object]) -> Iterator[Fault]:
    if row.key in found:
        said, expected, fix = N_("{key} a second time"), N_("each figure once"), N_("Remove one of the two lines.")
        column, key = ", ".join(KEY), ", ".join(row.key)
        yield fault_at("repeated_key", FRAME, said, expected, fix, row=row.line, column=column, key=key)


def _figure(plan: Plan, row: Row) -> dict[str, Any]:
    ends = row.span(plan.units[row["unit"]])
    size = row.whole("sample_size")
    numbers = {"value": row.amount("value"), "sample_size": float("nan") if size is None else float(size)}
    return {**row.cells, **numbers, **dict(zip(SPAN, ends, strict=True))}
