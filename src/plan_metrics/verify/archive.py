"""A project's archive: a folder, a ZIP or a TAR file, of which data, notebooks and book are taken out and nothing else.

It comes from anybody: no name may lead out of the folder, no link and no device is taken, and nothing is unpacked that
is larger than a project is.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
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
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at, missing_file
from plan_metrics.report.engine.keys import LOCK

PARTS = ("data", "notebooks", "book", LOCK)
PLAN = "data/plan/plan.toml"
MOST_FILES, MOST_BYTES = 50_000, 1024**3
AT_ONCE = 1024**2  # bytes; tarfile reads the name of a file at once, however long it says that it is
PACKED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
ELSEWHERE = re.compile(r"^[A-Za-z]:|[\\\x00-\x1f]")  # a drive or a path of Windows, and what is no letter of a name
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


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
            entries = list(_sound(archive.as_posix(), found))
            top = _top(archive.as_posix(), entries)
            for entry in entries:
                inside = PurePosixPath(entry.name.removeprefix(top))
                if entry.name.startswith(top) and entry.kind == "file" and _is_part(inside):
                    _write(entry, target / inside)
    except (*DAMAGED, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the system, and not of what unpacks
            raise
        raise FaultError([_fault(archive.as_posix(), N_("a damaged archive: {why}"), why=str(error))]) from None
    return target


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[Entry]]:
    """What is in an archive, as long as that is open."""
    if archive.is_dir():
        yield _of_folder(archive)
    elif zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            yield (_of_zip(packed, info) for info in packed.infolist())
    elif archive.is_file():
        with archive.open("rb") as raw:
            head = raw.read(6)
        with next((way for mark, way in PACKED.items() if head.startswith(mark)), open)(archive, "rb") as stream:
            with _tar(archive, stream) as tar:
                yield (_of_tar(tar, info) for info in tar)
            _read_to_the_end(archive.as_posix(), stream)
    else:
        raise FaultError([_fault(archive.as_posix(), NO_ARCHIVE)])


class _InPieces:
    """A stream of which nobody reads more than `AT_ONCE`."""

    def __init__(self, stream: IO[bytes]):
        self.seek, self.tell, self._read = stream.seek, stream.tell, stream.read

    def read(self, size: int) -> bytes:
        if size > AT_ONCE:
            raise tarfile.ReadError(f"a name of {size:,} bytes")
        return self._read(size)


def _tar(archive: Path, stream: IO[bytes]) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=cast(IO[bytes], _InPieces(stream)), mode="r:")
    except tarfile.ReadError:
        raise FaultError([_fault(archive.as_posix(), NO_ARCHIVE)]) from None


def _read_to_the_end(file: str, stream: IO[bytes]) -> None:
    """To where a checksum stands, unless that is further than a project is large."""
    for _ in range(MOST_BYTES // AT_ONCE + 1):
        if not stream.read(AT_ONCE):
            return
    raise FaultError([_larger(file)])


def _of_folder(archive: Path) -> Iterator[Entry]:
    for part in PARTS:
        place = archive / part
        if os.path.lexists(place):
            yield _of_path(archive, place)
        for path in sorted(place.rglob("*")) if not place.is_symlink() else ():
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
        size += abs(entry.size)  # of a damaged one below 0
        if count > MOST_FILES or size > MOST_BYTES:
            raise FaultError([_larger(file)])
        path = PurePosixPath(entry.name)
        if path.is_absolute() or ".." in path.parts or ELSEWHERE.search(entry.name):
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


NO_ARCHIVE = N_("no folder, no ZIP and no TAR file")
WANTED = N_("the archive of a project: a folder, a ZIP or a TAR file with data, notebooks and book, and no links")


def _larger(file: str) -> Fault:
    expected = N_("at most {files} files and {bytes} bytes when it is unpacked")
    return _fault(file, N_("a larger archive"), expected, files=f"{MOST_FILES:,}", bytes=f"{MOST_BYTES:,}")


def _fault(file: str, found: str, expected: str = WANTED, **values: Any) -> Fault:
    fix = N_("Do not unpack it by hand; ask whoever published it for another.")
    return fault_at("archive", file, found, expected, fix, **values)
