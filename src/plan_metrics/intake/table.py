"""A sheet as a recipe sees it: which cells are figures, and what the words say that stand for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from plan_metrics.intake.recipe import FILLED, Recipe
from plan_metrics.intake.refusals import Place
from plan_metrics.intake.sheets import Cell, Sheet, column_number
from plan_metrics.intake.titles import period_of_titles, unit_of_titles
from plan_metrics.intake.words import folded, unit_in, without_marks

REMARKS = (  # above a column
    *("备注", "附注", "说明", "注", "備註", "附註", "說明", "数据来源", "资料来源", "来源"),
    *("remark", "remarks", "note", "notes", "source", "sources"),
)


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
        """The last row that is read; none below the last one with a cell."""
        return min(self.recipe.corners[3] or self.sheet.last_row, self.sheet.last_row)

    @cached_property
    def columns(self) -> list[int]:
        """The columns of figures; none beyond the last one with a cell, but the first."""
        _, left, right, _ = self.recipe.corners
        named = {column_number(name) for name in self.recipe.stub}
        columns = range(left, min(right, max(self.sheet.last_column, left)) + 1)
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

    def rows(self) -> Iterator[tuple[int, Place | None]]:
        """Each row with figures, and the cell that names its section: of the last row above it that has none."""
        section = None
        for row in range(self.body, self.last + 1):
            if self.recipe.skips_row(row):
                continue
            if any(self.sheet.at(row, column).text or self.sheet.at(row, column).odd for column in self.columns):
                yield row, section
            else:
                stub = ((row, column_number(name)) for name in self.recipe.stub)
                section = next((place for place in stub if self.sheet.at(*place).text), section)

    def is_covered(self, place: Place) -> bool:
        """Whether a cell is one of merged ones, but not the first: what it shows is told there."""
        first = self.sheet.covered.get(place, place)
        return first != place and bool(self.sheet.at(*first).text)

    @cached_property
    def read(self) -> set[str]:
        """The places that the recipe reads, such as `column A`."""
        return {place.removesuffix(FILLED) for places in self.recipe.at.values() for place in places}

    @cached_property
    def unread(self) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        """The rows of the heading and the columns beside the figures that no place of the recipe reads, by their place.

        Not those that the recipe leaves out by `skip`, nor a column of remarks.
        """
        rows = [(f"header {number + 1}", self.recipe.corners[0] + number) for number in range(self.recipe.header_rows)]
        columns = [(f"column {name}", column_number(name)) for name in self.recipe.stub]
        heads = range(self.recipe.corners[0], self.body)
        remarks = {c for _, c in columns if any(folded(self.sheet.shown_at(row, c).text) in REMARKS for row in heads)}
        return (
            [(place, row) for place, row in rows if place not in self.read and not self.recipe.skips_row(row)],
            [
                (place, column)
                for place, column in columns
                if place not in self.read and column not in remarks and not self.recipe.skips_column(column)
            ],
        )

    def beside(self, place: Place, section: Place | None) -> Iterator[tuple[str, Place]]:
        """The cells with words that stand for a figure and that no place of the recipe reads, with their place."""
        rows, columns = self.unread
        unread = [(name, (row, place[1])) for name, row in rows] + [(name, (place[0], at)) for name, at in columns]
        known = {self.sheet.covered.get(at) for at in self.cells_read(place)}
        for name, at in unread:
            first = self.sheet.covered.get(at, at)
            if self.sheet.at(*first).text and first not in known:
                yield name, first
        if section is not None and "section" not in self.read:
            yield "section", section

    def cells_read(self, place: Place) -> list[Place]:
        """The cells of the heading and of its row that name a figure."""
        said = dict.fromkeys(each for places in self.recipe.at.values() for each in places)
        return [self._cell(each, place) for each in said if each.startswith(("column", "header"))]

    def _cell(self, said: str, place: Place) -> Place:
        """The cell of a column or of a row of the heading that names the figure in a place."""
        kind, _, name = said.removesuffix(FILLED).partition(" ")
        if kind == "column":
            row, column = place[0], column_number(name)
            before = ((at, column) for at in range(row, self.body - 1, -1))
        else:
            row, column = self.recipe.corners[0] + int(name) - 1, place[1]
            before = ((row, at) for at in range(column, self.columns[0] - 1, -1))
        if not said.endswith(FILLED):
            return row, column
        return next((at for at in before if self.sheet.shown_at(*at).text), (row, column))

    def said(self, dimension: str, place: Place, section: Place | None) -> Said:
        """The words that name a dimension of the figure in a cell."""
        parts: list[str] = []
        marks: list[str] = []
        at = None
        for said in self.recipe.at.get(dimension, ()):  # type: ignore[call-overload]
            kind, _, name = said.partition(" ")
            if kind in ("column", "header"):
                at = self._cell(said, place)
                cell = self.sheet.shown_at(*at)
                parts.append(unit_in(cell.text) if dimension == "unit" else cell.text)
                marks += [] if dimension == "unit" else marks_of(cell)
            else:
                in_section = self.sheet.at(*section).text if section else ""
                parts.append({"=": name, "section": in_section, "title": self.titles.get(dimension, "")}[kind])
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
