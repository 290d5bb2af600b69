"""What cannot be: parts above their whole, totals that fall, shares that their counts deny.

Balance edits in the sense of de Waal, Pannekoek and Scholtus (2011), chapter 3; rounding and bounds are kept (`low`,
`high` of a figure), so that a part is only told when nothing that both may stand for fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import OWN_DEFINITION, near, numbered
from plan_metrics.measure.periods import end_month, period_kind, start_month
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.dimensions import divisions
from plan_metrics.plan.models import Plan

IMPOSSIBLE = 10.0  # the weight of what cannot be, at least
COUNTED = ("stock", "flow", "cumulative")
KEY = ["indicator", "region", "breakdown", "period"]
Key = tuple[str, str, str, str]
Numbers = Sequence[float]
Family = tuple[str, int, list[int], bool, bool]  # what divides a figure, its place, its parts, all of them, apart


class Places(Mapping[Key, int]):
    """The place of each figure by its key; what is asked about an indicator, breakdown and period is prepared once."""

    def __init__(self, figures: pd.DataFrame):
        self.codes = [figures[name].cat.codes.to_numpy() for name in KEY]
        self.cells = [figures[name].cat.categories.to_numpy(dtype=object) for name in KEY]
        together: Any = figures.groupby(["indicator", "breakdown", "period"], sort=False).indices
        self.together: dict[tuple[str, str, str], np.ndarray] = together
        self.opened: dict[tuple[str, str, str], dict[str, int]] = {}

    def __getitem__(self, key: Key) -> int:
        name, region, breakdown, period = key
        return self.regions(name, breakdown, period)[region]

    def __iter__(self) -> Iterator[Key]:
        return (key for key, _ in self.some(np.ones(len(self), dtype=bool)))

    def __len__(self) -> int:
        return len(self.codes[0])

    def regions(self, name: str, breakdown: str, period: str) -> Mapping[str, int]:
        """The places of the figures of an indicator, a breakdown and a period, by region."""
        wanted = name, breakdown, period
        if wanted not in self.opened:
            places = self.together.get(wanted, np.zeros(0, dtype=int))
            self.opened[wanted] = dict(zip(self._cells(1, places), places.tolist(), strict=True))
        return self.opened[wanted]

    def some(self, where: np.ndarray) -> Iterator[tuple[Key, int]]:
        """Key and place of the figures that are marked."""
        places = np.flatnonzero(where)
        keys = zip(*(self._cells(column, places) for column in range(len(KEY))), strict=True)
        return zip(keys, places.tolist(), strict=True)

    def _cells(self, column: int, places: np.ndarray) -> list[str]:
        cells: list[str] = self.cells[column][self.codes[column][places]].tolist()
        return cells


def whole_doubts(figures: pd.DataFrame, spans: pd.DataFrame, plan: Plan) -> list[Doubt]:
    """All doubts of this module. `spans` has `low` and `high` of each figure, by place."""
    place = Places(figures)
    low, high = spans["low"].tolist(), spans["high"].tolist()
    found = [
        *_parts(figures, low, high, _families(figures, place, plan)),
        *_above_any(figures, low, high, place, plan),
        *_falls(figures, spans),
        *_numerators(figures, low, high, place, plan),
        *_shares(figures, place, plan),
        *_signs(figures),
        *_zeros(figures),
    ]
    return found


def _families(figures: pd.DataFrame, place: Places, plan: Plan) -> Iterator[Family]:
    """For each figure with parts: what divides it, its place, those of its parts, whether they are all, and apart."""
    cards = {card.id: card for _, card in plan.indicators()}
    whole = plan.head.whole
    made_up = {period: plan.tree.sums(period, "last") for period in figures["period"].unique()}
    changing = {period for period in made_up if plan.tree.changes_in(period)}
    dividing = {above for sums in made_up.values() for above in sums}
    below = {TOTAL: [s.code for s in plan.breakdowns if s.code != TOTAL]}  # all of them, however deep
    by_dimension: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for of, divides, into in divisions(plan.breakdowns):
        below[divides] = below[TOTAL] if divides == TOTAL else [*below.get(divides, []), *into]
        by_dimension.setdefault(divides, []).append((of, into))
    adding = {each.id for each in plan.head.dimensions if each.adds_up}
    region = figures["region"]
    is_sum = figures["indicator"].isin([name for name, card in cards.items() if card.aggregation.region == "sum"])
    in_parts = figures["indicator"].isin(figures["indicator"][figures["breakdown"] != TOTAL].unique())
    series = figures.drop_duplicates("series")
    mixed = figures["series"].isin(series["series"][series.duplicated(KEY[:3], keep=False)])  # periods within others
    counted = figures["kind"].isin(COUNTED)
    inner: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (*key, period), _ in place.some(mixed.to_numpy()):
        inner[tuple(key)].append(period)
    may_have = counted & (
        (is_sum & region.isin(list(dividing))) | (in_parts & figures["breakdown"].isin(list(below))) | mixed
    )
    for (name, region, breakdown, period), at in place.some(may_have.to_numpy()):
        card = cards[name]
        members = made_up[period]
        if region in members and card.aggregation.region == "sum":
            beside = place.regions(name, breakdown, period)
            parts = [beside[member] for member in members[region] if member in beside]
            complete = len(parts) == len(members[region]) and period not in changing
            yield "region", at, parts, complete, True
            if region == whole:  # groups overlap each other: each is weighed for itself
                yield "region", at, [beside[g] for g in members if g in beside and g != whole], False, False
        if breakdown in below:
            keys = ((name, region, s, period) for s in below[breakdown] if s != card.breakdown)
            yield "breakdown", at, [place[key] for key in keys if key in place], False, False
        for of, into in by_dimension.get(breakdown, []) if card.aggregation.breakdown == "sum" else []:
            if of in adding:
                parts = [place[key] for s in into if (key := (name, region, s, period)) in place]
                yield "breakdown", at, parts, len(parts) == len(into), True
        if card.accumulation == "flow" and card.aggregation.time == "sum" and period_kind(period) != "M":
            inside = [p for p in inner[name, region, breakdown] if _within(p, period)]
            for kind in {period_kind(p) for p in inside}:
                own = sorted((p for p in inside if period_kind(p) == kind), key=end_month)
                if all(end_month(one) <= start_month(other) for one, other in pairwise(own)):
                    parts = [place[name, region, breakdown, p] for p in own]
                    yield "time", at, parts, sum(map(_length, own)) == _length(period), True


def _within(inner: str, outer: str) -> bool:
    return inner != outer and start_month(outer) <= start_month(inner) and end_month(inner) <= end_month(outer)


def _length(period: str) -> int:
    return end_month(period) - start_month(period)


def _parts(figures: pd.DataFrame, low: Numbers, high: Numbers, families: Iterable[Family]) -> Iterator[Doubt]:
    """Rules `part_above_whole`, `parts_above_whole` and `parts_below_whole`."""
    value, own = figures["value"].tolist(), (figures["flag"] == OWN_DEFINITION).tolist()
    for kind, at, parts, complete, apart in families:
        parts = [part for part in parts if own[part] == own[at]]
        if not parts:
            continue
        too_large = [part for part in parts if low[part] > high[at]]
        for part in too_large:
            yield Doubt(
                "part_above_whole", part, IMPOSSIBLE * low[part] / max(high[at], 1e-9), (at,), kind=kind,
                values=_beside(figures, at) | {"ratio": near(value[part] / max(value[at], 1e-9))},
            )  # fmt: skip
        if kind == "time" and not complete:
            for part in parts:
                if value[part] == value[at] and value[at] > 0:
                    yield Doubt("part_is_whole", at, IMPOSSIBLE, (part,), values=_beside(figures, part))
        if not apart or len(parts) < 2 or too_large:
            continue
        least, most, total = sum(low[p] for p in parts), sum(high[p] for p in parts), sum(value[p] for p in parts)
        ratio = total / max(value[at], 1e-9)
        values = {"sum": near(total), "count": len(parts), "ratio": f"{ratio:.3g}"}
        if least > high[at] * (1 + limits.PARTS_OVER):
            yield Doubt(
                "parts_above_whole", at, IMPOSSIBLE * ratio, tuple(parts), likely=total if complete else None,
                kind=kind, values=values,
            )  # fmt: skip
        elif complete and most < low[at] * (1 - limits.PARTS_SHORT):
            yield Doubt("parts_below_whole", at, IMPOSSIBLE / ratio, tuple(parts), total, kind, values)


def _above_any(figures: pd.DataFrame, low: Numbers, high: Numbers, place: Places, plan: Plan) -> Iterator[Doubt]:
    """Rule `part_above_whole` where the whole has no figure of that period: above the whole's figure of any period."""
    cards = {card.id: card for _, card in plan.indicators()}
    whole = plan.head.whole
    lengths, of_whole = figures["length"].tolist(), (figures["region"] == whole).to_numpy()
    highest: dict[tuple[str, str, int], int] = {}
    for (name, _, breakdown, _), at in place.some(of_whole):
        key = name, breakdown, lengths[at]
        if key not in highest or high[at] > high[highest[key]]:
            highest[key] = at
    found: list[tuple[int, int]] = []
    for (name, breakdown, _), places in place.together.items():
        card, top = cards[name], highest.get((name, breakdown, lengths[places[0]]))
        if top is None or card.accumulation not in COUNTED or card.aggregation.region != "sum":
            continue
        if not of_whole[places].any():
            found += [(at, top) for at in places.tolist() if low[at] > high[top]]
    for at, top in sorted(found):
        values = _beside(figures, top) | {"ratio": near(low[at] / max(high[top], 1e-9))}
        yield Doubt("part_above_whole", at, IMPOSSIBLE, (top,), kind="region", values=values)


def _falls(figures: pd.DataFrame, spans: pd.DataFrame) -> Iterator[Doubt]:
    """Rule `total_falls`: a total since a start that is lower than one before."""
    rows = figures[figures["kind"] == "cumulative"].sort_values(["indicator", "region", "breakdown", "end", "period"])
    flag, series = rows["flag"], numbered(rows, ["indicator", "region", "breakdown"])
    at, low, high = rows.index.to_numpy(), spans["low"].to_numpy(), spans["high"].to_numpy()
    falls = (series[:-1] == series[1:]) & (high[at[1:]] < low[at[:-1]])
    for a, b in zip(at[:-1][falls].tolist(), at[1:][falls].tolist(), strict=True):
        if flag[b] not in ("B", OWN_DEFINITION) and flag[a] != OWN_DEFINITION:
            weight = IMPOSSIBLE * float(low[a]) / max(float(high[b]), 1e-9)
            yield Doubt("total_falls", b, weight, (a,), values=_beside(figures, a))


def _numerators(figures: pd.DataFrame, low: Numbers, high: Numbers, place: Places, plan: Plan) -> Iterator[Doubt]:
    """Rule `numerator_above_denominator`: of indicators that are a share of two others."""
    for _, card in plan.indicators():
        if card.denominator is None or card.unit != "percent":
            continue
        for (_, region, breakdown, period), at in place.some((figures["indicator"] == card.numerator).to_numpy()):
            below = place.get((card.denominator, region, breakdown, period))
            if below is not None and low[at] > high[below]:
                values = _beside(figures, below) | {"other": card.denominator, "share": card.id}
                yield Doubt("numerator_above_denominator", at, IMPOSSIBLE, (below,), values=values)


def _shares(figures: pd.DataFrame, place: Places, plan: Plan) -> Iterator[Doubt]:
    """Rule `share_unlike_counts`: a share of the whole where the counts of region and whole are there to divide."""
    cards = {card.id: card for _, card in plan.indicators()}
    whole = plan.head.whole
    value = figures["value"].tolist()
    shares = {name: card.share_of for name, card in cards.items() if card.share_of}
    for (name, region, breakdown, period), at in place.some(figures["indicator"].isin(list(shares)).to_numpy()):
        of = shares[name]
        part, total = (place.get((of, r, breakdown, period)) for r in (region, whole))
        if part is None or total is None or part == total or value[total] == 0:
            continue
        derived = 100 * value[part] / value[total]
        off = abs(value[at] - derived) - 0.5
        if off > 0:
            yield Doubt(
                "share_unlike_counts", at, IMPOSSIBLE + off, (part, total), derived,
                values={"derived": near(derived), "other": of},
            )  # fmt: skip


def _signs(figures: pd.DataFrame) -> Iterator[Doubt]:
    """Rule `unusual_sign`: the only figure below zero, or above it, of an indicator with four figures or more."""
    below = figures["value"] < 0
    by = figures["indicator"]
    many, negative = below.groupby(by).transform("size"), below.groupby(by).transform("sum")
    odd = (many > 3) & ((below & (negative == 1)) | (~below & (negative == many - 1)))
    for at in figures.index[odd]:
        yield Doubt("unusual_sign", int(at), IMPOSSIBLE, values={"others": int(many[at]) - 1})


def _zeros(figures: pd.DataFrame) -> Iterator[Doubt]:
    """Rule `unusual_zero`: the only count of 0 of its indicator, in an edition that has hardly any."""
    counted = figures.loc[figures["scale"] == "log", ["indicator", "value"]]
    zero = counted["value"] == 0
    if not zero.any() or zero.sum() > max(1.0, limits.ZEROS * len(counted)):
        return
    only = zero & (zero.groupby(counted["indicator"]).transform("sum") == 1)
    for at in counted.index[only]:
        yield Doubt("unusual_zero", int(at), 1.0, values={"others": len(counted) - int(zero.sum())})


def _beside(figures: pd.DataFrame, at: int) -> dict[str, object]:
    region, breakdown, period, line, value = (
        figures[name].array[at] for name in ("region", "breakdown", "period", "line", "value")
    )
    return {"where": f"{region}, {breakdown}, {period}", "line": int(line), "beside": f"{value:,.15g}"}
