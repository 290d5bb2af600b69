"""What a check hands over: a figure that is doubted, how much, and against what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Doubt:
    """A figure (`at`, a place in `figures_of`) that is unlike what it is compared with.

    `weight` is how many times its limit it is off, 1 at least; what cannot be at all weighs most. `beside` are the
    places of the figures it was compared with that may be wrong instead. `likely` is what it was expected to be (None
    where no single value was). `values` fill the words of the rule (`tell`), of which there may be several (`kind`).
    """

    rule: str
    at: int
    weight: float
    beside: tuple[int, ...] = ()
    likely: float | None = None
    kind: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def places(self) -> tuple[int, ...]:
        """All places that it is about."""
        return (self.at, *self.beside)
