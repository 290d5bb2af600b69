"""The page of maps: what is coloured may be compared, and nothing else is."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from bilingual import LANGUAGES
from colours import contrast, luminance
from pages import Page, page_of, real, second

from plan_metrics import views
from plan_metrics.analysis.map_figures import class_of, classes, common_changes
from plan_metrics.measure.periods import years_between
from plan_metrics.report.engine.slices import slice_of
from plan_metrics.report.jobs import jobs
from plan_metrics.report.pages import page_title
from plan_metrics.rows import observation_rows, scoreboard_rows
from plan_metrics.views import area_map, map_section, mapped, portions, words
from plan_metrics.views.tile_map import GROUNDS


def row(region: str, period: str, value: float, flag: str = "A", qualifier: str = "exact") -> dict[str, object]:
    """A figure as far as a map looks at it."""
    return {"region": region, "period": period, "value": value, "flag": flag, "qualifier": qualifier}


def test_classes_hold_all_values_in_order_and_equal_ones_together():
    """Ten values, three of them equal: five classes at most, none that overlaps another."""
    values = [1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 7.0, 8.0, 9.0, 100.0]
    found = classes(values, 5)
    assert 1 < len(found) <= 5
    assert all(high < low for (_, high), (low, _) in pairwise(found))
    assert all(found[class_of(value, found)][0] <= value <= found[class_of(value, found)][1] for value in values)


def test_a_change_is_mapped_only_between_dates_that_enough_regions_share():
    """The longer pair of dates wins; a region with a break, a bound or a scope of its own is left out."""
    rows = [row(name, period, n) for name in "abcde" for period, n in (("2019", 1.0), ("2022", 2.0), ("2023", 3.0))]
    rows += [row("f", "2019", 1.0), row("f", "2023", 3.0, flag="B")]
    rows += [row("g", "2019", 1.0, qualifier="over"), row("g", "2023", 3.0)]
    rows += [row("h", "2019", 1.0, flag="D"), row("h", "2023", 3.0)]
    found = common_changes(rows, "stock", 5, 2.0)
    assert sorted(found) == list("abcde")
    assert {(each.before["period"], each.after["period"]) for each in found.values()} == {("2019", "2023")}
    assert common_changes(rows, "stock", 6, 2.0) == {}
    assert common_changes(rows, "stock", 5, 5.0) == {}


def test_half_a_year_is_compared_with_a_year_only_where_things_are_counted_at_a_date():
    """A stock at the end of June and one at the end of a year are alike; flows over them are not."""
    rows = [row(name, period, 1.0) for name in "ab" for period in ("2019", "2022-H1")]
    assert sorted(common_changes(rows, "stock", 2, 1.0)) == ["a", "b"]
    assert common_changes(rows, "flow", 2, 1.0) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_map_is_that_of_the_scoreboard_and_the_rule_holds(language):
    """Each map has figures of a quarter of the provinces at least; its table has them all, each once."""
    context = real(language)
    blocks, page = page_of("area_map", "map", language)
    sections = blocks["maps"].html.split("<section")
    provinces = [region.region for region in context.plan.areas]
    shown = [attributes["data-indicator"] for _, attributes in page.elements if attributes.get("data-by") == "value"]
    assert len(shown) == len(set(shown)) > 1
    for _, indicator in context.plan.indicators():
        rows = scoreboard_rows(
            context.scoreboard, indicator=indicator.id, region=provinces, breakdown=indicator.breakdown
        )
        known = [each for each in rows if each["shown"] is not None]
        assert (4 * len(known) >= len(provinces)) == (indicator.id in shown)
        if indicator.id in shown:
            own = next(part for part in sections if f'data-indicator="{indicator.id}"' in part)
            pairs = re.findall(r'href="([\w-]+)\.html">[^<]*</a>(?:(?!<th).)*?<data value="([^"]+)"', own, re.DOTALL)
            scale = words.table_scale(context, indicator.unit)
            assert {region: float(value) for region, value in pairs} == {
                each["region"]: pytest.approx(each["shown"] / scale) for each in known
            }
            assert len(pairs) == len(known)


def test_old_figures_and_those_of_another_scope_are_shown_without_a_colour():
    """Of the index of manufacturing some provinces published nothing for twenty years: they are in no class."""
    context = real("en")
    html = next(
        part for part in views.area_map.maps(context, "map").html.split("<section")
        if 'data-indicator="qci_manufacturing"' in part
    )  # fmt: skip
    grounds = {ground for ground, _ in GROUNDS}
    tiles = re.findall(r"<title[^>]*>([^<]*)</title>\n?<rect[^>]*fill=\"([^\"]+)\"", html)
    dated = [(re.search(r"(?<= in )\d{4}(?=;)", name), fill) for name, fill in tiles]
    newest = max(found[0] for found, _ in dated if found)
    coloured = {found[0] for found, fill in dated if found and fill in grounds}
    plain = {found[0] for found, fill in dated if found and fill not in grounds}
    assert coloured
    assert plain
    assert all(years_between(period, newest) <= 3 for period in coloured)
    assert all(years_between(period, newest) > 3 for period in plain)
    assert all(fill.startswith("url(") for found, fill in dated if not found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_change_on_a_map_is_that_of_the_two_figures_beside_it(language):
    """Computed again from the published figures of both dates."""
    context = real(language)
    change = next(
        part for part in views.area_map.maps(context, "map").html.split("<section") if 'data-by="change"' in part
    )
    indicator = re.search(r'data-indicator="(\w+)"', change)[1]
    places = re.findall(rf"#{indicator}/(CN-[A-Z]+)/TOTAL/([\d-]+)\"", change)
    assert len({period for _, period in places}) == 2
    values = [float(value) for value in re.findall(r'<data value="([^"]+)"', change)]
    for index, (region, _) in enumerate(places[::2]):
        before, after, moved = values[3 * index : 3 * index + 3]
        seen = observation_rows(context.observations, indicator=indicator, region=region)
        assert {before, after} <= {each["value"] for each in seen}
        assert moved == pytest.approx(after / before - 1, rel=1e-4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_without_places_for_tiles_has_tables_and_says_so(language):
    """The invented plan has two provinces and no tiles: no drawing, no choice, a table for each indicator."""
    context = second(language)
    page = Page(views.area_map.maps(context, "map").html)
    tags = [tag for tag, _ in page.elements]
    assert "svg" not in tags
    assert tags.count("table") == tags.count("section") > 0
    assert not views.area_map.chooser(context, "map").nodes
    assert len(views.area_map.opening(context, "map").text.splitlines()) > 2


def test_areas_without_a_place_on_the_map_are_counted_below_it(monkeypatch):
    """Their figures are in its classes and its table, so the map says how many of them it does not show."""
    context, said = real("en"), "Not on the map, but in its classes and table (provinces): 30."
    assert said not in area_map.maps(context, "map").html
    monkeypatch.setattr(map_section, "placed", lambda shown: shown.compared[:1])
    assert said in area_map.maps(context, "map").html


def test_maps_too_many_for_one_page_stand_on_pages_of_single_actions(monkeypatch):
    """Together they have every map once, each made of its own figures alone and no more than fit; the page itself leads
    to all of them, and they lead back. One whose single map is too large has that map."""
    whole = real("en")
    assert mapped.portions_of(whole, "map") == []
    every = re.findall(r'data-indicator="\w+" data-by="\w+"', area_map.maps(whole, "map").html)
    monkeypatch.setattr(mapped, "TOGETHER", 90)
    names = mapped.portions_of(whole, "map")
    led = area_map.maps(whole, "map")
    assert re.findall(r'href="(map-[^"]+)"', led.html) == [f"{portions.page_of(name)}.html" for name in names]
    assert not area_map.chooser(whole, "map").nodes
    assert portions.LED.format(goal="action") in area_map.opening(whole, "map").text
    planned = {
        job.parameters["area_map"]: job
        for job in jobs(whole.plan, "2026-11", whole)
        if "area_map" in job.parameters and job.language == "en"
    }
    assert list(planned) == ["map", *names]
    found = []
    for name in names:
        part, page = slice_of(whole, planned[name]), area_map.maps(whole, name).html
        assert area_map.maps(part, name).html == page
        assert area_map.chooser(part, name).html == area_map.chooser(whole, name).html
        own = {each.id for each in mapped.indicators(whole, name)}
        assert {*part.observations["indicator"], *part.scoreboard["indicator"]} == own
        assert len(own) == 1 or page.count("<tr role") + page.count("<title") <= 90 + 2 * len(own)
        assert 'href="map.html"' in area_map.opening(whole, name).html
        assert whole.plan.action(name.split("/")[1]).title["en"] in page_title(whole, planned[name])
        found += re.findall(r'data-indicator="\w+" data-by="\w+"', page)
    assert found == every


def test_a_number_can_be_read_on_every_ground_and_grounds_have_no_hue():
    """4.5:1 or more, darker from class to class; none of them looks like a verdict, whose colours are strong."""
    for ground, ink in GROUNDS:
        assert contrast(ground, ink) >= 4.5
        channels = [int(ground[place : place + 2], 16) for place in (1, 3, 5)]
        assert max(channels) - min(channels) <= 40
    steps = [luminance(ground) for ground, _ in GROUNDS]
    assert steps == sorted(steps, reverse=True)
