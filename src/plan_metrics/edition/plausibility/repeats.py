"""The same figure where chance would hardly put it, and columns of figures that stand in the wrong places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from plan_metrics.edition.known import shown
from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import heads_of, numbered
from plan_metrics.measure.spans import last_digits
from plan_metrics.plan.models import Plan

DENSITY = 0.3989  # of the standard normal distribution at its centre


def repeat_doubts(figures: pd.DataFrame, steps: pd.DataFrame) -> list[Doubt]:
    """Rules `carried_over` (the period before has the same figure) and `repeated_value` (another region or indicator).

    Told where the chance that any two of the column agree is below `REPEAT`: the worth of the last digit over the
    spread of what the figure could be, for each pair. 21 follows 21 often, 53,057 does not follow 53,057.
    """
    value, x = figures["value"].to_numpy(), figures["x"].to_numpy()
    worth = _worth(figures)
    found = []
    columns = numbered(steps, ["indicator", "breakdown", "from", "to"])
    sizes = np.bincount(columns)[columns]
    first, second = steps["a"].to_numpy(), steps["b"].to_numpy()
    same = value[first] == value[second]
    for a, b, wide, many in zip(first[same], second[same], steps["wide"][same], sizes[same], strict=True):
        chance = worth[b] * DENSITY / wide * max(1.0, many / limits.PERIODS_COLUMN)
        if chance < limits.REPEAT:
            values = {
                "other": figures["period"].iat[a],
                "line": int(figures["line"].to_numpy()[a]),
                "chance": f"{1 / chance:,.0f}",
            }
            found.append(Doubt("carried_over", int(b), limits.REPEAT / chance, (int(a),), values=values))
    same = figures[np.isfinite(x)]
    # Among n regions any two may agree; of one region's indicators few are of the same size at all.
    for by, kind in (
        (["indicator", "breakdown", "period"], "region"),
        (["region", "breakdown", "period"], "indicator"),
    ):
        groups = same[["value"]].assign(group=numbered(same, by, ordered=True))
        sizes = np.bincount(groups["group"])[groups["group"]]
        twins = groups[groups.duplicated(keep=False) & (sizes * (sizes - 1) * worth[same.index] < 1)]
        for _, own in twins.groupby(["group", "value"], sort=True):
            first, *rest = own.index
            many = sizes[same.index.get_loc(first)] if kind == "region" else 2
            chance = worth[first] * DENSITY * many * (many - 1) / 2 / limits.SPREAD_OF_REGIONS
            alike = figures["scale"].iat[first] == "log"
            if rest and alike and chance < limits.REPEAT:  # a share is alike no count, whose digits are worth less
                values = {
                    "other": ", ".join(str(figures[kind].iat[at]) for at in rest),
                    "line": int(figures["line"].to_numpy()[rest[0]]),
                    "chance": f"{1 / chance:,.0f}",
                }
                weight = limits.REPEAT / chance
                found.append(
                    Doubt("repeated_value", int(first), weight, tuple(map(int, rest)), kind=kind, values=values)
                )
    return [*found, *_periods(figures, worth)]


def _periods(figures: pd.DataFrame, worth: np.ndarray) -> Iterator[Doubt]:
    """Rule `repeated_value`: several figures of a period that are all those of another, which is not the one before."""
    counted = figures.loc[figures["scale"] == "log", ["indicator", "period", "series", "value", "end"]]
    twins = counted[counted.duplicated(["series", "value"], keep=False)]
    shared: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for _, own in twins.groupby(["series", "value"], sort=True):
        for a, b in combinations(own.sort_values("end").index.tolist(), 2):
            name, early, late = figures["indicator"].iat[a], figures["period"].iat[a], figures["period"].iat[b]
            shared[str(name), str(early), str(late)].append((a, b))
    sizes = counted.groupby(["indicator", "period"]).size()
    for (name, early, late), pairs in sorted(shared.items()):
        chance = float(np.prod([min(1.0, worth[b] * DENSITY / limits.USUAL_CHANGE) for _, b in pairs]))
        many = min(sizes[name, early], sizes[name, late])
        if len(pairs) < 2 or 2 * len(pairs) < many or chance >= limits.AGREE:
            continue
        first, *rest = (at for column in zip(*pairs, strict=True) for at in column)
        values = {"count": len(pairs), "period": late, "other": early, "chance": f"{1 / chance:,.0f}"}
        yield Doubt("repeated_value", first, limits.AGREE / chance, tuple(rest), kind="period", values=values)


def digit_doubts(figures: pd.DataFrame) -> Iterator[Doubt]:
    """Rule `finer_digits`: a figure far more exact than any other of its series, or a fraction among whole figures."""
    counted = figures[(figures["scale"] == "log") & (figures["value"] > 0)]
    digits = last_digits(counted["value"].to_numpy())
    told = set()
    numbers = counted["series"].to_numpy(), counted["indicator"].cat.codes.to_numpy()
    for series, whole in zip(numbers, (False, True), strict=True):
        order = np.lexsort((digits, series))  # the finest of a series first
        begin = np.flatnonzero(np.diff(series[order], prepend=-1))
        many = np.diff(begin, append=len(order))
        begin, many = begin[many >= limits.SERIES_FROM], many[many >= limits.SERIES_FROM]
        finest, others = digits[order[begin]], digits[order[begin + 1]]
        odd = (finest < 1) & (others >= 1) if whole else others >= limits.FINER * finest
        for first, coarse, count in zip(begin[odd], others[odd], many[odd], strict=True):
            k = order[first]
            if (at := int(counted.index[k])) not in told:
                told.add(at)
                values = {"digit": shown(digits[k]), "others": int(count) - 1, "coarse": shown(coarse)}
                yield Doubt("finer_digits", at, 1.0, values=values)


def _worth(figures: pd.DataFrame) -> np.ndarray:
    """What one unit of the last digit that is not 0 is worth, on the scale."""
    value = figures["value"].to_numpy()
    step = last_digits(value)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs, logits = step / np.abs(value), step / (value * (100 - value) / 100)
    worth: np.ndarray = np.nan_to_num(np.where(figures["scale"] == "logit", logits, logs), nan=1.0, posinf=1.0)
    return worth


def block_doubts(figures: pd.DataFrame, steps: pd.DataFrame, plan: Plan) -> list[Doubt]:
    """Rule `moved_column`: the regions of a period whose figures fit better one row up or down, or stand sorted.

    Compared with the figures of the same regions in the periods beside, else with their inhabitants.
    """
    population = heads_of(plan)
    places = {region.region for region in plan.areas}
    beside = _beside(figures, steps)
    region = figures["region"].cat
    heads = np.array([population.get(code, np.nan) for code in region.categories], dtype=float)[region.codes]
    x, counted = figures["x"].to_numpy(), (figures["scale"] == "log").to_numpy()
    rows = np.flatnonzero(figures["region"].isin(places) & np.isfinite(x))
    groups = numbered(figures.iloc[rows], ["indicator", "breakdown", "period"], ordered=True)
    order = np.argsort(groups, kind="stable")
    found: list[Doubt] = []
    for own in np.split(rows[order], np.cumsum(np.bincount(groups))[:-1]) if len(rows) else ():
        moved = _moved(x[own], beside[own], heads[own], counted=counted[own[0]])
        found += [_block(figures.iloc[own], *moved)] if moved else []
    return found


def _beside(figures: pd.DataFrame, steps: pd.DataFrame) -> np.ndarray:
    """The mean of the neighbours of each figure in its series, corrected by the usual change; NaN where it has none."""
    x = figures["x"].to_numpy()
    total, count = np.zeros(len(x)), np.zeros(len(x))
    a, b, expected = (steps[name].to_numpy() for name in ("a", "b", "expected"))
    np.add.at(total, b, x[a] + expected)
    np.add.at(count, b, 1)
    np.add.at(total, a, x[b] - expected)
    np.add.at(count, a, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / count


def _moved(x: np.ndarray, beside: np.ndarray, heads: np.ndarray, *, counted: bool) -> tuple[str, float, float] | None:
    """How the figures of a period were moved, and how far off they are as they stand and moved back."""
    past = np.isfinite(beside).sum() >= limits.BLOCK_FROM
    if not past and (not counted or len(x) < limits.PEERS_FROM or not np.isfinite(heads).all()):
        return None
    against, kind = (beside, "past") if past else (heads, "inhabitants")
    stays = _misfit(x, against)
    if stays <= limits.LEAST:
        return None
    for way, there, here in (("down", x[1:], against[:-1]), ("up", x[:-1], against[1:])):
        moved = _misfit(there, here)
        if stays > limits.BLOCK_GAIN * moved:
            return f"{kind} {way}", stays, moved
    ordered = (x[:-1] <= x[1:]).all() or (x[:-1] >= x[1:]).all()
    if past and ordered and len(np.unique(x)) > limits.BLOCK_FROM:
        return "sorted", stays, _misfit(np.sort(x), np.sort(against))
    return None


def _misfit(x: np.ndarray, against: np.ndarray) -> float:
    """The median distance, after what all have in common is taken away."""
    off = x - against
    off = off[np.isfinite(off)]
    return float(np.median(np.abs(off - np.median(off)))) if len(off) >= limits.BLOCK_FROM - 1 else np.inf


def _block(own: pd.DataFrame, kind: str, stays: float, moved: float) -> Doubt:
    first, *rest = map(int, own.index)
    values = {
        "count": len(own), "period": own["period"].iloc[0], "indicator": own["indicator"].iloc[0],
        "stays": f"{100 * np.expm1(min(stays, 20)):.3g}", "moved": f"{100 * np.expm1(moved):.3g}",
        "regions": ", ".join(own["region"].iloc[: limits.PLACES]),
    }  # fmt: skip
    return Doubt("moved_column", first, 10 * stays / max(moved, 0.01), tuple(rest), kind=kind, values=values)
