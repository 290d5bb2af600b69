"""What the pages of a breakdown and of a region share: what is assessed and what is not, latest figures, all figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.rows import ScoreboardRow, observation_rows
from plan_metrics.views import blocks, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.brief import short_why
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.series_chart import series_chart
from plan_metrics.views.verdicts import change_since, verdict
from plan_metrics.views.words import say

Words: TypeAlias = Callable[[ScoreboardRow], str]  # what a row is about beyond its place
DRAWN = 60  # series of a page, with more of which none is drawn among all figures


def in_order(rows: Sequence[ScoreboardRow]) -> list[ScoreboardRow]:
    """The series with an assessment first, then the newest figures."""
    return sorted(rows, key=lambda row: (row["status"] not in JUDGED, -_end(row)))


def actions_of(context: Context, rows: Sequence[ScoreboardRow]) -> set[str]:
    """The ids of the actions that these series stand under."""
    shown = {row["indicator"] for row in rows}
    named = {name for _, card in context.plan.indicators() if card.id in shown for name in card.commitments}
    return {action.id for action in context.plan.actions if not named.isdisjoint(action.promised)}


def _end(row: ScoreboardRow) -> int:
    return periods.end_month(str(row["shown_period"])) if row["shown_period"] else 0


def assessed_words(context: Context, rows: Sequence[ScoreboardRow]) -> list[str]:
    """How many series are assessed, and how; how many are not, and why: two sentences, or one."""
    judged = Counter(row["status"] for row in rows if row["status"] in JUDGED)
    open_ = Counter(row["reason"] for row in rows if row["status"] not in JUDGED)
    separator = say(context, N_("; "))
    said = []
    if judged:
        counts = [(words.status(context, word), judged[word]) for word in JUDGED if judged[word]]
        if len(counts) == 1:
            ((word, n),) = counts
            form = N_("Series assessed: {n}, {word}.")
            if n > 1:
                form = N_("Series assessed: {n}, each of them {word}.")
            said.append(say(context, form, n=n, word=word))
        else:
            form = N_("Series assessed: {n}; {counts}.")
            said.append(_counted(context, form, sum(judged.values()), counts, separator))
    if open_:
        form = N_("Series not assessable: {n}; {counts}.") if judged else N_("Why no series is assessed: {counts}.")
        most_first = sorted(open_.items(), key=lambda item: (-item[1], item[0]))
        counts = [(say(context, short_why(reason)), n) for reason, n in most_first]
        said.append(_counted(context, form, sum(open_.values()), counts, separator))
    return said


def _counted(context: Context, form: str, n: int, counts: Sequence[tuple[str, int]], separator: str) -> str:
    each = [words.bracketed(context, said, str(number)) for said, number in counts]
    return say(context, form, n=n, counts=separator.join(each))


def latest_cell(context: Context, row: ScoreboardRow) -> Node:
    """The latest figure of a series with its date, leading to its row; why there is none."""
    if row["shown"] is None:
        why = parts.why_none(context, row["indicator"], row["region"], row["breakdown"])
        return words.status_badge(context, why)
    value = words.value(context, row["shown"], row["unit"], str(row["shown_qualifier"]))
    shown = links.opened(context, value, row, str(row["shown_period"]))
    details = [parts.period_words(context, row["shown_period"]), *scope_words(context, row)]
    said = say(context, N_(", ")).join(details)
    return blocks.filled(say(context, N_("{value} ({period})")), value=shown, period=said)


def scope_words(context: Context, row: ScoreboardRow) -> list[str]:
    """That the latest figure is of another definition than the rest of its series, where it is."""
    apart = "definition_differs" in [reason for _, reason in row["excluded"]]
    return [say(context, N_("definition differs"))] if apart and row["latest"] != row["shown_period"] else []


def change_cell(context: Context, row: ScoreboardRow) -> Node:
    """The change of a series since its baseline, with its long-term assessment if there is one; "" for neither."""
    since = parts.period_words(context, row["baseline_period"]) if row["baseline_period"] else ""
    change = change_since(context, row, since)
    badge = words.verdict_badge(context, row) if row["status"] in JUDGED else ""
    if not change:
        return badge
    return blocks.joined([badge, change]) if badge else change


def title_cell(context: Context, row: ScoreboardRow, place: Words) -> Element:
    """The indicator of a series, with what the series is about beyond it."""
    title = links.indicator_link(context, context.plan.indicator(row["indicator"]))
    return blocks.joined(each for each in (title, blocks.muted(place(row)) if place(row) else "") if each)


def latest(
    context: Context, name: str, caption: Callable[[int], str], rows: Sequence[ScoreboardRow], *, place: Words
) -> Block:
    """The latest figure of each series with its change, and below it those without one; `caption` is that of so many
    series, and `place` says what a row is about beyond its indicator.
    """
    cells = [(row, change_cell(context, row)) for row in rows]
    body = [
        [
            title_cell(context, row, place),
            latest_cell(context, row),
            change,
            links.source_links(context, row["shown_source"]),
        ]
        for row, change in cells
        if change
    ]
    columns = [
        *words.columns(context, N_("Indicator")),
        *words.columns(context, N_("Latest figure"), N_("Change since the baseline"), ordered=False),
        *words.columns(context, N_("Source")),
    ]
    shown = blocks.NOTHING
    if body:
        shown = blocks.table(name, caption(len(body)), columns, body, stacked=True, controls=words.controls(context))
    return shown + single(context, [row for row, change in cells if not change], place=place)


def single(context: Context, rows: Sequence[ScoreboardRow], *, place: Words) -> Block:
    """Series whose latest figure has nothing beside it, in a list."""
    if not rows:
        return blocks.NOTHING
    form = say(context, N_("{title}: {said}"))
    lines = (blocks.filled(form, title=title_cell(context, row, place), said=latest_cell(context, row)) for row in rows)
    head = say(context, N_("Figures with nothing to compare them with: {n}"), n=len(rows))
    return blocks.paragraphs([el("strong", head)]) + blocks.bullets(lines, "pm-few pm-singles")


def lines(said: Iterable[object]) -> Block:
    """Paragraphs of second rank, in small letters on paper."""
    shown = [el("p", each, css="pm-line") for each in said]
    return blocks.block(*shown, text="\n".join(each.text for each in shown))


def series(context: Context, rows: Sequence[ScoreboardRow], *, place: Words) -> Block:
    """Every figure behind a handle: a section for each series with its verdict, its table, and its chart if they are
    not very many.
    """
    sections, drawn = [], len(rows) <= DRAWN
    for row in rows:
        indicator = context.plan.indicator(row["indicator"])
        observed = observation_rows(
            context.observations, indicator=row["indicator"], region=row["region"], breakdown=row["breakdown"]
        )
        title, detail, key = indicator.title[context.language], place(row), links.series_key(row)
        heading = words.bracketed(context, title, detail) if detail else title
        silent = parts.without_value(context, row["indicator"], row["region"], row["breakdown"])
        table = parts.series_table(context, f"t-{key}", heading, [*observed, *silent], indicator.unit)
        said, figure = verdict(context, indicator, row), None
        title = words.bracketed(context, title, parts.key_words(context, row["region"], row["breakdown"]))
        if drawn and (chart := series_chart(context, f"c-{key}", f"t-{key}", title, indicator, observed, row)):
            figure = el("div", el("div", chart, css="pm-figure"), css="pm-indicator-body")
        told = el("p", parts.row_badge(context, row), " ", links.led(context, row, said))
        inside = [el("h3", heading), told, figure, *table.nodes]
        section = el("section", *inside, css="pm-indicator", id=links.section(row))
        sections.append(blocks.block(section, text=f"{heading}: {said}\n{table.text}"))
    if not sections:
        return blocks.NOTHING
    form = N_("Every figure of {n} series: words as published, documents, remarks")
    if drawn:
        form = N_("Every figure of {n} series: words as published, documents, remarks, charts")
    return blocks.fold(say(context, form, n=len(rows)), blocks.one_by_one(sections), aside=True)
