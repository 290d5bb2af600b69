"""Where a national change comes from, part by part, and what each part needs to close a gap.

Parts are regions or breakdowns. All that is meant to add up adds up to the last digit, in any order: results lie on
one binary grid, about 2^-51 of the sum of their sizes wide, so a single figure may be off by that much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from plan_metrics.measure import growth, progress
from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.number import known

REST = "rest"  # what belongs to no known part: unallocated, or of parts with a missing figure


def as_printed(value: float | None) -> Fraction | None:
    """The exact number that a float is printed as, None for a missing one: 0.1 is one tenth.

    >>> as_printed(0.1) + as_printed(0.2) == as_printed(0.3)
    True
    """
    number = known(value)
    return None if number is None else Fraction(repr(number))


def as_float(number: Fraction) -> float | None:
    """The nearest float to an exact number; None where it is too large for one.

    >>> as_float(Fraction(1, 4))
    0.25
    """
    try:
        return float(number)
    except OverflowError:
        return None


def adding_up(parts: Sequence[Fraction]) -> list[float] | None:
    """Floats that are the parts, and of which any sum, in any order, is exact; None where one is too large.

    Rounded to one grid by the largest remainder, so that their sum is the sum of the exact parts, rounded once.

    >>> thirds = adding_up([Fraction(1, 3)] * 3)
    >>> sum(thirds), max(thirds) - min(thirds) < 1e-15
    (1.0, True)
    """
    size = as_float(sum(map(abs, parts), Fraction()))
    if size is None:
        return None
    step = Fraction(2) ** max(math.frexp(size)[1] - 52, -1074)
    steps = [part // step for part in parts]
    left = round(sum(parts) / step) - sum(steps)
    nearest_above = sorted(range(len(parts)), key=lambda i: steps[i] - parts[i] / step)
    for i in nearest_above[:left]:
        steps[i] += 1
    return [float(number * step) for number in steps]


@dataclass(frozen=True)
class Contribution:
    """What one part adds to the national change; None where the part has a missing figure.

    `change` in the unit of the figures; `share` of the national change; `points` over the national baseline
    (0.02: two percentage points of growth). Of a ratio, `change` is `level` (the part's own ratio moved) plus
    `composition` (its weight moved towards or away from a ratio above the national one), and there are no points.
    """

    name: str
    change: float | None
    share: float | None = None
    points: float | None = None
    level: float | None = None
    composition: float | None = None


@dataclass(frozen=True)
class Contributions:
    """The contributions in the order given, the `rest`, and the national change that they add up to exactly."""

    change: float | None
    parts: tuple[Contribution, ...]
    rest: Contribution
    level: float | None
    composition: float | None
    coverage: Coverage


def contributions(
    names: Sequence[str],
    before: Sequence[float | None],
    after: Sequence[float | None],
    national_before: float | None = None,
    national_after: float | None = None,
) -> Contributions:
    """Contributions of parts that add up (counts, money) to the national change, in their unit.

    A part counts where both its figures are known. No share where the national change is 0, no points unless the
    national baseline is above 0.

    Args:
        names: of the parts.
        before: their figures at the first moment.
        after: their figures at the second moment.
        national_before: the national figure at the first moment. Without both national figures, the whole is the sum
            of the parts that count, and the rest is 0.
        national_after: the national figure at the second moment.

    Returns:
        The contribution of each part and that of the rest.

    Raises:
        ValueError: for unequal lengths.

    >>> found = contributions(["E", "W"], [100, 50], [110, 70], 160, 192)
    >>> [part.change for part in found.parts], found.rest.change, found.parts[1].share
    ([10.0, 20.0], 2.0, 0.625)
    """
    there = _known_rows(names, before, after)
    whole = _known_row(national_before, national_after) or _column_sums(there, 2 if there else 0)
    if not whole:
        return _contributions(names, there, None, None, None)
    moved = [after - before for before, after in there.values()]
    moved.append(whole[1] - whole[0] - sum(moved))
    return _contributions(names, there, moved, None, whole[0])


def ratio_contributions(
    names: Sequence[str],
    numerators_before: Sequence[float | None],
    denominators_before: Sequence[float | None],
    numerators_after: Sequence[float | None],
    denominators_after: Sequence[float | None],
    national_before: tuple[float | None, float | None] = (None, None),
    national_after: tuple[float | None, float | None] = (None, None),
) -> Contributions:
    """Contributions of parts to the change of a national ratio, each split into level and composition.

    Level: mean weight x change of the part's ratio. Composition: change of weight x (the part's mean ratio less
    the national mean ratio); weights are shares of the denominator, means are of the two moments (Bennet), so no
    residual is left. A part that comes or goes has no level effect.

    Args:
        names: of the parts.
        numerators_before: of their ratios at the first moment; the other three sequences likewise.
        denominators_before: in one unit over all parts.
        numerators_after: at the second moment.
        denominators_after: at the second moment.
        national_before: the national (numerator, denominator) at the first moment. Without all four national figures
            the whole is the sum of the known parts.
        national_after: the same at the second moment.

    Returns:
        The contribution of each part and that of the rest; None throughout where a national denominator is 0.

    Raises:
        ValueError: for unequal lengths.

    >>> found = ratio_contributions(["E", "W"], [50, 10], [100, 100], [60, 15], [100, 150])
    >>> found.change == found.level + found.composition == sum(part.change for part in found.parts)
    True
    """
    there = _known_rows(names, numerators_before, denominators_before, numerators_after, denominators_after)
    sums = _column_sums(there, 4)
    whole = _known_row(*national_before, *national_after) or sums
    n0, d0, n1, d1 = whole
    if not d0 or not d1:
        return _contributions(names, there, None, None, None)
    middle = (n0 / d0 + n1 / d1) / 2
    levels, compositions = [], []
    for top0, bottom0, top1, bottom1 in [*there.values(), [a - b for a, b in zip(whole, sums, strict=True)]]:
        ratios = [top / bottom for top, bottom in ((top0, bottom0), (top1, bottom1)) if bottom]
        shift = bottom1 / d1 - bottom0 / d0
        compositions.append((sum(ratios, Fraction()) / len(ratios) - middle) * shift if ratios else Fraction())
        levels.append(top1 / d1 - top0 / d0 - middle * shift - compositions[-1])
    return _contributions(names, there, levels, compositions, None)


@dataclass(frozen=True)
class Needed:
    """What a part needs: its `gap` (0 when met), the change and compound growth a year that close it in time,
    and `speed_up`: that change over the recent one (2: twice as fast), None unless that was in the desired
    direction."""

    name: str
    gap: float | None
    annual_change: float | None
    growth: float | None
    speed_up: float | None


def needed(
    names: Sequence[str],
    values: Sequence[float | None],
    targets: Sequence[float | None],
    years: float | None,
    direction: progress.Direction,
    recent: Sequence[float | None] | None = None,
) -> tuple[Needed, ...]:
    """The pace each part needs to reach its own target in the years left.

    Args:
        names: of the parts.
        values: their latest figures.
        targets: of each; to catch up with another part, where that one will be.
        years: that are left.
        direction: the desired direction.
        recent: the change of each a year, so far.

    Returns:
        What each part needs a year, and how many times its recent change that is; 0 where its target is met.

    Raises:
        ValueError: for unequal lengths.

    >>> needed(["W"], [40], [60], 5, "increase", [2])[0].speed_up
    2.0
    """
    direction_sign, found = progress.sign(direction), []
    recent = [None] * len(names) if recent is None else recent
    for name, value, target, pace in zip(names, values, targets, recent, strict=True):
        met, speed_up = progress.is_met(value, target, direction), None
        change = 0.0 if met else growth.required_change(value, target, years)
        rate = 0.0 if met else growth.required_growth(value, target, years)
        pace = known(pace)
        if change is not None and pace is not None and direction_sign * pace > 0:
            speed_up = known(change / pace)
        found.append(Needed(name, progress.gap(value, target, direction), change, rate, speed_up))
    return tuple(found)


def allotted(gap: float | None, weights: Sequence[float | None]) -> tuple[float | None, ...]:
    """A national gap shared out in proportion to weights (population, level), adding up to it exactly.

    A missing weight or one below 0 gets None; all None where the gap is missing or the weights add up to 0.

    >>> allotted(10, [1, 3, None])
    (2.5, 7.5, None)
    """
    exact = [weight if weight is not None and weight >= 0 else None for weight in map(as_printed, weights)]
    whole, amount = sum(weight for weight in exact if weight), as_printed(gap)
    if amount is None or not whole:
        return (None,) * len(exact)
    spread = adding_up([amount * weight / whole for weight in exact if weight is not None])
    if spread is None:
        return (None,) * len(exact)
    parts = iter(spread)
    return tuple(None if weight is None else next(parts) for weight in exact)


def _known_row(*figures: float | None) -> list[Fraction] | None:
    exact = [as_printed(figure) for figure in figures]
    there = [figure for figure in exact if figure is not None]
    return there if len(there) == len(exact) else None


def _known_rows(names: Sequence[str], *columns: Sequence[float | None]) -> dict[str, list[Fraction]]:
    rows = {name: _known_row(*figures) for name, *figures in zip(names, *columns, strict=True)}
    if len(rows) < len(names):
        raise ValueError(f"{len(names)} names, {len(rows)} of them different; expected each part once")
    return {name: row for name, row in rows.items() if row is not None}


def _column_sums(rows: dict[str, list[Fraction]], width: int) -> list[Fraction]:
    return [sum((row[i] for row in rows.values()), Fraction()) for i in range(width)]


def _contributions(
    names: Sequence[str],
    there: dict[str, list[Fraction]],
    levels: list[Fraction] | None,
    compositions: list[Fraction] | None,
    base: Fraction | None,
) -> Contributions:
    """The record of exact effects, the rest last: put on one grid, and as shares and points of the whole."""
    n = len(there) + 1
    columns: list[list[float] | None] = [None] * 5  # None also where too large for floats
    if levels is not None and (grid := adding_up([*levels, *(compositions or [])])) is not None:
        exact = [one + other for one, other in zip(levels, compositions or [Fraction()] * n, strict=True)]
        whole = sum(exact)
        columns[0] = [one + other for one, other in zip(grid[:n], grid[n:] or [0.0] * n, strict=True)]
        columns[1] = adding_up([one / whole for one in exact]) if whole else None
        columns[2] = adding_up([one / base for one in exact]) if base is not None and base > 0 else None
        columns[3], columns[4] = (grid[:n], grid[n:]) if compositions else (None, None)
    change, _, _, level, composition = (None if column is None else sum(column) for column in columns)
    nothing: list[float | None] = [None] * n
    *cells, rest = zip(*(nothing if column is None else column for column in columns), strict=True)
    of = dict(zip(there, cells, strict=True))
    parts = tuple(Contribution(name, *of.get(name, (None,))) for name in names)
    return Contributions(change, parts, Contribution(REST, *rest), level, composition, coverage(there, names))
