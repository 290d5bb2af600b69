"""The tables of the official targets: with a figure to hold against them, and without."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import partial

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.plan.official_targets import IN_STATES, Target
from plan_metrics.rows import SeriesStatusRow, observation_rows, scoreboard_rows
from plan_metrics.views import blocks, board, language, links, parts, target_cases, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.moves import POINTS, points_words
from plan_metrics.views.nodes import Element, Node, el
from plan_metrics.views.target_cases import AHEAD, OPEN, WHEN, Case, cases
from plan_metrics.views.target_words import target_words
from plan_metrics.views.verdicts import out_of_date, outlook, prospect_words
from plan_metrics.views.words import say

SETTLED = {"met": "achieved", "held": "achieved", "missed": "missed", "breached": "missed"}  # and their badges
LEFT, WAY = 15, 70  # per cent of the width of a bar: where the way to a target begins, and how long it is


def answers(context: Context) -> list[object]:
    """How many targets are met, missed and open, as a sentence and, where there are targets, what follows on it."""
    found = cases(context)
    if not found:
        return [el("strong", say(context, N_("No official target was known by this edition.")))]
    passed, ahead = ([case for case in found if case.ahead == side] for side in (False, True))
    counts = Counter(case.code for case in passed)
    numbers = {
        "n": ("targets_known", len(found)),
        "passed": ("targets_passed", len(passed)),
        "met": ("targets_met", counts["met"]),
        "missed": ("targets_missed", counts["missed"]),
        "open": ("targets_open", len(passed) - counts["met"] - counts["missed"]),
    }
    answer = links.counted_n(
        context,
        "Official documents set {n} target. The date of {passed} has passed: {met} met, {missed} missed, and {open} that cannot be checked.",
        "Official documents set {n} targets. The date of {passed} has passed: {met} met, {missed} missed, and {open} that cannot be checked.",
        len(found),
        numbers,
    )
    comma = say(context, N_(", "))
    why = [(code, counts[code]) for code in sorted(OPEN, key=lambda code: -counts[code]) if counts[code]]
    listed = comma.join(words.bracketed(context, say(context, target_cases.why(code)), str(n)) for code, n in why)
    told = [say(context, N_("Why not: {reasons}."), reasons=listed)] if why else []
    if ahead:
        steps = Counter(
            (case.row and prospect_words(context, case.row)) or target_cases.result_words(context, case.code)
            for case in ahead
            if case.known
        )
        form = N_("Ahead: {n}, of them with a figure: {known}; prospects: {prospects}.")
        if not steps:
            form = N_("Ahead: {n}, none of them with a figure.")
        separator = say(context, N_("; "))  # a step may have a comma of its own
        prospects = separator.join(words.bracketed(context, step, str(n)) for step, n in steps.items())
        told.append(say(context, form, n=len(ahead), known=sum(steps.values()), prospects=prospects))
    return [el("strong", answer), *([words.sentences(context, told)] if told else [])]


def with_figure(context: Context) -> Block:
    """The targets that a figure can be held against, in the order of urgency."""
    rows = [_row(context, case, case.figure) for case in cases(context) if case.known]
    if not rows:
        return blocks.paragraphs([say(context, N_("No official target has a figure to hold against it."))])
    columns = [
        *words.columns(context, N_("What is to be reached"), N_("Reference area"), N_("By")),
        *words.columns(context, N_("Target, as printed"), N_("Figure, and its distance"), ordered=False),
        *words.columns(context, N_("Progress towards target"), N_("Result"), N_("Document")),
    ]
    caption = say(context, N_("Official targets with a figure to hold against them: {n}"), n=len(rows))
    note = say(
        context,
        N_(
            "Order: targets ahead, the next due first; then passed ones, the latest first; on one date {overall} targets come first. A nearest figure of another date settles nothing. Bar on a screen: ring, baseline; dot, figure; diamond, target."
        ),
    )
    return blocks.paragraphs([blocks.muted(note)]) + blocks.table(
        "targets", caption, columns, rows, stacked=True, controls=words.controls(context), look="pm-targets"
    )


def foremost(context: Context, most: int) -> Block:
    """The first `most` targets of which a figure says something: ahead, the next due first; then met or missed.

    A figure of another date settles nothing, so that no target stands here for one. Nothing where there is none.
    """
    found = [(case, row) for case in cases(context) if (row := case.figure) and case.code in (*SETTLED, AHEAD)]
    if not found:
        return blocks.NOTHING
    columns = words.columns(
        context,
        N_("What is to be reached"),
        N_("Reference area"),
        N_("By"),
        N_("Target"),
        N_("Figure that says so"),
        N_("Outcome or prospect"),
    )
    rows = [
        [
            context.plan.indicator(case.target.indicator).title[context.language],
            parts.key_words(context, case.target.region, case.target.breakdown),
            parts.period_cell(context, case.target.period),
            target_words(context, case.target, row),
            blocks.filled(
                say(context, N_("{value} in {period}")),
                value=board.figure(context, case.target, row),
                period=parts.period_words(context, row["result_period"]),
            ),
            _prospect(context, case) or _result(context, case),
        ]
        for case, row in found[:most]
    ]
    form = N_("Targets ahead with a figure, the next due first; then those met or missed: {shown} of {n}")
    caption = say(context, form, shown=len(rows), n=len(found))
    return blocks.table("targets-first", caption, columns, rows)


def ahead_without(context: Context) -> Block:
    """The targets ahead that no figure can be held against."""
    own = [case for case in cases(context) if case.ahead and not case.known]
    return _without(context, "targets-ahead", own, N_("Official targets ahead without a figure: {n}"))


def passed_without(context: Context) -> Block:
    """The targets whose date has passed and that no figure can be held against, behind a handle."""
    own = [case for case in cases(context) if not case.ahead and not case.known]
    form = N_("Official targets passed without a figure: {n}")
    table = _without(context, "targets-passed", own, form)
    return blocks.fold(say(context, form, n=len(own)), table) if own else table


def _without(context: Context, name: str, own: Sequence[Case], form: str) -> Block:
    caption = say(context, form, n=len(own))
    if not own:
        return blocks.paragraphs([caption])
    rows = [
        [
            _marked(context, case),
            _place(context, case.target),
            parts.period_cell(context, case.target.period),
            _as_printed(context, case.target),
            target_cases.result_words(context, case.code),
            _document(context, case.target),
        ]
        for case in own
    ]
    columns = [
        *words.columns(context, N_("What is to be reached"), N_("Reference area"), N_("By")),
        *words.columns(context, N_("As printed"), ordered=False),
        *words.columns(context, N_("Why no figure stands beside it"), N_("Document")),
    ]
    controls = words.controls(context)
    return blocks.table(name, caption, columns, rows, stacked=True, controls=controls, look="pm-targets")


def _as_printed(context: Context, target: Target) -> Node:
    """The words of the document; below them what they do not say by themselves: a kind, a condition, what it was."""
    said = [target_words(context, target)] if target.kind or target.condition else []
    said += [before] if (before := board.history(context, target)) else []
    printed = parts.printed_words(target.printed)
    return blocks.two_lines(printed, words.sentences(context, said)) if said else printed


def _row(context: Context, case: Case, row: SeriesStatusRow | None) -> list[object]:
    target = case.target
    asked: object = _led(context, case, "target", target_words(context, target, row))
    if before := board.history(context, target):
        asked = blocks.two_lines(asked, before)
    return [
        _marked(context, case),
        _place(context, target),
        blocks.two_lines(parts.period_cell(context, target.period), say(context, WHEN[_when(case)])),
        blocks.two_lines(asked, parts.printed_words(target.printed)),
        *(_figure(context, case, row) if row else (board.outcome(context, target)[1], "")),
        blocks.two_lines(_led(context, case, "result", _result(context, case)), _prospect(context, case)),
        _document(context, target),
    ]


def _figure(context: Context, case: Case, row: SeriesStatusRow) -> tuple[object, object]:
    """The figure with its distance, and how much of the way lies behind it; of one that is too old neither of both."""
    target = case.target
    figure = blocks.joined([board.figure(context, target, row), parts.period_words(context, row["result_period"])])
    if case.ahead and out_of_date(context, row):
        return figure, ""
    return blocks.two_lines(figure, _distance(context, target, row)), _way(context, case, row)


def _led(context: Context, case: Case, name: str, shown: object) -> object:
    """What a series shows of a target, leading to its receipt; only the target that is in force has receipts."""
    target, row = case.target, case.row
    if not shown or row is None or row[name] is None:  # type: ignore[literal-required]
        return shown
    series = {"indicator": target.indicator, "region": target.region, "breakdown": target.breakdown}
    own = scoreboard_rows(context.scoreboard, **series)
    same = any((each["target"], each["target_period"]) == (row["target"], target.period) for each in own)
    return links.receipt_of(context, series, name, shown) if same else shown


def _result(context: Context, case: Case) -> object:
    result = say(context, words.RESULT[case.code])
    return blocks.badge(SETTLED[case.code], result) if case.code in SETTLED else result


def _prospect(context: Context, case: Case) -> str:
    return outlook(context, case.row) if case.code == AHEAD and case.row is not None else ""


def _marked(context: Context, case: Case) -> Element:
    """What is to be reached, with what the script chooses by, over the action."""
    target = case.target
    actions = [each.id for each in links.aimed_at(context, target)]
    marked = el(
        "span",
        board.subject(context, target),
        data_where=target.region,
        data_when=_when(case),
        data_due=target.period[:4],
        data_result=target_cases.name(target_cases.group(case)),
        data_action=" ".join(actions),
    )
    numbers = (blocks.link(f"{action}.html", say(context, N_("{Goal} {n}"), n=number_of(action))) for action in actions)
    return blocks.two_lines(marked, blocks.joined(numbers, say(context, N_(", "))))


def _when(case: Case) -> str:
    return "ahead" if case.ahead else "passed"


def _place(context: Context, target: Target) -> object:
    name = parts.key_words(context, target.region, target.breakdown)
    return name if target.region == context.plan.head.whole else blocks.link(f"{target.region}.html", name)


def _document(context: Context, target: Target) -> Element:
    date = language.date(target.since, context.language)
    return blocks.two_lines(links.source_links(context, target.source), date)


def _distance(context: Context, target: Target, row: SeriesStatusRow) -> str:
    """How far the figure is from the target: in points of a share or an index, else as a share of the target.

    No more exact than both, and never rounded up to what was not reached. Nothing of states, and none inside a range.
    """
    if target.kind in IN_STATES or row["target"] is None:
        return ""
    if target.kind == "range":
        if not row["gap"] or row["compared_period"] != row["result_period"]:
            return ""
        return say(context, N_("{value} outside the range"), value=words.value(context, row["gap"], str(row["unit"])))
    key = {"indicator": target.indicator, "region": target.region, "breakdown": target.breakdown}
    (seen,) = observation_rows(context.observations, **key, period=row["result_period"])
    goal, value, qualifier = row["target"], float(seen["value"]), str(seen["qualifier"])
    if row["unit"] not in POINTS:
        if goal <= 0:
            return ""
        ends_below = qualifier in ("nearly", "under") or (row["target_direction"] == "decrease" and qualifier != "over")
        to = math.ceil if ends_below else math.floor
        share = language.percent(to(round(100 * value / goal, 6)) / 100, context.language, 0)
        rough = "about" if qualifier == "exact" and target.qualifier == "about" else qualifier
        return say(context, N_("{share} of the target"), share=say(context, language.QUALIFIERS[rough], value=share))
    wanted = -1 if row["target_direction"] == "decrease" else 1
    ends = (value, value) if qualifier == "exact" else (seen["low"], seen["high"])
    low, high = sorted(wanted * (end - goal) for end in ends)
    if low < 0 < high:
        return say(context, N_("on which side of the target was not published"))
    far = min(abs(low), abs(high))
    if not far and qualifier == "exact":
        return say(context, N_("exactly the target"))
    if not far:
        return say(context, N_("at the target or beyond") if high > 0 else N_("at the target or short of it"))
    points = language.apart(partial(_points, context, row["unit"]), round(far, 6), [0.0])  # a little is not nothing
    if qualifier != "exact":
        points = say(context, N_("at least {change}"), change=points)
    return say(context, N_("{points} beyond") if high > 0 else N_("{points} short"), points=points)


def _points(context: Context, unit: str, number: float, digits: int) -> str:
    return points_words(context, unit, number, digits).removeprefix("+")


def _way(context: Context, case: Case, row: SeriesStatusRow) -> object:
    """How much of the way from the baseline to the target lies behind the figure, as a bar and in words; or nothing."""
    way = row["progress"]
    if way is None or row["compared_period"] != row["result_period"] or words.has_states(context, str(row["unit"])):
        return ""
    at = min(max(LEFT + WAY * way, 3), 97)
    ends = el("i", css="pm-from"), el("i", css="pm-at", style=f"left: {at:.0f}%"), el("i", css="pm-to")
    bar = el("span", *ends, css="pm-way", aria_hidden="true")
    share = language.percent(min(way, 0.99) if way < 1 else way, context.language, 0)  # what is short is not all
    rough = {row["result_qualifier"], row["baseline_qualifier"] or "exact"} != {"exact"}
    said = say(context, N_("about {value}"), value=share) if rough else share
    start = row["target_baseline_period"] or row["baseline_period"]
    since = say(context, N_("baseline: {since}"), since=parts.period_words(context, start))
    share_said = _led(context, case, "progress", blocks.datum(f"{way:.15g}", said))
    return blocks.joined([share_said, blocks.muted(since), bar])
