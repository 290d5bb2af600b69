"""Files and folders: written whole or not at all, told by digests, packed, or gone with the command that made them."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from plan_metrics.errors import N_, FaultError, number_of, refused_by_the_system

PART = ".part"  # the ending of a file that is still being written

# What stops a build, and no single page of it.
OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}


def write_whole(file: Path, raw: bytes) -> None:
    """Write a file so that at any moment it is the old one or the new one, never a part of it."""
    part = file.with_name(f".{file.name}{PART}")
    try:
        part.write_bytes(raw)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_together(kept: Path, files: Mapping[str, bytes]) -> None:
    """Write several files below the folder that `kept` lies in: all of them or, until they are told to be, none.

    What is to be is put into `kept` first, in one step. While that is there, some files may be old and others new, so
    `plan.read` refuses them; `finish` does the rest, with which the command that was ended begins.
    """
    for name, raw in files.items():
        file = _unfinished(kept) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    if files:
        _unfinished(kept).rename(kept)
    finish(kept)


def finish(kept: Path) -> None:
    """Do the rest of a `write_together` that was ended before it was done; nothing where none was."""
    if kept.is_dir():
        for file in sorted(path for path in kept.rglob("*") if path.is_file()):
            write_whole(kept.parent / file.relative_to(kept), file.read_bytes())
        kept.rename(_unfinished(kept))
    shutil.rmtree(_unfinished(kept), ignore_errors=True)


def _unfinished(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}{PART}")


def hashed(raw: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def hashes_of(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder, by its path in it; what was compiled from them is left out."""
    files = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): hashed(path.read_bytes())
        for name, path in files.items()
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
    }


@contextmanager
def os_errors_as_faults(folder: Path) -> Iterator[None]:
    """Turn an error of the disk into a `FaultError`; everything that was finished before it stays."""
    try:
        yield
    except OSError as error:
        if number_of(error) not in OF_THE_DISK:
            raise
        named = Path(os.fsdecode(error.filename)) if error.filename else folder
        file = os.path.relpath(named, folder.parent) if named.is_relative_to(folder.parent) else str(named)
        expected = N_("a folder that can be written to, with space for the site")
        fix = N_("Fix that and run the command again: pages that are finished are kept.")
        raise FaultError([refused_by_the_system(error, file, expected, fix)]) from error


LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip file: sorted, without the time and the machine of its making."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every system
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


PREFIX = "plan-metrics-passing-"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A new folder among those of the system that pass, for this user alone; gone afterwards.

    A lock beside it says that its command still runs. Folders whose lock nobody holds are of commands that were killed,
    and are removed first.
    """
    from filelock import FileLock

    _remove_left()
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{secrets.token_hex(8)}"
    with FileLock(_lock_of(folder)):  # before the folder is there: none is ever seen without its lock
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
    _lock_of(folder).unlink(missing_ok=True)


def _remove_left() -> None:
    from filelock import FileLock, Timeout

    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*.lock"):
        with suppress(Timeout, OSError):  # such as one that its command has removed since it was listed
            if os.name == "posix" and lock.stat().st_uid != os.getuid():
                continue
            with FileLock(lock, timeout=0):
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_suffix(".lock")
