"""Writes a data set as the plan, the edition and the tables of a new project."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plan_metrics.adopt.areas import WHOLE, level_id
from plan_metrics.adopt.cards import OF_DOCUMENTS, SCHEME, goal_text, head_text
from plan_metrics.adopt.codes import Codes
from plan_metrics.adopt.figures import Figure
from plan_metrics.adopt.project import Adopted
from plan_metrics.adopt.questions import QUESTIONS_FILE, questions_of, write_questions
from plan_metrics.adopt.told import write_told
from plan_metrics.adopt.words import Cleaner, Said, fonts_for, worded, write_fonts, write_goal_words
from plan_metrics.edition.flags import MISSING
from plan_metrics.edition.models import OBSERVATIONS_FILE, REJECTED_FILE, SOURCES_FILE, table_columns
from plan_metrics.edition.write import FOR_SPREADSHEETS, write_table, written
from plan_metrics.errors import N_
from plan_metrics.languages import columns_of, lead
from plan_metrics.plan.code_lists import CODE, LONGEST, TOTAL, Population, Region, Source, Wording
from plan_metrics.plan.combinations import COMBINATIONS
from plan_metrics.plan.dimensions import DIMENSIONS, Code, edge_columns
from plan_metrics.plan.official_targets import PERCENT, Target
from plan_metrics.plan.printed import read_printed
from plan_metrics.plan.references import ACTIONS
from plan_metrics.plan.shapes import SHAPES_FILE
from plan_metrics.plan.units import Unit
from plan_metrics.reading.typed import number
from plan_metrics.views.language import catalogue

NAME = 500  # letters of what a code is called: names of several codes are put together


class Writer:
    """Writes one project; texts are made such that they can be printed, and what was changed of them is told."""

    def __init__(self, made: Adopted):
        self._made = made
        self._cleaner = Cleaner(made.data.told)
        self._ids = made.ids
        self._units: dict[str, str] = {}
        for unit in made.units.plain:
            name = self._cleaner.clean(unit, made.languages[0], "units")
            self._units[unit] = name if name not in self._units.values() else f"{name} ({len(self._units)})"
        self._levels = Codes(40, ["whole", "group"], marks="-")
        for level in made.areas.levels:
            self._levels.give(level, level_id(level), "area")
        self._scales = {unit: self._scale(unit) for unit in self._units}

    def write_plan(self, folder: Path) -> None:
        """Put the plan in the place of the one that the starter has in a folder, whose rules and words stay."""
        made = self._made
        head = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
        (folder / "plan.toml").write_text(head_text(made, self._cleaner, self._levels.of, head), "utf-8", newline="\n")
        for file in (*(folder / ACTIONS).glob("*"), *(folder / DIMENSIONS).glob("*")):
            file.unlink()
        for goal in made.goals:
            (folder / ACTIONS / f"{goal.id}.toml").write_text(
                goal_text(made, self._cleaner, self._units, goal), "utf-8", newline="\n"
            )
        self._write_lists(folder)
        ids = [each.id for each in made.dimensions]
        for name, of in (("population.csv", Population), ("wordings.csv", Wording)):
            write_table(folder / name, edge_columns(of.columns(made.languages), ids), [])
        if made.areas.shapes:
            shapes = {"type": "FeatureCollection", "features": made.areas.shapes}
            (folder / SHAPES_FILE).write_text(json.dumps(shapes, ensure_ascii=False), "utf-8", newline="\n")
        for language in sorted(self._cleaner.needed):
            write_fonts(folder, language, fonts_for(language))
        for language in made.languages if made.data.goals else ():
            write_goal_words(folder, language)

    def write_edition(self, folder: Path) -> None:
        """Put the figures, their documents and those that were refused into the tables of an edition."""
        made, languages = self._made, self._made.languages
        ids = [each.id for each in made.dimensions]
        columns = edge_columns(table_columns(OBSERVATIONS_FILE, languages), ids)
        kept = [figure for figure in made.figures if figure.reason is None]
        write_table(folder / OBSERVATIONS_FILE, columns, map(self._observation, kept), FOR_SPREADSHEETS)
        rejected = [figure for figure in made.figures if figure.reason is not None and number(figure.value) is not None]
        columns = edge_columns(table_columns(REJECTED_FILE, languages), ids)
        write_table(folder / REJECTED_FILE, columns, map(self._rejected, rejected), FOR_SPREADSHEETS)
        documents = ({"source": code} | self._cells_of(each) for code, each in made.documents.items())
        write_table(folder / SOURCES_FILE, Source.columns(languages), documents, FOR_SPREADSHEETS)

    def write_tables(self, folder: Path) -> None:
        """The questions that are open, and what was taken over and what not; in `data/` of the project."""
        language = self._made.languages[0]
        asked = [*questions_of(self._made, self._scales, self._levels.of, self._units)]
        until = N_("until it is answered, “{key}” is {now}")
        for row in (row for row in asked if row["now"] and not row["answer"]):
            said = {key: row[key] for key in ("key", "now")}
            self._made.data.told.note(QUESTIONS_FILE, "assumed", until, row["list"], **said)
        rows = (row | {"title": self._cleaner.clean(row["title"], language, QUESTIONS_FILE)} for row in asked)
        write_questions(folder, rows)
        write_told(folder, self._made.data.told, self._made.languages)

    def _write_lists(self, folder: Path) -> None:
        made, languages = self._made, self._made.languages
        write_table(folder / "regions.csv", (*Region.columns(languages), *self._code_columns()), self._regions())
        units = (
            dict.fromkeys(("unit", "base"), self._units[unit])
            | {"factor": 1, "scale": self._scales[unit], "counts": "no"}
            | self._title("title", title, unit)
            for unit, title in made.units.plain.items()
        )
        write_table(folder / "units.csv", Unit.needed(languages), units)
        for each in made.dimensions:
            rows = [{"code": TOTAL, "parent": "", "page": "no"} | self._title("title", each.total, each.column)]
            rows += [
                {"code": code, "parent": each.above.get(cell, TOTAL), "page": "no"}
                | self._title("title", each.titles[cell], each.column)
                for cell, code in each.codes.items()
            ]
            write_table(folder / DIMENSIONS / f"{each.id}.csv", Code.columns(languages), rows)
        ids = [each.id for each in made.dimensions]
        if len(ids) > 1:
            write_table(folder / COMBINATIONS, ids, self._combinations())
        columns = edge_columns(Target.needed(languages), ids)
        targets = (
            row | self._codes(row["codes"], as_they_are=True) | self._title("title", row["title"], row["from"])
            | {"source": OF_DOCUMENTS, "unit": self._units[row["unit"]]}
            for row in made.targets
        )  # fmt: skip
        write_table(folder / "targets.csv", columns, targets)
        name = worded(languages, N_("Data set {name}"), name=made.data.folder)
        document = {
            "source": OF_DOCUMENTS, "date": made.edition[:4], "date_basis": "unknown", "read_in": "original",
            "address_class": "none", "url": "",
        }  # fmt: skip
        words = self._title("title", name, OF_DOCUMENTS) | self._title("publisher", made.title, OF_DOCUMENTS)
        write_table(folder / "sources.csv", Source.columns(languages), [document | words])

    def _code_columns(self) -> tuple[str, ...]:
        return (f"{CODE}{SCHEME}",) if any(part.further for part in self._made.areas.parts) else ()

    def _regions(self) -> Iterator[dict[str, Any]]:
        areas = self._made.areas
        empty = dict.fromkeys(("members", "tile", "from", "to", "product", "product_period", "source"), "")
        parts = [(WHOLE, "whole", "", areas.whole, "")]
        parts += [
            (part.code, self._levels.of[part.level], part.parent, part.title, part.further) for part in areas.parts
        ]
        for code, level, parent, title, further in parts:
            names = self._title("title", title, code) | self._title("short", title, code)
            kept = further if re.fullmatch("[A-Za-z0-9._-]{0,40}", further) else ""
            yield empty | {"region": code, "level": level, "parent": parent, f"{CODE}{SCHEME}": kept} | names

    def _combinations(self) -> list[dict[str, str]]:
        every = [self._codes(figure.codes) for figure in self._made.figures if figure.reason is None]
        every += [self._codes(row["codes"], as_they_are=True) for row in self._made.targets]
        several = [codes for codes in every if sum(code != TOTAL for code in codes.values()) > 1]
        return list({tuple(codes.values()): codes for codes in several}.values())

    def _codes(self, cells: Mapping[str, str], *, as_they_are: bool = False) -> dict[str, str]:
        """The code of each dimension; `cells` are by column, and codes already where they are `as_they_are`."""
        found = {}
        for each in self._made.dimensions:
            cell = cells.get(each.column)
            found[each.id] = TOTAL if cell is None else cell if as_they_are else each.codes[cell]
        return found

    def _about(self, figure: Figure) -> dict[str, Any]:
        """What a row is about: its cells but for those of the breakdowns and the period."""
        unit = self._units[self._made.units.known[figure.of.unit].base]
        source = self._made.cited[figure.of.topic]
        return {"indicator": self._ids[figure.of], "region": figure.region, "unit": unit, "source": source}

    def _observation(self, figure: Figure) -> dict[str, Any]:
        amount = number(figure.value)
        value = "" if figure.flag in MISSING or amount is None else written(amount)
        printed = figure.printed or figure.value
        read = read_printed(printed) if value else None
        note = self._cleaner.clean(figure.note, lead(self._made.languages), figure.file) if figure.note else ""
        return {
            **self._about(figure),
            **self._codes(figure.codes),
            "period": figure.period,
            "value": value,
            "flag": figure.flag,
            "qualifier": read.qualifier if read else "exact",
            "printed": printed if value else "",
            "sample_size": figure.size,
            **dict.fromkeys(columns_of("note", self._made.languages), note),
        }

    def _rejected(self, figure: Figure) -> dict[str, Any]:
        amount = number(figure.value)
        assert figure.reason is not None
        assert amount is not None
        where = f"({figure.file}: {figure.line})"
        reasons = {code: f"{figure.reason.said(catalogue(code).gettext)} {where}" for code in self._made.languages}
        cells = {each.id: figure.codes.get(each.column, TOTAL) for each in self._made.dimensions}
        asis = cells | {"period": figure.period}
        first = lead(self._made.languages)
        clean = {name: self._cleaner.clean(cell, first, figure.file) for name, cell in asis.items()}
        told = self._title("reason", reasons, figure.file)
        return {**self._about(figure), **clean, "value": written(amount), "kept_value": "", **told}

    def _cells_of(self, document: Mapping[str, Any]) -> dict[str, Any]:
        apart = {name: document[name] for name in ("title", "publisher")}
        texts = {
            key: cell for name, said in apart.items() for key, cell in self._title(name, said, SOURCES_FILE).items()
        }
        return {name: cell for name, cell in document.items() if name not in apart} | texts

    def _title(self, name: str, said: Said, file: str) -> dict[str, str]:
        cleaned = self._cleaner.said(said, file, NAME if name in ("title", "short") else LONGEST)
        return {f"{name}_{code}": text for code, text in cleaned.items()}

    def _scale(self, unit: str) -> str:
        """Points for per cent, and for what may be 0 or less; else shares of itself."""
        if unit == PERCENT:
            return "identity"
        every = (number(one.value) for one in self._made.figures if one.reason is None and one.of.unit == unit)
        return "log" if all(value > 0 for value in every if value is not None) else "identity"
