"""Rules about the numbers of an observation: what was typed, and what to do where it is no number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from plan_metrics.edition.flags import MISSING, flag_name
from plan_metrics.edition.known import Known, Row, Rule, shown
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.printed import read_printed
from plan_metrics.reading.typed import is_note_mark, named, number, odd_marks, plain

NUMBER = N_("a number, such as 1234.5 or 1,234.5")

# Signs that tables print where there is no figure. What each means differs from table to table: the legend says it.
_LESS_THAN_HALF = N_(
    "Look at the legend of the table. Less than half a unit: write 0 and the flag {N}. Not available: empty this cell "
    "and write the flag {O}."
)
_NONE = N_(
    "Look at the legend of the table. None: write 0. There can be none: empty this cell and write the flag {M}. Not "
    "available: empty it and write the flag {O}."
)
_NOT_AVAILABLE = N_(
    "Look at the legend of the table. Not available: empty this cell and write the flag {O}; collected by nobody: the "
    "flag {L}; there can be none: the flag {M}; suppressed: the flag {Q}."
)
SIGNS = {
    **dict.fromkeys(("…", "……", "...", "......"), _LESS_THAN_HALF),
    **dict.fromkeys(("-", "--", "—", "——", "–", "−", "─", "/"), _NONE),
    **dict.fromkeys((":", "..", ".", "·", "x", "c", "(c)", "*", "**", "***"), _NOT_AVAILABLE),
    **dict.fromkeys(("n/a", "na", "n.a.", "nan", "null", "none"), _NOT_AVAILABLE),
    **dict.fromkeys(("无", "暂无", "缺", "不详", "未公布", "无数据"), _NOT_AVAILABLE),
}
_LETTERS = str.maketrans({"w": "万", "k": "千", "m": "百万"})  # if they stand for that; the printed words must agree
_CELL = N_("“{cell}”")
_IN_FULL = N_("Write the value in full (4.1万 is 41000); the words go in the column printed.")
_NO_SIGN = N_("Write the number without its sign, in the unit of the indicator.")
_BOUND = N_("Write the number alone, and {qualifier} in the column qualifier; the words go in the column printed.")
_WORDS = N_("Write digits only, with a point before decimals; words go in the column printed or into the note.")
_NOTE_MARK = N_("Remove the note mark from the number; what the note says goes into a flag or the note.")
_LETTER = N_("Write the value in full, from the source: this cell does not tell what its letter stands for.")
OF_OBSERVATIONS = (_NO_SIGN, _IN_FULL, _BOUND, _WORDS, _NOTE_MARK)  # these name columns that other tables do not have
_AS_PRINTED = N_("Write {plain}, which the printed words “{words}” say.")
# What a cell holds that is no number, what is said of it, and what to do; the first that fits counts.
KINDS = (
    ("[%‰]", _CELL, _NO_SIGN),
    ("[万亿萬億千百]", _CELL, _IN_FULL),
    (r"[0-9]\s*[wWkKmM]$", _CELL, _LETTER),
    ("^(TRUE|FALSE)$", _CELL, N_("Fix the cell in the spreadsheet.")),
    ("^=", N_("“{cell}”, a formula"), N_("Write the number itself; save the table as values.")),
    (
        r"^[+-]?[0-9.,]+[eE][+-]?[0-9]+$",
        N_("“{cell}”, a number with an exponent"),
        N_("Write the number in full, from the source: a spreadsheet that shows it so may have lost digits."),
    ),
    (
        r"^[+-]?0[0-9]",
        N_("“{cell}”, with a 0 before other digits"),
        N_("Compare with the source: it may be a code, or digits may be missing."),
    ),
    (r"[0-9]\s*(\([0-9a-zA-Z]{1,2}\)|\[[0-9a-zA-Z]{1,2}\]|[a-zA-Z])$", _CELL, _NOTE_MARK),
)
FLAGS_NAMED = ("L", "M", "N", "O", "Q")


def not_a_number(row: Row, given: Known) -> Iterator[Fault]:
    """A value is a number, unless the flag says that there is none."""
    if row["flag"] in MISSING or row.amount("value") is not None:
        return
    if row["value"]:
        found, fix, values = what_is_wrong(row["value"])
        if fix in (_IN_FULL, _LETTER) and row.printed:
            values = {"plain": shown(row.printed.value), "words": row["printed"]}
            meant = read_printed(row["value"].casefold().translate(_LETTERS))
            same = meant is not None and meant.value == row.printed.value
            fix = _AS_PRINTED if same else N_("Compare with the source: the printed words “{words}” say {plain}.")
    else:
        found, values = "", {}
        fix = N_("Write the value; if none was published, remove the line, or flag it L or M.")
    yield row.fault("not_a_number", "value", found, NUMBER, fix, **values)


def not_whole(row: Row, given: Known) -> Iterator[Fault]:
    """What is counted one by one is a whole number below 2^53, written without decimals."""
    indicator = given.indicators.get(row["indicator"])
    unit = given.plan.units.get(indicator.unit) if indicator else None
    if indicator is None or unit is None or unit.counts != "yes" or row["unit"] != unit.unit or row["flag"] in MISSING:
        return
    if row.amount("value") is None or row.whole("value") is not None:
        return
    if "." not in row["value"]:
        fix = N_("Compare with the source: no count is so large.")
    elif re.search(r"\.[0-9]{3}$", row["value"]):
        fix = N_("Compare with the source: a point before three digits may be a thousands mark of another country.")
    else:
        fix = N_("Compare with the source, and write the count without decimals.")
    expected = N_("a whole number below 2^53, without decimals: {indicator} is counted")
    label = given.label("indicator", indicator.id)
    yield row.fault("not_whole", "value", N_("“{cell}”"), expected, fix, indicator=label)


NUMBER_RULES: dict[str, Rule] = {"not_a_number": not_a_number, "not_whole": not_whole}


def what_is_wrong(text: str) -> tuple[str, str, dict[str, Any]]:
    """Of a cell that holds no number: what was found and what to do, as templates, and their values."""
    cell = plain(text)
    if cell.casefold() in SIGNS:
        flags = {code: f"{code} ({flag_name(code)})" for code in FLAGS_NAMED}
        return N_("“{cell}”, a sign for no figure"), SIGNS[cell.casefold()], flags
    for pattern, found, fix in KINDS:
        if re.search(pattern, cell):
            return found, fix, {}
    bound = read_printed(cell)
    if bound and bound.qualifier != "exact":
        return _CELL, _BOUND, {"qualifier": bound.qualifier}
    marks = [mark for mark in dict.fromkeys(cell) if is_note_mark(mark)]
    if marks:
        return N_("“{cell}”, with {marks}"), _NOTE_MARK, {"marks": _listed(marks)}
    if odd := odd_marks(text):
        fix = N_("Write digits 0 to 9, with a point before decimals.")
        return N_("“{cell}”, with {marks}"), fix, {"marks": _listed(odd)}
    parts = re.split(r"[\s;/、|~-]+", cell)
    if len(parts) > 1 and all(number(part) is not None for part in parts):
        fix = N_("Write one number a cell. A space is a thousands mark only before groups of three digits.")
        return N_("“{cell}”, which may be {count} numbers"), fix, {"count": len(parts)}
    if re.fullmatch(r"[+-]?[0-9][0-9.,' ]*", cell):
        fix = N_("Write a point before decimals, and commas or spaces before groups of three digits only.")
        return N_("“{cell}”, with marks that do not stand as in a number"), fix, {}
    return _CELL, _WORDS, {}


def _listed(marks: list[str]) -> str:
    return ", ".join(map(named, marks))
