"""What may stand in the columns `flag` and `qualifier` of an observation."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from plan_metrics.languages import INTERFACE, SOURCE


class Flag(NamedTuple):
    """A status of an observation: its name in each language, and whether a value stands beside it."""

    title: Mapping[str, str]
    has_value: bool = True


_CODES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

FLAGS = {code: Flag(**about) for code, about in _CODES["flags"].items()}
QUALIFIERS: dict[str, Mapping[str, str]] = _CODES["qualifiers"]  # how exactly a figure was printed

FORECAST = "F"  # a forecast is never an observation
BREAK = "B"
MISSING = tuple(flag for flag, about in FLAGS.items() if not about.has_value)


def flag_name(flag: str) -> str:
    """The name of a flag in the first language of the messages and in that of their source, as a message gives it.

    >>> flag_name("P")
    '初步数, Provisional value'
    """
    titles = FLAGS[flag].title
    return ", ".join(titles[code] for code in dict.fromkeys((INTERFACE[0], SOURCE)))
