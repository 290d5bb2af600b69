"""Plan x edition -> one tidy frame: where each indicator stands, in each region and sector that has a figure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import pandas as pd

from plan_metrics.edition.models import Edition
from plan_metrics.measure.assess import Assessment, Series, Target, assess
from plan_metrics.measure.periods import decimal_year, last_day
from plan_metrics.measure.rollup import ratio_of_sums
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.models import Target as CardTarget

KEY = ["indicator", "region", "sector"]
Columns = Mapping[str, Sequence[Any]] | pd.DataFrame
PERCENT = "percent"


class Figure(NamedTuple):
    """What a scoreboard takes from an observation beside the arithmetic."""

    period: str
    value: float
    qualifier: str
    source: str


def observations(plan: Plan, edition: Edition) -> pd.DataFrame:
    """The edition's observations and those computed from them, with the action of each.

    Shape: one row per indicator, region, sector and period, in the order of the plan. A computed
    indicator has a value only where numerator and denominator both have one for the same region, sector
    and period; its flag is the weaker of the two, its source names both.
    """
    given = edition.observations
    computed = [_computed(given, indicator, plan) for _, indicator in plan.indicators() if indicator.computed]
    frame = pd.concat([given, *[part for part in computed if len(part)]], ignore_index=True)
    order = {indicator.id: place for place, (_, indicator) in enumerate(plan.indicators())}
    actions = {indicator.id: action.id for action, indicator in plan.indicators()}
    frame.insert(0, "action", frame["indicator"].map(actions))
    frame = frame.assign(_order=frame["indicator"].map(order), _end=frame["period"].map(decimal_year))
    by = ["_order", "region", "sector", "_end", "period"]
    return frame.sort_values(by, ignore_index=True).drop(columns=["_order", "_end"])


def scoreboard(plan: Plan, edition: Edition, known_on: datetime.date | None = None) -> pd.DataFrame:
    """Where every indicator stands; targets count if they were known on the edition's day, or on `known_on`.

    Shape: one row per indicator, region and sector that has an observation, and one headline row per
    indicator (the whole, in the card's sector) even where nothing was published. Columns: action, the
    key, `headline`, `unit`, the fields of `Assessment`, and source and qualifier of the values it rests
    on. A number that is not known is None, never a stand-in.
    """
    frame = observations(plan, edition)
    groups = _by_series(frame)
    rows = []
    for action, indicator in plan.indicators():
        headline = (indicator.id, plan.head.whole, indicator.sector)
        keys = sorted({key for key in groups if key[0] == indicator.id} | {headline}, key=_place(plan, headline))
        for key in keys:
            targets = targets_of(plan, edition, indicator, key[1], key[2], known_on)
            rows.append(
                {
                    "action": action.id,
                    **dict(zip(KEY, key, strict=True)),
                    "headline": key == headline,
                    **standing(plan, edition, indicator, groups.get(key), targets),
                }
            )
    return pd.DataFrame(rows).astype(object).where(lambda cells: cells.notna(), None)


def _by_series(frame: pd.DataFrame) -> dict[tuple[str, ...], Columns]:
    # A frame for each of a thousand series would cost more than all that is computed from them.
    columns = {name: frame[name].tolist() for name in ("flag", *Figure._fields)}
    places: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(zip(*(frame[name] for name in KEY), strict=True)):
        places.setdefault(key, []).append(place)
    return {
        key: {name: [column[place] for place in there] for name, column in columns.items()}
        for key, there in places.items()
    }


def standing(
    plan: Plan, edition: Edition, indicator: Indicator, rows: Columns | None, targets: Sequence[CardTarget]
) -> dict[str, object]:
    """Where one series stands against these targets: the fields of `Assessment`, and where its values come from.

    `rows` are the observations of the series by column, as lists or a frame; None or empty where nothing was published.
    """
    assessment = assessed(plan, edition, indicator, rows, targets)
    figures = [] if rows is None else list(map(Figure, *(rows[column] for column in Figure._fields)))
    by_period = {figure.period: figure for figure in figures}
    latest, baseline, compared = (
        by_period.get(period) for period in (assessment.latest, assessment.baseline_period, assessment.compared_period)
    )
    # What a page shows is the newest figure, even where its definition keeps it out of the comparison.
    newest = latest or (figures[-1] if figures else None)
    return {
        "unit": indicator.unit,
        **asdict(assessment),
        "shown": newest.value if newest else None,
        "shown_period": newest.period if newest else None,
        "shown_qualifier": newest.qualifier if newest else None,
        "shown_source": newest.source if newest else None,
        "qualifier": latest.qualifier if latest else None,
        "baseline_qualifier": baseline.qualifier if baseline else None,
        "compared_qualifier": compared.qualifier if compared else None,
    }


def targets_of(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    region: str,
    sector: str,
    known_on: datetime.date | None = None,
) -> list[CardTarget]:
    """The official targets of a series that were known when the edition was made, or on another day.

    Known is a target whose document had certainly been published by then, not only one that had been set.
    """
    day = known_on or edition.card.day
    return [
        target
        for target in indicator.targets
        if sector == indicator.sector
        and target.region == region
        and max(_at_the_latest(target.since), _at_the_latest(plan.sources[target.source].date)) <= day
    ]


def _at_the_latest(date: str) -> datetime.date:
    return datetime.date.fromisoformat(date) if len(date) == 10 else last_day(date)


def assessed(
    plan: Plan, edition: Edition, indicator: Indicator, rows: Columns | None, targets: Sequence[CardTarget]
) -> Assessment:
    """The arithmetic of one series against these targets; `rows` as in `standing`."""
    columns = ("period", "value", "flag")
    return assess(
        Series(*(() if rows is None else tuple(rows[column]) for column in columns)),
        direction=indicator.direction,
        accumulation=indicator.accumulation,
        frequency=indicator.frequency,
        baseline_period=plan.head.baseline_period,
        as_of=edition.card.as_of[:7],
        targets=tuple(Target(target.period, target.value, target.baseline_period, None) for target in targets),
        thresholds=plan.head.thresholds.as_measured(),
    )


def _computed(given: pd.DataFrame, indicator: Indicator, plan: Plan) -> pd.DataFrame:
    on = ["region", "sector", "period"]
    top = given[given["indicator"] == indicator.numerator]
    bottom = given[given["indicator"] == indicator.denominator]
    both = top.merge(bottom, on=on, suffixes=("", "_bottom"))
    factor = 100.0 if indicator.unit == PERCENT else 1.0
    values = [ratio_of_sums([a], [b])[0] for a, b in zip(both["value"], both["value_bottom"], strict=True)]
    both["value"] = [None if value is None else value * factor for value in values]
    both["indicator"], both["unit"] = indicator.id, indicator.unit
    both["flag"] = [_weaker(a, b) for a, b in zip(both["flag"], both["flag_bottom"], strict=True)]
    both["qualifier"] = [
        "exact" if {a, b} == {"exact"} else "about"
        for a, b in zip(both["qualifier"], both["qualifier_bottom"], strict=True)
    ]
    both["source"] = [
        " ".join(dict.fromkeys([a, b])) for a, b in zip(both["source"], both["source_bottom"], strict=True)
    ]
    both = both.assign(published_value=float("nan"), published_unit="", note_zh="", note_en="")
    return both[both["value"].notna()][list(given.columns)].astype({"value": float})


def _weaker(one: str, other: str) -> str:
    order = ["B", "D", "U", "P", "E", "A"]
    return min((one, other), key=lambda flag: order.index(flag) if flag in order else -1)


def _place(plan: Plan, headline: tuple[str, str, str]):
    regions = {region.region: place for place, region in enumerate(plan.regions)}
    sectors = {sector.sector: place for place, sector in enumerate(plan.sectors)}
    return lambda key: (key != headline, regions[key[1]], sectors[key[2]])
