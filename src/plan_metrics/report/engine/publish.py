"""Puts a finished folder in the place of an old one, so that there is no moment without one of the two."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
SWAP = 2  # RENAME_SWAP of macOS
OLD = ".old"


@contextmanager
def only_build(folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a build folder; `wait` is called if another build has it, which is then waited for.

    The lock belongs to the process and is free again when that ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    readable(folder)
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        wait()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def publish(made: Path, target: Path) -> None:
    """Move the folder `made` to `target`, in the place of what is there; both are on one disk.

    Its files are on the disk before it is moved, so that a power cut leaves the old or the new folder as well; and a
    web server of another user can read them, whatever files of this user are usually allowed (`umask`).
    """
    for path in (*made.rglob("*"), made, target.parent):
        readable(path)
        _to_disk(path)
    old = target.with_name(f".{target.name}{OLD}")
    shutil.rmtree(old, ignore_errors=True)
    if not target.exists():
        made.rename(target)
    elif exchanged(made, target):
        made.rename(old)
    else:  # a system without exchange: for a moment there is none, and `recover` puts the old one back
        target.rename(old)
        made.rename(target)
    _to_disk(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover(target: Path) -> None:
    """Mend what a killed build left of `publish`: an old folder is put back if there is no other, or removed."""
    old = target.with_name(f".{target.name}{OLD}")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step of the system; False where the system or the disk cannot."""
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        failed = library.renameat2(HERE, names[0], HERE, names[1], EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(names[0], names[1], SWAP)
    else:
        return False
    problem = ctypes.get_errno()
    if failed and problem not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(problem, os.strerror(problem), str(other))
    return not failed


def readable(path: Path) -> None:
    """Let every user read a file, or enter and list a folder."""
    now = path.stat().st_mode & 0o7777
    wanted = now | (0o755 if path.is_dir() else 0o644)
    if wanted != now:
        path.chmod(wanted)


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def entries(folder: Path) -> dict[str, list[int]]:
    """Size and time of change of every file of a folder: they tell whether it is still as it was published."""
    return {
        path.relative_to(folder).as_posix(): [status.st_size, status.st_mtime_ns]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (status := path.stat())
    }
