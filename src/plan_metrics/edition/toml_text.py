"""Writes cards as TOML, in the order and the form that the starter has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def value_text(value: object) -> str:
    """A value in one line.

    >>> value_text({"en": "a", "1": 2}), value_text([True, 0.5])
    ('{ en = "a", 1 = 2 }', '[true, 0.5]')
    """
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {value_text(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(value_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else value_text(key)


def lines_of(keys: Mapping[str, object]) -> str:
    """A line for each key; a list of several entries with keys has one for each."""
    lines = []
    for key, value in keys.items():
        if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            lines += [f"{_key(key)} = [\n", *(f"  {value_text(each)},\n" for each in value), "]\n"]
        else:
            lines.append(f"{_key(key)} = {value_text(value)}\n")
    return "".join(lines)


def card_text(keys: Mapping[str, Any], tables: Iterable[str] = (), lists: Iterable[str] = ()) -> str:
    """A card: keys first, then each of the `lists` (a table for each entry), then the `tables`."""
    apart = {*tables, *lists}
    parts = [lines_of({key: value for key, value in keys.items() if key not in apart})]
    parts += [f"\n[[{name}]]\n{lines_of(each)}" for name in lists for each in keys.get(name, ())]
    parts += [f"\n[{name}]\n{lines_of(keys[name])}" for name in tables if name in keys]
    return "".join(parts)
