"""An edition's tables changed in one step: what stays as it was, what is taken back, what a refusing disk leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import SECOND, SECTOR, change, edition_of, line_of, rows_of

from plan_metrics.analysis.amendments import try_amendment
from plan_metrics.edition.amend import amend, trial, undo, with_rows
from plan_metrics.errors import FaultError
from plan_metrics.files import PREFIX
from plan_metrics.plan.layout import Layout

TABLE = "observations.csv"
LAYOUT = Layout(tuple(LANGUAGES), (SECTOR,), {})


def row_of(base: Path, **cells: str) -> dict[str, str]:
    """The first row of the second edition, with other cells."""
    return {**LAYOUT.row(rows_of(edition_of(base) / TABLE)[0]), **cells}


def files_of(base: Path) -> dict[str, bytes]:
    """Every file of the second edition."""
    return {file.name: file.read_bytes() for file in edition_of(base).iterdir()}


def test_other_lines_stay_as_they_are_and_a_new_row_takes_its_place(invented_base):
    """Of a table in order, only the lines named differ, and the order holds."""
    file = edition_of(invented_base) / TABLE
    before = file.read_text("utf-8").split("\n")
    assert with_rows(file, LAYOUT).split("\n") == before
    new = with_rows(file, LAYOUT, add=[row_of(invented_base, period="2025")], remove=[3]).split("\n")
    assert new[1].startswith("bicycle_stands,XX,TOTAL,2025,")
    assert new[2:] == [line for number, line in enumerate(before, 1) if number not in (1, 3)]


def test_a_replaced_row_keeps_its_line_and_a_word_with_a_comma_its_quotes(invented_base):
    """What is written reads back as it was given."""
    file = edition_of(invented_base) / TABLE
    text = with_rows(file, LAYOUT, replace={2: row_of(invented_base, note_en='a, "b"')})
    file.write_text(text, "utf-8")
    assert rows_of(file)[0]["note_en"] == 'a, "b"'


def test_an_amendment_is_written_once_and_taken_back_to_the_byte(invented_base):
    """The same texts again change nothing; undo gives every file back, byte-order mark included."""
    file = edition_of(invented_base) / TABLE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    before = files_of(invented_base)
    texts = {
        TABLE: with_rows(file, LAYOUT, remove=[2]),
        "withdrawn.csv": with_rows(edition_of(invented_base) / "withdrawn.csv", LAYOUT),
    }
    assert amend(invented_base, SECOND, texts, "a command") is True
    assert amend(invented_base, SECOND, texts, "a command") is False
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert undo(invented_base, SECOND) == "a command"
    assert files_of(invented_base) == before


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(invented_base):
    """A text that was made from another table is refused, and names the table."""
    file = edition_of(invented_base) / TABLE
    mine, theirs = with_rows(file, LAYOUT, remove=[2]), with_rows(file, LAYOUT, remove=[3])
    amend(invented_base, SECOND, {TABLE: theirs}, "their command")
    with pytest.raises(FaultError) as raised:
        amend(invented_base, SECOND, {TABLE: mine}, "my command")
    assert [(fault.rule, fault.file) for fault in raised.value.faults] == [("changed_meanwhile", TABLE)]
    assert file.read_text("utf-8") == theirs


def test_a_record_of_a_change_that_is_damaged_is_told(invented_base):
    """Nothing is taken back by it, whatever it names."""
    file = edition_of(invented_base) / TABLE
    amend(invented_base, SECOND, {TABLE: with_rows(file, LAYOUT, remove=[2])}, "a command")
    (entry,) = (invented_base / "build" / "amendments" / SECOND).glob("*/entry.json")
    left = files_of(invented_base)
    for text in ("{", "[]", '{"why": "x", "files": ["../../../plan/plan.toml"]}'):
        entry.write_text(text, "utf-8")
        with pytest.raises(FaultError) as raised:
            undo(invented_base, SECOND)
        assert [fault.rule for fault in raised.value.faults] == ["damaged_record"]
    assert files_of(invented_base) == left


def test_undo_refuses_where_something_was_changed_since(invented_base):
    """A later change by hand would be lost: nothing is taken back, and the file is named."""
    file = edition_of(invented_base) / TABLE
    amend(invented_base, SECOND, {TABLE: with_rows(file, LAYOUT, remove=[2])}, "a command")
    file.write_text(file.read_text("utf-8").replace("30", "31", 1), "utf-8")
    left = files_of(invented_base)
    with pytest.raises(FaultError) as raised:
        undo(invented_base, SECOND)
    assert [(fault.rule, fault.file) for fault in raised.value.faults] == [("changed_since", TABLE)]
    assert files_of(invented_base) == left
    with pytest.raises(FaultError, match="no change of a command"):
        undo(invented_base, "2030-01")


def test_a_disk_that_refuses_half_way_leaves_whole_files_and_the_way_back(invented_base, monkeypatch):
    """Each file is as it was or as it should be; the command again completes it, and undo takes all of it back."""
    folder = edition_of(invented_base)
    before = files_of(invented_base)
    texts = {name: with_rows(folder / name, LAYOUT, remove=[2]) for name in ("sources.csv", TABLE)}
    real, done = os.replace, []

    def refusing(source: str, target: Path) -> None:
        if done:
            raise OSError(28, "no space", str(target))
        done.append(target)
        real(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(OSError, match="no space"):
        amend(invented_base, SECOND, texts, "a command")
    monkeypatch.undo()
    assert {file.name for file in folder.iterdir()} == before.keys()
    half = {name: (folder / name).read_text("utf-8") for name in texts}
    assert half == {"sources.csv": texts["sources.csv"], TABLE: before[TABLE].decode()}
    texts = {
        name: with_rows(folder / name, LAYOUT, remove=[2]) if name == TABLE else text for name, text in texts.items()
    }
    assert amend(invented_base, SECOND, {TABLE: texts[TABLE]}, "the same command") is True
    assert undo(invented_base, SECOND) == "the same command"
    assert undo(invented_base, SECOND) == "a command"
    assert files_of(invented_base) == before


def test_a_trial_leaves_the_project_as_it_was(invented_base):
    """What is tried is read in a folder of its own, which is gone afterwards."""
    before = files_of(invented_base)
    with trial(invented_base, SECOND, {TABLE: "other\n"}) as tried:
        assert (edition_of(tried) / TABLE).read_text("utf-8") == "other\n"
        assert (edition_of(tried) / "sources.csv").read_bytes() == before["sources.csv"]
    assert not tried.exists()
    assert files_of(invented_base) == before


def test_what_a_killed_trial_left_is_removed_by_the_next(invented_base, tmp_path, monkeypatch):
    """A trial that still runs keeps its folder; one whose process was killed is gone when the next begins."""
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setattr("tempfile.tempdir", None)
    killed = "with passing_folder() as f: (f / 'x').touch(); os.kill(os.getpid(), signal.SIGKILL)"
    code = f"import os, signal\nfrom plan_metrics.files import passing_folder\n{killed}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    (left,) = (folder for folder in passing.iterdir() if folder.is_dir())
    gone = passing / f"{PREFIX}gone.lock"  # listed, and not there any more when it is looked at
    gone.symlink_to(passing / "nowhere")
    with trial(invented_base, SECOND, {}) as first, trial(invented_base, SECOND, {}) as second:
        assert not left.exists()
        assert [first.is_dir(), second.is_dir()] == [True, True]
    assert list(passing.iterdir()) == [gone]


def test_a_trial_weighs_the_figures_that_change_and_no_others(invented_base, invented_plan):
    """A figure of ten times its past that the edition has already is no news of an amendment; what it revises is."""
    file = edition_of(invented_base) / TABLE
    slip = {"value": "195000", "printed": "195000"}
    change(file, line_of(file, indicator="bicycle_stands", region="XX-BB", period="2029"), **slip)
    place = {"indicator": "bicycle_stands", "breakdown": "TOTAL", "period": "2029"}
    lines = [line_of(file, region=region, **place) for region in ("XX-AA", "XX")]
    told = []
    for line, value in zip(lines, ("28500", "475000"), strict=True):
        text = with_rows(
            file, LAYOUT, replace={line: {**LAYOUT.row(rows_of(file)[line - 2]), "value": value, "printed": value}}
        )
        tried = try_amendment(invented_base, invented_plan, SECOND, {TABLE: text})
        told.append({fault.row for fault in tried.warnings if fault.column == "value"})
    assert told == [{lines[0]}, {lines[1]}]
