"""The scores of the evaluation-indicator system: what they are made of, and when there is none."""

from __future__ import annotations

import math
import re

import pytest
from bilingual import LANGUAGES
from made import context_of, target
from pages import NEWEST, Page, real, sample, second

from plan_metrics import views
from plan_metrics.analysis.scoring import BY_MET, BY_WAY, UNASSESSABLE, UNKNOWN, Evaluation, evaluate
from plan_metrics.analysis.states import CONTEXT, OPEN
from plan_metrics.plan.models import Plan

EVERY = pytest.mark.parametrize("context", [real, sample, second], ids=[NEWEST, "sample", "invented"])
FIVE = "2026 100; 2027 110; 2028 120; 2029 130; 2030-05 {}"


def scored(figures: str, *targets, **given: object) -> Evaluation:
    """The scores where only `INDICATOR` has figures and targets."""
    return context_of(figures, targets=targets, **given).evaluation


def with_rules(plan: Plan, **rules: object) -> Plan:
    """The plan with other rules of the evaluation."""
    evaluation = plan.head.evaluation.model_copy(update=rules)
    return plan.model_copy(update={"head": plan.head.model_copy(update={"evaluation": evaluation})})


@EVERY
def test_only_what_counts_and_has_an_official_target_for_the_whole_is_a_leaf(context):
    """Every such indicator is one, with a target that is known by the edition's day; context is none."""
    shown = context("en")
    board = shown.scoreboard[shown.scoreboard["headline"].astype(bool)].set_index("indicator")
    wanted = [
        (action.id, indicator.id)
        for action, indicator in shown.plan.indicators()
        if indicator.fit != CONTEXT and board.loc[indicator.id, "target"] is not None
    ]
    assert [(leaf.action, leaf.indicator) for leaf in shown.evaluation.leaves] == wanted


@EVERY
def test_an_action_that_is_not_assessable_has_no_score_and_no_leaf_of_it_has_one(context):
    """Whatever its targets are; the basis says so."""
    shown = context("en")
    for leaf in shown.evaluation.leaves:
        unassessable = shown.state(leaf.action).state == OPEN
        assert (leaf.basis == UNASSESSABLE) == unassessable
        assert leaf.score is None or not unassessable
    for name, one in shown.evaluation.actions.items():
        assert one.score.score is None or shown.state(name).state != OPEN


def test_the_sample_shows_an_action_without_a_state_that_has_targets():
    """Or the test above would hold of nothing."""
    assert {leaf.basis for leaf in sample("en").evaluation.leaves} >= {UNASSESSABLE}


@pytest.mark.parametrize(
    ("last", "known", "basis", "score"),
    [
        (140, target(180, "2032"), BY_WAY, 50.0),  # 40 of 80
        (180, target(180, "2032"), BY_WAY, 100.0),
        (95, target(180, "2032"), BY_WAY, 0.0),  # behind where it began: no less than none
        (140, target(115, "2027"), BY_WAY, 100 * 10 / 15),  # missed: 10 of 15
        (140, target(105, "2027"), BY_MET, 100.0),
        (140, target(150, "2025"), UNKNOWN, None),  # no figure for its date
        (140, target(150, "2023"), UNKNOWN, None),
    ],
)
def test_a_score_is_the_share_of_the_way_from_the_baseline_to_the_target(last, known, basis, score):
    """0 at the baseline and 100 at the target; met is 100; what no figure settles has none."""
    (leaf,) = scored(FIVE.format(last), known).leaves
    assert (leaf.basis, leaf.score) == (basis, None if score is None else pytest.approx(score))


def test_a_figure_that_is_too_old_has_no_score():
    """Neither has a target whose figure was printed as a bound that leaves it open."""
    (old,) = scored("2026 100; 2027 110; 2028 120", target(180, "2040"), as_of="2036-01-31").leaves
    (bound,) = scored("2026 100; 2027 105; 2028 110 over:10", target(115, "2028")).leaves
    assert (old.score, bound.score) == (None, None)


def test_new_figures_and_new_editions_never_change_an_old_score():
    """Goalposts are fixed: the score of a target that was met is the same whatever came later."""
    first = scored("2026 100; 2027 110; 2028 120", target(110, "2027"), as_of="2029-01-31").leaves
    later = scored(FIVE.format(90), target(110, "2027")).leaves
    assert first == later


# ---------------------------------------------------------------- actions and the plan


def test_an_action_is_the_mean_of_its_scored_indicators_and_lies_within_its_bounds():
    """Unknown ones at 0 or 100 give the bounds; of the newest edition and of the invented plan."""
    seen = 0
    for context in (real("en"), second("en")):
        for name, one in context.evaluation.actions.items():
            leaves = [leaf for leaf in context.evaluation.leaves if leaf.action == name]
            known = [leaf.score for leaf in leaves if leaf.score is not None]
            low, high = one.bounds
            assert low == pytest.approx(math.fsum(known) / len(leaves))
            assert high - low == pytest.approx(100 * (len(leaves) - len(known)) / len(leaves))
            if one.score.score is not None:
                seen += 1
                assert one.score.score == pytest.approx(math.fsum(known) / len(known))
    assert seen >= 2


@EVERY
def test_there_is_no_score_of_the_plan_below_the_declared_coverage(context):
    """But bounds; and the page says which share of the weight has a score and how much is needed."""
    shown = context("en")
    found, least = shown.evaluation.plan, shown.plan.head.evaluation.least
    assert (found.score.score is None) == ((found.score.coverage or 0.0) < least)
    assert (found.interval is None) == (found.score.score is None)
    assert 0 <= found.bounds[0] <= found.bounds[1] <= 100
    text = views.evaluation.opening(shown).text
    assert ("No overall score" in text) == (found.score.score is None)
    assert f"{found.bounds[0]:.0f} to {found.bounds[1]:.0f}" in text


def test_half_of_the_weight_is_enough_where_half_is_declared():
    """The same leaves with other rules: 0.5 of the weight has a score, so 0.5 gives one and 0.51 gives none."""
    context = second("en")
    for least, given in ((0.5, True), (0.51, False)):
        plan = with_rules(context.plan, least=least)
        assert (evaluate(plan, context.scoreboard).plan.score.score is not None) == given


def test_weights_are_data():
    """Ten times the weight for an action moves the plan's score of the invented plan towards that action."""
    context = second("en")
    first = evaluate(context.plan, context.scoreboard)
    weights = {**context.plan.head.evaluation.weights, "A01": 10.0}
    heavier = evaluate(with_rules(context.plan, weights=weights), context.scoreboard)
    own = first.actions["A01"].score.score
    assert abs(heavier.plan.score.score - own) < abs(first.plan.score.score - own)


def test_the_same_seed_gives_the_same_intervals_and_another_one_others():
    """Two evaluations agree to the last bit; another seed moves the interval of the plan and no score."""
    context = second("en")
    assert context.evaluation.actions == evaluate(context.plan, context.scoreboard).actions
    rules = {"least": 0.25, "runs": 50}
    one, other = (evaluate(with_rules(context.plan, seed=seed, **rules), context.scoreboard) for seed in (1, 7))
    assert one.plan.score == other.plan.score
    assert one.plan.interval != other.plan.interval


def test_without_the_indicator_that_matters_most_the_score_is_that_of_the_others():
    """Of two indicators in two actions of one weight, the score without one is that of the other."""
    context = second("en")
    found = evaluate(with_rules(context.plan, least=0.25), context.scoreboard)
    scores = {leaf.indicator: leaf.score for leaf in found.leaves if leaf.score is not None}
    name, score = found.plan.without
    (other,) = scores.keys() - {name}
    assert score == pytest.approx(scores[other])


# ---------------------------------------------------------------- the page


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_score_on_the_page_comes_with_what_it_stands_on(context, language):
    """A row for each action with a target and for the plan: state, score or none, bounds, coverage."""
    shown = context(language)
    found, text = shown.evaluation, views.evaluation.scores(shown).text
    rows = [line.split(" | ") for line in text.splitlines()[2:]]
    standings = [*found.actions.values(), found.plan]
    assert len(rows) == len(standings)
    for cells, one in zip(rows, standings, strict=True):
        assert len(cells) == 7
        assert (re.fullmatch(r"\d+", cells[2]) is not None) == (one.score.score is not None)
        assert (cells[3] == "–") == (one.interval is None)


@EVERY
def test_the_page_says_of_how_many_indicators_it_speaks(context):
    """Scored ones of those that count and have an official target; each has a row below with how it came about."""
    shown = context("en")
    leaves = shown.evaluation.leaves
    n = sum(leaf.score is not None for leaf in leaves)
    assert f"have official national targets: {len(leaves)}; of these, scored: {n}." in (
        views.evaluation.opening(shown).text
    )
    rows = views.evaluation.leaves(shown).text.splitlines()[3:]
    assert [line.split(" | ")[2] == "–" for line in rows] == [leaf.score is None for leaf in leaves]


def test_titles_with_signs_are_shown_as_they_are_among_the_lowest_indicators():
    """An ampersand and an angle bracket in the title of an indicator are escaped once."""
    context = context_of("2026 100; 2027 110; 2029 120", targets=(target(180, "2032"),), title=_Title())
    shown = Page(views.evaluation.scores(context).html).text
    assert "A & B < C (25)" in shown


class _Title(dict):
    def __missing__(self, language: str) -> str:
        return "A & B < C"


def test_one_score_has_no_range():
    """The sentence under the chart gives a single score once, and two of them with the lower first."""
    one = context_of("2026 100; 2027 110; 2029 120", targets=(target(180, "2032"),))
    assert views.evaluation.chart(one).text.endswith("1 of 1 have a score: 25 (action 1).")
    two = second("en").evaluation
    low, high = sorted(
        (each.score.score, int(name[1:])) for name, each in two.actions.items() if each.score.score is not None
    )
    assert views.evaluation.chart(second("en")).text.endswith(
        f"2 of 3 have a score, from {low[0]:.0f} (action {low[1]}) to {high[0]:.0f} (action {high[1]})."
    )
