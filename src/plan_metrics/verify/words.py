"""What differs, in words of a language and as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from plan_metrics.errors import N_
from plan_metrics.verify.difference import EXTRA, MISSING, Difference

# Of a stranger's file: what a terminal would obey, and letters that turn the direction of what follows.
UNSAID = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
LONGEST = 160
WHOLE = {
    MISSING: N_("{file}: missing; it is computed and not published"),
    EXTRA: N_("{file}: extra; it is published and not computed"),
}
AT = N_("{file}: {place}")
BOTH = N_("{where}: published “{published}”, computed “{computed}”")


def difference_text(each: Difference, gettext: Callable[[str], str]) -> str:
    """One line: the file, the place in it, what is published there and what was computed."""
    if not each.place and each.kind in WHOLE:
        return gettext(WHOLE[each.kind]).format(file=_said(each.file))
    place = place_text(each, gettext)
    where = gettext(AT).format(file=_said(each.file), place=place) if place else _said(each.file)
    if not each.published and not each.computed:
        return where
    return gettext(BOTH).format(where=where, published=_said(each.published), computed=_said(each.computed))


def place_text(each: Difference, gettext: Callable[[str], str]) -> str:
    """Where in its file something differs; empty where the whole is meant."""
    return gettext(each.place).format(**{name: _said(value) for name, value in each.values.items()})


def difference_facts(each: Difference, gettext: Callable[[str], str]) -> Mapping[str, object]:
    """The same for a program."""
    return {
        "file": each.file,
        "kind": each.kind,
        "place": place_text(each, gettext),
        "published": each.published,
        "computed": each.computed,
    }


def _said(value: object) -> str:
    text = UNSAID.sub("\ufffd", str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
