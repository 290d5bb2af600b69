"""Pages that have another address than they had: the old one leads on, in every edition that has the new one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.languages import forms_of
from plan_metrics.reading.csv_tables import read_table
from plan_metrics.report.editions import leading

FILE = Path("data") / "addresses" / "moved.csv"
COLUMNS = ("from", "to")


def read_moved(base: Path) -> dict[str, str]:
    """The names that pages of a project had, each with that of the page it leads to; empty without the file.

    Raises `FaultError` for a name that is none, one that comes twice and one that leads to a name which moved itself.
    """
    if not (base / FILE).is_file():
        return {}
    rows = read_table(base / FILE, COLUMNS).rows
    names = [row["from"] for _, row in rows]
    check_faults(
        _fault(line, column, row[column])
        for line, row in rows
        for column in COLUMNS
        if not row[column].replace("-", "").replace(".", "").replace("_", "").isalnum()
        or (names.count(row["from"]) > 1 if column == "from" else row["to"] in names)
    )
    return {row["from"]: row["to"] for _, row in rows}


def write_moved(made: Path, codes: Mapping[str, object], moved: Mapping[str, str]) -> None:
    """Write pages that lead on into the finished books of an edition; one that has no such page gets none.

    Raises `FaultError` where a page of the book has an old name.
    """
    for code in codes:
        for old, new in moved.items():
            page, to = made / code / f"{old}.html", f"{new}.html"
            if page.exists():
                check_faults([_fault(None, "from", old)])
            if (made / code / to).is_file():
                page.write_text(leading(forms_of(code).html, to, to), "utf-8", newline="\n")


def _fault(row: int | None, column: str, value: str) -> Fault:
    expected = N_("in “from” the name a page had, once and of no page now; in “to” that of a page which has not moved")
    fix = N_("Write names of pages without language and ending, such as compare-sector.")
    return fault_at("moved_page", FILE.name, N_("“{value}”"), expected, fix, row=row, column=column, value=value)
