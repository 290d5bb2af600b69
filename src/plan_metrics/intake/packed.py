"""What a packed workbook would be when it is opened, counted before anything of it is made.

A few bytes may unpack to any number of cells, and a single mark may merge all cells of a sheet: libraries make each of
them. So the parts are read as a stream and counted first.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.parsers import expat

from plan_metrics.errors import N_, FaultError, fault_at

MOST_BYTES = 100_000_000  # of a workbook when it is unpacked
MOST_CELLS = 1_000_000  # that are repeated or merged in a sheet
MOST_ELEMENTS = {".ods": 1_000_000}  # of which a library takes 1,000 bytes each
ELEMENTS = 2_000_000  # of any other workbook, 600 bytes each
AT_ONCE = 2**16
XML = (".xml", ".rels", ".vml")
_SPAN = re.compile(r"\s*\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?\s*")


def check_packed(file: Path) -> None:
    """Raise `FaultError` for a packed workbook with more in it than a workbook has, or a declared document type."""
    with zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
        size = sum(entry.file_size for entry in entries)
        if size > MOST_BYTES:
            found = N_("{size} bytes when it is unpacked")
            raise large_file(file, found, N_("at most {most} bytes"), size=f"{size:,}")
        start = _counting(file)
        for entry in entries:
            if entry.filename.casefold().endswith(XML):
                with packed.open(entry) as stream:
                    _read(stream.read, start)


def _counting(file: Path) -> Callable[[str, Mapping[str, str]], None]:
    """What counts each element of the parts of a workbook, and raises where there are too many."""
    left = MOST_ELEMENTS.get(file.suffix.casefold(), ELEMENTS)
    merged = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal left, merged
        left -= 1
        if name.rpartition(":")[2] == "mergeCell":
            merged += _covered(attributes.get("ref", ""))
        if left < 0 or merged > MOST_CELLS:
            found = N_("more than {most} merged cells") if left >= 0 else N_("more cells than can be read at once")
            raise large_file(file, found, N_("a table that a person can look over"), most=f"{MOST_CELLS:,}")

    return start


def _read(read: Callable[[int], bytes], start: Callable[[str, Mapping[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, _refuse_types
    with suppress(expat.ExpatError):  # what is damaged is told by the library that opens it
        for part in iter(lambda: read(AT_ONCE), b""):
            parser.Parse(part)


def _refuse_types(*_: object) -> None:
    raise ValueError("a declared document type")


def _covered(span: str) -> int:
    """How many cells a span such as A1:B2 has; more than any workbook has where it cannot be read."""
    from plan_metrics.intake.sheets import column_number

    found = _SPAN.fullmatch(span)
    if found is None:
        return MOST_CELLS + 1
    left, top, right, bottom = found.groups()
    across = column_number(right or left) - column_number(left)
    return (abs(across) + 1) * (abs(int(bottom or top) - int(top)) + 1)


def large_file(file: Path, found: str, expected: str, **values: Any) -> FaultError:
    """The fault of a table that is too large; `most` is a number of bytes, unless it is said."""
    fix = N_("Save the sheet that is needed in a file of its own.")
    values = {"most": f"{MOST_BYTES:,}", **values}
    return FaultError([fault_at("large_file", file.name, found, expected, fix, **values)])
