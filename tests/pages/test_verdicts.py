"""A verdict is said in whole sentences that name only what is known, each no more exact than its figures."""

from __future__ import annotations

import re

import pytest
from bilingual import LANGUAGES
from made import INDICATOR, card_of, context_of, row_of, target
from pages import HAN, real, sample, second

from plan_metrics.analysis.states import STATES
from plan_metrics.context import Context
from plan_metrics.measure.assess import STATUSES
from plan_metrics.measure.by_method import REASONS as BY_METHOD
from plan_metrics.measure.outcome import PROSPECTS, RESULTS
from plan_metrics.measure.verdicts import JUDGED, REASONS, STRENGTHS, WORDS
from plan_metrics.views import blocks, brief, indicator, target_tables, verdicts, words
from plan_metrics.views.nodes import Column, el, html_of
from plan_metrics.views.parts import target_cell
from plan_metrics.views.verdicts import badges, change_words, verdict

SHARE = {"unit": "percent"}
SAMPLE = {"unit": "percent", "collection": "sample", "direction": "decrease"}


def said(figures: str, language: str = "en", **given: object) -> str:
    """What is said of a series that is written out."""
    return said_of(context_of(figures, language, **given))


def said_of(context: Context) -> str:
    """What is said of the series of a context."""
    return verdict(context, card_of(context), row_of(context))


def whole(text: str, language: str) -> bool:
    """Whether a text ends as one, is in its language, and holds nothing open or unknown."""
    ends = text.endswith("。" if language == "zh" else ".")
    return ends and bool(HAN.search(text)) == (language == "zh") and not re.search(r"[{}]|None|\bnan\b|\.\.", text)


# ---------------------------------------------------------------- whole sentences, worked by hand

SAID = [
    # a rise of 47 % that was followed by a fall
    ("2026 376; 2028 684; 2029 551", {},
     "551 stands in 2029; 376 stands in 2026; up 46.5% since the baseline period. Long-term assessment (2026 to "
     "2029): improving; evidence weak. Latest change, the other way: deteriorating, from 684 stands in 2028 to "
     "551 stands in 2029."),
    # the same of what should fall: no reversal, for it is better last
    ("2026 376; 2028 684; 2029 551", {"direction": "decrease"},
     "551 stands in 2029; 376 stands in 2026; up 46.5% since the baseline period; lower is better. Long-term "
     "assessment (2026 to 2029): deteriorating; evidence weak. Latest change: improving, from 684 stands in "
     "2028 to 551 stands in 2029."),
    # two figures are a fact
    ("2026 10; 2029 12", {},
     "12 stands in 2029; 10 stands in 2026; 2 more than in the baseline period. Long-term assessment: not "
     "assessable – comparable figures since the baseline: 2; needed: 3."),
    ("", {}, "No figure was found."),
    # four figures, of which one is not older than the baseline
    ("2023 5; 2024 6; 2025 7; 2026 8", {},
     "8 stands in 2026. Long-term assessment: not assessable – comparable figures since the baseline: 1; needed:"
     " 3."),
    ("2024 5; 2025 6", {},
     "6 stands in 2025. Long-term assessment: not assessable – the figures are older than the baseline (2026)."),
    # a break leaves two figures
    ("2026 100; 2027 110; 2028 120 B; 2029 130", {},
     "130 stands in 2029; 120 stands in 2028; up 8.3% since the baseline period. Long-term assessment: not "
     "assessable – comparable figures since the baseline: 2; needed: 3."),
    ("2026 5; 2027 6; 2028 7", {"as_of": "2035-01-31"},
     "7 stands in 2028; 5 stands in 2026; 2 more than in the baseline period. Long-term assessment: not "
     "assessable – the latest comparable figure is for 2028, more than 3 years before this edition."),
    # three figures over three years and a half, two of them of one season
    ("2026-03 100; 2029-08 120; 2029-09 121", {},
     "121 stands in September 2029; 100 stands in March 2026; up 21% since the baseline period. Long-term "
     "assessment: not assessable – counting comparable figures less than 6 months apart as one, there are 2; "
     "needed: 3."),
    # too short for a long view, and yet the fall is said
    ("2028-06 100; 2029-01 120; 2029-12 90", {},
     "90 stands in December 2029; 100 stands in June 2028; down 10% since the baseline period. Long-term "
     "assessment: not assessable – the comparable figures span less than 2 years. Latest change: deteriorating, "
     "from 120 stands in January 2029 to 90 stands in December 2029."),
    ("2026 100; 2027 110; 2030 120", {},
     "120 stands in 2030; 100 stands in 2026; up 20% since the baseline period. Long-term assessment (2026 to "
     "2030): improving; evidence weak. Latest change: not assessable – no comparable figure lies between 0.5 and"
     " 2 years before the last one."),
    ("2026 100; 2027 110; 2029 120", {"direction": "none"},
     "120 stands in 2029; 100 stands in 2026; up 20% since the baseline period. Long-term assessment: not "
     "assessable – neither a rise nor a fall is better by itself."),
    # over 95 % three times
    ("2027 95 over:1; 2028 95 over:1; 2029 95 over:1", SHARE,
     "Over 95% in 2029; over 95% in 2027; whether it rose or fell since the baseline period cannot be told from "
     "rounded or bounded figures. Long-term assessment: not assessable – published as a bound, so the change may"
     " be of either kind."),
    ("2026 400 exact:100; 2028 450 exact:100; 2029 500 exact:100", {},
     "500 stands in 2029; 400 stands in 2026; up at most 57.2% since the baseline period. Long-term assessment: "
     "not assessable – published so rounded that the change may be of either kind."),
    ("2026 25 /100; 2028 22 /100; 2029 30 /100", SAMPLE,
     "30% in 2029; 25% in 2026; the difference lies within sampling error and is called neither a rise nor a "
     "fall; lower is better. Long-term assessment (2026 to 2029): within sampling error; evidence weak. Latest change: "
     "within sampling error, from 22% in 2028 to 30% in 2029."),
    ("2026 22; 2027 30; 2028 32", SAMPLE,
     "32% in 2028; 22% in 2026; up by 10 percentage points since the baseline period; lower is better. Long-term "
     "assessment: not assessable – a share found in samples whose sizes were not all published."),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "given", "expected"), SAID, ids=[row[0] + str(row[1]) for row in SAID])
def test_the_sentences_of_a_series_are_as_worked_by_hand(figures, given, expected):
    """Fact, assessment, latest change: each with its figures, or with why there is none."""
    assert said(figures, **given) == expected


@pytest.mark.parametrize(("figures", "given", "expected"), SAID, ids=[row[0] + str(row[1]) for row in SAID])
def test_the_sentences_are_whole_in_chinese_too(figures, given, expected):
    """The same numbers, in a text of its own language."""
    text = said(figures, "zh", **given)
    assert whole(text, "zh"), text
    numbers = re.compile(r"\d[\d,]*(?:\.\d+)?")
    assert {float(n.replace(",", "")) for n in numbers.findall(text)} >= {
        float(n.replace(",", "")) for n in numbers.findall(expected)
    }


TARGETS = [
    (target(115, "2029"), "The official target of 115 stands for 2029 was met: 120 stands in 2029."),
    (target(125, "2029"), "The official target of 125 stands for 2029 was missed: 120 stands in 2029."),
    (
        target(150, "2028"),
        "The official target was 150 stands for 2028; no figure was published for that date. "
        "The nearest is 110 stands in 2027.",
    ),
    (target(150, "2032"), "Official target: 150 stands by 2032; prospect unclear."),
    (
        target(120, "2032"),
        "Official target: 120 stands by 2032; reached before its date, but whether it lasts is unclear.",
    ),
]


@pytest.mark.parametrize(("known", "expected"), TARGETS, ids=[text for _, text in TARGETS])
def test_what_became_of_a_target_stands_in_a_sentence_of_its_own(known, expected):
    """Met, missed, without a figure for its date, ahead, reached before its date; the assessment says nothing of it."""
    text = said("2026 100; 2027 110; 2029 120", targets=(known,))
    assert text.endswith(f" {expected}")
    assert text.startswith(said("2026 100; 2027 110; 2029 120"))


def test_a_part_of_a_year_says_nothing_of_a_target_for_the_year():
    """Of what flows in, the second half of 2029 is not the year; of a stock it is how the year ended."""
    figures, known = "2026 100; 2027 110; 2028 120; 2029-H2 90", (target(115, "2029"),)
    assert "missed" not in said(figures, targets=known, accumulation="flow")
    assert "missed: 90 stands" in said(figures, targets=known)


def test_a_target_that_a_bound_leaves_open_is_not_said_to_be_met_or_missed():
    """“Over 110” for a target of 115 settles nothing."""
    text = said("2026 100; 2027 105; 2029 110 over:10", targets=(target(115, "2029"),))
    assert "which settles nothing" in text
    assert "met" not in text


def test_a_target_is_not_reached_before_its_date_by_a_figure_that_is_too_old():
    """99.4 of 2015 says nothing of a target of 99 for 2027: that something holds is said of what is known now."""
    old = context_of("2026 130; 2027 130; 2028 130", as_of="2034-01-31", targets=(target(120, "2036"),))
    new = context_of("2026 130; 2027 130; 2028 130", as_of="2029-01-31", targets=(target(120, "2036"),))
    assert "reached before its date" in str(target_cell(new, row_of(new)))
    assert "reached" not in str(target_cell(old, row_of(old)))


# ---------------------------------------------------------------- a change, as exact as its figures

CHANGES = [
    ("2026 36327; 2029 53057", {}, "+46.1%"),
    ("2026 100; 2029 75", {}, "−25%"),
    ("2026 100; 2029 100", {}, "0%"),
    ("2026 10; 2029 101", {}, "10 times as many"),
    ("2026 100; 2029 350", {}, "3.5 times as many"),
    ("2026 0; 2029 12", {}, "+12"),
    ("2026 -500; 2029 -400", {}, "+20%"),
    ("2026 14; 2029 15", {}, "+1"),
    ("2026 99; 2029 98", {}, "−1"),
    ("2026 178000 exact:1000; 2029 406300 exact:100", {}, "about +128%"),  # from 127.6 to 128.9 %
    ("2026 1000 exact:1; 2029 1227 exact:1", {}, "about +22.7%"),  # 23 % is more than it can be
    ("2026 90 nearly:10; 2029 122", {}, "at least +35.5%"),  # 122 is 35.56 % above 90, and more above what is below it
    ("2026 100; 2029 62 under:1", {}, "about −38%"),
    ("2026 100; 2029 90 under:10", {}, "a fall of at least 10%"),
    ("2026 100 over:100; 2029 100", {}, "a fall of at most 50%"),
    ("2026 100; 2029 100 over:100", {}, "at most +100%"),
    ("2026 260 over:10; 2029 3923", {}, "about 15 times as many"),
    ("2026 1000 over:1000; 2029 8000 over:1000", {}, "at least 4 times as many"),
    ("2026 95 over:1; 2029 95 over:1", SHARE, "cannot be told from rounded or bounded figures"),
    ("2026 93.39 exact:0.01; 2029 93.71 exact:0.01", SHARE, "about +0.32 percentage points"),
    ("2026 8.3 exact:0.1; 2029 8 exact:0.1", SHARE, "a fall of at least 0.2 percentage points"),
    ("2026 22 exact:1; 2029 32 exact:1", SHARE, "at least +9 percentage points"),
    ("2026 3 exact:1; 2029 4 exact:1", SHARE, "at most +2 percentage points"),
]


@pytest.mark.parametrize(("figures", "given", "expected"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_is_as_exact_as_its_figures(figures, given, expected):
    """A number, about so much, a bound that is not rounded beyond itself, or nothing that could be told."""
    context = context_of(figures, **given)
    assert change_words(context, row_of(context)) == expected


def test_figures_of_a_date_and_of_a_year_are_said_to_be_of_their_ends():
    """January 2025 to 2025 would read as no time at all; what is counted over a year has no such end."""
    figures = "2028-01 100; 2029-01 110; 2029 120; 2030 130"
    ends = "end of January 2028 to end of 2030"
    assert f"({ends})" in said(figures)
    assert "(2028 to 2030)" in said("2028 100; 2029 110; 2030 130")
    context = context_of(figures)
    assert f"Long-term: improving {ends}" in indicator.opening(context, INDICATOR).text
    assert "2028年1月末至2030年末" in said(figures, "zh")


def test_one_figure_has_no_change():
    """Nor has a series without any."""
    for figures in ("2028 10", ""):
        context = context_of(figures)
        assert change_words(context, row_of(context)) == ""


# ---------------------------------------------------------------- words for everything


def test_every_reason_and_every_result_has_words():
    """On the pages and, shorter, in the brief; and no words without a reason, for no one would notice if they broke."""
    upstream = {"no_figure", "not_comparable", "only_before_baseline"}  # from before there is a figure to judge
    silent = set(REASONS) - {"change", "test", "sampling_error"} | upstream
    assert set(verdicts.WHY) == silent
    assert set(brief.SHORT_WHY) == silent - {"far_apart"}  # of a latest change alone
    assert set(verdicts.WHY_NOT_BY_METHOD) == set(BY_METHOD)
    assert {*verdicts.RESULT, "areas_unknown"} == set(words.RESULT) == set(RESULTS)  # that one is of no series
    assert set(words.PROSPECT) == set(PROSPECTS)
    assert set(words.STRENGTH) == set(STRENGTHS)
    assert set(words.ACTION_STATE) == set(STATES)
    assert set(words.STATUS) == {*WORDS, *STATUSES, "no_figure", "suppressed"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("named", ["STATUS", "ACTION_STATE", "STRENGTH", "RESULT", "PROSPECT"])
def test_different_things_are_called_differently(named, language):
    """Two verdicts with the same word would be one; in Chinese as in English."""
    said = [words.say(second(language), text) for text in getattr(words, named).values()]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_badge_says_the_assessment_and_the_latest_change_in_words(language):
    """Not in colour alone; the latest change stands behind the assessment, also where it stands alone."""
    context = context_of("2026 376; 2028 684; 2029 551", language)
    say = {name: words.say(context, text) for name, text in words.STATUS.items()}
    both = badges(context, row_of(context))
    assert say["improving"] in both.text
    assert both.text.index(say["improving"]) < both.text.index(say["worsening"])
    alone = context_of("2028-06 100; 2029-01 120; 2029-12 90", language)
    assert [say[name] in badges(alone, row_of(alone)).text for name in ("not_assessable", "worsening")] == [1, 1]
    nothing = context_of("2029 90", language)
    assert badges(nothing, row_of(nothing)).text == say["not_assessable"]


# ---------------------------------------------------------------- every row there is


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", [real, sample, second], ids=["real", "sample", "invented"])
def test_every_row_of_a_scoreboard_has_whole_sentences(context, language):
    """The default edition, the sample and the invented plan, the headline rows and the rows of places alike."""
    shown = context(language)
    for row in shown.scoreboard.to_dict("records"):
        sentence = verdict(shown, shown.plan.indicator(row["indicator"]), row)
        assert whole(sentence, language), (row["indicator"], row["region"], row["breakdown"], sentence)


@pytest.mark.parametrize("context", [real, sample], ids=["real", "sample"])
def test_too_few_figures_are_fewer_than_are_needed(context):
    """The number that is told is that of the figures since the baseline, which the verdict was refused for."""
    shown = context("en")
    counted = re.compile(r"comparable figures since the baseline: (\d+); needed: (\d+)")
    found = [
        match
        for row in shown.scoreboard.to_dict("records")
        if row["status"] not in JUDGED
        for match in counted.findall(verdicts.why(shown, row, "reason"))
    ]
    assert found
    assert [match for match in found if int(match[0]) >= int(match[1])] == []


def test_an_indicator_with_figures_elsewhere_says_where():
    """Nothing for the whole, but for provinces: the sentence names them instead of saying that there is nothing."""
    for language in LANGUAGES:
        context = real(language)
        rows = [row for row in context.scoreboard.to_dict("records") if row["headline"] and row["shown"] is None]
        elsewhere = set(context.observations["indicator"])
        (row,) = [row for row in rows if row["indicator"] in elsewhere][:1]
        places = context.observations.loc[context.observations["indicator"] == row["indicator"], "region"]
        sentence = verdict(context, context.plan.indicator(row["indicator"]), row)
        assert any(context.plan.region(place).short[language] in sentence for place in places)


# ---------------------------------------------------------------- digits that tell a figure from what it stands beside


def test_a_miss_by_less_than_a_hundredth_is_seen():
    """98% for 98% would read as met: the figure has as many digits as tell it from its target, and no more."""
    missed = context_of("2026 95; 2028 96; 2029 97.996", unit="percent", targets=(target(98, "2029", unit="percent"),))
    assert said_of(missed).endswith("The official target of 98% for 2029 was missed: 97.996% in 2029.")
    assert said_of(missed).startswith("97.996% in 2029;")
    shown = target_tables.with_figure(missed).text
    assert "97.996%" in shown
    assert "0.004 percentage points short" in shown
    assert "99%" in shown  # of the way from 95 to 98, which is not all of it
    latest = context_of("2026 95; 2028 97.9961; 2029 97.9962", unit="percent")
    assert "from 97.9961% in 2028 to 97.9962% in 2029" in said_of(latest)
    assert "98%" in said_of(context_of("2026 95; 2028 96; 2029 97.996", unit="percent"))


def test_a_limit_passed_by_less_than_a_hundredth_is_seen():
    """100.4 of at most 100 is not 100% of the target."""
    over = context_of("2026 130; 2028 120; 2029 100.4", direction="decrease", targets=(target(100, "2029"),))
    assert "101% of the target" in target_tables.with_figure(over).text


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        (1414889e7, "CNY 14.14889 trillion", "141488.9亿元"),
        (998e9, "CNY 998 billion", "9980亿元"),
        (1e12, "CNY 1 trillion", "10000亿元"),
    ],
)
def test_a_thousand_billions_are_a_trillion_with_no_digit_lost(number, en, zh):
    """As statistical offices print them; in Chinese 亿 throughout."""
    assert words.value(real("en"), number, "CNY") == en
    assert words.value(real("zh"), number, "CNY") == zh


def test_a_number_and_its_chinese_unit_stand_on_one_line():
    """In sentences and in cells of tables; never within what can hold no element."""
    assert html_of("超过1.4万家企业") == '超过<span class="pm-unbroken">1.4万家</span>企业'
    assert html_of(el("title", "1.4万家")) == "<title>1.4万家</title>"
    cell = blocks.table("t", "表", [Column("甲"), Column("乙")], [["行", "2.5亿元"]])
    assert '<td><span class="pm-unbroken">2.5亿元</span></td>' in cell.html
    assert cell.text.endswith("行 | 2.5亿元")
