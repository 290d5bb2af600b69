"""A plan of a company by month, in one language and without areas: its targets by hand, and its whole site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from plan_sites import PLANS, access_faults, built, foreign_words

from plan_metrics.context import Context, read_context
from plan_metrics.edition.read import check_edition
from plan_metrics.views.target_cases import cases
from plan_metrics.views.words import value

PROJECT = PLANS / "company"
FIRST, SECOND = "2025-07", "2026-01"
TARGETS = {  # by indicator, kind and month: the numbers, and what they come to in the first and the second edition
    # 452 MWh in June, where at most 450 were wanted
    ("energy.use", "at_most", "2025-06"): ("missed", "missed"),
    # a fifth less than the 500 MWh of December 2024 are 400; December 2025 had 398
    ("energy.use", "relative", "2025-12"): ("ahead", "met"),
    # state 1, in preparation, from March on
    ("energy.certificate", "state", "2025-06"): ("met", "met"),
    # state 3, certified, was wanted by September, which had state 2
    ("energy.certificate", "milestone", "2025-09"): ("ahead", "missed"),
    # and was there in December
    ("energy.certificate", "state", "2025-12"): ("ahead", "met"),
    # 2 accidents in June, where at most 2 were wanted
    ("safety.accidents", "at_most", "2025-06"): ("met", "met"),
    # none in November, but 1 in December, where none was wanted
    ("safety.accidents", "zero", "2025-12"): ("ahead", "missed"),
    # 98.1 % or more to June; 97.4 % in August
    ("plant.up", "keep", "2025-12"): ("held", "missed"),
    # signed in May, before the end of June
    ("code.signed", "milestone", "2025-06"): ("met", "met"),
}


def context_of(edition: str) -> Context:
    """The plan with an edition, in its language."""
    return read_context(edition, "de", PROJECT)


@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_nothing_in_the_plan_or_its_editions_is_doubted(edition):
    """No fault and no warning; that a month had no accident is answered for."""
    context = context_of(edition)
    assert check_edition(PROJECT / "data" / "editions" / edition, context.plan, None) == []


@pytest.mark.parametrize(("edition", "place"), [(FIRST, 0), (SECOND, 1)])
def test_what_became_of_each_target_is_what_its_figures_say(edition, place):
    """Nine targets of six kinds, each by the month that it is set for."""
    found = {
        (each.target.indicator, each.target.kind, each.target.period): each.code for each in cases(context_of(edition))
    }
    assert found == {key: results[place] for key, results in TARGETS.items()}


VERDICTS = {  # the change since December 2024, by hand
    # 500 to 398 MWh is 20.4 % less, more than the 3 % that count as a change
    "energy.use": (500, 398, "improving"),
    # from state 0 to state 3
    "energy.certificate": (0, 3, "improving"),
    # 4 accidents to 1
    "safety.accidents": (4, 1, "improving"),
    # 98.2 % to 98.5 %: 0.3 points, less than the 1 point that counts
    "plant.up": (98.2, 98.5, "stable"),
    # three figures, and the last two of them lie two months apart
    "code.signed": (0, 1, "not_assessable"),
}


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (1, "accidents", "1 Unfall"),
        (2, "accidents", "2 Unfälle"),
        (0, "accidents", "0 Unfälle"),
        (1, "MWh", "1 MWh"),
        (1, "percent", "1\u00a0%"),
    ],
)
def test_one_of_a_unit_is_said_by_its_word_for_one(number, unit, said):
    """Where `units.csv` has one; a per cent sign stands off by the space of the language."""
    assert value(context_of(SECOND), number, unit) == said


def test_the_verdicts_of_a_year_are_those_worked_out_by_hand():
    """What is desired is a fall of two indicators and a rise of the others."""
    board = context_of(SECOND).scoreboard.set_index("indicator")
    found = {name: tuple(row) for name, row in board[["baseline", "value", "status"]].iterrows()}
    assert found == VERDICTS


def test_the_way_to_a_relative_target_is_counted_from_its_base():
    """102 MWh of the 100 that were to be saved after a year; 48 of them after half of it."""
    progress = [context_of(edition).scoreboard.set_index("indicator").loc["energy.use"] for edition in (FIRST, SECOND)]
    assert [row["target"] for row in progress] == [400, 400]
    assert [row["progress"] for row in progress] == pytest.approx([0.48, 1.02])
    assert [row["elapsed"] for row in progress] == pytest.approx([0.5, 1])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The whole site of a copy of the project, in which no link is broken."""
    return built("company", tmp_path_factory.mktemp("company"))


def test_no_page_has_a_word_that_is_not_german(site):
    """No text is marked as another language, in other letters or left in English."""
    assert list(foreign_words(site, ("de",))) == []


def test_axe_finds_nothing_on_a_page_of_each_kind(site):
    """None is wider than a phone."""
    kinds = ["index", "M1", "indicator-energy.use", "indicator-energy.certificate", "targets", "evaluation", "changes"]
    kinds += ["coverage", "data", "method", "glossary", "take-along", "search"]
    assert access_faults(site, [f"de/{name}.html" for name in kinds]) == []


def test_no_page_is_about_areas_or_breakdowns_and_none_leads_to_another_language(site):
    """A plan with neither has no pages of them; one language needs no switch."""
    pages = {file.stem for file in (site / "de").glob("*.html")}
    assert not [page for page in pages if page.startswith(("map", "compare", "FW"))]
    assert [folder.name for folder in site.iterdir() if (folder / "index.html").is_file()] == ["de"]
    assert 'class="pm-language"' not in (site / "de" / "index.html").read_text("utf-8")


def test_the_page_of_targets_tells_what_became_of_them_in_the_words_of_their_kinds(site):
    """Five of nine are met; a month is a month, a state has its name, and a level that fell off is missed."""
    text = " ".join(re.sub("<[^>]*>", " ", (site / "de" / "targets.html").read_text("utf-8")).split())
    assert "Frist abgelaufen: 9, davon erreicht: 5, verfehlt: 4" in text
    assert "20 % weniger als Dezember 2024: höchstens 400 MWh (500 MWh × 0,8)" in text
    assert "durchgehend 98 % oder mehr" in text
    assert "im Audit September 2025" in text
