"""Says things on the terminal: whatever its encoding is, and although its reader may be gone."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from typing import TextIO

from plan_metrics.errors import N_

# What argparse says of a wrong command line.
ERRORS = (
    N_("argument %(argument_name)s: %(message)s"), N_("unrecognized arguments: %s"),
    N_("the following arguments are required: %s"), N_("expected one argument"),
    N_("expected at least one argument"), N_("expected %s arguments"),
    N_("invalid %(type)s value: %(value)r"), N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ambiguous option: %(option)s could match %(matches)s"), N_("ignored explicit argument %r"),
    N_("not allowed with argument %s"),
)  # fmt: skip
PLACE = re.compile(r"%(?:\((\w+)\))?[sr]")


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


def reworded(message: str, gettext: Callable[[str], str]) -> str:
    """A message of argparse in a language: it has words and values in one text by then."""
    for template in ERRORS:
        if found := re.fullmatch("(.+?)".join(map(re.escape, PLACE.split(template)[::2])), message, re.DOTALL):
            values = dict(zip(PLACE.findall(template), found.groups(), strict=True))
            if "message" in values:
                values["message"] = reworded(values["message"], gettext)
            parts = PLACE.split(gettext(template))  # words and names of values by turns
            return "".join(values[part or ""] if index % 2 else part for index, part in enumerate(parts))
    return message
