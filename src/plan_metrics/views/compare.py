"""Places side by side: any two regions or breakdowns, and all of them figure by figure.

The tables hold everything; `book/_static/compare.js` takes two places out of them and computes nothing. Where they are
too many for a page, it leads to pages of single actions, which are called what it is called, a stroke, and the portion.
"""

from __future__ import annotations

import json
from collections import Counter
from operator import itemgetter

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.rows import ScoreboardRow, grouped, observation_rows, scoreboard_rows
from plan_metrics.views import blocks, comparison, documents, links, parts, portions, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.comparison import REGIONS
from plan_metrics.views.nodes import Column, el
from plan_metrics.views.peer_table import peer_words, population_cell, product_cell, size_sources
from plan_metrics.views.side_by_side import COMPARED, place_cell, section
from plan_metrics.views.words import say, say_n

CHOOSER = {
    "counts": N_("What is counted"),
    "at": N_("{period}: {value}"),
    "dates": N_("The two figures are for different dates."),
    "same": N_("For the same date"),
    "no_same": N_("The two figures are for different dates, and no date has a figure for both."),
    "lines": N_("Lines: the same years and the same height on both sides, from zero; hollow where rounded in print."),
    "both": N_("{a} and {b}: figures for both: {both}; for one of them only: {one}."),
    "choose": N_("Choose two."),
}
LED = N_("Choose two, then one of the {goals} below: its page sets them side by side.")


def opening(context: Context, compare: str) -> Block:
    """What can be compared here, and what must not be read into it."""
    context = links.among(context, compare, REGIONS)
    rows = _rows(context, compare)
    known = {row["place"] for row in rows} - {context.plan.head.whole}
    count, values = len({row["indicator"] for row in rows}), {"m": len(known), "all": len(_names(context, compare))}
    if comparison.is_of_areas(compare):
        size = say_n(
            context,
            "{n} indicator has figures for at least two {areas}, and {m} of {all} {areas} have such figures.",
            "{n} indicators have figures for at least two {areas}, and {m} of {all} {areas} have such figures.",
            count,
            **values | {"all": values["all"] - 1},  # without the whole
        )
    else:
        size = say_n(
            context,
            "{n} indicator has figures for at least two {breakdowns} or parts of them, and {m} of {all} have such figures.",
            "{n} indicators have figures for at least two {breakdowns} or parts of them, and {m} of {all} have such figures.",
            count,
            **values,
        )
    care = N_(
        "This is not a ranking. Sizes differ; figures may be for different dates, rounded, or of another definition, and are marked where they are. What is counted is stated below each title."
    )
    if portions.is_portion(compare):
        newest = N_("Only the newest figures stand here; the name in each row leads to the page with the earlier ones.")
        back = portions.back(context, f"compare-{portions.whole_of(compare)}")
        return parts.opening(context, [size, say(context, care), say(context, newest), back])
    split = comparison.portions_by_name(context, compare)
    return parts.opening(context, [size, say(context, care), say(context, portions.LED) if split else ""])


def chooser(context: Context, compare: str) -> Block:
    """The choice of two places, which needs a script; without one it says where the same figures stand."""
    context = links.among(context, compare, REGIONS)
    names = _names(context, compare)
    peer = {}
    if comparison.is_of_areas(compare):
        peer = {name: context.peers[name][0].region for name in names if context.peers.get(name)}
    texts = {name: say(context, text) for name, text in CHOOSER.items()}
    if portions.is_portion(compare):  # no earlier figures, so that nothing is drawn and no shared date is known
        texts |= {"lines": "", "no_same": texts["dates"]}
    led = bool(comparison.portions_by_name(context, compare))
    if led:
        texts |= {"lines": "", **dict.fromkeys(("both", "choose"), say(context, LED))}
    about = say(context, N_("The address of the page keeps the choice: send it to share the comparison."))
    without = say(context, N_("Choosing two needs JavaScript. Without it, the same figures stand in the tables below."))
    places = [
        el("option", "–", value=""),
        *(el("option", name, value=place, data_like=peer.get(place)) for place, name in names.items()),
    ]
    kind = (
        (N_("First {area}"), N_("Second {area}"))
        if comparison.is_of_areas(compare)
        else (N_("First {breakdown}"), N_("Second {breakdown}"))
    )
    fields = [
        blocks.choice(f"choose-{name}", name, say(context, label), places)
        for name, label in zip("ab", kind, strict=True)
    ]
    form = el(
        "form",
        el("p", about),
        *fields,
        el("template", words.status_badge(context, "no_figure")),
        css="pm-choose",
        hidden=True,
        data_words=json.dumps(texts, ensure_ascii=False),
    )
    listed = say(context, N_(", ")).join(names.values())
    silent = el("noscript", None if led else el("p", without, css="pm-note"))
    return blocks.block(silent, form, text=f"{about}\n{listed}")


def sizes(context: Context, compare: str) -> Block:
    """Every area with its published size, how much is published for it, and those most like it; nothing without any."""
    context = links.among(context, compare, REGIONS)
    if portions.is_portion(compare):
        return blocks.NOTHING
    if not comparison.is_of_areas(compare):
        text = N_("No size is published for the {breakdowns}, so none is said to be like another.")
        return blocks.paragraphs([say(context, text)])
    if not any(card.product or context.plan.inhabitants(card.region) for card in context.compared):
        return blocks.NOTHING
    counts = Counter(row["place"] for row in _rows(context, compare))
    nothing = words.status_badge(context, "no_figure")
    body = []
    for region in context.compared:
        own = context.sizes.get(region.region)
        body.append(
            [
                place_cell(region.region, blocks.link(f"{region.region}.html", region.short[context.language])),
                population_cell(context, region.region) or nothing,
                product_cell(context, region.region) or nothing,
                counts[region.region],
                blocks.joined(
                    (
                        blocks.link(f"{peer.region}.html", context.plan.region(peer.region).short[context.language])
                        for peer in context.peers.get(region.region, ())
                    ),
                    say(context, N_(", ")),
                )
                if own
                else "–",
            ]
        )
    columns = [
        *words.columns(context, N_("{Area}"), N_("Population"), N_("Gross regional product")),
        Column(say(context, N_("Figures below")), numeric=True),
        Column(say(context, N_("Nearest in size")), ordered=False),
    ]
    caption = say(context, N_("{Areas} and their size"))
    table = blocks.table("sizes", caption, columns, body, stacked=True, controls=words.controls(context), look=COMPARED)
    return blocks.block(el("span", id="h-sizes"), text="") + table + blocks.paragraphs([peer_words(context)])


def figures(context: Context, compare: str) -> Block:
    """A table for each figure that two places or more have: every place that has one, with its date and document.

    Where these are too many for a page, the pages that have them, with what each is about.
    """
    context = links.among(context, compare, REGIONS)
    if led := comparison.portions_by_name(context, compare):
        own = {f"{compare}/{name}": list(dict.fromkeys(rows["indicator"])) for name, rows in led.items()}
        return portions.led(context, own, "compare-")
    found = grouped(_rows(context, compare), itemgetter(*comparison.table_of(compare)))
    if not found:
        return blocks.paragraphs([say(context, N_("No figure is published for two places or more."))])
    names, earlier = _names(context, compare), not portions.is_portion(compare)
    dimension = None if comparison.is_of_areas(compare) else portions.whole_of(compare)
    sections = [section(context, names, rows, dimension, earlier=earlier) for rows in found.values()]
    return blocks.one_by_one(sections)


def sources(context: Context, compare: str) -> Block:
    """How many documents are cited on this page, and where they are described."""
    context = links.among(context, compare, REGIONS)
    series = {(row["indicator"], row["region"], row["breakdown"]) for row in _rows(context, compare)}
    seen = observation_rows(context.observations)
    cited = documents.used_sources(row for row in seen if (row["indicator"], row["region"], row["breakdown"]) in series)
    if comparison.is_of_areas(compare):
        cited |= size_sources(context, [region.region for region in context.compared])
    form = N_(
        "Documents behind the figures of this page: {n}. Each code above leads to its entry among all {documents}."
    )
    there = blocks.link("data.html", say(context, N_("documents and sources")))
    return blocks.paragraphs([blocks.filled(say(context, form), n=str(len(cited)), documents=there)])


def _rows(context: Context, compare: str) -> list[ScoreboardRow]:
    return scoreboard_rows(comparison.rows_of(context, compare))


def _names(context: Context, compare: str) -> dict[str, str]:
    """Every place that can be chosen, by code, in the order of the plan; the whole first."""
    plan, code = context.plan, context.language
    if comparison.is_of_areas(compare):
        return {each.region: each.short[code] for each in (plan.region(plan.head.whole), *context.compared)}
    return {each.code: each.title[code] for each in plan.paged_of(portions.whole_of(compare))}
