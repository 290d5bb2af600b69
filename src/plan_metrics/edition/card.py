"""Reads `edition.toml`, the identity card of an edition, and says what is wrong with it in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plan_metrics.edition.models import CARD_FILE, EDITION_ID, SAMPLE, EditionCard
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.plan.messages import card_faults, kind_of, shown_value
from plan_metrics.reading.cards import keys_of, validated
from plan_metrics.reading.lines import line_of

EXPECTED = {
    "id": N_("the name of the folder: a year and month such as 2025-12, or sample"),
    "title": N_("a title in each language: {languages}"),
    "as_of": N_("a day that exists, such as 2025-12-31, in quotation marks"),
    "previous": N_('the edition before this one, such as 2025-06, or "" if there is none'),
    "invented": N_("true or false, without quotation marks"),
    "about": N_("a few words in each language: {languages}"),
    "disclosure": N_("suppressed_under and low_reliability_under as whole numbers, zeros_suppressed as true or false"),
    "thresholds": N_("the seven limits of the first model as numbers; only editions before 2026-11 have this table"),
    "verdicts": N_("the rules of [verdicts] in plan.toml, all of them but the source, or no such table"),
}


TABLES = ("verdicts", "disclosure", "thresholds")  # [disclosure] and so on: keys with ranges and an order


def read_card(folder: Path, languages: Sequence[str], faults: list[Fault]) -> EditionCard | None:
    """The card of the edition in a folder, with texts in these languages; what is wrong is added to `faults`."""
    file = folder / CARD_FILE
    read = keys_of(file, 'as_of = "2025-12-31"', faults)
    if read is None:
        return None
    text, keys = read
    try:
        card = validated(EditionCard, keys, languages)
    except ValidationError as error:
        found = [_card_fault(problem, languages) for problem in error.errors() if not _of_a_table(problem)]
        found += [
            fault for table in TABLES for fault in card_faults(error, EditionCard, CARD_FILE, languages, below=(table,))
        ]
        faults.extend(replace(fault, row=line_of(text, fault.column)) for fault in found)
        return None
    faults.extend(replace(fault, row=line_of(text, fault.column)) for fault in _misplaced(card, folder))
    return card


def sound_card(folder: Path, languages: Sequence[str]) -> EditionCard:
    """The card of the edition in a folder; `FaultError` with all that is wrong with it."""
    faults: list[Fault] = []
    card = read_card(folder, languages, faults)
    check_faults(faults)
    assert card is not None
    return card


def edition_ids(folder: Path) -> list[str]:
    """The editions in a folder, sorted: the subfolders named YYYY-MM that hold a card."""
    if not folder.is_dir():
        return []
    names = sorted(card.parent.name for card in folder.glob(f"*/{CARD_FILE}"))
    return [name for name in names if re.fullmatch(EDITION_ID, name)]


def known_editions(ids: Iterable[str]) -> str:
    """The editions there are, for a message; a dash if there are none."""
    return ", ".join(ids) or "–"


def earlier_folders(card: EditionCard, folder: Path) -> list[Path]:
    """The folders of all editions before the one in a folder, the first one first, whether it goes on from them or not.

    The invented edition has no date: before it are the one that it goes on from, and those before that.
    """
    known = _earlier(card, folder)
    last = card.previous if card.id == SAMPLE else card.id
    return [_beside(card, folder) / other for other in known if other < last or other == card.previous]


def _earlier(card: EditionCard, folder: Path) -> list[str]:
    return [other for other in edition_ids(_beside(card, folder)) if card.id == SAMPLE or other < card.id]


def _beside(card: EditionCard, folder: Path) -> Path:
    return folder.parent / "editions" if card.id == SAMPLE else folder.parent


def _misplaced(card: EditionCard, folder: Path) -> Iterable[Fault]:
    """What the card says against where it lies."""
    if card.id != folder.name:
        fix = N_("Correct the id, or rename the folder.")
        expected = N_("“{folder}”, the name of the folder")
        yield _fault("id", N_("“{found}”"), expected, fix, found=card.id, folder=folder.name)
    if card.id != SAMPLE and card.as_of[:7] != card.id:
        fix = N_("Write a day of this month; usually its last.")
        yield _fault("as_of", N_("“{found}”"), N_("a day of the month {id}"), fix, found=card.as_of, id=card.id)
    earlier = _earlier(card, folder)
    if card.previous and card.previous not in earlier:
        expected = N_('an earlier edition that exists ({known}), or "" if there is none')
        fix = N_("Correct the id of the previous edition.")
        known = known_editions(earlier)
        yield _fault("previous", N_("“{found}”"), expected, fix, found=card.previous, known=known)


def _of_a_table(problem: ErrorDetails) -> bool:
    """Whether a problem is one of a table of numbers, which are told as on the plan's card."""
    return problem["loc"][0] in TABLES


def _card_fault(problem: ErrorDetails, languages: Sequence[str]) -> Fault:
    where = ".".join(str(part) for part in problem["loc"])
    key = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        expected = EXPECTED[key] if len(problem["loc"]) > 1 else N_("these keys only: {keys}")
        fix = N_("Correct the key, or remove its line.")
        found, values = N_("the key “{found}”, which is not known"), {"found": where, "keys": ", ".join(EXPECTED)}
        return _fault(where, found, expected, fix, **values, languages=", ".join(languages))
    missing = problem["type"] == "missing"
    found = N_("no such key") if missing else kind_of(problem["input"])
    fix = N_("Add it to edition.toml.") if missing else N_("Correct it in edition.toml.")
    value = shown_value(problem["input"])[:60]
    return _fault(where, found, EXPECTED[key], fix, value=value, languages=", ".join(languages))


def _fault(column: str, said: str, expected: str, fix: str, **values: Any) -> Fault:
    return fault_at("wrong_card", CARD_FILE, said, expected, fix, column=column, **values)
