"""Take it along: every format is valid by its own rules, says what it is, and is the same on each run."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from bilingual import LANGUAGES
from frictionless import Package
from hypothesis import example, given
from hypothesis import strategies as st
from pages import real, sample
from pysdmx.io import read_sdmx

from plan_metrics.analysis.aims import known_by
from plan_metrics.analysis.states import OPEN, STATES
from plan_metrics.context import Context, read_context
from plan_metrics.edition.choice import known_editions
from plan_metrics.edition.flags import FLAGS
from plan_metrics.export import write_exports
from plan_metrics.export.api_models import VERSION
from plan_metrics.export.code_words import CODES
from plan_metrics.export.sdmx import FLOWS
from plan_metrics.export.spreadsheet_cells import cell_text, csv_bytes, harmless
from plan_metrics.export.table_columns import COLUMNS, KEYS, TITLES
from plan_metrics.export.tables import Table, tables
from plan_metrics.export.workbook import NAMES, workbook
from plan_metrics.measure import outcome, verdicts
from plan_metrics.measure.strength import COLLECTIONS
from plan_metrics.plan.models import FITS
from plan_metrics.receipts import all_receipts
from plan_metrics.report.book_check import check_site
from plan_metrics.views import downloads
from plan_metrics.views.verdicts import WHY
from plan_metrics.views.words import INVENTED, say

REPOSITORY = Path(__file__).parents[2]
REAL = "2026-11"
EDITIONS = (REAL, "sample")
EVERY = known_editions(REPOSITORY)
API = downloads.API.format(name="")
SIGNS = "=+-@＝＋－＠\t\r\n"


@pytest.fixture(scope="module")
def contexts() -> dict[str, dict[str, Context]]:
    """A real edition and the invented one, which has suppressed values, in each language."""
    return {name: {code: read(code) for code in LANGUAGES} for name, read in ((REAL, real), ("sample", sample))}


@pytest.fixture(scope="module")
def sites(exported, tmp_path_factory) -> dict[str, Path]:
    """The files of each edition, written once, in a copy."""
    made = {name: tmp_path_factory.mktemp(name) for name in EDITIONS}
    for name, folder in made.items():
        shutil.copytree(exported(name), folder / downloads.FOLDER)
    return made


def of_each_edition(test):
    """Run a test once for each edition."""
    return pytest.mark.parametrize("edition", EDITIONS)(test)


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, as strictly as the standard has them."""
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8"), newline=""), strict=True))


# ---------------------------------------------------------------- the shared tables


@of_each_edition
def test_the_tables_hold_what_the_pages_show(contexts, edition):
    """Every observation and series of the context is in them once, with the value the page shows; a row that
    says that there is no value is in them too."""
    context = contexts[edition]["en"]
    found = tables(context)
    assert found.keys() == COLUMNS.keys() == KEYS.keys() == TITLES.keys()
    values = {tuple(row[part] for part in KEYS["observations"]): row["value"] for row in found["observations"].rows}
    shown = context.observations.set_index(list(KEYS["observations"]))["value"].to_dict()
    assert {key: value for key, value in values.items() if value is not None} == shown
    assert len(values) == len(shown) + len(context.edition.missing)
    board = {tuple(row[part] for part in KEYS["scoreboard"]): row for row in found["scoreboard"].rows}
    assert len(board) == len(context.scoreboard)
    for row in context.scoreboard.to_dict("records"):
        same = board[row["indicator"], row["region"], row["breakdown"]]
        assert same["value"] == row["shown"]
        for name in set(same) & set(row) - {"value", "flag", "qualifier"}:
            assert same[name] == row[name], name


def test_a_value_that_is_not_there_is_empty_and_says_why(contexts):
    """Suppressed is Q, not collected is L, never published is O; none of them is a number."""
    found = tables(contexts["sample"]["en"])
    missing = {row["flag"] for row in found["observations"].rows if row["value"] is None}
    assert missing == {"Q", "L"}
    empty = [row for row in found["scoreboard"].rows if row["value"] is None]
    assert {row["flag"] for row in empty} == {"O"}
    assert all(row["headline"] and row["status"] == "not_assessable" for row in empty)


def test_what_is_suppressed_leaves_no_trace(contexts):
    """Neither the printed words nor the size of the sample nor the ends of what it may stand for."""
    rows = [row for row in tables(contexts["sample"]["en"])["observations"].rows if row["value"] is None]
    assert rows
    for row in rows:
        assert [row[name] for name in ("printed", "sample_size", "low", "high", "edition")] == [None] * 5


@of_each_edition
def test_each_row_of_figures_and_verdicts_names_its_receipt(contexts, sites, edition):
    """In the tables, and in the files for programs: it is there, and has the value of the row. Of targets that in force
    has one; a figure that is withheld has one that says no more."""
    context = contexts[edition]["en"]
    known = {each.id: each.value for receipts in all_receipts(context).values() for each in receipts}
    found = tables(context)
    judged = {"observations": "value", "scoreboard": "status", "actions": "state", "commitments": "state"}
    for name, column in judged.items():
        assert {row["receipt"]: row[column] for row in found[name].rows}.items() <= known.items()
    told = {row["receipt"]: row["comes_to"] or row["value"] for row in found["targets"].rows if row["receipt"]}
    assert told == {name: value for name, value in known.items() if name.endswith("/target")}
    folder = sites[edition] / downloads.FOLDER
    for name in FLOWS:
        rows = rows_of(folder / downloads.SDMX.format(name=name))
        assert [row["RECEIPT"] for row in rows] == [row["receipt"] for row in found[name].rows]
    interface = json.loads((folder / API / "observations.json").read_text("utf-8"))["observations"]
    assert [row["receipt"] for row in interface] == [row["receipt"] for row in found["observations"].rows]


def test_every_code_has_words():
    """Each verdict, reason, state and step that a series can have is explained in the table of codes, without a gap
    for a number in its words."""
    assert set(CODES["status"]) == set(verdicts.WORDS)
    assert set(CODES["reason"]) == {*verdicts.REASONS, *WHY}
    assert set(CODES["state"]) == set(STATES)
    assert set(CODES["strength"]) == set(verdicts.STRENGTHS)
    assert set(CODES["fit"]) == set(FITS)
    assert set(CODES["result"]) == set(outcome.RESULTS)
    assert set(CODES["prospect"]) == set(outcome.PROSPECTS)
    assert set(CODES["collection"]) == set(COLLECTIONS)
    assert not [text for texts in CODES.values() for text in texts.values() if "{" in text]


@pytest.mark.parametrize("edition", EVERY)
def test_the_tables_of_every_edition_hold_together(edition):
    """Older editions too: no key twice or with a gap, every reference and code leads somewhere, no required cell is
    empty."""
    found = tables(read_context(edition, "en", REPOSITORY))
    codes = {(row["list"], row["code"]) for row in found["codes"].rows}
    for table in found.values():
        keys = [tuple(row[part] for part in table.key) for row in table.rows]
        assert len(set(keys)) == len(keys), table.name
        assert all(part is not None for key in keys for part in key), table.name
        for column in table.columns:
            cells = {row[column.name] for row in table.rows}
            assert not (column.required and None in cells), (table.name, column.name)
            if column.codes:
                assert {(column.codes, cell) for cell in cells - {None}} <= codes, (table.name, column.name)
            if column.refers:
                (key,) = found[column.refers].key
                assert cells - {None} <= {row[key] for row in found[column.refers].rows}, (table.name, column.name)


@of_each_edition
def test_states_and_fits_are_those_of_the_plan(contexts, edition):
    """Each action and commitment with the state that the pages show and the counts behind it, each fit of each card."""
    context = contexts[edition]["en"]
    found = tables(context)
    commitments = {row["commitment"]: row for row in found["commitments"].rows}
    for row in found["actions"].rows:
        state = context.state(row["action"])
        assert row["state"] == state.state
        assert row["strength"] == (None if state.state == OPEN else state.strength)
        own = [commitments[each.commitment] for each in state.commitments]
        assert row["commitments"] == len(own) == sum(row[f"commitments_{name}"] for name in STATES)
        for name in STATES:
            assert row[f"commitments_{name}"] == sum(each["state"] == name for each in own)
        judged = [each for each in own if each["state"] != OPEN]
        assert row["commitments_direct"] + row["commitments_proxy"] == len(judged)
        groups = ("improving", "stable", "worsening", "not_assessable")
        assert row["indicators_counting"] == sum(row[f"indicators_{name}"] for name in groups)
        for each, said in zip(state.commitments, own, strict=True):
            assert (said["state"], said["fit"], said["strength"]) == (each.state, each.fit, each.strength)
            assert tuple((said["counted"] or "").split()) == each.counted
    fits = {(row["indicator"], row["commitment"]): row["fit"] for row in found["fits"].rows}
    cards = [card for _, card in context.plan.indicators()]
    assert fits == {(card.id, each.commitment): each.fit for card in cards for each in card.fits}
    silent = [row for row in commitments.values() if row["needed_en"] is None]
    measured = {commitment for (_, commitment), fit in fits.items() if fit != "context"}
    assert {row["commitment"] for row in silent} == measured


@of_each_edition
def test_the_targets_are_those_known_by_the_day(contexts, edition):
    """All of them and no other; where the scoreboard speaks of one, it says the same of it."""
    context = contexts[edition]["en"]
    found = tables(context)
    known = [t for t in context.plan.targets if known_by(context.plan, t, context.edition.card.day)]
    rows = found["targets"].rows
    assert [(row["printed"], row["source"], row["value"]) for row in rows] == [
        (target.printed, target.source, target.value) for target in known
    ]
    assert all(row["result"] is None for row in rows if row["indicator"] is None)
    by_target = {(row["indicator"], row["region"], row["breakdown"], row["period"], row["value"]): row for row in rows}
    spoken_of = [row for row in found["scoreboard"].rows if row["target"] is not None]
    assert spoken_of or edition == "sample"
    for row in spoken_of:
        said = by_target[row["indicator"], row["region"], row["breakdown"], row["target_period"], row["target"]]
        for name in ("result", "result_period", "result_value", "prospect", "probability"):
            assert said[name] == row[name]


# ---------------------------------------------------------------- cells that cannot become formulas


@given(st.text(st.characters(codec="utf-8"), max_size=20) | st.text(SIGNS + " \u200b1aA('", max_size=8))
@example("=1+1").via("a formula")
@example(" \u200b=1+1").via("a formula behind marks without width")
def test_no_text_begins_as_a_formula(text):
    """A text loses nothing and, read back from a CSV file, does not begin with a sign, a tab or a line end."""
    said = harmless(text)
    assert said in (text, f"'{text}")
    assert not said.strip().startswith(tuple(SIGNS))
    assert not said.startswith(tuple(SIGNS))
    content = csv_bytes(["text"], [[text]]).decode("utf-8")
    assert list(csv.reader(io.StringIO(content, newline="")))[1:] == ([[said]] if said else [[]]) or said == ""


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15))
@example(-2.5).via("a minus is no formula")
@example(-0.0).via("a zero with a sign")
def test_every_number_is_read_back_as_it_was(number):
    """Negative ones too: a number is written bare, with every digit."""
    assert float(cell_text(number)) == number
    assert "'" not in cell_text(number)


def spoiled(found: dict[str, Table]) -> dict[str, Table]:
    """The same tables with a formula in every text that is no code."""
    made = {}
    for name, table in found.items():
        free = {column.name for column in table.columns if column.language or column.name == "url"}
        rows = tuple({k: f"=cmd|'{v}'!A1" if k in free and v else v for k, v in row.items()} for row in table.rows)
        made[name] = Table(name, table.columns, table.key, rows)
    return made


def test_no_cell_of_a_workbook_is_a_formula(contexts):
    """Formulas planted in every title and note arrive as text."""
    context = contexts["sample"]["en"]
    book = openpyxl.load_workbook(io.BytesIO(workbook(context, spoiled(tables(context)))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert any(cell.value.startswith("'=cmd") for cell in texts)
    assert not [
        cell.coordinate for cell in texts if cell.data_type == "f" or cell.value.startswith(("=", "+", "-", "@"))
    ]


# ---------------------------------------------------------------- Data Package


@of_each_edition
def test_the_data_package_is_valid(sites, edition):
    """Types, constraints, keys, references between tables, sizes and hashes hold, by the Frictionless library."""
    report = Package(str(sites[edition] / downloads.FOLDER / "package" / "datapackage.json")).validate()
    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert [task.name for task in report.tasks] == [*COLUMNS, "plan"]


def test_a_broken_reference_in_the_package_is_found(sites, tmp_path):
    """The check above can fail: an observation of a region that is not in the table of regions."""
    with zipfile.ZipFile(sites["sample"] / downloads.FOLDER / downloads.PACKAGE) as archive:
        archive.extractall(tmp_path)
    file = tmp_path / "observations.csv"
    file.write_bytes(file.read_bytes().replace(b",CN-ZJ,", b",CN-XX,", 1))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert {"foreign-key"} <= {kind for (kind,) in report.flatten(["type"])}


def test_the_package_names_the_list_of_every_coded_column(sites):
    """With the codes that may stand there, so that a reader finds what they mean in the table of codes."""
    descriptor = json.loads((sites[REAL] / downloads.FOLDER / "package" / "datapackage.json").read_text("utf-8"))
    fields = {
        (part["name"], each["name"]): each
        for part in descriptor["resources"]
        for each in part.get("schema", {}).get("fields", ())
    }
    assert fields["scoreboard", "latest_change"]["codes"] == "status"
    assert fields["scoreboard", "latest_change"]["constraints"]["enum"] == list(CODES["status"])
    assert fields["actions", "state"]["constraints"] == {"required": True, "enum": list(STATES)}


@of_each_edition
def test_the_package_says_what_it_is(contexts, sites, edition):
    """Plan, edition, licence, sources with addresses only where they may be given, and invented data as such."""
    descriptor = json.loads((sites[edition] / downloads.FOLDER / "package" / "datapackage.json").read_text("utf-8"))
    assert (descriptor["edition"]["id"], descriptor["plan"]["id"]) == (edition, "cnca-2017")
    assert descriptor["licenses"] == [{"name": "MIT", "title": "MIT License"}]
    assert descriptor["invented"] is (edition == "sample")
    assert (INVENTED in descriptor["description"]) is (edition == "sample")
    assert "never zero" in descriptor["description"] or "not zero" in descriptor["description"]
    allowed = {
        source.url for source in contexts[edition]["en"].edition.sources.values() if source.address_class != "none"
    }
    allowed |= {
        source.url for source in contexts[edition]["en"].plan.sources.values() if source.address_class != "none"
    }
    assert {source["path"] for source in descriptor["sources"] if "path" in source} <= allowed
    assert all(source["title"].count(": ") for source in descriptor["sources"])


# ---------------------------------------------------------------- SDMX


@of_each_edition
def test_the_sdmx_structure_is_valid(sites, edition):
    """By the JSON schema of SDMX-JSON 2.0, with unique codes in every list."""
    message = read_sdmx(sites[edition] / downloads.FOLDER / downloads.SDMX_STRUCTURE, validate=True)
    assert {flow.id for flow in message.get_dataflows()} == {"DF_OBSERVATIONS", "DF_SCOREBOARD"}
    for codes in message.get_codelists():
        assert len({one.id for one in codes}) == len(list(codes)) > 0


@of_each_edition
@pytest.mark.parametrize("name", FLOWS)
def test_an_sdmx_file_fits_its_structure(sites, edition, name):
    """Its columns are the components of its structure; every code is in its list; no key comes twice."""
    folder = sites[edition] / downloads.FOLDER
    rows = rows_of(folder / downloads.SDMX.format(name=name))
    message = read_sdmx(folder / downloads.SDMX_STRUCTURE)
    (structure,) = [found for found in message.get_data_structure_definitions() if found.id == f"DSD_{name.upper()}"]
    (flow,) = [found for found in message.get_dataflows() if found.structure.id == structure.id]
    assert {row["STRUCTURE_ID"] for row in rows} == {f"{flow.agency}:{flow.id}({flow.version})"}
    assert set(rows[0]) == {"STRUCTURE", "STRUCTURE_ID", "ACTION", *(part.id for part in structure.components)}
    for part in structure.components:
        if part.local_codes:
            assert {row[part.id] for row in rows} - {""} <= {one.id for one in part.local_codes}, part.id
    keys = [tuple(row[part.id] for part in structure.components.dimensions) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(all(key) for key in keys)


def test_codes_of_sdmx_have_their_official_names(sites):
    """Those of the lists that are SDMX's, as its registry has them (CL_OBS_STATUS 2.3, CL_FREQ 2.1); ours keep ours."""
    message = read_sdmx(sites[REAL] / downloads.FOLDER / downloads.SDMX_STRUCTURE)
    lists = {found.id: {one.id: one.name for one in found} for found in message.get_codelists()}
    assert lists["CL_FREQ"] == {
        "A": "Annual",
        "S": "Half-yearly, semester",
        "Q": "Quarterly",
        "M": "Monthly",
        "I": "Irregular",
    }
    assert set(lists["CL_OBS_STATUS"]) == set(FLAGS)
    assert lists["CL_OBS_STATUS"]["I"] == "Imputed value (CCSA definition)"
    assert lists["CL_OBS_STATUS"]["Q"] == "Missing value; suppressed"
    assert lists["CL_STATUS"] == CODES["status"]
    assert lists["CL_STRENGTH"] == CODES["strength"]


def test_an_sdmx_row_says_everything_by_itself(sites):
    """Structure, action, status, source with its document, edition, plan, licence and the mark of invented data."""
    rows = rows_of(sites["sample"] / downloads.FOLDER / downloads.SDMX.format(name="observations"))
    assert list(rows[0])[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert {(row["STRUCTURE"], row["ACTION"]) for row in rows} == {("dataflow", "I")}
    assert {(row["EDITION"], row["PLAN"], row["LICENCE"], row["INVENTED"]) for row in rows} == {
        ("sample", "cnca-2017", "MIT", "true")
    }
    assert all(row["SOURCE_DOCUMENT"] for row in rows)
    suppressed = [row for row in rows if row["OBS_STATUS"] in ("Q", "L")]
    assert suppressed
    assert {row["OBS_VALUE"] for row in suppressed} == {""}
    halves = {row["TIME_PERIOD"] for row in rows if row["FREQ"] == "S"}
    assert halves
    assert all(period[4:] in ("-S1", "-S2") for period in halves)


# ---------------------------------------------------------------- the workbook


@of_each_edition
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_can_be_read_aloud(contexts, sites, edition, language):
    """Cover first; a title in A1 of every sheet; one marked table a sheet with headings, alternative text and a
    frozen header; nothing merged, hidden or empty in between; names short and without surprises."""
    context = contexts[edition][language]
    file = sites[edition] / downloads.FOLDER / downloads.WORKBOOK.format(language=language)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == [say(context, name) for name in NAMES.values()]
    assert book.active.title == book.sheetnames[0]
    cover = [cell.value for (cell,) in book.worksheets[0].iter_rows(max_col=1)]
    assert all(cover)
    assert (say(context, INVENTED) in cover) is (edition == "sample")
    for sheet in book.worksheets:
        assert isinstance(sheet["A1"].value, str)
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert len(sheet.title) <= 31
    for sheet in book.worksheets[2:]:
        (table,) = sheet.tables.values()
        top = int(table.ref.split(":")[0].lstrip("A"))
        headings = [cell.value for cell in sheet[top]]
        assert all(headings)
        assert len(set(headings)) == len(headings)
        assert [column.name for column in table.tableColumns] == headings
        assert sheet.freeze_panes == f"A{top + 1}"
        assert all(sheet.cell(row, 1).value for row in range(1, top))  # no empty line above the table
    with zipfile.ZipFile(file) as archive:
        marked = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/tables/")]
    assert len(marked) == len(book.worksheets) - 1
    assert all('altText="' in one for one in marked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_lead_to_every_sheet(sites, language):
    """Each name in the table of contents is a link to its sheet, with the number of its rows."""
    book = openpyxl.load_workbook(sites[REAL] / downloads.FOLDER / downloads.WORKBOOK.format(language=language))
    contents = book.worksheets[1]
    for index, sheet in enumerate(book.worksheets[2:], 4):
        assert contents.cell(index, 1).value == sheet.title
        assert contents.cell(index, 1).hyperlink.location == f"'{sheet.title}'!A1"
        (table,) = sheet.tables.values()
        first, last = (int("".join(c for c in part if c.isdigit())) for part in table.ref.split(":"))
        assert contents.cell(index, 3).value == last - first


# ---------------------------------------------------------------- the JSON interface


def each_part_once(schema: dict) -> jsonschema.Validator:
    """A validator that does not look again at a part which has been found to fit: most rows stand in several files."""
    fitting: set[tuple[str, str]] = set()
    follow = jsonschema.Draft202012Validator.VALIDATORS["$ref"]

    def follow_once(validator, reference, part, around):
        key = (reference, json.dumps(part))
        if key not in fitting:
            errors = list(follow(validator, reference, part, around))
            yield from errors
            if not errors:
                fitting.add(key)

    return jsonschema.validators.extend(jsonschema.Draft202012Validator, {"$ref": follow_once})(schema)


@of_each_edition
def test_every_file_of_the_interface_fits_its_schema(sites, edition):
    """By the JSON schema beside them, which each file names; the index lists every one of them and no other."""
    folder = sites[edition] / downloads.FOLDER / API
    schema = json.loads((folder / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = each_part_once(schema)
    files = {
        file.relative_to(folder).as_posix(): json.loads(file.read_text("utf-8")) for file in folder.rglob("*.json")
    }
    del files["schema.json"]
    for name, content in files.items():
        assert [error.message for error in validator.iter_errors(content)] == [], name
        assert (folder / name).parent.joinpath(content["$schema"]).resolve() == (folder / "schema.json").resolve()
        assert content["about"]["edition"] == edition
        assert content["about"]["invented"] is (edition == "sample")
    assert {link["href"] for link in files["index.json"]["files"]} | {"index.json"} == files.keys()
    assert {
        "actions/A01.json",
        "indicators/inspection_institutions.json",
        "regions/CN-ZJ.json",
        "breakdowns/food.json",
    } <= (files.keys())


def test_a_file_that_does_not_fit_is_found(sites):
    """The check above can fail: a number as text, and a key that is not known."""
    folder = sites["sample"] / downloads.FOLDER / API
    validator = each_part_once(json.loads((folder / "schema.json").read_text("utf-8")))
    content = json.loads((folder / "observations.json").read_text("utf-8"))
    assert validator.is_valid(content)
    assert not validator.is_valid({**content, "more": 1})
    content["observations"][0]["value"] = "12"
    assert not validator.is_valid(content)


def test_the_address_of_the_interface_says_its_version(sites):
    """Where keys were lost, programs that read the old ones must not find the new ones at the old address."""
    content = json.loads((sites[REAL] / downloads.FOLDER / API / "index.json").read_text("utf-8"))
    assert content["about"]["version"] == VERSION
    assert f"api/v{VERSION.partition('.')[0]}/" == API


def test_the_interface_has_every_fit_and_commitment(contexts, sites):
    """Beside the indicators and in the file of the action: the same as in the tables."""
    folder = sites[REAL] / downloads.FOLDER / API
    found = tables(contexts[REAL]["en"])
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    fits = [
        (card["indicator"], fit["commitment"], fit["fit"], fit["reason"]["zh"], fit["reason"]["en"])
        for card in plan["indicators"]
        for fit in card["fits"]
    ]
    assert fits == [tuple(row.values()) for row in found["fits"].rows]
    of_actions = [
        commitment
        for action in plan["actions"]
        for commitment in json.loads((folder / f"actions/{action['action']}.json").read_text("utf-8"))["commitments"]
    ]
    assert of_actions == plan["commitments"]
    assert [row["commitment"] for row in of_actions] == [row["commitment"] for row in found["commitments"].rows]


@of_each_edition
def test_a_file_of_the_interface_names_its_documents(sites, edition):
    """Each source of an observation, a series or a target is described in the same file."""
    folder = sites[edition] / downloads.FOLDER / API
    for file in sorted(folder.rglob("*.json")):
        content = json.loads(file.read_text("utf-8"))
        rows = [row for part in ("observations", "standings", "targets") for row in content.get(part, ())]
        cited = {source for row in rows for source in row["sources"]}
        assert cited <= {source["source"] for source in content.get("sources", ())}, file.name


# ---------------------------------------------------------------- all of them


@of_each_edition
def test_the_same_input_gives_the_same_bytes(contexts, sites, tmp_path, edition):
    """Nothing of the moment or the machine is in any file."""
    again = write_exports(contexts[edition], tmp_path)
    first = sites[edition] / downloads.FOLDER
    assert [file.relative_to(tmp_path) for file in again] == sorted(
        file.relative_to(first) for file in first.rglob("*") if file.is_file()
    )
    assert all(file.read_bytes() == (first / file.relative_to(tmp_path)).read_bytes() for file in again)
    with zipfile.ZipFile(first / downloads.PACKAGE) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    day = contexts[edition]["en"].edition.card.day
    with zipfile.ZipFile(first / downloads.WORKBOOK.format(language="en")) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} <= {(1980, 1, 1), (day.year, day.month, day.day)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_links_to_files_that_are_there(contexts, sites, language):
    """The block for the page of data leads only to files that were written; a lost one is told."""
    site = sites[REAL]
    page = site / language / "data.html"
    page.parent.mkdir()
    page.write_text(downloads.files(contexts[REAL][language]).html, "utf-8")
    for name in (*downloads.PDFS, downloads.SHEETS):  # made from the rendered pages, see test_pdf.py
        (site / language / name.format(language=language)).touch()
    for receipts in (site / "data" / "receipts").glob("*.html"):  # which lead to the book, which is not here
        receipts.write_text("", "utf-8")
    assert check_site(site) == []
    page.write_text(page.read_text("utf-8").replace(downloads.PACKAGE, "lost.zip"), "utf-8")
    assert [fault.rule for fault in check_site(site)] == ["site-missing"]
    page.unlink()
