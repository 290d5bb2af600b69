"""The same laws for every function of numbers: units, mirror, monotony, fixed points, order, no infinity.

A table says how each function behaves, and every public function of the rooms below stands in it. Series, tables and
trees have their own tests of the same laws beside their cases.
"""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure import (
    accumulation,
    algebra,
    contribution,
    convergence,
    disclosure,
    disparity,
    growth,
    number,
    outcome,
    progress,
    rollup,
    spans,
    status,
    strength,
    target_kinds,
    targets,
    trajectory,
    verdicts,
)
from plan_metrics.measure.methods import METHODS, escap, eurostat, sdsn, statcan, un
from plan_metrics.measure.targets import Point, Target

METHOD_MODULES = {method.judge.__module__ for method in METHODS.values()}
ROOMS = (
    accumulation,
    growth,
    outcome,
    progress,
    spans,
    strength,
    target_kinds,
    verdicts,
    *map(sys.modules.get, METHOD_MODULES),
)
LIMITS = status.StatusThresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)
FLIP = {"increase": "decrease", "decrease": "increase"}

often = settings(max_examples=25, deadline=None, derandomize=True)
seldom = settings(max_examples=8, deadline=None, derandomize=True)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.integers(-(10**6), 10**6).map(float) | st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
above = st.floats(0.01, 1e6).map(lambda number: round(number, 2))
powers = st.integers(-20, 20).map(lambda power: 2.0**power)  # so that floats stay exact
directions = st.sampled_from(["increase", "decrease"])
times = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair)))


@dataclass(frozen=True)
class Law:
    """How a function of a value, a baseline, a target, a direction and times in years behaves.

    `degree`: 0 is a ratio, 1 an amount in the unit of the values. `mirror`: what becomes of the result when all values
    are negated and the other direction is desired: 1 stays, -1 turns its sign, None: only values above 0 have one.
    `rises`: with the value, in the desired direction ("wanted"), towards the target ("target"), falls (-1) or neither.
    `ends`: the result at the baseline and at the target, None where there is no such point.
    """

    of: Callable
    call: Callable
    degree: int = 0
    mirror: int | None = 1
    rises: str | int | None = None
    ends: tuple[float | None, float | None] = (None, None)


def of_series(v, b, t, way, years, whole, **more):
    return statcan.series_progress(v, b, years, way, target=t, target_years=whole, zero=None, **more)


def least(change: Callable, v, b, **more):
    """The least change from one printed figure to another; both were printed in full."""
    found = change(spans.Span(b, b), spans.Span(v, v), **more)
    return None if found is None else found.low


def word(v, b, way):
    """The word for a change from one count to another, as a number that is the higher the better."""
    rules = verdicts.Rules(0.03, 1.0, 3, 2.0, 0.5, 2.0, 3.0, 0.05)
    earlier, later = (verdicts.Figure(at, value, spans.Span(value, value)) for at, value in (("2022", b), ("2023", v)))
    found = verdicts.compare(earlier, later, direction=way, scale="relative", sample=False, rules=rules).word
    return graded(found if found in TRENDS else None, TRENDS)


LAWS = [
    Law(progress.change, lambda v, b, t, *_: progress.change(v, b), 1, -1, 1, (0, None)),
    Law(progress.relative_change, lambda v, b, t, *_: progress.relative_change(v, b), 0, None, 1, (0, None)),
    Law(progress.share, lambda v, b, t, *_: progress.share(v, b, t), 0, 1, "target", (0, 1)),
    Law(progress.elapsed, lambda v, b, t, *_: progress.elapsed(v, b, t), 0, None, 1, (0, 1)),
    Law(progress.expected_value, lambda v, b, t, *_: progress.expected_value(b, t, 0.25), 1, -1),
    Law(progress.is_met, lambda v, b, t, way, *_: progress.is_met(v, t, way), 0, 1, "wanted", (None, 1)),
    Law(progress.gap, lambda v, b, t, way, *_: progress.gap(v, t, way), 1, 1, "unwanted", (None, 0)),
    Law(progress.sign, lambda v, b, t, way, *_: progress.sign(way), 0, -1),
    Law(growth.annual_growth, lambda v, b, t, way, y, w: growth.annual_growth(v, b, y), 0, None, 1, (0, None)),
    Law(growth.annual_change, lambda v, b, t, way, y, w: growth.annual_change(v, b, y), 1, -1, 1, (0, None)),
    Law(growth.required_growth, lambda v, b, t, way, y, w: growth.required_growth(v, t, y), 0, None, -1, (None, 0)),
    Law(growth.required_change, lambda v, b, t, way, y, w: growth.required_change(v, t, y), 1, -1, -1, (None, 0)),
    Law(growth.trend_rate, lambda v, b, t, way, y, w: growth.trend_rate(v, b, y), 0, -1, None, (0, None)),
    Law(accumulation.stock, lambda v, b, t, *_: accumulation.stock(v, t), 0, 1, None, (None, 1)),
    Law(accumulation.flow, lambda v, b, t, *_: accumulation.flow(v, t), 0, 1, None, (None, 1)),
    Law(accumulation.cumulative, lambda v, b, t, *_: accumulation.cumulative([v, b], [t, t]), 0, 1),
    Law(accumulation.capacity, lambda v, b, t, *_: accumulation.capacity(v, b, t), 0, 1, "target", (0, 1)),
    Law(accumulation.reduction, lambda v, b, t, *_: accumulation.reduction(v, b, t), 0, 1, "target", (0, 1)),
    Law(accumulation.annual_reduction, lambda *vbt: accumulation.annual_reduction(*vbt[:3]), 0, 1, "target", (0, 1)),
    Law(escap.current_status, lambda v, b, t, way, *_: escap.current_status(v, b, t, way), 0, 1, "wanted", (0, None)),
    Law(escap.parity_status, lambda v, b, t, *_: escap.parity_status(v, b, t), 0, 1, None, (0, 10)),
    Law(eurostat.growth_ratio, lambda v, b, t, way, *ys: eurostat.growth_ratio(v, b, t, *ys, way), 0, None, "wanted"),
    Law(eurostat.wanted_growth, lambda v, b, t, way, y, w: eurostat.wanted_growth(v, b, y, way), 0, None, "wanted"),
    Law(sdsn.trend_ratio, lambda v, b, t, way, y, w: sdsn.trend_ratio(v, b, y, b, t, w), 0, 1, "target", (0, None)),
    Law(un.projected, lambda v, b, t, way, y, w: un.projected(v, b, y, w), 1, None, 1),
    Law(un.projection_ratio, lambda v, b, t, way, *ys: un.projection_ratio(v, b, t, *ys), 0, None, "target", (0, None)),
    Law(un.counts_as_met, lambda v, b, t, way, *_: un.counts_as_met(v, t, way, False), 0, 1, "wanted", (None, 1)),
    Law(statcan.series_progress, lambda v, b, t, *more: of_series(v, b, t, *more).value, 0, 1, "wanted", (0, None)),
    Law(statcan.series_progress, lambda v, b, t, *more: of_series(v, b, None, *more, limit=t).score, 0, 1, "wanted"),
    Law(statcan.limit_factor, lambda v, b, t, *_: statcan.limit_factor(b, t), 0, 1),
    Law(statcan.goldilocks, lambda v, b, t, *_: statcan.goldilocks(v, t, "difference"), 1, None),
    Law(statcan.goldilocks, lambda v, b, t, *_: statcan.goldilocks(v, t, "ratio"), 0, None, None, (None, 1)),
    Law(target_kinds.range_distance, lambda v, b, t, *_: target_kinds.range_distance(v, t, t), 1, 1, None, (None, 0)),
    Law(target_kinds.range_share, lambda v, b, t, *_: target_kinds.range_share(v, b, t, t), 0, 1, None, (0, 1)),
    Law(target_kinds.folded, lambda v, b, t, *_: target_kinds.folded(v, t, t), 1, None),
    Law(spans.difference, lambda v, b, *_: least(spans.difference, v, b), 1, -1, 1, (0, None)),
    Law(spans.relative, lambda v, b, *_: least(spans.relative, v, b), 0, -1, 1, (0, None)),
    Law(spans.ratio, lambda v, b, *_: least(spans.ratio, b, v), 0, None, 1, (1, None)),
    Law(verdicts.compare, lambda v, b, t, way, *_: word(v, b, way), 0, None, "wanted", (-1, None)),
    Law(status.trend_status, lambda v, b, t, way, y, w: graded(status.trend_status(v, b, y, way, 0.005)[0], TRENDS)),
]  # fmt: skip
TRENDS = ("improving", "stable", "worsening")
# The words of each publisher, best first; each takes a ratio, or a growth.
GRADES = {
    partial(status.pace_status, thresholds=LIMITS): ("on_track", "behind", "far_behind", "moving_away"),
    eurostat.status_with_target: eurostat.TARGET_STATUSES,
    eurostat.status_without_target: eurostat.TREND_STATUSES,
    un.projection_score: (3, 2, 1),
    un.trend_score: (3, 2, 1),
    un.status_2022: un.STATUSES_2022,
    un.trend_status_2022: un.STATUSES_2022,
    sdsn.arrow: sdsn.ARROWS,
    partial(outcome.prospect, steps=(0.9, 0.66, 0.33, 0.1), holds=True): outcome.PROSPECTS,
    partial(statcan.status, has_target=True): statcan.STATUSES,
    partial(statcan.status, has_target=False, factor=0.5): statcan.STATUSES,
}
# Held to these laws in the tests further down, or beside their cases where a law says nothing of their own; those of
# spans, verdicts and strength in files of their own.
OTHERS = {
    spans.span, spans.last_digit, spans.last_digits, verdicts.long_term, verdicts.latest_change,
    verdicts.chance_of_difference,
    outcome.target_result, outcome.keep_result, outcome.milestone_result, outcome.reached, outcome.goal,
    verdicts.reversal, verdicts.largest, verdicts.without_bounds, strength.criteria, strength.strength, strength.tested,
    progress.pace, growth.growth_pace, escap.expected_status, statcan.score, statcan.mean_score, statcan.binary,
    statcan.indicator_progress, statcan.endpoints, target_kinds.milestone_share, target_kinds.milestones,
    target_kinds.laid, target_kinds.judge_kind,
}  # fmt: skip
by_law = pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.of.__module__.split('.')[-1]}.{law.of.__name__}")


def graded(word: str | int | None, words: tuple) -> int | None:
    """A number that is the higher the better the word."""
    return None if word is None else -words.index(word)


def test_every_function_of_numbers_stands_under_a_law():
    """A new function is not forgotten."""
    public = set()
    for module in ROOMS:
        functions = inspect.getmembers(module, inspect.isfunction)
        public |= {f for name, f in functions if f.__module__ == module.__name__ and not name.startswith("_")}
    graders = {getattr(grade, "func", grade) for grade in GRADES}
    judges = {method.judge for method in METHODS.values()}  # held to the same laws in test_measure_panel
    assert public - {law.of for law in LAWS} - graders - OTHERS - judges == set()


def figures(law: Law):
    """Values that the function takes: only above 0 where it is of those alone."""
    numbers = above if law.mirror is None else plain
    return st.tuples(numbers, numbers, numbers)


@by_law
@often
@given(data=st.data(), way=directions, span=times, unit=powers)
def test_the_unit_changes_an_amount_in_proportion_and_a_ratio_not_at_all(law, data, way, span, unit):
    """Certificates, or thousands of them."""
    v, b, t = data.draw(figures(law))
    plainly, other = law.call(v, b, t, way, *span), law.call(v * unit, b * unit, t * unit, way, *span)
    assert other == (plainly * unit**law.degree if law.degree and plainly is not None else plainly)


@pytest.mark.parametrize("law", [law for law in LAWS if law.mirror], ids=lambda law: law.of.__name__)
@often
@given(data=st.data(), way=directions, span=times)
def test_a_wanted_decrease_is_a_wanted_increase_in_the_mirror(law, data, way, span):
    """All values negated and the other direction desired."""
    v, b, t = data.draw(figures(law))
    here, there = law.call(v, b, t, way, *span), law.call(-v, -b, -t, FLIP[way], *span)
    assert there == (None if here is None else here * law.mirror)


@pytest.mark.parametrize("law", [law for law in LAWS if law.rises], ids=lambda law: law.of.__name__)
@often
@given(data=st.data(), way=directions, span=times)
def test_more_is_never_less(law, data, way, span):
    """A higher value, a better one, one nearer to the target: never a lower result, or a higher one where it falls."""
    v, b, t = data.draw(figures(law))
    more = data.draw(above)
    sign = {"wanted": progress.sign(way), "unwanted": -progress.sign(way), "target": 1 if t > b else -1}
    low, high = (law.call(each, b, t, way, *span) for each in (v, v + more))
    if low is None or high is None:
        return
    turn = sign.get(law.rises, law.rises)
    assert low * turn <= high * turn + 1e-9 * max(abs(low), abs(high))


@pytest.mark.parametrize("law", [law for law in LAWS if law.ends != (None, None)], ids=lambda law: law.of.__name__)
@often
@given(data=st.data(), way=directions, span=times)
def test_the_fixed_points_of_a_path(law, data, way, span):
    """Nothing at the baseline, the whole at the target."""
    _, b, t = data.draw(figures(law))
    for at, expected in zip((b, t), law.ends, strict=True):
        found = law.call(at, b, t, way, *span)
        if expected is not None and found is not None:
            assert found == pytest.approx(expected, abs=1e-9)


@by_law
@often
@given(a=any_finite, b=any_finite, c=any_finite, way=directions, x=any_finite, y=any_finite)
def test_nothing_infinite_comes_out_of_finite_numbers(law, a, b, c, way, x, y):
    """Over the whole range of floats, times included: a finite number or None, and no error."""
    found = law.call(a, b, c, way, x, y)
    assert found is None or math.isfinite(found)


@pytest.mark.parametrize("grade", GRADES, ids=lambda grade: getattr(grade, "func", grade).__name__)
@often
@given(low=st.floats(-3, 3), more=st.floats(0, 3))
def test_a_higher_ratio_never_gets_a_worse_word(grade, low, more):
    """Whoever publishes the words; nothing known, no word."""
    words = GRADES[grade]
    assert graded(grade(low), words) <= graded(grade(low + more), words)


@often
@given(way=st.floats(-5, 5), more=st.floats(0, 5), time=st.floats(0.01, 1), later=st.floats(0, 1), want=directions)
def test_pace_rises_with_the_way_and_falls_with_the_time(way, more, time, later, want):
    """Once some way is made; the compound pace likewise, and the index due is ten times the time."""
    assert progress.pace(way, time) <= progress.pace(way + more, time)
    assert progress.pace(abs(way), time) >= progress.pace(abs(way), time + later)
    wanted = progress.sign(want)
    required = 0.1 * wanted
    assert growth.growth_pace(wanted * way, required, want) <= growth.growth_pace(wanted * (way + more), required, want)
    assert growth.growth_pace(-wanted * way, -required, FLIP[want]) == growth.growth_pace(wanted * way, required, want)
    assert growth.growth_pace(required, required, want) == pytest.approx(1)
    assert escap.expected_status(time) <= escap.expected_status(time + later)


# ---------------------------------------------------------------- the order of rows, and sums

columns = st.lists(plain | st.none(), min_size=1, max_size=7)


@often
@given(columns, st.randoms(use_true_random=False), powers)
def test_the_order_of_rows_and_the_unit_never_change_a_sum(values, chance, unit):
    """Totals, ratios of sums, shares of a plan, gaps to a national figure: to the last bit."""
    order = chance.sample(range(len(values)), len(values))
    shuffled, ones = [values[i] for i in order], [1.0 + i for i in range(len(values))]
    scaled = [None if value is None else value * unit for value in values]
    whole, ratio = rollup.total(values)[0], rollup.ratio_of_sums(values, ones)[0]
    assert rollup.total(shuffled)[0] == whole
    assert rollup.total(scaled)[0] == (None if whole is None else whole * unit)
    assert rollup.ratio_of_sums(shuffled, [ones[i] for i in order])[0] == ratio
    assert rollup.ratio_of_sums(scaled, [one * unit for one in ones])[0] == ratio
    assert accumulation.cumulative(shuffled, ones) == accumulation.cumulative(values, ones)
    gap = algebra.reconcile(values, 100.0).gap
    assert algebra.reconcile(shuffled, 100.0).gap == gap


@often
@given(st.lists(st.tuples(plain, plain, above), min_size=1, max_size=6), st.randoms(use_true_random=False), powers)
def test_the_order_of_parts_never_changes_a_contribution(rows, chance, unit):
    """Each part keeps its own: changes within a grain, their sum exactly; a gap is shared out alike."""
    names = list(range(len(rows)))
    order = chance.sample(names, len(names))
    before, after, weights = (list(column) for column in zip(*rows, strict=True))

    def by_name(places):
        found = contribution.contributions(places, [before[i] for i in places], [after[i] for i in places])
        shared = contribution.allotted(7, [weights[i] for i in places])
        return found, {part.name: part.change for part in found.parts}, dict(zip(places, shared, strict=True))

    (one, changes, shares), (other, turned, reshared) = by_name(names), by_name(order)
    size = sum(abs(change) for change in changes.values())
    whole = sum(map(abs, (*before, *after)))  # a step of the grid is 2^-51 of the sizes, and there are two grids
    assert one.change == other.change == sum(changes.values()) + one.rest.change
    assert sum(shares.values()) == sum(reshared.values()) == 7
    for name in names:
        assert turned[name] == pytest.approx(changes[name], abs=1e-12 * size)
        assert reshared[name] == pytest.approx(shares[name], abs=1e-12)
    scaled = contribution.contributions(names, [b * unit for b in before], [a * unit for a in after])
    for part in scaled.parts:
        assert part.change == pytest.approx(changes[part.name] * unit, rel=0, abs=2**-50 * whole * unit)


regions = st.lists(st.tuples(above, above, above, st.integers(1, 5)), min_size=3, max_size=6)


@seldom
@given(regions, st.randoms(use_true_random=False), powers)
def test_neither_the_order_of_regions_nor_the_unit_changes_whether_they_draw_together(rows, chance, unit):
    """Relative spread and growth have no unit; the spread in points has that of the values."""
    shuffled = chance.sample(rows, len(rows))
    periods = ["2020", "2021", "2022"]

    def spread(table, by, factor=1.0):
        *figures, weights = (list(column) for column in zip(*table, strict=True))
        found = convergence.sigma(periods, [[value * factor for value in row] for row in figures], weights, by)
        start, end = ([value * factor for value in row] for row in figures[:2])
        return found, convergence.beta(start, end, 2)

    for by in convergence.DISPERSIONS:
        (one, slope), (other, turned), (scaled, resloped) = (
            spread(rows, by),
            spread(shuffled, by),
            spread(rows, by, unit),
        )
        degree = unit if by == "sd" else 1.0
        assert other.dispersions == pytest.approx(one.dispersions, rel=1e-9, abs=1e-9)
        assert scaled.dispersions == pytest.approx(
            [each * degree for each in one.dispersions], rel=1e-9, abs=1e-9 * degree
        )
        assert slope.verdict == turned.verdict == resloped.verdict
        if slope.slope is not None:
            assert [turned.slope, resloped.slope] == pytest.approx([slope.slope] * 2, rel=1e-6, abs=1e-9)


@often
@given(st.lists(plain, min_size=1, max_size=7))
def test_absolute_gaps_between_regions_are_the_same_in_the_mirror(values):
    """Of losses as of gains; the standard deviation as well."""
    mirrored = [-value for value in values]
    assert disparity.max_min(mirrored) == disparity.max_min(values)
    size = max(map(abs, values))
    assert disparity.p90_p10(mirrored) == pytest.approx(disparity.p90_p10(values), abs=1e-12 * size)
    assert disparity.disparity(mirrored).sd == pytest.approx(disparity.disparity(values).sd, abs=1e-9 * size)


# ---------------------------------------------------------------- targets, paths, small counts


@often
@given(st.lists(st.tuples(st.integers(2018, 2030), plain), unique_by=lambda row: row[0], max_size=5), st.data())
def test_the_order_in_which_targets_are_listed_means_nothing(rows, data):
    """The one in force, and the ends of a series of years, are those of the calendar."""
    listed = data.draw(st.permutations(rows))
    forms = [[Target(str(year), value) for year, value in each] for each in (rows, listed)]
    assert targets.target_in_force(forms[0], "2024") == targets.target_in_force(forms[1], "2024")
    ends = [statcan.endpoints(*zip(*each, strict=True), 2020) if each else None for each in (rows, listed)]
    assert ends[0] == ends[1]


@often
@given(plain, plain, st.lists(plain, max_size=3), st.integers(2020, 2032))
def test_a_path_in_the_mirror_asks_for_the_same_share(start, end, between, year):
    """Interim targets negated with the rest: the value due turns its sign, the share due does not."""

    def path(turn):
        interim = [Point(str(2022 + 2 * i), turn * value) for i, value in enumerate(between)]
        return trajectory.trajectory(Point("2020", turn * start), Point("2030", turn * end), interim)

    here, there = path(1), path(-1)
    assert trajectory.expected_at(there, str(year)) == -trajectory.expected_at(here, str(year))
    assert trajectory.due_at(there, str(year)) == trajectory.due_at(here, str(year))
    assert trajectory.elapsed_at(there, str(year)) == trajectory.elapsed_at(here, str(year))
    if start != end and not number.same(start, end):
        assert [trajectory.due_at(here, at) for at in ("2020", "2030")] == [0, 1]


@often
@given(st.floats(0, 200), st.floats(0, 200), st.sampled_from([disclosure.ONS, disclosure.ACRO, None]))
def test_more_cases_never_show_less(count, more, rule):
    """What is shown with few cases is shown with more, and what is not marked with few is not marked with more."""
    order = ("Q", "U", "A")
    few, many = (disclosure.release(1.0, cases, rule=rule) for cases in (count, count + more))
    if count > 0 or rule is None or rule.zeros_suppressed:
        assert order.index(few.flag) <= order.index(many.flag)
    assert disclosure.is_unsafe(count, rule) == (few.flag == "Q")
