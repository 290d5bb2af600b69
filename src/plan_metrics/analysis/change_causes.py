"""What changed between two editions, and why: each change of a figure or a status split by its causes.

Six causes are applied one after the other to the older edition until it is the newer one, and the scoreboard is
made again after each. A change belongs to the cause at which it appears, so the parts add up to the whole:

1. `method`: the rules of verdicts;
2. `plan`: targets that were published in between, and the cards of the plan;
3. `withdrawn`: figures that the newer edition withdraws, with its reason;
4. `revised`: figures that both editions have, with another value or flag, and figures that are used no longer without a
   withdrawal;
5. `new`: figures that only the newer edition has;
6. `time`: the date of the edition, which makes old figures too old and ends the time of targets.

The order is that of a report: first the rule, then what was promised, then what no longer holds, then what was known
otherwise, then what is new. Time comes last, so that it is the cause only where no new figure explains the change. See
decisions/0013 and 0040.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd

from plan_metrics.analysis.scoreboard import KEY, scoreboard
from plan_metrics.analysis.states import action_state
from plan_metrics.edition.models import Edition
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.models import Plan
from plan_metrics.rows import ScoreboardRow, scoreboard_rows

PERIOD_KEY = [*KEY, "period"]
STEPS = ("method", "plan", "withdrawn", "revised", "new", "time")
NO_FIGURE = "no_figure"


@dataclass(frozen=True)
class Stage:
    """Where a series stands after some of the causes: its status, and its newest figure with period and sources."""

    status: str
    value: float | None = None
    period: str | None = None
    source: str | None = field(default=None, compare=False)
    qualifier: str | None = field(default=None, compare=False)
    basis: str | None = field(default=None, compare=False)  # the period at which the comparable figures begin


@dataclass(frozen=True)
class Change:
    """A series whose status, newest figure or its period is another now.

    `stages` are seven: as it was, and after each of `STEPS`. A series that is on no scoreboard has no figure.
    """

    action: str
    indicator: str
    region: str
    breakdown: str
    headline: bool
    unit: str
    stages: tuple[Stage, ...]

    @property
    def series(self) -> dict[str, str]:
        """The series by the columns of its key."""
        return {"indicator": self.indicator, "region": self.region, "breakdown": self.breakdown}

    @property
    def before(self) -> Stage:
        """As the older edition has it."""
        return self.stages[0]

    @property
    def after(self) -> Stage:
        """As the newer edition has it."""
        return self.stages[-1]

    @property
    def total(self) -> Fraction | None:
        """The change of the newest figure, exactly; None unless both editions have one."""
        if self.before.value is None or self.after.value is None:
            return None
        return _exact(self.after.value) - _exact(self.before.value)

    @property
    def parts(self) -> dict[str, Fraction]:
        """The change of the newest figure by cause, exactly: the parts add up to `total`; empty where that is None.

        Where every figure was withdrawn and others came, the whole difference belongs to the ones that came.
        """
        if self.before.value is None or self.after.value is None:
            return {}
        parts: dict[str, Fraction] = {}
        last = _exact(self.before.value)
        for step, stage in zip(STEPS, self.stages[1:], strict=True):
            now = last if stage.value is None else _exact(stage.value)
            parts[step], last = now - last, now
        return parts

    @property
    def newer(self) -> bool:
        """Whether the newest figure is for a later time than that of the older edition, or the first one."""
        then, now = self.before.period, self.after.period
        return now is not None and (then is None or end_month(then) < end_month(now))

    @property
    def withdrawn(self) -> bool:
        """Whether the newest figure of the older edition was withdrawn."""
        one, other = self.stages[STEPS.index("withdrawn") :][:2]
        return one.value is not None and (one.value, one.period) != (other.value, other.period)

    @property
    def exact(self) -> bool:
        """Whether both newest figures were printed exactly."""
        return {self.before.qualifier, self.after.qualifier} == {"exact"}

    @property
    def comparable(self) -> bool:
        """Whether no break of the newer series lies between the two newest figures."""
        begins, then = self.after.basis, self.before.period
        return begins is None or then is None or end_month(begins) <= end_month(then)

    @property
    def moves(self) -> list[tuple[str, str, str]]:
        """The changes of the status, each with its cause: they lead from the status before to the one after.

        Empty where both are the same.
        """
        if self.before.status == self.after.status:
            return []
        pairs = zip(STEPS, self.stages[:-1], self.stages[1:], strict=True)
        return [(step, one.status, other.status) for step, one, other in pairs if one.status != other.status]


@dataclass(frozen=True)
class ActionMove:
    """An action whose state is another now: `states` before, and after each of `STEPS`.

    One is None where the older edition was published with another model, which had other states, or with a plan
    that did not have the action.
    """

    action: str
    states: tuple[str | None, ...]

    @property
    def moves(self) -> list[tuple[str, str, str]]:
        """The changes of the state, each with its cause."""
        pairs = zip(STEPS, self.states[:-1], self.states[1:], strict=True)
        return [(step, one, other) for step, one, other in pairs if one and other and one != other]


def action_moves(
    plan_before: Plan, before: Edition, plan_after: Plan, boards: Sequence[pd.DataFrame]
) -> list[ActionMove]:
    """The actions whose state moved, in the order of the plan; `boards` are `staged_boards` of the same editions."""
    measured = plan_before.measured_with(plan_after.head.verdicts.numbers)
    plans = (plan_before, measured, *[plan_after] * 5)
    found = []
    for action in plan_after.actions:
        states = [
            None
            if (index == 0 and before.card.thresholds) or action.id not in [each.id for each in plan.actions]
            else action_state(plan, board, action.id).state
            for index, (plan, board) in enumerate(zip(plans, boards, strict=True))
        ]
        known = [state for state in states if state]
        if known[0] != known[-1]:
            found.append(ActionMove(action.id, tuple(states)))
    return found


def changes(boards: Sequence[pd.DataFrame]) -> list[Change]:
    """Every series that stands elsewhere now, in the order of the scoreboards; `boards` are `staged_boards`."""
    known_rows = [
        {(row["indicator"], row["region"], row["breakdown"]): row for row in scoreboard_rows(board)} for board in boards
    ]
    found = []
    for key in dict.fromkeys(key for board in (known_rows[-1], *known_rows[:-1]) for key in board):
        rows = [board.get(key) for board in known_rows]
        known = rows[-1] or next(row for row in rows if row)
        stages = tuple(_stage(row) for row in rows)
        if stages[0] != stages[-1]:
            place = known["indicator"], known["region"], known["breakdown"]
            found.append(Change(known["action"], *place, known["headline"], known["unit"], stages))
    return found


def staged_boards(
    plan_before: Plan, before: Edition, plan_after: Plan, after: Edition, made: tuple[pd.DataFrame, ...] = ()
) -> list[pd.DataFrame]:
    """The scoreboard of the older edition as published, and after each of `STEPS`; a step that changes nothing is free.

    Each plan has the rules its edition was measured with (`Plan.measured_with`). `made` are the scoreboards of both
    editions where they are at hand.
    """
    old, new = before.card.day, after.card.day
    measured = plan_before.measured_with(plan_after.head.verdicts.numbers)
    dated = replace(before, card=after.card.model_copy(update={"as_of": before.card.as_of}))
    inputs = [
        (plan_before, before, old),
        (measured, before, old),
        (plan_after, before, new),
        (plan_after, replace(before, observations=_left(before, after)), new),
        (plan_after, replace(before, observations=_revised(before, after)), new),
        (plan_after, replace(dated, observations=after.observations), new),
        (plan_after, after, new),
    ]
    ends = ((plan_before, before, old), (plan_after, after, new))
    found = list(zip(ends, made, strict=True)) if made else []
    boards = []
    if before.card.thresholds:  # statuses of the first model: the step `method` leads to those of today
        boards.append(scoreboard(*inputs.pop(0), as_published=True))
    for each in inputs:
        board = next((board for known, board in found if _same(known, each)), None)
        if board is None:
            board = scoreboard(*each)
            found.append((each, board))
        boards.append(board)
    return boards


def _same(one: tuple[Plan, Edition, datetime.date], other: tuple[Plan, Edition, datetime.date]) -> bool:
    (plan, edition, day), (other_plan, other_edition, other_day) = one, other
    dates = (edition.card.as_of, day) == (other_edition.card.as_of, other_day)
    return dates and plan == other_plan and edition.observations.equals(other_edition.observations)


def _left(before: Edition, after: Edition) -> pd.DataFrame:
    """The observations of the older edition without those that the newer one withdraws."""
    if not after.withdrawn:
        return before.observations
    gone = pd.MultiIndex.from_tuples([each.key for each in after.withdrawn])
    keys = pd.MultiIndex.from_frame(before.observations[PERIOD_KEY])
    return before.observations[~keys.isin(gone)].reset_index(drop=True)


def _revised(before: Edition, after: Edition) -> pd.DataFrame:
    """The observations that both editions have, as the newer one has them."""
    known, keys = (pd.MultiIndex.from_frame(each.observations[PERIOD_KEY]) for each in (before, after))
    return after.observations[keys.isin(known)].reset_index(drop=True)


def _stage(row: ScoreboardRow | None) -> Stage:
    if row is None or row["reason"] == NO_FIGURE:
        return Stage(NO_FIGURE)
    return Stage(
        row["status"],
        row["shown"],
        row["shown_period"],
        row["shown_source"],
        row["shown_qualifier"],
        row["first"],
    )


def _exact(value: float) -> Fraction:
    return Fraction(repr(float(value)))
