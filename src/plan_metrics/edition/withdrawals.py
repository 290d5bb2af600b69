"""Reads the figures that an edition withdraws: `withdrawn.csv`, which an edition need not have."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plan_metrics.edition.card import earlier_folders, edition_ids, read_card
from plan_metrics.edition.dates import date_hint, day_of
from plan_metrics.edition.frozen import plan_at, plan_of_later
from plan_metrics.edition.known import Row
from plan_metrics.edition.models import (
    KEY,
    OBSERVATIONS_FILE,
    WITHDRAWN_FILE,
    EditionCard,
    Withdrawal,
    is_reason,
)
from plan_metrics.edition.observation_columns import Columns
from plan_metrics.edition.register_rows import register_rows, sound
from plan_metrics.edition.registers import read_sources
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.plan.code_lists import LONGEST, Source, Text
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import has_words, number, plain

Key = tuple[str, ...]


@dataclass(frozen=True)
class _Before:
    """The edition before: its id and day, and which figures it has; none for a first edition."""

    id: str = "–"
    day: dt.date | None = None
    figures: frozenset[Key] = frozenset()


def read_withdrawn(
    folder: Path,
    card: EditionCard | None,
    plan: Plan,
    sources: Mapping[str, Source | None] | None,
    used: Columns | None,
    faults: list[Fault],
) -> tuple[Withdrawal, ...]:
    """The figures of the edition before that the one in a folder withdraws, in the order of their keys.

    `sources` are its documents by code, None where they could not be read; `used` its own figures.
    What is wrong is added to `faults`: a figure that the edition before does not have, that this one still has or
    that is named twice, no reason, a day that is none, is not after that of the edition before or is after this one's,
    a document that is not known. Without a card there is nothing to compare with, and nothing is read.
    """
    if card is None or not os.path.lexists(folder / WITHDRAWN_FILE):
        return ()
    rows = register_rows(folder, WITHDRAWN_FILE, plan.languages, faults, is_reason, plan.layout.sound)
    before = _before(card, folder, plan)
    own = used.figures_of(row.key for row in rows) if used and rows else {}
    first: dict[Key, int] = {}

    def wrong(row: Row) -> Iterator[Fault]:
        yield from _figure_faults(row, before, own, first)
        yield from _other_faults(row, card, before, sources)
        first.setdefault(row.key, row.line)

    found = []
    for row in sound(rows, wrong, faults):
        named = dict(zip(KEY, row.key, strict=True))
        reason = Text(**{code: row[f"reason_{code}"] for code in plan.languages})
        source = (sources or {}).get(row["source"])
        found.append(Withdrawal(edition=card.id, **named, when=row["when"], reason=reason, source=source))
    return tuple(sorted(found, key=lambda each: each.key))


def later_withdrawals(folder: Path, edition: str, plan: Plan) -> tuple[tuple[Withdrawal, ...], list[Fault]]:
    """What the editions after one withdraw, the first to say so for each figure, and what is wrong with their files.

    `plan` is that of the edition. Each later one is read with its own; where that has not all the languages of `plan`,
    a reason stands in its original language. Only their cards, documents and `withdrawn.csv` are read. The invented
    edition has none after it. Raises `FaultError` for a plan that cannot be read.
    """
    found: dict[Key, Withdrawal] = {}
    faults: list[Fault] = []
    for other in (name for name in edition_ids(folder.parent) if name > edition):
        later = folder.parent / other
        if not _withdraws(later / WITHDRAWN_FILE):
            continue
        own: list[Fault] = []
        rest: list[Fault] = []  # told when that edition is read
        of_that_day = plan_of_later(later, folder, plan)
        languages = of_that_day.languages
        card = read_card(later, languages, rest)
        sources = read_sources(later, card.day if card else None, languages, rest)
        known = None if sources is None else {code: source for code, (_, source) in sources.items()}
        for each in read_withdrawn(later, card, of_that_day, known, None, own):
            reason = spoken(each.reason, plan.languages, of_that_day.original)
            found.setdefault(each.key, each.model_copy(update={"reason": reason}))
        told = (replace(fault, file=f"{other}/{fault.file}") for fault in own)
        faults += map(of_that_day.layout.told, told)
    return tuple(found[key] for key in sorted(found)), faults


def _withdraws(file: Path) -> bool:
    """Whether a file may name a figure: not one that is not there or has its header only, as a new edition has."""
    return os.path.lexists(file) and not (file.is_file() and file.read_bytes().strip().count(b"\n") == 0)


def spoken(said: Text, languages: Sequence[str], original: str) -> Text:
    """A text in these languages: in the original language where it has no words in one of them."""
    return Text(**{code: said[code if code in said.languages else original] for code in languages})


def _before(card: EditionCard, folder: Path, plan: Plan) -> _Before:
    other = next((each for each in earlier_folders(card, folder) if each.name == card.previous), None)
    if other is None:
        return _Before()
    unsaid: list[Fault] = []  # of the edition before, which tells them itself
    try:
        own = plan_at(other, plan)
    except FaultError:
        own = plan
    known = read_card(other, own.languages, unsaid)
    table, _ = own.layout.sound(other / OBSERVATIONS_FILE, known.columns if known else (), (*KEY, "value"))
    rows = table.rows if table else ()
    figures = (
        tuple(plain(cells[name]) for name in KEY) for _, cells in rows if number(plain(cells["value"])) is not None
    )
    return _Before(other.name, known.day if known else None, frozenset(figures))


def _figure_faults(row: Row, before: _Before, used: Container[Key], first: Mapping[Key, int]) -> Iterator[Fault]:
    named = {"key": ", ".join(row.key), "before": before.id}
    place = ", ".join(KEY)
    if row.key in first:
        found, expected = N_("{key}, which stands in line {first} already"), N_("each figure once")
        fix = N_("Remove one of the two lines.")
        yield row.fault("repeated_withdrawal", place, found, expected, fix, **named, first=first[row.key])
    elif row.key not in before.figures:
        expected = N_("a figure that the edition before ({before}) has in observations.csv")
        fix = N_(
            "Copy indicator, region, breakdown and period from there; one that it does not have needs no withdrawal."
        )
        yield row.fault("unknown_figure", place, N_("“{cell}”"), expected, fix, cell=named["key"], **named)
    elif row.key in used:
        found, expected = N_("{key}, which observations.csv has too"), N_("a figure that this edition does not have")
        fix = N_(
            "Remove it from observations.csv; where another value takes its place it is revised: remove this line."
        )
        yield row.fault("withdrawn_and_used", place, found, expected, fix, **named)


def _other_faults(
    row: Row, card: EditionCard, before: _Before, sources: Mapping[str, Source | None] | None
) -> Iterator[Fault]:
    said = row["when"]
    day = day_of(said)
    expected = N_("a day after {least}, that of the edition before, and up to {most}, that of this one")
    limits = {"least": before.day or "–", "most": card.as_of}
    if day is None:
        otherwise = N_("Write the day on which the figure was withdrawn, such as 2026-11-29.")
        fix, meant = date_hint(said, otherwise, day=True)
        yield row.fault("wrong_date", "when", N_("“{cell}”"), expected, fix, meant=meant, **limits)
    elif day > card.day or (before.day is not None and day <= before.day):
        fix = N_("Correct the day; where a document said so before, name it in source and say it in the reason.")
        yield row.fault("wrong_date", "when", N_("“{cell}”"), expected, fix, **limits)
    if row["source"] and sources is not None and row["source"] not in sources:
        expected = N_("the code of a document in sources.csv, or an empty cell")
        fix = N_("Correct the code, or add the document to sources.csv first.")
        yield row.fault("unknown_source", "source", N_("“{cell}”"), expected, fix)
    for column in filter(is_reason, row.cells):
        if not has_words(row[column]):
            expected, fix = N_("a reason in every language"), N_("Say in a few words why the figure is withdrawn.")
            yield row.fault("no_reason", column, N_("“{cell}”"), expected, fix)
        elif len(row[column]) > LONGEST:
            found, expected = N_("{n} characters"), N_("at most {max_length} characters")
            fix = N_("Say it in fewer words.")
            yield row.fault("long_reason", column, found, expected, fix, n=len(row[column]), max_length=LONGEST)
