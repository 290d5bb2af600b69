"""Faults and warnings in the reader's language: where, what was found and expected, what to do; one cause once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from plan_metrics.edition.called import ASKED
from plan_metrics.errors import N_, Fault
from plan_metrics.languages import SOURCE
from plan_metrics.reading.printable import seen
from plan_metrics.reading.typed import named, odd_marks
from plan_metrics.views.language import catalogue

FIRST = 5  # places that are named where one cause has many
SHOWN = 3  # cells that are shown of these
SEEN = 100  # of these, in which the cells to be shown are looked for
MOST = {"fault": 8, "warning": 40}  # causes that differ in their cells only; more of them are told as one
LONGEST = 2000  # characters of a value that a message shows

WHERE = {
    (True, True): N_("{file}, line {row}, column {column}"),
    (True, False): N_("{file}, line {row}"),
    (False, True): N_("{file}, {column}"),
    (False, False): "{file}",
}
OF_A_COMMAND = {
    "edition": N_("parameters, edition"),
    "before": N_("parameters, before"),
    "page": N_("parameters, page"),
    "receipt": N_("parameters, receipt"),
    "indicator": N_("parameters, indicator"),
    "region": N_("parameters, region"),
    "breakdown": N_("parameters, breakdown"),
    "unit": N_("parameters, unit"),
    "period": N_("parameters, period"),
    "document": N_("parameters, document"),
    "register": N_("parameters, register"),
    "action": N_("parameters, action"),
    "language": N_("parameters, language"),
}  # what was asked on a command line
MANY = {
    True: N_("{file}, {count} lines ({rows}), column {column}"),
    False: N_("{file}, {count} lines ({rows})"),
}
Cause: TypeAlias = tuple[object, ...]
CELLS = {  # what is found stands as it is in a file: a code, date or number, or a header
    "“{cell}”": "cell",
    "“{value}”": "value",
    "no columns of these names: {missing}; the first line is: {first}": "first",
}
WITH = N_("{found}, with {marks}")
SEVERITY = {"fault": N_("Fault: {where}"), "warning": N_("Warning: {where}")}
PARTS = {"found": N_("  found: {text}"), "expected": N_("  expected: {text}"), "fix": N_("  to do: {text}")}


def fault_text(fault: Fault, language: str = SOURCE) -> str:
    """A fault or warning for a reader: where it is, what was found, what was expected, what to do.

    Args:
        fault: one of `FaultError.faults`.
        language: of the reader.

    Returns:
        Four lines; no letter of the data that a terminal obeys is among them.

    >>> print(fault_text(Fault(rule="wrong_unit", file="sources.csv", row=3, found="{n} signs", expected="at most 9",
    ...     fix="Shorten it.", values={"n": 12})))
    Fault: sources.csv, line 3
      found: 12 signs
      expected: at most 9
      to do: Shorten it.
    """
    return _told([fault], language)


def sentence(fault: Fault, language: str) -> str:
    """A fault in one line, without its place."""
    return catalogue(language).gettext("{found}; expected: {expected}. {fix}").format(**fault_parts(fault, language))


def place(fault: Fault, language: str) -> str:
    """Where a fault is: its file, with line and column as far as they are known."""
    if fault.file == ASKED and fault.column in OF_A_COMMAND:
        return catalogue(language).gettext(OF_A_COMMAND[fault.column])
    where = catalogue(language).gettext(WHERE[fault.row is not None, bool(fault.column)])
    return where.format(file=_visible(fault.file), row=fault.row, column=_visible(fault.column))


def faults_text(faults: Sequence[Fault], language: str, answered: int = 0) -> str:
    """All faults in the order of files and lines, then all warnings from the worst, and a count at the end.

    Those of one cause are told once.
    """
    catalog = catalogue(language)
    ordered = sorted(faults, key=lambda fault: (fault.severity != "fault", -fault.weight, fault.sort_key()))
    stopping = sum(fault.severity == "fault" for fault in faults)
    counted = N_("Faults: {faults}. Warnings: {warnings}.")
    if answered:
        counted = N_("Faults: {faults}. Warnings: {warnings}. Answered: {answered}.")
    count = catalog.gettext(counted).format(faults=stopping, warnings=len(faults) - stopping, answered=answered)
    return "\n\n".join([*(_told(alike, language) for alike in by_cause(ordered)), count])


def by_cause(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Faults of a line each that have one cause, together; the groups are in the order of their first fault.

    Causes that differ in their cells only are one where there are more than `MOST` of them.
    """
    named = [(fault, *_cause(fault)) for fault in faults]
    causes: dict[Cause, set[Cause]] = {}
    for _, kind, cause in named:
        causes.setdefault(kind, set()).add(cause)
    groups: dict[Cause, list[Fault]] = {}
    for number, (fault, kind, cause) in enumerate(named):
        own = number if fault.row is None else cause if len(causes[kind]) <= MOST[fault.severity] else None
        groups.setdefault((kind, own), []).append(fault)
    return list(groups.values())


def _cause(fault: Fault) -> tuple[Cause, Cause]:
    """What a fault is but for its cells, and those of them that tell it from others."""
    said = (fault.cause,) if fault.cause else tuple(sorted((k, str(v)) for k, v in fault.values.items()))
    return (fault.severity, fault.file, fault.column, fault.rule, fault.found, fault.expected, fault.fix), said


def _told(alike: Sequence[Fault], language: str) -> str:
    """Faults of one cause: the first places, and the cells of some."""
    _ = catalogue(language).gettext
    fault = alike[0]
    if len(alike) == 1:
        where = place(fault, language)
    else:
        rows = ", ".join(str(one.row) for one in alike[:FIRST]) + (" …" if len(alike) > FIRST else "")
        where = _(MANY[bool(fault.column)]).format(
            file=_visible(fault.file), count=len(alike), rows=rows, column=_visible(fault.column)
        )
    lines = [_(SEVERITY[fault.severity]).format(where=where)]
    told = [fault_parts(one, language) for one in alike[:SEEN]]
    for part, line in PARTS.items():
        said = list(dict.fromkeys(one[part] for one in told))
        more = " …" if len(said) > SHOWN else ""
        lines.append(_(line).format(text="; ".join(said[:SHOWN]) + more))
    return "\n".join(lines)


def fault_parts(fault: Fault, language: str = SOURCE) -> dict[str, str]:
    """The three parts of the message of a fault, with its values filled in.

    Args:
        fault: one of `FaultError.faults`.
        language: of the reader.

    Returns:
        The texts of `found`, `expected` and `fix`, in that order; nothing of the data is unseen in them.
    """
    _ = catalogue(language).gettext
    shown = {name: _visible(value) if isinstance(value, str) else value for name, value in fault.values.items()}
    said = {part: _(getattr(fault, part)).format(**shown) for part in PARTS}
    if marks := odd_marks(str(fault.values.get(CELLS.get(fault.found, ""), ""))):
        told = ", ".join(map(named, marks[:SHOWN])) + (" …" if len(marks) > SHOWN else "")
        said["found"] = _(WITH).format(found=said["found"], marks=told)
    return said


def _visible(text: str | None) -> str:
    """A text of the data as a message may hold it: nothing in it is obeyed by a terminal, unseen or endless."""
    if not text:
        return ""
    return seen(text if len(text) <= LONGEST else f"{text[:LONGEST]}…").replace("\n", " ").replace("\t", " ")
