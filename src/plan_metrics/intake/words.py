"""What the words of a table mean: codes and names of the plan, periods in all usual forms; never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from plan_metrics.edition.dates import near_period, span_of
from plan_metrics.edition.known import Known
from plan_metrics.edition.near import nearest
from plan_metrics.errors import N_
from plan_metrics.intake.recipe import LEFT_OUT, UNDECIDED
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import PERCENT
from plan_metrics.plan.units import Unit
from plan_metrics.reading.typed import is_note_mark, plain

OPEN_WORD = N_("“{word}”, whose meaning the recipe leaves open")
SAY_WHERE = N_(
    'Say in [at] where it stands, such as {dimension} = ["column A"] or ["header 1"], or as ["= …"] what it is '
    "everywhere."
)
SHARE = "share"  # in a recipe: what stands under the word of per cent is shares of one
_SIMPLIFIED = str.maketrans("億萬張個種項數噸畝頃輛戶類", "亿万张个种项数吨亩顷辆户类")  # that units are written with
UNITS = re.compile(r"\s*[、，,；;]\s*")  # between the units of a table
_SPACE = re.compile(r"\s+")
IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]\s*$")  # behind a heading: often its unit
_BRACKETED = re.compile(r"[(（\[［]\s*(注?[0-9]{1,2}|[a-z])\s*[)）\]］]$")


@dataclass(frozen=True)
class Meaning:
    """The code that a word stands for; None where it has none, with what was found and what to do."""

    code: str | None
    found: str = ""
    fix: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Words:
    """The words of a plan, and those of a recipe, which come first."""

    plan: Plan
    given: Mapping[Any, Mapping[str, str]]
    _names: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    _known: dict[tuple[str, str], Meaning] = field(default_factory=dict)

    def of(self, dimension: str, text: str) -> Meaning:
        """What a text of the table stands for as an indicator, region, breakdown or period."""
        key = (dimension, text)
        if key not in self._known:
            self._known[key] = self._meaning(dimension, text)
        return self._known[key]

    @cached_property
    def cards(self) -> dict[str, Indicator]:
        """The indicators of the plan by id."""
        return {card.id: card for _, card in self.plan.indicators()}

    def factor(self, text: str, unit: str) -> float | Meaning:
        """What figures under the word of a unit are multiplied with to be in the plain unit of an indicator."""
        if not text:
            return Meaning(None, N_("no word that says the unit, or several"), SAY_WHERE, {"dimension": "unit"})
        given = self.given.get("unit", {}).get(text)
        word = text if given in (None, UNDECIDED) else given
        units = self._units(word, unit)
        if given != UNDECIDED and len({u.factor for u in units}) == 1:
            return units[0].factor
        multiples = [each for each in self.plan.units.values() if each.base == unit]
        known = ", ".join(sorted({title for each in multiples for title in (each.unit, *each.title.values())}))
        fix = N_(
            "Say in [words.unit] which of these is meant: {known}. A multiple that is missing belongs in units.csv."
        )
        found = OPEN_WORD if given == UNDECIDED else N_("“{word}”, which is no unit of {unit}")
        return Meaning(None, found, fix, {"word": word, "unit": unit, "known": known})

    def one_unit(self, text: str, base: str) -> str:
        """Of several units in one text, such as 家、万人, the one that counts what a base unit does; else the text.

        Several that do are not told apart.
        """
        fitting = [part for part in UNITS.split(text) if self._units(part, base)]
        return fitting[0] if len(fitting) == 1 and not self.given.get("unit", {}).get(text) else text

    def are_units(self, text: str) -> bool:
        """Whether a text is a name of a unit, or of several."""
        return all(word_of_unit(part) in self.names("unit") for part in (UNITS.split(text) if text else [text]))

    def is_share(self, text: str, base: str) -> bool:
        """Whether the recipe says that figures under a word of per cent are shares of one."""
        given = self.given.get("unit", {}).get(text)
        return given == SHARE and base == PERCENT and not self._units(SHARE, base)

    def is_unit(self, text: str, unit: str) -> bool:
        """Whether a word beside a figure is a name of a plain unit, or of a multiple whose word is the same."""
        return any(found.factor == 1 for found in self._units(text, unit))

    def other_unit(self, text: str, unit: str, base: str) -> bool:
        """Whether a heading names in brackets another unit than the word of a unit does, of what a base unit counts."""
        found = IN_BRACKETS.search(text)
        if found is None or word_of_unit(found[1]) not in self.names("unit"):
            return False
        given = None if self.is_share(unit, base) else self.given.get("unit", {}).get(unit)
        words = (found[1], given or unit)
        one, other = ({each.factor for each in self._units(word, base)} for word in words)
        return one != other

    def _units(self, word: str, base: str) -> list[Unit]:
        codes = self.names("unit").get(word_of_unit(word), set())
        return [unit for unit in self.plan.units.values() if unit.unit in codes and unit.base == base]

    def _meaning(self, dimension: str, text: str) -> Meaning:
        given = self.given.get(dimension, {})
        word = next((given[each] for each in (text, plain(text), without_marks(text)[0]) if each in given), None)
        if word == UNDECIDED:
            return self._undecided(dimension, text)
        if word == LEFT_OUT:
            return Meaning(LEFT_OUT)
        text = text if word is None else word
        if dimension == "period" or (dimension == "indicator" and folded(text) not in self.names("indicator")):
            text = self._without_unit(text)
        return self._period(text) if dimension == "period" else self._code(dimension, text)

    def is_within(self, text: str, indicator: str) -> bool:
        """Whether a text, with or without the name of a unit behind it, is a part of a name of an indicator."""
        part = folded(self._without_unit(text))
        return len(part) > 1 and any(part in name for name, ids in self.names("indicator").items() if indicator in ids)

    def _without_unit(self, text: str) -> str:
        """The words of a heading without the name of a unit in brackets behind them."""
        found = IN_BRACKETS.search(text)
        return text[: found.start()].rstrip() if found and word_of_unit(found[1]) in self.names("unit") else text

    def _period(self, text: str) -> Meaning:
        period = near_period(text, self.plan.head.year_starts)
        if period is not None:
            return Meaning(period)
        if span := span_of(text):
            fix = N_('Say in [words.period] which year it is in, or "" to leave it out: 2024-01/2024-09 is a span.')
            return Meaning(None, N_("“{word}”, the months {span}"), fix, {"word": text, "span": span.text})
        fix = N_("Say in [words.period] which year, half-year, quarter or month is meant.")
        return Meaning(None, N_("“{word}”, which is no period"), fix, {"word": text})

    def _code(self, dimension: str, text: str) -> Meaning:
        codes = self.names(dimension).get(folded(text), set())
        if len(codes) == 1:
            return Meaning(next(iter(codes)))
        if codes:
            fix = N_("Say in [words.{dimension}] which of these is meant: {known}.")
            values = {"word": text, "dimension": dimension, "known": ", ".join(sorted(codes))}
            return Meaning(None, N_("“{word}”, the name of several"), fix, values)
        return self._unknown(dimension, text)

    def _undecided(self, dimension: str, text: str) -> Meaning:
        found = self._period(text) if dimension == "period" else self._unknown(dimension, text)
        return Meaning(None, OPEN_WORD, found.fix, found.values)

    def _unknown(self, dimension: str, text: str) -> Meaning:
        near = self.nearest(dimension, text)
        values = {"word": text, "dimension": dimension, "nearest": ", ".join(near)}
        fix = N_('Say in [words.{dimension}] what it is, or "" to leave it out.')
        if near:
            fix = N_('Say in [words.{dimension}] what it is, or "" to leave it out. The nearest names are: {nearest}.')
        return Meaning(None, N_("“{word}”, which is no code or name of the plan"), fix, values)

    def nearest(self, dimension: str, text: str) -> list[str]:
        """Up to three codes with their names that look like a text."""
        if dimension not in ("indicator", "region", "breakdown", "unit"):
            return []
        known = Known(self.plan)
        return [known.label(dimension, code) for code in nearest(text, known.lists[dimension])]

    def names(self, dimension: str) -> dict[str, set[str]]:
        """Every code and name, folded, and the codes that it stands for."""
        if not self._names:
            for name, entries in Known(self.plan).lists.items():
                found = self._names.setdefault(name, {})
                as_said = word_of_unit if name == "unit" else folded
                for code, others in entries.items():
                    for other in (code, *others):
                        if other:
                            found.setdefault(as_said(other), set()).add(code)
        return self._names[dimension]


def folded(text: str) -> str:
    """A name without case, width and any space: `浙 江`, `Inner Mongolia` and `inner mongolia` are one each.

    >>> folded("Ｉnner  Mongolia")
    'innermongolia'
    """
    return _SPACE.sub("", plain(text)).casefold()


def word_of_unit(text: str) -> str:
    """The word of a unit, folded, in simplified characters: 億元 and 亿元 are one.

    >>> word_of_unit("萬 張")
    '万张'
    """
    return folded(text).translate(_SIMPLIFIED)


def unit_in(text: str) -> str:
    """The unit that a heading names in brackets, or after a colon; the text itself if it does neither.

    >>> unit_in("有效证书（万张）"), unit_in("单位：家"), unit_in("%")
    ('万张', '家', '%')
    """
    found = IN_BRACKETS.search(text) or re.search(r"[:：]\s*([^:：]+)$", text)
    return found[1].strip() if found else text.strip()


def without_marks(text: str) -> tuple[str, list[str]]:
    """A text without the note marks at its end, and these: circled and raised digits, stars, letters in brackets.

    >>> without_marks("2024年①"), without_marks("53057[2]"), without_marks("m²")
    (('2024年', ['①']), ('53057', ['2']), ('m²', []))
    """
    marks: list[str] = []
    while True:
        found = _BRACKETED.search(text)
        if found and found.start() > 0:
            text, mark = text[: found.start()].rstrip(), found[1]
        elif len(text) > 1 and is_note_mark(text[-1]) and not text.endswith(("m²", "m³", "米²")):
            text, mark = text[:-1].rstrip(), text[-1]
        else:
            return text, marks[::-1]
        marks.append(mark)
