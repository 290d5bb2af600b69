"""The command that checks figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plan_metrics import paths
from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.errors import Fault, FaultError

if TYPE_CHECKING:
    from plan_metrics.edition.models import Edition
    from plan_metrics.plan.models import Plan


def register(commands: Commands) -> None:
    """Add `check`."""
    _ = commands.gettext
    check = commands.add(
        "check", _check, _("tell every fault and warning of an edition"), "2026-11 --strict", checks=True
    )
    check.add_argument("edition", nargs="?", help=_("such as 2026-02; default: the plan's default edition"))
    check.add_argument("--strict", action="store_true", help=_("end with code 2 where a warning has no answer"))


def _check(call: Call) -> int:
    from plan_metrics.edition.read import examine
    from plan_metrics.edition.withdrawals import later_withdrawals

    plan = call.plan()
    edition = call.edition(plan)
    folder = paths.edition_folder(call.base, edition)
    previous, faults = _previous(call.base, folder, plan)
    checked = examine(folder, plan, previous)
    faults += later_withdrawals(folder, edition)[1]  # which its pages would show
    faults += [fault for fault in checked.open if fault not in faults]
    return call.faults(faults, checked.answered, strict=call.chosen.strict)


def _previous(base: Path, folder: Path, plan: Plan) -> tuple[Edition | None, list[Fault]]:
    """The edition before the one in a folder if it can be read, and what is wrong with it if it cannot."""
    from plan_metrics.edition.card import read_card
    from plan_metrics.edition.choice import read_previous
    from plan_metrics.edition.read import editions

    card = read_card(folder, [])
    if card is None or card.previous not in editions(base):
        return None, []
    try:
        return read_previous(base, card.previous, plan), []
    except FaultError as error:
        return None, list(error.faults)
