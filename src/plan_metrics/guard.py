"""What a run may not read: everything but the slice of data that it was given and the program itself."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from plan_metrics import paths

# Where programs, fonts, time zones and devices lie; data of a plan does not.
SYSTEM = ("/usr", "/lib", "/lib64", "/proc", "/sys", "/dev", "/nix", "/System", "/Library")
SYSTEM += ("/etc", os.path.realpath("/etc"))
KEPT = (".cache", ".config")
REFUSED = (
    " is not in the slice of data that this page was given; what a page reads is declared in "
    "plan_metrics/report/engine/slices.py"
)
FILES = {"open": 0, "os.listdir": 0, "os.scandir": 0, "sqlite3.connect": 0}
NETWORK = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}


class UndeclaredReadError(PermissionError):
    """A page asked for something that is not in its slice, so that nothing would tell when it must be made again."""

    def __init__(self, what: str):
        super().__init__(f"{what}{REFUSED}")


@dataclass(frozen=True)
class NotInSlice:
    """Stands where a slice has nothing; whatever is asked of it raises `UndeclaredReadError`.

    >>> NotInSlice("the scoreboard")["value"]  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    plan_metrics.guard.UndeclaredReadError: the scoreboard is not in the slice of data that this page was given; ...
    """

    what: str

    def _refuse(self, *_: object) -> NoReturn:
        raise UndeclaredReadError(self.what)

    __bool__ = __contains__ = __getitem__ = __iter__ = __len__ = _refuse

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)  # copying and printing ask for names that need not be there
        self._refuse()


@cache
def block_io() -> None:
    """From now on this process opens files of the program only, no network and no other program.

    It cannot be undone (`sys.addaudithook`) and is meant for a process that makes one page.
    """
    sys.addaudithook(_refuse_undeclared_reads)


def _refuse_undeclared_reads(event: str, arguments: tuple[object, ...]) -> None:
    if event in FILES:
        place = arguments[FILES[event]]
        if isinstance(place, (str, bytes, os.PathLike)) and not _of_the_program(os.fsdecode(place)):
            raise UndeclaredReadError(_named(os.fsdecode(place)))
    elif event in NETWORK or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        raise UndeclaredReadError("the network")
    elif event in PROGRAMS:
        raise UndeclaredReadError("what another program says")


def _of_the_program(place: str) -> bool:
    if place == ":memory:":
        return True
    real = os.path.realpath(place)
    return any(real == root or real.startswith(root + os.sep) for root in _roots())


@cache
def _roots() -> tuple[str, ...]:
    program = [sys.prefix, sys.base_prefix, str(paths.PACKAGE), site.getusersitepackages(), *site.getsitepackages()]
    # matplotlib keeps its list of fonts with the user's files; a notebook that plots reads it.
    fonts = [os.environ.get("MPLCONFIGDIR", os.path.expanduser(f"~/{place}/matplotlib")) for place in KEPT]
    system = [*SYSTEM, *fonts, os.environ.get("SYSTEMROOT", "/usr")]
    return tuple({os.path.realpath(root) for root in [*program, *sysconfig.get_paths().values(), *system]})


def _named(place: str) -> str:
    # Without the folders of this machine and of this run: the words may stand on a page.
    full = os.path.realpath(place)
    for folder in (os.path.realpath(os.getcwd()), str(paths.root())):
        if full.startswith(folder + os.sep):
            return os.path.relpath(full, folder)
    return os.path.basename(full)
