"""Takes the figures of a sheet out by a recipe: each with its cell, or refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from plan_metrics.edition.flags import MISSING, flag_name
from plan_metrics.edition.models import KEY
from plan_metrics.edition.numbers import FLAGS_NAMED, SIGNS
from plan_metrics.errors import N_, Fault
from plan_metrics.intake.amounts import amount, sample_size
from plan_metrics.intake.recipe import CODED, FILLED, LEFT_OUT, UNDECIDED, ZERO, Note, Recipe
from plan_metrics.intake.refusals import Cause, Place, Refusals, RefusedError, refused
from plan_metrics.intake.sheets import Cell, Sheet, address, letters
from plan_metrics.intake.table import Table, marks_of
from plan_metrics.intake.whole_sheet import of_the_sheet
from plan_metrics.intake.words import SAY_WHERE, Words, folded, unit_in, word_of_unit
from plan_metrics.languages import columns_of
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import plain

SHOWN = 3  # keys that a fault names
KINDS_OF_WORDS = (  # what stands above words or figures and says of what kind they are, or that they are of the whole
    *("年份", "年度", "时间", "时期", "月份", "指标", "指標", "项目", "項目"),
    *("地区", "地區", "数量", "數量", "数值", "绝对数"),
    *("合计", "合計", "总计", "總計", "总数", "total", "all"),
    *("year", "period", "month", "indicator", "item", "region", "area", "number", "value"),
)
_NOTE = re.compile(
    r"(?:[备附備]?[注註]|说明|說明|[资資]料[来來]源|[数數][据據][来來]源|notes?|sources?)\s*\d*\s*[:：.、]", re.I
)
NOT_SAID = N_("no word that says it: {dimension}")
SAY_WHICH = N_("Say in [at] where it stands, or as “= …” which it is. The nearest names are: {nearest}.")
SAY_FILLED = N_("If the words before the empty cell hold for it too, as in merged cells, write “{place}” in [at].")
SAY_SIGN = N_(
    "Look at the legend of the table, and say in [signs] what it means: 0 for none, {N} for less than half a unit, {O} "
    "for not available, {M} where there can be none, {Q} for suppressed."
)


@dataclass(frozen=True)
class Figure:
    """A figure of a sheet: what it is about (`KEY`), its cell, and what that shows; its value, None for none.

    `notes` are words by the columns of the notes; `sample_size` is empty for none.
    """

    key: tuple[str, ...]
    at: Place
    shown: str
    unit: str
    flag: str
    notes: Mapping[str, str]
    value: float | None = None
    printed: str = ""
    qualifier: str = "exact"
    sample_size: int | str = ""

    @property
    def row(self) -> dict[str, object]:
        """The row of observations.csv that it makes, without its document."""
        return {
            **dict(zip(KEY, self.key, strict=True)),
            "unit": self.unit,
            "value": "" if self.value is None else self.value,
            "flag": self.flag,
            "qualifier": self.qualifier,
            "printed": self.printed,
            "sample_size": self.sample_size,
            **self.notes,
        }


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


def _figure(at: Place, section: Place | None, table: Table, words: Words, found: Reading) -> Figure | None:
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
    if codes["indicator"] in words.cards:
        unit = words.one_unit(unit, words.cards[codes["indicator"]].unit)
    causes = causes or _unread(at, section, table, words, {**codes, "unit": unit})
    if causes:
        raise RefusedError(*causes)
    card = words.cards[codes["indicator"]]
    figure = Figure(tuple(codes[name] for name in KEY), at, cell.text, card.unit, flag, notes)
    if sign in MISSING:
        return replace(figure, flag=sign)
    if flag in MISSING:
        found_ = N_("“{cell}” beside the flag {flag}, which says that there is no value")
        expected = N_("a flag with a value")
        fix = N_("Correct the flag of the note in the recipe.")
        raise RefusedError(refused("value_beside_missing", at, found_, expected, fix, cell=cell.text, flag=flag))
    if sign:
        return replace(figure, value=0.0, printed="0", flag=flag if sign == ZERO else sign)
    size = sample_size(table.said("sample_size", at, section).text, at)
    made = amount(text, unit, card, words, at)
    return replace(figure, value=made.value, printed=made.printed, qualifier=made.qualifier, sample_size=size)


def _codes(
    at: Place, section: Place | None, table: Table, words: Words, causes: list[Cause]
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
            if not is_said and dimension == "indicator" and (near := words.nearest(dimension, table.heading)):
                fix, values["nearest"] = SAY_WHICH, ", ".join(near)
            if not is_said and said.at and (empty := _not_filled(table.recipe.at[dimension])):
                fix, values["place"] = SAY_FILLED, f"{empty}{FILLED}"
            causes.append(refused(f"unknown_{dimension}", said.at, found, expected, fix, **values))
        codes[dimension] = meaning.code or ""
        marks += said.marks
    card = words.cards.get(codes["indicator"])
    if card is not None and card.computed:
        fix = N_("Leave it out in [words.indicator]; the report computes it from two others.")
        found, expected = N_("“{cell}”, which is computed"), N_("an indicator that is collected")
        causes.append(refused("computed_indicator", at, found, expected, fix, cell=card.id))
    return codes, marks


def _not_filled(places: Sequence[str]) -> str | None:
    """The row of the heading or the column, of the places of a dimension, in which an empty cell says nothing."""
    return next((place for place in places if re.fullmatch("(column|header) [A-Z0-9]+", place)), None)


def _unread(at: Place, section: Place | None, table: Table, words: Words, said: Mapping[str, str]) -> list[Cause]:
    """Words that stand for a figure and that the recipe does not read, where they may say that it is something else."""
    causes = []
    for read in table.cells_read(at):
        cell = table.sheet.shown_at(*read)
        if words.other_unit(cell.text, said["unit"], words.cards[said["indicator"]].unit):
            found, expected = N_("“{cell}”, where the recipe says the unit {unit}"), N_("one unit")
            fix = N_("Look which of them holds, and correct the place of the unit in [at].")
            causes.append(refused("another_unit", read, found, expected, fix, cell=cell.text, unit=said["unit"]))
    for place, beside in table.beside(at, section):
        text, _ = table.without_marks(table.sheet.at(*beside).text)
        if not _says_more(text, place, table, words, said):
            continue
        found, expected = N_("“{cell}”, which no place of the recipe reads"), N_("words that [at] of the recipe reads")
        fix = N_(
            "If it says what is counted, add “{place}” to the places of that dimension in [at]; if it changes nothing, "
            "add “{skip}” to skip."
        )
        skip = letters(beside[1]) if place.startswith("column") else str(beside[0])
        causes.append(refused("unread_words", beside, found, expected, fix, cell=text, place=place, skip=skip))
    return causes


def _says_more(text: str, place: str, table: Table, words: Words, said: Mapping[str, str]) -> bool:
    """Whether words may say something else than is `said` of a figure: not where they say it again, in another
    language or as a code, count rows, or name the kind of words beside them."""
    if folded(text) in KINDS_OF_WORDS or any(words.of(name, text).code == said[name] for name in CODED):
        return False
    if words.of("indicator", text).code is None and words.is_within(text, said["indicator"]):
        return False
    if plain(text).isdecimal() and words.of("period", text).code is None:
        return False
    in_columns = [name for name in CODED if any(place.startswith("column") for place in table.recipe.at[name])]
    is_group = any(words.of(name, text).code for name in in_columns)
    if place == "section" and (is_group or _NOTE.match(text)):
        return False  # a row without figures, a group of those below it, or a note
    return word_of_unit(unit_in(text)) != word_of_unit(said["unit"])


@contextmanager
def _gathered(causes: list[Cause]) -> Iterator[None]:
    """Go on after what refuses a figure, so that everything that does is told at once."""
    try:
        yield
    except RefusedError as error:
        causes += error.causes


def _check_cell(cell: Cell, at: Place, table: Table) -> None:
    if table.sheet.covered.get(at) == at:  # the first of merged ones
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
        found = N_("“{cell}”, a sign for no figure")
        expected = N_("a figure, or a sign that [signs] of the recipe knows")
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
    repeated = {key: each for key, each in by_key.items() if any(figure.row != each[0].row for figure in each)}
    if repeated:
        cells = "; ".join(
            f"{' '.join(f'{address(*figure.at)} “{figure.shown}”' for figure in each)} ({', '.join(key)})"
            for key, each in list(repeated.items())[:SHOWN]
        )
        said, expected = N_("several figures for one key: {cells}"), N_("one figure for each key")
        fix = N_("Leave all but one out in the recipe, or correct what their words mean.")
        more = " …" if len(repeated) > SHOWN else ""
        fault, _ = refused("repeated_key", None, said, expected, fix, cells=cells + more)
        for figure in (figure for each in repeated.values() for figure in each):
            refusals.add(fault, figure.at)
    once = [each for key, each in by_key.items() if key not in repeated]
    found.left_out += sum(len(each) - 1 for each in once)
    return [each[0] for each in once]
