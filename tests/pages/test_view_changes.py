"""What the page of changes says: figures as they were printed, differences no more exact than they are, every cause."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from bilingual import LANGUAGES
from invented import FIRST, PROJECT, SECOND, add, edition_of, line_of, remove, write_rows
from invented import change as change_line
from invented import rows_of as lines_of
from pages import NEWEST, ROOT, Page, real, second

from plan_metrics.analysis.aims import known_by
from plan_metrics.analysis.change_causes import STEPS, Change, Stage
from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import KEY
from plan_metrics.measure.periods import end_month
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import Job
from plan_metrics.views import changes, overview, parts, words
from plan_metrics.views.change_sentences import foremost
from plan_metrics.views.compared import compared_facts
from plan_metrics.views.differences import difference_cells, figure_cell


@cache
def older(language: str) -> Context:
    """The first edition that has one before it."""
    return read_context("2026-02", language, ROOT)


def change(*stages: tuple[float, str, str], steps: tuple[str, ...] = ("new",), indicator: str = "bicycle_stands"):
    """A series that moved: figure, word before it and period of each stage, and at which of `STEPS` it moved."""
    found = [Stage("improving", *(value, period), "S001", qualifier) for value, qualifier, period in stages]
    walked, left = [found[0]], list(found[1:])
    for step in STEPS:
        walked.append(left.pop(0) if step in steps else walked[-1])
    unit = second("en").plan.indicator(indicator).unit
    return Change("A01", indicator, "XX", "TOTAL", True, unit, tuple(walked))


def cells(found: Change) -> list[str]:
    """The difference and its three parts, in words."""
    return difference_cells(second("en"), found)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((36327, "exact", "2028"), (53057, "exact", "2029"), "+16,730 stands"),
        ((77, "exact", "2028"), (83, "exact", "2029"), "+6 stands"),
        ((83, "exact", "2028"), (77, "exact", "2029"), "−6 stands"),
        # over 1.1 million after 1,105,371 may be a rise, and over 53,000 before 53,057 too
        ((1105371, "exact", "2028"), (1100000, "over", "2029"), "cannot be told from rounded or bounded figures"),
        ((53000, "over", "2028"), (53057, "exact", "2029"), "cannot be told from rounded or bounded figures"),
        ((6054, "exact", "2028"), (9500, "over", "2029"), "about +3,500 stands"),
        ((10000, "over", "2028"), (40000, "nearly", "2029"), "at least +10,000 stands"),
        ((40000, "nearly", "2028"), (10000, "over", "2029"), "a fall of at least 10,000 stands"),
        # 4.42 million is one of many numbers
        ((4190049, "exact", "2028"), (4420000, "exact", "2029"), "about +230,000 stands"),
    ],
)
def test_a_difference_is_as_exact_as_its_two_figures(before, after, said):
    """A number, about so much, at least, or not given."""
    whole, new, revised, rest = cells(change(before, after))
    assert (whole, new, revised, rest) == (said, said, "0", "0")


@pytest.mark.parametrize(
    ("then", "now", "newer"), [("2028", "2029", True), ("2029", "2028", False), ("2028-Q4", "2028", False)]
)
def test_only_a_later_figure_is_a_newer_one(then, now, newer):
    """A figure that gives way to an earlier one, or to another for the same time, is no newer figure."""
    assert change((53000, "over", then), (53057, "exact", now)).newer == newer


def test_each_cause_has_its_part():
    """A figure that was revised by 10 and then followed by one that is 20 higher; time made nothing."""
    moved = change((100, "exact", "2028"), (110, "exact", "2028"), (130, "exact", "2029"), steps=("revised", "new"))
    assert cells(moved) == ["+30 stands", "+20 stands", "+10 stands", "0"]
    other = change((100, "exact", "2028"), (90, "exact", "2028"), (70, "exact", "2027"), steps=("plan", "time"))
    assert cells(other) == ["−30 stands", "0", "0", "−30 stands"]


def test_a_half_year_is_not_compared_with_a_year():
    """Of what is counted over a time; a count at a date may be."""
    context = second("en")
    flows = [i.id for _, i in context.plan.indicators() if i.accumulation == "flow"]
    stages = (100, "exact", "2029-H1"), (200, "exact", "2029")
    assert cells(change(*stages, indicator=flows[0])) == ["not comparable: another kind of period", "–", "–", "–"]
    assert cells(change(*stages))[0] == "+100 stands"


def test_a_figure_before_a_break_is_not_compared_with_one_after_it():
    """The newer series begins later than the older figure."""
    moved = change((100, "exact", "2027"), (200, "exact", "2029"))
    stages = (*moved.stages[:-1], replace(moved.stages[-1], basis="2028"))
    assert cells(replace(moved, stages=stages)) == ["not comparable: break in the series", "–", "–", "–"]


def test_a_figure_keeps_the_word_that_was_printed_before_it():
    """Then and now."""
    moved = change((53000, "over", "2028"), (60000, "nearly", "2029"))
    said = [figure_cell(second("en"), moved, stage).text for stage in (moved.before, moved.after)]
    assert said == ["over 53,000 stands / 2028", "nearly 60,000 stands / 2029"]


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", [real, older, second], ids=[NEWEST, "2026-02", "invented"])
def test_the_causes_add_up_to_all_that_changed(context, language):
    """In each of the four columns; and as many assessments as the two tables below have or count."""
    shown = context(language)
    rows = [line.split(" | ") for line in changes.causes(shown).text.splitlines()[2:]]
    columns = [[int(cell) for cell in column] for column in zip(*(row[1:] for row in rows), strict=True)]
    assert all(sum(parts) == whole for *parts, whole in columns)
    assert len(rows) == len(STEPS) + 2
    assert len(rows_of(changes.statuses(shown).text)) == columns[0][-1]


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table, or of one for each action, without their headings."""
    lines = [line.split(" | ") for line in text.splitlines() if " | " in line]
    return [line for line in lines if line != lines[0]]


def test_many_changes_are_put_together_by_action_behind_handles():
    """Each action once, with its number of rows, in a table that was one; the place of the table stays."""
    block = changes.statuses(real("en"))
    page = Page(block.html)
    folds = block.html.count("<details")
    assert 1 < folds <= len(real("en").plan.actions)
    assert "changes-statuses" in page.values("id")
    assert f"changes-statuses-{real('en').changes[0].action}" in page.values("id")
    handles = [line for line in block.text.splitlines() if re.match(r"\d+\. .*: \d+$", line)]
    assert sum(int(handle.rpartition(": ")[2]) for handle in handles[::2]) == len(rows_of(block.text))
    assert "<details" not in changes.statuses(second("en")).html


@pytest.mark.parametrize("context", [real, older, second], ids=[NEWEST, "2026-02", "invented"])
def test_the_table_names_every_target_that_became_known_in_between_and_no_other(context):
    """With an indicator or without one, each with its document; one that only has another title is not new."""
    shown = context("en")
    days = [(each.plan, each.edition.card.day) for each in (shown.previous, shown)]
    then, now = ([t for t in plan.targets if known_by(plan, t, day)] for plan, day in days)
    known = [target.model_dump(exclude={"title"}) for target in then]
    new = [target for target in now if target.model_dump(exclude={"title"}) not in known]
    page = Page(changes.plan_and_method(shown).html)
    assert page.text.count("Official targets published between the two editions") == 1
    lines = changes.plan_and_method(shown).text.splitlines()[3:]
    assert len(lines) == len(new)
    for line, target in zip(lines, new, strict=True):
        assert target.printed in line
        assert f"data.html#{target.source}" in page.values("href")


def test_some_targets_became_known_between_the_newest_editions():
    """Or the test above would hold of nothing."""
    assert len(changes.plan_and_method(real("en")).text.splitlines()) > 3


def test_the_page_says_what_another_method_did():
    """An edition of the first model is told apart; two of one model are compared rule by rule."""
    assert "under other rules of assessment" in changes.plan_and_method(real("en")).text
    same = second("en")
    assert "the same rules" in changes.plan_and_method(same).text
    other = replace(same, plan=same.plan.measured_with(same.plan.head.verdicts.numbers.model_copy(update={"years": 5})))
    assert "Rules that changed: years 2.0 → 5" in changes.plan_and_method(other).text


def test_words_of_the_first_model_are_told_as_they_were_published():
    """“Then” has the words of then, also such as no verdict has today."""
    then = [cells[1] for cells in rows_of(changes.statuses(real("en")).text)]
    assert words.STATUS["achieved"] in then


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_edition_says_that_there_is_nothing_to_compare_it_with(language):
    """In every part of the page, once each."""
    first = read_context(FIRST, language, PROJECT)
    said = words.say(first, changes.FIRST)
    for block in (changes.causes, changes.statuses, changes.values, changes.statuses_of_parts, changes.plan_and_method):
        assert block(first).text == said
    assert said in changes.opening(first).text


# ---------------------------------------------------------------- figures new, changed and gone

STANDS = {"indicator": "bicycle_stands", "region": "XX"}
WHY = {"reason_zh": "虚构的理由", "reason_en": "an invented reason"}


@pytest.mark.parametrize("context", [real, older, second], ids=[NEWEST, "2026-02", "invented"])
def test_the_page_and_the_command_count_the_same_figures(context):
    """Those of documents, each once: new, with another value, only marked otherwise, gone; none that is computed."""
    shown = context("en")
    told = compared_facts(shown)
    counts = [len(told[name]) for name in ("new", "changed", "restated", "gone")]
    assert [int(n) for n in re.findall(r": (\d+)", parts.observation_counts(shown).text)] == counts
    assert all(each["before"]["value"] != each["after"]["value"] for each in told["changed"])
    assert all(each["before"]["value"] == each["after"]["value"] for each in told["restated"])
    then, now = (set(map(tuple, c.edition.observations[list(KEY)].to_numpy())) for c in (shown.before, shown))
    assert counts[0] - counts[3] == len(now) - len(then)
    assert counts[3] == len(then - now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_that_the_newest_edition_uses_no_more_has_a_reason(language):
    """From `rejected.csv` or from an answer; figures of one indicator and reason share a row with all their areas."""
    shown = real(language)
    gone = shown.figures_since.gone
    assert {each.file for each in gone} == {"rejected.csv", "answers.csv"}
    rows = {row[0]: row[1:] for row in rows_of(changes.withdrawn(shown).text)}
    assert len(rows) == len({(each.key[0], each.reason) for each in gone}) < len(gone)
    for each in gone:
        figures, reason = rows[shown.plan.indicator(each.key[0]).title[language]]
        assert shown.plan.region(each.key[1]).short[language] in figures
        assert reason == each.reason


def test_a_reason_is_looked_for_in_order(invented_base):
    """A withdrawal goes before `rejected.csv`, then a row without a value, then an answer; or none is given.

    A line of `rejected.csv` about a figure that another one was preferred to is no reason why that one is gone.
    """
    folder = edition_of(invented_base)
    table = folder / "observations.csv"
    places = [("TOTAL", "2026"), ("TOTAL", "2027"), ("TOTAL", "2028"), ("schools", "2028"), ("schools", "2029")]
    figures = [{**STANDS, "sector": part, "period": year} for part, year in places]
    values = [lines_of(table)[line_of(table, **figure) - 2]["value"] for figure in figures]
    for figure in figures:
        if figure != figures[3]:
            remove(table, **figure)
    change_line(table, line_of(table, **figures[3]), value="", flag="L", qualifier="exact", printed="")
    write_rows(folder / "withdrawn.csv", [{**figures[0], "when": "2030-05-20", "source": "", **WHY}])
    for figure, value in list(zip(figures, values, strict=True))[:2]:
        cells = {**figure, "value": value, "unit": "stands", "source": "S003", "kept_value": ""}
        add(folder / "rejected.csv", **cells, reason_zh="移出", reason_en="moved")
    answer = {"rule": "lost_period", "key": "bicycle_stands, XX, schools: 2029", "figures": "1", "who": "X. Y."}
    write_rows(folder / "answers.csv", [{**answer, "when": "2030-06-30", "why_zh": "已答复", "why_en": "answered"}])
    context = read_context(SECOND, "en", invented_base)
    found = {each.key[2:]: (each.file, each.reason) for each in context.figures_since.gone if each.key[1] == "XX"}
    assert [found[place] for place in places] == [
        ("withdrawn.csv", WHY["reason_en"]), ("rejected.csv", "moved"), ("", ""), ("observations.csv", ""),
        ("answers.csv", "answered"),
    ]  # fmt: skip
    told = changes.withdrawn(context).text
    assert "now listed without a value" in told
    assert "left out without a word" in told
    sliced = slice_of(in_language(context, "en"), Job("changes", "", "en", {}))
    assert changes.withdrawn(sliced).text == told
    assert changes.opening(sliced).text == changes.opening(context).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foremost_changes_name_their_causes(language):
    """Each with another verdict; how many of all had no figure before is said once, as on the page of changes.

    What newer figures changed comes before what rules alone did, whatever the verdict.
    """
    shown = real(language)
    first, *told, _ = overview.changed(shown).text.splitlines()
    moved = [change for change in shown.changes if change.headline and change.moves]
    assert str(sum(change.before.value is None for change in moved)) in re.findall(r"\d+", first)
    found = foremost(shown)
    assert len(found) == len(told)
    for change, line in zip(found, told, strict=True):
        assert ({"en": "(cause: ", "zh": "（原因："}[language] in line) == bool(change.moves)
    newer = [end_month(change.before.period) < end_month(change.after.period) for change in found]
    by_rule = [{step for step, _, _ in change.moves} in ({"method"}, {"plan"}, {"method", "plan"}) for change in found]
    assert any(newer)
    assert [one and not other for one, other in zip(newer, by_rule, strict=True)] == sorted(newer, reverse=True)


def test_that_no_action_moved_is_said_once():
    """In the opening, and not again beneath it."""
    shown = replace(real("en"), found_moves=())
    assert "no action has changed state since the last edition" in changes.opening(shown).text
    assert changes.actions(shown).text == ""
