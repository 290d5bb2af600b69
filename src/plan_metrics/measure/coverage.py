"""How much of what was expected is there."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Coverage:
    """Counts of expected things present and expected, the share (0 to 1), and which are missing."""

    present: int
    expected: int
    share: float | None
    missing: tuple[Hashable, ...]


def coverage(present: Iterable[Hashable], expected: Iterable[Hashable]) -> Coverage:
    """Which of the expected things are present. Things present but not expected do not count.

    Each thing counts once; `missing` keeps the order of `expected`. Share None when nothing is expected.

    >>> coverage(["A01", "A09"], ["A01", "A02"])
    Coverage(present=1, expected=2, share=0.5, missing=('A02',))
    """
    there, wanted = set(present), tuple(dict.fromkeys(expected))
    missing = tuple(thing for thing in wanted if thing not in there)
    count = len(wanted) - len(missing)
    return Coverage(count, len(wanted), count / len(wanted) if wanted else None, missing)
