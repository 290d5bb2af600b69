"""The evaluation-indicator system: indicators -> actions -> the plan, as scores from 0 to 100, and what they hang on.

Goalposts are fixed, so that new data never change an old score. With an official target: the baseline scores 0, the
target 100. Without one: growth a year in the wanted direction, between the two goalposts that the plan declares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plan_metrics.measure.composite import Node, Rule, Score, composite
from plan_metrics.measure.growth import trend_rate
from plan_metrics.measure.normalise import goalposts
from plan_metrics.measure.number import known
from plan_metrics.measure.progress import sign
from plan_metrics.measure.sensitivity import CHOICES, Design, leave_one_out, total_effects, uncertainty
from plan_metrics.measure.status import BAD, GOOD, NEUTRAL
from plan_metrics.plan.models import Plan

PLAN = "plan"
FULL = 100.0
FLOOR = 1.0  # of a geometric mean, which bears no 0
BY_TARGET, BY_MET, BY_TREND = "target", "met", "trend"
POINTS = {**dict.fromkeys(GOOD, FULL), **dict.fromkeys(NEUTRAL, FULL / 2), **dict.fromkeys(BAD, 0.0)}
WEIGHTS = "weights"  # the first factor of a sensitivity analysis, before CHOICES


@dataclass(frozen=True)
class Leaf:
    """One indicator on the common scale, how it got there, and its status; `score` None where it has none.

    `others`: its score by each of the other goalposts of the plan.
    """

    action: str
    indicator: str
    weight: float
    basis: str | None
    score: float | None
    others: tuple[float | None, ...]
    status: str


@dataclass(frozen=True)
class Standing:
    """One action or the plan. `before`: its score in the edition before, None without one.

    `bounds`: the score if everything that is not known scored 0, and if it scored 100. `interval`: 5 % and 95 % of
    the runs with other weights, normalisations and means. `effects`: the share of the variance of these runs that a
    choice explains with all its interactions. `without`: the indicator that moves the score most, and the score
    without it. None where there is no score.
    """

    score: Score
    before: float | None
    bounds: tuple[float, float]
    interval: tuple[float, float] | None
    effects: Mapping[str, float] | None
    without: tuple[str, float] | None


@dataclass(frozen=True)
class Evaluation:
    """The plan and its actions, and the indicators that they are made of, in the order of the plan."""

    plan: Standing
    actions: Mapping[str, Standing]
    leaves: tuple[Leaf, ...]


def evaluate(plan: Plan, board: pd.DataFrame, previous: pd.DataFrame | None) -> Evaluation:
    """Score a scoreboard by the plan's own rules; `previous` is that of the edition before, if there is one."""
    leaves = leaves_of(plan, board)
    earlier = leaves_of(plan, previous) if previous is not None else None
    nodes = nodes_of(plan, leaves)
    now = composite(nodes, _scores(leaves), {leaf.indicator: _on_track(leaf) for leaf in leaves})
    then = composite(nodes, _scores(earlier)) if earlier else {}

    def standing(name: str) -> Standing:
        below = nodes if name == PLAN else [Node(name, None, 1.0, _rule(plan)), *(n for n in nodes if n.parent == name)]
        before = then[name].score if name in then else None
        under = [leaf for leaf in leaves if name in (PLAN, leaf.action)]
        return Standing(now[name], before, _bounds(below, under), *_sensitivity(plan, below, under, now[name].score))

    actions = {node.name: standing(node.name) for node in nodes if node.parent == PLAN}
    return Evaluation(standing(PLAN), actions, tuple(leaves))


def leaves_of(plan: Plan, board: pd.DataFrame) -> list[Leaf]:
    """The indicators that carry weight, each with its score by the plan's goalposts.

    >>> # 30 of 40 points from a baseline of 20 to a target of 60 is 75 of 100
    >>> float(goalposts(50, 20, 60, FULL))
    75.0
    """
    rows = board[board["headline"].astype(bool)].set_index("indicator").to_dict("index")
    found = []
    for action, indicator in plan.indicators():
        if indicator.weight:
            row = rows[indicator.id]
            wanted, rules = sign(indicator.direction), plan.head.evaluation
            posts = (rules.trend_goalposts, *rules.other_trend_goalposts)
            (score, basis), *others = (_on_scale(row, wanted, *ends) for ends in posts)
            tried = tuple(other for other, _ in others)
            found.append(Leaf(action.id, indicator.id, indicator.weight, basis, score, tried, str(row["status"])))
    return found


def nodes_of(plan: Plan, leaves: Sequence[Leaf]) -> list[Node]:
    """The tree of the plan: actions with their declared weights, and below them the indicators with theirs."""
    rule, weights = _rule(plan), plan.head.evaluation.weights
    actions = [a.id for a in plan.actions if any(leaf.action == a.id for leaf in leaves)]
    return [
        Node(PLAN, None, 1.0, rule),
        *(Node(action, PLAN, weights[action], rule) for action in actions),
        *(Node(leaf.indicator, leaf.action, leaf.weight) for leaf in leaves),
    ]


def _rule(plan: Plan) -> Rule:
    kind = plan.head.evaluation.kind
    return Rule(kind, floor=FLOOR if kind in ("geometric", "harmonic") else None, least=plan.head.evaluation.least)


def _on_scale(row: Mapping[str, object], wanted: int, low: float, high: float) -> tuple[float | None, str | None]:
    if row["target"] is not None and row["status"] not in ("not_assessable", "too_early"):
        if row["progress"] is not None:
            return known(goalposts(row["progress"], 0.0, 1.0, FULL)), BY_TARGET
        if row["status"] in ("achieved", "missed"):  # a level that was held or not: there is no way to go
            return (FULL if row["status"] == "achieved" else 0.0), BY_MET
    if row["trend"] is not None and not row["outdated"] and row["target"] is None:
        rate = trend_rate(row["value"], row["baseline"], row["years"])
        return known(goalposts(None if rate is None else wanted * rate, low, high, FULL)), BY_TREND
    return None, None


def _scores(leaves: Sequence[Leaf]) -> dict[str, float | None]:
    return {leaf.indicator: leaf.score for leaf in leaves}


def _on_track(leaf: Leaf) -> bool | None:
    return None if leaf.status == "not_assessable" else leaf.status in GOOD


def _bounds(nodes: Sequence[Node], leaves: Sequence[Leaf]) -> tuple[float, float]:
    root = nodes[0].name
    filled = ({leaf.indicator: worst if leaf.score is None else leaf.score for leaf in leaves} for worst in (0.0, FULL))
    low, high = (composite(nodes, values)[root].score for values in filled)
    return low, high


def _sensitivity(
    plan: Plan, nodes: Sequence[Node], leaves: Sequence[Leaf], score: float | None
) -> tuple[tuple[float, float] | None, dict[str, float] | None, tuple[str, float] | None]:
    rules = plan.head.evaluation
    if score is None:
        return None, None, None
    # The declared goalposts, the others, and the status alone: good 100, in between 50, bad 0.
    tables = {"goalposts": [[leaf.score for leaf in leaves]]}
    tables |= {f"other {i}": [[leaf.others[i] for leaf in leaves]] for i in range(len(rules.other_trend_goalposts))}
    tables["status"] = [[None if leaf.score is None else POINTS[leaf.status] for leaf in leaves]]
    geometric = Rule("geometric", floor=FLOOR, least=rules.least)
    design = Design(nodes, tables, {"declared": None, "geometric": geometric}, spread=rules.spread)
    interval = uncertainty(design, rules.seed, rules.runs).score_interval[:, 0]
    effects = total_effects(design, rules.seed)
    shares = dict(zip(effects.factors, effects.total[1], strict=True))
    one = leave_one_out(design)
    moved = np.abs(one.scores[:, 0] - score)
    without = None
    if np.isfinite(moved).any() and np.nanmax(moved) > 0:
        place = int(np.nanargmax(moved))
        without = (one.indicators[place], float(one.scores[place, 0]))
    kept = {name: float(shares[name]) for name in (WEIGHTS, *CHOICES[:2])}
    return (float(interval[0]), float(interval[-1])), kept, without
