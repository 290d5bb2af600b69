"""Periods are read strictly and stand in time where they end."""

from __future__ import annotations

import pytest

from plan_metrics.measure.periods import (
    decimal_year,
    end_month,
    last_day,
    latest,
    period_kind,
    start_month,
    years_between,
)


@pytest.mark.parametrize(
    ("period", "kind", "end", "day"),
    [
        ("2024", "A", 2025.0, "2024-12-31"),
        ("2024-H1", "S", 2024.5, "2024-06-30"),
        ("2024-H2", "S", 2025.0, "2024-12-31"),
        ("2024-Q1", "Q", 2024.25, "2024-03-31"),
        ("2024-Q3", "Q", 2024.75, "2024-09-30"),
        ("2024-02", "M", 2024 + 2 / 12, "2024-02-29"),
        ("2023-02", "M", 2023 + 2 / 12, "2023-02-28"),
        ("2024-09", "M", 2024.75, "2024-09-30"),
        ("2024-12", "M", 2025.0, "2024-12-31"),
        ("2024-01/2024-09", "P9M-09", 2024.75, "2024-09-30"),
        ("2023-04/2024-03", "P12M-03", 2024.25, "2024-03-31"),
        ("2020-01/2022-12", "P36M-12", 2023.0, "2022-12-31"),
        ("2024-02/2024-07", "P6M-07", 2024 + 7 / 12, "2024-07-31"),
        ("0001", "A", 2.0, "0001-12-31"),
        ("9999-12", "M", 10000.0, "9999-12-31"),
    ],
)
def test_a_period_has_a_kind_an_end_and_a_last_day(period, kind, end, day):
    """The four kinds and spans of months, with the leap day and the turn of the year."""
    assert period_kind(period) == kind
    assert decimal_year(period) == pytest.approx(end, abs=1e-12)
    assert last_day(period).isoformat() == day


@pytest.mark.parametrize(
    "period",
    [
        "", "24", "2024-13", "2024-00", "2024-1", "2024-H3", "2024-H0", "2024-Q5", "2024Q3", "2024-q3",
        "2024-09-30", " 2024", "2024-01/2024-12", "2024-07/2024-12", "2024-04/2024-06", "2024-03/2024-03",
        "2024-03/2024-02",
        "2024-01/2024-13", "2024/2025", "2024\n", "2024-", "２０２４", "0000", "2024年",
        None, 2024, 2024.0,
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_was_expected(period):
    """Impossible months, spans that have a shorter name or go back, days, other digits: the message shows the forms."""
    with pytest.raises(ValueError, match="is not a period; expected a year") as caught:
        period_kind(period)
    assert repr(period) in str(caught.value)


def test_every_function_refuses_what_is_not_a_period():
    """None of them guesses."""
    for function in (decimal_year, end_month, start_month, last_day):
        with pytest.raises(ValueError, match="2024-13"):
            function("2024-13")


def test_years_between_counts_gaps_in_full_and_has_a_sign():
    """Real years, whatever the kinds of the two periods."""
    assert years_between("2017", "2024") == 7
    assert years_between("2017-06", "2024") == 7.5
    assert years_between("2024", "2017") == -7
    assert years_between("2024", "2024-12") == 0


def test_a_period_begins_where_the_one_before_ends():
    """Months follow one another without a hole or an overlap, over the turn of the year as well."""
    months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
    assert [start_month(month) for month in months[1:]] == [end_month(month) for month in months[:-1]]


def test_latest_prefers_the_longer_of_two_that_end_together():
    """As everywhere: the year before its last month. None for nothing."""
    assert latest(["2024-12", "2024", "2024-Q4"]) == "2024"
    assert latest(["2024", "2025-01", "2023"]) == "2025-01"
    assert latest([]) is None
