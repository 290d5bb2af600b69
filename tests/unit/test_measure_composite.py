"""Scores are means that say their weights, their coverage and their worst parts; nothing missing counts as zero."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure.composite import (
    Node,
    Rule,
    aggregate,
    composite,
    copeland,
    effective_weights,
    outranking,
    parts_of,
    roll_up,
)
from plan_metrics.measure.coverage import Coverage
from plan_metrics.measure.number import known

nan = math.nan
ANY = Rule(least=0)

often = settings(max_examples=40, deadline=None, derandomize=True)
positive = st.floats(0.01, 1000)
rows = st.integers(2, 6).flatmap(
    lambda k: st.tuples(st.lists(positive, min_size=k, max_size=k), st.lists(positive, min_size=k, max_size=k))
)
small = st.integers(0, 4).map(float) | st.none()
tables = st.integers(1, 4).flatmap(
    lambda k: st.tuples(
        st.lists(st.lists(small, min_size=k, max_size=k), min_size=2, max_size=5),
        st.lists(st.integers(1, 9), min_size=k, max_size=k),
    )
)


def mean(values, weights=None, kind="arithmetic", **more):
    """One plain number or None."""
    return known(aggregate(values, weights, Rule(kind, **{"least": 0, **more})))


def test_the_human_development_index_comes_out_as_published():
    """Geometric mean of three indices, 0.6971, 0.3447 and 0.5506: 0.510 (Human Development Report)."""
    assert mean([0.6971, 0.3447, 0.5506], kind="geometric") == pytest.approx(0.510, abs=5e-4)


# ---------------------------------------------------------------- means, worked by hand


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("arithmetic", {}, 5.0),
        ("geometric", {}, 4.0),
        ("harmonic", {}, 3.2),
        ("power", {"power": 1}, 5.0),
        ("power", {"power": 0}, 4.0),
        ("power", {"power": -1}, 3.2),
        ("power", {"power": 2}, math.sqrt(34)),
        ("power", {"power": 1e-9}, 4.0),
        ("power", {"power": 900}, 8.0),
        ("power", {"power": -900}, 2.0),
        ("worst", {}, 2.0),
    ],
)
def test_kinds_of_mean_of_2_and_8(kind, more, expected):
    """The same two numbers under every rule; a gap between them changes nothing."""
    assert mean([2, 8], kind=kind, **more) == pytest.approx(expected, rel=2e-3 if abs(expected) in (2, 8) else 1e-7)
    assert mean([2, None, 8], [1, 5, 1], kind, **more) == mean([2, 8], kind=kind, **more)


def test_coverage_on_the_limit_is_enough():
    """2 of 3 equal weights are two thirds; less of the weight is no score, however many the values."""
    assert aggregate([60, None, 90]).tolist() == 75
    assert math.isnan(aggregate([60, None, None]))
    assert math.isnan(aggregate([60, None, 90], [1, 3, 1]))
    assert aggregate([60, None, 90], [3, 1, 2], Rule(least=5 / 6)).tolist() == 72
    assert aggregate([0.3, None, nan], [0.1, 0.2, math.pi], Rule(least=0)) == pytest.approx(0.3)


def test_nothing_known_or_nothing_that_weighs_gives_no_score():
    """None, not 0; also where only what weighs nothing is known."""
    assert mean([None, nan, math.inf]) is None
    assert mean([]) is None
    assert mean([5, 6], [0, 0]) is None
    assert mean([5, None], [0, 1]) is None
    assert mean([], kind="geometric") is None
    assert mean([None], kind="worst") is None


def test_what_weighs_nothing_changes_nothing():
    """Not even a zero under a geometric mean, or a lower value under the worst."""
    for kind in ("arithmetic", "geometric", "harmonic", "worst"):
        assert mean([0, 4, 4], [0, 1, 1], kind) == pytest.approx(4)
    assert mean([-5, 4, 4], [0, 1, 1], "geometric") == pytest.approx(4)


def test_zero_is_a_value_where_the_mean_bears_it():
    """An arithmetic or quadratic mean, and all zeros."""
    assert mean([0, 4]) == 2
    assert mean([0, 4], kind="power", power=2) == pytest.approx(math.sqrt(8))
    assert mean([0, 0], kind="power", power=2) == 0
    assert mean([-4, 2]) == -1


@pytest.mark.parametrize(
    ("kind", "power", "values"),
    [("geometric", None, [0, 1]), ("harmonic", None, [0, 1]), ("harmonic", None, [-1, 2]), ("power", 2, [-1, 2]),
     ("power", -2, [0, 1])],
)  # fmt: skip
def test_a_mean_that_does_not_bear_a_value_says_so(kind, power, values):
    """Never a silent 0, never a number that no one chose; with a stated floor there is an answer."""
    with pytest.raises(ValueError, match="expected above 0, a floor or another kind"):
        mean(values, kind=kind, power=power)
    assert mean(values, kind=kind, power=power, floor=0.5) == mean(
        [max(value, 0.5) for value in values], kind=kind, power=power
    )


def test_units_and_weightings_are_worked_at_once():
    """Two weightings of three units: one row of scores a weighting."""
    x, w = [[1, 3], [2, None], [5, 7]], np.array([[1, 1], [3, 1]])
    assert aggregate(x, w[:, None, :], ANY).tolist() == [[2, 2, 6], [1.5, 2, 5.5]]


# ---------------------------------------------------------------- pairs


def test_a_pair_is_judged_on_what_both_have():
    """Ties count half to each; a pair with nothing in common is no pair."""
    x = [[1, None], [1, 5], [None, 4], [None, None]]
    found = outranking(x, [1, 3])
    assert found[0, 1] == found[1, 0] == 0.5
    assert (found[1, 2], found[2, 1]) == (1, 0)
    assert np.isnan(found[0, 2])
    assert copeland(x, [1, 3]).tolist() == pytest.approx([0, 1, -1, nan], nan_ok=True)


def test_a_unit_of_too_little_coverage_takes_no_part():
    """It neither wins nor loses, nor do the others against it."""
    x = [[1, 2], [2, 3], [9, None]]
    assert copeland(x, least=0.6).tolist() == pytest.approx([-1, 1, nan], nan_ok=True)
    assert copeland(x).tolist() == [-2, 0, 2]


def test_half_of_the_weight_is_no_victory():
    """Also where the weights add up with rounding."""
    assert copeland([[1, 0, 0], [0, 1, 1]], [0.3, 0.1, 0.2]).tolist() == [0, 0]


def test_weightings_of_pairs_are_worked_at_once():
    """A matrix a weighting, equal to that of the weighting alone."""
    x, w = [[1, 5, 2], [3, 4, 2], [2, 2, 9]], [[1, 1, 1], [5, 1, 3]]
    assert outranking(x, w).tolist() == [outranking(x, one).tolist() for one in w]
    assert copeland(x, w).tolist() == [copeland(x, one).tolist() for one in w]


# ---------------------------------------------------------------- the tree

PLAN = [
    Node("plan", None, 1),
    Node("A01", "plan", 2),
    Node("A02", "plan", 1),
    Node("a", "A01", 1),
    Node("b", "A01", 1),
    Node("c", "A02", 1),
    Node("d", "A02", 3),
    Node("e", "A02", 4),
]


def test_a_tree_is_worked_from_the_indicators_up():
    """A01 (0.2, 0.6) is 0.4; A02 (0.8 x 1, 0.4 x 3, 1 x 4) is 0.75; the plan 0.4 x 2 and 0.75 x 1 of 3."""
    values = {"a": 0.2, "b": 0.6, "c": 0.8, "d": 0.4, "e": 1.0}
    verdicts = {"a": False, "b": True, "c": True, "d": None, "e": True}
    found = composite(PLAN, values, verdicts)
    assert [*found] == ["plan", "A01", "A02"]
    plan = found["plan"]
    assert (found["A01"].score, found["A02"].score) == (pytest.approx(0.4), pytest.approx(0.75))
    assert plan.score == pytest.approx(1.55 / 3)
    assert plan.worst == (("a", 0.2), ("d", 0.4), ("b", 0.6))
    assert (plan.coverage, plan.indicators) == (1, Coverage(5, 5, 1.0, ()))
    assert dict(plan.weights) == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 24, "d": 1 / 8, "e": 1 / 6})
    assert plan.assessed == pytest.approx(7 / 8)
    assert plan.on_track == pytest.approx((1 / 3 + 1 / 24 + 1 / 6) / (7 / 8))
    assert found["A01"].on_track == 0.5


def test_an_average_of_averages_is_never_silent():
    """The plan says that it is one, what each indicator weighs in it, and what counting each once would give."""
    found = composite(PLAN, dict.fromkeys("ab", 0.0) | dict.fromkeys("cde", 1.0))
    assert (found["plan"].of_averages, found["A01"].of_averages) == (True, False)
    assert found["plan"].score == pytest.approx(1 / 3)
    assert found["plan"].plain_mean == pytest.approx(3 / 5)
    with pytest.raises(TypeError, match="weight"):
        Node("A03", "plan")


def test_the_coverage_rule_holds_at_every_node():
    """A02 has 1 of 8 of its weight: no score. The plan then has 2 of 3: enough, and A01 alone decides."""
    found = composite(PLAN, {"a": 0.2, "b": 0.6, "c": 0.8}, {"c": True})
    assert (found["A02"].score, found["A02"].coverage, found["A02"].weights) == (None, 1 / 8, ())
    assert found["A02"].worst == (("c", 0.8),)
    assert found["plan"].score == pytest.approx(0.4)
    assert found["plan"].coverage == pytest.approx(2 / 3)
    assert found["plan"].indicators == Coverage(3, 5, 0.6, ("d", "e"))
    assert dict(found["plan"].weights) == {"a": 0.5, "b": 0.5}
    assert (found["A01"].on_track, found["A01"].assessed) == (None, 0)


def test_a_plan_without_figures_has_no_score():
    """Nothing is known, and that is said."""
    plan = composite(PLAN, {"a": None})["plan"]
    assert (plan.score, plan.coverage, plan.on_track, plan.plain_mean, plan.worst) == (None, 0, None, None, ())


def test_nodes_that_weigh_nothing_say_nothing():
    """All weights 0: no score, no coverage, no error."""
    found = composite([Node("plan", None, 1), Node("a", "plan", 0)], {"a": 1}, {"a": True})["plan"]
    assert (found.score, found.coverage, found.weights, found.worst) == (None, None, (), ())


def test_every_node_may_have_its_own_rule():
    """Two schooling indices by arithmetic mean, and the three pillars by geometric mean."""
    tree = [
        Node("index", None, 1, Rule("geometric")),
        Node("life", "index", 1),
        Node("education", "index", 1, Rule("arithmetic")),
        Node("expected", "education", 1),
        Node("mean", "education", 1),
        Node("income", "index", 1),
    ]
    values = {"life": 0.8, "expected": 0.0, "mean": 0.4, "income": 0.4}
    assert composite(tree, values)["index"].score == pytest.approx((0.8 * 0.2 * 0.4) ** (1 / 3))
    assert roll_up(tree, values, rule=Rule())["index"] == pytest.approx((0.8 + 0.2 + 0.4) / 3)


def test_a_tree_takes_arrays_of_units():
    """One score a unit, the same as unit by unit."""
    values = {"a": [0.2, None], "b": [0.6, 0.5], "c": [0.8, 1], "d": [0.4, 0], "e": [1.0, 0]}
    together = roll_up(PLAN, values)
    for i in range(2):
        alone = composite(PLAN, {name: column[i] for name, column in values.items()})
        for name, record in alone.items():
            assert known(together[name][i]) == record.score


@pytest.mark.parametrize(
    "nodes",
    [
        [],
        [Node("plan", None, 1)],
        [Node("plan", None, 1), Node("a", "A09", 1)],
        [Node("plan", None, 1), Node("other", None, 1), Node("a", "plan", 1)],
        [Node("plan", None, 1), Node("a", "plan", 1), Node("a", "plan", 1)],
        [Node("plan", None, 1), Node("a", "plan", 1), Node("a", "a", 1)],
        [Node("plan", None, 1), Node("a", "plan", 1), Node("b", "c", 1), Node("c", "b", 1)],
        [Node("a", "b", 1), Node("b", "a", 1)],
    ],
    ids=["none", "root alone", "unknown parent", "two roots", "twice", "own parent", "circle apart", "circle"],
)
def test_what_is_no_tree_is_refused(nodes):
    """The message names the nodes and what a tree is."""
    with pytest.raises(ValueError, match=r"nodes are \[.*\]; expected one tree: one root with parts"):
        parts_of(nodes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Rule("median"), "kind is 'median'; expected one of arithmetic, geometric"),
        (lambda: Rule("power"), "power is None for kind 'power'"),
        (lambda: Rule("geometric", power=2), "power is 2 for kind 'geometric'; expected a number for 'power' only"),
        (lambda: Rule("power", power=math.inf), "power is inf"),
        (lambda: Rule("geometric", floor=0), "floor is 0 for kind 'geometric'; expected one above 0"),
        (lambda: Rule("geometric", floor=nan), "floor is nan"),
        (lambda: Rule("geometric", floor=-1), "floor is -1"),
        (lambda: Rule(floor=1), "floor is 1 for kind 'arithmetic'"),
        (lambda: Rule("worst", floor=1), "floor is 1 for kind 'worst'"),
        (lambda: Rule(least=1.1), "least is 1.1; expected a share"),
        (lambda: Rule(least=nan), "least is nan"),
        (lambda: aggregate([1, 2], [1, -1]), "weights are .*; expected one for each, none below 0"),
        (lambda: aggregate([1, 2], [1, nan]), "none below 0"),
        (lambda: aggregate([1, 2], [1, math.inf]), "none below 0"),
        (lambda: aggregate([1, 2], [1]), r"values of shape \(2,\)"),
        (lambda: aggregate(1), r"values of shape \(\)"),
        (lambda: aggregate([1], rule=Rule("copeland")), "kind is 'copeland', which compares units"),
        (lambda: composite(PLAN, {"f": 1}), r"values name \['f'\]; expected indicators, of a, b, c, d, e"),
        (lambda: composite(PLAN, {"A01": 1}), r"values name \['A01'\]"),
        (lambda: composite(PLAN, {}, {"f": True}), r"on_track names \['f'\]"),
        (lambda: composite(PLAN, {}, {"plan": True}), r"on_track names \['plan'\]"),
    ],
)
def test_words_weights_and_names_that_do_not_fit_are_named(make, message):
    """What was found and what was expected."""
    with pytest.raises(ValueError, match=message):
        make()


# ---------------------------------------------------------------- what holds for all numbers


@often
@given(row=rows, factor=st.floats(0.01, 100))
def test_means_lie_in_order_and_between_the_ends(row, factor):
    """Worst, harmonic, geometric, arithmetic, quadratic, best; only the proportions of weights count."""
    values, weights = row
    found = [
        mean(values, weights, kind, power=power)
        for kind, power in [("worst", None), ("power", -3), ("harmonic", None), ("geometric", None),
                            ("arithmetic", None), ("power", 2)]
    ] + [max(values)]  # fmt: skip
    assert all(a <= b * (1 + 1e-9) for a, b in pairwise(found))
    for kind in ("arithmetic", "geometric", "harmonic", "worst"):
        assert mean(values, [factor * w for w in weights], kind) == pytest.approx(mean(values, weights, kind))
        assert mean([factor * v for v in values], weights, kind) == pytest.approx(factor * mean(values, weights, kind))


@often
@given(row=rows, more=positive, data=st.data())
def test_means_rise_with_each_part_and_do_not_know_their_order(row, more, data):
    """More in one part is never less in the mean; the order of the parts does not matter."""
    values, weights = row
    order = data.draw(st.permutations(range(len(values))))
    for kind in ("arithmetic", "geometric", "harmonic", "worst"):
        whole = mean(values, weights, kind)
        assert mean([values[0] + more, *values[1:]], weights, kind) >= whole * (1 - 1e-12)
        assert mean([values[i] for i in order], [weights[i] for i in order], kind) == pytest.approx(whole)


@often
@given(x=st.lists(st.floats(-1e300, 1e300) | st.none(), min_size=1, max_size=6))
def test_no_finite_table_gives_an_error_or_an_infinity(x):
    """A score or none, for the kinds that bear any sign."""
    for kind in ("arithmetic", "worst"):
        found = mean(x, kind=kind)
        assert found is None or math.isfinite(found)
    assert np.isfinite(mean([v or 0 for v in x], kind="geometric", floor=1e-3))


@often
@given(case=tables)
def test_pairs_add_up_and_turn_round_in_the_mirror(case):
    """A pair and its mirror add up to 1, all Copeland scores to 0; less desired turns the sign of each."""
    x, w = case
    found = outranking(x, w)
    both = found + found.T + 1e-300
    off = ~np.eye(len(x), dtype=bool)
    assert np.allclose(both[off][~np.isnan(both[off])], 1)
    net = copeland(x, w)
    assert np.nansum(net) == 0
    mirror = copeland([[None if v is None else -v for v in row] for row in x], w)
    assert (-mirror).tolist() == pytest.approx(net.tolist(), nan_ok=True)


@st.composite
def trees(draw):
    """A plan of actions of indicators, with weights, values and gaps."""
    nodes, values = [Node("plan", None, 1)], {}
    for i in range(draw(st.integers(1, 4))):
        nodes.append(Node(f"A{i}", "plan", draw(st.integers(1, 5))))
        for j in range(draw(st.integers(1, 4))):
            nodes.append(Node(f"{i}.{j}", f"A{i}", draw(st.integers(1, 5))))
            values[f"{i}.{j}"] = draw(st.floats(0, 1) | st.none())
    return draw(st.permutations(nodes)), values


def by_hand(nodes, values, name, least):
    """The same tree in a plain loop: the weighted mean of what is known, or None."""
    parts = [node for node in nodes if node.parent == name]
    if not parts:
        return values[name]
    scores = [(by_hand(nodes, values, part.name, least), part.weight) for part in parts]
    there = [(score, weight) for score, weight in scores if score is not None]
    weight, whole = sum(w for _, w in there), sum(w for _, w in scores)
    if not there or weight < least * whole - 1e-12:
        return None
    return sum(s * w for s, w in there) / weight


@often
@given(tree=trees(), least=st.sampled_from([0, 0.5, 2 / 3, 1]))
def test_a_tree_agrees_with_a_plain_loop_and_with_its_own_weights(tree, least):
    """Score, and the sum of effective weight times value; weights add up to 1, in whatever order the nodes come."""
    nodes, values = tree
    nodes = [Node(node.name, node.parent, node.weight, Rule(least=least)) for node in nodes]
    for name, record in composite(nodes, values).items():
        expected = by_hand(nodes, values, name, least)
        assert record.score == (None if expected is None else pytest.approx(expected, abs=1e-12))
        if record.score is not None:
            assert math.fsum(weight for _, weight in record.weights) == pytest.approx(1)
            assert math.fsum(w * values[leaf] for leaf, w in record.weights) == pytest.approx(record.score, abs=1e-12)
    assert math.fsum(float(w) for w in effective_weights(nodes).values()) == pytest.approx(1)


@often
@given(
    st.lists(st.tuples(*[st.floats(1e-300, 1e300) | st.floats(0.5, 2)] * 3), min_size=2, max_size=4),
    st.sampled_from([Rule(), *(Rule(kind) for kind in ("geometric", "harmonic", "worst")), Rule("power", 0.5)]),
)
def test_a_score_does_not_depend_on_the_other_units(x, rule):
    """A unit in a table scores what it scores alone, be the others ever so large or small."""
    together = aggregate(x, [1, 2, 3], rule)
    alone = [aggregate(row, [1, 2, 3], rule) for row in x]
    np.testing.assert_allclose(together, alone, rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize("rule", [Rule(), Rule("geometric"), Rule("power", 2), Rule("worst")])
def test_no_part_gives_no_score(rule):
    """Units without a single indicator: none, and no error."""
    assert np.isnan(aggregate(np.empty((2, 0)), rule=rule)).all()


def test_a_power_above_0_bears_a_zero():
    """With exponent 1/2 of 0 and 4: (0 + 2) / 2, squared."""
    assert mean([0, 4], kind="power", power=0.5) == pytest.approx(1)


@pytest.mark.parametrize("work", [aggregate, outranking, copeland])
def test_a_missing_weight_is_refused(work):
    """None is no weight, of a value as of a node; a mean with it would be of a part of the parts."""
    with pytest.raises(ValueError, match="none below 0"):
        work([[1, 2], [3, 4]], [1, None])
    with pytest.raises(ValueError, match="none below 0"):
        roll_up([Node("plan", None, 1), Node("a", "plan", None), Node("b", "plan", 1)], {"a": 1, "b": 2})


def test_a_unit_known_only_by_what_weighs_nothing_takes_no_part():
    """Its one figure decides no pair, and so it has no victories; very large figures are compared like others."""
    found = copeland([[1, None], [None, 5], [3, 4]], [1, 0])
    np.testing.assert_array_equal(found, [-1, nan, 1])
    np.testing.assert_array_equal(copeland([[1e308, 1e308], [1, 1]]), [1, -1])


def test_effective_weights_of_many_weightings_are_those_of_each():
    """Two weightings at once, whichever nodes they move, as a sensitivity analysis tries them; each adds up to 1."""
    for moved in ({"A01": [2, 6]}, {"A02": [1, 0], "a": [1, 3]}, {"c": [0.5, 7]}, {"a": [0, 1], "b": [0, 1]}):
        found = effective_weights(PLAN, {name: np.array(both) for name, both in moved.items()})
        for run in (0, 1):
            alone = effective_weights(PLAN, {name: both[run] for name, both in moved.items()})
            for leaf, weight in alone.items():
                assert np.broadcast_to(found[leaf], 2)[run] == weight
        emptied = np.array([2 / 3 if "b" in moved else 0, 0])  # a node whose parts all weigh 0 passes nothing on
        np.testing.assert_allclose(sum(found.values()) + emptied, 1)


def test_a_score_bears_the_name_of_its_node():
    """So that a record says of itself what it is of."""
    found = composite(PLAN, {})
    assert [score.name for score in found.values()] == list(found)


def test_two_thirds_of_the_weight_make_a_score_unless_declared_otherwise():
    """6 of 10 are not enough, 7 of 10 are."""
    assert np.isnan(aggregate([1, None], [6, 4]))
    assert aggregate([1, None], [7, 3]) == 1
