"""How far a score or a rank hangs on choices that could have been made otherwise.

A `Design` names the choices: tables of normalised values, rules of aggregation, rules for missing values, and how
far each weight may move. Every run is one row of numbers between 0 and 1: one a weight, one a choice. The same
design and seed give the same result to the last bit. Units with no score in a run have no rank in it (NaN).
Source: OECD/JRC Handbook (2008), step 7; Saisana, Saltelli and Tarantola (2005), doi 10.1111/j.1467-985X.2005.00350.x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import ArrayLike

from plan_metrics.measure.composite import Node, Rule, copeland, effective_weights, parts_of, roll_up
from plan_metrics.measure.normalise import Figures, rank, table
from plan_metrics.measure.number import SAME_WITHIN

MISSING = ("renormalise", "mean", "worst")
INTERVAL = (0.05, 0.5, 0.95)  # low, middle and high of an interval, as shares of the runs
CHOICES = ("normalisation", "aggregation", "missing")
CELLS = 4_000_000  # of pairwise comparison at a time, so that memory stays small


@dataclass(frozen=True)
class Design:
    """What may vary. The first of each choice, with the weights as they are, is the nominal composite.

    `tables`: by name, normalised values (n units, k indicators), the columns in the order of the leaves of `nodes`;
    all on one scale, or the intervals of scores mean little (ranks do not mind). `rules`: by name, for every node;
    None for those of the nodes. With "copeland" the score is (1 + victories minus defeats over the other units) / 2,
    from 0 to 1. `missing`: "renormalise" leaves gaps to the rule, "mean" and "worst" fill them from the column.
    `spread`: each weight moves evenly within this share of itself. ValueError for what does not fit.
    """

    nodes: Sequence[Node]
    tables: Mapping[str, Figures]
    rules: Mapping[str, Rule | None]
    missing: Sequence[str] = MISSING[:1]
    spread: float = 0.25

    def __post_init__(self) -> None:
        leaves, shapes = len(effective_weights(self.nodes)), {table(values).shape for values in self.tables.values()}
        if len(shapes) != 1 or len(shape := shapes.pop()) != 2 or shape[1] != leaves or not shape[0]:
            raise ValueError(f"tables differ or are not of {leaves} columns; expected one shape, units x indicators")
        if not self.rules or not self.missing or not {*self.missing} <= {*MISSING}:
            raise ValueError(f"rules {[*self.rules]}, missing {[*self.missing]}; expected some, of {MISSING}")
        if not 0 <= self.spread < 1:
            raise ValueError(f"spread is {self.spread!r}; expected a share from 0 to below 1")

    @property
    def parts(self) -> tuple[str, ...]:
        """The names whose weights move: every node but the root, in the order of `nodes`."""
        return tuple(node.name for node in self.nodes if node.parent is not None)


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What the runs say, an entry a unit; rank 1 is the best, the lowest rank of a tie counts."""

    score: np.ndarray  # nominal, (n,)
    rank: np.ndarray
    score_interval: np.ndarray  # 5 %, median and 95 % of the runs, (3, n)
    rank_interval: np.ndarray
    scored: np.ndarray  # share of the runs in which the unit has a score, (n,)
    mean_rank_shift: float | None  # R_S: ranks moved from the nominal one, mean over units and runs
    runs: int


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """The nominal composite without each indicator in turn, (k, n); the shift is the mean over units, (k,)."""

    indicators: tuple[str, ...]
    scores: np.ndarray
    ranks: np.ndarray
    mean_rank_shift: np.ndarray


@dataclass(frozen=True, eq=False)
class Effects:
    """Shares of the variance of each output by factor, (outputs, factors): alone, and with all interactions.

    0 for an output that does not vary, NaN for one that is missing in some run.
    """

    factors: tuple[str, ...]
    first: np.ndarray
    total: np.ndarray


def scores(design: Design, draws: ArrayLike) -> np.ndarray:
    """The score of each unit in each run, (runs, n): a run is a row of numbers from 0 to below 1, (runs, m + 3).

    The first m move the weights of `design.parts` (0.5 leaves one as it is), the last three choose the table, the
    rule and the treatment of what is missing.

    >>> nodes = [Node("plan", None, 1), Node("a", "plan", 3), Node("b", "plan", 1)]
    >>> scores(Design(nodes, {"as is": [[1, 0], [0, 1]]}, {"mean": Rule()}), [[0.5, 0.5, 0, 0, 0]]).tolist()
    [[0.75, 0.25]]
    """
    u, given = np.asarray(draws, dtype=float), {node.name: node.weight for node in design.nodes}
    moved = 1 + design.spread * (2 * u[:, : len(design.parts)] - 1)
    weights = {name: given[name] * moved[:, [i]] for i, name in enumerate(design.parts)}
    return _scores(design, weights, u[:, len(design.parts) :])


def uncertainty(design: Design, seed: int, runs: int = 1000) -> Uncertainty:
    """Intervals of scores and ranks over random choices (Monte Carlo), and how far ranks move in the mean.

    `seed` starts a numpy Generator and must be stated: ValueError for None, or for less than one run.
    """
    if seed is None or runs < 1:
        raise ValueError(f"seed is {seed!r} and runs {runs!r}; expected a whole number, and at least one run")
    nominal = _nominal(design)
    found = scores(design, np.random.default_rng(seed).random((runs, len(design.parts) + len(CHOICES))))
    places, reference, scored = ranks(found), ranks(nominal), np.mean(~np.isnan(found), axis=0)
    shifts = rank_shift(places, reference)
    shift = float(np.mean(shifts[~np.isnan(shifts)])) if not np.isnan(shifts).all() else None
    return Uncertainty(nominal[0], reference[0], _interval(found), _interval(places), scored, shift, runs)


def leave_one_out(design: Design) -> LeaveOneOut:
    """What each indicator does to scores and ranks: the nominal composite without it.

    An indicator left out is not expected either: coverage does not fall, and an action without any drops out.
    """
    leaves, nominal = tuple(effective_weights(design.nodes)), _nominal(design)
    weights = {node.name: np.full((len(leaves), 1), float(node.weight)) for node in design.nodes}
    for i, leaf in enumerate(leaves):
        weights[leaf][i] = 0.0
    found = _scores(design, weights, np.zeros((len(leaves), len(CHOICES))))
    return LeaveOneOut(leaves, found, ranks(found), rank_shift(ranks(found), ranks(nominal)))


def ranks(scores: Figures) -> np.ndarray:
    """The rank of each unit in each run, (runs, n): 1 for the highest score, the lowest rank for a tie.

    >>> ranks([[3, 9, None, 9]]).tolist()
    [[3.0, 1.0, nan, 1.0]]
    """
    x = table(scores)
    size = np.fmax.reduce(np.abs(x), axis=None, initial=0.0) or 1.0
    return rank(np.round(x / size, 12).T, "decrease").T  # scores that differ by rounding alone are tied


def rank_shift(ranks: Figures, reference: Figures) -> np.ndarray:
    """R_S of each run: the mean over units of how far the rank moved from the reference, (runs,).

    Units without a rank in either do not count; NaN where none is left.

    >>> rank_shift([[1, 2, 3], [3, 2, 1]], [1, 2, 3]).round(3).tolist()
    [0.0, 1.333]
    """
    moved = np.abs(table(ranks) - table(reference))
    with np.errstate(all="ignore"):
        shift: np.ndarray = np.nansum(moved, axis=1) / np.sum(~np.isnan(moved), axis=1)
        return shift


def total_effects(design: Design, seed: int, base: int = 256, each_weight: bool = False) -> Effects:
    """How much of the variance each choice explains, of R_S (the first output) and of the score of each unit.

    The factors are all weights together (or each weight alone), normalisation, aggregation and missing values; the
    design is run `base` x (factors + 2) times. See `sobol_effects`.
    """
    weights = dict.fromkeys(design.parts, 1) if each_weight else {"weights": len(design.parts)}
    reference = ranks(_nominal(design))

    def outputs(draws: np.ndarray) -> np.ndarray:
        found = scores(design, draws)
        return np.column_stack([rank_shift(ranks(found), reference), found])

    return sobol_effects(outputs, weights | dict.fromkeys(CHOICES, 1), seed, base)


def sobol_effects(
    function: Callable[[np.ndarray], np.ndarray], factors: Mapping[str, int], seed: int, base: int = 1024
) -> Effects:
    """Sobol indices of a function of numbers spread evenly over 0 to 1: totals after Jansen (1999).

    `factors` names each factor and how many of the inputs it takes, in their order; they move together. The function
    takes (runs, inputs) and returns (runs,) or (runs, outputs). Scrambled Sobol points; ValueError unless `base` is a
    power of 2 and a seed is stated. Estimation by scipy.stats.sobol_indices: its totals are Jansen's.

    >>> sobol_effects(lambda x: 3 * x[:, 0] + x[:, 1], {"a": 1, "b": 1}, seed=1).total.round(2).tolist()
    [[0.9, 0.1]]
    """
    if seed is None or base < 2 or base & (base - 1):
        raise ValueError(f"seed is {seed!r} and base {base!r}; expected a whole number, and a power of 2")
    a, b = np.hsplit(scipy.stats.qmc.Sobol(2 * sum(factors.values()), rng=np.random.default_rng(seed)).random(base), 2)
    ends = np.cumsum([0, *factors.values()])
    mixed = [np.hstack([a[:, :i], b[:, i:j], a[:, j:]]) for i, j in pairwise(ends)]
    f = np.stack([np.reshape(function(points), (base, -1)).T for points in (a, b, *mixed)])
    plain = f[:2].transpose(1, 0, 2).reshape(f.shape[1], -1)
    whole = np.isfinite(f).all(axis=(0, 2))
    varies = whole & (np.ptp(plain, axis=1) > SAME_WITHIN * np.abs(plain).max(axis=1))
    first, total = np.where(whole[:, None], 0.0, np.full((2, len(whole), len(factors)), np.nan))
    if some := np.flatnonzero(varies).tolist():
        twice = [*some, some[0]]  # scipy cannot do with one output of one factor
        found = scipy.stats.sobol_indices(func={"f_A": f[0, twice], "f_B": f[1, twice], "f_AB": f[2:, twice]}, n=base)
        first[some] = found.first_order.reshape(len(twice), -1)[:-1]
        total[some] = found.total_order.reshape(len(twice), -1)[:-1]
    return Effects(tuple(factors), first, total)


def _nominal(design: Design) -> np.ndarray:
    """The scores of the first of each choice and unmoved weights, (1, n)."""
    return scores(design, [[0.5] * len(design.parts) + [0.0] * len(CHOICES)])


def _scores(design: Design, weights: Mapping[str, np.ndarray], picks: np.ndarray) -> np.ndarray:
    """Scores by run, (runs, n), from weights by name, (runs, 1), and the three numbers that choose."""
    tables, rules = [table(values) for values in design.tables.values()], list(design.rules.values())
    counts = np.array([len(tables), len(rules), len(design.missing)])
    chosen, leaves = np.minimum((picks * counts).astype(int), counts - 1), effective_weights(design.nodes, weights)
    found = np.full((len(picks), len(tables[0])), np.nan)
    for which in np.unique(chosen, axis=0):
        runs = np.flatnonzero((chosen == which).all(axis=1))
        x, rule = _filled(tables[which[0]], design.missing[which[2]]), rules[which[1]]
        if rule is not None and rule.kind == "copeland":
            w = np.hstack([np.broadcast_to(leaves[leaf], (len(picks), 1))[runs] for leaf in leaves])
            for some in np.array_split(np.arange(len(runs)), 1 + len(runs) * len(x) ** 2 // CELLS):
                net = copeland(x, w[some], rule.least)
                others = np.sum(~np.isnan(net), axis=1, keepdims=True) - 1
                found[runs[some]] = np.where(others > 0, (1 + net / np.maximum(others, 1)) / 2, np.nan)
        else:
            columns = dict(zip(leaves, x.T, strict=True))
            here = {name: weight[runs] for name, weight in weights.items()}
            found[runs] = roll_up(design.nodes, columns, here, rule)[next(iter(parts_of(design.nodes)))]
    return found


def _filled(values: Figures, missing: str) -> np.ndarray:
    """The table with its gaps left, or filled from the known values of the column; a column of gaps stays one."""
    x = table(values)
    if missing == "renormalise":
        return x
    with np.errstate(all="ignore"):
        mean = np.nansum(x, axis=0) / np.sum(~np.isnan(x), axis=0)
    return np.where(np.isnan(x), mean if missing == "mean" else np.fmin.reduce(x, axis=0), x)


def _interval(runs: np.ndarray) -> np.ndarray:
    """The quantiles of each column over the runs where it has a value, (3, n); NaN where it never has."""
    found, some = np.full((len(INTERVAL), runs.shape[1]), np.nan), ~np.isnan(runs).all(axis=0)
    found[:, some] = np.nanquantile(runs[:, some], INTERVAL, axis=0)
    return found
