"""Large tables are put in order and filtered, in a real browser; without a script they are whole."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from bilingual import LANGUAGES
from invented import PROJECT, SECOND
from on_disk import put_static
from playwright.sync_api import Page

from plan_metrics.context import Context, read_context
from plan_metrics.report.page_frame import POLICY
from plan_metrics.views import blocks, parts, words
from plan_metrics.views.blocks import Block, Column

# Place, value (None: not published), period; the order printed is none of the orders asked for.
ROWS = [
    ("浙江", 9.0, "2024"), ("安徽", 1000.0, "2024-09"), ("北京", None, None), ("重庆", 20.5, "2023-H2"),
    ("上海", -3.0, "2024-Q1"), ("<b>y</b>", 20.5, "2023"),
]  # fmt: skip
MORE = [(f"其他 {n}", None, None) for n in range(blocks.MANY - len(ROWS))]


def table(context: Context, rows: list[tuple]) -> Block:
    """A table as the pages have them: name, value, period, and a column in several units that has no order."""
    body = [
        [
            name,
            "–" if value is None else blocks.datum(value, words.figure(context, value, "stands")),
            parts.period_cell(context, period),
            words.status_badge(context, "no_figure" if value is None else "improving"),
            "a | b",
        ]
        for name, value, period in rows
    ]
    columns = [Column("Place"), Column("Value", numeric=True), Column("Period"), Column("Status")]
    columns += [Column("Mixed", ordered=False)]
    return blocks.table("t", "Caption", columns, body, stacked=True, controls=words.controls(context))


def test_only_a_table_of_many_rows_has_controls():
    """One row less and the table is left as it is."""
    context = read_context(SECOND, "en", PROJECT)
    assert "data-controls" in table(context, ROWS + MORE).html
    assert "data-controls" not in table(context, ROWS + MORE[1:]).html


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page in each language with our style and script, under our policy, and no server."""
    base = tmp_path_factory.mktemp("tables")
    put_static(base, "book.css", "plan-metrics.css", "tables.js")
    for language in LANGUAGES:
        lang = "zh-CN" if language == "zh" else "en"
        html = table(read_context(SECOND, language, PROJECT), ROWS + MORE).html
        (base / f"{language}.html").write_text(
            f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>t</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            '<link rel="stylesheet" href="book.css"><link rel="stylesheet" href="plan-metrics.css">'
            f'<script defer src="tables.js"></script></head><body><main><h1>t</h1>{html}</main></body></html>',
            "utf-8",
        )
    return base


@pytest.fixture
def visit(visit_file: Callable[..., Page], folder: Path) -> Callable[..., Page]:
    """Opens the page of a language; nothing may fail on it."""
    return lambda language, **options: visit_file((folder / f"{language}.html").as_uri(), **options)


def names(page: Page, n: int = len(ROWS)) -> list[str]:
    """The places of the first rows that are shown."""
    return [name for name in page.locator("#t tbody th:visible").all_inner_texts()][:n]


def order(page: Page) -> list[str | None]:
    """How each column says that it is in order."""
    heads = "[...document.querySelectorAll('#t thead th')].map(head => head.getAttribute('aria-sort'))"
    return page.evaluate(heads)


def test_numbers_are_ordered_by_value_periods_by_time_and_what_is_not_published_is_last(visit):
    """Up, down, and back to the order printed; equal ones keep their order; a column in several units has no button."""
    page = visit("zh")
    printed = [name for name, _, _ in ROWS]
    page.get_by_role("button", name="Value").click()
    assert names(page) == ["上海", "浙江", "重庆", "<b>y</b>", "安徽", "北京"]
    assert order(page) == [None, "ascending", None, None, None]
    page.get_by_role("button", name="Value").click()
    assert names(page) == ["安徽", "重庆", "<b>y</b>", "浙江", "上海", "北京"]
    assert order(page) == [None, "descending", None, None, None]
    page.get_by_role("button", name="Value").click()
    assert (names(page), order(page)) == (printed, [None] * 5)
    page.get_by_role("button", name="Period").click()
    assert names(page) == ["重庆", "<b>y</b>", "上海", "安徽", "浙江", "北京"]
    page.get_by_role("button", name="Status").click()
    page.get_by_role("button", name="Status").click()
    assert names(page)[-1] == "北京"
    assert page.locator("#t thead button").count() == 4


def test_chinese_is_ordered_by_pinyin_with_the_keyboard(visit):
    """anhui, beijing, chongqing, shanghai, zhejiang; the order is told to screen readers."""
    page = visit("zh")
    page.get_by_role("button", name="Place").focus()
    page.keyboard.press("Enter")
    chinese = [name for name in names(page, len(ROWS) + len(MORE)) if name[0] not in "<其"]
    assert chinese == ["安徽", "北京", "重庆", "上海", "浙江"]
    assert page.evaluate("document.activeElement.textContent") == "Place"
    assert "Place" in page.locator("[role=status]").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_leaves_the_rows_with_all_the_words_and_tells_how_many(visit, language):
    """Wide letters are letters; nothing found is told; the printed table is whole; axe finds nothing."""
    page = visit(language)
    field = page.get_by_role("searchbox")
    field.fill("其他 １")
    assert names(page, 99)[0] == "其他 1"
    assert all("1" in name for name in names(page, 99))
    field.fill("<B>Y")
    assert names(page, 99) == ["<b>y</b>"]
    said = page.locator("[role=status]").inner_text()
    assert "1" in said
    assert str(blocks.MANY) in said
    page.get_by_role("button", name="Period").click()
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    assert page.evaluate("axe.run({ preload: false })")["violations"] == []
    page.emulate_media(media="print")
    assert page.locator("#t tbody tr:visible").count() == blocks.MANY
    assert names(page, 2) == ["重庆", "<b>y</b>"]
    assert not page.locator(".pm-tools").is_visible()
    page.emulate_media(media="screen")
    field.fill("no such words")
    assert names(page, 99) == []


def test_a_phone_orders_cards_by_a_choice_that_a_wide_page_does_not_show(visit):
    """The headings of a stacked table are not there, so no button is out of sight; the choice does the same."""
    page = visit("en", width=390)
    assert page.locator("#t thead button:visible").count() == 0
    choice = page.get_by_label("Order")
    choice.select_option("1 descending")
    assert names(page)[:2] == ["安徽", "重庆"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not choice.is_visible()
    assert order(page)[1] == "descending"


def test_without_a_script_the_table_is_whole_and_has_no_controls(visit):
    """No button, no field, every row."""
    page = visit("en", java_script_enabled=False)
    assert page.locator("button, input, select").count() == 0
    assert page.locator("#t tbody tr:visible").count() == blocks.MANY
