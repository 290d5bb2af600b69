"""Reads what is said about an edition after it was made: `errata.csv` and `signed.csv`, which it need not have."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

from plan_metrics.edition.card import read_card
from plan_metrics.edition.dates import day_of
from plan_metrics.edition.frozen import digest_of
from plan_metrics.edition.known import Row
from plan_metrics.edition.models import ERRATA_FILE, SIGNED_FILE, Erratum, Signature, table_columns
from plan_metrics.edition.register_rows import register_rows, sound
from plan_metrics.errors import N_, Fault, fault_at
from plan_metrics.languages import columns_of
from plan_metrics.plan.code_lists import TOTAL, Text
from plan_metrics.plan.models import Plan
from plan_metrics.reading.printable import text_faults
from plan_metrics.reading.typed import has_words, plain


def read_errata(folder: Path, plan: Plan, faults: list[Fault]) -> tuple[Erratum, ...]:
    """The errata of the edition in a folder, in the order of their lines; what is wrong is added to `faults`.

    One without an indicator is about a whole file.
    """
    layout = plan.layout
    known = {
        "indicator": {each.id for _, each in plan.indicators()},
        "region": {each.region for each in plan.regions},
        "breakdown": {TOTAL, *(each.code for each in plan.breakdowns)},
    }
    words = columns_of("why", layout.languages)

    def wrong(row: Row) -> Iterator[Fault]:
        yield from _wrong(row, ("column", "who", *words))
        yield from _unknown(row, known) if row["indicator"] else ()

    found: list[Erratum] = []
    rows = register_rows(folder, ERRATA_FILE, layout.languages, faults, words.__contains__, layout.sound)
    for row in sound(rows, wrong, faults):
        said = {name: row[name] for name in table_columns(ERRATA_FILE, ()) if name != "is"}
        why = Text(**{code: row[f"why_{code}"] for code in layout.languages})
        found.append(Erratum(**said, now=row["is"], why=why))
    return tuple(found)


def read_signatures(folder: Path, faults: list[Fault]) -> tuple[Signature, ...]:
    """Who vouches for the edition in a folder, in the order of their lines; what is wrong is added to `faults`."""
    found: list[Signature] = []
    rows = register_rows(folder, SIGNED_FILE, (), faults, "who".__eq__)
    digest = digest_of(folder) if rows else ""
    for row in sound(rows, lambda row: _wrong(row, ("who", "digest")), faults):
        who = " ".join(row["who"].split())
        found.append(Signature(who=who, when=row["when"], valid=row["digest"] == digest))
        if not found[-1].valid:
            said, expected = N_("the signature of {who}"), N_("a signature of the edition and its plan as they are now")
            fix = N_("Let {who} read what has changed and sign again, or remove the line.")
            faults.append(row.fault("void_signature", "digest", said, expected, fix, who=who, severity="warning"))
    return tuple(found)


def _wrong(row: Row, needed: tuple[str, ...]) -> Iterator[Fault]:
    for column in needed:
        if not (has_words(row[column]) or plain(row[column])):
            yield row.fault("empty_cell", column, "", N_("something in the cell"), N_("Fill the cell."))
    yield from day_fault(row["when"], row.file, row.line, "when")


def _unknown(row: Row, known: Mapping[str, Container[str]]) -> Iterator[Fault]:
    for column, codes in known.items():
        if row[column] not in codes:
            expected = N_("a code of the plan that the edition is read with")
            yield row.fault("unknown_code", column, N_("“{cell}”"), expected, N_("Correct the cell."))


def said_faults(who: str, day: str, languages: Sequence[str], folder: Path) -> Iterator[Fault]:
    """What is wrong with who vouches for an edition or corrects it, and with the day: none before its own."""
    yield from text_faults(who, "--who", None, None)
    if not who.strip()[:1].isalpha():
        found = N_("“{cell}”") if who.strip() else N_("no name")
        expected, fix = N_("the name of a person, which begins with a letter"), N_("Say who it is.")
        yield fault_at("no_name", "--who", found, expected, fix, cell=who)
    wrong = list(day_fault(day, "--day"))
    yield from wrong
    card = read_card(folder, languages, [])
    if card is not None and not wrong and day < card.as_of:
        expected, fix = N_("a day that is not before {least}, that of the edition"), N_("Correct the day.")
        yield fault_at("wrong_date", "--day", N_("“{cell}”"), expected, fix, cell=day, least=card.as_of)


def day_fault(said: str, file: str, line: int | None = None, column: str | None = None) -> Iterator[Fault]:
    """What is wrong with a day that somebody said."""
    if day_of(said) is None:
        found = N_("“{cell}”") if said else N_("an empty cell")
        expected, fix = N_("a day, such as 2026-11-29"), N_("Correct this cell.")
        yield fault_at("wrong_date", file, found, expected, fix, row=line, column=column, cell=said)
