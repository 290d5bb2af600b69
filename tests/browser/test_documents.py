"""Marks of documents open in place, in a real browser; without a script they lead to the list as ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import PROJECT, SECOND
from on_disk import put_static

from plan_metrics.context import Context, read_context
from plan_metrics.report.page_frame import POLICY
from plan_metrics.rows import observation_rows
from plan_metrics.views import documents, links, parts
from plan_metrics.views.nodes import html_of


def page(context: Context) -> str:
    """A table of figures with words and documents, the list of one of them, and a mark of one that is not listed."""
    rows = observation_rows(context.observations, indicator="bicycle_stands", region="XX", breakdown="TOTAL")
    table = parts.series_table(context, "t", "Figures", rows, "stands")
    listed = documents.source_list(context, {"S006"}, anchors=False)
    alone = html_of(links.source_links(context, "S001"))
    again = "<a href='data.html#S001'>S001</a>"
    marks = f"<p id=alone>{alone}</p><p id=again>{again}</p>"
    return f"{table.html}{marks}{listed.html}<button id=last>x</button>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page in each language with our style and script, under our policy, and the page that marks lead to."""
    base = tmp_path_factory.mktemp("documents")
    put_static(base, "book.css", "plan-metrics.css", "documents.js")
    (base / "data.html").write_text("<title>data</title><p id=S006>x</p>", "utf-8")
    for language in LANGUAGES:
        (base / f"{language}.html").write_text(
            f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>t</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><link rel="icon" href="data:,">'
            '<link rel="stylesheet" href="book.css"><link rel="stylesheet" href="plan-metrics.css">'
            '<meta name="viewport" content="width=device-width"><script defer src="documents.js"></script>'
            f'<main><article class="bd-article">{page(read_context(SECOND, language, PROJECT))}</article></main>',
            "utf-8",
        )
    return base


OPEN = ".pm-document:popover-open"
MARK = "td a[href='data.html#S006']"


@pytest.mark.parametrize("language", LANGUAGES)
def test_hovering_a_mark_shows_document_and_words_as_printed(folder, visit_file, language):
    """The text of the page's own list, and the printed words of the row; gone when the mouse is."""
    shown = visit_file(f"{folder.as_uri()}/{language}.html")
    shown.hover(MARK)
    panel = shown.locator(OPEN)
    panel.wait_for()
    source = read_context(SECOND, language, PROJECT).source("S006")
    for words in (source.title["zh"], source.publisher[language], "4.75万"):
        assert words in panel.inner_text()
    box = panel.bounding_box()
    assert (box["x"] >= 0, box["x"] + box["width"] <= 1280) == (True, True)
    panel.hover()
    assert panel.is_visible()
    shown.hover("#last")
    panel.wait_for(state="detached")


def test_a_mark_of_a_document_that_the_page_does_not_list_shows_its_title(folder, visit_file):
    """What its first mark on the page says of it, for the others too; afterwards the title is there again."""
    shown = visit_file(f"{folder.as_uri()}/en.html")
    mark = shown.locator("#alone > a").first
    title = mark.get_attribute("title")
    mark.focus()
    assert title in shown.locator(OPEN).inner_text()
    assert mark.get_attribute("title") is None
    shown.focus("#last")
    assert mark.get_attribute("title") == title
    shown.focus("#again > a")
    assert title in shown.locator(OPEN).inner_text()
    shown.focus("#last")
    assert shown.get_attribute("#again > a", "title") is None


def test_the_keyboard_opens_leads_into_and_closes_it(folder, visit_file):
    """Focus opens and names it to a screen reader, Tab leads to its links, Escape closes, Enter follows the mark."""
    shown = visit_file(f"{folder.as_uri()}/en.html")
    shown.focus(MARK)
    panel = shown.locator(OPEN)
    assert shown.get_attribute(MARK, "aria-describedby") == panel.get_attribute("id")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.querySelector('.pm-document').contains(document.activeElement)")
    shown.keyboard.press("Escape")
    assert panel.count() == 0
    assert shown.evaluate("document.activeElement.hash") == "#S006"
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/data.html#S006")


def test_the_first_tap_opens_and_a_link_inside_leads_on(folder, visit_file):
    """On a phone; it lies within the window, and a tap elsewhere closes it."""
    shown = visit_file(f"{folder.as_uri()}/en.html", 390, has_touch=True, is_mobile=True)
    shown.tap(MARK)
    panel = shown.locator(OPEN)
    box = panel.bounding_box()
    assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
    shown.tap("#last")
    assert panel.count() == 0
    shown.tap(MARK)
    panel.locator("a[href='data.html#S006']").tap()
    shown.wait_for_url("**/data.html#S006")


def test_without_a_script_a_mark_leads_to_the_list(folder, visit_file):
    """As it always did."""
    shown = visit_file(f"{folder.as_uri()}/en.html", java_script_enabled=False)
    shown.click(MARK)
    shown.wait_for_url("**/data.html#S006")
