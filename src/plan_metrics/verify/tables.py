"""Files of figures: which row and column, which path of a JSON file, which cell of a workbook differs."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from plan_metrics.errors import N_
from plan_metrics.intake.sheets import address, read_sheets
from plan_metrics.verify.difference import CHANGED, EXTRA, MISSING, Difference, pairs, parted

CELL = N_("row {row}, column {column}")
ROW = N_("row {row}")
PATH = N_("at {path}")
SHEET = N_("sheet {sheet}, cell {cell}")


def csv_differences(file: str, published: str, computed: str) -> Iterator[Difference]:
    """Cells of two tables that differ; rows are counted as a spreadsheet does."""
    one, other = (
        [tuple(row) for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
        for text in (published, computed)
    )
    header = other[0] if other else ()
    for here, there in pairs(one, other):
        mine, theirs = () if here is None else one[here], () if there is None else other[there]
        if here is None or there is None or len(mine) != len(theirs):
            kind = MISSING if here is None else EXTRA if there is None else CHANGED
            row = (there or 0 if here is None else here) + 1
            yield Difference(file, kind, ROW, {"row": row}, ", ".join(mine), ", ".join(theirs))
            continue
        for place, (told, expected) in enumerate(zip(mine, theirs, strict=True)):
            if told != expected:
                column = header[place] if place < len(header) else place + 1
                yield Difference(file, CHANGED, CELL, {"row": here + 1, "column": column}, *parted(told, expected))


def json_differences(file: str, published: str, computed: str) -> Iterator[Difference]:
    """Values of two JSON files that differ, by their path."""
    yield from _values(file, "$", json.loads(published), json.loads(computed))


def _values(file: str, path: str, published: object, computed: object) -> Iterator[Difference]:
    if isinstance(published, dict) and isinstance(computed, dict):
        keys, form = [*computed, *(key for key in published if key not in computed)], "{path}.{key}"
    elif isinstance(published, list) and isinstance(computed, list):
        keys, form = [*range(max(len(published), len(computed)))], "{path}[{key}]"
        published, computed = dict(enumerate(published)), dict(enumerate(computed))
    elif published != computed or type(published) is not type(computed):
        yield Difference(file, CHANGED, PATH, {"path": path}, *parted(as_told(published), as_told(computed)))
        return
    else:
        return
    for key in keys:
        place = form.format(path=path, key=key)
        if key in published and key in computed:
            yield from _values(file, place, published[key], computed[key])
        else:
            kind, side = (EXTRA, published) if key in published else (MISSING, computed)
            shown = {"published" if key in published else "computed": as_told(side[key])}
            yield Difference(file, kind, PATH, {"path": place}, **shown)


def as_told(value: object) -> str:
    """A value of a JSON file as it is told: a text as it stands."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def workbook_differences(file: str, published: bytes, computed: bytes) -> Iterator[Difference]:
    """Cells of two workbooks that differ: a text, or a number as it is stored."""
    one, other = _cells(published), _cells(computed)
    for place in dict.fromkeys(chain(other, one)):
        told, expected = one.get(place, ""), other.get(place, "")
        if told != expected:
            values = dict(zip(("sheet", "cell"), place, strict=True))
            yield Difference(file, CHANGED, SHEET, values, *parted(told, expected))


def _cells(workbook: bytes) -> dict[tuple[str, str], str]:
    """What stands in each cell, by sheet and cell; bounded as any workbook that comes in (`intake.sheets`)."""
    with tempfile.TemporaryDirectory(prefix="plan-metrics-verify-") as folder:
        file = Path(folder, "workbook.xlsx")
        file.write_bytes(workbook)
        return {
            (sheet.name, address(*place)): cell.text if cell.number is None else f"{cell.number:.15g}"
            for sheet in read_sheets(file)
            for place, cell in sheet.cells.items()
        }
