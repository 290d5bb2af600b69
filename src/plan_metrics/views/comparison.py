"""What a page of comparisons is about: areas of a level or breakdowns of a dimension, all of it or a portion.

Where its rows are too many for a page, they stand on pages of single actions, whose subjects are called what is compared, a
stroke and the portion.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from plan_metrics.analysis.peers import of_breakdowns, of_regions, portions
from plan_metrics.context import Context
from plan_metrics.plan.head import number_of
from plan_metrics.views import links, words

REGIONS = "regions"  # what is compared, with the level after a dash where it is not the highest; else a dimension


def portions_of(context: Context, compare: str) -> list[str]:
    """What the pages are about that have the tables of a comparison; none where it has them itself."""
    return [f"{compare}/{name}" for name in portions_by_name(context, compare)]


def is_portion(compare: str) -> bool:
    """Whether a page has a portion of a comparison."""
    return "/" in compare


def is_of_areas(compare: str) -> bool:
    """Whether areas are compared; a dimension may have a name that only begins like theirs.

    >>> [is_of_areas(each) for each in ("regions", "regions/A03", "regions-county/A03", "regions_served")]
    [True, True, True, False]
    """
    return places_of(compare).partition("-")[0] == REGIONS


def page_of(compare: str) -> str:
    """What a comparison, or a portion of one, is called in the name of its page.

    The number stands behind the first as well: an action may be called A03-part-2, or as a level of areas is.

    >>> page_of("regions"), page_of("regions/A03"), page_of("regions/A03/2")
    ('regions', 'regions-A03-part-1', 'regions-A03-part-2')
    """
    places, *portion = compare.split("/")
    action, number = (*portion, "1")[:2] if portion else ("", "")
    return f"{places}-{action}-part-{number}" if portion else places


def portion_words(context: Context, compare: str) -> str:
    """The action that a portion is about, with its number where it is not the first."""
    _, action, *number = compare.split("/")
    said = f"{number_of(action)}. {context.plan.action(action).title[context.language]}"
    return words.bracketed(context, said, *number) if number else said


def rows_of(context: Context, compare: str) -> pd.DataFrame:
    """The rows of the scoreboard that a page compares, by their column `place`."""
    context = links.among(context, compare, REGIONS)
    if is_of_areas(compare):
        found = of_regions(context.plan, context.scoreboard, [region.region for region in context.compared])
    else:
        found = of_breakdowns(context.plan, context.scoreboard, places_of(compare))
    wanted = compare.partition("/")[2]
    every = portions(found, table_of(compare)) if wanted else {}
    return every.get(wanted, found)  # a slice has those of the portion alone


def portions_by_name(context: Context, compare: str) -> Mapping[str, pd.DataFrame]:
    """The rows of each portion by what it is called; none where a page has all."""
    context = links.among(context, compare, REGIONS)
    return {} if is_portion(compare) else portions(rows_of(context, compare), table_of(compare))


def places_of(compare: str) -> str:
    """The areas or the dimension of which a portion is compared."""
    return compare.partition("/")[0]


def table_of(compare: str) -> list[str]:
    """What the rows of a table have in common."""
    return ["indicator", "breakdown"] if is_of_areas(compare) else ["indicator"]
