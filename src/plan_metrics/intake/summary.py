"""What an import says in a terminal and to programs: counts, new and changed figures, what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plan_metrics.analysis.amendments import Tried
from plan_metrics.edition.flags import FLAGS
from plan_metrics.edition.known import Known, shown
from plan_metrics.errors import N_, Fault
from plan_metrics.intake.comparison import CHANGED, NEW, Compared
from plan_metrics.intake.importing import Import
from plan_metrics.intake.sheets import address
from plan_metrics.languages import own_words
from plan_metrics.plan.code_lists import TOTAL
from plan_metrics.plan.models import Plan
from plan_metrics.reading.typed import number
from plan_metrics.views.amended import WRITTEN, amended_facts, fault_facts, moved_text, told_text
from plan_metrics.views.language import catalogue

FIRST = 12  # figures of a state that are shown in a terminal; the report shows each
COUNTS = {
    "new": N_("new: {n}"),
    "changed": N_("changed: {n}"),
    "equal": N_("equal: {n}"),
    "refused": N_("causes that refuse figures: {n}"),
    "left_out": N_("left out by the recipe: {n}"),
    "blank": N_("blank cells: {n}"),
}
OPEN = N_("Nothing was written. Answer what is open in {recipe}, then run the command again.")
REFUSED = N_("Nothing was written. Do what is said above, then run the command again.")
NOTHING = N_("The edition has every figure already: nothing was written.")
TRIED = N_("Tried only: nothing was written. To write it: the same command with --apply")


def import_text(
    base: Path, plan: Plan, found: Import, tried: Tried, report: Path, language: str, *, applied: bool
) -> str:
    """The import for people, block by block; the last line says what was done and what to do next."""
    _ = catalogue(language).gettext
    recipe = found.recipe_file.relative_to(base)
    made = _("recipe, written just now: {file}") if found.guessed else _("recipe: {file}")
    blocks = ["\n".join([made.format(file=recipe), counts_text(found, language)])]
    for state in (NEW, CHANGED):
        lines = list(figure_lines(plan, found.of(state), language))
        if lines:
            more = [_("… and {n} more").format(n=len(lines) - FIRST)] if len(lines) > FIRST else []
            blocks.append("\n".join([*lines[:FIRST], *more]))
    faults = [*found.faults, *tried.faults, *tried.warnings]
    if faults:
        blocks.append(told_text(faults, language))
    if found.tables:
        blocks.append(moved_text(tried, language))
    blocks.append(_("Every figure beside its cell: {file}").format(file=report.relative_to(base)))
    blocks.append(_done(found, faults, recipe, applied=applied, language=language))
    return "\n\n".join(blocks)


def import_facts(found: Import, tried: Tried, language: str, *, applied: bool) -> dict[str, Any]:
    """The same as data: each figure with its cell, state and row, each fault with its cells."""
    amended = amended_facts(tried, language, dry_run=not applied)
    figures = [
        {
            "cell": address(*each.figure.at),
            "state": each.state,
            **each.figure.row,
            "before": dict(each.before) if each.before and each.state == CHANGED else None,
        }
        for each in found.figures
    ]
    of_sheet = {
        kind: [fault_facts(fault, language) for fault in found.faults if fault.severity == severity]
        for kind, severity in (("faults", "fault"), ("warnings", "warning"))
    }
    return {
        "file": found.file.name,
        "sheet": found.reading.sheet.name,
        "recipe": found.recipe_file.stem,
        "counts": found.counts,
        "figures": figures,
        **amended,
        **{kind: [*own, *amended[kind]] for kind, own in of_sheet.items()},
    }


def counts_text(found: Import, language: str) -> str:
    """How many figures are new, changed, equal and so on, in a line; what there is none of is not said but new ones."""
    _ = catalogue(language).gettext
    said = [_(COUNTS[name]).format(n=n) for name, n in found.counts.items() if n or name == NEW]
    return _(", ").join(said)


def figure_lines(plan: Plan, figures: tuple[Compared, ...], language: str) -> Iterator[str]:
    """A line for each figure: its cell, what it is about, its value, and what stands there now if it changes that."""
    _ = catalogue(language).gettext
    known = Known(plan)
    for each in figures:
        indicator, *key, period = each.figure.key
        said = _("{title}, {place}, {period}: {value}").format(
            title=known.indicators[indicator].title[language],
            place=_(", ").join(code for code in key if code != TOTAL),
            period=period,
            value=amount(each.figure.value, each.figure.flag, language),
        )
        text = f"{'+' if each.state == NEW else '~'} {address(*each.figure.at)}  {said}"
        if each.state == CHANGED and each.before:
            text += _(" (now: {before})").format(before=amount_before(each, language))
        yield text


def amount(value: float | None, flag: str, language: str) -> str:
    """A value with what its flag says; the latter alone where there is none."""
    said = shown(value) if value is not None else "–"
    if flag == "A":
        return said
    detail = own_words(FLAGS[flag].title, language)
    return catalogue(language).gettext("{head} ({detail})").format(head=said, detail=detail)


def amount_before(each: Compared, language: str) -> str:
    """What stands in the place of a figure that changes; empty for any other."""
    if each.state != CHANGED or each.before is None:
        return ""
    return amount(number(each.before["value"]), each.before["flag"], language)


def _done(found: Import, faults: list[Fault], recipe: Path, *, applied: bool, language: str) -> str:
    if any(fault.severity == "fault" for fault in faults):
        done = OPEN if found.counts["refused"] else REFUSED
    else:
        done = NOTHING if not found.tables else WRITTEN if applied else TRIED
    return catalogue(language).gettext(done).format(recipe=recipe, edition=found.edition)
