"""Reads a plan's folder; everything that is wrong with it is said at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from plan_metrics.errors import N_, Fault, FaultError, check_faults, missing_file
from plan_metrics.plan.code_lists import TOTAL, Population, Region, Sector, SectorMapping, Source, Unit
from plan_metrics.plan.models import Action, Plan, PlanHead
from plan_metrics.tables import read_table

Model = TypeVar("Model", bound=BaseModel)

# What is said of the commonest faults; others are told in the words of the check that found them.
EXPECTED = {
    "extra_forbidden": N_("a key that the schema knows"),
    "missing": N_("a value for this key"),
    "literal_error": N_("one of: {expected}"),
    "string_pattern_mismatch": N_("text of the form {pattern}"),
    "string_too_short": N_("some text"),
    "float_parsing": N_("a number"),
    "float_type": N_("a number"),
}

ROWS: dict[str, type[BaseModel]] = {
    "regions.csv": Region,
    "population.csv": Population,
    "sectors.csv": Sector,
    "units.csv": Unit,
    "sector_mapping.csv": SectorMapping,
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
    lists = {name: read_rows(folder / name, model, faults) for name, model in ROWS.items()}
    check_faults(faults)
    assert head is not None
    plan = Plan(
        head=head,
        actions=tuple(sorted(actions, key=lambda action: action.id)),
        regions=tuple(lists["regions.csv"]),
        population=tuple(lists["population.csv"]),
        sectors=tuple(lists["sectors.csv"]),
        units={unit.unit: unit for unit in lists["units.csv"]},
        mapping=tuple(lists["sector_mapping.csv"]),
        sources={source.source: source for source in lists["sources.csv"]},
    )
    check_faults(_loose_ends(plan, folder))
    return plan


def read_rows(file: Path, model: type[Model], faults: list[Fault]) -> list[Model]:
    """The rows of a code list as records; what is wrong with a row is added to `faults`."""
    try:
        table = read_table(file, tuple(model.model_fields))
    except FaultError as error:
        faults.extend(error.faults)
        return []
    columns = getattr(model, "KEY", ()) or (next(iter(model.model_fields)),)
    rows: list[Model] = []
    seen: dict[str, int] = {}
    for line, cells in table.rows:
        try:
            rows.append(model.model_validate(cells))
        except ValidationError as error:
            faults.extend(_validation_faults(error, file, line))
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
    try:
        return model.model_validate(tomllib.loads(file.read_bytes().decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        problem, expected = N_("bytes that are not UTF-8 (at byte {detail})"), N_("a card saved as UTF-8")
        detail = str(error.start)
    except tomllib.TOMLDecodeError as error:
        problem, expected, detail = N_("text that is not TOML: {detail}"), N_("a TOML card"), str(error)
    except ValidationError as error:
        faults.extend(_validation_faults(error, file, None))
        return None
    faults.append(
        Fault(
            rule="unreadable_card",
            file=file.name,
            found=problem,
            expected=expected,
            fix=N_("Mend the card at the place named, then run the check again."),
            values={"detail": detail},
        )
    )
    return None


def _validation_faults(error: ValidationError, file: Path, line: int | None) -> list[Fault]:
    faults = []
    for problem in error.errors():
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"])
        unknown = problem["type"] == "extra_forbidden"
        missing = problem["type"] == "missing"
        found = N_("the key “{key}”") if unknown else N_("nothing") if missing else N_("“{value}”")
        faults.append(
            Fault(
                rule="wrong_card",
                file=file.name,
                row=line,
                column=where or None,
                found=N_("a card that does not hold together") if not problem["loc"] else found,
                expected=EXPECTED.get(problem["type"], "{message}"),
                fix=N_("Correct the key; data/plan/schema.json lists every key and its values."),
                values={
                    "key": where,
                    "value": str(problem["input"])[:60],
                    "message": problem["msg"].removeprefix("Value error, "),
                    **{name: problem.get("ctx", {}).get(name, "") for name in ("expected", "pattern")},
                },
            )
        )
    return faults


def _loose_ends(plan: Plan, folder: Path) -> list[Fault]:
    """References of cards and code lists that lead nowhere."""
    faults: list[Fault] = []
    regions = {region.region for region in plan.regions}
    sectors = {sector.sector for sector in plan.sectors}
    indicators = [indicator.id for _, indicator in plan.indicators()]

    def need(value: str, known: set[str] | dict[str, object], file: str, column: str) -> None:
        if value not in known:
            faults.append(
                Fault(
                    rule="loose_end",
                    file=file,
                    column=column,
                    found=N_("“{value}”, which is not in the list"),
                    expected=N_("one of: {known}"),
                    fix=N_("Correct the code, or add it to its list first."),
                    values={"value": value, "known": ", ".join(sorted(known)[:40])},
                )
            )

    need(plan.head.whole, regions, "plan.toml", "whole")
    need(TOTAL, sectors, "sectors.csv", "sector")
    for twice in sorted({i for i in indicators if indicators.count(i) > 1}):
        faults.append(
            Fault(
                rule="duplicate",
                file="actions",
                column="indicators.id",
                found=N_("“{value}” on two cards or twice on one"),
                expected=N_("each code once"),
                fix=N_("Give one of the two indicators another id."),
                values={"value": twice},
            )
        )
    for action, indicator in plan.indicators():
        file, at = f"{action.id}.toml", f"indicators.{indicator.id}"
        need(indicator.unit, plan.units, file, f"{at}.unit")
        need(indicator.sector, sectors, file, f"{at}.sector")
        if indicator.computed:
            of_this_action = {other.id for other in action.indicators if not other.computed}
            need(indicator.numerator or "", of_this_action, file, f"{at}.numerator")
            need(indicator.denominator or "", of_this_action, file, f"{at}.denominator")
        if indicator.share_of:
            need(indicator.share_of, set(indicators), file, f"{at}.share_of")
        for target in indicator.targets:
            need(target.region, regions, file, f"{at}.targets.region")
            need(target.source, plan.sources, file, f"{at}.targets.source")
    for unit in plan.units.values():
        need(unit.base, plan.units, "units.csv", "base")
    for sector in plan.sectors:
        if sector.parent:
            need(sector.parent, sectors, "sectors.csv", "parent")
    for row in plan.mapping:
        if row.sector:
            need(row.sector, sectors, "sector_mapping.csv", "sector")
    for row in plan.population:
        need(row.region, regions, "population.csv", "region")
        need(row.source, plan.sources, "population.csv", "source")
    for action in plan.head.evaluation.weights:
        need(action, {card.id for card in plan.actions}, "plan.toml", "evaluation.weights")
    for action in plan.actions:
        need(action.id, set(plan.head.evaluation.weights), f"{action.id}.toml", "id")
    need(
        plan.head.evaluation.commitment,
        {commitment.id for action in plan.actions for commitment in action.commitments},
        "plan.toml",
        "evaluation.commitment",
    )
    for region in plan.regions:
        for code in [region.parent, *region.members.split()]:
            if code:
                need(code, regions, "regions.csv", "members")
        for source in region.source.split():
            need(source, plan.sources, "regions.csv", "source")
    return faults


def _path(file: Path) -> str:
    return "/".join(file.parts[-3:])
