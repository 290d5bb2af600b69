"""The register of figures that were not used, beside figures that are suppressed: it must not repeat them.

Its region, breakdown and period are words of the source, so a number may stand there under any wording, and its reason
may say in words how far it is from the one that was kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from plan_metrics.measure.disclosure import CountRule, is_unsafe
from plan_metrics.measure.number import known
from plan_metrics.measure.periods import is_period
from plan_metrics.plan.models import Plan
from plan_metrics.plan.units import Unit
from plan_metrics.rows import register_rows


def not_telling(
    rejected: pd.DataFrame,
    plan: Plan,
    rule: CountRule,
    suppressed: Collection[tuple[str, ...]],
) -> pd.DataFrame:
    """The rows that may be published, and those without the figure that was kept.

    Left out: counts that the rule forbids; every row about an indicator of which a figure is suppressed, about a share
    or quotient of it, or about one that states the same fact; and, where anything is suppressed, every row about no
    indicator whose unit may be that of a suppressed count. `kept_value` is emptied where it is a count that the rule
    forbids, or where the indicator is none.
    """
    touched = {key[0] for key in suppressed}
    bases = {plan.units[plan.indicator(name).unit].base for name in touched}
    same = same_facts(plan)
    about = touched | {
        each.id
        for _, each in plan.indicators()
        if touched & {each.share_of, each.numerator, each.denominator, *same[each.id]}
    }
    kept, values = [], []
    for name, value, unit, other in zip(
        *(rejected[n] for n in ("indicator", "value", "unit", "kept_value")), strict=True
    ):
        found = _unit(plan, unit)
        counts = found is None or found.counts == "yes"
        factor = found.factor if found else 1.0
        own = plan.indicator(name).unit if name else ""
        own_counts = plan.units[own].counts == "yes" if own else counts
        telling = name in about or (not name and bool(touched) and (found is None or found.base in bases))
        small = counts and known(value) is not None and is_unsafe(value * factor, rule)
        kept.append(not telling and not small)
        tells = known(other) is not None and ((own_counts and is_unsafe(other, rule)) or (not name and bool(touched)))
        values.append(float("nan") if tells else other)
    said = rejected.assign(kept_value=pd.Series(values, index=rejected.index, dtype="float64"))
    return said[pd.Series(kept, index=rejected.index, dtype=bool)].reset_index(drop=True)


def cells_told(rejected: pd.DataFrame, plan: Plan) -> Iterator[tuple[tuple[str, str, str, str], float]]:
    """Each cell that a row names, in codes or names, with the count that was kept and the one that was not used."""
    regions, breakdowns = _named(plan)
    for row in register_rows(rejected):
        period = row["period"].removesuffix("年")
        if row["indicator"] and row["region"] in regions and row["breakdown"] in breakdowns and is_period(period):
            cell = (row["indicator"], regions[row["region"]], breakdowns[row["breakdown"]], period)
            unit = _unit(plan, row["unit"])
            if known(row["kept_value"]) is not None:
                yield cell, row["kept_value"]
            if unit is not None and unit.counts == "yes" and known(row["value"]) is not None:
                yield cell, row["value"] * unit.factor


def same_facts(plan: Plan) -> dict[str, set[str]]:
    """The indicators, and for each the counts whose fact it states in another form, at one remove or more.

    For a count there are none: what it says of another count is not on any card.
    """
    cards = {each.id: each for _, each in plan.indicators()}

    def first(name: str) -> str:
        while other := cards[name].repeats:
            name = other
        return name

    alike: dict[str, set[str]] = {}
    for name in cards:
        alike.setdefault(first(name), set()).add(name)
    counts = {name for name, card in cards.items() if plan.units[card.unit].counts == "yes"}
    return {name: set() if name in counts else alike[first(name)] & counts for name in cards}


def _unit(plan: Plan, words: str) -> Unit | None:
    """The unit of these words, as its code or in a language; None where the list does not know it."""
    named = (unit for unit in plan.units.values() if words in unit.title.values())
    return plan.units.get(words) or next(named, None)


def _named(plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    regions = {
        name: each.region for each in plan.regions for name in (each.region, *each.title.values(), *each.short.values())
    }
    breakdowns = {name: each.code for each in plan.breakdowns for name in (each.code, *each.title.values())}
    return regions, breakdowns
