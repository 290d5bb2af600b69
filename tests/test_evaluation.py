"""The scores of the evaluation-indicator system: what they are made of, and when there is none."""

from __future__ import annotations

import math
from functools import cache

import pytest
from invented import PROJECT, SECOND

from plan_metrics import views
from plan_metrics.context import Context, read_context
from plan_metrics.evaluation import BY_MET, BY_TARGET, BY_TREND, evaluate
from plan_metrics.plan.code_lists import LANGUAGES


@cache
def real(language: str = "en") -> Context:
    return read_context("2026-02", language)


@cache
def invented() -> Context:
    return read_context(SECOND, "en", PROJECT)


def test_no_score_below_the_declared_coverage_but_bounds():
    """Actions with 40 % of the weight have a score and half is needed: the plan has none, and the bounds are told."""
    found = real().evaluation
    assert found.plan.score.coverage == pytest.approx(0.4)
    assert found.plan.score.score is None
    assert found.plan.interval is None
    assert 0 <= found.plan.bounds[0] < found.plan.bounds[1] <= 100
    assert "No score for the plan" in views.evaluation.opening(real()).text


def test_a_score_lies_within_its_bounds_and_follows_from_its_leaves():
    """The weighted mean of the known indicators is the score, and unknown ones at 0 or 100 give the bounds."""
    found = real().evaluation
    scored = {name: one for name, one in found.actions.items() if one.score.score is not None}
    assert set(scored) == {"A02", "A04", "A05", "A07"}
    for name, one in scored.items():
        known = [leaf for leaf in found.leaves if leaf.action == name and leaf.score is not None]
        mean = math.fsum(leaf.weight * leaf.score for leaf in known) / math.fsum(leaf.weight for leaf in known)
        assert one.score.score == pytest.approx(mean, abs=1e-9)
        assert one.bounds[0] - 1e-9 <= one.score.score <= one.bounds[1] + 1e-9


def test_new_data_never_change_an_old_score():
    """Goalposts are fixed: the edition before scores the same alone and beside its successor."""
    before = real().previous
    alone = evaluate(before.plan, before.scoreboard, None)
    for name, one in real().evaluation.actions.items():
        assert one.before == alone.actions[name].score.score


def test_the_same_seed_gives_the_same_intervals():
    """Two evaluations agree to the last bit."""
    assert (
        real().evaluation.actions["A07"]
        == evaluate(real().plan, real().scoreboard, real().previous.scoreboard).actions["A07"]
    )


def test_with_a_target_the_score_is_the_share_of_the_way():
    """Certificates passed the target of 2020 and score 100; a target without a printed baseline is met or missed."""
    leaves = {leaf.indicator: leaf for leaf in real().evaluation.leaves}
    assert (leaves["valid_certificates"].basis, leaves["valid_certificates"].score) == (BY_TARGET, 100.0)
    assert leaves["inspection_certification_revenue"].basis == BY_MET


def test_without_a_target_the_score_is_growth_between_the_declared_goalposts():
    """16 arrangements a decade: growth of 1.39 % a year is 70 of 100 where 2 % is full marks, and 28 where 5 % is."""
    leaf = next(x for x in real().evaluation.leaves if x.indicator == "bilateral_recognition_arrangements")
    row = real().scoreboard.query("indicator == 'bilateral_recognition_arrangements' and headline").iloc[0]
    assert leaf.basis == BY_TREND
    assert leaf.score == pytest.approx(100 * row["growth"] / 0.02)
    assert leaf.others[0] == pytest.approx(100 * row["growth"] / 0.05)


def test_an_indicator_of_no_weight_is_left_out():
    """What repeats another indicator on another basis does not count twice."""
    names = {leaf.indicator for leaf in real().evaluation.leaves}
    assert "valid_certificates" in names
    assert "valid_certificates_domestic" not in names


def test_weights_are_data():
    """Twice the weight for an action moves the plan's score of the invented plan towards that action."""
    context = invented()
    head = context.plan.head
    rules = head.evaluation.model_copy(update={"least": 0.0})
    plan = context.plan.model_copy(update={"head": head.model_copy(update={"evaluation": rules})})
    first = evaluate(plan, context.scoreboard, None)
    heavier = rules.model_copy(update={"weights": {**rules.weights, "A01": 20.0}})
    plan = context.plan.model_copy(update={"head": head.model_copy(update={"evaluation": heavier})})
    second = evaluate(plan, context.scoreboard, None)
    own = first.actions["A01"].score.score
    assert abs(second.plan.score.score - own) < abs(first.plan.score.score - own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_score_on_the_page_comes_with_what_it_stands_on(language):
    """Score, bounds, share on track, coverage and the lowest indicators stand in a row for each action and the plan."""
    lines = views.evaluation.scores(real(language)).text.splitlines()
    assert len(lines) == 2 + 11
    assert all(len(line.split(" | ")) == 7 for line in lines[1:])


def test_the_sensitivity_names_choices_and_the_indicator_that_matters():
    """Action 7 hangs on the goalposts: its runs spread over more than twenty points, and one indicator is named."""
    one = real().evaluation.actions["A07"]
    assert one.interval[1] - one.interval[0] > 20
    assert max(one.effects, key=one.effects.get) == "normalisation"
    assert one.without[0] == "traditional_fields_revenue_share"
