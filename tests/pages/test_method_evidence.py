"""What stands behind a verdict: strength, methods, trend, projection; on real figures and on such as make a case."""

from __future__ import annotations

import re

import pytest
from bilingual import LANGUAGES
from hypothesis import given, settings
from hypothesis import strategies as st
from made import card_of, context_of, row_of, target
from pages import real, sample

from plan_metrics.analysis.method_evidence import Evidence
from plan_metrics.measure.panel import AGREEMENTS
from plan_metrics.measure.status import STATUSES
from plan_metrics.measure.strength import CRITERIA
from plan_metrics.measure.verdicts import JUDGED, STRENGTHS
from plan_metrics.views import evidence as view
from plan_metrics.views import words

RISING = "2026 100; 2027 110; 2028 121; 2029 133; 2030-06 140"


def made(figures: str, **given: object) -> Evidence:
    """The evidence of a series that is written out."""
    context = context_of(figures, **given)
    return context.evidence(card_of(context))


def said(figures: str, language: str = "en", **given: object) -> dict[str, str]:
    """What the page says of it, by the words at the head of each line."""
    context = context_of(figures, language, **given)
    found = context.evidence(card_of(context))
    return {term: str(text) for term, text in view.evidence_rows(context, card_of(context), found)}


# ---------------------------------------------------------------- strength


@pytest.mark.parametrize("context", [real, sample], ids=["real", "sample"])
def test_the_strength_of_a_verdict_is_the_lowest_level_of_the_criteria_that_the_page_lists(context):
    """For every national series with a verdict; one without has neither a grade nor criteria."""
    shown = context("en")
    board = shown.scoreboard[shown.scoreboard["headline"].astype(bool)].set_index("indicator")
    for _, indicator in shown.plan.indicators():
        row, reasons = board.loc[indicator.id], shown.evidence(indicator).reasons
        assert bool(reasons) == (row["status"] in JUDGED) == (row["strength"] is not None)
        if reasons:
            assert max((each.level for each in reasons), key=STRENGTHS.index) == row["strength"]
            assert [each.name for each in reasons] == [name for name in CRITERIA if name != "sample"] or (
                indicator.collection == "sample"
            )


def test_the_sentence_names_every_criterion_with_its_level():
    """Five figures that rise, of one issuing body; two of them, five months apart, count and are tested as one."""
    assert said(RISING.replace("2030-06", "2030-05"))["Strength of evidence"] == (
        "moderate, the lowest level of: comparable figures, those too close together counted once: 4 (moderate); "
        "exact test for a trend: p = 0.083 (moderate); "
        "both ends printed exactly (strong); statistical enumeration (strong); different publishers, media that pass "
        "figures on included: 1 (moderate); "
        "latest figure linked or read in the original (strong); direct indicator (strong)."
    )


@pytest.mark.parametrize(
    ("figures", "given", "expected"),
    [
        ("2026 100; 2028 120; 2029 130", {}, "comparable figures, those too close together counted once: 3 (weak)"),
        ("2026 100; 2027 130; 2028 90; 2029 140", {}, "exact test for a trend: p = 0.75 (weak)"),
        ("2026 100 over:100; 2027 210; 2028 220; 2029 230", {}, "an end printed as a bound (moderate)"),
        ("2026 100; 2027 100; 2028 100; 2029 100", {}, "no trend in the direction of the assessment is significant ("),
        (
            "2026 10 /300; 2028 12 /300; 2029 30 /200",
            {"unit": "percent", "collection": "sample"},
            "smallest sample: 200 (moderate)",
        ),
    ],
)
def test_each_criterion_is_told_by_what_was_found(figures, given, expected):
    """The number of figures, the test, bounds, the smallest sample."""
    assert expected in said(figures, **given)["Strength of evidence"]


# ---------------------------------------------------------------- methods


def test_methods_do_not_judge_what_is_too_little_for_a_judgement():
    """Two figures: no table and no sentence of methods; with the third they may speak, and decide nothing."""
    two, three = "2026 100; 2029 150", "2026 100; 2028 120; 2029 150"
    for figures, spoken in ((two, False), (three, True)):
        context = context_of(figures)
        found = context.evidence(card_of(context))
        assert ("Agreement of methods" in said(figures)) == spoken
        assert bool(view.methods_fold(context, "m", found).text) == spoken


def test_methods_that_look_at_the_same_thing_are_one_voice():
    """Without a target three published rules judge one growth rate: the page says so and calls nothing certain."""
    assert said(RISING)["Agreement of methods"] == (
        "improving: 3. The 3 methods that can assess it look at the same thing with different limits, "
        "so their agreement is no independent evidence."
    )
    against = said(RISING, targets=(target(200, "2032"),))["Agreement of methods"]
    assert re.search(r"The \d methods that can assess it look at \d different things\.$", against)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_of_a_table_says_something_or_why_it_does_not(language):
    """In the words of statuses; the reasons of a whole series are said by its verdict."""
    context = real(language)
    silent = words.say(context, words.STATUS["not_assessable"])
    shown = 0
    for _, indicator in context.plan.indicators():
        one = context.evidence(indicator)
        assert one.agreement in AGREEMENTS
        assert {verdict.status for verdict in one.methods} <= set(STATUSES)
        for line in view.methods_fold(context, "m", one).text.splitlines()[3:]:
            name, looks, word, _, _, remark = line.split(" | ")
            shown += 1
            assert name, line
            assert looks, line
            assert word != silent or remark, line
    assert shown > 100


# ---------------------------------------------------------------- trend and projection


def test_a_break_starts_every_fit_anew():
    """Figures from before a break are in no test of the trend and in no projection."""
    assert len(made(RISING).points) == 5
    broken = made(RISING.replace("2028 121", "2028 121 B"))
    assert [point.period for point in broken.points] == ["2028", "2029", "2030-06"]


def test_bounds_are_not_in_the_test_of_the_trend():
    """Six figures, of which two are no bounds: the test is not made, and the page says of what there are too few."""
    figures = "2026 100; 2027 100 over:100; 2028 200 over:100; 2029 210; 2030-03 200 over:100; 2030-05 200 over:100"
    one = made(figures)
    assert (len(one.points), one.order.n) == (6, 2)
    assert said(figures)["Trend test"] == "Figures that are no bounds, for a test of the trend: 2; three are needed."


@pytest.mark.parametrize(
    ("figures", "start"),
    [
        (RISING, "Significant rise (Mann-Kendall, p = 0.017, 5 figures). Median change: +11.5 stands a year"),
        (
            "2026 140; 2027 133; 2028 121; 2029 110; 2030-06 100",
            "Significant fall (Mann-Kendall, p = 0.017, 5 figures)",
        ),
        (
            "2026 100; 2027 130; 2028 90; 2029 140",
            "Not significant (Mann-Kendall, p = 0.75, 4 figures); so few",
        ),
        ("2026 100; 2027 130; 2028 90; 2029 140; 2030 95", "Not significant (Mann-Kendall, p = 1, 5 figures)."),
    ],
)
def test_a_trend_is_called_significant_by_its_test_only(figures, start):
    """With the p-value, the number of figures that were tested, and whether so few could have been significant."""
    assert said(figures)["Trend test"].startswith(start)


@pytest.mark.parametrize(("figures", "n"), [("2029 133", 1), ("2026 100; 2027 110; 2028 121; 2029 133", 4)])
def test_fewer_than_five_figures_are_not_projected(figures, n):
    """The page says how many there are."""
    assert len(made(figures).fan) == 0
    assert said(figures)["Projection"] == f"None: comparable figures that are no bounds: {n}; five are needed."


def test_a_projection_that_failed_on_its_own_past_is_told_and_not_shown():
    """Every later figure fell out of what came before: the back-test is told, and no number of the future is."""
    held = [0, 0]
    for _, indicator in real("en").plan.indicators():
        one = real("en").evidence(indicator)
        if one.trial is None or not one.trial.trials or one.projected.central is None or one.fit.n < 5:
            continue
        text = view.projection_sentence(real("en"), indicator, one)
        later = "later figure" if one.trial.trials == 1 else "later figures"
        assert f"{one.trial.inside[1]} of {one.trial.trials} {later} lay" in text
        assert text.endswith("so no projection is shown.") != one.held
        assert bool(len(one.fan)) == one.held
        assert ("prediction interval" in text.replace("95% prediction interval.", "")) == one.held
        held[one.held] += 1
    assert min(held) > 0, "both kinds occur"


def quarters(*values: float) -> str:
    """A series of these values, quarter by quarter from March 2026 on."""
    return "; ".join(f"{2026 + n // 4}-{3 * (n % 4) + 3:02d} {value}" for n, value in enumerate(values))


STEADY = quarters(*(100 + 5 * n + n % 2 for n in range(14)))
BENT = quarters(*(100 + 10 * n for n in range(8)), *(170 - 25 * n for n in range(6)))
JUMPY = quarters(*(100 * 3 ** (n % 2) + 5 * n for n in range(14)))
FOUR = "2026 100; 2027 110; 2028 121; 2029 133"


@pytest.mark.parametrize(("figures", "told"), [(STEADY, True), (BENT, False), (FOUR, False)])
def test_the_chance_of_a_target_is_told_only_where_the_projection_held(figures, told):
    """A straight line that kept within its interval has one. What turned round, and four figures, have none."""
    context = context_of(figures, targets=(target(170, "2031"),))
    one = context.evidence(card_of(context))
    text = view.projection_sentence(context, card_of(context), one)
    assert ("Probability of reaching the target of 170 stands" in text) == told
    assert (row_of(context)["prospect"] != "unclear") == told


def test_a_bound_is_no_value_to_continue_from():
    """“Over 500” after 14 figures up to 165 moves neither the line nor the chance of a target; no method reads it."""
    with_bound = f"{STEADY}; 2029-12 500 over:100"
    plain, bounded = (context_of(figures, targets=(target(170, "2031"),)) for figures in (STEADY, with_bound))
    one, other = (context.evidence(card_of(context)) for context in (plain, bounded))
    assert (one.fit, one.trial, one.slope) == (other.fit, other.trial, other.slope)
    assert one.projected.probability == other.projected.probability
    assert row_of(plain)["probability"] == row_of(bounded)["probability"] == one.projected.probability
    assert [each.number for each in one.methods] == [each.number for each in other.methods]


@pytest.mark.parametrize(("accumulation", "told"), [("stock", True), ("flow", False)])
def test_quarters_of_a_flow_have_no_chance_of_the_target_of_a_year(accumulation, told):
    """Stocks of quarters that rise to 165 may reach 170 by 2031; quarters of 165 are no year of 170."""
    figures = "; ".join(f"{2026 + n // 4}-Q{n % 4 + 1} {100 + 5 * n + n % 2}" for n in range(14))
    context = context_of(figures, targets=(target(170, "2031"),), accumulation=accumulation, frequency="Q")
    one = context.evidence(card_of(context))
    assert (row_of(context)["prospect"] != "unclear") == told
    assert (one.ahead is not None) == (one.projected.probability is not None) == told


def test_an_interval_that_says_nothing_gives_no_chance_of_a_target():
    """From 100 to 300 and back every quarter: its past lay within an interval of more than ten to one."""
    context = context_of(JUMPY, targets=(target(170, "2031"),))
    text = view.projection_sentence(context, card_of(context), context.evidence(card_of(context)))
    assert "say nothing of it" in text
    assert "Probability" not in text


def test_an_old_series_is_not_projected():
    """Its last figure is older than the plan allows: nothing is said of the horizon."""
    one = made(RISING, as_of="2036-06-30")
    assert (one.at, one.projected) == (None, None)


def test_a_target_of_what_is_neither_better_nor_worse_gets_a_projection_and_no_chance():
    """An official document may set a target for a figure of which no direction is desired: to reach it says nothing."""
    one = made(RISING, direction="none", fits=(), targets=(target(170, "2032"),))
    assert one.at == "2032"
    assert one.projected.central is not None
    assert (one.ahead, one.projected.probability) == (None, None)


periods = st.lists(st.sampled_from([str(y) for y in range(2022, 2031)]), min_size=1, max_size=9, unique=True)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(periods.map(sorted), st.data())
def test_any_finite_series_gives_sentences_without_nan(names, data):
    """Whatever the numbers, the lines are said and hold neither a missing number nor an infinite one."""
    numbers = st.floats(0, 1e15).map(lambda x: float(f"{x:.6g}"))
    figures = "; ".join(f"{name} {data.draw(numbers)!r}" for name in names)
    told = " ".join(said(figures).values()).lower()
    assert "nan" not in told
    assert "inf" not in told.replace("information", "")
