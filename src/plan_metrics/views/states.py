"""The state of an action: how many of its indicators have figures, can be judged, and move the wanted way."""

from __future__ import annotations

from dataclasses import dataclass

from plan_metrics.context import Context
from plan_metrics.measure.status import BAD, GOOD, NEUTRAL
from plan_metrics.plan.models import Action, Commitment


@dataclass(frozen=True)
class ActionState:
    """Counts of the indicators of an action, and the state they add up to."""

    action: str
    commitments: int
    judged_commitments: int
    indicators: int
    with_figures: int
    good: int
    neutral: int
    bad: int
    state: str

    @property
    def assessed(self) -> int:
        """Indicators with a status that says something."""
        return self.good + self.neutral + self.bad

    @property
    def groups(self) -> tuple[int, int, int, int]:
        """Good, neutral, bad, and not assessable: they add up to the number of indicators."""
        return (self.good, self.neutral, self.bad, self.indicators - self.assessed)


def without_figures(context: Context, action: Action) -> list[Commitment]:
    """The commitments of an action for which this edition holds no figure at all."""
    seen = set(context.observations["indicator"])
    return [c for c in action.commitments if not any(i.id in seen for i in action.indicators_of(c.id))]


def action_state(context: Context, action: str) -> ActionState:
    """The state of an action by the rule of the plan's thresholds.

    `not_assessable` where fewer than `action_coverage` of its commitments have an indicator that can be
    judged; `advancing` or `slipping` where at least `action_majority` of the indicators judged move the
    wanted or the other way; `mixed` otherwise. The counts are always given beside it.
    """
    card = context.plan.action(action)
    board = context.scoreboard
    rows = board[(board["action"] == action) & board["headline"].astype(bool)]
    status = dict(zip(rows["indicator"], rows["status"], strict=True))
    good, neutral, bad = (sum(s in group for s in status.values()) for group in (GOOD, NEUTRAL, BAD))
    judged = {name for name, s in status.items() if s in (*GOOD, *NEUTRAL, *BAD)}
    judged_commitments = sum(any(i.id in judged for i in card.indicators_of(c.id)) for c in card.commitments)
    return ActionState(
        action=action,
        commitments=len(card.commitments),
        judged_commitments=judged_commitments,
        indicators=len(rows),
        with_figures=len(set(context.observations.loc[context.observations["action"] == action, "indicator"])),
        good=good,
        neutral=neutral,
        bad=bad,
        state=_state(context, judged_commitments / len(card.commitments), good, neutral, bad),
    )


def _state(context: Context, covered: float, good: int, neutral: int, bad: int) -> str:
    limits = context.plan.head.thresholds
    judged = good + neutral + bad
    if not judged or covered < limits.action_coverage:
        return "not_assessable"
    if good >= limits.action_majority * judged:
        return "advancing"
    if bad >= limits.action_majority * judged:
        return "slipping"
    return "mixed"
