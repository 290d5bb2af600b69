"""Figures that the contract allows and that cannot be, or hardly can: each is told with what it was compared with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bilingual import COLUMNS
from invented import PROJECT, SECOND, change, edition_of, line_of, said, write_rows

from benchmarks.errors import lines_of, name_of, shipped, warned
from benchmarks.mistaken import Mistake, Table
from benchmarks.mistakes import KINDS, mistakes
from plan_metrics import paths
from plan_metrics.edition.plausibility.spread import spread
from plan_metrics.edition.read import check_edition, examine, read_edition
from plan_metrics.plan.dimensions import edge_columns

TABLE = "observations.csv"
CARD = """id = "2026-02"
title = { zh = "试", en = "Trial" }
as_of = "2026-02-10"
previous = ""
invented = true
about = { zh = "试", en = "Trial" }
"""
SOURCE = "S001,公报,Bulletin,某局,An Office,2026-01-10,printed,original,none,"


@pytest.fixture(scope="module")
def edition():
    """The shipped edition in memory."""
    return shipped()


@pytest.fixture(scope="module")
def as_shipped(edition):
    """What the shipped edition is warned of beside the previous one."""
    return warned(edition, Mistake(), alone=False)[0]


@pytest.fixture(scope="module")
def plan(edition):
    """The shipped plan."""
    return edition.plan


def _edition(folder: Path, *rows: tuple[str, str, str, str, str, str]) -> Path:
    """An edition of these rows (indicator, region, breakdown, period, value, unit), all of one document."""
    folder.mkdir()
    (folder / "edition.toml").write_text(CARD, "utf-8")
    (folder / "rejected.csv").write_text(
        "indicator,region,sector,period,value,unit,source,reason_zh,reason_en,kept_value\n", "utf-8"
    )
    names = "source,title_zh,title_en,publisher_zh,publisher_en,date,date_basis,read_in,address_class,url"
    (folder / "sources.csv").write_text(f"{names}\n{SOURCE}\n", "utf-8")
    common = {
        **dict.fromkeys(edge_columns(COLUMNS, ["sector"]), ""),
        "flag": "A",
        "qualifier": "exact",
        "source": "S001",
    }
    names = ("indicator", "region", "sector", "period", "value", "unit")
    write_rows(folder / TABLE, [{**common, **dict(zip(names, row, strict=True)), "printed": row[4]} for row in rows])
    return folder


def _about_values(folder: Path, plan) -> list[tuple[str, int]]:
    found = check_edition(folder, plan, None)
    assert not [fault for fault in found if fault.severity == "fault"], found
    return [(fault.rule, fault.row) for fault in found if fault.column == "value"]


def _institutions(region: str, period: str, value: str) -> tuple[str, ...]:
    return "inspection_institutions", region, "TOTAL", period, value, "institutions"


@pytest.mark.parametrize(
    ("rows", "rule", "row"),
    [
        (
            [
                _institutions("CN", "2022", "52769"),
                _institutions("CN", "2023", "53834"),
                _institutions("CN-ZJ", "2023", "61000"),
            ],
            "part_above_whole",
            4,
        ),
        ([_institutions("CN", "2022", "52769"), _institutions("CN-ZJ", "2023", "61000")], "part_above_whole", 3),
        (
            [
                ("santong_enterprises", "CN", "TOTAL", "2023", "4000", "organisations"),
                ("santong_enterprises", "CN", "TOTAL", "2024", "3100", "organisations"),
            ],
            "total_falls",
            3,
        ),
        (
            [
                ("green_building_material_revenue", "CN", "building-materials", "2023-H1", "900", "CNY"),
                ("green_building_material_revenue", "CN", "building-materials", "2023", "700", "CNY"),
            ],
            "part_above_whole",
            2,
        ),
        (
            [
                _institutions("CN", "2023", "53834"),
                ("above_scale_institutions", "CN", "TOTAL", "2023", "75580", "institutions"),
            ],
            "numerator_above_denominator",
            3,
        ),
        (
            [
                _institutions("CN", "2023", "50000"),
                _institutions("CN-X-NBS-WEST", "2023", "10000"),
                ("inspection_share_central_west", "CN-X-NBS-WEST", "TOTAL", "2023", "35", "percent"),
            ],
            "share_unlike_counts",
            4,
        ),
        (
            [_institutions("CN", "2023", "50"), *(_institutions(f"CN-{r}", "2023", "30") for r in ("ZJ", "JS"))],
            "parts_above_whole",
            2,
        ),
    ],
)
def test_what_cannot_be_is_told(tmp_path, plan, rows, rule, row):
    """A part above its whole, a total that falls, a half above its year, a share that its counts deny."""
    assert (rule, row) in _about_values(_edition(tmp_path / "2026-02", *rows), plan)


def _provinces(plan, times: float, wrong: int) -> list[tuple[str, ...]]:
    """Certificates of twelve provinces at the ends of six years, in the last one so many of them times a factor."""
    rows = []
    for index, province in enumerate(sorted(each.region for each in plan.areas)[:12]):
        for year in range(2018, 2024):
            value = (index + 5) * 1000 * (1 + (year - 2018) / 10) * (times if year == 2023 and index < wrong else 1)
            rows.append(("organic_certificates", province, "TOTAL", str(year), str(round(value)), "certificates"))
    return rows


@pytest.mark.parametrize("wrong", [2, 8, 12])
def test_most_of_a_period_ten_times_too_large_is_told_although_the_others_are_too(tmp_path, plan, wrong):
    """Two provinces are unlike the others; where most are wrong, their own past is the witness."""
    rows = _provinces(plan, 10, wrong)
    found = check_edition(_edition(tmp_path / "2026-02", *rows), plan, None)
    slips = {row for fault in found if fault.rule == "unit_slip" for row in fault.rows}
    assert len([row for row in slips if rows[row - 2][3] == "2023"]) == wrong


def test_a_year_in_which_all_grow_by_a_half_is_one_warning(tmp_path, plan):
    """What all share is no mistake of one, and after steady years it is told once."""
    found = check_edition(_edition(tmp_path / "2026-02", *_provinces(plan, 1.5, 12)), plan, None)
    assert [(fault.rule, fault.values["count"]) for fault in found if fault.column == "value"] == [("unusual_step", 12)]


def test_rounding_and_bounds_are_no_contradiction(tmp_path, plan):
    """A province of 5,349 may stand beside a nation that is printed as 0.5万: nothing says that it is more."""
    folder = _edition(tmp_path / "2026-02", _institutions("CN", "2023", "5000"), _institutions("CN-ZJ", "2023", "5349"))
    change(folder / TABLE, 2, printed="0.5万")
    assert _about_values(folder, plan) == []


def test_days_that_are_as_many_as_a_share_has_points_repeat_nothing(tmp_path, plan):
    """99.9 days beside 99.9 %: the same digits, which are worth more in one of them, and no warning of a repetition."""
    days = ("approval_workdays", "CN", "TOTAL", "2023", "99.9", "workdays")
    share = ("gov_procurement_environmental_share", "CN", "TOTAL", "2023", "99.9", "percent")
    assert _about_values(_edition(tmp_path / "2026-02", days, share), plan) == []


@pytest.mark.parametrize("times", [0.001, 0.01, 0.1, 10, 100, 1000, 1e4, 1e6, 1e8])
def test_every_slip_of_a_factor_is_told_as_one(edition, times):
    """Ten to a hundred million times too much or too little, in a series of eight years."""
    at = Table(edition.plan, edition.rows, frozenset()).place["inspection_institutions", "CN", "TOTAL", "2018"]
    row = edition.rows[at]
    (fault,) = [
        fault
        for fault in warned(edition, Mistake({at: row.amount("value") * times}), alone=True)[0]
        if fault.rule == "unit_slip" and fault.row == row.line
    ]
    assert "万 or 亿" in said(fault)[2]
    assert f"{max(times, 1 / times):,.0f}" in said(fault)[0]


def test_two_digits_in_each_others_place_are_proposed_back(edition):
    """Where swapping two digits gives what was expected, the advice names that figure."""
    at = Table(edition.plan, edition.rows, frozenset()).place["inspection_institutions", "CN", "TOTAL", "2020"]
    assert edition.rows[at]["value"] == "48919"
    faults, _ = warned(edition, Mistake({at: 84919.0}), alone=True)
    assert ["48,919" in said(fault)[2] for fault in faults if fault.row == edition.rows[at].line] == [True]


def _column(edition, indicator: str, period: str) -> list[int]:
    provinces = {region.region for region in edition.plan.areas}
    return [
        at
        for at, row in enumerate(edition.rows)
        if (row["indicator"], row["period"]) == (indicator, period) and row["region"] in provinces
    ]


@pytest.mark.parametrize("alone", [True, False])
def test_a_column_moved_by_a_row_is_one_warning_with_its_count(edition, alone):
    """Provinces moved down one row are told together, with how many and the first places, worst of all."""
    block = _column(edition, "valid_certificates_domestic", "2022-09")
    values = [edition.rows[at].amount("value") for at in block]
    faults, lines = warned(edition, Mistake(dict(zip(block[1:], values[:-1], strict=True))), alone=alone)
    told = sorted((f for f in faults if lines & set(lines_of(f))), key=lambda fault: -fault.weight)
    moved = next(fault for fault in told if fault.rule == "moved_column")
    assert set(lines_of(moved)) >= lines
    assert said(moved)[0].startswith(f"{len(block)} regions in 2022-09, from CN-AH, CN-BJ")
    assert "one row further up" in said(moved)[1]
    assert [fault.rule for fault in told if fault.rule != "repeated_value"] == [
        "moved_column",
        *(["revised"] * (not alone)),
    ]


def test_a_province_halved_is_weighed_against_the_others(edition):
    """Zhejiang halved: the other provinces and its own past say how unusual that is."""
    at = next(
        at for at in _column(edition, "valid_certificates_domestic", "2024") if edition.rows[at]["region"] == "CN-ZJ"
    )
    half = edition.rows[at].amount("value") / 2
    faults, lines = warned(edition, Mistake({at: half}), alone=True)
    (fault,) = [fault for fault in faults if lines & set(lines_of(fault))]
    assert fault.row in lines
    assert "times the spread" in said(fault)[0]


def test_certificates_and_organisations_in_each_others_place(edition):
    """Two indicators swapped for all provinces of a period are told, by their past and by each other."""
    pairs = {}
    for name in ("valid_certificates_domestic", "certified_organisations_domestic"):
        for at in _column(edition, name, "2022-08"):
            pairs.setdefault(edition.rows[at]["region"], []).append(at)
    values = {}
    for a, b in (pair for pair in pairs.values() if len(pair) == 2):
        values |= {a: edition.rows[b].amount("value"), b: edition.rows[a].amount("value")}
    faults, lines = warned(edition, Mistake(values), alone=True)
    told = [fault for fault in faults if fault.severity == "warning" and lines & set(lines_of(fault))]
    assert lines <= {line for fault in told for line in lines_of(fault)}
    assert len(told) < len(lines) / 3


def test_a_seeded_sample_of_the_benchmark(edition, as_shipped):
    """A mistake of every fourth kind in rows of any age: all but one of them are found."""
    clean = {name_of(fault, False) for fault in as_shipped}
    table = Table(edition.plan, edition.rows, frozenset(range(len(edition.rows))))
    found = {}
    for name, kind in list(KINDS.items())[::4]:
        ((_, mistake),) = mistakes(kind, table, 1)
        faults, lines = warned(edition, mistake, alone=False)
        found[name] = any(lines & set(lines_of(fault)) for fault in faults if name_of(fault, False) not in clean)
    assert sum(found.values()) >= len(found) - 1, found


def test_the_shipped_editions_have_no_warning_without_an_answer(plan):
    """Every warning of an edition that is published was answered; no answer is left over."""
    base = paths.root()
    before = None
    for name in ("2023-03", "2026-02", "2026-11"):
        folder = paths.edition_folder(base, name)
        checked = examine(folder, plan, before)
        assert checked.open == []
        assert len(checked.answered) > 5
        before = read_edition(folder, plan)


def test_a_spread_is_that_of_the_quartiles_and_leans_on_its_prior():
    """One wild number does not widen it, the two sides are apart, and few numbers hardly move a prior."""
    calm = spread(list(range(100)))
    assert spread([*range(100), 10**9]).up == pytest.approx(calm.up, rel=0.05)
    assert spread([0, 0, 0, 0, 1, 2, 3]).down < spread([0, 0, 0, 0, 1, 2, 3]).up
    assert spread([0.0, 0.0], prior=(1.0, 1.0)).up == pytest.approx((4 / 6) ** 0.5)


def test_a_figure_of_another_line_of_the_previous_edition_is_named(invented_plan, tmp_path):
    """A revised value that the previous edition had for another region says for which."""
    previous = read_edition(edition_of(PROJECT, SECOND), invented_plan)
    folder = Path(shutil.copytree(edition_of(PROJECT, SECOND), tmp_path / SECOND))
    line = line_of(folder / TABLE, indicator="bicycles_stolen", region="XX-AA", period="2029")
    change(folder / TABLE, line, value="1204", printed="1204")
    (fault,) = [f for f in check_edition(folder, invented_plan, previous) if f.rule == "revised"]
    assert said(fault)[0] == "1,204, where the edition 2030-06 had 1,712"
    assert "bicycles_stolen, XX-BB, TOTAL, 2029" in said(fault)[2]


WITNESSES = [
    (("national_standards_total", "CN", "TOTAL", "2025"), 8.0, "unusual_step"),  # of three changes it is the largest
    (("green_building_material_procurement_cities", "CN", "building-materials", "2023"), 24.0, "unusual_step"),
    (("regional_brand_certificates", "CN-ZJ", "TOTAL", "2025-05"), 0.0, "unusual_zero"),
    (("regional_brand_standards", "CN-NM", "food-agri", "2020-12"), 0.01, "finer_digits"),
    (("vehicle_recall_vehicles", "CN", "automotive", "2022"), 2333614.0, "finer_digits"),
    (("emerging_fields_revenue", "CN", "TOTAL", "2024"), 98480.0, "unlike_unit"),
]


@pytest.fixture(scope="module")
def lonely(edition):
    """The faults of an edition with the wrong figures of `WITNESSES`, and two of 2024 copied to a much earlier year."""
    places = {row.key: at for at, row in enumerate(edition.rows)}
    copied = (at for key, at in places.items() if (key[0], key[3]) == ("vehicle_recalls", "2024"))
    values = {places[key]: value for key, value, _ in WITNESSES}
    return warned(edition, Mistake(values, tuple((at, "2005") for at in copied)), alone=True)[0]


@pytest.mark.parametrize(("key", "value", "rule"), WITNESSES)
def test_figures_with_few_others_beside_them_are_weighed_by_what_there_is(lonely, edition, key, value, rule):
    """A short series, both neighbours, no other zero, the digits of the series and the unit each tell of a figure."""
    (line,) = (row.line for row in edition.rows if row.key == key)
    assert rule in {fault.rule for fault in lonely if line in lines_of(fault)}


def test_a_period_that_repeats_another_one_is_told(lonely):
    """Two breakdowns' figures of 2024 under a much earlier year are told together, with the period that they are of."""
    (fault,) = [fault for fault in lonely if fault.rule == "repeated_value" and fault.values.get("period")]
    assert said(fault)[0] == "2 figures in 2024 that are all those of 2005"
    assert len(lines_of(fault)) == 4


def test_what_stands_unchanged_in_the_previous_edition_is_not_told_again(edition, as_shipped):
    """A new edition is asked about its new figures: one of 2017 was answered in the edition that had it."""
    alone, beside = (
        [fault.key for fault in faults] for faults in (warned(edition, Mistake(), alone=True)[0], as_shipped)
    )
    assert "organic_certificates, CN-HL, food-agri, 2017" in alone
    assert "organic_certificates, CN-HL, food-agri, 2017" not in beside
