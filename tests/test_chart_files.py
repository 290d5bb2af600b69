"""Under every chart stand a sentence, its source, its table and two files; the files say what the page says."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markupsafe import Markup
from pages import EVIL, Page, real
from test_charts import line, svg

from plan_metrics.errors import FaultError
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.report.chart_files import DRAWING, FIGURE, SVG, drawing_file, table_file, write_chart_files
from plan_metrics.views import blocks, chart_frame, charts, evaluation, multiples, overview, parts, series_chart
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.indicator import section

MARK = b"\xef\xbb\xbf"


@cache
def drawn(code: str) -> str:
    """A page of charts: two of an action, its provinces, the states of all actions and the scores."""
    context = real(code)
    board = {row["indicator"]: row for row in parts.rows_of(context.scoreboard, headline=True)}
    institutions = context.plan.indicator("inspection_institutions")
    shown = [context.plan.indicator("valid_certificates"), institutions]
    found = Block("", "")
    for indicator in shown:
        found += section(context, indicator, board[indicator.id])
    found += multiples.province_charts(context, (institutions,))
    found += overview.states_table(context) + overview.states_chart(context)
    found += evaluation.scores(context) + evaluation.chart(context)
    return found.html


def rows_of(raw: bytes) -> list[list[str]]:
    """The rows of a CSV file as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def site(tmp_path: Path, **pages: str) -> Path:
    """A book of a few printed pages."""
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize("code", LANGUAGES)
def test_under_each_chart_stand_its_sentence_source_table_and_files(code):
    """The sentence is the alternative text too; every link leads to the table on the page or to a file of its name."""
    page = Page(drawn(code))
    ids = page.values("id")
    figures = list(FIGURE.finditer(drawn(code)))
    assert [figure[1] for figure in figures] == [
        "c-valid-certificates", "c-inspection-institutions", "r-inspection-institutions", "states-chart",
        "scores-chart",
    ]  # fmt: skip
    for figure in figures:
        name, table = figure[1], figure[2]
        one = Page(figure[0])
        (said,) = one.values("aria-label")
        assert f"<p>{said}</p>" in figure[0].replace("&#34;", '"').replace("&amp;", "&")
        assert said[-1] in ".。"
        assert table in ids
        assert {f"#{table}", f"charts/{name}.csv", f"charts/{name}.svg"} <= set(one.values("href"))
        assert any(address.startswith("data.html") for address in one.values("href")), "the source"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_files_of_a_book_are_those_its_pages_link_to(tmp_path, code):
    """Two files a chart, in the folder that the links name; the same bytes when they are written again."""
    book = site(tmp_path, page=drawn(code), other="<p>no chart</p>")
    write_chart_files(book, code)
    linked = {address for address in Page(drawn(code)).values("href") if address.startswith("charts/")}
    written = {path.relative_to(book).as_posix(): path.read_bytes() for path in book.rglob("charts/*")}
    assert set(written) == linked
    again = tmp_path / "again"
    again.mkdir()
    write_chart_files(site(again, page=drawn(code)), code)
    assert {p.relative_to(again).as_posix(): p.read_bytes() for p in again.rglob("charts/*")} == written


def test_a_drawing_alone_says_what_it_is():
    """Title, description, size and fonts are in the file, and nothing else has changed in it."""
    figure = next(FIGURE.finditer(drawn("zh")))[0]
    drawing = ElementTree.fromstring(drawing_file(figure, "zh"))
    (said,) = Page(figure).values("aria-label")
    names = [child.tag.removeprefix(f"{{{SVG}}}") for child in drawing][:3]
    assert names == ["title", "desc", "style"]
    assert drawing[1].text == said
    assert said.startswith(drawing[0].text)
    assert "Noto Sans SC" in drawing[2].text
    assert float(drawing.get("width")) > float(drawing.get("viewBox").split()[2])
    inline = ElementTree.fromstring(DRAWING.search(figure)[0])
    assert ["".join(t.itertext()) for t in drawing.iter(f"{{{SVG}}}text")] == [
        "".join(t.itertext()) for t in inline.iter(f"{{{SVG}}}text")
    ]


def test_a_drawing_with_markup_in_its_words_is_a_file_that_can_be_read():
    """Quotation marks and tags of a title stay text."""
    figure = chart_frame.framed(real("en"), "c-a", Markup(line(label=EVIL)), EVIL, table="t", source=EVIL)
    assert ElementTree.fromstring(drawing_file(figure, "en"))[1].text == EVIL


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_table_file_holds_the_values_of_the_data(code):
    """For each figure of the chart: the period as data writes it, the number without grouping, and the words shown."""
    context = real(code)
    (table,) = re.findall(r'<table[^>]*id="t-valid_certificates".*?</table>', drawn(code), re.DOTALL)
    raw = table_file(table, code)
    assert raw.startswith(MARK)
    head, *body = rows_of(raw)
    assert len({len(row) for row in (head, *body)}) == 1
    seen = [
        row for row in parts.rows_of(context.observations, indicator="valid_certificates") if row["sector"] == "TOTAL"
    ]
    assert {(row[0], float(row[2])) for row in body} == {(row["period"], row["value"]) for row in seen}
    rounded = next(row for row in seen if row["qualifier"] == "over")
    shown = next(row[3] for row in body if row[0] == rounded["period"])
    assert shown.startswith({"en": "over ", "zh": "超过"}[code])


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "＝1", "\t=1"])
def test_no_cell_of_a_table_file_is_a_formula(text):
    """In the heading and in the body alike; a negative number stays a number."""
    html = blocks.table("t", "c", [Column(text), Column("n")], [[text, blocks.datum(-2.5, "-2.5")]]).html
    head, body = rows_of(table_file(html, "en"))
    assert head[0][0] == "'"
    assert body[0][0] == "'"
    assert body[1] == "-2.5"


def test_two_charts_of_one_name_are_refused(tmp_path):
    """The fault names the page and the chart, and nothing is written; the same chart on two pages is one file."""
    one, other = drawn("en"), drawn("en").replace("M ", "M 1", 1)
    book = site(tmp_path, a=one, b=other)
    with pytest.raises(FaultError) as raised:
        write_chart_files(book, "en")
    assert {(fault.rule, fault.file) for fault in raised.value.faults} == {("chart-files", "b.html")}
    assert not (book / "charts").exists()
    write_chart_files(site(book, b=one), "en")
    assert (book / "charts" / "states-chart.csv").is_file()


def test_a_chart_without_its_table_is_refused(tmp_path):
    """The table that a chart draws stands on its page."""
    page = drawn("en").replace('id="states"', 'id="elsewhere"')
    with pytest.raises(FaultError) as raised:
        write_chart_files(site(tmp_path, page=page), "en")
    assert [fault.values["name"] for fault in raised.value.faults] == ["states-chart"]


# ---------------------------------------------------------------- what is drawn


def circles(chart: str) -> tuple[int, int]:
    """How many full and how many hollow marks a chart draws."""
    uses = [use.get("style", "") for use in svg(chart).iter(f"{{{SVG}}}use")]
    marks = [style for style in uses if f"stroke: {charts.LINE}" in style]
    hollow = sum("fill: #ffffff" in style for style in marks)
    return len(marks) - hollow, hollow


def test_a_rounded_figure_has_a_hollow_mark():
    """Four figures, two of them printed with a word before them."""
    assert circles(line()) == (4, 0)
    assert circles(line(rounded=[True, False, False, True])) == (2, 2)


def test_a_break_bears_its_word():
    """The dotted line says what it is, so that a print without a legend can be read."""
    assert "break" in "".join(svg(line(breaks=[False, False, True, False])).itertext())
    assert "break" not in "".join(svg(line()).itertext())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sentence_says_what_is_drawn(code):
    """First and last figure, highest between, break, target: each named where the chart shows it, and only there."""
    context = real(code)
    indicator = context.plan.indicator("valid_certificates")
    rows = [
        {"period": p, "value": v, "flag": f, "qualifier": q}
        for p, v, f, q in (
            ("2017", 2.0, "A", "exact"), ("2018", 9.0, "A", "over"), ("2019", 1.0, "B", "exact"),
            ("2020", 4.0, "A", "exact"),
        )
    ]  # fmt: skip
    plain = {"target": None, "target_period": None}
    said = series_chart.series_sentence(context, "T", indicator, rows, plain)
    assert [year in said for year in ("2017", "2018", "2019", "2020")] == [True] * 4
    assert {"en": "break", "zh": "中断"}[code] in said
    short = series_chart.series_sentence(context, "T", indicator, rows[:2], plain)
    assert {"en": "highest", "zh": "最高"}[code] not in short
    aimed = series_chart.series_sentence(
        context, "T", indicator, rows[:2], {"target": 7.0, "target_period": "2025", "target_qualifier": "over"}
    )
    assert "2025" in aimed
    assert {"en": "at least", "zh": "不低于"}[code] in aimed
    marks = series_chart.marks_sentence(context, rows, {"target": 7.0}, True)
    assert all(
        word in marks
        for word in {"en": ("Hollow", "Dotted", "Diamond", "95%"), "zh": ("空心", "中断", "菱形", "95%")}[code]
    )
    assert series_chart.marks_sentence(context, rows[:1], plain, False) == ""


def test_provinces_with_enough_figures_are_drawn_side_by_side():
    """Each panel is a province with three comparable figures or more; the table has the same provinces."""
    context = real("en")
    indicator = context.plan.indicator("inspection_institutions")
    found = multiples.courses(context, indicator)
    assert len(found) > 2
    assert all(len(course) >= multiples.ENOUGH for course in found.values())
    block = multiples.province_charts(context, (indicator,))
    texts = [
        "".join(t.itertext()) for t in ElementTree.fromstring(DRAWING.search(block.html)[0]).iter(f"{{{SVG}}}text")
    ]
    for region, course in found.items():
        name = context.plan.region(region).short["en"]
        assert any(text.startswith(name) for text in texts)
        assert f"{name} | " in block.text
        assert all(f'<data value="{row["value"]:.15g}">' in block.html for row in course)


def test_one_province_is_nothing_to_compare():
    """Where a single province has three figures, there is no chart."""
    context = real("en")
    alone = [card for _, card in context.plan.indicators() if len(multiples.courses(context, card)) == 1]
    assert alone
    assert [multiples.province_charts(context, (card,)).html for card in alone] == [""] * len(alone)
