"""Copies of documents that a project keeps: `copies.csv` of an edition has their digests, which it need not have."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from plan_metrics.edition.known import Row
from plan_metrics.edition.models import COPIES_FILE, Copy
from plan_metrics.edition.register_rows import register_rows, sound
from plan_metrics.errors import N_, Fault, FaultError

DOCUMENTS = "documents"  # the folder of `data` that the copies lie in
SHA256 = re.compile("[0-9a-f]{64}|[0-9A-F]{64}")  # in capitals as PowerShell prints it


def read_copies(folder: Path, sources: Collection[str], faults: list[Fault]) -> dict[str, Copy]:
    """The copies of the documents of the edition in a folder by their codes; what is wrong is added to `faults`.

    `sources` are the codes of all documents that it may cite. The copies themselves are not looked at: whoever has the
    figures alone can make the pages (`copy_faults` looks).
    """
    found: dict[str, Copy] = {}
    rows = register_rows(folder, COPIES_FILE, (), faults, "file".__eq__)
    for row in sound(rows, lambda row: _wrong(row, sources, found), faults):
        found[row["source"]] = Copy(line=row.line, file=row["file"], sha256=row["sha256"].lower())
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
        row = Row(copy.line, {"file": copy.file, "sha256": copy.sha256}, COPIES_FILE)
        if said:
            found = N_("{cell} with the SHA-256 {sha256}")
            expected = N_("the copy with the SHA-256 {kept}, which was read")
            fix = N_("Restore the copy. If the figures were read again in this file, correct the digest.")
            values = {"cell": copy.file, "sha256": said, "kept": copy.sha256}
            yield row.fault("changed_copy", "sha256", found, expected, fix, **values)
        else:
            found, fix = _lacking(file, inside=inside)
            yield row.fault("no_copy", "file", found, N_("a file in data/documents"), fix)


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


def _wrong(row: Row, sources: Collection[str], known: Collection[str]) -> Iterator[Fault]:
    code, file, said = row["source"], row["file"], N_("“{cell}”")
    if code not in sources:
        expected, fix = N_("the code of a document in sources.csv"), N_("Correct this cell.")
        yield row.fault("unknown_source", "source", said, expected, fix)
    elif code in known:
        expected, fix = N_("each code once"), N_("Remove one of the two lines, or correct its code.")
        yield row.fault("repeated_source", "source", said, expected, fix)
    parts = PurePosixPath(file).parts
    if not parts or file.startswith("/") or ".." in parts or "\\" in file or ":" in file:
        expected, fix = N_("the name of a file in data/documents"), N_("Correct this cell.")
        yield row.fault("wrong_name", "file", said, expected, fix)
    if not SHA256.fullmatch(row["sha256"]):
        expected = N_("64 digits and letters from a to f, as `sha256sum` prints them")
        yield row.fault("wrong_digest", "sha256", said, expected, N_("Correct this cell."))
