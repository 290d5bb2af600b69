"""Reading an edition: all faults at once, and any usual way to save a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from bilingual import COLUMNS
from invented import FIRST, PROJECT, SECOND, add, change, edition_of, first_form, line_of, rules_of, said

from plan_metrics.edition.models import KEY, SPAN
from plan_metrics.edition.read import check_edition, editions, read_edition
from plan_metrics.errors import FaultError


def _faults(folder, plan):
    with pytest.raises(FaultError) as raised:
        read_edition(folder, plan)
    return raised.value.faults


def _card_with(folder: Path, old: str, new: str) -> None:
    file = folder / "edition.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_frame_is_sorted_and_typed(invented_plan):
    """Rows are in the order of their key, values are floats, and the line of each row is known."""
    edition = read_edition(edition_of(PROJECT), invented_plan)
    frame = edition.observations
    assert tuple(frame.columns) == (*COLUMNS, *SPAN)
    keys = list(frame[list(KEY)].itertuples(index=False, name=None))
    assert keys == sorted(keys)
    assert {str(frame[name].dtype) for name in ("value", "sample_size", *SPAN)} == {"float64"}
    assert len(edition.lines) == len(frame)
    first = frame.iloc[0]
    assert (first["value"], first["printed"], first["low"], first["high"]) == (30000, "3万", 25000, 35000)
    assert frame["sample_size"].isna().all()
    assert edition.rejected["kept_value"].tolist()[0] == 41000
    assert pd.isna(edition.rejected["kept_value"].tolist()[1])


def test_all_faults_of_all_files_at_once(invented_base, invented_plan):
    """One reading tells everything: the card, the tables and the registers."""
    folder = edition_of(invented_base)
    _card_with(folder, 'as_of = "2030-06-30"', 'as_of = "2030-06-31"')
    change(folder / "observations.csv", 2, region="Alpha", value="many")
    change(folder / "observations.csv", 5, flag="R")
    change(folder / "sources.csv", 2, date="soon")
    change(folder / "rejected.csv", 2, reason_zh="")
    assert [(f.file, f.row, f.column, f.rule) for f in _faults(folder, invented_plan)] == [
        ("edition.toml", 3, "as_of", "wrong_card"),
        ("observations.csv", 2, "region", "unknown_region"),
        ("observations.csv", 2, "value", "not_a_number"),
        ("observations.csv", 5, "flag", "unknown_flag"),
        ("rejected.csv", 2, "reason_zh", "no_reason"),
        ("sources.csv", 2, "date", "wrong_source"),
    ]


def test_missing_files_are_all_named(tmp_path, invented_plan):
    """An empty folder lacks four files, and each is named."""
    faults = _faults(tmp_path, invented_plan)
    names = ["edition.toml", "observations.csv", "rejected.csv", "sources.csv"]
    assert [(f.file, f.rule) for f in faults] == [(name, "missing_file") for name in names]


def test_an_edition_that_does_not_exist_names_those_that_do(invented_plan):
    """A wrong id is answered with the ids there are."""
    (fault,) = check_edition(edition_of(PROJECT, "2029-12"), invented_plan, None)
    assert said(fault)[0] == "no edition “2029-12”"
    assert said(fault)[1] == f"one of the editions that there are: {FIRST}, {SECOND}"


def test_editions_are_listed_in_order(invented_base):
    """Only folders named by year and month that hold a card are editions."""
    for name in ("notes", "2031-01", "2031-13"):
        (invented_base / "data" / "editions" / name).mkdir()
    assert editions(invented_base) == [FIRST, SECOND]
    assert editions(invented_base / "nowhere") == []


def test_other_files_in_the_folder_are_ignored(invented_base, invented_plan):
    """The code lists beside the tables are for people, not for the reader."""
    folder = edition_of(invented_base)
    (folder / "codes").mkdir()
    (folder / "codes" / "regions.csv").write_text("not read", encoding="utf-8")
    assert len(read_edition(folder, invented_plan).observations)


@pytest.mark.parametrize(
    ("old", "new", "column", "found", "expected"),
    [
        ("invented = true", 'invented = "yes"', "invented", "“yes”", "true or false"),
        ("invented = true", "", "invented", "no such key", "true or false"),
        (
            "invented = true",
            "invented = true\nshown = 1",
            "shown",
            "the key “shown”, which is not known",
            "as_of",
        ),
        ('id = "2030-06"', 'id = "2030-05"', "id", "“2030-05”", "“2030-06”, the name of the folder"),
        ('"2030-06-30"', '"2030-07-01"', "as_of", "“2030-07-01”", "a day of the month 2030-06"),
        ('previous = "2030-01"', 'previous = "2029-01"', "previous", "“2029-01”", "(2030-01)"),
        ('previous = "2030-01"', 'previous = "last"', "previous", "“last”", "such as 2025-06"),
        ('zh = "2030年6月版（虚构）"', 'zh = ""', "title.zh", "an empty text", "in each language: zh, en"),
        ("invented = true", "invented = true\nverdicts = 3", "verdicts", "“3”", "in curly brackets: model, little, "),
        (
            "invented = true",
            "invented = true\ndisclosure = { under = 3 }",
            "disclosure.under",
            "the key “disclosure.under”",
            "suppressed_under, low_reliability_under",
        ),
        (
            "invented = true",
            "invented = true\nthresholds = { on_track = 0.9 }",
            "thresholds.behind",
            "nothing",
            "a value for this key",
        ),
    ],
)
def test_a_wrong_card_is_told_key_by_key(invented_base, invented_plan, old, new, column, found, expected):
    """Each key of edition.toml that is wrong, missing or unknown is named with what belongs there."""
    _card_with(edition_of(invented_base), old, new)
    fault = next(f for f in _faults(edition_of(invented_base), invented_plan) if f.column == column)
    assert (fault.rule, fault.file) == ("wrong_card", "edition.toml")
    assert said(fault)[0] == found
    assert expected in said(fault)[1]


@pytest.mark.parametrize(
    ("old", "new", "column", "found", "expected"),
    [
        ("figures = 3 ", "figures = 2 ", "verdicts.figures", "“2”", "a number of 3 or more"),
        ("trials = 3 ", "# ", "verdicts.trials", "nothing", "a value for this key"),
        ("trials", 'source = "S001"\ntrials', "verdicts.source", "the key “verdicts.source”", "little, little_points"),
        ("sample = 1000, ", "", "verdicts.strong.sample", "nothing", "a value for this key"),
        ("[0.9, 0.66,", "[0.6, 0.66,", "verdicts.prospect", "“0.6, 0.66, 0.33, 0.1”", "each lower than the one before"),
        ("[1, 3]", "[1, 0]", "verdicts.state.judged", "“1, 0”", "such as [1, 3] for a third"),
    ],
)
def test_wrong_rules_of_verdicts_are_told_key_by_key(invented_base, invented_plan, old, new, column, found, expected):
    """The rules that an edition records are told as those of plan.toml, which they are copied from."""
    file = edition_of(invented_base) / "edition.toml"
    rules = rules_of(invented_base)
    assert old in rules
    file.write_text(file.read_text("utf-8") + rules.replace(old, new, 1), "utf-8")
    (fault,) = _faults(file.parent, invented_plan)
    assert (fault.rule, fault.file, fault.column) == ("wrong_card", "edition.toml", column)
    assert said(fault)[0] == found
    assert expected in said(fault)[1]


def test_the_rules_of_verdicts_that_an_edition_records_are_read(invented_base, invented_plan):
    """They are those of the plan here; the edition keeps the columns of today."""
    file = edition_of(invented_base) / "edition.toml"
    file.write_text(file.read_text("utf-8") + rules_of(invented_base), "utf-8")
    card = read_edition(file.parent, invented_plan).card
    assert card.verdicts == invented_plan.head.verdicts.numbers
    assert (card.thresholds, card.columns) == (None, COLUMNS)


def test_a_card_that_is_not_toml_names_the_line(invented_base, invented_plan):
    """A wide quotation mark, which an input method makes, is found in its line."""
    _card_with(edition_of(invented_base), 'as_of = "2030-06-30"', "as_of = “2030-06-30”")
    (fault,) = _faults(edition_of(invented_base), invented_plan)
    assert (fault.rule, fault.row) == ("unreadable_card", 3)
    assert "quotation mark" in said(fault)[2]


@pytest.mark.parametrize(
    ("cells", "rule", "column", "found", "expected"),
    [
        ({"source": "doc 1"}, "wrong_source", "source", "“doc 1”", "such as S001"),
        ({"date": "2027-02-30"}, "wrong_source", "date", "“2027-02-30”", "2024-09-30"),
        ({"date": "2030-07"}, "source_after_as_of", "date", "“2030-07”", "issued by 2030-06-30"),
        ({"read_in": "scan"}, "wrong_source", "read_in", "“scan”", "original or copy"),
        ({"title_en": ""}, "wrong_source", "title_en", "an empty cell", "every language"),
        (
            {"url": "https://copy.example/x"},
            "wrong_source",
            "url",
            "“https://copy.example/x”",
            "only for official",
        ),
    ],
)
def test_a_wrong_source_is_told_cell_by_cell(invented_base, invented_plan, cells, rule, column, found, expected):
    """Each cell of sources.csv that is wrong is named with what belongs there."""
    folder = edition_of(invented_base)
    change(folder / "sources.csv", 2, **cells)
    fault = next(f for f in _faults(folder, invented_plan) if f.file == "sources.csv")
    assert (fault.rule, fault.row, fault.column, said(fault)[0]) == (rule, 2, column, found)
    assert expected in said(fault)[1]


def test_the_year_of_the_edition_is_not_after_it(invented_base, invented_plan):
    """A document of which only the year is known may have been issued before the day of the edition."""
    folder = edition_of(invented_base)
    change(folder / "sources.csv", 7, date="2030")
    read_edition(folder, invented_plan)


def test_a_broken_source_does_not_blame_the_rows_that_cite_it(invented_base, invented_plan):
    """A document with a wrong date is one fault, not one for each figure read in it."""
    folder = edition_of(invented_base)
    change(folder / "sources.csv", 2, date="soon")
    assert [f.file for f in _faults(folder, invented_plan)] == ["sources.csv"]


def test_sources_twice_and_never_cited(invented_base, invented_plan):
    """A code that stands twice is a fault; a document that no figure names is a warning."""
    folder = edition_of(invented_base)
    unused = add(folder / "sources.csv", source="S050")
    twice = add(folder / "sources.csv", source="S002")
    found = {f.rule: f for f in check_edition(folder, invented_plan, None)}
    assert (found["repeated_source"].row, found["repeated_source"].values["first"]) == (twice, 3)
    assert (found["never_cited"].row, found["never_cited"].severity) == (unused, "warning")


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"indicator": "boats"}, "unknown_indicator", "indicator"),
        ({"value": "some"}, "not_a_number", "value"),
        ({"kept_value": "some"}, "not_a_number", "kept_value"),
        ({"source": "S999"}, "unknown_source", "source"),
        ({"reason_en": ""}, "no_reason", "reason_en"),
        ({"reason_zh": "—"}, "no_reason", "reason_zh"),
    ],
)
def test_a_rejected_figure_needs_a_value_a_source_and_a_reason(invented_base, invented_plan, cells, rule, column):
    """The register of figures that were not used is checked, except for what made them unusable."""
    folder = edition_of(invented_base)
    change(folder / "rejected.csv", 2, **cells)
    faults = [f for f in check_edition(folder, invented_plan, None) if f.severity == "fault"]
    assert [(f.rule, f.file, f.row, f.column) for f in faults] == [(rule, "rejected.csv", 2, column)]
    said(faults[0])


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def _marked(text: str) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        cells = line.split(",")
        if cells[4].isdigit():
            cells[4] = f'"{int(cells[4]):,}"'
        lines.append(",".join(cells))
    return "".join(lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("typed", [str, _wide, _marked])
def test_every_usual_way_to_save_a_table_gives_the_same_frame(invented_base, invented_plan, encoding, ending, typed):
    """Encodings, line endings, full-width digits and thousands marks change nothing."""
    folder = edition_of(invented_base)
    wanted = read_edition(edition_of(PROJECT), invented_plan)
    for name in ("observations.csv", "sources.csv", "rejected.csv"):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        text = typed(text) if name == "observations.csv" else text
        file.write_bytes(text.replace("\n", ending).encode(encoding))
    read = read_edition(folder, invented_plan)
    words = ["printed", "note_zh", "note_en"]  # these keep the digits they were written with
    pd.testing.assert_frame_equal(*(e.observations.drop(columns=words) for e in (read, wanted)))
    pd.testing.assert_frame_equal(read.rejected, wanted.rejected)
    assert read.sources == wanted.sources
    assert read.lines == wanted.lines


# ---------------------------------------------------------------- editions before 2026-11


def test_an_edition_of_the_first_model_is_read_without_printed_words(invented_base, invented_plan):
    """Every figure as before, no words and no samples; one that was approximate is known to its last digit."""
    wanted = read_edition(edition_of(PROJECT, FIRST), invented_plan)
    read = read_edition(first_form(edition_of(invented_base, FIRST)), invented_plan)
    assert (read.card.thresholds.action_majority, read.card.verdicts) == (0.66, None)
    lost = ["printed", "sample_size", *SPAN]
    pd.testing.assert_frame_equal(*(e.observations.drop(columns=lost) for e in (read, wanted)))
    pd.testing.assert_frame_equal(*(e.missing.drop(columns=lost) for e in (read, wanted)))
    assert tuple(read.observations.columns) == (*COLUMNS, *SPAN)
    assert set(read.observations["printed"]) == {""}
    assert read.observations["sample_size"].isna().all()
    exact = read.observations["qualifier"] == "exact"
    assert (read.observations.loc[exact, "low"] == read.observations.loc[exact, "value"]).all()
    (about,) = read.observations[~exact].itertuples()
    assert (about.value, about.low, about.high) == (47000, 46000, 48000)


def test_an_edition_of_the_first_model_is_not_blamed_for_what_it_did_not_record(invented_base, invented_plan):
    """No message asks for printed words or samples, and a unit that an indicator had then is no fault; but a unit that
    no one knows is, and so is whatever else breaks the contract."""
    table = first_form(edition_of(invented_base, FIRST)) / "observations.csv"
    assert check_edition(table.parent, invented_plan, None) == []
    change(table, line_of(table, indicator="keepers_trained"), unit="bicycles")
    assert check_edition(table.parent, invented_plan, None) == []
    change(table, line_of(table, indicator="keepers_trained"), unit="pieces")
    change(table, line_of(table, indicator="satisfied_users"), flag="R")
    found = [(fault.rule, fault.column) for fault in check_edition(table.parent, invented_plan, None)]
    assert found == [("wrong_unit", "unit"), ("unknown_flag", "flag")]


def test_the_limits_on_the_card_say_which_columns_a_table_has(invented_base, invented_plan):
    """Old columns without the limits of the first model are told as one fault, and new ones beside them too."""
    table = first_form(edition_of(invented_base)) / "observations.csv"
    card = table.with_name("edition.toml")
    text = card.read_text("utf-8")
    card.write_text(text.partition("thresholds")[0], "utf-8")
    (fault,) = (each for each in _faults(table.parent, invented_plan) if each.row == 1)
    assert (fault.rule, fault.column) == ("missing_column", "printed, sample_size")
    assert "published_value" in fault.values["first"]
    card.write_text(text, "utf-8")
    table.write_bytes((edition_of(PROJECT) / "observations.csv").read_bytes())
    (fault,) = (each for each in _faults(table.parent, invented_plan) if each.row == 1)
    assert (fault.rule, fault.column) == ("missing_column", "published_value, published_unit")


def test_an_edition_of_which_no_row_is_sound_is_told_and_not_weighed(invented_base, invented_plan):
    """Every row has its faults; the checks of plausibility have nothing to look at."""
    table = edition_of(invented_base) / "observations.csv"
    header, *rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([header, *(f"bells{row[row.index(',') :]}" for row in rows[:4]), ""]), "utf-8")
    found = [fault.rule for fault in check_edition(table.parent, invented_plan, None)]
    assert found.count("unknown_indicator") == 4
