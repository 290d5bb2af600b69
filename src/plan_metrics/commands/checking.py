"""The command that checks figures."""

from __future__ import annotations

from dataclasses import replace

from plan_metrics import paths
from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands


def register(commands: Commands) -> None:
    """Add `check`."""
    _ = commands.gettext
    check = commands.add(
        "check", _check, _("tell every fault and warning of an edition"), "2026-11 --strict", reports=True
    )
    check.add_argument("edition", nargs="?", help=_("such as 2026-02; default: the plan's default edition"))
    check.add_argument("--strict", action="store_true", help=_("end with code 2 where a warning has no answer"))


def _check(call: Call) -> int:
    from plan_metrics.edition.checked import check_of

    plan = call.plan()
    edition = call.edition(plan)
    with call.waiting("check"):
        checked = check_of(call.base, edition, plan)
        frozen = paths.frozen_plan(paths.edition_folder(call.base, edition)) is not None
        if frozen and not any(fault.severity == "fault" for fault in checked.open):
            from plan_metrics.export.freezing import number_faults

            checked = replace(checked, open=[*number_faults(call.base, call.context(edition)), *checked.open])
    return call.faults(checked.open, checked.answered, strict=call.chosen.strict)
