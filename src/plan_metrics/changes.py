"""What changed between two editions: new figures, revised figures, lost figures, and statuses that moved."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

PERIOD_KEY = ["indicator", "region", "sector", "period"]


@dataclass(frozen=True)
class Counted:
    """How many observations are new, revised and lost."""

    new: int
    revised: int
    lost: int


def counted(before: pd.DataFrame, after: pd.DataFrame) -> Counted:
    """Observations that are new, that have another value, and that are gone; both frames have `PERIOD_KEY`."""
    old = before.set_index(PERIOD_KEY)["value"]
    new = after.set_index(PERIOD_KEY)["value"]
    both = old.index.intersection(new.index)
    return Counted(
        new=len(new.index.difference(old.index)),
        revised=int((old.loc[both] != new.loc[both]).sum()),
        lost=len(old.index.difference(new.index)),
    )


def moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The headline rows of two scoreboards whose status or latest period is not the same.

    Shape: one row per indicator of `after`, in its order, with `status_before` and `latest_before`
    beside `status` and `latest`; indicators that stand as they stood are left out.
    """
    old = before[before["headline"].astype(bool)].set_index("indicator")[["status", "latest", "value"]]
    new = after[after["headline"].astype(bool)].join(old.add_suffix("_before"), on="indicator")
    same = (new["status"] == new["status_before"]) & (
        (new["latest"] == new["latest_before"]) | (new["latest"].isna() & new["latest_before"].isna())
    )
    return new[~same].reset_index(drop=True)
