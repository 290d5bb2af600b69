"""One indicator on its action's page: where it stands, what it counts, its targets and its figures."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.analysis.scoreboard import series_of, series_status, targets_of
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import ScoreboardRow, observation_rows
from plan_metrics.views import blocks, evidence, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.series_chart import series_chart
from plan_metrics.views.verdicts import result_sentence, verdict
from plan_metrics.views.words import say


def section(context: Context, indicator: Indicator, row: ScoreboardRow) -> Block:
    """The section of an indicator: verdict, chart, card, and the tables of its figures for the whole and its parts."""
    code, whole = context.language, context.plan.head.whole
    all_rows = observation_rows(context.observations, indicator=indicator.id)
    headline = [r for r in all_rows if r["region"] == whole and r["sector"] == indicator.sector]
    others = [r for r in all_rows if r["region"] == whole and r["sector"] != indicator.sector]
    groups = {r.region for r in context.plan.regions if r.kind == "group"}
    others += [r for r in all_rows if r["region"] in groups]
    silent = parts.without_value(context, indicator.id, whole, indicator.sector)
    table = blocks.NOTHING
    if headline or silent:
        caption = say(context, N_("{title}: published figures"), title=indicator.title[code])
        table += parts.series_table(context, f"t-{indicator.id}", caption, [*headline, *silent], indicator.unit)
    if others:
        caption = say(context, N_("{title}: parts of the whole"), title=indicator.title[code])
        table += parts.parts_table(context, f"p-{indicator.id}", caption, others, indicator.unit)
    sentence, badge = verdict(context, indicator, row), parts.row_badge(context, row)
    found = context.evidence(indicator)
    fold = evidence.methods_fold(context, f"m-{indicator.id}", found)
    rows = evidence.evidence_rows(context, indicator, found)
    body = of_indicator(
        links.anchor(indicator.id),
        indicator.title[code],
        badge,
        sentence,
        fold + table,
        chart=series_chart(
            context,
            f"c-{links.dashed(indicator.id)}",
            f"t-{indicator.id}",
            indicator.title[code],
            indicator,
            headline,
            row,
            found,
        ),
        evidence=rows,
        card=_card(context, indicator),
    )
    said = "\n".join(f"{term}: {said}" for term, said in rows)
    text = f"{indicator.title[code]}: {badge.text}. {sentence}\n{said}\n{fold.text}\n{table.text}"
    return blocks.block(body, text=text)


def of_indicator(
    anchor: str,
    title: Node,
    badge: Node,
    verdict: str,
    table: Block,
    *,
    chart: Node = "",
    evidence: Sequence[tuple[str, Node]] = (),
    card: Sequence[tuple[str, Node]] = (),
) -> Element:
    """The section of an indicator: what it says, its chart beside its card, its tables."""
    terms = [
        el("dl", *(el(name, each) for row in rows for name, each in zip(("dt", "dd"), row, strict=True)), css=css)
        for rows, css in ((evidence, "pm-card pm-evidence"), (card, "pm-card"))
    ]
    figure = el("div", chart, terms[0] if evidence else None, css="pm-figure") if chart or evidence else None
    body = el("div", figure, terms[1] if card else None, css="pm-indicator-body") if figure or card else None
    opening = el("h3", title), el("p", badge, " ", verdict)
    return el("section", *opening, body, *table.nodes, css="pm-indicator", id=anchor)


def _card(context: Context, indicator: Indicator) -> list[tuple[str, Node]]:
    code = context.language
    adds = indicator.aggregation
    update = (
        say(context, N_("none expected: the series has ended"))
        if indicator.next_update == "none"
        else language.period(indicator.next_update, code)
    )
    card: list[tuple[str, Node]] = [
        (say(context, N_("Definition")), indicator.counts[code]),
        (say(context, N_("Why it matters")), indicator.why[code]),
        (say(context, N_("Scope")), indicator.basis[code]),
        (say(context, N_("Stands to")), _fits(context, indicator)),
        (say(context, N_("Desired direction")), say(context, words.DIRECTION[indicator.direction])),
        (say(context, N_("Collected by")), say(context, words.COLLECTION[indicator.collection])),
        (say(context, N_("Kind")), say(context, words.ACCUMULATION[indicator.accumulation])),
        (
            say(context, N_("Adds up")),
            say(
                context,
                N_("over regions: {region}; over sectors: {sector}; over time: {time}"),
                region=say(context, words.ADDS_UP[adds.region]),
                sector=say(context, words.ADDS_UP[adds.sector]),
                time=say(context, words.ADDS_UP[adds.time]),
            ),
        ),
        (
            say(context, N_("Updated")),
            say(
                context,
                N_("{frequency}; next figure expected: {update}"),
                frequency=say(context, words.FREQUENCY[indicator.frequency]),
                update=update,
            ),
        ),
        (say(context, N_("Coverage")), _coverage_sentence(context, indicator)),
    ]
    if indicator.computed:
        parts_of = [
            context.plan.indicator(name).title[code] for name in (indicator.numerator, indicator.denominator) if name
        ]
        said = say(
            context,
            N_("{numerator} divided by {denominator}"),
            numerator=parts_of[0],
            denominator=parts_of[1],
        )
        card.insert(1, (say(context, N_("Computed as")), said))
    if indicator.repeats:
        other = context.plan.indicator(indicator.repeats).title[code]
        card.append(
            (say(context, N_("Repeats")), say(context, N_("the same fact as “{title}”; not counted"), title=other))
        )
    card += [
        (say(context, N_("Official target")), _target(context, indicator, target))
        for target in context.plan.targets_of(indicator.id)
    ]
    if indicator.caveat:
        card.append((say(context, N_("Caution")), indicator.caveat[code]))
    return card


def _fits(context: Context, indicator: Indicator) -> Element:
    """How the indicator stands to each commitment, with the reason."""
    lines = [
        blocks.joined(
            [
                fit.commitment[1:].lstrip("0"),
                words.fit_badge(context, fit.fit),
                fit.reason[context.language],
            ]
        )
        for fit in indicator.fits
    ]
    return blocks.lines(lines)


def _target(context: Context, indicator: Indicator, target: Target) -> Element:
    """An official target in its own words with its document and, where it was known by then, what became of it."""
    code = context.language
    place = parts.key_words(context, target.region, target.sector)
    said = say(
        context,
        N_("{region}: {value} by {period}, document of {since}."),
        region=place,
        value=words.target_value(context, target),
        period=language.period(target.period, code),
        since=language.date(target.since, code),
    )
    cited = [said, blocks.foreign(target.printed), links.source_links(context, target.source)]
    known = targets_of(context.plan, context.edition, indicator, target.region, target.sector)
    rows = series_of(context.observations, indicator.id, target.region, target.sector)
    if target not in known or not rows["period"]:
        nothing = "" if target not in known else say(context, N_("No figure for it was published."))
        return blocks.joined(each for each in (*cited, nothing) if each)
    row = series_status(context.plan, context.edition, indicator, rows, [target])
    if row["result"] is None:
        return blocks.joined(cited)
    return blocks.joined([*cited, result_sentence(context, row)])


def _provinces_with(context: Context, indicator: Indicator) -> set[str]:
    known = {region.region for region in context.plan.provinces}
    return known & {row["region"] for row in observation_rows(context.observations, indicator=indicator.id)}


def provinces_share(context: Context, indicator: Indicator) -> str:
    """How many of the provinces have a figure, as 17/31."""
    return f"{len(_provinces_with(context, indicator))}/{len(context.plan.provinces)}"


def _coverage_sentence(context: Context, indicator: Indicator) -> str:
    rows = observation_rows(context.observations, indicator=indicator.id)
    pilots = [s.sector for s in context.plan.pilot_sectors]
    with_sector = {p for p in pilots if any(r["sector"] in context.plan.within(p) for r in rows)}
    periods = {r["period"] for r in rows if r["region"] == context.plan.head.whole and r["sector"] == indicator.sector}
    return say(
        context,
        N_("{periods} periods for the whole; {provinces} of {all} provinces; {sectors} of {pilots} pilot sectors"),
        periods=len(periods),
        provinces=len(_provinces_with(context, indicator)),
        all=len(context.plan.provinces),
        sectors=len(with_sector),
        pilots=len(pilots),
    )
