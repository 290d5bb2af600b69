"""A change from one figure to another in words: with a sign for tables, as a rise or a fall for sentences."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.languages import forms_of
from plan_metrics.measure.spans import Span
from plan_metrics.views import language, words
from plan_metrics.views.words import say

FEW = 100  # counts below it differ by a number, not by per cent
MANY_TIMES = 2.0  # growth above which a count is said to be so many times as large
COUNT_DIGITS = 3  # of a difference between rounded figures
POINTS = {  # one of them, and others
    "percent": (N_("{points} percentage point"), N_("{points} percentage points")),
    "index": (N_("{points} point"), N_("{points} points")),
}

# How sure a number is that says a change between two figures.
EXACT, ABOUT, LEAST, MOST, UNCLEAR = "exact", "about", "least", "most", "unclear"
SIGNED = {ABOUT: N_("about {change}"), LEAST: N_("at least {change}"), MOST: N_("at most {change}")}
FALL = {LEAST: N_("a fall of at least {change}"), MOST: N_("a fall of at most {change}")}
CANNOT_TELL = N_("cannot be told from rounded or bounded figures")

UP = {
    "ratio": {
        EXACT: N_("up {change} since {since}"),
        LEAST: N_("up at least {change} since {since}"),
        MOST: N_("up at most {change} since {since}"),
    },
    "points": {
        EXACT: N_("up by {change} since {since}"),
        LEAST: N_("up by at least {change} since {since}"),
        MOST: N_("up by at most {change} since {since}"),
    },
    "count": {
        EXACT: N_("{change} more than in {since}"),
        LEAST: N_("at least {change} more than in {since}"),
        MOST: N_("at most {change} more than in {since}"),
    },
}
DOWN = {
    "ratio": {
        EXACT: N_("down {change} since {since}"),
        LEAST: N_("down at least {change} since {since}"),
        MOST: N_("down at most {change} since {since}"),
    },
    "points": {
        EXACT: N_("down by {change} since {since}"),
        LEAST: N_("down by at least {change} since {since}"),
        MOST: N_("down by at most {change} since {since}"),
    },
    "count": {
        EXACT: N_("{change} fewer than in {since}"),
        LEAST: N_("at least {change} fewer than in {since}"),
        MOST: N_("at most {change} fewer than in {since}"),
    },
}
TIMES = {
    EXACT: N_("{times} times as many as in {since}"),
    ABOUT: N_("about {times} times as many as in {since}"),
    LEAST: N_("at least {times} times as many as in {since}"),
    MOST: N_("at most {times} times as many as in {since}"),
}


def few(*values: float | None) -> bool:
    """Whether all are counts so small that a percentage of them misleads.

    >>> few(14.0, 15.0), few(14.0, 1500.0), few(99.5)
    (True, False, False)
    """
    return all(value is not None and abs(value) < FEW and value == int(value) for value in values)


def moved_words(context: Context, moved: Span, ratios: Span | None, unit: str, *, exact: bool) -> str:
    """A change for a table: in points, in per cent where it has `ratios`, else in numbers."""
    if kind_of(ratios, unit) == "ratio" and ratios:
        return _signed(context, *_read(ratios, exact, partial(_ratio, context), _ratio_step), partial(_ratio, context))
    return amount_words(context, moved, unit, exact=exact, bare=True)


def amount_words(context: Context, moved: Span, unit: str, *, exact: bool, bare: bool = False) -> str:
    """A change in points or in the unit of the figures, as exact as they are; `exact`: neither was printed otherwise.

    `bare`: without the unit, where the language can do without one.
    """
    write, step = _amount(context, moved, unit, bare=bare)
    return _signed(context, *_read(moved, exact, write, step), write)


def signed_amount(context: Context, number: float, unit: str) -> str:
    """A computed change with its sign and no more digits than it supports: in points, else in the unit of the figures."""
    rounded = words.three_digits(number)
    if unit in POINTS:
        return points_words(context, unit, rounded)
    return language.signed(words.value(context, rounded, unit), rounded)


def kind_of(ratios: Span | None, unit: str) -> str:
    """What a change is said in: `points`, `ratio` or `count`."""
    return "points" if unit in POINTS else "count" if ratios is None else "ratio"


def moved_since(context: Context, moved: Span, ratios: Span | None, unit: str, since: str, *, exact: bool) -> str:
    """A change for a sentence, from a time in words: a rise or a fall, or so many times as many, without a sign."""
    kind = kind_of(ratios, unit)
    sure, number, said = _unsigned(context, moved, ratios, unit, exact=exact)
    if sure == UNCLEAR:
        return say(
            context,
            N_("whether it rose or fell since {since} cannot be told from rounded or bounded figures"),
            since=since,
        )
    if not number:
        form = N_("the same as in {since}") if sure == EXACT else N_("about the same as in {since}")
        return say(context, form, since=since)
    if kind == "ratio" and number > MANY_TIMES:
        return say(context, TIMES[sure], times=_times(context, number), since=since)
    form = EXACT if sure == ABOUT else sure
    change = _qualified(context, sure, said) if sure == ABOUT else said
    return say(context, (UP if number > 0 else DOWN)[kind][form], change=change, since=since)


def distance(context: Context, moved: Span, ratios: Span | None, unit: str, *, exact: bool) -> tuple[str, int]:
    """How far two figures lie apart, without a sign, and whether that is a rise (1), a fall (-1) or cannot be told (0)."""
    sure, number, said = _unsigned(context, moved, ratios, unit, exact=exact)
    said = _qualified(context, sure, said)
    return said, 0 if sure == UNCLEAR or not number else 1 if number > 0 else -1


def _unsigned(context: Context, moved: Span, ratios: Span | None, unit: str, *, exact: bool) -> tuple[str, float, str]:
    if kind_of(ratios, unit) == "ratio" and ratios:
        write: Callable[[float], str] = partial(_ratio, context)
        sure, number = _read(ratios, exact, write, _ratio_step)
    else:
        write, step = _amount(context, moved, unit, bare=True)
        sure, number = _read(moved, exact, write, step)
    said = write(abs(number)).removeprefix("+")
    if said == write(0.0) and number:  # it reads as nothing, and so has no direction
        sure, number = ABOUT, 0.0
    return sure, number, said


def _qualified(context: Context, sure: str, said: str) -> str:
    return say(context, SIGNED[sure], change=said) if sure in SIGNED else said


def _read(moved: Span, exact: bool, write: Callable[[float], str], step: Callable[[float], float]) -> tuple[str, float]:
    """A change that lies between two ends: one number where both read the same, a bound, or what cannot be told.

    `write` says a number, of which `step` is the worth of the last digit: a bound is never rounded beyond itself.
    """
    if moved.exact or write(moved.low) == write(moved.high):
        return EXACT if exact else ABOUT, moved.low
    if moved.low < 0 < moved.high:
        return UNCLEAR, 0.0
    middle = (moved.low + moved.high) / 2
    if moved.high - moved.low < abs(middle) / 5:
        return ABOUT, _shortest(moved)
    near, far = sorted((abs(moved.low), abs(moved.high)))
    down, up = (_cut(end, step(end), to) for end, to in ((near, math.floor), (far, math.ceil)))
    return LEAST if down else MOST, math.copysign(down or up, middle)


def _shortest(moved: Span) -> float:
    """The number with the fewest digits that lies between two ends, in steps no coarser than what they leave open.

    >>> f"{_shortest(Span(1.279, 1.285)):.4g}", f"{_shortest(Span(0.417, 0.459)):.4g}"
    ('1.28', '0.44')
    """
    place = 10.0 ** math.ceil(round(math.log10((moved.high - moved.low) / 2), 6))
    middle = (moved.low + moved.high) / 2
    while not moved.low - 1e-9 <= (number := round(middle / place) * place) <= moved.high + 1e-9:
        place /= 10
    return number


def _signed(context: Context, sure: str, number: float, write: Callable[[float], str]) -> str:
    if sure == UNCLEAR:
        return say(context, CANNOT_TELL)
    if sure in FALL and number < 0:
        return say(context, FALL[sure], change=write(-number).removeprefix("+"))
    return _qualified(context, sure, write(number))


def _cut(number: float, step: float, to: Callable[[float], int]) -> float:
    """A number with no digit beyond a step, up or down; what floating point adds to it aside."""
    return to(round(number / step, 6)) * step


def _amount(
    context: Context, moved: Span, unit: str, *, bare: bool
) -> tuple[Callable[[float], str], Callable[[float], float]]:
    if unit in POINTS:
        return partial(points_words, context, unit), lambda number: 0.01
    digits = None if moved.exact else COUNT_DIGITS
    bare = bare and not forms_of(context.language).measure_word and not words.is_money(context, unit)
    return partial(_count, context, unit, digits, bare), _count_step


def points_words(context: Context, unit: str, number: float, digits: int = 2) -> str:
    """A difference in points, with its sign and the form of the word that belongs to the number."""
    one, others = POINTS[unit]
    points = language.signed(language.trimmed(number, context.language, digits), number)
    return say(context, one if language.form_beside(number, context.language) == "one" else others, points=points)


def _times(context: Context, ratio: float) -> str:
    return language.trimmed(abs(ratio) + 1, context.language, 0 if abs(ratio) >= 9 else 1)


def _ratio(context: Context, ratio: float) -> str:
    if ratio > MANY_TIMES:
        return say(context, N_("{times} times as many"), times=_times(context, ratio))
    percent = language.in_percent(language.trimmed(ratio * 100, context.language, 1), context.language)
    return language.signed(percent, round(ratio, 3))


def _ratio_step(ratio: float) -> float:
    return 0.001 if ratio <= MANY_TIMES else 0.1 if ratio < 9 else 1.0


def _count(context: Context, unit: str, digits: int | None, bare: bool, number: float) -> str:
    rounded = number if digits is None else float(f"{number:.{digits}g}")
    said = language.in_full(rounded, context.language) if bare else words.value(context, rounded, unit)
    return language.signed(said, number)


def _count_step(number: float) -> float:
    return 10.0 ** (math.floor(math.log10(number)) + 1 - COUNT_DIGITS) if number else 1.0
