"""What may stand in a cell that a spreadsheet opens: numbers as they are, texts that cannot become a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# What makes a spreadsheet read a text as a formula; the wide forms do so under East Asian settings.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROL = ("\t", "\r", "\n", "\0")
WHOLE = 2**53  # up to here a float holds every whole number

Cell = str | float | int | bool | None


@lru_cache(maxsize=10_000)  # most texts stand in many rows and tables
def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before one that it might.

    Space and marks without width before the sign do not hide it. Numbers are never handed over here, so a
    minus before a number stays.

    >>> harmless("=1+1"), harmless("- none"), harmless("A01")
    ("'=1+1", "'- none", 'A01')
    """
    seen = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")
    return f"'{text}" if (seen in FORMULA and seen) or text.startswith(CONTROL) else text


def number(value: float) -> float | int:
    """A number as people write it: without `.0` where it is whole; the same value.

    >>> number(3849.0), number(-2.5)
    (3849, -2.5)
    """
    return int(value) if float(value).is_integer() and abs(value) < WHOLE else float(value)


def cell_text(cell: Cell) -> str:
    """A cell of a CSV file: empty for None, `true` and `false`, numbers with every digit, texts made harmless.

    >>> [cell_text(cell) for cell in (None, True, -2.5, 3849.0, "@x")]
    ['', 'true', '-2.5', '3849', "'@x"]
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return harmless(cell) if isinstance(cell, str) else repr(number(cell))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file as RFC 4180 has it: UTF-8 without a mark, commas, CRLF, quotation marks where needed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8")
