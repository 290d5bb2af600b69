"""The page of data and sources: what the edition holds, where it conflicts, and every document it cites."""

from __future__ import annotations

import hashlib
from operator import itemgetter

from plan_metrics.analysis.counts import counts
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.measure.verdicts import STRENGTHS
from plan_metrics.rows import ObservationRow, observation_rows, register_rows
from plan_metrics.views import blocks, documents, downloads, language, links, parts, words
from plan_metrics.views.action import state_link
from plan_metrics.views.blocks import Block
from plan_metrics.views.lead import strength_cell
from plan_metrics.views.nodes import Column, el
from plan_metrics.views.words import say


def opening(context: Context) -> Block:
    """The edition's identity and size."""
    card = context.edition.card
    code = context.language
    size = say(
        context,
        N_(
            "Observations: {observations}, of {n} {indicators}; documents: {sources}; printed figures not used, each with its reason: {rejected}."
        ),
        observations=language.decimal(len(context.edition.observations), code),
        n=context.observations["indicator"].nunique(),
        sources=language.decimal(len(context.edition.sources), code),
        rejected=language.decimal(len(context.edition.rejected), code),
    )
    date = language.date(card.as_of, code)
    head = say(context, N_("{title} ({id}), as of {date}."), id=card.id, title=card.title[code], date=date)
    published = blocks.link("coverage.html#what-is-published", say(context, N_("What is published for each indicator")))
    refused = blocks.link(
        "coverage.html#printed-figures-that-were-not-used", say(context, N_("Printed figures that were not used"))
    )
    # Both stood here once, and addresses lead to them.
    there = [el("span", published, id="coverage"), el("span", refused, id="conflicts")]
    there = there if links.has_pages(context, "coverage") else []
    return parts.opening(context, [head, card.about[code], size, *there])


def basis(context: Context) -> Block:
    """What the verdicts rest on: commitments by fit, observations by document, evidence by action."""
    found = counts(context)
    code = context.language
    said = [
        links.counted(
            context,
            N_(
                "{Promises}: {direct} with a direct indicator, {proxy} with a proxy only, {none} with neither; assessable: {judged}, {by} of them by proxy."
            ),
            {
                "judged": ("judged", sum(found.judged.values())),
                "by": ("judged_proxy", found.judged["proxy"]),
                **{name: (f"commitments_{name}", n) for name, n in found.commitments.items()},
            },
        ),
        blocks.filled(
            say(
                context,
                N_(
                    "Figures, with those computed from others: {linked} on linked documents ({share}), {original} read in the original without a link, {copy} read in copies. {Overall} figures: {national} of {all} on linked documents."
                ),
                share=language.percent(
                    found.observations["linked"] / max(1, sum(found.observations.values())), code, 0
                ),
                all=language.decimal(sum(found.headline.values()), code),
            ),
            national=links.count(context, "headline_linked", language.decimal(found.headline["linked"], code)),
            **{
                name: links.count(context, f"observations_{name}", language.decimal(n, code))
                for name, n in found.observations.items()
            },
        ),
    ]
    rows = [
        [
            blocks.link(f"{state.action}.html", f"{state.action} {context.plan.action(state.action).title[code]}"),
            state_link(context, state),
            strength_cell(context, state),
            *(sum(each.strength == level for each in state.judged) for level in STRENGTHS),
            len(state.commitments) - len(state.judged),
        ]
        for state in found.states
    ]
    evidence = N_("{Promises}, evidence {level}")
    columns = [
        *words.columns(context, N_("{Goal}"), N_("State"), N_("Evidence")),
        *(
            Column(say(context, evidence, level=say(context, words.STRENGTH[level])), numeric=True)
            for level in STRENGTHS
        ),
        *words.columns(context, N_("without a verdict"), numeric=True),
    ]
    caption = say(context, N_("Strength of evidence by {goal}"))
    return blocks.paragraphs(said) + blocks.table("basis", caption, columns, rows, stacked=True)


def coverage(context: Context) -> Block:
    """How much of each indicator is published, with a fingerprint that changes when any of its figures does."""
    rows = []
    areas, paged = {region.region for region in context.plan.areas}, context.plan.paged_breakdowns
    for _, indicator in context.plan.indicators():
        found = observation_rows(context.observations, indicator=indicator.id)
        whole = [r for r in found if r["region"] == context.plan.head.whole and r["breakdown"] == indicator.breakdown]
        there = sum(any(r["breakdown"] in context.plan.within(each.code) for r in found) for each in paged)
        rows.append(
            [
                links.indicator_link(context, indicator),
                links.receipt(context, links.page_of(indicator.id), "", len(found)),
                len(whole),
                parts.period_cell(context, min((r["period"] for r in whole), default=None, key=periods.end_month)),
                parts.period_cell(context, periods.latest(r["period"] for r in whole)),
                f"{len(areas & {r['region'] for r in found})}/{len(areas)}",
                f"{there}/{len(paged)}",
                fingerprint(found),
            ]
        )
    columns = [
        *words.columns(context, N_("Indicator")),
        *words.columns(context, N_("Observations"), N_("Periods of {overall} figures"), numeric=True),
        *words.columns(context, N_("First"), N_("Last")),
        *words.columns(context, N_("{Areas}"), N_("{Breakdowns}"), numeric=True),
        *words.columns(context, N_("Fingerprint of the figures")),
    ]
    caption = say(context, N_("What is published for each indicator"))
    return blocks.fold(caption, blocks.table("coverage", caption, columns, rows, controls=words.controls(context)))


def conflicts(context: Context) -> Block:
    """Where sources print different numbers for the same thing: the figure used, the other, and why."""
    rejected = context.edition.rejected
    rows = register_rows(rejected[rejected["kept_value"].notna()])
    handle = say(context, N_("Printed figures that were not used, with the reasons: {n}"), n=len(rows))
    return blocks.fold(handle, documents.rejected_table(context, "conflicts", rows))


def unused(context: Context) -> Block:
    """The printed figures that were not used, counted by reason."""
    rejected = context.edition.rejected
    rejected = rejected[rejected["kept_value"].isna()]
    column = f"reason_{context.language}"
    counts = rejected.groupby(column).size().sort_index().sort_values(ascending=False, kind="stable")
    rows = [[reason, int(n)] for reason, n in counts.items()]
    columns = [*words.columns(context, N_("Reason")), *words.columns(context, N_("Figures"), numeric=True)]
    caption = say(context, N_("Printed figures that were not used, by reason"))
    file = downloads.address(context, downloads.TABLE.format(name="rejected.csv"))
    all_of_them = blocks.link(file, say(context, N_("Every figure that was not used, with its reason (CSV)")))
    table = blocks.table("unused", caption, columns, rows, controls=words.controls(context))
    return blocks.fold(caption, table) + blocks.paragraphs([all_of_them])


def sources(context: Context) -> Block:
    """Every document that the edition or the plan cites; links from all pages lead here."""
    about = say(context, N_("What was read in a copy is to be checked against the original."))
    every = documents.source_list(context, {*context.edition.sources, *context.plan.sources}, anchors=True)
    return blocks.paragraphs([about]) + every


def fingerprint(rows: list[ObservationRow]) -> str:
    """Twelve characters that are the same for the same figures, whatever the order of the file.

    >>> fingerprint([]) == fingerprint([])
    True
    """
    fields = itemgetter("indicator", "region", "breakdown", "period", "value", "unit", "flag", "qualifier", "source")
    lines = sorted("\t".join(map(repr, fields(row))) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
