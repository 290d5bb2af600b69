"""A plan of four levels of areas that merge, split and are renamed: its figures by hand, and its whole site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from plan_sites import access_faults, built, foreign_words

from plan_metrics.analysis.regional import gaps
from plan_metrics.analysis.successors import sums_before
from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import KEY
from plan_metrics.edition.read import check_edition
from plan_metrics.measure.recovery import recovered
from plan_metrics.report.toc import toc

REPOSITORY = Path(__file__).parents[2]
PROJECT = REPOSITORY / "tests" / "plans" / "four_levels"
EDITION = "2025-06"
YEARS = [f"{year}-04/{year + 1}-03" for year in range(2020, 2025)]
SUPPLIED, CONNECTED = "households_supplied", "villages_connected"
PROVINCES = ["YY-N", "YY-S", "YY-E"]
PREFECTURES = ["YY-N1", "YY-N2", "YY-S1", "YY-S2", "YY-S3", "YY-E1"]
OLD_COUNTIES = ["YY-N11", "YY-E11"]


@pytest.fixture(scope="module")
def context() -> Context:
    """The plan with its edition, in French."""
    return read_context(EDITION, "fr", PROJECT)


def test_nothing_in_the_plan_or_its_edition_is_doubted(context):
    """Sums hold in every fiscal year by the areas of its end: nothing is told, not even as a warning."""
    assert check_edition(PROJECT / "data" / "editions" / EDITION, context.plan, None) == []


def test_the_verdicts_are_those_worked_out_by_hand(context):
    """520,000 to 620,000 of 700,000 in four of nine years; 60 to 38 villages; 91.0 % to 91.2 % of 2,000 samples."""
    board = context.scoreboard[context.scoreboard["headline"].astype(bool)].set_index("indicator")
    assert dict(board["status"]) == {SUPPLIED: "improving", CONNECTED: "worsening", "samples_passed": "within_error"}
    supplied = board.loc[SUPPLIED]
    assert (supplied["baseline"], supplied["value"], supplied["result"]) == (520_000, 620_000, "ahead")
    assert supplied["progress"] == pytest.approx(100 / 180)
    assert supplied["elapsed"] == pytest.approx(4 / 9)


def test_the_change_of_the_whole_is_that_of_its_provinces(context):
    """180 to 212, 205 to 245 and 135 to 163 thousand make the 100,000; no prefecture or county counts twice."""
    (gap,) = gaps(context.plan, context.observations, context.plan.indicator(SUPPLIED))
    assert (gap.parts.before, gap.parts.after) == (YEARS[0], YEARS[-1])
    assert {part.name: part.change for part in gap.added.parts} == {"YY-N": 32_000, "YY-S": 40_000, "YY-E": 28_000}
    assert gap.added.rest.change == 0
    assert gap.per_head_after == pytest.approx([212 / 1000, 245 / 1250, 163 / 750])


def test_what_merged_is_summed_for_the_years_before(context):
    """South Two had 80,000 and 84,000, South Three 25,000 and 26,000; villages of either are suppressed, so no sum."""
    found = {(one.indicator, one.period): one.value for one in sums_before(context.plan, context.observations, "YY-S2")}
    assert found == {(SUPPLIED, YEARS[0]): 105_000, (SUPPLIED, YEARS[1]): 110_000}


def test_a_series_begins_again_where_an_area_became_another(context):
    """South Two is judged from the year of its merger on, a county under a new code from its first year on."""
    board = context.scoreboard[context.scoreboard["indicator"] == SUPPLIED].set_index("region")
    assert (board.loc["YY-S2", "baseline_period"], board.loc["YY-S2", "value"]) == (YEARS[2], 125_000)
    assert board.loc["YY-S1", "baseline_period"] == YEARS[0]
    assert board.loc["YY-N19", "baseline_period"] == YEARS[3]


VILLAGES = {  # by year: what is suppressed or might tell it, with the sums that a reader knows
    1: ({"YY-S": 20, "YY-S1": 10, "YY-S2": 8, "YY-S3": 2}, ("YY-S", ("YY-S1", "YY-S2", "YY-S3"))),
    2: ({"YY-S": 18, "YY-S1": 16, "YY-S2": 2}, ("YY-S", ("YY-S1", "YY-S2"))),
    3: ({"YY-S2": 15, "YY-S21": 9, "YY-S22": 2, "YY-S31": 4}, ("YY-S2", ("YY-S21", "YY-S22", "YY-S31"))),
}


@pytest.mark.parametrize(("year", "values", "relation"), [(year, *each) for year, each in VILLAGES.items()])
def test_two_villages_are_suppressed_with_another_part_before_in_and_after_the_merger(context, year, values, relation):
    """A county that lay in what merged away is a part of what it became: with its figure, the small one is told."""
    missing = context.edition.missing
    gone = {
        key[1] for key in missing[list(KEY)].itertuples(index=False) if (key[0], key[3]) == (CONNECTED, YEARS[year])
    }
    (small,) = (region for region, value in values.items() if value == 2)
    assert small in gone
    assert gone <= values.keys()
    total, parts = relation
    sums = (((total,), tuple((part,) for part in parts)),)
    assert recovered({(r,): value for r, value in values.items()}, sums, [(r,) for r in gone]) == ()


def test_peers_and_comparisons_are_of_one_level_and_of_areas_that_are_there(context):
    """Six prefectures of which five are left, twelve of fourteen counties; none is compared with a province."""
    shown = [[each.region for each in level.compared] for level in context.by_level]
    assert shown[0] == PROVINCES
    assert shown[1] == [code for code in PREFECTURES if code != "YY-S3"]
    assert len(shown[2]) == 12
    assert not {*OLD_COUNTIES} & {*shown[2]}
    assert [peer.region for peer in context.peers["YY-S2"]] == ["YY-S1", "YY-N1", "YY-E1"]


@pytest.mark.parametrize(
    ("language", "titles"), [("fr", ["Provinces", "Préfectures", "Cantons"]), ("ar", ["محافظات", "أقضية", "نواحٍ"])]
)
def test_the_sidebar_has_a_part_for_the_areas_of_each_level(language, titles):
    """Under what the plan calls them, from the top, after the parts of the plan."""
    parts = dict(toc(read_context(EDITION, language, PROJECT)))
    assert [caption for caption in parts if caption in titles] == titles
    assert parts[titles[0]] == [*PROVINCES]
    assert {*PREFECTURES} <= {*parts[titles[1]]}
    assert {*OLD_COUNTIES, "YY-S31"} <= {*parts[titles[2]]}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The whole site of a copy of the project, in which no link is broken."""
    return built("four_levels", tmp_path_factory.mktemp("four"), pdfs=False)


def test_no_page_has_a_word_that_is_neither_french_nor_arabic(site):
    """No text is marked as another language, in other letters or left in English."""
    assert list(foreign_words(site, ("fr", "ar"))) == []


def test_axe_finds_nothing_on_a_page_of_each_kind_from_either_side(site):
    """Half of the kinds from left to right, half from right to left; none is wider than a phone."""
    kinds = ["index", "A01", "YY-S2", "compare-regions-prefecture", "map", "targets", "evaluation", "data", "glossary"]
    pages = [f"{('ar', 'fr')[number % 2]}/{name}.html" for number, name in enumerate(kinds)]
    assert access_faults(site, [*pages, "ar/indicator-households_supplied.html"]) == []


def test_every_level_has_its_pages(site):
    """Areas, comparisons and maps of each level, in both languages; a map only of levels whose areas have places."""
    for language in ("fr", "ar"):
        pages = {file.stem for file in (site / language).glob("*.html")}
        assert {*PROVINCES, *PREFECTURES, *OLD_COUNTIES, "YY-N19", "YY-S31"} <= pages
        assert {page for page in pages if page.startswith(("compare-", "map"))} == {
            "compare-regions", "compare-regions-prefecture", "compare-regions-county", "map", "map-prefecture",
        }  # fmt: skip
        assert "YY-G1" not in pages


def test_pages_say_where_an_area_lies_and_what_became_of_it(site):
    """A county follows its prefecture into what that became; the old prefecture says when it was there."""
    pages = {name: (site / "fr" / f"{name}.html").read_text("utf-8") for name in ("YY-S31", "YY-S3", "YY-S2", "YY-N19")}
    lies = 'Rattachement\u00a0: <a href="YY-S.html">Sud</a> › <a href="YY-S2.html">Sud-Deux</a>.'
    assert lies in re.sub(r' class="[^"]*"', "", pages["YY-S31"])
    assert "Préfecture Sud-Deux (code statistique 230100)" in pages["YY-S31"]
    assert "Cette zone a existé jusqu’au 30 septembre 2022" in pages["YY-S3"]
    assert "compare-regions-prefecture.html?a=YY-S2" in pages["YY-S2"]
    assert "compare-regions" not in re.sub(r"<nav.*?</nav>", "", pages["YY-S3"], flags=re.DOTALL).split("<h1>")[1]
    assert "changement de code" in pages["YY-N19"]


def test_no_file_of_the_site_holds_a_suppressed_figure(site):
    """The three twos and their partners stand in no table, file or page of the site under their area and year."""
    tables = {file.name: file.read_text("utf-8-sig") for file in (site / "data").rglob("*.csv")}
    lines = [line for table in tables.values() for line in table.splitlines() if CONNECTED in line]
    assert [line for line in lines if ",YY-S1," in line and YEARS[1] in line and ",10," in line]
    for region, year in (("YY-S3", 1), ("YY-S2", 2), ("YY-S22", 3)):
        assert not [line for line in lines if f",{region}," in line and YEARS[year] in line and ",2," in line]


@pytest.mark.parametrize(("page", "words"), [("map", "محافظات"), ("map-prefecture", "أقضية")])
def test_a_page_calls_figures_by_area_as_its_level_does(site, page, words):
    """By provinces and by prefectures, in the words of the plan; the page is read from the right."""
    text = (site / "ar" / f"{page}.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl"' in text
    assert words in re.findall("<h1>.*?</h1>", text)[0]
