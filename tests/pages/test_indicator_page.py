"""The page of an indicator: its address, its sentence, what it says of nothing, and that no figure was lost with it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import nbformat
import pytest
from bilingual import LANGUAGES
from made import INDICATOR, context_of
from pages import Page, page_blocks, real, second

from plan_metrics import views
from plan_metrics.export.indicator_files import indicator_files, indicator_metadata
from plan_metrics.export.tables import tables
from plan_metrics.receipts import all_receipts
from plan_metrics.report.book_sidebar import places, sidebar
from plan_metrics.report.engine.slices import KINDS
from plan_metrics.report.pages import localised
from plan_metrics.report.toc import toc
from plan_metrics.rows import observation_rows, scoreboard_rows
from plan_metrics.views import citing, links, words
from plan_metrics.views.headline import headline
from plan_metrics.views.vouching import mark

BELOW = "below the highest since then,"
FEW = ["inspection_reports", "manufacturing_pass_rate", "provincial_spot_check_pass_rate", "organic_zones_named"]


def sentence(figures: str, language: str = "en", **card: object) -> str:
    """The sentence that opens the page of a series with these figures."""
    context = context_of(figures, language, **card)
    (row,) = scoreboard_rows(context.scoreboard, indicator=INDICATOR, headline=True)
    return headline(context, context.plan.indicator(INDICATOR), row)


def test_the_address_of_an_indicator_is_its_id():
    """One page each, in the order of the plan, the last part of the book; no address of another kind begins so."""
    plan = real("en").plan
    ids = [indicator.id for _, indicator in plan.indicators()]
    assert list(KINDS["indicator"].pages(plan)) == [f"indicator-{name}" for name in ids]
    assert toc(real("en"))[-1] == ("All indicators", [f"indicator-{name}" for name in ids])
    others = [page for name, kind in KINDS.items() if name != "indicator" for page in kind.pages(plan)]
    assert not any(page.startswith("indicator-") for page in others)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ("2026 100; 2028 150; 2029 120", f"120 stands in 2029, up 20% since 2026, 20% {BELOW} 150 stands in 2028."),
        ("2026 100; 2028 110; 2029 120", "120 stands in 2029, up 20% since 2026."),
        ("2026 100; 2028 110; 2029 90", f"90 stands in 2029, down 10% since 2026, 18.2% {BELOW} 110 stands in 2028."),
        ("2026 100; 2028 300; 2029 400", "400 stands in 2029, 4 times as many as in 2026."),
        ("2026 100 over:10; 2028 110; 2029 130", "130 stands in 2029, up at least 18.1% since 2026."),
        ("2026 100; 2028 150 about:50; 2029 120", "120 stands in 2029, up 20% since 2026."),  # it may have been 100
        ("2029 120", "120 stands in 2029."),
        ("2026 100; 2029 120 B", "120 stands in 2029."),  # not comparable
    ],
)  # fmt: skip
def test_the_sentence_says_the_figure_the_change_and_how_far_from_the_best(figures, said):
    """Each number as exact as its figures; what they leave open is not said."""
    assert sentence(figures) == said


def test_the_sentence_of_a_share_is_in_points_and_of_a_fall_that_is_wanted_from_the_lowest():
    """Both forms are words of the Chinese pages too."""
    share = {"unit": "index", "direction": "decrease"}
    figures = "2026 22; 2028 12; 2029 15"
    assert sentence(figures, **share) == (
        "15 index points in 2029, down by 7 points since 2026, "
        "3 points higher than the lowest since then, 12 index points in 2028; lower is better."
    )
    assert sentence(figures, "zh", **share) == (
        "2029年15点，比2026年下降7点，比期间最低值（2028年，12点）高3点；期望方向：下降。"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_indicator_without_any_figure_says_so_once(language):
    """The way back, one sentence, the card: no table, no chart, no heading over nothing."""
    whole = second(language)
    name = "bicycle_stands"
    mine = whole.scoreboard["indicator"] == name
    empty = whole.scoreboard.assign(
        **{
            column: whole.scoreboard[column].mask(mine, None)
            for column in (
                "shown",
                "shown_period",
                "shown_qualifier",
                "shown_source",
                "from_period",
                "result",
                "strength",
            )
        }
    )
    context = replace(
        whole,
        observations=whole.observations[whole.observations["indicator"] != name].reset_index(drop=True),
        edition=replace(
            whole.edition,
            missing=whole.edition.missing[whole.edition.missing["indicator"] != name].reset_index(drop=True),
            rejected=whole.edition.rejected[whole.edition.rejected["indicator"] != name].reset_index(drop=True),
        ),
        plan=whole.plan.model_copy(update={"targets": ()}),
        scoreboard=empty[~mine | empty["headline"].astype(bool)]
        .assign(n_points=lambda board: board["n_points"].mask(board["indicator"] == name, 0))
        .assign(reason=lambda board: board["reason"].mask(board["indicator"] == name, "no_figure"))
        .reset_index(drop=True),
    )
    shown = page_blocks(context, "indicator", name)
    text = "\n".join(block.text for block in shown.values())
    assert text.count(words.say(context, "No figure was found.")) == 1
    assert [name for name, block in shown.items() if block.text.strip()] == ["opening", "meaning"]
    assert not re.search("<(table|figure|svg)", "".join(block.html for block in shown.values()))


def test_a_heading_over_nothing_is_left_out_of_a_page():
    """In the notebook it stands over an empty output; a heading over a text or over something stays."""
    cell = nbformat.v4.new_code_cell
    empty, full = ([nbformat.v4.new_output("execute_result", {"text/plain": text})] for text in ("\n", "x"))
    cells = [
        nbformat.v4.new_markdown_cell("# T"),
        cell("opening", outputs=full),
        nbformat.v4.new_markdown_cell("## Provinces"),
        cell("regions", outputs=empty),
        nbformat.v4.new_markdown_cell("## Evidence"),
        cell("grounds", outputs=full),
    ]
    page = localised(nbformat.v4.new_notebook(cells=cells), real("en"), "T")
    assert [each.source for each in page.cells if each.cell_type == "markdown"] == ["# T", "## Evidence"]


@pytest.mark.parametrize("context", [real, second], ids=["real", "invented"])
def test_every_figure_of_an_indicator_stands_on_its_page(context):
    """Those of the whole, of breakdowns and of groups in a row with words and document; of provinces in their order."""
    shown = context("en")
    provinces = {region.region for region in shown.plan.areas}
    names = [indicator.id for _, indicator in shown.plan.indicators()]
    assert len(names) >= 4
    for name in names:
        rows = observation_rows(shown.observations, indicator=name)
        page = Page(views.indicator.figures(shown, name).html + views.indicator.regions(shown, name).html)
        ids, hrefs = set(page.values("id")), set(page.values("href"))
        for row in rows:
            key = (row["indicator"], row["region"], row["breakdown"], row["period"])
            assert row["region"] in provinces or links.place_of(*key) in ids, key
        assert {f"{row['region']}.html" for row in rows if row["region"] in provinces} <= hrefs, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_action_leads_to_the_page_of_each_of_its_indicators(language):
    """From its commitments, and from its figures to those that have one for the whole."""
    context = real(language)
    for action in context.plan.actions:
        shown = page_blocks(context, "action", action.id)
        ids = {indicator.id for indicator in action.indicators}
        led = {block: set(Page(shown[block].html).values("href")) for block in ("commitments", "figures")}
        assert {f"{links.page_of(name)}.html" for name in ids} <= led["commitments"]
        rows = scoreboard_rows(context.scoreboard, action=action.id, headline=True)
        known = {f"{links.page_of(row['indicator'])}.html" for row in rows if row["shown"] is not None}
        assert known <= led["figures"]


def test_provinces_whose_figures_are_of_different_dates_are_no_ranking():
    """The chart has each province with a figure, the largest first; the sentence says what the order is not."""
    context = real("en")
    text = views.indicator.regions(context, "inspection_institutions").text
    rows = [
        row for row in scoreboard_rows(context.scoreboard, indicator="inspection_institutions") if row["region"] != "CN"
    ]
    assert "Not a ranking: the figures are for different dates" in text
    lines = [line.split(" | ")[0] for line in text.splitlines() if " | " in line]
    names = {region.region: region.short["en"] for region in context.plan.areas}
    ordered = sorted((r for r in rows if r["region"] in names), key=lambda row: -row["shown"])
    wanted = [names[row["region"]] for row in ordered]
    assert lines[1 : 1 + len(wanted)] == wanted


def test_an_official_target_is_told_once_beside_the_chart():
    """Its number and what became of it: neither the words of the result nor the grounds of the verdict say it again."""
    shown = page_blocks(real("en"), "indicator", "valid_certificates")
    card, value = shown["opening"].html.partition("<dl")[2], "2.4 million certificates"
    assert card.count(value) == 1
    assert words.say(real("en"), words.RESULT["met"]) in card
    assert value not in shown["grounds"].text.partition("\n")[0]


def test_before_and_after_the_plan_is_told_with_its_limits():
    """Four exact figures on either side give two rates that claim no cause; fewer give how many there are."""
    enough = context_of("2021 10; 2022 11; 2023 12; 2024 13; 2028 20; 2029 24; 2030-06 27; 2031 30", as_of="2032-01-31")
    few = context_of("2024 13; 2028 20; 2029 24; 2031 30", as_of="2032-01-31")
    told, left = (dict(views.before_after.rows(each, each.plan.indicator(INDICATOR))) for each in (enough, few))
    (said,), (short,) = told.values(), left.values()
    assert "show no cause" in said
    assert "95% confidence intervals" in said
    assert "Not computed" in short
    assert "4 are needed on each side" in short


def test_the_file_of_an_indicator_says_what_it_is():
    """Each row has indicator, region, edition and whether that is a draft, licence, documents in words and receipt."""
    context = real("en")
    files = indicator_files(context, tables(context))
    known = {each.id: each.value for each in all_receipts(context)[links.page_of("inspection_reports")]}
    rows = list(csv.DictReader(io.StringIO(files["inspection_reports"].decode())))
    assert len(rows) == len(observation_rows(context.observations, indicator="inspection_reports"))
    for row in rows:
        assert (row["indicator"], row["report_edition"], row["licence"]) == ("inspection_reports", "2026-11", "MIT")
        assert row["report_standing"] == context.edition.standing
        assert row["region"]
        assert row["citation"]
        assert known[row["receipt"]] == float(row["value"])


def test_the_sidebar_lists_provinces_and_not_two_hundred_indicators():
    """Indicators are listed on the page of all pages and, on either side, on the page of one."""
    parts = toc(real("en"))
    (one,) = [part for part in sidebar(parts, places(parts), "A07") if part["caption"] == "All indicators"]
    (regions,) = [part for part in sidebar(parts, places(parts), "A07") if part["caption"] == "Provinces"]
    assert (one["pages"], one["cut"], len(regions["pages"])) == ([], True, 31)
    (near,) = [
        p for p in sidebar(parts, places(parts), "indicator-inspection_reports") if p["caption"] == "All indicators"
    ]
    assert "indicator-inspection_revenue" in near["pages"]
    assert len(near["pages"]) < 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FEW)
def test_the_page_names_its_action_edition_files_and_next_figure(language, name):
    """The way back leads to the line of the indicator; the files are its own."""
    context = real(language)
    shown = page_blocks(context, "indicator", name)
    page = Page("".join(block.html for block in shown.values()))
    action = links.action_of(context, name)
    assert page.values("href")[0] == f"{action}.html#{links.anchor(name)}"
    assert {f"../data/indicators/{name}.csv", f"../data/api/v3/indicators/{name}.json"} <= set(page.values("href"))
    assert f"../data/indicators/{name}.csv-metadata.json" in page.values("href")
    card = views.indicator_card
    assert card.next_update(context, context.plan.indicator(name)) in page.text


def test_beside_the_file_of_an_indicator_stands_what_it_is():
    """CSV on the Web: the columns of the file in its order with titles in both languages, unit, documents, licence."""
    context = real("en")
    known = tables(context)
    files, about = indicator_files(context, known), indicator_metadata(context, known)
    assert files.keys() == about.keys()
    one = about["inspection_reports"]
    header, *rows = csv.reader(io.StringIO(files["inspection_reports"].decode()))
    columns = one["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header
    assert all([said["@language"] for said in column["dc:title"]] == [*LANGUAGES] for column in columns)
    assert (one["url"], one["dc:hasVersion"]) == ("inspection_reports.csv", "2026-11")
    assert {"@value": mark(context), "@language": "en"} in one["dc:rights"]
    cited = {name for row in rows for name in row[header.index("source")].split()}
    assert {source["dc:identifier"] for source in one["dc:source"]} == cited
    assert [said["@value"] for said in one["dc:bibliographicCitation"]] == [
        citing.cited(real(code), title, f"2026-11/{code}/{links.page_of('inspection_reports')}.html")
        for code, title in context.plan.indicator("inspection_reports").title.model_dump().items()
    ]
    required = {column["name"] for column in columns if column.get("required")}
    assert all(cell for row in rows for name, cell in zip(header, row, strict=True) if name in required)
