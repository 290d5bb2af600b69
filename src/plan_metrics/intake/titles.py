"""What the lines above a table say: which period, which indicator, of what; nothing where they may say several."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plan_metrics.edition.dates import near_period, span_of
from plan_metrics.intake.words import IN_BRACKETS, Words, folded, unit_in, word_of_unit
from plan_metrics.reading.typed import plain

_UNIT = r"[^\s,，;；()（）]+(?:[,，;；][^\s,，;；()（）0-9]+)*"  # one, or several that count different things
UNIT_AFTER = re.compile(rf"(?:单位|單位|計量單位|计量单位|units?)\s*[:：]\s*({_UNIT})", re.I)
_PERIOD = re.compile(
    r"(?:截[至止]到?)?[0-9]{4}年?(?:[-年./]?[0-9]{1,2}(?:[-~至—][0-9]{1,2})?月|上半年|下半年|前?[一二三四1-4]季度|前三季度)?[度末底]?"
)
# What stands in titles beside the name of what is counted, and does not change what is counted.
_AROUND = [
    re.compile(pattern)
    for pattern in (
        r"^(?:截[至止]到?)?[0-9]{4}(?:[-–~至—][0-9]{4})?年?[度末底]?",
        r"^(?:附?表|续表|table)[0-9]+(?:[-–—.·][0-9]+)*[:：.、]?",
        r"^[0-9]{1,2}(?:[-–—.·][0-9]+)+[:：.、]?",
        r"^(?:历年|主要年份)",
        r"(?:情况|統計|统计|一览)表?$|表$",
        r",?(?:byyears?|[0-9]{4}(?:[-–][0-9]{4})?)$",
    )
]
AREAS = ("地区", "地區", "region", "regions", "area", "areas")  # of whatever level
_BY = re.compile(r"^(?:各|分|按|by )")


def period_in_title(text: str) -> str:
    """The part of a title that names a period; empty for none or several.

    >>> period_in_title("2024年各地区机构数"), period_in_title("2023-2024年各地区机构数")
    ('2024年', '')
    """
    found = [part[0] for part in _PERIOD.finditer(plain(text)) if near_period(part[0]) or span_of(part[0])]
    years = re.findall(r"[0-9]{4}", text)
    return found[0] if len(found) == 1 and len(years) == 1 else ""


def period_of_titles(texts: Iterable[str]) -> str:
    """The words of the one period that lines above a table name; empty where they name none, or different ones."""
    found = {near_period(words) or words: words for words in map(period_in_title, texts) if words}
    return next(iter(found.values())) if len(found) == 1 else ""


def unit_of_titles(texts: Iterable[str], *, in_brackets: bool = True) -> str:
    """The one unit that lines above a table name, after its word or in brackets behind a title; empty for several.

    >>> unit_of_titles(["各地区机构数", "单位：万家"]), unit_of_titles(["各地区机构数（家）"])
    ('万家', '家')
    >>> unit_of_titles(["单位：家", "单位：人"])
    ''
    """
    texts = list(texts)
    found = {match[1] for text in texts if (match := UNIT_AFTER.search(text))}
    if not found and in_brackets:
        found = {match[1].strip() for text in texts if (match := IN_BRACKETS.search(text))}
    return next(iter(found)) if len(found) == 1 else ""


def indicator_of_titles(texts: Iterable[str], words: Words, whole: Iterable[str]) -> str | None:
    """The one indicator of which a line is the name, beside words about years, regions, numbers of tables and units.

    A line that says more is not taken for it: a title of new institutions holds the name of all institutions too.
    """
    found: set[str] = set()
    for text in texts:
        said = folded(UNIT_AFTER.sub("", text))
        for name in map(folded, whole):
            said = said.removeprefix(name)
        found |= _named(said, words)
    return found.pop() if len(found) == 1 else None


def _of_areas(words: Words) -> list[re.Pattern[str]]:
    """What says in a title that its figures are those of areas: of any, or by the names of a level of the plan."""
    levels = words.plan.head.levels
    said = [*AREAS, *(text for level in levels for each in (level.one, level.other) for text in each.values())]
    said += [_BY.sub("", text) for level in levels[1:] if level.by for text in level.by.values()]
    said += [row.name for row in words.plan.names if row.list == "level"]
    names = "|".join(map(re.escape, sorted({*map(folded, said)}, key=lambda name: (-len(name), name))))
    patterns = rf"^(?:各|分|按)(?:{names})(?:分组?)?的?", rf"(?:分|按)(?:{names})分?(?:组|列)?$", rf",?by(?:{names})$"
    return [re.compile(pattern) for pattern in patterns]


def _named(said: str, words: Words) -> set[str]:
    """The indicators whose name a line is, or is when words around it are taken away."""
    names, around = words.names("indicator"), [*_AROUND, *_of_areas(words)]
    while said not in names:
        shorter = next((less for pattern in around if (less := pattern.sub("", said)) != said), said)
        bracket = IN_BRACKETS.search(said)
        if bracket and (
            bracket[1] == "续" or word_of_unit(unit_in(bracket[1])) in words.names("unit") or near_period(bracket[1])
        ):
            shorter = said[: bracket.start()]
        if shorter == said:
            return set()
        said = shorter
    return names[said]
