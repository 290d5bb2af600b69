"""The sheet of an area, which is also its page of paper: what it has beside others, its targets, what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plan_metrics.analysis.change_causes import NO_FIGURE, Change
from plan_metrics.context import Context
from plan_metrics.errors import N_
from plan_metrics.measure import periods
from plan_metrics.plan.code_lists import GROUP
from plan_metrics.rows import ScoreboardRow, grouped, scoreboard_rows
from plan_metrics.views import blocks, board, language, links, parts, words
from plan_metrics.views.area import Words, change_cell, latest_cell, lines, scope_words, single, title_cell
from plan_metrics.views.blocks import Block
from plan_metrics.views.change_sentences import CAUSE
from plan_metrics.views.changes import compared
from plan_metrics.views.nodes import Column, Element, Node
from plan_metrics.views.words import say

MOST = 300  # series that the sheet of an area lists


def size_words(context: Context, region: str) -> Element:
    """Where a region lies, its population and gross regional product, each with its date and document."""
    card, heads = context.plan.region(region), context.plan.inhabitants(region)
    above = context.plan.region(card.parent or context.plan.head.whole)
    if above.level != GROUP:  # where it lies now, which may be what that became
        above = context.plan.region(context.plan.tree.parent.get(region, above.region))
    group = above.title[context.language]
    titles = {scheme.id: scheme.title[context.language] for scheme in context.plan.head.code_schemes}
    named = [
        say(context, N_("{scheme} {code}"), scheme=titles[scheme], code=code)
        for scheme, code in card.codes.items()
        if code
    ]
    codes = say(context, N_("; ")).join(named) or card.region
    said: list[object] = [say(context, N_("{group} ({codes})"), group=group, codes=codes)]
    if heads:
        form = N_("population {value} at the end of {period} ({document})")
        value = language.compact(float(heads.population), context.language)
        said.append(_dated(context, form, value, heads.period, heads.source))
    if card.product:
        form = N_("gross regional product {value} in {period} ({document})")
        value = words.value(context, card.product, context.plan.head.money)
        said.append(_dated(context, form, value, card.product_period, card.source))
    return blocks.filled(say(context, N_("{said}.")), said=blocks.joined(said, say(context, N_("; "))))


def _dated(context: Context, form: str, value: str, period: str, source: str) -> Element:
    said = language.period(period, context.language)
    return blocks.filled(say(context, form), value=value, period=said, document=links.source_links(context, source))


def latest(context: Context, region: str, rows: Sequence[ScoreboardRow], *, place: Words) -> Block:
    """The latest figure of each series with its change, beside that of the whole and of the areas nearest in size.

    An empty cell is one without a figure, which the text below the table says.
    """
    if not rows:
        return blocks.NOTHING
    whole, near = context.plan.head.whole, [peer.region for peer in context.peers.get(region, ())]
    beside: dict[tuple[str, str], dict[str, ScoreboardRow]] = {}
    for row in scoreboard_rows(context.scoreboard, region=[whole, *near]):
        if row["shown"] is not None:
            beside.setdefault((row["indicator"], row["breakdown"]), {})[row["region"]] = row
    body, alone = [], []
    for row in rows:
        there = beside.get((row["indicator"], row["breakdown"]), {})
        peers = [_of_peer(context, row, there[name]) for name in near if name in there]
        cells = [
            change_cell(context, row),
            _figure(context, row, there[whole], words.value) if whole in there else "",
            blocks.joined(peers, say(context, N_("; "))) if peers else "",
        ]
        if any(cells[:2]):  # beside its peers alone a figure says little, and those stand in a table of their own
            body.append([title_cell(context, row, place), latest_cell(context, row), *cells])
        else:
            alone.append(row)
    rest = single(context, alone, place=place)
    if not body:
        return rest
    names = [context.plan.region(name).short[context.language] for name in (region, whole, *near)]
    moved, nearest = N_("Change since the baseline"), N_("Nearest in size")
    titles = (names[0], say(context, moved), names[1], say(context, nearest))
    columns = [*words.columns(context, N_("Indicator")), *(Column(title, ordered=False) for title in titles)]
    caption = say(context, N_("{region}: latest figures, beside others: {n}"), region=names[0], n=len(body))
    shown = blocks.needed(columns, body)
    table = blocks.table(f"figures-{region}", caption, *shown, stacked=True, controls=words.controls(context))
    empty = N_(
        "Empty: no figure found, or none to compare with. A date stands beside a figure where it differs from that on the left."
    )
    notes = [say(context, empty)]
    if near:
        form = N_("Nearest in size, by population and gross regional product: {names}.")
        notes.append(say(context, form, names=say(context, N_(", ")).join(names[2:])))
    return table + lines([words.sentences(context, notes)]) + rest


def _of_peer(context: Context, own: ScoreboardRow, row: ScoreboardRow) -> Node:
    named = row["unit"] == "percent" or words.is_money(context, row["unit"])  # not said without their unit
    name = context.plan.region(row["region"]).short[context.language]
    return blocks.joined([name, _figure(context, own, row, words.value if named else words.without_unit)])


def _figure(context: Context, own: ScoreboardRow, row: ScoreboardRow, write: Callable[..., str]) -> Node:
    """A figure beside that of the area: with its date where that is another, and said to be of another scope."""
    value = write(context, row["shown"], row["unit"], str(row["shown_qualifier"]))
    shown: Node = links.opened(context, value, row, str(row["shown_period"]))
    details = []
    if row["shown_period"] != own["shown_period"]:
        details.append(parts.period_words(context, row["shown_period"]))
    details += scope_words(context, row)
    if not details:
        return shown
    said = say(context, N_(", ")).join(details)
    return blocks.filled(say(context, N_("{head} ({detail})")), head=shown, detail=said)


def targets(context: Context, region: str) -> Block:
    """The official targets of a region by their dates: what became of each, or what is to be expected; nothing for none."""
    known = [each for each in board.known_targets(context) if each.region == region]
    body, uncounted = [], []
    for target in sorted(known, key=lambda each: (periods.end_month(each.period), each.action, each.indicator)):
        _, _, by, value, *_ = board.target_cells(context, target, board.settled(context, target)[1])
        issued = language.date(target.since, context.language)
        document = blocks.joined([links.source_links(context, target.source), issued])
        if not target.indicator:
            form = N_("{title}: {value} by {period} ({document})")
            said = {"title": target.title[context.language], "value": value, "period": by, "document": document}
            uncounted.append(blocks.filled(say(context, form), **said))
            continue
        what = board.subject(context, target)
        body.append([what, by, value, board.outcome_words(context, target), document])
    shown = blocks.NOTHING
    if uncounted:
        form = say(context, N_("Counted by no indicator of this report: {titles}."))
        titles = blocks.joined(uncounted, say(context, N_("; ")))
        shown = lines([blocks.filled(form, titles=titles)])
    if not body:
        return shown
    columns = words.columns(context, N_("What is to be reached"), N_("By"), N_("Target"), N_("Result"), N_("Document"))
    caption = say(context, N_("Official targets by date: {n}"), n=len(body))
    return blocks.table(f"aims-{region}", caption, columns, body, stacked=True) + shown


def printed(context: Context, region: str) -> Block:
    """The words of the official targets of an area, by action, each with its document."""
    form = say(context, N_("{title}: {said}"))
    known = [each for each in board.known_targets(context) if each.region == region]
    said = []
    for target in sorted(known, key=lambda each: (each.action, each.period)):
        words_of = blocks.joined([parts.printed_words(target.printed), links.source_links(context, target.source)])
        said.append(blocks.filled(form, title=board.subject(context, target), said=words_of))
    return blocks.bullets(said)


@compared
def changed(context: Context, concerns: Callable[[Change], bool]) -> Block:
    """What is new since the last edition in the series that it concerns: first figures, other ones, none any longer,
    other assessments with their causes.
    """
    found = [change for change in context.changes if concerns(change)]
    here = [change for change in found if change.after.value is not None]
    gone = [change for change in found if change.before.value is not None and change.after.value is None]
    both = [change for change in here if change.before.value is not None]
    groups = {
        N_("First figures: {titles}."): [_title(context, each) for each in here if each.before.value is None],
        N_("Newer or revised figures: {titles}."): [_title(context, each) for each in both if _figure_moved(each)],
        N_("Figures withdrawn: {titles}."): [_title(context, each) for each in found if each.withdrawn],
        N_("Figures no longer used: {titles}."): [_title(context, each) for each in gone if not each.withdrawn],
        N_("Another assessment: {titles}."): [
            _moved(context, each) for each in found if each.moves and NO_FIGURE not in _words(each)
        ],
    }
    told: list[object] = [
        blocks.filled(say(context, form), titles=blocks.joined(titles, say(context, N_("; "))))
        for form, titles in groups.items()
        if titles
    ]
    if not told:
        told.append(say(context, N_("Nothing has changed here since the last edition.")))
    return lines(told)


def _figure_moved(change: Change) -> bool:
    return (change.before.value, change.before.period) != (change.after.value, change.after.period)


def _words(change: Change) -> tuple[str, str]:
    return change.before.status, change.after.status


def _title(context: Context, change: Change) -> Element:
    indicator = context.plan.indicator(change.indicator)
    title = links.indicator_link(context, indicator)
    if change.breakdown == indicator.breakdown:
        return title
    form = say(context, N_("{head} ({detail})"))
    return blocks.filled(form, head=title, detail=parts.breakdown_name(context, change.breakdown))


def _moved(context: Context, change: Change) -> Element:
    one, other = (words.status(context, status) for status in _words(change))
    causes = say(context, N_(", ")).join(say(context, CAUSE[step]) for step, _, _ in change.moves)
    form = say(context, N_("{title}: {before} → {after} ({causes})"))
    return blocks.filled(form, title=_title(context, change), before=one, after=other, causes=causes)


def documents(context: Context, names: set[str]) -> Block:
    """The documents of a sheet in short: by issuing body, their codes and dates."""
    if not names:
        return blocks.NOTHING
    of = grouped(sorted(names), lambda name: context.source(name).publisher[context.language])
    said = []
    for publisher, own in of.items():
        dated = (
            blocks.joined([links.source_links(context, name), words.dated(context, context.source(name))])
            for name in own
        )
        form = say(context, N_("{title}: {said}"))
        said.append(blocks.filled(form, title=publisher, said=blocks.joined(dated, say(context, N_(", ")))))
    return lines([blocks.joined(said, say(context, N_("; ")))])
