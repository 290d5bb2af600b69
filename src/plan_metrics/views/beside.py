"""The figures of a place over time as small charts; those of an area beside the whole and its nearest peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.measure.comparability import POINTS_IN_TIME
from plan_metrics.measure.disclosure import LOW_RELIABILITY
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.rows import ObservationRow, ScoreboardRow, comparable_rows, observation_rows, scoreboard_rows
from plan_metrics.views import area, blocks, charts, language, links, parts, words
from plan_metrics.views.area import Words
from plan_metrics.views.blocks import Block
from plan_metrics.views.chart_marks import crossed_words, hollow_words, is_rounded, is_withdrawn
from plan_metrics.views.lines_beside import OWN, PEER, WHOLE, Line, lines_beside
from plan_metrics.views.moves import POINTS
from plan_metrics.views.nodes import Element, el
from plan_metrics.views.series_chart import figure_words
from plan_metrics.views.verdicts import change_words, fact
from plan_metrics.views.words import say

MOST = 6  # charts of a place
BOTH = 2  # comparable figures from the base of an index on, below which there is no line to compare with
APART = 2.0  # years from the base of an index to the last figure, below which it shows next to nothing
START = 100.0  # an index at its base


class Course(NamedTuple):
    """A series of a place with its comparable figures, and those of other places that can stand beside it.

    `base` is the period at which an index of all of them begins; "" where they stand in their own unit.
    """

    row: ScoreboardRow
    figures: list[ObservationRow]
    base: str = ""
    others: tuple[tuple[str, list[ObservationRow]], ...] = ()


def courses(context: Context, rows: Sequence[ScoreboardRow], peers: Sequence[str] = ()) -> list[Course]:
    """The series with enough comparable figures for a line, those with an assessment first, then the longest; at most
    `MOST`. With `peers` (regions, the whole among them) each has those beside it that it can be compared with.
    """
    found = [(row, figures) for row in rows if len(figures := comparable(context, row)) >= charts.LEAST]
    found.sort(key=lambda each: (each[0]["status"] not in JUDGED, -len(each[1])))
    return [_beside(context, row, figures, peers) for row, figures in found[:MOST]]


def comparable(context: Context, row: ScoreboardRow) -> list[ObservationRow]:
    """The figures of a series that its assessment may compare, in the order of time."""
    key = {name: row[name] for name in ("indicator", "region", "breakdown")}
    kept = comparable_rows(row, observation_rows(context.observations, **key))
    return sorted(kept, key=lambda each: periods.decimal_year(each["period"]))


def _beside(context: Context, row: ScoreboardRow, figures: list[ObservationRow], peers: Sequence[str]) -> Course:
    """A series with what can be drawn beside it.

    Shares and indices stand in their own unit. Counts of places of different size share no scale: they stand as an
    index whose base is the date that the words beside it count from, where the place and others have a figure that was
    printed exactly; without such a date the first that the place and the whole have in common.
    """
    known = {
        each["region"]: comparable(context, each)
        for each in scoreboard_rows(
            context.scoreboard, indicator=row["indicator"], breakdown=row["breakdown"], region=list(peers)
        )
    }
    whole = known.get(context.plan.head.whole, [])
    if context.plan.indicator(row["indicator"]).unit in POINTS:
        others = [(name, known[name]) for name in peers if len(known.get(name, ())) >= BOTH]
        return Course(row, figures, "", tuple(others) if len(whole) >= BOTH else ())
    said = row["baseline_period"] if change_words(context, row) else None
    for base in [said] if said else [each["period"] for each in figures]:
        far = periods.years_between(base, figures[-1]["period"]) >= APART
        others = [(name, known[name]) for name in peers if _after(known.get(name, []), base) >= BOTH]
        if far and _after(figures, base) >= BOTH and (others if said else _after(whole, base) >= BOTH):
            return Course(row, figures, base, tuple(others))
    return Course(row, figures)


def _after(figures: Sequence[ObservationRow], base: str) -> int:
    """How many figures an index with this base has from it on; 0 if it cannot begin there."""
    at = [place for place, each in enumerate(figures) if each["period"] == base]
    first = figures[at[0]] if at else None
    exact = first and not is_rounded(first) and first["flag"] != LOW_RELIABILITY and first["value"] > 0
    return len(figures) - at[0] if exact else 0


def charts_beside(context: Context, found: Sequence[Course], *, place: Words) -> Block:
    """A card for each series: what its last figure is, and its course; all over the same years.

    Indices share one scale, every other chart has its own; each says what it is in.
    """
    if not found:
        return blocks.NOTHING
    dates = [
        _date(context, course.row, each["period"])
        for course in found
        for figures in (course.figures, *(figures for _, figures in course.others))
        for each in figures
    ]
    ends = min(dates), max(dates)
    drawn = [_lines(context, course) for course in found]
    indices = [
        value
        for course, lines in zip(found, drawn, strict=True)
        if course.base
        for line in lines
        for _, value in line.figures
    ]
    shared = (min(indices), max(indices)) if indices else (0.0, 1.0)
    cards = [_card(context, *each, ends, shared, place) for each in zip(found, drawn, strict=True)]
    text = "\n".join(each.text for each in cards)
    note = [say(context, N_("The same years across in every chart; dashes: years without a figure."))]
    own = sum(not course.base for course in found)
    if own == len(found) == 1:
        note.append(say(context, N_("A scale need not begin at zero.")))
    elif own == len(found):
        note.append(say(context, N_("Each chart has its own scale, which need not begin at zero.")))
    elif own:
        note.append(say(context, N_("A chart that is no index has its own scale, which need not begin at zero.")))
    if sum(bool(course.base) for course in found) > 1:
        note.append(say(context, N_("Indices share one scale.")))
    own_figures = [each for course in found for each in course.figures]
    note += [*hollow_words(context, own_figures), *crossed_words(context, own_figures)]
    shown = blocks.block(el("ol", *cards, css="pm-cards pm-figures pm-beside"), text=text)
    return shown + area.lines([words.sentences(context, note)])


def scale_words(context: Context, course: Course) -> str:
    """Which scale a chart has, and what stands beside the place or why nothing does; the periods of the last figures
    where they differ.
    """
    return words.sentences(context, [_scale(context, course), *_lasts(context, course)])


def _lasts(context: Context, course: Course) -> list[str]:
    lines = ((course.row["region"], course.figures), *course.others)
    lasts = {name: figures[-1]["period"] for name, figures in lines if figures}
    if len(set(lasts.values())) < BOTH:
        return []
    places = say(context, N_("; ")).join(
        words.bracketed(context, context.plan.region(name).short[context.language], parts.period_words(context, period))
        for name, period in lasts.items()
    )
    return [say(context, N_("Periods of the last figures differ: {places}."), places=places)]


def _scale(context: Context, course: Course) -> str:
    region, whole = course.row["region"], context.plan.head.whole
    if region == whole:
        return say(context, N_("Unit: {unit}."), unit=_unit(context, course))
    names = {name: context.plan.region(name).short[context.language] for name in (region, whole)}
    if course.base:
        form = N_("Index, {period} = {start}; thick grey line: {whole}.")
        if whole not in (name for name, _ in course.others):
            form = N_("Index, {period} = {start}; without {whole}: no exact figure for that date.")
        start = language.decimal(START, context.language)
        period = language.period(course.base, context.language)
        return say(context, form, period=period, start=start, whole=names[whole])
    if course.others:
        return say(context, N_("Unit: {unit}; grey: {whole}."), unit=_unit(context, course), whole=names[whole])
    key = {"indicator": course.row["indicator"], "breakdown": course.row["breakdown"], "region": whole}
    national = [row for row in scoreboard_rows(context.scoreboard, **key) if row["shown"] is not None]
    form = N_("Unit: {unit}. No index beside {whole}: no exact figures of both for a base two years back or more.")
    if context.plan.indicator(course.row["indicator"]).unit in POINTS:
        form = N_("Unit: {unit}. Not set beside {whole}: no exact figures of both for the same date.")
    if not national:
        form = N_("Unit: {unit}. No {overall} figure of this series was published.")
    return say(context, form, unit=_unit(context, course), whole=names[whole])


def _unit(context: Context, course: Course) -> str:
    return words.table_unit(context, context.plan.indicator(course.row["indicator"]).unit)


def _date(context: Context, row: ScoreboardRow, period: str) -> float:
    over = context.plan.indicator(row["indicator"]).accumulation not in POINTS_IN_TIME
    return charts.date_of(period, over)


def _lines(context: Context, course: Course) -> list[Line]:
    """The line of the place and of what stands beside it, each with all its figures."""
    indicator = context.plan.indicator(course.row["indicator"])
    found = []
    for name, figures in ((course.row["region"], course.figures), *course.others):
        start = next((each["value"] for each in figures if each["period"] == course.base), None)
        scale = start / START if course.base and start else words.table_scale(context, indicator.unit)
        kept = [(_date(context, course.row, each["period"]), each) for each in figures]
        kind = OWN if name == course.row["region"] else WHOLE if name == context.plan.head.whole else PEER
        if kept:
            value = kept[-1][1]["value"] / scale
            value = float(round(value)) if course.base else value
            number = (language.decimal if course.base else language.compact)(value, context.language)
            said = say(context, language.QUALIFIERS[kept[-1][1]["qualifier"]], value=number)
            alone = not course.others
            found.append(
                Line(
                    kind,
                    said if alone else f"{context.plan.region(name).short[context.language]} {said}",
                    [(date, each["value"] / scale) for date, each in kept],
                    [is_rounded(each) for _, each in kept],
                    [figure_words(context, indicator, each) for _, each in kept] if kind == OWN else [],
                    [is_withdrawn(context, each) for _, each in kept],
                )
            )
    return found


def _card(
    context: Context,
    course: Course,
    lines: list[Line],
    ends: tuple[float, float],
    shared: tuple[float, float],
    place: Words,
) -> Element:
    indicator, detail = context.plan.indicator(course.row["indicator"]), place(course.row)
    title, scale = indicator.title[context.language], scale_words(context, course)
    own = [value for line in lines for _, value in line.figures]
    ends_of = say(context, N_("; ")).join(line.words for line in lines)
    told = words.sentences(context, [scale, say(context, N_("At the end: {values}."), values=ends_of)])
    heading = words.bracketed(context, title, detail) if detail else title
    said = say(context, N_("{title}: {said}"), title=heading, said=told)
    chart = lines_beside(
        said,
        lines,
        dates=ends,
        values=shared if course.base else (min(own), max(own)),
        language=context.language,
        level=START if course.base else None,
    )
    judged = course.row["status"] in JUDGED
    return el(
        "li",
        el("h3", blocks.two_lines(links.indicator_link(context, indicator), detail)),
        el("p", links.led(context, course.row, fact(context, indicator, course.row))),
        chart,
        el("p", blocks.muted(scale)),
        el("p", parts.row_badge(context, course.row)) if judged else None,
    )
