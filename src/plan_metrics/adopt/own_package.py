"""What this program exported, as the project that it was made of: the way back of `export.plan_record`.

Cards are validated before any name in them names a file; what does not hold together is told by the readers of plans
and editions, and nothing is made then.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from plan_metrics.adopt.foreign_files import MOST_DEEP, Files, Keys, csv_rows, json_of, keys, no_data
from plan_metrics.adopt.questions import write_questions
from plan_metrics.adopt.told import Told, because, write_told
from plan_metrics.adopt.words import write_fonts
from plan_metrics.edition.models import (
    ANSWERS_FILE,
    CARD_FILE,
    OBSERVATIONS_FILE,
    REJECTED_FILE,
    SAMPLE,
    SOURCES_FILE,
    EditionCard,
    table_columns,
)
from plan_metrics.edition.read import read_edition
from plan_metrics.edition.toml_text import card_text
from plan_metrics.edition.write import FOR_SPREADSHEETS, write_card, write_table, written
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.export.forms import FOLLOW
from plan_metrics.export.plan_record import FORM
from plan_metrics.export.spreadsheet_cells import harmless
from plan_metrics.languages import code_of
from plan_metrics.paths import plan_folder
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.combinations import COMBINATIONS
from plan_metrics.plan.concordance import CONCORDANCE
from plan_metrics.plan.declared import LANGUAGE
from plan_metrics.plan.dimensions import COLUMN, DIMENSIONS, joined
from plan_metrics.plan.further_names import NAMES_FILE
from plan_metrics.plan.head import PlanHead
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.messages import card_faults
from plan_metrics.plan.models import Action
from plan_metrics.plan.read import ROWS, read_plan
from plan_metrics.plan.references import ACTIONS
from plan_metrics.reading.cards import validated
from plan_metrics.reading.encodings import decoded

Model = TypeVar("Model", bound=BaseModel)
Cells = Keys

USED = ("observations", "rejected")  # tables of the package that are read
DERIVED = (*FOLLOW, "row")  # columns of theirs that follow from the others
FONT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}\.(ttf|otf)")
REPEATED = N_("the plan is that of {record}: this table repeats it, or follows from it")
ORIGIN = "@"  # which no column is called


class Origin(NamedTuple):
    """Where a row stands in what was exported: its file and line, and the names of its columns there by ours."""

    file: str
    line: int
    columns: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Returned:
    """A project that comes back: its cards, the rows of its lists by file, and the figures of what was exported.

    Each row of the figures has its `Origin` under `ORIGIN`.
    """

    head: PlanHead
    actions: Sequence[Action]
    lists: Mapping[str, Sequence[Cells]]
    card: EditionCard
    sources: Sequence[Cells]
    tables: Mapping[str, Sequence[Cells]]
    fonts: Mapping[str, Sequence[str]]
    told: Told
    record: str  # the name of the file that the plan is from

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the plan."""
        return self.head.languages

    @property
    def counts(self) -> dict[str, int]:
        """How many indicators and figures there are, and how many figures were refused, which is none."""
        indicators = sum(len(action.indicators) for action in self.actions)
        return {"indicators": indicators, "figures": len(self._given(OBSERVATIONS_FILE)), "refused": 0}

    def write_plan(self, folder: Path) -> None:
        """Put the plan in the place of the one that the starter has in a folder, and check that it holds together."""
        for file in (*folder.glob("*.csv"), *(folder / ACTIONS).glob("*"), *(folder / DIMENSIONS).glob("*")):
            file.unlink()
        head = _dumped(self.head) | {"default_edition": self.card.id}
        apart = [
            name for name, value in head.items() if isinstance(value, dict) and not _is_text(value, self.languages)
        ]
        lists = [name for name in ("levels", "code_schemes", "dimensions") if name in head]
        (folder / "plan.toml").write_text(card_text(head, apart, lists), "utf-8", newline="\n")
        for action in self.actions:
            text = card_text(_dumped(action), lists=("commitments", "indicators"))
            (folder / ACTIONS / f"{action.id}.toml").write_text(text, "utf-8", newline="\n")
        for name, rows in self.lists.items():
            needed = ROWS[name].needed(self.languages) if name in ROWS else ()
            columns = dict.fromkeys(column for row in rows for column in row) or self._layout.in_file(needed)
            _write(folder / name, columns, rows)
        for language, fonts in self.fonts.items():
            write_fonts(folder, language, fonts)
        try:
            read_plan(folder)
        except FaultError as error:
            raise FaultError(map(self._in_the_record, error.faults)) from None

    def _in_the_record(self, fault: Fault) -> Fault:
        """A fault of the plan, whose files are not there to look at: the entry of a list, the key of a card."""
        entry = f"{fault.row - 1}" if fault.row and fault.row > 1 and fault.file.endswith(".csv") else ""
        column = " ".join(filter(None, [fault.file, entry, fault.column]))
        return replace(fault, file=self.record, row=None, column=column, rows=())

    def write_edition(self, folder: Path) -> None:
        """Put card, figures, documents and figures not used into an edition, and check that it holds together."""
        write_card(folder / CARD_FILE, self.card)
        layout = self._layout
        for name in (OBSERVATIONS_FILE, REJECTED_FILE):
            columns = layout.in_file(table_columns(name, self.languages))
            rows = (layout.cells({"breakdown": "", **row}) for row in self._given(name))
            _write(folder / name, columns, rows, FOR_SPREADSHEETS)
        _write(folder / SOURCES_FILE, table_columns(SOURCES_FILE, self.languages), self.sources, FOR_SPREADSHEETS)
        try:
            read_edition(folder, read_plan(plan_folder(folder.parents[2])))
        except FaultError as error:
            raise FaultError(map(self._in_the_export, error.faults)) from None

    def write_tables(self, folder: Path) -> None:
        """What came back and what not; no question is open that the plan had answered."""
        write_questions(folder, ())
        write_told(folder, self.told, self.languages)

    def _in_the_export(self, fault: Fault) -> Fault:
        """A fault of a figure where it stands in what was exported: the edition is not there to look at."""
        rows = self._given(fault.file) if fault.file in self.tables else []
        if fault.row is None or not 2 <= fault.row < len(rows) + 2:
            return fault
        file, line, columns = rows[fault.row - 2][ORIGIN]
        return replace(fault, file=file, row=line, column=columns.get(fault.column or "", fault.column))

    @property
    def _layout(self) -> Layout:
        ids = tuple(each.id for each in self.head.dimensions)
        owners = {str(row.get("code")): of for of in ids for row in self.lists.get(f"{DIMENSIONS}/{of}.csv", ())}
        return Layout(self.languages, ids, owners)

    def _given(self, name: str) -> list[Cells]:
        """The rows of a table but for those of indicators that are computed from others."""
        computed = {each.id for action in self.actions for each in action.indicators if each.computed}
        left = computed if name == OBSERVATIONS_FILE else ()
        return [row for row in self.tables.get(name, ()) if row.get("indicator") not in left]


def is_ours(form: object, name: str) -> bool:
    """Whether this is the form of a record that is read here; raises `FaultError` for that of another version."""
    known, said = form == FORM, str(form)[:80]
    if not known and said.startswith(FORM.partition("/")[0]):
        fix = N_("Read it with the version of the program that wrote it, or a later one.")
        raise FaultError(
            [fault_at("other_form", name, N_("“{value}”"), N_("one of: {known}"), fix, value=said, known=FORM)]
        )
    return known


def record_in(descriptor: Keys) -> object | None:
    """The path of the record that this program put into a package; None in a package of another's."""
    listed = map(keys, descriptor["resources"])
    return next((path for each in listed if is_ours(each.get("form"), str(path := each.get("path", "")))), None)


def read_own(files: Files, descriptor: Keys, path: object) -> Returned:
    """The project of a package whose record of the plan lies at a path; raises `FaultError` with all that is wrong."""
    name, record = str(path), json_of(files.read(path, MOST_DEEP), str(path))
    tables = {file: _table(files, descriptor, file.removesuffix(".csv")) for file in (OBSERVATIONS_FILE, REJECTED_FILE)}
    made = returned(record, tables, name, Told())
    for file, rows in tables.items():
        if rows:
            check_columns(rows[0][ORIGIN].file, rows[0], table_columns(file, made.languages))
    for each in descriptor["resources"]:
        if _named(each) not in (*USED, "plan"):
            made.told.note(str(keys(each).get("path"))[:80], "not used", REPEATED, record=name)
    return made


def returned(record: object, tables: Mapping[str, Sequence[Cells]], name: str, told: Told) -> Returned:
    """The project of a record of a plan and of the figures of its tables; `name` is that of the file with the record.

    Raises `FaultError` with all that is wrong with the record.
    """
    faults: list[Fault] = []
    given = record if isinstance(record, dict) else {}
    plan, edition = (given[key] if isinstance(given.get(key), dict) else {} for key in ("plan", "edition"))
    said = plan.get("languages")
    known = isinstance(said, list) and all(isinstance(code, str) and re.match(LANGUAGE, code) for code in said)
    languages = [code for code in said if code_of(code)] if known and isinstance(said, list) else []
    if not languages:
        raise no_data(name, N_("a record of a plan without its languages"))
    head = _card(PlanHead, plan, name, languages, faults)
    listed = given["actions"] if isinstance(given.get("actions"), list) else []
    actions = [_card(Action, each, name, languages, faults) for each in listed]
    said_of_edition = edition.get("card") if isinstance(edition.get("card"), dict) else {}
    if said_of_edition.get("id") == SAMPLE:  # which a new project would not show
        said_of_edition = {**said_of_edition, "id": str(said_of_edition.get("as_of"))[:7]}
    card = _card(EditionCard, said_of_edition, name, languages, faults)
    check_faults(faults)
    assert head is not None
    assert card is not None
    cards = [each for each in actions if each is not None]
    ids = [each.id for each in cards]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise no_data(name, N_("two actions of one id: {ids}"), ids=", ".join(twice))
    lists, sources = _lists(given.get("tables"), head, name), _rows(edition.get("sources"), name)
    own = {file: [_row(row) for row in rows] for file, rows in tables.items()}
    made = Returned(head, cards, lists, card, sources, own, _fonts(given.get("fonts"), languages), told, name)
    _tell(made, keys(given.get("left_out")), name)
    return made


def _card(model: type[Model], given: object, name: str, languages: Sequence[str], faults: list[Fault]) -> Model | None:
    if not isinstance(given, dict):
        faults += no_data(name, N_("a card that is no object with keys")).faults
        return None
    try:
        return validated(model, given, languages)
    except ValidationError as error:
        faults += card_faults(error, model, name, languages)
        return None


def _lists(given: object, head: PlanHead, name: str) -> dict[str, Sequence[Cells]]:
    """The lists of a plan under the names that they have in one; no other file is written."""
    of_dimensions = [f"{DIMENSIONS}/{each.id}.csv" for each in head.dimensions]
    known, needed = {*ROWS, *of_dimensions, NAMES_FILE, CONCORDANCE, COMBINATIONS}, {*ROWS, *of_dimensions}
    if not isinstance(given, dict) or not needed <= {*given} <= known:
        lists = ", ".join(sorted(needed - {*given})) if isinstance(given, dict) else ", ".join(sorted(needed))
        raise no_data(name, N_("a record of a plan without its lists, or with others: {lists}"), lists=lists or "–")
    return {file: _rows(rows, name) for file, rows in given.items()}


def _rows(rows: object, name: str) -> list[Cells]:
    simple = (str, int, float, bool, type(None))
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(cell, simple) for cell in row.values()) for row in rows
    ):
        raise no_data(name, N_("a list that has no rows with cells"))
    return rows


def _fonts(given: object, languages: Sequence[str]) -> dict[str, list[str]]:
    named = given if isinstance(given, dict) else {}
    return {
        code: [font for font in fonts if isinstance(font, str) and FONT.fullmatch(font)]
        for code, fonts in named.items()
        if code in languages and isinstance(fonts, list)
    }


def _table(files: Files, descriptor: Keys, table: str) -> list[dict[str, Any]]:
    path = next((keys(each).get("path", "") for each in descriptor["resources"] if _named(each) == table), "")
    return table_in(files, path)


def check_columns(file: str, header: Iterable[str], columns: Sequence[str], row: int | None = 1) -> None:
    """Raise `FaultError` for each of these columns that a table lacks: nobody could say what its cells would be."""
    fix = N_("Correct the header line; every column is needed, even where its cells are empty.")
    texts, named = (N_("no such column"), N_("the columns {columns}"), fix), ", ".join(columns)
    lacking = [name for name in columns if name not in {*header}]
    check_faults(fault_at("missing_column", file, *texts, row=row, column=name, columns=named) for name in lacking)


def table_in(files: Files, path: object, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of a table in CSV by its header, with the origin of each.

    Raises `FaultError` for what is none, and for one without these columns.
    """
    text = decoded(files.read(path), str(path))
    try:
        (_, header), *rows = csv_rows(text) if text else [(1, [])]
    except csv.Error as error:
        raise no_data(str(path), N_("no table: {problem}"), error) from None
    check_columns(str(path), header, columns)
    lines = [1] * (len({*header}) != len(header) or not header) + [
        line for line, cells in rows if len(cells) != len(header)
    ]
    if lines:
        raise no_data(str(path), N_("a row of another width than the header"), line=lines[0])
    return [{**dict(zip(header, cells, strict=True)), ORIGIN: Origin(str(path), line)} for line, cells in rows]


def figures(
    rows: Iterable[Cells], names: Mapping[str, str], parts: Sequence[str], meant: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    """The rows of an export with their origin as rows of observations; no code of a dimension is its total.

    `names` are those that our columns have there, `parts` the columns there of the dimensions of the plan. `meant` says
    by column there which code of the plan a cell stands for; any other cell stands for itself.
    """
    for cells in rows:
        plain = {name: of.get(cells.get(name, ""), cells.get(name, "")) for name, of in meant.items()}
        given = {**cells, **plain}
        breakdown = joined({name: given[name] or TOTAL for name in parts})
        row = {of: given.get(name, "") for of, name in names.items()}
        yield row | {COLUMN: breakdown, ORIGIN: cells[ORIGIN]._replace(columns=names)}


def _named(resource: object) -> object:
    return keys(resource).get("name")


def _row(cells: Cells) -> Cells:
    """A row of an export as it was before its texts were made harmless for spreadsheets."""
    plain = {
        name: cell[1:] if isinstance(cell, str) and cell[:1] == "'" and harmless(cell[1:]) == cell else cell
        for name, cell in cells.items()
    }
    for name in ("value", "kept_value"):
        if "e" in plain.get(name, ""):  # 1e-07, which no project writes
            try:
                plain[name] = written(float(plain[name]))
            except ValueError:
                continue
    return plain


def _tell(made: Returned, left_out: Keys, name: str) -> None:
    """Tell of figures that came back, and of what the export does not carry."""
    note, figures = made.told.note, len(made._given(OBSERVATIONS_FILE))
    note(OBSERVATIONS_FILE, "read", N_("figures taken over"), count=figures)
    if computed := len(made.tables[OBSERVATIONS_FILE]) - figures:
        note(OBSERVATIONS_FILE, "not used", N_("computed from two others, and computed again"), count=computed)
    unread = because(N_("cells of a column that is not read as a figure, a place or a dimension"))
    for file, rows in made.tables.items():
        for column in {*(rows[0] if rows else ())} - {*table_columns(file, made.languages), *DERIVED, ORIGIN}:
            note(file, "not used", unread, column, count=len(rows))
    note(ANSWERS_FILE, "not used", N_("answers to warnings stay behind: check tells the warnings again"))
    for what, n in left_out.items():
        if isinstance(n, int):
            note(name, "not used", N_("a part of the project that its export does not carry"), what[:80], count=int(n))


def _dumped(card: BaseModel) -> dict[str, Any]:
    return card.model_dump(exclude_none=True)


def _is_text(value: Mapping[str, Any], languages: Iterable[str]) -> bool:
    return {*value} == {*languages}


def _write(file: Path, columns: Iterable[str], rows: Iterable[Cells], encoding: str = "utf-8") -> None:
    columns = [*columns]
    filled = ({name: "" if row.get(name) is None else row[name] for name in columns} for row in rows)
    write_table(file, columns, filled, encoding)
