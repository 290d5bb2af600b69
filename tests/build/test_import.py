"""The analyst's door as it is used: a table in by its recipe, tried first; an edition edited as a workbook."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import SECOND, change, edition_of, rows_of, write_rows
from openpyxl import load_workbook

from plan_metrics.cli import main
from plan_metrics.errors import fault_at
from plan_metrics.files import write_whole
from plan_metrics.intake import edition_workbook
from plan_metrics.intake.importing import REMARKS, by_cell, prepare
from plan_metrics.intake.words import SHARE

TABLE = "observations.csv"
BULLETIN = """各省自行车停放数,,
单位：个车位,,
地区,2028年,2029年①
虚构国,41000,47500
阿 尔 法,24000,28000
贝塔省,17000,19600
别处,10,…
①为初步数,,
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(invented_base, monkeypatch, capsys) -> Run:
    """Runs a command in English on the invented project: its exit code, and all that it says."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))

    def command(*arguments: str) -> tuple[int, str]:
        code = main(["--language", "en", *arguments])
        return code, "".join(capsys.readouterr())

    return command


def texts(base: Path) -> dict[str, bytes]:
    """The files of the second edition."""
    return {file.name: file.read_bytes() for file in edition_of(base).iterdir()}


def answered(recipe: Path) -> None:
    """Answer what a recipe leaves open, word by word."""
    text = recipe.read_text("utf-8")
    for word, answer in {"别处": '""', "…": '"O"', "①": '{ flag = "P" }'}.items():
        lines = [line for line in text.split("\n") if line.startswith(f'"{word}" = ')]
        assert len(lines) == 1, word
        text = text.replace(lines[0], f'"{word}" = {answer}')
    recipe.write_text(text, "utf-8")


def test_a_table_is_tried_then_written_by_one_command_and_taken_back_by_another(run, invented_base):
    """New, changed and equal figures are told by cell; the changed one is kept in the register; undo gives all back."""
    file = invented_base / "停放数2029.csv"
    file.write_text(BULLETIN, "utf-8")
    before = texts(invented_base)
    code, said = run("import", str(file), SECOND, "--document", "S003")
    recipe = invented_base / "data" / "recipes" / "停放数.toml"
    assert code == 2
    assert "Nothing was written" in said
    assert texts(invented_base) == before
    read = tomllib.loads(recipe.read_text("utf-8"))
    assert read["at"]["region"] == ["column A"]
    assert read["at"]["period"] == ["header 1"]
    assert read["files"] == "停放数*.csv"
    assert (read["words"], read["signs"]) == ({"region": {"别处": "?"}}, {"…": "?"})
    assert "no word that says it: indicator" in said
    answered(recipe)
    recipe.write_text(recipe.read_text("utf-8").replace('["= ?"]', '["= bicycle_stands"]'), "utf-8")
    code, said = run("import", str(file), SECOND, "--document", "S003", "--format", "json")
    told = json.loads(said)
    assert code == 0, said
    assert told["written"] is False
    assert texts(invented_base) == before
    assert {each["cell"]: each["state"] for each in told["figures"]} == {
        "B4": "equal", "B5": "equal", "B6": "equal", "C4": "changed", "C5": "changed", "C6": "changed",
    }  # fmt: skip
    assert told["counts"]["left_out"] == 2
    report = (invented_base / "build" / "import" / "REPORT.html").read_text("utf-8")
    assert 'id="C6"' in report
    assert "19600" in report
    assert "http" not in report.replace("http-equiv", "")
    code, said = run("import", str(file), SECOND, "--document", "S003", "--apply")
    assert code == 0
    assert "Written." in said
    row = next(row for row in rows_of(edition_of(invented_base) / TABLE) if row["value"] == "19600")
    assert (row["region"], row["period"], row["flag"], row["printed"]) == ("XX-BB", "2029", "P", "19600（个车位）")
    assert "nothing was written" in run("import", str(file), SECOND, "--document", "S003", "--apply")[1]
    assert run("undo", SECOND)[0] == 0
    assert texts(invented_base) == before


def test_the_document_of_a_table_is_not_taken_for_that_of_the_next(run, invented_base):
    """Next year's table goes in by the same recipe, and asks for a document of its own."""
    file, recipe = invented_base / "停放数2029.csv", invented_base / "data" / "recipes" / "停放数.toml"
    file.write_text(BULLETIN, "utf-8")
    run("import", str(file), SECOND)
    answered(recipe)
    text = recipe.read_text("utf-8").replace('["= ?"]', '["= bicycle_stands"]')
    recipe.write_text(text.replace('source = "S008"', 'source = "S003"'), "utf-8")
    assert run("import", str(file), SECOND)[0] == 0
    later = file.rename(invented_base / "停放数2030.csv")
    code, said = run("import", str(later), SECOND, "--apply")
    assert code == 2
    assert "the document of “停放数2029.csv”" in said
    assert run("import", str(later), SECOND, "--document", "S003")[0] == 0
    code, said = run("import", str(later))
    assert code == 2
    assert "no edition that the figures are for" in said


def test_a_row_of_figures_is_not_passed_over_as_a_heading(run, invented_base):
    """A word where its figure should be does not make the first row a second line of the heading."""
    file = invented_base / "停放数2029.csv"
    file.write_text("各省自行车停放数（个车位）,\n地区,2029年\n阿尔法,二万八千多\n贝塔,19600\n", "utf-8")
    code, said = run("import", str(file), SECOND, "--document", "S003")
    assert code == 2
    assert "A3" in said
    assert "figures within the rows of the heading: A3" in said


def test_rows_that_share_a_key_keep_each_its_own_line(run, invented_base):
    """Figures that were not used may be several for one key: all that are edited stay."""
    file = edition_of(invented_base) / "rejected.csv"
    rows = rows_of(file)
    twice = [{**rows[0], "value": str(number)} for number in (1, 2, 3)]
    write_rows(file, [*rows, *twice])
    run("edit", SECOND)
    made = invented_base / "build" / "edit" / f"{SECOND}.xlsx"
    book = load_workbook(made)
    sheet = book["rejected"]
    reason = [cell.value for cell in sheet[1]].index("reason_en") + 1
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, reason, f"{sheet.cell(line, reason).value} (checked)")
    book.save(made)
    code, said = run("edit", SECOND)
    assert code == 2
    assert "a workbook that was edited" in said
    assert run("import", str(made), "--apply")[0] == 0
    read = rows_of(file)
    assert len(read) == len(rows) + 3
    assert all(row["reason_en"].endswith("(checked)") for row in read)


def test_the_report_of_an_import_obeys_no_text_of_the_table(run, invented_base):
    """Markup in a cell or in the name of a sheet is shown as it stands."""
    file = invented_base / "x.csv"
    file.write_text(BULLETIN.replace("别处", "<script>alert(1)</script>"), "utf-8")
    run("import", str(file), SECOND, "--document", "S003")
    report = (invented_base / "build" / "import" / "REPORT.html").read_text("utf-8")
    assert "<script>" not in report
    assert "&lt;script&gt;" in report


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.xlsx", None, "no such file"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "a file that is no table"),
        ("broken.xlsx", b"PK\x03\x04 and no more", "a file that cannot be opened"),
        ("photo.png", b"\x89PNG\r\n", "a file that is no table"),
        ("random.xlsx", bytes(range(255, 0, -1)) * 9, "the name of a workbook and is none"),
        ("photo.ods", b"\x89PNG\r\n\x1a\n\0\0", "the name of a workbook and is none"),
        ("words.csv", b"a,b\nc,d\n", "no figure in words"),
        ("empty.csv", b"", "an empty file"),
    ],
)
def test_a_file_that_is_no_table_is_told_as_what_it_is(run, invented_base, name, content, said):
    """Never a traceback, and no recipe is left of it."""
    file = invented_base / name
    if content is not None:
        file.write_bytes(content)
    code, told = run("import", str(file), SECOND)
    assert code == 2
    assert said in told
    assert "Traceback" not in told
    assert not list((invented_base / "data").glob("recipes/*"))


def test_a_wrong_recipe_is_told_by_its_lines_all_at_once(run, invented_base):
    """Unknown places, flags and keys, each with the line of the card."""
    file, recipe = invented_base / "停放数2029.csv", invented_base / "data" / "recipes" / "停放数.toml"
    file.write_text(BULLETIN, "utf-8")
    run("import", str(file), SECOND)
    text = recipe.read_text("utf-8").replace('["column A"]', '["somewhere"]').replace('flag = "A"', 'flagge = "A"')
    recipe.write_text(text, "utf-8")
    code, told = run("import", str(file), SECOND)
    assert code == 2
    assert "at.region" in told
    assert "flagge" in told
    assert told.count("line ") >= 2


def test_a_recipe_that_cannot_be_read_is_told_and_none_is_written_beside_it(run, invented_base):
    """A lost quotation mark, with its line; nobody can tell which tables it is for."""
    file, recipe = invented_base / "停放数2029.csv", invented_base / "data" / "recipes" / "停放数.toml"
    file.write_text(BULLETIN, "utf-8")
    run("import", str(file), SECOND)
    text = recipe.read_text("utf-8")
    recipe.write_text(text.replace('flag = "A"', 'flag = "A'), "utf-8")
    code, told = run("import", str(file), SECOND)
    line = next(n for n, each in enumerate(text.split("\n"), 1) if each.startswith("flag ="))
    assert (code, f"停放数.toml, line {line}" in told) == (2, True)
    recipe.write_text(text.replace("files =", "file ="), "utf-8")
    assert "no names of files" in run("import", str(file), SECOND)[1]
    assert list(recipe.parent.iterdir()) == [recipe]


def test_a_recipe_is_named_by_its_name_or_its_path(run, invented_base):
    """As the program prints it, also where its letters are those of the table."""
    file = invented_base / "停放数2029.csv"
    file.write_text(BULLETIN, "utf-8")
    run("import", str(file), SECOND)
    said = run("import", str(file), SECOND)
    for name in ("停放数", "data/recipes/停放数.toml"):
        assert run("import", str(file), SECOND, "--recipe", name) == said
    assert "wrong_recipe_name" in run("import", str(file), SECOND, "--recipe", "../停放数", "--format", "json")[1]


@pytest.mark.parametrize("step", [1, 2])
def test_a_workbook_whose_writing_was_ended_is_not_held_for_an_edited_one(run, invented_base, monkeypatch, step):
    """Before the workbook is there, and after; the same command then writes it."""
    assert run("edit", SECOND)[0] == 0
    change(edition_of(invented_base) / TABLE, 2, note_en="another")
    puts = []

    def ended(file: Path, raw: bytes) -> None:
        puts.append(file)
        if len(puts) > step:
            raise KeyboardInterrupt
        write_whole(file, raw)

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(edition_workbook, "write_whole", ended)
        run("edit", SECOND)
    assert len(puts) == step + 1
    assert run("edit", SECOND)[0] == 0


def test_an_edition_edited_as_a_workbook_comes_back_as_its_difference(run, invented_base):
    """Not touched it changes nothing; a date that a spreadsheet made is read and told; a stale workbook is refused."""
    assert run("edit", SECOND)[0] == 0
    made = invented_base / "build" / "edit" / f"{SECOND}.xlsx"
    first = made.read_bytes()
    code, said = run("import", str(made), "--apply")
    assert code == 0
    assert "Nothing is different" in said
    assert run("edit", SECOND)[0] == 0
    assert made.read_bytes() == first
    book = load_workbook(made)
    sheet = book["observations"]
    heads = [cell.value for cell in sheet[1]]
    lists = {each.formula1 for each in sheet.data_validations.dataValidation}
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet["E2"].protection.locked
    assert {"=indicators!$A$2:$A$6", "=sources!$A$2:$A$9999"} & {f"={text.lstrip('=')}" for text in lists}
    sheet.cell(2, heads.index("value") + 1, 31000)
    sheet.cell(2, heads.index("printed") + 1, "3.1万")
    again = [cell.value for cell in sheet[5]]
    again[heads.index("period")] = dt.datetime(2029, 9, 1)
    sheet.append(again)
    book.save(made)
    assert run("import", str(made))[1].endswith("To write it: the same command with --apply\n")
    code, said = run("import", str(made), "--apply")
    assert code == 0
    assert "→ 2029-09" in said
    assert "+ bicycle_stands,XX,TOTAL,2026,31000,stands,A,exact,3.1万" in said
    periods = [row["period"] for row in rows_of(edition_of(invented_base) / TABLE) if row["region"] == "XX"]
    assert "2029-09" in periods
    code, said = run("import", str(made), "--apply")
    assert code == 2
    assert "an edition that was changed since" in said


def test_a_workbook_of_an_edition_is_given_no_recipe(run, invented_base):
    """What would be ignored is refused, each option at once; nothing is written."""
    run("edit", SECOND)
    made, before = invented_base / "build" / "edit" / f"{SECOND}.xlsx", texts(invented_base)
    code, told = run("import", str(made), "--recipe", "x", "--document", "S001", "--apply")
    assert code == 2
    assert told.count("beside the workbook of an edition") == 2
    assert texts(invented_base) == before


def test_a_line_that_is_not_written_yet_is_told_with_its_cell(run, invented_base):
    """A warning of a dry run is at the cells of the sheet in each form, and names lines as they will stand."""
    file, recipe = invented_base / "停放数2029.csv", invented_base / "data" / "recipes" / "停放数.toml"
    file.write_text(BULLETIN.replace("28000", "2800"), "utf-8")
    run("import", str(file), SECOND)
    answered(recipe)
    recipe.write_text(recipe.read_text("utf-8").replace('["= ?"]', '["= bicycle_stands"]'), "utf-8")
    asked = "import", str(file), SECOND, "--document", "S003"
    told = {form: run(*asked, "--format", form)[1] for form in ("text", "json", "github")}
    warnings = [each for each in json.loads(told["json"])["warnings"] if "C5" in (each["column"] or "")]
    assert warnings
    assert "Lines are those of the tables once this is written." in told["text"]
    for warning in warnings:
        place = f"停放数2029.csv, {warning['column']}"
        assert f"Warning: {place}" in told["text"]
        assert warning["found"] in told["text"]
        assert f"{place}: {warning['found']}" in told["github"].replace("%25", "%")


def test_a_fault_that_several_cells_share_is_told_once(run, invented_base):
    """A year that is not over is named with all its cells; where the recipe leaves nothing open, it is not blamed."""
    file, recipe = invented_base / "停放数2029.csv", invented_base / "data" / "recipes" / "停放数.toml"
    file.write_text(BULLETIN.replace("2029年", "2031年"), "utf-8")
    run("import", str(file), SECOND)
    answered(recipe)
    recipe.write_text(recipe.read_text("utf-8").replace('["= ?"]', '["= bicycle_stands"]'), "utf-8")
    code, said = run("import", str(file), SECOND, "--document", "S003")
    assert code == 2
    assert said.count("Fault:") == 1
    assert "Fault: 停放数2029.csv, 停放数2029!C4, C5, C6\n" in said
    assert said.endswith("Nothing was written. Do what is said above, then run the command again.\n")


def test_each_cell_of_a_fault_in_another_table_is_told(run, invented_base, invented_plan):
    """Two titles that a line of sources.csv lacks are two faults, although both are an empty cell."""
    file, recipe = invented_base / "停放数2029.csv", invented_base / "data" / "recipes" / "停放数.toml"
    file.write_text(BULLETIN, "utf-8")
    run("import", str(file), SECOND)
    answered(recipe)
    recipe.write_text(recipe.read_text("utf-8").replace('["= ?"]', '["= bicycle_stands"]'), "utf-8")
    found = prepare(invented_base, invented_plan, SECOND, file, recipe=None, sheet=None, document="S003")
    texts = "an empty cell", "something in the cell", "Fill the cell."
    columns = [f"title_{code}" for code in LANGUAGES]
    others = [fault_at("wrong_source", "sources.csv", *texts, row=3, column=column) for column in columns]
    shared = fault_at("wrong_period", TABLE, *texts, row=2)
    assert by_cell(found, [*others, shared], invented_plan.layout)[:-1] == others


def test_what_an_edited_workbook_was_read_as_is_told_in_every_form(run, invented_base):
    """A date that a spreadsheet made is a warning for programs and code hosts as well."""
    run("edit", SECOND)
    made = invented_base / "build" / "edit" / f"{SECOND}.xlsx"
    book = load_workbook(made)
    sheet = book["observations"]
    heads = [cell.value for cell in sheet[1]]
    again = [cell.value for cell in sheet[5]]
    again[heads.index("period")] = dt.datetime(2029, 9, 1)
    sheet.append(again)
    book.save(made)
    month = next(cell for row in book["sources"].iter_rows() for cell in row if cell.value == "2029-06")
    month.value, month.number_format = dt.datetime(2029, 6, 1), "yyyy-mm-dd"
    book.save(made)
    said = run("import", str(made))[1]
    assert "“2029-06-01” → 2029-06" in said
    assert "+ S005" not in said
    assert "read_as" in {each["rule"] for each in json.loads(run("import", str(made), "--json")[1])["warnings"]}
    assert "::warning title=read_as::" in run("import", str(made), "--format", "github")[1]


def test_a_recipe_says_how_shares_under_per_cent_are_named():
    """In the lines on top of each that is written."""
    assert [line for line in REMARKS if f'words.unit: "{SHARE}"' in line]
