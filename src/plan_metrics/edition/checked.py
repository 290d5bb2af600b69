"""All that is wrong or odd in an edition of a project, beside the editions before and after it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from plan_metrics import paths
from plan_metrics.edition.amend import cut_short
from plan_metrics.edition.card import read_card
from plan_metrics.edition.choice import read_previous
from plan_metrics.edition.copies import copy_faults
from plan_metrics.edition.models import Edition
from plan_metrics.edition.read import Checked, editions, examine
from plan_metrics.edition.withdrawals import later_withdrawals
from plan_metrics.errors import Fault, FaultError
from plan_metrics.plan.models import Plan

Before = tuple[Edition | None, list[Fault]]


def check_of(
    base: Path,
    edition: str,
    plan: Plan,
    before: Before | None = None,
    known: Edition | None = None,
    *,
    weighed: bool = True,
) -> Checked:
    """What `examine` finds, after what keeps the edition before from being read, and later withdrawals from being told.

    `before` is `edition_before` where it is at hand, `known` and `weighed` as in `examine`. Raises nothing about data.
    """
    folder = paths.edition_folder(base, edition)
    previous, told = before or edition_before(base, edition, plan)
    checked = examine(folder, plan, previous, known, weighed=weighed)
    told = [*cut_short(base, edition), *told]
    faults = [*told, *later_withdrawals(folder, edition, plan)[1]]  # which its pages would show
    faults += copy_faults(base, checked.edition.copies) if checked.edition else ()
    return replace(checked, open=[*faults, *(fault for fault in checked.open if fault not in faults)])


def edition_before(base: Path, edition: str, plan: Plan) -> Before:
    """The edition before another if there is one that can be read, and what is wrong with it if it cannot."""
    card = read_card(paths.edition_folder(base, edition), plan.languages, [])
    if card is None or card.previous not in editions(base):
        return None, []
    try:
        return read_previous(base, card.previous, plan), []
    except FaultError as error:
        return None, list(error.faults)
