"""What a data set says of the codes of its columns beside its tables: names, definitions, what lies in what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from plan_metrics.adopt.areas import upwards
from plan_metrics.adopt.columns import AREA, column_key
from plan_metrics.adopt.long_table import INDICATOR, usual
from plan_metrics.adopt.open_sdg import Topic
from plan_metrics.adopt.places import COVERAGE
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.words import Groups, Said
from plan_metrics.errors import N_

TITLE, ABOUT = "indicator_name", "indicator_definition"  # as the form has them


@dataclass(frozen=True)
class CodeNames:
    """Of a column: its own name by language, and the names, definition and parent of each code."""

    title: Said = field(default_factory=dict)
    names: Mapping[str, Said] = field(default_factory=dict)
    about: Mapping[str, Said] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)

    def spoken(self, languages: Sequence[str]) -> CodeNames:
        """The same in these languages; words of which none is said are in the first."""

        def each(said: Said) -> Said:
            return {code: said[code] for code in languages if code in said} or (
                {languages[0]: said[""]} if "" in said else {}
            )

        names, about = ({id: each(said) for id, said in of.items()} for of in (self.names, self.about))
        return CodeNames(each(self.title), names, about, self.parents)


def groups_of(lists: Mapping[str, CodeNames], languages: Sequence[str]) -> Groups:
    """The words of all columns as a vocabulary has them: by language, column and code."""
    groups: Groups = {code: {} for code in languages}
    for column, each in lists.items():
        name = usual(column)
        for code in languages:
            words = {cell: said[code] for cell, said in each.names.items() if code in said}
            if code in each.title:
                words.setdefault(name, each.title[code])
            if words:
                groups[code].setdefault(name, {}).update(words)
    return groups


def keys_of_indicators(lists: Mapping[str, CodeNames]) -> dict[str, dict[str, Said]]:
    """Name and definition of each indicator, where the column of indicators has a list of codes."""
    found: dict[str, dict[str, Said]] = {}
    for column, each in lists.items():
        if column_key(column) in INDICATOR:
            for key, texts in ((TITLE, each.names), (ABOUT, each.about)):
                for id, said in texts.items():
                    if said:
                        found.setdefault(id, {})[key] = said
    return found


def parents_of(lists: Mapping[str, CodeNames]) -> dict[tuple[str, str], str]:
    """In what each code lies, by column and code."""
    return {(usual(column), code): above for column, each in lists.items() for code, above in each.parents.items()}


def with_the_whole(
    topics: Sequence[Topic], lists: Mapping[str, CodeNames], told: Told, whole: str = ""
) -> tuple[Topic, ...]:
    """The indicators with the name of the whole: of the area that is said to be it, or in which all others lie."""
    areas = next((each for column, each in lists.items() if usual(column) == AREA), CodeNames())
    sheets = [topic.sheet for topic in topics if topic.sheet is not None]
    codes = {cell for sheet in sheets for cell in sheet.cells(AREA) or {""}}
    parents = parents_of({AREA: areas})
    tops = {code for code in codes if not {*upwards((AREA, code), parents)} & codes}
    if whole not in codes:
        if len(tops) != 1 or "" in codes:
            return (*topics,)
        (whole,) = tops
        told.note("data", "assumed", N_("{code} is the whole area: every other area lies in it"), AREA, code=whole)
    said = areas.names.get(whole, {})
    return tuple(with_text(topic, COVERAGE[0], said or {"": whole}) for topic in topics)


def with_text(topic: Topic, key: str, said: Said, **others: str) -> Topic:
    """An indicator with a text under a key, in the languages that it is said in, and with `others` as they are."""
    spoken = {code: {**topic.spoken.get(code, {}), key: text} for code, text in said.items() if code}
    keys = {**topic.keys, key: next(iter(said.values())), **others}
    return replace(topic, keys=keys, spoken={**topic.spoken, **spoken})
