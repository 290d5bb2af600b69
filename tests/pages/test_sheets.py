"""The sheets of provinces and the pages of breakdowns: what stands beside what, and how little is said of nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from bilingual import LANGUAGES
from pages import Page, page_blocks, page_of, real, sample, second

from plan_metrics import views
from plan_metrics.context import Context
from plan_metrics.rows import observation_rows, scoreboard_rows
from plan_metrics.views import area, beside, links, words
from plan_metrics.views.lines_beside import OWN, PEER, WHOLE, Line, lines_beside
from plan_metrics.views.moves import POINTS

# Provinces with the indicator that opens their sheet; "" where no series can be assessed.
OPENED = {"CN-ZJ": "valid_certificates_domestic", "CN-QH": "green_organic_gi_products", "CN-CQ": "", "CN-XZ": ""}


def courses(context: Context, region: str) -> list[beside.Course]:
    """What is drawn for a province."""
    rows = [row for row in scoreboard_rows(context.scoreboard, region=region) if row["reason"] != "no_figure"]
    near = [context.plan.head.whole, *(peer.region for peer in context.peers[region])]
    return beside.courses(context, area.in_order(rows), near)


@pytest.mark.parametrize("context", [real, sample, second], ids=["real", "sample", "invented"])
def test_counts_of_places_of_different_size_never_share_a_scale(context):
    """An index begins where all of its places printed an exact figure; it says if the whole is not among them."""
    shown = context("en")
    drawn = [course for province in shown.plan.areas for course in courses(shown, province.region)]
    for course in drawn:
        if course.others and shown.plan.indicator(course.row["indicator"]).unit not in POINTS:
            assert course.base
        if course.base:
            for figures in (course.figures, *(figures for _, figures in course.others)):
                (first,) = (each for each in figures if each["period"] == course.base)
                assert (first["qualifier"], first["flag"] == "U") == ("exact", False)
            without = shown.plan.head.whole not in dict(course.others)
            assert without == ("no exact figure for that date" in beside.scale_words(shown, course))
    assert context is not real or sum(bool(course.base) for course in drawn) > 20


def test_an_index_is_the_figure_over_that_of_its_base():
    """Zhejiang: 557,942 certificates of January 2025 over 272,660 of March 2019 are 205, and the chart says so."""
    (course,) = (
        each for each in courses(real("en"), "CN-ZJ") if each.row["indicator"] == "valid_certificates_domestic"
    )
    by_period = {each["period"]: each["value"] for each in course.figures}
    assert (course.base, by_period["2019-03"], by_period["2025-01"]) == ("2019-03", 272_660, 557_942)
    text = beside.charts_beside(real("en"), [course], place=lambda _: "").text
    assert f"Zhejiang {round(100 * 557_942 / 272_660)}" in text
    assert "Index, March 2019 = 100; thick grey line: China." in text


def test_a_figure_that_was_rounded_is_no_base_of_an_index():
    """With the figure that the words count from, or all of them, printed as "about", a series has no index."""
    context = real("en")
    (course,) = (each for each in courses(context, "CN-ZJ") if each.row["indicator"] == "valid_certificates_domestic")
    key = (context.observations["indicator"] == course.row["indicator"]) & (context.observations["region"] == "CN-ZJ")
    assert course.base
    for about in (key & (context.observations["period"] == course.base), key):
        seen = context.observations.copy()
        seen.loc[about, "qualifier"] = "about"
        bases = {each.row["indicator"]: each.base for each in courses(replace(context, observations=seen), "CN-ZJ")}
        assert bases[course.row["indicator"]] == ""


def test_names_at_the_ends_of_lines_do_not_overprint():
    """Five lines that end at one height have their names one below the other, within the drawing."""
    kinds = (OWN, WHOLE, PEER, PEER, PEER)
    lines = [Line(kind, f"place {n}", [(2019, 100.0), (2021, 103.0)], [False] * 2, []) for n, kind in enumerate(kinds)]
    drawn = lines_beside("s", lines, dates=(2019, 2021), values=(90, 140), language="en", level=100.0)
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)"[^>]*>place', drawn.svg))
    assert len(heights) == 5
    assert min(b - a for a, b in pairwise(heights)) >= 11
    assert 0 < heights[0] < heights[-1] < 122


@pytest.mark.parametrize(("region", "language"), [("CN-AH", "en"), ("CN-XZ", "zh"), ("CN-ZJ", "en"), ("CN-ZJ", "zh")])
def test_a_row_of_a_sheet_has_more_than_a_figure_and_no_dash(region, language):
    """A figure without a change and without one of the country stands in the list below; what is not assessable is
    counted once, at the top."""
    figures = page_of("region", region, language)[0]["figures"].html
    rows = re.findall(r"<tr\b[^>]*>(.*?)</tr>", figures.split("<tbody", 1)[1].split("</table>")[0], re.DOTALL)
    for row in rows:
        _, latest, *others = (Page(cell).text for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL))
        assert latest
        assert any(others[:2])
        assert "–" not in (latest, *others)
    assert "not_assessable" not in figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_opens_with_a_finding_and_what_is_due(language):
    """What counts before context, which is named as such, with both figures; a province with none assessed says so."""
    opening = {name: page_of("region", name, language)[0]["opening"].text.splitlines() for name in OPENED}
    known = real(language)
    for name, indicator in OPENED.items():
        if indicator:
            card = known.plan.indicator(indicator)
            context_only = words.say(known, words.FIT["context"])
            assert opening[name][0].startswith(card.title[language])
            assert (context_only in opening[name][0]) == (card.fit == "context")
        else:
            assert opening[name][0] == words.say(known, "No series can be assessed in the long term.")
    assert "2027" in opening["CN-CQ"][1]
    assert "2027" not in opening["CN-XZ"][1]


@pytest.mark.parametrize(("region", "language"), [("CN-AH", "en"), ("CN-XZ", "zh"), ("CN-ZJ", "en"), ("CN-ZJ", "zh")])
def test_every_figure_of_a_province_has_its_row_below_the_sheet(region, language):
    """With its address, to which links of other pages lead: behind the handle nothing is lost."""
    ids = set(page_of("region", region, language)[1].values("id"))
    rows = observation_rows(real(language).observations, region=region)
    assert {
        links.place_of(*(row[name] for name in ("indicator", "region", "breakdown", "period"))) for row in rows
    } <= ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_province_without_a_figure_says_so_once(language):
    """And has no table and no list of what is not there."""
    known = real(language)
    empty = replace(
        known,
        observations=known.observations[known.observations["region"] != "CN-XJ"],
        scoreboard=known.scoreboard[known.scoreboard["region"] != "CN-XJ"],
        plan=known.plan.model_copy(update={"targets": ()}),
    )
    blocks = page_blocks(empty, "region", "CN-XJ")
    shown = {name for name, block in blocks.items() if block.text.strip()}
    assert shown == {"opening", "sources", "peers"}  # its size, with documents, and its peers
    assert sum(block.html.count(str(sum(1 for _ in known.plan.indicators()))) for block in blocks.values()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_targets_of_a_province_are_a_list_without_empty_cells(language):
    """Every target with its printed words and document once; what became of it stands in the sheet alone."""
    known = real(language)
    own = [each for each in known.plan.targets if each.region == "CN-AH"]
    sheet, _, folded = views.region.targets(known, "CN-AH").html.partition("<details")
    assert len(own) > 5
    assert "<table" in sheet
    assert "<table" not in folded
    assert folded.count("<li>") == len(own)
    assert all(each.printed in folded and f"#{each.source}" in folded for each in own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_breakdown_without_a_figure_says_so_once(language):
    """Aviation: at the top, with how much was searched; below it only what was set aside, behind handles."""
    blocks, page = page_of("breakdown", "aviation", language)
    assert page.text.count(str(sum(1 for _ in real(language).plan.indicators()))) == 1
    assert not any(blocks[name].text.strip() for name in ("figures", "changed", "series", "sources"))
    assert all(blocks[name].html.startswith("<details") for name in ("unused", "wordings") if blocks[name].text.strip())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_what_is_new_in_it_alone(language):
    """Each change of the province is told once by its title, and none of another province."""
    context = real(language)
    changes = [change for change in context.changes if change.region == "CN-ZJ"]
    text = views.region.changed(context, "CN-ZJ").text
    for change in changes:
        assert context.plan.indicator(change.indicator).title[language] in text
    others = {change.indicator for change in context.changes} - {change.indicator for change in changes}
    titles = {context.plan.indicator(name).title[language] for name in others}
    assert not any(f"{title}；" in text or f"{title}; " in text for title in titles)
