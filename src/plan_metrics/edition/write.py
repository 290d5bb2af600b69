"""Writes the files of an edition, so that reading them gives the same again."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from plan_metrics.edition.models import (
    CARD_FILE,
    FIRST_COLUMNS,
    KEY,
    OBSERVATIONS_FILE,
    REJECTED_COLUMNS,
    REJECTED_FILE,
    SOURCE_COLUMNS,
    SOURCES_FILE,
    Edition,
    EditionCard,
)
from plan_metrics.rows import register_rows

PLAIN = "utf-8"
FOR_SPREADSHEETS = "utf-8-sig"  # with a byte-order mark, without which a spreadsheet garbles Chinese


def write_edition(folder: Path, edition: Edition) -> None:
    """The four files of an edition, into a folder that exists already; files of these names are replaced.

    Rows are sorted by their key, missing ones among them; numbers are written in full, with as many
    digits as they need. What is not kept of an edition before 2026-11 (its published values) is left empty.
    """
    empty = dict.fromkeys(FIRST_COLUMNS, "")
    rows = [{**empty, **row} for frame in (edition.observations, edition.missing) for row in frame.to_dict("records")]
    rows.sort(key=lambda row: tuple(row[column] for column in KEY))
    sources = (source.model_dump() for _, source in sorted(edition.sources.items()))
    write_card(folder / CARD_FILE, edition.card)
    write_table(folder / OBSERVATIONS_FILE, edition.card.columns, rows)
    write_table(folder / SOURCES_FILE, SOURCE_COLUMNS, sources)
    write_table(folder / REJECTED_FILE, REJECTED_COLUMNS, register_rows(edition.rejected))


def write_table(file: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]], encoding: str = PLAIN) -> None:
    """A CSV file with these columns: comma, LF, quotes only where needed, NaN as an empty cell."""
    columns = list(columns)
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([written(row[column]) for column in columns] for row in rows)


def write_card(file: Path, card: EditionCard) -> None:
    """The identity card of an edition, as TOML in UTF-8; its rules stand last, each table under its name."""
    keys = card.model_dump(exclude_none=True)
    rules = {key: keys.pop(key) for key in ("disclosure", "thresholds", "verdicts") if key in keys}
    lines = [f"{key} = {_toml(value)}\n" for key, value in keys.items()]
    for name, table in rules.items():
        lines += [f"\n[{name}]\n", *(f"{key} = {_toml(value)}\n" for key, value in table.items())]
    file.write_text("".join(lines), encoding="utf-8", newline="\n")


def written(cell: Any) -> str:
    """A cell as it is written: numbers in plain digits that read back the same, whole ones without a point.

    >>> written(4158266.0), written(1e-7), written(float("nan")), written("TOTAL")
    ('4158266', '0.0000001', '', 'TOTAL')
    """
    if not isinstance(cell, float):
        return str(cell)
    return "" if math.isnan(cell) else np.format_float_positional(cell, trim="-")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
