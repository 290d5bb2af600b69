"""How fast a series moved before and after the plan began, in words that claim no cause."""

from __future__ import annotations

from plan_metrics.analysis.judgement import COUNT
from plan_metrics.analysis.method_evidence import around
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.before_after import LEAST, LEVEL, YearlyChange
from plan_metrics.measure.number import all_known
from plan_metrics.plan.models import Indicator
from plan_metrics.views import language, words
from plan_metrics.views.indicator_card import Rows
from plan_metrics.views.moves import signed_amount
from plan_metrics.views.words import say

NO_CAUSE = N_("Two rates side by side show no cause: much else changed at the same time.")


def rows(context: Context, indicator: Indicator) -> Rows:
    """A line of the evidence: the mean yearly change on either side of the plan.

    None where one side has no figure, or where the month of the plan is not known.
    """
    if len(context.plan.head.issued) < len("2024-09"):
        return []
    found = around(context.plan, context.edition, indicator, context.observations)
    if not found.before.n or not found.after.n:
        return []
    issued = language.date(context.plan.head.issued, context.language)
    term = say(context, N_("Before and after the plan"))
    if not found.comparable:
        form = N_(
            "Not computed: exact comparable figures before {issued}: {before}, after it: {after}; {least} are needed on each side."
        )
        values = {"before": found.before.n, "after": found.after.n, "least": LEAST}
        return [(term, say(context, form, issued=issued, **values))]
    relative = context.plan.units[indicator.unit].scale == COUNT
    form = N_(
        "Mean change a year before {issued}: {before}; after it: {after} ({level} confidence intervals; least squares)."
    )
    one, other = (_rate(context, indicator, side, relative) for side in (found.before, found.after))
    apart = (
        N_("The intervals overlap: the two rates may be the same.")
        if found.overlap
        else N_("The intervals do not overlap.")
    )
    said = [
        say(context, form, issued=issued, before=one, after=other, level=words.share(context, LEVEL)),
        say(context, apart),
        say(context, NO_CAUSE),
    ]
    return [(term, words.sentences(context, said))]


def counted(context: Context) -> str:
    """How many indicators have figures enough on either side and on both; empty where the plan has no month."""
    if len(context.plan.head.issued) < len("2024-09"):
        return ""
    every = [around(context.plan, context.edition, card, context.observations) for _, card in context.plan.indicators()]
    enough = [(each.before.n >= LEAST, each.after.n >= LEAST) for each in every]
    form = N_(
        "Indicators of this edition with enough such figures before that month: {before} of {all}; from it on: {after}; on both sides, where alone it is computed: {both}."
    )
    before, after = (sum(each[side] for each in enough) for side in (0, 1))
    return say(context, form, all=len(every), before=before, after=after, both=sum(map(all, enough)))


def _rate(context: Context, indicator: Indicator, side: YearlyChange, relative: bool) -> str:
    ends = all_known((side.change, side.low, side.high))
    assert ends is not None  # of sides that are known
    change, low, high = (_amount(context, indicator, each, relative) for each in ends)
    return say(context, N_("{change} ({low} to {high}; {n} figures)"), change=change, low=low, high=high, n=side.n)


def _amount(context: Context, indicator: Indicator, number: float, relative: bool) -> str:
    if relative:
        return language.signed(language.percent(number, context.language), number)
    return signed_amount(context, number, indicator.unit)
