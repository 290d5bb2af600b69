"""The words of a verdict, and where one ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass

from plan_metrics.measure.growth import trend_rate
from plan_metrics.measure.number import at_least
from plan_metrics.measure.progress import Direction, sign

STATUSES = (
    # against a target
    "achieved",  # the target is met
    "on_track",  # not met yet; pace at least the first threshold
    "behind",  # pace below that; or a level to be held that is not held now
    "far_behind",  # pace below the second threshold, but not below zero
    "moving_away",  # pace below zero
    "missed",  # the time of the target has passed and it was not met
    "too_early",  # too little of the time has passed to speak of pace
    # without a target: the trend since the baseline
    "improving",
    "stable",
    "worsening",
    "not_assessable",  # the reason says why
)

REASONS = (
    # how a status against a target was found
    "target_met",  # achieved: the latest value meets a target that is still ahead
    "pace",  # on_track, behind, far_behind, moving_away: progress towards the target over time elapsed
    "elapsed",  # too_early
    "value_at_target",  # achieved, missed: judged by the value of the target's own period
    "value_after_target",  # achieved, missed: none for that period; judged by the first one after it
    "value_before_target",  # achieved: only earlier values, and the last of them meets the target
    "maintenance",  # the target is the baseline: a level to be held
    "met_at_baseline",  # the baseline was already better than the target: a level to be held
    # how a trend was found
    "compound",  # growth per year; baseline and value are on the same side of zero
    "linear",  # change per year over the larger magnitude: a zero, or a change of sign
    "no_target",  # improving, stable, worsening: no target, so the trend is the status
    # why nothing can be said
    "no_figure",  # no value at all
    "one_point",  # a single value since the baseline
    "only_before_baseline",  # values, but all from before the baseline
    "not_comparable",  # values, but at most one of them may be compared
    "outdated",  # the latest value is too old
    "no_value_at_target",  # the target's time has passed; only earlier values, which do not meet it
    "direction_contradicts_target",  # the target's own baseline is already on its desired side
    "target_before_baseline",  # the target ends before the baseline, or with it
    "target_period_kind",  # a flow or rate whose target is for another kind of period
    "undefined",  # the result is too large for a float
)


@dataclass(frozen=True)
class StatusThresholds:
    """Where one status ends and the next begins; all must be given, since all change results.

    `on_track`, `behind`: pace (0.95, 0.60: Eurostat, Statistics Canada). `too_early`: share of the time elapsed.
    `trend`: change a year as a ratio. `stale_after_years`: age of the latest value in years.
    """

    on_track: float
    behind: float
    too_early: float
    trend: float
    stale_after_years: float


def pace_status(pace: float, thresholds: StatusThresholds) -> str:
    """The status of a pace; a pace on a limit counts as the better one, a standstill (0) as far behind.

    >>> pace_status(0.6, StatusThresholds(0.95, 0.6, 0.1, 0.005, 3.0))
    'behind'
    """
    if at_least(pace, thresholds.on_track):
        return "on_track"
    if at_least(pace, thresholds.behind):
        return "behind"
    return "far_behind" if pace >= 0 else "moving_away"


def trend_status(
    value: float | None, baseline: float | None, years: float | None, direction: Direction, limit: float
) -> tuple[str | None, str]:
    """The trend from baseline to value, and how it was found: `compound` or `linear`.

    The change per year (see `trend_rate`) is held against `limit`, a ratio a year; on the limit it counts
    as a trend, and no change at all is always stable. Missing values or no time between: None, `undefined`.

    >>> trend_status(52, 40, 8, "increase", 0.005), trend_status(10, 0, 4, "decrease", 0.005)
    (('improving', 'compound'), ('worsening', 'linear'))
    """
    direction_sign, rate = sign(direction), trend_rate(value, baseline, years)
    if rate is None or value is None or baseline is None:
        return None, "undefined"
    reason = "compound" if (value > 0) == (baseline > 0) and (value < 0) == (baseline < 0) else "linear"
    if rate == 0 or not at_least(abs(rate), limit):
        return "stable", reason
    return ("improving" if direction_sign * rate > 0 else "worsening"), reason
