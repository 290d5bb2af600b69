"""The page of the official targets: every one that a document sets, in the order of urgency, with what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.views import bars, blocks, board, chart_frame, links, parts, target_cases, target_tables, words
from plan_metrics.views.blocks import Block
from plan_metrics.views.nodes import Column, el
from plan_metrics.views.target_cases import OPEN, WHEN, Case, cases
from plan_metrics.views.words import say, say_n

AHEAD_KINDS = {"ahead_known": N_("ahead, with a figure"), "ahead_unknown": N_("ahead, without a figure")}


def opening(context: Context) -> Block:
    """How many targets documents set, how many of them a figure settles, and what stands in the way of the others."""
    return parts.opening(context, target_tables.answers(context))


def results(context: Context) -> Block:
    """What became of the targets of the whole and of regions: a chart, and the counts behind it."""
    found = cases(context)
    if not found:
        return blocks.NOTHING
    whole = context.plan.head.whole
    groups = [
        (context.plan.region(whole).short[context.language], [case for case in found if case.target.region == whole]),
        (say(context, N_("{Areas}")), [case for case in found if case.target.region != whole]),
    ]
    groups = [(title, own) for title, own in groups if own]
    legend = [say(context, text) for text in (N_("met"), N_("ahead"), N_("missed"), N_("cannot be checked"))]
    drawn = [(title, [sum(_group(case) == place for case in own) for place in range(4)]) for title, own in groups]
    said = say(context, N_("; ")).join(_counted(context, title, counts, legend) for title, counts in drawn)
    passed = ("met", "missed", *OPEN)
    counts = {code: [sum(_kind(case) == code for case in own) for _, own in groups] for code in (*passed, *AHEAD_KINDS)}
    rows: list[list[object]] = [
        [say(context, AHEAD_KINDS.get(code) or target_cases.why(code)), *numbers, _led(context, code, sum(numbers))]
        for code, numbers in counts.items()
        if any(numbers)
    ]
    rows.append([say(context, N_("all")), *(len(own) for _, own in groups), _led(context, "", len(found))])
    columns = [Column(say(context, N_("Result"))), *(Column(title, numeric=True) for title, _ in groups)]
    columns += words.columns(context, N_("all"), numeric=True)
    caption = say(context, N_("Official targets by result: {n}"), n=len(found))
    drawing = bars.status_bars("target-results", said, drawn, legend)
    figure = chart_frame.computed(context, "target-results", drawing, table="target-counts")
    return figure + blocks.fold(caption, blocks.table("target-counts", caption, columns, rows))


def _led(context: Context, code: str, n: int) -> object:
    """A count of targets, leading to its receipt where it has one."""
    name = {"": "targets_known", "met": "targets_met", "missed": "targets_missed"}.get(code)
    return links.count(context, name, n) if name else n


def chooser(context: Context) -> Block:
    """The choice of the targets that are shown, which needs a script; without one all are."""
    found = cases(context)
    if not found:
        return blocks.NOTHING
    plan, code = context.plan, context.language
    places = [region for region in plan.regions if any(case.target.region == region.region for case in found)]
    under = {action.id for case in found for action in links.aimed_at(context, case.target)}
    actions = [action for action in plan.actions if action.id in under]
    fields = (
        ("where", N_("Reference area"), [(each.region, each.short[code]) for each in places]),
        ("when", N_("Date"), [(name, say(context, text)) for name, text in WHEN.items()]),
        ("due", N_("Year due"), [(year, year) for year in sorted({case.target.period[:4] for case in found})]),
        (
            "result",
            N_("Result"),
            [
                (target_cases.name(each), target_cases.result_words(context, each))
                for each in dict.fromkeys(target_cases.group(case) for case in found)
            ],
        ),
        ("action", N_("{Goal}"), [(each.id, f"{number_of(each.id)}. {each.title[code]}") for each in actions]),
    )
    every = ("", say(context, N_("all")))
    made = [
        blocks.choice(
            f"targets-{name}",
            name,
            say(context, label),
            [el("option", title, value=value) for value, title in (every, *options)],
        )
        for name, label, options in fields
    ]
    about = say(context, N_("The address of the page keeps the choice: send it to share the list."))
    shown = json.dumps({"shown": say(context, N_("Targets shown: {shown} of {all}"))}, ensure_ascii=False)
    form = el(
        "form", *made, el("p", about, css="pm-muted"), css="pm-choose pm-target-choose", hidden=True, data_words=shown
    )
    return blocks.block(form, text=about)


def pointer(context: Context) -> Block:
    """Where the targets stand, for whoever looks for them on the page of scores."""
    if not links.has_pages(context, "targets"):
        return blocks.NOTHING
    page = blocks.link(
        "targets.html", say(context, N_("All official targets: {n}"), n=len(board.known_targets(context)))
    )
    form = say(context, N_("Every official target and its result are listed on a page of their own: {page}."))
    said = el("p", blocks.filled(form, page=page), id="targets")
    return blocks.block(said, text=said.text)


def _counted(context: Context, title: str, counts: Sequence[int], legend: Sequence[str]) -> str:
    """How many targets one of the rows of the chart has, and how many of each result."""
    form, comma = N_("{n} {title}"), say(context, N_(", "))
    named = [say(context, form, title=name, n=n) for name, n in zip(legend, counts, strict=True) if n]
    n, said = sum(counts), comma.join(named)
    return say_n(
        context,
        "{title}: {n} official target ({counts})",
        "{title}: {n} official targets ({counts})",
        n,
        title=title,
        counts=said,
    )


def _kind(case: Case) -> str:
    """The row of a target in the counts."""
    if not case.ahead:
        return case.code
    return "ahead_known" if case.known else "ahead_unknown"


def _group(case: Case) -> int:
    """The place of a target among the groups of the chart."""
    return 1 if case.ahead else {"met": 0, "missed": 2}.get(case.code, 3)
