"""Codes and numbers as people type them: which ways of writing are read, and what stands in a cell that is refused."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEPT = 2**15  # readings of cells: a command reads the tables of an edition several times
LARGEST_WHOLE = 2**53 - 1  # above it, not every whole number is a float

# Left out at the ends of codes and numbers: without width and without meaning. Text copied from web pages has them.
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_PLAIN: dict[int, int | str] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0, 0x2007, 0x2009, 0x202F), " "),
}
_ENDS = f"{UNSEEN} \t\n\r\x0b\x0c"
_MINUS = re.compile("^[\u2010\u2011\u2013\u2212\ufe63]")
_GROUPS = "|".join(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+" for mark in ", ")
_DIGITS = re.compile("[1-9][0-9]{0,14}|0")
_NUMBER = re.compile(rf"[+-]?(?:(?:0|[1-9][0-9]*|{_GROUPS})(?:\.[0-9]+)?|\.[0-9]+)")


def plain(text: str) -> str:
    """Text for codes and numbers: full-width letters and narrow spaces are ordinary, `UNSEEN` at the ends left out.

    Nothing else is changed: a circled or raised digit is a mark, and never a digit.

    >>> plain("２０２４-０９"), plain("CN-ZJ\\u200b"), plain("m²")
    ('2024-09', 'CN-ZJ', 'm²')
    """
    return text if text.isascii() and text.isalnum() else _plain(text)


@lru_cache(maxsize=KEPT)
def _plain(text: str) -> str:
    return text.translate(_PLAIN).strip(_ENDS)


def number(text: str) -> float | None:
    """The finite number that a cell holds; None if it holds none.

    Besides plain digits with a point before decimals these ways of writing are read, and no other: full-width
    digits; thousands marks (commas or spaces, not both) before groups of three; a minus of another shape.

    >>> number("１,２３４.５"), number("53 057"), number("−3"), number("53057 5583"), number("312①"), number("1e11")
    (1234.5, 53057.0, -3.0, None, None, None)
    """
    # Nearly all numbers of a large table are digits, and read sooner than looked up.
    return float(text) if _DIGITS.fullmatch(text) else _number(text)


@lru_cache(maxsize=KEPT)
def _number(text: str) -> float | None:
    cell = _MINUS.sub("-", plain(text))
    if not _NUMBER.fullmatch(cell):
        return None
    amount = float(cell.replace(",", "").replace(" ", ""))
    return amount if abs(amount) != float("inf") else None


def whole(text: str) -> int | None:
    """The whole number that a cell holds, written without decimals and below 2^53; None if it holds none.

    >>> whole("8,000"), whole("8.000"), whole("9007199254740993")
    (8000, None, None)
    """
    amount = number(text)
    if amount is None or "." in plain(text) or abs(amount) > LARGEST_WHOLE:
        return None
    return int(amount)


def has_words(text: str) -> bool:
    """Whether a text says something: it has a letter or a Chinese character.

    >>> has_words("revised"), has_words("口径不同"), has_words("-"), has_words("2024")
    (True, True, False, False)
    """
    return any(mark.isalpha() for mark in text)


def named(mark: str) -> str:
    """A character with its code point and its name in Unicode, for a message; one that is not seen is left out.

    >>> named("①"), named("\\u200b")
    ('① (U+2460 CIRCLED DIGIT ONE)', 'U+200B ZERO WIDTH SPACE')
    """
    point = f"U+{ord(mark):04X} {unicodedata.name(mark, '')}".strip()
    return f"{mark} ({point})" if mark.isprintable() and not unicodedata.category(mark).startswith("M") else point


def odd_marks(text: str) -> list[str]:
    """The characters of a cell that no code or number has, each once in order: neither ASCII nor Chinese.

    >>> odd_marks("312①"), odd_marks("浙江省"), odd_marks("СN")
    (['①'], [], ['С'])
    """
    return [mark for mark in dict.fromkeys(plain(text)) if not (mark.isascii() or is_chinese(mark) or mark == "〇")]


def is_chinese(mark: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= mark <= "\u9fff" or "\uf900" <= mark <= "\ufaff" or "\U00020000" <= mark <= "\U0003ffff"


def is_note_mark(mark: str) -> bool:
    """Whether a character marks a note where it stands beside a figure: circled, raised or lowered digits, *, †."""
    if unicodedata.decomposition(mark).startswith("<fraction>"):
        return False
    return unicodedata.category(mark) == "No" or mark in "*†‡§#" or "\u24b6" <= mark <= "\u24e9"
