"""Commands that ask for figures and change them, on the invented plan: names, dry runs, refusals, what is written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from invented import FIRST, SECOND, edition_of, rows_of

from plan_metrics.cli import main
from plan_metrics.commands.reporting import rebuilt
from plan_metrics.edition.called import code_of, codes_of
from plan_metrics.edition.known import Known
from plan_metrics.errors import FaultError
from plan_metrics.report.serve import serving
from plan_metrics.views.faults import fault_parts

TABLE, WITHDRAWN, REJECTED = "observations.csv", "withdrawn.csv", "rejected.csv"
STANDS = {"indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL"}
WHY = ("--edition", SECOND, "--reason-zh", "虚构的理由", "--reason-en", "an invented reason")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(invented_base, monkeypatch, capsys) -> Run:
    """Runs a command in English on the invented project: its exit code, output and errors."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["--language", "en", *arguments])
        return (code, *capsys.readouterr())

    return command


def texts(base: Path) -> dict[str, str]:
    """The files of the second edition."""
    return {file.name: file.read_text("utf-8") for file in edition_of(base).iterdir()}


def figures(base: Path) -> dict[str, dict[str, str]]:
    """The rows of the stands of the whole by period."""
    return {row["period"]: row for row in rows_of(edition_of(base) / TABLE) if STANDS.items() <= row.items()}


# ---------------------------------------------------------------- names


def test_a_code_or_a_name_in_full_leads_to_the_code(invented_plan):
    """Case, width, language and the form of a period make no difference."""
    given = Known(invented_plan)
    for region in ("XX-AA", "xx-aa", "Alpha", "ＡＬＰＨＡ", "阿尔法"):
        asked = {"indicator": "Bicycle stands", "region": region, "breakdown": None, "period": "2029年"}
        assert codes_of(given, asked) == {"indicator": "bicycle_stands", "region": "XX-AA", "period": "2029"}


def test_anything_else_is_told_with_the_nearest_and_nothing_is_guessed(invented_plan):
    """Every wrong word at once; part of a name is no name, and one that two codes have is none of them."""
    with pytest.raises(FaultError) as raised:
        codes_of(Known(invented_plan), {"indicator": "stands", "region": "Alfa", "period": "soon"})
    told = {fault.column: fault_parts(fault, "en")["fix"] for fault in raised.value.faults}
    assert told.keys() == {"indicator", "region", "period"}
    assert "XX-AA (阿尔法, Alpha)" in told["region"]
    assert "bicycle_stands" in told["indicator"]
    assert "stands_built" in told["indicator"]
    with pytest.raises(FaultError) as raised:
        code_of("region", "Centre", {"X1": ["Centre"], "X2": ["centre"]})
    assert fault_parts(raised.value.faults[0], "en")["fix"] == "Write the code that is meant: X1, X2."


# ---------------------------------------------------------------- quiet, and for programs


@pytest.mark.parametrize(
    "words",
    [
        ("check",), ("counts",), ("sample-figures", "--seed", "1"), ("schema",), ("new", "2030-07", "--from", SECOND),
        ("diff",), ("show", "bicycle_stands"), ("diff", FIRST),
    ],
)  # fmt: skip
def test_what_a_command_reports_is_one_json_value_and_a_quiet_one_says_less(run, words):
    """Before the command or behind it; what was only done is not said, results are."""
    code, out, err = run(*words, "--json")
    assert (code, err) == (0, "")
    json.loads(out)
    quiet = run("--quiet", *((*words[:1], "2030-08") if words[0] == "new" else words))
    assert (quiet[0], quiet[2]) == (0, "")
    assert bool(quiet[1]) == (words[0] not in ("check", "schema", "new") and words != ("diff", FIRST))


def test_a_report_that_is_refused_says_so_in_a_line_of_its_events(run):
    """A program that reads an object a line gets the refusal as one."""
    code, out, err = run("report", "2031-01", "--json")
    (line,) = out.splitlines()
    assert (code, err, json.loads(line)["event"]) == (2, "", "refused")
    assert run("report", "2031-01", "--format", "github")[1].startswith("::error title=unknown_choice::")


def test_the_program_says_its_version_and_completes_in_both_shells(run):
    """`--version` ends the program; the scripts know the commands and their options."""
    with pytest.raises(SystemExit) as ended:
        run("--version")
    assert ended.value.code == 0
    for shell in ("bash", "zsh"):
        assert {"withdraw", "--dry-run", "--since-commit"} <= set(re.findall(r"[\w-]+", run("completion", shell)[1]))


@pytest.mark.parametrize("language", ["zh", "en", "ru", "ar"])
@pytest.mark.parametrize("command", ["correct", "withdraw", "split"])
def test_help_names_periods_of_every_kind(language, command, capsys):
    """A span of months among them, in every language of the messages."""
    with pytest.raises(SystemExit):
        main(["--language", language, command, "--help"])
    told = "".join(capsys.readouterr().out.split())
    assert [each for each in ("2025-H1", "2025-Q3", "2025-01/2025-09") if each not in told] == []


def test_help_loads_nothing_heavy():
    """Whoever asks for help waits for no pandas, no pydantic and no jinja."""
    code = "import sys; from plan_metrics.cli import main\ntry: main(['check', '--help'])\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    loaded = done.stdout.split()
    assert (done.returncode, {"pandas", "numpy", "pydantic", "jinja2", "shtab", "watchfiles"} & set(loaded)) == (
        0,
        set(),
    )


# ---------------------------------------------------------------- show and diff


def test_show_prints_a_series_as_its_page_words_it_and_as_data(run):
    """Words as printed, flags and documents of each figure, and the verdicts with their reasons; the edition last."""
    code, out, _ = run("show", "Bicycle stands", "阿尔法")
    assert code == 0
    head, figures, verdicts, documents = out.split("\n\n")
    assert head == f"Bicycle stands (bicycle_stands), Alpha, edition {SECOND}"
    assert "2029" in figures
    assert "Long-term assessment (2026 to 2029): improving" in verdicts
    assert "S006: Bicycle Parking Office of Exampleland" in documents
    told = json.loads(run("show", "bicycle_stands", FIRST, "--json")[1])
    assert (told["edition"], told["region"], told["figures"][-1]["value"]) == (FIRST, "XX", 47000.0)
    assert told["verdicts"]["long_term"]["status"] == "improving"
    assert all(document in told["documents"] for figure in told["figures"] for document in figure["documents"])


def test_diff_tells_what_is_new_changed_and_gone_and_what_moved(invented_base, run):
    """Of one edition alone against the one before; a figure that was withdrawn is gone with its reason."""
    assert run("withdraw", "bicycle_stands", "XX-AA", "2028", *WHY)[0] == 0
    told = json.loads(run("diff", FIRST, SECOND, "--json")[1])
    assert json.loads(run("diff", SECOND, "--json")[1]) == told
    now = {tuple(row.values())[:4] for row in rows_of(edition_of(invented_base, SECOND) / TABLE)}
    then = {tuple(row.values())[:4] for row in rows_of(edition_of(invented_base, FIRST) / TABLE)}
    key = ("indicator", "region", "breakdown", "period")
    assert {tuple(row[name] for name in key) for row in told["new"]} == now - then
    assert {tuple(row[name] for name in key) for row in told["gone"]} == then - now
    (gone,) = [row for row in told["gone"] if row["region"] == "XX-AA" and row["period"] == "2028"]
    assert gone["withdrawn"] == {"when": "2030-06-30", "reason": WHY[5], "document": None}
    (changed,) = [
        row
        for row in told["changed"]
        if {**STANDS, "breakdown": "TOTAL"}.items() - {("sector", "TOTAL")} <= row.items()
    ]
    assert (changed["before"]["value"], changed["after"]["value"]) == (47000.0, 47500.0)
    assert gone["why"] == {"file": WITHDRAWN, "reason": WHY[5]}
    assert all(each["before"]["value"] == each["after"]["value"] for each in told["restated"])
    out = run("diff")[1]
    assert f"New figures: {len(told['new'])}" in out
    assert f"Figures with another value: {len(told['changed'])}" in out
    assert ("Figures with only another flag or qualifier" in out) == bool(told["restated"])
    assert f"Figures no longer used: {len(told['gone'])}" in out
    assert "Bicycle stands, Exampleland, 2029: about 47,000 stands [P] → 47,500 stands [A]" in out
    assert f"withdrawn on 30 June 2030: {WHY[5]}" in out
    assert f"Verdicts that moved: {len(told['moved'])}" in out
    assert run("diff", FIRST)[1] == "This is the first edition: there is nothing to compare it with.\n"
    for older, newer in ((SECOND, FIRST), (SECOND, SECOND)):
        code, _, told = run("diff", older, newer)
        assert (code, f"{older}, which is not older than {newer}" in told) == (2, True)
    assert "命令参数“前一版”" in run("diff", SECOND, SECOND, "--language", "zh")[2]


def test_diff_since_the_last_commit_tells_the_lines_and_what_moves(invented_base, run):
    """The tables as git has them against those of the folder; a folder that is in no repository is told."""
    assert "fix" in json.loads(run("diff", "--since-commit", "--json")[1])["groups"][0]["places"][0]
    for words in (("init", "-q"), ("add", "-A"), ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x")):
        subprocess.run(["git", "-C", str(invented_base), *words], check=True)
    assert run("diff", "--since-commit")[1] == "The tables are the same.\n"
    run("split", "bicycle_stands", "XX", "2028", *WHY)
    told = json.loads(run("diff", "--since-commit", "--json")[1])
    assert [line["sign"] for line in told["lines"]] == ["-", "+"]
    assert [each["indicator"] for each in told["moved"]] == ["bicycle_stands"]


# ---------------------------------------------------------------- withdraw, correct, split


def test_a_dry_run_says_what_would_come_of_it_and_writes_nothing(invented_base, run):
    """Lines, new warnings and verdicts that move, for people and for programs; then the same command writes it."""
    before = texts(invented_base)
    command = ("split", "Bicycle stands", "XX", "2028", *WHY)
    code, out, _ = run(*command, "--dry-run")
    assert code == 0
    assert "+ bicycle_stands,XX,TOTAL,2028,41000,stands,B,exact,4.1万,,S003,虚构的理由,an invented reason" in out
    assert "Verdicts that move: 1" in out
    assert (
        "long-term assessment: improving → not assessable (comparable figures since the baseline: 2; needed: 3)" in out
    )
    assert out.endswith("the same command without --dry-run\n")
    told = json.loads(run(*command, "--dry-run", "--json")[1])
    assert (told["written"], [line["sign"] for line in told["lines"]]) == (False, ["-", "+"])
    (moved,) = told["moved"]
    assert moved["before"]["status"] == "improving"
    assert moved["after"]["status"] == "not_assessable"
    assert texts(invented_base) == before
    assert run("--quiet", *command) == (0, "", "")
    changed = texts(invented_base)
    assert {name for name in changed if changed[name] != before[name]} == {TABLE}
    assert figures(invented_base)["2028"]["flag"] == "B"
    assert run(*command)[1] == "Nothing is different: nothing was written.\n"  # once more: its reason is not said twice
    assert run("check", SECOND, "--json")[0] == 0


def test_a_corrected_figure_leaves_its_old_value_with_the_reason(invented_base, run):
    """The qualifier is that of the printed words; rejected.csv has the old figure and the value that is kept."""
    new = ("--value", "48000", "--printed", "4.8万余", "--document", "S007")
    assert run("correct", "bicycle_stands", "XX", "2029", *new, *WHY)[0] == 0
    row = figures(invented_base)["2029"]
    assert (row["value"], row["qualifier"], row["source"]) == ("48000", "over", "S007")
    (old,) = [row for row in rows_of(edition_of(invented_base) / REJECTED) if row["period"] == "2029"]
    assert (old["value"], old["source"], old["kept_value"]) == ("47500", "S006", "48000")
    assert (old["reason_zh"], old["reason_en"]) == (WHY[3], WHY[5])
    again = ("--value", "48200", "--printed", "48,200", "--document", "S007")
    assert run("correct", "bicycle_stands", "XX", "2029", *again, *WHY)[0] == 0
    kept = {
        row["value"]: row["kept_value"]
        for row in rows_of(edition_of(invented_base) / REJECTED)
        if row["period"] == "2029"
    }
    assert kept == {"47500": "48200", "48000": "48200"}


def test_a_reason_is_words_that_can_be_printed(invented_base, run):
    """No empty reason, no mark alone, no bytes of another encoding: nothing is written, and no traceback."""
    before = texts(invented_base)
    for reason in ("", " ", "-", "因\udcff"):
        code, said, told = run(*("split", "bicycle_stands", "XX", "2029"), *WHY[:3], reason, *WHY[4:])
        assert code == 2
        assert "--reason-zh" in said + told
    assert texts(invented_base) == before


def test_two_editions_and_a_commit_are_not_compared_at_once(run):
    """What would be left out is refused in words, with the exit code of bad input."""
    with pytest.raises(SystemExit) as ended:
        run("diff", "2030-01", SECOND, "--since-commit")
    assert ended.value.code == 2


def test_a_withdrawn_figure_leaves_the_edition_with_day_and_reason(invented_base, run):
    """It is gone from observations.csv; without a day it is withdrawn on that of the edition."""
    assert run("withdraw", "bicycle_stands", "XX", "2029", *WHY)[0] == 0
    assert "2029" not in figures(invented_base)
    (row,) = rows_of(edition_of(invented_base) / WITHDRAWN)
    assert (row["period"], row["when"], row["source"], row["reason_en"]) == ("2029", "2030-06-30", "", WHY[5])


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (
            ("correct", "bicycle_stands", "XX", "2029", "--value", "1", "--printed", "2", "--document", "S007"),
            "wrong_print",
        ),
        (
            ("correct", "bicycle_stands", "XX", "2029", "--value", "1", "--printed", "1", "--document", "S9"),
            "unknown_name",
        ),
        (("withdraw", "bicycle_stands", "XX", "2029", "--day", "2031-01-01"), "wrong_date"),
        (("withdraw", "bicycle_stands", "XX", "2025"), "unknown_figure"),
        (("split", "bicycle_stands", "XX", "2025"), "unknown_figure"),
        (("split", "bicycle_stands", "XX-QQ", "2029"), "unknown_name"),
    ],
)
def test_a_change_that_brings_a_fault_is_refused_in_every_form(invented_base, run, command, rule):
    """The same faults in the terminal, as JSON and as annotations; nothing is written."""
    before = texts(invented_base)
    code, out, err = run(*command, *WHY)
    assert (code, out) == (2, "")
    assert err.startswith("Fault: ")
    code, out, err = run(*command, *WHY, "--json")
    told = json.loads(out)
    assert (code, err, [group["rule"] for group in told["groups"]]) == (2, "", [rule])
    code, out, err = run(*command, *WHY, "--format", "github")
    assert (code, err, out.count("::error ")) == (2, "", told["faults"])
    assert f"title={rule}::" in out
    assert texts(invented_base) == before


# ---------------------------------------------------------------- watch


def test_a_served_page_reloads_when_the_report_was_made_again(tmp_path):
    """The script is in the served page, not in the file; input that is refused reloads nothing."""
    page = tmp_path / "2030-06" / "index.html"
    page.parent.mkdir()
    page.write_text("<html><body><p>A report</p></body></html>", "utf-8")
    with serving(tmp_path, 0) as served:

        def read(place: str) -> str:
            with urlopen(served.address + place) as answer:
                return answer.read().decode("utf-8")

        assert read("2030-06/").endswith('<p>A report</p><script src="/.reload.js"></script></body></html>')
        assert "location.reload()" in read(".reload.js")
        ends = iter([0, 2, 1])
        rebuilt(lambda: next(ends), ["saved", "spoilt", "saved again"], served.reload)
        assert read(".reload") == "2"
    assert "script" not in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (("check", "２０３０-0６"), ""),
        (("check", "2030年6月"), ""),
        (("check", "2030-07"), "unknown_choice"),
        (("check", "../2030-06"), "unknown_choice"),
    ],
)
def test_an_edition_is_named_as_people_write_a_month(run, asked, answer):
    """One that there is in any form that means one month alone; every other text is told the nearest."""
    code, out, _ = run(*asked, "--json")
    rules = [group["rule"] for group in json.loads(out)["groups"] if group["severity"] == "fault"]
    assert (code, rules) == ((2, [answer]) if answer else (0, []))


def test_a_document_is_named_by_its_code_or_its_title(invented_base, run):
    """The title leads to the code; a slip is told the nearest codes, and nothing is written."""
    sources = rows_of(edition_of(invented_base) / "sources.csv")
    title = next(row["title_en"] for row in sources if row["source"] == "S003")
    change = ("correct", "bicycle_stands", "XX", "2029", "--value", "41001", "--printed", "41001", *WHY, "--dry-run")
    code, out, _ = run(*change, "--document", title, "--json")
    assert code == 0
    assert any(",S003" in line["text"] for line in json.loads(out)["lines"])
    code, _, err = run(*change, "--document", title[:-2])
    assert code == 2
    assert "Perhaps this is meant: S003" in err
