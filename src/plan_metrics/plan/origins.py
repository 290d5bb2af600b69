"""Digests by which anybody can find again what a report was made of: the files of a plan, the rows of a table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from plan_metrics.reading.csv_tables import text_of


def folder_digest(folder: Path) -> str:
    """The sha256 of what `sha256sum` prints of the files of a folder, none hidden, in the order of their names.

    `cd data/plan; find * -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum` gives the same.
    """
    names = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    kept = sorted((name for name in names if not name.startswith(".") and "/." not in name), key=str.encode)
    lines = (f"{hashlib.sha256(names[name].read_bytes()).hexdigest()}  {name}\n" for name in kept)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def row_digests(file: Path, lines: Iterable[int]) -> dict[int, str]:
    """The sha256 of the text of these lines of a table (the first is 1), without their ends, as UTF-8."""
    text = text_of(file).split("\n")
    return {line: hashlib.sha256(text[line - 1].removesuffix("\r").encode()).hexdigest() for line in lines}
