"""Says things on the terminal: whatever its encoding is, and although its reader may be gone."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


def write_escapes() -> None:
    """From now on a character that the encoding of the terminal lacks is written as an escape, such as \\u4e2d."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str, *, error: bool = False) -> None:
    """Write a text and a line end to standard output, or to standard error.

    Where the other end of a pipe is closed, or there is no such stream, nothing is said from then on; that is no error.
    """
    stream: TextIO | None = sys.stderr if error else sys.stdout
    if stream is None:
        return
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
