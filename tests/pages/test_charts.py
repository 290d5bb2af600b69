"""Charts keep still, say in words what they show, and break where a series breaks."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest
from bilingual import LANGUAGES
from pages import (
    EVIL,
    Page,
    page_blocks,
    real,
    second,
)

from plan_metrics import paths, views
from plan_metrics.context import read_context
from plan_metrics.edition.models import SAMPLE
from plan_metrics.rows import scoreboard_rows
from plan_metrics.views import charts, figure_tiles
from plan_metrics.views import drawing as drawing_room
from plan_metrics.views.bars import contributions, spans, status_bars
from plan_metrics.views.language import compact
from plan_metrics.views.nodes import Drawing
from plan_metrics.views.panels import Panel, one_scale, small_multiples
from plan_metrics.views.series_chart import series_chart, series_sentence

SVG = "{http://www.w3.org/2000/svg}"


YEARS = ["2021", "2022", "2023", "2024"]
FOUR = charts.Figures(YEARS, [1.0, 2.0, 4.0, 8.0], [False] * 4, [False] * 4, ("", ""))


def drawing(figures: charts.Figures = FOUR, **changed: object) -> Drawing:
    """A chart of four figures, or of others."""
    ticks = figures.periods[0], figures.periods[-1]
    given = {"said": "a rising line", "ticks": ticks, "break_word": "break", "unit": "家", "language": "en"}
    return charts.line_chart(figures=figures, **(given | changed))


def line(figures: charts.Figures = FOUR, **changed: object) -> str:
    """The same as HTML."""
    return str(drawing(figures, **changed))


def bars(name: str = "c-b") -> str:
    """A chart of two actions."""
    return str(status_bars(name, "two bars", [("A01", (1, 0, 2, 0)), ("A02", (0, 3, 0, 1))], list("甲乙丙丁")))


def parts(name: str) -> str:
    """A chart of who moved the whole: two regions down, the rest too."""
    return str(contributions(name, "parts", [("A", -3.0, "−3"), ("B", -2.0, "−2")], ("the rest", -1.0, "−1")))


def svg(chart: str) -> ElementTree.Element:
    """The drawing of a chart, read as XML."""
    return ElementTree.fromstring(chart).find(f"{SVG}svg")


def drawn_text(chart: str) -> list[str]:
    """The texts of a drawing."""
    return ["".join(text.itertext()).strip() for text in svg(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("make", [line, bars])
def test_the_same_figures_give_the_same_bytes(make):
    """A chart that is made again differs in nothing: no date, no random id."""
    assert make() == make()
    assert not re.search(r"\d{4}-\d{2}-\d{2}T|<metadata", make())


def test_a_last_digit_is_not_seen_in_a_chart():
    """One that differs between processors gives the same bytes, and so does a tuple for a list."""
    assert drawing(FOUR._replace(values=(1.0, 2.0, 4.0, np.float64(8.000000000000002)))) == drawing()
    assert drawing(FOUR._replace(values=[1.0, 2.0, 4.0, 8.5])) != drawing()


def test_a_decrease_can_be_told_without_colour():
    """Only the bar of a decrease is hatched; every bar bears its words, the rest has no colour."""
    rest = ("the rest", 1.0, "+1")
    same = str(contributions("c-p", "parts", [("A", 3.0, "+3"), ("B", 2.0, "+2")], rest))
    mixed = str(contributions("c-q", "parts", [("A", 3.0, "+3"), ("B", -2.0, "−2")], rest))
    assert "<pattern" not in same
    assert mixed.count("<pattern") == 1
    assert same.count('fill="#ffffff" stroke=') == mixed.count('fill="#ffffff" stroke=') == 1
    assert all(f">{word}</text>" in mixed for word in ("A", "B", "the rest", "+3", "−2", "+1"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_explains_only_the_marks_that_its_chart_has(language):
    """Hatched bars are spoken of under a chart that has some, of invented figures, and not under those of real ones."""
    word = {"en": "Hatched bars", "zh": "带斜线的条形"}[language]
    for edition, hatched in ((SAMPLE, True), ("2026-02", False)):
        context = read_context(edition, language, paths.root())
        ids = [indicator.id for indicator in context.plan.action("A04").indicators]
        html = "".join(views.indicator.regions(context, indicator).html for indicator in ids)
        figures = re.findall(r'<figure class="pm-drawn" id="f-g-.*?</figure>', html, re.DOTALL)
        assert figures
        assert {("<pattern" in figure, word in figure) for figure in figures} == {(hatched, hatched)}


def test_charts_of_one_page_share_no_id():
    """Two charts of counts and two of parts with names of their own; each reference leads into its own chart."""
    made = {name: make(name) for make, name in ((parts, "c-a"), (parts, "c-aa"), (bars, "c-b"), (bars, "c-c"))}
    ids = [value for chart in made.values() for value in Page(chart).values("id")]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    for name, chart in made.items():
        own = set(Page(chart).values("id"))
        assert set(re.findall(r"url\(#([^)]+)\)", chart)) == own
        assert all(value.startswith(f"{name}-") for value in own)


@pytest.mark.parametrize(("make", "label"), [(line, "a rising line"), (bars, "two bars")])
def test_a_chart_says_in_words_what_it_shows(make, label):
    """An image with an alternative text, for people who do not see it."""
    drawing = svg(make())
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", label)


def test_the_alternative_text_is_escaped():
    """Quotation marks and markup stay within the attribute."""
    assert svg(line(said=EVIL)).get("aria-label") == EVIL


def test_text_in_a_chart_is_text():
    """Unit, figures and years can be read, searched and copied; nothing of it is drawn as curves."""
    assert {"家", "1", "8", "2021", "2024"} <= set(drawn_text(line()))
    assert {"甲", "丁", "A01", "A02", "3"} <= set(drawn_text(bars()))


@pytest.mark.parametrize(
    "unit", ["<script>x</script>", "a & b", "US$ per $", r"\frac{1}{2} $x^2$", "100 %", 'say "id"']
)
def test_a_unit_is_drawn_as_it_is_written(unit):
    """Neither markup nor formula comes of it."""
    chart = line(unit=unit, aims=[charts.Aim("2026", 9.0, None, unit)])
    assert drawn_text(chart).count(unit) == 2
    assert not list(svg(chart).iter(f"{SVG}script"))


def strokes(chart: str) -> list[int]:
    """The lines of a series that a chart draws: how many points each joins."""
    lines = [path.get("d") for path in svg(chart).iter(f"{SVG}path") if path.get("stroke") == charts.LINE]
    return [piece.count("L") + 1 for each in lines for piece in each.split("M")[1:]]


def test_a_line_is_interrupted_at_a_break():
    """Four figures are one line; with a break at the third, two lines of two with a mark between them."""
    assert strokes(line()) == [4]
    broken = line(FOUR._replace(breaks=[False, False, True, False]))
    assert strokes(broken) == [2, 2]
    assert "stroke-dasharray" in broken
    assert "stroke-dasharray" not in line(), "grid and line are whole, only the mark of a break is dotted"


def test_a_break_at_the_first_figure_interrupts_nothing():
    """There is nothing before it to be cut off from."""
    assert strokes(line(FOUR._replace(breaks=[True, False, False, False]))) == [4]


def test_the_chart_of_a_series_with_a_break_is_interrupted():
    """The share of satisfied users of the invented plan was asked again in 2029: two figures joined, one apart."""
    html = page_blocks(second("en"), "indicator", "satisfied_users")["opening"].html
    (chart,) = re.findall(r'<div class="pm-chart">.*?</svg></div>', html, re.DOTALL)
    assert strokes(chart) == [2]


def test_one_figure_is_a_table_and_no_chart():
    """A line needs two figures."""
    row = {"target": None, "reason": "one_point", "excluded": ()}
    indicator = second("en").plan.indicator("bicycle_stands")
    assert series_chart(second("en"), "c-x", "t-x", "one figure", indicator, [row], row) == ""


# ---------------------------------------------------------------- no words over each other

LONG = "省级市场监督管理局登记的检验检测机构的数量 of all inspection bodies"


def hidden(chart: str) -> list[str]:
    """The words of a drawing that leave it or stand over others."""
    _, _, width, height = map(float, svg(chart).get("viewBox").split())
    boxes = []
    for each in svg(chart).iter(f"{SVG}text"):
        x, y, size = (float(each.get(key, drawing_room.SIZE)) for key in ("x", "y", "font-size"))
        wide = drawing_room.width_of(each.text or "", size)
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[each.get("text-anchor", "start")]
        boxes.append((left, y - 0.75 * size, left + wide, y + 0.05 * size, each.text))
    outside = [box[4] for box in boxes if box[0] < -1 or box[2] > width + 1 or box[1] < 0 or box[3] > height]
    over = [
        f"{one[4]} over {other[4]}"
        for one, other in combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    return outside + over


def invented_line(random: Random) -> str:
    """A chart of any series: of years or months, rising or not, near or far from nothing, with and without a target."""
    first, count = random.randrange(1990, 2022), random.randrange(2, 13)
    form = random.choice(["{}", "{}-06", "{}-Q3"])
    periods = [form.format(first + index) for index in range(count)]
    level, spread = 10 ** random.uniform(-2, 9), random.choice([0, 0.01, 0.3, 3])
    values = [level * (1 + spread * random.uniform(-1, 1)) for _ in periods]
    aim = level * (1 + spread * random.uniform(-1, 1))
    due = str(first + count + random.randrange(8))
    target = random.choice([[], [charts.Aim(due, aim, None, f"target {compact(aim, 'en')}")]])
    low = level * (1 + spread * random.uniform(-1, 1))
    high = low * random.uniform(1, 1.5)
    ranges = random.choice([[], [charts.Aim(str(first + count + 3), low, high, "target 12 to 15")]])
    ahead = [first + count + step / 4 for step in range(1, 9)]
    fan = random.choice([None, (ahead, [[aim * (1 + part / 10) for part in range(-2, 3)] for _ in ahead])])
    way = [(periods[0], random.choice([aim, values[0]])), (due, aim)] if target else []
    broken, rounded = [random.random() < 0.15 for _ in periods], [random.random() < 0.5 for _ in periods]
    figures = charts.Figures(periods, values, broken, rounded, ("", ""), random.random() < 0.5)
    unit, language = random.choice(["家", LONG]), random.choice(LANGUAGES)
    return line(figures, unit=unit, language=language, aims=[*target, *ranges], way=way, fan=fan)


def test_no_words_of_a_line_chart_are_cut_or_hidden():
    """Two hundred series of all kinds: figures, targets, breaks, years and unit stand clear of each other."""
    random = Random(14)
    found = [hidden(invented_line(random)) for _ in range(200)]
    assert [each for each in found if each] == []


@pytest.mark.parametrize("counts", [(4, 10, 1, 11), (19, 23, 2, 90), (1, 1, 1, 300), (0, 2, 900, 3), (1, 0, 0, 0)])
def test_the_number_of_a_narrow_part_stands_after_its_bar(counts):
    """Each number once, none over another, and as many parts again beside the bar as have their number there."""
    chart = str(status_bars("c", "bars", [("A", counts), ("B", (50, 60, 70, 80))], list("甲乙丙丁")))
    assert hidden(chart) == []
    texts = drawn_text(chart)
    assert all(str(count) in texts for count in counts if count)
    beside = [each for each in svg(chart).iter(f"{SVG}rect") if each.get("height") == each.get("width") == "7"]
    inside = [each for each in svg(chart).iter(f"{SVG}text") if each.get("paint-order") == "stroke"]
    solid = [each for each in beside if not str(each.get("fill")).startswith("url")]
    assert len(solid) + len(inside) == sum(map(bool, counts)) + 4


def test_titles_of_more_than_half_of_the_width_stand_over_their_bars_as_large_as_short_ones():
    """Each between the bar before and its own, at the left; short ones stand beside theirs."""
    title = "All that was promised by the sixth of ten"
    for titles, anchor in ((["A01", title], "start"), (["A01", "A02"], "end")):
        chart = svg(str(status_bars("c", "bars", [(each, (3, 1, 0, 2)) for each in titles], list("甲乙丙丁"))))
        texts = {each.text: each for each in chart.iter(f"{SVG}text")}
        bars = sorted({float(each.get("y")) for each in chart.iter(f"{SVG}rect") if each.get("height") == "14"})
        for words, bar in zip(titles, bars, strict=True):
            assert texts[words].get("text-anchor", "start") == anchor
            assert not texts[words].get("font-size")
            assert (float(texts[words].get("y")) < bar) == (anchor == "start")


def test_a_figure_that_is_crossed_out_has_a_cross_over_its_mark():
    """In a large chart and in none that has no such figure."""
    assert str(drawing(FOUR._replace(crossed=[False, True, False, False]))).count('stroke-width="1.3"') == 1
    assert drawing(FOUR._replace(crossed=[False] * 4)) == drawing()


@pytest.mark.parametrize("title", ["A01", "浙江", "all others and unallocated", LONG, LONG * 3])
def test_no_title_of_a_row_or_panel_is_cut_or_hidden(title):
    """Long ones are set smaller than short ones; what stands beside them keeps its place."""
    rows = [(f"{title} {index}", 3_000_000.0 * (-1) ** index, f"{index},000,000") for index in range(1, 6)]
    assert hidden(str(contributions("c", "parts", rows, (title, 1.0, "+1")))) == []
    assert hidden(str(status_bars("c", "bars", [(title, (1, 0, 2, 9)), (title, (0, 13, 0, 1))], [title] * 4))) == []
    assert (
        hidden(str(spans("spans", [(title, 50.0, (0, 100), (40, 60)), (title, None, (0, 100), None)], (title,) * 3)))
        == []
    )
    figures = charts.Figures(["2020", "2021"], [1.0, 2e9], [False] * 2, [False, True], ("", ""), hints=["a", "b"])
    drawn = [Panel(title, figures)] * 7
    assert hidden(str(small_multiples("panels", drawn, language="en"))) == []


def test_the_marks_of_an_axis_are_few_round_and_within_it():
    """Whatever the ends: two to six, at equal steps of at most two digits; whole ones where things are counted."""
    random = Random(41)
    for _ in range(500):
        high = 10 ** random.uniform(-3, 9)
        low = high * random.choice([0, random.uniform(-1, 1)])
        marks = drawing_room.ticks(low, high, 4)
        assert 2 <= len(marks) <= 5
        assert low - 1e-6 * (high - low) <= marks[0] <= marks[-1] <= high + 1e-6 * (high - low)
    assert drawing_room.ticks(0, 12.6, 9, whole=True) == [0, 2, 4, 6, 8, 10, 12]
    assert drawing_room.ticks(0, 1.05, 9, whole=True) == [0, 1]


def places(chart: str) -> list[tuple[float, float]]:
    """The middles of the round marks of a drawing."""
    return [(float(mark.get("cx")), float(mark.get("cy"))) for mark in svg(chart).iter(f"{SVG}circle")]


def ways(chart: str, dashes: str) -> list[list[tuple[float, float]]]:
    """The lines of a drawing that are dashed so, each with its points."""
    found = [path.get("d") for path in svg(chart).iter(f"{SVG}path") if path.get("stroke-dasharray") == dashes]
    return [
        [tuple(map(float, point.split())) for point in line.split("L")]
        for drawn in found
        for line in drawn.split("M")[1:]
    ]


def test_a_target_and_the_way_to_it_stand_where_figures_of_their_years_stand():
    """A figure of a year stands in its middle, and so does the target for that year; no way leads back in time."""
    figures, aims = FOUR._replace(over_periods=True), [charts.Aim("2024", 9.0, None, "target 9")]
    drawn = line(figures, aims=aims, way=[("2021", 1.0), ("2024", 9.0)])
    ((begin, end),) = ways(drawn, "4 1.6")
    marks = places(drawn)
    assert begin == marks[0]
    assert end[0] == marks[-1][0]
    assert ways(line(figures, aims=aims, way=[("2024", 9.5), ("2024", 9.0)]), "4 1.6") == []


def test_a_projection_begins_at_the_last_figure_and_goes_on_by_the_same_years():
    """A year after a figure in the middle of 2024 is the middle of 2025: as far from it as it is from 2023."""
    fan = ([2026.0, 2027.0], [[7.0, 8.0, 9.0, 10.0, 11.0], [7.0, 8.0, 9.0, 10.0, 11.0]])
    for over in (True, False):
        chart = line(FOUR._replace(over_periods=over), fan=fan)
        marks, ((last, *ahead),) = places(chart), ways(chart, "5 2.5")
        assert last == marks[-1]
        step = marks[-1][0] - marks[-2][0]
        assert [place for place, _ in ahead] == pytest.approx([last[0] + step, last[0] + 2 * step], abs=0.3)


def test_an_axis_of_what_cannot_be_negative_ends_at_zero():
    """Small figures beside large ones leave no room below zero; negative ones do."""
    assert "0" in drawn_text(line(FOUR._replace(values=[1.0, 2.0, 4.0, 80.0])))
    assert not any(words.startswith("-") for words in drawn_text(line(FOUR._replace(values=[1.0, 2.0, 4.0, 80.0]))))
    assert any(words.startswith("-") for words in drawn_text(line(FOUR._replace(values=[-30.0, 2.0, 4.0, 80.0]))))


@pytest.mark.parametrize("up", [1, -1])
def test_words_keep_clear_of_the_arrow_of_a_bound(up):
    """At the first and the last figure, whichever way the arrows go."""
    rounded = [True, False, False, True]
    chart = line(FOUR._replace(bounds=[up, 0, 0, up], rounded=rounded, ends=("over 1", "over 8")))
    for (x, y), words in zip((places(chart)[0], places(chart)[-1]), ("over 1", "over 8"), strict=True):
        (found,) = (text for text in svg(chart).iter(f"{SVG}text") if text.text == words)
        half, foot = drawing_room.width_of(words, 9) / 2, float(found.get("y"))
        beside = abs(float(found.get("x")) - x) > half
        assert beside or foot < y - 11 * (up > 0) or foot - 9 > y + 11 * (up < 0)


def test_panels_share_a_scale_where_every_course_stays_readable_and_are_else_said_not_to():
    """On one scale the smaller figures stand lower; a far larger panel leaves each its own height."""

    def heights(*series: list[float]) -> list[list[float]]:
        drawn = [Panel("A", charts.Figures(YEARS[:3], values, [False] * 3, [False] * 3, ("", ""))) for values in series]
        found = [y for _, y in places(str(small_multiples("panels", drawn, language="en")))]
        assert one_scale(drawn) == (found[:3] != found[3:])
        return [found[:3], found[3:]]

    one, other = heights([0.0, 5.0, 10.0], [2.0, 3.0, 5.0])
    assert min(one) < min(other)
    one, other = heights([0.0, 5.0, 10.0], [0.0, 500.0, 1000.0])
    assert one == other


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_grid_says_whether_its_charts_share_a_scale(language):
    """The panels of two indicators, one of either kind."""
    context, said = real(language), {}
    for name in ("organic_certificates", "valid_certificates_domestic"):
        html = views.indicator.regions(context, name).html
        said[name] = re.search(r'id="f-r-.*?</figcaption>', html, re.DOTALL)[0]
    same = {"en": "the same height in every panel", "zh": "纵轴刻度也相同"}[language]
    own = {"en": "a height of its own", "zh": "纵轴各自取值"}[language]
    assert [same in text for text in said.values()] == [True, False]
    assert [own in text for text in said.values()] == [False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_names_no_extreme_that_a_bound_may_pass(language):
    """1,105,371 organisations are not the highest where over 1.1 million came later; a plain turn is named."""
    context, words = real(language), {"en": ("the highest, ", "the lowest, "), "zh": ("最高", "最低")}[language]
    for name, named in (("certified_organisations", False), ("ccc_catalogue_products", True)):
        indicator = context.plan.indicator(name)
        (row,) = scoreboard_rows(context.scoreboard, indicator=name, headline=True)
        said = series_sentence(context, "", indicator, figure_tiles.course(context, indicator), row)
        assert any(word in said for word in words) == named
