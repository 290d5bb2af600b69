"""What pages are made of: nothing a text holds is run, charts keep still, sentences are whole, sources are there."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from invented import PROJECT, SECOND, change, copy_of_project, line_of, rows_of, write_rows

from plan_metrics import paths, views
from plan_metrics.context import Context, read_context
from plan_metrics.edition.models import SAMPLE
from plan_metrics.measure.assess import REASONS, STATUSES, Assessment, Series, Target, Thresholds, assess
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.code_lists import LANGUAGES
from plan_metrics.plan.models import Indicator, Plan
from plan_metrics.report.book_light import lightened
from plan_metrics.report.book_weight import LIMIT
from plan_metrics.views import blocks, charts, documents, parts, warm, words
from plan_metrics.views.bars import contributions, status_bars
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.series_chart import series_chart
from plan_metrics.views.states import action_state
from plan_metrics.views.verdicts import verdict

ROOT = Path(__file__).parents[1]
HAN = re.compile(r"[\u3400-\u9fff]")
VOID = {"br", "img", "use", "path", "input", "hr", "meta", "link"}


class Page(HTMLParser):
    """The elements of a page in order, each as (tag, attributes), its text, and its tables row by row."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.unclosed.append(tag)

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text of the page."""
        return " ".join("".join(self.texts).split())

    def values(self, name: str) -> list[str]:
        """Every value of an attribute, in order."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]


PAGES = {
    name: getattr(views, name) for name in ("overview", "action", "sector", "region", "compare", "changes", "data")
}


def subjects(plan: Plan) -> dict[str, list[str]]:
    """What the pages of a kind are about."""
    return {
        "action": [action.id for action in plan.actions],
        "sector": [sector.sector for sector in plan.pilot_sectors],
        "region": [region.region for region in plan.provinces],
        "compare": ["regions", "sectors"],
    }


def page_blocks(context: Context, page: str, subject: str = "") -> dict[str, Block]:
    """Every view of a page, by name, as a notebook shows them."""
    module, wanted = PAGES[page], ["context", page] if subject else ["context"]
    return {
        name: function(context, *([subject] if subject else []))
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and list(inspect.signature(function).parameters) == wanted
    }


def all_pages(context: Context) -> Iterator[tuple[str, str]]:
    """Every page of a report: its kind and its subject."""
    for page in PAGES:
        for subject in subjects(context.plan).get(page, [""]):
            yield page, subject


@cache
def _invented(language: str) -> Context:
    return read_context(SECOND, language, PROJECT)


@cache
def _real(language: str) -> Context:
    return read_context("2026-02", language, ROOT)


@cache
def _sample(language: str) -> Context:
    return read_context(SAMPLE, language, ROOT)


@cache
def _page(page: str, subject: str, language: str) -> tuple[dict[str, Block], Page]:
    """A page of the default edition."""
    found = page_blocks(_real(language), page, subject)
    return found, Page("".join(block.html for block in found.values()))


# A handful of pages of the default edition: each kind, with many figures, with few and with none.
HANDFUL = [
    ("overview", ""), ("action", "A03"), ("action", "A07"), ("action", "A09"), ("sector", "food"), ("sector", "toys"),
    ("sector", "aviation"), ("region", "CN-ZJ"), ("region", "CN-CQ"), ("region", "CN-XZ"), ("changes", ""),
    ("compare", "regions"), ("compare", "sectors"), ("data", ""),
]  # fmt: skip


def on_a_handful(test):
    """Run a test on a handful of pages in both languages."""
    test = pytest.mark.parametrize(("page", "subject"), HANDFUL)(test)
    return pytest.mark.parametrize("language", LANGUAGES)(test)


# ---------------------------------------------------------------- nothing that a text holds is run

EVIL = "<script>alert(1)</script> & \"'x' onload=y"
IN_TOML = EVIL.replace('"', '\\"')
IN_XML = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);)")


@pytest.fixture(scope="module")
def evil_base(tmp_path_factory) -> Path:
    """The invented plan, with markup and quotation marks in every kind of text that people write."""
    base = copy_of_project(tmp_path_factory.mktemp("evil"))
    plan = paths.plan_folder(base)
    for file in [plan / "plan.toml", *sorted((plan / "actions").glob("*.toml"))]:
        text = file.read_text("utf-8")
        spoilt = re.sub(r'(zh|en) = "([^"]*)"', lambda found: f'{found[1]} = "{found[2]} {IN_TOML}"', text)
        file.write_text(spoilt, "utf-8")
    for name, columns in (
        ("sectors.csv", ("title_zh", "title_en")),
        ("regions.csv", ("title_zh", "title_en", "short_zh", "short_en")),
        ("units.csv", ("title_zh", "title_en")),
        ("sources.csv", ("title_zh", "title_en", "publisher_zh", "publisher_en")),
        ("sector_mapping.csv", ("wording", "reason_zh", "reason_en")),
    ):
        spoil(plan / name, columns)
    for edition in ("2030-01", SECOND):
        folder = paths.edition_folder(base, edition)
        spoil(folder / "sources.csv", ("title_zh", "title_en", "publisher_zh", "publisher_en"))
        spoil(folder / "rejected.csv", ("reason_zh", "reason_en"))
        file = folder / "observations.csv"
        change(
            file,
            line_of(file, indicator="bicycle_stands", region="XX", sector="TOTAL", period="2028"),
            note_zh=EVIL,
            note_en=EVIL,
        )
    return base


def spoil(file: Path, columns: tuple[str, ...]) -> None:
    """Markup at the end of every cell of some columns."""
    rows = rows_of(file)
    write_rows(file, [{**row, **{name: f"{row[name]} {EVIL}" for name in columns}} for row in rows])


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_in_a_text_is_shown_and_not_run(evil_base, language):
    """No element, attribute or open tag comes of a title, note, unit, reason or source; the text itself is there."""
    context = read_context(SECOND, language, evil_base)
    for page, subject in all_pages(context):
        for name, block in page_blocks(context, page, subject).items():
            found, where = Page(block.html), f"{page} {subject} {name}"
            assert "script" not in {tag for tag, _ in found.elements}, where
            assert not any(key.startswith("on") for _, attributes in found.elements for key in attributes), where
            assert (found.unclosed, found.open) == ([], []), where
            assert not IN_XML.search(block.html), where
            assert "&amp;lt;" not in block.html, f"{where}: escaped twice"
    whole = Page(page_blocks(context, "action", "A01")["details"].html)
    title = context.plan.indicator("bicycle_stands").title[language]
    assert title.endswith(EVIL)
    assert title in whole.text
    assert any(label.startswith(title) for label in whole.values("aria-label"))
    assert any(EVIL in hint for hint in whole.values("title")), "the citation of a source"


@pytest.mark.parametrize("cell", ["<b>x</b>", 'a "b" c', "a & b", "<br>"])
def test_a_cell_of_a_table_is_text(cell):
    """In heading, caption, first cell and other cells alike; the text form shows the same words."""
    block = blocks.table("t-x", cell, [Column(cell), Column(cell, numeric=True)], [[cell, cell]], stacked=True)
    found = Page(block.html)
    assert found.text.count(cell) == 5
    assert found.values("data-label") == [cell]
    assert block.text == "\n".join([cell, f"{cell} | {cell}", f"{cell} | {cell}"])


def test_a_link_is_escaped_in_all_three_places():
    """Address, words and hint."""
    found = Page(blocks.link('a.html"onclick="x', "<i>", '"><script>'))
    assert found.elements == [("a", {"href": 'a.html"onclick="x', "title": '"><script>'})]
    assert found.text == "<i>"


@on_a_handful
def test_no_page_shows_a_word_of_the_program(page, subject, language):
    """What is not there is said in the reader's words: `None` and `nan` are nobody's."""
    found = [*_page(page, subject, language)[0].values(), views.heatmap.tiles(_real(language))]
    shown = [text for block in found for text in re.findall(r">([^<>]*)<", block.html)]
    said = [cell for block in found for line in block.text.splitlines() for cell in line.split(" | ")]
    assert shown
    assert {text.strip() for text in (*shown, *said)}.isdisjoint(("None", "nan", "NaN", "True", "False"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_action_with_the_most_figures_makes_a_light_page(language):
    """Its blocks as they are printed, with 50 KB for code, frame, style and scripts: more than those of today."""
    context = _real(language)
    counted = {a.id: len(context.observations[context.observations["action"] == a.id]) for a in context.plan.actions}
    action = max(counted, key=counted.get)
    weight = sum(len(lightened(block.html).encode()) for block in page_blocks(context, "action", action).values())
    assert 200_000 < weight < LIMIT - 50_000


# ---------------------------------------------------------------- charts

SVG = "{http://www.w3.org/2000/svg}"


def line(name: str = "c-a", **changed: object) -> str:
    """A chart of four figures."""
    given = {
        "label": "a rising line",
        "periods": ["2021", "2022", "2023", "2024"],
        "values": [1.0, 2.0, 4.0, 8.0],
        "ticks": ["2021", "2022", "2023", "2024"],
        "breaks": [False] * 4,
        "rounded": [False] * 4,
        "break_word": "break",
        "unit": "家",
        "language": "en",
    }
    return str(charts.line_chart(name, **(given | changed)))


def bars(name: str = "c-b") -> str:
    """A chart of two actions."""
    return str(status_bars(name, "two bars", [("A01", (1, 0, 2, 0)), ("A02", (0, 3, 0, 1))], list("甲乙丙丁")))


def svg(chart: str) -> ElementTree.Element:
    """The drawing of a chart, read as XML."""
    return ElementTree.fromstring(chart).find(f"{SVG}svg")


def drawn_text(chart: str) -> list[str]:
    """The texts of a drawing."""
    return ["".join(text.itertext()).strip() for text in svg(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("make", [line, bars])
def test_the_same_figures_give_the_same_bytes(make):
    """A chart that is made again differs in nothing: no date, no random id."""
    assert make() == make()
    assert not re.search(r"\d{4}-\d{2}-\d{2}T|<metadata", make())


def test_a_chart_bears_the_digest_of_all_that_it_was_made_of():
    """Another figure, word or name gives another one; a last digit that differs between processors gives the same
    bytes, and so does a list for a tuple."""
    mark = re.compile(r'<svg data-from="(\w{16})"')
    others = [line(), line(name="c-aa"), line(values=[1.0, 2.0, 4.0, 8.5]), line(label="falling"), line(language="zh")]
    assert len({mark.search(chart)[1] for chart in others}) == len(others)
    assert line(values=(1.0, 2.0, 4.0, np.float64(8.000000000000002))) == line()


def test_a_part_of_a_change_that_goes_the_other_way_can_be_told_without_colour():
    """Only a bar against the others is hatched; every bar bears its words, the rest has no colour."""
    rest = ("the rest", 1.0, "+1")
    same = str(contributions("c-p", "parts", [("A", 3.0, "+3"), ("B", 2.0, "+2")], rest))
    mixed = str(contributions("c-q", "parts", [("A", 3.0, "+3"), ("B", -2.0, "−2")], rest))
    assert "<pattern" not in same
    assert mixed.count("<pattern") == 1
    assert same.count("fill: #ffffff; stroke") == mixed.count("fill: #ffffff; stroke") == 1
    assert all(f">{word}</text>" in mixed for word in ("A", "B", "the rest", "+3", "−2", "+1"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_explains_only_the_marks_that_its_chart_has(language):
    """Hatched bars are spoken of under a chart that has some, of invented figures, and not under those of real ones."""
    word = {"en": "Hatched bars", "zh": "带斜线的条形"}[language]
    for edition, hatched in ((SAMPLE, True), ("2026-02", False)):
        html = views.action.regions(read_context(edition, language, paths.root()), "A04").html
        figures = re.findall(r'<figure class="pm-drawn" id="f-g-.*?</figure>', html, re.DOTALL)
        assert figures
        assert {("<pattern" in figure, word in figure) for figure in figures} == {(hatched, hatched)}


def test_charts_of_one_page_share_no_id():
    """Two line charts and two bar charts with names of their own; each reference leads into its own chart."""
    made = {name: make(name) for make, name in ((line, "c-a"), (line, "c-aa"), (bars, "c-b"), (bars, "c-c"))}
    ids = [value for chart in made.values() for value in Page(chart).values("id")]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    for name, chart in made.items():
        own = set(Page(chart).values("id"))
        led = set(re.findall(r'href="#([^"]+)"', chart)) | set(re.findall(r"url\(#([^)]+)\)", chart))
        assert led <= own
        assert all(value.startswith(f"{name}-") for value in own)


@pytest.mark.parametrize(("make", "label"), [(line, "a rising line"), (bars, "two bars")])
def test_a_chart_says_in_words_what_it_shows(make, label):
    """An image with an alternative text, for people who do not see it."""
    drawing = svg(make())
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", label)


def test_the_alternative_text_is_escaped():
    """Quotation marks and markup stay within the attribute."""
    assert svg(line(label=EVIL)).get("aria-label") == EVIL


def test_text_in_a_chart_is_text():
    """Unit, figures and years can be read, searched and copied; nothing of it is drawn as curves."""
    assert {"家", "1", "8", "2021", "2024"} <= set(drawn_text(line()))
    assert {"甲", "丁", "A01", "A02", "3"} <= set(drawn_text(bars()))


@pytest.mark.parametrize(
    "unit", ["<script>x</script>", "a & b", "US$ per $", r"\frac{1}{2} $x^2$", "100 %", 'say "id"']
)
def test_a_unit_is_drawn_as_it_is_written(unit):
    """Neither markup nor formula comes of it."""
    chart = line(unit=unit, target=("2026", 9.0, unit))
    assert drawn_text(chart).count(unit) == 2
    assert not list(svg(chart).iter(f"{SVG}script"))


def strokes(chart: str) -> list[int]:
    """The lines of a series that a chart draws: how many points each joins."""
    lines = (path for path in svg(chart).iter(f"{SVG}path") if f"stroke: {charts.LINE}" in path.get("style", ""))
    joined = [len(re.findall(r"[ML] ", path.get("d"))) for path in lines if "fill: none" in path.get("style")]
    return [points for points in joined if points > 1]


def test_a_line_is_interrupted_at_a_break():
    """Four figures are one line; with a break at the third, two lines of two with a mark between them."""
    assert strokes(line()) == [4]
    broken = line(breaks=[False, False, True, False])
    assert strokes(broken) == [2, 2]
    assert "stroke-dasharray" in broken
    assert "stroke-dasharray" not in line(), "grid and line are whole, only the mark of a break is dotted"


def test_a_break_at_the_first_figure_interrupts_nothing():
    """There is nothing before it to be cut off from."""
    assert strokes(line(breaks=[True, False, False, False])) == [4]


def test_the_chart_of_a_series_with_a_break_is_interrupted():
    """The share of satisfied users of the invented plan was asked anew in 2029: two figures joined, one apart."""
    html = page_blocks(_invented("en"), "action", "A03")["details"].html
    (chart,) = re.findall(r'<div class="pm-chart">.*?</svg></div>', html.split("i-satisfied-users", 1)[1], re.DOTALL)[
        :1
    ]
    assert strokes(chart) == [2]


def test_one_figure_is_a_table_and_no_chart():
    """A line needs two figures."""
    row = {"target": None, "reason": "one_point", "excluded": ()}
    indicator = _invented("en").plan.indicator("bicycle_stands")
    assert series_chart(_invented("en"), "c-x", "t-x", "one figure", indicator, [row], row) == ""


# ---------------------------------------------------------------- every status has its sentence

AHEAD = ("target_met", "value_at_target", "value_after_target", "value_before_target", "maintenance", "met_at_baseline")
NOTHING = (
    "no_figure", "one_point", "only_before_baseline", "not_comparable", "outdated", "no_value_at_target",
    "direction_contradicts_target", "target_before_baseline", "target_period_kind", "undefined",
)  # fmt: skip
REACHED = {
    "achieved": AHEAD,
    "missed": ("value_at_target", "value_after_target", "maintenance", "met_at_baseline"),
    "behind": ("pace", "maintenance", "met_at_baseline"),
    "on_track": ("pace",),
    "far_behind": ("pace",),
    "moving_away": ("pace",),
    "too_early": ("elapsed",),
    "improving": ("no_target",),
    "stable": ("no_target",),
    "worsening": ("no_target",),
    "not_assessable": NOTHING,
}
ONLY_OF_A_TREND = {"compound", "linear"}  # how a trend was found; never the reason of a status
PAIRS = [(status, reason) for status, reasons in REACHED.items() for reason in reasons]

CASES = tomllib.loads((paths.PACKAGE / "manual" / "cases" / "assess.toml").read_text("utf-8"))["case"]
LIMITS = Thresholds(on_track=0.95, behind=0.60, too_early=0.10, trend=0.005, stale_after_years=3.0)


def case_of(case: dict) -> tuple[Assessment, str]:
    """The assessment of a case of the table of whole assessments, and its direction."""
    settings = {
        "direction": "increase", "accumulation": "stock", "frequency": "A", "baseline_period": "2017", "as_of": "2025",
    }  # fmt: skip
    settings |= {name: case[name] for name in settings if name in case}
    periods, values, flags = ([row[i] for row in case["points"]] for i in range(3))
    targets = tuple(Target(**target) for target in case.get("targets", ()))
    limits = LIMITS if "thresholds" not in case else Thresholds(**case["thresholds"])
    return assess(Series(periods, values, flags), **settings, targets=targets, thresholds=limits), settings["direction"]


def row_of(assessment: Assessment) -> dict[str, object]:
    """A row of the scoreboard for an assessment; values as printed."""
    qualifiers = {"qualifier": "exact", "baseline_qualifier": "about", "compared_qualifier": "over"}
    known = {
        "qualifier": assessment.latest,
        "baseline_qualifier": assessment.baseline_period,
        "compared_qualifier": assessment.compared_period,
    }
    kept = {name: word if known[name] else None for name, word in qualifiers.items()}
    return {**asdict(assessment), **kept, "unit": "stands", "indicator": "nothing_published", "source": None}


def made_up(status: str, reason: str) -> dict[str, object]:
    """A row with every part known, for pairs that no case of the table shows."""
    values = {field.name: 7.0 for field in fields(Assessment)}
    periods = dict.fromkeys(
        ("first", "latest", "baseline_period", "target_period", "target_baseline_period", "compared_period"), "2024"
    )
    qualifiers = dict.fromkeys(("qualifier", "baseline_qualifier", "compared_qualifier"), "exact")
    named = {"unit": "stands", "indicator": "nothing_published", "status": status, "reason": reason}
    return {**values, **periods, **qualifiers, **named}


def with_direction(direction: str) -> Indicator:
    """An indicator without any figure, wanted up or down."""
    card = _invented("en").plan.indicator("bicycle_stands")
    return card.model_copy(update={"id": "nothing_published", "direction": direction})


def whole(sentence: str, language: str) -> bool:
    """Whether a sentence is one: ends as such, in its language, with nothing left open or unknown."""
    said = bool(sentence) and sentence[-1] in (".。")
    return said and bool(HAN.search(sentence)) == (language == "zh") and not re.search(r"[{}]|None|\bnan\b|–", sentence)


def test_the_pairs_are_all_that_there_are():
    """Every status and every reason that can be one of a status is in the table above."""
    assert set(REACHED) == set(STATUSES)
    assert {reason for _, reason in PAIRS} == set(REASONS) - ONLY_OF_A_TREND
    assert {(found.status, found.reason) for found, _ in map(case_of, CASES)} <= set(PAIRS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("direction", ["increase", "decrease"])
@pytest.mark.parametrize(("status", "reason"), PAIRS)
def test_every_status_and_reason_has_a_sentence(status, reason, direction, language):
    """One whole sentence, with every place filled in."""
    sentence = verdict(_invented(language), with_direction(direction), made_up(status, reason))
    assert whole(sentence, language), sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_sentence_of_a_whole_assessment_names_only_what_is_known(case, language):
    """Rows as they come out of the arithmetic, with all that is None in them: no dash stands for a figure."""
    assessment, direction = case_of(case)
    sentence = verdict(_invented(language), with_direction(direction), row_of(assessment))
    assert whole(sentence, language), sentence


def test_the_same_status_is_said_differently_of_what_should_rise_and_what_should_fall():
    """A fall that is wanted goes down, a rise that is wanted goes up."""
    row = made_up("improving", "no_target")
    up, down = (verdict(_invented("en"), with_direction(direction), row) for direction in ("increase", "decrease"))
    assert up.startswith("Up ")
    assert down.startswith("Down ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_with_figures_elsewhere_says_where(language):
    """Nothing for the whole, but for provinces: the sentence names them instead of saying that there is nothing."""
    context = _invented(language)
    card = context.plan.indicator("bicycle_stands")
    sentence = verdict(context, card, {**made_up("not_assessable", "no_figure"), "indicator": card.id})
    assert context.plan.region("XX-AA").short(language) in sentence
    assert whole(sentence, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [*STATUSES, "no_figure"])
def test_every_status_has_a_badge(status, language):
    """In words, not in colour alone, and the words differ from status to status."""
    said = {name: words.say(_invented(language), words.STATUS[name]) for name in words.STATUS}
    assert words.status_badge(_invented(language), status).striptags() == said[status]
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", [_real, _sample, _invented], ids=["real", "sample", "invented"])
def test_every_row_of_a_scoreboard_has_a_sentence(context, language):
    """The default edition, the sample and the invented plan, the headline rows and the rows of places alike."""
    shown = context(language)
    for row in shown.scoreboard.to_dict("records"):
        sentence = verdict(shown, shown.plan.indicator(row["indicator"]), row)
        assert whole(sentence, language), (row["indicator"], row["region"], row["sector"], sentence)


# ---------------------------------------------------------------- invented figures are marked

EXAMPLES = {"overview": "", "action": "A07", "sector": "food", "region": "CN-ZJ", "compare": "regions"}
EXAMPLES |= {"changes": "", "data": ""}
MARK = {"zh": "虚构", "en": "Invented data."}


def opening(context: Context, page: str) -> Block:
    """The opening of a page of each kind."""
    return PAGES[page].opening(context, *([EXAMPLES[page]] if EXAMPLES[page] else []))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", EXAMPLES)
def test_a_page_of_invented_figures_says_so_before_anything_else(page, language):
    """The first words of the first block, in a division of its own, and in the text form too."""
    block = opening(_sample(language), page)
    first = Page(block.html)
    assert first.elements[0] == ("div", {"class": "pm-text pm-invented"})
    assert MARK[language] in first.text[:20]
    assert MARK[language] in block.text.splitlines()[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", EXAMPLES)
def test_a_page_of_real_figures_is_not_called_invented(page, language):
    """Neither the mark nor the word."""
    block = opening(_real(language), page)
    assert "pm-invented" not in block.html
    assert MARK[language] not in block.text


# ---------------------------------------------------------------- every figure has its source


@cache
def _source_ids(language: str) -> set[str]:
    return set(Page(views.data.sources(_real(language)).html).values("id"))


def rows_with_cells(html: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every row of every table: the table's id, the headings of its columns, and the HTML of its cells."""
    for name, table in re.findall(r'<table [^>]*id="([^"]+)"[^>]*>(.*?)</table>', html, re.DOTALL):
        headings = [Page(cell).text for cell in re.findall(r'<th scope="col"[^>]*>.*?</th>', table, re.DOTALL)]
        for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", table.split("<tbody", 1)[1], re.DOTALL):
            yield name, headings, re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)


@cache
def _headings(language: str) -> tuple[str, set[str], set[str]]:
    """The words above a column of sources, and above columns of figures, of which a row with one needs a source."""
    context = _real(language)
    say = [words.say(context, text) for text in ("Source", "Source of the other")]
    figures = {
        words.say(context, text)
        for text in ("Latest figure", "As printed", "Printed, not used", "Other figure printed")
    }
    return say[0], set(say), figures


@on_a_handful
def test_every_figure_of_a_table_links_to_its_source(page, subject, language):
    """Each row with a published figure has a link to data.html#<id>, and that page has the id."""
    _, sources, figures = _headings(language)
    tables = set()
    for name, headings, cells in rows_with_cells(
        "".join(block.html for block in _page(page, subject, language)[0].values())
    ):
        if not figures & set(headings):
            continue
        tables.add(name)
        shown = [Page(cells[headings.index(column)]).text for column in figures & set(headings)]
        (column,) = (place for place, heading in enumerate(headings) if heading in sources)
        links = re.findall(r'href="data\.html#([^"]+)"', cells[column])
        if any(text != "–" for text in shown):
            assert links, (name, cells)
        assert set(links) <= _source_ids(language), name
    assert tables or page in ("overview", "changes", "compare") or subject in ("aviation", "CN-XZ")


@on_a_handful
def test_every_link_to_a_source_arrives(page, subject, language):
    """Links in tables, in cards and in the list of documents alike."""
    led = {
        link.partition("#")[2]
        for link in _page(page, subject, language)[1].values("href")
        if link.startswith("data.html#")
    }
    assert led <= _source_ids(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_of_an_observation_and_a_target_is_on_the_page_of_sources(language):
    """Each id once."""
    context = _real(language)
    cited = {name for text in context.observations["source"] for name in text.split()}
    cited |= {target.source for _, indicator in context.plan.indicators() for target in indicator.targets}
    assert cited <= _source_ids(language)
    ids = Page(views.data.sources(context).html).values("id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_provincial_figures_of_an_action_lead_to_the_page_with_their_sources(language):
    """The wide table has no room for sources: each row leads to its province, whose page has them."""
    context = _real(language)
    rows = [row for row in rows_with_cells(views.action.regions(context, "A07").html) if row[0] == "regions-A07"]
    assert rows
    known = {f"{region.region}.html" for region in context.plan.provinces}
    assert {re.search(r'href="([^"]+)"', cells[0])[1] for _, _, cells in rows} <= known


@pytest.mark.parametrize("context", [_real, _sample, _invented], ids=["real", "sample", "invented"])
def test_no_published_figure_of_a_region_or_sector_is_left_out_of_its_page(context):
    """Every observation stands in the tables of its province and of its pilot sector, comparable or not: a figure
    of another definition is shown as such, and never called “no published figure”."""
    shown = context("en")
    seen = shown.observations
    provinces, pilots = shown.plan.provinces, shown.plan.pilot_sectors
    wanted = {("region", r.region): seen[seen["region"] == r.region] for r in provinces}
    wanted |= {("sector", s.sector): seen[seen["sector"].isin(shown.plan.within(s.sector))] for s in pilots}
    for (page, subject), rows in wanted.items():
        figures = PAGES[page].figures(shown, subject)
        count = len(list(rows_with_cells(figures.html)))
        assert count == len(rows.groupby(["indicator", "region", "sector"])), (page, subject)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"region": "CN-ZJ:Hangzhou", "sector": "TOTAL", "period": "2022-06"}, "Zhejiang, Hangzhou, June 2022"),
        (
            {"region": "CN", "sector": "管理体系认证", "period": "2023-01/2023-06"},
            "管理体系认证, January 2023 to June 2023",
        ),
        ({"region": "001", "sector": "", "period": "undated (after 2023-06)"}, "001, undated"),
        ({"region": "CN", "sector": "TOTAL", "period": "spring of 2020"}, "spring of 2020"),
    ],
)
def test_what_a_figure_that_was_not_used_is_for_is_said_in_words(said, expected):
    """Codes and periods that are known are said; anything else stays as the register has it."""
    assert documents.place_words(_real("en"), said) == expected


def test_a_computed_figure_in_a_table_has_no_false_digits():
    """A ratio of rounded figures is said in large units; a figure as it was printed keeps every digit."""
    context = _real("en")
    assert words.figure(context, 2_630_194.63, "CNY per institution", "about") == "about 2.63 million"
    assert words.figure(context, 12_040_000, "reports", "about") == "about 12,040,000"
    assert words.figure(context, 85.6, "percent") == "85.6"


def test_a_figure_as_printed_names_its_unit_only_where_it_is_another():
    """The unit of the values heads their column; ten thousands and hundred millions are named."""
    context = _real("en")
    rows = parts.rows_of(context.observations, indicator="valid_certificates", region="CN")
    first, second = parts.series_table(context, "t-x", "x", rows, "certificates").text.splitlines()[2:4]
    assert "| 100.5 ten thousand certificates |" in first
    assert "| 1,479,000 |" in second.partition("S032")[2]


def test_an_action_without_a_status_says_that_too_little_can_be_judged():
    """Where some of its indicators are judged; one with a status, or with nothing judged, needs no such word."""
    context = _real("en")
    lines = views.overview.actions(context).text.splitlines()
    for action, line in zip(context.plan.actions, lines, strict=True):
        state = action_state(context, action.id)
        assert ("too few for a status" in line) == (state.state == "not_assessable" and state.assessed > 0), line
    assert any("too few" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_names_every_indicator_that_is_judged_otherwise(language):
    """Each once, under what it is now; with a link to where it stands."""
    context = _real(language)
    table = parts.moved_lists(context, "x")
    moved = [c for c in context.changes if c.headline and c.moves]
    told = [c for c in moved if c.after.status in parts.JUDGED or c.before.status in parts.JUDGED]
    assert told
    for each in told:
        assert table.html.count(f'">{context.plan.indicator(each.indicator).title[language]}</a>') == 1
    assert table.html.count("<a ") == len(told)


def test_figures_that_share_a_line_say_from_when_to_when():
    """Over spans of time and undated ones too."""
    row = {"indicator": "i", "region": "CN", "sector": "TOTAL", "value": 1.0, "unit": "certificates", "source": "S001"}
    row |= {"kept_value": float("nan"), "reason_zh": "同", "reason_en": "same"}
    spans = ("2023-01/2023-06", "undated", "2022-H1", "2022")
    table = documents.rejected_table(_real("en"), "x", [{**row, "period": span} for span in spans])
    assert "first half of 2022 to June 2023" in table.text


def test_a_figure_that_is_withheld_is_not_called_unpublished_where_its_status_stands():
    """What a document says last of a series counts: withheld, or that there is none."""
    context = _real("en")
    (row,) = [r for r in parts.rows_of(context.scoreboard) if r["reason"] == "no_figure"][:1]
    key = {name: row[name] for name in ("indicator", "region", "sector")}
    kept = context.observations[context.observations["indicator"] != row["indicator"]]

    def badge(*flags: str) -> str:
        said = [{**key, "period": f"{2020 + place}", "flag": flag} for place, flag in enumerate(flags)]
        missing = pd.DataFrame(said, columns=[*key, "period", "flag"])
        edition = replace(context.edition, missing=missing)
        return Page(parts.row_badge(replace(context, edition=edition, observations=kept), row)).text

    assert "no published figure" in badge()
    assert "withheld" in badge("L", "Q")
    assert "no published figure" in badge("Q", "L")


@pytest.mark.parametrize("context", [_real, _sample, _invented], ids=["real", "sample", "invented"])
def test_the_newest_figure_of_a_sector_is_the_one_that_ends_last(context):
    """2024 ends after 2024-09 and after 2024-H1, whatever the order of the letters."""
    shown = context("en")
    for sector in shown.plan.pilot_sectors:
        rows = shown.observations[shown.observations["sector"].isin(shown.plan.within(sector.sector))]
        if len(rows):
            newest = max(rows["period"], key=end_month)
            same = {p for p in rows["period"] if end_month(p) == end_month(newest)}
            text = views.sector.opening(shown, sector.sector).text
            assert any(words.say_period(shown, period) in text for period in same), sector.sector


def test_first_and_last_of_the_coverage_are_those_in_time():
    """On the page of data: the first and last period of a series, by where they end."""
    for context in (_real("en"), _sample("en")):
        rows = [
            [Page(cell).text for cell in cells] for _, _, cells in rows_with_cells(views.data.coverage(context).html)
        ]
        for (_, indicator), cells in zip(context.plan.indicators(), rows, strict=True):
            seen = context.observations
            of_it = seen[(seen["indicator"] == indicator.id) & (seen["sector"] == indicator.sector)]
            periods = of_it[of_it["region"] == context.plan.head.whole]["period"]
            ends = sorted(map(end_month, periods))
            said = {words.say_period(context, period): end_month(period) for period in periods}
            assert [said.get(cells[3]), said.get(cells[4])] == ([ends[0], ends[-1]] if ends else [None, None])


# ---------------------------------------------------------------- tables


@on_a_handful
def test_tables_can_be_read_without_seeing_them(page, subject, language):
    """Each table has a caption that names it, headings with a scope for columns and rows, and a name for scrolling."""
    _, found = _page(page, subject, language)
    tags = Counter(tag for tag, _ in found.elements)
    assert (
        tags["table"]
        == tags["caption"]
        == len([1 for tag, a in found.elements if tag == "div" and "aria-labelledby" in a])
    )
    assert {attributes.get("scope") for tag, attributes in found.elements if tag == "th"} <= {"col", "row"}
    assert set(found.values("aria-labelledby")) <= set(found.values("id"))
    assert (found.unclosed, found.open) == ([], [])


@on_a_handful
def test_ids_are_unique_on_a_page(page, subject, language):
    """Tables, charts and sections of one page share no id, and none holds a space."""
    ids = _page(page, subject, language)[1].values("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert not any(re.search(r"\s", name) for name in ids)


@on_a_handful
def test_links_within_the_book_lead_to_pages_that_there_are(page, subject, language):
    """Actions, sectors, provinces and the page of data; a link to an indicator leads to its section."""
    context = _real(language)
    known = {"changes.html", "data.html"}
    known |= {f"{name}.html" for kind in ("action", "region") for name in subjects(context.plan)[kind]}
    known |= {f"{kind}-{name}.html" for kind in ("sector", "compare") for name in subjects(context.plan)[kind]}
    anchors = {f"{action.id}.html#{words.anchor(i.id)}" for action, i in context.plan.indicators()}
    for link in _page(page, subject, language)[1].values("href"):
        if link.startswith(("http://", "https://", "#", "charts/", "../data/")):  # files: test_chart_files, test_export
            continue
        assert link.partition("#")[0].partition("?")[0] in known, link
        if link[0] == "A" and "#" in link:
            assert link in anchors, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_action_has_a_section_for_each_indicator(language):
    """The place that links from other pages lead to."""
    ids = set(_page("action", "A07", language)[1].values("id"))
    assert {words.anchor(i.id) for i in _real(language).plan.action("A07").indicators} <= ids


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("page", "subject"), [("overview", ""), ("action", "A03"), ("region", "CN-ZJ"), ("data", "")])
def test_a_page_is_the_same_when_it_is_made_again(page, subject, language):
    """Same text, same HTML: what the check of the committed notebooks rests on."""
    again = page_blocks(_real(language), page, subject)
    assert again == _page(page, subject, language)[0]


def test_a_block_shows_the_same_in_a_notebook_and_in_a_terminal():
    """HTML and text together; adding two blocks adds both."""
    both = Block("<p>a</p>", "a") + Block("<p>b</p>", "b")
    assert both._repr_mimebundle_() == {"text/html": "<p>a</p><p>b</p>", "text/plain": "a\nb"}
    assert repr(both) == "a\nb"


def test_what_is_done_before_the_fork_can_be_done():
    """Every chart and template that is tried out in advance still takes what it is given there."""
    warm.warm()
