"""Every figure has its source, none is left out, and what is said of it is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from bilingual import LANGUAGES
from pages import (
    PAGES,
    Page,
    on_a_handful,
    page_of,
    real,
    sample,
    second,
)

from plan_metrics import views
from plan_metrics.measure.periods import end_month
from plan_metrics.rows import scoreboard_rows
from plan_metrics.views import documents, language, parts, words


@cache
def _source_ids(language: str) -> set[str]:
    return set(Page(views.data.sources(real(language)).html).values("id"))


def rows_with_cells(html: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every row of every table: the table's id, the headings of its columns, and the HTML of its cells."""
    for name, table in re.findall(r'<table [^>]*id="([^"]+)"[^>]*>(.*?)</table>', html, re.DOTALL):
        headings = [Page(cell).text for cell in re.findall(r'<th scope="col"[^>]*>.*?</th>', table, re.DOTALL)]
        for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", table.split("<tbody", 1)[1], re.DOTALL):
            yield name, headings, re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)


@cache
def _headings(language: str) -> tuple[set[str], set[str]]:
    """The words above a column of sources, and above columns of figures, of which a row with one needs a source."""
    context = real(language)
    say = [words.say(context, text) for text in ("Source", "Document")]
    figures = {words.say(context, text) for text in ("Latest figure", "As printed", "Printed, not used")}
    return set(say), figures


# Without a table of figures with their documents.
WITHOUT = ("overview", "action", "changes", "compare", "data", "evaluation", "area_map")


@on_a_handful
def test_every_figure_of_a_table_links_to_its_source(page, subject, language):
    """Each row with a published figure has a link to data.html#<id>, and that page has the id."""
    sources, figures = _headings(language)
    tables = set()
    for name, headings, cells in rows_with_cells(
        "".join(block.html for block in page_of(page, subject, language)[0].values())
    ):
        if not figures & set(headings):
            continue
        tables.add(name)
        shown = [Page(cells[headings.index(column)]).text for column in figures & set(headings)]
        (column,) = (index for index, heading in enumerate(headings) if heading in sources)
        links = re.findall(r'href="data\.html#([^"]+)"', cells[column])
        if any(text != "–" for text in shown):
            assert links, (name, cells)
        assert set(links) <= _source_ids(language), name
    assert tables or page in WITHOUT or subject in ("aviation", "CN-XZ")


@on_a_handful
def test_every_link_to_a_source_arrives(page, subject, language):
    """Links in tables, in cards and in the list of documents alike."""
    led = {
        link.partition("#")[2]
        for link in page_of(page, subject, language)[1].values("href")
        if link.startswith("data.html#")
    }
    assert led <= _source_ids(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_of_an_observation_and_a_target_is_on_the_page_of_sources(language):
    """Each id once."""
    context = real(language)
    cited = {name for text in context.observations["source"] for name in text.split()}
    cited |= {target.source for target in context.plan.targets}
    assert cited <= _source_ids(language)
    ids = Page(views.data.sources(context).html).values("id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_provincial_figures_of_an_indicator_lead_to_the_page_with_their_sources(language):
    """The table of provinces has no room for sources: each row leads to its province, whose page has them."""
    context = real(language)
    html = views.indicator.regions(context, "inspection_institutions").html
    rows = [row for row in rows_with_cells(html) if row[0] == "d-inspection_institutions"]
    assert len(rows) > 10
    known = {f"{region.region}.html" for region in context.plan.areas}
    assert {re.search(r'href="([^"]+)"', cells[0])[1] for _, _, cells in rows} <= known


@pytest.mark.parametrize("context", [real, sample, second], ids=["real", "sample", "invented"])
def test_no_published_figure_of_a_region_or_breakdown_is_left_out_of_its_page(context):
    """Every series stands on the page of its province and of its breakdown, in a table or in the list of those with
    nothing to compare them with: a figure of another definition is shown, and never called “no figure found”."""
    shown = context("en")
    seen = shown.observations
    provinces, pilots = shown.plan.areas, shown.plan.paged_breakdowns
    wanted = {("region", r.region): seen[seen["region"] == r.region] for r in provinces}
    wanted |= {("breakdown", s.code): seen[seen["breakdown"].isin(shown.plan.within(s.code))] for s in pilots}
    for (page, subject), rows in wanted.items():
        html = PAGES[page].figures(shown, subject).html
        tables = {f"figures-{subject}", f"provinces-{subject}"}
        count = sum(name in tables for name, _, _ in rows_with_cells(html))
        count += sum(
            part.count("<li>") for part in re.findall(r'<ul class="pm-few pm-singles">(.*?)</ul>', html, re.DOTALL)
        )
        assert count == len(rows.groupby(["indicator", "region", "breakdown"])), (page, subject)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"region": "CN-ZJ:Hangzhou", "breakdown": "TOTAL", "period": "2022-06"},
            ["Zhejiang", "Hangzhou", "June 2022"],
        ),
        (
            {"region": "CN", "breakdown": "管理体系认证", "period": "2023-01/2023-06"},
            ['<span lang="zh-CN">管理体系认证</span>', "January 2023 to June 2023"],
        ),
        ({"region": "001", "breakdown": "", "period": "undated (after 2023-06)"}, ["001", "undated"]),
        (
            {"region": "CN", "breakdown": "航空", "period": "2021"},
            ['Aviation (<span lang="zh-CN">航空</span>)', "2021"],
        ),
        ({"region": "CN", "breakdown": "TOTAL", "period": "spring of 2020"}, ["spring of 2020"]),
    ],
)
def test_what_a_figure_that_was_not_used_is_for_is_said_in_words(said, expected):
    """Codes, titles of breakdowns and periods that are known are said; anything else stays as the register has it, and
    is marked as the language of its letters."""
    assert [*map(str, documents.place_words(real("en"), said, {"航空": "Aviation"}))] == expected


def test_a_computed_figure_in_a_table_has_no_false_digits():
    """A ratio of rounded figures is said in large units; a figure as it was printed keeps every digit."""
    context = real("en")
    assert words.figure(context, 2_630_194.63, "CNY per institution", "about") == "about 2.63 million"
    assert words.figure(context, 12_040_000, "reports", "about") == "about 12,040,000"
    assert words.figure(context, 85.6, "percent") == "85.6"


def test_figures_that_share_a_line_say_from_when_to_when():
    """Over spans of time and undated ones too."""
    row = {
        "indicator": "i",
        "region": "CN",
        "breakdown": "TOTAL",
        "value": 1.0,
        "unit": "certificates",
        "source": "S001",
    }
    row |= {"kept_value": float("nan"), "reason_zh": "同", "reason_en": "same"}
    spans = ("2023-01/2023-06", "undated", "2022-H1", "2022")
    table = documents.rejected_table(real("en"), "x", [{**row, "period": span} for span in spans])
    assert "the first half of 2022 to June 2023" in table.text


def test_a_figure_printed_in_units_of_ten_thousand_is_said_in_large_numbers_of_the_language():
    """Every digit that was printed, in words that the language has; in Chinese as it stands in the source."""
    said = {language: documents.printed_words(real(language), 415.8, "10k certificates") for language in LANGUAGES}
    assert said == {"zh": "415.8万张", "en": "4.158 million certificates"}
    assert documents.printed_words(real("en"), 5.3, "10k persons") == "53,000 persons"
    assert documents.printed_words(real("en"), 4158266, "certificates") == "4,158,266 certificates"


def test_a_figure_that_is_suppressed_is_not_called_unpublished_where_its_status_stands():
    """What a document says last of a series counts: suppressed, or that there is none."""
    context = real("en")
    (row,) = [r for r in scoreboard_rows(context.scoreboard) if r["reason"] == "no_figure"][:1]
    key = {name: row[name] for name in ("indicator", "region", "breakdown")}
    kept = context.observations[context.observations["indicator"] != row["indicator"]]

    def badge(*flags: str) -> str:
        said = [{**key, "period": f"{2020 + index}", "flag": flag} for index, flag in enumerate(flags)]
        missing = pd.DataFrame(said, columns=[*key, "period", "flag"])
        edition = replace(context.edition, missing=missing)
        return parts.row_badge(replace(context, edition=edition, observations=kept), row).text

    assert "no figure found" in badge()
    assert badge("L", "Q") == "suppressed"
    assert "no figure found" in badge("Q", "L")


@pytest.mark.parametrize("context", [real, sample, second], ids=["real", "sample", "invented"])
def test_the_newest_figure_of_a_breakdown_is_the_one_that_ends_last(context):
    """2024 ends after 2024-09 and after 2024-H1, whatever the order of the letters."""
    shown = context("en")
    for breakdown in shown.plan.paged_breakdowns:
        rows = shown.observations[shown.observations["breakdown"].isin(shown.plan.within(breakdown.code))]
        if len(rows):
            newest = max(rows["period"], key=end_month)
            same = {p for p in rows["period"] if end_month(p) == end_month(newest)}
            text = views.breakdown.opening(shown, breakdown.code).text
            assert any(language.period(period, shown.language) in text for period in same), breakdown.code


def test_first_and_last_of_the_coverage_are_those_in_time():
    """On the page of data: the first and last period of a series, by where they end."""
    for context in (real("en"), sample("en")):
        rows = [
            [Page(cell).text for cell in cells] for _, _, cells in rows_with_cells(views.data.coverage(context).html)
        ]
        for (_, indicator), cells in zip(context.plan.indicators(), rows, strict=True):
            seen = context.observations
            of_it = seen[(seen["indicator"] == indicator.id) & (seen["breakdown"] == indicator.breakdown)]
            periods = of_it[of_it["region"] == context.plan.head.whole]["period"]
            ends = sorted(map(end_month, periods))
            said = {language.period(period, context.language): end_month(period) for period in periods}
            assert [said.get(cells[3]), said.get(cells[4])] == ([ends[0], ends[-1]] if ends else [None, None])


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "The “Meng” mark", "“The ‘Meng’ mark”"),
        ("zh", "“蒙”字标", "《“蒙”字标》"),
        ("zh", "《纲要》印发", "《纲要》印发"),
    ],
)
def test_marks_within_a_title_are_not_those_around_it(language, title, said):
    """A title in double marks has single ones inside; a Chinese one with marks of its own gets no second ones."""
    assert words.title_marked(real(language), title) == said
