"""The page of the evaluation-indicator system: scores, what they stand on, and how far they hang on choices."""

from __future__ import annotations

from markupsafe import Markup

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.evaluation import BY_MET, BY_TARGET, BY_TREND, FULL, PLAN, Standing
from plan_metrics.views import bars, blocks, chart_frame, language, parts, words
from plan_metrics.views.blocks import Block, Column
from plan_metrics.views.words import say

BASIS = {
    BY_TARGET: N_("share of the way to the official target"),
    BY_MET: N_("official target met or missed"),
    BY_TREND: N_("growth a year, no official target"),
    None: N_("no figure to judge by"),
}

CHOICE = {
    "weights": N_("weights"),
    "normalisation": N_("goalposts"),
    "aggregation": N_("kind of mean"),
}


def opening(context: Context) -> Block:
    """What was asked for, the score of the plan or why there is none, and what the scores are not."""
    plan, rules, standing = context.plan, context.plan.head.evaluation, context.evaluation.plan
    asked = next(c for action in plan.actions for c in action.commitments if c.id == rules.commitment)
    link = blocks.link(
        f"{asked.id.partition('.')[0]}.html", f"{asked.id[1:].lstrip('0')} {asked.title[context.language]}"
    )
    head = say(
        context,
        N_(
            "The plan asks for such a system in its commitment {commitment}; this is one way to build it, from published figures alone."
        ),
    )
    bounds = {"low": _score(context, standing.bounds[0]), "high": _score(context, standing.bounds[1])}
    share = words.share(context, standing.score.coverage or 0.0)
    if standing.score.score is None:
        answer = say(
            context,
            N_(
                "No score for the plan: actions with {share} of the weight have a score, and {least} are needed. Whatever is not published, the score would lie between {low} and {high}."
            ),
            share=share,
            least=words.share(context, rules.least),
            **bounds,
        )
    else:
        answer = say(
            context,
            N_(
                "Score of the plan: {score} of 100, from actions with {share} of the weight. Whatever is not published, it would lie between {low} and {high}."
            ),
            score=_score(context, standing.score.score),
            share=share,
            **bounds,
        )
    low, high = rules.trend_goalposts
    scale = say(
        context,
        N_(
            "A score says how far published figures have moved, not how well the plan works: 100 means that an official target was reached or, where there is none, growth of {high} a year or more in the wanted direction; 0 means that the figures stand where they began, or went the other way (growth of {low} or less)."
        ),
        low=words.share(context, low),
        high=words.share(context, high),
    )
    said = Markup(head.replace("{commitment}", "{}")).format(link)
    return parts.opening(context, [Markup("<strong>{}</strong>").format(answer), said, scale])


def scores(context: Context) -> Block:
    """The plan and its actions: score, bounds, share on track, coverage, the lowest indicators."""
    found = context.evaluation
    rows = [_row(context, name, standing) for name, standing in [*found.actions.items(), (PLAN, found.plan)]]
    columns = [
        Column(say(context, N_("Action"))),
        Column(say(context, N_("Score")), numeric=True),
        Column(say(context, N_("In the edition before")), numeric=True),
        Column(say(context, N_("Between, whatever is missing")), numeric=True),
        Column(say(context, N_("On track, of the weight that can be judged")), numeric=True),
        Column(say(context, N_("Known, of the weight")), numeric=True),
        Column(say(context, N_("Lowest indicators"))),
    ]
    caption = say(context, N_("Scores from 0 to 100, with what they stand on"))
    return blocks.table("scores", caption, columns, rows, stacked=True)


def chart(context: Context) -> Block:
    """The scores with both spans: of what is missing, and of other choices."""
    found = context.evaluation
    rows = [
        (str(int(name[1:])), standing.score.score, standing.bounds, standing.interval)
        for name, standing in found.actions.items()
    ]
    rows.append((say(context, N_("Plan")), found.plan.score.score, found.plan.bounds, found.plan.interval))
    legend = (
        say(context, N_("score")),
        say(context, N_("with other weights, goalposts or means (90% of the runs)")),
        say(context, N_("whatever is not published")),
    )
    scored = [row for row in rows[:-1] if row[1] is not None]
    said = say(
        context,
        N_("Scores of the actions out of {full}, with two spans each: {scored} of {n} have a score{ends}."),
        full=language.decimal(FULL, context.language),
        scored=len(scored),
        n=len(rows) - 1,
        ends=_ends(context, scored),
    )
    drawing = bars.spans("scores-chart", said, rows, legend)
    source = chart_frame.computed(context)
    return Block(str(chart_frame.framed(context, "scores-chart", drawing, said, table="scores", source=source)), said)


def sensitivity(context: Context) -> Block:
    """How far each score hangs on weights, goalposts and the kind of mean, and on one indicator."""
    rules = context.plan.head.evaluation
    said = say(
        context,
        N_(
            "Every score that exists was computed {runs} times: each weight moved by up to {spread} either way, with the other goalposts that the plan names or the status alone in place of goalposts, and with a geometric mean in place of the declared one."
        ),
        runs=language.decimal(rules.runs, context.language),
        spread=words.share(context, rules.spread),
    )
    rows = []
    for name, standing in [*context.evaluation.actions.items(), (PLAN, context.evaluation.plan)]:
        if standing.interval is None:
            continue
        low, high = standing.interval
        rows.append(
            [
                _title(context, name),
                _score(context, standing.score.score),
                _span(context, low, high),
                *(_effect(context, standing, choice) for choice in CHOICE),
                _without(context, standing),
            ]
        )
    if not rows:
        return blocks.paragraphs([say(context, N_("No action has a score, so there is nothing to vary."))])
    columns = [
        Column(say(context, N_("Action"))),
        Column(say(context, N_("Score")), numeric=True),
        Column(say(context, N_("90% of the runs")), numeric=True),
        *(
            Column(say(context, N_("Share of the variance: {choice}"), choice=say(context, text)), numeric=True)
            for text in CHOICE.values()
        ),
        Column(say(context, N_("Without the indicator that matters most"))),
    ]
    caption = say(context, N_("What the scores hang on"))
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
    """Every indicator that carries weight: its score, how it came about, its status."""
    rows = [
        [
            words.indicator_link(context, leaf.action, context.plan.indicator(leaf.indicator)),
            str(int(leaf.action[1:])),
            language.decimal(leaf.weight, context.language),
            "–" if leaf.score is None else blocks.datum(f"{leaf.score:.15g}", _score(context, leaf.score)),
            say(context, BASIS[leaf.basis]),
            words.status_badge(context, leaf.status),
        ]
        for leaf in context.evaluation.leaves
    ]
    columns = [
        Column(say(context, N_("Indicator"))),
        Column(say(context, N_("Action")), numeric=True),
        Column(say(context, N_("Weight")), numeric=True),
        Column(say(context, N_("Score")), numeric=True),
        Column(say(context, N_("How"))),
        Column(say(context, N_("Status"))),
    ]
    rules = context.plan.head.evaluation.source[context.language]
    caption = say(context, N_("Indicators and their scores"))
    return blocks.paragraphs([rules]) + blocks.table(
        "leaves", caption, columns, rows, stacked=True, controls=words.controls(context)
    )


def _ends(context: Context, scored: list[tuple]) -> str:
    if not scored:
        return ""
    best, worst = max(scored, key=lambda row: row[1]), min(scored, key=lambda row: row[1])
    return say(
        context,
        N_(", from {low} (action {lowest}) to {high} (action {highest})"),
        low=_score(context, worst[1]),
        lowest=worst[0],
        high=_score(context, best[1]),
        highest=best[0],
    )


def _row(context: Context, name: str, standing: Standing) -> list[object]:
    score = standing.score
    worst = say(context, N_("; ")).join(
        words.bracketed(context, context.plan.indicator(leaf).title[context.language], _score(context, value))
        for leaf, value in score.worst
        if value < FULL
    )
    return [
        _title(context, name),
        say(context, N_("no score")) if score.score is None else _score(context, score.score),
        "–" if standing.before is None else _score(context, standing.before),
        _span(context, *standing.bounds),
        "–" if score.on_track is None else language.percent(score.on_track, context.language, 0),
        language.percent(score.coverage or 0.0, context.language, 0),
        worst or ("–" if score.coverage in (0, None) else say(context, N_("none below full marks"))),
    ]


def _title(context: Context, name: str) -> object:
    if name == PLAN:
        return say(context, N_("The plan"))
    action = context.plan.action(name)
    return blocks.link(f"{name}.html", f"{int(name[1:])}. {action.title[context.language]}")


def _score(context: Context, score: float) -> str:
    return language.decimal(score, context.language, 0)


def _span(context: Context, low: float, high: float) -> str:
    return say(context, N_("{low} to {high}"), low=_score(context, low), high=_score(context, high))


def _effect(context: Context, standing: Standing, choice: str) -> str:
    share = standing.effects[choice]
    return language.percent(min(max(share, 0.0), 1.0), context.language, 0)


def _without(context: Context, standing: Standing) -> object:
    if standing.without is None:
        return "–"
    name, score = standing.without
    title = context.plan.indicator(name).title[context.language]
    return say(context, N_("{score} without {indicator}"), score=_score(context, score), indicator=title)
