"""The command that prints what a shell needs to complete the commands and options."""

from __future__ import annotations

from plan_metrics.commands.call import Call
from plan_metrics.commands.parser import Commands
from plan_metrics.languages import INTERFACE
from plan_metrics.paths import plan_folder
from plan_metrics.plan.declared import declared_languages
from plan_metrics.terminal import say

SHELLS = ("bash", "zsh")


def register(commands: Commands) -> None:
    """Add `completion`."""
    _ = commands.gettext
    about = _("print a script with which a shell completes commands and options")
    completion = commands.add("completion", _completion, about, "bash > completion.bash", reports=False)
    completion.add_argument("shell", choices=SHELLS, help=_("for which shell"))


def _completion(call: Call) -> int:
    import shtab

    from plan_metrics.commands.groups import GROUPS
    from plan_metrics.commands.parser import command_line

    say(
        shtab.complete(
            command_line(call.language, GROUPS, declared_languages(plan_folder(call.base)) or INTERFACE),
            call.chosen.shell,
        ).rstrip("\n")
    )
    return 0
