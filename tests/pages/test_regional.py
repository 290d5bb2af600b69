"""Regional pictures: the same regions at two periods, contributions that add up, and what is left over."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from bilingual import LANGUAGES

from plan_metrics.analysis.regional import Gap, gaps, population
from plan_metrics.context import Context, read_context
from plan_metrics.views.gap import gap_blocks


@cache
def real(language: str = "en", edition: str = "2026-11") -> Context:
    return read_context(edition, language)


def pictures(edition: str = "2026-11") -> list[tuple[str, Gap]]:
    context = real(edition=edition)
    return [(i.id, one) for _, i in context.plan.indicators() for one in gaps(context.plan, context.observations, i)]


def test_contributions_and_rest_add_up_to_the_national_change_exactly():
    """For every indicator with a regional picture, to the last digit of its figures."""
    found = pictures()
    assert {name for name, _ in found} >= {"inspection_institutions", "valid_certificates_domestic"}
    for name, one in found:
        parts = [part.change for part in one.added.parts]
        assert sum(parts) + one.added.rest.change == one.added.change, name
        assert one.added.change == one.parts.whole_after - one.parts.whole_before


def test_the_two_periods_are_the_pair_with_the_most_region_years_since_the_baseline():
    """Ten provinces over three years beat fewer over more, and 2013 lies before the plan; in a published edition."""
    one = next(one for name, one in pictures("2026-02") if name == "inspection_institutions" and not one.parts.shares)
    assert (one.parts.before, one.parts.after, len(one.parts.regions)) == ("2017", "2020", 10)


def test_printed_shares_of_all_regions_make_the_whole_but_for_rounding():
    """Six regions, 2013 and 2020: what is left is less than the rounding of six shares to a hundredth of a per cent.

    In the edition of 2026-02; later ones mark a break in two of the six.
    """
    one = next(one for _, one in pictures("2026-02") if one.parts.shares)
    assert not any(each.parts.shares for _, each in pictures("2026-11"))
    assert len(one.parts.regions) == 6
    assert abs(one.covered_before.gap_share) <= 6 * 0.00005
    assert abs(one.covered_after.gap_share) <= 6 * 0.00005


def test_people_are_those_of_the_last_year_that_had_ended():
    """A figure of March 2019 is divided by the people at the end of 2018; a group by those of its members."""
    plan = real().plan
    assert population(plan, "CN-ZJ", "2019-03") == plan.inhabitants("CN-ZJ", "2018").population
    assert population(plan, "CN-X-DONGBEI", "2020") == sum(
        plan.inhabitants(region, "2020").population for region in ("CN-LN", "CN-JL", "CN-HL")
    )
    assert population(plan, "CN-X-PRD", "2020") is None  # its members are not printed


def test_regions_with_less_than_two_periods_in_common_make_no_picture():
    """Two provinces are not enough, and neither are three at different times."""
    context = real()
    card = context.plan.indicator("inspection_institutions")
    regions = ["CN", "CN-ZJ", "CN-GD", "CN-SH"]
    rows = [(r, p, 100.0) for r in regions[:3] for p in ("2018", "2020")] + [("CN-SH", "2021", 5.0)]
    frame = pd.DataFrame(rows, columns=["region", "period", "value"]).assign(
        indicator=card.id, breakdown="TOTAL", flag="A", qualifier="exact"
    )
    assert gaps(context.plan, frame, card) == ()


def test_a_break_between_the_two_periods_makes_no_change():
    """A province whose series began again is compared from then on, and so not with what was before."""
    context = real()
    card = context.plan.indicator("inspection_institutions")
    regions = ["CN", "CN-ZJ", "CN-GD", "CN-SH", "CN-JS"]
    rows = [(r, p, v, "A") for r in regions for p, v in (("2018", 100.0), ("2020", 120.0))]
    rows[-1] = ("CN-JS", "2020", 900.0, "B")
    frame = pd.DataFrame(rows, columns=["region", "period", "value", "flag"]).assign(
        indicator=card.id, breakdown="TOTAL", qualifier="exact"
    )
    (one,) = gaps(context.plan, frame, card)
    assert one.parts.regions == ("CN-SH", "CN-ZJ", "CN-GD")


def test_a_bound_is_no_figure_that_adds_to_a_change():
    """“Over 120” of a province is not 120: what it added is in the rest."""
    context = real()
    card = context.plan.indicator("inspection_institutions")
    regions = ["CN", "CN-ZJ", "CN-GD", "CN-SH", "CN-JS"]
    rows = [(r, p, v, "exact") for r in regions for p, v in (("2018", 100.0), ("2020", 120.0))]
    rows[-1] = ("CN-JS", "2020", 120.0, "over")
    frame = pd.DataFrame(rows, columns=["region", "period", "value", "qualifier"]).assign(
        indicator=card.id, breakdown="TOTAL", flag="A"
    )
    (one,) = gaps(context.plan, frame, card)
    assert one.parts.regions == ("CN-SH", "CN-ZJ", "CN-GD")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rest_stands_in_the_table_and_is_not_split(language):
    """Below the regions stand the rest and the whole; the last share is 100 %."""
    context = real(language)
    lines = gap_blocks(context, [context.plan.indicator("valid_certificates_domestic")]).text.splitlines()
    assert lines[-1].split(" | ")[5] == "100.0%"
    assert lines[-2].split(" | ")[3] == "–"
