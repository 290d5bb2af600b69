"""The same everywhere: a figure, a state, a verdict, a count, taken out of every format, of the page and of the PDF."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pypdf
import pytest
from bilingual import LANGUAGES
from frictionless import Package
from pages import real, sample

from plan_metrics import views
from plan_metrics.context import Context
from plan_metrics.export.sdmx import time_period
from plan_metrics.export.table_columns import COLUMNS
from plan_metrics.report.pdf import PdfTexts, spoken, typeset
from plan_metrics.report.pdf.document import document_parts
from plan_metrics.report.pdf.tree import for_pdf
from plan_metrics.views import downloads, language, words
from plan_metrics.views.blocks import Block

REPOSITORY = Path(__file__).parents[2]
REAL = "2026-11"
EDITIONS = (REAL, "sample")
API = downloads.API.format(name="")


class Figure(NamedTuple):
    """Which figure, and whether it has a value."""

    edition: str
    indicator: str
    region: str
    breakdown: str
    period: str
    flag: str


FIGURES = {
    "a count": Figure(REAL, "green_product_kinds", "CN", "TOTAL", "2025", "A"),
    "a percentage": Figure(REAL, "manufacturing_pass_rate", "CN", "TOTAL", "2024", "A"),
    "money": Figure(REAL, "inspection_revenue", "CN", "TOTAL", "2024", "A"),
    "a half-year": Figure(REAL, "green_building_material_revenue", "CN", "building-materials", "2023-H1", "A"),
    "a computed share": Figure(REAL, "above_scale_share", "CN", "TOTAL", "2024", "A"),
    "a province in a month": Figure(REAL, "green_product_certificates", "CN-ZJ", "TOTAL", "2022-12", "A"),
    "of low reliability": Figure(REAL, "green_product_certificates", "CN-ZJ", "TOTAL", "2021-10", "U"),
    "suppressed": Figure("sample", "above_scale_institutions", "CN-NX", "TOTAL", "2024", "Q"),
    "not collected": Figure("sample", "international_organisations", "CN", "TOTAL", "2024", "L"),
}
NEVER_PUBLISHED = (REAL, "inspection_share_central_west")
Found = tuple[float | None, str]  # value and observation status


def _context(edition: str, code: str) -> Context:
    return {REAL: real, "sample": sample}[edition](code)


@pytest.fixture(scope="module")
def folders(exported) -> dict[str, Path]:
    """The files of each edition, written once."""
    return {name: exported(name) for name in EDITIONS}


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
    text = (folder / downloads.SDMX.format(name=table)).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def sheet_rows(file: Path, name: str) -> list[dict[str, object]]:
    """The table of observations in a workbook, by the words above its columns; `name` is that of its sheet."""
    with closing(openpyxl.load_workbook(file, read_only=True)) as book:
        rows = list(book[name].iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if all(row))
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def from_package(folder: Path, figure: Figure) -> Found:
    """By the names of the package."""
    row = one(packaged(folder, "observations"), **key(figure))
    return number(row["value"]), row["flag"]


def from_zip(folder: Path, figure: Figure) -> Found:
    """The CSV file in the zip file, with nothing but the standard library."""
    with zipfile.ZipFile(folder / downloads.PACKAGE) as archive:
        text = archive.read("observations.csv").decode("utf-8")
    row = one(list(csv.DictReader(io.StringIO(text, newline=""))), **key(figure))
    return number(row["value"]), row["flag"]


def from_open_sdg(folder: Path, figure: Figure) -> Found:
    """From the table of the indicator in the Open SDG folder, in which the total and the whole are blank."""
    with zipfile.ZipFile(folder / downloads.OPEN_SDG) as archive:
        text = archive.read(f"open-sdg/data/indicator_{figure.indicator}.csv").decode("utf-8")
    area, breakdown = ("" if each in ("CN", "TOTAL") else each for each in (figure.region, figure.breakdown))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    row = one(rows, Year=figure.period, REF_AREA=area, sector=breakdown)
    return number(row["Value"]), row["OBS_STATUS"]


def from_sdmx(folder: Path, figure: Figure) -> Found:
    """By the names and codes of SDMX."""
    wanted = {"INDICATOR": figure.indicator, "REF_AREA": figure.region, "SECTOR": figure.breakdown}
    row = one(sdmx_rows(folder, "observations"), **wanted, TIME_PERIOD=time_period(figure.period))
    return number(row["OBS_VALUE"]), row["OBS_STATUS"]


def coded(context: Context, figure: Figure) -> dict[str, str]:
    """The cells of a workbook that name the series of a figure."""
    return {
        words.say(context, "{title} (code)", title=words.say(context, title)): said
        for title, said in (("Indicator", figure.indicator), ("Region", figure.region), ("Breakdown", figure.breakdown))
    }


def from_workbook(code: str) -> Callable[[Path, Figure], Found]:
    """By the words above the columns, in one of the languages."""

    def found(folder: Path, figure: Figure) -> Found:
        context = _context(figure.edition, code)
        file = folder / downloads.WORKBOOK.format(language=code)
        table = sheet_rows(file, words.say(context, "All observations"))
        row = one(table, **coded(context, figure), **{words.say(context, "Period"): figure.period})
        value = row[words.say(context, "Value, in the plain unit")]
        return number(value), row[words.say(context, "Observation status (SDMX code)")].partition(":")[0]

    return found


def from_interface(name: str) -> Callable[[Path, Figure], Found]:
    """From one of the files of the JSON interface."""

    def found(folder: Path, figure: Figure) -> Found:
        file = folder / API / name.format(**figure._asdict())
        row = one(json.loads(file.read_text("utf-8"))["observations"], **key(figure))
        return number(row["value"]), row["flag"]

    return found


def key(figure: Figure) -> dict[str, str]:
    """The cells that name an observation."""
    return {
        "indicator": figure.indicator,
        "region": figure.region,
        "breakdown": figure.breakdown,
        "period": figure.period,
    }


FORMATS: dict[str, Callable[[Path, Figure], Found]] = {
    "data package": from_package,
    "zip": from_zip,
    "open sdg": from_open_sdg,
    "sdmx": from_sdmx,
    "workbook zh": from_workbook("zh"),
    "workbook en": from_workbook("en"),
    "interface, indicator": from_interface("indicators/{indicator}.json"),
    "interface, observations": from_interface("observations.json"),
}


@cache
def series_on(edition: str, name: str, code: str) -> Block:
    """The part of the page of an indicator or a province that shows its series."""
    context = _context(edition, code)
    indicators = {indicator.id for _, indicator in context.plan.indicators()}
    return (views.indicator.figures if name in indicators else views.region.series)(context, name)


def page_of(figure: Figure, code: str) -> str:
    """Where its series stands: that of the whole on the page of its indicator, that of a province on its own."""
    plan = _context(figure.edition, code).plan
    return figure.region if figure.region != plan.head.whole else figure.indicator


def id_of_table(figure: Figure, code: str) -> str:
    """The id that the table of its series has on the page."""
    if page_of(figure, code) == figure.region:
        return f"t-{figure.indicator}-{figure.region}-{figure.breakdown}".replace("_", "-")
    return f"t-{figure.indicator}"


def table_of(figure: Figure, code: str) -> str:
    """The table of its series on the page; empty without one."""
    page = series_on(figure.edition, page_of(figure, code), code).html
    table = re.search(rf'<table[^>]* id="{id_of_table(figure, code)}".*?</table>', page, re.DOTALL)
    return table[0] if table else ""


def rows_on(page: str, name: str) -> list[list[str]]:
    """The rows of a table on a page as the texts of their cells."""
    table = re.search(rf'<table[^>]* id="{name}".*?</table>', page, re.DOTALL)
    body = table[0].partition("</thead>")[2] if table else ""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub("<[^>]+>", "", cell.replace("<br>", "\n"))) for cell in row] for row in cells]


def cells_of(figure: Figure, code: str) -> list[str]:
    """Period, value, printed words, document, edition, remarks of a figure on its page; empty without such a row."""
    table = table_of(figure, code)
    name = re.search(r' id="([^"]*)"', table)
    rows = rows_on(table, name[1]) if name else []
    return next((row for row in rows if row[0] == language.period(figure.period, code)), [])


def on_the_page(figure: Figure, code: str) -> str | None:
    """What that table shows for the period; None without such a row."""
    cells = cells_of(figure, code)
    return cells[1] if cells else None


@cache
def write_pdf(edition: str, code: str) -> str:
    """The text of a PDF with the parts of pages that show the figures of an edition; one space wherever there is any,
    and none beside Chinese, where setting takes or makes it."""
    figures = [figure for figure in FIGURES.values() if figure.edition == edition]
    tables = {json.dumps(id_of_table(figure, code)) for figure in figures}
    pages = [series_on(edition, name, code).structure for name in sorted({page_of(each, code) for each in figures})]
    shown = [[part for part in page if any(table in json.dumps(part) for table in tables)] for page in pages]
    said = PdfTexts("title", "", edition, "", (), "contents", "", "title", (), ("", ""), ("", ""))
    job = {"template": str(REPOSITORY / "book" / "_pdf"), **spoken(code), "texts": vars(said)}
    pages = {str(index): for_pdf([["h1", {}, str(index)], *nodes]) for index, nodes in enumerate(shown)}
    document = {**typeset.heading(job, "book", 9.5), "parts": document_parts([("", list(pages))], pages, 9.5)}
    with tempfile.TemporaryDirectory() as folder:
        form = (REPOSITORY / "book" / "_pdf" / "document.typ").read_bytes()
        raw = typeset.first_that_fits(Path(folder), form, [lambda: document], 0)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    """A text with single spaces, and with none between Chinese and others."""
    return re.sub(r"(?<=[\u2e80-\uffef]) | (?=[\u2e80-\uffef])", "", " ".join(text.split()))


def in_the_pdf(figure: Figure, code: str) -> str | None:
    """What the same table shows in the PDF, between the period and the printed words; None without such a row."""
    head = re.search(r"<caption[^>]*>(.*?)</caption>.*?<th\b[^>]*>(.*?)</th>", table_of(figure, code), re.DOTALL)
    if head is None:
        return None
    _, found, table = write_pdf(figure.edition, code).partition(squeezed(html.unescape(f"{head[1]} {head[2]} ")))
    assert found
    period = re.escape(squeezed(language.period(figure.period, code)))
    printed = re.escape(squeezed(cells_of(figure, code)[2]))
    row = re.search(rf"(?<!\d){period} ?([^\dS]*-?\d[\d,.]*) ?{printed}", table)
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
    wanted = {"indicator": indicator, "region": "CN", "breakdown": "TOTAL"}
    row = one(packaged(folder, "scoreboard"), **wanted)
    sdmx = one(sdmx_rows(folder, "scoreboard"), INDICATOR=indicator, REF_AREA="CN", SECTOR="TOTAL")
    content = json.loads((folder / API / "indicators" / f"{indicator}.json").read_text("utf-8"))
    series_status = one(content["standings"], **wanted)
    assert [(row["value"], row["flag"]), (sdmx["OBS_VALUE"], sdmx["OBS_STATUS"])] == [(None, "O"), ("", "O")]
    assert (series_status["value"], series_status["flag"], series_status["status"]) == (None, "O", "not_assessable")
    assert all(observation["region"] != "CN" for observation in content["observations"])
    for code in LANGUAGES:
        context = _context(edition, code)
        page = views.indicator.opening(context, indicator).text
        assert words.say(context, words.STATUS["no_figure"]) in page
        assert f't-{indicator}"' not in views.indicator.figures(context, indicator).html


@pytest.mark.parametrize(
    "field",
    [
        "value",
        "progress",
        "status",
        "strength",
        "latest_change",
        "reversal",
        "change_low",
        "target",
        "result",
        "prospect",
    ],
)
def test_the_scoreboard_is_the_same_in_every_format(folders, field):
    """Each series of it, number by number and verdict by verdict."""
    folder = folders[REAL]
    context = _context(REAL, "en")
    shown = {"value": "shown"}.get(field, field)
    board = {(r["indicator"], r["region"], r["breakdown"]): r[shown] for r in context.scoreboard.to_dict("records")}
    assert len(set(board.values())) > 1

    def same(rows, names: tuple[str, ...], column: str) -> None:
        found = {tuple(row[name] for name in names): row[column] for row in rows}
        numbers = all(value is None or isinstance(value, int | float) for value in board.values())
        as_it_is = {"true": True, "false": False, "": None}
        read = {k: as_it_is[v] if v in as_it_is else number(v) if numbers else v for k, v in found.items()}
        assert read == board

    same(packaged(folder, "scoreboard"), ("indicator", "region", "breakdown"), field)
    column = "OBS_VALUE" if field == "value" else field.upper()
    same(sdmx_rows(folder, "scoreboard"), ("INDICATOR", "REF_AREA", "SECTOR"), column)
    content = json.loads((folder / API / "scoreboard.json").read_text("utf-8"))
    same(content["standings"], ("indicator", "region", "breakdown"), field)


PRINTED = ["a count", "a percentage", "money", "a half-year", "a province in a month", "of low reliability"]


@pytest.mark.parametrize("name", PRINTED)
def test_every_format_has_the_same_printed_words_and_edition(folders, name):
    """The words of the document, and the first edition from which the figure stood unchanged; on the page too."""
    figure = FIGURES[name]
    folder = folders[figure.edition]
    row = one(packaged(folder, "observations"), **key(figure))
    found = {"package": (row["printed"], row["edition"])}
    for file in ("observations.json", f"indicators/{figure.indicator}.json"):
        row = one(json.loads((folder / API / file).read_text("utf-8"))["observations"], **key(figure))
        found[file] = (row["printed"], row["edition"])
    wanted = {"INDICATOR": figure.indicator, "REF_AREA": figure.region, "SECTOR": figure.breakdown}
    row = one(sdmx_rows(folder, "observations"), **wanted, TIME_PERIOD=time_period(figure.period))
    found["sdmx"] = (row["PRINTED"], row["FIRST_EDITION"])
    for code in LANGUAGES:
        context = _context(figure.edition, code)
        table = sheet_rows(folder / downloads.WORKBOOK.format(language=code), words.say(context, "All observations"))
        row = one(table, **coded(context, figure), **{words.say(context, "Period"): figure.period})
        columns = ("As printed", "First edition with this figure unchanged")
        found[f"workbook {code}"] = tuple(row[words.say(context, column)] for column in columns)
        _, _, printed, _, edition, _ = cells_of(figure, code)
        found[f"page {code}"] = (printed, edition)
    assert len(set(found.values())) == 1, found
    assert all(found["package"])


# The columns of the table of states on the front page, by their names in the tables of the downloads.
STATE = (
    "state", "strength", "commitments", "commitments_advancing", "commitments_mixed", "commitments_slipping",
    "commitments_not_assessable", "commitments_direct", "commitments_proxy", "indicators_improving",
    "indicators_stable", "indicators_worsening", "indicators_not_assessable",
)  # fmt: skip


def states_on_the_page(edition: str, code: str) -> dict[str, tuple[str, ...]]:
    """Of each action: state and strength in words, and the counts behind them."""
    page = views.coverage.states_table(_context(edition, code)).html
    return {row[0].split()[0]: tuple(row[1:]) for row in rows_on(page, "states")}


def in_state_words(edition: str, code: str, row: Mapping[str, object]) -> tuple[str, ...]:
    """State, strength and counts of an action as the page says them."""
    context = _context(edition, code)
    state = words.say(context, words.ACTION_STATE[str(row["state"])])
    strength = words.say(context, words.STRENGTH[str(row["strength"])]) if row["strength"] else "–"
    return (state, strength, *(str(row[name]) for name in STATE[2:]))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_state_of_every_action_is_the_same_everywhere(folders, edition, code):
    """State, strength, every count: front page, page of the action, package, workbook, two files of the interface."""
    folder, context = folders[edition], _context(edition, code)
    page = states_on_the_page(edition, code)
    assert list(page) == [action.id for action in context.plan.actions]
    plan = json.loads((folder / API / "plan.json").read_text("utf-8"))
    titles = {column.name: words.say(context, column.title) for column in COLUMNS["actions"]}
    sheet = sheet_rows(folder / downloads.WORKBOOK.format(language=code), words.say(context, "Actions"))
    for action, shown in page.items():
        for rows in (packaged(folder, "actions"), plan["actions"]):
            assert in_state_words(edition, code, one(rows, action=action)) == shown
        alone = json.loads((folder / API / f"actions/{action}.json").read_text("utf-8"))
        assert in_state_words(edition, code, alone["action"]) == shown
        row = one(sheet, **{titles["action"]: action})
        assert tuple("–" if row[titles[name]] is None else str(row[titles[name]]) for name in STATE) == shown
        opening = views.action.opening(context, action).text.splitlines()
        stop = words.sentence(context, "")
        assert any(line.startswith(f"{shown[0]}{stop}") for line in opening)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_state_of_every_commitment_is_the_same_everywhere(folders, code):
    """State, fit and strength: page of the action, package, workbook, interface."""
    folder, context = folders[REAL], _context(REAL, code)
    titles = {column.name: words.say(context, column.title) for column in COLUMNS["commitments"]}
    sheet = sheet_rows(folder / downloads.WORKBOOK.format(language=code), words.say(context, "Commitments"))
    measured = {"direct": "measured directly", "proxy": "by a proxy"}
    for action in context.plan.actions:
        page = views.action.commitments(context, action.id).html
        alone = json.loads((folder / API / f"actions/{action.id}.json").read_text("utf-8"))["commitments"]
        rows = rows_on(page, f"commitments-{action.id}")
        assert len(rows) == len(alone) == len(action.commitments)
        for commitment, (_, verdict, _) in zip(action.commitments, rows, strict=True):
            row = one(packaged(folder, "commitments"), commitment=commitment.id)
            again = one(alone, commitment=commitment.id)
            assert [row[name] for name in ("state", "fit", "strength")] == [
                again[name] for name in ("state", "fit", "strength")
            ]
            state, why, *_ = verdict.split("\n")  # then why there is no direction
            assert state == words.say(context, words.COMMITMENT_STATE[row["state"]])
            if row["strength"]:
                assert words.say(context, words.STRENGTH[row["strength"]]) in why
                assert words.say(context, measured[row["fit"]]) in why
            said = one(sheet, **{titles["commitment"]: commitment.id})
            lists = {"state": words.COMMITMENT_STATE, "fit": words.FIT, "strength": words.STRENGTH}
            for name, known in lists.items():
                assert said[titles[name]] == (words.say(context, known[row[name]]) if row[name] else None)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_became_of_a_target_is_the_same_everywhere(folders, code):
    """Each official target: on the board of the page, in package, workbook and interface, with the same result."""
    folder, context = folders[REAL], _context(REAL, code)
    rows = packaged(folder, "targets")
    tables = views.target_tables
    page = rows_on(tables.with_figure(context).html, "targets")
    others = [(tables.ahead_without, "targets-ahead"), (tables.passed_without, "targets-passed")]
    without = [row for make, name in others for row in rows_on(make(context).html, name)]
    interface = json.loads((folder / API / "targets.json").read_text("utf-8"))["targets"]
    titles = {column.name: words.say(context, column.title) for column in COLUMNS["targets"]}
    sheet = sheet_rows(folder / downloads.WORKBOOK.format(language=code), words.say(context, "Targets"))
    assert len(page) + len(without) == len(rows) == len(interface) == len(sheet)
    results = {name: words.say(context, said) for name, said in words.RESULT.items()}

    known = {said for name, said in results.items() if name != "ahead"}

    def settled(found: list[tuple[str, str | None, object]]) -> Counter[tuple[str, str]]:
        return Counter(
            (printed, said) for printed, said, figure in found if said in known and figure not in (None, "–")
        )

    expected = settled([(row["printed"], results.get(row["result"]), row["result_value"]) for row in rows])
    assert {results["met"], results["missed"], results["no_figure_for_date"]} <= {said for _, said in expected}
    again = [(row["printed"], results.get(row["result"]), row["result_value"]) for row in interface]
    assert settled(again) == expected
    columns = [titles[name] for name in ("printed", "result", "result_value")]
    assert settled([tuple(row[column] for column in columns) for row in sheet]) == expected
    assert settled([(row[3].split("\n")[-1], row[6].split("\n")[0], row[4]) for row in page]) == expected
