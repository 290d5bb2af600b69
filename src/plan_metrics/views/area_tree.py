"""Where an area lies in the tree, what it was made of or became, and sums for the time before it was merged."""

from __future__ import annotations

from plan_metrics.analysis.successors import sums_before
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.code_lists import Region
from plan_metrics.plan.concordance import Succession
from plan_metrics.rows import grouped
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Element
from plan_metrics.views.words import say

CHANGED = {
    "merged": N_("On {date}, {before} became part of {after} ({document})."),
    "split": N_("On {date}, {after} got {share} of {before} ({document})."),
    "renamed": N_("On {date}, {before} became {after} under another code ({document})."),
}


def place(context: Context, region: str) -> list[Element]:
    """What it lies in and what lies in it, as links, where the tree has more than the whole and its areas; when it
    was there, and how it changed.
    """
    tree, card = context.plan.tree, context.plan.region(region)
    said = []
    if len(above := tree.path(region)[1:]) > 0:
        path = blocks.joined([links.area_link(context, each) for each in above], " › ")
        said.append(blocks.filled(say(context, N_("Lies in {path}.")), path=path))
    for level, own in grouped(tree.children.get(region, ()), lambda each: each.level).items():
        listed = blocks.joined([links.area_link(context, each) for each in own], say(context, N_(", ")))
        said.append(blocks.filled(say(context.among(level), N_("{Areas} in it: {listed}.")), listed=listed))
    changes = [each for each in context.plan.concordance if region in (each.before, each.after)]
    changed = [_change(context, each) for each in changes if each.before != each.after]
    return [*said, *_existed(context, card), *changed]


def _existed(context: Context, card: Region) -> list[Element]:
    code, values = context.language, {}
    form = ""
    if card.begins and card.ends:
        form = N_("This area was there from {begins} to {ends} only.")
    elif card.begins:
        form = N_("This area has been there since {begins}; what was before it is another area, and is not compared.")
    elif card.ends:
        form = N_("This area was there until {ends}; what came after it is another area, and is not compared.")
    if card.begins:
        values["begins"] = language.date(card.begins, code)
    if card.ends:
        values["ends"] = language.date(card.ends, code)
    return [blocks.filled(say(context, form, **values))] if form else []


def _change(context: Context, each: Succession) -> Element:
    share = words.share(context, each.share) if each.share is not None else ""
    return blocks.filled(
        say(context, CHANGED[each.kind]),
        date=language.date(each.date, context.language),
        before=links.area_link(context, context.plan.region(each.before)),
        after=links.area_link(context, context.plan.region(each.after)),
        share=share,
        document=links.source_links(context, each.source),
    )


def sums(context: Context, region: str) -> Block:
    """The sums of all that merged into an area, for the time before; marked as computed, each with its parts."""
    found = sums_before(context.plan, context.observations, region)
    if not found:
        return blocks.NOTHING
    rows = []
    for one in found:
        indicator = context.plan.indicator(one.indicator)
        own = [
            say(
                context,
                N_("{title}: {said}"),
                title=context.plan.region(row["region"]).short[context.language],
                said=words.figure(context, row["value"], indicator.unit, str(row["qualifier"])),
            )
            for row in one.parts
        ]
        cited = " ".join(dict.fromkeys(name for row in one.parts for name in str(row["source"]).split()))
        rows.append(
            [
                links.indicator_link(context, indicator),
                parts.breakdown_name(context, one.breakdown),
                language.period(one.period, context.language),
                words.figure(context, one.value, indicator.unit, "exact" if one.exact else "about"),
                words.unit_of(context, indicator.unit),
                say(context, N_("; ")).join(own),
                links.source_links(context, cited),
            ]
        )
    columns = [
        *words.columns(context, N_("Indicator"), N_("{Breakdown}"), N_("Period")),
        Column(say(context, N_("Sum (computed)")), numeric=True),
        *words.columns(context, N_("Unit"), N_("Parts"), N_("Source")),
    ]
    caption = say(context, N_("Before the merger: sums of the areas that merged, computed by this report"))
    about = say(
        context, N_("No document prints these sums. They are compared with no figure and count for no verdict.")
    )
    inside = blocks.paragraphs([about]) + blocks.table(f"merged-{region}", caption, columns, rows)
    return blocks.fold(say(context, N_("Computed for the time before the merger: {n}"), n=len(found)), inside)
