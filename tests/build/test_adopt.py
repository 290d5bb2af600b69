"""`plan-metrics init NEW --from open-sdg FOLDER`: a data set in the Open SDG form as a project, and what it leaves out.

The folder `tests/invented_open_sdg` is invented, with faults put in on purpose; every expected value here is read off
its files by hand.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
from itertools import groupby
from pathlib import Path

import pytest

from plan_metrics import paths, read_project
from plan_metrics.adopt.answers import take_over
from plan_metrics.adopt.foreign_files import Files
from plan_metrics.adopt.long_table import read_long_table
from plan_metrics.adopt.open_sdg import read_repository
from plan_metrics.adopt.project import adopt
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.yaml_files import read_keys
from plan_metrics.cli import main
from plan_metrics.context import read_context
from plan_metrics.creation.create import create_project
from plan_metrics.edition.read import check_edition, read_edition
from plan_metrics.errors import FaultError
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import read_plan
from plan_metrics.report.engine.cut import in_language
from plan_metrics.report.engine.keys import named_parts
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import jobs
from plan_metrics.views.language import catalogue
from plan_metrics.views.translations import strings

INVENTED = Path(__file__).parents[1] / "invented_open_sdg"
TODAY = dt.date(2026, 11, 30)
HEADER = "Year,Units,Value\n"
# Each key is eight times the one before: a few lines that would fill any memory.
LAUGHS = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b", ".join([b"*%c" % (n - 1)] * 8)) for n in b"bcdefghijklmnop"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The project of the invented data set, made once."""
    return create_project(tmp_path_factory.mktemp("new") / "project", adopted=adopt(read_repository(INVENTED), TODAY))


@pytest.fixture(scope="module")
def plan(made) -> Plan:
    """Its plan."""
    return read_plan(paths.plan_folder(made))


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the invented data set that a test may change."""
    return Path(shutil.copytree(INVENTED, tmp_path / "data"))


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def told(base: Path, *kinds: str) -> dict[tuple[str, str], str]:
    """The lines of each thing of these kinds in `adopted.csv`, by file and what is said."""
    listed = rows(base / "data" / "adopted.csv")
    return {(row["file"], row["what"]): row["lines"] for row in listed if row["kind"] in kinds}


def test_what_is_made_passes_the_check(made, plan):
    """Nothing is wrong with the plan and its edition, whose day is the end of the latest period that is used."""
    assert plan.head.default_edition == "2021-12"
    assert check_edition(paths.edition_folder(made, "2021-12"), plan, None) == []


def test_goals_targets_and_series_are_the_structure(plan):
    """A goal is an action, a target a commitment, and each series in each unit an indicator."""
    found = {action.id: [each.id for each in action.indicators] for action in plan.actions}
    several = ["1.1.1-S_ONE", "1.1.1-S_TWO-percent", "1.1.1-S_TWO-Number"]
    assert found == {"1": several, "2": ["2.a.1"], "3": ["3.1.1"]}
    assert [each.id for action in plan.actions for each in action.commitments] == ["1.1", "2.a", "3.1"]
    assert (plan.action("1").title["nl"], plan.action("1").title["en"]) == ("Premier but", "First goal")
    assert plan.indicator("1.1.1-S_TWO-Number").unit == "Number"
    assert plan.head.structure is not None
    assert [each.other["en"] for each in (plan.head.structure.action, plan.head.structure.commitment)] == [
        "goals", "targets",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "goals", "action"),
    [
        ("ru", "Цели", "мероприят"), ("kk", "Мақсаттар", "іс-шара"), ("de", "Die Ziele", "maßnahme|vorhaben"),
        ("fr", "Les objectifs", "action|engagement"), ("fi", "Tavoitteet", "toimenpi|sitoumu"),
        ("ar", "الأهداف", "إجراء|التزام"),
    ],
)  # fmt: skip
def test_a_language_that_bends_its_words_calls_goals_so(data, tmp_path, language, goals, action):
    """The sentences that name the parts of a plan are worded anew in the project: none calls a goal an action."""
    (data / "translations" / "nl").rename(data / "translations" / language)
    config = data / "config_data.yml"
    config.write_text(config.read_text("utf-8").replace("- nl", f"- {language}"), "utf-8")
    base = create_project(tmp_path / "project", adopted=adopt(read_repository(data), TODAY))
    words = catalogue(read_plan(paths.plan_folder(base)).languages[0])
    said = []
    for each in strings():
        texts = each.id if isinstance(each.id, tuple) else (each.id, each.id)
        if re.search(r"\{goals?\}", texts[1], re.IGNORECASE):
            said += [
                words.ngettext(*texts, n) if isinstance(each.id, tuple) else words.gettext(each.id) for n in (1, 2, 5)
            ]
    assert len(said) > 100
    assert words.gettext("The {goals}") == goals
    assert [text for text in said if re.search(action, re.sub(r"{\w+}", "", text).casefold())] == []
    assert not any(f" {language} " in what for _, what in told(base, "without words"))


def test_words_are_in_the_languages_of_the_data_set(plan, made):
    """A text is that of its own language: of the translations, of a file of one language, else of the first."""
    one = plan.indicator("1.1.1-S_ONE")
    assert plan.head.languages == ("nl", "en")
    assert dict(zip("ab", one.counts.values(), strict=True)) == {
        "a": "Personnes comptées & vérifiées par an.", "b": "People counted and checked in a year.",
    }  # fmt: skip
    assert plan.indicator("1.1.1-S_TWO-Number").counts["en"] == "The second series"
    assert plan.head.title["nl"] == "Registre inventé"
    assert (paths.plan_folder(made) / "locale" / "nl" / "language.toml").is_file()


def test_figures_are_those_of_the_tables(made, plan):
    """Each figure stands under its series, place, breakdown and period, as it was printed, with its flag."""
    edition = read_edition(paths.edition_folder(made, "2021-12"), plan)
    keys = ["indicator", "region", "breakdown", "period", "value", "printed", "flag"]
    found = set(edition.observations[keys].itertuples(index=False, name=None))
    assert found == {
        ("1.1.1-S_ONE", "WHOLE", "TOTAL", "2019", 12.5, "12.5", "A"),
        ("1.1.1-S_ONE", "WHOLE", "TOTAL", "2020", 11.0, "11", "A"),
        ("1.1.1-S_ONE", "WHOLE", "Female", "2020", 11.4, "11.4", "A"),
        ("1.1.1-S_ONE", "NW-1", "Female", "2020", 9.0, "9", "A"),
        ("1.1.1-S_ONE", "NW-2", "TOTAL", "2020", 13.0, "13", "A"),
        ("1.1.1-S_TWO-percent", "WHOLE", "TOTAL", "2020", 3.0, "3", "A"),
        ("1.1.1-S_TWO-Number", "WHOLE", "TOTAL", "2020", 400.0, "400", "A"),
        ("2.a.1", "WHOLE", "TOTAL", "2015", 50.0, "50", "A"),
        ("2.a.1", "WHOLE", "TOTAL", "2020", 40.0, "40", "E"),
        ("2.a.1", "WHOLE", "Y15T24", "2020", 7.0, "7", "P"),
        ("2.a.1", "WHOLE", "TOTAL", "2021", 39.0, "39", "A"),
        ("3.1.1", "WHOLE", "TOTAL", "2021", 2.0, "2", "A"),
    }
    (missing,) = edition.missing[["indicator", "period", "flag"]].itertuples(index=False, name=None)
    assert missing == ("1.1.1-S_TWO-percent", "2021", "O")  # a blank cell
    assert plan.units["PS ×10^3"].title["en"] == "PS ×10^3"  # the power of ten is a part of the unit


def test_what_is_refused_is_told_with_its_line(made):
    """Every row is a figure, the same again, or refused with its reason and line; none is merged."""
    one, two, three = (f"data/indicator_{name}.csv" for name in ("1-1-1", "2-a-1", "3-1-1"))
    assert told(made, "refused", "repeated") == {
        (one, "another value for the same key, in lines 10, 11"): "10 11",
        (one, "a row of 5 cells; the header has 8"): "12",
        (one, "“about ten” is no number"): "13",
        (one, "the period 2199 is not over"): "15",
        (one, "“2018/19” lies in two calendar years: say in which month it begins, such as --year-starts 4"): "16",
        (one, "the same figure again"): "9",
        (two, "the same figure again"): "4",
        (two, "a forecast, which is no observation"): "6",
        (three, "“x” in a column without a name"): "2",
    }
    rejected = rows(paths.edition_folder(made, "2021-12") / "rejected.csv")
    assert [(row["indicator"], row["sex"], row["value"]) for row in rejected[:2]] == [
        ("1.1.1-S_ONE", "Male", "10"), ("1.1.1-S_ONE", "Male", "10.5"),
    ]  # fmt: skip
    assert len(rejected) == 5
    assert told(made, "changed") == {(two, "“XX” is no status of SDMX; it stands in the note"): "7"}


def test_what_is_not_used_is_told(made):
    """Files that cannot be read, columns and keys that nothing is made of, references that lead out of the data set."""
    assert ("meta/3-1-1.yml", "no YAML: found unexpected end of stream") in told(made, "unread")
    names = {(row["file"], row["column"]) for row in rows(made / "data" / "adopted.csv") if row["kind"] == "not used"}
    assert {
        ("data/indicator_1-1-1.csv", "Remark"),
        ("meta", "un_custodian_agency"),
        ("config_data.yml", "inputs"),
        ("config_data.yml", "data_edge"),
    } <= names
    assert ("data-wide", "tables in a folder that the form does not name") in told(made, "unread")
    lacking = {what for _, what in told(made, "without words")}
    assert "no words for the reference global_indicators.1-1-1-title" in lacking
    assert "the program has no words in nl; English stands in until there are any" in lacking


def test_places_are_areas_with_their_boundaries(plan):
    """The column that names places, which the codes beside it tell, is the level; shapes are those of its areas."""
    assert [(each.region, each.level, each.title["en"]) for each in plan.regions] == [
        ("WHOLE", "whole", "Nowhere"), ("NW-2", "province", "Dale"), ("NW-1", "province", "Hill"),
    ]  # fmt: skip
    assert set(plan.shapes) == {"NW-1"}
    assert [each.id for each in plan.head.dimensions] == ["sex", "age"]


def test_a_target_and_a_direction_are_those_of_the_form(plan):
    """What progress is measured against is a target; what the form marks as a proxy stands for its target."""
    (target,) = plan.targets
    assert (target.indicator, target.period, target.value, target.baseline_period) == ("2.a.1", "2025", 25.0, "2015")
    assert (plan.indicator("2.a.1").direction, plan.indicator("2.a.1").fit) == ("decrease", "proxy")
    assert (plan.indicator("3.1.1").direction, plan.indicator("3.1.1").fit) == ("none", "context")


def test_documents_are_those_that_the_metadata_name(made):
    """Publisher, address and date of a source that is named; else the file of the data set."""
    first, second, _ = rows(paths.edition_folder(made, "2021-12") / "sources.csv")
    assert (first["publisher_nl"], first["date"], first["url"]) == (
        "Bureau inventé", "2021-05-04", "https://example.org/enquete",
    )  # fmt: skip
    assert (second["date"], second["date_basis"], second["url"]) == ("2021", "unknown", "")


def test_the_same_data_set_makes_the_same_files(made, tmp_path):
    """Byte by byte."""
    again = create_project(tmp_path / "project", adopted=adopt(read_repository(INVENTED), TODAY))
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file() and "build" not in path.parts)
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [file for file in files if (made / file).read_bytes() != (again / file).read_bytes()] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_page_gets_what_it_needs(made, language):
    """Every page of the project has its part of the data, with ids that have points in them."""
    context = read_context("2021-12", language, made)
    planned = [job for job in jobs(context.plan, "2021-12") if job.language == language]
    assert {"1", "indicator-1.1.1-S_ONE", "NW-1"} <= {job.page for job in planned}
    assert all(named_parts(slice_of(in_language(context, language), job)) for job in planned)


# ---------------------------------------------------------------- answers


def answer(base: Path, answers: dict[tuple[str, str], str]) -> None:
    """Fill in answers by code and key."""
    file = base / "data" / "questions.csv"
    listed = rows(file)
    assert {(row["code"], row["key"]) for row in listed} >= {*answers}
    filled = [row | {"answer": answers.get((row["code"], row["key"]), "")} for row in listed]
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, [*listed[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(filled)


def test_answers_go_into_the_plan(made, tmp_path):
    """Each answer stands where it belongs, and a target that is measured now has no words of what was looked for."""
    base = Path(shutil.copytree(made, tmp_path / "project"))
    assert read_plan(paths.plan_folder(base)).head.issued == ""  # the form does not say, and no date is made up
    given = {("1.1.1-S_ONE", "direction"): "decrease", ("1.1.1-S_ONE", "fit"): "direct", ("Number", "counts"): "yes",
             ("sex", "adds_up"): "true", ("province", "adds_up"): "true", ("", "issued"): "2016-02-03",
             ("3.1.1", "accumulation"): "flow"}  # fmt: skip
    answer(base, given)
    assert take_over(base) == len(given)
    plan = read_plan(paths.plan_folder(base))
    one = plan.indicator("1.1.1-S_ONE")
    assert (one.direction, one.fit) == ("decrease", "direct")
    assert plan.action("1").commitments[0].searched is None
    assert plan.action("3").commitments[0].searched is not None
    assert (plan.units["Number"].counts, plan.head.issued) == ("yes", "2016-02-03")
    assert (plan.head.dimensions[0].adds_up, plan.level("province").adds_up) == (True, True)
    assert plan.indicator("3.1.1").accumulation == "flow"
    assert take_over(base) == len(given)  # nothing more is asked for by doing it twice


def test_questions_come_key_by_key(tmp_path):
    """First the directions that a verdict waits for, so that one column is filled downwards; what the periods of the
    figures tell is not asked, and each direction that is answered gives a verdict."""
    years = range(2015, 2024)
    lines = [f"{id},{year},{(year - 2000) * n}" for n, id in enumerate(("dry", "wells"), 1) for year in years]
    (tmp_path / "o.csv").write_text("\n".join(["indicator,period,value", "alone,2020,1", *lines]), "utf-8")
    base = create_project(tmp_path / "new", adopted=adopt(read_long_table(tmp_path / "o.csv", ["en"]), TODAY))
    asked = rows(base / "data" / "questions.csv")
    assert [row["code"] for row in asked if row["key"] == "direction"] == ["dry", "wells", "alone"]
    assert asked[0]["key"] == "direction"
    keys = [row["key"] for row in asked]
    assert len([key for key, _ in groupby(keys)]) == len({*keys})
    assert [row["code"] for row in asked if row["key"] == "frequency"] == ["alone"]
    answer(base, {("dry", "direction"): "decrease", ("wells", "direction"): "increase"})
    assert take_over(base) == 2
    board = read_project(base).scoreboard().set_index("indicator")
    assert dict(board["status"]) == {"alone": "not_assessable", "dry": "worsening", "wells": "improving"}
    assert read_project(base).plan.indicator("dry").frequency == "A"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({("3.1.1", "direction"): "upwards"}, "wrong_answer"),
        ({("3.1.1", "fit"): "direct"}, "wrong_card"),  # without a direction
    ],
)
def test_answers_that_cannot_stand_change_nothing(made, tmp_path, given, rule):
    """They are told, and the plan stays as it was."""
    base = Path(shutil.copytree(made, tmp_path / "project"))
    answer(base, given)
    before = {file: file.read_bytes() for file in paths.plan_folder(base).rglob("*") if file.is_file()}
    with pytest.raises(FaultError) as error:
        take_over(base)
    assert rule in {fault.rule for fault in error.value.faults}
    assert before == {file: file.read_bytes() for file in paths.plan_folder(base).rglob("*") if file.is_file()}
    assert not (base / "data" / ".plan.unfinished").exists()


@pytest.mark.parametrize("key", ["(", ".*", "direction|fit", "\\1"])
def test_a_key_of_a_question_is_taken_as_it_stands(made, tmp_path, key):
    """Somebody overwrote the cell: no line of a card is found by it, and nothing is written."""
    base = Path(shutil.copytree(made, tmp_path / "project"))
    answer(base, {("3.1.1", "direction"): "increase"})
    file = base / "data" / "questions.csv"
    file.write_text(file.read_text("utf-8-sig").replace("3.1.1,direction,", f"3.1.1,{key},"), "utf-8")
    with pytest.raises(FaultError) as error:
        take_over(base)
    assert [fault.found for fault in error.value.faults] == ["“{code}”, which has no key “{key}” in the plan"]


# ---------------------------------------------------------------- data sets as others keep them


def adopted_with(data: Path, files: dict[str, str | bytes]) -> tuple[Path, Plan]:
    """The project and plan of a data set with these files in the place of its own."""
    for name, text in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    base = create_project(data.parent / "project", adopted=adopt(read_repository(data), TODAY))
    return base, read_plan(paths.plan_folder(base))


def test_a_file_in_another_encoding_is_told_and_the_rest_is_read(data):
    """It is no reason to stop."""
    base, _ = adopted_with(data, {"data/indicator_3-1-1.csv": "Year,Région,Value\n2020,Île,1\n".encode("cp1252")})
    assert "data/indicator_3-1-1.csv" in {file for file, _ in told(base, "unread")}


def test_a_unit_that_the_keys_contradict_is_told(data):
    """The table counts, and both units are named."""
    files = {"data/indicator_3-1-1.csv": f"{HEADER}2020,Percent,837\n", "meta/3-1-1.yml": "computation_units: Crowns\n"}
    base, plan = adopted_with(data, files)
    assert ("meta/3-1-1.yml", "the table names the unit Percent, its keys Crowns") in told(base, "assumed")
    assert plan.indicator("3.1.1").unit == "percent"


def test_keys_are_text_but_for_null(tmp_path):
    """1.10 is no 1.1, NO is no answer, and null is nothing, as it is in YAML."""
    file = tmp_path / "a.yml"
    file.write_text("a: 1.10\nb: NO\nc: null\nd: ~\ne: 'null'\nf: [x, 2]\n", "utf-8")
    read = {"a": "1.10", "b": "NO", "c": "", "d": "", "e": "null", "f": ["x", "2"]}
    assert read_keys(Files(tmp_path), "a.yml", Told()) == read


def test_codes_of_countries_are_languages(data):
    """kz is no language: the folder is that of Kazakh, whose letters need another font than the report's."""
    config = "languages: [kz]\n"
    words = "1-title: Кедейлікті жою\n"
    base, plan = adopted_with(data, {"config_data.yml": config, "translations/kz/global_goals.yml": words})
    assert plan.head.languages == ("kk",)
    assert plan.action("1").title["kk"] == "Кедейлікті жою"
    assert ("config_data.yml", "the language kz is called kk") in told(base, "changed")


def test_codes_in_the_names_of_areas_lie_in_wider_ones(data):
    """Country, region and code: the region lies in the country whose own code stands beside it alone."""
    table = (
        "Year,Country,Region,GeoCode,Value\n2020,,,,1\n2020,North,,N1,2\n2020,South,,S1,3\n2020,North,Upper,N11,4\n"
        "2020,North,Lower,N12,5\n2020,South,Far,S11,6\n"
    )
    _, plan = adopted_with(data, {"data/indicator_3-1-1.csv": table})
    found = {each.region: (each.level, each.parent) for each in plan.regions}
    assert found["N11"] == ("region", "N1")
    assert found["S11"] == ("region", "S1")
    assert found["N1"] == ("country", "WHOLE")


def test_a_place_that_the_form_calls_the_coverage_is_the_whole(data):
    """Nowhere in the column of provinces is the whole, and no area of its own."""
    table = "Year,Province,GeoCode,Value\n2020,Nowhere,,1\n2020,Hill,NW-1,2\n2020,Dale,NW-2,3\n"
    base, plan = adopted_with(data, {"data/indicator_3-1-1.csv": table})
    edition = read_edition(paths.edition_folder(base, plan.head.default_edition), plan)
    own = edition.observations[edition.observations["indicator"] == "3.1.1"]
    assert sorted(zip(own["region"], own["value"], strict=True)) == [("NW-1", 2.0), ("NW-2", 3.0), ("WHOLE", 1.0)]


def test_a_column_that_names_the_boundaries_is_one_of_places(data):
    """Without a code beside it, an area has the shape of its name; and a place of the same code is the same area."""
    table = "Year,Where,Value\n2020,,1\n2020,Isle,2\n2020,Hill,3\n2020,Sea,NA\n"
    base, plan = adopted_with(data, {"data/indicator_3-1-1.csv": table})
    assert sorted(each.region for each in plan.regions) == ["NW-1", "NW-2", "NW-9", "Sea", "WHOLE"]
    assert set(plan.shapes) == {"NW-1", "NW-9"}
    edition = read_edition(paths.edition_folder(base, plan.head.default_edition), plan)
    missing = edition.missing[["indicator", "region", "flag"]].itertuples(index=False, name=None)
    assert ("3.1.1", "Sea", "O") in set(missing)  # NA, which the builder of the form takes for a blank cell


@pytest.mark.parametrize(
    ("cell", "printed", "value"),
    [("1.5E-05", "0.000015", 1.5e-5), ("-3", "-3", -3.0), ("1,234", "1,234", 1234.0)],
)
def test_numbers_as_spreadsheets_write_them_are_read(data, cell, printed, value):
    """An exponent is written out; a sign and thousands stay as they were printed."""
    base, plan = adopted_with(data, {"data/indicator_3-1-1.csv": f'{HEADER}2020,x,"{cell}"\n'})
    edition = read_edition(paths.edition_folder(base, plan.head.default_edition), plan)
    (row,) = edition.observations[edition.observations["indicator"] == "3.1.1"].itertuples()
    assert (row.printed, row.value) == (printed, value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/indicator_3-1-1.csv", b"\xff\xfe\x00Y"),
        ("data/indicator_3-1-1.csv", b'Year,Value\n2020,"1\n'),
        ("data/indicator_3-1-1.csv", b"Year,Year,Value\n2020,2020,1\n"),
        ("data/indicator_3-1-1.csv", b"\n\n"),
        ("meta/1-1-1.yml", b"a: [b\nc: {d\n"),
        ("meta/1-1-1.yml", b"- a\n- b\n"),
        ("meta/1-1-1.yml", b"a: &a [*a]\n"),
        ("meta/2-a-1.md", b"no keys\n"),
        ("config_data.yml", b"languages: nl\nmap_layers: x\ninputs: 3\nindicator_options: []\n"),
        ("config_data.yml", b"map_layers:\n  - geojson_file: ../../etc/passwd\n"),
        ("maps/provinces.geojson", b"{"),
        (
            "maps/provinces.geojson",
            b'{"features": [{"properties": {"code": "NW-1"}, "geometry": {"type": "Polygon"}}]}',
        ),
        ("meta/1-1-1.yml", LAUGHS),
        ("translations/nl/words.yml", b"country:\n  - deep\n"),
    ],
)
def test_what_cannot_be_read_is_told_and_never_stops(data, name, text):
    """Broken files of every kind leave a project that passes the check, with a line about the file."""
    base, plan = adopted_with(data, {name: text})
    assert [fault for fault in check_edition(paths.edition_folder(base, plan.head.default_edition), plan, None)
            if fault.severity == "fault"] == []  # fmt: skip
    assert rows(base / "data" / "adopted.csv")


def test_fiscal_years_are_read_by_the_month_that_was_said(tmp_path, capsys):
    """Without it nothing is made; 2011/12 beside 2012/13 is no December; FY2024 may begin or end in 2024."""
    file, new = tmp_path / "table.csv", tmp_path / "new"
    given = ["init", str(new), "--from", "csv", str(file), "--language", "en"]
    for header, month, said in (
        ("2010/11,2011/12", (), "--year-starts"),
        ("2012-13,AY 2013/14", ("--year-starts", "1"), "month 1"),
        ("FY2023,FY2024", ("--year-starts", "4"), "begin or end"),
    ):
        file.write_text(f"indicator,{header}\nA,1,2\n", "utf-8")
        assert main([*given, *month]) == 2
        assert said in "".join(capsys.readouterr())
        assert not new.exists()
    file.write_text("indicator,2010/11,2011-12,AY 2012/2013,2014\nA,1,2,3,4\n", "utf-8")
    assert main([*given, "--year-starts", "9"]) == 0
    plan = read_plan(paths.plan_folder(new))
    observed = rows(paths.edition_folder(new, plan.head.default_edition) / "observations.csv")
    assert plan.head.year_starts == 9
    assert [row["period"] for row in observed] == ["2010-09/2011-08", "2011-09/2012-08", "2012-09/2013-08", "2014"]


@pytest.mark.parametrize("there", [[], ["notes.txt"], ["data/table.csv"]])
def test_a_folder_of_another_form_is_refused(tmp_path, capsys, there):
    """The message says what was looked for, and nothing is made."""
    folder = tmp_path / "other"
    for name in there:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a,b\n1,2\n", "utf-8")
    assert main(["init", str(tmp_path / "new"), "--from", "open-sdg", str(folder), "--language", "en"]) == 2
    said = capsys.readouterr()
    assert "data/indicator_1-1-1.csv" in said.out + said.err
    assert not (tmp_path / "new").exists()


def test_languages_are_those_of_the_data_set(tmp_path, capsys):
    """Others that are asked for are refused, and never left out in silence."""
    new = tmp_path / "new"
    given = ["init", str(new), "--from", "open-sdg", str(INVENTED), "--languages", "ru", "--language", "en"]
    assert main(given) == 2
    said = capsys.readouterr()
    assert "config_data.yml" in said.out + said.err
    assert not new.exists()


def test_a_language_that_nobody_knows_is_refused(tmp_path, capsys):
    """A code of no language is told before anything is made."""
    file = tmp_path / "table.csv"
    file.write_text("indicator,Year,Value\nA,2020,1\n", "utf-8")
    given = ["init", str(tmp_path / "new"), "--from", "csv", str(file), "--languages", "qxq", "--language", "en"]
    assert main(given) == 2
    assert "qxq" in "".join(capsys.readouterr())


def test_another_form_is_refused(tmp_path, capsys):
    """The message names those that there are."""
    assert main(["init", str(tmp_path / "new"), "--from", "spss", str(INVENTED), "--language", "en"]) == 2
    said = capsys.readouterr()
    assert "open-sdg" in said.out + said.err


# ---------------------------------------------------------------- tables of many indicators

LONG = (
    "DATAFLOW,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS\n"
    "X:Y(1.0),energy.use,,,2020,5.5,MTOE,A\nX:Y(1.0),energy.use,N1,F,2021-Q2,3,MTOE,P\nX:Y(1.0),health-2,,,2021,,PT,M\n"
)
CYRILLIC = "indicator,period,figure\nДоля,2020,1\n"
COMMAS = "Indicator Code;Region;Time Period;Value\nA;N1;2020;1.234,5\nA;N1;2021;0,5\n"
OF_A_BANK = "Country Name,Country Code,Indicator Name,Indicator Code,2019 [YR2019],2020\nNorth,N1,Trees,T.1,1,2\n"
WIDE = "indicator,indicator_name,region,unit,2019,2020\nA1,First,,km,1,2\nA1,First,N1,km,,4\n"


TOTALS = (
    "indicator,sex,age,period,value\nA,BOTHSEX,ALLAGE,2020,1\nA,F,_T,2020,2\nA,合计,,2021,3\nA,Both  sexes,_Z,2021,3\n"
    "A,Всего,,2022,4\nA,_T,,2022,5\nB,All,,2020,6\n"  # two values for the same key, and a word that may be a part
)


@pytest.mark.parametrize(
    ("table", "expected", "missing"),
    [
        (TOTALS, {("A", "WHOLE", "TOTAL", "2020", 1.0), ("A", "WHOLE", "F", "2020", 2.0),
                  ("A", "WHOLE", "TOTAL", "2021", 3.0), ("B", "WHOLE", "All", "2020", 6.0)}, 0),
        (LONG, {("energy.use", "WHOLE", "TOTAL", "2020", 5.5), ("energy.use", "N1", "F", "2021-Q2", 3.0)}, 1),
        (WIDE, {("A1", "WHOLE", "TOTAL", "2019", 1.0), ("A1", "WHOLE", "TOTAL", "2020", 2.0),
                ("A1", "N1", "TOTAL", "2020", 4.0)}, 1),
        (CYRILLIC, {("icf0a9387", "WHOLE", "TOTAL", "2020", 1.0)}, 0),
        (COMMAS, {("A", "N1", "TOTAL", "2020", 1234.5), ("A", "N1", "TOTAL", "2021", 0.5)}, 0),
        (OF_A_BANK, {("T.1", "N1", "TOTAL", "2019", 1.0), ("T.1", "N1", "TOTAL", "2020", 2.0)}, 0),
    ],
)  # fmt: skip
def test_a_table_of_many_indicators_is_a_data_set(tmp_path, table, expected, missing):
    """Long as SDMX-CSV, or wide with a column for each period; with decimal commas; with names as banks write them."""
    file = tmp_path / "table.csv"
    file.write_text(table, "utf-8")
    assert main(["init", str(tmp_path / "new"), "--from", "csv", str(file), "--languages", "en,nl"]) == 0
    plan = read_plan(paths.plan_folder(tmp_path / "new"))
    edition = read_edition(paths.edition_folder(tmp_path / "new", plan.head.default_edition), plan)
    keys = ["indicator", "region", "breakdown", "period", "value"]
    assert set(edition.observations[keys].itertuples(index=False, name=None)) == expected
    assert len(edition.missing) == missing
    assert plan.head.languages == ("en", "nl")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", ["table.csv, line 1", "“a”, “b”", "indicatorcode", "timeperiod", "obsvalue"]),
        ("", ["line 1", "no header"]),
        ("indicator,2020,2021\nA,1\n", ["no row below the header", "refused: 1"]),
        ('indicator,Year,Value\nA,2020,1\n"x', ["table.csv, line 3"]),
        ("indicator,Year,Value,OBS_VALUE\nA,2020,1,2\n", ["column OBS_VALUE", "several are meant: Value, OBS_VALUE"]),
        ("indicator;Year;Value\nA;2020;1,234\n", ["table.csv, line 2", "“1,234”"]),
        (None, ["table.csv", "a folder where a file is needed"]),
        ("indicator,Year,Value\nA,soon,1\n", ["without a figure", "refused: 1", "table.csv, line 2", "“soon”"]),
        (
            "indicator,Year,Value\nT-1,2020,1\nT-2,2020,1\nt-1,2020,2\n",
            ["table.csv, line 4", "“t-1”", "“T-1” in table.csv:2"],
        ),
        ("indicator,Year,Region,Value\nA,2020,Total,1\n", ["table.csv, line 2, column Region", "“Total” as the name"]),
    ],
)
def test_a_table_without_indicators_or_figures_is_refused(tmp_path, capsys, text, said):
    """The message names the path as it was given, the line, what was found, and the columns that are known."""
    file = tmp_path / "table.csv"
    file.mkdir() if text is None else file.write_text(text, "utf-8")
    assert main(["init", str(tmp_path / "new"), "--from", "csv", str(file), "--language", "en"]) == 2
    told = "".join(capsys.readouterr())
    assert [part for part in (file.as_posix(), *said) if part not in told] == []
    assert not (tmp_path / "new").exists()
