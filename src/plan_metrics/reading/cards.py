"""Reads a card: TOML in one encoding, whose texts can be printed; what is no TOML is told with its line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.reading.csv_tables import text_of
from plan_metrics.reading.encodings import garbled_lines
from plan_metrics.reading.lines import LANGUAGES, LONGEST, long_key
from plan_metrics.reading.printable import control_characters, unprintable_in_card

Model = TypeVar("Model", bound=BaseModel)


def keys_of(file: Path, example: str, faults: list[Fault]) -> tuple[str, dict[str, object]] | None:
    """The text of a card and its keys; None where it cannot be read. What is wrong is added to `faults`.

    `example` is a line as the card should have it. Garbled texts and what cannot be printed are faults too, but the
    keys are given all the same.
    """
    try:
        text = text_of(file)
    except FaultError as error:
        faults.extend(error.faults)
        return None
    keys = keys_in(text, file.name, example, faults)
    return None if keys is None else (text, keys)


def keys_in(text: str, name: str, example: str, faults: list[Fault]) -> dict[str, object] | None:
    """The keys of a card of this text, as `keys_of`; `name` is that of its file."""
    if len(text) > LONGEST:
        faults.append(_too_long(name, len(text)))
        return None
    if long := long_key(text):
        faults.append(_unreadable(name, long, example))
        return None
    try:
        keys = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib's own, and that of a number without an end
        control = list(control_characters(name, text))
        line = re.search(r"at line (\d+)", str(error))
        faults.extend(control or [_unreadable(name, int(line[1]) if line else None, example)])
        return None
    faults.extend(garbled_lines(text, name))
    faults.extend(unprintable_in_card(name, text, keys))
    return keys


def validated(model: type[Model], keys: dict[str, object], languages: Sequence[str]) -> Model:
    """The card with these keys, whose texts are in these languages.

    Nothing is taken for what it is not: no text for a number, no `true` for 1.

    Raises pydantic's ValidationError.
    """
    return model.model_validate_json(json.dumps(keys, default=repr), strict=True, context={LANGUAGES: tuple(languages)})


def _too_long(file: str, size: int) -> Fault:
    expected = N_("a card of at most {most} letters")
    fix = N_("Look whether something else was saved under its name; restore it.")
    return fault_at("large_card", file, N_("{size} letters"), expected, fix, size=f"{size:,}", most=f"{LONGEST:,}")


def _unreadable(file: str, line: int | None, example: str) -> Fault:
    found = N_("a line that cannot be read")
    fix = N_("Look for a quotation mark or bracket that is missing or wide, or a key written twice.")
    return fault_at("unreadable_card", file, found, N_("lines such as: {example}"), fix, row=line, example=example)
