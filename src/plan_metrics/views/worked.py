"""The worked example of the method chapter: one series of the edition, judged step by step, in pictures."""

from __future__ import annotations

from plan_metrics.analysis.judgement import COUNT
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.comparability import POINTS_IN_TIME
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.plan.models import Indicator
from plan_metrics.rows import ScoreboardRow, observation_rows, scoreboard_rows
from plan_metrics.views import blocks, charts, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.evidence import strength_sentence
from plan_metrics.views.verdicts import fact, latest_sentence, long_sentence
from plan_metrics.views.words import say


def example(context: Context) -> Block:
    """A series with a reversal if there is one, else the one with most figures: fact, two pictures, strength.

    Nothing where no series of the edition has a verdict.
    """
    rows = [row for row in scoreboard_rows(context.scoreboard, headline=True) if row["status"] in JUDGED]
    if not rows:
        return blocks.NOTHING
    row = max(rows, key=lambda each: (bool(each["reversal"]), each["n_points"]))
    indicator = context.plan.indicator(str(row["indicator"]))
    strength = strength_sentence(context, context.evidence(indicator))
    first, *steps = (
        blocks.paragraphs([said])
        for said in (
            say(context, N_("Example: {title}"), title=indicator.title[context.language]),
            say(context, N_("1. Fact. {fact}"), fact=fact(context, indicator, row)),
            say(context, N_("2. {sentence}"), sentence=long_sentence(context, row)),
            say(context, N_("3. {sentence}"), sentence=latest_sentence(context, row)),
            say(context, N_("4. Strength of evidence: {sentence}"), sentence=strength),
        )
    )
    pictures = [_picture(context, indicator, row, view) for view in ("long", "latest")]
    return sum([*steps[:-1], *pictures, steps[-1]], first)


def _picture(context: Context, indicator: Indicator, row: ScoreboardRow, view: str) -> Block:
    """The series with the band of little or no change about the earlier figure, and the arrow to the later one."""
    since, until = (row["from_period"], row["to_period"]) if view == "long" else (row["latest_from"], row["latest_to"])
    if since is None or until is None:
        return blocks.NOTHING
    series = observation_rows(
        context.observations, indicator=row["indicator"], region=row["region"], breakdown=row["breakdown"]
    )
    printed = {each["period"]: str(each["qualifier"]) for each in series}
    points = context.evidence(indicator).points
    periods = [point.period for point in points]
    scale = words.table_scale(context, indicator.unit)
    values = [point.value / scale for point in points]
    begin, end = periods.index(str(since)), periods.index(str(until))
    ends = [points[begin].value, points[end].value]
    rules = context.plan.head.verdicts
    counted = context.plan.units[indicator.unit].scale == COUNT
    little = abs(values[begin]) * rules.little if counted else rules.little_points
    word = words.status(context, str(row["status"] if view == "long" else row["latest_change"]))
    named = say(
        context, N_("Long-term assessment: {word}") if view == "long" else N_("Latest change: {word}"), word=word
    )
    said = say(
        context,
        N_(
            "{named}. From {before} in {since} to {value} in {until}; the band shows little or no change about the earlier figure."
        ),
        named=named,
        before=words.value(context, ends[0], indicator.unit, printed[since], ends),
        since=parts.period_words(context, since),
        value=words.value(context, ends[1], indicator.unit, printed[until], ends),
        until=parts.period_words(context, until),
    )
    drawing = charts.verdict_chart(
        said,
        periods,
        values,
        ends=(begin, end),
        little=little,
        named=(parts.period_words(context, since), parts.period_words(context, until)),
        unit=words.table_unit(context, indicator.unit),
        language=context.language,
        over_periods=indicator.accumulation not in POINTS_IN_TIME,
    )
    return blocks.block(drawing, blocks.paragraphs([blocks.muted(said)]), text=said)
