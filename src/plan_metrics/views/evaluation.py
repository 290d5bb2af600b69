"""The page of the evaluation-indicator system: scores, what they stand on, and how far they hang on choices."""

from __future__ import annotations

from plan_metrics.analysis.scoring import BY_MET, BY_WAY, FULL, PLAN, UNASSESSABLE, UNKNOWN, EvaluatedScore, Leaf
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.views import bars, blocks, chart_frame, language, links, parts, words
from plan_metrics.views.action import state_link
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, Node, el
from plan_metrics.views.words import say

BASIS = {
    BY_WAY: N_("progress from the baseline to the target"),
    BY_MET: N_("target met or missed"),
    UNKNOWN: N_("the figures do not settle it"),
    UNASSESSABLE: N_("not scored: the {goal} is not assessable"),
}

CHOICE = {
    "weights": N_("weights"),
    "normalisation": N_("normalisation"),
    "aggregation": N_("kind of mean"),
}


def opening(context: Context) -> Block:
    """What was asked for, the score of the plan or why there is none, and what the scores are not."""
    plan, rules, evaluated = context.plan, context.plan.head.evaluation, context.evaluation.plan
    asked = next(c for action in plan.actions for c in action.commitments if c.id == rules.commitment)
    link = blocks.link(f"{asked.id.partition('.')[0]}.html", f"{number_of(asked.id)} {asked.title[context.language]}")
    head = say(
        context,
        N_(
            "The plan lists the {promise} {commitment}. This page is one calculation from published figures, not an official evaluation."
        ),
    )
    low, high = (_score(context, bound) for bound in evaluated.bounds)
    share = words.share(context, round(evaluated.score.coverage or 0.0, 3))
    scored = len([leaf for leaf in context.evaluation.leaves if leaf.score is not None])
    score, bounds = evaluated.score.score, {"low": low, "high": high}
    if score is None:
        form = N_(
            "No overall score: scored {goals} hold {share} of the weight; {least} is required. Whatever the missing figures are, the score would lie in the range {low} to {high}."
        )
        said = say(context, form, least=words.share(context, rules.least), **bounds)
        answer = blocks.filled(said, share=links.count(context, "score", share))
    else:
        form = N_(
            "Overall score {score} of 100, from {goals} with {share} of the weight; missing figures leave a range of {low} to {high}."
        )
        said = say(context, form, share=share, **bounds)
        answer = blocks.filled(said, score=links.count(context, "score", _score(context, score)))
    scale = say(
        context,
        N_(
            "A score says how far a figure has come from its baseline (0) to an official target (100). Indicators that count for a {promise} and have official {overall} targets: {all}; of these, scored: {scored}. {Goals} that are not assessable have no score."
        ),
        scored=scored,
        all=len(context.evaluation.leaves),
    )
    said = blocks.filled(head, commitment=link)
    return parts.opening(context, [el("strong", answer), said, scale])


def scores(context: Context) -> Block:
    """The plan and its actions with a target: score, interval, bounds, coverage, the lowest indicators."""
    found = context.evaluation
    rows = [_row(context, name, evaluated) for name, evaluated in [*found.actions.items(), (PLAN, found.plan)]]
    columns = [
        *words.columns(context, N_("{Goal}"), N_("State")),
        *words.columns(context, N_("Score"), N_("90% of the trial runs"), numeric=True),
        *words.columns(context, N_("Range, whatever the missing figures are"), numeric=True),
        *words.columns(context, N_("Share of the weight that can be scored"), numeric=True),
        *words.columns(context, N_("Lowest indicators")),
    ]
    caption = say(context, N_("Scores from 0 to 100, with what they rest on"))
    return blocks.table("score-table", caption, columns, rows, stacked=True)


def chart(context: Context) -> Block:
    """The scores with their spans: of what is missing, and of other choices where a score exists."""
    found = context.evaluation
    rows = [
        (number_of(name), evaluated.score.score, evaluated.bounds, evaluated.interval)
        for name, evaluated in found.actions.items()
    ]
    rows.append((say(context, N_("Plan")), found.plan.score.score, found.plan.bounds, found.plan.interval))
    legend = (
        say(context, N_("score")),
        say(context, N_("with other weights, normalisation or means (90% of the runs)")),
        say(context, N_("whatever is not published")),
    )
    scored = [(name, score) for name, score, _, _ in rows[:-1] if score is not None]
    said = say(
        context,
        N_("Scores of the {goals} out of {full}, with the spans in the legend: {scored} of {n} have a score{ends}."),
        full=language.decimal(FULL, context.language),
        scored=len(scored),
        n=len(rows) - 1,
        ends=_ends(context, scored),
    )
    return chart_frame.computed(context, "scores-chart", bars.spans(said, rows, legend), table="score-table")


def sensitivity(context: Context) -> Block:
    """How far each score hangs on weights, goalposts and the kind of mean, and on one indicator."""
    rules = context.plan.head.evaluation
    said = say(
        context,
        N_(
            "Every score that exists was computed {runs} times: each weight moved by up to {spread} either way, with the figure as a share of the target in place of the progress towards it, and with a geometric mean in place of the declared one."
        ),
        runs=language.decimal(rules.runs, context.language),
        spread=words.share(context, rules.spread),
    )
    rows = []
    for name, evaluated in [*context.evaluation.actions.items(), (PLAN, context.evaluation.plan)]:
        if evaluated.interval is None or evaluated.score.score is None:
            continue
        low, high = evaluated.interval
        rows.append(
            [
                _title(context, name),
                _score(context, evaluated.score.score),
                _span(context, low, high),
                *(_effect(context, evaluated, choice) for choice in CHOICE),
                _without(context, evaluated),
            ]
        )
    if not rows:
        return blocks.paragraphs([say(context, N_("No {goal} has a score, so there is nothing to vary."))])
    columns = [
        *words.columns(context, N_("{Goal}")),
        *words.columns(context, N_("Score"), N_("90% of the trial runs"), numeric=True),
        *(
            Column(say(context, N_("Share of the variance: {choice}"), choice=say(context, text)), numeric=True)
            for text in CHOICE.values()
        ),
        *words.columns(context, N_("Without the indicator that matters most")),
    ]
    caption = say(context, N_("Sensitivity of the scores"))
    note = say(
        context,
        N_(
            "Shares of the variance are total effects (Sobol, after Jansen): with all interactions, so that they may add up to more than 100%."
        ),
    )
    return (
        blocks.paragraphs([said])
        + blocks.table("sensitivity", caption, columns, rows, stacked=True)
        + blocks.paragraphs([blocks.muted(note)])
    )


def leaves(context: Context) -> Block:
    """Every indicator that counts and has an official national target: its score and how it came about."""
    cards = [context.plan.indicator(leaf.indicator) for leaf in context.evaluation.leaves]
    under = [[number_of(action.id) for action in links.actions_of(context, card)] for card in cards]
    rows = [
        [
            links.indicator_link(context, card),
            say(context, N_(", ")).join(numbers),
            _of_leaf(context, leaf),
            say(context, BASIS[leaf.basis]),
        ]
        for card, numbers, leaf in zip(cards, under, context.evaluation.leaves, strict=True)
    ]
    columns = [
        *words.columns(context, N_("Indicator")),
        *words.columns(context, N_("{Goal}"), N_("Score"), numeric=True),
        *words.columns(context, N_("How")),
    ]
    rules = context.plan.head.evaluation.source[context.language]
    caption = say(context, N_("Indicators that count and have official {overall} targets, and their scores"))
    shared = N_("A score of an indicator under several {goals} enters that of the first of them alone.")
    told = [rules, say(context, shared)] if any(len(numbers) > 1 for numbers in under) else [rules]
    return blocks.paragraphs(told) + blocks.table(
        "leaves", caption, columns, rows, stacked=True, controls=words.controls(context)
    )


def _of_leaf(context: Context, leaf: Leaf) -> Node:
    if leaf.score is None:
        return "–"
    card = context.plan.indicator(leaf.indicator)
    row = {"indicator": card.id, "region": context.plan.head.whole, "breakdown": card.breakdown}
    return links.receipt_of(context, row, "score", blocks.datum(f"{leaf.score:.15g}", _score(context, leaf.score)))


def _ends(context: Context, scored: list[tuple[str, float]]) -> str:
    if not scored:
        return ""
    best, worst = max(scored, key=lambda row: row[1]), min(scored, key=lambda row: row[1])
    if best == worst:
        return say(context, N_(": {score} ({goal} {action})"), score=_score(context, best[1]), action=best[0])
    return say(
        context,
        N_(", from {low} ({goal} {lowest}) to {high} ({goal} {highest})"),
        low=_score(context, worst[1]),
        lowest=worst[0],
        high=_score(context, best[1]),
        highest=best[0],
    )


def _row(context: Context, name: str, evaluated: EvaluatedScore) -> list[object]:
    score = evaluated.score
    lowest = [
        words.bracketed(context, context.plan.indicator(leaf).title[context.language], _score(context, value))
        for leaf, value in score.worst
        if value < FULL and leaf in {each.indicator for each in context.evaluation.leaves}
    ]
    shown = say(context, N_("no score")) if score.score is None else _score(context, score.score)
    return [
        _title(context, name),
        "" if name == PLAN else state_link(context, context.state(name)),
        links.count(context, "score", shown, links.FRONT if name == PLAN else name),
        "–" if evaluated.interval is None else _span(context, *evaluated.interval),
        _span(context, *evaluated.bounds),
        language.percent(score.coverage or 0.0, context.language, 0),
        blocks.joined(lowest, say(context, N_("; "))) if lowest else "–",
    ]


def _title(context: Context, name: str) -> object:
    if name == PLAN:
        return say(context, N_("The plan"))
    action = context.plan.action(name)
    return blocks.link(f"{name}.html", f"{number_of(name)}. {action.title[context.language]}")


def _score(context: Context, score: float) -> str:
    return language.decimal(score, context.language, 0)


def _span(context: Context, low: float, high: float) -> str:
    ends = {"low": _score(context, low), "high": _score(context, high)}
    return ends["low"] if ends["low"] == ends["high"] else say(context, N_("{low} to {high}"), **ends)


def _effect(context: Context, evaluated: EvaluatedScore, choice: str) -> str:
    share = evaluated.effects[choice] if evaluated.effects else None
    if share is None:
        return "–"
    return language.percent(min(max(share, 0.0), 1.0), context.language, 0)


def _without(context: Context, evaluated: EvaluatedScore) -> object:
    if evaluated.without is None:
        return "–"
    name, score = evaluated.without
    title = context.plan.indicator(name).title[context.language]
    return say(context, N_("{score} without {indicator}"), score=_score(context, score), indicator=title)
