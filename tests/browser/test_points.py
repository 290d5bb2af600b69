"""The figures of charts one by one, by mouse and by keyboard, in a real browser; without a script there are hints."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest
from on_disk import put_static
from pages import real
from playwright.sync_api import Page, expect

from plan_metrics.report.page_frame import POLICY
from plan_metrics.views import area_map, indicator

SAID = "Figures, one by one"
DOCUMENT = "Report on National Organic Product Certification Week 2024"
TITLES = "[...document.querySelectorAll('svg title')].map(title => title.textContent)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with a line, a plot of dots and a map of tiles of the default edition, under our policy, and no server."""
    base, context = tmp_path_factory.mktemp("points"), real("en")
    put_static(base, "book.css", "plan-metrics.css", "points.js")
    made = [indicator.opening(context, "organic_certificates"), indicator.regions(context, "organic_certificates")]
    body = "<h2>x</h2>".join(block.html for block in [*made, area_map.maps(context, "map")])
    (base / "page.html").write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<link rel="stylesheet" href="book.css"><link rel="stylesheet" href="plan-metrics.css">'
        '<script defer src="points.js"></script></head><body>'
        f'<main><h1>t</h1><article class="bd-article" data-points="{SAID}">{body}</article></main></body></html>',
        "utf-8",
    )
    receipts = base.parent / "data" / "receipts" / f"indicator-organic_certificates-{base.name}.html"
    receipts.parent.mkdir(parents=True)
    receipts.write_text("<title>t</title>", "utf-8")
    return (base / "page.html").as_uri()


def test_pointing_at_a_figure_shows_value_date_words_as_printed_and_document(
    visit_file: Callable[..., Page], address: str
) -> None:
    """Beside its mark, within the window, and leading to the receipt; gone when the mouse is elsewhere, or by Escape;
    never in print."""
    page = visit_file(address)
    chart = page.locator(".pm-chart").first
    told = chart.locator(".pm-told")
    box = chart.locator("circle").nth(-2).bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(told).to_be_visible()
    for part in ("over 30,000 certificates in August 2024", "as printed: 3万余张", DOCUMENT, "31 August 2024"):
        assert part in told.inner_text()
    leads = told.locator("a").get_attribute("href")
    assert leads.startswith("../data/receipts/indicator-organic_certificates-")
    assert leads.endswith(".html#organic_certificates/CN/food-agri/2024-08")
    beside = told.bounding_box()
    assert beside["x"] >= 0
    assert beside["x"] + beside["width"] <= 1280
    page.mouse.move(beside["x"] + 20, beside["y"] + 10)  # what is shown can be pointed at, and read to its end
    expect(told).to_be_visible()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.emulate_media(media="print")
    expect(told).to_be_hidden()
    page.emulate_media(media="screen")
    page.mouse.move(1, 1)
    expect(told).to_be_hidden()


def test_a_chart_is_one_stop_of_the_keyboard_and_arrows_go_from_figure_to_figure(
    visit_file: Callable[..., Page], address: str
) -> None:
    """A slider says to a screen reader what is shown; both ends stop; Tab leaves the chart; axe finds nothing."""
    page = visit_file(address, width=390)
    sliders = page.get_by_role("slider", name=SAID)
    assert sliders.count() == page.locator(".pm-chart").count()
    first = sliders.first
    many = int(first.get_attribute("aria-valuemax"))
    assert many == page.locator(".pm-chart").first.locator("circle").count()
    first.focus()
    seen = []
    for key in ("Home", "ArrowLeft", "ArrowRight", "End", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        told = page.locator(".pm-told:visible")
        assert first.get_attribute("aria-valuetext") == told.inner_text()
        assert told.bounding_box()["x"] + told.bounding_box()["width"] <= 390
        seen.append(int(first.get_attribute("aria-valuenow")))
    assert seen == [1, 1, 2, many, many, many - 1]
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document.querySelector('.pm-drawn'), { preload: false })")["violations"]
    assert [each["id"] for each in found] == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.role") != "slider"
    assert page.locator(".pm-told:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_enter_key_opens_the_receipt_of_the_figure(visit_file: Callable[..., Page], address: str) -> None:
    """That of the mark which is shown, on the page of receipts beside the book."""
    page = visit_file(address)
    page.get_by_role("slider", name=SAID).first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url(
        "**/data/receipts/indicator-organic_certificates-*.html#organic_certificates/CN/food-agri/2025-09"
    )


def test_without_a_script_each_mark_has_its_hint_and_the_keyboard_no_stop_more(
    visit_file: Callable[..., Page], address: str
) -> None:
    """The same words, as titles of the marks; with the script none is left, or both would be shown."""
    page = visit_file(address, java_script_enabled=False)
    assert page.get_by_role("slider").count() == 0
    assert page.locator("svg title").count() >= page.locator("circle").count() > 0
    page = visit_file(address)
    assert page.evaluate(TITLES) == []
