"""Data-quality warnings: what the contract allows and should be looked at is a warning, and nothing else is."""

from __future__ import annotations

import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND, add, change, edition_of, line_of, remove, said

from plan_metrics.edition.card import read_card
from plan_metrics.edition.dates import near_date, near_period, span_of
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.write import write_card

TABLE = "observations.csv"
STANDS = {"indicator": "bicycle_stands", "region": "XX-AA", "sector": "TOTAL"}


@pytest.fixture
def table(invented_base):
    """The observations of the second edition, to be changed."""
    return edition_of(invented_base) / TABLE


def _value(table, line, value):
    change(table, line, value=value, printed=value)


def _warnings(table, plan, *rules, previous=None):
    found = check_edition(table.parent, plan, previous)
    assert [fault for fault in found if fault.severity == "fault"] == []
    return [fault for fault in found if fault.rule in rules]


def _lines(faults):
    return [(f.rule, f.row, f.column) for f in faults]


def test_the_invented_editions_are_sound(invented_plan):
    """The first edition has no warning; the second one has revised one value."""
    first = read_edition(edition_of(PROJECT, FIRST), invented_plan)
    assert check_edition(edition_of(PROJECT, FIRST), invented_plan, None) == []
    (fault,) = check_edition(edition_of(PROJECT, SECOND), invented_plan, first)
    assert (fault.rule, fault.severity, fault.file, fault.row, fault.column) == (
        "revised",
        "warning",
        TABLE,
        5,
        "value",
    )
    assert said(fault)[0] == "47,500, where the edition 2030-01 had 47,000"


@pytest.mark.parametrize(
    ("period", "value", "found"),
    [
        ("2028", "240000", "240,000, about 10 times the value of 2027 (line {before}: 21,500)"),
        ("2028", "2400", "2,400, about a 10th of the value of 2027 (line {before}: 21,500)"),
        ("2028", "240", "240, about a 100th of the value of 2027 (line {before}: 21,500)"),
        ("2028", "240000000", "240,000,000, about 10,000 times the value of 2027 (line {before}: 21,500)"),
        (
            "2028",
            "2400000000000",
            "2,400,000,000,000, about 100,000,000 times the value of 2027 (line {before}: 21,500)",
        ),
        ("2029", "3", "3, about a 10,000th of the value of 2028 (line {before}: 24,000)"),
        ("2026", "180000", "180,000, about 10 times the value of 2027 (line {after}: 21,500)"),
        ("2026", "2", "2, about a 10,000th of the value of 2027 (line {after}: 21,500)"),
    ],
)
def test_a_slip_of_the_unit_is_told_once_at_the_odd_value(table, invented_plan, period, value, found):
    """A value ten, a hundred, 10,000 or 100,000,000 times its neighbour, or such a part of it."""
    line = line_of(table, **STANDS, period=period)
    _value(table, line, value)
    (fault,) = _warnings(table, invented_plan, "unit_slip")
    assert (fault.file, fault.row, fault.column) == (TABLE, line, "value")
    assert said(fault)[0] == found.format(before=line - 1, after=line + 1)
    assert "same size" in said(fault)[1]
    assert "万 or 亿" in said(fault)[2]


def test_growth_that_is_only_strong_is_no_slip(table, invented_plan):
    """Three times as much in a year is growth; so is a tenfold step at a break that is flagged."""
    line = line_of(table, **STANDS, period="2029")
    _value(table, line, "72000")
    assert _warnings(table, invented_plan, "unit_slip") == []
    change(table, line, value="240000", printed="240000", flag="B")
    assert _warnings(table, invented_plan, "unit_slip") == []


def test_flows_are_compared_with_periods_of_the_same_length(table, invented_plan):
    """A month of a flow is about a tenth of a year without a warning; of a stock it would be."""
    flow = {"indicator": "keepers_trained", "region": "XX-AA", "source": "S007", "unit": "keepers"}
    line = add(table, **flow, period="2030-03", value="15", printed="15")
    assert _warnings(table, invented_plan, "unit_slip") == []
    change(table, line, period="2029-H1")
    assert _lines(_warnings(table, invented_plan, "unit_slip")) == [("unit_slip", line, "value")]


def test_a_value_that_stands_still_may_be_carried_over(table, invented_plan):
    """The same value in two periods is told, but not a small count or a full share."""
    line = line_of(table, **STANDS, period="2028")
    _value(table, line, "21500")
    (fault,) = _warnings(table, invented_plan, "carried_over")
    assert (fault.row, fault.column) == (line, "value")
    assert said(fault)[0] == f"21,500, the same as in 2027 (line {line - 1})"
    _value(table, line, "9")
    _value(table, line - 1, "9")
    assert _warnings(table, invented_plan, "carried_over") == []
    share = line_of(table, indicator="satisfied_users", period="2028")
    _value(table, share, "100")
    _value(table, share - 1, "100")
    assert _warnings(table, invented_plan, "carried_over") == []


def test_a_document_older_than_its_period(table, invented_plan):
    """A document cannot report a period that was far from over; it is told once, with all its lines."""
    lines = [line_of(table, **place, period="2029") for place in (STANDS, {"indicator": "bicycles_stolen"})]
    for line in lines:
        change(table, line, source="S003")
    (fault,) = _warnings(table, invented_plan, "early_source")
    assert (fault.row, fault.column) == (lines[0], "period")
    assert said(fault)[0] == f"2029, from the document S003 dated 2029-03-13 (lines {lines[0]}, {lines[1]})"


@pytest.mark.parametrize("date", ["2029-12-01", "2029"])
def test_a_document_of_the_last_month_is_not_too_early(table, invented_plan, date):
    """In the last month of a period, or where only the year is known, a document is no warning."""
    sources = table.with_name("sources.csv")
    change(sources, line_of(sources, source="S006"), date=date)
    assert _warnings(table, invented_plan, "early_source") == []


def test_overdue_figures_are_told_at_once(invented_base, table, invented_plan):
    """Indicators whose next figure was due before the day of the edition are named with their action and month."""
    late = invented_plan.indicator("satisfied_users").model_copy(update={"next_update": "2030-05"})
    actions = [
        action.model_copy(update={"indicators": [late if i.id == late.id else i for i in action.indicators]})
        for action in invented_plan.actions
    ]
    plan = invented_plan.model_copy(update={"actions": tuple(actions)})
    (fault,) = check_edition(table.parent, plan, None)
    assert (fault.rule, fault.file, fault.row, fault.severity) == ("overdue", "actions", None, "warning")
    expected = "1 indicators whose next figure was due before 2030-06-30: A03 satisfied_users 2030-05"
    assert said(fault)[0] == expected


def _recorded(folder, rules):
    """The edition in a folder with these rules of verdicts on its card."""
    card = read_card(folder, LANGUAGES, [])
    write_card(folder / "edition.toml", card.model_copy(update={"verdicts": rules}))


def test_rules_that_are_the_plans_are_not_told(table, invented_plan):
    """An edition that records the rules of the plan, or none, has no warning."""
    assert _warnings(table, invented_plan, "other_limits") == []
    _recorded(table.parent, invented_plan.head.verdicts.numbers)
    assert _warnings(table, invented_plan, "other_limits") == []


def test_rules_that_the_plan_has_changed_since_are_told_one_by_one(table, invented_plan):
    """Each with both values and its place on the card, whatever table it stands in."""
    rules = invented_plan.head.verdicts.numbers
    strong = rules.strong.model_copy(update={"sample": 2500})
    changed = {"little": 0.05, "prospect": (0.95, 0.66, 0.33, 0.1), "strong": strong}
    _recorded(table.parent, rules.model_copy(update=changed))
    warnings = _warnings(table, invented_plan, "other_limits")
    assert {(fault.file, fault.row, fault.severity) for fault in warnings} == {("edition.toml", None, "warning")}
    assert {fault.column: said(fault)[:2] for fault in warnings} == {
        "verdicts.little": ("0.05, which this edition is measured with", "0.03, the rule in plan.toml"),
        "verdicts.prospect": (
            "0.95, 0.66, 0.33, 0.1, which this edition is measured with",
            "0.9, 0.66, 0.33, 0.1, the rule in plan.toml",
        ),
        "verdicts.strong.sample": ("2,500, which this edition is measured with", "1,000, the rule in plan.toml"),
    }
    assert {said(fault)[2] for fault in warnings} == {
        "An edition keeps its method. Make a new edition to measure with the plan’s rules."
    }


@pytest.mark.parametrize(
    ("gone", "rule", "column", "what"),
    [
        ({"region": "XX-BB"}, "lost_region", "region", "XX-BB"),
        ({"breakdown": "schools"}, "lost_breakdown", "sector", "schools"),
        ({"indicator": "satisfied_users"}, "lost_indicator", "indicator", "satisfied_users"),
        (
            {"indicator": "bicycles_stolen", "region": "XX-AA"},
            "lost_series",
            "indicator, region, sector",
            "bicycles_stolen, XX-AA, TOTAL",
        ),
        ({**STANDS, "period": "2027"}, "lost_period", "period", "bicycle_stands, XX-AA, TOTAL: 2027"),
    ],
)
def test_what_the_previous_edition_had_and_this_one_lost(table, invented_plan, gone, rule, column, what):
    """The widest loss is told once, not each line of it."""
    previous = read_edition(edition_of(PROJECT, SECOND), invented_plan)
    lines = remove(table, **gone)
    rules = [f"lost_{what}" for what in ("indicator", "region", "breakdown", "series", "period")]
    (fault,) = _warnings(table, invented_plan, *rules, previous=previous)
    assert (fault.rule, fault.file, fault.row, fault.column) == (rule, TABLE, None, column)
    assert said(fault)[0] == f"nothing about “{what}”"
    missing = 1 if gone == {"region": "XX-BB"} else 0  # its row without a value cannot be lost
    assert fault.values["lines"] == lines - missing


def test_a_row_with_a_fault_is_not_lost(table, invented_plan):
    """While the contract is broken, what is gone is not told: the row is there, it only has a fault."""
    previous = read_edition(edition_of(PROJECT, SECOND), invented_plan)
    change(table, line_of(table, **STANDS, period="2027"), flag="R")
    found = check_edition(table.parent, invented_plan, previous)
    assert [fault.rule for fault in found] == ["unknown_flag"]


def test_a_value_that_was_flagged_missing_since_is_not_lost(table, invented_plan):
    """To say that there is no value any more is not to lose it."""
    previous = read_edition(edition_of(PROJECT, SECOND), invented_plan)
    line = line_of(table, **STANDS, period="2027")
    change(table, line, flag="O", value="", printed="")
    assert check_edition(table.parent, invented_plan, previous) == []


@pytest.mark.parametrize("kept", ["", "21500"])
def test_a_row_that_was_moved_to_the_rejected_ones_is_not_lost(table, invented_plan, kept):
    """What stands in rejected.csv with its reason is known to be gone, unless another figure of it was to be kept."""
    previous = read_edition(edition_of(PROJECT, SECOND), invented_plan)
    remove(table, **STANDS, period="2027")
    cells = [*STANDS.values(), "2027", "21500", "stands", "S002", "重复", "counted twice", kept]
    file = table.parent / "rejected.csv"
    file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + ",".join(cells) + "\n", "utf-8")
    told = check_edition(table.parent, invented_plan, previous)
    assert ("lost_period" in [fault.rule for fault in told]) == bool(kept)


def test_a_revised_value_says_old_and_new(table, invented_plan):
    """A past value that changed is told with both values."""
    previous = read_edition(edition_of(PROJECT, SECOND), invented_plan)
    line = line_of(table, **STANDS, period="2027")
    _value(table, line, "21401")
    (fault,) = check_edition(table.parent, invented_plan, previous)
    assert (fault.rule, fault.row, fault.column) == ("revised", line, "value")
    assert said(fault)[0] == "21,401, where the edition 2030-06 had 21,500"


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2024年", "2024"),
        ("２０２４", "2024"),
        ("2024年末", "2024"),
        ("2024年9月", "2024-09"),
        ("2024年9月末", "2024-09"),
        ("2024.9", "2024-09"),
        ("2024/9/1", "2024-09"),
        ("2024-09-30", "2024-09"),
        ("202409", "2024-09"),
        ("Sep-24", "2024-09"),
        ("2024Q3", "2024-Q3"),
        ("2024年三季度", "2024-Q3"),
        ("2024第3季度", "2024-Q3"),
        ("2024H1", "2024-H1"),
        ("2024年上半年", "2024-H1"),
        ("2024年1-6月", "2024-H1"),
        ("2024年第一至四季度", "2024"),
        ("2024年1—3月", "2024-Q1"),
        ("2024–09", "2024-09"),
        ("2024年十二月", "2024-12"),
        ("二〇二四年", "2024"),
        ("二零二四年第三季度", "2024-Q3"),
        ("二〇二四年九月三十日", "2024-09"),
        ("2024年全年", "2024"),
        ("2024年度", "2024"),
        ("2024年年底", "2024"),
        ("截至2024年末", "2024"),
        ("2024-M09", "2024-09"),
        ("2024M9", "2024-09"),
        ("09/2024", "2024-09"),
        ("2024/09", "2024-09"),
        ("2024.0", "2024"),
        ("2024-09-01 00:00:00", "2024-09"),
        ("Q3 2024", "2024-Q3"),
        ("3Q2024", "2024-Q3"),
        ("2024-3Q", "2024-Q3"),
        ("1H2024", "2024-H1"),
        ("2024 Sep", "2024-09"),
        ("'2024", "2024"),
        ("2024.1", None),  # also 2024.10, as a spreadsheet shows it
        ("2024年前8个月", "2024-01/2024-08"),
        ("2024年1-9月", "2024-01/2024-09"),
        ("2024-04/2025-03", "2024-04/2025-03"),
        ("2021—2025", None),  # each, their sum or their mean
        ("前三季度", None),
        ("1/9/2024", None),
        ("2024-09-45", None),
        ("2024/25", None),
        ("Q324", None),
        ("24-Sep", None),
        ("Sep-95", None),
        ("Jan-00", None),  # a spreadsheet shows an empty cell so
        ("45536", "2024-09"),
        ("45537", None),
        ("2024年三季度末", None),
        ("2024年中", None),
        ("2024-13", None),
        ("24", None),
        ("Sop-24", None),
        ("", None),
    ],
)
def test_a_period_in_another_form_is_recognised(typed, period):
    """What people write, and what a spreadsheet makes of it, is turned into a period to propose."""
    assert near_period(typed) == period


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("2025-01/2025-11", "2025-01/2025-11"),
        ("2025年1-11月", "2025-01/2025-11"),
        ("2025年1月至11月", "2025-01/2025-11"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("2024年一至三季度", "2024-01/2024-09"),
        ("2024年1—3季度", "2024-01/2024-09"),
        ("2024Q1-Q3", "2024-01/2024-09"),
        ("2024年前11个月", "2024-01/2024-11"),
        ("2024年前十一个月", "2024-01/2024-11"),
        ("2024年1至8月", "2024-01/2024-08"),
        ("前三季度", "01/09"),
        ("2021—2025", "2021-01/2025-12"),
        ("2021至2025年", "2021-01/2025-12"),
        ("2024-06/2024-02", None),
        ("2025-11", None),
        ("2025", None),
    ],
)
def test_a_span_is_recognised(typed, months):
    """A span of months or years is named by its months; what is none, or goes back in time, is not."""
    span = span_of(typed)
    assert (span.text if span else None) == months


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026/1/10", ("2026-01-10",)),
        ("2026.1.10", ("2026-01-10",)),
        ("2026年1月10日", ("2026-01-10",)),
        ("20260110", ("2026-01-10",)),
        ("2026-01-10 00:00:00", ("2026-01-10",)),
        ("10 January 2026", ("2026-01-10",)),
        ("Jan 10, 2026", ("2026-01-10",)),
        ("13/1/2026", ("2026-01-13",)),
        ("1/13/2026", ("2026-01-13",)),
        ("10/1/2026", ("2026-01-10", "2026-10-01")),
        ("1/1/2026", ("2026-01-01",)),
        ("Sep-22", ("2022-09",)),
        ("2022年9月", ("2022-09",)),
        ("2022年", ("2022",)),
        ("2026–01-10", ("2026-01-10",)),
        ("二〇二六年一月十日", ("2026-01-10",)),
        ("2026.1", ()),
        ("2026/2/30", ()),
        ("46032", ("2026-01-10",)),
        ("spring 2026", ()),
    ],
)
def test_a_date_in_another_form_is_offered_as_it_must_be_written(typed, meant):
    """One day where it can mean one only; every day that it can mean where there are two; none where none is sure."""
    assert near_date(typed) == meant
