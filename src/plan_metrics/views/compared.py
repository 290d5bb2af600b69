"""Two editions compared, for a terminal and for programs: figures new, changed and gone; verdicts that moved, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from plan_metrics.analysis.change_causes import Change
from plan_metrics.context import Context
from plan_metrics.edition.models import KEY
from plan_metrics.errors import N_
from plan_metrics.rows import ObservationRow, observation_rows
from plan_metrics.views import language, parts, words
from plan_metrics.views.change_sentences import CAUSE, action_words
from plan_metrics.views.nodes import text_of
from plan_metrics.views.words import say

Figure = tuple[str, ...]  # its key
Pair = tuple[ObservationRow, ObservationRow]


def compared_text(context: Context) -> str:
    """What an edition has that the one before it does not, in the language of the context; both by today's cards."""
    before = context.before
    new, changed, gone = _figures(context)
    head = say(
        context, N_("From edition {before} to edition {after}"), before=before.edition.card.id, after=_id(context)
    )
    blocks = [head]
    if new:
        said = say(context, N_("New figures: {n}"), n=len(new))
        blocks.append("\n".join([said, *_by_series(context, new)]))
    if changed:
        said = say(context, N_("Changed figures: {n}"), n=len(changed))
        blocks.append("\n".join([said, *(f"  {_changed(context, *pair)}" for pair in changed)]))
    if gone:
        said = say(context, N_("Figures that are gone: {n}"), n=len(gone))
        blocks.append("\n".join([said, *(f"  {_gone(context, row)}" for row in gone)]))
    moved = [change for change in context.changes if change.moves]
    said = say(context, N_("Verdicts that moved: {n}"), n=len(moved))
    blocks.append("\n".join([said, *(f"  {_moved(context, change)}" for change in moved)]))
    if context.action_moves:
        said = say(context, N_("{Goals} with another state: {n}"), n=len(context.action_moves))
        told = (text_of(action_words(context, move)) for move in context.action_moves)
        blocks.append("\n".join([said, *(f"  {text}" for text in told)]))
    return "\n\n".join(blocks)


def compared_facts(context: Context) -> dict[str, Any]:
    """The same as data: keys, values in the plain unit, codes of verdicts, and the cause of each step."""
    new, changed, gone = _figures(context)
    return {
        "before": context.before.edition.card.id,
        "after": _id(context),
        "new": [_facts(row) for row in new],
        "changed": [{**_key(now), "before": _value(then), "after": _value(now)} for then, now in changed],
        "gone": [{**_facts(row), "withdrawn": _withdrawn(context, row)} for row in gone],
        "moved": [
            {
                "indicator": change.indicator,
                "region": change.region,
                "breakdown": change.breakdown,
                "before": change.before.status,
                "after": change.after.status,
                "causes": [{"cause": step, "from": one, "to": other} for step, one, other in change.moves],
            }
            for change in context.changes
            if change.moves
        ],
        "actions": [
            {"action": move.action, "causes": [{"cause": step, "from": a, "to": b} for step, a, b in move.moves]}
            for move in context.action_moves
        ],
    }


def _id(context: Context) -> str:
    return context.edition.card.id


def _figures(context: Context) -> tuple[list[ObservationRow], list[Pair], list[ObservationRow]]:
    """The figures that are new, those with another value, bound or flag (then and now), and those that are gone."""
    then, now = (
        {tuple(str(row[name]) for name in KEY): row for row in observation_rows(frame)}  # type: ignore[literal-required]
        for frame in (context.before.edition.observations, context.edition.observations)
    )
    changed = [(then[key], row) for key, row in now.items() if key in then and _value(then[key]) != _value(row)]
    return [row for key, row in now.items() if key not in then], changed, [then[key] for key in then if key not in now]


def _value(row: ObservationRow) -> dict[str, object]:
    return {"value": row["value"], "qualifier": row["qualifier"], "flag": row["flag"]}


def _key(row: ObservationRow) -> dict[str, object]:
    return {name: row[name] for name in KEY}  # type: ignore[literal-required]


def _facts(row: ObservationRow) -> dict[str, object]:
    return {**_key(row), **_value(row), "printed": row["printed"], "documents": row["source"].split()}


def _withdrawn(context: Context, row: ObservationRow) -> dict[str, object] | None:
    for each in context.edition.withdrawn:
        if each.key == tuple(_key(row).values()):
            document = each.source.source if each.source else None
            return {"when": each.when, "reason": each.reason[context.language], "document": document}
    return None


def _place(context: Context, indicator: str, region: str, breakdown: str) -> str:
    title = context.plan.indicator(indicator).title[context.language]
    return say(context, N_("{title}, {place}"), title=title, place=parts.key_words(context, region, breakdown))


def _by_series(context: Context, rows: Iterable[ObservationRow]) -> list[str]:
    """The periods of new figures, a line for each series."""
    periods: dict[Figure, list[str]] = {}
    for row in rows:
        periods.setdefault((row["indicator"], row["region"], row["breakdown"]), []).append(row["period"])
    comma = say(context, N_(", "))
    return [f"  {_said(context, _place(context, *series), comma.join(found))}" for series, found in periods.items()]


def _changed(context: Context, then: ObservationRow, now: ObservationRow) -> str:
    one, other = (
        words.value(context, row["value"], row["unit"], row["qualifier"])
        + (f" [{row['flag']}]" if then["flag"] != now["flag"] else "")
        for row in (then, now)
    )
    return _said(context, _figure(context, now), f"{one} → {other}")


def _gone(context: Context, row: ObservationRow) -> str:
    value = words.value(context, row["value"], row["unit"], row["qualifier"])
    found = _withdrawn(context, row)
    why = say(context, N_("left out without a word"))
    if found:
        form = N_("withdrawn on {when}: {reason}")
        why = say(context, form, when=language.date(str(found["when"]), context.language), reason=found["reason"])
    return _said(context, _figure(context, row), say(context, N_("; ")).join((value, why)))


def _figure(context: Context, row: ObservationRow) -> str:
    series = _place(context, row["indicator"], row["region"], row["breakdown"])
    return say(context, N_(", ")).join((series, parts.period_words(context, row["period"])))


def _said(context: Context, what: str, text: str) -> str:
    return say(context, N_("{what}: {told}"), what=what, told=text)


def _moved(context: Context, change: Change) -> str:
    steps: Sequence[str] = [
        say(
            context,
            N_("{before} → {after} by {cause}"),
            before=say(context, words.STATUS[one]),
            after=say(context, words.STATUS[other]),
            cause=say(context, CAUSE[step]),
        )
        for step, one, other in change.moves
    ]
    place = _place(context, change.indicator, change.region, change.breakdown)
    return _said(context, place, say(context, N_("; ")).join(steps))
