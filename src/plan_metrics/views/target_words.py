"""An official target in words: of every kind, from its row of the plan or from where its series stands."""

from __future__ import annotations

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.official_targets import IN_STATES, Target
from plan_metrics.rows import SeriesStatusRow
from plan_metrics.views import language
from plan_metrics.views.words import bracketed, say, value

KIND = {
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "zero": N_("none left"),
    "range": N_("within a range"),
    "keep": N_("a level to be kept"),
    "relative": N_("a change from a base"),
    "share": N_("a share of areas that reach a bar"),
    "milestone": N_("done by a date"),
    "state": N_("a state or one beyond"),
}
WHOLE = 100.0  # per cent
LESS = {"decrease": N_("{percent} less than in {base}"), "increase": N_("{percent} more than in {base}")}
REACH = {"increase": N_("at least {value}"), "decrease": N_("at most {value}")}
KEEP = {"increase": N_("{value} or more throughout"), "decrease": N_("{value} or less throughout")}


def target_words(context: Context, target: Target, row: SeriesStatusRow | None = None) -> str:
    """What a target asks for, whether it is an interim one, and on which condition.

    With the `row` of its series a relative one says the level that it comes to, with the arithmetic.
    """
    if target.value is None:
        said = say(context, N_("no number"))
    elif target.kind == "relative" and row is not None and row["target_change"] is not None:
        said = aim_words(context, row)
    elif target.kind == "relative":
        said = _change(context, target.value, str(target.baseline_period))
    elif target.kind == "share":
        said = _share(context, target)
    else:
        direction = target.direction or (target.indicator and context.plan.indicator(target.indicator).direction)
        said = _said(
            context, target.kind, str(direction), target.value, target.value_to, target.unit, target.qualifier,
            row and row["result_value"],
        )  # fmt: skip
    if target.interim == "yes":
        said = bracketed(context, said, say(context, N_("interim target")))
    if target.condition:
        form = N_("{target} (on the condition: {condition})")
        said = say(context, form, target=said, condition=target.condition[context.language])
    return said


def aim_words(context: Context, row: SeriesStatusRow) -> str:
    """What the target in force of a series asks for; of a relative one, also the level and how it is computed."""
    kind, direction, unit = str(row["target_kind"] or ""), str(row["target_direction"]), str(row["unit"])
    qualifier = str(row["target_qualifier"])
    if kind != "relative" or row["target_change"] is None or row["target"] is None:
        beside = row["result_value"]
        return _said(context, kind, direction, row["target"], row["target_to"], unit, qualifier, beside)
    change, base = row["target_change"], row["target_baseline"]
    said = _change(context, change, str(row["target_baseline_period"]))
    if base is None:
        return said
    form = N_("{target}: {level} ({base} × {factor})")
    level = say(context, REACH[direction], value=value(context, row["target"], unit, beside=[row["result_value"]]))
    factor = language.decimal(round(1 + change / 100, 6), context.language)
    return say(context, form, target=said, level=level, base=value(context, base, unit), factor=factor)


def _said(
    context: Context, kind: str, direction: str, number: float | None, to: float | None, unit: str, qualifier: str,
    beside: float | None = None,
) -> str:  # fmt: skip
    """A number that a target sets, with the words of its kind; one worded 以上 or 不低于 includes its number.

    `beside`: the figure that is held against it.
    """

    def valued(number: float | None, qualifier: str = "exact") -> str:
        return value(context, number, unit, qualifier, [beside])

    if kind == "range":
        low, high = valued(number), valued(to)
        if low == high:
            return say(context, N_("exactly {value}"), value=low)
        return say(context, N_("from {low} to {high}"), low=low, high=high)
    if kind == "state":
        return say(context, N_("{state} or beyond"), state=valued(number))
    if kind == "zero" or kind in IN_STATES:
        return valued(number)
    if kind in ("at_least", "at_most", "keep"):
        plain = "exact" if qualifier in ("over", "under") else qualifier
        forms = KEEP if kind == "keep" else REACH
        return say(context, forms[direction], value=valued(number, plain))
    if qualifier == "over":
        return say(context, N_("at least {value}"), value=valued(number))
    return valued(number, qualifier)


def _change(context: Context, change: float, base: str) -> str:
    percent = language.in_percent(language.decimal(abs(change), context.language), context.language)
    form = LESS["decrease" if change < 0 else "increase"]
    return say(context, form, percent=percent, base=language.period(base, context.language))


def _share(context: Context, target: Target) -> str:
    card = context.plan.indicator(target.indicator)
    bar = say(context, REACH[card.direction], value=value(context, target.bar, card.unit))
    areas = context.plan.level(target.level).other[context.language]
    if target.value == WHOLE:
        return say(context, N_("{bar} in all {areas}"), bar=bar, areas=areas)
    percent = language.in_percent(language.decimal(float(target.value or 0), context.language), context.language)
    return say(context, N_("{bar} in at least {percent} of the {areas}"), bar=bar, percent=percent, areas=areas)
