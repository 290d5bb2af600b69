"""Reads the text of a card as far as tomllib can bear it, and finds the line of a key, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import lru_cache

LANGUAGES = "languages"  # in the context of a validation: those that texts must have
LONGEST = 4_000_000  # letters of a card, which takes many times that to be read
LONGEST_KEY = 500  # characters before the sign of equality; of very long keys tomllib takes minutes

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?")
_PAIR = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=\s*(.*)""")
_ENTRY = re.compile(r"""\s*[{\["'\d]""")


def toml_keys(text: str) -> dict[str, object]:
    """The keys of a text in TOML. ValueError or RecursionError for what is none, and what would take too long."""
    if len(text) > LONGEST or long_key(text) is not None:
        raise ValueError("too long")
    return tomllib.loads(text)


def long_key(text: str) -> int | None:
    """The first line with a key that is too long; None for none."""
    return next((n for n, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_KEY and _is_long(line)), None)


def _is_long(line: str) -> bool:
    return "=" not in line[:LONGEST_KEY] and "." in line[:LONGEST_KEY] and '"' not in line[:2]


def line_of(text: str, column: str | None) -> int | None:
    """The line of a key such as `verdicts.little` or `indicators.2.unit` (entries of a list from 1, or by their id).

    A key that is missing, or lies within a line, is told at the line of the table or key that it belongs to. None where
    nothing of it is found.

    >>> line_of('id = "A01"\\n[[indicators]]\\nid = "x"\\n[[indicators]]\\nid = "y"\\nunit = "z"', "indicators.y.unit")
    6
    """
    places = _places(text)
    parts = column.split(".") if column else []
    return next((at for end in range(len(parts), 0, -1) if (at := places.get(".".join(parts[:end])))), None)


@lru_cache(maxsize=4)
def _places(text: str) -> dict[str, int]:
    """The line of each table, key and entry of a list that has lines of its own."""
    places: dict[str, int] = {}
    ids: dict[str, str] = {}
    count: Counter[str] = Counter()
    table = key = ""
    entry, in_text = 0, False
    for number, line in enumerate(text.split("\n"), 1):
        was_in_text, in_text = in_text, in_text ^ (line.count('"""') + line.count("'''")) % 2 == 1
        if was_in_text:
            continue
        if found := _HEADER.fullmatch(line):
            count[found[2]] += 1
            table = f"{found[2]}.{count[found[2]]}" if found[1] == "[[" else found[2]
            key, entry = "", 0
            places.setdefault(table, number)
        elif found := _PAIR.match(line):
            key, entry = f"{table}.{found[1]}" if table else found[1], 0
            places.setdefault(key, number)
            if found[1] == "id" and table:
                ids[table] = f"{table.rpartition('.')[0]}.{found[2].strip(chr(34) + chr(39) + ' ')}"
        elif key and _ENTRY.match(line):
            entry += 1
            places.setdefault(f"{key}.{entry}", number)
    for place, number in list(places.items()):
        for table, named in ids.items():
            if place == table or place.startswith(f"{table}."):
                places.setdefault(named + place[len(table) :], number)
    return places
