"""Citations, code and tables are copied by a button, in a real browser; without a script there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from on_disk import put_static
from playwright.sync_api import Page

from plan_metrics.report.page_frame import POLICY
from plan_metrics.views import blocks
from plan_metrics.views.blocks import Column

CITED = "plan-metrics project: “A & B”, 2026-11/en/A01.html"
WORDS = 'data-copy="Copy" data-copy-table="Copy table" data-copied="Copied" data-not-copied="Not copied"'
# In the place of the clipboard, which a test must not share with others.
CLIPBOARD = """Object.defineProperty(navigator, "clipboard", {value: {writeText: async text => {
  if (window.refused) throw new Error("refused");
  window.taken = text;
}}})"""


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A page with a citation, a table of three rows and one of a single row, with our style, script and policy."""
    put_static(tmp_path, "plan-metrics.css", "copy.js")
    rows = [["浙江", blocks.datum(1000, "1,000")], ["=1+1", "-3"], ["-a", "–"]]
    tables = [
        blocks.table(name, "C", [Column("Place"), Column("n")], rows[:n]).html for name, n in (("t", 3), ("u", 1))
    ]
    (tmp_path / "page.html").write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><link rel="stylesheet" href="plan-metrics.css">'
        f'<script defer src="copy.js"></script></head><body {WORDS}><main><h1>t</h1>{"".join(tables)}'
        f'<details class="pm-cite" open><summary>Cite</summary><p class="pm-words">{CITED.replace("&", "&amp;")}</p>'
        "</details></main></body></html>",
        "utf-8",
    )
    return (tmp_path / "page.html").as_uri()


def test_a_table_is_copied_as_it_is_shown(visit_file: Callable[..., Page], address: str) -> None:
    """Cells with tabs, rows on lines, nothing that a spreadsheet runs; rows that are filtered away are left out."""
    page = visit_file(address)
    page.evaluate(CLIPBOARD)
    button = page.get_by_role("button", name="Copy table")
    assert button.count() == 1
    button.click()
    assert page.evaluate("window.taken") == "Place\tn\n浙江\t1,000\n'=1+1\t-3\n'-a\t–"
    page.evaluate("document.querySelector('#t tbody tr').hidden = true")
    button = page.locator(".pm-copying button")
    button.click()
    assert page.evaluate("window.taken") == "Place\tn\n'=1+1\t-3\n'-a\t–"


def test_a_citation_is_copied_and_the_button_says_so(visit_file: Callable[..., Page], address: str) -> None:
    """Letter by letter; where the browser refuses, the button says that instead."""
    page = visit_file(address)
    page.evaluate(CLIPBOARD)
    button = page.locator(".pm-cite button")
    button.click()
    page.get_by_role("button", name="Copied", exact=True).wait_for()
    assert page.evaluate("window.taken") == CITED
    page.evaluate("window.refused = true")
    button.click()
    page.get_by_role("button", name="Not copied").wait_for()


def test_without_a_script_there_is_no_button(visit_file: Callable[..., Page], address: str) -> None:
    """The words are there to be selected."""
    page = visit_file(address, java_script_enabled=False)
    assert page.get_by_role("button").count() == 0
    assert CITED in page.locator("main").inner_text()
