"""What the feeds of a report tell of an edition: a thing that changed since the one before, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plan_metrics.analysis.change_causes import ActionMove, Change
from plan_metrics.context import Context
from plan_metrics.edition.models import Withdrawal
from plan_metrics.errors import N_
from plan_metrics.plan.head import number_of
from plan_metrics.plan.models import Indicator
from plan_metrics.plan.official_targets import Target
from plan_metrics.rows import grouped
from plan_metrics.views import changes, language, links, parts, words
from plan_metrics.views.change_sentences import CAUSE, action_words, change_told, foremost
from plan_metrics.views.vouching import errata_of
from plan_metrics.views.words import say


@dataclass(frozen=True)
class Entry:
    """A thing that an edition tells.

    `feed`: the id of an action or of an area, empty for that of everything, which has one entry an edition. `subject`: what it is about, once in a feed and an edition;
    the words may change, this not. `lines`: sentences. `address`: a page of the book of the language.
    """

    feed: str
    subject: str
    title: str
    lines: tuple[str, ...]
    address: str


def entries(context: Context) -> list[Entry]:
    """What an edition tells: first of itself, then of the actions and the areas in the order of the plan.

    Of a first edition there is one entry, which says that it is the first, and its errata.
    """
    found = [_edition(context)]
    for action in context.plan.actions:
        used = context.plan.used_by(action.id)
        found += [_errata(context, action.id, each) for each in used if errata_of(context, each)]
    if context.previous is None:
        return found
    targets, gone = context.new_targets, context.edition.withdrawn
    whole = context.plan.head.whole
    for action in context.plan.actions:
        own = {each.id for each in context.plan.used_by(action.id)}
        found += [_state(context, move) for move in context.action_moves if move.action == action.id]
        moved = [change for change in context.changes if change.headline and change.indicator in own]
        found += _moved(context, action.id, moved)
        found += [_target(context, action.id, each) for each in targets if each.action == action.id]
        found += [
            _withdrawal(context, action.id, each) for each in gone if each.indicator in own and each.region == whole
        ]
    for region in context.plan.areas:
        found += _moved(context, region.region, context.changes_in.get(region.region, ()))
        found += [_target(context, region.region, each) for each in targets if each.region == region.region]
        found += [_withdrawal(context, region.region, each) for each in gone if each.region == region.region]
    return found


def _edition(context: Context) -> Entry:
    card = context.edition.card
    title = say(context, N_("{edition}: what changed"), edition=card.title[context.language])
    if card.invented:
        title = say(context, N_("{title} (invented data)"), title=title)
    if context.previous is None:
        return Entry("", "edition", title, (say(context, changes.FIRST),), "index.html")
    moved = [action_words(context, move).text for move in context.action_moves]
    lines = (
        parts.observation_counts(context).text,
        *moved,
        *(change_told(context, change).text for change in foremost(context)),
    )
    return Entry("", "edition", title, lines, "changes.html")


def _state(context: Context, move: ActionMove) -> Entry:
    said = action_words(context, move).text
    title = say(
        context,
        N_("{Goal} {number}: {state}"),
        number=number_of(move.action),
        state=say(context, words.ACTION_STATE[str(move.states[-1])]),
    )
    return Entry(move.action, "state", title, (said,), f"{move.action}.html")


def _moved(context: Context, feed: str, found: Iterable[Change]) -> Iterator[Entry]:
    """An entry for each indicator that stands elsewhere now, with a sentence for each of its series."""
    for name, series in grouped(found, lambda change: change.indicator).items():
        indicator = context.plan.indicator(name)
        said = tuple(line for change in series for line in _sentences(context, change))
        address = f"{links.page_of(name)}.html" if series[0].headline else f"{feed}.html"
        yield Entry(feed, name, indicator.title[context.language], said, address)


def _sentences(context: Context, change: Change) -> list[str]:
    """What a series was and is, in which breakdown if not in that of its card, and why its assessment is another."""
    said = change_told(context, change).text
    if change.breakdown != context.plan.indicator(change.indicator).breakdown:
        said = say(context, N_("{head} ({detail})"), head=said, detail=parts.breakdown_name(context, change.breakdown))
    causes = dict.fromkeys(say(context, CAUSE[step]) for step, _, _ in change.moves)
    if not causes:
        return [said]
    return [said, say(context, N_("Cause of the change: {causes}."), causes=say(context, N_(", ")).join(causes))]


def _target(context: Context, feed: str, target: Target) -> Entry:
    document = context.source(target.source)
    said = say(
        context,
        N_("{region}: {target} by {period}, in the words of its document: {printed}"),
        region=parts.key_words(context, target.region, target.breakdown),
        target=target.title[context.language],
        period=parts.period_words(context, target.period),
        printed=target.printed,
    )
    title = say(context, N_("Official target: {title}"), title=target.title[context.language])
    place = target.indicator or target.title[context.language]
    subject = f"target {place} {target.region} {target.breakdown} {target.period} {target.source}"
    address = "targets.html" if links.has_pages(context, "targets") else f"data.html#{target.source}"
    return Entry(feed, subject, title, (said, words.citation(context, document)), address)


def _errata(context: Context, feed: str, indicator: Indicator) -> Entry:
    title = say(context, N_("Corrected: {title}"), title=indicator.title[context.language])
    address = f"{links.page_of(indicator.id)}.html"
    return Entry(feed, f"errata {indicator.id}", title, tuple(errata_of(context, indicator)), address)


def _withdrawal(context: Context, feed: str, gone: Withdrawal) -> Entry:
    indicator = context.plan.indicator(gone.indicator)
    period = parts.period_words(context, gone.period)
    title = say(context, N_("Withdrawn: {title}, {period}"), title=indicator.title[context.language], period=period)
    said = say(
        context,
        N_("{place}: the figure for {period} was withdrawn on {when}. Reason: {reason}"),
        place=parts.key_words(context, gone.region, gone.breakdown),
        period=period,
        when=language.date(gone.when, context.language),
        reason=gone.reason[context.language],
    )
    return Entry(feed, f"withdrawn {' '.join(gone.key)}", title, (said,), "changes.html#changes-withdrawn")
