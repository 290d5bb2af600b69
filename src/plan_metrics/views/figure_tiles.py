"""The figures of an action at a glance: a small chart for each indicator, all over the same years."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import decimal_year
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow, comparable_rows, observation_rows, scoreboard_rows
from plan_metrics.views import blocks, charts, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.chart_marks import bound_words, crossed_words, hollow_words
from plan_metrics.views.headline import headline
from plan_metrics.views.nodes import Drawing, Element, el
from plan_metrics.views.series_chart import figures_of, series_sentence
from plan_metrics.views.words import say


def tiles(context: Context, indicators: Sequence[Indicator]) -> Block:
    """A tile for each indicator with enough figures for the whole to show a course; the others in lines below."""
    shown, single, elsewhere, nothing = [], [], [], []
    courses = {each.id: course(context, each) for each in indicators}
    heads = {each.id: scoreboard_rows(context.scoreboard, indicator=each.id, headline=True)[0] for each in indicators}
    dates = [date for name, course in courses.items() for date in _dates(course, heads[name])]
    for indicator in indicators:
        row = heads[indicator.id]
        if row["shown"] is not None and len(courses[indicator.id]) < charts.LEAST:
            single.append(_single(context, indicator, row))
        elif row["shown"] is not None:
            shown.append(_tile(context, indicator, row, courses[indicator.id], (min(dates), max(dates))))
        elif observation_rows(context.observations, indicator=indicator.id):
            elsewhere.append(indicator)
        else:
            nothing.append(indicator)
    lines: list[object] = []
    if drawn := [row for course in courses.values() if len(course) >= charts.LEAST for row in course]:
        form = N_("The same years across in every chart; each has a height of its own, which need not begin at zero.")
        marks = [say(context, form), *hollow_words(context, drawn), *bound_words(context, drawn)]
        if any(len(courses[name]) >= charts.LEAST and row["target"] is not None for name, row in heads.items()):
            marks.append(say(context, N_("Diamond: an official target.")))
        marks += crossed_words(context, drawn)
        lines.append(words.sentences(context, marks))
    if elsewhere:
        form = N_(
            "Indicators with figures only of {areas}, {breakdowns} or groups: {n}; they stand beside the {promises} above."
        )
        lines.append(say(context, form, n=len(elsewhere)))
    if nothing:
        titles = blocks.joined((links.indicator_link(context, each) for each in nothing), say(context, N_("; ")))
        lines.append(blocks.filled(say(context, N_("Without any published figure: {titles}.")), titles=titles))
    if single:
        form = N_("With fewer than {least} comparable figures:")
        lines.append(say(context, form, least=charts.LEAST))
    grid = blocks.NOTHING
    if shown:
        grid = blocks.block(el("ol", *shown, css="pm-cards pm-figures"), text="\n".join(each.text for each in shown))
    below = blocks.paragraphs(lines) if lines else blocks.NOTHING
    if single:
        below += blocks.block(el("ul", *single, css="pm-few"), text="\n".join(each.text for each in single))
    return grid + below


def leading(context: Context, indicator: Indicator) -> Block:
    """One indicator as a tile beside the opening of a page; nothing where it has no course to show."""
    row, own = scoreboard_rows(context.scoreboard, indicator=indicator.id, headline=True)[0], course(context, indicator)
    if len(own) < charts.LEAST:
        return blocks.NOTHING
    dates = _dates(own, row)
    tile = _tile(context, indicator, row, own, (min(dates), max(dates)), name="strong")
    title = links.indicator_link(context, indicator).text
    said = say(context, N_("{title}: {said}"), title=title, said=headline(context, indicator, row))
    return blocks.block(el("ol", tile, css="pm-cards pm-figures pm-leading"), text=said)


def _dates(course: Sequence[ObservationRow], row: ScoreboardRow) -> list[float]:
    """The dates that a small chart has to hold: those of its figures, and that of its target."""
    periods = [each["period"] for each in course]
    aimed = [row["target_period"]] if row["target"] is not None and row["target_period"] is not None else []
    return [decimal_year(period) for period in (*periods, *(aimed if len(course) >= charts.LEAST else ()))]


def _single(context: Context, indicator: Indicator, row: ScoreboardRow) -> Element:
    title, said = links.indicator_link(context, indicator), links.led(context, row, headline(context, indicator, row))
    return el("li", blocks.filled(say(context, N_("{title}: {said}")), title=title, said=said))


def course(context: Context, indicator: Indicator) -> list[ObservationRow]:
    """The figures for the whole that may be joined by a line, in the order of time."""
    whole = context.plan.head.whole
    row = scoreboard_rows(context.scoreboard, indicator=indicator.id, headline=True)[0]
    rows = observation_rows(context.observations, indicator=indicator.id, region=whole, breakdown=indicator.breakdown)
    kept = comparable_rows(row, rows, "definition_differs", "other_period_kind")
    return sorted(kept, key=lambda each: decimal_year(each["period"]))


def _tile(
    context: Context,
    indicator: Indicator,
    row: ScoreboardRow,
    course: list[ObservationRow],
    ends: tuple[float, float],
    name: str = "h3",
) -> Element:
    target = None
    if row["target"] is not None:
        said = blocks.filled(say(context, N_("Target: {target}")), target=parts.target_cell(context, row))
        target = el("p", blocks.muted(said))
    return el(
        "li",
        el(name, links.indicator_link(context, indicator)),
        el("p", links.led(context, row, headline(context, indicator, row))),
        spark_of(context, indicator, row, course, ends),
        el("p", parts.badge_with_reason(context, row)),
        target,
    )


def spark_of(
    context: Context,
    indicator: Indicator,
    row: ScoreboardRow,
    course: Sequence[ObservationRow],
    ends: tuple[float, float] | None = None,
    size: tuple[float, float] = charts.TILE,
) -> Drawing:
    """The course of an indicator as a small line, between its own first and last date unless others are given."""
    dates, aim = _dates(course, row), None
    if row["target"] is not None and row["target_period"] is not None:
        scale = words.table_scale(context, indicator.unit)
        high = None if row["target_to"] is None else row["target_to"] / scale
        aim = charts.Aim(row["target_period"], row["target"] / scale, high)
    return charts.spark(
        series_sentence(context, indicator.title[context.language], indicator, course, row),
        figures_of(context, indicator, course),
        ends=ends or (min(dates), max(dates)),
        aim=aim,
        size=size,
    )
