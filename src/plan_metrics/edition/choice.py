"""Which editions a project has, and what is said where another one is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.called import asked_fault, choice_of, code_of
from plan_metrics.edition.card import read_card
from plan_metrics.edition.dates import near_period
from plan_metrics.edition.frozen import known_in, plan_at
from plan_metrics.edition.models import EDITION_ID, SAMPLE, SOURCES_FILE, Edition, table_columns
from plan_metrics.edition.read import editions, read_edition
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.languages import columns_of
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import plain


def read_previous(base: Path, previous: str, plan: Plan) -> Edition | None:
    """The edition before another, without what the plan has no more; None for a first one.

    A `FaultError` names the edition with the file.

    Without its name, a fault of the older edition would be looked for in the tables of the newer one.
    """
    if not previous:
        return None
    try:
        folder = paths.edition_folder(base, previous)
        return known_in(plan, read_edition(folder, plan_at(folder, plan)))
    except FaultError as error:
        raise FaultError(of_edition(previous, error.faults)) from None


def of_edition(edition: str, faults: Iterable[Fault]) -> list[Fault]:
    """The faults of an edition with its folder in front of their files, where several editions are told of."""
    return [fault if "/" in fault.file else replace(fault, file=f"{edition}/{fault.file}") for fault in faults]


def known_editions(base: Path) -> list[str]:
    """The editions of a project folder, and the invented one if there is one."""
    sample = [SAMPLE] if paths.edition_folder(base, SAMPLE).is_dir() else []
    return [*editions(base), *sample]


def check_edition_id(base: Path, edition: str) -> None:
    """Raise `FaultError` unless this names an edition of the project; a folder without its card is told elsewhere."""
    if not (re.fullmatch(f"{EDITION_ID}|{SAMPLE}", edition) and paths.edition_folder(base, edition).is_dir()):
        check_choice("edition", edition, known_editions(base))


def edition_called(base: Path, text: str, plan: Plan) -> str:
    """The edition of the project that a text names: its id, in any form that a month is written in, or its title.

    Raises `FaultError` for every other text, with the editions that there are and the nearest.
    """
    known = known_editions(base)
    written = plain(text)
    if re.fullmatch(f"{EDITION_ID}|{SAMPLE}", written) and paths.edition_folder(base, written).is_dir():
        return written  # one without a card is told by whoever reads it
    if (month := written if written in known else near_period(written)) in known:
        return str(month)
    if not known:
        check_edition_id(base, text)
    cards = {edition: read_card(paths.edition_folder(base, edition), plan.languages, []) for edition in known}
    return choice_of("edition", text, {each: card.title.values() if card else () for each, card in cards.items()})


def document_called(folder: Path, layout: Layout, text: str) -> str:
    """The code of the document of the edition in a folder that a text names, by its code or its title.

    Raises `FaultError` for every other text, with the nearest, and for a table that cannot be read.
    """
    rows = layout.read(folder / SOURCES_FILE, table_columns(SOURCES_FILE, layout.languages)).rows
    titles = columns_of("title", layout.languages)
    return code_of("document", text, {cells["source"]: [cells[name] for name in titles] for _, cells in rows})


def check_choice(name: str, value: object, known: tuple[str, ...] | list[str]) -> None:
    """Raise `FaultError` unless the value of a parameter is one of those known, which it lists."""
    if value in known:
        return
    expected, fix = N_("a folder in data/editions"), N_("Create it: plan-metrics new.")
    if known:
        expected, fix = N_("one of: {known}"), N_("Choose one of these, written in the same way.")
    values = {"value": value, "known": ", ".join(known)}
    raise FaultError([asked_fault("unknown_choice", name, N_("“{value}”"), expected, fix, **values)])
