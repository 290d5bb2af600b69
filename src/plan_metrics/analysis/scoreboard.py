"""Plan x edition -> one tidy frame: where each indicator stands, in each region and breakdown that has a figure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import pandas as pd

from plan_metrics.analysis.aims import aims, judged_by_series
from plan_metrics.analysis.judgement import judgement
from plan_metrics.edition.models import Edition, is_note
from plan_metrics.measure.assess import Assessment, Series, assess
from plan_metrics.measure.number import known
from plan_metrics.measure.periods import decimal_year
from plan_metrics.measure.rollup import ratio_of_sums
from plan_metrics.measure.spans import Span, ratio
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.verdict_rules import MethodThresholds
from plan_metrics.rows import FIGURE, SeriesColumns, SeriesStatusRow, by_column, cells_of, grouped, series_columns

KEY = ["indicator", "region", "breakdown"]
PERCENT = "percent"


def observations(plan: Plan, edition: Edition) -> pd.DataFrame:
    """The edition's observations and those computed from them, with the action of each.

    Shape: one row per indicator, region, breakdown and period, in the order of the plan. A computed
    indicator has a value only where numerator and denominator both have one for the same region, breakdown
    and period; its flag is the weaker of the two, its source names both, and it may stand for every quotient
    of what the two may stand for.
    """
    given = edition.observations
    computed = [_computed(given, indicator) for _, indicator in plan.indicators() if indicator.computed]
    frame = pd.concat([given, *[part for part in computed if len(part)]], ignore_index=True)
    order = {indicator.id: index for index, (_, indicator) in enumerate(plan.indicators())}
    actions = {indicator.id: action.id for action, indicator in plan.indicators()}
    (names, indicators), (regions, _), (breakdowns, _), (periods, times) = (
        pd.factorize(frame[name], sort=True) for name in (*KEY, "period")
    )
    ends = np.array([decimal_year(period) for period in times])[periods]
    ordinals = np.array([order.get(name, len(order)) for name in indicators])[names]
    frame.insert(0, "action", pd.Series(map(actions.get, indicators), dtype="str").take(names).array)
    in_order = np.lexsort((periods, ends, breakdowns, regions, ordinals))
    return frame.take(in_order).reset_index(drop=True)


def with_edition(plan: Plan, frame: pd.DataFrame, edition: Edition, older: Sequence[Edition]) -> pd.DataFrame:
    """The observations with the column `edition`: the first from which on a figure has stood unchanged.

    `older` are the editions before, the newest first. A computed figure came with the later of its two parts.
    """
    by = [*KEY, "period"]
    keys = list(zip(*(edition.observations[name] for name in by), strict=True))
    values = dict(zip(keys, edition.observations["value"], strict=True))
    came = dict.fromkeys(keys, edition.card.id)
    for each in older:
        seen = each.observations
        known = dict(zip(zip(*(seen[name] for name in by), strict=True), seen["value"], strict=True))
        for key in [key for key in values if known.get(key) != values[key]]:
            del values[key]
        came |= dict.fromkeys(values, each.card.id)
    parts = {each.id: (each.numerator, each.denominator) for _, each in plan.indicators() if each.computed}
    found = [
        max(came[(part, *key[1:])] for part in parts[key[0]]) if key[0] in parts else came[key]
        for key in zip(*(frame[name] for name in by), strict=True)
    ]
    return frame.assign(edition=found)


def scoreboard(
    plan: Plan,
    edition: Edition,
    known_on: datetime.date | None = None,
    *,
    as_published: bool = False,
    rows: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Where every indicator stands; targets count if they were known on the edition's day, or on `known_on`.

    Shape: one row per indicator, region and breakdown that has an observation, and one headline row per
    indicator (the whole, in the card's breakdown) even where nothing was published. Columns: action, the
    key, `headline`, `unit`, the fields of `Assessment` and of `Judgement` (whose `status` and `reason` count), and
    source and qualifier of the values it rests on. A number that is not known is None, never a stand-in.
    `as_published`: for an edition of the first model, `status` and `reason` are those that it was published with.
    `rows`: the `observations` of the edition, where they were made already.
    """
    first = edition.card.thresholds if as_published else None
    if first:
        thresholds = plan.head.thresholds.model_copy(
            update=first.model_dump(include=set(MethodThresholds.model_fields))
        )
        plan = plan.model_copy(update={"head": plan.head.model_copy(update={"thresholds": thresholds})})
    groups = _by_series(observations(plan, edition) if rows is None else rows)
    made = []
    for action, indicator in plan.indicators():
        headline = (plan.head.whole, indicator.breakdown)
        own = groups.get(indicator.id, {})
        known = _targets(plan, edition, indicator, known_on)
        for place in sorted({*own, headline}, key=_place(plan, headline)):
            about = {"action": action.id, **dict(zip(KEY, (indicator.id, *place), strict=True))}
            aimed = known.get(place, [])
            found = series_status(plan, edition, indicator, own.get(place), aimed, first_model=first is not None)
            made.append({**about, "headline": place == headline, **found})
    cells = [tuple(row.values()) for row in made]
    return pd.DataFrame(cells, columns=[*made[0]] if made else None, dtype=object)  # not numbers: None is never NaN


def series_of(frame: pd.DataFrame, indicator: str, region: str, breakdown: str) -> SeriesColumns:
    """The observations of one series by column, in the order of the frame; empty where there are none."""
    return series_columns(frame, indicator=indicator, region=region, breakdown=breakdown)


def _by_series(frame: pd.DataFrame) -> dict[str, dict[tuple[str, str], SeriesColumns]]:
    """The columns of each series by indicator, and by region and breakdown; `frame` is ordered as `observations`."""
    # A frame for each of a thousand series would cost more than all that is computed from them.
    columns = {name: tuple(cells_of(frame[name])) for name in FIGURE}
    keys = frame[KEY]
    starts = np.flatnonzero(np.any([np.diff(pd.factorize(keys[name])[0], prepend=-1) for name in KEY], axis=0))
    groups: dict[str, dict[tuple[str, str], SeriesColumns]] = {}
    firsts = keys.iloc[starts].itertuples(index=False, name=None)
    for (name, *place), begin, end in zip(firsts, starts, [*starts, len(frame)][1:], strict=True):
        own = {name: column[begin:end] for name, column in columns.items()}
        groups.setdefault(name, {})[tuple(place)] = cast("SeriesColumns", own)
    return groups


def series_status(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    rows: SeriesColumns | None,
    targets: Sequence[Target],
    *,
    first_model: bool = False,
) -> SeriesStatusRow:
    """Where one series stands: the fields of `Assessment` and `Judgement`, and where its values come from.

    `rows` are the observations of the series by column (`FIGURE`); None where nothing was published.
    """
    columns = by_column([]) if rows is None else rows
    assessment = assessed(plan, edition, indicator, columns, targets)
    found = judgement(plan, edition, indicator, columns, assessment, targets)
    places: dict[str | None, int] = {period: place for place, period in enumerate(columns["period"])}
    latest, baseline, compared = (
        places.get(period) for period in (assessment.latest, assessment.baseline_period, assessment.compared_period)
    )
    # What a page shows is the newest figure, even where its definition keeps it out of the comparison.
    newest = len(places) - 1 if latest is None and places else latest
    row: dict[str, object] = {
        "unit": indicator.unit,
        **vars(assessment),
        **found,
        **({"status": assessment.status, "reason": assessment.reason} if first_model else {}),
        "shown": _at(columns["value"], newest),
        "shown_period": _at(columns["period"], newest),
        "shown_qualifier": _at(columns["qualifier"], newest),
        "shown_source": _at(columns["source"], newest),
        "qualifier": _at(columns["qualifier"], latest),
        "baseline_qualifier": _at(columns["qualifier"], baseline),
        "compared_qualifier": _at(columns["qualifier"], compared),
    }
    return cast("SeriesStatusRow", row)


def _at(cells: Sequence[object], place: int | None) -> object:
    return None if place is None else cells[place]


def targets_of(
    plan: Plan,
    edition: Edition,
    indicator: Indicator,
    region: str,
    breakdown: str,
    known_on: datetime.date | None = None,
) -> list[Target]:
    """The official targets of a series that were in force when the edition was made, or on another day."""
    return _targets(plan, edition, indicator, known_on).get((region, breakdown), [])


def _targets(
    plan: Plan, edition: Edition, indicator: Indicator, known_on: datetime.date | None
) -> dict[tuple[str, str], list[Target]]:
    judged = judged_by_series(plan, indicator.id, known_on or edition.card.day)
    return grouped(judged, lambda target: (target.region, target.breakdown))


def assessed(
    plan: Plan, edition: Edition, indicator: Indicator, rows: SeriesColumns, targets: Sequence[Target]
) -> Assessment:
    """The arithmetic of one series against these targets; `rows` as in `series_status`."""
    return assess(
        Series(tuple(rows["period"]), tuple(rows["value"]), tuple(rows["flag"])),
        direction="decrease" if indicator.direction == "decrease" else "increase",
        accumulation=indicator.accumulation,
        frequency=indicator.frequency,
        baseline_period=plan.head.baseline_period,
        as_of=edition.card.as_of[:7],
        targets=tuple(each.measured for each in aims(plan, indicator, rows, targets, edition.card.day)),
        thresholds=plan.head.thresholds.as_measured(),
    )


def _computed(given: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    on = ["region", "breakdown", "period"]
    top = given[given["indicator"] == indicator.numerator]
    bottom = given[given["indicator"] == indicator.denominator]
    both = top.merge(bottom, on=on, suffixes=("", "_bottom"))
    factor = 100.0 if indicator.unit == PERCENT else 1.0
    values = [ratio_of_sums([a], [b])[0] for a, b in zip(both["value"], both["value_bottom"], strict=True)]
    ends = zip(both["low"], both["high"], both["low_bottom"], both["high_bottom"], strict=True)
    spans = [ratio(Span(a, b), Span(c, d), factor) for a, b, c, d in ends]
    both["value"] = [None if value is None else known(value * factor) for value in values]
    both["low"] = [each.low if each else None for each in spans]
    both["high"] = [each.high if each else None for each in spans]
    both["indicator"], both["unit"] = indicator.id, indicator.unit
    both["flag"] = [_weaker(a, b) for a, b in zip(both["flag"], both["flag_bottom"], strict=True)]
    both["qualifier"] = [
        "exact" if {a, b} == {"exact"} else "about"
        for a, b in zip(both["qualifier"], both["qualifier_bottom"], strict=True)
    ]
    both["source"] = [
        " ".join(dict.fromkeys([a, b])) for a, b in zip(both["source"], both["source_bottom"], strict=True)
    ]
    both = both.assign(sample_size=float("nan"), printed="", **dict.fromkeys(filter(is_note, map(str, both)), ""))
    kept = both[both["value"].notna() & both["low"].notna()]
    return kept[list(given.columns)].astype({"value": float, "low": float, "high": float})


def _weaker(one: str, other: str) -> str:
    order = ["B", "D", "U", "P", "E", "A"]
    return min((one, other), key=lambda flag: order.index(flag) if flag in order else -1)


def _place(plan: Plan, headline: tuple[str, str]) -> Callable[[tuple[str, ...]], tuple[bool, int, int]]:
    regions = {region.region: index for index, region in enumerate(plan.regions)}
    breakdowns = {breakdown.code: index for index, breakdown in enumerate(plan.breakdowns)}
    return lambda key: (key != headline, regions[key[0]], breakdowns[key[1]])
