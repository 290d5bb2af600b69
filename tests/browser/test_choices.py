"""The choices of the boards of targets and of maps, in a real browser; without a script both pages are whole."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from on_disk import put_static
from pages import page_blocks, real
from playwright.sync_api import Page

from plan_metrics.analysis import peers
from plan_metrics.report.page_frame import POLICY

KINDS = {"targets": "targets.js", "area_map": "map.js", "compare": "compare.js"}
SUBJECTS = {"area_map": "map", "compare": "regions"}
ROWS = ".pm-targets tbody tr"
MAPS = ".pm-map-one"
RUN = "include => axe.run({ include }, { preload: false })"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both pages of the default edition in English with our styles and scripts, under our policy, and no server."""
    base = tmp_path_factory.mktemp("choices")
    put_static(base, "book.css", "plan-metrics.css", "tables.js", "place.js", *KINDS.values())
    (base / "placed.html").write_text(
        '<!DOCTYPE html><meta charset="utf-8"><title>t</title><script defer src="place.js"></script>'
        '<a class="pm-language" href="zh.html" style="position:fixed;top:0">x</a><main id="main"><article>'
        '<section id="whole"><section id="list"><p style="margin-top:2000px" id="S1">one</p></section>'
        '<section id="more" style="height:3000px">more</section></section></article></main>',
        "utf-8",
    )
    for kind, script in KINDS.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(peers, "TOGETHER", 100)  # rows of a comparison, which stands on several pages with more
            shown = page_blocks(real("en"), kind, SUBJECTS.get(kind, "")).values()
        body = "<h2>x</h2>".join(block.html for block in shown)
        (base / f"{kind}.html").write_text(
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            '<link rel="stylesheet" href="book.css"><link rel="stylesheet" href="plan-metrics.css">'
            f'<script defer src="tables.js"></script><script defer src="{script}"></script></head><body>'
            f'<nav><a class="pm-language" href="zh.html" lang="zh-CN">中文</a></nav>'
            f'<main class="bd-article"><h1>t</h1>{body}</main></body></html>',
            "utf-8",
        )
    return base


@pytest.fixture
def visit(visit_file: Callable[..., Page], folder: Path) -> Callable[..., Page]:
    """Opens a page by its kind."""
    return lambda kind, query="", **options: visit_file((folder / f"{kind}.html").as_uri() + query, **options)


def faults_of_axe(page: Page, *within: str) -> list[str]:
    """What axe finds within these elements."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    return [each["id"] for each in page.evaluate(RUN, [[each] for each in within])["violations"]]


def places(page: Page) -> list[dict[str, str]]:
    """What the shown targets are chosen by."""
    marks = f"[...document.querySelectorAll('{ROWS}')].filter(row => row.checkVisibility())"
    return page.evaluate(f"{marks}.map(row => ({{ ...row.querySelector('[data-where]').dataset }}))")


def test_the_pages_of_a_large_comparison_take_the_choice_of_two_along(visit):
    """Of two places named in the address, and of another one that is chosen; here their sizes stand side by side."""
    page = visit("compare", "?a=CN-ZJ&b=CN-GD")
    led = page.locator('article a[href*="compare-regions-"], main a[href*="compare-regions-"]')
    assert led.count() > 3
    assert set(led.evaluate_all("links => links.map(link => link.search)")) == {"?a=CN-ZJ&b=CN-GD"}
    page.locator("select[name=b]").select_option("CN-JS")
    assert set(led.evaluate_all("links => links.map(link => link.search)")) == {"?a=CN-ZJ&b=CN-JS"}
    assert page.locator(".pm-pair tbody").count() == 1
    assert "then one of the" in page.locator(".pm-choose + .pm-shown").inner_text()


def test_the_other_language_opens_at_what_the_address_names_while_that_is_seen(visit):
    """A document in a list, not the list; the section at the top once the reader has scrolled on, or for no such."""
    page = visit("placed", "#S1")
    assert page.locator(".pm-language").evaluate("link => link.hash") == "#S1"
    page.evaluate("location.hash = 'main'")
    page.evaluate("window.scrollTo(0, 3500)")
    page.wait_for_function("document.querySelector('.pm-language').hash === '#more'")
    page.evaluate("location.hash = 'S1'")
    page.wait_for_function("document.querySelector('.pm-language').hash === '#S1'")
    page.evaluate("window.scrollTo(0, 3500)")
    page.wait_for_function("document.querySelector('.pm-language').hash === '#more'")


def test_targets_are_chosen_by_place_date_result_and_action_and_the_address_keeps_the_choice(visit):
    """In every table at once; what is found behind a handle is opened; the count is told; axe finds nothing."""
    page = visit("targets")
    every = page.locator(ROWS).count()
    page.get_by_label("Reference area").select_option(label="Shandong")
    page.get_by_label("Date", exact=True).select_option(label="passed")
    found = places(page)
    assert {(each["where"], each["when"]) for each in found} == {("CN-SD", "passed")}
    told = page.locator(".pm-target-choose [role=status]").inner_text()
    assert told == f"Targets shown: {len(found)} of {every} · Shandong · passed"
    assert len({table["result"] for table in found}) > 1
    assert page.url.endswith("?where=CN-SD&when=passed")
    assert page.locator(".pm-language").get_attribute("href").endswith("zh.html?where=CN-SD&when=passed")
    assert "43" in page.locator(".pm-tools [role=status]").first.inner_text()
    assert faults_of_axe(page, ".pm-target-choose", "#targets") == []
    page.get_by_label("Result", exact=True).select_option("missed")
    assert places(page) == []
    assert page.locator(".pm-target-choose [role=status]").inner_text().startswith("Targets shown: 0 of ")


def test_an_address_with_a_choice_shows_it_and_one_with_nonsense_shows_all(visit):
    """On paper stands what was chosen, and how many there are."""
    page = visit("targets", "?result=missed")
    assert {each["result"] for each in places(page)} == {"missed"}
    page.emulate_media(media="print")
    assert len(places(page)) == 1
    assert page.locator(".pm-target-choose [role=status]").is_visible()
    page = visit("targets", "?result=nonsense&where=", width=390)
    assert page.locator(".pm-target-choose [role=status]").inner_text() == "Targets shown: 149 of 149"
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_one_map_is_shown_large_with_its_table_and_the_keyboard_chooses_another(visit):
    """The first is that with the most provinces; a change can be chosen where there is one; axe finds nothing."""
    page = visit("area_map")
    assert page.locator(f"{MAPS}:visible").count() == 1
    assert page.locator(f"{MAPS}:visible table").is_visible()
    by = page.get_by_label("Colour by")
    by.select_option("change")
    assert page.locator(f"{MAPS}:visible").get_attribute("data-by") == "change"
    page.get_by_label("Indicator").focus()
    first = page.locator(f"{MAPS}:visible").get_attribute("data-indicator")
    for letter in "Geog":
        page.keyboard.press(letter)
    shown = page.locator(f"{MAPS}:visible")
    assert shown.count() == 1
    assert shown.get_attribute("data-indicator") == "gi_agri_products" != first
    assert (shown.get_attribute("data-by"), by.input_value()) == ("value", "value")
    assert page.url.endswith("?indicator=gi_agri_products")
    assert page.locator(".pm-language").get_attribute("href").endswith("?indicator=gi_agri_products")
    assert page.locator(".pm-map-choose [role=status]").inner_text().startswith("Geographical indications")
    assert faults_of_axe(page, ".pm-map-choose", f"{MAPS}:not([hidden])") == []
    page.get_by_label("Indicator").select_option("all")
    assert page.locator(f"{MAPS}:visible").count() == page.locator(MAPS).count() > 10


def test_an_address_names_a_map_and_a_place_in_one_shows_it(visit):
    """What there is not leads to the first map; at the width of a phone nothing is wider than the page."""
    page = visit("area_map", "?indicator=valid_certificates_domestic&by=change", width=390)
    shown = page.locator(f"{MAPS}:visible")
    assert (shown.count(), shown.get_attribute("data-by")) == (1, "change")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page = visit("area_map", "?indicator=nonsense&by=nonsense")
    assert page.locator(f"{MAPS}:visible").count() == 1
    page = visit("area_map", "#map-gi-agri-products-table")
    assert page.locator(f"{MAPS}:visible").get_attribute("data-indicator") == "gi_agri_products"
    assert page.locator("#map-gi-agri-products-table").is_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_script_all_is_there_and_nothing_can_be_chosen(visit, kind):
    """Every target and every map; on paper too, with what is behind handles."""
    page = visit(kind, java_script_enabled=False)
    assert page.locator("select:visible").count() == 0
    assert page.locator(f"{MAPS}:not(:visible)").count() == 0
    assert page.locator(".pm-away").count() == 0
