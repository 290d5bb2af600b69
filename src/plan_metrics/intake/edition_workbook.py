"""An edition as a workbook to edit: drop-down lists for codes, a note at each heading, keys of figures protected.

What is written here is read back by `edited`. Codes are chosen from lists; what the list does not have can be typed all
the same, and `import` says what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plan_metrics.edition.card import sound_card
from plan_metrics.edition.models import ANSWERS_FILE, KEY, OBSERVATIONS_FILE, SOURCES_FILE, TABLES, table_columns
from plan_metrics.edition.scaffold import code_lists
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.files import hashed, write_whole
from plan_metrics.paths import build_folder, edition_folder
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.models import Plan
from plan_metrics.reading.csv_tables import Table, no_rows, read_table
from plan_metrics.reading.typed import number
from plan_metrics.views.language import catalogue

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MARK = "plan-metrics"  # the custom property that tells such a workbook, and which tables it was written from
AMOUNTS = ("value", "sample_size", "kept_value")
ROOM = 2000  # rows below the last one that have lists too
LISTS = {
    "indicator": "indicators",
    "region": "regions",
    "unit": "units",
    "flag": "flags",
    "qualifier": "qualifiers",
}
WIDTHS = {"indicator": 34, "printed": 22, "key": 50, "title": 40, "note": 40, "reason": 40, "why": 40}
NOTES = {
    "indicator": N_("Choose from the list; titles are in the sheet indicators."),
    "period": N_("2024, 2024-H1, 2024-Q3 or 2024-09; the cells are text, so that no date is made of them."),
    "value": N_("The number in the plain unit of the indicator; empty where the flag says that there is none."),
    "printed": N_("The figure in its few words as it was printed, such as 226.7万张."),
    "source": N_("The code of a document in the sheet sources; add the document there first."),
    "flag": N_("A for an ordinary figure; the others are in the sheet flags."),
}


def write_edition_workbook(base: Path, plan: Plan, edition: str, language: str) -> Path:
    """The workbook `build/edit/EDITION.xlsx`, written anew.

    Raises `FaultError` for tables that cannot be read, and where the workbook that lies there was edited.
    """
    from xlsxwriter import Workbook

    folder = edition_folder(base, edition)
    tables = {name: [cells for _, cells in table_in(folder / name, plan.layout).rows] for name in TABLES}
    file = build_folder(base) / "edit" / f"{edition}.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    check_faults(_edited(file))
    card = sound_card(folder, plan.languages)
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {"title": card.title[plan.spoken(language)], "created": dt.datetime.combine(card.day, dt.time())}
        )
        said = json.dumps({"edition": edition, "tables": digest_of(folder)})
        book.set_custom_property(MARK, said)
        forms = {
            "text": book.add_format({"num_format": "@", "locked": False, "valign": "top"}),
            "amount": book.add_format({"locked": False, "valign": "top"}),
            "key": book.add_format({"num_format": "@", "locked": True, "valign": "top", "bg_color": "#EEEEEE"}),
            "head": book.add_format({"bold": True, "locked": True, "valign": "top", "bottom": 1}),
        }
        lists = {name.removesuffix(".csv"): list(rows) for name, (_, rows) in code_lists(plan).items()}
        for name, rows in tables.items():
            _write_table(book, name, plan.layout, rows, lists, forms, language)
        for name, (columns, entries) in code_lists(plan).items():
            _write_list(book, name.removesuffix(".csv"), columns, entries, forms)
    _put(file, made.getvalue())
    return file


def _put(file: Path, raw: bytes) -> None:
    """Put a workbook in the place of the one that was written before; ended anywhere, neither counts as edited."""
    digests = [hashed(each) for each in (raw, *([file.read_bytes()] if file.exists() else []))]
    write_whole(_written_as(file), "\n".join(digests).encode())
    write_whole(file, raw)
    write_whole(_written_as(file), digests[0].encode())


def _edited(file: Path) -> Iterator[Fault]:
    """The workbook that would be overwritten, if it is another one than was written."""
    written = _written_as(file).read_text(encoding="ascii") if _written_as(file).exists() else ""
    if file.exists() and hashed(file.read_bytes()) not in written.splitlines():
        found, expected = N_("a workbook that was edited"), N_("no workbook, or one as it was written")
        fix = N_("Import it, or move it to another folder, where your changes stay; then run the command again.")
        yield fault_at("edited_workbook", f"build/edit/{file.name}", found, expected, fix)


def _written_as(file: Path) -> Path:
    return file.with_name(f".{file.name}.sha256")


def digest_of(folder: Path) -> str:
    """What tells whether the tables of an edition are still those that a workbook was written from."""
    found = hashlib.sha256()
    for name in TABLES:
        file = folder / name
        found.update(name.encode() + b"\0" + (file.read_bytes() if file.exists() else b"") + b"\0")
    return found.hexdigest()


def table_in(file: Path, layout: Layout) -> Table:
    """A table of an edition as it lies in its file, without a row where there is none. Raises `FaultError`."""
    columns = layout.in_file(table_columns(file.name, layout.languages))
    return read_table(file, columns) if file.exists() else no_rows(file.name, columns)


def _write_table(
    book: Workbook,
    name: str,
    layout: Layout,
    rows: Sequence[Mapping[str, str]],
    lists: Mapping[str, Sequence[Sequence[str]]],
    forms: Mapping[str, Format],
    language: str,
) -> None:
    sheet, columns = (
        book.add_worksheet(name.removesuffix(".csv")),
        layout.in_file(table_columns(name, layout.languages)),
    )
    locked = layout.in_file(KEY) if name == OBSERVATIONS_FILE else ()
    sheet.freeze_panes(1, 0)
    protected = name in (OBSERVATIONS_FILE, ANSWERS_FILE)
    if protected:
        sheet.protect(
            "", {"insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True, "format_columns": True}
        )
    for place, column in enumerate(columns):
        width = next((wide for part, wide in WIDTHS.items() if column.startswith(part)), 14)
        sheet.set_column(place, place, width, forms["amount" if column in AMOUNTS else "text"])
        sheet.write_string(0, place, column, forms["head"])
        if column in NOTES:
            sheet.write_comment(0, place, catalogue(language).gettext(NOTES[column]), {"x_scale": 2})
        _add_list(sheet, name, place, column, len(rows), lists)
    for line, cells in enumerate(rows, 1):
        for place, column in enumerate(columns):
            _write_cell(sheet, line, place, cells[column], column, forms, is_key=column in locked)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _write_cell(
    sheet: Worksheet, line: int, place: int, cell: str, column: str, forms: Mapping[str, Format], *, is_key: bool
) -> None:
    amount = number(cell) if column in AMOUNTS else None
    if amount is not None and f"{amount:.15g}" == cell:  # as it comes back from a workbook
        sheet.write_number(line, place, amount, forms["amount"])
    elif cell or is_key:
        sheet.write_string(line, place, cell, forms["key" if is_key else "text"])


def _add_list(
    sheet: Worksheet, name: str, place: int, column: str, rows: int, lists: Mapping[str, Sequence[Sequence[str]]]
) -> None:
    """A drop-down list of the codes that a column may hold; another entry only warns."""
    chosen = LISTS.get(column, column)
    if column == "source" and name != SOURCES_FILE:
        source = "=sources!$A$2:$A$9999"
    elif chosen in lists and name != ANSWERS_FILE:
        source = f"={chosen}!$A$2:$A${len(lists[chosen]) + 1}"
    else:
        return
    how = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
    sheet.data_validation(1, place, rows + ROOM, place, how)


def _write_list(
    book: Workbook, name: str, columns: Sequence[str], entries: Sequence[Sequence[str]], forms: Mapping[str, Format]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.protect()
    sheet.set_column(0, len(columns) - 1, 30)
    sheet.write_row(0, 0, list(columns), forms["head"])
    for line, entry in enumerate(entries, 1):
        for place, cell in enumerate(entry):
            sheet.write_string(line, place, str(cell), forms["key"])
