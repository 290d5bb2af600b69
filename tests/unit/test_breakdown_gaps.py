"""Who is left behind by dimension: gaps worked out by hand, and what is not said where figures do not bear it."""

from __future__ import annotations

import re
from math import comb
from pathlib import Path

import pytest
from pages import real

from plan_metrics.analysis.breakdown_gaps import (
    NARROWER,
    SAME,
    UNCLEAR,
    WIDER,
    breakdown_gap,
    chance_of_change,
    courses,
    parts_of,
    rest,
)
from plan_metrics.context import read_context
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import IMPROVING, NONE, STABLE, WITHIN_ERROR, Figure
from plan_metrics.plan.read import read_plan
from plan_metrics.rows import observation_rows
from plan_metrics.views import indicator, region
from plan_metrics.views.by_dimension import by_dimension
from plan_metrics.views.links import place_of

SURVEY = Path(__file__).parents[1] / "plans" / "survey"
PLAN = read_plan(SURVEY / "data" / "plan")
SAMPLE = PLAN.indicator("weekly_readers")
CENSUS = SAMPLE.model_copy(update={"collection": "census"})
NAN = float("nan")


def row(period, value, half=0.05, size=NAN, qualifier="exact"):
    """A figure printed to `2 * half`, from a sample of `size`."""
    span = {"low": value - half, "high": value + half}
    return {"period": period, "value": value, "qualifier": qualifier, "sample_size": size, **span}


def series(*values, half=0.05, size=NAN):
    """One figure a year from 2021 on."""
    return [row(str(2021 + year), value, half, size) for year, value in enumerate(values)]


def test_parts_are_those_of_one_dimension_at_a_time():
    """By sex F and M; an indicator about women is divided by age alone."""
    assert parts_of(PLAN, SAMPLE, "sex") == ("F", "M")
    of_women = SAMPLE.model_copy(update={"breakdown": "F"})
    assert parts_of(PLAN, of_women, "sex") == ()
    assert parts_of(PLAN, of_women, "age") == ("F.Y16T29", "F.Y30T64", "F.Y65T99")


def test_the_gap_to_the_best_and_to_the_total_and_how_it_moved():
    """Men 46 to 49, women 56 to 61, all 51 to 55: 10 to 12 points behind women, 5 to 6 behind the total, wider both."""
    gap = breakdown_gap(PLAN, CENSUS, {"TOTAL": series(51, 55), "F": series(56, 61), "M": series(46, 49)})
    assert (gap.period, gap.parts, gap.word) == ("2022", ("M", "F"), IMPROVING)
    assert gap.to_best.by == pytest.approx((11.9, 12.1))
    assert gap.to_best.before == pytest.approx((9.9, 10.1))
    assert gap.to_whole.by == pytest.approx((5.9, 6.1))
    assert gap.to_whole.before == pytest.approx((4.9, 5.1))
    assert (gap.to_best.since, gap.to_best.moved, gap.to_whole.moved) == ("2021", WIDER, WIDER)


def test_the_furthest_is_the_highest_where_less_is_wanted():
    """Of 12 and 20 per cent the 20 are behind, by 8 points; they were 9 when it began."""
    card = CENSUS.model_copy(update={"direction": "decrease"})
    gap = breakdown_gap(PLAN, card, {"TOTAL": series(18, 15), "F": series(14, 12), "M": series(23, 20)})
    assert gap.parts == ("M", "F")
    assert gap.to_best.by == pytest.approx((7.9, 8.1))
    assert (gap.to_best.moved, gap.to_whole.by) == (NARROWER, pytest.approx((4.9, 5.1)))


@pytest.mark.parametrize(
    ("first", "last", "half", "moved"),
    [((40, 50), (40, 50), 0, SAME), ((40, 50), (41, 51), 0.5, UNCLEAR), ((55, 50), (40, 50), 0.5, WIDER)],
)
def test_a_distance_moved_only_where_rounding_leaves_no_doubt(first, last, half, moved):
    """10 points twice are the same only where they are exact; one that was ahead by 5 and is behind by 10 lost 15."""
    pairs = zip(first, last, strict=True)
    found = {code: series(*values, half=half) for code, values in zip(("M", "F"), pairs, strict=True)}
    gap = breakdown_gap(PLAN, CENSUS, found)
    assert (gap.parts, gap.to_best.moved, gap.to_whole) == (("M", "F"), moved, None)


@pytest.mark.parametrize(
    ("values", "half", "word", "reason"),
    [
        ((50.0, 50.4), 0.05, STABLE, "change"),
        ((49.0, 50.2), 0.5, NONE, "rounding"),
        ((40.0, 40.3, 60.0), 0.5, NONE, "rounding"),
    ],
)
def test_no_part_is_named_where_the_figures_do_not_tell_which(values, half, word, reason):
    """Less than a point is little; 49 and 50.2 may be 0.2 or 2.2 apart; of 40 and 40.3 either may be the lower one."""
    codes = ("Y16T29", "Y30T64", "Y65T99")
    found = {code: [row("2025", value, half)] for code, value in zip(codes, values, strict=False)}
    gap = breakdown_gap(PLAN, CENSUS, found)
    assert (gap.word, gap.reason, gap.to_best, gap.to_whole) == (word, reason, None, None)


def test_only_the_latest_period_that_two_parts_share_is_compared():
    """Women have a figure for 2024, men none: 2023 is compared, in which men are furthest."""
    found = {"TOTAL": series(50, 51, 52, 53), "F": series(55, 56, 57, 60), "M": series(45, 46, 47)}
    gap = breakdown_gap(PLAN, CENSUS, found)
    assert (gap.period, gap.to_best.by) == ("2023", pytest.approx((9.9, 10.1)))
    assert breakdown_gap(PLAN, CENSUS, {"F": series(55), "M": [row("2024", 47)]}) is None


def test_of_samples_the_level_is_shared_out_among_the_pairs():
    """120 and 147 of 300: Fisher's p lies between 5 % and a third of it, so two differ, the same two of three not."""
    ways = [comb(300, k) * comb(300, 267 - k) for k in range(268)]
    p = sum(each for each in ways if each <= ways[120]) / sum(ways)
    assert 0.05 / 3 < p < 0.05
    two = {"F": series(40, half=0, size=300), "M": series(49, half=0, size=300)}
    assert breakdown_gap(PLAN, SAMPLE, two).word == IMPROVING
    ages = {"Y16T29": two["F"], "Y65T99": two["M"], "Y30T64": series(45, half=0, size=300)}
    assert breakdown_gap(PLAN, SAMPLE, ages).word == WITHIN_ERROR
    unknown = {"F": series(40, half=0), "M": series(49, half=0, size=300)}
    assert breakdown_gap(PLAN, SAMPLE, unknown).reason == "no_sample_size"


def test_of_samples_a_part_is_held_against_the_rest_of_the_total():
    """400 of 1,000 asked are men: 40 % of them and 50 % of all make 340 of 600, 56.7 %, of the rest."""
    part, whole = (Figure("2025", value, Span(value, value), size=size) for value, size in ((40.0, 400), (50.0, 1000)))
    assert rest(part, whole).value == pytest.approx(100 * 340 / 600)
    assert (rest(part, whole).size, rest(whole, part)) == (600, None)


def test_the_change_of_a_distance_between_samples_has_a_test_of_its_own():
    """10 points to 5 with 1,000 asked each time: z is 5 over the root of 9.775, 1.599, and p 0.110."""
    figures = [Figure("", value, Span(value, value), size=1000) for value in (40.0, 50.0, 40.0, 45.0)]
    assert chance_of_change(*figures) == pytest.approx(0.110, abs=0.0005)
    assert chance_of_change(*figures[:3], figures[3]._replace(size=None)) is None
    found = {"M": series(40, 40, half=0, size=1000), "F": series(50, 45, half=0, size=1000)}
    assert breakdown_gap(PLAN, SAMPLE, found).to_best.moved == WITHIN_ERROR
    larger = {"M": series(40, 40, half=0, size=4000), "F": series(50, 45, half=0, size=4000)}  # z 3.2
    assert breakdown_gap(PLAN, SAMPLE, larger).to_best.moved == NARROWER


@pytest.mark.parametrize(
    "update",
    [
        {"direction": "none"},
        {"share_of": "course_participants"},
        {"unit": "persons"},
        {"aggregation": PLAN.indicator("course_participants").aggregation},
    ],
)
def test_what_has_no_worst_part_has_no_gap(update):
    """A part of a count is smaller than the whole, and where no direction is wanted nobody is behind."""
    found = {"TOTAL": series(55), "F": series(61), "M": series(49)}
    assert breakdown_gap(PLAN, CENSUS.model_copy(update=update), found) is None


def test_figures_that_may_not_be_compared_are_left_out():
    """All four waves of men and women are comparable; one that the scoreboard sets apart does not count."""
    context = read_context("2026-03", "en", SURVEY)
    board = context.scoreboard
    found = courses(context.plan, context.observations, board, SAMPLE, "sex")
    assert {code: len(rows) for code, rows in found.items()} == {"TOTAL": 4, "F": 4, "M": 4}
    apart = board.assign(
        excluded=[((0, "break"),) if code == "M" else () for code in board["breakdown"]],
    )
    found = courses(context.plan, context.observations, apart, SAMPLE, "sex")
    assert [row["value"] for row in found["M"]] == [46, 47, 49]


def test_a_page_says_who_is_behind_and_by_how_much():
    """Men 49 %, women 61 %, all 55 %: 12 and 6 points, as in 2019."""
    context = read_context("2026-03", "en", SURVEY)
    text = by_dimension(context, context.plan.indicator("weekly_readers")).text
    assert (
        "Of the figures by sex for September to November 2025, the furthest from what is wanted is 49% (Men), "
        "the nearest 61% (Women). Distance: about 12 percentage points. In September to November 2019 it was about "
        "12 percentage points. The change of the distance is within sampling error."
    ) in text
    assert "Behind the total (55%): Men. Distance: about 6 percentage points." in text
    assert "Men | September to November 2025 | 49 | 49.0 | S004" in text
    assert text.count("Fisher") == 1
    counts = by_dimension(context, context.plan.indicator("course_participants")).text
    assert "Women | 2024 | 69,000" in counts
    assert "furthest" not in counts


def test_each_figure_of_a_part_has_one_row_and_others_lead_to_it():
    """The latest ones in the tables by dimension, all others in one table below them; those of areas on their pages."""
    context = read_context("2026-03", "en", SURVEY)
    page = (indicator.figures(context, "weekly_readers") + indicator.regions(context, "weekly_readers")).html
    rows = re.findall(r'id="(o-weekly-readers-[^"]+)"', page)
    published = observation_rows(context.observations, indicator="weekly_readers", region="WW")
    key = ("indicator", "region", "breakdown", "period")
    assert sorted(rows) == sorted(place_of(*(str(each[name]) for name in key)) for each in published)
    charts = re.findall(r'<table[^>]* id="[pr]-[^"]*-table".*?</table>', page, re.DOTALL)
    cells = [cell for chart in charts for cell in re.findall(r"<td[^>]*>(.*?)</td>", chart, re.DOTALL)]
    led = [re.search(r'href="([^"#]+)\.html#([^"]+)"', cell).groups() for cell in cells]
    assert len(led) == 4 * (3 + 4 + 2)  # periods; two sexes, three ages, each with the total, and two regions
    areas = {name: region.series(context, name).html for name, _ in led if not name.startswith("indicator")}
    assert [place for name, place in led if f'id="{place}"' not in areas.get(name, page)] == []


def test_a_suppressed_figure_is_said_to_be_suppressed_and_not_compared(tmp_path):
    """Those of 65 and over are left out of the gap and stay in the table without a value."""
    for file in SURVEY.rglob("*"):
        if file.is_file():
            to = tmp_path / file.relative_to(SURVEY)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(file.read_bytes())
    table = tmp_path / "data" / "editions" / "2026-03" / "observations.csv"
    old = "often_lonely,WW,TOTAL,Y65T99,2025-09/2025-11,18.0,percent,A,exact,18.0,300,S004,,,"
    text = table.read_text("utf-8")
    assert old in text
    table.write_text(
        text.replace(old, "often_lonely,WW,TOTAL,Y65T99,2025-09/2025-11,,percent,Q,exact,,,S004,,,"), "utf-8"
    )
    context = read_context("2026-03", "en", tmp_path)
    said = by_dimension(context, context.plan.indicator("often_lonely")).text
    assert "Aged 65 and over | September to November 2025 | suppressed | – | S004" in said
    assert "24.5% (Aged 16 to 29), the nearest 12.4% (Aged 30 to 64)" in said


@pytest.mark.parametrize(
    ("language", "words"), [("en", "the size of a sample was not published"), ("zh", "样本量未公布")]
)
def test_nothing_is_said_of_samples_whose_sizes_are_not_known(language, words):
    """The fail rates of the shipped plan by sector have no sizes: the page says that, and names no sector."""
    context = real(language)
    text = by_dimension(context, context.plan.indicator("product_spot_check_fail_rate")).text
    assert words in text
