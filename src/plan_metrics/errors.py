"""What can be wrong with what people give us, said in three parts: where, what, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Mark a text for the catalogue without translating it yet.

    >>> N_("unknown region")
    'unknown region'
    """
    return text


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong or odd, and where.

    `found`, `expected` and `fix` are English templates marked with `N_`; `values` fills them, so that
    the same fault can be said in either language. `row` is the line a spreadsheet shows (the header is
    line 1); it and `column` are None where the fault is about a whole file. `severity` is "fault"
    (nothing runs) or "warning" (look at it).

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
    rows: tuple[int, ...] = ()
    key: str = ""
    figures: str = ""
    weight: float = 0.0

    def sort_key(self) -> tuple[str, int, str, str]:
        """Order of a report: by file, then line, then column, then rule."""
        return (self.file, self.row or 0, self.column or "", self.rule)


def missing_file(file: str, path: str) -> Fault:
    """The fault of a file that is not there; `path` is where it was expected."""
    return Fault(
        rule="missing_file",
        file=file,
        found=N_("no such file"),
        expected=N_("the file {path}"),
        fix=N_("Put the file back, or copy it from another plan or edition and change it."),
        values={"path": path},
    )


class FaultError(Exception):
    """Raised when input cannot be used; carries every fault that was found, in order."""

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
