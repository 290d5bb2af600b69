"""Targets of every kind on whole series: what became of each, worked by hand, and what holds for all.

Every series is invented. Each was known from March 2027 on, and is seen at the end of June 2030 unless said.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import SECOND, add, copy_of_project, edition_of, remove
from made import context_of, row_of, target

from plan_metrics.context import read_context
from plan_metrics.measure.outcome import Goal, goal, keep_result, milestone_result, reached, target_result
from plan_metrics.measure.spans import Span
from plan_metrics.measure.status import StatusThresholds
from plan_metrics.measure.target_kinds import RangeTarget, judge_kind
from plan_metrics.measure.targets import Point, Target
from plan_metrics.measure.verdicts import Figure
from plan_metrics.views import board

often = settings(max_examples=100, deadline=None, derandomize=True)
seldom = settings(often, max_examples=25)  # of what measures a whole plan
LIMITS = StatusThresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)
COUNT = {"unit": "stands"}
FALLING = {"unit": "stands", "direction": "decrease"}
INDEX = {"unit": "index", "direction": "none"}
KEEP = {"kind": "keep", "baseline_period": ""}
LESS = {"kind": "relative", "baseline_period": "2026", "unit": "percent"}
TWO_TO_FOUR = {"kind": "range", "value_to": "4", "unit": "index"}
PARITY = {"kind": "range", "value_to": "1", "unit": "index"}

# What is shown; the card; the figures; the target's value, period and cells; what became of it, and by which figure.
CASES = [
    ("100 of at least 100 is enough", COUNT, "2028 90; 2029 100", 100, "2029", {"kind": "at_least"}, "met", "2029"),
    ("99 of at least 100 is not", COUNT, "2028 90; 2029 99", 100, "2029", {"kind": "at_least"}, "missed", "2029"),
    ("A target of at least 100 needs no direction on the card",
     {"direction": "none"}, "2029 99", 100, "2029", {"kind": "at_least"}, "missed", "2029"),
    ("6 is more than at most 5", FALLING, "2028 7; 2029 6", 5, "2029", {"kind": "at_most"}, "missed", "2029"),
    ("5 is at most 5", FALLING, "2028 7; 2029 5", 5, "2029", {"kind": "at_most"}, "met", "2029"),
    ("0 left is none left", FALLING, "2028 3; 2029 0", 0, "2029", {"kind": "zero"}, "met", "2029"),
    ("1 left is not", FALLING, "2028 3; 2029 1", 0, "2029", {"kind": "zero"}, "missed", "2029"),
    ("3 lies from 2 to 4", INDEX, "2028 5; 2029 3", 2, "2029", TWO_TO_FOUR, "met", "2029"),
    ("2 does, and so does 4: the ends belong to it", INDEX, "2028 5; 2029 4", 2, "2029", TWO_TO_FOUR, "met", "2029"),
    ("4.2 lies above", INDEX, "2028 3; 2029 4.2", 2, "2029", TWO_TO_FOUR, "missed", "2029"),
    ("1.9 lies below", INDEX, "2028 3; 2029 1.9", 2, "2029", TWO_TO_FOUR, "missed", "2029"),
    ("'About 4', from 3.8 to 4.2, may lie inside or above",
     INDEX, "2029 4 about:0.2", 2, "2029", TWO_TO_FOUR, "bound_at_date", "2029"),
    ("'About 3', from 2.5 to 3.5, lies inside whatever it stands for",
     INDEX, "2029 3 about:0.5", 2, "2029", TWO_TO_FOUR, "met", "2029"),
    ("1, as printed, is parity", INDEX, "2029 1 exact:0.1", 1, "2029", PARITY, "met", "2029"),
    ("0.8, from 0.75 to 0.85, is not", INDEX, "2029 0.8 exact:0.1", 1, "2029", PARITY, "missed", "2029"),
    ("98 was kept: 99, 98 and 98.5 are all 98 or more",
     COUNT, "2027 99; 2028 98; 2029 98.5", 98, "2029", KEEP, "met", "2029"),
    ("97 in between is a breach, although the last figure is above 98",
     COUNT, "2027 99; 2028 97; 2029 99", 98, "2029", KEEP, "missed", "2028"),
    ("So far it is held", COUNT, "2027 99; 2028 98; 2029 98.5", 98, "2032", KEEP, "held", "2029"),
    ("A breach is told before the date", COUNT, "2027 97; 2028 99; 2029 99", 98, "2032", KEEP, "breached", "2027"),
    ("Of the time before it was set no figure counts",
     COUNT, "2026 97; 2028 99; 2029 99", 98, "2029", {**KEEP, "since": "2027-03-01"}, "met", "2029"),
    ("It counts from the baseline period where one is named",
     COUNT, "2026 97; 2028 99; 2029 99", 98, "2029", {**KEEP, "baseline_period": "2026"}, "missed", "2026"),
    ("At most 5 was kept: 5, 4 and 5", FALLING, "2027 5; 2028 4; 2029 5", 5, "2029", KEEP, "met", "2029"),
    ("'About 98', from 97 to 99, leaves it open whether 98 was kept",
     COUNT, "2028 98 about:1; 2029 99", 98, "2029", KEEP, "bound_at_date", "2028"),
    ("30 % less than 1,000 is 700", FALLING, "2026 1000; 2029 700", -30, "2029", LESS, "met", "2029"),
    ("701 is more than 700", FALLING, "2026 1000; 2029 701", -30, "2029", LESS, "missed", "2029"),
    ("50 % more than 1,000 is 1,500", COUNT, "2026 1000; 2029 1499", 50, "2029", LESS, "missed", "2029"),
    ("The base that a document prints goes before the figure: 1,200 x 0.7 = 840",
     FALLING, "2026 1000; 2029 800", -30, "2029", {**LESS, "baseline": "1200"}, "met", "2029"),
    ("'About 1,000' may be 950 or 1,050, so that 700 may be enough (735) or not (665)",
     FALLING, "2026 1000 about:50; 2029 700", -30, "2029", LESS, "bound_at_date", "2029"),
    ("660 is enough whatever it stands for", FALLING, "2026 1000 about:50; 2029 660", -30, "2029", LESS, "met", "2029"),
    ("740 is not", FALLING, "2026 1000 about:50; 2029 740", -30, "2029", LESS, "missed", "2029"),
    ("Without a figure of the base nothing is said", FALLING, "2027 1000; 2029 700", -30, "2029", LESS, None, None),
    ("Nor with one before a break", FALLING, "2026 1000; 2028 900 B; 2029 700", -30, "2029", LESS, None, None),
    ("Nor with a base of 0", COUNT, "2026 0; 2029 700", 30, "2029", LESS, None, None),
    ("On a condition nothing is said",
     COUNT, "2028 90; 2029 100", 100, "2029", {"condition_zh": "若有预算", "condition_en": "if funded"}, None, None),
]  # fmt: skip


def seen(card: dict, figures: str, *targets, **more) -> dict:
    """Where the series of a case stands."""
    return row_of(context_of(figures, targets=targets, **{"accumulation": "stock", **card}, **more))


@pytest.mark.parametrize(
    ("says", "card", "figures", "value", "period", "cells", "word", "when"), CASES, ids=[case[0] for case in CASES]
)
def test_what_became_of_a_target_of_each_kind_is_as_worked_by_hand(
    says, card, figures, value, period, cells, word, when
):
    """The word, and the period of the figure that it rests on; nothing where nothing can be said."""
    row = seen(card, figures, target(value, period, **cells))
    assert (row["result"], row["result_period"]) == (word, when)
    assert row["missed"] == (word in ("missed", "breached"))
    assert (row["prospect"] is None) == (word != "ahead")


def test_a_relative_target_says_the_level_that_it_comes_to():
    """30 % less than 1,000 is 700: the level, the base, the change, and 150 of 300 on the way are half of it."""
    row = seen(FALLING, "2026 1000; 2029 850", target(-30, "2032", **LESS))
    assert (row["target"], row["target_change"], row["target_baseline"]) == (700, -30, 1000)
    assert (row["progress"], row["gap"], row["target_kind"], row["target_direction"]) == (
        0.5, 150, "relative", "decrease",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "progress", "gap", "expected"),
    [
        # From 8 it is 4 to the range, from 6 it is 2: half the way; after 3 of 6 years 8 - 4/2 = 6 are expected.
        ("2026 8; 2029 6", 0.5, 2, 6),
        # From 0 it is 2 to the range, from 1 it is 1: half the way; 0 + 2/2 = 1 is expected.
        ("2026 0; 2029 1", 0.5, 1, 1),
        # From 8 to 1 it went through the range: 4 before, 1 now, so that three quarters are done.
        ("2026 8; 2029 1", 0.75, 1, 6),
        # Inside it there is nothing to go.
        ("2026 8; 2029 3", 1, 0, 6),
    ],
)
def test_the_way_to_a_range_is_that_to_its_nearer_edge(figures, progress, gap, expected):
    """Progress, what is missing, and what is expected by now, in the unit of the series."""
    row = seen(INDEX, figures, target(2, "2032", **TWO_TO_FOUR))
    assert (row["progress"], row["gap"], row["expected"]) == (progress, gap, expected)
    assert (row["target"], row["target_to"], row["target_baseline"]) == (2, 4, float(figures.split()[1].strip(";")))


def test_an_interim_target_is_judged_by_itself_and_bends_the_way_to_the_later_one():
    """200 of 100 to 500 is a quarter of the way, which the path through 200 asks for; a straight line asks for 300."""
    interim, final = target(200, "2029", interim="yes"), target(500, "2032", interim="no")
    row = seen(COUNT, "2026 100; 2028 150; 2029 200", interim, final)
    assert (row["target_period"], row["progress"], row["expected"], row["pace"]) == ("2032", 0.25, 200, 1)
    straight = seen(COUNT, "2026 100; 2028 150; 2029 200", final)
    assert (straight["expected"], straight["pace"]) == (300, 0.5)
    before = seen(COUNT, "2026 100; 2027 120; 2028 150", interim, final, as_of="2029-06-30")
    assert (before["target_period"], before["result"]) == ("2029", "ahead")
    missed = seen(COUNT, "2026 100; 2028 150; 2029 190", interim, final)
    assert missed["missed"]


def test_a_revised_target_is_judged_as_it_was_last_set():
    """110 reached the 100 of 2027 and not the 120 of 2028; before that was known, the first was in force."""
    first, later = target(100, "2029", since="2027-03-01"), target(120, "2029", since="2028-06-01")
    row = seen(COUNT, "2026 50; 2029 110", first, later)
    assert (row["target"], row["result"]) == (120, "missed")
    before = seen(COUNT, "2026 50; 2027 70", first, later, as_of="2028-03-31")
    assert (before["target"], before["result"]) == (100, "ahead")


@pytest.mark.parametrize("beside", [KEEP, {"condition_zh": "若有预算", "condition_en": "if funded"}])
def test_a_level_to_be_kept_and_a_conditional_target_revise_no_other(beside):
    """The 100 of 2027 stay in force, whatever was set beside them later."""
    first, later = target(100, "2032", since="2027-03-01"), target(120, "2032", **{**beside, "since": "2028-06-01"})
    row = seen(COUNT, "2026 50; 2029 110", first, later)
    assert (row["target"], row["result"]) == (100, "ahead")


SHARE = {
    "action": "A01", "indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL", "unit": "percent",
    "qualifier": "exact", "baseline_period": "", "baseline": "", "since": "2027-03-01", "source": "P01",
    "kind": "share", "level": "province", "value_to": "", "title_zh": "省份", "title_en": "Provinces",
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "bar", "without", "period", "told"),
    [
        # Alpha has 28,000 stands at the end of 2029, Beta 19,500.
        (50, 20000, "", "2029", ("met", 1, 1, 0)),  # one of two is 50 %
        (60, 20000, "", "2029", ("missed", 1, 1, 0)),  # 60 % would be both
        (60, 19500, "", "2029", ("met", 2, 0, 0)),  # 19,500 is at the bar
        (60, 20000, "XX-BB", "2029", ("areas_unknown", 1, 0, 1)),  # Beta, of which nothing is known, decides
        (50, 20000, "XX-BB", "2029", ("met", 1, 0, 1)),  # Alpha alone is enough
        (60, 30000, "XX-BB", "2029", ("missed", 0, 1, 1)),  # Beta alone would not be enough
        (60, 20000, "", "2032", ("ahead", 1, 1, 0)),  # by their latest figures
    ],
)
def test_a_share_of_areas_is_counted_by_hand(tmp_path, value, bar, without, period, told):
    """What became of it, and how many areas reach the bar, fall short of it, and are unknown."""
    base = copy_of_project(tmp_path)
    file = base / "data" / "plan" / "targets.csv"
    remove(file, kind="share")
    add(file, **{**SHARE, "value": str(value), "bar": str(bar), "period": period, "printed": f"{value}%"})
    if without:
        for year in range(2026, 2030):
            remove(edition_of(base) / "observations.csv",
                   indicator="bicycle_stands", region=without, sector="TOTAL", period=str(year))  # fmt: skip
    context = read_context(SECOND, "en", base)
    (one,) = (each for each in context.plan.targets if each.kind == "share")
    found = board.area_share(context.plan, context.edition, context.observations, one)
    assert (found.result, len(found.reach), len(found.short), len(found.unknown)) == told
    assert board.settled(context, one) == (told[0], None)


# ---------------------------------------------------------------- what holds for all

eighths = st.integers(-800, 800).map(lambda number: number / 8)
spans = st.tuples(eighths, st.integers(0, 80).map(lambda number: number / 8), st.sampled_from(["exact", "about"]))


def figure(value: float, width: float, qualifier: str, period: str = "2020") -> Figure:
    """A figure that may stand for so much on either side."""
    return Figure(period, value, Span(value - width, value + width), qualifier)


@often
@given(spans, eighths)
def test_a_range_whose_upper_end_is_far_is_at_least_its_lower_end(printed, low):
    """And one whose lower end is far is at most its upper end."""
    one = figure(*printed)
    assert reached(one, [Goal(low, 1e9)]) == reached(one, [goal(low, "increase")])
    assert reached(one, [Goal(-1e9, low)]) == reached(one, [goal(low, "decrease")])


@often
@given(spans, eighths, st.integers(0, 80))
def test_a_figure_in_a_wider_range_is_at_least_as_good(printed, low, more):
    """What a narrow range takes in, a wider one does; what a wider one leaves out, a narrow one does."""
    order, one = (False, None, True), figure(*printed)
    narrow, wide = reached(one, [Goal(low, low + 4)]), reached(one, [Goal(low - more, low + 4 + more)])
    assert order.index(narrow) <= order.index(wide)


@seldom
@given(
    st.integers(1, 4000), st.integers(-100, 300).filter(bool), st.lists(st.integers(0, 4000), min_size=1, max_size=4)
)
def test_a_relative_target_is_the_absolute_one_of_the_same_level(base, change, values):
    """Of an exact base: the same word, progress and gap."""
    card = FALLING if change < 0 else COUNT
    figures = "; ".join([f"2026 {base}", *(f"{2027 + at} {value}" for at, value in enumerate(values))])
    relative, absolute = (
        seen(card, figures, target(value, "2032", **cells))
        for value, cells in ((change, LESS), (base * (100 + change) / 100, {"baseline_period": "2026"}))
    )
    for name in ("target", "result", "result_period", "progress", "gap", "probability", "missed", "expected"):
        assert relative[name] == absolute[name], name


@seldom
@given(st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_none_left_is_at_most_none(values):
    """The same row but for the name of the kind."""
    figures = "; ".join(f"{2026 + at} {value}" for at, value in enumerate(values))
    zero, most = (seen(FALLING, figures, target(0, "2029", kind=kind)) for kind in ("zero", "at_most"))
    assert {**zero, "target_kind": ""} == {**most, "target_kind": ""}


@often
@given(st.lists(spans, min_size=1, max_size=4), eighths, st.booleans())
def test_a_level_that_was_kept_was_reached_at_its_date(rows, level, ahead):
    """A level kept is the harder promise: met there is met here, and missed here is missed there."""
    figures = [figure(*row, period=str(2017 + at)) for at, row in enumerate(rows)]
    period, goals = str(2016 + len(rows)), [goal(level, "increase")]
    as_of = "2016" if ahead else "2025"
    kept, _ = keep_result(figures, period=period, goals=goals, as_of=as_of)
    plain, _ = target_result(figures, period=period, goals=goals, kept_once_reached=False, as_of=as_of)
    assert ahead or kept != "met" or plain == "met"
    assert ahead or plain != "missed" or kept == "missed"
    assert not ahead or (kept in ("held", "breached", "ahead") and plain == "ahead")


@often
@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=5), st.integers(2017, 2023))
def test_what_is_done_stays_done(values, due):
    """Once a milestone is met, no further figure makes it anything else."""
    figures = [figure(value, 0, "exact", str(2017 + at)) for at, value in enumerate(values)]
    told = [
        milestone_result(figures[:n], period=str(due), goals=[Goal(low=1)], as_of="2030")[0]
        for n in range(1, len(figures) + 1)
    ]
    assert "met" not in told or set(told[told.index("met") :]) == {"met"}


@often
@given(eighths, eighths, eighths, st.integers(0, 80))
def test_a_range_of_one_value_asks_for_the_way_to_that_value(base, value, low, width):
    """Progress to a range is that to its edge while a series has not passed it."""
    high = low + width / 8
    limits = {"baseline_period": "2017", "accumulation": "stock", "as_of": "2022", "outdated": False}
    thresholds = {"thresholds": LIMITS, "direction": "decrease"}
    if base <= high or value < low:
        return
    points = [Point("2017", base), Point("2022", value)]
    found = judge_kind(points, RangeTarget("2027", low, high), **limits, **thresholds)
    if value > high:
        plain = judge_kind(points, Target("2027", high), **limits, **thresholds)
        assert (found.progress, found.gap, found.status) == (plain.progress, plain.gap, plain.status)
        assert found.expected == pytest.approx(plain.expected)
    else:
        assert (found.gap, found.status) == (0, "achieved")
