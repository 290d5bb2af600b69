"""The search in a real browser, over everything of the default edition: what is found first, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from pages import real
from playwright.sync_api import Page
from search_pages import HOSTILE, write_search

from plan_metrics.report import book_search


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the search in each language, and one (`odd`) that finds a hostile title; no server."""
    base = tmp_path_factory.mktemp("search")
    write_search(base)
    return base


@pytest.fixture
def visit(visit_file: Callable[..., Page], folder: Path) -> Callable[..., Page]:
    """Opens the search of a language."""
    return lambda name, query="", **options: visit_file((folder / name / "search.html").as_uri() + query, **options)


def found(page: Page, query: str) -> list[str]:
    """The addresses that a query finds, in their order."""
    page.get_by_role("searchbox").fill(query)
    return page.locator("#search-results a").evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("language", LANGUAGES)
def test_things_are_found_in_either_language_whichever_the_reader_has(visit, language):
    """Organic indicators first; a province by name and code; a document by id and title; an action; a commitment."""
    page = visit(language)
    organic = {f"indicator-organic_{name}.html" for name in ("certificates", "enterprises", "sales")}
    for query in ("organic", "有机", "ORGANIC"):
        first = found(page, query)
        assert set(first[:3]) == organic
        assert all("organic" in address for address in first[:6])
    for query in ("Zhejiang", "浙江", "浙江省", "CN-ZJ", "zj", "330000"):
        assert found(page, query)[0] == "CN-ZJ.html"
    assert found(page, "S253") == ["data.html#S253"]
    assert found(page, real("en").source("S253").title[language])[0] == "data.html#S253"
    assert found(page, "inspection_institutions")[0] == "indicator-inspection_institutions.html"
    assert found(page, "A07")[0] == "A07.html"
    assert found(page, "A07.2") == ["A07.html#commitment-A07-2"]
    assert found(page, "建筑")[0] == found(page, "construction")[0] == "sector-construction.html"
    assert found(page, f"Page {language}")[0] == "changes.html"
    assert {"data.html#S023", "data.html#S239"} <= set(found(page, "科技日报")[:3])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typing_error_is_forgiven_and_a_beginning_is_enough(visit, language):
    """A letter too few, one wrong, two in the wrong order; a word half written; a Chinese one too many or wrong."""
    page = visit(language)
    for query in ("inspecton institutions", "inspextion institutions", "inspeciton institutions", "检验检测的机构"):
        assert "indicator-inspection_institutions.html" in found(page, query)[:5]
    assert "indicator-organic_certificates.html" in found(page, "organic certificat")[:3]
    assert found(page, "Zhejang")[0] == "CN-ZJ.html"
    assert "indicator-inspection_institutions.html" in found(page, "检检测机构")[:5]
    organic = {f"indicator-organic_{name}.html" for name in ("certificates", "enterprises", "sales")}
    assert set(found(page, "有几产品")[:3]) == organic


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_meets_most_of_several_words_comes_first_and_what_hardly_meets_any_is_left_out(visit, language):
    """Titles with both words, then the breakdown and the indicators of food, before documents that name it; a title in
    full alone before all else."""
    page = visit(language)
    both = {"indicator-santong_food_enterprises.html", "indicator-santong_food_products.html"}
    *first, then = found(page, "food quality")[:3]
    assert (set(first), then) == (both, "sector-food.html")
    food = found(page, "food failure")
    assert food[0] == "sector-food.html"
    assert "indicator-food_sampling_fail_rate.html" in food[:10]
    assert not any(address.startswith("data.html") for address in food[:5])
    assert found(page, real("en").source("S253").title[language]) == ["data.html#S253"]


def test_the_query_is_in_the_address_and_goes_along_to_the_other_language(visit):
    """As the box in the head of each page sends it; a field that is emptied leaves nothing."""
    page = visit("en", "?q=%E6%9C%89%E6%9C%BA")
    field = page.get_by_role("searchbox")
    assert field.input_value() == "有机"
    assert "organic" in page.locator("#search-results a").first.get_attribute("href")
    field.fill("tea & <b>")
    assert page.evaluate("location.search") == "?q=tea+%26+%3Cb%3E"
    assert page.evaluate("document.querySelector('.pm-language').search") == "?q=tea+%26+%3Cb%3E"
    field.press("Enter")
    assert page.evaluate("location.search") == "?q=tea+%26+%3Cb%3E"
    field.fill("")
    assert page.evaluate("location.href.endsWith('search.html')")
    assert page.get_by_role("status").inner_text() == ""


def test_how_many_were_found_is_announced_and_the_keyboard_reaches_them(visit):
    """Each with its kind; at most fifty are shown; nothing found is said; axe finds nothing; a phone is wide enough."""
    page = visit("en", width=390)
    assert page.evaluate("document.activeElement.name") == "q"
    assert len(found(page, "certification")) == 50
    assert page.get_by_role("status").inner_text().startswith("Results: ")
    assert page.locator("#search-results li").first.inner_text().count("Indicator") == 1
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#search-results li') !== null")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    assert [each["id"] for each in page.evaluate("axe.run({ preload: false })")["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert found(page, "xyzzyqqq") == []
    assert page.get_by_role("status").inner_text().startswith("Nothing was found")


def test_a_title_is_shown_as_it_was_written(visit):
    """No tag of a text is one of the page."""
    page = visit("odd", "?q=organic")
    assert page.locator("#search-results a").inner_text() == HOSTILE
    assert page.locator("#search-results img").count() == 0
    assert page.title() == "t"


def test_without_a_script_the_page_says_so_and_leads_to_all_pages(visit):
    """No list of results that stays empty without a reason."""
    page = visit("en", java_script_enabled=False)
    assert "JavaScript" in page.locator("main").inner_text()
    assert page.locator("main a").get_attribute("href") == "all-pages.html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_of_the_shipped_plan_is_light(folder, language):
    """Page, entries and scripts; 40 KB are left for the frame of the page, the terms and the other pages."""
    names = ("search.html", book_search.FILE, "_static/minisearch.js", "_static/search.js")
    assert sum((folder / language / name).stat().st_size for name in names) < 260_000
