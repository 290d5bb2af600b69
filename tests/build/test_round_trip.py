"""There and back: each form that a plan is exported in, made into a project again, gives the verdicts that it had.

All plans are invented. A table of figures alone has no verdicts to give: that is stated here too.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from plan_metrics import read_project
from plan_metrics.adopt.datapackage import read_package
from plan_metrics.adopt.foreign_files import xml_of
from plan_metrics.adopt.long_table import read_long_table
from plan_metrics.adopt.open_sdg import Repository
from plan_metrics.adopt.own_open_sdg import read_open_sdg
from plan_metrics.adopt.own_package import Returned
from plan_metrics.adopt.project import adopt
from plan_metrics.adopt.sdmx import read_messages
from plan_metrics.adopt.sdmx_structures import in_json, notes_on
from plan_metrics.context import Context, read_context
from plan_metrics.creation.create import create_project
from plan_metrics.edition.read import check_edition
from plan_metrics.errors import FaultError
from plan_metrics.export.datapackage import json_bytes, package_files
from plan_metrics.export.forms import kept_apart
from plan_metrics.export.open_sdg import FOLDER, open_sdg_files
from plan_metrics.export.sdmx import FLOWS, code, code_ids, sdmx_csv
from plan_metrics.export.sdmx_notes import NOTE
from plan_metrics.export.sdmx_structure import structure
from plan_metrics.export.tables import tables
from plan_metrics.files import zipped
from plan_metrics.paths import edition_folder
from plan_metrics.plan.models import Plan

TESTS = Path(__file__).parents[1]
PLANS = {name: TESTS / "plans" / name for name in ("company", "four_levels", "survey")}
PLANS["invented"] = TESTS / "invented_plan"
LATER = dt.date(2031, 1, 1)  # invented figures are of years to come
SERIES = ["indicator", "region", "breakdown"]
# Parts of the invented plan that a form has no place for; Open SDG has notes of several languages in one cell.
LOST = {"datapackage": set[str](), "sdmx": {"rejected.csv"}, "open-sdg": {"note", "rejected.csv"}}
VIEWS = ["status", "reason", "strength", "latest_change", "latest_reason", "result", "prospect"]


@cache
def context_of(plan: str) -> Context:
    """The default edition of a plan."""
    project = read_project(PLANS[plan])
    return read_context(project.plan.head.default_edition, project.plan.languages[0], PLANS[plan])


def package(plan: str) -> dict[str, bytes]:
    """The Data Package, in the zip file of the downloads."""
    return {"package.zip": zipped(package_files(context_of(plan), tables(context_of(plan))))}


def sdmx(plan: str) -> dict[str, bytes]:
    """The messages of SDMX: both flows, and their structure."""
    context, found = context_of(plan), tables(context_of(plan))
    return {f"{name}.csv": sdmx_csv(context, found[name]) for name in FLOWS} | {
        "structure.json": json_bytes(structure(context, found), sort_keys=False)
    }


def open_sdg(plan: str) -> dict[str, bytes]:
    """The Open SDG folder."""
    files = open_sdg_files(context_of(plan), tables(context_of(plan)))
    return {name.removeprefix(f"{FOLDER}/"): content for name, content in files.items()}


Read = Callable[[Path], Repository | Returned]
WAYS: dict[str, tuple[Callable[[str], dict[str, bytes]], Read]] = {
    "datapackage": (package, lambda folder: read_package(folder / "package.zip")),
    "sdmx": (sdmx, lambda folder: read_messages(sorted(folder.iterdir()))),
    "open-sdg": (open_sdg, read_open_sdg),
}


def laid(files: dict[str, bytes], folder: Path) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def told(base: Path) -> set[str]:
    """The parts that `adopted.csv` names as not used."""
    with (base / "data" / "adopted.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["column"] for row in csv.DictReader(stream) if row["kind"] in ("not used", "changed")}


# ---------------------------------------------------------------- forms that carry the plan


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("way", WAYS)
def test_an_export_comes_back_with_the_same_verdicts(tmp_path, way, plan):
    """Each series has its verdict of both views and what became of its targets, with every number beside them; the plan
    and each figure are the same, no question is open, and what a form has no place for is named."""
    export, read = WAYS[way]
    made = read(laid(export(plan), tmp_path / "export"))
    assert isinstance(made, Returned)
    base = create_project(tmp_path / "back", adopted=made)
    before, after = read_project(PLANS[plan]), read_project(base)
    verdicts = before.scoreboard()[SERIES + VIEWS]
    assert len(verdicts) > 0
    pd.testing.assert_frame_equal(after.scoreboard()[SERIES + VIEWS], verdicts)
    pd.testing.assert_frame_equal(after.scoreboard(), before.scoreboard())
    apart = [
        "edition",
        *(column for column in before.observations() if str(column).startswith("note_") and "note" in LOST[way]),
    ]
    pd.testing.assert_frame_equal(*(each.observations().drop(columns=apart) for each in (before, after)))
    for part in Plan.model_fields.keys() - {"shapes", "words"}:
        assert getattr(after.plan, part) == getattr(before.plan, part), part
    edition = edition_folder(base, after.plan.head.default_edition)
    assert {fault.severity for fault in check_edition(edition, after.plan, None)} <= {"warning"}
    assert (base / "data" / "questions.csv").read_text("utf-8-sig").count("\n") == 1  # the header
    assert told(base) & {"note", "rejected.csv"} == (LOST[way] if plan == "invented" else set())


@pytest.mark.parametrize(
    ("way", "file"), [("sdmx", "observations.csv"), ("open-sdg", "data/indicator_women_leading.csv")]
)
def test_a_figure_that_does_not_hold_is_told_where_it_stands(tmp_path, way, file):
    """Somebody changed a cell of what was exported: the fault names its file, line and column there."""
    export, read = WAYS[way]
    files = export("survey")
    lines = files[file].decode().split("\n")
    at = max(number for number, text in enumerate(lines, 1) if ",A,exact," in text)
    lines[at - 1] = lines[at - 1].replace(",A,exact,", ",AX,exact,", 1)
    made = read(laid(files | {file: "\n".join(lines).encode()}, tmp_path / "export"))
    with pytest.raises(FaultError) as error:
        create_project(tmp_path / "back", adopted=made)
    assert [(fault.file, fault.row, fault.column) for fault in error.value.faults] == [(file, at, "OBS_STATUS")]
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    ("way", "file", "column"),
    [("sdmx", "observations.csv", "AGE"), ("open-sdg", "data/indicator_women_leading.csv", "SAMPLE_SIZE")],
)
def test_a_column_that_is_gone_is_told(tmp_path, way, file, column):
    """Without it each figure would be of the total, or of a sample that nobody knows, and a verdict another one."""
    export, read = WAYS[way]
    files = export("survey")
    header, rest = files[file].split(b"\n", 1)
    renamed = header.replace(f",{column},".encode(), b",OTHER,") + b"\n" + rest
    with pytest.raises(FaultError) as error:
        read(laid(files | {file: renamed}, tmp_path))
    (fault,) = error.value.faults
    assert (fault.rule, fault.file, fault.column) == ("missing_column", file, column)


@pytest.mark.parametrize(("way", "file"), [("sdmx", "structure.json"), ("open-sdg", "plan.json")])
def test_a_record_of_another_version_is_told(tmp_path, way, file):
    """It is not read as if nothing had been said of directions and rules."""
    export, read = WAYS[way]
    files = export("company")
    later = files[file].replace(b'"plan-metrics/1"', b'"plan-metrics/2"')
    with pytest.raises(FaultError) as error:
        read(laid(files | {file: later}, tmp_path))
    (fault,) = error.value.faults
    assert (fault.rule, fault.file) == ("other_form", file)


# ---------------------------------------------------------------- SDMX


def test_codes_that_sdmx_cannot_hold_come_back(tmp_path):
    """An id with a point is another one in SDMX (`energy_use`), and the note of its code says which it is."""
    files = sdmx("company")
    assert b",energy_use," in files["observations.csv"]
    made = read_messages(sorted(laid(files, tmp_path).iterdir()))
    assert isinstance(made, Returned)
    assert "energy.use" in {row["indicator"] for row in made.tables["observations.csv"]}


def test_rules_and_targets_stand_at_the_codes_that_they_are_about():
    """Whoever reads the structure with other programs finds the direction at the indicator, a text in each language as
    such, and the thresholds at the flow."""
    data = json.loads(sdmx("survey")["structure.json"])["data"]
    lists = {each["id"]: {code["id"]: code for code in each["codes"]} for each in data["codelists"]}
    plan = context_of("survey").plan
    (_, card), *_ = plan.indicators()
    notes = {note["id"]: note for note in lists["CL_INDICATOR"][card.id]["annotations"]}
    assert (notes["direction"]["type"], notes["direction"]["value"]) == (NOTE, card.direction)
    assert notes["counts"]["texts"] == card.counts.model_dump()
    targets = [
        target
        for code in lists["CL_INDICATOR"].values()
        for note in code["annotations"]
        if note["id"] == "targets"
        for target in json.loads(note["value"])
    ]
    assert {(each["indicator"], each["period"], each["value"]) for each in targets} == {
        (each.indicator, each.period, each.value) for each in plan.targets if each.indicator
    }
    flow, _ = data["dataflows"]
    assert {"thresholds", "verdicts", "methods"} <= {note["id"] for note in flow["annotations"]}


def test_annotations_in_xml_say_the_same():
    """A registry hands a structure out as SDMX-ML: texts, texts by language and values are read there as in JSON."""
    value = "<c:AnnotationType>PLAN_METRICS{}</c:AnnotationType><c:AnnotationValue>{}</c:AnnotationValue>"
    said = {"en": "Wells", "fr": "Puits"}
    text = "".join(f'<c:AnnotationText xml:lang="{tag}">{each}</c:AnnotationText>' for tag, each in said.items())
    notes = {
        "direction": value.format("", "increase"),
        "aggregation": value.format("_JSON", '{"time": "none"}'),
        "counts": f"<c:AnnotationType>PLAN_METRICS</c:AnnotationType>{text}",
        "other": value.format("_OF_ANOTHER", "x"),
    }
    listed = "".join(f'<c:Annotation id="{id}">{note}</c:Annotation>' for id, note in notes.items())
    code = f'<s:Code id="WELLS"><c:Annotations>{listed}</c:Annotations></s:Code>'
    lists = f'<s:Codelists><s:Codelist id="CL_INDICATOR">{code}</s:Codelist></s:Codelists>'
    message = f'<m:Structure xmlns:m="m" xmlns:s="s" xmlns:c="c"><m:Structures>{lists}</m:Structures></m:Structure>'
    (found,) = in_json(xml_of(message.encode(), "structure.xml"))["codelists"][0]["codes"]
    assert notes_on(found) == {
        "direction": "increase", "aggregation": {"time": "none"}, "counts": said,
    }  # fmt: skip


def test_observations_without_the_structure_are_anybodys(tmp_path):
    """Then nothing says which way is good: it is asked for, and no series has a verdict."""
    made = read_messages([laid({"o.csv": sdmx("survey")["observations.csv"]}, tmp_path) / "o.csv"], ("en",))
    assert isinstance(made, Repository)


@pytest.mark.parametrize(
    ("key", "value"), [("fits", "{"), ("fits", "3"), ("direction", "up"), ("id", "../evil"), ("targets", "[3]")]
)
def test_annotations_that_do_not_hold_make_nothing(tmp_path, key, value):
    """They are told in three parts, and no project is begun."""
    files = sdmx("company")
    message = json.loads(files["structure.json"])
    lists = {each["id"]: each["codes"] for each in message["data"]["codelists"]}
    notes = [note for code in lists["CL_INDICATOR"] for note in code["annotations"] if note["id"] == key]
    for note in notes:
        note["value"] = value
    assert notes
    folder = laid(files | {"structure.json": json.dumps(message).encode()}, tmp_path / "in")
    with pytest.raises(FaultError) as error:
        create_project(tmp_path / "new", adopted=read_messages(sorted(folder.iterdir())))
    assert all(fault.file and fault.found and fault.expected and fault.fix for fault in error.value.faults)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_a_structure_without_its_code_lists_is_told(tmp_path):
    """As a registry hands it out where nobody asks for references: the fault names the file and each list."""
    files = sdmx("company")
    message = json.loads(files["structure.json"])
    gone = {"CL_AREA", "CL_INDICATOR"}
    message["data"]["codelists"] = [each for each in message["data"]["codelists"] if each["id"] not in gone]
    with pytest.raises(FaultError) as error:
        read_messages(sorted(laid(files | {"structure.json": json.dumps(message).encode()}, tmp_path).iterdir()))
    assert {(fault.rule, fault.file, fault.column) for fault in error.value.faults} == {
        ("no_code_list", "structure.json", each) for each in gone
    }


def test_codes_that_come_to_one_in_sdmx_are_kept_apart():
    """km² and km³ are one id with a low line, as are energy.use and energy_use: the code that is an id stays itself."""
    plan = context_of("company").plan
    any_unit = next(iter(plan.units.values()))
    units = {name: any_unit.model_copy(update={"unit": name, "base": name}) for name in ("km²", "km³")}
    ids = code_ids(plan.model_copy(update={"units": units}))["CL_UNIT"]
    assert (ids["km²"], ids["km³"]) == ("km_", "km_-2")
    assert kept_apart(["energy_use", "energy.use"], code, str) == {
        "energy_use": "energy_use",
        "energy.use": "energy_use-2",
    }


@pytest.mark.parametrize(
    ("way", "file", "of"), [("datapackage", "plan.json", "package.zip"), ("sdmx", "structure.json", "structure.json")]
)
def test_a_plan_that_does_not_hold_is_told_in_the_file_that_has_it(tmp_path, way, file, of):
    """The lists and cards of the new project are not there to look at: the fault names the file of the export."""
    export, read = WAYS[way]
    context = context_of("survey")
    files = export("survey") if way == "sdmx" else package_files(context, tables(context))
    message = json.loads(files[file])
    if way == "sdmx":
        (listed,) = [each for each in message["data"]["codelists"] if each["id"] == "CL_AREA"]
        (note,) = [note for note in listed["codes"][1]["annotations"] if note["id"] == "level"]
        note["value"] = "county"
    else:
        message["tables"]["regions.csv"][1]["level"] = "county"
    files[file] = json.dumps(message).encode()
    made = read(laid(files if way == "sdmx" else {of: zipped(files)}, tmp_path / "in"))
    with pytest.raises(FaultError) as error:
        create_project(tmp_path / "new", adopted=made)
    (fault,) = error.value.faults
    assert (fault.file, fault.row, fault.column) == (file, None, "regions.csv 2 level")


# ---------------------------------------------------------------- Open SDG


@pytest.mark.parametrize(("old", "new"), [("positive", "negative"), ("target: 60000", "target: 70000")])
def test_settings_that_contradict_the_plan_are_told(tmp_path, old, new):
    """Another direction or target in the settings of an indicator than in the record: neither is taken."""
    files = open_sdg("invented")
    name = "indicator-config/bicycle_stands.yml"
    assert old in files[name].decode()
    folder = laid(files | {name: files[name].decode().replace(old, new).encode()}, tmp_path)
    with pytest.raises(FaultError) as error:
        read_open_sdg(folder)
    (fault,) = error.value.faults
    assert (fault.rule, fault.file, fault.column) == ("other_progress", name, "progress_calculation_options")


# ---------------------------------------------------------------- a table of figures


@pytest.mark.parametrize("plan", ["survey", "invented"])
def test_a_table_of_figures_has_no_verdicts(tmp_path, plan):
    """CSV says neither which way is good nor what is to be reached: each figure comes back, every series lacks the
    verdicts of both views and what became of its targets, and the directions are asked for."""
    context = context_of(plan)
    table = package_files(context, tables(context))["observations.csv"]
    data = read_long_table(laid({"o.csv": table}, tmp_path / "export") / "o.csv", context.plan.languages)
    base = create_project(tmp_path / "back", adopted=adopt(data, LATER))
    board = read_project(base).scoreboard()
    assert len(read_project(base).observations()) == len(context.observations)
    assert {*board["status"]} == {*board["latest_change"]} == {"not_assessable"}
    assert board["result"].isna().all()
    with (base / "data" / "questions.csv").open(encoding="utf-8-sig", newline="") as stream:
        asked = {row["code"] for row in csv.DictReader(stream) if row["key"] == "direction" and not row["answer"]}
    assert asked == {card.id for _, card in context.plan.indicators()}
