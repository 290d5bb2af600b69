"""The words that a project brings: for a language that the program does not speak, or in the place of single ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.languages import CATALOGUE, FORMS, FORMS_FILE, Language, font_file, language_of
from plan_metrics.reading.printable import print_with

LOCALE = "locale"


def words_of(plan_folder: Path, languages: Sequence[str], faults: list[Fault]) -> tuple[Language, ...]:
    """The languages of a plan, each with what `locale/CODE` of its folder says; what is wrong is added to `faults`.

    A language that neither the program nor the project has any words for is a fault of plan.toml.
    """
    found = []
    for code in languages:
        folder = plan_folder / LOCALE / code
        own = folder if (folder / FORMS_FILE).is_file() or (folder / CATALOGUE).is_file() else None
        if own is None and code not in FORMS:
            faults.append(_without_words(code))
            continue
        try:
            language = language_of(code, own)
        except (ValueError, TypeError, OSError) as error:
            faults.append(_wrong_forms(code, error))
            continue
        found.append(language)
        for name in language.forms.fonts:
            if file := font_file(name, own):
                print_with(file)
            else:
                faults.append(_no_font(code, name))
    return tuple(found) if len(found) == len(languages) else ()


def _without_words(code: str) -> Fault:
    found = N_("“{code}”, for which there are no words")
    expected = N_("a language of the program ({known}), or one whose words the project brings")
    fix = N_("Put its words into {place}; plan-metrics languages lists what is to be translated.")
    place = f"data/plan/{LOCALE}/{code}/{CATALOGUE.as_posix()}"
    values: dict[str, Any] = {"code": code, "known": ", ".join(FORMS), "place": place}
    return fault_at("language_without_words", "plan.toml", found, expected, fix, column="languages", **values)


def _no_font(code: str, name: str) -> Fault:
    found = N_("“{name}”, which is not on this computer")
    expected = N_("the file of a font that has the letters of the language")
    fix = N_("Put the file into {place}, or install the package of the system that has it.")
    own = f"{LOCALE}/{code}"
    place = f"data/plan/{own}/fonts/"
    return fault_at("no_font", f"{own}/{FORMS_FILE}", found, expected, fix, column="fonts", name=name, place=place)


def _wrong_forms(code: str, error: Exception) -> Fault:
    found = N_("what cannot be read: {error}")
    expected = N_("keys that a language has, and in “babel” a locale of CLDR")
    fix = N_("Correct the file; that of a language of the program is an example.")
    return fault_at("wrong_language", f"{LOCALE}/{code}/{FORMS_FILE}", found, expected, fix, error=str(error))
