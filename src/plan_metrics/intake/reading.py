"""Takes the figures of a sheet out by a recipe: each with its cell, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from plan_metrics.edition.flags import MISSING
from plan_metrics.edition.models import KEY, NOTES
from plan_metrics.edition.numbers import SIGNS, what_is_wrong
from plan_metrics.errors import N_, Fault
from plan_metrics.intake.amounts import amount, sample_size
from plan_metrics.intake.recipe import LEFT_OUT, UNDECIDED, ZERO, Note, Recipe
from plan_metrics.intake.refusals import Place, Refusals, RefusedError, refused
from plan_metrics.intake.sheets import Cell, Sheet, address, letters
from plan_metrics.intake.table import Table, marks_of
from plan_metrics.intake.words import Words, folded
from plan_metrics.languages import LANGUAGES
from plan_metrics.plan.models import Plan
from plan_metrics.plan.printed import read_printed
from plan_metrics.typed import plain

CODED = ("indicator", "region", "sector", "period")
NOT_SAID = N_("no word that says it: {dimension}")
SAY_WHERE = N_("Say in [at] where it stands: in a column, a row of the heading, or the same everywhere.")
SHOWN = 5  # cells beside the table that a fault names


@dataclass(frozen=True)
class Figure:
    """A figure of a sheet: the row of observations.csv that it makes, without its document; its cell as it is shown."""

    row: Mapping[str, object]
    at: Place
    shown: str

    @property
    def key(self) -> tuple[str, ...]:
        """Indicator, region, sector and period."""
        return tuple(str(self.row[name]) for name in KEY)


@dataclass
class Reading:
    """What a sheet gave: figures; faults and warnings; how many cells were blank, or left out by the recipe."""

    sheet: Sheet
    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blank: int = 0
    left_out: int = 0


def read_figures(file: str, sheet: Sheet, recipe: Recipe, plan: Plan) -> Reading:
    """The figures of a sheet. Each filled cell of the table is a figure, left out by the recipe, or in a fault."""
    table, words, found = Table(sheet, recipe), Words(plan, recipe.words), Reading(sheet)
    refusals = Refusals(file, sheet.name)
    for fault, place in _of_the_sheet(table):
        refusals.add(fault, place)
    read: list[Figure] = []
    for row, section in table.rows():
        for column in table.columns:
            try:
                figure = _figure((row, column), section, table, words, found)
            except RefusedError as error:
                for fault, place in error.causes:
                    refusals.add(fault, place)
                continue
            if figure is not None:
                read.append(figure)
    found.figures = _once(read, found, refusals)
    found.faults = refusals.faults
    return found


def _figure(at: Place, section: str, table: Table, words: Words, found: Reading) -> Figure | None:
    """The figure of a cell; None for a blank one and for one that is left out."""
    cell = table.sheet.at(*at)
    if not cell.text and not cell.odd:
        if table.is_covered(at):
            return None
        if not table.recipe.blank:
            found.blank += 1
            return None
    codes, marks = _codes(at, section, table, words)
    if codes is None:
        found.left_out += 1
        return None
    _check_cell(cell, at, table)
    card = words.cards[codes["indicator"]]
    text, own = table.without_marks(cell.text)
    flag, notes = _noted([*marks, *own, *marks_of(cell)], table.recipe, at)
    row: dict[str, object] = {name: codes[name] for name in KEY}
    row |= {
        "unit": card.unit,
        "value": "",
        "flag": flag,
        "qualifier": "exact",
        "printed": "",
        "sample_size": "",
        **notes,
    }
    sign = _sign(text, table.recipe, at)
    if sign in MISSING:
        return Figure({**row, "flag": sign}, at, cell.text)
    if flag in MISSING:
        found_, expected = (
            N_("“{cell}” beside the flag {flag}, which says that there is no value"),
            N_("a flag with a value"),
        )
        fix = N_("Correct the flag of the note in the recipe.")
        raise RefusedError(refused("value_beside_missing", at, found_, expected, fix, cell=cell.text, flag=flag))
    if sign:
        return Figure({**row, "value": 0.0, "printed": "0", "flag": flag if sign == ZERO else sign}, at, cell.text)
    row["sample_size"] = sample_size(table.said("sample_size", at, section).text, at)
    unit = table.said("unit", at, section).text
    if unit == UNDECIDED:
        raise RefusedError(
            refused("unknown_unit", None, NOT_SAID, N_("a unit of the indicator"), SAY_WHERE, dimension="unit")
        )
    made = amount(text, unit, card, words, at)
    return Figure({**row, "value": made.value, "printed": made.printed, "qualifier": made.qualifier}, at, cell.text)


def _codes(at: Place, section: str, table: Table, words: Words) -> tuple[dict[str, str] | None, list[str]]:
    """What a figure is about, and the note marks beside the words that say so; None for one that is left out."""
    codes: dict[str, str] = {}
    marks: list[str] = []
    causes = []
    for dimension in CODED:
        said = table.said(dimension, at, section)
        meaning = words.of(dimension, said.text)
        if meaning.code == LEFT_OUT:
            return None, []
        if meaning.code is None:
            expected = N_("a period") if dimension == "period" else N_("a code or a name of the plan")
            is_said = said.text not in ("", UNDECIDED)
            found, fix = (meaning.found, meaning.fix) if is_said else (NOT_SAID, SAY_WHERE)
            values = {**meaning.values, "dimension": dimension}
            causes.append(refused(f"unknown_{dimension}", said.at, found, expected, fix, **values))
        codes[dimension] = meaning.code or ""
        marks += said.marks
    if causes:
        raise RefusedError(*causes)
    if words.cards[codes["indicator"]].computed:
        fix = N_("Leave it out in [words.indicator]; the report computes it from two others.")
        found, expected = N_("“{cell}”, which is computed"), N_("an indicator that is collected")
        raise RefusedError(refused("computed_indicator", at, found, expected, fix, cell=codes["indicator"]))
    return codes, marks


def _check_cell(cell: Cell, at: Place, table: Table) -> None:
    if table.is_merged(at):
        found, expected = N_("“{cell}”, in merged cells"), N_("one figure in one cell")
        fix = N_("Split the merged cells in a copy, if the source says which of them is meant.")
        raise RefusedError(refused("merged_figure", at, found, expected, fix, cell=cell.text))
    if cell.odd:
        fix = N_("Open the file in a spreadsheet, look at the cell, and write the figure as it is meant.")
        values = {"cell": cell.text, "format": cell.format}
        raise RefusedError(refused("odd_cell", at, cell.odd, N_("a figure"), fix, **values))


def _sign(text: str, recipe: Recipe, at: Place) -> str:
    """The flag of a sign for no figure or of a blank cell, ZERO for one that says none; empty for a figure."""
    if not text:
        return recipe.blank
    meant = recipe.signs.get(text)
    if meant == UNDECIDED or (meant is None and plain(text).casefold() in SIGNS):
        found, fix, values = what_is_wrong(text)
        expected = N_("a figure, or a sign that [signs] of the recipe knows")
        raise RefusedError(refused("unknown_sign", at, found, expected, fix, **{"cell": text, **values}))
    return meant or ""


def _noted(marks: Iterable[str], recipe: Recipe, at: Place) -> tuple[str, dict[str, str]]:
    """The flag and the notes that the marks beside a figure give it."""
    known: list[Note] = []
    for mark in dict.fromkeys(marks):
        note = recipe.notes.get(mark)
        if note is None or note.flag == UNDECIDED:
            found, expected = N_("the note mark “{mark}”"), N_("a note mark that the recipe knows")
            fix = N_("Write in [notes] what “{mark}” means: a flag, words of a note, or nothing in {{}}.")
            raise RefusedError(refused("unknown_mark", at, found, expected, fix, mark=mark))
        known.append(note)
    flags = list(dict.fromkeys(note.flag for note in known if note.flag))
    if len(flags) > 1:
        fix = N_("Keep the flag that matters most to a reader; the other goes into the words of its note.")
        found, expected = N_("notes with the flags {flags}"), N_("one flag")
        raise RefusedError(refused("two_flags", at, found, expected, fix, flags=", ".join(flags)))
    said = [note.note for note in known if note.note]
    notes = ["; ".join(note[code] for note in said if note[code]) for code in LANGUAGES]
    return (flags[0] if flags else recipe.flag), dict(zip(NOTES, notes, strict=True))


def _once(read: Iterable[Figure], found: Reading, refusals: Refusals) -> list[Figure]:
    """One figure for each key: of equal ones the first, of others none."""
    by_key: dict[tuple[str, ...], list[Figure]] = {}
    for figure in read:
        by_key.setdefault(figure.key, []).append(figure)
    kept = []
    for key, figures in by_key.items():
        rows = [figure.row for figure in figures]
        if any(row != rows[0] for row in rows):
            cells = "; ".join(f"{address(*figure.at)} “{figure.shown}”" for figure in figures)
            expected = N_("one figure for each indicator, region, sector and period")
            fix = N_("Leave all but one out in the recipe, or correct what their words mean.")
            cause = refused(
                "repeated_key", None, N_("{cells}: for {key}"), expected, fix, cells=cells, key=", ".join(key)
            )
            for figure in figures:
                refusals.add(cause[0], figure.at)
        else:
            found.left_out += len(figures) - 1
            kept.append(figures[0])
    return kept


def _of_the_sheet(table: Table) -> list[tuple[Fault, Place | None]]:
    """What is wrong with a sheet as a whole: another title, hidden cells, numbers that the recipe does not read."""
    sheet, recipe, causes = table.sheet, table.recipe, []
    above = [cell.text for (row, _), cell in sheet.cells.items() if row < table.body]
    if recipe.title and not any(fnmatchcase(folded(text), folded(recipe.title)) for text in above):
        expected = N_("the title “{title}” above the figures")
        fix = N_("Look whether this is the table that the recipe is for; correct title, sheet or cells.")
        causes.append(refused("wrong_title", None, N_("another title"), expected, fix, title=recipe.title))
    figures = [(row, column) for row, _ in table.rows() for column in table.columns if sheet.at(row, column).text]
    rows = sorted({row for row, _ in figures} & sheet.hidden_rows)
    columns = sorted({column for _, column in figures} & sheet.hidden_columns)
    if rows or columns or sheet.hidden:
        named = ", ".join([*map(str, rows), *map(letters, columns)]) or sheet.name
        fix = N_("Look at them in the file; leave them out in the recipe if they are not meant for readers.")
        expected = N_("figures that a reader of the table sees")
        found = N_("hidden rows, columns or sheet: {named}")
        causes.append(refused("hidden_cells", None, found, expected, fix, severity="warning", named=named))
    _, left, right, _ = recipe.corners
    beside = sorted(
        (row, column)
        for (row, column), cell in sheet.cells.items()
        if row >= table.body and (column < left or column > right or row > table.last) and _is_amount(cell)
        if not recipe.skips_row(row) and not recipe.skips_column(column)
    )
    if beside:
        named = ", ".join(address(*place) for place in beside[:SHOWN]) + (" …" if len(beside) > SHOWN else "")
        found, expected = (
            N_("numbers outside the cells that the recipe reads: {named}"),
            N_("all figures within {cells}"),
        )
        fix = N_(
            'Widen cells of the recipe if they belong to the table; skip leaves columns ("F:H") and rows ("9:15") out.'
        )
        causes.append(refused("outside", None, found, expected, fix, named=named, cells=recipe.cells))
    return causes


def _is_amount(cell: Cell) -> bool:
    return cell.number is not None or (cell.text[:1].isdigit() and read_printed(cell.text) is not None)
