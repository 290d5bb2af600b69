"""Figures against the previous edition: the strongest witness there is of a figure that it had already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from plan_metrics.edition.known import shown
from plan_metrics.edition.models import KEY, Edition
from plan_metrics.edition.plausibility.doubts import Doubt
from plan_metrics.edition.plausibility.limits import LEAST


def revision_doubts(figures: pd.DataFrame, previous: Edition) -> list[Doubt]:
    """Rule `revised`: a value that the previous edition had otherwise, and whose value it was there.

    Weighs what it changed by, in steps of `LEAST` on the scale of logarithms.
    """
    before = previous.observations
    keys = list(before[list(KEY)].itertuples(index=False, name=None))
    old = dict(zip(keys, before["value"], strict=True))
    holders: dict[tuple[str, str, float], list[tuple[str, ...]]] = defaultdict(list)
    for key, value in old.items():
        holders[key[0], key[2], value].append(key)
    found = []
    for at, (*cells, value) in enumerate(figures[[*KEY, "value"]].itertuples(index=False, name=None)):
        key = tuple(cells)
        if key not in old or old[key] == value:
            continue
        ratio = abs(np.log(abs(value) / abs(old[key]))) if value * old[key] > 0 else 10.0
        values = {"old": shown(old[key]), "previous": previous.card.id}
        others = [other for other in holders[key[0], key[2], value] if other != key and value]
        if others:
            values["holder"] = ", ".join(others[0])
        found.append(Doubt("revised", at, 1 + ratio / LEAST, likely=old[key], values=values))
    return found


def unchanged(figures: pd.DataFrame, other: Edition) -> set[int]:
    """The places of the figures that another edition has with the same value and flag."""
    before = set(_rows(other.observations))
    return {at for at, row in enumerate(_rows(figures)) if row in before}


def _rows(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    return zip(*(frame[column].to_numpy() for column in (*KEY, "value", "flag")), strict=True)
