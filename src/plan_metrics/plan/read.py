"""Reads a plan's folder; everything that is wrong with it is said at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from plan_metrics.errors import N_, Fault, FaultError, check_faults, missing_file
from plan_metrics.plan.code_lists import Population, Region, Sector, SectorMapping, Source, Unit
from plan_metrics.plan.head import PlanHead
from plan_metrics.plan.messages import card_faults
from plan_metrics.plan.models import Action, Plan
from plan_metrics.plan.references import loose_ends
from plan_metrics.plan.targets import Target
from plan_metrics.printable import control_characters, unprintable_in_card, unprintable_in_row
from plan_metrics.tables import read_table

Model = TypeVar("Model", bound=BaseModel)

ROWS: dict[str, type[BaseModel]] = {
    "regions.csv": Region,
    "population.csv": Population,
    "sectors.csv": Sector,
    "units.csv": Unit,
    "sector_mapping.csv": SectorMapping,
    "targets.csv": Target,
    "sources.csv": Source,
}


def read_plan(folder: Path) -> Plan:
    """The plan in a folder: `plan.toml`, `actions/*.toml`, and the code lists in `ROWS`.

    Raises `FaultError` with every fault of every file; a plan that is returned holds together: each
    unit, region, sector and source that a card names exists, and each commitment is measured or says
    what was looked for.
    """
    faults: list[Fault] = []
    head = _card(folder / "plan.toml", PlanHead, faults)
    files = sorted((folder / "actions").glob("*.toml"))
    if not files:
        faults.append(missing_file("actions", _path(folder / "actions")))
    actions = [card for file in files if (card := _card(file, Action, faults))]
    tables = {name: read_rows(folder / name, model, faults) for name, model in ROWS.items()}
    check_faults(faults)
    assert head is not None
    lists = {name: [row for _, row in rows] for name, rows in tables.items()}
    plan = Plan(
        head=head,
        actions=tuple(sorted(actions, key=lambda action: action.id)),
        regions=tuple(lists["regions.csv"]),
        population=tuple(lists["population.csv"]),
        sectors=tuple(lists["sectors.csv"]),
        units={unit.unit: unit for unit in lists["units.csv"]},
        mapping=tuple(lists["sector_mapping.csv"]),
        targets=tuple(lists["targets.csv"]),
        sources={source.source: source for source in lists["sources.csv"]},
    )
    check_faults(loose_ends(plan, {name: [line for line, _ in rows] for name, rows in tables.items()}))
    return plan


def read_rows(file: Path, model: type[Model], faults: list[Fault]) -> list[tuple[int, Model]]:
    """The rows of a code list as records, each with its line; what is wrong with a row is added to `faults`."""
    try:
        table = read_table(file, tuple(model.model_fields))
    except FaultError as error:
        faults.extend(error.faults)
        return []
    columns = getattr(model, "KEY", ()) or (next(iter(model.model_fields)),)
    rows: list[tuple[int, Model]] = []
    seen: dict[str, int] = {}
    for line, cells in table.rows:
        wrong: list[Fault] = []
        texts: Mapping[str, object] = cells
        try:
            rows.append((line, model.model_validate(cells)))
            texts = rows[-1][1].model_dump()
        except ValidationError as error:
            wrong = card_faults(error, model, file.name, line)
        blamed = {fault.column for fault in wrong}
        faults += [*wrong, *unprintable_in_row(file.name, line, texts, blamed)]
        key = " ".join(cells[column] for column in columns)
        if key in seen:
            faults.append(
                Fault(
                    rule="duplicate",
                    file=file.name,
                    row=line,
                    column=columns[0],
                    found=N_("“{value}” stands in line {first} already"),
                    expected=N_("each code once"),
                    fix=N_("Remove one of the two lines, or correct its code."),
                    values={"value": key, "first": seen[key]},
                )
            )
        seen.setdefault(key, line)
    return rows


def _card(file: Path, model: type[Model], faults: list[Fault]) -> Model | None:
    if not file.is_file():
        faults.append(missing_file(file.name, _path(file)))
        return None
    source = ""
    try:
        source = file.read_bytes().decode("utf-8-sig")
        keys = tomllib.loads(source)
        faults.extend(unprintable_in_card(file.name, source, keys))
        return model.model_validate(keys)
    except UnicodeDecodeError as error:
        found, row = N_("bytes that are not UTF-8 (at byte {byte})"), None
        expected, fix = N_("a card saved as UTF-8"), N_("Mend the card at the place named, then run the check again.")
        values = {"byte": error.start}
    except tomllib.TOMLDecodeError as error:
        if control := list(control_characters(file.name, source)):
            faults.extend(control)
            return None
        line = re.search(r"at line (\d+)", str(error))
        found, row, values = N_("a line that cannot be read"), int(line[1]) if line else None, {}
        expected = N_('lines such as: unit = "certificates"')
        fix = N_("Look for a quotation mark or bracket that is missing or wide, or a key written twice.")
    except ValidationError as error:
        faults.extend(card_faults(error, model, file.name))
        return None
    faults.append(
        Fault(rule="unreadable_card", file=file.name, row=row, found=found, expected=expected, fix=fix, values=values)
    )
    return None


def _path(file: Path) -> str:
    return "/".join(file.parts[-3:])
