"""What opens the page of an action says what its figures say: the state with its counts, good and bad alike."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bilingual import LANGUAGES
from made import card_of, context_of, target
from pages import NEWEST, real, sample, second

from plan_metrics.analysis.states import MIXED, OPEN, decided
from plan_metrics.context import Context
from plan_metrics.measure.verdicts import JUDGED, STRENGTHS
from plan_metrics.views import action, brief, figure_tiles, lead, words

WORSE = "Worse in the latest figure than before:"
EVERY = pytest.mark.parametrize("context", [real, sample, second], ids=[NEWEST, "sample", "invented"])
NUMBER = re.compile(r"\d+")


def _board(context: Context) -> dict[str, dict]:
    rows = context.scoreboard[context.scoreboard["headline"].astype(bool)].to_dict("records")
    return {row["indicator"]: row for row in rows}


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sentence_counts_the_commitments_by_state(context, language):
    """Every number in it is one of these counts, they add up to the commitments of the card, and none is left out."""
    shown = context(language)
    for card in shown.plan.actions:
        state = shown.state(card.id)
        first = lead.counted(shown, state)
        assert lead.lead_sentences(shown, card.id)[0].startswith(words.sentence(shown, first))
        states = [[each for each in state.commitments if each.state == name] for name in lead.ON]
        counts = [len(group) for group in states if group]
        proxies = [sum(each.state != OPEN and each.fit == "proxy" for each in group) for group in states]
        some = [n for n, group in zip(proxies, states, strict=True) if 0 < n < len(group)]
        assert sum(counts) == len(card.commitments)
        assert ("by proxy" in first or "依据替代指标" in first) == bool(sum(proxies))
        told = sorted(int(number) for number in NUMBER.findall(first))
        assert told == sorted([*(counts if state.judged else []), len(card.commitments), *some])


@EVERY
def test_there_is_evidence_for_a_state_and_none_where_there_is_no_state(context):
    """The opening and the cell of the tables say the same."""
    shown = context("en")
    for card in shown.plan.actions:
        state = shown.state(card.id)
        cell, first = lead.strength_cell(shown, state), lead.counted(shown, state)
        assert ("evidence" in first) == (cell != "–") == (state.state != OPEN)
        assert cell == "–" or first.endswith(f"; evidence {cell}")


def test_which_rule_made_the_state_of_an_action_is_said_where_the_counts_do_not_show_it():
    """Too few verdicts, a single proxy, something that deteriorates, no majority, a majority that is not all."""
    context = second("en")
    (one, other, open_) = context.state("A01").commitments
    slips = replace(other, state="slipping", deteriorating=other.counted)
    for commitments, said in (
        ((one, open_, open_, open_), "Fewer than 1/3 of the commitments are assessed: too few for a state."),
        ((replace(one, fit="proxy"), open_), "A single proxy carries no more than “no clear direction”."),
        (
            (one, replace(one, deteriorating=one.counted)),
            "at least 2/3 are advancing, but a commitment or an indicator",
        ),
        ((one, slips), "neither those advancing nor those slipping are at least 2/3"),
        ((slips, slips, one), "Of the commitments assessed, at least 2/3 agree."),
        ((one, other), None),
        ((open_, open_), None),
    ):
        state, why = decided(commitments, context.plan.head.verdicts.state)
        found = replace(context.state("A01"), commitments=commitments, state=state, why=why)
        told = lead.rests_on(context, found)
        assert said in told if said else told == words.sentence(context, lead.counted(context, found))


@EVERY
def test_the_front_page_says_what_each_state_rests_on_in_few_words(context):
    """How many of those assessed advance and slip; that there is only a proxy, too few or none."""
    shown = context("en")
    for card in shown.plan.actions:
        state, said = shown.state(card.id), lead.in_short(shown, shown.state(card.id))
        assert ("single proxy" in said) == (state.why == "one_proxy")
        if state.why == "too_few":
            assert [*map(int, NUMBER.findall(said))] == [len(state.judged), len(card.commitments)]
        if state.why not in ("one_proxy", "too_few", "none_judged"):
            slipping = [state.of("slipping")] if state.of("slipping") else []
            assert [*map(int, NUMBER.findall(said))] == [state.of("advancing"), len(state.judged), *slipping]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_commitment_without_a_direction_says_why_beside_its_verdict(language):
    """Weak evidence, or what deteriorates: each of the real plan has a reason, and it stands on the page."""
    shown = real(language)
    for card in shown.plan.actions:
        text = action.commitments(shown, card.id).text
        for found in shown.state(card.id).commitments:
            if found.state == MIXED:
                assert lead.undecided(shown, found)
                assert all(reason in text for reason in lead.undecided(shown, found))


@EVERY
def test_the_best_supported_finding_has_the_strongest_evidence_of_those_that_count(context):
    """Whichever way it went; what is only context is never it, and where something counts, something is it."""
    shown = context("en")
    for card in shown.plan.actions:
        counting = [i for i in card.indicators if i.fit != "context" and _board(shown)[i.id]["status"] in JUDGED]
        said = [text for text in lead.lead_sentences(shown, card.id) if text.startswith("Best supported: ")]
        assert len(said) == bool(counting)
        if counting:
            levels = [STRENGTHS.index(_board(shown)[i.id]["strength"]) for i in counting]
            best = [i for i, level in zip(counting, levels, strict=True) if level == min(levels)]
            assert any(said[0].startswith(f"Best supported: {i.title['en']}. ") for i in best)


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_deteriorates_is_named_in_the_opening_and_nothing_else_is(context, language):
    """In the long run or last, whatever its evidence and its fit, with or without a long-term assessment."""
    shown = context(language)
    forms = [
        "Deteriorating in the long term: {titles}.",
        "Worse in the latest figure than before: {titles}.",
    ]
    starts = [words.say(shown, form).partition("{")[0] for form in forms]
    starts += [words.say(shown, form).partition("{")[0] for form in lead.REVERSAL.values()]
    for card in shown.plan.actions:
        named = " ".join(text for text in lead.lead_sentences(shown, card.id) if text.startswith(tuple(starts)))
        falling = [i for i in card.indicators if "worsening" in _moves(_board(shown)[i.id])]
        for indicator in falling:
            named = named.replace(indicator.title[language], "*", 1)
        assert named.count("*") == len(falling)
        assert not any(i.title[language] in named for i in card.indicators if i not in falling)


def _moves(row: dict) -> tuple[str, str]:
    return row["status"], row["latest_change"]


def test_a_reversal_is_told_with_the_three_figures_that_make_it():
    """376, 684, 551: up in the long run and down last; of what should fall, the other way round.

    The turn is at the highest figure, not where the latest change begins.
    """
    up = context_of("2026 376; 2028 684; 2029 551")
    title = card_of(up).title["en"]
    assert lead.lead_sentences(up, "A01")[2] == (
        f"Reversal: {title} – 376 stands in 2026, its highest since then 684 stands in 2028, 551 stands in 2029: "
        "above the baseline, but below that highest."
    )
    falls_on = context_of("2026 376; 2027 684; 2028 600; 2029 551")
    assert "its highest since then 684 stands in 2027, 551 stands in 2029" in lead.lead_sentences(falls_on, "A01")[2]
    down = context_of("2026 684; 2028 376; 2029 551", direction="decrease")
    assert lead.lead_sentences(down, "A01")[2] == (
        f"Reversal: {title} – 684 stands in 2026, its lowest since then 376 stands in 2028, 551 stands in 2029: "
        "below the baseline, but above that lowest."
    )


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ("2026 684; 2028 600; 2029 551", "Deteriorating in the long term: Bicycle stands."),
        (
            "2026 684; 2028 700; 2029 670",
            "Worse in the latest figure than before: Bicycle stands.",
        ),  # 2 % down in the long run
        (
            "2028-06 100; 2029-01 120; 2029-12 90",
            "Worse in the latest figure than before: Bicycle stands.",
        ),  # no long run
        (
            "2026-06 100; 2027-06 200; 2029-12 150",
            "Worse in the latest figure than before: Bicycle stands.",
        ),  # after two years and a half
        ("2026 551; 2028 600; 2029 684", ""),
    ],
)
def test_each_kind_of_fall_has_its_sentence(figures, said):
    """One sentence for each series: the long run before the last change."""
    found = [
        text for text in lead.lead_sentences(context_of(figures), "A01") if text.startswith(("Deteriorating", "Worse"))
    ]
    assert found == ([said] if said else [])


@EVERY
def test_the_badge_of_a_state_says_that_it_is_of_what_was_assessed(context):
    """Two commitments of five that advance are no action that does; in Chinese as in English."""
    said = {"en": "where assessed", "zh": "已评任务"}
    for language in LANGUAGES:
        for state in ("advancing", "slipping"):
            assert said[language] in action.state_badge(context(language), state).text


def test_a_missed_target_is_told_where_the_series_is_the_best_supported():
    """It improves and missed its target: the state is no better than mixed, and the page says both."""
    context = context_of("2026 100; 2027 110; 2028 118; 2029 120", targets=(target(125, "2029"),))
    assert context.state("A01").state != "advancing"
    assert "target missed" in action.figures(context, "A01").text


@EVERY
def test_commitments_without_a_verdict_are_named_and_no_others(context):
    """By number and title."""
    shown = context("en")
    for card in shown.plan.actions:
        open_ones = {each.commitment for each in shown.state(card.id).commitments if each.state == OPEN}
        said = " ".join(
            text for text in lead.lead_sentences(shown, card.id) if text.startswith("Commitments not assessable: ")
        )
        assert {each.id for each in card.commitments if lead.commitment_words(shown, card.id, each.id) in said} == (
            open_ones
        )


def test_an_action_without_a_figure_says_no_more_than_that():
    """No finding, nothing that falls: the count, and the commitments by name."""
    said = lead.lead_sentences(context_of(""), "A01")
    assert said[0] == "None of the 3 commitments can be assessed."
    assert len(said) == 2
    assert said[1].startswith("Commitments not assessable: 1.1 ")


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_with_these_sentences_behind_the_badge_of_the_state(context, language):
    """Each a paragraph, whole and in its language, around a figure; the plan's own words come last."""
    shown = context(language)
    for card in shown.plan.actions:
        lines = action.opening(shown, card.id).text.splitlines()
        said = lead.lead_sentences(shown, card.id)
        badge = words.say(shown, words.ACTION_STATE[shown.state(card.id).state])
        spoken = lead.speaking(shown, card.id)
        figure = figure_tiles.leading(shown, spoken.indicator).text.splitlines() if spoken else []
        first = words.sentences(shown, [words.sentence(shown, badge), said[0]])
        assert lines[int(shown.edition.card.invented) : -1] == [badge[0] + first[1:], *figure, *said[1:]]
        assert card.aim[language] in lines[-1]
        assert all(text.endswith("。" if language == "zh" else ".") and "{" not in text for text in said)


def test_the_documents_of_the_brief_are_those_of_the_figures_that_it_names():
    """376 of the first document, 684 of the second, 551 of the third: all three are behind its sentences."""
    context = context_of("2026 376; 2028 684; 2029 551")
    assert _documents(context) == {"S001", "S002", "S003"}
    none = dict.fromkeys(("status", "latest_change"), "not_assessable") | {"reversal": False}
    none |= dict.fromkeys(("reason", "latest_reason"), "few_figures")
    assert _documents(replace(context, scoreboard=context.scoreboard.assign(**none))) == set()


def _documents(context: Context) -> set[str]:
    return set(re.findall(r"\bS\d{3}\b", brief.briefs(context)[1].text))
