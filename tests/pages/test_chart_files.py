"""Under every chart stand a sentence, its source, its table and two files; the files say what the page says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bilingual import LANGUAGES
from pages import EVIL, Page, real
from test_charts import FOUR, drawing, line, svg

from plan_metrics import views
from plan_metrics.errors import FaultError
from plan_metrics.receipts import all_receipts
from plan_metrics.report.chart_files import SVG, drawing_file, table_file, write_chart_files
from plan_metrics.report.citing import reference
from plan_metrics.report.notebook_nodes import tables
from plan_metrics.report.pictures import write_pictures
from plan_metrics.rows import observation_rows
from plan_metrics.views import blocks, chart_frame, chart_marks, coverage, evaluation, multiples, series_chart
from plan_metrics.views.blocks import NOTHING, STRUCTURE, Block
from plan_metrics.views.links import page_of
from plan_metrics.views.nodes import Column, Figure, Node, html_of, structure_of
from plan_metrics.views.vouching import mark

FORM = Path(__file__).parents[2] / "book" / "_pdf"
MARK = b"\xef\xbb\xbf"


@cache
def drawn(code: str) -> Block:
    """A page of charts: two of an action's indicators, provinces, the states of all actions and the scores."""
    context = real(code)
    institutions = context.plan.indicator("inspection_institutions")
    shown = [context.plan.indicator("valid_certificates"), institutions]
    found = NOTHING
    for indicator in shown:
        found += views.indicator.opening(context, indicator.id) + views.indicator.figures(context, indicator.id)
    found += multiples.area_charts(context, (institutions,))
    found += coverage.states_table(context) + coverage.states_chart(context)
    found += evaluation.scores(context) + evaluation.chart(context)
    return found


def figures_of(block: Block) -> list[Figure]:
    """The charts of a block in their frames, in order."""
    return [each for node in block.nodes for each in _inside(node) if isinstance(each, Figure)]


def _inside(node: Node) -> Iterator[Node]:
    yield node
    for child in getattr(node, "children", ()):
        yield from _inside(child)


def rows_of(raw: bytes) -> list[list[str]]:
    """The rows of a CSV file as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def pages_of(folder: Path, **pages: Block) -> Path:
    """Executed notebooks that show a block each."""
    folder.mkdir(exist_ok=True)
    for name, shown in pages.items():
        cells = [{"outputs": [{"data": {STRUCTURE: shown.structure, "text/html": shown.html}}]}, {"source": "# b"}]
        (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    return folder


def files_of(folder: Path, code: str, **pages: Block) -> dict[str, bytes]:
    """The files that a book of these pages gets."""
    book = folder / "book"
    book.mkdir(parents=True)
    write_chart_files(pages_of(folder / "pages", **pages), book, code, reference(real(code)))
    write_pictures(folder / "pages", book, code, reference(real(code)).around, FORM, folder / "keep")
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in book.rglob("charts/*")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_under_each_chart_stand_its_sentence_source_table_and_files(code):
    """The sentence is the alternative text too; every link leads to the table on the page or to a file of its name."""
    ids = Page(drawn(code).html).values("id")
    figures = figures_of(drawn(code))
    assert [figure.name for figure in figures] == [
        "c-valid-certificates", "c-inspection-institutions", "p-sector-inspection-institutions",
        "r-inspection-institutions", "states-chart", "scores-chart",
    ]  # fmt: skip
    for figure in figures:
        name, table, html = figure.name, figure.table, html_of(figure)
        one = Page(html)
        (said,) = one.values("aria-label")
        assert f"<p>{said}</p>" in html.replace("&#34;", '"').replace("&amp;", "&")
        assert said[-1] in ".。"
        assert table in ids
        assert {f"#{table}", f"charts/{name}.csv", f"charts/{name}.svg"} <= set(one.values("href"))
        assert any(address.startswith("data.html") for address in one.values("href")), "the source"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_files_of_a_book_are_those_its_pages_link_to(tmp_path, code):
    """Three files a chart, in the folder that the links name; the same bytes when they are written again."""
    written = files_of(tmp_path / "one", code, page=drawn(code), other=blocks.paragraphs(["no chart"]))
    assert set(written) == {each for each in Page(drawn(code).html).values("href") if each.startswith("charts/")}
    assert files_of(tmp_path / "again", code, page=drawn(code)) == written


def test_a_drawing_alone_says_what_it_is():
    """Title, description, size and fonts are in the file, and nothing else has changed in it."""
    inside = figures_of(drawn("zh"))[0].drawing
    alone = ElementTree.fromstring(drawing_file(structure_of(inside), "zh"))
    (said,) = Page(html_of(inside)).values("aria-label")
    names = [child.tag.removeprefix(f"{{{SVG}}}") for child in alone][:3]
    assert names == ["title", "desc", "style"]
    assert alone[1].text == said
    assert said.startswith(alone[0].text)
    assert "Noto Sans SC" in alone[2].text
    assert float(alone.get("width")) > float(alone.get("viewBox").split()[2])
    inline = ElementTree.fromstring(inside.svg)
    assert ["".join(t.itertext()) for t in alone.iter(f"{{{SVG}}}text")] == [
        "".join(t.itertext()) for t in inline.iter(f"{{{SVG}}}text")
    ]


def test_a_drawing_with_markup_in_its_words_is_a_file_that_can_be_read():
    """Quotation marks and tags of a title stay text."""
    figure = chart_frame.framed(real("en"), "c-a", drawing(said=EVIL), table="t", source=EVIL)
    assert EVIL not in html_of(figure)
    assert ElementTree.fromstring(drawing_file(structure_of(figure)["drawing"], "en"))[1].text == EVIL


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_table_file_holds_the_values_of_the_data(code):
    """For each figure of the chart: the period as data writes it, the number without grouping, and the words shown."""
    context = real(code)
    (table,) = [each for each in tables(drawn(code).structure) if each["id"] == "t-valid_certificates"]
    raw = table_file(table, code)
    assert raw.startswith(MARK)
    head, *body = rows_of(raw)
    assert len({len(row) for row in (head, *body)}) == 1
    seen = [
        row
        for row in observation_rows(context.observations, indicator="valid_certificates")
        if row["breakdown"] == "TOTAL"
    ]
    assert {(row[0], float(row[2])) for row in body} == {(row["period"], row["value"]) for row in seen}
    rounded = next(row for row in seen if row["qualifier"] == "over")
    shown = next(row[3] for row in body if row[0] == rounded["period"])
    assert shown.startswith({"en": "over ", "zh": "超过"}[code])


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_table_of_a_chart_says_whose_figures_it_holds_edition_licence_and_citation(tmp_path, code):
    """In columns of each row; a chart of several places has the names of these in its own column. That the edition is
    a draft is in these, and in the metadata of the drawing."""
    files = files_of(tmp_path, code, page=drawn(code))
    head, *body = rows_of(files["charts/c-inspection-institutions.csv"])
    titles = {
        "en": ["Reference area", "Edition of the report", "State of the edition", "Licence", "Citation"],
        "zh": ["地区", "报告的版", "本版状态", "许可", "引用方式"],
    }[code]
    assert head[-5:] == titles
    place, edition, state, licence, cited = ({row[-5 + n] for row in body} for n in range(5))
    context = real(code)
    assert place == {context.plan.region(context.plan.head.whole).short[code]}
    assert edition == {context.edition.card.id}
    assert state == {mark(context)}
    assert licence == {"MIT"}
    (said,) = cited
    assert context.plan.indicator("inspection_institutions").title[code] in said
    assert f"{context.edition.card.id}/{code}/page.html" in said
    assert rows_of(files["charts/states-chart.csv"])[0][-4:] == titles[1:]
    known = ElementTree.fromstring(files["charts/c-inspection-institutions.svg"]).find(f"{{{SVG}}}metadata")
    named = {each.tag.rpartition("}")[2]: each.text for each in known}
    assert named["description"] == mark(context)
    assert {"source", "relation"} <= named.keys()


def test_each_figure_in_the_table_of_a_chart_names_its_receipt():
    """Beside the number stands the id of the receipt that has it; what leads to none has no such column."""
    context = real("en")
    (table,) = [each for each in tables(drawn("en").structure) if each["id"] == "t-inspection_institutions"]
    head, *body = rows_of(table_file(table, "en"))
    assert head[:5] == ["Period", "Period, as shown", "institutions", "institutions, as shown", "institutions, receipt"]
    known = {each.id: each.value for each in all_receipts(context)[page_of("inspection_institutions")]}
    assert [known[row[4]] for row in body] == [float(row[2]) for row in body]
    assert sum(name.endswith(", receipt") for name in head) == 1


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "＝1", "\t=1"])
def test_no_cell_of_a_table_file_is_a_formula(text):
    """In the heading and in the body alike; a negative number stays a number."""
    block = blocks.table("t", "c", [Column(text), Column("n")], [[text, blocks.datum(-2.5, "-2.5")]])
    head, body = rows_of(table_file(block.structure[0], "en"))
    assert head[0][0] == "'"
    assert body[0][0] == "'"
    assert body[1] == "-2.5"


def test_two_charts_of_one_name_are_refused(tmp_path):
    """The fault names the page and the chart, and nothing is written; the same chart on two pages is one file."""
    source = drawn("en")
    first = figures_of(source)[0]
    other = replace(first, drawing=replace(first.drawing, svg=first.drawing.svg.replace("M", "M1", 1)))
    changed = blocks.block(other, *source.nodes, text="")
    with pytest.raises(FaultError) as raised:
        files_of(tmp_path / "one", "en", a=source, b=changed)
    assert {(fault.rule, fault.file) for fault in raised.value.faults} == {("chart-files", "b.ipynb")}
    assert not (tmp_path / "one" / "book" / "charts").exists()
    assert "charts/states-chart.csv" in files_of(tmp_path / "other", "en", a=source, b=source)


def test_a_chart_without_its_table_is_refused(tmp_path):
    """The table that a chart draws stands on its page."""
    with pytest.raises(FaultError) as raised:
        files_of(tmp_path, "en", page=coverage.states_chart(real("en")))
    assert [fault.values["name"] for fault in raised.value.faults] == ["states-chart"]


# ---------------------------------------------------------------- what is drawn


def circles(chart: str) -> tuple[int, int]:
    """How many full and how many hollow marks a chart draws."""
    marks = [circle.get("fill") for circle in svg(chart).iter(f"{{{SVG}}}circle")]
    hollow = marks.count("#ffffff")
    return len(marks) - hollow, hollow


def test_a_rounded_figure_has_a_hollow_mark():
    """Four figures, two of them printed with a word before them."""
    assert circles(line()) == (4, 0)
    assert circles(line(FOUR._replace(rounded=[True, False, False, True]))) == (2, 2)


def test_a_break_bears_its_word():
    """The dotted line says what it is, so that a print without a legend can be read."""
    assert "break" in "".join(svg(line(FOUR._replace(breaks=[False, False, True, False]))).itertext())
    assert "break" not in "".join(svg(line()).itertext())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sentence_says_what_is_drawn(code):
    """First and last figure, highest between, break, target: each named where the chart shows it, and only there."""
    context = real(code)
    indicator = context.plan.indicator("valid_certificates")
    rows = [
        {"period": p, "value": v, "flag": f, "qualifier": q, "low": v, "high": v + (q == "over")}
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
    target = {"target": 7.0, "target_to": None, "target_period": "2025", "target_qualifier": "over"}
    kind = {"target_kind": None, "target_direction": "increase", "target_change": None, "unit": indicator.unit}
    kind["result_value"] = None
    aimed = series_chart.series_sentence(context, "T", indicator, rows[:2], target | kind)
    assert "2025" in aimed
    assert {"en": "at least", "zh": "不低于"}[code] in aimed
    marks = " ".join(chart_marks.marks_words(context, rows))
    assert [word in marks for word in {"en": ("Hollow", "Dotted"), "zh": ("空心", "中断")}[code]] == [True, True]
    assert chart_marks.marks_words(context, [rows[0], rows[3]]) == []
    assert {"en": "Diamond", "zh": "菱形"}[code] in chart_marks.target_words(context, None, way=False, band=False)
    assert "95%" in chart_marks.fan_words(context, rows[0])[0]


def test_provinces_with_enough_figures_are_drawn_side_by_side():
    """Each panel is a province with three comparable figures or more; the table has the same provinces."""
    context = real("en")
    indicator = context.plan.indicator("inspection_institutions")
    found = multiples.courses(context, indicator)
    assert len(found) > 2
    assert all(len(course) >= multiples.ENOUGH for course in found.values())
    block = multiples.area_charts(context, (indicator,))
    (figure,) = figures_of(block)
    texts = ["".join(t.itertext()) for t in ElementTree.fromstring(figure.drawing.svg).iter(f"{{{SVG}}}text")]
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
    assert [multiples.area_charts(context, (card,)).html for card in alone] == [""] * len(alone)
