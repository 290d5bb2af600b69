"""Ten questions of readers find their answers in three steps and two screens, on pages as their views make them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from on_disk import STATIC
from pages import ROOT, page_blocks, real
from playwright.sync_api import Page
from search_pages import write_search

from benchmarks.questions import STEPS, questions, walk
from plan_metrics.languages import FORMS
from plan_metrics.receipts import all_receipts
from plan_metrics.receipts.page import receipt_page
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.views.links import page_of
from plan_metrics.views.words import say

WALKED = {
    "index": ("overview", ""), "targets": ("targets", ""), "coverage": ("coverage", ""), "CN-ZJ": ("region", "CN-ZJ"),
    "compare-regions": ("compare", "regions"), **{name: ("action", name) for name in ("A07", "A09")},
    **{
        page_of(name): ("indicator", name)
        for name in ("provincial_spot_check_pass_rate", "valid_certificates", "inspection_revenue")
    },
}  # fmt: skip
SCRIPTS = ("tables.js", "targets.js", "compare.js")
HEADED = re.compile(r"## (.+)|views\.(\w+)\.(\w+)\(context")


def body(language: str, kind: str, subject: str) -> tuple[str, list[str]]:
    """The sections of a page as its notebook has them, under the anchors that its headings get, which are returned."""
    made = page_blocks(real(language), kind, subject)
    written, anchors = [], []
    for cell in json.loads((ROOT / "notebooks" / f"{kind}.ipynb").read_text("utf-8"))["cells"]:
        for heading, _, view in HEADED.findall("".join(cell["source"])):
            if heading:
                heading = say(real("en"), heading)
                anchors.append(re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-"))
                written.append(f'<h2 id="{anchors[-1]}">{heading}</h2>')
            elif view in made:
                written.append(made[view].html)
    return "".join(written), anchors


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that the questions lead over, in each language, with the list of pages beside them, and the search."""
    base = tmp_path_factory.mktemp("questions")
    write_search(base)
    receipts = base / "data" / "receipts"
    receipts.mkdir(parents=True)
    page = page_of("valid_certificates")
    for language in LANGUAGES:
        made = receipt_page(real(language), page, all_receipts(real(language))[page])
        (receipts / f"{page}-{language}.html").write_text(re.sub(r"<link [^>]*theme-dark[^>]*>", "", made), "utf-8")
        for name in SCRIPTS:
            (base / language / "_static" / name).write_bytes((STATIC / name).read_bytes())
        regions = KINDS["region"].pages(real(language).plan)
        listed = "".join(f'<li><a href="{name}.html">{name}</a></li>' for name in regions)
        nav = (
            f'<details class="pm-part"><summary>x</summary><ul>{listed}</ul></details>'
            '<ul><li><a href="compare-regions.html">x</a></li></ul>'
        )
        for name, (kind, subject) in WALKED.items():
            html, anchors = body(language, kind, subject)
            contents = "".join(f'<li><a href="#{anchor}">x</a></li>' for anchor in anchors)
            scripts = "".join(f'<script defer src="_static/{each}"></script>' for each in SCRIPTS if each in used(html))
            (base / language / f"{name}.html").write_text(
                f'<!DOCTYPE html><html lang="{FORMS[language].html}"><head><meta charset="utf-8"><title>t</title>'
                '<link rel="stylesheet" href="_static/book.css"><link rel="stylesheet" href="_static/plan-metrics.css">'
                f'{scripts}</head><body><header class="pm-top"><form action="search.html">'
                f'<input id="search-top" name="q"></form></header><div class="pm-frame"><nav class="pm-nav">{nav}</nav>'
                f"<main><details open><summary>x</summary><ul>{contents}</ul></details>"
                f'<article class="bd-article{" pm-front" * (name == "index")}"><h1>t</h1>{html}</article>'
                "</main></div></body></html>",
                "utf-8",
            )
    return base


def used(html: str) -> set[str]:
    """The scripts that a page has something for."""
    marks = {"tables.js": "data-controls", "targets.js": "pm-target-choose", "compare.js": "pm-compared"}
    return {name for name, mark in marks.items() if mark in html}


def test_there_are_ten_questions_in_both_languages():
    """Each with at most three steps, and asked once."""
    asked = questions()
    assert len(asked) == 10
    for language in LANGUAGES:
        assert len({each[language] for each in asked}) == 10
    assert all(0 < len(each["steps"]) <= STEPS for each in asked)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(10))
def test_a_reader_finds_the_answer(visit_file: Callable[..., Page], folder: Path, number: int, language: str) -> None:
    """From the front page, in at most three steps; the answer ends within two screens of where the last one leads."""
    page = visit_file((folder / language / "index.html").as_uri())
    page.set_viewport_size({"width": 1280, "height": 800})
    found = walk(page, questions()[number], language)
    assert found.is_short, found.told
