"""The card of an indicator: which way is wanted, its official targets, what it counts and what to mind."""

from __future__ import annotations

from plan_metrics.analysis.aims import known_by, revised_by
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import observation_rows
from plan_metrics.views import blocks, board, language, lead, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, Node, el, text_of
from plan_metrics.views.target_words import target_words
from plan_metrics.views.words import say, say_n

Rows = list[tuple[str, Node]]  # a term, and what is said of it


def terms(rows: Rows, css: str = "pm-card") -> Block:
    """Terms with what is said of them; nothing for none."""
    if not rows:
        return blocks.NOTHING
    listed = el("dl", *(el(name, each) for row in rows for name, each in zip(("dt", "dd"), row, strict=True)), css=css)
    return blocks.block(listed, text="\n".join(f"{term}: {text_of(said)}" for term, said in rows))


def at_a_glance(context: Context, indicator: Indicator) -> Rows:
    """What a reader of the chart must know: the desired direction, every official target, what to mind, when to return."""
    code = context.language
    rows: Rows = [(say(context, N_("Desired direction")), say(context, words.DIRECTION[indicator.direction]))]
    rows += [
        (say(context, N_("Official target")), _target(context, target))
        for target in _targets(context, indicator, national=True)
    ]
    if indicator.caveat:
        rows.append((say(context, N_("Caution")), indicator.caveat[code]))
    rows.append((say(context, N_("Updated")), next_update(context, indicator)))
    return rows


def targets_elsewhere(context: Context, indicator: Indicator) -> Rows:
    """The official targets of areas and of breakdowns, each under its place."""
    return [
        (parts.key_words(context, target.region, target.breakdown), _target(context, target))
        for target in _targets(context, indicator, national=False)
    ]


def _targets(context: Context, indicator: Indicator, *, national: bool) -> list[Target]:
    whole = (context.plan.head.whole, indicator.breakdown)
    day = context.edition.card.day
    in_force = [each for each in context.plan.targets_of(indicator.id) if not revised_by(context.plan, each, day)]
    return [each for each in in_force if ((each.region, each.breakdown) == whole) == national]


def next_update(context: Context, indicator: Indicator) -> str:
    """How often a figure comes, and when the next is expected."""
    frequency = say(context, words.FREQUENCY[indicator.frequency])
    if indicator.next_update == "none":
        return say(context, N_("{frequency}; no date is known for a further figure"), frequency=frequency)
    update = language.period(indicator.next_update, context.language)
    return say(context, N_("{frequency}; next figure expected: {update}"), frequency=frequency, update=update)


def meaning(context: Context, indicator: Indicator) -> Rows:
    """What is counted and why, on which basis, and how it stands to what the plan says."""
    code, adds = context.language, indicator.aggregation
    card: Rows = [(say(context, N_("Definition")), indicator.counts[code])]
    if indicator.computed:
        numerator, denominator = (
            links.indicator_link(context, context.plan.indicator(name))
            for name in (indicator.numerator, indicator.denominator)
            if name
        )
        form = say(context, N_("{numerator} divided by {denominator}"))
        card.append(
            (say(context, N_("Computed as")), blocks.filled(form, numerator=numerator, denominator=denominator))
        )
    card += [
        (say(context, N_("Why it matters")), indicator.why[code]),
        (say(context, N_("Scope")), indicator.basis[code]),
        (say(context, N_("Relation to commitments")), _fits(context, indicator)),
        (say(context, N_("Collected by")), say(context, words.COLLECTION[indicator.collection])),
        (say(context, N_("Kind")), say(context, words.ACCUMULATION[indicator.accumulation])),
        (
            say(context, N_("Adds up")),
            say(
                context,
                N_("over regions: {region}; over breakdowns: {breakdown}; over time: {time}"),
                region=say(context, words.ADDS_UP[adds.region]),
                breakdown=say(context, words.ADDS_UP[adds.breakdown]),
                time=say(context, words.ADDS_UP[adds.time]),
            ),
        ),
        (
            say(context, N_("Coverage")),
            links.receipt(context, links.page_of(indicator.id), "", _coverage_sentence(context, indicator)),
        ),
    ]
    if indicator.repeats:
        other = links.indicator_link(context, context.plan.indicator(indicator.repeats))
        form = say(context, N_("the same fact as “{title}”; not counted"))
        card.append((say(context, N_("Repeats")), blocks.filled(form, title=other)))
    return card


def _fits(context: Context, indicator: Indicator) -> Element:
    """How the indicator stands to each commitment, with the reason."""
    actions = {name: card.id for card in context.plan.actions for name in card.promised}
    lines = []
    for fit in indicator.fits:
        action = actions[fit.commitment]
        commitment = blocks.link(f"{action}.html", lead.commitment_words(context, action, fit.commitment))
        reason = blocks.muted(fit.reason[context.language])
        lines.append(blocks.joined([words.fit_badge(context, fit.fit), commitment, reason]))
    return blocks.lines(lines)


def _target(context: Context, target: Target) -> Element:
    """An official target in its own words with its document and, where it was known by then, what became of it."""
    code = context.language
    known = known_by(context.plan, target, context.edition.card.day)
    row = board.settled(context, target)[1] if known else None
    said = say(
        context,
        N_("{value} by {period}, document of {since}."),
        value=target_words(context, target, row),
        period=language.period(target.period, code),
        since=language.date(target.since, code),
    )
    printed = blocks.filled(
        say(context, N_("As printed: {words} ({source}).")),
        words=parts.printed_words(target.printed),
        source=links.source_links(context, target.source),
    )
    cited: list[object] = [said, printed]
    if before := board.history(context, target):
        cited.append(words.sentence(context, before))
    if known:
        form = say(context, N_("{title}: {said}"))
        told = board.outcome_words(context, target)
        cited.append(blocks.filled(form, title=say(context, N_("Result")), said=told))
    return blocks.joined(cited)


def _coverage_sentence(context: Context, indicator: Indicator) -> str:
    context = context.by_level[0]
    rows = observation_rows(context.observations, indicator=indicator.id)
    paged = [each.code for each in context.plan.paged_breakdowns]
    some = {p for p in paged if any(r["breakdown"] in context.plan.within(p) for r in rows)}
    periods = {
        r["period"] for r in rows if r["region"] == context.plan.head.whole and r["breakdown"] == indicator.breakdown
    }
    known = {region.region for region in context.compared} & {row["region"] for row in rows}
    return say_n(
        context,
        "{n} {overall} period; {every} of {all} {areas}; {some} of {paged} {breakdowns}",
        "{n} {overall} periods; {every} of {all} {areas}; {some} of {paged} {breakdowns}",
        len(periods),
        every=len(known),
        all=len(context.compared),
        some=len(some),
        paged=len(paged),
    )
