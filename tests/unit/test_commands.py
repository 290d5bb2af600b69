"""Commands that ask for figures and change them, on the invented plan: names, dry runs, refusals, what is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import SECOND, edition_of, rows_of

from plan_metrics.cli import main
from plan_metrics.edition.called import code_of, codes_of
from plan_metrics.edition.known import Known
from plan_metrics.errors import FaultError
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
        asked = {"indicator": "Bicycle stands", "region": region, "sector": None, "period": "2029年"}
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
    assert out.endswith("Tried only: nothing was written.\n")
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
            "unknown_source",
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
