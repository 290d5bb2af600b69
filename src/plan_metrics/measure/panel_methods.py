"""One series held against one target by several methods, each verdict on the scale of `STATUSES`.

`linear`, `growth` and `sen` use the plan's thresholds; the published methods use their own. What each measures is
in its own module; here its categories get the words of one common scale.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from plan_metrics.measure import escap, eurostat, growth, progress, sdsn, statcan, un
from plan_metrics.measure.number import at_least, known
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.status import Thresholds, pace_status

SEN_POINTS = 3  # with two points the Sen slope is the line between them

REASONS = (
    "ratio",  # the number was held against the thresholds
    "met",  # the method's own rule counts the target as met
    "nothing_due",  # the path asks for nothing yet: judged by the way made against the way due
    "no_target",  # the method needs a target
    "no_growth",  # no compound growth: a zero, a change of sign, or values below zero
    "under_a_year",  # the method needs a year between baseline and value
    "too_few_points",  # the method needs three points
    "undefined",  # no time or no way to go, or a result too large for a float
)


@dataclass(frozen=True)
class Evidence:
    """What every method is given. Values in one unit, times in years, `due` as a share of the way.

    `times` and `values`: the comparable points from the baseline to the value judged, in the order of time.
    """

    direction: Direction
    thresholds: Thresholds
    times: Sequence[float]
    values: Sequence[float]
    target: float | None = None
    target_years: float | None = None  # from baseline to target
    due: float | None = None  # what the path asks for by now
    limit: float | None = None  # natural limit in the wanted direction
    percent: bool = False

    @property
    def value(self) -> float:
        """The value that is judged."""
        return self.values[-1]

    @property
    def baseline(self) -> float:
        """The value it is compared with."""
        return self.values[0]

    @property
    def years(self) -> float:
        """The time between the two."""
        return self.times[-1] - self.times[0]


@dataclass(frozen=True)
class MethodVerdict:
    """What one method says: `number` is what it holds against `limits`, `own` its own score or category."""

    method: str
    status: str
    reason: str
    number: float | None = None
    limits: tuple[float, ...] = ()
    own: float | str | None = None


def judged(method: str, evidence: Evidence) -> MethodVerdict:
    """The verdict of one of `METHODS`; ValueError for another word, never an error for finite values.

    >>> limits = Thresholds(0.95, 0.6, 0.1, 0.005, 3.0)
    >>> seen = Evidence("decrease", limits, (2015, 2023), (14.5, 10.4), target=7.25, target_years=15, due=8 / 15)
    >>> judged("linear", seen).status, judged("statcan", seen).status
    ('on_track', 'behind')
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; expected one of {', '.join(METHODS)}")
    if evidence.target is None and method not in WITHOUT_TARGET:
        return MethodVerdict(method, "not_assessable", "no_target")
    return _BY_NAME[method](evidence)


def _linear(e: Evidence) -> MethodVerdict:
    return _against_due("linear", progress.share(e.value, e.baseline, e.target), e)


def _sen(e: Evidence) -> MethodVerdict:
    """The share of the way by the median slope of all pairs of points, on real dates."""
    if len(e.values) < SEN_POINTS:
        return MethodVerdict("sen", "not_assessable", "too_few_points")
    with np.errstate(all="ignore"):
        slope = known(stats.theilslopes(e.values, e.times).slope)
    made = None if slope is None else known(slope * e.years)
    whole = progress.change(e.target, e.baseline)
    return _against_due("sen", known(made / whole) if made is not None and whole else None, e)


def _against_due(method: str, way: float | None, e: Evidence) -> MethodVerdict:
    if way is not None and e.due is not None and e.due <= 0:
        return MethodVerdict(method, "on_track" if at_least(way, e.due) else "moving_away", "nothing_due")
    return _by_pace(method, progress.pace(way, e.due), e, own=way)


def _by_pace(method: str, pace: float | None, e: Evidence, own: float | None, why: str = "undefined") -> MethodVerdict:
    if pace is None:
        return MethodVerdict(method, "not_assessable", why)
    return MethodVerdict(
        method, pace_status(pace, e.thresholds), "ratio", pace, (e.thresholds.on_track, e.thresholds.behind, 0.0), own
    )


def _growth(e: Evidence) -> MethodVerdict:
    """Compound growth over required growth; below zero of the magnitudes, so that a mirror image is judged alike."""
    turn = -1 if e.baseline < 0 else 1
    wanted = turn * progress.sign(e.direction)
    value, base, target = turn * e.value, turn * e.baseline, turn * e.target
    ratio = growth.growth_pace(
        growth.annual_growth(value, base, e.years),
        growth.required_growth(base, target, e.target_years),
        "increase" if wanted > 0 else "decrease",
    )
    return _by_pace("growth", ratio, e, own=growth.annual_growth(value, base, e.years), why="no_growth")


def _escap(e: Evidence) -> MethodVerdict:
    """ESCAP publishes no classes: the plan's thresholds, on the index over the index due on a straight path."""
    index = escap.current_status(e.value, e.baseline, e.target, e.direction)
    due = escap.expected_status(progress.elapsed(e.years, 0.0, e.target_years))
    return _by_pace("escap", progress.pace(index, due), e, own=index)


def _statcan(e: Evidence) -> MethodVerdict:
    """As published, but without a stand-in for 0, which would make the verdict depend on the unit."""
    found = statcan.series_progress(
        e.value, e.baseline, e.years, e.direction,
        target=e.target, target_years=e.target_years, limit=e.limit, zero=None,
    )  # fmt: skip
    limits = statcan.TREND_LIMITS if e.target is None else statcan.TARGET_LIMITS
    if found.value is None:
        return MethodVerdict("statcan", "not_assessable", "under_a_year" if e.years < 1 else "no_growth")
    status = _common(statcan.status(found.value, e.target is not None, found.factor), statcan.STATUSES)
    own = statcan.score(found.value, e.target is not None, found.factor)
    return MethodVerdict("statcan", status, "ratio", found.value, tuple(x * found.factor for x in limits), own)


def _eurostat(e: Evidence) -> MethodVerdict:
    if e.target is None:
        number = eurostat.wanted_growth(e.value, e.baseline, e.years, e.direction)
        own, limits, names = eurostat.status_without_target(number), eurostat.TREND_LIMITS, eurostat.TREND_STATUSES
        words = ("on_track", "behind", "moving_away", "moving_away")
    else:
        number = eurostat.growth_ratio(e.value, e.baseline, e.target, e.years, e.target_years, e.direction)
        own, limits, names = eurostat.status_with_target(number), eurostat.TARGET_LIMITS, eurostat.TARGET_STATUSES
        words = _WORDS
    if own is None:
        return MethodVerdict("eurostat", "not_assessable", "no_growth")
    return MethodVerdict("eurostat", _common(own, names, words), "ratio", number, limits, own)


def _un2023(e: Evidence) -> MethodVerdict:
    """Its lowest score is split at 0, so that a standstill and a step back stay apart."""
    if e.target is None:
        number, limits = un.wanted_growth(e.value, e.baseline, e.years, e.direction), un.TREND_LIMITS
        own = un.trend_score(number)
    else:
        number = un.projection_ratio(e.value, e.baseline, e.target, e.years, e.target_years)
        own, limits = un.projection_score(number), un.PROJECTION_LIMITS
        if un.counts_as_met(e.value, e.target, e.direction, e.percent):
            return MethodVerdict("un2023", "achieved", "met", number, limits, 3)
    if own is None:
        return MethodVerdict("un2023", "not_assessable", "no_growth")
    status = {3: "on_track", 2: "behind"}.get(own, "far_behind" if number >= 0 else "moving_away")
    return MethodVerdict("un2023", status, "ratio", number, limits, own)


def _un2022(e: Evidence) -> MethodVerdict:
    if e.target is None:
        number, limits = un.wanted_growth(e.value, e.baseline, e.years, e.direction), un.TREND_LIMITS_2022
        own = un.trend_status_2022(number)
    else:
        number = un.growth_ratio(e.value, e.baseline, e.target, e.years, e.target_years, e.direction)
        own, limits = un.status_2022(number), un.LIMITS_2022
    if own is None:
        return MethodVerdict("un2022", "not_assessable", "no_growth")
    return MethodVerdict("un2022", _common(own, un.STATUSES_2022), "ratio", number, limits, own)


def _sdsn(e: Evidence) -> MethodVerdict:
    """Recent growth: from the first point of the last five years, else from the point before the latest."""
    earlier = range(len(e.times) - 1)
    recent = next((i for i in earlier if e.times[-1] - e.times[i] <= sdsn.RECENT_YEARS), len(e.times) - 2)
    ratio = sdsn.trend_ratio(
        e.value, e.values[recent], e.times[-1] - e.times[recent], e.baseline, e.target, e.target_years
    )
    own = sdsn.arrow(ratio)
    if own is None:
        return MethodVerdict("sdsn", "not_assessable", "undefined")
    return MethodVerdict("sdsn", _common(own, sdsn.ARROWS), "ratio", ratio, sdsn.LIMITS, own)


_WORDS = ("on_track", "behind", "far_behind", "moving_away")


def _common(own: str, names: Sequence[str], words: Sequence[str] = _WORDS) -> str:
    return words[names.index(own)]


_BY_NAME: dict[str, Callable[[Evidence], MethodVerdict]] = {
    "linear": _linear,
    "growth": _growth,
    "sen": _sen,
    "statcan": _statcan,
    "eurostat": _eurostat,
    "un2023": _un2023,
    "un2022": _un2022,
    "sdsn": _sdsn,
    "escap": _escap,
}
METHODS = tuple(_BY_NAME)
# What a method looks at. Methods that look at the same thing, with other limits, are one voice and not several.
MEASURES = {
    "linear": "share",  # of the way to the target, from the first figure to the last
    "escap": "share",
    "growth": "growth",  # a year, from the first figure to the last
    "statcan": "growth",
    "eurostat": "growth",
    "un2023": "growth",
    "un2022": "growth",
    "sen": "median",  # slope of all pairs of figures
    "sdsn": "recent",  # change over the last five years
}
WITHOUT_TARGET = ("statcan", "eurostat", "un2023", "un2022")
