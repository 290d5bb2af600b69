"""The page of the map: areas as tiles, one indicator at a time, coloured by value or by change.

Every map is on the page with its table; `book/_static/map.js` shows the chosen one alone and computes nothing. Where they
are too many for a page, it leads to pages of single actions.
"""

from __future__ import annotations

from plan_metrics.analysis.map_figures import least_regions
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.views import blocks, links, mapped, parts, portions, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.indicator_maps import latest, of_changes, of_values, shared_changes
from plan_metrics.views.map_section import CHANGE, VALUE, placed
from plan_metrics.views.nodes import el
from plan_metrics.views.words import say, say_n


def opening(context: Context, area_map: str) -> Block:
    """How many indicators make a map, by which rule, and what must not be read into it."""
    context = links.among(context, area_map, mapped.MAP)
    care = say(
        context,
        N_(
            "A map is no ranking: the strength of a colour tells how large a number is, not how good. Only figures of about the same date are coloured; each map says which, and has classes of its own."
        ),
    )
    if portions.is_portion(area_map):
        return parts.opening(context, [care, portions.back(context, portions.whole_of(area_map))])
    shown, areas = mapped.every(context), context.compared
    least = least_regions(len(areas))
    answer = say_n(
        context,
        "{n} of {all} {indicators} has figures for enough {areas} to make a map: at least {least} of {every}.",
        "{n} of {all} {indicators} have figures for enough {areas} to make a map: at least {least} of {every}.",
        len(shown),
        all=len(list(context.plan.indicators())),
        least=least,
        every=len(areas),
    )
    tables = say(context, N_("The plan gives its {areas} no places on a map: the figures stand in tables."))
    split = say(context, portions.LED) if mapped.portions_of(context, area_map) else ""
    return parts.opening(context, [el("strong", answer), care, "" if placed(context) else tables, split])


def chooser(context: Context, area_map: str) -> Block:
    """The choice of an indicator and of what colours the map, which needs a script; without one all maps are shown."""
    context = links.among(context, area_map, mapped.MAP)
    shown = mapped.indicators(context, area_map)
    if not shown or not placed(context) or mapped.portions_of(context, area_map):
        return blocks.NOTHING
    changing = {each.id for each in shown if shared_changes(context, each)}
    groups = []
    for action in context.plan.actions:
        own = [each for each in shown if each in action.indicators]
        options = [
            el(
                "option",
                say_n(
                    context,
                    "{title}: {n} {area}",
                    "{title}: {n} {areas}",
                    len(latest(context, each)),
                    title=each.title[context.language],
                ),
                value=each.id,
                data_change=each.id in changing,
            )
            for each in own
        ]
        if own:
            groups.append(el("optgroup", *options, label=f"{number_of(action.id)}. {action.title[context.language]}"))
    most = max(shown, key=lambda each: len(latest(context, each)))
    by = [
        el("option", say(context, N_("latest figure")), value=VALUE),
        el("option", say(context, N_("change between two dates")), value=CHANGE),
    ]
    every = el("option", say(context, N_("all maps, small")), value="all")
    fields = [
        blocks.choice("map-indicator", "indicator", say(context, N_("Indicator")), [*groups, every]),
        blocks.choice("map-by", "by", say(context, N_("Colour by")), by),
    ]
    about = say(context, N_("The address of the page keeps the choice: send it to share the map."))
    form = el(
        "form", *fields, el("p", blocks.muted(about)), css="pm-choose pm-map-choose", hidden=True, data_first=most.id
    )
    without = say(context, N_("Choosing one map needs JavaScript. Without it, all maps stand below."))
    listed = say(context, N_("; ")).join(each.title[context.language] for each in shown)
    note = el("noscript", el("p", without, css="pm-note"))
    return blocks.block(note, form, text=f"{about}\n{listed}")


def maps(context: Context, area_map: str) -> Block:
    """Every map with its table: of the latest figures, and of the change where the areas share two dates.

    Where these are too many for a page, the pages that have them.
    """
    context = links.among(context, area_map, mapped.MAP)
    if split := mapped.portions_by_name(context, area_map):
        return portions.led(context, {name: [each.id for each in own] for name, own in split.items()})
    found = []
    for indicator in mapped.indicators(context, area_map):
        found.append(of_values(context, indicator))
        if changes := shared_changes(context, indicator):
            found.append(of_changes(context, indicator, changes))
    if not found:
        return blocks.paragraphs([say(context, N_("No indicator has figures for enough {areas}."))])
    return blocks.block(
        el("div", *(node for each in found for node in each.nodes), css="pm-maps"),
        text="\n\n".join(each.text for each in found),
    )


def rules(context: Context, area_map: str) -> Block:
    """How classes are made, which figures are coloured, and which changes are mapped."""
    context = links.among(context, area_map, mapped.MAP)
    verdicts = context.plan.head.verdicts
    texts = [
        say(
            context,
            N_(
                "Each class holds about the same number of {areas}; the key says its ends, and in brackets how many {areas} it holds. Equal figures stand in one class."
            ),
        ),
        say(
            context,
            N_(
                "Coloured are figures that are no more than {years} years older than the newest one of the map and of the same definition. The others stand there without a colour."
            ),
            years=words.plain(context, verdicts.stale_after_years),
        ),
        say(
            context,
            N_(
                "Changes are mapped between two dates, at least {years} years apart, for which enough {areas} have exact figures without a break between them: those with the most {areas}, times the years between."
            ),
            years=words.plain(context, verdicts.years),
        ),
        say(context, N_("Before a number: > over, < nearly or under, ≈ about.")),
    ]
    return blocks.paragraphs(texts)


def without(context: Context, area_map: str) -> Block:
    """The indicators with figures of some areas, but of too few for a map."""
    context = links.among(context, area_map, mapped.MAP)
    if portions.is_portion(area_map):
        return blocks.NOTHING
    shown = mapped.every(context)
    few = [
        (each, n) for _, each in context.plan.indicators() if each not in shown and (n := len(latest(context, each)))
    ]
    if not few:
        return blocks.paragraphs([say(context, N_("None: every indicator with figures of {areas} has a map."))])
    handle = say(context, N_("Indicators with figures of too few {areas}: {n}"), n=len(few))
    return blocks.fold(handle, blocks.bullets(links.indicator_count(context, each, n) for each, n in few))
