"""The same number everywhere: taken out of every format, out of the page's HTML and out of the PDF, and compared."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pypdf
import pytest
from frictionless import Package

from plan_metrics import views
from plan_metrics.context import Context, read_context
from plan_metrics.export import write_exports
from plan_metrics.export.sdmx import time_period
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.report.paper import Paper, typeset
from plan_metrics.report.paper.book import laid_out
from plan_metrics.report.paper.tree import read_html
from plan_metrics.views import language, take_along, words

REPOSITORY = Path(__file__).parents[1]
EDITIONS = ("2026-02", "sample")


class Figure(NamedTuple):
    """Which figure, and whether it has a value."""

    edition: str
    indicator: str
    region: str
    sector: str
    period: str
    flag: str


FIGURES = {
    "a count": Figure("2026-02", "green_product_kinds", "CN", "TOTAL", "2025", "A"),
    "a percentage": Figure("2026-02", "manufacturing_pass_rate", "CN", "TOTAL", "2024", "A"),
    "money": Figure("2026-02", "inspection_revenue", "CN", "TOTAL", "2024", "A"),
    "a half-year": Figure("2026-02", "green_building_material_revenue", "CN", "building-materials", "2023-H1", "U"),
    "a computed share": Figure("2026-02", "above_scale_share", "CN", "TOTAL", "2024", "A"),
    "a province in a month": Figure("2026-02", "green_product_certificates", "CN-ZJ", "TOTAL", "2022-12", "A"),
    "withheld": Figure("sample", "above_scale_institutions", "CN-NX", "TOTAL", "2024", "Q"),
    "not collected": Figure("sample", "international_organisations", "CN", "TOTAL", "2024", "L"),
}
NEVER_PUBLISHED = ("2026-02", "inspection_share_central_west")
Found = tuple[float | None, str]  # value and observation status


@cache
def _context(edition: str, code: str) -> Context:
    return read_context(edition, code, REPOSITORY)


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """The files of each edition, written once."""
    made = {name: tmp_path_factory.mktemp(name) for name in EDITIONS}
    for name, folder in made.items():
        write_exports({code: _context(name, code) for code in LANGUAGES}, folder)
    return made


def one(rows: list[Mapping[str, object]], **wanted: object) -> Mapping[str, object]:
    """The single row that has these cells."""
    (row,) = [row for row in rows if wanted.items() <= row.items()]
    return row


def number(cell: object) -> float | None:
    """A cell as a number; None where it is empty."""
    return None if cell in ("", None) else float(cell)


@cache
def packaged(folder: Path, table: str) -> list[dict[str, object]]:
    """A table of the package by the Frictionless library, which reads types from the description."""
    rows = Package(str(folder / "package" / "datapackage.json")).get_resource(table).read_rows()
    return [row.to_dict() for row in rows]


@cache
def sdmx_rows(folder: Path, table: str) -> list[dict[str, str]]:
    """An SDMX-CSV file."""
    text = (folder / take_along.SDMX.format(name=table)).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def sheet_rows(file: Path, name: str) -> list[dict[str, object]]:
    """The table of observations in a workbook, by the words above its columns; `name` is that of its sheet."""
    with closing(openpyxl.load_workbook(file, read_only=True)) as book:
        rows = list(book[name].iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if all(row))
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def from_package(folder: Path, figure: Figure) -> Found:
    """By the names of the package."""
    row = one(packaged(folder, "observations"), **key(figure))
    return number(row["value"]), row["flag"]


def from_zip(folder: Path, figure: Figure) -> Found:
    """The CSV file in the zip file, with nothing but the standard library."""
    with zipfile.ZipFile(folder / take_along.PACKAGE) as archive:
        text = archive.read("observations.csv").decode("utf-8")
    row = one(list(csv.DictReader(io.StringIO(text, newline=""))), **key(figure))
    return number(row["value"]), row["flag"]


def from_sdmx(folder: Path, figure: Figure) -> Found:
    """By the names and codes of SDMX."""
    wanted = {"INDICATOR": figure.indicator, "REF_AREA": figure.region, "SECTOR": figure.sector}
    row = one(sdmx_rows(folder, "observations"), **wanted, TIME_PERIOD=time_period(figure.period))
    return number(row["OBS_VALUE"]), row["OBS_STATUS"]


def from_workbook(code: str) -> Callable[[Path, Figure], Found]:
    """By the words above the columns, in one of the languages."""

    def found(folder: Path, figure: Figure) -> Found:
        context = _context(figure.edition, code)
        file = folder / take_along.WORKBOOK.format(language=code)
        table = sheet_rows(file, words.say(context, "All observations"))
        coded = {
            words.say(context, "{title} (code)", title=words.say(context, title)): said
            for title, said in (("Indicator", figure.indicator), ("Region", figure.region), ("Sector", figure.sector))
        }
        row = one(table, **coded, **{words.say(context, "Period"): figure.period})
        value = row[words.say(context, "Value, in the plain unit")]
        return number(value), row[words.say(context, "Observation status (SDMX code)")].partition(":")[0]

    return found


def from_interface(name: str) -> Callable[[Path, Figure], Found]:
    """From one of the files of the JSON interface."""

    def found(folder: Path, figure: Figure) -> Found:
        file = folder / "api" / "v1" / name.format(**figure._asdict())
        row = one(json.loads(file.read_text("utf-8"))["observations"], **key(figure))
        return number(row["value"]), row["flag"]

    return found


def key(figure: Figure) -> dict[str, str]:
    """The cells that name an observation."""
    return {"indicator": figure.indicator, "region": figure.region, "sector": figure.sector, "period": figure.period}


FORMATS: dict[str, Callable[[Path, Figure], Found]] = {
    "data package": from_package,
    "zip": from_zip,
    "sdmx": from_sdmx,
    "workbook zh": from_workbook("zh"),
    "workbook en": from_workbook("en"),
    "interface, indicator": from_interface("indicators/{indicator}.json"),
    "interface, observations": from_interface("observations.json"),
}


def table_of(figure: Figure, code: str) -> str:
    """The table of the series on a page: the whole stands on the page of its action, a province on its own."""
    context = _context(figure.edition, code)
    if figure.region == context.plan.head.whole:
        (action,) = [a.id for a, i in context.plan.indicators() if i.id == figure.indicator]
        block, name = views.action.details(context, action), f"t-{figure.indicator}"
    else:
        block = views.region.series(context, figure.region)
        name = f"t-{figure.indicator}-{figure.region}-{figure.sector}".replace("_", "-")
    table = re.search(rf'<table[^>]* id="{name}".*?</table>', block.html, re.DOTALL)
    return table[0] if table else ""


def on_the_page(figure: Figure, code: str) -> str | None:
    """What that table shows for the period; None without such a row."""
    period = re.escape(language.period(figure.period, code))
    cell = rf'<th scope="row"[^>]*><data[^>]*>{period}</data></th>\s*<td[^>]*>(?:<data[^>]*>)?([^<]*)'
    row = re.search(cell, table_of(figure, code))
    return row and row[1]


@cache
def on_paper(edition: str, code: str) -> str:
    """The text of a PDF with the pages that show the figures of an edition; one space wherever there is any, and
    none beside Chinese, where setting takes or makes it."""
    context = _context(edition, code)
    wanted = [figure for figure in FIGURES.values() if figure.edition == edition]
    of_action = {i.id: action.id for action, i in context.plan.indicators()}
    blocks = [views.action.details(context, name) for name in sorted({of_action[f.indicator] for f in wanted})]
    blocks += [views.region.series(context, name) for name in sorted({f.region for f in wanted} - {"CN"})]
    said = Paper("title", "", edition, "", (), "contents", "", "title", (), ("", ""), ("", ""))
    job = {"template": str(REPOSITORY / "book" / "_paper"), "language": code, "paper": vars(said)}
    pages = {str(place): read_html(f"<h1>{place}</h1>{block.html}") for place, block in enumerate(blocks)}
    document = {**typeset.heading(job, "book", 9.5), "parts": laid_out([("", list(pages))], pages, 9.5)}
    with tempfile.TemporaryDirectory() as folder:
        form = (REPOSITORY / "book" / "_paper" / "paper.typ").read_bytes()
        raw = typeset.first_that_fits(Path(folder), form, [document], 0)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    """A text with single spaces, and with none between Chinese and others."""
    return re.sub(r"(?<=[\u2e80-\uffef]) | (?=[\u2e80-\uffef])", "", " ".join(text.split()))


def in_the_pdf(figure: Figure, code: str) -> str | None:
    """What the same table shows on paper, between the period and the document; None without such a row."""
    head = re.search(r"<caption[^>]*>(.*?)</caption>.*?<th\b[^>]*>(.*?)</th>", table_of(figure, code), re.DOTALL)
    if head is None:
        return None
    _, found, table = on_paper(figure.edition, code).partition(squeezed(html.unescape(f"{head[1]} {head[2]} ")))
    assert found
    period = re.escape(squeezed(language.period(figure.period, code)))
    row = re.search(rf"(?<!\d){period} ?([^\dS]*-?\d[\d,.]*) ?S\d", table)
    return row and row[1]


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_every_format_has_the_same_number(folders, figure):
    """One value and one observation status in all of them; page and PDF in either language round the same number."""
    found = {name: take(folders[figure.edition], figure) for name, take in FORMATS.items()}
    value, _ = found["zip"]
    for name, (other, flag) in found.items():
        assert flag == figure.flag, name
        if name.startswith("workbook") and value is not None:  # a workbook keeps 16 digits of a number
            assert other == pytest.approx(value, rel=1e-15, abs=0), name
        else:
            assert other == value, name
    for code, take in product(LANGUAGES, (on_the_page, in_the_pdf)):
        shown = take(figure, code)
        if figure.flag in "QL":
            assert value is None
            assert shown is None or not re.search(r"\d", shown)
            continue
        context = _context(figure.edition, code)
        scale = words.table_scale(context, context.plan.indicator(figure.indicator).unit)
        digits = re.search(r"-?\d[\d,]*(?:\.(\d+))?", shown)
        printed = float(digits[0].replace(",", "")) * scale
        assert printed == pytest.approx(value, abs=0.5 * scale * 10.0 ** -len(digits[1] or ""), rel=1e-12)


def test_what_was_never_published_is_empty_everywhere(folders):
    """The headline of such an indicator: empty with O in every format, and said in words on the page."""
    edition, indicator = NEVER_PUBLISHED
    folder = folders[edition]
    wanted = {"indicator": indicator, "region": "CN", "sector": "TOTAL"}
    row = one(packaged(folder, "scoreboard"), **wanted)
    sdmx = one(sdmx_rows(folder, "scoreboard"), INDICATOR=indicator, REF_AREA="CN", SECTOR="TOTAL")
    content = json.loads((folder / "api" / "v1" / "indicators" / f"{indicator}.json").read_text("utf-8"))
    standing = one(content["standings"], **wanted)
    assert [(row["value"], row["flag"]), (sdmx["OBS_VALUE"], sdmx["OBS_STATUS"])] == [(None, "O"), ("", "O")]
    assert (standing["value"], standing["flag"], standing["status"]) == (None, "O", "not_assessable")
    assert all(observation["region"] != "CN" for observation in content["observations"])
    for code in LANGUAGES:
        context = _context(edition, code)
        (action,) = [a.id for a, i in context.plan.indicators() if i.id == indicator]
        page = views.action.indicators(context, action).text
        line = next(line for line in page.splitlines() if context.plan.indicator(indicator).title[code] in line)
        assert line.split(" | ")[2:4] == ["–", "–"]  # latest figure and its period


@pytest.mark.parametrize("field", ["value", "progress", "status", "target"])
def test_the_scoreboard_is_the_same_in_every_format(folders, field):
    """Each series of it, number by number."""
    folder = folders["2026-02"]
    context = _context("2026-02", "en")
    shown = {"value": "shown"}.get(field, field)
    board = {(r["indicator"], r["region"], r["sector"]): r[shown] for r in context.scoreboard.to_dict("records")}

    def same(rows, names: tuple[str, ...], column: str) -> None:
        found = {tuple(row[name] for name in names): row[column] for row in rows}
        as_it_is = {k: v if field == "status" else number(v) for k, v in found.items()}
        assert as_it_is == board

    same(packaged(folder, "scoreboard"), ("indicator", "region", "sector"), field)
    column = "OBS_VALUE" if field == "value" else field.upper()
    same(sdmx_rows(folder, "scoreboard"), ("INDICATOR", "REF_AREA", "SECTOR"), column)
    content = json.loads((folder / "api" / "v1" / "scoreboard.json").read_text("utf-8"))
    same(content["standings"], ("indicator", "region", "sector"), field)
