"""Makes warnings of doubts: one for each figure, alike ones together, the worst first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from plan_metrics.edition.known import common_key, shown
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE
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


def told(figures: pd.DataFrame, doubts: Iterable[Doubt]) -> list[Fault]:
    """The warnings, from the worst. Nothing is told twice of a figure that a stronger witness has told of."""
    doubts = _strongest([_named(figures, doubt) for doubt in doubts])
    faults = []
    for group in _groups(figures, doubts):
        faults.append(_one(figures, group[0]) if len(group) < limits.GROUP_OF else _many(figures, group))
        faults += [_one(figures, doubt) for doubt in group[1:] if len(group) < limits.GROUP_OF]
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


def _named(figures: pd.DataFrame, doubt: Doubt) -> Doubt:
    """A step that is about a power of ten is a slip, and told as one."""
    if doubt.rule != "unusual_step" or figures["scale"].iat[doubt.at] == "logit":
        return doubt
    value, before = figures["value"].to_numpy()[doubt.at], float(str(doubt.values["before"]).replace(",", ""))
    for of in (doubt.likely, before) if before else ():
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


def _groups(figures: pd.DataFrame, doubts: Sequence[Doubt]) -> list[list[Doubt]]:
    """Doubts of one rule and indicator that share the period, or else the region, are alike."""
    left, groups = list(doubts), []
    for columns in (("indicator", "breakdown", "period"), ("indicator", "region", "breakdown")):
        found: dict[tuple[object, ...], list[Doubt]] = defaultdict(list)
        codes = [figures[column].cat.codes.to_numpy() for column in columns]
        for doubt in left:
            found[(doubt.rule, *(code[doubt.at] for code in codes))].append(doubt)
        full = [group for (rule, *_), group in found.items() if rule in MANY and len(group) >= limits.GROUP_OF]
        groups += [sorted(group, key=lambda doubt: -doubt.weight) for group in full]
        taken = {id(doubt) for group in full for doubt in group}
        left = [doubt for doubt in left if id(doubt) not in taken]
    return groups + [[doubt] for doubt in left]


def _one(figures: pd.DataFrame, doubt: Doubt) -> Fault:
    found, expected = ONE[doubt.rule, doubt.kind]
    value = figures["value"].to_numpy()[doubt.at]
    fix, swapped = _fix(figures, doubt)
    return _fault(
        figures, doubt.rule, doubt.places, doubt.weight, (found, expected, fix), key=_key(figures, [doubt.at]),
        row=int(figures["line"].to_numpy()[doubt.at]), value=shown(value), swapped=swapped, **doubt.values,
    )  # fmt: skip


def _many(figures: pd.DataFrame, group: Sequence[Doubt]) -> Fault:
    found, expected = MANY[group[0].rule]
    places = [_place(figures, doubt.at) for doubt in group[: limits.PLACES]]
    places += ["…"] if len(group) > limits.PLACES else []
    values: dict[str, Any] = {"count": len(group), "places": "; ".join(places)}
    values["times"] = max((doubt.values.get("times", "0") for doubt in group), key=float)
    if group[0].rule == "revised":
        off = max(abs(figures["value"].to_numpy()[d.at] / d.likely - 1) if d.likely else 1.0 for d in group)
        values |= {"previous": group[0].values["previous"], "change": f"{100 * off:.3g}"}
    every = tuple(dict.fromkeys(place for doubt in group for place in doubt.places))
    return _fault(
        figures, group[0].rule, every, group[0].weight, (found, expected, _fix(figures, group[0])[0]),
        key=_key(figures, [doubt.at for doubt in group]), row=int(figures["line"].to_numpy()[group[0].at]),
        swapped="", **{**group[0].values, **values},
    )  # fmt: skip


def _fault(
    figures: pd.DataFrame,
    rule: str,
    at: Sequence[int],
    weight: float,
    words: tuple[str, str, str],
    /,
    key: str,
    row: int,
    **values: Any,
) -> Fault:
    places = np.array(list(dict.fromkeys(at)))
    lines, values_there = (figures[name].to_numpy()[places] for name in ("line", "value"))
    order = np.argsort(lines)
    return Fault(
        rule=rule, file=OBSERVATIONS_FILE, row=row, column="value", found=words[0], expected=words[1], fix=words[2],
        values=values, severity="warning", rows=tuple(lines[order].tolist()), key=key, weight=float(weight),
        figures="; ".join(f"{value:.15g}" for value in values_there[order]),
    )  # fmt: skip


def _key(figures: pd.DataFrame, places: Sequence[int]) -> str:
    return common_key(zip(*(figures[column].array[list(places)] for column in KEY), strict=True))


def _place(figures: pd.DataFrame, at: int) -> str:
    line, region, period, value = (figures[name].array[at] for name in ("line", "region", "period", "value"))
    return f"{line}: {region} {period} = {shown(value)}"


def _fix(figures: pd.DataFrame, doubt: Doubt) -> tuple[str, str]:
    """What to do, by what the mistake looks like, and the figure with two digits in each other's place."""
    if doubt.rule == "moved_column":
        return PASTED, ""
    if doubt.rule in ("carried_over", "repeated_value"):
        return CARRIED, ""
    if doubt.values.get("holder"):
        return OTHERS, ""
    if doubt.rule == "unit_slip" or _factor(figures["value"].to_numpy()[doubt.at], doubt.likely):
        return SLIP, ""
    swapped = _swapped(figures["value"].to_numpy()[doubt.at], doubt.likely)
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
