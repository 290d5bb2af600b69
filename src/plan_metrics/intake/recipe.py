"""A recipe: how the figures of tables of one form are read, as a card `data/recipes/NAME.toml`.

An analyst corrects the recipe and never the cells, so that next year's table of the same form goes in by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from plan_metrics.edition.flags import FLAGS
from plan_metrics.edition.toml_text import card_text
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.plan.code_lists import Card, Remark, Source
from plan_metrics.plan.messages import card_faults
from plan_metrics.reading.cards import keys_of, validated
from plan_metrics.reading.encodings import is_encoding
from plan_metrics.reading.lines import line_of

CODED: tuple[Dimension, ...] = ("indicator", "region", "breakdown", "period")
NEEDED: tuple[Dimension, ...] = (*CODED, "unit")
# Where a dimension is said: in a column, a row of the heading, a row above its figures, the title, or by the recipe.
# `filled`: an empty cell says what the last one before it does, as where merged cells were lost.
FILLED = " filled"
PLACE = rf"^((column [A-Z]{{1,3}}|header [1-9])({FILLED})?|section|title|= .{{1,200}})$"
UNDECIDED = "?"
LEFT_OUT = ""
ZERO = "0"
EXAMPLE = 'sheet = "Table 3"'

Dimension = Literal["indicator", "region", "breakdown", "period", "unit", "sample_size"]
Skipped = Annotated[str, Field(pattern=r"^([A-Z]{1,3}(:[A-Z]{1,3})?|[1-9][0-9]{0,6}(:[1-9][0-9]{0,6})?)$")]
Place = Annotated[str, Field(pattern=PLACE)]


class Note(Card):
    """What a note mark beside a figure, or beside the name of its row or column, means: a flag, words, or both."""

    flag: str | None = None
    note: Remark | None = None


class Recipe(Card):
    """How a table is read.

    `files`: the names of files that it reads, `*` for what differs from year to year. `sheet`: its sheet, empty for the
    only one. `cells`: from the first row of the heading on, such as `A3:F` or `A3:F36`; without a last row it ends
    with the last figure. `title`: words that stand above or in the table, `*` for what differs; empty for none.
    `skip`: columns and rows that are left out, such as "F", "D:F", "9" or "9:15", in `cells` and beside them.
    `at`: where each dimension is said; several places are read as one text. Words of the heading, of the row and of its
    section that no place reads refuse a figure, unless they say the same again or are in `skip`. `words`: what the
    words of the table mean where they are no code or name of the plan, empty for rows and columns that are left out.
    `signs`: those for no figure, with the flag of each, or 0 for none. `blank`: the flag of an empty cell, empty for no
    figure at all.
    `encoding`: that of a text table which does not tell it.
    `document`: what the figures of the file `document_of` were read in; another file has another.
    """

    files: str = Field(min_length=1)
    sheet: str
    cells: str = Field(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}([1-9][0-9]{0,6})?$")
    header_rows: int = Field(ge=0, le=9)
    stub: tuple[str, ...]
    skip: tuple[Skipped, ...] = ()
    title: str = ""
    flag: str = "A"
    blank: str = ""
    at: Mapping[Dimension, tuple[Place, ...]]
    words: Mapping[Dimension, Mapping[str, str]] = {}
    signs: Mapping[str, str] = {}
    notes: Mapping[str, Note] = {}
    encoding: str = ""
    document_of: str = ""
    document: Mapping[str, str] = {}

    @property
    def corners(self) -> tuple[int, int, int, int | None]:
        """First row, first column, last column, and the last row if one is named; all from 1."""
        from plan_metrics.intake.sheets import column_number

        found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d*)", self.cells)
        assert found is not None  # by the pattern
        return int(found[2]), column_number(found[1]), column_number(found[3]), int(found[4]) if found[4] else None

    @property
    def skipped(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """The first and last of the rows that are left out, and of the columns."""
        from plan_metrics.intake.sheets import column_number

        ends = [(part.split(":")[0], part.split(":")[-1]) for part in self.skip]
        rows = [(int(first), int(last)) for first, last in ends if first.isdigit()]
        columns = [(column_number(first), column_number(last)) for first, last in ends if not first.isdigit()]
        return rows, columns

    def skips_row(self, row: int) -> bool:
        """Whether a row is left out by its number."""
        return any(first <= row <= last for first, last in self.skipped[0])

    def skips_column(self, column: int) -> bool:
        """Whether a column is left out by its letters."""
        return any(first <= column <= last for first, last in self.skipped[1])


def folder_of(base: Path) -> Path:
    """Where the recipes of a project lie."""
    return base / "data" / "recipes"


def read_recipe(file: Path, languages: Sequence[str]) -> Recipe:
    """The recipe in a file. Raises `FaultError` with everything that is wrong in it."""
    faults: list[Fault] = []
    read = keys_of(file, EXAMPLE, faults)
    if read is None:
        raise FaultError(faults)
    text, keys = read
    try:
        recipe = validated(Recipe, keys, languages)
    except ValidationError as error:
        faults += [_with_line(fault, text) for fault in card_faults(error, Recipe, file.name, languages)]
        raise FaultError(faults) from None
    faults += [_with_line(fault, text) for fault in _contradictions(recipe, file.name, languages)]
    check_faults(faults)
    return recipe


def recipes_for(base: Path, name: str) -> list[Path]:
    """The recipes whose `files` fit the name of a file. Raises `FaultError` for those of which nobody can tell."""
    fitting, faults = list[Path](), list[Fault]()
    for file in sorted(folder_of(base).glob("*.toml")):
        found: list[Fault] = []
        read = keys_of(file, EXAMPLE, found)
        pattern = read[1].get("files") if read else None
        if read is None:
            faults += found
        elif not isinstance(pattern, str):
            expected = N_("the names of the files that this recipe reads")
            fix = N_('Add a line such as files = "*.xlsx".')
            faults.append(_fault(file.name, "files", N_("no names of files"), expected, fix))
        elif fnmatchcase(name, pattern):
            fitting.append(file)
    check_faults(faults)
    return fitting


def written(recipe: Recipe, remarks: Iterable[str] = ()) -> str:
    """A recipe as its card: what it is for, line by line, then its tables; `remarks` stand on top."""
    keys = recipe.model_dump(exclude_none=True, exclude={"encoding"} if not recipe.encoding else None)
    keys |= {f"words.{name}": words for name, words in keys.pop("words").items()}
    tables = ("at", *(f"words.{name}" for name in recipe.words), "signs", "notes", "document")
    return "".join([*(f"# {line}\n" for line in remarks), card_text(keys, tables)])


def _contradictions(recipe: Recipe, file: str, languages: Sequence[str]) -> list[Fault]:
    faults = []
    for key in NEEDED:
        if key not in recipe.at:
            fix = N_("Say in [at] where it stands: in a column, a row of the heading, or the same everywhere.")
            expected = N_('places such as "column A", "header 1", "section", "title" or "= TOTAL"')
            faults.append(_fault(file, f"at.{key}", N_("no place for {key}"), expected, fix, key=key))
    for name, flag in [("flag", recipe.flag), ("blank", recipe.blank), *recipe.signs.items()]:
        allowed = {*FLAGS, ZERO} if name in recipe.signs else {*FLAGS, ""} if name == "blank" else set(FLAGS)
        if flag not in allowed and flag != UNDECIDED:
            column = f"signs.{name}" if name in recipe.signs else name
            expected, fix = N_("one of the flags {known}"), N_("Look up in the legend of the table what is meant.")
            values = {"value": flag, "known": " ".join(sorted(allowed))}
            faults.append(_fault(file, column, N_("“{value}”"), expected, fix, **values))
    if recipe.encoding and not is_encoding(recipe.encoding):
        expected, fix = N_("the name of an encoding"), N_("Correct it, such as cp1251; leave it out for UTF-8.")
        faults.append(_fault(file, "encoding", N_("“{value}”"), expected, fix, value=recipe.encoding))
    wanted = Source.columns(languages)
    for key in recipe.document:
        if key not in wanted:
            expected, fix = N_("one of the columns of sources.csv: {known}"), N_("Correct or remove the key.")
            values = {"value": key, "known": ", ".join(wanted)}
            faults.append(_fault(file, f"document.{key}", N_("“{value}”"), expected, fix, **values))
    return faults


def _fault(file: str, column: str, found: str, expected: str, fix: str, **values: Any) -> Fault:
    return fault_at("wrong_recipe", file, found, expected, fix, column=column, **values)


def _with_line(fault: Fault, text: str) -> Fault:
    return replace(fault, row=line_of(text, fault.column))
