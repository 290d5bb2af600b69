"""Figures against the indicators beside them, such as certificates for each organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from plan_metrics.edition.known import shown
from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import back, near, numbered
from plan_metrics.edition.plausibility.spread import spread


def sibling_doubts(figures: pd.DataFrame) -> list[Doubt]:
    """Rule `unlike_siblings`: figures whose ratio to another indicator of the place and period is unlike the others'.

    Siblings are found in the data: counts that share `SIBLINGS_FROM` places and periods with a steady ratio. The ratio
    is weighed against all ratios of the pair and, where there is one, against that of the same region before (ratio
    edits: de Waal, Pannekoek and Scholtus, Handbook of Statistical Data Editing and Imputation, 2011, chapter 2). A
    figure with three siblings or more is doubted where half of them deny it, else with the one that does.
    """
    votes: dict[int, list[tuple[float, int, float, int]]] = defaultdict(list)
    x, blur, end = (figures[name].to_numpy() for name in ("x", "blur", "end"))
    place = numbered(figures, ["region", "breakdown", "length"])
    for a, b in _pairs(figures):
        ratio, vague = x[a] - x[b], np.hypot(blur[a], blur[b])
        usual = spread(ratio, floor=limits.RATIO_FLOOR)
        if max(usual.down, usual.up) > limits.ALIKE:
            continue
        times, likely = _times(ratio - usual.centre, usual.down, usual.up, vague), np.full(len(a), usual.centre)
        step, before = _own(place[a], end[a], ratio, vague)
        better = np.isfinite(step) & (np.isfinite(before))
        # What fits its own past is no mistake, however unlike the others the region is.
        times, likely = np.where(better, step, times), np.where(better, before, likely)
        told = (each.tolist() for each in (a, b, times, x[b] + likely, x[a] - likely))
        for at, other, off, of_one, of_the_other in zip(*told, strict=True):
            votes[at].append((off, other, of_one, len(a) - 1))
            votes[other].append((off, at, of_the_other, len(a) - 1))
    return list(_elected(figures, votes))


def _pairs(figures: pd.DataFrame) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For two indicators that share places and periods of a breakdown: the places of the figures of each.

    Breakdowns are apart: institutions that inspect vehicles have fewer staff each than others.
    """
    counted = figures[(figures["scale"] == "log") & np.isfinite(figures["x"])]
    for _, own in counted.groupby("breakdown", sort=True):
        where = numbered(own, ["region", "period"])
        names, kind = np.unique(own["indicator"].cat.codes, return_inverse=True)  # which are in the order of the texts
        table = np.full((len(names), where.max() + 1), -1)
        table[kind, where] = own.index
        there = (table >= 0).astype(np.float32)
        for i, j in np.argwhere(np.triu(there @ there.T >= limits.SIBLINGS_FROM, 1)):
            both = (table[i] >= 0) & (table[j] >= 0)
            yield table[i][both], table[j][both]


def _own(own: np.ndarray, end: np.ndarray, ratio: np.ndarray, vague: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far each ratio is off the one before it (or after) in its place, and that ratio; NaN where there is none."""
    order = np.lexsort((end, own))
    first, second = order[:-1], order[1:]
    same = own[first] == own[second]
    first, second = first[same], second[same]
    step, before = np.full(len(own), np.nan), np.full(len(own), np.nan)
    if len(first) < limits.SIBLINGS_FROM:
        return step, before
    usual = spread(ratio[second] - ratio[first], floor=limits.RATIO_FLOOR)
    change = ratio[second] - ratio[first] - usual.centre
    times = _times(change, usual.down, usual.up, np.hypot(vague[first], vague[second]))
    # The step into a figure and the one out of it: the smaller counts, for the larger may be its neighbour's.
    smallest: dict[int, tuple[float, int]] = {}
    for i, j, off in zip(first.tolist(), second.tolist(), times.tolist(), strict=True):
        for at, other in ((j, i), (i, j)):
            if at not in smallest or not smallest[at][0] <= off:
                smallest[at] = off, other
    at = list(smallest)
    step[at], before[at] = [off for off, _ in smallest.values()], ratio[[other for _, other in smallest.values()]]
    return step, before


def _times(off: np.ndarray, down: float, up: float, vague: np.ndarray) -> np.ndarray:
    wide = np.hypot(np.where(off < 0, down, up), vague)
    return np.where(np.abs(off) < limits.LEAST, 0.0, np.abs(off) / wide / limits.SIBLINGS)


def _elected(figures: pd.DataFrame, votes: Mapping[int, list[tuple[float, int, float, int]]]) -> Iterator[Doubt]:
    told = set()
    for at, own in sorted(votes.items()):
        own = sorted(own, key=lambda vote: (-vote[0], vote[1]))
        times, other, expected, ratios = own[0] if len(own) < 3 else own[(len(own) - 1) // 2]
        if times <= 1 or (len(own) < 3 and frozenset((at, other)) in told):
            continue
        told.add(frozenset((at, other)))
        values = {
            "other": figures["indicator"].iat[other],
            "line": int(figures["line"].to_numpy()[other]),
            "beside": shown(figures["value"].to_numpy()[other]),
            "times": f"{times * limits.SIBLINGS:.1f}",
            "others": ratios,
            "likely": near(back(expected, "log")),
        }
        beside = (other,) if len(own) < 3 else ()
        yield Doubt("unlike_siblings", at, float(times), beside, back(expected, "log"), values=values)
