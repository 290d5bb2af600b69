"""A plan of samples by sex and age, with a range and relative targets: its figures by hand, and its whole site."""

from __future__ import annotations

from math import comb
from pathlib import Path

import pytest
from plan_sites import PLANS, access_faults, built, foreign_words

from plan_metrics.context import Context, read_context
from plan_metrics.edition.read import check_edition
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import action, indicator

PROJECT = PLANS / "survey"
EDITION = "2026-03"
FIRST, SECOND, THIRD, LAST = (f"{year}-09/{year}-11" for year in (2019, 2021, 2023, 2025))
COURSES, READERS, LEADING, LONELY = "course_participants", "weekly_readers", "women_leading", "often_lonely"


@pytest.fixture(scope="module")
def context() -> Context:
    """The plan with its edition, in English."""
    return read_context(EDITION, "en", PROJECT)


@pytest.fixture(scope="module")
def board(context) -> dict[str, ScoreboardRow]:
    """Where each indicator stands for the whole."""
    return {row["indicator"]: row for row in scoreboard_rows(context.scoreboard, headline=True)}


def test_nothing_in_the_plan_or_its_edition_is_doubted(context):
    """Women and men make the total in every year, samples have sizes: nothing is told, not even as a warning."""
    assert check_edition(PROJECT / "data" / "editions" / EDITION, context.plan, None) == []


def test_sexes_add_up_and_age_groups_need_not(context):
    """69,000 women and 43,000 men are the 112,000 of 2024; of 2,000 participants the age is not known."""

    def figures(*breakdowns: str) -> list[float]:
        rows: list[ObservationRow] = observation_rows(
            context.observations, indicator=COURSES, region="WW", breakdown=list(breakdowns), period="2024"
        )
        return [row["value"] for row in rows]

    assert figures("F", "M") == [69_000, 43_000]
    assert sum(figures("F", "M")) == figures("TOTAL")[0] == 112_000
    assert sum(figures("Y16T29", "Y30T64", "Y65T99")) == 110_000


def test_long_term_and_latest_verdicts_are_those_worked_out_by_hand(board):
    """1,000 to 1,100 of 2,000 and 288 to 336 of 800 are more than chance at 5 %, 180 to 165 of 1,000 are not; nor is
    any step of two years. 112,000 after 100,000 are 12 % more; after 109,500 the year before, 2.3 %, less than 3.
    """
    assert {name: row["status"] for name, row in board.items()} == {
        COURSES: "improving", READERS: "improving", LEADING: "improving", LONELY: "within_error",
    }  # fmt: skip
    assert {name: row["latest_change"] for name, row in board.items()} == {
        COURSES: "stable", READERS: "within_error", LEADING: "within_error", LONELY: "within_error",
    }  # fmt: skip
    assert (board[READERS]["from_period"], board[READERS]["to_period"]) == (FIRST, LAST)
    assert (board[READERS]["latest_from"], board[READERS]["latest_to"]) == (THIRD, LAST)


def test_an_indicator_of_another_card_counts_in_an_action_and_once_in_the_plan(context):
    """Women leading advance directly, loneliness is within error, and participants in courses, on the card of the first
    action, carry the third commitment as a proxy: two of the three that have a verdict advance, and none falls. Of the
    two actions one has two indicators and the other three; the plan has four."""
    first, second = (context.state(action) for action in ("A01", "A02"))
    assert [(each.state, each.fit, each.counted) for each in second.commitments] == [
        ("advancing", "direct", (LEADING,)), ("mixed", "direct", (LONELY,)), ("advancing", "proxy", (COURSES,)),
    ]  # fmt: skip
    assert (second.state, second.groups, second.indicators) == ("advancing", (2, 1, 0, 0), 3)
    assert (first.indicators, len(context.scoreboard["indicator"].unique())) == (2, 4)
    opened = indicator.opening(context, COURSES).html
    assert all(f'href="{page}.html#i-course-participants"' in opened for page in ("A01", "A02"))
    assert "indicator-course_participants.html" in action.commitments(context, "A02").html


def by_definition(hits: int, size: int, other: int, other_size: int) -> float:
    """Fisher's exact test, two-sided: of all ways to spread the hits, the share that is no likelier than this one."""
    ways = [comb(size, k) * comb(other_size, hits + other - k) for k in range(hits + other + 1)]
    return float(sum(each for each in ways if each <= ways[hits]) / sum(ways))


@pytest.mark.parametrize(
    ("name", "hits", "size"),
    [(READERS, (1000, 1060, 1100), 2000), (LEADING, (288, 316, 336), 800), (LONELY, (180, 175, 165), 1000)],
)
def test_chance_of_a_change_of_shares_is_that_of_fishers_exact_test(board, name, hits, size):
    """From the first wave and from the last but one to the last, counted by the definition of the test."""
    first, before, last = hits
    assert board[name]["p"] == pytest.approx(by_definition(first, size, last, size))
    assert board[name]["latest_p"] == pytest.approx(by_definition(before, size, last, size))


def test_a_relative_target_is_a_share_of_its_base_at_its_date(board):
    """20 % more than 100,000 are 120,000: 12,000 of 20,000 in five of ten years. 25 % less than 18.0 are 13.5: 1.5 of
    4.5 points in six of ten years.
    """
    courses, lonely = board[COURSES], board[LONELY]
    assert (courses["target_change"], courses["target_baseline"], courses["target"]) == (20, 100_000, 120_000)
    assert (courses["progress"], courses["elapsed"]) == pytest.approx((0.6, 0.5))
    assert (lonely["target_change"], lonely["target_baseline"], lonely["target"]) == (-25, 18, 13.5)
    assert (lonely["progress"], lonely["elapsed"]) == pytest.approx((1 / 3, 0.6))
    assert (courses["result"], lonely["result"]) == ("ahead", "ahead")


def test_a_range_has_two_ends_and_its_date_is_ahead(board):
    """40 to 60 per cent in 2029: 42 per cent lie in it today, and its date decides."""
    row = board[LEADING]
    assert (row["target"], row["target_to"], row["target_period"], row["result"]) == (40, 60, "2029", "ahead")
    assert row["shown"] == 42


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site of a copy of the project, in which no link is broken."""
    return built("survey", tmp_path_factory.mktemp("survey"), pdfs=False)


def test_the_site_has_three_languages(site):
    """Every page of a plan of sexes and ages is there in English, German and Finnish but for the kind left out."""
    for language in ("en", "de", "fi"):
        pages = {file.stem for file in (site / language).glob("*.html")}
        assert {"sex-F", "sex-M", "age-Y16T29", "age-Y30T64", "age-Y65T99", "WW-L", "WW-F"} <= pages
        assert {"compare-sex", "compare-age", "compare-regions", f"indicator-{LONELY}"} <= pages
        assert "evaluation" not in pages


OF_THE_ORIGINAL = ("(invented)", "]: English", "]: Deutsch", "]: Suomi")  # titles of documents, names of languages


@pytest.mark.parametrize("language", ["de", "fi"])
def test_no_page_has_a_word_of_another_language(site, language):
    """Titles of the English documents are there as well, and marked as such."""
    found = [said for said in foreign_words(site, [language]) if not any(word in said for word in OF_THE_ORIGINAL)]
    assert found == []


def test_pages_pass_axe_and_fit_a_phone(site):
    """In each language an indicator by sex and age, the targets, the page of women and a comparison."""
    pages = ("indicator-weekly_readers", "targets", "sex-F", "compare-age")
    assert access_faults(site, [f"{code}/{page}.html" for code in ("en", "de", "fi") for page in pages]) == []
