"""What counts as a number, and when two of them are the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, SupportsFloat, TypeVar

Kind = TypeVar("Kind", bound=tuple[Any, ...])

# Values are converted floats (0.57 x 100 is 56.99999999999999): equality needs room for the last digits.
SAME_WITHIN = 1e-12


def known(value: SupportsFloat | None) -> float | None:
    """The value as a float, or None where it is missing.

    None, NaN and the infinities are missing: no official figure is infinite. Every function of `measure`
    passes its arguments and its result through here, so that a missing argument, or a result too large for
    a float, gives None and never NaN, an infinity or an error.

    >>> known(3), known(float("nan")), known(None)
    (3.0, None, None)
    """
    if value.__class__ is not float:  # what is asked for a million times is one
        if value is None:
            return None
        try:
            value = float(value)
        except OverflowError:  # a whole number too large for a float
            return None
    return value if math.isfinite(value) else None


def maker(kind: type[Kind]) -> Callable[[Iterable[Any]], Kind]:
    """What makes a named tuple of as many values as it has fields: a third of the time of `_make`, for millions.

    >>> from plan_metrics.measure.spans import Span
    >>> maker(Span)((1.0, 2.0))
    Span(low=1.0, high=2.0)
    """
    return partial(tuple.__new__, kind)  # what a named tuple calls itself


def all_known(values: Iterable[SupportsFloat | None]) -> list[float] | None:
    """The values as floats, or None where one of them is missing.

    >>> all_known([1, 2]), all_known([1, None])
    ([1.0, 2.0], None)
    """
    found = []
    for value in values:
        if (number := known(value)) is None:
            return None
        found.append(number)
    return found


def same(a: float | None, b: float | None) -> bool:
    """Whether two numbers differ by nothing but floating-point noise (one part in 10^12); a missing one never is.

    >>> same(0.57 * 100, 57), same(57, 57.001), same(None, None)
    (True, False, False)
    """
    return a is not None and b is not None and math.isclose(a, b, rel_tol=SAME_WITHIN, abs_tol=0.0)


def at_least(a: float, b: float) -> bool:
    """Whether `a` is `b` or more; a value on the limit counts, as in `same`.

    >>> at_least(0.57 * 100, 57), at_least(56.9, 57)
    (True, False)
    """
    return a >= b or same(a, b)
