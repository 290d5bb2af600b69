"""The words of an Open SDG repository: texts, and references such as `global_goals.1-title`, in each language."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from plan_metrics.adopt.foreign_files import Files
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.yaml_files import read_keys, text_of
from plan_metrics.edition.toml_text import value_text
from plan_metrics.errors import N_
from plan_metrics.languages import CATALOGUE, FORMS_FILE, WIDE_FONT, code_of, font_file, forms_of, script_of
from plan_metrics.plan.code_lists import LONGEST
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.reading.encodings import LOST
from plan_metrics.reading.printable import advances, kind_of
from plan_metrics.views.language import catalogue

Said = dict[str, str]  # a text by language
Groups = dict[str, dict[str, dict[str, Any]]]  # words by language, group and key

FOLDER = "translations"
REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[^\s.]+)+")
# Groups of words that repositories of this form take from elsewhere, as their documentation names it.
GOALS = Path(__file__).parent / "goals"
ELSEWHERE = re.compile(r"(global_(goals|targets|indicators)|sdg-\w+)\.")
OF_DATA = "data."  # the group of all words in tables; its keys are words, which stand for themselves
# Scripts that the font of the report and the wide one have between them.
DRAWN = {
    *("Latin", "Cyrillic", "Greek", "Simplified", "Traditional", "Japanese", "Armenian", "Georgian", "Hebrew", "Arabic")
}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>|<!--.*?-->", re.S)
_BLOCKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "hr"}


def translations_in(files: Files, languages: Sequence[str], told: Told) -> Groups:
    """The words in the folder of translations of a repository."""
    groups: Groups = {code: {} for code in languages}
    for folder in sorted(path for path in (files.base / FOLDER).glob("*") if path.is_dir() and files.holds(path)):
        code = code_of(folder.name)
        if code not in groups:
            told.note(f"{FOLDER}/{folder.name}", "not used", N_("a language that the data set does not name"))
            continue
        for file in sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml")):
            name = file.relative_to(files.base).as_posix()
            groups[code].setdefault(file.stem, {}).update(read_keys(files, name, told))
    return groups


class Vocabulary:
    """The words by language, group and key, and what texts of the repository say in each of its languages.

    `languages` are codes of ours, that of the documents first.
    """

    def __init__(self, languages: Sequence[str], told: Told, groups: Groups | None = None):
        self.languages, self._told = tuple(languages), told
        self.groups: Groups = {code: (groups or {}).get(code, {}) for code in languages}

    def lookup(self, reference: str) -> Said | None:
        """What a reference says, in the languages that have it; None where no language has the group or the key."""
        group, *keys = reference.split(".")
        found, there = {}, False
        for code in self.languages:
            at: Any = self.groups[code].get(group)
            for key in keys if isinstance(at, Mapping) and ".".join(keys) not in at else [".".join(keys)]:
                at = at.get(key) if isinstance(at, Mapping) else None
            there |= at is not None
            if isinstance(at, str) and (text := in_plain_text(at)):
                found[code] = text
        return found if there else None

    def says(self, value: object, file: str, own: Mapping[str, object] | None = None) -> Said:
        """A text in every language; nothing where it is empty.

        `value` is the text or a reference to it, `own` what files of single languages say in its place. A language
        without words gets those of another one, which is told under the name of the file.
        """
        found = {code: said for code in self.languages if (said := self._in(code, (own or {}).get(code), file))}
        text = text_of(value)
        if text and self._is_reference(text):
            said = self.lookup(text)
            if said is None:
                said = dict.fromkeys(self.languages, text.partition(".")[2] if text.startswith(OF_DATA) else "")
                self._told.note(file, "without words", N_("no words for the reference {name}"), name=text)
            found = {code: found.get(code) or (said or {}).get(code, "") for code in self.languages}
        elif text:
            plain = in_plain_text(text)
            found = {code: found.get(code) or plain for code in self.languages}
        found = {code: words for code, words in found.items() if words}
        return self.whole(found, file, text)

    def whole(self, found: Said, file: str, text: str = "") -> Said:
        """The same in every language: where one has no words, those of the first that has."""
        if not found:
            return {}
        first = next(code for code in self.languages if code in found)
        lacking = [code for code in self.languages if code not in found]
        for code in lacking:
            reason = N_("{name}: no words in {code}, those in {other} stand in")
            self._told.note(file, "without words", reason, name=text[:60], code=code, other=first)
        return {code: found.get(code) or found[first] for code in self.languages}

    def of_code(self, column: str, code: str) -> Said:
        """What a code of a column is called: by the group of the column, or that of all data; else itself."""
        for reference in (f"{column}.{code}", f"data.{code}"):
            if said := self.lookup(reference):
                return self.whole(said, f"{FOLDER}/{column}", code)
        if self._is_reference(code) and (said := self.lookup(code)):
            return self.whole(said, f"{FOLDER}/{column}", code)
        if any(column in groups for groups in self.groups.values()) and code != column:
            self._told.note(f"{FOLDER}/{column}", "without words", N_("no words for the code {code}"), code=code)
        return dict.fromkeys(self.languages, in_plain_text(code.removeprefix(OF_DATA)) or code)

    def of_any(self, columns: Sequence[str], code: str) -> Said:
        """The same by the first of these columns that has words for it."""
        said = (self.of_code(column, code) for column in columns)
        return next((words for words in said if {*words.values()} != {code}), dict.fromkeys(self.languages, code))

    def _in(self, code: str, value: object, file: str) -> str:
        text = text_of(value)
        if text and self._is_reference(text):
            return (self.lookup(text) or {}).get(code, "")
        return in_plain_text(text)

    def _is_reference(self, text: str) -> bool:
        group = text.partition(".")[0]
        known = any(group in groups for groups in self.groups.values())
        if text.startswith(OF_DATA) or (known and self.lookup(text) is not None):
            return True
        return bool(REFERENCE.fullmatch(text)) and (known or bool(ELSEWHERE.match(text)))


def in_plain_text(text: str) -> str:
    """A text without the marks of HTML; what stands in blocks of its own stands apart.

    >>> in_plain_text("<p>a&nbsp;b<br>c</p> 3 < 4")
    'a b c 3 < 4'
    """
    apart = _TAG.sub(lambda tag: " " if (tag[2] or "").lower() in _BLOCKS or not tag[2] else "", text)
    return re.sub(r"\s+", " ", html.unescape(apart)).strip()


def joined(*parts: Said) -> Said:
    """Texts one after another, as sentences."""
    there = [part for part in parts if part]
    if not there:
        return {}
    return {code: " ".join(dict.fromkeys(part[code] for part in there if part.get(code))) for code in there[0]}


def worded(languages: Iterable[str], text: str, **values: object) -> Said:
    """A sentence of the program in each language; in that of the messages where it does not speak it."""
    return {code: catalogue(code).gettext(text).format(**values) for code in languages}


class Cleaner:
    """Makes texts such that they can be printed: `told` says of which letters were left out, and what was cut.

    `needed` are the languages whose texts have letters that the font of the report lacks: they name another font.
    """

    def __init__(self, told: Told):
        self._told = told
        self.needed: set[str] = set()
        self._kept: dict[tuple[str, bool], bool] = {}
        self._wide = _letters_of(WIDE_FONT)

    def clean(self, text: str, language: str, file: str, most: int = LONGEST) -> str:
        """A text of a language as it may stand in the project, `most` letters of it; a dash where nothing of it can."""
        kept = "".join(letter for letter in text if self._keeps(letter, language))
        kept = LOST.sub(lambda lost: "?" if "?" in lost[0] else "", kept)
        if kept != text:
            self._told.note(file, "changed", N_("letters that no page can print were left out"))
        if len(kept) > most:
            self._told.note(file, "changed", N_("a text of more than {most} letters was cut"), most=most)
            kept = kept[: most - 1] + "…"
        if any(ord(letter) not in advances() for letter in kept if letter not in "\t\n"):
            self.needed.add(language)
        return kept.strip() or "–"

    def said(self, words: Said, file: str, most: int = LONGEST) -> Said:
        """The same for each language of a text."""
        return {code: self.clean(text, code, file, most) for code, text in words.items()}

    def _keeps(self, letter: str, language: str) -> bool:
        own = bool(fonts_of_script(language))
        if (letter, own) not in self._kept:
            drawn = ord(letter) in advances() or ord(letter) in self._wide
            drawn = drawn or letter in "\t\n" or (own and unicodedata.category(letter)[0] in "LM")
            self._kept[letter, own] = drawn and kind_of(letter) in (None, "no_glyph")
        return self._kept[letter, own]


def _letters_of(font: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    file = font_file(font, None)
    if file is None:
        return frozenset()
    with TTFont(file, lazy=True) as found:
        return frozenset(found.getBestCmap())


def fonts_for(language: str) -> list[str]:
    """The names of the fonts that a language with letters beyond the font of the report needs."""
    own = fonts_of_script(language)
    return [*own, *(name for name in forms_of(language).fonts if name not in own), WIDE_FONT]


@cache
def fonts_of_script(language: str) -> list[str]:
    """The font that has the letters of a language; none where the report and the wide font have them."""
    script = script_of(language)
    return [f"NotoSans{script}-Regular.ttf"] if script not in ("", *DRAWN) else []


def write_fonts(plan: Path, language: str, fonts: Sequence[str]) -> None:
    """Name the fonts of a language in the folder of its words in a plan."""
    file = plan / LOCALE / language / FORMS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    said = file.read_text("utf-8") if file.is_file() else ""
    file.write_text(f"{said}fonts = {value_text(fonts)}\n", "utf-8", newline="\n")


def goal_words(language: str) -> Path:
    """The catalogue of sentences that say goal and target in a language that bends its words; there may be none."""
    return GOALS / f"{language}.po"


def write_goal_words(plan: Path, language: str) -> None:
    """Put these sentences, if there are any, among the own words of a plan."""
    if goal_words(language).is_file():
        file = plan / LOCALE / language / CATALOGUE
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(goal_words(language).read_bytes())
