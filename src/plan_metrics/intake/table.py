"""A sheet as a recipe sees it: which cells are figures, and what the words say that stand for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from plan_metrics.intake.recipe import Recipe
from plan_metrics.intake.refusals import Place
from plan_metrics.intake.sheets import Cell, Sheet, column_number
from plan_metrics.intake.titles import period_of_titles, unit_of_titles
from plan_metrics.intake.words import unit_in, without_marks


@dataclass(frozen=True)
class Said:
    """The words that name a dimension of a figure, the note marks beside them, and the cell that they stand in."""

    text: str
    marks: tuple[str, ...] = ()
    at: Place | None = None


@dataclass(frozen=True)
class Table:
    """The cells of a sheet that a recipe reads; rows and columns are numbers from 1."""

    sheet: Sheet
    recipe: Recipe

    @cached_property
    def body(self) -> int:
        """The first row of figures."""
        return self.recipe.corners[0] + self.recipe.header_rows

    @cached_property
    def last(self) -> int:
        """The last row that is read."""
        return self.recipe.corners[3] or self.sheet.last_row

    @cached_property
    def columns(self) -> list[int]:
        """The columns of figures."""
        _, left, right, _ = self.recipe.corners
        named = {column_number(name) for name in self.recipe.stub}
        columns = range(left, right + 1)
        return [column for column in columns if column not in named and not self.recipe.skips_column(column)]

    @cached_property
    def above(self) -> list[str]:
        """The texts above the heading, in order."""
        return self.sheet.above(self.recipe.corners[0])

    @cached_property
    def titles(self) -> dict[str, str]:
        """What stands above the heading: the words of the one period and of the one unit; empty for none or several."""
        return {"period": period_of_titles(self.above), "unit": unit_of_titles(self.above)}

    @cached_property
    def heading(self) -> str:
        """The longest text above the heading; empty for none."""
        return max(self.above, key=len, default="")

    def rows(self) -> Iterator[tuple[int, str]]:
        """Each row with figures, and the words of the last row above it that has none: its section."""
        section = ""
        for row in range(self.body, self.last + 1):
            if self.recipe.skips_row(row):
                continue
            if any(self.sheet.at(row, column).text or self.sheet.at(row, column).odd for column in self.columns):
                yield row, section
            else:
                stub = (self.sheet.at(row, column_number(name)).text for name in self.recipe.stub)
                section = next((text for text in stub if text), section)

    def is_covered(self, place: Place) -> bool:
        """Whether a cell is one of merged ones, but not the first: what it shows is told there."""
        first = self.sheet.covered.get(place, place)
        return first != place and bool(self.sheet.at(*first).text)

    def is_merged(self, place: Place) -> bool:
        """Whether a cell is the first of merged ones."""
        return self.sheet.covered.get(place) == place

    def said(self, dimension: str, place: Place, section: str) -> Said:
        """The words that name a dimension of the figure in a cell."""
        parts: list[str] = []
        marks: list[str] = []
        at = None
        for said in self.recipe.at.get(dimension, ()):  # type: ignore[call-overload]
            kind, _, name = said.partition(" ")
            if kind in ("column", "header"):
                row, column = place
                at = (
                    (row, column_number(name)) if kind == "column" else (self.recipe.corners[0] + int(name) - 1, column)
                )
                cell = self.sheet.shown_at(*at)
                parts.append(unit_in(cell.text) if dimension == "unit" else cell.text)
                marks += [] if dimension == "unit" else marks_of(cell)
            else:
                parts.append({"=": name, "section": section, "title": self.titles.get(dimension, "")}[kind])
        text = ("" if dimension == "period" else " ").join(parts).strip()
        if dimension == "unit":
            return Said(text, (), at)
        text, its = self.without_marks(text)
        return Said(text, tuple(dict.fromkeys([*marks, *its])), at)

    def without_marks(self, text: str) -> tuple[str, list[str]]:
        """A text without the note marks at its end, those of the recipe too, which may be words; and these marks."""
        own = [mark for mark in self.recipe.notes if len(mark) > 1 or not mark.isalnum()]
        marks: list[str] = []
        while True:
            text, found = without_marks(text)
            marks = [*found, *marks]
            mark = next((mark for mark in own if text.endswith(mark) and text != mark), None)
            if mark is None:
                return text, marks
            text, marks = text[: -len(mark)].rstrip(), [mark, *marks]


def marks_of(cell: Cell) -> list[str]:
    """The letters raised or lowered beside a cell's text: marks of notes."""
    return re.split(r"[\s,，、]+", cell.marks.strip()) if cell.marks.strip() else []
