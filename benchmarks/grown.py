"""An invented plan of 300 regions with two editions, made when it is needed: the shipped cards on invented figures.

`grown_project` writes the shipped project with so many more regions into a folder, for commands to be measured on.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from plan_metrics.edition.known import Row
from plan_metrics.edition.models import OBSERVATIONS_FILE, Edition, EditionCard, table_columns
from plan_metrics.plan.code_lists import GROUP, TOTAL, Population, Region
from plan_metrics.plan.head import Text
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan

YEARS = range(2020, 2026)
GROWTH, NATIONS_NOISE = 0.1, 0.02
# How much regions differ from the nation's growth in a year: as measured in the shipped edition (certificates and
# certified organisations of 8 to 14 provinces between seven pairs of dates: 1.5 to 4.8 % a year, median absolute
# deviation times 1.4826). Rates differ as pass rates of provinces do, on the scale of the logit.
NOISE, RATE_NOISE = 0.03, 0.12
# The mean of a region of middle size, and how much regions of one size differ (logarithmic).
STOCKS = {
    "valid_certificates_domestic": (9000, 0.25),
    "certified_organisations_domestic": (2300, 0.2),
    "inspection_institutions": (160, 0.3),
    "inspection_staff": (4500, 0.3),
}
CUMULATIVE, FLOW, RATE = "enterprise_standard_leaders", "inspection_revenue", "provincial_spot_check_pass_rate"
LIKE, SERIES, SERIES_YEARS = "CN-ZJ", 20, range(2016, 2025)  # whose row each more region has, and what is known of it
SECTORS = (("food-agri", 0.3), ("construction", 0.45), ("automotive", 0.25))  # of the institutions


def grown_plan(plan: Plan, regions: int = 300) -> Plan:
    """The plan with so many invented provinces in place of its own, four groups of them, and their inhabitants."""
    rng = random.Random(7)
    codes = [f"CN-Z{number:04d}" for number in range(regions)]
    groups = [f"CN-X-G{number}" for number in range(4)]
    blank = dict.fromkeys(set(Region.model_fields) - {"codes"}, "")
    made = [
        {"region": code, "level": "province", "parent": groups[n % 4], "title": f"试验地区{n}", "name": f"Trial {n}"}
        for n, code in enumerate(codes)
    ]
    made += [
        {"region": g, "level": "group", "parent": "CN", "members": " ".join(codes[n::4]), "title": f"组{n}", "name": g}
        for n, g in enumerate(groups)
    ]
    whole = next(region for region in plan.regions if region.level == plan.head.levels[0].id)
    rows = [_region(blank, one) for one in made]
    people = [
        Population(region=code, period="2024", population=int(4e6 * math.exp(rng.gauss(0, 0.8))), source="P001")
        for code in codes
    ]
    return plan.model_copy(update={"regions": (whole, *rows), "population": tuple(people)})


def _region(blank: dict[str, str], one: dict[str, str]) -> Region:
    names = {kind: Text(zh=one["title"], en=one["name"]) for kind in ("title", "short")}
    return Region(**{**blank, **{key: one[key] for key in blank.keys() & one.keys()}, **names})


def grown_rows(plan: Plan) -> list[Row]:
    """The observations of the plan, that hold together: totals are sums, halves lie within years, shares in bounds."""
    cells = sorted(_cells(plan), key=lambda row: row[:4])
    indicators = {indicator.id: indicator for _, indicator in plan.indicators()}
    return [
        Row(
            line,
            {
                **dict.fromkeys(table_columns(OBSERVATIONS_FILE, plan.languages), ""),
                "indicator": name, "region": region, "breakdown": breakdown, "period": period,
                "value": _written(value), "unit": indicators[name].unit, "flag": "A", "qualifier": "exact",
                "printed": _written(value), "sample_size": "1000" if name == RATE else "", "source": "S001",
            },
        )
        for line, (name, region, breakdown, period, value) in enumerate(cells, 2)
    ]  # fmt: skip


def grown_card(day: dt.date, previous: str) -> EditionCard:
    """The card of an edition of the invented plan."""
    words = Text(zh="虚构", en="invented")
    edition = day.isoformat()[:7]
    return EditionCard(id=edition, title=words, as_of=day.isoformat(), previous=previous, invented=True, about=words)


def grown_edition(card: EditionCard, frame: pd.DataFrame, lines: tuple[int, ...]) -> Edition:
    """An edition of these observations, without documents."""
    return Edition(card, frame, {}, pd.DataFrame(), frame.iloc[:0], lines)


def grown_project(source: Path, folder: Path, regions: int) -> None:
    """Write the project in `source` with so many more regions; each has nine invented years of twenty indicators."""
    for name in ("data", "notebooks", "book"):
        shutil.copytree(source / name, folder / name)
    plan, rng = folder / "data" / "plan", random.Random(7)
    codes = [f"CN-Z{number:04d}" for number in range(regions)]
    head, rows = _table(plan / "regions.csv")
    like = next(row for row in rows if row["region"] == LIKE) | {"tile": ""}
    words = {"title_zh": "试验地区{}", "title_en": "Trial region {}", "short_zh": "试{}", "short_en": "Trial {}"}
    more = [
        {**like, "region": code, "code_gbt2260": str(700000 + number)}
        | {name: form.format(number) for name, form in words.items()}
        for number, code in enumerate(codes)
    ]
    _write(plan / "regions.csv", head, [*rows, *more])
    head, rows = _table(plan / "population.csv")
    own = [row for row in rows if row["region"] == LIKE]
    _write(plan / "population.csv", head, [*rows, *({**row, "region": code} for code in codes for row in own)])
    file = folder / "data" / "editions" / read_plan(plan).head.default_edition / "observations.csv"
    head, rows = _table(file)
    kinds = {row["indicator"]: row for row in rows if row["flag"] == "A" and row["period"].isdigit()}
    more = []
    for code in codes:
        for name in sorted(kinds)[:SERIES]:
            share = any(word in name for word in ("rate", "share"))
            value = rng.randint(30, 60) if share else rng.randint(300, 900)
            for year in SERIES_YEARS:
                value = min(99, value + rng.randint(-1, 2)) if share else value + rng.randint(-8, 30)
                figure = {"region": code, "sector": TOTAL, "period": str(year), "value": str(value)}
                said = {"qualifier": "exact", "printed": str(value), "sample_size": "", "note_zh": "", "note_en": ""}
                more.append({**kinds[name], **figure, **said})
    _write(file, head, [*rows, *more])


def _table(file: Path) -> tuple[Sequence[str], list[dict[str, str]]]:
    table = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    return table.fieldnames or (), list(table)


def _write(file: Path, head: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, head, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _cells(plan: Plan) -> Iterator[tuple[str, str, str, str, float]]:
    rng = random.Random(11)
    regions = [region.region for region in plan.areas]
    size = {region: plan.inhabitants(region).population / 4e6 for region in regions}
    groups = {region.region: region.members.split() for region in plan.regions if region.level == GROUP}
    for name, (mean, spread) in STOCKS.items():
        own = {region: mean * size[region] * math.exp(rng.gauss(0, spread)) for region in regions}
        shares = {(r, s): share * math.exp(rng.gauss(0, 0.2)) for r in regions for s, share in SECTORS}
        for year in YEARS:
            growth = GROWTH + rng.gauss(0, NATIONS_NOISE)
            now = {region: float(round(own[region])) for region in regions}
            yield from _with_totals(name, str(year), now, groups)
            if name == "inspection_institutions" and year >= 2023:
                for (region, breakdown), share in shares.items():
                    whole = sum(shares[region, other] for other, _ in SECTORS)
                    yield name, region, breakdown, str(year), float(math.floor(now[region] * share / whole))
            own = {r: v * math.exp(growth + rng.gauss(0, NOISE)) for r, v in own.items()}
    own = {region: 6e8 * size[region] * math.exp(rng.gauss(0, 0.3)) for region in regions}
    for year in YEARS:
        now = {region: float(round(own[region], -4)) for region in regions}
        halves = {region: float(round(now[region] * rng.uniform(0.44, 0.48), -4)) for region in regions}
        yield from _with_totals(FLOW, str(year), now, groups)
        if year >= 2023:
            yield from _with_totals(FLOW, f"{year}-H1", halves, groups)
        growth = GROWTH + rng.gauss(0, NATIONS_NOISE)
        own = {r: v * math.exp(growth + rng.gauss(0, NOISE)) for r, v in own.items()}
    total = {region: 20 * size[region] * math.exp(rng.gauss(0, 0.3)) for region in regions}
    for year in YEARS:
        yield from _with_totals(CUMULATIVE, str(year), {r: float(round(v)) for r, v in total.items()}, groups)
        total = {r: v * math.exp(abs(rng.gauss(0.15, 0.05))) for r, v in total.items()}
    odds = {region: rng.gauss(3, 0.35) for region in regions}
    for year in YEARS:
        drift = rng.gauss(0, 0.1)
        odds = {r: v + rng.gauss(0, RATE_NOISE) for r, v in odds.items()}
        for region in regions:
            yield RATE, region, "TOTAL", str(year), round(100 / (1 + math.exp(-odds[region] - drift)), 2)


def _with_totals(name, period, now, groups) -> Iterator[tuple[str, str, str, str, float]]:
    yield name, "CN", "TOTAL", period, float(sum(now.values()))
    for group, members in groups.items():
        yield name, group, "TOTAL", period, float(sum(now[region] for region in members))
    for region, value in now.items():
        yield name, region, "TOTAL", period, value


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
