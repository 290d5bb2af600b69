"""Where a national change comes from, and whether regions converge: the tables behind one indicator.

Only published figures of the same regions at two periods are compared, and the regions without one stay in the rest.
Which two periods: the pair with the most region-years that begins with the plan's baseline or after it, else the pair
with the most there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from plan_metrics.measure import contribution, convergence, disparity
from plan_metrics.measure.algebra import Reconciliation, reconcile
from plan_metrics.measure.periods import decimal_year, end_month, years_between
from plan_metrics.measure.spans import BOUNDS
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.rows import observation_rows

LEAST_REGIONS = 3
PERCENT = 100.0

ROUNDING = 0.01  # of the whole: the most that the rounding of printed shares leaves


@dataclass(frozen=True)
class Parts:
    """One indicator in the same regions at two periods, and for the whole; in the order of the plan's regions.

    `shares` says that the figures are printed shares of the whole times the whole. Population: at the end of the year
    before or at each period, None for a region of which some member has no figure.
    """

    before: str
    after: str
    regions: tuple[str, ...]
    values_before: tuple[float, ...]
    values_after: tuple[float, ...]
    whole_before: float | None
    whole_after: float | None
    population_before: tuple[int | None, ...]
    population_after: tuple[int | None, ...]
    whole_population_after: int | None
    shares: bool

    @property
    def years(self) -> float:
        """The time between the two periods."""
        return years_between(self.before, self.after)


@dataclass(frozen=True)
class Gap:
    """The result. `per_head_...`: value over population. `needed`: to reach the national value per head in time."""

    parts: Parts
    added: contribution.Contributions
    covered_before: Reconciliation
    covered_after: Reconciliation
    per_head_after: tuple[float | None, ...]
    spread_before: disparity.Disparity
    spread_after: disparity.Disparity
    split_before: disparity.Split | None
    split_after: disparity.Split | None
    beta: convergence.Beta
    needed: tuple[contribution.Needed, ...]


def gaps(plan: Plan, observations: pd.DataFrame, indicator: Indicator) -> tuple[Gap, ...]:
    """The regional pictures of an indicator that adds up over regions: of areas, and of printed shares.

    `observations` as `scoreboard.observations` gives them, of any indicators. Each needs three regions.
    """
    if indicator.aggregation.region != "sum":
        return ()
    series = _series(observations, indicator)
    whole = series.get(plan.head.whole, {})
    parts = {period: plan.tree.parts(plan.head.whole, period, "last") for own in series.values() for period in own}
    areas = {
        region: {period: value for period, value in own.items() if region in parts[period]}
        for region, own in series.items()
    }
    tables = ((areas, False), (_from_shares(plan, observations, indicator, whole), True))
    found = []
    for table, shares in tables:
        pair = _pair(plan, table, whole)
        if pair is not None and not _overlap(plan, _known(table, *pair)):
            gap = _gap(plan, indicator, _parts(plan, table, whole, pair, shares))
            # Shares that leave more than rounding say nothing of the rest, which would be the largest part.
            left = [each.gap_share for each in (gap.covered_before, gap.covered_after)]
            if not shares or all(share is not None and abs(share) <= ROUNDING for share in left):
                found.append(gap)
    return tuple(found)


def _gap(plan: Plan, indicator: Indicator, found: Parts) -> Gap:
    heads_before = _over(found.values_before, found.population_before)
    heads_after = _over(found.values_after, found.population_after)
    groups = [plan.region(region).parent for region in found.regions]
    split = len(set(groups)) > 1
    mean_after = _over([found.whole_after], [found.whole_population_after])[0]
    return Gap(
        parts=found,
        added=contribution.contributions(
            found.regions, found.values_before, found.values_after, found.whole_before, found.whole_after
        ),
        covered_before=reconcile(found.values_before, found.whole_before),
        covered_after=reconcile(found.values_after, found.whole_after),
        per_head_after=heads_after,
        spread_before=disparity.disparity(heads_before, found.population_before),
        spread_after=disparity.disparity(heads_after, found.population_after),
        split_before=disparity.theil_split(heads_before, groups, found.population_before) if split else None,
        split_after=disparity.theil_split(heads_after, groups, found.population_after) if split else None,
        beta=convergence.beta(heads_before, heads_after, found.years),
        needed=contribution.needed(
            found.regions,
            heads_after,
            [mean_after] * len(found.regions),
            years_between(found.after, plan.head.methods.horizon),
            "decrease" if indicator.direction == "decrease" else "increase",
        ),
    )


def population(plan: Plan, region: str, period: str) -> int | None:
    """The inhabitants of a region, or of all members of a group or of the whole, at the last year's end by then.

    None where some member has no figure by then.
    """
    card = plan.region(region)
    members = card.members.split() if card.members else [region]
    if region == plan.head.whole:
        members = list(plan.tree.parts(region, period, "last"))
    there = [heads.population for member in members if (heads := plan.inhabitants(member, period))]
    return sum(there) if len(there) == len(members) else None


def _series(observations: pd.DataFrame, indicator: Indicator) -> dict[str, dict[str, float]]:
    """By region the values by period since its last break, without those of another definition, and without bounds."""
    rows = observations[
        (observations["indicator"] == indicator.id)
        & (observations["breakdown"] == indicator.breakdown)
        & (observations["flag"] != "D")
    ]
    found: dict[str, dict[str, float]] = {}
    for row in observation_rows(rows):  # in the order of time
        if row["flag"] == "B":
            found[row["region"]] = {}
        if row["qualifier"] not in BOUNDS:
            found.setdefault(row["region"], {})[row["period"]] = float(row["value"])
    return found


def _from_shares(
    plan: Plan, observations: pd.DataFrame, indicator: Indicator, whole: dict[str, float]
) -> dict[str, dict[str, float]]:
    """Printed shares of this indicator times its figure for the whole."""
    found: dict[str, dict[str, float]] = {}
    for _, other in plan.indicators():
        if other.share_of == indicator.id:
            for region, shares in _series(observations, other).items():
                both = [period for period in shares if period in whole]
                amounts = {period: shares[period] / PERCENT * whole[period] for period in both}
                found.setdefault(region, {}).update(amounts)
    return found


def _pair(plan: Plan, series: dict[str, dict[str, float]], whole: dict[str, float]) -> tuple[str, str] | None:
    periods = sorted({period for one in series.values() for period in one if period in whole}, key=end_month)
    pairs = [(one, other) for one, other in combinations(periods, 2) if end_month(one) < end_month(other)]
    since = [pair for pair in pairs if end_month(pair[0]) >= end_month(plan.head.baseline_period)]

    def region_years(pair: tuple[str, str]) -> tuple[float, float]:
        return len(_known(series, *pair)) * years_between(*pair), decimal_year(pair[1])

    for choice in (since, pairs):
        able = [pair for pair in choice if len(_known(series, *pair)) >= LEAST_REGIONS]
        if able:
            return max(able, key=region_years)
    return None


def _known(series: dict[str, dict[str, float]], before: str, after: str) -> list[str]:
    return [region for region, one in series.items() if before in one and after in one]


def _overlap(plan: Plan, regions: Iterable[str]) -> bool:
    members = [member for region in regions for member in plan.region(region).members.split()]
    return len(members) != len(set(members))


def _parts(
    plan: Plan,
    series: dict[str, dict[str, float]],
    whole: dict[str, float],
    pair: tuple[str, str],
    shares: bool,
) -> Parts:
    before, after = pair
    order = [region.region for region in plan.regions]
    regions = tuple(sorted(_known(series, before, after), key=order.index))
    return Parts(
        before=before,
        after=after,
        regions=regions,
        values_before=tuple(series[region][before] for region in regions),
        values_after=tuple(series[region][after] for region in regions),
        whole_before=whole.get(before),
        whole_after=whole.get(after),
        population_before=tuple(population(plan, region, before) for region in regions),
        population_after=tuple(population(plan, region, after) for region in regions),
        whole_population_after=population(plan, plan.head.whole, after),
        shares=shares,
    )


def _over(values: Sequence[float | None], population: Sequence[int | None]) -> tuple[float | None, ...]:
    return tuple(
        None if value is None or not heads else value / heads for value, heads in zip(values, population, strict=True)
    )
