"""What a printed figure may stand for: spans worked by hand, and what holds for all of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure import spans
from plan_metrics.measure.spans import BOUNDS, QUALIFIERS, Span

often = settings(max_examples=100, deadline=None, derandomize=True)

CASES = [
    # what was printed, value, qualifier, worth of its last digit, least, largest
    ("53,057", 53057, "exact", 0, 53057, 53057),
    ("5.67", 5.67, "exact", 0.01, 5.665, 5.675),
    ("5.67 hundred million", 567e6, "exact", 1e6, 566.5e6, 567.5e6),
    ("over 53,000", 53000, "over", 1000, 53000, 54000),
    ("nearly 40,000", 40000, "nearly", 10000, 30000, 40000),
    ("under 5 %", 5, "under", 1, 4, 5),
    ("about 4,700", 4700, "about", 100, 4600, 4800),
    ("nearly 100,000 is more than nearly 90,000", 100000, "nearly", 100000, 90000, 100000),
    ("under 10 is more than under 9", 10, "under", 10, 9, 10),
    ("about 10,000 lies between about 9,000 and about 20,000", 10000, "about", 10000, 9000, 20000),
    ("over 10,000 is less than over 20,000", 10000, "over", 10000, 10000, 20000),
    ("100 million rounds from 50 to 150", 1e8, "exact", 1e8, 0.5e8, 1.5e8),
    ("nearly 110,000 is more than nearly 100,000", 110000, "nearly", 10000, 100000, 110000),
    ("none", 0, "exact", 0, 0, 0),
]


@pytest.mark.parametrize(("says", "value", "qualifier", "step", "low", "high"), CASES, ids=[case[0] for case in CASES])
def test_a_span_is_as_worked_by_hand(says, value, qualifier, step, low, high):
    """As people write: the next number that the source would have named is the limit."""
    assert spans.span(value, qualifier, step) == pytest.approx((low, high))


def test_a_word_that_is_no_qualifier_is_named():
    """What was found and what was expected."""
    with pytest.raises(ValueError, match="qualifier is 'almost'; expected one of exact, over, nearly, about, under"):
        spans.span(5, "almost")
    assert set(BOUNDS) == set(QUALIFIERS) - {"exact", "about"}


def test_changes_by_hand():
    """From 1 or 2 to 3 or 4: 1 to 3 more, half as many again to three times as many again, and 3/2 to 4 times."""
    few, many, none = Span(1, 2), Span(3, 4), Span(-1, 1)
    assert spans.difference(few, many) == (1, 3)
    assert spans.relative(few, many) == (0.5, 3)
    assert spans.relative(Span(-4, -4), Span(-3, -2)) == (0.25, 0.5)
    assert spans.ratio(many, few) == (1.5, 4)
    assert spans.ratio(Span(9, 11), Span(100, 100), factor=100) == (9, 11)
    assert spans.relative(none, many) is spans.relative(Span(0, 0), many) is spans.ratio(many, none) is None
    assert spans.ratio(many, Span(0, 0)) is None


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (53000, 1000),
        (53057, 1),
        (0.05, 0.01),
        (2.4, 0.1),
        (-1200, 100),
        (1e12, 1e12),
        (10, 10),
        (0, 0),
        (0.1 + 0.2, 0.1),
    ],
)
def test_the_last_digit_of_a_number(value, place):
    """The last one that is not 0, noise in the sixteenth digit left out."""
    assert spans.last_digit(value) == pytest.approx(place)


def test_a_change_too_large_for_a_float_on_one_side_is_not_known_at_all():
    """Half a span would say more than is known."""
    assert spans.difference(Span(0, 1.7e308), Span(-1.7e308, 0)) is None
    assert spans.difference(Span(-1.7e308, 0), Span(0, 1.7e308)) is None


# ---------------------------------------------------------------- what holds for all

any_finite = st.floats(allow_nan=False, allow_infinity=False)
eighths = st.integers(-8000, 8000).map(lambda number: number / 8)  # exact in floats
widths = st.integers(0, 800).map(lambda number: number / 8)
qualifiers = st.sampled_from(QUALIFIERS)
wide = st.builds(lambda low, width: Span(low, low + width), eighths, widths)


def within(inner: Span | None, outer: Span | None) -> bool:
    """Whether a span lies in another, noise apart; where the outer one is not known, anything does."""
    if outer is None:
        return True
    return inner is not None and outer.low <= inner.low + 1e-9 and inner.high <= outer.high + 1e-9


@often
@given(eighths, qualifiers, widths)
def test_a_span_holds_the_value_that_was_printed(value, qualifier, step):
    """A bound at one of its ends, the others within; printed in full, nothing else."""
    low, high = spans.span(value, qualifier, step)
    assert low <= value <= high
    assert (value in (low, high)) or qualifier not in BOUNDS
    assert spans.span(value, qualifier, 0) == (value, value)
    assert spans.span(value, qualifier, 0).exact
    assert spans.span(value) == (value, value)


@often
@given(eighths, qualifiers, widths, st.sampled_from([0.25, 8.0, 1024.0]))
def test_a_span_does_not_depend_on_the_unit(value, qualifier, step, unit):
    """万 or ones: the least and the largest value are scaled with it."""
    low, high = spans.span(value, qualifier, step)
    assert spans.span(unit * value, qualifier, unit * step) == (unit * low, unit * high)


@often
@given(eighths, qualifiers, widths, widths)
def test_a_coarser_print_never_says_more(value, qualifier, step, more):
    """A larger step gives a span that holds the smaller one, but below a 1 followed by zeros."""
    if abs(value) not in (step, step + more):
        assert within(spans.span(value, qualifier, step), spans.span(value, qualifier, step + more))


@often
@given(wide, wide, st.tuples(widths, widths, widths, widths))
def test_changes_of_wider_spans_hold_those_of_narrower_ones(one, other, more):
    """Difference, relative change and ratio: what was possible stays possible."""
    wider, widest = (Span(each.low - a, each.high + b) for each, a, b in ((one, *more[:2]), (other, *more[2:])))
    for change in (spans.difference, spans.relative, spans.ratio):
        assert within(change(one, other), change(wider, widest))


@often
@given(wide, wide, st.floats(0, 1), st.floats(0, 1))
def test_the_change_of_any_two_values_within_lies_within_the_change(one, other, here, there):
    """Nothing that the two figures may stand for is left out."""
    a, b = one.low + here * (one.high - one.low), other.low + there * (other.high - other.low)
    assert within(Span(b - a, b - a), spans.difference(one, other))
    if (found := spans.relative(one, other)) is not None:
        assert found.low - 1e-9 * abs(found.low) <= (b - a) / abs(a) <= found.high + 1e-9 * abs(found.high)
    if (found := spans.ratio(other, one)) is not None:
        assert found.low - 1e-9 * abs(found.low) <= b / a <= found.high + 1e-9 * abs(found.high)


@often
@given(wide, wide)
def test_a_change_in_the_mirror_and_backwards(one, other):
    """All negated, it turns its sign, least for largest; backwards, an amount does so too."""
    mirror = [Span(-each.high, -each.low) for each in (one, other)]
    low, high = spans.difference(one, other)
    assert spans.difference(*mirror) == spans.difference(other, one) == (-high, -low)
    found = spans.relative(one, other)
    assert spans.relative(*mirror) == (None if found is None else (-found.high, -found.low))


@often
@given(st.integers(1, 9999), st.integers(-6, 12))
def test_a_value_is_a_whole_number_of_its_last_digit(digits, power):
    """And ten times the value has ten times the digit."""
    value = float(f"{digits}e{power}")
    digit = spans.last_digit(value)
    assert value / digit == pytest.approx(round(value / digit), rel=1e-12)
    assert round(value / digit) % 10 != 0
    assert spans.last_digit(float(f"{digits}e{power + 1}")) == pytest.approx(10 * digit, rel=1e-12)
    assert spans.last_digit(-value) == digit


@often
@given(any_finite, any_finite, any_finite, any_finite)
def test_changes_of_any_finite_numbers_are_finite_or_none(a, b, c, d):
    """Over the whole range of floats: no infinity and no error."""
    one, other = Span(*sorted((a, b))), Span(*sorted((c, d)))
    for change in (spans.difference, spans.relative, spans.ratio):
        found = change(one, other)
        assert found is None or (all(map(math.isfinite, found)) and found.low <= found.high)
    assert math.isfinite(spans.last_digit(a))
