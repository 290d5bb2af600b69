"""What an area that came out of a merger would have had before it: sums of the figures of those that merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from plan_metrics.measure.periods import end_month
from plan_metrics.plan.concordance import before, first_day
from plan_metrics.plan.models import Plan
from plan_metrics.rows import ObservationRow, grouped, observation_rows

APART = ("D", "F")  # flags of figures that are of another definition, or forecasts


@dataclass(frozen=True)
class Sum:
    """A sum of the figures of all predecessors of an area for one period, with its parts in the order of the plan."""

    indicator: str
    breakdown: str
    period: str
    value: float
    exact: bool
    parts: tuple[ObservationRow, ...]


def sums_before(plan: Plan, observations: pd.DataFrame, region: str) -> list[Sum]:
    """Sums under an area for the periods before it merged, in the order of the plan and of time.

    `observations` as `scoreboard.observations` gives them; those of the areas that merged are looked at. Only of an
    indicator that adds up over regions, and for a period of which every predecessor has a figure.
    """
    found = []
    mergers = (each for each in plan.concordance if each.after == region and each.kind == "merged")
    for day, merged in grouped(mergers, lambda each: each.date).items():
        parts = [each.before for each in merged]
        rows: dict[tuple[str, str, str], dict[str, ObservationRow]] = {}
        for row in observation_rows(observations, region=parts):
            if row["flag"] not in APART and row["value"] == row["value"] and before(row["period"], first_day(day)):
                rows.setdefault((row["indicator"], row["breakdown"], row["period"]), {})[row["region"]] = row
        found += list(_sums(plan, rows, parts))
    order = {card.id: index for index, (_, card) in enumerate(plan.indicators())}
    return sorted(found, key=lambda one: (order[one.indicator], one.breakdown, end_month(one.period), one.period))


def _sums(
    plan: Plan, rows: dict[tuple[str, str, str], dict[str, ObservationRow]], parts: Sequence[str]
) -> Iterator[Sum]:
    for (indicator, breakdown, period), own in rows.items():
        card = plan.indicator(indicator)
        if card.aggregation.region == "sum" and not card.computed and len(own) == len(set(parts)):
            figures = tuple(own[part] for part in dict.fromkeys(parts))
            value = sum(float(row["value"]) for row in figures)
            yield Sum(indicator, breakdown, period, value, all(row["qualifier"] == "exact" for row in figures), figures)
