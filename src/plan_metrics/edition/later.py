"""Reads what is said about an edition after it was made: `errata.csv` and `signed.csv`, which it need not have."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plan_metrics.edition.card import read_card
from plan_metrics.edition.dates import day_of
from plan_metrics.edition.frozen import digest_of
from plan_metrics.edition.models import ERRATA_FILE, SIGNED_FILE, Erratum, Signature, table_columns
from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import TOTAL, Text
from plan_metrics.plan.models import Plan
from plan_metrics.reading.csv_tables import sound_rows
from plan_metrics.reading.printable import text_faults, unprintable_in_row
from plan_metrics.reading.typed import has_words, plain

Cells = Mapping[str, str]


def read_errata(folder: Path, plan: Plan, faults: list[Fault]) -> tuple[Erratum, ...]:
    """The errata of the edition in a folder, in the order of their lines; what is wrong is added to `faults`.

    One without an indicator is about a whole file.
    """
    layout = plan.layout
    file = folder / ERRATA_FILE
    if not (file.exists() or file.is_symlink()):
        return ()
    table, unread = layout.sound(file, table_columns(ERRATA_FILE, layout.languages))
    faults.extend(unread)
    found = []
    needed = ("column", "who", *(f"why_{code}" for code in layout.languages))
    known = {
        "indicator": {each.id for _, each in plan.indicators()},
        "region": {each.region for each in plan.regions},
        "breakdown": {TOTAL, *(each.code for each in plan.breakdowns)},
    }
    for line, cells in table.rows if table else ():
        wrong = [
            *_wrong(ERRATA_FILE, line, cells, needed),
            *(_unknown(line, cells, known) if cells["indicator"] else ()),
        ]
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
            faults += [] if found[-1].valid else [_void(line, who)]
    return tuple(found)


def _wrong(file: str, line: int, cells: Cells, needed: tuple[str, ...]) -> Iterator[Fault]:
    for column in needed:
        if not (has_words(cells[column]) or plain(cells[column])):
            fix = N_("Fill the cell.")
            yield _fault(file, line, column, "empty_cell", N_("an empty cell"), N_("something in the cell"), fix)
    yield from day_fault(plain(cells["when"]), file, line, "when")


def _void(line: int, who: str) -> Fault:
    said, expected = N_("the signature of {who}"), N_("a signature of the edition and its plan as they are now")
    fix = N_("Let {who} read what has changed and sign again, or remove the line.")
    told = _fault(SIGNED_FILE, line, "digest", "void_signature", said, expected, fix, who=who)
    return replace(told, severity="warning")


def _unknown(line: int, cells: Cells, known: Mapping[str, Container[str]]) -> Iterator[Fault]:
    for column, codes in known.items():
        if plain(cells[column]) not in codes:
            found, expected = N_("“{cell}”"), N_("a code of the plan that the edition is read with")
            fix = N_("Correct the cell.")
            yield _fault(ERRATA_FILE, line, column, "unknown_code", found, expected, fix, cell=cells[column])


def said_faults(who: str, day: str, languages: Sequence[str], folder: Path) -> Iterator[Fault]:
    """What is wrong with who vouches for an edition or corrects it, and with the day: none before its own."""
    yield from text_faults(who, "--who", None, None)
    if not who.strip()[:1].isalpha():
        found = N_("“{cell}”") if who.strip() else N_("no name")
        expected, fix = N_("the name of a person, which begins with a letter"), N_("Say who it is.")
        yield _fault("--who", None, None, "no_name", found, expected, fix, cell=who)
    wrong = list(day_fault(day, "--day"))
    yield from wrong
    card = read_card(folder, languages, [])
    if card is not None and not wrong and day < card.as_of:
        expected, fix = N_("a day that is not before {least}, that of the edition"), N_("Correct the day.")
        yield _fault("--day", None, None, "wrong_date", N_("“{cell}”"), expected, fix, cell=day, least=card.as_of)


def day_fault(said: str, file: str, line: int | None = None, column: str | None = None) -> Iterator[Fault]:
    """What is wrong with a day that somebody said."""
    if day_of(said) is None:
        found = N_("“{cell}”") if said else N_("an empty cell")
        expected, fix = N_("a day, such as 2026-11-29"), N_("Correct this cell.")
        yield _fault(file, line, column, "wrong_date", found, expected, fix, cell=said)


def _fault(
    file: str, line: int | None, column: str | None, rule: str, found: str, expected: str, fix: str, **values: object
) -> Fault:
    return Fault(rule=rule, file=file, row=line, column=column, found=found, expected=expected, fix=fix, values=values)
