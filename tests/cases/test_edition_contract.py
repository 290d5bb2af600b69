"""The data contract: a row that breaks a rule gives one message: where, what was found, what to do."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from invented import SECOND, add, change, edition_of, line_of, rows_of, said

from plan_metrics.edition.answers import told_together
from plan_metrics.edition.known import Row
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.rules import RULES
from plan_metrics.errors import FaultError
from plan_metrics.paths import plan_folder
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

# A line of the table: the rule, whether it stops the work, which row gets which cells, and its message: the
# column, what was found (all of it), a part of what was expected and a part of what to do.
ROWS = {
    "stands": {"indicator": "bicycle_stands", "region": "XX-AA", "breakdown": "TOTAL", "period": "2028"},
    "parked": {"indicator": "bicycles_parked", "region": "XX", "breakdown": "TOTAL", "period": "2028"},
    "satisfied": {"indicator": "satisfied_users", "region": "XX", "breakdown": "TOTAL", "period": "2028"},
}
CASES = rows_of(Path(__file__).parents[1] / "cases" / "contract.csv")


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
    assert {case["rule"] for case in CASES} | {"area_not_there"} == set(RULES)  # no area of the plan ever ends


@pytest.mark.parametrize(
    ("days", "change_of_area", "rules"),
    [
        ({"from": "2028", "to": ""}, "", {"2026": "area_not_there", "2027": "area_not_there"}),
        ({"from": "", "to": "2027"}, "", {"2028": "area_not_there", "2029": "area_not_there"}),
        ({}, "2028,merged,XX-AA,XX-AA,,P02", {"2028": "unmarked_break"}),
        ({}, "2028,renamed,XX-AA,XX-AA,,P02", {}),
    ],
    ids=["begun since", "ended", "merged", "renamed"],
)
def test_a_figure_is_of_the_area_that_there_was(invented_base, days, change_of_area, rules):
    """None is taken for a period in which its area was not there, or after a merger without the mark of a break."""
    folder = plan_folder(invented_base)
    change(folder / "regions.csv", 3, **days)
    if change_of_area:
        (folder / "concordance.csv").write_text(f"date,kind,from,to,share,source\n{change_of_area}\n", "utf-8")
    edition = edition_of(invented_base)
    rows = dict(enumerate(rows_of(edition / "observations.csv"), 2))
    own = {
        (rows[f.row]["indicator"], rows[f.row]["period"]): f.rule
        for f in check_edition(edition, read_plan(folder), None)
        if f.severity == "fault"
    }
    assert {period: rule for (indicator, period), rule in own.items() if indicator == "bicycle_stands"} == rules


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ({"region": "TOTAL", "breakdown": "XX-AA"}, "region → sector; sector → region"),
        ({"region": "", "breakdown": "XX-AA", "period": "TOTAL"}, "sector → region; period → sector"),
        ({"period": "24000", "value": "2028-09"}, "period → value; value → period"),
    ],
)
def test_cells_in_each_others_columns_are_one_fault(invented_base, invented_plan, cells, places):
    """Columns exchanged, or a row moved by a cell: the line is told once, with where each cell would fit."""
    line = _spoilt(invented_base, ROWS["stands"], cells)
    faults = check_edition(edition_of(invented_base), invented_plan, None)
    told = [(f.rule, f.row, said(f)[0]) for f in faults if f.severity == "fault"]
    assert told == [("misplaced_cells", line, f"cells that fit other columns: {places}")]


def test_a_key_that_is_repeated_names_the_first_line(invented_base, invented_plan):
    """The second line of an indicator, region, breakdown and period names the line of the first one."""
    file = edition_of(invented_base) / "observations.csv"
    line = add(file, value="30001", printed="30001")
    faults = [f for f in check_edition(file.parent, invented_plan, None) if f.severity == "fault"]
    (fault,) = faults
    assert (fault.rule, fault.row, fault.values["first"]) == ("repeated_key", line, 2)
    assert said(fault)[0] == "bicycle_stands, XX, TOTAL, 2026, which stands in line 2 already"


def test_a_rate_may_be_negative(invented_base, invented_plan):
    """Growth rates go below zero: only what is counted cannot."""
    _spoilt(invented_base, ROWS["satisfied"], {"value": "-1.5", "printed": "-1.5"})
    assert (read_edition(edition_of(invented_base), invented_plan).observations["value"] == -1.5).sum() == 1


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ({"printed": "24,000个"}, 24000, 24000),
        ({"printed": "２．４万个"}, 23500, 24500),
        ({"printed": "2.4（万个）"}, 23500, 24500),
        ({"printed": "2.4万余个", "qualifier": "over"}, 24000, 25000),
        ({"printed": "不足24000个", "qualifier": "under"}, 0, 24000),
        ({"printed": "不少于24000个", "qualifier": "over"}, 24000, 264000),
        ({"printed": "近2.4万个", "qualifier": "nearly"}, 23000, 24000),
        ({"printed": "约24000个", "qualifier": "about"}, 23000, 25000),
    ],
)
def test_the_printed_words_say_which_values_a_figure_may_stand_for(invented_base, invented_plan, cells, low, high):
    """A count in full stands for itself; a rounded, bounded or approximate one for a span. The words stay as typed."""
    _spoilt(invented_base, ROWS["stands"], cells)
    frame = read_edition(edition_of(invented_base), invented_plan).observations
    row = frame[(frame["region"] == "XX-AA") & (frame["period"] == "2028") & (frame["unit"] == "stands")].iloc[0]
    assert (row["value"], row["low"], row["high"], row["printed"]) == (24000, low, high, cells["printed"])


@pytest.mark.parametrize(
    ("printed", "qualifier", "span"),
    [("≥95%", "over", (95, 100)), ("不足5%", "under", (0, 5)), ("超过95%", "over", (95, 96))],
)
def test_a_share_stands_for_nothing_beyond_its_whole(invented_plan, printed, qualifier, span):
    """However far the words leave it open: 0 and 100 % are the ends."""
    row = Row.of(2, {"value": printed.strip("≥不足超过%"), "qualifier": qualifier, "printed": printed})
    assert row.span(invented_plan.units["percent"]) == span


def sampled(plan: Plan) -> Plan:
    """The plan with satisfied users that are asked for in a sample."""
    share = plan.indicator("satisfied_users").model_copy(update={"collection": "sample"})
    actions = [
        action.model_copy(update={"indicators": tuple(share if i.id == share.id else i for i in action.indicators)})
        for action in plan.actions
    ]
    return plan.model_copy(update={"actions": tuple(actions)})


def test_a_share_found_in_a_sample_is_told_without_its_size(invented_base, invented_plan):
    """A warning, since it may not be published; with a size, in whatever digits, nothing is said."""
    table = edition_of(invented_base) / "observations.csv"
    for period, size in (("2027", "1,200"), ("2029", "８００")):
        change(table, line_of(table, **{**ROWS["satisfied"], "period": period}), sample_size=size)
    (warning,) = check_edition(table.parent, sampled(invented_plan), None)
    assert (warning.rule, warning.severity) == ("wrong_sample", "warning")
    assert (warning.row, warning.column) == (line_of(table, **ROWS["satisfied"]), "sample_size")
    found, expected, fix = said(warning)
    assert (found, expected) == (
        "an empty cell",
        "how many units were checked: satisfied_users (用户满意度, Satisfied users) is a share found in a sample",
    )
    assert "Look for the size" in fix
    frame = read_edition(table.parent, sampled(invented_plan)).observations
    assert frame.loc[frame["indicator"] == "satisfied_users", "sample_size"].fillna(0).tolist() == [1200, 0, 800]
    assert check_edition(table.parent, invented_plan, None) == []


@pytest.mark.parametrize(("n", "told"), [(3, 3), (5, 1)])
def test_a_growth_rate_in_percent_is_told_once(n, told):
    """Many figures of an indicator beyond 0 and 100 per cent have one cause; a few may be slips, each on its own."""
    cells = {"indicator": "growth", "region": "XX", "breakdown": "TOTAL", "period": "2028", "value": "-25"}
    rows = {line: Row.of(line, cells) for line in range(2, n + 2)}
    each = [row.fault("impossible_percent", "value", "", "", "", severity="warning") for row in rows.values()]
    found = told_together(each, rows)
    assert len(found) == told
    assert [line for fault in found for line in fault.rows or (fault.row,)] == [*rows]


def test_a_row_flagged_missing_is_kept_apart(invented_plan, invented_base):
    """A row that says that there is no value is in `missing`, and no value is made of it."""
    edition = read_edition(edition_of(invented_base), invented_plan)
    assert edition.missing[["indicator", "region", "period", "flag"]].to_numpy().tolist() == [
        ["keepers_trained", "XX-BB", "2028-H2", "L"]
    ]
    assert edition.observations["value"].notna().all()
    assert edition.card.id == SECOND
