"""What stands before the decimals of numbers in a table whose cells are not separated by commas, and between thousands.

A comma or point before three digits may be either: other numbers of the table tell, else nothing does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

Place = tuple[int, int]  # row and column

# Numbers with a comma before decimals, which may be one between thousands where three digits stand behind it.
COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([. \u00a0\u2009\u202f]\d{3})+),\d+")
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
# The same of a point; other numbers with one point tell that it stands before decimals, with several that it does not.
# 2024.09 is a month.
POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
DECIMAL = re.compile(r"(?!(?:19|20)\d\d\.\d\d?$)[+-]?\d*\.\d+([eE][+-]?\d+)?")


class Marks(NamedTuple):
    """The numbers, with a point before decimals and nothing between thousands, that had a comma before decimals, and
    those that had points between thousands; the cells in which a comma or a point may be either."""

    commas: Mapping[Place, str]
    grouped: Mapping[Place, str]
    unclear: tuple[Place, ...]


def marks_of(cells: Mapping[Place, str], columns: Collection[int]) -> Marks:
    """How the numbers of a table are written, by its cells; points are looked for in these columns only."""
    if any(map(THOUSANDS.fullmatch, cells.values())):
        return Marks({}, {}, ())
    commas = {place: cell for place, cell in cells.items() if COMMA.fullmatch(cell)}
    if commas and all(map(EITHER.fullmatch, commas.values())):
        return Marks({}, {}, tuple(commas))
    points = {place: cell for place, cell in cells.items() if place[1] in columns and POINTS.fullmatch(cell)}
    decimal = {
        at for (row, at), cell in cells.items()
        if at in columns and DECIMAL.fullmatch(cell) and (row, at) not in points
    }  # fmt: skip
    grouped = {place: cell for place, cell in points.items() if place[1] not in decimal}
    if not commas and not any(cell.count(".") > 1 for cell in grouped.values()):
        return Marks({}, {}, () if decimal else tuple(grouped))
    return Marks(
        {place: re.sub(r"[. \u00a0\u2009\u202f]", "", cell).replace(",", ".") for place, cell in commas.items()},
        {place: cell.replace(".", "") for place, cell in grouped.items()},
        (),
    )
