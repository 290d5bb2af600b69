"""What a command prints that checks: text for people, one JSON object for machines, or annotations for a code host."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plan_metrics.edition.answers import Answer
from plan_metrics.edition.models import FILES
from plan_metrics.errors import Fault
from plan_metrics.views.faults import FIRST, by_cause, fault_parts, faults_text, place, sentence

PLACES = 100  # that are told of faults of one rule, file and column


def check_output(
    form: str, faults: Sequence[Fault], answered: Sequence[tuple[Fault, Answer]], folder: Path | None, language: str
) -> str:
    """Faults and open warnings in one of the forms `text`, `json`, `github`; answered warnings are only counted.

    `folder` is that of their edition, seen from the project; None where they are of none.
    """
    if form == "json":
        return _json(faults, len(answered), folder, language)
    if form == "github":
        shown = [fault for alike in by_cause(faults) for fault in alike[:FIRST]]
        return "\n".join(_annotation(fault, folder, language) for fault in shown)
    return faults_text(faults, language, len(answered))


def _json(faults: Sequence[Fault], answered: int, folder: Path | None, language: str) -> str:
    """One object: the counts, and the faults and warnings grouped by rule, file and column, as an answer names them.

    Every warning has a place, since each wants its answer; of the faults of a group the first `PLACES` have one.
    """
    groups: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for fault in faults:
        name = {"rule": fault.rule, "severity": fault.severity, "file": fault.file, "column": fault.column}
        group = groups.setdefault(tuple(name.values()), {**name, "count": 0, "places": []})
        group["count"] += 1
        if fault.severity == "fault" and group["count"] > PLACES:
            continue
        at: dict[str, object] = {
            "row": fault.row,
            "rows": list(fault.rows or ([fault.row] if fault.row else [])),
            **fault_parts(fault, language),
        }
        if fault.severity == "warning":
            at |= {"key": fault.key, "figures": fault.figures, "weight": round(fault.weight, 3)}
        group["places"].append(at)
    stopping = sum(fault.severity == "fault" for fault in faults)
    counts = {"faults": stopping, "warnings": len(faults) - stopping, "answered": answered}
    told = {"edition": folder.name if folder else None, **counts, "groups": list(groups.values())}
    return json.dumps(told, ensure_ascii=False, indent=1)


def _annotation(fault: Fault, folder: Path | None, language: str) -> str:
    """A workflow command as GitHub, Gitea and Forgejo read it."""
    level = "error" if fault.severity == "fault" else "warning"
    file = (
        (folder / fault.file).as_posix() if folder and fault.file in FILES else ""
    )  # of the plan: one that a host cannot show
    shown = {"file": file, "line": fault.row if file else None, "title": fault.rule}
    properties = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in shown.items() if value)
    said = sentence(fault, language)
    return f"::{level} {properties}::{_escaped(said if file else f'{place(fault, language)}: {said}')}"


def _escaped(text: str, also: str = "") -> str:
    """Text in which the signs of a workflow command are written as %25 and so on."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{also}" else sign for sign in text)
