"""Finds what was probably meant by a code that is not known."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from plan_metrics.reading.typed import plain

NEAR = 0.8  # of difflib: a slip or two of the typist, and no other name (Xizang and Xinjiang are at 0.71)
LIKE = 0.4  # the same where somebody is asked which of several is meant
MOST = 3
CODE = re.compile(r"[a-z]{2}-.*|[0-9]+")


def name_list(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Every code and name, without case, and the code it stands for; the first one wins.

    >>> name_list([("XX-AA", ["甲省", "Area A"])])
    {'xx-aa': 'XX-AA', '甲省': 'XX-AA', 'area a': 'XX-AA'}
    """
    names: dict[str, str] = {}
    for code, others in entries:
        for name in (code, *others):
            if name:
                names.setdefault(name.casefold(), code)
    return names


def near(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that a text may stand for: one if it is the name of one, else up to three that are close.

    >>> near("Aerea A", name_list([("XX-AA", ["甲省", "Area A"])]))
    ('XX-AA',)
    """
    folded = plain(text).casefold()
    if folded in names:
        return (names[folded],)
    if CODE.fullmatch(folded):
        return ()  # another code is another place, however like it looks
    close = difflib.get_close_matches(folded, names, n=2 * MOST, cutoff=NEAR)
    return tuple(dict.fromkeys(names[name] for name in close))[:MOST]


def nearest(text: str, lists: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Up to three codes with names that are most like a text, the nearest first; a name that holds it counts as near.

    >>> nearest("Aerea", {"XX-AA": ["甲省", "Area A"], "XX": ["Land"]})
    ('XX-AA',)
    """
    folded = plain(text).casefold()

    def likeness(code: str) -> float:
        names = [name.casefold() for name in (code, *lists[code]) if name]
        return max(_likeness(folded, name) for name in names)

    alike = {code: likeness(code) for code in lists} if folded else {}
    found = [code for code in sorted(alike, key=lambda code: -alike[code]) if alike[code] >= LIKE]
    return tuple(found[:MOST])


def _likeness(text: str, name: str) -> float:
    held = text in name or (len(name) > 1 and name in text)
    return difflib.SequenceMatcher(None, text, name).ratio() + held
