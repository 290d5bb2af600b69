"""The evaluation-indicator system: official targets -> actions -> the plan, as scores from 0 to 100.

Only what has an official target is scored: the baseline scores 0, the target 100, so that new data never change an
old score. An action whose state is not assessable has no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plan_metrics.analysis.states import CONTEXT, OPEN, action_state
from plan_metrics.measure.composite import Node, Rule, Score, composite
from plan_metrics.measure.normalise import goalposts
from plan_metrics.measure.number import known
from plan_metrics.measure.sensitivity import CHOICES, Design, leave_one_out, total_effects, uncertainty
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.models import Plan
from plan_metrics.rows import ScoreboardRow, scoreboard_rows

PLAN = "plan"
FULL = 100.0
FLOOR = 1.0  # of a geometric mean, which is undefined at 0
BY_WAY, BY_MET, UNKNOWN, UNASSESSABLE = "way", "met", "unknown", "unassessable"  # how a leaf got its score, or why not
LIKELY = ("very_likely", "likely")
WEIGHTS = "weights"  # the first factor of a sensitivity analysis, before CHOICES


@dataclass(frozen=True)
class Leaf:
    """An indicator with an official target on the common scale, how it got there; `score` None where it has none.

    `ratio`: the same by another normalisation, the figure as a share of the target. `on_track`: whether the target is
    met, or reached or likely to be; None where that is not known.
    """

    action: str
    indicator: str
    basis: str
    score: float | None
    ratio: float | None
    on_track: bool | None


@dataclass(frozen=True)
class EvaluatedScore:
    """One action or the plan.

    `bounds`: the score if everything that is not known scored 0, and if it scored 100. `interval`: 5 % and 95 % of
    the runs with other weights, normalisations and means. `effects`: the share of the variance of these runs that a
    choice explains with all its interactions. `without`: the indicator that moves the score most, and the score
    without it. None where there is no score.
    """

    score: Score
    bounds: tuple[float, float]
    interval: tuple[float, float] | None
    effects: Mapping[str, float | None] | None
    without: tuple[str, float] | None


@dataclass(frozen=True)
class Evaluation:
    """The plan and its actions, and the indicators with an official target, in the order of the plan."""

    plan: EvaluatedScore
    actions: Mapping[str, EvaluatedScore]
    leaves: tuple[Leaf, ...]


def evaluate(plan: Plan, board: pd.DataFrame) -> Evaluation:
    """Score the headline rows of a scoreboard by the plan's own rules."""
    leaves = leaves_of(plan, board)
    nodes = nodes_of(plan, leaves)
    scores = {leaf.indicator: leaf.score for leaf in leaves}
    now = composite(nodes, scores, {leaf.indicator: leaf.on_track for leaf in leaves})

    def evaluated(name: str) -> EvaluatedScore:
        below = nodes if name == PLAN else [Node(name, None, 1.0, _rule(plan)), *(n for n in nodes if n.parent == name)]
        under = [leaf for leaf in leaves if name in (PLAN, leaf.action)]
        return EvaluatedScore(now[name], _bounds(below, under), *_sensitivity(plan, below, under, now[name].score))

    with_leaves = dict.fromkeys(leaf.action for leaf in leaves)
    return Evaluation(evaluated(PLAN), {action: evaluated(action) for action in with_leaves}, tuple(leaves))


def leaves_of(plan: Plan, board: pd.DataFrame) -> list[Leaf]:
    """The indicators that count and have an official target for the whole, each with its score.

    >>> # 30 of 40 points from a baseline of 20 to a target of 60 is 75 of 100
    >>> float(goalposts(50, 20, 60, FULL))
    75.0
    """
    rows = {row["indicator"]: row for row in scoreboard_rows(board[board["headline"].astype(bool)])}
    open_actions = {action.id for action in plan.actions if action_state(plan, board, action.id).state == OPEN}
    found = []
    for action, indicator in plan.indicators():
        row = rows[indicator.id]
        if indicator.fit == CONTEXT or row["result"] is None:
            continue
        basis, score = (UNASSESSABLE, None) if action.id in open_actions else _on_scale(row)
        ratio = _ratio(row, indicator.direction)
        found.append(Leaf(action.id, indicator.id, basis, score, ratio, _on_track(row)))
    return found


def nodes_of(plan: Plan, leaves: Sequence[Leaf]) -> list[Node]:
    """The tree of the plan: every action with its declared weight, and below it its leaves with equal ones."""
    rule, weights = _rule(plan), plan.head.evaluation.weights
    return [
        Node(PLAN, None, 1.0, rule),
        *(Node(action.id, PLAN, weights[action.id], rule) for action in plan.actions),
        *(Node(leaf.indicator, leaf.action, 1.0) for leaf in leaves),
    ]


def _rule(plan: Plan) -> Rule:
    kind = plan.head.evaluation.kind
    return Rule(kind, floor=FLOOR if kind in ("geometric", "harmonic") else None, least=plan.head.evaluation.least)


def _on_scale(row: ScoreboardRow) -> tuple[str, float | None]:
    if row["result"] == "met":
        return BY_MET, FULL
    if row["result"] in ("held", "breached") and row["status"] in JUDGED and not row["outdated"]:
        return BY_MET, FULL if row["result"] == "held" else 0.0
    if row["result"] in ("no_figure_for_date", "bound_at_date") or row["outdated"]:
        return UNKNOWN, None
    if row["result"] == "ahead" and row["status"] not in JUDGED:
        return UNKNOWN, None  # a page that says "not assessable" has no score beside it
    if row["progress"] is not None:
        return BY_WAY, known(goalposts(row["progress"], 0.0, 1.0, FULL))
    return (BY_MET, 0.0) if row["result"] == "missed" else (UNKNOWN, None)


def _ratio(row: ScoreboardRow, direction: str) -> float | None:
    value, target = known(row["compared"]), known(row["target"])
    if row["result"] == "met":
        return FULL
    if value is None or target is None or value <= 0 or target <= 0 or row["target_to"] is not None:
        return None
    return FULL * min(1.0, value / target if direction == "increase" else target / value)


def _on_track(row: ScoreboardRow) -> bool | None:
    if row["result"] in ("met", "missed"):
        return row["result"] == "met"
    if row["result"] in ("held", "breached"):
        return row["result"] == "held"
    if row["result"] == "ahead" and row["gap"] == 0:
        return True
    return row["prospect"] in LIKELY if row["prospect"] not in (None, "unclear") else None


def _ends(nodes: Sequence[Node]) -> list[str]:
    """The places of a tree that have no parts: the indicators, and an action without any."""
    parents = {node.parent for node in nodes}
    return [node.name for node in nodes if node.name not in parents and node.parent is not None]


def _bounds(nodes: Sequence[Node], leaves: Sequence[Leaf]) -> tuple[float, float]:
    root = nodes[0].name
    ends = _ends(nodes)
    scores = {leaf.indicator: leaf.score for leaf in leaves}
    filled = ({name: worst if scores.get(name) is None else scores[name] for name in ends} for worst in (0.0, FULL))
    low, high = (composite(nodes, values)[root].score for values in filled)
    assert low is not None  # nothing is missing, and every weight is above 0
    assert high is not None
    return low, high


def _sensitivity(
    plan: Plan, nodes: Sequence[Node], leaves: Sequence[Leaf], score: float | None
) -> tuple[tuple[float, float] | None, dict[str, float | None] | None, tuple[str, float] | None]:
    rules = plan.head.evaluation
    if score is None:
        return None, None, None
    # Progress from the baseline, or the figure as a share of the target.
    ends = _ends(nodes)
    by_name = {leaf.indicator: leaf for leaf in leaves}
    known_leaves = [by_name.get(name) for name in ends]
    tables = {
        "way": [[leaf.score if leaf else None for leaf in known_leaves]],
        "ratio": [[leaf.ratio if leaf and leaf.score is not None else None for leaf in known_leaves]],
    }
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
    kept = {name: known(shares[name]) for name in (WEIGHTS, *CHOICES[:2])}
    return (float(interval[0]), float(interval[-1])), kept, without
