"""Charts of printed pages -> plain files to take along: the drawing as SVG, its table as CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from plan_metrics.errors import N_, Fault, check_faults
from plan_metrics.export.cells import Cell, csv_bytes, harmless
from plan_metrics.views.drawn import FROM
from plan_metrics.views.language import catalogue

FOLDER = "charts"
FIGURE = re.compile(r'<figure class="pm-drawn" id="f-([^"]+)" data-table="([^"]+)">.*?</figure>', re.DOTALL)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
TABLE = r'<table\b[^>]*\bid="{}"[^>]*>.*?</table>'
SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
POINT = 4 / 3  # pixels of a point, in which drawings are measured
FONTS = "text { font-family: 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif }"
# A spreadsheet opens UTF-8 without this mark in the code page of the machine, and shows Chinese as something else.
MARK = b"\xef\xbb\xbf"


def write_chart_files(book: Path, language: str) -> None:
    """Write the files of every chart of a printed book into its folder `charts`.

    The same pages give the same bytes. Raises `FaultError`, and writes nothing, where two different charts of
    the book bear the same name, or a chart has no table on its page.
    """
    seen: dict[str, tuple[str, bytes, bytes]] = {}
    faults: list[Fault] = []
    for page in sorted(book.glob("*.html")):
        text = page.read_text("utf-8")
        for figure in FIGURE.finditer(text):
            name = figure[1]
            table = re.search(TABLE.format(re.escape(figure[2])), text, re.DOTALL)
            if table is None:
                faults.append(chart_fault(page.name, name, None))
                continue
            files = (drawing_file(figure[0], language), table_file(table[0], language))
            other, *kept = seen.setdefault(name, (page.name, *files))
            if kept != list(files):
                faults.append(chart_fault(page.name, name, other))
    check_faults(faults)
    if seen:
        (book / FOLDER).mkdir()
    for name, (_, drawing, table) in seen.items():
        (book / FOLDER / f"{name}.svg").write_bytes(drawing)
        (book / FOLDER / f"{name}.csv").write_bytes(table)


def drawing_file(figure: str, language: str) -> bytes:
    """The drawing in a figure of a page as a file of its own: with a size, title, description and its fonts named."""
    drawing = ElementTree.fromstring(DRAWING.search(figure)[0])
    said = drawing.attrib.pop("aria-label")
    drawing.attrib.pop(FROM, None)
    width, height = (float(side) * POINT for side in drawing.attrib["viewBox"].split()[2:])
    drawing.attrib.update(width=f"{width:.0f}", height=f"{height:.0f}", lang=language)
    for place, (tag, text) in enumerate((("title", said.partition(":")[0].partition("：")[0]), ("desc", said))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}")
        element.text, element.tail = text, "\n"
        drawing.insert(place, element)
    style = ElementTree.Element(f"{{{SVG}}}style")
    style.text, style.tail = FONTS, "\n"
    drawing.insert(2, style)
    return ElementTree.tostring(drawing, encoding="utf-8", xml_declaration=True) + b"\n"


def table_file(table: str, language: str) -> bytes:
    """A table of a page as CSV: UTF-8 with its mark, numbers as programs read them, no cell a formula.

    A column whose cells carry such a value becomes two, the value and what the page shows for it.
    """
    head, *body = read_table(table)
    valued = {place for row in body for place, (_, value) in enumerate(row) if value is not None}
    shown = catalogue(language).gettext(N_("{title}, as shown"))
    header = [
        name
        for place, (title, _) in enumerate(head)
        for name in ([title, shown.format(title=title)] if place in valued else [title])
    ]
    rows = [
        [
            cell
            for place, (text, value) in enumerate(row)
            for cell in ([as_number(value), text] if place in valued else [text])
        ]
        for row in body
    ]
    return MARK + csv_bytes([harmless(name) for name in header], rows)


def as_number(value: str | None) -> Cell:
    """A number where a value is one; periods such as `2024-09` stay as they are.

    >>> as_number("3849"), as_number("2024-09"), as_number(None)
    (3849.0, '2024-09', None)
    """
    try:
        return value and float(value)
    except ValueError:
        return value


def read_table(table: str) -> list[list[tuple[str, str | None]]]:
    """The rows of a table, heading first: the text of each cell, and the value that it carries, if one."""
    reader = _Rows()
    reader.feed(table)
    reader.close()
    return [[(" ".join("".join(texts).split()), value) for texts, value in row] for row in reader.rows]


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[list]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append([[], None])
            self.inside = True
        elif tag == "data" and self.inside:
            self.rows[-1][-1][1] = dict(attributes)["value"]
        elif tag == "br" and self.inside:
            self.rows[-1][-1][0].append(" / ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1][0].append(data)


def chart_fault(page: str, name: str, other: str | None) -> Fault:
    """A chart that cannot become files: another page has one of its name, or its table is not there."""
    return Fault(
        rule="chart-files",
        file=page,
        found=N_("another chart called {name} is on {other}")
        if other
        else N_("the chart {name} has no table on its page"),
        expected=N_("each chart under a name of its own, on the page of the table it draws"),
        fix=N_("give the chart another name, or the id of its table"),
        values={"name": name, "other": other or ""},
    )
