"""The command `register`: what it writes, what it refuses, and that nothing suppressed is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from invented import add, copy_of_project, edition_of, rows_of
from registers_made import write

from plan_metrics import paths
from plan_metrics.cli import main
from plan_metrics.edition.amend import undo
from plan_metrics.plan.read import read_plan
from plan_metrics.registers.rows import regions_of

ROOT = Path(__file__).parents[2]
SAMPLE = "sample-management-systems"
HEADER = ("number", "holder", "place", "kind", "begins", "ends", "entered")
CARD = """
id = "stands"
title = { zh = "车位许可登记簿（虚构）", en = "Register of permits (invented)" }
publisher = { zh = "虚构国自行车停放局", en = "Bicycle Parking Office of Exampleland" }
invented = true
source = "S009"
valid_to_counts = false
elsewhere = "left_out"
suppressed_under = 0

[place]
kind = "csv"
files = "stands.csv"

[columns]
certificate = "number"
holder = "holder"
region = "place"
breakdown = "kind"
valid_from = "begins"
valid_to = "ends"
recorded = "entered"

[[indicators]]
id = "bicycle_stands"
counts = "certificates"
regions = ["province"]
breakdowns = ["TOTAL"]
periods = "months"
since = "2030-05"
"""
ROWS = [
    ["1", "a", "Alpha", "车站", "2030-01-01", "2030-06-30", "2030-01-02"],  # not valid on its last day
    ["2", "a", "阿尔法省", "码头", "2030-01-01", "2031-01-01", "2030-01-02"],
    ["3", "b", "XX-AA", "中小学", "2030-06-01", "2031-01-01", "2030-06-02"],
    ["4", "c", "贝塔", "车站", "2030-01-01", "2031-01-01", "2030-01-02"],
    ["4", "c", "贝塔", "车站", "2030-01-01", "2030-06-01", "2030-06-03"],  # changed: it ends earlier
    ["5", "d", "Gamma", "车站", "2030-01-01", "2031-01-01", "2030-01-02"],
    ["6", "e", "贝塔", "车站", "2030-06-01", "2031-01-01", "2030-07-01"],  # recorded too late
]
MONTHS = {("XX-AA", "2030-05"): "2", ("XX-AA", "2030-06"): "2", ("XX-BB", "2030-05"): "1", ("XX-BB", "2030-06"): "0"}


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with the invented plan and a register of seven rows."""
    base = copy_of_project(tmp_path)
    card = paths.plan_folder(base) / "registers" / "stands.toml"
    card.parent.mkdir()
    card.write_text(CARD, "utf-8")
    write(base / "stands.csv", ROWS, HEADER)
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(base))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return base


@pytest.fixture
def run(base: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run the command on the register; its exit code and everything that it printed."""

    def run(*more: str, name: str = "stands", edition: str = "2030-06") -> tuple[int, str]:
        code = main(["register", name, edition, *more])
        ended = capsys.readouterr()
        return code, ended.out + ended.err

    return run


def change_card(base: Path, *changes: tuple[str, str]) -> None:
    """The card with other words in it."""
    file = paths.plan_folder(base) / "registers" / "stands.toml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def counted(base: Path) -> dict[tuple[str, str], str]:
    """The figures that the register gave the edition, by region and period."""
    rows = rows_of(edition_of(base) / "observations.csv")
    return {(row["region"], row["period"]): row["value"] for row in rows if row["source"] == "S009"}


def test_the_figures_of_the_sample_come_from_its_register(tmp_path, monkeypatch, capsys):
    """The command finds every figure, the document and the record of the invented edition as they are."""
    for folder in ("plan", "sample"):
        shutil.copytree(ROOT / "data" / folder, tmp_path / "data" / folder)
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(tmp_path))
    assert main(["--language", "en", "register", SAMPLE, "sample"]) == 0
    assert capsys.readouterr().out.endswith("Nothing is different: nothing was written.\n")
    assert not (tmp_path / "build" / "amendments" / "sample").exists()
    rows = rows_of(tmp_path / "data" / "sample" / "observations.csv")
    assert sum(row["source"] == "X006" for row in rows) == 140


def test_it_writes_figures_with_their_document_and_query_once(base, run):
    """A dry run writes nothing; then each figure, its document and its query stand there; again nothing changes; a row
    that came later changes its figures; all of it can be taken back."""
    folder = edition_of(base)
    before = {file.name: file.read_bytes() for file in folder.glob("*.csv")}
    assert run("--dry-run")[1].endswith("the same command without --dry-run\n")
    assert {file.name: file.read_bytes() for file in folder.glob("*.csv")} == before
    code, said = run()
    assert code == 0
    assert "7 rows" not in said
    assert "6 rows were recorded by the day of the edition, the last on 3 June 2030." in said
    assert "1 rows were recorded later and do not count." in said
    assert "1 rows lie in no region of the plan (“Gamma”); they are left out of every figure." in said
    assert counted(base) == MONTHS
    (source,) = [row for row in rows_of(folder / "sources.csv") if row["source"] == "S009"]
    record = (folder / "registers" / "stands.sql").read_text("utf-8")
    digest = source["title_en"].rpartition(" ")[2]
    assert f"-- SHA-256 of the published figures: {digest}" in record
    assert 'FROM "register"' in record
    assert run()[1].endswith("Nothing is different: nothing was written.\n")
    write(base / "stands.csv", [*ROWS, ["7", "f", "Beta", "车站", "2030-06-01", "2031-01-01", "2030-06-04"]], HEADER)
    assert "bicycle_stands, XX-BB, TOTAL, 2030-06: 1\n" in run()[1]
    assert counted(base) == {**MONTHS, ("XX-BB", "2030-06"): "1"}
    change_card(base, ("2030-05", "2030-06"))
    assert "2 taken out" in run()[1]
    for _ in range(3):
        undo(base, "2030-06")
    assert {file.name: file.read_bytes() for file in folder.glob("*.csv")} == before
    assert not (folder / "registers" / "stands.sql").exists()


def test_an_area_is_known_by_each_of_its_names(base):
    """A row of names.csv counts for registers as for every command; words that name no area are told."""
    names = base / "data" / "plan" / "names.csv"
    names.write_text("list,code,name\nregion,XX-AA,阿州\n", "utf-8")
    plan = read_plan(base / "data" / "plan")
    assert regions_of(["阿州", "ＸＸ-bb", "Gamma"], plan) == ([("阿州", "XX-AA"), ("ＸＸ-bb", "XX-BB")], ["Gamma"])


def test_nothing_suppressed_is_told(base, run):
    """Two registers that differ in a suppressed count only leave the same words on the screen and the same document."""
    card = edition_of(base) / "edition.toml"
    rule = "suppressed_under = 5\nlow_reliability_under = 5\nzeros_suppressed = true\n"
    card.write_text(f"{card.read_text('utf-8')}\n[disclosure]\n{rule}", "utf-8")
    found = []
    for last_day in ("2031-01-01", "2030-06-20"):
        write(
            base / "stands.csv", [*ROWS[:-1], ["8", "f", "Beta", "车站", "2030-06-10", last_day, "2030-06-11"]], HEADER
        )
        code, said = run("--dry-run")
        assert code == 0
        assert "bicycle_stands, XX-BB, TOTAL, 2030-06: Q" in said
        run()
        found.append((said, (edition_of(base) / "sources.csv").read_bytes(), counted(base)["XX-BB", "2030-06"]))
        undo(base, "2030-06")
    assert found[0][:2] == found[1][:2]
    assert found[0][2] != found[1][2]


def with_rows(*rows: list[str]) -> Callable[[Path], None]:
    """More rows in the register."""
    return lambda base: write(base / "stands.csv", [*ROWS, *rows], HEADER) and None


def with_card(*changes: tuple[str, str]) -> Callable[[Path], None]:
    """Another card."""
    return lambda base: change_card(base, *changes)


def with_text(text: bytes, name: str = "stands.csv") -> Callable[[Path], None]:
    """Another text in the place of the register."""
    return lambda base: (base / name).write_bytes(text) and None


def wrong_type(base: Path) -> None:
    """A Parquet file whose days are texts and whose numbers are fractions."""
    change_card(base, ('kind = "csv"', 'kind = "parquet"'), ("stands.csv", "stands.parquet"))
    said = "SELECT 1.5 AS number, 'a' AS holder, 'a' AS place, 'a' AS kind, '2030' AS begins, DATE '2030-01-01' AS ends"
    duckdb.sql(f"COPY ({said}, now() AS entered) TO '{base / 'stands.parquet'}'")


TO_POSTGRESQL = (('kind = "csv"', 'kind = "postgresql"'), ('files = "stands.csv"', 'address_in = "DB"\ntable = "x"'))
BAD = {
    "a key that is not known": (
        with_card(("valid_to_counts", "valid_to_count")),
        [(7, "valid_to_count"), (None, "valid_to_counts")],
    ),
    "a key of another place": (
        with_card(('files = "stands.csv"', 'table = "x"')),
        [(11, "place.files"), (13, "place.table")],
    ),
    "an indicator that is none": (
        with_card(("bicycle_stands", "satisfied_users"), ('"TOTAL"', '"moon"')),
        [(25, "indicators.1.id"), (28, "indicators.1.breakdowns.1")],
    ),
    "a card that cannot be read": (with_card(("suppressed_under = 0", "suppressed_under = = 0")), [(9, None)]),
    "no file": (with_card(("stands.csv", "no*.csv")), [(13, "place.files")]),
    "an unreadable file": (
        with_card(('kind = "csv"', 'kind = "parquet"')),
        [(13, "place.files")],
    ),
    "a file of another encoding": (with_text("编号,holder\n一,二\n".encode("gb18030")), [(13, "place.files")]),
    "missing columns": (
        with_text(b"number,holder,place,kind,begin,ends\n1,2,3,4,5,6\n"),
        [(20, "columns.valid_from"), (22, "columns.recorded")],
    ),
    "columns of the wrong type": (wrong_type, [(16, "columns.certificate"), (20, "columns.valid_from")]),
    "cells that are empty or no day": (
        with_rows(["", "", "Beta", "车站", "2030-01-32", "2030-1-1", "2030-01-02"]),
        [(16, "columns.certificate"), (17, "columns.holder"), (20, "columns.valid_from"), (21, "columns.valid_to")],
    ),
    "unknown words": (
        with_rows(["8", "a", "Beta", "月球", *ROWS[0][4:]], ["9", "a", "Beta", "", *ROWS[0][4:]]),
        [(19, "columns.breakdown"), (19, "columns.breakdown")],
    ),
    "a tie": (with_rows(["2", "a", "Beta", "码头", *ROWS[1][4:]]), [(22, "columns.recorded")]),
    "late rows alone": (
        with_text(",".join(HEADER).encode() + b"\n1,a,b,c,2030-01-01,2030-01-01,2031-01-01\n"),
        [(22, "columns.recorded")],
    ),
    "sums that do not hold": (
        with_card(('["province"]', '["whole", "province"]'), ("left_out", "in_the_whole")),
        [(27, "indicators.1.regions")],
    ),
    "an invented edition for a real register": (
        with_card(("invented = true", "invented = false"), ("suppressed_under = 0", "suppressed_under = 3")),
        [(5, "invented"), (9, "suppressed_under")],
    ),
    "a sum without its column": (
        with_card(('counts = "certificates"', 'counts = "amount"')),
        [(26, "indicators.1.counts")],
    ),
    "a sum beside a threshold": (
        with_card(
            ('counts = "certificates"', 'counts = "amount"'),
            ("suppressed_under = 0", "suppressed_under = 3"),
            ('recorded = "entered"', 'recorded = "entered"\namount = "number"'),
        ),
        [(27, "indicators.1.counts")],
    ),
    "a sum of what is no whole number": (
        with_card(
            ('counts = "certificates"', 'counts = "amount"'),
            ('recorded = "entered"', 'recorded = "entered"\namount = "holder"'),
        ),
        [(23, "columns.amount")],
    ),
    "no address": (with_card(*TO_POSTGRESQL), [(13, "place.address_in")]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_at_once(name, base, run):
    """Every bad input ends with code 2 and three parts at the key of the card, and leaves the edition as it was."""
    spoil, places = BAD[name]
    spoil(base)
    before = {file.name: file.read_bytes() for file in edition_of(base).glob("*")}
    code, said = run()
    assert code == 2
    lines = [
        (f", line {row}" if row else "", f", column {key}" if row and key else f", {key}" if key else "")
        for row, key in places
    ]
    told = [f"Fault: registers/stands.toml{line}{column}" for line, column in lines]
    assert sorted(line for line in said.splitlines() if line.startswith("Fault:")) == sorted(told), said
    for part in ("  found: ", "  expected: ", "  to do: "):
        assert said.count(part) == len(places)
    assert {file.name: file.read_bytes() for file in edition_of(base).glob("*")} == before


def test_a_database_that_does_not_answer_is_told_without_its_password(base, run, monkeypatch):
    """Neither a silent server nor an address that is none is a traceback, and no password is shown."""
    change_card(base, *TO_POSTGRESQL)
    for address, said in (
        (f"postgresql://me:hidden@/none?host={base}", "postgresql says: connection is bad"),
        ("me and hidden", "found: another text in DB"),
    ):
        monkeypatch.setenv("DB", address)
        code, told = run()
        assert code == 2
        assert said in told
        assert "hidden" not in told


def test_a_figure_of_another_document_is_not_overwritten(base, run):
    """Where a figure of a bulletin stands already, the line is named and nothing is written; so is a code in use."""
    row = {"indicator": "bicycle_stands", "region": "XX-AA", "breakdown": "TOTAL", "period": "2030-05", "value": "7"}
    line = add(edition_of(base) / "observations.csv", **row, printed="7", qualifier="exact")
    code, said = run()
    assert code == 2
    assert f"Fault: observations.csv, line {line}, column source" in said
    change_card(base, ("2030-05", "2030-06"), ("S009", "S007"))
    code, said = run()
    assert code == 2
    assert "S007”, which is another document" in said


def test_an_unknown_register_is_told_with_those_there_are(run):
    """A wrong name is answered by the names of the cards."""
    code, said = run(name="stand")
    assert code == 2
    assert "one of: stands" in said
    assert "Perhaps this is meant: stands" in said
    assert run("--dry-run", name="Register of Permits (invented)")[0] == 0
