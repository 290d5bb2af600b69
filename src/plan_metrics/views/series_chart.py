"""The chart of one series, and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.analysis.method_evidence import Evidence
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import decimal_year
from plan_metrics.measure.projection import LEVELS
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow
from plan_metrics.views import chart_frame, charts, language, words
from plan_metrics.views.nodes import Node
from plan_metrics.views.parts import period_words
from plan_metrics.views.words import say

BOUND = {"over": 1, "nearly": -1, "under": -1}  # which way a figure printed so may differ
OVER_PERIODS = ("flow", "rate")  # figures that fill their period


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
    """The line of one series without the figures of another definition or kind of period; none below two.

    `title` says what is drawn, and where; `row` is that of the scoreboard, `table` the id of the table of the same figures. With its evidence, the
    projection is drawn as a fan where it can be relied on.
    """
    apart = {place for place, reason in row["excluded"] if reason in ("definition_differs", "other_period_kind")}
    rows = [each for place, each in enumerate(rows) if place not in apart]
    if len(rows) < 2:
        return ""
    rows = sorted(rows, key=lambda each: decimal_year(each["period"]))
    scale = words.table_scale(context, indicator.unit)
    target = None
    if row["target"] is not None and row["target_period"] is not None:
        said = say(context, N_("target {value}"), value=language.compact(row["target"] / scale, context.language))
        target = (row["target_period"], row["target"] / scale, said)
    path = None
    if row["target_baseline"] is not None and row["target_baseline_period"] is not None:
        path = (row["target_baseline_period"], row["target_baseline"] / scale)
    fan = (found.fan_dates, (found.fan / scale).tolist()) if found is not None and len(found.fan) else None
    shown = series_sentence(context, title, indicator, rows, row, found if fan else None)
    drawing = charts.line_chart(
        shown,
        [each["period"] for each in rows],
        [each["value"] / scale for each in rows],
        ticks=[period_words(context, each["period"]) for each in rows],
        breaks=[each["flag"] == "B" for each in rows],
        rounded=[is_rounded(each) for each in rows],
        break_word=say(context, N_("break")),
        unit=words.table_unit(context, indicator.unit),
        language=context.language,
        over_periods=indicator.accumulation in OVER_PERIODS,
        target=target,
        path=path,
        fan=fan,
        bounds_of=[BOUND.get(str(each["qualifier"]), 0) for each in rows],
        ends=end_words(context, indicator, rows),
        hints=[figure_words(context, indicator, each) for each in rows],
    )
    return chart_frame.framed(
        context,
        name,
        drawing,
        shown,
        table=table,
        source=chart_frame.documents(context, [each["source"] for each in rows]),
        marks=marks_sentence(context, rows, row, fan is not None),
    )


def end_words(context: Context, indicator: Indicator, rows: Sequence[ObservationRow]) -> tuple[str, str]:
    """The first and the last figure in short, with the word that was printed before them."""
    scale = words.table_scale(context, indicator.unit)
    first, last = (
        say(
            context,
            language.QUALIFIERS[row["qualifier"]],
            value=language.compact(row["value"] / scale, context.language),
        )
        for row in (rows[0], rows[-1])
    )
    return first, last


def figure_words(context: Context, indicator: Indicator, row: ObservationRow, whose: str = "") -> str:
    """What a mark of a chart says by itself: whose figure it is, value, period, the words as printed, the document."""
    value = words.value(context, row["value"], indicator.unit, row["qualifier"])
    said = [say(context, N_("{value} in {period}"), value=value, period=period_words(context, row["period"]))]
    if row["printed"] and not indicator.computed:
        said.append(say(context, N_("as printed: {words}"), words=row["printed"]))
    ids = str(row["source"] or "").split()
    said += [words.citation(context, context.source(name)) for name in ids[:1]]
    shown = say(context, N_("; ")).join(said)
    return say(context, N_("{title}: {said}"), title=whose, said=shown) if whose else shown


def is_rounded(row: ObservationRow) -> bool:
    """Whether a figure was printed with a word before it: over, nearly, about."""
    return row["qualifier"] not in (None, "", "exact")


def series_sentence(
    context: Context,
    title: str,
    indicator: Indicator,
    rows: Sequence[ObservationRow],
    row: ScoreboardRow,
    found: Evidence | None = None,
) -> str:
    """What the chart shows: how many figures, from which to which, the highest or lowest between, break, target,
    projection. `rows` are in the order of time; `found` is given where the projection is drawn."""

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
    if row["target"] is not None:
        said.append(
            say(
                context,
                N_("the target is {value} by {period}"),
                value=words.target_number(context, row["target"], indicator.unit, str(row["target_qualifier"])),
                period=period_words(context, row["target_period"]),
            )
        )
    if found is not None:
        middle = words.three_digits(float(found.fan[-1][len(found.fan[-1]) // 2]))
        said.append(
            say(
                context,
                N_("carried forward, {value} in {period}"),
                value=words.value(context, middle, indicator.unit),
                period=period_words(context, found.at),
            )
        )
    return say(context, N_("{said}."), said=say(context, N_("; ")).join(said))


def marks_sentence(context: Context, rows: Sequence[ObservationRow], row: ScoreboardRow, fanned: bool) -> str:
    """How the marks of the chart are read; only those that it has."""
    said = []
    if any(is_rounded(each) for each in rows):
        said.append(say(context, N_("Hollow marks: approximate figures or bounds.")))
    if any(each["qualifier"] in BOUND for each in rows):
        said.append(say(context, N_("Arrow: a bound; the figure may lie further that way.")))
    if any(each["flag"] == "B" for each in rows[1:]):
        said.append(say(context, N_("Dotted line: the figures before and after it cannot be compared.")))
    if row["target"] is not None:
        said.append(say(context, N_("Diamond: the official target; dashes: the straight line to it.")))
    drawn = [each["value"] for each in rows]
    if charts.cut_off([*drawn, row["target"]] if row["target"] is not None else drawn):
        said.append(say(context, N_("The vertical axis does not begin at zero.")))
    if fanned:
        narrow, wide = (language.percent(level, context.language, 0) for level in LEVELS)
        form = N_("Bands: {narrow} and {wide} prediction intervals if the past course continues.")
        said.append(say(context, form, narrow=narrow, wide=wide))
    return words.sentences(context, said) if said else ""
