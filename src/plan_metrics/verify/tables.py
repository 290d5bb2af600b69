"""Files of figures: which row and column, which path of a JSON file, which cell of a workbook differs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import chain
from typing import Any

from plan_metrics.errors import N_
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


def _values(file: str, path: str, published: Any, computed: Any) -> Iterator[Difference]:
    if isinstance(published, dict) and isinstance(computed, dict):
        keys, form = [*computed, *(key for key in published if key not in computed)], "{path}.{key}"
    elif isinstance(published, list) and isinstance(computed, list):
        keys, form = [*range(max(len(published), len(computed)))], "{path}[{key}]"
        published, computed = dict(enumerate(published)), dict(enumerate(computed))
    elif published != computed or type(published) is not type(computed):
        yield Difference(file, CHANGED, PATH, {"path": path}, *parted(_shown(published), _shown(computed)))
        return
    else:
        return
    for key in keys:
        place = form.format(path=path, key=key)
        if key in published and key in computed:
            yield from _values(file, place, published[key], computed[key])
        else:
            kind, side = (EXTRA, published) if key in published else (MISSING, computed)
            shown = {"published" if key in published else "computed": _shown(side[key])}
            yield Difference(file, kind, PATH, {"path": place}, **shown)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


CELLS = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
REFERENCE, KIND = re.compile(r'\br="([A-Z]+[0-9]+)"'), re.compile(r'\bt="s"')
TEXTS = re.compile(r"<t\b[^>]*>(.*?)</t>", re.DOTALL)
STRINGS = re.compile(r"<si>(.*?)</si>", re.DOTALL)
VALUE = re.compile(r"<v>(.*?)</v>", re.DOTALL)
SHEET_NAME = re.compile(r'<sheet\b[^>]*\bname="([^"]*)"')


def workbook_differences(file: str, published: zipfile.ZipFile, computed: zipfile.ZipFile) -> Iterator[Difference]:
    """Cells of two workbooks that differ, as they are shown: a text or a number."""
    one, other = _cells(published), _cells(computed)
    for place in dict.fromkeys(chain(other, one)):
        told, expected = one.get(place, ""), other.get(place, "")
        if told != expected:
            values = dict(zip(("sheet", "cell"), place, strict=True))
            yield Difference(file, CHANGED, SHEET, values, *parted(told, expected))


def _cells(packed: zipfile.ZipFile) -> dict[tuple[str, str], str]:
    """The cells of a workbook as this program writes it: its sheets are numbered in their order."""

    def read(name: str) -> str:
        return packed.read(name).decode() if name in packed.namelist() else ""

    strings = ["".join(TEXTS.findall(each)) for each in STRINGS.findall(read("xl/sharedStrings.xml"))]
    found = {}
    for number, name in enumerate(SHEET_NAME.findall(read("xl/workbook.xml")), 1):
        for attributes, inside in CELLS.findall(read(f"xl/worksheets/sheet{number}.xml")):
            at, value = REFERENCE.search(attributes), VALUE.search(inside)
            text = value[1] if value else "".join(TEXTS.findall(inside))
            if KIND.search(attributes) and text.isdecimal() and int(text) < len(strings):
                text = strings[int(text)]
            if at:
                found[unescape(name), at[1]] = unescape(text)
    return found
