"""The truth table of the verdicts: cases worked by hand, each a sentence that a statistician can sign.

Every expected value is written out, and so is what a printed figure may stand for; nothing here is taken from the code
that it tests. Targets and prospects, evidence and states have files of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from plan_metrics.measure.comparability import comparable
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import REASONS, WORDS, Figure, Rules, Verdict, latest_change, long_term, reversal

RULES = Rules(
    little=0.03, little_points=1, figures=3, years=2, latest_least=0.5, latest_years=2, stale_after_years=3, alpha=0.05
)
COUNT = {"direction": "increase", "scale": "relative", "sample": False, "as_of": "2025", "rules": RULES}
FEWER, SHARE, SAMPLE = {"direction": "decrease"}, {"scale": "points"}, {"scale": "points", "sample": True}
SHORT = {"up": "improving", "still": "stable", "down": "worsening", "chance": "within_error", "open": "not_assessable"}


@dataclass(frozen=True)
class Case:
    """Figures, and the word of each view with its reason and the periods of the two figures that it rests on.

    A figure: period, value, what it may stand for unless it was printed in full (low..high), its bound, its sample.
    """

    says: str
    figures: str
    long: str
    latest: str
    given: dict[str, object] = field(default_factory=dict)


CASES = [
    # ---------------------------------------------------------------- two views
    Case("Reports went from 376 to 684 and back to 551: 47 % above the baseline, 19 % below the figure before",
         "2017 376; 2022 684; 2024 551", "up change 2017 2024", "down change 2022 2024"),
    Case("The same three figures of what should fall: worse in the long run, better last",
         "2017 376; 2022 684; 2024 551", "down change 2017 2024", "up change 2022 2024", FEWER),
    Case("Nobody says which way is wanted: the figures are facts and no verdict",
         "2022 100; 2023 200; 2024 300", "open no_direction 2022 2024", "open no_direction 2023 2024",
         {"direction": "none"}),
    # ---------------------------------------------------------------- how many, how long, how old, how far apart
    Case("Two points are a fact, not a verdict", "2017 376; 2024 551", "open few_figures", "open few_figures"),
    Case("No figure at all is no verdict either", "", "open few_figures", "open few_figures"),
    Case("Three points over one year and eleven months are too short for a long view; the last two can be compared",
         "2022-07 100; 2023-06 110; 2024-06 121", "open short_span 2022-07 2024-06", "up change 2023-06 2024-06"),
    Case("Two months of one register and a figure before them are two witnesses, not three",
         "2021 100; 2023-05 120; 2023-06 121", "open too_close", "open too_close"),
    Case("A figure half a year before the last one is a witness of its own",
         "2020 100; 2023-01 120; 2023-07 125", "up change 2020 2023-07", "up change 2023-01 2023-07"),
    Case("Three points over two years to the month are just long enough",
         "2022-06 100; 2023-06 110; 2024-06 121", "up change 2022-06 2024-06", "up change 2023-06 2024-06"),
    Case("A series whose last figure is three years and a month old is outdated in both views",
         "2019 100; 2020 120; 2021 140", "open outdated", "open outdated", {"as_of": "2025-01"}),
    Case("A last figure that is three years old to the month still counts",
         "2019 100; 2020 120; 2021 140", "up change 2019 2021", "up change 2020 2021", {"as_of": "2024"}),
    Case("The last two figures lie three years apart: their difference is no latest change",
         "2017 376; 2021 684; 2024 551", "up change 2017 2024", "open far_apart 2021 2024"),
    Case("A month decides nothing: 27,255 in January is held against 30,972 of two years before, not against December",
         "2019 20000; 2023-02 30972; 2024-12 27255; 2025-01 27255",
         "up change 2019 2025-01", "down change 2023-02 2025-01"),
    Case("Half a year to the month is just enough for a latest change",
         "2021 100; 2024-06 110; 2024 121", "up change 2021 2024", "up change 2024-06 2024"),
    Case("Three figures within five months make neither a long view nor a latest change",
         "2024-01 100; 2024-03 110; 2024-06 120", "open too_close", "open too_close"),
    # ---------------------------------------------------------------- the limit of little change
    Case("A rise from 100 to 103 is 3 % exactly and counts",
         "2022 100; 2023 100; 2024 103", "up change 2022 2024", "up change 2023 2024"),
    Case("A rise of 2.9 % is little or no change",
         "2022 1000; 2023 1000; 2024 1029", "still change 2022 2024", "still change 2023 2024"),
    Case("A fall from 100 to 97 is 3 % exactly and counts",
         "2022 100; 2023 100; 2024 97", "down change 2022 2024", "down change 2023 2024"),
    Case("A share that rises from 93.29 to 94.29 has gained 1 point exactly, which counts",
         "2022 93.29; 2023 93.29; 2024 94.29", "up change 2022 2024", "up change 2023 2024", SHARE),
    Case("A share that rises from 2 to 2.9 has gained 0.9 points: little, although it is 45 % of 2",
         "2022 2; 2023 2; 2024 2.9", "still change 2022 2024", "still change 2023 2024", SHARE),
    Case("A pass rate that goes from 93 to 94 improves by 1 point, the last half of it is little",
         "2022 93; 2023 93.5; 2024 94", "up change 2022 2024", "still change 2023 2024", SHARE),
    Case("The fail rate beside it goes from 7 to 6 and is judged alike, although 1 is 14 % of 7 and 1 % of 93",
         "2022 7; 2023 6.5; 2024 6", "up change 2022 2024", "still change 2023 2024", SHARE | FEWER),
    # ---------------------------------------------------------------- zero and below
    Case("From none to 12 is a rise, though no per cent of nothing",
         "2022 0; 2023 4; 2024 12", "up change 2022 2024", "up change 2023 2024"),
    Case("From none to 0.4 is a rise as well: whether amounts are told in ones or in millions decides nothing",
         "2022 0; 2023 0; 2024 0.4", "up change 2022 2024", "up change 2023 2024"),
    Case("What rounds to none may be 0.5, and 0.4 after it a fall or a rise",
         "2022 0 -0.5..0.5; 2023 0.4; 2024 0.4", "open rounding 2022 2024", "still change 2023 2024"),
    Case("None stays none: no change", "2022 0; 2023 0; 2024 0", "still change 2022 2024", "still change 2023 2024"),
    Case("From none to 5 of what should fall is worse",
         "2022 0; 2023 0; 2024 5", "down change 2022 2024", "down change 2023 2024", FEWER),
    Case("From 4 to none is a fall of all",
         "2022 4; 2023 4; 2024 0", "down change 2022 2024", "down change 2023 2024"),
    Case("A balance that goes from -50 to -40 has risen by a fifth of its size",
         "2022 -50; 2023 -50; 2024 -40", "up change 2022 2024", "up change 2023 2024"),
    Case("What rounds to 0 may be 50: 51 is 2 % more than that, and whether it is little or much is open",
         "2022 0 -50..50; 2023 51; 2024 51", "open rounding 2022 2024", "still change 2023 2024"),
    # ---------------------------------------------------------------- rounding
    Case("'About 10' may be 9 or 20, and 20.5 later 128 % or 2.5 % more: two words are possible",
         "2022 10 9..20 about; 2023 20; 2024 20.5", "open rounding 2022 2024", "still change 2023 2024"),
    Case("3 hundred million twice: 350 million may have become 250, or 250 have become 350",
         "2022 300 250..350; 2023 300 250..350; 2024 300 250..350",
         "open rounding 2022 2024", "open rounding 2023 2024"),
    Case("5.67 and 5.70, rounded to the hundredth: 0.4 % to 0.7 % more, whatever they stand for",
         "2022 5.67 5.665..5.675; 2023 5.6; 2024 5.7 5.695..5.705", "still change 2022 2024", "still change 2023 2024"),
    Case("93.7 and 94.7, rounded to the tenth: 0.9 to 1.1 points more, and the limit of 1 point lies between",
         "2022 93.7 93.65..93.75; 2023 94 93.95..94.05; 2024 94.7 94.65..94.75",
         "open rounding 2022 2024", "still change 2023 2024", SHARE),
    Case("400 and 500, rounded to the hundred, may both be 450: it may have stood still",
         "2022 400 350..450; 2023 400 350..450; 2024 500 450..550",
         "open rounding 2022 2024", "open rounding 2023 2024"),
    # ---------------------------------------------------------------- bounds
    Case("'Over 95 %' twice may hide a rise or a fall of up to a point: not assessable, and no standstill",
         "2022 95 95..96 over; 2023 95 95..96 over; 2024 95 95..96 over",
         "open bounds 2022 2024", "open bounds 2023 2024", SHARE),
    Case("'Over 95 %' and 95.5 later is little whatever it stands for, but a bound never shows a standstill",
         "2022 95 95..96 over; 2023 95.5; 2024 95.5", "open bounds 2022 2024", "still change 2023 2024", SHARE),
    Case("'Over 53,000' is 46 % above 36,327 at least; after 53,057 it says nothing: 53,834 to 53,057 is taken",
         "2017 36327; 2023 53834; 2024 53057; 2025 53000 53000..54000 over",
         "up change 2017 2025", "still change 2023 2024"),
    Case("'Over 10,000', 'nearly 26,000', 'nearly 40,000': half as many again at least, whatever they stand for",
         "2022 10000 10000..20000 over; 2023 26000 25000..26000 nearly; 2024 40000 30000..40000 nearly",
         "up change 2022 2024", "up change 2023 2024"),
    Case("'Nearly 100' is more or less than 95 and than 91: the last exact figure counts, 91 after 95 and after 100",
         "2021 95; 2022 100; 2023 91; 2024 100 90..100 nearly", "down change 2021 2023", "down change 2022 2023"),
    Case("Without the bound that says nothing only two figures are left, and two are a fact, not a verdict",
         "2021 100; 2023 150; 2024 100 100..200 over", "open bounds 2021 2024", "open bounds 2023 2024"),
    Case("A newer bound that lies too far from the figure before is not replaced by an older change",
         "2021-06 100; 2022-06 80; 2025 1000 1000..2000 over",
         "up change 2021-06 2025", "open far_apart 2022-06 2025"),
    Case("A bound in the middle that says nothing is passed over: 100 and 120 count",
         "2021 100; 2022 100; 2023 100 100..200 over; 2024 120", "up change 2021 2024", "up change 2022 2024"),
    Case("The last exact figure is more than three years old and does not stand in for a bound that says nothing",
         "2018 100; 2019 90; 2020 80; 2024 80 80..120 over", "open bounds 2018 2024", "open far_apart 2020 2024"),
    Case("Two exact figures two months apart among bounds that say nothing: they are no latest change either",
         "2021 100 100..200 over; 2022 100 100..200 over; 2024-10 110; 2024 121; 2025-06 100 100..200 over",
         "open bounds 2021 2025-06", "open bounds 2024 2025-06", {"as_of": "2025-06"}),
    # ---------------------------------------------------------------- samples
    Case("22 of 100 and then 30 of 100: chance alone would give such a difference in 26 of 100 cases",
         "2021 25 /100; 2022 22 /100; 2023 30 /100",
         "chance sampling_error 2021 2023", "chance sampling_error 2022 2023", SAMPLE | FEWER),
    Case("220 of 1,000 and then 300 of 1,000: less than one chance in ten thousand, so it has become worse",
         "2021 29 /1000; 2022 22 /1000; 2023 30 /1000",
         "chance sampling_error 2021 2023", "down test 2022 2023", SAMPLE | FEWER),
    Case("Samples of two millions show that half a point is no chance: a tenth of the share, if half a point",
         "2021 5 /2000000; 2022 5 /2000000; 2023 5.5 /2000000",
         "down test 2021 2023", "down test 2022 2023", SAMPLE | FEWER),
    Case("Among many millions 0.01 points are no chance, and little all the same; 6 % of the fails are not",
         "2021 97.50 /100000000; 2022 97.65 /100000000; 2023 97.66 /100000000",
         "up test 2021 2023", "still test 2022 2023", SAMPLE),
    Case("The same read as fails: a share and its complement are judged alike",
         "2021 2.50 /100000000; 2022 2.35 /100000000; 2023 2.34 /100000000",
         "up test 2021 2023", "still test 2022 2023", SAMPLE | FEWER),
    Case("A share of a sample whose size nobody printed cannot be tested",
         "2021 25; 2022 22; 2023 30", "open no_sample_size 2021 2023", "open no_sample_size 2022 2023", SAMPLE),
    Case("From 'over 22 %' to 27 % may be chance, were it 26 %, or not, were it 22 %: the 20 % before it are taken",
         "2021 20 /1000; 2022 22 22..26 over /1000; 2023 27 /1000", "up test 2021 2023", "up test 2021 2023", SAMPLE),
    Case("A sample at 101 % is a fault of the data: nothing is tested, and nothing breaks",
         "2021 90 /100; 2022 90 /100; 2023 101 /100",
         "open no_sample_size 2021 2023", "open no_sample_size 2022 2023", SAMPLE),
]  # fmt: skip


def figures(row: str) -> list[Figure]:
    """The figures of a row of the table."""
    found = []
    for text in filter(None, row.split("; ")):
        period, value, *more = text.split()
        ends = next((part.split("..") for part in more if ".." in part), [value, value])
        size = next((int(part[1:]) for part in more if part.startswith("/")), None)
        bound = next((part for part in more if part.isalpha()), "exact")
        found.append(Figure(period, float(value), Span(*map(float, ends)), bound, size))
    return found


def told(verdict: Verdict) -> str:
    """A verdict in the words of the table."""
    name = next(short for short, word in SHORT.items() if word == verdict.word)
    periods = [each.period for each in (verdict.earlier, verdict.later) if each]
    return " ".join([name, verdict.reason, *periods])


by_case = pytest.mark.parametrize("case", CASES, ids=[case.says for case in CASES])


@by_case
def test_the_long_term_assessment_is_as_worked_by_hand(case):
    """Word, reason, and the two figures that it rests on."""
    assert told(long_term(figures(case.figures), **COUNT | case.given)) == case.long


@by_case
def test_the_latest_change_is_as_worked_by_hand(case):
    """Word, reason, and the two figures that it rests on."""
    assert told(latest_change(figures(case.figures), **COUNT | case.given)) == case.latest


def test_the_table_shows_every_word_and_every_reason():
    """None is left without a case."""
    shown = [side.split() for case in CASES for side in (case.long, case.latest)]
    assert {SHORT[side[0]] for side in shown} == set(WORDS)
    assert {side[1] for side in shown} == set(REASONS)


def test_a_row_of_the_table_is_read_as_it_stands():
    """Period, value, what it may stand for, bound and sample; printed in full where nothing is said."""
    assert figures("2022 22 22..26 over /1000; 2023 27") == [
        Figure("2022", 22, Span(22, 26), "over", 1000),
        Figure("2023", 27, Span(27, 27), "exact", None),
    ]


def test_a_reversal_is_a_long_improvement_that_was_followed_by_a_fall():
    """Only these two words together: 376, 684, 551 of what should rise."""
    pairs = {(long, last) for long in WORDS for last in WORDS if reversal(long, last)}
    assert pairs == {("improving", "worsening")}


def test_figures_before_a_break_are_not_compared_with_those_after_it():
    """100, 110 | 300, 310: from the break on there are two figures, and two are a fact."""
    series = figures("2020 100; 2021 110; 2023 300; 2024 310")
    columns = [each.period for each in series], [each.value for each in series]
    used = [series[place] for place in comparable(*columns, ["A", "A", "B", "A"], "stock", "A").used]
    assert [each.value for each in used] == [300, 310]
    assert told(long_term(used, **COUNT)) == told(latest_change(used, **COUNT)) == "open few_figures"


def test_the_chance_is_told_beside_the_word_that_rests_on_it():
    """p is 0.259 of 22 and 30 in 100, and 0.000055 of 220 and 300 in 1,000."""
    for size, p in ((100, 0.259), (1000, 0.000055)):
        row = f"2021 29 /{size}; 2022 22 /{size}; 2023 30 /{size}"
        assert latest_change(figures(row), **COUNT | SAMPLE).p == pytest.approx(p, rel=0.01)
