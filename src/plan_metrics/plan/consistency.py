"""What cards and code lists say of each other makes sense: trees without circles, shares of something else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from plan_metrics.errors import N_, Fault
from plan_metrics.plan.code_lists import GROUP
from plan_metrics.plan.contradictions import wrong_cell
from plan_metrics.plan.models import Plan
from plan_metrics.plan.references import Lines
from plan_metrics.plan.target_faults import wrong_targets

# Pages of a book that are not about a region; a region's page has its code as its name. A plan knows no pages: a test
# holds these against the registry of pages and the contents of the book, both ways.
PAGES = {
    *("all", "index", "data", "changes", "evaluation", "method", "design", "glossary", "api", "runs"),
    *("search", "genindex", "promises", "threats", "take-along", "coverage", "targets", "map", "all-pages"),
    *("own-plan", "walk"),
}
OF_A_KIND = re.compile(r"methods-|indicator-|compare-|map-|documents-", re.I)
OF_NO_PAGE = N_("a code that is not the name of another page")


def wrong_structure(plan: Plan, lines: Lines) -> Iterator[Fault]:
    """Every reference of the cards and code lists that leads to something, but not to what may stand there."""
    yield from _of_actions(plan)
    yield from _of_regions(plan, lines["regions.csv"])
    yield from _of_units(plan, lines["units.csv"])
    yield from _of_indicators(plan)
    yield from wrong_targets(plan, lines["targets.csv"])
    yield from _of_sizes(plan, lines)


def names_a_page(code: str) -> bool:
    """Whether a code is the name of a page that is about no action, area or breakdown."""
    return code.casefold() in PAGES or OF_A_KIND.match(code) is not None


def _of_actions(plan: Plan) -> Iterator[Fault]:
    for action in plan.actions:
        if names_a_page(action.id):
            yield wrong_cell(f"{action.id}.toml", None, "id", action.id, OF_NO_PAGE)


def circles(parents: Mapping[str, str]) -> list[str]:
    """The codes that come back to themselves, each going on to the one that it names; in their order.

    >>> circles({"a": "b", "b": "a", "c": "a", "d": "d", "e": ""})
    ['a', 'b', 'd']
    """
    found = []
    for code in parents:
        seen, at = {code}, parents[code]
        while at in parents and at not in seen:
            seen.add(at)
            at = parents[at]
        if at == code:
            found.append(code)
    return found


def _of_regions(plan: Plan, lines: Sequence[int]) -> Iterator[Fault]:
    levels = {region.region: region.level for region in plan.regions}
    order = [level.id for level in plan.head.levels] if plan.head is not None else []
    circular = circles({region.region: region.parent for region in plan.regions})
    tiles: dict[str, str] = {}
    named: dict[str, str] = {}
    addresses = {each.address.casefold() for each in plan.breakdowns} | {each.id.casefold() for each in plan.actions}
    for region, line in zip(plan.regions, lines, strict=True):
        code, members = region.region, region.members.split()
        wrong = partial(wrong_cell, "regions.csv", line)
        if order and region.level not in (*order, GROUP):
            expected = N_("a level of plan.toml, or {group}: {known}")
            yield wrong("level", region.level, expected, group=GROUP, known=", ".join(order))
        elif order and plan.head.whole in levels and (region.level == order[0]) != (code == plan.head.whole):
            expected = N_("{level} for {whole} alone, the whole that plan.toml names")
            yield wrong("level", region.level, expected, whole=plan.head.whole, level=order[0])
        if names_a_page(code) or code.casefold() in addresses:
            yield wrong("region", code, OF_NO_PAGE)
        for own in dict.fromkeys((code.casefold(), *region.title.values())):  # two languages may share a name
            if own in named:
                expected = N_("a code and names of its own: {code} has this one")
                yield wrong("region", own, expected, code=named[own])
            named.setdefault(own, code)
        if order and region.level == order[0] and region.parent:
            yield wrong("parent", region.parent, N_("an empty cell: the whole has no parent"))
        elif code in circular:
            yield wrong("parent", region.parent, N_("a parent that is no part of {code}"), code=code)
        elif not _above(order, levels.get(region.parent), region.level):
            expected = N_("an area of a level above {level}, or a group")
            yield wrong("parent", region.parent, expected, level=region.level)
        if region.level != GROUP and members:
            yield wrong("members", region.members, N_("an empty cell: only a group has members"))
        for member in members if region.level == GROUP and order else []:
            if levels.get(member) in (GROUP, order[0]):
                yield wrong("members", member, N_("areas of a level only, without the whole"))
        for member in sorted({member for member in members if members.count(member) > 1}):
            yield wrong("members", member, N_("each member once"))
        if region.tile and order and region.level in (GROUP, order[0]):
            yield wrong("tile", region.tile, N_("an empty cell: neither the whole nor a group has a tile"))
        elif region.tile in tiles:
            expected = N_("a tile of its own: {code} has this one")
            yield wrong("tile", region.tile, expected, code=tiles[region.tile])
        if region.tile:
            tiles.setdefault(region.tile, code)


def lost_areas(plan: Plan, lines: Sequence[int]) -> Iterator[Fault]:
    """Areas whose parent is not there while they are, and did not become, or come out of, one area that is."""
    for region, line in zip(plan.regions, lines, strict=True):
        if region.level != GROUP and region.region != plan.head.whole and (day := plan.tree.lost(region.region)):
            expected = N_(
                "an area that is there from the first day of {code} on, or that concordance.csv leads to one from"
            )
            values = {"code": region.region}
            if day > dt.date.min:
                expected = N_("an area that is there on {day} as {code} is, or that concordance.csv leads to one from")
                values["day"] = day.isoformat()
            yield wrong_cell("regions.csv", line, "parent", region.parent, expected, **values)


def _above(order: list[str], parent: str | None, level: str) -> bool:
    """Whether an area of a level may lie in one of another: a group may lie in any but a level's own order counts."""
    if parent not in order or level not in order:
        return True
    return order.index(parent) < order.index(level)


def _of_units(plan: Plan, lines: Sequence[int]) -> Iterator[Fault]:
    for unit, line in zip(plan.units.values(), lines, strict=True):
        base = plan.units.get(unit.base)
        if base is not None and base.base != base.unit:
            expected = N_("a plain unit, which is its own base, such as {base}")
            yield wrong_cell("units.csv", line, "base", unit.base, expected, base=base.base)
        for column in ("counts", "scale") if base is not None else ():
            if getattr(unit, column) != getattr(base, column):
                expected = N_("{wanted}, as its base {base} has")
                values = {"wanted": getattr(base, column), "base": unit.base}
                yield wrong_cell("units.csv", line, column, getattr(unit, column), expected, **values)


def _of_indicators(plan: Plan) -> Iterator[Fault]:
    known = {indicator.id: indicator for _, indicator in plan.indicators()}
    repeated = circles({indicator.id: indicator.repeats or "" for indicator in known.values()})
    for action, indicator in plan.indicators():
        at = (f"{action.id}.toml", f"indicators.{indicator.id}")
        if indicator.computed and indicator.numerator == indicator.denominator:
            yield _key(*at, "denominator", indicator.denominator, N_("another indicator than the numerator"))
        if indicator.computed and indicator.accumulation != "rate":
            expected = N_("rate: {indicator} is computed from two others")
            yield _key(*at, "accumulation", indicator.accumulation, expected, indicator=indicator.id)
        unit = plan.units.get(indicator.unit)
        if indicator.accumulation == "rate" and unit is not None and unit.counts == "yes":
            expected = N_("a unit that counts nothing, such as percent: {indicator} is a rate")
            yield _key(*at, "unit", indicator.unit, expected, indicator=indicator.id)
        if indicator.aggregation.region == "ratio" and not (indicator.computed or indicator.share_of):
            expected = N_("sum, last or none: only what is computed from two others adds up as a ratio")
            yield _key(*at, "aggregation", "ratio", expected)
        if indicator.aggregation.time == "sum" and indicator.accumulation != "flow":
            expected = N_("last or none: only a flow adds up over time, and {indicator} is none")
            yield _key(*at, "aggregation", "time = sum", expected, indicator=indicator.id)
        for over in ("region", "breakdown") if indicator.accumulation == "rate" else ():
            if getattr(indicator.aggregation, over) == "sum":
                expected = N_("ratio or none: rates do not add up")
                yield _key(*at, "aggregation", f"{over} = sum", expected)
        whole = known.get(indicator.share_of or "")
        if indicator.share_of == indicator.id:
            yield _key(*at, "share_of", indicator.share_of, N_("another indicator than itself"))
        elif whole is not None and (whole.share_of or whole.computed or whole.accumulation == "rate"):
            yield _key(*at, "share_of", indicator.share_of, N_("a count or an amount, of which there can be a share"))
        elif indicator.computed and indicator.share_of:
            expected = N_("no such key: {indicator} is computed from two others")
            yield _key(*at, "share_of", indicator.share_of, expected, indicator=indicator.id)
        if indicator.share_of and indicator.accumulation != "rate":
            expected = N_("rate: {indicator} is a share of another one")
            yield _key(*at, "accumulation", indicator.accumulation, expected, indicator=indicator.id)
        if indicator.id in repeated and indicator.repeats != indicator.id:
            expected = N_("the indicator that states the fact first: this one repeats {indicator} itself")
            yield _key(*at, "repeats", indicator.repeats, expected, indicator=indicator.id)


def _of_sizes(plan: Plan, lines: Lines) -> Iterator[Fault]:
    """No part has a larger population, or a larger product, than the whole in the same period."""
    whole = plan.head.whole if plan.head is not None else ""
    population = [
        ("population.csv", line, "population", one.region, one.period, one.population)
        for one, line in zip(plan.population, lines["population.csv"], strict=True)
    ]
    products = [
        ("regions.csv", line, "product", one.region, one.product_period, one.product)
        for one, line in zip(plan.regions, lines["regions.csv"], strict=True)
        if one.product is not None
    ]
    for sizes in (population, products):
        most = {period: size for *_, region, period, size in sizes if region == whole}
        for file, line, column, _, period, size in sizes:
            if size > most.get(period, size):
                expected = N_("at most {most}, that of the whole in {period}")
                yield wrong_cell(
                    file, line, column, f"{size:.15g}", expected, most=f"{most[period]:.15g}", period=period
                )


def _key(file: str, at: str, key: str, said: str | None, expected: str, **values: Any) -> Fault:
    return wrong_cell(file, None, f"{at}.{key}", said or "", expected, **values)
