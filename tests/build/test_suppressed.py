"""What an edition suppresses stays suppressed: beside older editions, in every register, and in every file."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from attacker import attacked
from bilingual import COLUMNS, REJECTED_COLUMNS, SOURCE_COLUMNS
from invented import FIRST, SECOND, SECTOR, change, copy_of_project, edition_of, line_of, rows_of, write_rows
from pages import all_pages, page_blocks
from random_plans import scene

from plan_metrics import views
from plan_metrics.context import Context, read_context
from plan_metrics.edition.frozen import MANIFEST, NUMBERS
from plan_metrics.edition.models import KEY
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.edition.relations import relations_among
from plan_metrics.export import write_exports
from plan_metrics.export.freezing import freeze
from plan_metrics.measure import recovery
from plan_metrics.paths import frozen_folder
from plan_metrics.plan.dimensions import edge_columns
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.receipts import all_receipts
from plan_metrics.receipts.page import receipt_page
from plan_metrics.report.book_search import script_of
from plan_metrics.report.feeds import write_entries, write_feeds
from plan_metrics.report.manifest import write_manifest
from plan_metrics.views.faults import faults_text

PLAN = Path(__file__).parents[2] / "data" / "plan"
OLD, NEW = "2026-01", "2026-02"
CERTIFICATES = "organic_certificates"
Figures = dict[tuple[str, str, str, str], int]


def rule(under: int) -> str:
    """The section of a card that suppresses counts under a limit."""
    return f"[disclosure]\nsuppressed_under = {under}\nlow_reliability_under = {under}\nzeros_suppressed = false\n"


def put(
    base: Path,
    edition: str,
    figures: Figures,
    under: int = 0,
    rejected: Iterable[dict] = (),
    *,
    goes_on: bool = True,
) -> Path:
    """An edition of the real plan with these counts, in a project folder; whether it names the older one."""
    if not (base / "data" / "plan").is_dir():
        shutil.copytree(PLAN, base / "data" / "plan")
    folder = base / "data" / "editions" / edition
    folder.mkdir(parents=True)
    previous = OLD if goes_on and edition == NEW and (folder.parent / OLD).is_dir() else ""
    words = 'title = { zh = "试", en = "Trial" }\nabout = { zh = "试", en = "Trial" }\ninvented = true\n'
    card = f'id = "{edition}"\nas_of = "{edition}-10"\nprevious = "{previous}"\n{words}{rule(under) if under else ""}'
    (folder / "edition.toml").write_text(card, "utf-8")
    plan = read_plan(PLAN)
    rows = [
        {**dict(zip(KEY, key, strict=True)), "value": str(value), "unit": plan.indicator(key[0]).unit, "flag": "A",
         "qualifier": "exact", "printed": str(value), "source": "X001"}
        for key, value in figures.items()
    ]  # fmt: skip
    source = dict.fromkeys(SOURCE_COLUMNS, "Trial") | {
        "source": "X001", "date": "2025", "date_basis": "printed", "read_in": "original", "address_class": "none",
        "url": "",
    }  # fmt: skip
    tables = {"observations": (COLUMNS, rows), "sources": (SOURCE_COLUMNS, [source])}
    for name, (columns, lines) in {**tables, "rejected": (REJECTED_COLUMNS, rejected)}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, plan.layout.in_file(columns), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(map(plan.layout.cells, lines))
    return folder


def suppressed(folder: Path, plan: Plan) -> set[tuple[str, ...]]:
    """The keys that an edition suppresses."""
    missing = read_edition(folder, plan).missing
    return set(missing[missing["flag"] == "Q"][list(KEY)].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The real plan, read once."""
    return read_plan(PLAN)


def of_the_country(plan: Plan, name: str, period: str, counts: dict[str, int]) -> Figures:
    """Counts of all provinces, and those of the groups and the whole that follow from them."""
    regions = dict(counts)
    regions |= {g.region: sum(counts[m] for m in g.members.split()) for g in plan.regions if g.members}
    regions[plan.head.whole] = sum(counts.values())
    return {(name, region, "TOTAL", period): value for region, value in regions.items()}


@pytest.mark.parametrize("under_before", [0, 2, 3])
@pytest.mark.parametrize("before", [None, 30])
def test_what_an_older_edition_printed_hides_nothing(tmp_path, plan, before, under_before):
    """A small count that comes later, or is revised below the limit, is hidden behind new figures only: 31 provinces,
    groups and the whole, whatever rule the older edition had."""
    counts = {province.region: 30 + index for index, province in enumerate(plan.areas)}
    first = {region: value for region, value in counts.items() if before or region != "CN-XJ"}
    old = of_the_country(plan, CERTIFICATES, "2024", {**counts, "CN-XJ": before or 0})
    put(
        tmp_path,
        OLD,
        {key: value for key, value in old.items() if key[1] not in counts or key[1] in first},
        under_before,
    )
    new = of_the_country(plan, CERTIFICATES, "2024", {**counts, "CN-XJ": 2})
    gone = suppressed(put(tmp_path, NEW, new, under=3), plan)
    assert (CERTIFICATES, "CN-XJ", "TOTAL", "2024") in gone
    open_still = [key for key in gone if old.get(key) != new[key]]
    relations = relations_among(plan, CERTIFICATES, new)
    assert recovery.recovered(new, relations, open_still) == ()
    assert not [
        fault for fault in check_edition(tmp_path / "data/editions" / NEW, plan, None) if "before" in fault.rule
    ]


@pytest.mark.parametrize("goes_on", [True, False])
def test_an_older_edition_that_nothing_names_hides_nothing_either(tmp_path, plan, goes_on):
    """A province shown by any older edition is known: a new count must not be what is left of the new whole."""

    def of_four(small: int) -> Figures:
        counts = {"CN-BJ": 30, "CN-TJ": 25, "CN-SH": small, "CN-CQ": 20}
        counts["CN"] = sum(counts.values())
        return {(CERTIFICATES, region, "TOTAL", "2024"): count for region, count in counts.items()}

    put(tmp_path, OLD, of_four(25), 5)
    hidden = {key[1] for key in suppressed(put(tmp_path, NEW, of_four(2), 5, goes_on=goes_on), plan)}
    # Chongqing stands in the older edition: hiding it beside Shanghai would hide nothing.
    assert "CN-SH" in hidden
    assert "CN" in hidden


def test_a_rule_that_suppresses_nothing_passes_the_check_and_the_report(tmp_path, plan):
    """With no figure suppressed, none without a value, and an empty register of figures not used."""
    counts = of_the_country(plan, CERTIFICATES, "2024", {each.region: 30 for each in plan.areas})
    put(tmp_path, OLD, counts)
    folder = put(tmp_path, NEW, counts, 5)
    assert [fault for fault in check_edition(folder, plan, None) if fault.severity == "fault"] == []
    context = read_context(NEW, "en", tmp_path)
    assert list(context.edition.rejected) == list(REJECTED_COLUMNS)
    assert context.previous is not None
    assert len(context.observations) == len(context.previous.observations) > 0


def test_a_small_count_is_not_told_by_its_half_year(tmp_path, plan):
    """A quarter of 2 beside the other quarter and the half-year: one of these goes as well."""
    name = "manufacturers_helped"
    counts = {"H1": 62, "H2": 120, "Q1": 60, "Q2": 2, "Q3": 60, "Q4": 60}
    figures = {(name, "CN-BJ", "TOTAL", f"2024-{period}"): value for period, value in counts.items()}
    gone = suppressed(put(tmp_path, NEW, figures, under=3), plan)
    assert (name, "CN-BJ", "TOTAL", "2024-Q2") in gone
    assert recovery.recovered(figures, relations_among(plan, name, figures), gone) == ()
    assert (name, "CN-BJ", "TOTAL", "2024-H2") not in gone


def test_a_small_count_is_not_told_by_the_end_of_its_year(tmp_path, plan):
    """A stock of 2 at the end of a year is that of December and of the fourth quarter; all of them go."""
    periods = ("2024", "2024-H2", "2024-Q4", "2024-12")
    figures = {(CERTIFICATES, "CN-BJ", "TOTAL", period): 2 for period in periods}
    figures |= {(CERTIFICATES, "CN-BJ", "TOTAL", "2024-06"): 9}
    figures |= {
        (CERTIFICATES, "CN-TJ", "TOTAL", period): value for period, value in zip(periods, (4, 4, 4, 4), strict=True)
    }
    figures |= {(CERTIFICATES, "CN", "TOTAL", period): 6 for period in periods[:1]}
    gone = suppressed(put(tmp_path, NEW, figures, under=3), plan)
    assert {(CERTIFICATES, "CN-BJ", "TOTAL", period) for period in periods} <= gone
    assert recovery.recovered(figures, relations_among(plan, CERTIFICATES, figures), gone) == ()
    assert (CERTIFICATES, "CN-BJ", "TOTAL", "2024-06") not in gone


@pytest.mark.parametrize(
    ("region", "period", "indicator"),
    [
        ("江西省", "2024", CERTIFICATES),
        ("Jiangxi", "2024", CERTIFICATES),
        ("CN-JX:Nanchang", "2024", CERTIFICATES),
        ("CN-JX", "2024年", CERTIFICATES),
        ("CN-JX", "2024", ""),
        ("赣", "上一年", ""),
    ],
)
def test_the_register_of_figures_not_used_tells_nothing_in_any_wording(tmp_path, plan, region, period, indicator):
    """The row that repeats a suppressed count, or says by how much it differs, is not published; a harmless one is."""
    row = {
        "indicator": indicator, "region": region, "breakdown": "TOTAL", "period": period, "value": "3",
        "unit": "certificates", "source": "X001", "kept_value": "2", "reason_zh": "比年报多一张",
        "reason_en": "one more than the yearbook",
    }  # fmt: skip
    other = {**row, "indicator": "inspection_revenue", "unit": "CNY", "value": "500", "kept_value": "600"}
    other |= {"reason_en": "differs", "reason_zh": "不一致"}
    folder = put(tmp_path, NEW, {(CERTIFICATES, "CN-JX", "TOTAL", "2024"): 2}, 3, [row, other])
    left = read_edition(folder, plan).rejected
    assert left[["indicator", "value", "kept_value"]].to_numpy().tolist() == [["inspection_revenue", 500.0, 600.0]]


def test_check_says_what_an_older_edition_shows_and_no_page_repeats_it(tmp_path, plan):
    """Counts under 5 that the edition before printed: `check` warns in both languages, and “What changed” is silent."""
    name = "inspection_institutions"
    figures = {(name, "CN", "TOTAL", "2022"): 9, (name, "CN", "TOTAL", "2023"): 3}
    put(tmp_path, OLD, figures)
    folder = put(tmp_path, NEW, {**figures, (name, "CN", "TOTAL", "2024"): 11}, under=5)
    assert suppressed(folder, plan) == {(name, "CN", "TOTAL", "2023")}
    (warning,) = [fault for fault in check_edition(folder, plan, None) if fault.rule == "shown_before"]
    assert warning.severity == "warning"
    assert (warning.values["older"], warning.values["cells"]) == (OLD, "CN TOTAL 2023")
    assert "CN TOTAL 2023" in faults_text([warning], "zh")
    context = read_context(NEW, "en", tmp_path)
    seen = "".join(block.html + block.text for block in page_blocks(context, "changes").values())
    assert "9 institutions" in seen
    assert "3 institutions" not in seen
    assert name in set(context.previous.edition.missing["indicator"])


def test_check_says_what_follows_from_older_editions(tmp_path, plan):
    """Where all that could hide a new small count was printed before, it is suppressed, and named as public."""
    counts = {province.region: 30 for province in plan.areas}
    figures = of_the_country(plan, CERTIFICATES, "2024", {**counts, "CN-XJ": 2})
    cell = (CERTIFICATES, "CN-XJ", "TOTAL", "2024")
    put(tmp_path, OLD, {key: value for key, value in figures.items() if key != cell})
    folder = put(tmp_path, NEW, figures, under=3)
    assert cell in suppressed(folder, plan)
    (warning,) = [fault for fault in check_edition(folder, plan, None) if "before" in fault.rule]
    assert (warning.rule, warning.values["cells"]) == ("worked_out_before", "CN-XJ TOTAL 2024")


def test_a_lower_limit_than_before_is_told(tmp_path, plan):
    """Neither leaving the section out nor lowering its limit passes without a word."""
    figures = {(CERTIFICATES, "CN-JX", "TOTAL", "2024"): 4}
    old = read_edition(put(tmp_path, OLD, figures, under=5), plan)
    for edition, under in (("2026-02", 3), ("2026-03", 0), ("2026-04", 5)):
        faults = check_edition(put(tmp_path, edition, figures, under), plan, old)
        told = [fault.values["before"] for fault in faults if fault.rule == "weaker_disclosure"]
        assert told == ([] if under == 5 else ["5"])


def test_a_fault_of_an_older_edition_is_told_with_its_name(tmp_path, plan):
    """What it released is not known then, so the newer edition cannot be protected and is not read."""
    file = put(tmp_path, OLD, {(CERTIFICATES, "CN-JX", "TOTAL", "2024"): 40}) / "observations.csv"
    write_rows(file, [{**row, "region": "CN-00"} for row in rows_of(file)])
    found = check_edition(put(tmp_path, NEW, {(CERTIFICATES, "CN-JX", "TOTAL", "2024"): 2}, under=3), plan, None)
    assert [fault.file for fault in found if fault.severity == "fault"] == [f"{OLD}/observations.csv"]


# ---------------------------------------------------------------- an attack


# Some that were found out once, by shares beside wholes that came later (132, 142, 211, 334) and in a flow (398); one
# of which `check` said too much (97); by parts as large as their wholes (6, 415); two of the largest (0, 9); and the
# first ones.
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 6, 9, 97, 132, 142, 211, 334, 398, 415])
def test_nobody_works_out_what_is_suppressed_from_all_editions_together(seed):
    """A whole-number solver that has every register of all editions is left with two values or more for each small
    count that `check` does not name as public already; and what it names, older editions do tell."""
    attack = attacked(scene(seed))
    assert attack.small > 0
    assert attack.found == []
    assert attack.in_vain == []


# ---------------------------------------------------------------- files and pages


def with_distinct_numbers(base: Path) -> dict[tuple[str, ...], int]:
    """The invented project with counts of eight digits, five of them below the limit; gives the counts by key."""
    small = {
        ("bicycle_stands", "XX-BB", "TOTAL", "2029"): 73519,
        ("bicycle_stands", "XX", "schools", "2028"): 61487,
        ("keepers_trained", "XX-AA", "TOTAL", "2028-H2"): 58213,
        ("stands_built", "XX", "TOTAL", "2030-03"): 64891,
        ("bicycles_stolen", "XX", "TOTAL", "2029"): 91387,
    }
    counts = {}
    for edition in (FIRST, SECOND):
        file = edition_of(base, edition) / "observations.csv"
        rows = rows_of(file)
        for index, row in enumerate(rows):
            key = tuple(row[name] for name in edge_columns(KEY, [SECTOR]))
            if row["value"] and row["unit"] != "percent":
                counts.setdefault(key, small.get(key, int(row["value"]) * 1000 + 10_000_000 + 7919 * index))
                row |= {"value": str(counts[key]), "printed": str(counts[key]), "qualifier": "exact"}
        write_rows(file, rows)
        file = file.with_name("rejected.csv")
        write_rows(file, [{**each, "kept_value": ""} for each in rows_of(file)])  # which the new counts are not
    file = edition_of(base) / "rejected.csv"
    row = rows_of(file)[0] | {
        "region": "贝塔",
        "period": "2029年",
        "kept_value": "73519",
        "value": "73520",
        "unit": "stands",
    }
    write_rows(file, [*rows_of(file), row, {**row, "indicator": "", "region": "Beta Province"}])
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8") + rule(100_000), "utf-8")
    return counts


def contents(file: Path) -> Iterable[bytes]:
    """The bytes of a file; of an archive or workbook those of everything in it."""
    raw = file.read_bytes()
    if not zipfile.is_zipfile(file):
        return [raw]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_no_file_and_no_page_holds_a_number_that_is_suppressed(tmp_path):
    """API, workbook, data package, CSV, SDMX, every page with its charts: none has a suppressed count in any form."""
    base = copy_of_project(tmp_path)
    counts = with_distinct_numbers(base)
    freeze(base, SECOND)
    contexts = {language: read_context(SECOND, language, base) for language in ("zh", "en")}
    edition = contexts["en"].edition
    gone = set(edition.missing[edition.missing["flag"] == "Q"][list(KEY)].itertuples(index=False, name=None))
    assert len(gone) >= 8
    forms = {form for key in gone for form in forms_of(counts[key])} | {"73520", "73,520"}
    seen = {file.name: part for file in write_exports(contexts, tmp_path / "out") for part in contents(file)}
    kept = frozen_folder(edition_of(base))
    seen |= {f"frozen {name}": (kept / name).read_bytes() for name in (*NUMBERS, MANIFEST)}
    for language, context in contexts.items():
        pages = [each for each in all_pages(context) if language == "en" or each[0] in ("action", "changes")]
        for page, subject in pages:
            for name, block in page_blocks(context, page, subject).items():
                seen[f"{page} {subject} {name} {language}"] = (block.html + block.text).encode()
    seen |= vouched_and_told(contexts, tmp_path)
    assert len(seen) > 100
    shown = counts["bicycles_parked", "XX", "TOTAL", "2029"]
    assert any(str(shown).encode() in part for part in seen.values())
    found = {(name, form) for name, part in seen.items() for form in forms if form.encode() in part}
    assert found == set()


def vouched_and_told(contexts: dict[str, Context], folder: Path) -> dict[str, bytes]:
    """What tells figures beside pages and downloads: receipts, the search, feeds; and the manifest of the site."""
    seen = {}
    for language, context in contexts.items():
        receipts = all_receipts(context)
        seen |= {
            f"receipts {page} {language}": receipt_page(context, page, own).encode() for page, own in receipts.items()
        }
        seen[f"receipts {language}"] = repr(receipts).encode()
        seen[f"search {language}"] = script_of(
            context, {code: {} for code in contexts}, dict.fromkeys(contexts, "")
        ).encode()
        (folder / "site" / SECOND / language).mkdir(parents=True)
    write_entries(folder / "site" / SECOND, contexts)
    write_feeds(folder / "site", contexts)
    write_manifest(folder / "site" / SECOND, folder / "project", contexts["en"])
    files = [path for path in (folder / "site").rglob("*") if path.is_file()]
    return seen | {f"site {path.relative_to(folder)}": path.read_bytes() for path in files}


def test_what_is_corrected_in_secret_is_no_erratum(tmp_path):
    """A frozen edition in which a suppressed count is corrected says nothing of it: neither what was nor what is."""
    base = copy_of_project(tmp_path)
    with_distinct_numbers(base)
    freeze(base, SECOND)
    file = edition_of(base) / "observations.csv"
    change(file, line_of(file, value="73519"), value="73520", printed="73520")
    again = {"who": "A", "when": "2030-08-01", "why_zh": "错", "why_en": "wrong"}
    assert freeze(base, SECOND, again).moved == ()
    places = (*frozen_folder(edition_of(base)).glob("*.*"), edition_of(base) / "errata.csv")
    told = [path.read_bytes() for path in places if path.is_file()]
    assert [form for raw in told for form in ("73519", "73520") if form.encode() in raw] == []


def forms_of(count: int) -> set[str]:
    """A count as pages and files write numbers: plain, with thousands marks, and in ten thousands."""
    return {str(count), f"{count:,}", f"{count / 10_000:.4f}".rstrip("0"), f"{count / 10_000:,.2f}万"}


def test_a_number_would_be_found_if_it_stood_there(tmp_path):
    """Without the rule, the search of the test above finds all of them."""
    base = copy_of_project(tmp_path)
    counts = with_distinct_numbers(base)
    card = edition_of(base) / "edition.toml"
    card.write_text(card.read_text("utf-8").partition("\n[disclosure]")[0], "utf-8")
    context = read_context(SECOND, "en", base)
    text = b"".join(part for file in write_exports({"en": context}, tmp_path / "out") for part in contents(file))
    for value in (73519, 61487, 58213, 64891, 91387):
        assert value in counts.values()
        assert str(value).encode() in text
    assert "73,519" in views.region.series(context, "XX-BB").html
