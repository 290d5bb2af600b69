"""The data contract: a row that breaks a rule gives one message: where, what was found, what to do."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from invented import SECOND, add, change, edition_of, line_of, rows_of, said

from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.rules import RULES
from plan_metrics.errors import FaultError

# A line of the table: the rule, whether it stops the work, which row gets which cells, and its message: the
# column, what was found (all of it), a part of what was expected and a part of what to do.
ROWS = {
    "stands": {"indicator": "bicycle_stands", "region": "XX-AA", "sector": "TOTAL", "period": "2028"},
    "parked": {"indicator": "bicycles_parked", "region": "XX", "sector": "TOTAL", "period": "2028"},
    "satisfied": {"indicator": "satisfied_users", "region": "XX", "sector": "TOTAL", "period": "2028"},
}
CASES = rows_of(Path(__file__).parent / "cases" / "contract.csv")


def _spoilt(base, where, cells):
    file = edition_of(base) / "observations.csv"
    line = line_of(file, **where)
    change(file, line, **cells)
    return line


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['cells']}")
def test_each_rule_says_where_what_and_what_to_do(invented_base, invented_plan, case):
    """A row that breaks one rule gives one message: file, line, column, found, expected, what to do."""
    cells = dict(cell.split("=", 1) for cell in case["cells"].split("; "))
    line = _spoilt(invented_base, ROWS[case["row"]], cells)
    fault, *more = check_edition(edition_of(invented_base), invented_plan, None)
    assert (fault.rule, fault.severity, fault.file) == (case["rule"], case["severity"], "observations.csv")
    assert (fault.row, fault.column) == (line, case["column"])
    found, expected, fix = said(fault)
    assert found == case["found"]
    assert case["expected"] in expected
    assert case["fix"] in fix
    assert [other.rule for other in more if other.severity == "fault"] == []


@pytest.mark.parametrize("severity", ["fault", "warning"])
def test_only_faults_stop_the_work(invented_base, invented_plan, severity):
    """An edition with a fault cannot be read; one with warnings can."""
    stops = severity == "fault"
    _spoilt(invented_base, ROWS["stands"], {"note_en": "a note"} if not stops else {"flag": "R"})
    assert {f.severity for f in check_edition(edition_of(invented_base), invented_plan, None)} == {severity}
    with pytest.raises(FaultError) if stops else nullcontext():
        read_edition(edition_of(invented_base), invented_plan)


def test_every_rule_has_a_case():
    """No rule of the contract is without a row that breaks it."""
    assert {case["rule"] for case in CASES} == set(RULES)


def test_a_key_that_is_repeated_names_the_first_line(invented_base, invented_plan):
    """The second line of an indicator, region, sector and period names the line of the first one."""
    file = edition_of(invented_base) / "observations.csv"
    line = add(file)
    faults = [f for f in check_edition(file.parent, invented_plan, None) if f.severity == "fault"]
    (fault,) = faults
    assert (fault.rule, fault.row, fault.values["first"]) == ("repeated_key", line, 2)
    assert said(fault)[0] == "bicycle_stands, XX, TOTAL, 2026, which stands in line 2 already"


def test_a_rate_may_be_negative(invented_base, invented_plan):
    """Growth rates go below zero: only what is counted cannot."""
    _spoilt(invented_base, ROWS["satisfied"], {"value": "-1.5", "published_value": "-1.5"})
    assert (read_edition(edition_of(invented_base), invented_plan).observations["value"] == -1.5).sum() == 1


def test_empty_published_columns_mean_printed_as_it_stands(invented_base, invented_plan):
    """Where both published columns are empty, value and unit were printed so."""
    _spoilt(invented_base, ROWS["stands"], {"published_value": "", "published_unit": ""})
    frame = read_edition(edition_of(invented_base), invented_plan).observations
    row = frame[(frame["region"] == "XX-AA") & (frame["period"] == "2028")].iloc[0]
    assert (row["published_value"], row["published_unit"]) == (24000, "stands")


def test_a_row_flagged_missing_is_kept_apart(invented_plan, invented_base):
    """A row that says that there is no value is in `missing`, and no value is made of it."""
    edition = read_edition(edition_of(invented_base), invented_plan)
    assert edition.missing[["indicator", "region", "period", "flag"]].to_numpy().tolist() == [
        ["keepers_trained", "XX-BB", "2028-H2", "L"]
    ]
    assert edition.observations["value"].notna().all()
    assert edition.card.id == SECOND
