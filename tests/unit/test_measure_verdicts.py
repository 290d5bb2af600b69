"""What holds for every verdict: mirror, unit, order, better never worse, and no word that a wider span turns round."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plan_metrics.measure.periods import spread, years_between
from plan_metrics.measure.spans import BOUNDS, Span
from plan_metrics.measure.verdicts import (
    JUDGED,
    REASONS,
    WORDS,
    Figure,
    Rules,
    chance_of_difference,
    compare,
    latest_change,
    long_term,
)

often = settings(max_examples=100, deadline=None, derandomize=True)
RULES = Rules(0.0625, 1.0, figures=3, years=2, latest_least=0.5, latest_years=2, stale_after_years=3, alpha=0.05)
MIRROR = {"increase": "decrease", "decrease": "increase"}
ORDER = ("worsening", "stable", "improving")
BOTH = pytest.mark.parametrize("verdict", [long_term, latest_change], ids=lambda verdict: verdict.__name__)

eighths = st.integers(-800, 800).map(lambda number: number / 8)  # exact in floats
shares = st.integers(0, 800).map(lambda number: number / 8)
widths = st.integers(0, 80).map(lambda number: number / 8)
directions, scales = st.sampled_from(sorted(MIRROR)), st.sampled_from(["relative", "points"])
sizes = st.integers(1, 400)


@st.composite
def figure(draw, period="2024", values=eighths, bounds=("exact", "exact", "over", "nearly", "about")) -> Figure:
    """A figure of a year, with what it may stand for."""
    value, width, bound = draw(values), draw(widths), draw(st.sampled_from(bounds))
    below, above = (bound != "over") * width, (bound != "nearly") * width
    return Figure(period, value, Span(value - below, value + above), bound)


@st.composite
def series(draw, **how: object) -> list[Figure]:
    """Up to seven figures of different months, in the order of time."""
    months = sorted(draw(st.lists(st.integers(0, 95), unique=True, max_size=7)))
    return [draw(figure(period=f"{2018 + month // 12}-{month % 12 + 1:02d}", **how)) for month in months]


def seen(direction: str = "increase", scale: str = "relative") -> dict[str, object]:
    """The settings of a series that is no sample, seen at the end of 2025."""
    return {"direction": direction, "scale": scale, "sample": False, "as_of": "2025", "rules": RULES}


def pair(direction: str, scale: str, sample: bool = False) -> dict[str, object]:
    """The settings of a comparison."""
    return {"direction": direction, "scale": scale, "sample": sample, "rules": RULES}


def turned(one: Figure) -> Figure:
    """The same in the mirror."""
    return one._replace(value=-one.value, span=Span(-one.span.high, -one.span.low))


def moved(one: Figure, by: float = 0.0, unit: float = 1.0) -> Figure:
    """Another origin, another unit."""
    return one._replace(value=unit * one.value + by, span=Span(*(unit * end + by for end in one.span)))


# ---------------------------------------------------------------- mirror, unit, origin, order


@BOTH
@often
@given(found=series(), direction=directions, scale=scales)
def test_a_wanted_decrease_is_a_wanted_increase_in_the_mirror(verdict, found, direction, scale):
    """All values negated and the other direction desired: the same word for the same reason."""
    here, there = (
        verdict(found, **seen(direction, scale)),
        verdict([*map(turned, found)], **seen(MIRROR[direction], scale)),
    )
    assert (here.word, here.reason) == (there.word, there.reason)


@BOTH
@often
@given(found=series(values=shares), direction=directions)
def test_a_share_and_its_complement_get_the_same_word(verdict, found, direction):
    """A pass rate and the fail rate beside it, in points."""
    rest = [moved(turned(each), by=100) for each in found]
    here, there = verdict(found, **seen(direction, "points")), verdict(rest, **seen(MIRROR[direction], "points"))
    assert (here.word, here.reason) == (there.word, there.reason)


@BOTH
@often
@given(found=series(), direction=directions, unit=st.sampled_from([0.25, 64.0]))
def test_counts_are_judged_alike_in_any_unit_and_points_from_any_origin(verdict, found, direction, unit):
    """Thousands or ones, from none and from below it as well; an index of 100 or of 0 at its start."""
    scaled, shifted = ([moved(each, **how) for each in found] for how in ({"unit": unit}, {"by": 50.0}))
    assert verdict(scaled, **seen(direction)).word == verdict(found, **seen(direction)).word
    assert verdict(shifted, **seen(direction, "points")).word == verdict(found, **seen(direction, "points")).word


@often
@given(found=series(bounds=["exact"]), direction=directions, scale=scales, chance=st.randoms(use_true_random=False))
def test_the_figures_between_the_first_and_the_last_never_change_the_long_view(found, direction, scale, chance):
    """In whatever order their values come; it compares the last with the baseline."""
    values = [each.span for each in found[1:-1]]
    shuffled = chance.sample(values, len(values))
    others = [each._replace(value=span.low, span=span) for each, span in zip(found[1:-1], shuffled, strict=True)]
    mixed = [*found[:1], *others, *found[1:][-1:]]
    here, there = (long_term(each, **seen(direction, scale)) for each in (found, mixed))
    assert (here.word, here.reason) == (there.word, there.reason)


@often
@given(found=series(), older=figure(period="2017"), direction=directions, scale=scales)
def test_a_longer_past_never_changes_the_latest_change(found, older, direction, scale):
    """Once there are enough figures without it."""
    exact = [each.period for each in found if not each.bounded]
    assume(len(spread(exact, RULES.latest_least)) >= RULES.figures)
    assert latest_change([older, *found], **seen(direction, scale)) == latest_change(found, **seen(direction, scale))


# ---------------------------------------------------------------- spans and bounds


@often
@given(figure("2022"), figure(), directions, scales, widths, widths)
def test_a_wider_span_never_turns_a_word_into_its_opposite(one, other, direction, scale, below, above):
    """Nor into any other: it keeps the word, or there is none."""
    wider = [each._replace(span=Span(each.span.low - below, each.span.high + above)) for each in (one, other)]
    word = compare(one, other, **pair(direction, scale)).word
    for earlier, later in ((wider[0], other), (one, wider[1]), wider):
        assert compare(earlier, later, **pair(direction, scale)).word in (word, "not_assessable")


@often
@given(figure("2022"), figure(), directions, scales, st.floats(0, 1), st.floats(0, 1))
def test_a_word_holds_for_every_value_that_the_figures_may_stand_for(one, other, direction, scale, here, there):
    """Had they been printed in full, whatever they were, the word would be the same."""
    word = compare(one, other, **pair(direction, scale)).word
    exact = []
    for each, share in ((one, here), (other, there)):
        value = min(max(each.span.low + share * (each.span.high - each.span.low), each.span.low), each.span.high)
        exact.append(Figure(each.period, value, Span(value, value)))
    if word in JUDGED and not (scale == "relative" and one.span.low <= 0 <= one.span.high):
        assert compare(*exact, **pair(direction, scale)).word == word


@often
@given(figure("2022"), figure(), directions, scales)
def test_a_bound_never_shows_a_standstill(one, other, direction, scale):
    """It shows which way a figure went, or nothing."""
    found = compare(one, other, **pair(direction, scale))
    if one.qualifier in BOUNDS or other.qualifier in BOUNDS:
        assert found.word != "stable"
    assert found.reason in ("change", "bounds", "rounding")


@often
@given(figure("2022"), figure(), widths, directions, scales)
def test_a_better_last_figure_never_gets_a_worse_word(one, other, more, direction, scale):
    """Moved as a whole towards what is desired: never from improving to little change, or from that to worse."""
    better = moved(other, by=more if direction == "increase" else -more)
    words = [compare(one, each, **pair(direction, scale)).word for each in (other, better)]
    if set(words) <= set(ORDER):
        assert ORDER.index(words[0]) <= ORDER.index(words[1])


@BOTH
@often
@given(found=series(), direction=directions, scale=scales)
def test_a_verdict_never_rests_on_fewer_figures_than_it_needs(verdict, found, direction, scale):
    """Three up to the one that it ends with; the two that it names are of the series and in order."""
    said = verdict(found, **seen(direction, scale))
    assert said.word in WORDS
    assert said.reason in REASONS
    if said.word in JUDGED:
        places = found.index(said.earlier), found.index(said.later)
        assert places[0] < places[1]
        assert places[1] + 1 >= RULES.figures
        assert years_between(said.later.period, "2025") <= RULES.stale_after_years
        assert compare(said.earlier, said.later, **pair(direction, scale)) == said


@often
@given(found=series(), direction=directions, scale=scales)
def test_the_long_view_starts_at_the_baseline_and_the_short_one_is_short(found, direction, scale):
    """Two years at least; half a year at least and two at most, and nothing of that age is passed over but bounds."""
    long, latest = (verdict(found, **seen(direction, scale)) for verdict in (long_term, latest_change))
    if long.word in JUDGED:
        assert long.earlier == found[0]
        assert years_between(long.earlier.period, long.later.period) >= RULES.years
    if latest.word in JUDGED:
        last = latest.later.period
        assert RULES.latest_least <= years_between(latest.earlier.period, last) <= RULES.latest_years
        passed_over = [each for each in found[found.index(latest.earlier) + 1 :] if each != latest.later]
        old_enough = [each for each in passed_over if years_between(each.period, last) >= RULES.latest_least]
        assert all(each.bounded for each in old_enough)


@BOTH
@often
@given(found=series(), scale=scales)
def test_without_a_wanted_direction_there_is_no_verdict(verdict, found, scale):
    """Whatever the figures."""
    assert verdict(found, **seen("none", scale)).word == "not_assessable"


@BOTH
@often
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=5), directions, scales)
def test_no_finite_figures_break_a_verdict(verdict, values, direction, scale):
    """Over the whole range of floats: a word and a reason, and no error."""
    found = [Figure(str(2020 + i), value, Span(value, value)) for i, value in enumerate(values)]
    said = verdict(found, **seen(direction, scale) | {"as_of": "2024"})
    assert said.word in WORDS
    assert said.reason in REASONS


# ---------------------------------------------------------------- samples


@often
@given(shares, sizes, shares, sizes)
def test_the_chance_of_a_difference_is_a_probability_and_has_no_order(share, size, other, other_size):
    """Of either sample first, and of what passed or of what failed; 1 where there is no difference."""
    p = chance_of_difference(share, size, other, other_size)
    assert 0 < p <= 1 + 1e-9
    assert chance_of_difference(other, other_size, share, size) == pytest.approx(p, rel=1e-6)
    hits, others = round(share * size / 100), round(other * other_size / 100)
    whole = chance_of_difference(100 * hits / size, size, 100 * others / other_size, other_size)
    rest = chance_of_difference(100 - 100 * hits / size, size, 100 - 100 * others / other_size, other_size)
    assert [whole, rest] == pytest.approx([p, p], rel=1e-6)
    assert chance_of_difference(share, size, share, size) == pytest.approx(1)


@pytest.mark.parametrize(
    "of_samples", [(22, None, 30, 100), (22, 100, 30, 0), (-1, 100, 30, 100), (22, 100, 100.1, 100)]
)
def test_no_chance_is_told_without_a_size_or_of_what_is_no_share(of_samples):
    """Nothing is made up, and nothing breaks."""
    assert chance_of_difference(*of_samples) is None


@often
@given(shares, sizes, shares, sizes, widths, directions)
def test_a_difference_within_error_is_never_a_word_and_a_word_is_beyond_it(
    one, size, other, other_size, width, direction
):
    """For every end of what the two shares may stand for."""
    figures = [
        Figure(period, share, Span(max(share - width, 0), min(share + width, 100)), "exact", n)
        for period, share, n in (("2022", one, size), ("2023", other, other_size))
    ]
    said = compare(*figures, **pair(direction, "points", sample=True))
    chances = [
        chance_of_difference(a, size, b, other_size) for a in (one, *figures[0].span) for b in (other, *figures[1].span)
    ]
    if said.word == "within_error":
        assert min(chances) > RULES.alpha
    if said.word in ORDER:
        assert max(chances) <= RULES.alpha
        assert said.reason == "test"


def test_fewer_figures_than_two_are_never_compared():
    """Even where a plan asked for a verdict on one; it would have one on two."""
    one, two = (Figure(year, 5, Span(5, 5)) for year in ("2023", "2024"))
    asked = seen() | {"rules": replace(RULES, figures=1, years=1)}
    for verdict in (long_term, latest_change):
        assert verdict([one], **asked).reason == "few_figures"
        assert verdict([one, two], **asked).word == "stable"


def test_a_chance_at_the_level_itself_is_no_chance():
    """None of 4 and all of 4: p is 2/70, and significant at the level of 2/70 as at any above."""
    one, other = (Figure(year, share, Span(share, share), size=4) for year, share in (("2022", 0), ("2023", 100)))
    p = chance_of_difference(0, 4, 100, 4)
    assert p == pytest.approx(2 / 70)
    words = [
        compare(one, other, **pair("increase", "points", sample=True) | {"rules": replace(RULES, alpha=alpha)}).word
        for alpha in (p, 0.99 * p)
    ]
    assert words == ["improving", "within_error"]


def test_the_limit_of_points_has_nothing_to_do_with_that_of_ratios():
    """A hundredth of a point counts where the plan says so, though a count would need a sixteenth more."""
    one, other = (Figure(year, value, Span(value, value)) for year, value in (("2022", 0.5), ("2023", 0.515625)))
    rules = {"rules": replace(RULES, little_points=0.01)}
    assert compare(one, other, **pair("increase", "points") | rules).word == "improving"
    assert compare(one, other, **pair("increase", "relative") | rules).word == "stable"
