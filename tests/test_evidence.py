"""What stands behind a status: methods, trend, projection; on real figures and on such as are made to show a case."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.context import Context, read_context
from plan_metrics.evidence import OWN, RECENT, Evidence, evidence
from plan_metrics.measure.panel import AGREEMENTS
from plan_metrics.measure.status import STATUSES
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.scoreboard import targets_of
from plan_metrics.views import evidence as view

PLAIN = "inspection_revenue"  # a flow in CNY, wanted to grow, no target ahead


@cache
def real(language: str = "en") -> Context:
    return read_context("2026-02", language)


def found(indicator: str) -> Evidence:
    context = real()
    return context.evidence(context.plan.indicator(indicator))


def made(values: dict[str, float], indicator: str = PLAIN, flags: dict[str, str] | None = None) -> Evidence:
    """The evidence of a series that is put together here."""
    context = real()
    card = context.plan.indicator(indicator)
    rows = pd.DataFrame(
        {"period": list(values), "value": list(values.values()), "flag": [(flags or {}).get(p, "A") for p in values]}
    )
    return evidence(
        context.plan, context.edition, card, rows, targets_of(context.plan, context.edition, card, "CN", "TOTAL")
    )


def test_every_indicator_has_evidence_in_known_words():
    """For every series of the real edition the methods speak in the words of statuses and of agreements."""
    for _, indicator in real().plan.indicators():
        one = real().evidence(indicator)
        assert one.agreement in AGREEMENTS
        assert {verdict.status for verdict in one.methods} <= set(STATUSES)


def test_the_first_voice_is_the_status_that_the_scoreboard_gives():
    """What the report itself says is a member of its panel, under the same word."""
    board = real().scoreboard[real().scoreboard["headline"].astype(bool)].set_index("indicator")
    for _, indicator in real().plan.indicators():
        one = real().evidence(indicator)
        assert one.methods[0].status == board.loc[indicator.id, "status"], indicator.id


def test_a_series_that_stopped_growing_depends_on_the_years_that_are_looked_at():
    """Up since 2017, flat since 2020: the rule over the last five years says otherwise than that over all."""
    one = made({"2017": 100.0, "2018": 140.0, "2019": 180.0, "2020": 200.0, "2022": 200.0, "2025": 201.0})
    said = {verdict.method: verdict.status for verdict in one.methods}
    assert (said[OWN], said[RECENT]) == ("improving", "stable")
    assert one.agreement == "depends"


def test_methods_that_judge_growth_in_two_degrees_agree_on_the_direction():
    """Growth of 1.2 % a year is moderate for one and significant for another; both call it the wanted way."""
    one = made({str(year): 100 * 1.012 ** (year - 2017) for year in range(2017, 2026)})
    assert one.agreement == "robust"
    assert set(one.sides) == {"improving"}


def test_a_break_starts_every_fit_anew():
    """Figures from before a break are in no test of the trend and in no projection."""
    values = {str(year): 100.0 + 10 * (year - 2017) for year in range(2017, 2026)}
    assert len(made(values).points) == 9
    assert [p.period for p in made(values, flags={"2022": "B"}).points] == ["2022", "2023", "2024", "2025"]


def test_fewer_than_five_points_are_not_drawn_and_say_so():
    """With four points there is an interval, marked as hardly to be believed, and no fan."""
    one = made({"2020": 10.0, "2022": 14.0, "2023": 15.0, "2025": 21.0})
    assert "low_evidence" in one.projected.reasons
    assert len(one.fan) == 0
    sentence = view.projection_sentence(real(), real().plan.indicator(PLAIN), one)
    assert sentence.startswith("Too few points to rely on (4, fewer than five).")


def test_a_projection_that_failed_on_its_own_past_is_told_and_not_drawn():
    """Institutions stopped growing in 2022: the straight continuation missed what came, and the page says so."""
    one = found("inspection_institutions")
    assert one.failed
    assert one.trial.trials == 6
    assert len(one.fan) == 0
    assert "not to be relied on" in view.projection_sentence(
        real(), real().plan.indicator("inspection_institutions"), one
    )


def test_a_projection_that_held_is_drawn_as_a_fan_to_the_horizon():
    """Food certificates: all six later figures lay within the interval; the fan ends in 2027, with five quantiles."""
    one = found("food_agri_certificates")
    assert not one.failed
    assert one.at == real().plan.head.methods.horizon
    assert one.fan.shape == (len(one.fan_dates), 5)
    assert (one.fan[:, 1:] > one.fan[:, :-1]).all()


def test_a_target_ahead_of_the_last_figure_is_what_is_projected_to():
    """The pass rate has a target for 2025 and a last figure of 2024: its probability is told."""
    one = found("manufacturing_pass_rate")
    assert (one.at, one.ahead) == ("2025", 94.0)
    assert 0 < one.projected.probability < 1
    assert "Probability of reaching the target" in view.projection_sentence(
        real(), real().plan.indicator("manufacturing_pass_rate"), one
    )


def test_an_old_series_is_not_projected():
    """The last figure of the 三同 series is of 2020: nothing is said of 2027."""
    one = found("santong_food_enterprises")
    assert one.at is None
    assert one.projected is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_silent_method_has_words(language):
    """On no page of the edition does a method stay silent without saying why, unless the verdict above says it."""
    for _, indicator in real(language).plan.indicators():
        one = real(language).evidence(indicator)
        table = view.methods_fold(real(language), "m", one).text
        assert not one.sides or all(len(line.split(" | ")) == 5 for line in table.splitlines()[2:] if line)


periods = st.lists(st.sampled_from([str(y) for y in range(2012, 2026)]), min_size=1, max_size=9, unique=True).map(
    sorted
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(periods, st.data())
def test_any_finite_series_gives_sentences_without_nan(names, data):
    """Whatever the numbers, the three sentences are said and hold neither a missing number nor an infinite one."""
    numbers = st.floats(0, 1e15).map(lambda x: float(f"{x:.6g}"))
    values = {name: data.draw(numbers) for name in names}
    one = made(values)
    said = " ".join(str(text) for _, text in view.evidence_rows(real(), real().plan.indicator(PLAIN), one)).lower()
    assert "nan" not in said
    assert "inf" not in said.replace("information", "")
