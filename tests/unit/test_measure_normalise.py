"""Every form of normalisation agrees with its definition, keeps what is missing, and survives any number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plan_metrics.measure import normalise as forms
from plan_metrics.measure.progress import share

X = [2, 4, 4, 7, None, 10]
nan = math.nan

often = settings(max_examples=40, deadline=None, derandomize=True)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.integers(-1000, 1000).map(float)
gap = st.just(None)
columns = st.lists(plain | gap, min_size=2, max_size=12)
factors = st.sampled_from([0.001, 0.5, 2.0, 1000.0])

# Every form that needs no more than the values, and those that also know a direction.
BARE = {
    "min_max": forms.min_max,
    "z_score": forms.z_score,
    "distance_to_max": forms.distance_to_max,
    "rank": forms.rank,
    "borda": forms.borda,
    "percentile_rank": forms.percentile_rank,
    "scaled": forms.scaled,
    "goalposts": lambda x, direction="increase": forms.goalposts(x, -100, 250, direction=direction),
    "distance_to_target": lambda x, direction="increase": forms.distance_to_target(
        x, 2000 if direction == "increase" else -2000, direction=direction
    ),
    "distance_to_reference": lambda x, direction="increase": forms.distance_to_reference(x, 1, direction=direction),
}
by_form = pytest.mark.parametrize("form", BARE.values(), ids=BARE)
flat_too = pytest.mark.filterwarnings("ignore:no spread:plan_metrics.measure.normalise.NoSpreadWarning")


def near(expected, **tolerance):
    """A column, NaN where nothing is expected."""
    tolerance = tolerance or {"abs": 1e-12}
    return pytest.approx([nan if e is None else e for e in expected], nan_ok=True, rel=0, **tolerance)


def word(direction: int) -> str:
    return "increase" if direction == 1 else "decrease"


# ---------------------------------------------------------------- small tables, worked by hand

TABLES = {
    "min-max to 0..1": (forms.min_max(X), [0, 1 / 4, 1 / 4, 5 / 8, None, 1]),
    "min-max, less is better": (forms.min_max(X, 1, 9, "decrease"), [9, 7, 7, 4, None, 1]),
    "z-score of 1 2 3": (forms.z_score([1, 2, 3]), [-1, 0, 1]),
    "z-score, less is better": (forms.z_score([1, 2, 3], 10, 2, "decrease"), [12, 10, 8]),
    "scaled between 0 and 10": (forms.scaled(X, 0, 10), [20, 40, 40, 70, None, 100]),
    "scaled, beyond both ends": (forms.scaled(X, 3, 9, 6), [-1, 1, 1, 4, None, 7]),
    "scaled, less is better": (forms.scaled(X, 0, 10, 1, "decrease"), [0.8, 0.6, 0.6, 0.3, None, 0]),
    "distance to max, less is better": (forms.distance_to_max(X, "decrease"), [1, 3 / 4, 3 / 4, 3 / 8, None, 0]),
    "distance to reference": (forms.distance_to_reference(X, 3), [0, 0.4, 0.4, 1, None, 1.6]),
    "distance to reference, less": (forms.distance_to_reference(X, 1, False, "decrease"), [8 / 6, 1, 1, 0.5, None, 0]),
    "distance to target 8": (forms.distance_to_target(X, 8), [0, 1 / 3, 1 / 3, 5 / 6, None, 8 / 6]),
    "distance to target 8, capped": (forms.distance_to_target(X, 8, cap=True), [0, 1 / 3, 1 / 3, 5 / 6, None, 1]),
    "fraction of max": (forms.fraction_of_max(X), [0.2, 0.4, 0.4, 0.7, None, 1]),
    "rank": (forms.rank(X), [1, 2, 2, 4, None, 5]),
    "rank, less is better": (forms.rank(X, "decrease"), [5, 3, 3, 2, None, 1]),
    "rank, ties share the mean": (forms.rank(X, ties="average"), [1, 2.5, 2.5, 4, None, 5]),
    "rank, ties take the last": (forms.rank(X, ties="max"), [1, 3, 3, 4, None, 5]),
    "rank, no gap after ties": (forms.rank(X, ties="dense"), [1, 2, 2, 3, None, 4]),
    "rank, ties in the order given": (forms.rank(X, ties="ordinal"), [1, 2, 3, 4, None, 5]),
    "percentile rank": (forms.percentile_rank(X), [0, 1 / 4, 1 / 4, 3 / 4, None, 1]),
    "percentile rank, ties share": (forms.percentile_rank(X, ties="average"), [0, 1.5 / 4, 1.5 / 4, 3 / 4, None, 1]),
    "Borda, less is better": (forms.borda(X, "decrease"), [4, 2, 2, 1, None, 0]),
    "goalposts, truncated": (forms.goalposts(X, 3, 9, 100), [0, 100 / 6, 100 / 6, 400 / 6, None, 100]),
    "goalposts, less is better": (forms.goalposts(X, 3, 9, 1, "decrease"), [1, 5 / 6, 5 / 6, 2 / 6, None, 0]),
}


@pytest.mark.parametrize(("found", "expected"), TABLES.values(), ids=TABLES)
def test_a_form_worked_by_hand(found, expected):
    """Six units, one of them without a value: 2, 4, 4, 7, -, 10."""
    assert found.tolist() == near(expected)


def test_a_table_is_worked_column_by_column_and_posts_may_differ_by_column():
    """Units down, indicators across; one column's gap does not touch the other."""
    x = [[1, 10], [2, None], [3, 30]]
    assert forms.min_max(x).tolist() == [near([0, 0]), near([0.5, None]), near([1, 1])]
    assert forms.rank(x).tolist() == [near([1, 1]), near([2, None]), near([3, 2])]
    assert forms.z_score(x)[:, 0].tolist() == near([-1, 0, 1])
    assert forms.goalposts(x, [0, 10], [4, 50]).tolist() == [near([0.25, 0]), near([0.5, None]), near([0.75, 0.5])]
    assert forms.distance_to_target(x, [5, 50])[2].tolist() == near([0.5, 0.5])
    assert forms.distance_to_reference(x, 2)[1].tolist() == near([0.5, None])


def test_goalposts_take_a_single_number():
    """An indicator of a plan has one value, and its own posts."""
    assert forms.goalposts(55, 40, 80) == 0.375
    assert math.isnan(forms.goalposts(None, 40, 80))
    assert forms.goalposts(30, 40, 20) == 0.5


def test_a_form_can_be_named_in_data():
    """The names are those of the functions; parameters go through."""
    assert forms.normalise(X, "min_max", low=0, high=100).tolist() == near([0, 25, 25, 62.5, None, 100])
    assert forms.normalise(X, "goalposts", low=3, high=9, truncate=False)[0] == pytest.approx(-1 / 6)
    assert len(forms.FORMS) == 11


# ---------------------------------------------------------------- special cases


@pytest.mark.parametrize("x", [[5, 5, 5], [0.1, 0.1, 0.1], [0.57 * 100, 57, None], [7], [None, 7], [0, 0]], ids=str)
@pytest.mark.parametrize("form", ["min_max", "z_score", "distance_to_max", "distance_to_reference"])
def test_a_column_without_spread_has_no_score_and_is_warned_of(form, x):
    """All the same (but for floating-point noise), or a single value: NaN, and never in silence."""
    at = {"at": 0} if form == "distance_to_reference" else {}
    with pytest.warns(forms.NoSpreadWarning, match="no spread in column: all known values are the same"):
        assert np.isnan(forms.normalise(x, form, **at)).all()


def test_the_warning_names_the_columns_without_spread_and_the_others_keep_their_scores():
    """The first and the third of four indicators; one without any value is a gap and not flat."""
    x = [[5, 1, 7, None], [5, 2, None, None], [None, 3, 7, None]]
    with pytest.warns(forms.NoSpreadWarning, match=r"in column 0, 2 \(the first is 0\)") as said:
        found = forms.min_max(x)
    assert len(said) == 1
    assert said[0].filename == __file__
    assert found[:, 1].tolist() == [0, 0.5, 1]
    assert np.isnan(found[:, [0, 2, 3]]).all()


def test_forms_that_need_no_spread_do_not_warn():
    """Ranks, fixed posts and a target beyond the column have an answer; warnings are errors in these tests."""
    flat = [5, 5, 5]
    assert forms.rank(flat).tolist() == [1, 1, 1]
    assert forms.goalposts(flat, 0, 10).tolist() == forms.scaled(flat, 0, 10, 1).tolist() == [0.5, 0.5, 0.5]
    assert forms.distance_to_target(flat, 8).tolist() == forms.borda(flat).tolist() == [0, 0, 0]
    assert forms.fraction_of_max(flat).tolist() == [1, 1, 1]


def test_ranks_of_a_column_without_spread_are_one_tie():
    """Ranking needs no spread; a percentile rank needs another unit."""
    assert forms.rank([5, 5, None]).tolist() == near([1, 1, None])
    assert forms.percentile_rank([5, 5, 5]).tolist() == [0, 0, 0]
    assert forms.percentile_rank([5, None]).tolist() == near([None, None])


@by_form
def test_a_column_of_gaps_stays_one(form):
    """Nothing known, nothing said; the same for no units at all."""
    assert np.isnan(form([None, nan, math.inf])).all()


def test_no_unit_gives_no_score():
    """An empty column is not an error where no unit is asked for."""
    assert forms.min_max([]).tolist() == forms.z_score([]).tolist() == forms.rank([]).tolist() == []


def test_a_reference_that_is_missing_or_the_worst_gives_no_scale():
    """1 and 0 would be the same place."""
    assert np.isnan(forms.distance_to_reference(X, 4)).all()
    assert np.isnan(forms.distance_to_reference(X, 0)).all()


@pytest.mark.parametrize("at", [-1, 6])
def test_a_reference_that_is_not_there_is_named(at):
    """Positions count from 0 and never from the end."""
    with pytest.raises(ValueError, match=f"reference is at {at}; expected a position from 0 to 5"):
        forms.distance_to_reference(X, at)


def test_a_target_that_all_have_met_gives_no_scale():
    """From the worst unit to a target behind it the scale would run backwards; goalposts have an answer."""
    assert np.isnan(forms.distance_to_target(X, 2)).all()
    assert np.isnan(forms.distance_to_target(X, 1, cap=True)).all()
    assert np.isnan(forms.distance_to_target(X, None)).all()
    assert forms.distance_to_target([5, 5], 8).tolist() == [0, 0]
    assert forms.goalposts(X, 0, 1).tolist() == near([1, 1, 1, 1, None, 1])


def test_a_fraction_of_a_maximum_that_is_not_above_zero_is_none():
    """Of -4 and -2 the larger would get the smaller fraction."""
    assert np.isnan(forms.fraction_of_max([-4, -2])).all()
    assert np.isnan(forms.fraction_of_max([0, 0])).all()
    assert forms.fraction_of_max([-4, 2]).tolist() == [-2, 1]


def test_goalposts_that_are_the_same_or_missing_give_no_score():
    """There is no way to go between them."""
    assert np.isnan(forms.goalposts(X, 3, 3)).all()
    assert np.isnan(forms.goalposts(X, None, 3)).all()


def test_words_and_shapes_that_do_not_fit_are_named():
    """What was found and what was expected."""
    with pytest.raises(ValueError, match="direction is 'up'; expected 'increase' or 'decrease'"):
        forms.min_max(X, direction="up")
    with pytest.raises(ValueError, match="direction is 'up'"):
        forms.goalposts(X, 3, 9, direction="up")
    with pytest.raises(ValueError, match="ties is 'first'; expected one of average, min, max, dense, ordinal"):
        forms.rank(X, ties="first")
    with pytest.raises(ValueError, match="form is 'minmax'; expected one of min_max, z_score"):
        forms.normalise(X, "minmax")
    with pytest.raises(ValueError, match=r"single number 3\.0; expected one a unit"):
        forms.min_max(3)


def test_the_values_given_are_left_as_they_are():
    """A table is a copy."""
    x = np.array([1.0, np.inf])
    forms.table(x)[0] = 9
    assert x.tolist() == [1.0, math.inf]


# ---------------------------------------------------------------- what holds for all numbers


@by_form
@flat_too
@often
@given(x=st.lists(any_finite | gap, min_size=2, max_size=8))
def test_no_form_fails_or_invents_an_infinity(form, x):
    """Any finite numbers: a finite score or none, never an error or an infinity, no warning but that of no spread."""
    for found in (form(x), form(x, direction="decrease"), forms.fraction_of_max(x)):
        assert len(found) == len(x)
        assert not np.isinf(found).any()
        assert all(math.isnan(y) for y, value in zip(found, x, strict=True) if value is None)


@by_form
@flat_too
@often
@given(x=columns)
def test_a_wanted_decrease_is_a_wanted_increase_of_the_mirror(form, x):
    """Turning the sign of values and direction changes nothing; posts are turned by hand."""
    mirror = [None if value is None else -value for value in x]
    if form is BARE["goalposts"]:
        found = forms.goalposts(mirror, -250, 100, direction="decrease")
    elif form is BARE["scaled"]:
        found = forms.scaled(mirror, -100, 0, direction="decrease")
    else:
        found = form(mirror, direction="decrease")
    assert found.tolist() == near(form(x))


@by_form
@flat_too
@often
@given(x=columns, data=st.data())
def test_the_order_of_units_does_not_matter(form, x, data):
    """Each unit keeps its score wherever it stands (the reference unit stays in its place)."""
    fixed = 2 if form is BARE["distance_to_reference"] else 0
    order = [*range(fixed), *data.draw(st.permutations(range(fixed, len(x))))]
    assert form([x[i] for i in order]).tolist() == near(form(x)[order], abs=1e-9)


@by_form
@flat_too
@often
@given(x=columns)
def test_more_of_what_is_wanted_is_never_a_lower_score(form, x):
    """Scores rise with the values, and fall with them where less is desired."""
    for direction, turn in (("increase", 1), ("decrease", -1)):
        pairs = [(turn * v, y) for v, y in zip(x, form(x, direction=direction), strict=True) if not math.isnan(y)]
        scores = [y for _, y in sorted(pairs)]
        assert scores == sorted(scores)


@flat_too
@often
@given(x=columns, factor=factors, offset=plain)
def test_forms_that_know_no_zero_do_not_depend_on_unit_and_origin(x, factor, offset):
    """Degrees Celsius or Fahrenheit: the same scores, where posts and targets are moved along."""
    y = [None if value is None else factor * value + offset for value in x]
    for form in (forms.min_max, forms.z_score, forms.distance_to_max):
        assert form(y).tolist() == near(form(x), abs=1e-6)
    assert forms.goalposts(y, offset - 3 * factor, offset + 9 * factor).tolist() == near(
        forms.goalposts(x, -3, 9), abs=1e-6
    )
    assert forms.distance_to_target(y, offset + 2000 * factor).tolist() == near(
        forms.distance_to_target(x, 2000), abs=1e-6
    )


@often
@given(x=columns, factor=factors)
def test_a_fraction_of_the_maximum_does_not_depend_on_the_unit(x, factor):
    """Certificates or 10,000 certificates."""
    y = [None if value is None else factor * value for value in x]
    assert forms.fraction_of_max(y).tolist() == near(forms.fraction_of_max(x), abs=1e-9)


@often
@given(x=columns)
def test_the_worst_and_the_best_unit_lie_at_the_ends(x):
    """Min-max spans exactly its interval; the z-scores have mean 0 and standard deviation 1."""
    known = [value for value in x if value is not None]
    assume(len(set(known)) > 1)
    found = forms.min_max(x, 1, 100)
    assert (np.nanmin(found), np.nanmax(found)) == (1, 100)
    z = forms.z_score(x)
    assert (np.nanmean(z), np.nanstd(z, ddof=1)) == (pytest.approx(0, abs=1e-9), pytest.approx(1))


@often
@given(value=plain, baseline=plain, target=plain)
def test_goalposts_from_baseline_to_target_are_the_share_of_the_way(value, baseline, target):
    """0 at the baseline, 1 at the target, whichever is larger; truncated it is the share kept within 0 and 1."""
    assume(baseline != target)
    whole = share(value, baseline, target)
    assert forms.goalposts(value, baseline, target, truncate=False) == pytest.approx(whole, abs=1e-12)
    assert forms.goalposts(value, baseline, target) == pytest.approx(min(max(whole, 0), 1), abs=1e-12)
    assert forms.goalposts([baseline, target], baseline, target).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("form", "x", "given", "expected"),
    [
        (forms.scaled, [0, 25, None, 120], {}, [0, 25, nan, 120]),
        (forms.scaled, [2, None, 12], {"low": 0, "high": 10, "factor": 1}, [0.2, nan, 1.2]),
        (forms.scaled, [3, 9, 15], {"low": 3, "high": 9, "direction": "decrease"}, [100, 0, -100]),
        (forms.borda, [3, 1, 3, None], {"ties": "average"}, [1.5, 0, 1.5, nan]),
        (forms.borda, [3, 1, 3, None], {"ties": "max"}, [2, 0, 2, nan]),
        (forms.percentile_rank, [3, 1, 3, None], {"ties": "average"}, [0.75, 0, 0.75, nan]),
        (forms.distance_to_reference, [2, 4, 7, 10], {"at": 2}, [0, 0.4, 1, 1.6]),
        (forms.distance_to_target, [2, 4, 7, 10], {"target": 6}, [0, 0.5, 1.25, 2]),
    ],
)
def test_a_form_with_its_defaults_and_its_choices_by_hand(form, x, given, expected):
    """0 to 100 without truncation; ties as asked for; no cap unless asked for."""
    assert form(x, **given) == near(expected)


def test_percentile_ranks_count_the_known_units_of_each_column():
    """Three known in one column, four in the other: thirds here, halves there."""
    found = forms.percentile_rank([[1, 4], [2, 3], [3, 2], [None, 1]])
    assert found[:, 0] == near([0, 0.5, 1, nan])
    assert found[:, 1] == near([1, 2 / 3, 1 / 3, 0])
