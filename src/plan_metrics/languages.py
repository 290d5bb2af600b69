"""The languages of the program, each a folder of `locale/`: a catalogue, and `language.toml` for its forms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from plan_metrics import paths


@dataclass(frozen=True)
class Forms:
    """How a language writes what no catalogue holds; the keys of `language.toml`.

    `html`: the tag of its texts in pages; `letters`: of a script of its own, as in a class of a regular expression.
    Numbers from `compact_from` on are said in words of `compact_form`, where no digit is lost by `large_digits`
    decimals; `whole` is the pattern of an integer. Money is said in `money_unit`s; `unit_gap` stands before a unit,
    which a difference between counts needs where there is a `measure_word`. `months` to `day` are periods,
    `edition` to `next_edition` what a new edition says of itself, `languages` the names of languages.
    """

    order: int
    name: str
    babel: str
    html: str
    letters: str
    compact_from: float
    compact_form: Literal["short", "long"]
    large_digits: int
    whole: str
    money_unit: float
    money: str
    unit_gap: str
    measure_word: bool
    title_marks: list[str]
    marks_once: bool
    months: list[str]
    year: str
    halves: list[str]
    quarters: list[str]
    month: str
    day: str
    edition: str
    first_edition: str
    next_edition: str
    languages: Mapping[str, str]


def _read() -> dict[str, Forms]:
    files = paths.LOCALE.glob("*/language.toml")
    found = {file.parent.name: Forms(**tomllib.loads(file.read_text("utf-8"))) for file in files}
    return dict(sorted(found.items(), key=lambda item: item[1].order))


FORMS = _read()
INTERFACE = tuple(FORMS)  # the languages that the program itself speaks
SOURCE = next(code for code in INTERFACE if not (paths.LOCALE / code / "LC_MESSAGES").is_dir())  # of the messages


def forms_of(language: str) -> Forms:
    """The forms of a language; those of the messages for one that the program does not speak."""
    return FORMS.get(language, FORMS[SOURCE])


def own_words(text: Mapping[str, str], language: str) -> str:
    """What the program says of itself, in a language; in that of the messages where it does not speak it."""
    return text.get(language, text[SOURCE])


def lead(languages: Sequence[str]) -> str:
    """The language of a place that takes only one: that of the messages where a plan has it, else the plan's own."""
    return SOURCE if SOURCE in languages else languages[0]


LANGUAGES = "languages"  # in the context of a validation: those that texts must have


def columns_of(name: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The columns of a text in a table, one for each language."""
    return tuple(f"{name}_{code}" for code in languages)


def html_of(text: str) -> str:
    """The tag of the language whose letters a text has, else that of the messages."""
    written = (forms for forms in FORMS.values() if forms.letters and re.search(f"[{forms.letters}]", text))
    return next(written, FORMS[SOURCE]).html
