"""From indicators to commitments to the state of an action: the one place where they are counted.

A commitment is measured by its direct indicators; where none of them has a verdict, by its proxies. An action is as its
commitments are, by the rule of the plan (`StateRule`). Front page, action page, brief, evaluation, interface and
workbook all ask here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from plan_metrics.measure.number import at_least
from plan_metrics.measure.strength import FIT_LEVELS
from plan_metrics.measure.verdicts import IMPROVING, JUDGED, STRENGTHS, WORSENING
from plan_metrics.plan.models import FITS, Commitment, Indicator, Plan
from plan_metrics.plan.verdict_rules import StateRule
from plan_metrics.rows import ScoreboardRow, scoreboard_rows

ADVANCING, MIXED, SLIPPING, OPEN = "advancing", "mixed", "slipping", "not_assessable"
STATES = (ADVANCING, MIXED, SLIPPING, OPEN)
ENOUGH = STRENGTHS[:2]  # evidence on which a commitment can be said to advance or to slip
DIRECT, PROXY, CONTEXT = FITS
# Why an action has its state, in the order in which the rule asks.
NONE_JUDGED, TOO_FEW, ONE_PROXY, HELD_BACK, AGREE, APART = (
    "none_judged", "too_few", "one_proxy", "held_back", "agree", "apart",
)  # fmt: skip


@dataclass(frozen=True)
class CommitmentState:
    """Where a commitment stands: its word, whether by a direct indicator or a proxy, and how strong the evidence is.

    `fit`: the closest fit of the indicators with a verdict, or of any if none has one; None where there is neither.
    `counted`: the indicators that the word rests on. `deteriorating`: the direct and proxy indicators, counted or not
    and whatever their evidence, that deteriorate in the long run or did so last, after a gap as well: none of them may
    pass unseen.
    """

    commitment: str
    state: str
    fit: str | None
    strength: str | None
    counted: tuple[str, ...]
    deteriorating: tuple[str, ...]
    with_figures: bool


@dataclass(frozen=True)
class ActionState:
    """The state of an action and what it rests on: its commitments in the order of the card, its indicators by verdict.

    An indicator under several actions is one of each of them.

    `groups`: improving, little change (or within sampling error), deteriorating, not assessable, of the indicators that
    count; they add up to `counting`. `strength`: the lowest of the commitments with a verdict. `why`: which step of
    the rule decided.
    """

    action: str
    state: str
    why: str
    strength: str | None
    commitments: tuple[CommitmentState, ...]
    groups: tuple[int, int, int, int]
    indicators: int
    with_figures: int
    reversals: tuple[str, ...]

    @property
    def judged(self) -> tuple[CommitmentState, ...]:
        """The commitments that have a verdict."""
        return tuple(each for each in self.commitments if each.state != OPEN)

    @property
    def counting(self) -> int:
        """How many indicators count: all but those that are only context."""
        return sum(self.groups)

    def of(self, state: str) -> int:
        """How many commitments are in a state."""
        return sum(each.state == state for each in self.commitments)

    def by(self, fit: str) -> int:
        """How many commitments with a verdict have it from an indicator of this fit."""
        return sum(each.fit == fit for each in self.judged)


def action_state(plan: Plan, board: pd.DataFrame, action: str) -> ActionState:
    """The state of an action from the headline rows of a scoreboard, those of indicators on other cards too."""
    card, used = plan.action(action), plan.used_by(action)
    mine = board[board["indicator"].isin([each.id for each in used]) & board["headline"].astype(bool)]
    rows = {row["indicator"]: row for row in scoreboard_rows(mine)}
    found = tuple(_commitment(used, commitment, rows) for commitment in card.commitments)
    counting = [rows[each.id] for each in used if each.fit_for(*card.promised) != CONTEXT]
    words = Counter(row["status"] for row in counting)
    good, bad = words[IMPROVING], words[WORSENING]
    neutral = sum(words[word] for word in JUDGED) - good - bad
    levels = [each.strength for each in found if each.strength]
    state, why = decided(found, plan.head.verdicts.state)
    return ActionState(
        action=action,
        state=state,
        why=why,
        strength=max(levels, key=STRENGTHS.index, default=None),
        commitments=found,
        groups=(good, neutral, bad, len(counting) - good - neutral - bad),
        indicators=len(rows),
        with_figures=sum(row["shown"] is not None for row in rows.values()),
        reversals=tuple(each.id for each in used if rows[each.id]["reversal"]),
    )


def decided(found: tuple[CommitmentState, ...], rule: StateRule) -> tuple[str, str]:
    """The state of an action from those of its commitments, and which step of the rule decided.

    Not assessable where too few have a verdict. Advancing or slipping where the majority of those with one do so; never
    advancing while a commitment slips, or while an indicator that counts deteriorates in either view. A single proxy
    carries no more than mixed, however many commitments it stands for, and so do the proxies of a single commitment.
    """
    judged = [each for each in found if each.state != OPEN]
    if not judged:
        return OPEN, NONE_JUDGED
    if not at_least(len(judged) / len(found), float(rule.least_judged)):
        return OPEN, TOO_FEW
    alone = len(judged) == 1 or len({name for each in judged for name in each.counted}) == 1
    if alone and all(each.fit == PROXY for each in judged):
        return MIXED, ONE_PROXY
    counts = Counter(each.state for each in judged)
    needed = float(rule.least_majority) * len(judged)
    clean = not counts[SLIPPING] and not any(each.deteriorating for each in found)
    if at_least(counts[ADVANCING], needed):
        return (ADVANCING, AGREE) if clean else (MIXED, HELD_BACK)
    return (SLIPPING, AGREE) if at_least(counts[SLIPPING], needed) else (MIXED, APART)


def _commitment(used: Collection[Indicator], commitment: Commitment, rows: dict[str, ScoreboardRow]) -> CommitmentState:
    fits = {fit: [each for each in used if each.fit_for(commitment.id) == fit] for fit in (DIRECT, PROXY)}
    with_verdict = {fit: [each for each in found if rows[each.id]["status"] in JUDGED] for fit, found in fits.items()}
    fit = next((fit for fit, found in with_verdict.items() if found), None)
    known = any(rows[each.id]["shown"] is not None for found in fits.values() for each in found)
    falling = tuple(
        each.id
        for found in fits.values()
        for each in found
        if rows[each.id]["status"] == WORSENING or fell_last(rows[each.id])
    )
    if fit is None:
        closest = next((fit for fit, found in fits.items() if found), None)
        return CommitmentState(commitment.id, OPEN, closest, None, (), falling, known)
    counted = [rows[each.id] for each in with_verdict[fit]]
    levels = [max(str(row["strength"]), FIT_LEVELS[fit], key=STRENGTHS.index) for row in counted]
    signs = [_sign(row) if level in ENOUGH else 0 for row, level in zip(counted, levels, strict=True)]
    up, down = signs.count(1), signs.count(-1)
    still = sum(level in ENOUGH for level in levels) - up - down
    advancing, slipping = up > 0 == down and up >= still and not falling, down > 0 == up and down >= still
    state = ADVANCING if advancing else SLIPPING if slipping else MIXED
    decisive = [level for level, sign in zip(levels, signs, strict=True) if sign] or levels
    strength = min(decisive, key=STRENGTHS.index)
    names = tuple(str(row["indicator"]) for row in counted)
    return CommitmentState(commitment.id, state, fit, strength, names, falling, known)


def fell_last(row: ScoreboardRow) -> bool:
    """Whether the last figure of a series is worse than the one before, be that recent or not."""
    return row["latest_change"] == WORSENING or bool(row["fell_after_gap"])


def _sign(row: ScoreboardRow) -> int:
    """1 for improving, -1 for deteriorating, else 0: also where it fell last, or missed its last official target."""
    if row["status"] == WORSENING:
        return -1
    return int(row["status"] == IMPROVING and not row["reversal"] and not row["missed"])
