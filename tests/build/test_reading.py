"""Reading proves the file: what people saved, typed and pasted is read as it was meant, or told with its place."""

from __future__ import annotations

import itertools
import json
import os
import re
from pathlib import Path

import pytest
from invented import change, edition_of, line_of, rows_of, said
from openpyxl import Workbook

from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.errors import FaultError
from plan_metrics.plan.read import read_plan
from plan_metrics.reading.csv_tables import read_table
from plan_metrics.reading.encodings import decoded, meant
from plan_metrics.views.check_output import check_output

TABLE = "observations.csv"
COLUMNS = ("code", "value", "note")
STANDS = {"indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL"}
SHIPPED = Path(__file__).parents[2] / "data"


def table_of(tmp_path: Path, raw: bytes) -> Path:
    """A file with these bytes."""
    file = tmp_path / "table.csv"
    file.write_bytes(raw)
    return file


def faults_of(tmp_path: Path, raw: bytes) -> list[tuple[str, int | None, str | None]]:
    """The rule, line and column of everything that is wrong with a table of `COLUMNS`."""
    with pytest.raises(FaultError) as raised:
        read_table(table_of(tmp_path, raw), COLUMNS)
    return [(fault.rule, fault.row, fault.column) for fault in raised.value.faults]


# ---------------------------------------------------------------- quotes and lines


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('A,1,"see the bulletin”\nB,2,\nC,3,\n', [("open_cell", 2, None)]),
        ('A,1,\nB,2,"open\nC,3,\nD,4,"\nE,5,\n', [("open_cell", 3, None)]),
        ('A,1,"closed" and more\nB,2,\n', [("open_cell", 2, None)]),
        ('A,1,"one\ntwo"\nB,2,\n', [("open_cell", 2, None)]),
        ('"A,1,x\nB,2,y\n', [("open_cell", 2, None)]),
        ('A,1,"open\nB,2\nC,3,"open\n', [("open_cell", 2, None), ("cells", 3, None), ("open_cell", 4, None)]),
    ],
    ids=["never closed", "closed by a later cell", "text behind it", "line break", "first cell", "several"],
)
def test_a_quote_that_does_not_end_in_its_line_is_told_where_it_opened(tmp_path, body, expected):
    """No row is swallowed: the fault names the line, and the lines after it are still looked at."""
    assert faults_of(tmp_path, f"code,value,note\n{body}".encode()) == expected


def test_quotes_that_end_are_read(tmp_path):
    """Commas and doubled quotes in a cell, and a quote in the middle of one, are text."""
    raw = b'code,value,note\r\nA,"1,234","say ""yes"", or no"\rB,2,5" wide\n\n,,\n'
    rows = read_table(table_of(tmp_path, raw), COLUMNS).rows
    assert rows == (
        (2, {"code": "A", "value": "1,234", "note": 'say "yes", or no'}),
        (3, {"code": "B", "value": "2", "note": '5" wide'}),
    )


@pytest.mark.parametrize("table", ["observations.csv", "sources.csv", "rejected.csv"])
def test_every_table_of_an_edition_has_strict_quotes(invented_base, invented_plan, table):
    """An open quote in the last cell of the first row is a fault of that line, in each table."""
    file = edition_of(invented_base) / table
    head, first, *more = file.read_text("utf-8").split("\n")
    file.write_text("\n".join([head, f'{first.rpartition(",")[0]},"open', *more]), "utf-8")
    found = [(f.file, f.row) for f in check_edition(file.parent, invented_plan, None) if f.rule == "open_cell"]
    assert found == [(table, 2)]


def test_every_code_list_has_strict_quotes(invented_base):
    """An open quote in a code list of the plan is a fault of that line too."""
    folder = invented_base / "data" / "plan"
    for file in sorted(folder.glob("*.csv")):
        text = file.read_text("utf-8")
        head, first, *more = text.split("\n")
        file.write_text("\n".join([head, f'{first.rpartition(",")[0]},"open', *more]), "utf-8")
        with pytest.raises(FaultError) as raised:
            read_plan(folder)
        assert (file.name, 2) in [(f.file, f.row) for f in raised.value.faults if f.rule == "open_cell"]
        file.write_text(text, "utf-8")


def test_a_header_of_100000_columns_is_told_once(tmp_path):
    """Unknown columns are counted and some of them named, however many there are."""
    raw = ",".join([*COLUMNS, *(f"c{n}" for n in range(100_000))]).encode()
    with pytest.raises(FaultError) as raised:
        read_table(table_of(tmp_path, raw), COLUMNS)
    (fault,) = raised.value.faults
    assert said(fault)[0] == "100000 columns that are not known: c0, c1, c2 …"


def test_a_column_that_is_not_known_is_shown_however_long_the_header_is(tmp_path):
    """Where another is missing, and the unknown name stands behind hundreds of letters."""
    columns = tuple(f"a_column_with_a_long_name_{number}" for number in range(20))
    header = ",".join([*columns[1:], "misspelt"])
    with pytest.raises(FaultError) as raised:
        read_table(table_of(tmp_path, f"{header}\n{',' * (len(columns) - 1)}\n".encode()), columns)
    (fault,) = raised.value.faults
    assert fault.column == columns[0]
    assert said(fault)[0].endswith("the first line is: ..., misspelt")


def test_rows_of_an_older_form_are_looked_at_as_well(invented_base, invented_plan):
    """A header without the columns of today does not hide what is wrong in the rows."""
    file = edition_of(invented_base) / TABLE
    line = line_of(file, **STANDS, period="2028")
    change(file, line, value="312①")
    text = file.read_text("utf-8").replace(",printed,", ",published,", 1)
    file.write_text(text, "utf-8")
    found = [(f.rule, f.row, f.column) for f in check_edition(file.parent, invented_plan, None)]
    assert ("missing_column", 1, "printed") in found
    assert ("not_a_number", line, "value") in found


def test_a_workbook_in_the_folder_of_an_edition_is_led_to_the_import(invented_base, invented_plan):
    """Under any name it is told what it is, and which command brings its figures in; it is never an odd encoding."""
    folder = edition_of(invented_base)
    book = Workbook()
    book.save(folder / "bulletin.xlsx")
    book.save(folder / TABLE)
    told = {fault.file.split("/")[-1]: fault for fault in check_edition(folder, invented_plan, None)}
    assert told["bulletin.xlsx"].rule == "stray_file"
    assert told[TABLE].rule == "workbook_as_text"
    assert all("plan-metrics import" in told[name].fix for name in ("bulletin.xlsx", TABLE))


# ---------------------------------------------------------------- encodings

ZEROS = "bytes of 0, which no text has (UTF-16, or a file that is no text)"
NO_SENSE = "bytes that are not UTF-8, and make no sense as GB18030"
CHINESE = "code,value,note\nA,1,初步数据\nB,2,国家认证认可监督管理委员会\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_the_usual_encodings_are_read(encoding):
    """UTF-8 with or without a byte-order mark, UTF-16 with one, and GB18030, give the same text."""
    assert decoded(CHINESE.encode(encoding), "table.csv") == CHINESE


def test_two_byte_order_marks_are_none(tmp_path):
    """A file that a program marked twice has the same columns as before."""
    raw = b"\xef\xbb\xbf\xef\xbb\xbf" + b"code,value,note\nA,1,\n"
    assert read_table(table_of(tmp_path, raw), COLUMNS).columns == COLUMNS


@pytest.mark.parametrize(
    ("raw", "line", "found"),
    [
        (CHINESE.encode() + "C,3,统计公报\n".encode("gbk"), 4, "bytes that are not UTF-8, although other lines are"),
        (
            "code,value,note\nA,1,統計年報資料\n".encode("big5"),
            2,
            NO_SENSE,
        ),
        ("code,value,note\nA,1,\nB,2,café\n".encode("latin-1"), 3, "bytes that are neither UTF-8 nor GB18030"),
        (
            "code,value,note\nA,1,Müller's\n".encode("cp1252"),
            2,
            NO_SENSE,
        ),
        (CHINESE.encode("utf-16-le"), 1, ZEROS),
        ("code,value,note\nA,1,café, naïve\n".encode("cp437"), 2, "bytes that are neither UTF-8 nor GB18030"),
        ("code,value,note\nA,1,café ‘naïve’\n".encode("mac_roman"), 2, "bytes that are neither UTF-8 nor GB18030"),
        ("code,value,note\nA,1,統計データ\n".encode("shift_jis"), 2, NO_SENSE),
    ],
    ids=["a line of GBK", "Big5", "Latin-1", "cp1252", "no mark", "cp437", "Mac Roman", "Shift-JIS"],
)
def test_a_file_in_another_encoding_names_the_first_line_that_breaks_it(raw, line, found):
    """Nothing is read that makes no sense, and a file of two encodings is never read as one."""
    with pytest.raises(FaultError) as raised:
        decoded(raw, "table.csv")
    (fault,) = raised.value.faults
    assert (fault.rule, fault.row, said(fault)[0]) == ("encoding", line, found)


RUSSIAN, FRENCH = "Регион;Доля\nСевер;5\n", "Région;Valeur\nÎle;5\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), ("ГОДЫ;ДОЛЯ\n", "cp1251"), (FRENCH, "latin-1"), (FRENCH, "utf-16-le")],
)
def test_an_encoding_that_a_file_does_not_tell_is_asked_for(text, encoding):
    """The fault shows what the file would say in each; the one that is said is read. Cyrillic letters of which the
    bytes may be Chinese characters are never read as such."""
    raw = text.encode(encoding)
    with pytest.raises(FaultError) as raised:
        decoded(raw, "table.csv", "")
    (fault,) = raised.value.faults
    if encoding != "utf-16-le":
        assert text.split("\n")[0] in fault.values["readings"]
    assert decoded(raw, "table.csv", encoding) == text
    with pytest.raises(FaultError):
        decoded(raw, "table.csv")
    with pytest.raises(FaultError):
        decoded(raw, "table.csv", "ascii")
    assert decoded(text.encode(), "table.csv", encoding) == text  # what tells its encoding itself is in that one


@pytest.mark.parametrize("text", ["初步数据", "国家认监委2024年统计公报", "浙江省：近4万家"])
@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("utf-8", "gb18030"),
        ("gb18030", "big5"),
        *itertools.product(
            ["utf-8", "gb18030"], ["cp1252", "latin-1", "cp437", "cp850", "mac_roman", "koi8_r", "shift_jis"]
        ),
    ],
)
def test_text_that_was_opened_in_another_encoding_is_garbled(text, written, opened):
    """Chinese text that went through a wrong encoding is found, also where characters were lost."""
    assert meant(text.encode(written).decode(opened, errors="replace")) is not None


@pytest.mark.parametrize("text", ["\ufffd\ufffd", "初步\ufffd据", "锟斤拷", "烫烫烫"])
def test_what_a_program_put_for_lost_characters_is_garbled(text):
    """No one can say what stood there, and nothing is proposed."""
    assert meant(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "初步数据",
        "認證認可統計",
        "café",
        "Müller",
        "ХХ",
        "≈ 5 °C – “so”",
        "镕",
        "喆",
        "①②",
        "m²",
        "新疆兵团",
        "œuvre",
        "Привет",
        "±5",
        "カード",
    ],
)
def test_text_that_can_be_read_is_not_garbled(text):
    """Simplified and traditional Chinese, rare names, other alphabets and signs are left alone."""
    assert meant(text) is None


def test_no_text_of_the_shipped_data_is_garbled():
    """The look for garbled text raises no false alarm in titles, notes, words as printed and cards."""
    for file in sorted([*SHIPPED.rglob("*.csv"), *SHIPPED.rglob("*.toml")]):
        for line in decoded(file.read_bytes(), file.name).split("\n"):
            assert all(meant(part) is None for cell in line.split(",") for part in cell.split('"')), (file.name, line)


def test_a_garbled_cell_is_told_with_what_it_says(invented_base, invented_plan):
    """The fault names line and column, and what to write where that can be told."""
    file = edition_of(invented_base) / TABLE
    line = line_of(file, **STANDS, period="2028")
    change(file, line, note_zh="場祭杅擂", note_en="preliminary")
    (fault,) = [f for f in check_edition(file.parent, invented_plan, None) if f.severity == "fault"]
    assert (fault.rule, fault.row, fault.column) == ("garbled", line, "note_zh")
    assert said(fault)[2].endswith("write what it says: 初步数据")


# ---------------------------------------------------------------- codes and numbers


def test_what_cannot_be_seen_is_left_out_of_codes_and_numbers(invented_base, invented_plan):
    """Characters without width, a second byte-order mark and wide characters change no code and no number."""
    file = edition_of(invented_base) / TABLE
    before = read_edition(file.parent, invented_plan).observations
    line = line_of(file, **STANDS, period="2028")
    change(file, line, indicator="\u200bbicycle_stands", region="ＸＸ\u2060", value="\ufeff41,000\u200b", flag="Ａ")
    change(file, line, source="S003\u200d" if "S003" in file.read_text("utf-8") else "S001\u200d")
    after = read_edition(file.parent, invented_plan).observations
    assert after.drop(columns="source").equals(before.drop(columns="source"))


def test_no_number_of_the_shipped_editions_is_written_in_another_way():
    """Every number of the editions that ship is plain digits, so that reading it strictly changes nothing."""
    for file in sorted(SHIPPED.rglob("observations.csv")):
        text = file.read_text("utf-8-sig")
        columns = tuple(text.split("\n", 1)[0].split(","))
        for line, row in read_table(file, columns).rows:
            assert set(row["value"]) <= set("0123456789.-"), (file, line)


# ---------------------------------------------------------------- one cause once


def test_one_cause_is_told_once_with_a_count_and_the_first_places(invented_base, run_check):
    """A missing document is one cause, however many lines cite it; so are periods that a spreadsheet changed."""
    file = edition_of(invented_base) / TABLE
    text = file.read_text("utf-8")
    lines = [n for n, line in enumerate(text.split("\n"), 1) if ",S00" in line]
    assert len(lines) > 5
    file.write_text(re.sub(",S00[1-9],", ",S900,", text), "utf-8")
    first = ", ".join(map(str, lines[:5]))
    assert f"Fault: observations.csv, {len(lines)} lines ({first} …), column source" in run_check()
    file.write_text(text.replace(",TOTAL,2028,", ",TOTAL,Sep-28,"), "utf-8")
    told = run_check()
    count = text.count(",TOTAL,2028,")
    assert told.count("Write 2028-09.") == 1
    assert f"Fault: observations.csv, {count} lines (" in told


@pytest.mark.parametrize("table", ["observations.csv", "sources.csv", "rejected.csv"])
@pytest.mark.parametrize("again", [True, False])
def test_a_file_that_was_pasted_twice_is_told_as_that(invented_base, run_check, table, again):
    """With or without its header: one message for the header, one for all rows, and no advice to reject a figure."""
    file = edition_of(invented_base) / table
    text = file.read_text("utf-8")
    rows = text.split("\n", 1)[1]
    file.write_text(text + (text if again else rows), "utf-8")
    told = run_check()
    count = rows.count("\n")
    assert told.count("Fault: ") == 1 + again
    assert ("found: the header again" in told) == again
    assert f"Fault: {table}, {count} lines (" in told
    assert "Remove one of the two lines" in told
    assert f"Faults: {count + again}." in told


def test_thousands_of_bad_rows_are_told_in_few_lines(invented_base, invented_plan):
    """However the cells differ, a cause of many lines has one message with their count, also for machines."""
    file = edition_of(invented_base) / TABLE
    head, first, *_ = file.read_text("utf-8").split("\n")
    columns = dict(zip(head.split(","), first.split(","), strict=True))
    bad = {"indicator": "boats{}", "region": "ZZ-{}", "value": "{}①", "flag": "f{}", "source": "S9{}", "unit": "u{}"}
    rows = []
    for number in range(1800):
        column, cell = list(bad.items())[number % len(bad)]
        rows.append(",".join({**columns, "period": "2027", column: cell.format(number)}.values()))
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    faults = check_edition(file.parent, invented_plan, None)
    assert len(faults) > 1800
    text, machine, host = (check_output(form, faults, [], file.parent, "en") for form in ("text", "json", "github"))
    assert len(text.split("\n")) < 100
    assert "Fault: observations.csv, 300 lines (2, 8, 14, 20, 26 …), column indicator" in text
    assert len(host.split("\n")) < 100
    groups = {group["column"]: group for group in json.loads(machine)["groups"] if group["file"] == TABLE}
    assert {column: groups[column]["count"] for column in bad} == dict.fromkeys(bad, 300)
    assert max(len(group["places"]) for group in groups.values()) == 100


def test_few_causes_are_told_one_by_one(invented_base, run_check):
    """Where not many cells are wrong in one way, each is shown with its line."""
    file = edition_of(invented_base) / TABLE
    for line in range(2, 10):
        change(file, line, flag=f"f{line}")
    told = run_check()
    assert [f"“f{line}”" in told for line in range(2, 10)] == [True] * 8


@pytest.mark.parametrize(
    ("table", "row", "found"),
    [
        (
            TABLE,
            "指标,地区,行业,时期,数值,单位,标记,限定,原文,样本,来源,注,注",
            "a line that is no observation: 指标, 地区",
        ),
        (TABLE, "合计,,,,=SUM(E2:E9),,,,,,,,", "a line that is no observation: 合计, =SUM(E2:E9)"),
        (TABLE, ",,,,个,,,,,,,,", "one cell only: 个"),
        (TABLE, "注：初步数", "one cell only: 注：初步数"),
        ("sources.csv", "注：以上均为虚构,,,,,,,,,", "one cell only: 注：以上均为虚构"),
        ("rejected.csv", "合计,,,,,,,,,", "one cell only: 合计"),
    ],
)
def test_a_row_that_is_none_is_one_fault(invented_base, run_check, table, row, found):
    """A heading, a total or a footnote between the rows is told once, not column by column."""
    file = edition_of(invented_base) / table
    text = file.read_text("utf-8")
    file.write_text(f"{text}{row}\n", "utf-8")
    told = run_check()
    assert f"Fault: {table}, line {text.count(chr(10)) + 1}\n  found: {found}" in told
    assert "Faults: 1." in told


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "########"])
@pytest.mark.parametrize(
    ("table", "column"),
    [(TABLE, "value"), (TABLE, "period"), (TABLE, "note_zh"), ("sources.csv", "title_en"), ("rejected.csv", "unit")],
)
def test_what_a_spreadsheet_could_not_show_is_a_fault_in_every_cell(invented_base, invented_plan, table, column, cell):
    """In a number, a code or a text: one fault, in the cell."""
    folder = edition_of(invented_base)
    change(folder / table, 2, **{column: cell})
    found = [(f.rule, f.file, f.row, f.column) for f in check_edition(folder, invented_plan, None)]
    assert found == [("not_shown", table, 2, column)]


@pytest.mark.parametrize("mark", [";", "\t", "，"])
def test_another_separator_is_named(tmp_path, mark):
    """A table in one column is told by the mark that stands where commas should."""
    assert faults_of(tmp_path, f"code{mark}value{mark}note\nA{mark}1{mark}\n".encode()) == [("separator", 1, None)]


def test_a_document_of_a_row_that_cannot_be_read_is_no_idle_one(invented_base, run_check):
    """Rows with a cell too many are told, and not that nothing names their documents."""
    file = edition_of(invented_base) / TABLE
    head, rows = file.read_text("utf-8").rstrip("\n").split("\n", 1)
    file.write_text(head + "\n" + rows.replace("\n", ",\n") + ",\n", "utf-8")
    told = run_check()
    assert "14 cells" in told
    assert "Warnings: 0." in told


# ---------------------------------------------------------------- letters that look alike


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "named"),
    [
        (TABLE, "flag", "flаg", "flag", "а (U+0430 CYRILLIC SMALL LETTER A)"),
        (TABLE, ",stands,", ",stаnds,", "unit", "а (U+0430 CYRILLIC SMALL LETTER A)"),
        ("sources.csv", "S001", "Ѕ001", "source", "Ѕ (U+0405 CYRILLIC CAPITAL LETTER DZE)"),
        ("sources.csv", "2029-06", "2029‑06", "date", "U+2011 NON-BREAKING HYPHEN)"),
        ("sources.csv", "printed", "рrinted", "date_basis", "р (U+0440 CYRILLIC SMALL LETTER ER)"),
        ("rejected.csv", "S005", "S００5Α", "source", "Α (U+0391 GREEK CAPITAL LETTER ALPHA)"),
    ],
)
def test_a_letter_that_only_looks_right_is_named(invented_base, run_check, table, old, new, column, named):
    """Header, codes, dates: what is found never looks like what is expected."""
    file = edition_of(invented_base) / table
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    told = next(
        part for part in run_check().split("\n\n") if f"{table}, line " in part and f"column {column}\n" in part
    )
    assert named in told.split("expected:")[0]


def test_a_header_is_read_as_codes_are(invented_base, invented_plan):
    """Full-width letters and characters without width in a name of a column change nothing."""
    folder = edition_of(invented_base)
    for name, new in ((TABLE, "ｆｌａｇ"), ("sources.csv", "\u200bdate"), ("rejected.csv", "ｕｎｉｔ")):
        text = (folder / name).read_text("utf-8")
        old = {"ｆｌａｇ": "flag", "\u200bdate": "date", "ｕｎｉｔ": "unit"}[new]
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    assert check_edition(folder, invented_plan, None) == []


def test_a_header_without_one_of_two_new_columns_is_told(invented_base, invented_plan):
    """A name that is written wrongly is one fault; the rows are looked at as far as they can be."""
    file = edition_of(invented_base) / TABLE
    file.write_text(file.read_text("utf-8").replace("sample_size", "sample size", 1), "utf-8")
    found = [(f.rule, f.row) for f in check_edition(file.parent, invented_plan, None)]
    assert found == [("missing_column", 1)]


@pytest.mark.parametrize("sign", ["-", "…", "..", ""])
@pytest.mark.parametrize("column", ["value", "kept_value"])
def test_a_sign_for_no_figure_in_the_register_is_not_sent_to_a_flag(invented_base, invented_plan, sign, column):
    """The register of figures that were not used has no flags; the advice fits its columns."""
    folder = edition_of(invented_base)
    change(folder / "rejected.csv", 2, **{column: sign})
    faults = [f for f in check_edition(folder, invented_plan, None) if f.severity == "fault"]
    told = [said(fault)[2] for fault in faults]
    if column == "kept_value":
        assert told == (["Leave the cell empty where no figure was kept."] if sign else [])
    else:
        (fix,) = told
        assert "flag" not in fix
        assert "remove the line" in fix


@pytest.mark.parametrize("cell", ["约4.3", "4.3万", "4.3%", "4.3①", "4.3p", "many"])
def test_advice_on_a_rejected_figure_names_only_columns_of_its_register(invented_base, invented_plan, cell):
    """There is no flag, no qualifier and no column of printed words."""
    folder = edition_of(invented_base)
    change(folder / "rejected.csv", 2, value=cell)
    (fix,) = [said(f)[2] for f in check_edition(folder, invented_plan, None) if f.severity == "fault"]
    assert fix == "Write digits only; words go into the reason."


def test_a_document_with_a_wrong_code_is_not_to_be_removed(invented_base, run_check):
    """That no figure names it is no warning beside the fault in its code."""
    file = edition_of(invented_base) / "sources.csv"
    file.write_text(file.read_text("utf-8").replace("S001", "s001", 1), "utf-8")
    assert "which no figure names" not in run_check()


def test_a_hidden_character_in_a_message_is_named(invented_base, run_check):
    """What is found never looks like what is expected, and never steers the terminal."""
    file = edition_of(invented_base) / TABLE
    change(file, line_of(file, **STANDS, period="2028"), region="XX\u202e", sector="\x1b[31mTOTAL")
    told = run_check()
    assert "“XX<U+202E>”, with U+202E RIGHT-TO-LEFT OVERRIDE" in told
    assert "“<U+001B>[31mTOTAL”" in told
    assert "\x1b" not in told


@pytest.fixture
def run_check(invented_base, monkeypatch, capsys):
    """What `check` prints about the invented edition, in English."""
    from plan_metrics.cli import main

    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))

    def run(*arguments: str) -> str:
        main(["--language", "en", "check", *arguments])
        printed = capsys.readouterr()
        return printed.out + printed.err

    return run


# ---------------------------------------------------------------- what is no file


@pytest.mark.parametrize("name", ["observations.csv", "sources.csv", "rejected.csv", "edition.toml"])
def test_what_is_no_file_is_told_and_not_waited_for(invented_base, invented_plan, name):
    """A pipe, which would be waited for, and a folder are told in place of a file."""
    file = edition_of(invented_base) / name
    file.unlink()
    os.mkfifo(file)
    assert name in [fault.file for fault in check_edition(file.parent, invented_plan, None)]
    file.unlink()
    file.mkdir()
    assert name in [fault.file for fault in check_edition(file.parent, invented_plan, None)]


def test_a_kept_value_is_that_of_the_observations(invented_base, invented_plan):
    """What a register says was used in the place of a figure is what was used."""
    folder = edition_of(invented_base)
    row = next(row for row in rows_of(folder / TABLE) if row["value"])
    key = {name: row[name] for name in ("indicator", "region", "sector", "period")}
    change(folder / "rejected.csv", 2, **key, kept_value="12345")
    (fault,) = [fault for fault in check_edition(folder, invented_plan, None) if fault.severity == "fault"]
    assert (fault.rule, fault.file, fault.row, fault.column) == ("wrong_kept", "rejected.csv", 2, "kept_value")
    change(folder / "rejected.csv", 2, kept_value=row["value"])
    assert [fault for fault in check_edition(folder, invented_plan, None) if fault.severity == "fault"] == []
