"""What can be wrong with what people give us, said in three parts: where, what, what to do."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Mark a text for the catalogue without translating it yet.

    >>> N_("unknown region")
    'unknown region'
    """
    return text


# Why the system refuses a file or a folder.
REASONS = {
    errno.ENOSPC: N_("no space is left on the disk"),
    errno.EDQUOT: N_("the quota of this disk is used up"),
    errno.EFBIG: N_("a file would become larger than this process may write"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EACCES: N_("this user has no right to it"),
    errno.EPERM: N_("this user has no right to it"),
    errno.EIO: N_("the disk does not answer"),
    errno.ENOENT: N_("no such file or folder"),
    errno.ENOTDIR: N_("a file where a folder is needed"),
    errno.EISDIR: N_("a folder where a file is needed"),
    errno.EEXIST: N_("something else, which lies there already"),
    errno.ENOTEMPTY: N_("something else, which lies there already"),
    errno.ENODEV: N_("something that is no file, such as a pipe"),
    errno.ELOOP: N_("a link that leads to itself"),
    errno.ENAMETOOLONG: N_("a name that is too long for the disk"),
    errno.EMFILE: N_("too many files that are open at once"),
    errno.EADDRINUSE: N_("a port of this machine that another program uses"),
    errno.ENFILE: N_("too many files that are open at once"),
}
SYSTEM = N_("a problem of the system")


def number_of(error: OSError) -> int | None:
    """The number of an error of the system, also where a library wrapped it and gives only its text."""
    if error.errno is not None:
        return error.errno
    told = re.search(r"\[Errno (\d+)\]", str(error))
    return int(told[1]) if told else None


def refused_by_the_system(error: OSError, file: str, expected: str, fix: str, **values: Any) -> Fault:
    """Rule `system`: a file or a folder that cannot be read or written, and why."""
    return fault_at("system", file, REASONS.get(number_of(error) or 0, SYSTEM), expected, fix, **values)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault or warning, and where it is.

    `found`, `expected` and `fix` are English templates marked with `N_`, which `values` fills; `fault_text` and
    `fault_parts` of the package give the message in a language. `row` is the line an editor shows (the header is
    line 1); it and `column` are None where the fault is about a whole file. `severity` is "fault" (nothing runs) or
    "warning" (look at it). Faults of one rule, file and column that share a `cause` are told once; so are those that
    say the same.

    A warning can be answered (`edition.answers`): `key` and `figures` are what an answer names. `rows` are all lines
    that it is about, and `weight` says how many times its limit it is off, for an order from the worst.
    """

    rule: str
    file: str
    row: int | None = None
    column: str | None = None
    found: str
    expected: str
    fix: str
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "fault"
    cause: str = ""
    rows: tuple[int, ...] = ()
    key: str = ""
    figures: str = ""
    weight: float = 0.0

    def sort_key(self) -> tuple[str, int, str, str]:
        """Order of a report: by file, then line, then column, then rule."""
        return (self.file, self.row or 0, self.column or "", self.rule)


def fault_at(
    rule: str,
    file: str,
    found: str,
    expected: str,
    fix: str,
    /,
    *,
    row: int | None = None,
    column: str | None = None,
    **values: Any,
) -> Fault:
    """A fault in a file, or at a row and column of it; `values` fill its three texts."""
    return Fault(rule=rule, file=file, row=row, column=column, found=found, expected=expected, fix=fix, values=values)


def missing_file(file: str, path: str) -> Fault:
    """The fault of a file that is not there; `path` is where it was expected."""
    fix = N_("Put the file back, or copy it from another plan or edition and change it.")
    return fault_at("missing_file", file, N_("no such file"), N_("the file {path}"), fix, path=path)


def unread_file(error: OSError, file: str, path: str) -> Fault:
    """The fault of a file that cannot be read: it is not there, or the system refuses it."""
    if isinstance(error, FileNotFoundError):
        return missing_file(file, path)
    fix = N_("Look at what lies there, and at the rights of this user; then run the command again.")
    return refused_by_the_system(error, file, N_("the file {path}, which can be read"), fix, path=path)


class FaultError(Exception):
    """Raised when input cannot be used; `faults` are all that were found, by file, line and column.

    Its text is in English; `fault_text` of the package gives that of a fault in a language.
    """

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(sorted(faults, key=Fault.sort_key))
        super().__init__(
            "; ".join(f"{f.file}:{f.row or '-'}:{f.column or '-'} {f.found.format(**f.values)}" for f in self.faults)
        )


def check_faults(faults: Iterable[Fault]) -> None:
    """Raise `FaultError` if any of the faults stops the work; warnings alone do not."""
    stopping = [fault for fault in faults if fault.severity == "fault"]
    if stopping:
        raise FaultError(stopping)
