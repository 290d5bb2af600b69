"""The invented edition: every pilot breakdown, every province and every special case of the measures."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from plan_metrics import paths
from plan_metrics.analysis.scoreboard import scoreboard
from plan_metrics.edition.models import KEY, SAMPLE, Edition
from plan_metrics.edition.read import check_edition, editions, read_edition
from plan_metrics.measure.periods import end_month, period_kind
from plan_metrics.plan.dimensions import edge_columns
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

BASE = Path(__file__).parents[2]
FOLDER = paths.edition_folder(BASE, SAMPLE)
SERIES = list(KEY[:3])


@cache
def _plan() -> Plan:
    return read_plan(paths.plan_folder(BASE))


@cache
def _sample() -> Edition:
    return read_edition(FOLDER, _plan())


@cache
def _board() -> pd.DataFrame:
    return scoreboard(_plan(), _sample())


def _observed() -> pd.DataFrame:
    """The observations, each with its indicator's accumulation and the end and kind of its period."""
    frame = _sample().observations
    cards = {indicator.id: indicator for _, indicator in _plan().indicators()}
    return frame.assign(
        accumulation=[cards[name].accumulation for name in frame["indicator"]],
        end=frame["period"].map(end_month),
        kind=frame["period"].map(period_kind),
    )


def _some_series(holds) -> bool:
    """Whether a condition holds for the observations of one series, in the order of time."""
    frame = _observed().sort_values("end", kind="stable")
    return any(holds(rows) for _, rows in frame.groupby(SERIES))


def _some_row(holds) -> bool:
    """Whether a condition holds for one row of the scoreboard."""
    return any(holds(row) for row in _board().itertuples())


def _wants_decrease(row) -> bool:
    return _plan().indicator(row.indicator).direction == "decrease"


def _left_out(row, reason: str) -> bool:
    return reason in {why for _, why in row.excluded}


# each special case by name, and how it shows
SPECIAL_CASES = {
    "zero baseline": lambda: _some_row(lambda r: r.baseline == 0 and r.change > 0),
    "zero stays zero": lambda: _some_row(lambda r: r.baseline == 0 and r.change == 0),
    "negative value": lambda: _some_row(lambda r: r.value is not None and r.value < 0),
    "sign change": lambda: _some_row(lambda r: r.baseline is not None and r.baseline < 0 < r.value),
    "one single point": lambda: _some_row(lambda r: r.n_points == 1),
    "two points, a fact": lambda: _some_row(lambda r: r.n_points == 2 and r.reason == "few_figures" and r.change),
    "wanted decrease, less": lambda: _some_row(lambda r: _wants_decrease(r) and (r.change or 0) < 0),
    "wanted decrease, more": lambda: _some_row(lambda r: _wants_decrease(r) and (r.change or 0) > 0),
    "gap years": lambda: _some_series(lambda rows: rows["end"].diff().max() > 24),
    "a year": lambda: "A" in set(_observed()["kind"]),
    "a half-year": lambda: "S" in set(_observed()["kind"]),
    "a quarter": lambda: "Q" in set(_observed()["kind"]),
    "a month": lambda: "M" in set(_observed()["kind"]),
    "a stock with mixed kinds of period": lambda: _some_series(
        lambda rows: set(rows["accumulation"]) == {"stock"} and rows["kind"].nunique() > 2
    ),
    "a flow with mixed kinds of period": lambda: _some_series(
        lambda rows: set(rows["accumulation"]) == {"flow"} and rows["kind"].nunique() > 3
    ),
    "other kinds of period left out": lambda: _some_row(lambda r: _left_out(r, "other_period_kind")),
    "two figures for one moment": lambda: _some_row(lambda r: _left_out(r, "same_instant")),
    "a break": lambda: _some_row(lambda r: _left_out(r, "before_break")),
    "definition differs": lambda: _some_row(lambda r: _left_out(r, "definition_differs")),
    "imputed": lambda: _some_row(lambda r: _left_out(r, "imputed")),
    "nothing to compare with": lambda: _some_row(lambda r: r.reason == "not_comparable"),
    "provisional": lambda: _some_row(lambda r: r.flag == "P"),
    "estimated": lambda: "E" in set(_observed()["flag"]),
    "low reliability": lambda: _some_row(lambda r: r.flag == "U"),
    "printed as over": lambda: _some_row(lambda r: r.qualifier == "over"),
    "printed as nearly": lambda: _some_row(lambda r: r.qualifier == "nearly"),
    "printed as about": lambda: _some_row(lambda r: r.qualifier == "about"),
    "no value, and a flag that says so": lambda: set(_sample().missing["flag"]) == {"L", "Q"},
    "an indicator with no figure at all": lambda: _some_row(lambda r: r.reason == "no_figure"),
    "an action with no figure at all": lambda: (
        _board().groupby("action")["reason"].agg(lambda reasons: set(reasons) == {"no_figure"}).any()
    ),
    "a computed ratio": lambda: _some_row(lambda r: _plan().indicator(r.indicator).computed and r.value),
    "a ratio over zero has no value": lambda: _some_row(
        lambda r: r.indicator == "ccc_nonconforming_rate" and r.first == "2024"
    ),
    "printed with a multiplier": lambda: _observed()["printed"].str.contains("[万亿]").any(),
    "target met": lambda: _some_row(lambda r: r.result == "met"),
    "target missed": lambda: _some_row(lambda r: r.result == "missed"),
    "target without a figure for its date": lambda: _some_row(lambda r: r.result == "no_figure_for_date"),
    "target ahead": lambda: _some_row(lambda r: r.result == "ahead"),
    "away from a target": lambda: _some_row(lambda r: r.progress is not None and r.progress < 0),
    "a reversal": lambda: _some_row(lambda r: r.reversal),
    "a last change over too long a time": lambda: _some_row(lambda r: r.latest_reason == "far_apart"),
    "no desired direction": lambda: _some_row(lambda r: r.reason == "no_direction"),
    "outdated": lambda: _some_row(lambda r: r.reason == "outdated"),
    "only before the baseline": lambda: _some_row(lambda r: r.reason == "only_before_baseline"),
    "rejected without a figure kept": lambda: _sample().rejected["kept_value"].isna().any(),
    "conflicting figures": lambda: (
        _sample().rejected["kept_value"].notna() & (_sample().rejected["kept_value"] != _sample().rejected["value"])
    ).any(),
}


@pytest.mark.parametrize("name", SPECIAL_CASES)
def test_each_special_case_occurs(name):
    """Every special case of the measures stands somewhere in the sample."""
    assert SPECIAL_CASES[name]()


def test_the_verdicts_and_reasons_that_occur():
    """Every word but “within sampling error”, and the reasons that need no bound."""
    found = {(row.status, row.reason) for row in _board().itertuples()}
    assert found == {
        ("improving", "change"),
        ("stable", "change"),
        ("worsening", "change"),
        ("not_assessable", "few_figures"),
        ("not_assessable", "no_direction"),
        ("not_assessable", "no_figure"),
        ("not_assessable", "not_comparable"),
        ("not_assessable", "only_before_baseline"),
        ("not_assessable", "outdated"),
        ("not_assessable", "rounding"),
    }
    assert {"compound", "linear"} <= set(_board()["trend_reason"])


def test_nothing_is_wrong_or_odd():
    """The sample keeps the data contract, and no check warns of it."""
    found = check_edition(FOLDER, _plan(), None)
    assert [(fault.file, fault.row, fault.rule) for fault in found] == []


def test_every_pilot_breakdown_has_an_observation():
    """Each breakdown with a page of its own has a figure of its own, not only of a part of it."""
    breakdowns = set(_sample().observations["breakdown"])
    assert [breakdown.code for breakdown in _plan().paged_breakdowns if breakdown.code not in breakdowns] == []
    assert len(_plan().paged_breakdowns) == 7


def test_every_province_has_a_series():
    """Each province has two series or more, one of them (values or not) with three periods or more."""
    sample = _sample()
    frame = pd.concat([sample.observations, sample.missing])
    assert len(_plan().areas) == 31
    for province in _plan().areas:
        lengths = frame[frame["region"] == province.region].groupby(SERIES).size()
        assert len(lengths) >= 2, province.region
        assert lengths.max() >= 3, province.region


def test_it_is_marked_as_invented():
    """The card, every document and every rejected figure say so, in both languages."""
    sample = _sample()
    assert (sample.card.id, sample.card.invented, sample.card.previous) == (SAMPLE, True, "")
    assert not any(read_edition(paths.edition_folder(BASE, e), _plan()).card.invented for e in editions(BASE))
    for text in (sample.card.title, sample.card.about):
        assert "虚构" in text.zh
        assert "invented" in text.en.lower()
    for source in sample.sources.values():
        assert "虚构" in source.title.zh
        assert "invented" in source.title.en.lower()
        assert (source.publisher.zh, source.publisher.en) == ("虚构统计办公室", "Invented Statistics Office")
        assert (source.address_class, source.url) == ("none", "")
    for row in sample.rejected.itertuples():
        assert "虚构" in row.reason_zh
        assert "invented" in row.reason_en


def test_no_value_is_a_real_one():
    """No figure is that of a real edition for the same indicator, region, breakdown and period."""
    invented = {
        tuple(row[column] for column in edge_columns(KEY, ["sector"])): float(row["value"])
        for row in _rows(SAMPLE)
        if row["value"]
    }
    assert invented
    for edition in editions(BASE):
        for row in _rows(edition):
            key = tuple(row[column] for column in edge_columns(KEY, ["sector"]))
            assert not row["value"] or invented.get(key) != float(row["value"]), (edition, key)


def _rows(edition: str) -> list[dict[str, str]]:
    file = paths.edition_folder(BASE, edition) / "observations.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
