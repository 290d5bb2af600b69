"""The worked example of the method chapter: one series, judged step by step, in the words of its own page."""

from __future__ import annotations

import pytest
from bilingual import LANGUAGES
from made import INDICATOR, card_of, context_of, row_of
from pages import Page, real, second

from plan_metrics.views import worked
from plan_metrics.views.evidence import strength_sentence
from plan_metrics.views.verdicts import fact, latest_sentence, long_sentence

REVERSED = "2026 376; 2028 684; 2029 551"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_are_the_sentences_of_the_series(language):
    """Fact, long-term assessment, latest change and strength, as its own page says them; a picture for each view."""
    context = context_of(REVERSED, language)
    row, block = row_of(context), worked.example(context)
    said = [
        fact(context, card_of(context), row),
        long_sentence(context, row),
        latest_sentence(context, row),
        strength_sentence(context, context.evidence(card_of(context))),
    ]
    assert [text in block.text for text in said] == [True] * 4
    labels = Page(block.html).values("aria-label")
    assert len(labels) == 2
    assert all(label in block.text for label in labels)


def test_the_pictures_name_the_figures_that_the_verdict_rests_on_as_they_were_printed():
    """The last figure is a bound that says nothing: the long view ends at the one before it, which is none."""
    text = worked.example(context_of("2026 100; 2027 100; 2029 130; 2030-03 100 over:100")).text
    assert "From 100 stands in 2026 to 130 stands in 2029" in text
    assert "over 130" not in text


def test_a_reversal_is_chosen_before_a_longer_series():
    """It shows both views at their most different; of the newest edition it is one of its reversals."""
    context = real("en")
    board = context.scoreboard[context.scoreboard["headline"].astype(bool)]
    titles = [
        context.plan.indicator(name).title["en"] for name in board.loc[board["reversal"].astype(bool), "indicator"]
    ]
    assert titles
    assert worked.example(context).text.splitlines()[0] in [f"Example: {title}" for title in titles]


def test_an_edition_without_a_verdict_has_no_example():
    """And one with some has one."""
    assert worked.example(context_of("2026 100; 2029 120")).html == ""
    assert second("en").plan.indicator(INDICATOR).title["en"] in worked.example(context_of(REVERSED)).text
