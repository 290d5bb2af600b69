"""Makes warnings of doubts: one for each figure, alike ones together, the worst first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from plan_metrics.edition.known import common_key, shown
from plan_metrics.edition.models import OBSERVATIONS_FILE
from plan_metrics.edition.plausibility import limits
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.wording import CARRIED, COMPARE, DIGITS, MANY, ONE, OTHERS, PASTED, REVISED, SLIP
from plan_metrics.errors import Fault

GUESSES = (
    "unit_slip",
    "unusual_step",
    "unlike_siblings",
    "unlike_peers",
    "unlike_rates",
    "unlike_unit",
    "unusual_zero",
    "finer_digits",
)  # at one figure: the strongest is told
BALANCES = ("part_above_whole", "part_is_whole", "parts_above_whole", "parts_below_whole", "total_falls")


class Figure(NamedTuple):
    """What is said of a figure: its key, its line, its value, and the scale of its unit."""

    indicator: str
    region: str
    breakdown: str
    period: str
    line: int
    value: float
    scale: str

    @property
    def key(self) -> tuple[str, ...]:
        """Indicator, region, breakdown and period."""
        return self.indicator, self.region, self.breakdown, self.period


Figures = Mapping[int, Figure]  # by place


def told(frame: pd.DataFrame, doubts: Sequence[Doubt]) -> list[Fault]:
    """The warnings, from the worst. Nothing is told twice of a figure that a stronger witness has told of."""
    places = list(dict.fromkeys(place for doubt in doubts for place in doubt.places))
    rows = zip(*(frame[name].iloc[places].tolist() for name in Figure._fields), strict=True)
    figures = dict(zip(places, map(Figure._make, rows), strict=True))
    faults = []
    for group in _groups(figures, _strongest([_named(figures, doubt) for doubt in doubts])):
        few = len(group) < limits.GROUP_OF
        faults += [_one(figures, doubt) for doubt in group] if few else [_many(figures, group)]
    return sorted(faults, key=lambda fault: (-fault.weight, fault.sort_key()))


def _strongest(doubts: Sequence[Doubt]) -> list[Doubt]:
    """Without what a better witness tells of the same figure: a moved column and a slip explain most, guesses least."""
    moved = {place for doubt in doubts if doubt.rule == "moved_column" for place in doubt.places}
    slips = {doubt.at for doubt in doubts if doubt.rule == "unit_slip"} - moved
    known = [d for d in doubts if d.rule not in GUESSES and not (d.rule in BALANCES and slips & {*d.places})]
    known = [d for d in known if d.rule in ("moved_column", "revised") or d.at not in moved]
    revised = {doubt.at for doubt in known if doubt.rule == "revised"}
    certain = {doubt.at for doubt in known}
    best: dict[int, Doubt] = {}
    for doubt in doubts:
        known_of = certain if doubt.rule != "unit_slip" else certain - revised
        free = doubt.rule in GUESSES and doubt.at not in moved | known_of
        if free and (doubt.at not in best or _says(best[doubt.at]) < _says(doubt)):
            best[doubt.at] = doubt

    def explained(guess: Doubt) -> bool:  # by what is told of the figure that it stands beside
        surer = (at in certain or (at in best and _says(best[at]) > _says(guess)) for at in guess.beside)
        return guess.rule == "unlike_siblings" and any(surer)

    return [*known, *(guess for guess in best.values() if not explained(guess))]


def _says(doubt: Doubt) -> tuple[bool, float]:
    """How much a guess says: a slip of a factor says what happened, others only how far off a figure is."""
    return doubt.rule == "unit_slip", doubt.weight


def _named(figures: Figures, doubt: Doubt) -> Doubt:
    """A step that is about a power of ten is a slip, and told as one."""
    own = figures[doubt.at]
    if doubt.rule != "unusual_step" or own.scale == "logit":
        return doubt
    value, before = own.value, float(str(doubt.values["before"]).replace(",", ""))
    for of in filter(None, (doubt.likely, before)) if before else ():
        factor = _factor(value, of)
        if factor is not None:
            values = {**doubt.values, "factor": shown(factor)}
            return replace(doubt, rule="unit_slip", kind="" if value > of else "part", values=values)
    return doubt


def _factor(value: float, of: float | None) -> float | None:
    """The power of ten by which two values are apart; None where they are not."""
    if not of or value <= 0 or of <= 0:
        return None
    ratio = max(value / of, of / value)
    return next((f for f in limits.FACTORS if 1 / limits.NEAR_FACTOR < ratio / f < limits.NEAR_FACTOR), None)


def _groups(figures: Figures, doubts: Sequence[Doubt]) -> list[list[Doubt]]:
    """Doubts of one rule and indicator that share the period, or else the region, are alike."""
    left, groups = list(doubts), []
    for columns in (("indicator", "breakdown", "period"), ("indicator", "region", "breakdown")):
        found: dict[tuple[object, ...], list[Doubt]] = defaultdict(list)
        for doubt in left:
            found[(doubt.rule, *(getattr(figures[doubt.at], column) for column in columns))].append(doubt)
        full = [group for (rule, *_), group in found.items() if rule in MANY and len(group) >= limits.GROUP_OF]
        groups += [sorted(group, key=lambda doubt: -doubt.weight) for group in full]
        taken = {id(doubt) for group in full for doubt in group}
        left = [doubt for doubt in left if id(doubt) not in taken]
    return groups + [[doubt] for doubt in left]


def _one(figures: Figures, doubt: Doubt) -> Fault:
    fix, swapped = _fix(figures, doubt)
    values = {"value": shown(figures[doubt.at].value), "swapped": swapped, **doubt.values}
    return _fault(figures, [doubt], (*ONE[doubt.rule, doubt.kind], fix), values)


def _many(figures: Figures, group: Sequence[Doubt]) -> Fault:
    own = [figures[doubt.at] for doubt in group]
    places = [f"{each.line}: {each.region} {each.period} = {shown(each.value)}" for each in own[: limits.PLACES]]
    places += ["…"] if len(group) > limits.PLACES else []
    values: dict[str, object] = {"count": len(group), "places": "; ".join(places), "swapped": ""}
    values["times"] = max((doubt.values.get("times", "0") for doubt in group), key=float)
    if group[0].rule == "revised":
        off = max(abs(e.value / d.likely - 1) if d.likely else 1.0 for e, d in zip(own, group, strict=True))
        values |= {"previous": group[0].values["previous"], "change": f"{100 * off:.3g}"}
    words = (*MANY[group[0].rule], _fix(figures, group[0])[0])
    return _fault(figures, group, words, {**group[0].values, **values})


def _fault(
    figures: Figures, group: Sequence[Doubt], words: tuple[str, str, str], values: Mapping[str, object]
) -> Fault:
    found, expected, fix = words
    about = sorted({figures[place] for doubt in group for place in doubt.places}, key=lambda each: each.line)
    return Fault(
        rule=group[0].rule, file=OBSERVATIONS_FILE, row=figures[group[0].at].line, column="value", found=found,
        expected=expected, fix=fix, values=values, severity="warning", rows=tuple(each.line for each in about),
        key=common_key(figures[doubt.at].key for doubt in group), weight=float(group[0].weight),
        figures="; ".join(f"{each.value:.15g}" for each in about),
    )  # fmt: skip


def _fix(figures: Figures, doubt: Doubt) -> tuple[str, str]:
    """What to do, by what the mistake looks like, and the figure with two digits in each other's place."""
    if doubt.rule == "moved_column":
        return PASTED, ""
    if doubt.rule in ("carried_over", "repeated_value"):
        return CARRIED, ""
    if doubt.values.get("holder"):
        return OTHERS, ""
    if doubt.rule == "unit_slip" or _factor(figures[doubt.at].value, doubt.likely):
        return SLIP, ""
    swapped = _swapped(figures[doubt.at].value, doubt.likely)
    if swapped:
        return DIGITS, swapped
    return (REVISED if doubt.rule == "revised" else COMPARE), ""


def _swapped(value: float, likely: float | None) -> str:
    """The value with two neighbouring digits swapped, where that brings it to what was expected; else empty."""
    if not likely or value <= 0 or likely <= 0:
        return ""
    text = f"{value:.15g}"
    pairs = [k for k in range(len(text) - 1) if text[k : k + 2].isdigit() and text[k] != text[k + 1]]
    tried = [text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in pairs]
    off = {other: abs(math.log(float(other) / likely)) for other in tried if float(other) > 0}
    nearest = min(off, key=off.__getitem__, default=None)
    if nearest is None or off[nearest] >= min(limits.LEAST, abs(math.log(value / likely)) / 4):
        return ""
    return shown(float(nearest))
