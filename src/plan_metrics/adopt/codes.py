"""Codes that a plan may have, from the names and codes of others: each stays the same, and no two are alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def plain_code(text: str, longest: int, marks: str = "_-") -> str:
    """Letters and digits of a text, and these marks; accents and what else a code cannot have are left out.

    >>> plain_code("Âge 15 à 24 - ans", 60), plain_code("_L_KZ_1A", 60), plain_code("Мужчины", 60)
    ('Age-15-a-24-ans', 'L_KZ_1A', '')
    """
    apart = unicodedata.normalize("NFKD", text).replace("+", " plus ").replace("<", " under ").replace(">", " over ")
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    joined = re.sub("-{2,}", "-", re.sub(rf"[^A-Za-z0-9{re.escape(marks)}]+", "-", letters))
    return joined.strip("".join({*marks, "-"}))[:longest].strip("".join({*marks, "-"}))


class Codes:
    """Gives each name a code of its own: no two codes differ by the case of letters alone."""

    def __init__(self, longest: int, taken: Iterable[str] = (), marks: str = "_-"):
        self._longest, self._marks = longest, marks
        self._taken = {code.casefold() for code in taken}
        self.of: dict[object, str] = {}

    def give(self, key: object, wanted: str, otherwise: str, prefix: str = "") -> str:
        """The code of a key; the first time it is made of the `wanted` text, else of the others with a number."""
        if key not in self.of:
            made = plain_code(wanted, self._longest, self._marks) or plain_code(otherwise, self._longest, self._marks)
            if made.casefold() in self._taken and prefix:
                made = plain_code(f"{prefix}-{made}", self._longest, self._marks)
            code, n = made, 1
            while code.casefold() in self._taken:
                n += 1
                code = f"{made[: self._longest - 5]}-{n}"
            self._taken.add(code.casefold())
            self.of[key] = code
        return self.of[key]
