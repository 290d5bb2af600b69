"""A plan of a company by month, in one language and without areas: its targets by hand, and its whole site, which a
stranger computes again."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from random import Random

import nbformat
import pytest
from plan_sites import PLANS, access_faults, built, foreign_words, whole_font
from tamper import CHANGES, SHOWN, adapt_manifest, doors_of, manifest_of, tampered

from plan_metrics.cli import main
from plan_metrics.context import Context, read_context
from plan_metrics.edition.read import check_edition
from plan_metrics.errors import FaultError
from plan_metrics.report import book, build
from plan_metrics.report.engine.store import Store
from plan_metrics.report.pages import localised, page_title
from plan_metrics.report.site import prepare
from plan_metrics.verify import again, one
from plan_metrics.verify.difference import BYTE
from plan_metrics.verify.one import verify_one
from plan_metrics.verify.page import books_of, page_differences, printed_again
from plan_metrics.verify.site import manifest_differences, site_differences
from plan_metrics.views.target_cases import cases
from plan_metrics.views.words import value

PROJECT = PLANS / "company"
FIRST, SECOND = "2025-07", "2026-01"
TARGETS = {  # by indicator, kind and month: the numbers, and what they come to in the first and the second edition
    # 452 MWh in June, where at most 450 were wanted
    ("energy.use", "at_most", "2025-06"): ("missed", "missed"),
    # a fifth less than the 500 MWh of December 2024 are 400; December 2025 had 398
    ("energy.use", "relative", "2025-12"): ("ahead", "met"),
    # state 1, in preparation, from March on
    ("energy.certificate", "state", "2025-06"): ("met", "met"),
    # state 3, certified, was wanted by September, which had state 2
    ("energy.certificate", "milestone", "2025-09"): ("ahead", "missed"),
    # and was there in December
    ("energy.certificate", "state", "2025-12"): ("ahead", "met"),
    # 2 accidents in June, where at most 2 were wanted
    ("safety.accidents", "at_most", "2025-06"): ("met", "met"),
    # none in November, but 1 in December, where none was wanted
    ("safety.accidents", "zero", "2025-12"): ("ahead", "missed"),
    # 98.1 % or more to June; 97.4 % in August
    ("plant.up", "keep", "2025-12"): ("held", "missed"),
    # signed in May, before the end of June
    ("code.signed", "milestone", "2025-06"): ("met", "met"),
}


def context_of(edition: str) -> Context:
    """The plan with an edition, in its language."""
    return read_context(edition, "de", PROJECT)


@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_nothing_in_the_plan_or_its_editions_is_doubted(edition):
    """No fault and no warning; that a month had no accident is answered for."""
    context = context_of(edition)
    assert check_edition(PROJECT / "data" / "editions" / edition, context.plan, None) == []


@pytest.mark.parametrize(("edition", "place"), [(FIRST, 0), (SECOND, 1)])
def test_what_became_of_each_target_is_what_its_figures_say(edition, place):
    """Nine targets of six kinds, each by the month that it is set for."""
    found = {
        (each.target.indicator, each.target.kind, each.target.period): each.code for each in cases(context_of(edition))
    }
    assert found == {key: results[place] for key, results in TARGETS.items()}


VERDICTS = {  # the change since December 2024, by hand
    # 500 to 398 MWh is 20.4 % less, more than the 3 % that count as a change
    "energy.use": (500, 398, "improving"),
    # from state 0 to state 3
    "energy.certificate": (0, 3, "improving"),
    # 4 accidents to 1
    "safety.accidents": (4, 1, "improving"),
    # 98.2 % to 98.5 %: 0.3 points, less than the 1 point that counts
    "plant.up": (98.2, 98.5, "stable"),
    # three figures, and the last two of them lie two months apart
    "code.signed": (0, 1, "not_assessable"),
}


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (1, "accidents", "1 Unfall"),
        (2, "accidents", "2 Unfälle"),
        (0, "accidents", "0 Unfälle"),
        (1, "MWh", "1 MWh"),
        (1, "percent", "1\u00a0%"),
    ],
)
def test_one_of_a_unit_is_said_by_its_word_for_one(number, unit, said):
    """Where `units.csv` has one; a per cent sign stands off by the space of the language."""
    assert value(context_of(SECOND), number, unit) == said


def test_the_verdicts_of_a_year_are_those_worked_out_by_hand():
    """What is desired is a fall of two indicators and a rise of the others."""
    board = context_of(SECOND).scoreboard.set_index("indicator")
    found = {name: tuple(row) for name, row in board[["baseline", "value", "status"]].iterrows()}
    assert found == VERDICTS


def test_the_way_to_a_relative_target_is_counted_from_its_base():
    """102 MWh of the 100 that were to be saved after a year; 48 of them after half of it."""
    progress = [context_of(edition).scoreboard.set_index("indicator").loc["energy.use"] for edition in (FIRST, SECOND)]
    assert [row["target"] for row in progress] == [400, 400]
    assert [row["progress"] for row in progress] == pytest.approx([0.48, 1.02])
    assert [row["elapsed"] for row in progress] == pytest.approx([0.5, 1])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The whole site of a copy of the project, in which no link is broken."""
    return built("company", tmp_path_factory.mktemp("company"))


def test_no_page_has_a_word_that_is_not_german(site):
    """No text is marked as another language, in other letters or left in English."""
    assert list(foreign_words(site, ("de",))) == []


def test_axe_finds_nothing_on_a_page_of_each_kind(site):
    """None is wider than a phone."""
    kinds = ["index", "M1", "indicator-energy.use", "indicator-energy.certificate", "targets", "evaluation", "changes"]
    kinds += ["coverage", "data", "method", "glossary", "take-along", "search"]
    assert access_faults(site, [f"de/{name}.html" for name in kinds]) == []


def test_no_page_is_about_areas_or_breakdowns_and_none_leads_to_another_language(site):
    """A plan with neither has no pages of them; one language needs no switch. Without a script pages lead to the
    newest edition."""
    pages = {file.stem for file in (site / "de").glob("*.html")}
    assert not [page for page in pages if page.startswith(("map", "compare", "FW"))]
    assert [folder.name for folder in site.iterdir() if (folder / "index.html").is_file()] == ["de"]
    front = (site / "de" / "index.html").read_text("utf-8")
    assert 'class="pm-language"' not in front
    assert '<noscript><p><a href="../../latest/index.html">' in front


def test_the_page_of_targets_tells_what_became_of_them_in_the_words_of_their_kinds(site):
    """Five of nine are met; a month is a month, a state has its name, and a level that fell off is missed."""
    page = (site / "de" / "targets.html").read_text("utf-8")
    text = " ".join(re.sub("<[^>]*>", " ", page).split()).replace(" ,", ",")
    assert "Frist abgelaufen: 9, davon erreicht: 5, verfehlt: 4" in text
    assert "20 % weniger als Dezember 2024: höchstens 400 MWh (500 MWh × 0,8)" in text
    assert "durchgehend 98 % oder mehr" in text
    assert "im Audit September 2025" in text


# ---------------------------------------------------------------- computed again by a stranger

CHANGED = 200


@pytest.fixture
def deployed(site, tmp_path) -> Path:
    """The site as a server has it: without links."""
    return Path(shutil.copytree(site.parent, tmp_path / "deployed", ignore=shutil.ignore_patterns(".*")))


def test_every_changed_digit_is_found_and_told_where_a_person_sees_it(site, deployed):
    """200 random digits, one at a time, in pages (their heads, hints and what is read aloud, too), citations and codes
    that embed a chart, tables, drawings, JSON, the search, the workbook, PDF files and feeds: the manifest that names
    the file tells each, and if that was changed too, the comparison with what is computed, never by bytes alone."""
    rng, doors, found = Random(18), doors_of(deployed), Counter[str]()
    assert manifest_differences(deployed) == site_differences(deployed, site.parent) == []
    assert [door for door in CHANGES if door not in doors] == ["sheets in a zip file"]  # a company has no areas
    for index in range(CHANGED):
        door = doors[index % len(doors)]
        name, raw = tampered(deployed, door, rng)
        file, manifest = deployed / name, manifest_of(deployed, name)
        before, told_before = file.read_bytes(), manifest.read_bytes()
        file.write_bytes(raw)
        assert [each.file for each in manifest_differences(deployed)] == [name]
        adapt_manifest(deployed, name)
        assert manifest_differences(deployed) == []
        told = [each for each in site_differences(deployed, site.parent) if each.file.startswith(name)]
        found[door] += bool(told) and all(each.place != BYTE and each.published != each.computed for each in told)
        file.write_bytes(before)
        manifest.write_bytes(told_before)
    assert sum(found.values()) == CHANGED, found


def test_a_stranger_builds_the_site_again_and_is_told_all_that_differs(site, deployed, tmp_path, monkeypatch, capsys):
    """From the folder of the site and a folder with the project alone: a changed number, whose page the manifest names
    as it is now, a file that is gone and one that is new are told, and nothing else of more than 200 files."""
    edition = deployed / site.name
    page = edition / "de" / "M1.html"
    text = page.read_text("utf-8")
    assert text.count("<td>98,4%") == 0
    page.write_text(re.sub(r"(<p>[^<]*)500 MWh", r"\g<1>600 MWh", text, count=1), "utf-8")
    assert page.read_text("utf-8") != text
    (edition / "data" / "package" / "codes.csv").unlink()
    (edition / "de" / "new.html").write_text("<p>5</p>", "utf-8")
    adapt_manifest(deployed, f"{site.name}/de/M1.html")
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(tmp_path))
    monkeypatch.setattr(book, "write_font", whole_font)
    monkeypatch.setattr(
        again, "build", lambda base, edition, language: build.build_report(base, edition, language, quiet=True)
    )
    assert main(["--language", "en", "--quiet", "verify", "--all", str(deployed), str(site.parents[2]), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["files"] > 200
    by_file = {each["file"]: each for each in told["differences"]}
    assert by_file.keys() == {
        *(f"{site.name}/{name}" for name in ("de/M1.html", "de/new.html", "data/package/codes.csv", "manifest.json"))
    }
    number = by_file[f"{site.name}/de/M1.html"]
    assert (number["published"], number["computed"]) == ("600", "500")
    assert by_file[f"{site.name}/de/new.html"]["kind"] == "extra"
    assert by_file[f"{site.name}/data/package/codes.csv"]["kind"] == "missing"


@pytest.fixture(scope="module")
def prepared(site):
    """The contexts and the runs of the project of the site."""
    return prepare(site.parents[2], None)


def test_every_page_is_the_one_printed_again_from_its_run(site, prepared):
    """With its head and all that stands around its text, so that one page can be compared without printing the book;
    a digit that is changed in any number of one page, or of its head, is told."""
    base = site.parents[2]
    contexts, runs = prepared
    books, store = books_of(base, contexts, runs), Store(base / "build" / "cache")
    again = {}
    for run in runs:
        name = f"{run.job.language}/{run.job.page}.html"
        notebook = nbformat.from_dict(json.loads(store.run(run.inputs.key)))
        context = contexts[run.job.language]
        again[name] = printed_again(
            books, "de", run.job.page, localised(notebook, context, page_title(context, run.job))
        )
        assert page_differences(name, (site / name).read_text("utf-8"), again[name]) == []
    name, rng = "de/M1.html", Random(18)
    raw = (site / name).read_bytes()
    spans = [match.span(1) for match in SHOWN.finditer(raw)]
    assert sum(end < raw.index(b"</head>") for _, end in spans) >= 3
    for span in spans:
        place = rng.choice([place for place in range(*span) if raw[place : place + 1].isdigit()])
        changed = raw[:place] + (b"7" if raw[place : place + 1] != b"7" else b"3") + raw[place + 1 :]
        assert page_differences(name, changed.decode(), again[name]), raw[slice(*span)]


BESIDE = (
    "de/charts/c-energy.use.csv", "de/charts/c-energy.use.png", "de/preview.png", "de/feed.json", "feeds/de/all.xml",
    "de/search-entries.js",
)  # fmt: skip


def test_a_file_beside_the_pages_is_made_again_by_itself(site, deployed, prepared, monkeypatch):
    """The table and the picture of a chart, the preview of the report, what the edition tells, a feed of all editions,
    what the search finds: the same, and with another digit, or another byte of a picture, not the same."""
    monkeypatch.setattr(one, "prepare", lambda *_: prepared)
    edition = deployed / site.name
    for name in BESIDE:
        assert verify_one(site.parents[2], name, None, edition) == one.Verified([name], [])
        file = deployed / name if name.startswith("feeds/") else edition / name
        raw = bytearray(file.read_bytes())
        place = len(raw) // 2 if name.endswith(".png") else next(i for i, byte in enumerate(raw) if chr(byte).isdigit())
        raw[place] ^= 1  # of a digit another one
        file.write_bytes(raw)
        (found, *_) = verify_one(site.parents[2], str(file), None, edition).differences
        assert found.file == name
    for file in (edition / "index.html", deployed / "index.html"):  # and not the page of this name
        with pytest.raises(FaultError, match="a file that cannot be made by itself"):
            verify_one(site.parents[2], str(file), None, edition)


def test_a_page_and_a_file_are_computed_again_by_themselves(site, deployed, monkeypatch, capsys):
    """Its notebook is run, the table is written again; the code says which of the two differs."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(site.parents[2]))
    edition = deployed / site.name
    page = edition / "de" / "changes.html"
    page.write_text(page.read_text("utf-8").replace("2025", "2052"), "utf-8")
    assert main(["--language", "en", "verify", "changes.html", "--site", str(edition)]) == 1
    assert "published “2052" in capsys.readouterr().out
    assert main(["--language", "en", "verify", "data/package/scoreboard.csv", "--site", str(edition)]) == 0
    assert capsys.readouterr().out == "the same: data/package/scoreboard.csv\n"
    assert main(["--language", "en", "--quiet", "verify", "de/charts/c-energy.use.svg"]) == 0
    opened = edition / "data" / "receipts" / "M1-de.html"
    copied = "https://example.org/2026-01/data/receipts/M1-de.html#M1/state"  # from the address bar
    assert main(["--language", "en", "verify", copied, "--site", str(edition)]) == 0
    opened.write_text(opened.read_text("utf-8").replace("<h1>", "<h1>1 "), "utf-8")
    assert main(["--language", "en", "verify", "M1/state", "--site", str(edition)]) == 1
    assert main(["--language", "en", "verify", "de/book-de.pdf"]) == 2
    assert main(["--language", "en", "verify", "M1", "--site", str(site.parents[2])]) == 2
    assert "a folder without a published edition" in capsys.readouterr().err
    for asked in ("M1\0", "de/"):
        assert main(["--language", "en", "verify", asked]) == 2
        assert "a page by its name, a file of the edition by its address" in capsys.readouterr().err
