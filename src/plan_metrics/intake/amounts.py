"""The figure in a cell: in the plain unit of its indicator, as it was printed, as exact as it says; or refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from plan_metrics.edition.numbers import NUMBER, what_is_wrong
from plan_metrics.errors import N_
from plan_metrics.intake.refusals import Place, RefusedError, refused
from plan_metrics.intake.words import Meaning, Words
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import PERCENT
from plan_metrics.plan.printed import LONGEST, read_printed, words_beside
from plan_metrics.reading.typed import number, plain, whole

SIGNS_OF_PERCENT = ("%", "％")
PER_MILLE = "‰"
NARROW = re.compile("[\u2000-\u200a\u202f\u205f]")  # spaces that the font of the report lacks
MULTIPLIERS = re.compile("[百千万亿萬億]")
SAME = 1e-9  # relative: room for the last digit of a product
DECIMALS = 9  # of a product, which a binary fraction may miss by its last digit

EXPECTED = N_("a figure in {unit}")
BESIDE = N_(
    "A word of a unit belongs in names.csv of the plan, a mark in [notes] of the recipe; correct a slip in a copy."
)
COMPARE = N_("Compare with the source, and correct the unit in the recipe.")


@dataclass(frozen=True)
class Amount:
    """A value in the plain unit, the words as printed, and how exact they are."""

    value: float
    printed: str
    qualifier: str


def amount(text: str, unit: str, card: Indicator, words: Words, at: Place) -> Amount:
    """The amount that a text says under the word of a unit. Raises `RefusedError` where the two do not go together."""
    text = NARROW.sub(" ", text)
    values = {"unit": unit or card.unit, "word": unit, "cell": text}
    is_percent = any(sign in text for sign in SIGNS_OF_PERCENT)
    if PER_MILLE in text or (is_percent and card.unit != PERCENT):
        found = N_("“{cell}”, in another unit")
        raise RefusedError(refused("wrong_unit", at, found, EXPECTED, COMPARE, **values))
    if words.is_share(unit, card.unit):
        return _of_one(text, unit, at)
    factor = words.factor(unit, card.unit)
    if isinstance(factor, Meaning):
        fault = refused("unknown_unit", at, factor.found, N_("a unit of the indicator"), factor.fix, **factor.values)
        raise RefusedError(fault)
    alone = read_printed(text)
    if alone is None:
        found, fix, more = what_is_wrong(text)
        raise RefusedError(refused("not_a_number", at, found, NUMBER, fix, **{**values, **more}))
    beside = "" if text.isdecimal() else words_beside(text)
    if beside and not words.is_unit(beside, card.unit):
        found, fix = N_("“{cell}”, with “{beside}” beside the figure"), BESIDE
        raise RefusedError(refused("not_a_number", at, found, EXPECTED, fix, **values, beside=beside))
    if factor != 1 and MULTIPLIERS.search(text):
        found = N_("“{cell}” under “{word}”: two multipliers")
        raise RefusedError(refused("wrong_unit", at, found, EXPECTED, COMPARE, **values))
    value = alone.value if factor == 1 else float(round(alone.value * factor, DECIMALS))
    for printed in (text,) if not unit or unit in text else (f"{text}（{unit}）", f"{text}{unit}", f"{text} {unit}"):
        read = read_printed(printed)
        as_exact = read is not None and len(printed) <= LONGEST and read.qualifier == alone.qualifier
        if read and as_exact and math.isclose(read.value, value, rel_tol=SAME):
            return Amount(read.value, printed, read.qualifier)
    found = N_("“{cell}” under “{word}”, which together cannot be read")
    raise RefusedError(refused("wrong_unit", at, found, EXPECTED, COMPARE, **values))


def _of_one(text: str, unit: str, at: Place) -> Amount:
    """A share of one, such as 0.954, as a spreadsheet shows it in per cent: 95.4%."""
    share = number(text)
    if share is None or abs(share) > 1:
        found, expected = N_("“{cell}” under “{word}”"), N_("a share of one, as the recipe says: at most 1")
        fix = N_("Leave what is no share out by skip, and read it by a recipe of its own.")
        raise RefusedError(refused("no_share", at, found, expected, fix, cell=text, word=unit))
    printed = f"{100 * share:.{max(len(plain(text).partition('.')[2]) - 2, 0)}f}%"
    return Amount(float(printed[:-1]), printed, "exact")


def sample_size(text: str, at: Place) -> int | str:
    """The size of a sample; empty for none. Raises `RefusedError` for what is no whole number."""
    if not text:
        return ""
    size = whole(text)
    if size is None or size < 1:
        fix = N_("Correct the column of the sample in the recipe.")
        found, expected = N_("“{cell}” as the size of a sample"), N_("a whole number of 1 or more")
        raise RefusedError(refused("wrong_sample", at, found, expected, fix, cell=text))
    return size
