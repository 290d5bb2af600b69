"""Which values a printed figure may stand for: 5.67 is any value that rounds to it, "over 53,000" is not one value."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from plan_metrics.measure.number import all_known, known, same

QUALIFIERS = ("exact", "over", "nearly", "about", "under")
EXACT_WHOLE = 1e14  # below it, all digits of a whole number are among those that `last_digit` looks at
BOUNDS = ("over", "nearly", "under")  # printed as a limit on one side


class Span(NamedTuple):
    """The least and the largest value that a figure may stand for; equal where it was printed in full."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether only one value is meant."""
        return self.low == self.high


def span(value: float, qualifier: str = "exact", step: float = 0.0) -> Span:
    """The values that a figure may stand for; `step` is what one unit of its last printed digit is worth.

    A rounded figure lies half a step to either side, "about" a whole step. "over", "nearly" and "under" are read as
    people write them: "over 53,000" is less than 54,000, or the source would have said so; "nearly 100,000" is more
    than 90,000, for below a 1 with nothing but zeros the steps are a tenth. ValueError for an unknown qualifier.

    >>> span(53000.0, "over", 1000.0), span(5.67, "exact", 0.5), span(100000.0, "nearly", 100000.0)
    (Span(low=53000.0, high=54000.0), Span(low=5.42, high=5.92), Span(low=90000.0, high=100000.0))
    """
    if qualifier not in QUALIFIERS:
        raise ValueError(f"qualifier is {qualifier!r}; expected one of {', '.join(QUALIFIERS)}")
    down = step / 10 if same(abs(value), step) else step
    below, above = {
        "exact": (step / 2, step / 2),
        "over": (0.0, step),
        "nearly": (down, 0.0),
        "about": (down, step),
        "under": (down, 0.0),
    }[qualifier]
    return Span(value - below, value + above)


def last_digit(value: float) -> float:
    """What one unit of the last digit of a value that is not 0 is worth; 0 for 0.

    >>> last_digit(53000.0), last_digit(2.4)
    (1000.0, 0.1)
    """
    if not value:
        return 0.0
    digits, _, exponent = f"{abs(value):.14e}".partition("e")
    return float(f"1e{int(exponent) - len(digits.replace('.', '').rstrip('0')) + 1}")


def last_digits(values: np.ndarray) -> np.ndarray:
    """`last_digit` of each value: of whole numbers by dividing all of them, of others once for each.

    >>> last_digits(np.array([53000.0, 2.4, 0.0])).tolist()
    [1000.0, 0.1, 0.0]
    """
    whole = (values == np.rint(values)) & (np.abs(values) < EXACT_WHOLE) & (values != 0)
    rest, found = np.where(whole, np.abs(values), 1.0), np.ones(len(values))
    while (tens := rest % 10 == 0).any():
        rest[tens] /= 10
        found[tens] *= 10
    others, places = np.unique(values[~whole], return_inverse=True)
    found[~whole] = np.array([last_digit(float(value)) for value in others], dtype=float)[places]
    return found


def difference(earlier: Span, later: Span) -> Span | None:
    """The least and the largest change from one figure to another; None where it is too large for a float.

    >>> difference(Span(10000, 20000), Span(30000, 40000))
    Span(low=10000.0, high=30000.0)
    """
    low, high = known(later.low - earlier.high), known(later.high - earlier.low)
    return None if low is None or high is None else Span(low, high)


def relative(earlier: Span, later: Span) -> Span | None:
    """The same as ratios of the earlier figure; None where that may be 0 or have another sign.

    >>> relative(Span(100, 100), Span(103, 104))
    Span(low=0.03, high=0.04)
    """
    if earlier.low <= 0 <= earlier.high:
        return None
    ratios = [(end - start) / abs(start) for start in earlier for end in later]
    return Span(min(ratios), max(ratios)) if all(map(math.isfinite, ratios)) else None


def ratio(top: Span, bottom: Span, factor: float = 1.0) -> Span | None:
    """The least and the largest quotient of two positive figures; None where the divisor may be 0.

    >>> ratio(Span(9, 11), Span(100, 100), factor=100)
    Span(low=9.0, high=11.0)
    """
    if bottom.low <= 0:
        return None
    ends = all_known(factor * a / b for a in top for b in bottom)
    return None if ends is None else Span(min(ends), max(ends))
