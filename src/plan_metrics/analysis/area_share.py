"""Targets for a share of the areas of a level that reach a bar: which do, which do not, which are unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from plan_metrics.analysis.scoreboard import series_of
from plan_metrics.edition.models import Edition
from plan_metrics.measure.comparability import POINTS_IN_TIME, comparable
from plan_metrics.measure.outcome import goal, reached
from plan_metrics.measure.periods import end_month, last_day, years_between
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import Figure
from plan_metrics.plan.code_lists import Region
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import Target


@dataclass(frozen=True)
class AreaShare:
    """The codes of the areas that reach the bar, that do not, and of which that is not known; and the result.

    `result`: met or missed at the date where the unknown areas change nothing, else `areas_unknown`; `ahead` before it.
    """

    reach: tuple[str, ...]
    short: tuple[str, ...]
    unknown: tuple[str, ...]
    result: str

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return len(self.reach) + len(self.short) + len(self.unknown)


def area_share(plan: Plan, edition: Edition, observations: pd.DataFrame, target: Target) -> AreaShare:
    """What became of the target for a share of areas, by their figures for its date.

    Before its date the latest figure of each area counts, unless it is too old for a verdict. An area without such a
    figure, or with one that lies on both sides of the bar, is unknown. Areas are those that are there at that time.

    Raises ValueError for a target of another kind.
    """
    if target.kind != "share" or target.value is None or target.bar is None:
        raise ValueError(f"a target of the kind {target.kind!r}; expected a share of areas with its bar")
    card, as_of = plan.indicator(target.indicator), edition.card.as_of[:7]
    ahead = end_month(target.period) > end_month(as_of)
    goals = [goal(target.bar, card.direction)]
    said: dict[str, bool | None] = {}
    for area in areas_of(plan, target, as_of if ahead else target.period):
        figures = _figures(card, observations, area.region, target)
        if ahead:
            limit = plan.head.verdicts.stale_after_years
            found = [each for each in figures[-1:] if years_between(each.period, as_of) <= limit]
        else:
            found = [each for each in figures if _at(card, each, target.period)]
        said[area.region] = reached(found[0], goals) if found else None
    reach, short, unknown = (tuple(code for code, word in said.items() if word is each) for each in (True, False, None))
    wanted, all_areas = Fraction(target.value) / 100, len(said)
    result = "areas_unknown"
    if ahead:
        result = "ahead"
    elif all_areas and len(reach) >= wanted * all_areas:
        result = "met"
    elif all_areas and len(reach) + len(unknown) < wanted * all_areas:
        result = "missed"
    return AreaShare(reach, short, unknown, result)


def areas_of(plan: Plan, target: Target, period: str) -> list[Region]:
    """The areas that a share is one of: of its level, within the area of the target, and there when a period ends."""
    day, above = last_day(period), target.region
    there = [area for area in plan.of_level(target.level) if plan.tree.there_on(area.region, day)]
    if above == plan.head.whole:
        return there
    return [area for area in there if above in (each.region for each in plan.tree.path(area.region))]


def share_series(plan: Plan, targets: Iterable[Target]) -> set[tuple[str, str, str]]:
    """Indicator, area and breakdown of every series that these targets look at beside their own."""
    return {
        (target.indicator, area.region, target.breakdown)
        for target in targets
        if target.kind == "share"
        for area in plan.of_level(target.level)
    }


def _figures(card: Indicator, observations: pd.DataFrame, region: str, target: Target) -> list[Figure]:
    rows = series_of(observations, card.id, region, target.breakdown)
    usable = comparable(rows["period"], rows["value"], rows["flag"], card.accumulation, card.frequency).used
    columns = (rows[name] for name in ("period", "value", "low", "high", "qualifier"))
    known = list(zip(*columns, strict=True))
    return [
        Figure(period, float(value), Span(float(low), float(high)), qualifier)
        for period, value, low, high, qualifier in (known[at] for at in usable)
    ]


def _at(card: Indicator, figure: Figure, period: str) -> bool:
    """Whether a figure is for a period; of points in time, also one that ends with it."""
    if card.accumulation in POINTS_IN_TIME:
        return end_month(figure.period) == end_month(period)
    return figure.period == period
