"""Writes a data set as the plan, the edition and the tables of a new project."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plan_metrics.adopt.areas import WHOLE, level_id
from plan_metrics.adopt.codes import Codes
from plan_metrics.adopt.figures import Figure
from plan_metrics.adopt.indicators import Goal, Made
from plan_metrics.adopt.open_sdg import CONFIG
from plan_metrics.adopt.project import Adopted
from plan_metrics.adopt.questions import COLUMNS, QUESTIONS_FILE, questions_of
from plan_metrics.adopt.toml_text import card_text, value_text
from plan_metrics.adopt.words import Cleaner, Said, fonts_for, worded
from plan_metrics.edition.flags import MISSING
from plan_metrics.edition.models import OBSERVATIONS_FILE, REJECTED_FILE, SOURCES_FILE, table_columns
from plan_metrics.edition.write import FOR_SPREADSHEETS, write_table, written
from plan_metrics.errors import N_
from plan_metrics.languages import FORMS_FILE, columns_of, lead
from plan_metrics.plan.code_lists import CODE, TOTAL, Region, Source, Unit
from plan_metrics.plan.combinations import COMBINATIONS
from plan_metrics.plan.dimensions import DIMENSIONS, Code, edge_columns
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.plan.references import ACTIONS
from plan_metrics.plan.shapes import SHAPES_FILE
from plan_metrics.typed import number
from plan_metrics.views.language import catalogue

ADOPTED_FILE = "adopted.csv"
TOLD = ("file", "kind", "column", "count", "lines", "what")
SCHEME = "geocode"
PERCENT = re.compile(r"%|\bper ?cent", re.I)
TABLES = ("thresholds", "verdicts", "methods", "evaluation", "map")
OF_DOCUMENTS = "P01"  # the document that targets and boundaries are from: the data set itself


class Writer:
    """Writes one project; texts are made such that they can be printed, and what was changed of them is told."""

    def __init__(self, made: Adopted):
        self._made = made
        self._cleaner = Cleaner(made.data.told)
        self._levels = Codes(40, ["whole", "group"], marks="-")
        for level in made.areas.levels:
            self._levels.give(level, level_id(level), "area")
        self._scales = {unit: self._scale(unit) for unit in made.units.titles}

    def write_plan(self, folder: Path) -> None:
        """Put the plan in the place of the one that the starter has in a folder, whose rules and words stay."""
        made = self._made
        head = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
        (folder / "plan.toml").write_text(self._head(head), "utf-8", newline="\n")
        for file in (*(folder / ACTIONS).glob("*"), *(folder / DIMENSIONS).glob("*")):
            file.unlink()
        for goal in made.goals:
            (folder / ACTIONS / f"{goal.id}.toml").write_text(self._card(goal), "utf-8", newline="\n")
        self._write_lists(folder)
        for name in ("population.csv", "sector_mapping.csv"):
            header = (folder / name).read_text("utf-8").partition("\n")[0]
            (folder / name).write_text(f"{header}\n", "utf-8", newline="\n")
        if made.areas.shapes:
            shapes = {"type": "FeatureCollection", "features": made.areas.shapes}
            (folder / SHAPES_FILE).write_text(json.dumps(shapes, ensure_ascii=False), "utf-8", newline="\n")
        for language in sorted(self._cleaner.needed):
            file = folder / LOCALE / language / FORMS_FILE
            file.parent.mkdir(parents=True, exist_ok=True)
            said = file.read_text("utf-8") if file.is_file() else ""
            file.write_text(f"{said}fonts = {value_text(fonts_for(language))}\n", "utf-8", newline="\n")

    def write_edition(self, folder: Path) -> None:
        """Put the figures, their documents and those that were refused into the tables of an edition."""
        made, languages = self._made, self._made.languages
        ids = [each.id for each in made.dimensions]
        columns = edge_columns(table_columns(OBSERVATIONS_FILE, languages), ids)
        kept = [figure for figure in made.figures if figure.reason is None]
        write_table(folder / OBSERVATIONS_FILE, columns, map(self._observation, kept), FOR_SPREADSHEETS)
        rejected = [figure for figure in made.figures if figure.reason is not None and number(figure.value) is not None]
        columns = table_columns(REJECTED_FILE, languages)
        write_table(folder / REJECTED_FILE, columns, map(self._rejected, rejected), FOR_SPREADSHEETS)
        documents = ({"source": code} | self._cells_of(each) for code, each in made.documents.items())
        write_table(folder / SOURCES_FILE, Source.columns(languages), documents, FOR_SPREADSHEETS)

    def write_tables(self, folder: Path) -> None:
        """The questions that are open, and what was taken over and what not; in `data/` of the project."""
        columns = (*COLUMNS, "title")
        write_table(
            folder / QUESTIONS_FILE, columns, questions_of(self._made, self._scales, self._levels.of), FOR_SPREADSHEETS
        )
        gettext = catalogue(lead(self._made.languages)).gettext
        write_table(folder / ADOPTED_FILE, TOLD, self._made.data.told.rows(gettext), FOR_SPREADSHEETS)

    def _head(self, head: dict[str, Any]) -> str:
        made = self._made
        actions = [goal.id for goal in made.goals]
        whole = worded(made.languages, N_("whole area"))
        levels = [{"id": "whole", "one": whole, "other": whole, "page": False, "adds_up": False}]
        for level, title in made.areas.levels.items():
            said = self._cleaner.said(title, CONFIG[0])
            levels.append({"id": self._levels.of[level], "one": said, "other": said, "page": True, "adds_up": False})
        publisher = self._cleaner.said(made.title, CONFIG[0])
        own: dict[str, Any] = {
            "id": re.sub("[^a-z0-9-]+", "-", made.data.folder.casefold()).strip("-")[:60] or "plan",
            "title": publisher,
            "short_title": publisher,
            "issuer": publisher,
            "issued": f"{made.base_year}-01-01",
            "aim": publisher,
            "baseline_period": str(made.base_year),
            "default_edition": made.edition,
            "whole": WHOLE,
            "levels": levels,
            "dimensions": [
                {"id": each.id, "title": self._cleaner.said(each.title, each.column), "adds_up": False}
                for each in made.dimensions
            ],
        }
        head = head | own
        if any(part.further for part in made.areas.parts):
            title = worded(made.languages, N_("Code of the boundaries"))
            head["code_schemes"] = [{"id": SCHEME, "title": title}]
        if made.areas.shapes:
            licence = worded(made.languages, N_("The data set does not state it."))
            head["map"] = {"source": OF_DOCUMENTS, "licence": licence}
        head["methods"]["horizon"] = str(made.horizon)
        first = made.goals[0]
        head["evaluation"] |= {"commitment": next(iter(first.targets)), "weights": dict.fromkeys(actions, 1)}
        return card_text(head, TABLES, ("levels", "code_schemes", "dimensions"))

    def _card(self, goal: Goal) -> str:
        said = self._cleaner.said(goal.title, goal.id)
        short = self._made.data.words.lookup(f"global_goals.{goal.id}-short") or {}
        aim = {code: short.get(code, words) for code, words in said.items()}
        commitments = []
        for target, title in goal.targets.items():
            ids = ", ".join(made.id for made in goal.indicators[target])
            searched = worded(
                self._made.languages, N_("Indicators of the data set that was taken over: {ids}."), ids=ids
            )
            needed = worded(
                self._made.languages,
                N_("Somebody has to say which of these indicators measures it; the data set does not."),
            )
            text = {"title": self._cleaner.said(title, target), "searched": self._cleaner.said(searched, target)}
            commitments.append({"id": target} | text | {"needed": needed})
        indicators = [self._indicator(made, target) for target in goal.targets for made in goal.indicators[target]]
        keys = {"id": goal.id, "title": said, "aim": self._cleaner.said(aim, goal.id), "commitments": commitments}
        return card_text(keys | {"indicators": indicators}, lists=("commitments", "indicators"))

    def _indicator(self, made: Made, target: str) -> dict[str, Any]:
        reason = N_("The data set lists it under this target, and does not say whether it measures it.")
        texts = {key: self._cleaner.said(said, made.topic.file()) for key, said in made.texts.items() if said}
        caveat = {"caveat": texts.pop("caveat")} if "caveat" in texts else {}
        return {
            "id": made.id,
            "fits": [{"commitment": target, "fit": "context", "reason": worded(self._made.languages, reason)}],
            "title": self._cleaner.said(made.title, made.topic.file()),
            **texts,
            "unit": made.unit,
            "direction": made.direction,
            "collection": "unknown",
            "accumulation": "unknown",
            "sector": TOTAL,
            "frequency": "I",
            "next_update": "none",
            "aggregation": {"region": "none", "sector": "none", "time": "none"},
            **caveat,
        }

    def _write_lists(self, folder: Path) -> None:
        made, languages = self._made, self._made.languages
        write_table(folder / "regions.csv", (*Region.columns(languages), *self._code_columns()), self._regions())
        units = (
            {"unit": unit, "base": unit, "factor": 1, "scale": self._scales[unit], "counts": "no"}
            | self._title("title", title, unit)
            for unit, title in made.units.titles.items()
        )
        write_table(folder / "units.csv", Unit.columns(languages), units)
        for each in made.dimensions:
            rows = [{"code": TOTAL, "parent": "", "page": "no"} | self._title("title", each.total, each.column)]
            rows += [
                {"code": code, "parent": TOTAL, "page": "no"} | self._title("title", each.titles[cell], each.column)
                for cell, code in each.codes.items()
            ]
            write_table(folder / DIMENSIONS / f"{each.id}.csv", Code.columns(languages), rows)
        ids = [each.id for each in made.dimensions]
        if len(ids) > 1:
            write_table(folder / COMBINATIONS, ids, self._combinations())
        columns = edge_columns(Target.columns(languages), ids)
        targets = (
            row | self._codes(row["codes"], as_they_are=True) | self._title("title", row["title"], row["from"])
            | {"source": OF_DOCUMENTS}
            for row in made.targets
        )  # fmt: skip
        write_table(folder / "targets.csv", columns, targets)
        name = worded(languages, N_("Data set {name}"), name=made.data.folder)
        document = {
            "source": OF_DOCUMENTS, "date": made.edition[:4], "date_basis": "inferred", "read_in": "original",
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

    def _observation(self, figure: Figure) -> dict[str, Any]:
        amount = number(figure.value)
        value = "" if figure.flag in MISSING or amount is None else written(amount)
        note = self._cleaner.clean(figure.note, lead(self._made.languages), figure.file) if figure.note else ""
        return {
            "indicator": self._made.ids[figure.of],
            "region": figure.region,
            **self._codes(figure.codes),
            "period": figure.period,
            "value": value,
            "unit": self._made.units.of[figure.of.unit, figure.of.times],
            "flag": figure.flag,
            "qualifier": "exact",
            "printed": figure.value if value else "",
            "sample_size": "",
            "source": self._made.cited[figure.of.topic],
            **dict.fromkeys(columns_of("note", self._made.languages), note),
        }

    def _rejected(self, figure: Figure) -> dict[str, Any]:
        assert figure.reason is not None
        reasons = {
            code: f"{figure.reason.said(catalogue(code).gettext)} ({figure.file}: {figure.line})"
            for code in self._made.languages
        }
        amount = number(figure.value)
        assert amount is not None
        return {
            "indicator": self._made.ids[figure.of],
            "region": figure.region,
            "sector": ".".join(figure.codes.values()) or TOTAL,
            "period": figure.period,
            "value": written(amount),
            "unit": self._made.units.of[figure.of.unit, figure.of.times],
            "source": self._made.cited[figure.of.topic],
            "kept_value": "",
            **self._title("reason", reasons, figure.file),
        }

    def _cells_of(self, document: Mapping[str, Any]) -> dict[str, Any]:
        apart = {name: document[name] for name in ("title", "publisher")}
        texts = {
            key: cell for name, said in apart.items() for key, cell in self._title(name, said, SOURCES_FILE).items()
        }
        return {name: cell for name, cell in document.items() if name not in apart} | texts

    def _title(self, name: str, said: Said, file: str) -> dict[str, str]:
        return {f"{name}_{code}": text for code, text in self._cleaner.said(said, file).items()}

    def _scale(self, unit: str) -> str:
        """Points for what is a share or may be 0 or less; else shares of itself."""
        titles = (unit, *self._made.units.titles[unit].values())
        if unit.startswith("PT") or any(PERCENT.search(title) for title in titles):
            return "identity"
        of = self._made.units.of
        every = (
            number(one.value)
            for one in self._made.figures
            if one.reason is None and of[one.of.unit, one.of.times] == unit
        )
        return "log" if all(value > 0 for value in every if value is not None) else "identity"
