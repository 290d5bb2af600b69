"""The answers to warnings: `answers.csv` of an edition. An answer rests until a figure that it names changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plan_metrics.edition.dates import day_of
from plan_metrics.edition.known import Row, common_key, quality_warning, shown
from plan_metrics.edition.models import ANSWERS_FILE, OBSERVATIONS_FILE
from plan_metrics.edition.plausibility.limits import ONE_CAUSE_OF, PLACES
from plan_metrics.edition.plausibility.wording import ONE
from plan_metrics.edition.register_rows import register_rows, sound
from plan_metrics.errors import N_, Fault
from plan_metrics.languages import columns_of

# Told of what is an edition's own: what it lost, and figures that the one before does not have as they are.
LOST = ("lost_indicator", "lost_region", "lost_breakdown", "lost_series", "lost_period")
SINCE_PREVIOUS = frozenset(LOST) | {rule for rule, _ in ONE}
TOGETHER = {
    "wrong_sample": N_("an empty cell in {count} rows, by line {places}"),
    "impossible_percent": N_("{count} figures below 0 or above 100 percent, from {least} to {most}, by line {places}"),
}


@dataclass(frozen=True)
class Answer:
    """A line of `answers.csv`: which warning (rule, key and figures), who says what of it, and when."""

    line: int
    rule: str
    key: str
    figures: str
    who: str
    when: str
    why: Mapping[str, str]

    @property
    def warning(self) -> tuple[str, str, str]:
        """What it answers."""
        return self.rule, self.key, self.figures


def read_answers(folder: Path, languages: tuple[str, ...], faults: list[Fault]) -> list[Answer]:
    """The answers of an edition, none where it has no such file; what is wrong with them is added to `faults`."""
    rows = register_rows(folder, ANSWERS_FILE, languages, faults, lambda column: column.startswith("why_"))
    known: dict[tuple[str, str, str], Answer] = {}
    for row in sound(rows, lambda row: _faults(row, known), faults):
        why = {column: row[column] for column in columns_of("why", languages)}
        answer = Answer(row.line, **{name: cell for name, cell in row.cells.items() if name not in why}, why=why)
        known[answer.warning] = answer
    return [*known.values()]


def answered(
    warnings: Sequence[Fault], answers: Iterable[Answer]
) -> tuple[list[Fault], list[tuple[Fault, Answer]], list[Fault]]:
    """The warnings without an answer, those with theirs, and warnings about answers that no warning is left for."""
    by_warning = {answer.warning: answer for answer in answers}
    names = {(fault.rule, fault.key): fault for fault in warnings}
    open_, rested, used = [], [], set()
    for fault in warnings:
        name = fault.rule, fault.key, fault.figures
        if name in by_warning:
            rested.append((fault, by_warning[name]))
            used.add(name)
        else:
            open_.append(fault)
    idle = [_idle(answer, names.get(answer.warning[:2])) for name, answer in by_warning.items() if name not in used]
    return open_, rested, idle


def named(fault: Fault, rows: Mapping[int, Row]) -> Fault:
    """The warning with the key and the figures that an answer to it must name."""
    if fault.key or fault.severity == "fault":
        return fault
    lines = [line for line in (fault.rows or (fault.row,)) if line is not None and line in rows]
    if not lines or fault.file != OBSERVATIONS_FILE:
        return replace(fault, key=str(fault.values.get("cell") or fault.column or fault.file))
    own = [rows[line] for line in lines]
    values = [row.amount("value") for row in own]
    figures = "; ".join(
        row["value"] if value is None else f"{value:.15g}" for row, value in zip(own, values, strict=True)
    )
    return replace(fault, rows=tuple(lines), key=common_key([row.key for row in own]), figures=figures)


def told_together(warnings: Sequence[Fault], rows: Mapping[int, Row]) -> list[Fault]:
    """The warnings, those of `TOGETHER` about an indicator as one where they are `ONE_CAUSE_OF` or more: samples
    without sizes, and growth rates or indices in per cent, have one cause."""
    alike: dict[tuple[str, str], list[Fault]] = {}
    for fault in warnings:
        row = None if fault.row is None else rows.get(fault.row)
        if fault.rule in TOGETHER and fault.severity == "warning" and row is not None:
            alike.setdefault((fault.rule, row["indicator"]), []).append(fault)
    together = {name: faults for name, faults in alike.items() if len(faults) >= ONE_CAUSE_OF}
    gone = {id(fault) for faults in together.values() for fault in faults}
    made = []
    for (rule, _), faults in together.items():
        own = [rows[fault.row] for fault in faults if fault.row is not None]
        amounts = [(row, n) for row in own if (n := row.amount("value")) is not None]
        first = [f"{r.line}: {r['region']} {r['period']} = {shown(n)}" for r, n in amounts[:PLACES]]
        places = "; ".join([*first, *(["…"] if len(own) > PLACES else [])])
        least, most = (shown(of((n for _, n in amounts), default=0.0)) for of in (min, max))
        values = {**faults[0].values, "count": len(own), "places": places, "least": least, "most": most}
        lines = tuple(row.line for row in own)
        made.append(replace(faults[0], found=TOGETHER[rule], rows=lines, values=values))
    return [*(fault for fault in warnings if id(fault) not in gone), *made]


def _faults(row: Row, before: Mapping[tuple[str, str, str], Answer]) -> Iterator[Fault]:
    needed = {
        "rule": N_("the rule of the warning that is answered"),
        "key": N_("the key of the warning that is answered"),
        "who": N_("who answers for the figure"),
        **{name: N_("the reason in every language") for name in row.cells if name.startswith("why_")},
    }
    for column, expected in needed.items():
        if not row[column]:
            fix = N_("Fill the cell; plan-metrics check --json gives rule, key and figures of each warning.")
            yield row.fault("no_answer", column, "", expected, fix)
    if day_of(row["when"]) is None:
        expected = N_("the day of the answer, such as 2026-11-29")
        yield row.fault("wrong_date", "when", N_("“{cell}”"), expected, N_("Correct this cell."))
    if first := before.get((row["rule"], row["key"], row["figures"])):
        found = N_("an answer to {key}, which line {first} answers already")
        expected, fix = N_("one answer to each warning"), N_("Remove one of the two lines.")
        yield row.fault("repeated_answer", "key", found, expected, fix, key=row["key"], first=first.line)


def _idle(answer: Answer, now: Fault | None) -> Fault:
    """The warning that an answer answers nothing, or other figures than there are by now."""
    key = f"{answer.rule}: {answer.key}"
    if now is None:
        found, fix = N_("an answer to {what}, which is no warning any more"), N_("Remove the line.")
    else:
        found = N_("an answer to {what} for the figures {answered}, which are {now} now")
        fix = N_("Look at the new figures; then write them and a reason that fits, or remove the line.")
    return quality_warning(
        "idle_answer", found, N_("a warning with this rule, key and figures"), fix, row=answer.line, column="figures",
        file=ANSWERS_FILE, key=key, figures=answer.figures, what=key, answered=answer.figures,
        now="" if now is None else now.figures,
    )  # fmt: skip
