"""A frozen edition keeps its plan, its files and its numbers; people vouch for it by name."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from invented import FIRST, SECOND, SECTOR, copy_of_project, edition_of, remove, rows_of, write_rows
from test_adapt import DIMENSION

from plan_metrics import paths
from plan_metrics.context import read_context
from plan_metrics.creation.adapt import adapt
from plan_metrics.edition.checked import check_of
from plan_metrics.edition.copies import copy_faults
from plan_metrics.edition.models import Copy
from plan_metrics.edition.scaffold import create_edition
from plan_metrics.edition.signing import sign
from plan_metrics.edition.withdrawals import spoken
from plan_metrics.errors import FaultError
from plan_metrics.export.about import notices
from plan_metrics.export.freezing import freeze, number_faults
from plan_metrics.plan.code_lists import Text
from plan_metrics.plan.read import read_plan
from plan_metrics.receipts import all_receipts
from plan_metrics.receipts.page import receipt_page
from plan_metrics.views import changes, vouching
from plan_metrics.views.feed_entries import entries

AGAIN = {"who": "C. Corrector", "when": "2030-03-03", "why_zh": "录入有误", "why_en": "typed wrongly"}
CARD = "data/plan/actions/A01.toml"


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented project with its first edition frozen."""
    base = copy_of_project(tmp_path_factory.mktemp("frozen"))
    freeze(base, FIRST)
    return base


@pytest.fixture
def project(frozen: Path, tmp_path: Path) -> Path:
    """A copy of it to be changed."""
    return Path(shutil.copytree(frozen, tmp_path / "project"))


def replaced(file: Path, old: str, new: str) -> None:
    """The file with these words changed; they are there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def rules(base: Path, edition: str) -> list[str]:
    """The rules that the files of an edition break."""
    plan = read_plan(paths.plan_folder(base, edition))
    return [fault.rule for fault in check_of(base, edition, plan).open if fault.severity == "fault"]


def test_freezing_twice_gives_the_same_bytes(project: Path, frozen: Path):
    """What freezing writes depends on nothing but the edition and the plan."""
    project = copy_of_project(project / "another")
    freeze(project, FIRST)
    for file in sorted(paths.frozen_folder(edition_of(frozen, FIRST)).rglob("*")):
        if file.is_file():
            assert (project / file.relative_to(frozen)).read_bytes() == file.read_bytes()


def test_a_later_plan_changes_no_frozen_edition(project: Path):
    """Another title, a lost indicator and other rules of verdicts in the plan leave the frozen edition as it was."""
    before = read_context(FIRST, "en", project)
    replaced(project / CARD, 'en = "Bicycle stands"', 'en = "Stands for bicycles"')
    card = project / CARD
    text = card.read_text("utf-8")
    card.write_text(text[: text.index('[[indicators]]\nid = "stands_built"')], "utf-8")
    file = edition_of(project, SECOND) / "observations.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "stands_built" not in line), "utf-8")
    after = read_context(FIRST, "en", project)
    assert after.plan == before.plan
    assert after.scoreboard.equals(before.scoreboard)
    assert number_faults(project, after) == []
    newer = read_context(SECOND, "en", project)
    assert newer.plan.indicator("bicycle_stands").title["en"] == "Stands for bicycles"
    said = changes.plan_and_method(newer).text
    assert "Indicators that the plan has no more: Stands built since 2026." in said
    assert "stands_built" not in {change.indicator for change in newer.changes}


def test_what_a_later_edition_withdraws_is_read_by_its_own_plan(project: Path):
    """The plan of today has one more dimension, as the files of the later edition have: the frozen one says what they
    withdraw, and neither finds a fault; a reason that a later plan has in fewer languages is said in its original."""
    plan, folder = paths.plan_folder(project), edition_of(project, SECOND)
    head = plan / "plan.toml"
    head.write_text(head.read_text("utf-8") + DIMENSION, "utf-8")
    codes = "code,parent,page,title_zh,title_en\nTOTAL,,no,全部,All\npaved,TOTAL,no,硬化,Paved\n"
    (plan / "dimensions" / "surface.csv").write_text(codes, "utf-8")
    adapt(project)
    remove(folder / "observations.csv", indicator="bicycle_stands", region="XX", sector="TOTAL", period="2028")
    gone = {"indicator": "bicycle_stands", "region": "XX", "sector": "TOTAL", "surface": "TOTAL", "period": "2028"}
    said = {"when": "2030-05-20", "source": "S006", "reason_zh": "重复计算", "reason_en": "counted twice"}
    write_rows(folder / "withdrawn.csv", [gone | said])
    context = read_context(FIRST, "en", project)
    assert [(each.key[-1], each.reason["en"]) for each in context.withdrawn_later] == [("2028", "counted twice")]
    assert rules(project, FIRST) == rules(project, SECOND) == []
    made = create_edition(project, "2030-09", FIRST)  # which goes on from the frozen one, in the form of today
    assert {row["surface"] for row in rows_of(made / "observations.csv")} == {"TOTAL"}
    freeze(project, SECOND)
    head.write_text(head.read_text("utf-8").replace(DIMENSION, ""), "utf-8")
    assert read_context(FIRST, "en", project).withdrawn_later == context.withdrawn_later
    assert spoken(Text(zh="重复计算"), ("zh", "en"), "zh") == Text(zh="重复计算", en="重复计算")


@pytest.mark.parametrize("name", ["observations.csv", "sources.csv", "frozen/plan/units.csv", "frozen/scoreboard.csv"])
def test_a_changed_file_of_a_frozen_edition_is_told(project: Path, name: str):
    """Whichever file changes, the fault names it; so does the check of a newer edition that goes on from it."""
    file = edition_of(project, FIRST) / name
    file.write_bytes(file.read_bytes() + b"\n")
    assert "frozen_changed" in rules(project, FIRST)
    assert "frozen_changed" in rules(project, SECOND)


def test_a_lost_and_a_new_file_are_told(project: Path):
    """A file that is gone and one that was not there are changes, too."""
    folder = edition_of(project, FIRST)
    (folder / "withdrawn.csv").write_text("", "utf-8")
    (folder / "rejected.csv").unlink()
    faults = check_of(project, FIRST, read_plan(paths.plan_folder(project, FIRST))).open
    assert {fault.file for fault in faults if fault.rule == "frozen_changed"} == {"withdrawn.csv", "rejected.csv"}


def test_a_signature_is_no_change_and_an_answer_is(project: Path):
    """Who signed an edition does not change it; an answer may be the reason that a page gives for a figure."""
    sign(project, FIRST, "A. Reader", "2030-02-01")
    assert rules(project, FIRST) == []
    (edition_of(project, FIRST) / "answers.csv").write_text("rule,key,figures,who,when,why_zh,why_en\n", "utf-8")
    assert rules(project, FIRST) == ["frozen_changed"]


def test_a_program_that_shows_another_number_says_which(project: Path):
    """A number that was kept and would be another is a fault with its place, both numbers and the version."""
    own = paths.frozen_folder(edition_of(project, FIRST))
    replaced(own / "observations.csv", "36000", "36001")
    manifest = own / "manifest.json"
    facts = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**facts, "program": "0.0.1"}), "utf-8")
    shown = read_context(FIRST, "en", copy_of_project(project / "other"))
    (fault,) = number_faults(project, shown)
    assert (fault.file, fault.column) == ("frozen/observations.csv", "value")
    assert (fault.values["was"], fault.values["now"]) == ("36001", "36000")
    assert fault.values["program"] == "0.0.1"


def test_a_correction_is_an_erratum_with_both_numbers(project: Path):
    """A frozen edition that is corrected says on its pages and in its feed what was, what is, who, when and why."""
    replaced(
        edition_of(project, FIRST) / "observations.csv",
        "2026,30000,stands,A,exact,3万",
        "2026,31000,stands,A,exact,3.1万",
    )
    made = freeze(project, FIRST, AGAIN)
    assert ("31000", "30000") in {(each.now, each.was) for each in made.moved if each.column == "value"}
    context = read_context(FIRST, "en", project)
    said = vouching.errata_of(context, context.plan.indicator("bicycle_stands"))
    assert (
        "Erratum of 3 March 2030: figure for 2026 of Exampleland was “30000” and is “31000”. "
        "Reason: typed wrongly (C. Corrector)"
    ) in said
    assert "30000 | 31000 | 3 March 2030 | C. Corrector" in vouching.errata_table(context).text
    assert "errata bicycle_stands" in {entry.subject for entry in entries(context)}
    assert rules(project, FIRST) == []
    assert freeze(project, FIRST, AGAIN).moved == ()


def test_a_frozen_edition_is_not_frozen_by_the_way(project: Path):
    """Freezing again must be said; so must freezing for the first time."""
    with pytest.raises(FaultError, match="frozen already"):
        freeze(project, FIRST)
    with pytest.raises(FaultError, match="not frozen"):
        freeze(project, SECOND, AGAIN)


def test_a_copy_of_a_document_is_held_against_its_digest(project: Path):
    """A copy that is kept stands with its digest, in capitals or not, on the receipts; another or none is told, and it
    is not frozen; an edition that goes on from this one knows it too."""
    folder, documents = edition_of(project, SECOND), project / "data" / "documents" / "2027"
    documents.mkdir(parents=True)
    (documents / "报告.pdf").write_bytes(b"%PDF")
    digest = hashlib.sha256(b"%PDF").hexdigest()
    (folder / "copies.csv").write_text(f"source,file,sha256\nS001,2027/报告.pdf,{digest.upper()}\n", "utf-8")
    assert rules(project, SECOND) == []
    context = read_context(SECOND, "en", project)
    html = receipt_page(context, "indicator-bicycle_stands", all_receipts(context)["indicator-bicycle_stands"])
    assert f"S001: <code>2027/报告.pdf sha256 {digest}</code>" in html
    assert re.search("no copy is kept, so that their files have no digest: S00[2-9]", html)
    assert (create_edition(project, "2030-09", SECOND) / "copies.csv").read_text("utf-8").count(digest.upper()) == 1
    (documents / "报告.pdf").write_bytes(b"%PDE")
    assert rules(project, SECOND) == ["changed_copy"]
    with pytest.raises(FaultError, match="SHA-256"):
        freeze(project, SECOND)
    (documents / "报告.pdf").unlink()
    kept, place = {"S001": Copy(line=2, file="2027/报告.pdf", sha256=digest)}, documents / "报告.pdf"
    for to in ("/dev/null", "/dev", "nothing"):
        place.symlink_to(to)
        assert "a link" in next(copy_faults(project, kept)).found
        place.unlink()
    place.mkdir()
    assert "a folder" in next(copy_faults(project, kept)).found
    place.rmdir()
    assert "not there" in next(copy_faults(project, kept)).found
    lines = f"S001,../plan/units.csv,{digest}\nS999,a.pdf,{digest[1:]}\nS001,a.pdf,{digest}\n"
    (folder / "copies.csv").write_text(f"source,file,sha256\n{lines}", "utf-8")
    told = check_of(project, SECOND, read_plan(paths.plan_folder(project))).open
    found = sorted((f.row, f.rule) for f in told if f.file == "copies.csv")
    assert found == [(2, "wrong_name"), (3, "unknown_source"), (3, "wrong_digest"), (4, "no_copy")]


def test_an_edition_with_a_fault_is_not_frozen(project: Path):
    """Nothing is written for an edition that cannot be read."""
    replaced(edition_of(project, SECOND) / "observations.csv", ",stands,", ",meters,")
    with pytest.raises(FaultError):
        freeze(project, SECOND)
    assert not (paths.frozen_folder(edition_of(project, SECOND)) / "manifest.json").exists()


def test_two_names_make_an_edition_published(project: Path):
    """Draft, reviewed with one name, published with two different ones; the same name twice is refused."""

    def standing() -> str:
        return read_context(SECOND, "en", project).edition.standing

    assert standing() == "draft"
    assert sign(project, SECOND, "A. Reader", "2030-07-01") == "reviewed"
    with pytest.raises(FaultError, match="has signed"):
        sign(project, SECOND, "A.  Reader", "2030-07-02")
    assert sign(project, SECOND, "B. Second", "2030-07-02") == "published"
    assert standing() == "published"


@pytest.mark.parametrize("file", ["data/editions/2030-06/observations.csv", "data/plan/units.csv"])
def test_a_change_makes_signatures_void(project: Path, file: str):
    """Whoever signed did not sign what the edition or its plan is now."""
    sign(project, SECOND, "A. Reader", "2030-07-01")
    (project / file).write_bytes((project / file).read_bytes() + b"\n")
    assert read_context(SECOND, "en", project).edition.standing == "draft"


def test_freezing_keeps_signatures(project: Path):
    """The plan that is kept is the one that was signed."""
    sign(project, SECOND, "A. Reader", "2030-07-01")
    freeze(project, SECOND)
    assert read_context(SECOND, "en", project).edition.standing == "reviewed"


@pytest.mark.parametrize(
    ("signed", "column"),
    [("A,2030-02-30,x", "when"), (",2030-02-01,x", "who"), ("A,2030-02-01,", "digest")],
)
def test_a_line_of_signatures_that_says_too_little_is_told(project: Path, signed: str, column: str):
    """A day that does not exist, no name, no digest: each is a fault with its line and column."""
    (edition_of(project, SECOND) / "signed.csv").write_text(f"who,when,digest\n{signed}\n", "utf-8")
    faults = check_of(project, SECOND, read_plan(paths.plan_folder(project))).open
    assert [(f.file, f.row, f.column) for f in faults if f.severity == "fault"] == [("signed.csv", 2, column)]


def test_a_draft_says_so_over_everything(project: Path):
    """An edition of real figures without a signature is marked; with one it names who, with two it has no mark,
    and its files can still be written."""
    card = edition_of(project, SECOND) / "edition.toml"
    replaced(card, "invented = true", "invented = false")
    assert vouching.mark(read_context(SECOND, "en", project)) == "Draft: nobody has signed this edition yet."
    sign(project, SECOND, "A. Reader", "2030-07-01")
    assert "A. Reader (1 July 2030)" in vouching.mark(read_context(SECOND, "en", project))
    sign(project, SECOND, "B. Second", "2030-07-02")
    published = read_context(SECOND, "en", project)
    assert vouching.mark(published) == ""
    assert [each["en"].split()[:2] for each in notices(published)] == [["An", "empty"], ["The", "figures"]]


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"who": ""}, "--who"), ({"who": "=HYPERLINK(1)"}, "--who"), ({"who": "<b>x</b>"}, "--who"),
        ({"when": "yesterday"}, "--day"), ({"when": "2026-13-45"}, "--day"), ({"when": "1900-01-01"}, "--day"),
    ],
)  # fmt: skip
def test_a_correction_needs_a_name_and_a_day(project: Path, said: dict[str, str], where: str):
    """Without a name, or on a day that is none or before the edition, nothing is written."""
    with pytest.raises(FaultError) as raised:
        freeze(project, FIRST, {**AGAIN, **said})
    assert {fault.file for fault in raised.value.faults} == {where}
    assert not (edition_of(project, FIRST) / "errata.csv").exists()


@pytest.mark.parametrize("name", ["observations.csv", "frozen/plan/units.csv"])
def test_a_correction_tells_everything_at_once(project: Path, name: str):
    """Who, day and what is wrong with the edition, or with the plan that it was frozen with, in one list."""
    replaced(edition_of(project, FIRST) / name, "stands", "meters")
    with pytest.raises(FaultError) as raised:
        freeze(project, FIRST, {**AGAIN, "who": "", "when": "1900-01-01"})
    assert {fault.file for fault in raised.value.faults} == {"--who", "--day", name}


def test_one_person_is_not_two(project: Path):
    """Neither capitals nor spaces nor wide letters make another name."""
    sign(project, SECOND, "Li Wei", "2030-07-01")
    for name in ("LI WEI", " li  wei ", "Ｌｉ Ｗｅｉ"):
        with pytest.raises(FaultError, match="has signed"):
            sign(project, SECOND, name, "2030-07-02")


def test_a_void_signature_is_told(project: Path):
    """Whoever relies on a signature of something else is warned with its line."""
    sign(project, SECOND, "A. Reader", "2030-07-01")
    file = edition_of(project, SECOND) / "sources.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    told = check_of(project, SECOND, read_plan(paths.plan_folder(project))).open
    assert [(f.rule, f.row) for f in told if f.file == "signed.csv"] == [("void_signature", 2)]


@pytest.mark.parametrize("name", ["frozen/manifest.json", "errata.csv"])
def test_what_was_frozen_or_corrected_is_missed(project: Path, name: str):
    """An edition cannot be made to forget that it was frozen, or what was corrected in it, by removing a file."""
    file = edition_of(project, FIRST) / "rejected.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    freeze(project, FIRST, AGAIN)
    (edition_of(project, FIRST) / name).unlink()
    assert {"not_a_manifest", "frozen_changed"} & set(rules(project, FIRST))
    with pytest.raises(FaultError):
        freeze(project, FIRST)


@pytest.mark.parametrize("content", [b"{}", b"\xff", b"[]"])
def test_a_manifest_that_is_none_is_told(project: Path, content: bytes):
    """By every command, with its name."""
    (paths.frozen_folder(edition_of(project, FIRST)) / "manifest.json").write_bytes(content)
    assert rules(project, FIRST) == ["not_a_manifest"]
    for again in (None, AGAIN):
        with pytest.raises(FaultError, match="no manifest"):
            freeze(project, FIRST, again)


@pytest.mark.parametrize("name", ["plan/actions/A01.toml", "scoreboard.csv"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n"])
def test_a_correction_keeps_plan_and_numbers(project: Path, name: str, content: bytes):
    """What was frozen beside the tables is no part of a correction: it is to be restored first."""
    (paths.frozen_folder(edition_of(project, FIRST)) / name).write_bytes(content)
    with pytest.raises(FaultError) as raised:
        freeze(project, FIRST, AGAIN)
    assert {fault.file for fault in raised.value.faults} == {f"frozen/{name}"}


def test_a_changed_text_is_an_erratum_too(project: Path):
    """A note or title of a frozen edition does not change without a line that says so."""
    file = edition_of(project, FIRST) / "rejected.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    assert freeze(project, FIRST, AGAIN).moved == ()
    (said,) = read_context(FIRST, "en", project).edition.errata
    assert (said.indicator, said.column, said.who) == ("", "rejected.csv", "C. Corrector")
    assert "whole file | rejected.csv" in vouching.errata_table(read_context(FIRST, "en", project)).text


def test_an_erratum_about_nothing_is_told(project: Path):
    """An indicator, area or breakdown that the plan does not have is a fault with its line, and stops no page later."""
    line = "no_such_thing,MARS,nope,,value,1,2,Somebody,2030-03-03,原因,why"
    header = "indicator,region,sector,period,column,was,is,who,when,why_zh,why_en"
    (edition_of(project, SECOND) / "errata.csv").write_text(f"{header}\n{line}\n", "utf-8")
    faults = check_of(project, SECOND, read_plan(paths.plan_folder(project))).open
    told = {fault.column for fault in faults if fault.file == "errata.csv" and fault.severity == "fault"}
    assert told == {"indicator", "region", SECTOR}


def test_ends_of_lines_are_no_change(project: Path):
    """What git or a spreadsheet makes of the ends of lines leaves an edition frozen as it was."""
    for file in sorted(edition_of(project, FIRST).rglob("*.csv")):
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert rules(project, FIRST) == []
    assert number_faults(project, read_context(FIRST, "en", project)) == []
