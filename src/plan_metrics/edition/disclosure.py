"""What an edition withholds: counts so small that they tell on single persons or enterprises, and what betrays them.

On per edition, by the section `[disclosure]` of its card. It is applied while the edition is read, so that no page,
table or file that is made later ever holds a withheld number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from plan_metrics.edition.models import KEY, NOTES, NUMBERS, OBSERVATIONS_FILE, SPAN, Edition
from plan_metrics.errors import N_, Fault
from plan_metrics.measure.disclosure import WITHHELD, CountRule, release, unsafe_cells
from plan_metrics.measure.periods import period_kind
from plan_metrics.measure.recovery import Relation, relations_of
from plan_metrics.measure.suppression import protect
from plan_metrics.plan.models import Indicator, Plan

Cell = tuple[str, str, str, str]


def released(edition: Edition, plan: Plan) -> tuple[Edition, list[Fault]]:
    """The edition as it may be published, and a fault for each small count that nothing can protect.

    Withheld rows go to `missing` with the flag Q and without any number or note; low counts get the flag U. An
    edition without a rule stays as it is. Counts are the values of units that the plan calls counts.
    """
    card = edition.card.disclosure
    if card is None:
        return edition, []
    rule = CountRule(card.withheld_under, card.low_reliability_under, card.zeros_withheld)
    frame = edition.observations
    keys = list(zip(*(frame[name] for name in KEY), strict=True))
    counted = [plan.units[unit].counts == "yes" for unit in frame["unit"]]
    cells = {key: value for key, value, is_count in zip(keys, frame["value"], counted, strict=True) if is_count}
    unsafe = unsafe_cells(cells, rule)
    touched = {key[0] for key in unsafe}
    cells = {key: value for key, value in cells.items() if key[0] in touched}
    relations = [relation for name in sorted(touched) for relation in _relations(plan, name, cells)]
    rates = dict(_rates(plan, keys))
    found = protect(cells, relations, unsafe, rates)
    gone = {*found.withheld, *found.rates}
    hidden = pd.Series([key in gone for key in keys], index=frame.index, dtype=bool)
    marked = [
        release(value, value, flag, rule).flag if is_count and not key_hidden else flag
        for value, flag, is_count, key_hidden in zip(frame["value"], frame["flag"], counted, hidden, strict=True)
    ]
    kept = frame.assign(flag=pd.Series(marked, index=frame.index, dtype=frame["flag"].dtype))[~hidden]
    blank = {**dict.fromkeys((*NUMBERS, *SPAN), float("nan")), **dict.fromkeys((*NOTES, "printed"), "")}
    taken = frame[hidden].assign(**blank, flag=WITHHELD, qualifier="exact")
    rejected_keys = zip(*(edition.rejected[name] for name in KEY), strict=True)
    return (
        replace(
            edition,
            observations=kept.reset_index(drop=True),
            missing=pd.concat([edition.missing, taken]).sort_values(list(KEY), ignore_index=True),
            rejected=edition.rejected[[key not in gone for key in rejected_keys]].reset_index(drop=True),
            lines=tuple(line for line, is_hidden in zip(edition.lines, hidden, strict=True) if not is_hidden),
        ),
        [_exposed(key) for key in found.exposed],
    )


def _relations(plan: Plan, name: str, cells: dict[Cell, float]) -> Iterator[Relation]:
    """The sums in which the counts of an indicator stand, as far as its card says that they add up."""
    indicator = plan.indicator(name)
    keys = [key[1:] for key in cells if key[0] == name]
    trees = [
        _region_tree(plan) if indicator.aggregation.region == "sum" else [],
        _sector_tree(plan) if indicator.aggregation.sector == "sum" else [],
        _time_tree(indicator, {key[2] for key in keys}) if indicator.aggregation.time == "sum" else [],
    ]
    for total, parts in relations_of(keys, trees):
        yield (name, *total), tuple((name, *part) for part in parts)


def _region_tree(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    groups = [(region.region, tuple(region.members.split())) for region in plan.regions if region.members]
    return [(plan.head.whole, tuple(province.region for province in plan.provinces)), *groups]


def _sector_tree(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    parents = dict.fromkeys(sector.parent for sector in plan.sectors if sector.parent)
    return [(parent, tuple(s.sector for s in plan.sectors if s.parent == parent)) for parent in parents]


def _time_tree(indicator: Indicator, periods: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    forms = {
        "S": tuple(f"H{i}" for i in (1, 2)),
        "Q": tuple(f"Q{i}" for i in range(1, 5)),
        "M": tuple(f"{i:02d}" for i in range(1, 13)),
    }
    kinds = sorted({period_kind(period) for period in periods} & forms.keys())
    years = sorted({period[:4] for period in periods})
    return [(year, tuple(f"{year}-{part}" for part in forms[kind])) for year in years for kind in kinds]


def _rates(plan: Plan, keys: list[Cell]) -> Iterator[tuple[Cell, tuple[Cell, Cell]]]:
    """Published shares of a whole: with the whole beside it, a share gives its count away."""
    for name, region, sector, period in keys:
        of = plan.indicator(name).share_of
        if of:
            yield (name, region, sector, period), ((of, region, sector, period), (of, plan.head.whole, sector, period))


def _exposed(key: Cell) -> Fault:
    return Fault(
        rule="exposed_count",
        file=OBSERVATIONS_FILE,
        column=" ".join(key),
        found=N_("a small count that can be worked out from the other figures, whatever is withheld"),
        expected=N_("a count that withholding can protect"),
        fix=N_("Leave out the figures that add up to it, or the section [disclosure] of edition.toml."),
    )
