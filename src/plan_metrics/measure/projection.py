"""Where a series will be at a date if it goes on as it did: a line on a declared scale, with honest intervals.

Times and values as in `trend`: moments in decimal years or periods, values in one unit, pairs of which either is
missing are left out. Hand over only what `comparable` lets through: a break in the series restarts the fit,
since nothing from before it is handed over. What cannot be said is None or left out, and `reasons` says why; finite
numbers never raise. ValueError for unknown words, unequal lengths, a text that is no period, a level beyond 0 to 1.

Scales: `identity`; `log`, for a steady growth of values above 0 (the central value is then the median); `logit`,
for percentages, which never leave 0 to 100. Where a percentage is 0 or 100, half a point is added to every value
and to its complement, as Haldane (1956) does with counts, here out of 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy

from plan_metrics.measure.number import SAME_WITHIN, all_known, at_least, known
from plan_metrics.measure.progress import Direction, sign
from plan_metrics.measure.trend import Moment, Times, Values, between, in_unit, moment, paired

Levels: TypeAlias = Sequence[float]
WALK = "random_walk_drift"
WORDS = {"scale": ("identity", "log", "logit"), "method": ("by_number", "ols", WALK), "distribution": ("t", "normal")}
LEVELS = (0.80, 0.95)
QUANTILES = (0.025, 0.10, 0.50, 0.90, 0.975)  # the middle, and the ends of both intervals
LEAST = {"ols": 5, WALK: 3}  # points
HALDANE = 0.5  # percentage points
REASONS = (
    "too_few_points",  # below five; below three there is no projection at all
    "low_evidence",  # three or four points: a projection, but hardly a reason to believe it
    "one_date",  # all points at one moment
    "repeated_dates",  # a random walk has one value at a moment
    "not_positive",  # the logarithm of zero or less
    "outside_percent",  # the logit of less than 0 or more than 100
    "shifted",  # a percentage of 0 or 100: half a point was added on both sides
    "no_scatter",  # every point lies on the line: an interval of no width would be a lie
    "no_date",  # the date asked for is missing
    "date_not_ahead",  # a random walk starts at the last point
    "target_off_scale",  # as 0 on a log scale: out of reach there for any figures
    "no_trial",  # nothing was left to test on
    "undefined",  # the result is too large for a float
)


@dataclass(frozen=True)
class Fit:
    """On the scale, `level` at the moment `origin` and `slope` a year; None where nothing could be fitted."""

    method: str | None  # ols, random_walk_drift
    scale: str
    n: int
    origin: float | None = None  # mean moment of least squares, last moment of a random walk
    level: float | None = None
    se_level: float | None = None
    slope: float | None = None
    se_slope: float | None = None
    sigma: float | None = None  # residual standard deviation; of a random walk, that of one year
    df: int | None = None  # None for the normal curve
    growth: float | None = None  # on the log scale: growth a year, as a ratio
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Projection:
    """In the unit of the values; a new observation lies between low and high with the probability `level`."""

    at: float | None
    central: float | None
    intervals: tuple[tuple[float, float, float], ...]  # level, low, high
    probability: float | None  # that the target is reached
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Backtest:
    """Of `trials` later values, `inside[i]` lay in the interval of `levels[i]`: a share of `shares[i]`."""

    trials: int
    levels: tuple[float, ...]
    inside: tuple[int, ...]
    shares: tuple[float | None, ...]
    reasons: tuple[str, ...]


def fit(
    times: Times, values: Values, scale: str = "identity", method: str = "by_number", distribution: str = "t"
) -> Fit:
    """A line through the points: least squares from five points on, a random walk with drift for three or four.

    Least squares: y(t*) +- t(n-2) s sqrt(1 + 1/n + (t* - mean t)^2 / Sxx); moments may repeat. Random walk, h years
    after the last point: y + h drift +- t(n-2) s sqrt(h + h^2 / span), each step weighed by the time it took; the
    normal distribution, as in forecast::rwf of R, is too narrow for few points. A named method needs three points.

    Args:
        times: moments in decimal years, or periods.
        values: in one unit.
        scale: identity, log or logit, see above.
        method: by_number, ols or random_walk_drift.
        distribution: t or normal.

    Returns:
        A `Fit`; without a method, and with the reasons, where nothing could be fitted.

    >>> round(fit([2019, 2020, 2021, 2022, 2023], [1, 2, 4, 5, 6]).slope, 9)
    1.3
    """
    for name, word in (("scale", scale), ("method", method), ("distribution", distribution)):
        if word not in WORDS[name]:
            raise ValueError(f"{name} is {word!r}; expected one of {', '.join(WORDS[name])}")
    dates, numbers = paired(times, values)
    n = len(numbers)
    reasons = ("too_few_points", "low_evidence") if n < LEAST["ols"] else ()
    if n < LEAST[WALK]:
        return Fit(None, scale, n, reasons=reasons[:1])
    if off := _off_scale(scale, numbers):
        return Fit(None, scale, n, reasons=(*reasons, off))
    if shifted := scale == "logit" and (min(numbers) == 0 or at_least(max(numbers), 100)):
        reasons = (*reasons, "shifted")
    walk = method == WALK or (method == "by_number" and n < LEAST["ols"])

    # In units of powers of two, which are exact, so that nothing overflows on the way.
    (time, per_time), (value, per_value) = in_unit(dates), in_unit(_forward(scale, numbers, shifted))
    if (np.diff(time).min() if walk else np.ptp(time)) <= SAME_WITHIN:
        return Fit(None, scale, n, reasons=(*reasons, "repeated_dates" if walk else "one_date"))
    x, per_x = in_unit(np.diff(time) if walk else time - time.mean())
    per_x += per_time
    if walk:
        (drift,), (se_drift,), sigma, rest = _least_squares(np.diff(value), x[:, None], weights=1 / x)
        found = time[-1], value[-1], 0.0, drift, se_drift, sigma * 2 ** (-per_x / 2)
    else:
        (level, slope), (se_level, se_slope), sigma, rest = _least_squares(value, np.column_stack([np.ones(n), x]))
        found = time.mean(), level, se_level, slope, se_slope, sigma
    with np.errstate(all="ignore"):
        scaled = np.ldexp(found, [per_time, per_value, per_value, per_value - per_x, per_value - per_x, per_value])
        growth = known(np.expm1(scaled[3])) if scale == "log" else None
        rounding = SAME_WITHIN * max(abs(value).max(), 0 if scale == "identity" else np.ldexp(1.0, -per_value))
    if not np.isfinite(scaled).all():
        return Fit(None, scale, n, reasons=(*reasons, "undefined"))
    if abs(rest).max() <= rounding or scaled[-1] == 0:
        reasons = (*reasons, "no_scatter")
    df = n - 2 if distribution == "t" else None
    origin, level, se_level, slope, se_slope, sigma = scaled.tolist()
    chosen = WALK if walk else "ols"
    return Fit(chosen, scale, n, origin, level, se_level, slope, se_slope, sigma, df, growth, reasons)


def projection(
    model: Fit, at: Moment, target: float | None = None, direction: Direction | None = None, levels: Levels = LEVELS
) -> Projection:
    """The value at a moment, its prediction intervals, and the probability of a target in the desired direction.

    Args:
        model: what `fit` gave.
        at: the moment, after the last point of a random walk.
        target: in the unit of the values; None without one.
        direction: the desired direction, which a target needs.
        levels: of the intervals, between 0 and 1.

    Returns:
        A `Projection`; its probability comes from the same t as the intervals, and is None without either.

    >>> found = projection(fit([2019, 2020, 2021, 2022, 2023], [1, 2, 4, 5, 6]), 2025, 8, "increase")
    >>> round(found.central, 2), round(found.probability, 3)
    (8.8, 0.886)
    """
    levels = [between(0, level, "level") for level in levels]
    at, target, reasons = moment(at), known(target), model.reasons
    direction_sign = 0 if target is None else sign(direction)
    start = model.origin if model.method == WALK else None
    late = "no_date" if at is None else "date_not_ahead" if start is not None and at <= start else ""
    if at is None or late or model.method is None:
        return Projection(at, None, (), None, (*reasons, late) if late else reasons)

    levels = [] if "no_scatter" in reasons else levels
    ends = [(1 + side * level) / 2 for level in levels for side in (-1, 1)]
    found = _quantiles(model, [at], [0.5, *ends])[0]
    if not np.isfinite(found).all():
        reasons = (*reasons, "undefined")
    triples = zip(levels, found[1::2].tolist(), found[2::2].tolist(), strict=True)
    intervals = tuple(triple for triple in triples if np.isfinite(triple).all())

    probability = None
    if target is not None and "no_scatter" not in reasons:
        aim = None if _off_scale(model.scale, [target]) else _forward(model.scale, [target], "shifted" in reasons)[0]
        if known(aim) is None:
            reasons = (*reasons, "target_off_scale")
        else:
            centre, spread = _line(model, [at])
            with np.errstate(all="ignore"):
                probability = known(
                    scipy.stats.t.cdf(direction_sign * (centre - aim) / spread, model.df or math.inf)[0]
                )
    return Projection(at, known(found[0]), intervals, probability, reasons)


def fan(model: Fit, dates: Sequence[Moment], quantiles: Levels = QUANTILES) -> np.ndarray:
    """An array of dates x quantiles in the unit of the values; no rows at all where any of it is not known.

    >>> fan(fit([2019, 2020, 2021, 2022, 2023], [1, 2, 4, 5, 6]), [2024, 2025, 2026]).shape
    (3, 5)
    """
    quantiles, moments = [between(0, quantile, "quantile") for quantile in quantiles], all_known(map(moment, dates))
    if model.method is None or "no_scatter" in model.reasons or moments is None:
        return np.empty((0, len(quantiles)))
    found = _quantiles(model, moments, quantiles)
    return found if np.isfinite(found).all() else found[:0]


def backtest(
    times: Times,
    values: Values,
    scale: str = "identity",
    method: str = "by_number",
    levels: Levels = LEVELS,
    leave_out: int = 3,
) -> Backtest:
    """Whether the intervals would have held: fits that do not know the last 1 to `leave_out` points foretell them.

    A rolling origin: each fit is held against every later value, so that trials are not independent. The method is
    that of the whole series. Origins with too few points, and fits without an interval, make no trial.

    >>> backtest(range(2014, 2024), [3, 4, 4, 5, 7, 7, 8, 9, 10, 10]).trials
    6
    """
    whole, (dates, numbers) = fit(times, values, scale, method), paired(times, values)
    held = []
    for origin in range(max(whole.n - leave_out, LEAST.get(whole.method or "", whole.n)), whole.n):
        model = fit(dates[:origin], numbers[:origin], scale, whole.method or method)
        for at, actual in zip(dates[origin:], numbers[origin:], strict=True):
            intervals = projection(model, at, levels=levels).intervals
            if len(intervals) == len(levels):
                held.append([low <= actual <= high for _, low, high in intervals])
    inside = tuple(sum(row[i] for row in held) for i in range(len(levels)))
    shares = tuple(count / len(held) if held else None for count in inside)
    return Backtest(len(held), tuple(levels), inside, shares, (*whole.reasons, *(() if held else ("no_trial",))))


def _least_squares(
    y: np.ndarray, x: np.ndarray, weights: np.ndarray | float = 1.0
) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """The coefficients of the columns of `x`, their standard errors, the residual standard deviation, the residuals.

    By the pseudo-inverse, as statsmodels does, whose import alone costs more than all that is fitted.
    """
    root = np.sqrt(weights)
    inverse = np.linalg.pinv(x * np.reshape(root, (-1, 1)))
    found = inverse @ (root * y)
    rest = y - x @ found
    variance = float(np.sum((root * rest) ** 2)) / (len(y) - x.shape[1])
    errors = np.sqrt(np.diag(inverse @ inverse.T) * variance)
    return found, errors, math.sqrt(variance), rest


def _off_scale(scale: str, numbers: Sequence[float]) -> str:
    outside = scale == "logit" and not (min(numbers) >= 0 and at_least(100, max(numbers)))
    return "outside_percent" if outside else "not_positive" if scale == "log" and min(numbers) <= 0 else ""


def _forward(scale: str, numbers: Sequence[float], shifted: bool) -> np.ndarray:
    y, half = np.asarray(numbers, dtype=float), HALDANE if shifted else 0.0
    with np.errstate(divide="ignore"):
        if scale == "logit":
            y = np.log(y + half) - np.log(100 - np.minimum(y, 100) + half)
        return np.log(y) if scale == "log" else y


def _line(model: Fit, dates: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """The centre on the scale, and the standard error of a new observation."""
    with np.errstate(all="ignore"):
        line = all_known((model.origin, model.level, model.slope, model.sigma, model.se_level, model.se_slope))
        origin, level, slope, sigma, se_level, se_slope = line or [math.nan] * 6
        ahead = np.asarray(dates) - origin
        own = sigma * (np.sqrt(ahead) if model.method == WALK else 1.0)
        return level + slope * ahead, np.hypot(own, np.hypot(se_level, se_slope * ahead))


def _quantiles(model: Fit, dates: Sequence[float], quantiles: Sequence[float]) -> np.ndarray:
    (centre, spread), curve = _line(model, dates), scipy.stats.t.ppf(quantiles, model.df or math.inf)
    with np.errstate(all="ignore"):
        z = centre[:, None] + spread[:, None] * curve
        if model.scale == "logit":
            half = HALDANE if "shifted" in model.reasons else 0.0
            z = np.clip(scipy.special.expit(z) * (100 + 2 * half) - half, 0, 100)
        return np.asarray(np.exp(z) if model.scale == "log" else z)
