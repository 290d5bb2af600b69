"""Figures of the edition before that are no longer used, and why; those alike in indicator and reason stand together."""

from __future__ import annotations

from collections.abc import Iterable

from plan_metrics.context import Context
from plan_metrics.edition.figures_since import Gone
from plan_metrics.edition.models import OBSERVATIONS_FILE, WITHDRAWN_FILE
from plan_metrics.errors import N_
from plan_metrics.rows import grouped
from plan_metrics.views import blocks, language, links, parts, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.words import say


def gone_table(context: Context) -> Block:
    """The figures no longer used that are not withdrawn, a row for each indicator and reason; nothing for none."""
    gone = [each for each in context.figures_since.gone if each.file != WITHDRAWN_FILE]
    if not gone:
        return blocks.NOTHING
    rows = [
        [
            links.indicator_link(context, context.plan.indicator(indicator)),
            say(context, N_("; ")).join(figure_words(context, each) for each in alike),
            why,
        ]
        for (indicator, why), alike in together(context, gone).items()
    ]
    columns = words.columns(context, N_("Indicator"), N_("Figures no longer used"), N_("Reason"))
    form = N_("Figures no longer used: {n}")
    if context.edition.withdrawn:
        form = N_("Figures no longer used, other than those withdrawn: {n}")
    return blocks.table("changes-gone", say(context, form, n=len(gone)), columns, rows, stacked=True)


def together(context: Context, gone: Iterable[Gone]) -> dict[tuple[str, str], list[Gone]]:
    """The figures by indicator and reason."""
    return grouped(gone, lambda each: (each.key[0], why_gone(context, each)))


def why_gone(context: Context, gone: Gone) -> str:
    """The reason in words; that there is none, where none is given."""
    if gone.file == WITHDRAWN_FILE:
        form = N_("withdrawn on {when}: {reason}")
        return say(context, form, when=language.date(gone.when, context.language), reason=gone.reason)
    if gone.file == OBSERVATIONS_FILE:
        return say(context, N_("now listed without a value"))
    return gone.reason or say(context, N_("left out without a word"))


def figure_words(context: Context, gone: Gone) -> str:
    """Area, breakdown if it is not that of the indicator, period, and the value it had."""
    name, region, breakdown, period = gone.key
    indicator = context.plan.indicator(name)
    place = parts.place_words(context, indicator, region, breakdown)
    what = say(context, N_(", ")).join((place, parts.period_words(context, period)))
    value = words.value(context, gone.value, indicator.unit, gone.qualifier)
    return say(context, N_("{what}: {told}"), what=what, told=value)
