"""Which editions a project has, and what is said where another one is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.frozen import known_in, plan_at
from plan_metrics.edition.models import EDITION_ID, SAMPLE, Edition
from plan_metrics.edition.read import editions, read_edition
from plan_metrics.errors import N_, Fault, FaultError
from plan_metrics.plan.models import Plan


def read_previous(base: Path, previous: str, plan: Plan) -> Edition | None:
    """The edition before another, without what the plan has no more; None for a first one.

    A `FaultError` names the edition with the file.

    Without its name, a fault of the older edition would be looked for in the tables of the newer one.
    """
    if not previous:
        return None
    try:
        folder = paths.edition_folder(base, previous)
        return known_in(plan, read_edition(folder, plan_at(folder, plan)))
    except FaultError as error:
        raise FaultError(of_edition(previous, error.faults)) from None


def of_edition(edition: str, faults: Iterable[Fault]) -> list[Fault]:
    """The faults of an edition with its folder in front of their files, where several editions are told of."""
    return [fault if "/" in fault.file else replace(fault, file=f"{edition}/{fault.file}") for fault in faults]


def known_editions(base: Path) -> list[str]:
    """The editions of a project folder, and the invented one if there is one."""
    sample = [SAMPLE] if paths.edition_folder(base, SAMPLE).is_dir() else []
    return [*editions(base), *sample]


def check_edition_id(base: Path, edition: str) -> None:
    """Raise `FaultError` unless this names an edition of the project; a folder without its card is told elsewhere."""
    if not (re.fullmatch(f"{EDITION_ID}|{SAMPLE}", edition) and paths.edition_folder(base, edition).is_dir()):
        check_choice("edition", edition, known_editions(base))


def check_choice(name: str, value: object, known: tuple[str, ...] | list[str]) -> None:
    """Raise `FaultError` unless the value of a parameter is one of those known, which it lists."""
    if value not in known:
        raise FaultError(
            [
                Fault(
                    rule="unknown_choice",
                    file="parameters",
                    column=name,
                    found=N_("“{value}”"),
                    expected=N_("one of: {known}") if known else N_("a folder in data/editions"),
                    fix=N_("Choose one of these, written in the same way.")
                    if known
                    else N_("Create it: plan-metrics new."),
                    values={"value": value, "known": ", ".join(known)},
                )
            ]
        )
