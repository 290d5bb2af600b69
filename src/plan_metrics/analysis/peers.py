"""What can stand side by side: series that several places have, figures per inhabitant, and peers in size.

Nothing here ranks. Peers are regions near in published size: inhabitants and regional product.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import hypot, log

import numpy as np
import pandas as pd
import scipy

from plan_metrics.analysis.regional import population
from plan_metrics.plan.models import Indicator, Plan

PEERS = 3  # how many peers are shown
ROUNDED = 1e-9  # how far two equal distances may be apart in floats
LEAST = 2  # places that must have a figure before there is anything to compare
TOGETHER = 1_000  # rows that a page of comparisons has at most
PORTION = 200  # rows of each page that stands for it where there are more
MOST = 400  # rows of a table of one figure there


@dataclass(frozen=True)
class Size:
    """The published size of a region: inhabitants (persons) and regional product (yuan)."""

    population: int
    product: float


@dataclass(frozen=True)
class Peer:
    """A peer of a region: how many times its inhabitants and its product, and how far that is from equal."""

    region: str
    population: float
    product: float
    distance: float


def all_sizes(plan: Plan) -> dict[str, Size]:
    """The published size of every area that has one; each row of the population is looked at once."""
    newest = {row.region: row.population for row in sorted(plan.population, key=lambda row: row.period)}
    return {
        each.region: Size(newest[each.region], each.product)
        for each in plan.areas
        if each.region in newest and each.product
    }


def nearest(plan: Plan, known: Mapping[str, Size], n: int = PEERS) -> dict[str, tuple[Peer, ...]]:
    """Of each area in `known` the `n` areas there that are nearest to it in size, the nearest first.

    Nearness is the straight line on a logarithmic scale of inhabitants and of product, so that twice as large and
    half as large are equally far, and yuan count as much as persons. Of two equally far the smaller code comes first.
    Areas are of the same level. Only those close by are looked at, by a tree of places: n log n for all of them.
    """
    levels: dict[str, list[str]] = {}
    for region in known:
        levels.setdefault(plan.region(region).level, []).append(region)
    found: dict[str, tuple[Peer, ...]] = {}
    for codes in levels.values():
        points = np.log([[known[code].population, known[code].product] for code in codes])
        tree = scipy.spatial.cKDTree(points)
        far = tree.query(points, k=[min(n + 1, len(codes))])[0][:, 0]  # the first of all is the area itself
        close = tree.query_ball_point(points, far * (1 + ROUNDED) + ROUNDED)
        for code, places in zip(codes, close, strict=True):
            found[code] = _nearest(known, code, [codes[place] for place in places], n)
    return found


def _nearest(known: Mapping[str, Size], region: str, others: Iterable[str], n: int) -> tuple[Peer, ...]:
    own = known[region]
    ratios = (
        (other, known[other].population / own.population, known[other].product / own.product)
        for other in others
        if other != region
    )
    found = nsmallest(n, ((hypot(log(heads), log(product)), other, heads, product) for other, heads, product in ratios))
    return tuple(Peer(other, heads, product, distance) for distance, other, heads, product in found)


def of_regions(plan: Plan, scoreboard: pd.DataFrame, regions: Collection[str]) -> pd.DataFrame:
    """The rows of a scoreboard with a figure that two of these regions or more have, by their column `place`.

    Rows are of the same indicator and breakdown, and of the whole beside them. In the order of the scoreboard.
    """
    whole = plan.head.whole
    places = {region: region for region in (*regions, whole)}
    return _shared(scoreboard, "region", places, ["indicator", "breakdown"], {whole})


def of_breakdowns(plan: Plan, scoreboard: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """The rows with a figure for the whole that two paged breakdowns of a dimension have, by column `place`.

    A figure for a part of a breakdown stands in the place of the breakdown and keeps its own `breakdown`.
    """
    places = {part: breakdown.code for breakdown in plan.paged_of(dimension) for part in plan.within(breakdown.code)}
    rows = scoreboard[scoreboard["region"] == plan.head.whole]
    return _shared(rows, "breakdown", places, ["indicator"], set())


def _shared(rows: pd.DataFrame, column: str, places: dict[str, str], key: list[str], apart: set[str]) -> pd.DataFrame:
    rows = rows.assign(place=rows[column].map(places))
    rows = rows[rows["place"].notna() & (rows["reason"] != "no_figure")]
    counted = rows.assign(counted=rows["place"].where(~rows["place"].isin(apart)))
    return rows[counted.groupby(key, sort=False)["counted"].transform("nunique") >= LEAST].reset_index(drop=True)


def portions(rows: pd.DataFrame, table: list[str]) -> dict[str, pd.DataFrame]:
    """The rows of a comparison in portions, of a page each: by the id of an action, with a number from its second on.

    Rows that agree in the columns `table` stay together unless they are more than `MOST`. None of rows that one page
    holds.
    """
    found: dict[str, pd.DataFrame] = {}
    for action, own in rows.groupby("action", sort=False) if len(rows) > TOGETHER else ():
        pages: list[list[pd.DataFrame]] = []
        for _, whole in own.groupby(table, sort=False):
            for piece in np.array_split(np.arange(len(whole)), -(-len(whole) // MOST)):
                if not pages or sum(map(len, pages[-1])) + len(piece) > PORTION:
                    pages.append([])
                pages[-1].append(whole.iloc[piece])
        for number, page in enumerate(pages, 1):
            found[f"{action}/{number}" if number > 1 else str(action)] = pd.concat(page, ignore_index=True)
    return found


def per_head(plan: Plan, indicator: Indicator, region: str, period: str, value: float) -> float | None:
    """A value over the inhabitants of its region at the end of the last year by then.

    None where the indicator does not add up over regions, counts from a start on, or the inhabitants are not known.
    """
    if indicator.aggregation.region != "sum" or indicator.accumulation not in ("stock", "flow"):
        return None
    heads = population(plan, region, period)
    return value / heads if heads else None
