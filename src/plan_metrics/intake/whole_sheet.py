"""What is wrong with a sheet as a whole, which no single cell tells."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from plan_metrics.edition.dates import near_period, span_of
from plan_metrics.errors import N_, Fault
from plan_metrics.intake.recipe import CODED, FILLED
from plan_metrics.intake.refusals import Place, refused
from plan_metrics.intake.sheets import Cell, address, column_number, letters
from plan_metrics.intake.table import Table
from plan_metrics.intake.titles import unit_of_titles
from plan_metrics.intake.words import UNITS, Words, folded, word_of_unit
from plan_metrics.plan.printed import read_printed
from plan_metrics.reading.typed import number

_DAY = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
SHOWN = 5  # cells beside the table that a fault names


def of_the_sheet(table: Table, words: Words) -> list[tuple[Fault, Place | None]]:
    """Another title or unit, a second heading, hidden cells, numbers that the recipe does not read."""
    sheet, recipe, causes = table.sheet, table.recipe, []
    above = [cell.text for (row, _), cell in sheet.cells.items() if row < table.body]
    if recipe.title and not any(fnmatchcase(folded(text), folded(recipe.title)) for text in above):
        expected = N_("the title “{title}” above the figures")
        fix = N_("Look whether this is the table that the recipe is for; correct title, sheet or cells.")
        causes.append(refused("wrong_title", None, N_("another title"), expected, fix, title=recipe.title))
    said = unit_of_titles(table.above, in_brackets=False)
    fixed = [place.partition("= ")[2] for place in recipe.at["unit"]]
    said_apart = {word_of_unit(said), *map(word_of_unit, UNITS.split(said))}
    if said and all(fixed) and said_apart.isdisjoint(map(word_of_unit, (*fixed, *recipe.words.get("unit", {})))):
        found, expected = N_("the unit “{said}” above the table"), N_("“{unit}”, the unit of the recipe")
        fix = N_('Write "title" in [at] as the place of the unit, or what the word means in [words.unit].')
        causes.append(refused("another_unit", None, found, expected, fix, said=said, unit=" ".join(fixed)))
    figures = [(row, column) for row, _ in table.rows() for column in table.columns if sheet.at(row, column).text]
    if again := [row for row in sorted({row for row, _ in figures}) if _is_heading(table, row)]:
        found, expected = N_("a heading within the table: {named}"), N_("figures below one heading")
        fix = N_("End cells of the recipe above it, leave the rest out by skip, and read it by a recipe of its own.")
        causes.append(refused("second_heading", None, found, expected, fix, named=", ".join(map(str, again))))
    if inside := _figures_in_the_heading(table, words):
        found, expected = N_("figures within the rows of the heading: {named}"), N_("a heading that names columns")
        fix = N_("Correct cells and header_rows of the recipe: a row of figures would be passed over.")
        causes.append(refused("figures_in_heading", inside[0], found, expected, fix, named=_named(inside)))
    if days := _days(table, figures):
        found = N_("days as periods, read as their months: {named}")
        expected = N_("a year, half-year, quarter or month")
        fix = N_(
            "Compare them with the source: [words.period] may say another period, such as the year that ends then."
        )
        causes.append(refused("read_as", None, found, expected, fix, severity="warning", named=", ".join(days)))
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
        named = _named(beside)
        found = N_("numbers outside the cells that the recipe reads: {named}")
        expected = N_("all figures within {cells}")
        fix = N_(
            'Widen cells of the recipe if they belong to the table; skip leaves columns ("F:H") and rows ("9:15") out.'
        )
        causes.append(refused("outside", None, found, expected, fix, named=named, cells=recipe.cells))
    return causes


def _days(table: Table, figures: list[Place]) -> list[str]:
    """The words of periods that are days; not those that the recipe gives a meaning."""
    said = dict.fromkeys(table.said("period", place, None).text for place in figures)
    given = table.recipe.words.get("period", {})
    return [text for text in said if _DAY.fullmatch(text) and text not in given][:SHOWN]


def _named(places: list[Place]) -> str:
    return ", ".join(address(*place) for place in places[:SHOWN]) + (" …" if len(places) > SHOWN else "")


def _figures_in_the_heading(table: Table, words: Words) -> list[Place]:
    """Cells of the heading that a row of figures has: a number that is no period, or a name of a row in the stub."""
    sheet, found = table.sheet, []
    stub = {column_number(name) for name in table.recipe.stub}
    for (row, column), cell in sorted(sheet.cells.items()):
        if not table.recipe.corners[0] <= row < table.body:
            continue
        is_period = near_period(cell.text) is not None or cell.text in table.recipe.words.get("period", {})
        if column in table.columns and number(cell.text) is not None and not is_period:
            found.append((row, column))
        elif column in stub:
            place = f"column {letters(column)}"
            ways = {place, f"{place}{FILLED}"}
            dimensions = [name for name, places in table.recipe.at.items() if ways.intersection(places)]
            if any(name in CODED and words.of(name, cell.text).code for name in dimensions):
                found.append((row, column))
    return found


def _is_heading(table: Table, row: int) -> bool:
    """Whether a row below the heading names periods where figures stand, in words that are no figure."""
    texts = [cell.text for column in table.columns if (cell := table.sheet.at(row, column)).text]
    if len(texts) < 2 or any(map(str.isdecimal, texts)):
        return False
    return all(near_period(text) or span_of(text) for text in texts)


def _is_amount(cell: Cell) -> bool:
    return cell.number is not None or (cell.text[:1].isdigit() and read_printed(cell.text) is not None)
