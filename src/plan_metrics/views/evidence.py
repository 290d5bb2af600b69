"""How sure a status is, in words: do methods agree, would chance do it as well, and where is the series heading?"""

from __future__ import annotations

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.evidence import OWN, RECENT, Evidence
from plan_metrics.measure.panel import UNJUDGED
from plan_metrics.measure.panel_methods import MethodVerdict
from plan_metrics.plan.models import Indicator
from plan_metrics.views import blocks, language, words
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.words import say

METHOD = {
    OWN: N_("trend since the baseline (this report)"),
    RECENT: N_("the same over the last five years (this report)"),
    "linear": N_("linear share of the way (this report)"),
    "growth": N_("growth over required growth"),
    "sen": N_("median slope (Sen)"),
    "statcan": N_("Statistics Canada"),
    "eurostat": N_("Eurostat"),
    "un2023": N_("UN Progress Chart 2023"),
    "un2022": N_("UN Progress Chart 2022"),
    "sdsn": N_("SDSN arrows"),
    "escap": N_("ESCAP index"),
}

WIDE = 10  # an interval whose ends lie further apart than this factor says nothing

AGREEMENT = {
    "robust": N_("robust"),
    "depends": N_("depends on the method"),
    "one_method": N_("one method only"),
    "none": N_("no method can judge"),
}

# Why one method says nothing; the reasons of a whole series are said by its verdict.
SILENT = {
    "no_target": N_("needs a target"),
    "no_growth": N_("growth cannot be formed"),
    "under_a_year": N_("needs a year between baseline and value"),
    "too_few_points": N_("needs three figures"),
    "one_recent_point": N_("needs two figures within five years"),
    "undefined": N_("cannot be computed"),
}


def agreement_badge(context: Context, found: Evidence) -> Markup:
    """Whether the methods agree, as a badge; nothing where fewer than two can judge."""
    if found.agreement not in ("robust", "depends"):
        return Markup("")
    return Markup('<span class="pm-agreement {}">{}</span>').format(
        found.agreement, say(context, AGREEMENT[found.agreement])
    )


def evidence_rows(context: Context, indicator: Indicator, found: Evidence) -> list[tuple[str, object]]:
    """Three lines for the card of an indicator: methods, trend, projection; none without a figure to compare."""
    if not found.points:
        return []
    return [
        (say(context, N_("Methods")), methods_sentence(context, found)),
        (say(context, N_("Trend")), trend_sentence(context, indicator, found)),
        (say(context, N_("If it goes on so")), projection_sentence(context, indicator, found)),
    ]


def methods_sentence(context: Context, found: Evidence) -> str:
    """Which methods say what."""
    sides = found.sides
    if not sides:
        return say(context, N_("No method can judge this series."))
    if found.agreement == "one_method":
        ((status, (method,)),) = sides.items()
        form = N_("Only one method can judge, {method}: {status}.")
        return say(context, form, method=_method(context, method), status=say(context, words.STATUS[status]))
    if found.agreement == "robust":
        ((status, methods),) = sides.items()
        form = N_("All {n} methods that can judge say the same: {status}.")
        return say(context, form, n=len(methods), status=say(context, words.STATUS[status]))
    said = say(context, N_("; ")).join(
        say(
            context,
            N_("“{status}” by {methods}"),
            status=say(context, words.STATUS[status]),
            methods=say(context, N_(", ")).join(_method(context, method) for method in methods),
        )
        for status, methods in sides.items()
    )
    return say(context, N_("It depends on the method: {said}."), said=said)


def trend_sentence(context: Context, indicator: Indicator, found: Evidence) -> str:
    """Whether the figures rise or fall in a way that chance would not give as well, and how fast."""
    n, test, slope = len(found.points), found.order, found.slope
    if test.p is None:
        return say(context, N_("Too few figures for a test of the trend: {n}; three are needed."), n=n)
    chance = _chance(context, test.p)
    if test.trend == "none":
        form = N_("Chance alone would give such an order of {n} figures in {p} of cases: no trend is proved.")
        return say(context, form, n=n, p=chance)
    form = {
        "rising": N_(
            "The {n} figures rise; chance alone would do it in {p} of cases. Median rise: {slope} a year{span}."
        ),
        "falling": N_(
            "The {n} figures fall; chance alone would do it in {p} of cases. Median change: {slope} a year{span}."
        ),
    }[test.trend]
    span = ""
    if slope.low is not None:
        span = say(
            context,
            N_(" (95%: {low} to {high})"),
            low=language.signed(_bare(context, indicator, slope.low), slope.low),
            high=language.signed(_bare(context, indicator, slope.high), slope.high),
        )
    return say(context, form, n=n, p=chance, slope=_amount(context, indicator, slope.slope), span=span)


def projection_sentence(context: Context, indicator: Indicator, found: Evidence) -> str:
    """Where the series would be at the target's date or at the plan's horizon, and whether that can be relied on."""
    n = len(found.points)
    if found.at is None:
        return say(context, N_("Not projected: the last figure is too old, or no date is ahead."))
    if found.projected is None or found.projected.central is None:
        return say(
            context, N_("Too few points for a projection: {n}; three are needed, and five for one to rely on."), n=n
        )
    at = language.period(found.at, context.language)
    said = [_interval(context, indicator, found, at)]
    if found.projected.probability is not None and not found.failed:
        said.append(
            say(
                context,
                N_("Probability of reaching the target of {target}: {p}."),
                target=words.value(context, found.ahead, indicator.unit),
                p=_chance(context, found.projected.probability),
            )
        )
    trial = found.trial
    if trial is None or not trial.trials:
        said.append(say(context, N_("There are too few figures to test the projection on its own past.")))
    else:
        said.append(
            say(
                context,
                N_(
                    "Tried on its own past, {a} of {trials} later figures lay within the 80% interval and {b} within the 95%."
                ),
                a=trial.inside[0],
                b=trial.inside[1],
                trials=trial.trials,
            )
        )
    if found.failed:
        said.append(
            say(
                context,
                N_("A straight continuation does not describe this series: it is not to be relied on, and not drawn."),
            )
        )
    return words.sentences(context, said)


def methods_table(context: Context, name: str, found: Evidence) -> Block:
    """What each method says: its verdict, the number it holds against its limits, and its own word or score."""
    rows = [
        [
            _method(context, verdict.method),
            words.status_badge(context, verdict.status),
            _number(context, verdict),
            say(context, N_(" / ")).join(f"{limit:.3g}" for limit in verdict.limits),
            _silence(context, verdict),
        ]
        for verdict in found.methods
    ]
    columns = [
        Column(say(context, N_("Method"))),
        Column(say(context, N_("Says"))),
        Column(say(context, N_("Number")), numeric=True),
        Column(say(context, N_("Limits")), numeric=True),
        Column(say(context, N_("Remarks"))),
    ]
    return blocks.table(name, say(context, N_("What each method says")), columns, rows, stacked=True)


def methods_fold(context: Context, name: str, found: Evidence) -> Block:
    """The table of the methods behind a fold, whose handle says whether they agree; nothing without a verdict."""
    if not found.sides:
        return Block("", "")
    table = methods_table(context, name, found)
    handle = say(
        context, N_("The methods side by side: {agreement}"), agreement=say(context, AGREEMENT[found.agreement])
    )
    return blocks.fold(handle, table)


def _interval(context: Context, indicator: Indicator, found: Evidence, at: str) -> str:
    projected, n = found.projected, len(found.points)
    central = _rounded(context, indicator, projected.central)
    if len(projected.intervals) < 2:
        form = N_("{at}: {central}; all figures lie on one line, which says nothing of how sure that is.")
        return say(context, form, at=at, central=central)
    (_, low80, high80), (_, low95, high95) = projected.intervals
    if found.fit.scale == "log" and high80 >= WIDE * low80:
        form = N_("{at}: the {n} figures say nothing of it; even the 80% interval spans more than a factor of {wide}.")
        return say(context, form, at=at, n=n, wide=WIDE)
    ends = {"low80": low80, "high80": high80, "low95": low95, "high95": high95}
    values = {name: _bare(context, indicator, value) for name, value in ends.items()}
    if "low_evidence" in projected.reasons:
        form = N_(
            "Too few points to rely on ({n}, fewer than five). {at}: {central}; 80% interval {low80} to {high80}, 95% {low95} to {high95}."
        )
    else:
        form = N_("{at}: {central}; 80% interval {low80} to {high80}, 95% {low95} to {high95}.")
    return say(context, form, at=at, central=central, n=n, **values)


def _rounded(context: Context, indicator: Indicator, number: float) -> str:
    return words.value(context, words.three_digits(number), indicator.unit)


def _bare(context: Context, indicator: Indicator, number: float) -> str:
    """An end of an interval, whose unit stands beside its middle; of money with its own, since it is scaled."""
    rounded = words.three_digits(number)
    if indicator.unit in (words.MONEY, "percent"):
        return words.value(context, rounded, indicator.unit)
    return language.compact(rounded, context.language)


def _amount(context: Context, indicator: Indicator, number: float) -> str:
    """A change a year: three digits, a sign, points where the unit is a percentage."""
    rounded = words.three_digits(number)
    if indicator.unit == "percent":
        text = say(context, N_("{points} percentage points"), points=language.decimal(rounded, context.language))
    elif indicator.unit == "index":
        text = say(context, N_("{points} points"), points=language.decimal(rounded, context.language))
    else:
        text = words.value(context, rounded, indicator.unit)
    return language.signed(text, rounded)


def _chance(context: Context, p: float) -> str:
    """A probability as a percentage that is never rounded to none or to all."""
    if p < 0.001:
        return say(context, N_("less than {p}"), p=language.percent(0.001, context.language))
    if p > 0.999:
        return say(context, N_("more than {p}"), p=language.percent(0.999, context.language))
    return language.percent(p, context.language)


def _method(context: Context, method: str) -> str:
    return say(context, METHOD[method])


def _number(context: Context, verdict: MethodVerdict) -> str:
    return "–" if verdict.number is None else language.decimal(verdict.number, context.language, 3)


def _silence(context: Context, verdict: MethodVerdict) -> str:
    if verdict.status in UNJUDGED and verdict.reason in SILENT:
        return say(context, SILENT[verdict.reason])
    if verdict.reason == "met":
        return say(context, N_("counts as met"))
    return ""
