"""From indicators to one score: weighted means, pairwise comparison, and a tree of them.

Values are already on one scale (see `normalise`); of weights (0 or more) only the proportions count. Missing values
(None, NaN, infinite) are left out and the other weights renormalised; where what is known carries less than the share
`least` of the weight there is no score. ValueError for wrong words, weights and trees, and, unless a `floor` is stated,
for values that a geometric or harmonic mean does not allow (0 or less): neither 0 nor a number that was not chosen will
do. Source: OECD/JRC Handbook (2008), step 6; the aggregation functions of the R package COINr 1.1.14 (MIT).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from plan_metrics.measure.coverage import Coverage, coverage
from plan_metrics.measure.normalise import Figures, table
from plan_metrics.measure.number import SAME_WITHIN, known

ByName: TypeAlias = Mapping[str, Figures]
Weights: TypeAlias = Mapping[str, ArrayLike]
Arrays: TypeAlias = dict[str, np.ndarray]
EXPONENTS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}  # of the means that are power means
KINDS = (*EXPONENTS, "power", "worst", "copeland")
LEAST_COVERAGE = 2 / 3  # of the weight; below it a node has no score
WORST = 3  # how many of the lowest indicators are named beside a score


@dataclass(frozen=True)
class Rule:
    """How parts become one score: the kind of mean, and the `least` share of the weight that must be known.

    Kinds: "arithmetic", "geometric", "harmonic", "power" (generalised mean with the exponent `power`), "worst" (the
    lowest part of any weight); "copeland" compares units, and only `sensitivity` takes it. `floor`, above zero,
    lifts lower values in the means that need it: 1 on a scale of 0 to 100. ValueError for what does not fit.
    """

    kind: str = "arithmetic"
    power: float | None = None
    floor: float | None = None
    least: float = LEAST_COVERAGE

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is {self.kind!r}; expected one of {', '.join(KINDS)}")
        if (self.kind == "power") != (known(self.power) is not None):
            raise ValueError(f"power is {self.power!r} for kind {self.kind!r}; expected a number for 'power' only")
        takes_floor = EXPONENTS.get(self.kind, self.power) not in (None, 1.0)
        if self.floor is not None and not (takes_floor and known(self.floor) and self.floor > 0):
            raise ValueError(f"floor is {self.floor!r} for kind {self.kind!r}; expected one above 0 if it takes one")
        if not 0 <= self.least <= 1:
            raise ValueError(f"least is {self.least!r}; expected a share from 0 to 1")


@dataclass(frozen=True)
class Node:
    """A place in the tree: an indicator (leaf), an action, the plan (root: no parent); how its parts become one score.

    The weight among its siblings has no default: averaging averages makes the indicators of a small action weigh more.
    """

    name: str
    parent: str | None
    weight: float
    rule: Rule = Rule()


@dataclass(frozen=True)
class Score:
    """What belongs together on a page about one node. None where there is nothing to say."""

    name: str
    score: float | None
    on_track: float | None  # share of the weight beneath that is on track, among that with a verdict
    assessed: float  # share of the weight beneath that has a verdict
    worst: tuple[tuple[str, float], ...]  # the lowest indicators beneath, the lowest first
    coverage: float | None  # share of the weight of the parts that have a score: what `least` is held against
    indicators: Coverage  # the indicators beneath, counted, and which are missing
    weights: tuple[tuple[str, float], ...]  # effective weight of each indicator in this score; they add up to 1
    of_averages: bool  # whether some part is itself an average
    plain_mean: float | None  # the known indicators beneath, each counted once: shows what averaging averages did


def aggregate(values: Figures, weights: ArrayLike | None = None, rule: Rule | None = None) -> np.ndarray:
    """One score from the parts along the last axis, for any number of units and of weightings at once.

    values (..., k) and weights (k,) or (..., k) are broadcast; equal weights where None. NaN where nothing of any
    weight is known, or less than `rule.least` of it (a share on the limit is enough).

    >>> aggregate([[60, 80, 95], [60, None, None]], [1, 1, 2]).tolist()
    [82.5, nan]
    """
    x, rule = table(values), rule or Rule()
    w, there = _weights(weights, x), ~np.isnan(x)
    with np.errstate(all="ignore"):
        weight = _dot(there.astype(float), w)
        enough = weight / np.einsum("...c->...", w) >= rule.least * (1 - SAME_WITHIN)
        score = _mean(x, w, weight, rule)
        return np.where(enough & np.isfinite(score), score, np.nan)


def outranking(values: Figures, weights: ArrayLike | None = None) -> np.ndarray:
    """For each pair of units the share of the weight on which the first is better; a tie counts half to each.

    values (n units, k indicators), weights (k,) or (m, k); gives (n, n) or (m, n, n), 0 on the diagonal. Only what
    is known for both counts, so that a pair and its mirror add up to 1 (not so in COINr); NaN where nothing is.

    >>> outranking([[10, 40], [50, 20]], [3, 1]).tolist()
    [[0.0, 0.25], [0.75, 0.0]]
    """
    x = table(values)
    w, one, other = _weights(weights, x), x.T[:, :, None], x.T[:, None, :]
    better, both = (one > other) + 0.5 * (one == other), (one == one) & (other == other)
    with np.errstate(all="ignore"):
        shares = np.tensordot(w, better, axes=1) / np.tensordot(w, both.astype(float), axes=1)
    shares[..., range(len(x)), range(len(x))] = 0.0
    return shares


def copeland(values: Figures, weights: ArrayLike | None = None, least: float = 0.0) -> np.ndarray:
    """Pairwise victories (more than half of the weight) minus defeats of each unit: a non-compensatory score.

    Shapes as in `outranking`, without its last axis. Units of which less than `least` is known take no part: NaN.

    >>> copeland([[10, 40, 70], [50, 60, 10], [90, 20, 80]], [0.5, 0.3, 0.2]).tolist()
    [-2.0, 0.0, 2.0]
    """
    x = table(values)
    w = _weights(weights, x)
    scored = ~np.isnan(aggregate(x, w[..., None, :], Rule("worst", least=least)))
    margin = outranking(x, w) - 0.5
    won = np.where(np.abs(margin) > SAME_WITHIN, np.sign(margin), 0.0)
    apart = scored[..., :, None] & scored[..., None, :] & ~np.eye(len(x), dtype=bool)
    return np.where(scored, np.nansum(np.where(apart, won, 0.0), axis=-1), np.nan)


def parts_of(nodes: Sequence[Node]) -> dict[str, list[str]]:
    """The parts of every inner node, the root first. ValueError unless the nodes make one tree with parts.

    >>> parts_of([Node("plan", None, 1), Node("A01", "plan", 2), Node("A02", "plan", 1)])
    {'plan': ['A01', 'A02']}
    """
    names = [node.name for node in nodes]
    below: dict[str | None, list[str]] = {}
    for node in nodes:
        below.setdefault(node.parent, []).append(node.name)
    order = list(below.get(None, [])) if len(set(names)) == len(names) > 1 else []
    for name in order:
        order.extend(below.get(name, []))
    if len(below.get(None, [])) != 1 or len(order) != len(names):
        raise ValueError(f"nodes are {names}; expected one tree: one root with parts, names once, parents that exist")
    return {name: below[name] for name in order if name in below}


def effective_weights(nodes: Sequence[Node], weights: Weights | None = None, top: str | None = None) -> Arrays:
    """What each indicator weighs in the root (or in `top`): the product of the shares down the tree; adds up to 1.

    `weights` replace those of the nodes so named, one number or an array of them each; all 0 give 0.

    >>> effective_weights([Node("plan", None, 1), Node("a", "plan", 3), Node("b", "plan", 1)])["a"].tolist()
    0.75
    """
    parts, given = parts_of(nodes), {node.name: node.weight for node in nodes} | dict(weights or {})
    found = {top or next(iter(parts)): np.array(1.0)}
    for name in (name for name in parts if name in found):
        w = {part: np.asarray(given[part], dtype=float) for part in parts[name]}
        whole = np.stack(np.broadcast_arrays(*w.values())).sum(axis=0)
        found |= {part: found[name] * weight / np.where(whole > 0, whole, 1.0) for part, weight in w.items()}
    return {node.name: found[node.name] for node in nodes if node.name in found and node.name not in parts}


def roll_up(nodes: Sequence[Node], values: ByName, weights: Weights | None = None, rule: Rule | None = None) -> Arrays:
    """The score of every node from the normalised values of the indicators: a number, or an array of units, each.

    An indicator without values is missing. `weights` as in `effective_weights`; `rule` goes before those of the
    nodes. A node whose parts all weigh 0 weighs 0. ValueError for values of no indicator.

    >>> roll_up([Node("plan", None, 1), Node("a", "plan", 3), Node("b", "plan", 1)], {"a": 1, "b": 0})["plan"].tolist()
    0.75
    """
    parts, rules = parts_of(nodes), {node.name: rule or node.rule for node in nodes}
    given: dict[str, ArrayLike] = {node.name: node.weight for node in nodes} | dict(weights or {})
    w = {name: np.array(weight, dtype=float) for name, weight in given.items()}
    found = {name: table(values.get(name)) for name in rules if name not in parts}
    if strange := sorted({*values} - {*found}):
        raise ValueError(f"values name {strange}; expected indicators, of {', '.join(found)}")
    for name in reversed(parts):
        x, v = (np.stack(np.broadcast_arrays(*(of[part] for part in parts[name])), axis=-1) for of in (found, w))
        found[name] = aggregate(x, v, rules[name])
        w[name] = np.where(v.sum(axis=-1) > 0, w[name], 0.0)
    return found


def composite(
    nodes: Sequence[Node], values: ByName, on_track: Mapping[str, bool | None] | None = None
) -> dict[str, Score]:
    """The whole record of every inner node, the root first: a number and a verdict (True, False, None) an indicator.

    >>> composite([Node("plan", None, 1), Node("a", "plan", 3), Node("b", "plan", 1)], {"a": 0.5})["plan"].coverage
    0.75
    """
    parts, judged = parts_of(nodes), {k: v for k, v in (on_track or {}).items() if known(v) is not None}
    scores = {name: known(score) for name, score in roll_up(nodes, values).items()}
    if strange := sorted({*judged} - {*scores} | {*judged} & {*parts}):
        raise ValueError(f"on_track names {strange}; expected indicators, of {', '.join({*scores} - {*parts})}")
    given = {node.name: float(node.weight) for node in nodes}
    left = {name: 0.0 if scores[name] is None else weight for name, weight in given.items()}
    found = {}
    for name, below in parts.items():
        nominal = {leaf: float(share) for leaf, share in effective_weights(nodes, top=name).items()}
        actual = effective_weights(nodes, left, name) if scores[name] is not None else {}
        there = {leaf: n for leaf, share in nominal.items() if share > 0 and (n := scores[leaf]) is not None}
        assessed = math.fsum(share for leaf, share in nominal.items() if leaf in judged)
        whole = math.fsum(given[part] for part in below)
        found[name] = Score(
            name=name,
            score=scores[name],
            on_track=math.fsum(nominal[leaf] for leaf in nominal if judged.get(leaf)) / assessed if assessed else None,
            assessed=assessed,
            worst=tuple(sorted(there.items(), key=lambda item: item[1])[:WORST]),
            coverage=math.fsum(left[part] for part in below) / whole if whole else None,
            indicators=coverage((leaf for leaf in nominal if scores[leaf] is not None), nominal),
            weights=tuple((leaf, float(share)) for leaf, share in actual.items() if share > 0),
            of_averages=any(part in parts for part in below),
            plain_mean=known(aggregate(list(there.values()))),
        )
    return found


def _weights(weights: ArrayLike | None, x: np.ndarray) -> np.ndarray:
    """The weights as an array that fits the last axis of the values; ValueError where they do not."""
    w = np.ones(x.shape[-1:]) if weights is None else np.array(weights, dtype=float)
    if not x.ndim or x.shape[-1:] != w.shape[-1:] or not np.all((w >= 0) & (w < np.inf)):
        raise ValueError(f"weights are {w} for values of shape {x.shape}; expected one for each, none below 0")
    return w


def _mean(x: np.ndarray, w: np.ndarray, weight: np.ndarray, rule: Rule) -> np.ndarray:
    """The mean with the exponent of the rule, by logarithms from the largest or smallest value: none is too large."""
    if rule.kind == "worst":
        lowest: np.ndarray = np.fmin.reduce(np.where(w > 0, x, np.nan), axis=-1, initial=np.nan)
        return lowest
    p = EXPONENTS.get(rule.kind, rule.power)
    if p is None:
        raise ValueError(f"kind is {rule.kind!r}, which compares units; expected a mean, or 'worst'")
    if p == 1:
        plain: np.ndarray = _dot(np.nan_to_num(x), w) / weight
        return plain
    x = np.maximum(x if np.all(w > 0) else np.where(w > 0, x, np.nan), rule.floor or -np.inf)
    if np.any((x < 0) | ((x == 0) & (p <= 0))):
        raise ValueError(f"values hold {np.nanmin(x)}, kind {rule.kind!r}; expected above 0, a floor or another kind")
    size = (np.fmax if p > 0 else np.fmin).reduce(x, axis=-1, keepdims=True, initial=np.nan)
    off = np.log(x / size) if p == 0 else np.expm1(p * np.log(x / size))
    mean = _dot(np.where(np.isfinite(off), off, 0.0), w) / weight
    return np.asarray(size[..., 0] * np.exp(mean if p == 0 else np.log1p(mean) / p))


def _dot(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The sum of the products along the last axis."""
    found: np.ndarray = np.einsum("...c,...c->...", x, w)
    return found
