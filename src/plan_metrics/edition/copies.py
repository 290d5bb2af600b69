"""Copies of documents that a project keeps: `copies.csv` of an edition has their digests, which it need not have."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from plan_metrics.edition.models import COPIES_FILE, Copy, table_columns
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.reading.csv_tables import sound_rows
from plan_metrics.reading.printable import unprintable_in_row
from plan_metrics.reading.typed import plain

DOCUMENTS = "documents"  # the folder of `data` that the copies lie in
SHA256 = re.compile("[0-9a-f]{64}|[0-9A-F]{64}")  # in capitals as PowerShell prints it


def read_copies(folder: Path, sources: Collection[str], faults: list[Fault]) -> dict[str, Copy]:
    """The copies of the documents of the edition in a folder by their codes; what is wrong is added to `faults`.

    `sources` are the codes of all documents that it may cite. The copies themselves are not looked at: whoever has the
    figures alone can make the pages (`copy_faults` looks).
    """
    file = folder / COPIES_FILE
    if not (file.exists() or file.is_symlink()):
        return {}
    table, unread = sound_rows(file, table_columns(COPIES_FILE, ()))
    faults.extend(unread)
    found: dict[str, Copy] = {}
    for line, typed in table.rows if table else ():
        cells = {name: plain(cell) if name != "file" else cell for name, cell in typed.items()}
        wrong = list(_wrong(line, cells, sources, found))
        faults += [*wrong, *unprintable_in_row(COPIES_FILE, line, cells, {fault.column for fault in wrong})]
        if not wrong:
            found[cells["source"]] = Copy(line=line, file=cells["file"], sha256=cells["sha256"].lower())
    return found


def copy_faults(base: Path, copies: Mapping[str, Copy]) -> Iterator[Fault]:
    """A fault for each copy that is no file in `data/documents`, or is not the one with the digest."""
    folder = base / "data" / DOCUMENTS
    for copy in copies.values():
        file = folder / copy.file
        inside = file.resolve().is_relative_to(folder.resolve())
        said = hashlib.sha256(file.read_bytes()).hexdigest() if inside and file.is_file() else ""
        if said == copy.sha256:
            continue
        values = {"cell": copy.file, "sha256": said, "kept": copy.sha256}
        if said:
            found = N_("{cell} with the SHA-256 {sha256}")
            expected = N_("the copy with the SHA-256 {kept}, which was read")
            fix = N_("Restore the copy. If the figures were read again in this file, correct the digest.")
            yield _fault("changed_copy", copy.line, "sha256", found, expected, fix, **values)
        else:
            found, fix = _lacking(file, inside=inside)
            yield _fault("no_copy", copy.line, "file", found, N_("a file in data/documents"), fix, **values)


def _lacking(file: Path, *, inside: bool) -> tuple[str, str]:
    """What lies in the place of a copy, and what to do."""
    if file.is_symlink() or not inside:
        found = N_("“{cell}”, a link, or in a folder that is a link, that leads elsewhere or to nothing")
        return found, N_("Put the file itself there in place of the link.")
    if file.is_dir():
        return N_("“{cell}”, which is a folder"), N_("Write the path of the file in it.")
    return N_("“{cell}”, which is not there"), N_("Put the copy there, or remove the line: then no copy is kept.")


def check_copies(base: Path, copies: Mapping[str, Copy]) -> None:
    """Raise `FaultError` with `copy_faults`."""
    if faults := list(copy_faults(base, copies)):
        raise FaultError(faults)


def _wrong(line: int, cells: Mapping[str, str], sources: Collection[str], known: Collection[str]) -> Iterator[Fault]:
    code, file, digest = cells["source"], cells["file"], cells["sha256"]
    if code not in sources:
        expected, fix = N_("the code of a document in sources.csv"), N_("Correct this cell.")
        yield _fault("unknown_source", line, "source", N_("“{cell}”"), expected, fix, cell=code)
    elif code in known:
        expected, fix = N_("each code once"), N_("Remove one of the two lines, or correct its code.")
        yield _fault("repeated_source", line, "source", N_("“{cell}”"), expected, fix, cell=code)
    parts = PurePosixPath(file).parts
    if not parts or file.startswith("/") or ".." in parts or "\\" in file or ":" in file:
        expected, fix = N_("the name of a file in data/documents"), N_("Correct this cell.")
        yield _fault("wrong_name", line, "file", N_("“{cell}”"), expected, fix, cell=file)
    if not SHA256.fullmatch(digest):
        expected = N_("64 digits and letters from a to f, as `sha256sum` prints them")
        yield _fault("wrong_digest", line, "sha256", N_("“{cell}”"), expected, N_("Correct this cell."), cell=digest)


def _fault(rule: str, line: int, column: str, found: str, expected: str, fix: str, **values: object) -> Fault:
    return Fault(
        rule=rule, file=COPIES_FILE, row=line, column=column, found=found, expected=expected, fix=fix, values=values
    )
