"""Which indicators a page of maps is about: all that have figures of enough areas, or a portion of them.

Where their maps are too many for a page, they stand on pages of single actions.
"""

from __future__ import annotations

from plan_metrics.analysis.map_figures import least_regions
from plan_metrics.context import Context
from plan_metrics.plan.models import Indicator
from plan_metrics.views import links, portions
from plan_metrics.views.indicator_maps import latest
from plan_metrics.views.map_section import placed

MAP = "map"  # the page of the areas of the highest level, with the level after a dash where it is not the highest
TOGETHER = 1_000  # tiles and rows of tables of a page of maps, of about 400 bytes each


def portions_of(context: Context, area_map: str) -> list[str]:
    """What the pages are about that have the maps; none where one page has them all."""
    return list(portions_by_name(context, area_map))


def indicators(context: Context, area_map: str) -> list[Indicator]:
    """The indicators with a map on a page; a slice has those of a portion alone."""
    context = links.among(context, area_map, MAP)
    return portions_by_name(context, portions.whole_of(area_map)).get(area_map) or every(context)


def portions_by_name(context: Context, area_map: str) -> dict[str, list[Indicator]]:
    """The indicators of each portion by its subject, as many of an action as a page holds; none where a page has all."""
    context = links.among(context, area_map, MAP)
    sizes = {} if portions.is_portion(area_map) else {each.id: _size(context, each) for each in every(context)}
    found: dict[str, list[Indicator]] = {}
    for action in context.plan.actions if sum(sizes.values()) > TOGETHER else ():
        number, room = 0, 0
        for each in action.indicators:
            if each.id in sizes:
                if number == 0 or sizes[each.id] > room:
                    number, room = number + 1, TOGETHER
                room -= sizes[each.id]
                subject = f"{area_map}/{action.id}/{number}".removesuffix("/1")
                found.setdefault(subject, []).append(each)
    return found


def _size(context: Context, indicator: Indicator) -> int:
    """How many tiles and rows of tables the maps of an indicator have at most.

    Whether areas share two dates is looked for only where a map is made: for thousands of series that takes seconds.
    """
    rows = latest(context, indicator)
    moved = sum(row["n_points"] > 1 for row in rows)
    drawn = [len(rows), moved if moved >= least_regions(len(context.compared)) else 0]
    return sum(len(placed(context)) + each for each in drawn if each)


def every(context: Context) -> list[Indicator]:
    """The indicators with figures of enough areas, in the order of the plan."""
    least = least_regions(len(context.compared))
    return [each for _, each in context.plan.indicators() if len(latest(context, each)) >= least]
