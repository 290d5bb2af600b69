"""Areas in the order of their latest figures, with how far each has moved: a dot plot over its table."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.disclosure import is_suppressed
from plan_metrics.measure.periods import end_month
from plan_metrics.measure.verdicts import JUDGED, WORSENING
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import bars, blocks, chart_frame, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.chart_marks import crossed_words, is_withdrawn
from plan_metrics.views.nodes import Column, Figure
from plan_metrics.views.series_chart import figure_words
from plan_metrics.views.verdicts import change_words
from plan_metrics.views.words import say

ENOUGH = 3  # areas, below which there is nothing to put in order


def areas(context: Context, indicator: Indicator) -> Block:
    """Where each area stands, the largest figure first; nothing where none has a figure.

    The chart holds the figures of the indicator itself; the table has those of breakdowns in an area too.
    """
    known = [region.region for region in context.compared]
    rows = [
        row
        for row in scoreboard_rows(context.scoreboard, indicator=indicator.id, region=known)
        if row["shown"] is not None
    ]
    rows.sort(key=lambda row: (row["breakdown"] != indicator.breakdown, row["breakdown"], -float(row["shown"] or 0)))
    silent = _suppressed(context, indicator, known, rows)
    if not rows and not silent:
        return blocks.NOTHING
    drawn = [row for row in rows if row["breakdown"] == indicator.breakdown]
    table = _table(context, indicator, rows, silent)
    if len(drawn) < ENOUGH:
        return table
    said = words.sentences(context, [order_sentence(context, indicator, drawn), _judged(context, drawn)])
    return blocks.block(_chart(context, indicator, drawn, said), table, text=f"{said}\n{table.text}")


def order_sentence(context: Context, indicator: Indicator, rows: Sequence[ScoreboardRow]) -> str:
    """How many areas are shown, which ends the order, and whether it may be read as a ranking."""
    said = [
        say(
            context,
            N_("{title}: {n} of {all} {areas}; lowest: {low}, {least}; highest: {high}, {most}."),
            title=indicator.title[context.language],
            n=len(rows),
            all=len(context.compared),
            low=_name(context, rows[-1]),
            least=_value(context, rows[-1]),
            high=_name(context, rows[0]),
            most=_value(context, rows[0]),
        )
    ]
    first, last = ends(context, rows)
    if first != last:
        form = N_("Not a ranking: the figures are for different dates, from {first} to {last}.")
        said.append(say(context, form, first=first, last=last))
    elif apart(context, indicator, rows):
        said.append(say(context, N_("Not a ranking: some figures are of another definition.")))
    return words.sentences(context, said)


def ends(context: Context, rows: Sequence[ScoreboardRow]) -> tuple[str, str]:
    """The earliest and the latest date of the figures of rows, in words."""
    found = [pick((str(row["shown_period"]) for row in rows), key=end_month) for pick in (min, max)]
    return parts.period_words(context, found[0]), parts.period_words(context, found[1])


def _judged(context: Context, rows: Sequence[ScoreboardRow]) -> str:
    """How many areas have a long-term assessment, and which of them deteriorate."""
    judged = sum(row["status"] in JUDGED for row in rows)
    if not judged:
        return say(context, N_("None of these {areas} has a long-term assessment."))
    worse = [_name(context, row) for row in rows if row["status"] == WORSENING]
    names = say(context, N_(", ")).join(worse) if worse else say(context, N_("none"))
    form = N_("{Areas} with a long-term assessment: {n}; deteriorating: {names}.")
    return say(context, form, n=judged, names=names)


def apart(context: Context, indicator: Indicator, rows: Sequence[ScoreboardRow]) -> set[str]:
    """The areas whose latest figure is of another definition, as its document has it."""
    figures = shown_figures(context, indicator, rows)
    return {row["region"] for row, figure in zip(rows, figures, strict=True) if figure["flag"] == "D"}


def shown_figures(context: Context, indicator: Indicator, rows: Sequence[ScoreboardRow]) -> list[ObservationRow]:
    """The latest figure of each row, as its document has it."""
    known = {
        (row["region"], row["breakdown"], row["period"]): row
        for row in observation_rows(context.observations, indicator=indicator.id)
    }
    return [known[row["region"], row["breakdown"], str(row["shown_period"])] for row in rows]


def _chart(context: Context, indicator: Indicator, rows: Sequence[ScoreboardRow], said: str) -> Figure:
    scale, own = words.table_scale(context, indicator.unit), apart(context, indicator, rows)
    drawn = []
    for row in rows:
        value = words.figure(context, row["shown"], indicator.unit, str(row["shown_qualifier"]))
        told = words.bracketed(context, value, str(row["shown_period"])[:4])
        earlier = None if _earlier(row) is None else float(row["baseline"] or 0) / scale
        hollow = row["region"] in own or row["shown_qualifier"] != "exact"
        drawn.append((_name(context, row), float(row["shown"] or 0) / scale, earlier, hollow, told))
    figures = shown_figures(context, indicator, rows)
    hints = [
        figure_words(context, indicator, figure, _name(context, row)) for row, figure in zip(rows, figures, strict=True)
    ]
    gone = [is_withdrawn(context, figure) for figure in figures]
    marks = [say(context, N_("Dot: latest figure, with its year. Stroke: the figure that its change is counted from."))]
    if any(hollow for *_, hollow, _ in drawn):
        marks.append(say(context, N_("Hollow dot: approximate, a bound, or of another definition.")))
    marks += crossed_words(context, figures)
    marks.append(say(context, N_("Unit: {unit}."), unit=words.table_unit(context, indicator.unit)))
    return chart_frame.framed(
        context,
        f"d-{links.dashed(indicator.id)}{links.at_level(context)}",
        bars.dots_in_order(said, drawn, language=context.language, hints=hints, crossed=gone),
        table=f"d-{indicator.id}{links.at_level(context)}",
        source=chart_frame.documents(context, [str(row["shown_source"]) for row in rows]),
        marks=words.sentences(context, marks),
    )


def _table(
    context: Context, indicator: Indicator, rows: Sequence[ScoreboardRow], silent: Sequence[ObservationRow]
) -> Block:
    own = apart(context, indicator, rows)
    body: list[list[object]] = []
    for row in rows:
        breakdown = parts.part_name(context, row)
        remark = say(context, N_("definition differs")) if row["region"] in own else ""
        change = change_words(context, row)
        since = say(context, N_("since {since}"), since=parts.period_words(context, row["baseline_period"]))
        badge = words.verdict_badge(context, row) if row["status"] in JUDGED else ""
        body.append(
            [
                blocks.two_lines(blocks.link(f"{row['region']}.html", _name(context, row)), breakdown),
                parts.latest_cell(context, row),
                parts.period_cell(context, row["shown_period"]),
                blocks.two_lines(change, since if change else ""),
                blocks.joined(each for each in (badge, remark) if each),
            ]
        )
    for missing in silent:
        name = context.plan.region(missing["region"]).short[context.language]
        status = say(context, words.STATUS["suppressed"])
        period = parts.period_cell(context, missing["period"])
        body.append([blocks.link(f"{missing['region']}.html", name), status, period, "", ""])
    columns = [
        *words.columns(context, N_("{Area}")),
        Column(words.table_unit(context, indicator.unit), numeric=True),
        *words.columns(context, N_("Period")),
        *words.columns(context, N_("Change since the baseline"), ordered=False),
        *words.columns(context, N_("Remarks")),
    ]
    caption = say(context, N_("{title}: latest figure of each {area}"), title=indicator.title[context.language])
    name, shown = f"d-{indicator.id}{links.at_level(context)}", blocks.needed(columns, body)
    return blocks.table(name, caption, *shown, controls=words.controls(context))


def _suppressed(
    context: Context, indicator: Indicator, known: Sequence[str], rows: Sequence[ScoreboardRow]
) -> list[ObservationRow]:
    shown = {row["region"] for row in rows}
    missing = observation_rows(context.edition.missing, indicator=indicator.id, region=list(known))
    last = {row["region"]: row for row in missing if is_suppressed(row["flag"]) and row["region"] not in shown}
    return list(last.values())


def _earlier(row: ScoreboardRow) -> float | None:
    """The figure that a change is counted from, where there is one and the latest figure may be compared with it."""
    same = row["baseline_period"] == row["shown_period"] or row["latest"] != row["shown_period"]
    return None if same else row["baseline"]


def _name(context: Context, row: ScoreboardRow) -> str:
    return context.plan.region(row["region"]).short[context.language]


def _value(context: Context, row: ScoreboardRow) -> str:
    value = words.value(context, row["shown"], row["unit"], str(row["shown_qualifier"]))
    return say(context, N_("{value}, {period}"), value=value, period=parts.period_words(context, row["shown_period"]))
