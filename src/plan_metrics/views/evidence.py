"""What stands behind a verdict, in words: strength of evidence, agreement of methods, test of the trend, projection."""

from __future__ import annotations

from plan_metrics.analysis.method_evidence import Evidence
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.method import MethodVerdict
from plan_metrics.measure.methods import METHODS
from plan_metrics.measure.panel import UNJUDGED
from plan_metrics.measure.projection import LEVELS, Backtest, Fit, Projection
from plan_metrics.measure.strength import Criterion, strength
from plan_metrics.plan.models import Indicator
from plan_metrics.views import blocks, language, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.moves import signed_amount
from plan_metrics.views.nodes import Node
from plan_metrics.views.words import say, say_n

LOOKS_AT = {
    "share": N_("progress from the first figure to the target"),
    "growth": N_("growth a year from the first figure to the last, bounds left out"),
    "median": N_("median slope of all pairs of figures"),
    "recent": N_("change over the last five years"),
}

WIDE = 10  # an interval whose ends lie further apart than this factor says nothing

CRITERION = {
    "figures": N_("comparable figures, those too close together counted once: {n}"),
    "trend": N_("exact test for a trend: {p}"),
    "no_trend": N_("no trend in the direction of the assessment is significant"),
    "exact": N_("both ends printed exactly"),
    "bound": N_("an end printed as a bound"),
    "sample": N_("smallest sample: {n}"),
    "no_sample": N_("size of a sample not published"),
    "documents": N_("different publishers, media that pass figures on included: {n}"),
    "original": N_("latest figure linked or read in the original"),
    "copy": N_("latest figure read in a copy"),
    "direct": N_("direct indicator"),
    "proxy": N_("proxy"),
    "context": N_("context only"),
}

# By which way a series moves, and whether its figures are states, between which there is no slope.
TREND = {
    ("rising", True): N_("Significant rise (Mann-Kendall, {p}, {n} figures)."),
    ("falling", True): N_("Significant fall (Mann-Kendall, {p}, {n} figures)."),
    ("rising", False): N_("Significant rise (Mann-Kendall, {p}, {n} figures). Median change: {slope} a year{span}."),
    ("falling", False): N_("Significant fall (Mann-Kendall, {p}, {n} figures). Median change: {slope} a year{span}."),
}

# Why one method says nothing; the reasons of a whole series are said by its verdict.
SILENT = {
    "no_target": N_("needs a target"),
    "no_growth": N_("growth cannot be formed"),
    "under_a_year": N_("needs a year between baseline and value"),
    "too_few_points": N_("needs three figures"),
    "undefined": N_("cannot be computed"),
}


def evidence_rows(context: Context, indicator: Indicator, found: Evidence) -> list[tuple[str, Node]]:
    """Four lines for the card of an indicator: strength, methods, trend, projection; none without a figure to compare."""
    if not found.points:
        return []
    rows: list[tuple[str, Node]] = []
    if found.reasons:
        rows.append((say(context, N_("Strength of evidence")), strength_sentence(context, found)))
    if _enough(context, found):
        rows.append((say(context, N_("Agreement of methods")), methods_sentence(context, found)))
    return [
        *rows,
        (say(context, N_("Trend test")), trend_sentence(context, indicator, found)),
        (say(context, N_("Projection")), projection_sentence(context, indicator, found)),
    ]


def strength_sentence(context: Context, found: Evidence) -> str:
    """The grade, and every criterion with the level that it reaches."""
    said = say(context, N_("; ")).join(
        words.bracketed(context, criterion_words(context, each), say(context, words.STRENGTH[each.level]))
        for each in found.reasons
    )
    grade = say(context, words.STRENGTH[strength(found.reasons)])
    return say(context, N_("{grade}, the lowest level of: {criteria}."), grade=grade, criteria=said)


def criterion_words(context: Context, criterion: Criterion) -> str:
    """What was found for a criterion of the strength of evidence."""
    name, value = criterion.name, criterion.value
    if name == "collection":
        return say(context, words.COLLECTION[str(value)])
    if name in ("printed", "read", "fit"):
        return say(context, CRITERION[str(value)])
    if value is None:
        return say(context, CRITERION["no_trend" if name == "trend" else "no_sample"])
    if name == "trend":
        return say(context, CRITERION["trend"], p=p_value(context, float(value)))
    return say(context, CRITERION[name], n=language.decimal(float(value), context.language))


def methods_sentence(context: Context, found: Evidence) -> str:
    """How many published methods say what, and how many different things they look at: no judgement of evidence."""
    sides = found.sides
    judging = [method for methods in sides.values() for method in methods]
    measures = len({METHODS[method].looks_at for method in judging})
    said = say(context, N_("; ")).join(
        say(context, N_("{status}: {n}"), status=say(context, words.STATUS[status]), n=len(methods))
        for status, methods in sides.items()
    )
    form = N_("{said}. The {n} methods that can assess it look at {measures} different things.")
    if measures == 1:
        form = N_(
            "{said}. The {n} methods that can assess it look at the same thing with different limits, so their agreement is no independent evidence."
        )
    if set(sides) == {"achieved"}:
        form = N_(
            "{said}. All {n} say so for one reason: the figure held against the target meets it. Their agreement is no independent evidence."
        )
    if len(judging) == 1:
        form = N_("{said}. Only one method can judge.")
    return say(context, form, said=said, n=len(judging), measures=measures)


def trend_sentence(context: Context, indicator: Indicator, found: Evidence) -> str:
    """Whether the order of the figures is one that chance gives seldom, and how fast they move."""
    test, slope = found.order, found.slope
    if test.p is None or test.trend is None or slope.slope is None:
        return say(context, N_("Figures that are no bounds, for a test of the trend: {n}; three are needed."), n=test.n)
    p = p_value(context, test.p)
    if test.trend == "none":
        form = N_("Not significant (Mann-Kendall, {p}, {n} figures).")
        if "short_of_level" in test.reasons:
            form = N_("Not significant (Mann-Kendall, {p}, {n} figures); so few cannot be, whatever their order.")
        return say(context, form, n=test.n, p=p)
    states, span = words.has_states(context, indicator.unit), ""
    form = TREND[test.trend, states]
    if states:
        return say(context, form, n=test.n, p=p)
    if slope.low is not None and slope.high is not None:
        low, high = (signed_amount(context, end, indicator.unit) for end in (slope.low, slope.high))
        span = say(context, N_(" (95% confidence interval {low} to {high})"), low=low, high=high)
    median = signed_amount(context, slope.slope, indicator.unit)
    return say(context, form, n=test.n, p=p, slope=median, span=span)


def projection_sentence(context: Context, indicator: Indicator, found: Evidence) -> str:
    """Where a continuation of the figures leads at the target's date or the plan's horizon, if it held on their past."""
    if found.at is None:
        return say(context, N_("None: the latest figure is too old, or no date is ahead."))
    projected = found.projected
    if projected is None or projected.central is None or "low_evidence" in projected.reasons:
        form = N_("None: comparable figures that are no bounds: {n}; five are needed.")
        return say(context, form, n=found.fit.n)
    trial = found.trial
    if trial is None or not trial.trials:
        return say(context, N_("None: there are too few figures to try a projection on their own past."))
    tried = say_n(
        context,
        "Back-test: {b} of {n} later figure lay within the 95% prediction interval.",
        "Back-test: {b} of {n} later figures lay within the 95% prediction interval.",
        trial.trials,
        b=trial.inside[1],
    )
    if not found.held:
        return words.sentences(context, [tried, _unmet(context, trial)])
    at = language.period(found.at, context.language)
    said = [_interval(context, indicator, found, projected, at)]
    if projected.probability is not None and not _says_nothing(found.fit, projected):
        form = N_("Probability of reaching the target of {target} if the past course continues: {p}.")
        target = words.value(context, found.ahead, indicator.unit)
        said.append(say(context, form, target=target, p=chance(context, projected.probability)))
    return words.sentences(context, [*said, tried])


def _unmet(context: Context, trial: Backtest) -> str:
    rules = context.plan.head
    if trial.trials < rules.verdicts.trials:
        form = N_("At least {n} later figures are required, so no projection is shown.")
        return say(context, form, n=rules.verdicts.trials)
    form = N_("At least {share} must lie within it, so no projection is shown.")
    return say(context, form, share=words.share(context, rules.methods.least_coverage))


def methods_table(context: Context, name: str, found: Evidence) -> Block:
    """What each method says: what it looks at, its verdict, the number it holds against its limits."""
    rows = [
        [
            say(context, METHODS[verdict.method].label),
            say(context, LOOKS_AT[METHODS[verdict.method].looks_at]),
            blocks.badge(verdict.status, say(context, words.STATUS[verdict.status])),
            "–" if verdict.number is None else language.decimal(verdict.number, context.language, 3),
            say(context, N_(" / ")).join(f"{limit:.3g}" for limit in verdict.limits),
            _silence(context, verdict, target=any(each.method == "linear" for each in found.methods)),
        ]
        for verdict in found.methods
    ]
    columns = [
        *words.columns(context, N_("Method"), N_("Looks at"), N_("Says")),
        *words.columns(context, N_("Number"), N_("Limits"), numeric=True),
        *words.columns(context, N_("Remarks")),
    ]
    return blocks.table(name, say(context, N_("What each method says")), columns, rows, stacked=True)


def methods_fold(context: Context, name: str, found: Evidence) -> Block:
    """The table of the methods behind a fold; nothing where none can judge, or the figures are too few for it."""
    if not _enough(context, found):
        return blocks.NOTHING
    return blocks.fold(say(context, N_("Agreement of methods, one by one")), methods_table(context, name, found))


def _enough(context: Context, found: Evidence) -> bool:
    """Whether methods may speak: of fewer figures than a judgement needs not even they give one."""
    return bool(found.sides) and found.fit.n >= context.plan.head.verdicts.figures


def _says_nothing(fit: Fit, projected: Projection) -> bool:
    """Whether the ends of the interval lie so far apart that it says nothing, and so does the chance of a target."""
    ends = {level: (low, high) for level, low, high in projected.intervals}
    low, high = ends.get(LEVELS[0], (1.0, 1.0))
    return fit.scale == "log" and high >= WIDE * low


def _interval(context: Context, indicator: Indicator, found: Evidence, projected: Projection, at: str) -> str:
    n = found.fit.n
    assert projected.central is not None  # a sentence is only made where it is known
    central = words.value(context, words.three_digits(projected.central), indicator.unit)
    if len(projected.intervals) < 2:
        form = N_("{at}: {central}; all figures lie on one line, which says nothing of how sure that is.")
        return say(context, form, at=at, central=central)
    (_, low80, high80), (_, low95, high95) = projected.intervals
    if _says_nothing(found.fit, projected):
        form = N_("{at}: the {n} figures say nothing of it; even the 80% interval spans more than a factor of {wide}.")
        return say(context, form, at=at, n=n, wide=WIDE)
    ends = {"low80": low80, "high80": high80, "low95": low95, "high95": high95}
    values = {name: _bare(context, indicator, value) for name, value in ends.items()}
    form = N_("{at}: {central}; 80% prediction interval {low80} to {high80}, 95% {low95} to {high95}.")
    return say(context, form, at=at, central=central, **values)


def _bare(context: Context, indicator: Indicator, number: float) -> str:
    """An end of an interval, whose unit stands beside its middle; of money with its own, since it is scaled."""
    rounded = words.three_digits(number)
    if indicator.unit == "percent" or words.is_money(context, indicator.unit):
        return words.value(context, rounded, indicator.unit)
    return language.compact(rounded, context.language)


def chance(context: Context, p: float) -> str:
    """A probability as a percentage that is never rounded to none or to all."""
    if p < 0.001:
        return say(context, N_("less than {p}"), p=language.percent(0.001, context.language))
    if p > 0.999:
        return say(context, N_("more than {p}"), p=language.percent(0.999, context.language))
    return language.percent(p, context.language)


def p_value(context: Context, p: float) -> str:
    """A p-value with two digits, and never as 0."""
    return "p < 0.001" if p < 0.001 else f"p = {language.trimmed(p, context.language, 3 if p < 0.1 else 2)}"


def _silence(context: Context, verdict: MethodVerdict, *, target: bool) -> str:
    if target in METHODS[verdict.method].cited:
        return say(context, N_("limits cited, not re-read"))
    if verdict.status in UNJUDGED and verdict.reason in SILENT:
        return say(context, SILENT[verdict.reason])
    if verdict.reason == "met":
        return say(context, N_("counts as met"))
    return ""
