"""What may be compared in a series, drawn as small tables; the rest is left out with a reason."""

from __future__ import annotations

import math

import pytest

from plan_metrics.measure.comparability import ACCUMULATIONS, EXCLUSIONS, FLAGS, comparable


def look(rows: str, accumulation: str = "stock", frequency: str = "A") -> tuple[list[str], dict[str, str]]:
    """Rows `period value flag` -> the periods used, and the reason for each other row."""
    table = [line.split() for line in rows.strip().splitlines()]
    periods = [row[0] for row in table]
    values = [None if row[1] == "-" else float(row[1]) for row in table]
    found = comparable(periods, values, [row[2] for row in table], accumulation, frequency)
    return [periods[i] for i in found.used], {periods[i]: why for i, why in found.excluded}


def test_points_come_in_the_order_of_time():
    """Whatever the order of the rows."""
    used, excluded = look("2020 3 A\n2018 1 A\n2019 2 P")
    assert used == ["2018", "2019", "2020"]
    assert excluded == {}


def test_missing_values_are_left_out_by_value_or_by_flag():
    """No number, or a flag that says there is none; a number under such a flag is not believed."""
    used, excluded = look("2016 1 A\n2017 - A\n2018 nan A\n2019 5 Q\n2020 - M\n2021 5 O\n2022 5 L\n2023 2 A")
    assert used == ["2016", "2023"]
    assert set(excluded.values()) == {"missing"}


def test_forecasts_and_imputed_values_are_never_observations():
    """F and I are left out; provisional, estimated and unreliable values are compared."""
    used, excluded = look("2019 1 A\n2020 2 P\n2021 3 E\n2022 4 U\n2023 5 I\n2030 9 F")
    assert used == ["2019", "2020", "2021", "2022"]
    assert excluded == {"2023": "imputed", "2030": "forecast"}


def test_a_value_of_another_definition_is_not_compared():
    """D stands apart from the series without ending it."""
    assert look("2019 1 A\n2020 9 D\n2021 2 A") == (["2019", "2021"], {"2020": "definition_differs"})


def test_the_last_break_begins_the_comparison_anew():
    """Two breaks: only what follows the second counts, and the point at the break is the first."""
    used, excluded = look("2017 1 A\n2018 5 B\n2019 6 A\n2020 9 B\n2021 9 A")
    assert used == ["2020", "2021"]
    assert excluded == dict.fromkeys(["2017", "2018", "2019"], "before_break")


def test_a_break_counts_even_where_its_value_is_missing():
    """The series changed, whether or not a number was printed."""
    used, excluded = look("2018 1 A\n2019 - B\n2020 2 A")
    assert used == ["2020"]
    assert excluded == {"2018": "before_break", "2019": "missing"}


def test_a_stock_is_broken_at_the_end_of_the_period():
    """Mid-2020 comes before a break in the year-end figure of 2020."""
    used, _ = look("2020-06 1 A\n2020 2 B\n2021-06 3 A")
    assert used == ["2020", "2021-06"]


def test_a_flow_is_broken_at_the_beginning_of_the_period():
    """The year in which a monthly break lies is mixed; the months of a year with a break are not."""
    assert look("2020 1 A\n2020-03 2 B\n2021 3 A\n2022 4 A", "flow")[0] == ["2021", "2022"]
    assert look("2019-12 1 A\n2020 9 B\n2020-01 2 A", "flow", "M")[0] == ["2020-01"]


def test_stocks_mix_kinds_as_points_in_time():
    """A year-end and a mid-year level are two points of one line."""
    for accumulation in ("stock", "cumulative"):
        used, excluded = look("2023 1 A\n2024-06 2 A\n2024-Q3 3 A\n2024 4 A", accumulation)
        assert used == ["2023", "2024-06", "2024-Q3", "2024"]
        assert excluded == {}


def test_two_figures_for_one_moment_are_one_point():
    """The year before its last month; the other is reported."""
    assert look("2024-12 5 A\n2024 4 A\n2024-Q4 6 A") == (
        ["2024"],
        {"2024-12": "same_instant", "2024-Q4": "same_instant"},
    )
    found = comparable(["2024", "2024"], [1, 2], ["A", "A"], "flow", "A")
    assert (found.used, found.excluded) == ((0,), ((1, "same_instant"),))


def test_a_year_to_date_is_compared_with_years_to_date_alone():
    """Nine months are held against nine months that end in the same month, as points in time stocks mix them."""
    rows = "2022 12 A\n2023-01/2023-09 8 A\n2024-01/2024-09 9 A\n2024-04/2024-12 9 A"
    assert look(rows, "flow", "I")[0] == ["2023-01/2023-09", "2024-01/2024-09"]
    assert look(rows, "flow", "A")[0] == ["2022"]
    assert len(look(rows, "stock", "A")[0]) == 4


def test_means_that_share_years_are_not_compared():
    """Of rolling means of three years the last counts, and those that end before it begins."""
    rows = "\n".join(f"{year}-01/{year + 2}-12 {year} A" for year in range(2016, 2023))
    used, excluded = look(rows, "rate", "A")
    assert used == ["2016-01/2018-12", "2019-01/2021-12", "2022-01/2024-12"]
    assert set(excluded.values()) == {"overlaps"}


def test_flows_and_rates_are_compared_within_one_kind_of_period():
    """The declared frequency wins even against more figures of another kind."""
    rows = "2022 12 A\n2023 13 A\n2023-01 1 A\n2023-02 1 A\n2023-03 1 A"
    for accumulation in ("flow", "rate"):
        used, excluded = look(rows, accumulation, "A")
        assert used == ["2022", "2023"]
        assert set(excluded.values()) == {"other_period_kind"}
        assert look(rows, accumulation, "M")[0] == ["2023-01", "2023-02", "2023-03"]


def test_without_the_declared_kind_the_most_frequent_then_the_longer_is_compared():
    """Three half-years against two quarters; two against two, the half-years."""
    rows = "2022-H1 1 A\n2022-H2 2 A\n2023-Q1 1 A\n2023-Q2 1 A"
    assert look(rows, "flow", "I")[0] == ["2022-H1", "2022-H2"]
    assert look(rows + "\n2023-Q3 1 A", "flow", "A")[0] == ["2023-Q1", "2023-Q2", "2023-Q3"]


def test_the_kind_is_chosen_among_points_that_can_still_be_compared():
    """Years before a break do not silence the half-years after it."""
    assert look("2018 1 A\n2019 2 A\n2020-H1 1 B\n2020-H2 1 A", "flow", "A")[0] == ["2020-H1", "2020-H2"]


def test_an_empty_series_is_no_error():
    """No row, no point."""
    for accumulation in ACCUMULATIONS:
        found = comparable([], [], [], accumulation, "A")
        assert (found.used, found.excluded) == ((), ())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"accumulation": "level"}, "accumulation is 'level'; expected one of stock, flow, cumulative, rate"),
        ({"frequency": "W"}, "frequency is 'W'; expected one of A, S, Q, M, I"),
        ({"flags": ["A", "X"]}, "flag is 'X'; expected one of A, B, D"),
        ({"flags": ["A", None]}, "flag is 'None'"),
        ({"flags": ["A"]}, "2 periods, 2 values and 1 flags"),
        ({"periods": ["2023", "2024-13"]}, "is not a period"),
    ],
)
def test_unknown_codes_are_refused(change, message):
    """Unknown is never silently good."""
    given = {"periods": ["2023", "2024"], "values": [1, 2], "flags": ["A", "A"]}
    given |= {"accumulation": "stock", "frequency": "A"}
    with pytest.raises(ValueError, match=message):
        comparable(**given | change)


def test_every_reason_has_a_case_and_every_flag_a_meaning():
    """The codes handed out are exactly those exported; each of the 20 flags is accepted."""
    rows = "2015 - A\n2016 1 A\n2017 1 D\n2018 2 B\n2019 1 I\n2020 3 A\n2020 3 A\n2020-06 1 A\n2030 9 F"
    means = look("2019-01/2021-12 1 A\n2020-01/2022-12 1 A", "rate")[1]
    assert {*look(rows, "flow")[1].values(), *means.values()} == set(EXCLUSIONS)
    assert len(FLAGS) == 20
    for flag in FLAGS:
        comparable(["2024"], [math.pi], [flag], "stock", "A")
