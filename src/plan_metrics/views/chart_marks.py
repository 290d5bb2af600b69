"""How the marks of the chart of a series are read, and which official targets and which way to them it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plan_metrics.analysis.aims import Aim
from plan_metrics.analysis.aims import aims as every_aim
from plan_metrics.analysis.scoreboard import series_of, targets_of
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.periods import end_month, period_kind
from plan_metrics.measure.projection import LEVELS
from plan_metrics.measure.target_kinds import RangeTarget
from plan_metrics.measure.targets import Point
from plan_metrics.measure.targets import Target as ValueTarget
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ObservationRow, ScoreboardRow
from plan_metrics.views import language, words
from plan_metrics.views.parts import period_words, withdrawn_words
from plan_metrics.views.words import say, say_n

BOUND = {"over": 1, "nearly": -1, "under": -1}  # which way a figure printed so may differ
FEW = 3  # figures that are named one by one


def is_rounded(row: ObservationRow) -> bool:
    """Whether a figure was printed with a word before it: over, nearly, about."""
    return row["qualifier"] not in (None, "", "exact")


def is_withdrawn(context: Context, row: ObservationRow) -> bool:
    """Whether a later edition withdraws a figure of this one."""
    return bool(withdrawn_words(context, row))


def hollow_words(context: Context, rows: Iterable[ObservationRow]) -> list[str]:
    """How a hollow mark is read, where there is one."""
    if not any(is_rounded(row) for row in rows):
        return []
    return [say(context, N_("Hollow marks: approximate figures or bounds."))]


def bound_words(context: Context, rows: Iterable[ObservationRow]) -> list[str]:
    """How the arrow at a bound is read, where there is one."""
    if not any(row["qualifier"] in BOUND for row in rows):
        return []
    return [say(context, N_("Arrow: a bound; the figure may lie further that way."))]


def crossed_words(context: Context, rows: Iterable[ObservationRow]) -> list[str]:
    """How a crossed out mark is read, where there is one."""
    if not any(is_withdrawn(context, row) for row in rows):
        return []
    return [say(context, N_("Crossed out: withdrawn by a later edition."))]


def aims(context: Context, indicator: Indicator, row: ScoreboardRow, first: str) -> tuple[Aim | None, list[Aim]]:
    """The official target in force, and the others with a value for a date after the `first` figure, by their dates."""
    targets = targets_of(context.plan, context.edition, indicator, row["region"], row["breakdown"])
    rows = series_of(context.observations, indicator.id, row["region"], row["breakdown"])
    found = every_aim(context.plan, indicator, rows, targets, context.edition.card.day)
    found = [each for each in found if end_month(each.period) >= end_month(first)]
    now = row["target_period"], row["target"], row["target_to"]
    in_force = [each for each in found if (each.period, *ends_of(each)) == now]
    others = {(each.period, ends_of(each)): each for each in found if each not in in_force}
    return (in_force[0] if in_force else None), sorted(
        others.values(), key=lambda each: (end_month(each.period), each.period)
    )


def ends_of(aim: Aim) -> tuple[float, float | None]:
    """The value that a target comes to in the unit of its series, or the two ends of its range."""
    asked = aim.measured
    return (asked.low, asked.high) if isinstance(asked, RangeTarget) else (asked.value, None)


def _interim(aim: Aim | None) -> Sequence[Point]:
    return aim.measured.interim if aim and isinstance(aim.measured, ValueTarget) else ()


def way_to(row: ScoreboardRow, aim: Aim | None, rows: Sequence[ObservationRow]) -> list[tuple[str, float]]:
    """Through which points the path to the target in force leads: its beginning and its interim targets.

    It begins at the baseline that its document names, else when it was set, at the last figure of a time before that, or
    at the first figure where that came later. That to a level to be kept is the level itself; to a range there is none.
    """
    target = aim.target if aim else None
    if target is not None and target.kind == "range":
        return []
    if target is not None and target.kind == "keep" and target.value is not None:
        return [(target.since[:7], target.value)]
    between = [(point.period, point.value) for point in _interim(aim)]
    if target is None or target.baseline_period:
        base, value = row["target_baseline_period"], row["target_baseline"]
        return [] if base is None or value is None else [(base, value), *between]
    since = target.since[:7]
    before = [each for each in rows if end_month(each["period"]) <= end_month(since)]
    begin = (since, before[-1]["value"]) if before else (rows[0]["period"], rows[0]["value"])
    return [begin, *(each for each in between if end_month(each[0]) > end_month(begin[0]))]


def aim_words(context: Context, value: float, to: float | None = None) -> str:
    """The words at the mark of an official target."""
    said = language.compact(value, context.language)
    if to is None:
        return say(context, N_("target {value}"), value=said)
    form = N_("target {low} to {high}")
    return say(context, form, low=said, high=language.compact(to, context.language))


def unit_words(context: Context, indicator: Indicator, rows: Sequence[ObservationRow], over_periods: bool) -> str:
    """The unit above an axis, and that the figures are of the ends of their periods where they are."""
    unit = words.table_unit(context, indicator.unit)
    if over_periods:
        return unit
    years = all(period_kind(each["period"]) == "A" for each in rows)
    return words.bracketed(context, unit, say(context, N_("end of year") if years else N_("end of period")))


def marks_words(context: Context, rows: Sequence[ObservationRow]) -> list[str]:
    """How the marks of these figures are read; only those that they have."""
    said = [*hollow_words(context, rows), *bound_words(context, rows)]
    if any(each["flag"] == "B" for each in rows[1:]):
        said.append(say(context, N_("Dotted line: the figures before and after it cannot be compared.")))
    return [*said, *crossed_words(context, rows)]


def target_words(context: Context, aim: Aim | None, way: Sequence[tuple[str, float]], band: bool) -> str:
    """How the marks of official targets are read, and where the `way_to` the one in force begins."""
    said = say(context, N_("Diamond: an official target."))
    if way and aim is not None and aim.target.kind == "keep":
        said = say(context, N_("Diamond: an official target; dashes: the level that is to be kept."))
    elif way and _interim(aim):
        said = say(context, N_("Diamond: an official target; dashes: the way to it through interim targets."))
    elif way:
        form = N_("Diamond: an official target; dashes: the straight line to it from {period}.")
        said = say(context, form, period=period_words(context, way[0][0]))
    return words.sentences(context, [said, say(context, N_("Band: the range of a target."))]) if band else said


def fan_words(context: Context, last: ObservationRow) -> list[str]:
    """How a projection is read, and what its first stretch is."""
    narrow, wide = (language.percent(level, context.language, 0) for level in LEVELS)
    form = N_("Bands: {narrow} and {wide} prediction intervals if the past course continues.")
    begins = (
        N_("The projection does not begin at the last figure, which is a bound; no bound is fitted.")
        if last["qualifier"] in BOUND
        else N_("From the last figure, dashes and bands lead straight to the first date projected, at most a year on.")
    )
    return [say(context, form, narrow=narrow, wide=wide), say(context, begins)]


def not_drawn_words(context: Context, indicator: Indicator, rows: Sequence[ObservationRow]) -> str:
    """Which figures a chart leaves out."""
    if len(rows) > FEW:
        return say_n(
            context,
            "Not drawn, as not comparable with the others: {n} figure.",
            "Not drawn, as not comparable with the others: {n} figures.",
            len(rows),
        )
    figures = [
        say(
            context,
            N_("{value} in {period}"),
            value=words.value(context, each["value"], indicator.unit, each["qualifier"]),
            period=period_words(context, each["period"]),
        )
        for each in rows
    ]
    form = N_("Not drawn, as not comparable with the others: {figures}.")
    return say(context, form, figures=say(context, N_(", ")).join(figures))
