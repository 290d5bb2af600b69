"""What an amendment of an edition comes to, for a terminal and for programs: lines, warnings, verdicts that move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plan_metrics.analysis.amendments import VERDICTS, Moved, Tried
from plan_metrics.context import Context
from plan_metrics.edition.models import Edition
from plan_metrics.errors import N_, Fault
from plan_metrics.measure.verdicts import JUDGED
from plan_metrics.rows import ScoreboardRow
from plan_metrics.views import parts, words
from plan_metrics.views.faults import fault_parts, faults_text
from plan_metrics.views.language import catalogue
from plan_metrics.views.verdicts import why
from plan_metrics.views.words import say

NO_FIGURE = "no_figure"
SAME = N_("Nothing is different: nothing was written.")
TRIED = N_("Tried only: nothing was written. To write it: the same command without --dry-run")
WRITTEN = N_("Written. To take it back: plan-metrics undo {edition}")
LINES = N_("Lines are those of the tables once this is written.")
LABELS = {
    "status": N_("long-term assessment: {before} → {after}"),
    "latest_change": N_("latest change: {before} → {after}"),
    "result": N_("target: {before} → {after}"),
    "strength": N_("evidence: {before} → {after}"),
}
WORDS = {"status": words.STATUS, "latest_change": words.STATUS, "result": words.RESULT, "strength": words.STRENGTH}


def amended_text(tried: Tried, language: str, done: str) -> str:
    """What `difference_text` says, and what was `done`, a string of the catalogue such as `WRITTEN`."""
    _ = catalogue(language).gettext
    if not tried.lines or tried.after is None:
        return _(SAME)
    return f"{difference_text(tried, language)}\n\n{_(done).format(edition=tried.after.card.id)}"


def amended_facts(tried: Tried, language: str, *, dry_run: bool) -> dict[str, Any]:
    """The same as data; verdicts by their codes, None for a series without a figure."""
    return {**difference_facts(tried, language), "written": bool(tried.lines) and not dry_run}


def difference_text(tried: Tried, language: str) -> str:
    """The lines that are added and taken away, the faults and warnings that are new, the verdicts that move."""
    if not tried.lines:
        return catalogue(language).gettext("The tables are the same.")
    blocks = []
    for file in dict.fromkeys(line.file for line in tried.lines):
        blocks.append("\n".join([file, *(f"{each.sign} {each.text}" for each in tried.lines if each.file == file)]))
    if new := (*tried.faults, *tried.warnings):
        blocks.append(told_text(new, language))
    return "\n\n".join([*blocks, moved_text(tried, language)])


def told_text(faults: Sequence[Fault], language: str) -> str:
    """Faults of tables that may not be written yet: whether their lines are those of today is said below them."""
    text = faults_text(faults, language)
    if all(fault.row is None and not fault.rows for fault in faults):
        return text
    return f"{text}\n{catalogue(language).gettext(LINES)}"


def difference_facts(tried: Tried, language: str) -> dict[str, object]:
    """The same as data."""
    return {
        "edition": tried.after.card.id if tried.after else None,
        "lines": [vars(line) for line in tried.lines],
        "faults": [fault_facts(each, language) for each in tried.faults],
        "warnings": [fault_facts(each, language) for each in tried.warnings],
        "moved": None if tried.moved is None else [_moved_facts(each) for each in tried.moved],
    }


def fault_facts(fault: Fault, language: str) -> dict[str, Any]:
    """A fault as data: where it is, and its three parts."""
    place = {"rule": fault.rule, "file": fault.file, "row": fault.row, "column": fault.column}
    return {**place, **fault_parts(fault, language)}


def _moved_facts(moved: Moved) -> dict[str, object]:
    def verdicts(row: ScoreboardRow | None) -> dict[str, object] | None:
        return {name: row.get(name) for name in VERDICTS} if row and row["n_points"] else None

    key = {"indicator": moved.indicator, "region": moved.region, "breakdown": moved.breakdown}
    return {**key, "before": verdicts(moved.before), "after": verdicts(moved.after)}


def moved_text(tried: Tried, language: str) -> str:
    """The verdicts that move, a line each with the reason; or that none does, or that it cannot be told."""
    _ = catalogue(language).gettext
    if tried.moved is None or tried.after is None or tried.before is None:
        if tried.faults:
            return _("Which verdicts move cannot be told before these faults are mended.")
        return _("Which verdicts move cannot be told: the edition has faults already.")
    if not tried.moved:
        return _("No verdict moves.")
    before, after = (_context(tried, edition, language) for edition in (tried.before, tried.after))
    head = _("Verdicts that move: {n}").format(n=len(tried.moved))
    return "\n".join([head, *(f"  {_sentence(before, after, each)}" for each in tried.moved)])


def _sentence(before: Context, after: Context, moved: Moved) -> str:
    """The series, and each of its verdicts that is another, with the reason where there is none now."""
    card = after.plan.indicator(moved.indicator)
    said = []
    for name, label in LABELS.items():
        one, other = (_word(context, name, row) for context, row in ((before, moved.before), (after, moved.after)))
        if one != other:
            said.append(say(after, label, before=one, after=other))
    place = parts.key_words(after, moved.region, moved.breakdown)
    title = say(after, N_("{title}, {place}"), title=card.title[after.language], place=place)
    return say(after, N_("{title}: {said}."), title=title, said=say(after, N_("; ")).join(said))


def _word(context: Context, name: str, row: ScoreboardRow | None) -> str:
    """A verdict in words, one that is not given with its reason."""
    if row is None or not row["n_points"]:
        return words.status(context, NO_FIGURE) if name in ("status", "latest_change") else "–"
    code = row.get(name)
    if name == "status" and row["category"]:
        return words.verdict(context, row)
    word = say(context, WORDS[name][str(code)]) if code else "–"
    if name in ("status", "latest_change") and code not in JUDGED:
        column = "reason" if name == "status" else "latest_reason"
        return words.bracketed(context, word, why(context, row, column)) if row[column] else word  # type: ignore[literal-required, arg-type]
    return word


def _context(tried: Tried, edition: Edition, language: str) -> Context:
    """As much of a context as words of verdicts need."""
    plan, rows = tried.plan.measured_with(edition.card.verdicts), edition.observations
    return Context(plan=plan, edition=edition, language=language, scoreboard=rows, observations=rows)
