"""The page of an action: what it promised, where it stands, and every figure behind that."""

from __future__ import annotations

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.disclosure import is_withheld
from plan_metrics.views import blocks, documents, parts, words
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.gap import gap_blocks
from plan_metrics.views.indicator import provinces_share, section
from plan_metrics.views.lead import lead_sentences
from plan_metrics.views.multiples import province_charts
from plan_metrics.views.states import action_state
from plan_metrics.views.words import say


def opening(context: Context, action: str) -> Block:
    """Three sentences to read aloud: where the action stands, the firmest finding, what is not known."""
    stands, firmest, in_doubt = lead_sentences(context, action)
    badge = state_badge(context, action_state(context, action).state)
    return parts.opening(context, [blocks.joined([badge, stands]), firmest, in_doubt])


def state_badge(context: Context, state: str) -> Markup:
    """The state of an action as a badge, in the look of the status it resembles."""
    look = {"advancing": "improving", "mixed": "stable", "slipping": "worsening"}.get(state, state)
    return blocks.badge(look, say(context, words.ACTION_STATE[state]))


def indicators(context: Context, action: str) -> Block:
    """The indicators of the action side by side: latest figure, change, target, status, coverage, source."""
    rows = []
    for row in parts.rows_of(context.scoreboard, action=action, headline=True):
        indicator = context.plan.indicator(row["indicator"])
        rows.append(
            [
                words.indicator_link(context, action, indicator),
                *parts.standing_cells(context, row),
                provinces_share(context, indicator),
            ]
        )
    columns = [
        Column(say(context, N_("Indicator"))),
        *parts.standing_columns(context),
        Column(say(context, N_("Provinces with a figure"))),
    ]
    caption = say(context, N_("Indicators of action {action}"), action=str(int(action[1:])))
    return blocks.table(f"indicators-{action}", caption, columns, rows, stacked=True, controls=words.controls(context))


def commitments(context: Context, action: str) -> Block:
    """What the action commits to, and what measures each commitment."""
    card = context.plan.action(action)
    status = {row["indicator"]: row for row in parts.rows_of(context.scoreboard, action=action, headline=True)}
    rows = []
    for commitment in card.commitments:
        measuring = card.indicators_of(commitment.id)
        if measuring:
            cell = blocks.joined(
                (
                    blocks.joined(
                        [
                            words.indicator_link(context, action, indicator),
                            parts.row_badge(context, status[indicator.id]),
                        ]
                    )
                    for indicator in measuring
                ),
                Markup("<br>"),
            )
        else:
            cell = blocks.joined([words.status_badge(context, "no_figure"), commitment.searched[context.language]])
        rows.append([f"{commitment.id[1:].lstrip('0')} {commitment.title[context.language]}", cell])
    columns = [Column(say(context, N_("Commitment"))), Column(say(context, N_("Measured by")))]
    caption = say(context, N_("Commitments of action {action} and what measures them"), action=str(int(action[1:])))
    return blocks.table(f"commitments-{action}", caption, columns, rows, stacked=True)


def details(context: Context, action: str) -> Block:
    """One section an indicator: verdict, chart, what it counts, and the table of its figures."""
    board = {row["indicator"]: row for row in parts.rows_of(context.scoreboard, action=action, headline=True)}
    sections = [
        section(context, indicator, board[indicator.id]) for indicator in context.plan.action(action).indicators
    ]
    return Block("".join(section.html for section in sections), "\n\n".join(section.text for section in sections))


def regions(context: Context, action: str) -> Block:
    """The latest figure of each province for every indicator that has some, and where the national change comes from."""
    provinces = [region.region for region in context.plan.provinces]
    rows = parts.rows_of(context.scoreboard, action=action, region=provinces)
    shown = [i for i in context.plan.action(action).indicators if any(row["indicator"] == i.id for row in rows)]
    if not shown:
        return blocks.paragraphs([say(context, N_("No provincial figure was published for this action."))])
    cells: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        figure = words.figure(context, row["shown"], row["unit"], row["shown_qualifier"])
        text = blocks.datum(f"{row['shown']:.15g}", words.traced(context, figure, row["shown_source"]))
        detail = parts.period_words(context, row["shown_period"])
        if row["sector"] != context.plan.indicator(row["indicator"]).sector:
            detail = f"{parts.sector_words(context, row['sector'])}, {detail}"
        cells.setdefault((row["region"], row["indicator"]), []).append(
            blocks.joined([text, Markup("<br>"), blocks.muted(detail)])
        )
    withheld = say(context, words.STATUS["withheld"])
    for row in parts.rows_of(context.edition.missing, region=provinces, indicator=[i.id for i in shown]):
        if is_withheld(row["flag"]) and (row["region"], row["indicator"]) not in cells:
            detail = blocks.muted(parts.period_words(context, row["period"]))
            cells[row["region"], row["indicator"]] = [blocks.joined([withheld, Markup("<br>"), detail])]
    body = [
        [
            blocks.link(f"{region.region}.html", region.short(context.language)),
            *(blocks.joined(cells.get((region.region, indicator.id), ["–"]), Markup("<br>")) for indicator in shown),
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
        context, f"conflicts-{action}", documents.rows_of(context.edition.rejected, indicator=ids)
    )


def sources(context: Context, action: str) -> Block:
    """The documents cited on this page."""
    rows = parts.rows_of(context.observations, action=action)
    targets = {t.source for i in context.plan.action(action).indicators for t in i.targets}
    return documents.source_list(context, documents.used_sources(rows) | targets, anchors=False)
