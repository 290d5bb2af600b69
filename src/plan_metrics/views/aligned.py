"""A table of texts for a terminal, whose columns stand below each other although Chinese letters are twice as wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of as many cells each, as lines.

    >>> print(aligned([["2025", "1214家", "S305"], ["2024", "1230", "S249"]]))
    2025  1214家  S305
    2024  1230    S249
    """
    widths = [max(map(_width, column), default=0) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
