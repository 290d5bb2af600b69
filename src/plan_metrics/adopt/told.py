"""What was taken over and what was not, file by file: nothing is lost without a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plan_metrics.edition.write import FOR_SPREADSHEETS, write_table
from plan_metrics.errors import N_, FaultError
from plan_metrics.export.spreadsheet_cells import harmless
from plan_metrics.languages import lead
from plan_metrics.views.language import catalogue

ADOPTED_FILE = "adopted.csv"
COLUMNS = ("file", "kind", "column", "count", "lines", "what")

SHOWN = 200  # lines of a file that one reason names
KINDS = ("read", "unread", "refused", "repeated", "not used", "without words", "assumed", "changed")


@dataclass(frozen=True)
class Reason:
    """Why something was not taken over as it stands: a template marked with `N_`, and its values."""

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def said(self, gettext: Callable[[str], str]) -> str:
        """The reason in a language."""
        return gettext(self.text).format(**dict(self.values))


def because(text: str, **values: object) -> Reason:
    """A reason with its values.

    >>> because("“{cell}” is no number", cell="x").said(str)
    '“x” is no number'
    """
    return Reason(text, tuple((name, str(value)) for name, value in values.items()))


@dataclass
class Told:
    """The notes of one adoption: by file, kind of `KINDS`, column and reason, the lines that it is about.

    `counts` are how many things each note stands for, which need not have lines. `of_observations` are the files in
    which these are no lines, but the numbers of observations from 1.
    """

    lines: dict[tuple[str, str, str, Reason], list[int]] = field(default_factory=dict)
    counts: dict[tuple[str, str, str, Reason], int] = field(default_factory=dict)
    of_observations: set[str] = field(default_factory=set)

    def note(
        self, file: str, kind: str, what: Reason | str, column: str = "", /, line: int | None = None, count: int = 1,
        **values: object,
    ) -> None:  # fmt: skip
        """Add so many things; `what` is a reason, or the template of one with its `values`."""
        key = (file, kind, column, because(what, **values) if isinstance(what, str) else what)
        self.counts[key] = self.counts.get(key, 0) + count
        if line is not None:
            self.lines.setdefault(key, []).append(line)

    def unread(self, error: FaultError, name: str = "") -> None:
        """Tell of what is wrong with a file instead of ending with it."""
        for fault in error.faults:
            self.note(name or fault.file, "unread", because(fault.found, **fault.values), line=fault.row)

    def rows(self, gettext: Callable[[str], str]) -> Iterator[dict[str, Any]]:
        """The rows of `adopted.csv`, by file and kind."""
        for key in sorted(self.counts, key=lambda key: (key[0], KINDS.index(key[1]), key[2], key[3].said(str))):
            file, kind, column, reason = key
            lines = sorted(self.lines.get(key, ()))
            named = " ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
            if named and file in self.of_observations:
                named = gettext(N_("observations {numbers}")).format(numbers=named)
            yield {
                "file": file, "kind": kind, "column": column, "count": self.counts[key], "lines": named,
                "what": reason.said(gettext),
            }  # fmt: skip

    def total(self, *kinds: str) -> int:
        """How many things of these kinds there are."""
        return sum(n for key, n in self.counts.items() if key[1] in kinds)


def write_told(folder: Path, told: Told, languages: Sequence[str]) -> None:
    """Write `adopted.csv` into a folder, in the language of the messages; no name of a stranger's becomes a formula."""
    rows = told.rows(catalogue(lead(languages)).gettext)
    safe = ({name: harmless(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows)
    write_table(folder / ADOPTED_FILE, COLUMNS, safe, FOR_SPREADSHEETS)
