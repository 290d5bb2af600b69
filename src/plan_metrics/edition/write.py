"""Writes the card and the tables of an edition, so that reading them gives the same again."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from plan_metrics.edition.models import EditionCard
from plan_metrics.edition.toml_text import card_text

PLAIN = "utf-8"
FOR_SPREADSHEETS = "utf-8-sig"  # with a byte-order mark, without which a spreadsheet garbles Chinese


def write_table(
    file: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]], encoding: str = PLAIN
) -> None:
    """A CSV file with these columns: comma, LF, quotes only where needed, NaN as an empty cell."""
    columns = list(columns)
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([written(row[column]) for column in columns] for row in rows)


def write_card(file: Path, card: EditionCard) -> None:
    """The identity card of an edition, as TOML in UTF-8; its rules stand last, each table under its name."""
    text = card_text(card.model_dump(exclude_none=True), ("disclosure", "thresholds", "verdicts"))
    file.write_text(text, encoding="utf-8", newline="\n")


def written(cell: object) -> str:
    """A cell as it is written: numbers in plain digits that read back the same, whole ones without a point.

    >>> written(4158266.0), written(1e-7), written(float("nan")), written("TOTAL")
    ('4158266', '0.0000001', '', 'TOTAL')
    """
    if not isinstance(cell, float):
        return str(cell)
    return "" if math.isnan(cell) else np.format_float_positional(cell, trim="-")
