"""The program on a system that has neither forks nor links nor the modules of Unix, as far as this one can play it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from invented import SECOND, copy_of_project

# Papermill asks the system by name before it imports what only some have, so `os.getuid` stays.
WITHOUT = """
import importlib, os, pkgutil, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "setsid", "sched_getaffinity"):
    delattr(os, name) if hasattr(os, name) else None
def no_link(*_, **__):
    raise OSError(1314, "A required privilege is not held by the client")
os.symlink = no_link
"""
EVERY_MODULE = """
import plan_metrics
for module in pkgutil.walk_packages(plan_metrics.__path__, "plan_metrics."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from plan_metrics.report.engine import fork_server
assert not fork_server.forks()
"""
COMMAND = "from plan_metrics.cli import main; sys.exit(main(sys.argv[1:]))"


def ran(code: str, base: Path, *arguments: str) -> str:
    """What a process without all of that says; it ends well."""
    command = [sys.executable, "-W", "ignore", "-c", WITHOUT + code, *arguments]
    # A folder of its own for what passes: without `fcntl` its locks are of a kind that other commands do not see.
    environment = {"PLAN_METRICS_ROOT": str(base), "TMPDIR": str(base.parent), "PATH": "", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_loads_and_a_figure_is_changed_without_forks_and_links(tmp_path):
    """All modules can be imported; a check passes; a change is tried in a copy instead of links, then written."""
    base = copy_of_project(tmp_path)
    ran(EVERY_MODULE, base)
    assert "Faults: 0" in ran(COMMAND, base, "--language", "en", "check", SECOND)
    change = [
        "split",
        "bicycle_stands",
        "XX",
        "2028",
        "--edition",
        SECOND,
        "--reason-zh",
        "虚构",
        "--reason-en",
        "made up",
    ]
    told = ran(COMMAND, base, "--language", "en", *change)
    assert "\n\nWritten." in told
    assert told.endswith(f"undo {SECOND}\n")


def test_the_program_is_a_module_where_no_command_is_found():
    """`python -m plan_metrics`, for systems without make and without the command on the path."""
    command = [sys.executable, "-m", "plan_metrics", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "plan-metrics" in done.stdout
