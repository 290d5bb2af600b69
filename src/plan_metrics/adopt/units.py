"""The units of a data set: what each is called, and which of them are per cent by their code or their name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plan_metrics.adopt.columns import Cells
from plan_metrics.adopt.open_sdg import Repository
from plan_metrics.adopt.words import Said, worded
from plan_metrics.adopt.yaml_files import text_of
from plan_metrics.errors import N_
from plan_metrics.languages import SOURCE, names_of_percent
from plan_metrics.plan.official_targets import PERCENT

NO_UNIT = "not stated"
SIGN = "%"
COLUMNS = ("UNIT_MEASURE", "Units")
HAN = "\u3000-\u9fff"  # letters without spaces between words
BESIDE = " ()[]{}.,;:/-–—"  # what may stand around the name of a unit
NAMES = tomllib.loads(Path(__file__).with_name("percent.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Unit:
    """A unit: its title by language, and the one that figures are in: itself, or per cent of what its title says."""

    title: Said
    base: str


@dataclass(frozen=True)
class Units:
    """The units by their name; `of` says which one a unit of the data set with its power of ten is.

    `default` is the unit that the keys of an indicator name, for rows without one.
    """

    of: Mapping[tuple[str, str], str]
    known: Mapping[str, Unit]
    default: Mapping[str, str]

    @property
    def plain(self) -> dict[str, Said]:
        """The title of each unit that figures are in."""
        return {name: unit.title for name, unit in self.known.items() if unit.base == name}


def _default(data: Repository) -> dict[str, str]:
    """The code of the reference that the keys of each indicator name, else the words."""
    data.used.update({"computation_units", "UNIT_MEASURE"})
    found = {}
    for topic in data.topics:
        said = text_of(topic.keys.get("computation_units")) or text_of(topic.keys.get("UNIT_MEASURE"))
        said = " ".join(said.split())
        group, _, code = said.partition(".")
        if said and code and data.words.lookup(said) is not None:
            said = code if group.casefold() in ("unit_measure", "units") else said
        found[topic.id] = said
    return found


def power_of_ten(row: Cells) -> str:
    """What the figure of a row is multiplied by; nothing where it stands as it is."""
    return row.times if row.times not in ("0", "0.0") else ""


def units_of(data: Repository, rows: Mapping[str, Iterable[Cells]]) -> Units:
    """The units of all rows by indicator, each with its power of ten as another unit; those of per cent are told."""
    of: dict[tuple[str, str], str] = {}
    known: dict[str, Unit] = {}
    default = _default(data)
    found = [(row.unit or default[id], power_of_ten(row)) for id, each in rows.items() for row in each]
    found += [(default[topic.id], "") for topic in data.topics if not rows.get(topic.id)]
    for unit, times in dict.fromkeys(found):
        name, title = unit or NO_UNIT, _title(data, unit)
        share = "" if times else per_cent(data.words.languages, unit, title)
        if times:
            power = f"×10^{times}" if times.lstrip("-").isdecimal() else f"({times})"
            name, title = f"{name} {power}", {code: f"{words} {power}" for code, words in title.items()}
        if share:
            reason = N_("the unit “{unit}” is taken as per cent: its changes are said in points")
            data.told.note("data", "assumed", reason, unit=unit)
            known.setdefault(PERCENT, Unit(dict.fromkeys(data.words.languages, SIGN), PERCENT))
        of[unit, times] = PERCENT if share == "whole" else name
        known.setdefault(of[unit, times], Unit(title, PERCENT if share else name))
    return Units(of, known, default)


def _title(data: Repository, unit: str) -> Said:
    if not unit:
        return worded(data.words.languages, N_("unit not stated"))
    return data.words.of_any(COLUMNS, unit)


def per_cent(languages: Iterable[str], unit: str, title: Said) -> str:
    """Whether a unit is per cent as a `whole`, or a `part` of its name says so, as in per cent of households.

    A code stands for itself only where the data set has no words for it.
    """
    texts = {_plain(text) for text in title.values()}
    if texts == {_plain(unit)} and unit in NAMES["codes"]:
        return "whole"
    if unit.startswith(tuple(NAMES["begin"])) and unit.rpartition("_")[2] != "PNT":
        return "part"
    pattern = _percent((*languages, SOURCE))
    if any(text and not pattern.sub("", text).strip(BESIDE) for text in texts):
        return "whole"
    found = [(text.strip(BESIDE), each) for text in texts for each in pattern.finditer(text.strip(BESIDE))]
    points = any({*re.findall(r"\w+", text)} & {*NAMES["points"]} for text in texts)
    return "part" if not points and any(at.start() == 0 or at.end() == len(text) for text, at in found) else ""


@cache
def _percent(languages: tuple[str, ...]) -> re.Pattern[str]:
    """What per cent is called in these languages; a sign behind a number is none, as in 2015 = 100 %."""
    names = {_plain(text) for code in languages for text in (*names_of_percent(code), *NAMES["words"].get(code, ()))}
    letters = "|".join(sorted((re.escape(name) for name in names if name[:1].isalpha()), key=len, reverse=True))
    return re.compile(rf"(?<![^\W{HAN}])(?:{letters})(?![^\W{HAN}])|(?<!\d)(?<!\d )[%٪]")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter for letter in folded if unicodedata.category(letter) != "Cf").split())
