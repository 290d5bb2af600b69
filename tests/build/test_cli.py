"""The commands as an analyst types them: what they say, what they write, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from invented import FIRST, SECOND, add, change, edition_of, first_form, line_of, remove, rows_of, rules_of, write_rows

from plan_metrics import paths
from plan_metrics.cli import main
from plan_metrics.context import read_context
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.slices import KINDS, slice_of
from plan_metrics.report.jobs import Job
from plan_metrics.views import data
from plan_metrics.views.language import reader_language

ROOT = Path(__file__).parents[2]
STANDS = {"indicator": "bicycle_stands", "region": "XX-AA", "sector": "TOTAL", "period": "2028"}
TABLE = "observations.csv"
PLACE = re.compile(
    r"(?P<severity>Fault|Warning): (?P<file>[^,]+)(, (?P<many>\d+) lines \((?P<first>\d+)[^)]*\)|, line (?P<line>\d+))?"
    r"(, (column )?(?P<column>.+))?"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ANOTHER = "2030-07"  # an edition that is created by a test: nothing is overdue yet in that month


@dataclass(frozen=True)
class Message:
    """One fault or warning as it was rendered."""

    severity: str
    file: str
    line: int | None
    column: str | None
    found: str
    expected: str
    fix: str
    lines: int = 1

    @property
    def place(self) -> tuple[str, int | None, str | None]:
        """File, line and column."""
        return self.file, self.line, self.column


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def messages(self) -> list[Message]:
        """The faults and warnings, of English output; fails if one of them is not said in four lines."""
        *blocks, count = self.text.strip().split("\n\n")
        made = [message_of(block) for block in blocks]
        counted = {word: sum(one.lines for one in made if one.severity == word) for word in ("Fault", "Warning")}
        assert count == f"Faults: {counted['Fault']}. Warnings: {counted['Warning']}."
        return made

    @property
    def faults(self) -> list[Message]:
        """The messages without the warnings."""
        return [message for message in self.messages if message.severity == "Fault"]

    @property
    def warnings(self) -> list[Message]:
        """The messages without the faults."""
        return [message for message in self.messages if message.severity == "Warning"]


def message_of(block: str) -> Message:
    """The four lines of a message, taken apart."""
    where, *parts = block.split("\n")
    place = PLACE.fullmatch(where)
    assert place, block
    assert [part.partition(":")[0] for part in parts] == ["  found", "  expected", "  to do"], block
    said = [part.partition(": ")[2] for part in parts]
    assert all(said), block
    line = place["line"] or place["first"]
    lines = int(place["many"] or 1)
    return Message(place["severity"], place["file"], int(line) if line else None, place["column"], *said, lines)


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its bytes, and every folder."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


@pytest.fixture
def base(invented_base, monkeypatch) -> Path:
    """A project folder that the commands work on, in a terminal whose language is not Chinese."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return invented_base


@pytest.fixture
def run(base, capsys) -> Callable[..., Ended]:
    """Runs a command; whatever it was given, it ends without a traceback."""

    def command(*arguments: str) -> Ended:
        code = main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ended(code, out, err)

    return command


# ---------------------------------------------------------------- bad input


def observation(**cells: str) -> Callable[[Path], int]:
    """Spoils the line of the second edition that has Alpha's stands in 2028."""

    def spoil(base: Path) -> int:
        table = edition_of(base) / TABLE
        line = line_of(table, **STANDS)
        change(table, line, **cells)
        return line

    return spoil


def twice(file: str, **cells: str) -> Callable[[Path], int]:
    """Adds the first line of a table once more."""
    return lambda base: add(base / "data" / file, **cells)


def cell(file: str, line: int, **cells: str) -> Callable[[Path], int]:
    """Spoils a line of a table."""

    def spoil(base: Path) -> int:
        change(base / "data" / file, line, **cells)
        return line

    return spoil


def recorded(base: Path, old: str, new: str) -> int:
    """Puts the rules of the plan on the edition's card, one of them changed."""
    assert old in rules_of(base)
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8") + rules_of(base).replace(old, new), "utf-8")
    text = card.read_text("utf-8")
    return text[: text.index(new)].count("\n") + 1


def without(file: str) -> Callable[[Path], None]:
    """Removes a file."""
    return lambda base: (base / "data" / file).unlink()


def undecodable(file: str, before: bytes) -> Callable[[Path], int]:
    """Puts a byte in front of some text that no encoding has there; the line of it."""

    def spoil(base: Path) -> int:
        path = base / "data" / file
        raw = path.read_bytes()
        path.write_bytes(raw.replace(before, b"\xff" + before, 1))
        return raw[: raw.index(before)].count(b"\n") + 1

    return spoil


def first_key(file: str, line: str) -> Callable[[Path], int]:
    """Puts a line at the top of a card; 1, the line of it."""

    def spoil(base: Path) -> int:
        path = base / "data" / file
        path.write_text(f"{line}\n{path.read_text('utf-8')}", "utf-8")
        return 1

    return spoil


EDITION = f"editions/{SECOND}"
FITS = """fits = [
    { commitment = "A02.2", fit = "direct", reason = { zh = "虚构，仅供测试。", en = "Invented, for tests only." } },
]
"""
NEEDED = (
    'needed = { zh = "虚构国自行车停放局每年公布的数字。", en = "A yearly figure of the Bicycle Parking Office." }\n'
)
STOLEN = 'id = "bicycles_stolen"\nfits = [\n    { commitment = "A02.1"'
KEY = "indicator, region, sector, period"  # as the tables have it
INSIDE = KEY.replace("sector", "breakdown").split(", ")
# Name, how it is spoilt, file, column, and a part of what was found, of what was expected, of what to do.
BAD = {
    "an unknown region": (
        observation(region="Alfa Province"),
        (TABLE, "region"),
        ("“Alfa Province”", "the code of a region of the plan", "XX-AA (阿尔法, Alpha)"),
    ),
    "an unknown breakdown": (
        observation(breakdown="harbours"),
        (TABLE, "sector"),
        ("“harbours”", "the code of a breakdown of the plan, or TOTAL", "data/plan/dimensions"),
    ),
    "an unknown indicator": (
        observation(indicator="bicycle_stand"),
        (TABLE, "indicator"),
        ("“bicycle_stand”", "the id of an indicator of the plan", "bicycle_stands"),
    ),
    "an impossible period": (
        observation(period="2028-13"),
        (TABLE, "period"),
        ("“2028-13”", "quarter (2024-Q3)", "one of these forms"),
    ),
    "a period that is not over": (
        observation(period="2030"),
        (TABLE, "period"),
        ("“2030”", "over on 2030-06-30", "later edition"),
    ),
    "a value that is no number": (
        observation(value="many"),
        (TABLE, "value"),
        ("“many”", "a number, such as 1234.5", "digits only"),
    ),
    "no value": (observation(value=""), (TABLE, "value"), ("an empty cell", "a number", "flag it L or M")),
    "a figure twice": (
        twice(f"{EDITION}/{TABLE}", value="30001", printed="30001"),
        (TABLE, KEY),
        ("bicycle_stands, XX, TOTAL, 2026, which stands in line 2 already", "one line for each", "rejected.csv"),
    ),
    "a document that is not listed": (
        observation(source="S999"),
        (TABLE, "source"),
        ("“S999”", "a document in sources.csv", "add the document"),
    ),
    "no document": (observation(source=""), (TABLE, "source"), ("an empty cell", "sources.csv", "Correct the code")),
    "the unit of another indicator": (
        observation(unit="bicycles"),
        (TABLE, "unit"),
        ("“bicycles”, another unit than that of bicycle_stands", "stands", "convert the value"),
    ),
    "a figure that was converted wrongly": (
        observation(value="240000", printed="2.4万个"),
        (TABLE, "value"),
        ("“240000”", "24,000, which the printed words “2.4万个” say", "Compare with the source"),
    ),
    "a figure that was printed as a bound": (
        observation(printed="2.4万余个"),
        (TABLE, "qualifier"),
        ("“exact”", "over, which the printed words “2.4万余个” say", "Compare with the source"),
    ),
    "a figure without its words": (
        observation(printed=""),
        (TABLE, "printed"),
        ("an empty cell", "the figure as it was printed, in at most 40 characters", "Copy the figure"),
    ),
    "two numbers in the words of a figure": (
        observation(printed="2028年24000个"),
        (TABLE, "printed"),
        ("“2028年24000个”", "words that hold one figure", "Leave out years"),
    ),
    "a sample of no size": (
        observation(sample_size="some"),
        (TABLE, "sample_size"),
        ("“some”", "how many units the sample had", "Write digits only"),
    ),
    "a table that cannot be decoded": (
        undecodable(f"{EDITION}/{TABLE}", b"bicycle_stands"),
        (TABLE, None),
        ("bytes that are not UTF-8, although other lines are", "UTF-8", "Save the file again"),
    ),
    "a plan's card that cannot be decoded": (
        undecodable("plan/actions/A02.toml", b"Fewer"),
        ("A02.toml", None),
        ("not UTF-8", "UTF-8", "Save the file again"),
    ),
    "a code list that cannot be decoded": (
        undecodable("plan/regions.csv", b"XX-AA"),
        ("regions.csv", None),
        ("not UTF-8", "UTF-8", "Save the file again"),
    ),
    "no observations": (
        without(f"{EDITION}/{TABLE}"),
        (TABLE, None),
        ("no such file", f"{SECOND}/{TABLE}", "Put the file back"),
    ),
    "no list of documents": (
        without(f"{EDITION}/sources.csv"),
        ("sources.csv", None),
        ("no such file", f"{SECOND}/sources.csv", "Put the file back"),
    ),
    "no card of the edition": (
        without(f"{EDITION}/edition.toml"),
        ("edition.toml", None),
        ("no such file", f"{SECOND}/edition.toml", "Put the file back"),
    ),
    "no card of the plan": (
        without("plan/plan.toml"),
        ("plan.toml", None),
        ("no such file", "data/plan/plan.toml", "Put the file back"),
    ),
    "no code list": (
        without("plan/units.csv"),
        ("units.csv", None),
        ("no such file", "data/plan/units.csv", "Put the file back"),
    ),
    "a wrong key on the edition's card": (
        first_key(f"{EDITION}/edition.toml", 'author = "someone"'),
        ("edition.toml", "author"),
        ("the key “author”, which is not known", "id, title, as_of", "Correct the key"),
    ),
    "a wrong key on an action's card": (
        first_key("plan/actions/A01.toml", 'owner = "someone"'),
        ("A01.toml", "owner"),
        ("the key “owner”", "schema", "Correct the key"),
    ),
    "a wrong key on the plan's card": (
        first_key("plan/plan.toml", 'subtitle = "none"'),
        ("plan.toml", "subtitle"),
        ("the key “subtitle”", "schema", "Correct the key"),
    ),
    "an indicator without its fits": (
        lambda base: without_key(base / "data/plan/actions/A02.toml", FITS, "[[indicators]]", 1),
        ("A02.toml", "indicators.1.fits"),
        ("nothing", "a value for this key", "Add the key"),
    ),
    "a fit for a commitment that is not there": (
        lambda base: replaced(base / "data/plan/actions/A02.toml", STOLEN, STOLEN.replace("A02.1", "A02.7")) + 2,
        ("A02.toml", "indicators.2.fits.1.commitment"),
        ("“A02.7”, which no card has", "one of: A02.1, A02.2", "add the commitment to a card"),
    ),
    "a commitment without an indicator that does not say what it would need": (
        lambda base: without_key(base / "data/plan/actions/A03.toml", NEEDED, "[[commitments]]", 3),
        ("A03.toml", "commitments.3.needed"),
        ("nothing", "what would measure A03.3 and who holds that", "Add the key in every language"),
    ),
    "a rule of verdicts that is out of order": (
        lambda base: replaced(base / "data/plan/plan.toml", "[0.9, 0.66,", "[0.6, 0.66,"),
        ("plan.toml", "verdicts.prospect"),
        ("“0.6, 0.66, 0.33, 0.1”", "each lower than the one before", "Correct this value"),
    ),
    "a rule of an edition that is none": (
        lambda base: recorded(base, "little = 0.03 ", "little = 3 "),
        ("edition.toml", "verdicts.little"),
        ("“3”", "a number below 1", "Correct the key"),
    ),
    "a target in another unit": (
        cell("plan/targets.csv", 2, unit="bicycles"),
        ("targets.csv", "unit"),
        ("“bicycles”, another unit than that of bicycle_stands", "stands (个车位, stands)", "convert the value"),
    ),
    "a target without a unit": (
        cell("plan/targets.csv", 2, unit=""),
        ("targets.csv", "unit"),
        ("an empty cell", "the unit of the value 60000", "Fill in the cell"),
    ),
    "a target of an unknown document": (
        cell("plan/targets.csv", 3, source="P99"),
        ("targets.csv", "source"),
        ("“P99”, which is not in the list", "P01, P02", "add it to data/plan/sources.csv first"),
    ),
    "no board of targets": (
        without("plan/targets.csv"),
        ("targets.csv", None),
        ("no such file", "data/plan/targets.csv", "Put the file back"),
    ),
    "a code twice": (
        twice("plan/units.csv"),
        ("units.csv", "unit"),
        ("“stands” stands in line 2 already", "each code once", "Remove one of the two lines"),
    ),
    "an edition that goes on from a later one": (
        lambda base: replaced(edition_of(base) / "edition.toml", f'previous = "{FIRST}"', 'previous = "2031-01"'),
        ("edition.toml", "previous"),
        ("“2031-01”", f"an earlier edition that exists ({FIRST})", "Correct the id"),
    ),
}


def replaced(file: Path, old: str, new: str) -> int:
    """Other text in a file, once; the line of it."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def without_key(file: Path, old: str, header: str, place: int) -> int:
    """A key taken out; the line of the table that lacks it, of those with this header."""
    replaced(file, old, "")
    lines = file.read_text("utf-8").split("\n")
    return [number for number, line in enumerate(lines, 1) if line == header][place - 1]


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_one_message_and_nothing_is_written(base, run, name):
    """Exit code 2; file, line, column, what was found and expected, what to do; said by `report` as by `check`."""
    spoil, (file, column), parts = BAD[name]
    line = spoil(base)
    before = snapshot(base)
    checked, reported = run("check"), run("report")
    assert (checked.code, reported.code) == (2, 2)
    (message,) = checked.faults
    assert message.place == (file, line, column)
    for part, said in zip(parts, (message.found, message.expected, message.fix), strict=True):
        assert part in said
    assert "{" not in checked.text
    assert (reported.out, reported.messages) == ("", [message])
    assert snapshot(base) == before


@pytest.mark.skipif(
    not (paths.LOCALE / "zh" / "LC_MESSAGES" / "plan_metrics.po").is_file(), reason="there is no Chinese catalogue yet"
)
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_chinese_too(base, run, name):
    """The same place, said in Chinese where Chinese is asked for; nothing is written either."""
    spoil, (file, _), _ = BAD[name]
    line = spoil(base)
    before = snapshot(base)
    told = run("--language", "zh", "check")
    assert told.code == 2
    (block,) = [block for block in told.text.split("\n\n") if block.startswith(("错误：", "错误:"))] or [told.text]
    where, *parts = block.strip().split("\n")
    assert file in where
    assert line is None or str(line) in where
    assert len(parts) >= 3
    assert all(CHINESE.search(part) for part in [where, *parts])
    assert "{" not in told.text
    assert snapshot(base) == before


def test_an_editions_card_that_cannot_be_decoded_is_refused(base, run):
    """A title that is half garbled must not be printed on every page."""
    undecodable(f"{EDITION}/edition.toml", b"Edition of June")(base)
    told = run("check")
    assert told.code == 2
    assert [message.file for message in told.faults] == ["edition.toml"]


def test_several_faults_are_all_told_at_once(base, run):
    """No one runs the check ten times: every fault of every file is said, by file, line and column."""
    edition = edition_of(base)
    table = edition / TABLE
    first, second = line_of(table, **STANDS), line_of(table, indicator="bicycles_stolen", period="2028")
    change(table, second, value="3.3万", flag="Z")
    change(table, first, region="Alfa", source="S999")
    again = add(table, value="30001", printed="30001")
    change(edition / "sources.csv", 2, date="spring 2027")
    change(edition / "rejected.csv", 2, reason_en="")
    replaced(edition / "edition.toml", 'as_of = "2030-06-30"', 'as_of = "2030-06-31"')
    before = snapshot(base)
    told = run("check")
    assert told.code == 2
    assert [message.place for message in told.faults] == [
        ("edition.toml", 3, "as_of"),
        (TABLE, first, "region"),
        (TABLE, first, "source"),
        (TABLE, second, "flag"),
        (TABLE, second, "value"),
        (TABLE, again, KEY),
        ("rejected.csv", 2, "reason_en"),
        ("sources.csv", 2, "date"),
    ]
    assert run("report").faults == told.faults
    assert snapshot(base) == before


def test_faults_of_the_plan_are_all_told_at_once(base, run):
    """A card that does not hold together and code lists that do not are said together."""
    plan = base / "data" / "plan"
    replaced(plan / "plan.toml", 'whole = "XX"', "")
    first_key("plan/actions/A02.toml", 'owner = "someone"')(base)
    change(plan / "units.csv", 3, factor="ten thousand")
    change(plan / "targets.csv", 2, period="soon")
    add(plan / "dimensions" / "sector.csv")
    told = run("check")
    assert told.code == 2
    files = [message.file for message in told.faults]
    assert files == ["A02.toml", "plan.toml", "sector.csv", "targets.csv", "units.csv"]
    assert (told.out, run("report").faults) == ("", told.faults)


def test_a_fault_of_the_previous_edition_names_that_edition(base, run):
    """What is wrong with the edition before is not looked for in the tables of this one."""
    old, new = edition_of(base, FIRST) / TABLE, edition_of(base) / TABLE
    change(old, 3, region="Alfa")
    change(new, 4, value="many")
    told = run("check")
    assert told.code == 2
    assert [message.place for message in told.faults] == [
        (f"{FIRST}/{TABLE}", 3, "region"),
        (TABLE, 4, "value"),
    ]
    change(new, 4, value="41000")
    reported = run("report")
    assert (reported.code, [message.place for message in reported.faults]) == (2, [(f"{FIRST}/{TABLE}", 3, "region")])


def test_the_program_ends_with_the_same_code_and_words_as_the_function(base):
    """As a process of its own: exit code 2, the message, no traceback; the output is UTF-8 in any terminal."""
    observation(region="阿尔法")(base)
    command = [sys.executable, "-m", "plan_metrics.cli", "--language", "en", "check"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONUTF8": "1"}, check=False)
    assert (done.returncode, done.stderr) == (2, b"")
    assert "“阿尔法”" in done.stdout.decode("utf-8")


def test_a_program_does_not_look_through_what_goes_with_it_and_a_caller_does_as_before(base):
    """Garbage is looked for seldom in the program, and not at its end; calling the function changes nothing."""
    told = "print(gc.get_threshold() == before, gc.get_freeze_count() > 0)"
    start = (
        "import atexit, gc, sys; from plan_metrics.cli import main; before = gc.get_threshold()\n"
        f"atexit.register(lambda: {told})\n"
    )
    ends = []
    for call in ("main()", "main(['schema'])"):
        command = [sys.executable, "-c", start + call, "schema"]
        ends.append(subprocess.run(command, cwd=base, capture_output=True, text=True, check=True).stdout.split()[-2:])
    assert ends == [["False", "True"], ["True", "False"]]


def test_a_folder_without_a_plan_is_told_as_missing_files(tmp_path, monkeypatch, capsys):
    """A command in the wrong folder says what it looked for: the plan, or the notebooks one by one."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(tmp_path))
    for command, files in {"check": 1, "report": 1, "schema": 1, "accept": len(KINDS)}.items():
        assert main(["--language", "en", command]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("found: no such file")) == ("", files)
    assert snapshot(tmp_path) == {}


# ---------------------------------------------------------------- editions


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sound_edition_ends_well(run, base, language):
    """Without a fault the exit code is 0 and only warnings are told; nothing is written."""
    before = snapshot(base)
    assert run("--language", language, "check", FIRST).code == 0
    assert run("--language", language, "check").code == 0
    assert snapshot(base) == before


def test_without_an_edition_the_one_of_the_plan_is_checked(run):
    """`check` alone checks the plan's default edition: its one revision is told."""
    (message,) = run("check").warnings
    assert message.place == (TABLE, 5, "value")
    assert message.found == "47,500, where the edition 2030-01 had 47,000"
    assert run("check").text == run("check", SECOND).text
    assert run("check", FIRST).messages == []


def test_new_lays_out_an_edition_that_is_clean(base, run):
    """`new --from` and then `check`: the figures are those of the edition before, and there is no warning."""
    before = snapshot(base)
    made = run("new", ANOTHER, "--from", SECOND)
    folder = edition_of(base, ANOTHER)
    assert (made.code, made.err) == (0, "")
    assert f"data/editions/{ANOTHER}" in made.out
    assert f"plan-metrics check {ANOTHER}" in made.out
    assert rows_of(folder / TABLE) == rows_of(edition_of(base) / TABLE)
    card = tomllib.loads((folder / "edition.toml").read_text("utf-8"))
    assert (card["id"], card["as_of"], card["previous"]) == (ANOTHER, "2030-07-31", SECOND)
    rules = tomllib.loads((base / "data" / "plan" / "plan.toml").read_text("utf-8"))["verdicts"]
    assert {**card["verdicts"], "source": rules["source"]} == rules
    checked = run("check", ANOTHER)
    assert (checked.code, checked.messages) == (0, [])
    after = snapshot(base)
    assert {name: after[name] for name in before} == before
    assert all(name.startswith((f"data/editions/{ANOTHER}", "build")) for name in after.keys() - before.keys())


def test_new_from_an_edition_before_2026_11_says_what_is_missing(base, run):
    """Its lines are kept, and `check` names each that lacks the words of its figure; with them, nothing is wrong."""
    first_form(edition_of(base))
    assert run("check").faults == []
    assert run("new", ANOTHER, "--from", SECOND).code == 0
    table = edition_of(base, ANOTHER) / TABLE
    rows = rows_of(table)
    told = run("check", ANOTHER)
    assert told.code == 2
    (message,) = told.faults
    lines = [line for line, row in enumerate(rows, 2) if row["value"]]
    assert (message.place, message.lines, message.found) == ((TABLE, lines[0], "printed"), len(lines), "an empty cell")
    write_rows(table, [{**row, "printed": row["value"]} for row in rows])
    assert run("check", ANOTHER).messages == []


def test_other_rules_of_the_plan_are_told_for_an_edition_that_records_its_own(base, run):
    """A warning for each rule that the plan has changed since; the edition is as sound as before."""
    assert run("new", ANOTHER, "--from", SECOND).code == 0
    plan = base / "data" / "plan" / "plan.toml"
    replaced(plan, "little = 0.03 ", "little = 0.05 ")
    replaced(plan, "strong = { figures = 5,", "strong = { figures = 6,")
    told = run("check", ANOTHER)
    assert (told.code, told.faults) == (0, [])
    assert [(message.place, message.found, message.expected) for message in told.warnings] == [
        (
            ("edition.toml", None, "verdicts.little"),
            "0.03, which this edition is measured with",
            "0.05, the rule in plan.toml",
        ),
        (
            ("edition.toml", None, "verdicts.strong.figures"),
            "5, which this edition is measured with",
            "6, the rule in plan.toml",
        ),
    ]


def test_new_without_a_previous_edition_is_clean_too(base, run):
    """Empty tables are a beginning, not a fault."""
    assert run("new", "2030-02").code == 0
    checked = run("check", "2030-02")
    assert (checked.code, checked.messages) == (0, [])
    assert rows_of(edition_of(base, "2030-02") / TABLE) == []


@pytest.mark.parametrize(
    ("arguments", "found", "expected"),
    [
        ((SECOND,), f"the folder data/editions/{SECOND}, which exists already", f"{FIRST}, {SECOND}"),
        ((FIRST, "--from", SECOND), f"the folder data/editions/{FIRST}, which exists already", f"{FIRST}, {SECOND}"),
        ((ANOTHER, "--from", "2029-12"), "“2029-12” as the previous edition", f"{FIRST}, {SECOND}"),
        (("2030-03", "--from", SECOND), f"“{SECOND}” as the previous edition", f"that exists: {FIRST}"),
        (("summer",), "“summer”", "a year and a month"),
        (("2030-6",), "“2030-6”", "a year and a month"),
        (("../outside",), "“../outside”", "a year and a month"),
    ],
)
def test_new_refuses_what_it_cannot_create(base, run, arguments, found, expected):
    """An edition that exists is never overwritten; an unknown previous one is told with those there are."""
    before = snapshot(base.parent)
    told = run("new", *arguments)
    assert (told.code, told.out) == (2, "")
    (message,) = told.faults
    assert message.found == found
    assert expected in message.expected
    assert run("--language", "zh", "new", *arguments).code == 2
    assert snapshot(base.parent) == before


@pytest.mark.parametrize("command", ["check", "report"])
@pytest.mark.parametrize("edition", ["2031-99", "2030-66", "sample"])
def test_an_unknown_edition_is_told_with_those_there_are(base, run, command, edition):
    """A misspelt edition is refused, and the right ones are listed."""
    before = snapshot(base)
    told = run(command, edition)
    assert told.code == 2
    (message,) = told.faults
    assert f"“{edition}”" in message.found
    assert f"{FIRST}, {SECOND}" in message.expected
    assert snapshot(base) == before


# ---------------------------------------------------------------- data-quality warnings

PAST = {"indicator": "bicycle_stands", "region": "XX", "breakdown": "TOTAL"}


def times(factor: int) -> Callable[[Path], None]:
    """The latest value of Alpha's stands, that many times as large, as a slip of the unit makes it."""

    def spoil(table: Path) -> None:
        line = line_of(table, **{**STANDS, "period": "2029"})
        value = str(int(rows_of(table)[line - 2]["value"]) * factor)
        change(table, line, value=value, printed=value)

    return spoil


ODD = {
    "a value ten times the last one": (times(10), "value", "280,000, about 10 times the value of 2028"),
    "a value 10,000 times the last one": (times(10_000), "value", "280,000,000, about 10,000 times the value of 2028"),
    "a lost place": (lambda table: remove(table, region="XX-BB"), "region", "nothing about “XX-BB”"),
    "a lost year": (
        lambda table: remove(table, **PAST, period="2027"),
        "period",
        "nothing about “bicycle_stands, XX, TOTAL: 2027”",
    ),
    "a lost series": (
        lambda table: remove(table, indicator="bicycle_stands", breakdown="schools"),
        "sector",
        "nothing about “schools”",
    ),
    "a lost indicator": (lambda table: remove(table, indicator="stands_built"), "indicator", "“stands_built”"),
    "a revised past": (
        lambda table: change(table, line_of(table, **PAST, period="2027"), value="36100", printed="3.61万"),
        "value",
        f"36,100, where the edition {SECOND} had 36,000",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_a_quality_warning_is_no_fault_and_does_not_stop_the_work(base, run, name):
    """A slip of the unit, a loss, a revision: exit code 0, and a warning that says where and what to do."""
    spoil, column, found = ODD[name]
    assert run("new", ANOTHER, "--from", SECOND).code == 0
    spoil(edition_of(base, ANOTHER) / TABLE)
    before = snapshot(base)
    told = run("check", ANOTHER)
    assert (told.code, told.err, told.faults) == (0, "", [])
    matching = [message for message in told.warnings if message.column == column and found in message.found]
    assert [message.file for message in matching] == [TABLE]
    others = {message.column for message in told.warnings} - {column}
    assert others <= {"value", "source"}  # a slip is a revision too; a document may lose its last figure
    zh = run("--language", "zh", "check", ANOTHER)
    assert (zh.code, zh.text.count("\n\n")) == (0, told.text.count("\n\n"))
    assert snapshot(base) == before


def test_a_share_of_a_sample_without_its_size_is_a_warning(base, run):
    """Every such line is named; once the sizes are there, nothing is said."""
    card = base / "data" / "plan" / "actions" / "A03.toml"
    head, middle, tail = card.read_text("utf-8").partition('id = "satisfied_users"')
    card.write_text(head + middle + tail.replace('collection = "census"', 'collection = "sample"', 1), "utf-8")
    table = edition_of(base, FIRST) / TABLE
    lines = [line for line, row in enumerate(rows_of(table), 2) if row["indicator"] == "satisfied_users"]
    told = run("check", FIRST)
    assert (told.code, told.faults) == (0, [])
    (message,) = told.warnings
    assert (message.place, message.lines) == ((TABLE, lines[0], "sample_size"), len(lines))
    assert message.found == "an empty cell"
    for line in lines:
        change(table, line, sample_size="1,000")
    assert run("check", FIRST).messages == []


def test_a_lost_year_of_a_whole_edition_is_told_for_each_series(base, run):
    """Every series that lost the year 2026 is named, and the document that nothing cites any more."""
    assert run("new", ANOTHER, "--from", SECOND).code == 0
    table = edition_of(base, ANOTHER) / TABLE
    series = {(row["indicator"], row["region"]) for row in rows_of(table) if row["period"] == "2026"}
    assert remove(table, period="2026") == len(series)
    told = run("check", ANOTHER)
    assert told.code == 0
    lost = sorted(message.found for message in told.warnings if message.column == "period")
    assert lost == [f"nothing about “{indicator}, {region}, TOTAL: 2026”" for indicator, region in sorted(series)]
    assert [message.place for message in told.warnings if message.column != "period"] == [("sources.csv", 2, "source")]


# ---------------------------------------------------------------- the command line itself


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("rapport",), "invalid choice: 'rapport'"),
        (("check", SECOND, "now"), "unrecognized arguments: now"),
        (("check", "--fast"), "unrecognized arguments: --fast"),
        (("new",), "the following arguments are required: edition"),
        (("--language", "fr", "check"), "invalid choice: 'fr'"),
        (("--langage", "zh", "check"), "unrecognized arguments: --langage; perhaps --language is meant"),
        (("check", "--strct"), "unrecognized arguments: --strct; perhaps --strict is meant"),
        (("chek",), "perhaps check is meant"),
    ],
)
def test_a_wrong_command_line_is_told_with_the_usage(base, capsys, arguments, said):
    """An unknown command or argument ends with exit code 2 and the usage, as in any program."""
    before = snapshot(base)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert err.startswith("usage: plan-metrics")
    assert said in err
    assert snapshot(base) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少参数：COMMAND"),
        (("check", "--fast"), "无法识别的参数：--fast"),
        (("init", "--from"), "参数--from：应至少带一个值"),
        (("verify", "--all", "site"), "参数--all：应带2个值"),
        (("sample-figures", "--seed", "1", "--size", "0"), "参数--size：'0'应为不小于1的整数"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese_too(capsys, arguments, said):
    """In the language asked for on the same line, although that line is wrong."""
    with pytest.raises(SystemExit):
        main(["--language", "zh", *arguments])
    err = capsys.readouterr().err
    assert err.startswith("用法：plan-metrics")
    assert said in err


COMMANDS = (
    "init", "new", "adapt", "schema", "import", "edit", "undo", "register", "check", "withdraw", "correct", "split",
    "freeze", "sign", "report", "watch", "why", "verify", "accept", "show", "diff", "counts", "sample-figures",
    "completion",
)  # fmt: skip


def test_help_names_every_command(capsys):
    """`plan-metrics --help` lists what can be done."""
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"\n    {command} " in said for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_chinese_too(capsys, command):
    """Every line that explains something does so in Chinese; names of options and of files stay."""
    with pytest.raises(SystemExit):
        main(["--language", "zh", command, "--help"])
    said = capsys.readouterr().out
    assert said.startswith("用法：")
    explained, _, ends = said.partition("示例：plan-metrics ")
    assert re.findall(r"[a-z]+ [a-z]+ [a-z]+", explained) == []
    assert ends.startswith(command)
    assert "退出码：0 正常" in ends


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
        ({}, "en"),
    ],
)
def test_messages_are_in_the_language_of_the_terminal(monkeypatch, environment, language):
    """A Chinese terminal gets Chinese messages, every other one English ones."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert reader_language() == language


def test_schema_is_written_beside_the_cards(base, run):
    """The schema names every key of an action's card, and writing it again changes nothing."""
    assert run("schema").out.strip() == "data/plan/schema.json"
    file = base / "data" / "plan" / "schema.json"
    first = file.read_bytes()
    card = tomllib.loads((base / "data" / "plan" / "actions" / "A01.toml").read_text("utf-8"))
    assert card.keys() <= json.loads(first)["$defs"]["Action"]["properties"].keys()
    assert run("schema").code == 0
    assert file.read_bytes() == first
    assert run("check").code == 0


def test_accept_runs_nothing_where_the_input_is_bad(base, run):
    """Stored outputs are not replaced by those of a bad edition, and a project without notebooks is told so."""
    told = run("accept")
    assert (told.code, told.out) == (2, "")
    assert [message.place for message in told.faults] == [(f"{name}.ipynb", None, None) for name in sorted(KINDS)]
    notebooks = base / "notebooks"
    notebooks.mkdir()
    for message in told.faults:
        (notebooks / message.file).write_text("not run", "utf-8")
    observation(value="many")(base)
    before = snapshot(base)
    (message,) = run("accept").faults
    assert message.column == "value"
    assert snapshot(base) == before


# ---------------------------------------------------------------- what an edition rests on, and figures for an audit

NUMBER = re.compile(r"\d[\d,]*")
SEED = "20170609"


@pytest.fixture
def shipped(run, monkeypatch) -> Callable[..., Ended]:
    """Runs a command on the plan that ships."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(ROOT))
    return run


def numbers(text: str) -> list[int]:
    """Every number of a text."""
    return [int(found.replace(",", "")) for found in NUMBER.findall(text)]


def counted_by_hand(base: Path) -> tuple[list[int], list[int]]:
    """Commitments by their closest fit, from the cards; figures by how their documents can be read, from the tables."""
    cards = [tomllib.loads(file.read_text("utf-8")) for file in sorted((base / "data/plan/actions").glob("*.toml"))]
    fits: dict[str, set[str]] = {}
    for card in cards:
        for each in card["commitments"]:
            fits.setdefault(each["id"], {"none"})
        for fit in (fit for indicator in card["indicators"] for fit in indicator["fits"]):
            fits[fit["commitment"]].add(fit["fit"])
    closest = [next(fit for fit in ("direct", "proxy", "none") if fit in found) for found in fits.values()]
    context = read_context(read_plan(base / "data" / "plan").head.default_edition, "en", base)
    tables = (base / "data" / "plan", base / "data" / "editions" / context.edition.card.id)
    documents = {row["source"]: row for folder in tables for row in rows_of(folder / "sources.csv")}
    kinds = {"linked": 0, "original": 0, "copy": 0}
    for cell in context.observations["source"]:
        cited = [documents[name] for name in cell.split()]
        without = {document["read_in"] for document in cited if not document["url"]}
        kinds["copy" if "copy" in without else "original" if without else "linked"] += 1
    return [closest.count(fit) for fit in ("direct", "proxy", "none")], [*kinds.values()]


@pytest.mark.parametrize("folder", ["the plan that ships", "an invented plan"])
def test_counts_are_those_of_the_cards_and_the_tables(base, run, monkeypatch, folder):
    """Commitments by fit, figures by document: what the command says is what anyone counts in the files."""
    where = ROOT if folder == "the plan that ships" else base
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(where))
    commitments, figures, *_ = run("counts").out.splitlines()
    by_fit, by_document = counted_by_hand(where)
    assert numbers(commitments)[:3] == by_fit
    linked, share, original, copies, *_ = numbers(figures)
    assert [linked, original, copies] == by_document
    assert share == round(100 * linked / sum(by_document))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_counts_says_what_the_data_page_says(shipped, language):
    """Every line of the command stands on the page, which is made from its slice alone."""
    edition = read_plan(ROOT / "data" / "plan").head.default_edition
    whole = in_language(read_context(edition, language, ROOT), language)
    part = slice_of(whole, Job("data", "data", language, {"edition": edition, "language": language}))
    told = shipped("--language", language, "counts")
    assert (told.code, told.err) == (0, "")
    assert told.out.rstrip("\n") == data.basis(part).text
    page = " ".join(re.sub(r"<[^>]*>", "", data.basis(part).html).split())
    sentences = told.out.splitlines()[:2]
    assert all(sentence in page for sentence in sentences)
    if language == "zh":  # the language in which the committed notebook was run
        notebook = json.loads((ROOT / "notebooks" / "data.ipynb").read_text("utf-8"))
        stored = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", [])]
        assert told.out.rstrip("\n") in ["".join(shown["text/plain"]) for shown in stored]


def test_the_readme_names_the_counts_of_the_edition_that_ships(shipped):
    """Its two sentences are those of the command, to the letter."""
    readme = " ".join((ROOT / "README.md").read_text("utf-8").replace("\n> ", "\n").split())
    for sentence in shipped("counts").out.splitlines()[:2]:
        assert sentence in readme


def drawn(text: str) -> list[dict[str, str]]:
    """The rows of a drawn sample."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_seed_draws_the_same_figures_twice_and_another_seed_others(shipped):
    """An auditor can repeat the draw, and no one can have chosen it: the seed decides."""
    once, again, other = (shipped("sample-figures", "--seed", seed) for seed in (SEED, SEED, "1"))
    assert {told.code for told in (once, again, other)} == {0}
    assert once.out == again.out
    assert once.out != other.out
    assert len(drawn(once.out)) == len(drawn(other.out)) == 60
    assert once.out.encode() == once.out.encode("utf-8")
    keys = [tuple(row[name] for name in INSIDE) for row in drawn(once.out)]
    assert len(set(keys)) == 60


def test_a_drawn_figure_has_its_words_as_printed_its_document_and_its_page(shipped):
    """Each row is a line of observations.csv with the same words, its document by name, where that can be read."""
    plan = read_plan(ROOT / "data" / "plan")
    folder = ROOT / "data" / "editions" / plan.head.default_edition
    table = {tuple(row[name] for name in KEY.split(", ")): row for row in rows_of(folder / TABLE)}
    documents = {row["source"]: row for row in rows_of(folder / "sources.csv")}
    found = drawn(shipped("sample-figures", "--seed", SEED, "--size", "200").out)
    assert len(found) == 200
    provinces = {region.region for region in plan.areas}
    actions = {indicator.id: action.id for action, indicator in plan.indicators()}
    for row in found:
        assert list(row) == ["page", *INSIDE, "value", "unit", "printed", "source", "document", "read"]
        line = table[tuple(row[name] for name in INSIDE)]
        document = documents[line["source"]]
        assert [row[name] for name in ("printed", "unit", "source")] == [
            line[name] for name in ("printed", "unit", "source")
        ]
        assert float(row["value"]) == float(line["value"])
        assert row["printed"]
        assert all(document[name] in row["document"] for name in ("title_en", "publisher_en", "date"))
        assert row["read"] == (document["url"] or document["read_in"])
        assert row["page"] == (row["region"] if row["region"] in provinces else actions[row["indicator"]])
    zh = drawn(shipped("--language", "zh", "sample-figures", "--seed", SEED, "--size", "200").out)
    assert [{**row, "document": ""} for row in zh] == [{**row, "document": ""} for row in found]
    assert all(documents[row["source"]]["title_zh"] in row["document"] for row in zh)


def test_a_sample_is_no_larger_than_the_edition(base, run):
    """Every figure once where more are asked for; an edition without figures gives an empty table."""
    found = drawn(run("sample-figures", "--seed", "1", "--size", "5000").out)
    with_value = [row for row in rows_of(edition_of(base) / TABLE) if row["value"]]
    assert len(found) == len(with_value)
    assert {row["indicator"] for row in found} == {row["indicator"] for row in with_value}
    assert run("new", "2030-02").code == 0
    assert run("sample-figures", "2030-02", "--seed", "1").code == 0
    assert drawn(run("sample-figures", "2030-02", "--seed", "1").out) == []
    told = run("sample-figures", "2031-99", "--seed", "1")
    assert (told.code, told.out) == (2, "")
    (message,) = told.faults
    assert "“2031-99”" in message.found


# ---------------------------------------------------------------- a report, and why a page would be made again


def test_report_and_why_use_the_edition_of_the_plan(base, run, monkeypatch):
    """Both take the default edition, and hand on what else was asked for."""
    asked: list[tuple] = []
    monkeypatch.setattr(
        "plan_metrics.report.build.build_report", lambda *given, **named: asked.append((given, named)) or 1
    )
    assert run("report").code == 1
    assert run("--language", "zh", "report", FIRST, "--json", "--timeout", "9", "--scheduler", "tcp://x:1").code == 1
    assert run("report", "--kernel").code == 1
    assert asked == [
        ((base, None, "en"), {"as_json": False, "scheduler": None, "seconds": 300, "kernel": False, "quiet": False}),
        (
            (base, FIRST, "zh"),
            {"as_json": True, "scheduler": "tcp://x:1", "seconds": 9.0, "kernel": False, "quiet": False},
        ),
        ((base, None, "en"), {"as_json": False, "scheduler": None, "seconds": 300, "kernel": True, "quiet": False}),
    ]
    for name in ("notebooks", "book"):
        shutil.copytree(ROOT / name, base / name, ignore=shutil.ignore_patterns(".*"))
    told = run("why", "XX-AA")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [f"XX-AA ({code}) has not been made yet." for code in ("zh", "en")]
    unknown = run("why", "XX-QQ")
    assert (unknown.code, unknown.out) == (2, "")
    assert "XX-AA (阿尔法, Alpha)" in unknown.messages[0].fix
    assert run("why", "Alpha").out == told.out


# ---------------------------------------------------------------- answers to warnings


def _odd(base, *, value: str = "240000") -> int:
    """The second edition with a value ten times too large; gives its line."""
    table = edition_of(base) / TABLE
    line = line_of(table, **STANDS)
    change(table, line, value=value, printed=value)
    return line


def _warnings_of(run, *arguments: str) -> dict:
    return json.loads(run("--language", "en", "check", "2030-06", "--json", *arguments).out)


def _answer_all(base, run) -> list[dict[str, str]]:
    told = [(group["rule"], place) for group in _warnings_of(run)["groups"] for place in group["places"]]
    rows = [
        {"rule": rule, "key": place["key"], "figures": place["figures"], "who": "a clerk", "when": "2030-07-01",
         "why_zh": "已核对", "why_en": "compared with the source"}
        for rule, place in told
    ]  # fmt: skip
    write_rows(edition_of(base) / "answers.csv", rows)
    return rows


def test_an_answered_warning_rests_until_its_figure_changes(base, run):
    """`check` only counts it; another figure is a new warning, and the old answer is told to be idle."""
    _odd(base)
    before = _warnings_of(run)
    assert before["warnings"] > 1
    rows = _answer_all(base, run)
    ended = run("--language", "en", "check", "2030-06")
    assert ended.out == f"Faults: 0. Warnings: 0. Answered: {len(rows)}.\n"
    _odd(base, value="250000")
    after = _warnings_of(run)
    rules = {group["rule"] for group in after["groups"]}
    assert {"revised", "idle_answer"} <= rules
    assert after["answered"] < len(rows)


def test_beside_a_fault_no_answer_is_called_idle(base, run):
    """Its warning may be missing only because the row of the fault is: who removed the answer would lose it."""
    _odd(base)
    rows = _answer_all(base, run)
    change(edition_of(base) / TABLE, line_of(edition_of(base) / TABLE, **STANDS), region="Alfa")
    groups = _warnings_of(run)["groups"]
    assert rows
    assert {group["rule"] for group in groups if group["severity"] == "fault"} == {"unknown_region"}
    assert "idle_answer" not in {group["rule"] for group in groups}


def test_a_table_that_nothing_reads_is_named(base, run):
    """A copy beside the tables of an edition: who made it must say which one counts; a workbook goes in by `import`."""
    folder = edition_of(base)
    for name in ("observations (1).csv", "Answers.csv", "figures.xlsx"):
        shutil.copyfile(folder / "sources.csv", folder / name)
    (folder / "note.txt").write_text("to do", "utf-8")
    ended = run("--language", "en", "check", "2030-06")
    assert ended.code == 2
    assert ended.out.count("a file that nothing reads") == 2
    assert ended.out.count("a workbook, which is not read from here") == 1
    assert "plan-metrics import figures.xlsx" in ended.out


def test_strict_fails_on_warnings_without_an_answer(base, run):
    """Code 2 while one is open, 0 when all are answered; without the option warnings end with 0."""
    _odd(base)
    assert run("check", "2030-06").code == 0
    assert run("check", "2030-06", "--strict").code == 2
    _answer_all(base, run)
    assert run("check", "2030-06", "--strict").code == 0


def test_an_answer_to_nothing_is_told(base, run):
    """An answer that no warning is left for is itself a warning, with what it answered."""
    _odd(base)
    rows = _answer_all(base, run)
    write_rows(edition_of(base) / "answers.csv", [*rows, {**rows[0], "key": "bicycle_stands, XX-BB, TOTAL, 2028"}])
    (group,) = _warnings_of(run)["groups"]
    assert (group["rule"], group["file"], group["places"][0]["row"]) == ("idle_answer", "answers.csv", len(rows) + 2)
    assert "bicycle_stands, XX-BB, TOTAL, 2028, which is no warning any more" in group["places"][0]["found"]


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"who": ""}, "no_answer", "who"),
        ({"why_en": ""}, "no_answer", "why_en"),
        ({"when": "1 July"}, "wrong_date", "when"),
        ({"when": "2030-02-30"}, "wrong_date", "when"),
    ],
)
def test_answers_are_read_strictly(base, run, cells, rule, column):
    """Who, when and why are needed; what is wrong is a fault with its line."""
    _odd(base)
    rows = _answer_all(base, run)
    write_rows(edition_of(base) / "answers.csv", [{**rows[0], **cells}, *rows[1:]])
    faults = [group for group in _warnings_of(run)["groups"] if group["severity"] == "fault"]
    assert [(fault["rule"], fault["column"], fault["places"][0]["row"]) for fault in faults] == [(rule, column, 2)]


def test_the_same_answer_twice_and_a_column_too_few_are_faults(base, run):
    """As in every table of an edition."""
    _odd(base)
    rows = _answer_all(base, run)
    file = edition_of(base) / "answers.csv"
    write_rows(file, [*rows, rows[0]])
    assert "repeated_answer" in {group["rule"] for group in _warnings_of(run)["groups"]}
    write_rows(file, [{key: cell for key, cell in row.items() if key != "who"} for row in rows])
    assert "missing_column" in {group["rule"] for group in _warnings_of(run)["groups"]}


def test_annotations_for_a_code_host_name_file_and_line(base, run):
    """One command a line, the worst first, with signs escaped that would end it."""
    line = _odd(base)
    lines = run("--language", "en", "check", "2030-06", "--format", "github").out.splitlines()
    place = "::warning file=data/editions/2030-06/observations.csv,line="
    assert all(one.startswith(place) for one in lines)
    assert lines[0].startswith(f"{place}{line},title=revised::240,000, ")
    assert "万 or 亿" in lines[0]


def test_a_new_edition_is_not_asked_again_about_figures_that_stand(base, run):
    """Their answers stay with the edition that had them first; those about documents go on."""
    _odd(base)
    rows = _answer_all(base, run)
    document = {**rows[0], "rule": "early_source", "key": "of a document"}
    write_rows(edition_of(base) / "answers.csv", [*rows, document])
    assert run("new", ANOTHER, "--from", "2030-06").code == 0
    kept = rows_of(edition_of(base, ANOTHER) / "answers.csv")
    assert [row["rule"] for row in kept] == ["early_source"]
    told = json.loads(run("--language", "en", "check", ANOTHER, "--json").out)
    assert {group["rule"] for group in told["groups"]} == {"idle_answer"}  # that of no document, and no figure
