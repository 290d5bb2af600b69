"""Holds the figures of a table against an edition: which are new, which change what it has, which it has already."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plan_metrics.edition.amend import with_rows
from plan_metrics.edition.choice import document_called
from plan_metrics.edition.corrections import rejecting
from plan_metrics.edition.models import (
    KEY,
    OBSERVATIONS_FILE,
    SOURCES_FILE,
    table_columns,
)
from plan_metrics.edition.write import written
from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.intake.reading import Figure
from plan_metrics.intake.recipe import Recipe
from plan_metrics.plan.layout import Layout
from plan_metrics.reading.csv_tables import read_table
from plan_metrics.reading.typed import number, plain

NEW, CHANGED, EQUAL = "new", "changed", "equal"
SAME = 1e-12  # relative: the last digit of a float


@dataclass(frozen=True)
class Compared:
    """A figure and what it is to the edition; `line` and `before`: of the row whose place it would take."""

    figure: Figure
    state: str
    line: int | None = None
    before: Mapping[str, str] | None = None


def compared(folder: Path, layout: Layout, figures: Sequence[Figure]) -> list[Compared]:
    """Each figure beside what the edition in a folder has, in order. `FaultError` if that cannot be read."""
    table = layout.read(folder / OBSERVATIONS_FILE, table_columns(OBSERVATIONS_FILE, layout.languages))
    known = {tuple(plain(cells[name]) for name in KEY): (line, cells) for line, cells in table.rows}
    found = []
    for figure in figures:
        line, before = known.get(figure.key, (None, None))
        state = NEW if before is None else EQUAL if _same(figure, before) else CHANGED
        found.append(Compared(figure, state, line, before))
    return found


def values_of(folder: Path, layout: Layout, indicator: str) -> list[float]:
    """The values that the edition in a folder has of an indicator."""
    rows = layout.read(folder / OBSERVATIONS_FILE, table_columns(OBSERVATIONS_FILE, layout.languages)).rows
    found = (number(cells["value"]) for _, cells in rows if plain(cells["indicator"]) == indicator)
    return [value for value in found if value is not None]


def texts(
    folder: Path,
    layout: Layout,
    found: Sequence[Compared],
    document: Mapping[str, str],
    reasons: Mapping[str, str],
) -> dict[str, str]:
    """The tables of the edition with the new and the changed figures, as read in a document.

    A figure of another document that is changed goes into the register of figures that were not used, with `reasons`
    by language; one of the same document is only put right.
    """
    code = document["source"]
    changed = [each for each in found if each.state == CHANGED]
    replaced = {each.line: _row(each.figure, code, layout) for each in changed if each.line is not None}
    new = [_row(each.figure, code, layout) for each in found if each.state == NEW]
    if not new and not replaced:
        return {}
    other = [each for each in changed if each.before and each.before["source"] != code and _another_value(each)]
    made: dict[str, str] = {OBSERVATIONS_FILE: with_rows(folder / OBSERVATIONS_FILE, layout, add=new, replace=replaced)}
    values = {each.figure.key: written(each.figure.row["value"]) for each in changed if _another_value(each)}
    made |= rejecting(folder, layout, [each.before for each in other if each.before], values, reasons)
    if with_document := _sources(folder, layout, document):
        made[SOURCES_FILE] = with_document
    return made


def document_of(folder: Path, layout: Layout, recipe: Recipe, code: str | None, file: str, name: str) -> dict[str, str]:
    """The document of an import: that of a code in sources.csv, or the one that the recipe describes for its file.

    `file` is the table that is imported, `name` the file of the recipe; for the code its title may stand. Raises
    `FaultError` for a document that is not there, for a description that is of another file (last year's) or not
    whole, and for one that says something else of a document than sources.csv does.
    """
    document, columns = recipe.document, table_columns(SOURCES_FILE, layout.languages)
    known = {cells["source"]: cells for _, cells in read_table(folder / SOURCES_FILE, columns).rows}
    if code is not None:
        return dict(known[document_called(folder, layout, code)])
    if recipe.document_of != file:
        found, expected = N_("the document of “{other}”"), N_("the document of {table}")
        fix = N_("Describe the document of this file in [document], and write its name into document_of.")
        raise _fault(name, "document_of", found, expected, fix, other=recipe.document_of, table=file)
    described = {column: document.get(column, "") for column in columns}
    there, titled = known.get(described["source"]), [document[name] for name in document if name.startswith("title")]
    if there and not any(titled):
        return dict(there)
    empty = [column for column in columns if not described[column] and column != "url"]
    if empty:
        fix = N_("Fill them in, or name a document of sources.csv with --document.")
        found, expected = N_("nothing for {empty}"), N_("the document that the figures were read in")
        raise _fault(name, "document", found, expected, fix, empty=", ".join(empty))
    if there and dict(there) != described:
        differing = ", ".join(column for column in columns if there[column] != described[column])
        found = N_("“{code}”, of which sources.csv says something else: {names}")
        expected = N_("a code of its own for each document")
        fix = N_("Give the new document another code, or name the one that is meant with --document.")
        raise _fault(name, "document.source", found, expected, fix, code=described["source"], names=differing)
    return described


def _sources(folder: Path, layout: Layout, document: Mapping[str, str]) -> str | None:
    rows = layout.read(folder / SOURCES_FILE, table_columns(SOURCES_FILE, layout.languages)).rows
    if any(cells["source"] == document["source"] for _, cells in rows):
        return None
    return with_rows(folder / SOURCES_FILE, layout, add=[document])


def _same(figure: Figure, before: Mapping[str, str]) -> bool:
    was = number(before["value"])
    if figure.value is not None and was is not None:
        alike = math.isclose(was, figure.value, rel_tol=SAME)
    else:
        alike = figure.value is None and before["value"] == ""
    return alike and (figure.flag, figure.qualifier) == (plain(before["flag"]), plain(before["qualifier"]))


def _another_value(each: Compared) -> bool:
    """Whether a figure that was printed stands in the edition and is another one; not where only its flag differs."""
    was, value = number(each.before["value"]) if each.before else None, each.figure.value
    return was is not None and (value is None or not math.isclose(was, value, rel_tol=SAME))


def _row(figure: Figure, code: str, layout: Layout) -> dict[str, object]:
    row = {**figure.row, "source": code}
    return {name: row.get(name, "") for name in table_columns(OBSERVATIONS_FILE, layout.languages)}


def _fault(file: str, column: str, found: str, expected: str, fix: str, **values: Any) -> FaultError:
    return FaultError([fault_at("wrong_document", file, found, expected, fix, column=column, **values)])
