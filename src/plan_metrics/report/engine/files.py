"""Writes files whole or not at all, and says in plain words why a folder cannot be written to."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
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
