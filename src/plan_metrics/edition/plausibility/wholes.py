"""What cannot be: parts above their whole, totals that fall, shares that their counts deny.

Balance edits in the sense of de Waal, Pannekoek and Scholtus (2011), chapter 3; rounding and bounds are kept (`low`,
`high` of a figure), so that a part is only told when nothing that both may stand for fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.figures import OWN_DEFINITION, near
from plan_metrics.measure.periods import end_month, period_kind, start_month
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.models import Plan

IMPOSSIBLE = 10.0  # the weight of what cannot be, at least
COUNTED = ("stock", "flow", "cumulative")
KEY = ["indicator", "region", "sector", "period"]
Key = tuple[str, str, str, str]
Places = Mapping[Key, int]
Numbers = Sequence[float]
Family = tuple[str, int, list[int], bool, bool]  # what divides a figure, its place, its parts, all of them, apart


def whole_doubts(figures: pd.DataFrame, spans: pd.DataFrame, plan: Plan) -> list[Doubt]:
    """All doubts of this module. `spans` has `low` and `high` of each figure, by place."""
    place = {key: at for at, key in enumerate(figures[KEY].itertuples(index=False, name=None))}
    low, high = spans["low"].tolist(), spans["high"].tolist()
    found = [
        *_parts(figures, low, high, _families(figures, place, plan)),
        *_above_any(figures, low, high, place, plan),
        *_falls(figures, low, high),
        *_numerators(figures, low, high, place, plan),
        *_shares(figures, place, plan),
        *_signs(figures),
        *_zeros(figures),
    ]
    return found


def _families(figures: pd.DataFrame, place: Places, plan: Plan) -> Iterator[Family]:
    """For each figure with parts: what divides it, its place, those of its parts, whether they are all, and apart."""
    cards = {card.id: card for _, card in plan.indicators()}
    whole = next((region.region for region in plan.regions if region.kind == "whole"), "")
    members = {r.region: r.members.split() for r in plan.regions if r.members}
    members[whole] = [region.region for region in plan.provinces]
    sectors = [s.sector for s in plan.sectors if s.sector != TOTAL]
    parent = {s.sector: s.parent for s in plan.sectors}
    inner: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, region, sector, period in place:
        if cards[name].accumulation == "flow":
            inner[name, region, sector].append(period)
    divided = {TOTAL, *parent.values()}
    below = {s: [t for t in sectors if s == TOTAL or parent[t] == s] for s in divided}
    for (name, region, sector, period), at in place.items():
        card = cards[name]
        if card.accumulation not in COUNTED:
            continue
        if region in members and card.aggregation.region == "sum":
            keys = [(name, member, sector, period) for member in members[region]]
            parts = [place[key] for key in keys if key in place]
            yield "region", at, parts, len(parts) == len(keys), True
            if region == whole:  # groups overlap each other: each is weighed for itself
                groups = [place[key] for g in members if (key := (name, g, sector, period)) in place and g != whole]
                yield "region", at, groups, False, False
        if sector in divided:
            keys = ((name, region, s, period) for s in below[sector] if s != card.sector)
            yield "sector", at, [place[key] for key in keys if key in place], False, False
        if card.accumulation == "flow" and card.aggregation.time == "sum" and period_kind(period) != "M":
            inside = [p for p in inner[name, region, sector] if _within(p, period)]
            for kind in {period_kind(p) for p in inside}:
                own = [p for p in inside if period_kind(p) == kind]
                parts = [place[name, region, sector, p] for p in own]
                yield "time", at, parts, sum(end_month(p) - start_month(p) for p in own) == _length(period), True


def _within(inner: str, outer: str) -> bool:
    return inner != outer and start_month(outer) <= start_month(inner) and end_month(inner) <= end_month(outer)


def _length(period: str) -> int:
    return end_month(period) - start_month(period)


def _parts(figures: pd.DataFrame, low: Numbers, high: Numbers, families: Iterable[Family]) -> Iterator[Doubt]:
    """Rules `part_above_whole`, `parts_above_whole` and `parts_below_whole`."""
    value, flag = figures["value"].tolist(), figures["flag"].tolist()
    for kind, at, parts, complete, apart in families:
        parts = [part for part in parts if (flag[part] == OWN_DEFINITION) == (flag[at] == OWN_DEFINITION)]
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
    whole = next((region.region for region in plan.regions if region.kind == "whole"), "")
    highest: dict[tuple[str, str, int], int] = {}
    lengths = figures["length"].tolist()
    for at, (name, region, sector, length) in enumerate(
        figures[["indicator", "region", "sector", "length"]].itertuples(index=False, name=None)
    ):
        key = name, sector, length
        if region == whole and (key not in highest or high[at] > high[highest[key]]):
            highest[key] = at
    for (name, region, sector, period), at in place.items():
        card = cards[name]
        if region == whole or card.accumulation not in COUNTED or card.aggregation.region != "sum":
            continue
        top = highest.get((name, sector, lengths[at]))
        if top is not None and (name, whole, sector, period) not in place and low[at] > high[top]:
            values = _beside(figures, top) | {"ratio": near(low[at] / max(high[top], 1e-9))}
            yield Doubt("part_above_whole", at, IMPOSSIBLE, (top,), kind="region", values=values)


def _falls(figures: pd.DataFrame, low: Numbers, high: Numbers) -> Iterator[Doubt]:
    """Rule `total_falls`: a total since a start that is lower than one before."""
    rows = figures[figures["kind"] == "cumulative"].sort_values(["indicator", "region", "sector", "end", "period"])
    flag, series = figures["flag"].tolist(), rows.groupby(["indicator", "region", "sector"]).ngroup().tolist()
    for (a, before), (b, now) in pairwise(zip(rows.index, series, strict=True)):
        steady = flag[b] not in ("B", OWN_DEFINITION) and flag[a] != OWN_DEFINITION
        if before == now and steady and high[b] < low[a]:
            weight = IMPOSSIBLE * low[a] / max(high[b], 1e-9)
            yield Doubt("total_falls", int(b), weight, (int(a),), values=_beside(figures, a))


def _numerators(figures: pd.DataFrame, low: Numbers, high: Numbers, place: Places, plan: Plan) -> Iterator[Doubt]:
    """Rule `numerator_above_denominator`: of indicators that are a share of two others."""
    for _, card in plan.indicators():
        if card.denominator is None or card.unit != "percent":
            continue
        for (name, region, sector, period), at in place.items():
            below = place.get((card.denominator, region, sector, period)) if name == card.numerator else None
            if below is not None and low[at] > high[below]:
                values = _beside(figures, below) | {"other": card.denominator, "share": card.id}
                yield Doubt("numerator_above_denominator", at, IMPOSSIBLE, (below,), values=values)


def _shares(figures: pd.DataFrame, place: Places, plan: Plan) -> Iterator[Doubt]:
    """Rule `share_unlike_counts`: a share of the whole where the counts of region and whole are there to divide."""
    cards = {card.id: card for _, card in plan.indicators()}
    whole = next((region.region for region in plan.regions if region.kind == "whole"), "")
    value = figures["value"].tolist()
    for (name, region, sector, period), at in place.items():
        of = cards[name].share_of
        part, total = (place.get((of, r, sector, period)) for r in (region, whole)) if of else (None, None)
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
    many, negative = by.map(by.value_counts()), below.groupby(by).transform("sum")
    odd = (many > 3) & ((below & (negative == 1)) | (~below & (negative == many - 1)))
    for at in figures.index[odd]:
        yield Doubt("unusual_sign", int(at), IMPOSSIBLE, values={"others": int(many[at]) - 1})


def _zeros(figures: pd.DataFrame) -> Iterator[Doubt]:
    """Rule `unusual_zero`: the only count of 0 of its indicator, in an edition that has hardly any."""
    counted = figures[figures["scale"] == "log"]
    zero = counted["value"] == 0
    if not zero.any() or zero.sum() > max(1.0, limits.ZEROS * len(counted)):
        return
    only = zero & (zero.groupby(counted["indicator"]).transform("sum") == 1)
    for at in counted.index[only]:
        yield Doubt("unusual_zero", int(at), 1.0, values={"others": len(counted) - int(zero.sum())})


def _beside(figures: pd.DataFrame, at: int) -> dict[str, object]:
    row = figures.iloc[at]
    return {
        "where": f"{row['region']}, {row['sector']}, {row['period']}",
        "line": int(row["line"]),
        "beside": f"{row['value']:,.15g}",
    }
