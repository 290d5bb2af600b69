"""The state of commitments and actions: cases worked by hand, and what no figures can bring about."""

from __future__ import annotations

from itertools import count

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.analysis.states import STATES, ActionState, CommitmentState, action_state, decided
from plan_metrics.plan.head import PlanHead, Verdicts
from plan_metrics.plan.models import Action, Commitment, Fit, Indicator, Plan
from plan_metrics.plan.verdict_rules import StateRule

often = settings(max_examples=100, deadline=None, derandomize=True)
RULE = StateRule(judged=(1, 3), majority=(2, 3))
NUMBERS = count()
SHORT = {"up": "advancing", "mixed": "mixed", "down": "slipping", "open": "not_assessable"}


# ---------------------------------------------------------------- from commitments to an action


def commitment(state: str, fit: str = "direct", name: str = "", falls: bool = False) -> CommitmentState:
    """A commitment in a state, from an indicator of its own unless a name is given."""
    counted = () if state == "open" else (name or f"indicator {next(NUMBERS)}",)
    return CommitmentState("A01.1", SHORT[state], fit, None, counted, ("one",) if falls else (), True)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("up up open open open open", "up"),  # a third is enough
        ("up up open open open open open", "open"),  # two of seven are less than a third
        ("up up mixed", "up"),  # two thirds
        ("up mixed", "mixed"),  # a half
        ("up up up mixed mixed", "mixed"),  # three fifths
        ("down down mixed", "down"),
        ("down mixed", "mixed"),
        ("up up down", "mixed"),  # never advancing while one slips
        ("down down up", "down"),
        ("mixed mixed mixed", "mixed"),
        ("up", "up"),
        ("down open open", "down"),
        ("open open", "open"),
    ],
)
def test_a_third_must_be_judged_and_two_thirds_of_these_agree(states, expected):
    """Counted by hand for each row."""
    found = tuple(commitment(state, name=f"i{index}") for index, state in enumerate(states.split()))
    assert decided(found, RULE)[0] == SHORT[expected]


def test_no_commitment_gives_no_state():
    """Nothing was promised, nothing is said."""
    assert decided((), RULE)[0] == SHORT["open"]


def test_an_action_does_not_advance_while_an_indicator_that_counts_deteriorates():
    """Two of two advance, but in one of them, or in one that cannot be judged, something falls."""
    calm, falling = commitment("up", name="i1"), commitment("up", name="i2", falls=True)
    assert decided((calm, commitment("up", name="i2")), RULE)[0] == SHORT["up"]
    assert decided((calm, falling), RULE)[0] == SHORT["mixed"]
    assert decided((calm, commitment("open", falls=True)), RULE)[0] == SHORT["mixed"]


def test_a_proxy_alone_carries_no_more_than_mixed():
    """One commitment by a proxy, or two by the same one; two by two proxies are another matter."""
    one, same, other = (commitment("up", "proxy", name) for name in ("i1", "i1", "i2"))
    assert decided((one,), RULE)[0] == decided((one, same), RULE)[0] == SHORT["mixed"]
    assert decided((commitment("down", "proxy"), commitment("open")), RULE)[0] == SHORT["mixed"]
    assert decided((one, other), RULE)[0] == SHORT["up"]


states = st.lists(
    st.builds(
        commitment, st.sampled_from(sorted(SHORT)), st.sampled_from(["direct", "proxy"]), st.just(""), st.booleans()
    ),
    min_size=1,
    max_size=7,
)


@often
@given(states, st.randoms(use_true_random=False))
def test_the_order_of_the_commitments_means_nothing(found, chance):
    """As the card lists them, or otherwise."""
    assert decided(tuple(chance.sample(found, len(found))), RULE)[0] == decided(tuple(found), RULE)[0]


@often
@given(states)
def test_a_commitment_that_slips_or_falls_never_makes_an_action_advance(found):
    """One more of these, and it is advancing no longer, nor does it begin to."""
    for worse in (commitment("down"), commitment("up", falls=True)):
        assert decided((*found, worse), RULE)[0] != SHORT["up"]


@often
@given(states)
def test_advancing_and_slipping_rest_on_a_majority(found):
    """At least two thirds of those with a verdict are in the state that the action is said to be in."""
    state = decided(tuple(found), RULE)[0]
    judged = [each.state for each in found if each.state != SHORT["open"]]
    assert state in STATES
    if state in (SHORT["up"], SHORT["down"]):
        assert 3 * judged.count(state) >= 2 * len(judged)
        assert 3 * len(judged) >= len(found)


# ---------------------------------------------------------------- from indicators to a commitment


def row(name: str, status: str, latest: str = "stable", strength: str | None = "strong", **more: object) -> dict:
    """A headline row of the scoreboard."""
    reversal = (status, latest) == ("improving", "worsening")
    given_ = {"indicator": name, "status": status, "latest_change": latest, "strength": strength, "reversal": reversal}
    plain = {"action": "A01", "headline": True, "shown": 1.0, "missed": False, "fell_after_gap": False}
    return {**plain, **given_, **more}


def indicator(name: str, **fits: str) -> Indicator:
    """An indicator with its fits by commitment."""
    made = tuple(Fit.model_construct(commitment=commitment, fit=fit) for commitment, fit in fits.items())
    return Indicator.model_construct(id=name, fits=made)


def card(name: str, commitments: int, *indicators: Indicator) -> Action:
    """An action with so many commitments, and the indicators on its card."""
    promised = [Commitment.model_construct(id=f"{name}.{index + 1}") for index in range(commitments)]
    return Action.model_construct(id=name, commitments=promised, indicators=indicators)


def plan_of(*cards: Action) -> Plan:
    """A plan of these actions under the rule of states."""
    head = PlanHead.model_construct(verdicts=Verdicts.model_construct(state=RULE))
    return Plan.model_construct(head=head, actions=cards)


def action(*indicators: tuple[str, dict], commitments: int = 1) -> ActionState:
    """The state of an action whose indicators all stand to its first commitment, each in a fit.

    Beside its headline rows the board has one of another action and some of provinces, which must not count.
    """
    cards = [indicator(one["indicator"], **{"A01.1": fit}) for fit, one in indicators]
    plan = plan_of(card("A01", commitments, *cards), card("A02", 1, indicator("elsewhere", **{"A02.1": "direct"})))
    other = row("elsewhere", DOWN) | {"action": "A02"}
    provinces = [one | {"headline": False, "status": DOWN, "latest_change": DOWN} for _, one in indicators]
    board = pd.DataFrame([*(one for _, one in indicators), other, *provinces]).astype(object)
    return action_state(plan, board.where(board.notna(), None), "A01")


UP, STILL, DOWN, NONE = "improving", "stable", "worsening", "not_assessable"
WORDS = {"up": UP, "still": STILL, "down": DOWN, "chance": "within_error", "none": NONE}
# What is shown; the indicators: fit, long-term assessment/latest change, weak evidence, target; the state and its fit.
COMMITMENTS = [
    ("a direct indicator that improves", "direct up/up", "up", "direct"),
    ("one that deteriorates", "direct down/down", "down", "direct"),
    ("one that stands still", "direct still/still", "mixed", "direct"),
    ("one within its sampling error", "direct chance/chance", "mixed", "direct"),
    ("one without a verdict", "direct none/none", "open", "direct"),
    ("no indicator but context", "context up/up", "open", None),
    ("one that improved in the long run and fell last", "direct up/down", "mixed", "direct"),
    ("one that improved in the long run and fell after a gap of years", "direct up/none gap", "mixed", "direct"),
    ("one that improves beside one without a verdict that fell after a gap", "direct up/up; direct none/none gap",
     "mixed", "direct"),
    ("one that improved and missed its last official target", "direct up/up missed", "mixed", "direct"),
    ("one that improved and met it", "direct up/up met", "up", "direct"),
    ("weak evidence of an improvement", "direct up/up weak", "mixed", "direct"),
    ("weak evidence of a deterioration", "direct down/down weak", "mixed", "direct"),
    ("a proxy where there is no direct indicator", "proxy up/up", "up", "proxy"),
    ("a proxy where the direct one has no verdict", "direct none/none; proxy up/up", "up", "proxy"),
    ("a direct one that stands still beside a proxy that rises", "direct still/still; proxy up/up", "mixed", "direct"),
    ("two that improve and one that stands still", "direct up/up; direct up/up; direct still/still", "up", "direct"),
    ("one that improves and one that stands still", "direct up/up; direct still/still", "up", "direct"),
    ("one that improves and two that do not", "direct up/up; direct still/still; direct still/up", "mixed", "direct"),
    ("two that deteriorate and one that does not", "direct down/up; direct down/up; direct still/up", "down", "direct"),
    ("one that improves and one that deteriorates", "direct up/up; direct down/down", "mixed", "direct"),
    ("one that improves and weak evidence of a fall", "direct up/up; direct down/down weak", "mixed", "direct"),
    ("one that improves and one that fell last", "direct up/up; direct still/down", "mixed", "direct"),
    ("a direct one that improves beside a proxy that falls", "direct up/up; proxy down/down", "mixed", "direct"),
    ("a direct one that improves beside context that falls", "direct up/up; context down/down", "up", "direct"),
]  # fmt: skip


def indicators(text: str) -> list[tuple[str, dict]]:
    """The indicators of a row of the table: fit and headline row of each."""
    found = []
    for index, one in enumerate(text.split("; ")):
        fit, words, *more = one.split()
        long, latest = (WORDS[word] for word in words.split("/"))
        missed = "missed" in more
        strength = None if long == NONE else "weak" if "weak" in more else "strong"
        found.append((fit, row(f"i{index}", long, latest, strength, missed=missed, fell_after_gap="gap" in more)))
    return found


@pytest.mark.parametrize(("says", "text", "state", "fit"), COMMITMENTS, ids=[case[0] for case in COMMITMENTS])
def test_the_state_of_a_commitment_is_as_worked_by_hand(says, text, state, fit):
    """Its word, and whether it has it from a direct indicator or from a proxy."""
    (found,) = action(*indicators(text)).commitments
    assert (found.state, found.fit) == (SHORT[state], fit)


def test_a_proxy_is_never_strong_evidence_for_a_commitment():
    """Strong by its own figures, moderate because it only stands in."""
    assert action(("direct", row("a", UP))).strength == "strong"
    assert action(("proxy", row("a", UP))).strength == "moderate"
    assert action(("direct", row("a", UP, strength="weak"))).strength == "weak"
    assert action(("direct", row("a", NONE, NONE, None))).strength is None


def test_an_action_counts_its_indicators_by_verdict():
    """All but context: improving, little change, deteriorating, none; and how many have a figure at all."""
    found = action(
        ("direct", row("a", UP, DOWN)),
        ("proxy", row("b", STILL)),
        ("proxy", row("c", "within_error")),
        ("direct", row("d", DOWN)),
        ("proxy", row("e", NONE, NONE, None, shown=None)),
        ("context", row("f", UP)),
        commitments=3,
    )
    assert (found.groups, found.counting) == ((1, 2, 1, 1), 5)
    assert (found.indicators, found.with_figures) == (6, 5)
    assert found.reversals == ("a",)
    assert (found.of(SHORT["down"]), found.of(SHORT["open"]), found.by("direct")) == (1, 2, 1)
    assert found.commitments[0].deteriorating == ("a", "d")
    assert [each.with_figures for each in found.commitments] == [True, False, False]
    assert not action(("direct", row("a", NONE, NONE, None, shown=None))).commitments[0].with_figures


def test_an_indicator_under_several_actions_counts_in_the_state_of_each():
    """Direct for the first, it makes that advance. A proxy for the second, whose card has none of its own, it carries
    that no further than mixed, with moderate evidence. Context for the third, it does not count there. The plan has
    two indicators."""
    shared = indicator("shared", **{"A01.1": "direct", "A02.1": "proxy", "A03.1": "context"})
    alone = indicator("alone", **{"A03.1": "direct"})
    plan = plan_of(card("A01", 1, shared), card("A02", 1), card("A03", 1, alone))
    board = pd.DataFrame([row("shared", UP), row("alone", DOWN) | {"action": "A03"}]).astype(object)
    found = [action_state(plan, board, each.id) for each in plan.actions]
    assert [each.state for each in found] == [SHORT["up"], SHORT["mixed"], SHORT["down"]]
    assert [each.strength for each in found] == ["strong", "moderate", "strong"]
    assert [each.groups for each in found] == [(1, 0, 0, 0), (1, 0, 0, 0), (0, 0, 1, 0)]
    assert [each.indicators for each in found] == [1, 1, 2]
    assert len(list(plan.indicators())) == 2


def test_one_commitment_of_four_that_can_be_judged_is_too_few():
    """A quarter is less than a third, whatever it says."""
    assert action(("direct", row("a", UP)), commitments=3).state == SHORT["up"]
    assert action(("direct", row("a", UP)), commitments=4).state == SHORT["open"]
