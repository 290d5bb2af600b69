"""Side by side: which places are alike in size, which figures can be compared, and what the tables say of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import hypot, log
from pathlib import Path

import pandas as pd
import pytest
from bilingual import LANGUAGES
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import page_blocks

from plan_metrics import context as context_module
from plan_metrics.analysis import peers
from plan_metrics.analysis.peers import PEERS, Peer, Size, all_sizes, nearest, of_breakdowns, of_regions, per_head
from plan_metrics.analysis.regional import population
from plan_metrics.context import Context, read_context
from plan_metrics.plan.models import Plan
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import jobs
from plan_metrics.report.pages import page_title
from plan_metrics.report.toc import toc
from plan_metrics.views import area, area_sheet, compare, comparison, heatmap, portions, region

ROOT = Path(__file__).parents[2]
SIZES = {  # region: inhabitants in thousands, product in billions
    "P-A": (1000, 100), "P-B": (2000, 100), "P-C": (500, 100), "P-D": (1000, 800),
    "P-E": (1000, None), "P-F": (None, 100),
}  # fmt: skip


@cache
def real(language: str = "en") -> Context:
    return read_context("2026-11", language, ROOT)


def plan_of(sizes: dict[str, tuple[int | None, int | None]]) -> Plan:
    """The plan that ships with other provinces: of these sizes, in the order given."""
    plan = real().plan
    card, heads = plan.areas[0], plan.population[0]
    regions = [
        card.model_copy(update={"region": name, "product": None if product is None else product * 1e9})
        for name, (_, product) in sizes.items()
    ]
    population = [
        heads.model_copy(update={"region": name, "period": "2024", "population": population * 1000})
        for name, (population, _) in sizes.items()
        if population is not None
    ]
    return plan.model_copy(update={"regions": (plan.regions[0], *regions), "population": tuple(population)})


def near(plan: Plan, region: str, n: int = PEERS) -> tuple[Peer, ...]:
    """The areas nearest in size to one."""
    return nearest(plan, all_sizes(plan), n).get(region, ())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["province", "county"])), max_size=40),
    st.integers(1, 5),
)
def test_the_nearest_are_those_that_looking_at_every_pair_finds(sizes, n):
    """Of random plans on two levels, with many sizes equal or equally far: the same areas in the same order."""
    plan = plan_of({f"P-{place}": size[:2] for place, size in enumerate(sizes)})
    levels = (plan.regions[0].level, *(level for *_, level in sizes))
    regions = (each.model_copy(update={"level": level}) for each, level in zip(plan.regions, levels, strict=True))
    plan = plan.model_copy(update={"regions": tuple(regions)})
    known = {f"P-{place}": size for place, size in enumerate(sizes)}
    expected = {
        own: sorted(
            (hypot(log(heads * 1000 / (h * 1000)), log(product * 1e9 / (p * 1e9))), other)
            for other, (heads, product, level) in known.items()
            if other != own and level == its
        )[:n]
        for own, (h, p, its) in known.items()
    }
    given_sizes = {own: Size(h * 1000, p * 1e9) for own, (h, p, _) in known.items()}
    found = nearest(plan, given_sizes, n)
    assert {own: [(peer.distance, peer.region) for peer in peers] for own, peers in found.items()} == expected


def test_twice_and_half_as_large_are_equally_far_and_the_smaller_code_comes_first():
    """Two millions and half a million are log 2 away from one million; eight times the product is further."""
    found = near(plan_of(SIZES), "P-A")
    assert [peer.region for peer in found] == ["P-B", "P-C", "P-D"]
    assert [peer.distance for peer in found] == pytest.approx([log(2), log(2), log(8)], rel=1e-15)
    assert [(peer.population, peer.product) for peer in found] == [(2, 1), (0.5, 1), (1, 8)]
    backwards = dict(reversed(SIZES.items()))
    assert near(plan_of(backwards), "P-A") == found


def test_a_province_without_one_of_the_two_sizes_is_like_none_and_none_like_it():
    """Neither product nor inhabitants is taken from elsewhere."""
    plan = plan_of(SIZES)
    assert {"P-E", "P-F"}.isdisjoint(all_sizes(plan))
    assert near(plan, "P-E") == near(plan, "P-F") == ()
    found = {peer.region for name in SIZES for peer in near(plan, name, n=99)}
    assert found == {"P-A", "P-B", "P-C", "P-D"}


def test_nearness_of_the_real_provinces_is_by_their_published_sizes():
    """Each province has three others; distances are those of the sizes, seen from both sides the same."""
    plan = real().plan
    for province in plan.areas:
        found = near(plan, province.region)
        assert len(found) == PEERS
        assert province.region not in {peer.region for peer in found}
        own, its = all_sizes(plan)[province.region], all_sizes(plan)[found[0].region]
        apart = hypot(log(its.population / own.population), log(its.product / own.product))
        assert found[0].distance == pytest.approx(apart, rel=1e-12)
        (back,) = [peer for peer in near(plan, found[0].region, n=99) if peer.region == province.region]
        assert back.distance == pytest.approx(found[0].distance, rel=1e-12)
    assert [peer.region for peer in near(plan, "CN-HN")] == ["CN-AH", "CN-HB", "CN-HE"]


BOARD = pd.DataFrame(
    [
        ("both", "CN", "TOTAL", "a"), ("both", "CN-ZJ", "TOTAL", "a"), ("both", "CN-GD", "TOTAL", "a"),
        ("one", "CN", "TOTAL", "a"), ("one", "CN-ZJ", "TOTAL", "a"), ("none", "CN-ZJ", "TOTAL", "a"),
        ("none", "CN-GD", "TOTAL", "no_figure"), ("parts", "CN-ZJ", "food", "a"), ("parts", "CN-GD", "toys", "a"),
        ("groups", "CN-ZJ", "TOTAL", "a"), ("groups", "CN-X-NBS-EAST", "TOTAL", "a"),
        ("parts", "CN", "food-agri", "a"), ("parts", "CN", "beverages", "a"), ("pair", "CN", "beverages", "a"),
        ("pair", "CN", "toys", "a"), ("pair", "CN", "TOTAL", "a"),
    ],
    columns=["indicator", "region", "breakdown", "reason"],
)  # fmt: skip


def test_a_figure_is_compared_where_two_provinces_have_it_and_the_whole_does_not_count():
    """Of the same indicator and breakdown; a group of provinces is no place, and what has no figure is none."""
    found = of_regions(real().plan, BOARD, ["CN-ZJ", "CN-GD", "CN-SC"])
    assert [tuple(row) for row in found[["indicator", "place"]].itertuples(index=False)] == [
        ("both", "CN"), ("both", "CN-ZJ"), ("both", "CN-GD"),
    ]  # fmt: skip
    assert of_regions(real().plan, BOARD, ["CN-ZJ"]).empty


def test_a_part_of_a_breakdown_stands_in_its_place_and_two_parts_are_one_place():
    """Two parts of food are no comparison; a part of food and toys are."""
    found = of_breakdowns(real().plan, BOARD, "sector")
    assert [tuple(row) for row in found[["indicator", "place", "breakdown"]].itertuples(index=False)] == [
        ("pair", "food", "beverages"), ("pair", "toys", "toys"),
    ]  # fmt: skip


def test_a_figure_per_inhabitant_is_only_of_what_adds_up_over_regions():
    """A count at a date or over a year is; a rate, an index and what is counted from a start on are not."""
    plan = real().plan
    indicator = plan.indicator("inspection_institutions")
    heads = population(plan, "CN-ZJ", "2020")
    assert per_head(plan, indicator, "CN-ZJ", "2020", 2224.0) == 2224.0 / heads
    assert per_head(plan, indicator, "CN-X-PRD", "2020", 1.0) is None  # its members are not printed
    for other in ("inspection_revenue_per_institution", "qci_manufacturing", "santong_products"):
        assert per_head(plan, plan.indicator(other), "CN-ZJ", "2020", 1.0) is None


# ---------------------------------------------------------------- what the pages say


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_that_two_provinces_have_stands_in_a_table_with_its_date_and_document(language):
    """One row a province; the number is that of the scoreboard."""
    context = real(language)
    html = compare.figures(context, "regions").html
    rows = of_regions(context.plan, context.scoreboard, [p.region for p in context.plan.areas])
    assert html.count("data-place=") == len(rows)
    assert html.count('<details class="pm-fold">') == len(rows.groupby(["indicator", "breakdown"]))
    known = {(f"{r['indicator'].replace('_', '-')}-{r['breakdown']}", r["place"]): r for r in rows.to_dict("records")}
    assert len(known) == len(rows)
    for name, kept in re.findall(r'<table [^>]*id="compare-([^"]+)"[^>]*>(.*?)</table>', html, re.DOTALL):
        for row in kept.split('<tr role="row">')[2:]:
            one = known[name, re.search(r'data-place="([^"]+)"', row)[1]]
            assert f'<data value="{one["shown_period"]}"' in row
            assert all(f"data.html#{source}" in row for source in one["shown_source"].split())


def test_a_comparison_of_very_many_rows_stands_on_pages_of_single_actions(monkeypatch):
    """Together they have every row once, each no more than it may; each has the newest figures alone and says so, has
    nothing to draw, and no word about dates that two places might share. The page itself leads to all of them."""
    context, said = real(), "Only the newest figures stand here"
    assert said not in compare.opening(context, "regions").text
    before = compare.figures(context, "regions").html
    assert comparison.portions_of(context, "regions") == []
    monkeypatch.setattr(peers, "TOGETHER", 100)
    monkeypatch.setattr(peers, "PORTION", 40)
    monkeypatch.setattr(peers, "MOST", 25)
    names = comparison.portions_of(context, "regions")
    led = compare.figures(context, "regions").html
    assert re.findall(r'href="(compare-[^"]+)"', led) == [f"compare-{portions.page_of(name)}.html" for name in names]
    assert "data-place" not in led
    pages = {name: compare.figures(context, name).html for name in names}
    assert sum(page.count("data-place=") for page in pages.values()) == before.count("data-place=")
    assert max(len(comparison.rows_of(context, name)) for name in names) <= 40
    assert not any("pm-earlier" in page for page in pages.values())
    assert said in compare.opening(context, names[0]).text
    assert 'href="compare-regions.html"' in compare.opening(context, names[0]).html
    assert "no date has a figure for both" not in compare.chooser(context, names[0]).html
    assert compare.sizes(context, names[0]).html == ""


def test_each_page_of_a_comparison_is_made_of_its_own_rows(monkeypatch):
    """Its slice has no other row, makes the same tables as everything does, and is called by the action."""
    for name, most in (("TOGETHER", 100), ("PORTION", 40)):
        monkeypatch.setattr(peers, name, most)
    whole = real()
    planned = [job for job in jobs(whole.plan, "2026-11", whole) if job.notebook == "compare" and job.language == "en"]
    portions = [job for job in planned if "/" in job.parameters["compare"]]
    assert len(portions) > 10
    assert len({job.page for job in planned}) == len(planned)
    pages = [page for _, own in toc(whole) for page in own]
    assert {job.page for job in planned} <= {*pages}
    for job in portions[::5]:
        subject, part = job.parameters["compare"], slice_of(whole, job)
        assert len(part.scoreboard) == len(comparison.rows_of(whole, subject))
        assert compare.figures(part, subject).html == compare.figures(whole, subject).html
        action = whole.plan.action(subject.split("/")[1])
        assert action.title["en"] in page_title(whole, job)


def test_an_area_with_very_many_figures_leaves_what_is_behind_them_to_receipts(monkeypatch):
    """Its page lists so many of its series, no table of earlier figures, and says where all are; its figures lead to
    their receipts there and on every other page."""
    before = real()
    assert before.long_areas == ()
    monkeypatch.setattr(context_module, "LONG", 40)
    monkeypatch.setattr(area_sheet, "MOST", 5)
    long = replace(before, found_long=None)
    assert long.long_areas == ("CN-ZJ",)
    shown = region.series(long, "CN-ZJ")
    assert "<table" not in shown.html
    assert "package/observations.csv" in shown.html
    assert region.series(long, "CN-AH").html == region.series(before, "CN-AH").html
    figures = region.figures(long, "CN-ZJ")
    assert "CN-ZJ.html#o-" not in figures.html
    assert "receipts/" in figures.html
    assert "Series not listed here" in figures.text
    card = next(c for _, c in long.plan.indicators() if "CN-ZJ.html#o-" in _maps(before, c.id))
    assert "CN-ZJ.html#" not in _maps(long, card.id)
    assert "CN-ZJ.html#i-" not in coverage_by_region(long)


def _maps(context: Context, indicator_id: str) -> str:
    return "".join(block.html for block in page_blocks(context, "indicator", indicator_id).values())


def coverage_by_region(context: Context) -> str:
    return heatmap.by_region(context).html


def test_very_many_series_of_a_page_stand_in_tables_alone(monkeypatch):
    """Each keeps its place, its verdict and every figure; the handle names no charts."""
    before = region.series(real(), "CN-ZJ")
    monkeypatch.setattr(area, "DRAWN", 3)
    after = region.series(real(), "CN-ZJ")
    assert "<figure" in before.html
    assert "<figure" not in after.html
    assert "charts" not in after.text.partition("\n")[0]
    assert re.findall(r'id="([io]-[^"]+)"', before.html) == re.findall(r'id="([io]-[^"]+)"', after.html)


def test_a_figure_that_is_suppressed_is_not_called_unpublished():
    """A place of which a document says that the figure is suppressed has a row that says so, where it had none."""
    context = real()
    row = {name: None for name in context.edition.missing.columns}
    row |= {"indicator": "valid_certificates_domestic", "region": "CN-XZ", "breakdown": "TOTAL", "period": "2024"}
    row |= {"flag": "Q", "source": "S243", "note_zh": "", "note_en": ""}
    missing = pd.DataFrame([row]).astype({"value": float})
    told = replace(context, edition=replace(context.edition, missing=missing))
    before, after = (compare.figures(each, "regions").text.splitlines() for each in (context, told))
    (line,) = [line for line in after if line not in before]
    assert len(after) == len(before) + 1
    assert line.startswith("Xizang (Tibet) | suppressed | 2024 | ")
    assert "no figure found" not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_province_stands_beside_its_nearest_and_a_gap_looks_like_none_of_the_statuses(language):
    """Sizes, then each figure that two of the four have; the links lead to the comparison of the pair."""
    context = real(language)
    block = region.peers(context, "CN-ZJ")
    near_it = [peer.region for peer in near(context.plan, "CN-ZJ")]
    assert [f"compare-regions.html?a=CN-ZJ&amp;b={place}" in block.html for place in near_it] == [True] * PEERS
    assert 'class="pm-status no_figure"' in block.html
    shared = of_regions(context.plan, context.scoreboard, ["CN-ZJ", *near_it])
    assert block.html.count("<tr ") == 1 + 2 + shared.groupby(["indicator", "breakdown"]).ngroups + 1
    plan = context.plan
    unsized = plan.model_copy(update={"population": tuple(row for row in plan.population if row.region != "CN-ZJ")})
    alone = region.peers(replace(context, plan=unsized), "CN-ZJ").html
    assert "<table" not in alone
    assert "compare-regions.html?a=CN-ZJ" in alone
