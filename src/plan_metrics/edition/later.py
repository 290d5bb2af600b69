"""Reads what is said about an edition after it was made: `errata.csv` and `signed.csv`, which it need not have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from plan_metrics.csv_tables import sound_rows
from plan_metrics.edition.frozen import digest_of
from plan_metrics.edition.models import ERRATA_FILE, SIGNED_FILE, Erratum, Signature, table_columns
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import Text
from plan_metrics.plan.contradictions import a_date
from plan_metrics.plan.layout import Layout
from plan_metrics.printable import unprintable_in_row
from plan_metrics.typed import has_words, plain

Cells = Mapping[str, str]


def read_errata(folder: Path, layout: Layout, faults: list[Fault]) -> tuple[Erratum, ...]:
    """The errata of the edition in a folder, in the order of their lines; what is wrong is added to `faults`."""
    file = folder / ERRATA_FILE
    if not (file.exists() or file.is_symlink()):
        return ()
    table, unread = layout.sound(file, table_columns(ERRATA_FILE, layout.languages))
    faults.extend(unread)
    found = []
    needed = ("indicator", "region", "column", "who", *(f"why_{code}" for code in layout.languages))
    for line, cells in table.rows if table else ():
        wrong = list(_wrong(ERRATA_FILE, line, cells, needed))
        faults += [*wrong, *unprintable_in_row(ERRATA_FILE, line, cells, {fault.column for fault in wrong})]
        if not wrong:
            said = {name: plain(cells[name]) for name in ("period", "column", "was", "who", "when")}
            key = {name: plain(cells[name]) for name in ("indicator", "region", "breakdown")}
            why = Text(**{code: cells[f"why_{code}"] for code in layout.languages})
            found.append(Erratum(**key, **said, now=plain(cells["is"]), why=why))
    return tuple(found)


def read_signatures(folder: Path, faults: list[Fault]) -> tuple[Signature, ...]:
    """Who vouches for the edition in a folder, in the order of their lines; what is wrong is added to `faults`."""
    file = folder / SIGNED_FILE
    if not (file.exists() or file.is_symlink()):
        return ()
    table, unread = sound_rows(file, table_columns(SIGNED_FILE, ()))
    faults.extend(unread)
    found, digest = [], digest_of(folder)
    for line, cells in table.rows if table else ():
        wrong = list(_wrong(SIGNED_FILE, line, cells, ("who", "digest")))
        faults += [*wrong, *unprintable_in_row(SIGNED_FILE, line, cells, {fault.column for fault in wrong})]
        if not wrong:
            who, when = " ".join(cells["who"].split()), plain(cells["when"])
            found.append(Signature(who=who, when=when, valid=plain(cells["digest"]) == digest))
    return tuple(found)


def _wrong(file: str, line: int, cells: Cells, needed: tuple[str, ...]) -> Iterator[Fault]:
    for column in needed:
        if not (has_words(cells[column]) or plain(cells[column])):
            fix = N_("Fill the cell.")
            yield _fault(file, line, column, "empty_cell", N_("an empty cell"), N_("something in the cell"), fix)
    yield from day_fault(plain(cells["when"]), file, line, "when")


def day_fault(said: str, file: str, line: int | None = None, column: str | None = None) -> Iterator[Fault]:
    """What is wrong with a day that somebody said."""
    try:
        sound = len(said) == len("2026-11-29") and bool(dt.date.fromisoformat(a_date(said)))
    except ValueError:
        sound = False
    if not sound:
        found = N_("“{cell}”") if said else N_("an empty cell")
        expected, fix = N_("a day, such as 2026-11-29"), N_("Correct this cell.")
        yield _fault(file, line, column, "wrong_date", found, expected, fix, cell=said)


def _fault(
    file: str, line: int | None, column: str | None, rule: str, found: str, expected: str, fix: str, **values: object
) -> Fault:
    return Fault(rule=rule, file=file, row=line, column=column, found=found, expected=expected, fix=fix, values=values)
