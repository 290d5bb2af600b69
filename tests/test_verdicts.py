"""Every status has its badge and its sentence, which names only what is known."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, fields

import pytest
from pages import (
    HAN,
    real,
    sample,
    second,
)

from plan_metrics import paths
from plan_metrics.measure.assess import REASONS, STATUSES, Assessment, Series, Target, Thresholds, assess
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.plan.models import Indicator
from plan_metrics.views import words
from plan_metrics.views.verdicts import verdict

AHEAD = ("target_met", "value_at_target", "value_after_target", "value_before_target", "maintenance", "met_at_baseline")
NOTHING = (
    "no_figure", "one_point", "only_before_baseline", "not_comparable", "outdated", "no_value_at_target",
    "direction_contradicts_target", "target_before_baseline", "target_period_kind", "undefined",
)  # fmt: skip
REACHED = {
    "achieved": AHEAD,
    "missed": ("value_at_target", "value_after_target", "maintenance", "met_at_baseline"),
    "behind": ("pace", "maintenance", "met_at_baseline"),
    "on_track": ("pace",),
    "far_behind": ("pace",),
    "moving_away": ("pace",),
    "too_early": ("elapsed",),
    "improving": ("no_target",),
    "stable": ("no_target",),
    "worsening": ("no_target",),
    "not_assessable": NOTHING,
}
ONLY_OF_A_TREND = {"compound", "linear"}  # how a trend was found; never the reason of a status
PAIRS = [(status, reason) for status, reasons in REACHED.items() for reason in reasons]

CASES = tomllib.loads((paths.PACKAGE / "manual" / "cases" / "assess.toml").read_text("utf-8"))["case"]
LIMITS = Thresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)


def case_of(case: dict) -> tuple[Assessment, str]:
    """The assessment of a case of the table of whole assessments, and its direction."""
    settings = {
        "direction": "increase", "accumulation": "stock", "frequency": "A", "baseline_period": "2017", "as_of": "2025",
    }  # fmt: skip
    settings |= {name: case[name] for name in settings if name in case}
    periods, values, flags = ([row[i] for row in case["points"]] for i in range(3))
    targets = tuple(Target(**target) for target in case.get("targets", ()))
    limits = LIMITS if "thresholds" not in case else Thresholds(**case["thresholds"])
    return assess(Series(periods, values, flags), **settings, targets=targets, thresholds=limits), settings["direction"]


def row_of(assessment: Assessment) -> dict[str, object]:
    """A row of the scoreboard for an assessment; values as printed."""
    qualifiers = {"qualifier": "exact", "baseline_qualifier": "about", "compared_qualifier": "over"}
    known = {
        "qualifier": assessment.latest,
        "baseline_qualifier": assessment.baseline_period,
        "compared_qualifier": assessment.compared_period,
    }
    kept = {name: word if known[name] else None for name, word in qualifiers.items()}
    return {**asdict(assessment), **kept, "unit": "stands", "indicator": "nothing_published", "source": None}


def made_up(status: str, reason: str) -> dict[str, object]:
    """A row with every part known, for pairs that no case of the table shows."""
    values = {field.name: 7.0 for field in fields(Assessment)}
    periods = dict.fromkeys(
        ("first", "latest", "baseline_period", "target_period", "target_baseline_period", "compared_period"), "2024"
    )
    qualifiers = dict.fromkeys(("qualifier", "baseline_qualifier", "compared_qualifier"), "exact")
    named = {"unit": "stands", "indicator": "nothing_published", "status": status, "reason": reason}
    return {**values, **periods, **qualifiers, **named}


def with_direction(direction: str) -> Indicator:
    """An indicator without any figure, wanted up or down."""
    card = second("en").plan.indicator("bicycle_stands")
    return card.model_copy(update={"id": "nothing_published", "direction": direction})


def whole(sentence: str, language: str) -> bool:
    """Whether a sentence is one: ends as such, in its language, with nothing left open or unknown."""
    said = bool(sentence) and sentence[-1] in (".。")
    return said and bool(HAN.search(sentence)) == (language == "zh") and not re.search(r"[{}]|None|\bnan\b|–", sentence)


def test_the_pairs_are_all_that_there_are():
    """Every status and every reason that can be one of a status is in the table above."""
    assert set(REACHED) == set(STATUSES)
    assert {reason for _, reason in PAIRS} == set(REASONS) - ONLY_OF_A_TREND
    assert {(found.status, found.reason) for found, _ in map(case_of, CASES)} <= set(PAIRS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("direction", ["increase", "decrease"])
@pytest.mark.parametrize(("status", "reason"), PAIRS)
def test_every_status_and_reason_has_a_sentence(status, reason, direction, language):
    """One whole sentence, with every place filled in."""
    sentence = verdict(second(language), with_direction(direction), made_up(status, reason))
    assert whole(sentence, language), sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_sentence_of_a_whole_assessment_names_only_what_is_known(case, language):
    """Rows as they come out of the arithmetic, with all that is None in them: no dash stands for a figure."""
    assessment, direction = case_of(case)
    sentence = verdict(second(language), with_direction(direction), row_of(assessment))
    assert whole(sentence, language), sentence


def test_the_same_status_is_said_differently_of_what_should_rise_and_what_should_fall():
    """A fall that is wanted goes down, a rise that is wanted goes up."""
    row = made_up("improving", "no_target")
    up, down = (verdict(second("en"), with_direction(direction), row) for direction in ("increase", "decrease"))
    assert up.startswith("Up ")
    assert down.startswith("Down ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_with_figures_elsewhere_says_where(language):
    """Nothing for the whole, but for provinces: the sentence names them instead of saying that there is nothing."""
    context = second(language)
    card = context.plan.indicator("bicycle_stands")
    sentence = verdict(context, card, {**made_up("not_assessable", "no_figure"), "indicator": card.id})
    assert context.plan.region("XX-AA").short(language) in sentence
    assert whole(sentence, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [*STATUSES, "no_figure"])
def test_every_status_has_a_badge(status, language):
    """In words, not in colour alone, and the words differ from status to status."""
    said = {name: words.say(second(language), words.STATUS[name]) for name in words.STATUS}
    assert words.status_badge(second(language), status).striptags() == said[status]
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", [real, sample, second], ids=["real", "sample", "invented"])
def test_every_row_of_a_scoreboard_has_a_sentence(context, language):
    """The default edition, the sample and the invented plan, the headline rows and the rows of places alike."""
    shown = context(language)
    for row in shown.scoreboard.to_dict("records"):
        sentence = verdict(shown, shown.plan.indicator(row["indicator"]), row)
        assert whole(sentence, language), (row["indicator"], row["region"], row["sector"], sentence)
