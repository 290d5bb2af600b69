"""Faults and warnings in the reader's language: where, what was found and expected, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from plan_metrics.errors import N_, Fault
from plan_metrics.views.language import catalogue

WHERE = {
    (True, True): N_("{file}, line {row}, column {column}"),
    (True, False): N_("{file}, line {row}"),
    (False, True): N_("{file}, {column}"),
    (False, False): "{file}",
}
SEVERITY = {"fault": N_("Fault: {where}"), "warning": N_("Warning: {where}")}


def fault_text(fault: Fault, language: str) -> str:
    """A fault in three parts, on four lines."""
    _ = catalogue(language).gettext
    where = _(WHERE[fault.row is not None, bool(fault.column)])
    said = {part: _(getattr(fault, part)).format(**fault.values) for part in ("found", "expected", "fix")}
    lines = [
        _(SEVERITY[fault.severity]).format(where=where.format(file=fault.file, row=fault.row, column=fault.column)),
        _("  found: {text}").format(text=said["found"]),
        _("  expected: {text}").format(text=said["expected"]),
        _("  to do: {text}").format(text=said["fix"]),
    ]
    return "\n".join(lines)


def faults_text(faults: Sequence[Fault], language: str, answered: int = 0) -> str:
    """All faults in the order of files and lines, then all warnings from the worst, and a count at the end."""
    catalog = catalogue(language)
    ordered = sorted(faults, key=lambda fault: (fault.severity != "fault", -fault.weight, fault.sort_key()))
    stopping = sum(fault.severity == "fault" for fault in faults)
    counted = N_("Faults: {faults}. Warnings: {warnings}.")
    if answered:
        counted = N_("Faults: {faults}. Warnings: {warnings}. Answered: {answered}.")
    count = catalog.gettext(counted).format(faults=stopping, warnings=len(faults) - stopping, answered=answered)
    return "\n\n".join([*(fault_text(fault, language) for fault in ordered), count])
