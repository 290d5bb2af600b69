"""What stands in and under the chart of a series: its axes, bounds, targets, projection, and what it leaves out."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

import pytest
from bilingual import LANGUAGES
from pages import real
from test_charts import SVG, drawn_text, places, svg, ways

from plan_metrics.measure.periods import decimal_year, years_between
from plan_metrics.report.notebook_markdown import shown_as_html
from plan_metrics.rows import scoreboard_rows
from plan_metrics.views import beside, blocks, charts, figure_tiles, indicator
from plan_metrics.views import drawing as drawing_room
from plan_metrics.views.plane import named_years

FANNED = ("vehicle_recalls", "vehicle_recall_vehicles", "service_certificates", "service_organisations")


def figure(name: str, language: str = "en") -> str:
    """The first chart of the page of an indicator, with what stands under it."""
    found = re.search(
        r'<figure class="pm-drawn" id="f-c-.*?</figure>', indicator.opening(real(language), name).html, re.S
    )
    assert found, name
    return found[0]


def chart(name: str) -> str:
    """Its drawing alone."""
    found = re.search(r'<div class="pm-chart">.*?</svg></div>', figure(name), re.S)
    assert found, name
    return found[0]


def boxes(drawn: str, words: str) -> tuple[float, float, float, float]:
    """Where words stand in a drawing: left, top, right, bottom."""
    (found,) = (text for text in svg(drawn).iter(f"{SVG}text") if text.text == words)
    x, y, size = (float(found.get(key, drawing_room.SIZE)) for key in ("x", "y", "font-size"))
    half = drawing_room.width_of(words, size) / 2
    return x - half, y - 0.75 * size, x + half, y + 0.05 * size


def diamonds(drawn: str) -> list[tuple[float, float]]:
    """The middles of the marks of targets."""
    found = [path.get("d") for path in svg(drawn).iter(f"{SVG}path") if path.get("fill") == charts.TARGET]
    tops = [each.removeprefix("M").split("L")[0].split() for each in found]
    return [(float(x), float(y) + 4.2) for x, y in tops]


@pytest.mark.parametrize("name", [*FANNED, "organic_certificates", "inspection_institutions", "farm_product_pass_rate"])
def test_a_caption_says_that_an_axis_is_cut_off_where_it_is(name):
    """And nowhere else, whatever a projection or a target adds to what is drawn."""
    assert ("does not begin at zero" in figure(name)) != ("0" in drawn_text(chart(name)))


@pytest.mark.parametrize("name", FANNED)
def test_a_projection_takes_a_year_from_the_last_figure_to_the_fitted_line(name):
    """No leap right after the figure; the words under it say what the first stretch is."""
    context = real("en")
    found = context.evidence(context.plan.indicator(name))
    steps = [other - one for one, other in pairwise([decimal_year(found.points[-1].period), *found.fan_dates])]
    assert steps[:-1] == pytest.approx([1.0] * (len(steps) - 1))
    assert 0 < steps[-1] <= 1
    assert "lead straight to the first date projected" in figure(name)


def test_the_words_of_the_last_figure_stand_beside_the_bands_of_a_projection():
    """They end where the bands begin."""
    drawn = chart("vehicle_recall_vehicles")
    assert boxes(drawn, "6.85 million")[2] < places(drawn)[-1][0]


def test_a_projection_does_not_begin_at_a_bound():
    """“Nearly 19,000” is no figure to go on from: the fan begins at its date with the width that it has there."""
    drawn, (last, *_) = chart("organic_enterprises"), places(chart("organic_enterprises"))[::-1]
    ((begin, *_),) = ways(drawn, "5 2.5")
    assert begin[0] == pytest.approx(last[0], abs=0.2)
    assert begin[1] < last[1] - 1
    assert "does not begin at the last figure, which is a bound" in figure("organic_enterprises")


def test_both_ends_of_an_axis_are_named():
    """In few names, none so near to another that they touch."""
    for first in range(1990, 2025):
        for last in range(first + 1, 2031):
            names = named_years(first, last)
            assert (names[0], names[-1]) == (first, last)
            assert len(names) <= 7
            assert min(other - one for one, other in pairwise(names)) >= (last - first + 1) / 6 - 1e-9


@pytest.mark.parametrize(("language", "words"), [("en", "institutions (end of year)"), ("zh", "家（年末数）")])
def test_figures_of_the_end_of_a_year_are_labelled_so(language, words):
    """In the drawing itself; those of a whole year are not."""
    assert f">{words}</text>" in figure("inspection_institutions", language)
    assert "end of" not in "".join(drawn_text(chart("vehicle_recalls")))


def test_a_figure_that_is_not_drawn_is_told():
    """The bound of 2025 is of another scope: it has no mark, and the caption gives it."""
    assert len(places(chart("inspection_institutions"))) == 11
    assert "Not drawn, as not comparable with the others: over 53,000 institutions in 2025." in figure(
        "inspection_institutions"
    )


def test_every_official_target_of_a_series_is_drawn_and_the_way_begins_when_it_was_set():
    """That of 2020, which was missed, as well; to the one of 2025, set in February 2023, no way leads from 2017."""
    drawn = chart("manufacturing_pass_rate")
    marks = places(drawn)
    aimed = [x for x, _ in sorted(diamonds(drawn))]
    assert aimed == pytest.approx([marks[1][0], 2 * marks[-1][0] - marks[-2][0]], abs=0.3)
    assert {"target 94.8", "target 94"} <= set(drawn_text(drawn))
    assert "another target: 94.8% by 2020" in figure("manufacturing_pass_rate")
    ((begin, _),) = ways(drawn, "4 1.6")
    assert marks[2][0] < begin[0] < marks[3][0], "after the figure of 2022, before that of 2023"
    assert begin[1] == marks[2][1]
    assert "the straight line to it from February 2023." in figure("manufacturing_pass_rate")


def test_a_target_with_a_baseline_of_its_own_has_its_way_from_there():
    """The document names 2020 and 50,000."""
    ((begin, _),) = ways(chart("green_organic_gi_products"), "4 1.6")
    assert begin in places(chart("green_organic_gi_products"))
    assert "the straight line to it from 2020." in figure("green_organic_gi_products")


def test_small_lines_reach_as_far_as_their_targets():
    """Each tile of the first action with a target has its mark, within the drawing."""
    context = real("en")
    html = figure_tiles.tiles(context, context.plan.action("A01").indicators).html
    tiles = re.findall(r"<li>.*?</li>", html, re.S)
    aimed = [tile for tile in tiles if "Target:" in tile and "<svg" in tile]
    assert len(aimed) == 2
    assert [tile.count(f'fill="{charts.TARGET}"') for tile in aimed] == [1, 1]
    assert "Diamond: an official target." in html


def test_no_words_of_a_small_line_lie_over_the_arrow_of_a_bound():
    """Whichever way the arrows of a hundred invented series go, beside a line that is close to level."""
    random, crossed = Random(7), []
    for _ in range(100):
        count, first = random.randrange(3, 6), random.randrange(2013, 2019)
        values = [90 + random.uniform(0, 3) * (n == count - 1) for n in range(count)]
        up = [random.choice((1, -1)) for _ in range(count)]
        figures = charts.Figures(
            [f"{first + n}" for n in range(count)], values, [False] * count, [True] * count, ("nearly 90", "over 12"),
            bounds=up,
        )  # fmt: skip
        drawn = charts.spark("a line", figures, ends=(2013.0, 2026.0))
        for words in ("nearly 90", "over 12"):
            left, top, right, bottom = boxes(f"<div>{drawn.svg}</div>", words)
            for (x, y), way in zip(places(f"<div>{drawn.svg}</div>"), up, strict=True):
                one, other = sorted((y, y - 11 * way))
                crossed += [words] * (left < x < right and top < other and one < bottom)
    assert crossed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_index_has_the_base_that_the_words_beside_it_name(language):
    """Two years or more before the last figure."""
    context, bases = real(language), 0
    for region in ("CN-HA", "CN-ZJ", "CN-AH", "CN-SD"):
        rows = [row for row in scoreboard_rows(context.scoreboard, region=region) if row["reason"] != "no_figure"]
        for course in beside.courses(context, rows, ("CN", "CN-HE", "CN-SD", "CN-SC")):
            if not course.base:
                continue
            bases += 1
            assert course.base == course.row["baseline_period"]
            assert years_between(course.base, course.figures[-1]["period"]) >= 2
            assert all(any(each["period"] == course.base for each in figures) for _, figures in course.others)
    assert bases > 2


def test_the_line_of_the_whole_beside_a_province_has_all_its_figures():
    """Also those from before the first and after the last figure of the province."""
    context = real("en")
    rows = scoreboard_rows(context.scoreboard, indicator="inspection_institutions", region="CN-HB", breakdown="TOTAL")
    (course,) = beside.courses(context, rows, ("CN",))
    ((_, national),) = course.others
    html = beside.charts_beside(context, [course], place=lambda _: "").html
    looks = f'stroke="{charts.MUTED}" stroke-width="1.6"'
    (drawn,) = (path for path in re.findall(r"<path[^>]*>", html) if looks in path)
    assert drawn.count("L") + 1 == len(national)
    assert decimal_year(national[0]["period"]) < decimal_year(course.figures[0]["period"])


def test_a_block_of_nothing_leaves_no_box_on_a_page():
    """Also where two of them were put together; what is printed stays."""
    for nothing in (blocks.NOTHING, blocks.NOTHING + blocks.NOTHING):
        assert shown_as_html({"data": nothing._repr_mimebundle_()}) == ""
    assert "<pre>said</pre>" in shown_as_html({"text": "said"})
