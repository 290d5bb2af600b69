"""The three sentences that lead the page of an action say what its figures say."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from invented import PROJECT, SECOND
from pages import real

from plan_metrics.context import Context, read_context
from plan_metrics.measure.status import BAD
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.views import action, language, lead
from plan_metrics.views.states import action_state, without_figures


@cache
def _invented(code: str) -> Context:
    return read_context(SECOND, code, PROJECT)


def numbers(text: str) -> set[str]:
    """The numbers of a text, as they are written."""
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_action_is_led_by_three_whole_sentences(code):
    """Each ends once, with the stop of its language, and holds nothing that was not filled in."""
    for context in (real(code), _invented(code)):
        for card in context.plan.actions:
            for said in lead.lead_sentences(context, card.id):
                assert said[-1] == ("。" if code == "zh" else ".")
                assert "{" not in said
                assert "–" not in said
                assert "。" not in said[:-1]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_sentence_counts_what_can_be_judged(code):
    """Of the supervision action (A09) three of eleven indicators can be judged: one good, two bad."""
    said = lead.lead_sentences(real(code), "A09")[0]
    assert real(code).plan.action("A09").aim[code].rstrip(".。")[1:] in said
    state = action_state(real(code), "A09")
    assert {str(state.assessed), str(state.indicators), str(state.good), str(state.bad)} <= numbers(said)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_firmest_finding_names_its_figures_periods_and_methods(code):
    """Every number of the second sentence is in the row of the scoreboard, or counts figures and methods."""
    context = real(code)
    for card in context.plan.actions:
        found = lead.findings(context, card.id)
        if not found:
            continue
        first, said = found[0], lead.lead_sentences(context, card.id)[1]
        row = first.row
        shown = "value", "latest"
        if row["target"] is not None:
            shown = "compared", "compared_period"
        assert first.indicator.title[code] in said
        assert language.period(str(row[shown[1]]), code) in said
        assert {str(first.judging), str(len(first.evidence.points))} & numbers(said)


def test_what_methods_agree_on_comes_first_and_two_figures_last():
    """Firmness goes before direction, an official target before a trend, a long series before a short one."""
    for card in real("en").plan.actions:
        ranks = [lead._firmness(finding) for finding in lead.findings(real("en"), card.id)]
        assert ranks == sorted(ranks)
    first = lead.findings(real("en"), "A04")[0]
    assert (first.indicator.id, first.row["status"]) == ("valid_certificates", "achieved")


@pytest.mark.parametrize(
    ("agreement", "points", "said"),
    [
        ("robust", 4, "so it is robust"),
        ("robust", 2, "on no more than 2 figures"),
        ("depends", 4, "depends on the method"),
        ("one_method", 4, "no second method"),
    ],
)
def test_a_finding_says_what_it_hangs_on(agreement, points, said):
    """Agreement on two figures is not called robust."""
    finding = lead.findings(real("en"), "A09")[0]
    known = replace(finding.evidence, agreement=agreement, points=finding.evidence.points[:1] * points)
    assert said in lead._sure(real("en"), replace(finding, evidence=known))


def test_what_goes_the_wrong_way_is_never_passed_over():
    """Each action with such an indicator says so in its second or third sentence; none other does."""
    for context in (real("en"), _invented("en")):
        for card in context.plan.actions:
            found = lead.findings(context, card.id)
            wrong = [f for f in found if f.row["status"] in BAD]
            _, second, third = lead.lead_sentences(context, card.id)
            assert any(f.indicator.title["en"] in second + third for f in wrong) == bool(wrong)
            assert (
                ("not known to go" in third or "is known to go" in third or "is not known" in third)
                or wrong
                or ("Without progress" in third)
            )


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_third_sentence_counts_what_is_not_known(code):
    """Commitments without a figure and indicators that cannot be judged, wherever there are some."""
    context = real(code)
    for card in context.plan.actions:
        state, third = action_state(context, card.id), lead.lead_sentences(context, card.id)[2]
        silent, unjudged = len(without_figures(context, card)), state.indicators - state.assessed
        assert {str(n) for n in (silent, unjudged) if n and n != state.indicators} <= numbers(third)


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_action_without_a_figure_says_so(code):
    """No finding, nothing known of a wrong way, no indicator that can be judged."""
    known = real(code)
    empty = replace(known, observations=known.observations[0:0], scoreboard=_without_values(known))
    first, second, third = lead.lead_sentences(empty, "A01")
    assert ("none of the" in first) or ("均无法评价" in first)
    assert ("no finding" in second) or ("没有可得出的结论" in second)
    assert ("is not known" in third) or ("无从判断" in third)


def _without_values(context: Context):
    board = context.scoreboard.copy()
    return board.assign(status="not_assessable", reason="no_figure", shown=None, shown_period=None)


def test_the_page_opens_with_the_three_sentences():
    """As three paragraphs, the first after the badge of the state."""
    text = action.opening(real("en"), "A09").text.splitlines()
    assert text[0].startswith("slipping The aim: ")
    assert text[1:] == list(lead.lead_sentences(real("en"), "A09")[1:])
