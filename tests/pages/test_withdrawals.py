"""A withdrawn figure is its own cause, with reason and date, and pages of the older edition say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import FIRST, SECOND, add, edition_of, line_of, remove, said, write_rows

from plan_metrics.analysis.change_causes import STEPS, staged_boards
from plan_metrics.context import read_context
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.errors import FaultError
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import Job
from plan_metrics.views import action, area_sheet, changes, indicator, overview

GONE = {"indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL", "period": "2028"}
ROW = {
    **GONE, "when": "2030-05-20", "source": "S006",
    "reason_zh": "原统计表重复计算了一个县", "reason_en": "a county was counted twice",
}  # fmt: skip


def withdraw(base: Path, *rows: dict[str, str]) -> Path:
    """The second edition without the figure `GONE`, and with these lines in `withdrawn.csv`."""
    folder = edition_of(base)
    remove(folder / "observations.csv", **GONE)
    write_rows(folder / "withdrawn.csv", list(rows))
    return folder


def lost(folder: Path, plan) -> list[str]:
    """The warnings about what an edition lost against the first one."""
    previous = read_edition(folder.parent / FIRST, plan)
    return [fault.rule for fault in check_edition(folder, plan, previous) if fault.rule.startswith("lost")]


def test_a_figure_that_vanishes_is_told_and_one_that_is_withdrawn_is_not(invented_base, invented_plan):
    """Without a word it is lost, as ever; with a line of `withdrawn.csv` nothing is lost and nothing is wrong."""
    folder = edition_of(invented_base)
    before = lost(folder, invented_plan)
    remove(folder / "observations.csv", **GONE)
    assert lost(folder, invented_plan) == [*before, "lost_period"]
    withdraw(invented_base, ROW)
    assert lost(folder, invented_plan) == before
    (found,) = read_edition(folder, invented_plan).withdrawn
    assert (found.key, found.when, found.edition) == (tuple(GONE.values()), "2030-05-20", SECOND)
    assert found.source is not None


@pytest.mark.parametrize(
    ("cells", "rule", "column", "words"),
    [
        ({"period": "2013"}, "unknown_figure", "period", "the edition before (2030-01) has"),
        ({"period": "2027"}, "withdrawn_and_used", "period", "which observations.csv has too"),
        ({"reason_en": ""}, "no_reason", "reason_en", "why the figure is withdrawn"),
        ({"when": "2030-07-01"}, "wrong_date", "when", "up to 2030-06-30"),
        ({"when": "2030-01-31"}, "wrong_date", "when", "a day after 2030-01-31"),
        ({"when": "2030-05"}, "wrong_date", "when", "such as 2026-11-29"),
        ({"when": ""}, "wrong_date", "when", "an empty cell"),
        ({"when": "2030/5/20"}, "wrong_date", "when", "Write 2030-05-20. Make the column a text column"),
        ({"when": "47623"}, "wrong_date", "when", "Write 2030-05-20. Make the column a text column"),
        ({"reason_zh": "-"}, "no_reason", "reason_zh", "“-”"),
        ({"source": "S099"}, "unknown_source", "source", "or an empty cell"),
    ],
)
def test_a_withdrawal_is_read_strictly(invented_base, invented_plan, cells, rule, column, words):
    """Each fault names its line and column and says what to do."""
    folder = withdraw(invented_base, {**ROW, **cells})
    (fault,) = [each for each in check_edition(folder, invented_plan, None) if each.file == "withdrawn.csv"]
    assert (fault.rule, fault.row, fault.severity) == (rule, 2, "fault")
    assert column in fault.column.split(", ")
    assert words in " ".join(said(fault))


def test_a_figure_is_withdrawn_once(invented_base, invented_plan):
    """The second line names the first."""
    folder = withdraw(invented_base, ROW, {**ROW, "reason_en": "another"})
    (fault,) = [each for each in check_edition(folder, invented_plan, None) if each.file == "withdrawn.csv"]
    assert (fault.rule, fault.row) == ("repeated_withdrawal", 3)
    assert "which stands in line 2 already" in said(fault)[0]


def test_a_first_edition_has_nothing_to_withdraw(invented_base, invented_plan):
    """No edition before it has the figure."""
    write_rows(edition_of(invented_base, FIRST) / "withdrawn.csv", [{**ROW, "when": "2030-01-20", "source": ""}])
    rules = [each.rule for each in check_edition(edition_of(invented_base, FIRST), invented_plan, None)]
    assert "unknown_figure" in rules


def test_what_a_withdrawal_moves_belongs_to_it(invented_base):
    """The board after the step `withdrawn` lacks just that figure; no other step before it changes anything."""
    withdraw(invented_base, ROW)
    context = read_context(SECOND, "en", invented_base)
    before = context.before
    boards = staged_boards(before.plan, before.edition, context.plan, context.edition)
    points = [board.set_index(["indicator", "region", "breakdown"])["n_points"] for board in boards]
    fewer = points[STEPS.index("withdrawn")] - points[STEPS.index("withdrawn") + 1]
    assert fewer[fewer != 0].to_dict() == {tuple(GONE.values())[:3]: 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_changes_names_reason_day_and_document(invented_base, language):
    """With the figure as it was; of an edition that withdraws nothing there is no table."""
    assert changes.withdrawn(read_context(SECOND, language, invented_base)).text == ""
    withdraw(invented_base, ROW)
    context = read_context(SECOND, language, invented_base)
    told = changes.withdrawn(context)
    for words in (ROW[f"reason_{language}"], "S006", {"en": "20 May 2030", "zh": "2030年5月20日"}[language]):
        assert words in told.text
    assert ("4.1万" if language == "zh" else "41,000") in told.text
    assert {"en": "of which withdrawn: 1", "zh": "其中撤回1个"}[language] in changes.opening(context).text
    sliced = slice_of(in_language(context, language), Job("changes", "", language, {}))
    assert changes.withdrawn(sliced).text == told.text


def test_the_front_page_and_the_sheet_of_a_province_say_so(invented_base):
    """The newest figure of the whole and of a province, which the older edition showed."""
    newest = {**GONE, "period": "2029"}
    folder = withdraw(invented_base, {**ROW, **newest}, {**ROW, **newest, "region": "XX-AA"})
    for region in ("XX", "XX-AA"):
        remove(folder / "observations.csv", **{**newest, "region": region})
    context = read_context(SECOND, "en", invented_base)
    assert "47,000 stands in 2029, is withdrawn" in overview.changed(context).text
    assert "Figures withdrawn: Bicycle stands." in area_sheet.changed(context, lambda c: c.region == "XX-AA").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_older_page_says_that_a_figure_was_withdrawn(invented_base, language):
    """In its opening and beside the figure; the page made from its slice says the same, and so does no other page."""
    plain = read_context(FIRST, language, invented_base)
    assert plain.withdrawn_later == ()
    withdraw(invented_base, ROW)
    context = read_context(FIRST, language, invented_base)
    reason = ROW[f"reason_{language}"]
    marked = {"en": f"withdrawn in edition {SECOND} on 20 May 2030: {reason}", "zh": f"{SECOND}版于2030年5月20日撤回"}
    for view in (indicator.opening, indicator.figures):
        text = view(context, "bicycle_stands").text
        assert marked[language] in text
        assert reason in text
        job = Job("indicator", "bicycle_stands", language, {"indicator": "bicycle_stands"})
        assert view(slice_of(in_language(context, language), job), "bicycle_stands").text == text
    job = Job("action", "A01", language, {"action": "A01"})
    crossed = {"en": "Crossed out: withdrawn by a later edition.", "zh": "打叉的点：数据已由以后的版本撤回。"}[language]
    for shown in (indicator.opening(context, "bicycle_stands"), action.figures(context, "A01")):
        assert shown.html.count(crossed) == 1
        assert 'stroke-width="1.3"' in shown.html
    assert (
        action.figures(slice_of(in_language(context, language), job), "A01").html == action.figures(context, "A01").html
    )
    assert reason not in indicator.figures(context, "bicycles_parked").text
    newer = read_context(SECOND, language, invented_base)
    assert reason in indicator.figures(newer, "bicycle_stands").text


def test_what_is_wrong_with_a_later_withdrawal_is_told_with_its_edition(invented_base):
    """An older edition is not built from a file that cannot be believed."""
    withdraw(invented_base, {**ROW, "reason_zh": ""})
    with pytest.raises(FaultError) as raised:
        read_context(FIRST, "en", invented_base)
    (fault,) = raised.value.faults
    assert (fault.file, fault.row, fault.column) == (f"{SECOND}/withdrawn.csv", 2, "reason_zh")


def test_a_document_of_a_withdrawal_alone_is_cited(invented_base, invented_plan):
    """It is no document that nothing names."""
    folder = withdraw(invented_base, {**ROW, "source": "S077"})
    add(folder / "sources.csv", source="S077", title_zh="更正公告", title_en="Correction")
    line = line_of(folder / "sources.csv", source="S077")
    assert line not in [each.row for each in check_edition(folder, invented_plan, None) if each.rule == "never_cited"]
