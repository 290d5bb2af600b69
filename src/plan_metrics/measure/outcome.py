"""What became of a target, and what may be expected of it: whether figures reach what it asks for, as printed.

Steps of likelihood, "unclear": EEA, 8th EAP (their limits are ours).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from plan_metrics.measure.number import at_least, known
from plan_metrics.measure.periods import end_month
from plan_metrics.measure.verdicts import Figure

RESULTS = ("met", "missed", "no_figure_for_date", "bound_at_date", "ahead", "held", "breached", "areas_unknown")
PROSPECTS = ("very_likely", "likely", "uncertain", "unlikely", "very_unlikely", "unclear")


class Goal(NamedTuple):
    """The values that a target asks for: from `low` to `high`, both included; None where there is no limit."""

    low: float | None = None
    high: float | None = None


def goal(value: float, direction: str) -> Goal:
    """What a target of one value asks for: at least (`increase`) or at most (`decrease`) that.

    >>> goal(80, "increase"), goal(5, "decrease")
    (Goal(low=80, high=None), Goal(low=None, high=5))
    """
    return Goal(low=value) if direction == "increase" else Goal(high=value)


def reached(figure: Figure, goals: Sequence[Goal]) -> bool | None:
    """Whether a figure is what a target asks for; None where what it may stand for leaves both possible.

    Several goals are what the words of the target may stand for: all of them must say the same. A figure printed at a
    limit or beyond it has reached it.

    >>> from plan_metrics.measure.spans import Span
    >>> [reached(Figure("2024", value, Span(value, value)), [Goal(2, 3)]) for value in (1.9, 2.0, 2.4, 3.1)]
    [False, True, True, False]
    """
    said = {_in(figure, each) for each in goals}
    return said.pop() if len(said) == 1 else None


def target_result(
    figures: Sequence[Figure], *, period: str, goals: Sequence[Goal], kept_once_reached: bool, as_of: str
) -> tuple[str, Figure | None]:
    """What became of a target, and the figure that says so; where there is none for its date, the nearest one.

    Ahead is a target whose period has not ended at `as_of`. `kept_once_reached`: of a total since a start, which an
    earlier figure settles as well. Met is what reaches the number of the target, however that was worded: "about
    200" is not met by 120. Where what the figure may stand for lies on both sides of it, it is a bound at the date.

    >>> from plan_metrics.measure.spans import Span
    >>> figures = [Figure("2020", 93.39, Span(93.385, 93.395))]
    >>> target_result(figures, period="2020", goals=[Goal(low=94.8)], kept_once_reached=False, as_of="2025")[0]
    'missed'
    """
    if end_month(period) > end_month(as_of):
        return "ahead", figures[-1] if figures else None
    at = _at(figures, period)
    found = reached(at, goals) if at else None
    if found is None and kept_once_reached:
        before = [each for each in figures if end_month(each.period) < end_month(period)]
        if earlier := [each for each in before if reached(each, goals)]:
            return "met", earlier[0]
    if at is None:
        return "no_figure_for_date", _nearest(figures, period)
    return _word(found), at


def keep_result(
    figures: Sequence[Figure], *, period: str, goals: Sequence[Goal], as_of: str
) -> tuple[str, Figure | None]:
    """What became of a level that is to be kept through a period, from figures of the time in which it counts.

    One figure off it is a breach, whatever came later: `breached` while the target is ahead, `missed` afterwards.
    Held so far is a level whose last figure holds it, `ahead` one whose figures leave that open or that has none.

    >>> from plan_metrics.measure.spans import Span
    >>> figures = [Figure(str(year), n, Span(n, n)) for year, n in ((2023, 97.0), (2024, 98.5), (2025, 99.0))]
    >>> keep_result(figures, period="2025", goals=[Goal(low=98)], as_of="2025")
    ('missed', Figure(period='2023', value=97.0, span=Span(low=97.0, high=97.0), qualifier='exact', size=None))
    """
    ahead = end_month(period) > end_month(as_of)
    within = [each for each in figures if end_month(each.period) <= end_month(period)]
    said = [(each, reached(each, goals)) for each in within]
    if off := [each for each, holds in said if holds is False]:
        return ("breached" if ahead else "missed"), off[0]
    if ahead:
        last, holds = said[-1] if said else (None, None)
        return ("held" if holds else "ahead"), last
    if (at := _at(within, period)) is None:
        return "no_figure_for_date", _nearest(figures, period)
    unclear = [each for each, holds in said if holds is None]
    return ("bound_at_date", at if at in unclear else unclear[-1]) if unclear else ("met", at)


def milestone_result(
    figures: Sequence[Figure], *, period: str, goals: Sequence[Goal], as_of: str
) -> tuple[str, Figure | None]:
    """What became of something that is to be done by the end of a period, from figures that say how far it is.

    Once done it stays done: an earlier figure settles it, before its date too, and a later one that says that it is not
    done shows that it was not done in time.

    >>> from plan_metrics.measure.spans import Span
    >>> figures = [Figure(str(year), n, Span(n, n)) for year, n in ((2022, 0), (2024, 1))]
    >>> for year in ("2021", "2023", "2025"):
    ...     print(milestone_result(figures, period=year, goals=[Goal(low=1)], as_of="2026")[0])
    missed
    no_figure_for_date
    met
    """
    end = end_month(period)
    if done := [each for each in figures if end_month(each.period) <= end and reached(each, goals)]:
        return "met", done[0]
    if end > end_month(as_of):
        return "ahead", figures[-1] if figures else None
    if open_still := [each for each in figures if end_month(each.period) >= end and reached(each, goals) is False]:
        return "missed", open_still[0]
    return "no_figure_for_date", _nearest(figures, period)


def prospect(probability: float | None, steps: Sequence[float], *, holds: bool) -> str:
    """The step of a probability that a target is reached: five from very likely to very unlikely, or unclear.

    `steps` are the least probabilities of the first four; `holds` says that the projection held on its own past.

    >>> prospect(0.7, (0.9, 0.66, 0.33, 0.1), holds=True), prospect(0.7, (0.9, 0.66, 0.33, 0.1), holds=False)
    ('likely', 'unclear')
    """
    chance = known(probability)
    if chance is None or not holds:
        return "unclear"
    return next((name for name, least in zip(PROSPECTS, steps, strict=False) if at_least(chance, least)), PROSPECTS[4])


def _in(figure: Figure, wanted: Goal) -> bool | None:
    sides = [_beyond(figure, end, sign) for end, sign in ((wanted.low, 1), (wanted.high, -1)) if end is not None]
    return False if False in sides else None if None in sides else True


def _beyond(figure: Figure, limit: float, sign: int) -> bool | None:
    """Whether a figure is at a limit or beyond it, above where the sign is 1; None where both are possible."""
    wanted, (low, high) = sign * limit, sorted(sign * end for end in figure.span)
    falls_short = figure.bounded and (figure.qualifier == "over") != (sign == 1)  # of its own number, at the least
    if falls_short and at_least(wanted, high):
        return False
    if at_least(sign * figure.value if figure.qualifier == "exact" else low, wanted):
        return True
    # How far beyond its number an open bound lies is not published.
    return False if high < wanted and not figure.bounded else None


def _word(found: bool | None) -> str:
    return "bound_at_date" if found is None else "met" if found else "missed"


def _at(figures: Sequence[Figure], period: str) -> Figure | None:
    return next((each for each in figures if end_month(each.period) == end_month(period)), None)


def _nearest(figures: Sequence[Figure], period: str) -> Figure | None:
    return min(figures, key=lambda each: abs(end_month(each.period) - end_month(period)), default=None)
