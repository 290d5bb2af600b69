"""Roll-up by declared algebra: what may be added up over regions, breakdowns and time, how, and with what missing.

Written once for a quantity. Operations apart for time and places, and named rules for missing parts, follow DHIS2
(AggregationType, MissingValueStrategy).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from plan_metrics.measure import rollup
from plan_metrics.measure.contribution import as_float, as_printed
from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.number import at_least, known
from plan_metrics.measure.periods import end_month, latest, start_month

OPERATIONS = ("sum", "ratio_of_sums", "weighted_mean", "last", "none")
DIMENSIONS = ("region", "breakdown", "time")
MISSING_RULES = (
    "all",  # every part must be known
    "share",  # at least the share `least` of the parts
    "share_of_weight",  # at least the share `least` of the weight, and every weight must be known
    "any",  # one known part is enough
)
ABSENCES = (
    "none_declared",  # the algebra says that these parts make no whole
    "no_part",  # no part is known
    "too_few_parts",  # the rule for missing parts is not met
    "no_weight",  # the weights or denominators add up to 0
    "undefined",  # the result is too large for a float
)
RECONCILIATIONS = (
    "exact",  # parts and unallocated are the national figure
    "rounding",  # a gap no larger than the rounding of the figures can make it
    "incomplete",  # a gap that the missing parts may explain
    "gap",  # a gap, and every part is known
    "unknown",  # no national figure, or no part
)
_AVERAGES = {"mean", "average", "avg", "median", "unweighted_mean"}
_REFUSED = (
    "an average of averages is not the average of the whole; declare ratio_of_sums and give each part its "
    "numerator and denominator, or weighted_mean and give each part its weight"
)


def _check_word(what: str, word: str, allowed: Sequence[str]) -> None:
    if word not in allowed:
        raise ValueError(f"{what} is {word!r}; expected one of {', '.join(allowed)}")


@dataclass(frozen=True)
class Algebra:
    """One of OPERATIONS for each dimension, and one of MISSING_RULES (with the share `least`, 0 to 1).

    ValueError for another word, for `last` over regions or breakdowns, and for an unweighted mean."""

    region: str
    breakdown: str
    time: str
    missing: str = "all"
    least: float = 1.0

    def __post_init__(self) -> None:
        for dimension in DIMENSIONS:
            operation = getattr(self, dimension)
            if operation in _AVERAGES:
                raise ValueError(f"{dimension} is {operation!r}: {_REFUSED}")
            _check_word(dimension, operation, [o for o in OPERATIONS if o != "last" or dimension == "time"])
        _check_word("missing", self.missing, MISSING_RULES)
        if known(self.least) is None or not 0 <= self.least <= 1:
            raise ValueError(f"least is {self.least!r}; expected a share from 0 to 1")


# By kind of `comparability.ACCUMULATIONS`, unless a plan declares otherwise.
ALGEBRAS = {
    "stock": Algebra("sum", "sum", "last"),
    "flow": Algebra("sum", "sum", "sum"),
    "cumulative": Algebra("sum", "sum", "last"),
    "rate": Algebra("ratio_of_sums", "ratio_of_sums", "ratio_of_sums"),
}


@dataclass(frozen=True)
class Part:
    """One region, breakdown or period: `value` for sum and last, with `weight` for a weighted mean; `numerator`
    and `denominator` for a ratio of sums. `coverage` where the part is itself an aggregate. None is missing."""

    name: Hashable
    value: float | None = None
    weight: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True)
class Aggregate:
    """A value, or the code of ABSENCES that says why there is none, and the coverage it stands on.

    `coverage` counts the smallest parts; its `missing` names parts, or (part, what is missing in it). `weight`
    is the sum of the known weights or denominators, `weight_share` their share of all (None where one is unknown).
    """

    value: float | None
    absence: str | None
    coverage: Coverage
    weight: float | None = None
    weight_share: float | None = None
    numerator: float | None = None
    denominator: float | None = None

    def part(self, name: Hashable) -> Part:
        """This aggregate as a part of a larger one: nothing is averaged twice, and its coverage goes along."""
        return Part(name, self.value, self.weight, self.numerator, self.denominator, self.coverage)


def roll_up(parts: Sequence[Part], algebra: Algebra, dimension: str, expected: Sequence[Hashable] = ()) -> Aggregate:
    """The whole that the parts make over one dimension, by the operation that the algebra declares for it.

    `expected` names parts there should be beside those given. Missing parts are left out, never zero, and the
    algebra's rule decides whether the rest will do; before the last, nothing is missing to a `last`. A weight or
    denominator below 0 is missing. ValueError for a part named twice, periods that overlap, ratios given to a
    sum, and averages without weights or halves.

    >>> parts = [Part("CN-BJ", numerator=1, denominator=10), Part("CN-TJ", numerator=50, denominator=100)]
    >>> roll_up(parts, ALGEBRAS["rate"], "region").value
    0.4636363636363636
    """
    _check_word("dimension", dimension, DIMENSIONS)
    operation = getattr(algebra, dimension)
    _check_parts(parts, operation, dimension)
    halves = {part.name: _halves(part, operation) for part in parts}
    alone = operation in ("sum", "last", "none")  # the second half is a weight, which these do without
    there = {
        name: (one, other) for name, (one, other) in halves.items() if one is not None and (alone or other is not None)
    }
    names = tuple(dict.fromkeys((*expected, *halves)))
    newest = latest(map(_period, there)) if operation == "last" else None
    if newest is not None:  # a gap before the last is no gap
        names = tuple(name for name in names if name == newest or end_month(_period(name)) > end_month(newest))
    cover = _joint_coverage(names, {part.name: part.coverage for part in parts}, there)
    if operation == "none" or not there:
        return Aggregate(None, "none_declared" if operation == "none" else "no_part", cover)
    weight, share = _weight(names, halves, there)
    measured = share if algebra.missing == "share_of_weight" else cover.share
    if measured is None or not at_least(measured, {"all": 1.0, "any": 0.0}.get(algebra.missing, algebra.least)):
        return Aggregate(None, "too_few_parts", cover, weight_share=share)
    first, weights = [one for one, _ in there.values()], [other for _, other in there.values() if other is not None]
    value: float | None
    numerator = denominator = None
    if newest is not None:
        part = next(part for part in parts if part.name == newest)
        value, weight, numerator, denominator = there[newest][0], part.weight, part.numerator, part.denominator
    elif operation == "sum":
        value = rollup.total(first)[0]
    elif not any(weights):
        return Aggregate(None, "no_weight", cover)
    elif operation == "ratio_of_sums":
        value, numerator, denominator = rollup.ratio_of_sums(first, weights)[0], rollup.total(first)[0], weight
    else:
        # Over the largest weight, so that the products stay within what a float can hold.
        scaled = [one / max(weights) for one in weights]
        value = rollup.ratio_of_sums([v * w for v, w in zip(first, scaled, strict=True)], scaled)[0]
    absence = "undefined" if value is None else None
    return Aggregate(value, absence, cover, weight, share, numerator, denominator)


@dataclass(frozen=True)
class Reconciliation:
    """Whether parts and unallocated make the national figure: a code of RECONCILIATIONS, and the figures.

    `parts` is the total of the known parts; `gap` is national less parts less unallocated (below 0 where the
    parts exceed it); `gap_share` is the gap over the national figure. None where there is nothing to say.
    """

    status: str
    national: float | None
    parts: float | None
    unallocated: float | None
    gap: float | None
    gap_share: float | None
    coverage: Coverage


def reconcile(
    values: Sequence[float | None], national: float | None, unallocated: float | None = None, step: float = 0.0
) -> Reconciliation:
    """The known parts held against the national figure, exactly as printed: 0.1 and 0.2 are 0.3, gap 0.

    `unallocated` is what was published as belonging to no part (None: nothing was, and the gap holds it).
    `step` is what the figures are rounded to (1 for whole numbers, 0 for not rounded). Nothing is adjusted.

    >>> reconcile([0.1, 0.2], 0.3).status, reconcile([10, 20], 33, unallocated=2).gap
    ('exact', 1.0)
    """
    there = {i: figure for i, value in enumerate(values) if (figure := as_printed(value)) is not None}
    cover = coverage(there, range(len(values)))
    whole, rest, total = as_printed(national), as_printed(unallocated), sum(there.values(), Fraction())
    shown = (known(national), as_float(total) if there else None, known(unallocated))
    if whole is None or not there:
        return Reconciliation("unknown", *shown, None, None, cover)
    gap = whole - total - (rest or 0)
    room = (as_printed(step) or 0) * (len(there) + 1 + (rest is not None)) / 2
    share = as_float(gap / whole) if whole else None
    found = "incomplete" if cover.missing else "rounding" if abs(gap) <= room else "gap"
    return Reconciliation(found if gap else "exact", *shown, as_float(gap), share, cover)


def _halves(part: Part, operation: str) -> tuple[float | None, float | None]:
    first, second = part.value, known(part.weight)
    if operation == "ratio_of_sums":
        first, second = part.numerator, known(part.denominator)
    elif operation == "last" and known(first) is None:
        first = rollup.ratio_of_sums([part.numerator], [part.denominator])[0]
    return known(first), second if second is not None and second >= 0 else None


def _joint_coverage(
    names: Sequence[Hashable], inner: dict[Hashable, Coverage | None], there: Container[Hashable]
) -> Coverage:
    present, whole = 0, 0
    missing: list[Hashable] = []
    for name in names:
        within = inner.get(name) or Coverage(1, 1, 1.0, ())
        whole, present = whole + within.expected, present + (within.present if name in there else 0)
        missing += [(name, leaf) for leaf in within.missing] if name in there else [name]
    return Coverage(present, whole, present / whole if whole else None, tuple(missing))


def _weight(
    names: Sequence[Hashable],
    halves: Mapping[Hashable, tuple[float | None, float | None]],
    there: Mapping[Hashable, tuple[float, float | None]],
) -> tuple[float | None, float | None]:
    """The sum of the weights of the parts that are there, and its share of all."""
    weight = rollup.total([weight for _, weight in there.values()])[0]
    if any(halves.get(name, (None, None))[1] is None for name in names):
        return weight, None
    return weight, rollup.ratio_of_sums([weight], [rollup.total([halves[name][1] for name in names])[0]])[0]


def _period(name: Hashable) -> str:
    if not isinstance(name, str):
        raise ValueError(f"{name!r} is not a period; expected each part of a roll-up over time to be named by one")
    return name


def _check_parts(parts: Sequence[Part], operation: str, dimension: str) -> None:
    twice = [name for name, number in Counter(part.name for part in parts).items() if number > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} is given more than once; expected each part once, or it counts double")
    valued = [part.name for part in parts if known(part.value) is not None]
    asked = {"weighted_mean": "weight", "ratio_of_sums": "denominator"}.get(operation)
    if asked and valued and all(getattr(part, asked) is None for part in parts):
        raise ValueError(f"{valued[0]!r} has a value and no {asked}, and no other part has one: {_REFUSED}")
    ratios = [part.name for part in parts if part.denominator is not None]
    if operation == "sum" and ratios:
        raise ValueError(f"{ratios[0]!r} is a ratio; expected quantities that add up, or declare ratio_of_sums")
    if dimension == "time" and operation not in ("last", "none"):
        in_order = sorted((_period(part.name) for part in parts), key=lambda one: (start_month(one), end_month(one)))
        for one, other in itertools.pairwise(in_order):
            if end_month(one) > start_month(other):
                raise ValueError(f"{one!r} and {other!r} overlap; expected periods that follow one another")
