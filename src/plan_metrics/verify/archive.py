"""A project's archive: a folder, a ZIP or a TAR file, of which data, notebooks and book are taken out and nothing else.

It comes from anybody: no name may lead out of the folder, no link and no device is taken, and nothing is unpacked that
is larger than a project is.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

from plan_metrics.errors import N_, Fault, FaultError, check_faults, missing_file
from plan_metrics.report.engine.keys import LOCK

PARTS = ("data", "notebooks", "book", LOCK)
PLAN = "data/plan/plan.toml"
MOST_FILES, MOST_BYTES = 50_000, 1024**3
DRIVE = re.compile("[A-Za-z]:")  # of Windows
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, RuntimeError, NotImplementedError)


@dataclass(frozen=True)
class Entry:
    """Something in an archive: its name, whether it is a file or a folder or neither, its size, how to open it."""

    name: str
    kind: str
    size: int
    open: Callable[[], IO[bytes] | None]


def unpacked(archive: Path, target: Path) -> Path:
    """Put the project of an archive into the folder `target`, which is made.

    Raises `FaultError` with everything that is wrong with the archive; what was written by then is to be thrown away.
    """
    try:
        with _opened(archive) as found:
            entries = list(_sound(archive.name, found))
            top = _top(archive.name, entries)
            for entry in entries:
                inside = PurePosixPath(entry.name.removeprefix(top))
                if entry.name.startswith(top) and entry.kind == "file" and _is_part(inside):
                    _write(entry, target / inside)
    except (*DAMAGED, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the system, and not of what unpacks
            raise
        raise FaultError([_fault(archive.name, N_("a damaged archive: {why}"), why=str(error))]) from None
    return target


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[Entry]]:
    """What is in an archive, as long as that is open."""
    if archive.is_dir():
        yield _of_folder(archive)
    elif zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            yield (_of_zip(packed, info) for info in packed.infolist())
    elif archive.is_file() and tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tar:
            yield (_of_tar(tar, info) for info in tar)
            while tar.fileobj and tar.fileobj.read(1024**2):  # to the end, where a checksum stands
                pass
    else:
        raise FaultError([_fault(archive.name, N_("no folder, no ZIP and no TAR file"))])


def _of_folder(archive: Path) -> Iterator[Entry]:
    for part in PARTS:
        place = archive / part
        for path in (place, *sorted(place.rglob("*"))) if os.path.lexists(place) else ():
            yield _of_path(archive, path)


def _of_path(archive: Path, path: Path) -> Entry:
    mode = path.lstat().st_mode
    kind = "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"
    size = path.lstat().st_size if kind == "file" else 0
    return Entry(path.relative_to(archive).as_posix(), kind, size, lambda: path.open("rb"))


def _of_zip(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    mode = info.external_attr >> 16
    is_odd = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    kind = "other" if is_odd else "folder" if info.is_dir() else "file"
    return Entry(info.filename, kind, info.file_size, lambda: packed.open(info))


def _of_tar(packed: tarfile.TarFile, info: tarfile.TarInfo) -> Entry:
    kind = "file" if info.isfile() else "folder" if info.isdir() else "other"
    return Entry(info.name.removeprefix("./"), kind, info.size, lambda: packed.extractfile(info))


def _sound(file: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of an archive; `FaultError` for those that may not be taken, and at once where there are too many."""
    faults, size = list[Fault](), 0
    for count, entry in enumerate(entries, 1):
        size += entry.size
        if count > MOST_FILES or size > MOST_BYTES:
            expected = N_("at most {files} files and {bytes} bytes when it is unpacked")
            raise FaultError([_fault(file, N_("a larger archive"), expected, files=f"{MOST_FILES:,}",
                                     bytes=f"{MOST_BYTES:,}")])  # fmt: skip
        path = PurePosixPath(entry.name)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.name or DRIVE.match(entry.name):
            faults.append(_fault(file, N_("a name that leads elsewhere: {name}"), name=entry.name))
        elif entry.kind == "other":
            faults.append(_fault(file, N_("a link or a device: {name}"), name=entry.name))
        else:
            yield entry
    check_faults(faults)


def _top(file: str, entries: Iterable[Entry]) -> str:
    """What the names of a project in an archive begin with: the folder that it lies in, with "/", or nothing."""
    tops = [entry.name.removesuffix(PLAN) for entry in entries if f"/{entry.name}".endswith(f"/{PLAN}")]
    if not tops:
        raise FaultError([missing_file(file, PLAN)])
    return min(tops, key=lambda top: (top.count("/"), top))


def _is_part(inside: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
    return inside.parts[0] in PARTS and not hidden


def _write(entry: Entry, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    stream = entry.open()
    assert stream is not None  # a regular file
    with stream, file.open("wb") as written:
        shutil.copyfileobj(stream, written)


WANTED = N_("the archive of a project: a folder, a ZIP or a TAR file with data, notebooks and book, and no links")


def _fault(file: str, found: str, expected: str = WANTED, **values: str) -> Fault:
    fix = N_("Do not unpack it by hand; ask whoever published it for another.")
    return Fault(rule="archive", file=file, found=found, expected=expected, fix=fix, values=values)
