"""What a text may hold: every letter that page, PDF, chart and workbook print as it was written. All else is refused.

| letters                                               | here    | because                                            |
|-------------------------------------------------------|---------|----------------------------------------------------|
| letters, digits, marks that the font has; any space   | printed | Noto Sans SC, fonts of languages, are in the PDF   |
| tab, line break                                       | printed | as a space, as on any page; files keep them        |
| other C0 and C1, DEL                                  | refused | XML cannot hold them, a terminal obeys them        |
| U+2028, U+2029                                        | refused | programs disagree whether a line ends there        |
| bidi marks, embeddings, overrides, isolates           | refused | they show another order than what was written      |
| zero width, soft hyphen, variation selectors, fillers | refused | two texts that look alike would differ             |
| private use, surrogates, unassigned, noncharacters    | refused | each program shows something else, or nothing      |
| what the font lacks: emoji, most scripts              | refused | Typst stops, a chart has a hole                    |
| more than 32,767 letters                              | refused | a cell of a workbook holds no more, and drops them |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.reading.lines import line_of
from plan_metrics.reading.typed import KEPT, named

LONGEST = 32_767
# What nearly every text is made of, so that the font need not be opened for it; a test looks each of them up there.
COMMON = re.compile(
    r"[\t\n -~\u00a0-\u00ac\u00ae-\u00ff\u0401\u0410-\u044f\u0451\u2010-\u2016\u2018-\u201a\u201c-\u201e\u2026\u2212"
    r"\u2460-\u2473\u3000-\u303f\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fa5\uff01-\uff5e]*"
)
DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SEPARATORS = frozenset("\u2028\u2029")
FILLERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # letters and marks that show nothing
SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

REMOVE = N_("Remove the character; it may have come with a copied text.")
# Of each kind of letter that is refused: what is said of it, and what to do.
KINDS = {
    "control": (N_("{letters}, first at place {place}: a control character"), REMOVE),
    "separator": (
        N_("{letters}, first at place {place}: a line break that not all programs know"),
        N_("Write a space or an ordinary line break instead."),
    ),
    "direction": (N_("{letters}, first at place {place}: it turns the order of the text after it"), REMOVE),
    "unseen": (N_("{letters}, first at place {place}: it cannot be seen"), REMOVE),
    "unassigned": (
        N_("{letters}, first at place {place}: it has no meaning that all programs share"),
        N_("Write the character that is meant, or say it in words."),
    ),
    "no_glyph": (
        N_("{letters}, first at place {place}: the font of the report does not have it"),
        N_("Write another character, or say it in words."),
    ),
}
EXPECTED = N_("text that can be printed on every page, in the PDF and in charts")
SHOWN = 3  # of the letters of a kind that are named


def kind_of(letter: str) -> str | None:
    """Why a letter is refused, a key of `KINDS`; None for one that is printed.

    >>> kind_of("浙"), kind_of("\\u001b"), kind_of("\\u200b"), kind_of("\\U0001F600")
    (None, 'control', 'unseen', 'no_glyph')
    """
    category = unicodedata.category(letter)
    if letter in "\t\n":
        return None
    if category == "Cc":
        return "control"
    if letter in SEPARATORS:
        return "separator"
    if letter in DIRECTION:
        return "direction"
    if category == "Cf" or letter in FILLERS or SELECTORS.match(letter):
        return "unseen"
    if category in ("Cn", "Co", "Cs"):
        return "unassigned"
    known = ord(letter) in advances() or any(ord(letter) in points for points in _also.values())
    return None if known else "no_glyph"


@cache
def advances() -> dict[int, float]:
    """The code points for which the font of PDF and charts has a glyph, and how wide each is as a share of its size."""
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path

    with TTFont(sans_path(), lazy=True) as font:
        size, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {point: widths[glyph][0] / size for point, glyph in font.getBestCmap().items()}


_also: dict[Path, frozenset[int]] = {}


def print_with(font: Path) -> None:
    """Let letters of one more font be printed: that of a language of a plan which this process reads."""
    from fontTools.ttLib import TTFont

    if font not in _also:
        with TTFont(font, lazy=True) as found:
            _also[font] = frozenset(found.getBestCmap())


@lru_cache(maxsize=KEPT)
def may_be_refused(text: str) -> bool:
    """Whether a text must be looked at letter by letter, or is too long; False for nearly every text."""
    return COMMON.fullmatch(text) is None or len(text) > LONGEST


def any_may_be_refused(texts: Sequence[str]) -> bool:
    """Whether one of many texts must be; they are looked through as one."""
    return COMMON.fullmatch("".join(texts)) is None or max(map(len, texts), default=0) > LONGEST


def refused(text: str) -> dict[str, list[int]]:
    """The places, from 0, of the letters of a text that are refused, by kind; nothing for nearly every text."""
    if COMMON.fullmatch(text):
        return {}
    kinds = {letter: kind for letter in set(text) if (kind := kind_of(letter))}
    found: dict[str, list[int]] = {}
    for index, letter in enumerate(text):
        if letter in kinds:
            found.setdefault(kinds[letter], []).append(index)
    return found


def seen(text: str) -> str:
    """A text for a terminal: what would be obeyed there, or could not be seen, as its code point.

    >>> seen("a\\u001b[31m浙")
    'a<U+001B>[31m浙'
    """
    places = {place for kind, found in refused(text).items() if kind != "no_glyph" for place in found}
    return "".join(f"<U+{ord(letter):04X}>" if place in places else letter for place, letter in enumerate(text))


def text_faults(text: str, file: str, row: int | None, column: str | None) -> Iterator[Fault]:
    """Rule `unprintable`: a fault for each kind of letter that a text holds and that is refused, and if it is too long.

    Places are counted from 1.
    """
    for kind, places in refused(text).items():
        letters = [named(letter) for letter in dict.fromkeys(text[place] for place in places)]
        found, fix = KINDS[kind]
        told = ", ".join(letters[:SHOWN]) + (", …" if len(letters) > SHOWN else "")
        values = {"letters": told, "place": places[0] + 1}
        yield fault_at("unprintable", file, found, EXPECTED, fix, row=row, column=column, **values)
    if len(text) > LONGEST:
        found, fix = N_("a text of {length} characters"), N_("Shorten the text.")
        expected = N_("at most {longest} characters, as many as a cell of a workbook holds")
        values = {"length": f"{len(text):,}", "longest": f"{LONGEST:,}"}
        yield fault_at("unprintable", file, found, expected, fix, row=row, column=column, **values)


def unprintable_in_row(
    file: str, line: int, cells: Mapping[str, object], blamed: Container[str | None] = ()
) -> Iterator[Fault]:
    """The same of every text in a row of a table, but for the columns `blamed` for something else already."""
    for column, cell in cells.items():
        if isinstance(cell, str) and may_be_refused(cell) and column not in blamed:
            yield from text_faults(cell, file, line, column)


def unprintable_in_card(file: str, source: str, keys: Mapping[str, object]) -> Iterator[Fault]:
    """The same of every text of a card, whatever its key; `source` is the TOML that `keys` were read from.

    Keys are named from the top of the card, list entries by their number from 1.
    """
    for path, text in _texts(keys, ()):
        if not may_be_refused(text):
            continue
        column = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        for fault in text_faults(text, file, None, column):
            yield replace(fault, row=line_of(source, column))


def control_characters(file: str, source: str) -> Iterator[Fault]:
    """Of a card that is no TOML, the lines in which a control character stands as it is."""
    for row, line in enumerate(source.replace("\r\n", "\n").split("\n"), 1):
        yield from (fault for fault in text_faults(line, file, row, None) if fault.found == KINDS["control"][0])


def _texts(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*path, key))
