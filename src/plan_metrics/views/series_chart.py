"""The chart of one series, and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.analysis.method_evidence import Evidence
from plan_metrics.context import Context
from plan_metrics.errors import N_
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

OVER_PERIODS = ("flow", "rate", "unknown")  # figures that fill their period


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
    ranges: list[tuple[str, float, float, str]] = []
    aimed: list[tuple[str, float, str]] = []
    for each in others:
        _mark(context, each.period, chart_marks.ends_of(each), scale, aimed, ranges)
    target, path = None, [(period, value / scale) for period, value in chart_marks.way_to(row, in_force, rows)]
    if row["target"] is not None and row["target_period"] is not None:
        own: list[tuple[str, float, str]] = []
        _mark(context, row["target_period"], (row["target"], row["target_to"]), scale, own, ranges)
        target = own[0] if own else None
    fan = (found.fan_dates, (found.fan / scale).tolist()) if found is not None and len(found.fan) else None
    shown = series_sentence(
        context, title, indicator, rows, row, found if fan else None, [each.target for each in others]
    )
    values = [each["value"] / scale for each in rows]
    path = path if target else []
    drawn = [*values, *(value for _, value, _ in aimed), *(target[1:2] if target else ()), *(v for _, v in path)]
    drawn += [value for _, low, high, _ in ranges for value in (low, high)]
    drawn += [value for quantiles in fan[1] for value in quantiles] if fan else []
    over = indicator.accumulation in OVER_PERIODS
    line = charts.line_chart(
        shown,
        [each["period"] for each in rows],
        values,
        ticks=[period_words(context, each["period"]) for each in rows],
        breaks=[each["flag"] == "B" for each in rows],
        rounded=[is_rounded(each) for each in rows],
        break_word=say(context, N_("break")),
        unit=chart_marks.unit_words(context, indicator, rows, over),
        language=context.language,
        over_periods=over,
        target=target,
        others=aimed,
        ranges=ranges,
        path=path,
        fan=fan,
        bounds_of=[BOUND.get(str(each["qualifier"]), 0) for each in rows],
        ends=end_words(context, indicator, rows),
        hints=[figure_words(context, indicator, each) for each in rows],
        crossed=[chart_marks.is_withdrawn(context, each) for each in rows],
    )
    marks = chart_marks.marks_words(context, rows)
    marks += [chart_marks.target_words(context, in_force, path, bool(ranges))] if target or aimed or ranges else []
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


def _mark(
    context: Context,
    period: str,
    ends: tuple[float, float | None],
    scale: float,
    aimed: list[tuple[str, float, str]],
    ranges: list[tuple[str, float, float, str]],
) -> None:
    """Add the mark of a target to those of one value or to those of a range."""
    low, high = ends[0] / scale, None if ends[1] is None else ends[1] / scale
    said = chart_marks.aim_words(context, low, high)
    if high is None:
        aimed.append((period, low, said))
    else:
        ranges.append((period, low, high, said))


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
        if extreme["value"] != end:
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
