"""Folders that go with the command that made them, also where it was killed: the next one removes what is left."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
