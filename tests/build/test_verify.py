"""Archives of strangers, notebooks that are not ours, addresses that stay, manifests that leak nothing, and places."""

from __future__ import annotations

import io
import json
import re
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import PROJECT, SECOND, copy_of_project, with_secrets

from plan_metrics.cli import main
from plan_metrics.context import read_context
from plan_metrics.creation.create import create_project
from plan_metrics.errors import FaultError
from plan_metrics.report.manifest import read_manifest, write_manifest
from plan_metrics.report.moved import read_moved, write_moved
from plan_metrics.report.own_parts import check_own_parts, foreign_parts
from plan_metrics.verify import archive
from plan_metrics.verify.archive import unpacked
from plan_metrics.verify.difference import CHANGED, EXTRA, MISSING, Difference
from plan_metrics.verify.files import file_differences
from plan_metrics.verify.page import page_differences
from plan_metrics.verify.site import files_of, site_differences
from plan_metrics.verify.words import difference_text

REPOSITORY = Path(__file__).parents[2]
PLAN = "data/plan/plan.toml"


# ---------------------------------------------------------------- archives of strangers


def zipped(file: Path, names: Mapping[str, bytes], link: str = "") -> Path:
    """A ZIP file with these files, and a link."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in names.items():
            packed.writestr(name, raw)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            packed.writestr(info, "/etc/passwd")
    return file


def tarred(file: Path, names: Mapping[str, bytes], link: str = "") -> Path:
    """The same as a compressed TAR file."""
    with tarfile.open(file, "w:gz") as packed:
        for name, raw in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            packed.addfile(info, io.BytesIO(raw))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            packed.addfile(info)
    return file


def folder(place: Path, names: Mapping[str, bytes], link: str = "") -> Path:
    """The same as a folder."""
    for name, raw in names.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(raw)
    if link:
        (place / link).symlink_to("/etc/passwd")
    return place


FORMS: list[Callable[..., Path]] = [zipped, tarred, folder]


@pytest.mark.parametrize("form", FORMS)
def test_of_an_archive_the_parts_of_its_project_are_taken(tmp_path, form):
    """Also from a folder in it, as code hosts pack one; other files, hidden ones and what was compiled stay there."""
    top = "" if form is folder else "plan-7f3a/"
    names = {f"{top}{name}": b"x" for name in (PLAN, "notebooks/a.ipynb", "setup.py", "book/.b", "data/__pycache__/c")}
    target = unpacked(form(tmp_path / "given", {**names, "other/z/data/plan/plan.toml": b"y"}), tmp_path / "made")
    assert sorted(files_of(target, target)) == [PLAN, "notebooks/a.ipynb"]
    assert (target / PLAN).read_bytes() == b"x"


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_with_a_link_is_refused(tmp_path, form):
    """Nothing is written where it leads."""
    with pytest.raises(FaultError, match=r"a link or a device: data/plan/units\.csv"):
        unpacked(form(tmp_path / "given", {PLAN: b"x"}, link="data/plan/units.csv"), tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("form", FORMS[:2])
def test_every_name_that_leads_elsewhere_is_told(tmp_path, form):
    """All at once, and not a file is written."""
    bad = ["../out", "data/../../out", "/data/out", "data\\..\\out", "C:out"]
    with pytest.raises(FaultError) as raised:
        unpacked(form(tmp_path / "given", {PLAN: b"x", **dict.fromkeys(bad, b"y")}), tmp_path / "made")
    told = {fault.values["name"] for fault in raised.value.faults}
    assert told >= {"../out", "data/../../out", "/data/out", "C:out"}
    assert [path.name for path in tmp_path.iterdir()] == ["given"]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_larger_than_a_project_is_not_unpacked(tmp_path, form, monkeypatch):
    """A few bytes that become many, and many files of none."""
    monkeypatch.setattr(archive, "MOST_BYTES", 1_000_000)
    with pytest.raises(FaultError, match="a larger archive"):
        unpacked(form(tmp_path / "bomb", {PLAN: b"x", "data/bomb": bytes(2_000_000)}), tmp_path / "made")
    monkeypatch.setattr(archive, "MOST_FILES", 20)
    with pytest.raises(FaultError, match="a larger archive"):
        unpacked(form(tmp_path / "files", {PLAN: b"", **{f"data/{n}": b"" for n in range(30)}}), tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("form", FORMS[:2])
def test_a_damaged_archive_is_a_fault_and_no_traceback(tmp_path, form):
    """Cut anywhere, or with other bytes in the middle."""
    whole = form(tmp_path / "whole", {PLAN: b"x" * 5000, "data/noise": bytes(range(256)) * 40}).read_bytes()
    half = len(whole) // 2
    for number, raw in enumerate((whole[:half], whole[:-1], whole[:half] + bytes(60) + whole[half + 60 :], b"", b"PK")):
        given = tmp_path / f"given{number}"
        given.write_bytes(raw)
        with pytest.raises(FaultError):
            unpacked(given, tmp_path / f"made{number}")


# ---------------------------------------------------------------- notebooks and templates of strangers


@pytest.fixture
def theirs(tmp_path) -> Path:
    """A project with our notebooks and our book."""
    for name in ("notebooks", "book"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    return tmp_path


def test_our_own_notebooks_are_ours_however_they_are_opened(theirs, tmp_path_factory):
    """Also those of a project that `init` made; words of the book, styles and scripts may be others."""
    assert foreign_parts(theirs) == []
    assert foreign_parts(create_project(tmp_path_factory.mktemp("new") / "project")) == []
    config, style = theirs / "book" / "_config.yml", theirs / "book" / "_static" / "book.css"
    config.write_text(config.read_text("utf-8").replace("footer: {}", "footer: { en: Other }"), "utf-8")
    style.write_text("p {color: red}", "utf-8")
    assert foreign_parts(theirs) == []


SPOILT = {
    "notebooks/data.ipynb": ('"views.data.opening(context)', '"import os; views.data.opening(context)'),
    "notebooks/region.ipynb": ('region = \\"CN-ZJ\\"', 'region = \\"CN-ZJ\\"; import os'),
    "book/_config.yml": ("    extensions:\n", "    extensions:\n      - evil\n"),
    "book/pages/method.md.j2": ("{% trans %}", "{{ ''.__class__ }}{% trans %}"),
    "book/_templates/page.html": ("<", "{{ cycler }}<"),
    "book/_pdf/document.typ": ("#", '#read("/x")#'),
}


@pytest.mark.parametrize(("name", "change"), SPOILT.items(), ids=SPOILT)
def test_whatever_would_be_run_and_is_not_ours_is_named(theirs, name, change):
    """A cell, a default of its parameters, an extension, a template."""
    file = theirs / name
    text = file.read_text("utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), "utf-8")
    assert foreign_parts(theirs) == [name]


@pytest.mark.parametrize("raw", [b"", b"{", b'{"cells": [[[]]]}', b"[" * 100_000, b"\xff"])
def test_what_is_no_notebook_and_no_setting_is_named(theirs, raw):
    """And so is a setting that stands for any length by a name."""
    (theirs / "notebooks" / "data.ipynb").write_bytes(raw)
    config = theirs / "book" / "_config.yml"
    config.write_text(f"x: &x [1]\ny: *x\n{config.read_text('utf-8')}", "utf-8")
    (theirs / "book" / "pages" / "more.md.j2").write_text("x", "utf-8")
    assert foreign_parts(theirs) == ["book/_config.yml", "book/pages/more.md.j2", "notebooks/data.ipynb"]


def test_a_site_is_not_built_from_notebooks_of_strangers(theirs, tmp_path_factory, monkeypatch, capsys):
    """`verify --all` names them and runs nothing; the flag that lets it is in the words of the fault."""
    shutil.copytree(PROJECT / "data", theirs / "data")
    (theirs / "notebooks" / "data.ipynb").write_text("{}", "utf-8")
    site = tmp_path_factory.mktemp("site")
    (site / SECOND).mkdir()
    monkeypatch.setattr("plan_metrics.verify.again.build", lambda *_: pytest.fail("it was run"))
    assert main(["--language", "en", "verify", "--all", str(site), str(theirs)]) == 2
    told = capsys.readouterr().err
    assert "notebooks/data.ipynb" in told
    assert "--run-their-notebooks" in told


@pytest.mark.parametrize("lacking", [["book", "notebooks"], ["book"], ["notebooks"]], ids=" ".join)
def test_folders_that_a_project_lacks_are_told_once(theirs, lacking):
    """And not by each notebook and template that should lie in them."""
    for name in lacking:
        shutil.rmtree(theirs / name)
    with pytest.raises(FaultError) as raised:
        check_own_parts(theirs)
    assert [(fault.rule, fault.file) for fault in raised.value.faults] == [
        ("missing_file", ", ".join(f"{name}/" for name in lacking))
    ]


# ---------------------------------------------------------------- the manifest


def test_no_digest_of_a_manifest_depends_on_what_is_suppressed(tmp_path):
    """Else a count of which everything around is known could be found by trying."""
    told = []
    for turned in (True, False):
        base = with_secrets(copy_of_project(tmp_path / str(turned)), turned)
        write_manifest(
            base / "book" if (base / "book").is_dir() else base / "data", base, read_context(SECOND, "en", base)
        )
        manifest = read_manifest(base / "data")
        told.append((manifest.plan, manifest.figures))
    assert told[0] == told[1]
    assert len(set(told[0])) == 2


# ---------------------------------------------------------------- addresses


def site_at(base: Path, *names: str) -> Path:
    """A site with these files."""
    for name in names:
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text("x", "utf-8")
    return base


def test_the_list_of_addresses_grows_and_never_shrinks(invented_base, tmp_path, monkeypatch, capsys):
    """What was listed and is gone is named, with code 1; styles and fonts are no addresses."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(invented_base))
    edition, lists = "2030-01", invented_base / "data" / "addresses"
    site = site_at(tmp_path / "s", "index.html", f"{edition}/en/A01.html", f"{edition}/data/a.csv",
                   f"{edition}/en/_static/x.css", "latest/en/A01.html", "latest/data/a.csv")  # fmt: skip

    def verify(*more: str) -> tuple[int, str]:
        return main(["--language", "en", "verify", "--addresses", str(site), *more]), capsys.readouterr().out

    assert verify()[0] == 0
    assert not lists.exists()
    assert verify("--keep")[0] == 0
    assert (lists / f"{edition}.txt").read_text("utf-8") == f"{edition}/data/a.csv\n{edition}/en/A01.html\n"
    assert (lists / "beside.txt").read_text("utf-8") == "index.html\nlatest/en/A01.html\n"
    (site / edition / "en" / "A01.html").rename(site / edition / "en" / "B.html")
    code, told = verify("--keep")
    assert (code, told.splitlines()[0]) == (1, f"{edition}/en/A01.html: was published and is not there")
    assert (lists / f"{edition}.txt").read_text("utf-8").splitlines() == [
        f"{edition}/data/a.csv", f"{edition}/en/A01.html", f"{edition}/en/B.html",
    ]  # fmt: skip
    assert verify()[0] == 1
    write_moved(site / edition, dict.fromkeys(LANGUAGES), {"A01": "B"})
    assert verify() == (0, "every address that was ever published is there\n")
    assert 'url=B.html"' in (site / edition / "en" / "A01.html").read_text("utf-8")
    assert not (site / edition / LANGUAGES[0] / "A01.html").exists() or LANGUAGES[0] == "en"


def test_a_list_of_moved_pages_is_proved(tmp_path):
    """No path, no name twice, no chain, and no page of now that has an old name."""
    file = tmp_path / "data" / "addresses" / "moved.csv"
    assert read_moved(tmp_path) == {}
    file.parent.mkdir(parents=True)
    file.write_text("from,to\na-1,b\n", "utf-8")
    assert read_moved(tmp_path) == {"a-1": "b"}
    file.write_text("from,to\n../a,b\nc,d\nc,e\nf,c\n,g\n", "utf-8")
    with pytest.raises(FaultError) as raised:
        read_moved(tmp_path)
    assert [(fault.row, fault.column) for fault in raised.value.faults] == [
        (2, "from"), (3, "from"), (4, "from"), (5, "to"), (6, "from"),
    ]  # fmt: skip
    site = site_at(tmp_path / "site", "en/a-1.html", "en/b.html")
    with pytest.raises(FaultError, match=r"moved\.csv"):
        write_moved(site, {"en": None}, {"a-1": "b"})


def test_the_pages_of_this_project_that_moved_are_known():
    """The key of the last release is an example: the page of its sectors."""
    assert read_moved(REPOSITORY)["compare-sectors"] == "compare-sector"


# ---------------------------------------------------------------- places


def told(file: str, published: str | bytes, computed: str | bytes) -> list[str]:
    """What is said of a file that differs."""
    raws = [text if isinstance(text, bytes) else text.encode() for text in (published, computed)]
    return [difference_text(each, lambda text: text) for each in file_differences(file, *raws)]


PAGE = '<h1>Firms<a class="headerlink">#</a></h1><p>In {}: <b title="{}">{}</b> firms</p>'


@pytest.mark.parametrize(
    ("file", "published", "computed", "said"),
    [
        ("a.html", PAGE.format("2024", "", "3,949"), PAGE.format("2024", "", "3,849"),
         ["a.html: “Firms”, at “Firms In 2024: 3,949 firms”: published “3,949”, computed “3,849”"]),
        ("a.html", PAGE.format("2024", "9", "3"), PAGE.format("2024", "8", "3"),
         ["a.html: “Firms”, title of <b>, at “Firms In 2024: 3 firms”: published “9”, computed “8”"]),
        ("a.html", PAGE.format("2024", "", "3") + "<p>More</p>", PAGE.format("2024", "", "3"),
         ["a.html: “Firms”, at “In 2024: 3 firms More”: published “More”, computed “”"]),
        ("a.svg", "<svg><title>T</title><text>1</text></svg>", "<svg><title>T</title><text>2</text></svg>",
         ["a.svg: “T”, at “T 1”: published “1”, computed “2”"]),
        ("a.csv", "period,value\n2024,5\n", "period,value\n2024,6\n",
         ["a.csv: row 2, column value: published “5”, computed “6”"]),
        ("a.csv", "a\n1\n2\n3\n", "a\n1\n3\n", ["a.csv: row 3: published “2”, computed “”"]),
        ("a.json", '{"a": [1, {"b": 2}]}', '{"a": [1, {"b": 3}], "c": 0}',
         ["a.json: at $.a[1].b: published “2”, computed “3”", "a.json: at $.c: published “”, computed “0”"]),
        ("a.json", '{"a": 1}', '{"a":1}', ["a.json: line 1, at “{\"a\": 1}”: published “ 1”, computed “1”"]),
        ("a.js", "x = 1\ny = 22\n", "x = 1\ny = 23\n", ["a.js: line 2, at “y = 22”: published “22”, computed “23”"]),
        ("a.png", b"\x00\x01\x02", b"\x00\x01\x03", ["a.png: from byte 3 on: published “3 B”, computed “3 B”"]),
        ("a.pdf", b"no pdf", b"nor this", ["a.pdf: from byte 3 on: published “6 B”, computed “8 B”"]),
        ("a.zip", b"PK", b"PL", ["a.zip: from byte 2 on: published “2 B”, computed “2 B”"]),
    ],
)  # fmt: skip
def test_what_differs_is_told_where_a_person_sees_it(file, published, computed, said):
    """By heading and words around, row and column, path, line; by bytes where it is nothing that can be read."""
    assert told(file, published, computed) == said
    assert told(file, computed, computed) == []


def test_a_letter_that_is_written_in_another_way_is_no_difference():
    """Sphinx writes quotation marks and the sign of an address as references, and adds places and styles."""
    added = '<link rel="stylesheet" type="text/css" href="_static/book.css?v=1" /><section id="a">'
    page = "<title>{}</title>{}<h1>{} 1</h1>"
    printed = page.format("&quot;a&quot;", added, "&#64;")
    assert page_differences("a.html", printed, page.format('"a"', "", "@")) == []
    assert page_differences("a.html", printed.replace("1</h1>", "2</h1>"), page.format('"a"', "", "@"))
    script = printed.replace("<section", '<script defer src="//else.where/x.js"></script><section')
    assert page_differences("a.html", script, page.format('"a"', "", "@"))


def test_what_is_packed_is_told_by_its_own_parts(tmp_path):
    """A table in a ZIP file by row and column; a part that is much too large is not unpacked."""
    one = zipped(tmp_path / "one", {"a/b.csv": b"x\n1\n", "c": b"", "e.csv": bytes(9_000_000)}).read_bytes()
    other = zipped(tmp_path / "other", {"a/b.csv": b"x\n2\n", "d": b"", "e.csv": b""}).read_bytes()
    assert told("z.zip", one, other) == [
        "z.zip/a/b.csv: row 2, column x: published “1”, computed “2”",
        "z.zip/c: extra; it is published and not computed",
        "z.zip/d: missing; it is computed and not published",
        "z.zip/e.csv: published “9,000,000 B”, computed “0 B”",
    ]


def test_nothing_that_a_terminal_would_obey_is_said():
    """Of a page of strangers: no escape, no turned letters, no endless line."""
    hostile = Difference("a\x1b[2J.html", CHANGED, "“{section}”", {"section": "\u202e9"}, "x" * 500, "\x9b1m")
    said = difference_text(hostile, lambda text: text)
    assert len(said) < 250
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", said)


def test_links_of_a_site_lead_nowhere_else(tmp_path):
    """A link to a file of this machine is told and not followed, nor is one that leads to itself."""
    good = site_at(tmp_path / "good", "a.html", "b/c.html", "d.html")
    bad = site_at(tmp_path / "bad", "b/c.html", "e.html")
    (tmp_path / "secret").write_text("secret", "utf-8")
    (bad / "a.html").symlink_to(tmp_path / "secret")
    (bad / "b" / "again").symlink_to(bad, target_is_directory=True)
    found = {each.file: each.kind for each in site_differences(bad, good)}
    assert found == {"a.html": CHANGED, "b/again": EXTRA, "d.html": MISSING, "e.html": EXTRA}


@pytest.mark.parametrize("words", [(), ("A01", "--all", "a", "b"), ("--addresses", "a", "--all", "a", "b")])
def test_one_thing_is_verified_at_a_time(words, capsys):
    """A command line that asks for none or for two is wrong."""
    with pytest.raises(SystemExit) as ended:
        main(["--language", "en", "verify", *words])
    assert ended.value.code == 2
    assert "one of these is needed" in capsys.readouterr().err


def test_a_folder_without_an_edition_is_no_site(tmp_path, capsys):
    """It is refused before anything is built, as data for a program that asks for it."""
    assert main(["--language", "en", "verify", "--all", str(tmp_path), str(PROJECT), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["groups"][0]["rule"] == "no_site"
    (tmp_path / "2026-11").mkdir()
    assert main(["--language", "en", "verify", "--all", str(PROJECT / "data"), str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert f"plan-metrics verify --all {tmp_path.as_posix()} {(PROJECT / 'data').as_posix()}" in told
