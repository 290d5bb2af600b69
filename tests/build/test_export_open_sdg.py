"""The folder in the Open SDG form: every figure once, the verdicts beside them, and the program reads it back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from bilingual import LANGUAGES
from invented import PROJECT, SECOND, add, copy_of_project, edition_of, rows_of

from plan_metrics import paths
from plan_metrics.adopt.columns import ATTRIBUTES, NAMES
from plan_metrics.adopt.open_sdg import read_repository
from plan_metrics.adopt.project import Adopted, adopt
from plan_metrics.context import read_context
from plan_metrics.creation.create import create_project
from plan_metrics.edition.read import check_edition
from plan_metrics.export import write_exports
from plan_metrics.export.open_sdg import FOLDER, RESERVED, file_names
from plan_metrics.plan.read import read_plan
from plan_metrics.views import downloads

LATER = dt.date(2031, 1, 1)  # the invented figures are of years to come
DIMENSION = re.compile(r"[a-z][a-z0-9_]{0,39}")


def folder_of(base: Path, to: Path) -> Path:
    """The folder that the edition of a project has in its downloads, taken out of the zip file."""
    contexts = {code: read_context(SECOND, code, base) for code in LANGUAGES}
    write_exports(contexts, to / "site")
    with zipfile.ZipFile(to / "site" / downloads.OPEN_SDG) as archive:
        archive.extractall(to)
    return to / FOLDER


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder of the second edition of the invented plan."""
    return folder_of(PROJECT, tmp_path_factory.mktemp("downloads"))


@pytest.fixture(scope="module")
def adopted(folder) -> Adopted:
    """What the program makes of it."""
    return adopt(read_repository(folder), LATER)


def keys(folder: Path, name: str) -> dict[str, object]:
    """The keys of a file of the folder."""
    return yaml.safe_load((folder / name).read_text("utf-8"))


def figures(folder: Path) -> list[tuple[str, ...]]:
    """Every row of the tables: indicator, period, breakdown, area, unit, status, value."""
    found = []
    for file in sorted((folder / "data").glob("*.csv")):
        for row in csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")):
            cells = (row[name] for name in ("Year", "sector", "REF_AREA", "Units", "OBS_STATUS", "Value"))
            found.append((file.stem.removeprefix("indicator_"), *cells))
    return found


def test_every_observation_is_in_it_once(folder):
    """With its value, unit and status; the total, the whole and a value that is not there are blank."""
    wanted = []
    for row in rows_of(edition_of(PROJECT) / "observations.csv"):
        breakdown = "" if row["sector"] == "TOTAL" else row["sector"]
        area = "" if row["region"] == "XX" else row["region"]
        value = str(float(row["value"])).removesuffix(".0") if row["value"] else ""
        wanted.append((row["indicator"], row["period"], breakdown, area, row["unit"], row["flag"], value))
    found = figures(folder)
    assert len(set(found)) == len(found)
    assert sorted(row for row in found if row[0] != "theft_rate") == sorted(wanted)
    # 2916 stolen of 1620000 parked, in per cent
    assert next(row for row in found if row[:4] == ("theft_rate", "2029", "", ""))[6] == "0.18"


def test_a_suppressed_figure_leaves_its_status_alone(tmp_path):
    """Of a row with the status Q neither the value nor what was printed is in any file."""
    base = copy_of_project(tmp_path)
    add(
        edition_of(base) / "observations.csv",
        indicator="satisfied_users", region="XX-AA", period="2028", value="", printed="", flag="Q", unit="percent",
    )  # fmt: skip
    found = [row for row in figures(folder_of(base, tmp_path)) if row[5] == "Q"]
    assert found == [("satisfied_users", "2028", "", "XX-AA", "percent", "Q", "")]


def test_the_program_reads_it_back(adopted, folder, tmp_path):
    """No figure and no target is refused, every value is the same, and the project made of it has no fault."""
    refused = [row for row in adopted.data.told.rows(str) if row["kind"] in ("refused", "unread", "without words")]
    assert refused == []
    found = []
    for each in adopted.figures:
        area = "" if each.region == "WHOLE" else each.region
        number = str(float(each.value)).removesuffix(".0") if each.value else ""
        made = (adopted.ids[each.of], each.period, each.codes.get("sector", ""), area, each.of.unit, each.flag, number)
        found.append(made)
    assert sorted(found) == sorted(figures(folder))
    made = create_project(tmp_path / "new", adopted=adopted)
    plan = read_plan(paths.plan_folder(made))
    assert check_edition(paths.edition_folder(made, adopted.edition), plan, None) == []


def test_titles_and_targets_come_back(adopted):
    """Actions, commitments, indicators and areas have the words of the plan in both languages, and the target in force
    of the whole its value, year and direction."""
    goals = {goal.id: goal for goal in adopted.goals}
    assert goals["A01"].title == {"zh": "增加停车位", "en": "Build more stands"}
    assert goals["A01"].targets["A01.1"] == {"zh": "在车站增加停车位", "en": "More stands at stations"}
    (stands, _) = goals["A01"].indicators["A01.1"]
    assert (stands.id, stands.title["en"], stands.direction) == ("bicycle_stands", "Bicycle stands", "increase")
    assert adopted.areas.whole == {"zh": "虚构国", "en": "Exampleland"}
    assert {part.code: part.title["en"] for part in adopted.areas.parts}["XX-AA"] == "Alpha Province"
    assert {(row["indicator"], row["period"], row["value"]) for row in adopted.targets} == {
        ("bicycle_stands", "2032", "60000"),
        ("bicycles_stolen", "2031", "2500"),
        ("satisfied_users", "2030", "90"),
    }


def test_the_metadata_say_the_verdict_and_what_became_of_targets(folder):
    """As codes for programs and in the words of each language; a target of an area stands in words alone."""
    codes = keys(folder, "meta/bicycle_stands.yml")
    assert {name: codes[name] for name in ("verdict", "evidence", "latest_change", "verdict_from", "verdict_to")} == {
        "verdict": "improving", "evidence": "moderate", "latest_change": "improving",
        "verdict_from": "2026", "verdict_to": "2029",
    }  # fmt: skip
    said = keys(folder, "meta/en/bicycle_stands.yml")
    assert (said["verdict"], said["evidence"], said["latest_change"]) == ("improving", "moderate", "improving")
    lines = said["target_outcomes"].split("\n")
    assert "- Bicycle stands · Beta Province · 2029 · at least 18,000 stands (interim target) · target met" in lines
    assert len(lines) == 6
    assert keys(folder, "meta/zh/bicycle_stands.yml")["verdict"] == "向好"
    assert keys(folder, "indicator-config/bicycle_stands.yml")["progress_calculation_options"] == [
        {"direction": "positive", "target": 60000, "target_year": 2032, "base_year": 2026}
    ]


def test_the_settings_name_licence_and_that_figures_are_invented(folder):
    """Beside plan, edition and languages."""
    config = keys(folder, "config_data.yml")
    known = {name: config[name] for name in ("plan", "edition", "licence", "invented", "languages")}
    assert known == {
        "plan": "bicycle-parking", "edition": "2030-06", "licence": "MIT", "invented": True, "languages": ["zh", "en"],
    }  # fmt: skip


def test_every_code_of_the_tables_has_words_in_each_language(folder):
    """Breakdowns, areas, units, statuses and documents."""
    for language in LANGUAGES:
        for file in (folder / "data").glob("*.csv"):
            for row in csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")):
                for column in set(row) - {"Year", "Value", "COMMENT_OBS", "PRINTED", "SAMPLE_SIZE", "RECEIPT"}:
                    words = keys(folder, f"translations/{language}/{column}.yml")
                    assert {column, *row[column].split()} <= words.keys()


def test_two_ids_never_share_a_file():
    """Also where dots become dashes and where a system does not tell capitals from small letters."""
    assert file_names(["a.b", "a-b", "A-B", "a-b-2", "indicator_1"]) == {
        "a.b": "a-b", "a-b": "a-b-2", "A-B": "A-B-3", "a-b-2": "a-b-2-2", "indicator_1": "indicator-1",
    }  # fmt: skip


def test_no_dimension_has_a_name_that_the_form_takes_for_something_else():
    """Every name that `adopt` reads in another way is among those that a column of a dimension does not get."""
    assert {name for name in {*NAMES, *ATTRIBUTES} if DIMENSION.fullmatch(name)} <= RESERVED


def test_two_exports_have_the_same_bytes(tmp_path):
    """The files, and the zip file of them."""
    folders = [tmp_path / name for name in ("a", "b")]
    for each in folders:
        each.mkdir()
        folder_of(PROJECT, each)
    first, second = ((each / "site" / downloads.OPEN_SDG).read_bytes() for each in folders)
    assert first == second
