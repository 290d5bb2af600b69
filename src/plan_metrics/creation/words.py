"""Puts the plan of a new project into other languages than the starter's: its words stand in until they are written."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.languages import CATALOGUE, FORMS_FILE, code_of, columns_of, language_of, lead
from plan_metrics.languages import FORMS as SPOKEN
from plan_metrics.paths import plan_folder
from plan_metrics.plan.declared import LANGUAGE, declared_languages
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.views.translations import blank_catalogue

FORMS = """# What this language has beside its catalogue; every other key is that of CLDR, see decisions/0055.
babel = "{code}"  # the locale of CLDR that numbers, dates and the direction of the script follow
# fonts = ["NotoSansArabic-Regular.ttf"]  # for PDF and charts, of the system or in fonts/ beside this file
"""
PAIR = r'(\w+) = ("(?:[^"\\]|\\.)*")'


def check_languages(languages: Sequence[str]) -> None:
    """Raise `FaultError` unless these are codes of languages, each once."""
    wrong = [
        code for code in languages if not re.match(LANGUAGE, code) or languages.count(code) > 1 or code_of(code) is None
    ]
    if wrong or not languages:
        found = N_("“{value}”") if wrong else N_("no language")
        expected, fix = N_("the codes of languages, each once, such as: fr,pt_BR"), N_("Correct the list.")
        value = ", ".join(dict.fromkeys(wrong))
        raise FaultError([fault_at("wrong_language", "--languages", found, expected, fix, value=value)])


def speak(base: Path, languages: Sequence[str]) -> None:
    """Write the texts of a new project's plan in these languages, and what is to be translated of each new one.

    Where the starter has no words of a language, those of the messages stand in its place. A language that the program
    does not speak gets a folder with its forms and a catalogue without words.
    """
    folder = plan_folder(base)
    before = declared_languages(folder)
    for file in sorted(folder.rglob("*.toml")):  # as text: remarks show texts too, which no reader of TOML gives
        text = file.read_text("utf-8")
        text = re.sub(r"(?m)^languages = \[.*?\]", f"languages = {json.dumps(list(languages))}", text)
        written = re.sub(rf"\{{ (?:{PAIR}(?:, )?)+ \}}", lambda found: _text(found[0], before, languages), text)
        file.write_text(written, "utf-8", newline="\n")
    for file in sorted(folder.rglob("*.csv")):
        _write_columns(file, before, languages)
    begin_catalogues(base, languages)


def begin_catalogues(base: Path, languages: Sequence[str]) -> list[Path]:
    """Write forms and a catalogue without words for each language that neither program nor project has; the files."""
    written = []
    for code in languages:
        own = plan_folder(base) / LOCALE / code
        if code not in SPOKEN and not own.exists():
            unfinished = own.with_name(f".{code}.unfinished")  # a folder without its catalogue would never get one
            shutil.rmtree(unfinished, ignore_errors=True)  # of a command that was killed
            (unfinished / CATALOGUE).parent.mkdir(parents=True)
            (unfinished / FORMS_FILE).write_text(FORMS.format(code=code), "utf-8", newline="\n")
            (unfinished / CATALOGUE).write_bytes(blank_catalogue(language_of(code, unfinished)))
            unfinished.rename(own)
            written += [own / FORMS_FILE, own / CATALOGUE]
    return written


def _text(inline: str, before: Sequence[str], languages: Sequence[str]) -> str:
    said = dict(re.findall(PAIR, inline))
    if {*said} != {*before}:
        return inline  # no text
    return "{ " + ", ".join(f"{code} = {said.get(code, said[lead(before)])}" for code in languages) + " }"


def _write_columns(file: Path, before: Sequence[str], languages: Sequence[str]) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    first = f"_{before[0]}"
    places: list[tuple[str, int]] = []
    for place, name in enumerate(header):
        text = next((name.removesuffix(f"_{code}") for code in before if name.endswith(f"_{code}")), None)
        if text is None:
            places.append((name, place))
        elif name.endswith(first):
            own = {code: header.index(column) for code, column in zip(before, columns_of(text, before), strict=True)}
            places += [(f"{text}_{code}", own.get(code, own[lead(before)])) for code in languages]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([name for name, _ in places])
        writer.writerows([row[place] for _, place in places] for row in rows)
