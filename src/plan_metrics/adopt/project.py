"""What a data set is as a project: read once, then written as a plan, an edition, and tables of what is open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plan_metrics.adopt.areas import Areas, areas_of, upwards
from plan_metrics.adopt.codes import Codes
from plan_metrics.adopt.columns import DIMENSION, NAMES, YEAR, Cells, cells_of, column_key, roles_of
from plan_metrics.adopt.documents import document_of, key_of
from plan_metrics.adopt.figures import Figure, Series, figures_of, frequencies_of
from plan_metrics.adopt.foreign_files import no_data
from plan_metrics.adopt.indicators import Goal, above, goals_of
from plan_metrics.adopt.open_sdg import CONFIG, Repository, Topic
from plan_metrics.adopt.places import boundaries_of, coverage_of
from plan_metrics.adopt.targets import BASE_YEAR, TARGET_YEAR, most_usual_base, targets_of
from plan_metrics.adopt.totals import CODES, WORDS, is_total, may_be_total
from plan_metrics.adopt.units import Units, units_of
from plan_metrics.adopt.words import OF_DATA, Said, goal_words, worded
from plan_metrics.adopt.yaml_files import text_of
from plan_metrics.adopt.years import with_years
from plan_metrics.edition.models import OBSERVATIONS_FILE, REJECTED_FILE, table_columns
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.languages import FORMS
from plan_metrics.measure.periods import last_day
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.dimensions import TAKEN
from plan_metrics.plan.own_words import LOCALE
from plan_metrics.views.language import catalogue
from plan_metrics.views.words import PLACE


@dataclass(frozen=True)
class Dimension:
    """A column that figures are broken down by: its id, its names, and the code and the names of each cell.

    `above` are the codes that cells are a part of, where it is not the total.
    """

    column: str
    id: str
    title: Said
    total: Said
    codes: Mapping[str, str]
    titles: Mapping[str, Said]
    above: Mapping[str, str]


@dataclass(frozen=True)
class Adopted:
    """A data set as a project of ours.

    `documents` are by code, `cited` says which document the figures of an indicator of the data set are from.
    `frequencies` are those that the periods of the figures tell, `edition` the month at the end of the latest period.
    """

    data: Repository
    title: Said
    goals: tuple[Goal, ...]
    units: Units
    areas: Areas
    dimensions: tuple[Dimension, ...]
    figures: tuple[Figure, ...]
    targets: tuple[dict[str, Any], ...]
    documents: Mapping[str, dict[str, Any]]
    cited: Mapping[str, str]
    frequencies: Mapping[Series, str]
    edition: str
    base_year: int
    horizon: int

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the data set, that of its documents first."""
        return self.data.words.languages

    @property
    def counts(self) -> dict[str, int]:
        """How many indicators and figures there are, and how many were refused."""
        return {
            "indicators": len(self.ids),
            "figures": sum(figure.reason is None for figure in self.figures),
            "refused": self.data.told.total("refused"),
        }

    @property
    def ids(self) -> dict[Series, str]:
        """The id of each indicator."""
        return {made.of: made.id for goal in self.goals for made in goal.made}


def adopt(data: Repository, today: dt.date) -> Adopted:
    """The project that a data set makes; figures of periods that are not over `today` are refused.

    Raises `FaultError` for a data set without an indicator or without a figure, and for a place that is called total.
    """
    if not data.topics:
        raise no_data("", N_("a data set without a single indicator"))
    data = replace(data, topics=tuple(_with_years(data, topic) for topic in data.topics))
    coverage, bounds = coverage_of(data), boundaries_of(data)
    roles = roles_of(data, {*coverage} - {""}, {*bounds.names, *bounds.ids})
    rows = {topic.id: cells_of(data, topic.sheet, roles) for topic in data.topics if topic.sheet}
    taken = {above(data, topic)[0] for topic in data.topics}
    check_faults(_totals_among_places(data, rows, {*coverage}))
    areas = areas_of(data, [row for each in rows.values() for row in each], taken, coverage, bounds)
    units = units_of(data, rows)
    figures = figures_of(data, rows, areas, units, today)
    if all(figure.reason for figure in figures):
        raise FaultError(_without_figures(data, figures))
    series = _series(data, figures, units)
    goals = goals_of(data, series, units)
    dimensions = _dimensions(data, [figure for figure in figures if figure.reason is None], roles.named(DIMENSION))
    codes = {each.column: each.codes for each in dimensions}
    targets = targets_of(data, goals, areas, codes)
    used = [last_day(figure.period) for figure in figures if figure.reason is None]
    day = max(used, default=dt.date(BASE_YEAR, 12, 31))
    documents, cited = _documents(data, day.isoformat(), {figure.of.topic for figure in figures})
    years = [int(row["period"]) for row in targets]
    edition, horizon = day.isoformat()[:7], max([TARGET_YEAR, day.year, *years])
    told = N_("the edition is that of {edition}, the end of its latest period; series are looked ahead to {year}")
    data.told.note("data", "assumed", told, edition=edition, year=horizon)
    frequencies = frequencies_of(figures)
    for code, n in Counter(frequencies.values()).items():
        reason = N_(
            "indicators whose figures come at the frequency {code}: their periods follow each other without a gap"
        )
        data.told.note("data", "assumed", reason, "frequency", count=n, code=code)
    _tell_units(data, series, units)
    _tell(data, figures)
    _tell_totals(data, [row for each in rows.values() for row in each])
    return Adopted(
        data=data,
        title=_title(data),
        goals=tuple(goals),
        units=units,
        areas=areas,
        dimensions=tuple(dimensions),
        figures=tuple(figures),
        targets=tuple(targets),
        documents=documents,
        cited=cited,
        frequencies=frequencies,
        edition=edition,
        base_year=most_usual_base(goals),
        horizon=horizon,
    )


def _with_years(data: Repository, topic: Topic) -> Topic:
    columns = [name for name in topic.sheet.header if NAMES.get(column_key(name)) == YEAR] if topic.sheet else []
    return replace(topic, sheet=with_years(topic.sheet, columns, data.year_starts)) if topic.sheet else topic


def _totals_among_places(data: Repository, rows: Mapping[str, list[Cells]], whole: set[str]) -> Iterator[Fault]:
    """A fault for each cell that names a place by a word for the total, at the first row that has it."""
    total = {
        each.casefold() for each in (TOTAL, *worded({*FORMS, *data.words.languages}, N_("Total")).values())
    } | WORDS
    told = set[tuple[str, str]]()
    texts = (
        N_("“{cell}” as the name of a place"),
        N_("the name or the code of a place; the cell of the whole area is empty"),
        N_("In a copy, leave the cell empty where the whole is meant, else give the place its name."),
    )
    for topic in data.topics:
        for row in rows.get(topic.id, ()):
            for column, cell in row.places.items():
                if cell.casefold() in total - whole and topic.sheet and (column, cell) not in told:
                    told.add((column, cell))
                    own = dict(zip(topic.sheet.header, topic.sheet.own, strict=False)).get(column, column)
                    line = _line(data, topic.sheet.file, row.line)
                    yield fault_at("total_place", topic.sheet.file, *texts, row=line, column=own, cell=cell)


def _without_figures(data: Repository, figures: Iterable[Figure]) -> list[Fault]:
    """That there are none, and each kind of reason for which they were refused, at the first that it is about."""
    first = {figure.reason.text: figure for figure in reversed([*figures]) if figure.reason}
    n = data.told.total("refused") + sum(figure.reason is not None for figure in figures)
    faults = [*no_data("", N_("a data set without a figure that can be taken over; refused: {n}"), n=n).faults]
    for text, figure in first.items():
        values = dict(figure.reason.values) if figure.reason else {}
        faults += no_data(figure.file, text, line=_line(data, figure.file, figure.line), **values).faults
    return faults


def _line(data: Repository, file: str, line: int) -> int | None:
    return None if file in data.told.of_observations else line


def _series(data: Repository, figures: Iterable[Figure], units: Units) -> dict[str, list[Series]]:
    """The series of each indicator in the order of its table; of one without a figure a series without any."""
    found: dict[str, dict[Series, None]] = {topic.id: {} for topic in data.topics}
    for figure in figures:
        found[figure.of.topic].setdefault(figure.of)
    return {
        id: [*each] or [Series(id, "", units.of[units.default[id], ""], units.default[id])]
        for id, each in found.items()
    }


def _dimensions(data: Repository, figures: list[Figure], columns: list[str]) -> list[Dimension]:
    """The columns that any figure has a code in; each code belongs to one of them only."""
    taken = {
        *TAKEN,
        *(name for file in (OBSERVATIONS_FILE, REJECTED_FILE) for name in table_columns(file, data.words.languages)),
    }
    ids, codes = Codes(40, taken), Codes(60, [TOTAL])
    found: list[Dimension] = []
    words = data.words
    for column in columns:
        cells = list(dict.fromkeys(figure.codes[column] for figure in figures if column in figure.codes))
        if not cells:
            continue
        id = ids.give(column, column, f"dimension-{len(found) + 1}", "by").casefold().replace("-", "_")
        if not id[0].isalpha():
            id = f"by_{id}"[:40]
        own = {cell: codes.give((column, cell), cell, f"{id}-{at}", id) for at, cell in enumerate(cells, 1)}
        total = next((said for code in CODES if (said := words.lookup(f"{column}.{code}"))), None)
        found.append(
            Dimension(
                column, id, words.of_code(column, column),
                words.whole(total, column) if total else worded(words.languages, N_("Total")),
                own, {cell: words.of_code(column, cell) for cell in cells}, _above(data, column, own),
            )
        )  # fmt: skip
    return found


def _above(data: Repository, column: str, codes: Mapping[str, str]) -> dict[str, str]:
    found = {
        cell: next((codes[up] for up in upwards((column, cell), data.parents) if up in codes), "") for cell in codes
    }
    return {cell: code for cell, code in found.items() if code}


def _documents(data: Repository, day: str, topics: set[str]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    codes: dict[tuple[Any, ...], str] = {}
    documents, cited = {}, {}
    for topic in data.topics:
        if topic.id in topics:
            document = document_of(data, topic, day)
            key = key_of(document)
            if key not in codes:
                codes[key] = f"S{len(codes) + 1:03d}"
                documents[codes[key]] = document
            cited[topic.id] = codes[key]
    return documents, cited


def _title(data: Repository) -> Said:
    """What the data set is called: by the words of its site, else its settings, else the name of its folder."""
    for reference in ("custom.site_title", "general.site_title", "title.title"):
        if said := data.words.lookup(reference):
            return data.words.whole(said, CONFIG[0], reference)
    named = data.words.says(data.config.get("docs_branding"), CONFIG[0])
    return named or dict.fromkeys(data.words.languages, data.folder)


def _tell_units(data: Repository, series: Mapping[str, list[Series]], units: Units) -> None:
    """Tell of indicators whose table names one unit, and whose keys another one: that of the table is taken."""
    for topic in data.topics:
        said = units.default[topic.id].removeprefix(OF_DATA)
        one, *others = {each.unit: each for each in series[topic.id]}.values()
        known = {one.named, *units.known[one.unit].title.values()}
        if said and not others and said.casefold() not in {text.removeprefix(OF_DATA).casefold() for text in known}:
            reason = N_("the table names the unit {unit}, its keys {other}")
            data.told.note(topic.file("computation_units"), "assumed", reason, unit=one.named, other=said)


def _tell_totals(data: Repository, rows: Iterable[Cells]) -> None:
    """Tell which cells are taken as the total of their column, and which may be it and are not."""
    for column, cell in dict.fromkeys(said for row in rows for said in row.dimensions.items()):
        if is_total(data.words, column, cell):
            data.told.note("data", "assumed", N_("“{cell}” is the total"), column, cell=cell)
        elif may_be_total(data.words, column, cell):
            reason = N_("“{cell}” may be the total, and is taken as a part: write _T in its place in a copy if it is")
            data.told.note("data", "assumed", reason, column, cell=cell)


def _tell(data: Repository, figures: Iterable[Figure]) -> None:
    """Tell of every figure whether it was taken over, and of every key that nothing was made of."""
    for figure in figures:
        if figure.reason is None:
            data.told.note(figure.file, "read", N_("figures taken over"))
        else:
            data.told.note(figure.file, "refused", figure.reason, line=figure.line)
    for code in data.words.languages:
        if code not in FORMS:
            reason = N_("the program has no words in {code}; English stands in until there are any")
            data.told.note(f"data/plan/{LOCALE}/{code}", "without words", reason, code=code)
        elif data.goals and not (goal_words(code).is_file() or PLACE.search(catalogue(code).gettext(N_("{Goals}")))):
            named = " / ".join(catalogue(code).gettext(text) for text in (N_("actions"), N_("commitments")))
            text = N_("sentences in {code} call goals and targets {named} until they are worded anew")
            data.told.note(f"data/plan/{LOCALE}/{code}", "without words", text, code=code, named=named)
    unused: dict[tuple[str, str], int] = {}
    for topic in data.topics:
        for key, file in topic.files.items():
            if key not in data.used and (text_of(topic.keys[key]) or isinstance(topic.keys[key], (list, dict))):
                unused[file.rpartition("/")[0], key] = unused.get((file.rpartition("/")[0], key), 0) + 1
    for (folder, key), n in unused.items():
        data.told.note(folder, "not used", N_("a key that nothing here is made of"), key, count=n)
