"""Seeded damage to tables that a recipe reads: nothing may be read otherwise than the sheet shows it to a person.

A sheet is a model of what a person sees: a title, a line about the unit, headings, rows, and for each cell the amount
that it shows, None where nobody could tell. A damage changes the model, so that the model still says what the damaged
sheet shows. A figure is *silently wrong* where it is read as another amount than the sheet shows for its key, or where
the sheet shows none, or several, for it. That a figure differs from the one before the damage is no fault of a reader
where the sheet shows it so (`as printed`): a person who reads the sheet would read the same.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import math
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from workbook_answers import figures_of
from workbooks import ENGLISH, FEW, FULL, INSTITUTIONS, PASSED, PLAN, REVENUE, SHORT, STAFF, As, count, delimited, save

from plan_metrics.errors import FaultError
from plan_metrics.intake.guess import choose_sheet, guess
from plan_metrics.intake.reading import read_figures
from plan_metrics.intake.sheets import read_sheets
from plan_metrics.plan.read import read_plan

YEARS = ("2021", "2022", "2023", "2024")
UNITS = {  # of each table: its title, the word of its unit, what that is worth, decimals of its figures
    INSTITUTIONS: ("各地区检验检测机构数", "家", 1, 0),
    STAFF: ("各地区检验检测从业人员数", "万人", 10**4, 2),
    REVENUE: ("各地区检验检测营业收入", "亿元", 10**8, 1),
    PASSED: ("各地区产品质量国家监督抽查合格率", "%", 1, 1),
}
Found = dict[tuple[str, str, str, str], float]


@dataclass
class Cell:
    """What stands in a cell, and the amount that it shows; None where it shows none, or nobody could tell."""

    value: Any
    amount: float | None


@dataclass
class Model:
    """A table as a person sees it; `factor` is None where its unit is none of its indicator."""

    indicator: str
    title: str
    unit: str
    factor: float | None
    heads: list[tuple[Any, str | None]]
    rows: list[tuple[Any, str | None, list[Cell]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    above: int = 0
    left: int = 0
    kind: str = "xlsx"

    def grid(self) -> list[list[Any]]:
        """The cells as they are written."""
        lines = [[self.title], [self.unit], ["地区", *(text for text, _ in self.heads)]]
        lines += [[label, *(cell.value for cell in cells)] for label, _, cells in self.rows]
        return [[] for _ in range(self.above)] + [[None] * self.left + line for line in lines]

    def shown(self) -> Found:
        """What a person reads: the one amount of each key, in plain units; nothing for a key that has several."""
        found: dict[tuple[str, str, str, str], set[float | None]] = {}
        for _, region, cells in self.rows:
            for (_, period), cell in zip(self.heads, cells, strict=False):
                if region and period and cell.value not in (None, ""):
                    amount = None if cell.amount is None or self.factor is None else round(cell.amount * self.factor, 6)
                    found.setdefault((self.indicator, region, "TOTAL", period), set()).add(amount)
        return {key: amounts.pop() for key, amounts in found.items() if len(amounts) == 1 and None not in amounts}

    def write(self, folder: Path) -> Path:
        """The file."""
        lines = self.grid()
        if self.kind == "csv":
            texts = [["" if cell is None else str(cell) for cell in line] for line in lines]
            wide = max(map(len, texts))
            return delimited(folder / "table.csv", [line + [""] * (wide - len(line)) for line in texts], "utf-8-sig")
        spans = [f"{_cell(top, left)}:{_cell(bottom, right)}" for top, left, bottom, right in self.merged]
        return save(folder / "table.xlsx", lines, spans, self.hidden)


def _cell(row: int, column: int) -> str:
    return f"{chr(64 + column)}{row}"


def whole(indicator: str) -> Model:
    """A table without damage."""
    title, unit, factor, decimals = UNITS[indicator]
    most = 1000 if indicator == PASSED else 9000
    rows = []
    for region in FEW:
        amounts = [count(indicator, region, year, most=most) / 10**decimals for year in YEARS]
        amounts = [int(amount) if not decimals else amount for amount in amounts]
        rows.append((SHORT[region], region, [Cell(amount, amount) for amount in amounts]))
    return Model(indicator, title, f"单位：{unit}", factor, [(f"{year}年", year) for year in YEARS], rows)


# ---------------------------------------------------------------- damage to cells

LOOKS: list[tuple[str, int, int | None]] = [  # a format, the power of ten that it shows a figure by, its decimals
    ("0", 0, 0), ("0.0", 0, 1), ("#,##0.00", 0, 2), ("#,##0,", -3, 0), ("0.0,,", -6, 1), ('0"万"', 4, 0),
    ("0.00_ ", 0, 2), ('0.0"亿"', 8, 1), ("[Red]0.0", 0, 1), ("000000", 0, 0), ("0.00E+00", 0, None),
    ("# ?/?", 0, None), (";;;", 0, None), ("yyyy-mm", 0, None), ("h:mm", 0, None), ('"no. "0', 0, None),
    ("0.0;(0.0)", 0, 1), ("0;;", 0, 0),
]  # fmt: skip
TEXTS: list[tuple[str, Callable[[str], float | None]]] = [  # a text made of a figure, and what it shows
    ("１{}", lambda text: float(f"1{text}")), ("1\u200b{}", lambda text: float(f"1{text}")),
    ("{} ", float), ("'{}", float),
    ("{}①", float), ("{}[1]", float), ("{}*", float), ("{}（初步）", float), ("约{}", float), ("超过{}", float),
    ("{}.", float),
    ("-{}", lambda text: -float(text)), ("−{}", lambda text: -float(text)), ("{}万", lambda text: float(text) * 10**4),
    ("{}千", lambda text: float(text) * 1000),
]  # fmt: skip
TEXTS += [  # of which nobody could tell what figure is meant
    (form, lambda _: None)
    for form in (
        "{}O", "l{}", "{}/2", "{}（3）", "({})", "△{}", "{}‰", "{}E+02", "{}～9", "{} 12", "{},5", "٣{}", "{}²", "={}",
        "{}\n7", "五{}", "{}w", "{}五", "第{}", "{}倍", "{}个百分点",
    )
]  # fmt: skip
SIGNS = ("…", "-", "—", "x", "..", "无", "#N/A", "#DIV/0!", "TRUE", "?", "见注", " ", "/", "0x1F", "∞", "null", "NaN")


def _place(model: Model, rng: random.Random) -> tuple[int, int]:
    return rng.randrange(len(model.rows)), rng.randrange(len(model.heads))


def _set(model: Model, place: tuple[int, int], value: Any, amount: float | None) -> None:
    model.rows[place[0]][2][place[1]] = Cell(value, amount)


def text_for_a_number(model: Model, rng: random.Random) -> None:
    """Marks, letters, words and other digits beside the digits of a figure."""
    place = _place(model, rng)
    form, reads = rng.choice(TEXTS)
    text = str(model.rows[place[0]][2][place[1]].value)
    amount = reads(text)
    if model.indicator == PASSED and form.startswith("{}个"):
        amount = None
    _set(model, place, form.format(text), amount if MULTIPLIED.search(form) is None or model.factor == 1 else None)


MULTIPLIED = re.compile("[万千]")  # under a unit of ten thousands nobody could tell which of the two counts


def sign_for_a_figure(model: Model, rng: random.Random) -> None:
    """A sign for no figure, an error, a word."""
    _set(model, _place(model, rng), rng.choice(SIGNS), None)


def another_format(model: Model, rng: random.Random) -> None:
    """A number format that shows the figure otherwise, or not at all."""
    place = _place(model, rng)
    form, power, decimals = rng.choice([*LOOKS, ("0.0%", 2, 1)])
    value = model.rows[place[0]][2][place[1]].value
    amount = None
    if decimals is not None and not (power > 0 and form[-1] != "%" and model.factor != 1):
        scaled = Decimal(repr(value)).scaleb(min(power, 0) if form[-1] != "%" else 2)
        rounded = scaled.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        amount = float(rounded.scaleb(power) if power > 0 and form[-1] != "%" else rounded)
    if form[-1] == "%" and model.indicator != PASSED:
        amount = None
    _set(model, place, As(value, form), amount)
    model.kind = "xlsx"


def odd_look(model: Model, rng: random.Random) -> None:
    """A struck figure, a raised digit behind it, a day, a truth value, a formula without a result."""
    place = _place(model, rng)
    value = model.rows[place[0]][2][place[1]].value
    odd = rng.choice(
        [
            (As(value, struck=True), None),
            (As(str(value), raised=True), None),
            (CellRichText(str(value), TextBlock(InlineFont(vertAlign="superscript"), "2")), float(value)),
            (CellRichText(TextBlock(InlineFont(strike=True), "9"), str(value)), None),
            (dt.datetime(2024, 3, 5), None),
            (dt.time(3, 5), None),
            (True, None),
            (f"={value}+1", None),
            ('="' + str(value) + '"', None),
        ]
    )
    _set(model, place, *odd)
    model.kind = "xlsx"


def blank(model: Model, rng: random.Random) -> None:
    """An empty cell, or an empty row of figures."""
    row, column = _place(model, rng)
    for place in [(row, column)] if rng.random() < 0.5 else [(row, n) for n in range(len(model.heads))]:
        _set(model, place, None, None)


def exchanged_rows(model: Model, rng: random.Random) -> None:
    """Rows in another order, or only their names, so that figures stand beside other names."""
    one, other = rng.sample(range(len(model.rows)), 2)
    rows = model.rows
    if rng.random() < 0.5:
        rows[one], rows[other] = rows[other], rows[one]
    else:
        rows[one], rows[other] = (*rows[other][:2], rows[one][2]), (*rows[one][:2], rows[other][2])


def exchanged_columns(model: Model, rng: random.Random) -> None:
    """Columns in another order, or only their headings."""
    one, other = rng.sample(range(len(model.heads)), 2)
    model.heads[one], model.heads[other] = model.heads[other], model.heads[one]
    if rng.random() < 0.5:
        for _, _, cells in model.rows:
            cells[one], cells[other] = cells[other], cells[one]


def shifted(model: Model, rng: random.Random) -> None:
    """A row moved right or left, a column moved down, the whole table moved."""
    row, column = _place(model, rng)
    how = rng.randrange(5)
    if how == 0:
        model.rows[row][2].insert(0, Cell(None, None))
    elif how == 1:
        model.rows[row][2].pop(0)
    elif how == 2:
        values = [cells[column] for _, _, cells in model.rows]
        for (_, _, cells), value in zip(model.rows, [Cell(None, None), *values], strict=False):
            cells[column] = value
    elif how == 3:
        model.above += rng.randrange(1, 3)
    else:
        model.left += 1


def more_columns(model: Model, rng: random.Random) -> None:
    """A column more: of growth, of another year, without a heading, or the same year again."""
    at = rng.randrange(len(model.heads) + 1)
    twice = model.heads[0]
    head = rng.choice(
        [("比上年增长（%）", None), ("2020年", "2020"), (None, None), twice, ("2024年1—9月", None), ("备注", None)]
    )
    model.heads.insert(at, head)
    for n, (_, _, cells) in enumerate(model.rows):
        cells.insert(at, Cell(5 + n, 5.0 + n))


def fewer(model: Model, rng: random.Random) -> None:
    """A row or a column less."""
    row, column = _place(model, rng)
    if rng.random() < 0.5:
        model.rows.pop(row)
    else:
        model.heads.pop(column)
        for _, _, cells in model.rows:
            cells.pop(column)


def more_rows(model: Model, rng: random.Random) -> None:
    """A row twice, with the same or another figure; a sum; a remark; a second table below."""
    row, column = _place(model, rng)
    label, region, cells = copy.deepcopy(model.rows[row])
    how = rng.randrange(5)
    if how == 1:
        cells[column] = Cell(7, 7.0)
    if how == 2:
        label, region = rng.choice(["合计", "其他", "注：1个单位"]), None
    if how == 3:  # a second table under years of its own: what it says is said of no year of the first
        model.rows += [(None, None, []), ("地区", None, [Cell(f"{n + 2000}年", None) for n in range(4)])]
        cells[column], region = Cell(8, None), None
    at = len(model.rows) if how == 3 else rng.randrange(len(model.rows) + 1)
    model.rows.insert(at, (label, region, cells))


def another_name(model: Model, rng: random.Random) -> None:
    """A name in another form, of another place, or of none."""
    row = rng.randrange(len(model.rows))
    _, region, cells = model.rows[row]
    assert region is not None
    new = rng.choice(
        [
            (FULL[region], region),
            (ENGLISH[region], region),
            (" ".join(SHORT[region]), region),
            (region, region),
            ("广东", "CN-GD"),
            ("折江", None),
            ("新疆生产建设兵团", None),
            ("地区", None),
            (None, None),
            ("2023", None),
            ("XX省", None),
            ("华北", "CN-X-HUABEI"),
        ]
    )
    model.rows[row] = (*new, cells)


def another_heading(model: Model, rng: random.Random) -> None:
    """A heading in another form, of another time, or of none."""
    column = rng.randrange(len(model.heads))
    year = model.heads[column][1]
    new = rng.choice(
        [
            (int(str(year)), year),
            (f"{year}年度", year),
            (f"截至{year}年底", year),
            (f"{year}年上半年", f"{year}-H1"),
            (f"{year}年（初步数）", year),
            (None, None),
            ("2O22年", None),
            ("增长", None),
            (f"{year}年1-9月", None),
            (f"{year}/{int(str(year)) + 1}年", None),
            (f"{year}年①", year),
            ("202年", None),
            ("2018年", "2018"),
        ]
    )
    model.heads[column] = new


def another_unit(model: Model, rng: random.Random) -> None:
    """Another unit in its line, or none; one in a heading."""
    base = {
        "万人": {"人": 1, "万人": 10**4},
        "亿元": {"元": 1, "万元": 10**4, "亿元": 10**8},
        "家": {"家": 1, "万家": 10**4},
        "%": {"%": 1},
    }
    known = base[UNITS[model.indicator][1]]
    unit = rng.choice([*known, "张", "千家", "‰", "万吨", "百万元", ""])
    model.unit, model.factor = (f"单位：{unit}" if unit else ""), known.get(unit)
    if not unit:
        model.unit = rng.choice(["", "说明：见后"])
    elif rng.random() < 0.3:
        model.unit = f"计量单位: {unit}"


def another_title(model: Model, rng: random.Random) -> None:
    """Another title, which says that the figures are of something else; or none."""
    model.title = rng.choice(["各地区新增" + model.title[3:], "规模以上" + model.title, "", "表1", "各地区认证机构数"])
    model.factor = None


def merged_cells(model: Model, rng: random.Random) -> None:
    """Cells that are merged: figures, names, headings."""
    row, column = rng.randrange(len(model.rows) - 1), rng.randrange(len(model.heads) - 1)
    how = rng.randrange(4)
    line, place = row + 4, column + 2
    if how == 0:
        model.merged.append((line, place, line, place + 1))
        for n in (column, column + 1):
            model.rows[row][2][n].amount = None
    elif how == 1:
        model.merged.append((line, place, line + 1, place))
        for n in (row, row + 1):
            model.rows[n][2][column].amount = None
    elif how == 2:
        model.merged.append((line, 1, line + 1, 1))
        one, other = model.rows[row], model.rows[row + 1]
        model.rows[row + 1] = (other[0], one[1], other[2])
    else:
        model.merged.append((3, place, 3, place + 1))
        model.heads[column + 1] = (model.heads[column + 1][0], model.heads[column][1])
    model.kind = "xlsx"


def hidden_rows(model: Model, rng: random.Random) -> None:
    """A row that is hidden, which is read and told."""
    model.hidden.append(rng.randrange(len(model.rows)) + 4)
    model.kind = "xlsx"


CELLS = (
    text_for_a_number, sign_for_a_figure, another_format, odd_look, blank, exchanged_rows, exchanged_columns, shifted,
    more_columns, fewer, more_rows, another_name, another_heading, another_unit, another_title, merged_cells,
    hidden_rows, text_for_a_number, another_format, another_unit,
)  # fmt: skip

# ---------------------------------------------------------------- damage to bytes


def cut(raw: bytes, rng: random.Random) -> tuple[bytes, str]:
    """A file that ends too early."""
    return raw[: rng.randrange(len(raw))], ".xlsx"


def flipped(raw: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Some bytes that are others."""
    damaged = bytearray(raw)
    for _ in range(rng.randrange(1, 20)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged), ".xlsx"


def renamed(raw: bytes, rng: random.Random) -> tuple[bytes, str]:
    """A workbook under another name."""
    return raw, rng.choice([".xls", ".csv", ".ods", ".txt", ".XLSX", ".tsv", ".xlsm"])


def other_kind(raw: bytes, rng: random.Random) -> tuple[bytes, str]:
    """A page of the web, a text, an old or an encrypted workbook, a picture, nothing, under the name of a workbook."""
    page = "<html><table><tr><td>地区</td><td>2021年</td></tr><tr><td>北京</td><td>1</td></tr></table></html>".encode()
    old, made = xlwt.Workbook(), io.BytesIO()
    old.add_sheet("a").write(0, 0, "x")
    old.save(made)
    name = "Workbook".encode("utf-16-le")
    locked = made.getvalue().replace(
        name + bytes(64 - len(name)), "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
    )
    return rng.choice(
        [
            page,
            b"a,b\n1,2\n",
            made.getvalue(),
            locked,
            b"\x89PNG\r\n\x1a\n" + raw,
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        ]
    ), ".xlsx"


def other_parts(raw: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Parts of a workbook that are missing, empty, bombs of entities or of zeros, or rows to the end of the world."""
    entities = b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [' + entities + b"]><worksheet>&b;</worksheet>"
    made = io.BytesIO()
    how = rng.randrange(6)
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        gone = rng.choice(names)
        for name in names:
            content = old.read(name)
            is_sheet = name.endswith("sheet1.xml")
            if how == 0 and name == gone:
                continue
            if how == 1 and name == gone:
                content = b""
            if how == 2 and is_sheet:
                content = bomb
            if how == 3 and is_sheet:
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
                )
            if how == 4 and is_sheet:
                content = content.replace(b'r="4"', b'r="99999999"').replace(b'"A4"', b'"AAAA4"')
            new.writestr(name, content)
    damaged = made.getvalue()
    if how == 5:  # the directory says that a part has 2 GB
        at = damaged.rindex(b"PK\x01\x02")
        damaged = damaged[: at + 24] + (2 * 10**9).to_bytes(4, "little") + damaged[at + 28 :]
    return damaged, ".xlsx"


BYTES = (cut, flipped, renamed, other_kind, other_parts, flipped)

# ---------------------------------------------------------------- what becomes of it


@cache
def _plan() -> Any:
    return read_plan(PLAN)


@cache
def _recipe(indicator: str, folder: Path) -> Any:
    """The recipe of a table without damage, which leaves nothing open."""
    file = whole(indicator).write(folder)
    (sheet,) = read_sheets(file)
    return guess(file.name, sheet, 1, _plan())


OUTCOMES = {
    "right": "every figure is read as it was written",
    "told": "a figure less: refused with its cell, the sheet refused with a reason, or what stood there is gone",
    "printed": "a figure that differs, as the sheet shows it: a person would read the same",
    "silent": "a figure read otherwise than the sheet shows it",
    "traceback": "a traceback",
}
OF_THE_SHEET = {"wrong_title", "another_unit", "outside", "second_heading"}


def _same(value: float | str, other: float | None) -> bool:
    return other is not None and isinstance(value, float) and math.isclose(value, other, rel_tol=1e-12)


def judge(seed: int, folder: Path) -> tuple[str, str, str]:
    """Damage a table, read it: the kind of damage, what became of it (right, told, printed, silent, traceback), words.

    `right`: all figures are read, and none differs. `told`: some are not, and a message says why, or a row is gone.
    `printed`: a figure differs, and the sheet shows it so.
    """
    rng = random.Random(seed)
    of_bytes = seed % 4 == 3
    model = whole(rng.choice(list(UNITS)))
    before = model.shown()
    recipe = _recipe(model.indicator, folder)
    damage: Any = BYTES[seed // 4 % len(BYTES)] if of_bytes else CELLS[(seed - seed // 4) % len(CELLS)]
    model.kind = rng.choice(["xlsx", "xlsx", "csv"]) if not of_bytes else "xlsx"
    if not of_bytes:
        damage(model, rng)
    file = model.write(folder)
    if of_bytes:
        raw, ending = damage(file.read_bytes(), rng)
        file = file.with_suffix(ending)
        file.write_bytes(raw)
    name = damage.__name__
    try:
        sheets = read_sheets(file)
        reading = read_figures(file.name, choose_sheet(file.name, sheets, None), recipe, _plan())
    except FaultError as error:
        return name, "told", error.faults[0].rule
    except Exception as error:
        return name, "traceback", f"{type(error).__name__}: {error}"
    read = {key: value for key, (value, flag, _) in figures_of(reading).items() if flag != "O"}
    shown = model.shown()
    wrong = {key: (value, shown.get(key)) for key, value in read.items() if not _same(value, shown.get(key))}
    stopped = [fault.rule for fault in reading.faults if fault.severity == "fault"]
    if OF_THE_SHEET & set(stopped):  # the sheet is refused as a whole
        return name, "told", ", ".join(stopped)
    if wrong:
        return name, "silent", f"{wrong} {stopped}"
    if any(not _same(value, before.get(key)) for key, value in read.items()):
        return name, "printed", ""
    return name, "right" if read.keys() == before.keys() else "told", ", ".join(stopped)
