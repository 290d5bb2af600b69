"""Processes of ours that end with their work: how they are run, and that they do not look for garbage."""

from __future__ import annotations

import atexit
import gc
import os
import re
import subprocess
import sys

CAUSE = re.compile(r"^[\w.]*(?:Error|Exception): .*", re.MULTILINE)
COLLECT = (100_000, 10, 10)  # objects more before the young, the older and the oldest are looked through


def run_module(module: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module as a program in a process of its own; its output is kept.

    A fixed hash seed makes the order of sets, and so every byte, the same on each run.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", **variables}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")


def cause_of(errors: str) -> str:
    """What a process says last of why it failed: the error itself, else the end of what it wrote."""
    cause = CAUSE.search(errors)
    return cause[0] if cause else errors.strip()[-2000:]


def short_lived() -> None:
    """From now on this process looks for circles of objects seldom, and not at all when it ends.

    Nearly all that it imports and reads stays to the end, and was looked through again and again, once more after its
    last word.
    """
    gc.set_threshold(*COLLECT)
    atexit.register(gc.freeze)
