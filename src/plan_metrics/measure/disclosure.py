"""Which figures say too much about single persons or enterprises, and how they are marked.

The rules look at one figure at a time. What must go with it, so that it cannot be worked out from totals, from a
hierarchy or from a rate with its denominator: see `suppression`. Rules are on or off for each edition: None is off.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from plan_metrics.measure.comparability import FLAGS
from plan_metrics.measure.number import at_least, known

# Office for National Statistics, data-update scripts of the UK SDG indicators (SDGupdater, indicator 3.2.2).
ONS_SUPPRESSED_UNDER = 3
ONS_LOW_RELIABILITY_UNDER = 20
# ACRO 1.0.2 (github.com/AI-SDC/ACRO), default risk appetite: safe_threshold, safe_nk_n, safe_nk_k, safe_pratio_p.
ACRO_THRESHOLD = 10
DOMINANCE_N = 2
DOMINANCE_K = 0.90
P_PERCENT = 0.10
K = TypeVar("K", bound=Hashable)

# SDMX CL_OBS_STATUS. W is a value like any other: it includes data from another category. Suppressed is Q.
NORMAL, LOW_RELIABILITY, SUPPRESSED = "A", "U", "Q"
MEANINGS = {
    NORMAL: "Normal value",
    LOW_RELIABILITY: "Low reliability",
    SUPPRESSED: "Missing value; suppressed",
    "W": "Includes data from another category",
}
NO_VALUE = tuple("HKLMOQ")  # flags beside which no value stands
_KEPT = (*NO_VALUE, "B", "D", "F", "I")  # what these say decides what may be compared; U must not hide it


@dataclass(frozen=True)
class CountRule:
    """Counts under `suppressed_under` are suppressed, others under `low_reliability_under` are marked.

    `zeros_suppressed`: a count of 0 is under every threshold; False where it is known not to tell on anybody.
    """

    suppressed_under: float
    low_reliability_under: float
    zeros_suppressed: bool = True


ONS = CountRule(ONS_SUPPRESSED_UNDER, ONS_LOW_RELIABILITY_UNDER)
ACRO = CountRule(ACRO_THRESHOLD, ACRO_THRESHOLD)


@dataclass(frozen=True)
class Release:
    """What may be published: the value (None where suppressed or missing), its flag, and what the flag was.

    `low_reliability` also where another flag had to stay (a break remains a break).
    """

    value: float | None
    flag: str
    low_reliability: bool
    was: str


def is_suppressed(flag: str) -> bool:
    """Whether a flag says that a value exists and is not given: Q, and not W. ValueError for an unknown flag.

    >>> is_suppressed("Q"), is_suppressed("W")
    (True, False)
    """
    if flag not in FLAGS:
        raise ValueError(f"flag is {flag!r}; expected one of {', '.join(FLAGS)}")
    return flag == SUPPRESSED


def is_unsafe(count: float | None, rule: CountRule | None) -> bool:
    """Whether so few cases must not be shown. A missing count is unsafe: what is unknown is never good.

    >>> is_unsafe(2, ONS), is_unsafe(3, ONS), is_unsafe(2, None)
    (True, False, False)
    """
    if rule is None:
        return False
    number = known(count)
    if number == 0:
        return rule.zeros_suppressed
    return number is None or number < rule.suppressed_under


def release(value: float | None, count: float | None, flag: str = NORMAL, rule: CountRule | None = ONS) -> Release:
    """A figure as it may be published, given the number of cases behind it (for a rate, its numerator).

    Suppressed: no value, flag Q. Low reliability: the value, flag U, unless its flag says that it is missing,
    begins a new series (B) or differs in kind (D, F, I). ValueError for an unknown flag.

    >>> release(2, 2).flag, release(0.4, 19).flag, release(20, 20).flag
    ('Q', 'U', 'A')
    """
    is_suppressed(flag)  # refuses what is no flag
    number = known(value)
    if flag in NO_VALUE or number is None:
        return Release(None, flag, False, flag)
    if is_unsafe(count, rule):
        return Release(None, SUPPRESSED, False, flag)
    cases = known(count)  # known where a rule counts them: else the figure is unsafe
    low = rule is not None and cases is not None and cases < rule.low_reliability_under
    return Release(number, LOW_RELIABILITY if low and flag not in _KEPT else flag, low, flag)


def unsafe_cells(counts: Mapping[K, float | None], rule: CountRule | None = ONS) -> tuple[K, ...]:
    """The keys of the cells that a rule suppresses, in the order given: where suppression begins.

    Cells without a count are left out: there is nothing to suppress.

    >>> unsafe_cells({"CN-BJ": 1, "CN-TJ": 25, "CN-HE": None})
    ('CN-BJ',)
    """
    return tuple(key for key, count in counts.items() if known(count) is not None and is_unsafe(count, rule))


@dataclass(frozen=True)
class Dominance:
    """How much of a total its largest contributors make, and whether that tells on them.

    `share_top` is that of the n largest; `p_ratio` is all but the two largest over the largest: how far off the
    second largest is when it guesses the first. None where the total is 0. `unsafe`: by either of the two rules.
    """

    contributors: int
    share_top: float | None
    p_ratio: float | None
    nk_unsafe: bool
    p_unsafe: bool
    unsafe: bool


def dominance(
    contributions: Sequence[float | None],
    n: int = DOMINANCE_N,
    k: float = DOMINANCE_K,
    p: float = P_PERCENT,
    zeros_unsafe: bool = True,
) -> Dominance:
    """The (n, k) rule (the n largest make more than k) and the p % rule (the p ratio is below p).

    Source: as in ACRO.

    Args:
        contributions: of the units of a cell; missing ones are left out, negative ones count by their size.
        n: how many of the largest the first rule adds up.
        k: the share of the total that they may make.
        p: the ratio below which the second rule holds a cell unsafe.
        zeros_unsafe: whether a total of 0, or of no units, is unsafe.

    Returns:
        A `Dominance`: what each rule says of the cell.

    Raises:
        ValueError: for n below 1, and for k or p outside 0 to 1.

    >>> found = dominance([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101])
    >>> round(found.share_top, 4), round(found.p_ratio, 4), found.unsafe
    (0.1754, 9.3564, False)
    """
    if n < 1 or not 0 <= k <= 1 or not 0 <= p <= 1:
        raise ValueError(f"n is {n!r}, k {k!r} and p {p!r}; expected n of 1 or more, and k and p from 0 to 1")
    sizes = sorted((abs(number) for one in contributions if (number := known(one)) is not None), reverse=True)
    if not sizes or not sizes[0]:
        return Dominance(len(sizes), None, None, zeros_unsafe, zeros_unsafe, zeros_unsafe)
    parts = [size / sizes[0] for size in sizes]  # of the largest, so that the total is within a float
    share, ratio = math.fsum(parts[:n]) / math.fsum(parts), math.fsum(parts[2:])
    nk_unsafe, p_unsafe = not at_least(k, share), not at_least(ratio, p)
    return Dominance(len(sizes), share, ratio, nk_unsafe, p_unsafe, nk_unsafe or p_unsafe)
