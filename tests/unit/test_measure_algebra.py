"""A roll-up follows what was declared, refuses what has no meaning, and carries its coverage; gaps are shown."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure import algebra
from plan_metrics.measure.algebra import ALGEBRAS, Algebra, Part, reconcile, roll_up
from plan_metrics.measure.comparability import ACCUMULATIONS
from plan_metrics.measure.coverage import Coverage

often = settings(max_examples=100, deadline=None, derandomize=True)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
cents = st.integers(-(10**9), 10**9).map(lambda number: number / 100)
counts = st.integers(0, 10**6)
MEAN = Algebra("weighted_mean", "weighted_mean", "weighted_mean")
ANY = Algebra("sum", "sum", "last", missing="any")


def sums(*values: float | None) -> list[Part]:
    """Parts r0, r1, ... with these values."""
    return [Part(f"r{i}", value) for i, value in enumerate(values)]


def ratios(*pairs: tuple[float | None, float | None]) -> list[Part]:
    """Parts r0, r1, ... with these numerators and denominators."""
    return [Part(f"r{i}", numerator=top, denominator=bottom) for i, (top, bottom) in enumerate(pairs)]


def means(*pairs: tuple[float | None, float | None]) -> list[Part]:
    """Parts r0, r1, ... with these values and weights."""
    return [Part(f"r{i}", value, weight) for i, (value, weight) in enumerate(pairs)]


# ---------------------------------------------------------------- what is declared


def test_every_kind_of_accumulation_has_its_algebra():
    """A stock adds up over places and is the last over time; a flow adds up everywhere; a rate is recomputed."""
    assert set(ALGEBRAS) == set(ACCUMULATIONS) - {"unknown"}  # of which nobody says how it adds up
    assert (ALGEBRAS["stock"].region, ALGEBRAS["stock"].time) == ("sum", "last")
    assert ALGEBRAS["flow"].time == "sum"
    assert ALGEBRAS["rate"].breakdown == "ratio_of_sums"


@pytest.mark.parametrize("word", ["mean", "average", "avg", "median", "unweighted_mean"])
@pytest.mark.parametrize("dimension", algebra.DIMENSIONS)
def test_an_average_of_averages_is_refused_and_told_what_to_do(dimension, word):
    """In every dimension, with the two ways that are right."""
    words = {"region": "sum", "breakdown": "sum", "time": "sum"} | {dimension: word}
    with pytest.raises(ValueError, match=r"average of averages .* declare ratio_of_sums .* or weighted_mean"):
        Algebra(**words)


def test_averages_without_weights_are_refused_too():
    """The declaration is right, and the parts are not: values without a weight, rates without their halves."""
    with pytest.raises(ValueError, match=r"'r0' has a value and no weight.* average of averages"):
        roll_up(sums(50, 60), MEAN, "region")
    with pytest.raises(ValueError, match=r"'r1' has a value and no denominator.* average of averages"):
        roll_up(sums(None, 60), ALGEBRAS["rate"], "region")


def test_a_sum_of_ratios_is_refused():
    """60 % and 50 % are not 110 %."""
    with pytest.raises(ValueError, match=r"'r0' is a ratio; expected quantities that add up, or declare ratio_of_sums"):
        roll_up(ratios((6, 10), (5, 10)), ALGEBRAS["flow"], "region")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"region": "add"}, "region is 'add'; expected one of sum, ratio_of_sums, weighted_mean, none"),
        ({"breakdown": "last"}, "breakdown is 'last'; expected one of sum"),
        ({"time": "first"}, "time is 'first'; expected one of sum, ratio_of_sums, weighted_mean, last, none"),
        ({"missing": "most"}, "missing is 'most'; expected one of all, share, share_of_weight, any"),
        ({"least": 66}, "least is 66; expected a share from 0 to 1"),
        ({"least": math.nan}, "least is nan"),
    ],
)
def test_other_words_are_refused(words, message):
    """Each with what was expected."""
    with pytest.raises(ValueError, match=message):
        Algebra(**({"region": "sum", "breakdown": "sum", "time": "sum"} | words))


def test_an_unknown_dimension_is_refused():
    """Regions, breakdowns, time; nothing else."""
    with pytest.raises(ValueError, match="dimension is 'age'; expected one of region, breakdown, time"):
        roll_up([], ANY, "age")


def test_a_part_given_twice_is_refused():
    """It would count double."""
    with pytest.raises(ValueError, match="'r0' is given more than once"):
        roll_up([Part("r0", 1), Part("r0", 2)], ANY, "region")


def test_periods_that_overlap_are_refused_where_they_add_up():
    """A year and one of its months; quarters in any order are fine, and the last may be chosen from anything."""
    with pytest.raises(ValueError, match="'2024' and '2024-03' overlap"):
        roll_up([Part("2024-03", 1), Part("2024", 2)], ALGEBRAS["flow"], "time")
    quarters = [Part(f"2024-Q{q}", q) for q in (2, 1, 4, 3)]
    assert roll_up(quarters, ALGEBRAS["flow"], "time").value == 10
    assert roll_up([Part("2024-03", 1), Part("2024", 2)], ALGEBRAS["stock"], "time").value == 2


# ---------------------------------------------------------------- the operations


def test_a_ratio_is_that_of_the_sums():
    """1 of 10 and 50 of 100 is 51 of 110, not the mean of 10 % and 50 %."""
    found = roll_up(ratios((1, 10), (50, 100)), ALGEBRAS["rate"], "breakdown")
    assert found.value == pytest.approx(51 / 110)
    assert (found.numerator, found.denominator, found.weight, found.weight_share) == (51, 110, 110, 1)


def test_a_weighted_mean_weighs():
    """10 for one person and 20 for three: 17.5; a weight of 0 counts as known and changes nothing."""
    assert roll_up(means((10, 1), (20, 3)), MEAN, "region").value == 17.5
    assert roll_up(means((10, 1), (20, 3), (99, 0)), MEAN, "region").value == 17.5
    assert roll_up(means((1e200, 1e200), (1e200, 1e200)), MEAN, "region").value == 1e200


def test_none_adds_nothing_up():
    """An index has no total, and the coverage is told all the same."""
    found = roll_up(sums(1, None), Algebra("none", "sum", "last"), "region")
    assert (found.value, found.absence, found.coverage) == (None, "none_declared", Coverage(1, 2, 0.5, ("r1",)))


def test_the_last_is_the_latest_known():
    """And its weight and halves go along, so that it can be rolled up over regions."""
    parts = [Part("2023", numerator=1, denominator=4), Part("2024", numerator=2, denominator=4), Part("2022")]
    found = roll_up(parts, Algebra("ratio_of_sums", "ratio_of_sums", "last", missing="any"), "time")
    assert (found.value, found.numerator, found.denominator) == (0.5, 2, 4)
    whole = roll_up([found.part("E"), Part("W", numerator=0, denominator=4)], ALGEBRAS["rate"], "region")
    assert whole.value == 0.25


# ---------------------------------------------------------------- missing parts


def test_all_parts_are_needed_unless_declared_otherwise():
    """A missing part is never zero; the coverage says what is missing."""
    found = roll_up(sums(1, None, 2), ALGEBRAS["flow"], "region")
    assert (found.value, found.absence, found.coverage.missing) == (None, "too_few_parts", ("r1",))
    assert roll_up(sums(1, None, 2), ANY, "region").value == 3
    assert roll_up(sums(1, 0, 2), ALGEBRAS["flow"], "region").value == 3


def test_a_part_that_is_not_even_given_is_missing():
    """What is expected decides, in its order."""
    found = roll_up(sums(1), ANY, "region", expected=["r1", "r0", "r2"])
    assert found.coverage == Coverage(1, 3, 1 / 3, ("r1", "r2"))
    assert roll_up(sums(1), ALGEBRAS["flow"], "region", expected=["r0", "r1"]).value is None


@pytest.mark.parametrize(("least", "value"), [(2 / 3, 3), (0.67, None), (0.0, 3), (1.0, None)])
def test_at_least_a_share_of_the_parts(least, value):
    """Two of three; on the limit counts."""
    rule = Algebra("sum", "sum", "last", missing="share", least=least)
    assert roll_up(sums(1, None, 2), rule, "region").value == value


def test_at_least_a_share_of_the_weight():
    """Two of three regions, but a tenth of the people; where one weight is unknown the share is, too."""
    rule = dataclasses.replace(MEAN, missing="share_of_weight", least=0.5)
    small = roll_up(means((1, 1), (2, 1), (None, 18)), rule, "region")
    assert (small.value, small.absence, small.weight_share) == (None, "too_few_parts", pytest.approx(0.1))
    large = roll_up(means((1, 18), (2, 1), (None, 1)), rule, "region")
    assert (large.value, large.weight_share) == (pytest.approx(20 / 19), pytest.approx(0.95))
    assert roll_up(means((1, 18), (2, 1), (None, None)), rule, "region").absence == "too_few_parts"
    assert roll_up(means((1, 18)), rule, "region", expected=["r1"]).absence == "too_few_parts"


def test_a_stock_needs_its_last_period_only():
    """March may be missing, December may not; unless any will do."""
    months = [Part("2024-12", 7), Part("2024-03", None), Part("2024-01", 5)]
    assert roll_up(months, ALGEBRAS["stock"], "time").value == 7
    assert roll_up(months[1:], ALGEBRAS["stock"], "time", expected=["2024-12"]).absence == "too_few_parts"
    assert roll_up(months[1:], ANY, "time", expected=["2024-12"]).value == 5


def test_half_a_pair_is_a_missing_part():
    """A numerator without denominator, a value without weight, a weight below 0."""
    rule = Algebra("ratio_of_sums", "ratio_of_sums", "ratio_of_sums", missing="any")
    found = roll_up(ratios((1, 10), (5, None), (None, 5), (5, -5)), rule, "region")
    assert (found.value, found.coverage.missing) == (0.1, ("r1", "r2", "r3"))
    assert roll_up(means((1, 1), (9, None), (9, -1)), dataclasses.replace(MEAN, missing="any"), "region").value == 1


def test_nothing_known_and_nothing_weighed():
    """No part; denominators that add up to 0; a sum too large for a float."""
    assert roll_up([], ALGEBRAS["flow"], "region").absence == "no_part"
    assert roll_up(sums(None, math.nan), ANY, "region").absence == "no_part"
    assert roll_up(ratios((1, 0)), ALGEBRAS["rate"], "region").absence == "no_weight"
    assert roll_up(means((1, 0), (2, 0)), MEAN, "region").absence == "no_weight"
    assert roll_up(sums(1e308, 1e308), ANY, "region").absence == "undefined"


def test_coverage_counts_the_smallest_parts():
    """East has 1 of 2 breakdowns, west 2 of 2: 3 of 4, and what is missing is named by region and breakdown."""
    east = roll_up([Part("food", 1), Part("toys")], ANY, "breakdown")
    west = roll_up([Part("food", 2), Part("toys", 3)], ANY, "breakdown")
    whole = roll_up([east.part("E"), west.part("W")], ANY, "region")
    assert (whole.value, whole.coverage) == (6, Coverage(3, 4, 0.75, (("E", "toys"),)))
    assert roll_up([east.part("E"), west.part("W")], ALGEBRAS["flow"], "region").absence == "too_few_parts"
    none = roll_up([Part("food"), Part("toys")], ANY, "breakdown")
    assert roll_up([none.part("E"), west.part("W")], ANY, "region").coverage == Coverage(2, 4, 0.5, ("E",))


# ---------------------------------------------------------------- what holds for every table


@often
@given(st.lists(st.lists(st.tuples(counts, st.integers(1, 10**6)), min_size=1, max_size=4), min_size=1, max_size=4))
def test_two_steps_give_what_one_gives(table):
    """Breakdowns to regions to the whole, or all at once: ratios and weighted means never average averages."""
    flat = [pair for row in table for pair in row]
    for make, rule, near in ((ratios, ALGEBRAS["rate"], 1e-15), (means, MEAN, 1e-12)):
        regions = [roll_up(make(*row), rule, "breakdown").part(i) for i, row in enumerate(table)]
        whole, at_once = roll_up(regions, rule, "region"), roll_up(make(*flat), rule, "region")
        assert whole.value == pytest.approx(at_once.value, rel=near)
        assert whole.coverage.present == whole.coverage.expected == len(flat)
        assert whole.weight == at_once.weight


@often
@given(st.lists(st.tuples(cents, st.integers(1, 1000)), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_parts_never_matters(pairs, chance):
    """Sums to the last bit; means lie between the smallest and the largest part."""
    parts = means(*pairs)
    other = list(parts)
    chance.shuffle(other)
    assert roll_up(parts, ANY, "region").value == roll_up(other, ANY, "region").value
    mean = roll_up(parts, MEAN, "region").value
    assert mean == roll_up(other, MEAN, "region").value
    values = [value for value, _ in pairs]
    assert min(values) - 1e-6 <= mean <= max(values) + 1e-6


@often
@given(
    st.lists(st.tuples(st.none() | any_finite, st.none() | any_finite), max_size=5),
    st.sampled_from(["sum", "ratio_of_sums", "weighted_mean", "none"]),
    st.sampled_from(algebra.MISSING_RULES),
)
def test_no_infinity_out_of_finite_parts(pairs, operation, missing):
    """A value or the code of an absence, never both and never NaN."""
    rule = Algebra(operation, operation, "last", missing=missing, least=0.5)
    make = {"ratio_of_sums": ratios, "weighted_mean": means}.get(operation)
    parts = make(*((v, w or 0) for v, w in pairs)) if make else sums(*(value for value, _ in pairs))
    found = roll_up(parts, rule, "region")
    assert (found.value is None) == (found.absence in algebra.ABSENCES)
    assert found.value is None or math.isfinite(found.value)
    assert found.coverage.expected == len(pairs)


# ---------------------------------------------------------------- parts, unallocated and the whole


def test_parts_and_unallocated_make_the_whole():
    """As printed: 0.1 + 0.2 is 0.3, and 10 + 20 + 3 is 33."""
    assert reconcile([0.1, 0.2], 0.3).status == "exact"
    found = reconcile([10, 20], 33, 3)
    assert (found.status, found.gap, found.gap_share, found.parts) == ("exact", 0, 0, 30)


def test_a_gap_is_shown_as_what_it_is():
    """Neither spread over the parts nor hidden; below 0 where the parts exceed the whole."""
    found = reconcile([10, 20], 33)
    assert (found.status, found.gap, found.gap_share) == ("gap", 3, pytest.approx(1 / 11))
    assert reconcile([10, 20], 25).gap == -5
    assert reconcile([10, 20], 0).gap_share is None
    assert reconcile([10, 20], 33, 1).gap == 2


def test_a_gap_may_be_the_missing_parts():
    """The coverage says how many; without a gap the missing ones are none."""
    found = reconcile([10, None], 33)
    assert (found.status, found.gap, found.coverage.missing) == ("incomplete", 23, (1,))
    assert reconcile([33, None], 33).status == "exact"


@pytest.mark.parametrize(("national", "status"), [(31, "rounding"), (31.5, "rounding"), (32, "gap"), (30, "exact")])
def test_rounded_figures_need_not_add_up(national, status):
    """Two parts and a total, each off by up to a half: 1.5 in all."""
    assert reconcile([10, 20], national, step=1).status == status


def test_unallocated_is_rounded_as_well():
    """One figure more, one half more."""
    assert reconcile([10, 20], 33, 1, step=1).status == "rounding"
    assert reconcile([10, 20], 33, step=1).status == "gap"


def test_nothing_to_reconcile():
    """No national figure, or no part: unknown, with what there is."""
    assert reconcile([10], None).status == reconcile([None], 10).status == reconcile([], 10).status == "unknown"
    assert reconcile([10], None).parts == 10
    assert (reconcile([None], 10).parts, reconcile([None], 10).national) == (None, 10)


@often
@given(st.lists(cents | st.none(), min_size=1, max_size=12), cents, cents | st.none())
def test_parts_unallocated_and_gap_are_always_the_whole(values, national, unallocated):
    """Exactly, in hundredths; a gap of 0 is exact and nothing else is."""
    found = reconcile(values, national, unallocated)
    there = [value for value in values if value is not None]
    if not there:
        assert found.gap is None
        return
    hundredths = [round(value * 100) for value in (*there, found.gap, unallocated or 0)]
    assert sum(hundredths) == round(national * 100)
    assert Fraction(repr(found.gap)) * 100 == hundredths[-2]
    assert (found.gap == 0) == (found.status == "exact")
    assert found.status in algebra.RECONCILIATIONS


@often
@given(st.lists(any_finite | st.none(), max_size=5), any_finite, any_finite | st.none(), any_finite)
def test_no_infinity_out_of_a_reconciliation(values, national, unallocated, step):
    """Too large is None."""
    found = reconcile(values, national, unallocated, step)
    figures = (found.parts, found.gap, found.gap_share, found.national, found.unallocated)
    assert all(figure is None or math.isfinite(figure) for figure in figures)


def test_periods_are_put_in_order_by_when_they_are():
    """A quarter and the months after it follow one another, though their names sort otherwise."""
    parts = [Part("2024-07", 4), Part("2024-Q2", 2), Part("2024-08", 8), Part("2024-Q1", 1)]
    assert roll_up(parts, ALGEBRAS["flow"], "time").value == 15


def test_what_is_not_added_up_may_overlap():
    """An index of a year and of its months: there is no whole that could count double."""
    parts = [Part("2024", 1), Part("2024-06", 2)]
    assert roll_up(parts, Algebra("none", "none", "none"), "time").absence == "none_declared"


def test_two_periods_that_end_together_are_one_end():
    """The year-end figure is there; that of December is not missing to it."""
    found = roll_up([Part("2024", 7), Part("2024-12", None)], ALGEBRAS["stock"], "time", expected=["2024-11"])
    assert (found.value, found.coverage.share) == (7, 1.0)


def test_all_means_all_whatever_share_is_stated():
    """The share counts under the rules that are named after it only."""
    half = Algebra("sum", "sum", "sum", missing="all", least=0.5)
    assert roll_up(sums(1, None), half, "region").absence == "too_few_parts"


@pytest.mark.parametrize("least", [-0.1, 1.5, None])
def test_a_least_share_is_a_share(least):
    """From 0 to 1, and stated."""
    with pytest.raises(ValueError, match="expected a share from 0 to 1"):
        Algebra("sum", "sum", "sum", missing="share", least=least)


def test_unrounded_figures_leave_no_room():
    """Without a step every gap is a gap; the record shows what it was worked out from."""
    found = reconcile([1, 2], 3.5, unallocated=0.25)
    assert (found.status, found.national, found.parts, found.unallocated, found.gap) == ("gap", 3.5, 3, 0.25, 0.25)
    assert reconcile([1, None], None).coverage == Coverage(1, 2, 0.5, (1,))
