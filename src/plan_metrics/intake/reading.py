"""Takes the figures of a sheet out by a recipe: each with its cell, or refused with the reason."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from plan_metrics.edition.flags import MISSING
from plan_metrics.edition.models import KEY, NOTES
from plan_metrics.edition.numbers import NUMBER, SIGNS, what_is_wrong
from plan_metrics.errors import N_, Fault
from plan_metrics.intake.recipe import LEFT_OUT, UNDECIDED, ZERO, Note, Recipe
from plan_metrics.intake.sheets import Cell, Sheet, address, column_number, letters
from plan_metrics.intake.words import Meaning, Words, folded, period_in_title, without_marks
from plan_metrics.languages import LANGUAGES
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.plan.printed import LONGEST, read_printed
from plan_metrics.typed import plain, whole

PERCENT = ("%", "％")
PER_MILLE = ("‰",)
TOLERANCE = 1e-9
SHOWN = 8  # cells that a fault names


@dataclass(frozen=True)
class Figure:
    """A figure of a sheet: the row of observations.csv that it makes, and the cell that it stood in."""

    row: Mapping[str, object]
    at: tuple[int, int]
    shown: str

    @property
    def key(self) -> tuple[str, ...]:
        """Indicator, region, sector and period."""
        return tuple(str(self.row[name]) for name in KEY)


@dataclass
class Reading:
    """What a sheet gave: figures, faults by cell, warnings; how many cells were blank, or left out by the recipe."""

    sheet: Sheet
    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blank: int = 0
    left_out: int = 0


def read_figures(file: str, sheet: Sheet, recipe: Recipe, plan: Plan) -> Reading:
    """The figures of a sheet. Each filled cell of the table is a figure, left out by the recipe, or a fault."""
    return _Reader(file, sheet, recipe, plan).read()


class _Reader:
    """A sheet that is being read: what is known of its rows and columns."""

    def __init__(self, file: str, sheet: Sheet, recipe: Recipe, plan: Plan):
        self.file, self.sheet, self.recipe, self.plan = file, sheet, recipe, plan
        self.words = Words(plan, recipe.words)
        self.cards = {card.id: card for _, card in plan.indicators()}
        self.found = Reading(sheet)
        self.causes: dict[tuple[object, ...], Fault] = {}
        self.told: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        self.covered = {
            (row, column): (top, left)
            for top, left, bottom, right in sheet.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        self.top, self.left, self.right, last = recipe.corners
        self.bottom = last or sheet.last_row
        self.body = self.top + recipe.header_rows
        named = {column_number(name) for name in (*recipe.stub, *recipe.skip)}
        self.columns = [column for column in range(self.left, self.right + 1) if column not in named]
        self.section = ""

    def read(self) -> Reading:
        """All figures; what stands wrong in the sheet as a whole is told first."""
        self._look_at_the_sheet()
        seen: dict[tuple[str, ...], Figure] = {}
        for row in range(self.body, self.bottom + 1):
            filled = [
                column for column in self.columns if self.sheet.at(row, column).text or self.sheet.at(row, column).odd
            ]
            if not filled:
                stub = [self.sheet.at(row, column_number(name)).text for name in self.recipe.stub]
                self.section = next((text for text in stub if text), self.section)
                continue
            for column in self.columns:
                figure = self._figure(row, column, bool(filled))
                if figure is not None:
                    self._keep(figure, seen)
        self._look_around()
        self.found.faults = self._faults()
        return self.found

    def _figure(self, row: int, column: int, in_a_row: bool) -> Figure | None:
        cell = self.sheet.at(row, column)
        if not cell.text and not cell.odd:
            if (
                self.covered.get((row, column), (row, column)) != (row, column)
                and self.sheet.at(*self.covered[row, column]).text
            ):
                return None  # told at the first of the merged cells
            if not self.recipe.blank:
                self.found.blank += 1
                return None
        codes, marks = self._codes(row, column)
        if codes is None:
            return None
        if (row, column) in self.covered and self.covered[row, column] == (row, column):
            expected, fix = (
                N_("one figure in one cell"),
                N_("Split the merged cells in a copy, if the source says which is meant."),
            )
            return self._refused(
                "merged_figure", row, column, N_("“{cell}”, in merged cells"), expected, fix, cell=cell.text
            )
        if cell.odd:
            fix = N_("Open the file in a spreadsheet, look at the cell, and write the figure as it is meant.")
            return self._refused(
                "odd_cell", row, column, cell.odd, N_("a figure"), fix, cell=cell.text, format=cell.format
            )
        card = self.cards[codes["indicator"]]
        return self._amount(row, column, cell, codes, card, marks)

    def _codes(self, row: int, column: int) -> tuple[dict[str, str] | None, list[str]]:
        """What the figure of a cell is about, and the note marks beside the words that say so; None if it is refused."""
        codes: dict[str, str] = {}
        marks: list[str] = []
        refused = False
        for dimension in ("indicator", "region", "sector", "period"):
            text, its_marks, place = self._said(dimension, row, column)
            meaning = self.words.of(dimension, text)
            if meaning.code is None and its_marks:
                meaning = self.words.of(dimension, without_marks(text)[0])
            if meaning.code == LEFT_OUT:
                self.found.left_out += 1
                return None, []
            if meaning.code is None:
                self._unknown(dimension, text, meaning, place)
                refused = True
                continue
            codes[dimension] = meaning.code
            marks += its_marks
        if not refused and codes["indicator"] in self.cards and self.cards[codes["indicator"]].computed:
            fix = N_("Leave it out in [words.indicator]; the report computes it from two others.")
            self._refused(
                "computed_indicator",
                row,
                column,
                N_("“{cell}”, which is computed"),
                N_("an indicator that is collected"),
                fix,
                cell=codes["indicator"],
            )
            return None, []
        if not refused and "unit" in self.recipe.at:
            codes["unit"], _, _ = self._said("unit", row, column)
        if not refused and "sample_size" in self.recipe.at:
            codes["sample_size"], _, _ = self._said("sample_size", row, column)
        return (None if refused else codes), marks

    def _said(self, dimension: str, row: int, column: int) -> tuple[str, list[str], tuple[int, int] | None]:
        """The words that name a dimension of a cell, without note marks; these; and the cell that they stand in."""
        parts, marks, at = [], [], None
        for place in self.recipe.at.get(dimension, ()):  # type: ignore[call-overload]
            kind, _, name = place.partition(" ")
            if kind == "=":
                parts.append(name)
            elif kind == "section":
                parts.append(self.section)
            elif kind == "title":
                parts.append(period_in_title(self._title()))
            else:
                at = (row, column_number(name)) if kind == "column" else (self.top + int(name) - 1, column)
                cell = self._shared(*at)
                text, its = without_marks(cell.text) if dimension != "unit" else (cell.text, [])
                if dimension == "unit":
                    text = _unit_in(text)
                parts.append(text)
                marks += [*its, *(cell.marks.split() if cell.marks else [])]
        suffixes = [mark for mark in self.recipe.notes if len(mark) > 1]
        said = "".join(parts) if dimension == "period" else " ".join(parts).strip()
        for mark in suffixes:
            if dimension != "unit" and said.endswith(mark) and said != mark:
                said, marks = said[: -len(mark)].rstrip(), [*marks, mark]
        return said, marks, at

    def _shared(self, row: int, column: int) -> Cell:
        """A cell of the heading or the stub; of merged cells the first, in a stub also the last one above that is filled."""
        return self.sheet.at(*self.covered.get((row, column), (row, column)))

    def _title(self) -> str:
        return next(
            (
                cell.text
                for (row, _), cell in sorted(self.sheet.cells.items())
                if row < self.body and period_in_title(cell.text)
            ),
            "",
        )

    def _amount(
        self, row: int, column: int, cell: Cell, codes: Mapping[str, str], card: Indicator, marks: list[str]
    ) -> Figure | None:
        text, own = without_marks(cell.text)
        known = [mark for mark in self.recipe.notes if text.endswith(mark) and text != mark and not mark.isdigit()]
        for mark in known:
            text, own = text[: -len(mark)].rstrip(), [*own, mark]
        marks = [*marks, *own, *(cell.marks.split() if cell.marks else [])]
        noted = self._noted(row, column, marks)
        if noted is None:
            return None
        flag, notes = noted
        made: dict[str, object] = {name: codes[name] for name in KEY}
        made |= {
            "unit": card.unit,
            "flag": flag,
            "qualifier": "exact",
            "printed": "",
            "value": "",
            "sample_size": "",
            **notes,
        }
        sign = self._sign(row, column, text)
        if sign is None:
            return None
        if sign in MISSING:
            return Figure({**made, "flag": sign}, (row, column), cell.text)
        if sign:
            flag = sign if sign != ZERO and flag == "A" else flag
            return Figure({**made, "value": 0.0, "printed": "0", "flag": flag}, (row, column), cell.text)
        if flag in MISSING:
            fix = N_("Correct the flag of the note in the recipe: this one says that there is no value.")
            return self._refused(
                "value_beside_missing",
                row,
                column,
                N_("“{cell}” beside the flag {flag}"),
                N_("a flag that has a value"),
                fix,
                cell=cell.text,
                flag=flag,
            )
        if (size := self._sample(row, column, codes)) is None:
            return None
        made["sample_size"] = size
        amount = self._in_unit(row, column, text, codes.get("unit", ""), card)
        if amount is None:
            return None
        value, printed, qualifier = amount
        return Figure({**made, "value": value, "printed": printed, "qualifier": qualifier}, (row, column), cell.text)

    def _in_unit(self, row: int, column: int, text: str, word: str, card: Indicator) -> tuple[float, str, str] | None:
        """The value in the plain unit of the indicator, the words as printed, and how exact they are."""
        expected, fix = N_("a figure in {unit}"), N_("Compare with the source, and correct the unit in the recipe.")
        values = {"cell": text, "unit": word or card.unit, "word": word}
        percent = card.unit == "percent"
        if any(sign in text for sign in PER_MILLE) or (any(sign in text for sign in PERCENT) and not percent):
            return self._refused("wrong_unit", row, column, N_("“{cell}”, in another unit"), expected, fix, **values)
        factor = self.words.factor(word, card.unit)
        if isinstance(factor, Meaning):
            self._unknown("unit", word, factor, None, (row, column))
            return None
        alone = read_printed(text)
        if alone is None:
            found, fix, more = what_is_wrong(text)
            return self._refused("not_a_number", row, column, found, NUMBER, fix, **{**values, **more})
        multiplied = re.search(r"[百千万亿萬億]", text) is not None
        if multiplied and factor != 1:
            found = N_("“{cell}” under “{word}”: two multipliers")
            return self._refused("wrong_unit", row, column, found, expected, fix, **values)
        value = alone.value * factor
        value = float(round(value, 9)) if factor != 1 else value
        bare = word.strip()
        forms = (text,) if not bare or bare in text else (f"{text}（{bare}）", f"{text}{bare}", f"{text} {bare}")
        for printed in forms:
            read = read_printed(printed)
            if (
                read
                and len(printed) <= LONGEST
                and math.isclose(read.value, value, rel_tol=TOLERANCE)
                and read.qualifier == alone.qualifier
            ):
                return read.value, printed, read.qualifier
        found = N_("“{cell}” under “{word}”, which together cannot be read")
        return self._refused("wrong_unit", row, column, found, expected, fix, **values)

    def _sample(self, row: int, column: int, codes: Mapping[str, str]) -> object:
        text = codes.get("sample_size", "")
        if not text:
            return ""
        size = whole(text)
        if size is None:
            fix = N_("Correct the column of the sample in the recipe.")
            return self._refused(
                "wrong_sample",
                row,
                column,
                N_("“{cell}” as the size of a sample"),
                N_("a whole number"),
                fix,
                cell=text,
            )
        return size

    def _sign(self, row: int, column: int, text: str) -> str | None:
        """The flag of a sign for no figure, ZERO for one that says none; empty where the cell holds a figure."""
        if not text:
            return self.recipe.blank
        meant = self.recipe.signs.get(text)
        if meant == UNDECIDED or (meant is None and plain(text).casefold() in SIGNS):
            found, fix, values = what_is_wrong(text)
            self._refused(
                "unknown_sign",
                row,
                column,
                found,
                N_("a figure, or a sign that the recipe knows"),
                fix,
                cell=text,
                **values,
            )
            return None
        return meant or ""

    def _noted(self, row: int, column: int, marks: list[str]) -> tuple[str, dict[str, object]] | None:
        """The flag and the notes that the marks beside a figure give it; None where one of them is not known."""
        known: list[Note] = []
        for mark in dict.fromkeys(marks):
            note = self.recipe.notes.get(mark)
            if note is None or note.flag == UNDECIDED:
                expected = N_("a note mark that the recipe knows")
                fix = N_("Write in [notes] what “{mark}” means: a flag, words of a note, or nothing in {{}}.")
                self._refused("unknown_mark", row, column, N_("the note mark “{mark}”"), expected, fix, mark=mark)
                return None
            known.append(note)
        flags = list(dict.fromkeys(note.flag for note in known if note.flag))
        if len(flags) > 1:
            fix = N_("Keep the flag that matters most to a reader; the other goes into the words of its note.")
            self._refused(
                "two_flags",
                row,
                column,
                N_("notes with the flags {flags}"),
                N_("one flag"),
                fix,
                flags=", ".join(flags),
            )
            return None
        said = [note.note for note in known if note.note]
        notes = dict(
            zip(NOTES, ("; ".join(note[code] for note in said if note[code]) for code in LANGUAGES), strict=True)
        )
        return (flags[0] if flags else self.recipe.flag), dict(notes)

    def _keep(self, figure: Figure, seen: dict[tuple[str, ...], Figure]) -> None:
        first = seen.setdefault(figure.key, figure)
        if first is figure:
            self.found.figures.append(figure)
        elif first.row != figure.row:
            expected = N_("one figure for each indicator, region, sector and period")
            fix = N_("Leave one of the two out in the recipe, or correct what their words mean.")
            values = {
                "key": ", ".join(figure.key),
                "other": address(*first.at),
                "cell": figure.shown,
                "first": first.shown,
            }
            self._refused(
                "repeated_key",
                *figure.at,
                N_("“{cell}” for {key}, where {other} has “{first}”"),
                expected,
                fix,
                **values,
            )
            if first in self.found.figures:
                self.found.figures.remove(first)
        else:
            self.found.left_out += 1

    def _look_at_the_sheet(self) -> None:
        recipe, sheet = self.recipe, self.sheet
        above = [cell.text for (row, _), cell in sheet.cells.items() if row < self.body]
        if recipe.title and not any(fnmatchcase(folded(text), folded(recipe.title)) for text in above):
            expected, fix = (
                N_("the title “{title}” above the figures"),
                N_("Look whether this is the table that the recipe is for; correct `title`, `sheet` or `cells`."),
            )
            self._fault("wrong_title", None, None, N_("another title"), expected, fix, title=recipe.title)
        hidden = sorted(
            row
            for row in sheet.hidden_rows
            if self.body <= row <= self.bottom and any(sheet.at(row, c).text for c in self.columns)
        )
        columns = sorted(
            column
            for column in sheet.hidden_columns
            if column in self.columns and any(sheet.at(r, column).text for r in range(self.body, self.bottom + 1))
        )
        if hidden or columns:
            named = ", ".join([*(str(row) for row in hidden), *(letters(column) for column in columns)])
            fix = N_("Look at them in the file; leave them out in the recipe if they are not meant for readers.")
            self._fault(
                "hidden_cells",
                None,
                None,
                N_("hidden rows or columns: {named}"),
                N_("figures that a reader of the table sees"),
                fix,
                named=named,
                severity="warning",
            )
        if sheet.hidden:
            fix = N_("Look whether its figures are meant for readers.")
            self._fault(
                "hidden_cells",
                None,
                None,
                N_("a hidden sheet"),
                N_("a sheet that a reader sees"),
                fix,
                severity="warning",
            )

    def _look_around(self) -> None:
        """Numbers beside and below the table, which a recipe of last year may not know."""
        beside = sorted(
            (row, column)
            for (row, column), cell in self.sheet.cells.items()
            if row >= self.body
            and (column < self.left or column > self.right or row > self.bottom)
            and _is_amount(cell)
        )
        if beside:
            named = ", ".join(address(*place) for place in beside[:5]) + (" …" if len(beside) > 5 else "")
            fix = N_("Widen `cells` of the recipe if they belong to the table.")
            expected = N_("all figures within {cells}")
            self._fault(
                "outside",
                None,
                None,
                N_("numbers outside the cells that the recipe reads: {named}"),
                expected,
                fix,
                named=named,
                cells=self.recipe.cells,
            )

    def _unknown(
        self,
        dimension: str,
        text: str,
        meaning: Meaning,
        place: tuple[int, int] | None,
        at: tuple[int, int] | None = None,
    ) -> None:
        place = place or at
        row, column = place if place else (None, None)
        expected = {
            "period": N_("a period that the plan knows"),
            "unit": N_("a unit of the indicator"),
        }.get(dimension, N_("a code or a name of the plan"))
        found = meaning.found if text else N_("no word that says it: {dimension}")
        self._fault(
            f"unknown_{dimension}",
            row,
            column,
            found,
            expected,
            meaning.fix,
            **{**meaning.values, "dimension": dimension},
        )

    def _refused(self, rule: str, row: int, column: int, found: str, expected: str, fix: str, **values: object) -> None:
        self._fault(rule, row, column, found, expected, fix, **values)

    def _fault(
        self,
        rule: str,
        row: int | None,
        column: int | None,
        found: str,
        expected: str,
        fix: str,
        severity: str = "fault",
        **values: object,
    ) -> None:
        said = (rule, severity, found, fix, tuple(sorted((name, str(value)) for name, value in values.items())))
        places = self.told.setdefault(said, [])
        if not places:
            fault = Fault(
                rule=rule, file=self.file, row=row, column=self.sheet.name, found=found, expected=expected, fix=fix,
                values={"cell": "", **values}, severity=severity,
            )  # fmt: skip
            self.causes[said] = fault
        if row and column and (row, column) not in places:
            places.append((row, column))

    def _faults(self) -> list[Fault]:
        """Each cause once, at its first cell, with the cells that share it."""
        faults = []
        for said, fault in self.causes.items():
            places = self.told[said]
            cells = ", ".join(address(*place) for place in places[:SHOWN]) + (" …" if len(places) > SHOWN else "")
            column = f"{self.sheet.name}!{cells}" if places else self.sheet.name
            faults.append(replace(fault, column=column, rows=tuple(dict.fromkeys(row for row, _ in places))))
        return sorted(faults, key=Fault.sort_key)


def _unit_in(text: str) -> str:
    """The unit that a heading names in brackets, or after a colon; the text itself if it does neither."""
    found = re.search(r"[(（]([^()（）]+)[)）]\s*$", text) or re.search(r"[:：]\s*([^:：]+)$", text)
    return found[1].strip() if found else text.strip()


def _is_amount(cell: Cell) -> bool:
    return cell.number is not None or (cell.text[:1].isdigit() and read_printed(cell.text) is not None)
