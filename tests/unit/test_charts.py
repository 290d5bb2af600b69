"""Charts keep still, say in words what they show, and break where a series breaks."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from pages import (
    EVIL,
    Page,
    page_blocks,
    second,
)

from plan_metrics import paths, views
from plan_metrics.context import read_context
from plan_metrics.edition.models import SAMPLE
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.views import charts
from plan_metrics.views.bars import contributions, status_bars
from plan_metrics.views.nodes import Drawing
from plan_metrics.views.series_chart import series_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawing(name: str = "c-a", **changed: object) -> Drawing:
    """A chart of four figures."""
    given = {
        "label": "a rising line",
        "periods": ["2021", "2022", "2023", "2024"],
        "values": [1.0, 2.0, 4.0, 8.0],
        "ticks": ["2021", "2022", "2023", "2024"],
        "breaks": [False] * 4,
        "rounded": [False] * 4,
        "break_word": "break",
        "unit": "家",
        "language": "en",
    }
    return charts.line_chart(name, **(given | changed))


def line(name: str = "c-a", **changed: object) -> str:
    """The same as HTML."""
    return str(drawing(name, **changed))


def bars(name: str = "c-b") -> str:
    """A chart of two actions."""
    return str(status_bars(name, "two bars", [("A01", (1, 0, 2, 0)), ("A02", (0, 3, 0, 1))], list("甲乙丙丁")))


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


def test_a_chart_bears_the_digest_of_all_that_it_was_made_of():
    """Another figure, word or name gives another one; a last digit that differs between processors gives the same
    bytes, and so does a list for a tuple."""
    changes = ({}, {"name": "c-aa"}, {"values": [1.0, 2.0, 4.0, 8.5]}, {"label": "falling"}, {"language": "zh"})
    assert len({drawing(**change).made_of for change in changes}) == len(changes)
    assert drawing(values=(1.0, 2.0, 4.0, np.float64(8.000000000000002))) == drawing()


def test_a_decrease_can_be_told_without_colour():
    """Only the bar of a decrease is hatched; every bar bears its words, the rest has no colour."""
    rest = ("the rest", 1.0, "+1")
    same = str(contributions("c-p", "parts", [("A", 3.0, "+3"), ("B", 2.0, "+2")], rest))
    mixed = str(contributions("c-q", "parts", [("A", 3.0, "+3"), ("B", -2.0, "−2")], rest))
    assert "<pattern" not in same
    assert mixed.count("<pattern") == 1
    assert same.count("fill: #ffffff; stroke") == mixed.count("fill: #ffffff; stroke") == 1
    assert all(f">{word}</text>" in mixed for word in ("A", "B", "the rest", "+3", "−2", "+1"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_explains_only_the_marks_that_its_chart_has(language):
    """Hatched bars are spoken of under a chart that has some, of invented figures, and not under those of real ones."""
    word = {"en": "Hatched bars", "zh": "带斜线的条形"}[language]
    for edition, hatched in ((SAMPLE, True), ("2026-02", False)):
        html = views.action.regions(read_context(edition, language, paths.root()), "A04").html
        figures = re.findall(r'<figure class="pm-drawn" id="f-g-.*?</figure>', html, re.DOTALL)
        assert figures
        assert {("<pattern" in figure, word in figure) for figure in figures} == {(hatched, hatched)}


def test_charts_of_one_page_share_no_id():
    """Two line charts and two bar charts with names of their own; each reference leads into its own chart."""
    made = {name: make(name) for make, name in ((line, "c-a"), (line, "c-aa"), (bars, "c-b"), (bars, "c-c"))}
    ids = [value for chart in made.values() for value in Page(chart).values("id")]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    for name, chart in made.items():
        own = set(Page(chart).values("id"))
        led = set(re.findall(r'href="#([^"]+)"', chart)) | set(re.findall(r"url\(#([^)]+)\)", chart))
        assert led <= own
        assert all(value.startswith(f"{name}-") for value in own)


@pytest.mark.parametrize(("make", "label"), [(line, "a rising line"), (bars, "two bars")])
def test_a_chart_says_in_words_what_it_shows(make, label):
    """An image with an alternative text, for people who do not see it."""
    drawing = svg(make())
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", label)


def test_the_alternative_text_is_escaped():
    """Quotation marks and markup stay within the attribute."""
    assert svg(line(label=EVIL)).get("aria-label") == EVIL


def test_text_in_a_chart_is_text():
    """Unit, figures and years can be read, searched and copied; nothing of it is drawn as curves."""
    assert {"家", "1", "8", "2021", "2024"} <= set(drawn_text(line()))
    assert {"甲", "丁", "A01", "A02", "3"} <= set(drawn_text(bars()))


@pytest.mark.parametrize(
    "unit", ["<script>x</script>", "a & b", "US$ per $", r"\frac{1}{2} $x^2$", "100 %", 'say "id"']
)
def test_a_unit_is_drawn_as_it_is_written(unit):
    """Neither markup nor formula comes of it."""
    chart = line(unit=unit, target=("2026", 9.0, unit))
    assert drawn_text(chart).count(unit) == 2
    assert not list(svg(chart).iter(f"{SVG}script"))


def strokes(chart: str) -> list[int]:
    """The lines of a series that a chart draws: how many points each joins."""
    lines = (path for path in svg(chart).iter(f"{SVG}path") if f"stroke: {charts.LINE}" in path.get("style", ""))
    joined = [len(re.findall(r"[ML] ", path.get("d"))) for path in lines if "fill: none" in path.get("style")]
    return [points for points in joined if points > 1]


def test_a_line_is_interrupted_at_a_break():
    """Four figures are one line; with a break at the third, two lines of two with a mark between them."""
    assert strokes(line()) == [4]
    broken = line(breaks=[False, False, True, False])
    assert strokes(broken) == [2, 2]
    assert "stroke-dasharray" in broken
    assert "stroke-dasharray" not in line(), "grid and line are whole, only the mark of a break is dotted"


def test_a_break_at_the_first_figure_interrupts_nothing():
    """There is nothing before it to be cut off from."""
    assert strokes(line(breaks=[True, False, False, False])) == [4]


def test_the_chart_of_a_series_with_a_break_is_interrupted():
    """The share of satisfied users of the invented plan was asked anew in 2029: two figures joined, one apart."""
    html = page_blocks(second("en"), "action", "A03")["details"].html
    (chart,) = re.findall(r'<div class="pm-chart">.*?</svg></div>', html.split("i-satisfied-users", 1)[1], re.DOTALL)[
        :1
    ]
    assert strokes(chart) == [2]


def test_one_figure_is_a_table_and_no_chart():
    """A line needs two figures."""
    row = {"target": None, "reason": "one_point", "excluded": ()}
    indicator = second("en").plan.indicator("bicycle_stands")
    assert series_chart(second("en"), "c-x", "t-x", "one figure", indicator, [row], row) == ""
