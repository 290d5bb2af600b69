"""`plan-metrics init NEW --from datapackage`: exports of this program come back, packages of others come in.

All packages are made here, of invented plans and invented figures.
"""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

from plan_metrics import read_project
from plan_metrics.adopt import foreign_files
from plan_metrics.adopt.datapackage import read_package
from plan_metrics.adopt.open_sdg import Repository
from plan_metrics.adopt.project import adopt
from plan_metrics.cli import main
from plan_metrics.context import read_context
from plan_metrics.creation.create import create_project
from plan_metrics.errors import FaultError
from plan_metrics.export.datapackage import DESCRIPTOR, package_files
from plan_metrics.export.table_columns import COLUMNS
from plan_metrics.export.tables import tables
from plan_metrics.plan.models import Plan
from plan_metrics.plan.read import ROWS

TESTS = Path(__file__).parents[1]
PLANS = {name: TESTS / "plans" / name for name in ("company", "four_levels", "survey")}
PLANS["invented"] = TESTS / "invented_plan"


@pytest.fixture(scope="module")
def packages() -> dict[str, dict[str, bytes]]:
    """The files of the package of each plan."""
    made = {}
    for name, base in PLANS.items():
        project = read_project(base)
        context = read_context(project.plan.head.default_edition, project.plan.languages[0], base)
        made[name] = package_files(context, tables(context))
    return made


def laid(files: dict[str, bytes], folder: Path) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def told(base: Path, kind: str) -> set[tuple[str, str]]:
    """File and column of each line of this kind in `adopted.csv`."""
    with (base / "data" / "adopted.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {(row["file"], row["column"]) for row in csv.DictReader(stream) if row["kind"] == kind}


def rules(error: pytest.ExceptionInfo[FaultError]) -> set[str]:
    """The rules that were broken, each said in three parts."""
    assert all(fault.file and fault.found and fault.expected and fault.fix for fault in error.value.faults)
    return {fault.rule for fault in error.value.faults}


# ---------------------------------------------------------------- packages of ours


@pytest.mark.parametrize("name", PLANS)
def test_a_package_with_its_plan_is_one_for_other_readers(packages, tmp_path, name):
    """The Frictionless library finds it valid: the record of the plan is a resource among the tables."""
    report = Package(str(laid(packages[name], tmp_path) / DESCRIPTOR)).validate()
    assert report.valid
    assert "plan" in {task.name for task in report.tasks}


def test_what_a_package_does_not_carry_is_named(packages, tmp_path):
    """Shapes and limits of suppression, in `adopted.csv`; figures that were suppressed are not in any file."""
    base = create_project(tmp_path / "back", adopted=read_package(laid(packages["four_levels"], tmp_path / "package")))
    lacking = {("plan.json", "data/plan/map.geojson"), ("plan.json", "disclosure"), ("answers.csv", "")}
    repeated = {(f"{table}.csv", "") for table in COLUMNS if table not in ("observations", "rejected")}
    assert told(base, "not used") == lacking | repeated
    record = json.loads(packages["four_levels"]["plan.json"])
    assert "disclosure" not in record["edition"]["card"]
    assert "observations" not in json.dumps([*record, *record["edition"], *record["tables"]])


def test_every_part_of_a_plan_is_carried_or_counted(packages):
    """Whoever adds a list to the plan finds here that packages have to carry it."""
    lists = {"regions", "population", "units", "mapping", "targets", "sources", "names", "concordance"}
    derived = {"breakdowns", "codes"}  # of the lists of the dimensions, and the combinations
    assert {*Plan.model_fields} == {"head", "actions", "shapes", "words"} | lists | derived
    assert {*json.loads(packages["four_levels"]["plan.json"])["tables"]} >= {*ROWS, "concordance.csv"}


def changed(files: dict[str, bytes], **keys: object) -> dict[str, bytes]:
    """The package with other keys in the record of its plan."""
    return files | {"plan.json": json.dumps(json.loads(files["plan.json"]) | keys).encode()}


@pytest.mark.parametrize(
    "keys",
    [
        {"plan": None},
        {"plan": {"languages": ["qxq"]}},
        {"plan": {"languages": [3]}},
        {"actions": [{"id": "../../evil"}]},
        {"actions": "x"},
        {"tables": {"../../evil.csv": []}},
        {"tables": 3},
        {"edition": {"card": {"id": "../.."}}},
        {"edition": []},
        {"fonts": {"de": ["none.ttf"]}},
    ],
)
def test_a_record_that_is_none_is_refused(packages, tmp_path, keys):
    """Before any of its names is taken for that of a file."""
    with pytest.raises(FaultError) as error:
        create_project(
            tmp_path / "new", adopted=read_package(laid(changed(packages["company"], **keys), tmp_path / "p"))
        )
    assert rules(error) <= {"no_data_set", "wrong_card", "missing_file", "no_font"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b",FW,", b",XX,", "unknown_region"),
        (b",energy.use,", b",energy.used,", "unknown_indicator"),
        (b"indicator,", b"indicator,indicator,", "no_data_set"),
        (b",FW,", b",FW,1,", "no_data_set"),
        (b",FW,", b',"FW,', "no_data_set"),
        (b",FW,", b",'=FW,", "unknown_region"),
    ],
)
def test_figures_that_do_not_fit_the_plan_make_nothing(packages, tmp_path, old, new, rule):
    """The faults of the edition are told, with its lines."""
    files = packages["company"]
    assert old in files["observations.csv"]
    broken = files["observations.csv"].replace(old, new, 1)
    with pytest.raises(FaultError) as error:
        create_project(
            tmp_path / "new", adopted=read_package(laid(files | {"observations.csv": broken}, tmp_path / "p"))
        )
    assert rules(error) >= {rule}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_a_package_without_its_plan_is_read_as_anothers(packages, tmp_path):
    """Its figures come in, with the names of its code lists in all languages; the rest is asked for."""
    files = dict(packages["invented"])
    descriptor = json.loads(files[DESCRIPTOR])
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] != "plan"]
    files[DESCRIPTOR] = json.dumps(descriptor).encode()
    data = read_package(laid(files, tmp_path / "package"))
    assert isinstance(data, Repository)
    base = create_project(tmp_path / "new", adopted=adopt(data, pd.Timestamp("2031-01-01").date()))
    before, after = read_project(PLANS["invented"]), read_project(base)
    assert after.plan.languages == before.plan.languages
    assert after.plan.indicator("bicycle_stands").title == before.plan.indicator("bicycle_stands").title
    keys = ["indicator", "period", "value"]
    found = {tuple(row) for row in after.observations()[keys].itertuples(index=False)}
    assert found == {tuple(row) for row in before.observations()[keys].itertuples(index=False)}


# ---------------------------------------------------------------- packages of others

FIGURES = "what;where;when;size\nA;N;2020;1.234,5\nCafé;N;2021;1\nA;S;2020;-\nA;L;2020;7\nB;N;2021;2\n"
PLACES = "code,title_en,title_fr,parent\nL,Land,Pays,\nN,North,Nord,L\nS,South,Sud,L\n"
FOREIGN = {
    "name": "wells",
    "title": "Wells (invented)",
    "resources": [
        {
            "name": "figures",
            "path": "data/figures.csv",
            "dialect": {"delimiter": ";"},
            "encoding": "iso-8859-1",
            "schema": {
                "fields": [
                    {"name": "indicator", "categories": [{"value": "A", "label": "Wells dug"}]},
                    {"name": "region", "title": "Place"},
                    {"name": "period"},
                    {"name": "value", "type": "number", "decimalChar": ",", "groupChar": "."},
                ],
                "missingValues": ["-"],
                "foreignKeys": [{"fields": ["region"], "reference": {"resource": "places", "fields": ["code"]}}],
            },
        },
        {"name": "places", "path": "places.csv", "schema": {"fields": [{"name": "code"}]}},
        {"name": "notes", "path": "notes.txt", "schema": {"fields": []}, "=1+1": "x"},
        {"name": "picture", "path": "picture.png"},
    ],
}
FILES = {
    "data/figures.csv": FIGURES.replace("what;where;when;size", "indicator;region;period;value").encode("latin-1"),
    "places.csv": PLACES.encode(),
    "notes.txt": b"a\nb\n",
    "picture.png": b"\x89PNG",
    DESCRIPTOR: json.dumps(FOREIGN).encode(),
}


def test_a_package_of_another_is_read_by_its_description(tmp_path):
    """Delimiter, decimal comma and missing values; names in both languages; areas in one another; what is left over."""
    data = read_package(laid(FILES, tmp_path / "wells"))
    base = create_project(tmp_path / "new", adopted=adopt(data, pd.Timestamp("2026-11-30").date()))
    project = read_project(base)
    keys = ["indicator", "region", "period", "value"]
    assert {tuple(row) for row in project.observations()[keys].itertuples(index=False)} == {
        ("A", "N", "2020", 1234.5), ("A", "WHOLE", "2020", 7.0), ("B", "N", "2021", 2.0),
        ("Cafe", "N", "2021", 1.0),
    }  # fmt: skip
    assert [tuple(each) for each in project.edition().missing[keys[:3]].itertuples(index=False)] == [("A", "S", "2020")]
    assert {each.region: (each.title["en"], each.title["fr"]) for each in project.plan.regions} == {
        "WHOLE": ("Land", "Pays"), "N": ("North", "Nord"), "S": ("South", "Sud"),
    }  # fmt: skip
    assert project.plan.indicator("A").title["en"] == "Wells dug"
    assert ("datapackage.json", "notes.=1+1") in told(base, "not used")
    assert {("notes.txt", ""), ("picture.png", "")} <= told(base, "not used") | told(base, "unread")


# ---------------------------------------------------------------- hostile packages


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "data/../../secret.csv", "/etc/hostname", "https://example.org/a.csv", "file:///etc/hostname",
     "data\\..\\secret.csv", "C:secret.csv", "~/secret.csv", "a\0b", "link.csv", "loop.csv", "", 3],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(tmp_path, path):
    """Upwards, from the root, to another machine, or over a link: nothing outside the folder is opened."""
    folder = laid({DESCRIPTOR: json.dumps({"resources": [{"name": "a", "path": path}]}).encode()}, tmp_path / "p")
    (tmp_path / "secret.csv").write_text("indicator,period,value\nA,2020,1\n", "utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    with pytest.raises(FaultError) as error:
        read_package(folder)
    assert rules(error) == {"leads_out"}


def test_a_zip_bomb_is_refused(tmp_path, monkeypatch):
    """No more of a file is unpacked than a table may have, whatever its entry says; nor are there too many files."""
    monkeypatch.setattr(foreign_files, "MOST_FILES", 3)
    file = tmp_path / "bomb.zip"
    described = json.dumps({"resources": [{"name": "a", "path": "a.csv"}]})
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DESCRIPTOR, described)
        with archive.open("a.csv", "w") as stream:
            for _ in range(65):
                stream.write(bytes(1_000_000))
    with pytest.raises(FaultError) as error:
        read_package(file)
    assert rules(error) == {"too_large"}
    with zipfile.ZipFile(file, "a") as archive:
        for n in range(3):
            archive.writestr(f"{n}", "")
    with pytest.raises(FaultError) as error:
        read_package(file)
    assert rules(error) == {"no_data_set"}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[1]", b"3", b'{"resources": 3}', b'{"resources": [null]}', b'{"resources": [{}]}',
     b'{"resources": []}', b'{"a": NaN}', b'{"a": 1e999}', b'{"a": "\\ud800"}', b"[" * 200_000, b"1" * 5000,
     b'{"resources": [{"name": "a", "path": "b.csv"}]}',
     b'{"resources": [{"name": "a", "path": ["x", "y"], "schema": 3}]}',
     b'{"resources": [{"name": "a", "path": "datapackage.json", "schema": {"fields": [3], "foreignKeys": [[]]}}]}'],
)  # fmt: skip
def test_a_description_that_cannot_be_read_is_a_fault(tmp_path, content):
    """Broken, endless or of another shape: never a traceback."""
    with pytest.raises(FaultError) as error:
        read_package(laid({DESCRIPTOR: content}, tmp_path / "p"))
    assert rules(error)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"no zip", None])
def test_a_file_that_is_no_package_is_a_fault(tmp_path, content):
    """Nor is one that is not there."""
    if content is not None:
        (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(FaultError) as error:
        read_package(tmp_path / "a.zip")
    assert rules(error)


def test_the_command_takes_a_package(packages, tmp_path, capsys):
    """The message counts; a language of another plan is refused; nothing is made of a package that is not there."""
    folder, new = laid(packages["company"], tmp_path / "p"), tmp_path / "new"
    given = ["--from", "datapackage", str(folder / DESCRIPTOR), "--language", "en"]
    assert main(["init", str(new), *given, "--languages", "ru"]) == 2
    assert main(["init", str(new), "--from", "datapackage", str(tmp_path / "none"), "--language", "en"]) == 2
    assert not new.exists()
    capsys.readouterr()
    assert main(["init", str(new), *given]) == 0
    assert "indicators 5, figures 47" in capsys.readouterr().out
    shutil.rmtree(new)
