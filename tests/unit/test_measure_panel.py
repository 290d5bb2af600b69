"""Several methods, one verdict: what each says of a series, and whether they agree."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.measure import methods as of_methods
from plan_metrics.measure.method import REASONS, Evidence, MethodVerdict
from plan_metrics.measure.methods import eurostat, judged, sdsn, statcan, un
from plan_metrics.measure.panel import AGREEMENTS, UNJUDGED, agreement, panel
from plan_metrics.measure.periods import end_month
from plan_metrics.measure.status import REASONS as COMMON_REASONS
from plan_metrics.measure.status import StatusThresholds
from plan_metrics.measure.target_kinds import HoldTarget, RangeTarget
from plan_metrics.measure.targets import Point, Target

METHODS = ("linear", *(name for name in of_methods.METHODS if name != "linear"))  # the first gives the status
WITHOUT_TARGET = tuple(name for name, method in of_methods.METHODS.items() if not method.needs_target)

LIMITS = StatusThresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)
SCALE = {"achieved", "on_track", "behind", "far_behind", "moving_away", "missed", "too_early", "not_assessable"}
PLANS_OWN = ("linear", "growth", "sen")
FLIP = {"increase": "decrease", "decrease": "increase"}

often = settings(max_examples=60, deadline=None, derandomize=True)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.one_of(st.integers(-(10**6), 10**6).map(float), st.floats(0.001, 1e9), st.floats(-1e9, -0.001), st.just(0.0))
directions = st.sampled_from(["increase", "decrease"])
YEARS = st.lists(st.integers(2014, 2028).map(str), unique=True, max_size=7).map(sorted)


def points(values, first: int = 2015, step: int = 1) -> list[Point]:
    """A value every `step` years from the first."""
    return [Point(str(first + step * i), value) for i, value in enumerate(values)]


def seen(series, target, direction="increase", **more):
    """A panel of all methods, of a stock known to the end of the last point."""
    settings = {
        "methods": METHODS,
        "baseline_period": "2015",
        "accumulation": "stock",
        "as_of": series[-1].period if series else "2020",
        "outdated": False,
        "thresholds": LIMITS,
    }
    return panel(series, target, direction=direction, **(settings | more))


def by_name(found) -> dict[str, MethodVerdict]:
    return {verdict.method: verdict for verdict in found.methods}


def statuses(found) -> dict[str, str]:
    return {verdict.method: verdict.status for verdict in found.methods}


def test_one_series_two_verdicts():
    """Canada's poverty rate, 14.5 in 2015 to 10.4 in 2023 of 7.25 in 2030: on track or behind, by method."""
    found = seen([Point("2015", 14.5), Point("2023", 10.4)], Target("2030", 7.25), "decrease")
    numbers = {name: verdict.number for name, verdict in by_name(found).items()}
    assert numbers["linear"] == pytest.approx(0.5655172413793103 * 15 / 8)
    assert numbers["escap"] == pytest.approx(numbers["linear"])
    assert by_name(found)["linear"].own == pytest.approx(0.5655172)
    assert by_name(found)["escap"].own == pytest.approx(5.655172)
    assert numbers["statcan"] == numbers["eurostat"] == numbers["growth"] == pytest.approx(0.9010899546976208)
    assert numbers["un2022"] == pytest.approx(0.9010899546976208)
    assert numbers["un2023"] == pytest.approx(0.9274871539562839)
    assert by_name(found)["un2023"].own == 2
    assert statuses(found) == {
        "linear": "on_track",
        "growth": "behind",
        "sen": "not_assessable",
        "statcan": "behind",
        "eurostat": "behind",
        "un2023": "behind",
        "un2022": "behind",
        "sdsn": "on_track",
        "escap": "on_track",
    }
    assert (found.status, found.agreement, found.fragile) == ("on_track", "depends", True)
    assert by_name(found)["sen"].reason == "too_few_points"


def test_methods_that_agree_are_robust():
    """Twice as fast as needed by every rule."""
    found = seen(points([40, 45, 50, 55, 60, 65]), Target("2030", 80))
    assert set(statuses(found).values()) == {"on_track"}
    assert (found.status, found.reason, found.agreement, found.fragile) == ("on_track", "ratio", "robust", False)
    assert found.verdict.expected == pytest.approx(40 + 40 / 3)
    assert found.due == pytest.approx(1 / 3)


def test_a_step_the_wrong_way_is_robust_too():
    """No method calls a fall progress where a rise is desired, or the other way round."""
    for values, target, direction in (([50, 45, 40], 80, "increase"), ([50, 55, 60], 20, "decrease")):
        found = seen(points(values, step=3), Target("2030", target), direction)
        assert set(statuses(found).values()) == {"moving_away"}
        assert found.agreement == "robust"


def test_one_revised_value_makes_a_verdict_fragile():
    """The last value falls back: the ends say far behind, the slope of all pairs says on track."""
    found = seen(points([40, 45, 50, 55, 60, 42]), Target("2030", 80))
    assert by_name(found)["linear"].number == pytest.approx(0.15)
    assert by_name(found)["sen"].number == pytest.approx(5 * 5 / 40 * 3)
    assert (found.status, found.fragile) == ("far_behind", True)


def test_the_sen_slope_stands_on_real_dates():
    """10 points in 2 years, then 10 in 8: median of 5, 1.25 and 2 a year, not of 10, 10 and 10 a step."""
    series = [Point("2015", 40.0), Point("2017", 50.0), Point("2025", 60.0)]
    sen = by_name(seen(series, Target("2035", 80)))["sen"]
    assert sen.own == pytest.approx(2 * 10 / 40)
    assert sen.number == pytest.approx(1.0)


def test_the_first_declared_method_that_can_judge_speaks():
    """The order is the plan's; only declared methods are run and asked whether they agree."""
    series, target = [Point("2015", 14.5), Point("2023", 10.4)], Target("2030", 7.25)
    found = seen(series, target, "decrease", methods=("sen", "statcan", "un2023"))
    assert [verdict.method for verdict in found.methods] == ["sen", "statcan", "un2023"]
    assert (found.status, found.agreement) == ("behind", "robust")
    assert seen(series, target, "decrease", methods=("linear",)).agreement == "one_method"
    assert seen(series, target, "decrease", methods=("sen",)).agreement == "none"


@pytest.mark.parametrize(
    ("methods", "message"),
    [((), "methods are"), (("linear", "guess"), "'guess'"), (("sen", "sen"), "each once")],
)
def test_methods_are_declared_by_name(methods, message):
    """An unknown, a repeated or no method is an error that names those there are."""
    with pytest.raises(ValueError, match=message):
        seen(points([1, 2]), Target("2030", 9), methods=methods)
    with pytest.raises(ValueError, match="method is 'guess'"):
        judged("guess", Evidence("increase", LIMITS, (0.0, 1.0), (1.0, 2.0)))


@pytest.mark.parametrize(
    ("about", "values", "target", "as_of", "status", "reason", "agreement"),
    [
        ("met", [40, 60, 80], Target("2030", 80), "2017", "achieved", "target_met", "robust"),
        ("past and met", [40, 60, 80], Target("2017", 80), "2019", "achieved", "value_at_target", "robust"),
        ("past and missed", [40, 60, 79], Target("2017", 80), "2019", "missed", "value_at_target", "robust"),
        ("past, no value", [40, 60], Target("2017", 80), "2019", "not_assessable", "no_value_at_target", "none"),
        ("too early", [40, 41], Target("2030", 80), "2016", "too_early", "elapsed", "none"),
        ("one point", [40], Target("2030", 80), "2016", "not_assessable", "one_point", "none"),
        ("held", [80, 81], Target("2030", 80), "2016", "achieved", "maintenance", "robust"),
        ("not held", [80, 79], Target("2030", 80), "2016", "behind", "maintenance", "robust"),
        ("was better", [85, 79], Target("2030", 80), "2016", "behind", "met_at_baseline", "robust"),
        ("ends before", [40, 60], Target("2014", 80), "2016", "not_assessable", "target_before_baseline", "none"),
    ],
)
def test_what_holds_for_all_methods(about, values, target, as_of, status, reason, agreement):
    """Met, missed, held, too early: every method gets the same verdict."""
    found = seen(points(values), target, as_of=as_of)
    assert (found.status, found.reason, found.agreement) == (status, reason, agreement), about
    assert set(statuses(found).values()) == {status}
    assert found.verdict.status == status
    assert found.fragile == (None if status in UNJUDGED else False)


def test_numbers_stay_where_the_verdict_is_the_same_for_all():
    """A target missed: the page can still show how far each method says it was."""
    found = seen(points([40, 50, 60, 70]), Target("2018", 80), as_of="2020")
    assert by_name(found)["linear"].number == pytest.approx(0.75)
    assert {v.reason for v in found.methods} == {"value_at_target"}


def test_nothing_to_judge():
    """No points, an outdated value, or a target without a value."""
    assert (seen([], Target("2030", 80)).status, seen([], None).reason) == ("not_assessable", "no_figure")
    old = seen(points([40, 50, 60]), Target("2030", 80), as_of="2024", outdated=True)
    assert (old.status, old.reason) == ("not_assessable", "outdated")
    for target in (Target("2030", math.nan), RangeTarget("2030", 1, math.nan), HoldTarget("2030", None)):
        found = seen(points([40, 50, 60]), target)
        assert (found.status, found.reason) == ("not_assessable", "undefined")


def test_growth_has_no_say_about_zero_or_a_change_of_sign():
    """To zero, from zero, through zero: the linear methods still judge, and 0.001 is never put in.

    The progress that a projection makes is defined for a target of zero, too.
    """
    for values, target, direction, also in (
        ([20, 18, 16], 0, "decrease", {"un2023"}),
        ([0, 5, 10], 20, "increase", set()),
        ([-4, -1, 2], 3, "increase", set()),
    ):
        found = seen(points(values, step=3), Target("2030", target), direction)
        said = {name for name, status in statuses(found).items() if status != "not_assessable"}
        assert said == {"linear", "sen", "sdsn", "escap"} | also
        assert {v.reason for v in found.methods if v.method not in said} == {"no_growth"}


def test_statistics_canada_needs_a_year():
    """Half a year into a plan of two: the linear pace speaks, the growth a year does not."""
    series = [Point("2015", 40.0), Point("2016-06", 52.0)]
    found = by_name(seen(series, Target("2017", 80)))
    assert found["linear"].number == pytest.approx(1.2)
    assert (found["statcan"].status, found["statcan"].reason) == ("not_assessable", "under_a_year")


def test_near_100_per_cent_is_met_for_the_united_nations_only():
    """Within one point, where values are per cent."""
    series, target = points([98.0, 98.5, 99.1, 99.1, 99.1], step=2), Target("2030", 100)
    assert statuses(seen(series, target, percent=True))["un2023"] == "achieved"
    assert statuses(seen(series, target))["un2023"] != "achieved"


def test_the_arrow_looks_at_the_last_five_years():
    """Fast until 2018, at rest since: the ends say on track, the arrow says stagnating; over a gap the last step."""
    series = points([40, 50, 60, 70, 70, 70, 70, 70, 70])
    found = by_name(seen(series, Target("2030", 80)))
    assert (found["linear"].status, found["sdsn"].status) == ("on_track", "far_behind")
    gap = [Point("2015", 40.0), Point("2016", 50.0), Point("2024", 58.0)]
    assert by_name(seen(gap, Target("2035", 80)))["sdsn"].number == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("pace", "linear", "un2023", "un2022", "sdsn"),
    [
        (1.0, "on_track", "on_track", "on_track", "on_track"),
        (0.8, "behind", "behind", "behind", "behind"),
        (0.55, "far_behind", "behind", "behind", "behind"),
        (0.3, "far_behind", "behind", "far_behind", "far_behind"),
        (0.05, "far_behind", "far_behind", "far_behind", "far_behind"),
        (-0.05, "moving_away", "moving_away", "far_behind", "moving_away"),
        (-0.5, "moving_away", "moving_away", "moving_away", "moving_away"),
    ],
)
def test_each_method_keeps_its_own_thresholds(pace, linear, un2023, un2022, sdsn):
    """From 1000 to 1010: growth and change are nearly the same, so only the thresholds differ."""
    found = statuses(seen([Point("2015", 1000.0), Point("2020", 1000 + 5 * pace)], Target("2025", 1010)))
    assert [found[name] for name in ("linear", "un2023", "un2022", "sdsn")] == [linear, un2023, un2022, sdsn]


# ---------------------------------------------------------------- paths, ranges, levels to be held


def test_a_path_that_asks_for_little_at_first():
    """Due are 5 of 40 by 2020, not 13.3: the path says on track, the straight line far behind."""
    series, target = points([40, 41, 42, 43, 44, 45]), Target("2030", 80)
    straight, bent = (seen(series, target, interim=interim) for interim in ((), [Point("2020", 45.0)]))
    assert (straight.status, bent.status) == ("far_behind", "on_track")
    assert (bent.due, bent.verdict.expected, bent.verdict.pace) == (0.125, 45.0, 1.0)
    assert statuses(bent)["sen"] == "on_track"
    assert statuses(bent)["escap"] == "far_behind"
    assert (bent.agreement, bent.fragile) == ("depends", False)


def test_a_path_that_asks_for_nothing_yet():
    """Standing still is on track, a step back is not; where a step back is planned it is."""
    flat = [Point("2020", 40.0)]
    for last, status in ((40, "on_track"), (41, "on_track"), (39, "moving_away")):
        found = seen(points([40, 40, 40, last]), Target("2030", 80), interim=flat)
        assert (found.status, found.reason) == (status, "nothing_due")
    dip = [Point("2018", 30.0)]
    assert seen(points([40, 37, 34, 31]), Target("2030", 80), interim=dip).status == "on_track"
    assert seen(points([40, 37, 34, 29]), Target("2030", 80), interim=dip).status == "moving_away"


def test_interim_targets_are_for_one_value():
    """A range or a level to be held has no path."""
    for target in (RangeTarget("2030", 2, 4), HoldTarget("2030", 4), None):
        with pytest.raises(ValueError, match="interim targets"):
            seen(points([1, 2]), target, interim=[Point("2020", 1.0)])


def test_a_range_is_reached_from_either_side():
    """8 to 5 and -2 to 1 are half the way to 2 to 4, three fifths of the time; inside is achieved."""
    for series in (points([8, 7, 6, 6], step=3), points([-2, -1, 0, 0], step=3)):
        found = seen(series, RangeTarget("2030", 2, 4))
        assert by_name(found)["linear"].own == pytest.approx(0.5)
        assert found.status == "behind"
    assert seen(points([8, 6, 3], step=3), RangeTarget("2030", 2, 4)).reason == "target_met"
    assert seen(points([8, 6, 1], step=3), RangeTarget("2030", 2, 4)).status == "on_track"
    assert seen(points([3, 3, 3], step=3), RangeTarget("2030", 2, 4)).reason == "maintenance"
    assert seen(points([3, 3, 1], step=3), RangeTarget("2030", 2, 4)).status == "behind"
    assert seen(points([8, 8, 8], step=3), RangeTarget("2020", 2, 4), as_of="2022").status == "missed"


def test_parity_is_a_range_of_one_value():
    """0.8 to 0.9 is half the way to 1 for ESCAP and in a straight line; 1.1 is as near as 0.9."""
    for last in (0.9, 1.1):
        found = by_name(seen([Point("2015", 0.8), Point("2022", last)], RangeTarget("2030", 1, 1)))
        assert found["escap"].own == pytest.approx(5)
        assert found["linear"].own == pytest.approx(0.5)
        assert found["statcan"].number == pytest.approx((1 - (1.1 / 1.2) ** (1 / 7)) / (1 - (1 / 1.2) ** (1 / 15)))


def test_a_range_may_state_its_own_baseline():
    """10 in 2014 by the plan itself: 6 of 6 to go, 3 made."""
    found = seen(points([8, 7], first=2016, step=6), RangeTarget("2030", 2, 4, "2014", 10.0), baseline_period="2014")
    assert by_name(found)["linear"].own == pytest.approx(0.5)


def test_a_level_to_be_held_is_held_or_not():
    """Wherever it began, never a ratio; after its time it is achieved or missed."""
    target = HoldTarget("2030", 95)
    for values, status in (([90, 96], "achieved"), ([97, 95], "achieved"), ([97, 94], "behind"), ([90, 94], "behind")):
        found = seen(points(values, step=5), target)
        assert (found.status, found.reason, found.agreement) == (status, "maintenance", "robust")
        assert {v.number for v in found.methods} == {None}
        assert (found.verdict.baseline, found.verdict.elapsed) == (None, None)  # no figure is made up to begin from
    assert seen(points([97, 94], step=5), HoldTarget("2020", 95), as_of="2022").status == "missed"
    assert seen(points([3, 4], step=5), HoldTarget("2030", 5), "decrease").status == "achieved"
    assert seen(points([3, 4], step=5), HoldTarget("2030", 5, "decrease")).status == "achieved"  # whatever the series


# ---------------------------------------------------------------- without a target


def test_without_a_target_only_growth_can_be_judged():
    """1.5 % a year: on track for Statistics Canada, not quite for the United Nations of 2023."""
    found = seen([Point("2015", 55.0), Point("2025", 64.0)], None)
    assert statuses(found) == {
        "linear": "not_assessable",
        "growth": "not_assessable",
        "sen": "not_assessable",
        "statcan": "on_track",
        "eurostat": "on_track",
        "un2023": "behind",
        "un2022": "on_track",
        "sdsn": "not_assessable",
        "escap": "not_assessable",
    }
    assert (found.status, found.agreement, found.fragile, found.verdict) == ("on_track", "depends", None, None)
    assert {v.reason for v in found.methods if v.method not in WITHOUT_TARGET} == {"no_target"}


def test_a_natural_limit_asks_for_less():
    """86.3 to 92.4 per cent of at most 100: 0.85 % a year, moderate without the limit, substantial with it."""
    series = [Point("2016", 86.2795833333333), Point("2024", 92.35875)]
    free, limited = (by_name(seen(series, None, limit=limit))["statcan"] for limit in (None, 100))
    assert (free.status, limited.status) == ("behind", "on_track")
    assert limited.own == pytest.approx(3.8907192806023563, abs=1e-9)
    assert limited.limits[0] < free.limits[0] == 0.015


@pytest.mark.parametrize(
    ("growth", "expected"),
    [
        (0.03, ["on_track", "on_track", "on_track", "on_track"]),
        (0.007, ["behind", "behind", "behind", "behind"]),
        (0.002, ["far_behind", "behind", "far_behind", "far_behind"]),
        (-0.005, ["moving_away", "moving_away", "moving_away", "far_behind"]),
        (-0.03, ["moving_away", "moving_away", "moving_away", "moving_away"]),
    ],
)
def test_growth_a_year_in_the_words_of_the_common_scale(growth, expected):
    """Four methods, each with its own thresholds."""
    found = statuses(seen([Point("2015", 100.0), Point("2016", 100 * (1 + growth))], None))
    assert [found[name] for name in ("statcan", "eurostat", "un2023", "un2022")] == expected


@pytest.mark.parametrize(
    ("series", "more", "reason"),
    [
        (points([5]), {}, "one_point"),
        (points([5, 6], first=2010), {}, "only_before_baseline"),
        (points([5, 6, 7]), {"outdated": True}, "outdated"),
    ],
)
def test_without_a_target_there_must_be_a_trend(series, more, reason):
    """A single, an early or an old value says nothing."""
    found = seen(series, None, **more)
    assert (found.status, found.reason, found.agreement) == ("not_assessable", reason, "none")


def test_agreement_counts_those_that_can_judge():
    """Silence is no vote."""
    words = [MethodVerdict("a", status, "") for status in ("not_assessable", "behind", "too_early")]
    assert agreement(words) == "one_method"
    assert agreement([*words, MethodVerdict("b", "behind", "")]) == "robust"
    assert agreement([*words, MethodVerdict("b", "on_track", "")]) == "depends"
    assert agreement([]) == "none"


# ---------------------------------------------------------------- what holds for every series


def numbers(found):
    flat = [found.due, *(x for v in found.methods for x in (v.number, v.own, *v.limits))]
    flat += dataclasses.asdict(found.verdict).values() if found.verdict else []
    return [x for x in flat if isinstance(x, float)]


def some_target(values):
    plain_target = st.builds(Target, st.integers(2016, 2032).map(str), values)
    held = st.builds(HoldTarget, st.integers(2016, 2032).map(str), values)
    edges = st.tuples(values, values).map(sorted)
    between = st.builds(lambda period, pair: RangeTarget(period, *pair), st.just("2030"), edges)
    return st.one_of(plain_target, plain_target, held, between, st.none())


@often
@given(periods=YEARS, data=st.data(), target=some_target(any_finite), direction=directions, limit=any_finite)
def test_every_series_gets_a_verdict_from_every_method(periods, data, target, direction, limit):
    """Whatever the values and the target: words of the scale, finite numbers, no error."""
    series = [Point(period, data.draw(any_finite)) for period in periods]
    interim = [Point("2019", data.draw(any_finite))] if isinstance(target, Target) else ()
    found = seen(series, target, direction, as_of="2028", interim=interim, limit=limit, percent=True)
    assert [v.method for v in found.methods] == list(METHODS)
    assert {found.status, *statuses(found).values()} <= SCALE
    assert {found.reason, *(v.reason for v in found.methods)} <= {*REASONS, *COMMON_REASONS}
    assert found.agreement in AGREEMENTS
    assert all(math.isfinite(x) for x in numbers(found))
    assert (found.agreement == "none") == (found.status in UNJUDGED)


@often
@given(periods=YEARS, data=st.data(), goal=plain, direction=directions, power=st.integers(-15, 15))
def test_the_unit_never_changes_a_verdict(periods, data, goal, direction, power):
    """All values times a power of two: the same statuses and ratios from every method."""
    series = [Point(period, data.draw(plain)) for period in periods]
    scaled = [Point(p.period, p.value * 2.0**power) for p in series]
    one = seen(series, Target("2030", goal), direction)
    other = seen(scaled, Target("2030", goal * 2.0**power), direction)
    assert one.methods == other.methods
    assert (one.status, one.agreement, one.fragile) == (other.status, other.agreement, other.fragile)


@often
@given(periods=YEARS, data=st.data(), goal=plain, direction=directions)
def test_the_mirror_image_gets_the_same_verdict(periods, data, goal, direction):
    """All values negated and the other direction desired, for the methods that know values below zero."""
    methods = ("linear", "growth", "sen", "statcan", "sdsn", "escap")
    series = [Point(period, data.draw(plain)) for period in periods]
    mirrored = [Point(p.period, -p.value) for p in series]
    one = seen(series, Target("2030", goal), direction, methods=methods)
    other = seen(mirrored, Target("2030", -goal), FLIP[direction], methods=methods)
    assert (one.status, one.agreement, one.fragile) == (other.status, other.agreement, other.fragile)
    for a, b in zip(one.methods, other.methods, strict=True):
        assert (a.status, a.reason) == (b.status, b.reason)
        assert a.number == (None if b.number is None else pytest.approx(b.number, rel=1e-9, abs=1e-12))


@often
@given(periods=YEARS, data=st.data(), order=st.permutations(METHODS), direction=directions)
def test_the_order_of_methods_changes_no_verdict(periods, data, order, direction):
    """Only which of them speaks for the panel."""
    series = [Point(period, data.draw(plain)) for period in periods]
    one, other = (seen(series, Target("2030", 50.0), direction, methods=m) for m in (METHODS, order))
    assert by_name(one) == by_name(other)
    assert (one.agreement, one.fragile) == (other.agreement, other.fragile)


@often
@given(slope=st.integers(-5, 5), count=st.integers(3, 9), goal=st.integers(41, 90))
def test_on_a_straight_line_the_slope_of_all_pairs_is_that_of_the_ends(slope, count, goal):
    """Linear share, Sen slope, recent growth and ESCAP's index are one number there."""
    series = points([40.0 + slope * i for i in range(count)])
    found = by_name(seen(series, Target("2030", goal)))
    wanted = found["linear"].number
    for name in ("sen", "sdsn", "escap"):
        assert found[name].number == (None if wanted is None else pytest.approx(wanted, abs=1e-9))


@often
@given(low=st.integers(20, 300), more=st.integers(0, 200), year=st.sampled_from(["2018", "2021", "2025"]))
def test_a_better_value_never_gets_a_worse_verdict(low, more, year):
    """From 100 to 200 by 2030, by every method."""
    rank = ["moving_away", "far_behind", "behind", "on_track", "achieved"]
    one, other = (
        statuses(seen([Point("2015", 100.0), Point(year, float(v))], Target("2030", 200))) for v in (low, low + more)
    )
    for name in METHODS:
        if "not_assessable" not in (one[name], other[name]):
            assert rank.index(one[name]) <= rank.index(other[name])


@often
@given(data=st.data(), goal=plain, direction=directions)
def test_points_before_the_baseline_and_after_the_value_judged_have_no_say(data, goal, direction):
    """A target that has passed is held against its own year: the slope takes the points up to there."""
    values = [data.draw(plain) for _ in range(6)]
    series = points(values)
    whole = seen([Point("2012", 7.0), *series], Target("2018", goal), direction, as_of="2021")
    part = seen(series[:4], Target("2018", goal), direction, as_of="2021")
    assert whole.methods == part.methods
    assert all(end_month(p.period) <= end_month("2018") for p in series[:4])


def test_the_period_of_a_ranges_own_baseline_counts():
    """A path that a document begins in 2018 at 20 is half gone in 2022; from the series alone it would not be."""
    target = RangeTarget("2026", 2, 4, baseline_period="2018", baseline_value=20)
    found = seen([Point("2015", 8.0), Point("2022", 12.0)], target, methods=("linear",))
    assert (found.verdict.baseline.period, found.verdict.progress, found.verdict.pace) == ("2018", 0.5, 1.0)


def test_without_a_target_the_latest_value_is_judged_from_the_year_end_baseline():
    """Monthly figures of a stock: December stands for its year, and the last month is the value."""
    series = [Point("2015-06", 50.0), Point("2015-12", 100.0), Point("2017-12", 110.25), Point("2018-12", 200.0)]
    found = panel(
        series, None, methods=("eurostat",), baseline_period="2015", direction="increase", accumulation="stock",
        as_of="2018", outdated=False, thresholds=LIMITS,
    )  # fmt: skip
    assert found.methods[0].number == pytest.approx(2 ** (1 / 3) - 1)


def evidence(values=(10.0, 12.0, 15.0), times=(2016.0, 2019.0, 2021.0), **changes) -> Evidence:
    """A third of the way after five of fifteen years, unless changed."""
    given = {"target": 25.0, "target_years": 15.0, "due": 1 / 3}
    return Evidence("increase", LIMITS, times, values, **(given | changes))


@pytest.mark.parametrize(
    ("method", "limits", "own"),
    [
        ("linear", (0.95, 0.6, 0.0), 1 / 3),
        ("growth", (0.95, 0.6, 0.0), 1.5**0.2 - 1),
        ("sen", (0.95, 0.6, 0.0), 1 / 3),
        ("escap", (0.95, 0.6, 0.0), 10 / 3),
        ("statcan", statcan.TARGET_LIMITS, None),
        ("eurostat", eurostat.TARGET_LIMITS, "significant_progress"),
        ("un2023", un.PROJECTION_LIMITS, 3),
        ("un2022", un.LIMITS_2022, "substantial_progress"),
        ("sdsn", sdsn.LIMITS, "on_track"),
    ],
)
def test_a_verdict_shows_what_it_was_held_against_and_the_methods_own_word(method, limits, own):
    """The thresholds of the plan or of the publisher, and the score or category in the publisher's scale."""
    values = (10.0, 12.0, 15.0) if method != "sen" else (10.0, 13.0, 15.0)
    found = judged(method, evidence(values))
    assert (found.method, found.status, found.reason, found.limits) == (method, "on_track", "ratio", limits)
    expected = statcan.score(found.number, True) if method == "statcan" else own
    assert found.own == (pytest.approx(expected) if isinstance(expected, float) else expected)
    bare = judged(method, evidence(target=None))
    assert bare.reason == ("no_target" if method not in WITHOUT_TARGET else "ratio")


@pytest.mark.parametrize("method", METHODS)
def test_a_method_without_a_way_to_go_is_not_assessable(method):
    """Target at the baseline: each says so by its name and in its own words, and none divides by nothing."""
    found = judged(method, evidence((10.0, 9.0, 8.0), target=10.0))
    if method in ("statcan", "un2023"):  # which have a rule of their own for it
        assert found.method == method
        return
    why = "no_growth" if method in ("growth", "eurostat", "un2022") else "undefined"
    assert found == MethodVerdict(method, "not_assessable", why)


def test_a_slope_beyond_a_float_is_undefined():
    """The whole range of floats within an instant."""
    found = judged("sen", evidence((-1e308, 1e308, 1.5e308), (2016.0, 2016.0 + 1e-9, 2016.0 + 2e-9)))
    assert found == MethodVerdict("sen", "not_assessable", "undefined")


def test_recent_growth_is_that_of_five_years():
    """From the first point of the last five years, that five years ago included; older ones do not count."""
    times = (2010.0, 2015.0, 2018.0, 2020.0)
    found = judged("sdsn", evidence((0.0, 10.0, 30.0, 20.0), times, target=60.0, target_years=20.0))
    assert found.number == pytest.approx((20 - 10) / 5 / (60 / 20))
    lone = judged("sdsn", evidence((0.0, 20.0), (2010.0, 2020.0), target=60.0, target_years=20.0))
    assert lone.number == pytest.approx(20 / 10 / (60 / 20))


def test_the_united_nations_count_as_met_what_is_within_a_point():
    """99.2 of 100 per cent: met, with the ratio beside it; a standstill is not a step back."""
    found = judged("un2023", evidence((90.0, 99.2), (2016.0, 2021.0), target=100.0, percent=True))
    ratio = un.projection_ratio(99.2, 90, 100, 5, 15)
    assert found == MethodVerdict("un2023", "achieved", "met", ratio, un.PROJECTION_LIMITS, 3, "score_3")
    still = judged("un2023", evidence((90.0, 90.0), (2016.0, 2021.0), target=100.0))
    assert (still.number, still.status, still.own) == (0, "far_behind", 1)


def test_what_holds_for_all_methods_stands_in_each_of_their_rows():
    """No figure: every method says so, by name."""
    found = seen([], Target("2030", 20))
    assert found.methods == tuple(MethodVerdict(method, "not_assessable", "no_figure") for method in METHODS)


def test_an_unknown_method_is_refused_whatever_there_is_to_judge():
    """Even where no method would be asked."""
    with pytest.raises(ValueError, match="expected some of"):
        seen([], Target("2030", 20), methods=("linear", "guess"))


def test_a_range_is_met_by_what_lies_in_it_and_not_by_what_is_near():
    """100.5 per cent is not within 90 to 100, though the United Nations call a target of 100 met within a point."""
    found = seen(points([104, 100.5], step=6), RangeTarget("2030", 90, 100), percent=True)
    assert by_name(found)["un2023"].status == "on_track"
    assert found.verdict.gap == 0.5


def test_what_is_held_has_no_path():
    """Better than the target from the start: no progress, nothing due, no number of any method."""
    found = seen(points([25, 24]), Target("2030", 20))
    assert (found.status, found.reason, found.due, found.verdict.expected) == (
        "achieved",
        "met_at_baseline",
        None,
        None,
    )
    assert {verdict.number for verdict in found.methods} == {None}


def test_the_verdict_says_what_the_panel_says():
    """Status and reason of the first method that can judge, not those of the straight line."""
    series = [Point("2015", 10.0), Point("2020", 10.0), Point("2022", 12.0)]
    found = seen(series, Target("2030", 20), methods=("sdsn", "linear"))
    assert (found.methods[0].status, found.methods[1].status) == ("on_track", "far_behind")
    assert (found.verdict.status, found.verdict.reason) == (found.status, found.reason)
    assert (found.status, found.reason) == (found.methods[0].status, "ratio")


def test_a_year_is_enough_for_statistics_canada():
    """One year on, a change of sign has no growth; less than a year is too short for any."""
    assert judged("statcan", evidence((10.0, -5.0), (2016.0, 2017.0))).reason == "no_growth"
    assert judged("statcan", evidence((10.0, -5.0), (2016.0, 2017.5))).reason == "no_growth"
    assert judged("statcan", evidence((10.0, 15.0), (2016.0, 2016.75))).reason == "under_a_year"
