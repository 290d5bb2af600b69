"""Two editions compared, for a terminal and for programs: figures new, changed and gone; verdicts that moved, and why."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from plan_metrics.analysis.change_causes import Change
from plan_metrics.context import Context
from plan_metrics.edition.figures_since import Gone, Key
from plan_metrics.edition.models import KEY, WITHDRAWN_FILE
from plan_metrics.errors import N_
from plan_metrics.rows import ObservationRow, observation_rows
from plan_metrics.views import parts, words
from plan_metrics.views.change_sentences import action_words, moves_told
from plan_metrics.views.gone import figure_words, together
from plan_metrics.views.nodes import text_of
from plan_metrics.views.words import say


def compared_text(context: Context) -> str:
    """What an edition has that the one before it does not, in the language of the context; both by today's cards."""
    before = context.before
    since = context.figures_since
    then, now = _rows(context)
    ends = {"before": before.edition.card.id, "after": context.edition.card.id}
    blocks = [say(context, N_("From edition {before} to edition {after}"), **ends)]
    if since.new:
        said = say(context, N_("New figures: {n}"), n=len(since.new))
        blocks.append("\n".join([said, *_by_series(context, (now[key] for key in since.new))]))
    for form, keys in (
        (N_("Figures with another value: {n}"), since.revised),
        (N_("Figures with only another flag or qualifier: {n}"), since.restated),
    ):
        if keys:
            lines = (f"  {_changed(context, then[key], now[key])}" for key in keys)
            blocks.append("\n".join([say(context, form, n=len(keys)), *lines]))
    if since.gone:
        said = say(context, N_("Figures no longer used: {n}"), n=len(since.gone))
        blocks.append("\n".join([said, *_gone(context, since.gone)]))
    moved = [change for change in context.changes if change.moves]
    said = say(context, N_("Verdicts that moved: {n}"), n=len(moved))
    blocks.append("\n".join([said, *(f"  {_moved(context, change)}" for change in moved)]))
    if context.action_moves:
        said = say(context, N_("{Goals} with another state: {n}"), n=len(context.action_moves))
        told = (text_of(action_words(context, move)) for move in context.action_moves)
        blocks.append("\n".join([said, *(f"  {text}" for text in told)]))
    return "\n\n".join(blocks)


def compared_facts(context: Context) -> dict[str, object]:
    """The same as data: keys, values in the plain unit, codes of verdicts, and the cause of each step."""
    since = context.figures_since
    then, now = _rows(context)
    changed = {
        name: [{**_key(now[key]), "before": _value(then[key]), "after": _value(now[key])} for key in keys]
        for name, keys in (("changed", since.revised), ("restated", since.restated))
    }
    return {
        "before": context.before.edition.card.id,
        "after": context.edition.card.id,
        "new": [_facts(now[key]) for key in since.new],
        **changed,
        "gone": [{**_facts(then[each.key]), "why": _why(each), "withdrawn": _withdrawn(each)} for each in since.gone],
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


def _rows(context: Context) -> tuple[dict[Key, ObservationRow], dict[Key, ObservationRow]]:
    """The figures then and now."""
    then, now = (
        {tuple(str(row[name]) for name in KEY): row for row in observation_rows(frame)}  # type: ignore[literal-required]
        for frame in (context.before.edition.observations, context.edition.observations)
    )
    return then, now


def _value(row: ObservationRow) -> dict[str, object]:
    return {"value": row["value"], "qualifier": row["qualifier"], "flag": row["flag"]}


def _key(row: ObservationRow) -> dict[str, object]:
    return {name: row[name] for name in KEY}  # type: ignore[literal-required]


def _facts(row: ObservationRow) -> dict[str, object]:
    return {**_key(row), **_value(row), "printed": row["printed"], "documents": row["source"].split()}


def _why(gone: Gone) -> dict[str, str] | None:
    """The reason, and the file of the newer edition that gives it; None where nothing is said."""
    return {"file": gone.file, "reason": gone.reason} if gone.file else None


def _withdrawn(gone: Gone) -> dict[str, object] | None:
    if gone.file != WITHDRAWN_FILE:
        return None
    return {"when": gone.when, "reason": gone.reason, "document": gone.document or None}


def _place(context: Context, indicator: str, region: str, breakdown: str) -> str:
    title = context.plan.indicator(indicator).title[context.language]
    return say(context, N_("{title}, {place}"), title=title, place=parts.key_words(context, region, breakdown))


def _by_series(context: Context, rows: Iterable[ObservationRow]) -> list[str]:
    """The periods of new figures, a line for each series."""
    periods: dict[Key, list[str]] = {}
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


def _gone(context: Context, gone: Iterable[Gone]) -> list[str]:
    """The figures that are gone and why, a line for those of an indicator with one reason."""
    lines = []
    for (indicator, why), alike in together(context, gone).items():
        title = context.plan.indicator(indicator).title[context.language]
        figures = say(context, N_("; ")).join(figure_words(context, each) for each in alike)
        form = N_("{title} ({n}): {figures} – {why}")
        lines.append("  " + say(context, form, title=title, n=len(alike), figures=figures, why=why))
    return lines


def _figure(context: Context, row: ObservationRow) -> str:
    series = _place(context, row["indicator"], row["region"], row["breakdown"])
    return say(context, N_(", ")).join((series, parts.period_words(context, row["period"])))


def _said(context: Context, what: str, text: str) -> str:
    return say(context, N_("{what}: {told}"), what=what, told=text)


def _moved(context: Context, change: Change) -> str:
    place = _place(context, change.indicator, change.region, change.breakdown)
    return _said(context, place, moves_told(context, change.moves, partial(words.status, context)))
