"""One indicator on its action's page: where it stands, what it counts, its targets and its figures."""

from __future__ import annotations

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.models import Indicator, Target
from plan_metrics.scoreboard import standing, targets_of
from plan_metrics.views import blocks, evidence, language, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.series_chart import series_chart
from plan_metrics.views.verdicts import verdict
from plan_metrics.views.words import say


def section(context: Context, indicator: Indicator, row: parts.Row) -> Block:
    """The section of an indicator: verdict, chart, card, and the tables of its figures for the whole and its parts."""
    code, whole = context.language, context.plan.head.whole
    all_rows = parts.rows_of(context.observations, indicator=indicator.id)
    headline = [r for r in all_rows if r["region"] == whole and r["sector"] == indicator.sector]
    others = [r for r in all_rows if r["region"] == whole and r["sector"] != indicator.sector]
    groups = {r.region for r in context.plan.regions if r.kind == "group"}
    others += [r for r in all_rows if r["region"] in groups]
    silent = parts.without_value(context, indicator.id, whole, indicator.sector)
    table = Block("", "")
    if headline or silent:
        caption = say(context, N_("{title}: published figures"), title=indicator.title[code])
        table += parts.series_table(context, f"t-{indicator.id}", caption, [*headline, *silent], indicator.unit)
    if others:
        caption = say(context, N_("{title}: parts of the whole"), title=indicator.title[code])
        table += parts.parts_table(context, f"p-{indicator.id}", caption, others, indicator.unit)
    sentence, badge = verdict(context, indicator, row), parts.row_badge(context, row)
    found = context.evidence(indicator)
    fold = evidence.methods_fold(context, f"m-{indicator.id}", found)
    html = blocks.render(
        "indicator.html.j2",
        anchor=words.anchor(indicator.id),
        title=indicator.title[code],
        status=blocks.joined([badge, evidence.agreement_badge(context, found)]),
        verdict=sentence,
        chart=series_chart(
            context,
            f"c-{words.dashed(indicator.id)}",
            f"t-{indicator.id}",
            indicator.title[code],
            indicator,
            headline,
            row,
            found,
        ),
        evidence=(rows := evidence.evidence_rows(context, indicator, found)),
        card=_card(context, indicator),
        table=Markup(fold.html + table.html),
    )
    said = "\n".join(f"{term}: {said}" for term, said in rows)
    text = f"{indicator.title[code]}: {badge.striptags()}. {sentence}\n{said}\n{fold.text}\n{table.text}"
    return Block(str(html), text)


def _card(context: Context, indicator: Indicator) -> list[tuple[str, object]]:
    code = context.language
    adds = indicator.aggregation
    update = (
        say(context, N_("none expected: the series has ended"))
        if indicator.next_update == "none"
        else language.period(indicator.next_update, code)
    )
    card: list[tuple[str, object]] = [
        (say(context, N_("Counts")), indicator.counts[code]),
        (say(context, N_("Why it matters")), indicator.why[code]),
        (say(context, N_("Basis")), indicator.basis[code]),
        (say(context, N_("Wanted")), say(context, words.DIRECTION[indicator.direction])),
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
        parts_of = [context.plan.indicator(name).title[code] for name in (indicator.numerator, indicator.denominator)]
        said = say(
            context,
            N_("{numerator} divided by {denominator}"),
            numerator=parts_of[0],
            denominator=parts_of[1],
        )
        card.insert(1, (say(context, N_("Computed as")), said))
    for target in indicator.targets:
        card.append((say(context, N_("Official target")), _target(context, indicator, target)))
    if not indicator.targets:
        card.append(
            (say(context, N_("Official target")), say(context, N_("none; judged by its trend since the baseline")))
        )
    if indicator.caveat:
        card.append((say(context, N_("Mind")), indicator.caveat[code]))
    return card


def _target(context: Context, indicator: Indicator, target: Target) -> Markup:
    """An official target with its document and, where it had been set by then, what has become of it."""
    code = context.language
    said = say(
        context,
        N_("{region}: {value} by {period}, set in {since}."),
        region=context.plan.region(target.region).short(code),
        value=words.value(context, target.value, indicator.unit),
        period=language.period(target.period, code),
        since=language.date(target.since, code),
    )
    known = targets_of(context.plan, context.edition, indicator, target.region, indicator.sector)
    if target not in known:
        return blocks.joined([said, words.source_links(context, target.source)])
    seen = context.observations
    rows = seen[
        (seen["indicator"] == indicator.id) & (seen["region"] == target.region) & (seen["sector"] == indicator.sector)
    ]
    if rows.empty:
        nothing = say(context, N_("No figure for it was published."))
        return blocks.joined([said, words.source_links(context, target.source), nothing])
    row = standing(context.plan, context.edition, indicator, rows, [target])
    row["indicator"] = indicator.id
    return blocks.joined(
        [
            said,
            words.source_links(context, target.source),
            parts.row_badge(context, row),
            verdict(context, indicator, row),
        ]
    )


def _provinces_with(context: Context, indicator: Indicator) -> set[str]:
    known = {region.region for region in context.plan.provinces}
    return known & {row["region"] for row in parts.rows_of(context.observations, indicator=indicator.id)}


def provinces_share(context: Context, indicator: Indicator) -> str:
    """How many of the provinces have a figure, as 17/31."""
    return f"{len(_provinces_with(context, indicator))}/{len(context.plan.provinces)}"


def _coverage_sentence(context: Context, indicator: Indicator) -> str:
    rows = parts.rows_of(context.observations, indicator=indicator.id)
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
