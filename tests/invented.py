"""The invented plan of `tests/invented_plan/`, and ways to spoil a copy of it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from bilingual import FIRST_COLUMNS

from plan_metrics.errors import Fault
from plan_metrics.plan.dimensions import edge_columns
from plan_metrics.views.faults import fault_parts

PROJECT = Path(__file__).parent / "invented_plan"
FIRST, SECOND = "2030-01", "2030-06"
SECTOR = "sector"  # the one dimension of the plan
LIMITS = {
    "on_track": 0.95, "behind": 0.6, "too_early": 0.1, "trend": 0.005, "stale_after_years": 3.0,
    "action_majority": 0.66, "action_coverage": 0.5,
}  # fmt: skip


def copy_of_project(folder: Path) -> Path:
    """A whole project folder with the invented plan and its two editions, to be changed at will."""
    return Path(shutil.copytree(PROJECT, folder / "project"))


def edition_of(base: Path, edition: str = SECOND) -> Path:
    """The folder of an edition."""
    return base / "data" / "editions" / edition


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table as they stand in the file."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(file: Path, rows: list[dict[str, str]]) -> None:
    """The table again, with these rows."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _cells(row: dict[str, str], cells: dict[str, str]) -> dict[str, str]:
    """Cells by the columns of a file, which has the dimension of the invented plan in the place of `breakdown`."""
    return {SECTOR if name == "breakdown" and name not in row else name: cell for name, cell in cells.items()}


def line_of(file: Path, **cells: str) -> int:
    """The line, as a spreadsheet counts, of the first row that has these cells."""
    rows = rows_of(file)
    cells = _cells(rows[0], cells)
    for line, row in enumerate(rows, 2):
        if cells.items() <= row.items():
            return line
    raise LookupError(cells)


def change(file: Path, line: int, **cells: str) -> None:
    """Other cells in a line of a table."""
    rows = rows_of(file)
    rows[line - 2].update(_cells(rows[0], cells))
    write_rows(file, rows)


def add(file: Path, **cells: str) -> int:
    """One more line at the end: a copy of the first one with other cells. Gives its line."""
    rows = rows_of(file)
    write_rows(file, [*rows, {**rows[0], **_cells(rows[0], cells)}])
    return len(rows) + 2


def remove(file: Path, **cells: str) -> int:
    """The table without the rows that have these cells. Gives how many they were."""
    rows = rows_of(file)
    cells = _cells(rows[0], cells)
    kept = [row for row in rows if not cells.items() <= row.items()]
    write_rows(file, kept)
    return len(rows) - len(kept)


def first_form(folder: Path, **limits: float) -> Path:
    """The edition in a folder as those before 2026-11 were: limits on its card, and no words that were printed."""
    table, card = folder / "observations.csv", folder / "edition.toml"
    rows = [{**row, "published_value": row["value"], "published_unit": row["unit"]} for row in rows_of(table)]
    write_rows(table, [{column: row[column] for column in edge_columns(FIRST_COLUMNS, [SECTOR])} for row in rows])
    told = ", ".join(f"{name} = {limit}" for name, limit in {**LIMITS, **limits}.items())
    card.write_text(f"{card.read_text('utf-8')}thresholds = {{ {told} }}\n", "utf-8")
    return folder


def rules_of(base: Path) -> str:
    """The rules of verdicts of a project's plan, as the card of an edition records them: without their source."""
    plan = (base / "data" / "plan" / "plan.toml").read_text("utf-8")
    return "\n[verdicts]" + plan.partition("\n[verdicts]")[2].partition("\nsource")[0] + "\n"


def said(fault: Fault) -> tuple[str, str, str]:
    """The three parts of a message: found, expected, what to do."""
    return tuple(fault_parts(fault, "en").values())


# Counts that the editions suppress, two by two, and what some add up to. The last was revised in the second edition.
SECRETS = (
    (("bicycle_stands", "XX-AA", "TOTAL", "2029"), ("bicycle_stands", "XX-BB", "TOTAL", "2029")),
    (("bicycle_stands", "XX", "schools", "2029"), ("bicycle_stands", "XX", "stations", "2029")),
    (("bicycles_stolen", "XX-AA", "TOTAL", "2028"), ("bicycles_stolen", "XX-BB", "TOTAL", "2028")),
    (("keepers_trained", "XX-AA", "TOTAL", "2028-H1"), ("keepers_trained", "XX-AA", "TOTAL", "2028-H2")),
    (("stands_built", "XX", "TOTAL", "2027"),),
    (("bicycle_stands", "XX-AA", "TOTAL", "2026"),),
)
REVISED = SECRETS[-1][0]
SHOWN = {("bicycle_stands", "XX", "TOTAL", "2029"): 12_000, ("bicycles_stolen", "XX", "TOTAL", "2028"): 12_000}
SMALL, LARGE, LIMIT = 4_000, 8_000, 10_000


def with_secrets(base: Path, turned: bool) -> Path:
    """The project with editions that suppress counts under `LIMIT`. Where `turned`, counts that it suppresses are
    others, and so are their flags, notes and words, and a figure that was not used; all the rest is the same."""
    secrets = {
        cell: LARGE if turned == (index == 0) else SMALL for cells in SECRETS for index, cell in enumerate(cells)
    }
    for edition in (FIRST, SECOND):
        file = edition_of(base, edition) / "observations.csv"
        rows = rows_of(file)
        for row in rows:
            cell = tuple(row[name] for name in ("indicator", "region", SECTOR, "period"))
            if cell in secrets and (cell != REVISED or edition == FIRST):
                value = str(secrets[cell])
                row |= {"value": value, "printed": value, "flag": "P" if turned else "A", "qualifier": "exact"}
                row |= {"note_zh": f"印作{value}", "note_en": f"printed as {value}"}
            elif cell in SHOWN and row["qualifier"] == "exact":
                row |= {"value": str(SHOWN[cell]), "printed": str(SHOWN[cell]), "flag": "A", "qualifier": "exact"}
        write_rows(file, rows)
        card = edition_of(base, edition) / "edition.toml"
        rule = f"suppressed_under = {LIMIT}\nlow_reliability_under = {LIMIT}\nzeros_suppressed = false\n"
        card.write_text(f"{card.read_text('utf-8')}\n[disclosure]\n{rule}", "utf-8")
    kept = secrets["bicycles_stolen", "XX-AA", "TOTAL", "2028"]
    more = {"reason_zh": f"比{kept}多7辆", "reason_en": f"7 more than {kept}", "kept_value": str(kept)}
    add(
        edition_of(base) / "rejected.csv", indicator="bicycles_stolen", region="XX-AA", value=str(kept + 7),
        unit="bicycles", **more,
    )  # fmt: skip
    return base
