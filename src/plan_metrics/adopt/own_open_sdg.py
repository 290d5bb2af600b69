"""An Open SDG folder that this program exported, as the project that it was made of: with the record that lies in it.

Figures are those of its tables, which its owner may have changed. Settings of progress (direction, target, years) that
are not those of the record are a fault: nobody could say which of the two is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plan_metrics.adopt.foreign_files import MOST_DEEP, Files, Keys, json_of, keys
from plan_metrics.adopt.open_sdg import Repository, read_repository
from plan_metrics.adopt.own_package import ORIGIN, REPEATED, Returned, is_ours, returned, table_in
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.yaml_files import entries, read_keys
from plan_metrics.edition.models import OBSERVATIONS_FILE, is_note
from plan_metrics.errors import N_, Fault, check_faults
from plan_metrics.export.open_sdg import PROGRESS, column_of, file_names
from plan_metrics.export.open_sdg_words import AREA, ATTRIBUTES, UNIT
from plan_metrics.export.plan_record import RECORD
from plan_metrics.languages import columns_of
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.dimensions import COLUMN, joined
from plan_metrics.reading.typed import number

COLUMNS = {"Year": "period", "Value": "value", UNIT: "unit"} | {name: of for name, of in ATTRIBUTES.items()}
NOTE = next(column for column, of in COLUMNS.items() if of == "note")
OTHERS = ("meta", "translations", "config_data.yml")  # which follow from the record


def read_open_sdg(base: Path, encoding: str = "") -> Repository | Returned:
    """The folder as the project that it was where this program exported it, else as `read_repository`."""
    there = (base / RECORD).is_file()
    if there:
        files = Files(base, encoding)
        record = keys(json_of(files.read(RECORD, MOST_DEEP), RECORD))
        if is_ours(record.get("form"), RECORD):
            return _own(files, record)
    data = read_repository(base, encoding)
    if there:
        data.told.note(RECORD, "not used", N_("a file that is no record of a plan as this program writes it"))
    return data


def _own(files: Files, record: Keys) -> Returned:
    """The project of a folder with the record of its plan; raises `FaultError` with all that is wrong with either."""
    told = Told()
    ids = [
        str(each.get("id"))
        for action in entries(record.get("actions"))
        for each in entries(action.get("indicators") or [])
    ]
    names = file_names(ids)
    rows = [row for id in ids for row in _figures(files, keys(record.get("plan")), id, names[id])]
    made = returned(record, {OBSERVATIONS_FILE: rows}, RECORD, told)
    noted = sum(any(row[column] for column in row if is_note(column)) for row in rows)
    if noted and len(made.languages) > 1:
        reason = N_("notes of several languages stand together, and come back so in each")
        told.note(OBSERVATIONS_FILE, "changed", reason, "note", count=noted)
    check_faults(_other_progress(files, keys(record.get(PROGRESS)), names, told))
    known = {f"indicator_{name}.csv" for name in names.values()}
    for file in sorted(path.name for path in (files.base / "data").glob("*.csv")):
        if file not in known:
            told.note(f"data/{file}", "not used", N_("figures of an indicator that the plan does not have"))
    for each in OTHERS:
        told.note(each, "not used", REPEATED, record=RECORD)
    return made


def _figures(files: Files, plan: Keys, id: str, name: str) -> Iterator[dict[str, Any]]:
    """The figures of an indicator as rows of a table of the plan: a blank cell is the whole, or the total."""
    dimensions = {str(each.get("id")): column_of(str(each.get("id"))) for each in entries(plan.get("dimensions"))}
    languages = plan.get("languages")
    notes = columns_of("note", [str(code) for code in languages] if isinstance(languages, list) else [])
    names = {of: column for column, of in COLUMNS.items()} | {"region": AREA} | dict.fromkeys(notes, NOTE)
    for cells in table_in(files, f"data/indicator_{name}.csv", [*COLUMNS, *dimensions.values(), AREA]):
        row = {of: cells.get(column, "") for column, of in COLUMNS.items()}
        note = row.pop("note")
        codes = {of: cells.get(column) or TOTAL for of, column in dimensions.items()}
        area = cells.get(AREA) or plan.get("whole")
        origin = cells[ORIGIN]._replace(columns=names)
        about = {"indicator": id, "region": area, COLUMN: joined(codes), ORIGIN: origin}
        yield row | about | dict.fromkeys(notes, note)


def _other_progress(files: Files, known: Keys, names: Mapping[str, str], told: Told) -> Iterator[Fault]:
    """A fault for each indicator whose settings of progress are not those that the folder was written with."""
    for id, name in names.items():
        file = f"indicator-config/{name}.yml"
        wanted, given = _told_apart(known.get(id)), _told_apart(read_keys(files, file, told).get(PROGRESS))
        if given != wanted:
            yield Fault(
                rule="other_progress",
                file=file,
                column=PROGRESS,
                found=N_("“{value}”"),
                expected=N_("“{wanted}”, which the plan in {record} says"),
                fix=N_(
                    "Undo the change, and make it in the project that this folder gives. "
                    "To have the folder read as another's, take {record} out of a copy."
                ),
                values={"value": _words(given), "wanted": _words(wanted), "record": RECORD},
            )  # fmt: skip


def _told_apart(progress: object) -> list[dict[str, object]]:
    """Entries of settings with numbers as such, in whatever way they are written."""
    return [
        {key: str(value) if (amount := number(str(value))) is None else amount for key, value in each.items()}
        for each in entries(progress or [])
    ]


def _words(progress: list[dict[str, object]]) -> str:
    return "; ".join(" ".join(f"{key}={value}" for key, value in each.items()) for each in progress)[:200] or "–"
