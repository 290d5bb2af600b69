"""Rows of `units.csv`: units of measurement, and units of states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from plan_metrics.errors import N_, Fault
from plan_metrics.languages import plural_forms
from plan_metrics.plan.code_lists import Remark, Row, Text, Words
from plan_metrics.plan.contradictions import CORRECT_CELL, a_number, wrong

FORMS = ("zero", "one", "two", "few", "many", "other")  # the plural categories of CLDR


class Unit(Row):
    """A row of `units.csv`: a unit as published, and the plain unit it is a multiple of.

    `one`, `few` and the others of `FORMS`: what it is called beside a number of that form; its title where that is
    empty. A word that has one of them in a language has each that whole numbers take there. A unit of states names them
    from the first to the last, between semicolons; its figures are their places, from 0.
    """

    OPTIONAL = frozenset({*FORMS, "states"})

    unit: Words
    base: Words
    factor: Annotated[float, Field(gt=0, le=1e15), BeforeValidator(a_number)]
    scale: Literal["identity", "log", "logit"]  # on which its series are projected: `measure.projection`
    counts: Literal["yes", "no"]  # whether it counts persons, enterprises or their things: small ones may be suppressed
    title: Text
    one: Remark = Remark()
    zero: Remark = Remark()
    two: Remark = Remark()
    few: Remark = Remark()
    many: Remark = Remark()
    other: Remark = Remark()
    states: Remark = Remark()

    @classmethod
    def absent(cls, languages: Iterable[str], header: Collection[str]) -> frozenset[str]:
        """The same; of words beside numbers each column by itself, as no two languages have the same forms."""
        words = {column for form in FORMS for column in cls._columns_of(form, tuple(languages))}
        return super().absent(languages, header) | (words - {*header})

    def beside(self, language: str, form: str) -> str:
        """What it is called beside a number of a form."""
        said: Remark = getattr(self, form)
        return (said and said[language]) or self.title[language]

    def states_in(self, language: str) -> tuple[str, ...]:
        """The names of its states, in order; none of a unit that measures or counts."""
        return tuple(name.strip() for name in re.split("[;；]", self.states[language])) if self.states else ()

    def _contradictions(self) -> Iterator[Fault]:
        expected = N_("the word beside {n}, as the unit has one beside other numbers")
        fix = N_("Write it, or empty all words beside numbers in this language: the title stands there then.")
        given = {code: {f for f in FORMS if (said := getattr(self, f)) and said[code]} for code in self.title.languages}
        for code, forms in given.items():
            for form, n in (plural_forms(code) if forms else {}).items():
                if form not in (*forms, "other"):
                    yield wrong(f"{form}_{code}", N_("an empty cell"), expected, fix, n=n)
        if self.unit == self.base and self.factor != 1:
            expected = N_("1: the unit is its own base")
            yield wrong("factor", N_("“{value}”"), expected, CORRECT_CELL, value=f"{self.factor:.15g}")
        if not self.states:
            return
        named = {code: self.states_in(code) for code in self.states.languages}
        wanted = max(map(len, named.values()))
        expected = N_("at least two names between semicolons, none empty, and as many in every language")
        bad = [code for code, names in named.items() if len(names) != wanted or wanted < 2 or not all(names)]
        for code in bad:
            yield wrong(f"states_{code}", N_("“{value}”"), expected, CORRECT_CELL, value=self.states[code])
        if (self.scale, self.counts, self.base) != ("identity", "no", self.unit):
            expected = N_("the scale identity, counts no and itself as its base: it has states")
            yield wrong("unit", N_("“{value}”"), expected, CORRECT_CELL, value=self.unit)
