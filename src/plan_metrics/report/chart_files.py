"""Charts of executed notebooks -> downloads: the drawing as SVG, its table as CSV; both say what their page does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.export.about import LICENCE
from plan_metrics.export.spreadsheet_cells import Cell, csv_bytes, harmless
from plan_metrics.report.notebook_nodes import (
    CellNode,
    DrawingNode,
    FigureNode,
    TableNode,
    figures,
    hrefs_in,
    shown,
    tables,
    words_of,
)
from plan_metrics.report.pictures import source_line
from plan_metrics.report.sharing import ADDRESS, FOLDER, TITLE
from plan_metrics.views.language import catalogue

if TYPE_CHECKING:
    from plan_metrics.report.citing import Reference

SVG, DUBLIN_CORE = "http://www.w3.org/2000/svg", "http://purl.org/dc/elements/1.1/"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("dc", DUBLIN_CORE)
RECEIPTS = "/receipts/"  # in the address of every receipt
POINT = 4 / 3  # pixels of a point, in which drawings are measured
FONTS = "text { font-family: 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif }"
# A spreadsheet opens UTF-8 without this mark in the code page of the machine, and shows Chinese as something else.
MARK = b"\xef\xbb\xbf"


def write_chart_files(pages: Path, book: Path, language: str, reference: Reference | None = None) -> None:
    """Write the files of every chart of the executed notebooks in `pages` into the folder `charts` of their book.

    With a `reference` each row of a table also says whose figures they are, if all are of one place, and the edition,
    its state, the licence and how to cite the page; a drawing has state, source and report as its metadata.

    The same pages give the same bytes. Raises `FaultError`, and writes nothing, where two different charts of
    the book have the same name, or a chart has no table on its page.
    """
    drawn: dict[str, tuple[str, FigureNode, TableNode]] = {}
    faults: list[Fault] = []
    for page in sorted(pages.glob("*.ipynb")):
        nodes = list(shown(json.loads(page.read_bytes())))
        known = {table["id"]: table for table in tables(nodes)}
        for figure in figures(nodes):
            name, table = figure["name"], known.get(figure["table"])
            if table is None:
                faults.append(chart_fault(page.name, name))
                continue
            first = drawn.setdefault(name, (page.name, figure, table))
            if first[1:] != (figure, table) and _files(*first[1:], language) != _files(figure, table, language):
                faults.append(chart_fault(page.name, name, first[0]))
    check_faults(faults)
    if drawn:
        (book / FOLDER).mkdir()
    for name, (page_name, figure, table) in drawn.items():
        page_id = page_name.removesuffix(".ipynb")
        said = (metadata(figure, reference), about(figure, table, page_id, reference)) if reference else ()
        for ending, raw in zip(("svg", "csv"), _files(figure, table, language, *said), strict=True):
            (book / FOLDER / f"{name}.{ending}").write_bytes(raw)


def _files(
    figure: FigureNode,
    table: TableNode,
    language: str,
    of_drawing: Mapping[str, str] | None = None,
    of_table: Mapping[str, str] | None = None,
) -> tuple[bytes, bytes]:
    return drawing_file(figure["drawing"], language, of_drawing), table_file(table, language, of_table)


def about(figure: FigureNode, table: TableNode, page: str, reference: Reference) -> dict[str, str]:
    """What the table of a chart says of itself, by the titles of columns in the language of the messages."""
    place = {N_("Reference area"): figure["place"]} if figure["place"] else {}
    address = f"{reference.folder}/{page}.html"
    cited = reference.page.replace(ADDRESS, address).replace(TITLE, words_of(table["caption"]))
    return {
        **place,
        N_("Edition of the report"): reference.edition[0],
        **({N_("State of the edition"): reference.around.notice} if reference.around.notice else {}),
        N_("Licence"): LICENCE,
        N_("Citation"): cited,
    }


def metadata(figure: FigureNode, reference: Reference) -> dict[str, str]:
    """What the drawing of a chart says of itself, by the elements of Dublin Core; it is what its picture says."""
    around = reference.around
    said = {
        "description": around.notice,
        "source": source_line(around, figure["source"]),
        "relation": f"{around.title} · {around.edition}",
        "identifier": around.address,
    }
    return {name: text for name, text in said.items() if text}


def drawing_file(drawing: DrawingNode, language: str, about: Mapping[str, str] | None = None) -> bytes:
    """A drawing as a file of its own: with a size, title, description, its fonts named, and its metadata."""
    svg, said = ElementTree.fromstring(drawing["svg"]), drawing["said"]
    svg.attrib.pop("aria-label")
    width, height = (float(side) * POINT for side in svg.attrib["viewBox"].split()[2:])
    svg.attrib.update(width=f"{width:.0f}", height=f"{height:.0f}", lang=language)
    before_colon = said.partition(":")[0].partition("：")[0]
    texts = {"title": before_colon, "desc": said, "style": FONTS} | ({"metadata": None} if about else {})
    for index, (tag, text) in enumerate(texts.items()):
        element = ElementTree.Element(f"{{{SVG}}}{tag}")
        element.text, element.tail = text, "\n"
        svg.insert(index, element)
    for name, text in (about or {}).items():
        ElementTree.SubElement(svg[3], f"{{{DUBLIN_CORE}}}{name}").text = text
    raw: bytes = ElementTree.tostring(svg, encoding="utf-8", xml_declaration=True)
    return raw + b"\n"


def table_file(table: TableNode, language: str, said: Mapping[str, str] | None = None) -> bytes:
    """A table of a page as CSV: UTF-8 with its mark, numbers as programs read them, no cell a formula.

    A column whose cells carry such a value becomes two, the value and what the page shows for it; one whose cells lead
    to receipts has the ids of these beside it. What is `said` of the whole stands in columns of its own, the same in
    each row.
    """
    valued = {index for row in table["rows"] for index, cell in enumerate(row) if "value" in cell}
    traced = {index for row in table["rows"] for index, cell in enumerate(row) if receipt_in(cell)}
    shown_as, receipt_of = map(catalogue(language).gettext, (N_("{title}, as shown"), N_("{title}, receipt")))
    header: list[str] = []
    for index, column in enumerate(table["columns"]):
        title = column["text"]
        header += [title, shown_as.format(title=title)] if index in valued else [title]
        header += [receipt_of.format(title=title)] if index in traced else []
    header += [catalogue(language).gettext(title) for title in said or ()]
    rows = [
        [
            cell
            for index, known in enumerate(row)
            for cell in (
                *([as_number(known.get("value"))] if index in valued else ()),
                known["text"],
                *([receipt_in(known)] if index in traced else ()),
            )
        ]
        + [*(said or {}).values()]
        for row in table["rows"]
    ]
    return MARK + csv_bytes([harmless(name) for name in header], rows)


def receipt_in(cell: CellNode) -> str:
    """The id of the receipt that a cell leads to, or nothing.

    >>> receipt_in({"text": "2", "content": [["a", {"href": "../data/receipts/index-en.html#index/goals"}, "2"]]})
    'index/goals'
    """
    return next((href.partition("#")[2] for href in hrefs_in(cell.get("content", ())) if RECEIPTS in href), "")


def as_number(value: str | None) -> Cell:
    """A number where a value is one; periods such as `2024-09` stay as they are.

    >>> as_number("3849"), as_number("2024-09"), as_number(None)
    (3849.0, '2024-09', None)
    """
    try:
        return value and float(value)
    except ValueError:
        return value


def chart_fault(page: str, name: str, other: str = "") -> Fault:
    """A chart that cannot become files: another page has one of its name, or its table is not there."""
    twice, alone = N_("another chart called {name} is on {other}"), N_("the chart {name} has no table on its page")
    expected = N_("each chart under a name of its own, on the page of the table it draws")
    fix = N_("give the chart another name, or the id of its table")
    return fault_at("chart-files", page, twice if other else alone, expected, fix, name=name, other=other)
