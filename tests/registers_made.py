"""Registers that are made by seed, their cards, and what a plain loop over the rows counts in them."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plan_metrics.plan.models import Plan
from plan_metrics.registers.card import Register

DAY = dt.date(2026, 2, 28)
COLUMNS = ("number", "holder", "place", "scheme", "begins", "ends", "entered", "staff")
NAMES = ("certificate", "holder", "region", "breakdown", "valid_from", "valid_to", "recorded", "amount")
PLACES = ("浙江省", "浙江", "CN-ZJ", "330000", "北京", "Beijing", "四川", "境外", "不详")
SCHEMES = ("质量管理体系认证", "食品农产品认证", "有机产品", "建筑施工")
Row = tuple[str, str, str, str, dt.date, dt.date, dt.date, int]


def made(size: int, seed: int) -> list[Row]:
    """Rows of a register: a third expired, some twice, some changed later, some recorded after `DAY`."""
    chance, rows = random.Random(seed), []
    for number in range(size):
        begins = dt.date(2019, 1, 1) + dt.timedelta(days=chance.randrange(2600))
        ends, entered = begins + dt.timedelta(days=1095), begins + dt.timedelta(days=chance.randrange(40))
        holder = f"H{chance.randrange(size // 3):04d}"
        place, scheme = chance.choice(PLACES), chance.choice(SCHEMES)
        row: Row = (f"C{number:06d}", holder, place, scheme, begins, ends, entered, chance.randrange(900))
        rows.append(row)
        if number % 11 == 0:
            rows.append(row)
        if number % 7 == 0:
            moved = (chance.choice(PLACES), row[3], begins, begins + dt.timedelta(days=300))
            rows.append((row[0], row[1], *moved, entered + dt.timedelta(days=1 + chance.randrange(900)), number))
    chance.shuffle(rows)
    return rows


def write(file: Path, rows: Iterable[Iterable[Any]], columns: tuple[str, ...] = COLUMNS) -> Path:
    """The rows as a CSV file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return file


def card(place: dict[str, str], **changed: Any) -> Register:
    """A card of such a register in the shipped plan."""
    both, either = ["whole", "province"], {"periods": "years", "since": "2020"}
    indicators = [
        {"id": "ms_certificates", "counts": "certificates", "regions": both, "breakdowns": ["TOTAL", "food"], **either},
        {
            "id": "ms_organisations",
            "counts": "holders",
            "regions": both,
            "breakdowns": ["TOTAL", "food-agri"],
            **either,
        },
        {"id": "inspection_staff", "counts": "amount", "regions": ["whole"], "breakdowns": ["TOTAL"], **either},
    ]
    said: dict[str, Any] = {
        "id": "made",
        "title": {"zh": "虚构登记簿", "en": "An invented register"},
        "publisher": {"zh": "虚构统计办公室", "en": "Invented Statistics Office"},
        "invented": True,
        "source": "X009",
        "valid_to_counts": True,
        "elsewhere": "in_the_whole",
        "suppressed_under": 0,
        "place": place,
        "columns": dict(zip(NAMES, COLUMNS, strict=True)),
        "indicators": indicators,
    }
    return Register.model_validate({**said, **changed})


def by_hand(rows: Iterable[Row], plan: Plan) -> dict[tuple[str, str, str, str], int]:
    """The figures of `card` that a plain loop over the rows finds; those of places without a row are left out."""
    provinces = dict(zip(PLACES, ["CN-ZJ"] * 4 + ["CN-BJ"] * 2 + ["CN-SC"] + [None] * 2, strict=True))
    last: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row[6]):
        if row[6] <= DAY:
            last[row[0]] = row
    cells: dict[tuple[str, str, str, str], list[tuple[str, int]]] = {}
    for _, holder, place, scheme, begins, ends, _, staff in last.values():
        breakdowns = ["TOTAL", *(["food", "food-agri"] if scheme in SCHEMES[1:3] else [])]
        for year in range(2020, DAY.year):
            if begins <= dt.date(year, 12, 31) <= ends:
                for region in ("CN", provinces[place]):
                    for breakdown in breakdowns:
                        cells.setdefault(("", str(region), breakdown, str(year)), []).append((holder, staff))
    found = {}
    for (_, region, breakdown, year), holders in cells.items():
        if region != "None" and breakdown != "food-agri":
            found["ms_certificates", region, breakdown, year] = len(holders)
        if region != "None" and breakdown != "food":
            found["ms_organisations", region, breakdown, year] = len({holder for holder, _ in holders})
        if (region, breakdown) == ("CN", "TOTAL"):
            found["inspection_staff", region, breakdown, year] = sum(staff for _, staff in holders)
    return found
