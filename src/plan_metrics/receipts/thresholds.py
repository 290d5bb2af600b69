"""The thresholds that receipts name by their keys in the plan, in the words of the method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure.methods import METHODS, WITH_CATEGORIES
from plan_metrics.receipts.record import Value
from plan_metrics.views import language, words
from plan_metrics.views.words import say

Write = Callable[[Context, float], str]
LEVELS = ("strong", "moderate")  # of the strength of evidence, before the names of what they need
RULES: Mapping[str, tuple[str, Write]] = {
    "figures": (N_("comparable figures, those too close together counted once: at least {n}"), words.plain),
    "years": (N_("years from the baseline to the latest figure: at least {n}"), words.plain),
    "latest_least": (N_("years between figures that are counted separately: at least {n}"), words.plain),
    "latest_years": (N_("years between the two figures of the latest change: at most {n}"), words.plain),
    "stale_after_years": (N_("age of the latest figure in years: at most {n}"), words.plain),
    "little": (N_("a change of less than {n} is little or no change"), words.share),
    "little_points": (
        N_("a change of less than {n} points of a share or an index is little or no change"),
        words.plain,
    ),
    "alpha": (N_("level of Fisher’s exact test: {n}"), words.share),
    "trials": (N_("later figures on which the continuation was tried: at least {n}"), words.plain),
    "p": (N_("p of the exact trend test: at most {n}"), words.plain),
    "sample": (N_("size of a sample: at least {n}"), words.plain),
    "documents": (N_("different publishers: at least {n}"), words.plain),
    "evaluation.least": (N_("share of the weight that must be known: at least {n}"), words.share),
}
OF_STATES = {
    "state.judged": N_("share of the {promises} that must have a verdict: at least {n}"),
    "state.majority": N_("share of these that must agree: at least {n}"),
}
OF_METHODS = {"target": N_("against the target"), "growth": N_("by growth alone")}  # before the names of categories
MODEL = "model"  # the key of a method's name
# The last category of a method is whatever is left: a limit of it parts which way it points, and is no least number.
LEFT = {
    f"{'target' if target else 'growth'}.{bands[-1].category}"
    for name in WITH_CATEGORIES
    for target, bands in METHODS[name].bands.items()
}


def said_rules(context: Context, rules: Mapping[str, Value]) -> str:
    """The thresholds in a row, as a reader says them; a share of the rule of states is a fraction."""
    unsaid = (*LEFT, MODEL)
    return say(context, N_("; ")).join(_said(context, key, value) for key, value in rules.items() if key not in unsaid)


def is_of_method(key: str) -> bool:
    """Whether it is the method that sets a threshold, which the plan took with the method, and could not set itself."""
    return key == MODEL or key.partition(".")[0] in OF_METHODS


def _said(context: Context, key: str, value: Value) -> str:
    if key in OF_STATES:
        least = Fraction(str(value))
        said = words.fraction(context, least.as_integer_ratio()) if least.denominator > 1 else str(least)
        return say(context, OF_STATES[key], n=said)
    if key in words.PROSPECT:
        word, share = say(context, words.PROSPECT[key]), words.share(context, float(str(value)))
        return say(context, N_("{word}: from {n} on"), word=word, n=share)
    level, _, name = key.partition(".")
    if level in OF_METHODS:
        limit = language.trimmed(float(str(value)), context.language, 3)
        said = say(context, N_("{word} from {limit}"), word=say(context, words.CATEGORY[name]), limit=limit)
        return words.bracketed(context, said, say(context, OF_METHODS[level]))
    if level in LEVELS:
        return words.bracketed(context, _said(context, name, value), say(context, words.STRENGTH[level]))
    form, write = RULES[key]
    return say(context, form, n=write(context, float(str(value))))
