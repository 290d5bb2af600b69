"""Receipts of what is concluded from series: states of commitments and actions, scores, counts of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from plan_metrics.analysis.change_causes import NO_FIGURE
from plan_metrics.analysis.counts import counts
from plan_metrics.analysis.scoring import BY_WAY, PLAN, leaves_of, nodes_of
from plan_metrics.analysis.states import CONTEXT, OPEN, STATES, ActionState, CommitmentState
from plan_metrics.context import Context
from plan_metrics.measure.composite import composite
from plan_metrics.measure.verdicts import IMPROVING, JUDGED, WORSENING
from plan_metrics.plan.models import FITS, Action, fit_of
from plan_metrics.plan.verdict_rules import TWO_VIEWS
from plan_metrics.receipts.figures import step
from plan_metrics.receipts.record import Receipt, Step, Value, number
from plan_metrics.rows import ScoreboardRow, scoreboard_rows
from plan_metrics.views import target_cases
from plan_metrics.views.links import FRONT, receipt_id

Headlines = Mapping[str, ScoreboardRow]  # by indicator


def of_action(context: Context, action: Action, rows: Headlines) -> Iterator[Receipt]:
    """The receipts of an action: of each commitment, of its own state, and of the counts that it rests on."""
    state, rule = context.state(action.id), context.plan.head.verdicts.state
    used = context.plan.used_by(action.id)
    for found in state.commitments:
        measured = [each.id for fit in FITS[:2] for each in used if each.fit_for(found.commitment) == fit]
        names = dict.fromkeys([*found.counted, *found.deteriorating, *measured])
        yield Receipt(
            id=_commitment(action.id, found.commitment),
            kind="state",
            value=found.state,
            inputs=tuple(receipt_id(rows[name], "status") for name in names),
            facts={"fit": found.fit, "strength": found.strength, "counted": " ".join(found.counted),
                   "deteriorating": " ".join(found.deteriorating)},
        )  # fmt: skip
    judged, every, majority = len(state.judged), len(state.commitments), float(rule.least_majority)
    by_state = {name: state.of(name) for name in STATES}
    yield Receipt(
        id=f"{action.id}/state",
        kind="state",
        value=state.state,
        inputs=tuple(_commitment(action.id, each.commitment) for each in state.commitments),
        steps=(
            step("judged", "j / n", {"j": judged, "n": every}, judged / every),
            step("needed", "m * j", {"m": majority, "j": judged}, majority * judged),
        ),
        rules={"state.judged": str(rule.least_judged), "state.majority": str(rule.least_majority)},
        facts={**by_state, "strength": state.strength},
    )
    for name, these in _of_commitments(state).items():
        yield _count(f"{action.id}/{name}", [_commitment(action.id, each.commitment) for each in these])
    counting = [rows[each.id] for each in used if each.fit_for(*action.promised) != CONTEXT]
    words = [row["status"] for row in counting]
    neutral = [word for word in JUDGED if word not in (IMPROVING, WORSENING)]
    for name, kept in (
        ("indicators", words),
        ("indicators_improving", [IMPROVING]),
        ("indicators_stable", neutral),
        ("indicators_worsening", [WORSENING]),
        ("indicators_not_assessable", [word for word in words if word not in JUDGED]),
    ):
        yield _count(f"{action.id}/{name}", [receipt_id(row, "status") for row in counting if row["status"] in kept])


def scores(context: Context, rows: Headlines) -> Iterator[tuple[str, Receipt]]:
    """The receipts of the scores of 0 to 100, each with the indicator, the action or the plan that it is of."""
    leaves = leaves_of(context.plan, context.scoreboard)
    nodes = nodes_of(context.plan, leaves)
    values: dict[str, float | None] = {leaf.indicator: leaf.score for leaf in leaves}
    found = composite(nodes, values, {leaf.indicator: leaf.on_track for leaf in leaves})
    ids = {leaf.indicator: receipt_id(rows[leaf.indicator], "score") for leaf in leaves}
    for leaf in leaves:
        row = rows[leaf.indicator]
        by_way = leaf.basis == BY_WAY and leaf.score is not None
        steps: tuple[Step, ...] = ()
        if by_way:
            steps = (step("score", "min(max(100 * p, 0), 100)", {"p": row["progress"]}, leaf.score),)
        based = receipt_id(row, "progress" if by_way else "result")
        yield leaf.indicator, Receipt(
            id=ids[leaf.indicator], kind="score", value=number(leaf.score), inputs=(based,), steps=steps,
            method="goalposts", reason=leaf.basis,
        )  # fmt: skip
    names = {name: f"{FRONT if name == PLAN else name}/score" for name in found}
    ids |= names
    values |= {name: each.score for name, each in found.items()}
    for name, each in found.items():
        below = [node for node in nodes if node.parent == name]
        there = [(float(node.weight), score) for node in below if (score := values.get(node.name)) is not None]
        steps = ()
        if there and each.score is not None:
            weights, parts = zip(*there, strict=True)
            steps = (step("score", "dot(w, x) / sum(w)", {"w": weights, "x": parts}, each.score),)
        yield (
            FRONT if name == PLAN else name,
            Receipt(
                id=names[name], kind="score", value=number(each.score),
                inputs=tuple(ids[node.name] for node in below if node.name in ids),
                steps=steps, method="tree", rules={"evaluation.least": context.plan.head.evaluation.least},
                facts={"coverage": number(each.coverage), "kind": context.plan.head.evaluation.kind},
            ),
        )  # fmt: skip


def of_plan(context: Context) -> Iterator[Receipt]:
    """The receipts of the counts of an edition (`counts.Counts`), each counted from the whole of it.

    What has a receipt of its own is counted with the ids of these: actions, commitments, indicators.
    """
    found = counts(context)
    known: dict[str, Value] = {}
    for each in fields(found):
        value = getattr(found, each.name)
        if isinstance(value, dict):
            known |= {f"{each.name}_{name}": n for name, n in value.items()}
        elif isinstance(value, int):
            known[each.name] = value
    known |= {"figures": len(context.observations), **_of_targets(context), **_since(context)}
    listed = {**_of_actions(context), **_of_indicators(context)}
    for name, value in known.items():
        if name not in listed:
            yield Receipt(id=f"{FRONT}/{name}", kind="count", value=value)
    for name, ids in listed.items():
        yield _count(f"{FRONT}/{name}", ids)


def _of_actions(context: Context) -> dict[str, list[str]]:
    """The receipts of actions and of commitments that are counted together, by the name of the count."""
    states = [context.state(action.id) for action in context.plan.actions]
    found = {"actions": [f"{each.action}/state" for each in states]}
    for name in STATES:
        found[f"actions_{name}"] = [f"{each.action}/state" for each in states if each.state == name]
    found["actions_known"] = [f"{each.action}/state" for each in states if each.state != OPEN]
    for state in states:
        used = context.plan.used_by(state.action)
        fits = {each.commitment: fit_of(used, each.commitment) or "none" for each in state.commitments}
        by_fit = {f"commitments_{name}": [each for each in state.commitments if fits[each.commitment] == name]
                  for name in (*FITS[:2], "none")}  # fmt: skip
        for name, these in {**_of_commitments(state), "judged": state.judged, **by_fit}.items():
            found.setdefault(name, []).extend(_commitment(state.action, each.commitment) for each in these)
    return found


def _of_commitments(state: ActionState) -> dict[str, Sequence[CommitmentState]]:
    """The commitments of an action: all, by their verdict, and those with one by the fit that it rests on."""
    return {
        "commitments": state.commitments,
        **{f"commitments_{name}": [each for each in state.commitments if each.state == name] for name in STATES},
        **{f"judged_{fit}": [each for each in state.judged if each.fit == fit] for fit in FITS[:2]},
    }


def _of_indicators(context: Context) -> dict[str, list[str]]:
    """The receipts of the assessments of the indicators that are counted together, by the name of the count."""
    rows = scoreboard_rows(context.scoreboard, headline=True)
    groups = {
        "indicators": rows,
        "indicators_shown": [row for row in rows if row["shown"] is not None],
        "indicators_silent": [row for row in rows if row["shown"] is None],
        "indicators_judged": [row for row in rows if row["status"] in JUDGED],
        "indicators_unjudged": [row for row in rows if row["status"] not in JUDGED],
    }
    if context.plan.head.verdicts.model == TWO_VIEWS:
        last = [row for row in rows if row["latest_change"] in JUDGED]
        either = [row for row in rows if row["status"] in JUDGED or row in last]
        turned = [row for row in last if row["latest_change"] == WORSENING != row["status"]]
        groups |= {"indicators_either": either, "indicators_latest": last, "indicators_turned": turned}
        for row in either:
            groups.setdefault(f"indicators_{row['status']}_{row['latest_change']}", []).append(row)
    found = {name: [receipt_id(row, "status") for row in own] for name, own in groups.items()}
    return {**found, **_moved(context)} if context.previous is not None else found


def _moved(context: Context) -> dict[str, list[str]]:
    """The indicators that stand elsewhere than in the edition before."""
    changes = [each for each in context.changes if each.headline]
    groups = {
        "indicators_newer": [each for each in changes if each.newer],
        "indicators_moved": [each for each in changes if each.moves],
        "indicators_moved_first": [each for each in changes if each.moves and each.before.status == NO_FIGURE],
    }
    return {name: [receipt_id(each.series, "status") for each in own] for name, own in groups.items()}


def _of_targets(context: Context) -> dict[str, Value]:
    found = target_cases.cases(context)
    passed = Counter(case.code for case in found if not case.ahead)
    return {
        "targets_known": len(found),
        "targets_passed": passed.total(),
        "targets_met": passed["met"],
        "targets_missed": passed["missed"],
        "targets_open": passed.total() - passed["met"] - passed["missed"],
        "targets_ahead": len(found) - passed.total(),
    }


def _since(context: Context) -> dict[str, Value]:
    """What became of figures since the edition before; nothing for the first."""
    if context.previous is None:
        return {}
    found = context.figures_since
    return {f"figures_{name}": len(getattr(found, name)) for name in ("new", "revised", "restated", "gone")}


def _count(name: str, of: Sequence[str]) -> Receipt:
    return Receipt(id=name, kind="count", value=len(of), inputs=tuple(of))


def _commitment(action: str, commitment: str) -> str:
    return f"{action}/{commitment}/state"
