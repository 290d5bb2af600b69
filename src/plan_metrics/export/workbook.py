"""A workbook for each language that a screen reader can read: cover, contents, notes, and one table a sheet.

It follows the UK government's guidance “Releasing statistics in spreadsheets”: a title in A1, one marked table a
sheet with its header frozen, no merged cells, nothing said by colour alone, and empty cells explained.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.export.about import LICENCE, notices, title
from plan_metrics.export.spreadsheet_cells import Cell, harmless, number
from plan_metrics.export.table_columns import TITLES, Column
from plan_metrics.export.tables import Row, Table
from plan_metrics.views import language
from plan_metrics.views.words import plan_cited, say, sentences

NAMES = {
    "cover": N_("Cover"),
    "contents": N_("Contents"),
    "codes": N_("Notes"),
    "actions": N_("Actions"),
    "commitments": N_("Commitments"),
    "scoreboard": N_("Scoreboard"),
    "observations": N_("All observations"),
    "indicators": N_("All indicators"),
    "fits": N_("Fits"),
    "targets": N_("Targets"),
    "sources": N_("Sources"),
}
SHEETS = [*NAMES][2:]  # with a table each
# Codes that stand beside their words, because other files are joined by them; all others are said in words.
JOINED_BY = {"indicator": "indicators", "region": "regions", "breakdown": "breakdowns"}
SAID = {"action": "actions", "commitment": "commitments", "unit": "units"}
NUMBERED = ("actions", "commitments")  # whose words begin with their code
WIDE_COLUMNS = ("action", "commitment", "printed", "counted", "deteriorating", "receipt")
WIDE_CODES = ("reason", "result")
YES_NO = {True: N_("yes"), False: N_("no")}
Styles: TypeAlias = Mapping[str, Format]
Words: TypeAlias = Mapping[str, Mapping[str, str]]  # table or code list -> code -> what it is called

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
WIDE, NARROW, COVER = 44, 18, 100


@dataclass(frozen=True)
class _Sheet:
    """A table as it stands on a sheet: headings, how each column is shown, and the cells."""

    headings: list[str]
    columns: list[Column]
    rows: list[list[Cell]]


def workbook(context: Context, tables: Mapping[str, Table]) -> bytes:
    """The workbook in the language of the context. It says the edition's date as its own, so two runs agree."""
    stream = io.BytesIO()
    book = Workbook(stream, OPTIONS)
    said = title(context)[context.language]
    book.set_properties(
        {
            "title": harmless(said),
            "author": "plan-metrics",
            "comments": LICENCE,
            "created": datetime.datetime.combine(context.edition.card.day, datetime.time()),
        }
    )
    styles = {
        "text": book.add_format({**FONT, "text_wrap": True}),
        "title": book.add_format({**FONT, "font_size": 16, "bold": True}),
        "head": book.add_format({**FONT, "bold": True, "text_wrap": True}),
        "link": book.add_format({**FONT, "underline": 1, "font_color": "#0b5394"}),
        "whole": book.add_format({**FONT, "num_format": "#,##0"}),
        "part": book.add_format({**FONT, "num_format": "#,##0.0#########"}),
        "ratio": book.add_format({**FONT, "num_format": "0.0%"}),
    }
    words = _words(context, tables)
    sheets = {name: _sheet(context, tables[name], words) for name in SHEETS}
    _cover(context, book, styles)
    _contents(context, book, styles, sheets)
    for name, sheet in sheets.items():
        _table(context, book, styles, name, sheet)
    book.close()
    return stream.getvalue()


def _words(context: Context, tables: Mapping[str, Table]) -> Words:
    column = f"title_{context.language}"
    titles = {
        name: {str(row[tables[name].key[0]]): str(row[column]) for row in tables[name].rows}
        for name in ("indicators", "regions", "breakdowns", "units")
    }
    for name in NUMBERED:
        key = tables[name].key[0]
        titles[name] = {str(row[key]): f"{row[key]} {row[column]}" for row in tables[name].rows}
    titles["boolean"] = {str(value): say(context, text) for value, text in YES_NO.items()}
    for row in tables["codes"].rows:
        known = titles.setdefault(str(row["list"]), {})
        code = f"{row['code']}: " if row["list"] == "flag" else ""
        known[str(row["code"])] = f"{code}{row[column]}"
    return titles


def _sheet(context: Context, table: Table, words: Words) -> _Sheet:
    own = table.key if any(column.name.startswith("title_") for column in table.columns) else ()
    headings, columns = [], []
    for column in table.columns:
        if column.language in ("", context.language):
            heading = say(context, column.title)
            if column.name in JOINED_BY and column.name not in own:
                headings.append(say(context, N_("{title} (code)"), title=heading))
                columns.append(column)
            headings.append(heading)
            columns.append(column)
    rows = [list(_cells(columns, own, row, words)) for row in table.rows]
    return _Sheet(headings, columns, rows)


def _cells(columns: Sequence[Column], own: Sequence[str], row: Row, words: Words) -> Iterator[Cell]:
    before = None
    for column in columns:
        said = "" if column.name in own else SAID.get(column.name, column.codes)
        if column.name in JOINED_BY and before is column:
            said = JOINED_BY[column.name]
        elif column.type == "boolean":
            said = column.type
        cell, before = row[column.name], column
        yield words[said].get(str(cell), cell) if said and cell is not None else cell


def _cover(context: Context, book: Workbook, styles: Styles) -> None:
    card, code = context.edition.card, context.language
    up_to = say(context, N_("Figures published up to {as_of}."), as_of=language.date(card.as_of, code))
    sheet = book.add_worksheet(say(context, NAMES["cover"]))
    sheet.set_column(0, 0, COVER)
    lines = [
        *(notice[code] for notice in notices(context)[:-2]),  # invented figures are said before anything else
        card.about[code],
        sentences(context, [plan_cited(context), up_to]),
        say(
            context, N_("Edition {id}. Every figure names its source; the sources stand on the last sheet."), id=card.id
        ),
        say(context, N_("The receipt of a row says what it rests on. To compute it again: plan-metrics verify ID")),
        *(notice[code] for notice in notices(context)[-2:]),
    ]
    sheet.write_string(0, 0, harmless(title(context)[code]), styles["title"])
    for index, line in enumerate(lines, 1):
        sheet.write_string(index, 0, harmless(line), styles["text"])
    sheet.activate()


def _contents(context: Context, book: Workbook, styles: Styles, sheets: Mapping[str, _Sheet]) -> None:
    sheet = book.add_worksheet(say(context, NAMES["contents"]))
    heading = say(context, N_("Contents of this workbook"))
    rows = [[say(context, NAMES[name]), say(context, TITLES[name]), len(found.rows)] for name, found in sheets.items()]
    columns = [say(context, N_("Sheet")), say(context, N_("What it holds")), say(context, N_("Rows"))]
    sheet.write_string(0, 0, heading, styles["title"])
    sheet.write_string(
        1, 0, say(context, N_("This sheet holds one table. The names lead to the sheets.")), styles["text"]
    )
    _mark(sheet, 2, columns, len(rows), styles, "contents", heading)
    for index, (name, what, count) in enumerate(rows, 3):
        sheet.write_url(index, 0, f"internal:'{name}'!A1", styles["link"], name)
        sheet.write_string(index, 1, what, styles["text"])
        sheet.write_number(index, 2, count, styles["whole"])
    sheet.set_column(0, 0, NARROW)
    sheet.set_column(1, 1, WIDE)


def _table(context: Context, book: Workbook, styles: Styles, name: str, found: _Sheet) -> None:
    sheet = book.add_worksheet(say(context, NAMES[name]))
    said = f"{say(context, TITLES[name])} · {context.edition.card.title[context.language]}"
    about = [notice[context.language] for notice in notices(context)[:-1]]
    size = N_("This sheet holds one table: {rows} rows, {columns} columns.")
    about.append(say(context, size, rows=len(found.rows), columns=len(found.columns)))
    sheet.write_string(0, 0, harmless(said), styles["title"])
    plain = book.add_format(FONT)  # a long line beside the table is not wrapped into a tall, narrow cell
    for index, line in enumerate(about, 1):
        sheet.write_string(index, 0, harmless(line), plain)
    top = len(about) + 1
    _mark(sheet, top, found.headings, len(found.rows), styles, name, said)
    for index, row in enumerate(found.rows, top + 1):
        for across, (column, cell) in enumerate(zip(found.columns, row, strict=True)):
            _write(sheet, index, across, column, cell, styles)
    for across, column in enumerate(found.columns):
        repeated = across and found.columns[across - 1] is column
        wide = column.language or repeated or column.name in WIDE_COLUMNS or column.codes in WIDE_CODES
        sheet.set_column(across, across, WIDE if wide else NARROW)
    sheet.freeze_panes(top + 1, 0)


def _mark(sheet: Worksheet, top: int, headings: Sequence[str], rows: int, styles: Styles, name: str, said: str) -> None:
    columns = [{"header": heading, "header_format": styles["head"]} for heading in headings]
    about = {"name": f"table_{name}", "columns": columns, "title": said, "description": said}
    options = {**about, "autofilter": True, "style": "Table Style Light 1", "banded_rows": False}
    sheet.add_table(top, 0, top + max(rows, 1), len(headings) - 1, options)


def _write(sheet: Worksheet, down: int, across: int, column: Column, cell: Cell, styles: Styles) -> None:
    if cell is None:
        sheet.write_blank(down, across, None, styles["text"])
    elif isinstance(cell, str):
        sheet.write_string(down, across, harmless(cell), styles["text"])
    else:
        style = "ratio" if column.ratio else "whole" if isinstance(number(cell), int) else "part"
        sheet.write_number(down, across, number(cell), styles[style])
