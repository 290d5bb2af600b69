"""The page of an action: what it promised, where it stands, and every figure behind that."""

from __future__ import annotations

from collections.abc import Mapping

from plan_metrics.analysis.states import OPEN, PROXY, CommitmentState
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.disclosure import is_suppressed
from plan_metrics.plan.models import FITS, Indicator
from plan_metrics.rows import ScoreboardRow, observation_rows, register_rows, scoreboard_rows
from plan_metrics.views import blocks, documents, lead, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.gap import gap_blocks
from plan_metrics.views.indicator import provinces_share, section
from plan_metrics.views.lead import lead_sentences
from plan_metrics.views.multiples import province_charts
from plan_metrics.views.nodes import Column, Element, Node
from plan_metrics.views.verdicts import strength_words
from plan_metrics.views.words import say


def opening(context: Context, action: str) -> Block:
    """The aim in the plan's words, the state with what it rests on, the best supported finding, what went down."""
    aim = say(context, N_("What the plan says: {aim}"), aim=context.plan.action(action).aim[context.language])
    first, *others = lead_sentences(context, action)
    badge = state_badge(context, context.state(action).state)
    return parts.opening(context, [blocks.joined([badge, first]), *others, blocks.muted(aim)])


def state_badge(context: Context, state: str, of: Mapping[str, str] | None = None) -> Element:
    """The state of an action as a badge, in the look of the assessment it resembles; `of` are other words for it."""
    look = {"advancing": "improving", "mixed": "stable", "slipping": "worsening"}.get(state, state)
    return blocks.badge(look, say(context, (of or words.ACTION_STATE)[state]))


def indicators(context: Context, action: str) -> Block:
    """The indicators of the action side by side: latest figure, change, target, status, coverage, source."""
    rows = []
    for row in scoreboard_rows(context.scoreboard, action=action, headline=True):
        indicator = context.plan.indicator(row["indicator"])
        rows.append(
            [
                links.indicator_link(context, action, indicator),
                *parts.status_cells(context, row),
                provinces_share(context, indicator),
            ]
        )
    columns = [
        Column(say(context, N_("Indicator"))),
        *parts.status_columns(context),
        Column(say(context, N_("Provinces with a figure"))),
    ]
    caption = say(context, N_("Indicators of action {action}"), action=str(int(action[1:])))
    return blocks.table(f"indicators-{action}", caption, columns, rows, stacked=True, controls=words.controls(context))


def commitments(context: Context, action: str) -> Block:
    """What the action commits to, the verdict on each commitment, and the indicators by how they stand to it."""
    card, state = context.plan.action(action), context.state(action)
    board = {row["indicator"]: row for row in scoreboard_rows(context.scoreboard, action=action, headline=True)}
    rows = []
    for commitment, found in zip(card.commitments, state.commitments, strict=True):
        lines = [
            _measure(context, action, indicator, commitment.id, board[indicator.id])
            for fit in FITS
            for indicator in card.indicators_of(commitment.id, fit)
        ]
        if commitment.needed and commitment.searched:
            looked = say(context, N_("Looked for: {said}"), said=commitment.searched[context.language])
            needed = say(context, N_("What would measure it: {said}"), said=commitment.needed[context.language])
            lines = [looked, needed, *lines]
        rows.append(
            [
                lead.commitment_words(context, action, commitment.id),
                commitment_badge(context, found),
                blocks.lines(lines),
            ]
        )
    columns = [
        Column(say(context, N_("Commitment"))),
        Column(say(context, N_("Verdict"))),
        Column(say(context, N_("Indicators and how they stand to it"))),
    ]
    caption = say(context, N_("Commitments of action {action} and what measures them"), action=str(int(action[1:])))
    return blocks.table(f"commitments-{action}", caption, columns, rows, stacked=True)


def commitment_badge(context: Context, found: CommitmentState) -> Element:
    """The verdict on a commitment, whether by a direct indicator or a proxy, and the evidence."""
    if found.state == OPEN:
        why = N_("no direct or proxy indicator") if found.fit is None else N_("no indicator has a verdict")
        return blocks.two_lines(words.status_badge(context, "not_assessable"), say(context, why))
    by = say(context, N_("by a proxy") if found.fit == PROXY else N_("measured directly"))
    strength = strength_words(context, str(found.strength))
    return blocks.two_lines(
        state_badge(context, found.state, words.COMMITMENT_STATE), blocks.joined([by, strength], say(context, N_("; ")))
    )


def _measure(context: Context, action: str, indicator: Indicator, commitment: str, row: ScoreboardRow) -> Element:
    """An indicator beside a commitment: its fit, its verdict, the reason for the fit."""
    fit = next(each for each in indicator.fits if each.commitment == commitment)
    return blocks.joined(
        [
            words.fit_badge(context, fit.fit),
            links.indicator_link(context, action, indicator),
            parts.row_badge(context, row),
            blocks.muted(fit.reason[context.language]),
        ]
    )


def details(context: Context, action: str) -> Block:
    """One section an indicator: verdict, chart, what it counts, and the table of its figures."""
    board = {row["indicator"]: row for row in scoreboard_rows(context.scoreboard, action=action, headline=True)}
    sections = [
        section(context, indicator, board[indicator.id]) for indicator in context.plan.action(action).indicators
    ]
    return blocks.one_by_one(sections)


def regions(context: Context, action: str) -> Block:
    """The latest figure of each province for every indicator that has some, and where the national change comes from."""
    provinces = [region.region for region in context.plan.provinces]
    rows = scoreboard_rows(context.scoreboard, action=action, region=provinces)
    shown = [i for i in context.plan.action(action).indicators if any(row["indicator"] == i.id for row in rows)]
    if not shown:
        return blocks.paragraphs([say(context, N_("No provincial figure was published for this action."))])
    cells: dict[tuple[str, str], list[Node]] = {}
    for row in rows:
        figure = words.figure(context, row["shown"], row["unit"], str(row["shown_qualifier"]))
        text = blocks.datum(f"{row['shown']:.15g}", links.opened(context, figure, row, str(row["shown_period"])))
        detail = parts.period_words(context, row["shown_period"])
        if row["sector"] != context.plan.indicator(row["indicator"]).sector:
            detail = f"{parts.sector_words(context, row['sector'])}, {detail}"
        cells.setdefault((row["region"], row["indicator"]), []).append(blocks.two_lines(text, detail))
    suppressed = say(context, words.STATUS["withheld"])
    for row in observation_rows(context.edition.missing, region=provinces, indicator=[i.id for i in shown]):
        if is_suppressed(row["flag"]) and (row["region"], row["indicator"]) not in cells:
            detail = parts.period_words(context, row["period"])
            cells[row["region"], row["indicator"]] = [blocks.two_lines(suppressed, detail)]
    body = [
        [
            blocks.link(f"{region.region}.html", region.short[context.language]),
            *(blocks.lines(cells.get((region.region, indicator.id), ["–"])) for indicator in shown),
        ]
        for region in context.plan.provinces
        if any((region.region, indicator.id) in cells for indicator in shown)
    ]
    columns = [Column(say(context, N_("Province")))] + [
        Column(words.bracketed(context, i.title[context.language], words.table_unit(context, i.unit)), numeric=True)
        for i in shown
    ]
    caption = say(
        context,
        N_("Latest provincial figures: {n} of {all} provinces have at least one"),
        n=len(body),
        all=len(provinces),
    )
    table = blocks.table(f"regions-{action}", caption, columns, body, controls=words.controls(context))
    return (
        table
        + province_charts(context, context.plan.action(action).indicators)
        + gap_blocks(context, context.plan.action(action).indicators)
    )


def conflicts(context: Context, action: str) -> Block:
    """Figures that were printed for the action's indicators and were not used, with the reason."""
    ids = [indicator.id for indicator in context.plan.action(action).indicators]
    return documents.rejected_table(
        context, f"conflicts-{action}", register_rows(context.edition.rejected, indicator=ids)
    )


def sources(context: Context, action: str) -> Block:
    """The documents cited on this page."""
    rows = observation_rows(context.observations, action=action)
    ids = {indicator.id for indicator in context.plan.action(action).indicators}
    targets = {target.source for target in context.plan.targets if target.indicator in ids}
    return documents.source_list(context, documents.used_sources(rows) | targets, anchors=False)
