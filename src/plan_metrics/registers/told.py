"""What the command says of a register: what was counted and what was not, and what changes; nothing suppressed."""

from __future__ import annotations

from collections.abc import Iterator

from plan_metrics.edition.models import KEY
from plan_metrics.errors import N_
from plan_metrics.languages import lead
from plan_metrics.registers.write import Written
from plan_metrics.views.amended import SAME, TRIED, WRITTEN
from plan_metrics.views.faults import fault_parts, faults_text
from plan_metrics.views.language import catalogue, date, decimal

SHOWN = 20  # figures that are listed
WORDS = 5  # words that are named
ROWS = N_("{title}: {rows} rows were recorded by the day of the edition, the last on {last}.")
LATE = N_("{count} rows were recorded later and do not count.")
BACKWARDS = N_("{count} rows end before they begin and are valid on no day.")
IN_THE_WHOLE = N_("{count} rows lie in no region of the plan ({words}); they are part of the figures of the whole.")
LEFT_OUT = N_("{count} rows lie in no region of the plan ({words}); they are left out of every figure.")
FIGURES = N_(
    "Figures: {new} new, {changed} changed, {equal} as they were, {gone} taken out; {suppressed} are suppressed."
)
MORE = N_("… and {n} more")


def told(written: Written, language: str, dry_run: bool) -> str:
    """The lines that the command prints, with the warnings that are new before the last."""
    *lines, last = _lines(written, language, dry_run)
    warnings = ["", faults_text(written.warnings, language), ""] if written.warnings else []
    return "\n".join([*lines, *warnings, last])


def told_facts(written: Written, language: str, *, dry_run: bool) -> dict[str, object]:
    """The same as data: counts of rows, each figure that is new or changed (None where suppressed), new warnings."""
    about = written.result.profile
    moved = {**dict.fromkeys(written.new, "new"), **dict.fromkeys(written.changed, "changed")}
    figures = [
        {**dict(zip(KEY, cell, strict=True)), "state": moved[cell], "value": written.released[cell]}
        for cell in sorted(moved)
    ]
    return {
        "rows": about.rows,
        "late": about.late,
        "backwards": about.backwards,
        "elsewhere": dict(sorted(written.result.elsewhere.items())),
        "figures": figures,
        "gone": [dict(zip(KEY, cell, strict=True)) for cell in sorted(written.gone)],
        "warnings": [{"rule": each.rule, "row": each.row, **fault_parts(each, language)} for each in written.warnings],
        "written": written.is_written and not dry_run,
    }


def _lines(written: Written, language: str, dry_run: bool) -> Iterator[str]:
    _ = catalogue(language).gettext
    about, card = written.result.profile, written.card

    def count(number: int) -> str:
        return decimal(number, language)

    last = date(about.last.isoformat(), language) if about.last else ""
    yield _(ROWS).format(
        title=card.title[language if language in card.title.languages else lead(card.title.languages)],
        rows=count(about.rows),
        last=last,
    )
    if about.late:
        yield _(LATE).format(count=count(about.late))
    if about.backwards:
        yield _(BACKWARDS).format(count=count(about.backwards))
    if elsewhere := written.result.elsewhere:
        often = sorted(elsewhere, key=lambda word: -elsewhere[word])
        words = ", ".join([*(f"“{word}”" for word in often[:WORDS]), *(["…"] if len(often) > WORDS else [])])
        template = IN_THE_WHOLE if card.elsewhere == "in_the_whole" else LEFT_OUT
        yield _(template).format(count=count(sum(elsewhere.values())), words=words)
    moved = [*written.new, *written.changed]
    yield _(FIGURES).format(
        new=count(len(written.new)),
        changed=count(len(written.changed)),
        equal=count(len(written.released) - len(moved)),
        gone=count(len(written.gone)),
        suppressed=count(sum(value is None for value in written.released.values())),
    )
    for cell in sorted(moved)[:SHOWN]:
        value = written.released[cell]
        yield f"  {', '.join(cell)}: {'Q' if value is None else value}"
    if len(moved) > SHOWN:
        yield "  " + _(MORE).format(n=count(len(moved) - SHOWN))
    done = TRIED if dry_run else WRITTEN if written.is_written else SAME
    yield _(done).format(edition=written.edition)
