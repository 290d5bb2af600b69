"""The program: reads the command line, runs the command, and says what the system or the input refused.

The commands are in `commands/`; `plan-metrics --help` lists them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from plan_metrics import paths
from plan_metrics.commands.call import BAD_INPUT, Call
from plan_metrics.commands.groups import GROUPS
from plan_metrics.commands.parser import asked_language, command_line, parsed
from plan_metrics.errors import N_, Fault, FaultError, fault_at, refused_by_the_system
from plan_metrics.languages import INTERFACE
from plan_metrics.plan.declared import declared_languages
from plan_metrics.report.engine.process import short_lived
from plan_metrics.terminal import write_escapes

INTERRUPTED = 130  # as a shell says it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when all is well, 1 when a page failed, 2 for bad input. Never a traceback for it."""
    if arguments is None:  # as a program of its own
        short_lived()
        write_escapes()
        arguments = sys.argv[1:]
    language = asked_language(arguments)
    chosen = parsed(command_line(language, GROUPS, _languages_of_the_plan()), arguments)
    base = Path(os.sep)  # until it is known: the current folder may be gone
    try:
        base = paths.root()
        code: int = chosen.run(Call(base, chosen, language))
        return code
    except FaultError as error:
        return _refused(error.faults, base, chosen, language)
    except OSError as error:
        return _refused([_of_the_system(error, base)], base, chosen, language)
    except MemoryError:
        return _refused([_no_memory()], base, chosen, language)
    except KeyboardInterrupt:
        return INTERRUPTED


def _languages_of_the_plan() -> tuple[str, ...]:
    """Those that a command asks for words in; where there is no plan, those of the program."""
    with suppress(OSError):  # the current folder may be gone
        return declared_languages(paths.plan_folder(paths.root())) or INTERFACE
    return INTERFACE


def _refused(faults: Sequence[Fault], base: Path, chosen: argparse.Namespace, language: str) -> int:
    call = Call(base, chosen, language)
    with suppress(OSError):  # of standard error itself
        call.refused(faults)
    return BAD_INPUT


def _of_the_system(error: OSError, base: Path) -> Fault:
    named = os.fsdecode(error.filename) if error.filename else ""
    file = os.path.relpath(named, base) if named.startswith(f"{base}{os.sep}") else named or "plan-metrics"
    fix = N_("Look at the place named, and at the rights of this user; then run the command again.")
    return refused_by_the_system(error, file, N_("files and folders that this command can read and write"), fix)


def _no_memory() -> Fault:
    found = N_("more to hold at once than this machine has memory for")
    expected = N_("files of a size that fits into the memory")
    fix = N_("Look whether a file is much larger than it should be; if not, run the command on a larger machine.")
    return fault_at("no_memory", "plan-metrics", found, expected, fix)


if __name__ == "__main__":
    sys.exit(main())
