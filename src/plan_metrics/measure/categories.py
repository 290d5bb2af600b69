"""Numbers sorted into named categories by thresholds, as every published method does it."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.measure.number import at_least, known


def category(number: float | None, limits: Sequence[float], names: Sequence[str]) -> str | None:
    """The name of the first limit that is reached, else the last name; on a limit the better one counts.

    `limits` from high to low, `names` best first and one more than the limits (ValueError). None when missing.

    >>> category(0.6, (0.95, 0.6), ("good", "fair", "poor")), category(0.5, (0.95, 0.6), ("good", "fair", "poor"))
    ('fair', 'poor')
    """
    if len(names) != len(limits) + 1:
        raise ValueError(f"{len(names)} names for {len(limits)} limits; expected one name more")
    number = known(number)
    if number is None:
        return None
    reached = (name for name, limit in zip(names, limits, strict=False) if at_least(number, limit))
    return next(reached, names[-1])
