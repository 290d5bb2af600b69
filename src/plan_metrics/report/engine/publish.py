"""Puts a finished folder in the place of an old one, so that there is no moment without one of the two."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

AT_ONCE = 32  # files that are being written out


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
    """Put the folder `made` in the place of what is at `target`: one link, changed in one step; both are on one disk.

    `target` leads to a folder beside it, `.<name>.a` or `.<name>.b`. Its files are on the disk before the link leads
    there, so that a power cut leaves the old or the new one as well; and a web server of another user can read them,
    whatever files of this user are usually allowed (`umask`). A disk without links gets the folder itself.
    """
    paths = (*made.rglob("*"), made, target.parent)
    for path in paths:
        readable(path)
    _to_disk(*paths)
    recover(target)
    before, home = homes(target)
    made.rename(home)
    _lead(target, home, before)
    _to_disk(target.parent)
    shutil.rmtree(before, ignore_errors=True)


def homes(target: Path) -> tuple[Path, Path]:
    """The folder that `target` leads to, or has a place for, and that of the next one."""
    one, other = (target.with_name(f".{target.name}.{letter}") for letter in "ab")
    return (other, one) if target.is_symlink() and target.readlink().name == other.name else (one, other)


def recover(target: Path) -> None:
    """Fix what a killed build left of `publish`: a folder that no link leads to is put in place if there is no other,
    or removed."""
    left = [folder for folder in homes(target) if folder.is_dir()]
    if left and not target.exists():
        _lead(target, left[0], None)
    for folder in homes(target)[target.is_symlink() :]:
        shutil.rmtree(folder, ignore_errors=True)


def withdraw(target: Path) -> None:
    """Remove what was published at `target`."""
    folders = homes(target)
    if target.is_symlink():
        target.unlink()
    for folder in (target, *folders):
        shutil.rmtree(folder, ignore_errors=True)


def _lead(target: Path, home: Path, before: Path | None) -> None:
    link = target.with_name(f".{target.name}.link")
    link.unlink(missing_ok=True)
    with suppress(OSError, NotImplementedError):  # a disk without links
        link.symlink_to(home.name, target_is_directory=True)
    if before and target.exists() and not target.is_symlink():  # then, and once after it, `recover` fixes a kill here
        target.rename(before)
    link.replace(target) if link.is_symlink() else home.rename(target)


def readable(path: Path) -> None:
    """Let every user read a file, or enter and list a folder."""
    now = path.stat().st_mode & 0o7777
    wanted = now | (0o755 if path.is_dir() else 0o644)
    if wanted != now:
        path.chmod(wanted)


def _to_disk(*paths: Path) -> None:
    """Have files and folders written out, many at a time: a disk takes as long for one as for a hundred."""
    if os.name == "nt":  # which opens no folder, and writes no file out that was opened to be read
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_written_out, paths))


def _written_out(path: Path) -> None:
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
