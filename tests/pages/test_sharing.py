"""What a page says to those who take it elsewhere: citation, address, picture, code; whole addresses or none."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from pages import EVIL, Page, page_blocks, real

from plan_metrics.context import Context
from plan_metrics.report.book_check import read_page
from plan_metrics.report.citing import reference
from plan_metrics.report.pictures import Around, write_pictures
from plan_metrics.report.sharing import GENERAL, Told, picture_of, settings, shared, told_by
from plan_metrics.views.blocks import STRUCTURE

FORM = Path(__file__).parents[2] / "book" / "_pdf"
SITE = "https://example.org/report"
WITH_CHART, WITH_DRAWINGS, WITH_NONE = "indicator-inspection_reports", "A07", "changes"
AROUND = Around("Report", "edition", publishers={"S1": "Ministry", "S2": "Office", "S3": "Ministry"})


def sited(code: str) -> Context:
    """The shipped edition of a plan that says where its site is."""
    context = real(code)
    head = context.plan.head.model_copy(update={"site": SITE})
    return replace(context, plan=context.plan.model_copy(update={"head": head}))


NOTHING = Told(lead="", picture="", chart="")


def told(page: str) -> Told:
    """What a page tells of itself."""
    kind, subject = {WITH_CHART: ("indicator", "inspection_reports"), WITH_DRAWINGS: ("action", "A07")}[page]
    return told_by(page, notebook(*(block.structure for block in page_blocks(real("en"), kind, subject).values())))


def notebook(*outputs: list[object]) -> dict[str, object]:
    """An executed notebook that shows these nodes."""
    return {"cells": [{"outputs": [{"data": {STRUCTURE: nodes}}]} for nodes in outputs]}


def notebooks(folder: Path, **pages: list[object]) -> Path:
    """Executed notebooks that show these nodes."""
    folder.mkdir(parents=True)
    for name, nodes in pages.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook(nodes)), "utf-8")
    return folder


def drawing(width: int = 300, height: int = 200, said: str = "Stands: 3 in 2026.") -> dict[str, str]:
    """A drawing as a notebook carries it."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><rect width="50" height="20"/></svg>'
    return {"kind": "drawing", "svg": svg, "said": said}


def figure(name: str, *sources: str, **size: int) -> dict[str, object]:
    """A chart in its frame."""
    source = ["", {}, *(["a", {"href": f"data.html#{each}"}, each] for each in sources)]
    return {
        "kind": "figure",
        "name": name,
        "said": "Stands: 3 in 2026.",
        "drawing": drawing(**size),
        "source": [source],
    }


def size_of(raw: bytes) -> tuple[int, int]:
    """The pixels of a PNG file, across and down."""
    assert raw.startswith(b"\x89PNG")
    return struct.unpack(">II", raw[16:24])


def pictures(folder: Path, around: Around = AROUND, **pages: list[object]) -> dict[str, bytes]:
    """The pictures of a book of these pages."""
    book = folder / "book"
    book.mkdir(parents=True)
    write_pictures(notebooks(folder / "pages", **pages), book, "en", around, FORM, folder / "keep")
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in book.rglob("*.png")}


def test_each_chart_is_a_picture_and_each_page_has_one(tmp_path):
    """A chart by its name; of a page with drawings alone the first; the report's for all others; a tall one whole."""
    pages = {"a": [figure("c-one"), figure("c-tall", width=100, height=400)], "b": [drawing(), drawing()], "c": ["x"]}
    found = pictures(tmp_path, **pages)
    assert {*found} == {"charts/c-one.png", "charts/c-tall.png", "charts/page-b.png", GENERAL}
    tall = size_of(found.pop("charts/c-tall.png"))
    assert {size_of(raw) for raw in found.values()} == {(800, 420)}
    assert tall[0] == 800
    assert tall[1] > 420
    named = [picture_of(page, nodes) for page, nodes in pages.items()]
    assert named == ["charts/c-one.png", "charts/page-b.png", ""]


def test_a_picture_is_the_same_wherever_it_is_made_and_made_again_if_it_says_something_else(tmp_path):
    """Same bytes from nothing and from what was kept; other bytes for another edition; what is no longer used goes."""
    pages = {"a": [figure("c-one", "S1")]}
    first = pictures(tmp_path / "one", **pages)
    assert pictures(tmp_path / "two", **pages) == first
    keep = tmp_path / "one" / "keep"
    kept = {path: path.stat().st_mtime_ns for path in keep.glob("*.png")}
    book = tmp_path / "one" / "book"
    write_pictures(tmp_path / "one" / "pages", book, "en", AROUND, FORM, keep)
    assert {path: path.stat().st_mtime_ns for path in keep.glob("*.png")} == kept
    write_pictures(tmp_path / "one" / "pages", book, "en", replace(AROUND, edition="next"), FORM, keep)
    assert (book / "charts" / "c-one.png").read_bytes() != first["charts/c-one.png"]
    assert not {*keep.glob("*.png")} & kept.keys()


def test_a_picture_names_who_issued_its_documents_each_once(tmp_path):
    """Two documents of one body are one name; a text of any length or with markup changes no size."""
    one = pictures(tmp_path / "one", a=[figure("c", "S1", "S3")])
    assert pictures(tmp_path / "other", a=[figure("c", "S1")]) == one
    assert pictures(tmp_path / "more", a=[figure("c", "S1", "S2")]) != one
    long = replace(AROUND, title="word " * 300, edition="word " * 300)
    assert size_of(pictures(tmp_path / "long", long, a=[figure("c", "S1")])["charts/c.png"]) == (800, 420)
    evil = replace(AROUND, title=EVIL, notice="#panic() *x* $", publishers={"S1": "@a \\ [b]"})
    assert size_of(pictures(tmp_path / "evil", evil, a=[figure("c", "S1")])["charts/c.png"]) == (800, 420)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_is_cited_with_title_edition_date_and_address(code):
    """The whole address where the plan gives its site, else the place within the site; the front page is the report."""
    for context, folder in ((sited(code), f"{SITE}/2026-11/{code}"), (real(code), f"2026-11/{code}")):
        known = settings(reference(context))
        said = shared(known, "A07", "7. A & B", NOTHING)["pm_cited"]
        assert said.endswith(f"{folder}/A07.html")
        assert "7. A & B" in said
        assert "2026-11" in said
        assert "2026" in said
        assert context.plan.head.short_title[code].strip("《》") in said
        assert shared(known, "index", "", NOTHING)["pm_cited"].endswith(f"{folder}/index.html")
        assert shared(known, "runs", "Runs", NOTHING)["pm_cited"] == ""


def test_whole_addresses_are_there_only_where_they_are_known():
    """No picture, no address and no code without them; with them, the code shows the chart and leads to its page."""
    said = told(WITH_CHART)
    without = shared(settings(reference(real("en"))), WITH_CHART, "T", said)
    assert [without[name] for name in ("pm_address", "pm_picture", "pm_embedded")] == [""] * 3
    known = settings(reference(sited("en")))
    found = shared(known, WITH_CHART, "T", said)
    folder = f"{SITE}/2026-11/en"
    assert found["pm_address"] == f"{folder}/{WITH_CHART}.html"
    assert found["pm_picture"] == f"{folder}/charts/c-inspection-reports.png"
    shown = Page(found["pm_embedded"])
    assert shown.values("href") == [found["pm_address"]]
    assert shown.values("src") == [found["pm_picture"]]
    assert shown.values("alt") == [said["chart"]]
    assert shared(known, WITH_DRAWINGS, "T", told(WITH_DRAWINGS))["pm_embedded"] == ""
    assert shared(known, WITH_NONE, "T", NOTHING)["pm_picture"] == f"{folder}/{GENERAL}"


def test_a_page_tells_its_answer_its_picture_and_its_chart_by_its_nodes():
    """The answer of its lead, else the first paragraph; what its first chart says; nothing where there is none."""
    lead = ["div", {"class": "pm-text pm-lead"}, ["p", {}, ["strong", {}, "On ", ["em", {}, "track"]], " so far"]]
    first = ["div", {"class": "pm-cards pm-leading"}, ["p", {}, "A card"]]
    assert told_by("a", notebook([first], [lead])) == {"lead": "On track", "picture": "", "chart": ""}
    assert told_by("a", notebook([first, figure("c-one"), figure("c-two")])) == {
        "lead": "A card",
        "picture": "charts/c-one.png",
        "chart": "Stands: 3 in 2026.",
    }
    assert told_by("a", notebook([drawing()])) == {"lead": "", "picture": "charts/page-a.png", "chart": ""}


def test_the_address_of_a_page_is_named_and_not_loaded():
    """A page that says where it is asks no other host; a style sheet of another host would."""
    assert read_page(f'<link rel="canonical" href="{SITE}/a.html">').references == {(f"{SITE}/a.html", True): 0}
    assert read_page(f'<link rel="stylesheet" href="{SITE}/a.css">').references == {(f"{SITE}/a.css", False): 0}
