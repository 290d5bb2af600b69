"""What a page of comparisons is about: areas of a level or breakdowns of a dimension, all of it or a portion.

Where its rows are too many for a page, they stand on pages of single actions, whose subjects are called what is compared, a
stroke and the portion.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from plan_metrics.analysis.peers import of_breakdowns, of_regions, portions
from plan_metrics.context import Context
from plan_metrics.views import links
from plan_metrics.views.portions import is_portion, whole_of

REGIONS = "regions"  # what is compared, with the level after a dash where it is not the highest; else a dimension


def portions_of(context: Context, compare: str) -> list[str]:
    """What the pages are about that have the tables of a comparison; none where it has them itself."""
    return [f"{compare}/{name}" for name in portions_by_name(context, compare)]


def is_of_areas(compare: str) -> bool:
    """Whether areas are compared; a dimension may have a name that only begins like theirs.

    >>> [is_of_areas(each) for each in ("regions", "regions/A03", "regions-county/A03", "regions_served")]
    [True, True, True, False]
    """
    return whole_of(compare).partition("-")[0] == REGIONS


def rows_of(context: Context, compare: str) -> pd.DataFrame:
    """The rows of the scoreboard that a page compares, by their column `place`."""
    context = links.among(context, compare, REGIONS)
    if is_of_areas(compare):
        found = of_regions(context.plan, context.scoreboard, [region.region for region in context.compared])
    else:
        found = of_breakdowns(context.plan, context.scoreboard, whole_of(compare))
    wanted = compare.partition("/")[2]
    every = portions(found, table_of(compare)) if wanted else {}
    return every.get(wanted, found)  # a slice has those of the portion alone


def portions_by_name(context: Context, compare: str) -> Mapping[str, pd.DataFrame]:
    """The rows of each portion by what it is called; none where a page has all."""
    context = links.among(context, compare, REGIONS)
    return {} if is_portion(compare) else portions(rows_of(context, compare), table_of(compare))


def table_of(compare: str) -> list[str]:
    """What the rows of a table have in common."""
    return ["indicator", "breakdown"] if is_of_areas(compare) else ["indicator"]
