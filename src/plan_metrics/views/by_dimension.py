"""An indicator by dimension: who is left behind, the course of each part on one scale, and its latest figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from plan_metrics.analysis.breakdown_gaps import (
    NARROWER,
    SAME,
    UNCLEAR,
    WIDER,
    Behind,
    BreakdownGap,
    Courses,
    breakdown_gap,
    courses,
    is_part_of_a_sum,
    parts_of,
)
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import decimal_year
from plan_metrics.measure.spans import Span
from plan_metrics.measure.verdicts import IMPROVING, STABLE, WITHIN_ERROR, Figure
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, observation_rows
from plan_metrics.views import blocks, links, moves, multiples, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.multiples import ENOUGH, Names, lines_beside
from plan_metrics.views.nodes import Node
from plan_metrics.views.words import say

ALIKE = {  # what is said where no part is behind for sure
    STABLE: N_("There is little or no difference between the {breakdowns} in {period}."),
    WITHIN_ERROR: N_("The {breakdowns} differ in {period} by no more than sampling error."),
    "no_sample_size": N_(
        "Whether the {breakdowns} differ in {period} cannot be told: the size of a sample was not published."
    ),
    "rounding": N_(
        "Which of the {breakdowns} is furthest from what is wanted cannot be told from the rounded or bounded figures for {period}."
    ),
}
TESTED = N_(
    "Tested by Fisher’s exact test: the two against each other, the one against the rest of the sample; a change of the distance by the normal approximation."
)
MOVED = {
    WIDER: N_("The distance has grown since."),
    NARROWER: N_("The distance has shrunk since."),
    SAME: N_("The distance has stayed the same."),
    UNCLEAR: N_("Whether the distance has grown or shrunk cannot be told."),
    WITHIN_ERROR: N_("The change of the distance is within sampling error."),
}


def by_dimension(context: Context, indicator: Indicator) -> Block:
    """A section for each declared dimension in which two parts or more have a figure for the whole area; of samples, how
    their differences were tested.
    """
    shown, gaps = [], []
    for dimension, chosen in latest_of_parts(context, indicator).items():
        found = courses(context.plan, context.observations, context.scoreboard, indicator, dimension)
        gaps.append(gap := breakdown_gap(context.plan, indicator, found))
        shown.append(_section(context.by(dimension), indicator, dimension, chosen, found, gap))
    sections = blocks.one_by_one(shown)
    if indicator.collection == "sample" and any(gaps):
        return sections + blocks.paragraphs([blocks.muted(say(context, TESTED))])
    return sections


def latest_of_parts(context: Context, indicator: Indicator) -> dict[str, dict[str, ObservationRow]]:
    """What the tables of these sections show by dimension: the figure of each part for the latest period that two of
    them have, else its own latest.
    """
    found = {each.id: _rows(context, indicator, each.id) for each in context.plan.head.dimensions}
    return {
        dimension: at_one_period(rows)
        for dimension, rows in found.items()
        if sum(any(not pd.isna(row["value"]) for row in said) for said in rows.values()) > 1
    }


def _rows(context: Context, indicator: Indicator, dimension: str) -> dict[str, list[ObservationRow]]:
    """The published figures of the parts of a dimension, comparable or not, and what is said of those without."""
    found, whole = {}, context.plan.head.whole
    for code in parts_of(context.plan, indicator, dimension):
        rows = observation_rows(context.observations, indicator=indicator.id, region=whole, breakdown=code)
        if said := [*rows, *parts.without_value(context, indicator.id, whole, code)]:
            found[code] = said
    return found


def _section(
    context: Context,
    card: Indicator,
    dimension: str,
    chosen: dict[str, ObservationRow],
    found: Courses,
    gap: BreakdownGap | None,
) -> Block:
    name = f"{dimension}-{card.id}"
    title = say(context, N_("{indicator} by {breakdown}"), indicator=card.title[context.language])
    shown = blocks.heading(f"h-{links.dashed(name)}", title)
    if gap:
        shown += blocks.paragraphs(gap_sentences(context, card, gap))
    drawn = {code: course for code, course in found.items() if len(course) >= ENOUGH}
    if is_part_of_a_sum(context.plan, card):  # beside the whole its parts would lie flat
        drawn.pop(card.breakdown, None)
    if sum(code != card.breakdown for code in drawn) > 1:
        shown += _lines(context, card, dimension, title, drawn)
    return shown + _latest(context, card, dimension, chosen)


def gap_sentences(context: Context, card: Indicator, gap: BreakdownGap) -> list[str]:
    """Who is furthest from what is wanted, from the nearest and from the total, and which way that went; in samples only
    what chance alone would not give.
    """
    period = parts.period_words(context, gap.period)
    if gap.word != IMPROVING or gap.to_best is None:
        form = ALIKE.get(gap.word) or ALIKE.get(gap.reason, ALIKE["rounding"])
        return [say(context, form, period=period)]
    worst, best = (parts.breakdown_name(context, code) for code in (gap.parts[0], gap.parts[-1]))
    apart = say(
        context,
        N_(
            "Of the figures by {breakdown} for {period}, the furthest from what is wanted is {value} ({worst}), the nearest {best_value} ({best}). Distance: {by}."
        ),
        period=period,
        worst=worst,
        value=_value(context, card, gap.to_best.figure),
        best=best,
        best_value=_value(context, card, gap.to_best.other),
        by=_distance(context, card, gap.to_best.by, exact=gap.to_best.exact),
    )
    said = [words.sentences(context, [apart, *_moved(context, card, gap.to_best)])]
    if gap.to_whole:
        behind = say(
            context,
            N_("Behind the total ({value}): {worst}. Distance: {by}."),
            worst=worst,
            value=_value(context, card, gap.to_whole.other),
            by=_distance(context, card, gap.to_whole.by, exact=gap.to_whole.exact),
        )
        said.append(words.sentences(context, [behind, *_moved(context, card, gap.to_whole)]))
    elif gap.whole:
        form = N_("Not for sure behind the total ({value}): {worst}.")
        said.append(say(context, form, worst=worst, value=_value(context, card, gap.whole)))
    return said


def _moved(context: Context, card: Indicator, found: Behind) -> Iterator[str]:
    if found.since is None or found.before is None:
        return
    since, before = parts.period_words(context, found.since), found.before
    if before.low > 0:
        yield say(
            context,
            N_("In {since} it was {before}."),
            since=since,
            before=_distance(context, card, before, exact=found.exact_before),
        )
    elif before.high < 0:
        yield say(context, N_("In {since} it was the other way round."), since=since)
    else:
        yield say(context, N_("The figures of {since} show no distance."), since=since)
    yield say(context, MOVED[found.moved])


def _value(context: Context, card: Indicator, figure: Figure) -> str:
    return words.value(context, figure.value, card.unit, figure.qualifier)


def _distance(context: Context, card: Indicator, by: Span, *, exact: bool) -> str:
    return moves.distance(context, by, None, card.unit, exact=exact)[0]


def _linked(context: Context, card: Indicator, code: str) -> Node:
    """The name of a part, which leads to its page where it has one."""
    part, name = context.plan.breakdown(code), _name(context, card, code)
    return blocks.link(f"{part.address}.html", name) if part.page == "yes" and code != card.breakdown else name


def _name(context: Context, card: Indicator, code: str) -> str:
    return say(context, N_("Total")) if code == card.breakdown else parts.breakdown_name(context, code)


def _lines(context: Context, card: Indicator, dimension: str, title: str, drawn: Courses) -> Block:
    name = f"{dimension}-{card.id}"
    form = N_(
        "{title}: {n} series with {enough} comparable figures or more, between {since} and {latest}; higher at the end than at the beginning: {up}, lower: {down}."
    )
    said = say(context, form, title=title, **multiples.counted(context, drawn))
    titles = {code: _name(context, card, code) for code in drawn}
    handle = say(context, N_("The figures of these {breakdowns}"))
    names = Names(f"p-{links.dashed(name)}", f"p-{name}-table", title, say(context, N_("{Breakdown}")), handle)
    cells = {code: _linked(context, card, code) for code in drawn}
    return lines_beside(context, card, names, said, drawn, titles, cells, shared=True)


def _latest(context: Context, card: Indicator, dimension: str, chosen: dict[str, ObservationRow]) -> Block:
    """The chosen figures with everything behind them, the total first: the rows that figures of parts lead to."""
    key = {"indicator": card.id, "region": context.plan.head.whole, "breakdown": card.breakdown}
    period = next(iter(chosen.values()))["period"]
    body = []
    for row in observation_rows(context.observations, **key, period=period):
        _, *behind = parts.figure_cells(context, row, card.unit)
        body.append(
            [say(context, N_("Total")), parts.plain_period(context, row), multiples.figure(context, card, row), *behind]
        )
    for code, row in chosen.items():
        named = parts.anchored(row, _linked(context, card, code))
        body.append([named, parts.plain_period(context, row), *parts.figure_cells(context, row, card.unit)])
    columns = [
        *words.columns(context, N_("{Breakdown}"), N_("Period")),
        *parts.figure_columns(context, card.unit),
    ]
    title = card.title[context.language]
    caption = say(context, N_("{indicator}: latest figures by {breakdown}"), indicator=title)
    return blocks.table(f"b-{dimension}-{card.id}", caption, columns, body, stacked=True)


def at_one_period(rows: dict[str, list[ObservationRow]]) -> dict[str, ObservationRow]:
    """The row of each part for the latest period that two parts have, else its own latest one.

    >>> one, other = ([{"period": text} for text in years] for years in (("2023", "2024"), ("2022", "2023")))
    >>> [row["period"] for row in at_one_period({"F": one, "M": other}).values()]
    ['2023', '2023']
    """
    counted = Counter(period for each in rows.values() for period in {str(row["period"]) for row in each})
    shared = [period for period, n in counted.items() if n > 1]
    common = max(shared, key=lambda text: (decimal_year(text), text)) if shared else ""
    return {code: _at(each, common) for code, each in rows.items()}


def _at(rows: Sequence[ObservationRow], period: str) -> ObservationRow:
    last = max(rows, key=lambda row: decimal_year(str(row["period"])))
    return next((row for row in rows if row["period"] == period), last)
