"""Poisoned inputs for every door through which files of strangers come in, made by seed, and a judge of what they do.

A poison is a maker of files in a folder and the words of the command that is to read them. Whatever it is, the command
must end with a clean read (0) or with faults in three parts (2); it must not end in a traceback, nor run what it reads,
nor write anywhere but into its own project, nor take in a file that lies outside of what it was given, nor say anything
that a terminal obeys, nor take more memory than `MOST_MEMORY`.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import random
import re
import resource
import shutil
import signal
import sys
import tarfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from hostile import SECRET, hostile, one_line
from invented import PROJECT, SECOND

from plan_metrics.cli import main

MOST_MEMORY = 1_500_000_000  # bytes that a command may take beside what the test has
MOST_SECONDS = 120  # of the processor: whoever waits for more is stuck
MARKER = "RUN-BY-MISTAKE"
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PARTS = ("found:", "expected:", "to do:")
MANY = 3_000_000
Words = list[str]
Maker = Callable[[Path, random.Random], Words]


@dataclass(frozen=True)
class Judged:
    """What became of a poison: `told` (code 2), `read` (code 0), or a defect, with what shows it."""

    outcome: str
    detail: str = ""


OUTCOMES = {
    "told": "refused, with faults in three parts",
    "read": "read as what it is, nothing of it run",
    "traceback": "a traceback, or another end",
    "memory": "more memory than it may take",
    "stuck": "no end",
    "elsewhere": "something written elsewhere, or run",
    "taken": "a file from outside taken in",
    "obeyed": "letters that a terminal obeys",
}
GOOD = ("told", "read")
KINDS: dict[str, Maker] = {}
HEAVY: set[str] = set()  # kinds that take seconds


def poison(door: str, *, heavy: bool = False) -> Callable[[Maker], Maker]:
    """Name a maker of poisons by its door and what it makes."""

    def named(make: Maker) -> Maker:
        name = f"{door}: {make.__name__.strip('_').replace('_', ' ')}"
        KINDS[name] = make
        HEAVY.update([name] if heavy else ())
        return make

    return named


# ---------------------------------------------------------------- workbooks

X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
OF_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="S">%s</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def packed_as_xlsx(
    place: Path,
    parts: dict[str, bytes] | None = None,
    cells: str = "",
    after: str = "",
    figures: tuple[int, int] = (3000, 4000),
) -> Words:
    """A workbook with a small table, other cells and parts in it; the words of the command that imports it."""
    file = place / "table.xlsx"
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("S")
    for row, line in enumerate((["地区", "2029年"], *zip(("阿尔法", "贝塔"), figures, strict=True))):
        sheet.write_row(row, 0, line)
    book.close()
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in given.namelist():
            raw = given.read(name)
            if name == SHEET:
                raw = raw.replace(b"</sheetData>", f"{cells}</sheetData>{after}".encode())
            if name not in (parts or {}):
                packed.writestr(name, raw)
        for name, raw in (parts or {}).items():
            packed.writestr(name, raw)
    return ["import", str(file), SECOND]


def packed_as_ods(place: Path, table: str, parts: dict[str, bytes] | None = None, before: str = "") -> Words:
    """An OpenDocument workbook with this table."""
    file = place / "table.ods"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", ODS)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", f'<?xml version="1.0"?>{before}{OF_ODS % table}')
        for name, raw in (parts or {}).items():
            packed.writestr(name, raw)
    return ["import", str(file), SECOND]


def laughs(root: str, rng: random.Random) -> str:
    """A document type whose entities are each many of the one before, or that names a file."""
    if rng.random() < 0.5:
        return f'<!DOCTYPE {root} [<!ENTITY a0 SYSTEM "file://{{secret}}"><!ENTITY a9 "&a0;">]>'
    named = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY a0 "{"ha" * rng.randint(10, 40)}">{named}]>'


def bytes_of(size: int, what: bytes = b" ") -> bytes:
    """Many bytes that are few when they are packed."""
    return what * (size // len(what))


@poison("xlsx", heavy=True)
def a_large_part_of_a_few_bytes(place: Path, rng: random.Random) -> Words:
    name = rng.choice(["xl/media/image1.png", "xl/sharedStrings.xml", "docProps/custom.xml", "xl/styles.xml"])
    return packed_as_xlsx(place, {name: bytes(rng.randint(110, 200) * 1_000_000)})


@poison("xlsx", heavy=True)
def cells_without_end(place: Path, rng: random.Random) -> Words:
    cell = rng.choice(['<c r="B9"/>', "<c/>", "<c><v>1</v></c>", '<c t="inlineStr"><is><t>a</t></is></c>'])
    return packed_as_xlsx(place, cells=f"<row>{cell * MANY}</row>")


@poison("xlsx", heavy=True)
def rows_and_columns_without_end(place: Path, rng: random.Random) -> Words:
    rows = rng.choice(['<row hidden="1"/>', '<row r="{n}" ht="1" customHeight="1" hidden="1"/>'])
    columns = f'<cols><col min="1" max="{rng.choice([16384, 4_000_000_000])}" hidden="1"/></cols>'
    sheet = f"<worksheet {X}>{columns}<sheetData>{rows * 400_000}</sheetData></worksheet>"
    return packed_as_xlsx(place, {SHEET: sheet.encode()})


@poison("xlsx")
def merged_cells_without_end(place: Path, rng: random.Random) -> Words:
    spans = rng.choice(
        [
            ["A1:XFD1048576"],
            [f"A{n}:XFD{n + 4000}" for n in range(5, 100_000, 5000)],
            [f"{c}{n}:{c}{n + 1}" for n in range(5, 9000, 2) for c in "ABC"],
        ]
    )
    inner = "".join(f'<mergeCell ref="{span}"/>' for span in spans)
    return packed_as_xlsx(place, after=f"<mergeCells>{inner}</mergeCells>")


@poison("xlsx")
def entities(place: Path, rng: random.Random) -> Words:
    kind = laughs("worksheet", rng)
    cell = '<row r="9"><c r="A9" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    sheet = f'<?xml version="1.0"?>{kind}<worksheet {X}><sheetData>{cell}</sheetData></worksheet>'
    return packed_as_xlsx(place, {rng.choice([SHEET, "xl/sharedStrings.xml", "xl/styles.xml"]): sheet.encode()})


@poison("xlsx")
def formulas_and_links_to_elsewhere(place: Path, rng: random.Random) -> Words:
    formula = rng.choice(['WEBSERVICE("http://127.0.0.1:9/")', "'[1]S'!A1", "cmd|'/c calc'!A1", "1+1"])
    value = rng.choice(["<v>7</v>", ""])
    cells = f'<row r="4"><c r="A4" t="inlineStr"><is><t>贝塔</t></is></c><c r="B4"><f>{formula}</f>{value}</c></row>'
    link = (
        f'<externalLink {X} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<externalBook r:id="rId1"/></externalLink>'
    )
    return packed_as_xlsx(place, {"xl/externalLinks/externalLink1.xml": link.encode()}, cells)


@poison("xlsx")
def names_that_lead_out(place: Path, rng: random.Random) -> Words:
    name = rng.choice(["../../" + MARKER, "/tmp/../" + MARKER, "xl/../../" + MARKER])
    return packed_as_xlsx(place, {name: b"x"})


@poison("xlsx")
def texts_that_do_something(place: Path, rng: random.Random) -> Words:
    text = rng.choice(HOSTILE)(rng.randrange(1000)).replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "_x001B_", text)
    cells = f'<row r="4"><c r="A4" t="inlineStr"><is><t>{text}</t></is></c><c r="B4"><v>5</v></c></row>'
    return packed_as_xlsx(place, cells=cells)


@poison("xlsx")
def elements_in_elements(place: Path, rng: random.Random) -> Words:
    deep = rng.randint(20_000, 60_000)
    return packed_as_xlsx(
        place,
        {rng.choice([SHEET, "xl/workbook.xml"]): f"<worksheet {X}>{'<a>' * deep}{'</a>' * deep}</worksheet>".encode()},
    )


@poison("ods")
def repeated_without_end(place: Path, rng: random.Random) -> Words:
    times, kind = rng.choice([9_999, 16_384, 1_048_576, 4_000_000_000]), rng.randrange(4)
    cell = '<table:table-cell office:value-type="string"%s><text:p>a</text:p></table:table-cell>'
    if kind == 0:
        across = cell % f' table:number-columns-repeated="{times}"'
        return packed_as_ods(
            place, f'<table:table-row table:number-rows-repeated="{times}">{across * 40}</table:table-row>'
        )
    if kind == 1:
        spans = f' table:number-rows-spanned="{times}" table:number-columns-spanned="{times}"'
        return packed_as_ods(place, f"<table:table-row>{cell % spans}{cell % ''}</table:table-row>")
    if kind == 2:
        row = f'<table:table-row table:visibility="collapse" table:number-rows-repeated="{times}"/>'
        return packed_as_ods(place, row * 20_000 + f"<table:table-row>{cell % ''}</table:table-row>")
    column = f'<table:table-column table:visibility="collapse" table:number-columns-repeated="{times}"/>'
    return packed_as_ods(place, column * 20_000 + f"<table:table-row>{cell % ''}</table:table-row>")


@poison("ods", heavy=True)
def cells_without_number(place: Path, rng: random.Random) -> Words:
    cell = rng.choice(["<table:table-cell/>", "<table:table-cell><text:p>1</text:p></table:table-cell>", "<text:p/>"])
    return packed_as_ods(place, f"<table:table-row>{cell * MANY}</table:table-row>")


@poison("ods")
def entities_of_a_document(place: Path, rng: random.Random) -> Words:
    row = "<table:table-row><table:table-cell><text:p>&a9;</text:p></table:table-cell></table:table-row>"
    return packed_as_ods(place, row, before=laughs("office:document-content", rng))


@poison("ods", heavy=True)
def a_large_part(place: Path, rng: random.Random) -> Words:
    return packed_as_ods(place, "", {rng.choice(["Pictures/a.png", "styles.xml", "meta.xml"]): bytes_of(120_000_000)})


@poison("ods")
def tables_in_tables(place: Path, rng: random.Random) -> Words:
    deep = rng.randint(2_000, 30_000)
    return packed_as_ods(
        place, "<table:table-row><table:table-cell>" * deep + "</table:table-cell></table:table-row>" * deep
    )


# ---------------------------------------------------------------- text tables


def turned(number: int) -> str:
    """Letters that turn or hide the text around them, or that a terminal obeys."""
    return f"n{number} \x1b[2J\x1b]0;title\x07\u202egnp.exe\u2066\u200b\x9b31m\x00".replace("\x00", "")


def marked(number: int) -> str:
    """What would run on a page, in a workbook or in a template."""
    return one_line(hostile(number))


def filled(number: int) -> str:
    """What the program fills in by itself."""
    return f"{{n}} {{0.__class__}} {{cell}} %(a)s {number} {{{{7*7}}}} ${{x}}"


HOSTILE: tuple[Callable[[int], str], ...] = (turned, marked, filled)


def delimited(file: Path, rows: list[list[str]]) -> Path:
    """The rows as a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return file


@poison("csv", heavy=True)
def one_endless_line(place: Path, rng: random.Random) -> Words:
    mark = rng.choice([",", ";", "\t", "a", '"', '""', "1,"])
    file = place / "table.csv"
    file.write_text(f"地区,2029年\n{mark * (20_000_000 // len(mark))}", "utf-8")
    return _csv_door(file, rng)


@poison("csv", heavy=True)
def many_short_lines(place: Path, rng: random.Random) -> Words:
    file = place / "table.csv"
    line = rng.choice(["\n", "a,1\n", '"a"\n', ",\n"])
    file.write_text("indicator,Year,Value\n" + line * (8_000_000 // len(line)), "utf-8")
    return _csv_door(file, rng)


@poison("csv")
def hostile_words(place: Path, rng: random.Random) -> Words:
    say = rng.choice(HOSTILE)
    rows = [["indicator", "indicator_name", say(1), "unit", "Year", "Value"]]
    rows += [[f"A{n}", say(n), say(10 + n), say(20), "2020", str(n)] for n in range(3)]
    return ["init", "{new}", "--from", "csv", str(delimited(place / "table.csv", rows)), "--languages", "en"]


@poison("csv")
def ids_that_lead_out(place: Path, rng: random.Random) -> Words:
    ids = rng.sample([f"../../{MARKER}", f"/tmp/{MARKER}", "..", "CON", "a/b", "a\\b", "~", "x" * 5000, ".", "-rf"], 4)
    rows = [["indicator", "goal", "Year", "Value"], *([id, id, "2020", "1"] for id in ids)]
    return ["init", "{new}", "--from", "csv", str(delimited(place / "table.csv", rows)), "--languages", "en"]


@poison("csv")
def numbers_of_many_digits(place: Path, rng: random.Random) -> Words:
    digits = rng.choice(["9" * 200_000, "1e999999999", "1E-999999", "0x" + "f" * 100_000, "nan", "-inf", "٣٤", "1_000"])
    rows = [["indicator", "Year", "Value"], ["A", "2020", digits], ["A", digits, "3"], ["A", "2021", "4"]]
    return _csv_door(delimited(place / "table.csv", rows), rng)


def _csv_door(file: Path, rng: random.Random) -> Words:
    return rng.choice(
        [["init", "{new}", "--from", "csv", str(file), "--languages", "en"], ["import", str(file), SECOND]]
    )


@poison("csv")
def a_pipe_or_a_device(place: Path, rng: random.Random) -> Words:
    file = place / "table.csv"
    if rng.random() < 0.5:
        os.mkfifo(file)
    else:
        file.symlink_to(rng.choice(["/dev/zero", "/dev/stdin", "/dev/random"]))
    return _csv_door(file, rng)


# ---------------------------------------------------------------- cards: recipes, registers, editions, words of people


def deep_text(rng: random.Random) -> str:
    """TOML that is deep, long, wide, or no text at all."""
    deep = rng.randint(2_000, 60_000)
    return rng.choice(
        [
            f"a = {'[' * deep}{']' * deep}\n",
            f"a = {'{a=' * deep}1{'}' * deep}\n",
            f"{'a.' * deep}b = 1\n",
            f"[{'a.' * deep}b]\nx = 1\n",
            f"a = [{'[],' * (MANY * 3)}]\n",
            f'a = "{"x" * 30_000_000}"\n',
            "".join(f"a{n} = 1\n" for n in range(300_000)),
            f"a = {'9' * 100_000}\n",
            f'a = """{chr(34) * 3}\n',
            "a = 1979-05-27T07:32:00.999999999999999999999999Z\n",
            "\x00" * 1000,
            f'a = "{turned(1)}"\n',
        ]
    )


@poison("recipe")
def no_recipe_at_all(place: Path, rng: random.Random) -> Words:
    recipes = place.parent / "project" / "data" / "recipes"
    recipes.mkdir()
    head = 'files = "*"\nsheet = ""\ncells = "A1:B"\nheader_rows = 1\nstub = []\n'
    (recipes / "any.toml").write_text(rng.choice([head, ""]) + deep_text(rng), "utf-8")
    words = ["import", str(delimited(place / "table.csv", [["地区", "2029年"], ["阿尔法", "3"]])), SECOND]
    return [*words, "--recipe", "any"] if rng.random() < 0.5 else words


@poison("recipe")
def a_recipe_with_hostile_words(place: Path, rng: random.Random) -> Words:
    recipes = place.parent / "project" / "data" / "recipes"
    recipes.mkdir()
    say = rng.choice(HOSTILE)
    texts = {
        "files": "*" * rng.choice([1, 200]) + rng.choice(["", "[" * 500, "?a" * 300]),
        "sheet": "",
        "cells": "A1:B99999",
        "title": rng.choice([say(1), "*a" * 60 + "b"]),
        "flag": say(3)[:9],
    }
    lines = [f"{key} = {json.dumps(text)}" for key, text in texts.items()]
    lines += ["header_rows = 1", "stub = []", '[at]\nindicator = ["= bicycle_stands"]\nregion = ["column A"]']
    lines += [f'breakdown = ["= TOTAL"]\nperiod = ["header 1"]\nunit = [{json.dumps("= " + say(2)[:150])}]']
    lines += [f"[words.region]\n{json.dumps(say(4))} = {json.dumps(say(5))}"]
    (recipes / "any.toml").write_text("\n".join(lines), "utf-8")
    text = "a" * 40 + " table"
    rows = [[text, ""], ["地区", "2029年"], [say(6), "3"], ["阿尔法", "4"]]
    return ["import", str(delimited(place / f"{'a' * 60}.csv", rows)), SECOND, "--recipe", "any"]


REGISTER = """id = "stands"
title = { zh = "登记簿", en = "Register" }
publisher = { zh = "局", en = "Office" }
invented = true
source = "S099"
valid_to_counts = false
elsewhere = "left_out"
suppressed_under = 0
[place]
kind = "%s"
files = %s
%s
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


def register_at(place: Path, files: str, kind: str = "csv", more: str = "") -> Words:
    """A register of the invented plan that lies there; the words of the command that counts it."""
    folder = place.parent / "project" / "data" / "plan" / "registers"
    folder.mkdir(exist_ok=True)
    (folder / "stands.toml").write_text(REGISTER % (kind, json.dumps(files), more), "utf-8")
    return ["register", "stands", SECOND, "--dry-run"]


@poison("register")
def a_place_that_leads_out(place: Path, rng: random.Random) -> Words:
    kind = rng.choice(["csv", "parquet", "duckdb"])
    files = rng.choice(
        ["../secret.txt", "/etc/passwd", "../*.txt", "**/*", "https://127.0.0.1:9/x.csv", "s3://a/b", "'; DROP"]
    )
    return register_at(place, files, kind, 'table = "x"' if kind == "duckdb" else "")


@poison("register")
def a_place_that_is_a_device(place: Path, rng: random.Random) -> Words:
    link = place.parent / "project" / "register.csv"
    if rng.random() < 0.4:
        os.mkfifo(link)
    else:
        link.symlink_to(rng.choice(["/dev/zero", "/dev/random", "/dev/stdin"]))
    kind = rng.choice(["csv", "parquet", "duckdb"])
    return register_at(place, rng.choice(["register.csv", str(link)]), kind, 'table = "x"' if kind == "duckdb" else "")


@poison("register")
def rows_that_are_none(place: Path, rng: random.Random) -> Words:
    file = place.parent / "project" / "register.csv"
    head = "number,holder,place,kind,begins,ends,entered\n"
    say = rng.choice(HOSTILE)
    cells = io.StringIO()
    csv.writer(cells, lineterminator="\n").writerow(
        ["1", say(1), say(2), say(3), "2030-01-01", "2031-01-01", "2030-01-02"]
    )
    text = rng.choice([head + "," * 20_000_000, head + '"' * 5_000_001, head + cells.getvalue(), head * 3, turned(1)])
    file.write_text(text, "utf-8")
    return register_at(place, "register.csv")


@poison("register")
def a_view_that_reads_a_file(place: Path, rng: random.Random) -> Words:
    import duckdb

    file = place.parent / "project" / "register.duckdb"
    secret = place.parent / "secret.txt"
    reading = rng.choice(
        [f"(SELECT content FROM read_text('{secret}'))", f"(SELECT * FROM read_csv('{secret}', header=false) LIMIT 1)"]
    )
    names = "number, holder, place, kind, begins, ends, entered"
    with duckdb.connect(str(file)) as engine:
        engine.execute(
            f"CREATE VIEW x AS SELECT * FROM (SELECT '1', 'a', {reading}, 'k', DATE '2030-01-01', DATE '2031-01-01', "
            f"DATE '2030-01-02') AS t({names})"
        )
    return register_at(place, "register.duckdb", "duckdb", 'table = "x"')


def edition(place: Path) -> Path:
    """The newest edition of the invented plan."""
    return place.parent / "project" / "data" / "editions" / SECOND


@poison("edition")
def a_card_of_a_plan(place: Path, rng: random.Random) -> Words:
    data = place.parent / "project" / "data"
    name = rng.choice(["plan/plan.toml", "plan/actions/A01.toml", f"editions/{SECOND}/edition.toml"])
    (data / name).write_text(deep_text(rng), "utf-8")
    return [rng.choice(["check", "counts"])]


@poison("edition")
def words_of_people(place: Path, rng: random.Random) -> Words:
    say, folder = rng.choice(HOSTILE), edition(place)
    kind = rng.randrange(4)
    if kind == 0:
        delimited(folder / "signed.csv", [["who", "when", "digest"], [say(1), "2030-07-01", say(2)]])
    elif kind == 1:
        head = ["indicator", "region", "sector", "period", "column", "was", "is", "who", "when", "why_zh", "why_en"]
        row = ["bicycle_stands", "XX", "TOTAL", "2026", "value", say(1), say(2), say(3), "2030-07-01", say(4), say(5)]
        delimited(folder / "errata.csv", [head, row])
    elif kind == 2:
        (folder / "commentary").mkdir(exist_ok=True)
        card = f'author = {{ zh = {json.dumps(say(1))}, en = "A" }}\ndate = "2030-06-01"\nstate = "draft"\n'
        card += 'basis = ["S001"]'
        deep = rng.choice(["> " * 3000, "*" * 20_000, "[" * 20_000, "`" * 20_000, hostile(3), turned(4), "- " * 3000])
        (folder / "commentary" / "A01.md").write_text(f"+++\n{card}\n+++\n# zh\n{deep}\n# en\n{deep}\n", "utf-8")
    else:
        (folder / rng.choice(["frozen", "sources.csv.link"])).symlink_to("/")
    return ["check", SECOND]


# ---------------------------------------------------------------- folders in the Open SDG form

INVENTED = Path(__file__).parent / "invented_open_sdg"
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "source": "open('{marker}', 'w').write('x')",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def open_sdg(place: Path) -> Words:
    """The invented data set in a folder; the words of the command that takes it over."""
    shutil.copytree(INVENTED, place, dirs_exist_ok=True)
    return ["init", "{new}", "--from", "open-sdg", str(place)]


@poison("open-sdg")
def keys_without_end(place: Path, rng: random.Random) -> Words:
    words, deep = open_sdg(place), rng.randint(500, 200_000)
    aliases = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
    text = rng.choice(
        [
            aliases,
            "a: &a {b: *a}\n",
            "<<: &a {<<: *a}\n",
            f"a: {'[' * deep}{']' * deep}\n",
            f"a: {'{a: ' * deep}1{'}' * deep}\n",
            "".join(f"{' ' * n}a:\n" for n in range(min(deep, 5000))),
            f"a: [{'[],' * MANY * 2}]\n",
            f"a: {'x' * 60_000_000}\n",
            "- " * deep,
            "a: !!python/object/apply:os.system ['touch {marker}']\n",
            "!!python/name:os.system a\n",
            "? " * deep,
            f"{'a: b' * 10}: {turned(1)}\n",
            "%YAML 9.9\n---\na: b\n",
            "--- a\n" * 10_000,
            f"a: |\n{' x' * 1000}\n" * 3000,
        ]
    )
    name = rng.choice(["config_data.yml", "meta/1-1-1.yml", "indicator-config/1-1-1.yml", "translations/nl/words.yml"])
    (place / name).parent.mkdir(exist_ok=True, parents=True)
    (place / name).write_text(text.replace("{marker}", str(place.parent / MARKER)), "utf-8")
    return words


@poison("open-sdg")
def links_and_devices(place: Path, rng: random.Random) -> Words:
    words = open_sdg(place)
    secret = place.parent / "secret.txt"
    name = rng.choice(
        [
            "data/indicator_9-9-9.csv",
            "meta/9-9-9.yml",
            "meta/9-9-9.md",
            "config_data.yml",
            "maps/provinces.geojson",
            "translations/nl/words.yml",
            "translations/nl",
            "data",
            "meta/nl",
        ]
    )
    file = place / name
    if file.is_dir():
        shutil.rmtree(file)
    file.unlink(missing_ok=True)
    file.parent.mkdir(exist_ok=True, parents=True)
    outside = place.parent / "outside"
    if "." in file.name:
        kind = rng.randrange(4)
        if kind == 0:
            os.mkfifo(file)
        else:
            file.symlink_to([secret, "/dev/zero", file.name][kind - 1])
    else:
        file.symlink_to(rng.choice([outside, Path("/"), place]))
    return words


@poison("open-sdg", heavy=True)
def names_that_are_none(place: Path, rng: random.Random) -> Words:
    words = open_sdg(place)
    name = rng.choice([b"1-1-1\xff.yml", b"9\x1b[2J.yml", b"9\n9.yml", b"9" * 240 + b".yml", "9\u202e.yml".encode()])
    for folder in ("meta", "translations/nl", "data"):
        (place / folder).mkdir(exist_ok=True, parents=True)
        for own in (name, name.replace(b".yml", b".csv")):
            with open(os.path.join(os.fsencode(place / folder), own), "wb") as stream:
                stream.write(
                    rng.choice([b"indicator_name: x\n", b"a: [b\n"])
                    if own.endswith(b".yml")
                    else b"Year,Value\n2020,1\n"
                )
    return words


@poison("open-sdg", heavy=True)
def settings_that_lead_out(place: Path, rng: random.Random) -> Words:
    words = open_sdg(place)
    path = rng.choice(
        ["../../secret.txt", "/etc/passwd", "../outside/*.csv", "https://127.0.0.1:9/x", "a\x00b", "~/x", "**/*"]
    )
    text = rng.choice(
        [
            f"map_layers:\n  - geojson_file: {json.dumps(path)}\n    subfolder: {json.dumps(path)}\n",
            f"src_dir: {json.dumps(path)}\n",
            f"src_dir: ..\ninputs:\n  - class: InputCsvData\n    path_pattern: {json.dumps(path)}\n",
            f"inputs:\n  - class: InputCsvData\n    path_pattern: {json.dumps(path)}\n",
            f"languages: [{json.dumps(path)}, ../nl]\n",
        ]
    )
    (place / "config_data.yml").write_text(text, "utf-8")
    return words


@poison("open-sdg")
def notebooks_and_programs(place: Path, rng: random.Random) -> Words:
    words = open_sdg(place)
    marker = place.parent / MARKER
    notebook = json.dumps(NOTEBOOK).replace("{marker}", str(marker))
    for name in ("notebooks/overview.ipynb", "notebooks/data.ipynb", "data/a.ipynb", "overview.ipynb"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(notebook, "utf-8")
    for name in (
        "conftest.py",
        "sitecustomize.py",
        "usercustomize.py",
        "yaml.py",
        "plan_metrics.py",
        "data/conftest.py",
        "setup.py",
    ):
        (place / name).write_text(f"open({str(marker)!r}, 'w').write('x')\n", "utf-8")
    return words


@poison("open-sdg", heavy=True)
def hostile_texts(place: Path, rng: random.Random) -> Words:
    words, say = open_sdg(place), rng.choice(HOSTILE)
    quoted = [json.dumps(say(n), ensure_ascii=True) for n in range(8)]
    keys = (
        "indicator_name",
        "goal_name",
        "graph_title",
        "computation_units",
        "source_organisation_1",
        "source_url_1",
        "copyright",
    )
    text = "".join(f"{key}: {value}\n" for key, value in zip(keys, quoted, strict=False))
    (place / "meta" / "1-1-1.yml").write_text(f"{text}{quoted[7]}: {quoted[0]}\n", "utf-8")
    delimited(
        place / "data" / "indicator_1-1-1.csv",
        [["Year", say(1), "Units", "Value"], ["2020", say(2), say(3), "4"], ["2020", "", say(3), "5"]],
    )
    return words


@poison("open-sdg", heavy=True)
def boundaries_without_end(place: Path, rng: random.Random) -> Words:
    words = open_sdg(place)
    deep = rng.randint(5_000, 100_000)
    shape = '{"type": "Feature", "properties": {"code": "NW-1", "name": "Hill"}, "geometry": '
    shape += '{"type": "%s", "coordinates": %s}}'
    coordinates = rng.choice(
        [
            f"{'[' * deep}{']' * deep}",
            f"[{'[],' * MANY}[]]",
            "[[[1e999, 2], [NaN, 3]]]",
            "[[" + "[1,2]," * MANY + "[1,2]]]",
            '"x"',
            "[[[[]]]]",
        ]
    )
    kind = rng.choice(["Polygon", "MultiPolygon", "GeometryCollection"])
    (place / "maps" / "provinces.geojson").write_text(
        f'{{"type": "FeatureCollection", "features": [{shape % (kind, coordinates)}]}}', "utf-8"
    )
    return words


# ---------------------------------------------------------------- packages and messages


def package(place: Path, resources: list[dict[str, object]], files: dict[str, str], *, packed: bool = False) -> Words:
    """A data package in a folder or a zip file; the words of the command that takes it over."""
    described = json.dumps({"name": "p", "resources": resources})
    if packed:
        with zipfile.ZipFile(place / "p.zip", "w", zipfile.ZIP_DEFLATED) as to:
            for name, text in {"datapackage.json": described, **files}.items():
                to.writestr(name, text)
    else:
        for name, text in {"datapackage.json": described, **files}.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, "utf-8")
    return ["init", "{new}", "--from", "datapackage", str(place / "p.zip" if packed else place), "--languages", "en"]


TABLE = "indicator,Year,Value\nA,2020,1\n"


@poison("datapackage")
def paths_that_lead_out(place: Path, rng: random.Random) -> Words:
    path = rng.choice(
        [
            "../secret.txt",
            "/etc/passwd",
            "https://127.0.0.1:9/a.csv",
            "a/../../secret.txt",
            "file:///etc/passwd",
            "..\\secret.txt",
            "C:\\a.csv",
            "~/a.csv",
            "a\x00.csv",
            "",
            "a" * 5000 + ".csv",
            ["a.csv", "../secret.txt"],
            {"a": 1},
            7,
            "link.csv",
            "data.csv/",
        ]
    )
    words = package(
        place,
        [{"name": "t", "path": "data.csv"}, {"name": "u", "path": path}],
        {"data.csv": TABLE},
        packed=rng.random() < 0.3,
    )
    (place / "link.csv").symlink_to(rng.choice([place.parent / "secret.txt", Path("/dev/zero"), place / "link.csv"]))
    return words


@poison("datapackage", heavy=True)
def a_packed_bomb(place: Path, rng: random.Random) -> Words:
    name = rng.choice(["data.csv", "datapackage.json"])
    words = package(place, [{"name": "t", "path": "data.csv"}], {"data.csv": TABLE}, packed=True)
    with zipfile.ZipFile(place / "p.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        if name != "datapackage.json":
            packed.writestr(
                "datapackage.json", json.dumps({"name": "p", "resources": [{"name": "t", "path": "data.csv"}]})
            )
        with packed.open(name, "w", force_zip64=True) as to:
            for _ in range(40):
                to.write(bytes_of(2**24, rng.choice([b"[", b" ", b"a,"])))
    return words


@poison("datapackage")
def a_description_without_end(place: Path, rng: random.Random) -> Words:
    deep = rng.randint(2_000, 100_000)
    text = rng.choice(
        [
            "[" * deep,
            '{"resources": ' * deep,
            f'{{"resources": [{"{}," * MANY}{{}}]}}',
            f'{{"resources": [{"[]," * MANY * 3}1]}}',
            f'{{"name": {"9" * 100_000}, "resources": []}}',
            '{"resources": [{"name": "t", "path": "data.csv", "schema": 7}]}',
            '{"resources": [{"name": "t", "path": "data.csv", "schema": {"fields": [[], 1, {"name": {}}]}}]}',
            '{"resources": [{"name": "t", "path": "data.csv", "dialect": {"delimiter": "\\u0000"}}]}',
            "\ud800".encode("utf-8", "replace").decode(),
            '{"resources": [{"name": "\\ud800", "path": "data.csv"}]}',
            '{"id": "plan-metrics/x", "plan": {"form": 1}, "resources": []}',
            '{"resources": [], "plan-metrics": {}}',
        ]
    )
    words = package(place, [], {"data.csv": TABLE})
    (place / "datapackage.json").write_text(text, "utf-8")
    return words


@poison("sdmx")
def a_message_in_xml(place: Path, rng: random.Random) -> Words:
    ns = 'xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"'
    deep, many = rng.randint(2_000, 100_000), " ".join(f'a{n}="1"' for n in range(100_000))
    body = rng.choice(
        [
            laughs("m:Structure", rng) + f"<m:Structure {ns}>&a9;</m:Structure>",
            f"<m:Structure {ns}>{'<a>' * deep}{'</a>' * deep}</m:Structure>",
            f"<m:Structure {ns}>{'<a/>' * MANY}</m:Structure>",
            f"<m:Structure {ns} {many}/>",
            f"<m:StructureSpecificData {ns}/>",
            f'<?xml version="1.0" encoding="{rng.choice(["utf-7", "x" * 5000, "utf-16"])}"?><m:Structure {ns}/>',
            f'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><m:Structure {ns}/>',
            f'<?xml-stylesheet href="file:///etc/passwd"?><m:Structure {ns}/>',
        ]
    )
    (place / "s.xml").write_text(body.replace("{secret}", str(place.parent / "secret.txt")), "utf-8")
    table = "DATAFLOW,INDICATOR,TIME_PERIOD,OBS_VALUE\nX:Y(1.0),A,2020,1\n"
    (place / "d.csv").write_text(table, "utf-8")
    return ["init", "{new}", "--from", "sdmx", str(place / "d.csv"), str(place / "s.xml"), "--languages", "en"]


@poison("sdmx")
def a_message_in_json(place: Path, rng: random.Random) -> Words:
    wide = 4_000_000_000
    text = rng.choice(
        [
            '{"data": {"dataSets": [{"observations": {"0:0": [1]}}], "structures": [{}]}}',
            '{"data": {"dataSets": 7}}',
            f'{{"data": {{"dataSets": [{{"observations": {{"{wide}:{wide}": [1]}}}}], '
            '"structures": [{"dimensions": {"observation": []}}]}}',
            '{"data": {"dataSets": [{"series": {"0": {"observations": {"-1": [1]}}}}], "structures": [{"dimensions": {'
            '"series": [{"id": "A", "values": [{}]}], "observation": [{"id": "TIME_PERIOD", "values": []}]}}]}}',
            f'{{"data": {{"dataSets": [{"{}," * MANY}{{}}]}}}}',
            "{" * 10_000,
            '{"data": ' * 50_000,
            '{"data": {"codelists": [{"id": "C", "codes": [{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}]}]}}',
        ]
    )
    (place / "d.json").write_text(text, "utf-8")
    return ["init", "{new}", "--from", "sdmx", str(place / "d.json"), "--languages", "en"]


# ---------------------------------------------------------------- archives to verify

PLAN = "data/plan/plan.toml"


def verified(place: Path, archive: Path) -> Words:
    """The words of the command that builds a site again from an archive; the site has one edition."""
    (place / "site" / SECOND).mkdir(parents=True)
    return ["verify", "--all", str(place / "site"), str(archive)]


@poison("verify", heavy=True)
def a_zip_file(place: Path, rng: random.Random) -> Words:
    file, kind = place / "a.zip", rng.randrange(4)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(PLAN, "x")
        if kind == 0:
            with packed.open("data/a.csv", "w", force_zip64=True) as to:
                for _ in range(70):
                    to.write(bytes(2**24))
        elif kind == 1:
            for name in rng.sample(
                ["../x", "/x", "data/../../x", "C:\\x", "data\\..\\x", "data/a\x00b", "data/./x"], 3
            ):
                packed.writestr(name, MARKER)
        elif kind == 2:
            info = zipfile.ZipInfo("data/link")
            info.external_attr = rng.choice([0o120777, 0o010644, 0o020644, 0o060644]) << 16
            packed.writestr(info, str(place.parent / "secret.txt"))
        else:
            for number in range(60_000):
                packed.writestr(f"data/{number}", b"")
    return verified(place, file)


@poison("verify", heavy=True)
def a_tar_file(place: Path, rng: random.Random) -> Words:
    kind, pack = rng.randrange(6), rng.choice([gzip.compress, bz2.compress, lzma.compress])
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as packed:
        info = tarfile.TarInfo(PLAN)
        packed.addfile(info)
        info = tarfile.TarInfo(rng.choice(["data/x", "../x", "/x"]))
        types = [
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            tarfile.GNUTYPE_SPARSE,
        ]
        info.type, info.linkname = types[kind], str(place.parent / "secret.txt")
        packed.addfile(info)
    file = place / "a.tar"
    raw = made.getvalue()
    if rng.random() < 0.5:  # a head of a thousand million bytes, and as many after the end
        long = tarfile.TarInfo("././@LongLink")
        long.type, long.size = rng.choice([tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE]), 2**31
        head = long.tobuf(tarfile.GNU_FORMAT)
        file.write_bytes(gzip.compress(raw[:512] + head) + gzip.compress(bytes_of(2**24, b"a")) * 128)
    else:
        file.write_bytes(pack(raw))
    return verified(place, file)


@poison("verify")
def a_folder(place: Path, rng: random.Random) -> Words:
    folder = place / "archive"
    shutil.copytree(PROJECT, folder)
    kind = rng.randrange(5)
    marker = place.parent / MARKER
    if kind == 0:
        shutil.rmtree(folder / "data")
        (folder / "data").symlink_to(rng.choice(["/", str(place.parent / "outside")]))
    elif kind == 1:
        os.mkfifo(folder / "data" / "pipe")
    elif kind == 2:
        (folder / "data" / "plan" / "units.csv").unlink()
        (folder / "data" / "plan" / "units.csv").symlink_to(place.parent / "secret.txt")
    elif kind == 3:
        (folder / "notebooks").mkdir()
        (folder / "notebooks" / "overview.ipynb").write_text(
            json.dumps(NOTEBOOK).replace("{marker}", str(marker)), "utf-8"
        )
    else:
        (folder / "book").mkdir()
        (folder / "book" / "_config.yml").write_text("sphinx: !!python/object/apply:os.system [touch x]\n", "utf-8")
        (folder / "conftest.py").write_text(f"open({str(marker)!r}, 'w')\n", "utf-8")
    return verified(place, folder)


# ---------------------------------------------------------------- the judge


def remember() -> None:
    """Load what the commands need, once for all the processes to come."""
    import ibis.backends.duckdb  # noqa: F401

    from plan_metrics import registers  # noqa: F401
    from plan_metrics.adopt import datapackage, sdmx  # noqa: F401
    from plan_metrics.creation import create  # noqa: F401
    from plan_metrics.edition.checked import check_of
    from plan_metrics.intake import importing, ods, xlsx  # noqa: F401
    from plan_metrics.plan.read import read_plan
    from plan_metrics.registers import write  # noqa: F401
    from plan_metrics.verify import again, site  # noqa: F401

    check_of(PROJECT, SECOND, read_plan(PROJECT / "data" / "plan"))


def poisons(seeds: range) -> Iterator[tuple[int, str]]:
    """Each seed with the kind of its poison: all kinds in turn."""
    return ((seed, [*KINDS][seed % len(KINDS)]) for seed in seeds)


def judge(kind: str, seed: int, folder: Path, seconds: int = 0) -> Judged:
    """Give a poison to its command in a process of its own, and look at what is left; `seconds` that it may wait."""
    box = folder / f"{seed}"
    given = box / "in"
    given.mkdir(parents=True)
    (box / "outside").mkdir()
    (box / "outside" / "indicator_8-8-8.csv").write_text(f"Year,Value,Place\n2020,8,{SECRET}\n", "utf-8")
    (box / "outside" / "words.yml").write_text(f"a: {SECRET}\n", "utf-8")
    (box / "secret.txt").write_text(f"indicator_name: {SECRET}\n", "utf-8")
    shutil.copytree(PROJECT, box / "project")
    words = [word.replace("{new}", str(box / "new")) for word in KINDS[kind](given, random.Random(seed))]
    before = _elsewhere(box)
    code = _in_child(box, words, seconds)
    said = (box / "said").read_text("utf-8", errors="replace")
    judged = _judged(box, code, said, before)
    shutil.rmtree(box)
    return Judged(judged.outcome, f"{' '.join(words)}: {judged.detail}") if judged.outcome not in GOOD else judged


def _in_child(box: Path, words: Words, seconds: int) -> int:
    child = os.fork()
    if not child:
        code = 70
        try:
            said = os.open(box / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for stream in (1, 2):
                os.dup2(said, stream)
            sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
            has = int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
            resource.setrlimit(resource.RLIMIT_AS, (has + MOST_MEMORY,) * 2)
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS,) * 2)
            signal.alarm(seconds)
            os.chdir(box / "project")
            os.environ["PLAN_METRICS_ROOT"] = str(box / "project")
            code = main(["--language", "en", *words])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 71
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _judged(box: Path, code: int, said: str, before: dict[str, tuple[int, int]]) -> Judged:
    if "MemoryError" in said:
        return Judged("memory", said[-1500:])
    if code in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM):
        return Judged("stuck", said[-500:])
    if code not in (0, 2) or "Traceback" in said:
        return Judged("traceback", f"{code} {said[-1500:]}")
    if code == 2 and not all(part in said for part in PARTS):
        return Judged("traceback", f"no fault in three parts: {said[-1500:]}")
    after = _elsewhere(box)
    if after != before or (code == 2 and (box / "new").exists()):
        return Judged("elsewhere", str(sorted(set(after.items()) ^ set(before.items()))[:5]))
    if SECRET in said or any(
        SECRET.encode() in path.read_bytes() for path in _files(box / "new", box / "project" / "data")
    ):
        return Judged("taken", said[-500:])
    if found := OBEYED.search(said):
        return Judged("obeyed", repr(said[max(0, found.start() - 200) : found.end() + 20]))
    return Judged("told" if code == 2 else "read", said[-300:])


def _files(*folders: Path) -> Iterator[Path]:
    return (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _elsewhere(box: Path) -> dict[str, tuple[int, int]]:
    """Size and time of all that lies in the box but in the project, in what is made and in what is said."""
    own = (box / "project", box / "new")
    found = {}
    for folder, names, files in os.walk(box):
        names[:] = [name for name in names if Path(folder, name) not in own]
        for name in (*names, *files):
            path = Path(folder, name)
            if path.name != "said":
                found[str(path.relative_to(box))] = (path.lstat().st_size, path.lstat().st_mtime_ns)
    return found
