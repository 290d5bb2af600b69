"""The chart of one series, and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.analysis.method_evidence import Evidence
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.comparability import POINTS_IN_TIME
from plan_metrics.measure.periods import decimal_year
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import ObservationRow, ScoreboardRow
from plan_metrics.views import chart_frame, chart_marks, charts, drawing, language, links, plane, words
from plan_metrics.views.chart_marks import BOUND, is_rounded
from plan_metrics.views.nodes import Node
from plan_metrics.views.parts import key_words, period_words, withdrawn_words
from plan_metrics.views.target_words import aim_words, target_words
from plan_metrics.views.words import say


def series_chart(
    context: Context,
    name: str,
    table: str,
    title: str,
    indicator: Indicator,
    rows: Sequence[ObservationRow],
    row: ScoreboardRow,
    found: Evidence | None = None,
) -> Node:
    """The line of one series without the figures of another definition or kind of period; none below two, nor of states.

    `title` says what is drawn, and where; `row` is that of the scoreboard, `table` the id of the table of the same figures. With its evidence, the
    projection is drawn as a fan where it can be relied on.
    """
    apart = {place for place, reason in row["excluded"] if reason in ("definition_differs", "other_period_kind")}
    unlike = [each for place, each in enumerate(rows) if place in apart]
    rows = [each for place, each in enumerate(rows) if place not in apart]
    if len(rows) < 2 or context.plan.units[indicator.unit].states:
        return ""
    rows = sorted(rows, key=lambda each: decimal_year(each["period"]))
    scale = words.table_scale(context, indicator.unit)
    in_force, others = chart_marks.aims(context, indicator, row, rows[0]["period"])
    aims, path, way = [_aim(context, each.period, *chart_marks.ends_of(each), scale) for each in others], [], []
    if row["target"] is not None and row["target_period"] is not None:
        own = _aim(context, row["target_period"], row["target"], row["target_to"], scale)
        aims.insert(0, own)
        if own.high is None:
            path = [(period, value / scale) for period, value in chart_marks.way_to(row, in_force, rows)]
            way = [*(path or [(rows[0]["period"], own.low)]), (own.period, own.low)]
    fan = (found.fan_dates, (found.fan / scale).tolist()) if found is not None and len(found.fan) else None
    shown = series_sentence(
        context, title, indicator, rows, row, found if fan else None, [each.target for each in others]
    )
    figures = figures_of(context, indicator, rows)
    drawn = [*figures.values, *(value for aim in aims for value in aim.ends), *(value for _, value in path)]
    drawn += [value for quantiles in fan[1] for value in quantiles] if fan else []
    line = charts.line_chart(
        shown,
        figures,
        ticks=(period_words(context, rows[0]["period"]), period_words(context, rows[-1]["period"])),
        break_word=say(context, N_("break")),
        unit=chart_marks.unit_words(context, indicator, rows, figures.over_periods),
        language=context.language,
        aims=aims,
        way=way,
        fan=fan,
    )
    marks = chart_marks.marks_words(context, rows)
    ranged = any(aim.high is not None for aim in aims)
    marks += [chart_marks.target_words(context, in_force, path, ranged)] if aims else []
    marks += [say(context, N_("The vertical axis does not begin at zero."))] if plane.cut_off(drawn) else []
    marks += chart_marks.fan_words(context, rows[-1]) if fan else []
    marks += [chart_marks.not_drawn_words(context, indicator, unlike)] if unlike else []
    return chart_frame.framed(
        context,
        name,
        line,
        table=table,
        source=chart_frame.documents(context, [each["source"] for each in rows]),
        marks=words.sentences(context, marks) if marks else "",
        place=key_words(context, row["region"], row["breakdown"]),
    )


def _aim(context: Context, period: str, low: float, high: float | None, scale: float) -> charts.Aim:
    low, high = low / scale, None if high is None else high / scale
    return charts.Aim(period, low, high, chart_marks.aim_words(context, low, high))


def figures_of(
    context: Context, indicator: Indicator, rows: Sequence[ObservationRow], whose: str = ""
) -> charts.Figures:
    """Figures as a chart draws them, in the unit of tables; `rows` are in the order of time, the marks say `whose` they are."""
    scale = words.table_scale(context, indicator.unit)
    return charts.Figures(
        [each["period"] for each in rows],
        [each["value"] / scale for each in rows],
        [each["flag"] == "B" for each in rows],
        [is_rounded(each) for each in rows],
        end_words(context, indicator, rows),
        indicator.accumulation not in POINTS_IN_TIME,
        [BOUND.get(str(each["qualifier"]), 0) for each in rows],
        [figure_words(context, indicator, each, whose) for each in rows],
        [chart_marks.is_withdrawn(context, each) for each in rows],
    )


def end_words(context: Context, indicator: Indicator, rows: Sequence[ObservationRow]) -> tuple[str, str]:
    """The first and the last figure in short, with the word that was printed before them."""

    def said(row: ObservationRow) -> str:
        value = language.label(row["value"] / words.table_scale(context, indicator.unit), context.language)
        return say(context, language.QUALIFIERS[row["qualifier"]], value=value)

    return said(rows[0]), said(rows[-1])


def figure_words(context: Context, indicator: Indicator, row: ObservationRow, whose: str = "") -> str:
    """What a mark of a chart says by itself: whose figure it is, value, period, words as printed, document; if withdrawn."""
    value = words.value(context, row["value"], indicator.unit, row["qualifier"])
    said = [say(context, N_("{value} in {period}"), value=value, period=period_words(context, row["period"]))]
    if row["printed"] and not indicator.computed:
        said.append(say(context, N_("as printed: {words}"), words=row["printed"]))
    ids = str(row["source"] or "").split()
    said += [words.citation(context, context.source(name)) for name in ids[:1]]
    said += [gone] if (gone := withdrawn_words(context, row)) else []
    shown = say(context, N_("; ")).join(said)
    shown = say(context, N_("{title}: {said}"), title=whose, said=shown) if whose else shown
    return drawing.Hint(shown, links.receipt_id(row, row["period"]))


def series_sentence(
    context: Context,
    title: str,
    indicator: Indicator,
    rows: Sequence[ObservationRow],
    row: ScoreboardRow,
    found: Evidence | None = None,
    others: Sequence[Target] = (),
) -> str:
    """What the chart shows: how many figures, from which to which, the highest or lowest between, break, targets,
    projection. `rows` are in the order of time; `found` is given where the projection is drawn, `others` are targets
    drawn beside the one in force."""

    def value(each: ObservationRow) -> str:
        return words.value(context, each["value"], indicator.unit, each["qualifier"])

    first, last = rows[0], rows[-1]
    said = [
        say(
            context,
            N_("{title}, {n} figures: {first} in {since}, {last} in {latest}"),
            title=title,
            n=len(rows),
            first=value(first),
            last=value(last),
            since=period_words(context, first["period"]),
            latest=period_words(context, last["period"]),
        )
    ]
    high, low = max(rows, key=lambda each: each["value"]), min(rows, key=lambda each: each["value"])
    for extreme, end, form in (
        (high, max(first["value"], last["value"]), N_("the highest, {value}, in {period}")),
        (low, min(first["value"], last["value"]), N_("the lowest, {value}, in {period}")),
    ):
        if extreme["value"] != end and not any(_beyond(each, extreme, high) for each in rows):
            said.append(say(context, form, value=value(extreme), period=period_words(context, extreme["period"])))
    breaks = [period_words(context, each["period"]) for each in rows[1:] if each["flag"] == "B"]
    if breaks:
        said.append(say(context, N_("break in the series at {periods}"), periods=say(context, N_(", ")).join(breaks)))
    for each in others:
        value_of = target_words(context, each)
        by = period_words(context, each.period)
        said.append(say(context, N_("another target: {value} by {period}"), value=value_of, period=by))
    if row["target"] is not None:
        by = period_words(context, row["target_period"])
        said.append(say(context, N_("the target is {value} by {period}"), value=aim_words(context, row), period=by))
    if found is not None:
        middle = words.three_digits(float(found.fan[-1][len(found.fan[-1]) // 2]))
        ahead, at = words.value(context, middle, indicator.unit), period_words(context, found.at)
        said.append(say(context, N_("carried forward, {value} in {period}"), value=ahead, period=at))
    return say(context, N_("{said}."), said=say(context, N_("; ")).join(said))


def _beyond(other: ObservationRow, extreme: ObservationRow, high: ObservationRow) -> bool:
    """Whether a bound or an approximate figure may stand for a value beyond the highest or lowest printed one."""
    if other["qualifier"] == "exact" or other is extreme:
        return False
    return other["high"] > extreme["value"] if extreme is high else other["low"] < extreme["value"]
