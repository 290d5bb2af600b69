"""An import from a file to the tables that an edition would have: nothing is written but a first recipe."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from plan_metrics.edition.card import read_card
from plan_metrics.edition.models import KEY, OBSERVATIONS_FILE, SOURCES_FILE, table_columns
from plan_metrics.errors import N_, Fault, FaultError, fault_at
from plan_metrics.files import write_whole
from plan_metrics.intake.comparison import CHANGED, EQUAL, NEW, Compared, compared, document_of, texts, values_of
from plan_metrics.intake.guess import choose_sheet, guess
from plan_metrics.intake.reading import Reading, read_figures
from plan_metrics.intake.recipe import Recipe, folder_of, read_recipe, recipes_for, written
from plan_metrics.intake.shares import unclear_shares
from plan_metrics.intake.sheets import address, read_sheets
from plan_metrics.paths import edition_folder
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.models import Plan
from plan_metrics.views.language import catalogue

# Where the values of a fault name lines: `680: CN-SH 2020 = 142; 690: CN-SN 2020 = 5,512`.
LINES_IN = {"line": r"^\d+$", "first": r"^\d+$", "lines": r"\d+", "places": r"(?:(?<=^)|(?<=; ))\d+(?=: )"}
NAME = re.compile(r"\w[\w-]{0,59}")
REMARKS = (
    "How figures are read from tables of this form. Correct this recipe, not the cells: next year's goes in by it.",
    'at: where each dimension is said: "column A", "header 1" (a row of the heading), "section" (a row above its',
    'figures), "title", or the same everywhere ("= TOTAL"); several places are read as one text. "header 1 filled":',
    "an empty cell says what the one before it does, as where merged cells were lost.",
    'words: what the words of the table mean, "" for what is left out. signs: the flag of signs for no figure, "0"',
    'for those that say none. words.unit: "share" for a word of per cent under which 0.95 stands for 95%.',
    "document: what the file document_of was read in; source is a new code, one after the last, or one of sources.csv.",
    'notes: a flag, words ({ note = { … } }) or nothing ({}) for each note mark. A "?" wants an answer.',
)
REPLACED = N_("another figure was read in {document} and is used in this edition")


@dataclass(frozen=True)
class Import:
    """What a file gives `edition`.

    `recipe` lies in `recipe_file`, which was written just now if it was `guessed`. `faults` are all that stand in the
    way, warnings among them. `tables` are the new texts of the tables of the edition, by name; empty where the edition
    has every figure. Until `document` is whole they name a stand-in for it.
    """

    edition: str
    file: Path
    recipe_file: Path
    recipe: Recipe
    guessed: bool
    reading: Reading
    figures: tuple[Compared, ...]
    document: Mapping[str, str]
    tables: Mapping[str, str]
    faults: tuple[Fault, ...]

    def of(self, state: str) -> tuple[Compared, ...]:
        """The figures that are new, changed or equal."""
        return tuple(each for each in self.figures if each.state == state)

    @property
    def counts(self) -> dict[str, int]:
        """How many figures are new, changed, equal; how many causes refuse figures; cells left out and blank."""
        refused = sum(fault.severity == "fault" for fault in self.faults)
        states = {state: len(self.of(state)) for state in (NEW, CHANGED, EQUAL)}
        return {**states, "refused": refused, "left_out": self.reading.left_out, "blank": self.reading.blank}


def prepare(
    base: Path,
    plan: Plan,
    edition: str,
    file: Path,
    *,
    recipe: str | None,
    sheet: str | None,
    document: str | None,
    encoding: str = "",
) -> Import:
    """Read a file by its recipe and hold it against an edition. A recipe that is not there yet is guessed and written.

    `recipe` is its name; without one it is the recipe whose `files` fit the name of the file. `document` is the code of
    one in sources.csv; without it the recipe describes it. `encoding` is that of a text table which does not tell it; a
    new recipe keeps it. Raises `FaultError` for a file, a recipe or an edition that
    cannot be read, and for a sheet that is not there; what is wrong with single cells is in `faults`.
    """
    folder = edition_folder(base, edition)
    place = _recipe_file(base, file, recipe)
    guessed = not place.exists()
    read = None if guessed else read_recipe(place, plan.languages)
    sheets = read_sheets(file, encoding or (read.encoding if read else ""))
    if read is None:
        chosen = choose_sheet(file.name, sheets, sheet)
        made = guess(file.name, chosen, len(sheets), plan)
        made = made.model_copy(
            update={"document": {**made.document, "source": _next_code(folder, plan.layout)}, "encoding": encoding}
        )
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, written(made, REMARKS).encode())
        read = read_recipe(place, plan.languages)
    chosen = choose_sheet(file.name, sheets, sheet or read.sheet or None)
    reading = read_figures(file.name, chosen, read, plan)
    figures = compared(folder, plan.layout, reading.figures)
    in_edition = partial(values_of, folder, plan.layout)
    faults = [*reading.faults, *unclear_shares(file.name, reading, read, plan, in_edition)]
    try:
        described = document_of(folder, plan.layout, read, document, file.name, place.name)
    except FaultError as error:
        faults += error.faults
        described = _stand_in(read.document, folder, plan.layout)
    if not reading.figures and not faults:
        found, expected = N_("no figure in the cells of the recipe"), N_("figures in the sheet {sheet}")
        fix = N_("Look at `cells`, `header_rows` and `stub` of the recipe.")
        faults.append(fault_at("no_figures", file.name, found, expected, fix, sheet=chosen.name))
    reasons = _reasons(described, plan.layout) if any(each.state == CHANGED for each in figures) else {}
    return Import(
        edition=edition,
        file=file,
        recipe_file=place,
        recipe=read,
        guessed=guessed,
        reading=reading,
        figures=tuple(figures),
        document=described,
        tables=texts(folder, plan.layout, figures, described, reasons),
        faults=tuple(faults),
    )


def by_cell(found: Import, faults: Sequence[Fault], layout: Layout) -> list[Fault]:
    """Faults about lines of the observations that an import would write, told at the cells that they come from.

    Other lines that they name have their cell behind them. Faults that say the same of several cells are one.
    """
    text = found.tables.get(OBSERVATIONS_FILE)
    if text is None or all(fault.file != OBSERVATIONS_FILE for fault in faults):
        return list(faults)
    cells = {each.figure.key: address(*each.figure.at) for each in found.figures}
    rows = csv.DictReader(io.StringIO(text))
    at = {}
    for row in rows:
        key = layout.row(row)
        at[rows.line_num] = cells.get(tuple(key[name] for name in KEY))

    def with_cell(line: re.Match[str]) -> str:
        cell = at.get(int(line[0]))
        return f"{line[0]} ({cell})" if cell else line[0]

    told: list[Fault] = []
    places: dict[tuple[object, ...], int] = {}
    for fault in faults:
        named = [at.get(row) for row in fault.rows or ((fault.row,) if fault.row else ())]
        if fault.file == OBSERVATIONS_FILE and any(named):
            column = f"{found.reading.sheet.name}!{', '.join(filter(None, named))}"
            values = {
                name: re.sub(LINES_IN[name], with_cell, str(value)) if name in LINES_IN else value
                for name, value in fault.values.items()
            }
            fault = replace(fault, file=found.file.name, row=None, column=column, values=values)
            said = (fault.rule, fault.found, fault.expected, fault.fix, str(values), fault.key)
            if (place := places.setdefault(said, len(told))) < len(told):
                told[place] = replace(told[place], column=f"{told[place].column}, {', '.join(filter(None, named))}")
                continue
        told.append(fault)
    return told


def _recipe_file(base: Path, file: Path, name: str | None) -> Path:
    folder = folder_of(base)
    if name is not None:
        name = _name_of(base, name)
        if "/" not in name and (folder / f"{name}.toml").exists():
            return folder / f"{name}.toml"
        if not NAME.fullmatch(name):
            fix = N_("Give the recipe a name of letters, digits and -, or the path of one in data/recipes.")
            raise _fault("wrong_recipe_name", name, N_("“{name}”"), N_("the name of a recipe"), fix, name=name)
        fitting = [each.stem for each in recipes_for(base, file.name)]
        if fitting:
            found, expected = N_("no recipe “{name}”"), N_("the recipe for this table: {known}")
            fix = N_("Correct the name, or narrow files of the recipe that is there, so that a new one may be written.")
            raise _fault("unknown_recipe", file.name, found, expected, fix, name=name, known=", ".join(fitting))
        return folder / f"{name}.toml"
    fitting = recipes_for(base, file.name)
    if len(fitting) > 1:
        found, names = N_("several recipes for this name: {names}"), ", ".join(each.stem for each in fitting)
        fix = N_("Name one of them with --recipe, or narrow `files` of the others.")
        raise _fault("which_recipe", file.name, found, N_("one recipe"), fix, names=names)
    if fitting:
        return fitting[0]
    stem = re.sub(r"[\W\d_]+", "-", file.stem).strip("-")[:60] or "table"
    numbers = ["", *(f"-{n}" for n in range(2, 1000))]
    return next(folder / f"{stem}{n}.toml" for n in numbers if not (folder / f"{stem}{n}.toml").exists())


def _name_of(base: Path, name: str) -> str:
    """The name of a recipe, which may be given as that of its file, or as its path from here or from the project."""
    places = (Path(name).parent.resolve(), (base / name).parent.resolve())
    if "/" in name and folder_of(base).resolve() in places:
        name = Path(name).name
    return name.removesuffix(".toml")


def _next_code(folder: Path, layout: Layout) -> str:
    """A code that no document of the edition has: one after the last."""
    rows = layout.read(folder / SOURCES_FILE, table_columns(SOURCES_FILE, layout.languages)).rows
    found = [re.fullmatch(r"([A-Z]{1,2})([0-9]{2,4})", cells["source"]) for _, cells in rows]
    last = max((match for match in found if match), key=lambda match: int(match[2]), default=None)
    return f"{last[1]}{int(last[2]) + 1:03d}" if last and int(last[2]) < 9999 else "S001" if not last else ""


def _stand_in(document: Mapping[str, str], folder: Path, layout: Layout) -> dict[str, str]:
    """A document that is not described in full, as the trial of an import needs it; it is never written."""
    card = read_card(folder, layout.languages, [])
    return {
        **{name: document.get(name) or "–" for name in table_columns(SOURCES_FILE, layout.languages)},
        "source": document.get("source") or _next_code(folder, layout),
        "date": document.get("date") or (card.as_of if card else ""),
        "date_basis": "inferred",
        "read_in": "copy",
        "address_class": "none",
        "url": "",
    }


def _reasons(document: Mapping[str, str], layout: Layout) -> dict[str, str]:
    said = {}
    for code in layout.languages:
        named = document.get(f"title_{code}") or document["source"]
        said[code] = catalogue(code).gettext(REPLACED).format(document=named)
    return said


def _fault(rule: str, file: str, found: str, expected: str, fix: str, **values: Any) -> FaultError:
    return FaultError([fault_at(rule, file, found, expected, fix, **values)])
