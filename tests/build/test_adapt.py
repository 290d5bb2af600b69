"""`plan-metrics adapt`: a language or a dimension that a plan has come to declare, in every table and card."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented import FIRST, SECOND, copy_of_project, rows_of

from plan_metrics import paths
from plan_metrics.creation.adapt import adapt
from plan_metrics.creation.create import create_project
from plan_metrics.edition.checked import check_of
from plan_metrics.errors import FaultError
from plan_metrics.export.freezing import freeze
from plan_metrics.plan.read import read_plan

EMPTY = {"an empty text", "an empty cell"}
DIMENSION = """
[[dimensions]]
id = "surface"
title = { zh = "地面", en = "Surface" }
one = { zh = "地面", en = "surface" }
other = { zh = "地面", en = "surfaces" }
adds_up = true
"""


def files_of(base: Path) -> dict[Path, bytes]:
    """Every file of the data of a project."""
    return {file: file.read_bytes() for file in (base / "data").rglob("*") if file.is_file()}


def test_every_text_of_a_new_language_is_asked_for_and_nothing_else(tmp_path):
    """What was there stays, and a second call has nothing to do."""
    base = create_project(tmp_path / "new", ["en"])
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8").replace('languages = ["en"]', 'languages = ["en", "fr", "nl"]'), "utf-8")
    (paths.plan_folder(base) / "locale" / ".nl.unfinished").mkdir(parents=True)  # of a command that was killed
    before = files_of(base)
    changed = adapt(base)
    assert {file for file, text in files_of(base).items() if before.get(file) != text} == {*changed}
    with pytest.raises(FaultError) as error:
        read_plan(paths.plan_folder(base))
    assert {fault.found for fault in error.value.faults} <= EMPTY
    assert {(fault.column or "")[-2:] for fault in error.value.faults} == {"fr", "nl"}
    assert adapt(base) == []
    columns = rows_of(paths.plan_folder(base) / "regions.csv")[0]
    assert [name for name in columns if name.startswith("title")] == ["title_en", "title_fr", "title_nl"]
    assert (paths.plan_folder(base) / "locale" / "nl" / "LC_MESSAGES" / "plan_metrics.po").is_file()
    assert [each.name for each in (paths.plan_folder(base) / "locale").iterdir()] == ["nl"]


def test_a_table_that_cannot_be_read_leaves_nothing_of_a_new_language(tmp_path):
    """Its catalogue is begun when every table was read."""
    base = create_project(tmp_path / "new", ["en"])
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8").replace('languages = ["en"]', 'languages = ["en", "nl"]'), "utf-8")
    (paths.plan_folder(base) / "wordings.csv").write_bytes(b"a,\xff\x81")
    before = files_of(base)
    with pytest.raises(FaultError):
        adapt(base)
    assert files_of(base) == before


def test_figures_of_before_are_of_the_whole_of_a_new_dimension(tmp_path):
    """Its column is in every table, and the editions are as sound as they were."""
    base = copy_of_project(tmp_path)
    plan = read_plan(paths.plan_folder(base))
    told = {edition: check_of(base, edition, plan).open for edition in (FIRST, SECOND)}
    assert adapt(base) == []
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8") + DIMENSION, "utf-8")
    (paths.plan_folder(base) / "dimensions" / "surface.csv").write_text(
        "code,parent,page,title_zh,title_en\nTOTAL,,no,全部,All\npaved,TOTAL,no,硬化,Paved\n", "utf-8"
    )
    changed = {file.name for file in adapt(base)}
    assert changed == {"targets.csv", "wordings.csv", "observations.csv", "rejected.csv"}
    plan = read_plan(paths.plan_folder(base))
    assert {edition: check_of(base, edition, plan).open for edition in (FIRST, SECOND)} == told
    rows = rows_of(base / "data" / "editions" / SECOND / "observations.csv")
    assert {row["surface"] for row in rows} == {"TOTAL"}
    assert list(rows[0])[:5] == ["indicator", "region", "sector", "surface", "period"]


def test_what_the_program_wrote_comes_in_the_languages_that_it_has(tmp_path):
    """Rules of a new project and titles of editions are there; a word that means several things is asked for."""
    base = create_project(tmp_path / "new", ["zh"])
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8").replace('languages = ["zh"]', 'languages = ["zh", "en"]'), "utf-8")
    adapt(base)
    with pytest.raises(FaultError) as error:
        read_plan(paths.plan_folder(base))
    asked = {(fault.file, fault.column) for fault in error.value.faults}
    assert ("plan.toml", "levels.2.one.en") in asked  # of several regions the Chinese word is the same
    assert not [column for file, column in asked if file == "plan.toml" and "source" in column]
    assert rows_of(paths.plan_folder(base) / "dimensions" / "sector.csv")[0]["title_en"] == "All sectors"
    (card,) = (base / "data" / "editions").glob("*/edition.toml")
    assert 'title = { zh = "2025年12月版", en = "Edition of December 2025" }' in card.read_text("utf-8")


def test_a_frozen_edition_is_left_as_it_is(tmp_path):
    """It is read with the plan that it was frozen with, which has no new language."""
    base = copy_of_project(tmp_path)
    freeze(base, FIRST)
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(
        head.read_text("utf-8").replace('languages = ["zh", "en"]', 'languages = ["zh", "en", "fr"]'), "utf-8"
    )
    changed = adapt(base)
    assert changed
    assert [file for file in changed if file.is_relative_to(paths.edition_folder(base, FIRST))] == []
    assert check_of(base, FIRST, read_plan(paths.plan_folder(base, FIRST))).open == []
