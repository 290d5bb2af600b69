"""How far work is that takes more than two seconds, and how long the rest will take, for whoever waits at a terminal.

The work says what share of it is done; where nobody waits, that is heard by nobody.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Thread
from time import monotonic

from plan_metrics.errors import N_

SHORT, MINUTES = 2.0, 100.0  # seconds: of work whose end is not told, and from which on it is told in minutes
EVERY = 0.5  # seconds, in which the line is written again
CLEAR = "\r\x1b[K"


def _nobody(share: float) -> None:
    """Hears nothing."""


_heard: ContextVar[Callable[[float], None]] = ContextVar("heard", default=_nobody)


def done(share: float) -> None:
    """So much of the work (0 to 1) is done."""
    _heard.get()(share)


@contextmanager
def part(start: float, end: float) -> Iterator[None]:
    """Work that is a part of other work, from one share of it to another."""
    whole = _heard.get()
    if whole is _nobody:
        yield
        return
    token = _heard.set(lambda share: whole(start + (end - start) * share))
    try:
        yield
    finally:
        _heard.reset(token)
    whole(end)


@contextmanager
def asked(share: Callable[[], float]) -> Iterator[None]:
    """Work that does not say what share of it is done, but can be asked from beside."""
    hear, ended = _heard.get(), Event()
    if hear is _nobody:
        yield
        return

    def ask() -> None:
        while not ended.wait(EVERY):
            hear(share())

    asker = Thread(target=ask, daemon=True)
    asker.start()
    try:
        yield
    finally:
        ended.set()
        asker.join()


@contextmanager
def shown(what: str, translate: Callable[[str], str]) -> Iterator[None]:
    """Work whose progress is written to standard error, in a line that is gone when it has ended."""
    share, ended, start = 0.0, Event(), monotonic()

    def hear(found: float) -> None:
        nonlocal share
        share = max(share, found)

    def tell() -> None:
        wait = SHORT
        while not ended.wait(wait):
            took = monotonic() - start
            far = f", {share:.0%}{time_left(translate, took, share)}" if share else ""
            print(f"{CLEAR}{what}: {took:.0f} s{far}", end="", file=sys.stderr, flush=True)
            wait = EVERY

    token, teller = _heard.set(hear), Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        _heard.reset(token)
        ended.set()
        teller.join()
        if monotonic() - start > SHORT:
            print(CLEAR, end="", file=sys.stderr, flush=True)


def time_left(translate: Callable[[str], str], took: float, share: float) -> str:
    """How long the rest of work will take, if it is as quick as the share that is done; nothing of short work.

    >>> time_left(str, 60.0, 0.25), time_left(str, 10.0, 0.5), time_left(str, 0.5, 0.5), time_left(str, 90.0, 1.0)
    (', about 3 min left', ', about 10 s left', '', '')
    """
    if not 0 < share < 1 or took / share < SHORT:
        return ""
    left = took / share - took
    if left < MINUTES:
        return translate(N_(", about {n} s left")).format(n=round(left))
    return translate(N_(", about {n} min left")).format(n=round(left / 60))
