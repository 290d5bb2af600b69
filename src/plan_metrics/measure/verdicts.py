"""What may be said of a series: its long-term assessment and its latest change; of its target, see `outcome`.

Two figures give a fact. A judgement needs three, and must hold for every value that they may stand for.

Sources. Two views, 3 %: UK Biodiversity Indicators (Defra, JNCC). A significant change of a sample: ONS, Measuring
national well-being (the exact test is ours).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import scipy

from plan_metrics.measure.number import at_least
from plan_metrics.measure.periods import spread, years_between
from plan_metrics.measure.spans import BOUNDS, Span, difference, relative

IMPROVING, STABLE, WORSENING, WITHIN_ERROR, NONE = "improving", "stable", "worsening", "within_error", "not_assessable"
WORDS = (IMPROVING, STABLE, WORSENING, WITHIN_ERROR, NONE)
JUDGED = (IMPROVING, STABLE, WORSENING, WITHIN_ERROR)
STRENGTHS = ("strong", "moderate", "weak")
RELATIVE, POINTS = "relative", "points"
FULL = 100.0  # per cent

REASONS = (
    "change",  # a word: the change is beyond the threshold, or within it
    "test",  # a word: a sample, and the difference is more than chance would give
    "sampling_error",  # within_error: chance alone would give such a difference
    "few_figures",  # fewer comparable figures than a judgement needs
    "short_span",  # they cover too short a time
    "too_close",  # the comparable figures lie too close together in time
    "far_apart",  # the last two lie too far apart to speak of a latest change
    "outdated",  # the last one is too old
    "bounds",  # printed as a bound, and both words are possible
    "rounding",  # so rounded that both words are possible
    "no_sample_size",  # a sample whose size is not known
    "no_direction",  # no desired direction is stated
)


@dataclass(frozen=True)
class Rules:
    """The thresholds of a verdict, as a plan declares them.

    `little`: change below which a count is "little or no change", as a ratio; `little_points`: the same for shares
    and indices, in points. `figures` and `years`: what a long-term assessment needs. `latest_least`, `latest_years`:
    the least and the most time between the two figures of a latest change. `stale_after_years`: age of the last one.
    `alpha`: level of the test of samples.
    """

    little: float
    little_points: float
    figures: int
    years: float
    latest_least: float
    latest_years: float
    stale_after_years: float
    alpha: float


class Figure(NamedTuple):
    """A comparable figure: its period, what it may stand for, how it was printed, and the size of its sample."""

    period: str
    value: float
    span: Span
    qualifier: str = "exact"
    size: int | None = None

    @property
    def bounded(self) -> bool:
        """Whether it was printed as a limit on one side."""
        return self.qualifier in BOUNDS


class Verdict(NamedTuple):
    """A word, why it is that one, and the two figures that it rests on; `p` of the test where there was one."""

    word: str
    reason: str
    earlier: Figure | None = None
    later: Figure | None = None
    p: float | None = None


def long_term(
    figures: Sequence[Figure], *, direction: str, scale: str, sample: bool, as_of: str, rules: Rules
) -> Verdict:
    """The assessment since the baseline, which the first of the `figures` is; they are in the order of time.

    `direction`: increase, decrease or none. `scale`: relative for counts, points for shares and indices. Where the
    last figure is a bound that leaves two words possible, the last one that is none is taken, if there are enough
    figures up to it.

    >>> rules = Rules(0.03, 1.0, 3, 2.0, 0.5, 2.0, 3.0, 0.05)
    >>> series = [Figure(str(year), n, Span(n, n)) for year, n in ((2017, 376), (2021, 684), (2024, 551))]
    >>> long_term(series, direction="increase", scale="relative", sample=False, as_of="2025", rules=rules).word
    'improving'
    """
    if reason := _too_few(figures, as_of, rules):
        return Verdict(NONE, reason)

    def since_baseline(end: Figure) -> Verdict:
        if years_between(figures[0].period, end.period) < rules.years:
            return Verdict(NONE, "short_span", figures[0], end)
        return compare(figures[0], end, direction=direction, scale=scale, sample=sample, rules=rules)

    found = since_baseline(figures[-1])
    return _unless_bounds(found, lambda: since_baseline(without_bounds(figures)[-1]), figures, as_of, rules)


def latest_change(
    figures: Sequence[Figure], *, direction: str, scale: str, sample: bool, as_of: str, rules: Rules
) -> Verdict:
    """The change to the last figure from the one before that is old enough (`latest_least`).

    Bounds that leave two words possible are passed over, if there are enough figures up to the last one that is none.

    >>> rules = Rules(0.03, 1.0, 3, 2.0, 0.5, 2.0, 3.0, 0.05)
    >>> series = [Figure(str(year), n, Span(n, n)) for year, n in ((2017, 376), (2023, 600), (2024, 551))]
    >>> latest_change(series, direction="increase", scale="relative", sample=False, as_of="2025", rules=rules).word
    'worsening'
    """
    if reason := _too_few(figures, as_of, rules):
        return Verdict(NONE, reason)

    def step(of: Sequence[Figure]) -> Verdict:
        later = of[-1]
        before = (each for each in reversed(of) if years_between(each.period, later.period) >= rules.latest_least)
        if (earlier := next(before, None)) is None:
            return Verdict(NONE, "too_close", of[-2], later)
        if years_between(earlier.period, later.period) > rules.latest_years:
            return Verdict(NONE, "far_apart", earlier, later)
        return compare(earlier, later, direction=direction, scale=scale, sample=sample, rules=rules)

    return _unless_bounds(step(figures), lambda: step(without_bounds(figures)), figures, as_of, rules)


def compare(earlier: Figure, later: Figure, *, direction: str, scale: str, sample: bool, rules: Rules) -> Verdict:
    """The word for the change between two figures, if every value that they may stand for gives the same one.

    A bound shows which way a figure went, never that it stood still. A change of a sample must pass the test first; the
    threshold is then `little` of the share or of its complement, the smaller one, and at most `little_points`.

    >>> rules = Rules(0.03, 1.0, 3, 2.0, 0.5, 2.0, 3.0, 0.05)
    >>> one, other = (Figure(year, share, Span(share, share), size=100) for year, share in (("2022", 22), ("2023", 30)))
    >>> compare(one, other, direction="decrease", scale="points", sample=True, rules=rules).reason
    'sampling_error'
    """
    if direction == "none":
        return Verdict(NONE, "no_direction", earlier, later)
    bounded = earlier.bounded or later.bounded
    unclear, p = "bounds" if bounded else "rounding", None
    if sample:
        p = chance_of_difference(earlier.value, earlier.size, later.value, later.size)
        if p is None:
            return Verdict(NONE, "no_sample_size", earlier, later)
        by_chance = {chance > rules.alpha for chance in (p, *_chances(earlier, later))}
        if len(by_chance) > 1:
            return Verdict(NONE, unclear, earlier, later, p)
        if by_chance == {True}:
            return Verdict(WITHIN_ERROR, "sampling_error", earlier, later, p)
        moved = difference(earlier.span, later.span)
        limit = min(rules.little_points, rules.little * min(earlier.value, FULL - earlier.value))
    else:
        moved, limit = _moved(earlier.span, later.span, scale, rules)
    up, down = bool(moved and at_least(moved.low, limit)), bool(moved and at_least(-moved.high, limit))
    still = bool(moved and not at_least(moved.high, limit) and not at_least(-moved.low, limit))
    if up or down:
        word = IMPROVING if up == (direction == "increase") else WORSENING
    elif still and not bounded:
        word = STABLE
    else:
        return Verdict(NONE, unclear, earlier, later, p)
    return Verdict(word, "test" if sample else "change", earlier, later, p)


def chance_of_difference(share: float, size: int | None, other: float, other_size: int | None) -> float | None:
    """The p-value of Fisher's exact test, two-sided, for two shares in per cent of samples of known size.

    None where a size is not known, or a share does not lie between 0 and 100.

    >>> round(chance_of_difference(22, 100, 30, 100), 2)
    0.26
    """
    if not size or not other_size or not (0 <= share <= FULL and 0 <= other <= FULL):
        return None
    counts = [[hits := round(part * n / FULL), n - hits] for part, n in ((share, size), (other, other_size))]
    return float(scipy.stats.fisher_exact(counts)[1])


def reversal(long: str, latest: str) -> bool:
    """Whether a series that improved in the long run deteriorated last.

    >>> reversal("improving", "worsening"), reversal("worsening", "improving")
    (True, False)
    """
    return (long, latest) == (IMPROVING, WORSENING)


def without_bounds(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that were not printed as a limit on one side: a bound is no value that arithmetic may take.

    >>> figures = [Figure("2023", 9, Span(9, 9)), Figure("2024", 10, Span(10, 20), "over")]
    >>> [each.value for each in without_bounds(figures)]
    [9]
    """
    return [each for each in figures if not each.bounded]


def largest(earlier: Span, later: Span) -> float:
    """The largest magnitude of two figures, of which the earlier may be 0; 1 where nothing stays nothing.

    >>> largest(Span(0, 0), Span(12, 12)), largest(Span(0, 0), Span(0, 0))
    (12, 1.0)
    """
    return max(map(abs, (*earlier, *later))) or 1.0


def _moved(earlier: Span, later: Span, scale: str, rules: Rules) -> tuple[Span | None, float]:
    """The change and the limit below which it is little: of a count that may be 0, a part of the larger figure."""
    if scale == RELATIVE and (ratios := relative(earlier, later)):
        return ratios, rules.little
    limit = rules.little * largest(earlier, later) if scale == RELATIVE else rules.little_points
    return difference(earlier, later), limit


def _chances(earlier: Figure, later: Figure) -> list[float]:
    """The same test for the ends of what the two shares may stand for."""
    ends = [[min(max(end, 0.0), FULL) for end in figure.span] for figure in (earlier, later)]
    found = (chance_of_difference(one, earlier.size, other, later.size) for one, other in product(*ends))
    return [chance for chance in found if chance is not None]


def _unless_bounds(
    found: Verdict, otherwise: Callable[[], Verdict], figures: Sequence[Figure], as_of: str, rules: Rules
) -> Verdict:
    """The verdict, or where a bound stands in its way that of the figures which are none."""
    if found.reason != "bounds":
        return found
    exact = without_bounds(figures)
    if len(exact) < 2 or _too_few(figures[: figures.index(exact[-1]) + 1], as_of, rules):
        return found
    other = otherwise()
    return other if other.word in JUDGED else found


def _too_few(figures: Sequence[Figure], as_of: str, rules: Rules) -> str:
    least = max(rules.figures, 2)
    if len(spread([each.period for each in figures], rules.latest_least)) < least:
        return "few_figures" if len(figures) < least else "too_close"
    return "outdated" if years_between(figures[-1].period, as_of) > rules.stale_after_years else ""
