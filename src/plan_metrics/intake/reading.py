"""Takes the figures of a sheet out by a recipe: each with its cell, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from plan_metrics.edition.flags import MISSING, flag_name
from plan_metrics.edition.models import KEY
from plan_metrics.edition.numbers import FLAGS_NAMED, SIGNS
from plan_metrics.errors import N_, Fault
from plan_metrics.intake.amounts import amount, sample_size
from plan_metrics.intake.recipe import LEFT_OUT, UNDECIDED, ZERO, Note, Recipe
from plan_metrics.intake.refusals import Cause, Place, Refusals, RefusedError, refused
from plan_metrics.intake.sheets import Cell, Sheet, address
from plan_metrics.intake.table import Table, marks_of
from plan_metrics.intake.whole_sheet import of_the_sheet
from plan_metrics.intake.words import SAY_WHERE, Words
from plan_metrics.languages import columns_of
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import plain

CODED = ("indicator", "region", "breakdown", "period")
NOT_SAID = N_("no word that says it: {dimension}")
SAY_WHICH = N_("Say in [at] where it stands, or as “= …” which it is. The nearest names are: {nearest}.")
SAY_SIGN = N_(
    "Look at the legend of the table, and say in [signs] what it means: 0 for none, {N} for less than half a unit, {O} "
    "for not available, {M} where there can be none, {Q} for suppressed."
)


@dataclass(frozen=True)
class Figure:
    """A figure of a sheet: the row of observations.csv that it makes, without its document; its cell as it is shown."""

    row: Mapping[str, object]
    at: Place
    shown: str

    @property
    def key(self) -> tuple[str, ...]:
        """Indicator, region, breakdown and period."""
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
    for fault, place in of_the_sheet(table, words):
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
    cell, recipe = table.sheet.at(*at), table.recipe
    if not cell.text and not cell.odd:
        if table.is_covered(at):
            return None
        if not recipe.blank:
            found.blank += 1
            return None
    causes: list[Cause] = []
    codes, marks = _codes(at, section, table, words, causes)
    if codes is None:
        found.left_out += 1
        return None
    text, own = table.without_marks(cell.text)
    notes: dict[str, str] = {}
    flag, sign, unit = recipe.flag, "", table.said("unit", at, section).text
    with _gathered(causes):
        _check_cell(cell, at, table)
        sign = _sign(text, recipe, at)
    with _gathered(causes):
        flag, notes = _noted([*marks, *own, *marks_of(cell)], recipe, at, words.plan.languages)
    if unit == UNDECIDED:
        expected = N_("a unit of the indicator")
        causes.append(refused("unknown_unit", None, NOT_SAID, expected, SAY_WHERE, dimension="unit"))
    if causes:
        raise RefusedError(*causes)
    card = words.cards[codes["indicator"]]
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
    made = amount(text, unit, card, words, at)
    return Figure({**row, "value": made.value, "printed": made.printed, "qualifier": made.qualifier}, at, cell.text)


def _codes(
    at: Place, section: str, table: Table, words: Words, causes: list[Cause]
) -> tuple[dict[str, str] | None, list[str]]:
    """What a figure is about, and the note marks beside the words that say so; None for one that is left out.

    What is wrong is added to `causes`; the codes are whole only where nothing is.
    """
    codes: dict[str, str] = {}
    marks: list[str] = []
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
            if not is_said and (near := words.nearest(dimension, table.heading)):
                fix, values["nearest"] = SAY_WHICH, ", ".join(near)
            causes.append(refused(f"unknown_{dimension}", said.at, found, expected, fix, **values))
        codes[dimension] = meaning.code or ""
        marks += said.marks
    card = words.cards.get(codes["indicator"])
    if card is not None and card.computed:
        fix = N_("Leave it out in [words.indicator]; the report computes it from two others.")
        found, expected = N_("“{cell}”, which is computed"), N_("an indicator that is collected")
        causes.append(refused("computed_indicator", at, found, expected, fix, cell=card.id))
    return codes, marks


@contextmanager
def _gathered(causes: list[Cause]) -> Iterator[None]:
    """Go on after what refuses a figure, so that everything that does is told at once."""
    try:
        yield
    except RefusedError as error:
        causes += error.causes


def _check_cell(cell: Cell, at: Place, table: Table) -> None:
    if table.is_merged(at):
        found, expected = N_("“{cell}”, in merged cells"), N_("one figure in one cell")
        fix = N_("Split the merged cells in a copy, if the source says which of them is meant.")
        raise RefusedError(refused("merged_figure", at, found, expected, fix, cell=cell.text))
    if cell.is_day:
        fix = N_("Give the cell the form of a number, if it is one; if it names a period, correct the recipe.")
        found = N_("“{cell}”, which is shown as a date")
        raise RefusedError(refused("a_day", at, found, N_("a figure"), fix, cell=cell.text))
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
        found, expected = (
            N_("“{cell}”, a sign for no figure"),
            N_("a figure, or a sign that [signs] of the recipe knows"),
        )
        flags = {code: f"{code} ({flag_name(code)})" for code in FLAGS_NAMED}
        raise RefusedError(refused("unknown_sign", at, found, expected, SAY_SIGN, cell=text, **flags))
    return meant or ""


def _noted(marks: Iterable[str], recipe: Recipe, at: Place, languages: Sequence[str]) -> tuple[str, dict[str, str]]:
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
    notes = ["; ".join(note[code] for note in said if note[code]) for code in languages]
    return (flags[0] if flags else recipe.flag), dict(zip(columns_of("note", languages), notes, strict=True))


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
            expected = N_("one figure for each indicator, region, breakdown and period")
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
