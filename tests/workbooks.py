"""Invented tables, each in another habit of those who make statistical tables, and the figures that they hold.

A maker writes one file and tells what stands in it: every figure by its key, what the first recipe must ask for, and
the cells that must be refused. No table is a copy of one that was published, and no number is true.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from plan_metrics.intake.recipe import Note

PLAN = Path(__file__).parents[1] / "data" / "plan"
INSTITUTIONS, REVENUE, STAFF = "inspection_institutions", "inspection_revenue", "inspection_staff"
CERTIFICATES, HOLDERS = "valid_certificates_domestic", "certified_organisations_domestic"
PASSED, FAILED = "product_spot_check_pass_rate", "product_spot_check_fail_rate"
with (PLAN / "regions.csv").open(encoding="utf-8") as lines:
    ROWS = [row for row in csv.DictReader(lines) if row["level"] == "province"]
PROVINCES = [row["region"] for row in ROWS][:31]
SHORT, FULL, ENGLISH, GB = (
    {row["region"]: row[name] for row in ROWS} for name in ("short_zh", "title_zh", "short_en", "code_gbt2260")
)
FEW = ("CN-BJ", "CN-HE", "CN-NM", "CN-ZJ", "CN-XJ")
Key = tuple[str, str, str, str]
Found = tuple[float | str, str, str]  # value in plain units, "" for none; flag; qualifier


@dataclass(frozen=True)
class Table:
    """A file as it was made: `answers` are exactly what its first recipe leaves open, `refused` its refused cells."""

    file: Path
    figures: Mapping[Key, Found]
    answers: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True)
class As:
    """A cell with a look: a number format, letters that are struck through or raised."""

    value: Any
    form: str = "General"
    struck: bool = False
    raised: bool = False


def raised(text: str, mark: str) -> CellRichText:
    """A text with a raised mark behind it."""
    return CellRichText(text, TextBlock(InlineFont(vertAlign="superscript"), mark))


def save(
    file: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    merged: Iterable[str] = (),
    hidden: Iterable[int] = (),
) -> Path:
    """Write rows of cells as an xlsx workbook; `merged` and `hidden` rows are those of its first sheet."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    book = Workbook()
    book.remove(book.active)
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                if value is None:
                    continue
                look = value if isinstance(value, As) else As(value)
                cell = sheet.cell(row, column, look.value)
                if look.form != "General":
                    cell.number_format = look.form
                if look.struck or look.raised:
                    cell.font = Font(strike=look.struck, vertAlign="superscript" if look.raised else None)
    first = book.worksheets[0]
    for span in merged:
        first.merge_cells(span)
    for row in hidden:
        first.row_dimensions[row].hidden = True
    book.save(file)
    return file


def count(*about: object, most: int = 9000) -> int:
    """A number that nobody counted, the same for the same words."""
    return random.Random(repr(about)).randrange(100, most)


def one(value: float, flag: str = "A", qualifier: str = "exact") -> Found:
    """A figure as it must be read."""
    return (round(float(value), 6), flag, qualifier)


NONE = ("", "O", "exact")


def provinces_by_years(folder: Path) -> Table:
    """Provinces down, years across; the title names the indicator, a line the unit."""
    years = [str(year) for year in range(2015, 2025)]
    rows = [["各地区检验检测机构数"], ["单位：家"], ["地区", *(f"{year}年" for year in years)]]
    rows += [[SHORT[region], *(count(region, year) for year in years)] for region in PROVINCES]
    figures = {(INSTITUTIONS, r, "TOTAL", y): one(count(r, y)) for r in PROVINCES for y in years}
    return Table(save(folder / "机构数2024.xlsx", rows, ["A1:K1"]), figures)


def years_by_indicators(folder: Path) -> Table:
    """Years down, indicators across, in ten thousands by a line about the unit."""
    heads = {
        "有效认证证书总数（全部口径）": "valid_certificates",
        "管理体系认证有效证书数": "ms_certificates",
        "服务认证证书数": "service_certificates",
    }
    years = range(2018, 2025)
    rows = [["全国认证证书情况"], [None, None, None, "单位：万张"], ["年份", *heads]]
    rows += [[year, *(As(count(code, year) / 100, "0.00") for code in heads.values())] for year in years]
    figures = {(code, "CN", "TOTAL", str(y)): one(count(code, y) * 100) for code in heads.values() for y in years}
    return Table(save(folder / "证书2024.xlsx", rows, ["A1:D1"]), figures)


def years_above_halves(folder: Path) -> Table:
    """Two rows of heading: a year, merged, above its half-years."""
    rows = [["2-3 分地区检验检测机构数"], ["地区", "2022年", None, "2023年", None], [None, *["上半年", "下半年"] * 2]]
    rows += [[SHORT[r], *(count(r, n) for n in range(4))] for r in FEW]
    periods = ["2022-H1", "2022-H2", "2023-H1", "2023-H2"]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in enumerate(periods)}
    file = save(folder / "half-years.xlsx", rows, ["A1:E1", "A2:A3", "B2:C2", "D2:E2"])
    return Table(file, figures, {"at.unit": ("= 家",)})


def three_rows_of_heading(folder: Path) -> Table:
    """Three rows of heading: indicator with its unit, year, half-year, the first two merged."""
    heads = {"检验检测机构数（家）": (INSTITUTIONS, 1), "检验检测营业收入（亿元）": (REVENUE, 10**8)}
    rows = [
        ["表5 各地区检验检测情况"],
        ["地区", *(name if n == 0 else None for name in heads for n in range(4))],
        [None, *["2022年", None, "2023年", None] * 2],
        [None, *["上半年", "下半年"] * 4],
    ]
    periods = ["2022-H1", "2022-H2", "2023-H1", "2023-H2"]
    rows += [[FULL[r], *(count(r, code, p) for code, _ in heads.values() for p in periods)] for r in FEW]
    figures = {
        (code, r, "TOTAL", p): one(count(r, code, p) * times)
        for code, times in heads.values()
        for r in FEW
        for p in periods
    }
    spans = ["A1:I1", "A2:A4", "B2:E2", "F2:I2", "B3:C3", "D3:E3", "F3:G3", "H3:I3"]
    return Table(save(folder / "three-rows.xlsx", rows, spans), figures)


def unit_column(folder: Path) -> Table:
    """Indicators down with a column of units; years across; the title names the whole country."""
    lines = {
        "检验检测机构数": ("家", INSTITUTIONS, 1),
        "检验检测营业收入": ("亿元", REVENUE, 10**8),
        "检验检测从业人员数": ("万人", STAFF, 10**4),
    }
    years = [2021, 2022, 2023]
    rows = [["全国检验检测主要指标"], ["指标", "单位", *(f"{y}年" for y in years)]]
    rows += [
        [name, unit, *(As(count(code, y) / 10, "0.0") if unit != "家" else count(code, y) for y in years)]
        for name, (unit, code, _) in lines.items()
    ]
    figures = {
        (code, "CN", "TOTAL", str(y)): one(count(code, y) * times / (1 if unit == "家" else 10))
        for unit, code, times in lines.values()
        for y in years
    }
    return Table(save(folder / "indicators.xlsx", rows), figures)


def tidy(folder: Path) -> Table:
    """A long table, a figure a row, as CSV with a byte-order mark."""
    rows = [["地区", "指标", "年份", "数值", "单位"]]
    names = {INSTITUTIONS: ("检验检测机构数", "家"), STAFF: ("检验检测从业人员数", "人")}
    for r in FEW:
        rows += [
            [SHORT[r], name, str(y), f"{count(r, code, y):,}", unit]
            for code, (name, unit) in names.items()
            for y in (2022, 2023)
        ]
    figures = {(code, r, "TOTAL", str(y)): one(count(r, code, y)) for code in names for r in FEW for y in (2022, 2023)}
    return Table(delimited(folder / "tidy.csv", rows, "utf-8-sig"), figures)


def sections(folder: Path) -> Table:
    """A province on a row of its own above its indicators."""
    names = {"检验检测机构数（家）": (INSTITUTIONS, 1), "检验检测营业收入（万元）": (REVENUE, 10**4)}
    rows: list[list[Any]] = [["分地区检验检测情况"], ["项目", "2022年", "2023年"]]
    for r in FEW:
        rows += [
            [FULL[r]],
            *([f"  {name}", *(count(r, code, y) for y in (2022, 2023))] for name, (code, _) in names.items()),
        ]
    figures = {
        (code, r, "TOTAL", str(y)): one(count(r, code, y) * times)
        for code, times in names.values()
        for r in FEW
        for y in (2022, 2023)
    }
    return Table(save(folder / "sections.xlsx", rows, ["A1:C1"]), figures)


def note_marks(folder: Path) -> Table:
    """Marks of notes: raised letters, circled digits, brackets, words in a heading."""
    rows = [
        ["各地区检验检测机构数（家）"],
        ["地区", "2022年", "2023年①", "2024年（初步数）"],
        [raised("北京", "a"), 1201, 1302, 1403],
        ["河北[注1]", 2201, raised("2302", "b"), 2403],
        ["浙江*", 3201, "3302②", 3403],
        ["① 2023年起口径调整。② 含撤销机构。a 不含中央单位。b 修订数。[注1] 含雄安。* 快报。"],
    ]
    values = {("CN-BJ", "2022"): (1201, "A"), ("CN-BJ", "2023"): (1302, "B"), ("CN-BJ", "2024"): (1403, "P")}
    values |= {("CN-HE", "2022"): (2201, "A"), ("CN-HE", "2024"): (2403, "P")}
    values |= {("CN-ZJ", "2022"): (3201, "A"), ("CN-ZJ", "2023"): (3302, "B"), ("CN-ZJ", "2024"): (3403, "P")}
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(value, flag) for (r, p), (value, flag) in values.items()}
    said = Note.model_validate({"note": {"zh": "含撤销机构。", "en": "With those dissolved."}})
    answers = {
        "notes.①": Note(flag="B"),
        "notes.（初步数）": Note(flag="P"),
        "notes.a": Note(),
        "notes.注1": Note(),
        "notes.b": Note(flag="E"),
        "notes.*": Note(),
        "notes.②": said,
    }
    return Table(save(folder / "notes.xlsx", rows, ["A1:D1", "A6:D6"]), figures, answers, {"C4": "two_flags"})


def signs(folder: Path) -> Table:
    """Signs for no figure, with a legend below; a blank cell; an x."""
    rows = [
        ["各地区检验检测机构数"],
        ["单位：家"],
        ["地区", 2021, 2022, 2023],
        ["北京", 901, "…", 903],
        ["河北", "-", 912, None],
        ["浙江", 921, 922, "x"],
        ["新疆", " ", 932, 933],
        ["注：“…”表示数据不足本表最小单位数，“-”表示无，“x”表示不公布。"],
    ]
    values = {
        ("CN-BJ", "2021"): one(901),
        ("CN-BJ", "2022"): (0.0, "N", "exact"),
        ("CN-BJ", "2023"): one(903),
        ("CN-HE", "2021"): (0.0, "A", "exact"),
    }
    values |= {
        ("CN-HE", "2022"): one(912),
        ("CN-ZJ", "2021"): one(921),
        ("CN-ZJ", "2022"): one(922),
        ("CN-ZJ", "2023"): ("", "Q", "exact"),
    }
    values |= {("CN-XJ", "2022"): one(932), ("CN-XJ", "2023"): one(933)}
    figures = {(INSTITUTIONS, r, "TOTAL", p): found for (r, p), found in values.items()}
    return Table(save(folder / "signs.xlsx", rows), figures, {"signs.…": "N", "signs.-": "0", "signs.x": "Q"})


def shown_by_format(folder: Path) -> Table:
    """Numbers as their formats show them: shares as per cent, thousands, words behind them; dates as headings."""
    heads = ["地区", "产品质量国家监督抽查合格率（%）", "检验检测从业人员数", "检验检测营业收入"]
    rows = [["2024年各地区情况"], heads]
    shares = {"CN-BJ": 0.9543, "CN-HE": 0.91, "CN-ZJ": 0.98765}
    rows += [
        [SHORT[r], As(share, "0.0%"), As(count(r) + 0.4, "#,##0"), As(count(r) / 10, '0.0"亿元"')]
        for r, share in shares.items()
    ]
    rows += [["新疆", As(0.5, "# ?/?"), As(-5, "0;0"), As(12.5, "0.00E+00")]]
    figures: dict[Key, Found] = {}
    for r, shown in {"CN-BJ": 95.4, "CN-HE": 91.0, "CN-ZJ": 98.8}.items():
        figures[PASSED, r, "TOTAL", "2024"] = one(shown)
        figures[STAFF, r, "TOTAL", "2024"] = one(count(r))
        figures[REVENUE, r, "TOTAL", "2024"] = one(count(r) * 10**7)
    refused = {"B6": "odd_cell", "C6": "odd_cell", "D6": "odd_cell"}
    return Table(
        save(folder / "formats.xlsx", rows),
        figures,
        {"words.unit.检验检测从业人员数": "人", "words.unit.检验检测营业收入": "元"},
        refused,
    )


def dates_as_headings(folder: Path) -> Table:
    """Months as Excel dates, one as a serial that has lost its format."""
    month = 'yyyy"年"m"月"'
    rows = [
        ["各地区检验检测机构数（家）"],
        ["地区", As(dt.datetime(2024, 9, 1), month), As(dt.date(2024, 10, 1), "yyyy-mm"), 45597, As(45627, month)],
    ]
    periods = ["2024-09", "2024-10", "2024-11", "2024-12"]
    rows += [[SHORT[r], *(count(r, p) for p in periods)] for r in FEW]
    return Table(
        save(folder / "dates.xlsx", rows),
        {(INSTITUTIONS, r, "TOTAL", p): one(count(r, p)) for r in FEW for p in periods},
    )


def full_width(folder: Path) -> Table:
    """Full-width digits, figures and years as texts, names with spaces inside."""
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    rows = [["各 地 区 检 验 检 测 机 构 数 （家）"], ["地　区", "２０２２年", "2023 年"]]
    rows += [["　".join(SHORT[r]), f"{count(r, 1):,}".translate(wide), str(count(r, 2)).translate(wide)] for r in FEW]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in ((1, "2022"), (2, "2023"))}
    return Table(save(folder / "wide.xlsx", rows), figures)


def names_of_regions(folder: Path) -> Table:
    """Regions in every usual form of their names; the corps that is none of them is asked for."""
    names = [
        ("北京市", "CN-BJ"),
        ("Hebei", "CN-HE"),
        ("内蒙古", "CN-NM"),
        ("33", "CN-ZJ"),
        ("CN-AH", "CN-AH"),
        ("340000", None),
        ("Fujian Province", "CN-FJ"),
    ]
    names += [
        ("广西壮族自治区", "CN-GX"),
        ("西藏", "CN-XZ"),
        ("NINGXIA", "CN-NX"),
        ("CN-65", "CN-XJ"),
        ("廣東", "CN-GD"),
        ("Shaanxi", "CN-SN"),
        ("Shanxi", "CN-SX"),
    ]
    named = [(name, code) for name, code in names if code]
    rows = [
        ["各地区检验检测机构数（家）"],
        ["地区", "2024年"],
        *([name, count(name)] for name, _ in named),
        ["新疆生产建设兵团", 77],
    ]
    figures = {(INSTITUTIONS, code, "TOTAL", "2024"): one(count(name)) for name, code in named}
    return Table(save(folder / "names.xlsx", rows), figures, {"words.region.新疆生产建设兵团": ""})


def odd_cells(folder: Path) -> Table:
    """Struck figures, errors, formulas without a result; a hidden row, which is read and named."""
    rows = [["各地区检验检测机构数（家）"], ["地区", "2022年", "2023年"]]
    rows += [
        ["北京", As(1001, struck=True), 1002],
        ["河北", "#N/A", 1012],
        ["浙江", "=B3+1", 1022],
        ["新疆", 1031, CellRichText("1032", TextBlock(InlineFont(strike=True), "1033"))],
    ]
    rows += [["内蒙古", 1041, 1042]]
    values = {
        ("CN-BJ", "2023"): 1002,
        ("CN-HE", "2023"): 1012,
        ("CN-ZJ", "2023"): 1022,
        ("CN-XJ", "2022"): 1031,
        ("CN-NM", "2022"): 1041,
        ("CN-NM", "2023"): 1042,
    }
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(value) for (r, p), value in values.items()}
    refused = {cell: "odd_cell" for cell in ("B3", "B4", "B5", "C6")}
    return Table(save(folder / "odd.xlsx", rows, hidden=[7]), figures, {}, refused)


def with_results(folder: Path) -> Table:
    """Formulas with the results that a spreadsheet stored."""
    return _formulas(folder, recalculated=False)


def without_trusted_results(folder: Path) -> Table:
    """Formulas of a program that computes nothing: it stores a 0 for each, and asks to compute when it is opened."""
    return _formulas(folder, recalculated=True)


def _formulas(folder: Path, *, recalculated: bool) -> Table:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, ["各地区检验检测机构数（家）"])
    sheet.write_row(1, 0, ["地区", "2022年", "2023年"])
    for row, region in enumerate(FEW, 2):
        sheet.write_row(row, 0, [SHORT[region], count(region)])
        sheet.write_formula(row, 2, f"=B{row + 1}+5", None, 0 if recalculated else count(region) + 5)
    book.close()
    file = folder / "formulas.xlsx"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if recalculated else old.read(name).replace(b' fullCalcOnLoad="1"', b""))
    figures = {(INSTITUTIONS, r, "TOTAL", "2022"): one(count(r)) for r in FEW}
    if recalculated:
        return Table(file, figures, {}, {f"C{row}": "odd_cell" for row in range(3, 8)})
    return Table(file, figures | {(INSTITUTIONS, r, "TOTAL", "2023"): one(count(r) + 5) for r in FEW})


def totals(folder: Path) -> Table:
    """Rows of sums, blank rows, a column and a row of remarks."""
    rows = [
        ["各地区检验检测机构数"],
        ["单位：家"],
        ["地区", "2023年", "2024年", "备注"],
        ["合计", 9000, 9100, None],
        [],
        ["东部地区", 5000, 5100, None],
    ]
    rows += [[SHORT[r], count(r, 1), count(r, 2), "含中央单位" if r == "CN-BJ" else None] for r in FEW]
    rows += [[], ["备注：数据来自年度统计。"], ["其中：国家级", 30, 31, None]]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in ((1, "2023"), (2, "2024"))}
    figures |= {(INSTITUTIONS, "CN", "TOTAL", "2023"): one(9000), (INSTITUTIONS, "CN", "TOTAL", "2024"): one(9100)}
    figures |= {
        (INSTITUTIONS, "CN-X-NBS-EAST", "TOTAL", "2023"): one(5000),
        (INSTITUTIONS, "CN-X-NBS-EAST", "TOTAL", "2024"): one(5100),
    }
    answers = {"words.region.合计": "CN", "words.region.其中：国家级": ""}
    return Table(save(folder / "totals.xlsx", rows), figures, answers)


def two_tables(folder: Path) -> Table:
    """Two tables on a sheet, one below the other: the first is read, the second is named."""
    rows = [
        ["各地区检验检测机构数（家）"],
        ["地区", "2022年", "2023年"],
        *([SHORT[r], count(r, 1), count(r, 2)] for r in FEW),
        [],
    ]
    rows += [
        ["各地区检验检测从业人员数（人）"],
        ["地区", "2022年", "2023年"],
        *([SHORT[r], count(r, 3), count(r, 4)] for r in FEW),
    ]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in ((1, "2022"), (2, "2023"))}
    return Table(save(folder / "two.xlsx", rows), figures, {"skip": ("9:15",)})


def several_sheets(folder: Path) -> Table:
    """A cover, two sheets of figures: which one is asked for."""
    made = {
        name: [[f"{name}各地区检验检测机构数（家）"], ["地区", name], *([SHORT[r], count(r, name)] for r in FEW)]
        for name in ("2022年", "2023年")
    }
    file = save(folder / "sheets.xlsx", {"说明": [["本表由各地区上报。"]], **made})
    return Table(file, {(INSTITUTIONS, r, "TOTAL", "2023"): one(count(r, "2023年")) for r in FEW}, sheet="2023年")


def counts_beside_shares(folder: Path) -> Table:
    """A column in per cent beside counts, and a rate of growth, which is no indicator of the plan."""
    rows = [
        ["2024年各地区监督抽查情况"],
        ["地区", "检验检测机构数（家）", "同比增长（%）", "产品质量国家监督抽查合格率（%）"],
    ]
    rows += [[SHORT[r], count(r), 5.5, 90 + n / 10] for n, r in enumerate(FEW)]
    figures = {(INSTITUTIONS, r, "TOTAL", "2024"): one(count(r)) for r in FEW}
    figures |= {(PASSED, r, "TOTAL", "2024"): one(90 + n / 10) for n, r in enumerate(FEW)}
    return Table(save(folder / "shares.xlsx", rows), figures, {"words.indicator.同比增长（%）": ""})


def growth_beside_years(folder: Path) -> Table:
    """Years with a rate of growth behind them."""
    rows = [["各地区检验检测机构数"], ["单位：家、%"], ["地区", "2023年", "2024年", "2024年比2023年增长"]]
    rows += [[SHORT[r], count(r, 1), count(r, 2), 4.2] for r in FEW]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in ((1, "2023"), (2, "2024"))}
    return Table(save(folder / "growth.xlsx", rows), figures, {"words.period.2024年比2023年增长": ""})


def traditional(folder: Path) -> Table:
    """Traditional characters, 億 in the line about the unit."""
    rows = [
        ["各地區檢驗檢測營業收入"],
        ["單位：億元"],
        ["地區", "2023年", "2024年"],
        *([name, count(name, 1) / 10, count(name, 2) / 10] for name in ("北京", "廣東", "內蒙古")),
    ]
    codes = {"北京": "CN-BJ", "廣東": "CN-GD", "內蒙古": "CN-NM"}
    figures = {
        (REVENUE, code, "TOTAL", p): one(count(name, n) * 10**7)
        for name, code in codes.items()
        for n, p in ((1, "2023"), (2, "2024"))
    }
    return Table(save(folder / "traditional.xlsx", rows), figures, {"at.indicator": (f"= {REVENUE}",)})


def two_languages(folder: Path) -> Table:
    """Headings in two languages, names of regions in Chinese at the left and in English at the right."""
    rows = [
        ["各地区检验检测机构数", None, None, None],
        ["Inspection and testing institutions by region"],
        ["单位：家 (unit: institution)"],
        ["地 区", 2022, 2023, "Region"],
    ]
    rows += [[SHORT[r], count(r, 1), count(r, 2), ENGLISH[r]] for r in FEW]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in ((1, "2022"), (2, "2023"))}
    return Table(save(folder / "languages.xlsx", rows), figures)


def regions_across(folder: Path) -> Table:
    """Regions across, indicators down, the year in the title."""
    names = {"检验检测机构数（家）": (INSTITUTIONS, 1), "检验检测从业人员数（万人）": (STAFF, 10**4)}
    rows = [
        ["2024年部分地区检验检测情况"],
        ["指标", *(SHORT[r] for r in FEW)],
        *([name, *(count(r, code) for r in FEW)] for name, (code, _) in names.items()),
    ]
    figures = {(code, r, "TOTAL", "2024"): one(count(r, code) * times) for code, times in names.values() for r in FEW}
    return Table(save(folder / "across2024.xlsx", rows), figures)


def spans_of_months(folder: Path) -> Table:
    """Spans of months across: halves and the year to date are periods of their own."""
    rows = [
        ["各地区检验检测机构数（家）"],
        ["地区", "2024年上半年", "2024年前三季度", "截至2024年底"],
        *([SHORT[r], *(count(r, n) for n in range(3))] for r in FEW),
    ]
    across = ("2024-H1", "2024-01/2024-09", "2024")
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in enumerate(across)}
    return Table(save(folder / "spans.xlsx", rows), figures, {})


def bounded(folder: Path) -> Table:
    """Words beside figures: about, more than, nearly."""
    rows = [
        ["2024年各地区检验检测机构数"],
        ["地区", "机构数"],
        ["北京", "约1200家"],
        ["河北", "超过3万家"],
        ["浙江", "近4千家"],
        ["新疆", "1200余家"],
    ]
    values = {
        "CN-BJ": one(1200, "A", "about"),
        "CN-HE": one(30000, "A", "over"),
        "CN-ZJ": one(4000, "A", "nearly"),
        "CN-XJ": one(1200, "A", "over"),
    }
    return Table(
        save(folder / "bounded2024.xlsx", rows),
        {(INSTITUTIONS, r, "TOTAL", "2024"): found for r, found in values.items()},
        {"at.unit": ("= 家",)},
    )


def two_halves(folder: Path) -> Table:
    """A long table in two halves side by side: the first is read, the second is named for a recipe of its own."""
    left, right = FEW[:3], FEW[3:]
    rows = [["各地区检验检测机构数（家）"], ["地区", "2023年", "2024年"] * 2]
    rows += [
        [SHORT[a], count(a, 1), count(a, 2), *([SHORT[b], count(b, 1), count(b, 2)] if b else [])]
        for a, b in zip(left, (*right, None), strict=True)
    ]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in left for n, p in ((1, "2023"), (2, "2024"))}
    return Table(save(folder / "halves.xlsx", rows), figures, {"skip": ("D:F",)})


def numbered_rows(folder: Path) -> Table:
    """Rows that are counted, codes beside names, figures that look like years, a title that says more than a name."""
    rows = [["2024年各地区新增检验检测机构数（家）"], ["序号", "行政区划代码", "地区", "2023年", "2024年"]]
    values = {"CN-BJ": (2015, 1999), "CN-HE": (2020, 2024), "CN-ZJ": (1000, 1100)}
    rows += [[n, GB[r], SHORT[r], *pair] for n, (r, pair) in enumerate(values.items(), 1)]
    figures = {
        (INSTITUTIONS, r, "TOTAL", p): one(value)
        for r, pair in values.items()
        for p, value in zip(("2023", "2024"), pair, strict=True)
    }
    return Table(
        save(folder / "numbered.xlsx", rows),
        figures,
        {"at.indicator": (f"= {INSTITUTIONS}",), "words.period.行政区划代码": ""},
    )


def months_below(folder: Path) -> Table:
    """Months below the year of the title; a column without a figure; a format that hides 0; a sign of no width."""
    hidden = "0;-0;;@"
    rows = [["2024年各地区检验检测机构数"], ["地区", "1月（家）", "2月（家）", "3月（家）"]]
    rows += [["北\u200b京", As(5, hidden), "…", 7], ["河北", As(0, hidden), "…", "8\u200b"]]
    values = {("CN-BJ", "01"): one(5), ("CN-BJ", "02"): NONE, ("CN-BJ", "03"): one(7)}
    values |= {("CN-HE", "02"): NONE, ("CN-HE", "03"): one(8)}
    figures = {(INSTITUTIONS, r, "TOTAL", f"2024-{month}"): value for (r, month), value in values.items()}
    return Table(save(folder / "months.xlsx", rows), figures, {"signs.…": "O"})


def gb18030(folder: Path) -> Table:
    """A text table in GB18030, with blank lines and a title of its own."""
    rows = [
        ["各地区检验检测机构数", "", ""],
        ["单位：家", "", ""],
        ["地区", "2022年", "2023年"],
        *([SHORT[r], f"{count(r, 1):,}", str(count(r, 2))] for r in FEW),
    ]
    figures = {(INSTITUTIONS, r, "TOTAL", p): one(count(r, n)) for r in FEW for n, p in ((1, "2022"), (2, "2023"))}
    return Table(delimited(folder / "gb.csv", rows, "gb18030"), figures)


def tabs(folder: Path) -> Table:
    """A text table with tabs, named txt, with a decimal comma nowhere and thousands marks everywhere."""
    rows = [
        ["region", "2022", "2023"],
        *([ENGLISH[r], f"{count(r, 1) * 1000:,}", f"{count(r, 2) * 1000:,}"] for r in FEW),
    ]
    figures = {(STAFF, r, "TOTAL", p): one(count(r, n) * 1000) for r in FEW for n, p in ((1, "2022"), (2, "2023"))}
    answers = {"at.indicator": (f"= {STAFF}",), "at.unit": ("= persons",)}
    return Table(delimited(folder / "tabs.tsv", rows, "utf-8", "\t"), figures, answers)


def open_document(folder: Path) -> Table:
    """A workbook of LibreOffice: merged headings, a share shown as per cent, a struck figure, a hidden row."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TextProperties
    from odf.table import CoveredTableCell, TableCell, TableRow
    from odf.table import Table as OdfTable
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    struck = Style(name="struck", family="table-cell")
    struck.addElement(TextProperties(textlinethroughstyle="solid"))
    book.automaticstyles.addElement(struck)
    sheet = OdfTable(name="表1")

    def line(cells: Sequence[Any], hidden: bool = False) -> None:
        row = TableRow(visibility="collapse") if hidden else TableRow()
        for value in cells:
            text, how = (value, {}) if not isinstance(value, tuple) else value
            cell = CoveredTableCell() if text is None else TableCell(**how)
            if text:
                cell.addElement(P(text=str(text)))
            row.addElement(cell)
        sheet.addElement(row)

    line([("各地区检验检测情况", {"numbercolumnsspanned": 4}), None, None, None])
    line(
        [
            ("地区", {"numberrowsspanned": 2}),
            ("检验检测机构数（家）", {"numbercolumnsspanned": 2}),
            None,
            "产品质量国家监督抽查合格率（%）",
        ]
    )
    line([None, "2023年", "2024年", "2024年"])
    figures: dict[Key, Found] = {}
    for n, r in enumerate(FEW):
        first, second, share = count(r, 1), count(r, 2), 900 + n
        odd = {"stylename": "struck"} if r == "CN-XJ" else {}
        number = {"valuetype": "float"}
        line(
            [
                SHORT[r],
                (f"{first:,}", {**number, "value": first}),
                (str(second), {**number, **odd, "value": second}),
                (f"{share / 10}%", {"valuetype": "percentage", "value": share / 1000}),
            ],
            hidden=r == "CN-NM",
        )
        figures[INSTITUTIONS, r, "TOTAL", "2023"] = one(first)
        if r != "CN-XJ":
            figures[INSTITUTIONS, r, "TOTAL", "2024"] = one(second)
        figures[PASSED, r, "TOTAL", "2024"] = one(share / 10)
    book.spreadsheet.addElement(sheet)
    file = folder / "open.ods"
    book.save(str(file))
    return Table(file, figures, {}, {"C8": "odd_cell"})


def old_excel(folder: Path) -> Table:
    """A workbook of Excel 97: merged headings, formats, a date as a heading, a raised mark, a struck figure."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表1")
    sheet.write_merge(0, 0, 0, 3, "各地区检验检测从业人员数")
    sheet.write(1, 0, "单位：万人")
    sheet.write(2, 0, "地区")
    sheet.write(2, 1, "2022年")
    sheet.write(2, 2, "2023年")
    sheet.write(2, 3, dt.date(2024, 9, 1), xlwt.easyxf(num_format_str="YYYY-MM"))
    shown, struck = xlwt.easyxf(num_format_str="#,##0.0"), xlwt.easyxf("font: struck_out on")
    figures: dict[Key, Found] = {}
    for row, r in enumerate(FEW, 3):
        if r == "CN-HE":
            sheet.write_rich_text(row, 0, [SHORT[r], ("1", xlwt.easyfont("escapement superscript"))])
        else:
            sheet.write(row, 0, SHORT[r])
        for column, period in ((1, "2022"), (2, "2023"), (3, "2024-09")):
            is_struck = (r, period) == ("CN-XJ", "2023")
            sheet.write(row, column, count(r, period) / 10 + 0.04, struck if is_struck else shown)
            if not is_struck:
                figures[STAFF, r, "TOTAL", period] = one(count(r, period) * 1000)
    file = folder / "old.xls"
    book.save(str(file))
    return Table(file, figures, {"notes.1": Note()}, {"C8": "odd_cell"})


def delimited(file: Path, rows: Iterable[Sequence[str]], encoding: str, mark: str = ",") -> Path:
    """Write a text table."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\r\n").writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))
    return file


HABITS: dict[str, Callable[[Path], Table]] = {
    make.__name__: make
    for make in (
        provinces_by_years, years_by_indicators, years_above_halves, three_rows_of_heading, unit_column, tidy, sections,
        note_marks, signs, shown_by_format, dates_as_headings, full_width, names_of_regions, odd_cells, with_results,
        without_trusted_results, totals, two_tables, several_sheets, counts_beside_shares, growth_beside_years,
        traditional, two_languages, regions_across, spans_of_months, bounded, two_halves,
        numbered_rows, months_below, gb18030, tabs, open_document, old_excel,
    )
}  # fmt: skip
