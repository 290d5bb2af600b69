"""Guesses the shape of a sheet and writes the first recipe for it; what it cannot know is left open, and asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from plan_metrics.edition.numbers import SIGNS
from plan_metrics.errors import N_, FaultError, fault_at
from plan_metrics.intake.recipe import NEEDED, UNDECIDED, Dimension, Note, Recipe
from plan_metrics.intake.shape import PERIOD_WORDS, Shape, is_amount, shape_of
from plan_metrics.intake.sheets import Cell, Sheet, letters
from plan_metrics.intake.titles import AREAS, indicator_of_titles, period_of_titles, unit_of_titles
from plan_metrics.intake.words import IN_BRACKETS, Words, folded, unit_in, without_marks, word_of_unit
from plan_metrics.plan.code_lists import TOTAL, Source
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import plain

OPEN = f"= {UNDECIDED}"
HALF = 0.5  # of the words of a row or column are known, where it is taken for what names a dimension
_WORDS_BEHIND = re.compile(r"[(（][^()（）]*[^()（）0-9a-zA-Z\s][^()（）]*[)）]$")  # a period: 2024年（初步数）
DOCUMENT = {
    "date_basis": "printed",
    "read_in": "original",
    "address_class": "none",
}


def choose_sheet(file: str, sheets: Iterable[Sheet], wanted: str | None) -> Sheet:
    """The sheet of this name, or the only one with figures. Raises `FaultError` where that leaves none or several."""
    sheets = list(sheets)
    named = [sheet for sheet in sheets if sheet.name == wanted] if wanted else []
    filled = [sheet for sheet in sheets if not sheet.hidden and sum(map(is_amount, sheet.cells.values())) >= 1]
    if wanted and not named:
        return _no_sheet(file, sheets, N_("no sheet “{wanted}”"), wanted)
    if wanted:
        return named[0]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        found, expected = N_("no figure in {names}"), N_("a table with figures")
        fix = N_("Look whether this is the right file. Of a picture or a scan, type the figures into a table.")
        raise FaultError([fault_at("no_figures", file, found, expected, fix, names=_names(sheets))])
    return _no_sheet(file, sheets, N_("several sheets with figures"), "")


def guess(file: str, sheet: Sheet, sheets: int, plan: Plan) -> Recipe:
    """A recipe for a sheet. Places and words that the sheet does not tell are `?`, which reading then asks for."""
    shape = shape_of(sheet)
    words = Words(plan, {})
    finder = _Finder(sheet, shape, words)
    at = finder.places(plan)
    last = shape.last or ""
    return Recipe(
        files=re.sub(r"[0-9]{2,}", "*", file),
        sheet=sheet.name if sheets > 1 else "",
        cells=f"{letters(shape.left)}{shape.top}:{letters(shape.right)}{last}",
        header_rows=shape.body - shape.top,
        stub=tuple(letters(column) for column in shape.stub),
        title=re.sub(r"[0-9]+", "*", max(finder.above, key=len, default="")),
        at=dict(at),
        words=dict(finder.unknown(at)),
        signs=dict.fromkeys(finder.signs(), UNDECIDED),
        notes={mark: Note(flag=UNDECIDED) for mark in finder.marks()},
        document_of=file,
        document={**dict.fromkeys(Source.columns(plan.languages), ""), **DOCUMENT},
    )


class _Finder:
    """What names the dimensions of the figures of a sheet."""

    def __init__(self, sheet: Sheet, shape: Shape, words: Words):
        self.sheet, self.shape, self.words = sheet, shape, words
        self.above = sheet.above(shape.top)
        self.rows = [
            row
            for row in range(shape.body, (shape.last or sheet.last_row) + 1)
            if any(sheet.at(row, column).text for column in shape.figures)
        ]
        self.lines: dict[str, list[str]] = {
            **{f"column {letters(c)}": [self._at(row, c) for row in self.rows] for c in shape.stub},
            **{
                f"header {row - shape.top + 1}": [self._at(row, c) for c in shape.figures]
                for row in range(shape.top, shape.body)
            },
        }

    def places(self, plan: Plan) -> dict[Dimension, tuple[str, ...]]:
        """Where each dimension is said."""
        found: dict[Dimension, tuple[str, ...]] = {}
        order: tuple[Dimension, ...] = ("region", "period", "indicator", "breakdown")
        for dimension in order:
            taken = {place for places in found.values() for place in places}
            together = self._split_period(taken) if dimension == "period" else ()
            line = self._best(taken, partial(self._knows, dimension))
            if line is None and dimension == "region":
                line = self._headed(AREAS)
            if together or line:
                is_clear = together or not line or self._is_clear(dimension, line)
                found[dimension] = together or ((line,) if line and is_clear else (OPEN,))
        taken = {place for places in found.values() for place in places}
        if "period" not in found:
            found["period"] = ("title",) if period_of_titles(self.above) else (OPEN,)
        found.setdefault("region", (self._region_of_all(plan),))
        found.setdefault("indicator", (self._indicator_of_title(plan),))
        found.setdefault("breakdown", (self._breakdown_of(found["indicator"][0]),))
        found["unit"] = (self._unit(taken, found["indicator"][0]),)
        return {name: found[name] for name in NEEDED}

    def unknown(self, at: Mapping[Dimension, tuple[str, ...]]) -> dict[Dimension, dict[str, str]]:
        """Words that name rows and columns with figures and have no meaning of the plan: left open."""
        open_words: dict[Dimension, dict[str, str]] = {}
        for dimension, places in at.items():
            for text in self._texts(dimension, places):
                if text and not self._means(dimension, text):
                    open_words.setdefault(dimension, {})[text] = UNDECIDED
        return open_words

    def _texts(self, dimension: Dimension, places: tuple[str, ...]) -> Iterable[str]:
        """The texts that stand in the places of a dimension, without repetition; none of one that is left open."""
        if len(places) == 1 and places[0] == "title":
            return [(unit_of_titles if dimension == "unit" else period_of_titles)(self.above)]
        if len(places) == 1 and places[0].startswith("= ") and places[0] != OPEN:
            return [places[0].removeprefix("= ")]
        if not all(place in self.lines for place in places):
            return []
        between = "" if dimension == "period" else " "
        texts = [
            between.join(part for part in parts if part) for parts in zip(*map(self.lines.get, places), strict=True)
        ]
        return dict.fromkeys(unit_in(text) if dimension == "unit" else text for text in texts)

    def _means(self, dimension: Dimension, text: str) -> bool:
        if dimension == "unit":
            return self.words.are_units(text)
        if dimension == "period" and (found := _WORDS_BEHIND.search(text)):
            text = text[: found.start()]
        return self.words.of(dimension, text).code is not None

    def signs(self) -> list[str]:
        """The signs for no figure that stand among the figures."""
        texts = (without_marks(cell.text)[0] for cell in self._figures())
        return list(dict.fromkeys(text for text in texts if plain(text).casefold() in SIGNS))

    def marks(self) -> list[str]:
        """The note marks beside figures and beside what names their rows and columns."""
        shape = self.shape
        heads = [self.sheet.at(row, c) for row in range(shape.top, shape.body) for c in shape.figures]
        stubs = [self.sheet.at(row, c) for row in self.rows for c in shape.stub]
        found = []
        for cell in [*heads, *stubs, *self._figures()]:
            if IN_BRACKETS.search(cell.text) is None or cell.marks:
                found += [*without_marks(cell.text)[1], *cell.marks.split()]
            behind = _WORDS_BEHIND.search(cell.text)
            is_unit = behind and word_of_unit(behind[0][1:-1]) in self.words.names("unit")
            if behind and not is_unit and self.words.of("period", cell.text[: behind.start()]).code is not None:
                found.append(behind[0])
        return list(dict.fromkeys(found))

    def _at(self, row: int, column: int) -> str:
        text = self.sheet.shown_at(row, column).text
        return text if IN_BRACKETS.search(text) else without_marks(text)[0]

    def _figures(self) -> list[Cell]:
        return [self.sheet.at(row, column) for row in self.rows for column in self.shape.figures]

    def _sections(self) -> list[str]:
        stub = self.shape.stub[:1]
        empty = [row for row in range(self.shape.body, self.sheet.last_row) if row not in self.rows]
        before_figures = [row for row in empty if row + 1 in self.rows]
        texts = (self.sheet.at(row, column).text for row in before_figures for column in stub)
        return [text for text in texts if text]

    def _knows(self, dimension: str, text: str) -> bool:
        meaning = self.words.of(dimension, text)
        return meaning.code is not None or (dimension == "period" and meaning.values.get("span") is not None)

    def _best(self, taken: set[str], known: Callable[[str], bool]) -> str | None:
        """The row or column of which the largest share is known; at least half of it."""
        shares = {}
        for line, texts in self.lines.items():
            filled = list(dict.fromkeys(text for text in texts if text))
            if line not in taken and filled:
                shares[line] = sum(map(known, filled)) / len(filled)
        best = max(shares, key=lambda line: shares[line], default=None)
        return best if best and shares[best] >= HALF else None

    def _headed(self, names: Collection[str]) -> str | None:
        """The one column beside the figures above which one of these words stands."""
        heads = range(self.shape.top, self.shape.body)
        found = [
            f"column {letters(column)}"
            for column in self.shape.stub
            if any(folded(self.sheet.shown_at(row, column).text) in names for row in heads)
        ]
        return found[0] if len(found) == 1 else None

    def _region_of_all(self, plan: Plan) -> str:
        """The place of the region where no row or column names it: sections, or the whole that a title names."""
        sections = self._sections()
        if sections and all(self._knows("region", text) for text in sections):
            return "section"
        names = map(folded, _names_of_the_whole(plan))
        named = any(name in folded(text) for name in names for text in self.above)
        return f"= {plan.head.whole}" if named else OPEN

    def _split_period(self, taken: set[str]) -> tuple[str, ...]:
        """Two places that are a period together: a year above its half-years, or in the title of a table of months."""
        lines = [line for line in self.lines if line not in taken]
        if year := period_of_titles(self.above):
            for line in lines:
                texts = [text for text in self.lines[line] if text]
                are_parts = bool(texts) and all(PERIOD_WORDS.search(text) for text in texts)
                if are_parts and all(self._means("period", year + text) for text in texts):
                    return "title", line
        for first in lines:
            for second in lines:
                if first == second or first.split()[0] != second.split()[0]:
                    continue
                alone = all(not b or self._knows("period", b) for b in self.lines[second])
                joined = [a + b for a, b in zip(self.lines[first], self.lines[second], strict=True) if a or b]
                if joined and not alone and all(self._knows("period", text) for text in joined):
                    return first, second
        return ()

    def _is_clear(self, dimension: str, line: str) -> bool:
        """Whether no other row or column of the same kind names something else of the same dimension."""
        for other, texts in self.lines.items():
            if other == line or other.split()[0] != line.split()[0]:
                continue
            both = [
                (self.words.of(dimension, a), self.words.of(dimension, b))
                for a, b in zip(self.lines[line], texts, strict=True)
            ]
            if any(a.code and b.code and a.code != b.code for a, b in both):
                return False
        return True

    def _breakdown_of(self, indicator: str) -> str:
        """The breakdown of the indicators of a table that names no breakdown; open where they have several."""
        if indicator in self.lines:
            codes = {self.words.of("indicator", text).code for text in self.lines[indicator]}
        else:
            codes = {indicator.removeprefix("= ")}
        breakdowns = {self.words.cards[code].breakdown for code in codes if code in self.words.cards} or {TOTAL}
        return f"= {breakdowns.pop()}" if len(breakdowns) == 1 else OPEN

    def _indicator_of_title(self, plan: Plan) -> str:
        further = [row.name for row in plan.names if (row.list, row.code) == ("region", plan.head.whole)]
        found = indicator_of_titles(self.above, self.words, [*_names_of_the_whole(plan), *further])
        return f"= {found}" if found else OPEN

    def _unit(self, taken: set[str], indicator: str) -> str:
        units = self.words.names("unit")
        for line in (line for line in self.lines if line in taken | {indicator}):
            bracketed = [IN_BRACKETS.search(text) for text in self.lines[line]]
            if any(found and word_of_unit(found[1]) in units for found in bracketed):
                return line
        line = self._best(taken, lambda text: word_of_unit(unit_in(text)) in units)
        if line:
            return line
        said = unit_of_titles(self.above, in_brackets=False)
        in_brackets = word_of_unit(unit_of_titles(self.above)) in units
        return "title" if said or in_brackets else OPEN


def _names_of_the_whole(plan: Plan) -> list[str]:
    whole = plan.region(plan.head.whole)
    return [*whole.short.values(), *whole.title.values()]


def _no_sheet(file: str, sheets: list[Sheet], found: str, wanted: str) -> Sheet:
    expected, fix = N_("one of the sheets {names}"), N_("Name it with --sheet.")
    raise FaultError([fault_at("which_sheet", file, found, expected, fix, names=_names(sheets), wanted=wanted)])


def _names(sheets: Iterable[Sheet]) -> str:
    return ", ".join(sheet.name for sheet in sheets)
