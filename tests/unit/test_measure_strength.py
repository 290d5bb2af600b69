"""How strong the evidence for a verdict is: each criterion alone lowers the grade, by hand; and what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure.spans import Span
from plan_metrics.measure.strength import COLLECTIONS, CRITERIA, FIT_LEVELS, Criterion, Needs, criteria, strength
from plan_metrics.measure.verdicts import STRENGTHS, WORDS, Figure

often = settings(max_examples=100, deadline=None, derandomize=True)
NEEDS = {"strong": Needs(5, 0.05, 1000, 2), "moderate": Needs(4, 0.2, 100, 1)}
STRONG = {
    "direction": "increase", "collection": "census", "documents": 2, "original": True, "fit": "direct", "apart": 0.5,
    "needs": NEEDS,
}  # fmt: skip


def figures(*values: float, bounds: dict[int, str] | None = None, size: int | None = None) -> list[Figure]:
    """One figure a year; `bounds` by place."""
    bounds = bounds or {}
    return [
        Figure(str(2018 + index), value, Span(value, value), bounds.get(index, "exact"), size)
        for index, value in enumerate(values)
    ]


RISING = figures(1, 2, 3, 4, 5)


def levels(found: list[Figure], word: str = "improving", **given_: object) -> dict[str, str]:
    """The level of each criterion."""
    return {each.name: each.level for each in criteria(found, word, **STRONG | given_)}


def test_five_rising_figures_of_a_census_in_two_documents_read_in_the_original_are_strong():
    """Five in order have p = 2/120; nothing lowers the grade."""
    found = criteria(RISING, "improving", **STRONG)
    assert [each.name for each in found] == [name for name in CRITERIA if name != "sample"]
    assert {each.level for each in found} == {"strong"}
    assert [each.value for each in found] == [5, pytest.approx(2 / 120), "exact", "census", 2, "original", "direct"]
    assert strength(found) == "strong"


# What is shown, the figures, what differs from the strong case, the criterion that lowers the grade, and to which.
ALONE = [
    (
        "four figures in order: p = 2/24, which is above 0.05 and below 0.2",
        figures(1, 2, 3, 4),
        {},
        "trend",
        "moderate",
    ),
    ("five figures with one swap: p = 10/120", figures(1, 2, 3, 5, 4), {}, "trend", "moderate"),
    ("five figures without order: p far above 0.2", figures(1, 4, 2, 5, 3), {}, "trend", "weak"),
    ("a first figure that is a bound", figures(1, 2, 3, 4, 5, 6, bounds={0: "over"}), {}, "printed", "moderate"),
    ("a last figure that is a bound", figures(1, 2, 3, 4, 5, 6, bounds={5: "under"}), {}, "printed", "moderate"),
    ("a survey", RISING, {"collection": "survey"}, "collection", "moderate"),
    ("one document", RISING, {"documents": 1}, "documents", "moderate"),
    ("no document", RISING, {"documents": 0}, "documents", "weak"),
    ("read in a copy", RISING, {"original": False}, "read", "moderate"),
    ("a proxy", RISING, {"fit": "proxy"}, "fit", "moderate"),
    ("only context", RISING, {"fit": "context"}, "fit", "weak"),
]


@pytest.mark.parametrize(("says", "found", "given_", "name", "level"), ALONE, ids=[case[0] for case in ALONE])
def test_one_criterion_alone_lowers_the_grade(says, found, given_, name, level):
    """All others stay strong, but for the count of four figures, which is moderate as its trend is."""
    graded = levels(found, **given_)
    lowered = {each for each in graded if graded[each] != "strong"} - ({"figures"} if len(found) == 4 else set())
    assert lowered == {name}
    assert graded[name] == strength(criteria(found, "improving", **STRONG | given_)) == level


def test_three_figures_are_weak_however_clear():
    """Fewer than four; and three in order have p = 2/6."""
    three, four = levels(figures(1, 2, 3)), levels(figures(1, 2, 3, 4))
    assert (three["figures"], three["trend"], four["figures"]) == ("weak", "weak", "moderate")


@pytest.mark.parametrize(
    ("sizes", "level", "found"),
    [
        ((1000,) * 5, "strong", 1000), ((1000, 999, 1000, 1000, 1000), "moderate", 999), ((100,) * 5, "moderate", 100),
        ((1000, 1000, 99, 1000, 1000), "weak", 99), ((1000, 1000, None, 1000, 1000), "weak", None),
    ],
)  # fmt: skip
def test_the_smallest_of_the_samples_counts_and_one_of_unknown_size_is_weak(sizes, level, found):
    """1,000 for strong and 100 for moderate; that it is a sample is moderate by itself."""
    series = [Figure(str(2018 + i), 1.0 + i, Span(1 + i, 1 + i), "exact", size) for i, size in enumerate(sizes)]
    graded = {each.name: each for each in criteria(series, "improving", **STRONG | {"collection": "sample"})}
    assert list(graded) == list(CRITERIA)
    assert (graded["sample"].level, graded["sample"].value) == (level, found)
    assert graded["collection"].level == "moderate"


def test_a_trend_counts_only_in_the_direction_of_the_word():
    """A rise supports an improvement where an increase is desired, and a deterioration where a decrease is."""
    up, down = RISING, figures(5, 4, 3, 2, 1)
    borne_out = {
        (name, word, direction)
        for name, series in (("rise", up), ("fall", down))
        for word in ("improving", "worsening")
        for direction in ("increase", "decrease")
        if levels(series, word, direction=direction)["trend"] == "strong"
    }
    assert borne_out == {
        ("rise", "improving", "increase"), ("rise", "worsening", "decrease"),
        ("fall", "worsening", "increase"), ("fall", "improving", "decrease"),
    }  # fmt: skip


def test_a_standstill_has_no_trend_to_test_and_a_difference_within_error_none_that_bears_it_out():
    """Moderate and weak; so is the trend of figures that do not move."""
    assert levels(figures(3, 3, 3, 3, 3), "stable")["trend"] == "moderate"
    assert levels(RISING, "within_error")["trend"] == "weak"
    assert levels(figures(3, 3, 3, 3, 3), "improving")["trend"] == "weak"


def test_bounds_are_not_tested_for_a_trend_and_count_only_at_the_ends():
    """Of 1, over 9, 2, 3, 4, under 0, 5 the five others are in order: p is 2/120, and a level of 2/120 is reached."""
    series = figures(1, 9, 2, 3, 4, 0, 5, bounds={1: "over", 5: "under"})
    needs = NEEDS | {"strong": Needs(5, 2 / 120, 1000, 2)}
    found = {each.name: each for each in criteria(series, "improving", **STRONG | {"needs": needs})}
    assert (found["trend"].value, found["trend"].level) == (pytest.approx(2 / 120), "strong")
    assert found["printed"] == Criterion("printed", "strong", "exact")


def test_months_of_one_register_are_one_witness_of_the_trend():
    """1, 3, 2, 4, 5 half a year apart or more have one swap: p is 10/120; 4.2 and 4.6 between them add no certainty."""
    periods = ("2018", "2019", "2020", "2021", "2022-02", "2022-04", "2022-06")
    values = (1, 3, 2, 4, 4.2, 4.6, 5)
    series = [Figure(period, value, Span(value, value)) for period, value in zip(periods, values, strict=True)]
    trend = next(each for each in criteria(series, "improving", **STRONG) if each.name == "trend")
    assert (trend.level, trend.value) == ("moderate", pytest.approx(10 / 120))


def test_no_figures_are_weak_and_no_error():
    """Nothing behind a word."""
    assert strength(criteria([], "improving", **STRONG)) == "weak"


@pytest.mark.parametrize("collection", sorted(COLLECTIONS))
def test_every_way_to_collect_has_a_level(collection):
    """Counts of all and registers are strong, samples and surveys moderate."""
    expected = {"census": "strong", "register": "strong", "unknown": "weak"}.get(collection, "moderate")
    assert levels(RISING, collection=collection)["collection"] == expected


def test_what_was_found_is_told_beside_the_level():
    """A bound at an end, a copy, nothing for a trend against the word."""
    found = criteria(figures(5, 4, 3, bounds={0: "over"}), "improving", **STRONG | {"original": False})
    assert {each.name: each.value for each in found} == {
        "figures": 3, "trend": None, "printed": "bound", "collection": "census", "documents": 2, "read": "copy",
        "fit": "direct",
    }  # fmt: skip


# ---------------------------------------------------------------- what always holds

graded = st.lists(st.builds(Criterion, st.sampled_from(CRITERIA), st.sampled_from(STRENGTHS), st.none()), min_size=1)
series = st.lists(
    st.tuples(st.integers(-9, 9), st.sampled_from(["exact", "over"]), st.none() | st.integers(1, 2000)),
    min_size=1,
    max_size=7,
)
words, directions = st.sampled_from(WORDS), st.sampled_from(["increase", "decrease"])
collections, fits = st.sampled_from(sorted(COLLECTIONS)), st.sampled_from(sorted(FIT_LEVELS))


@often
@given(graded, graded, st.randoms(use_true_random=False))
def test_the_lowest_level_decides_in_whatever_order(found, more, chance):
    """And one more criterion never makes the evidence stronger."""
    assert strength(chance.sample(found, len(found))) == strength(found)
    assert STRENGTHS.index(strength(found + more)) >= STRENGTHS.index(strength(found))
    assert strength(found + found) == strength(found)


def made(rows: list[tuple]) -> list[Figure]:
    """A figure a year."""
    return [Figure(str(2010 + i), v, Span(v, v), bound, size) for i, (v, bound, size) in enumerate(rows)]


@often
@given(series, words, directions, collections, fits, st.integers(0, 3), st.booleans())
def test_better_sources_never_make_the_evidence_weaker(rows, word, direction, collection, fit, documents, original):
    """One document more, the original read, a closer fit, a count of all instead of a sample."""
    given_ = {
        "direction": direction,
        "collection": collection,
        "documents": documents,
        "original": original,
        "fit": fit,
    }

    def level(**better: object) -> int:
        return STRENGTHS.index(strength(criteria(made(rows), word, **STRONG | given_ | better)))

    for better in ({"documents": documents + 1}, {"original": True}, {"fit": "direct"}, {"collection": "census"}):
        assert level(**better) <= level()


@often
@given(series, directions, collections, fits, st.sampled_from([0.25, 8.0]))
def test_neither_the_unit_nor_the_mirror_changes_the_evidence(rows, direction, collection, fit, unit):
    """Certificates or thousands of them; losses for gains, where the other direction is desired."""
    given_ = {"direction": direction, "collection": collection, "fit": fit}
    found = criteria(made(rows), "improving", **STRONG | given_)
    scaled = criteria(made([(unit * v, *more) for v, *more in rows]), "improving", **STRONG | given_)
    flipped = given_ | {"direction": {"increase": "decrease", "decrease": "increase"}[direction]}
    assert found == scaled == criteria(made([(-v, *more) for v, *more in rows]), "improving", **STRONG | flipped)
