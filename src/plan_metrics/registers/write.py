"""Writes the figures of a register into an edition, with its snapshot as their document; all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_metrics.analysis.amendments import try_amendment
from plan_metrics.edition.amend import amend, with_rows
from plan_metrics.edition.card import sound_card
from plan_metrics.edition.choice import edition_called
from plan_metrics.edition.models import (
    CARD_FILE,
    KEY,
    OBSERVATIONS_FILE,
    SOURCES_FILE,
    Edition,
    EditionCard,
    is_note,
    table_columns,
)
from plan_metrics.edition.relations import Cell
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.files import hashed
from plan_metrics.measure.disclosure import is_suppressed
from plan_metrics.paths import edition_folder, plan_folder
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.reading.csv_tables import read_table
from plan_metrics.registers.card import FOLDER, Register, located, read_register, register_called
from plan_metrics.registers.engines import fault, opened
from plan_metrics.registers.result import Result, result_of
from plan_metrics.views.language import catalogue, date, decimal
from plan_metrics.waiting import part

DIGITS = 16  # of the digest that stand in the title; the record has all
TITLE = N_("{title}: as recorded until {last}, {rows} rows, digest of the figures {digest}")
SUPPRESSED = "Q"


@dataclass(frozen=True)
class Written:
    """What a register changes in an edition: cells by what became of them, and the figures as they may be published.

    `released` holds None for a figure that is suppressed. `warnings` are those that the edition did not have before.
    """

    edition: str
    card: Register
    result: Result
    new: Sequence[Cell]
    changed: Sequence[Cell]
    gone: Sequence[Cell]
    released: Mapping[Cell, int | None]
    warnings: Sequence[Fault]
    is_written: bool


def register(base: Path, name: str, edition: str, *, dry_run: bool) -> Written:
    """Count a register for an edition, and write its figures, its document and the record of its query.

    Figures that the register gave before are replaced. Raises `FaultError`, and writes nothing, where the card, the
    register or the edition is not as it must be, where a figure of another document stands in the same place, and where
    the edition would have a fault that it does not have now.
    """
    plan = read_plan(plan_folder(base))
    edition, name = edition_called(base, edition, plan), register_called(base, name)
    card = read_register(base, name, plan)
    folder = edition_folder(base, edition)
    of_edition = sound_card(folder, plan.languages)
    try:
        check_faults(_unfit(card, of_edition))
        with part(0, 0.9), opened(card, base) as found:
            result = result_of(found, card, plan, of_edition.day)
        document = _sources(folder, plan, card, result, "0" * DIGITS)
    except FaultError as error:
        raise FaultError(located(base, name, error.faults)) from error
    texts, (new, changed, gone) = _observations(folder, card, plan, result)
    texts[SOURCES_FILE] = document
    with part(0.9, 1):
        tried = try_amendment(base, plan, edition, texts)
    check_faults(tried.faults)
    assert tried.after is not None  # or there would be a fault
    released = _released(tried.after, result.figures)
    digest = _digest(released)
    texts[SOURCES_FILE] = _sources(folder, plan, card, result, digest)
    texts[f"{FOLDER}/{card.id}.sql"] = _record(card, of_edition, result, digest)
    is_written = not dry_run and amend(base, edition, texts, f"register {name} {edition}")
    return Written(edition, card, result, new, changed, gone, released, tried.warnings, is_written)


def _unfit(card: Register, edition: EditionCard) -> Iterable[Fault]:
    """What the card of an edition must say for this register."""
    if card.invented != edition.invented:
        found = N_("“{value}”, where the edition {edition} has the opposite")
        expected = N_("invented registers in invented editions only, and real ones in real ones")
        fix = N_("Choose another edition or register.")
        yield fault(card, "invented", found, expected, fix, value=str(card.invented).lower(), edition=edition.id)
    threshold = edition.disclosure.suppressed_under if edition.disclosure else 0
    if threshold < card.suppressed_under:
        found = N_("{value}, where the edition {edition} suppresses counts under {threshold} only")
        expected = N_("an edition that suppresses at least what the register must not tell")
        fix = N_("Set suppressed_under in the section [disclosure] of {file} of the edition.")
        values = {"edition": edition.id, "threshold": threshold, "file": CARD_FILE}
        yield fault(card, "suppressed_under", found, expected, fix, **values)
    if edition.columns != table_columns(OBSERVATIONS_FILE, edition.title.languages):
        expected = N_("an edition with the columns of today")
        yield fault(card, "id", N_("the edition {edition}"), expected, N_("Create a new edition."), edition=edition.id)


def _observations(
    folder: Path, card: Register, plan: Plan, result: Result
) -> tuple[dict[str, str], tuple[list[Cell], list[Cell], list[Cell]]]:
    """The new text of the observations, and which cells are new, changed and gone."""
    file, columns = folder / OBSERVATIONS_FILE, table_columns(OBSERVATIONS_FILE, plan.languages)
    there: dict[tuple[str, ...], tuple[int, Mapping[str, str]]] = {
        tuple(cells[name] for name in KEY): (line, cells) for line, cells in plan.layout.read(file, columns).rows
    }
    others = [
        (line, cells)
        for key, (line, cells) in there.items()
        if key in result.figures and cells["source"] != card.source
    ]
    if others:
        raise FaultError(_of_another(card, line, cells) for line, cells in others)
    wanted = {cell: _row(cell, value, card, plan) for cell, value in result.figures.items()}
    replaced = {there[cell][0]: row for cell, row in wanted.items() if cell in there and dict(there[cell][1]) != row}
    gone = {
        (cells["indicator"], cells["region"], cells["breakdown"], cells["period"]): line
        for key, (line, cells) in there.items()
        if cells["source"] == card.source and key not in wanted
    }
    new = [cell for cell in wanted if cell not in there]
    changed = [cell for cell in wanted if cell in there and there[cell][0] in replaced]
    text = with_rows(file, plan.layout, add=[wanted[cell] for cell in new], replace=replaced, remove=set(gone.values()))
    return {OBSERVATIONS_FILE: text}, (new, changed, list(gone))


def _row(cell: Cell, value: int, card: Register, plan: Plan) -> dict[str, str]:
    """A row of the observations. A count of a register is printed by the query itself, in digits."""
    columns = table_columns(OBSERVATIONS_FILE, plan.languages)
    figures = {"value": str(value), "printed": str(value), "unit": plan.indicator(cell[0]).unit}
    said = {
        "flag": "A",
        "qualifier": "exact",
        "sample_size": "",
        "source": card.source,
        **dict.fromkeys(filter(is_note, columns), ""),
    }
    row = {**dict(zip(KEY, cell, strict=True)), **figures, **said}
    return {name: row[name] for name in columns}


def _of_another(card: Register, line: int, cells: Mapping[str, str]) -> Fault:
    expected = N_("{source}, or no figure here: the register {register} counts it")
    fix = N_("Move the line to rejected.csv with the reason, or leave the indicator out of the card of the register.")
    values: dict[str, object] = {"cell": cells["source"], "source": card.source, "register": card.id}
    rule, found = "figure_of_another_document", N_("“{cell}”")
    return fault_at(rule, OBSERVATIONS_FILE, found, expected, fix, row=line, column="source", **values)


def _sources(folder: Path, plan: Plan, card: Register, result: Result, digest: str) -> str:
    """The new text of the documents: the snapshot of the register is one of them."""
    file = folder / SOURCES_FILE
    there = {
        cells["source"]: (line, cells)
        for line, cells in read_table(file, table_columns(SOURCES_FILE, plan.languages)).rows
    }
    row = _document(card, result, digest)
    line, cells = there.get(card.source, (0, row))
    if not all(cells[f"title_{code}"].startswith(card.title[code]) for code in plan.languages):
        expected = N_("a code that no other document of the edition has")
        fix = N_("Give the register another code on its card.")
        raise FaultError([fault(card, "source", N_("“{value}”, which is another document"), expected, fix)])
    if card.source not in there:
        return with_rows(file, plan.layout, add=[row])
    return with_rows(file, plan.layout, replace={line: row} if dict(cells) != row else {})


def _document(card: Register, result: Result, digest: str) -> dict[str, str]:
    assert result.profile.last is not None  # some row was recorded
    day = result.profile.last.isoformat()
    row = {"source": card.source, "date": day, "date_basis": "inferred", "read_in": "original", "address_class": "none"}
    for code in card.title.languages:
        row[f"title_{code}"] = (
            catalogue(code)
            .gettext(TITLE)
            .format(
                title=card.title[code],
                last=date(day, code),
                rows=decimal(result.profile.rows, code),
                digest=digest[:DIGITS],
            )
        )
        row[f"publisher_{code}"] = card.publisher[code]
    return {name: row.get(name, "") for name in table_columns(SOURCES_FILE, card.title.languages)}


def _released(edition: Edition, figures: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """The figures as the edition may publish them."""
    missing = edition.missing[edition.missing["flag"].map(is_suppressed).astype(bool)]
    hidden = set(missing[list(KEY)].itertuples(index=False, name=None))
    return {cell: None if cell in hidden else value for cell, value in figures.items()}


def _digest(released: Mapping[Cell, int | None]) -> str:
    """SHA-256 of the published figures; a suppressed one is in it by its flag alone, or it could be found by trying."""
    lines = [",".join((*cell, SUPPRESSED if value is None else str(value))) for cell, value in released.items()]
    return hashed("\n".join(lines).encode())


def _record(card: Register, edition: EditionCard, result: Result, digest: str) -> str:
    """The query as it was run, below what it was run on."""
    place = card.place
    about = {
        "register": card.id,
        "document": card.source,
        "edition": f"{edition.id}, as of {edition.as_of}",
        "engine": place.kind,
        "where": place.table or place.files,
        "rows recorded by that day": result.profile.rows,
        "the last of them on": result.profile.last,
        "SHA-256 of the published figures": digest,
    }
    return "\n".join([*(f"-- {name}: {value}" for name, value in about.items()), f"{result.query};", ""])
