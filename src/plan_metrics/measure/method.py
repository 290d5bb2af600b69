"""What a method of the panel is given, what it says, and how it is declared: by one decorated function.

The categories of a published method get the words of one common scale, that of `STATUSES`; a method without limits of
its own uses the plan's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from plan_metrics.measure import progress
from plan_metrics.measure.number import at_least
from plan_metrics.measure.progress import Direction
from plan_metrics.measure.status import StatusThresholds, pace_status

REASONS = (
    "ratio",  # the number was held against the thresholds
    "met",  # the method's own rule counts the target as met
    "nothing_due",  # the path asks for nothing yet: judged by the way made against the way due
    "no_target",  # the method needs a target
    "no_growth",  # no compound growth: a zero, a change of sign, or values below zero
    "under_a_year",  # the method needs a year between baseline and value
    "too_few_points",  # the method needs three points
    "met_at_baseline",  # the baseline met the target, and the method has no rule for that
    "undefined",  # no time or no way to go, or a result too large for a float
)


WORDS = ("on_track", "behind", "far_behind", "moving_away")
LOOKS_AT = (
    "share",  # of the way to the target, from the first figure to the last
    "growth",  # a year, from the first figure to the last
    "median",  # slope of all pairs of figures
    "recent",  # change over the last five years
)


@dataclass(frozen=True)
class Evidence:
    """What every method is given. Values in one unit, times in years, `due` as progress.

    `times` and `values`: the comparable points from the baseline to the value judged, in the order of time.
    """

    direction: Direction
    thresholds: StatusThresholds
    times: Sequence[float]
    values: Sequence[float]
    target: float | None = None
    target_years: float | None = None  # from baseline to target
    due: float | None = None  # what the path asks for by now
    limit: float | None = None  # natural limit in the desired direction
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
    """What one method says: `number` is what it holds against `limits`, `own` its own score or category.

    `category`: of the method's `bands`, where it has some and can judge.
    """

    method: str
    status: str
    reason: str
    number: float | None = None
    limits: tuple[float, ...] = ()
    own: float | str | None = None
    category: str | None = None


class Band(NamedTuple):
    """A category of a method from its least number on (None: whatever is left), and its status in common words.

    One with the status `achieved` is for a value that meets the target, by the method's own rule.
    """

    category: str
    least: float | None
    status: str


@dataclass(frozen=True)
class Method:
    """A method as it is declared; `judge` gives its verdict."""

    name: str  # in `[methods] panel` of `plan.toml`
    label: str  # in English, for the catalogue
    looks_at: str  # of LOOKS_AT: methods that look at the same thing, with other limits, are one voice and not several
    source: str  # who publishes it, and where
    needs_target: bool
    cited: tuple[bool, ...]  # with a target (True) or without (False) its limits are cited, not read in the source
    bands: Mapping[bool, tuple[Band, ...]]  # its published categories with a target and without, best first; or none
    judge: Callable[[Evidence], MethodVerdict] = field(repr=False)


DECLARED: dict[str, Method] = {}  # filled by the modules of `measure.methods`


def method(
    name: str,
    label: str,
    *,
    looks_at: str,
    source: str,
    needs_target: bool = True,
    cited: tuple[bool, ...] = (),
    bands: Mapping[bool, tuple[Band, ...]] = MappingProxyType({}),
) -> Callable[[Callable[[Evidence], MethodVerdict]], Callable[[Evidence], MethodVerdict]]:
    """Declare the function below as a method; arguments as in `Method`. `make catalogue` takes its label.

    ValueError for a name that is taken and for a thing to look at that is not in LOOKS_AT.
    """
    if name in DECLARED or looks_at not in LOOKS_AT:
        raise ValueError(f"method {name!r} looks at {looks_at!r}; expected a new name, and one of {LOOKS_AT}")

    def declared(judge: Callable[[Evidence], MethodVerdict]) -> Callable[[Evidence], MethodVerdict]:
        DECLARED[name] = Method(name, label, looks_at, source, needs_target, cited, bands, judge)
        return judge

    return declared


def against_due(method: str, way: float | None, e: Evidence) -> MethodVerdict:
    """Progress held against what is due."""
    if way is not None and e.due is not None and e.due <= 0:
        return MethodVerdict(method, "on_track" if at_least(way, e.due) else "moving_away", "nothing_due")
    return by_pace(method, progress.pace(way, e.due), e, own=way)


def by_pace(method: str, pace: float | None, e: Evidence, own: float | None, why: str = "undefined") -> MethodVerdict:
    """A ratio held against the thresholds of the plan; `why` is the reason where there is none."""
    if pace is None:
        return MethodVerdict(method, "not_assessable", why)
    return MethodVerdict(
        method, pace_status(pace, e.thresholds), "ratio", pace, (e.thresholds.on_track, e.thresholds.behind, 0.0), own
    )


def bands(
    limits: Sequence[float], names: Sequence[str], words: Sequence[str] = WORDS, *, met: str = ""
) -> tuple[Band, ...]:
    """The categories of a method from its limits, as `categories.category` reads them; `met` is that of a target met.

    >>> bands((0.5,), ("fast", "slow"), ("on_track", "behind"))[0]
    Band(category='fast', least=0.5, status='on_track')
    """
    found = (Band(*each) for each in zip(names, (*limits, None), words, strict=True))
    return (*([Band(met, None, "achieved")] if met else []), *found)


def common(own: str, names: Sequence[str], words: Sequence[str] = WORDS) -> str:
    """The status for a category `own` of a method, whose `names` stand in the order of `words`."""
    return words[names.index(own)]
