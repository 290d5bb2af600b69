"""The board of official targets: every one that a document sets, with what became of it."""

from __future__ import annotations

from plan_metrics.analysis.aims import known_by, revised_by
from plan_metrics.analysis.area_share import AreaShare, area_share
from plan_metrics.analysis.scoreboard import series_of, series_status
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import end_month
from plan_metrics.plan.head import number_of
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import SeriesStatusRow
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.target_words import target_words
from plan_metrics.views.verdicts import outlook
from plan_metrics.views.words import say

TARGET = (
    N_("What is to be reached"),
    N_("Reference area"),
    N_("By"),
    N_("Target"),
    N_("As printed"),
    N_("Document"),
)
NO_INDICATOR = N_("no indicator has this definition")
NO_FIGURE = N_("no figure found")
NO_DIRECTION = N_("no desired direction")
NO_BASE = N_("no comparable figure of its base")
CONDITIONAL = N_("set on a condition, so not assessed")
# How the figure stands behind a result that it does not settle.
OF_ANOTHER_DATE = {
    "no_figure_for_date": N_("{result}; nearest figure: {figure}"),
    "ahead": N_("{result}; latest figure: {figure}"),
}


def known_targets(context: Context) -> list[Target]:
    """The official targets known by the edition's day, in the order of the plan; not those that were revised by then."""
    day = context.edition.card.day
    known = [target for target in context.plan.targets if known_by(context.plan, target, day)]
    return [target for target in known if revised_by(context.plan, target, day) is None]


def history(context: Context, target: Target) -> str:
    """What a target was before it was revised, the latest first; "" where it never was."""
    same = [each for each in context.plan.targets if target.indicator and each.about == target.about]
    before = [each for each in same if each != target and each.since < target.since]
    form = N_("set on {since}, revised since: {target}")
    said = [
        say(context, form, since=language.date(each.since, context.language), target=target_words(context, each))
        for each in sorted(before, key=lambda each: each.since, reverse=True)
    ]
    return say(context, N_("; ")).join(said)


def targets_ahead(context: Context) -> list[Target]:
    """The official targets that are due after the day of the edition, the next first, national ones before others."""
    card, whole = context.edition.card, context.plan.head.whole
    ahead = [each for each in known_targets(context) if end_month(each.period) > end_month(card.as_of[:7])]
    return sorted(
        ahead, key=lambda each: (end_month(each.period), not each.indicator, each.region != whole, each.action)
    )


def target_cells(context: Context, target: Target, row: SeriesStatusRow | None = None) -> list[object]:
    """What is to be reached, where, by when, how much and in which words: the cells of `TARGET`.

    `row` says where the series of the target stands, which a relative one is computed from.
    """
    value: object = target_words(context, target, row)
    if before := history(context, target):
        value = blocks.two_lines(value, before)
    numbers = say(context, N_(", ")).join(number_of(action.id) for action in links.aimed_at(context, target))
    return [
        blocks.two_lines(subject(context, target), numbers),
        parts.key_words(context, target.region, target.breakdown),
        parts.period_cell(context, target.period),
        value,
        parts.printed_words(target.printed),
        blocks.two_lines(links.source_links(context, target.source), language.date(target.since, context.language)),
    ]


def subject(context: Context, target: Target) -> object:
    """What is to be reached, leading to the indicator that counts it: its title, or of a share of areas that of the target."""
    title = target.title[context.language]
    if not target.indicator:
        return title
    if target.kind == "share":
        return blocks.link(f"{links.page_of(target.indicator)}.html", title)
    return links.indicator_link(context, context.plan.indicator(target.indicator))


def settled(context: Context, target: Target) -> tuple[str, SeriesStatusRow | None]:
    """What became of a target: a result of `measure.outcome`, or why it has none; and where its series stands."""
    if target.condition:
        return CONDITIONAL, None
    if not target.indicator:
        return NO_INDICATOR, None
    if target.kind == "share":
        return _share(context, target).result, None
    rows = series_of(context.observations, target.indicator, target.region, target.breakdown)
    if not rows["period"]:
        return NO_FIGURE, None
    row = series_status(context.plan, context.edition, context.plan.indicator(target.indicator), rows, [target])
    return str(row["result"] or (NO_BASE if target.kind == "relative" else NO_DIRECTION)), row


def outcome(context: Context, target: Target) -> tuple[object, Element | None, str]:
    """What became of a target, the figure that says so, if one does, and its period in words."""
    result, row = settled(context, target)
    if target.kind == "share" and not target.condition:
        date = target.period if result != "ahead" else context.edition.card.as_of[:7]
        return say(context, words.RESULT[result]), areas_told(context, target), parts.period_words(context, date)
    if row is None or row["result"] is None:
        return say(context, result), None, ""
    said = say(context, words.RESULT[result])
    if result == "ahead":
        said = say(context, N_("not yet due; {prospect}"), prospect=outlook(context, row))
    if row["result_value"] is None:
        return said, None, ""
    return said, figure(context, target, row), parts.period_words(context, row["result_period"])


def outcome_words(context: Context, target: Target) -> Node:
    """The same in one: what became of a target, with the figure that says so and its period."""
    told, figure, period = outcome(context, target)
    if figure is None:
        return el("", told)
    form = OF_ANOTHER_DATE.get(settled(context, target)[0], N_("{result}: {figure}"))
    shown = blocks.filled(say(context, N_("{value} ({period})")), value=figure, period=period)
    return blocks.filled(say(context, form), result=told, figure=shown)


def areas_told(context: Context, target: Target) -> Element:
    """How many of the areas of a target for a share of them reach its bar, and of how many that is not known."""
    found = _share(context, target)
    form = N_("{n} of {all} {areas}")
    said = say(context.among(target.level), form, n=len(found.reach), all=found.areas)
    if found.unknown:
        form = N_("{said}, not known of {unknown}")
        said = say(context, form, said=said, unknown=len(found.unknown))
    return el("span", said)


def _share(context: Context, target: Target) -> AreaShare:
    return area_share(context.plan, context.edition, context.observations, target)


def figure(context: Context, target: Target, row: SeriesStatusRow) -> Element:
    """The figure that says what became of a target, leading to its receipt."""
    key = {"indicator": target.indicator, "region": target.region, "breakdown": target.breakdown}
    return links.receipt_of(context, key, row["result_period"], words.of_row(context, row, "result_value"))
