"""The analyst's desk on the invented plan: copies of notebooks, the chooser, blocks in a lab, the form."""

from __future__ import annotations

import json
import sys
from html import unescape
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import SECOND, edition_of, rows_of

import plan_metrics
from plan_metrics.cli import main
from plan_metrics.commands import desk
from plan_metrics.desk import choose as chooser
from plan_metrics.desk.copies import lab_folder, lay_copies
from plan_metrics.desk.entry import check_figure, fields, write_figure
from plan_metrics.desk.form import form
from plan_metrics.desk.style import html_in_lab
from plan_metrics.errors import FaultError
from plan_metrics.plan.models import Plan
from plan_metrics.views import blocks
from plan_metrics.views.faults import sentence

ROOT = Path(__file__).parents[2]
FIGURE = {
    **dict.fromkeys(fields(LANGUAGES), ""),
    **{"indicator": "Bicycle stands", "region": "Alpha", "period": "2025年", "printed": "1.2万个"},
    **{"source": "S003", "flag": "A"},
}  # fmt: skip


@pytest.fixture
def base(invented_base, monkeypatch) -> Path:
    """The invented project with our notebooks; the chooser remembers nothing."""
    (invented_base / "notebooks").mkdir()
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        (invented_base / "notebooks" / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))
    monkeypatch.setattr(chooser, "_remembered", {})
    return invented_base


def cells_of(file: Path) -> list[str]:
    """The source of each cell of a notebook."""
    return ["".join(cell["source"]) for cell in json.loads(file.read_text("utf-8"))["cells"]]


# ---------------------------------------------------------------- copies


def test_a_lab_opens_copies_in_the_readers_language(base, monkeypatch, capsys):
    """`lab` lays them without outputs, with a chooser where there are parameters, and runs JupyterLab on their folder,
    which asks nobody for anything; the notebooks that CI compares stay as they are."""
    before = {file.name: file.read_bytes() for file in (base / "notebooks").iterdir()}
    ran = []
    monkeypatch.setattr(desk.os, "execve", lambda program, command, env: ran.append((command, env)) or sys.exit(0))
    with pytest.raises(SystemExit):
        main(["--language", "en", "lab"])
    assert "build/lab" in capsys.readouterr().out
    ((command, env),) = ran
    assert command[1:3] == ["-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={lab_folder(base)}" in command
    assert {*desk.OFFLINE} <= {*command}
    assert env["PLAN_METRICS_ROOT"] == str(base)
    assert {file.name: file.read_bytes() for file in (base / "notebooks").iterdir()} == before
    copy = lab_folder(base) / "region.ipynb"
    assert f'edition = "{SECOND}"\nlanguage = "en"' in cells_of(copy)[1]
    assert cells_of(copy)[2] == "from plan_metrics import choose\n\nchoose(globals())"
    assert not any(cell.get("outputs") for cell in json.loads(copy.read_text("utf-8"))["cells"])
    assert "choose" not in "".join(cells_of(lab_folder(base) / "enter.ipynb"))


def test_a_copy_that_was_changed_is_kept_and_told(base):
    """One that was only run stays with its outputs while its notebook is the same, and follows a new notebook; one
    whose cells were changed, or that is no notebook any more, is never overwritten."""
    assert lay_copies(base, "zh") == []
    run, changed, broken, gone = (
        lab_folder(base) / f"{name}.ipynb" for name in ("breakdown", "region", "data", "action")
    )
    for copy, add in ((run, ""), (changed, "\n# mine")):
        whole = json.loads(copy.read_text("utf-8"))
        whole["cells"][-1] |= {"source": whole["cells"][-1]["source"] + add, "outputs": [{"text": "ran"}]}
        copy.write_text(json.dumps(whole), "utf-8")
    broken.write_text("{", "utf-8")
    gone.unlink()
    left = [copy.read_bytes() for copy in (run, changed, broken)]
    assert lay_copies(base, "zh") == ["data.ipynb", "region.ipynb"]
    assert [copy.read_bytes() for copy in (run, changed, broken)] == left
    assert gone.exists()
    notebook = base / "notebooks" / "breakdown.ipynb"
    notebook.write_text(
        notebook.read_text("utf-8").replace("views.breakdown.opening", "views.breakdown.figures"), "utf-8"
    )
    assert lay_copies(base, "zh") == ["data.ipynb", "region.ipynb"]
    assert run.read_bytes() != left[0]


# ---------------------------------------------------------------- the chooser


def test_a_choice_by_name_sets_the_parameter_and_stays(base):
    """It stays when the cell of the parameters runs again as it was; another code written there counts; a name in
    full stands for its code."""
    written = {"region": "XX-AA", "edition": SECOND, "language": "en"}
    names = dict(written)
    box = next(box for box in plan_metrics.choose(names).children if box.description == "Region")
    assert ("Beta (XX-BB)", "XX-BB") in box.options
    box.value = "XX-BB"
    assert names["region"] == "XX-BB"
    plan_metrics.choose(names)  # only this cell again
    names |= written  # all cells again
    plan_metrics.choose(names)
    assert names["region"] == "XX-BB"
    names["region"] = "阿尔法"
    plan_metrics.choose(names)
    assert names["region"] == "XX-AA"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"region": "Alfa"}, "Perhaps this is meant: XX-AA (Alpha)"),
        ({"indicator": "bicycle_stand"}, "bicycle_stands (Bicycle stands)"),
        ({"action": "A99"}, "data/plan/actions"),
        ({"edition": "2031-01"}, SECOND),
        ({"language": "xx"}, "zh, en"),
    ],
)
def test_a_wrong_code_is_told_in_a_sentence_with_the_nearest(base, wrong, said):
    """A name of the plan or of the project is proposed; nothing is chosen in its place."""
    names = {"edition": SECOND, "language": "en", **wrong}
    with pytest.raises(FaultError) as raised:
        plan_metrics.choose(names)
    assert said in sentence(raised.value.faults[0], "en")
    assert "\n" not in sentence(raised.value.faults[0], "en")
    assert wrong.items() <= names.items()


def test_in_a_notebook_faults_are_a_sentence_and_blocks_have_their_look(base, monkeypatch, capsys):
    """After the chooser, a shell shows a fault without a traceback, and a block with its style and whole links."""
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    shell = InteractiveShell()
    told = []
    monkeypatch.setattr(shell, "_showtraceback", lambda kind, error, lines: told.extend(lines))
    shell.user_ns |= {"edition": SECOND, "language": "en", "region": "XX-AA"}
    shell.run_cell("from plan_metrics import choose; choose(globals()); region = 'Alfa'")
    assert shell.run_cell("choose(globals())").error_in_exec is not None
    assert len(told) == 1
    assert told[0].startswith("“Alfa”")
    assert "VBox" in capsys.readouterr().out  # the lists, of which one may be chosen all the same
    shown, _ = shell.display_formatter.format(blocks.Block((blocks.link("XX-BB.html#x", "Beta"),), "Beta"))
    assert shown["text/plain"] == "Beta"
    assert f"/{SECOND}/en/XX-BB.html#x" in shown["text/html"]


def test_a_block_carries_only_the_rules_it_needs_and_holds_them_in_itself(monkeypatch):
    """No rule of the page as a whole, none for paper, none of another class; links lead to where the lab serves them,
    places on the page and other sites stay as they are."""
    monkeypatch.setenv("PLAN_METRICS_SITE", "/static")
    shown = [
        blocks.badge("improving", "better"), blocks.link("A07.html", "a"), blocks.link("#x", "b"),
        blocks.link("https://example.org/", "c"),
    ]  # fmt: skip
    html = html_in_lab(blocks.block(*shown, text=""), ROOT, "2026-11", "zh")
    assert html.startswith("<style>.pm-lab.pm-lab{")
    assert ".pm-status.improving{" in html
    for absent in ("@font-face", "@media print", ".pm-tile", "body{", ":root"):
        assert absent not in html
    assert html.count("{") == html.count("}")
    assert 'href="/static/2026-11/zh/A07.html"' in html
    assert '<a href="#x"' in html
    assert '<a href="https://example.org/"' in html
    assert html_in_lab(blocks.NOTHING, ROOT, "2026-11", "zh") == ""


# ---------------------------------------------------------------- a figure


def test_a_figure_is_checked_first_and_written_when_asked(base, invented_plan):
    """Names stand for codes, the value is that of the printed words; the check writes nothing, undo takes it back."""
    table = edition_of(base) / "observations.csv"
    before = table.read_bytes()
    sound, text = check_figure(base, invented_plan, SECOND, FIGURE, "en")
    assert sound, text
    assert "bicycle_stands,XX-AA,TOTAL,2025,12000,stands,A,exact,1.2万个,,S003,," in text
    assert table.read_bytes() == before
    assert write_figure(base, invented_plan, SECOND, FIGURE, "en")[0]
    (row,) = [row for row in rows_of(table) if (row["region"], row["period"]) == ("XX-AA", "2025")]
    assert row["value"] == "12000"
    sound, text = check_figure(base, invented_plan, SECOND, FIGURE, "en")
    assert not sound
    assert "1.2万个" in text
    from plan_metrics.edition.amend import undo

    assert undo(base, SECOND).startswith("entry_form bicycle_stands XX-AA")
    assert table.read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"region": "Alfa"}, "XX-AA"),
        ({"period": "soon"}, "a year (2024)"),
        ({"printed": "2029年4个"}, "words that hold one figure"),
        ({"printed": ""}, "an empty cell"),
        ({"source": "S999"}, "the code of a document in sources.csv"),
        ({"flag": "L"}, "Fault"),
        ({"flag": "XX"}, "Fault"),
    ],
)
def test_a_wrong_figure_is_told_in_words_and_never_written(base, invented_plan, wrong, said):
    """By the rules of the edition, for the check and for the button alike."""
    table = edition_of(base) / "observations.csv"
    before = table.read_bytes()
    for ask in (check_figure, write_figure):
        sound, text = ask(base, invented_plan, SECOND, {**FIGURE, **wrong}, "en")
        assert not sound
        assert said in text
    assert table.read_bytes() == before


def test_the_buttons_of_the_form_check_and_then_write(base, invented_plan: Plan):
    """The second button wakes once the figure as it stands was found sound, and sleeps again after any change."""
    box = form(base, invented_plan, SECOND, "en")
    boxes = dict(zip(fields(LANGUAGES), box.children[1:-2], strict=True))
    check, write = box.children[-2].children
    said = box.children[-1]
    boxes["indicator"].value = "bicycle_stands"
    assert boxes["breakdown"].value == invented_plan.indicator("bicycle_stands").breakdown
    boxes["region"].value = "XX-AA"
    boxes["period"].value, boxes["printed"].value, boxes["source"].value = "2025", "9 <b> 8", "S003"
    assert boxes["note_zh"].placeholder == ""
    check.click()
    assert write.disabled
    assert "“9 <b> 8”" in unescape(said.value)
    assert "<b>" not in said.value
    boxes["printed"].value = "9000个"
    check.click()
    assert not write.disabled
    boxes["printed"].value = "9001个"
    assert write.disabled
    check.click()
    write.click()
    assert write.disabled
    assert "Written." in said.value
    assert any(row["printed"] == "9001个" for row in rows_of(edition_of(base) / "observations.csv"))


def test_a_form_is_a_text_where_texts_are_compared(base, monkeypatch):
    """What nbval compares is what a person reads: each field and what goes into it."""
    monkeypatch.setenv("PLAN_METRICS_TEXT", "1")
    text = repr(plan_metrics.entry_form())
    assert text.count("\n") == len(fields(LANGUAGES))
    assert SECOND in text
    chosen = plan_metrics.choose({"region": "XX-AA", "edition": SECOND, "language": "en"})
    assert "Region: Alpha (XX-AA)" in repr(chosen)
