"""Reads a plan's folder; everything that is wrong with it is said at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at, missing_file
from plan_metrics.paths import BEGUN
from plan_metrics.plan.code_lists import CODE, Name, Population, Region, Row, Source, Wording
from plan_metrics.plan.combinations import COMBINATIONS, read_combinations
from plan_metrics.plan.concordance import CONCORDANCE, Succession, wrong_successions
from plan_metrics.plan.consistency import lost_areas, wrong_structure
from plan_metrics.plan.declared import meant_languages
from plan_metrics.plan.dimension_faults import wrong_lists
from plan_metrics.plan.dimensions import DIMENSIONS, Code, breakdowns_of
from plan_metrics.plan.further_names import NAMES_FILE, wrong_names
from plan_metrics.plan.head import PlanHead, in_order
from plan_metrics.plan.layout import Layout
from plan_metrics.plan.messages import card_faults
from plan_metrics.plan.models import Action, Plan
from plan_metrics.plan.official_targets import Target
from plan_metrics.plan.origins import folder_digest
from plan_metrics.plan.own_words import words_of
from plan_metrics.plan.references import ACTIONS, loose_ends
from plan_metrics.plan.shapes import SHAPES_FILE, read_shapes
from plan_metrics.plan.units import Unit
from plan_metrics.reading.cards import keys_of, validated
from plan_metrics.reading.csv_tables import text_of
from plan_metrics.reading.encodings import decoded
from plan_metrics.reading.lines import LANGUAGES, line_of
from plan_metrics.reading.printable import unprintable_in_row
from plan_metrics.reading.typed import plain

Model = TypeVar("Model", bound=BaseModel)
OfTable = TypeVar("OfTable", bound=Row)

CARD = re.compile(r"(?!plan\.toml$)[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.toml")
TABULAR = re.compile(r"\.(toml|csv|tsv|xls[a-z]?|ods|et|numbers)([^a-z].*)?$", re.I)  # and what editors keep of them
WORKBOOK = re.compile(r"\.(xls[a-z]?|ods|et|numbers)$", re.I)
# What a spreadsheet puts beside a file that is open in it, and what a command that was killed leaves.
OPENED = re.compile(r"\.~lock\.|~\$|\..*\.(unfinished|part)$")
OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep"}  # what file managers leave in every folder

MOST_PLANS = 8  # that are kept
_KNOWN: dict[tuple[str, ...], Plan] = {}  # by the digest of the files and all names in the folder
MOST_FILES = 200  # without a fault that are kept, since editions have copies of most files of the plan
_READ: dict[tuple[object, ...], Any] = {}  # by what is in them and what they were read as

ROWS: dict[str, type[Row]] = {
    "regions.csv": Region,
    "population.csv": Population,
    "units.csv": Unit,
    "wordings.csv": Wording,
    "targets.csv": Target,
    "sources.csv": Source,
}


def read_plan(folder: Path) -> Plan:
    """The plan in a folder: `plan.toml`, `actions/*.toml`, and the code lists in `ROWS`.

    `names.csv`, `concordance.csv` and `breakdowns.csv` need not be there. Raises `FaultError` with every fault of every
    file; a plan that is returned holds together: each unit, region, breakdown and source that a card names exists, each
    commitment is measured or says what was looked for, and each further name means one code.

    Files with the same content give the same plan, which is read once: frozen editions have copies of it.
    """
    if not folder.is_dir():
        raise FaultError([missing_file(folder.name, _path(folder / "plan.toml"))])
    if (folder.parent / BEGUN).is_dir():
        raise FaultError([_begun(folder.parent / BEGUN)])
    try:
        content = (folder_digest(folder), *sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")))
    except OSError:
        return _read(folder)  # which says of which file the system refuses what
    if content not in _KNOWN:
        plan = _read(folder)
        while len(_KNOWN) >= MOST_PLANS:
            del _KNOWN[next(iter(_KNOWN))]
        _KNOWN[content] = plan
    return _KNOWN[content]


def _read(folder: Path) -> Plan:
    faults: list[Fault] = [
        *stray_files(folder, ("plan.toml", "schema.json", *ROWS, NAMES_FILE, CONCORDANCE, COMBINATIONS)),
        *_no_cards(folder / ACTIONS),
    ]
    languages = meant_languages(folder)
    words = words_of(folder, languages, faults)  # first: their fonts say which letters can be printed
    head = _card(folder / "plan.toml", PlanHead, languages, faults)
    files = sorted(file for file in (folder / ACTIONS).glob("*.toml") if CARD.fullmatch(file.name))
    if not files:
        faults.append(missing_file(ACTIONS, _path(folder / ACTIONS)))
    cards = [(file, card) for file in files if (card := _card(file, Action, languages, faults))]
    faults.extend(_wrong_name(file.name, card) for file, card in cards if file.stem != card.id)
    if head is not None and head.two_levels:
        cards = [(file, card.alone()) for file, card in cards]
    dimensions, codes = _dimensions(folder, head), _code_columns(folder / "regions.csv", head)
    layout = Layout(languages, tuple(dimensions), {})
    tables = {
        name: read_rows(folder / name, model, layout, faults, codes if model is Region else ())
        for name, model in ROWS.items()
    }
    listed = {of: read_rows(folder / DIMENSIONS / f"{of}.csv", Code, layout, faults) for of in dimensions}
    faults.extend(stray_files(folder / DIMENSIONS, [f"{of}.csv" for of in dimensions]))
    codes_of = {of: [code for _, code in rows] for of, rows in listed.items()}
    combined = read_combinations(folder / COMBINATIONS, codes_of, faults)
    faults.extend(wrong_lists(listed, {fault.file for fault in faults}, combined is not None))
    named = read_rows(folder / NAMES_FILE, Name, layout, faults) if (folder / NAMES_FILE).exists() else []
    after = folder / CONCORDANCE
    changed = read_rows(after, Succession, layout, faults) if after.exists() else []
    lists = {name: [row for _, row in rows] for name, rows in tables.items()}
    plan = Plan.model_construct(
        head=head,
        actions=tuple(sorted((card for _, card in cards), key=lambda action: in_order(action.id))),
        regions=tuple(lists["regions.csv"]),
        population=tuple(lists["population.csv"]),
        breakdowns=breakdowns_of(codes_of, languages, combined),
        codes={of: tuple(codes) for of, codes in codes_of.items()},
        units={unit.unit: unit for unit in lists["units.csv"] if isinstance(unit, Unit)},
        mapping=tuple(lists["wordings.csv"]),
        targets=tuple(lists["targets.csv"]),
        sources={source.source: source for source in lists["sources.csv"] if isinstance(source, Source)},
        names=tuple(row for _, row in named),
        concordance=tuple(row for _, row in changed),
        shapes=read_shapes(folder / SHAPES_FILE, lists["regions.csv"], faults),  # type: ignore[arg-type]
        words=words,
    )
    # What was read is held against the rest even if some files are wrong, so that one of them does not hide others.
    lines = {name: [line for line, _ in rows] for name, rows in tables.items()}
    unread = {ACTIONS if CARD.fullmatch(fault.file) or fault.file == ACTIONS else fault.file for fault in faults}
    unread |= {DIMENSIONS} if unread & {"plan.toml", *(f"{of}.csv" for of in dimensions)} else set()
    faults.extend(loose_ends(plan, lines, unread))
    faults.extend(wrong_structure(plan, lines))
    faults.extend(wrong_names(plan, [line for line, _ in named], unread))
    if plan.shapes and head is not None:
        faults.extend(_uncited(plan))
    if not unread & {"plan.toml", "regions.csv", CONCORDANCE}:
        faults.extend(lost_areas(plan, lines["regions.csv"]))
    if not unread & {"regions.csv", "sources.csv"}:
        faults.extend(wrong_successions(plan.concordance, [line for line, _ in changed], plan.regions, plan.sources))
    check_faults(_with_line(folder, layout.told(fault)) for fault in faults)
    return plan


def _dimensions(folder: Path, head: PlanHead | None) -> list[str]:
    """The ids of the dimensions; of a plan whose card cannot be read, those that have a list."""
    if head is None:
        return sorted(file.stem for file in (folder / DIMENSIONS).glob("*.csv"))
    return [each.id for each in head.dimensions]


def stray_files(folder: Path, known: Collection[str]) -> Iterator[Fault]:
    """Rule `stray_file`: tables and cards in a folder that have no name that is read, such as a copy of one."""
    for file in sorted(folder.glob("*")):
        if file.name not in known and TABULAR.search(file.name) and not OPENED.match(file.name) and file.is_file():
            yield _stray(file, ", ".join(known))


def _no_cards(folder: Path) -> Iterator[Fault]:
    for file in sorted(folder.glob("*")):
        if not CARD.fullmatch(file.name) and file.name not in OF_THE_SYSTEM:
            yield _stray(file)


def _stray(file: Path, known: str = "A01.toml, A02.toml …") -> Fault:
    found = N_("a file that nothing reads")
    fix = N_("Move it to another folder, or give it the name of the file whose place it is to take.")
    if WORKBOOK.search(file.name):
        found = N_("a workbook, which is not read from here")
        fix = N_("Move it to another folder. Its figures go into an edition by: plan-metrics import {name}")
    expected = N_("in this folder only: {known}")
    return fault_at("stray_file", _path(file), found, expected, fix, known=known, name=file.name)


def _wrong_name(file: str, card: Action) -> Fault:
    found, expected = N_("“{value}”"), N_("{name}, the name of the file")
    fix, name = N_("Correct the id, or rename the file."), file.removesuffix(".toml")
    return fault_at("wrong_card", file, found, expected, fix, column="id", value=card.id, name=name)


def _with_line(folder: Path, fault: Fault) -> Fault:
    """The fault of a card with the line of its key, as far as it is found."""
    file = folder / (ACTIONS if CARD.fullmatch(fault.file) else "") / fault.file
    if fault.row is not None or not fault.column or not fault.file.endswith(".toml") or not file.is_file():
        return fault
    return replace(fault, row=line_of(decoded(file.read_bytes(), file.name), fault.column))


def _uncited(plan: Plan) -> Iterator[Fault]:
    """Shapes without the document that they are from and its licence."""
    if plan.head.map is None or plan.head.map.source not in plan.sources:
        said = plan.head.map.source if plan.head.map else ""
        found = N_("“{value}”") if said else N_("nothing")
        expected = N_("a code of sources.csv: the document that {file} is from")
        fix = N_("Write the key “map” with its source and licence.")
        yield fault_at(
            "uncited_shapes", "plan.toml", found, expected, fix, column="map.source", value=said, file=SHAPES_FILE
        )


def _code_columns(file: Path, head: PlanHead | None) -> tuple[str, ...]:
    """The columns of further codes: those that `plan.toml` declares, or that are there where it could not be read."""
    if head is not None:
        return tuple(f"{CODE}{scheme.id}" for scheme in head.code_schemes)
    return tuple(name for name in _header(file) if name.startswith(CODE))


def _header(file: Path) -> list[str]:
    """The names in the first line of a table; none where there is no such file."""
    try:
        first = text_of(file).partition("\n")[0]
    except FaultError:  # told when the table is read
        return []
    return [plain(cell) for cell in first.split(",")]


def read_rows(
    file: Path,
    model: type[OfTable],
    layout: Layout,
    faults: list[Fault],
    further: Sequence[str] = (),
) -> list[tuple[int, OfTable]]:
    """The rows of a code list as records, each with its line; what is wrong with a row is added to `faults`.

    `further` are columns beside those of the model.
    """
    same = _same(file, model, layout.languages, layout.dimensions, *further)
    if same not in _READ:
        before = len(faults)
        rows = _read_rows(file, model, layout, faults, further)
        if len(faults) > before:
            return rows
        _keep(same, rows)
    return list(_READ[same])


def _read_rows(
    file: Path, model: type[OfTable], layout: Layout, faults: list[Fault], further: Sequence[str]
) -> list[tuple[int, OfTable]]:
    languages = layout.languages
    wanted = (*model.columns(languages), *further)
    absent = model.absent(languages, _header(file)) if model.OPTIONAL else frozenset()
    wanted = tuple(name for name in wanted if name not in absent)
    table, unread = layout.sound(file, wanted)
    faults.extend(unread)
    if table is None:
        return []
    columns = model.KEY or (next(iter(model.model_fields)),)
    rows: list[tuple[int, OfTable]] = []
    seen: dict[str, int] = {}
    for line, cells in table.rows:
        key = " ".join(cells[column] for column in columns)
        if key in seen:
            found, expected = N_("“{value}” stands in line {first} already"), N_("each code once")
            fix = N_("Remove one of the two lines, or correct its code.")
            twice = fault_at("duplicate", file.name, found, expected, fix, row=line, value=key, first=seen[key])
            faults.append(replace(twice, column=columns[0]))
            continue
        seen[key] = line
        wrong: list[Fault] = []
        texts: Mapping[str, object] = cells
        try:
            rows.append((line, model.model_validate(cells, context={LANGUAGES: languages})))
            texts = rows[-1][1].cells()
        except ValidationError as error:
            wrong = card_faults(error, model, file.name, languages, line)
        blamed = {fault.column for fault in wrong}
        faults += [*wrong, *unprintable_in_row(file.name, line, texts, blamed)]
    return rows


def _card(file: Path, model: type[Model], languages: Sequence[str], faults: list[Fault]) -> Model | None:
    same, before = _same(file, model, languages), len(faults)
    if same in _READ:
        return _READ[same]  # type: ignore[no-any-return]
    read = keys_of(file, 'unit = "certificates"', faults)
    try:
        card = validated(model, read[1], languages) if read else None
    except ValidationError as error:
        faults.extend(card_faults(error, model, file.name, languages))
        return None
    if len(faults) == before:
        _keep(same, card)
    return card


def _same(file: Path, model: type[BaseModel], languages: Sequence[str], *others: object) -> tuple[object, ...]:
    """What two files share that are read as the same; nothing is the same as one that cannot be opened."""
    try:
        content: object = file.read_bytes()
    except OSError:
        content = object()
    words = tuple((code, getattr(code, "digest", "")) for code in languages)
    return file.name, content, model, words, others


def _keep(same: tuple[object, ...], read: object) -> None:
    while len(_READ) >= MOST_FILES:
        del _READ[next(iter(_READ))]
    _READ[same] = read


def _begun(kept: Path) -> Fault:
    found = N_("changes of several files that a command was ended in")
    expected = N_("all of its changes, or none")
    fix = N_("Run the same command again: plan-metrics adapt, or plan-metrics init FOLDER --answers.")
    return fault_at("cut_short", f"{kept.parent.name}/{kept.name}", found, expected, fix)


def _path(file: Path) -> str:
    return "/".join(file.parts[-3:])
