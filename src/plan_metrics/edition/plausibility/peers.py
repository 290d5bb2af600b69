"""Figures of regions against the level of other regions, and rates against others of their kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import back, heads_of, labelled, near, numbered
from plan_metrics.edition.plausibility.spread import Spread, spread
from plan_metrics.plan.models import Plan


def peer_doubts(figures: pd.DataFrame, plan: Plan, kept: Collection[int] = ()) -> list[Doubt]:
    """Rules `unlike_peers`, `unlike_rates`, `unlike_unit`: the level of figures that have no other of their series.

    A series of two figures or more may be unlike all others for good, and its past says so. Tukey (1977), Exploratory
    Data Analysis: fences around the quartiles. Of figures `kept` nothing is told.
    """
    alone = ~figures["series"].duplicated(keep=False)
    alone[list(kept)] = False
    return [*_regions(figures, alone, plan), *_rates(figures, alone, plan), *_units(figures, alone, plan)]


def _regions(figures: pd.DataFrame, alone: pd.Series, plan: Plan) -> Iterator[Doubt]:
    """A region against others: one number for each, the median of its figures; for each inhabitant where steadier."""
    population = heads_of(plan)
    places = {region.region for region in plan.areas}
    own = figures[figures["region"].isin(places) & np.isfinite(figures["x"])]
    by = ["indicator", "breakdown", "length", "scale"]
    groups = numbered(own, by)
    own = own[np.bincount(groups)[groups] >= limits.PEERS_FROM]
    for _, rows in own.groupby(by, sort=True):
        others = rows["region"].nunique() - 1
        if others + 1 < limits.PEERS_FROM or not alone[rows.index].any():
            continue
        plain, heads = rows["x"], pd.Series(labelled(rows["region"], population), rows.index, dtype=float)
        level = plain - heads if rows["scale"].iloc[0] == "log" and heads.notna().all() else plain
        ways = [(spread(v.groupby(rows["region"]).median().to_numpy()), v) for v in (plain, level)]
        usual, level = min(ways, key=lambda way: way[0].down + way[0].up)
        yield from _off("unlike_peers", rows, level - usual.centre, usual, alone, others)


def _rates(figures: pd.DataFrame, alone: pd.Series, plan: Plan) -> Iterator[Doubt]:
    """A share against all of its kind: found in a sample or counted, and whether a rise or a fall is desired."""
    kinds = {card.id: f"{card.collection} {card.direction}" for _, card in plan.indicators()}
    rates = figures[(figures["scale"] == "logit") & np.isfinite(figures["x"])]
    for _, rows in rates.groupby(labelled(rates["indicator"], kinds), sort=True):
        if len(rows) >= limits.RATES_FROM:
            usual = spread(rows["x"].to_numpy())
            off = rows["x"] - usual.centre
            yield from _off("unlike_rates", rows, off, usual, alone, len(rows) - 1)


def _units(figures: pd.DataFrame, alone: pd.Series, plan: Plan) -> Iterator[Doubt]:
    """A figure of the whole against all of its unit: one number for each indicator, the median of its figures."""
    bases = {card.id: plan.units[card.unit].base for _, card in plan.indicators()}
    whole = plan.head.whole
    own = figures[(figures["scale"] == "log") & (figures["region"] == whole) & np.isfinite(figures["x"])]
    for _, rows in own.groupby(labelled(own["indicator"], bases), sort=True):
        others = rows["indicator"].nunique() - 1
        if others + 1 >= limits.PEERS_FROM and alone[rows.index].any():
            usual = spread(rows.groupby("indicator")["x"].median().to_numpy())
            yield from _off("unlike_unit", rows, rows["x"] - usual.centre, usual, alone, others)


def _off(
    rule: str, rows: pd.DataFrame, off: pd.Series, usual: Spread, alone: pd.Series, others: int
) -> Iterator[Doubt]:
    wide = np.hypot(np.where(off < 0, usual.down, usual.up), rows["blur"].to_numpy())
    times = np.abs(off.to_numpy()) / wide / limits.PEERS
    for k in np.flatnonzero((times > 1) & alone[rows.index].to_numpy()):
        likely = back(rows["x"].iloc[k] - off.iloc[k], rows["scale"].iloc[k])
        values = {"others": others, "times": f"{times[k] * limits.PEERS:.1f}", "likely": near(likely)}
        yield Doubt(rule, int(rows.index[int(k)]), float(times[k]), likely=likely, values=values)
